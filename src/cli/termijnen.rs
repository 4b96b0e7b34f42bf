//! `termijnen`: what runs and what is overdue, over all parties.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::dienst::STANDAARD_DATABASE;
use super::fout::CliFout;
use crate::keten::{TermijnSoort, TermijnStatus};
use crate::store::{Store, TermijnFilter, TermijnRij};
use crate::tijd::Klok;

/// How many are read at once.
const PAGINA: u32 = 500;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort termijnen [opties]")]
pub(super) struct Opties {
    /// Toon alleen termijnen met deze status: komend, lopend of verlopen (anders lopend en verlopen)
    #[arg(long, value_name = "STATUS", value_parser = ["komend", "lopend", "verlopen"])]
    status: Option<String>,
    /// Toon alleen termijnen van deze soort, bijvoorbeeld retour of start
    #[arg(long, value_name = "SOORT", value_parser = TermijnSoort::ALLE.map(TermijnSoort::sleutel))]
    soort: Option<String>,
    /// Toon alleen termijnen van de partij met deze code
    #[arg(long, value_name = "CODE")]
    partij: Option<String>,
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL", default_value = STANDAARD_DATABASE)]
    database_url: String,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    let store = Store::open(&opties.database_url).await?;
    store.migreer().await?;
    let partij = match &opties.partij {
        None => None,
        Some(code) => Some(store.partij_met_code(code).await?.ok_or_else(|| {
            CliFout::Invoer(format!(
                "Er is geen partij met code {code}. ‘berichtenpoort partij lijst’ toont wie er zijn."
            ))
        })?),
    };
    let mut filter = TermijnFilter {
        status: opties.status.as_deref().and_then(TermijnStatus::van_sleutel),
        soort: opties.soort.as_deref().and_then(TermijnSoort::van_sleutel),
        na: None,
    };
    let vandaag = Klok::systeem().vandaag();
    let uit = &mut io::stdout().lock();
    loop {
        let rijen = store.termijnen(partij.as_ref(), &filter, vandaag, PAGINA).await?;
        for rij in &rijen {
            let status = TermijnStatus::op(vandaag, rij.begint_op, rij.laatste_dag);
            if filter.status.is_some() || status != TermijnStatus::Komend {
                writeln!(uit, "{}", regel(rij, status))?;
            }
        }
        match rijen.last() {
            Some(laatste) => filter.na = Some((laatste.laatste_dag, laatste.id)),
            None => return Ok(ExitCode::SUCCESS),
        }
    }
}

/// One term as one line, with tabs between its parts.
fn regel(rij: &TermijnRij, status: TermijnStatus) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        rij.laatste_dag,
        status.sleutel(),
        rij.soort.sleutel(),
        rij.standaard,
        rij.gemeente,
        rij.aanbieder,
        rij.onderwerp
    )
}
