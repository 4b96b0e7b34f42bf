//! A rule over messages: its description and its check together.

use std::collections::BTreeSet;

use super::dossier::Dossier;
use super::regels;
use crate::bericht::{Bsn, Client, Declaratie, Header, Plek, Prestatie, StartProduct, ToegewezenProduct};
use crate::regels::Regel;

/// A rule over messages.
#[derive(Debug)]
pub struct KetenRegel {
    /// What it is.
    pub regel: Regel,
    /// What it looks at.
    pub toets: KetenToets,
}

/// Where a rule's error was found, below the berichtklasse that was looked at, and what it says. An empty place is
/// the klasse itself.
pub type Afwijking = (&'static str, String);

/// What a rule looks at: one berichtklasse at a time. The retourcode lands on that klasse.
#[derive(Debug)]
pub enum KetenToets {
    /// The message as a whole; the code lands on the Header.
    Header(fn(&Header, &Dossier) -> Option<Afwijking>),
    /// Each ToegewezenProduct of a 301.
    ToegewezenProduct(fn(&ToegewezenProduct, &Regie<'_>) -> Option<Afwijking>),
    /// Each StartProduct of a 305 and each StopProduct of a 307.
    RegieProduct(fn(&StartProduct, &Regie<'_>) -> Option<Afwijking>),
    /// The Declaratie of a 323.
    Declaratie(fn(&Declaratie, &Dossier) -> Option<Afwijking>),
    /// Each Client of a 323.
    Client(fn(&Client, &Dossier) -> Option<Afwijking>),
    /// Each Prestatie of a 323.
    Prestatie(fn(&Prestatie, &PrestatieContext<'_>) -> Option<Afwijking>),
}

/// What a rule on a product of one client sees.
#[derive(Debug)]
pub struct Regie<'b> {
    /// The message's header.
    pub header: &'b Header,
    /// The client.
    pub bsn: &'b Bsn,
    /// What is known.
    pub dossier: &'b Dossier,
}

/// What a rule on a Prestatie sees.
#[derive(Debug)]
pub struct PrestatieContext<'b> {
    /// The message's header.
    pub header: &'b Header,
    /// The client.
    pub bsn: &'b Bsn,
    /// What is known.
    pub dossier: &'b Dossier,
    /// The numbers of Prestaties that stand in the message more than once.
    pub dubbele_referenties: &'b BTreeSet<&'b str>,
}

/// The place of an error below the place of its klasse.
pub(super) fn plek_van(klasse: &Plek, onder: &str) -> Plek {
    if onder.is_empty() { klasse.clone() } else { klasse.onder(onder) }
}

/// Every rule over messages, by the part of the chain that it guards.
pub fn regels_over_berichten() -> impl Iterator<Item = &'static KetenRegel> {
    [regels::bericht::REGELS, regels::toewijzing::REGELS, regels::regie::REGELS, regels::declaratie::REGELS]
        .into_iter()
        .flatten()
}
