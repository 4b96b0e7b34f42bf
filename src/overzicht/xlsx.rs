//! Rows as a spreadsheet: codes are texts, so their zeros stay; numbers, amounts, days and months are what they are; nothing is ever
//! written as a formula.

use std::io::{Seek, Write};

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::definitie::{Kolom, Kolomsoort, Overzicht};
use super::schrijver::{Kop, Schrijffout};
use super::waarde::{Controletotaal, Waarde, decimaal};

/// Rows below the head that fit on one sheet; what is more goes on on the next.
const RIJEN_PER_BLAD: u32 = 1_048_575;
/// A number of more digits than this is not exact in a spreadsheet, and is written as a text.
const EXACTE_CIJFERS: u64 = 1_000_000_000_000_000;

/// Writes rows as XLSX. Each row goes to a temporary file at once, so memory does not grow with their number.
pub struct XlsxSchrijver {
    map: Workbook,
    overzicht: &'static Overzicht,
    vormen: Vec<Format>,
    /// The sheet that is being written, from 0, and how many rows it has below its head.
    blad: usize,
    rijen: u32,
    per_blad: u32,
}

impl XlsxSchrijver {
    /// Begins the first sheet.
    ///
    /// # Errors
    /// Where there is no room for a temporary file.
    pub fn nieuw(overzicht: &'static Overzicht) -> Result<XlsxSchrijver, Schrijffout> {
        XlsxSchrijver::met_bladen_van(overzicht, RIJEN_PER_BLAD)
    }

    /// The same with so many rows on a sheet at most.
    pub(super) fn met_bladen_van(
        overzicht: &'static Overzicht,
        per_blad: u32,
    ) -> Result<XlsxSchrijver, Schrijffout> {
        let mut schrijver = XlsxSchrijver {
            map: Workbook::new(),
            overzicht,
            vormen: overzicht.kolommen.iter().map(|kolom| vorm(kolom.soort)).collect(),
            blad: 0,
            rijen: 0,
            per_blad,
        };
        schrijver.begin_blad()?;
        Ok(schrijver)
    }

    fn begin_blad(&mut self) -> Result<(), Schrijffout> {
        let kop = Format::new().set_bold().set_num_format("@");
        let blad = self.map.add_worksheet_with_constant_memory()?;
        let naam = match self.blad {
            0 => "Gegevens".to_owned(),
            meer => format!("Gegevens {}", meer + 1),
        };
        blad.set_name(naam)?;
        blad.set_freeze_panes(1, 0)?;
        for (plaats, kolom) in self.overzicht.kolommen.iter().enumerate() {
            let plaats = plaats_van(plaats)?;
            blad.set_column_width(plaats, breedte(kolom))?;
            blad.write_string_with_format(0, plaats, kolom.titel, &kop)?;
        }
        Ok(())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where the disk is full or a value cannot stand in a spreadsheet.
    pub fn rij(&mut self, rij: &[Waarde]) -> Result<(), Schrijffout> {
        if self.rijen == self.per_blad {
            self.blad += 1;
            self.rijen = 0;
            self.begin_blad()?;
        }
        self.rijen += 1;
        let blad = self.map.worksheet_from_index(self.blad)?;
        let kolommen = self.overzicht.kolommen.iter().zip(&self.vormen).zip(rij).enumerate();
        for (plaats, ((kolom, vorm), waarde)) in kolommen {
            schrijf_cel(blad, self.rijen, plaats_van(plaats)?, kolom.soort, vorm, waarde)?;
        }
        Ok(())
    }

    /// Adds the explanation and writes the whole.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn sluit<W: Write + Seek + Send>(
        mut self,
        kop: &Kop,
        totaal: &Controletotaal,
        naar: W,
    ) -> Result<(), Schrijffout> {
        schrijf_toelichting(self.map.add_worksheet(), self.overzicht, kop, totaal)?;
        self.map.save_to_writer(naar)?;
        Ok(())
    }
}

fn plaats_van(plaats: usize) -> Result<u16, Schrijffout> {
    u16::try_from(plaats).map_err(|_| XlsxError::RowColumnLimitError.into())
}

/// Texts have the form of texts, so that a spreadsheet also takes them for such when somebody edits one.
fn vorm(soort: Kolomsoort) -> Format {
    Format::new().set_num_format(match soort {
        Kolomsoort::Tekst | Kolomsoort::Code => "@",
        Kolomsoort::Getal => "0",
        Kolomsoort::Euro => "#,##0.00",
        Kolomsoort::Datum => "dd-mm-yyyy",
        Kolomsoort::Maand => "yyyy-mm",
        // A share of 1 would be 100%; ours is a number of percents.
        Kolomsoort::Percentage => "0.0",
    })
}

/// In characters.
fn breedte(kolom: &Kolom) -> f64 {
    let inhoud: u8 = match kolom.soort {
        Kolomsoort::Tekst => 24,
        Kolomsoort::Code => 12,
        Kolomsoort::Getal | Kolomsoort::Maand | Kolomsoort::Percentage => 10,
        Kolomsoort::Datum => 12,
        Kolomsoort::Euro => 15,
    };
    let titel = u8::try_from(kolom.titel.chars().count() + 2).unwrap_or(u8::MAX);
    f64::from(inhoud.max(titel))
}

