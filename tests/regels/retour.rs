//! Answers as IV028 and IV087 prescribe them, valid against the official schemas.

use crate::judges;

use std::sync::LazyLock;

use crate::berichten::{FENNA, IJW, IWMO, NOOR};
use berichtenpoort::bericht::{
    Bericht, Berichttype, Inhoud, Knoop, Schemas, Soort, Standaard, lees, schrijf,
};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::{Retourcodes, technisch_afgekeurd};
use berichtenpoort::retour::{Kenmerk, declaratie_antwoord, retourbericht};

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

fn kenmerk() -> Kenmerk {
    Kenmerk { identificatie: "BP0000000007".to_owned(), dagtekening: "2026-02-04".parse().unwrap() }
}

fn gelezen(xml: &str) -> Bericht {
    lees(&SCHEMAS, xml.as_bytes()).unwrap_or_else(|fout| panic!("{fout}\n{xml}"))
}

fn retour(heen: &Bericht, codes: &Retourcodes) -> (String, Bericht) {
    let bytes = retourbericht(&SCHEMAS, &heen.header, &heen.lijf, codes, &kenmerk()).unwrap();
    judges::assert_valid(heen.header.berichttype.antwoord().unwrap(), &bytes);
    let tekst = String::from_utf8(bytes).unwrap();
    let bericht = gelezen(&tekst);
    (tekst, bericht)
}

fn codes_van(klasse: &Knoop) -> Vec<&str> {
    let lijst = klasse.kind("RetourCodes").into_iter().flat_map(|lijst| &lijst.kinderen);
    lijst.map(|code| code.tekst.as_deref().unwrap()).collect()
}

/// One message of each kind that a retourbericht answers, for both standards: our own, and the samples where they are there.
fn heenberichten() -> Vec<Bericht> {
    let mut alle = Vec::new();
    for maker in [IJW, IWMO] {
        alle.push(gelezen(&maker.toewijzing(
            "A1",
            FENNA,
            &[(1, "2026-01-01", None), (2, "2026-01-01", None)],
        )));
        alle.push(gelezen(&maker.start("A2", FENNA, &[Some(1), None])));
        alle.push(gelezen(&maker.stop("A3", FENNA, &[Some(1)])));
    }
    if let Some(spec) = judges::spec() {
        for map in ["ijw", "iwmo"] {
            for nummer in ["301", "305", "307", "315", "317", "319"] {
                let naam = format!("{}{nummer}.xml", if map == "ijw" { "JW" } else { "WMO" });
                let xml =
                    std::fs::read_to_string(spec.join("voorbeeldberichten").join(map).join(naam)).unwrap();
                // 31 June, in one sample.
                alle.push(gelezen(&xml.replace("2027-06-31", "2027-06-30")));
            }
        }
    }
    alle
}

#[test]
fn without_errors_the_answer_is_the_header_of_the_heenbericht_without_retourcodes() {
    for heen in heenberichten() {
        let (_, antwoord) = retour(&heen, &Retourcodes::default());
        assert!(antwoord.lijf.is_empty());
        assert!(codes_van(&antwoord.header.knoop).is_empty());
        let (kop, heenkop) = (&antwoord.header, &heen.header);
        assert_eq!(
            (kop.afzender(), kop.ontvanger()),
            (heenkop.afzender(), heenkop.ontvanger()),
            "not swapped"
        );
        assert_eq!((&kop.identificatie, kop.dagtekening), (&heenkop.identificatie, heenkop.dagtekening));
        assert_eq!(kop.verzender(), heenkop.geadresseerde(), "but it goes the other way");
        assert_eq!(kop.eigen_identificatie(), "BP0000000007");
        assert_eq!(kop.eigen_dagtekening().to_string(), "2026-02-04");
        assert_eq!(kop.knoop.tekst_van("BerichtCode"), Some(kop.berichttype.berichtcode()));
    }
}

