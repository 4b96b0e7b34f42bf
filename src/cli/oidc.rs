//! Signing in at an issuer (OpenID Connect): what of it stands in the configuration file.

use std::path::PathBuf;

use ipnet::IpNet;
use toml::Value;
use zeroize::Zeroizing;

use super::dienst::uitgaand;
use super::fout::CliFout;
use crate::http::{Oidc, OidcInstelling};
use crate::systeem::oorzaak;
use crate::tijd::Klok;
use crate::toegang::{Aanmeldeisen, Rol, Rolregel};
use crate::uitgaand::Uitgaand;

/// Where the secret may stand in the surroundings.
const OMGEVING: &str = "BERICHTENPOORT_OIDC_GEHEIM";
/// How long the issuer may take over one answer.
const GEDULD: std::time::Duration = std::time::Duration::from_secs(5);

/// What the configuration says about the issuer at which people sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Oidcinstelling {
    uitgever: Option<String>,
    client: Option<String>,
    geheim_bestand: Option<PathBuf>,
    adres_van_poort: Option<String>,
    scopes: Option<Vec<String>>,
    acr: Vec<String>,
    amr: Vec<String>,
    rollen_claim: Option<String>,
    rollen: Vec<Rolregel>,
    toegestaan: Vec<IpNet>,
    certificaten: Option<PathBuf>,
}

impl Oidcinstelling {
    /// The names in the configuration file.
    pub(super) const NAMEN: [&'static str; 11] = [
        "oidc-uitgever",
        "oidc-client",
        "oidc-geheim-bestand",
        "oidc-adres-van-poort",
        "oidc-scopes",
        "oidc-acr",
        "oidc-amr",
        "oidc-rollen-claim",
        "oidc-rollen",
        "oidc-toegestane-adressen",
        "oidc-certificaten",
    ];

    /// Takes over a value; none where the name is not one of these.
    pub(super) fn zet(&mut self, naam: &str, waarde: &Value) -> Option<Result<(), String>> {
        let tekst = || {
            let fout = || format!("bij {naam} hoort een tekst tussen aanhalingstekens.");
            waarde.as_str().map(str::to_owned).ok_or_else(fout)
        };
        let teksten = || -> Result<Vec<String>, String> {
            let fout = || format!("bij {naam} hoort een lijst van teksten, zoals [\"een\", \"twee\"].");
            let lijst =
                waarde.as_array().map(|lijst| lijst.iter().map(|een| een.as_str().map(str::to_owned)));
            lijst.and_then(Iterator::collect).ok_or_else(fout)
        };
        Some(match naam {
            "oidc-uitgever" => tekst().map(|tekst| self.uitgever = Some(tekst)),
            "oidc-client" => tekst().map(|tekst| self.client = Some(tekst)),
            "oidc-geheim-bestand" => tekst().map(|tekst| self.geheim_bestand = Some(tekst.into())),
            "oidc-adres-van-poort" => tekst().map(|tekst| self.adres_van_poort = Some(tekst)),
            "oidc-scopes" => teksten().map(|lijst| self.scopes = Some(lijst)),
            "oidc-acr" => teksten().map(|lijst| self.acr = lijst),
            "oidc-amr" => teksten().map(|lijst| self.amr = lijst),
            "oidc-rollen-claim" => tekst().map(|tekst| self.rollen_claim = Some(tekst)),
            "oidc-rollen" => lees_rollen(waarde).map(|rollen| self.rollen = rollen),
            "oidc-toegestane-adressen" => {
                let fout = |_| format!("bij {naam} hoort een lijst van reeksen, zoals [\"10.1.0.0/16\"].");
                let reeksen: Result<Vec<IpNet>, String> = teksten().and_then(|lijst| {
                    lijst.iter().map(|reeks| reeks.parse::<IpNet>().map_err(|_| String::new())).collect()
                });
                reeksen.map(|reeksen| self.toegestaan = reeksen).map_err(fout)
            }
            "oidc-certificaten" => tekst().map(|tekst| self.certificaten = Some(tekst.into())),
            _ => return None,
        })
    }

