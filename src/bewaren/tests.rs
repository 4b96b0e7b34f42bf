#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{Bewaarregels, Bewaartermijn, Declaratiefeiten, Dossierfeiten, Reden, Soort, Stand, Uren};

fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

fn regels(soort: Soort, termijn: &str) -> Bewaarregels {
    let mut regels = Bewaarregels::default();
    regels.zet(soort, termijn.parse().unwrap());
    regels
}

#[test]
fn de_dag_waarop_de_termijn_vol_is_hoort_er_nog_bij() {
    let regels = Bewaarregels::default();
    let gesloten = dag("2026-03-15");
    assert_eq!(regels.mag_weg_vanaf(Soort::DossiersWmo, gesloten), Some(dag("2041-03-16")));
    assert!(!regels.mag_weg(Soort::DossiersWmo, gesloten, dag("2041-03-15")));
    assert!(regels.mag_weg(Soort::DossiersWmo, gesloten, dag("2041-03-16")));
}

#[test]
fn wat_over_geld_gaat_telt_vanaf_het_einde_van_het_jaar() {
    let regels = Bewaarregels::default();
    for gesloten in ["2026-01-01", "2026-12-31"] {
        assert_eq!(regels.mag_weg_vanaf(Soort::Declaraties, dag(gesloten)), Some(dag("2034-01-01")));
    }
    assert_eq!(regels.mag_weg_vanaf(Soort::Declaraties, dag("2027-01-01")), Some(dag("2035-01-01")));
}

#[test]
fn een_schrikkeldag_sluit_een_jaar_later_op_de_laatste_van_februari() {
    let regels = regels(Soort::Weigeringen, "1 jaar");
    assert_eq!(regels.mag_weg_vanaf(Soort::Weigeringen, dag("2028-02-29")), Some(dag("2029-03-01")));
    assert_eq!(regels.grens(Soort::Weigeringen, dag("2029-03-01")), Some(dag("2028-02-29")));
    assert_eq!(regels.grens(Soort::Weigeringen, dag("2029-02-28")), Some(dag("2028-02-27")));
}

#[test]
fn zonder_dagen_gaat_het_de_dag_erna_en_altijd_gaat_het_nooit() {
    let direct = regels(Soort::Taken, "0 dagen");
    assert!(!direct.mag_weg(Soort::Taken, dag("2026-05-01"), dag("2026-05-01")));
    assert!(direct.mag_weg(Soort::Taken, dag("2026-05-01"), dag("2026-05-02")));
    let altijd = regels(Soort::Taken, "altijd");
    assert_eq!(altijd.mag_weg_vanaf(Soort::Taken, dag("1990-01-01")), None);
    assert_eq!(altijd.grens(Soort::Taken, dag("2990-01-01")), None);
}

#[test]
fn een_termijn_leest_zoals_hij_wordt_geschreven_en_anders_niet() {
    for tekst in ["altijd", "7 jaar", "1 maand", "18 maanden", "0 dagen", "1 dag", "90 dagen", "200 jaar"] {
        assert_eq!(tekst.parse::<Bewaartermijn>().unwrap().to_string(), tekst);
    }
    for tekst in [
        "",
        "7",
        "jaar",
        "7jaar",
        " 7 jaar",
        "7  jaar",
        "-1 jaar",
        "+1 jaar",
        "1,5 jaar",
        "7 weken",
        "201 jaar",
        "99999999999 dagen",
        "4294967295 jaar",
        "Altijd",
    ] {
        assert!(tekst.parse::<Bewaartermijn>().is_err(), "{tekst}");
    }
}

#[test]
fn elke_soort_heeft_een_eigen_sleutel() {
    for soort in Soort::ALLE {
        assert_eq!(Soort::van_sleutel(soort.sleutel()), Some(soort));
    }
}

fn dossier() -> Dossierfeiten {
    Dossierfeiten {
        einddatums: vec![Some(dag("2026-06-30")), Some(dag("2026-12-31"))],
        laatste_stop: Some(dag("2026-07-15")),
        laatste_bericht: dag("2026-08-01"),
        open_verzoeken: false,
        laatste_termijn: None,
        declaratieregels: false,
        wachtende_berichten: false,
        open_leveringen: false,
        verweven: false,
    }
}

#[test]
fn een_dossier_sluit_met_wat_er_het_laatst_was() {
    assert_eq!(dossier().stand(), Stand::Gesloten(dag("2026-12-31")));
    let later = Dossierfeiten { laatste_bericht: dag("2027-02-01"), ..dossier() };
    assert_eq!(later.stand(), Stand::Gesloten(dag("2027-02-01")));
    let stop = Dossierfeiten { laatste_stop: Some(dag("2027-03-01")), ..dossier() };
    assert_eq!(stop.stand(), Stand::Gesloten(dag("2027-03-01")));
    let termijn = Dossierfeiten { laatste_termijn: Some(dag("2027-04-01")), ..dossier() };
    assert_eq!(termijn.stand(), Stand::Gesloten(dag("2027-04-01")));
    let leeg = Dossierfeiten { einddatums: Vec::new(), laatste_stop: None, ..dossier() };
    assert_eq!(leeg.stand(), Stand::Gesloten(dag("2026-08-01")));
}

