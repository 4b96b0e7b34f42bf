//! `serve`, `migrate` and `partij` as an operator meets them: what goes wrong is told with what to do.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A master key: what is tested here is not about keys.
const SLEUTEL: &str = "YmVyaWNodGVucG9vcnQtdG9ldHNzbGV1dGVsLTAwMDE=";

fn poort(map: &Path, argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .env_remove("BERICHTENPOORT_DATABASE_URL")
        .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
        .args(argumenten)
        .output()
        .unwrap()
}

fn uit(uit: &Output) -> String {
    String::from_utf8_lossy(&uit.stdout).into_owned()
}

#[track_caller]
fn assert_fout(gedaan: &Output, code: i32, bevat: &[&str]) {
    let tekst = String::from_utf8_lossy(&gedaan.stderr);
    assert_eq!(gedaan.status.code(), Some(code), "{tekst}");
    assert!(tekst.starts_with("Fout: "), "{tekst}");
    for deel in bevat {
        assert!(tekst.contains(deel), "‘{deel}’ is not in: {tekst}");
    }
    assert!(gedaan.stdout.is_empty());
}

#[test]
fn a_configuration_file_that_is_not_right_is_told_with_its_line_and_nothing_starts() {
    let map = tempfile::tempdir().unwrap();
    for (inhoud, bevat) in [
        ("listen = \"127.0.0.1:0\"\nluister = 1\n", "regel 2"),
        ("listen = \n", "regel 1"),
        ("werkers = \"veel\"\n", "regel 1"),
        ("werkers = 0\n", "1 tot en met 64"),
        ("database-url = \"mysql://localhost\"\n", "database-URL"),
        ("database-url = \"sqlite:\"\n", "database-URL"),
        ("xsd-dir = \"weg\"\n", "weg"),
        ("listen = \"overal\"\n", "--listen"),
    ] {
        fs::write(map.path().join("poort.toml"), inhoud).unwrap();
        let gedaan = poort(map.path(), &["serve", "--config", "poort.toml"]);
        assert_fout(&gedaan, 2, &[bevat]);
    }
    assert_fout(&poort(map.path(), &["serve", "--config", "weg.toml"]), 2, &["weg.toml", "niet te lezen"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let map = tempfile::tempdir().unwrap();
    fs::write(map.path().join("bestand"), "geen map").unwrap();
    for opdracht in ["serve", "migrate"] {
        let gedaan = poort(map.path(), &[opdracht, "--database-url", "sqlite:bestand/poort.db"]);
        assert_fout(&gedaan, 2, &["bestand/poort.db"]);
    }
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_alone() {
    let map = tempfile::tempdir().unwrap();
    let inhoud = "dit is geen database, maar iets dat iemand wil houden. ".repeat(100);
    fs::write(map.path().join("brief.txt"), &inhoud).unwrap();
    let gedaan = poort(map.path(), &["migrate", "--database-url", "sqlite:brief.txt"]);
    assert_fout(&gedaan, 2, &["geen SQLite-database"]);
    assert_eq!(fs::read_to_string(map.path().join("brief.txt")).unwrap(), inhoud);
}

#[test]
fn a_server_that_is_not_there_is_told_without_its_password() {
    let map = tempfile::tempdir().unwrap();
    // A port that was free a moment ago.
    let luisteraar = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let adres = luisteraar.local_addr().unwrap();
    drop(luisteraar);
    let url = format!("postgres://poort:geheim@{adres}/poort");
    let gedaan = poort(map.path(), &["migrate", "--database-url", &url]);
    assert_fout(&gedaan, 2, &["niet bereikbaar"]);
    assert!(!String::from_utf8_lossy(&gedaan.stderr).contains("geheim"));
}

#[test]
fn migrate_may_be_repeated() {
    let map = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let gedaan = poort(map.path(), &["migrate", "--database-url", "sqlite:onder/poort.db"]);
        assert_eq!(gedaan.status.code(), Some(0));
        assert!(uit(&gedaan).contains("op de laatste versie"));
    }
}

#[test]
fn parties_are_added_renamed_listed_and_given_a_key() {
    let map = tempfile::tempdir().unwrap();
    let db = ["--database-url", "sqlite:poort.db"];
    let met = |argumenten: &[&str]| poort(map.path(), &[&["partij"], argumenten, &db].concat());
    assert_eq!(
        met(&["toevoegen", "--soort", "gemeente", "--code", "0479", "--naam", "Zaanstat"]).status.code(),
        Some(0)
    );
    assert_eq!(
        met(&["toevoegen", "--soort", "gemeente", "--code", "0479", "--naam", "Zaanstad"]).status.code(),
        Some(0)
    );
    let wijkteam = [
        "toevoegen",
        "--soort",
        "wijkteam",
        "--code",
        "wijkteam-zuid",
        "--naam",
        "Zuid",
        "--gemeente",
        "0479",
    ];
    assert_eq!(met(&wijkteam).status.code(), Some(0));
    assert_eq!(
        uit(&met(&["lijst"])),
        "gemeente\t0479\tZaanstad\nwijkteam\twijkteam-zuid\tZuid\tgemeente 0479\n"
    );

    let (een, twee) = (uit(&met(&["sleutel", "--code", "0479"])), uit(&met(&["sleutel", "--code", "0479"])));
    assert!(een.starts_with("bp_") && een.trim().len() > 40 && een != twee);
    let database = fs::read(map.path().join("poort.db")).unwrap();
    let sleutel = een.trim().as_bytes();
    assert!(!database.windows(sleutel.len()).any(|deel| deel == sleutel), "only the hash is kept");
}

#[test]
fn a_party_that_cannot_be_is_refused_with_exit_code_1() {
    let map = tempfile::tempdir().unwrap();
    let db = ["--database-url", "sqlite:poort.db"];
    let met = |argumenten: &[&str]| poort(map.path(), &[&["partij"], argumenten, &db].concat());
    assert_fout(
        &met(&["toevoegen", "--soort", "gemeente", "--code", "479", "--naam", "X"]),
        1,
        &["vier cijfers"],
    );
    assert_fout(
        &met(&["toevoegen", "--soort", "aanbieder", "--code", "0479", "--naam", "X"]),
        1,
        &["acht cijfers"],
    );
    assert_fout(
        &met(&["toevoegen", "--soort", "wijkteam", "--code", "zuid", "--naam", "X"]),
        1,
        &["gemeente"],
    );
    assert_fout(&met(&["sleutel", "--code", "0999"]), 1, &["0999", "partij toevoegen"]);
    assert_fout(&met(&["toevoegen", "--soort", "burger", "--code", "1", "--naam", "X"]), 2, &["Kies uit"]);
}

#[test]
fn wie_berichten_beantwoordt_is_per_partij_in_te_stellen_en_blijft_zo_als_de_naam_wijzigt() {
    let map = tempfile::tempdir().unwrap();
    let db = ["--database-url", "sqlite:poort.db"];
    let met = |argumenten: &[&str]| poort(map.path(), &[&["partij"], argumenten, &db].concat());
    let toevoegen = |naam| met(&["toevoegen", "--soort", "aanbieder", "--code", "65656055", "--naam", naam]);
    toevoegen("Zorg");
    assert!(!uit(&met(&["lijst"])).contains("antwoordt zelf"));
    let gedaan = met(&["antwoorden", "--code", "65656055", "--wijze", "zelf"]);
    assert_eq!(uit(&gedaan), "Zorg (65656055) beantwoordt haar berichten voortaan zelf.\n");
    toevoegen("Zorg aan de Zaan");
    assert!(uit(&met(&["lijst"])).contains("Zorg aan de Zaan\tantwoordt zelf"));
    let gedaan = met(&["antwoorden", "--code", "65656055", "--wijze", "automatisch"]);
    assert!(uit(&gedaan).contains("de poort"), "{}", uit(&gedaan));
    assert_fout(&met(&["antwoorden", "--code", "0999", "--wijze", "zelf"]), 1, &["0999"]);
    assert_fout(&met(&["antwoorden", "--code", "65656055", "--wijze", "soms"]), 2, &["Kies uit"]);
    met(&["toevoegen", "--soort", "wijkteam", "--code", "zuid", "--naam", "Zuid", "--gemeente", "0479"]);
    assert_fout(&met(&["antwoorden", "--code", "zuid", "--wijze", "zelf"]), 1, &["wijkteam"]);
}

#[test]
fn een_lege_poort_heeft_geen_termijnen_en_een_onbekende_partij_wordt_genoemd() {
    let map = tempfile::tempdir().unwrap();
    let met = |argumenten: &[&str]| {
        poort(map.path(), &[&["termijnen", "--database-url", "sqlite:poort.db"], argumenten].concat())
    };
    let leeg = met(&["--status", "verlopen", "--soort", "retour"]);
    assert_eq!((leeg.status.code(), uit(&leeg).as_str()), (Some(0), ""));
    assert_fout(&met(&["--partij", "0999"]), 1, &["0999", "partij lijst"]);
    assert_fout(&met(&["--status", "laat"]), 2, &["Kies uit"]);
}

#[test]
fn every_command_explains_itself() {
    let map = tempfile::tempdir().unwrap();
    for opdracht in [
        "",
        "demo",
        "serve",
        "validate",
        "migrate",
        "partij",
        "partij toevoegen",
        "partij lijst",
        "partij sleutel",
        "partij antwoorden",
        "termijnen",
    ] {
        let mut argumenten: Vec<&str> = opdracht.split_whitespace().collect();
        argumenten.push("--help");
        let gedaan = poort(map.path(), &argumenten);
        assert_eq!(gedaan.status.code(), Some(0), "{opdracht}");
        let tekst = uit(&gedaan);
        assert!(tekst.contains("Gebruik: berichtenpoort") && tekst.contains("Toon deze hulp"), "{tekst}");
        for engels in ["Usage", "Options:", "Print", "Commands:", "[default", "[possible"] {
            assert!(!tekst.contains(engels), "{tekst}");
        }
    }
    assert!(uit(&poort(map.path(), &["--version"])).starts_with("berichtenpoort 0."));
}
