//! A calendar month.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

/// A calendar month, written as `2026-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Maand {
    /// Its first day.
    eerste: NaiveDate,
}

impl Maand {
    /// The month that a day is in.
    pub fn van(dag: NaiveDate) -> Maand {
        Maand { eerste: dag.with_day(1).unwrap_or(dag) }
    }

    /// Reads `2026-01`.
    pub fn lees(tekst: &str) -> Option<Maand> {
        let (jaar, maand) = tekst.split_once('-')?;
        if jaar.len() != 4 || maand.len() != 2 || !tekst.bytes().all(|b| b == b'-' || b.is_ascii_digit()) {
            return None;
        }
        let eerste = NaiveDate::from_ymd_opt(jaar.parse().ok()?, maand.parse().ok()?, 1)?;
        Some(Maand { eerste })
    }

    /// Its first day.
    pub fn eerste_dag(self) -> NaiveDate {
        self.eerste
    }

    /// Its last day.
    pub fn laatste_dag(self) -> NaiveDate {
        self.volgende().and_then(|volgende| volgende.eerste.pred_opt()).unwrap_or(self.eerste)
    }

    /// The month after it, as long as the calendar goes on.
    pub fn volgende(self) -> Option<Maand> {
        self.eerste.checked_add_months(Months::new(1)).map(|eerste| Maand { eerste })
    }

    /// The month before it, as far as the calendar goes back.
    pub fn vorige(self) -> Option<Maand> {
        self.eerste.checked_sub_months(Months::new(1)).map(|eerste| Maand { eerste })
    }

    /// This month and those after it, up to and including another.
    pub fn tot_en_met(self, laatste: Maand) -> impl Iterator<Item = Maand> {
        std::iter::successors(Some(self), |maand| maand.volgende()).take_while(move |maand| *maand <= laatste)
    }
}

impl fmt::Display for Maand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.eerste.year(), self.eerste.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_written_and_nothing_else_is() {
        let februari = Maand::lees("2024-02").unwrap();
        assert_eq!(februari.to_string(), "2024-02");
        assert_eq!(
            (februari.eerste_dag().to_string(), februari.laatste_dag().to_string()),
            ("2024-02-01".to_owned(), "2024-02-29".to_owned())
        );
        for fout in ["2024-13", "2024-00", "2024-2", "24-02", "2024-02-01", "+024-02", "2024", "", "feb 2024"]
        {
            assert_eq!(Maand::lees(fout), None, "{fout}");
        }
    }

    #[test]
    fn months_follow_each_other_over_the_end_of_a_year() {
        let van = |tekst| Maand::lees(tekst).unwrap();
        let alle: Vec<String> =
            van("2025-11").tot_en_met(van("2026-02")).map(|maand| maand.to_string()).collect();
        assert_eq!(alle, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!(van("2026-02").tot_en_met(van("2026-01")).count(), 0);
        assert_eq!(van("2026-01").vorige(), Some(van("2025-12")));
    }
}
