//! The rules about dates that hold for many klassen alike, each at its boundary.

use crate::proef;

use crate::proef::beide;

/// The Dagtekening of the messages that rules are tried on, and the days around it.
const DAARVOOR: &str = "2026-02-02";
const DAARNA: &str = "2026-02-04";

#[test]
fn tr134_a_day_of_birth_is_at_most_the_dagtekening_and_is_never_shown() {
    for soort in [301, 305, 307, 315] {
        for proef in beide(soort) {
            let datum = "Client/Geboortedatum/Datum";
            proef.clone().zet(datum, proef::DAG).voldoet();
            let tekst = proef.zet(datum, DAARNA).breekt("TR134", datum);
            assert!(tekst.contains(proef::DAG) && !tekst.contains(DAARNA), "{tekst}");
        }
    }
}

#[test]
fn tr134_a_day_of_birth_of_a_relatie_is_at_most_the_dagtekening() {
    for proef in beide(301) {
        let relatie = "Client/Relaties/Relatie";
        let proef = [
            ("Nummer", "1"),
            ("Soort", "03"),
            ("Geslacht", "1"),
            ("Naam/Geslachtsnaam/Achternaam", "Bakker"),
            ("Naam/NaamGebruik", "1"),
            ("Contact/Soort", "02"),
            ("Contact/Telefoon/Telefoon01/Telefoonnummer", "0612345678"),
            ("Contact/Telefoon/Telefoon01/Landnummer", "0031"),
        ]
        .into_iter()
        .fold(proef, |proef, (pad, waarde)| proef.zet(&format!("{relatie}/{pad}"), waarde));
        proef.voldoet();
        let datum = format!("{relatie}/Geboortedatum/Datum");
        proef.clone().zet(&datum, proef::DAG).voldoet();
        let tekst =
            proef.zet(&datum, DAARNA).breekt("TR134", "Client/Relaties/Relatie[1]/Geboortedatum/Datum");
        assert!(tekst.contains(proef::DAG) && !tekst.contains(DAARNA), "{tekst}");
    }
}

#[test]
fn tr134_what_is_allocated_or_started_is_dated_at_most_on_the_dagtekening() {
    for (soort, lijst, klasse, datum) in [
        (301, "ToegewezenProducten", "ToegewezenProduct", "Toewijzingsdatum"),
        (305, "StartProducten", "StartProduct", "Begindatum"),
        (307, "StopProducten", "StopProduct", "Einddatum"),
    ] {
        for proef in beide(soort) {
            let pad = format!("Client/{lijst}/{klasse}/{datum}");
            proef.clone().zet(&pad, proef::DAG).voldoet();
            let tekst =
                proef.zet(&pad, DAARNA).breekt("TR134", &format!("Client/{lijst}/{klasse}[1]/{datum}"));
            assert!(tekst.contains(proef::DAG) && tekst.contains(DAARNA), "{tekst}");
        }
    }
}

#[test]
fn tr134_holds_for_a_start_or_stop_that_is_taken_back_too() {
    for proef in beide(305) {
        let start = "Client/StartProducten/StartProduct";
        let proef = proef.zet(&format!("{start}/StatusAanlevering"), "3");
        proef.voldoet();
        let fout = proef.zet(&format!("{start}/Begindatum"), DAARNA);
        fout.breekt("TR134", &format!("{start}[1]/Begindatum"));
    }
}

#[test]
fn tr134_what_a_301_and_a_315_plan_may_lie_ahead() {
    for proef in beide(301) {
        proef.zet("Client/ToegewezenProducten/ToegewezenProduct/Ingangsdatum", DAARNA).voldoet();
    }
    for proef in beide(315) {
        let product = "Client/AangevraagdeProducten/AangevraagdProduct/ToewijzingIngangsdatum";
        proef.zet(product, DAARNA).voldoet();
    }
}

/// Whether TR134 is broken at exactly these places; other rules may be broken too, since a period that begins after the
/// Dagtekening ends after it as well.
#[track_caller]
fn tr134_op(proef: &proef::Proef, plekken: &[&str]) {
    let bevindingen = proef.controle().bevindingen;
    let gevonden = bevindingen.iter().filter(|een| een.regel.as_deref() == Some("TR134"));
    let gevonden: Vec<&str> = gevonden.map(|een| een.pad.trim_start_matches("/Bericht/")).collect();
    assert_eq!(gevonden, plekken, "{bevindingen:#?}");
}

#[test]
fn tr134_a_period_that_is_claimed_has_begun_on_the_dagtekening() {
    let dagtekening = "Header/BerichtIdentificatie/Dagtekening";
    let prestatie = "Prestaties/Prestatie[1]/ProductPeriode/Begindatum";
    for proef in beide(323) {
        let plekken = [
            "Declaratie/DeclaratiePeriode/Begindatum",
            &format!("Declaratie/Clienten/Client[1]/{prestatie}"),
        ];
        tr134_op(&proef.clone().zet(dagtekening, "2026-01-01"), &[]);
        tr134_op(&proef.clone().zet(dagtekening, "2025-12-31"), &plekken);
        // The DeclaratieDagtekening does not count.
        tr134_op(&proef.clone().zet("Declaratie/DeclaratieDagtekening", "2025-12-31"), &[]);
    }
    for proef in beide(325) {
        let plek = format!("DeclaratieAntwoord/Clienten/Client[1]/{prestatie}");
        tr134_op(&proef.clone().zet(dagtekening, "2026-01-01"), &[]);
        tr134_op(&proef.clone().zet(dagtekening, "2025-12-31"), &[&plek]);
        // Nor does that of the 323 that it answers.
        tr134_op(&proef.zet("Header/DeclaratieIdentificatie/Dagtekening", "2025-12-31"), &[]);
    }
}

#[test]
fn tr134_a_klasse_is_judged_by_itself() {
    for proef in beide(305) {
        let start = "Client/StartProducten/StartProduct";
        let proef = proef
            .kopie(start)
            .zet(&format!("{start}[1]/Begindatum"), DAARVOOR)
            .zet(&format!("{start}[2]/Begindatum"), DAARNA);
        proef.breekt("TR134", &format!("{start}[2]/Begindatum"));
    }
}
