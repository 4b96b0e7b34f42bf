//! How callers reach the gate and are let in: what of it stands in the configuration file, and what the service makes of it.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;

use toml::Value;

use super::fout::CliFout;
use super::oidc::Oidcinstelling;
use crate::http::tls::{Tls, TlsInstelling};
use crate::http::{Grenzen, Tempo, TempoInstelling, Toegang, Uitgever, UitgeverInstelling};
use crate::tijd::Klok;

/// Requests of one party in a minute, unless told otherwise: far above what software needs, and below what an endless loop makes.
const VERZOEKEN_PER_MINUUT: u32 = 30_000;
/// Wrong keys from one address in a minute, unless told otherwise.
const POGINGEN_PER_MINUUT: u32 = 60;

/// What the configuration says about access.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Toegangsinstelling {
    pub(super) tls_certificaat: Option<PathBuf>,
    pub(super) tls_sleutel: Option<PathBuf>,
    tls_client_ca: Option<PathBuf>,
    tls_client_verplicht: bool,
    oauth_uitgever: Option<String>,
    oauth_publiek: Option<String>,
    oauth_jwks_url: Option<String>,
    oauth_partij_claim: Option<String>,
    verzoeken_per_minuut: Option<u32>,
    mislukte_pogingen_per_minuut: Option<u32>,
    verbindingen: Option<usize>,
    verbindingen_per_adres: Option<usize>,
    oidc: Oidcinstelling,
}

impl Toegangsinstelling {
    /// The names in the configuration file.
    pub(super) const NAMEN: [&'static str; 12] = [
        "tls-certificaat",
        "tls-sleutel",
        "tls-client-ca",
        "tls-client-verplicht",
        "oauth-uitgever",
        "oauth-publiek",
        "oauth-jwks-url",
        "oauth-partij-claim",
        "verzoeken-per-minuut",
        "mislukte-pogingen-per-minuut",
        "verbindingen",
        "verbindingen-per-adres",
    ];

    /// Takes over a value; none where the name is not one of these.
    pub(super) fn zet(&mut self, naam: &str, waarde: &Value) -> Option<Result<(), String>> {
        let tekst = || {
            let fout = || format!("bij {naam} hoort een tekst tussen aanhalingstekens.");
            waarde.as_str().map(str::to_owned).ok_or_else(fout)
        };
        let pad = || tekst().map(|tekst| Some(PathBuf::from(tekst)));
        let getal = |van: u32, tot: u32| {
            let getal = waarde.as_integer().and_then(|getal| u32::try_from(getal).ok());
            let fout = || format!("bij {naam} hoort een getal van {van} tot en met {tot}.");
            getal.filter(|getal| (van..=tot).contains(getal)).ok_or_else(fout)
        };
        Some(match naam {
            "tls-certificaat" => pad().map(|pad| self.tls_certificaat = pad),
            "tls-sleutel" => pad().map(|pad| self.tls_sleutel = pad),
            "tls-client-ca" => pad().map(|pad| self.tls_client_ca = pad),
            "tls-client-verplicht" => {
                let fout = || format!("bij {naam} hoort true of false, zonder aanhalingstekens.");
                waarde.as_bool().ok_or_else(fout).map(|verplicht| self.tls_client_verplicht = verplicht)
            }
            "oauth-uitgever" => tekst().map(|tekst| self.oauth_uitgever = Some(tekst)),
            "oauth-publiek" => tekst().map(|tekst| self.oauth_publiek = Some(tekst)),
            "oauth-jwks-url" => tekst().map(|tekst| self.oauth_jwks_url = Some(tekst)),
            "oauth-partij-claim" => tekst().map(|tekst| self.oauth_partij_claim = Some(tekst)),
            "verzoeken-per-minuut" => {
                getal(0, 1_000_000).map(|getal| self.verzoeken_per_minuut = Some(getal))
            }
            "mislukte-pogingen-per-minuut" => {
                getal(0, 1_000_000).map(|getal| self.mislukte_pogingen_per_minuut = Some(getal))
            }
            "verbindingen" => getal(1, 65_536).map(|getal| self.verbindingen = usize::try_from(getal).ok()),
            "verbindingen-per-adres" => {
                getal(0, 65_536).map(|getal| self.verbindingen_per_adres = usize::try_from(getal).ok())
            }
            _ => return self.oidc.zet(naam, waarde),
        })
    }

