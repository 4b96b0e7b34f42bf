//! The part of the document that is in memory: from the present token to as far as has been read.

use std::io::BufRead;

use super::Position;
use super::decode::{Failure, More, Source};

/// The text being read, with a cursor in it.
pub(super) struct Window<R> {
    source: Source<R>,
    text: String,
    /// Where the present token starts.
    cursor: usize,
    /// A place at which line and column are known; never past a place that they may still be asked of.
    mark: usize,
    position: Position,
}

impl<R: BufRead> Window<R> {
    pub(super) fn new(input: R) -> Self {
        Window {
            source: Source::new(input),
            text: String::new(),
            cursor: 0,
            mark: 0,
            position: Position::START,
        }
    }

    /// Everything from the present token on that has been read.
    pub(super) fn rest(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// All bytes; those before [`Window::cursor`] have been dealt with.
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The text between two offsets.
    pub(super) fn part(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Where the present token starts.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    /// Makes `cursor` the start of the present token.
    pub(super) fn move_to(&mut self, cursor: usize) {
        self.cursor = cursor;
    }

    /// Reads more text behind the present token, dropping what lies before it. Offsets change.
    pub(super) fn read_more(&mut self) -> More {
        if self.cursor > 0 {
            self.settle(self.cursor);
            self.text.drain(..self.cursor);
            self.mark = 0;
            self.cursor = 0;
        }
        self.source.read_into(&mut self.text)
    }

    /// Why there is no more text.
    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.source.take_failure()
    }

    /// As [`Source::check_declared`].
    pub(super) fn check_declared(&self, name: Option<&str>) -> Result<(), &'static str> {
        self.source.check_declared(name)
    }

    /// Line and column of an offset, which must not lie before the last one that was settled.
    pub(super) fn position_of(&self, offset: usize) -> Position {
        self.position.after(self.text.as_bytes().get(self.mark..offset).unwrap_or_default())
    }

    /// The same, and counts from there next time.
    pub(super) fn settle(&mut self, offset: usize) -> Position {
        self.position = self.position_of(offset);
        self.mark = offset;
        self.position
    }

    /// As [`Window::settle`], where so many lines ended since the place that was settled last, and the last of them with so
    /// many bytes of white space behind it.
    #[inline]
    pub(super) fn settle_after(&mut self, lines: u32, space: usize, offset: usize) -> Position {
        let line = self.position.line.saturating_add(lines);
        self.position = Position { line, column: u32::try_from(space).unwrap_or(u32::MAX).saturating_add(1) };
        self.mark = offset;
        self.position
    }

    /// Lends the text out, to be given back with [`Window::put_back`].
    pub(super) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    pub(super) fn put_back(&mut self, text: String) {
        self.text = text;
    }
}
