//! A schema document as a small tree, with the line of each element and the names it refers to resolved.

use std::borrow::Cow;
use std::sync::Arc;

use super::builtin::XSD;
use super::compile::SchemaError;
use super::model::QName;
use crate::xml::{Attributes, Event, Limits, Reader, Start, XmlError, split_qname};

/// The attributes that refer to a type.
const REFERENCES: &[&str] = &["type", "base"];

/// The names that nearly all elements and attributes of a schema document have; these need no copy.
const COMMON: &[&str] = &[
    "value",
    "enumeration",
    "name",
    "type",
    "element",
    "minOccurs",
    "maxOccurs",
    "simpleType",
    "restriction",
    "base",
    "pattern",
    "maxLength",
    "minLength",
    "complexType",
    "sequence",
    "minInclusive",
    "maxInclusive",
    "annotation",
    "documentation",
];

/// An element of a schema document.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) namespace: Arc<str>,
    pub(super) local: Cow<'static, str>,
    pub(super) line: u32,
    attributes: Vec<Attr>,
    pub(super) children: Vec<Node>,
    pub(super) text: String,
}

#[derive(Debug)]
struct Attr {
    name: Cow<'static, str>,
    value: String,
    /// Of an attribute that refers to a type: its value as a name, if it can be one and its prefix is declared.
    qname: Option<QName>,
}

impl Node {
    /// Reads a document.
    pub(super) fn read(document: &str, bytes: &[u8]) -> Result<Node, SchemaError> {
        let mut reader = Reader::new(bytes, Limits::default());
        let mut open: Vec<Node> = Vec::new();
        let mut root = None;
        let mut namespace: Arc<str> = Arc::from("");
        loop {
            match reader.next().map_err(|error| xml_error(document, error))? {
                Event::Start(start) => {
                    // Nearly all elements are in one namespace.
                    if *namespace != *start.namespace {
                        namespace = Arc::from(start.namespace);
                    }
                    open.push(Node::new(document, &start, &namespace)?);
                }
                Event::Text(text) => {
                    // White space in front means nothing anywhere in a schema.
                    if let Some(node) = open.last_mut()
                        && !(node.text.is_empty() && text.trim_start().is_empty())
                    {
                        node.text.push_str(text);
                    }
                }
                Event::End { .. } => {
                    let closed = open.pop();
                    match open.last_mut() {
                        Some(parent) => parent.children.extend(closed),
                        None => root = closed,
                    }
                }
                Event::Eof => break,
            }
        }
        root.ok_or_else(|| SchemaError::new(document, 1, "het document is leeg"))
    }

    fn new(document: &str, start: &Start<'_>, namespace: &Arc<str>) -> Result<Node, SchemaError> {
        let line = start.position.line;
        let found = start.attributes.iter();
        let mut attributes = Vec::with_capacity(found.len());
        for attribute in found {
            if attribute.namespace == XSD {
                let text = format!("het attribuut {} wordt niet ondersteund", attribute.local);
                return Err(SchemaError::new(document, line, &text));
            }
            // Attributes of other namespaces are remarks (part 1 §3.1.2); those without a namespace count.
            if attribute.namespace.is_empty() {
                attributes.push(Attr {
                    name: kept(attribute.local),
                    value: attribute.value.to_owned(),
                    qname: REFERENCES
                        .contains(&attribute.local)
                        .then(|| resolve(attribute.value, start.attributes))
                        .flatten(),
                });
            }
        }
        Ok(Node {
            namespace: Arc::clone(namespace),
            local: kept(start.local),
            line,
            attributes,
            children: Vec::new(),
            text: String::new(),
        })
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.find(name).map(|attribute| attribute.value.as_str())
    }

    /// The value of an attribute that names a component; `Some(None)` if that is no name here.
    pub(super) fn reference(&self, name: &str) -> Option<Option<&QName>> {
        self.find(name).map(|attribute| attribute.qname.as_ref())
    }

    fn find(&self, name: &str) -> Option<&Attr> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// Names of all attributes without a namespace.
    pub(super) fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|attribute| &*attribute.name)
    }

    /// Whether this is the XML Schema element with that name.
    pub(super) fn is(&self, local: &str) -> bool {
        *self.namespace == *XSD && self.local == local
    }
}

fn kept(name: &str) -> Cow<'static, str> {
    COMMON
        .iter()
        .find(|common| **common == name)
        .map_or_else(|| Cow::Owned(name.to_owned()), |common| Cow::Borrowed(*common))
}

fn resolve(value: &str, scope: Attributes<'_>) -> Option<QName> {
    let (prefix, local) = split_qname(value.trim_matches([' ', '\t', '\n', '\r']))?;
    let namespace = scope.resolve(prefix)?;
    Some(QName { namespace: Arc::from(namespace), local: Arc::from(local) })
}

fn xml_error(document: &str, error: XmlError) -> SchemaError {
    match error {
        XmlError::Io(error) => SchemaError::new(document, 1, &error.to_string()),
        XmlError::NotWellFormed { position, text } | XmlError::Unsafe { position, text } => {
            SchemaError::new(document, position.line, &text)
        }
    }
}
