//! Writing begrippen: drafts, and what becomes of them. For gemeenten, each for what is its own or that of its regio.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::weergave::{BegripbeeldJson, BegrippenJson};
use crate::begrippen::{Begrip, Register, Soort, Status, Stuk, Wens};
use crate::http::probleem::Probleem;
use crate::http::registerlezen::{Inhoud, Kenmerk, Sleutels, onbekend};
use crate::http::toegang::Beller;
use crate::http::vraag::Zoekvraag;
use crate::partij::PartijSoort;
use crate::poort::{Door, Poort, RegisterFout};

/// What a change is held against: the stand of the register that the caller saw.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct StuurVraag {
    #[validate(range(min = 0))]
    stand: Option<i64>,
}

/// The body of `_status`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct StatuswensJson {
    status: Status,
    #[serde(default)]
    opvolger: Option<String>,
    #[serde(default)]
    einddatum: Option<NaiveDate>,
    #[serde(default)]
    stand: Option<i64>,
}

/// The body of `_trekin`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct TrekInJson {
    #[serde(default)]
    stand: Option<i64>,
}

/// The gemeente that writes.
fn gemeente(beller: &Beller) -> Result<&str, Probleem> {
    match beller.0.soort {
        PartijSoort::Gemeente => Ok(&beller.0.code),
        _ => Err(Probleem::verboden(
            "Alleen gemeenten schrijven in het register. Doe uw voorstel in het overleg met de gemeente.",
        )),
    }
}

/// What a gemeente does not decide about it does not change.
fn gaat_erover(register: &Register, gemeente: &str, eigenaar: &str) -> Result<(), Probleem> {
    if register.gaat_over(gemeente, eigenaar) {
        return Ok(());
    }
    Err(Probleem::verboden(
        "De eigenaar hiervan is niet uw gemeente en niet een regio waar zij bij hoort. Wat landelijk is, komt met een nieuwe versie van de \
         poort of wordt ingelezen door haar beheerder.",
    ))
}

/// Changes one begrip for a gemeente, and gives the register as it is then.
async fn wijzig(
    poort: &Poort,
    beller: &Beller,
    wens: Wens,
    gezien: Option<i64>,
    wat: &str,
) -> Result<Register, Probleem> {
    let gemeente = gemeente(beller)?;
    let (soort, sleutel) = wens.waar();
    let register = poort.registers.register_nu().await?;
    let staand = register.versie(soort, sleutel).or_else(|| register.concept(soort, sleutel));
    if let Some(versie) = staand {
        gaat_erover(&register, gemeente, versie.stuk.eigenaar())?;
    }
    if let Wens::Leg(stuk) = &wens {
        gaat_erover(&register, gemeente, stuk.eigenaar())?;
    }
    let (wie, wat) =
        (format!("{} ({gemeente})", beller.0.naam), format!("{} {sleutel}: {wat}", soort.woord()));
    let gedaan = poort.registers.wijzig_stuk(&wens, gezien, Door { wie: &wie, wat: &wat }).await;
    gedaan.map(|gedaan| gedaan.register).map_err(|fout| niet_gewijzigd(fout, gezien.is_some()))
}

fn niet_gewijzigd(fout: RegisterFout, met_stand: bool) -> Probleem {
    match fout {
        RegisterFout::Onbekend(_) => onbekend(),
        RegisterFout::Past(gebrek) => Probleem::register_past_niet(gebrek.tekst),
        RegisterFout::Gebreken(gebreken) => Probleem::gebreken(gebreken),
        RegisterFout::Ingehaald { .. } if met_stand => Probleem::ingehaald(),
        RegisterFout::Ingehaald { .. } => Probleem::te_druk(),
        RegisterFout::Poort(fout) => fout.into(),
    }
}

/// The draft of a begrip, or what was decided on where there is none.
fn beeld(register: &Register, id: &str, status: StatusCode) -> Result<Response, Probleem> {
    let (soort, stand) = (Soort::Begrip, register.laatst_gewijzigd(Soort::Begrip, id));
    let versie = register.concept(soort, id).or_else(|| register.versie(soort, id)).ok_or_else(onbekend)?;
    let json = BegripbeeldJson::van(register, versie).ok_or_else(onbekend)?;
    let kenmerk = Kenmerk::van_stuk(stand.unwrap_or(versie.vanaf_stand), versie.nummer);
    Ok(kenmerk.zet((status, Json(json)).into_response()))
}

