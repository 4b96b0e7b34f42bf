use proptest::prelude::*;

use super::*;

fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

fn melding(op: &str, bericht: i64) -> Melding {
    Melding { op: dag(op), bericht }
}

/// Known on Friday 2 January, from the first of that month to the end of March.
fn verloop() -> Toewijzingverloop {
    Toewijzingverloop {
        ingangsdatum: dag("2026-01-01"),
        einddatum: Some(dag("2026-03-31")),
        verwijderd: false,
        toegewezen: melding("2026-01-02", 1),
        gewijzigd: melding("2026-01-02", 1),
        gestart: None,
        gestopt: false,
    }
}

#[track_caller]
fn loopt(termijn: Option<Termijn>, soort: TermijnSoort, begin: &str, eind: &str, bericht: i64) {
    let termijn = termijn.unwrap();
    assert_eq!((termijn.soort, termijn.bericht), (soort, bericht));
    assert_eq!((termijn.begint_op, termijn.laatste_dag), (dag(begin), dag(eind)));
}

#[test]
fn een_start_met_terugwerkende_kracht_telt_vanaf_de_ontvangst_van_de_toewijzing() {
    loopt(verloop().termijn(), TermijnSoort::Start, "2026-01-02", "2026-01-09", 1);
}

#[test]
fn een_start_in_de_toekomst_telt_vanaf_de_ingangsdatum_en_een_nieuwe_versie_geeft_geen_uitstel() {
    let later = Toewijzingverloop {
        ingangsdatum: dag("2026-02-02"),
        gewijzigd: melding("2026-02-20", 9),
        ..verloop()
    };
    loopt(later.termijn(), TermijnSoort::Start, "2026-02-02", "2026-02-09", 1);
}

#[test]
fn wie_een_verwijderde_toewijzing_heeft_hoeft_niets_te_melden() {
    assert_eq!(Toewijzingverloop { verwijderd: true, ..verloop() }.termijn(), None);
    let gestart = Some(melding("2026-01-05", 2));
    assert_eq!(Toewijzingverloop { verwijderd: true, gestart, ..verloop() }.termijn(), None);
}

#[test]
fn na_de_start_is_er_alleen_een_termijn_als_de_toewijzing_een_einde_heeft() {
    let gestart = Toewijzingverloop { gestart: Some(melding("2026-01-05", 2)), ..verloop() };
    // Over Goede Vrijdag and Tweede Paasdag.
    loopt(gestart.termijn(), TermijnSoort::Stop, "2026-03-31", "2026-04-09", 1);
    assert_eq!(Toewijzingverloop { einddatum: None, ..gestart }.termijn(), None);
    assert_eq!(Toewijzingverloop { gestopt: true, ..gestart }.termijn(), None);
}

#[test]
fn een_stop_telt_vanaf_het_bericht_dat_het_einde_bekend_maakte_als_dat_later_kwam() {
    let gestart = Toewijzingverloop { gestart: Some(melding("2026-01-05", 2)), ..verloop() };
    let ingetrokken = Toewijzingverloop {
        einddatum: Some(dag("2026-01-31")),
        gewijzigd: melding("2026-02-03", 7),
        ..gestart
    };
    loopt(ingetrokken.termijn(), TermijnSoort::Stop, "2026-02-03", "2026-02-10", 7);
    let laat_gestart = Toewijzingverloop { gestart: Some(melding("2026-04-07", 8)), ..gestart };
    loopt(laat_gestart.termijn(), TermijnSoort::Stop, "2026-04-07", "2026-04-14", 1);
}

fn versie(eind: Option<&str>, op: &str, bericht: i64) -> Versie {
    let (ingangsdatum, einddatum) = (dag("2026-01-01"), eind.map(dag));
    Versie::nieuw(ingangsdatum, einddatum, None, melding(op, bericht))
}

fn gestart() -> Gestart {
    Gestart { nummer: None, product: None, begindatum: dag("2026-01-05") }
}

