//! The catalogue against the rules of the standard: nothing missing, nothing made up, nothing twice.
//!
//! `fixtures/regels/standaard.csv` holds the facts of every rule (code, level, retourcode, messages). Where the
//! specification lies beside this checkout (`../shared/spec`) those facts are held against it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use crate::judges;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::regellijst::{Feit, feiten, lees_csv, officieel};
use berichtenpoort::bericht::Standaard;
use berichtenpoort::catalogus::{
    CatalogusRegel, Controleniveau, Keuze, Toetsing, alle, dekking, lijken_op, pagina, zoek,
};
use berichtenpoort::regels::regels_in_bericht;

/// Where a rule of ours chooses otherwise than the list of the standard: what is different, as `niveau`, `retourcode`
/// or `berichten`, and why.
const AFWIJKINGEN: &[(&str, &str, &str)] = &[
    ("TR056", "berichten", "no answer to a 325 exists, so there is no message for the code (conflict 2.7)"),
    ("TR304", "berichten", "no answer to a 325 exists, so there is no message for the code (conflict 2.7)"),
];

/// The rules of a standard as the catalogue has them.
fn van(standaard: Standaard) -> BTreeMap<&'static str, &'static CatalogusRegel> {
    let keuze = Keuze { standaard: Some(standaard), ..Keuze::default() };
    keuze.regels().into_iter().map(|regel| (regel.code, regel)).collect()
}

/// What the catalogue says of a rule, in the form of the list of the standard.
fn feit_van(standaard: Standaard, regel: &CatalogusRegel) -> Feit {
    Feit {
        standaard: standaard.sleutel().to_owned(),
        code: regel.code.to_owned(),
        niveau: regel.niveau.sleutel().to_owned(),
        retourcode: regel.retourcode.unwrap_or_default().to_owned(),
        berichten: regel.berichten.iter().map(|soort| soort.nummer().to_string()).collect(),
    }
}

#[test]
fn the_facts_are_those_of_the_specification() {
    let Some(spec) = judges::spec() else { return };
    assert_eq!(feiten(), officieel(&spec));
}

#[test]
fn every_rule_of_the_standard_is_in_the_catalogue_and_nothing_else_is() {
    for standaard in Standaard::ALLE {
        let verwacht: BTreeSet<_> = feiten()
            .into_iter()
            .filter(|feit| feit.standaard == standaard.sleutel())
            .map(|feit| feit.code)
            .collect();
        let gevonden: BTreeSet<_> = van(standaard).into_keys().map(str::to_owned).collect();
        let ontbreekt: Vec<_> = verwacht.difference(&gevonden).collect();
        let te_veel: Vec<_> = gevonden.difference(&verwacht).collect();
        assert!(ontbreekt.is_empty(), "{standaard}: no check and no reason for {ontbreekt:?}");
        assert!(te_veel.is_empty(), "{standaard}: not in the standard: {te_veel:?}");
        println!("{}", dekking(standaard).in_woorden());
    }
}

#[test]
fn no_code_stands_in_two_places() {
    let mut gezien = BTreeSet::new();
    for regel in alle() {
        assert!(
            gezien.insert(regel.code),
            "{} is described twice: keep the one beside the check",
            regel.code
        );
    }
}

#[test]
fn level_retourcode_and_messages_are_those_of_the_standard_save_where_we_chose_otherwise() {
    let mut gebruikt = BTreeSet::new();
    for standaard in Standaard::ALLE {
        let onze = van(standaard);
        for feit in feiten().iter().filter(|feit| feit.standaard == standaard.sleutel()) {
            let Some(regel) = onze.get(feit.code.as_str()) else { continue };
            let eigen = feit_van(standaard, regel);
            for (wat, gelijk) in [
                ("niveau", eigen.niveau == feit.niveau),
                ("retourcode", eigen.retourcode == feit.retourcode),
                ("berichten", eigen.berichten == feit.berichten),
            ] {
                let gekozen = AFWIJKINGEN.iter().any(|(code, iets, _)| *code == regel.code && *iets == wat);
                assert!(gelijk || gekozen, "{wat} of {eigen:?} differs from {feit:?}");
                if !gelijk {
                    gebruikt.insert((regel.code, wat));
                }
            }
        }
    }
    let gekozen: BTreeSet<_> = AFWIJKINGEN.iter().map(|(code, wat, _)| (*code, *wat)).collect();
    assert_eq!(gekozen, gebruikt, "a departure that is none any more");
}

#[test]
fn a_rule_points_only_to_rules_that_exist_in_the_same_standard() {
    for standaard in Standaard::ALLE {
        let bestaat: BTreeSet<_> = feiten()
            .into_iter()
            .filter(|feit| feit.standaard == standaard.sleutel())
            .map(|feit| feit.code)
            .collect();
        for regel in van(standaard).values() {
            for code in regel.uitgewerkt_in.iter().chain(regel.zie_ook) {
                assert!(bestaat.contains(*code), "{standaard} {} points to {code}", regel.code);
                assert_ne!(*code, regel.code);
            }
        }
    }
}

#[test]
fn a_rule_is_covered_by_others_only_where_all_of_those_are_checked() {
    for regel in alle().iter().filter(|regel| !regel.uitgewerkt_in.is_empty()) {
        assert_eq!(regel.toetsing, Toetsing::AndereRegel, "{}", regel.code);
        for code in regel.uitgewerkt_in {
            assert!(zoek(code).unwrap().toetsing.is_toets(), "{} rests on {code}", regel.code);
        }
    }
}

