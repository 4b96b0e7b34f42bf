//! Working days in the Netherlands, and terms that are counted in them or in weeks.
//!
//! The standard gives terms in working days but does not say what those are, nor whether the day of receipt counts.
//! Choices:
//! - A working day is Monday to Friday and no holiday of the Algemene termijnenwet, article 3: its first paragraph, and
//!   Goede Vrijdag, which its second puts on a par with those. So Bevrijdingsdag counts each year, not only each fifth.
//!   Days that a decree equals to them for one year (third paragraph, mostly the Friday after Hemelvaartsdag) are not known here.
//! - The day from which a term runs does not count: one working day after a Friday is the Monday.
//! - The last day counts as a whole: what happens at one minute to midnight in Europe/Amsterdam is in time.
//! - A term in weeks that would end on a day off ends on the next working day (article 1).

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A day on which the Netherlands does not work, apart from weekends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feestdag {
    /// 1 January.
    Nieuwjaarsdag,
    /// The Friday before Easter.
    GoedeVrijdag,
    /// Easter Sunday.
    EerstePaasdag,
    /// Easter Monday.
    TweedePaasdag,
    /// 27 April, or the Saturday before where that is a Sunday.
    Koningsdag,
    /// 5 May.
    Bevrijdingsdag,
    /// The fortieth day of Easter, a Thursday.
    Hemelvaartsdag,
    /// Whit Sunday.
    EerstePinksterdag,
    /// Whit Monday.
    TweedePinksterdag,
    /// 25 December.
    EersteKerstdag,
    /// 26 December.
    TweedeKerstdag,
}

/// Which holiday a day is. Where two fall together, the one with a fixed date.
pub fn feestdag(dag: NaiveDate) -> Option<Feestdag> {
    match (dag.month(), dag.day()) {
        (1, 1) => return Some(Feestdag::Nieuwjaarsdag),
        (4, 27) if dag.weekday() != Weekday::Sun => return Some(Feestdag::Koningsdag),
        (4, 26) if dag.weekday() == Weekday::Sat => return Some(Feestdag::Koningsdag),
        (5, 5) => return Some(Feestdag::Bevrijdingsdag),
        (12, 25) => return Some(Feestdag::EersteKerstdag),
        (12, 26) => return Some(Feestdag::TweedeKerstdag),
        _ => {}
    }
    match (dag - pasen(dag.year())?).num_days() {
        -2 => Some(Feestdag::GoedeVrijdag),
        0 => Some(Feestdag::EerstePaasdag),
        1 => Some(Feestdag::TweedePaasdag),
        39 => Some(Feestdag::Hemelvaartsdag),
        49 => Some(Feestdag::EerstePinksterdag),
        50 => Some(Feestdag::TweedePinksterdag),
        _ => None,
    }
}

/// Easter Sunday of a year, by the Gregorian computus as Meeus wrote it down. None for a year that dates cannot hold.
fn pasen(jaar: i32) -> Option<NaiveDate> {
    let (eeuw, in_eeuw) = (jaar.div_euclid(100), jaar.rem_euclid(100));
    let gulden = jaar.rem_euclid(19);
    let maan = (19 * gulden + eeuw - eeuw.div_euclid(4) - (8 * eeuw + 13).div_euclid(25) + 15).rem_euclid(30);
    let zondag = (32 + 2 * eeuw.rem_euclid(4) + 2 * in_eeuw.div_euclid(4) - maan - in_eeuw.rem_euclid(4))
        .rem_euclid(7);
    let laat = (gulden + 11 * maan + 22 * zondag).div_euclid(451);
    let dag = u64::try_from(maan + zondag - 7 * laat).ok()?;
    NaiveDate::from_ymd_opt(jaar, 3, 22)?.checked_add_days(Days::new(dag))
}

/// Whether people work on this day.
pub fn is_werkdag(dag: NaiveDate) -> bool {
    !matches!(dag.weekday(), Weekday::Sat | Weekday::Sun) && feestdag(dag).is_none()
}

/// The day on which a term of so many working days ends that runs from `dag`, which itself does not count.
pub fn werkdagen_na(dag: NaiveDate, aantal: u32) -> NaiveDate {
    dag.iter_days().skip(1).filter(|dag| is_werkdag(*dag)).take(aantal as usize).last().unwrap_or(dag)
}

/// How many working days there are left after a day, up to and including the last day of a term: 0 on the last day itself,
/// negative once that is past. Somebody who is too late is at least 1 too late, also where no working day has gone by yet.
pub fn werkdagen_over(vandaag: NaiveDate, laatste_dag: NaiveDate) -> i64 {
    let tussen = |na: NaiveDate, tot_en_met: NaiveDate| -> i64 {
        let dagen = na.iter_days().skip(1).take_while(|dag| *dag <= tot_en_met);
        dagen.map(|dag| i64::from(is_werkdag(dag))).sum()
    };
    if laatste_dag < vandaag { -tussen(laatste_dag, vandaag).max(1) } else { tussen(vandaag, laatste_dag) }
}

