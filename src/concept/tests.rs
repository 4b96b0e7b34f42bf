//! Drafts against the worked examples of the standard (IV093, IV094), which the scenarios hold as messages.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime};

use super::*;
use crate::bericht::{Agbcode, Bsn, Eenheid, Frequentie, ToegewezenProduct, lees, schrijf};
use crate::concept::wijziging::{Besluit, Oude, Wens, besluit, is_voorbij};
use crate::keten::{BekendeToewijzing, Wijziging, beoordeel};
use crate::regels::{Omstandigheden, Oordeel, controleer};

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

/// The messages of a scenario up to and including the last request, taken in one after another.
struct Voorbeeld {
    dossier: Dossier,
    eerste: Bericht,
    verzoek: Bericht,
    verwacht: Vec<ToegewezenProduct>,
    nu: NaiveDateTime,
}

fn gelezen(map: &str, bestand: &str) -> Bericht {
    let pad = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios").join(map).join(bestand);
    lees(&SCHEMAS, std::fs::read(pad).unwrap().as_slice()).unwrap()
}

fn producten(bericht: &Bericht) -> Vec<ToegewezenProduct> {
    let Inhoud::Toewijzing { producten, .. } = &bericht.inhoud else { panic!("no 301") };
    let mut producten = producten.clone();
    producten.sort_by_key(|product| product.nummer);
    producten
}

impl Voorbeeld {
    /// The files: what goes before, of which the first is a 301 and the one named `verzoek` the request, and the 301 to come to.
    fn van(map: &str, eerder: &[&str], verzoek: &str, uitkomst: &str) -> Voorbeeld {
        let mut dossier = Dossier::default();
        let berichten: Vec<Bericht> = eerder.iter().map(|bestand| gelezen(map, bestand)).collect();
        for bericht in &berichten {
            let wijzigingen = Wijziging::van(bericht);
            wijzigingen.iter().for_each(|wijziging| dossier.pas_toe(&bericht.header, wijziging));
        }
        let uitkomst = gelezen(map, uitkomst);
        let nu = uitkomst.header.dagtekening.and_hms_opt(10, 0, 0).unwrap();
        let eerste = berichten.into_iter().next().unwrap();
        Voorbeeld { dossier, eerste, verzoek: gelezen(map, verzoek), verwacht: producten(&uitkomst), nu }
    }

    fn probeer(&self, keuzes: &Keuzes) -> Result<Concept, GeenConcept> {
        let vorige = Some(Vorige { bericht: &self.eerste, zelfde_aanbieder: true });
        let hoogste_nummer = producten(&self.eerste).last().map(|product| product.nummer);
        let situatie = Situatie {
            verzoek: &self.verzoek,
            dossier: &self.dossier,
            vorige,
            toegekend_tot: &BTreeMap::new(),
            hoogste_nummer,
            nu: self.nu,
            identificatie: "PROEF1",
        };
        maak(&SCHEMAS, &situatie, keuzes)
    }

    /// The draft as a message: valid, and approved by every rule.
    fn bericht(&self, keuzes: &Keuzes) -> Bericht {
        let concept = self.probeer(keuzes).unwrap();
        assert_eq!(concept.ontbreekt, []);
        let xml = schrijf(&SCHEMAS, concept.berichttype, &concept.wortel).unwrap();
        let omstandigheden = Omstandigheden::op(self.nu.date());
        let controle = controleer(&SCHEMAS, xml.as_slice(), omstandigheden).unwrap();
        assert_eq!(controle.oordeel, Oordeel::Geldig, "{:#?}", controle.bevindingen);
        let bericht = lees(&SCHEMAS, xml.as_slice()).unwrap();
        let beoordeling = beoordeel(&bericht, self.dossier.clone(), &omstandigheden);
        assert!(beoordeling.codes.is_leeg(), "{:#?}", beoordeling.bevindingen);
        bericht
    }

    /// The draft allocates exactly what the example does.
    #[track_caller]
    fn klopt_met(&self, keuzes: Vec<ProductKeuze>) {
        let bericht = self.bericht(&Keuzes { producten: keuzes, ..Keuzes::default() });
        let opgesteld: Vec<ToegewezenProduct> = producten(&bericht);
        let zonder_plek = |producten: &[ToegewezenProduct]| -> Vec<ToegewezenProduct> {
            let plek = &self.eerste.header.plek;
            producten
                .iter()
                .map(|product| ToegewezenProduct { plek: plek.clone(), ..product.clone() })
                .collect()
        };
        assert_eq!(zonder_plek(&opgesteld), zonder_plek(&self.verwacht));
    }
}

