//! A new edition of a code list, with what it changes and which running allocations it touches.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::zetten::bestandsnaam;
use super::{Database, door, kast};
use crate::begrippen::{Codelijst, Codewijziging, LANDELIJK, Status, Stuk, Wens, Wijze, lees_codes};
use crate::cli::fout::CliFout;
use crate::poort::Uitgave;
use crate::systeem::oorzaak;

#[derive(Debug, Args)]
pub(in crate::cli) struct Importeer {
    /// CSV-bestand in UTF-8 met de kolommen standaard;code;omschrijving;toelichting;ingangsdatum;einddatum
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    /// De naam van de lijst (anders die van het bestand)
    #[arg(long, value_name = "LIJST")]
    lijst: Option<String>,
    /// Vanaf welke dag de uitgave geldt, als JJJJ-MM-DD (anders vandaag); wat er niet meer in staat, eindigt de dag ervoor
    #[arg(long, value_name = "DATUM")]
    per: Option<NaiveDate>,
    /// Hoe een nieuwe lijst heet voor mensen
    #[arg(long, value_name = "NAAM")]
    naam: Option<String>,
    /// Wie over een nieuwe lijst gaat: landelijk, het id van een regio, of een gemeentecode (anders landelijk)
    #[arg(long, value_name = "EIGENAAR", default_value = LANDELIJK)]
    eigenaar: String,
    /// Voer het uit; anders ziet u alleen wat er zou veranderen
    #[arg(long)]
    doe: bool,
    #[command(flatten)]
    database: Database,
}

/// `begrippen importeer`.
pub(super) async fn importeer(opties: Importeer) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let pad = &opties.bestand;
    let tekst = std::fs::read_to_string(pad).map_err(|fout| {
        CliFout::Omgeving(format!("{} is niet te lezen: {}.", pad.display(), oorzaak(&fout)))
    })?;
    let codes = lees_codes(&tekst).map_err(|gebreken| {
        let regels: Vec<String> = gebreken.iter().map(|gebrek| format!("  {gebrek}.")).collect();
        CliFout::Invoer(format!(
            "{} is niet ingelezen; er is niets gewijzigd.\n{}",
            pad.display(),
            regels.join("\n")
        ))
    })?;
    if codes.is_empty() {
        return Err(CliFout::Invoer(format!("{} heeft geen codes; er is niets gewijzigd.", pad.display())));
    }
    let kast = kast(&opties.database).await?;
    let naam =
        opties.lijst.clone().or_else(|| pad.file_stem().map(|stam| stam.to_string_lossy().into_owned()));
    let naam = naam.unwrap_or_default();
    let per = opties.per.unwrap_or_else(|| kast.vandaag());
    let nieuw = || nieuwe_lijst(&naam, &opties);
    let uitgave = kast.uitgave(&naam, nieuw()?, codes, per).await?;
    let wensen = [Wens::Leg(Stuk::from(uitgave.lijst.clone()))];
    let voorbeeld = kast.probeer(&wensen, Wijze::Inlezen).await?;
    toon(uit, &naam, &uitgave)?;
    if voorbeeld.wijzigingen.is_empty() {
        writeln!(uit, "Alles staat er al zo in.")?;
        return Ok(());
    }
    if !opties.doe {
        writeln!(uit, "Er is niets veranderd. Geef --doe om het uit te voeren.")?;
        return Ok(());
    }
    let wat = format!("codelijst {naam} ingelezen uit {}", bestandsnaam(pad));
    let gezien = Some(uitgave.stand);
    let gedaan = kast.wijzig(&wensen, Wijze::Inlezen, gezien, door(&wat)).await?;
    writeln!(uit, "Uitgevoerd. Het register staat nu op stand {}.", gedaan.register.stand())?;
    Ok(())
}

/// A list that is not in the register yet; none where no name was given for it.
fn nieuwe_lijst(lijst: &str, opties: &Importeer) -> Result<Option<Codelijst>, CliFout> {
    Ok(opties.naam.as_ref().map(|naam| Codelijst {
        lijst: lijst.to_owned(),
        naam: naam.clone(),
        omschrijving: String::new(),
        bron: None,
        eigenaar: opties.eigenaar.clone(),
        status: Status::Vastgesteld,
        ingangsdatum: None,
        einddatum: None,
        codes: Vec::new(),
    }))
}

fn toon(uit: &mut impl Write, naam: &str, uitgave: &Uitgave) -> io::Result<()> {
    let dag = |dag: Option<NaiveDate>| dag.map_or("open".to_owned(), |dag| dag.to_string());
    let mut aantallen: BTreeMap<&str, usize> = BTreeMap::new();
    for wijziging in &uitgave.wijzigingen {
        let (woord, wat) = match wijziging {
            Codewijziging::Nieuw(code) => ("nieuw", code.omschrijving.clone()),
            Codewijziging::Anders { oud, nieuw } if oud.omschrijving != nieuw.omschrijving => {
                ("gewijzigd", format!("{} → {}", oud.omschrijving, nieuw.omschrijving))
            }
            Codewijziging::Anders { nieuw, .. } => ("gewijzigd", nieuw.omschrijving.clone()),
            Codewijziging::Beeindigd { nieuw, .. } => {
                ("beëindigd", format!("{}, laatste dag {}", nieuw.omschrijving, dag(nieuw.einddatum)))
            }
        };
        *aantallen.entry(woord).or_default() += 1;
        let code = wijziging.code();
        writeln!(uit, "{woord}\t{}\t{}\t{wat}", code.standaard.sleutel(), code.code)?;
    }
    let aantal = |woord| aantallen.get(woord).copied().unwrap_or(0);
    writeln!(
        uit,
        "Codelijst {naam}: {} nieuw, {} gewijzigd, {} beëindigd.",
        aantal("nieuw"),
        aantal("gewijzigd"),
        aantal("beëindigd")
    )?;
    let Some(geraakt) = &uitgave.geraakt else {
        return writeln!(
            uit,
            "Van deze lijst gaat de poort niet na welke toewijzingen haar codes gebruiken."
        );
    };
    for een in geraakt {
        let (wet, code) = (een.standaard.sleutel(), &een.code);
        writeln!(
            uit,
            "raakt\t{wet}\t{code}\tgemeente {}\taanbieder {}\t{} lopende toewijzingen",
            een.gemeente, een.aanbieder, een.aantal
        )?;
    }
    let samen: i64 = geraakt.iter().map(|een| een.aantal).sum();
    writeln!(uit, "Lopende toewijzingen met een code die wijzigt of eindigt: {samen}.")
}
