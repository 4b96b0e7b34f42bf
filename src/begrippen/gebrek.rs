//! What is wrong with a piece of the register, told so that whoever wrote it can put it right.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Gebrek {
    /// Where: the kind and key of the piece and the field in it, such as `begrip toewijzing, breder`.
    pub plek: String,
    /// What is wrong and what to do, in plain Dutch.
    pub tekst: String,
}

impl Gebrek {
    /// Something that is wrong at a place.
    pub fn nieuw(plek: impl Into<String>, tekst: impl Into<String>) -> Gebrek {
        Gebrek { plek: plek.into(), tekst: tekst.into() }
    }
}

impl fmt::Display for Gebrek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.plek, self.tekst)
    }
}

/// Takes down what is wrong with one piece.
pub struct Toets<'g> {
    stuk: String,
    gebreken: &'g mut Vec<Gebrek>,
}

impl<'g> Toets<'g> {
    pub(super) fn van(stuk: String, gebreken: &'g mut Vec<Gebrek>) -> Toets<'g> {
        Toets { stuk, gebreken }
    }

    /// Something is wrong in a field.
    pub fn fout(&mut self, veld: &str, tekst: impl Into<String>) {
        self.gebreken.push(Gebrek::nieuw(format!("{}, {veld}", self.stuk), tekst));
    }

    /// A text that must say something, and be no longer than this many characters.
    pub fn tekst(&mut self, veld: &str, tekst: &str, hoogstens: usize) {
        if !tekst.chars().any(char::is_alphanumeric) {
            self.fout(veld, "vul dit in");
        }
        self.hoogstens(veld, tekst, hoogstens);
    }

    /// A text that may be empty.
    pub fn hoogstens(&mut self, veld: &str, tekst: &str, hoogstens: usize) {
        if tekst.chars().count() > hoogstens {
            self.fout(veld, format!("dit is langer dan {hoogstens} tekens. Maak het korter"));
        }
        if tekst.chars().any(|teken| teken.is_control() && teken != '\n') {
            self.fout(veld, "hierin staat een teken dat geen tekst is. Verwijder het");
        }
    }

    /// A list in which nothing stands twice.
    pub fn zonder_dubbel<'t>(&mut self, veld: &str, lijst: impl IntoIterator<Item = &'t str>) {
        let mut gezien = std::collections::BTreeSet::new();
        for een in lijst {
            if !gezien.insert(een) {
                self.fout(veld, format!("‘{een}’ staat er twee keer. Laat er één staan"));
            }
        }
    }
}