    /// The issuer; none where people do not sign in at one.
    pub(super) fn oidc(&self, klok: &Klok) -> Result<Option<Oidc>, CliFout> {
        if *self == Oidcinstelling::default() {
            return Ok(None);
        }
        let (Some(uitgever), Some(client), Some(adres), false) =
            (&self.uitgever, &self.client, &self.adres_van_poort, self.rollen.is_empty())
        else {
            return Err(CliFout::Omgeving(
                "Om in te loggen bij een uitgever (OpenID Connect) zijn alle vier nodig: oidc-uitgever, oidc-client, \
                 oidc-adres-van-poort en oidc-rollen."
                    .to_owned(),
            ));
        };
        let instelling = OidcInstelling {
            uitgever: uitgever.clone(),
            geheim: self.geheim()?,
            adres_van_poort: adres.clone(),
            scopes: self.scopes.as_ref().map_or_else(|| "profile".to_owned(), |scopes| scopes.join(" ")),
            eisen: Aanmeldeisen {
                client: client.clone(),
                acr: self.acr.clone(),
                amr: self.amr.clone(),
                rollen_claim: self.rollen_claim.clone().unwrap_or_else(|| "roles".to_owned()),
                rollen: self.rollen.clone(),
            },
        };
        Oidc::nieuw(instelling, self.uitgaand()?, klok.clone()).map(Some).map_err(|fout| {
            CliFout::Omgeving(format!(
                "Inloggen bij een uitgever (OpenID Connect) kan niet beginnen: {fout}."
            ))
        })
    }

    fn uitgaand(&self) -> Result<Uitgaand, CliFout> {
        Ok(uitgaand(self.toegestaan.clone(), self.certificaten.as_deref())?.met_geduld(GEDULD))
    }

    fn geheim(&self) -> Result<Zeroizing<String>, CliFout> {
        let geheim = match (std::env::var(OMGEVING).map(Zeroizing::new), &self.geheim_bestand) {
            (Ok(geheim), _) if !geheim.trim().is_empty() => geheim,
            (_, Some(pad)) => Zeroizing::new(std::fs::read_to_string(pad).map_err(|fout| {
                let (pad, oorzaak) = (pad.display(), oorzaak(&fout));
                CliFout::Omgeving(format!(
                    "Het geheim in {pad} (oidc-geheim-bestand) is niet te lezen: {oorzaak}. Controleer de naam en de rechten."
                ))
            })?),
            (_, None) => Zeroizing::new(String::new()),
        };
        let geheim = Zeroizing::new(geheim.trim().to_owned());
        if geheim.is_empty() {
            return Err(CliFout::Omgeving(format!(
                "Het geheim waarmee de poort zich bij de uitgever bekendmaakt, ontbreekt. Zet het in een bestand en noem dat in \
                 oidc-geheim-bestand, of in {OMGEVING}."
            )));
        }
        Ok(geheim)
    }
}

/// A list of tables: which value gives which role, and where.
fn lees_rollen(waarde: &Value) -> Result<Vec<Rolregel>, String> {
    let vorm = "bij oidc-rollen hoort een lijst, zoals [{ waarde = \"groep\", rol = \"backoffice\", partij = \"0479\" }].";
    let lijst = waarde.as_array().ok_or(vorm)?;
    lijst.iter().map(|een| lees_rolregel(een).unwrap_or_else(|| Err(vorm.to_owned()))).collect()
}

