use std::collections::BTreeSet;

use super::*;
use crate::overzicht::ALLE;

/// Where the description is kept, for who reads it without a gate.
const BESTAND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");

/// The routes and their methods, as the router says of itself.
fn in_de_router() -> BTreeSet<(String, &'static str)> {
    let router = format!("{:?}", crate::http::routes());
    let (routes, paden) = router.split_once("node: Node { paths: {").expect("axum shows its paths");
    let paden = paden.split_once('}').map_or(paden, |_| paden);
    let mut uit = BTreeSet::new();
    for stuk in paden.split("RouteId(").skip(1) {
        let (nummer, rest) = stuk.split_once("): \"").expect("a path");
        let pad = rest.split_once('"').expect("a path").0;
        let begin = format!("RouteId({nummer}): MethodRouter(");
        let van_route = routes.split_once(&begin).expect("a route").1;
        let van_route = van_route.split_once("RouteId(").map_or(van_route, |(deze, _)| deze);
        for methode in ["get", "post", "put", "patch", "delete"] {
            if van_route.contains(&format!(" {methode}: BoxedHandler")) {
                uit.insert((pad.to_owned(), methode));
            }
        }
        if stuk.contains("fallback_router") {
            break;
        }
    }
    uit
}

/// The operations of the description; the overviews stand in it one by one, and share a route.
fn in_de_beschrijving() -> BTreeSet<(String, &'static str)> {
    let mut uit = BTreeSet::new();
    for (pad, bewerkingen) in document()["paths"].as_object().unwrap() {
        let naam = pad.strip_prefix("/overzichten/");
        let overzicht = naam.is_some_and(|naam| ALLE.iter().any(|overzicht| overzicht.naam == naam));
        let pad = if overzicht { "/overzichten/{naam}" } else { pad };
        for methode in ["get", "post", "put", "patch", "delete"] {
            if bewerkingen.get(methode).is_some() {
                uit.insert((pad.to_owned(), methode));
            }
        }
    }
    uit
}

#[test]
fn elke_route_staat_in_de_beschrijving_en_andersom() {
    let (router, beschrijving) = (in_de_router(), in_de_beschrijving());
    assert!(router.len() > 25, "axum shows itself in another way: {router:?}");
    let zonder: Vec<_> = router.difference(&beschrijving).collect();
    assert!(zonder.is_empty(), "beschrijf deze routes in src/http/openapi/bewerkingen.rs: {zonder:?}");
    let weg: Vec<_> = beschrijving.difference(&router).collect();
    assert!(weg.is_empty(), "deze routes zijn beschreven en bestaan niet: {weg:?}");
}

#[test]
fn elke_naam_heeft_een_uitleg_in_het_nederlands() {
    let document = document();
    let mut zonder = BTreeSet::new();
    for (schema, inhoud) in document["components"]["schemas"].as_object().unwrap() {
        for (naam, veld) in inhoud["properties"].as_object().into_iter().flatten() {
            if veld["description"].as_str().is_none() {
                zonder.insert(format!("{schema}.{naam}"));
            }
        }
    }
    for (pad, bewerkingen) in document["paths"].as_object().unwrap() {
        for bewerking in bewerkingen.as_object().unwrap().values() {
            for parameter in bewerking["parameters"].as_array().into_iter().flatten() {
                if parameter["description"].as_str().unwrap_or_default().is_empty() {
                    zonder.insert(format!("{pad} {}", parameter["name"]));
                }
            }
        }
    }
    assert!(zonder.is_empty(), "leg deze namen uit in src/http/openapi/uitleg.rs: {zonder:#?}");
}

#[test]
fn elke_verwijzing_komt_ergens_uit() {
    let document = document();
    let tekst = document.to_string();
    for stuk in tekst.split("\"$ref\":\"#").skip(1) {
        let (naar, _) = stuk.split_once('"').unwrap();
        assert!(document.pointer(naar).is_some(), "{naar}");
    }
}

#[test]
fn grenzen_en_woorden_komen_uit_de_code() {
    let document = document();
    let parameters = document["paths"]["/berichten"]["get"]["parameters"].as_array().unwrap();
    let met_naam = |naam: &str| parameters.iter().find(|een| een["name"] == naam).unwrap();
    assert_eq!(met_naam("limiet")["schema"]["maximum"], 100);
    assert_eq!(met_naam("limiet")["schema"]["default"], 20);
    assert_eq!(met_naam("berichttype")["schema"]["$ref"], "#/components/schemas/Berichttype");
    assert_eq!(document["components"]["schemas"]["Berichttype"]["enum"].as_array().unwrap().len(), 28);
    assert_eq!(met_naam("van")["schema"]["format"], "date-time");
    assert_eq!(met_naam("van")["required"], false);
}

#[test]
fn elke_bewerking_noemt_de_antwoorden_die_voor_elke_gelden() {
    for (pad, bewerkingen) in document()["paths"].as_object().unwrap() {
        for bewerking in bewerkingen.as_object().unwrap().values() {
            let antwoorden = bewerking["responses"].as_object().unwrap();
            let met_sleutel = bewerking.get("security").is_none();
            assert_eq!(
                antwoorden.contains_key("403"),
                met_sleutel,
                "{pad}: een rol of sleutel kan hier niet voor zijn"
            );
            let met_inhoud = bewerking.get("requestBody").is_some();
            assert_eq!(
                antwoorden.contains_key("408"),
                met_inhoud,
                "{pad}: wat binnenkomt kan te langzaam zijn"
            );
        }
    }
}

#[test]
fn de_code_van_een_wijkteam_is_zo_lang_als_zij_mag_zijn() {
    let document = document();
    assert_eq!(document["paths"]["/wijkteams/{code}"]["get"]["parameters"][0]["schema"]["maxLength"], 40);
    assert_eq!(document["paths"]["/regels/{code}"]["get"]["parameters"][0]["schema"]["maxLength"], 20);
}

#[test]
fn de_bewaarde_beschrijving_is_die_van_de_code() {
    let nu = tekst(&document());
    if std::env::var_os("BERICHTENPOORT_VERNIEUW").is_some() {
        std::fs::write(BESTAND, &nu).unwrap();
    }
    let bewaard = std::fs::read_to_string(BESTAND).unwrap_or_default();
    let verschil = nu.lines().zip(bewaard.lines()).position(|(nu, bewaard)| nu != bewaard);
    let regel = verschil.unwrap_or_else(|| nu.lines().count().min(bewaard.lines().count())) + 1;
    assert!(
        nu == bewaard,
        "docs/openapi.json is anders dan de API, vanaf regel {regel}. Is dat de bedoeling, vernieuw het dan met: \
         BERICHTENPOORT_VERNIEUW=1 cargo test --lib openapi"
    );
}
