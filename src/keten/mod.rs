//! What the chain knows, and the rules over messages (control level 3).
//!
//! Pure: from a dossier and a message to a verdict and what the message changes. `store` loads the dossier and
//! keeps the changes; nothing here knows a database.

mod beoordeling;
mod dossier;
mod regel;
mod regels;

pub use beoordeling::{Beoordeling, Retourcodes, Uitkomst, Wijziging, beoordeel, technisch_afgekeurd};
pub use dossier::{BekendeToewijzing, Dossier, Vraag};
pub use regel::{KetenRegel, KetenToets, PrestatieContext, Regie, regels_over_berichten};
