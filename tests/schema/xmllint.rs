//! The same verdict as `xmllint --schema` (libxml2) on systematically damaged sample messages.
//!
//! Needs the specification beside this checkout (`../shared/spec`) and xmllint on the PATH; says so when
//! either is not there.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test may stop at the first thing that is not as it should be, and must say when it is skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use berichtenpoort::schema::{Document, SchemaSet};
use berichtenpoort::xml::Limits;

/// What is put in the place of a value.
const VALUES: &[&str] = &[
    "",
    " ",
    "\n",
    "0",
    "-0",
    "+1",
    "-1",
    "00000000000000000000001",
    "100000000",
    "1.0",
    "a",
    "é",
    "a b",
    "a\nb",
    " a ",
    "2024-02-29",
    "2023-02-29",
    "0000-01-01",
    "2024-01-01Z",
    " 2024-01-01 ",
    "12345-01-01",
    "12:00:00",
    "24:00:00",
    "24:00:01",
    "12:00:00Z",
    "12:00:00.5",
    "&#49;",
    "&amp;",
    "<![CDATA[1]]>",
    "1<!-- c -->",
    "<?p i?>",
    "<x/>",
    "\u{A0}",
    "x\u{1F600}",
];

fn folder() -> Option<PathBuf> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec");
    if !spec.join("xsd/ijw-3.2").is_dir() {
        println!("SKIPPED: ../shared/spec is not there");
        return None;
    }
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("SKIPPED: xmllint is not on the PATH");
        return None;
    }
    Some(spec)
}

/// Damaged copies of a message: each simple element in turn, each in another way.
fn damaged(text: &str) -> Vec<String> {
    let mut messages = Vec::new();
    let mut at = 0;
    while let Some(close) = text[at..].find("</").map(|found| at + found) {
        let end = close + text[close..].find('>').unwrap() + 1;
        let tag = &text[close + 2..end - 1];
        let open = text[..close].rfind('<').unwrap();
        at = end;
        if !text[open..].starts_with(&format!("<{tag}>")) {
            continue;
        }
        let (before, element, after) = (&text[..open], &text[open..end], &text[end..]);
        let value = VALUES[messages.len() % VALUES.len()];
        messages.push(format!("{before}<{tag}>{value}</{tag}>{after}"));
        messages.push(match messages.len() % 8 {
            0 => format!("{before}{after}"),
            1 => format!("{before}{element}{element}{after}"),
            2 => format!("{before}<{tag}x/>{after}"),
            3 => format!("{before}x{element}{after}"),
            4 => format!("{before}<q:z xmlns:q=\"urn:q\"/>{element}{after}"),
            5 => format!("{before}<{tag} a=\"1\"/>{after}"),
            6 => format!("{before}<!-- c -->{element}<?p i?>&#32;{after}"),
            _ => format!("{before}{after}").replacen("</", &format!("</{}", tag.len()), 1),
        });
    }
    messages
}

#[test]
fn damaged_samples_get_the_verdict_of_libxml2() {
    let Some(spec) = folder() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let (mut total, mut valid) = (0, 0);
    for (schemas, messages, names) in [
        ("ijw-3.2", "ijw", &["JW301", "JW305", "JW308", "JW317", "JW323", "JW325"][..]),
        ("iwmo-3.2", "iwmo", &["WMO301", "WMO315", "WMO323"]),
    ] {
        for name in names {
            let read = |file: &str| fs::read(spec.join(format!("xsd/{schemas}/{file}"))).unwrap();
            let documents = [format!("{name}.xsd"), "basisschema.xsd".to_owned()]
                .map(|file| Document { bytes: read(&file), name: file });
            let set = SchemaSet::compile(&documents).unwrap();
            let sample =
                fs::read_to_string(spec.join(format!("voorbeeldberichten/{messages}/{name}.xml"))).unwrap();
            let mut paths = Vec::new();
            let damaged = damaged(&sample);
            for (index, message) in damaged.iter().enumerate() {
                let path = scratch.path().join(format!("{name}-{index}.xml"));
                fs::write(&path, message).unwrap();
                paths.push(path);
            }
            let output = Command::new("xmllint")
                .args(["--noout", "--nowarning", "--schema"])
                .arg(spec.join(format!("xsd/{schemas}/{name}.xsd")))
                .args(&paths)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            for (path, message) in paths.iter().zip(&damaged) {
                let theirs = said.lines().any(|line| line == format!("{} validates", path.display()));
                let report = set.validate(message.as_bytes(), Limits::default(), &mut ()).unwrap();
                assert_eq!(report.valid(), theirs, "{}: {:?}\n{message}", path.display(), report.findings);
                total += 1;
                valid += usize::from(theirs);
            }
        }
    }
    println!("{total} messages, {valid} of them valid");
    assert!(valid > 0 && valid < total);
}
