//! `POST /berichten/_toets`: what the gate would find in a message, without sending or keeping it.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::berichten::{lees_inhoud, ruimte_voor};
use super::openapi::woord;
use super::probleem::Probleem;
use super::toegang::Beller;
use super::weergave::{BevindingJson, Link, link};
use crate::catalogus::zoek;
use crate::poort::Poort;
use crate::regels::{Controle, Oordeel};

/// What controle says of a message: the keys of `validate --format json`, and more.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ToetsJson {
    #[schemars(with = "Option<woord::Berichttype>")]
    berichttype: Option<String>,
    oordeel: Oordeel,
    bevindingen: Vec<ToetsbevindingJson>,
    weggelaten: u64,
}

/// A finding, with the rule that it breaks.
#[derive(Debug, Serialize, JsonSchema)]
struct ToetsbevindingJson {
    #[serde(flatten)]
    bevinding: BevindingJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    titel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<&'static str>,
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<ToetsbevindingLinks>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ToetsbevindingLinks {
    regel: Link,
}

impl From<BevindingJson> for ToetsbevindingJson {
    fn from(bevinding: BevindingJson) -> Self {
        let regel = bevinding.regel.as_deref().and_then(zoek);
        ToetsbevindingJson {
            titel: regel.map(|regel| regel.titel),
            uitleg: regel.map(|regel| regel.uitleg),
            links: regel
                .map(|regel| ToetsbevindingLinks { regel: link(format!("/api/v1/regels/{}", regel.code)) }),
            bevinding,
        }
    }
}

impl From<Controle> for ToetsJson {
    fn from(controle: Controle) -> Self {
        ToetsJson {
            berichttype: controle.berichttype.map(|berichttype| berichttype.naam()),
            oordeel: controle.oordeel,
            bevindingen: controle.bevindingen.into_iter().map(ToetsbevindingJson::from).collect(),
            weggelaten: controle.weggelaten,
        }
    }
}

/// `POST /berichten/_toets`. Whose message it is makes no difference: nothing of it is kept, and nothing of others is looked at.
pub(super) async fn toets(
    State(poort): State<Poort>,
    _: Beller,
    headers: HeaderMap,
    inhoud: Body,
) -> Result<Json<ToetsJson>, Probleem> {
    let _ruimte = ruimte_voor(&headers).await?;
    let bytes = lees_inhoud(&headers, inhoud).await?;
    Ok(Json(poort.toets(bytes).await?.into()))
}
