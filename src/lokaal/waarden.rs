//! The elements of a klasse as values of the language: whole numbers where the schema says so, all else as the text that stands there.

use std::collections::HashMap;

use cel::Value;
use cel::objects::Key;

use super::vindplaats::is_afgeschermd;
use crate::bericht::{Berichttype, Deel, Schemas, is_klasse};
use chrono::NaiveDate;

/// An element with elements in it as a map by their names. Klassen in it are left out.
pub(super) fn kaart(schemas: &Schemas, deel: Deel<'_>) -> Value {
    let mut kaart: HashMap<Key, Value> = HashMap::new();
    let mut lijsten: HashMap<&str, Vec<Value>> = HashMap::new();
    for kind in deel.kinderen().filter(|kind| !is_klasse(kind.naam())) {
        let waarde = waarde(schemas, kind);
        if kind.soort().is_some_and(crate::schema::ElementDecl::repeats) {
            lijsten.entry(kind.naam()).or_default().push(waarde);
        } else {
            kaart.insert(kind.naam().into(), waarde);
        }
    }
    kaart.extend(lijsten.into_iter().map(|(naam, lijst)| (naam.into(), lijst.into())));
    kaart.into()
}

fn waarde(schemas: &Schemas, deel: Deel<'_>) -> Value {
    let Some(tekst) = deel.tekst() else { return kaart(schemas, deel) };
    if is_afgeschermd(deel.naam()) {
        return "".into();
    }
    let getal =
        deel.soort().filter(|soort| schemas.is_getal(soort)).and_then(|_| tekst.trim().parse::<i64>().ok());
    getal.map_or_else(|| tekst.trim().into(), Value::from)
}

/// What the gate knows of a message.
pub(super) fn bericht(berichttype: Berichttype, ontvangen: NaiveDate) -> Value {
    let kaart: HashMap<Key, Value> = HashMap::from([
        ("standaard".into(), berichttype.standaard.sleutel().into()),
        ("type".into(), berichttype.soort.nummer().to_string().into()),
        ("ontvangen".into(), ontvangen.to_string().into()),
    ]);
    kaart.into()
}
