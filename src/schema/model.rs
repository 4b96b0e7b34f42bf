//! The compiled schemas: what the compiler makes and the validator walks.

use std::collections::HashMap;
use std::sync::Arc;

use super::simple::SimpleType;

/// Where a simple type stands in [`SchemaSet::simple`].
pub(super) type SimpleId = usize;
/// Where a complex type stands in [`SchemaSet::complex`].
pub(super) type ComplexId = usize;

/// A set of compiled schemas: every root that a message may have.
///
/// Source: XML Schema 1.0 parts 1 and 2 (second edition), the subset described at [`SchemaSet::compile`].
#[derive(Debug)]
pub struct SchemaSet {
    pub(super) simple: Vec<SimpleType>,
    pub(super) complex: Vec<ComplexType>,
    pub(super) roots: Vec<Root>,
}

/// A document of the set that is a starting point, and one global element of it.
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
    /// Equal for equal namespaces of a set, different for others.
    pub(super) namespace_id: usize,
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

impl SchemaSet {
    /// The declaration of a document element; `None` if no schema in the set declares it.
    pub fn root(&self, namespace: &str, local: &str) -> Option<&ElementDecl> {
        self.root_entry(namespace, local).map(|root| &root.element)
    }

    pub(super) fn root_entry(&self, namespace: &str, local: &str) -> Option<&Root> {
        self.roots.iter().find(|root| root.element.matches(namespace, local))
    }

    /// Every possible document element, in order of the documents given.
    pub fn roots(&self) -> impl Iterator<Item = &ElementDecl> {
        self.roots.iter().map(|root| &root.element)
    }

    /// The children of a complex element in schema order; empty for a simple one.
    ///
    /// `element` must come from this set.
    pub fn children<'s>(&'s self, element: &ElementDecl) -> &'s [ElementDecl] {
        match element.kind {
            TypeId::Simple(_) => &[],
            TypeId::Complex(id) => self.complex.get(id).map_or(&[], |complex| &complex.children),
        }
    }

    /// The text of element `name` inside `xs:schema/xs:annotation/xs:appinfo` of the document that declares
    /// a root in `root_namespace`, without the white space around it.
    pub fn appinfo(&self, root_namespace: &str, name: &str) -> Option<&str> {
        let root = self.roots.iter().find(|root| *root.element.namespace == *root_namespace)?;
        root.appinfo.get(name).map(String::as_str)
    }
}
