//! `begrippen`: the register, as an operator reads and changes it.

mod importeren;
mod proef;
mod tonen;
mod zetten;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::fout::CliFout;
use super::partij::{Database, open};
use crate::poort::{Door, Registerkast};
use crate::tijd::Klok;

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort begrippen OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Toon een begrip, of zonder ID welke begrippen er zijn
    #[command(override_usage = "berichtenpoort begrippen toon [ID] [--versie N] [opties]")]
    Toon(tonen::Toon),
    /// Zoek een begrip op een woord, of een begin of deel daarvan
    #[command(override_usage = "berichtenpoort begrippen zoek TEKST [opties]")]
    Zoek(tonen::Zoek),
    /// Toon wat er in twee versies van een begrip anders is
    #[command(override_usage = "berichtenpoort begrippen vergelijk ID VERSIE VERSIE [opties]")]
    Vergelijk(tonen::Vergelijk),
    /// Toon de codes van een codelijst die op een dag gelden; zonder LIJST: welke lijsten er zijn
    #[command(override_usage = "berichtenpoort begrippen codelijst [LIJST] [--op DATUM] [opties]")]
    Codelijst(tonen::Codelijst),
    /// Toon de begrippen of een codelijst als CSV, JSON of SKOS, om te bewaren of elders te gebruiken
    #[command(
        override_usage = "berichtenpoort begrippen export (--csv | --json | --skos VORM) [--codelijst LIJST] [opties]"
    )]
    Export(tonen::Export),
    /// Neem stukken over uit een bestand met JSON of SKOS (.ttl of .jsonld); zonder --doe ziet u alleen wat er zou veranderen
    #[command(
        override_usage = "berichtenpoort begrippen zet BESTAND [--soort SOORT] [--eigenaar EIGENAAR] [--doe] [opties]"
    )]
    Zet(zetten::Zet),
    /// Wijzig de status van een begrip
    #[command(override_usage = "berichtenpoort begrippen status ID STATUS [opties]")]
    Status(zetten::ZetStatus),
    /// Trek het concept van een begrip in; wat geldt, blijft gelden
    #[command(override_usage = "berichtenpoort begrippen trekin ID [opties]")]
    Trekin(zetten::TrekIn),
    /// Neem een nieuwe uitgave van een codelijst over uit CSV; zonder --doe ziet u alleen wat er zou veranderen
    #[command(
        override_usage = "berichtenpoort begrippen importeer BESTAND [--lijst LIJST] [--per DATUM] [--doe] [opties]"
    )]
    Importeer(importeren::Importeer),
    /// Probeer een lokale regel op berichten die er al zijn; er verandert niets
    #[command(override_usage = "berichtenpoort begrippen proef REGEL --van DATUM --tot DATUM [opties]")]
    Proef(proef::Opties),
}

/// The kind of piece that a command is about.
#[derive(Debug, Args)]
pub(super) struct Soortkeuze {
    /// begrip, codelijst, vertaling, regio of lokaleregel (anders begrip)
    #[arg(long, value_name = "SOORT", default_value = "begrip", value_parser = ["begrip", "codelijst", "vertaling", "regio", "lokaleregel"])]
    soort: String,
}

impl Soortkeuze {
    fn soort(&self) -> Result<crate::begrippen::Soort, CliFout> {
        crate::begrippen::Soort::van_sleutel(&self.soort).ok_or_else(|| {
            CliFout::Omgeving("Kies begrip, codelijst, vertaling, regio of lokaleregel.".to_owned())
        })
    }
}

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    match opdracht {
        Opdracht::Toon(opties) => tonen::toon(opties).await?,
        Opdracht::Zoek(opties) => tonen::zoek(opties).await?,
        Opdracht::Vergelijk(opties) => tonen::vergelijk(opties).await?,
        Opdracht::Codelijst(opties) => tonen::codelijst(opties).await?,
        Opdracht::Export(opties) => tonen::export(opties).await?,
        Opdracht::Zet(opties) => zetten::zet(opties).await?,
        Opdracht::Status(opties) => zetten::zet_status(opties).await?,
        Opdracht::Trekin(opties) => zetten::trek_in(opties).await?,
        Opdracht::Importeer(opties) => importeren::importeer(opties).await?,
        Opdracht::Proef(opties) => return proef::voer_uit(opties).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// The register of a database, with what comes with the program in it.
async fn kast(database: &Database) -> Result<Registerkast, CliFout> {
    let kast = Registerkast::nieuw(open(database).await?, Klok::systeem());
    kast.breng_landelijk_in().await?;
    Ok(kast)
}

/// Who changes the register from the command line.
fn door(wat: &str) -> Door<'_> {
    Door { wie: "de beheerder van de poort", wat }
}

fn onbekend(wat: &str, id: &str) -> CliFout {
    CliFout::Invoer(format!("{wat} ‘{id}’ staat niet in het register."))
}
