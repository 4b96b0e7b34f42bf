//! `/postbus`: what waits for the party that calls.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::lichaam::{Inhoud, Lichaam};
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
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bevestigingen {
    #[validate(length(max = MEESTE_BEVESTIGINGEN))]
    leveringen: Vec<Uuid>,
}

impl Inhoud for Bevestigingen {
    const NOEMT_JSON: bool = false;
    const TE_GROOT: &'static str =
        "Dit zijn te veel ids. Bevestig de leveringen in delen. Er is niets bevestigd.";
    const WAARDEN: &'static str = "Schrijf de ids van hoogstens 1000 leveringen in een lijst: {\"leveringen\": [\"…\", \"…\"]}. Er \
                                   is niets bevestigd.";
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
    Lichaam(gevraagd): Lichaam<Bevestigingen>,
) -> Result<Json<BevestigdJson>, Probleem> {
    let bevestigd = poort.bevestig_alle(beller.0.id, &gevraagd.leveringen).await?;
    let onbekend =
        gevraagd.leveringen.into_iter().filter(|id| bevestigd.iter().all(|een| een.id != *id)).collect();
    Ok(Json(BevestigdJson { leveringen: bevestigd.into_iter().map(LeveringJson::van).collect(), onbekend }))
}
