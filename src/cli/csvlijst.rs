//! Lists that people keep in a spreadsheet: read from CSV and written as CSV. Either everything in a file is right, or nothing of it is
//! used.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use csv::StringRecord;

use super::fout::CliFout;
use crate::systeem::oorzaak;

/// How many errors of a file are told at once.
const MEESTE_FOUTEN: usize = 20;

/// What is told of a row with the character that is no text.
const NUL: &str =
    "hier staat een NUL-teken, en dat is geen tekst. Bewaar het bestand in het rekenblad als ‘CSV UTF-8’";

/// A row of a file.
pub(super) struct Rij<'k> {
    /// The line in the file.
    pub(super) regel: u64,
    velden: BTreeMap<&'k str, String>,
}

impl Rij<'_> {
    /// What stands in a column, without the spaces around it.
    pub(super) fn veld(&self, kolom: &str) -> &str {
        self.velden.get(kolom).map_or("", String::as_str)
    }

    /// The same, of a column that a file may leave out.
    pub(super) fn als_er(&self, kolom: &str) -> Option<&str> {
        self.velden.get(kolom).map(String::as_str)
    }

    /// The same, of a column that must not be empty.
    pub(super) fn gevuld(&self, kolom: &str) -> Result<&str, String> {
        match self.veld(kolom) {
            "" => Err(format!("vul {kolom} in")),
            tekst => Ok(tekst),
        }
    }
}

/// What is wrong with a file, by line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fouten(Vec<(u64, String)>);

impl Fouten {
    pub(super) fn voeg_toe(&mut self, regel: u64, tekst: impl Into<String>) {
        self.0.push((regel, tekst.into()));
    }

    /// What was read, if nothing was wrong with it.
    pub(super) fn anders<T>(mut self, gelezen: T) -> Result<T, Fouten> {
        self.0.sort();
        if self.0.is_empty() { Ok(gelezen) } else { Err(self) }
    }

    /// As somebody is told.
    fn in_woorden(&self, bestand: &Path) -> String {
        let mut regels: Vec<String> =
            vec![format!("{} is niet ingelezen; er is niets gewijzigd.", bestand.display())];
        regels.extend(
            self.0.iter().take(MEESTE_FOUTEN).map(|(regel, tekst)| format!("  regel {regel}: {tekst}.")),
        );
        let meer = self.0.len().saturating_sub(MEESTE_FOUTEN);
        regels.extend((meer > 0).then(|| format!("  En nog {meer} fouten.")));
        regels.join("\n")
    }
}

#[cfg(test)]
impl Fouten {
    pub(super) fn in_woorden_voor_test(&self) -> String {
        self.in_woorden(Path::new("proef.csv"))
    }
}

/// Reads a file in UTF-8 and makes of it what `lees` makes of its text.
pub(super) fn lees_bestand<T>(pad: &Path, lees: impl Fn(&str) -> Result<T, Fouten>) -> Result<T, CliFout> {
    let bytes = std::fs::read(pad).map_err(|fout| {
        CliFout::Omgeving(format!("{} is niet te lezen: {}.", pad.display(), oorzaak(&fout)))
    })?;
    let tekst = String::from_utf8(bytes).map_err(|_| {
        let tekst = "is geen tekst in UTF-8. Bewaar het in het rekenblad als ‘CSV UTF-8’.";
        CliFout::Invoer(format!("{} {tekst}", pad.display()))
    })?;
    lees(&tekst).map_err(|fouten| CliFout::Invoer(fouten.in_woorden(pad)))
}

/// A list without a row would leave nothing of the one before: only where that was asked for.
pub(super) fn met_rijen<T>(pad: &Path, gelezen: Vec<T>, leeg: bool) -> Result<Vec<T>, CliFout> {
    if gelezen.is_empty() && !leeg {
        return Err(CliFout::Invoer(format!(
            "{} heeft alleen een regel met kolommen, en geen rijen; er is niets gewijzigd. Wilt u de lijst echt leegmaken, \
             geef dan --leeg.",
            pad.display()
        )));
    }
    Ok(gelezen)
}

