//! The one place where amounts are rounded.

/// Minutes in an hour.
const MINUTEN: u128 = 60;

/// Divides by 60, to the nearest whole number; half a cent goes up (IV081: 1,455 becomes 1,46 and 1,454 becomes 1,45).
fn gedeeld_door_60(teller: u128) -> u128 {
    teller.saturating_add(MINUTEN / 2) / MINUTEN
}

fn in_centen(bedrag: u128) -> u64 {
    u64::try_from(bedrag).unwrap_or(u64::MAX)
}

/// A part of a number, to the nearest whole number; half goes away from zero. Nothing where the part is not of anything.
pub(super) fn naar_verhouding(aantal: i64, deel: i64, geheel: i64) -> Option<i64> {
    let (teller, noemer) = (i128::from(aantal) * i128::from(deel), i128::from(geheel).checked_abs()?);
    let teken = if geheel < 0 { -teller.signum() } else { teller.signum() };
    let heel = (teller.abs() + noemer / 2).checked_div(noemer)?;
    i64::try_from(heel * teken).ok()
}

/// The rate per minute, in eurocent, that follows from a rate per hour (IV081).
pub(super) fn tarief_per_minuut(uurtarief: u64) -> u64 {
    in_centen(gedeeld_door_60(uurtarief.into()))
}

/// What minutes cost at a rate per hour, in eurocent: the rate itself is not rounded, only the outcome (IV081, TR346).
pub(super) fn bedrag_in_minuten(uurtarief: u64, minuten: u64) -> u64 {
    in_centen(gedeeld_door_60(u128::from(uurtarief) * u128::from(minuten)))
}

/// Whether there is a rate per hour, in whole eurocents, of which [`tarief_per_minuut`] is `tarief` and
/// [`bedrag_in_minuten`] is `centen`.
pub(super) fn kan_van_uurtarief(minuten: u64, tarief: u64, centen: u64) -> bool {
    if minuten == 0 {
        return centen == 0;
    }
    let (minuten, tarief, centen) = (u128::from(minuten), u128::from(tarief), u128::from(centen));
    // Divided by 60 gives n: from 60 n - 30 up to and including 60 n + 29.
    let laagste = |uitkomst: u128| (uitkomst * MINUTEN).saturating_sub(MINUTEN / 2);
    let hoogste = |uitkomst: u128| uitkomst * MINUTEN + MINUTEN / 2 - 1;
    let van = laagste(centen).div_ceil(minuten).max(laagste(tarief));
    let tot = (hoogste(centen) / minuten).min(hoogste(tarief));
    van <= tot
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_cent_goes_up_and_less_goes_down() {
        // 1,455 and 1,454 euro, in cents times 60.
        for (uurtarief, per_minuut) in [(8_730, 146), (8_729, 145), (30, 1), (29, 0), (0, 0), (5_050, 84)] {
            assert_eq!(tarief_per_minuut(uurtarief), per_minuut, "{uurtarief}");
        }
    }

    #[test]
    fn an_amount_in_minutes_comes_from_the_hourly_rate_and_not_from_the_rounded_one() {
        // 95 minutes at 50,50 an hour: 79,958 euro, where 95 times 0,84 would be 79,80.
        assert_eq!(bedrag_in_minuten(5_050, 95), 7_996);
        assert_eq!(bedrag_in_minuten(6_000, 95), 95 * 100);
    }

    #[test]
    fn a_part_is_rounded_to_the_nearest_and_half_away_from_zero() {
        for (aantal, deel, geheel, uit) in [
            (100, 1, 3, Some(33)),
            (100, 2, 3, Some(67)),
            (1, 1, 2, Some(1)),
            (-1, 1, 2, Some(-1)),
            (-100, 1, 3, Some(-33)),
            (5, -1, -2, Some(3)),
            (7, 0, 5, Some(0)),
            (7, 3, 0, None),
            (i64::MAX, 2, 1, None),
            (i64::MIN, 1, 1, Some(i64::MIN)),
        ] {
            assert_eq!(naar_verhouding(aantal, deel, geheel), uit, "{aantal} {deel} {geheel}");
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        assert_eq!(bedrag_in_minuten(u64::MAX, u64::MAX), u64::MAX);
        assert!(kan_van_uurtarief(1, u64::MAX, u64::MAX));
        assert!(!kan_van_uurtarief(1, 1, u64::MAX));
    }

    #[test]
    fn an_amount_fits_a_rate_per_minute_if_some_rate_per_hour_gives_both() {
        assert!(kan_van_uurtarief(95, 84, 7_996));
        assert!(kan_van_uurtarief(95, 84, 95 * 84));
        assert!(!kan_van_uurtarief(95, 84, 95 * 85));
    }

    proptest! {
        #[test]
        fn what_a_rate_per_hour_gives_fits(uurtarief in 0_u64..20_000, minuten in 0_u64..50_000) {
            let (tarief, centen) = (tarief_per_minuut(uurtarief), bedrag_in_minuten(uurtarief, minuten));
            prop_assert!(kan_van_uurtarief(minuten, tarief, centen));
        }

        #[test]
        fn it_fits_only_if_some_rate_per_hour_gives_it(
            tarief in 0_u64..200, minuten in 0_u64..2_000, afwijking in -3_000_i64..3_000,
        ) {
            let centen = (tarief * minuten).saturating_add_signed(afwijking);
            let bestaat = (0..13_000).any(|uurtarief| {
                tarief_per_minuut(uurtarief) == tarief && bedrag_in_minuten(uurtarief, minuten) == centen
            });
            prop_assert_eq!(kan_van_uurtarief(minuten, tarief, centen), bestaat);
        }
    }
}
