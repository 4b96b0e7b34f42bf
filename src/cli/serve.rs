//! `serve`: the gate.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use serde::Deserialize;

use super::dienst::{Dienst, Instelling, begin_log, wacht_op_stop};
use super::fout::CliFout;

const STANDAARD_DATABASE: &str = "sqlite:berichtenpoort-data/poort.db";
const STANDAARD_ADRES: &str = "127.0.0.1:8320";
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
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
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
            "Het configuratiebestand {} is niet te lezen: {fout}. Controleer de naam en de rechten.",
            pad.display()
        ))
    })?;
    let configuratie: Configuratie = toml::from_str(&tekst).map_err(|fout| {
        let tot = fout.span().map_or(0, |plek| plek.start);
        let regel = tekst.bytes().take(tot).filter(|teken| *teken == b'\n').count() + 1;
        CliFout::Omgeving(format!(
            "Het configuratiebestand {} klopt niet bij regel {regel}: {}. Toegestaan zijn database-url, listen, xsd-dir en \
             werkers.",
            pad.display(),
            fout.message()
        ))
    })?;
    if configuratie.werkers.is_some_and(|aantal| !(1..=64).contains(&aantal)) {
        return Err(CliFout::Omgeving(format!(
            "In {} staat bij werkers een aantal dat niet kan. Kies 1 tot en met 64.",
            pad.display()
        )));
    }
    Ok(configuratie)
}
