//! `migrate`: brings a database to the latest version.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::dienst::{STANDAARD_DATABASE, breng_bij, laad_schemas};
use super::fout::CliFout;
use super::sleutel::{Sleutelopties, geen_sleutel, ontgrendel};
use crate::poort::Poort;
use crate::store::Store;
use crate::tijd::Klok;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort migrate [opties]")]
pub(super) struct Opties {
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL", default_value = STANDAARD_DATABASE)]
    database_url: String,
    /// Gebruik de schema's in deze map in plaats van de ingebouwde
    #[arg(long, value_name = "MAP")]
    xsd_dir: Option<PathBuf>,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    let schemas = Arc::new(laad_schemas(opties.xsd_dir.as_deref())?);
    let store = Store::open(&opties.database_url).await?;
    store.migreer().await?;
    // Without one, unless there is something to encrypt or to make again.
    match opties.sleutel.bron(None)? {
        Some(bron) => ontgrendel(&store, bron).await?,
        None if store.versleuteling_is_nodig().await? || store.herbouw_is_nodig().await? => {
            return Err(geen_sleutel());
        }
        None => {}
    }
    breng_bij(&Poort::nieuw(store, schemas, Klok::systeem())).await?;
    writeln!(io::stdout(), "De database is op de laatste versie.")?;
    Ok(ExitCode::SUCCESS)
}
