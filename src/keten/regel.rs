//! A rule over messages: its description and its check together.

use std::collections::BTreeSet;

use super::dossier::Dossier;
use super::regels;
use crate::bericht::{Bsn, Client, Declaratie, Header, Prestatie, StartProduct, ToegewezenProduct};
use crate::regels::{Afwijking, Regel};

/// A rule over messages.
#[derive(Debug)]
pub struct KetenRegel {
    /// What it is.
    pub regel: Regel,
    /// What it looks at.
    pub toets: KetenToets,
}

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

/// Every rule over messages, by the part of the chain that it guards.
pub fn regels_over_berichten() -> impl Iterator<Item = &'static KetenRegel> {
    [regels::bericht::REGELS, regels::toewijzing::REGELS, regels::regie::REGELS, regels::declaratie::REGELS]
        .into_iter()
        .flatten()
}
