//! `validate`: the verdict on files, without a database. Others build on its flags, keys and exit codes.

mod bron;
mod op_volgorde;
mod productlijst;
mod tekst;
mod uitvoer;
mod vooruit;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde::Serialize;

use self::op_volgorde::{kernen, op_volgorde};
use self::productlijst::lees_productlijst;
use self::uitvoer::{HOE_VAAK, Uitvoer};
use self::vooruit::Vooruit;
use super::dienst::laad_schemas;
use super::fout::CliFout;
use crate::bericht::Schemas;
use crate::regels::{
    Bevinding, Controle, Lijsten, Niveau, Omstandigheden, Oordeel, controleer, controleer_op_twee_kernen,
};
use crate::systeem::oorzaak;
use crate::tijd::Klok;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort validate [opties] PAD...")]
pub(super) struct Opties {
    /// Bestanden, of mappen waarvan elk .xml-bestand wordt gecontroleerd
    #[arg(value_name = "PAD", required = true)]
    paden: Vec<PathBuf>,
    /// text (om te lezen) of json (een object per regel)
    #[arg(long, value_name = "VORM", value_enum, default_value_t = Vorm::Text)]
    format: Vorm,
    /// De dag die als vandaag geldt, als JJJJ-MM-DD (anders de dag van nu)
    #[arg(long, value_name = "DATUM", value_parser = lees_datum)]
    datum: Option<NaiveDate>,
    /// Gebruik de schema's in deze map in plaats van de ingebouwde
    #[arg(long, value_name = "MAP")]
    xsd_dir: Option<PathBuf>,
    /// De productcodelijst om productcodes aan te toetsen (TR381): CSV met de kolommen standaard, categorie en code
    #[arg(long, value_name = "BESTAND")]
    productlijst: Option<PathBuf>,
    /// Controleer alleen XML en schema, niet de regels in het bericht
    #[arg(long)]
    schema_only: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Vorm {
    Text,
    Json,
}

/// The verdict on one file, as the contract has it.
#[derive(Serialize)]
struct Uitslag<'a> {
    bestand: &'a str,
    berichttype: Option<String>,
    oordeel: Oordeel,
    bevindingen: &'a [Bevinding],
}

pub(super) fn lees_datum(tekst: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(tekst, "%Y-%m-%d")
        .map_err(|_| "Geef een bestaande dag als JJJJ-MM-DD.".to_owned())
}

pub(super) fn voer_uit(opties: &Opties) -> Result<ExitCode, CliFout> {
    let vandaag = opties.datum.unwrap_or_else(|| Klok::systeem().vandaag());
    let tot_en_met = if opties.schema_only { Niveau::Schema } else { Niveau::Extern };
    let lijsten = match &opties.productlijst {
        Some(bestand) => lees_productlijst(bestand)?,
        None => Lijsten::nieuw(),
    };
    let omstandigheden = Omstandigheden { lijsten: &lijsten, tot_en_met, ..Omstandigheden::op(vandaag) };
    let (lijst, fout) = alle_bestanden(&opties.paden);
    let schemas = match &opties.xsd_dir {
        None if lijst.len() <= WEINIG => Schemas::ingebouwd_op_verzoek(),
        map => laad_schemas(map.as_deref())?,
    };
    let uitvoer = RefCell::new(Uitvoer::nieuw(lijst.len()));
    let mut geldig = true;
    let mut gelezen = true;
    let controleer = |bestand: &PathBuf, kern_over: bool| -> io::Result<Klaar> {
        let controle = controleer_bestand(&schemas, bestand, omstandigheden, kern_over)?;
        let mut tekst = Vec::new();
        schrijf(&mut tekst, bestand, &controle, opties.format)?;
        Ok(Klaar { geldig: controle.oordeel == Oordeel::Geldig, tekst })
    };
    let mut neem = |bestand: &PathBuf, uitkomst: io::Result<Klaar>| -> io::Result<()> {
        match uitkomst {
            Ok(klaar) => {
                geldig &= klaar.geldig;
                uitvoer.borrow_mut().zeg(&klaar.tekst)
            }
            Err(fout) => {
                gelezen = false;
                uitvoer.borrow_mut().waarschuw(&format!(
                    "Fout: {} is niet te lezen: {}. Controleer de naam en de rechten.",
                    bestand.display(),
                    oorzaak(&fout)
                ))
            }
        }
    };
    match lijst.as_slice() {
        // Threads would cost more than they bring.
        [bestand] if is_klein(bestand) => neem(bestand, controleer(bestand, false))?,
        lijst => {
            let kern_over = lijst.len() < kernen();
            let controleer = |bestand: &PathBuf| controleer(bestand, kern_over);
            op_volgorde(lijst, controleer, neem, HOE_VAAK, |klaar| uitvoer.borrow_mut().voortgang(klaar))?;
        }
    }
    uitvoer.borrow_mut().maak_af()?;
    if let Some(fout) = fout {
        return Err(fout);
    }
    Ok(match (gelezen, geldig) {
        (false, _) => ExitCode::from(2),
        (true, false) => ExitCode::from(1),
        (true, true) => ExitCode::SUCCESS,
    })
}

