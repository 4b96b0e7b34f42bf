//! What reading the register has in common: which day, and what a caller already has.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::lichaam::{GROOTSTE_LICHAAM, lees_bytes, toets_namen};
use super::probleem::Probleem;

/// How long an answer may be used without asking again, and by whom: the register is for everybody.
const BEWAREN: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// What an answer is known by: the stand that it follows from, and the day or version that it shows.
pub(super) struct Kenmerk(String);

impl Kenmerk {
    /// Of what follows from the whole register as it is on a day.
    pub(super) fn van_stand(stand: i64, dag: NaiveDate) -> Kenmerk {
        Kenmerk(format!("\"{stand}-{}\"", dag.format("%Y%m%d")))
    }

    /// Of one piece that last changed at a stand, in a version.
    pub(super) fn van_stuk(stand: i64, versie: u32) -> Kenmerk {
        Kenmerk(format!("\"{stand}-v{versie}\""))
    }

    /// The stand in `If-Match`; `Err`: there is one that is none of ours.
    pub(super) fn gezien(headers: &HeaderMap) -> Result<Option<i64>, Probleem> {
        let Some(waarde) = headers.get(header::IF_MATCH) else { return Ok(None) };
        let stand = waarde.to_str().ok().map(|waarde| waarde.trim().trim_matches('"'));
        let stand = stand.and_then(|waarde| waarde.split_once('-')).and_then(|(stand, _)| stand.parse().ok());
        stand.map(Some).ok_or_else(|| {
            Probleem::verzoek(
                "De waarde van If-Match komt niet van deze poort. Neem de ETag over van wat u wijzigt.",
            )
        })
    }

    fn is_bekend(&self, headers: &HeaderMap) -> bool {
        let gehad =
            headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|waarde| waarde.to_str().ok());
        let kaal = |waarde: &str| waarde.trim().trim_start_matches("W/").to_owned();
        gehad
            .flat_map(|waarde| waarde.split(','))
            .any(|waarde| kaal(waarde) == self.0 || waarde.trim() == "*")
    }

    /// The answer, or that the caller has it already.
    pub(super) fn antwoord<T: Serialize>(&self, headers: &HeaderMap, lichaam: T) -> Response {
        let mut antwoord = if self.is_bekend(headers) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Json(lichaam).into_response()
        };
        antwoord.headers_mut().insert(header::CACHE_CONTROL, BEWAREN);
        self.zet(antwoord)
    }

    /// An answer with this tag.
    pub(super) fn zet(&self, mut antwoord: Response) -> Response {
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            antwoord.headers_mut().insert(header::ETAG, tag);
        }
        antwoord
    }
}

/// Keys in the path. What can be none cannot exist: 404.
pub(super) struct Sleutels<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Sleutels<T> {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, staat: &S) -> Result<Self, Self::Rejection> {
        let gelezen: Result<Path<T>, PathRejection> = Path::from_request_parts(delen, staat).await;
        gelezen.map(|Path(sleutels)| Sleutels(sleutels)).map_err(|_| onbekend())
    }
}

/// What is not in the register. What was asked for is not repeated: it may be anything.
pub(super) fn onbekend() -> Probleem {
    Probleem::niet_gevonden(
        "Dit staat niet in het register. Alle begrippen staan op /api/v1/begrippen, alle codelijsten op /api/v1/codelijsten.",
    )
}

/// A body of JSON, in which every value stands with its name. A mistake is named by its place and not by its value.
pub(super) struct Inhoud<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Inhoud<T> {
    type Rejection = Probleem;

    async fn from_request(verzoek: Request, _: &S) -> Result<Self, Self::Rejection> {
        let mediatype = verzoek.headers().get(header::CONTENT_TYPE).and_then(|waarde| waarde.to_str().ok());
        let soort = mediatype.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        if !soort.eq_ignore_ascii_case("application/json") {
            return Err(Probleem::geen_json());
        }
        let te_groot = "Dit is groter dan 2 MB. Verdeel het over meer wijzigingen.";
        let bytes = lees_bytes(verzoek.into_body(), GROOTSTE_LICHAAM, te_groot).await?;
        toets_namen(&bytes)?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let gelezen = serde_path_to_error::deserialize(&mut json).map_err(|fout| {
            Probleem::verzoek(format!(
                "De gegevens zijn niet te lezen bij ‘{}’. Controleer daar de naam en de waarde; schrijf datums als 2026-01-31.",
                fout.path()
            ))
        })?;
        Ok(Inhoud(gelezen))
    }
}
