//! How much of an allocation was used, and how much it will be if it goes on like that.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::afronden::naar_verhouding;
use super::omvang::{ToegewezenOmvang, past_in_geheel};
use super::perioden::kalendermaanden;
use crate::bericht::{Eenheid, Eurocent, Omvang, Periode, Product, Standaard};

/// From when until when an allocation is, and how far it was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looptijd {
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// Some day in the last month that was declared; none where nothing was.
    pub laatst_gedeclareerd: Option<NaiveDate>,
}

impl Looptijd {
    /// What it will be at the end of the allocation: the average per calendar month, from that of its first day up to and including the
    /// last that was declared, times all its calendar months. Nothing where there is no end, or nothing was declared.
    fn prognose(&self, gebruikt: i64) -> Option<i64> {
        let maanden = |einddatum| kalendermaanden(Periode { begindatum: self.ingangsdatum, einddatum });
        let alle = maanden(self.einddatum?);
        naar_verhouding(gebruikt, alle, maanden(self.laatst_gedeclareerd?).min(alle))
    }
}

/// What was used of an allocation. Numbers are in the unit; those in euros are eurocents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verbruikt {
    /// The unit that everything was brought to.
    pub eenheid: Eenheid,
    /// How much fits in the whole allocation; nothing where it has no end.
    pub maximum: Option<i64>,
    /// How much was used.
    pub gebruikt: i64,
    /// How much it will be.
    pub prognose: Option<i64>,
}

impl Verbruikt {
    /// What will be left; negative where it does not fit.
    pub fn verschil(&self) -> Option<i64> {
        self.maximum?.checked_sub(self.prognose?)
    }

    /// What was used as a share of what fits, in tenths of a percent.
    pub fn percentage(&self) -> Option<i64> {
        naar_verhouding(self.gebruikt, 1_000, self.maximum?)
    }
}

/// What was used of a volume, by unit.
pub fn verbruikt_van_omvang(
    standaard: Standaard,
    product: Option<&Product>,
    omvang: Omvang,
    looptijd: &Looptijd,
    gebruikt: impl IntoIterator<Item = (Eenheid, i64)>,
) -> Option<Verbruikt> {
    let gebruikt: BTreeMap<Eenheid, i64> = gebruikt.into_iter().collect();
    let tot = |einddatum| {
        let toegewezen =
            ToegewezenOmvang::nieuw(standaard, product, omvang, looptijd.ingangsdatum, einddatum);
        past_in_geheel(&toegewezen, &gebruikt, 0, omvang.eenheid)
    };
    let geheel = tot(looptijd.einddatum);
    // Without an end there is no maximum. What was used is counted the same, whatever the end.
    let berekening = geheel.or_else(|| tot(Some(looptijd.ingangsdatum)))?;
    let som = i64::try_from(berekening.al_toegekend.unwrap_or_default()).ok()?;
    Some(Verbruikt {
        eenheid: berekening.eenheid,
        maximum: geheel.and_then(|geheel| i64::try_from(geheel.maximum).ok()),
        gebruikt: som,
        prognose: looptijd.prognose(som),
    })
}

/// What was used in money, of a budget or of none.
pub fn verbruikt_in_budget(budget: Option<Eurocent>, gebruikt: Eurocent, looptijd: &Looptijd) -> Verbruikt {
    Verbruikt {
        eenheid: Eenheid::Euro,
        maximum: budget.map(|budget| budget.0),
        gebruikt: gebruikt.0,
        prognose: looptijd.prognose(gebruikt.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bericht::Frequentie;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    fn looptijd(van: &str, tot: Option<&str>, laatst: Option<&str>) -> Looptijd {
        Looptijd { ingangsdatum: dag(van), einddatum: tot.map(dag), laatst_gedeclareerd: laatst.map(dag) }
    }

    #[test]
    fn the_forecast_is_the_average_per_calendar_month_times_all_months() {
        // From 15 January up to and including 10 June is six calendar months; two were declared.
        let jaar = looptijd("2026-01-15", Some("2026-06-10"), Some("2026-02-28"));
        let verbruikt = verbruikt_in_budget(Some(Eurocent(100_000)), Eurocent(30_001), &jaar);
        assert_eq!(verbruikt.prognose, Some(90_003));
        assert_eq!((verbruikt.verschil(), verbruikt.percentage()), (Some(9_997), Some(300)));
    }

    #[test]
    fn without_an_end_or_a_declared_month_there_is_no_forecast() {
        for zonder in [
            looptijd("2026-01-01", None, Some("2026-02-28")),
            looptijd("2026-01-01", Some("2026-12-31"), None),
        ] {
            let verbruikt = verbruikt_in_budget(Some(Eurocent(100)), Eurocent(50), &zonder);
            assert_eq!(
                (verbruikt.prognose, verbruikt.verschil(), verbruikt.percentage()),
                (None, None, Some(500))
            );
        }
        // An allocation that was cut short behind what was declared: all of it is used.
        let ingekort = looptijd("2026-01-01", Some("2026-02-28"), Some("2026-04-30"));
        assert_eq!(verbruikt_in_budget(None, Eurocent(400), &ingekort).prognose, Some(400));
        assert_eq!(verbruikt_in_budget(Some(Eurocent(0)), Eurocent(0), &ingekort).percentage(), None);
    }

    #[test]
    fn hours_and_minutes_are_added_up_in_minutes() {
        let omvang = Omvang { volume: 10, eenheid: Eenheid::Uur, frequentie: Frequentie::PerMaand };
        let van = |tot, gebruikt: &[(Eenheid, i64)]| {
            let looptijd = looptijd("2026-01-01", tot, Some("2026-01-31"));
            verbruikt_van_omvang(Standaard::Ijw, None, omvang, &looptijd, gebruikt.iter().copied()).unwrap()
        };
        let uren = van(Some("2026-03-31"), &[(Eenheid::Uur, 6), (Eenheid::Minuut, 0)]);
        assert_eq!(
            (uren.eenheid, uren.maximum, uren.gebruikt, uren.prognose),
            (Eenheid::Uur, Some(30), 6, Some(18))
        );
        let minuten = van(Some("2026-03-31"), &[(Eenheid::Uur, 6), (Eenheid::Minuut, 45)]);
        assert_eq!((minuten.eenheid, minuten.maximum, minuten.gebruikt), (Eenheid::Minuut, Some(1_800), 405));
        let open = van(None, &[(Eenheid::Uur, 6)]);
        assert_eq!((open.maximum, open.gebruikt, open.percentage()), (None, 6, None));
    }
}
