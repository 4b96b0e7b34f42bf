//! JSON bodies: every value stands with its name.
//!
//! Serde takes a list for a struct as well, its values by their place. Then a value that is left out or added makes another of the
//! next one, and nobody would notice. So a list is refused, save where a name asks for one.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;
use validator::Validate;

use super::berichten::{GEDULD_MET_INHOUD, is_te_groot};
use super::probleem::Probleem;

/// Bytes of a JSON body, unless told otherwise.
pub(super) const GROOTSTE_LICHAAM: usize = 2 * 1024 * 1024;

/// A value that comes as a JSON body.
pub(super) trait Inhoud: DeserializeOwned + Validate {
    /// Whether the caller must say that it is JSON.
    const NOEMT_JSON: bool;
    /// What can be done where it is larger than may be.
    const TE_GROOT: &'static str;
    /// What its values may be, as a sentence.
    const WAARDEN: &'static str;
}

/// The body, checked: JSON with names that are known and values that can be, within the time and the size that a body may take.
pub(super) struct Lichaam<T>(pub(super) T);

impl<T: Inhoud, S: Send + Sync> FromRequest<S> for Lichaam<T> {
    type Rejection = Probleem;

    async fn from_request(verzoek: Request, _: &S) -> Result<Self, Self::Rejection> {
        let (kop, inhoud) = verzoek.into_parts();
        let bytes = lees_bytes(inhoud, GROOTSTE_LICHAAM, T::TE_GROOT).await?;
        if T::NOEMT_JSON && !is_json(&kop.headers) {
            return Err(Probleem::geen_json());
        }
        // What stands in it is not repeated.
        let lichaam: T = serde_json::from_slice(&bytes).map_err(|_| {
            Probleem::verzoek(format!(
                "De JSON is niet te lezen, of een naam of waarde erin is niet bekend. Controleer de namen en de soorten \
                 waarden. {}",
                T::WAARDEN
            ))
        })?;
        toets_namen(&bytes)?;
        lichaam.validate().map_err(|fouten| {
            let mut velden: Vec<_> = fouten.field_errors().into_keys().collect();
            velden.sort();
            Probleem::verzoek(format!("De waarde van {} kan niet. {}", velden.join(" en "), T::WAARDEN))
        })?;
        Ok(Lichaam(lichaam))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let mediatype = headers.get(header::CONTENT_TYPE).and_then(|waarde| waarde.to_str().ok());
    let mediatype = mediatype.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let mediatype = mediatype.to_ascii_lowercase();
    mediatype == "application/json" || (mediatype.starts_with("application/") && mediatype.ends_with("+json"))
}

/// Reads a body, no further than it may be large and no longer than it may take. Each of these failures has an answer of its own, as
/// each is mended in another way.
pub(super) async fn lees_bytes(inhoud: Body, hoogstens: usize, te_groot: &str) -> Result<Bytes, Probleem> {
    match timeout(GEDULD_MET_INHOUD, to_bytes(inhoud, hoogstens)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(fout)) if is_te_groot(&fout) => Err(Probleem::te_groot(te_groot.to_owned())),
        Ok(Err(_)) => Err(Probleem::verzoek("De gegevens kwamen niet in hun geheel aan. Stuur ze opnieuw.")),
        Err(_) => Err(Probleem::te_traag()),
    }
}

/// The names whose value is a list, in whichever body.
const LIJSTEN: [&str; 20] = [
    "regels",
    "producten",
    "contactgegevens",
    "leveringen",
    "alternatieveTermen",
    "zoektermen",
    "breder",
    "verwant",
    "exactGelijkAan",
    "bijnaGelijkAan",
    "elementen",
    "codes",
    "wijken",
    "postcodes",
    "vestigingen",
    "rechten",
    "berichttypen",
    "standaarden",
    "berichten",
    "gemeenten",
];

/// Refuses a body that is no object, or that holds a list in the place of one.
pub(super) fn toets_namen(bytes: &[u8]) -> Result<(), Probleem> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(lichaam) if lichaam.is_object() && heeft_namen(&lichaam) => Ok(()),
        _ => Err(Probleem::verzoek(
            "Schrijf de gegevens als JSON-object, met bij elke waarde haar naam. Een lijst van waarden op volgorde kan niet.",
        )),
    }
}

fn heeft_namen(waarde: &Value) -> bool {
    match waarde {
        Value::Array(_) => false,
        Value::Object(velden) => velden.iter().all(|(naam, veld)| match veld {
            Value::Array(lijst) => LIJSTEN.contains(&naam.as_str()) && lijst.iter().all(heeft_namen),
            anders => heeft_namen(anders),
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_lijst_op_de_plaats_van_een_object_kan_niet() {
        for goed in [r#"{}"#, r#"{"regels": [1, 2]}"#, r#"{"producten": [{"regel": 1, "omvang": null}]}"#] {
            assert!(toets_namen(goed.as_bytes()).is_ok(), "{goed}");
        }
        for fout in [
            "[]",
            r#"[3]"#,
            "null",
            r#"{"producten": [[1]]}"#,
            r#"{"producten": [{"omvang": [3, "04", "2"]}]}"#,
            r#"{"soort": ["toewijzen"]}"#,
        ] {
            assert!(toets_namen(fout.as_bytes()).is_err(), "{fout}");
        }
    }
}
