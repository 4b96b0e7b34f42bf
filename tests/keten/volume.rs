//! How much fits in an allocation: the arithmetic by the examples of the standard, and the rules TR321, TR322 and TR369.

use crate::declareren;

use std::collections::BTreeMap;

use crate::berichten::{IJW, IWMO, Maker};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::verloop::{Keten, Verloop};
use berichtenpoort::bericht::{Eenheid, Eurocent, Frequentie, Omvang, Periode, Product, Standaard};
use berichtenpoort::rekenen::{
    Berekening, Stapsoort, ToegewezenOmvang, past_in_budget, past_in_geheel, past_in_periode,
};
use chrono::NaiveDate;

const MAKERS: [Maker<'_>; 2] = [IJW, IWMO];
const P1: &str = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]";

fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

fn periode(van: &str, tot: &str) -> Periode {
    Periode { begindatum: dag(van), einddatum: dag(tot) }
}

fn omvang(volume: u32, eenheid: &str, frequentie: &str) -> Omvang {
    let (eenheid, frequentie) = (Eenheid::lees(eenheid).unwrap(), Frequentie::lees(frequentie).unwrap());
    Omvang { volume, eenheid, frequentie }
}

fn onder_ijw(omvang: Omvang, van: &str, tot: Option<&str>) -> ToegewezenOmvang {
    ToegewezenOmvang::nieuw(Standaard::Ijw, None, omvang, dag(van), tot.map(dag))
}

/// How much fits in a period, in the unit of the allocation.
fn in_periode(toegewezen: &ToegewezenOmvang, van: &str, tot: &str, eenheid: &str) -> i128 {
    past_in_periode(toegewezen, periode(van, tot), 0, Eenheid::lees(eenheid).unwrap()).unwrap().maximum
}

fn in_geheel(toegewezen: &ToegewezenOmvang, eenheid: &str) -> Option<i128> {
    let berekening = past_in_geheel(toegewezen, &BTreeMap::new(), 0, Eenheid::lees(eenheid).unwrap());
    berekening.map(|berekening| berekening.maximum)
}

/// An example of the standard: what is allocated from when to when; what fits in each month; what fits in all.
type Voorbeeld<'a> = (Omvang, [&'a str; 2], &'a [(&'a str, &'a str, i128)], i128);

#[track_caller]
fn klopt((omvang, [van, tot], maanden, geheel): Voorbeeld<'_>) {
    let toegewezen = onder_ijw(omvang, van, Some(tot));
    let eenheid = omvang.eenheid.code();
    for (begin, eind, verwacht) in maanden {
        assert_eq!(in_periode(&toegewezen, begin, eind, eenheid), *verwacht, "{begin} {eind}");
    }
    assert_eq!(in_geheel(&toegewezen, eenheid), Some(geheel), "{van} {tot}");
}

#[test]
fn the_examples_of_iv076_and_iv077_come_out_exactly() {
    let uren = omvang(3, "04", "2");
    let euros = omvang(30_000, "83", "2");
    klopt((
        uren,
        ["2022-07-11", "2022-09-04"],
        &[("2022-07-11", "2022-07-31", 9), ("2022-08-01", "2022-08-31", 15), ("2022-09-01", "2022-09-04", 3)],
        24,
    ));
    klopt((
        uren,
        ["2022-10-11", "2022-12-28"],
        &[
            ("2022-10-11", "2022-10-31", 12),
            ("2022-11-01", "2022-11-30", 15),
            ("2022-12-01", "2022-12-28", 15),
        ],
        36,
    ));
    klopt((
        euros,
        ["2022-10-11", "2022-12-31"],
        &[
            ("2022-10-11", "2022-10-31", 90_000),
            ("2022-11-01", "2022-11-30", 120_000),
            ("2022-12-01", "2022-12-31", 150_000),
        ],
        360_000,
    ));
    // Ends on a Sunday: no week is broken.
    klopt((
        euros,
        ["2022-07-11", "2022-09-04"],
        &[
            ("2022-07-11", "2022-07-31", 90_000),
            ("2022-08-01", "2022-08-31", 120_000),
            ("2022-09-01", "2022-09-04", 30_000),
        ],
        240_000,
    ));
    // Ends on a Saturday: its broken week goes with August, where the last Sunday is.
    klopt((
        euros,
        ["2022-07-11", "2022-09-03"],
        &[
            ("2022-07-11", "2022-07-31", 90_000),
            ("2022-08-01", "2022-08-31", 150_000),
            ("2022-09-01", "2022-09-03", 0),
        ],
        240_000,
    ));
}

