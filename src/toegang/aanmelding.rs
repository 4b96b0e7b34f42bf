//! Signing in at an issuer (OpenID Connect): what goes along with somebody who is sent there, and what must come back.
//!
//! Source: OpenID Connect Core 1.0, §3.1.3.7 (ID Token Validation); RFC 7636 (PKCE).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::recht::Rol;
use crate::partij::Medewerker;

/// How long somebody may take to sign in at the issuer, in seconds.
pub const AANMELDTIJD: i64 = 600;
/// How far the clock of the issuer and that of the gate may lie apart, in seconds.
const SPELING: f64 = 60.0;

/// What ties a browser that was sent to the issuer to what it comes back with. It is in a cookie of that browser; all that the issuer
/// gets to see follows from it and does not give it away.
pub struct Aanmeldgeheim {
    tekst: String,
    begonnen: i64,
}

impl Aanmeldgeheim {
    /// A new one.
    pub fn nieuw(nu: DateTime<Utc>) -> Aanmeldgeheim {
        let (begonnen, een, ander) = (nu.timestamp(), Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Aanmeldgeheim { tekst: format!("{begonnen}.{een}{ander}"), begonnen }
    }

    /// As a browser sends it back.
    pub fn lees(tekst: &str) -> Option<Aanmeldgeheim> {
        let (begonnen, geheim) = tekst.split_once('.')?;
        let past = geheim.len() == 64 && geheim.bytes().all(|teken| teken.is_ascii_hexdigit());
        past.then_some(Aanmeldgeheim { begonnen: begonnen.parse().ok()?, tekst: tekst.to_owned() })
    }

    /// As it stands in the cookie.
    pub fn as_str(&self) -> &str {
        &self.tekst
    }

    /// Whether there is still time.
    pub fn loopt(&self, nu: DateTime<Utc>) -> bool {
        (0..AANMELDTIJD).contains(&nu.timestamp().saturating_sub(self.begonnen))
    }

    fn afgeleid(&self, waarvoor: &str) -> String {
        let hash = Sha256::new().chain_update(waarvoor).chain_update(":").chain_update(&self.tekst);
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }

    /// The `state`.
    pub fn state(&self) -> String {
        self.afgeleid("state")
    }

    /// The `nonce`.
    pub fn nonce(&self) -> String {
        self.afgeleid("nonce")
    }

    /// The `code_verifier`.
    pub fn verifier(&self) -> String {
        self.afgeleid("pkce")
    }

    /// The `code_challenge`, of the method S256.
    pub fn uitdaging(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    /// What is kept of it, so that it counts once.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.tekst.as_bytes()).into()
    }
}

/// Who, by a value of a claim, gets which role where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rolregel {
    /// The value.
    pub waarde: String,
    /// The role.
    pub rol: Rol,
    /// The code of the partij; none: at the gate itself.
    pub partij: Option<String>,
}

/// What an ID token must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aanmeldeisen {
    /// The id of the gate at the issuer.
    pub client: String,
    /// One of these in `acr`; none: anything.
    pub acr: Vec<String>,
    /// One of these among `amr`; none: anything.
    pub amr: Vec<String>,
    /// The claim with values that give roles: its name, or a path with full stops.
    pub rollen_claim: String,
    /// The roles, the first that fits goes before others. Nobody gets one that does not stand here.
    pub rollen: Vec<Rolregel>,
}

/// Who signed in at the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aangemelde {
    /// By which the issuer knows this person for ever.
    pub onderwerp: String,
    /// The name.
    pub medewerker: Medewerker,
    /// The role, and where.
    pub regel: Rolregel,
}

/// Why somebody whom the issuer sent back does not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AanmeldFout {
    /// Its time is over, or did not begin.
    #[error(
        "het antwoord van uw organisatie is verlopen. Begin opnieuw. Blijft dit zo, dan loopt een klok verkeerd"
    )]
    Tijd,
    /// It is not for this gate.
    #[error("het antwoord van uw organisatie is niet voor deze poort. Begin opnieuw")]
    AnderPubliek,
    /// It belongs to another request.
    #[error("het antwoord van uw organisatie hoort niet bij deze aanmelding. Begin opnieuw")]
    AndereAanmelding,
    /// There was no second factor.
    #[error(
        "deze poort vraagt om een tweede factor, en die hebt u bij uw organisatie niet gebruikt. Vraag uw beheerder om die voor u aan te \
         zetten"
    )]
    TweedeFactor,
    /// It does not say who it is.
    #[error("uw organisatie zegt niet hoe u heet. Vraag uw beheerder om uw naam mee te geven")]
    GeenNaam,
    /// The issuer gives no value that the configuration knows.
    #[error("u hebt bij uw organisatie geen rol voor deze poort. Vraag uw beheerder om u er een te geven")]
    GeenRol,
}

