//! `scenario` as its contract has it: which folders are played, what differs, output and exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR, WIM};
use serde_json::{Value, json};

fn scenario(map: &Path, argumenten: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map)
        .arg("scenario")
        .args(argumenten)
        .output()
        .unwrap()
}

fn uitslagen(uit: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&uit.stdout).lines().map(|regel| serde_json::from_str(regel).unwrap()).collect()
}

/// A folder of scenarios that lives as long as the test.
struct Map(tempfile::TempDir);

/// A step: type, message, what is expected of it.
type Stap = (&'static str, String, Value);

impl Map {
    fn nieuw() -> Map {
        Map(tempfile::tempdir().unwrap())
    }

    fn pad(&self) -> &Path {
        self.0.path()
    }

    /// Writes a scenario with these steps, all on the day of the messages.
    fn schrijf(&self, naam: &str, stappen: &[Stap]) {
        let map = self.pad().join(naam);
        fs::create_dir_all(&map).unwrap();
        let mut beschreven = Vec::new();
        for (nummer, (soort, bericht, verwacht)) in (1..).zip(stappen) {
            let bestand = format!("{nummer:02}-{soort}.xml");
            fs::write(map.join(&bestand), bericht).unwrap();
            let van_gemeente = soort.ends_with("301");
            let (afzender, ontvanger) =
                if van_gemeente { (GEMEENTE, AANBIEDER) } else { (AANBIEDER, GEMEENTE) };
            beschreven.push(json!({
                "bestand": bestand, "type": soort, "afzender": afzender, "ontvanger": ontvanger,
                "datum": "2026-02-03", "verwacht": verwacht,
            }));
        }
        let geheel = json!({
            "titel": format!("Proef {naam}"), "toelichting": format!("Over {FENNA}."), "standaard": "ijw",
            "soort": "regel", "regels": [], "onzeker": false, "stappen": beschreven,
        });
        fs::write(map.join("scenario.json"), geheel.to_string()).unwrap();
    }

    /// Plays one scenario of these steps. Gives its differences, without the step when there is only one.
    fn verschillen(&self, stappen: &[Stap]) -> Vec<String> {
        self.schrijf("een", stappen);
        let uit = scenario(self.pad(), &["--format", "json", "een"]);
        let [uitslag] = uitslagen(&uit).try_into().expect("one line");
        let verschillen: Vec<String> = serde_json::from_value(uitslag["verschillen"].clone()).unwrap();
        assert_eq!(uitslag["geslaagd"], verschillen.is_empty());
        assert_eq!(uit.status.code(), Some(i32::from(!verschillen.is_empty())));
        verschillen
    }
}

fn toewijzing() -> Stap {
    let bericht = IJW.toewijzing("T1", FENNA, &[(10071, "2026-01-01", None)]);
    ("JW301", bericht, json!({"uitkomst": "goedgekeurd", "retour": "JW302", "alleen_header": true}))
}

/// A start on an allocation that does not exist, as the gate must answer it.
fn start_zonder_toewijzing() -> Stap {
    let verwacht = json!({
        "uitkomst": "afgekeurd", "retour": "JW306", "niveau": 3, "regels": ["TR019"],
        "retourcodes": [
            {"pad": "Header", "code": "0200"},
            {"pad": "Client", "een_van": ["0200", "0233"]},
            {"pad": "Client/StartProducten/StartProduct[1]", "code": "9019"},
        ],
    });
    ("JW305", IJW.start("A1", FENNA, &[Some(10099)]), verwacht)
}

/// A claim of two clients: the line of one is granted, the other is not known.
fn declaratie() -> Stap {
    let regel = |referentie, nummer| [(referentie, nummer, "2026-01-01", "2026-01-31", 6000)];
    let (goed, onbekend) = (regel("R1", 10071), regel("R2", 10071));
    let verwacht = json!({
        "uitkomst": "deels goedgekeurd", "retour": "JW325", "niveau": 3, "onzeker": false,
        "declaratieantwoord": {
            "header": "0200", "declaratieantwoord": "0200",
            "totaal_ingediend": {"bedrag": 12000, "debetcredit": "D"},
            "totaal_toegekend": {"bedrag": 6000, "debetcredit": "D"},
            "clienten": [{"bsn": NOOR, "code": "8187"}],
            "goedgekeurd": [{"referentie": "R1", "toegekend": 6000}],
            "afgekeurd": [{"referentie": "R2", "codes": ["0233"], "toegekend": 0}],
        },
    });
    ("JW323", IJW.declaratie("D1", "D1", &[(FENNA, &goed), (NOOR, &onbekend)]), verwacht)
}

/// The expectation with something else at this key.
fn met(stap: Stap, sleutel: &str, waarde: Value) -> Stap {
    let (soort, bericht, mut verwacht) = stap;
    *verwacht.pointer_mut(sleutel).expect("a key that is there") = waarde;
    (soort, bericht, verwacht)
}

#[test]
fn a_chain_that_goes_as_expected_passes() {
    let map = Map::nieuw();
    assert!(map.verschillen(&[toewijzing(), start_zonder_toewijzing(), declaratie()]).is_empty());
}

#[test]
fn each_kind_of_difference_is_told_by_step_in_plain_dutch() {
    let map = Map::nieuw();
    let start = start_zonder_toewijzing;
    for (stap, verschil) in [
        (
            met(start(), "/uitkomst", "goedgekeurd".into()),
            "uitkomst: verwacht goedgekeurd, gekregen afgekeurd (TR019)",
        ),
        (met(start(), "/niveau", 4.into()), "niveau: verwacht 4, gekregen 3"),
        (met(start(), "/regels", json!(["TR074"])), "regels: verwacht TR074, gekregen TR019"),
        (met(start(), "/retour", Value::Null), "antwoord: verwacht geen, gekregen JW306"),
        (
            met(start(), "/retourcodes/2/code", "9074".into()),
            "retourcode: verwacht 9074 bij Client/StartProducten/StartProduct[1], gekregen 9019",
        ),
        (
            met(start(), "/retourcodes/2", json!({"pad": "*", "een_van": ["9071", "9074"]})),
            "retourcode: verwacht 9071 of 9074 bij een van de klassen, gekregen 9019, 0200",
        ),
        (
            met(start(), "/retourcodes", json!([{"pad": "Header", "code": "0200"}])),
            "retourcodes bij Client/StartProducten/StartProduct[1]: verwacht geen andere, gekregen 9019",
        ),
    ] {
        let verschillen = map.verschillen(&[stap]);
        assert!(verschillen.contains(&format!("stap 1 (01-JW305.xml): {verschil}")), "{verschillen:?}");
    }
    let antwoord = "/declaratieantwoord";
    for (sleutel, waarde, verschil) in [
        ("header", "8848".into(), "retourcode: verwacht 8848 bij Header, gekregen 0200"),
        (
            "declaratieantwoord",
            "8001".into(),
            "retourcode: verwacht 8001 bij DeclaratieAntwoord, gekregen 0200",
        ),
        (
            "totaal_toegekend/bedrag",
            5000.into(),
            "TotaalToegekendBedrag: verwacht € 50,00 D, gekregen € 60,00 D",
        ),
        (
            "totaal_ingediend/debetcredit",
            "C".into(),
            "TotaalIngediendBedrag: verwacht € 120,00 C, gekregen € 120,00 D",
        ),
        (
            "clienten/0/code",
            "0200".into(),
            "retourcode: verwacht 0200 bij client 1 van het scenario, gekregen 8187",
        ),
        (
            "clienten/0/bsn",
            WIM.into(),
            "retourcode: verwacht 8187 bij client 1 van het scenario, gekregen die klasse niet",
        ),
        ("afgekeurd/0/codes", json!(["9321"]), "retourcode: verwacht 9321 bij prestatie R2, gekregen 0233"),
        (
            "goedgekeurd/0/toegekend",
            (-6000).into(),
            "toegekend voor prestatie R1: verwacht € -60,00, gekregen € 60,00",
        ),
        ("afgekeurd", json!([]), "prestatie R2: verwacht niet in het antwoord, gekregen afgekeurd"),
    ] {
        let stap = met(declaratie(), &format!("{antwoord}/{sleutel}"), waarde);
        let verschillen = map.verschillen(&[toewijzing(), stap]);
        assert!(verschillen.contains(&format!("stap 2 (02-JW323.xml): {verschil}")), "{verschillen:?}");
    }
}

#[test]
fn a_message_that_fails_its_schema_has_no_answer() {
    let map = Map::nieuw();
    let kapot = IJW.start("A1", FENNA, &[Some(1)]).replace("<m:Geslacht>1", "<m:Geslacht>7");
    let verwacht = json!({"uitkomst": "afgekeurd", "retour": null, "niveau": 1});
    assert!(map.verschillen(&[("JW305", kapot.clone(), verwacht)]).is_empty());
    let verwacht = json!({"uitkomst": "afgekeurd", "retour": "JW306", "niveau": 2, "alleen_header": true,
                          "retourcodes": [{"pad": "Header", "code": "0001"}]});
    assert_eq!(
        map.verschillen(&[("JW305", kapot, verwacht)]),
        [
            "stap 1 (01-JW305.xml): antwoord: verwacht JW306, gekregen geen",
            "stap 1 (01-JW305.xml): niveau: verwacht 2, gekregen 1",
        ]
    );
}

#[test]
fn a_message_that_is_not_what_its_step_says_is_a_difference() {
    let map = Map::nieuw();
    let (_, start, verwacht) = start_zonder_toewijzing();
    let stop = IJW.stop("A1", FENNA, &[Some(10099)]);
    let verschillen = map.verschillen(&[("JW305", stop, verwacht.clone())]);
    assert!(verschillen[0].ends_with("bericht: verwacht JW305, het bestand is een JW307"), "{verschillen:?}");
    let van_ander = start.replace("65656055", "42420001");
    let verschillen = map.verschillen(&[("JW305", van_ander, verwacht)]);
    assert!(
        verschillen[0].ends_with("bericht: verwacht van 65656055, het noemt zelf een andere verzender"),
        "{verschillen:?}"
    );
    let voor_ander = IJW.start("A1", FENNA, &[Some(1)]).replace(">0479<", ">0363<");
    let verwacht = json!({"uitkomst": "afgekeurd", "retour": null, "niveau": 3});
    let verschillen = map.verschillen(&[("JW305", voor_ander, verwacht)]);
    assert!(
        verschillen[0].ends_with("bericht: verwacht dat de poort het aanneemt, gekregen ontvanger-onbekend"),
        "{verschillen:?}"
    );
}

#[test]
fn the_same_bytes_again_get_the_same_answer_and_a_difference_says_so() {
    let map = Map::nieuw();
    assert!(map.verschillen(&[toewijzing(), toewijzing()]).is_empty());
    let verwacht = json!({"uitkomst": "afgekeurd", "retour": "JW302", "niveau": 3, "alleen_header": true,
                          "retourcodes": [{"pad": "Header", "code": "9056"}]});
    let (soort, bericht, _) = toewijzing();
    let verschillen = map.verschillen(&[toewijzing(), (soort, bericht.clone(), verwacht.clone())]);
    let slot = "stap 2 (02-JW301.xml): de poort had precies dit bericht al, en gaf het antwoord van toen";
    assert_eq!(verschillen.last().unwrap(), slot);
    let andere_bytes = bericht.replace("  <m:Client>", "<m:Client>");
    assert!(map.verschillen(&[toewijzing(), (soort, andere_bytes, verwacht)]).is_empty());
}

#[test]
fn each_scenario_starts_from_an_empty_gate_on_the_day_of_its_step() {
    let map = Map::nieuw();
    map.schrijf("a", &[toewijzing()]);
    map.schrijf("b", &[toewijzing()]);
    let uit = scenario(map.pad(), &["."]);
    assert_eq!(uit.status.code(), Some(0), "a second gate knows nothing of the first: {uit:?}");
    // A day earlier the message is dated in the future (TR135).
    let bestand = map.pad().join("b/scenario.json");
    let eerder = fs::read_to_string(&bestand).unwrap().replace("2026-02-03", "2026-02-02");
    fs::write(&bestand, eerder).unwrap();
    let uit = scenario(map.pad(), &["b"]);
    assert!(String::from_utf8_lossy(&uit.stdout).contains("gekregen afgekeurd (TR135)"), "{uit:?}");
}

#[test]
fn folders_are_walked_in_order_of_name_and_a_scenario_is_called_by_its_path() {
    let map = Map::nieuw();
    for naam in ["reeks/b", "reeks/a/diep", "reeks/c"] {
        map.schrijf(naam, &[toewijzing()]);
    }
    fs::create_dir(map.pad().join("reeks/leeg")).unwrap();
    let namen = |argumenten: &[&str]| {
        let uit = scenario(map.pad(), &[&["--format", "json"], argumenten].concat());
        assert_eq!(uit.status.code(), Some(0), "{uit:?}");
        let sleutels: Vec<_> = uitslagen(&uit)[0].as_object().unwrap().keys().cloned().collect();
        assert_eq!(sleutels, ["geslaagd", "scenario", "verschillen"]);
        let namen = uitslagen(&uit).into_iter().map(|een| een["scenario"].as_str().unwrap().to_owned());
        namen.collect::<Vec<_>>()
    };
    assert_eq!(namen(&["reeks"]), ["a/diep", "b", "c"]);
    assert_eq!(namen(&["reeks/c", "reeks/a"]), ["c", "diep"]);
}

#[test]
fn text_is_for_people_and_names_nobody() {
    let map = Map::nieuw();
    map.schrijf("a", &[toewijzing()]);
    map.schrijf("b", &[toewijzing(), met(declaratie(), "/declaratieantwoord/clienten/0/bsn", WIM.into())]);
    let uit = scenario(map.pad(), &["."]);
    assert_eq!(uit.status.code(), Some(1));
    let tekst = String::from_utf8_lossy(&uit.stdout);
    let verwacht = "\
geslaagd   a: Proef a
verschilt  b: Proef b
    Over ….
  - stap 2 (02-JW323.xml): retourcode: verwacht 8187 bij client 1 van het scenario, gekregen die klasse niet
  - stap 2 (02-JW323.xml): retourcodes bij DeclaratieAntwoord/Clienten/Client[1]: verwacht geen andere, gekregen 8187

1 van 2 gespeelde scenario's geslaagd
";
    assert_eq!(tekst, verwacht);
}

#[test]
fn what_cannot_be_read_is_no_verdict_and_the_others_are_still_played() {
    let map = Map::nieuw();
    for naam in ["a", "b", "c", "d"] {
        map.schrijf(naam, &[toewijzing()]);
    }
    fs::write(map.pad().join("a/scenario.json"), "{").unwrap();
    fs::remove_file(map.pad().join("b/01-JW301.xml")).unwrap();
    let c = map.pad().join("c/scenario.json");
    let met_tikfout = fs::read_to_string(&c).unwrap().replace("\"uitkomst\"", "\"uitkomt\"");
    fs::write(&c, met_tikfout).unwrap();
    let uit = scenario(map.pad(), &["--format", "json", "."]);
    assert_eq!(uit.status.code(), Some(2));
    let namen: Vec<_> = uitslagen(&uit).into_iter().map(|een| een["scenario"].clone()).collect();
    assert_eq!(namen, ["d"]);
    let fouten = String::from_utf8_lossy(&uit.stderr).replace('\\', "/");
    for deel in [
        "a/scenario.json is niet te lezen: regel 1, kolom 1: dit is geen goede JSON.",
        "b/01-JW301.xml is niet te lezen: het bestaat niet.",
        "c/scenario.json is niet te lezen: regel 1, stappen[1].verwacht.uitkomt: deze sleutel is niet bekend.",
    ] {
        assert!(fouten.contains(deel), "{fouten}");
    }
}

#[test]
fn exit_codes_tell_passed_differing_and_failed_apart() {
    let map = Map::nieuw();
    map.schrijf("goed", &[toewijzing()]);
    map.schrijf("anders", &[met(toewijzing(), "/uitkomst", "afgekeurd".into())]);
    fs::create_dir(map.pad().join("leeg")).unwrap();
    for (argumenten, code) in [
        (&["goed"][..], 0),
        (&["anders", "goed"], 1),
        (&["goed", "leeg"], 2),
        (&["bestaat-niet"], 2),
        (&["goed/01-JW301.xml"], 2),
        (&["--database-url", "sqlite:hier.db", "goed"], 2),
        (&["--database-url", "postgres://niemand@127.0.0.1:1/niets", "goed"], 2),
        (&["--format", "xml", "goed"], 2),
        (&[], 2),
        (&["--help"], 0),
    ] {
        let uit = scenario(map.pad(), argumenten);
        assert_eq!(uit.status.code(), Some(code), "{argumenten:?} {uit:?}");
    }
    assert!(!map.pad().join("hier.db").exists());
}
