//! The commands, as an operator meets them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use berichtenpoort::geheim::{Hoofdsleutel, Hoofdsleutels};

use crate::gemeenschap::sleutels::SLEUTEL;

fn opdracht(map: &Path, argumenten: &[&str]) -> Command {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.current_dir(map).env_remove("BERICHTENPOORT_DATABASE_URL").env_remove("BERICHTENPOORT_SLEUTEL");
    opdracht.args(argumenten);
    opdracht
}

fn poort(map: &Path, argumenten: &[&str]) -> Output {
    opdracht(map, argumenten).output().unwrap()
}

#[track_caller]
fn goed(map: &Path, argumenten: &[&str]) -> String {
    let uit = poort(map, argumenten);
    assert_eq!(uit.status.code(), Some(0), "{argumenten:?} {uit:?}");
    String::from_utf8(uit.stdout).unwrap()
}

#[track_caller]
fn fout(map: &Path, argumenten: &[&str]) -> String {
    let uit = poort(map, argumenten);
    assert_eq!((uit.status.code(), uit.stdout.len()), (Some(2), 0), "{argumenten:?} {uit:?}");
    String::from_utf8(uit.stderr).unwrap()
}

/// A gate that runs; killed where a test ends.
struct Proces(Child);

impl Proces {
    fn start(map: &Path, argumenten: &[&str]) -> Proces {
        let mut opdracht = opdracht(map, &[&["serve", "--listen", "127.0.0.1:0"], argumenten].concat());
        let mut kind = opdracht.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let regel = BufReader::new(kind.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        assert!(regel.starts_with("De poort luistert"), "{regel}");
        Proces(kind)
    }
}

impl Drop for Proces {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn een_sleutel_komt_in_een_nieuw_bestand_dat_alleen_de_gebruiker_leest_en_wordt_nooit_overschreven() {
    let map = tempfile::tempdir().unwrap();
    let uit = goed(map.path(), &["sleutel", "maak", "--bestand", "sleutel"]);
    let inhoud = fs::read_to_string(map.path().join("sleutel")).unwrap();
    let sleutel = Hoofdsleutels::lees(&inhoud).unwrap();
    assert!(uit.contains(sleutel.nieuwste().naam()) && uit.contains("--sleutelbestand sleutel"), "{uit}");
    assert!(!uit.contains(sleutel.nieuwste().in_tekst().as_str()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rechten = fs::metadata(map.path().join("sleutel")).unwrap().permissions().mode();
        assert_eq!(rechten & 0o777, 0o600);
    }
    let melding = fout(map.path(), &["sleutel", "maak", "--bestand", "sleutel"]);
    assert!(melding.contains("nooit overschreven"), "{melding}");
    assert_eq!(fs::read_to_string(map.path().join("sleutel")).unwrap(), inhoud);
    assert!(fout(map.path(), &["sleutel", "maak", "--bestand", "weg/sleutel"]).contains("niet te maken"));
}

#[test]
fn zonder_sleutel_start_niets_dat_persoonsgegevens_leest_en_de_fout_zegt_hoe_er_een_komt() {
    let map = tempfile::tempdir().unwrap();
    let db = ["--database-url", "sqlite:poort.db"];
    for argumenten in [&["serve"][..], &["rebuild"], &["wijken", "lijst"], &["sleutel", "roteer"]] {
        let melding = fout(map.path(), &[argumenten, &db].concat());
        assert!(melding.contains("berichtenpoort sleutel maak --bestand PAD"), "{argumenten:?} {melding}");
        assert!(melding.contains("al in gebruik, geef dan haar sleutel"), "{argumenten:?} {melding}");
    }
    for argumenten in [&["migrate"][..], &["partij", "lijst"], &["termijnen"], &["sleutel", "toon"]] {
        goed(map.path(), &[argumenten, &db].concat());
    }
}

#[test]
fn een_sleutel_die_niet_bij_de_database_hoort_blijkt_bij_de_start() {
    let map = tempfile::tempdir().unwrap();
    let db = ["--database-url", "sqlite:poort.db", "--sleutelbestand"];
    for naam in ["goed", "ander"] {
        goed(map.path(), &["sleutel", "maak", "--bestand", naam]);
    }
    let proces = Proces::start(map.path(), &[&db[..], &["goed"]].concat());
    drop(proces);
    let melding = fout(map.path(), &[&["serve"], &db[..], &["ander"]].concat());
    assert!(melding.contains("niet de hoofdsleutel van deze database"), "{melding}");
    assert!(fout(map.path(), &[&["serve"], &db[..], &["weg"]].concat()).contains("weg"));
    fs::write(map.path().join("brief"), "Beste collega,\n").unwrap();
    let melding = fout(map.path(), &[&["serve"], &db[..], &["brief"]].concat());
    assert!(melding.contains("chmod 600 brief"), "{melding}");
    assert!(melding.contains("geen sleutel") && !melding.contains("collega"), "{melding}");
    fs::write(
        map.path().join("poort.toml"),
        "database-url = \"sqlite:poort.db\"\nsleutelbestand = \"goed\"\n",
    )
    .unwrap();
    drop(Proces::start(map.path(), &["--config", "poort.toml"]));
    let uit = opdracht(map.path(), &["rebuild", "--config", "poort.toml"])
        .env("BERICHTENPOORT_SLEUTEL", "x")
        .output();
    assert!(String::from_utf8(uit.unwrap().stderr).unwrap().contains("In BERICHTENPOORT_SLEUTEL"));
}

#[test]
fn roteren_gaat_terwijl_de_poort_werkt_en_toon_zegt_hoe_het_staat() {
    let map = tempfile::tempdir().unwrap();
    goed(map.path(), &["sleutel", "maak", "--bestand", "sleutel"]);
    let eerst = fs::read_to_string(map.path().join("sleutel")).unwrap();
    let db = ["--database-url", "sqlite:poort.db"];
    let met = [&db[..], &["--sleutelbestand", "sleutel"]].concat();
    let proces = Proces::start(map.path(), &met);
    let uit = goed(map.path(), &[&["sleutel", "roteer", "--gegevens"], &met[..]].concat());
    let sleutels = Hoofdsleutels::lees(&fs::read_to_string(map.path().join("sleutel")).unwrap()).unwrap();
    assert!(uit.contains(sleutels.nieuwste().naam()), "{uit}");
    let oud = Hoofdsleutels::lees(&eerst).unwrap();
    assert_eq!(
        sleutels.alle().nth(1).unwrap().naam(),
        oud.nieuwste().naam(),
        "de vorige blijft voor reservekopieën"
    );
    let uit = goed(map.path(), &[&["sleutel", "toon"], &db[..]].concat());
    assert_eq!(uit.lines().count(), 2, "{uit}");
    assert!(uit.contains("gegevenssleutel 3\t") && uit.contains("zoeksleutel 2\t"), "{uit}");
    assert!(uit.lines().all(|regel| regel.contains(sleutels.nieuwste().naam())), "{uit}");
    for sleutel in sleutels.alle() {
        assert!(!uit.contains(sleutel.in_tekst().as_str()));
    }
    drop(proces);
    drop(Proces::start(map.path(), &met));
}

#[test]
fn een_rotatie_die_na_het_schrijven_van_het_bestand_stopte_wordt_de_volgende_keer_afgemaakt() {
    let map = tempfile::tempdir().unwrap();
    goed(map.path(), &["sleutel", "maak", "--bestand", "sleutel"]);
    let met = ["--database-url", "sqlite:poort.db", "--sleutelbestand", "sleutel"];
    drop(Proces::start(map.path(), &met));
    let oud = fs::read_to_string(map.path().join("sleutel")).unwrap();
    let nieuw = Hoofdsleutel::nieuw().unwrap();
    fs::write(map.path().join("sleutel"), format!("{}\n{oud}", nieuw.in_tekst().as_str())).unwrap();
    drop(Proces::start(map.path(), &met));
    let uit = goed(map.path(), &[&["sleutel", "roteer"], &met[..]].concat());
    assert!(uit.contains(nieuw.naam()), "niet nog een nieuwe: {uit}");
}

#[test]
fn een_sleutel_in_de_omgeving_vervangt_de_beheerder_zelf() {
    let map = tempfile::tempdir().unwrap();
    let db = ["--database-url", "sqlite:poort.db"];
    let met = |argumenten: &[&str], sleutels: &str| {
        let mut opdracht = opdracht(map.path(), &[argumenten, &db].concat());
        opdracht.env("BERICHTENPOORT_SLEUTEL", sleutels).output().unwrap()
    };
    assert!(met(&["migrate"], SLEUTEL).status.success());
    let uit = met(&["sleutel", "roteer"], SLEUTEL);
    assert_eq!(uit.status.code(), Some(2));
    assert!(String::from_utf8(uit.stderr).unwrap().contains("met een komma ertussen"));
    let nieuw = Hoofdsleutel::nieuw().unwrap();
    let beide = format!("{},{SLEUTEL}", nieuw.in_tekst().as_str());
    let uit = met(&["sleutel", "roteer"], &beide);
    assert!(uit.status.success(), "{uit:?}");
    assert!(met(&["rebuild"], nieuw.in_tekst().as_str()).status.success());
    assert_eq!(met(&["rebuild"], SLEUTEL).status.code(), Some(2));
}
