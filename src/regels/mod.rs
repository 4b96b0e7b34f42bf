//! The rules inside one message, what a check finds, and the verdict on a message by itself.
//!
//! A rule stands in one place: its code, what it applies to, its retourcode, its explanation and its check. The
//! rules over messages have the same description ([`Regel`]) and live in `keten`.

mod bevinding;
mod contract;
mod controle;
mod gezien;
mod in_bericht;
mod lijsten;
mod lokaal;
mod regel;
pub(crate) mod soorten;
pub(crate) mod stapeling;

pub use bevinding::{Bevinding, Niveau, Oordeel, mag_getoond};
pub use contract::{Contract, Tariefafspraak, overlappend};
pub use controle::{
    Controle, MEESTE_BEVINDINGEN, Omstandigheden, controleer, controleer_op_twee_kernen, toets_gelezen,
};
pub use in_bericht::{BerichtRegel, Bij, Toets, Volger, regels_in_bericht};
pub use lijsten::Lijsten;
pub use lokaal::{Lokaal, LokaleTekst};
pub use regel::{Afwijking, Regel, TECHNISCHE_AFKEUR};