#[test]
fn the_examples_of_the_werkwijze_per_week_come_out_exactly() {
    klopt((
        omvang(3, "04", "2"),
        ["2022-04-13", "2022-06-30"],
        &[
            ("2022-04-13", "2022-04-30", 9),
            ("2022-05-01", "2022-05-31", 18),
            ("2022-06-01", "2022-06-30", 15),
        ],
        36,
    ));
    let euros = omvang(15_000, "83", "2");
    klopt((
        euros,
        ["2022-04-15", "2022-06-04"],
        &[
            ("2022-04-15", "2022-04-30", 30_000),
            ("2022-05-01", "2022-05-31", 90_000),
            ("2022-06-01", "2022-06-04", 0),
        ],
        120_000,
    ));
    klopt((
        euros,
        ["2022-04-15", "2022-07-31"],
        &[
            ("2022-04-15", "2022-04-30", 30_000),
            ("2022-05-01", "2022-05-31", 75_000),
            ("2022-06-01", "2022-06-30", 60_000),
            ("2022-07-01", "2022-07-31", 75_000),
        ],
        240_000,
    ));
}

#[test]
fn the_examples_of_iv078_come_out_exactly_a_broken_period_counts_in_full() {
    let (van, tot) = ("2021-10-12", Some("2021-12-13"));
    assert_eq!(in_periode(&onder_ijw(omvang(3, "04", "2"), van, tot), "2021-10-12", "2021-10-31", "04"), 9);
    assert_eq!(in_periode(&onder_ijw(omvang(15, "04", "4"), van, tot), "2021-10-12", "2021-10-31", "04"), 15);
    assert_eq!(in_geheel(&onder_ijw(omvang(15, "04", "4"), van, tot), "04"), Some(45));
}

fn hulp(standaard: Standaard, categorie: &str, omvang: Omvang) -> ToegewezenOmvang {
    let product = Product { categorie: categorie.into(), code: None };
    ToegewezenOmvang::nieuw(standaard, Some(&product), omvang, dag("2022-05-01"), Some(dag("2022-07-31")))
}

#[test]
fn hulp_bij_het_huishouden_fits_six_times_a_week_in_each_month_and_by_weeks_in_all() {
    let weekvolume = omvang(1, "04", "2");
    let toegewezen = hulp(Standaard::Iwmo, "01", weekvolume);
    for (van, tot) in
        [("2022-05-01", "2022-05-31"), ("2022-06-01", "2022-06-30"), ("2022-07-01", "2022-07-31")]
    {
        assert_eq!(in_periode(&toegewezen, van, tot, "04"), 6);
    }
    assert_eq!(in_geheel(&toegewezen, "04"), Some(14));
    // Not another category, not iJw, not per month.
    for (toegewezen, verwacht) in [
        (hulp(Standaard::Iwmo, "02", weekvolume), 5),
        (hulp(Standaard::Ijw, "01", weekvolume), 5),
        (hulp(Standaard::Iwmo, "01", omvang(1, "04", "4")), 1),
    ] {
        assert_eq!(in_periode(&toegewezen, "2022-06-01", "2022-06-30", "04"), verwacht);
    }
}

#[test]
fn per_day_month_and_in_all_count_days_months_and_once() {
    let (van, tot) = ("2026-01-20", Some("2026-03-10"));
    for (frequentie, februari, geheel) in [("1", 28 * 5, 50 * 5), ("4", 5, 15), ("6", 5, 5)] {
        let toegewezen = onder_ijw(omvang(5, "04", frequentie), van, tot);
        assert_eq!(in_periode(&toegewezen, "2026-02-01", "2026-02-28", "04"), februari, "{frequentie}");
        assert_eq!(in_geheel(&toegewezen, "04"), Some(geheel), "{frequentie}");
    }
}

