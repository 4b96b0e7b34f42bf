//! `partij mandaat` and `partij mandaten`: from when to when a wijkteam allocates care in the name of its gemeente.

use std::io::{self, Write};

use chrono::NaiveDate;
use clap::Args;

use super::{Database, bekend, open};
use crate::cli::fout::CliFout;
use crate::partij::{Geldigheid, Partij, PartijSoort};
use crate::poort::Partijbeheer;
use crate::store::Store;
use crate::tijd::Klok;

#[derive(Debug, Args)]
pub(in crate::cli) struct Geven {
    /// De code van het wijkteam
    #[arg(long, value_name = "CODE")]
    code: String,
    /// De eerste dag, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM")]
    vanaf: NaiveDate,
    /// De laatste dag, als JJJJ-MM-DD; zonder deze optie loopt het mandaat door
    #[arg(long, value_name = "DATUM")]
    tot: Option<NaiveDate>,
    /// Verwijder het mandaat dat op deze eerste dag begint, alsof het er nooit was
    #[arg(long, conflicts_with = "tot")]
    verwijder: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Lijst {
    /// De code van het wijkteam; anders van alle wijkteams
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    database: Database,
}

/// `partij mandaat`.
pub(super) async fn geef(opties: Geven) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let store = open(&opties.database).await?;
    let team = wijkteam(&store, &opties.code).await?;
    if opties.verwijder {
        if !store.vergeet_mandaat(team.id, opties.vanaf).await? {
            return Err(CliFout::Invoer(format!(
                "{} heeft geen mandaat dat op {} begint. Met ‘berichtenpoort partij mandaten’ ziet u welke er zijn.",
                team.naam, opties.vanaf
            )));
        }
        writeln!(uit, "Het mandaat van {} vanaf {} is verwijderd.", team.naam, opties.vanaf)?;
        return Ok(());
    }
    let mandaat = Geldigheid::nieuw(opties.vanaf, opties.tot)?;
    Partijbeheer::nieuw(&store, &Klok::systeem()).geef_mandaat(&team, &mandaat).await?;
    writeln!(uit, "{} mag {} toewijzen namens {}.", team.naam, in_woorden(&mandaat), gemeente_van(&team))?;
    Ok(())
}

/// `partij mandaten`.
pub(super) async fn lijst(opties: Lijst) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let store = open(&opties.database).await?;
    let teams = match &opties.code {
        Some(code) => vec![wijkteam(&store, code).await?],
        None => {
            let partijen = store.partijen().await?;
            partijen.into_iter().filter(|partij| partij.soort == PartijSoort::Wijkteam).collect()
        }
    };
    for team in teams {
        let mandaten = store.mandaten(team.id).await?;
        if mandaten.is_empty() {
            writeln!(uit, "{}\t{}\tgeen mandaat", team.code, team.naam)?;
        }
        for mandaat in mandaten {
            let (gemeente, wanneer) = (&mandaat.gemeente, in_woorden(&mandaat.geldig));
            writeln!(uit, "{}\t{}\t{wanneer}\tvan gemeente {gemeente}", team.code, team.naam)?;
        }
    }
    Ok(())
}

async fn wijkteam(store: &Store, code: &str) -> Result<Partij, CliFout> {
    let partij = bekend(store, code).await?;
    match partij.soort {
        PartijSoort::Wijkteam => Ok(partij),
        _ => Err(CliFout::Invoer(format!(
            "{} is geen wijkteam. Alleen een wijkteam heeft een mandaat, van zijn eigen gemeente.",
            partij.naam
        ))),
    }
}

fn gemeente_van(team: &Partij) -> String {
    team.gemeente.as_ref().map_or_else(|| "zijn gemeente".to_owned(), |code| format!("gemeente {code}"))
}

fn in_woorden(mandaat: &Geldigheid) -> String {
    match mandaat.tot {
        Some(tot) => format!("van {} tot en met {tot}", mandaat.vanaf),
        None => format!("vanaf {}", mandaat.vanaf),
    }
}