fn keuze(regel: u32) -> ProductKeuze {
    ProductKeuze { regel, ..ProductKeuze::default() }
}

fn met_nummer(regel: u32, nummer: u32) -> ProductKeuze {
    ProductKeuze { toewijzing_nummer: Some(nummer), ..keuze(regel) }
}

fn ingaand(regel: u32, op: &str) -> ProductKeuze {
    ProductKeuze { ingangsdatum: Some(dag(op)), ..keuze(regel) }
}

fn eindigend(regel: u32, op: &str) -> ProductKeuze {
    ProductKeuze { einddatum: Some(dag(op)), ..keuze(regel) }
}

#[test]
fn iv093_voorbeeld_1_verlengt_met_hetzelfde_nummer_en_verhoogt_met_een_nieuw() {
    let ijw = Voorbeeld::van(
        "IV093-ijw-voorbeeld-1",
        &["01-JW301.xml", "03-JW317.xml"],
        "03-JW317.xml",
        "04-JW301.xml",
    );
    let iwmo = Voorbeeld::van(
        "IV093-iwmo-voorbeeld-1",
        &["01-WMO301.xml", "03-WMO317.xml"],
        "03-WMO317.xml",
        "04-WMO301.xml",
    );
    for voorbeeld in [ijw, iwmo] {
        voorbeeld.klopt_met(vec![met_nummer(2, 123_078)]);
        let concept = voorbeeld.probeer(&Keuzes::default()).unwrap();
        let Voorstel::Toewijzing(producten) = &concept.voorstel else { panic!("no 301") };
        let wat: Vec<_> = producten.iter().map(|een| (een.nummer.0, een.actie, een.regels)).collect();
        let nieuw_nummer = &["IV093", "OP257", "IV066"][..];
        assert_eq!(
            wat,
            [
                (123_001, Actie::Gewijzigd, &["OP380"][..]),
                (123_002, Actie::Ingetrokken, nieuw_nummer),
                (123_003, Actie::Nieuw, nieuw_nummer),
            ]
        );
        assert_eq!(concept.beantwoordt, ["A001"]);
        assert!(concept.let_op.is_empty(), "{:?}", concept.let_op);
        assert!(
            concept.in_woorden().contains("Toewijzing 123002 eindigt eerder"),
            "{}",
            concept.in_woorden()
        );
    }
}

#[test]
fn iv093_voorbeeld_2_mag_andere_datums_als_de_gevraagde_voorbij_zijn() {
    let bestanden = ["01-JW301.xml", "02-JW317.xml"];
    let a = Voorbeeld::van("IV093-ijw-voorbeeld-2a", &bestanden, "02-JW317.xml", "03-JW301.xml");
    a.klopt_met(vec![eindigend(2, "2023-05-23"), ingaand(3, "2023-05-24")]);
    let b = Voorbeeld::van("IV093-ijw-voorbeeld-2b", &bestanden, "02-JW317.xml", "03-JW301.xml");
    b.klopt_met(Vec::new());
    assert_eq!(b.probeer(&Keuzes::default()).unwrap().let_op.len(), 1);
}

#[test]
fn iv093_voorbeeld_2_kan_ook_na_een_onderzoek() {
    let bestanden = ["01-JW301.xml", "02-JW317.xml", "03-JW319.xml"];
    let na = Voorbeeld::van("IV093-ijw-voorbeeld-2", &bestanden, "02-JW317.xml", "04-JW301.xml");
    na.klopt_met(vec![eindigend(2, "2023-05-23"), ingaand(3, "2023-05-24")]);
}

#[test]
fn iv093_voorbeeld_3_laat_een_toewijzing_die_intussen_afliep_in_het_bericht() {
    let bestanden = ["01-JW301.xml", "02-JW317.xml"];
    let a = Voorbeeld::van("IV093-ijw-voorbeeld-3a", &bestanden, "02-JW317.xml", "03-JW301.xml");
    a.klopt_met(Vec::new());
    let b = Voorbeeld::van("IV093-ijw-voorbeeld-3b", &bestanden, "02-JW317.xml", "03-JW301.xml");
    b.klopt_met(vec![ingaand(2, "2023-05-15")]);
}