#[test]
fn without_a_last_day_there_is_no_end_to_what_fits_save_for_a_volume_in_all() {
    for (frequentie, geheel) in [("1", None), ("2", None), ("4", None), ("6", Some(5))] {
        let toegewezen = onder_ijw(omvang(5, "04", frequentie), "2026-01-01", None);
        assert_eq!(in_geheel(&toegewezen, "04"), geheel, "{frequentie}");
    }
}

#[test]
fn an_allocation_of_output_without_a_sunday_has_room_for_its_one_week_in_either_month() {
    // Tuesday to Friday, over the end of September.
    let toegewezen = onder_ijw(omvang(30_000, "83", "2"), "2025-09-30", Some("2025-10-03"));
    assert_eq!(in_periode(&toegewezen, "2025-09-30", "2025-09-30", "83"), 30_000);
    assert_eq!(in_periode(&toegewezen, "2025-10-01", "2025-10-03", "83"), 30_000);
    assert_eq!(in_geheel(&toegewezen, "83"), Some(30_000));
}

#[test]
fn hours_and_minutes_are_compared_in_minutes_and_other_units_not_at_all() {
    let uren = onder_ijw(omvang(3, "04", "2"), "2022-10-11", Some("2022-12-28"));
    assert_eq!(in_periode(&uren, "2022-10-11", "2022-10-31", "01"), 720);
    let eerder = BTreeMap::from([(Eenheid::Uur, 30), (Eenheid::Minuut, 301), (Eenheid::Etmaal, 999)]);
    let berekening = past_in_geheel(&uren, &eerder, 60, Eenheid::Minuut).unwrap();
    assert_eq!((berekening.maximum, berekening.al_toegekend), (36 * 60, Some(30 * 60 + 301)));
    assert_eq!(berekening.over(), -1);
    let minuten = onder_ijw(omvang(60, "01", "2"), "2022-10-11", Some("2022-12-28"));
    let oktober = periode("2022-10-11", "2022-10-31");
    assert!(past_in_periode(&minuten, oktober, 1, Eenheid::Uur).is_none());
    assert!(past_in_geheel(&uren, &BTreeMap::new(), 1, Eenheid::Dagdeel).is_none());
}

#[test]
fn a_period_outside_the_allocation_is_not_compared_and_one_that_sticks_out_counts_as_far_as_it_is_in() {
    let uren = onder_ijw(omvang(3, "04", "2"), "2022-10-11", Some("2022-12-28"));
    assert!(past_in_periode(&uren, periode("2022-09-01", "2022-09-30"), 1, Eenheid::Uur).is_none());
    assert_eq!(in_periode(&uren, "2022-10-01", "2022-10-31", "04"), 12);
}

#[test]
fn the_largest_volumes_over_the_longest_allocations_do_not_overflow() {
    let eeuwen = onder_ijw(omvang(u32::MAX, "04", "1"), "0001-01-01", Some("9999-12-31"));
    let eerder = BTreeMap::from([(Eenheid::Minuut, i64::MAX), (Eenheid::Uur, i64::MAX)]);
    let berekening = past_in_geheel(&eeuwen, &eerder, u32::MAX, Eenheid::Minuut).unwrap();
    assert_eq!(berekening.maximum, i128::from(u32::MAX) * 3_652_059 * 60);
    assert!(!berekening.past());
    assert!(!past_in_budget(Eurocent(0), Eurocent(i64::MAX), Eurocent(i64::MAX)).past());
}

