//! `partij bezorging` and `herstel` as an operator meets them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn poort(map: &Path, argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .env_remove("BERICHTENPOORT_DATABASE_URL")
        .env("BERICHTENPOORT_SLEUTEL", "YmVyaWNodGVucG9vcnQtdG9ldHNzbGV1dGVsLTAwMDE=")
        .args(argumenten)
        .output()
        .unwrap()
}

#[track_caller]
fn gelukt(map: &Path, argumenten: &[&str]) -> String {
    let gedaan = poort(map, argumenten);
    assert_eq!(gedaan.status.code(), Some(0), "{}", String::from_utf8_lossy(&gedaan.stderr));
    String::from_utf8(gedaan.stdout).unwrap()
}

#[track_caller]
fn mislukt(map: &Path, argumenten: &[&str], code: i32) -> String {
    let gedaan = poort(map, argumenten);
    assert_eq!(gedaan.status.code(), Some(code));
    assert!(gedaan.stdout.is_empty());
    String::from_utf8(gedaan.stderr).unwrap()
}

fn met_aanbieder() -> tempfile::TempDir {
    let map = tempfile::tempdir().unwrap();
    let partij = ["--soort", "aanbieder", "--code", "65656055", "--naam", "Zorg"];
    gelukt(map.path(), &[&["partij", "toevoegen"], partij.as_slice()].concat());
    map
}

fn stel_in(wijze: &str, meer: &[&'static str]) -> Vec<String> {
    let vast = ["partij", "bezorging", "--code", "65656055", "--wijze", wijze];
    vast.iter().chain(meer).map(|deel| (*deel).to_owned()).collect()
}

fn als_str(delen: &[String]) -> Vec<&str> {
    delen.iter().map(String::as_str).collect()
}

#[test]
fn een_geheim_is_te_zien_als_het_wordt_gemaakt_en_daarna_niet_meer() {
    let map = met_aanbieder();
    let push = stel_in("push", &["--url", "https://zorg.example/in"]);
    let eerst = gelukt(map.path(), &als_str(&push));
    assert!(eerst.contains("toegestuurd") && eerst.contains("\nwhsec_"), "{eerst}");
    let weer = gelukt(map.path(), &als_str(&push));
    assert!(!weer.contains("whsec_"), "{weer}");
    let nieuw = stel_in("push", &["--url", "https://zorg.example/in", "--nieuw-geheim"]);
    let nieuw = gelukt(map.path(), &als_str(&nieuw));
    assert!(nieuw.contains("\nwhsec_") && nieuw.contains("nog één dag geldig"), "{nieuw}");
    let postbus = gelukt(map.path(), &als_str(&stel_in("postbus", &[])));
    assert!(postbus.contains("haalt haar leveringen voortaan zelf op"), "{postbus}");
}

#[test]
fn een_eigen_geheim_komt_uit_een_bestand_of_van_de_standaardinvoer_en_staat_nooit_in_de_opdracht() {
    let map = met_aanbieder();
    let geheim = "whsec_YmVyaWNodGVucG9vcnQtdG9ldHNzbGV1dGVsLTAwMDE=\n";
    fs::write(map.path().join("geheim"), geheim).unwrap();
    let vast = ["--url", "https://zorg.example/in", "--geheim-bestand"];
    let uit = gelukt(map.path(), &[als_str(&stel_in("push", &vast)).as_slice(), &["geheim"]].concat());
    assert!(uit.contains("toegestuurd") && !uit.contains("whsec_"), "{uit}");
    let mut kind = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map.path())
        .env_remove("BERICHTENPOORT_DATABASE_URL")
        .env("BERICHTENPOORT_SLEUTEL", "YmVyaWNodGVucG9vcnQtdG9ldHNzbGV1dGVsLTAwMDE=")
        .args(stel_in("push", &vast))
        .arg("-")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut kind.stdin.take().unwrap(), geheim.as_bytes()).unwrap();
    let weer = kind.wait_with_output().unwrap();
    let tekst = String::from_utf8(weer.stdout).unwrap();
    assert!(
        weer.status.success() && !tekst.contains("vorige geheim"),
        "hetzelfde geheim is geen wisseling: {tekst}"
    );
    mislukt(
        map.path(),
        &als_str(&stel_in("push", &["--url", "https://zorg.example/", "--geheim", "whsec_x"])),
        2,
    );
    let lijst = gelukt(map.path(), &["partij", "lijst"]);
    assert!(lijst.contains("65656055\tZorg\tpush naar https://zorg.example/in\n"), "{lijst}");
}

