//! `partij herindelingen`: which gemeente took over another.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{Database, open};
use crate::bericht::Gemeentecode;
use crate::cli::csvlijst::{Fouten, Rij, lees_bestand, met_rijen, rijen, schrijf};
use crate::cli::fout::CliFout;
use crate::partij::kring;
use crate::store::Herindeling;

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort partij herindelingen OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(in crate::cli) enum Opdracht {
    /// Vervang alle herindelingen door die in een CSV-bestand met de kolommen oud;nieuw;per
    #[command(override_usage = "berichtenpoort partij herindelingen importeren BESTAND [opties]")]
    Importeren(Importeren),
    /// Toon de herindelingen als CSV
    #[command(override_usage = "berichtenpoort partij herindelingen lijst [opties]")]
    Lijst(Database),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Importeren {
    /// CSV-bestand in UTF-8: per regel de CBS-code die verviel, die van de gemeente die verder ging, en de eerste dag
    /// daarvan als JJJJ-MM-DD
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    /// Neem ook een bestand zonder rijen aan: daarna is er geen herindeling bekend
    #[arg(long)]
    leeg: bool,
    #[command(flatten)]
    database: Database,
}

const KOLOMMEN: [&str; 3] = ["oud", "nieuw", "per"];

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    match opdracht {
        Opdracht::Importeren(opties) => {
            let lijst = met_rijen(&opties.bestand, lees_bestand(&opties.bestand, lees)?, opties.leeg)?;
            open(&opties.database).await?.vervang_herindelingen(&lijst).await?;
            writeln!(uit, "Ingelezen: {} herindelingen. Ze vervangen de lijst die er was.", lijst.len())?;
        }
        Opdracht::Lijst(database) => {
            let lijst = open(&database).await?.herindelingen().await?;
            let rij =
                |stap: Herindeling| [stap.oud.to_string(), stap.nieuw.to_string(), stap.per.to_string()];
            schrijf(uit, KOLOMMEN, lijst.into_iter().map(rij))?;
        }
    }
    Ok(())
}

/// Reads a list: each gemeente went into one other.
fn lees(tekst: &str) -> Result<Vec<Herindeling>, Fouten> {
    let mut fouten = Fouten::default();
    let (mut gelezen, mut eerder) = (Vec::<Herindeling>::new(), BTreeMap::new());
    for rij in rijen(tekst, &KOLOMMEN, &[], &mut fouten) {
        match herindeling(&rij) {
            Err(tekst) => fouten.voeg_toe(rij.regel, tekst),
            Ok(stap) => {
                if let Some(al) = eerder.insert(stap.oud.clone(), rij.regel) {
                    fouten.voeg_toe(rij.regel, format!("gemeente {} staat ook al op regel {al}", stap.oud));
                }
                gelezen.push(stap);
            }
        }
    }
    let stappen = gelezen.iter().map(|stap| (stap.oud.as_str(), stap.nieuw.as_str()));
    if let Some(code) = kring(stappen) {
        let regel =
            gelezen.iter().find(|stap| stap.oud.as_str() == code).and_then(|stap| eerder.get(&stap.oud));
        let tekst = format!("gemeente {code} gaat via andere regels weer in zichzelf op");
        fouten.voeg_toe(regel.copied().unwrap_or(1), tekst);
    }
    fouten.anders(gelezen)
}

fn herindeling(rij: &Rij<'_>) -> Result<Herindeling, String> {
    let code = |kolom| {
        let tekst = rij.gevuld(kolom)?;
        Gemeentecode::lees(tekst)
            .map_err(|_| format!("‘{tekst}’ is geen gemeentecode. Die heeft vier cijfers"))
    };
    let per: NaiveDate = rij
        .gevuld("per")?
        .parse()
        .map_err(|_| format!("‘{}’ is geen datum. Schrijf die als 2026-01-01", rij.veld("per")))?;
    let stap = Herindeling { oud: code("oud")?, nieuw: code("nieuw")?, per };
    if stap.oud == stap.nieuw {
        return Err("een gemeente gaat niet in zichzelf op: oud en nieuw zijn gelijk".to_owned());
    }
    Ok(stap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_lijst_van_herindelingen_noemt_elke_gemeente_een_keer() {
        let gelezen = lees("oud;nieuw;per\n0370;0439;2022-01-01\n0457;0363;2022-03-24\n").unwrap();
        assert_eq!(gelezen.len(), 2);
        let tekst = "oud;nieuw;per\n0370;0439;2022-01-01\n0370;0363;2022-01-01\n370;0439;2022-01-01\n\
                     0439;0439;2022-01-01\n0439;0363;1-1-2022\n";
        let woorden = lees(tekst).unwrap_err().in_woorden_voor_test();
        for deel in [
            "regel 3: gemeente 0370 staat ook al op regel 2",
            "regel 4: ‘370’ is geen gemeentecode",
            "regel 5: een gemeente gaat niet in zichzelf op",
            "regel 6: ‘1-1-2022’ is geen datum",
        ] {
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
        let rond = "oud;nieuw;per\n0370;0439;2022-01-01\n0439;0363;2022-01-01\n0363;0370;2023-01-01\n";
        let woorden = lees(rond).unwrap_err().in_woorden_voor_test();
        assert!(woorden.contains("gaat via andere regels weer in zichzelf op"), "{woorden}");
    }
}