#[test]
fn a_calculation_shows_every_step_as_data_and_in_dutch() {
    let uren = onder_ijw(omvang(3, "04", "2"), "2025-10-07", Some("2025-12-30"));
    let oktober = past_in_periode(&uren, periode("2025-10-07", "2025-10-31"), 13, Eenheid::Uur).unwrap();
    assert_eq!(
        oktober.in_woorden(),
        "In oktober 2025 raakt de toewijzing 4 kalenderweken (week 41 t/m 44); 4 x 3 uur = 12 uur; gedeclareerd 13 uur; \
         1 uur te veel."
    );
    let stappen = |berekening: &Berekening| -> Vec<(Stapsoort, i128)> {
        berekening.stappen().iter().map(|stap| (stap.soort, stap.aantal)).collect()
    };
    use Stapsoort::{AlToegekend, Deze, Maximum, Over, Samen, Telling, Toegewezen};
    assert_eq!(stappen(&oktober), [(Toegewezen, 3), (Telling, 4), (Maximum, 12), (Deze, 13), (Over, -1)]);
    let eerder = BTreeMap::from([(Eenheid::Uur, 27)]);
    let geheel = past_in_geheel(&uren, &eerder, 725, Eenheid::Minuut).unwrap();
    assert_eq!(
        geheel.in_woorden(),
        "De toewijzing raakt 13 kalenderweken (week 41 van 2025 t/m week 1 van 2026); 13 x 3 uur = 39 uur = 2340 minuten; \
         al toegekend 1620 minuten; deze prestatie 725 minuten; samen 2345 minuten; 5 minuten te veel."
    );
    assert_eq!(
        stappen(&geheel),
        [
            (Toegewezen, 3),
            (Telling, 13),
            (Maximum, 2340),
            (AlToegekend, 1620),
            (Deze, 725),
            (Samen, 2345),
            (Over, -5),
        ]
    );
    let budget = past_in_budget(Eurocent(100_000), Eurocent(100_000), Eurocent(1));
    assert_eq!(
        budget.in_woorden(),
        "Het budget is € 1.000,00; al toegekend € 1.000,00; deze prestatie € 0,01; samen € 1.000,01; € 0,01 te veel."
    );
}

#[test]
fn every_way_of_counting_has_words() {
    let in_woorden = |toegewezen: ToegewezenOmvang, van: &str, tot: &str, volume: u32, eenheid: Eenheid| {
        past_in_periode(&toegewezen, periode(van, tot), volume, eenheid).unwrap().in_woorden()
    };
    let euros = onder_ijw(omvang(30_000, "83", "2"), "2022-07-11", Some("2022-09-03"));
    for (tekst, verwacht) in [
        (
            in_woorden(euros, "2022-08-01", "2022-08-31", 150_001, Eenheid::Euro),
            "In augustus 2022 telt de toewijzing 4 zondagen, en de laatste, gebroken week telt mee; 5 x € 300,00 = € 1.500,00; \
             gedeclareerd € 1.500,01; € 0,01 te veel.",
        ),
        (
            in_woorden(euros, "2022-09-01", "2022-09-03", 1, Eenheid::Euro),
            "In september 2022 telt de toewijzing 0 zondagen; 0 x € 300,00 = € 0,00; gedeclareerd € 0,01; € 0,01 te veel.",
        ),
        (
            in_woorden(
                hulp(Standaard::Iwmo, "01", omvang(1, "04", "2")),
                "2022-06-01",
                "2022-06-30",
                7,
                Eenheid::Uur,
            ),
            "In juni 2022 telt hulp bij het huishouden voor 6 weken; 6 x 1 uur = 6 uur; gedeclareerd 7 uur; 1 uur te veel.",
        ),
        (
            in_woorden(
                onder_ijw(omvang(2, "16", "4"), "2026-01-20", None),
                "2026-01-20",
                "2026-01-31",
                1,
                Eenheid::Dagdeel,
            ),
            "In januari 2026 raakt de toewijzing 1 kalendermaand; 1 x 2 dagdelen = 2 dagdelen; gedeclareerd 1 dagdeel; \
             1 dagdeel over.",
        ),
        (
            in_woorden(
                onder_ijw(omvang(2, "82", "1"), "2026-01-20", None),
                "2026-01-20",
                "2026-01-31",
                25,
                Eenheid::StuksOutput,
            ),
            "In januari 2026 raakt de toewijzing 12 dagen; 12 x 2 stuks = 24 stuks; gedeclareerd 25 stuks; 1 stuk te veel.",
        ),
        (
            in_woorden(
                onder_ijw(omvang(40, "14", "6"), "2026-01-20", None),
                "2026-02-01",
                "2026-02-28",
                41,
                Eenheid::Etmaal,
            ),
            "Het volume geldt voor de hele looptijd; hoogstens 40 etmalen; gedeclareerd 41 etmalen; 1 etmaal te veel.",
        ),
    ] {
        assert_eq!(tekst, verwacht);
    }
}

