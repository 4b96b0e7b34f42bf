//! Counting in periods of whole days, both ends included.

use chrono::{Datelike, Months, NaiveDate};

use crate::bericht::Periode;

/// Days since the Sunday before 1 January of year 1, which was a Monday: a Sunday is a multiple of seven.
fn dagnummer(dag: NaiveDate) -> i64 {
    i64::from(dag.num_days_from_ce())
}

/// The ISO week that a day is in, counted on from the same Monday, over the ends of years.
fn weeknummer(dag: NaiveDate) -> i64 {
    (dagnummer(dag) - 1).div_euclid(7)
}

fn maandnummer(dag: NaiveDate) -> i64 {
    i64::from(dag.year()) * 12 + i64::from(dag.month0())
}

/// How many there are from the first up to and including the last; none where the period ends before it begins.
fn aantal(periode: Periode, nummer: fn(NaiveDate) -> i64) -> i64 {
    let Periode { begindatum, einddatum } = periode;
    if einddatum < begindatum { 0 } else { nummer(einddatum) - nummer(begindatum) + 1 }
}

/// How many days a period has.
pub fn dagen(periode: Periode) -> i64 {
    aantal(periode, dagnummer)
}

/// How many ISO weeks, from Monday to Sunday, a period touches. A week that goes over the end of a year is one week
/// (conflict 5.10).
pub fn kalenderweken(periode: Periode) -> i64 {
    aantal(periode, weeknummer)
}

/// How many calendar months a period touches.
pub fn kalendermaanden(periode: Periode) -> i64 {
    aantal(periode, maandnummer)
}

/// How many Sundays are in a period.
pub fn zondagen(periode: Periode) -> i64 {
    let tot_en_met = |nummer: i64| nummer.div_euclid(7);
    (tot_en_met(dagnummer(periode.einddatum)) - tot_en_met(dagnummer(periode.begindatum) - 1)).max(0)
}

/// The last Sunday on or before a day; nothing where the calendar does not go back that far.
pub(super) fn zondag_op_of_voor(dag: NaiveDate) -> Option<NaiveDate> {
    dag.checked_sub_days(chrono::Days::new(dag.weekday().num_days_from_sunday().into()))
}

/// The part of a period from one day up to and including another, which may be open; none where there is nothing left.
pub fn overlap(periode: Periode, vanaf: NaiveDate, tot_en_met: Option<NaiveDate>) -> Option<Periode> {
    let begindatum = periode.begindatum.max(vanaf);
    let einddatum = tot_en_met.map_or(periode.einddatum, |laatste| periode.einddatum.min(laatste));
    (begindatum <= einddatum).then_some(Periode { begindatum, einddatum })
}

fn zelfde_maand(een: NaiveDate, ander: NaiveDate) -> bool {
    maandnummer(een) == maandnummer(ander)
}

/// The day on which a ProductPeriode in the month of this day begins: the first of the month, or the first day of the
/// allocation where that is later in that month (TR387, IV089).
pub fn eerste_dag_die_telt(dag: NaiveDate, ingangsdatum: NaiveDate) -> NaiveDate {
    if zelfde_maand(dag, ingangsdatum) { ingangsdatum } else { dag.with_day(1).unwrap_or(dag) }
}

