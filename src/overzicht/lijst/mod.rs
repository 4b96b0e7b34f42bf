//! Which overviews there are. Each stands here once: its name, what it tells, and its columns; the query that gives its rows
//! is in `store/overzichten`. The API, the spreadsheets and the tests read from here, and `docs/overzichten.md` says the same.

mod cijfers;
mod kolommen;
mod regels;
mod toewijzingen;

use super::definitie::Overzicht;

pub use regels::PRESTATIES;

/// Every overview, in the order in which a backoffice goes through them.
pub const ALLE: &[&Overzicht] = &[
    &cijfers::MAANDCIJFERS,
    &cijfers::AFWIJZINGEN,
    &cijfers::OPEN_DECLARATIES,
    &toewijzingen::ZONDER_START,
    &toewijzingen::ZONDER_DECLARATIE,
    &regels::NA_STOP,
    &regels::ZONDER_VERVOLG,
    &toewijzingen::BUDGETVERBRUIK,
    &regels::TARIEFVERSCHILLEN,
    &cijfers::BETAALLIJST,
];

/// The overview with this name.
pub fn met_naam(naam: &str) -> Option<&'static Overzicht> {
    ALLE.iter().copied().find(|overzicht| overzicht.naam == naam)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::overzicht::{Filternaam, Kolomsoort};

    #[test]
    fn every_overview_can_be_understood_and_leads_to_what_is_behind_it() {
        for overzicht in ALLE.iter().copied().chain([&PRESTATIES]) {
            let naam = overzicht.naam;
            let namen: BTreeSet<_> = overzicht.kolommen.iter().map(|kolom| kolom.naam).collect();
            assert_eq!(namen.len(), overzicht.kolommen.len(), "{naam}: a column stands in it twice");
            assert!(overzicht.toelichting.ends_with('.'), "{naam}");
            for kolom in overzicht.kolommen {
                assert!(kolom.uitleg.ends_with('.') && !kolom.titel.is_empty(), "{naam} {}", kolom.naam);
                assert!(
                    kolom.naam.bytes().all(|teken| teken.is_ascii_alphanumeric()),
                    "{naam} {}",
                    kolom.naam
                );
            }
            for totaal in overzicht.totalen {
                let plaats = overzicht.plaats(totaal).expect(totaal);
                let soort = overzicht.kolommen[plaats].soort;
                assert!(matches!(soort, Kolomsoort::Euro | Kolomsoort::Getal), "{naam} {totaal}");
            }
            for (filter, kolom) in overzicht.achter {
                assert!(PRESTATIES.filters.iter().any(|naam| naam.sleutel() == *filter), "{naam} {filter}");
                assert!(namen.contains(kolom), "{naam} {kolom}");
            }
            assert!(overzicht.kent(Filternaam::Van) && overzicht.kent(Filternaam::TotEnMet), "{naam}");
        }
    }

    #[test]
    fn an_overview_is_found_by_its_name_alone() {
        assert_eq!(met_naam("betaallijst").map(|overzicht| overzicht.naam), Some("betaallijst"));
        assert!(met_naam("Betaallijst").is_none() && met_naam("prestaties").is_none());
    }
}