/// A chain in which 3 hours a week are allocated from 7 October up to and including 30 December 2025: weeks 41 to 1.
fn drie_uur_per_week(maker: &Maker<'_>) -> Keten {
    let toewijzing = Toewijzing::nieuw(maker, "2025-10-07", Some("2025-12-30")).omvang(3, "04", "2");
    Keten::leeg("2026-02-03").na(&toewijzing.xml(maker, "T1"))
}

const OKTOBER: (&str, &str) = ("2025-10-07", "2025-10-31");
const NOVEMBER: (&str, &str) = ("2025-11-01", "2025-11-30");
const DECEMBER: (&str, &str) = ("2025-12-01", "2025-12-30");

fn tekst(verloop: &Verloop) -> &str {
    &verloop.beoordeling.bevindingen[0].tekst
}

#[test]
fn tr321_a_line_fits_in_the_weeks_of_its_period() {
    for maker in MAKERS {
        let keten = drie_uur_per_week(&maker);
        let uren = |volume| declaratie(&maker, "D1", &[Regel::nieuw(&maker, "R1", OKTOBER, volume, "04")]);
        assert!(keten.clone().stuur(&uren(12)).is_goed());
        let verloop = keten.clone().stuur(&uren(13));
        assert_eq!(verloop.gevonden(), [("TR321", format!("{P1}/GeleverdVolume").as_str())]);
        assert_eq!(verloop.codes(P1), ["9321"]);
        assert!(tekst(&verloop).contains("4 x 3 uur = 12 uur; gedeclareerd 13 uur"), "{}", tekst(&verloop));
        assert!(tekst(&verloop).ends_with("Declareer hoogstens 12 uur."), "{}", tekst(&verloop));
        // In minutes, sixty times as many.
        let minuten = |volume| declaratie(&maker, "D1", &[Regel::nieuw(&maker, "R1", OKTOBER, volume, "01")]);
        assert!(keten.clone().stuur(&minuten(720)).is_goed());
        assert_eq!(keten.clone().stuur(&minuten(721)).codes(P1), ["9321"]);
    }
}

#[test]
fn tr321_output_is_counted_by_sundays_with_the_last_broken_week() {
    for maker in MAKERS {
        let toewijzing =
            Toewijzing::nieuw(&maker, "2025-07-07", Some("2025-09-06")).omvang(30_000, "83", "2");
        let keten = Keten::leeg("2026-02-03").na(&toewijzing.xml(&maker, "T1"));
        for (van, tot, past) in [
            ("2025-07-07", "2025-07-31", 90_000),
            ("2025-08-01", "2025-08-31", 180_000),
            ("2025-09-01", "2025-09-06", 0),
        ] {
            let met = |centen| {
                let regel = Regel::nieuw(&maker, "R1", (van, tot), centen, "83");
                keten.clone().stuur(&declaratie(&maker, "D1", &[regel])).regels().join(" ")
            };
            assert_eq!(met(past), "", "{van}");
            assert_eq!(met(past + 1), "TR321", "{van}");
        }
    }
}

#[test]
fn tr321_only_under_iwmo_has_category_01_six_weeks() {
    let toewijzing = Toewijzing {
        product: Some(("01", Some("01A05"))),
        ..Toewijzing::nieuw(&IWMO, "2025-02-01", Some("2025-12-31")).omvang(3, "04", "2")
    };
    let keten = Keten::leeg("2026-02-03").na(&toewijzing.xml(&IWMO, "T1"));
    for (volume, codes) in [(18, &[][..]), (19, &["9321"])] {
        let regel = Regel::nieuw(&IWMO, "R1", ("2025-02-01", "2025-02-28"), volume, "04");
        let regel = regel.met(|regel| regel.product = ("01".to_owned(), "01A05".to_owned()));
        assert_eq!(keten.clone().stuur(&declaratie(&IWMO, "D1", &[regel])).codes(P1), codes);
    }
}

