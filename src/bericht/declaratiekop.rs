//! What stands in a 323 in front of its clients, read from its first bytes.

use chrono::NaiveDate;

use super::velden::datum;
use super::waarden::{Bedrag, DebetCredit, Eurocent, geheel_getal};
use crate::xml::{Event, Limits, Reader};

/// Number, month and amount of a Declaratie. They stand in front of its clients, so that the rest of what may be 25 MB need not
/// be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaratiekop {
    /// DeclaratieNummer.
    pub nummer: String,
    /// First day of the DeclaratiePeriode.
    pub begindatum: NaiveDate,
    /// TotaalIngediendBedrag.
    pub totaal: Eurocent,
}

impl Declaratiekop {
    /// Reads it from the first bytes of a 323 that passed its schema. Nothing where they break off too early: then so much blank or
    /// comment goes before it that it is not worth looking for.
    pub fn lees(begin: &[u8]) -> Option<Declaratiekop> {
        let mut lezer = Reader::new(begin, Limits::default());
        // The local names of the open elements, and the text of the innermost one.
        let (mut open, mut tekst): (Vec<String>, String) = (Vec::new(), String::new());
        let (mut nummer, mut begindatum, mut centen, mut kant) = (None, None, None, None);
        // What the bytes break off in, is an error and the end.
        while let Ok(gebeurtenis) = lezer.next() {
            match gebeurtenis {
                Event::Start(start) if start.local == "Clienten" => break,
                Event::Start(start) => {
                    tekst.clear();
                    open.push(start.local.to_owned());
                }
                Event::Text(stuk) => tekst.push_str(stuk),
                Event::End { .. } => {
                    let pad: Vec<&str> = open.iter().map(String::as_str).collect();
                    match pad.as_slice() {
                        [_, "Declaratie", "DeclaratieNummer"] => nummer = Some(tekst.clone()),
                        [_, "Declaratie", "DeclaratiePeriode", "Begindatum"] => {
                            begindatum = datum(tekst.trim()).ok();
                        }
                        [_, "Declaratie", "TotaalIngediendBedrag", "TotaalBedrag"] => {
                            centen = geheel_getal(tekst.trim()).ok();
                        }
                        [_, "Declaratie", "TotaalIngediendBedrag", "DebetCredit"] => {
                            kant = DebetCredit::lees(tekst.trim()).ok();
                        }
                        _ => {}
                    }
                    tekst.clear();
                    open.pop();
                }
                Event::Eof => break,
            }
        }
        let totaal = Bedrag { centen: centen?, debet_credit: kant? }.eurocent();
        Some(Declaratiekop { nummer: nummer?, begindatum: begindatum?, totaal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<m:Bericht xmlns:m="urn:m" xmlns:b="urn:b"><m:Header><m:DeclaratieNummer>ELDERS</m:DeclaratieNummer></m:Header>
<m:Declaratie><m:DeclaratieNummer>D&amp;<!-- x -->1</m:DeclaratieNummer><m:DeclaratiePeriode><b:Begindatum>2026-01-01</b:Begindatum>
<b:Einddatum>2026-01-31</b:Einddatum></m:DeclaratiePeriode><m:TotaalIngediendBedrag><b:TotaalBedrag>1250</b:TotaalBedrag>
<b:DebetCredit>C</b:DebetCredit></m:TotaalIngediendBedrag><m:Clienten><m:Client><m:Bsn>9999"#;

    #[test]
    fn number_month_and_amount_are_read_from_bytes_that_break_off() {
        let kop = Declaratiekop::lees(BEGIN.as_bytes()).unwrap();
        assert_eq!((kop.nummer.as_str(), kop.begindatum.to_string()), ("D&1", "2026-01-01".to_owned()));
        assert_eq!(kop.totaal, Eurocent(-1250));
    }

    #[test]
    fn bytes_that_break_off_too_early_tell_nothing() {
        let (tot, _) = BEGIN.split_once("<b:DebetCredit>").unwrap();
        assert_eq!(Declaratiekop::lees(tot.as_bytes()), None);
        assert_eq!(Declaratiekop::lees(b""), None);
        assert_eq!(Declaratiekop::lees(b"geen XML"), None);
    }
}
