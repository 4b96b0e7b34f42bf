//! Rules about starts and stops, each at its boundary.

use crate::proef::beide;

#[test]
fn cs058_a_start_or_stop_is_new_or_taken_back() {
    for (soort, klasse) in
        [(305, "Client/StartProducten/StartProduct[1]"), (307, "Client/StopProducten/StopProduct[1]")]
    {
        let status = format!("{klasse}/StatusAanlevering");
        for proef in beide(soort) {
            for goed in ["1", "3"] {
                proef.clone().zet(&status, goed).voldoet();
            }
            for fout in ["2", "9"] {
                let tekst = proef.clone().zet(&status, fout).breekt("CS058", &status);
                assert!(tekst.contains(&format!("is {fout}.")), "{tekst}");
            }
        }
    }
}

#[test]
fn tr018_care_does_not_stop_before_it_starts() {
    let (begin, eind) =
        ("Client/StopProducten/StopProduct[1]/Begindatum", "Client/StopProducten/StopProduct[1]/Einddatum");
    for proef in beide(307) {
        proef.clone().zet(begin, "2026-01-31").voldoet();
        let verkeerd = proef.zet(begin, "2026-01-31").zet(eind, "2026-01-30");
        let tekst = verkeerd.breekt("TR018", eind);
        assert!(tekst.contains("2026-01-31") && tekst.contains("2026-01-30"), "{tekst}");
        verkeerd.zet("Client/StopProducten/StopProduct/StatusAanlevering", "3").breekt("TR018", eind);
    }
}
