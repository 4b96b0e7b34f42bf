//! Drafted answers to requests, through the API, on every database: what the gemeente confirms is a message like any other.

mod uitkomsten;
mod vragen;
mod zekerheden;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, NOOR, WIM};
use crate::gemeenschap::op_elke_database;
use crate::judges;
use crate::proef::{Proef, SCHEMAS};
use crate::zorg::{self, Hoeveel, Nieuw, TeWijzigen, Toegewezen, toewijzing, vot, vow};
use berichtenpoort::bericht::{Berichttype, Gemeentecode, Standaard};
use berichtenpoort::partij::{Beantwoording, Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::regels::{Omstandigheden, Oordeel, controleer};
use reqwest::{Method, Response};
use serde_json::{Value, json};

const ANDERE_GEMEENTE: &str = "0439";
const ANDERE_AANBIEDER: &str = "42420001";

const PER_WEEK: Hoeveel = Hoeveel::Omvang("3", "04", "2");
const MEER_PER_WEEK: Hoeveel = Hoeveel::Omvang("5", "04", "2");
const EIND: Option<&str> = Some("2026-12-31");

/// Allocations 10070 and 10071 of 2026, of two products.
const BEIDE: &[Toegewezen<'_>] = &[
    (10070, "CAT/CATA05", "2026-01-01", EIND, PER_WEEK),
    (10071, "CAT/CATA04", "2026-01-01", EIND, PER_WEEK),
];

async fn goed(poort: &Proefpoort, code: &str, bericht: &str) -> Value {
    let beeld = poort.stuur_en_verwerk(code, bericht).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
    beeld
}

/// The request that came in last, as its id.
async fn laatste(poort: &Proefpoort) -> String {
    let lijst = poort.json(GEMEENTE, "/verzoeken").await;
    lijst["verzoeken"][0]["id"].as_str().unwrap().to_owned()
}

async fn status(poort: &Proefpoort, id: &str) -> String {
    poort.json(GEMEENTE, &format!("/verzoeken/{id}")).await["status"].as_str().unwrap().to_owned()
}

async fn post(poort: &Proefpoort, code: &str, id: &str, wat: &str, keuzes: &Value) -> Response {
    let pad = format!("/verzoeken/{id}/{wat}");
    poort.als(code, Method::POST, &pad).json(keuzes).send().await.unwrap()
}

async fn concept(poort: &Proefpoort, id: &str, keuzes: Value) -> Value {
    let antwoord = post(poort, GEMEENTE, id, "_concept", &keuzes).await;
    let status = antwoord.status();
    let json: Value = antwoord.json().await.unwrap();
    assert_eq!(status, 200, "{json}");
    json
}

/// Confirms a draft that must go out: valid by every judge, and approved. Gives the message as XML.
async fn bevestig(poort: &Proefpoort, id: &str, keuzes: Value) -> String {
    let antwoord = post(poort, GEMEENTE, id, "_bevestig", &keuzes).await;
    let status = antwoord.status();
    let plek = antwoord.headers().get("location").map(|plek| plek.to_str().unwrap().to_owned());
    let json: Value = antwoord.json().await.unwrap();
    assert_eq!(status, 201, "{json}");
    poort.verwerk_alles().await;
    let pad = plek.unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    let beeld = poort.json(GEMEENTE, &pad).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
    let xml = poort.als(GEMEENTE, Method::GET, &format!("{pad}/inhoud")).send().await.unwrap();
    let xml = xml.text().await.unwrap();
    let berichttype = Berichttype::van_naam(beeld["berichttype"].as_str().unwrap()).unwrap();
    judges::assert_valid(berichttype, xml.as_bytes());
    let controle = controleer(&SCHEMAS, xml.as_bytes(), Omstandigheden::op(poort.klok.vandaag())).unwrap();
    assert_eq!(controle.oordeel, Oordeel::Geldig, "{:#?}", controle.bevindingen);
    xml
}

/// The allocations of a draft, each in a line: number, what happens, reference, days, volume or budget, reason.
fn regels(concept: &Value) -> Vec<String> {
    let kort = |waarde: &Value| match waarde {
        Value::Null => "-".to_owned(),
        Value::String(tekst) => tekst.clone(),
        anders => anders.to_string(),
    };
    let regel = |een: &Value| {
        let hoeveel = if een["omvang"].is_null() { &een["budget"] } else { &een["omvang"]["volume"] };
        let velden = [
            &een["toewijzingNummer"],
            &een["actie"],
            &een["referentieAanbieder"],
            &een["ingangsdatum"],
            &een["einddatum"],
            hoeveel,
            &een["redenWijziging"],
        ];
        velden.map(kort).join(" ")
    };
    concept["toewijzingen"].as_array().unwrap().iter().map(regel).collect()
}

fn gevonden(beeld: &Value) -> Vec<&str> {
    beeld["bevindingen"].as_array().unwrap().iter().filter_map(|een| een["regel"].as_str()).collect()
}

/// The kinds of terms about requests that the gemeente must keep.
async fn termijnen(poort: &Proefpoort) -> Vec<String> {
    let lijst = poort.json(GEMEENTE, "/termijnen?limiet=100").await;
    let van_gemeente =
        lijst["termijnen"].as_array().unwrap().iter().filter(|een| een["aanZet"] == "gemeente");
    van_gemeente.map(|een| format!("{} {}", een["soort"], een["laatsteDag"]).replace('"', "")).collect()
}

/// A gate with these allocations and then this request.
async fn na(
    store: berichtenpoort::store::Store,
    toewijzingen: &Proef,
    verzoek: &Proef,
) -> (Proefpoort, String) {
    let poort = Proefpoort::op(store).await;
    goed(&poort, GEMEENTE, &toewijzingen.xml()).await;
    goed(&poort, AANBIEDER, &verzoek.xml()).await;
    let id = laatste(&poort).await;
    (poort, id)
}
