//! Compiling simple types: restriction and its facets (XML Schema 1.0 part 1 §3.14, part 2 §4.3).
//!
//! A type carries all facets that hold for it, those of its base types included; a facet that would allow
//! more than the base type does is an error in the schema (the "valid restriction" constraints).

use std::sync::Arc;

use super::builtin::XSD;
use super::compile::Parsed;
use super::integer::Integer;
use super::model::SimpleId;
use super::pattern::Pattern;
use super::simple::{Enumeration, Primitive, SimpleType, WhiteSpace};
use super::source::Node;
use super::types::{Compiler, Result};

impl<'d> Compiler<'d> {
    /// Makes a simple type from its `simpleType` element.
    pub(super) fn simple_type(
        &mut self,
        index: usize,
        node: &'d Node,
        name: Option<&str>,
    ) -> Result<SimpleId> {
        let document = self.document(index, node)?;
        self.check_blank(document, node)?;
        let mut restriction = None;
        for child in &node.children {
            match &*child.local {
                "annotation" if *child.namespace == *XSD => self.check_annotation(document, child)?,
                "restriction" if *child.namespace == *XSD && restriction.is_none() => {
                    restriction = Some(child)
                }
                _ => return Err(self.unsupported(document, child)),
            }
        }
        let Some(restriction) = restriction else {
            return Err(document.error(node.line, "een simpleType zonder restriction wordt niet ondersteund"));
        };
        self.check_attributes(document, restriction, &["base", "id"])?;
        self.check_blank(document, restriction)?;
        let base = self.base_type(index, restriction)?;
        let Some(mut simple) = self.simple.get(base).cloned() else {
            return Err(document.error(node.line, "het basistype ontbreekt"));
        };
        simple.base = Some(base);
        if let Some(name) = name {
            simple.name = name.into();
        }
        self.apply_facets(document, restriction, &mut simple)?;
        self.simple.push(simple);
        Ok(self.simple.len() - 1)
    }

    fn apply_facets(&self, document: &Parsed, restriction: &Node, simple: &mut SimpleType) -> Result<()> {
        let base = simple.clone();
        let mut patterns = Vec::new();
        let mut values = Vec::new();
        let mut seen = Vec::new();
        for node in &restriction.children {
            if node.is("annotation") {
                self.check_annotation(document, node)?;
                continue;
            }
            self.check_facet(document, node)?;
            let value = node.attribute("value").unwrap_or_default();
            match &*node.local {
                "pattern" => patterns.push((node, value)),
                "enumeration" => values.push((node, value)),
                other if seen.contains(&other) => {
                    return Err(document.error(node.line, &format!("{other} staat er twee keer")));
                }
                other => {
                    seen.push(other);
                    self.apply_single(document, node, value, simple)?;
                }
            }
        }
        if let (Some(min), Some(max)) = (simple.min_length, simple.max_length)
            && min > max
        {
            return Err(document.error(restriction.line, "minLength is groter dan maxLength"));
        }
        if let (Some(min), Some(max)) = (&simple.min, &simple.max)
            && Integer::parse(min) > Integer::parse(max)
        {
            return Err(document.error(restriction.line, "minInclusive is groter dan maxInclusive"));
        }
        apply_enumeration(document, &values, &base, simple)?;
        apply_patterns(document, &patterns, simple)
    }

    fn check_facet(&self, document: &Parsed, node: &Node) -> Result<()> {
        if *node.namespace != *XSD {
            return Err(self.unsupported(document, node));
        }
        self.check_attributes(document, node, &["value", "id", "fixed"])?;
        self.check_blank(document, node)?;
        if node.attribute("value").is_none() {
            return Err(document.error(node.line, &format!("aan {} ontbreekt value", node.local)));
        }
        node.children.iter().try_for_each(|child| {
            if child.is("annotation") {
                self.check_annotation(document, child)
            } else {
                Err(self.unsupported(document, child))
            }
        })
    }

