//! The configuration file.

use std::fs;
use std::path::{Path, PathBuf};

use ipnet::IpNet;

use super::bewaren::lees_termijn;
use super::dienst::STANDAARD_DATABASE;
use super::fout::CliFout;
use super::oidc::Oidcinstelling;
use super::toegang::Toegangsinstelling;
use crate::bewaren::{Bewaarregels, Uren};
use crate::systeem::oorzaak;

/// What the configuration file may hold. What stands on the command line goes first.
#[derive(Debug, Default)]
pub(super) struct Configuratie {
    pub(super) database_url: Option<String>,
    pub(super) listen: Option<String>,
    pub(super) metrics_listen: Option<String>,
    pub(super) xsd_dir: Option<PathBuf>,
    pub(super) werkers: Option<usize>,
    pub(super) toegang: Toegangsinstelling,
    /// Where deliveries may go besides public addresses with TLS.
    pub(super) bezorging_toegestaan: Vec<IpNet>,
    /// Certificates that deliveries trust besides those of the system.
    pub(super) bezorging_certificaten: Option<PathBuf>,
    pub(super) sleutelbestand: Option<PathBuf>,
    /// Values of the style of the screens.
    pub(super) thema: Option<PathBuf>,
    /// Where events for who manages the gate go, and the file with what they are signed with.
    pub(super) meldingen_url: Option<String>,
    pub(super) meldingen_geheim: Option<PathBuf>,
    /// How long what is kept, where that is not as usual.
    pub(super) bewaarregels: Bewaarregels,
    /// The hours in which `serve` cleans up; it does not unless asked to.
    pub(super) bewaren_uren: Option<Uren>,
}

impl Configuratie {
    /// Reads a configuration file; nothing is set where none is given.
    pub(super) fn lees(pad: Option<&Path>) -> Result<Configuratie, CliFout> {
        pad.map(lees).transpose().map(Option::unwrap_or_default)
    }

    /// Where the data is: what stands on the command line, in the file, or else the usual place.
    pub(super) fn database_url(&mut self, gegeven: Option<String>) -> String {
        gegeven.or_else(|| self.database_url.take()).unwrap_or_else(|| STANDAARD_DATABASE.to_owned())
    }
}

fn lees(pad: &Path) -> Result<Configuratie, CliFout> {
    let tekst = fs::read_to_string(pad).map_err(|fout| {
        CliFout::Omgeving(format!(
            "Het configuratiebestand {} is niet te lezen: {}. Controleer de naam en de rechten.",
            pad.display(),
            oorzaak(&fout)
        ))
    })?;
    configuratie(&tekst).map_err(|(regel, wat)| {
        CliFout::Omgeving(format!("In het configuratiebestand {}, regel {regel}: {wat}", pad.display()))
    })
}

/// Reads the settings, or gives the line and what is wrong there: the parser's own words are English.
fn configuratie(tekst: &str) -> Result<Configuratie, (usize, String)> {
    let tabel: toml::Table = toml::from_str(tekst).map_err(|fout| {
        let tot = fout.span().map_or(0, |plek| plek.start);
        let regel = tekst.bytes().take(tot).filter(|teken| *teken == b'\n').count() + 1;
        (
            regel,
            "dit is niet te lezen. Schrijf: naam = \"waarde\", met tekst tussen aanhalingstekens.".to_owned(),
        )
    })?;
    let mut uit = Configuratie::default();
    for (naam, waarde) in tabel {
        let regel =
            tekst.lines().position(|regel| regel.trim_start().starts_with(&naam)).map_or(1, |plek| plek + 1);
        let als_tekst = || {
            let fout = || (regel, format!("bij {naam} hoort een tekst tussen aanhalingstekens."));
            waarde.as_str().map(str::to_owned).ok_or_else(fout)
        };
        match naam.as_str() {
            "database-url" => uit.database_url = Some(als_tekst()?),
            "listen" => uit.listen = Some(als_tekst()?),
            "metrics-listen" => uit.metrics_listen = Some(als_tekst()?),
            "sleutelbestand" => uit.sleutelbestand = Some(als_tekst()?.into()),
            "xsd-dir" => uit.xsd_dir = Some(als_tekst()?.into()),
            "werkers" => {
                let aantal = waarde.as_integer().and_then(|aantal| usize::try_from(aantal).ok());
                let aantal = aantal.filter(|aantal| (1..=64).contains(aantal));
                let fout = || (regel, "bij werkers hoort een getal van 1 tot en met 64.".to_owned());
                uit.werkers = Some(aantal.ok_or_else(fout)?);
            }
            "bezorging-toegestane-adressen" => {
                let fout =
                    || (regel, format!("bij {naam} hoort een lijst van reeksen, zoals [\"10.1.0.0/16\"]."));
                let reeks = |waarde: &toml::Value| waarde.as_str().and_then(|tekst| tekst.parse().ok());
                let reeksen = waarde.as_array().and_then(|lijst| lijst.iter().map(reeks).collect());
                uit.bezorging_toegestaan = reeksen.ok_or_else(fout)?;
            }
            "thema" => uit.thema = Some(als_tekst()?.into()),
            "meldingen-url" => uit.meldingen_url = Some(als_tekst()?),
            "meldingen-geheim-bestand" => uit.meldingen_geheim = Some(als_tekst()?.into()),
            "bewaren-uren" => {
                let uren = als_tekst()?.parse().map_err(|fout| (regel, format!("bij {naam}: {fout}.")))?;
                uit.bewaren_uren = Some(uren);
            }
            soort if soort.starts_with("bewaartermijn-") => {
                let soort = soort.trim_start_matches("bewaartermijn-");
                let gelezen =
                    lees_termijn(soort, &als_tekst()?).map_err(|fout| (regel, format!("{fout}.")))?;
                uit.bewaarregels.zet(gelezen.0, gelezen.1);
            }
            "bezorging-certificaten" => uit.bezorging_certificaten = Some(als_tekst()?.into()),
            _ => match uit.toegang.zet(&naam, &waarde) {
                Some(gezet) => gezet.map_err(|wat| (regel, wat))?,
                None => {
                    let wat = format!(
                        "de naam ‘{naam}’ is niet bekend. Toegestaan zijn database-url, listen, metrics-listen, sleutelbestand, \
                         xsd-dir, werkers, thema, bezorging-toegestane-adressen, bezorging-certificaten, meldingen-url, \
                         meldingen-geheim-bestand, bewaren-uren, bewaartermijn-SOORT, {}, {}.",
                        Toegangsinstelling::NAMEN.join(", "),
                        Oidcinstelling::NAMEN.join(", ")
                    );
                    return Err((regel, wat));
                }
            },
        }
    }
    Ok(uit)
}