#[test]
fn iv094_een_verzoek_om_toewijzing_mag_anders_worden_toegewezen() {
    let bestanden = ["01-JW301.xml", "02-JW315.xml"];
    let een =
        Voorbeeld::van("IV094-ijw-afwijken-van-het-verzoek", &bestanden, "02-JW315.xml", "03-JW301.xml");
    let anders = ProductKeuze {
        product: Some(ProductcodeKeuze { categorie: "45".into(), code: Some("45A48".into()) }),
        omvang: Some(OmvangKeuze { volume: 5, eenheid: "04".into(), frequentie: "2".into() }),
        ..ingaand(1, "2026-03-09")
    };
    een.klopt_met(vec![anders]);
    let twee = Voorbeeld::van("IV094-ijw-anders-dan-gevraagd", &bestanden, "02-JW315.xml", "04-JW301.xml");
    let eerste = ProductKeuze {
        omvang: Some(OmvangKeuze { volume: 2, eenheid: "04".into(), frequentie: "2".into() }),
        ..ingaand(1, "2026-04-01")
    };
    twee.klopt_met(vec![eerste, ProductKeuze { budget: Some(50_000), ..keuze(2) }]);
}

#[test]
fn een_verzoek_om_wijziging_wijkt_niet_af_in_inhoud_en_voor_de_datum_niet_in_datums() {
    let bestanden = ["01-JW301.xml", "03-JW317.xml"];
    let tijdig = Voorbeeld::van("IV093-ijw-voorbeeld-1", &bestanden, "03-JW317.xml", "04-JW301.xml");
    for keuze in [
        eindigend(1, "2024-12-31"),
        ingaand(2, "2023-07-01"),
        ProductKeuze { budget: Some(1), ..keuze(2) },
        ProductKeuze { zonder_einddatum: true, ..keuze(2) },
        met_nummer(1, 5),
        keuze(3),
    ] {
        let keuzes = Keuzes { producten: vec![keuze.clone()], ..Keuzes::default() };
        assert!(matches!(tijdig.probeer(&keuzes), Err(GeenConcept::Keuze(_))), "{keuze:?}");
    }
    let een_regel = Keuzes { regels: Some(vec![1]), ..Keuzes::default() };
    assert!(matches!(tijdig.probeer(&een_regel), Err(GeenConcept::Keuze(_))));
}

#[test]
fn op_de_gewenste_dag_zelf_is_het_nog_niet_te_laat_en_de_dag_erna_wel() {
    let bestanden = ["01-JW301.xml", "03-JW317.xml"];
    let mut een = Voorbeeld::van("IV093-ijw-voorbeeld-1", &bestanden, "03-JW317.xml", "04-JW301.xml");
    let later = Keuzes { producten: vec![ingaand(2, "2023-06-20")], ..Keuzes::default() };
    een.nu = dag("2023-06-12").and_hms_opt(9, 0, 0).unwrap();
    assert!(matches!(een.probeer(&later), Err(GeenConcept::Keuze(_))));
    een.nu = dag("2023-06-13").and_hms_opt(9, 0, 0).unwrap();
    let bericht = een.bericht(&later);
    let dagen: Vec<_> = producten(&bericht).iter().map(|een| (een.ingangsdatum, een.einddatum)).collect();
    assert_eq!(dagen.get(1), Some(&(dag("2023-01-01"), Some(dag("2023-06-19")))));
    assert_eq!(dagen.get(2), Some(&(dag("2023-06-20"), Some(dag("2023-12-31")))));
}

#[test]
fn een_wijziging_telt_ook_als_de_vorige_versie_van_later_is() {
    let bestanden = ["01-JW301.xml", "03-JW317.xml"];
    let mut een = Voorbeeld::van("IV093-ijw-voorbeeld-1", &bestanden, "03-JW317.xml", "04-JW301.xml");
    // The clock of the gemeente that sent the last version ran ahead.
    een.nu = "2022-12-20T09:59:00".parse().unwrap();
    let opgesteld = producten(&een.bericht(&Keuzes::default()));
    assert_eq!(opgesteld[0].toegewezen_op.to_string(), "2022-12-20 10:00:01");
}

#[test]
fn op345_minder_dan_er_is_toegekend_valt_op() {
    let bestanden = ["01-JW301.xml", "03-JW317.xml"];
    for (map, toegekend, meer) in
        [("TR373-ijw-ander-budget", (0, 60_000), (0, 60_001)), ("TR373-ijw-ander-totaal", (100, 0), (101, 0))]
    {
        for ((volume, bedrag), let_op) in [(toegekend, 0), (meer, 1)] {
            let mut een = Voorbeeld::van(map, &bestanden, "03-JW317.xml", "01-JW301.xml");
            een.nu = dag(VANDAAG).and_hms_opt(10, 0, 0).unwrap();
            let verbruik = een.dossier.prestaties.verbruik_van(ToewijzingNummer(10_071));
            verbruik.tel_bij(1, Eenheid::Uur, volume, Eurocent(bedrag));
            let concept = een.probeer(&Keuzes::default()).unwrap();
            assert_eq!(concept.let_op.len(), let_op, "{:?}", concept.let_op);
        }
    }
}