impl Aanmeldeisen {
    /// Who signed in, by the claims of an ID token of which signature, issuer and audience were checked.
    ///
    /// # Errors
    /// [`AanmeldFout`]: the first thing that is not right.
    pub fn toets(
        &self,
        claims: &Map<String, Value>,
        nonce: &str,
        nu: DateTime<Utc>,
    ) -> Result<Aangemelde, AanmeldFout> {
        if !op_tijd(claims, nu) {
            return Err(AanmeldFout::Tijd);
        }
        if !self.is_voor_ons(claims) {
            return Err(AanmeldFout::AnderPubliek);
        }
        if tekst(claims, "nonce") != Some(nonce) {
            return Err(AanmeldFout::AndereAanmelding);
        }
        let een_van = |eis: &[String], waarden: Vec<&str>| {
            eis.is_empty() || waarden.iter().any(|waarde| eis.iter().any(|een| een == waarde))
        };
        if !een_van(&self.acr, waarden(claims.get("acr"))) || !een_van(&self.amr, waarden(claims.get("amr")))
        {
            return Err(AanmeldFout::TweedeFactor);
        }
        let onderwerp = tekst(claims, "sub")
            .filter(|sub| (1..=255).contains(&sub.chars().count()) && !sub.contains(char::is_control));
        let naam = tekst(claims, "name").or_else(|| tekst(claims, "preferred_username"));
        let medewerker = naam.and_then(|naam| Medewerker::nieuw(naam).ok());
        let (Some(onderwerp), Some(medewerker)) = (onderwerp, medewerker) else {
            return Err(AanmeldFout::GeenNaam);
        };
        let heeft = waarden(op_pad(claims, &self.rollen_claim));
        let regel = self.rollen.iter().find(|regel| heeft.contains(&regel.waarde.as_str()));
        let regel = regel.ok_or(AanmeldFout::GeenRol)?.clone();
        Ok(Aangemelde { onderwerp: onderwerp.to_owned(), medewerker, regel })
    }

    /// A token for several audiences says for whom it was made.
    fn is_voor_ons(&self, claims: &Map<String, Value>) -> bool {
        let wij = |waarde: &Value| waarde.as_str() == Some(&self.client);
        match claims.get("azp") {
            Some(azp) => wij(azp),
            None => match claims.get("aud") {
                Some(Value::Array(publiek)) => publiek.len() == 1,
                _ => true,
            },
        }
    }

    /// Whether the configuration names this role there.
    pub fn kent(&self, rol: Rol, partij: Option<&str>) -> bool {
        self.rollen.iter().any(|regel| regel.rol == rol && regel.partij.as_deref() == partij)
    }
}

/// Made in the time in which somebody signs in, and not over.
fn op_tijd(claims: &Map<String, Value>, nu: DateTime<Utc>) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "seconds until far beyond any token are exact")]
    let (nu, tijd) = (nu.timestamp() as f64, AANMELDTIJD as f64);
    let getal = |naam: &str| claims.get(naam).and_then(Value::as_f64);
    let (Some(exp), Some(iat)) = (getal("exp"), getal("iat")) else { return false };
    let begonnen = claims.get("nbf").is_none_or(|nbf| nbf.as_f64().is_some_and(|nbf| nbf - SPELING <= nu));
    exp + SPELING > nu && iat - SPELING <= nu && iat + tijd + SPELING > nu && begonnen
}

fn tekst<'c>(claims: &'c Map<String, Value>, naam: &str) -> Option<&'c str> {
    claims.get(naam).and_then(Value::as_str)
}

/// The texts of a claim: one, or a list.
fn waarden(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::String(een)) => vec![een],
        Some(Value::Array(lijst)) => lijst.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A claim by its name, which may have full stops in it, or by its place within others.
