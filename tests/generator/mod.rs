//! Makes messages from the schemas: valid ones, and ones with a single thing changed. The same seed gives the same
//! messages. The schemas are read here once more, with quick-xml alone, so that a mistake of the compiler under test
//! does not hide itself.
#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod bytes;
mod mutate;
mod random;
mod schema;
mod tree;
mod values;
mod write;
mod wrong_values;

pub use bytes::damage;
pub use mutate::mutate;
pub use random::Random;
pub use schema::Schema;
pub use tree::{Element, message};
pub use write::{Style, write};

/// What a message was made to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Valid, by construction.
    Valid,
    /// Whatever the judges say.
    Judged,
    /// What the recommendations say, where libxml2 departs from them.
    Departure {
        valid: bool,
        /// The clause.
        clause: &'static str,
    },
}

/// One message with what was done to make it.
pub struct Made {
    pub bytes: Vec<u8>,
    pub what: &'static str,
    pub expected: Expected,
}

/// The message number `index` of a series: a fifth valid, a fifth damaged in its bytes,
/// the rest changed in one place.
pub fn make(schema: &Schema, seed: u64, index: u64) -> Made {
    let mut random = Random::new(seed.wrapping_add(index.wrapping_mul(0x9E37_79B9)));
    let mut root = message(schema, &mut random);
    let style = Style::any(&mut random);
    match index % 5 {
        0 => Made { bytes: write(&root, &style, &mut random), what: "valid", expected: Expected::Valid },
        1 => {
            let bytes = write(&root, &style, &mut random);
            let (bytes, what, expected) = damage(bytes, &mut random);
            Made { bytes, what, expected }
        }
        _ => {
            let (what, expected) = mutate(&mut root, schema, &mut random);
            Made { bytes: write(&root, &style, &mut random), what, expected }
        }
    }
}
