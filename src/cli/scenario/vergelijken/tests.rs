//! Answers that the gate could give, held against expectations as a scenario writes them.

use std::sync::LazyLock;

use super::*;
use crate::bericht::{Inhoud as Klassen, Schemas, lees};
use crate::declaratie::Afrekening;
use crate::keten::Retourcodes;
use crate::retour::{Kenmerk, declaratie_antwoord, retourbericht};

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

const JW301: &str = include_str!("../../../../fixtures/berichten/ijw/JW301.xml");
const JW323: &str = include_str!("../../../../fixtures/berichten/ijw/JW323.xml");

const HEADER: &str = "/Bericht/Header";
const CLIENT: &str = "/Bericht/Client";
const EERSTE: &str = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]";
const TWEEDE: &str = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]";

fn bericht(xml: &str) -> Bericht {
    lees(&SCHEMAS, xml.as_bytes()).unwrap()
}

/// An allocation of two products, 10071 and 10072.
fn toewijzing() -> Bericht {
    let (voor, rest) = JW301.split_once("      <jw301:ToegewezenProduct>").unwrap();
    let (product, na) = rest.split_once("    </jw301:ToegewezenProducten>").unwrap();
    let product = format!("      <jw301:ToegewezenProduct>{product}");
    let tweede = product.replace("10071", "10072");
    bericht(&format!("{voor}{product}{tweede}    </jw301:ToegewezenProducten>{na}"))
}

/// A claim of two clients, the first with the lines R1 (€ 480) and R2 (€ 480), the second with R3 (€ 480).
fn declaratie() -> Bericht {
    let (voor, rest) = JW323.split_once("          <jw323:Prestatie>").unwrap();
    let (prestatie, na) = rest.split_once("        </jw323:Prestaties>").unwrap();
    let regel = |referentie: &str| {
        format!("          <jw323:Prestatie>{prestatie}").replace(">DEMO1<", &format!(">{referentie}<"))
    };
    let tweede = format!(
        "</jw323:Prestaties></jw323:Client><jw323:Client><jw323:Bsn>999900018</jw323:Bsn><jw323:Prestaties>{}",
        regel("R3")
    );
    let xml = format!("{voor}{}{}{tweede}</jw323:Prestaties>{na}", regel("R1"), regel("R2"));
    bericht(&xml.replace("<ijw:TotaalBedrag>48000", "<ijw:TotaalBedrag>144000"))
}