fn start() -> Levering {
    Levering::Start(gestart())
}

fn stop(reden: &str) -> Levering {
    Levering::Stop(Gestopt {
        start: gestart(),
        reden_beeindiging: reden.to_owned(),
        einddatum: dag("2026-01-31"),
    })
}

fn na(leveringen: &[(Levering, &str)]) -> Toewijzingverloop {
    let leveringen: Vec<_> = leveringen
        .iter()
        .zip(10..)
        .map(|((levering, status), bericht)| {
            let status = StatusAanlevering::lees(status).unwrap();
            (levering.clone(), status, melding("2026-02-02", bericht))
        })
        .collect();
    Toewijzingverloop::van(&[versie(Some("2026-01-31"), "2026-01-02", 1)], &leveringen).unwrap()
}

#[test]
fn de_laatste_versie_geldt_en_haar_einde_is_bekend_sinds_de_eerste_versie_die_het_noemde() {
    let (kort, lang) = (Some("2026-01-31"), Some("2026-12-31"));
    let versies = [
        versie(kort, "2026-01-02", 1),
        versie(lang, "2026-01-20", 4),
        versie(kort, "2026-02-03", 7),
        versie(kort, "2026-02-09", 9),
    ];
    let verloop = Toewijzingverloop::van(&versies, &[]).unwrap();
    assert_eq!((verloop.einddatum, verloop.toegewezen.bericht), (Some(dag("2026-01-31")), 1));
    assert_eq!(verloop.gewijzigd.bericht, 7);
    assert_eq!(Toewijzingverloop::van(&[], &[]), None);
}

#[test]
fn een_oudere_versie_die_later_binnenkomt_verschuift_de_eerste_kennisname_niet() {
    let versies = [versie(None, "2026-01-20", 4), versie(Some("2026-12-31"), "2026-01-02", 1)];
    let verloop = Toewijzingverloop::van(&versies, &[]).unwrap();
    assert_eq!((verloop.toegewezen.bericht, verloop.gewijzigd.bericht), (1, 1));
}

#[test]
fn een_teruggenomen_start_of_stop_telt_niet() {
    assert_eq!(na(&[(start(), "1")]).gestart, Some(melding("2026-02-02", 10)));
    assert_eq!(na(&[(start(), "1"), (start(), "3")]).gestart, None);
    let gestopt = na(&[(start(), "1"), (stop("31"), "1")]);
    assert!(gestopt.gestopt);
    let terug = na(&[(start(), "1"), (stop("31"), "1"), (stop("31"), "3")]);
    assert_eq!((terug.gestart, terug.gestopt), (Some(melding("2026-02-02", 10)), false));
}

#[test]
fn na_een_tijdelijke_stop_of_een_nieuwe_start_moet_de_stop_nog_komen() {
    assert!(!na(&[(start(), "1"), (stop("20"), "1")]).gestopt);
    let opnieuw = na(&[(start(), "1"), (stop("31"), "1"), (start(), "1")]);
    assert_eq!((opnieuw.gestart, opnieuw.gestopt), (Some(melding("2026-02-02", 12)), false));
}

fn verzoek() -> Verzoekverloop {
    Verzoekverloop {
        wijziging: false,
        dagtekening: dag("2026-02-02"),
        gevraagd: melding("2026-02-03", 3),
        in_onderzoek: None,
        beantwoord: false,
    }
}

#[test]
fn een_verzoek_wacht_vijf_werkdagen_op_antwoord_van_de_gemeente() {
    loopt(verzoek().termijn(), TermijnSoort::VerzoekToewijzing, "2026-02-03", "2026-02-10", 3);
    let wijziging = Verzoekverloop { wijziging: true, ..verzoek() };
    loopt(wijziging.termijn(), TermijnSoort::VerzoekWijziging, "2026-02-03", "2026-02-10", 3);
    assert_eq!(wijziging.termijn().unwrap().aan_zet, Richting::VanGemeente);
    assert_eq!(Verzoekverloop { beantwoord: true, ..verzoek() }.termijn(), None);
}

