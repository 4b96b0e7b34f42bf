//! What holds for the answer to any message: made from messages that the schemas allow, of all seven kinds that are
//! answered, in both standards.

use crate::generator;
use crate::judges;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use crate::berichten::{FENNA, IJW, IWMO, NOOR, WIM};
use crate::generator::{Random, Schema, Style, message, write};
use berichtenpoort::bericht::{ALLE_BERICHTTYPEN, Bericht, Inhoud, Knoop, Plek, Prestatie, Schemas, lees};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::Retourcodes;
use berichtenpoort::regels::{Omstandigheden, controleer};
use berichtenpoort::retour::{Kenmerk, declaratie_antwoord, retourbericht};
use berichtenpoort::xml::Position;
use proptest::prelude::*;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

const KENMERK: (&str, &str) = ("BP0000000007", "2026-02-04");

fn kenmerk() -> Kenmerk {
    Kenmerk { identificatie: KENMERK.0.to_owned(), dagtekening: KENMERK.1.parse().unwrap() }
}

/// Puts values in that anybody can work with, where the schema allows others too.
fn werkbaar(root: &mut generator::Element<'_>, random: &mut Random) {
    for at in 0..root.count() {
        let element = root.nth(at);
        let waarde = match element.local.as_str() {
            "Bsn" => random.one_of(&["999900006", "999900018", "999900031"]),
            _ if element.is_date() => random.one_of(&["2025-12-31", "2026-01-01", "2026-02-03"]),
            _ => continue,
        };
        element.set_value(waarde);
    }
}

/// Without places and codes: what a klasse says.
fn kaal(knoop: &Knoop) -> Knoop {
    let kinderen = knoop.kinderen.iter().filter(|kind| &*kind.naam != "RetourCodes").map(kaal).collect();
    Knoop { kinderen, positie: Position { line: 0, column: 0 }, ..knoop.clone() }
}

/// The Header of an answer without what it adds, under the code of the heenbericht.
fn kale_header(antwoord: &Bericht, heen: &Bericht) -> Knoop {
    const TOEGEVOEGD: [&str; 4] =
        ["IdentificatieRetour", "DagtekeningRetour", "XsltVersie", "XsdVersieRetour"];
    let mut kop = kaal(&antwoord.header.knoop);
    kop.kinderen.retain(|kind| !TOEGEVOEGD.contains(&&*kind.naam));
    for kind in &mut kop.kinderen {
        if &*kind.naam == "BerichtCode" {
            kind.tekst = Some(heen.header.berichttype.berichtcode().to_owned());
        }
    }
    kop
}

#[test]
fn without_what_it_adds_an_answer_is_the_heenbericht_whatever_stands_in_it() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd");
    let mut getoetst = 0;
    for berichttype in ALLE_BERICHTTYPEN {
        let Some(antwoordtype) = berichttype.antwoord().filter(|antwoord| antwoord.soort.is_retour()) else {
            continue;
        };
        let map = format!("{}-3.2/{berichttype}.xsd", berichttype.standaard.sleutel());
        let schema = Schema::read(&schemas.join(map));
        for nummer in 0..25 {
            let mut random = Random::new(0x51ED_u64 + nummer);
            let mut root = message(&schema, &mut random);
            werkbaar(&mut root, &mut random);
            let style = Style::any(&mut random);
            let heen = lees(&SCHEMAS, write(&root, &style, &mut random).as_slice()).unwrap();
            let klassen = heen.klassen();
            let paden: Vec<String> = klassen.iter().map(|klasse| klasse.plek().pad.to_string()).collect();
            let mut codes = Retourcodes::default();
            let mut verwacht: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for pad in paden.iter().filter(|pad| !pad.ends_with("/Header")) {
                if random.chance(30) {
                    let code = random.one_of(&["9019", "9347", "8021"]);
                    codes.voeg_toe(pad.as_str(), code);
                    verwacht.insert(pad, vec![code]);
                } else {
                    verwacht.insert(pad, vec!["0200"]);
                }
            }
            if codes.is_leeg() {
                continue;
            }
            let bytes = retourbericht(&SCHEMAS, &heen.header, &heen.lijf, &codes, &kenmerk()).unwrap();
            judges::assert_valid(antwoordtype, &bytes);
            let antwoord = lees(&SCHEMAS, bytes.as_slice()).unwrap();
            let terug: Vec<Knoop> = antwoord.lijf.iter().map(kaal).collect();
            let heenweg: Vec<Knoop> = heen.lijf.iter().map(kaal).collect();
            assert_eq!(terug, heenweg, "{berichttype} {nummer}");
            assert_eq!(kale_header(&antwoord, &heen), kaal(&heen.header.knoop), "{berichttype} {nummer}");
            let gekregen: BTreeMap<String, &Vec<String>> =
                antwoord.retourcodes.iter().map(|(plek, codes)| (plek.pad.to_string(), codes)).collect();
            assert_eq!(gekregen["/Bericht/Header"], &["0200"]);
            for (pad, codes) in verwacht {
                assert_eq!(gekregen[pad], &codes, "{berichttype} {nummer} {pad}");
            }
            getoetst += 1;
        }
    }
    assert!(getoetst > 150, "{getoetst} messages tried");
}

