//! `/gebeurtenissen`: what happened that the caller must know of, oldest first, to be followed from the last one that it has.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::Validate;

use super::probleem::Probleem;
use super::toegang::Inzage;
use super::vraag::{Zoekvraag, lees, standaard_limiet};
use super::weergave::{Link, PaginaLinks, bericht_pad, link, moment};
use crate::http::openapi::woord;
use crate::poort::Poort;
use crate::store::{GebeurtenisRij, NaGebeurtenis};

/// The query of `GET /gebeurtenissen`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GebeurtenissenVraag {
    /// The id of the last event that the caller has.
    #[validate(length(max = 36))]
    #[schemars(with = "Option<Uuid>")]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    limiet: u32,
}

/// An event. It says of nobody who it is about.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GebeurtenisJson {
    id: Uuid,
    #[serde(rename = "type")]
    #[schemars(with = "woord::Gebeurtenistype")]
    soort: &'static str,
    #[schemars(with = "DateTime<Utc>")]
    ontstaan_op: String,
    /// The id of what it is about.
    onderwerp: Uuid,
    #[serde(rename = "_links")]
    links: GebeurtenisLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct GebeurtenisLinks {
    /// The message that it follows from, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    bericht: Option<Link>,
}

impl GebeurtenisJson {
    fn van(rij: GebeurtenisRij) -> GebeurtenisJson {
        GebeurtenisJson {
            id: rij.id,
            soort: rij.soort.naam(),
            ontstaan_op: moment(rij.ontstaan_op),
            onderwerp: rij.onderwerp,
            links: GebeurtenisLinks { bericht: rij.bericht.map(|id| link(bericht_pad(id))) },
        }
    }
}

/// A page of events.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct GebeurtenissenJson {
    gebeurtenissen: Vec<GebeurtenisJson>,
    #[serde(rename = "_links")]
    links: PaginaLinks,
}

/// `GET /gebeurtenissen`: a party reads its own, and people of the gate those for who manages it.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    inzage: Inzage,
    Zoekvraag(vraag): Zoekvraag<GebeurtenissenVraag>,
) -> Result<Json<GebeurtenissenJson>, Probleem> {
    let cursor = "het id van de laatste gebeurtenis die u hebt";
    let na: Option<Uuid> = lees(vraag.cursor.as_deref(), |tekst| tekst.parse().ok(), "cursor", cursor)?;
    let plek = na.map_or(NaGebeurtenis::Begin, NaGebeurtenis::Id);
    let van_wie = inzage.0.as_ref().map(|partij| partij.id);
    // One more than asked tells whether there is a next page.
    let rijen = poort.store.gebeurtenissen(van_wie, plek, vraag.limiet + 1).await?;
    let mut rijen = rijen.ok_or_else(|| {
        Probleem::verzoek(
            "Bij cursor hoort het id van de laatste gebeurtenis die u hebt. Zonder cursor begint u vooraan.",
        )
    })?;
    let meer = rijen.len() > vraag.limiet as usize;
    rijen.truncate(vraag.limiet as usize);
    let laatste = rijen.last().filter(|_| meer);
    let volgende = laatste
        .map(|laatste| link(format!("/api/v1/gebeurtenissen?limiet={}&cursor={}", vraag.limiet, laatste.id)));
    let gebeurtenissen = rijen.into_iter().map(GebeurtenisJson::van).collect();
    Ok(Json(GebeurtenissenJson { gebeurtenissen, links: PaginaLinks { volgende } }))
}