#[test]
fn een_onderzoek_eindigt_acht_weken_na_de_dagtekening_van_het_verzoek() {
    let in_onderzoek = Some(melding("2026-02-09", 4));
    let onderzoek = Verzoekverloop { in_onderzoek, ..verzoek() };
    loopt(onderzoek.termijn(), TermijnSoort::Onderzoek, "2026-02-02", "2026-03-30", 4);
    assert_eq!(Verzoekverloop { beantwoord: true, ..onderzoek }.termijn(), None);
}

#[test]
fn een_retour_is_er_na_drie_werkdagen_en_een_325_na_tien() {
    let ontvangen = melding("2026-02-03", 5);
    let retour = ontvangen.antwoordtermijn(false, Richting::VanAanbieder);
    loopt(Some(retour), TermijnSoort::Retour, "2026-02-03", "2026-02-06", 5);
    let antwoord = ontvangen.antwoordtermijn(true, Richting::VanGemeente);
    loopt(Some(antwoord), TermijnSoort::DeclaratieAntwoord, "2026-02-03", "2026-02-17", 5);
}

#[test]
fn een_termijn_is_de_hele_laatste_dag_nog_op_tijd() {
    let op = |vandaag| TermijnStatus::op(dag(vandaag), dag("2026-02-03"), dag("2026-02-06"));
    assert_eq!(op("2026-02-02"), TermijnStatus::Komend);
    assert_eq!(op("2026-02-03"), TermijnStatus::Lopend);
    assert_eq!(op("2026-02-06"), TermijnStatus::Lopend);
    assert_eq!(op("2026-02-07"), TermijnStatus::Verlopen);
}

#[test]
fn een_toewijzing_tot_het_einde_der_tijden_geeft_een_datum_die_te_bewaren_is() {
    let gestart = Some(melding("2026-01-05", 2));
    let eeuwig = Toewijzingverloop { einddatum: Some(dag("9999-12-31")), gestart, ..verloop() };
    assert_eq!(eeuwig.termijn().unwrap().laatste_dag, dag("9999-12-31"));
}

#[test]
fn elke_soort_en_status_heeft_een_eigen_sleutel() {
    for soort in TermijnSoort::ALLE {
        assert_eq!(TermijnSoort::van_sleutel(soort.sleutel()), Some(soort));
    }
    for status in TermijnStatus::ALLE {
        assert_eq!(TermijnStatus::van_sleutel(status.sleutel()), Some(status));
    }
    assert_eq!((TermijnSoort::van_sleutel(""), TermijnStatus::van_sleutel("Lopend")), (None, None));
}

proptest! {
    /// Nobody is late on the day on which they first could know.
    #[test]
    fn niemand_is_te_laat_met_wat_hij_nog_niet_kon_weten(
        ingang in 0..400_u64, duur in 0..400_u64, toegewezen in 0..400_u64, gewijzigd in 0..400_u64, start in 0..400_u64
    ) {
        let na = |dagen| dag("2026-01-01") + chrono::Days::new(dagen);
        let (eerst, laatst) = (toegewezen.min(gewijzigd), toegewezen.max(gewijzigd));
        let verloop = Toewijzingverloop {
            ingangsdatum: na(ingang),
            einddatum: Some(na(ingang + duur)),
            toegewezen: Melding { op: na(eerst), bericht: 1 },
            gewijzigd: Melding { op: na(laatst), bericht: 2 },
            gestart: (start % 2 == 0).then(|| Melding { op: na(start), bericht: 3 }),
            ..verloop()
        };
        let termijn = verloop.termijn().unwrap();
        let bekend = match verloop.gestart {
            None => na(eerst),
            Some(gestart) => gestart.op.max(na(laatst)),
        };
        prop_assert!(termijn.begint_op >= bekend && termijn.laatste_dag > bekend);
    }
}
