//! Whole numbers of any size (XML Schema 1.0 part 2 §3.3.13), compared by value without arithmetic.

use std::cmp::Ordering;

/// A whole number, as the digits that it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Integer<'a> {
    negative: bool,
    /// Without leading zeros; empty for zero.
    digits: &'a str,
}

impl<'a> Integer<'a> {
    /// Reads `[+-]?[0-9]+`; `None` if `text` is something else.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = digits.trim_start_matches('0');
        Some(Integer { negative: negative && !digits.is_empty(), digits })
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        self.digits.len().cmp(&other.digits.len()).then_with(|| self.digits.cmp(other.digits))
    }
}

impl PartialOrd for Integer<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Integer<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(text: &str) -> Integer<'_> {
        Integer::parse(text).unwrap()
    }

    #[test]
    fn integers_compare_by_value_at_any_size() {
        assert_eq!(int("+007"), int("7"));
        assert_eq!(int("-0"), int("0"));
        let order =
            ["-100000000000000000000000000000", "-10", "-9", "0", "9", "10", "99999999999999999999999999999"];
        for pair in order.windows(2) {
            assert!(int(pair[0]) < int(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn what_is_no_integer_is_refused() {
        for bad in ["", "+", "-", "+-1", "1.0", "1e3", "0x1", "1 2", "١", "1_000", " 1"] {
            assert_eq!(Integer::parse(bad), None, "{bad}");
        }
    }
}
