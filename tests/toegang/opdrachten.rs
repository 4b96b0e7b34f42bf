//! `partij sleutel`, `sleutels`, `certificaat` and their like, as an operator meets them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::certificaten::Uitgever;
use crate::gemeenschap::sleutels::SLEUTEL;

const GEMEENTE: &[&str] = &["toevoegen", "--soort", "gemeente", "--code", "0479", "--naam", "Zaanstad"];

fn partij(map: &Path, argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .env("BERICHTENPOORT_DATABASE_URL", "sqlite:poort.db")
        .arg("partij")
        .args(argumenten)
        .output()
        .unwrap()
}

#[track_caller]
fn goed(map: &Path, argumenten: &[&str]) -> String {
    let gedaan = partij(map, argumenten);
    assert!(gedaan.status.success(), "{}", String::from_utf8_lossy(&gedaan.stderr));
    String::from_utf8(gedaan.stdout).unwrap()
}

#[track_caller]
fn fout(map: &Path, argumenten: &[&str], code: i32, bevat: &str) {
    let gedaan = partij(map, argumenten);
    let tekst = String::from_utf8_lossy(&gedaan.stderr);
    assert_eq!(gedaan.status.code(), Some(code), "{tekst}");
    assert!(tekst.starts_with("Fout: ") && tekst.contains(bevat), "{tekst}");
}

#[test]
fn een_lijst_van_sleutels_vertelt_alles_behalve_de_sleutels() {
    let map = tempfile::tempdir().unwrap();
    let map = map.path();
    goed(map, GEMEENTE);
    let mens = ["sleutel", "--code", "0479", "--medewerker", "Saskia de Boer", "--rol", "backoffice"];
    let systeem = ["sleutel", "--code", "0479", "--recht", "postbus:lezen", "--recht", "berichten:lezen"];
    let operator =
        ["sleutel", "--medewerker", "Imane Haddou", "--rol", "operator", "--verloopt", "2099-12-31"];
    let sleutels: Vec<_> =
        [&mens[..], &systeem, &operator].into_iter().map(|een| goed(map, een).trim().to_owned()).collect();
    let alle = goed(map, &["sleutels"]);
    let regels: Vec<_> = alle.lines().collect();
    assert!(regels[0].contains("geldig\t0479\tSaskia de Boer (backoffice)\talle rechten"), "{alle}");
    assert!(regels[1].contains("0479\tsysteem\tberichten:lezen postbus:lezen"), "{alle}");
    assert!(
        regels[2].contains("poort\tImane Haddou (operator)") && regels[2].contains("tot en met 2099-12-31")
    );
    assert!(regels.iter().all(|regel| regel.contains("nooit gebruikt")));
    assert!(sleutels.iter().all(|sleutel| sleutel.starts_with("bp_") && !alle.contains(sleutel.as_str())));
    assert_eq!(goed(map, &["sleutels", "--code", "0479"]).lines().count(), 2);

    let id = regels[1].split('\t').next().unwrap();
    assert!(goed(map, &["sleutel-intrekken", "--id", id]).contains("geldt niet meer vanaf"));
    let na = goed(map, &["sleutels", "--code", "0479"]);
    assert!(na.lines().nth(1).unwrap().contains("\tingetrokken\t"), "{na}");
    fout(map, &["sleutel-intrekken", "--id", "0193c0f0-0000-7000-8000-000000000000"], 1, "partij sleutels");
    fout(map, &["sleutel-intrekken", "--id", "eerste"], 2, "uit de lijst");
}

#[test]
fn een_sleutel_die_niemand_kan_hebben_wordt_geweigerd_met_wat_wel_kan() {
    let map = tempfile::tempdir().unwrap();
    let map = map.path();
    goed(map, GEMEENTE);
    fout(map, &["sleutel"], 1, "operator, auditor of beheerder");
    fout(map, &["sleutel", "--code", "0479", "--rol", "backoffice"], 1, "--medewerker");
    let met_rol = |rol| ["sleutel", "--code", "0479", "--medewerker", "Saskia de Boer", "--rol", rol];
    fout(map, &met_rol("aanbieder"), 1, "backoffice of begrippenbeheer");
    fout(map, &met_rol("baas"), 2, "backoffice");
    fout(map, &["sleutel", "--code", "0479", "--recht", "alles"], 2, "berichten:lezen");
    fout(map, &["sleutel", "--code", "0479", "--verloopt", "2020-01-01"], 1, "--verloopt");
    fout(map, &["sleutel", "--code", "0479", "--verloopt", "morgen"], 2, "2027-12-31");
    fout(map, &["sleutels", "--code", "0999"], 1, "0999");
}

