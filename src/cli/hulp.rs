//! Help and usage errors in Dutch: clap speaks English.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::fout::waarschuw;

const SJABLOON: &str = "{about}\n\nGebruik: {usage}\n\n{all-args}{after-help}\n";

/// Gives a command and all below it Dutch headings.
pub(super) fn in_het_nederlands(opdracht: Command) -> Command {
    opdracht
        .help_template(SJABLOON)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|argument| {
            let kop = if argument.is_positional() { "Argumenten" } else { "Opties" };
            let argument = argument.help_heading(kop);
            if argument.get_action().takes_values() {
                argument.hide_default_value(true).hide_possible_values(true).hide_env(true)
            } else {
                argument
            }
        })
        .mut_subcommands(in_het_nederlands)
}

/// Shows what clap has to say. Exit code 0 where help or version was asked for, 2 for wrong usage.
pub(super) fn toon(fout: &clap::Error) -> ExitCode {
    match fout.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that has gone away has seen enough.
            let _ = write!(io::stdout(), "{}", fout.render());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            waarschuw(&fout.render().to_string());
            ExitCode::from(2)
        }
        soort => {
            waarschuw(&format!("Fout: {}", zin(soort, fout)));
            waarschuw(&format!("Met ‘{} --help’ ziet u wat er kan.", opdracht()));
            ExitCode::from(2)
        }
    }
}

/// The command that was given, as far as its name goes.
fn opdracht() -> String {
    let namen = std::env::args()
        .skip(1)
        .take_while(|woord| woord.bytes().all(|teken| teken.is_ascii_lowercase() || teken == b'-'));
    let bekend = [
        "demo",
        "serve",
        "validate",
        "scenario",
        "regels",
        "migrate",
        "rebuild",
        "partij",
        "toevoegen",
        "lijst",
        "sleutel",
        "sleutels",
        "sleutel-intrekken",
        "certificaat",
        "certificaten",
        "certificaat-intrekken",
        "gebruiker",
        "wachtwoord",
        "blokkeer",
        "wijken",
        "tarieven",
        "begrippen",
        "zoek",
        "vergelijk",
        "codelijst",
        "export",
        "zet",
        "status",
        "trekin",
        "importeer",
        "proef",
        "importeren",
        "maak",
        "roteer",
        "toon",
    ];
    let namen = namen.take_while(|woord| bekend.contains(&woord.as_str()));
    namen.fold("berichtenpoort".to_owned(), |opdracht, naam| format!("{opdracht} {naam}"))
}

fn zin(soort: ErrorKind, fout: &clap::Error) -> String {
    let deel = |soort| match fout.get(soort) {
        Some(ContextValue::String(tekst)) => tekst.clone(),
        Some(ContextValue::Strings(teksten)) => teksten.join(", "),
        _ => String::new(),
    };
    let argument = deel(ContextKind::InvalidArg);
    match soort {
        ErrorKind::UnknownArgument => format!("‘{argument}’ is hier niet bekend."),
        ErrorKind::InvalidSubcommand => {
            format!("De opdracht ‘{}’ bestaat niet.", deel(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument if argument.starts_with("<PAD>") => {
            "Geef een bestand of een map om te controleren.".to_owned()
        }
        ErrorKind::MissingRequiredArgument if argument.starts_with("<MAP>") => {
            "Geef een map met een scenario, of een map met zulke mappen.".to_owned()
        }
        ErrorKind::MissingRequiredArgument if argument.starts_with("<BESTAND>") => {
            "Geef het bestand dat moet worden ingelezen.".to_owned()
        }
        ErrorKind::MissingRequiredArgument if argument.starts_with("<REGEL>") => {
            "Geef het bestand met de regel.".to_owned()
        }
        ErrorKind::MissingRequiredArgument => format!("Er ontbreekt iets: {argument}."),
        ErrorKind::MissingSubcommand => "Geef een opdracht.".to_owned(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let waarde = deel(ContextKind::InvalidValue);
            let kan = deel(ContextKind::ValidValue);
            match (waarde.is_empty(), kan.is_empty()) {
                (true, _) => format!("Bij {argument} hoort een waarde."),
                (false, true) => {
                    let uitleg = std::error::Error::source(fout).map(|uitleg| format!(" {uitleg}"));
                    format!("‘{waarde}’ kan niet bij {argument}.{}", uitleg.unwrap_or_default())
                }
                (false, false) => format!("‘{waarde}’ kan niet bij {argument}. Kies uit: {kan}."),
            }
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} past niet bij wat er verder staat, of staat er dubbel.")
        }
        _ => "De opdracht klopt niet.".to_owned(),
    }
}