/// `POST /begrippen`: a begrip that was not there yet, as a draft.
pub(in crate::http) async fn maak(
    State(poort): State<Poort>,
    beller: Beller,
    Inhoud(begrip): Inhoud<Begrip>,
) -> Result<Response, Probleem> {
    let id = begrip.id.clone();
    let register = poort.registers.register_nu().await?;
    if register.laatst_gewijzigd(Soort::Begrip, &id).is_some() {
        return Err(Probleem::register_past_niet(
            "dit begrip is er al. Wijzig het met PUT, of kies een ander id".to_owned(),
        ));
    }
    // Seen as it was before it was there: whoever makes the same a moment earlier is not overruled.
    let gezien = Some(register.stand());
    let register = wijzig(&poort, &beller, Wens::Leg(Stuk::from(begrip)), gezien, "nieuw").await?;
    let mut antwoord = beeld(&register, &id, StatusCode::CREATED)?;
    if let Ok(plek) = HeaderValue::from_str(&format!("/api/v1/begripconcepten/{id}")) {
        antwoord.headers_mut().insert(header::LOCATION, plek);
    }
    Ok(antwoord)
}

/// `PUT /begrippen/{begrip}`: the draft of a next version, beside what holds.
pub(in crate::http) async fn vervang(
    State(poort): State<Poort>,
    beller: Beller,
    headers: HeaderMap,
    Sleutels(id): Sleutels<String>,
    Zoekvraag(vraag): Zoekvraag<StuurVraag>,
    Inhoud(begrip): Inhoud<Begrip>,
) -> Result<Response, Probleem> {
    if begrip.id != id {
        return Err(Probleem::verzoek(
            "Het id in de inhoud is een ander dan dat in het adres. Een id verandert nooit.",
        ));
    }
    let gezien = Kenmerk::gezien(&headers)?.or(vraag.stand).ok_or_else(|| {
        Probleem::verzoek(
            "Zeg welke versie u zag: stuur de ETag van het begrip mee als If-Match, of het nummer van de stand achter ?stand=.",
        )
    })?;
    let register = poort.registers.register_nu().await?;
    if register.laatst_gewijzigd(Soort::Begrip, &id).is_none() {
        return Err(onbekend());
    }
    let register = wijzig(&poort, &beller, Wens::Leg(Stuk::from(begrip)), Some(gezien), "concept").await?;
    beeld(&register, &id, StatusCode::OK)
}

/// `POST /begrippen/{begrip}/_status`.
pub(in crate::http) async fn zet_status(
    State(poort): State<Poort>,
    beller: Beller,
    Sleutels(id): Sleutels<String>,
    Inhoud(wens): Inhoud<StatuswensJson>,
) -> Result<Response, Probleem> {
    let StatuswensJson { status: naar, opvolger, einddatum, stand } = wens;
    let wens = Wens::Status { soort: Soort::Begrip, sleutel: id.clone(), naar, opvolger, einddatum };
    let register = wijzig(&poort, &beller, wens, stand, naar.in_woorden()).await?;
    beeld(&register, &id, StatusCode::OK)
}

/// `POST /begrippen/{begrip}/_trekin`: the draft is dropped; what holds goes on holding.
pub(in crate::http) async fn trek_in(
    State(poort): State<Poort>,
    beller: Beller,
    Sleutels(id): Sleutels<String>,
    Inhoud(wens): Inhoud<TrekInJson>,
) -> Result<StatusCode, Probleem> {
    let trek_in = Wens::TrekIn { soort: Soort::Begrip, sleutel: id };
    wijzig(&poort, &beller, trek_in, wens.stand, "concept ingetrokken").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /begripconcepten`: every draft, by id.
pub(in crate::http) async fn concepten(
    State(poort): State<Poort>,
    beller: Beller,
) -> Result<Json<BegrippenJson>, Probleem> {
    gemeente(&beller)?;
    let register = poort.registers.register_nu().await?;
    let versies = register.concepten(Soort::Begrip).collect();
    Ok(Json(BegrippenJson::van(&register, versies, None)))
}

/// `GET /begripconcepten/{begrip}`.
pub(in crate::http) async fn concept(
    State(poort): State<Poort>,
    beller: Beller,
    Sleutels(id): Sleutels<String>,
) -> Result<Response, Probleem> {
    gemeente(&beller)?;
    let register = poort.registers.register_nu().await?;
    register.concept(Soort::Begrip, &id).ok_or_else(onbekend)?;
    beeld(&register, &id, StatusCode::OK)
}