fn schrijf_cel(
    blad: &mut Worksheet,
    rij: u32,
    plaats: u16,
    soort: Kolomsoort,
    vorm: &Format,
    waarde: &Waarde,
) -> Result<(), Schrijffout> {
    match waarde {
        Waarde::Leeg => {}
        Waarde::Tekst(tekst) => {
            blad.write_string_with_format(rij, plaats, leesbaar(tekst), vorm)?;
        }
        Waarde::Getal(getal) => {
            let achter = match soort {
                Kolomsoort::Euro => 2,
                Kolomsoort::Percentage => 1,
                _ => 0,
            };
            schrijf_getal(blad, rij, plaats, vorm, *getal, achter)?;
        }
        Waarde::Datum(dag) => schrijf_dag(blad, rij, plaats, vorm, *dag)?,
        Waarde::Maand(maand) => schrijf_dag(blad, rij, plaats, vorm, maand.eerste_dag())?,
    }
    Ok(())
}

/// A number in a spreadsheet is a floating-point number; with so few digits it is read again as the decimal number that it was
/// written as.
fn schrijf_getal(
    blad: &mut Worksheet,
    rij: u32,
    plaats: u16,
    vorm: &Format,
    getal: i64,
    achter: u32,
) -> Result<(), Schrijffout> {
    let tekst = if achter == 0 { getal.to_string() } else { decimaal(getal, achter, '.') };
    match tekst.parse::<f64>() {
        Ok(waarde) if getal.unsigned_abs() < EXACTE_CIJFERS => {
            blad.write_number_with_format(rij, plaats, waarde, vorm)?
        }
        _ => blad.write_string_with_format(rij, plaats, &tekst, vorm)?,
    };
    Ok(())
}

/// A spreadsheet knows no days before 1900; such a one is written as a text.
fn schrijf_dag(
    blad: &mut Worksheet,
    rij: u32,
    plaats: u16,
    vorm: &Format,
    dag: NaiveDate,
) -> Result<(), Schrijffout> {
    let delen = (u16::try_from(dag.year()), u8::try_from(dag.month()), u8::try_from(dag.day()));
    let excel = match delen {
        (Ok(jaar), Ok(maand), Ok(dag)) if jaar > 1900 => ExcelDateTime::from_ymd(jaar, maand, dag).ok(),
        _ => None,
    };
    match excel {
        Some(excel) => blad.write_datetime_with_format(rij, plaats, &excel, vorm)?,
        None => blad.write_string_with_format(rij, plaats, dag.to_string(), vorm)?,
    };
    Ok(())
}

/// Without the control characters that a spreadsheet cannot hold. No message can bring those in.
fn leesbaar(tekst: &str) -> String {
    let teken = |teken: char| match teken {
        '\t' | '\n' => teken,
        '\u{FFFE}' | '\u{FFFF}' => char::REPLACEMENT_CHARACTER,
        _ if teken.is_control() => char::REPLACEMENT_CHARACTER,
        _ => teken,
    };
    tekst.chars().map(teken).collect()
}

/// The last sheet: what the overview is, what was asked for, when, and what it adds up to.
fn schrijf_toelichting(
    blad: &mut Worksheet,
    overzicht: &Overzicht,
    kop: &Kop,
    totaal: &Controletotaal,
) -> Result<(), Schrijffout> {
    let vet = Format::new().set_bold();
    let lap = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    blad.set_name("Toelichting")?;
    blad.set_column_width(0, 26)?;
    blad.set_column_width(1, 90)?;
    let mut rij = 0;
    let mut regel = |blad: &mut Worksheet, naam: &str, tekst: &str| -> Result<(), Schrijffout> {
        blad.write_string_with_format(rij, 0, naam, &vet)?;
        blad.write_string_with_format(rij, 1, leesbaar(tekst), &lap)?;
        rij += 1;
        Ok(())
    };
    regel(blad, "Overzicht", overzicht.titel)?;
    regel(blad, "Wat het vertelt", overzicht.toelichting)?;
    for (naam, tekst) in &kop.regels {
        regel(blad, naam, tekst)?;
    }
    for kolom in overzicht.kolommen {
        regel(blad, kolom.titel, kolom.uitleg)?;
    }
    rij += 1;
    blad.write_string_with_format(rij, 0, "Controletotaal", &vet)?;
    for (naam, som) in totaal.benoemd(overzicht) {
        rij += 1;
        let kolom = overzicht.kolommen.iter().find(|kolom| kolom.naam == naam);
        blad.write_string(rij, 0, kolom.map_or("Aantal rijen", |kolom| kolom.titel))?;
        let soort = kolom.map_or(Kolomsoort::Getal, |kolom| kolom.soort);
        let links = vorm(soort).set_align(FormatAlign::Left);
        schrijf_cel(blad, rij, 1, soort, &links, &Waarde::Getal(som))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;
    use crate::overzicht::met_naam;

    #[test]
    fn what_does_not_fit_on_a_sheet_goes_on_on_the_next_under_the_same_head() {
        let overzicht = met_naam("betaallijst").unwrap();
        let mut schrijver = XlsxSchrijver::met_bladen_van(overzicht, 2).unwrap();
        for nummer in 0..5 {
            schrijver.rij(&[Waarde::Tekst(format!("0{nummer}"))]).unwrap();
        }
        let mut bytes = Cursor::new(Vec::new());
        schrijver.sluit(&Kop::default(), &Controletotaal::leeg(overzicht), &mut bytes).unwrap();
        let mut map = Xlsx::new(bytes).unwrap();
        assert_eq!(map.sheet_names(), ["Gegevens", "Gegevens 2", "Gegevens 3", "Toelichting"]);
        let mut eerste_kolom = |blad: &str| -> Vec<String> {
            let rijen = map.worksheet_range(blad).unwrap();
            rijen.rows().filter_map(|rij| rij.first().map(Data::to_string)).collect()
        };
        assert_eq!(eerste_kolom("Gegevens"), ["Declaratie", "00", "01"]);
        assert_eq!(eerste_kolom("Gegevens 3"), ["Declaratie", "04"]);
    }
}
