//! Looking things up in the register.

use berichtenpoort::begrippen::{Codeuitslag, Overeenkomst, Register, Soort, Verschil, vergelijk};
use berichtenpoort::bericht::Standaard;
use serde_json::json;

use crate::stukken::{begrip, dag, lijst, register, vertaling};

fn redenen() -> Register {
    register([
        lijst(
            "JZ002",
            &[
                ("ijw", "01", None, Some("2025-12-31")),
                ("ijw", "02", Some("2026-01-01"), Some("2026-06-30")),
                ("ijw", "02", Some("2026-09-01"), None),
                ("ijw", "03", None, None),
            ],
        ),
        lijst("JZ588", &[("ijw", "19", None, None), ("ijw", "36", None, None)]),
        vertaling(
            "jz002-jz588",
            "JZ002",
            "JZ588",
            json!([
                {"van": "03", "naar": "36", "soort": "breder"},
                {"van": "03", "naar": "19", "soort": "exact", "toelichting": "Meestal deze."},
            ]),
        ),
    ])
}

#[test]
fn een_code_geldt_op_haar_eerste_en_op_haar_laatste_dag_en_daarbuiten_staat_erbij_waarom_niet() {
    let register = redenen();
    for (op, reden) in [
        ("2025-12-31", Some("Deze code geldt pas vanaf 01-01-2026.")),
        ("2026-01-01", None),
        ("2026-06-30", None),
        ("2026-07-01", Some("Deze code gold tot en met 30-06-2026.")),
        ("2026-08-31", Some("Deze code gold tot en met 30-06-2026.")),
        ("2026-09-01", None),
        ("2099-01-01", None),
    ] {
        let uitslag = register.code("JZ002", Some(Standaard::Ijw), "02", dag(op));
        assert_eq!(uitslag.reden().as_deref(), reden, "{op}");
        assert_eq!(uitslag.is_geldig(), reden.is_none(), "{op}");
    }
}

#[test]
fn wat_er_niet_is_wordt_uit_elkaar_gehouden_de_lijst_de_code_en_de_wet() {
    let (register, vandaag) = (redenen(), dag("2026-03-01"));
    assert_eq!(register.code("JZ999", None, "02", vandaag), Codeuitslag::LijstOnbekend);
    assert_eq!(register.code("JZ002", None, "99", vandaag), Codeuitslag::CodeOnbekend);
    let ander = register.code("JZ002", Some(Standaard::Iwmo), "02", vandaag);
    assert_eq!(ander.reden().as_deref(), Some("Deze code is er alleen voor de iJw."));
    assert!(register.code("JZ002", None, "02", vandaag).is_geldig());
}

#[test]
fn een_lijst_op_een_dag_heeft_alleen_de_codes_die_dan_gelden() {
    let register = redenen();
    let codes = |op: &str| -> Vec<String> {
        register.vouw_uit("JZ002", None, dag(op)).unwrap().iter().map(|code| code.code.clone()).collect()
    };
    assert_eq!(codes("2025-12-31"), ["01", "03"]);
    assert_eq!(codes("2026-01-01"), ["02", "03"]);
    assert_eq!(codes("2026-07-15"), ["03"]);
    assert!(register.vouw_uit("JZ999", None, dag("2026-01-01")).is_none());
    assert!(register.vouw_uit("JZ002", Some(Standaard::Iwmo), dag("2026-01-01")).unwrap().is_empty());
}

#[test]
fn een_vertaling_wordt_heen_en_terug_gelezen_en_wat_het_best_past_staat_vooraan() {
    let (register, vandaag) = (redenen(), dag("2026-03-01"));
    let heen = register.vertaal("JZ002", "03", None, vandaag);
    let beeld: Vec<_> = heen.iter().map(|een| (een.lijst, een.code, een.soort)).collect();
    assert_eq!(beeld, [("JZ588", "19", Overeenkomst::Exact), ("JZ588", "36", Overeenkomst::Breder)]);
    assert_eq!(heen[0].toelichting, Some("Meestal deze."));
    let terug = register.vertaal("JZ588", "36", Some("JZ002"), vandaag);
    assert_eq!((terug[0].code, terug[0].soort), ("03", Overeenkomst::Smaller));
    assert!(register.vertaal("JZ002", "03", Some("WMO588"), vandaag).is_empty());
}

