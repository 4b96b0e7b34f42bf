//! `/codelijsten`: what codes mean, and the lookups that terminology servers have. Open to everybody, without a key.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::probleem::Probleem;
use super::registerlezen::{Inhoud, Kenmerk, Sleutels, onbekend};
use super::vraag::{Zoekvraag, in_url, lees};
use super::weergave::{Link, link};
use crate::begrippen::{Code, Codelijst, Overeenkomst, Register, Soort, Stuk, Vertaald};
use crate::bericht::Standaard;
use crate::http::openapi::woord;
use crate::poort::Poort;

/// Every list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CodelijstenJson {
    stand: i64,
    codelijsten: Vec<LijstkopJson>,
}

/// A list without its codes.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LijstkopJson {
    lijst: String,
    naam: String,
    omschrijving: String,
    bron: Option<String>,
    eigenaar: String,
    standaarden: Vec<Standaard>,
    aantal_codes: usize,
    #[serde(rename = "_links")]
    links: LijstLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct LijstLinks {
    #[serde(rename = "self")]
    zelf: Link,
}

fn pad(lijst: &str) -> String {
    format!("/api/v1/codelijsten/{lijst}")
}

impl From<&Codelijst> for LijstkopJson {
    fn from(lijst: &Codelijst) -> Self {
        let mut standaarden: Vec<Standaard> = lijst.codes.iter().map(|code| code.standaard).collect();
        standaarden.sort();
        standaarden.dedup();
        LijstkopJson {
            lijst: lijst.lijst.clone(),
            naam: lijst.naam.clone(),
            omschrijving: lijst.omschrijving.clone(),
            bron: lijst.bron.clone(),
            eigenaar: lijst.eigenaar.clone(),
            standaarden,
            aantal_codes: lijst.codes.len(),
            links: LijstLinks { zelf: link(pad(&lijst.lijst)) },
        }
    }
}

/// `GET /codelijsten`: by name, all at once; there are some thirty.
pub(super) async fn lijst(State(poort): State<Poort>, headers: HeaderMap) -> Result<Response, Probleem> {
    let (register, vandaag) = (poort.register().await?, poort.klok.vandaag());
    let codelijsten = register.codelijsten().map(|lijst| LijstkopJson::from(&**lijst)).collect();
    let json = CodelijstenJson { stand: register.stand(), codelijsten };
    Ok(Kenmerk::van_stand(register.stand(), vandaag).antwoord(&headers, json))
}

/// A list with all its codes, of all days.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LijstbeeldJson {
    #[serde(flatten)]
    lijst: Codelijst,
    versie: u32,
    vanaf_stand: i64,
    #[serde(rename = "_links")]
    links: LijstLinks,
}

/// The query of `GET /codelijsten/{lijst}`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LijstVraag {
    op: Option<NaiveDate>,
}

/// `GET /codelijsten/{lijst}`.
pub(super) async fn toon(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Sleutels(naam): Sleutels<String>,
    Zoekvraag(vraag): Zoekvraag<LijstVraag>,
) -> Result<Response, Probleem> {
    let register = poort.register().await?;
    let dag = vraag.op.unwrap_or_else(|| poort.klok.vandaag());
    let versie = register.versie_op(Soort::Codelijst, &naam, dag);
    let versie = match vraag.op {
        Some(_) => versie,
        None => versie.or_else(|| register.versie(Soort::Codelijst, &naam)),
    };
    let Some((versie, Stuk::Codelijst(lijst))) = versie.map(|versie| (versie, &versie.stuk)) else {
        return Err(onbekend());
    };
    let json = LijstbeeldJson {
        links: LijstLinks { zelf: link(pad(&naam)) },
        lijst: Codelijst::clone(lijst),
        versie: versie.nummer,
        vanaf_stand: versie.vanaf_stand,
    };
    Ok(Kenmerk::van_stuk(versie.vanaf_stand, versie.nummer).antwoord(&headers, json))
}

/// The query of a lookup.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeVraag {
    #[schemars(with = "Option<woord::Standaard>")]
    standaard: Option<String>,
    op: Option<NaiveDate>,
}

impl CodeVraag {
    fn standaard(&self) -> Result<Option<Standaard>, Probleem> {
        lees(self.standaard.as_deref(), Standaard::van_sleutel, "standaard", "ijw")
    }
}

/// A code, and whether it may be used on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CodebeeldJson {
    lijst: String,
    op: NaiveDate,
    geldig: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<String>,
    /// What it means; none where the list has no such code.
    code: Option<Code>,
    /// Begrippen that stand for it.
    begrippen: Vec<BegripverwijzingJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BegripverwijzingJson {
    id: String,
    voorkeursterm: String,
    #[serde(rename = "_links")]
    links: LijstLinks,
}

