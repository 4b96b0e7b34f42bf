//! Signing in at an issuer (OpenID Connect): the authorization code flow with PKCE, for a client with a secret. Here is what goes over
//! the network; what an ID token must say stands in `toegang/aanmelding.rs`.
//!
//! That the issuer cannot be reached is an outage and says nothing about who signs in.

mod ontdekking;
pub(super) mod paginas;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use self::ontdekking::{Bekend, Ontdekking};
use super::uitgever::{TokenFout, kies_ring, lees_jwt, veilig_adres};
use crate::tijd::Klok;
use crate::toegang::{Aangemelde, AanmeldFout, Aanmeldeisen, Aanmeldgeheim, Ingelogde};
use crate::uitgaand::Uitgaand;

/// The largest answer of the issuer to a code, in bytes.
const GROOTSTE_ANTWOORD: usize = 256 * 1024;

/// At which issuer people sign in, and what must come back.
pub struct OidcInstelling {
    /// The issuer, as it names itself.
    pub uitgever: String,
    /// The secret of the gate there.
    pub geheim: Zeroizing<String>,
    /// How browsers reach the gate: `https://poort.example.nl`.
    pub adres_van_poort: String,
    /// What is asked for besides `openid`, with spaces between.
    pub scopes: String,
    /// What an ID token must say.
    pub eisen: Aanmeldeisen,
}

/// Why nobody can sign in at an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OidcFout {
    /// The address of the issuer.
    #[error("oidc-uitgever is geen geldig adres dat met https:// begint")]
    Uitgever,
    /// The address of the gate.
    #[error(
        "oidc-adres-van-poort is geen geldig adres zonder pad dat met https:// begint, zoals https://poort.example.nl"
    )]
    Poort,
}

/// An issuer at which people sign in.
pub struct Oidc {
    instelling: OidcInstelling,
    terug: String,
    na_uitloggen: String,
    ontdekking: Ontdekking,
    uitgaand: Uitgaand,
    klok: Klok,
}

/// Why somebody who came back is not signed in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Niet {
    /// The issuer does not answer, or not as it should. Says nothing about who signs in.
    Storing,
    /// The issuer does not know the gate, or is asked for what it does not do.
    Inrichting,
    /// The code is not one that it gave, or was used.
    Code,
    /// The token is not one that it signed for this gate.
    Token(&'static str),
    /// The token does not let this person in.
    Aanmelding(AanmeldFout),
}

#[derive(Deserialize)]
struct Wisselantwoord {
    id_token: String,
}

#[derive(Deserialize)]
struct Wisselfout {
    error: String,
}

impl Oidc {
    /// An issuer. Nothing is fetched yet.
    ///
    /// # Errors
    /// [`OidcFout`].
    pub fn nieuw(instelling: OidcInstelling, uitgaand: Uitgaand, klok: Klok) -> Result<Oidc, OidcFout> {
        kies_ring();
        let ontdekking = Ontdekking::nieuw(&instelling.uitgever, uitgaand.clone(), klok.clone())
            .ok_or(OidcFout::Uitgever)?;
        let poort = veilig_adres(&instelling.adres_van_poort)
            .filter(|adres| adres.path() == "/" && adres.query().is_none() && adres.fragment().is_none());
        let op = |pad| poort.as_ref().and_then(|adres| adres.join(pad).ok()).map(String::from);
        let (terug, na_uitloggen) = op("/inloggen/oidc/terug").zip(op("/inloggen")).ok_or(OidcFout::Poort)?;
        Ok(Oidc { instelling, terug, na_uitloggen, ontdekking, uitgaand, klok })
    }

