//! The words of findings: plain Dutch for an administrator, with what was expected and what to do.
//!
//! No text ever holds a value from the message, nor a name that no schema declares: whoever puts values where names belong would have them
//! repeated.

use super::model::ElementDecl;
use super::pattern::{Pattern, Shape};
use super::simple::{Enumeration, Primitive, SimpleType, Violation};

/// How many values of a list, and how many characters of them, are spelled out.
const MAX_VALUES: usize = 12;
const MAX_VALUES_TEXT: usize = 120;
/// How many expected elements are named.
const MAX_EXPECTED: usize = 12;

/// An element by its name, where that may be repeated.
fn element(name: Option<&str>) -> String {
    name.map_or_else(|| "Dit element".to_owned(), |name| format!("Het element {name}"))
}

/// `a, b of c`.
fn list(names: &[&str], joint: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [front @ .., last] => format!("{} {joint} {last}", front.join(", ")),
    }
}

pub(super) fn unknown_root(name: Option<&str>) -> String {
    format!(
        "{} is niet het begin van een bekend bericht. Controleer het berichttype en de namespace.",
        element(name)
    )
}

pub(super) fn unexpected(name: Option<&str>, expected: &[&str], parent: &str) -> String {
    if expected.is_empty() {
        return format!("{} hoort hier niet. Verwacht: het einde van {parent}.", element(name));
    }
    let (shown, more) = match expected.get(..MAX_EXPECTED) {
        Some(front) if expected.len() > MAX_EXPECTED => (front, true),
        _ => (expected, false),
    };
    let shown = if more { format!("{} of een later element", shown.join(", ")) } else { list(shown, "of") };
    format!("{} hoort hier niet. Verwacht: {shown}.", element(name))
}

pub(super) fn too_many(declaration: &ElementDecl, parent: &str) -> String {
    let name = &declaration.name;
    match declaration.max {
        Some(1) => format!(
            "Het element {name} mag maar één keer voorkomen in {parent}. Verwijder het dubbele element."
        ),
        Some(most) => format!(
            "Het element {name} mag hoogstens {most} keer voorkomen in {parent}. Verwijder wat te veel is."
        ),
        None => format!("De elementen {name} moeten in {parent} direct na elkaar staan. Zet ze bij elkaar."),
    }
}

pub(super) fn misplaced(name: &str, before: Option<&str>) -> String {
    match before {
        Some(before) => format!("Het element {name} staat op de verkeerde plaats. Zet het vóór {before}."),
        None => format!("Het element {name} staat op de verkeerde plaats. Zet het eerder in dit element."),
    }
}

pub(super) fn wrong_namespace(name: &str, namespace: &str) -> String {
    let should =
        if namespace.is_empty() { "geen namespace".to_owned() } else { format!("de namespace {namespace}") };
    format!("Het element {name} staat in een verkeerde namespace. Gebruik {should}.")
}

pub(super) fn missing(names: &[&str], before: Option<&str>, after: Option<&str>, parent: &str) -> String {
    let place = match (before, after) {
        (Some(before), _) => format!("vóór {before}"),
        (None, Some(after)) => format!("na {after}"),
        (None, None) => format!("in {parent}"),
    };
    match names {
        [only] => format!("Het element {only} ontbreekt. Voeg het toe {place}."),
        several => format!("De elementen {} ontbreken. Voeg ze toe {place}.", list(several, "en")),
    }
}

pub(super) fn loose_text(parent: &str) -> String {
    format!("In {parent} staat losse tekst. Er mogen alleen elementen in staan. Verwijder de tekst.")
}

pub(super) fn empty_only(parent: &str) -> String {
    format!("In {parent} mag niets staan, ook geen spatie of regeleinde. Maak het element leeg.")
}

pub(super) fn element_in_value(parent: &str) -> String {
    format!("In {parent} mag alleen een waarde staan, geen ander element. Verwijder het element.")
}

pub(super) fn attribute() -> String {
    "Een van de attributen is hier niet toegestaan. Verwijder het.".to_owned()
}

pub(super) fn nil(name: &str) -> String {
    format!("Het attribuut xsi:nil is bij {name} niet toegestaan. Verwijder het.")
}

pub(super) fn unknown_type(name: &str) -> String {
    format!("Het attribuut xsi:type van {name} noemt een type dat niet bestaat. Verwijder het attribuut.")
}

pub(super) fn underived_type(name: &str) -> String {
    format!("Het attribuut xsi:type van {name} noemt een type dat hier niet mag. Verwijder het attribuut.")
}

pub(super) fn value_too_long() -> String {
    "De tekst in dit element is te lang om veilig te verwerken. Kort de tekst in.".to_owned()
}

