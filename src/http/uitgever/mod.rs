//! Tokens of an issuer (OAuth2, client credentials): JWTs that a system of a partij gets there and shows here.
//!
//! The keys of the issuer are fetched when they are needed and kept. A token with a key that is not known makes the gate fetch them
//! again, but not more often than [`RUST`]: whoever makes up tokens must not make the gate knock on the issuer all the time. That
//! the issuer cannot be reached is an outage and says nothing about the token.

mod handtekening;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use self::handtekening::{ALGORITMEN, kies_ring};
use crate::tijd::Klok;
use crate::toegang::Rechten;
use crate::uitgaand::kies_tls;

/// How long the keys of an issuer are used before the gate looks again.
const VERS: TimeDelta = TimeDelta::hours(1);
/// How long they are used at most when the issuer cannot be reached.
const HOOGSTENS: TimeDelta = TimeDelta::hours(24);
/// How long after an attempt to fetch keys the next one is made at the earliest.
const RUST: TimeDelta = TimeDelta::seconds(30);
/// How far the clock of the issuer and that of the gate may lie apart, in seconds.
const SPELING: f64 = 60.0;
/// How long fetching keys may take.
const GEDULD: Duration = Duration::from_secs(5);
/// The largest set of keys, in bytes.
const GROOTSTE_SET: usize = 256 * 1024;

/// Where tokens come from, and what must stand in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UitgeverInstelling {
    /// The `iss` of its tokens.
    pub uitgever: String,
    /// The `aud` of tokens for this gate.
    pub publiek: String,
    /// Where its keys are: HTTPS, or HTTP on this machine itself.
    pub jwks_url: String,
    /// The claim that names the partij by its code.
    pub partij_claim: String,
}

/// Why an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UitgeverFout {
    /// The address of the keys.
    #[error("het adres van de sleutels (jwks-url) is geen geldig adres dat met https:// begint")]
    Adres,
    /// The HTTP client.
    #[error("verbindingen naar de uitgever zijn niet in te richten: {0}")]
    Client(reqwest::Error),
}

/// What a token says that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Getoond {
    /// The code of the partij.
    pub(super) partij: String,
    /// What it is for.
    pub(super) rechten: Rechten,
}

/// Why a token does not let anybody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenFout {
    /// Something about it is not right.
    Ongeldig(&'static str),
    /// The keys of the issuer are not there now.
    Storing,
}

/// An issuer, with its keys as they were fetched last.
pub struct Uitgever {
    instelling: UitgeverInstelling,
    adres: Url,
    client: Client,
    klok: Klok,
    sleutels: RwLock<Option<(Arc<JwkSet>, DateTime<Utc>)>>,
    /// The last attempt to fetch them, and whether it went well.
    poging: Mutex<Option<(DateTime<Utc>, bool)>>,
}

#[derive(Deserialize)]
struct Claims {
    exp: f64,
    nbf: Option<f64>,
    scope: Option<Value>,
    #[serde(flatten)]
    overige: Map<String, Value>,
}

