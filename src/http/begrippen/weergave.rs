//! What the API shows of begrippen.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::als_begrip;
use crate::begrippen::{Begrip, Register, Verschil, Versie};
use crate::http::openapi::woord;
use crate::http::weergave::{Link, PaginaLinks, link, moment};
use crate::store::Versierij;

/// A begrip in one version.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct BegripbeeldJson {
    #[serde(flatten)]
    begrip: Begrip,
    /// Begrippen that are a kind of it.
    smaller: Vec<String>,
    versie: u32,
    /// The stand of the register from which on it was there.
    vanaf_stand: i64,
    #[serde(rename = "_links")]
    links: BegripLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BegripLinks {
    #[serde(rename = "self")]
    zelf: Link,
    versies: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    opvolger: Option<Link>,
}

fn pad(id: &str) -> String {
    format!("/api/v1/begrippen/{id}")
}

impl BegripbeeldJson {
    /// None where the version is not of a begrip.
    pub(super) fn van(register: &Register, versie: &Versie) -> Option<BegripbeeldJson> {
        let begrip = als_begrip(versie)?.clone();
        let smaller = register.begrippen().filter(|ander| ander.breder.contains(&begrip.id));
        Some(BegripbeeldJson {
            smaller: smaller.map(|ander| ander.id.clone()).collect(),
            versie: versie.nummer,
            vanaf_stand: versie.vanaf_stand,
            links: BegripLinks {
                zelf: link(pad(&begrip.id)),
                versies: link(format!("{}/versies", pad(&begrip.id))),
                opvolger: begrip.opvolger.as_deref().map(|id| link(pad(id))),
            },
            begrip,
        })
    }
}

/// A page of begrippen.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct BegrippenJson {
    stand: i64,
    begrippen: Vec<BegripbeeldJson>,
    #[serde(rename = "_links")]
    links: PaginaLinks,
}

impl BegrippenJson {
    pub(super) fn van(register: &Register, versies: Vec<&Versie>, volgende: Option<String>) -> BegrippenJson {
        let volgende = volgende.map(|vraag| link(format!("/api/v1/begrippen?{vraag}")));
        BegrippenJson {
            stand: register.stand(),
            begrippen: versies
                .into_iter()
                .filter_map(|versie| BegripbeeldJson::van(register, versie))
                .collect(),
            links: PaginaLinks { volgende },
        }
    }
}

/// Every version of a begrip.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct BegripversiesJson {
    versies: Vec<BegripversieJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BegripversieJson {
    versie: u32,
    #[schemars(with = "woord::OpenbareStatus")]
    status: &'static str,
    vanaf_stand: i64,
    /// From which stand on there was a next one.
    tot_stand: Option<i64>,
    #[schemars(with = "DateTime<Utc>")]
    moment: String,
    door: String,
    wat: String,
    #[serde(rename = "_links")]
    links: VersieLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct VersieLinks {
    #[serde(rename = "self")]
    zelf: Link,
}

impl BegripversiesJson {
    pub(super) fn van(id: &str, rijen: Vec<Versierij>) -> BegripversiesJson {
        let versie = |rij: Versierij| BegripversieJson {
            versie: rij.versie.nummer,
            status: rij.versie.stuk.status().sleutel(),
            vanaf_stand: rij.versie.vanaf_stand,
            tot_stand: rij.tot_stand,
            moment: moment(rij.gezet.moment),
            door: rij.gezet.door,
            wat: rij.gezet.wat,
            links: VersieLinks { zelf: link(format!("{}?versie={}", pad(id), rij.versie.nummer)) },
        };
        BegripversiesJson { versies: rijen.into_iter().map(versie).collect() }
    }
}

/// What two versions differ in.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct VergelijkingJson {
    id: String,
    versie_oud: u32,
    versie_nieuw: u32,
    verschillen: Vec<Verschil>,
}

impl VergelijkingJson {
    pub(super) fn van(
        id: &str,
        oud: &Versie,
        nieuw: &Versie,
        verschillen: Vec<Verschil>,
    ) -> VergelijkingJson {
        VergelijkingJson {
            id: id.to_owned(),
            versie_oud: oud.nummer,
            versie_nieuw: nieuw.nummer,
            verschillen,
        }
    }
}
