//! Setting a local rule: what is wrong is told at once, with what was meant.

use berichtenpoort::begrippen::LokaleRegel;
use berichtenpoort::bericht::Standaard;

use crate::voorbeeld::{bezwaar, bezwaren, opgesteld, regel, tarief, waarschuw};

#[test]
fn een_goede_regel_is_op_te_stellen() {
    for eis in [
        "has(klasse.Einddatum)",
        "has(klasse.Einddatum) && dagen(klasse.Ingangsdatum, klasse.Einddatum) <= 365",
        "!has(klasse.Product) || klasse.Product.Categorie in ['45', '50']",
        "!has(klasse.Omvang) || klasse.Omvang.Volume > 0 && klasse.Omvang.Eenheid != '01'",
        "['45', '50'].exists(categorie, has(klasse.Product) && klasse.Product.Categorie == categorie)",
        "client.Geboortedatum.Datum < '2026-01-01'",
        "header.BerichtIdentificatie.Dagtekening <= bericht.ontvangen",
        "bericht.type == '301' && bericht.standaard == 'ijw' && size(string(klasse.ToewijzingNummer)) < 9",
        "has(klasse.Product) && has(klasse.Product.Code) ? codeGeldig('JZ020', klasse.Product.Code, klasse.Ingangsdatum) : true",
        "has(klasse.Product) && has(klasse.Product.Code) ? \
         gecontracteerd(klasse.Product.Categorie, klasse.Product.Code, klasse.Ingangsdatum) : true",
        "// een uitleg\n has(klasse.Commentaar)",
    ] {
        opgesteld(regel(eis));
    }
    opgesteld(tarief());
    let beide =
        LokaleRegel { standaarden: vec![Standaard::Ijw, Standaard::Iwmo], ..regel("has(klasse.Einddatum)") };
    assert_eq!(
        opgesteld(beide).berichttypen().map(|een| een.naam()).collect::<Vec<_>>(),
        ["JW301", "WMO301"]
    );
}

#[test]
fn een_naam_die_niet_bestaat_wordt_geweigerd_met_wat_er_bedoeld_is() {
    for (eis, tekst) in [
        ("has(klasse.Eindatum)", "klasse heeft geen Eindatum. Bedoelt u Einddatum?"),
        ("klasse.Product.Kode == '1'", "klasse.Product heeft geen Kode. Bedoelt u Code?"),
        (
            "klasse.Xyz == '1'",
            "klasse heeft geen Xyz. Er zijn: ToewijzingNummer, ReferentieAanbieder, Product,",
        ),
        ("client.Geboortedatm.Datum > '1'", "client heeft geen Geboortedatm. Bedoelt u Geboortedatum?"),
        ("header.Afzendr == '0479'", "Bedoelt u Afzender?"),
        ("bericht.soort == '301'", "bericht heeft geen soort. Er zijn: standaard, type, ontvangen"),
        ("klas.Einddatum > '2026'", "na een punt staat een element van klasse, client, header of bericht"),
        ("product == '1'", "‘product’ is hier niet bekend"),
        ("klasse.Ingangsdatum.Dag > 1", "in klasse.Ingangsdatum staan geen andere elementen"),
        ("klasse.Product == '1'", "in klasse.Product staan elementen: Categorie, Code. Noem er een"),
        ("klasse == 1", "noem een element van klasse, zoals klasse.Einddatum"),
        ("client.Contactgegevens.Contact.Soort == '1'", "client heeft geen Contactgegevens"),
        ("client.Contact.Soort == '1'", "Contact is een klasse van zichzelf. Maak daar een eigen regel voor"),
    ] {
        assert!(bezwaar(eis).contains(tekst), "{eis}: {}", bezwaar(eis));
    }
    let verkeerd =
        |anders: LokaleRegel| bezwaren(anders).into_iter().map(|een| een.to_string()).collect::<String>();
    let klasse = LokaleRegel { klasse: "ToegewezenProdukt".to_owned(), ..regel("has(klasse.Einddatum)") };
    assert_eq!(
        verkeerd(klasse),
        "klasse: JW301 heeft geen klasse ToegewezenProdukt. Bedoelt u ToegewezenProduct?"
    );
    let bericht = LokaleRegel { berichten: vec!["302".to_owned()], ..regel("has(klasse.Einddatum)") };
    assert!(verkeerd(bericht).starts_with("berichten: op ‘302’ geeft de poort geen antwoord."));
}

#[test]
fn in_elk_bericht_van_de_regel_moet_het_element_er_zijn() {
    let beide = LokaleRegel {
        berichten: vec!["301".to_owned(), "305".to_owned()],
        klasse: "Client".to_owned(),
        ..regel("has(klasse.JuridischeStatus)")
    };
    opgesteld(LokaleRegel { berichten: vec!["301".to_owned()], ..beide.clone() });
    let bezwaren = bezwaren(beide);
    assert_eq!(bezwaren.len(), 1);
    assert!(bezwaren[0].tekst.starts_with("klasse heeft geen JuridischeStatus"), "{bezwaren:?}");
}

#[test]
fn wat_niet_elke_goede_klasse_heeft_moet_eerst_worden_nagevraagd() {
    let tekst = bezwaar("klasse.Einddatum >= klasse.Ingangsdatum");
    assert!(tekst.contains("Einddatum staat er niet. Vraag eerst met has(...) of het er is"), "{tekst}");
    let tekst = bezwaar("has(klasse.Omvang.Volume)");
    assert!(tekst.contains("Omvang staat er niet"), "{tekst}");
    let tekst = bezwaar("!has(klasse.Omvang) || klasse.Product.Categorie != '45'");
    assert!(tekst.contains("Product staat er niet"), "{tekst}");
}

