//! The verdict on a message by itself: its level, and the rules inside a message.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod berichten;

use std::sync::LazyLock;

use berichten::{FENNA, IJW, IWMO, WIM};
use berichtenpoort::bericht::Schemas;
use berichtenpoort::regels::{Controle, Niveau, Omstandigheden, Oordeel, controleer};

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

fn controle(bytes: impl AsRef<[u8]>) -> Controle {
    controleer(&SCHEMAS, bytes.as_ref(), Omstandigheden::op("2026-02-03".parse().unwrap())).unwrap()
}

const REGEL: (&str, u32, &str, &str, i64) = ("R1", 10071, "2026-01-01", "2026-01-31", 6000);

#[test]
fn a_good_message_is_geldig_and_gives_its_header() {
    let controle = controle(IJW.start("A1", FENNA, &[Some(1)]));
    assert_eq!((controle.oordeel, controle.bevindingen.len()), (Oordeel::Geldig, 0));
    let header = controle.header.unwrap();
    assert_eq!(header.berichttype.naam(), "JW305");
    assert_eq!((header.afzender(), header.ontvanger()), ("65656055", "0479"));
    assert_eq!(
        (header.identificatie.as_str(), header.dagtekening.to_string().as_str()),
        ("A1", "2026-02-03")
    );
}

#[test]
fn the_verdict_is_the_first_level_at_which_a_message_fails() {
    let goed = IWMO.start("A1", FENNA, &[Some(1)]);
    for (bytes, oordeel, niveau) in [
        (String::new(), Oordeel::GeenXml, Niveau::Xml),
        ("geen xml".to_owned(), Oordeel::GeenXml, Niveau::Xml),
        (goed.replace("</m:Bericht>", ""), Oordeel::GeenXml, Niveau::Xml),
        (goed.replace("?>", "?><!DOCTYPE x>"), Oordeel::Onveilig, Niveau::Xml),
        (goed.replace("wmo305/schema", "wmo399/schema"), Oordeel::OnbekendBericht, Niveau::Schema),
        (goed.replace("3_2", "3_1"), Oordeel::OnbekendBericht, Niveau::Schema),
        (goed.replace("<m:Geslacht>1", "<m:Geslacht>7"), Oordeel::Schema, Niveau::Schema),
        (goed.replace(FENNA, "999900007"), Oordeel::Regels, Niveau::Bericht),
    ] {
        let controle = controle(&bytes);
        assert_eq!(controle.oordeel, oordeel, "{bytes}");
        assert!(controle.bevindingen.iter().any(|een| een.niveau == niveau), "{bytes}");
        assert!(controle.bevindingen.iter().all(|een| een.regelnummer >= 1 && een.kolom >= 1));
    }
}

#[test]
fn a_schema_error_and_a_rule_error_are_told_together_but_the_schema_gives_the_verdict() {
    let xml = IJW.start("A1", "999900007", &[Some(1)]).replace("<m:Geslacht>1", "<m:Geslacht>7");
    let controle = controle(xml);
    assert_eq!(controle.oordeel, Oordeel::Schema);
    assert_eq!(controle.bevindingen.len(), 2);
    assert_eq!(controle.bevindingen[0].regel.as_deref(), Some("CS002"), "in the order of the message");
}

#[test]
fn a_document_type_is_never_read_further() {
    let bom = "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><b>&b;</b>";
    assert_eq!(controle(bom).oordeel, Oordeel::Onveilig);
    let extern_bestand = "<!DOCTYPE b SYSTEM \"file:///etc/passwd\"><b/>";
    assert_eq!(controle(extern_bestand).oordeel, Oordeel::Onveilig);
}

#[test]
fn cs002_a_bsn_that_fails_the_elfproef_is_found_with_its_place_and_without_its_digits() {
    let xml = IJW.declaratie(
        "A1",
        "D1",
        &[(FENNA, &[REGEL]), ("999900007", &[("R2", 1, "2026-01-01", "2026-01-31", 1)])],
    );
    let controle = controle(xml);
    assert_eq!(controle.oordeel, Oordeel::Regels);
    let bevinding = &controle.bevindingen[0];
    assert_eq!(bevinding.regel.as_deref(), Some("CS002"));
    assert_eq!(bevinding.retourcode.as_deref(), Some("0001"));
    assert_eq!(bevinding.pad, "/Bericht/Declaratie/Clienten/Client[2]/Bsn");
    assert!(!bevinding.tekst.contains("9999"));
}

#[test]
fn tr358_the_total_is_debits_minus_credits() {
    let regels = [REGEL, ("R2", 10071, "2026-01-01", "2026-01-31", -2500)];
    for maker in [IJW, IWMO] {
        let clienten: &[(&str, &[_])] = &[(FENNA, &regels), (WIM, &[REGEL])];
        assert_eq!(
            controle(maker.declaratie_met_totaal("A1", "D1", clienten, 9500)).oordeel,
            Oordeel::Geldig
        );
        for fout in [9499, 9501, -9500, 0] {
            let controle = controle(maker.declaratie_met_totaal("A1", "D1", clienten, fout));
            assert_eq!(controle.oordeel, Oordeel::Regels, "{fout}");
            assert_eq!(controle.bevindingen[0].regel.as_deref(), Some("TR358"));
            assert_eq!(controle.bevindingen[0].pad, "/Bericht/Declaratie/TotaalIngediendBedrag");
        }
    }
}

#[test]
fn tr358_a_total_that_is_credit_is_below_zero() {
    let regels = [("R1", 10071, "2026-01-01", "2026-01-31", -2500)];
    assert_eq!(controle(IJW.declaratie("A1", "D1", &[(FENNA, &regels)])).oordeel, Oordeel::Geldig);
}

#[test]
fn a_rule_is_left_out_when_only_the_schema_is_asked() {
    let xml = IJW.start("A1", "999900007", &[Some(1)]);
    let alleen_schema =
        Omstandigheden { tot_en_met: Niveau::Schema, ..Omstandigheden::op("2026-02-03".parse().unwrap()) };
    assert_eq!(controleer(&SCHEMAS, xml.as_bytes(), alleen_schema).unwrap().oordeel, Oordeel::Geldig);
}

#[test]
fn an_input_that_cannot_be_read_is_an_error_and_not_a_verdict() {
    struct Kapot;
    impl std::io::Read for Kapot {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let invoer = std::io::BufReader::new(Kapot);
    assert!(controleer(&SCHEMAS, invoer, Omstandigheden::op("2026-02-03".parse().unwrap())).is_err());
}
