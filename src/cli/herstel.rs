//! `herstel`: leveringen offered once more, and parked messages taken up again.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::dienst::laad_schemas;
use super::fout::CliFout;
use super::partij::{Database, bekend, open};
use crate::bericht::Standaard;
use crate::bezorging::Leveringstatus;
use crate::poort::Poort;
use crate::store::{LeveringKeuze, Taak};
use crate::tijd::{Klok, begin_van_dag};

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort herstel OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Bied één levering opnieuw aan, met hetzelfde id
    #[command(override_usage = "berichtenpoort herstel levering --id ID")]
    Levering(Een),
    /// Tel leveringen, en bied ze met --uitvoeren opnieuw aan
    #[command(override_usage = "berichtenpoort herstel leveringen [opties]")]
    Leveringen(Leveringen),
    /// Toon de taken die nog niet klaar zijn, en maak ze met --uitvoeren af
    #[command(override_usage = "berichtenpoort herstel taken [opties]")]
    Taken(Taken),
    /// Neem berichten weer op die na mislukte verwerking zijn geparkeerd; zonder keuze ziet u welke dat zijn
    #[command(override_usage = "berichtenpoort herstel bericht [--id ID | --alle]")]
    Bericht(Bericht),
}

#[derive(Debug, Args)]
pub(super) struct Een {
    /// Het id van de levering
    #[arg(long, value_name = "ID")]
    id: Uuid,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Leveringen {
    /// Alleen leveringen aan de partij met deze code
    #[arg(long, value_name = "CODE")]
    partij: Option<String>,
    /// Alleen leveringen van deze standaard: ijw of iwmo
    #[arg(long, value_name = "STANDAARD", value_parser = ["ijw", "iwmo"])]
    standaard: Option<String>,
    /// Alleen leveringen die vanaf deze dag zijn klaargezet
    #[arg(long, value_name = "JJJJ-MM-DD")]
    van: Option<NaiveDate>,
    /// Alleen leveringen die tot en met deze dag zijn klaargezet
    #[arg(long, value_name = "JJJJ-MM-DD")]
    tot_en_met: Option<NaiveDate>,
    /// Alleen leveringen met deze status: wachtend, aangekondigd, bevestigd of mislukt
    #[arg(long, value_name = "STATUS", default_value = "mislukt", value_parser = Leveringstatus::ALLE.map(Leveringstatus::sleutel))]
    status: String,
    /// Bied ze opnieuw aan; zonder deze optie ziet u alleen hoeveel het er zijn
    #[arg(long)]
    uitvoeren: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Taken {
    /// Maak ze af
    #[arg(long)]
    uitvoeren: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Bericht {
    /// Het id van het bericht
    #[arg(long, value_name = "ID", conflicts_with = "alle")]
    id: Option<Uuid>,
    /// Alle geparkeerde berichten
    #[arg(long)]
    alle: bool,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    match opdracht {
        Opdracht::Levering(opties) => levering(&opties).await?,
        Opdracht::Leveringen(opties) => leveringen(&opties).await?,
        Opdracht::Taken(opties) => taken(&opties).await?,
        Opdracht::Bericht(opties) => bericht(&opties).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn poort(database: &Database) -> Result<Poort, CliFout> {
    Ok(Poort::nieuw(open(database).await?, Arc::new(laad_schemas(None)?), Klok::systeem()))
}

async fn levering(opties: &Een) -> Result<(), CliFout> {
    if !poort(&opties.database).await?.herstel_levering(opties.id).await? {
        return Err(CliFout::Invoer(format!(
            "Er is geen levering met id {} die nog te bezorgen is. Controleer het id; van oude berichten kan de inhoud zijn opgeruimd.",
            opties.id
        )));
    }
    writeln!(io::stdout(), "De levering staat weer klaar en gaat met hetzelfde id naar haar partij.")?;
    Ok(())
}

async fn leveringen(opties: &Leveringen) -> Result<(), CliFout> {
    let poort = poort(&opties.database).await?;
    let partij = match &opties.partij {
        Some(code) => Some(bekend(&poort.store, code).await?.id),
        None => None,
    };
    let morgen = opties.tot_en_met.and_then(|dag| dag.succ_opt());
    let keuze = LeveringKeuze {
        partij,
        standaard: opties.standaard.as_deref().and_then(Standaard::van_sleutel),
        van: opties.van.map(begin_van_dag),
        tot: morgen.map(begin_van_dag),
        status: Leveringstatus::van_sleutel(&opties.status).unwrap_or(Leveringstatus::Mislukt),
    };
    let uit = &mut io::stdout();
    if !opties.uitvoeren {
        let aantal = poort.store.tel_leveringen(&keuze).await?;
        writeln!(uit, "Aantal leveringen met status {}: {aantal}. Er is niets veranderd.", opties.status)?;
        if aantal > 0 {
            writeln!(uit, "Geef dezelfde opdracht met --uitvoeren om ze opnieuw aan te bieden.")?;
        }
        return Ok(());
    }
    let taak = poort.herstel_leveringen(&keuze).await?;
    writeln!(
        uit,
        "Taak {} bewaard: {} leveringen. Na een onderbreking gaat zij vanzelf verder.",
        taak.id, taak.totaal
    )?;
    maak_af(&poort, taak.id).await
}

async fn maak_af(poort: &Poort, taak: Uuid) -> Result<(), CliFout> {
    let vertel = |stand: &Taak| {
        // Whoever reads along may stop; the job goes on.
        let _ =
            writeln!(io::stdout(), "  {} van {} leveringen opnieuw aangeboden", stand.gedaan, stand.totaal);
    };
    poort.voer_taak_uit(taak, vertel).await?;
    writeln!(io::stdout(), "Taak {taak} is klaar.")?;
    Ok(())
}

async fn taken(opties: &Taken) -> Result<(), CliFout> {
    let poort = poort(&opties.database).await?;
    let open = poort.store.open_taken().await?;
    let uit = &mut io::stdout();
    if open.is_empty() {
        writeln!(uit, "Alle taken zijn klaar.")?;
    }
    for taak in open {
        writeln!(
            uit,
            "{}\t{} van {} leveringen\tsinds {}",
            taak.id, taak.gedaan, taak.totaal, taak.gemaakt_op
        )?;
        if opties.uitvoeren {
            maak_af(&poort, taak.id).await?;
        }
    }
    Ok(())
}

async fn bericht(opties: &Bericht) -> Result<(), CliFout> {
    let poort = poort(&opties.database).await?;
    let uit = &mut io::stdout();
    if let Some(id) = opties.id {
        if !poort.herstel_bericht(id).await? {
            return Err(CliFout::Invoer(format!(
                "Er is geen geparkeerd bericht met id {id}. Controleer het id."
            )));
        }
        writeln!(uit, "Bericht {id} wacht weer op verwerking.")?;
        return Ok(());
    }
    let geparkeerd = poort.store.geparkeerde_berichten().await?;
    if geparkeerd.is_empty() {
        writeln!(uit, "Er zijn geen geparkeerde berichten.")?;
    }
    for (id, oorzaak) in geparkeerd {
        if opties.alle {
            poort.herstel_bericht(id).await?;
            writeln!(uit, "Bericht {id} wacht weer op verwerking.")?;
        } else {
            writeln!(uit, "{id}\t{}", oorzaak.unwrap_or_default())?;
        }
    }
    Ok(())
}