#[test]
fn every_text_is_short_whole_and_no_copy() {
    for regel in alle() {
        let (titel, uitleg) = (regel.titel, regel.uitleg);
        assert!((8..=90).contains(&titel.chars().count()), "{}: {titel}", regel.code);
        assert!(!titel.ends_with('.') && titel.starts_with(char::is_uppercase), "{}: {titel}", regel.code);
        assert!(uitleg.ends_with('.') && uitleg.starts_with(char::is_uppercase), "{}: {uitleg}", regel.code);
        assert!(uitleg.chars().count() <= 420, "{}: {uitleg}", regel.code);
        assert!(!titel.contains("  ") && !uitleg.contains("  "), "{}: a line was broken wrong", regel.code);
    }
    let Some(spec) = judges::spec() else { return };
    let officieel = officiele_woorden(&spec);
    let herhaald = |tekst: &str| {
        woorden(tekst).windows(ZELFDE_WOORDEN).map(|rij| rij.join(" ")).find(|rij| officieel.contains(rij))
    };
    let kopieen: Vec<_> = alle()
        .iter()
        .flat_map(|regel| [(regel.code, herhaald(regel.titel)), (regel.code, herhaald(regel.uitleg))])
        .filter_map(|(code, rij)| rij.map(|rij| format!("{code}: {rij}")))
        .collect();
    assert!(kopieen.is_empty(), "these repeat the official text:\n{}", kopieen.join("\n"));
}

/// From how many words in a row on a text is a copy.
const ZELFDE_WOORDEN: usize = 8;

fn woorden(tekst: &str) -> Vec<String> {
    let tekst = tekst.to_lowercase().replace('ë', "e");
    tekst
        .split(|teken: char| !teken.is_alphanumeric())
        .filter(|woord| !woord.is_empty())
        .map(str::to_owned)
        .collect()
}

fn officiele_woorden(spec: &Path) -> BTreeSet<String> {
    let tekst = fs::read_to_string(spec.join("regels.csv")).unwrap();
    let velden = lees_csv(&tekst);
    let rijen = velden.iter().flat_map(|rij| rij.iter()).map(|veld| woorden(veld));
    rijen.flat_map(|rij| rij.windows(ZELFDE_WOORDEN).map(|rij| rij.join(" ")).collect::<Vec<_>>()).collect()
}

#[test]
fn every_limit_that_the_schema_enforces_is_in_our_schemas() {
    let Some(spec) = judges::spec() else { return };
    let tekst = fs::read_to_string(spec.join("regels.csv")).unwrap();
    for rij in lees_csv(&tekst) {
        let (standaard, code, restrictie) = (&rij[0], &rij[1], rij[9].replace(" =", "="));
        if zoek(code).is_none_or(|regel| regel.toetsing != Toetsing::Schema) || restrictie.is_empty() {
            continue;
        }
        let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd").join(format!("{standaard}-3.2"));
        let schemas =
            map.read_dir().unwrap().map(|bestand| fs::read_to_string(bestand.unwrap().path()).unwrap());
        assert!(
            schemas.into_iter().any(|schema| schema.contains(&restrictie)),
            "{standaard} {code}: {restrictie}"
        );
    }
}

#[test]
fn the_page_in_docs_is_up_to_date() {
    let pad = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/regels.md");
    let bestand = fs::read_to_string(pad).unwrap_or_default();
    assert!(
        bestand == pagina(Keuze::default()),
        "docs/regels.md is not up to date. Run: cargo run -- regels --format markdown > docs/regels.md"
    );
}

#[test]
fn a_rule_is_found_by_its_code_and_a_wrong_code_gives_what_looks_like_it() {
    assert_eq!(zoek("tr019").unwrap().code, "TR019");
    assert_eq!(zoek("OP033X1").unwrap().code, "OP033x1");
    assert!(zoek("TR999").is_none());
    assert!(lijken_op("CD019").contains(&"TR019"), "the same number");
    assert_eq!(lijken_op("op09")[..3], ["OP090", "OP090x2", "OP090x4"]);
    assert_eq!(lijken_op("9338"), ["TR338"]);
    assert!(lijken_op("TR39").contains(&"TR390"), "the same begin");
    assert!(lijken_op("TR017").contains(&"TR019"), "one character");
    assert_eq!(lijken_op("zomaar iets"), Vec::<&str>::new());
    assert_eq!(lijken_op("é"), Vec::<&str>::new());
}

#[test]
fn a_choice_leaves_out_what_does_not_fit() {
    let iwmo = Keuze { standaard: Some(Standaard::Iwmo), ..Keuze::default() }.regels();
    assert!(iwmo.iter().all(|regel| regel.standaarden.contains(&Standaard::Iwmo)));
    assert!(iwmo.iter().any(|regel| regel.code == "OP369") && iwmo.iter().all(|regel| regel.code != "OP001"));
    let niveau = Some(Controleniveau::Keten);
    let keten = Keuze { niveau, ..Keuze::default() }.regels();
    assert!(
        keten.iter().any(|regel| regel.code == "TR019") && keten.iter().all(|regel| regel.code != "CS002")
    );
}

#[test]
fn every_rule_inside_a_message_has_a_test_that_is_named_after_it() {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regels");
    let mut toetsen = String::new();
    for bestand in fs::read_dir(map).unwrap() {
        let pad = bestand.unwrap().path();
        if pad.extension().is_some_and(|einde| einde == "rs") {
            toetsen.push_str(&fs::read_to_string(pad).unwrap());
        }
    }
    let zonder: Vec<&str> = regels_in_bericht()
        .map(|regel| regel.regel.code)
        .filter(|code| {
            let naam = format!("{}_", code.to_lowercase());
            !toetsen.lines().any(|regel| regel.trim_start().starts_with("fn ") && regel.contains(&naam))
        })
        .collect();
    assert!(zonder.is_empty(), "without a test: {zonder:?}");
}
