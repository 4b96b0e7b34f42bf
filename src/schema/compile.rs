//! From schema documents to a [`Schema`]: which documents there are, what they import, what they declare.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::builtin;
use super::model::{ElementDecl, QName, Root, Schema, TypeId};
use super::quick::Quick;
use super::source::Node;
use super::types::Compiler;

/// A schema document, not yet read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Relative path such as `ijw-3.2/JW301.xsd`; a `schemaLocation` inside it resolves against this.
    pub name: String,
    /// The XML.
    pub bytes: Vec<u8>,
}

/// Why a set of schemas cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{document}, regel {line}: {text}")]
pub struct SchemaError {
    /// Name of the document.
    pub document: String,
    /// Line in it, from 1.
    pub line: u32,
    /// What is wrong, in Dutch.
    pub text: String,
}

impl SchemaError {
    pub(super) fn new(document: &str, line: u32, text: &str) -> Self {
        SchemaError { document: document.to_owned(), line, text: text.to_owned() }
    }
}

/// A document that has been read, and which documents it imports.
pub(super) struct Parsed {
    pub(super) name: String,
    pub(super) schema: Node,
    pub(super) namespace: Arc<str>,
    /// Whether local elements are in the namespace unless they say otherwise.
    pub(super) qualified: bool,
    /// Imported namespace and place of the document.
    pub(super) imports: Vec<(Arc<str>, usize)>,
}

impl Parsed {
    pub(super) fn error(&self, line: u32, text: &str) -> SchemaError {
        SchemaError::new(&self.name, line, text)
    }
}

impl Schema {
    /// Compiles documents, as [`super::SchemaSet::compile`] says, to become a part of a set.
    pub(super) fn compile(documents: &[Document], part: usize) -> Result<Schema, SchemaError> {
        let parsed = read_all(documents)?;
        let imported: HashSet<usize> =
            parsed.iter().flat_map(|p| p.imports.iter().map(|import| import.1)).collect();
        let mut compiler = Compiler::new(&parsed, part);
        compiler.compile_types()?;
        let mut roots: Vec<Root> = Vec::new();
        for (index, document) in parsed.iter().enumerate() {
            let elements = compiler.global_elements(index)?;
            if imported.contains(&index) {
                continue;
            }
            let types = Arc::new(reachable_types(&parsed, &compiler, index)?);
            let appinfo = Arc::new(read_appinfo(&document.schema));
            for (line, element) in elements {
                check_new_root(document, line, &element, &roots)?;
                roots.push(Root { element, types: Arc::clone(&types), appinfo: Arc::clone(&appinfo) });
            }
        }
        for simple in &mut compiler.simple {
            simple.quick = Quick::of(simple);
        }
        Ok(Schema::new(compiler.simple, compiler.complex, roots))
    }
}

fn check_new_root(
    document: &Parsed,
    line: u32,
    element: &ElementDecl,
    roots: &[Root],
) -> Result<(), SchemaError> {
    if roots.iter().any(|root| root.element.matches(&element.namespace, &element.name)) {
        let text = format!(
            "het element {} in namespace {} staat al in een ander schema",
            element.name, element.namespace
        );
        return Err(document.error(line, &text));
    }
    Ok(())
}

fn read_all(documents: &[Document]) -> Result<Vec<Parsed>, SchemaError> {
    let mut places = HashMap::new();
    for (index, document) in documents.iter().enumerate() {
        if places.insert(normal_path(&document.name), index).is_some() {
            return Err(SchemaError::new(&document.name, 1, "dit schema is twee keer gegeven"));
        }
    }
    let mut parsed = Vec::new();
    for document in documents {
        let schema = Node::read(&document.name, &document.bytes)?;
        parsed.push(read_schema(&document.name, schema)?);
    }
    let namespaces: Vec<Arc<str>> = parsed.iter().map(|p| Arc::clone(&p.namespace)).collect();
    for document in &mut parsed {
        document.imports = read_imports(document, &places, &namespaces)?;
    }
    Ok(parsed)
}