fn codebeeld(
    register: &Register,
    lijst: &str,
    standaard: Option<Standaard>,
    code: &str,
    op: NaiveDate,
) -> CodebeeldJson {
    let uitslag = register.code(lijst, standaard, code, op);
    let gevonden = uitslag.code();
    let over = |een: &crate::begrippen::Codeverwijzing| een.codelijst == lijst && een.code == code;
    let begrippen = register.begrippen().filter(|begrip| gevonden.is_some() && begrip.codes.iter().any(over));
    CodebeeldJson {
        lijst: lijst.to_owned(),
        op,
        geldig: uitslag.is_geldig(),
        reden: uitslag.reden(),
        code: gevonden.cloned(),
        begrippen: begrippen
            .map(|begrip| BegripverwijzingJson {
                id: begrip.id.clone(),
                voorkeursterm: begrip.voorkeursterm.clone(),
                links: LijstLinks { zelf: link(format!("/api/v1/begrippen/{}", in_url(&begrip.id))) },
            })
            .collect(),
    }
}

/// The register, if it has this list.
async fn met_lijst(poort: &Poort, lijst: &str) -> Result<Register, Probleem> {
    let register = poort.register().await?;
    if register.codelijst(lijst).is_none() { Err(onbekend()) } else { Ok(register) }
}

/// `GET /codelijsten/{lijst}/codes/{code}`.
pub(super) async fn code(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Sleutels((lijst, code)): Sleutels<(String, String)>,
    Zoekvraag(vraag): Zoekvraag<CodeVraag>,
) -> Result<Response, Probleem> {
    let register = met_lijst(&poort, &lijst).await?;
    let op = vraag.op.unwrap_or_else(|| poort.klok.vandaag());
    let json = codebeeld(&register, &lijst, vraag.standaard()?, &code, op);
    if json.code.is_none() {
        return Err(onbekend());
    }
    Ok(Kenmerk::van_stand(register.stand(), op).antwoord(&headers, json))
}

/// The body of `_valideer`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ValideerJson {
    code: String,
    #[serde(default)]
    standaard: Option<Standaard>,
    #[serde(default)]
    op: Option<NaiveDate>,
}

/// `POST /codelijsten/{lijst}/_valideer`: whether a code may be used on a day, and why not.
pub(super) async fn valideer(
    State(poort): State<Poort>,
    Sleutels(lijst): Sleutels<String>,
    Inhoud(vraag): Inhoud<ValideerJson>,
) -> Result<Json<CodebeeldJson>, Probleem> {
    let register = met_lijst(&poort, &lijst).await?;
    let op = vraag.op.unwrap_or_else(|| poort.klok.vandaag());
    Ok(Json(codebeeld(&register, &lijst, vraag.standaard, &vraag.code, op)))
}

/// The codes of a list on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UitvouwingJson {
    lijst: String,
    op: NaiveDate,
    codes: Vec<Code>,
}

/// `GET /codelijsten/{lijst}/_vouwuit`: the codes that hold on a day.
pub(super) async fn vouw_uit(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Sleutels(lijst): Sleutels<String>,
    Zoekvraag(vraag): Zoekvraag<CodeVraag>,
) -> Result<Response, Probleem> {
    let register = met_lijst(&poort, &lijst).await?;
    let op = vraag.op.unwrap_or_else(|| poort.klok.vandaag());
    // A list that did not hold that day has no codes then.
    let codes = register.vouw_uit(&lijst, vraag.standaard()?, op).unwrap_or_default();
    let json = UitvouwingJson { lijst, op, codes: codes.into_iter().cloned().collect() };
    Ok(Kenmerk::van_stand(register.stand(), op).antwoord(&headers, json))
}

/// The body of `_vertaal`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VertaalJson {
    code: String,
    #[serde(default)]
    naar: Option<String>,
    #[serde(default)]
    op: Option<NaiveDate>,
}

/// A code in other lists.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct VertaaldeCodesJson {
    lijst: String,
    code: String,
    op: NaiveDate,
    vertalingen: Vec<VertaaldeCodeJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VertaaldeCodeJson {
    lijst: String,
    code: String,
    soort: Overeenkomst,
    #[serde(skip_serializing_if = "Option::is_none")]
    omschrijving: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    toelichting: Option<String>,
}

/// `POST /codelijsten/{lijst}/_vertaal`: the same in other lists, the best fit first.
pub(super) async fn vertaal(
    State(poort): State<Poort>,
    Sleutels(lijst): Sleutels<String>,
    Inhoud(vraag): Inhoud<VertaalJson>,
) -> Result<Json<VertaaldeCodesJson>, Probleem> {
    let register = met_lijst(&poort, &lijst).await?;
    let op = vraag.op.unwrap_or_else(|| poort.klok.vandaag());
    let gevonden = register.vertaal(&lijst, &vraag.code, vraag.naar.as_deref(), op);
    let beeld = |een: &Vertaald<'_>| VertaaldeCodeJson {
        lijst: een.lijst.to_owned(),
        code: een.code.to_owned(),
        soort: een.soort,
        omschrijving: register
            .code(een.lijst, None, een.code, op)
            .code()
            .map(|code| code.omschrijving.clone()),
        toelichting: een.toelichting.map(str::to_owned),
    };
    let vertalingen = gevonden.iter().map(beeld).collect();
    Ok(Json(VertaaldeCodesJson { lijst, code: vraag.code, op, vertalingen }))
}
