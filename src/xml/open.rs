//! The open elements: their qualified names as written, and where each starts.

use std::io::BufRead;

use super::Position;
use super::window::Window;

/// The open elements, innermost last.
#[derive(Default)]
pub(super) struct Open {
    /// Their names, one after the other.
    names: String,
    elements: Vec<Element>,
    /// Of how many, counted from the outermost, line and column are known.
    settled: usize,
}

struct Element {
    /// Where its name starts in `names`.
    name: usize,
    place: Place,
}

/// Where the `<` of an element is.
#[derive(Clone, Copy)]
enum Place {
    /// Line and column are not needed yet; the offset in the window.
    Offset(usize),
    Known(Position),
}

impl Open {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// The name of the innermost.
    pub(super) fn name(&self) -> &str {
        let start = self.elements.last().map_or(0, |element| element.name);
        self.names.get(start..).unwrap_or_default()
    }

    /// Opens one at an offset in the window. If its position is known, so are all others.
    pub(super) fn push(&mut self, name: &str, offset: usize, position: Option<Position>) {
        let place = position.map_or(Place::Offset(offset), Place::Known);
        self.elements.push(Element { name: self.names.len(), place });
        self.names.push_str(name);
        if position.is_some() {
            self.settled = self.elements.len();
        }
    }

    /// Closes the innermost.
    pub(super) fn pop(&mut self) {
        if let Some(element) = self.elements.pop() {
            self.names.truncate(element.name);
            self.settled = self.settled.min(self.elements.len());
        }
    }

    /// Finds line and column of each, in the order in which they stand in the document.
    pub(super) fn settle<R: BufRead>(&mut self, window: &mut Window<R>) {
        for element in self.elements.iter_mut().skip(self.settled) {
            if let Place::Offset(offset) = element.place {
                element.place = Place::Known(window.settle(offset));
            }
        }
        self.settled = self.elements.len();
    }

    /// Line and column of the open element at that depth, from 0; only after [`Open::settle`].
    pub(super) fn position(&self, depth: usize) -> Position {
        match self.elements.get(depth).map(|element| element.place) {
            Some(Place::Known(position)) => position,
            Some(Place::Offset(_)) | None => Position::START,
        }
    }
}
