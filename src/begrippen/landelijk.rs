//! What is the same everywhere in the country and comes with the program: the code lists of the standards, the begrippen of the chain,
//! and translations between lists.

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::codebestand::lees_codes;
use super::codelijst::Codelijst;
use super::gebrek::Gebrek;
use super::status::Status;
use super::stuk::{Soort, Stuk};

macro_rules! lijsten {
    ($($naam:literal),+ $(,)?) => {
        /// The codes of each list, by its name.
        const LIJSTEN: &[(&str, &str)] = &[$(($naam, include_str!(concat!("landelijk/codelijsten/", $naam, ".csv")))),+];
    };
}

lijsten![
    "CBS-gemeentecodes",
    "COD002-VEKT",
    "COD032",
    "COD043",
    "COD046",
    "COD170",
    "COD260",
    "COD327",
    "COD467",
    "COD472",
    "COD700",
    "COD747",
    "COD757",
    "Fo01",
    "JZ002",
    "JZ020",
    "JZ588",
    "NUM061",
    "VECOZO",
    "WJ001",
    "WJ003",
    "WJ232",
    "WJ756",
    "WJ758",
    "WJ759",
    "WJ760",
    "WMO002",
    "WMO020",
    "WMO588",
    "WMO757",
    "hulpmiddelen-productcodes",
];

const CODELIJSTEN: &str = include_str!("landelijk/codelijsten.csv");
const BEGRIPPEN: &str = include_str!("landelijk/begrippen.json");
const VERTALINGEN: &str = include_str!("landelijk/vertalingen.json");

#[derive(Deserialize)]
struct Lijstrij {
    lijst: String,
    naam: String,
    omschrijving: String,
    bron: Option<String>,
    eigenaar: String,
}

/// Every piece that comes with the program.
///
/// # Errors
/// What is wrong in the files: then the program was not built right.
pub fn stukken() -> Result<Vec<Stuk>, Vec<Gebrek>> {
    let mut stukken = Vec::new();
    let mut gebreken = Vec::new();
    let mut rijen = csv::ReaderBuilder::new().delimiter(b';').from_reader(CODELIJSTEN.as_bytes());
    for rij in rijen.deserialize::<Lijstrij>() {
        match rij.map_err(|fout| vec![Gebrek::nieuw("codelijsten.csv", fout.to_string())]).and_then(codelijst)
        {
            Ok(lijst) => stukken.push(Stuk::from(lijst)),
            Err(fouten) => gebreken.extend(fouten),
        }
    }
    for (soort, tekst) in [(Soort::Begrip, BEGRIPPEN), (Soort::Vertaling, VERTALINGEN)] {
        let lijst: Vec<Value> = serde_json::from_str(tekst)
            .map_err(|fout| vec![Gebrek::nieuw(soort.woord(), fout.to_string())])?;
        for json in lijst {
            match Stuk::lees(soort, json) {
                Ok(stuk) => stukken.push(stuk),
                Err(gebrek) => gebreken.push(gebrek),
            }
        }
    }
    if gebreken.is_empty() { Ok(stukken) } else { Err(gebreken) }
}

fn codelijst(rij: Lijstrij) -> Result<Codelijst, Vec<Gebrek>> {
    let Lijstrij { lijst, naam, omschrijving, bron, eigenaar } = rij;
    let codes = LIJSTEN.iter().find(|(deze, _)| *deze == lijst).map(|(_, tekst)| *tekst);
    let codes =
        codes.ok_or_else(|| vec![Gebrek::nieuw("codelijsten.csv", format!("{lijst} heeft geen codes"))])?;
    let bij_lijst = |gebrek: Gebrek| Gebrek { plek: format!("{lijst}.csv, {}", gebrek.plek), ..gebrek };
    let codes =
        lees_codes(codes).map_err(|gebreken| gebreken.into_iter().map(bij_lijst).collect::<Vec<_>>())?;
    let (status, ingangsdatum, einddatum) = (Status::Vastgesteld, None, None);
    Ok(Codelijst { lijst, naam, omschrijving, bron, eigenaar, status, ingangsdatum, einddatum, codes })
}

/// By what two releases of the program are known to carry the same: a hash over all of it.
pub fn kenmerk(stukken: &[Stuk]) -> String {
    let mut hash = Sha256::new();
    for stuk in stukken {
        hash.update(stuk.soort().sleutel());
        hash.update(stuk.json().to_string());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begrippen::Register;

    #[test]
    fn wat_met_het_programma_meekomt_is_goed_en_verwijst_nergens_naar_niets() {
        let stukken = stukken().unwrap();
        let gebreken = Register::van_stukken(1, stukken.clone()).toets();
        assert!(gebreken.is_empty(), "{gebreken:#?}");
        assert_eq!(kenmerk(&stukken), kenmerk(&super::stukken().unwrap()));
    }

    #[test]
    fn elk_bestand_met_codes_is_een_lijst_en_andersom() {
        let map = concat!(env!("CARGO_MANIFEST_DIR"), "/src/begrippen/landelijk/codelijsten");
        let bestanden =
            std::fs::read_dir(map).unwrap().map(|een| een.unwrap().file_name().into_string().unwrap());
        let mut bestanden: Vec<_> =
            bestanden.filter_map(|naam| naam.strip_suffix(".csv").map(str::to_owned)).collect();
        bestanden.sort();
        let mut lijsten: Vec<_> = LIJSTEN.iter().map(|(naam, _)| (*naam).to_owned()).collect();
        lijsten.sort();
        assert_eq!(lijsten, bestanden, "zet de namen in src/begrippen/landelijk.rs");
        let mut rijen = csv::ReaderBuilder::new().delimiter(b';').from_reader(CODELIJSTEN.as_bytes());
        let mut genoemd: Vec<_> = rijen.deserialize::<Lijstrij>().map(|rij| rij.unwrap().lijst).collect();
        genoemd.sort();
        assert_eq!(genoemd, lijsten);
    }
}
