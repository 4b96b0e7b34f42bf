//! A set of schemas: compiled together at the start, or each when a message first asks for it.

use std::sync::OnceLock;

use super::compile::{Document, SchemaError};
use super::model::{ElementDecl, Root, Schema, TypeId};
use super::simple::{Primitive, SimpleType};

/// Schemas for every root that a message may have.
///
/// Source: XML Schema 1.0 parts 1 and 2 (second edition), the subset described at [`SchemaSet::compile`].
#[derive(Debug)]
pub struct SchemaSet {
    parts: Vec<Part>,
}

/// Schemas that share nothing with those of another part.
#[derive(Debug)]
enum Part {
    Compiled(Schema),
    OnDemand {
        /// Of its roots.
        namespace: String,
        /// The name of its roots.
        name: &'static str,
        documents: fn(&str) -> Vec<Document>,
        schema: OnceLock<Result<Schema, SchemaError>>,
    },
}

impl SchemaSet {
    /// Compiles schemas.
    ///
    /// The global elements of each document that no other document imports become the possible roots. Types
    /// belong to the document that imports them, so two folders may each have their own copy of a schema.
    ///
    /// Understood: `import`, `annotation`, global elements, named and inline types, `sequence` of elements
    /// with `minOccurs` and `maxOccurs`, restriction of the built-in types string, date, time, integer and
    /// those derived from them, and the facets `enumeration`, `pattern`, `length`, `minLength`, `maxLength`,
    /// `minInclusive`, `maxInclusive` and `whiteSpace`.
    ///
    /// # Errors
    /// Anything else in a schema, a reference to what does not exist, the same root in two documents: with
    /// the document and line. Nothing is ever skipped, as that would make a validator that accepts too much.
    pub fn compile(documents: &[Document]) -> Result<SchemaSet, SchemaError> {
        Ok(SchemaSet { parts: vec![Part::Compiled(Schema::compile(documents, 0)?)] })
    }

    /// Schemas of which each is compiled when a message first asks for a root in its namespace: from the documents that
    /// `documents` gives for that namespace. They should be known to be right: that one is not comes out only then. Their roots have
    /// this name.
    pub fn on_demand(
        name: &'static str,
        namespaces: impl IntoIterator<Item = String>,
        documents: fn(namespace: &str) -> Vec<Document>,
    ) -> SchemaSet {
        let part = |namespace| Part::OnDemand { namespace, name, documents, schema: OnceLock::new() };
        SchemaSet { parts: namespaces.into_iter().map(part).collect() }
    }

    /// The declaration of a document element; `None` if no schema in the set declares it, or if that schema is wrong.
    pub fn root(&self, namespace: &str, local: &str) -> Option<&ElementDecl> {
        let (_, root) = self.find(namespace, local).ok().flatten()?;
        Some(&root.element)
    }

    /// Every possible document element, in order of the documents given, save those of schemas that are wrong.
    pub fn roots(&self) -> impl Iterator<Item = &ElementDecl> {
        let schemas = self.parts.iter().enumerate().filter_map(|(place, part)| part.schema(place).ok());
        schemas.flat_map(|schema| &schema.roots).map(|root| &root.element)
    }

