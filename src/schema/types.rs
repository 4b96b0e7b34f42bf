//! Compiling the types and elements of schema documents (XML Schema 1.0 part 1 §3.3, §3.4, §3.8, §3.14).

use std::collections::HashMap;
use std::sync::Arc;

use super::builtin::{self, XSD};
use super::compile::{Parsed, SchemaError};
use super::model::{ComplexType, ElementDecl, QName, SimpleId, TypeId};
use super::simple::SimpleType;
use super::source::Node;
use crate::xml::is_ncname;

pub(super) type Result<T> = std::result::Result<T, SchemaError>;

/// A place to make types from documents.
pub(super) struct Compiler<'d> {
    documents: &'d [Parsed],
    /// The part of a set that all this is for.
    part: usize,
    pub(super) simple: Vec<SimpleType>,
    pub(super) complex: Vec<ComplexType>,
    named: HashMap<(usize, &'d str), Named<'d>>,
}

#[derive(Clone, Copy)]
enum Named<'d> {
    Done(TypeId),
    /// A simple type that has not been made yet.
    Waiting(&'d Node),
    /// A simple type that is being made; meeting it again means that it is its own base.
    Busy,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(documents: &'d [Parsed], part: usize) -> Self {
        Compiler { documents, part, simple: builtin::all(), complex: Vec::new(), named: HashMap::new() }
    }

    /// Makes all named types of all documents.
    pub(super) fn compile_types(&mut self) -> Result<()> {
        let documents = self.documents;
        let mut complex = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            for node in &document.schema.children {
                self.register(index, document, node, &mut complex)?;
            }
            self.check_blank(document, &document.schema)?;
        }
        for (index, document) in documents.iter().enumerate() {
            for node in document.schema.children.iter().filter(|node| node.is("simpleType")) {
                if let Some(name) = node.attribute("name") {
                    self.named_type(index, name, document, node.line)?;
                }
            }
        }
        for (index, node, id) in complex {
            let children = self.complex_children(index, node)?;
            if let Some(place) = self.complex.get_mut(id) {
                place.children = children;
            }
        }
        Ok(())
    }

    /// Takes note of a child of `schema`. Complex types get their place at once, as they may be recursive.
    fn register(
        &mut self,
        index: usize,
        document: &'d Parsed,
        node: &'d Node,
        complex: &mut Vec<(usize, &'d Node, usize)>,
    ) -> Result<()> {
        let entry = match &*node.local {
            _ if *node.namespace != *XSD => return Err(self.unsupported(document, node)),
            "annotation" => return self.check_annotation(document, node),
            "import" | "element" => return Ok(()),
            "simpleType" => Named::Waiting(node),
            "complexType" => {
                complex.push((index, node, self.complex.len()));
                self.complex.push(ComplexType::default());
                Named::Done(TypeId::Complex(self.complex.len() - 1))
            }
            _ => return Err(self.unsupported(document, node)),
        };
        let name = self.name_of(document, node)?;
        if self.named.insert((index, name), entry).is_some() {
            return Err(document.error(node.line, &format!("het type {name} staat er twee keer")));
        }
        Ok(())
    }

    /// Named types of one document.
    pub(super) fn named_types(&self, index: usize) -> impl Iterator<Item = (QName, TypeId)> {
        let namespace = self.documents.get(index).map_or_else(|| Arc::from(""), |d| Arc::clone(&d.namespace));
        self.named.iter().filter_map(move |((document, name), entry)| match entry {
            Named::Done(id) if *document == index => {
                Some((QName { namespace: Arc::clone(&namespace), local: Arc::from(*name) }, *id))
            }
            _ => None,
        })
    }

    /// The global elements of a document, each with its line.
    pub(super) fn global_elements(&mut self, index: usize) -> Result<Vec<(u32, ElementDecl)>> {
        let documents = self.documents;
        let Some(document) = documents.get(index) else { return Ok(Vec::new()) };
        let mut elements = Vec::new();
        for node in document.schema.children.iter().filter(|node| node.is("element")) {
            self.check_attributes(document, node, &["name", "type", "id", "nillable", "abstract"])?;
            let element = self.element(index, document, node, Arc::clone(&document.namespace))?;
            elements.push((node.line, element));
        }
        Ok(elements)
    }

    /// A local or global element declaration, but for how often it may occur.
    fn element(
        &mut self,
        index: usize,
        document: &'d Parsed,
        node: &'d Node,
        namespace: Arc<str>,
    ) -> Result<ElementDecl> {
        let name = self.name_of(document, node)?;
        let mut inline = None;
        self.check_blank(document, node)?;
        for child in &node.children {
            match &*child.local {
                "annotation" if *child.namespace == *XSD => self.check_annotation(document, child)?,
                "simpleType" | "complexType" if *child.namespace == *XSD && inline.is_none() => {
                    inline = Some(child)
                }
                _ => return Err(self.unsupported(document, child)),
            }
        }
        let kind = match (node.reference("type"), inline) {
            (Some(_), Some(_)) => {
                return Err(document.error(node.line, &format!("het element {name} heeft twee typen")));
            }
            (Some(reference), None) => self.resolve(index, document, node, reference)?,
            (None, Some(inline)) if inline.is("simpleType") => {
                self.check_attributes(document, inline, &["id"])?;
                TypeId::Simple(self.simple_type(index, inline, None)?)
            }
            (None, Some(inline)) => {
                self.check_attributes(document, inline, &["id", "mixed", "abstract"])?;
                let children = self.complex_children(index, inline)?;
                self.complex.push(ComplexType { children });
                TypeId::Complex(self.complex.len() - 1)
            }
            (None, None) => {
                let text = format!("het element {name} zonder type wordt niet ondersteund");
                return Err(document.error(node.line, &text));
            }
        };
        let namespace_id = self.documents.iter().position(|known| known.namespace == namespace);
        let namespace_id = namespace_id.unwrap_or(usize::MAX);
        let (min, max, part) = (1, Some(1), self.part);
        Ok(ElementDecl { name: name.into(), namespace, min, max, kind, namespace_id, part })
    }

    /// The type that `reference` names in a document: its own, one that it imports, or a built-in one.
    fn resolve(
        &mut self,
        index: usize,
        document: &'d Parsed,
        node: &Node,
        reference: Option<&QName>,
    ) -> Result<TypeId> {
        let Some(QName { namespace, local }) = reference else {
            return Err(
                document.error(node.line, "een verwijzing naar een type is geen naam die hier iets betekent")
            );
        };
        let home = if *namespace == document.namespace {
            Some(index)
        } else {
            document.imports.iter().find(|import| import.0 == *namespace).map(|import| import.1)
        };
        match home {
            Some(home) => self.named_type(home, local, document, node.line),
            None if **namespace == *XSD => builtin::id(local).map(TypeId::Simple).ok_or_else(|| {
                document.error(node.line, &format!("het basistype xs:{local} wordt niet ondersteund"))
            }),
            None => {
                Err(document.error(node.line, &format!("de namespace van type {local} is niet geïmporteerd")))
            }
        }
    }

    fn named_type(&mut self, home: usize, name: &str, from: &Parsed, line: u32) -> Result<TypeId> {
        let missing = || from.error(line, &format!("het type {name} bestaat niet"));
        match *self.named.get(&(home, name)).ok_or_else(missing)? {
            Named::Done(id) => Ok(id),
            Named::Waiting(node) => {
                let key = (home, node.attribute("name").unwrap_or_default());
                self.named.insert(key, Named::Busy);
                let documents = self.documents;
                let document = documents.get(home).ok_or_else(missing)?;
                self.check_attributes(document, node, &["name", "id"])?;
                let id = TypeId::Simple(self.simple_type(home, node, Some(name))?);
                self.named.insert(key, Named::Done(id));
                Ok(id)
            }
            Named::Busy => Err(from.error(line, &format!("het type {name} is van zichzelf afgeleid"))),
        }
    }

    /// The elements of a complex type: one `sequence` of elements, or nothing.
    fn complex_children(&mut self, index: usize, node: &'d Node) -> Result<Vec<ElementDecl>> {
        let documents = self.documents;
        let Some(document) = documents.get(index) else { return Ok(Vec::new()) };
        self.check_attributes(document, node, &["name", "id", "mixed", "abstract"])?;
        self.check_blank(document, node)?;
        let mut sequence = None;
        for child in &node.children {
            match &*child.local {
                "annotation" if *child.namespace == *XSD => self.check_annotation(document, child)?,
                "sequence" if *child.namespace == *XSD && sequence.is_none() => sequence = Some(child),
                _ => return Err(self.unsupported(document, child)),
            }
        }
        let Some(sequence) = sequence else { return Ok(Vec::new()) };
        self.check_attributes(document, sequence, &["id", "minOccurs", "maxOccurs"])?;
        self.check_blank(document, sequence)?;
        if occurs(document, sequence)? != (1, Some(1)) {
            return Err(document
                .error(sequence.line, "een sequence die vaker of niet voorkomt, wordt niet ondersteund"));
        }
        let mut children = Vec::new();
        for child in &sequence.children {
            match &*child.local {
                "annotation" if *child.namespace == *XSD => self.check_annotation(document, child)?,
                "element" if *child.namespace == *XSD => {
                    children.extend(self.local_element(index, document, child)?)
                }
                _ => return Err(self.unsupported(document, child)),
            }
        }
        check_deterministic(document, sequence, &children)?;
        Ok(children)
    }

    /// An element in a sequence; `None` if it may never occur.
    fn local_element(
        &mut self,
        index: usize,
        document: &'d Parsed,
        node: &'d Node,
    ) -> Result<Option<ElementDecl>> {
        let allowed = ["name", "type", "id", "nillable", "minOccurs", "maxOccurs", "form"];
        self.check_attributes(document, node, &allowed)?;
        let qualified = match node.attribute("form") {
            None => document.qualified,
            Some("qualified") => true,
            Some("unqualified") => false,
            Some(_) => return Err(document.error(node.line, "form moet qualified of unqualified zijn")),
        };
        let namespace = if qualified { Arc::clone(&document.namespace) } else { Arc::from("") };
        let (min, max) = occurs(document, node)?;
        let element = self.element(index, document, node, namespace)?;
        Ok((max != Some(0)).then_some(ElementDecl { min, max, ..element }))
    }

    fn name_of(&self, document: &Parsed, node: &'d Node) -> Result<&'d str> {
        match node.attribute("name") {
            Some(name) if is_ncname(name) => Ok(name),
            _ => Err(document.error(node.line, &format!("aan {} ontbreekt een goede naam", node.local))),
        }
    }

    /// Refuses attributes that are not in `allowed`, or that would have an effect that is not supported.
    pub(super) fn check_attributes(&self, document: &Parsed, node: &Node, allowed: &[&str]) -> Result<()> {
        for name in node.attribute_names() {
            let switched_on = matches!(name, "nillable" | "mixed" | "abstract" | "fixed")
                && !matches!(node.attribute(name), Some("false" | "0"));
            if switched_on || !allowed.contains(&name) {
                let text = format!("het attribuut {name} van {} wordt niet ondersteund", node.local);
                return Err(document.error(node.line, &text));
            }
        }
        Ok(())
    }

    /// XML Schema elements hold no text, but for `documentation` and `appinfo`.
    pub(super) fn check_blank(&self, document: &Parsed, node: &Node) -> Result<()> {
        if node.text.trim().is_empty() {
            return Ok(());
        }
        Err(document.error(node.line, &format!("in {} staat losse tekst", node.local)))
    }

    pub(super) fn check_annotation(&self, document: &Parsed, node: &Node) -> Result<()> {
        self.check_blank(document, node)?;
        match node.children.iter().find(|child| !child.is("documentation") && !child.is("appinfo")) {
            Some(other) => Err(self.unsupported(document, other)),
            None => Ok(()),
        }
    }

    pub(super) fn unsupported(&self, document: &Parsed, node: &Node) -> SchemaError {
        document.error(node.line, &format!("{} wordt hier niet ondersteund", node.local))
    }

    /// The simple type that a restriction is based on.
    pub(super) fn base_type(&mut self, index: usize, restriction: &Node) -> Result<SimpleId> {
        let document = self.document(index, restriction)?;
        let Some(reference) = restriction.reference("base") else {
            return Err(
                document.error(restriction.line, "een restriction zonder base wordt niet ondersteund")
            );
        };
        match self.resolve(index, document, restriction, reference)? {
            TypeId::Simple(id) => Ok(id),
            TypeId::Complex(_) => {
                Err(document.error(restriction.line, "de base van een restriction moet een simpleType zijn"))
            }
        }
    }

    pub(super) fn document(&self, index: usize, node: &Node) -> Result<&'d Parsed> {
        let documents: &'d [Parsed] = self.documents;
        documents.get(index).ok_or_else(|| SchemaError::new("", node.line, "het schema ontbreekt"))
    }
}

