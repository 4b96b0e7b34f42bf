//! `/wijkteams`: which wijkteam serves an address, and how to reach it. Open to everybody, without a key: nothing here is about a person.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::probleem::Probleem;
use super::vraag::Zoekvraag;
use super::weergave::{Link, link};
use crate::partij::Gebied;
use crate::poort::Poort;
use crate::store::WijkteamRij;

/// A wijkteam.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WijkteamJson {
    code: String,
    naam: String,
    gemeente: GemeenteJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    bezoekadres: Option<AdresJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telefoon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<String>,
    werkgebied: WerkgebiedJson,
    #[serde(rename = "_links")]
    links: WijkteamLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct GemeenteJson {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    naam: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AdresJson {
    adres: String,
    postcode: String,
    plaats: String,
}

/// Codes of wijken, and postcodes of four or six characters.
#[derive(Debug, Serialize, JsonSchema)]
struct WerkgebiedJson {
    wijken: Vec<String>,
    postcodes: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WijkteamLinks {
    #[serde(rename = "self")]
    zelf: Link,
}

impl From<WijkteamRij> for WijkteamJson {
    fn from(rij: WijkteamRij) -> Self {
        let WijkteamRij { partij, gemeente, contact, werkgebied } = rij;
        let mut gebied = WerkgebiedJson { wijken: Vec::new(), postcodes: Vec::new() };
        for deel in werkgebied {
            match deel {
                Gebied::Wijk(code) => gebied.wijken.push(code),
                Gebied::Postcode(code) => gebied.postcodes.push(code),
            }
        }
        let (bezoekadres, telefoon, email, website) = match contact {
            Some(contact) => (
                Some(AdresJson { adres: contact.adres, postcode: contact.postcode, plaats: contact.plaats }),
                contact.telefoon,
                contact.email,
                contact.website,
            ),
            None => (None, None, None, None),
        };
        WijkteamJson {
            links: WijkteamLinks { zelf: link(format!("/api/v1/wijkteams/{}", partij.code)) },
            code: partij.code,
            naam: partij.naam,
            gemeente: GemeenteJson {
                code: partij.gemeente.map(|code| code.as_str().to_owned()).unwrap_or_default(),
                naam: gemeente,
            },
            bezoekadres,
            telefoon,
            email,
            website,
            werkgebied: gebied,
        }
    }
}

/// The wijkteams that were asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WijkteamsJson {
    wijkteams: Vec<WijkteamJson>,
}

/// The query of `GET /wijkteams`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WijkteamsVraag {
    /// With a space or not.
    #[validate(length(max = 7))]
    postcode: Option<String>,
}

/// `GET /wijkteams`: those that serve a postcode, or all of them.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    Zoekvraag(vraag): Zoekvraag<WijkteamsVraag>,
) -> Result<Json<WijkteamsJson>, Probleem> {
    let rijen = match &vraag.postcode {
        Some(postcode) => {
            let gebied = Gebied::postcode(postcode).map_err(|_| {
                Probleem::verzoek(
                    "Schrijf de postcode als vier cijfers en twee letters, bijvoorbeeld 1506MA.",
                )
            })?;
            poort.store.wijkteams_bij(gebied.code()).await?
        }
        None => poort.store.wijkteams().await?,
    };
    Ok(Json(WijkteamsJson { wijkteams: rijen.into_iter().map(WijkteamJson::from).collect() }))
}

/// `GET /wijkteams/{code}`.
pub(super) async fn toon(
    State(poort): State<Poort>,
    code: Result<Path<String>, PathRejection>,
) -> Result<Json<WijkteamJson>, Probleem> {
    let onbekend =
        || Probleem::niet_gevonden("Dit wijkteam bestaat niet. Alle wijkteams staan op /api/v1/wijkteams.");
    let Path(code) = code.map_err(|_| onbekend())?;
    let rij = poort.store.wijkteam(&code).await?.ok_or_else(onbekend)?;
    Ok(Json(WijkteamJson::from(rij)))
}