    /// The children of a complex element in schema order; empty for a simple one.
    ///
    /// `element` must come from this set.
    pub fn children<'s>(&'s self, element: &ElementDecl) -> &'s [ElementDecl] {
        let schema = self.parts.get(element.part).and_then(|part| part.schema(element.part).ok());
        schema.map_or(&[], |schema| schema.children(element.kind))
    }

    /// Whether the element holds text only.
    pub fn is_simple(&self, element: &ElementDecl) -> bool {
        matches!(element.kind, TypeId::Simple(_))
    }

    /// Whether the element holds a whole number.
    ///
    /// `element` must come from this set.
    pub fn is_integer(&self, element: &ElementDecl) -> bool {
        self.simple(element).is_some_and(|simple| simple.primitive == Primitive::Integer)
    }

    /// Whether the element holds a date.
    ///
    /// `element` must come from this set.
    pub fn is_date(&self, element: &ElementDecl) -> bool {
        self.simple(element).is_some_and(|simple| simple.primitive == Primitive::Date)
    }

    /// The values that the element may have, where its type lists them.
    ///
    /// `element` must come from this set.
    pub fn values(&self, element: &ElementDecl) -> Option<&[String]> {
        Some(self.simple(element)?.enumeration.as_ref()?.values.as_slice())
    }

    fn simple(&self, element: &ElementDecl) -> Option<&SimpleType> {
        let TypeId::Simple(id) = element.kind else { return None };
        self.parts.get(element.part)?.schema(element.part).ok()?.simple.get(id)
    }

    /// The text of element `name` inside `xs:schema/xs:annotation/xs:appinfo` of the document that declares
    /// a root in `root_namespace`, without the white space around it.
    pub fn appinfo(&self, root_namespace: &str, name: &str) -> Option<&str> {
        let is_there = |root: &&Root| *root.element.namespace == *root_namespace;
        let mut schemas = self.schemas(root_namespace).filter_map(Result::ok);
        let root = schemas.find_map(|schema| schema.roots.iter().find(is_there))?;
        root.appinfo.get(name).map(String::as_str)
    }

    /// The root with that name and the schema that it is from.
    ///
    /// # Errors
    /// If that schema is not right.
    pub(super) fn find(
        &self,
        namespace: &str,
        local: &str,
    ) -> Result<Option<(&Schema, &Root)>, &SchemaError> {
        for schema in self.schemas(namespace) {
            let schema = schema?;
            if let Some(root) = schema.root(namespace, local) {
                return Ok(Some((schema, root)));
            }
        }
        Ok(None)
    }

    /// Whether a root of this name is declared in any namespace.
    pub(super) fn knows_root(&self, local: &str) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Compiled(schema) => schema.roots.iter().any(|root| *root.element.name == *local),
            Part::OnDemand { name, .. } => *name == local,
        })
    }

    /// The schemas that may have roots in a namespace.
    fn schemas(&self, namespace: &str) -> impl Iterator<Item = Result<&Schema, &SchemaError>> {
        let parts = self.parts.iter().enumerate().filter(move |(_, part)| part.may_declare(namespace));
        parts.map(|(place, part)| part.schema(place))
    }
}

impl Part {
    fn may_declare(&self, wanted: &str) -> bool {
        match self {
            Part::Compiled(_) => true,
            Part::OnDemand { namespace, .. } => namespace == wanted,
        }
    }

    fn schema(&self, place: usize) -> Result<&Schema, &SchemaError> {
        match self {
            Part::Compiled(schema) => Ok(schema),
            Part::OnDemand { namespace, documents, schema, .. } => {
                schema.get_or_init(|| Schema::compile(&documents(namespace), place)).as_ref()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::schema::Report;
    use crate::xml::Limits;

    static ASKED: AtomicUsize = AtomicUsize::new(0);

    fn documents(namespace: &str) -> Vec<Document> {
        ASKED.fetch_add(1, Ordering::SeqCst);
        let kind = if namespace == "urn:fout" { "xs:float" } else { "xs:date" };
        let bytes = format!(
            "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{namespace}' \
             elementFormDefault='qualified'><xs:element name='a'><xs:complexType><xs:sequence>\
             <xs:element name='b' type='{kind}'/></xs:sequence></xs:complexType></xs:element></xs:schema>"
        );
        vec![Document { name: format!("{namespace}.xsd"), bytes: bytes.into_bytes() }]
    }

    fn set() -> SchemaSet {
        SchemaSet::on_demand("a", ["urn:een", "urn:twee", "urn:fout"].map(str::to_owned), documents)
    }

    fn validate(set: &SchemaSet, namespace: &str, value: &str) -> std::io::Result<Report> {
        let message = format!("<a xmlns='{namespace}'><b>{value}</b></a>");
        set.validate(message.as_bytes(), Limits::default(), &mut ())
    }

    #[test]
    fn a_schema_is_compiled_when_a_message_asks_for_it_and_then_kept() {
        let set = set();
        let asked = || ASKED.swap(0, Ordering::SeqCst);
        asked();
        assert!(validate(&set, "urn:twee", "2026-01-01").unwrap().valid());
        assert!(!validate(&set, "urn:twee", "2026-02-30").unwrap().valid());
        assert_eq!(asked(), 1);
        let unknown = validate(&set, "urn:drie", "2026-01-01").unwrap();
        assert_eq!((unknown.findings.len(), asked()), (1, 0));
        let root = set.root("urn:een", "a").unwrap();
        assert_eq!(&*set.children(root)[0].name, "b");
        assert_eq!((set.root("urn:een", "b").is_none(), asked()), (true, 1));
        // One schema that is wrong does not stand in the way of the others, and never gives a verdict.
        let wrong = validate(&set, "urn:fout", "1").unwrap_err();
        assert!(wrong.to_string().starts_with("urn:fout.xsd, regel 1: het basistype xs:float"), "{wrong}");
        assert!(set.root("urn:fout", "a").is_none());
        assert_eq!(set.roots().count(), 2);
    }
}
