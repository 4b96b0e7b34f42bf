//! Tokens of an issuer (OAuth2, client credentials): JWTs that a system of a partij gets there and shows here.
//!
//! The keys of the issuer are fetched when they are needed and kept. A token with a key that is not known makes the gate fetch them
//! again, but not more often than once in half a minute: whoever makes up tokens must not make the gate knock on the issuer all the time. That
//! the issuer cannot be reached is an outage and says nothing about the token.

mod handtekening;
mod jwks;
mod weg;

use std::sync::Arc;

use jsonwebtoken::{Validation, decode, decode_header};
use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use self::handtekening::ALGORITMEN;
pub(super) use self::handtekening::kies_ring;
pub(super) use self::jwks::Jwks;
pub(super) use self::weg::{Weg, veilig_adres};
use crate::tijd::Klok;
use crate::toegang::Rechten;
use crate::uitgaand::kies_tls;

/// How far the clock of the issuer and that of the gate may lie apart, in seconds.
const SPELING: f64 = 60.0;
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
    klok: Klok,
    sleutels: Arc<Jwks>,
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
        let sleutels = Jwks::nieuw(Weg::nieuw(&instelling.jwks_url)?, klok.clone());
        Ok(Uitgever { instelling, klok, sleutels })
    }

    /// The same issuer, reached with this client: one that trusts another authority.
    ///
    /// # Errors
    /// [`UitgeverFout`].
    pub fn met_client(self, client: Client) -> Result<Uitgever, UitgeverFout> {
        let weg = Weg::nieuw(&self.instelling.jwks_url)?.met_client(client);
        Ok(Uitgever { sleutels: Jwks::nieuw(weg, self.klok.clone()), ..self })
    }

    /// Whether a text looks like a token of an issuer; what an access key never does.
    pub(super) fn is_token(tekst: &str) -> bool {
        tekst.bytes().filter(|teken| *teken == b'.').count() == 2
    }

    /// What a token says, where it is one of this issuer, for this gate, and holds now.
    pub(super) async fn toets(&self, token: &str) -> Result<Getoond, TokenFout> {
        let UitgeverInstelling { uitgever, publiek, .. } = &self.instelling;
        let claims = lees_jwt(&self.sleutels, uitgever, publiek, token).await?;
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
}

/// What stands in a token that this issuer signed for this audience. Whether it holds at this moment is for whoever asks: against the clock
/// of the gate.
pub(super) async fn lees_jwt<T: DeserializeOwned>(
    sleutels: &Arc<Jwks>,
    uitgever: &str,
    publiek: &str,
    token: &str,
) -> Result<T, TokenFout> {
    let kop = decode_header(token).map_err(|_| TokenFout::Ongeldig("het is geen JWT"))?;
    if !ALGORITMEN.contains(&kop.alg) {
        return Err(TokenFout::Ongeldig("het algoritme van de handtekening is niet toegestaan"));
    }
    let sleutel = sleutels.sleutel(kop.kid.as_deref(), kop.alg).await?;
    let mut eisen = Validation::new(kop.alg);
    eisen.set_issuer(&[uitgever]);
    eisen.set_audience(&[publiek]);
    eisen.set_required_spec_claims(&["iss", "aud", "exp"]);
    eisen.validate_exp = false;
    eisen.validate_nbf = false;
    let gelezen = decode(token, &sleutel, &eisen);
    gelezen
        .map(|gelezen| gelezen.claims)
        .map_err(|_| TokenFout::Ongeldig("de handtekening, de uitgever of het publiek klopt niet"))
}
