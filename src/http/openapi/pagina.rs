//! The description as a page to read and to try, made here from the document: no scripts of others, nothing from outside.

use std::sync::LazyLock;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use maud::{DOCTYPE, Markup, html};
use serde_json::{Map, Value};

use super::document;

static PAGINA: LazyLock<String> = LazyLock::new(|| pagina(&document()).into_string());
const STIJL: &str = include_str!("pagina/docs.css");
const SCRIPT: &str = include_str!("pagina/docs.js");
/// Only what this gate serves itself, and no other site around it.
const REGELS_VOOR_INHOUD: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; \
                                  form-action 'none'; frame-ancestors 'none'";

type Antwoord = ([(HeaderName, HeaderValue); 2], &'static str);

fn antwoord(soort: &'static str, inhoud: &'static str) -> Antwoord {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(soort)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(REGELS_VOOR_INHOUD)),
    ];
    (headers, inhoud)
}

/// `GET /docs`.
pub(in crate::http) async fn toon() -> impl IntoResponse {
    antwoord("text/html; charset=utf-8", PAGINA.as_str())
}

/// `GET /docs/docs.css`.
pub(in crate::http) async fn stijl() -> impl IntoResponse {
    antwoord("text/css; charset=utf-8", STIJL)
}

/// `GET /docs/docs.js`.
pub(in crate::http) async fn script() -> impl IntoResponse {
    antwoord("text/javascript; charset=utf-8", SCRIPT)
}

/// An operation with where it is.
struct Plek<'d> {
    pad: &'d str,
    methode: &'d str,
    bewerking: &'d Value,
}

impl<'d> Plek<'d> {
    fn alle(document: &'d Value) -> Vec<Plek<'d>> {
        let paden = document["paths"].as_object().into_iter().flatten();
        paden
            .flat_map(|(pad, bewerkingen)| {
                let bewerkingen = bewerkingen.as_object().into_iter().flatten();
                bewerkingen.map(move |(methode, bewerking)| Plek { pad, methode, bewerking })
            })
            .collect()
    }

    fn naam(&self) -> &'d str {
        tekst(&self.bewerking["operationId"])
    }

    fn onder(&self, kop: &Value) -> bool {
        self.bewerking["tags"].as_array().is_some_and(|koppen| koppen.contains(kop))
    }
}

fn tekst(waarde: &Value) -> &str {
    waarde.as_str().unwrap_or_default()
}

/// What a reference leads to.
fn volg<'d>(document: &'d Value, waarde: &'d Value) -> &'d Value {
    let naar = waarde["$ref"].as_str().and_then(|naar| document.pointer(naar.trim_start_matches('#')));
    naar.unwrap_or(waarde)
}

fn pagina(document: &Value) -> Markup {
    let info = &document["info"];
    let plekken = Plek::alle(document);
    let koppen = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang="nl" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "API van " (tekst(&info["title"])) }
                link rel="stylesheet" href="/api/v1/docs/docs.css";
                script defer src="/api/v1/docs/docs.js" {}
            }
            body {
                header {
                    h1 { "API van " (tekst(&info["title"])) }
                    p { (tekst(&info["summary"])) " Versie " (tekst(&info["version"])) ". "
                        a href="/api/v1/openapi.json" { "Deze beschrijving als OpenAPI" } "." }
                    @for alinea in tekst(&info["description"]).split("\n\n") { p { (rijk(alinea)) } }
                }
                nav aria-label="Alle bewerkingen" { @for kop in koppen { (inhoudsopgave(kop, &plekken)) } }
                div class="sleutel" {
                    label for="sleutel" { "Uw toegangssleutel " small { "(blijft op deze pagina en wordt niet bewaard)" } }
                    input id="sleutel" type="password" autocomplete="off" spellcheck="false";
                }
                main {
                    @for kop in koppen {
                        section {
                            h2 { (tekst(&kop["name"])) }
                            p { (tekst(&kop["description"])) }
                            @for plek in plekken.iter().filter(|plek| plek.onder(&kop["name"])) {
                                (bewerking(document, plek))
                            }
                        }
                    }
                    section {
                        h2 { "Gegevens" }
                        @for (naam, schema) in document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten() {
                            (gegeven(naam, schema))
                        }
                    }
                }
            }
        }
    }
}

/// Text with `code` and **stress**, as the document has it.
fn rijk(tekst: &str) -> Markup {
    html! {
        @for (plaats, stuk) in tekst.split("**").enumerate() {
            @if plaats % 2 == 1 { strong { (code(stuk)) } } @else { (code(stuk)) }
        }
    }
}

