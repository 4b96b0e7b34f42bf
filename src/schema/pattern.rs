//! The facet `pattern` (XML Schema 1.0 part 2 §4.3.4): what a value must look like from end to end.

use regex::{Regex, RegexBuilder};

use super::translate::translate;

/// The patterns of one restriction step; a value must match one of them.
#[derive(Debug)]
pub(super) struct Pattern {
    /// As written; more than one with ` of ` between them.
    pub(super) source: String,
    pub(super) shape: Shape,
}

/// How a pattern is matched: the common ones by a loop over the bytes.
#[derive(Debug)]
pub(super) enum Shape {
    /// This text and no other.
    Literal(String),
    /// That many digits 0 to 9.
    Digits { least: usize, most: Option<usize> },
    /// At least one character that is no white space.
    NotBlank,
    /// The same, and no line end.
    NotBlankLine,
    /// At least one ASCII letter or digit, and nothing else.
    Alphanumeric,
    /// At least one letter of `a-zA-ZÀ-ỳ`, and nothing else.
    Letters,
    /// Three whole numbers without needless zeros, with points between them.
    Version,
    /// None of these ASCII characters; at least `least` others.
    NoneOf { bytes: Vec<u8>, least: usize },
    /// Any other pattern.
    Regex(Regex),
}

/// Room for a compiled pattern; the official ones need a few KB.
const SIZE_LIMIT: usize = 4 * 1024 * 1024;

impl Pattern {
    /// Compiles the patterns of one step. Says in Dutch what is wrong.
    pub(super) fn compile(sources: &[&str]) -> Result<Pattern, String> {
        let mut alternatives = Vec::new();
        for source in sources {
            alternatives.push(format!("(?:{})", translate(source)?));
        }
        let shape = match sources {
            [only] => recognise(only),
            _ => None,
        };
        let shape = match shape {
            Some(shape) => shape,
            None => Shape::Regex(
                RegexBuilder::new(&format!("\\A(?:{})\\z", alternatives.join("|")))
                    .size_limit(SIZE_LIMIT)
                    .build()
                    .map_err(|error| error.to_string())?,
            ),
        };
        Ok(Pattern { source: sources.join(" of "), shape })
    }

    /// Whether the whole of `value` matches.
    pub(super) fn matches(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        match &self.shape {
            Shape::Literal(text) => value == text,
            Shape::Digits { least, most } => {
                bytes.len() >= *least
                    && most.is_none_or(|most| bytes.len() <= most)
                    && bytes.iter().all(u8::is_ascii_digit)
            }
            Shape::NotBlank => bytes.iter().any(|byte| !is_space(*byte)),
            Shape::NotBlankLine => {
                bytes.iter().any(|byte| !is_space(*byte))
                    && !bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
            }
            Shape::Alphanumeric => !value.is_empty() && bytes.iter().all(u8::is_ascii_alphanumeric),
            Shape::Letters => {
                !value.is_empty()
                    && value.chars().all(|c| c.is_ascii_alphabetic() || ('À'..='ỳ').contains(&c))
            }
            Shape::Version => is_version(value),
            Shape::NoneOf { bytes: forbidden, least } => {
                bytes.len() >= *least && !bytes.iter().any(|byte| forbidden.contains(byte))
            }
            Shape::Regex(regex) => regex.is_match(value),
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// `1.0.12`
fn is_version(value: &str) -> bool {
    let number = |part: &str| {
        part == "0"
            || (!part.is_empty() && !part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut parts = value.split('.');
    (0..3).all(|_| parts.next().is_some_and(number)) && parts.next().is_none()
}

/// The shape of a pattern that has already been found to be correct.
fn recognise(source: &str) -> Option<Shape> {
    if !source.is_empty() && source.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(Shape::Literal(source.to_owned()));
    }
    match source {
        // A point inside [ ] is a point, so between the parts that must not be blank anything may stand.
        "([.\\s]*\\S+[.\\s]*)+" => return Some(Shape::NotBlank),
        "([a-zA-Z0-9])+" => return Some(Shape::Alphanumeric),
        "([a-zA-ZÀ-ỳ])+" => return Some(Shape::Letters),
        "(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)" => return Some(Shape::Version),
        ".*[^\\s].*" | ".*\\S.*" => return Some(Shape::NotBlankLine),
        _ => {}
    }
    if let Some(quantity) = source.strip_prefix("[0-9]") {
        return digits(quantity);
    }
    none_of(source)
}

fn digits(quantity: &str) -> Option<Shape> {
    let (least, most) = match quantity {
        "*" => (0, None),
        "+" => (1, None),
        _ => {
            let inner = quantity.strip_prefix('{')?.strip_suffix('}')?;
            match inner.split_once(',') {
                None => (inner.parse().ok()?, Some(inner.parse().ok()?)),
                Some((least, "")) => (least.parse().ok()?, None),
                Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
            }
        }
    };
    Some(Shape::Digits { least, most })
}

/// `[^abc]*` or `[^abc]+` with plain characters; a hyphen only at the end, where it is one.
fn none_of(source: &str) -> Option<Shape> {
    let inner = source.strip_prefix("[^")?;
    let (inner, least) = match inner.strip_suffix("]*") {
        Some(inner) => (inner, 0),
        None => (inner.strip_suffix("]+")?, 1),
    };
    let plain = inner.strip_suffix('-').unwrap_or(inner);
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'+' | b';' | b',' | b'/');
    (!inner.is_empty() && plain.bytes().all(is_plain)).then(|| Shape::NoneOf { bytes: inner.into(), least })
}
