//! One operation of the API, described: what it takes and every answer that it can give.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::schemas::Schemas;

/// A method of HTTP, as the document writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Methode {
    Get,
    Post,
    Put,
    Patch,
}

impl Methode {
    pub(super) fn sleutel(self) -> &'static str {
        match self {
            Methode::Get => "get",
            Methode::Post => "post",
            Methode::Put => "put",
            Methode::Patch => "patch",
        }
    }
}

/// An operation under construction.
pub(super) struct Bewerking<'a> {
    schemas: &'a mut Schemas,
    pub(super) methode: Methode,
    pub(super) pad: String,
    json: Map<String, Value>,
    parameters: Vec<Value>,
    antwoorden: Map<String, Value>,
    open: bool,
}

/// What every operation with a key can answer beside what it is for.
const MET_SLEUTEL: [u16; 5] = [401, 403, 429, 500, 503];
/// The same without a key.
const ZONDER_SLEUTEL: [u16; 2] = [429, 500];

impl<'a> Bewerking<'a> {
    pub(super) fn nieuw(
        schemas: &'a mut Schemas,
        methode: Methode,
        pad: &str,
        naam: &str,
        titel: &str,
    ) -> Bewerking<'a> {
        let mut json = Map::new();
        json.insert("operationId".to_owned(), json!(naam));
        json.insert("summary".to_owned(), json!(titel));
        let mut bewerking = Bewerking {
            schemas,
            methode,
            pad: pad.to_owned(),
            json,
            parameters: Vec::new(),
            antwoorden: Map::new(),
            open: false,
        };
        bewerking.in_pad();
        bewerking
    }

    /// The parameters that stand in the path.
    fn in_pad(&mut self) {
        for deel in self.pad.split('/') {
            let naam = deel.strip_prefix('{').and_then(|deel| deel.strip_suffix('}'));
            let Some(naam) = naam else { continue };
            // The code of a wijkteam is one of its gemeente's own.
            let lengte = if self.pad.starts_with("/wijkteams/") { 40 } else { 20 };
            let (schema, uitleg) = match naam {
                "id" => (json!({ "type": "string", "format": "uuid" }), "Het id."),
                "regel" => (
                    json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
                    "Het nummer van de prestatie in de declaratie, vanaf 1.",
                ),
                "begrip" => (
                    json!({ "type": "string", "minLength": 1, "maxLength": 60 }),
                    "Het id van het begrip, zoals toewijzing.",
                ),
                "lijst" => (
                    json!({ "type": "string", "minLength": 1, "maxLength": 40 }),
                    "De naam van de codelijst, zoals JZ002.",
                ),
                _ => (
                    json!({ "type": "string", "minLength": 1, "maxLength": lengte }),
                    if self.pad.starts_with("/regels/") {
                        "De code van de regel, zoals TR019."
                    } else {
                        "De code."
                    },
                ),
            };
            self.parameters.push(
                json!({ "name": naam, "in": "path", "required": true, "description": uitleg, "schema": schema }),
            );
        }
        if !self.parameters.is_empty() {
            self.antwoorden.insert("404".to_owned(), json!({}));
        }
    }

    /// Under which heading it stands.
    pub(super) fn onder(mut self, kop: &str) -> Self {
        self.json.insert("tags".to_owned(), json!([kop]));
        self
    }

    /// What it does, for who reads more than the title.
    pub(super) fn tekst(mut self, tekst: &str) -> Self {
        self.json.insert("description".to_owned(), json!(tekst));
        self
    }

    /// It needs no key.
    pub(super) fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Its query.
    pub(super) fn vraag<T: JsonSchema>(self) -> Self {
        self.vraag_met::<T>(|_| true)
    }

    /// Its query, as far as it knows these names.
    pub(super) fn vraag_met<T: JsonSchema>(mut self, kent: impl Fn(&str) -> bool) -> Self {
        let gevraagd = self.schemas.vraag::<T>();
        self.parameters
            .extend(gevraagd.into_iter().filter(|parameter| parameter["name"].as_str().is_some_and(&kent)));
        self
    }

    /// Parameters that are narrower here than the type that reads them.
    pub(super) fn schema_van(mut self, namen: &[&str], schema: &Value) -> Self {
        for parameter in &mut self.parameters {
            if parameter["name"].as_str().is_some_and(|naam| namen.contains(&naam)) {
                parameter["schema"] = schema.clone();
            }
        }
        self
    }

    /// `Prefer: wait=SECONDS`.
    pub(super) fn kan_wachten(mut self) -> Self {
        self.parameters.push(json!({
            "name": "Prefer",
            "in": "header",
            "description": "Wacht op de uitkomst van de verwerking, hoogstens 60 seconden: `wait=10`. Komt de uitkomst niet op \
                            tijd, dan toont het antwoord hoe het er dan voor staat.",
            "schema": { "type": "string" },
            "example": "wait=10",
        }));
        self
    }

    /// `If-Match`, for who changes what it saw.
    pub(super) fn met_if_match(mut self) -> Self {
        self.parameters.push(json!({
            "name": "If-Match",
            "in": "header",
            "description": "De ETag van wat u zag. Is het sindsdien gewijzigd, dan volgt 412.",
            "schema": { "type": "string" },
            "example": "\"12-v3\"",
        }));
        self
    }

    /// It answers with nothing.
    pub(super) fn geeft_niets(mut self, status: u16, tekst: &str) -> Self {
        let headers = json!({ "API-Version": { "$ref": "#/components/headers/API-Version" } });
        self.antwoorden.insert(status.to_string(), json!({ "description": tekst, "headers": headers }));
        self
    }

    /// Its body is JSON.
    pub(super) fn neemt<T: JsonSchema>(mut self, verplicht: bool, voorbeeld: Value) -> Self {
        let schema = self.schemas.vraagschema::<T>();
        let inhoud = json!({ "application/json": { "schema": schema, "example": voorbeeld } });
        self.json.insert("requestBody".to_owned(), json!({ "required": verplicht, "content": inhoud }));
        self.fouten(&[408, 413])
    }

    /// Its body is a message.
    pub(super) fn neemt_bericht(mut self, voorbeeld: &str) -> Self {
        let bericht = json!({
            "schema": { "type": "string", "description": "Het bericht zelf, als XML." },
            "example": voorbeeld,
        });
        let inhoud = json!({ "application/xml": bericht, "text/xml": bericht });
        self.json.insert(
            "requestBody".to_owned(),
            json!({
                "description": "Het bericht zoals het is: niet ingepakt, hoogstens 25 MB.",
                "required": true,
                "content": inhoud,
            }),
        );
        self
    }

    /// It answers with JSON.
    pub(super) fn geeft<T: JsonSchema>(self, status: u16, tekst: &str) -> Self {
        self.geeft_met::<T>(status, tekst, Value::Null)
    }

    /// The same, with an example.
    pub(super) fn geeft_met<T: JsonSchema>(mut self, status: u16, tekst: &str, voorbeeld: Value) -> Self {
        let schema = self.schemas.antwoordschema::<T>();
        let mut inhoud = json!({ "schema": schema });
        if let (Value::Object(inhoud), false) = (&mut inhoud, voorbeeld.is_null()) {
            inhoud.insert("example".to_owned(), voorbeeld);
        }
        self.antwoord(status, tekst, json!({ "application/json": inhoud }), &[]);
        self
    }

    /// It answers with contents of these media types.
    pub(super) fn geeft_inhoud(mut self, status: u16, tekst: &str, inhoud: Value, headers: &[&str]) -> Self {
        self.antwoord(status, tekst, inhoud, headers);
        self
    }

    /// An answer that was described has this header as well.
    pub(super) fn met_header(mut self, status: u16, naam: &str) -> Self {
        let antwoord = self.antwoorden.get_mut(&status.to_string());
        let headers =
            antwoord.and_then(|antwoord| antwoord.get_mut("headers")).and_then(Value::as_object_mut);
        if let Some(headers) = headers {
            headers.insert(naam.to_owned(), json!({ "$ref": format!("#/components/headers/{naam}") }));
        }
        self
    }

    fn antwoord(&mut self, status: u16, tekst: &str, inhoud: Value, headers: &[&str]) {
        let headers: Map<String, Value> = ["API-Version"]
            .iter()
            .chain(headers)
            .map(|naam| ((*naam).to_owned(), json!({ "$ref": format!("#/components/headers/{naam}") })))
            .collect();
        let antwoord = json!({ "description": tekst, "headers": headers, "content": inhoud });
        self.antwoorden.insert(status.to_string(), antwoord);
    }

    /// Where an answer leads to: the operation, and where in the answer its id stands.
    pub(super) fn leidt_naar(mut self, status: u16, bewerkingen: &[&str], plek: &str) -> Self {
        let links: Map<String, Value> = bewerkingen
            .iter()
            .map(|naam| {
                let id = format!("$response.body#{plek}");
                ((*naam).to_owned(), json!({ "operationId": naam, "parameters": { "id": id } }))
            })
            .collect();
        if let Some(Value::Object(antwoord)) = self.antwoorden.get_mut(&status.to_string()) {
            antwoord.insert("links".to_owned(), Value::Object(links));
        }
        self
    }

    /// The errors that it can answer with, beside those that every operation can.
    pub(super) fn fouten(mut self, statussen: &[u16]) -> Self {
        for status in statussen {
            self.antwoorden.insert(status.to_string(), json!({}));
        }
        self
    }

    /// The operation as the document has it.
    pub(super) fn klaar(mut self) -> Value {
        if !self.open {
            self.parameters.push(namens_partij());
        }
        // The design rules ask for 400 wherever there is something to get wrong.
        if self.methode != Methode::Get || !self.parameters.is_empty() {
            self.antwoorden.insert("400".to_owned(), json!({}));
        }
        let gewoon: &[u16] = if self.open { &ZONDER_SLEUTEL } else { &MET_SLEUTEL };
        for status in gewoon {
            self.antwoorden.insert(status.to_string(), json!({}));
        }
        for (status, antwoord) in &mut self.antwoorden {
            if antwoord.as_object().is_some_and(Map::is_empty) {
                *antwoord = json!({ "$ref": format!("#/components/responses/{}", antwoordnaam(status)) });
            }
        }
        if !self.parameters.is_empty() {
            self.json.insert("parameters".to_owned(), Value::Array(self.parameters));
        }
        self.json.insert("responses".to_owned(), Value::Object(self.antwoorden));
        if self.open {
            self.json.insert("security".to_owned(), json!([]));
        }
        Value::Object(self.json)
    }
}

/// For whom a supplier calls.
fn namens_partij() -> Value {
    json!({
        "name": "Namens-Partij",
        "in": "header",
        "description": "Voor leveranciers en knooppunten: de code van de partij voor wie dit verzoek is. Die partij moet u een \
                        volmacht hebben gegeven.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 40 },
    })
}

/// The name of the answer that all operations share.
pub(super) fn antwoordnaam(status: &str) -> String {
    let reden = status.parse().ok().and_then(|code| StatusCode::from_u16(code).ok());
    let reden = reden.and_then(|code| code.canonical_reason()).unwrap_or("Fout");
    format!("Fout{status}{}", reden.replace([' ', '-'], ""))
}
