//! `begrippen` as an operator meets it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn poort(map: &Path, argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .env_remove("BERICHTENPOORT_DATABASE_URL")
        .arg("begrippen")
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
    assert_eq!(gedaan.status.code(), Some(code), "{}", String::from_utf8_lossy(&gedaan.stdout));
    String::from_utf8(gedaan.stderr).unwrap()
}

fn stuk(id: &str, definitie: &str, status: &str) -> String {
    format!(
        r#"[{{"id": "{id}", "voorkeursterm": "{id}", "definitie": "{definitie}", "eigenaar": "0479", "status": "{status}"}}]"#
    )
}

#[test]
fn zonder_doe_is_te_zien_wat_er_zou_veranderen_en_verandert_er_niets() {
    let map = tempfile::tempdir().unwrap();
    fs::write(map.path().join("nieuw.json"), stuk("proefwoord", "Een proef.", "vastgesteld")).unwrap();
    let vooraf = gelukt(map.path(), &["zet", "nieuw.json"]);
    assert!(vooraf.contains("Nieuw: begrip proefwoord (proefwoord), vastgesteld"), "{vooraf}");
    assert!(vooraf.contains("Geef --doe om het uit te voeren"), "{vooraf}");
    assert!(
        mislukt(map.path(), &["toon", "proefwoord"], 1)
            .contains("Begrip ‘proefwoord’ staat niet in het register")
    );
    let gedaan = gelukt(map.path(), &["zet", "nieuw.json", "--doe"]);
    assert!(gedaan.contains("Het register staat nu op stand 2."), "{gedaan}");
    assert!(gelukt(map.path(), &["zet", "nieuw.json", "--doe"]).contains("Alles staat er al zo in."));

    fs::write(map.path().join("nieuw.json"), stuk("proefwoord", "Nog een proef.", "vastgesteld")).unwrap();
    let anders = gelukt(map.path(), &["zet", "nieuw.json", "--doe"]);
    assert!(anders.contains("  definitie: Een proef. → Nog een proef."), "{anders}");
    let verschil = gelukt(map.path(), &["vergelijk", "proefwoord", "1", "2"]);
    assert_eq!(verschil, "definitie\n  was:   Een proef.\n  wordt: Nog een proef.\n");
    let oud = gelukt(map.path(), &["toon", "proefwoord", "--versie", "1"]);
    assert!(
        oud.starts_with("proefwoord (vastgesteld), versie 1, sinds stand 2")
            && oud.contains("definitie: Een proef.")
    );
}

#[test]
fn een_bestand_met_fouten_noemt_ze_alle_en_verandert_niets() {
    let map = tempfile::tempdir().unwrap();
    let fout = r#"[{"id": "a", "voorkeursterm": "a", "definitie": "a", "status": "bijna"},
                   {"id": "b", "voorkeursterm": "b", "definitie": "b", "status": "vastgesteld", "kleur": "rood"}]"#;
    fs::write(map.path().join("fout.json"), fout).unwrap();
    let woorden = mislukt(map.path(), &["zet", "fout.json", "--doe"], 1);
    assert!(
        woorden.contains("stuk 1, begrip a, status:") && woorden.contains("stuk 2, begrip b"),
        "{woorden}"
    );
    fs::write(map.path().join("fout.json"), "[{").unwrap();
    assert!(mislukt(map.path(), &["zet", "fout.json"], 1).contains("is geen JSON: kijk bij regel 1"));
    fs::write(map.path().join("fout.json"), stuk("c", "", "vastgesteld")).unwrap();
    assert!(mislukt(map.path(), &["zet", "fout.json"], 1).contains("Begrip c, definitie: vul dit in"));
}

