//! The rules inside one message (control level 2). A message that breaks one is answered with 0001.
//!
//! A rule is added to the list of the part of the message that it guards, and nowhere else.

mod client;
mod declaratie;

use super::controle::Omstandigheden;
use super::regel::Regel;
use crate::bericht::{Plek, Spoor};
use crate::xml::Position;

/// A rule with its check.
#[derive(Debug)]
pub struct BerichtRegel {
    /// What it is.
    pub regel: Regel,
    /// What it looks at.
    pub toets: Toets,
}

/// Looks at one value; gives the text of the finding where it is wrong.
pub type WaardeToets = fn(&str, &Omstandigheden) -> Option<String>;

/// What a rule looks at while the message streams by.
#[derive(Clone, Copy, Debug)]
pub enum Toets {
    /// The value of each element with this name.
    Waarde(&'static str, WaardeToets),
    /// Values that belong together: a follower is made for each message.
    Verloop(fn() -> Box<dyn Volger + Send>),
}

/// Follows a message for a rule that must remember something. What it remembers must not grow with the message,
/// save for what must be unique in it.
pub trait Volger {
    /// A value passes.
    fn waarde(&mut self, spoor: &Spoor, waarde: &str, positie: Position);
    /// The message has ended; gives what was wrong.
    fn einde(&mut self) -> Option<(Plek, String)>;
}

/// Every rule inside one message.
pub fn regels_in_bericht() -> impl Iterator<Item = &'static BerichtRegel> {
    [client::REGELS, declaratie::REGELS].into_iter().flatten()
}
