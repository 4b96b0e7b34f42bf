//! Which prefix stands for which namespace (Namespaces in XML 1.0 §2, §3, §6).

use std::ops::Range;

/// The namespace that the prefix `xml` always stands for.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations themselves; no prefix may stand for it.
pub(super) const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// How many declarations may be in force at the same time. Each lookup may walk them all, so without a
/// bound a message could make reading quadratic.
const MAX_IN_SCOPE: usize = 1_024;

/// A namespace that a name was found to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// In none.
    None,
    /// That of the prefix `xml`.
    Xml,
    /// That of a declaration in force, by its place.
    Declared(usize),
}

/// What is wrong with a namespace declaration.
pub(super) enum Refused {
    /// Namespaces in XML forbids it. In Dutch.
    Forbidden(&'static str),
    /// Too many in force.
    TooMany,
}

struct Binding {
    /// A hash of the prefix: most others are told apart without looking at their text.
    key: u64,
    prefix: Range<usize>,
    name: Range<usize>,
    depth: usize,
}

/// The declarations in force, innermost last.
#[derive(Default)]
pub(super) struct Namespaces {
    text: String,
    bindings: Vec<Binding>,
    scope: u64,
}

impl Namespaces {
    /// Declares that `prefix` (empty: the default) stands for `name` in the element at `depth` and below.
    pub(super) fn declare(&mut self, prefix: &str, name: &str, depth: usize) -> Result<(), Refused> {
        check(prefix, name).map_err(Refused::Forbidden)?;
        let key = key_of(prefix);
        let mut here = self.bindings.iter().rev().take_while(|binding| binding.depth == depth);
        if here.any(|binding| binding.key == key && self.part(&binding.prefix) == prefix) {
            return Err(Refused::Forbidden(
                "Een attribuut staat twee keer in dezelfde tag. Verwijder er een.",
            ));
        }
        if self.bindings.len() >= MAX_IN_SCOPE {
            return Err(Refused::TooMany);
        }
        let prefix = self.keep(prefix);
        let name = self.keep(name);
        self.scope += 1;
        self.bindings.push(Binding { key, prefix, name, depth });
        Ok(())
    }

    /// Ends the declarations of the element at `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while let Some(binding) = self.bindings.pop_if(|binding| binding.depth >= depth) {
            self.text.truncate(binding.prefix.start);
            self.scope += 1;
        }
    }

    /// Changes whenever a prefix may have come to stand for something else.
    pub(super) fn scope(&self) -> u64 {
        self.scope
    }

    /// What `prefix` stands for; the empty one always stands for something.
    pub(super) fn find(&self, prefix: &str) -> Option<Namespace> {
        let key = key_of(prefix);
        let is_it = |binding: &Binding| binding.key == key && self.part(&binding.prefix) == prefix;
        let found = self.bindings.iter().rposition(is_it);
        match found.and_then(|index| Some((index, self.bindings.get(index)?))) {
            Some((_, binding)) if binding.name.is_empty() => Some(Namespace::None),
            Some((index, _)) => Some(Namespace::Declared(index)),
            None if prefix.is_empty() => Some(Namespace::None),
            None if prefix == "xml" => Some(Namespace::Xml),
            None => None,
        }
    }

    /// The name of a namespace; empty for none.
    pub(super) fn name(&self, namespace: Namespace) -> &str {
        match namespace {
            Namespace::None => "",
            Namespace::Xml => XML_NAMESPACE,
            Namespace::Declared(index) => {
                self.bindings.get(index).map_or("", |binding| self.part(&binding.name))
            }
        }
    }

    fn part(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn keep(&mut self, part: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(part);
        start..self.text.len()
    }
}

/// FNV-1a: short names, no need for more.
fn key_of(prefix: &str) -> u64 {
    prefix
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// Namespaces in XML 1.0 §3, "Reserved Prefixes and Namespace Names", and §2.2 "No Prefix Undeclaring".
fn check(prefix: &str, name: &str) -> Result<(), &'static str> {
    if prefix == "xmlns" || name == XMLNS_NAMESPACE {
        return Err("Het voorvoegsel xmlns en zijn namespace mogen niet opnieuw worden vastgelegd.");
    }
    if (prefix == "xml") != (name == XML_NAMESPACE) {
        return Err("Het voorvoegsel xml hoort vast bij zijn eigen namespace. Kies een ander voorvoegsel.");
    }
    if name.is_empty() && !prefix.is_empty() {
        return Err("Een voorvoegsel mag geen lege namespace hebben. Vul de namespace in achter xmlns.");
    }
    Ok(())
}
