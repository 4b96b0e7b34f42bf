//! Input that is made while it is read, so that a gigabyte takes no room.

use std::io::{BufRead, Read, Result};

/// A beginning, a piece many times over, and an end.
pub(crate) struct Stream {
    /// Some thousands of bytes of whole pieces.
    block: Vec<u8>,
    piece: usize,
    before: Vec<u8>,
    after: Vec<u8>,
    repeated: u64,
    taken: u64,
    largest: usize,
}

impl Stream {
    pub(crate) fn new(before: &str, piece: &str, count: u64) -> Stream {
        let block = piece.repeat(32_768 / piece.len() + 1).into_bytes();
        let (before, repeated) = (before.as_bytes().to_vec(), count * piece.len() as u64);
        Stream { block, piece: piece.len(), before, after: Vec::new(), repeated, taken: 0, largest: 0 }
    }

    pub(crate) fn closed_by(mut self, after: &str) -> Stream {
        self.after = after.as_bytes().to_vec();
        self
    }

    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    pub(crate) fn length(&self) -> u64 {
        self.before.len() as u64 + self.repeated + self.after.len() as u64
    }

    /// The most bytes that were taken at once.
    pub(crate) fn largest_request(&self) -> usize {
        self.largest
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        let size = |number: u64| usize::try_from(number).unwrap();
        let before = self.before.len() as u64;
        if self.taken < before {
            return Ok(&self.before[size(self.taken)..]);
        }
        let at = self.taken - before;
        if at >= self.repeated {
            return Ok(&self.after[size(at - self.repeated)..]);
        }
        let start = size(at % self.piece as u64);
        let end = self.block.len().min(start + size((self.repeated - at).min(1 << 20)));
        Ok(&self.block[start..end])
    }

    fn consume(&mut self, count: usize) {
        self.taken += count as u64;
        self.largest = self.largest.max(count);
    }
}

impl Read for Stream {
    fn read(&mut self, target: &mut [u8]) -> Result<usize> {
        let count = self.fill_buf()?.read(target)?;
        self.consume(count);
        Ok(count)
    }
}
