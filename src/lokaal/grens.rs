//! How large an expression may be: looked at before it is read, as reading it is what must be guarded.

/// How many bytes an expression may have.
pub(super) const LANGSTE: usize = 1_000;
/// How many opening brackets. So nothing nests deeper.
const MEESTE_HAKEN: usize = 40;
/// How many question marks: each choice stands in the one before it.
const MEESTE_VRAAGTEKENS: usize = 10;
/// How many signs of negation, minus signs included. Dates have some.
const MEESTE_TEKENS: usize = 60;
/// How deep the tree may be that comes out.
pub(super) const DIEPST: usize = 40;
/// How many parts the tree may have.
pub(super) const MEESTE_DELEN: usize = 500;
/// How many comprehensions (`all`, `exists`, ...).
pub(super) const MEESTE_LUSSEN: usize = 3;
/// The stack that an expression is read on. Reading takes up to 16 MB for the deepest that gets through.
pub(super) const STAPEL: usize = 64 * 1024 * 1024;

/// Why an expression is too large to read, if it is.
pub(super) fn te_groot(eis: &str) -> Option<String> {
    if eis.len() > LANGSTE {
        return Some(format!(
            "de eis is langer dan {LANGSTE} tekens. Maak er meer regels van, elk met een eigen uitleg"
        ));
    }
    let aantal = |tekens: &[u8]| eis.bytes().filter(|teken| tekens.contains(teken)).count();
    let te_veel = [
        (aantal(b"([{"), MEESTE_HAKEN, "haakjes"),
        (aantal(b"?"), MEESTE_VRAAGTEKENS, "vraagtekens"),
        (aantal(b"!-"), MEESTE_TEKENS, "uitroeptekens en minnen"),
    ];
    let (_, meeste, wat) = te_veel.into_iter().find(|(aantal, meeste, _)| aantal > meeste)?;
    Some(format!("de eis heeft meer dan {meeste} {wat}. Maak er meer regels van, elk met een eigen uitleg"))
}
