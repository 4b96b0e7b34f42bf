//! A message, or a part of it, as a small tree of elements: what an answer repeats unchanged, and what writing turns into
//! XML.

use std::fmt;
use std::sync::Arc;

use crate::xml::Position;

/// Where something stands in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plek {
    /// Path from the document element.
    pub pad: Pad,
    /// Line and column of the start tag.
    pub positie: Position,
}

/// A path of local names with a 1-based index on elements that may repeat, such as
/// `/Bericht/Client/StartProducten/StartProduct[2]`. Namesakes share all but their number: of a large message there are many.
#[derive(Clone)]
pub struct Pad {
    zonder_nummer: Arc<str>,
    nummer: Option<u32>,
}

impl Pad {
    /// The path of an element, given that path without its own number.
    pub(super) fn nieuw(zonder_nummer: Arc<str>, nummer: Option<u32>) -> Pad {
        Pad { zonder_nummer, nummer }
    }
}

impl From<String> for Pad {
    fn from(pad: String) -> Pad {
        Pad { zonder_nummer: pad.into(), nummer: None }
    }
}

impl fmt::Display for Pad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.zonder_nummer)?;
        match self.nummer {
            Some(nummer) => write!(f, "[{nummer}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Pad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl PartialEq for Pad {
    fn eq(&self, ander: &Pad) -> bool {
        self.to_string() == ander.to_string()
    }
}

impl Eq for Pad {}

impl Plek {
    /// The place of an element below this one, with the same position; an empty path is this one.
    pub fn onder(&self, rest: &str) -> Plek {
        let streep = if rest.is_empty() { "" } else { "/" };
        Plek { pad: format!("{}{streep}{rest}", self.pad).into(), positie: self.positie }
    }
}

/// An element with its text or its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knoop {
    /// Local name.
    pub naam: Arc<str>,
    /// 1-based number among its namesakes, where the schema lets it repeat.
    pub index: Option<u32>,
    /// Line and column of the start tag; zero in a tree that was not read but built.
    pub positie: Position,
    /// The value of an element without children.
    pub tekst: Option<String>,
    /// The elements in it.
    pub kinderen: Vec<Knoop>,
}

impl Knoop {
    /// An element with children.
    pub fn groep(naam: &str, kinderen: Vec<Knoop>) -> Knoop {
        Knoop {
            naam: naam.into(),
            index: None,
            positie: Position { line: 0, column: 0 },
            tekst: None,
            kinderen,
        }
    }

    /// An element with a value.
    pub fn blad(naam: &str, tekst: impl Into<String>) -> Knoop {
        Knoop { tekst: Some(tekst.into()), ..Knoop::groep(naam, Vec::new()) }
    }

    /// The first child with this name.
    pub fn kind(&self, naam: &str) -> Option<&Knoop> {
        self.kinderen.iter().find(|kind| &*kind.naam == naam)
    }

    /// The value of the first child with this name.
    pub fn tekst_van(&self, naam: &str) -> Option<&str> {
        self.kind(naam)?.tekst.as_deref()
    }

    /// The element at a path of names, such as `BerichtIdentificatie/Dagtekening`; an empty path is the element itself.
    pub fn vind(&self, pad: &str) -> Option<&Knoop> {
        pad.split('/').filter(|stap| !stap.is_empty()).try_fold(self, |knoop, naam| knoop.kind(naam))
    }

    /// This element's step in a path: its name, with its index where it may repeat.
    pub fn stap(&self) -> String {
        match self.index {
            Some(index) => format!("{}[{index}]", self.naam),
            None => self.naam.to_string(),
        }
    }

    /// Where this element stands, given the path of its parent.
    pub fn plek(&self, pad_van_ouder: &str) -> Plek {
        Plek { pad: format!("{pad_van_ouder}/{}", self.stap()).into(), positie: self.positie }
    }
}
