//! Who may do what: callers, their roles and rights, and the keys and certificates that they show who they are with.
//!
//! Pure: it knows nothing of databases or HTTP. Which call asks for which right stands in `http/ingangen.rs`.

mod aanroeper;
mod certificaat;
mod recht;
mod sleutel;

pub use aanroeper::{Aanroeper, Weigering, Wie};
pub use certificaat::{Certificaat, GetoondCertificaat, Herkenning, HerkenningFout};
pub use recht::{Recht, Rechten, Rol};
pub use sleutel::{Houder, HouderFout, Sleutel, Sleutelstand};
