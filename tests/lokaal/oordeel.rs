//! What a rule says of the klassen of one message.

use std::sync::Arc;

use berichtenpoort::begrippen::LokaleRegel;
use berichtenpoort::bericht::{ALLE_BERICHTTYPEN, Pad, Plek};
use berichtenpoort::lokaal::{Bij, Kennis, Onbekend, Uitslag, toets};
use berichtenpoort::xml::Position;
use chrono::NaiveDate;

use crate::proef::{Proef, SCHEMAS};
use crate::voorbeeld::{opgesteld, regel, tarief, waarschuw};

fn bij(naam: &str, kennis: Option<Arc<dyn Kennis>>) -> Bij {
    let berichttype = ALLE_BERICHTTYPEN.into_iter().find(|een| een.naam() == naam).unwrap();
    Bij { berichttype, ontvangen: "2026-02-03".parse().unwrap(), kennis }
}

fn zeg(regel: LokaleRegel, proef: &Proef, kennis: Option<Arc<dyn Kennis>>) -> Uitslag {
    let naam = format!("JW{}", regel.berichten[0]);
    toets(&SCHEMAS, proef.xml().as_bytes(), &[Arc::new(opgesteld(regel))], &bij(&naam, kennis)).unwrap()
}

/// Klassen looked at, not right, not judged.
fn telling(eis: &str, proef: &Proef) -> [u32; 3] {
    let uitslag = zeg(regel(eis), proef, None);
    let een = &uitslag.regels[0];
    [een.klassen, een.niet_goed, een.niet_beoordeeld]
}

fn plek(pad: &str) -> Plek {
    Plek { pad: Pad::from(pad.to_owned()), positie: Position { line: 1, column: 1 } }
}

const PRODUCT: &str = "Client/ToegewezenProducten/ToegewezenProduct";

#[test]
fn een_eis_ziet_elementen_datums_getallen_en_wat_er_niet_is() {
    let bericht = Proef::ijw(301);
    for eis in [
        "klasse.ToewijzingNummer == 10071",
        "klasse.Ingangsdatum == '2026-01-01'",
        "has(klasse.Einddatum) && klasse.Einddatum == '2026-12-31'",
        "has(klasse.Omvang) && has(klasse.Omvang.Frequentie) && klasse.Omvang.Volume * 4 == 12",
        "dagen(klasse.Ingangsdatum, '2026-01-31') == 30",
        "!has(klasse.Budget) && !has(klasse.Commentaar)",
        "has(klasse.Product) && has(klasse.Product.Code) && klasse.Product.Code.startsWith(klasse.Product.Categorie)",
        "client.Geboortedatum.Datum == '2012-05-17'",
        "header.Afzender == '0479' && header.Ontvanger == '65656055'",
        "bericht.ontvangen == '2026-02-03' && bericht.type == '301' && bericht.standaard == 'ijw'",
    ] {
        assert_eq!(telling(eis, &bericht), [1, 0, 0], "{eis}");
        assert_eq!(telling(&format!("!({eis})"), &bericht), [1, 1, 0], "{eis}");
    }
}

#[test]
fn elke_klasse_wordt_op_zichzelf_getoetst_en_gevonden_op_haar_plek() {
    let bericht = Proef::ijw(301).kopie(PRODUCT).zet(&format!("{PRODUCT}[2]/Einddatum"), "2027-12-31");
    let jaar = "has(klasse.Einddatum) && dagen(klasse.Ingangsdatum, klasse.Einddatum) < 365";
    let uitslag = zeg(regel(jaar), &bericht, None);
    assert_eq!((uitslag.regels[0].klassen, uitslag.regels[0].niet_goed), (2, 1));
    let bij = |nummer| {
        uitslag
            .gevonden
            .bij(&plek(&format!("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[{nummer}]")))
    };
    assert!(bij(1).is_empty());
    assert_eq!((bij(2)[0].code.as_str(), bij(2)[0].retourcode), ("ZW001", Some("9307")));
    let gewaarschuwd = zeg(waarschuw(regel(jaar)), &bericht, None);
    let tekst = gewaarschuwd.gevonden.bij(&plek("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]"));
    assert_eq!(tekst[0].retourcode, None);
    assert!(tekst[0].tekst.starts_with("Let op, dit houdt het bericht niet tegen: Deze toewijzing"));
}