#[test]
fn een_concept_wordt_stap_voor_stap_vastgesteld_of_ingetrokken() {
    let map = tempfile::tempdir().unwrap();
    fs::write(map.path().join("nieuw.json"), stuk("proefwoord", "Een proef.", "inBewerking")).unwrap();
    gelukt(map.path(), &["zet", "nieuw.json", "--doe"]);
    let te_vroeg = mislukt(map.path(), &["status", "proefwoord", "vastgesteld"], 1);
    assert!(te_vroeg.contains("Er kan op volgen: voorgesteld"), "{te_vroeg}");
    gelukt(map.path(), &["status", "proefwoord", "voorgesteld"]);
    let gedaan = gelukt(map.path(), &["status", "proefwoord", "vastgesteld"]);
    assert!(gedaan.contains("begrip proefwoord: vastgesteld. Het register staat nu op stand 4."), "{gedaan}");
    gelukt(map.path(), &["status", "proefwoord", "vastgesteldEnInBewerking"]);
    assert!(
        gelukt(map.path(), &["toon", "proefwoord", "--concept"]).starts_with("proefwoord (in bewerking)")
    );
    gelukt(map.path(), &["trekin", "proefwoord"]);
    assert!(gelukt(map.path(), &["toon", "proefwoord"]).starts_with("proefwoord (vastgesteld)"));
    assert!(mislukt(map.path(), &["status", "proefwoord", "klaar"], 2).contains("Kies uit: inBewerking"));
}

#[test]
fn een_codelijst_is_te_lezen_te_vernieuwen_en_weer_te_bewaren() {
    let map = tempfile::tempdir().unwrap();
    assert!(gelukt(map.path(), &["codelijst"]).contains("JZ002\t"));
    assert!(gelukt(map.path(), &["codelijst", "JZ002"]).contains("ijw\t02\t"));
    assert!(
        mislukt(map.path(), &["codelijst", "JZ999"], 1)
            .contains("Codelijst ‘JZ999’ staat niet in het register")
    );
    let tekst = "standaard;code;omschrijving;ingangsdatum\nijw;02;Overleden;\nijw;99;Nieuw;2026-07-01\n";
    fs::write(map.path().join("JZ002.csv"), tekst).unwrap();
    let vooraf = gelukt(map.path(), &["importeer", "JZ002.csv", "--per", "2026-07-01"]);
    assert!(vooraf.contains("nieuw\tijw\t99\tNieuw") && vooraf.contains("gewijzigd\tijw\t02\t"), "{vooraf}");
    assert!(vooraf.contains("beëindigd\tijw\t03\t") && vooraf.contains("laatste dag 2026-06-30"), "{vooraf}");
    assert!(vooraf.contains("Lopende toewijzingen met een code die wijzigt of eindigt: 0."), "{vooraf}");
    gelukt(map.path(), &["importeer", "JZ002.csv", "--per", "2026-07-01", "--doe"]);
    let codes = |op: &str| gelukt(map.path(), &["codelijst", "JZ002", "--op", op]);
    assert!(codes("2026-06-30").contains("ijw\t03\t") && !codes("2026-06-30").contains("ijw\t99\t"));
    assert!(!codes("2026-07-01").contains("ijw\t03\t") && codes("2026-07-01").contains("ijw\t99\tNieuw"));
    let bewaard = gelukt(map.path(), &["export", "--csv", "--codelijst", "JZ002"]);
    fs::write(map.path().join("JZ002.csv"), &bewaard).unwrap();
    let weer = gelukt(map.path(), &["importeer", "JZ002.csv", "--doe"]);
    assert!(
        weer.contains("0 nieuw, 0 gewijzigd, 0 beëindigd") && weer.contains("Alles staat er al zo in."),
        "{weer}"
    );
    let eigen =
        ["importeer", "JZ002.csv", "--lijst", "ZW1", "--naam", "Van onszelf", "--eigenaar", "0479", "--doe"];
    assert!(gelukt(map.path(), &eigen).contains("Van deze lijst gaat de poort niet na"));
}

#[test]
fn begrippen_zijn_te_vinden_en_als_json_weer_in_te_lezen() {
    let map = tempfile::tempdir().unwrap();
    assert!(gelukt(map.path(), &["zoek", "TOEWIJZ"]).starts_with("toewijz"));
    assert!(mislukt(map.path(), &["zoek", "xyzzy"], 1).contains("Er is geen begrip met dat woord"));
    let json = gelukt(map.path(), &["export", "--json"]);
    fs::write(map.path().join("alles.json"), json).unwrap();
    let ander = tempfile::tempdir().unwrap();
    let bestand = map.path().join("alles.json");
    let gedaan = gelukt(ander.path(), &["zet", bestand.to_str().unwrap(), "--doe"]);
    assert_eq!(gedaan, "Alles staat er al zo in.\n");
    assert!(gelukt(map.path(), &["export", "--csv"]).starts_with("id;voorkeursterm;"));
    assert!(mislukt(map.path(), &["export"], 2).contains("--csv"));
}
