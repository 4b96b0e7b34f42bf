//! The rules over messages on the answer to a request (319), each at its boundary: pure, without a database.

use crate::verloop::{Keten, Verloop};
use crate::zorg::{Hoeveel, antwoord, honorering, toewijzing, vot, vow};
use berichtenpoort::bericht::Standaard;

const ANTWOORD: &str = "/Bericht/Antwoord";
const AFWIJZING: &str = "1";
const IN_ONDERZOEK: &str = "2";

/// Two products were asked for.
fn keten(standaard: Standaard) -> Keten {
    Keten::leeg("2026-02-03").na(&vot(standaard, "A1", &["VOT-1", "VOT-2"]).xml())
}

fn stuur(keten: &Keten, standaard: Standaard, referentie: &str, wat: &str) -> Verloop {
    keten.clone().stuur(&antwoord(standaard, "laatste", referentie, wat).xml())
}

fn na(keten: Keten, standaard: Standaard, identificatie: &str, wat: &str) -> Keten {
    keten.na(&antwoord(standaard, identificatie, "VOT-1", wat).xml())
}

#[test]
fn a_first_answer_is_fine_and_a_refusal_may_follow_a_look_into_it() {
    for standaard in Standaard::ALLE {
        for wat in [AFWIJZING, IN_ONDERZOEK] {
            antwoord(standaard, "A1", "VOT-1", wat).voldoet();
            assert!(stuur(&keten(standaard), standaard, "VOT-1", wat).is_goed());
        }
        let onderzocht = na(keten(standaard), standaard, "A1", IN_ONDERZOEK);
        assert!(stuur(&onderzocht, standaard, "VOT-1", AFWIJZING).is_goed());
        // What was said of one product says nothing of the other.
        let afgewezen = na(onderzocht, standaard, "A2", AFWIJZING);
        assert!(stuur(&afgewezen, standaard, "VOT-2", IN_ONDERZOEK).is_goed());
    }
}

#[test]
fn tr355_an_answer_is_to_a_request_of_this_aanbieder_to_this_gemeente() {
    for standaard in Standaard::ALLE {
        for wat in [AFWIJZING, IN_ONDERZOEK] {
            let verloop = stuur(&keten(standaard), standaard, "VOT-3", wat);
            assert_eq!(verloop.gevonden(), [("TR355", "/Bericht/Antwoord/ReferentieAanbieder")]);
            assert_eq!(verloop.codes(ANTWOORD), ["9355"]);
            assert!(!verloop.beoordeling.bevindingen[0].tekst.contains("VOT-3"), "free text");
        }
        let van_elders = antwoord(standaard, "A1", "VOT-1", AFWIJZING).zet("Header/Afzender", "0363");
        assert_eq!(keten(standaard).stuur(&van_elders.xml()).regels(), ["TR355"]);
    }
}

#[test]
fn tr355_a_request_that_was_rejected_as_a_message_was_never_made() {
    for standaard in Standaard::ALLE {
        let mut keten = keten(standaard);
        assert!(!keten.stuur(&vot(standaard, "A2", &["VOT-3"]).xml()).is_goed(), "TR374");
        assert_eq!(stuur(&keten, standaard, "VOT-3", AFWIJZING).regels(), ["TR355"]);
    }
}

#[test]
fn tr355_a_request_for_a_change_counts_as_well() {
    for standaard in Standaard::ALLE {
        let omvang = Hoeveel::Omvang("3", "04", "2");
        let toegewezen = (10071, "CAT/CATA04", "2026-01-01", Some("2026-12-31"), omvang);
        let langer = (10071, "2026-01-01", Some("2027-06-30"), omvang);
        let keten = Keten::leeg("2026-02-03").na(&toewijzing(standaard, "T1", &[toegewezen]).xml()).na(&vow(
            standaard,
            &[],
            &[langer],
            &[],
        )
        .xml());
        assert!(stuur(&keten, standaard, "VOW-1", AFWIJZING).is_goed());
    }
}

#[test]
fn tr359_after_an_allocation_no_answer_follows_to_that_product() {
    for standaard in Standaard::ALLE {
        let toegewezen = keten(standaard).na(&honorering(standaard, "T1", 10080, "VOT-1").xml());
        for wat in [AFWIJZING, IN_ONDERZOEK] {
            let verloop = stuur(&toegewezen, standaard, "VOT-1", wat);
            assert_eq!(verloop.gevonden(), [("TR359", ANTWOORD)]);
            assert_eq!(verloop.codes(ANTWOORD), ["9359"]);
            assert!(stuur(&toegewezen, standaard, "VOT-2", wat).is_goed());
        }
    }
}

#[test]
fn tr360_it_is_said_once_that_a_request_is_being_looked_into() {
    for standaard in Standaard::ALLE {
        let onderzocht = na(keten(standaard), standaard, "A1", IN_ONDERZOEK);
        let verloop = stuur(&onderzocht, standaard, "VOT-1", IN_ONDERZOEK);
        assert_eq!(verloop.gevonden(), [("TR360", "/Bericht/Antwoord/VerzoekAntwoord")]);
        assert_eq!(verloop.codes(ANTWOORD), ["9360"]);
    }
}

#[test]
fn tr365_after_a_refusal_no_answer_follows() {
    for standaard in Standaard::ALLE {
        let direct = na(keten(standaard), standaard, "A1", AFWIJZING);
        let na_onderzoek =
            na(na(keten(standaard), standaard, "A1", IN_ONDERZOEK), standaard, "A2", AFWIJZING);
        for keten in [direct, na_onderzoek] {
            let verloop = stuur(&keten, standaard, "VOT-1", AFWIJZING);
            assert_eq!(verloop.gevonden(), [("TR365", ANTWOORD)]);
            assert_eq!(verloop.codes(ANTWOORD), ["9365"]);
            // A second look into it breaks both.
            assert_eq!(stuur(&keten, standaard, "VOT-1", IN_ONDERZOEK).codes(ANTWOORD), ["9360", "9365"]);
        }
    }
}

#[test]
fn an_answer_that_was_rejected_was_never_given() {
    let mut keten = na(keten(Standaard::Ijw), Standaard::Ijw, "A1", IN_ONDERZOEK);
    let fout = antwoord(Standaard::Ijw, "A2", "VOT-1", AFWIJZING)
        .zet("Header/BerichtIdentificatie/Identificatie", "A1");
    assert_eq!(keten.stuur(&fout.xml()).regels(), ["TR056"]);
    assert!(stuur(&keten, Standaard::Ijw, "VOT-1", AFWIJZING).is_goed());
}
