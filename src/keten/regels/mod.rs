//! The rules over messages. A rule is added to the list of the part of the chain that it guards, and nowhere else.

pub(super) mod antwoord;
pub(super) mod bericht;
pub(super) mod declaratie;
pub(super) mod declaratie_antwoord;
pub(super) mod regie;
pub(super) mod toewijzing;
pub(super) mod verzoek;
