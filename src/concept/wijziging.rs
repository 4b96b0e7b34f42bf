//! What a TeWijzigenProduct of a 317 does to its allocation: the same number, or another one in its place (OP033x1, OP257, OP380,
//! IV066, IV093).
//!
//! Choices:
//! - What the request leaves out of Omvang and Budget stays as it is.
//! - A budget or a volume in all (Frequentie 6) changes under its own number. Another Eenheid or another Frequentie is more than
//!   another Volume, and takes a new one: what was delivered is counted in the old unit.
//! - Where only the last day changes, the first day that the request names says nothing: the allocation keeps its own (OP380).
//!   One that ended already is prolonged under its own number as well: it may be, and OP257 prefers it.
//! - An allocation that ends before the change begins anyway stays as it is: there is nothing to end earlier.
//! - A change from the first day on leaves no day for what it replaces. That is then taken back (reason 13, CS335) and not ended
//!   the day before it began. Where something was granted on it TR385 forbids that, and the draft says so.

use chrono::{Days, NaiveDate};

use super::verzoek::Gevraagd;
use crate::bericht::{Eurocent, Frequentie, Omvang};
use crate::keten::BekendeToewijzing;

/// What becomes of an allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Besluit {
    /// Nothing that is asked is otherwise.
    Ongewijzigd,
    /// The same number with these values.
    Gewijzigd {
        einddatum: Option<NaiveDate>,
        omvang: Option<Omvang>,
        budget: Option<Eurocent>,
        waarom: String,
        regels: &'static [&'static str],
    },
    /// A new number with these values, and this happens to the old one.
    Vervangen {
        oude: Oude,
        ingangsdatum: NaiveDate,
        einddatum: Option<NaiveDate>,
        omvang: Option<Omvang>,
        budget: Option<Eurocent>,
        waarom: String,
    },
}

impl Besluit {
    /// The last day that is left of an allocation that this makes shorter.
    pub(super) fn ingekort_tot(&self, nu: &BekendeToewijzing) -> Option<NaiveDate> {
        match self {
            Besluit::Gewijzigd { einddatum, .. } => {
                einddatum.filter(|nieuw| nu.einddatum.is_none_or(|oud| *nieuw < oud))
            }
            Besluit::Vervangen { oude: Oude::Ingetrokken(dag), .. } => Some(*dag),
            Besluit::Vervangen { .. } | Besluit::Ongewijzigd => None,
        }
    }

    /// Whether this leaves days outside their allocation that were granted on it, up to and including this one.
    pub(super) fn laat_buiten(&self, toegekend_tot: NaiveDate, nu: &BekendeToewijzing) -> bool {
        matches!(self, Besluit::Vervangen { oude: Oude::Verwijderd, .. })
            || self.ingekort_tot(nu).is_some_and(|einde| einde < toegekend_tot)
    }
}

/// What happens to an allocation that another one takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oude {
    /// It ends on this day.
    Ingetrokken(NaiveDate),
    /// It is taken back.
    Verwijderd,
    /// It ends before that by itself.
    LooptAf,
}

/// The rules by which a number changes.
pub(super) const NIEUW_NUMMER: &[&str] = &["IV093", "OP257", "IV066"];

/// The days and the amount that are asked for, with what was decided about the days.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wens {
    pub(super) ingangsdatum: NaiveDate,
    pub(super) einddatum: Option<NaiveDate>,
    pub(super) omvang: Option<Omvang>,
    pub(super) budget: Option<Eurocent>,
}

impl Wens {
    /// What a request asks of an allocation.
    pub(super) fn van(gevraagd: &Gevraagd, nu: &BekendeToewijzing) -> Wens {
        let (omvang, budget) = match (gevraagd.omvang, gevraagd.budget) {
            (None, None) => (nu.omvang, nu.budget),
            anders => anders,
        };
        let ingangsdatum = gevraagd.ingangsdatum.unwrap_or(nu.ingangsdatum);
        Wens { ingangsdatum, einddatum: gevraagd.einddatum, omvang, budget }
    }
}

