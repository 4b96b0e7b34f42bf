//! Compiling XML Schemas and validating messages against them, streaming, in one pass.
//!
//! This room knows nothing of the iStandaarden: which schemas there are is up to the caller.
//!
//! The verdict is that of `xmllint --schema` (libxml2 2.9), except where libxml2 departs from the text of the
//! recommendations; there the text decides:
//! - a CDATA section may stand between elements if it holds nothing (XML Infoset §2.6: it is no character at all) or
//!   only white space (part 1 §3.4.4 clause 2.3);
//! - white space around `xsi:type` is collapsed (part 2 §3.2.18), as it is for elements that have `xs:date` or
//!   `xs:time` itself as their type (§4.3.6);
//! - whole numbers of more than 24 digits are numbers (§3.3.13), and a fraction of a second may have any
//!   number of digits (§3.2.8);
//! - a hyphen at the end of `[^Z+-]` is a hyphen (appendix F);
//! - `maxOccurs="0"` forbids the element (part 1 §3.9.1), and an ambiguous sequence is refused (§3.8.6);
//! - breaches of Namespaces in XML refuse the message, as do the XML version `1.` (XML 1.0 §2.8), a missing
//!   space before `standalone` (§2.9), an encoding declaration that the byte order mark contradicts (§4.3.3), and
//!   a null or a broken byte after the document element (§2.1), where libxml2 stops reading.
//!
//! As in libxml2, years beyond 64 bits are refused. `\i` and `\c` in patterns follow the fifth edition of
//! XML 1.0; the official schemas do not use them.

mod ahead;
mod builtin;
mod compile;
mod dates;
mod facets;
mod integer;
mod message;
mod model;
mod pattern;
mod quick;
mod relay;
mod report;
mod sequence;
mod set;
mod simple;
mod source;
#[cfg(test)]
mod tests;
mod translate;
mod types;
mod validate;

pub use compile::{Document, SchemaError};
pub use model::ElementDecl;
pub use relay::follow;
pub use report::{Finding, FindingKind, Report, Sink};
pub use set::SchemaSet;