impl Uitgever {
    /// An issuer. Nothing is fetched yet.
    ///
    /// # Errors
    /// [`UitgeverFout`].
    pub fn nieuw(instelling: UitgeverInstelling, klok: Klok) -> Result<Uitgever, UitgeverFout> {
        kies_ring();
        kies_tls();
        let adres = Url::parse(&instelling.jwks_url).map_err(|_| UitgeverFout::Adres)?;
        let hier = matches!(adres.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if adres.scheme() != "https" && !(adres.scheme() == "http" && hier) {
            return Err(UitgeverFout::Adres);
        }
        let client = Client::builder().redirect(Policy::none()).timeout(GEDULD).no_proxy().build();
        let client = client.map_err(UitgeverFout::Client)?;
        Ok(Uitgever {
            instelling,
            adres,
            client,
            klok,
            sleutels: RwLock::new(None),
            poging: Mutex::new(None),
        })
    }

    /// The same issuer, reached with this client: one that trusts another authority.
    #[must_use]
    pub fn met_client(self, client: Client) -> Uitgever {
        Uitgever { client, ..self }
    }

    /// Whether a text looks like a token of an issuer; what an access key never does.
    pub(super) fn is_token(tekst: &str) -> bool {
        tekst.bytes().filter(|teken| *teken == b'.').count() == 2
    }

    /// What a token says, where it is one of this issuer, for this gate, and holds now.
    pub(super) async fn toets(&self, token: &str) -> Result<Getoond, TokenFout> {
        let kop = decode_header(token).map_err(|_| TokenFout::Ongeldig("het is geen JWT"))?;
        if !ALGORITMEN.contains(&kop.alg) {
            return Err(TokenFout::Ongeldig("het algoritme van de handtekening is niet toegestaan"));
        }
        let sleutel = self.sleutel(kop.kid.as_deref(), kop.alg).await?;
        let mut eisen = Validation::new(kop.alg);
        eisen.set_issuer(&[&self.instelling.uitgever]);
        eisen.set_audience(&[&self.instelling.publiek]);
        eisen.set_required_spec_claims(&["iss", "aud", "exp"]);
        // Against the clock of the gate, below.
        eisen.validate_exp = false;
        eisen.validate_nbf = false;
        let claims: Claims = decode(token, &sleutel, &eisen)
            .map_err(|_| TokenFout::Ongeldig("de handtekening, de uitgever of het publiek klopt niet"))?
            .claims;
        self.lees(&claims)
    }

    fn lees(&self, claims: &Claims) -> Result<Getoond, TokenFout> {
        #[expect(clippy::cast_precision_loss, reason = "seconds until far beyond any token are exact")]
        let nu = self.klok.nu().timestamp() as f64;
        // Written so that what is no number does not pass.
        let loopt = claims.exp + SPELING > nu;
        if !loopt {
            return Err(TokenFout::Ongeldig("het is verlopen"));
        }
        let begonnen = claims.nbf.is_none_or(|nbf| nbf - SPELING <= nu);
        if !begonnen {
            return Err(TokenFout::Ongeldig("het geldt nog niet"));
        }
        let partij = claims.overige.get(&self.instelling.partij_claim).and_then(Value::as_str);
        let partij = partij.ok_or(TokenFout::Ongeldig("er staat niet in voor welke partij het is"))?;
        let rechten = match &claims.scope {
            Some(Value::String(scope)) => Rechten::bekende(scope),
            Some(Value::Array(scopes)) => {
                let scopes: Vec<_> = scopes.iter().filter_map(Value::as_str).collect();
                Rechten::bekende(&scopes.join(" "))
            }
            _ => Rechten::GEEN,
        };
        Ok(Getoond { partij: partij.to_owned(), rechten })
    }

    /// The key that a token was signed with.
    async fn sleutel(&self, kid: Option<&str>, alg: Algorithm) -> Result<DecodingKey, TokenFout> {
        let onbekend =
            TokenFout::Ongeldig("het is ondertekend met een sleutel die de uitgever niet (meer) heeft");
        let nu = self.klok.nu();
        let bekend = self.bekende_sleutels();
        if let Some((set, gehaald)) = &bekend
            && nu - *gehaald < VERS
            && let Some(sleutel) = zoek(set, kid, alg)
        {
            return Ok(sleutel);
        }
        let gelukt = self.haal(nu).await;
        let (set, gehaald) = self.bekende_sleutels().ok_or(TokenFout::Storing)?;
        if nu - gehaald >= HOOGSTENS {
            return Err(TokenFout::Storing);
        }
        zoek(&set, kid, alg).ok_or(if gelukt { onbekend } else { TokenFout::Storing })
    }

    fn bekende_sleutels(&self) -> Option<(Arc<JwkSet>, DateTime<Utc>)> {
        self.sleutels.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fetches the keys, unless that was tried just now. True: the keys that are known are those of the issuer.
    async fn haal(&self, nu: DateTime<Utc>) -> bool {
        let mut poging = self.poging.lock().await;
        // Somebody else may have fetched them while this one waited.
        if let Some((laatst, gelukt)) = *poging
            && nu - laatst < RUST
        {
            return gelukt;
        }
        let set = self.vraag_sleutels().await;
        let gelukt = set.is_ok();
        match set {
            Ok(set) => {
                *self.sleutels.write().unwrap_or_else(PoisonError::into_inner) = Some((Arc::new(set), nu));
            }
            Err(fout) => tracing::warn!(fout, "de sleutels van de uitgever van tokens zijn niet opgehaald"),
        }
        *poging = Some((nu, gelukt));
        gelukt
    }

    async fn vraag_sleutels(&self) -> Result<JwkSet, &'static str> {
        let antwoord = self.client.get(self.adres.clone()).send().await;
        let mut antwoord = antwoord.map_err(|_| "de uitgever is niet te bereiken")?;
        if antwoord.status() != reqwest::StatusCode::OK {
            return Err("de uitgever gaf een andere status dan 200");
        }
        let mut inhoud = Vec::new();
        while let Some(stuk) = antwoord.chunk().await.map_err(|_| "het antwoord van de uitgever brak af")? {
            inhoud.extend_from_slice(&stuk);
            if inhoud.len() > GROOTSTE_SET {
                return Err("het antwoord van de uitgever is te groot");
            }
        }
        serde_json::from_slice(&inhoud).map_err(|_| "het antwoord van de uitgever is geen JWKS")
    }
}

/// The key with this id that is meant for this way of signing; without an id the only one that is.
fn zoek(set: &JwkSet, kid: Option<&str>, alg: Algorithm) -> Option<DecodingKey> {
    let mut passend = set
        .keys
        .iter()
        .filter(|jwk| kid.is_none_or(|kid| jwk.common.key_id.as_deref() == Some(kid)) && is_voor(jwk, alg));
    let sleutel = passend.next().filter(|_| passend.next().is_none())?;
    DecodingKey::from_jwk(sleutel).ok()
}

fn is_voor(jwk: &Jwk, alg: Algorithm) -> bool {
    let gebruik =
        jwk.common.public_key_use.as_ref().is_none_or(|gebruik| *gebruik == PublicKeyUse::Signature);
    let algoritme = jwk.common.key_algorithm.is_none_or(|van| van.to_string() == format!("{alg:?}"));
    let familie =
        DecodingKey::from_jwk(jwk).is_ok_and(|sleutel| sleutel.family().algorithms().contains(&alg));
    gebruik && algoritme && familie
}
