//! The messages of iJw 3.2 and iWmo 3.2: which types there are, how their values look, how a message is read
//! into types and written back.
//!
//! Reading and writing are driven by the compiled schemas, so the order, the names and the namespaces of the
//! elements stand in `xsd/` alone. Nothing here knows a database or HTTP.

mod berichttype;
mod blok;
mod declaratiekop;
mod klassen;
mod klassenkijker;
mod klassenlezer;
mod knoop;
mod lezen;
mod plaatsen;
mod retourcode;
mod schemas;
mod schrijven;
mod spoor;
mod velden;
mod waarden;

pub use berichttype::{ALLE_BERICHTTYPEN, Berichttype, Richting, Soort, Standaard};
pub use blok::Deel;
pub use declaratiekop::Declaratiekop;
pub use klassen::{
    AangevraagdProduct, Adres, Antwoord, Communicatie, Contact, Declaratie, DeclaratieAntwoord,
    Geboortedatum, Gelezen, Header, Klasse, Naam, NieuwProduct, OngewijzigdProduct, Persoon, Prestatie,
    Relatie, StartProduct, StopProduct, TeWijzigenProduct, ToegewezenProduct, Verwijzer, Verzoek, Zorg,
    is_klasse, klasse_van, woonpostcode,
};
pub use klassenkijker::{Gezien, bekijk};
pub use klassenlezer::{Klassenlezer, Ontvanger};
pub use knoop::{Knoop, Pad, Plek};
pub use lezen::{Bericht, Client, Inhoud, LeesFout, lees, lees_header, regels};
pub use plaatsen::plaatsen;
pub use retourcode::retourcode;
pub use schemas::{Schemas, SchemasFout};
pub use schrijven::{SchrijfFout, schrijf, xsd_versie};
pub use waarden::{
    AdresSoort, Agbcode, Bedrag, Bsn, Communicatievorm, DatumGebruik, DebetCredit, Eenheid, Eurocent,
    Frequentie, Gemeentecode, NaamGebruik, Omvang, OngeldigeWaarde, Periode, Postcode, Product,
    StatusAanlevering, ToewijzingNummer, VerzoekAntwoord, geheel_getal,
};