#[test]
fn tr322_all_lines_together_fit_in_the_allocation_over_messages() {
    for maker in MAKERS {
        // 12 + 15 + 12 is 39, thirteen weeks of 3.
        let keten = drie_uur_per_week(&maker);
        let eerder =
            [Regel::nieuw(&maker, "R1", OKTOBER, 12, "04"), Regel::nieuw(&maker, "R2", NOVEMBER, 15, "04")];
        let keten = keten.na(&declaratie(&maker, "D1", &eerder));
        let december =
            |volume| declaratie(&maker, "D2", &[Regel::nieuw(&maker, "R3", DECEMBER, volume, "04")]);
        assert!(keten.clone().stuur(&december(12)).is_goed());
        let verloop = keten.clone().stuur(&december(13));
        assert_eq!(verloop.gevonden(), [("TR322", format!("{P1}/GeleverdVolume").as_str())]);
        assert_eq!(verloop.codes(P1), ["9322"]);
        assert!(
            tekst(&verloop).ends_with(
                "al toegekend 27 uur; deze prestatie 13 uur; samen 40 uur; 1 uur te veel. Declareer hoogstens 12 uur."
            ),
            "{}",
            tekst(&verloop)
        );
        // Too much for its period as well as for the whole: both are true.
        assert_eq!(keten.clone().stuur(&december(16)).codes(P1), ["9321", "9322"]);
    }
}

#[test]
fn tr322_lines_earlier_in_the_same_message_count_and_refused_ones_do_not() {
    for maker in MAKERS {
        let regels = [
            Regel::nieuw(&maker, "R3", DECEMBER, 12, "04"),
            // Refused for its period, so it uses nothing.
            Regel::nieuw(&maker, "R1", OKTOBER, 13, "04"),
            Regel::nieuw(&maker, "R2", NOVEMBER, 15, "04"),
        ];
        let mut keten = drie_uur_per_week(&maker);
        let verloop = keten.stuur(&declaratie(&maker, "D1", &regels));
        assert_eq!(verloop.regels(), ["TR321"]);
        let opnieuw = Regel::nieuw(&maker, "R4", OKTOBER, 12, "04");
        assert!(keten.clone().stuur(&declaratie(&maker, "D2", std::slice::from_ref(&opnieuw))).is_goed());
        // The oldest care goes first: it is December that no longer fits.
        let vol = [
            Regel::nieuw(&maker, "R3", DECEMBER, 15, "04"),
            Regel::nieuw(&maker, "R2", NOVEMBER, 15, "04"),
            opnieuw,
        ];
        let verloop = drie_uur_per_week(&maker).stuur(&declaratie(&maker, "D3", &vol));
        assert_eq!(verloop.gevonden(), [("TR322", format!("{P1}/GeleverdVolume").as_str())]);
    }
}

#[test]
fn tr322_a_credit_makes_room_in_the_same_message_wherever_it_stands() {
    for maker in MAKERS {
        let oktober = Regel::nieuw(&maker, "R1", OKTOBER, 12, "04");
        let eerder = [oktober.clone(), Regel::nieuw(&maker, "R2", NOVEMBER, 15, "04")];
        let keten = drie_uur_per_week(&maker).na(&declaratie(&maker, "D1", &eerder));
        let december = Regel::nieuw(&maker, "R3", DECEMBER, 15, "04");
        assert_eq!(
            keten.clone().stuur(&declaratie(&maker, "D2", std::slice::from_ref(&december))).regels(),
            ["TR322"]
        );
        let regels = [december, oktober.terug("R4")];
        assert!(keten.clone().stuur(&declaratie(&maker, "D2", &regels)).is_goed());
    }
}

