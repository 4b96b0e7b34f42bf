//! The same care asked for twice in one period, in a request for a change and the allocations that it names (TR361): pure,
//! without a database.

use crate::verloop::{Keten, Verloop};
use crate::zorg::{Hoeveel, Nieuw, TeWijzigen, Toegewezen, toewijzing, vow};
use berichtenpoort::bericht::Standaard;

const VERZOEK: &str = "/Bericht/Client/Verzoek";

const PER_WEEK: Hoeveel = Hoeveel::Omvang("3", "04", "2");
const PER_MAAND: Hoeveel = Hoeveel::Omvang("4", "16", "4");
const BUDGET: Hoeveel = Hoeveel::Budget("50000");

/// Allocation 10070 of product A05 and 10071 of product A04, both of 2026.
const BEIDE: &[Toegewezen<'_>] = &[
    (10070, "CAT/CATA05", "2026-01-01", Some("2026-12-31"), PER_WEEK),
    (10071, "CAT/CATA04", "2026-01-01", Some("2026-12-31"), PER_WEEK),
];

fn keten(standaard: Standaard, toewijzingen: &[Toegewezen<'_>]) -> Keten {
    Keten::leeg("2026-02-03").na(&toewijzing(standaard, "T1", toewijzingen).xml())
}

#[track_caller]
fn gevonden(verloop: &Verloop, verwacht: &[(&str, &str)]) {
    assert_eq!(verloop.gevonden(), verwacht, "{:#?}", verloop.beoordeling.bevindingen);
}

fn tekst(verloop: &Verloop) -> &str {
    &verloop.beoordeling.bevindingen[0].tekst
}

/// Whether this request after [`BEIDE`] asks for something twice.
fn overlap(
    standaard: Standaard,
    ongewijzigd: &[u32],
    te_wijzigen: &[TeWijzigen<'_>],
    nieuw: &[Nieuw<'_>],
) -> bool {
    let verloop = keten(standaard, BEIDE).stuur(&vow(standaard, ongewijzigd, te_wijzigen, nieuw).xml());
    if !verloop.is_goed() {
        gevonden(&verloop, &[("TR361", VERZOEK)]);
        assert_eq!(verloop.codes(VERZOEK), ["9361"]);
    }
    !verloop.is_goed()
}

#[test]
fn tr361_new_care_does_not_overlap_with_an_allocation_that_stays() {
    for (standaard, andere_categorie) in [(Standaard::Ijw, "43"), (Standaard::Iwmo, "07")] {
        let met = |product, vanaf| {
            overlap(standaard, &[10070, 10071], &[], &[(product, vanaf, Some("2027-12-31"), PER_WEEK)])
        };
        assert!(met("CAT/CATA04", "2026-12-31"), "on the last day of 10071");
        assert!(!met("CAT/CATA04", "2027-01-01"));
        assert!(!met("CAT/CATA06", "2026-03-01"), "another code");
        let breed = |product, vanaf| {
            overlap(standaard, &[10070, 10071], &[], &[(product, vanaf, Some("2027-12-31"), BUDGET)])
        };
        assert!(breed("CAT", "2026-12-31") && breed("", "2026-12-31"));
        assert!(!breed("CAT", "2027-01-01") && !breed("", "2027-01-01"));
        assert!(!breed(andere_categorie, "2026-03-01"), "another category");
    }
}

#[test]
fn tr361_what_changes_counts_until_then_as_it_is_and_from_then_on_as_asked() {
    for standaard in Standaard::ALLE {
        let met = |gewijzigd: TeWijzigen<'_>, begin, eind| {
            overlap(standaard, &[10070], &[gewijzigd], &[("CAT/CATA04", begin, Some(eind), PER_WEEK)])
        };
        let later = (10071, "2026-05-01", Some("2026-06-30"), PER_MAAND);
        assert!(met(later, "2026-04-01", "2026-04-30"), "still as it is now");
        assert!(met(later, "2026-06-30", "2026-07-31"), "still as asked");
        assert!(!met(later, "2026-07-01", "2026-12-31"));
        // For the whole allocation: nothing stays of what it is now.
        let geheel = (10071, "2026-01-01", Some("2026-06-30"), PER_WEEK);
        assert!(!met(geheel, "2026-07-01", "2026-12-31"), "IV092, example 1");
        assert!(met(geheel, "2026-06-30", "2026-12-31"));
        // From a day beyond the allocation: it stays to its end.
        let na_een_gat = (10071, "2027-02-01", Some("2027-06-30"), PER_WEEK);
        assert!(met(na_een_gat, "2026-12-31", "2027-01-31"));
        assert!(!met(na_een_gat, "2027-01-01", "2027-01-31"));
        let voor_altijd = (10071, "2026-01-01", None, PER_MAAND);
        assert!(met(voor_altijd, "2031-01-01", "2031-12-31"));
    }
}

#[test]
fn tr361_allocations_do_not_overlap_with_each_other_either() {
    for standaard in Standaard::ALLE {
        // What is longer now runs into what comes after it.
        let samen = [
            (10070, "CAT/CATA04", "2027-01-01", Some("2027-12-31"), PER_WEEK),
            (10071, "CAT/CATA04", "2026-01-01", Some("2026-12-31"), PER_WEEK),
        ];
        let met = |eind| {
            let langer = (10071, "2026-01-01", Some(eind), PER_WEEK);
            keten(standaard, &samen).stuur(&vow(standaard, &[10070], &[langer], &[]).xml())
        };
        gevonden(&met("2026-12-31"), &[]);
        let verloop = met("2027-01-01");
        gevonden(&verloop, &[("TR361", VERZOEK)]);
        for deel in ["ongewijzigde toewijzing 10070", "te wijzigen toewijzing 10071", "code zijn dezelfde"] {
            assert!(tekst(&verloop).contains(deel), "{}", tekst(&verloop));
        }
        // The same number as both: its care stands in it twice.
        let beide = keten(standaard, BEIDE).stuur(
            &vow(standaard, &[10070, 10071], &[(10071, "2026-03-01", Some("2026-12-31"), PER_MAAND)], &[])
                .xml(),
        );
        gevonden(&beide, &[("TR361", VERZOEK)]);
    }
}

/// The aanbieder must name both (TR349) and cannot mend them (OP095).
#[test]
fn tr361_allocations_that_overlap_as_they_stand_are_not_held_against_the_aanbieder() {
    for standaard in Standaard::ALLE {
        let dubbel = (10072, "CAT/CATA04", "2026-06-01", Some("2026-12-31"), PER_WEEK);
        let keten = keten(standaard, BEIDE).na(&toewijzing(standaard, "T2", &[dubbel]).xml());
        let met = |product| {
            let nieuw = (product, "2026-03-01", Some("2026-12-31"), PER_WEEK);
            keten.clone().stuur(&vow(standaard, &[10070, 10071, 10072], &[], &[nieuw]).xml())
        };
        gevonden(&met("CAT/CATA06"), &[]);
        gevonden(&met("CAT/CATA04"), &[("TR361", VERZOEK)]);
    }
}

/// The schema of iJw has no such categories.
#[test]
fn tr361_aids_do_not_count_under_iwmo() {
    let iwmo = Standaard::Iwmo;
    for (categorie, telt) in [("10", true), ("11", false), ("14", false), ("15", true)] {
        let code = format!("{categorie}/{categorie}A01");
        let toegewezen = [(10070, code.as_str(), "2026-01-01", Some("2026-12-31"), PER_WEEK)];
        for (product, hoeveel) in [(code.as_str(), PER_WEEK), (categorie, BUDGET), ("", BUDGET)] {
            let nieuw = (product, "2026-03-01", Some("2026-12-31"), hoeveel);
            let verloop = keten(iwmo, &toegewezen).stuur(&vow(iwmo, &[10070], &[], &[nieuw]).xml());
            gevonden(&verloop, if telt { &[("TR361", VERZOEK)] } else { &[] });
        }
    }
}

#[test]
fn tr361_what_is_no_allocation_any_more_is_left_to_tr350() {
    let oud = (10070, "CAT/CATA04", "2025-01-01", Some("2026-02-02"), PER_WEEK);
    let keten = keten(Standaard::Ijw, &[oud]).na(&toewijzing(Standaard::Ijw, "T2", &[BEIDE[1]]).xml());
    assert_eq!(
        keten
            .clone()
            .stuur(
                &vow(
                    Standaard::Ijw,
                    &[10070, 10071],
                    &[],
                    &[("CAT/CATA06", "2026-03-01", Some("2026-12-31"), PER_WEEK)]
                )
                .xml()
            )
            .regels(),
        ["TR350"]
    );
}

#[test]
fn tr361_each_overlap_is_told_up_to_a_number() {
    let codes: Vec<String> = (1..=8).map(|code| format!("CAT/CATB0{code}")).collect();
    let samen: Vec<Toegewezen<'_>> = (1..)
        .zip(&codes)
        .map(|(nummer, code)| (nummer, code.as_str(), "2026-01-01", Some("2026-12-31"), PER_WEEK))
        .collect();
    let nieuw: Vec<Nieuw<'_>> =
        codes.iter().map(|code| (code.as_str(), "2026-03-01", Some("2026-12-31"), PER_WEEK)).collect();
    let nummers: Vec<u32> = (1..=8).collect();
    let verloop = keten(Standaard::Ijw, &samen).stuur(&vow(Standaard::Ijw, &nummers, &[], &nieuw).xml());
    gevonden(&verloop, &[("TR361", VERZOEK)]);
    assert!(
        tekst(&verloop).contains("nieuw product 5 loopt") && tekst(&verloop).contains("Zo zijn er nog 3.")
    );
    assert!(!tekst(&verloop).contains("nieuw product 6"), "{}", tekst(&verloop));
}
