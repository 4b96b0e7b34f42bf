//! One way to write an overview, whatever the form of the file.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom};

use rust_xlsxwriter::XlsxError;

use super::csv::CsvSchrijver;
use super::definitie::Overzicht;
use super::waarde::{Controletotaal, Waarde};
use super::xlsx::XlsxSchrijver;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vorm {
    /// Lines of text.
    Csv,
    /// A spreadsheet.
    Xlsx,
}

impl Vorm {
    /// Every form.
    pub const ALLE: [Vorm; 2] = [Vorm::Csv, Vorm::Xlsx];

    /// The key in a URL, and what the name of a file ends with.
    pub fn sleutel(self) -> &'static str {
        match self {
            Vorm::Csv => "csv",
            Vorm::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub fn mediatype(self) -> &'static str {
        match self {
            Vorm::Csv => "text/csv; charset=utf-8",
            Vorm::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What a spreadsheet tells of itself beside its rows: lines of a name and a text, such as the moment and the filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kop {
    /// The lines.
    pub regels: Vec<(String, String)>,
}

/// Why a file could not be written. Holds no value of a cell.
#[derive(Debug, thiserror::Error)]
pub enum Schrijffout {
    /// The disk.
    #[error("het bestand kon niet worden geschreven: {0}")]
    Schijf(#[from] io::Error),
    /// The spreadsheet.
    #[error("het werkblad kon niet worden gemaakt: {0}")]
    Werkblad(#[from] XlsxError),
}

/// Writes rows to a file that only this process knows.
pub enum Schrijver {
    /// As CSV.
    Csv(CsvSchrijver<BufWriter<File>>),
    /// As XLSX, to this file in the end.
    Xlsx(Box<XlsxSchrijver>, File),
}

impl Schrijver {
    /// Begins a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn nieuw(overzicht: &'static Overzicht, vorm: Vorm, naar: File) -> Result<Schrijver, Schrijffout> {
        Ok(match vorm {
            Vorm::Csv => Schrijver::Csv(CsvSchrijver::nieuw(overzicht, BufWriter::new(naar))?),
            Vorm::Xlsx => Schrijver::Xlsx(Box::new(XlsxSchrijver::nieuw(overzicht)?), naar),
        })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn rij(&mut self, rij: &[Waarde]) -> Result<(), Schrijffout> {
        match self {
            Schrijver::Csv(schrijver) => Ok(schrijver.rij(rij)?),
            Schrijver::Xlsx(schrijver, _) => schrijver.rij(rij),
        }
    }

    /// Ends the file, and gives it back, to be read from its beginning.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn sluit(self, kop: &Kop, totaal: &Controletotaal) -> Result<File, Schrijffout> {
        let mut bestand = match self {
            Schrijver::Csv(schrijver) => {
                schrijver.sluit()?.into_inner().map_err(io::IntoInnerError::into_error)?
            }
            Schrijver::Xlsx(schrijver, mut bestand) => {
                schrijver.sluit(kop, totaal, BufWriter::new(&mut bestand))?;
                bestand
            }
        };
        bestand.seek(SeekFrom::Start(0))?;
        Ok(bestand)
    }
}