fn code(tekst: &str) -> Markup {
    html! {
        @for (plaats, stuk) in tekst.split('`').enumerate() {
            @if plaats % 2 == 1 { code { (stuk) } } @else { (stuk) }
        }
    }
}

fn inhoudsopgave(kop: &Value, plekken: &[Plek<'_>]) -> Markup {
    html! {
        p { strong { (tekst(&kop["name"])) } }
        ul {
            @for plek in plekken.iter().filter(|plek| plek.onder(&kop["name"])) {
                li { a href=(format!("#{}", plek.naam())) { (tekst(&plek.bewerking["summary"])) } }
            }
        }
    }
}

fn bewerking(document: &Value, plek: &Plek<'_>) -> Markup {
    let bewerking = plek.bewerking;
    let parameters = bewerking["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let basis = document.pointer("/servers/0/url").map(tekst).unwrap_or_default();
    html! {
        details class="bewerking" id=(plek.naam()) {
            summary {
                span class="methode" { (plek.methode.to_uppercase()) }
                code { (plek.pad) } " " (tekst(&bewerking["summary"]))
            }
            div {
                p { (rijk(tekst(&bewerking["description"]))) }
                @if !parameters.is_empty() { (tabel_van_parameters(parameters)) }
                (lichaam(&bewerking["requestBody"]))
                (antwoorden(document, &bewerking["responses"]))
                h4 { "Proberen" }
                form data-pad=(plek.pad) data-basis=(basis) data-methode=(plek.methode.to_uppercase())
                    data-open=(if bewerking["security"].as_array().is_some_and(Vec::is_empty) { "ja" } else { "nee" }) {
                    @for parameter in parameters { (veld(plek.naam(), parameter)) }
                    (invoer(plek.naam(), &bewerking["requestBody"]))
                    button type="submit" { "Verstuur" }
                    output aria-live="polite" {}
                }
            }
        }
    }
}

fn tabel_van_parameters(parameters: &[Value]) -> Markup {
    html! {
        div class="tabel" { table {
            thead { tr { th scope="col" { "Naam" } th scope="col" { "Waar" } th scope="col" { "Waarde" } th scope="col" { "Betekenis" } } }
            tbody {
                @for parameter in parameters {
                    tr {
                        th scope="row" { code { (tekst(&parameter["name"])) } }
                        td { (waar(tekst(&parameter["in"]))) }
                        td { (soort(&parameter["schema"])) }
                        td { (rijk(tekst(&parameter["description"]))) }
                    }
                }
            }
        } }
    }
}

fn waar(plaats: &str) -> &str {
    match plaats {
        "path" => "in het pad",
        "query" => "achter het vraagteken",
        _ => "als header",
    }
}

/// What a value looks like, in a few words.
fn soort(schema: &Value) -> Markup {
    let verwijzing = |naar: &str| naar.rsplit('/').next().unwrap_or_default().to_owned();
    if let Some(naar) = schema["$ref"].as_str().map(verwijzing) {
        return html! { a href=(format!("#gegeven-{naar}")) { (naar) } };
    }
    let keuzes = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !keuzes.is_empty() {
        return html! { @for (plaats, keuze) in keuzes.iter().enumerate() { @if plaats > 0 { " of " } (soort(keuze)) } };
    }
    if let Some(woorden) = schema["enum"].as_array() {
        let woorden: Vec<&str> = woorden.iter().filter_map(Value::as_str).collect();
        return html! { (woorden.join(", ")) };
    }
    let namen: Vec<&str> = match &schema["type"] {
        Value::Array(namen) => namen.iter().filter_map(Value::as_str).map(in_woorden).collect(),
        een => een.as_str().map(in_woorden).into_iter().collect(),
    };
    let grens = |sleutel: &str, woord: &str| {
        let waarde = &schema[sleutel];
        (waarde.is_number() || waarde.is_string())
            .then(|| format!(", {woord} {}", waarde.to_string().trim_matches('"')))
    };
    html! {
        (namen.join(" of "))
        @if schema["items"].is_object() { " van " (soort(&schema["items"])) }
        @for (sleutel, woord) in GRENZEN { (grens(sleutel, woord).unwrap_or_default()) }
    }
}

/// Limits that are told, with the word for each.
const GRENZEN: [(&str, &str); 7] = [
    ("format", "vorm"),
    ("pattern", "patroon"),
    ("minimum", "vanaf"),
    ("maximum", "tot en met"),
    ("minLength", "minstens zo lang:"),
    ("maxLength", "hoogstens zo lang:"),
    ("default", "anders"),
];

fn in_woorden(soort: &str) -> &str {
    match soort {
        "string" => "tekst",
        "integer" => "geheel getal",
        "number" => "getal",
        "boolean" => "true of false",
        "array" => "lijst",
        "object" => "object",
        anders => anders,
    }
}

fn lichaam(lichaam: &Value) -> Markup {
    html! {
        @for (mediatype, inhoud) in lichaam["content"].as_object().into_iter().flatten() {
            p { "Inhoud: " code { (mediatype) } ", " (soort(&inhoud["schema"])) ". " (tekst(&lichaam["description"])) }
        }
    }
}

fn antwoorden(document: &Value, antwoorden: &Value) -> Markup {
    html! {
        div class="tabel" { table {
            thead { tr { th scope="col" { "Antwoord" } th scope="col" { "Wanneer" } th scope="col" { "Inhoud" } } }
            tbody {
                @for (status, antwoord) in antwoorden.as_object().into_iter().flatten() {
                    @let antwoord = volg(document, antwoord);
                    tr {
                        th scope="row" { (status) }
                        td { (tekst(&antwoord["description"])) }
                        td {
                            @for (mediatype, inhoud) in antwoord["content"].as_object().into_iter().flatten() {
                                div { code { (mediatype) } " " (soort(&inhoud["schema"])) }
                                (voorbeeld(inhoud))
                            }
                        }
                    }
                }
            }
        } }
    }
}

fn voorbeeld(inhoud: &Value) -> Markup {
    let voorbeeld = inhoud.get("example");
    html! {
        @if let Some(voorbeeld) = voorbeeld {
            details { summary { "Voorbeeld" } pre { (als_tekst(voorbeeld)) } }
        }
    }
}

fn als_tekst(voorbeeld: &Value) -> String {
    voorbeeld.as_str().map_or_else(|| format!("{voorbeeld:#}"), str::to_owned)
}

fn veld(bewerking: &str, parameter: &Value) -> Markup {
    let (naam, plaats) = (tekst(&parameter["name"]), tekst(&parameter["in"]));
    let id = format!("{bewerking}-{naam}");
    let woorden = parameter.pointer("/schema/enum").and_then(Value::as_array);
    html! {
        label for=(id) { (naam) }
        @if let Some(woorden) = woorden {
            select id=(id) name=(naam) data-in=(plaats) {
                option value="" { "(niet)" }
                @for woord in woorden { option { (tekst(woord)) } }
            }
        } @else {
            input id=(id) name=(naam) data-in=(plaats) required[parameter["required"] == true] autocomplete="off";
        }
    }
}

fn invoer(bewerking: &str, lichaam: &Value) -> Markup {
    let geen = Map::new();
    let soorten = lichaam["content"].as_object().unwrap_or(&geen);
    let id = format!("{bewerking}-inhoud");
    html! {
        @if let Some((mediatype, inhoud)) = soorten.iter().next() {
            label for=(id) { "Inhoud" }
            textarea id=(id) data-in="body" data-soort=(mediatype) spellcheck="false" {
                (inhoud.get("example").map(als_tekst).unwrap_or_default())
            }
        }
    }
}

fn gegeven(naam: &str, schema: &Value) -> Markup {
    let verplicht = |veld: &str| {
        let namen = schema["required"].as_array();
        namen.is_some_and(|namen| namen.iter().any(|een| een == veld))
    };
    html! {
        details class="bewerking" id=(format!("gegeven-{naam}")) {
            summary { code { (naam) } " " (tekst(&schema["description"])) }
            div {
                @if schema["properties"].is_object() {
                    div class="tabel" { table {
                        thead { tr { th scope="col" { "Naam" } th scope="col" { "Waarde" } th scope="col" { "Betekenis" } } }
                        tbody {
                            @for (veld, waarde) in schema["properties"].as_object().into_iter().flatten() {
                                tr {
                                    th scope="row" { code { (veld) } @if !verplicht(veld) { small { " (kan ontbreken)" } } }
                                    td { (soort(waarde)) }
                                    td { (tekst(&waarde["description"])) }
                                }
                            }
                        }
                    } }
                } @else { p { (soort(schema)) } }
            }
        }
    }
}
