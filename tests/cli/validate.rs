//! `validate` as its contract has it: output, order and exit codes.

use crate::judges;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::berichten::{FENNA, IJW, IWMO};
use serde_json::Value;

fn poort(map: &Path, argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort")).current_dir(map).args(argumenten).output().unwrap()
}

fn regels(uit: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&uit.stdout).lines().map(|regel| serde_json::from_str(regel).unwrap()).collect()
}

/// A folder with a good message, one that breaks its schema, one that breaks a rule, and others.
fn map() -> tempfile::TempDir {
    let map = tempfile::tempdir().unwrap();
    let goed = IJW.start("A1", FENNA, &[Some(1)]);
    fs::create_dir(map.path().join("onder")).unwrap();
    for (naam, inhoud) in [
        ("a-goed.xml", goed.clone()),
        ("b-schema.XML", goed.replace("<m:Geslacht>1", "<m:Geslacht>7")),
        ("c-regels.xml", IWMO.start("A1", "999900007", &[Some(1)])),
        ("d-geen.xml", goed.replace("</m:Bericht>", "")),
        ("e-onveilig.xml", goed.replace("?>", "?><!DOCTYPE x>")),
        ("onder/f-onbekend.xml", "<a/>".to_owned()),
        ("onder/niet-gelezen.txt", "geen bericht".to_owned()),
    ] {
        fs::write(map.path().join(naam), inhoud).unwrap();
    }
    map
}