    /// A facet that occurs once in a step.
    fn apply_single(
        &self,
        document: &Parsed,
        node: &Node,
        value: &str,
        simple: &mut SimpleType,
    ) -> Result<()> {
        let value = value.trim_matches([' ', '\t', '\n', '\r']);
        let loosens = || document.error(node.line, &format!("{} is ruimer dan in het basistype", node.local));
        match (&*node.local, simple.primitive) {
            ("length" | "minLength" | "maxLength", Primitive::String) => {
                let length = Some(parse_length(document, node, value)?);
                let shorter = node.local != "maxLength" && length < simple.min_length;
                let longer =
                    node.local != "minLength" && simple.max_length.is_some() && length > simple.max_length;
                if shorter || longer {
                    return Err(loosens());
                }
                if node.local != "maxLength" {
                    simple.min_length = length;
                }
                if node.local != "minLength" {
                    simple.max_length = length;
                }
            }
            ("minInclusive" | "maxInclusive", Primitive::Integer) => {
                let Some(bound) = Integer::parse(value) else {
                    return Err(document.error(node.line, &format!("{} is geen geheel getal", node.local)));
                };
                let below = simple.min.as_deref().and_then(Integer::parse).is_some_and(|min| bound < min);
                let above = simple.max.as_deref().and_then(Integer::parse).is_some_and(|max| bound > max);
                if below || above {
                    return Err(loosens());
                }
                let place = if node.local == "minInclusive" { &mut simple.min } else { &mut simple.max };
                *place = Some(Arc::from(value));
            }
            ("whiteSpace", _) => {
                let white_space = match value {
                    "preserve" => WhiteSpace::Preserve,
                    "replace" => WhiteSpace::Replace,
                    "collapse" => WhiteSpace::Collapse,
                    _ => {
                        return Err(
                            document.error(node.line, "whiteSpace moet preserve, replace of collapse zijn")
                        );
                    }
                };
                if white_space < simple.white_space {
                    return Err(loosens());
                }
                simple.white_space = white_space;
            }
            (other, _) => {
                let text = format!("{other} wordt bij dit basistype niet ondersteund");
                return Err(document.error(node.line, &text));
            }
        }
        Ok(())
    }
}

fn parse_length(document: &Parsed, node: &Node, value: &str) -> Result<u64> {
    let plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let length = if plain { value.parse().ok() } else { None };
    length.ok_or_else(|| document.error(node.line, &format!("{} is geen bruikbaar aantal", node.local)))
}

/// The values of a step must all be allowed by the base type, so that only they need to be kept.
fn apply_enumeration(
    document: &Parsed,
    values: &[(&Node, &str)],
    base: &SimpleType,
    simple: &mut SimpleType,
) -> Result<()> {
    if values.is_empty() {
        return Ok(());
    }
    let mut kept = Vec::new();
    let mut scratch = String::new();
    for (node, value) in values {
        if matches!(simple.primitive, Primitive::Date | Primitive::Time) {
            return Err(document.error(node.line, "enumeration wordt bij dit basistype niet ondersteund"));
        }
        let value = base.normalise(value, &mut scratch);
        if base.check(value).is_err() {
            return Err(document.error(node.line, "deze waarde mag niet volgens het basistype"));
        }
        kept.push(value.to_owned());
    }
    simple.enumeration = Some(Arc::new(Enumeration::new(simple.primitive, kept)));
    Ok(())
}

fn apply_patterns(document: &Parsed, patterns: &[(&Node, &str)], simple: &mut SimpleType) -> Result<()> {
    let Some((first, _)) = patterns.first() else { return Ok(()) };
    let sources: Vec<&str> = patterns.iter().map(|(_, source)| *source).collect();
    let pattern = Pattern::compile(&sources)
        .map_err(|text| document.error(first.line, &format!("het patroon is niet te gebruiken: {text}")))?;
    simple.patterns.push(Arc::new(pattern));
    Ok(())
}