#[test]
fn an_error_inside_the_message_is_0001_on_the_header_alone() {
    for heen in heenberichten() {
        let (_, antwoord) = retour(&heen, &technisch_afgekeurd().codes);
        assert!(antwoord.lijf.is_empty());
        assert_eq!(codes_van(&antwoord.header.knoop), ["0001"]);
    }
}

#[test]
fn an_error_in_a_klasse_brings_everything_back_with_that_code_and_0200_elsewhere() {
    let heen = gelezen(&IJW.start("A1", FENNA, &[Some(1), Some(2)]));
    let mut codes = Retourcodes::default();
    codes.voeg_toe("/Bericht/Client/StartProducten/StartProduct[2]", "9019");
    let (_, antwoord) = retour(&heen, &codes);
    assert_eq!(codes_van(&antwoord.header.knoop), ["0200"]);
    let client = &antwoord.lijf[0];
    assert_eq!(codes_van(client), ["0200"]);
    let producten = &client.kind("StartProducten").unwrap().kinderen;
    assert_eq!(codes_van(&producten[0]), ["0200"]);
    assert_eq!(codes_van(&producten[1]), ["9019"]);
}

/// Takes out what an answer adds, at any depth.
fn zonder_codes(knoop: &Knoop) -> Knoop {
    let kinderen =
        knoop.kinderen.iter().filter(|kind| &*kind.naam != "RetourCodes").map(zonder_codes).collect();
    Knoop { kinderen, positie: Knoop::groep("", vec![]).positie, ..knoop.clone() }
}

#[test]
fn without_its_codes_what_an_answer_repeats_is_exactly_the_heenbericht() {
    for heen in heenberichten() {
        let mut codes = Retourcodes::default();
        codes.voeg_toe(heen.lijf[0].plek("/Bericht").pad.to_string(), "9019");
        let (_, antwoord) = retour(&heen, &codes);
        assert_eq!(codes_van(&antwoord.lijf[0]), ["9019"]);
        let terug: Vec<Knoop> = antwoord.lijf.iter().map(zonder_codes).collect();
        let heen: Vec<Knoop> = heen.lijf.iter().map(zonder_codes).collect();
        assert_eq!(terug, heen);
    }
}

