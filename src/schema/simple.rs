//! Simple types: what text an element may hold (XML Schema 1.0 part 2 §3, §4).

use std::collections::HashSet;
use std::sync::Arc;

use super::dates::{is_date, is_time};
use super::integer::Integer;
use super::model::SimpleId;
use super::pattern::Pattern;
use super::quick::Quick;

/// The kind of value; to add a base type, add it here, in [`SimpleType::check_lexical`] and in `builtin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Primitive {
    String,
    Integer,
    Date,
    Time,
}

/// What happens to white space before anything else is checked (part 2 §4.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WhiteSpace {
    /// It stays.
    Preserve,
    /// Each becomes a space.
    Replace,
    /// A run becomes one space; none at the ends.
    Collapse,
}

/// A simple type with all facets that hold, those of its base types included.
#[derive(Clone, Debug)]
pub(super) struct SimpleType {
    /// Local name; that of the nearest named base for a type without a name.
    pub(super) name: Arc<str>,
    pub(super) base: Option<SimpleId>,
    pub(super) primitive: Primitive,
    pub(super) white_space: WhiteSpace,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) min: Option<Arc<str>>,
    pub(super) max: Option<Arc<str>>,
    /// One for each restriction step that has patterns; a value must match all.
    pub(super) patterns: Vec<Arc<Pattern>>,
    pub(super) enumeration: Option<Arc<Enumeration>>,
    /// Derived from the rest, at the end.
    pub(super) quick: Quick,
}

/// The values that a type allows.
#[derive(Debug, Default)]
pub(super) struct Enumeration {
    /// As written, in schema order.
    pub(super) values: Vec<String>,
    set: HashSet<String>,
}

impl Enumeration {
    pub(super) fn new(primitive: Primitive, values: Vec<String>) -> Self {
        let set = values.iter().map(|value| canonical(primitive, value)).collect();
        Enumeration { values, set }
    }

    fn contains(&self, primitive: Primitive, value: &str) -> bool {
        match primitive {
            Primitive::String => self.set.contains(value),
            _ => self.set.contains(&canonical(primitive, value)),
        }
    }
}

/// Equal values give equal text (for the types that may be enumerated).
fn canonical(primitive: Primitive, value: &str) -> String {
    if primitive != Primitive::Integer {
        return value.to_owned();
    }
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value.strip_prefix('+').unwrap_or(value)),
    };
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => format!("{sign}{digits}"),
    }
}

/// Which facet a value breaks.
#[derive(Clone, Debug)]
pub(super) enum Violation {
    /// It is not of the basic kind at all.
    Lexical,
    /// It is not one of the listed values.
    Enumeration(Arc<Enumeration>),
    /// It has too few characters.
    TooShort { length: u64, least: u64 },
    /// It has too many.
    TooLong { length: u64, most: u64 },
    /// It does not match.
    Pattern(Arc<Pattern>),
    /// The number is too small.
    TooSmall(Arc<str>),
    /// The number is too large.
    TooLarge(Arc<str>),
}

impl SimpleType {
    /// A built-in type without facets.
    pub(super) fn builtin(name: &str, primitive: Primitive, white_space: WhiteSpace) -> Self {
        SimpleType {
            name: name.into(),
            base: None,
            primitive,
            white_space,
            min_length: None,
            max_length: None,
            min: None,
            max: None,
            patterns: Vec::new(),
            enumeration: None,
            quick: Quick::Never,
        }
    }

    /// Applies the white space facet; `scratch` holds the result where it differs from `raw`.
    pub(super) fn normalise<'v>(&self, raw: &'v str, scratch: &'v mut String) -> &'v str {
        match self.white_space {
            WhiteSpace::Preserve => raw,
            WhiteSpace::Replace if !raw.contains(['\t', '\n', '\r']) => raw,
            WhiteSpace::Replace => {
                scratch.clear();
                scratch.extend(raw.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
                scratch
            }
            WhiteSpace::Collapse if is_collapsed(raw) => raw,
            WhiteSpace::Collapse => {
                scratch.clear();
                for word in raw.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
                    if !scratch.is_empty() {
                        scratch.push(' ');
                    }
                    scratch.push_str(word);
                }
                scratch
            }
        }
    }

    /// Checks a value that has had [`SimpleType::normalise`] (part 1 §3.14.4, part 2 §4.3).
    pub(super) fn check(&self, value: &str) -> Result<(), Violation> {
        self.check_lexical(value)?;
        if let Some(enumeration) = &self.enumeration
            && !enumeration.contains(self.primitive, value)
        {
            return Err(Violation::Enumeration(Arc::clone(enumeration)));
        }
        self.check_length(value)?;
        for pattern in &self.patterns {
            if !pattern.matches(value) {
                return Err(Violation::Pattern(Arc::clone(pattern)));
            }
        }
        self.check_range(value)
    }

    fn check_lexical(&self, value: &str) -> Result<(), Violation> {
        let good = match self.primitive {
            Primitive::String => true,
            Primitive::Integer => Integer::parse(value).is_some(),
            Primitive::Date => is_date(value),
            Primitive::Time => is_time(value),
        };
        if good { Ok(()) } else { Err(Violation::Lexical) }
    }

    /// Lengths count code points (part 2 §4.3.1).
    fn check_length(&self, value: &str) -> Result<(), Violation> {
        if self.min_length.is_none() && self.max_length.is_none() {
            return Ok(());
        }
        let length = value.chars().count() as u64;
        match (self.min_length, self.max_length) {
            (Some(least), _) if length < least => Err(Violation::TooShort { length, least }),
            (_, Some(most)) if length > most => Err(Violation::TooLong { length, most }),
            _ => Ok(()),
        }
    }

    fn check_range(&self, value: &str) -> Result<(), Violation> {
        if self.min.is_none() && self.max.is_none() {
            return Ok(());
        }
        let Some(number) = Integer::parse(value) else { return Err(Violation::Lexical) };
        if let Some(min) = &self.min
            && Integer::parse(min).is_some_and(|min| number < min)
        {
            return Err(Violation::TooSmall(Arc::clone(min)));
        }
        if let Some(max) = &self.max
            && Integer::parse(max).is_some_and(|max| number > max)
        {
            return Err(Violation::TooLarge(Arc::clone(max)));
        }
        Ok(())
    }
}

/// Whether collapsing would change nothing.
fn is_collapsed(text: &str) -> bool {
    let mut after_space = true;
    for byte in text.bytes() {
        match byte {
            b'\t' | b'\n' | b'\r' => return false,
            b' ' if after_space => return false,
            _ => after_space = byte == b' ',
        }
    }
    text.is_empty() || !after_space
}