/// The rows of a text, of which the first line names the columns, in any order; a file may leave out those in `ook`, and other
/// columns are ignored. A semicolon separates, as spreadsheets in Dutch have it, or else a comma.
pub(super) fn rijen<'k>(
    tekst: &str,
    kolommen: &[&'k str],
    ook: &[&'k str],
    fouten: &mut Fouten,
) -> Vec<Rij<'k>> {
    let tekst = tekst.trim_start_matches('\u{FEFF}');
    let kop = tekst.lines().next().unwrap_or_default();
    let scheiding = if kop.contains(';') { b';' } else { b',' };
    let mut bouwer = csv::ReaderBuilder::new();
    // Not trimmed by the reader: it would give an empty line as an error of its own.
    let bouwer = bouwer.delimiter(scheiding).has_headers(false).flexible(true);
    let mut uit = Vec::new();
    let mut plaatsen = None;
    for gelezen in bouwer.from_reader(tekst.as_bytes()).into_records() {
        let Ok(rij) = gelezen else { continue };
        let regel = rij.position().map_or(1, csv::Position::line);
        // PostgreSQL keeps no text with this character.
        let nul = rij.iter().any(|veld| veld.contains('\0'));
        let Some((plaatsen, aantal)) = &plaatsen else {
            let gevonden = if nul { Err(NUL.to_owned()) } else { plaatsen_van(&rij, kolommen, ook) };
            match gevonden {
                Ok(gevonden) => plaatsen = Some((gevonden, rij.len())),
                Err(tekst) => {
                    fouten.voeg_toe(regel, tekst);
                    return uit;
                }
            }
            continue;
        };
        if nul {
            fouten.voeg_toe(regel, NUL);
            continue;
        }
        if rij.iter().all(|veld| veld.trim().is_empty()) {
            continue;
        }
        if rij.len() != *aantal {
            let tekst = format!("hier staan {} velden, en in de eerste regel {aantal}", rij.len());
            fouten.voeg_toe(regel, tekst);
            continue;
        }
        let veld = |plaats: &usize| rij.get(*plaats).unwrap_or_default().trim().to_owned();
        let velden = plaatsen.iter().map(|(kolom, plaats)| (*kolom, veld(plaats))).collect();
        uit.push(Rij { regel, velden });
    }
    if plaatsen.is_none() {
        fouten.voeg_toe(1, "het bestand is leeg");
    }
    uit
}

fn plaatsen_van<'k>(
    kop: &StringRecord,
    kolommen: &[&'k str],
    ook: &[&'k str],
) -> Result<BTreeMap<&'k str, usize>, String> {
    let mut uit = BTreeMap::new();
    for kolom in kolommen.iter().chain(ook) {
        let heet_zo = |(_, naam): &(usize, &str)| naam.trim().eq_ignore_ascii_case(kolom);
        let mut plaatsen = kop.iter().enumerate().filter(heet_zo).map(|(plaats, _)| plaats);
        match (plaatsen.next(), plaatsen.next()) {
            (Some(plaats), None) => {
                uit.insert(*kolom, plaats);
            }
            (Some(_), Some(_)) => {
                return Err(format!("de kolom {kolom} staat er twee keer. Laat er één staan"));
            }
            (None, _) if ook.contains(kolom) => {}
            (None, _) => {
                return Err(format!(
                    "de kolom {kolom} ontbreekt. Zet in de eerste regel: {}",
                    kolommen.join(";")
                ));
            }
        }
    }
    Ok(uit)
}

/// Writes rows as they can be read again.
pub(super) fn schrijf<const N: usize>(
    uit: impl Write,
    kop: [&str; N],
    rijen: impl IntoIterator<Item = [String; N]>,
) -> io::Result<()> {
    let mut schrijver = csv::WriterBuilder::new().delimiter(b';').from_writer(uit);
    schrijver.write_record(kop)?;
    for rij in rijen {
        schrijver.write_record(rij)?;
    }
    schrijver.flush()
}