#[test]
fn een_verwijderde_toewijzing_is_niet_meer_te_wijzigen() {
    let bestanden = ["01-JW301.xml", "03-JW317.xml"];
    let mut een = Voorbeeld::van("IV093-ijw-voorbeeld-1", &bestanden, "03-JW317.xml", "04-JW301.xml");
    let nummer = ToewijzingNummer(123_001);
    let weg = een.dossier.toewijzingen.met(nummer).cloned().map(|toewijzing| BekendeToewijzing {
        einddatum: Some(toewijzing.ingangsdatum),
        reden_wijziging: Some("13".to_owned()),
        ..toewijzing
    });
    een.dossier.toewijzingen.neem_op(nummer, weg.unwrap());
    let concept = een.probeer(&Keuzes::default()).unwrap();
    let ontbreekt: Vec<_> = concept.ontbreekt.iter().map(|een| een.element).collect();
    assert_eq!(ontbreekt, ["ToewijzingNummer"]);
}

#[test]
fn een_antwoord_op_een_verzoek_om_wijziging_vraagt_om_een_reden_en_kent_reden_8_niet() {
    let bestanden = ["01-JW301.xml", "03-JW317.xml"];
    let een = Voorbeeld::van("IV093-ijw-voorbeeld-1", &bestanden, "03-JW317.xml", "04-JW301.xml");
    let afwijzen = |reden: Option<&str>| Keuzes {
        soort: Antwoordsoort::Afwijzen,
        reden_afwijzing: reden.map(str::to_owned),
        ..Keuzes::default()
    };
    let zonder = een.probeer(&afwijzen(None)).unwrap();
    assert_eq!(zonder.ontbreekt[0].element, "RedenAfwijzingVerzoek");
    assert!(een.probeer(&afwijzen(Some("2"))).unwrap().ontbreekt.is_empty());
    assert!(matches!(een.probeer(&afwijzen(Some("8"))), Err(GeenConcept::Keuze(_))));
    let bericht = een.bericht(&Keuzes { soort: Antwoordsoort::Onderzoek, ..Keuzes::default() });
    let Inhoud::Antwoord(antwoord) = bericht.inhoud else { panic!("no 319") };
    assert_eq!((antwoord.antwoord, antwoord.reden_afwijzing), (VerzoekAntwoord::InOnderzoek, None));
}

const VANDAAG: &str = "2026-02-03";

fn omvang(volume: u32, eenheid: Eenheid, frequentie: Frequentie) -> Option<Omvang> {
    Some(Omvang { volume, eenheid, frequentie })
}

/// Of 2026, 3 hours a week.
fn toewijzing() -> BekendeToewijzing {
    BekendeToewijzing {
        bsn: Bsn::lees("999900006").unwrap(),
        aanbieder: Agbcode::lees("65656055").unwrap(),
        toegewezen_op: "2026-01-02T09:30:00".parse().unwrap(),
        product: Some(Product { categorie: "45".into(), code: Some("45A04".into()) }),
        ingangsdatum: dag("2026-01-01"),
        einddatum: Some(dag("2026-12-31")),
        reden_wijziging: None,
        omvang: omvang(3, Eenheid::Uur, Frequentie::PerWeek),
        budget: None,
    }
}

/// What is as it was, from the first day on.
fn zelfde(nu: &BekendeToewijzing) -> Wens {
    let BekendeToewijzing { ingangsdatum, einddatum, omvang, budget, .. } = *nu;
    Wens { ingangsdatum, einddatum, omvang, budget }
}

/// The rules by which the number stays; empty where it does not.
fn regels(wens: Wens, nu: &BekendeToewijzing) -> Vec<&'static str> {
    match besluit(wens, nu, dag(VANDAAG)) {
        Besluit::Gewijzigd { regels, .. } => regels.to_vec(),
        _ => Vec::new(),
    }
}

fn oude(wens: Wens, nu: &BekendeToewijzing) -> Option<Oude> {
    match besluit(wens, nu, dag(VANDAAG)) {
        Besluit::Vervangen { oude, .. } => Some(oude),
        _ => None,
    }
}

#[test]
fn niets_anders_gevraagd_is_niets_gewijzigd() {
    let nu = toewijzing();
    assert_eq!(besluit(zelfde(&nu), &nu, dag(VANDAAG)), Besluit::Ongewijzigd);
}

