//! What an expression can ask beside the message: functions of our own.

use std::fmt;
use std::sync::Arc;

use cel::{Context, DeclarationError, ExecutionError};
use chrono::NaiveDate;

/// What was asked is not known here: no verdict may hang on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Onbekend;

/// What the register knows, asked for the gemeente and the aanbieder of one message.
pub trait Kennis: fmt::Debug + Send + Sync {
    /// Whether a code of a list is valid on a day.
    ///
    /// # Errors
    /// Where nobody knows that list here.
    fn code_geldig(&self, lijst: &str, code: &str, dag: NaiveDate) -> Result<bool, Onbekend>;

    /// Whether the gemeente contracted this product with the aanbieder on a day.
    ///
    /// # Errors
    /// Where nobody knows of contracts here.
    fn gecontracteerd(&self, categorie: &str, code: &str, dag: NaiveDate) -> Result<bool, Onbekend>;
}

/// Knows nothing, as where there is no register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Niets;

impl Kennis for Niets {
    fn code_geldig(&self, _: &str, _: &str, _: NaiveDate) -> Result<bool, Onbekend> {
        Err(Onbekend)
    }

    fn gecontracteerd(&self, _: &str, _: &str, _: NaiveDate) -> Result<bool, Onbekend> {
        Err(Onbekend)
    }
}

/// Lets expressions ask.
pub(super) fn zet_functies(
    context: &mut Context<'_, '_>,
    kennis: &Arc<dyn Kennis>,
) -> Result<(), DeclarationError> {
    context.add_function("dagen", |van: Arc<String>, tot: Arc<String>| -> Result<i64, ExecutionError> {
        Ok((dag("dagen", &tot)? - dag("dagen", &van)?).num_days())
    })?;
    let weet = Arc::clone(kennis);
    context.add_function(
        "codeGeldig",
        move |lijst: Arc<String>, code: Arc<String>, op: Arc<String>| -> Result<bool, ExecutionError> {
            let op = dag("codeGeldig", &op)?;
            weet.code_geldig(&lijst, &code, op).map_err(|Onbekend| onbekend("codeGeldig"))
        },
    )?;
    let weet = Arc::clone(kennis);
    context.add_function(
        "gecontracteerd",
        move |categorie: Arc<String>, code: Arc<String>, op: Arc<String>| -> Result<bool, ExecutionError> {
            let op = dag("gecontracteerd", &op)?;
            weet.gecontracteerd(&categorie, &code, op).map_err(|Onbekend| onbekend("gecontracteerd"))
        },
    )
}

fn dag(functie: &str, tekst: &str) -> Result<NaiveDate, ExecutionError> {
    tekst.parse().map_err(|_| ExecutionError::function_error(functie, "geen datum"))
}

fn onbekend(functie: &str) -> ExecutionError {
    ExecutionError::function_error(functie, "niet bekend")
}