#[test]
fn een_certificaat_is_vast_te_leggen_te_zien_en_in_te_trekken() {
    let map = tempfile::tempdir().unwrap();
    let map = map.path();
    goed(map, GEMEENTE);
    let paar = Uitgever::nieuw("Uitgever").client("00000001234567890000");
    fs::write(map.join("client.pem"), &paar.certificaat).unwrap();
    fs::write(map.join("leeg.pem"), "niets").unwrap();
    let certificaat = ["certificaat", "--code", "0479"];
    let met = |rest: &[&'static str]| [&certificaat[..], rest].concat();
    assert!(goed(map, &met(&["--bestand", "client.pem"])).contains("vingerafdruk"));
    assert!(goed(map, &met(&["--oin", "00000001234567890000"])).contains("oin"));
    fout(map, &met(&["--bestand", "client.pem"]), 1, "al vastgelegd");
    fout(map, &met(&["--bestand", "leeg.pem"]), 1, "BEGIN CERTIFICATE");
    fout(map, &met(&["--bestand", "weg.pem"]), 1, "bestaat niet");
    fout(map, &met(&["--oin", "123"]), 1, "20 cijfers");
    fout(map, &met(&["--vingerafdruk", "ab"]), 1, "64");
    fout(map, &certificaat, 2, "Er ontbreekt iets");
    let lijst = goed(map, &["certificaten", "--code", "0479"]);
    let id = lijst.split('\t').next().unwrap();
    assert!(goed(map, &["certificaat-intrekken", "--id", id]).contains("ingetrokken"));
    fout(map, &["certificaat-intrekken", "--id", id], 1, "partij certificaten");
    assert!(goed(map, &["certificaten", "--code", "0479"]).contains("ingetrokken per"));
}

#[test]
fn elke_nieuwe_opdracht_legt_zichzelf_uit_in_het_nederlands() {
    let map = tempfile::tempdir().unwrap();
    for opdracht in
        ["sleutel", "sleutels", "sleutel-intrekken", "certificaat", "certificaten", "certificaat-intrekken"]
    {
        let tekst = goed(map.path(), &[opdracht, "--help"]);
        assert!(tekst.contains("Gebruik: berichtenpoort") && tekst.contains("Toon deze hulp"), "{tekst}");
        for engels in ["Usage", "Options:", "Print", "[default", "[possible"] {
            assert!(!tekst.contains(engels), "{tekst}");
        }
    }
}

fn gebruiker(map: &Path, argumenten: &[&str]) -> (Option<i32>, String) {
    let gedaan = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .env("BERICHTENPOORT_DATABASE_URL", "sqlite:poort.db")
        .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
        .arg("gebruiker")
        .args(argumenten)
        .output()
        .unwrap();
    let tekst = if gedaan.status.success() { gedaan.stdout } else { gedaan.stderr };
    (gedaan.status.code(), String::from_utf8(tekst).unwrap())
}

#[test]
fn een_gebruiker_is_toe_te_voegen_te_zien_te_blokkeren_en_krijgt_een_nieuw_wachtwoord() {
    let map = tempfile::tempdir().unwrap();
    let map = map.path();
    goed(map, GEMEENTE);
    let saskia = ["toevoegen", "--naam", "Saskia", "--medewerker", "Saskia de Boer", "--rol", "backoffice"];
    assert_eq!(gebruiker(map, &saskia).0, Some(1), "een backoffice hoort bij een partij");
    let saskia = [&saskia[..], &["--code", "0479"]].concat();
    let (code, eerste) = gebruiker(map, &saskia);
    assert_eq!(code, Some(0), "{eerste}");
    assert!(
        eerste.contains("Wachtwoord: ")
            && eerste.contains("otpauth://totp/")
            && eerste.contains("Herstelcodes")
    );
    let (code, fout) = gebruiker(map, &saskia);
    assert!(code == Some(1) && fout.contains("Er is al een gebruiker ‘saskia’"), "{fout}");
    assert_eq!(gebruiker(map, &["lijst"]).1, "saskia\tSaskia de Boer\tbackoffice\t0479\tmag inloggen\n");
    let (_, tweede) = gebruiker(map, &["wachtwoord", "--naam", "saskia"]);
    assert!(tweede.lines().count() == 1 && !eerste.contains(tweede.trim()), "alleen het wachtwoord is nieuw");
    assert!(gebruiker(map, &["wachtwoord", "--naam", "saskia", "--tweede-factor"]).1.contains("otpauth://"));
    assert!(gebruiker(map, &["blokkeer", "--naam", "saskia"]).1.contains("mag niet meer inloggen"));
    assert!(gebruiker(map, &["lijst"]).1.contains("geblokkeerd sinds"));
    assert!(gebruiker(map, &["blokkeer", "--naam", "saskia", "--opheffen"]).1.contains("mag weer inloggen"));
    assert_eq!(gebruiker(map, &["blokkeer", "--naam", "ruben"]).0, Some(1));
    assert_eq!(gebruiker(map, &["wachtwoord", "--naam", "ruben kok"]).0, Some(2));
    let (code, fout) = gebruiker(map, &["blokkeer", "--onderwerp", "ruben-1"]);
    assert!(code == Some(1) && fout.contains("Niemand met onderwerp ‘ruben-1’"), "{fout}");
    assert_eq!(gebruiker(map, &["blokkeer"]).0, Some(2));
    assert_eq!(gebruiker(map, &["blokkeer", "--naam", "saskia", "--onderwerp", "ruben-1"]).0, Some(2));
}
