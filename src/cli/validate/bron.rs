//! The elements that findings are about, as they stand in the file. A value that may say who the message is about is
//! left out: what is printed ends up in logs and in mails.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::regels::{Bevinding, mag_getoond};

/// Lines longer than this, in bytes, are not quoted.
const LANGSTE_REGEL: u64 = 1024 * 1024;

/// What stands at the places of findings.
#[derive(Default)]
pub(super) struct Bron(BTreeMap<(u32, u32), String>);

impl Bron {
    /// Reads the lines that the findings name. What cannot be read is left out: the findings stand without it.
    pub(super) fn lees(pad: &Path, bevindingen: &[Bevinding]) -> Bron {
        // An element whose name no schema declares may hold anything in that name: its path says `*`, and it is not quoted.
        let onbekend = |pad: &str| pad.rsplit('/').next().is_some_and(|naam| naam.starts_with('*'));
        let bekend = bevindingen.iter().filter(|bevinding| !onbekend(&bevinding.pad));
        let plaatsen: BTreeSet<(u32, u32)> =
            bekend.map(|bevinding| (bevinding.regelnummer, bevinding.kolom)).collect();
        let mut bron = Bron::default();
        let Some((laatste, _)) = plaatsen.last() else { return bron };
        let Ok(bestand) = File::open(pad) else { return bron };
        let mut invoer = BufReader::new(bestand);
        let mut regel = Vec::new();
        for nummer in 1..=*laatste {
            regel.clear();
            match invoer.by_ref().take(LANGSTE_REGEL).read_until(b'\n', &mut regel) {
                Ok(gelezen) if gelezen > 0 && (gelezen as u64) < LANGSTE_REGEL => {}
                _ => return bron,
            }
            let op_deze_regel = plaatsen.range((nummer, 0)..=(nummer, u32::MAX));
            for plaats in op_deze_regel {
                let tekst = std::str::from_utf8(&regel).ok();
                let element = tekst.and_then(|tekst| element_op(tekst, plaats.1));
                bron.0.extend(element.map(|element| (*plaats, element)));
            }
        }
        bron
    }

    /// The element at a line and column.
    pub(super) fn bij(&self, regelnummer: u32, kolom: u32) -> Option<&str> {
        self.0.get(&(regelnummer, kolom)).map(String::as_str)
    }
}

/// The element that starts in that column, counted in characters from 1.
fn element_op(regel: &str, kolom: u32) -> Option<String> {
    let begin = regel.char_indices().nth(usize::try_from(kolom).ok()?.checked_sub(1)?)?.0;
    let (naam, rest) = regel.get(begin..)?.strip_prefix('<')?.split_once('>')?;
    let is_naam = |teken: char| teken.is_alphanumeric() || "_-.:".contains(teken);
    // What is no name, or is a number rather than one, did not come from a schema but from whoever wrote the message.
    let lokaal = naam.rsplit(':').next().unwrap_or(naam);
    let is_woord =
        lokaal.starts_with(char::is_alphabetic) && lokaal.chars().filter(char::is_ascii_digit).count() < 8;
    if !is_woord || !naam.chars().all(is_naam) {
        return None;
    }
    let Some((waarde, sluit)) = rest.split_once("</") else { return Some(format!("<{naam}>")) };
    if !sluit.starts_with(naam) || waarde.contains('<') {
        return Some(format!("<{naam}>"));
    }
    let element = naam.rsplit(':').next().unwrap_or(naam);
    let waarde = if mag_getoond(element, waarde) { waarde } else { "…" };
    Some(format!("<{naam}>{waarde}</{naam}>"))
}

#[cfg(test)]
mod tests {
    use super::element_op;

    #[test]
    fn a_code_or_a_date_of_care_is_quoted_and_a_person_is_not() {
        for (regel, kolom, verwacht) in [
            ("  <b:Einddatum>2026-01-31</b:Einddatum>", 3, Some("<b:Einddatum>2026-01-31</b:Einddatum>")),
            ("<m:Bsn>999900006</m:Bsn>", 1, Some("<m:Bsn>…</m:Bsn>")),
            ("<b:Datum>2012-05-17</b:Datum>", 1, Some("<b:Datum>…</b:Datum>")),
            ("é<m:Contact>", 2, Some("<m:Contact>")),
            ("<m:Geslacht><m:x>", 1, Some("<m:Geslacht>")),
            ("<m:Bsn id='999900006'>999900006</m:Bsn>", 1, None),
            ("<999900006></m:Geslacht>", 1, None),
            ("<m:Bsn999900006>", 1, None),
            ("geen element", 1, None),
            ("<m:Bsn", 1, None),
            ("", 5, None),
        ] {
            assert_eq!(element_op(regel, kolom).as_deref(), verwacht, "{regel}");
        }
    }
}
