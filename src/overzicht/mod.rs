//! Overviews: what a backoffice asks every month, as data. What overviews there are, what their columns mean, and how their
//! rows become CSV or XLSX.
//!
//! Pure: rows come from elsewhere (`store`), one at a time, and nothing here keeps them. An amount is whole eurocents until it
//! is written, and a text is never anything but a text: no cell can become a formula.

mod csv;
mod definitie;
mod filter;
mod lijst;
mod maand;
mod schrijver;
mod waarde;
mod xlsx;

pub use csv::{CsvSchrijver, in_csv, uit_csv};
pub use definitie::{Kolom, Kolomsoort, Overzicht, Periode, Soort};
pub use filter::{Filter, Filternaam};
pub use lijst::{ALLE, PRESTATIES, met_naam};
pub use maand::Maand;
pub use schrijver::{Kop, Schrijffout, Schrijver, Vorm};
pub use waarde::{Controletotaal, Rij, Waarde};
pub use xlsx::XlsxSchrijver;
