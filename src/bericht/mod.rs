//! The messages of iJw 3.2 and iWmo 3.2: which types there are, how their values look, how a message is read
//! into types and written back.
//!
//! Reading and writing are driven by the compiled schemas, so the order, the names and the namespaces of the
//! elements stand in `xsd/` alone. Nothing here knows a database or HTTP.

mod berichttype;
mod knoop;
mod lezen;
mod plaatsen;
mod producten;
mod schemas;
mod schrijven;
mod waarden;

pub use berichttype::{ALLE_BERICHTTYPEN, Berichttype, Richting, Soort, Standaard};
pub use knoop::{Knoop, Plek, Spoor, Verzamelaar};
pub use lezen::{Bericht, Client, Declaratie, Header, Inhoud, LeesFout, header_uit, lees, lees_header};
pub use plaatsen::plaatsen;
pub use producten::{Prestatie, StartProduct, StopProduct, ToegewezenProduct};
pub use schemas::{Schemas, SchemasFout};
pub use schrijven::{SchrijfFout, schrijf, xsd_versie};
pub use waarden::{
    Agbcode, Bedrag, Bsn, DebetCredit, Eenheid, Eurocent, Frequentie, Gemeentecode, Omvang, OngeldigeWaarde,
    Periode, Product, StatusAanlevering, ToewijzingNummer, geheel_getal,
};
