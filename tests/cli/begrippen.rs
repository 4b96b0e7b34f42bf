//! `begrippen proef` as somebody who writes a local rule meets it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn proef(map: &Path, meer: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .env_remove("BERICHTENPOORT_DATABASE_URL")
        .env("BERICHTENPOORT_SLEUTEL", "YmVyaWNodGVucG9vcnQtdG9ldHNzbGV1dGVsLTAwMDE=")
        .args(["begrippen", "proef", "regel.json"])
        .args(meer)
        .output()
        .unwrap()
}

fn regel() -> Value {
    json!({
        "id": "ZW001",
        "titel": "Een toewijzing heeft een einddatum",
        "uitleg": "Deze toewijzing heeft geen einddatum. Vul de laatste dag in.",
        "afspraak": "zw-a-001",
        "standaarden": ["ijw"],
        "berichten": ["301"],
        "klasse": "ToegewezenProduct",
        "eis": "has(klasse.Einddatum)",
        "niveau": "weiger",
        "retourcode": "9307",
        "gemeenten": ["0479"],
        "ingangsdatum": "2026-06-01",
        "einddatum": null,
    })
}

fn met(regel: &Value) -> tempfile::TempDir {
    let map = tempfile::tempdir().unwrap();
    fs::write(map.path().join("regel.json"), regel.to_string()).unwrap();
    map
}

const JAAR: [&str; 4] = ["--van", "2026-01-01", "--tot", "2026-12-31"];

#[test]
fn een_proef_zegt_wat_de_regel_had_gedaan() {
    for inhoud in [regel(), json!([regel()])] {
        let map = met(&inhoud);
        let gedaan = proef(map.path(), &[&JAAR[..], &["--gemeente", "0479"]].concat());
        assert_eq!(gedaan.status.code(), Some(0), "{}", String::from_utf8_lossy(&gedaan.stderr));
        assert_eq!(
            String::from_utf8(gedaan.stdout).unwrap(),
            "ZW001: Een toewijzing heeft een einddatum\n\
             Deze regel zou 0 van 0 klassen hebben geweigerd, in 0 van 0 berichten.\n"
        );
    }
}

#[test]
fn wat_er_mis_is_met_de_regel_staat_er_met_wat_er_bedoeld_is() {
    let mut fout = regel();
    fout["eis"] = "has(klasse.Eindatum)".into();
    fout["gemeenten"] = json!([]);
    let map = met(&fout);
    let gedaan = proef(map.path(), &JAAR);
    assert_eq!(gedaan.status.code(), Some(1));
    let tekst = String::from_utf8(gedaan.stderr).unwrap();
    assert!(
        tekst.contains("Bedoelt u Einddatum?") && tekst.contains("noem minstens één gemeente"),
        "{tekst}"
    );
    assert!(!map.path().join("berichtenpoort-data").exists(), "nothing is made for a rule that is wrong");
}

#[test]
fn een_bestand_dat_geen_regel_is_en_dagen_die_niet_kunnen_worden_geweigerd() {
    let mut met_meer = regel();
    met_meer["kleur"] = "rood".into();
    let map = met(&met_meer);
    let gedaan = proef(map.path(), &JAAR);
    assert_eq!(gedaan.status.code(), Some(1));
    assert!(String::from_utf8(gedaan.stderr).unwrap().contains("bij regel 1, teken"));
    let map = met(&regel());
    let omgekeerd = proef(map.path(), &["--van", "2026-12-31", "--tot", "2026-01-01"]);
    assert_eq!(omgekeerd.status.code(), Some(1));
    let geen_dag = proef(map.path(), &["--van", "2026-02-30", "--tot", "2026-03-01"]);
    assert_eq!(geen_dag.status.code(), Some(2));
    assert!(String::from_utf8(geen_dag.stderr).unwrap().contains("Geef een bestaande dag"));
}
