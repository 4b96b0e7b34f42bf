//! The shared register: what gemeenten and aanbieders mean by words and codes. Pure: pieces as types, what may become of them,
//! what is wrong with them, and the register as a snapshot to look things up in.
//!
//! A kind of piece is a file with a type that is a [`Registerstuk`], and a line in the list in `stuk.rs`: keeping versions, changing,
//! comparing, validating and storing follow from that.
//!
//! ```
//! use berichtenpoort::begrippen::{Register, landelijk};
//!
//! let register = Register::van_stukken(1, landelijk::stukken().unwrap());
//! let dag = "2026-03-01".parse().unwrap();
//! assert!(register.code("JZ002", None, "02", dag).is_geldig());
//! ```

mod begrip;
mod codebestand;
mod codelijst;
mod gebrek;
pub mod landelijk;
mod lokaleregel;
mod looptijd;
mod opzoeken;
mod regio;
mod register;
pub mod skos;
mod status;
mod stuk;
mod toetsen;
mod vergelijken;
mod vertaling;
mod wijzigen;
mod zoeken;

pub use begrip::{Begrip, Bron, Codeverwijzing};
pub use codebestand::{als_csv, lees_codes};
pub use codelijst::{Code, Codelijst, Codewijziging};
pub use gebrek::Gebrek;
pub use lokaleregel::{Ernst, LokaleRegel};
pub use looptijd::Looptijd;
pub use opzoeken::{Codeuitslag, Vertaald};
pub use regio::Regio;
pub use register::{Register, Versie};
pub use status::Status;
pub use stuk::{LANDELIJK, Registerstuk, Soort, Stuk};
pub use vergelijken::{Verschil, vergelijk};
pub use vertaling::{Overeenkomst, Vertaalregel, Vertaling};
pub use wijzigen::{Herkomst, Niet, Rijwijziging, Wens, Wijze, wijzig};
pub use zoeken::{Treffer, kaal};
