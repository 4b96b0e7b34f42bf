//! Recognising good values at a glance: what of each simple type can be told with one loop over the bytes.
//!
//! A glance says yes only to a value of one line that [`SimpleType::check`] finds good and [`SimpleType::normalise`]
//! leaves as it is. No means nothing: the value gets the full check then.

use super::dates::days_in_month;
use super::pattern::Shape;
use super::simple::{Primitive, SimpleType};

/// What a value must be like to be good at a glance.
#[derive(Clone, Debug, Default)]
pub(super) enum Quick {
    /// There is nothing simple about this type.
    #[default]
    Never,
    /// One of these values of at most eight bytes, packed and sorted.
    OneOf(Vec<u64>),
    /// `YYYY-MM-DD`
    Date,
    /// `hh:mm:ss`
    Time,
    /// That many digits, between those bounds.
    Number { least: usize, most: usize, min: i64, max: i64 },
    /// That many characters, each of this class, without white space where it might be collapsed.
    Text { least: usize, most: usize, class: u8 },
}

/// Classes of bytes: anything but tab and line ends; ASCII letters and digits; digits.
const TEXT: u8 = 1;
const ALPHANUMERIC: u8 = 2;
const DIGIT: u8 = 4;

/// So many digits always fit in an `i64`.
const MOST_DIGITS: usize = 18;

#[allow(clippy::indexing_slicing, reason = "evaluated when compiling, with an index below 256")]
const CLASSES: [u8; 256] = {
    let mut classes = [TEXT; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\r' => 0,
            b'0'..=b'9' => TEXT | ALPHANUMERIC | DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => TEXT | ALPHANUMERIC,
            _ => TEXT,
        };
        byte += 1;
    }
    classes
};

impl Quick {
    /// What can be told of values of this type.
    pub(super) fn of(simple: &SimpleType) -> Quick {
        if let Some(values) = listed(simple) {
            let mut packed: Vec<u64> = values.filter_map(|value| good_and_packed(simple, value)).collect();
            packed.sort_unstable();
            return Quick::OneOf(packed);
        }
        match simple.primitive {
            Primitive::String => text(simple),
            Primitive::Integer => number(simple),
            Primitive::Date if allows(simple, b"0123456789-", 10) => Quick::Date,
            Primitive::Time if allows(simple, b"0123456789:", 8) => Quick::Time,
            Primitive::Date | Primitive::Time => Quick::Never,
        }
    }

    /// Whether a value is good beyond doubt.
    #[inline]
    pub(super) fn accepts(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        match self {
            Quick::Never => false,
            Quick::OneOf(values) => pack(bytes).is_some_and(|value| values.binary_search(&value).is_ok()),
            Quick::Date => is_plain_date(bytes),
            Quick::Time => is_plain_time(bytes),
            Quick::Number { least, most, min, max } => {
                (*least..=*most).contains(&bytes.len())
                    && digits(bytes).is_some_and(|number| (*min..=*max).contains(&number))
            }
            Quick::Text { least, most, class } => is_plain_text(bytes, *least, *most, *class),
        }
    }
}

/// The only values that a type may have, by its enumeration or a pattern that is a plain text.
fn listed(simple: &SimpleType) -> Option<Box<dyn Iterator<Item = &str> + '_>> {
    if let Some(enumeration) = &simple.enumeration {
        return Some(Box::new(enumeration.values.iter().map(String::as_str)));
    }
    simple.patterns.iter().find_map(|pattern| match &pattern.shape {
        Shape::Literal(text) => Some(Box::new(std::iter::once(text.as_str())) as Box<dyn Iterator<Item = _>>),
        _ => None,
    })
}

fn good_and_packed(simple: &SimpleType, value: &str) -> Option<u64> {
    let as_written = simple.normalise(value, &mut String::new()) == value && !value.contains('\n');
    (as_written && simple.check(value).is_ok()).then(|| pack(value.as_bytes())).flatten()
}

/// Whether the patterns allow every text of that many of these bytes.
fn allows(simple: &SimpleType, alphabet: &[u8], length: usize) -> bool {
    simple.patterns.iter().all(|pattern| match &pattern.shape {
        Shape::NoneOf { bytes, least } => {
            *least <= length && !alphabet.iter().any(|byte| bytes.contains(byte))
        }
        Shape::NotBlank | Shape::NotBlankLine => true,
        _ => false,
    })
}

fn text(simple: &SimpleType) -> Quick {
    let length = |facet: Option<u64>, default| {
        facet.map_or(default, |length| usize::try_from(length).unwrap_or(usize::MAX))
    };
    // An empty text is left to the full check.
    let (mut least, mut most) = (length(simple.min_length, 0).max(1), length(simple.max_length, usize::MAX));
    let mut class = TEXT;
    for pattern in &simple.patterns {
        match &pattern.shape {
            Shape::NotBlank | Shape::NotBlankLine => {}
            Shape::Alphanumeric => class |= ALPHANUMERIC,
            Shape::Digits { least: fewest, most: limit } => {
                class |= DIGIT;
                least = least.max(*fewest);
                most = most.min(limit.unwrap_or(usize::MAX));
            }
            _ => return Quick::Never,
        }
    }
    Quick::Text { least, most, class }
}