fn lees_rolregel(waarde: &Value) -> Option<Result<Rolregel, String>> {
    let tabel = waarde.as_table()?;
    if tabel.keys().any(|naam| !["waarde", "rol", "partij"].contains(&naam.as_str())) {
        return None;
    }
    let tekst = |naam: &str| tabel.get(naam).map(|een| een.as_str().filter(|een| !een.is_empty()));
    let (waarde, rol) = (tekst("waarde")??.to_owned(), tekst("rol")??);
    let partij = match tekst("partij") {
        Some(partij) => Some(partij?.to_owned()),
        None => None,
    };
    let rollen = || Rol::ALLE.map(Rol::sleutel).join(", ");
    let Some(rol) = Rol::van_sleutel(rol) else {
        return Some(Err(format!("bij oidc-rollen is een rol niet bekend. Kies uit {}.", rollen())));
    };
    Some(match (rol.bij(), &partij) {
        (Some(_), None) => Err(format!("bij oidc-rollen hoort bij de rol {} een partij.", rol.sleutel())),
        (None, Some(_)) => Err(format!(
            "bij oidc-rollen hoort bij de rol {} geen partij: die is van de poort zelf.",
            rol.sleutel()
        )),
        _ => Ok(Rolregel { waarde, rol, partij }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zet(instelling: &mut Oidcinstelling, tekst: &str) -> Result<(), String> {
        let tabel: toml::Table = toml::from_str(tekst).unwrap();
        tabel.iter().try_for_each(|(naam, waarde)| instelling.zet(naam, waarde).unwrap())
    }

    #[test]
    fn een_waarde_van_een_andere_soort_wordt_geweigerd_en_een_andere_naam_niet_herkend() {
        let mut instelling = Oidcinstelling::default();
        for naam in Oidcinstelling::NAMEN {
            let fout = instelling.zet(naam, &Value::from(1.5)).unwrap().unwrap_err();
            assert!(fout.contains(naam), "{fout}");
        }
        assert_eq!(instelling, Oidcinstelling::default());
        assert_eq!(instelling.zet("oidc-iets", &Value::from("x")), None);
    }

    #[test]
    fn een_rol_bestaat_en_heeft_een_partij_als_zij_daarbij_hoort() {
        let mut instelling = Oidcinstelling::default();
        for (fout, woord) in [
            ("[{ waarde = 'a', rol = 'baas' }]", "niet bekend"),
            ("[{ waarde = 'a', rol = 'backoffice' }]", "hoort bij de rol backoffice een partij"),
            ("[{ waarde = 'a', rol = 'operator', partij = '0479' }]", "geen partij"),
            ("[{ waarde = 'a' }]", "hoort een lijst"),
            ("[{ waarde = '', rol = 'operator' }]", "hoort een lijst"),
            ("[{ waarde = 'a', rol = 'operator', recht = 'alles' }]", "hoort een lijst"),
            ("['operator']", "hoort een lijst"),
        ] {
            let melding = zet(&mut instelling, &format!("oidc-rollen = {fout}")).unwrap_err();
            assert!(melding.contains(woord), "{fout} {melding}");
        }
        let goed = "[[oidc-rollen]]\nwaarde = 'a'\nrol = 'backoffice'\npartij = '0479'\n\
                    [[oidc-rollen]]\nwaarde = 'b'\nrol = 'operator'";
        zet(&mut instelling, goed).unwrap();
        assert_eq!(instelling.rollen.len(), 2);
    }

    #[test]
    fn wat_bij_elkaar_hoort_staat_er_allemaal_of_helemaal_niet() {
        let klok = Klok::systeem();
        assert!(Oidcinstelling::default().oidc(&klok).unwrap().is_none());
        let map = tempfile::tempdir().unwrap();
        let geheim = map.path().join("geheim");
        std::fs::write(&geheim, "geheim van de poort\n").unwrap();
        let regels = [
            "oidc-uitgever = 'https://inloggen.example.nl'".to_owned(),
            "oidc-client = 'poort'".to_owned(),
            "oidc-adres-van-poort = 'https://poort.example.nl'".to_owned(),
            "oidc-rollen = [{ waarde = 'a', rol = 'operator' }]".to_owned(),
            format!("oidc-geheim-bestand = '{}'", geheim.display()),
        ];
        let oidc = |regels: &[String]| {
            let mut instelling = Oidcinstelling::default();
            zet(&mut instelling, &regels.join("\n")).unwrap();
            instelling.oidc(&klok)
        };
        assert!(oidc(&regels).unwrap().is_some());
        for weg in 0..regels.len() {
            let mut half = regels.to_vec();
            half.remove(weg);
            assert!(oidc(&half).is_err(), "{}", regels[weg]);
        }
        for anders in ["'http://inloggen.example.nl'", "'inloggen'"] {
            let mut anders = vec![format!("oidc-uitgever = {anders}")];
            anders.extend_from_slice(&regels[1..]);
            assert!(oidc(&anders).is_err());
        }
    }
}
