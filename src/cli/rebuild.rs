//! `rebuild`: the projections made again from the stored messages.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::configuratie::Configuratie;
use super::dienst::{begin_log, breng_bij, laad_schemas};
use super::fout::CliFout;
use super::sleutel::{Sleutelopties, ontgrendel};
use crate::poort::Poort;
use crate::store::{Store, Telling};
use crate::tijd::Klok;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort rebuild [opties]")]
pub(super) struct Opties {
    /// Lees de instellingen uit dit TOML-bestand
    #[arg(long, value_name = "BESTAND")]
    config: Option<PathBuf>,
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL")]
    database_url: Option<String>,
    /// Gebruik de schema's in deze map in plaats van de ingebouwde
    #[arg(long, value_name = "MAP")]
    xsd_dir: Option<PathBuf>,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    begin_log("warn");
    let mut configuratie = Configuratie::lees(opties.config.as_deref())?;
    let url = configuratie.database_url(opties.database_url);
    let sleutel = opties.sleutel.verplicht(configuratie.sleutelbestand)?;
    let schemas = Arc::new(laad_schemas(opties.xsd_dir.or(configuratie.xsd_dir).as_deref())?);
    let store = Store::open(&url).await?;
    store.migreer().await?;
    ontgrendel(&store, sleutel).await?;
    let poort = Poort::nieuw(store, schemas, Klok::systeem());
    breng_bij(&poort).await?;
    let herbouwd = poort.herbouw().await?;
    let uit = &mut io::stdout();
    writeln!(uit, "De dossiers zijn opnieuw opgebouwd uit {} berichten.", herbouwd.berichten)?;
    for Telling { tabel, eerst, nu } in herbouwd.tabellen {
        let anders = if eerst == nu { String::new() } else { format!(" (het waren er {eerst})") };
        writeln!(uit, "  {tabel}: {nu} rijen{anders}")?;
    }
    Ok(ExitCode::SUCCESS)
}