    /// Where somebody signs in.
    async fn begin(&self, geheim: &Aanmeldgeheim) -> Result<Url, Niet> {
        let mut url = self.bekend().await?.aanmelden.clone();
        let (state, nonce, uitdaging) = (geheim.state(), geheim.nonce(), geheim.uitdaging());
        let scope = format!("openid {}", self.instelling.scopes);
        let eisen = &self.instelling.eisen;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &eisen.client)
            .append_pair("redirect_uri", &self.terug)
            .append_pair("scope", scope.trim())
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &uitdaging)
            .append_pair("code_challenge_method", "S256");
        if !eisen.acr.is_empty() {
            url.query_pairs_mut().append_pair("acr_values", &eisen.acr.join(" "));
        }
        Ok(url)
    }

    /// Who came back with a code.
    async fn wissel(&self, geheim: &Aanmeldgeheim, code: &str) -> Result<Aangemelde, Niet> {
        let bekend = self.bekend().await?;
        let token = self.vraag_token(&bekend, geheim, code).await?;
        let OidcInstelling { uitgever, eisen, .. } = &self.instelling;
        let claims: Map<String, Value> =
            lees_jwt(&bekend.sleutels, uitgever, &eisen.client, &token).await.map_err(|fout| match fout {
                TokenFout::Ongeldig(waarom) => Niet::Token(waarom),
                TokenFout::Storing => Niet::Storing,
            })?;
        eisen.toets(&claims, &geheim.nonce(), self.klok.nu()).map_err(Niet::Aanmelding)
    }

    async fn vraag_token(&self, bekend: &Bekend, geheim: &Aanmeldgeheim, code: &str) -> Result<String, Niet> {
        let verifier = geheim.verifier();
        let mut velden = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.terug.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        let mut headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded")),
            (ACCEPT, HeaderValue::from_static("application/json")),
        ]);
        let (client, wachtwoord) = (&self.instelling.eisen.client, &self.instelling.geheim);
        if bekend.geheim_in_lichaam {
            velden.extend([("client_id", client.as_str()), ("client_secret", wachtwoord.as_str())]);
        } else {
            let paar = Zeroizing::new(format!("{}:{}", in_formulier(client), in_formulier(wachtwoord)));
            let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(paar.as_bytes())));
            let mut basic = HeaderValue::from_str(&basic).map_err(|_| Niet::Inrichting)?;
            basic.set_sensitive(true);
            headers.insert(AUTHORIZATION, basic);
        }
        let inhoud = formulier(&velden).into_bytes();
        let antwoord = self.uitgaand.vraag(&bekend.wisselen, headers, Some(inhoud), GROOTSTE_ANTWOORD).await;
        let (status, inhoud) = antwoord.map_err(|uitkomst| {
            tracing::warn!(uitkomst = uitkomst.sleutel(), "de uitgever gaf geen antwoord op een code");
            Niet::Storing
        })?;
        match status {
            200 => {
                serde_json::from_slice(&inhoud).map(|Wisselantwoord { id_token }| id_token).map_err(|_| {
                    tracing::error!("het antwoord van de uitgever op een code heeft geen id_token");
                    Niet::Inrichting
                })
            }
            400 | 401 => Err(geweigerd(&inhoud)),
            _ => {
                tracing::warn!(status, "de uitgever gaf een antwoord op een code dat niet hoort");
                Err(Niet::Storing)
            }
        }
    }

    /// Where somebody signs out there too; none where the issuer has no such place, or cannot be asked.
    async fn uitgang(&self) -> Option<Url> {
        let mut url = self.bekend().await.ok()?.uitloggen.clone()?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.instelling.eisen.client)
            .append_pair("post_logout_redirect_uri", &self.na_uitloggen);
        Some(url)
    }

    /// Whether somebody who signed in earlier has a role that the configuration still names.
    pub(super) fn kent(&self, wie: &Ingelogde) -> bool {
        let partij = wie.houder.partij().map(|partij| partij.code.as_str());
        let rol = wie.houder.rol();
        wie.uitgever.as_deref() == Some(&self.instelling.uitgever)
            && rol.is_some_and(|rol| self.instelling.eisen.kent(rol, partij))
    }

    async fn bekend(&self) -> Result<std::sync::Arc<Bekend>, Niet> {
        self.ontdekking.bekend().await.ok_or(Niet::Storing)
    }
}

/// A code that is not right is a matter of who signs in; anything else is one of how the gate was set up.
fn geweigerd(inhoud: &[u8]) -> Niet {
    let fout = serde_json::from_slice(inhoud).map(|Wisselfout { error }| error).unwrap_or_default();
    if fout == "invalid_grant" {
        return Niet::Code;
    }
    let bekend = [
        "invalid_client",
        "invalid_request",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ];
    let fout = bekend.into_iter().find(|een| *een == fout).unwrap_or("onbekend");
    tracing::error!(
        fout,
        "de uitgever weigert de poort: controleer oidc-client, het geheim en het adres om terug te komen"
    );
    Niet::Inrichting
}

/// Fields as a form sends them.
fn formulier(velden: &[(&str, &str)]) -> String {
    // A query is written in the same way, and the base does not matter.
    let Ok(mut url) = Url::parse("https://formulier.invalid/") else { return String::new() };
    url.query_pairs_mut().extend_pairs(velden);
    url.query().unwrap_or_default().to_owned()
}

/// One value in that way.
fn in_formulier(waarde: &str) -> String {
    formulier(&[("", waarde)]).trim_start_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_formulier_houdt_elk_teken() {
        assert_eq!(formulier(&[("a", "b c"), ("d", "e&f=ë+")]), "a=b+c&d=e%26f%3D%C3%AB%2B");
        assert_eq!(in_formulier("a:b%"), "a%3Ab%25");
    }

    #[test]
    fn alleen_een_code_die_niet_klopt_ligt_aan_wie_inlogt() {
        assert_eq!(geweigerd(b"{\"error\": \"invalid_grant\"}"), Niet::Code);
        for anders in [&b"{\"error\": \"invalid_client\"}"[..], b"{}", b"<html>"] {
            assert_eq!(geweigerd(anders), Niet::Inrichting);
        }
    }
}
