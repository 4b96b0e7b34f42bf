//! `/berichten/{id}/leveringen`: to whom a message went on, how far that is, and what was tried.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::openapi::woord;
use super::probleem::Probleem;
use super::toegang::Inzage;
use super::vraag::{Id, bestaat_niet};
use super::weergave::moment;
use crate::poort::Poort;
use crate::store::{LeveringStand, PogingRij};

/// The leveringen of a message that the caller may see.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LeveringenJson {
    leveringen: Vec<LeveringStandJson>,
}

/// How far one is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LeveringStandJson {
    id: Uuid,
    /// The code of the party that it is for.
    partij: String,
    #[schemars(with = "woord::Leveringstatus")]
    status: &'static str,
    #[schemars(with = "DateTime<Utc>")]
    aangeboden_op: String,
    #[schemars(with = "Option<DateTime<Utc>>")]
    heraangeboden_op: Option<String>,
    #[schemars(with = "Option<DateTime<Utc>>")]
    aangekondigd_op: Option<String>,
    #[schemars(with = "Option<DateTime<Utc>>")]
    bevestigd_op: Option<String>,
    #[schemars(with = "Option<DateTime<Utc>>")]
    mislukt_op: Option<String>,
    /// Only of leveringen to the caller itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pogingen: Option<Vec<PogingJson>>,
}

/// One attempt.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PogingJson {
    nummer: u32,
    #[schemars(with = "woord::Bezorgwijze")]
    wijze: &'static str,
    #[schemars(with = "DateTime<Utc>")]
    begonnen_op: String,
    duur_ms: i64,
    #[schemars(with = "woord::Poginguitkomst")]
    uitkomst: &'static str,
    http_status: Option<u16>,
}

impl PogingJson {
    fn van(rij: &PogingRij) -> PogingJson {
        PogingJson {
            nummer: rij.nummer,
            wijze: rij.wijze.sleutel(),
            begonnen_op: moment(rij.begonnen_op),
            duur_ms: rij.duur_ms,
            uitkomst: rij.uitkomst.sleutel(),
            http_status: rij.status,
        }
    }
}

impl LeveringStandJson {
    fn van(stand: LeveringStand) -> LeveringStandJson {
        let pogingen = stand.pogingen.as_ref().map(|rijen| rijen.iter().map(PogingJson::van).collect());
        LeveringStandJson {
            id: stand.id,
            partij: stand.partij,
            status: stand.status.sleutel(),
            aangeboden_op: moment(stand.aangeboden_op),
            heraangeboden_op: stand.heraangeboden_op.map(moment),
            aangekondigd_op: stand.aangekondigd_op.map(moment),
            bevestigd_op: stand.bevestigd_op.map(moment),
            mislukt_op: stand.mislukt_op.map(moment),
            pogingen,
        }
    }
}

/// `GET /berichten/{id}/leveringen`.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    inzage: Inzage,
    Id(id): Id,
) -> Result<Json<LeveringenJson>, Probleem> {
    let leveringen = poort.store.leveringen_van(id, inzage.zicht()).await?.ok_or_else(bestaat_niet)?;
    Ok(Json(LeveringenJson { leveringen: leveringen.into_iter().map(LeveringStandJson::van).collect() }))
}
