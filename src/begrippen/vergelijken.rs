//! What two versions of a piece differ in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::stuk::Stuk;

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Verschil {
    /// Which one, such as `definitie` or `codes[ijw 02].omschrijving`.
    pub veld: String,
    /// What it said; null where it was not there.
    pub oud: Value,
    /// What it says; null where it is gone.
    pub nieuw: Value,
}

/// The fields by which a part of a list is known.
const KENMERKEN: [&str; 7] = ["standaard", "codelijst", "code", "van", "naar", "nummer", "partij"];

/// Every field that two versions differ in, in the order of their names.
pub fn vergelijk(oud: &Stuk, nieuw: &Stuk) -> Vec<Verschil> {
    let mut uit = Vec::new();
    verschillen("", &oud.json(), &nieuw.json(), &mut uit);
    uit
}

fn verschillen(veld: &str, oud: &Value, nieuw: &Value, uit: &mut Vec<Verschil>) {
    if oud == nieuw {
        return;
    }
    match (oud, nieuw) {
        (Value::Object(oud), Value::Object(nieuw)) => leden(veld, oud, nieuw, uit),
        (Value::Array(een), Value::Array(ander)) if is_lijst_van_delen(een) && is_lijst_van_delen(ander) => {
            let (een, ander) = (op_kenmerk(een), op_kenmerk(ander));
            let namen: std::collections::BTreeSet<&String> = een.keys().chain(ander.keys()).collect();
            for naam in namen {
                let waarde = |lijst: &BTreeMap<String, &Value>| {
                    lijst.get(naam).map_or(Value::Null, |deel| (*deel).clone())
                };
                verschillen(&format!("{veld}[{naam}]"), &waarde(&een), &waarde(&ander), uit);
            }
        }
        _ => uit.push(Verschil { veld: veld.to_owned(), oud: oud.clone(), nieuw: nieuw.clone() }),
    }
}

fn leden(veld: &str, oud: &Map<String, Value>, nieuw: &Map<String, Value>, uit: &mut Vec<Verschil>) {
    let namen: std::collections::BTreeSet<&String> = oud.keys().chain(nieuw.keys()).collect();
    for naam in namen {
        let pad = if veld.is_empty() { naam.clone() } else { format!("{veld}.{naam}") };
        let waarde = |leden: &Map<String, Value>| leden.get(naam).cloned().unwrap_or_default();
        verschillen(&pad, &waarde(oud), &waarde(nieuw), uit);
    }
}

/// Objects that tell by themselves which one they are.
fn is_lijst_van_delen(lijst: &[Value]) -> bool {
    lijst.iter().all(|deel| KENMERKEN.iter().any(|naam| deel.get(naam).is_some()))
}

fn op_kenmerk(lijst: &[Value]) -> BTreeMap<String, &Value> {
    let mut uit = BTreeMap::new();
    for deel in lijst {
        let woorden = KENMERKEN.iter().filter_map(|naam| deel.get(naam)).map(|waarde| match waarde {
            Value::String(tekst) => tekst.clone(),
            anders => anders.to_string(),
        });
        let naam = woorden.collect::<Vec<_>>().join(" ");
        // The same code again, for other days.
        let mut vrij = naam.clone();
        let mut keer = 2;
        while uit.contains_key(&vrij) {
            vrij = format!("{naam}, {keer}");
            keer += 1;
        }
        uit.insert(vrij, deel);
    }
    uit
}
