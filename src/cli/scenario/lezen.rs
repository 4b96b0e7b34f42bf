//! Reading a scenario: its `scenario.json` and the messages that it names. What is wrong with it is told by file and key.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::error::Category;
use serde_path_to_error::{Path as Sleutelpad, Segment};

use super::mappen::BESTAND;
use super::verwacht::Scenario;
use crate::cli::fout::CliFout;
use crate::systeem::oorzaak;

/// Reads the scenario in a folder, with its messages.
///
/// # Errors
/// Where a file cannot be read; it says which, and what is wrong with it.
pub fn lees(map: &Path) -> Result<Scenario, CliFout> {
    let bestand = map.join(BESTAND);
    let tekst = fs::read(&bestand).map_err(|fout| onleesbaar(&bestand, &fout))?;
    let mut scenario = ontleed(&tekst)
        .map_err(|wat| CliFout::Omgeving(format!("{} is niet te lezen: {wat}", bestand.display())))?;
    for stap in &mut scenario.stappen {
        let bestand = map.join(&stap.bestand);
        stap.bytes = fs::read(&bestand).map_err(|fout| onleesbaar(&bestand, &fout))?;
    }
    Ok(scenario)
}

fn onleesbaar(bestand: &Path, fout: &io::Error) -> CliFout {
    CliFout::Omgeving(format!(
        "{} is niet te lezen: {}. Controleer de naam en de rechten.",
        bestand.display(),
        oorzaak(fout)
    ))
}

/// Reads `scenario.json`, or says what is wrong with it and where.
fn ontleed(tekst: &[u8]) -> Result<Scenario, String> {
    let mut lezer = serde_json::Deserializer::from_slice(tekst);
    let scenario: Scenario = serde_path_to_error::deserialize(&mut lezer)
        .map_err(|fout| in_het_nederlands(fout.inner(), &sleutel(fout.path())))?;
    lezer.end().map_err(|fout| in_het_nederlands(&fout, ""))?;
    Ok(scenario)
}

