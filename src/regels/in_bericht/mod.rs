//! The rules inside one message: those of control level 2, which are answered with 0001, and those of level 4, which look at
//! the date, a list or an amount.
//!
//! A rule is added to the file of the part of the message that it guards, and nowhere else.

mod antwoord;
mod bericht;
mod client;
mod contact;
mod datums;
mod declaratie;
mod omvang;
mod prestatie;
mod regie;
mod stapeling;
mod toewijzing;
mod verzoek;

use chrono::NaiveDate;

use super::controle::Omstandigheden;
use super::regel::{Afwijking, Regel};
use crate::bericht::{Header, Klasse};

/// A rule with its checks.
#[derive(Debug)]
pub struct BerichtRegel {
    /// What it is.
    pub regel: Regel,
    /// What it looks at.
    pub toetsen: &'static [Toets],
}

/// What a check sees beside the klasse that it looks at.
#[derive(Clone, Copy, Debug)]
pub struct Bij<'b> {
    /// The message's header.
    pub header: &'b Header,
    /// The DeclaratieDagtekening of the Declaratie that the klasse stands in.
    pub declaratiedagtekening: Option<NaiveDate>,
    /// Today, and the lists.
    pub omstandigheden: &'b Omstandigheden<'b>,
}

/// Follows the klassen of a message for a rule that must remember something. What it remembers must not grow with the
/// message, save for what must be unique in it.
pub type Volger = dyn FnMut(Klasse<'_>, &Bij<'_>) -> Option<Afwijking> + Send;

/// What a rule looks at. Gets every klasse of the message, each after the klassen in it.
#[derive(Clone, Copy, Debug)]
pub enum Toets {
    /// A klasse by itself.
    Los(fn(Klasse<'_>, &Bij<'_>) -> Option<Afwijking>),
    /// Klassen that belong together: a follower is made for each message.
    Verloop(fn() -> Box<Volger>),
}

/// Every rule inside one message.
pub fn regels_in_bericht() -> impl Iterator<Item = &'static BerichtRegel> {
    let delen = [
        bericht::REGELS,
        client::REGELS,
        contact::REGELS,
        toewijzing::REGELS,
        omvang::REGELS,
        stapeling::REGELS,
        regie::REGELS,
        datums::REGELS,
        verzoek::REGELS,
        antwoord::REGELS,
        declaratie::REGELS,
        prestatie::REGELS,
    ];
    delen.into_iter().flatten()
}