fn retour_op(heen: &Bericht, codes: &[(&str, &'static str)]) -> Bericht {
    let mut retourcodes = Retourcodes::default();
    for (klasse, code) in codes {
        retourcodes.voeg_toe(*klasse, code);
    }
    let kenmerk = Kenmerk { identificatie: "R1".to_owned(), dagtekening: heen.header.dagtekening };
    let bytes = match &heen.inhoud {
        Klassen::Declaratie(declaratie, clienten) => {
            let afrekening = Afrekening::maak(declaratie, clienten, &retourcodes);
            declaratie_antwoord(&SCHEMAS, &heen.header, Some(&afrekening), &retourcodes, &kenmerk)
        }
        _ => retourbericht(&SCHEMAS, &heen.header, &heen.lijf, &retourcodes, &kenmerk),
    };
    lees(&SCHEMAS, bytes.unwrap().as_slice()).unwrap()
}

fn bevinding(niveau: Niveau, regel: &str) -> Bevinding {
    Bevinding {
        niveau,
        regel: Some(regel.to_owned()),
        retourcode: None,
        pad: CLIENT.to_owned(),
        regelnummer: 1,
        kolom: 1,
        tekst: "Verbeter het.".to_owned(),
    }
}

/// Holds an answer with these codes to a message, with this outcome, against an expectation.
fn verschillen(
    heen: &Bericht,
    codes: &[(&str, &'static str)],
    uitkomst: Uitkomst,
    niveaus: &[Niveau],
    verwacht: &str,
) -> Vec<String> {
    let verwacht: Verwacht = serde_json::from_str(verwacht).unwrap();
    let bevindingen: Vec<_> = niveaus.iter().map(|niveau| bevinding(*niveau, "TR332")).collect();
    let retour = retour_op(heen, codes);
    let retour = Retour::Gelezen(&retour);
    let heen = Some(heen);
    vergelijk(&verwacht, &Gekregen { uitkomst: Some(uitkomst), bevindingen: &bevindingen, heen, retour })
}

fn toewijzing_afgekeurd(codes: &[(&str, &'static str)], verwacht: &str) -> Vec<String> {
    let verwacht = format!(r#"{{"uitkomst": "afgekeurd", "retour": "JW302", "niveau": 3, {verwacht}}}"#);
    verschillen(&toewijzing(), codes, Uitkomst::Afgekeurd, &[Niveau::Keten], &verwacht)
}

const GOED: &str =
    r#"{"uitkomst": "goedgekeurd", "retour": "JW302", "retourcodes": [], "alleen_header": true}"#;

#[test]
fn an_approval_is_a_header_without_codes_and_nothing_more() {
    let heen = toewijzing();
    assert!(verschillen(&heen, &[], Uitkomst::Goedgekeurd, &[], GOED).is_empty());
    assert_eq!(
        verschillen(&heen, &[(EERSTE, "9332")], Uitkomst::Afgekeurd, &[Niveau::Keten], GOED),
        [
            "uitkomst: verwacht goedgekeurd, gekregen afgekeurd (TR332)",
            "niveau: verwacht geen, gekregen 3",
            "antwoord: verwacht alleen een Header, gekregen ook wat eronder staat",
            "retourcodes: verwacht geen (IV028), gekregen 0200, 9332",
        ]
    );
}

#[test]
fn a_header_alone_must_carry_exactly_its_code() {
    let op_header = r#""alleen_header": true, "retourcodes": [{"pad": "Header", "code": "9056"}]"#;
    assert!(toewijzing_afgekeurd(&[(HEADER, "9056")], op_header).is_empty());
    assert_eq!(
        toewijzing_afgekeurd(&[(HEADER, "8848")], op_header),
        ["retourcode: verwacht 9056 bij Header, gekregen 8848"]
    );
    assert_eq!(
        toewijzing_afgekeurd(&[(HEADER, "8848"), (HEADER, "9056")], op_header),
        ["retourcodes bij Header: verwacht geen andere, gekregen 8848"]
    );
    assert_eq!(
        toewijzing_afgekeurd(&[(EERSTE, "9056")], op_header),
        [
            "antwoord: verwacht alleen een Header, gekregen ook wat eronder staat",
            "retourcode: verwacht 9056 bij Header, gekregen 0200",
            "retourcodes bij Client/ToegewezenProducten/ToegewezenProduct[1]: verwacht geen andere, gekregen 9056",
        ]
    );
}

#[test]
fn a_code_stands_at_the_place_that_is_counted_or_named_by_its_key() {
    for pad in ["ToegewezenProduct[2]", "ToegewezenProduct[ToewijzingNummer=10072]"] {
        let codes = format!(
            r#""retourcodes": [{{"pad": "Header", "code": "0200"}}, {{"pad": "Client", "een_van": ["0200", "0233"]}},
               {{"pad": "Client/ToegewezenProducten/{pad}", "code": "9332"}}]"#
        );
        assert!(toewijzing_afgekeurd(&[(TWEEDE, "9332")], &codes).is_empty());
        assert_eq!(
            toewijzing_afgekeurd(&[(EERSTE, "9332")], &codes),
            [
                format!("retourcode: verwacht 9332 bij Client/ToegewezenProducten/{pad}, gekregen 0200"),
                "retourcodes bij Client/ToegewezenProducten/ToegewezenProduct[1]: verwacht geen andere, gekregen 9332"
                    .to_owned(),
            ]
        );
    }
    let nergens =
        r#""retourcodes": [{"pad": "Client/ToegewezenProducten/ToegewezenProduct[3]", "code": "9332"}]"#;
    assert_eq!(
        toewijzing_afgekeurd(&[], nergens).last().unwrap(),
        "retourcode: verwacht 9332 bij Client/ToegewezenProducten/ToegewezenProduct[3], gekregen die klasse niet"
    );
}

#[test]
fn a_code_that_may_stand_anywhere_stands_at_some_klasse_below_the_header() {
    let ergens = r#""retourcodes": [{"pad": "*", "code": "9332"}]"#;
    for pad in [CLIENT, EERSTE, TWEEDE] {
        assert!(toewijzing_afgekeurd(&[(pad, "9332")], ergens).is_empty());
    }
    assert_eq!(
        toewijzing_afgekeurd(&[(EERSTE, "9379")], ergens),
        ["retourcode: verwacht 9332 bij een van de klassen, gekregen 0200, 9379"]
    );
    assert!(!toewijzing_afgekeurd(&[(HEADER, "9332")], ergens).is_empty());
}

#[test]
fn further_codes_are_a_difference_unless_they_are_allowed() {
    let codes = [(EERSTE, "9332"), (EERSTE, "9379")];
    let zonder = r#""retourcodes": [{"pad": "*", "code": "9332"}]"#;
    assert_eq!(
        toewijzing_afgekeurd(&codes, zonder),
        [
            "retourcodes bij Client/ToegewezenProducten/ToegewezenProduct[1]: verwacht geen andere, gekregen 9379"
        ]
    );
    let met = format!(r#"{zonder}, "toegestaan_extra": ["9379"]"#);
    assert!(toewijzing_afgekeurd(&codes, &met).is_empty());
}

#[test]
fn an_answer_that_refuses_a_klasse_gives_everything_back_as_it_was() {
    let codes = r#""retourcodes": [{"pad": "*", "code": "9332"}]"#;
    assert_eq!(
        toewijzing_afgekeurd(&[(HEADER, "9332")], codes).first().unwrap(),
        "antwoord: verwacht het hele bericht met retourcodes, gekregen alleen een Header"
    );
    let verwacht = r#"{"uitkomst": "afgekeurd", "retour": "JW302", "niveau": 3, "retourcodes": [{"pad": "*", "code": "9332"}]}"#;
    let verwacht: Verwacht = serde_json::from_str(verwacht).unwrap();
    let retour = retour_op(&toewijzing(), &[(EERSTE, "9332")]);
    let bevindingen = [bevinding(Niveau::Keten, "TR332")];
    let met = |heen: &Bericht| {
        let (uitkomst, retour) = (Some(Uitkomst::Afgekeurd), Retour::Gelezen(&retour));
        vergelijk(&verwacht, &Gekregen { uitkomst, bevindingen: &bevindingen, heen: Some(heen), retour })
    };
    assert!(met(&toewijzing()).is_empty());
    let ander = ["antwoord: verwacht alles ongewijzigd terug, gekregen iets anders dan het bericht"];
    assert_eq!(met(&bericht(JW301)), ander, "a product too many");
    let mut korter = toewijzing();
    korter.lijf[0].kinderen.pop();
    assert_eq!(met(&korter), ander);
}

#[test]
fn outcome_level_and_rules_are_compared() {
    let ergens = r#""retourcodes": [{"pad": "*", "code": "9332"}]"#;
    let verwacht = format!(
        r#"{{"uitkomst": "afgekeurd", "retour": "JW302", "niveau": 3, "regels": ["TR332"], {ergens}}}"#
    );
    let met = |uitkomst, niveaus: &[Niveau], verwacht: &str| {
        verschillen(&toewijzing(), &[(EERSTE, "9332")], uitkomst, niveaus, verwacht)
    };
    assert!(met(Uitkomst::Afgekeurd, &[Niveau::Keten], &verwacht).is_empty());
    assert!(met(Uitkomst::Afgekeurd, &[Niveau::Extern, Niveau::Keten], &verwacht).is_empty());
    assert_eq!(
        met(Uitkomst::DeelsGoedgekeurd, &[Niveau::Extern], &verwacht),
        [
            "uitkomst: verwacht afgekeurd, gekregen deels goedgekeurd (TR332)",
            "niveau: verwacht 3, gekregen 4",
        ]
    );
    assert_eq!(
        met(Uitkomst::Afgekeurd, &[Niveau::Keten], &verwacht.replace("TR332", "TR379")),
        ["regels: verwacht TR379, gekregen TR332"]
    );
}

#[test]
fn no_answer_another_answer_and_one_that_cannot_be_read_are_told_apart() {
    let goed: Verwacht = serde_json::from_str(GOED).unwrap();
    let geen: Verwacht = serde_json::from_str(r#"{"uitkomst": "goedgekeurd", "retour": null}"#).unwrap();
    let antwoord = retour_op(&toewijzing(), &[]);
    let jw302 = antwoord.header.berichttype;
    let ander = retour_op(&declaratie(), &[]);
    for (verwacht, retour, verschil) in [
        (&goed, Retour::Geen, Some("antwoord: verwacht JW302, gekregen geen")),
        (&goed, Retour::Gelezen(&ander), Some("antwoord: verwacht JW302, gekregen JW325")),
        (&goed, Retour::Onleesbaar(jw302), None),
        (&geen, Retour::Gelezen(&antwoord), Some("antwoord: verwacht geen, gekregen JW302")),
        (&geen, Retour::Geen, None),
    ] {
        let uitkomst = Some(Uitkomst::Goedgekeurd);
        let uit = vergelijk(verwacht, &Gekregen { uitkomst, bevindingen: &[], heen: None, retour });
        assert_eq!(uit, Vec::from_iter(verschil));
    }
    let niets = Gekregen { uitkomst: None, bevindingen: &[], heen: None, retour: Retour::Geen };
    assert_eq!(vergelijk(&geen, &niets), ["uitkomst: verwacht goedgekeurd, gekregen geen"]);
}

#[test]
fn where_the_standard_leaves_the_code_open_rejection_alone_is_certain() {
    let open = r#"{"uitkomst": "afgekeurd", "retour": "JW302", "niveau": 3, "onzeker": true, "onzeker_soort": "code",
                   "retourcodes": [{"pad": "Client", "code": "9999"}]}"#;
    let met = |codes: &[(&str, &'static str)], uitkomst| {
        verschillen(&toewijzing(), codes, uitkomst, &[Niveau::Extern], open)
    };
    assert!(met(&[(EERSTE, "9332")], Uitkomst::Afgekeurd).is_empty());
    assert!(met(&[(HEADER, "9056")], Uitkomst::Afgekeurd).is_empty());
    assert_eq!(
        met(&[], Uitkomst::Goedgekeurd),
        [
            "uitkomst: verwacht afgekeurd, gekregen goedgekeurd (TR332)",
            "retourcodes: verwacht een code die afkeurt, gekregen geen",
        ]
    );
}

#[test]
fn where_the_standard_leaves_the_outcome_open_any_will_do_but_not_another_answer() {
    let open = GOED.replace('}', r#", "onzeker": true, "onzeker_soort": "uitkomst"}"#);
    let (heen, keten) = (toewijzing(), [Niveau::Keten]);
    assert!(verschillen(&heen, &[], Uitkomst::Goedgekeurd, &[], &open).is_empty());
    assert!(verschillen(&heen, &[(EERSTE, "9332")], Uitkomst::Afgekeurd, &keten, &open).is_empty());
    assert_eq!(
        verschillen(&declaratie(), &[], Uitkomst::Goedgekeurd, &[], &open),
        ["antwoord: verwacht JW302, gekregen JW325"]
    );
}

const R2: &str = "/Bericht/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]";
const TWEEDE_CLIENT: &str = "/Bericht/Declaratie/Clienten/Client[2]";

/// An expectation of a claim of which R2 is refused.
const R2_AFGEKEURD: &str = r#"{"uitkomst": "deels goedgekeurd", "retour": "JW325", "niveau": 3, "declaratieantwoord": {
    "header": "0200", "declaratieantwoord": "0200",
    "totaal_ingediend": {"bedrag": 144000, "debetcredit": "D"}, "totaal_toegekend": {"bedrag": 96000, "debetcredit": "D"},
    "clienten": [{"bsn": "999900006", "code": "0200"}],
    "goedgekeurd": [{"referentie": "R1", "toegekend": 48000}, {"referentie": "R3", "toegekend": 48000}],
    "afgekeurd": [{"referentie": "R2", "codes": ["9321"], "toegestaan_extra": ["9322"], "toegekend": 0}]}}"#;

fn declaratie_deels(codes: &[(&str, &'static str)], verwacht: &str) -> Vec<String> {
    verschillen(&declaratie(), codes, Uitkomst::DeelsGoedgekeurd, &[Niveau::Keten], verwacht)
}

#[test]
fn a_claim_is_compared_by_total_client_and_prestatie() {
    assert!(declaratie_deels(&[(R2, "9321")], R2_AFGEKEURD).is_empty());
    assert!(declaratie_deels(&[(R2, "9321"), (R2, "9322")], R2_AFGEKEURD).is_empty());
    assert_eq!(
        declaratie_deels(&[(R2, "9321"), (R2, "9338")], R2_AFGEKEURD),
        [
            "retourcodes bij DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]: verwacht geen andere, gekregen \
             9338"
        ]
    );
    assert_eq!(
        declaratie_deels(&[(R2, "9322")], R2_AFGEKEURD),
        ["retourcode: verwacht 9321 bij prestatie R2, gekregen 9322"]
    );
    assert_eq!(
        declaratie_deels(&[(TWEEDE_CLIENT, "8187")], R2_AFGEKEURD),
        [
            "retourcode: verwacht 0200 bij client 1 van het scenario, gekregen die klasse niet",
            "prestatie R2: verwacht afgekeurd met 9321, gekregen niet in het antwoord",
            "prestatie R3: verwacht toegekend, gekregen afgekeurd",
            "retourcodes bij DeclaratieAntwoord/Clienten/Client[1]: verwacht geen andere, gekregen 8187",
        ]
    );
    let zonder_r3 = R2_AFGEKEURD.replace(r#", {"referentie": "R3", "toegekend": 48000}"#, "");
    assert_eq!(
        declaratie_deels(&[(R2, "9321"), (TWEEDE_CLIENT, "8187")], &zonder_r3),
        [
            "TotaalToegekendBedrag: verwacht € 960,00 D, gekregen € 480,00 D",
            "prestatie R3: verwacht niet in het antwoord, gekregen afgekeurd",
            "retourcodes bij DeclaratieAntwoord/Clienten/Client[2]: verwacht geen andere, gekregen 8187",
        ]
    );
}

#[test]
fn what_is_granted_was_claimed_for_that_amount() {
    let anders = R2_AFGEKEURD.replace(r#""R1", "toegekend": 48000"#, r#""R1", "toegekend": 47000"#);
    assert_eq!(
        declaratie_deels(&[(R2, "9321")], &anders),
        ["toegekend voor prestatie R1: verwacht € 470,00, gekregen € 480,00"]
    );
    assert_eq!(
        declaratie_deels(&[(R2, "9321")], &R2_AFGEKEURD.replace(r#""R3""#, r#""R9""#)),
        ["prestatie R9: verwacht in de declaratie, gekregen niet"]
    );
    let credit = R2_AFGEKEURD.replace(r#"144000, "debetcredit": "D""#, r#"144000, "debetcredit": "C""#);
    assert_eq!(
        declaratie_deels(&[(R2, "9321")], &credit),
        ["TotaalIngediendBedrag: verwacht € 1.440,00 C, gekregen € 1.440,00 D"]
    );
}

#[test]
fn a_claim_that_is_refused_as_a_whole_has_its_code_and_no_prestaties() {
    let geheel = R2_AFGEKEURD
        .replace(r#""declaratieantwoord": "0200""#, r#""declaratieantwoord": "9333""#)
        .replace("96000", "0");
    let geheel =
        geheel.split("\"clienten\"").next().unwrap().trim_end().trim_end_matches(',').to_owned() + "}}";
    let codes = [("/Bericht/Declaratie", "9333")];
    assert!(declaratie_deels(&codes, &geheel).is_empty());
    assert_eq!(
        declaratie_deels(&[("/Bericht/Declaratie", "8214")], &geheel),
        ["retourcode: verwacht 9333 bij DeclaratieAntwoord, gekregen 8214"]
    );
    assert_eq!(
        declaratie_deels(&[(HEADER, "8848")], &geheel),
        [
            "retourcode: verwacht 0200 bij Header, gekregen 8848",
            "antwoord: verwacht een DeclaratieAntwoord, gekregen alleen een Header",
        ]
    );
}
