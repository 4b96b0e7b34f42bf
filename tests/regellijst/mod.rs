//! The rules of the standard as facts: from our own list, and from the specification where it is there.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fs;
use std::path::Path;

/// What the standard says of a rule, its text aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feit {
    pub standaard: String,
    pub code: String,
    pub niveau: String,
    pub retourcode: String,
    /// The numbers of the messages, without JW or WMO.
    pub berichten: Vec<String>,
}

/// The list that is kept with this code, by standard and code.
pub fn feiten() -> Vec<Feit> {
    let pad = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/regels/standaard.csv");
    let tekst = fs::read_to_string(pad).unwrap();
    let feit = |rij: &Vec<String>| Feit {
        standaard: rij[0].clone(),
        code: rij[1].clone(),
        niveau: rij[2].clone(),
        retourcode: rij[3].clone(),
        berichten: rij[4].split_whitespace().map(str::to_owned).collect(),
    };
    lees_csv(&tekst).iter().map(feit).collect()
}

/// The same, from the specification.
pub fn officieel(spec: &Path) -> Vec<Feit> {
    let tekst = fs::read_to_string(spec.join("regels.csv")).unwrap();
    let feit = |rij: &Vec<String>| Feit {
        standaard: rij[0].clone(),
        code: rij[1].clone(),
        niveau: niveau(&rij[3]).to_owned(),
        retourcode: rij[4].clone(),
        berichten: rij[5]
            .split('|')
            .map(|naam| naam.trim_start_matches("JW").trim_start_matches("WMO").to_owned())
            .filter(|nummer| !nummer.is_empty())
            .collect(),
    };
    let mut feiten: Vec<_> = lees_csv(&tekst).iter().map(feit).collect();
    feiten.sort();
    feiten
}

fn niveau(officieel: &str) -> &'static str {
    match officieel {
        "xsd" => "schema",
        "xslt/berichtintern" => "bericht",
        "berichtoverstijgend" => "keten",
        "externe bron" => "extern",
        "proces" => "proces",
        "invulinstructie" => "invulinstructie",
        "proces (uitgangspunt)" => "uitgangspunt",
        anders => panic!("a level that is not known: {anders}"),
    }
}

/// The rows of a CSV file below its head (RFC 4180: a field between quotes may hold commas, quotes and line ends).
pub fn lees_csv(tekst: &str) -> Vec<Vec<String>> {
    let (mut rijen, mut rij, mut veld, mut tussen) = (Vec::new(), Vec::new(), String::new(), false);
    let mut tekens = tekst.chars().peekable();
    while let Some(teken) = tekens.next() {
        match teken {
            '"' if tussen && tekens.next_if_eq(&'"').is_some() => veld.push('"'),
            '"' => tussen = !tussen,
            ',' if !tussen => rij.push(std::mem::take(&mut veld)),
            '\r' if !tussen => {}
            '\n' if !tussen => {
                rij.push(std::mem::take(&mut veld));
                rijen.push(std::mem::take(&mut rij));
            }
            anders => veld.push(anders),
        }
    }
    rijen.drain(..1);
    rijen
}