/// The day on which a ProductPeriode in the month of this day ends: the last of the month, or the last day of the
/// allocation where that is earlier in that month (TR388, IV089).
pub fn laatste_dag_die_telt(dag: NaiveDate, einddatum: Option<NaiveDate>) -> NaiveDate {
    match einddatum {
        Some(einddatum) if zelfde_maand(dag, einddatum) => einddatum,
        _ => {
            let volgende = dag.with_day(1).and_then(|eerste| eerste.checked_add_months(Months::new(1)));
            volgende.and_then(|eerste| eerste.pred_opt()).unwrap_or(dag)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, Weekday};
    use proptest::prelude::*;

    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    fn periode(van: &str, tot: &str) -> Periode {
        Periode { begindatum: dag(van), einddatum: dag(tot) }
    }

    #[test]
    fn weeks_are_counted_from_monday_to_sunday_and_a_broken_week_is_a_week() {
        for (van, tot, weken) in [
            ("2022-10-11", "2022-10-31", 4),
            ("2022-11-01", "2022-11-30", 5),
            ("2022-12-01", "2022-12-28", 5),
            ("2022-10-11", "2022-12-28", 12),
            // From Sunday to Monday is two weeks, from Monday to Sunday is one.
            ("2025-06-01", "2025-06-02", 2),
            ("2025-06-02", "2025-06-08", 1),
            ("2025-06-01", "2025-06-01", 1),
            // A month can touch six weeks, and February four.
            ("2026-03-01", "2026-03-31", 6),
            ("2027-02-01", "2027-02-28", 4),
        ] {
            assert_eq!(kalenderweken(periode(van, tot)), weken, "{van} {tot}");
        }
    }

    #[test]
    fn a_week_over_the_end_of_a_year_is_one_week_and_a_year_can_have_53() {
        for (van, tot, weken) in [
            ("2025-12-29", "2026-01-04", 1),
            ("2025-12-31", "2026-01-01", 1),
            ("2025-10-07", "2025-12-30", 13),
            ("2026-01-01", "2026-12-31", 53),
            ("2020-12-28", "2021-01-03", 1),
            ("2020-01-01", "2021-12-31", 105),
        ] {
            assert_eq!(kalenderweken(periode(van, tot)), weken, "{van} {tot}");
        }
    }

    #[test]
    fn sundays_are_counted_with_both_ends() {
        for (van, tot, verwacht) in [
            ("2022-07-11", "2022-07-31", 3),
            ("2022-08-01", "2022-08-31", 4),
            ("2022-09-01", "2022-09-03", 0),
            ("2022-09-01", "2022-09-04", 1),
            ("2022-09-04", "2022-09-04", 1),
            ("2022-09-05", "2022-09-10", 0),
        ] {
            assert_eq!(zondagen(periode(van, tot)), verwacht, "{van} {tot}");
        }
    }

    #[test]
    fn a_period_that_ends_before_it_begins_has_nothing_in_it() {
        let terug = periode("2026-03-10", "2026-02-01");
        assert_eq!(
            (dagen(terug), kalenderweken(terug), kalendermaanden(terug), zondagen(terug)),
            (0, 0, 0, 0)
        );
    }

    #[test]
    fn a_leap_day_counts() {
        assert_eq!(dagen(periode("2024-02-01", "2024-02-29")), 29);
        assert_eq!(laatste_dag_die_telt(dag("2024-02-05"), None), dag("2024-02-29"));
        assert_eq!(laatste_dag_die_telt(dag("2025-12-05"), None), dag("2025-12-31"));
    }

    #[test]
    fn a_product_period_follows_the_month_and_the_allocation() {
        // IV089: from 8 April up to and including 17 June.
        let (van, tot) = (dag("2022-04-08"), Some(dag("2022-06-17")));
        for (in_maand, begin, eind) in [
            ("2022-04-20", "2022-04-08", "2022-04-30"),
            ("2022-05-20", "2022-05-01", "2022-05-31"),
            ("2022-06-20", "2022-06-01", "2022-06-17"),
        ] {
            assert_eq!(eerste_dag_die_telt(dag(in_maand), van), dag(begin));
            assert_eq!(laatste_dag_die_telt(dag(in_maand), tot), dag(eind));
        }
        // The same month in another year is another month.
        assert_eq!(eerste_dag_die_telt(dag("2023-04-20"), van), dag("2023-04-01"));
    }

    #[test]
    fn the_first_and_the_last_days_of_the_calendar_do_not_overflow() {
        let alles = Periode { begindatum: NaiveDate::MIN, einddatum: NaiveDate::MAX };
        assert!(kalenderweken(alles) > 0 && zondagen(alles) > 0 && kalendermaanden(alles) > 0);
        assert_eq!(laatste_dag_die_telt(NaiveDate::MAX, None), NaiveDate::MAX);
        assert_eq!(eerste_dag_die_telt(NaiveDate::MIN, NaiveDate::MAX), NaiveDate::MIN);
        assert!(zondag_op_of_voor(NaiveDate::MAX).is_some());
    }

    proptest! {
        #[test]
        fn counting_is_the_same_as_going_past_every_day(begin in 0_u64..60_000, lengte in 0_u64..1_500) {
            let eerste = dag("1970-01-01") + Days::new(begin);
            let alle: Vec<NaiveDate> = eerste.iter_days().take(lengte as usize + 1).collect();
            let periode = Periode { begindatum: eerste, einddatum: *alle.last().unwrap() };
            let verschillende = |sleutel: fn(&NaiveDate) -> (i32, u32)| {
                alle.iter().map(sleutel).collect::<std::collections::BTreeSet<_>>().len() as i64
            };
            prop_assert_eq!(dagen(periode), alle.len() as i64);
            prop_assert_eq!(
                kalenderweken(periode),
                verschillende(|dag| (dag.iso_week().year(), dag.iso_week().week()))
            );
            prop_assert_eq!(kalendermaanden(periode), verschillende(|dag| (dag.year(), dag.month())));
            let op_zondag = alle.iter().filter(|dag| dag.weekday() == Weekday::Sun);
            prop_assert_eq!(zondagen(periode), op_zondag.count() as i64);
        }
    }
}
