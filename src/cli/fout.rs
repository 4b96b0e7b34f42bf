//! Errors of commands: the one place that turns them into a message and an exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::bericht::SchemasFout;
use crate::bezorging::BezorgFout;
use crate::partij::PartijFout;
use crate::poort::{BeheerFout, PoortFout, RegisterFout};
use crate::store::StoreFout;
use crate::systeem::oorzaak;

/// Why a command could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliFout {
    /// Wrong usage, or the environment failed: exit code 2.
    #[error("{0}")]
    Omgeving(String),
    /// The input was refused: exit code 1.
    #[error("{0}")]
    Invoer(String),
}

impl CliFout {
    /// Shows the error on standard error and gives the exit code.
    pub(super) fn toon(&self) -> ExitCode {
        waarschuw(&format!("Fout: {}", als_zin(&self.to_string())));
        match self {
            CliFout::Omgeving(_) => ExitCode::from(2),
            CliFout::Invoer(_) => ExitCode::from(1),
        }
    }
}

impl From<StoreFout> for CliFout {
    fn from(fout: StoreFout) -> Self {
        match fout {
            StoreFout::Strijdig(tekst) => CliFout::Invoer(tekst),
            fout => CliFout::Omgeving(fout.to_string()),
        }
    }
}

impl From<PoortFout> for CliFout {
    fn from(fout: PoortFout) -> Self {
        CliFout::Omgeving(fout.to_string())
    }
}

impl From<RegisterFout> for CliFout {
    fn from(fout: RegisterFout) -> Self {
        match fout {
            RegisterFout::Poort(fout) => fout.into(),
            fout => CliFout::Invoer(fout.to_string()),
        }
    }
}

impl From<BeheerFout> for CliFout {
    fn from(fout: BeheerFout) -> Self {
        match fout {
            BeheerFout::Store(fout) => fout.into(),
            fout => CliFout::Invoer(fout.to_string()),
        }
    }
}

impl From<SchemasFout> for CliFout {
    fn from(fout: SchemasFout) -> Self {
        CliFout::Omgeving(fout.to_string())
    }
}

impl From<PartijFout> for CliFout {
    fn from(fout: PartijFout) -> Self {
        CliFout::Invoer(fout.to_string())
    }
}

impl From<BezorgFout> for CliFout {
    fn from(fout: BezorgFout) -> Self {
        CliFout::Invoer(fout.to_string())
    }
}

/// Whoever reads our output may stop reading; that is no error of the command.
impl From<io::Error> for CliFout {
    fn from(fout: io::Error) -> Self {
        CliFout::Omgeving(format!("Schrijven naar de uitvoer lukt niet: {}.", oorzaak(&fout)))
    }
}

/// With a capital and a full stop, whichever room the text comes from.
fn als_zin(tekst: &str) -> String {
    let mut tekens = tekst.chars();
    let eerste: String = tekens.next().into_iter().flat_map(char::to_uppercase).collect();
    let punt = if tekst.ends_with(['.', '!', '?', '}']) { "" } else { "." };
    format!("{eerste}{}{punt}", tekens.as_str())
}

/// Writes a line to standard error.
pub(super) fn waarschuw(tekst: &str) {
    // Nobody to tell when standard error is gone.
    let _ = writeln!(io::stderr(), "{tekst}");
}
