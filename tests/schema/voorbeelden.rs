//! The 23 sample messages against the official schemas get exactly the verdict that their README gives.
//!
//! Needs the specification beside this checkout (`../shared/spec`); says so when it is not there.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test may stop at the first thing that is not as it should be, and must say when it is skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};

use berichtenpoort::schema::{Document, FindingKind, Report, SchemaSet};
use berichtenpoort::xml::Limits;

fn specification() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec");
    if path.join("xsd").is_dir() && path.join("voorbeeldberichten").is_dir() {
        return Some(path);
    }
    println!("SKIPPED: ../shared/spec is not there");
    None
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn schemas(spec: &Path) -> SchemaSet {
    let mut documents = Vec::new();
    for folder in ["ijw-3.2", "iwmo-3.2", "iwmo-3.2-afgeleid"] {
        for path in files(&spec.join("xsd").join(folder), "xsd") {
            documents.push(Document {
                name: format!("{folder}/{}", name(&path)),
                bytes: fs::read(&path).unwrap(),
            });
        }
    }
    SchemaSet::compile(&documents).unwrap()
}

fn samples(spec: &Path) -> Vec<PathBuf> {
    let folders = ["ijw", "iwmo", "ijw-eerder"];
    folders.iter().flat_map(|folder| files(&spec.join("voorbeeldberichten").join(folder), "xml")).collect()
}

fn validate(set: &SchemaSet, bytes: &[u8]) -> Report {
    set.validate(bytes, Limits::default(), &mut ()).unwrap()
}

#[test]
fn the_official_schemas_compile_with_all_their_roots() {
    let Some(spec) = specification() else { return };
    let set = schemas(&spec);
    assert_eq!(set.roots().count(), 28);
    for (namespace, version) in [
        ("http://www.istandaarden.nl/ijw/3_2/jw302/schema", "0.1.0"),
        ("http://www.istandaarden.nl/iwmo/3_2/wmo301/schema", "1.0.0"),
    ] {
        let root = set.root(namespace, "Bericht").unwrap();
        assert_eq!(&*set.children(root)[0].name, "Header");
        assert_eq!(set.appinfo(namespace, "BerichtXsdVersie"), Some(version));
    }
}

#[test]
fn every_sample_gets_the_verdict_of_its_readme() {
    let Some(spec) = specification() else { return };
    let set = schemas(&spec);
    let samples = samples(&spec);
    assert_eq!(samples.len(), 23);
    for path in samples {
        let report = validate(&set, &fs::read(&path).unwrap());
        let found: Vec<(u32, &str)> =
            report.findings.iter().map(|finding| (finding.position.line, finding.path.as_str())).collect();
        let expected: &[(u32, &str)] = match name(&path).as_str() {
            "JW315.xml" => &[
                (44, "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[1]/ToewijzingEinddatum"),
                (66, "/Bericht/Client/AangevraagdeProducten/AangevraagdProduct[2]/ToewijzingEinddatum"),
            ],
            "JW318.xml" => &[(33, "/Bericht/Client/Verzoek/RetourCode")],
            _ => &[],
        };
        assert_eq!(found, expected, "{}", path.display());
    }
}

#[test]
fn a_message_cut_off_anywhere_is_never_valid() {
    let Some(spec) = specification() else { return };
    let set = schemas(&spec);
    let bytes = fs::read(spec.join("voorbeeldberichten/ijw/JW308.xml")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let end = text.trim_end().len();
    for length in 0..end {
        let report = validate(&set, &text.as_bytes()[..length]);
        assert_eq!(report.kind(), Some(FindingKind::NotWellFormed), "after {length} bytes");
    }
    assert!(validate(&set, &text.as_bytes()[..end]).valid());
}

#[test]
fn a_value_is_never_in_the_text_of_a_finding() {
    let Some(spec) = specification() else { return };
    let set = schemas(&spec);
    for path in samples(&spec) {
        let text = fs::read_to_string(&path).unwrap();
        // Every value becomes one that no type of a limited length allows.
        let mut changed = String::new();
        for (index, part) in text.split('>').enumerate() {
            let value = part.find("</").filter(|&at| at > 0 && !part[..at].trim().is_empty());
            changed.push_str(if index > 0 { ">" } else { "" });
            changed.push_str(
                &value.map_or(part.to_owned(), |at| format!("Persoonlijk{}{}", "x".repeat(300), &part[at..])),
            );
        }
        let report = validate(&set, changed.as_bytes());
        assert!(!report.valid(), "{}", path.display());
        for finding in &report.findings {
            assert!(!finding.text.contains("Persoonlijk"), "{}", finding.text);
            assert!(finding.found.as_deref().is_none_or(|found| found.chars().count() <= 60));
        }
    }
}
