//! Where in a sequence a child element belongs (XML Schema 1.0 part 1 §3.8.4, §3.9.4).
//!
//! The compiler has made sure that one name never fits in two ways, so walking forward is enough.

use super::model::ElementDecl;

/// How far the children of one element have come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    /// The declaration that the last child matched.
    at: usize,
    /// How many children have matched it.
    count: u32,
    /// Which of the first 64 declarations have been matched at least once.
    seen: u64,
}

/// How a child fits.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Placement {
    /// It may come now.
    Fits(usize),
    /// It may come later; these must come first.
    TooSoon { place: usize, missing: Vec<usize> },
    /// It has come as often as it may.
    TooMany(usize),
    /// It should have come earlier.
    TooLate(usize),
    /// An element of that name belongs here, but in another namespace.
    WrongNamespace(usize),
    /// It does not belong in this element.
    Unknown,
}

impl Progress {
    /// The declaration that the last child matched.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// How often the declaration at `place` has been matched, as far as that can still matter.
    #[inline]
    pub(super) fn count_at(&self, place: usize) -> u32 {
        if place == self.at { self.count } else { 0 }
    }

    #[inline]
    pub(super) fn has_room(&self, place: usize, declaration: &ElementDecl) -> bool {
        declaration.max.is_none_or(|max| self.count_at(place) < max)
    }

    /// Finds where the next child belongs, without taking it.
    pub(super) fn place(&self, children: &[ElementDecl], namespace: &str, local: &str) -> Placement {
        for (place, declaration) in children.iter().enumerate().skip(self.at) {
            if declaration.matches(namespace, local) && self.has_room(place, declaration) {
                return Placement::Fits(place);
            }
            if self.count_at(place) < declaration.min {
                break;
            }
        }
        self.place_amiss(children, namespace, local)
    }

    fn place_amiss(&self, children: &[ElementDecl], namespace: &str, local: &str) -> Placement {
        let ahead = children.iter().enumerate().skip(self.at);
        for (place, declaration) in ahead {
            if declaration.matches(namespace, local) && self.has_room(place, declaration) {
                return Placement::TooSoon { place, missing: self.missing(children, place) };
            }
        }
        let same = children.iter().position(|declaration| declaration.matches(namespace, local));
        match same {
            Some(place) if place == self.at || self.has_seen(place) => Placement::TooMany(place),
            Some(place) => Placement::TooLate(place),
            None => match children.iter().position(|declaration| *declaration.name == *local) {
                Some(place) => Placement::WrongNamespace(place),
                None => Placement::Unknown,
            },
        }
    }

    fn has_seen(&self, place: usize) -> bool {
        u32::try_from(place)
            .ok()
            .and_then(|place| self.seen.checked_shr(place))
            .is_some_and(|seen| seen & 1 == 1)
    }

    /// Takes a child at `place`; gives its number there, from 1.
    pub(super) fn take(&mut self, place: usize) -> u32 {
        self.count = self.count_at(place).saturating_add(1);
        self.at = place;
        if let Some(bit) = u32::try_from(place).ok().and_then(|place| 1u64.checked_shl(place)) {
            self.seen |= bit;
        }
        self.count
    }

    /// The declarations before `end` that still miss a child.
    pub(super) fn missing(&self, children: &[ElementDecl], end: usize) -> Vec<usize> {
        let open = children.iter().enumerate().take(end).skip(self.at);
        open.filter(|(place, declaration)| self.count_at(*place) < declaration.min)
            .map(|(place, _)| place)
            .collect()
    }

    /// The first declaration that still misses a child.
    pub(super) fn due(&self, children: &[ElementDecl]) -> Option<usize> {
        let mut open = children.iter().enumerate().skip(self.at);
        open.find(|(place, declaration)| self.count_at(*place) < declaration.min).map(|(place, _)| place)
    }

    /// The names that may come next.
    pub(super) fn expected<'s>(&self, children: &'s [ElementDecl]) -> Vec<&'s str> {
        let mut names: Vec<&str> = Vec::new();
        for (place, declaration) in children.iter().enumerate().skip(self.at) {
            if self.has_room(place, declaration) {
                names.push(&declaration.name);
            }
            if self.count_at(place) < declaration.min {
                break;
            }
        }
        names
    }

    /// The name of the last child that matched, if any did.
    pub(super) fn last<'s>(&self, children: &'s [ElementDecl]) -> Option<&'s str> {
        children.get(self.at).filter(|_| self.count > 0).map(|declaration| &*declaration.name)
    }
}
