//! Expressions that somebody wrote to do harm, and expressions that nobody wrote.

use std::sync::Arc;

use berichtenpoort::lokaal::{Bij, Opgesteld, toets};
use proptest::prelude::*;

use crate::proef::{Proef, SCHEMAS};
use crate::voorbeeld::regel;

/// Sets an expression, and evaluates it where it could be set. Gives whether it could.
fn probeer(eis: &str) -> bool {
    let Ok(opgesteld) = Opgesteld::nieuw(Arc::new(regel(eis)), &SCHEMAS) else { return false };
    let berichttype = opgesteld.berichttypen().next().unwrap();
    let bij = Bij { berichttype, ontvangen: "2026-02-03".parse().unwrap(), kennis: None };
    let xml = Proef::ijw(301).xml();
    let uitslag = toets(&SCHEMAS, xml.as_bytes(), &[Arc::new(opgesteld)], &bij).unwrap();
    assert_eq!(uitslag.regels[0].klassen, 1);
    true
}

#[test]
fn diep_genest_of_eindeloos_lang_wordt_geweigerd_zonder_de_poort_mee_te_slepen() {
    let open = |teken: &str, aantal: usize| teken.repeat(aantal);
    for eis in [
        open("(", 100_000),
        open("[", 900),
        open("{", 900),
        open("!", 900),
        open("-", 900),
        open("(", 40),
        format!("{}1{}", open("(", 40), open(")", 40)),
        format!("{}1{}", open("[", 40), open("]", 40)),
        format!("{}1", open("!", 60)),
        format!("{}klasse.ToewijzingNummer > 1", open("- ", 59)),
        format!("klasse{}", open(".a", 490)),
        format!("klasse.ToewijzingNummer{} > 0", open("+1", 480)),
        format!("{}true", open("true ? ", 140)),
        format!("true{}", open("?true:true", 90)),
        format!("[{}].all(x, x > klasse.ToewijzingNummer)", open("1,", 450)),
        format!(">{}?[{}{}l\u{0}?(-", open("{", 20), open("(", 11), open("{", 8)),
        format!("'{}' + ((((", open(")", 400)),
        format!("{}1", open("-//\n", 59)),
        format!("\"\"\"{}", open("(", 39)),
        open("a.b(", 40),
        format!("{}1{}", open("[1].map(x, ", 20), open(")", 20)),
        format!("{}true", open("true || ", 120)),
        "klasse.\u{202e}Einddatum".to_owned(),
        "\u{0}".to_owned(),
        "b'\\xff' == klasse.Ingangsdatum".to_owned(),
        "'\\U0011ffff'".to_owned(),
        "9223372036854775808 > klasse.ToewijzingNummer".to_owned(),
        "-9223372036854775808 / -1 > klasse.ToewijzingNummer".to_owned(),
        "-(-9223372036854775808) > klasse.ToewijzingNummer".to_owned(),
        "-9223372036854775808 % -1 > klasse.ToewijzingNummer".to_owned(),
        "klasse.ToewijzingNummer % 0 > 1".to_owned(),
        "int('9999999999999999999999') > klasse.ToewijzingNummer".to_owned(),
    ] {
        probeer(&eis);
    }
}

/// Pieces of the language, also where they do not belong.
fn stukken() -> impl Strategy<Value = String> {
    let stuk = prop::sample::select(vec![
        "klasse",
        "client",
        "header",
        "bericht",
        ".",
        "Einddatum",
        "Ingangsdatum",
        "ToewijzingNummer",
        "Product",
        "Code",
        "Omvang",
        "Volume",
        "has(",
        "size(",
        "dagen(",
        "codeGeldig(",
        "int(",
        "string(",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        "?",
        ":",
        "&&",
        "||",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        " in ",
        "'45'",
        "\"x\"",
        "'''",
        "1",
        "0",
        "9223372036854775807",
        "1.5",
        "1u",
        "null",
        "true",
        "false",
        ".all(x, ",
        ".exists(x, ",
        ".filter(x, ",
        ".map(x, ",
        "x",
        "//",
        "\n",
        "`",
        "\\",
        "é",
        "matches('a')",
        "b'a'",
        "r'a'",
        "@result",
    ]);
    prop::collection::vec(stuk, 0..40).prop_map(|stukken| stukken.concat())
}

/// Expressions that are right, so that they are evaluated as well.
fn eisen() -> impl Strategy<Value = String> {
    let getal =
        prop::sample::select(vec!["klasse.ToewijzingNummer", "1", "0", "9223372036854775807", "(-3)"]);
    let getal = getal.prop_map(str::to_owned).prop_recursive(4, 12, 2, |binnen| {
        (binnen.clone(), prop::sample::select(vec!["+", "-", "*", "/", "%"]), binnen)
            .prop_map(|(een, teken, ander)| format!("({een} {teken} {ander})"))
    });
    let vergelijking = prop::sample::select(vec!["<", "<=", "==", "!=", ">", ">="]);
    let bewering = prop_oneof![
        (getal.clone(), vergelijking, getal).prop_map(|(een, teken, ander)| format!("{een} {teken} {ander}")),
        prop::sample::select(vec![
            "has(klasse.Einddatum)",
            "klasse.Ingangsdatum < '2026-06-01'",
            "has(klasse.Product) && klasse.Product.Categorie in ['45', '46']",
            "dagen(klasse.Ingangsdatum, klasse.Toewijzingsdatum) > 0",
            "[1, 2].exists(x, x == klasse.ToewijzingNummer)",
        ])
        .prop_map(str::to_owned),
    ];
    bewering.prop_recursive(3, 10, 3, |binnen| {
        prop_oneof![
            binnen.clone().prop_map(|een| format!("!({een})")),
            (binnen.clone(), binnen.clone()).prop_map(|(een, ander)| format!("({een}) && ({ander})")),
            (binnen.clone(), binnen.clone()).prop_map(|(een, ander)| format!("({een}) || ({ander})")),
            (binnen.clone(), binnen.clone(), binnen)
                .prop_map(|(als, dan, anders)| format!("({als}) ? ({dan}) : ({anders})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn wat_er_ook_staat_er_komt_een_antwoord(eis in stukken()) {
        probeer(&eis);
    }

    #[test]
    fn willekeurige_tekens_geven_een_antwoord(eis in "\\PC{0,200}") {
        probeer(&eis);
    }

    #[test]
    fn een_eis_die_kan_wordt_ook_uitgerekend(eis in eisen()) {
        probeer(&eis);
    }
}
