//! The attributes of one start tag: taking them apart, normalising their values, finding doubles
//! (XML 1.0 §3.1, §3.3.3; Namespaces in XML 1.0 §6.3).

use std::ops::Range;

use super::chars::{decode_reference, is_space, split_qname};
use super::namespaces::{Namespace, Namespaces};

/// One attribute; namespace declarations are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its namespace; empty for none.
    pub namespace: &'a str,
    /// Its local name.
    pub local: &'a str,
    /// Its value after normalisation (XML 1.0 §3.3.3).
    pub value: &'a str,
}

/// The attributes of an element, in document order.
#[derive(Clone, Copy)]
pub struct Attributes<'a> {
    list: &'a AttributeList,
    namespaces: &'a Namespaces,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(list: &'a AttributeList, namespaces: &'a Namespaces) -> Self {
        Attributes { list, namespaces }
    }

    /// Each attribute.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Attribute<'a>> {
        self.list.entries.iter().map(move |entry| Attribute {
            namespace: self.namespaces.name(entry.namespace),
            local: self.list.part(&entry.local),
            value: self.list.part(&entry.value),
        })
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.list.entries.is_empty()
    }

    /// The namespace that a prefix stands for here (empty: the default one, or none); `None` if undeclared.
    pub fn resolve(self, prefix: &str) -> Option<&'a str> {
        self.namespaces.find(prefix).map(|namespace| self.namespaces.name(namespace))
    }
}

struct Entry {
    prefix: Range<usize>,
    local: Range<usize>,
    value: Range<usize>,
    namespace: Namespace,
}

/// The attributes of the present element; used again for each.
#[derive(Default)]
pub(super) struct AttributeList {
    text: String,
    entries: Vec<Entry>,
}

/// What is wrong, and at which byte of the tag.
pub(super) struct TagError<'a> {
    pub(super) rest: &'a str,
    pub(super) fault: TagFault,
}

/// What may be wrong with a start tag.
pub(super) enum TagFault {
    /// Not well-formed. In Dutch.
    Malformed(&'static str),
    /// A name is too long.
    NameTooLong,
    /// Too many namespaces in force.
    TooMany,
}

/// One attribute as it stands in the tag.
pub(super) struct RawAttribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    /// What follows.
    pub(super) rest: &'a str,
}

/// Takes the next attribute off `rest`, what follows the name or the previous attribute; `None` at the end.
pub(super) fn next_attribute(rest: &str) -> Result<Option<RawAttribute<'_>>, TagError<'_>> {
    let space = |c: char| u8::try_from(c).is_ok_and(is_space);
    let malformed = |rest, text| TagError { rest, fault: TagFault::Malformed(text) };
    let trimmed = rest.trim_start_matches(space);
    if trimmed.is_empty() {
        return Ok(None);
    }
    if trimmed.len() == rest.len() {
        return Err(malformed(rest, "Tussen twee attributen moet een spatie staan."));
    }
    let end = trimmed.find(|c| space(c) || c == '=').unwrap_or(trimmed.len());
    let (name, after) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
    let after = after.trim_start_matches(space);
    let Some(after) = after.strip_prefix('=') else {
        return Err(malformed(
            trimmed,
            "Een tag klopt niet: achter een attribuut moet een =-teken met een waarde staan.",
        ));
    };
    let after = after.trim_start_matches(space);
    let quote = match after.as_bytes().first() {
        Some(b'"') => '"',
        Some(b'\'') => '\'',
        _ => {
            return Err(malformed(
                trimmed,
                "De waarde van een attribuut moet tussen aanhalingstekens staan.",
            ));
        }
    };
    let Some((value, rest)) = after.strip_prefix(quote).and_then(|text| text.split_once(quote)) else {
        return Err(malformed(
            trimmed,
            "De waarde van een attribuut heeft geen aanhalingsteken aan het eind.",
        ));
    };
    Ok(Some(RawAttribute { name, value, rest }))
}

impl AttributeList {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.entries.clear();
    }

    /// Keeps an attribute; its value has been through [`normalise_value`].
    pub(super) fn push(&mut self, prefix: &str, local: &str, raw_value: &str) -> Result<(), &'static str> {
        let prefix = self.keep(prefix);
        let local = self.keep(local);
        let start = self.text.len();
        normalise_value(raw_value, &mut self.text)?;
        self.entries.push(Entry { prefix, local, value: start..self.text.len(), namespace: Namespace::None });
        Ok(())
    }

    /// Finds the namespace of each attribute, once all declarations of the element are known. An attribute
    /// without a prefix is in no namespace (Namespaces in XML 1.0 §6.2).
    pub(super) fn resolve(&mut self, namespaces: &Namespaces) -> Result<(), &'static str> {
        for entry in &mut self.entries {
            let prefix = self.text.get(entry.prefix.clone()).unwrap_or_default();
            if !prefix.is_empty() {
                entry.namespace = namespaces.find(prefix).ok_or(
                    "Een attribuut heeft een voorvoegsel waarvoor geen namespace is vastgelegd met xmlns.",
                )?;
            }
        }
        self.check_unique(namespaces)
    }

    /// XML 1.0 §3.1 "Unique Att Spec", Namespaces in XML 1.0 §6.3. Sorts first where there are many, so that
    /// a tag with many attributes does not take quadratic time.
    fn check_unique(&self, namespaces: &Namespaces) -> Result<(), &'static str> {
        if self.entries.len() < 2 {
            return Ok(());
        }
        let mut names: Vec<_> = self
            .entries
            .iter()
            .map(|entry| (self.part(&entry.local), namespaces.name(entry.namespace)))
            .collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [first, second] if first == second)) {
            return Err("Een attribuut staat twee keer in dezelfde tag. Verwijder er een.");
        }
        Ok(())
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

/// Splits the name of an attribute; says what is wrong with it otherwise.
pub(super) fn attribute_name(name: &str, limit: usize) -> Result<(&str, &str), TagFault> {
    if name.len() > limit {
        return Err(TagFault::NameTooLong);
    }
    split_qname(name)
        .ok_or(TagFault::Malformed("De naam van een attribuut bevat een teken dat daar niet mag."))
}

/// Appends the value of an attribute after end-of-line handling and normalisation (XML 1.0 §2.11, §3.3.3):
/// each literal line end or tab is a space; one written as a reference stays.
pub(super) fn normalise_value(raw: &str, target: &mut String) -> Result<(), &'static str> {
    if raw.contains('<') {
        return Err("In de waarde van een attribuut staat een <-teken. Schrijf het als &lt;.");
    }
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        let (before, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        target.push_str(before);
        if let Some(reference) = special.strip_prefix('&') {
            let (name, after) = reference
                .split_once(';')
                .ok_or("In de waarde van een attribuut staat een los &-teken. Schrijf het als &amp;.")?;
            target.push(decode_reference(name)?);
            rest = after;
        } else {
            target.push(' ');
            rest = special.strip_prefix("\r\n").or_else(|| special.get(1..)).unwrap_or_default();
        }
    }
    target.push_str(rest);
    Ok(())
}