#[test]
fn tr322_a_longer_allocation_has_more_room_and_one_without_a_last_day_has_no_end() {
    for maker in MAKERS {
        let regels = [
            Regel::nieuw(&maker, "R1", OKTOBER, 12, "04"),
            Regel::nieuw(&maker, "R2", NOVEMBER, 15, "04"),
            Regel::nieuw(&maker, "R3", ("2025-12-01", "2025-12-31"), 15, "04"),
        ];
        // OP380: the same number, a later last day.
        let langer = Toewijzing {
            tijd: "11:00:00",
            reden: Some("04"),
            ..Toewijzing::nieuw(&maker, "2025-10-07", Some("2026-03-31")).omvang(3, "04", "2")
        };
        let mut keten = drie_uur_per_week(&maker).na(&langer.xml(&maker, "T2"));
        assert!(keten.stuur(&declaratie(&maker, "D1", &regels)).is_goed());
        let zonder_einde = Toewijzing::nieuw(&maker, "2020-01-01", None).omvang(1, "04", "4");
        let mut keten = Keten::leeg("2026-02-03").na(&zonder_einde.xml(&maker, "T1"));
        let maanden = (1..=12).map(|maand| {
            let (van, tot) = (format!("2024-{maand:02}-01"), format!("2024-{maand:02}-{}", laatste(maand)));
            Regel::nieuw(&maker, &format!("M{maand}"), (&van, &tot), 1, "04")
        });
        assert!(keten.stuur(&declaratie(&maker, "D1", &maanden.collect::<Vec<_>>())).is_goed());
    }
}

fn laatste(maand: u32) -> u32 {
    match maand {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[test]
fn tr369_amounts_together_fit_in_the_budget_for_whatever_product() {
    for maker in MAKERS {
        let (categorie, code) = declareren::product(&maker);
        for product in [None, Some((categorie, None))] {
            let toewijzing = Toewijzing {
                product,
                ..Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).budget(100_000)
            };
            let regel = |referentie, maand, centen| Regel::nieuw(&maker, referentie, maand, centen, "83");
            let januari = ("2025-01-01", "2025-01-31");
            let ander =
                regel("R2", januari, 40_000).met(|regel| regel.product.1 = code.replace("A04", "A05"));
            let eerste = regel("R1", januari, 60_000);
            let keten = Keten::leeg("2026-02-03").na(&toewijzing.xml(&maker, "T1"));
            let keten = keten.na(&declaratie(&maker, "D1", &[eerste.clone(), ander]));
            let een_cent = regel("R3", ("2025-02-01", "2025-02-28"), 1);
            let verloop = keten.clone().stuur(&declaratie(&maker, "D2", std::slice::from_ref(&een_cent)));
            assert_eq!(verloop.gevonden(), [("TR369", format!("{P1}/IngediendBedrag/Bedrag").as_str())]);
            assert_eq!(verloop.codes(P1), ["9369"]);
            assert!(
                tekst(&verloop).ends_with("€ 0,01 te veel. Er kan niets meer bij."),
                "{}",
                tekst(&verloop)
            );
            let met_credit = declaratie(&maker, "D2", &[een_cent, eerste.terug("R4")]);
            assert!(keten.clone().stuur(&met_credit).is_goed());
        }
    }
}

#[test]
fn tr369_hours_count_for_what_they_cost() {
    for maker in MAKERS {
        let (categorie, _) = declareren::product(&maker);
        let toewijzing = Toewijzing {
            product: Some((categorie, None)),
            ..Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31")).budget(60_000)
        };
        let keten = Keten::leeg("2026-02-03").na(&toewijzing.xml(&maker, "T1"));
        let uren = |volume| {
            declaratie(
                &maker,
                "D1",
                &[Regel::nieuw(&maker, "R1", ("2025-01-01", "2025-01-31"), volume, "04")],
            )
        };
        assert!(keten.clone().stuur(&uren(10)).is_goed());
        assert_eq!(keten.clone().stuur(&uren(11)).codes(P1), ["9369"]);
    }
}

#[test]
fn without_a_volume_and_without_a_budget_there_is_nothing_to_compare() {
    for maker in MAKERS {
        let (categorie, _) = declareren::product(&maker);
        let toewijzing = Toewijzing {
            product: Some((categorie, None)),
            ..Toewijzing::nieuw(&maker, "2025-01-01", Some("2025-12-31"))
        };
        let mut keten = Keten::leeg("2026-02-03").na(&toewijzing.xml(&maker, "T1"));
        let regel = Regel::nieuw(&maker, "R1", ("2025-01-01", "2025-01-31"), 9_999, "04");
        assert!(keten.stuur(&declaratie(&maker, "D1", &[regel])).is_goed());
    }
}