    /// TLS; none where the gate is to speak without.
    pub(super) fn tls(&self) -> Result<Option<Arc<Tls>>, CliFout> {
        let fout = |tekst: &str| Err(CliFout::Omgeving(tekst.to_owned()));
        let (certificaat, sleutel) = match (&self.tls_certificaat, &self.tls_sleutel) {
            (Some(certificaat), Some(sleutel)) => (certificaat.clone(), sleutel.clone()),
            (None, None) if self.tls_client_ca.is_some() || self.tls_client_verplicht => {
                return fout(
                    "Client-certificaten bestaan alleen met TLS. Geef ook tls-certificaat en tls-sleutel.",
                );
            }
            (None, None) => return Ok(None),
            _ => return fout("Voor TLS zijn allebei nodig: tls-certificaat en tls-sleutel."),
        };
        if self.tls_client_verplicht && self.tls_client_ca.is_none() {
            return fout(
                "Bij tls-client-verplicht hoort tls-client-ca: de uitgevers van wie u certificaten vertrouwt.",
            );
        }
        let (client_ca, client_verplicht) = (self.tls_client_ca.clone(), self.tls_client_verplicht);
        let instelling = TlsInstelling { certificaat, sleutel, client_ca, client_verplicht };
        let tls = Tls::lees(instelling)
            .map_err(|fout| CliFout::Omgeving(format!("TLS kan niet beginnen: {fout}")))?;
        Ok(Some(Arc::new(tls)))
    }

    /// How callers are let in.
    pub(super) fn toegang(&self, klok: &Klok) -> Result<Toegang, CliFout> {
        let grens = |gezet: Option<u32>, anders| NonZeroU32::new(gezet.unwrap_or(anders));
        let tempo = TempoInstelling {
            verzoeken_per_minuut: grens(self.verzoeken_per_minuut, VERZOEKEN_PER_MINUUT),
            pogingen_per_minuut: grens(self.mislukte_pogingen_per_minuut, POGINGEN_PER_MINUUT),
        };
        let toegang = Toegang::default().met_tempo(Tempo::nieuw(tempo, klok.clone()));
        let toegang = match self.uitgever(klok)? {
            Some(uitgever) => toegang.met_uitgever(uitgever),
            None => toegang,
        };
        Ok(match self.oidc.oidc(klok)? {
            Some(oidc) => toegang.met_oidc(oidc),
            None => toegang,
        })
    }

    fn uitgever(&self, klok: &Klok) -> Result<Option<Uitgever>, CliFout> {
        let (uitgever, publiek, jwks_url) = match (
            &self.oauth_uitgever,
            &self.oauth_publiek,
            &self.oauth_jwks_url,
        ) {
            (Some(uitgever), Some(publiek), Some(adres)) => {
                (uitgever.clone(), publiek.clone(), adres.clone())
            }
            (None, None, None) if self.oauth_partij_claim.is_none() => return Ok(None),
            _ => {
                return Err(CliFout::Omgeving(
                    "Voor tokens (OAuth2) zijn alle drie nodig: oauth-uitgever, oauth-publiek en oauth-jwks-url.".to_owned(),
                ));
            }
        };
        let partij_claim = self.oauth_partij_claim.clone().unwrap_or_else(|| "partij".to_owned());
        let instelling = UitgeverInstelling { uitgever, publiek, jwks_url, partij_claim };
        Uitgever::nieuw(instelling, klok.clone())
            .map(Some)
            .map_err(|fout| CliFout::Omgeving(format!("Tokens (OAuth2) kunnen niet beginnen: {fout}")))
    }

    /// How much connections may ask.
    pub(super) fn grenzen(&self) -> Grenzen {
        let standaard = Grenzen::default();
        Grenzen {
            verbindingen: self.verbindingen.unwrap_or(standaard.verbindingen),
            per_adres: self.verbindingen_per_adres.map_or(standaard.per_adres, NonZeroUsize::new),
            ..standaard
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zet(instelling: &mut Toegangsinstelling, naam: &str, waarde: impl Into<Value>) -> Result<(), String> {
        instelling.zet(naam, &waarde.into()).unwrap()
    }

    #[test]
    fn elke_naam_is_te_zetten_en_een_waarde_van_een_andere_soort_wordt_geweigerd() {
        let mut instelling = Toegangsinstelling::default();
        for naam in Toegangsinstelling::NAMEN {
            assert!(zet(&mut instelling, naam, 1.5).unwrap_err().contains(naam));
            let past = ["tekst".into(), Value::from(1), Value::from(true)];
            assert_eq!(
                past.into_iter().filter(|een| zet(&mut instelling, naam, een.clone()).is_ok()).count(),
                1,
                "{naam}"
            );
        }
        assert_eq!(instelling.zet("iets-anders", &Value::from(1)), None);
        assert!(zet(&mut instelling, "verbindingen", 0).is_err());
    }

    #[test]
    fn wat_bij_elkaar_hoort_staat_er_allemaal_of_helemaal_niet() {
        let klok = Klok::systeem();
        let zonder = Toegangsinstelling::default();
        assert!(zonder.tls().unwrap().is_none() && zonder.toegang(&klok).is_ok());
        for naam in ["tls-certificaat", "tls-sleutel", "tls-client-ca"] {
            let mut half = Toegangsinstelling::default();
            zet(&mut half, naam, "bestand.pem").unwrap();
            assert!(half.tls().is_err(), "{naam}");
        }
        for naam in ["oauth-uitgever", "oauth-publiek", "oauth-jwks-url", "oauth-partij-claim"] {
            let mut half = Toegangsinstelling::default();
            zet(&mut half, naam, "https://uitgever.example").unwrap();
            assert!(half.toegang(&klok).is_err(), "{naam}");
        }
    }
}
