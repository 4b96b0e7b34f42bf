//! JSON bodies: every value stands with its name.
//!
//! Serde takes a list for a struct as well, its values by their place. Then a value that is left out or added makes another of the
//! next one, and nobody would notice. So a list is refused, save where a name asks for one.

use serde_json::Value;

use super::probleem::Probleem;

/// The names whose value is a list, in whichever body.
const LIJSTEN: [&str; 15] = [
    "regels",
    "producten",
    "contactgegevens",
    "leveringen",
    "alternatieveTermen",
    "zoektermen",
    "breder",
    "verwant",
    "exactGelijkAan",
    "bijnaGelijkAan",
    "elementen",
    "codes",
    "standaarden",
    "berichten",
    "gemeenten",
];

/// Refuses a body that is no object, or that holds a list in the place of one.
pub(super) fn toets_namen(bytes: &[u8]) -> Result<(), Probleem> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(lichaam) if lichaam.is_object() && heeft_namen(&lichaam) => Ok(()),
        _ => Err(Probleem::verzoek(
            "Schrijf de gegevens als JSON-object, met bij elke waarde haar naam. Een lijst van waarden op volgorde kan niet.",
        )),
    }
}

fn heeft_namen(waarde: &Value) -> bool {
    match waarde {
        Value::Array(_) => false,
        Value::Object(velden) => velden.iter().all(|(naam, veld)| match veld {
            Value::Array(lijst) => LIJSTEN.contains(&naam.as_str()) && lijst.iter().all(heeft_namen),
            anders => heeft_namen(anders),
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_lijst_op_de_plaats_van_een_object_kan_niet() {
        for goed in [r#"{}"#, r#"{"regels": [1, 2]}"#, r#"{"producten": [{"regel": 1, "omvang": null}]}"#] {
            assert!(toets_namen(goed.as_bytes()).is_ok(), "{goed}");
        }
        for fout in [
            "[]",
            r#"[3]"#,
            "null",
            r#"{"producten": [[1]]}"#,
            r#"{"producten": [{"omvang": [3, "04", "2"]}]}"#,
            r#"{"soort": ["toewijzen"]}"#,
        ] {
            assert!(toets_namen(fout.as_bytes()).is_err(), "{fout}");
        }
    }
}
