//! `wijken`: in which wijk a postcode lies.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::csvlijst::{Fouten, lees_bestand, met_rijen, rijen, schrijf};
use super::fout::CliFout;
use super::partij::{Database, open_met_sleutel};
use super::sleutel::Sleutelopties;
use crate::partij::Gebied;
use crate::store::Wijk;

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort wijken OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Vervang de hele lijst door die in een CSV-bestand met de kolommen postcode;wijkcode;wijknaam
    #[command(override_usage = "berichtenpoort wijken importeren BESTAND [opties]")]
    Importeren(Importeren),
    /// Toon de lijst als CSV
    #[command(override_usage = "berichtenpoort wijken lijst [opties]")]
    Lijst(Lijst),
}

#[derive(Debug, Args)]
pub(super) struct Importeren {
    /// CSV-bestand in UTF-8; een postcode heeft vier cijfers, of vier cijfers en twee letters
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    /// Neem ook een bestand zonder rijen aan: daarna is de lijst leeg
    #[arg(long)]
    leeg: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

#[derive(Debug, Args)]
pub(super) struct Lijst {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

const KOLOMMEN: [&str; 3] = ["postcode", "wijkcode", "wijknaam"];
const LANGSTE_NAAM: usize = 80;
/// The longest that a filter of an overview can ask for.
const LANGSTE_CODE: usize = 20;
/// What an overview shows where no wijk is known.
const GEEN_WIJK: &str = "onbekend";

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    let uit = &mut io::stdout();
    match opdracht {
        Opdracht::Importeren(opties) => {
            let wijken = met_rijen(&opties.bestand, lees_bestand(&opties.bestand, lees)?, opties.leeg)?;
            open_met_sleutel(&opties.database, opties.sleutel).await?.vervang_wijken(&wijken).await?;
            let codes: BTreeSet<&str> = wijken.iter().map(|wijk| wijk.code.as_str()).collect();
            writeln!(
                uit,
                "Ingelezen: {} postcodes in {} wijken. Ze vervangen de lijst die er was.",
                wijken.len(),
                codes.len()
            )?;
        }
        Opdracht::Lijst(opties) => {
            let wijken = open_met_sleutel(&opties.database, opties.sleutel).await?.wijken().await?;
            schrijf(uit, KOLOMMEN, wijken.into_iter().map(|wijk| [wijk.postcode, wijk.code, wijk.naam]))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a list: each postcode once, and each wijk under one name.
fn lees(tekst: &str) -> Result<Vec<Wijk>, Fouten> {
    let mut fouten = Fouten::default();
    let mut wijken: Vec<Wijk> = Vec::new();
    let mut eerder: BTreeMap<String, u64> = BTreeMap::new();
    let mut namen: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for rij in rijen(tekst, &KOLOMMEN, &[], &mut fouten) {
        let wijk = postcode(rij.veld("postcode")).and_then(|postcode| {
            let (code, naam) = (wijkcode(rij.gevuld("wijkcode")?)?, rij.gevuld("wijknaam")?.to_owned());
            match naam.chars().count() > LANGSTE_NAAM || naam.chars().any(char::is_control) {
                true => {
                    Err(format!("geef de wijk een naam van hoogstens {LANGSTE_NAAM} tekens, op één regel"))
                }
                false => Ok(Wijk { postcode, code, naam }),
            }
        });
        match wijk {
            Err(tekst) => fouten.voeg_toe(rij.regel, tekst),
            Ok(wijk) => {
                if let Some(al) = eerder.insert(wijk.postcode.clone(), rij.regel) {
                    fouten.voeg_toe(
                        rij.regel,
                        format!("postcode {} staat ook al op regel {al}", wijk.postcode),
                    );
                }
                let (al, naam) = namen.entry(wijk.code.clone()).or_insert((rij.regel, wijk.naam.clone()));
                if *naam != wijk.naam {
                    let tekst =
                        format!("wijk {} heet hier ‘{}’, en op regel {al} ‘{naam}’", wijk.code, wijk.naam);
                    fouten.voeg_toe(rij.regel, tekst);
                }
                wijken.push(wijk);
            }
        }
    }
    fouten.anders(wijken)
}

fn wijkcode(tekst: &str) -> Result<String, String> {
    if tekst.eq_ignore_ascii_case(GEEN_WIJK) {
        return Err(format!(
            "‘{tekst}’ kan geen wijkcode zijn: zo heet in de overzichten een wijk die niet bekend is"
        ));
    }
    match tekst.chars().count() > LANGSTE_CODE || tekst.chars().any(char::is_control) {
        true => Err(format!("geef de wijk een code van hoogstens {LANGSTE_CODE} tekens, op één regel")),
        false => Ok(tekst.to_owned()),
    }
}

/// A postcode of six characters, or the four digits of it.
fn postcode(tekst: &str) -> Result<String, String> {
    let gebied = Gebied::postcode(tekst);
    let gebied =
        gebied.map_err(|_| format!("‘{tekst}’ is geen postcode. Schrijf bijvoorbeeld 1502 of 1502AB"))?;
    Ok(gebied.code().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wijk(postcode: &str, code: &str, naam: &str) -> Wijk {
        Wijk { postcode: postcode.to_owned(), code: code.to_owned(), naam: naam.to_owned() }
    }

    #[test]
    fn een_lijst_met_puntkommas_of_kommas_en_kolommen_in_elke_volgorde_wordt_gelezen() {
        let verwacht = vec![wijk("1502", "W01", "Poelenburg"), wijk("1503AB", "W02", "Zaandam, Noord")];
        let tekst = "\u{FEFF}Postcode;Wijkcode;Wijknaam;opmerking\r\n1502;W01;Poelenburg;\r\n\r\n1503 ab;W02;\"Zaandam, Noord\";x\r\n";
        assert_eq!(lees(tekst), Ok(verwacht.clone()));
        assert_eq!(
            lees("wijknaam,postcode,wijkcode\nPoelenburg,1502,W01\n\"Zaandam, Noord\",1503AB,W02"),
            Ok(verwacht)
        );
        assert_eq!(lees("postcode;wijkcode;wijknaam\n"), Ok(Vec::new()));
    }

    #[test]
    fn een_lijst_zonder_rijen_wordt_alleen_op_verzoek_aangenomen() {
        let pad = std::path::Path::new("proef.csv");
        assert_eq!(met_rijen(pad, Vec::<Wijk>::new(), true).unwrap(), []);
        let fout = met_rijen(pad, Vec::<Wijk>::new(), false).unwrap_err().to_string();
        assert!(fout.contains("geen rijen; er is niets gewijzigd") && fout.contains("--leeg"), "{fout}");
        assert_eq!(met_rijen(pad, vec![wijk("1502", "W01", "Een")], false).unwrap().len(), 1);
    }

    #[test]
    fn een_wijkcode_past_in_een_filter_en_is_niet_onbekend() {
        let langste = "W".repeat(LANGSTE_CODE);
        assert!(lees(&format!("postcode;wijkcode;wijknaam\n1502;{langste};Een")).is_ok());
        for (rij, deel) in [
            (format!("1502;{langste}W;Een"), "regel 2: geef de wijk een code van hoogstens 20 tekens"),
            ("1502;Onbekend;Een".to_owned(), "regel 2: ‘Onbekend’ kan geen wijkcode zijn"),
            ("1502;W01;E\0n".to_owned(), "regel 2: hier staat een NUL-teken"),
        ] {
            let woorden =
                lees(&format!("postcode;wijkcode;wijknaam\n{rij}")).unwrap_err().in_woorden_voor_test();
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
        for (kop, deel) in [
            ("postcode;wijkcode;wijknaam; Wijkcode", "regel 1: de kolom wijkcode staat er twee keer"),
            ("postcode;wijkcode;wijkn\0aam", "regel 1: hier staat een NUL-teken"),
        ] {
            let woorden = lees(&format!("{kop}\n")).unwrap_err().in_woorden_voor_test();
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
    }

    #[test]
    fn elke_fout_staat_bij_zijn_regel() {
        let tekst = "postcode;wijkcode;wijknaam\n0502;W01;Nul\n1502;;Naamloos\n1502;W01;Een\n1502;W01;Een\n1503AB;W01;Twee\n1504;W02\n15 04A;W03;Drie";
        let woorden = lees(tekst).unwrap_err().in_woorden_voor_test();
        for deel in [
            "regel 2: ‘0502’ is geen postcode",
            "regel 3: vul wijkcode in",
            "regel 5: postcode 1502 staat ook al op regel 4",
            "regel 6: wijk W01 heet hier ‘Twee’, en op regel 4 ‘Een’",
            "regel 7: hier staan 2 velden, en in de eerste regel 3",
            "regel 8: ‘15 04A’ is geen postcode",
        ] {
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
        for (tekst, deel) in
            [("", "het bestand is leeg"), ("postcode;wijkcode\n", "de kolom wijknaam ontbreekt")]
        {
            let woorden = lees(tekst).unwrap_err().in_woorden_voor_test();
            assert!(woorden.contains(deel), "{woorden}");
        }
    }
}
