//! Reading a list of products from a file.

use std::fs::File;
use std::path::Path;

use serde::Deserialize;

use crate::bericht::Standaard;
use crate::cli::fout::CliFout;
use crate::regels::Lijsten;
use crate::systeem::oorzaak;

/// A row of the file; other columns are ignored.
#[derive(Deserialize)]
struct Rij {
    standaard: String,
    categorie: String,
    code: String,
}

/// The national lists, with the products of this file.
pub(super) fn lees_productlijst(pad: &Path) -> Result<Lijsten, CliFout> {
    let naam = pad.display();
    let bestand = File::open(pad).map_err(|fout| {
        CliFout::Omgeving(format!("De productlijst {naam} is niet te lezen: {}.", oorzaak(&fout)))
    })?;
    // Spreadsheets in Dutch separate with a semicolon.
    let tekst = std::io::read_to_string(bestand)
        .map_err(|_| CliFout::Omgeving(format!("De productlijst {naam} is geen tekst in UTF-8.")))?;
    let tekst = tekst.trim_start_matches('\u{FEFF}');
    let kop = tekst.lines().next().unwrap_or_default();
    let scheiding = if kop.contains(';') { b';' } else { b',' };
    let mut lezer =
        csv::ReaderBuilder::new().delimiter(scheiding).trim(csv::Trim::All).from_reader(tekst.as_bytes());
    let mut lijsten = Lijsten::nieuw();
    for (nummer, rij) in lezer.deserialize::<Rij>().enumerate() {
        let regel = nummer + 2;
        let fout = |wat: &str| CliFout::Omgeving(format!("De productlijst {naam}, rij {regel}: {wat}"));
        let rij = rij.map_err(|_| {
            fout("verwacht de kolommen standaard, categorie en code, met die namen in de eerste rij.")
        })?;
        let standaard = Standaard::van_sleutel(&rij.standaard.to_lowercase())
            .ok_or_else(|| fout("vul bij standaard ijw of iwmo in."))?;
        lijsten = lijsten.met_producten(standaard, [(rij.categorie, rij.code)]);
    }
    Ok(lijsten)
}
