//! Evaluating an expression on one klasse: true, false, or why there is no telling.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cel::{Context, ExecutionError, Value};

use super::taal::{Gelezen, kort};

/// Why an expression could not be evaluated. It holds nothing of the message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oorzaak {
    /// An element is not there.
    Ontbreekt(String),
    /// Values of different kinds were compared, or calculated with.
    Soort,
    /// The register does not know what was asked, or a text is no date.
    Functie(String),
    /// A number became too large, or was divided by zero.
    Rekenen,
    /// It gave something else than yes or no.
    GeenAntwoord,
    /// The rule cannot be held against messages as this gate knows them.
    NietOpgesteld,
    /// Something else, or a mistake in the gate.
    Anders,
}

impl fmt::Display for Oorzaak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Oorzaak::Ontbreekt(element) => {
                write!(f, "{element} staat er niet. Vraag eerst met has(...) of het er is")
            }
            Oorzaak::Soort => f.write_str(
                "er worden waarden van verschillende soorten vergeleken, zoals een tekst met een getal",
            ),
            Oorzaak::Functie(functie) => {
                write!(f, "{functie} weet het antwoord niet, of kreeg een tekst die geen datum is")
            }
            Oorzaak::Rekenen => f.write_str("een uitkomst is te groot, of er wordt door nul gedeeld"),
            Oorzaak::GeenAntwoord => f.write_str("de eis geeft geen ja of nee"),
            Oorzaak::NietOpgesteld => {
                f.write_str("de regel past niet bij de berichten die deze poort kent. Pas de regel aan")
            }
            Oorzaak::Anders => f.write_str("de eis is niet uit te rekenen"),
        }
    }
}

/// Whether a klasse is as it must be.
pub(super) fn klopt(eis: &Gelezen, context: &Context<'_, '_>) -> Result<bool, Oorzaak> {
    // A mistake in what evaluates is no reason to hold up a message.
    match catch_unwind(AssertUnwindSafe(|| eis.programma.execute(context))) {
        Ok(Ok(Value::Bool(klopt))) => Ok(klopt),
        Ok(Ok(_)) => Err(Oorzaak::GeenAntwoord),
        Ok(Err(fout)) => Err(oorzaak(&fout)),
        Err(_) => Err(Oorzaak::Anders),
    }
}

/// The texts of these errors hold values of the message, so none is passed on.
fn oorzaak(fout: &ExecutionError) -> Oorzaak {
    match fout {
        ExecutionError::NoSuchKey(naam) => Oorzaak::Ontbreekt(kort(naam)),
        ExecutionError::FunctionError { function, .. } => Oorzaak::Functie(kort(function)),
        ExecutionError::NoSuchOverload(_)
        | ExecutionError::UnexpectedType { .. }
        | ExecutionError::ValuesNotComparable(..)
        | ExecutionError::UnsupportedBinaryOperator(..)
        | ExecutionError::UnsupportedTargetType { .. }
        | ExecutionError::NotSupportedAsMethod { .. }
        | ExecutionError::InvalidArgumentCount { .. }
        | ExecutionError::MissingArgumentOrTarget => Oorzaak::Soort,
        ExecutionError::DivisionByZero(_)
        | ExecutionError::RemainderByZero(_)
        | ExecutionError::Overflow(..) => Oorzaak::Rekenen,
        _ => Oorzaak::Anders,
    }
}
