//! `/postbus`: what waits for the party that calls.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

use super::probleem::Probleem;
use super::toegang::Beller;
use super::vraag::{Id, PostbusVraag, Zoekvraag, bestaat_niet};
use super::weergave::LeveringJson;
use crate::poort::Poort;

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
    let leveringen = poort.postbus(beller.0.id, vraag.limiet, Duration::from_secs(vraag.wacht)).await?;
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