/// `minOccurs` and `maxOccurs`; each is 1 by default (part 1 §3.9.2).
fn occurs(document: &Parsed, node: &Node) -> Result<(u32, Option<u32>)> {
    let number = |name: &str, text: &str| {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if plain { text.parse().ok() } else { None };
        number.ok_or_else(|| document.error(node.line, &format!("{name} is geen bruikbaar aantal")))
    };
    let min = number("minOccurs", node.attribute("minOccurs").unwrap_or("1"))?;
    let max = match node.attribute("maxOccurs").unwrap_or("1") {
        "unbounded" => None,
        text => Some(number("maxOccurs", text)?),
    };
    if max.is_some_and(|max| max < min) {
        return Err(document.error(node.line, "maxOccurs is kleiner dan minOccurs"));
    }
    Ok((min, max))
}

/// Refuses a sequence in which an element could be taken for either of two declarations (part 1 §3.8.6,
/// "Unique Particle Attribution"), or in which one name has two types ("Element Declarations Consistent").
fn check_deterministic(document: &Parsed, sequence: &Node, children: &[ElementDecl]) -> Result<()> {
    for (place, first) in children.iter().enumerate() {
        let mut reachable = first.max != Some(first.min);
        for second in children.iter().skip(place + 1) {
            let same = second.matches(&first.namespace, &first.name);
            if same && (reachable || second.kind != first.kind) {
                let text =
                    format!("het element {} staat er twee keer, zodat het niet eenduidig is", first.name);
                return Err(document.error(sequence.line, &text));
            }
            reachable &= second.min == 0;
        }
    }
    Ok(())
}
