//! `partij route`: where a message would go, and by which rule. Keeps nothing and sends nothing.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{Database, bekend, open};
use crate::bericht::Schemas;
use crate::cli::fout::CliFout;
use crate::partij::{Partij, Routeregel, Stuk};
use crate::poort::{GROOTSTE_BERICHT, Poort, Route};
use crate::systeem::oorzaak;
use crate::tijd::Klok;

#[derive(Debug, Args)]
pub(in crate::cli) struct Opties {
    /// Een bericht; zonder bestand ziet u alleen de regels
    #[arg(value_name = "BESTAND")]
    bestand: Option<PathBuf>,
    /// De code van het wijkteam dat het bericht aanbiedt; anders biedt de afzender in de header het aan
    #[arg(long, value_name = "CODE")]
    indiener: Option<String>,
    #[command(flatten)]
    database: Database,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let Some(bestand) = &opties.bestand else {
        for regel in Routeregel::ALLE {
            writeln!(uit, "{}  {}.", regel.code(), regel.tekst())?;
        }
        return Ok(());
    };
    let fout = |wat: String| CliFout::Invoer(format!("{}: {wat}", bestand.display()));
    let bytes = std::fs::read(bestand).map_err(|oorsprong| {
        CliFout::Omgeving(format!("{} is niet te lezen: {}.", bestand.display(), oorzaak(&oorsprong)))
    })?;
    if bytes.len() > GROOTSTE_BERICHT {
        return Err(fout("een bericht is hoogstens 25 MB.".to_owned()));
    }
    let store = open(&opties.database).await?;
    let indiener = match &opties.indiener {
        Some(code) => Some(bekend(&store, code).await?),
        None => None,
    };
    let poort = Poort::nieuw(store, Arc::new(Schemas::ingebouwd()?), Klok::systeem());
    let route = poort.route(indiener.as_ref(), bytes).await?;
    let route = route.map_err(|oorzaak| {
        fout(format!("{oorzaak}. Controleer het bericht met ‘berichtenpoort validate’."))
    })?;
    toon(uit, &route)
}

fn toon(uit: &mut impl Write, route: &Route) -> Result<(), CliFout> {
    let header = &route.header;
    let heet = |code: &str, partij: Option<&Partij>| match partij {
        Some(partij) if partij.code == code => format!("{} ({code})", partij.naam),
        Some(partij) => format!("{} ({}), die {code} heeft overgenomen", partij.naam, partij.code),
        None => format!("{code}, en dat is geen partij van deze poort"),
    };
    writeln!(uit, "{} van {}", header.berichttype, heet(header.verzender(), route.verzender.as_ref()))?;
    writeln!(uit, "  aan {}", heet(header.geadresseerde(), route.geadresseerde.as_ref()))?;
    if route.bestemmingen.is_empty() {
        writeln!(uit, "  Dit bericht gaat nergens heen.")?;
    }
    for (bestemming, partij) in &route.bestemmingen {
        let stuk = match bestemming.stuk {
            Stuk::Bericht => "het bericht",
            Stuk::Antwoord => "het antwoord van de poort",
        };
        let (regel, soort) = (bestemming.regel.code(), partij.soort.sleutel());
        writeln!(uit, "  {regel}  {stuk} gaat naar {soort} {} ({})", partij.naam, partij.code)?;
    }
    Ok(())
}
