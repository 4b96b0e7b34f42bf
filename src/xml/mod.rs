//! Reading untrusted XML safely: encodings, well-formedness, namespaces, limits and positions.
//!
//! Everything that XML 1.0 (fifth edition) and Namespaces in XML 1.0 demand is checked, in one pass. A document
//! type declaration is always refused, so no entity can be defined and nothing outside the input is ever read.
//!
//! The scanner is our own. Of a general tokeniser only the boundaries of tokens would be of use, as every check of
//! well-formedness is made here, where the place and the words of an error are known; and a bare loop around one
//! takes several times as long as this room and the validation of schemas together (`docs/prestaties.md`).
//! [`Reader::next`] gives event by event and knows all of XML. Beside it the validator, which knows what to expect,
//! asks whether plainly that stands ahead (`ahead`); whatever is not plain is left to [`Reader::next`], so that there
//! is one place that refuses and explains.
//!
//! This room knows nothing of schemas or of messages.

mod ahead;
mod attributes;
mod chars;
mod declaration;
mod decode;
mod namespaces;
mod open;
mod reader;
mod scan;
#[cfg(test)]
mod tests;
mod window;

pub(crate) use ahead::Tag;
pub use attributes::{Attribute, Attributes};
pub(crate) use chars::{is_ncname, split_qname};
pub use namespaces::XML_NAMESPACE;
pub use reader::{Event, Reader, Start};

/// A place in the text of a document, after decoding; a byte order mark does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1; lines end at a line feed.
    pub line: u32,
    /// Column, from 1, in characters (code points).
    pub column: u32,
}

impl Position {
    /// The place of the very first character.
    pub const START: Position = Position { line: 1, column: 1 };

    /// The place after `text`, which starts here.
    pub(crate) fn after(self, text: &[u8]) -> Position {
        let Some(last) = memchr::memrchr(b'\n', text) else {
            return Position { line: self.line, column: self.column.saturating_add(characters(text)) };
        };
        let lines = u32::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(u32::MAX);
        let column = characters(text.get(last..).unwrap_or_default());
        Position { line: self.line.saturating_add(lines), column }
    }

    /// Moves past `text`.
    pub(crate) fn advance(&mut self, text: &[u8]) {
        *self = self.after(text);
    }
}

/// How many code points start in `text`: as many as there are bytes that do not continue one.
fn characters(text: &[u8]) -> u32 {
    // Sums of so few bytes fit in a byte, and many such sums are made at once.
    let count = |block: &[u8]| block.iter().map(|byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>();
    text.chunks(128).fold(0u32, |sum, block| sum.saturating_add(count(block).into()))
}

impl Default for Position {
    fn default() -> Self {
        Position::START
    }
}

/// How much of a thing a document may hold before it is refused as unsafe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements open at the same time.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
    /// Length of one name (with prefix) in bytes of UTF-8.
    pub name_bytes: usize,
    /// Length of one token (a tag, a comment, the text between two tags) in bytes of UTF-8.
    pub token_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 256, attributes: 256, name_bytes: 1_000, token_bytes: 32 * 1024 * 1024 }
    }
}

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    /// The input itself could not be read; says nothing about the document.
    #[error("het bericht kon niet worden gelezen: {0}")]
    Io(#[from] std::io::Error),
    /// The document is not well-formed XML.
    #[error("regel {}, kolom {}: {text}", position.line, position.column)]
    NotWellFormed {
        /// Where it goes wrong.
        position: Position,
        /// What is wrong and what to do, in Dutch; never holds a value from the document.
        text: String,
    },
    /// The document has a document type declaration or exceeds one of the [`Limits`].
    #[error("regel {}, kolom {}: {text}", position.line, position.column)]
    Unsafe {
        /// Where it goes wrong.
        position: Position,
        /// What is wrong and what to do, in Dutch; never holds a value from the document.
        text: String,
    },
}
