//! Reading what comes in with a request: path, query and headers, each with a clear problem where it is not right.

use std::time::Duration;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::probleem::Probleem;
use crate::bericht::{Berichttype, Standaard};
use crate::catalogus::{Controleniveau, Keuze};
use crate::http::openapi::woord;
use crate::store::{BerichtFilter, Status};

/// How long a call may wait at most.
pub(super) const LANGSTE_WACHT: u64 = 60;

/// The id in the path. Anything that is no id cannot exist: 404.
pub(super) struct Id(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, staat: &S) -> Result<Self, Self::Rejection> {
        let id: Result<Path<Uuid>, PathRejection> = Path::from_request_parts(delen, staat).await;
        id.map(|Path(id)| Id(id)).map_err(|_| bestaat_niet())
    }
}

/// What is not there and what is not yours look the same.
pub(super) fn bestaat_niet() -> Probleem {
    Probleem::niet_gevonden("Hier is niets dat u mag zien. Controleer het id.")
}

/// The query, checked: unknown names and values out of range are refused.
pub(super) struct Zoekvraag<T>(pub(super) T);

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequestParts<S> for Zoekvraag<T> {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, staat: &S) -> Result<Self, Self::Rejection> {
        let vraag: Result<Query<T>, QueryRejection> = Query::from_request_parts(delen, staat).await;
        let Query(vraag) = vraag.map_err(|_| {
            Probleem::verzoek(
                "Een naam of waarde achter het vraagteken is niet bekend. Controleer de namen, en schrijf getallen zonder \
                 andere tekens.",
            )
        })?;
        if delen.uri.query().is_some_and(heeft_stuurteken) {
            return Err(Probleem::verzoek(
                "Achter het vraagteken staat een teken dat daar niet kan. Verwijder het.",
            ));
        }
        vraag.validate().map_err(|fouten| {
            let mut velden: Vec<_> = fouten.field_errors().into_keys().collect();
            velden.sort();
            let velden = velden.join(" en ");
            Probleem::verzoek(format!(
                "De waarde van {velden} kan niet. Kies bij limiet 1 tot en met 100, bij wacht 0 tot en met 60 en bij \
                 zichtbaarNa 0 tot en met 3600; andere waarden zijn hoogstens 20 letters en cijfers, en codes van partijen \
                 hoogstens 8 cijfers."
            ))
        })?;
        Ok(Zoekvraag(vraag))
    }
}

/// The code of a party or a product group, as a query has it.
pub(super) const CODE: &str = "^[0-9]{1,8}$";

/// Whether it looks like [`CODE`].
pub(super) fn is_code(tekst: &str) -> Result<(), ValidationError> {
    let goed = (1..=8).contains(&tekst.len()) && tekst.bytes().all(|teken| teken.is_ascii_digit());
    goed.then_some(()).ok_or_else(|| ValidationError::new("code"))
}

/// Letters and digits, as a query has them.
pub(super) const WOORD: &str = "^[A-Za-z0-9]{1,20}$";

/// Whether it looks like [`WOORD`].
pub(super) fn is_woord(tekst: &str) -> Result<(), ValidationError> {
    let goed = (1..=20).contains(&tekst.len()) && tekst.bytes().all(|teken| teken.is_ascii_alphanumeric());
    goed.then_some(()).ok_or_else(|| ValidationError::new("woord"))
}

/// The query of `GET /postbus`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostbusVraag {
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    pub(super) limiet: u32,
    /// Seconds.
    #[validate(range(min = 0, max = 60))]
    #[serde(default)]
    pub(super) wacht: u64,
    /// Seconds.
    #[validate(range(min = 0, max = 3600))]
    #[serde(default, rename = "zichtbaarNa")]
    pub(super) zichtbaar_na: u64,
}

/// The query of `GET /berichten`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BerichtenVraag {
    #[schemars(with = "Option<woord::Berichttype>")]
    berichttype: Option<String>,
    #[schemars(with = "Option<woord::Berichtstatus>")]
    status: Option<String>,
    #[validate(custom(function = "is_code"))]
    #[schemars(regex(pattern = CODE))]
    afzender: Option<String>,
    #[validate(custom(function = "is_code"))]
    #[schemars(regex(pattern = CODE))]
    ontvanger: Option<String>,
    #[schemars(with = "Option<DateTime<Utc>>")]
    van: Option<String>,
    #[schemars(with = "Option<DateTime<Utc>>")]
    tot: Option<String>,
    #[validate(custom(function = "is_woord"))]
    #[schemars(regex(pattern = WOORD))]
    regel: Option<String>,
    #[validate(length(max = 20))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    pub(super) limiet: u32,
}

/// The query of `GET /regels`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegelsVraag {
    #[schemars(with = "Option<woord::Standaard>")]
    standaard: Option<String>,
    #[schemars(with = "Option<woord::Berichttype>")]
    berichttype: Option<String>,
    #[schemars(with = "Option<woord::Controleniveau>")]
    niveau: Option<String>,
}

impl RegelsVraag {
    /// The choice that was asked for.
    pub(super) fn keuze(&self) -> Result<Keuze, Probleem> {
        Ok(Keuze {
            standaard: lees(self.standaard.as_deref(), Standaard::van_sleutel, "standaard", "ijw")?,
            berichttype: lees(self.berichttype.as_deref(), Berichttype::van_naam, "berichttype", "JW301")?,
            niveau: lees(self.niveau.as_deref(), Controleniveau::van_sleutel, "niveau", "keten")?,
        })
    }
}

