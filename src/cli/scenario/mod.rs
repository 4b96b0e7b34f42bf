//! `scenario`: plays chains of messages against a fresh gate each, and holds what it answers against what is expected.
//! Others build on its flags, keys and exit codes.

mod lezen;
mod mappen;
mod ruimte;
mod spelen;
mod vergelijken;
mod verwacht;
mod waarden;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;

pub use self::lezen::lees;
pub use self::mappen::scenarios;
use self::ruimte::Ruimte;
pub use self::spelen::speel;
pub use self::verwacht::Scenario;
use super::dienst::{begin_log, laad_schemas};
use super::fout::{CliFout, waarschuw};
use crate::bericht::Schemas;
use crate::geheim::{Hoofdsleutel, Sleutelbron};
use crate::store::{Store, StoreFout};
use crate::tijd::Klok;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort scenario [opties] MAP...")]
pub(super) struct Opties {
    /// Mappen met een scenario.json, of mappen waarin zulke mappen staan
    #[arg(value_name = "MAP", required = true)]
    mappen: Vec<PathBuf>,
    /// text (om te lezen) of json (een object per scenario)
    #[arg(long, value_name = "VORM", value_enum, default_value_t = Vorm::Text)]
    format: Vorm,
    /// Speel op deze PostgreSQL-database, elk scenario in een eigen schema (anders op SQLite in een tijdelijke map)
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Vorm {
    Text,
    Json,
}

/// How a scenario went, as the contract has it.
#[derive(Serialize)]
struct Uitslag<'a> {
    scenario: &'a str,
    geslaagd: bool,
    verschillen: &'a [String],
}

/// How many scenarios ended how.
#[derive(Default)]
struct Telling {
    geslaagd: usize,
    verschilt: usize,
    onleesbaar: usize,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    begin_log("warn");
    let schemas = Arc::new(laad_schemas(None)?);
    let uit = &mut io::stdout();
    let mut telling = Telling::default();
    for map in &opties.mappen {
        let gevonden = match scenarios(map) {
            Ok(gevonden) => gevonden,
            Err(fout) => {
                meld_onleesbaar(&fout, &mut telling);
                continue;
            }
        };
        for (naam, map) in gevonden {
            let scenario = match lees(&map) {
                Ok(scenario) => scenario,
                Err(fout) => {
                    meld_onleesbaar(&fout, &mut telling);
                    continue;
                }
            };
            let ruimte = Ruimte::maak(opties.database_url.as_deref()).await?;
            let gespeeld = speel_in(&ruimte, &scenario, &schemas).await;
            ruimte.ruim_op().await?;
            let verschillen: Vec<String> = gespeeld?.iter().map(|verschil| zonder_bsn(verschil)).collect();
            match opties.format {
                Vorm::Json => schrijf_json(uit, &naam, &verschillen)?,
                Vorm::Text => {
                    let tekst = [scenario.titel, scenario.toelichting].map(|tekst| zonder_bsn(&tekst));
                    schrijf_tekst(uit, &naam, &tekst, &verschillen)?;
                }
            }
            if verschillen.is_empty() { telling.geslaagd += 1 } else { telling.verschilt += 1 }
        }
    }
    if let Vorm::Text = opties.format {
        schrijf_telling(uit, &telling)?;
    }
    Ok(match telling {
        Telling { onleesbaar: 0, verschilt: 0, .. } => ExitCode::SUCCESS,
        Telling { onleesbaar: 0, .. } => ExitCode::from(1),
        _ => ExitCode::from(2),
    })
}

async fn speel_in(
    ruimte: &Ruimte,
    scenario: &Scenario,
    schemas: &Arc<Schemas>,
) -> Result<Vec<String>, CliFout> {
    let store = Store::open(&ruimte.url()).await?;
    store.migreer().await?;
    // The data is gone in a moment, and its key with it.
    let sleutel = Hoofdsleutel::nieuw().map_err(StoreFout::from)?;
    store.ontgrendel(Sleutelbron::Vast(sleutel.into()), Klok::systeem().nu()).await?;
    speel(scenario, schemas, store).await
}

/// What cannot be read is no verdict on the gate; the other scenarios are still played.
fn meld_onleesbaar(fout: &CliFout, telling: &mut Telling) {
    telling.onleesbaar += 1;
    waarschuw(&format!("Fout: {}", zonder_bsn(&fout.to_string())));
}

fn schrijf_json(uit: &mut impl Write, naam: &str, verschillen: &[String]) -> io::Result<()> {
    let uitslag = Uitslag { scenario: naam, geslaagd: verschillen.is_empty(), verschillen };
    serde_json::to_writer(&mut *uit, &uitslag)?;
    writeln!(uit)
}

fn schrijf_tekst(
    uit: &mut impl Write,
    naam: &str,
    [titel, toelichting]: &[String; 2],
    verschillen: &[String],
) -> io::Result<()> {
    let uitslag = if verschillen.is_empty() { "geslaagd" } else { "verschilt" };
    writeln!(uit, "{uitslag:<9}  {naam}: {titel}")?;
    if !verschillen.is_empty() && !toelichting.is_empty() {
        writeln!(uit, "    {toelichting}")?;
    }
    for verschil in verschillen {
        writeln!(uit, "  - {verschil}")?;
    }
    Ok(())
}

fn schrijf_telling(uit: &mut impl Write, telling: &Telling) -> io::Result<()> {
    let Telling { geslaagd, verschilt, onleesbaar } = telling;
    let gespeeld = geslaagd + verschilt;
    let niet = if *onleesbaar > 0 { format!(", {onleesbaar} niet te lezen") } else { String::new() };
    writeln!(uit, "\n{geslaagd} van {gespeeld} gespeelde scenario's geslaagd{niet}")
}

/// A text without anything that could be a burgerservicenummer: whoever writes a scenario may have put one anywhere.
fn zonder_bsn(tekst: &str) -> String {
    let mut uit = String::with_capacity(tekst.len());
    for deel in tekst.split_inclusive(|teken: char| !teken.is_ascii_digit()) {
        let cijfers = deel.trim_end_matches(|teken: char| !teken.is_ascii_digit());
        if cijfers.len() == 9 {
            uit.push('…');
            uit.extend(deel.chars().skip(9));
        } else {
            uit.push_str(deel);
        }
    }
    uit
}

#[cfg(test)]
mod tests {
    use super::zonder_bsn;

    #[test]
    fn nine_digits_in_a_row_are_left_out_and_nothing_else() {
        for (tekst, verwacht) in [
            ("999900006", "…"),
            ("bij [Bsn=999900006]: € 1.234,56", "bij [Bsn=…]: € 1.234,56"),
            ("999900006 en 999900018.", "… en …."),
            ("AGB 65656055, 1234567890, RN1", "AGB 65656055, 1234567890, RN1"),
            ("", ""),
        ] {
            assert_eq!(zonder_bsn(tekst), verwacht);
        }
    }
}
