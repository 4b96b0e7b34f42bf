//! The description of the API (OpenAPI 3.1), made from the types that the API reads and writes.

mod bewerking;
mod bewerkingen;
pub(in crate::http) mod pagina;
mod partijen;
mod schemas;
#[cfg(test)]
mod tests;
mod uitleg;
mod voorbeelden;
pub(in crate::http) mod woord;

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use self::bewerking::antwoordnaam;
use self::schemas::{Schemas, hernoem};
use super::API_VERSIE;
use super::probleem::Probleem;

/// The description, made once.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| tekst(&document()));

/// The headings, in the order in which a page shows them.
const KOPPEN: [(&str, &str); 14] = [
    ("Berichten", "Berichten aanbieden, vooraf toetsen en terugzien."),
    ("Postbus", "Wat er voor u klaarstaat: berichten van anderen en antwoorden van de poort."),
    ("Declaraties", "Declaraties (323) met hun prestaties, en wat de gemeente erover besluit."),
    (
        "Verzoeken",
        "Verzoeken van aanbieders (315 en 317) en de antwoorden die de poort voor de gemeente opstelt.",
    ),
    ("Termijnen", "Wie wat wanneer moet hebben gestuurd."),
    ("Meldingen", "Wat er gebeurde en u moet weten."),
    ("Overzichten", "Wat een backoffice elke maand nodig heeft, als JSON, CSV of XLSX."),
    ("Partijen", "Wat de poort van partijen weet: adressen, mandaten, volmachten en sleutels."),
    ("Regels", "De regels van iJw 3.2 en iWmo 3.2 in gewone taal. Open voor iedereen."),
    (
        "Begrippen",
        "Wat woorden in de keten betekenen, in elke versie. Wat is vastgesteld, is open voor iedereen.",
    ),
    ("Lokale regels", "Afspraken die de poort controleert, en proberen wat een nieuwe zou doen."),
    ("Codelijsten", "Wat codes betekenen en wanneer zij gelden. Open voor iedereen."),
    ("Wijkteams", "Welk wijkteam er voor een postcode is, en hoe het te bereiken is. Open voor iedereen."),
    ("Over deze API", "De beschrijving van de API zelf. Open voor iedereen."),
];

/// `GET /openapi.json`: the description of the API.
pub(super) async fn toon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

/// The description as the gate serves it.
pub(super) fn document() -> Value {
    let mut schemas = Schemas::nieuw();
    let mut paden: Map<String, Value> = Map::new();
    for (pad, methode, bewerking) in bewerkingen::alle(&mut schemas) {
        let plek = paden.entry(pad).or_insert_with(|| json!({}));
        if let Value::Object(plek) = plek {
            plek.insert(methode.to_owned(), bewerking);
        }
    }
    let fouten = fouten(&mut schemas);
    let koppen: Vec<Value> =
        KOPPEN.iter().map(|(naam, tekst)| json!({ "name": naam, "description": tekst })).collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Berichtenpoort",
            "version": API_VERSIE,
            "summary": "Valideert, routeert en verrekent berichten van iWmo 3.2 en iJw 3.2.",
            "description": bewerkingen::INLEIDING,
            "contact": {
                "name": "De beheerder van uw berichtenpoort",
                "url": "https://berichtenpoort.example/contact",
                "email": "beheer@berichtenpoort.example",
            },
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": "/api/v1", "description": "Deze poort." }],
        "security": [{ "toegangssleutel": [] }],
        "tags": koppen,
        "paths": paden,
        "components": {
            "securitySchemes": {
                "toegangssleutel": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "De toegangssleutel van uw partij: `Authorization: Bearer SLEUTEL`. U krijgt haar van de \
                                    beheerder van de poort.",
                },
            },
            "headers": headers(),
            "responses": fouten,
            "schemas": schemas.onderdelen(),
        },
    });
    hernoem(&mut document);
    document
}

/// The document as it is served and kept: readable, so that changes show line by line.
pub(super) fn tekst(document: &Value) -> String {
    format!("{document:#}\n")
}

fn headers() -> Value {
    json!({
        "API-Version": {
            "description": "De versie van de API die antwoordt.",
            "schema": { "type": "string", "const": API_VERSIE },
        },
        "Location": {
            "description": "Waar het staat.",
            "schema": { "type": "string", "format": "uri-reference" },
        },
        "ETag": {
            "description": "Waaraan u herkent of het is gewijzigd: stuur het mee als If-None-Match of If-Match.",
            "schema": { "type": "string" },
        },
        "Preference-Applied": {
            "description": "Hoe lang er hoogstens is gewacht, als daarom is gevraagd.",
            "schema": { "type": "string" },
        },
        "Controletotaal": {
            "description": "Waar de rijen van het bestand samen op uitkomen, als JSON-object.",
            "schema": { "type": "string" },
        },
        "Content-Disposition": {
            "description": "De naam van het bestand.",
            "schema": { "type": "string" },
        },
        "WWW-Authenticate": {
            "description": "Welke toegang de poort kent.",
            "schema": { "type": "string" },
        },
        "Retry-After": {
            "description": "Na hoeveel seconden u het opnieuw kunt proberen.",
            "schema": { "type": "string", "pattern": "^[0-9]+$" },
        },
    })
}

/// The errors that operations share, each with one as it is really sent.
fn fouten(schemas: &mut Schemas) -> Value {
    let schema = schemas.antwoordschema::<Probleem>();
    let mut uit = Map::new();
    for (probleem, tekst, headers) in voorbeelden::fouten() {
        let voorbeeld = serde_json::to_value(&probleem).unwrap_or_default();
        let status = voorbeeld.get("status").map(Value::to_string).unwrap_or_default();
        let headers: Map<String, Value> = ["API-Version"]
            .iter()
            .chain(headers)
            .map(|naam| ((*naam).to_owned(), json!({ "$ref": format!("#/components/headers/{naam}") })))
            .collect();
        uit.insert(
            antwoordnaam(&status),
            json!({
                "description": tekst,
                "headers": headers,
                "content": { "application/problem+json": { "schema": schema, "example": voorbeeld } },
            }),
        );
    }
    Value::Object(uit)
}