/// What there is to say of a file.
struct Klaar {
    geldig: bool,
    tekst: Vec<u8>,
}

fn controleer_bestand(
    schemas: &Schemas,
    pad: &Path,
    omstandigheden: Omstandigheden<'_>,
    kern_over: bool,
) -> io::Result<Controle> {
    let bestand = File::open(pad)?;
    if kern_over && bestand.metadata()?.len() >= GROOT {
        return controleer_op_twee_kernen(schemas, Vooruit::begin(bestand), omstandigheden);
    }
    controleer(schemas, BufReader::with_capacity(LEES, bestand), omstandigheden)
}

/// So few files do not need the schemas of all types.
const WEINIG: usize = 4;
/// How much of a file is read at a time: small enough to stay in the processor's cache.
const LEES: usize = 64 * 1024;
/// From this size on it pays to let a core that has nothing to do help.
const GROOT: u64 = 4 * 1024 * 1024;

fn is_klein(pad: &Path) -> bool {
    pad.metadata().is_ok_and(|gegevens| gegevens.len() < GROOT)
}

/// All files, in order, up to the first folder with which something is wrong.
fn alle_bestanden(paden: &[PathBuf]) -> (Vec<PathBuf>, Option<CliFout>) {
    let mut lijst = Vec::new();
    for pad in paden {
        match bestanden(pad) {
            Ok(meer) => lijst.extend(meer),
            Err(fout) => return (lijst, Some(fout)),
        }
    }
    (lijst, None)
}

/// A file itself, or every .xml file in a folder and the folders in it, by name.
fn bestanden(pad: &Path) -> Result<Vec<PathBuf>, CliFout> {
    if !pad.is_dir() {
        return Ok(vec![pad.to_owned()]);
    }
    let mut gevonden = Vec::new();
    let mut te_lezen = vec![pad.to_owned()];
    while let Some(map) = te_lezen.pop() {
        let fout = |fout: io::Error| {
            CliFout::Omgeving(format!(
                "De map {} is niet te lezen: {}. Controleer de rechten.",
                map.display(),
                oorzaak(&fout)
            ))
        };
        for regel in map.read_dir().map_err(fout)? {
            let pad = regel.map_err(fout)?.path();
            if pad.is_dir() {
                te_lezen.push(pad);
            } else if pad.extension().is_some_and(|einde| einde.eq_ignore_ascii_case("xml")) {
                gevonden.push(pad);
            }
        }
    }
    if gevonden.is_empty() {
        return Err(CliFout::Omgeving(format!("In de map {} staat geen enkel .xml-bestand.", pad.display())));
    }
    gevonden.sort();
    Ok(gevonden)
}

fn schrijf(uit: &mut impl Write, pad: &Path, controle: &Controle, vorm: Vorm) -> io::Result<()> {
    match vorm {
        Vorm::Json => {
            let uitslag = Uitslag {
                bestand: &pad.to_string_lossy(),
                berichttype: controle.berichttype.map(|berichttype| berichttype.naam()),
                oordeel: controle.oordeel,
                bevindingen: &controle.bevindingen,
            };
            serde_json::to_writer(&mut *uit, &uitslag)?;
            writeln!(uit)
        }
        Vorm::Text => tekst::schrijf(uit, pad, controle),
    }
}
