//! `/postbus`: what waits for the party that calls.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lichaam::toets_namen;
use super::probleem::Probleem;
use super::toegang::Beller;
use super::vraag::{Id, PostbusVraag, Zoekvraag, bestaat_niet};
use super::weergave::LeveringJson;
use crate::poort::{MEESTE_BEVESTIGINGEN, Poort};

/// What waits, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PostbusJson {
    leveringen: Vec<LeveringJson>,
}

/// `GET /postbus`.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    beller: Beller,
    Zoekvraag(vraag): Zoekvraag<PostbusVraag>,
) -> Result<Json<PostbusJson>, Probleem> {
    let leveringen = poort
        .postbus(
            beller.0.id,
            vraag.limiet,
            Duration::from_secs(vraag.wacht),
            Duration::from_secs(vraag.zichtbaar_na),
        )
        .await?;
    Ok(Json(PostbusJson { leveringen: leveringen.into_iter().map(LeveringJson::van).collect() }))
}

/// `POST /postbus/{id}/_bevestig`: received. The second time nothing changes.
pub(super) async fn bevestig(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
) -> Result<Json<LeveringJson>, Probleem> {
    let levering = poort.bevestig(beller.0.id, id).await?.ok_or_else(bestaat_niet)?;
    Ok(Json(LeveringJson::van(levering)))
}

/// `GET /postbus/{id}`: one levering, confirmed or not.
pub(super) async fn toon(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
) -> Result<Json<LeveringJson>, Probleem> {
    let levering = poort.store.levering(beller.0.id, id).await?.ok_or_else(bestaat_niet)?;
    Ok(Json(LeveringJson::van(levering)))
}

/// What is confirmed at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bevestigingen {
    #[schemars(length(max = MEESTE_BEVESTIGINGEN))]
    leveringen: Vec<Uuid>,
}

/// What was confirmed, and what is no levering to the caller.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BevestigdJson {
    leveringen: Vec<LeveringJson>,
    onbekend: Vec<Uuid>,
}

/// `POST /postbus/_bevestig`: all of these were received. The second time nothing changes.
pub(super) async fn bevestig_alle(
    State(poort): State<Poort>,
    beller: Beller,
    lichaam: Result<Bytes, BytesRejection>,
) -> Result<Json<BevestigdJson>, Probleem> {
    let lichaam = lichaam.map_err(|_| {
        Probleem::te_groot(format!(
            "Dit is meer dan {MEESTE_BEVESTIGINGEN} ids. Bevestig de leveringen in delen."
        ))
    })?;
    toets_namen(&lichaam)?;
    let gevraagd: Bevestigingen = serde_json::from_slice(&lichaam).map_err(|_| {
        Probleem::verzoek("Schrijf de ids van de leveringen in een lijst: {\"leveringen\": [\"…\", \"…\"]}.")
    })?;
    if gevraagd.leveringen.len() > MEESTE_BEVESTIGINGEN {
        return Err(Probleem::verzoek(format!(
            "Bevestig hoogstens {MEESTE_BEVESTIGINGEN} leveringen tegelijk. Er is niets bevestigd."
        )));
    }
    let bevestigd = poort.bevestig_alle(beller.0.id, &gevraagd.leveringen).await?;
    let onbekend =
        gevraagd.leveringen.into_iter().filter(|id| bevestigd.iter().all(|een| een.id != *id)).collect();
    Ok(Json(BevestigdJson { leveringen: bevestigd.into_iter().map(LeveringJson::van).collect(), onbekend }))
}