/// Whether a query holds a control character, which no value of ours has and which PostgreSQL cannot take.
fn heeft_stuurteken(vraag: &str) -> bool {
    vraag.split('%').skip(1).any(|deel| {
        deel.starts_with(['0', '1']) || deel.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("7f"))
    })
}

pub(super) fn standaard_limiet() -> u32 {
    20
}

impl BerichtenVraag {
    /// The filter that was asked for.
    pub(super) fn filter(&self) -> Result<BerichtFilter, Probleem> {
        Ok(BerichtFilter {
            berichttype: lees(self.berichttype.as_deref(), Berichttype::van_naam, "berichttype", "JW301")?,
            status: lees(self.status.as_deref(), Status::van_sleutel, "status", "verwerkt")?,
            afzender: self.afzender.clone(),
            ontvanger: self.ontvanger.clone(),
            van: lees(self.van.as_deref(), moment, "van", "2026-01-31T12:00:00Z")?,
            tot: lees(self.tot.as_deref(), moment, "tot", "2026-01-31T12:00:00Z")?,
            regel: self.regel.clone(),
            voor: lees(
                self.cursor.as_deref(),
                lees_cursor,
                "cursor",
                "1f (neem haar over uit _links.volgende)",
            )?,
        })
    }

    /// The query of the next page: the same filter, from the last message on.
    pub(super) fn volgende(&self, laatste: i64) -> String {
        let velden = [
            ("berichttype", &self.berichttype),
            ("status", &self.status),
            ("afzender", &self.afzender),
            ("ontvanger", &self.ontvanger),
            ("van", &self.van),
            ("tot", &self.tot),
            ("regel", &self.regel),
        ];
        let mut vraag = format!("limiet={}&cursor={laatste:x}", self.limiet);
        for (naam, waarde) in velden {
            let Some(waarde) = waarde else { continue };
            vraag.push_str(&format!("&{naam}={}", in_url(waarde)));
        }
        vraag
    }
}

/// A value as it can stand in a URL.
pub(super) fn in_url(waarde: &str) -> String {
    let mut uit = String::with_capacity(waarde.len());
    for teken in waarde.bytes() {
        if teken.is_ascii_alphanumeric() || b"-._~:".contains(&teken) {
            uit.push(char::from(teken));
        } else {
            uit.push_str(&format!("%{teken:02X}"));
        }
    }
    uit
}

/// Reads a value of the query, or says what one looks like.
pub(super) fn lees<T>(
    tekst: Option<&str>,
    lees: impl Fn(&str) -> Option<T>,
    naam: &str,
    voorbeeld: &str,
) -> Result<Option<T>, Probleem> {
    let fout =
        || Probleem::verzoek(format!("De waarde van {naam} is niet te lezen. Voorbeeld: {voorbeeld}."));
    tekst.map(|tekst| lees(tekst).ok_or_else(fout)).transpose()
}

fn moment(tekst: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(tekst).ok().map(|moment| moment.to_utc())
}

fn lees_cursor(tekst: &str) -> Option<i64> {
    i64::from_str_radix(tekst, 16).ok()
}

/// How long the caller asks to wait for the outcome: `Prefer: wait=SECONDS` (RFC 7240, 4.3), at most a minute.
pub(super) fn gewenste_wacht(headers: &HeaderMap) -> Option<Duration> {
    let voorkeuren = headers.get_all("prefer").into_iter().filter_map(|waarde| waarde.to_str().ok());
    let mut delen = voorkeuren.flat_map(|waarde| waarde.split([',', ';']));
    let seconden = delen.find_map(|deel| {
        let (naam, waarde) = deel.split_once('=')?;
        if !naam.trim().eq_ignore_ascii_case("wait") {
            return None;
        }
        waarde.trim().trim_matches('"').parse::<u64>().ok()
    })?;
    Some(Duration::from_secs(seconden.min(LANGSTE_WACHT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_to_wait_is_found_among_other_preferences_and_is_bounded() {
        let met = |waarde: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("prefer", waarde.parse().unwrap());
            gewenste_wacht(&headers)
        };
        assert_eq!(met("wait=5"), Some(Duration::from_secs(5)));
        assert_eq!(met("respond-async, Wait=\"10\""), Some(Duration::from_secs(10)));
        assert_eq!(met("wait=100000"), Some(Duration::from_secs(LANGSTE_WACHT)));
        assert_eq!(met("wait=lang"), None);
        assert_eq!(met("return=minimal"), None);
    }

    #[test]
    fn the_next_page_keeps_the_filter() {
        let vraag = BerichtenVraag {
            berichttype: Some("JW301".to_owned()),
            status: None,
            afzender: None,
            ontvanger: None,
            van: Some("2026-01-31T12:00:00+01:00".to_owned()),
            tot: None,
            regel: None,
            cursor: None,
            limiet: 20,
        };
        assert_eq!(
            vraag.volgende(255),
            "limiet=20&cursor=ff&berichttype=JW301&van=2026-01-31T12:00:00%2B01:00"
        );
    }
}
