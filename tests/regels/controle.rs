//! The verdict on a message by itself: its level, and the rules inside a message.

use std::sync::LazyLock;

use crate::berichten::{FENNA, IJW, IWMO, WIM};
use berichtenpoort::bericht::Schemas;
use berichtenpoort::regels::{
    Bevinding, Controle, Niveau, Omstandigheden, Oordeel, controleer, controleer_op_twee_kernen,
};

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
fn a_rule_error_in_another_klasse_than_a_schema_error_is_told_too_without_a_code_for_there_is_no_answer() {
    let xml = IJW.start("A1", "999900007", &[Some(1), Some(2)]).replacen(
        "<m:StatusAanlevering>1",
        "<m:StatusAanlevering>7",
        1,
    );
    let controle = controle(xml);
    let regels: Vec<_> =
        controle.bevindingen.iter().map(|een| (een.regel.as_deref(), een.retourcode.as_deref())).collect();
    assert_eq!(
        (controle.oordeel, regels),
        (Oordeel::Schema, vec![(Some("CS002"), None), (None, None)]),
        "in the order of the message"
    );
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

#[test]
fn of_too_many_findings_every_broken_rule_is_told_and_the_last_one_says_how_many_are_left_out() {
    let referenties: Vec<String> = (0..1_500).map(|nummer| format!("R{nummer}")).collect();
    let regels: Vec<_> = referenties
        .iter()
        .zip(1..)
        .map(|(referentie, nummer)| (referentie.as_str(), nummer, "2026-01-01", "2026-01-31", 100))
        .collect();
    let xml =
        IJW.declaratie_met_totaal("A1", "D1", &[(FENNA, &regels)], 1).replace("Tarief>100<", "Tarief>99<");
    let controle = controle(xml);
    assert_eq!((controle.bevindingen.len(), controle.weggelaten), (1_001, 501));
    let aantal = |code: &str| {
        let is = |een: &&Bevinding| een.regel.as_deref() == Some(code);
        controle.bevindingen.iter().filter(is).count()
    };
    assert_eq!((aantal("TR358"), aantal("TR346")), (1, 999));
    let laatste = controle.bevindingen.last().unwrap();
    assert_eq!(laatste.tekst, "Er zijn nog 501 bevindingen die hier niet staan. Verbeter eerst deze.");
}

#[test]
fn what_fails_its_schema_gives_no_advice_about_what_seems_to_be_missing() {
    let goed = IJW.toewijzing("A1", FENNA, &[(1, "2026-01-01", Some("2026-12-31"))]);
    for (van, naar) in [
        ("Einddatum>", "Eindatum>"),
        ("b:Code>", "b:Kode>"),
        ("b:Postcode>", "m:Postcode>"),
        ("m:Omvang>", "m:Omfang>"),
        ("<m:Bsn>999900006", "<m:Bsn>99990000"),
    ] {
        let controle = controle(goed.replace(van, naar));
        assert_eq!(controle.oordeel, Oordeel::Schema, "{naar}");
        assert!(controle.bevindingen.iter().all(|een| een.regel.is_none()), "{:?}", controle.bevindingen);
    }
}

#[test]
fn of_every_klasse_with_a_value_that_nobody_can_work_with_the_first_is_told() {
    let xml = IJW.toewijzing("A1", FENNA, &[(1, "12026-01-01", None), (2, "12026-01-01", None)]);
    let controle = controle(xml);
    assert_eq!(controle.oordeel, Oordeel::Regels);
    let paden: Vec<&str> = controle.bevindingen.iter().map(|een| een.pad.as_str()).collect();
    let product =
        |nummer| format!("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[{nummer}]/Ingangsdatum");
    assert_eq!(paden, [product(1), product(2)]);
}

#[test]
fn line_and_column_are_right_late_in_a_large_message_however_it_is_laid_out() {
    const LAAT: usize = 1_999;
    let referenties: Vec<String> = (0..=LAAT).map(|nummer| format!("R{nummer}")).collect();
    let regels = referenties.iter().zip(1u32..).map(|(referentie, nummer)| {
        // Ends before it begins.
        let eind = if [700, 701, LAAT as u32 + 1].contains(&nummer) { "2025-12-31" } else { "2026-01-31" };
        (referentie.as_str(), nummer, "2026-01-01", eind, 6000)
    });
    let regels: Vec<_> = regels.collect();
    let gewoon = IJW.declaratie("A1", "D1", &[(FENNA, &regels)]);
    let op_een_regel: String = gewoon.lines().map(str::trim).collect();
    let indelingen = [
        op_een_regel.replace("<m:Prestatie>", "<m:Prestatie><!-- één -->"),
        op_een_regel.replace("</m:Eenheid>", "</m:Eenheid>\n\u{20}\t").replace("<b:Bedrag>", "<b:Bedrag >"),
        gewoon.replace('\n', "\r\n\r\n \t"),
        gewoon.replace(">2026-01-01<", ">\n 2026-01-01\n <"),
        gewoon
            .replace("<m:ProductPeriode>", "<m:ProductPeriode><!--\n\né\n-->")
            .replace("<m:Eenheid>", "\n<m:Eenheid>"),
        op_een_regel,
        gewoon,
    ];
    for bericht in indelingen {
        assert!(bericht.len() > 1_000_000);
        let controle = controle(&bericht);
        let gevonden: Vec<_> = controle
            .bevindingen
            .iter()
            .map(|een| (een.regel.as_deref().unwrap_or("-"), een.regelnummer, een.kolom))
            .collect();
        let verwacht: Vec<_> = bericht
            .match_indices("2025-12-31")
            .flat_map(|(plaats, _)| {
                let voor = bericht[..plaats].strip_suffix("<b:Einddatum>").unwrap();
                let (kolom, regel) =
                    (voor.rsplit('\n').next().unwrap().chars().count(), voor.split('\n').count());
                ["CS337", "TR137"].map(|code| (code, regel as u32, kolom as u32 + 1))
            })
            .collect();
        assert_eq!((verwacht.len(), gevonden), (6, verwacht), "{}", &bericht[..1_500]);
    }
}

#[test]
fn two_cores_come_to_the_same_verdict_with_the_same_findings_as_one() {
    let namen: Vec<String> = (0..3_000).map(|nummer| format!("R{}", nummer / 2)).collect();
    let regels: Vec<_> =
        namen.iter().map(|naam| (naam.as_str(), 10071, "2026-01-01", "2026-01-31", 6000)).collect();
    let goed = IJW.declaratie("A1", "D1", &[(FENNA, &[REGEL]), (WIM, &regels[..1])]);
    let fout = IJW.declaratie_met_totaal("A1", "D1", &[(FENNA, &regels)], 1);
    let kapot = fout.replacen("<m:GeleverdVolume>", "<m:GeleverdVolume>x", 1);
    for xml in [goed.clone(), fout.clone(), kapot, fout[..fout.len() / 2].to_owned(), String::new()] {
        let op = Omstandigheden::op("2026-02-03".parse().unwrap());
        let een = controleer(&SCHEMAS, xml.as_bytes(), op).unwrap();
        let twee = controleer_op_twee_kernen(&SCHEMAS, xml.as_bytes(), op).unwrap();
        assert_eq!(een.oordeel, twee.oordeel);
        assert_eq!(
            (een.bevindingen, een.weggelaten, een.header),
            (twee.bevindingen, twee.weggelaten, twee.header)
        );
    }
    assert_eq!(controle(goed).oordeel, Oordeel::Geldig);
    assert_eq!(controle(fout).oordeel, Oordeel::Regels);
}
