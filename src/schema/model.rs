//! The compiled schemas: what the compiler makes and the validator walks.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::simple::SimpleType;

/// Where a simple type stands in [`Schema::simple`].
pub(super) type SimpleId = usize;
/// Where a complex type stands in [`Schema::complex`].
pub(super) type ComplexId = usize;

/// Documents that were compiled together: every root that they declare, and the types that these are made of.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) simple: Vec<SimpleType>,
    pub(super) complex: Vec<ComplexType>,
    pub(super) roots: Vec<Root>,
    /// The names of all elements, in lowercase.
    names: BTreeSet<String>,
}

/// A schema without anything.
pub(super) static EMPTY: Schema =
    Schema { simple: Vec::new(), complex: Vec::new(), roots: Vec::new(), names: BTreeSet::new() };

/// A document that is a starting point, and one global element of it.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) element: ElementDecl,
    /// The named types that `xsi:type` can name here: those of the document and of all that it imports.
    pub(super) types: Arc<HashMap<QName, TypeId>>,
    /// Texts of the elements inside `xs:appinfo` of the document, by local name.
    pub(super) appinfo: Arc<HashMap<String, String>>,
}

/// An expanded name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct QName {
    pub(super) namespace: Arc<str>,
    pub(super) local: Arc<str>,
}

/// Which type an element has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeId {
    /// Text only.
    Simple(SimpleId),
    /// A sequence of elements.
    Complex(ComplexId),
}

/// A complex type: a sequence of elements, without attributes.
#[derive(Debug, Default)]
pub(super) struct ComplexType {
    pub(super) children: Vec<ElementDecl>,
}

/// The declaration of an element, with how often it may occur where it stands.
#[derive(Clone, Debug)]
pub struct ElementDecl {
    /// Local name.
    pub name: Arc<str>,
    /// Namespace of the element; empty for none.
    pub namespace: Arc<str>,
    /// The least number of occurrences.
    pub min: u32,
    /// The greatest number of occurrences; `None`: unbounded.
    pub max: Option<u32>,
    pub(super) kind: TypeId,
    /// Equal for equal namespaces of a schema, different for others.
    pub(super) namespace_id: usize,
    /// The part of its set that it belongs to.
    pub(super) part: usize,
}

impl ElementDecl {
    /// Whether more than one may follow on each other, so that a path needs an index here.
    pub fn repeats(&self) -> bool {
        self.max != Some(1)
    }

    /// Whether it holds text only.
    pub fn is_simple(&self) -> bool {
        matches!(self.kind, TypeId::Simple(_))
    }

    /// Whether this declares the element with that name.
    pub(super) fn matches(&self, namespace: &str, local: &str) -> bool {
        *self.name == *local && *self.namespace == *namespace
    }
}

impl Schema {
    pub(super) fn new(simple: Vec<SimpleType>, complex: Vec<ComplexType>, roots: Vec<Root>) -> Schema {
        let inside = complex.iter().flat_map(|complex| &complex.children);
        let all = roots.iter().map(|root| &root.element).chain(inside);
        let names = all.map(|element| element.name.to_lowercase()).collect();
        Schema { simple, complex, roots, names }
    }

    /// Whether an element of this name is declared anywhere; capitals do not count.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.contains(&name.to_lowercase())
    }

    pub(super) fn root(&self, namespace: &str, local: &str) -> Option<&Root> {
        self.roots.iter().find(|root| root.element.matches(namespace, local))
    }

    /// The children of a complex element in schema order; empty for a simple one.
    pub(super) fn children(&self, kind: TypeId) -> &[ElementDecl] {
        match kind {
            TypeId::Simple(_) => &[],
            TypeId::Complex(id) => self.complex.get(id).map_or(&[], |complex| &complex.children),
        }
    }
}