#[test]
fn the_same_message_gives_the_same_bytes_with_lines_that_end_in_cr_lf_and_no_byte_order_mark() {
    let heen = gelezen(&IWMO.stop("A1", FENNA, &[Some(1)]));
    let (een, _) = retour(&heen, &Retourcodes::default());
    let (twee, _) = retour(&heen, &Retourcodes::default());
    assert_eq!(een, twee);
    assert!(een.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"));
    assert!(een.lines().count() > 10 && !een.replace("\r\n", "").contains(['\r', '\n']));
}

#[test]
fn text_comes_back_to_the_letter_whatever_is_in_it() {
    let xml = IJW.toewijzing("A1", FENNA, &[(1, "2026-01-01", None)]);
    let bijzonder = "a &lt;b&gt; &amp; \"c\" 'd'&#13;&#10;&#9;é 𝄞  ";
    let xml = xml.replace(
        "<m:Contactgegevens>",
        &format!("<m:Commentaar>{bijzonder}</m:Commentaar><m:Contactgegevens>"),
    );
    let heen = gelezen(&xml);
    let mut codes = Retourcodes::default();
    codes.voeg_toe("/Bericht/Client", "9332");
    let (_, antwoord) = retour(&heen, &codes);
    assert_eq!(antwoord.lijf[0].tekst_van("Commentaar"), heen.lijf[0].tekst_van("Commentaar"));
    assert_eq!(heen.lijf[0].tekst_van("Commentaar"), Some("a <b> & \"c\" 'd'\r\n\té 𝄞  "));
}

const REGELS: [(&str, u32, &str, &str, i64); 3] = [
    ("R1", 1, "2026-01-01", "2026-01-31", 6000),
    ("R2", 2, "2026-01-01", "2026-01-31", 4000),
    ("R3", 3, "2026-01-01", "2026-01-31", -1500),
];

fn antwoord_325(xml: &str, codes: &[(&str, &'static str)]) -> Bericht {
    let heen = gelezen(xml);
    let Inhoud::Declaratie(declaratie, clienten) = &heen.inhoud else { panic!("a 323") };
    let mut retourcodes = Retourcodes::default();
    for (klasse, code) in codes {
        retourcodes.voeg_toe(*klasse, code);
    }
    let afrekening = Afrekening::maak(declaratie, clienten, &retourcodes);
    let bytes =
        declaratie_antwoord(&SCHEMAS, &heen.header, Some(&afrekening), &retourcodes, &kenmerk()).unwrap();
    judges::assert_valid(heen.header.berichttype.antwoord().unwrap(), &bytes);
    gelezen(std::str::from_utf8(&bytes).unwrap())
}

fn bedrag(antwoord: &Bericht, naam: &str) -> (String, String) {
    let groep = antwoord.lijf[0].kind(naam).unwrap();
    (groep.tekst_van("TotaalBedrag").unwrap().to_owned(), groep.tekst_van("DebetCredit").unwrap().to_owned())
}

#[test]
fn a_claim_granted_in_full_gets_0200_and_8001_and_the_amount_that_was_claimed() {
    for maker in [IJW, IWMO] {
        let antwoord = antwoord_325(&maker.declaratie("A1", "D1", &[(FENNA, &REGELS)]), &[]);
        let header = &antwoord.header;
        assert_eq!((header.afzender(), header.ontvanger()), ("0479", "65656055"), "a header of its own");
        assert_eq!(header.identificatie, "BP0000000007");
        let heen = header.knoop.kind("DeclaratieIdentificatie").unwrap();
        assert_eq!(heen.tekst_van("Identificatie"), Some("A1"), "TR337");
        let versie = header.knoop.kind("XsdVersieDeclaratie").unwrap();
        assert_eq!(versie.tekst_van("BerichtXsdVersie"), Some("1.0.0"), "TR371");
        assert_eq!(codes_van(&header.knoop), ["0200"]);
        assert_eq!(codes_van(&antwoord.lijf[0]), ["8001"]);
        assert_eq!(bedrag(&antwoord, "TotaalToegekendBedrag"), ("8500".to_owned(), "D".to_owned()));
        assert!(antwoord.lijf[0].kind("Clienten").is_none());
    }
}

#[test]
fn a_refused_line_comes_back_with_its_code_and_explains_the_difference() {
    let xml = IWMO.declaratie(
        "A1",
        "D1",
        &[(FENNA, &REGELS), (NOOR, &[("R4", 4, "2026-01-01", "2026-01-31", 100)])],
    );
    let klasse = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]";
    let antwoord = antwoord_325(&xml, &[(klasse, "9338")]);
    assert_eq!(codes_van(&antwoord.lijf[0]), ["0200"]);
    assert_eq!(bedrag(&antwoord, "TotaalIngediendBedrag").0, "8600");
    assert_eq!(bedrag(&antwoord, "TotaalToegekendBedrag").0, "4600");
    let clienten = &antwoord.lijf[0].kind("Clienten").unwrap().kinderen;
    assert_eq!(clienten.len(), 1, "a client without errors does not come back");
    assert_eq!(codes_van(&clienten[0]), ["0200"]);
    let prestaties = &clienten[0].kind("Prestaties").unwrap().kinderen;
    assert_eq!(prestaties.len(), 1, "nor does a line that was granted");
    assert_eq!(prestaties[0].kind("ProductReferentie").unwrap().tekst_van("ReferentieNummer"), Some("R2"));
    assert_eq!(codes_van(&prestaties[0]), ["9338"]);
}

#[test]
fn a_refused_client_brings_back_all_its_lines_as_not_judged() {
    let xml = IJW.declaratie("A1", "D1", &[(FENNA, &REGELS)]);
    let antwoord = antwoord_325(&xml, &[("/Bericht/Declaratie/Clienten/Client[1]", "8187")]);
    let client = &antwoord.lijf[0].kind("Clienten").unwrap().kinderen[0];
    assert_eq!(codes_van(client), ["8187"]);
    let prestaties = &client.kind("Prestaties").unwrap().kinderen;
    assert_eq!(prestaties.len(), 3);
    assert!(prestaties.iter().all(|prestatie| codes_van(prestatie) == ["0233"]));
    assert_eq!(bedrag(&antwoord, "TotaalToegekendBedrag"), ("0".to_owned(), "D".to_owned()), "CS325");
}

#[test]
fn a_claim_refused_as_a_whole_grants_nothing_and_repeats_nothing() {
    let xml = IJW.declaratie("A1", "D1", &[(FENNA, &REGELS)]);
    let antwoord = antwoord_325(&xml, &[("/Bericht/Declaratie", "9333")]);
    assert_eq!(codes_van(&antwoord.header.knoop), ["0200"]);
    assert_eq!(codes_van(&antwoord.lijf[0]), ["9333"]);
    assert_eq!(bedrag(&antwoord, "TotaalToegekendBedrag"), ("0".to_owned(), "D".to_owned()));
    assert!(antwoord.lijf[0].kind("Clienten").is_none());
    let op_header = antwoord_325(&xml, &[("/Bericht/Header", "9056")]);
    assert_eq!(codes_van(&op_header.header.knoop), ["9056"]);
    assert!(op_header.lijf.is_empty());
}

#[test]
fn every_type_that_is_answered_has_a_header_that_can_be_read_and_written_back() {
    for heen in heenberichten() {
        let wortel = Knoop::groep(
            "Bericht",
            std::iter::once(heen.header.knoop.clone()).chain(heen.lijf.iter().cloned()).collect(),
        );
        let berichttype: Berichttype = heen.header.berichttype;
        let bytes = schrijf(&SCHEMAS, berichttype, &wortel).unwrap();
        judges::assert_valid(berichttype, &bytes);
        let terug = gelezen(std::str::from_utf8(&bytes).unwrap());
        assert_eq!(zonder_codes(&terug.header.knoop), zonder_codes(&heen.header.knoop));
    }
}

/// A message of `fixtures/berichten`.
fn fixture(berichttype: Berichttype) -> String {
    let map = berichttype.standaard.sleutel();
    let pad = format!("{}/fixtures/berichten/{map}/{berichttype}.xml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(pad).unwrap()
}

#[test]
fn the_answers_to_the_messages_of_the_demo_are_to_the_byte_what_they_always_were() {
    for standaard in Standaard::ALLE {
        for soort in [Soort::Toewijzing, Soort::Start, Soort::Stop, Soort::Declaratie] {
            let heen = gelezen(&fixture(Berichttype { standaard, soort }));
            let verwacht = fixture(heen.header.berichttype.antwoord().unwrap());
            let header = gelezen(&verwacht).header;
            let kenmerk = Kenmerk {
                identificatie: header.eigen_identificatie().to_owned(),
                dagtekening: header.eigen_dagtekening(),
            };
            let codes = Retourcodes::default();
            let bytes = match &heen.inhoud {
                Inhoud::Declaratie(declaratie, clienten) => {
                    let afrekening = Afrekening::maak(declaratie, clienten, &codes);
                    declaratie_antwoord(&SCHEMAS, &heen.header, Some(&afrekening), &codes, &kenmerk)
                }
                _ => retourbericht(&SCHEMAS, &heen.header, &heen.lijf, &codes, &kenmerk),
            };
            assert_eq!(String::from_utf8(bytes.unwrap()).unwrap(), verwacht);
        }
    }
}
