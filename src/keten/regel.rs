//! A rule over messages: its description and its check together.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::berekening::Prestatieberekening;
use super::dossier::{BekendeToewijzing, Dossier};
use super::regels::{self, declaratie};
use crate::bericht::{Bericht, Bsn, Header, Klasse, ToewijzingNummer};
use crate::regels::{Afwijking, Lijsten, Regel};

/// A rule over messages.
#[derive(Debug)]
pub struct KetenRegel {
    /// What it is.
    pub regel: Regel,
    /// Looks at one berichtklasse; `None` where it is fine or where the rule is not about it. What concerns the message as
    /// a whole is asked at its Header. The retourcode lands on the klasse that holds the element that it tells of.
    pub toets: fn(Klasse<'_>, &Situatie<'_>) -> Option<Afwijking>,
}

/// What a rule over messages sees beside the klasse at hand.
#[derive(Clone, Copy, Debug)]
pub struct Situatie<'s> {
    /// The message.
    pub bericht: &'s Bericht,
    /// The client at hand; none at a Header, in a 319, and at a Declaratie.
    pub bsn: Option<&'s Bsn>,
    /// What is known, with what came before the klasse at hand in the message itself: starts and stops after those that are
    /// taken back (IV008), Prestaties after the credits (OP366).
    pub dossier: &'s Dossier,
    /// The day on which the message came in.
    pub vandaag: NaiveDate,
    /// The lists that are known.
    pub lijsten: &'s Lijsten,
    /// The numbers of Prestaties that stand in the message more than once (TR314).
    pub dubbele_referenties: &'s BTreeSet<&'s str>,
    /// The sums for the Prestatie of a Declaratie at hand.
    pub berekening: Option<&'s Prestatieberekening>,
    /// The requests for a change that a 301 says it grants (IV093).
    pub gehonoreerde_wijzigingen: &'s BTreeSet<&'s str>,
}

impl<'s> Situatie<'s> {
    /// The message's header.
    pub fn header(&self) -> &'s Header {
        &self.bericht.header
    }

    /// The allocation with this number, if it is for the client at hand at the aanbieder of the message (OP276).
    pub fn toewijzing(&self, nummer: ToewijzingNummer) -> Option<&'s BekendeToewijzing> {
        self.dossier.toewijzingen.voor(nummer, self.bsn?, &self.header().aanbieder)
    }
}

/// Every rule over messages, by the part of the chain that it guards.
pub fn regels_over_berichten() -> impl Iterator<Item = &'static KetenRegel> {
    [
        regels::bericht::REGELS,
        regels::toewijzing::REGELS,
        regels::regie::REGELS,
        regels::verzoek::REGELS,
        regels::antwoord::REGELS,
        declaratie::geheel::REGELS,
        declaratie::toewijzing::REGELS,
        declaratie::credit::REGELS,
        declaratie::volume::REGELS,
        regels::declaratie_antwoord::REGELS,
    ]
    .into_iter()
    .flatten()
}