/// What is wrong with a value, and what to fill in.
pub(super) fn value(
    declaration: &ElementDecl,
    simple: &SimpleType,
    value: &str,
    violation: &Violation,
) -> String {
    if value.is_empty() {
        let or_leave_out = if declaration.min == 0 { " of laat het element weg" } else { "" };
        return format!("De waarde ontbreekt. Vul een waarde in{or_leave_out}.");
    }
    match violation {
        Violation::Lexical => lexical(simple.primitive),
        Violation::Enumeration(enumeration) => enumerated(enumeration, &simple.name),
        Violation::TooShort { length, least } => {
            format!(
                "De waarde is te kort: {length} {}, minstens {least} nodig. Vul de waarde aan.",
                characters(*length)
            )
        }
        Violation::TooLong { length, most } => {
            format!(
                "De waarde is te lang: {length} {}, hoogstens {most} toegestaan. Kort de waarde in.",
                characters(*length)
            )
        }
        Violation::Pattern(pattern) => shaped(pattern, simple.primitive),
        Violation::TooSmall(least) => format!("Het getal is te klein. Vul {least} of meer in."),
        Violation::TooLarge(most) => format!("Het getal is te groot. Vul {most} of minder in."),
    }
}

fn characters(count: u64) -> &'static str {
    if count == 1 { "teken" } else { "tekens" }
}

fn lexical(primitive: Primitive) -> String {
    match primitive {
        Primitive::String => "De waarde is geen tekst.",
        Primitive::Integer => "De waarde is geen geheel getal. Vul alleen cijfers in.",
        Primitive::Date => "De waarde is geen bestaande datum. Vul een datum in als JJJJ-MM-DD.",
        Primitive::Time => "De waarde is geen bestaande tijd. Vul een tijd in als UU:MM:SS.",
    }
    .to_owned()
}

fn enumerated(enumeration: &Enumeration, type_name: &str) -> String {
    let values: Vec<&str> = enumeration.values.iter().map(String::as_str).collect();
    let length: usize = values.iter().map(|value| value.len()).sum();
    if values.len() <= MAX_VALUES && length <= MAX_VALUES_TEXT {
        format!("De waarde staat niet in de codelijst. Kies uit: {}.", list(&values, "of"))
    } else {
        format!("De waarde staat niet in de codelijst. Kies een waarde uit de lijst bij {type_name}.")
    }
}

fn shaped(pattern: &Pattern, primitive: Primitive) -> String {
    match (&pattern.shape, primitive) {
        (Shape::Literal(text), _) => format!("De waarde is hier niet goed. Vul {text} in."),
        (Shape::Digits { least, most: Some(most) }, _) if least == most => {
            format!("De waarde moet uit precies {least} cijfers bestaan. Verbeter de waarde.")
        }
        (Shape::Digits { least, most: Some(most) }, _) => {
            format!("De waarde moet uit {least} tot {most} cijfers bestaan. Verbeter de waarde.")
        }
        (Shape::Digits { .. }, _) => {
            "De waarde mag alleen cijfers bevatten. Verwijder de andere tekens.".to_owned()
        }
        (Shape::NotBlank, _) => "De waarde bestaat alleen uit witruimte. Vul een waarde in.".to_owned(),
        (Shape::NotBlankLine, _) => {
            "De waarde mag niet alleen uit witruimte bestaan en geen regeleinde bevatten. Verbeter de waarde."
                .to_owned()
        }
        (Shape::NoneOf { .. }, Primitive::Date) => {
            "De datum mag geen tijdzone hebben. Vul een datum in als JJJJ-MM-DD.".to_owned()
        }
        (Shape::NoneOf { .. }, Primitive::Time) => {
            "De tijd mag geen tijdzone hebben. Vul een tijd in als UU:MM:SS.".to_owned()
        }
        (Shape::NoneOf { bytes, .. }, _) => {
            let shown: Vec<String> = bytes.iter().map(|byte| char::from(*byte).to_string()).collect();
            format!("De waarde mag deze tekens niet bevatten: {}. Verbeter de waarde.", shown.join(" "))
        }
        (Shape::Alphanumeric | Shape::Letters | Shape::Version | Shape::Regex(_), _) => {
            match allowed_characters(&pattern.source) {
                Some(allowed) => {
                    format!("De waarde bevat tekens die niet mogen. Toegestaan zijn alleen {allowed}.")
                }
                None => format!("De waarde heeft niet de juiste vorm. Verwacht patroon: {}", pattern.source),
            }
        }
    }
}

/// For a pattern such as `([a-zA-Z0-9])+`: its ranges in words. `None` for any other.
fn allowed_characters(pattern: &str) -> Option<String> {
    let class: Vec<char> = pattern.strip_prefix("([")?.strip_suffix("])+")?.chars().collect();
    let ranges: Option<Vec<String>> = class
        .chunks(3)
        .map(|range| match range {
            [first, '-', last] if first.is_alphanumeric() && last.is_alphanumeric() => {
                Some(format!("{first} tot en met {last}"))
            }
            _ => None,
        })
        .collect();
    let ranges = ranges?;
    Some(list(&ranges.iter().map(String::as_str).collect::<Vec<_>>(), "en"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_of_ranges_is_told_in_words() {
        let told = allowed_characters("([a-zA-Z0-9])+");
        assert_eq!(told.as_deref(), Some("a tot en met z, A tot en met Z en 0 tot en met 9"));
        assert_eq!(allowed_characters("([^a])+"), None);
        assert_eq!(allowed_characters("[0-9]*"), None);
    }
}
