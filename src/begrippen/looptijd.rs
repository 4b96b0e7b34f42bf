//! From when to when a piece or a code holds.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gebrek::Toets;

/// The days on which something holds: the first and the last included; none is unknown or always.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Looptijd {
    /// The first day.
    #[serde(default)]
    pub ingangsdatum: Option<NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub einddatum: Option<NaiveDate>,
}

impl Looptijd {
    /// Between these days.
    pub fn nieuw(ingangsdatum: Option<NaiveDate>, einddatum: Option<NaiveDate>) -> Looptijd {
        Looptijd { ingangsdatum, einddatum }
    }

    /// Whether it began on a day.
    pub fn is_begonnen(self, dag: NaiveDate) -> bool {
        self.ingangsdatum.is_none_or(|eerste| eerste <= dag)
    }

    /// Whether it was over on a day.
    pub fn is_voorbij(self, dag: NaiveDate) -> bool {
        self.einddatum.is_some_and(|laatste| laatste < dag)
    }

    /// Whether it holds on a day.
    pub fn geldt_op(self, dag: NaiveDate) -> bool {
        self.is_begonnen(dag) && !self.is_voorbij(dag)
    }

    /// Whether both hold on some day.
    pub fn overlapt(self, ander: Looptijd) -> bool {
        let voor = |een: Looptijd, ander: Looptijd| match (een.einddatum, ander.ingangsdatum) {
            (Some(laatste), Some(eerste)) => laatste < eerste,
            _ => false,
        };
        !voor(self, ander) && !voor(ander, self)
    }

    pub(super) fn toets(self, veld: &str, toets: &mut Toets<'_>) {
        if let (Some(eerste), Some(laatste)) = (self.ingangsdatum, self.einddatum)
            && laatste < eerste
        {
            toets.fout(veld, format!("de einddatum {laatste} ligt voor de ingangsdatum {eerste}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    #[test]
    fn de_eerste_en_de_laatste_dag_tellen_mee() {
        let maart = Looptijd::nieuw(Some(dag("2026-03-01")), Some(dag("2026-03-31")));
        for (tekst, geldt) in
            [("2026-02-28", false), ("2026-03-01", true), ("2026-03-31", true), ("2026-04-01", false)]
        {
            assert_eq!(maart.geldt_op(dag(tekst)), geldt, "{tekst}");
        }
        assert!(Looptijd::default().geldt_op(dag("1900-01-01")));
    }

    #[test]
    fn twee_looptijden_die_op_elkaar_aansluiten_overlappen_niet() {
        let maart = Looptijd::nieuw(Some(dag("2026-03-01")), Some(dag("2026-03-31")));
        let april = Looptijd::nieuw(Some(dag("2026-04-01")), None);
        assert!(!maart.overlapt(april) && !april.overlapt(maart));
        assert!(april.overlapt(Looptijd::default()) && maart.overlapt(maart));
    }
}