/// A line without its place.
fn zonder_plek(prestatie: &Prestatie) -> Prestatie {
    let plek = Plek { pad: String::new().into(), positie: Position { line: 0, column: 0 } };
    Prestatie { plek, ..prestatie.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_answer_to_a_claim_repeats_exactly_what_was_refused_and_keeps_our_own_rules(
        bedragen in prop::collection::vec(prop::collection::vec((-9_000_i64..90_000, any::<bool>()), 1..5), 1..4),
        client_geweigerd in prop::collection::vec(prop::bool::weighted(0.2), 3),
        iwmo in any::<bool>(),
    ) {
        let maker = if iwmo { IWMO } else { IJW };
        let namen: Vec<String> = (0..20).map(|nummer| format!("R{nummer}")).collect();
        let mut naam = namen.iter();
        let mut geweigerd = Vec::new();
        let regels: Vec<Vec<_>> = bedragen
            .iter()
            .enumerate()
            .map(|(client, bedragen)| {
                let regels = bedragen.iter().enumerate().map(|(regel, (centen, weiger))| {
                    if *weiger {
                        geweigerd.push((client, regel));
                    }
                    (naam.next().unwrap().as_str(), 100 + regel as u32, "2026-01-01", "2026-01-31", *centen)
                });
                regels.collect()
            })
            .collect();
        let clienten: Vec<(&str, &[_])> =
            [FENNA, NOOR, WIM].into_iter().zip(regels.iter().map(Vec::as_slice)).collect();
        let heen = lees(&SCHEMAS, maker.declaratie("A1", "D1", &clienten).as_bytes()).unwrap();
        let Inhoud::Declaratie(declaratie, clienten) = &heen.inhoud else { panic!("a 323") };
        let mut codes = Retourcodes::default();
        let mut verwacht: Vec<Prestatie> = Vec::new();
        for (plaats, client) in clienten.iter().enumerate() {
            if client_geweigerd[plaats] {
                codes.voeg_toe(client.persoon.plek.pad.to_string(), "8187");
            }
            for (regel, prestatie) in client.prestaties.iter().enumerate() {
                if geweigerd.contains(&(plaats, regel)) {
                    codes.voeg_toe(prestatie.plek.pad.to_string(), "9338");
                }
                if client_geweigerd[plaats] || geweigerd.contains(&(plaats, regel)) {
                    verwacht.push(zonder_plek(prestatie));
                }
            }
        }
        let afrekening = Afrekening::maak(declaratie, clienten, &codes);
        let bytes =
            declaratie_antwoord(&SCHEMAS, &heen.header, Some(&afrekening), &codes, &kenmerk()).unwrap();
        let antwoord = lees(&SCHEMAS, bytes.as_slice()).unwrap();
        let Inhoud::DeclaratieAntwoord(_, terug) = &antwoord.inhoud else { panic!("a 325") };
        let terug: Vec<Prestatie> =
            terug.iter().flat_map(|client| &client.prestaties).map(zonder_plek).collect();
        prop_assert_eq!(terug, verwacht);
        // TR342 and the other rules about a 325 hold.
        let omstandigheden = Omstandigheden::niveau_2_op(KENMERK.1.parse().unwrap());
        let controle = controleer(&SCHEMAS, bytes.as_slice(), omstandigheden).unwrap();
        prop_assert!(controle.bevindingen.is_empty(), "{:?}", controle.bevindingen);
    }
}