#[test]
fn een_eis_die_niet_uit_te_rekenen_is_zegt_niets_en_waarom_wordt_verteld() {
    let bericht = Proef::ijw(301);
    for (eis, oorzaak) in [
        ("klasse.ToewijzingNummer / (klasse.ToewijzingNummer - 10071) > 0", "gedeeld"),
        ("klasse.ToewijzingNummer * 9223372036854775807 > 0", "te groot"),
        ("dagen(klasse.Ingangsdatum, 'morgen') > 0", "dagen weet het antwoord niet"),
        ("codeGeldig('JZ020', '45A04', klasse.Ingangsdatum)", "codeGeldig weet het antwoord niet"),
        ("gecontracteerd('45', '45A04', klasse.Ingangsdatum)", "gecontracteerd weet het antwoord niet"),
    ] {
        let uitslag = zeg(regel(eis), &bericht, None);
        let een = &uitslag.regels[0];
        assert_eq!((een.klassen, een.niet_goed, een.niet_beoordeeld), (1, 0, 1), "{eis}");
        let tekst = een.oorzaak.as_ref().unwrap().to_string();
        assert!(tekst.contains(oorzaak), "{eis}: {tekst}");
        assert_eq!(uitslag.gevonden, Uitslag::default().gevonden);
    }
}

#[derive(Debug)]
struct Kent;

impl Kennis for Kent {
    fn code_geldig(&self, lijst: &str, code: &str, dag: NaiveDate) -> Result<bool, Onbekend> {
        if lijst == "JZ020" { Ok(code == "45" && dag.to_string() == "2026-01-01") } else { Err(Onbekend) }
    }

    fn gecontracteerd(&self, categorie: &str, code: &str, _: NaiveDate) -> Result<bool, Onbekend> {
        Ok((categorie, code) == ("45", "45A04"))
    }
}

#[test]
fn het_register_antwoordt_voor_de_dag_die_de_eis_noemt() {
    let kent = || Some(Arc::new(Kent) as Arc<dyn Kennis>);
    let vraag = |eis: &str| {
        let uitslag = zeg(regel(eis), &Proef::ijw(301), kent());
        (uitslag.regels[0].niet_goed, uitslag.regels[0].niet_beoordeeld)
    };
    let met = |functie: &str| format!("has(klasse.Product) && has(klasse.Product.Code) && {functie}");
    assert_eq!(vraag(&met("codeGeldig('JZ020', klasse.Product.Categorie, klasse.Ingangsdatum)")), (0, 0));
    assert_eq!(vraag(&met("codeGeldig('JZ020', klasse.Product.Categorie, '2025-12-31')")), (1, 0));
    assert_eq!(vraag(&met("codeGeldig('ANDERE', klasse.Product.Categorie, '2025-12-31')")), (0, 1));
    assert_eq!(
        vraag(&met("gecontracteerd(klasse.Product.Categorie, klasse.Product.Code, klasse.Ingangsdatum)")),
        (0, 0)
    );
}

#[test]
fn een_creditregel_neemt_terug_wat_al_is_toegekend_en_wordt_nooit_geweigerd() {
    const PRESTATIE: &str = "Declaratie/Clienten/Client/Prestaties/Prestatie";
    let duur = Proef::ijw(323).zet(&format!("{PRESTATIE}/ProductTarief"), "6001");
    let credit = duur
        .clone()
        .zet(&format!("{PRESTATIE}/ProductReferentie/VorigReferentieNummer"), "R0")
        .zet(&format!("{PRESTATIE}/IngediendBedrag/DebetCredit"), "C");
    for (proef, verwacht) in [(Proef::ijw(323), [1, 0]), (duur, [1, 1]), (credit, [0, 0])] {
        let uitslag = zeg(tarief(), &proef, None);
        assert_eq!([uitslag.regels[0].klassen, uitslag.regels[0].niet_goed], verwacht);
    }
}

#[test]
fn de_eerste_en_de_laatste_dag_tellen_mee_en_een_andere_gemeente_niet() {
    let maart = opgesteld(LokaleRegel {
        ingangsdatum: "2026-03-01".parse().unwrap(),
        einddatum: Some("2026-03-31".parse().unwrap()),
        ..regel("has(klasse.Einddatum)")
    });
    let type_van = |naam: &str| bij(naam, None).berichttype;
    let geldt = |naam: &str, gemeente: &str, dag: &str| {
        maart.regel.geldt_voor(type_van(naam), gemeente, dag.parse().unwrap())
    };
    for (dag, verwacht) in
        [("2026-02-28", false), ("2026-03-01", true), ("2026-03-31", true), ("2026-04-01", false)]
    {
        assert_eq!(geldt("JW301", "0479", dag), verwacht, "{dag}");
    }
    assert!(!geldt("JW301", "0439", "2026-03-15"));
    assert!(!geldt("WMO301", "0479", "2026-03-15"));
    assert!(!geldt("JW305", "0479", "2026-03-15"));
}
