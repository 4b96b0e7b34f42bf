//! The way from the document element to where a read is.

use std::fmt::Write as _;
use std::sync::Arc;

use super::knoop::Pad;
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
    /// The last child of which the path was asked, and that path without its number: its namesakes have the same.
    gevraagd_kind: Option<(&'s ElementDecl, Arc<str>)>,
}

impl<'s> Spoor<'s> {
    /// Goes into an element and gives its number, where it may repeat.
    pub(super) fn erin(&mut self, soort: &'s ElementDecl) -> Option<u32> {
        let index = self.nummer(soort);
        self.stappen.push(Stap { soort, index, laatste_kind: None, gevraagd_kind: None });
        index
    }

    /// The number of an element that comes now, where it may repeat.
    #[inline]
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
        // Dropped where it is: taking it out first costs more.
        self.stappen.truncate(self.stappen.len().saturating_sub(1));
    }

    /// How many elements are open; 1 in the document element.
    pub(super) fn diepte(&self) -> usize {
        self.stappen.len()
    }

    /// The path of the innermost element.
    pub(super) fn pad(&mut self) -> Pad {
        let Some((laatste, boven)) = self.stappen.split_last_mut() else { return String::new().into() };
        let (soort, index) = (laatste.soort, laatste.index);
        let gevraagd = boven.last().and_then(|ouder| ouder.gevraagd_kind.as_ref());
        if let Some((_, pad)) = gevraagd.filter(|(gevraagd, _)| std::ptr::eq(*gevraagd, soort)) {
            return Pad::nieuw(pad.clone(), index);
        }
        let mut pad = String::new();
        for stap in &*boven {
            pad.push('/');
            pad.push_str(&stap.soort.name);
            if let Some(index) = stap.index {
                let _ = write!(pad, "[{index}]");
            }
        }
        pad.push('/');
        pad.push_str(&soort.name);
        let pad: Arc<str> = pad.into();
        if let Some(ouder) = boven.last_mut() {
            ouder.gevraagd_kind = Some((soort, pad.clone()));
        }
        Pad::nieuw(pad, index)
    }
}
