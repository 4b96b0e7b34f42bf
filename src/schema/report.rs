//! What validation hands back: findings in a [`Report`], and the values as they pass to a [`Sink`].

use std::sync::Arc;

use super::model::ElementDecl;
use crate::xml::Position;

/// How many findings a report keeps; a broken message of 25 MB could give millions.
pub(super) const MAX_FINDINGS: usize = 1_000;

/// How many characters of an offending value a finding keeps.
pub(super) const MAX_FOUND: usize = 60;

/// Receives what matches the schema while a message is read; `'s` is how long the schemas live. Every method does
/// nothing by default.
pub trait Sink<'s> {
    /// Whether anything is wanted. Without, what plainly follows the schema is not handed over, and its place is
    /// not worked out.
    const LISTENS: bool = true;

    /// A complex element that the schema knows opens at `position` (of its `<`).
    fn open(&mut self, element: &'s ElementDecl, position: Position) {
        let _ = (element, position);
    }

    /// A simple element, whole. `value` has had the white space facet of its type; it may be invalid: then
    /// the report says so.
    fn leaf(&mut self, element: &'s ElementDecl, value: &str, position: Position) {
        let _ = (element, value, position);
    }

    /// A complex element that was opened closes. `clean` is whether nothing was wrong with it and the simple elements in
    /// it; what was wrong with complex ones in it was told when those closed.
    fn close(&mut self, element: &'s ElementDecl, clean: bool) {
        let _ = (element, clean);
    }
}

/// Ignores everything: validation only.
impl Sink<'_> for () {
    const LISTENS: bool = false;
}

/// What a finding is about, from light to grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// The message breaks a rule of its schema.
    Invalid,
    /// No schema declares the document element.
    UnknownRoot,
    /// The message is not well-formed XML.
    NotWellFormed,
    /// The message has a document type declaration or exceeds a limit.
    Unsafe,
}

/// One thing that is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// The element, by local names from the document element, as in `/Bericht/Client/Product[2]/Categorie`:
    /// with an index from 1 where the declaration allows more than one. Empty before the first element.
    pub path: String,
    /// The `<` of the start tag of that element; for XML errors the place of the error.
    pub position: Position,
    /// What is wrong, what was expected and what to do, in Dutch. Never holds a value from the message.
    pub text: String,
    /// The offending value (at most 60 characters of it). Personal data: keep it out of logs.
    pub found: Option<String>,
}

/// The outcome of validating one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Namespace and local name of the document element, as soon as it was read.
    pub root: Option<(Arc<str>, Arc<str>)>,
    /// What is wrong, in the order in which it was found; at most 1,000.
    pub findings: Vec<Finding>,
    /// How many more findings there were.
    pub omitted: u64,
}

impl Report {
    /// Whether the message is well-formed, has a known document element and follows its schema.
    pub fn valid(&self) -> bool {
        self.findings.is_empty() && self.omitted == 0
    }

    /// The gravest kind of the findings; `None` if the message is valid.
    pub fn kind(&self) -> Option<FindingKind> {
        self.findings.iter().map(|finding| finding.kind).max()
    }

    /// Keeps a finding, or counts it where there are too many. XML errors are always kept: they decide.
    pub(super) fn add(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
            return;
        }
        self.omitted += 1;
        if finding.kind > FindingKind::Invalid {
            // The last of the lesser findings makes room.
            self.findings.pop();
            self.findings.push(finding);
        }
    }
}
