//! `regels`: the catalogue on the command line.

use std::process::{Command, Output};

use berichtenpoort::catalogus::{Keuze, Toetsing, alle, pagina};
use serde_json::Value;

fn regels(argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort")).arg("regels").args(argumenten).output().unwrap()
}

fn tekst(uit: &Output) -> String {
    assert!(uit.status.success(), "{}", String::from_utf8_lossy(&uit.stderr));
    String::from_utf8(uit.stdout.clone()).unwrap()
}

fn als_json(uit: &Output) -> Vec<Value> {
    tekst(uit).lines().map(|regel| serde_json::from_str(regel).unwrap()).collect()
}

#[test]
fn without_a_code_every_rule_stands_once_below_what_the_gate_does_about_it() {
    let lijst = tekst(&regels(&[]));
    for toetsing in Toetsing::ALLE {
        let aantal = alle().iter().filter(|regel| regel.toetsing == toetsing).count();
        let kop = format!("{} ({aantal})\n", toetsing.kop());
        assert_eq!(lijst.contains(&kop), aantal > 0, "{kop}");
    }
    for regel in alle() {
        let aantal = lijst.lines().filter(|lijn| lijn.starts_with(&format!("  {:<7}  ", regel.code))).count();
        assert_eq!(aantal, 1, "{}", regel.code);
    }
    assert!(lijst.contains("  TR019    9019  Een start of stop hoort bij een toewijzing (305 en 307)\n"));
    assert!(lijst.contains("(alleen iWmo; 305 en 307)\n"), "OP369");
}

#[test]
fn the_coverage_of_both_standards_is_printed_below_the_list() {
    let lijst = tekst(&regels(&["--bericht", "WMO320"]));
    for standaard in ["iJw 3.2", "iWmo 3.2"] {
        assert!(
            lijst.lines().any(|lijn| lijn.starts_with(standaard) && lijn.contains("de poort toetst er nu"))
        );
    }
}

#[test]
fn with_a_code_everything_about_that_rule_is_shown() {
    let een = tekst(&regels(&["tr019"]));
    for deel in [
        "TR019  Een start of stop hoort bij een toewijzing\n",
        "iJw 3.2 en iWmo 3.2",
        "JW305, JW307, WMO305 en WMO307",
        "over berichten heen",
        "9019",
    ] {
        assert!(een.contains(deel), "{een}");
    }
    let afspraak = tekst(&regels(&["OP275"]));
    assert!(afspraak.contains("Uitgewerkt in: TR332\n") && !afspraak.contains("Retourcode"), "{afspraak}");
}

#[test]
fn json_has_one_object_a_line_with_the_same_keys_for_every_rule() {
    let lijst = als_json(&regels(&["--format", "json"]));
    assert_eq!(lijst.len(), alle().len());
    for regel in &lijst {
        let sleutels: Vec<_> = regel.as_object().unwrap().keys().map(String::as_str).collect();
        let verwacht = [
            "berichten",
            "code",
            "niveau",
            "retourcode",
            "standaarden",
            "titel",
            "toetsing",
            "uitgewerktIn",
            "uitleg",
            "zieOok",
        ];
        assert_eq!(sleutels, verwacht);
    }
    let een = als_json(&regels(&["TR338", "--format", "json"]));
    assert_eq!(een, lijst.into_iter().filter(|regel| regel["code"] == "TR338").collect::<Vec<_>>());
}

#[test]
fn standard_and_message_choose() {
    let codes = |argumenten: &[&str]| -> Vec<String> {
        let regels = als_json(&regels(&[argumenten, &["--format", "json"]].concat()));
        regels.iter().map(|regel| regel["code"].as_str().unwrap().to_owned()).collect()
    };
    let ijw = codes(&["--standaard", "ijw"]);
    assert!(ijw.contains(&"OP001".to_owned()) && !ijw.contains(&"OP369".to_owned()));
    let declaratie = codes(&["--bericht", "jw323"]);
    assert!(declaratie.contains(&"TR338".to_owned()) && !declaratie.contains(&"TR019".to_owned()));
    assert!(codes(&["--standaard", "iwmo", "--bericht", "JW323"]).is_empty());
    assert!(
        tekst(&regels(&["--standaard", "iwmo", "--bericht", "JW323"])).starts_with("Er zijn geen regels")
    );
}

#[test]
fn markdown_is_the_page_of_the_manual() {
    assert_eq!(tekst(&regels(&["--format", "markdown"])), pagina(Keuze::default()));
}

#[test]
fn an_unknown_rule_gives_exit_code_1_and_what_looks_like_it_and_wrong_usage_gives_2() {
    let onbekend = regels(&["OP09"]);
    assert_eq!(onbekend.status.code(), Some(1));
    let gezegd = String::from_utf8_lossy(&onbekend.stderr).into_owned();
    assert!(gezegd.contains("‘OP09’ bestaat niet") && gezegd.contains("OP090"), "{gezegd}");
    assert_eq!(regels(&["onzin"]).status.code(), Some(1));
    for argumenten in [
        &["--standaard", "iwlz"][..],
        &["--bericht", "JW999"],
        &["--format", "xml"],
        &["TR019", "--standaard", "ijw"],
        &["TR019", "--format", "markdown"],
    ] {
        assert_eq!(regels(argumenten).status.code(), Some(2), "{argumenten:?}");
    }
    assert_eq!(regels(&["--help"]).status.code(), Some(0));
}
