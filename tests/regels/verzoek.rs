//! Rules about requests and the answers to them, each at its boundary.

use crate::proef::{DAG, Proef, beide};

const AANGEVRAAGD: &str = "Client/AangevraagdeProducten/AangevraagdProduct";
const EERSTE: &str = "Client/AangevraagdeProducten/AangevraagdProduct[1]";

fn bij_aangevraagd(proef: Proef, velden: &[(&str, &str)]) -> Proef {
    velden.iter().fold(proef, |proef, (veld, waarde)| proef.zet(&format!("{AANGEVRAAGD}/{veld}"), waarde))
}

#[test]
fn cd043_the_number_and_the_date_of_a_beschikking_go_together() {
    let (nummer, datum) = (("BeschikkingNummer", "123"), ("BeschikkingIngangsdatum", "2026-03-01"));
    for proef in beide(315) {
        proef.voldoet();
        bij_aangevraagd(proef.clone(), &[nummer, datum]).voldoet();
        bij_aangevraagd(proef.clone(), &[nummer]).breekt("CD043", EERSTE);
        bij_aangevraagd(proef, &[datum]).breekt("CD043", &format!("{EERSTE}/BeschikkingIngangsdatum"));
    }
}

/// A 315 with this type of referrer, and with a code and a name or not.
fn verwezen(proef: &Proef, soort: &str, code: bool, naam: bool) -> Proef {
    let mut proef = proef
        .clone()
        .zet(&format!("{AANGEVRAAGD}/Verwijzer/Type"), soort)
        .weg(&format!("{AANGEVRAAGD}/Verwijzer/ZorgverlenerCode"));
    if code {
        proef = proef.zet(&format!("{AANGEVRAAGD}/Verwijzer/ZorgverlenerCode"), "01234567");
    }
    if naam {
        proef = proef.zet(&format!("{AANGEVRAAGD}/Verwijzer/Naam"), "Dr. Zonneveld");
    }
    proef
}

const MET_CODE: [&str; 4] = ["02", "03", "04", "05"];
const ZONDER_CODE: [&str; 3] = ["01", "06", "08"];

#[test]
fn cd066_a_referrer_with_a_code_has_no_name() {
    for proef in beide(315) {
        for soort in MET_CODE {
            verwezen(&proef, soort, true, false).voldoet();
            let tekst =
                verwezen(&proef, soort, true, true).breekt("CD066", &format!("{EERSTE}/Verwijzer/Naam"));
            assert!(!tekst.contains("Zonneveld"), "{tekst}");
        }
    }
}

#[test]
fn cd067_a_referrer_without_a_code_has_a_name() {
    for proef in beide(315) {
        for soort in MET_CODE {
            verwezen(&proef, soort, false, true).voldoet();
            verwezen(&proef, soort, false, false).breekt("CD067", &format!("{EERSTE}/Verwijzer"));
        }
        for soort in ZONDER_CODE {
            verwezen(&proef, soort, false, false).voldoet();
        }
    }
}

#[test]
fn cd068_no_other_referrer_has_a_code() {
    for proef in beide(315) {
        for soort in ZONDER_CODE {
            verwezen(&proef, soort, false, true).voldoet();
            for naam in [false, true] {
                verwezen(&proef, soort, true, naam)
                    .breekt("CD068", &format!("{EERSTE}/Verwijzer/ZorgverlenerCode"));
            }
        }
    }
}

#[test]
fn tr352_a_change_names_an_allocation() {
    for proef in beide(317) {
        let (ongewijzigd, te_wijzigen) =
            ("Client/Verzoek/OngewijzigdeProducten", "Client/Verzoek/TeWijzigenProducten");
        proef.clone().weg(ongewijzigd).voldoet();
        proef.clone().weg(te_wijzigen).voldoet();
        proef.weg(ongewijzigd).weg(te_wijzigen).breekt("TR352", "Client/Verzoek");
    }
}

#[test]
fn tr353_a_change_changes_something() {
    for proef in beide(317) {
        let (nieuw, te_wijzigen) = ("Client/Verzoek/NieuweProducten", "Client/Verzoek/TeWijzigenProducten");
        proef.clone().weg(nieuw).voldoet();
        proef.clone().weg(te_wijzigen).voldoet();
        let niets = proef.weg(nieuw).weg(te_wijzigen);
        niets.breekt("TR353", "Client/Verzoek");
        niets
            .weg("Client/Verzoek/OngewijzigdeProducten")
            .breekt_elk(&[("TR352", "Client/Verzoek"), ("TR353", "Client/Verzoek")]);
    }
}

