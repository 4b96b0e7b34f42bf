//! Values that a type allows, its boundaries more often than chance would have it.

use super::random::Random;
use super::schema::{Base, Value};

pub fn valid_value(value: &Value, random: &mut Random) -> String {
    if !value.listed.is_empty() {
        let turn = value.turn.replace(value.turn.get() + 1);
        return value.listed[turn % value.listed.len()].clone();
    }
    let text = match value.base {
        Base::Text => return valid_text(value, random),
        Base::Integer => valid_integer(value, random),
        Base::Date => valid_date(random),
        Base::Time => valid_time(random),
    };
    // These types collapse white space.
    match random.below(20) {
        0 => format!(" {text}"),
        1 => format!("\n\t{text}\r\n "),
        _ => text,
    }
}

fn valid_integer(value: &Value, random: &mut Random) -> String {
    if let [.., literal] = value.patterns.as_slice() {
        assert!(literal.bytes().all(|byte| byte.is_ascii_digit()), "the generator does not know {literal}");
        return literal.clone();
    }
    let (min, max) = (value.min.unwrap_or(-1_000_000), value.max.unwrap_or(1_000_000));
    let inside = min + i64::try_from(random.below(usize::try_from(max - min).unwrap())).unwrap();
    let number = *random.pick(&[min, max, min + 1, max - 1, inside, inside, inside]);
    match random.below(12) {
        0 => format!("+{number}"),
        1 => format!("000{number}"),
        2 => format!("{number:023}"),
        3 if min <= 0 => "-0".to_owned(),
        _ => number.to_string(),
    }
}

fn valid_date(random: &mut Random) -> String {
    const ODD: &[&str] = &[
        "2024-02-29",
        "2000-02-29",
        "1999-12-31",
        "0001-01-01",
        "9999-12-31",
        "-0044-03-15",
        "12345-06-30",
        "-12345-02-28",
        "2400-02-29",
        "0400-02-29",
        "2023-04-30",
        "2023-11-30",
    ];
    if random.chance(30) {
        return (*random.pick(ODD)).to_owned();
    }
    format!("{}-{:02}-{:02}", random.between(1900, 2100), random.between(1, 12), random.between(1, 28))
}

fn valid_time(random: &mut Random) -> String {
    const ODD: &[&str] = &["00:00:00", "23:59:59", "24:00:00", "24:00:00.0", "12:00:00.5", "07:08:09.123456"];
    if random.chance(40) {
        return (*random.pick(ODD)).to_owned();
    }
    format!("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60))
}

fn valid_text(value: &Value, random: &mut Random) -> String {
    let least = value.min_length;
    let most = value.max_length.unwrap_or(if random.chance(5) { 3_000 } else { 120 });
    let between = random.between(least.max(1), most);
    let length = *random.pick(&[least.max(1), most, between]);
    let from = |characters: &str, random: &mut Random| {
        let characters: Vec<char> = characters.chars().collect();
        (0..length).map(|_| *random.pick(&characters)).collect::<String>()
    };
    match value.patterns.last().map(String::as_str) {
        None => from("aZ09 \t\n\r.-é\u{1F600}\u{A0}<&>\"']\u{85}", random),
        Some("[0-9]*") => from("0123456789", random),
        Some("[0-9]{4}") => format!("{:04}", random.below(10_000)),
        Some("[0-9]{8}") => format!("{:08}", random.below(100_000_000)),
        // Only citizen service numbers that are kept for tests.
        Some("[0-9]{9}") => (999_900_006 + random.below(90_000)).to_string(),
        Some("([a-zA-Z0-9])+") => from("azAZ09mQ5", random),
        Some("([a-zA-ZÀ-ỳ])+") => from("azAZÀỳéÆ×Ω÷Ж\u{300}", random),
        Some("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)") => {
            format!("{}.{}.{}", random.below(3), random.below(200), *random.pick(&[0, 1, 4_294_967_296_i64]))
        }
        Some(".*[^\\s].*") => not_blank(from("aZ0 \t.,-éß€\u{1F600}\u{A0}\u{85}\u{2028}<&>\"']", random)),
        Some("([.\\s]*\\S+[.\\s]*)+") => not_blank(from("aZ0. \t\n\ré\u{1F600}\u{A0}\u{2028}<&>]", random)),
        Some(literal) if literal.bytes().all(|byte| byte.is_ascii_alphanumeric()) => literal.to_owned(),
        Some(other) => panic!("the generator does not know the pattern {other}"),
    }
}

/// The text with at least one character that is no white space.
fn not_blank(text: String) -> String {
    if !text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
        return text;
    }
    let rest = text.chars().skip(1);
    std::iter::once('x').chain(rest).collect()
}