/// The day on which a term of so many weeks ends that runs from `dag`: the same day of the week, or the first working
/// day after it.
pub fn weken_na(dag: NaiveDate, aantal: u32) -> NaiveDate {
    let eind = dag.checked_add_days(Days::new(7 * u64::from(aantal))).unwrap_or(dag);
    eind.iter_days().find(|dag| is_werkdag(*dag)).unwrap_or(eind)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    /// Easter by the method of Gauss, for the years 1900 to 2099: another road to the same day.
    fn pasen_van_gauss(jaar: i32) -> NaiveDate {
        let maan = (19 * (jaar % 19) + 24) % 30;
        let zondag = (2 * (jaar % 4) + 4 * (jaar % 7) + 6 * maan + 5) % 7;
        let mut na_22_maart = maan + zondag;
        // The two exceptions: never after 25 April.
        if na_22_maart == 35 || (na_22_maart == 34 && maan == 28 && jaar % 19 > 10) {
            na_22_maart -= 7;
        }
        dag(&format!("{jaar}-03-22")) + Days::new(na_22_maart as u64)
    }

    fn feestdagen(jaar: i32) -> Vec<(String, Feestdag)> {
        let eerste = NaiveDate::from_ymd_opt(jaar, 1, 1).unwrap();
        let dagen = eerste.iter_days().take_while(|dag| dag.year() == jaar);
        dagen.filter_map(|dag| Some((dag.format("%m-%d").to_string(), feestdag(dag)?))).collect()
    }

    #[test]
    fn werkdagen_over_telt_tot_en_met_de_laatste_dag_en_is_daarna_negatief() {
        for (vandaag, laatste, over) in [
            ("2026-02-03", "2026-02-17", 10),
            ("2026-02-17", "2026-02-17", 0),
            ("2026-02-18", "2026-02-17", -1),
            // On Friday was the last day: on Saturday it is too late, though no working day has gone by.
            ("2026-02-21", "2026-02-20", -1),
            ("2026-02-23", "2026-02-20", -1),
            ("2026-02-24", "2026-02-20", -2),
            // Good Friday and Easter Monday.
            ("2026-04-02", "2026-04-07", 1),
        ] {
            assert_eq!(werkdagen_over(dag(vandaag), dag(laatste)), over, "{vandaag} {laatste}");
        }
    }

    #[test]
    fn pasen_valt_waar_de_almanak_het_zet() {
        for verwacht in [
            "1961-04-02",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2038-04-25",
            "2049-04-18",
            "2100-03-28",
        ] {
            assert_eq!(pasen(dag(verwacht).year()), Some(dag(verwacht)));
        }
    }

    #[test]
    fn de_feestdagen_van_2026_zijn_die_van_de_algemene_termijnenwet_en_de_zondagen_ervoor() {
        use Feestdag::*;
        let verwacht = [
            ("01-01", Nieuwjaarsdag),
            ("04-03", GoedeVrijdag),
            ("04-05", EerstePaasdag),
            ("04-06", TweedePaasdag),
            ("04-27", Koningsdag),
            ("05-05", Bevrijdingsdag),
            ("05-14", Hemelvaartsdag),
            ("05-24", EerstePinksterdag),
            ("05-25", TweedePinksterdag),
            ("12-25", EersteKerstdag),
            ("12-26", TweedeKerstdag),
        ];
        assert_eq!(feestdagen(2026), verwacht.map(|(dag, feest)| (dag.to_owned(), feest)));
    }

    #[test]
    fn koningsdag_op_een_zondag_wordt_de_zaterdag_ervoor_gevierd() {
        for (jaar, verwacht) in
            [(2024, "04-27"), (2025, "04-26"), (2031, "04-26"), (2036, "04-26"), (2037, "04-27")]
        {
            let gevonden: Vec<_> =
                feestdagen(jaar).into_iter().filter(|(_, feest)| *feest == Feestdag::Koningsdag).collect();
            assert_eq!(gevonden, [(verwacht.to_owned(), Feestdag::Koningsdag)], "{jaar}");
        }
    }

    #[test]
    fn bevrijdingsdag_en_goede_vrijdag_zijn_elk_jaar_vrij() {
        for vrij in ["2025-05-05", "2026-05-05", "2027-05-05", "2026-04-03", "2027-03-26"] {
            assert!(!is_werkdag(dag(vrij)), "{vrij}");
        }
    }

    #[test]
    fn hemelvaart_en_bevrijdingsdag_op_een_dag_blijven_een_vrije_dag() {
        assert_eq!(feestdag(dag("2016-05-05")), Some(Feestdag::Bevrijdingsdag));
        assert_eq!((feestdag(dag("2016-05-06")), is_werkdag(dag("2016-05-06"))), (None, true));
    }

    #[test]
    fn de_dag_waarop_een_termijn_begint_telt_niet_mee() {
        for (van, aantal, tot) in [
            // From Tuesday over nothing, over a weekend, and from a Saturday.
            ("2026-02-03", 3, "2026-02-06"),
            ("2026-02-05", 3, "2026-02-10"),
            ("2026-02-07", 1, "2026-02-09"),
            // Over Goede Vrijdag, Easter and its weekend.
            ("2026-04-01", 3, "2026-04-08"),
            // Over Koningsdag and Bevrijdingsdag.
            ("2026-04-24", 5, "2026-05-04"),
            ("2026-05-04", 1, "2026-05-06"),
            // Over Christmas and New Year's day.
            ("2026-12-24", 5, "2027-01-04"),
            ("2026-12-18", 10, "2027-01-05"),
        ] {
            assert_eq!(werkdagen_na(dag(van), aantal), dag(tot), "{aantal} na {van}");
        }
    }

    #[test]
    fn een_termijn_van_nul_werkdagen_eindigt_op_de_dag_zelf() {
        assert_eq!(werkdagen_na(dag("2026-02-07"), 0), dag("2026-02-07"));
    }

    #[test]
    fn een_termijn_in_weken_schuift_van_een_vrije_dag_naar_de_eerste_werkdag() {
        for (van, weken, tot) in [
            ("2026-02-03", 8, "2026-03-31"),
            // To Goede Vrijdag, to Tweede Paasdag, and to a Saturday.
            ("2026-02-06", 8, "2026-04-07"),
            ("2026-02-09", 8, "2026-04-07"),
            ("2026-02-07", 2, "2026-02-23"),
        ] {
            assert_eq!(weken_na(dag(van), weken), dag(tot), "{weken} weken na {van}");
        }
    }

    #[test]
    fn het_einde_van_de_kalender_loopt_niet_vast() {
        assert_eq!(werkdagen_na(NaiveDate::MAX, 3), NaiveDate::MAX);
        assert_eq!(weken_na(NaiveDate::MAX, 8), NaiveDate::MAX);
        assert_eq!(pasen(i32::MAX), None);
        assert_eq!(pasen(i32::MIN), None);
    }

    fn dagen() -> impl Strategy<Value = NaiveDate> {
        (0..80_000_u64).prop_map(|na| dag("1950-01-01") + Days::new(na))
    }

    proptest! {
        #[test]
        fn pasen_is_een_zondag_tussen_22_maart_en_25_april_en_gauss_vindt_dezelfde(jaar in 1900..2100_i32) {
            let pasen = pasen(jaar).unwrap();
            prop_assert_eq!(pasen.weekday(), Weekday::Sun);
            prop_assert!(((3, 22)..=(4, 25)).contains(&(pasen.month(), pasen.day())));
            prop_assert_eq!(pasen, pasen_van_gauss(jaar));
        }

        #[test]
        fn het_einde_van_een_termijn_is_een_werkdag_met_precies_zoveel_werkdagen_tot_en_met_die_dag(
            van in dagen(), aantal in 1..40_u32
        ) {
            let tot = werkdagen_na(van, aantal);
            prop_assert!(tot > van && is_werkdag(tot));
            let ertussen = van.iter_days().skip(1).take_while(|dag| *dag <= tot).filter(|dag| is_werkdag(*dag));
            prop_assert_eq!(ertussen.count(), aantal as usize);
        }

        #[test]
        fn termijnen_na_elkaar_zijn_samen_een_termijn(van in dagen(), een in 0..20_u32, twee in 1..20_u32) {
            prop_assert_eq!(werkdagen_na(werkdagen_na(van, een), twee), werkdagen_na(van, een + twee));
        }

        #[test]
        fn wie_later_begint_eindigt_niet_eerder(van in dagen(), later in 0..30_u64, aantal in 0..20_u32) {
            prop_assert!(werkdagen_na(van + Days::new(later), aantal) >= werkdagen_na(van, aantal));
            prop_assert!(weken_na(van + Days::new(later), aantal) >= weken_na(van, aantal));
        }

        #[test]
        fn een_termijn_in_weken_eindigt_op_een_werkdag_en_schuift_hoogstens_vijf_dagen(van in dagen(), weken in 1..60_u32) {
            let tot = weken_na(van, weken);
            prop_assert!(is_werkdag(tot));
            prop_assert!((0..=5).contains(&(tot - van - chrono::TimeDelta::weeks(i64::from(weken))).num_days()));
        }
    }
}
