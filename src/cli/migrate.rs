//! `migrate`: brings a database to the latest version.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::dienst::STANDAARD_DATABASE;
use super::fout::CliFout;
use crate::store::Store;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort migrate [opties]")]
pub(super) struct Opties {
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL", default_value = STANDAARD_DATABASE)]
    database_url: String,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    Store::open(&opties.database_url).await?.migreer().await?;
    writeln!(io::stdout(), "De database is op de laatste versie.")?;
    Ok(ExitCode::SUCCESS)
}
