//! `partij knooppunt`: through which knooppunt a party is reached.

use std::io::{self, Write};

use clap::Args;

use super::super::sleutel::Sleutelopties;
use super::{Database, bekend, open_met_sleutel};
use crate::cli::fout::CliFout;
use crate::poort::Partijbeheer;
use crate::tijd::Klok;

#[derive(Debug, Args)]
pub(in crate::cli) struct Opties {
    /// De code van de partij
    #[arg(long, value_name = "CODE")]
    code: String,
    /// De code van het knooppunt waar haar leveringen heen gaan
    #[arg(long, value_name = "CODE", required_unless_present = "geen")]
    via: Option<String>,
    /// De partij gaat niet meer via een knooppunt: haar leveringen blijven in de postbus tot u anders instelt
    #[arg(long, conflicts_with = "via")]
    geen: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<(), CliFout> {
    let store = open_met_sleutel(&opties.database, opties.sleutel).await?;
    let partij = bekend(&store, &opties.code).await?;
    let knooppunt = match &opties.via {
        Some(code) => Some(bekend(&store, code).await?),
        None => None,
    };
    let klok = Klok::systeem();
    Partijbeheer::nieuw(&store, &klok).zet_knooppunt(&partij, knooppunt.as_ref()).await?;
    match knooppunt {
        Some(knooppunt) => writeln!(
            io::stdout(),
            "De leveringen van {} gaan voortaan naar knooppunt {}.",
            partij.naam,
            knooppunt.naam
        )?,
        None => {
            writeln!(io::stdout(), "De leveringen van {} gaan niet meer via een knooppunt.", partij.naam)?
        }
    }
    Ok(())
}