fn number(simple: &SimpleType) -> Quick {
    let bound = |facet: &Option<std::sync::Arc<str>>, default: i64| match facet.as_deref() {
        None => default,
        // What does not fit lies beyond every number of so few digits.
        Some(text) => text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX }),
    };
    let (mut least, mut most) = (1, MOST_DIGITS);
    for pattern in &simple.patterns {
        let Shape::Digits { least: fewest, most: limit } = &pattern.shape else { return Quick::Never };
        least = least.max(*fewest);
        most = most.min(limit.unwrap_or(usize::MAX));
    }
    let beyond = |text: &str| text.parse::<i64>().is_err() && !text.starts_with('-');
    if simple.min.as_deref().is_some_and(beyond) {
        return Quick::Never;
    }
    Quick::Number { least, most, min: bound(&simple.min, i64::MIN), max: bound(&simple.max, i64::MAX) }
}

/// The bytes of a short text as one number; texts hold no zero bytes, so different texts differ.
#[inline]
fn pack(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |packed, byte| packed << 8 | u64::from(*byte)))
}

/// The number that at most [`MOST_DIGITS`] digits stand for.
#[inline]
fn digits(bytes: &[u8]) -> Option<i64> {
    let mut number: i64 = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    Some(number)
}

#[inline]
fn is_plain_date(bytes: &[u8]) -> bool {
    let &[m, c, d, y, b'-', m1, m2, b'-', d1, d2] = bytes else { return false };
    let (Some(year), Some(month), Some(day)) = (digits(&[m, c, d, y]), digits(&[m1, m2]), digits(&[d1, d2]))
    else {
        return false;
    };
    let Ok(month) = u8::try_from(month) else { return false };
    year > 0 && day > 0 && day <= i64::from(days_in_month(year, month))
}

#[inline]
fn is_plain_time(bytes: &[u8]) -> bool {
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = bytes else { return false };
    let below = |tens, ones, limit| digits(&[tens, ones]).is_some_and(|number| number < limit);
    below(h1, h2, 24) && below(m1, m2, 60) && below(s1, s2, 60)
}

#[inline]
#[allow(clippy::indexing_slicing, reason = "a byte is below 256")]
fn is_plain_text(bytes: &[u8], least: usize, most: usize, class: u8) -> bool {
    let mut classes = u8::MAX;
    let mut length = 0;
    let mut spaces = false;
    // As if a space stood in front: then one at the front is one too many.
    let mut previous = b' ';
    for &byte in bytes {
        classes &= CLASSES[usize::from(byte)];
        spaces |= byte == b' ' && previous == b' ';
        length += usize::from(byte & 0xC0 != 0x80);
        previous = byte;
    }
    classes & class == class && !spaces && previous != b' ' && (least..=most).contains(&length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::sync::Arc;

    use super::super::pattern::Pattern;
    use super::super::simple::{Enumeration, WhiteSpace};
    use super::*;

    /// A date and a time without zones, a number from 10 to 999, a text of 1 to 8 characters, a code.
    fn types() -> [SimpleType; 5] {
        let pattern = |source| vec![Arc::new(Pattern::compile(&[source]).unwrap())];
        let base = |primitive| SimpleType::builtin("t", primitive, WhiteSpace::Collapse);
        let mut date = base(Primitive::Date);
        date.patterns = pattern("[^:Z]*");
        let mut time = base(Primitive::Time);
        time.patterns = pattern("[^Z+-]+");
        let mut number = base(Primitive::Integer);
        (number.min, number.max) = (Some("10".into()), Some("999".into()));
        let mut word = base(Primitive::String);
        (word.min_length, word.max_length) = (Some(1), Some(8));
        word.patterns = pattern(".*[^\\s].*");
        let mut code = base(Primitive::String);
        let values = vec!["C".to_owned(), "D".to_owned()];
        code.enumeration = Some(Arc::new(Enumeration::new(Primitive::String, values)));
        [date, time, number, word, code]
    }

    #[test]
    fn good_values_are_recognised() {
        let good = |simple: &SimpleType, value: &str| Quick::of(simple).accepts(value);
        let [date, time, number, word, code] = types();
        assert!(good(&date, "2024-02-29") && !good(&date, "2023-02-29") && !good(&date, "2024-02-29Z"));
        assert!(good(&time, "23:59:59") && !good(&time, "24:00:00"));
        assert!(
            good(&number, "10") && good(&number, "0999") && !good(&number, "1000") && !good(&number, "9")
        );
        assert!(
            good(&word, "één twee") && !good(&word, "een  twee") && !good(&word, " een") && !good(&word, "")
        );
        assert!(good(&code, "D") && !good(&code, "X"));
    }

    proptest! {
        #[test]
        fn a_glance_never_says_yes_to_what_the_full_check_refuses(value in "[0-9:+ DXé\\-\t]{0,11}|[12][09][0-9]{2}-[0-1][0-9]-[0-3][0-9]|[0-2][0-9]:[0-6][0-9]:[0-6][0-9]") {
            for simple in types() {
                if Quick::of(&simple).accepts(&value) {
                    let mut scratch = String::new();
                    prop_assert_eq!(simple.normalise(&value, &mut scratch), &value);
                    prop_assert!(simple.check(&value).is_ok());
                }
            }
        }
    }
}