#[test]
fn tr380_a_new_product_starts_after_the_day_of_the_request() {
    let veld = "Client/Verzoek/NieuweProducten/NieuwProduct/GewensteIngangsdatum";
    let plek = "Client/Verzoek/NieuweProducten/NieuwProduct[1]/GewensteIngangsdatum";
    for proef in beide(317) {
        proef.clone().zet(veld, "2026-02-04").voldoet();
        let tekst = proef.clone().zet(veld, DAG).breekt("TR380", plek);
        assert!(tekst.contains(DAG), "{tekst}");
        proef.clone().zet(veld, "2026-02-02").breekt("TR380", plek);
        // A change may go back to the first day of the allocation (TR357).
        let wijziging = "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/GewensteIngangsdatum";
        proef.zet(wijziging, "2025-01-01").voldoet();
    }
}

#[test]
fn tr383_each_product_has_a_reference_of_its_own() {
    for proef in beide(315) {
        let plek = |index: u8| format!("{AANGEVRAAGD}[{index}]/ReferentieAanbieder");
        let proef = (2..=4).fold(proef, |proef, index| {
            let proef = proef.kopie(AANGEVRAAGD);
            let proef = proef.zet(&format!("{AANGEVRAAGD}[{index}]/ToewijzingIngangsdatum"), "2027-01-01");
            let proef = proef
                .zet(&format!("{AANGEVRAAGD}[{index}]/ToewijzingEinddatum"), "2027-12-31")
                .zet(&format!("{AANGEVRAAGD}[{index}]/Product/Code"), &format!("0000{index}"));
            proef.zet(&plek(index), &format!("VOT-{index}"))
        });
        proef.voldoet();
        proef.clone().zet(&plek(2), "vot-1").voldoet();
        let tekst = proef.clone().zet(&plek(3), "VOT-1").breekt("TR383", &plek(3));
        assert!(tekst.contains("product 3") && tekst.contains("product 1"), "{tekst}");
        assert!(!tekst.contains("VOT-1"), "a reference is free text: {tekst}");
        let drie = proef.zet(&plek(3), "VOT-1").zet(&plek(4), "VOT-1");
        drie.breekt_elk(&[("TR383", &plek(3)), ("TR383", &plek(4))]);
    }
}

/// A 319 with this answer, and this reason or none.
fn antwoord(proef: &Proef, antwoord: &str, reden: Option<&str>) -> Proef {
    let proef = proef.clone().zet("Antwoord/VerzoekAntwoord", antwoord).weg("Antwoord/RedenAfwijzingVerzoek");
    match reden {
        Some(reden) => proef.zet("Antwoord/RedenAfwijzingVerzoek", reden),
        None => proef,
    }
}

#[test]
fn cd085_a_refusal_has_a_reason() {
    for proef in beide(319) {
        antwoord(&proef, "1", Some("1")).voldoet();
        antwoord(&proef, "1", None).breekt("CD085", "Antwoord");
    }
}

#[test]
fn cd086_what_is_looked_into_has_no_reason() {
    for proef in beide(319) {
        antwoord(&proef, "2", None).voldoet();
        antwoord(&proef, "2", Some("1")).breekt("CD086", "Antwoord/RedenAfwijzingVerzoek");
    }
}

#[test]
fn tr377_reason_8_names_the_other_gemeente_under_ijw() {
    let reden_8 = antwoord(&Proef::ijw(319), "1", Some("8"));
    reden_8.breekt("TR377", "Antwoord");
    reden_8.zet("Antwoord/Woonplaatsbeginsel/Gemeente", "0363").voldoet();
    // A WMO319 has no place for another gemeente.
    antwoord(&Proef::iwmo(319), "1", Some("8")).voldoet();
}

#[test]
fn tr409_only_reason_8_names_another_gemeente_under_ijw() {
    let andere = |proef: Proef| proef.zet("Antwoord/Woonplaatsbeginsel/Gemeente", "0363");
    let proef = Proef::ijw(319);
    for reden in ["1", "5", "7", "9"] {
        antwoord(&proef, "1", Some(reden)).voldoet();
        andere(antwoord(&proef, "1", Some(reden))).breekt("TR409", "Antwoord/Woonplaatsbeginsel");
    }
    andere(antwoord(&proef, "1", Some("8"))).voldoet();
    andere(antwoord(&proef, "2", None)).breekt("TR409", "Antwoord/Woonplaatsbeginsel");
    andere(antwoord(&proef, "1", None))
        .breekt_elk(&[("CD085", "Antwoord"), ("TR409", "Antwoord/Woonplaatsbeginsel")]);
}