/// The way to a key, counted from 1 like the paths in a scenario: `stappen[2].verwacht.retour`.
fn sleutel(pad: &Sleutelpad) -> String {
    let mut uit = String::new();
    for deel in pad {
        match deel {
            Segment::Seq { index } => uit.push_str(&format!("[{}]", index + 1)),
            Segment::Map { key } if uit.is_empty() => uit.push_str(key),
            Segment::Map { key } => uit.push_str(&format!(".{key}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    uit
}

/// What serde says in English, without the value that is wrong: it could be anything.
fn in_het_nederlands(fout: &serde_json::Error, sleutel: &str) -> String {
    if fout.classify() != Category::Data {
        return format!("regel {}, kolom {}: dit is geen goede JSON.", fout.line(), fout.column());
    }
    // What is wrong with the whole stands on no line.
    let waar = if fout.line() == 0 { String::new() } else { format!("regel {}, ", fout.line()) };
    let tekst = fout.to_string();
    let tekst = tekst.split(" at line ").next().unwrap_or_default();
    let bij = if sleutel.is_empty() { String::new() } else { format!("{sleutel}: ") };
    let naam = tekst.split('`').nth(1).unwrap_or_default();
    let wat = if tekst.starts_with("missing field") {
        format!("‘{naam}’ ontbreekt.")
    } else if tekst.starts_with("unknown field") {
        "deze sleutel is niet bekend.".to_owned()
    } else if tekst.starts_with("duplicate field") {
        format!("‘{naam}’ staat er twee keer.")
    } else if tekst.starts_with("invalid") {
        format!("hier hoort {}.", soort(tekst))
    } else {
        // Ours: already in Dutch.
        tekst.to_owned()
    };
    format!("{waar}{bij}{wat}")
}

/// The kind of value that serde expected.
fn soort(tekst: &str) -> &'static str {
    let verwacht = tekst.rsplit("expected ").next().unwrap_or_default();
    match verwacht {
        "a string" => "een tekst tussen aanhalingstekens",
        "a boolean" => "true of false",
        "a sequence" => "een lijst tussen [ en ]",
        "a map" => "een object tussen { en }",
        getal if getal.starts_with(['u', 'i']) => "een geheel getal",
        object if object.starts_with("struct") => "een object tussen { en }",
        _ => "een ander soort waarde",
    }
}

#[cfg(test)]
mod tests {
    use super::ontleed;

    const GOED: &str = r#"{
 "titel": "Start", "standaard": "ijw", "soort": "regel", "onzeker": false,
 "stappen": [
  {"bestand": "a.xml", "type": "JW305", "afzender": "65656055", "ontvanger": "0384", "datum": "2026-01-14",
   "verwacht": {"uitkomst": "afgekeurd", "retour": "JW306", "niveau": 3, "onzeker": false,
    "retourcodes": [{"pad": "Header", "code": "0200"}]}}
 ]
}"#;

    #[test]
    fn a_good_scenario_is_read() {
        let scenario = ontleed(GOED.as_bytes()).unwrap();
        assert_eq!((scenario.titel.as_str(), scenario.stappen.len()), ("Start", 1));
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_key_and_never_by_value() {
        for (van, naar, verwacht) in [
            ("\"Start\",", "\"Start\"", "regel 2, kolom 19: dit is geen goede JSON."),
            ("\"titel\": \"Start\", ", "", "regel 8, ‘titel’ ontbreekt."),
            ("\"ijw\"", "\"wlz\"", "regel 2, standaard: kies uit ijw en iwmo."),
            (
                "\"JW305\"",
                "\"JW304\"",
                "regel 4, stappen[1].type: geef de naam van een bericht, zoals JW301.",
            ),
            (
                "\"0384\"",
                "\"384\"",
                "regel 4, stappen[1].ontvanger: geef een gemeentecode (4 cijfers) of een AGB-code (8 cijfers).",
            ),
            (
                "\"0384\"",
                "384",
                "regel 4, stappen[1].ontvanger: hier hoort een tekst tussen aanhalingstekens.",
            ),
            ("2026-01-14", "2026-02-30", "regel 4, stappen[1].datum: geef een bestaande dag als JJJJ-MM-DD."),
            ("\"retour\": \"JW306\", ", "", "regel 6, stappen[1].verwacht: ‘retour’ ontbreekt."),
            ("\"JW306\"", "\"JW302\"", "regel 7, stappen[1]: op een JW305 volgt een JW306, geen JW302."),
            ("\"niveau\"", "\"nivo\"", "regel 5, stappen[1].verwacht.nivo: deze sleutel is niet bekend."),
            ("\"niveau\": 3", "\"niveau\": 5", "regel 6, stappen[1].verwacht: niveau is 1, 2, 3 of 4."),
            (
                "\"onzeker\": false,\n",
                "\"onzeker\": true,\n",
                "regel 6, stappen[1].verwacht: bij onzeker hoort onzeker_soort: code of uitkomst.",
            ),
            (
                "\"code\": \"0200\"",
                "\"een_van\": []",
                "regel 6, stappen[1].verwacht.retourcodes[1]: geef bij een pad code of een_van, een van beide.",
            ),
            (
                "\"Header\"",
                "\"Client[0]\"",
                "regel 6, stappen[1].verwacht.retourcodes[1].pad: dit pad is niet te lezen. Schrijf bijvoorbeeld \
              Client/StartProducten/StartProduct[1].",
            ),
            (
                "\"soort\": \"regel\"",
                "\"context\": {\"contract\": {\"tarieven\": {\"45A04\": {\"4\": 6000}}}}",
                "regel 2, context.contract.tarieven.45A04.4: geef als eenheid 01, 04, 14, 16, 82, 83 of 84.",
            ),
            ("\"ijw\"", "\"iwmo\"", "stap 1 is een JW305 en het scenario gaat over iWmo."),
        ] {
            assert_ne!(GOED.replace(van, naar), GOED, "{van}");
            let fout = ontleed(GOED.replace(van, naar).as_bytes()).err().unwrap();
            assert_eq!(fout, verwacht, "{van} -> {naar}");
        }
        let dubbel = GOED.replace("\"niveau\": 3", "\"niveau\": 3, \"niveau\": 3");
        assert_eq!(
            ontleed(dubbel.as_bytes()).err().unwrap(),
            "regel 5, stappen[1].verwacht: ‘niveau’ staat er twee keer."
        );
        let meer = format!("{GOED} nog iets");
        assert!(ontleed(meer.as_bytes()).err().unwrap().ends_with("dit is geen goede JSON."));
    }
}