/// Decides what becomes of an allocation of which this is wanted today.
pub(super) fn besluit(wens: Wens, nu: &BekendeToewijzing, vandaag: NaiveDate) -> Besluit {
    let Wens { ingangsdatum, einddatum, omvang, budget } = wens;
    let zelfde_hoeveelheid = omvang == nu.omvang && budget == nu.budget;
    if zelfde_hoeveelheid && einddatum == nu.einddatum {
        return Besluit::Ongewijzigd;
    }
    if zelfde_hoeveelheid {
        let (waarom, regels) = andere_einddatum(einddatum, nu, vandaag);
        return Besluit::Gewijzigd { einddatum, omvang, budget, waarom, regels };
    }
    if let Some((waarom, regels)) = als_geheel(omvang, budget, nu) {
        return Besluit::Gewijzigd { einddatum, omvang, budget, waarom, regels };
    }
    let oude = match nu.einddatum {
        Some(einde) if einde < ingangsdatum => Oude::LooptAf,
        _ if ingangsdatum <= nu.ingangsdatum => Oude::Verwijderd,
        _ => ingangsdatum.checked_sub_days(Days::new(1)).map_or(Oude::Verwijderd, Oude::Ingetrokken),
    };
    let waarom = match (nu.omvang, omvang) {
        (Some(eerst), Some(nu)) if eerst.frequentie == nu.frequentie && eerst.eenheid == nu.eenheid => {
            "De omvang is anders en geldt niet in totaal: dat vraagt een nieuwe toewijzing met een nieuw nummer"
        }
        (Some(_), Some(_)) => {
            "De eenheid of de frequentie is anders: dat vraagt een nieuwe toewijzing met een nieuw nummer"
        }
        _ => {
            "De zorg wordt anders bepaald (omvang of budget): dat vraagt een nieuwe toewijzing met een nieuw nummer"
        }
    };
    Besluit::Vervangen { oude, ingangsdatum, einddatum, omvang, budget, waarom: waarom.to_owned() }
}

/// Why only another last day keeps the number.
fn andere_einddatum(
    einddatum: Option<NaiveDate>,
    nu: &BekendeToewijzing,
    vandaag: NaiveDate,
) -> (String, &'static [&'static str]) {
    let later = nu.einddatum.is_some_and(|einde| einddatum.is_none_or(|nieuw| nieuw > einde));
    if !later {
        let waarom = "Alleen de einddatum wordt eerder: dezelfde toewijzing wordt ingekort";
        return (waarom.to_owned(), &["OP257", "OP033x1"]);
    }
    let totaal = nu.omvang.is_some_and(|omvang| omvang.frequentie == Frequentie::Totaal);
    let loopt = nu.einddatum.is_none_or(|einde| einde >= vandaag);
    if loopt && !totaal && nu.budget.is_none() {
        let waarom =
            "Alleen de einddatum wordt later en de toewijzing loopt nog: verlengen moet met hetzelfde nummer";
        return (waarom.to_owned(), &["OP380"]);
    }
    let waarom = "Alleen de einddatum wordt later: dezelfde toewijzing wordt verlengd";
    (waarom.to_owned(), &["OP257", "OP033x1"])
}

/// Why another amount keeps the number: it holds for the allocation as a whole.
fn als_geheel(
    omvang: Option<Omvang>,
    budget: Option<Eurocent>,
    nu: &BekendeToewijzing,
) -> Option<(String, &'static [&'static str])> {
    match (nu.omvang, omvang) {
        (None, None) => {
            let van = nu.budget.map_or("geen".to_owned(), |budget| budget.to_string());
            let naar = budget.map_or("geen".to_owned(), |budget| budget.to_string());
            let waarom = format!("Het budget wordt {naar} (het was {van}); dat geldt voor de hele looptijd");
            Some((waarom, &["OP257", "OP033x1"]))
        }
        (Some(eerst), Some(gevraagd))
            if eerst.frequentie == Frequentie::Totaal
                && gevraagd.frequentie == Frequentie::Totaal
                && eerst.eenheid == gevraagd.eenheid =>
        {
            let waarom = format!(
                "Het volume in totaal wordt {} (het was {}); dat geldt voor de hele looptijd",
                gevraagd.volume, eerst.volume
            );
            Some((waarom, &["OP257", "OP033x1", "IV066"]))
        }
        _ => None,
    }
}

/// Whether a change that is asked for is about a day that passed: then, and only then, the days may be others (IV093, OP348).
///
/// Choice: today itself has not passed. A change of a budget or of a total from the first day on is about the whole, and so never too
/// late; its last day can be.
pub(super) fn is_voorbij(wens: Wens, nu: &BekendeToewijzing, vandaag: NaiveDate) -> bool {
    match besluit(wens, nu, vandaag) {
        Besluit::Ongewijzigd => false,
        Besluit::Gewijzigd { einddatum, .. } => einddatum.is_some_and(|einde| einde < vandaag),
        Besluit::Vervangen { ingangsdatum, einddatum, .. } => {
            ingangsdatum < vandaag || einddatum.is_some_and(|einde| einde < vandaag)
        }
    }
}
