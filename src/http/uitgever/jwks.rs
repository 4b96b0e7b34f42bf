//! The keys of an issuer, as they were fetched last.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::sync::Mutex;

use super::TokenFout;
use super::weg::Weg;
use crate::tijd::Klok;

/// How long the keys of an issuer are used before the gate looks again.
const VERS: Duration = Duration::from_secs(60 * 60);
/// How long they are used at most when the issuer cannot be reached.
const HOOGSTENS: Duration = Duration::from_secs(24 * 60 * 60);
/// How long after an attempt to fetch keys the next one is made at the earliest.
const RUST: Duration = Duration::from_secs(30);

/// The keys of one issuer.
pub(in crate::http) struct Jwks {
    weg: Weg,
    klok: Klok,
    sleutels: RwLock<Option<(Arc<JwkSet>, Duration)>>,
    /// The last attempt to fetch them, and whether it went well. Held by whoever fetches them.
    poging: Mutex<Option<(Duration, bool)>>,
}

impl Jwks {
    /// Nothing is fetched yet.
    pub(in crate::http) fn nieuw(weg: Weg, klok: Klok) -> Arc<Jwks> {
        Arc::new(Jwks { weg, klok, sleutels: RwLock::new(None), poging: Mutex::new(None) })
    }

    /// The key that a token was signed with.
    pub(super) async fn sleutel(
        self: &Arc<Jwks>,
        kid: Option<&str>,
        alg: Algorithm,
    ) -> Result<DecodingKey, TokenFout> {
        let onbekend =
            TokenFout::Ongeldig("het is ondertekend met een sleutel die de uitgever niet (meer) heeft");
        let nu = self.klok.verstreken();
        if let Some((set, gehaald)) = self.bekende()
            && let Some(sleutel) = zoek(&set, kid, alg)
            && (nu.saturating_sub(gehaald) < VERS
                || (nu.saturating_sub(gehaald) < HOOGSTENS && self.haal_ernaast(nu)))
        {
            return Ok(sleutel);
        }
        let gelukt = self.haal(nu).await;
        let (set, gehaald) = self.bekende().ok_or(TokenFout::Storing)?;
        if nu.saturating_sub(gehaald) >= HOOGSTENS {
            return Err(TokenFout::Storing);
        }
        zoek(&set, kid, alg).ok_or(if gelukt { onbekend } else { TokenFout::Storing })
    }

    fn bekende(&self) -> Option<(Arc<JwkSet>, Duration)> {
        self.sleutels.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a token goes on with the keys at hand, as looking for new ones is under way or went wrong the last time: then that is
    /// tried again beside it, and no token waits for an issuer that may be down.
    fn haal_ernaast(self: &Arc<Jwks>, nu: Duration) -> bool {
        match self.poging.try_lock().as_deref() {
            Ok(Some((laatst, false))) => {
                if nu.saturating_sub(*laatst) >= RUST {
                    let jwks = Arc::clone(self);
                    tokio::spawn(async move { jwks.haal(nu).await });
                }
                true
            }
            Ok(_) => false,
            Err(_) => true,
        }
    }

    /// Fetches the keys, unless that was tried just now. True: the keys that are known are those of the issuer.
    async fn haal(&self, nu: Duration) -> bool {
        let mut poging = self.poging.lock().await;
        // Somebody else may have fetched them while this one waited.
        if let Some((laatst, gelukt)) = *poging
            && nu.saturating_sub(laatst) < RUST
        {
            return gelukt;
        }
        let set = self.weg.json().await;
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
