//! Values that some type somewhere may or may not allow: what the judges say, decides.

use super::random::Random;
use super::schema::{Base, Value};
use super::values::valid_value;

const ANYTHING: &[&str] = &[
    "",
    " ",
    "\n",
    "\t \r",
    "0",
    "-0",
    "+0",
    "+1",
    "-1",
    "--1",
    "+-1",
    "1-",
    "1+",
    "00",
    "01",
    "1.0",
    "1.",
    ".5",
    "1e3",
    "1E3",
    "0x10",
    "1 2",
    "1,5",
    "1_000",
    "٣",
    "１２",
    "NaN",
    "INF",
    "null",
    "true",
    "a",
    "A",
    "é",
    "e\u{301}",
    "a b",
    "a\nb",
    "a\tb",
    "a\rb",
    " a ",
    "\u{A0}",
    "\u{2003}",
    "\u{85}",
    "\u{2028}",
    "\u{200B}",
    "\u{FEFF}",
    "x\u{1F600}",
    "<",
    "&",
    "]]>",
    "99999999",
    "100000000",
    "999999999",
    "1000000000",
    "999999999999",
    "1000000000000",
    "-99999999",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999",
    "00000000000000000000001",
    "-00000000000000000000001",
    "2024-02-29",
    "2023-02-29",
    "2100-02-29",
    "1900-02-29",
    "2000-02-30",
    "2024-04-31",
    "2024-06-31",
    "2024-00-01",
    "2024-13-01",
    "2024-01-00",
    "2024-01-32",
    "2024-1-1",
    "24-01-01",
    "024-01-01",
    "02024-01-01",
    "0000-01-01",
    "-0000-01-01",
    "-0001-01-01",
    "+2024-01-01",
    "12345-01-01",
    "99999999999-01-01",
    "2024-01-01Z",
    "2024-01-01+01:00",
    "2024-01-01-05:00",
    "2024-01-01z",
    "2024-01-01T00:00:00",
    "2024/01/01",
    "20240101",
    "01-01-2024",
    " 2024-01-01 ",
    "2024-01-01\n",
    "2024 -01-01",
    "2024-01-01 x",
    "12:00:00",
    "24:00:00",
    "24:00:01",
    "24:01:00",
    "25:00:00",
    "23:60:00",
    "23:59:60",
    "23:59:59.999999999",
    "12:00:00.",
    "12:00",
    "12:0:0",
    "120000",
    "12:00:00Z",
    "12:00:00-05:00",
    "24:00:00-00:00",
    "12:00:00.123456789012345678901234567890",
    "0000000000000000000000000000001",
    "-0000000000000000000000000000000",
    "12:00:00+01:00",
    "12:00:00 ",
    "\t12:00:00",
    "-12:00:00",
    "T12:00:00",
    "12:00:00.0.0",
    "1.2.3",
    "01.2.3",
    "1.2",
    "1.2.3.4",
    "999900006",
    "00000000",
    "0000",
    "C",
    "c",
    "D ",
    " D",
    "1",
    "2",
];

const TIMES: &[&str] = &[
    "12:00:00-05:00",
    "23:59:59-00:00",
    "12:00:00+05:00",
    "12:00:00Z",
    "12:00:00.123456789012345678901234567890",
    "24:00:00.000",
    "24:00:00.001",
];

/// A value that is likely not allowed, and what it is.
pub fn wrong_value(value: &Value, random: &mut Random) -> (&'static str, String) {
    let good = valid_value(value, random);
    match random.below(12) {
        0 => ("one character too many", lengthen(value, &good, random)),
        1 => ("one character too few", good.chars().skip(1).collect()),
        2 => (
            "white space around it",
            format!("{0}{good}{0}", *random.pick(&[" ", "\t", "\n", "\r", "\u{A0}"])),
        ),
        3 => ("another case", if random.chance(50) { good.to_lowercase() } else { good.to_uppercase() }),
        4 => ("one character replaced", replace_one(&good, random)),
        5 if value.base == Base::Time => ("a time of a zone or a fraction", (*random.pick(TIMES)).to_owned()),
        5 if value.base == Base::Integer => ("a number near a bound", near_bound(value, random)),
        6 => ("one character put in", insert_one(&good, random)),
        7 => ("twice the value", format!("{good}{good}")),
        8 => ("a value of another kind", (*random.pick(ANYTHING)).to_owned()),
        _ => ("an odd value", (*random.pick(ANYTHING)).to_owned()),
    }
}

fn lengthen(value: &Value, good: &str, random: &mut Random) -> String {
    let target = value.max_length.unwrap_or(good.chars().count()) + 1;
    let filler = *random.pick(&['x', '0', 'é', '\u{1F600}', ' ']);
    let mut text = good.to_owned();
    while text.chars().count() < target {
        text.push(filler);
    }
    text
}

fn near_bound(value: &Value, random: &mut Random) -> String {
    let bounds = [value.min.unwrap_or(0), value.max.unwrap_or(0)];
    let near = *random.pick(&bounds) + i64::try_from(random.below(3)).unwrap() - 1;
    match random.below(4) {
        0 => format!("{near:+}"),
        1 => format!("{near:020}"),
        2 => format!("{near}0"),
        _ => near.to_string(),
    }
}

const STRANGE: &[char] = &[
    '0',
    '9',
    'z',
    'Z',
    ' ',
    '\t',
    '\n',
    '\r',
    '-',
    '+',
    '.',
    ':',
    '/',
    '&',
    '<',
    'é',
    '\u{1F600}',
    '٣',
    '\u{A0}',
];

fn replace_one(good: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = good.chars().collect();
    let at = random.below(characters.len());
    if let Some(place) = characters.get_mut(at) {
        *place = *random.pick(STRANGE);
    }
    characters.into_iter().collect()
}

fn insert_one(good: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = good.chars().collect();
    characters.insert(random.between(0, characters.len()), *random.pick(STRANGE));
    characters.into_iter().collect()
}

/// Values for which libxml2 departs from the recommendation: whether they are valid, and the clause.
pub fn departure(value: &Value, text: &str) -> Option<(bool, &'static str)> {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    if value.base == Base::Time
        && text.contains('-')
        && value.patterns.iter().any(|pattern| pattern == "[^Z+-]+")
    {
        return Some((false, "part 2 appendix F: a hyphen at the end of [^Z+-] is a hyphen"));
    }
    let sign = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = sign.len() > 24 && sign.bytes().all(|byte| byte.is_ascii_digit());
    if value.base == Base::Integer && digits && value.patterns.is_empty() {
        let number: Option<i64> = text.parse().ok();
        let valid = number.is_some_and(|number| {
            value.min.is_none_or(|min| min <= number) && value.max.is_none_or(|max| number <= max)
        });
        return Some((valid, "part 2 §3.3.13: a whole number may have any number of digits"));
    }
    let fraction = text.split_once('.').filter(|_| value.base == Base::Time && value.listed.is_empty());
    if let Some(("12:00:00", fraction)) = fraction
        && fraction.len() > 20
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some((true, "part 2 §3.2.8: a second may have any number of decimals"));
    }
    None
}
