//! The built-in types that schemas may use (XML Schema 1.0 part 2 §3).

use std::sync::Arc;

use super::model::SimpleId;
use super::simple::{Primitive, SimpleType, WhiteSpace};

/// The namespace of XML Schema itself.
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// A type with its base and, for integers, its bounds.
struct Builtin(
    &'static str,
    Option<&'static str>,
    Primitive,
    WhiteSpace,
    Option<&'static str>,
    Option<&'static str>,
);

use Primitive::{Date, Integer, String as Text, Time};
use WhiteSpace::{Collapse, Preserve, Replace};

/// Each after its base.
const BUILTINS: &[Builtin] = &[
    Builtin("string", None, Text, Preserve, None, None),
    Builtin("normalizedString", Some("string"), Text, Replace, None, None),
    Builtin("token", Some("normalizedString"), Text, Collapse, None, None),
    Builtin("date", None, Date, Collapse, None, None),
    Builtin("time", None, Time, Collapse, None, None),
    Builtin("integer", None, Integer, Collapse, None, None),
    Builtin("nonPositiveInteger", Some("integer"), Integer, Collapse, None, Some("0")),
    Builtin("negativeInteger", Some("nonPositiveInteger"), Integer, Collapse, None, Some("-1")),
    Builtin(
        "long",
        Some("integer"),
        Integer,
        Collapse,
        Some("-9223372036854775808"),
        Some("9223372036854775807"),
    ),
    Builtin("int", Some("long"), Integer, Collapse, Some("-2147483648"), Some("2147483647")),
    Builtin("short", Some("int"), Integer, Collapse, Some("-32768"), Some("32767")),
    Builtin("byte", Some("short"), Integer, Collapse, Some("-128"), Some("127")),
    Builtin("nonNegativeInteger", Some("integer"), Integer, Collapse, Some("0"), None),
    Builtin("positiveInteger", Some("nonNegativeInteger"), Integer, Collapse, Some("1"), None),
    Builtin(
        "unsignedLong",
        Some("nonNegativeInteger"),
        Integer,
        Collapse,
        Some("0"),
        Some("18446744073709551615"),
    ),
    Builtin("unsignedInt", Some("unsignedLong"), Integer, Collapse, Some("0"), Some("4294967295")),
    Builtin("unsignedShort", Some("unsignedInt"), Integer, Collapse, Some("0"), Some("65535")),
    Builtin("unsignedByte", Some("unsignedShort"), Integer, Collapse, Some("0"), Some("255")),
];

/// All built-in types; the place of each is its id.
pub(super) fn all() -> Vec<SimpleType> {
    BUILTINS
        .iter()
        .map(|Builtin(name, base, primitive, white_space, min, max)| {
            let mut simple = SimpleType::builtin(name, *primitive, *white_space);
            simple.base = base.and_then(id);
            simple.min = min.map(Arc::from);
            simple.max = max.map(Arc::from);
            simple
        })
        .collect()
}

/// The id of a built-in type.
pub(super) fn id(name: &str) -> Option<SimpleId> {
    BUILTINS.iter().position(|builtin| builtin.0 == name)
}

/// Names and ids of all built-in types.
pub(super) fn names() -> impl Iterator<Item = (&'static str, SimpleId)> {
    BUILTINS.iter().enumerate().map(|(id, builtin)| (builtin.0, id))
}
