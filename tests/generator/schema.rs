//! What the schema of one message type says, as a tree of declarations. Knows no more of XML Schema than the
//! official schemas use, and stops at anything else.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// The schema of one message type.
pub struct Schema {
    pub root: Declaration,
    /// Namespace and name of every named type, for `xsi:type`.
    pub types: Vec<(String, String)>,
}

pub struct Declaration {
    pub namespace: String,
    pub local: String,
    pub min: usize,
    pub max: Option<usize>,
    /// The named type, if it has one.
    pub named: Option<(String, String)>,
    pub kind: Kind,
}

pub enum Kind {
    Sequence(Vec<Declaration>),
    Value(Value),
}

#[derive(Clone, Default)]
pub struct Value {
    pub base: Base,
    pub patterns: Vec<String>,
    pub listed: Vec<String>,
    pub min_length: usize,
    pub max_length: Option<usize>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// Which of the listed values comes next, so that each has its turn.
    pub turn: Cell<usize>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Base {
    #[default]
    Text,
    Integer,
    Date,
    Time,
}

/// An element of a schema document.
struct Node {
    name: String,
    attributes: HashMap<String, String>,
    children: Vec<Node>,
}

/// A schema document with its place in the namespaces.
struct Document {
    node: Node,
    namespace: String,
    prefixes: HashMap<String, String>,
}

impl Schema {
    /// Reads `<type>.xsd` and the `basisschema.xsd` beside it.
    pub fn read(file: &Path) -> Schema {
        let documents = [document(file), document(&file.with_file_name("basisschema.xsd"))];
        let root = documents[0].node.children.iter().find(|node| node.name == "element").unwrap();
        let named = |document: &Document| {
            let types = document.node.children.iter().filter(|node| node.name.ends_with("Type"));
            types
                .map(|node| (document.namespace.clone(), node.attributes["name"].clone()))
                .collect::<Vec<_>>()
        };
        let types = documents.iter().flat_map(named).collect();
        Schema { root: declaration(&documents, 0, root), types }
    }
}

fn declaration(documents: &[Document; 2], at: usize, node: &Node) -> Declaration {
    let document = &documents[at];
    let number = |name: &str| node.attributes.get(name).map(|text| text.parse().unwrap());
    let unbounded = node.attributes.get("maxOccurs").is_some_and(|max| max == "unbounded");
    let named = node.attributes.get("type").map(|name| qname(document, name));
    let kind = match &named {
        Some(name) => named_kind(documents, name),
        None => Kind::Value(value(documents, at, node.child("simpleType").unwrap())),
    };
    Declaration {
        namespace: document.namespace.clone(),
        local: node.attributes["name"].clone(),
        min: number("minOccurs").unwrap_or(1),
        max: if unbounded { None } else { number("maxOccurs").or(Some(1)) },
        named,
        kind,
    }
}

fn named_kind(documents: &[Document; 2], name: &(String, String)) -> Kind {
    let at = usize::from(documents[1].namespace == name.0);
    let is_it = |node: &&Node| node.attributes.get("name") == Some(&name.1) && node.name.ends_with("Type");
    let node = documents[at].node.children.iter().find(is_it).expect("a named type");
    if node.name == "simpleType" {
        return Kind::Value(value(documents, at, node));
    }
    let sequence = node.child("sequence").expect("a sequence");
    let elements = sequence.children.iter().filter(|child| child.name == "element");
    Kind::Sequence(elements.map(|child| declaration(documents, at, child)).collect())
}

fn value(documents: &[Document; 2], at: usize, node: &Node) -> Value {
    let restriction = node.child("restriction").expect("a restriction");
    let base = &restriction.attributes["base"];
    let mut value = match base.as_str() {
        "xs:string" => Value::default(),
        "xs:integer" => Value { base: Base::Integer, ..Value::default() },
        "xs:date" => Value { base: Base::Date, ..Value::default() },
        "xs:time" => Value { base: Base::Time, ..Value::default() },
        _ => match named_kind(documents, &qname(&documents[at], base)) {
            Kind::Value(value) => value,
            Kind::Sequence(_) => panic!("{base} is no simple type"),
        },
    };
    for facet in &restriction.children {
        let text = || facet.attributes["value"].clone();
        match facet.name.as_str() {
            "annotation" => {}
            "pattern" => value.patterns.push(text()),
            "enumeration" => value.listed.push(text()),
            "minLength" => value.min_length = text().parse().unwrap(),
            "maxLength" => value.max_length = Some(text().parse().unwrap()),
            "minInclusive" => value.min = Some(text().parse().unwrap()),
            "maxInclusive" => value.max = Some(text().parse().unwrap()),
            other => panic!("the generator does not know {other}"),
        }
    }
    value
}

fn qname(document: &Document, name: &str) -> (String, String) {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    (document.prefixes[prefix].clone(), local.to_owned())
}

impl Node {
    fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }
}

fn document(file: &Path) -> Document {
    let text = fs::read_to_string(file).unwrap();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Node { name: String::new(), attributes: HashMap::new(), children: Vec::new() }];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = tag.name().as_ref().rsplit(':').next().unwrap().to_owned();
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.as_ref().to_owned(), attribute.value.to_string())
                });
                open.push(Node { name, attributes: attributes.collect(), children: Vec::new() });
            }
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let node = open.pop().unwrap().children.remove(0);
    let prefixes = node.attributes.iter();
    let prefixes =
        prefixes.filter_map(|(name, uri)| Some((name.strip_prefix("xmlns:")?.to_owned(), uri.clone())));
    Document { namespace: node.attributes["targetNamespace"].clone(), prefixes: prefixes.collect(), node }
}
