//! The description that every rule has, wherever its check lives.

use super::bevinding::Niveau;
use crate::bericht::{Berichttype, Plek, Soort, Standaard};
use crate::regels::Bevinding;

/// The retourcode of a message that fails a rule inside the message (IV028, IV032, IV088).
pub const TECHNISCHE_AFKEUR: &str = "0001";

/// What a check found amiss in a klasse: the path of the element below it (empty: the klasse itself), and what is wrong and
/// what to do, in plain Dutch.
pub type Afwijking = (&'static str, String);

/// A rule of the standard, in our own words.
#[derive(Debug)]
pub struct Regel {
    /// Code in the standard, such as `TR019`.
    pub code: &'static str,
    /// The standards that have it.
    pub standaarden: &'static [Standaard],
    /// The kinds of message that it applies to.
    pub berichten: &'static [Soort],
    /// The control level at which it is checked.
    pub niveau: Niveau,
    /// The code in the answer to a message that fails it; none where the standard gives none, as nothing answers a 325.
    pub retourcode: Option<&'static str>,
    /// What must hold, in one line.
    pub titel: &'static str,
    /// Why, and what to do about it.
    pub uitleg: &'static str,
}

impl Regel {
    /// A rule of level 2.
    pub const fn in_bericht(
        code: &'static str,
        standaarden: &'static [Standaard],
        berichten: &'static [Soort],
        titel: &'static str,
        uitleg: &'static str,
    ) -> Regel {
        let (niveau, retourcode) = (Niveau::Bericht, Some(TECHNISCHE_AFKEUR));
        Regel { code, standaarden, berichten, niveau, retourcode, titel, uitleg }
    }

    /// A rule over messages (level 3), of both standards.
    pub const fn over_berichten(
        code: &'static str,
        retourcode: &'static str,
        berichten: &'static [Soort],
        titel: &'static str,
        uitleg: &'static str,
    ) -> Regel {
        Regel { retourcode: Some(retourcode), ..Regel::zonder_code(code, berichten, titel, uitleg) }
    }

    /// A rule over messages for which the standard has no code.
    pub const fn zonder_code(
        code: &'static str,
        berichten: &'static [Soort],
        titel: &'static str,
        uitleg: &'static str,
    ) -> Regel {
        let (standaarden, niveau, retourcode) = (&Standaard::ALLE, Niveau::Keten, None);
        Regel { code, standaarden, berichten, niveau, retourcode, titel, uitleg }
    }

    /// Whether the rule applies to messages of this type.
    pub fn geldt_voor(&self, berichttype: Berichttype) -> bool {
        self.standaarden.contains(&berichttype.standaard) && self.berichten.contains(&berichttype.soort)
    }

    /// What this rule found, at a place.
    pub fn bevinding(&self, plek: &Plek, tekst: String) -> Bevinding {
        Bevinding {
            niveau: self.niveau,
            regel: Some(self.code.to_owned()),
            retourcode: self.retourcode.map(str::to_owned),
            pad: plek.pad.to_string(),
            regelnummer: plek.positie.line,
            kolom: plek.positie.column,
            tekst,
        }
    }
}
