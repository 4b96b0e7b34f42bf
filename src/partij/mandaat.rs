//! Acting for another party: the mandate of a wijkteam.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::{Opvolging, Partij, PartijFout, PartijSoort};
use crate::bericht::{Gemeentecode, Header, Soort};

/// The years that a day can lie in.
pub const JAREN: RangeInclusive<i32> = 1900..=2200;

/// From which day to which day something holds: both inclusive; without a last day it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geldigheid {
    /// The first day.
    pub vanaf: NaiveDate,
    /// The last day.
    pub tot: Option<NaiveDate>,
}

impl Geldigheid {
    /// A time that does not end before it begins.
    ///
    /// # Errors
    /// [`PartijFout::Geldigheid`], or [`PartijFout::Dag`] for a day that nobody can mean.
    pub fn nieuw(vanaf: NaiveDate, tot: Option<NaiveDate>) -> Result<Geldigheid, PartijFout> {
        if [Some(vanaf), tot].into_iter().flatten().any(|dag| !JAREN.contains(&dag.year())) {
            return Err(PartijFout::Dag);
        }
        match tot {
            Some(tot) if tot < vanaf => Err(PartijFout::Geldigheid),
            _ => Ok(Geldigheid { vanaf, tot }),
        }
    }

    /// Whether it holds on a day.
    pub fn op(&self, dag: NaiveDate) -> bool {
        self.vanaf <= dag && self.tot.is_none_or(|tot| dag <= tot)
    }

    /// Whether there is a day on which both hold.
    pub fn overlapt(&self, ander: &Geldigheid) -> bool {
        self.tot.is_none_or(|tot| ander.vanaf <= tot) && ander.tot.is_none_or(|tot| self.vanaf <= tot)
    }
}

/// What a wijkteam may send in the name of its gemeente: it allocates care, and answers requests for it.
pub const MET_MANDAAT: [Soort; 2] = [Soort::Toewijzing, Soort::Antwoord];

/// That a gemeente lets a wijkteam act in its name, and from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandaat {
    /// The gemeente that gave it.
    pub gemeente: Gemeentecode,
    /// When it holds.
    pub geldig: Geldigheid,
}

impl Mandaat {
    /// Whether it lets a wijkteam act for a gemeente on a day: both belong to the gemeente that gave it, or to the one that it
    /// went into.
    pub fn geldt(
        &self,
        wijkteam: &Partij,
        gemeente: &Gemeentecode,
        opvolging: &Opvolging,
        dag: NaiveDate,
    ) -> bool {
        let van_gever = |code: &Gemeentecode| opvolging.zelfde(code.as_str(), self.gemeente.as_str());
        self.geldig.op(dag) && van_gever(gemeente) && wijkteam.gemeente.as_ref().is_some_and(van_gever)
    }
}

/// Whether a wijkteam may send this with a mandate: it is a message of its own gemeente, of a type that a mandate is for.
pub fn valt_onder_mandaat(wijkteam: &Partij, header: &Header, opvolging: &Opvolging) -> bool {
    let van = |code: &Gemeentecode| opvolging.zelfde(code.as_str(), header.gemeente.as_str());
    wijkteam.soort == PartijSoort::Wijkteam
        && MET_MANDAAT.contains(&header.berichttype.soort)
        && wijkteam.gemeente.as_ref().is_some_and(van)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    #[test]
    fn een_mandaat_geldt_op_zijn_eerste_en_laatste_dag_en_niet_ervoor_of_erna() {
        let mandaat = Geldigheid::nieuw(dag("2026-01-01"), Some(dag("2026-12-31"))).unwrap();
        for (op, geldt) in
            [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)]
        {
            assert_eq!(mandaat.op(dag(op)), geldt, "{op}");
        }
        assert!(Geldigheid::nieuw(dag("2026-01-01"), None).unwrap().op(dag("2099-01-01")));
        assert!(Geldigheid::nieuw(dag("2026-01-02"), Some(dag("2026-01-01"))).is_err());
        assert_eq!(Geldigheid::nieuw(dag("1899-12-31"), None), Err(PartijFout::Dag));
        assert_eq!(Geldigheid::nieuw(dag("2026-01-01"), Some(dag("2201-01-01"))), Err(PartijFout::Dag));
        assert!(Geldigheid::nieuw(dag("2026-01-01"), Some(dag("2026-01-01"))).is_ok(), "één dag");
    }

    #[test]
    fn twee_tijden_overlappen_als_ze_een_dag_delen() {
        let van = |vanaf: &str, tot: Option<&str>| Geldigheid::nieuw(dag(vanaf), tot.map(dag)).unwrap();
        let januari = van("2026-01-01", Some("2026-01-31"));
        assert!(januari.overlapt(&van("2026-01-31", None)));
        assert!(!januari.overlapt(&van("2026-02-01", None)));
        assert!(van("2026-02-01", None).overlapt(&van("2025-01-01", None)));
        assert!(!van("2026-02-01", None).overlapt(&januari));
    }
}