#[test]
fn zoeken_let_niet_op_hoofdletters_en_accenten_en_noemt_de_voorkeursterm_eerst() {
    let register = register([
        begrip("indicatie", json!({"voorkeursterm": "geïndiceerde zorg", "zoektermen": ["inidcatie"]})),
        begrip("zorgplan", json!({"voorkeursterm": "zorgplan", "alternatieveTermen": ["plan van aanpak"]})),
        begrip("aanbieder", json!({"voorkeursterm": "aanbieder", "alternatieveTermen": ["zorgaanbieder"]})),
        begrip("verzorgen", json!({"voorkeursterm": "verzorgen"})),
    ]);
    let ids = |tekst: &str| -> Vec<String> {
        register.zoek(tekst).iter().map(|een| een.begrip.id.clone()).collect()
    };
    assert_eq!(ids("GEINDICEERDE"), ["indicatie"]);
    assert_eq!(ids("inidcatie"), ["indicatie"]);
    // It begins with it, a word in it begins with it, it holds it, and then other words for a begrip.
    assert_eq!(ids("zorg"), ["zorgplan", "indicatie", "verzorgen", "aanbieder"]);
    assert_eq!(ids("Plan-van   aanpak"), ["zorgplan"]);
    assert_eq!(register.zoek("zorgaan")[0].term, "zorgaanbieder");
    assert!(ids("").is_empty() && ids("?").is_empty() && ids("xyz").is_empty());
}

#[test]
fn wie_een_heel_woord_typt_bedoelt_dat_woord_ook_als_het_een_ander_woord_voor_iets_is() {
    let register = register([
        begrip("eindbeschikking", json!({})),
        begrip("besluit", json!({"alternatieveTermen": ["beschikking"]})),
    ]);
    let gevonden = register.zoek("beschikking");
    assert_eq!(gevonden[0].begrip.id, "besluit");
    assert_eq!(gevonden[1].begrip.id, "eindbeschikking");
}

#[test]
fn een_vergelijking_noemt_elk_veld_dat_anders_is_met_oud_en_nieuw() {
    let oud = begrip("toewijzing", json!({"bron": {"titel": "Lijst 1"}, "zoektermen": ["opdracht"]}));
    let nieuw = begrip(
        "toewijzing",
        json!({"definitie": "Iets anders.", "bron": {"titel": "Lijst 2"}, "zoektermen": ["opdracht"]}),
    );
    let verschil = |veld: &str, oud, nieuw| Verschil { veld: veld.to_owned(), oud, nieuw };
    assert_eq!(
        vergelijk(&oud, &nieuw),
        [
            verschil("bron.titel", json!("Lijst 1"), json!("Lijst 2")),
            verschil("definitie", json!("Wat toewijzing is."), json!("Iets anders.")),
        ]
    );
    assert!(vergelijk(&oud, &oud).is_empty());
}

#[test]
fn een_vergelijking_van_lijsten_noemt_de_code_en_niet_de_plaats_in_de_lijst() {
    let oud = lijst("JZ002", &[("ijw", "01", None, None), ("ijw", "02", None, None)]);
    let nieuw = lijst("JZ002", &[("ijw", "02", None, Some("2026-12-31")), ("ijw", "03", None, None)]);
    let velden: Vec<String> = vergelijk(&oud, &nieuw).into_iter().map(|een| een.veld).collect();
    assert_eq!(velden, ["codes[ijw 01]", "codes[ijw 02].einddatum", "codes[ijw 03]"]);
}

#[test]
fn wat_met_het_programma_meekomt_is_te_vinden() {
    let register = register(berichtenpoort::begrippen::landelijk::stukken().unwrap());
    assert!(register.code("JZ002", Some(Standaard::Ijw), "02", dag("2026-03-01")).is_geldig());
    assert_eq!(register.zoek("toewijzing")[0].begrip.id, "toewijzing");
    for begrip in register.begrippen() {
        for regel in &begrip.regels {
            assert!(berichtenpoort::catalogus::zoek(regel).is_some(), "{}: {regel}", begrip.id);
        }
        assert_eq!(register.versie(Soort::Begrip, &begrip.id).unwrap().nummer, 1);
    }
}
