//! Independent judges: `xmllint` and the official schemas, where they are present. With `BERICHTENPOORT_JUDGES=required`
//! (as in `.ci/run`) a missing xmllint fails the test instead of leaving the judgement out.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use berichtenpoort::bericht::{Berichttype, Standaard};

static XMLLINT: LazyLock<bool> = LazyLock::new(|| {
    let aanwezig =
        Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    let verplicht = std::env::var_os("BERICHTENPOORT_JUDGES").is_some_and(|waarde| waarde == "required");
    assert!(aanwezig || !verplicht, "xmllint is missing: install libxml2-utils");
    if !aanwezig {
        println!("xmllint is not installed: its judgement is left out");
    }
    aanwezig
});

/// The folder with the official material, if it lies beside the checkout.
pub fn spec() -> Option<PathBuf> {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec");
    if !map.is_dir() {
        println!("../shared/spec is not there: this part is left out");
        return None;
    }
    Some(map)
}

/// The schema to judge a type by: the official one where it is there, else our own.
pub fn schema_van(berichttype: Berichttype) -> PathBuf {
    let eigen = match berichttype.standaard {
        Standaard::Ijw => "xsd/ijw-3.2",
        Standaard::Iwmo => "xsd/iwmo-3.2",
    };
    let bestand = format!("{berichttype}.xsd");
    let officieel = spec().into_iter().flat_map(|spec| {
        ["ijw-3.2", "iwmo-3.2", "iwmo-3.2-afgeleid"].map(|map| spec.join("xsd").join(map).join(&bestand))
    });
    let eigen = Path::new(env!("CARGO_MANIFEST_DIR")).join(eigen).join(&bestand);
    officieel.chain([eigen]).find(|pad| pad.is_file()).expect("a schema for every type")
}

/// Fails where xmllint finds the message invalid.
pub fn assert_valid(berichttype: Berichttype, bytes: &[u8]) {
    if !*XMLLINT {
        return;
    }
    let mut proces = Command::new("xmllint")
        .args(["--noout", "--schema"])
        .arg(schema_van(berichttype))
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint starts");
    proces.stdin.take().expect("piped").write_all(bytes).expect("xmllint reads");
    let uit = proces.wait_with_output().expect("xmllint ends");
    let bericht = String::from_utf8_lossy(bytes);
    assert!(uit.status.success(), "{}\n{bericht}", String::from_utf8_lossy(&uit.stderr));
}
