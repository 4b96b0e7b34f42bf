//! What an issuer says about itself.
//!
//! Source: OpenID Connect Discovery 1.0, §4.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::super::uitgever::{Jwks, Weg, veilig_adres};
use crate::tijd::Klok;
use crate::uitgaand::Uitgaand;

/// How long what the issuer says is used before the gate looks again.
const VERS: Duration = Duration::from_secs(60 * 60);
/// How long it is used at most when the issuer cannot be reached.
const HOOGSTENS: Duration = Duration::from_secs(24 * 60 * 60);
/// How long after an attempt that failed the next one is made at the earliest.
const RUST: Duration = Duration::from_secs(10);

#[derive(Clone, PartialEq, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// An issuer as it is known.
pub(super) struct Bekend {
    document: Document,
    /// Where people sign in.
    pub(super) aanmelden: Url,
    /// Where a code becomes a token.
    pub(super) wisselen: Url,
    /// Where people sign out.
    pub(super) uitloggen: Option<Url>,
    /// Whether the secret goes with the fields of a form, as the issuer takes it in no header.
    pub(super) geheim_in_lichaam: bool,
    /// Its keys.
    pub(super) sleutels: Arc<Jwks>,
}

/// Asks an issuer about itself, now and then.
pub(super) struct Ontdekking {
    uitgever: String,
    weg: Weg,
    uitgaand: Uitgaand,
    klok: Klok,
    stand: Mutex<Stand>,
}

#[derive(Default)]
struct Stand {
    bekend: Option<(Arc<Bekend>, Duration)>,
    mislukt: Option<Duration>,
}

impl Ontdekking {
    /// None where the issuer is no address that can be trusted.
    pub(super) fn nieuw(uitgever: &str, uitgaand: Uitgaand, klok: Klok) -> Option<Ontdekking> {
        let adres = format!("{}/.well-known/openid-configuration", uitgever.trim_end_matches('/'));
        let weg = Weg::via(veilig_adres(&adres)?, uitgaand.clone());
        Some(Ontdekking { uitgever: uitgever.to_owned(), weg, uitgaand, klok, stand: Mutex::default() })
    }

    /// The issuer; none where it cannot be reached and was not for a long time.
    pub(super) async fn bekend(&self) -> Option<Arc<Bekend>> {
        let mut stand = self.stand.lock().await;
        let nu = self.klok.verstreken();
        let sinds = |toen: Duration| nu.saturating_sub(toen);
        if let Some((bekend, op)) = &stand.bekend
            && sinds(*op) < VERS
        {
            return Some(Arc::clone(bekend));
        }
        if stand.mislukt.is_none_or(|toen| sinds(toen) >= RUST) {
            let gehaald = self.haal(stand.bekend.as_ref().map(|(bekend, _)| bekend)).await;
            match gehaald {
                Ok(bekend) => {
                    *stand = Stand { bekend: Some((Arc::clone(&bekend), nu)), mislukt: None };
                    return Some(bekend);
                }
                Err(fout) => {
                    tracing::warn!(fout, "wat de uitgever over zichzelf zegt, is niet opgehaald");
                    stand.mislukt = Some(nu);
                }
            }
        }
        stand.bekend.as_ref().filter(|(_, op)| sinds(*op) < HOOGSTENS).map(|(bekend, _)| Arc::clone(bekend))
    }

    async fn haal(&self, eerder: Option<&Arc<Bekend>>) -> Result<Arc<Bekend>, &'static str> {
        let document: Document = self.weg.json().await?;
        if document.issuer != self.uitgever {
            return Err("de uitgever noemt zichzelf anders dan oidc-uitgever");
        }
        // Its keys are kept as long as nothing changes.
        if let Some(eerder) = eerder.filter(|eerder| eerder.document == document) {
            return Ok(Arc::clone(eerder));
        }
        let adres = |tekst: &str| veilig_adres(tekst).ok_or("de uitgever noemt een adres zonder https://");
        let sleutels = Weg::via(adres(&document.jwks_uri)?, self.uitgaand.clone());
        let manieren = document.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        let kan = |manier: &str| manieren.iter().any(|een| een == manier);
        Ok(Arc::new(Bekend {
            aanmelden: adres(&document.authorization_endpoint)?,
            wisselen: adres(&document.token_endpoint)?,
            uitloggen: document.end_session_endpoint.as_deref().map(adres).transpose()?,
            geheim_in_lichaam: kan("client_secret_post") && !kan("client_secret_basic"),
            sleutels: Jwks::nieuw(sleutels, self.klok.clone()),
            document,
        }))
    }
}