/// Checks the `schema` element itself.
fn read_schema(name: &str, schema: Node) -> Result<Parsed, SchemaError> {
    let error = |text: &str| SchemaError::new(name, schema.line, text);
    if !schema.is("schema") {
        return Err(error("dit is geen XML-schema"));
    }
    for attribute in schema.attribute_names() {
        match attribute {
            "targetNamespace" | "elementFormDefault" | "attributeFormDefault" | "version" | "id" => {}
            other => return Err(error(&format!("het attribuut {other} van schema wordt niet ondersteund"))),
        }
    }
    let qualified = match schema.attribute("elementFormDefault") {
        None | Some("unqualified") => false,
        Some("qualified") => true,
        Some(_) => return Err(error("elementFormDefault moet qualified of unqualified zijn")),
    };
    let namespace = schema.attribute("targetNamespace").unwrap_or_default().into();
    if schema.attribute("targetNamespace") == Some("") {
        return Err(error("targetNamespace mag niet leeg zijn"));
    }
    Ok(Parsed { name: name.to_owned(), namespace, qualified, imports: Vec::new(), schema })
}

fn read_imports(
    document: &Parsed,
    places: &HashMap<String, usize>,
    namespaces: &[Arc<str>],
) -> Result<Vec<(Arc<str>, usize)>, SchemaError> {
    let mut imports: Vec<(Arc<str>, usize)> = Vec::new();
    for node in document.schema.children.iter().filter(|node| node.is("import")) {
        let error = |text: &str| Err(document.error(node.line, text));
        if let Some(other) =
            node.attribute_names().find(|name| !matches!(*name, "namespace" | "schemaLocation" | "id"))
        {
            return error(&format!("het attribuut {other} van import wordt niet ondersteund"));
        }
        if node.children.iter().any(|child| !child.is("annotation")) {
            return error("in import mag alleen annotation staan");
        }
        let namespace = node.attribute("namespace").unwrap_or_default();
        let Some(location) = node.attribute("schemaLocation") else {
            return error("een import zonder schemaLocation wordt niet ondersteund");
        };
        let Some(&place) = places.get(&resolve_path(&document.name, location)) else {
            return error(&format!("het schema {location} ontbreekt"));
        };
        if namespaces.get(place).is_none_or(|found| **found != *namespace) {
            return error(&format!("het schema {location} heeft een andere targetNamespace dan de import"));
        }
        if *document.namespace == *namespace {
            return error("een schema kan zijn eigen namespace niet importeren");
        }
        match imports.iter().find(|(known, _)| **known == *namespace) {
            Some((_, known)) if *known != place => {
                return error("dezelfde namespace wordt uit twee schema's geïmporteerd");
            }
            Some(_) => {}
            None => imports.push((namespace.into(), place)),
        }
    }
    Ok(imports)
}

/// A path with `.` and `..` worked out, so that equal places have equal names.
fn normal_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn resolve_path(document: &str, location: &str) -> String {
    let folder = document.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    normal_path(&format!("{folder}/{location}"))
}

/// The named types of a document and of all that it imports, directly or not: those that `xsi:type` can name.
fn reachable_types(
    parsed: &[Parsed],
    compiler: &Compiler<'_>,
    start: usize,
) -> Result<HashMap<QName, TypeId>, SchemaError> {
    let mut reached: HashMap<&str, usize> = HashMap::new();
    let mut todo = vec![start];
    while let Some(index) = todo.pop() {
        let Some(document) = parsed.get(index) else { continue };
        match reached.insert(&document.namespace, index) {
            Some(known) if known == index => continue,
            Some(_) => {
                let text = format!("de namespace {} komt via imports uit twee schema's", document.namespace);
                return Err(document.error(document.schema.line, &text));
            }
            None => todo.extend(document.imports.iter().map(|import| import.1)),
        }
    }
    let mut types: HashMap<QName, TypeId> = builtin::names()
        .map(|(name, id)| (QName { namespace: builtin::XSD.into(), local: name.into() }, TypeId::Simple(id)))
        .collect();
    for index in reached.into_values() {
        types.extend(compiler.named_types(index));
    }
    Ok(types)
}

/// Texts of the elements directly inside `appinfo`, by local name; the first of a name counts.
fn read_appinfo(schema: &Node) -> HashMap<String, String> {
    let mut found = HashMap::new();
    let annotations = schema.children.iter().filter(|node| node.is("annotation"));
    for info in annotations.flat_map(|node| &node.children).filter(|node| node.is("appinfo")) {
        for node in &info.children {
            found.entry(node.local.clone().into_owned()).or_insert_with(|| node.text.trim().to_owned());
        }
    }
    found
}
