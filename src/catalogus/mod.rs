//! The catalogue: every rule of both standards, in our own words, and what the gate does about it.
//!
//! A rule with a check of its own is described beside that check, in `regels` or `keten`, and comes from there. Here
//! are only the others (`elders`): rules that the schema enforces, that another rule covers, that the gate follows in what
//! it does, or that parties keep to by themselves.
//! `tests/regels/catalogus.rs` holds all of it against the rules of the standard.

mod elders;
mod lijst;
mod pagina;
mod regel;

pub use lijst::{Dekking, Keuze, alle, dekking, lijken_op, zoek};
pub use pagina::{opsomming, pagina};
pub use regel::{CatalogusRegel, Controleniveau, RegelBeeld, Toetsing};