#[test]
fn een_partij_die_zelf_ophaalt_kan_meldingen_krijgen_en_krijgt_dan_een_geheim() {
    let map = met_aanbieder();
    let vast = ["partij", "gebeurtenissen", "--code", "65656055"];
    let met = |meer: &[&'static str]| [vast.as_slice(), meer].concat();
    let eerst = gelukt(map.path(), &met(&["--url", "https://zorg.example/meldingen"]));
    assert!(eerst.contains("voortaan toegestuurd") && eerst.contains("\nwhsec_"), "{eerst}");
    assert!(!gelukt(map.path(), &met(&["--url", "https://zorg.example/anders"])).contains("whsec_"));
    let nieuw = gelukt(map.path(), &met(&["--url", "https://zorg.example/anders", "--nieuw-geheim"]));
    assert!(nieuw.contains("\nwhsec_"), "{nieuw}");
    assert!(gelukt(map.path(), &met(&["--uit"])).contains("geen meldingen meer"));
    assert!(mislukt(map.path(), &met(&["--url", "zorg.example"]), 1).contains("geen volledig webadres"));
    mislukt(map.path(), &met(&[]), 2);
    fs::write(map.path().join("poort.toml"), "meldingen-url = \"https://beheer.example/\"\n").unwrap();
    let half = mislukt(map.path(), &["serve", "--config", "poort.toml"], 2);
    assert!(half.contains("meldingen-geheim-bestand"), "{half}");
}

#[test]
fn een_instelling_die_niet_kan_wordt_verteld_en_niet_bewaard() {
    let map = met_aanbieder();
    fs::write(map.path().join("kort"), "whsec_kort").unwrap();
    for (wijze, meer, bevat) in [
        ("push", [].as_slice(), "--url"),
        ("push", &["--url", "zorg.example"], "geen volledig webadres"),
        ("webhook", &["--url", "https://jan:geheim@zorg.example/"], "een naam of een wachtwoord"),
        ("webhook", &["--url", "https://zorg.example/", "--geheim-bestand", "kort"], "whsec_"),
        ("postbus", &["--url", "https://zorg.example/"], "geen adres"),
        ("postbus", &["--nieuw-geheim"], "geen adres en geen geheim"),
    ] {
        let fout = mislukt(map.path(), &als_str(&stel_in(wijze, meer)), 1);
        assert!(fout.contains(bevat), "{fout}");
        assert!(!fout.contains("jan:geheim") && !fout.contains("whsec_kort"), "{fout}");
    }
    let weg = stel_in("webhook", &["--url", "https://zorg.example/", "--geheim-bestand", "weg"]);
    assert!(mislukt(map.path(), &als_str(&weg), 2).contains("Controleer de naam"));
    let onbekend = ["partij", "bezorging", "--code", "12345678", "--wijze", "postbus"];
    assert!(mislukt(map.path(), &onbekend, 1).contains("geen partij met code 12345678"));
    let zonder_tls = gelukt(map.path(), &als_str(&stel_in("push", &["--url", "http://10.1.2.3/"])));
    assert!(zonder_tls.contains("bezorging-toegestane-adressen"), "{zonder_tls}");
}

#[test]
fn herstel_telt_eerst_en_zegt_wat_er_niet_is() {
    let map = met_aanbieder();
    let geteld = gelukt(map.path(), &["herstel", "leveringen", "--partij", "65656055"]);
    assert_eq!(geteld, "Aantal leveringen met status mislukt: 0. Er is niets veranderd.\n");
    let gedaan = gelukt(map.path(), &["herstel", "leveringen", "--uitvoeren"]);
    assert!(gedaan.contains("0 leveringen") && gedaan.trim_end().ends_with("is klaar."), "{gedaan}");
    assert_eq!(gelukt(map.path(), &["herstel", "taken"]), "Alle taken zijn klaar.\n");
    assert_eq!(gelukt(map.path(), &["herstel", "bericht"]), "Er zijn geen geparkeerde berichten.\n");
    let id = "01900000-0000-7000-8000-000000000000";
    for wat in ["levering", "bericht"] {
        let fout = mislukt(map.path(), &["herstel", wat, "--id", id], 1);
        assert!(fout.contains(id) && fout.contains(wat), "{fout}");
    }
}

#[test]
fn adressen_en_certificaten_die_niet_te_lezen_zijn_worden_verteld_en_er_start_niets() {
    let map = tempfile::tempdir().unwrap();
    fs::write(map.path().join("leeg.pem"), "geen certificaat").unwrap();
    for (inhoud, bevat) in [
        ("bezorging-toegestane-adressen = \"10.0.0.0/8\"\n", "een lijst van reeksen"),
        ("listen = \"127.0.0.1:0\"\nbezorging-toegestane-adressen = [\"10.0.0.0/33\"]\n", "regel 2"),
        ("bezorging-certificaten = \"weg.pem\"\n", "weg.pem"),
        ("bezorging-certificaten = \"leeg.pem\"\n", "leeg.pem"),
    ] {
        fs::write(map.path().join("poort.toml"), inhoud).unwrap();
        let fout = mislukt(map.path(), &["serve", "--config", "poort.toml"], 2);
        assert!(fout.contains(bevat), "{fout}");
    }
}
