//! What the chain knows, and the rules over messages (control level 3).
//!
//! Pure: from a dossier and a message to a verdict and what the message changes. `store` loads the dossier and
//! keeps the changes; nothing here knows a database.

mod beoordeling;
mod berekening;
mod dossier;
mod regel;
mod regels;
mod termijn;
mod vraag;
mod wijziging;

pub use beoordeling::{Beoordeling, Retourcodes, Uitkomst, beoordeel, beoordeel_met, technisch_afgekeurd};
pub use berekening::{GeldendeToewijzing, Prestatieberekening, Som, TeCrediteren};
pub use dossier::{
    BekendVerzoek, BekendeToewijzing, Debet, Dossier, Gestart, Gestopt, Identificatie, Ingediend, Leveringen,
    Prestaties, Regie, Toewijzingen, Verbruik, Verzoeken, Verzoeksoort, Zorgverloop,
};
pub use regel::{KetenRegel, Situatie, regels_over_berichten};
pub use termijn::{
    Levering, Melding, Termijn, TermijnSoort, TermijnStatus, Toewijzingverloop, Versie, Verzoekverloop,
};
pub use vraag::Vraag;
pub use wijziging::{Uitslag, Wijziging};
