//! What local rules found in a message, by klasse: a part of the circumstances that the message is judged under.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bevinding::{Bevinding, Niveau};
use crate::bericht::Plek;

/// What a local rule says of a klasse that is not as agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LokaleTekst {
    /// The code of the rule, such as `ZW001`.
    pub code: String,
    /// The code in the answer; none where the rule only warns.
    pub retourcode: Option<&'static str>,
    /// What is wrong and what to do.
    pub tekst: String,
}

impl LokaleTekst {
    /// The finding, at a klasse. It is of level 4: what was agreed is no part of the message.
    pub fn bevinding(&self, klasse: &Plek) -> Bevinding {
        Bevinding {
            niveau: Niveau::Extern,
            regel: Some(self.code.clone()),
            retourcode: self.retourcode.map(str::to_owned),
            pad: klasse.pad.to_string(),
            regelnummer: klasse.positie.line,
            kolom: klasse.positie.column,
            tekst: self.tekst.clone(),
        }
    }
}

/// What local rules found in a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lokaal(BTreeMap<String, Vec<Arc<LokaleTekst>>>);

impl Lokaal {
    /// Nothing, as of nearly every message.
    pub fn niets() -> &'static Lokaal {
        static NIETS: Lokaal = Lokaal(BTreeMap::new());
        &NIETS
    }

    /// Adds what a rule found at the klasse with this path.
    pub fn voeg_toe(&mut self, pad: String, tekst: Arc<LokaleTekst>) {
        self.0.entry(pad).or_default().push(tekst);
    }

    /// What was found at this klasse.
    pub fn bij(&self, klasse: &Plek) -> &[Arc<LokaleTekst>] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&klasse.pad.to_string()).map_or(&[], Vec::as_slice)
    }
}
