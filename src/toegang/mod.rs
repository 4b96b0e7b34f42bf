//! Who may do what: callers, their roles and rights, and the keys and certificates that they show who they are with.
//!
//! Pure: it knows nothing of databases or HTTP. Which call asks for which right stands in `http/ingangen.rs`.

mod aanmelding;
mod aanroeper;
mod bewijs;
mod certificaat;
mod gebruiker;
mod recht;
mod sleutel;
mod volmacht;

pub use aanmelding::{AANMELDTIJD, Aangemelde, AanmeldFout, Aanmeldeisen, Aanmeldgeheim, Rolregel};
pub use aanroeper::{Aanroeper, Weigering, Wie};
pub use bewijs::{
    BewijsFout, TOTP_BYTES, hash_van_herstelcode, hash_van_wachtwoord, klopt_wachtwoord, nieuw_totp_geheim,
    nieuw_wachtwoord, nieuwe_herstelcodes, totp_adres, totp_stap,
};
pub use certificaat::{Certificaat, GetoondCertificaat, Herkenning, HerkenningFout};
pub use gebruiker::{Gebruiker, Ingelogde};
pub use recht::{Recht, Rechten, Rol};
pub use sleutel::{Houder, HouderFout, Sleutel, Sleutelstand};
pub use volmacht::{Volmacht, VolmachtFout};
