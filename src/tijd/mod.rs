//! The clock: the one place that asks the system for the time, and that knows what "today" is. And the calendar:
//! working days and the terms that are counted in them.
//!
//! Moments are UTC; a day is a day in Europe/Amsterdam, also around the change of summer time. Tests turn the
//! clock instead of waiting.

mod kalender;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

pub use kalender::{Feestdag, feestdag, is_werkdag, weken_na, werkdagen_na, werkdagen_over};

/// Tells what time it is.
#[derive(Clone, Debug)]
pub struct Klok(Bron);

#[derive(Clone, Debug)]
enum Bron {
    Systeem,
    /// The moment, and how much time went by since it was set first.
    Gezet(Arc<Mutex<(DateTime<Utc>, Duration)>>),
}

/// From where time that goes by is counted.
static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Klok {
    /// The clock of the system.
    pub fn systeem() -> Klok {
        Klok(Bron::Systeem)
    }

    /// A clock that stands still until it is turned.
    pub fn gezet_op(moment: DateTime<Utc>) -> Klok {
        Klok(Bron::Gezet(Arc::new(Mutex::new((moment, Duration::ZERO)))))
    }

    /// Turns a clock that stands still; the system's clock is not turned.
    pub fn zet(&self, moment: DateTime<Utc>) {
        if let Bron::Gezet(stand) = &self.0 {
            let mut stand = stand.lock().unwrap_or_else(PoisonError::into_inner);
            // Turned back, time still does not go back.
            let voorbij = (moment - stand.0).to_std().unwrap_or_default();
            *stand = (moment, stand.1 + voorbij);
        }
    }

    /// The moment, in whole microseconds: what both databases keep.
    pub fn nu(&self) -> DateTime<Utc> {
        let moment = match &self.0 {
            #[allow(clippy::disallowed_methods, reason = "this is the one place")]
            Bron::Systeem => Utc::now(),
            Bron::Gezet(stand) => stand.lock().unwrap_or_else(PoisonError::into_inner).0,
        };
        moment.trunc_subsecs(6)
    }

    /// How much time went by, since a moment that is the same for as long as the process runs: it goes on where the clock is set to
    /// another time. For how long ago something was, never for when.
    pub fn verstreken(&self) -> Duration {
        match &self.0 {
            Bron::Systeem => BEGIN.elapsed(),
            Bron::Gezet(stand) => stand.lock().unwrap_or_else(PoisonError::into_inner).1,
        }
    }

    /// The day in Europe/Amsterdam.
    pub fn vandaag(&self) -> NaiveDate {
        dag(self.nu())
    }
}

/// The day in Europe/Amsterdam on which a moment falls.
pub fn dag(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Amsterdam).date_naive()
}

/// The local time in Europe/Amsterdam at a moment, as messages carry it.
pub fn lokaal(moment: DateTime<Utc>) -> NaiveDateTime {
    moment.with_timezone(&Amsterdam).naive_local()
}

/// The moment at which a day begins in Europe/Amsterdam.
pub fn begin_van_dag(dag: NaiveDate) -> DateTime<Utc> {
    let middernacht = dag.and_time(NaiveTime::MIN);
    // Every midnight has existed: the clock is turned at two and at three.
    let moment = Amsterdam.from_local_datetime(&middernacht).earliest();
    moment.map_or_else(|| middernacht.and_utc(), |moment| moment.to_utc())
}

/// A moment as people in the Netherlands write it, to the minute.
pub fn in_woorden(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Amsterdam).format("%d-%m-%Y %H:%M").to_string()
}

/// Noon in Europe/Amsterdam on a day.
pub fn middag(dag: NaiveDate) -> DateTime<Utc> {
    let middag = dag.and_time(NaiveTime::MIN + TimeDelta::hours(12));
    let moment = Amsterdam.from_local_datetime(&middag).earliest();
    // Every noon has existed once: the clock is turned at night.
    moment.map_or_else(|| middag.and_utc(), |moment| moment.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_amsterdam_in_winter_and_in_summer() {
        for (moment, verwacht) in [
            ("2026-01-31T22:59:59Z", "2026-01-31"),
            ("2026-01-31T23:00:00Z", "2026-02-01"),
            ("2026-06-30T21:59:59Z", "2026-06-30"),
            ("2026-06-30T22:00:00Z", "2026-07-01"),
        ] {
            let klok = Klok::gezet_op(moment.parse().unwrap());
            assert_eq!(klok.vandaag().to_string(), verwacht, "{moment}");
        }
    }

    #[test]
    fn noon_is_noon_in_amsterdam_in_winter_and_in_summer() {
        for (dag, verwacht) in [
            ("2026-02-03", "2026-02-03T11:00:00+00:00"),
            ("2026-07-03", "2026-07-03T10:00:00+00:00"),
            ("2026-03-29", "2026-03-29T10:00:00+00:00"),
        ] {
            assert_eq!(middag(dag.parse().unwrap()).to_rfc3339(), verwacht);
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_amsterdam_also_around_the_change_of_summer_time() {
        for (welke, verwacht) in [
            ("2026-02-03", "2026-02-02T23:00:00+00:00"),
            ("2026-03-29", "2026-03-28T23:00:00+00:00"),
            ("2026-03-30", "2026-03-29T22:00:00+00:00"),
            ("2026-10-25", "2026-10-24T22:00:00+00:00"),
        ] {
            let begin = begin_van_dag(welke.parse().unwrap());
            assert_eq!(begin.to_rfc3339(), verwacht);
            assert_eq!(
                (dag(begin).to_string(), dag(begin - TimeDelta::seconds(1)) < dag(begin)),
                (welke.to_owned(), true)
            );
        }
        assert_eq!(in_woorden("2026-07-01T22:30:00Z".parse().unwrap()), "02-07-2026 00:30");
    }

    #[test]
    fn a_clock_that_was_set_stands_still_until_it_is_turned() {
        let klok = Klok::gezet_op("2026-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(klok.nu(), klok.nu());
        klok.zet("2026-01-01T00:00:30Z".parse().unwrap());
        assert_eq!(klok.nu().to_rfc3339(), "2026-01-01T00:00:30+00:00");
    }
}
