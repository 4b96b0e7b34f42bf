//! `serve`: the gate.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::configuratie::Configuratie;
use super::dienst::{Dienst, Instelling, STANDAARD_ADRES, begin_log, meldingen, uitgaand, wacht_op_stop};
use super::fout::CliFout;
use super::sleutel::Sleutelopties;
use crate::bewaren::{Bewaarregels, Uren};
use crate::poort::Nachtwerk;
use crate::web::Huisstijl;

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
    /// Adres en poort waarop de cijfers voor het beheer staan (/metrics, zonder sleutel); anders staan ze nergens
    #[arg(long, value_name = "ADRES")]
    metrics_listen: Option<String>,
    /// Gebruik de schema's in deze map in plaats van de ingebouwde
    #[arg(long, value_name = "MAP")]
    xsd_dir: Option<PathBuf>,
    /// Spreek TLS, met dit certificaat (PEM, met de certificaten tussen dit en de wortel)
    #[arg(long, value_name = "BESTAND")]
    tls_certificaat: Option<PathBuf>,
    /// De sleutel van dat certificaat (PEM, zonder wachtwoord)
    #[arg(long, value_name = "BESTAND")]
    tls_sleutel: Option<PathBuf>,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    let mut configuratie = Configuratie::lees(opties.config.as_deref())?;
    let mut toegang = std::mem::take(&mut configuratie.toegang);
    toegang.tls_certificaat = opties.tls_certificaat.or(toegang.tls_certificaat);
    toegang.tls_sleutel = opties.tls_sleutel.or(toegang.tls_sleutel);
    begin_log("info,sqlx=warn");
    let instelling = Instelling {
        database_url: configuratie.database_url(opties.database_url),
        listen: opties.listen.or(configuratie.listen).unwrap_or_else(|| STANDAARD_ADRES.to_owned()),
        metrics_listen: opties.metrics_listen.or(configuratie.metrics_listen),
        xsd_dir: opties.xsd_dir.or(configuratie.xsd_dir),
        sleutel: opties.sleutel.verplicht(configuratie.sleutelbestand)?,
        werkers: configuratie.werkers.unwrap_or(STANDAARD_WERKERS),
        toegang,
        nachtwerk: nachtwerk(configuratie.bewaren_uren, configuratie.bewaarregels),
        bezorging: uitgaand(
            configuratie.bezorging_toegestaan,
            configuratie.bezorging_certificaten.as_deref(),
        )?,
        huisstijl: huisstijl(configuratie.thema.as_deref())?,
        meldingen: meldingen(
            configuratie.meldingen_url.as_deref(),
            configuratie.meldingen_geheim.as_deref(),
        )?,
    };
    let dienst = Dienst::start(&instelling).await?;
    writeln!(io::stdout(), "De poort luistert op {}://{}. Stop met Ctrl-C.", dienst.schema, dienst.adres)?;
    wacht_op_stop().await;
    dienst.stop().await;
    Ok(ExitCode::SUCCESS)
}

fn huisstijl(thema: Option<&Path>) -> Result<Huisstijl, CliFout> {
    let Some(pad) = thema else { return Ok(Huisstijl::default()) };
    Huisstijl::uit_bestand(pad)
        .map_err(|fout| CliFout::Omgeving(format!("Bij thema {}: {fout}", pad.display())))
}

/// Cleaning up, where its hours were set.
fn nachtwerk(uren: Option<Uren>, regels: Bewaarregels) -> Option<Nachtwerk> {
    uren.map(|uren| Nachtwerk { regels, uren })
}
