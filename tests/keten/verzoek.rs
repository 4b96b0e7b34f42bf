//! The rules over messages on requests (315 and 317), each at its boundary: pure, without a database.

use crate::verloop;
use crate::zorg;

use crate::proef::Proef;
use crate::verloop::{Keten, Verloop};
use crate::zorg::{Hoeveel, Nieuw, TeWijzigen, Toegewezen, antwoord, proef, toewijzing, vot, vow};
use berichtenpoort::bericht::Standaard;

const HEADER: &str = "/Bericht/Header";
const VERZOEK: &str = "/Bericht/Client/Verzoek";
const AANGEVRAAGD: &str = "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct";
const ONGEWIJZIGD: &str = "/Bericht/Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct";
const TE_WIJZIGEN: &str = "/Bericht/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct";

const PER_WEEK: Hoeveel = Hoeveel::Omvang("3", "04", "2");
const PER_MAAND: Hoeveel = Hoeveel::Omvang("4", "16", "4");
const TOTAAL: Hoeveel = Hoeveel::Omvang("80", "04", "6");
const BUDGET: Hoeveel = Hoeveel::Budget("50000");

/// Allocation 10070 of product A05 and 10071 of product A04, both of 2026.
const BEIDE: &[Toegewezen<'_>] = &[
    (10070, "CAT/CATA05", "2026-01-01", Some("2026-12-31"), PER_WEEK),
    (10071, "CAT/CATA04", "2026-01-01", Some("2026-12-31"), PER_WEEK),
];

/// Product A04 changes in March, to the end of the year.
const MEER: TeWijzigen<'_> = (10071, "2026-03-01", Some("2026-12-31"), Hoeveel::Omvang("5", "04", "2"));
const ANDERS: Nieuw<'_> = ("CAT/CATA06", "2026-03-01", Some("2026-12-31"), PER_WEEK);