fn op_pad<'c>(claims: &'c Map<String, Value>, pad: &str) -> Option<&'c Value> {
    claims.get(pad).or_else(|| {
        let (eerste, rest) = pad.split_once('.')?;
        op_pad(claims.get(eerste)?.as_object()?, rest)
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::*;

    fn nu() -> DateTime<Utc> {
        "2026-02-03T09:00:00Z".parse().unwrap()
    }

    fn eisen() -> Aanmeldeisen {
        let regel = |waarde: &str, rol, partij: Option<&str>| Rolregel {
            waarde: waarde.to_owned(),
            rol,
            partij: partij.map(str::to_owned),
        };
        Aanmeldeisen {
            client: "poort".to_owned(),
            acr: Vec::new(),
            amr: Vec::new(),
            rollen_claim: "groups".to_owned(),
            rollen: vec![regel("bo", Rol::Backoffice, Some("0479")), regel("ops", Rol::Operator, None)],
        }
    }

    fn claims(anders: &Value) -> Map<String, Value> {
        let nu = nu().timestamp();
        let mut claims = json!({"sub": "s1", "aud": "poort", "exp": nu + 300, "iat": nu, "nonce": "n",
                                "name": "Saskia de Boer", "groups": ["ops", "bo"]});
        for (naam, waarde) in anders.as_object().unwrap() {
            claims[naam] = waarde.clone();
        }
        claims.as_object().unwrap().clone()
    }

    fn toets(eisen: &Aanmeldeisen, anders: &Value) -> Result<Aangemelde, AanmeldFout> {
        eisen.toets(&claims(anders), "n", nu())
    }

    #[test]
    fn de_eerste_rol_van_de_configuratie_die_iemand_heeft_geldt() {
        let saskia = toets(&eisen(), &json!({})).unwrap();
        assert_eq!((saskia.regel.rol, saskia.regel.partij.as_deref()), (Rol::Backoffice, Some("0479")));
        let een = toets(&eisen(), &json!({"groups": "ops"})).unwrap();
        assert_eq!(een.regel.rol, Rol::Operator);
        for niets in [json!(["beheerder", "backoffice"]), json!({"ops": true}), json!(null), json!([1])] {
            assert_eq!(toets(&eisen(), &json!({"groups": niets})), Err(AanmeldFout::GeenRol));
        }
    }

    #[test]
    fn een_claim_is_te_vinden_op_zijn_naam_en_op_zijn_plaats_in_andere() {
        for (pad, rollen) in [
            ("realm_access.roles", json!({"realm_access": {"roles": ["ops"]}})),
            ("https://x.nl/rollen", json!({"https://x.nl/rollen": ["ops"]})),
            ("a.b", json!({"a.b": "ops"})),
        ] {
            let eisen = Aanmeldeisen { rollen_claim: pad.to_owned(), ..eisen() };
            assert_eq!(toets(&eisen, &rollen).unwrap().regel.rol, Rol::Operator, "{pad}");
        }
    }

    #[test]
    fn de_tijd_van_een_token_telt_tot_op_een_minuut() {
        let t = nu().timestamp();
        for goed in
            [json!({"exp": t - 59}), json!({"iat": t + 60}), json!({"iat": t - 659}), json!({"nbf": t + 60})]
        {
            assert!(toets(&eisen(), &goed).is_ok(), "{goed}");
        }
        for fout in [
            json!({"exp": t - 60}),
            json!({"iat": t + 61}),
            json!({"iat": t - 660}),
            json!({"nbf": t + 61}),
            json!({"nbf": "x"}),
            json!({"exp": null}),
            json!({"iat": "x"}),
        ] {
            assert_eq!(toets(&eisen(), &fout), Err(AanmeldFout::Tijd), "{fout}");
        }
    }

    #[test]
    fn een_token_voor_meer_dan_een_zegt_voor_wie_het_is_gemaakt() {
        for goed in [
            json!({"aud": ["poort"]}),
            json!({"aud": ["ander", "poort"], "azp": "poort"}),
            json!({"azp": "poort"}),
        ] {
            assert!(toets(&eisen(), &goed).is_ok(), "{goed}");
        }
        for fout in [json!({"aud": ["ander", "poort"]}), json!({"azp": "ander"}), json!({"azp": 1})] {
            assert_eq!(toets(&eisen(), &fout), Err(AanmeldFout::AnderPubliek), "{fout}");
        }
    }

    #[test]
    fn een_tweede_factor_blijkt_uit_acr_of_amr_als_de_poort_erom_vraagt() {
        let met = Aanmeldeisen { acr: vec!["hoog".to_owned()], amr: vec!["mfa".to_owned()], ..eisen() };
        assert!(toets(&met, &json!({"acr": "hoog", "amr": ["pwd", "mfa"]})).is_ok());
        for zonder in
            [json!({}), json!({"acr": "hoog"}), json!({"amr": ["mfa"]}), json!({"acr": "laag", "amr": "mfa"})]
        {
            assert_eq!(toets(&met, &zonder), Err(AanmeldFout::TweedeFactor), "{zonder}");
        }
    }

    #[test]
    fn een_ander_nonce_of_geen_naam_is_niets() {
        assert_eq!(toets(&eisen(), &json!({"nonce": "m"})), Err(AanmeldFout::AndereAanmelding));
        assert_eq!(toets(&eisen(), &json!({"nonce": null})), Err(AanmeldFout::AndereAanmelding));
        for zonder in [json!({"name": null}), json!({"name": "<b>"}), json!({"sub": ""}), json!({"sub": 7})] {
            assert_eq!(toets(&eisen(), &zonder), Err(AanmeldFout::GeenNaam), "{zonder}");
        }
        let anders = toets(&eisen(), &json!({"name": null, "preferred_username": "saskia"})).unwrap();
        assert_eq!(anders.medewerker.as_str(), "saskia");
    }

    #[test]
    fn een_aanmeldgeheim_is_terug_te_lezen_en_loopt_tien_minuten() {
        let geheim = Aanmeldgeheim::nieuw(nu());
        let terug = Aanmeldgeheim::lees(geheim.as_str()).unwrap();
        assert_eq!((terug.state(), terug.hash()), (geheim.state(), geheim.hash()));
        assert_eq!((geheim.verifier().len(), geheim.uitdaging().len()), (43, 43));
        assert_ne!(geheim.state(), geheim.nonce());
        assert!(geheim.loopt(nu() + TimeDelta::seconds(599)));
        assert!(!geheim.loopt(nu() + TimeDelta::seconds(600)) && !geheim.loopt(nu() - TimeDelta::seconds(1)));
        for fout in ["", "1", "1.", "x.00", &format!("1.{}", "g".repeat(64))] {
            assert!(Aanmeldgeheim::lees(fout).is_none(), "{fout}");
        }
    }
}