#[test]
fn een_eis_die_geen_ja_of_nee_geeft_of_soorten_mengt_wordt_geweigerd() {
    assert!(bezwaar("klasse.Ingangsdatum").contains("geen ja of nee"));
    assert!(bezwaar("klasse.Ingangsdatum > 3").contains("verschillende soorten"));
    assert!(bezwaar("true").contains("kijkt nergens naar"));
    assert!(bezwaar("").contains("vul in"));
    assert!(bezwaar("klasse.Einddatum >").contains("gaat mis bij regel 1, teken"));
    assert!(bezwaar("has(klasse.Einddatum) &&\n has(").contains("gaat mis bij regel 2"));
}

#[test]
fn wat_meer_van_de_taal_vraagt_dan_een_regel_nodig_heeft_kan_niet() {
    for (eis, tekst) in [
        (
            "klasse.Ingangsdatum.matches('(a+)+$')",
            "‘matches’ kan in een regel niet. U kunt gebruiken: has, size",
        ),
        (
            "timestamp(klasse.Ingangsdatum) > timestamp('2026-01-01T00:00:00Z')",
            "‘timestamp’ kan in een regel niet",
        ),
        ("{'a': klasse.Ingangsdatum}.a == '1'", "na een punt staat"),
        ("klasse.ToewijzingNummer > 1.5", "gebruik een heel getal; een bedrag is in eurocenten"),
        ("klasse.Ingangsdatum != null", "Vraag met has(...)"),
        ("klasse['Ingangsdatum'] == '1'", "kan in een regel niet"),
        ("[[1], [2]].all(x, [1].all(y, klasse.ToewijzingNummer > y))", "kunnen niet in elkaar staan"),
        ("[1].all(klasse, klasse.ToewijzingNummer > 1)", "een naam van uzelf"),
        ("client.Bsn == 'x'", "zegt iets over wie iemand is"),
        ("klasse.Ingangsdatum != '999900006'", "lijkt een burgerservicenummer"),
        ("client.Naam.Geslachtsnaam.Achternaam == 'Molenaar'", "zegt iets over wie iemand is"),
        ("has(klasse.Commentaar) && klasse.Commentaar.contains('x')", "of is vrije tekst"),
    ] {
        assert!(bezwaar(eis).contains(tekst), "{eis}: {}", bezwaar(eis));
    }
}

#[test]
fn velden_die_niet_bij_elkaar_passen_worden_elk_genoemd() {
    let goed = || regel("has(klasse.Einddatum)");
    let dag = |tekst: &str| tekst.parse().unwrap();
    for (anders, veld) in [
        (LokaleRegel { id: "zw1".to_owned(), ..goed() }, "id"),
        (LokaleRegel { id: "TR999".to_owned(), ..goed() }, "id"),
        (LokaleRegel { titel: " ".to_owned(), ..goed() }, "titel"),
        (LokaleRegel { uitleg: "x".repeat(501), ..goed() }, "uitleg"),
        (LokaleRegel { gemeenten: Vec::new(), ..goed() }, "gemeenten"),
        (LokaleRegel { gemeenten: vec!["479".to_owned()], ..goed() }, "gemeenten"),
        (LokaleRegel { standaarden: Vec::new(), ..goed() }, "standaarden"),
        (LokaleRegel { berichten: Vec::new(), ..goed() }, "berichten"),
        (LokaleRegel { einddatum: Some(dag("2026-01-31")), ..goed() }, "einddatum"),
        (LokaleRegel { retourcode: None, ..goed() }, "retourcode"),
        (LokaleRegel { retourcode: Some("0200".to_owned()), ..goed() }, "retourcode"),
        (LokaleRegel { retourcode: Some("0042".to_owned()), ..goed() }, "retourcode"),
        (LokaleRegel { retourcode: Some("9307".to_owned()), ..waarschuw(goed()) }, "retourcode"),
    ] {
        let bezwaren = bezwaren(anders.clone());
        assert!(bezwaren.iter().any(|een| een.veld == veld), "{veld}: {bezwaren:?}");
    }
    opgesteld(LokaleRegel { einddatum: Some(dag("2026-02-01")), ..goed() });
}

#[test]
fn een_regel_over_het_geheel_van_een_declaratie_krijgt_zijn_code_bij_het_antwoord_daarop() {
    let geheel = LokaleRegel {
        klasse: "Declaratie".to_owned(),
        retourcode: Some("8214".to_owned()),
        eis: "klasse.TotaalIngediendBedrag.TotaalBedrag > 0".to_owned(),
        ..tarief()
    };
    opgesteld(geheel);
    let client =
        LokaleRegel { eis: "client.Bsn != ''".to_owned(), klasse: "Declaratie".to_owned(), ..tarief() };
    assert!(bezwaren(client).iter().any(|een| een.tekst.contains("staat niet bij één client")));
}

#[test]
fn de_regels_van_de_voorbeeldregio_kloppen() {
    let pad = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/voorbeeldregio/lokaleregels.json");
    let regels: Vec<LokaleRegel> = serde_json::from_slice(&std::fs::read(pad).unwrap()).unwrap();
    assert_eq!(regels.len(), 3);
    for regel in regels {
        opgesteld(regel);
    }
}
