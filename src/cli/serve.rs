//! `serve`: the gate.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;

use super::dienst::{Dienst, Instelling, STANDAARD_ADRES, STANDAARD_DATABASE, begin_log, wacht_op_stop};
use super::fout::CliFout;
use crate::systeem::oorzaak;

const STANDAARD_WERKERS: usize = 2;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort serve [opties]")]
pub(super) struct Opties {
    /// Lees de instellingen uit dit TOML-bestand
    #[arg(long, value_name = "BESTAND")]
    config: Option<PathBuf>,
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL")]
    database_url: Option<String>,
    /// Adres en poort om op te luisteren (anders 127.0.0.1:8320)
    #[arg(long, value_name = "ADRES")]
    listen: Option<String>,
    /// Gebruik de schema's in deze map in plaats van de ingebouwde
    #[arg(long, value_name = "MAP")]
    xsd_dir: Option<PathBuf>,
}

/// What the configuration file may hold. What stands on the command line goes first.
#[derive(Debug, Default)]
struct Configuratie {
    database_url: Option<String>,
    listen: Option<String>,
    xsd_dir: Option<PathBuf>,
    werkers: Option<usize>,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    let configuratie = opties.config.as_deref().map(lees).transpose()?.unwrap_or_default();
    let instelling = Instelling {
        database_url: opties
            .database_url
            .or(configuratie.database_url)
            .unwrap_or_else(|| STANDAARD_DATABASE.to_owned()),
        listen: opties.listen.or(configuratie.listen).unwrap_or_else(|| STANDAARD_ADRES.to_owned()),
        xsd_dir: opties.xsd_dir.or(configuratie.xsd_dir),
        werkers: configuratie.werkers.unwrap_or(STANDAARD_WERKERS),
    };
    begin_log("info,sqlx=warn");
    let dienst = Dienst::start(&instelling).await?;
    writeln!(io::stdout(), "De poort luistert op http://{}. Stop met Ctrl-C.", dienst.adres)?;
    wacht_op_stop().await;
    dienst.stop().await;
    Ok(ExitCode::SUCCESS)
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
            "xsd-dir" => uit.xsd_dir = Some(als_tekst()?.into()),
            "werkers" => {
                let aantal = waarde.as_integer().and_then(|aantal| usize::try_from(aantal).ok());
                let aantal = aantal.filter(|aantal| (1..=64).contains(aantal));
                let fout = || (regel, "bij werkers hoort een getal van 1 tot en met 64.".to_owned());
                uit.werkers = Some(aantal.ok_or_else(fout)?);
            }
            _ => {
                let wat = format!(
                    "de naam ‘{naam}’ is niet bekend. Toegestaan zijn database-url, listen, xsd-dir en werkers."
                );
                return Err((regel, wat));
            }
        }
    }
    Ok(uit)
}
