//! `/health`: for whoever watches the gate.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;

use super::probleem::Probleem;
use crate::poort::Poort;

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Gezondheid {
    status: &'static str,
}

/// `GET /health/live`: the process answers.
pub(super) async fn leeft() -> Json<Gezondheid> {
    Json(Gezondheid { status: "in orde" })
}

/// `GET /health/ready`: the gate can take in messages.
pub(super) async fn gereed(State(poort): State<Poort>) -> Result<Json<Gezondheid>, Probleem> {
    poort.store.gezond().await?;
    Ok(Json(Gezondheid { status: "in orde" }))
}
