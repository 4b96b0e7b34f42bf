//! Pieces to test with.

use berichtenpoort::begrippen::{Register, Soort, Stuk};
use chrono::NaiveDate;
use serde_json::{Value, json};

pub fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

/// A begrip that was decided on, with these fields in the place of its own.
pub fn begrip(id: &str, anders: Value) -> Stuk {
    let mut json = json!({
        "id": id, "voorkeursterm": id.replace('-', " "), "definitie": format!("Wat {id} is."),
        "eigenaar": "0479", "status": "vastgesteld",
    });
    for (veld, waarde) in anders.as_object().unwrap() {
        json[veld] = waarde.clone();
    }
    Stuk::lees(Soort::Begrip, json).unwrap()
}

pub fn concept(id: &str, anders: Value) -> Stuk {
    let mut json = anders;
    json["status"] = json!("inBewerking");
    begrip(id, json)
}

/// A list with codes, each as (law, code, first day, last day).
pub fn lijst(naam: &str, codes: &[(&str, &str, Option<&str>, Option<&str>)]) -> Stuk {
    let codes: Vec<Value> = codes
        .iter()
        .map(|(wet, code, van, tot)| {
            json!({ "standaard": wet, "code": code, "omschrijving": format!("Code {code}"), "ingangsdatum": van, "einddatum": tot })
        })
        .collect();
    let json =
        json!({ "lijst": naam, "naam": format!("Lijst {naam}"), "eigenaar": "landelijk", "codes": codes });
    Stuk::lees(Soort::Codelijst, json).unwrap()
}

pub fn vertaling(id: &str, van: &str, naar: &str, regels: Value) -> Stuk {
    let json = json!({ "id": id, "van": van, "naar": naar, "omschrijving": "Van de ene lijst naar de andere", "regels": regels });
    Stuk::lees(Soort::Vertaling, json).unwrap()
}

pub fn regio(id: &str, gemeenten: &[&str]) -> Stuk {
    let json = json!({ "id": id, "naam": id, "standaarden": ["ijw"], "gemeenten": gemeenten });
    Stuk::lees(Soort::Regio, json).unwrap()
}

pub fn register(stukken: impl IntoIterator<Item = Stuk>) -> Register {
    Register::van_stukken(1, stukken)
}
