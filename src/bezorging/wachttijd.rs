//! How long to wait after an attempt that failed.

use chrono::{DateTime, TimeDelta, Utc};

/// No party waits longer than this for its next attempt, whatever it asks.
pub const LANGSTE_WACHT: TimeDelta = TimeDelta::days(1);

/// How long to wait after the first, the second, ... attempt that failed, before chance is added: from seconds to a day.
const TRAPPEN: [TimeDelta; 11] = [
    TimeDelta::seconds(5),
    TimeDelta::seconds(30),
    TimeDelta::minutes(2),
    TimeDelta::minutes(10),
    TimeDelta::minutes(30),
    TimeDelta::hours(1),
    TimeDelta::hours(3),
    TimeDelta::hours(6),
    TimeDelta::hours(12),
    TimeDelta::days(1),
    TimeDelta::days(1),
];

/// How often a levering is tried; after the last time it is parked. That is from 56 to 76 hours after the first, or longer where its
/// party asks for that.
pub const MEESTE_POGINGEN: u32 = 12;

/// How long to wait after so many attempts that failed (1: the first). None where that was the last one.
///
/// `toeval` spreads parties that failed together over a fifth more or less of the time: any number will do, as long as it
/// differs. What the party asked for (`gevraagd`) can make the wait longer, up to a day, and not shorter: who asks for a second each time
/// would otherwise have used up all attempts within seconds.
pub fn wachttijd(mislukt: u32, gevraagd: Option<TimeDelta>, toeval: u32) -> Option<TimeDelta> {
    let trap = TRAPPEN.get(usize::try_from(mislukt.max(1)).ok()?.checked_sub(1)?)?;
    let duizendsten = 800 + i64::from(toeval % 401);
    let gespreid = TimeDelta::milliseconds(trap.num_milliseconds() * duizendsten / 1000);
    Some(gevraagd.map_or(gespreid, |gevraagd| gevraagd.max(gespreid)).min(LANGSTE_WACHT))
}

/// How long a party has to collect what it was told of, after the first, the second, ... time.
const HERINNERINGEN: [TimeDelta; 4] =
    [TimeDelta::hours(1), TimeDelta::hours(6), TimeDelta::days(1), TimeDelta::days(1)];

/// How often a party is told of a levering that it does not collect. After that somebody must look.
pub const MEESTE_AANKONDIGINGEN: u32 = 4;

/// How long a party has to collect a levering that it was told of so many times, before it is told again.
pub fn herinnering(aankondigingen: u32) -> TimeDelta {
    let keer = usize::try_from(aankondigingen.max(1)).unwrap_or(usize::MAX).saturating_sub(1);
    HERINNERINGEN.get(keer).copied().unwrap_or(LANGSTE_WACHT)
}

