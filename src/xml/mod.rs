//! Reading untrusted XML safely: encodings, well-formedness, namespaces, limits and positions.
//!
//! quick-xml splits the input into tokens; everything that XML 1.0 (fifth edition) and Namespaces in
//! XML 1.0 demand beyond that is checked here on the raw tokens, in the same pass. A document type
//! declaration is always refused, so no entity can be defined and nothing outside the input is ever read.
//!
//! This room knows nothing of schemas or of messages.

mod attributes;
mod chars;
mod declaration;
mod decode;
mod namespaces;
mod reader;
#[cfg(test)]
mod tests;

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

    /// Moves past `text`.
    pub(crate) fn advance(&mut self, text: &[u8]) {
        for &byte in text {
            if byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else if byte & 0xC0 != 0x80 {
                // Every byte but a continuation byte starts a code point.
                self.column = self.column.saturating_add(1);
            }
        }
    }

    /// The place after `text`, which starts here.
    pub(crate) fn after(mut self, text: &[u8]) -> Position {
        self.advance(text);
        self
    }
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
