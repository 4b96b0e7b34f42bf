//! What may become of pieces, without a database.

use berichtenpoort::begrippen::{
    Herkomst, Niet, Register, Rijwijziging, Soort, Status, Stuk, Wens, Wijze, wijzig,
};
use serde_json::json;

use crate::stukken::{begrip, concept, lijst, register};

fn stap(register: &Register, wens: Wens) -> Result<Vec<Rijwijziging>, Niet> {
    wijzig(register, &[wens], Wijze::Stap, Herkomst::Hier)
}

fn status(sleutel: &str, naar: Status) -> Wens {
    Wens::Status { soort: Soort::Begrip, sleutel: sleutel.to_owned(), naar, opvolger: None, einddatum: None }
}

fn opent(wijzigingen: &[Rijwijziging]) -> Vec<(String, Status)> {
    let open = wijzigingen.iter().filter_map(|een| match een {
        Rijwijziging::Open { stuk, .. } => Some((stuk.naam().to_owned(), stuk.status())),
        Rijwijziging::Sluit { .. } => None,
    });
    open.collect()
}

fn sluit(wijzigingen: &[Rijwijziging]) -> usize {
    wijzigingen.iter().filter(|een| matches!(een, Rijwijziging::Sluit { .. })).count()
}

fn past_niet(uit: Result<Vec<Rijwijziging>, Niet>) -> String {
    match uit {
        Err(Niet::Past(gebrek)) => gebrek.to_string(),
        anders => panic!("{anders:?}"),
    }
}

#[test]
fn een_nieuw_begrip_begint_als_concept_en_niet_als_vastgesteld() {
    let leeg = Register::leeg();
    let gezet = stap(&leeg, Wens::Leg(concept("zorg", json!({})))).unwrap();
    assert_eq!(opent(&gezet), [("zorg".to_owned(), Status::InBewerking)]);
    let tekst = past_niet(stap(&leeg, Wens::Leg(begrip("zorg", json!({})))));
    assert!(tekst.contains("eerst in bewerking of voorgesteld"), "{tekst}");
}

#[test]
fn wat_al_zo_is_verandert_niets() {
    let register = register([concept("zorg", json!({}))]);
    assert!(stap(&register, Wens::Leg(concept("zorg", json!({})))).unwrap().is_empty());
}

#[test]
fn een_concept_naast_wat_geldt_laat_wat_geldt_staan_en_zegt_dat_eraan_gewerkt_wordt() {
    let register = register([begrip("zorg", json!({}))]);
    let gezet = stap(&register, Wens::Leg(concept("zorg", json!({"voorkeursterm": "hulp"})))).unwrap();
    assert_eq!(
        opent(&gezet),
        [("zorg".to_owned(), Status::VastgesteldEnInBewerking), ("hulp".to_owned(), Status::InBewerking)]
    );
    assert_eq!(sluit(&gezet), 1);
}

fn met_concept(hoe: &str) -> Register {
    register([
        begrip("zorg", json!({"status": "vastgesteldEnInBewerking"})),
        begrip("zorg", json!({"voorkeursterm": "hulp", "status": hoe})),
    ])
}

#[test]
fn een_voorgesteld_concept_dat_wordt_vastgesteld_komt_op_de_plaats_van_wat_gold() {
    let gezet = stap(&met_concept("voorgesteld"), status("zorg", Status::Vastgesteld)).unwrap();
    assert_eq!(opent(&gezet), [("hulp".to_owned(), Status::Vastgesteld)]);
    assert_eq!(sluit(&gezet), 2);
}

#[test]
fn wat_in_bewerking_is_kan_niet_meteen_worden_vastgesteld_en_er_staat_bij_wat_wel_kan() {
    let tekst = past_niet(stap(&met_concept("inBewerking"), status("zorg", Status::Vastgesteld)));
    assert_eq!(
        tekst,
        "begrip zorg: wat in bewerking is, kan niet vastgesteld worden. Er kan op volgen: voorgesteld"
    );
    let tekst = past_niet(stap(&met_concept("inBewerking"), status("zorg", Status::Vervallen)));
    assert!(tekst.contains("wat vastgesteld en in bewerking is, kan niet vervallen worden"), "{tekst}");
}

#[test]
fn een_concept_dat_wordt_ingetrokken_laat_achter_wat_gold() {
    let wens = || Wens::TrekIn { soort: Soort::Begrip, sleutel: "zorg".to_owned() };
    let gezet = stap(&met_concept("voorgesteld"), wens()).unwrap();
    assert_eq!(opent(&gezet), [("zorg".to_owned(), Status::Vastgesteld)]);
    assert_eq!(sluit(&gezet), 2);
    let alleen = stap(&register([concept("zorg", json!({}))]), wens()).unwrap();
    assert_eq!((opent(&alleen).len(), sluit(&alleen)), (0, 1));
    assert!(matches!(stap(&register([begrip("zorg", json!({}))]), wens()), Err(Niet::Onbekend(_))));
}