#[test]
fn a_folder_is_walked_and_every_file_gets_one_line_in_order() {
    let map = map();
    let uit = poort(map.path(), &["validate", "--format", "json", "."]);
    assert_eq!(uit.status.code(), Some(1));
    let gezien: Vec<_> = regels(&uit)
        .iter()
        .map(|een| {
            let bestand = een["bestand"].as_str().unwrap().trim_start_matches("./").to_owned();
            (
                bestand,
                een["berichttype"].as_str().map(str::to_owned),
                een["oordeel"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let verwacht = [
        ("a-goed.xml", Some("JW305"), "geldig"),
        ("b-schema.XML", Some("JW305"), "schema"),
        ("c-regels.xml", Some("WMO305"), "regels"),
        ("d-geen.xml", Some("JW305"), "geen-xml"),
        ("e-onveilig.xml", None, "onveilig"),
        ("onder/f-onbekend.xml", None, "onbekend-bericht"),
    ];
    let verwacht: Vec<_> = verwacht
        .into_iter()
        .map(|(bestand, soort, oordeel)| (bestand.to_owned(), soort.map(str::to_owned), oordeel.to_owned()))
        .collect();
    assert_eq!(gezien, verwacht);
}

#[test]
fn a_file_by_itself_gets_the_verdict_that_it_gets_among_others() {
    let map = map();
    let samen = poort(map.path(), &["validate", "--format", "json", "."]);
    let mut alleen = String::new();
    for uitslag in regels(&samen) {
        let uit = poort(map.path(), &["validate", "--format", "json", uitslag["bestand"].as_str().unwrap()]);
        alleen.push_str(&String::from_utf8(uit.stdout).unwrap());
    }
    assert_eq!(alleen, String::from_utf8(samen.stdout).unwrap());
}

#[test]
fn a_finding_has_exactly_the_keys_of_the_contract() {
    let map = map();
    let uit = poort(map.path(), &["validate", "--format", "json", "b-schema.XML", "c-regels.xml"]);
    let gevonden = regels(&uit);
    let sleutels = |waarde: &Value| waarde.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(sleutels(&gevonden[0]), ["berichttype", "bestand", "bevindingen", "oordeel"]);
    let schema = &gevonden[0]["bevindingen"][0];
    assert_eq!(sleutels(schema), ["kolom", "niveau", "pad", "regel", "regelnummer", "retourcode", "tekst"]);
    assert_eq!(
        (&schema["niveau"], &schema["regel"], &schema["retourcode"]),
        (&"schema".into(), &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&schema["pad"], &schema["regelnummer"], &schema["kolom"]),
        (&"/Bericht/Client/Geslacht".into(), &15.into(), &5.into())
    );
    let regel = &gevonden[1]["bevindingen"][0];
    assert_eq!(
        (&regel["niveau"], &regel["regel"], &regel["retourcode"]),
        (&"bericht".into(), &"CS002".into(), &"0001".into())
    );
}

#[test]
fn exit_codes_tell_good_refused_and_failed_apart() {
    let map = map();
    for (argumenten, code) in [
        (vec!["validate", "a-goed.xml"], 0),
        (vec!["validate", "c-regels.xml"], 1),
        (vec!["validate", "--schema-only", "c-regels.xml"], 0),
        (vec!["validate", "--datum", "2026-02-03", "a-goed.xml"], 0),
        (vec!["validate", "--datum", "3 februari", "a-goed.xml"], 2),
        (vec!["validate", "bestaat-niet.xml"], 2),
        (vec!["validate", "--xsd-dir", "onder", "a-goed.xml"], 2),
        (vec!["validate", "--xsd-dir", "bestaat-niet", "a-goed.xml"], 2),
        (vec!["validate"], 2),
        (vec!["validate", "--help"], 0),
    ] {
        assert_eq!(poort(map.path(), &argumenten).status.code(), Some(code), "{argumenten:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_no_verdict_and_the_others_are_still_checked() {
    let map = map();
    let uit = poort(map.path(), &["validate", "--format", "json", "a-goed.xml", "weg.xml", "c-regels.xml"]);
    assert_eq!(uit.status.code(), Some(2));
    assert_eq!(regels(&uit).len(), 2);
    assert!(String::from_utf8_lossy(&uit.stderr).contains("weg.xml is niet te lezen"));
}

#[test]
fn text_is_for_people() {
    let map = map();
    let uit = poort(map.path(), &["validate", "a-goed.xml", "c-regels.xml"]);
    let tekst = String::from_utf8(uit.stdout).unwrap();
    assert!(tekst.contains("a-goed.xml: JW305 is geldig\n"), "{tekst}");
    assert!(tekst.contains("c-regels.xml: WMO305 voldoet niet aan de regels\n"), "{tekst}");
    let bevinding = "\n  /Bericht/Client\n    regel 13, kolom 5  Bsn\n      13 | <m:Bsn>…</m:Bsn>\n      \
                     CS002 (retourcode 0001): ";
    assert!(tekst.contains(bevinding), "{tekst}");
    assert!(!tekst.contains("9999"), "no personal data");
}

#[test]
fn official_schemas_drop_in_and_give_the_same_verdicts() {
    let Some(spec) = judges::spec() else { return };
    let voorbeelden = spec.join("voorbeeldberichten");
    let zonder = |naam: &str| poort(&voorbeelden, &["validate", "--format", "json", "--schema-only", naam]);
    for (xsd, naam) in
        [("ijw-3.2", "ijw"), ("ijw-3.2", "ijw-eerder"), ("iwmo-3.2", "iwmo"), ("iwmo-3.2-afgeleid", "iwmo")]
    {
        let map = spec.join("xsd").join(xsd);
        let met = ["validate", "--format", "json", "--schema-only", "--xsd-dir", map.to_str().unwrap(), naam];
        let met = poort(&voorbeelden, &met);
        assert_eq!(
            String::from_utf8_lossy(&met.stdout),
            String::from_utf8_lossy(&zonder(naam).stdout),
            "{xsd}"
        );
        assert!(!met.stdout.is_empty());
    }
}

#[test]
fn product_codes_are_held_against_the_list_that_is_given() {
    let map = tempfile::tempdir().unwrap();
    fs::write(map.path().join("bericht.xml"), IJW.start("A1", FENNA, &[Some(1)])).unwrap();
    let met = |lijst: &str| {
        fs::write(map.path().join("lijst.csv"), lijst).unwrap();
        poort(
            map.path(),
            &["validate", "--datum", "2026-02-03", "--productlijst", "lijst.csv", "bericht.xml"],
        )
    };
    // As a spreadsheet in Dutch writes it, with a byte order mark and more columns.
    let goed = met("\u{FEFF}standaard;omschrijving;categorie;code\r\nijw;\"hulp; thuis\";45;45A04\r\n");
    assert_eq!(goed.status.code(), Some(0), "{goed:?}");
    let ontbreekt = met("standaard,categorie,code\nijw,45,45A05\n");
    assert_eq!(ontbreekt.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ontbreekt.stdout).contains("TR381 (retourcode S329)"), "{ontbreekt:?}");
    for (lijst, tekst) in [
        ("naam,code\nijw,45A04\n", "rij 2: verwacht de kolommen"),
        ("standaard,categorie,code\nwlz,45,45A04\n", "rij 2: vul bij standaard ijw of iwmo in"),
    ] {
        let fout = met(lijst);
        assert_eq!(fout.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&fout.stderr).contains(tekst), "{fout:?}");
    }
}

#[test]
fn the_samples_of_the_standard_break_the_rules_that_are_known_and_no_others() {
    let Some(spec) = judges::spec() else { return };
    let uit = poort(&spec, &["validate", "--format", "json", "--datum", "2026-12-31", "voorbeeldberichten"]);
    let mut gevonden = Vec::new();
    for bestand in regels(&uit) {
        let naam = bestand["bestand"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        for bevinding in bestand["bevindingen"].as_array().unwrap() {
            if bevinding["niveau"] != "schema" {
                gevonden.push((naam.clone(), bevinding["regel"].as_str().unwrap().to_owned()));
            }
        }
    }
    let verwacht = [("JW317.xml", "CS003"), ("JW323.xml", "TR101"), ("WMO317.xml", "TR380")];
    assert_eq!(gevonden, verwacht.map(|(naam, regel)| (naam.to_owned(), regel.to_owned())));
}