fn keten(standaard: Standaard, toewijzingen: &[Toegewezen<'_>]) -> Keten {
    Keten::leeg("2026-02-03").na(&toewijzing(standaard, "T1", toewijzingen).xml())
}

/// A request that is right after [`BEIDE`].
fn goede_vow(standaard: Standaard) -> Proef {
    vow(standaard, &[10070], &[MEER], &[ANDERS])
}

fn na_beide(standaard: Standaard, vow: &Proef) -> Verloop {
    keten(standaard, BEIDE).stuur(&vow.xml())
}

/// One allocation 10071, and the request to change it like this.
fn wijzigt(standaard: Standaard, nu: (&str, Hoeveel), gevraagd: (&str, Hoeveel)) -> Verloop {
    let toewijzing = (10071, nu.0, "2026-01-01", Some("2026-12-31"), nu.1);
    let te_wijzigen = (10071, gevraagd.0, Some("2026-12-31"), gevraagd.1);
    keten(standaard, &[toewijzing]).stuur(&vow(standaard, &[], &[te_wijzigen], &[]).xml())
}

#[track_caller]
fn gevonden(verloop: &Verloop, verwacht: &[(&str, &str)]) {
    assert_eq!(verloop.gevonden(), verwacht, "{:#?}", verloop.beoordeling.bevindingen);
}

fn tekst(verloop: &Verloop) -> &str {
    &verloop.beoordeling.bevindingen[0].tekst
}

#[test]
fn a_request_that_leaves_nothing_out_and_asks_nothing_twice_is_fine() {
    for standaard in Standaard::ALLE {
        toewijzing(standaard, "T1", BEIDE).voldoet();
        vot(standaard, "A1", &["VOT-1", "VOT-2"]).voldoet();
        goede_vow(standaard).voldoet();
        gevonden(&na_beide(standaard, &goede_vow(standaard)), &[]);
    }
}

#[test]
fn tr347_a_reference_stays_used_after_a_refusal_for_both_kinds_of_request() {
    for standaard in Standaard::ALLE {
        let keten = keten(standaard, BEIDE)
            .na(&vot(standaard, "A1", &["VOT-1"]).xml())
            .na(&antwoord(standaard, "A1", "VOT-1", "1").xml());
        let mut nog_eens = keten.clone();
        let verloop = nog_eens.stuur(&vot(standaard, "A2", &["VOT-2", "VOT-1"]).xml());
        let tweede = format!("{AANGEVRAAGD}[2]");
        gevonden(&verloop, &[("TR347", &format!("{tweede}/ReferentieAanbieder"))]);
        assert_eq!(verloop.codes(&tweede), ["9347"]);
        assert!(!tekst(&verloop).contains("VOT-1"), "free text stays out of findings");
        let in_vow = goede_vow(standaard).zet("Client/Verzoek/ReferentieAanbieder", "VOT-1");
        let verloop = nog_eens.stuur(&in_vow.xml());
        gevonden(&verloop, &[("TR347", &format!("{VERZOEK}/ReferentieAanbieder"))]);
        assert_eq!(verloop.codes(VERZOEK), ["9347"]);
        // What was rejected claimed nothing.
        assert!(nog_eens.stuur(&vot(standaard, "A2", &["VOT-2"]).xml()).is_goed());
    }
}

#[test]
fn tr347_a_reference_is_used_towards_every_gemeente() {
    let elders = vot(Standaard::Ijw, "A2", &["VOT-1"]).zet("Header/Ontvanger", "0363");
    let verloop =
        Keten::leeg("2026-02-03").na(&vot(Standaard::Ijw, "A1", &["VOT-1"]).xml()).stuur(&elders.xml());
    assert_eq!(verloop.regels(), ["TR347"]);
}

#[test]
fn tr374_a_second_request_waits_whatever_its_kind_and_is_refused_on_the_header_alone() {
    for standaard in Standaard::ALLE {
        let vot = |id: &str| vot(standaard, id, &["VOT-1"]);
        let vow = |id: &str| goede_vow(standaard).zet("Header/BerichtIdentificatie/Identificatie", id);
        for eerste in [vot("A1"), vow("A1")] {
            let na = keten(standaard, BEIDE).na(&eerste.xml());
            // The reference and the number that are wrong as well are not judged any more (IV028).
            for tweede in [
                vot("A2"),
                vow("A2")
                    .zet("Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct/ToewijzingNummer", "9"),
            ] {
                let verloop = na.clone().stuur(&tweede.xml());
                gevonden(&verloop, &[("TR374", HEADER)]);
                assert_eq!(verloop.codes(HEADER), ["9374"]);
            }
        }
    }
}

#[test]
fn tr374_a_request_runs_until_it_is_allocated_or_refused_and_not_while_it_is_looked_into() {
    for standaard in Standaard::ALLE {
        let begonnen = keten(standaard, BEIDE).na(&vot(standaard, "A1", &["VOT-1"]).xml());
        let tweede = vot(standaard, "A2", &["VOT-2"]).xml();
        let onderzocht = begonnen.clone().na(&antwoord(standaard, "A1", "VOT-1", "2").xml());
        assert_eq!(onderzocht.clone().stuur(&tweede).regels(), ["TR374"]);
        for keten in [begonnen, onderzocht] {
            let afgewezen = keten.clone().na(&antwoord(standaard, "A2", "VOT-1", "1").xml());
            assert!(afgewezen.clone().stuur(&tweede).is_goed());
            let toegewezen = keten.na(&zorg::honorering(standaard, "T2", 10080, "VOT-1").xml());
            assert!(toegewezen.clone().stuur(&tweede).is_goed());
        }
    }
}

#[test]
fn tr374_each_product_of_a_request_for_an_allocation_is_a_request_by_itself() {
    for standaard in Standaard::ALLE {
        let half = Keten::leeg("2026-02-03")
            .na(&vot(standaard, "A1", &["VOT-1", "VOT-2"]).xml())
            .na(&zorg::honorering(standaard, "T2", 10080, "VOT-1").xml());
        let derde = vot(standaard, "A2", &["VOT-3"]).xml();
        assert_eq!(half.clone().stuur(&derde).regels(), ["TR374"]);
        assert!(half.na(&antwoord(standaard, "A1", "VOT-2", "1").xml()).stuur(&derde).is_goed());
    }
}

#[test]
fn tr374_another_client_and_another_gemeente_do_not_wait() {
    let begonnen = Keten::leeg("2026-02-03").na(&vot(Standaard::Iwmo, "A1", &["VOT-1"]).xml());
    let tweede = vot(Standaard::Iwmo, "A2", &["VOT-2"]);
    assert_eq!(begonnen.clone().stuur(&tweede.xml()).regels(), ["TR374"]);
    assert!(begonnen.clone().stuur(&tweede.clone().zet("Client/Bsn", "999900018").xml()).is_goed());
    assert!(begonnen.clone().stuur(&tweede.zet("Header/Ontvanger", "0363").xml()).is_goed());
}

#[test]
fn tr349_every_allocation_that_holds_today_or_later_must_be_in_it() {
    for standaard in Standaard::ALLE {
        for (ingang, eind, reden, nodig) in [
            ("2026-01-01", "2026-02-02", None, false),
            ("2026-01-01", "2026-02-03", None, true),
            ("2027-01-01", "2027-06-30", None, true),
            ("2026-03-01", "2026-03-01", Some("13"), false),
            ("2026-03-01", "2026-03-01", Some("01"), false),
            ("2026-03-01", "2026-03-01", Some("12"), true),
        ] {
            let andere = (10072, "CAT/CATA07", ingang, Some(eind), PER_WEEK);
            let mut bericht = toewijzing(standaard, "T2", &[andere]);
            if let Some(reden) = reden {
                bericht = bericht.zet("Client/ToegewezenProducten/ToegewezenProduct/RedenWijziging", reden);
            }
            let verloop = keten(standaard, BEIDE).na(&bericht.xml()).stuur(&goede_vow(standaard).xml());
            if nodig {
                gevonden(&verloop, &[("TR349", VERZOEK)]);
                assert_eq!(verloop.codes(VERZOEK), ["9349"]);
                assert!(tekst(&verloop).contains("ontbreekt: 10072."), "{}", tekst(&verloop));
            } else {
                gevonden(&verloop, &[]);
            }
        }
    }
}

#[test]
fn tr349_the_day_is_that_of_receipt_and_no_end_goes_on() {
    let andere = (10072, "CAT/CATA07", "2026-01-01", Some("2026-02-10"), PER_MAAND);
    let open = (10072, "CAT/CATA07", "2026-01-01", None, PER_MAAND);
    let vow = goede_vow(Standaard::Ijw).xml();
    let op = |toegewezen, dag: &str| {
        let nog_een = toewijzing(Standaard::Ijw, "T2", &[toegewezen]).xml();
        keten(Standaard::Ijw, BEIDE).na(&nog_een).op(dag).stuur(&vow).is_goed()
    };
    assert!(!op(andere, "2026-02-10"));
    assert!(op(andere, "2026-02-11"), "its Dagtekening is eight days older");
    assert!(!op(open, "2026-02-11"));
}

#[test]
fn tr349_many_numbers_are_told_up_to_a_number() {
    let codes: Vec<String> = (10..40).map(|code| format!("CAT/CATB{code}")).collect();
    let veel: Vec<Toegewezen<'_>> = (20_001..)
        .zip(&codes)
        .map(|(nummer, code)| (nummer, code.as_str(), "2026-01-01", Some("2026-12-31"), PER_WEEK))
        .collect();
    let verloop = keten(Standaard::Ijw, &veel).stuur(&vow(Standaard::Ijw, &[20_030], &[], &[ANDERS]).xml());
    assert!(tekst(&verloop).contains("20019, 20020 en nog 9."), "{}", tekst(&verloop));
}

#[test]
fn tr350_and_tr351_a_number_must_be_of_an_allocation_that_holds_today_or_later() {
    for standaard in Standaard::ALLE {
        let op = |dag: &str| {
            let bijna_voorbij = (10070, "CAT/CATA05", "2026-01-01", Some("2026-02-10"), PER_WEEK);
            let ook = (10071, "CAT/CATA04", "2026-01-01", Some("2026-02-10"), PER_WEEK);
            keten(standaard, &[bijna_voorbij, ook]).op(dag).stuur(&goede_vow(standaard).xml())
        };
        gevonden(&op("2026-02-10"), &[]);
        let voorbij = op("2026-02-11");
        let (blijft, wijzigt) = (format!("{ONGEWIJZIGD}[1]"), format!("{TE_WIJZIGEN}[1]"));
        let verwacht = [
            ("TR350", format!("{blijft}/ToewijzingNummer")),
            ("TR351", format!("{wijzigt}/ToewijzingNummer")),
        ];
        gevonden(&voorbij, &verwacht.each_ref().map(|(regel, pad)| (*regel, pad.as_str())));
        assert_eq!((voorbij.codes(&blijft), voorbij.codes(&wijzigt)), (vec!["9350"], vec!["9351"]));
        assert!(tekst(&voorbij).contains("de laatste dag was 2026-02-10"), "{}", tekst(&voorbij));
    }
}

#[test]
fn tr350_and_tr351_unknown_removed_or_of_another_client_is_no_allocation() {
    for standaard in Standaard::ALLE {
        let vow = goede_vow(standaard).xml();
        let van_een_ander = toewijzing(standaard, "T2", BEIDE).zet("Client/Bsn", "999900018");
        let eigen = (10079, "CAT/CATA09", "2025-01-01", Some("2025-12-31"), PER_WEEK);
        let onbekend = keten(standaard, &[eigen]);
        for mut keten in [onbekend.clone(), onbekend.na(&van_een_ander.xml())] {
            let verloop = keten.stuur(&vow);
            assert_eq!(verloop.regels(), ["TR350", "TR351"]);
            assert!(tekst(&verloop).contains("geen toewijzing met nummer 10070"), "{}", tekst(&verloop));
        }
        let verwijderd =
            toewijzing(standaard, "T2", &[(10070, "CAT/CATA05", "2026-01-01", Some("2026-01-01"), PER_WEEK)])
                .zet("Client/ToegewezenProducten/ToegewezenProduct/RedenWijziging", "13");
        let verloop = keten(standaard, BEIDE).na(&verwijderd.xml()).stuur(&vow);
        gevonden(&verloop, &[("TR350", &format!("{ONGEWIJZIGD}[1]/ToewijzingNummer"))]);
        assert!(tekst(&verloop).contains("10070 is verwijderd"), "{}", tekst(&verloop));
    }
}

#[test]
fn tr304_a_change_is_asked_for_a_client_that_the_gemeente_knows_at_this_aanbieder() {
    for standaard in Standaard::ALLE {
        let ander = goede_vow(standaard).zet("Client/Bsn", "999900018");
        let verloop = na_beide(standaard, &ander);
        assert_eq!(verloop.codes("/Bericht/Client"), ["8187"]);
        assert_eq!(verloop.gevonden(), [("TR304", "/Bericht/Client/Bsn")]);
        assert_eq!(verloop.regels(), ["TR304"], "that no number is theirs is no news");
        // Known is known, also where nothing holds any more.
        let oud = [(10070, "CAT/CATA05", "2025-01-01", Some("2025-12-31"), PER_WEEK)];
        assert!(
            keten(standaard, &oud).stuur(&goede_vow(standaard).xml()).codes("/Bericht/Client").is_empty()
        );
    }
}

#[test]
fn tr357_what_is_not_in_the_future_holds_from_the_first_day_of_the_allocation() {
    for standaard in Standaard::ALLE {
        let vanaf = |dag: &str| wijzigt(standaard, ("CAT/CATA04", PER_WEEK), (dag, PER_WEEK));
        let gewenst = format!("{TE_WIJZIGEN}[1]/GewensteIngangsdatum");
        for (dag, goed) in [
            ("2025-12-31", false),
            ("2026-01-01", true),
            ("2026-01-02", false),
            ("2026-02-03", false),
            ("2026-02-04", true),
            // After the allocation: no rule says that it may not (IV092).
            ("2027-01-01", true),
        ] {
            let verloop = vanaf(dag);
            let verwacht = if goed { vec![] } else { vec![("TR357", gewenst.as_str())] };
            gevonden(&verloop, &verwacht);
            assert_eq!(verloop.codes(&format!("{TE_WIJZIGEN}[1]")), if goed { vec![] } else { vec!["9357"] });
        }
    }
}

#[test]
fn tr357_the_dagtekening_counts_and_not_the_day_of_receipt() {
    let te_wijzigen = (10071, "2026-02-04", Some("2026-12-31"), PER_WEEK);
    let vow = vow(Standaard::Iwmo, &[10070], &[te_wijzigen], &[]);
    assert!(keten(Standaard::Iwmo, BEIDE).op("2026-02-09").stuur(&vow.xml()).is_goed());
}

#[test]
fn tr373_another_budget_or_total_holds_for_the_whole_allocation() {
    for standaard in Standaard::ALLE {
        let gewenst = format!("{TE_WIJZIGEN}[1]/GewensteIngangsdatum");
        for (nu, anders) in [
            (("CAT", BUDGET), Hoeveel::Budget("60000")),
            (("", BUDGET), Hoeveel::Budget("40000")),
            (("CAT/CATA04", TOTAAL), Hoeveel::Omvang("100", "04", "6")),
            (("CAT/CATA04", TOTAAL), Hoeveel::Omvang("80", "01", "6")),
            (("CAT/CATA04", TOTAAL), PER_WEEK),
        ] {
            let later = wijzigt(standaard, nu, ("2026-03-01", anders));
            gevonden(&later, &[("TR373", gewenst.as_str())]);
            assert_eq!(later.codes(&format!("{TE_WIJZIGEN}[1]")), ["9373"]);
            gevonden(&wijzigt(standaard, nu, ("2026-01-01", anders)), &[]);
            // The same as it is holds for the whole as well.
            gevonden(&wijzigt(standaard, nu, ("2026-03-01", nu.1)), &[("TR373", gewenst.as_str())]);
        }
        // In the past it breaks TR357 as well; both are told.
        let verleden = wijzigt(standaard, ("CAT", BUDGET), ("2026-02-01", Hoeveel::Budget("60000")));
        assert_eq!(verleden.codes(&format!("{TE_WIJZIGEN}[1]")), ["9357", "9373"]);
    }
}

#[test]
fn tr373_what_is_not_a_budget_or_a_total_may_change_from_a_later_day() {
    for standaard in Standaard::ALLE {
        for (nu, anders) in [
            (("CAT/CATA04", PER_WEEK), PER_MAAND),
            (("CAT/CATA04", PER_WEEK), TOTAAL),
            // A budget that is not there is not asked for: only the last day changes.
            (("CAT", BUDGET), Hoeveel::Niets),
            (("CAT", Hoeveel::Niets), BUDGET),
        ] {
            gevonden(&wijzigt(standaard, nu, ("2026-03-01", anders)), &[]);
        }
    }
}

#[test]
fn tr375_and_tr412_without_a_code_there_is_no_volume() {
    for standaard in Standaard::ALLE {
        let klasse = format!("{TE_WIJZIGEN}[1]");
        let omvang = format!("{klasse}/Omvang");
        let generiek = wijzigt(standaard, ("", BUDGET), ("2026-03-01", PER_WEEK));
        gevonden(&generiek, &[("TR375", omvang.as_str()), ("TR412", omvang.as_str())]);
        assert_eq!(generiek.codes(&klasse), ["9375", "9412"]);
        for nu in [BUDGET, Hoeveel::Niets] {
            let aspecifiek = wijzigt(standaard, ("CAT", nu), ("2026-03-01", PER_WEEK));
            gevonden(&aspecifiek, &[("TR412", omvang.as_str())]);
            assert_eq!(aspecifiek.codes(&klasse), ["9412"]);
        }
        gevonden(&wijzigt(standaard, ("CAT/CATA04", PER_WEEK), ("2026-03-01", PER_MAAND)), &[]);
        gevonden(&wijzigt(standaard, ("", BUDGET), ("2026-01-01", BUDGET)), &[]);
    }
}

#[test]
fn tr375_and_tr412_leave_what_ends_with_2020_alone() {
    for standaard in Standaard::ALLE {
        for (soort, regels) in [("", &["TR375", "TR412"][..]), ("CAT", &["TR412"])] {
            let toegewezen = (10071, soort, "2020-01-01", Some("2020-12-31"), BUDGET);
            let toewijzing = toewijzing(standaard, "T1", &[toegewezen])
                .zet("Header/BerichtIdentificatie/Dagtekening", "2020-10-01");
            for (eind, verwacht) in [("2020-12-31", &[][..]), ("2021-01-01", regels)] {
                let vow = vow(standaard, &[], &[(10071, "2020-11-01", Some(eind), PER_MAAND)], &[])
                    .zet("Header/BerichtIdentificatie/Dagtekening", "2020-10-01");
                let verloop = Keten::leeg("2020-10-01").na(&toewijzing.xml()).stuur(&vow.xml());
                assert_eq!(verloop.regels(), verwacht, "{soort} {eind}");
            }
        }
    }
}

#[test]
fn tr411_with_a_code_the_volume_is_in_the_request() {
    for standaard in Standaard::ALLE {
        for zonder in [Hoeveel::Niets, BUDGET] {
            let verloop = wijzigt(standaard, ("CAT/CATA04", PER_WEEK), ("2026-03-01", zonder));
            gevonden(&verloop, &[("TR411", &format!("{TE_WIJZIGEN}[1]"))]);
            assert_eq!(verloop.codes(&format!("{TE_WIJZIGEN}[1]")), ["9411"]);
        }
        gevonden(&wijzigt(standaard, ("CAT/CATA04", PER_WEEK), ("2026-03-01", PER_WEEK)), &[]);
        gevonden(&wijzigt(standaard, ("CAT", BUDGET), ("2026-03-01", Hoeveel::Niets)), &[]);
    }
}

#[test]
fn what_is_asked_of_an_unknown_allocation_is_told_once() {
    let onbekend = (10099, "2026-01-15", Some("2026-12-31"), Hoeveel::Niets);
    let verloop =
        keten(Standaard::Ijw, BEIDE).stuur(&vow(Standaard::Ijw, &[10070, 10071], &[onbekend], &[]).xml());
    gevonden(&verloop, &[("TR351", &format!("{TE_WIJZIGEN}[1]/ToewijzingNummer"))]);
}

#[test]
fn a_number_beyond_the_clients_own_is_looked_for_by_the_question_to_the_store() {
    let bericht = verloop::gelezen(&goede_vow(Standaard::Ijw).xml());
    let vraag = berichtenpoort::keten::Vraag::van(&bericht);
    assert_eq!(vraag.toewijzingen_van.map(berichtenpoort::bericht::Bsn::as_str), Some("999900006"));
    assert_eq!(vraag.verzoeken_van, vraag.toewijzingen_van);
    assert!(vraag.verzoeken.contains("VOW-1") && vraag.clienten.len() == 1);
    let bericht = verloop::gelezen(&proef(Standaard::Ijw, 315).xml());
    assert!(berichtenpoort::keten::Vraag::van(&bericht).verzoeken.contains("VOT-1"));
}