#[test]
fn wat_vervangen_wordt_noemt_zijn_opvolger_en_wat_vervallen_is_komt_niet_terug() {
    let twee = register([begrip("zorg", json!({})), begrip("hulp", json!({}))]);
    past_niet(stap(&twee, status("zorg", Status::Vervangen)));
    let wens = Wens::Status {
        soort: Soort::Begrip,
        sleutel: "zorg".to_owned(),
        naar: Status::Vervangen,
        opvolger: Some("hulp".to_owned()),
        einddatum: "2026-12-31".parse().ok(),
    };
    let gezet = stap(&twee, wens).unwrap();
    let Some(Rijwijziging::Open { stuk, .. }) = gezet.last() else { panic!("{gezet:?}") };
    assert_eq!((stuk.opvolger(), stuk.looptijd().einddatum), (Some("hulp"), "2026-12-31".parse().ok()));
    let weg = register([begrip("zorg", json!({"status": "vervallen"}))]);
    let tekst = past_niet(stap(&weg, Wens::Leg(concept("zorg", json!({})))));
    assert!(tekst.ends_with("Er kan niets meer op volgen"), "{tekst}");
}

#[test]
fn een_lijst_heeft_geen_opvolger_en_dat_wordt_gezegd() {
    let register = register([lijst("JZ002", &[]), lijst("JZ003", &[])]);
    let wens = Wens::Status {
        soort: Soort::Codelijst,
        sleutel: "JZ002".to_owned(),
        naar: Status::Vervangen,
        opvolger: Some("JZ003".to_owned()),
        einddatum: None,
    };
    assert!(past_niet(stap(&register, wens)).contains("een codelijst heeft geen opvolger"));
}

#[test]
fn wat_er_al_mis_was_houdt_een_andere_wijziging_niet_tegen_maar_wat_erbij_komt_wel() {
    let register = register([begrip("stuk", json!({"breder": ["weg"]}))]);
    assert!(stap(&register, Wens::Leg(concept("zorg", json!({})))).is_ok());
    let Err(Niet::Gebreken(gebreken)) =
        stap(&register, Wens::Leg(concept("zorg", json!({"breder": ["nergens"]}))))
    else {
        panic!("dit kan niet");
    };
    assert_eq!(gebreken.len(), 1);
    assert_eq!(gebreken[0].to_string(), "begrip zorg, breder: het begrip ‘nergens’ bestaat niet");
}

#[test]
fn twee_concepten_mogen_naar_elkaar_verwijzen_maar_een_vastgesteld_begrip_niet_naar_een_concept() {
    let wensen = [
        Wens::Leg(concept("zorg", json!({"verwant": ["hulp"]}))),
        Wens::Leg(concept("hulp", json!({"verwant": ["zorg"]}))),
    ];
    assert!(wijzig(&Register::leeg(), &wensen, Wijze::Stap, Herkomst::Hier).is_ok());
    let register = register([
        begrip("zorg", json!({"status": "voorgesteld", "verwant": ["hulp"]})),
        concept("hulp", json!({})),
    ]);
    assert!(matches!(stap(&register, status("zorg", Status::Vastgesteld)), Err(Niet::Gebreken(_))));
}

#[test]
fn hetzelfde_stuk_twee_keer_in_een_wijziging_kan_niet() {
    let wens = || Wens::Leg(concept("zorg", json!({})));
    assert!(matches!(
        wijzig(&Register::leeg(), &[wens(), wens()], Wijze::Stap, Herkomst::Hier),
        Err(Niet::Gebreken(_))
    ));
}

#[test]
fn wie_inleest_wat_elders_is_besloten_hoeft_geen_stappen_te_zetten_en_laat_een_concept_staan() {
    let inlezen = |register: &Register, stuk: Stuk| {
        wijzig(register, &[Wens::Leg(stuk)], Wijze::Inlezen, Herkomst::Hier).unwrap()
    };
    let nieuw = begrip("zorg", json!({"voorkeursterm": "hulp"}));
    let gezet = inlezen(&register([begrip("zorg", json!({}))]), nieuw.clone());
    assert_eq!((opent(&gezet), sluit(&gezet)), (vec![("hulp".to_owned(), Status::Vastgesteld)], 1));
    let gezet =
        inlezen(&met_concept("voorgesteld"), begrip("zorg", json!({"voorkeursterm": "ondersteuning"})));
    assert_eq!(opent(&gezet), [("ondersteuning".to_owned(), Status::VastgesteldEnInBewerking)]);
}
