//! A message, or a part of it, as a small tree of elements: what typed reading takes its values from, what an
//! answer repeats unchanged, and what writing turns into XML.

use std::sync::Arc;

use crate::schema::{ElementDecl, Sink};
use crate::xml::Position;

/// Where something stands in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plek {
    /// Path of local names with a 1-based index on elements that may repeat, such as
    /// `/Bericht/Client/StartProducten/StartProduct[2]`.
    pub pad: String,
    /// Line and column of the start tag.
    pub positie: Position,
}

impl Plek {
    /// The place of an element below this one, with the same position.
    pub fn onder(&self, rest: &str) -> Plek {
        Plek { pad: format!("{}/{rest}", self.pad), positie: self.positie }
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

    /// This element's step in a path: its name, with its index where it may repeat.
    pub fn stap(&self) -> String {
        stap_in_pad(&self.naam, self.index)
    }

    /// Where this element stands, given the path of its parent.
    pub fn plek(&self, pad_van_ouder: &str) -> Plek {
        Plek { pad: format!("{pad_van_ouder}/{}", self.stap()), positie: self.positie }
    }
}

/// The steps from the document element to where a read is, with the numbers of elements that may repeat.
#[derive(Default)]
pub struct Spoor {
    stappen: Vec<Stap>,
}

struct Stap {
    naam: Arc<str>,
    index: Option<u32>,
    /// Name and number of the last child that may repeat.
    laatste_kind: Option<(Arc<str>, u32)>,
}

impl Spoor {
    /// Goes into an element and gives its number, where it may repeat.
    pub fn erin(&mut self, element: &ElementDecl) -> Option<u32> {
        let index = element.repeats().then(|| self.nummer(element));
        self.stappen.push(Stap { naam: element.name.clone(), index, laatste_kind: None });
        index
    }

    /// Goes back out of the innermost element.
    pub fn eruit(&mut self) {
        self.stappen.pop();
    }

    /// How many elements are open; 1 in the document element.
    pub fn diepte(&self) -> usize {
        self.stappen.len()
    }

    /// The path of the innermost element.
    pub fn pad(&self) -> String {
        self.stappen.iter().map(|stap| format!("/{}", stap_in_pad(&stap.naam, stap.index))).collect()
    }

    /// The path of the element around the innermost one.
    pub fn pad_van_ouder(&self) -> String {
        let tot = self.stappen.len().saturating_sub(1);
        self.stappen
            .iter()
            .take(tot)
            .map(|stap| format!("/{}", stap_in_pad(&stap.naam, stap.index)))
            .collect()
    }

    /// The names of the two innermost elements, outer first; empty where there is none.
    pub fn laatste_twee(&self) -> [&str; 2] {
        let mut van_binnen = self.stappen.iter().rev().map(|stap| &*stap.naam);
        let binnenste = van_binnen.next().unwrap_or_default();
        [van_binnen.next().unwrap_or_default(), binnenste]
    }

    fn nummer(&mut self, element: &ElementDecl) -> u32 {
        let Some(ouder) = self.stappen.last_mut() else { return 1 };
        match &mut ouder.laatste_kind {
            Some((naam, aantal)) if *naam == element.name => {
                *aantal += 1;
                *aantal
            }
            laatste => {
                *laatste = Some((element.name.clone(), 1));
                1
            }
        }
    }
}

fn stap_in_pad(naam: &str, index: Option<u32>) -> String {
    match index {
        Some(index) => format!("{naam}[{index}]"),
        None => naam.to_owned(),
    }
}

/// Tells from the open ancestors of an element, from the root down, and its name whether it is to be handed over.
type IsOogst = fn(&[Knoop], &str) -> bool;

/// Builds the tree while the schema validates. Elements that are `oogst` are handed over as soon as they close and are
/// not kept, so that a large message needs no large tree.
pub struct Verzamelaar<F> {
    oogst: IsOogst,
    bij_oogst: F,
    spoor: Spoor,
    open: Vec<Knoop>,
    wortel: Option<Knoop>,
}

impl Verzamelaar<fn(&[Knoop], Knoop)> {
    /// Keeps the whole tree.
    pub fn alles() -> Self {
        Verzamelaar {
            oogst: |_, _| false,
            bij_oogst: |_, _| {},
            spoor: Spoor::default(),
            open: vec![],
            wortel: None,
        }
    }
}

impl<F: FnMut(&[Knoop], Knoop)> Verzamelaar<F> {
    /// Hands over each element that is `oogst`, with its open ancestors, and drops it.
    pub fn met_oogst(oogst: IsOogst, bij_oogst: F) -> Self {
        Verzamelaar { oogst, bij_oogst, spoor: Spoor::default(), open: vec![], wortel: None }
    }

    /// The document element, once the read has ended.
    pub fn wortel(self) -> Option<Knoop> {
        self.wortel
    }

    fn maak(&mut self, element: &ElementDecl, positie: Position, tekst: Option<String>) -> Knoop {
        let index = self.spoor.erin(element);
        Knoop { naam: element.name.clone(), index, positie, tekst, kinderen: Vec::new() }
    }

    fn hang_op(&mut self, knoop: Knoop) {
        self.spoor.eruit();
        if (self.oogst)(&self.open, &knoop.naam) {
            (self.bij_oogst)(&self.open, knoop);
        } else if let Some(ouder) = self.open.last_mut() {
            ouder.kinderen.push(knoop);
        } else {
            self.wortel = Some(knoop);
        }
    }
}

impl<F: FnMut(&[Knoop], Knoop)> Sink for Verzamelaar<F> {
    fn open(&mut self, element: &ElementDecl, position: Position) {
        let knoop = self.maak(element, position, None);
        self.open.push(knoop);
    }

    fn leaf(&mut self, element: &ElementDecl, value: &str, position: Position) {
        let knoop = self.maak(element, position, Some(value.to_owned()));
        self.hang_op(knoop);
    }

    fn close(&mut self, _element: &ElementDecl) {
        if let Some(knoop) = self.open.pop() {
            self.hang_op(knoop);
        }
    }
}
