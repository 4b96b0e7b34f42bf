//! Allocations, each as it now stands.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use crate::bericht::{Agbcode, Bsn, Eurocent, Header, Omvang, Product, ToegewezenProduct, ToewijzingNummer};

/// RedenWijziging of an allocation that was removed: with an Einddatum equal to the Ingangsdatum it never was (CS335).
pub(in crate::keten) const VERWIJDERD: &str = "13";
/// The lapsed reason for the same, which older allocations may carry (TR349).
const ADMINISTRATIEVE_CORRECTIE: &str = "01";

/// An allocation as it now stands: the version with the latest Toewijzingsdatum and -tijd (IV013).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BekendeToewijzing {
    /// Whom the care is for.
    pub bsn: Bsn,
    /// Who delivers it.
    pub aanbieder: Agbcode,
    /// Toewijzingsdatum and -tijd of this version. Dutch local time.
    pub toegewezen_op: NaiveDateTime,
    /// What; none for a generic allocation (IV075).
    pub product: Option<Product>,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// Why it was changed (IV099).
    pub reden_wijziging: Option<String>,
    /// How much, for an allocation with a volume.
    pub omvang: Option<Omvang>,
    /// How much, for an allocation with a budget.
    pub budget: Option<Eurocent>,
}

impl BekendeToewijzing {
    /// What a 301 says of it.
    pub fn van(header: &Header, bsn: &Bsn, product: &ToegewezenProduct) -> BekendeToewijzing {
        BekendeToewijzing {
            bsn: bsn.clone(),
            aanbieder: header.aanbieder.clone(),
            toegewezen_op: product.toegewezen_op,
            product: product.product.clone(),
            ingangsdatum: product.ingangsdatum,
            einddatum: product.einddatum,
            reden_wijziging: product.reden_wijziging.clone(),
            omvang: product.omvang,
            budget: product.budget,
        }
    }

    /// Whether it was removed: it then counts nowhere as an allocation (OP087, TR384).
    pub fn is_verwijderd(&self) -> bool {
        self.reden_wijziging.as_deref() == Some(VERWIJDERD)
    }

    /// Whether it is in force on a day or later (TR349): its last day has not passed, and it was not removed.
    pub fn is_actueel(&self, op: NaiveDate) -> bool {
        let nooit_geweest = self.einddatum == Some(self.ingangsdatum)
            && matches!(self.reden_wijziging.as_deref(), Some(VERWIJDERD | ADMINISTRATIEVE_CORRECTIE));
        !nooit_geweest && self.einddatum.is_none_or(|laatste_dag| laatste_dag >= op)
    }
}

/// The allocations of a gemeente under one law, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toewijzingen(BTreeMap<ToewijzingNummer, BekendeToewijzing>);

impl Toewijzingen {
    /// Takes in a version. An older one than is known changes nothing (IV013, OP080); of two with the same moment the last
    /// one that came in counts.
    pub fn neem_op(&mut self, nummer: ToewijzingNummer, versie: BekendeToewijzing) {
        let ouder = self.0.get(&nummer).is_some_and(|bekend| versie.toegewezen_op < bekend.toegewezen_op);
        if !ouder {
            self.0.insert(nummer, versie);
        }
    }

    /// The allocation with this number, whoever it is for.
    pub fn met(&self, nummer: ToewijzingNummer) -> Option<&BekendeToewijzing> {
        self.0.get(&nummer)
    }

    /// The allocation with this number, if it is for this client at this aanbieder (OP276).
    pub fn voor(
        &self,
        nummer: ToewijzingNummer,
        bsn: &Bsn,
        aanbieder: &Agbcode,
    ) -> Option<&BekendeToewijzing> {
        self.met(nummer).filter(|toewijzing| toewijzing.bsn == *bsn && toewijzing.aanbieder == *aanbieder)
    }

    /// All allocations of a client at an aanbieder, by number.
    pub fn van<'t>(
        &'t self,
        bsn: &'t Bsn,
        aanbieder: &'t Agbcode,
    ) -> impl Iterator<Item = (ToewijzingNummer, &'t BekendeToewijzing)> {
        let alle = self.0.iter().map(|(nummer, toewijzing)| (*nummer, toewijzing));
        alle.filter(move |(_, toewijzing)| toewijzing.bsn == *bsn && toewijzing.aanbieder == *aanbieder)
    }
}
