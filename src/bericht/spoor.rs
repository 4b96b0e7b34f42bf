//! The way from the document element to where a read is.

use std::fmt::Write as _;

use crate::schema::ElementDecl;

/// The open elements of a message that is being read, with the numbers of those that may repeat.
#[derive(Default)]
pub(super) struct Spoor<'s> {
    stappen: Vec<Stap<'s>>,
}

struct Stap<'s> {
    soort: &'s ElementDecl,
    index: Option<u32>,
    /// The last child that may repeat, and its number.
    laatste_kind: Option<(&'s ElementDecl, u32)>,
}

impl<'s> Spoor<'s> {
    /// Goes into an element and gives its number, where it may repeat.
    pub(super) fn erin(&mut self, soort: &'s ElementDecl) -> Option<u32> {
        let index = self.nummer(soort);
        self.stappen.push(Stap { soort, index, laatste_kind: None });
        index
    }

    /// The number of an element that comes now, where it may repeat.
    pub(super) fn nummer(&mut self, soort: &'s ElementDecl) -> Option<u32> {
        if !soort.repeats() {
            return None;
        }
        let Some(ouder) = self.stappen.last_mut() else { return Some(1) };
        let vorige = ouder.laatste_kind.filter(|(vorige, _)| std::ptr::eq(*vorige, soort));
        let index = vorige.map_or(1, |(_, aantal)| aantal + 1);
        ouder.laatste_kind = Some((soort, index));
        Some(index)
    }

    /// Goes back out of the innermost element.
    pub(super) fn eruit(&mut self) {
        self.stappen.pop();
    }

    /// How many elements are open; 1 in the document element.
    pub(super) fn diepte(&self) -> usize {
        self.stappen.len()
    }

    /// The path of the innermost element.
    pub(super) fn pad(&self) -> String {
        let mut pad = String::new();
        for stap in &self.stappen {
            pad.push('/');
            pad.push_str(&stap.soort.name);
            if let Some(index) = stap.index {
                let _ = write!(pad, "[{index}]");
            }
        }
        pad
    }
}
