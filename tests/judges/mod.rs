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

use std::collections::HashMap;
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

/// Whether xmllint is there to judge.
pub fn xmllint() -> bool {
    *XMLLINT
}

/// What xmllint found of one message.
pub struct Judged {
    accepted: Option<bool>,
    /// Its own words.
    pub said: String,
}

impl Judged {
    pub fn valid(&self) -> bool {
        self.accepted == Some(true)
    }

    pub fn verdict(&self) -> &'static str {
        match self.accepted {
            Some(true) => "valid",
            Some(false) => "invalid",
            None => "not XML",
        }
    }
}

/// Has xmllint judge many messages with one schema, which it compiles once.
pub fn xmllint_all<'b>(schema: &Path, messages: impl Iterator<Item = &'b [u8]>) -> Vec<Judged> {
    let map = tempfile::tempdir().expect("a folder");
    let mut namen = Vec::new();
    for (nummer, bytes) in messages.enumerate() {
        let naam = format!("{nummer}.xml");
        std::fs::write(map.path().join(&naam), bytes).expect("written");
        namen.push(naam);
    }
    let uit = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(std::path::absolute(schema).expect("a path"))
        .args(&namen)
        .current_dir(map.path())
        .output()
        .expect("xmllint starts");
    let gezegd = String::from_utf8_lossy(&uit.stderr);
    let mut van_bestand: HashMap<&str, Vec<&str>> = HashMap::new();
    for regel in gezegd.lines() {
        if let Some((naam, _)) = regel.split_once([':', ' ']).filter(|(naam, _)| naam.ends_with(".xml")) {
            van_bestand.entry(naam).or_default().push(regel);
        }
    }
    let oordeel = |naam: &String| {
        let regels = van_bestand.get(naam.as_str()).map_or(&[][..], Vec::as_slice);
        let geldig = regels.contains(&format!("{naam} validates").as_str());
        let ongeldig = regels.contains(&format!("{naam} fails to validate").as_str());
        Judged { accepted: (geldig || ongeldig).then_some(geldig), said: regels.join(" | ") }
    };
    namen.iter().map(oordeel).collect()
}

/// A second judge that shares no code with the first: the crate xsd-schema. It reads only UTF-8
/// without a byte order mark, does not look at the encoding that is declared,
/// and takes the line ends of XML 1.1 where that is declared.
pub struct Tweede {
    set: xsd_schema::SchemaSet,
}

impl Tweede {
    pub fn new(schema: &Path) -> Tweede {
        let mut bouwer = xsd_schema::SchemaSetBuilder::new();
        for bestand in [schema.with_file_name("basisschema.xsd"), schema.to_owned()] {
            let tekst = std::fs::read_to_string(&bestand).expect("a schema");
            // Without the import: both documents are given here.
            let naam = bestand.file_name().and_then(|naam| naam.to_str()).expect("a name");
            bouwer = bouwer.add_source(&tekst, naam).expect("a schema that it can read");
        }
        Tweede { set: bouwer.compile().expect("schemas that fit").into_schema_set() }
    }

    /// Whether the message is valid; `None` where it cannot tell.
    pub fn judge(&self, bytes: &[u8]) -> Option<Result<(), String>> {
        let tekst = std::str::from_utf8(bytes).ok().filter(|tekst| !tekst.starts_with('\u{FEFF}'))?;
        let declaratie = tekst.split_once("?>").map_or("", |(voor, _)| voor).to_ascii_lowercase();
        let elfde = declaratie.contains("<?xml") && !declaratie.contains("1.0");
        if elfde
            || (declaratie.contains("encoding")
                && !declaratie.contains("utf-8\"")
                && !declaratie.contains("utf-8'"))
        {
            return None;
        }
        use xsd_schema::validation::{
            CollectingValidationSink, SchemaValidator, SchemaValidity, ValidationFlags, drive_quick_xml,
        };
        let validator = SchemaValidator::new(&self.set, ValidationFlags::default());
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let sink = CollectingValidationSink { errors: &mut errors, warnings: &mut warnings };
        let mut run = validator.start_run(sink);
        let uitkomst = drive_quick_xml(bytes, &mut run, &self.set);
        drop(run);
        Some(match (uitkomst, errors.first()) {
            (Err(fout), _) => Err(fout.to_string()),
            (_, Some(fout)) => Err(fout.to_string()),
            (Ok(uitkomst), None) if uitkomst.root_validity == Some(SchemaValidity::Valid) => Ok(()),
            (Ok(uitkomst), None) => Err(format!("{:?}", uitkomst.root_validity)),
        })
    }
}

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