#[test]
fn op380_verlengen_moet_zolang_de_einddatum_niet_is_verstreken() {
    let mut nu = toewijzing();
    let langer = |nu: &BekendeToewijzing| Wens { einddatum: Some(dag("2027-06-30")), ..zelfde(nu) };
    assert_eq!(regels(langer(&nu), &nu), ["OP380"]);
    nu.einddatum = Some(dag(VANDAAG));
    assert_eq!(regels(langer(&nu), &nu), ["OP380"], "on its last day it still runs");
    nu.einddatum = Some(dag("2026-02-02"));
    assert_eq!(regels(langer(&nu), &nu), ["OP257", "OP033x1"]);
    let open = Wens { einddatum: None, ..zelfde(&nu) };
    assert_eq!(regels(open, &nu), ["OP257", "OP033x1"]);
}

#[test]
fn inkorten_houdt_hetzelfde_nummer() {
    let nu = toewijzing();
    let korter = Wens { einddatum: Some(dag("2026-06-30")), ..zelfde(&nu) };
    assert_eq!(regels(korter, &nu), ["OP257", "OP033x1"]);
    assert!(!is_voorbij(korter, &nu, dag("2026-06-30")));
    assert!(is_voorbij(korter, &nu, dag("2026-07-01")));
}

#[test]
fn een_budget_en_een_volume_in_totaal_houden_hetzelfde_nummer() {
    let totaal = |volume| omvang(volume, Eenheid::Uur, Frequentie::Totaal);
    let nu = BekendeToewijzing { omvang: totaal(80), ..toewijzing() };
    let meer = Wens { omvang: totaal(100), einddatum: Some(dag("2027-03-31")), ..zelfde(&nu) };
    assert_eq!(regels(meer, &nu), ["OP257", "OP033x1", "IV066"]);
    let nu = BekendeToewijzing { omvang: None, budget: Some(Eurocent(50_000)), ..toewijzing() };
    let minder = Wens { budget: Some(Eurocent(40_000)), ..zelfde(&nu) };
    assert_eq!(regels(minder, &nu), ["OP257", "OP033x1"]);
    let langer = Wens { einddatum: Some(dag("2027-03-31")), ..zelfde(&nu) };
    assert_eq!(regels(langer, &nu), ["OP257", "OP033x1"], "OP380 leaves a budget out");
}

#[test]
fn een_ander_volume_een_andere_eenheid_of_een_andere_frequentie_vraagt_een_nieuw_nummer() {
    let nu = toewijzing();
    let vanaf = |omvang| Wens { ingangsdatum: dag("2026-03-01"), omvang, ..zelfde(&nu) };
    let dag_ervoor = Some(Oude::Ingetrokken(dag("2026-02-28")));
    for omvang in [
        omvang(5, Eenheid::Uur, Frequentie::PerWeek),
        omvang(3, Eenheid::Dagdeel, Frequentie::PerWeek),
        omvang(3, Eenheid::Uur, Frequentie::PerMaand),
        omvang(3, Eenheid::Uur, Frequentie::Totaal),
    ] {
        assert_eq!(oude(vanaf(omvang), &nu), dag_ervoor, "{omvang:?}");
    }
    let totaal = BekendeToewijzing { omvang: omvang(80, Eenheid::Uur, Frequentie::Totaal), ..toewijzing() };
    let minuten = Wens { omvang: omvang(80, Eenheid::Minuut, Frequentie::Totaal), ..zelfde(&totaal) };
    assert_eq!(oude(minuten, &totaal), Some(Oude::Verwijderd));
}

#[test]
fn een_wijziging_vanaf_de_eerste_dag_laat_geen_dag_voor_de_oude_over() {
    let nu = toewijzing();
    let meer = omvang(5, Eenheid::Uur, Frequentie::PerWeek);
    let op = |ingangsdatum: &str| Wens { ingangsdatum: dag(ingangsdatum), omvang: meer, ..zelfde(&nu) };
    assert_eq!(oude(op("2026-01-01"), &nu), Some(Oude::Verwijderd));
    assert_eq!(oude(op("2026-01-02"), &nu), Some(Oude::Ingetrokken(dag("2026-01-01"))));
    assert_eq!(oude(op("2026-12-31"), &nu), Some(Oude::Ingetrokken(dag("2026-12-30"))));
    assert_eq!(oude(op("2027-01-01"), &nu), Some(Oude::LooptAf));
    assert!(is_voorbij(op("2026-01-01"), &nu, dag(VANDAAG)), "the days may then be others");
}