#[test]
fn een_dossier_waarin_nog_iets_loopt_is_niet_gesloten() {
    let open = Dossierfeiten { einddatums: vec![Some(dag("2026-06-30")), None], ..dossier() };
    assert_eq!(open.stand(), Stand::Loopt(Reden::ToewijzingLoopt));
    type Zet = fn(&mut Dossierfeiten);
    let gevallen: [(Zet, Reden); 5] = [
        (|feiten| feiten.open_verzoeken = true, Reden::VerzoekOpen),
        (|feiten| feiten.declaratieregels = true, Reden::Declaraties),
        (|feiten| feiten.wachtende_berichten = true, Reden::BerichtWacht),
        (|feiten| feiten.open_leveringen = true, Reden::LeveringWacht),
        (|feiten| feiten.verweven = true, Reden::Verweven),
    ];
    for (zet, reden) in gevallen {
        let mut feiten = dossier();
        zet(&mut feiten);
        assert_eq!(feiten.stand(), Stand::Loopt(reden));
    }
}

#[test]
fn een_declaratie_sluit_pas_met_de_toewijzing_en_met_wat_daarop_het_laatst_is_gedeclareerd() {
    let feiten = Declaratiefeiten {
        beantwoord: dag("2026-03-01"),
        laatste_zorg: Some(dag("2026-01-31")),
        toewijzing_loopt: false,
        laatste_einddatum: Some(dag("2026-12-31")),
        laatste_declaratie: Some(dag("2027-02-03")),
        laatste_termijn: None,
        wachtende_berichten: false,
        open_leveringen: false,
    };
    assert_eq!(feiten.stand(), Stand::Gesloten(dag("2027-02-03")));
    let alleen = Declaratiefeiten { laatste_einddatum: None, laatste_declaratie: None, ..feiten.clone() };
    assert_eq!(alleen.stand(), Stand::Gesloten(dag("2026-03-01")));
    let loopt = Declaratiefeiten { toewijzing_loopt: true, ..feiten };
    assert_eq!(loopt.stand(), Stand::Loopt(Reden::ToewijzingLoopt));
}

#[test]
fn een_nacht_begint_op_haar_eerste_uur_ook_als_zij_over_middernacht_gaat() {
    let nacht = |uren: &str, moment: &str| {
        let begin = uren.parse::<Uren>().unwrap().begin_van_nacht(moment.parse().unwrap());
        begin.map(|begin| begin.to_string())
    };
    assert_eq!(nacht("1-5", "2026-03-02T00:59:59"), None);
    assert_eq!(nacht("1-5", "2026-03-02T01:00:00").as_deref(), Some("2026-03-02 01:00:00"));
    assert_eq!(nacht("1-5", "2026-03-02T04:59:59").as_deref(), Some("2026-03-02 01:00:00"));
    assert_eq!(nacht("1-5", "2026-03-02T05:00:00"), None);
    assert_eq!(nacht("22-4", "2026-03-02T22:00:00").as_deref(), Some("2026-03-02 22:00:00"));
    assert_eq!(nacht("22-4", "2026-03-03T03:59:00").as_deref(), Some("2026-03-02 22:00:00"));
    assert_eq!(nacht("22-4", "2026-03-03T04:00:00"), None);
    assert_eq!(nacht("23-0", "2026-03-03T23:30:00").as_deref(), Some("2026-03-03 23:00:00"));
    for tekst in ["", "1", "1-", "-5", "1-24", "3-3", "1-5-7", "+1-5", "een-vijf"] {
        assert!(tekst.parse::<Uren>().is_err(), "{tekst}");
    }
}

proptest! {
    /// The query and the decision are one.
    #[test]
    fn tot_en_met_de_grens_mag_het_weg_en_daarna_niet(
        maanden in 0u32..300, in_dagen: bool, soort in 0usize..12, na in 0u64..40_000, rond in 0u64..800,
    ) {
        let termijn = if in_dagen { Bewaartermijn::Dagen(maanden) } else { Bewaartermijn::Maanden(maanden) };
        let soort = Soort::ALLE[soort];
        let mut regels = Bewaarregels::default();
        regels.zet(soort, termijn);
        let vandaag = dag("1990-01-01") + Days::new(na);
        let grens = regels.grens(soort, vandaag).unwrap();
        for anders in [grens - Days::new(rond), grens + Days::new(rond), grens, grens + Days::new(1)] {
            prop_assert_eq!(regels.mag_weg(soort, anders, vandaag), anders <= grens, "{} {}", anders, grens);
        }
    }
}
