//! The command line. Every command ends with exit code 0 (fine), 1 (the input was refused or a check failed) or 2
//! (wrong usage, or the environment failed).

mod begrippen;
mod bewaren;
mod configuratie;
mod csvlijst;
mod demo;
mod dienst;
mod fout;
mod gebruiker;
mod herstel;
mod hulp;
mod migrate;
mod oidc;
mod partij;
mod rebuild;
mod regels;
pub mod scenario;
mod serve;
mod sleutel;
mod tarieven;
mod termijnen;
mod toegang;
mod validate;
mod wijken;

use std::process::ExitCode;

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use fout::CliFout;

/// Valideert, routeert en verrekent iWmo- en iJw-berichten tussen wijkteams, gemeenten en zorgaanbieders.
#[derive(Debug, Parser)]
#[command(
    name = "berichtenpoort",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    subcommand_help_heading = "Opdrachten",
    subcommand_value_name = "OPDRACHT",
    override_usage = "berichtenpoort OPDRACHT [opties]",
    next_help_heading = "Opties",
    after_help = "Met ‘berichtenpoort OPDRACHT --help’ ziet u de opties van een opdracht.\n\
                  Omgevingsvariabelen: BERICHTENPOORT_DATABASE_URL (in plaats van --database-url),\n\
                  BERICHTENPOORT_SLEUTEL (de hoofdsleutel, in plaats van --sleutelbestand) en\n\
                  BERICHTENPOORT_LOG (wat er in het log komt: error, warn, info of debug)."
)]
struct Opties {
    #[command(subcommand)]
    opdracht: Opdracht,
    /// Toon deze hulp
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Toon de versie
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Opdracht {
    /// Start een poort met een voorbeeldregio en speel twee hele ketens met echte berichten
    Demo(demo::Opties),
    /// Start de poort
    Serve(serve::Opties),
    /// Controleer berichten in bestanden of mappen, zonder database
    Validate(validate::Opties),
    /// Speel scenario's: ketens van berichten, met wat de poort op elk moet antwoorden
    Scenario(scenario::Opties),
    /// Toon de regels van de standaard, en wat de poort ermee doet
    Regels(regels::Opties),
    /// Toon welke termijnen lopen en welke verlopen zijn
    Termijnen(termijnen::Opties),
    /// Breng de database op de laatste versie
    Migrate(migrate::Opties),
    /// Bouw de dossiers opnieuw op uit de bewaarde berichten en wat daarop is geantwoord
    Rebuild(rebuild::Opties),
    /// Tel wat lang genoeg is bewaard, en ruim het met --opruimen op
    Bewaren(bewaren::Opties),
    /// Maak, vervang of toon de sleutels waarmee de gegevens zijn versleuteld
    #[command(subcommand)]
    Sleutel(sleutel::Opdracht),
    /// Beheer de partijen en hun toegangssleutels
    #[command(subcommand)]
    Partij(partij::Opdracht),
    /// Bied leveringen opnieuw aan, en neem geparkeerde berichten weer op
    #[command(subcommand)]
    Herstel(herstel::Opdracht),
    /// Beheer welke postcode in welke wijk ligt
    #[command(subcommand)]
    Wijken(wijken::Opdracht),
    /// Beheer wie mag inloggen met een wachtwoord en een tweede factor
    #[command(subcommand)]
    Gebruiker(gebruiker::Opdracht),
    /// Beheer het register: wat woorden en codes betekenen
    #[command(subcommand)]
    Begrippen(begrippen::Opdracht),
    /// Beheer de tarieven die gemeenten en aanbieders hebben afgesproken
    #[command(subcommand)]
    Tarieven(tarieven::Opdracht),
}

/// Runs the program with the arguments it was started with.
pub fn voer_uit() -> ExitCode {
    let opdracht = hulp::in_het_nederlands(Opties::command().version(env!("CARGO_PKG_VERSION")));
    let gelezen = opdracht.try_get_matches().and_then(|keuzes| Opties::from_arg_matches(&keuzes));
    let opties = match gelezen {
        Ok(opties) => opties,
        Err(fout) => return hulp::toon(&fout),
    };
    let uitkomst = match opties.opdracht {
        Opdracht::Demo(opties) => in_runtime(demo::voer_uit(opties)),
        Opdracht::Serve(opties) => in_runtime(serve::voer_uit(opties)),
        Opdracht::Validate(opties) => validate::voer_uit(&opties),
        Opdracht::Scenario(opties) => in_runtime(scenario::voer_uit(opties)),
        Opdracht::Regels(opties) => regels::voer_uit(&opties),
        Opdracht::Termijnen(opties) => in_runtime(termijnen::voer_uit(opties)),
        Opdracht::Migrate(opties) => in_runtime(migrate::voer_uit(opties)),
        Opdracht::Rebuild(opties) => in_runtime(rebuild::voer_uit(opties)),
        Opdracht::Bewaren(opties) => in_runtime(bewaren::voer_uit(opties)),
        Opdracht::Sleutel(opdracht) => in_runtime(sleutel::voer_uit(opdracht)),
        Opdracht::Partij(opdracht) => in_runtime(partij::voer_uit(opdracht)),
        Opdracht::Gebruiker(opdracht) => in_runtime(gebruiker::voer_uit(opdracht)),
        Opdracht::Herstel(opdracht) => in_runtime(herstel::voer_uit(opdracht)),
        Opdracht::Wijken(opdracht) => in_runtime(wijken::voer_uit(opdracht)),
        Opdracht::Begrippen(opdracht) => in_runtime(begrippen::voer_uit(opdracht)),
        Opdracht::Tarieven(opdracht) => in_runtime(tarieven::voer_uit(opdracht)),
    };
    uitkomst.unwrap_or_else(|fout| fout.toon())
}

fn in_runtime(werk: impl Future<Output = Result<ExitCode, CliFout>>) -> Result<ExitCode, CliFout> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime =
        runtime.map_err(|fout| CliFout::Omgeving(format!("Het programma kan niet starten: {fout}.")))?;
    runtime.block_on(werk)
}