/// What a party asks with `Retry-After`: a number of seconds, or a moment (RFC 9110, 10.2.3). None where it cannot be read.
pub fn retry_after(waarde: &str, nu: DateTime<Utc>) -> Option<TimeDelta> {
    let waarde = waarde.trim();
    if !waarde.is_empty() && waarde.bytes().all(|teken| teken.is_ascii_digit()) {
        // More than fits is more than a day.
        let seconden = waarde.parse::<i64>().unwrap_or(i64::MAX);
        return Some(TimeDelta::try_seconds(seconden).unwrap_or(LANGSTE_WACHT).min(LANGSTE_WACHT));
    }
    let moment = DateTime::parse_from_rfc2822(waarde).ok()?;
    Some(moment.to_utc().signed_duration_since(nu).clamp(TimeDelta::zero(), LANGSTE_WACHT))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn na_de_laatste_poging_komt_er_geen() {
        assert!(wachttijd(MEESTE_POGINGEN - 1, None, 0).is_some());
        assert_eq!(wachttijd(MEESTE_POGINGEN, None, 0), None);
        assert_eq!(wachttijd(MEESTE_POGINGEN, Some(TimeDelta::seconds(5)), 0), None, "ook niet op verzoek");
        assert_eq!(wachttijd(u32::MAX, None, 0), None);
    }

    #[test]
    fn retry_after_is_te_lezen_in_beide_vormen() {
        let nu: DateTime<Utc> = "2026-02-03T09:00:00Z".parse().unwrap();
        assert_eq!(retry_after("120", nu), Some(TimeDelta::seconds(120)));
        assert_eq!(retry_after(" 0 ", nu), Some(TimeDelta::zero()));
        assert_eq!(retry_after("Tue, 03 Feb 2026 09:01:30 GMT", nu), Some(TimeDelta::seconds(90)));
        assert_eq!(retry_after("Tue, 03 Feb 2026 08:00:00 GMT", nu), Some(TimeDelta::zero()));
        assert_eq!(retry_after("Tue, 03 Mar 2026 09:00:00 GMT", nu), Some(LANGSTE_WACHT));
        assert_eq!(retry_after("99999999999999999999999", nu), Some(LANGSTE_WACHT));
        for onzin in ["", "straks", "-5", "1.5", "2026-02-03"] {
            assert_eq!(retry_after(onzin, nu), None, "{onzin}");
        }
    }

    #[test]
    fn wie_niet_ophaalt_hoort_het_steeds_later_nog_eens() {
        let uren: Vec<_> = (0..=5).map(|keer| herinnering(keer).num_hours()).collect();
        assert_eq!(uren, [1, 1, 6, 24, 24, 24]);
        assert_eq!(HERINNERINGEN.len(), MEESTE_AANKONDIGINGEN as usize);
    }

    proptest! {
        #[test]
        fn elke_wacht_is_van_seconden_tot_een_dag(mislukt in 1..MEESTE_POGINGEN, toeval in any::<u32>()) {
            let wacht = wachttijd(mislukt, None, toeval).unwrap();
            prop_assert!(wacht >= TimeDelta::seconds(4) && wacht <= LANGSTE_WACHT);
        }

        #[test]
        fn elke_volgende_wacht_is_niet_korter(mislukt in 1..MEESTE_POGINGEN - 1, toeval in any::<u32>()) {
            prop_assert!(wachttijd(mislukt, None, toeval) <= wachttijd(mislukt + 1, None, toeval));
        }

        #[test]
        fn toeval_scheelt_hoogstens_een_vijfde(mislukt in 1..MEESTE_POGINGEN, een in any::<u32>(), ander in any::<u32>()) {
            let (een, ander) = (wachttijd(mislukt, None, een).unwrap(), wachttijd(mislukt, None, ander).unwrap());
            prop_assert!(een.num_milliseconds() * 2 <= ander.num_milliseconds() * 3 + 2);
        }

        #[test]
        fn wie_om_uitstel_vraagt_krijgt_het_tot_een_dag_en_nooit_minder_dan_de_eigen_wacht(
            mislukt in 1..MEESTE_POGINGEN, seconden in -1_000_000_i64..1_000_000, toeval in any::<u32>()
        ) {
            let gevraagd = TimeDelta::seconds(seconden);
            let wacht = wachttijd(mislukt, Some(gevraagd), toeval).unwrap();
            let eigen = wachttijd(mislukt, None, toeval).unwrap();
            prop_assert_eq!(wacht, gevraagd.max(eigen).min(LANGSTE_WACHT));
        }

        #[test]
        fn wat_een_partij_ook_vraagt_tot_de_laatste_poging_gaan_er_minstens_twee_dagen_voorbij(
            seconden in 0_i64..100_000, toeval in any::<u32>()
        ) {
            let gevraagd = Some(TimeDelta::seconds(seconden));
            let samen: TimeDelta = (1..MEESTE_POGINGEN).map(|keer| wachttijd(keer, gevraagd, toeval).unwrap()).sum();
            prop_assert!(samen >= TimeDelta::hours(56));
        }

        #[test]
        fn wat_een_partij_ook_als_retry_after_stuurt_het_blijft_binnen_een_dag(waarde in ".*") {
            let nu: DateTime<Utc> = "2026-02-03T09:00:00Z".parse().unwrap();
            if let Some(wacht) = retry_after(&waarde, nu) {
                prop_assert!(wacht >= TimeDelta::zero() && wacht <= LANGSTE_WACHT);
            }
        }
    }
}
