//! Rows as CSV, for people with a spreadsheet in Dutch: UTF-8 with a byte order mark, `;` between cells, a comma in numbers,
//! CRLF behind lines.
//!
//! Every text and every code stands in quotes, no number, day or month does: so the file itself tells that `"0479"` is a text with
//! a zero and `479` would be a number. A spreadsheet that opens a CSV without asking takes digits for a number all the same; who wants to
//! keep the zeros imports the column as text, or takes XLSX. Writing `="0479"` would help that one program, but it makes
//! a formula of every code and breaks whatever else reads the file.
//!
//! A text that a spreadsheet could take for a formula gets an apostrophe in front ([`in_csv`]); [`uit_csv`] takes it off again.

use std::io::{self, Write};

use super::definitie::{Kolom, Kolomsoort, Overzicht};
use super::waarde::{Waarde, decimaal};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether a text of a cell could be taken for more than text: by its first character, also where that is the wide one of
/// East Asian writing. A tab, a carriage return or a line feed in front hides what follows it.
fn is_gevaarlijk(tekst: &str) -> bool {
    tekst.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'])
}

/// A text as it stands in a cell: with an apostrophe in front where it could be taken for a formula. So that it can be told apart, a text
/// that has apostrophes in front of such a character already gets one more.
pub fn in_csv(tekst: &str) -> String {
    let kern = tekst.trim_start_matches('\'');
    if is_gevaarlijk(kern) { format!("'{tekst}") } else { tekst.to_owned() }
}

/// The text that [`in_csv`] made this cell of.
pub fn uit_csv(cel: &str) -> &str {
    let kern = cel.trim_start_matches('\'');
    if is_gevaarlijk(kern) { cel.strip_prefix('\'').unwrap_or(cel) } else { cel }
}

/// Writes rows as CSV. The crate csv, which reads it back in the tests, cannot quote by the kind of a cell.
pub struct CsvSchrijver<W: Write> {
    naar: W,
    kolommen: &'static [Kolom],
    /// The line that is being made.
    regel: String,
}

impl<W: Write> CsvSchrijver<W> {
    /// Writes the head: the names of the columns.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn nieuw(overzicht: &Overzicht, mut naar: W) -> io::Result<CsvSchrijver<W>> {
        naar.write_all(BYTE_ORDER_MARK)?;
        let namen: Vec<String> =
            overzicht.kolommen.iter().map(|kolom| tussen_aanhalingstekens(kolom.naam)).collect();
        naar.write_all(namen.join(";").as_bytes())?;
        naar.write_all(b"\r\n")?;
        Ok(CsvSchrijver { naar, kolommen: overzicht.kolommen, regel: String::new() })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn rij(&mut self, rij: &[Waarde]) -> io::Result<()> {
        self.regel.clear();
        for (plaats, (kolom, waarde)) in self.kolommen.iter().zip(rij).enumerate() {
            if plaats > 0 {
                self.regel.push(';');
            }
            self.regel.push_str(&cel(kolom.soort, waarde));
        }
        self.regel.push_str("\r\n");
        self.naar.write_all(self.regel.as_bytes())
    }

    /// Writes what is left, and gives back what was written to.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn sluit(mut self) -> io::Result<W> {
        self.naar.flush()?;
        Ok(self.naar)
    }
}

fn cel(soort: Kolomsoort, waarde: &Waarde) -> String {
    match waarde {
        Waarde::Leeg => String::new(),
        Waarde::Tekst(tekst) => tussen_aanhalingstekens(&in_csv(tekst)),
        Waarde::Getal(getal) => match soort {
            Kolomsoort::Euro => decimaal(*getal, 2, ','),
            Kolomsoort::Percentage => decimaal(*getal, 1, ','),
            _ => getal.to_string(),
        },
        Waarde::Datum(dag) => dag.to_string(),
        Waarde::Maand(maand) => maand.to_string(),
    }
}

fn tussen_aanhalingstekens(tekst: &str) -> String {
    format!("\"{}\"", tekst.replace('"', "\"\""))
}
