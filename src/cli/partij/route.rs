//! `partij route`: where a message would go, and by which rule. Keeps nothing and sends nothing.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::super::sleutel::Sleutelopties;
use super::{Database, bekend, open_met_sleutel};
use crate::bericht::{Schemas, Soort};
use crate::cli::fout::CliFout;
use crate::partij::{Beantwoording, Partij, Routeregel, Stuk};
use crate::poort::{Aanbod, GROOTSTE_BERICHT, Poort, Route};
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
    #[command(flatten)]
    sleutel: Sleutelopties,
}

/// The short name of the rule about how something goes, after the rules about where to.
const VIA_KNOOPPUNT: &str = "R5";

pub(super) async fn voer_uit(opties: Opties) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let Some(bestand) = &opties.bestand else {
        for regel in Routeregel::ALLE {
            writeln!(uit, "{}  {}.", regel.code(), regel.tekst())?;
        }
        writeln!(
            uit,
            "{VIA_KNOOPPUNT}  wat een partij krijgt die via een knooppunt te bereiken is, gaat naar dat knooppunt, op volgorde per partij."
        )?;
        return Ok(());
    };
    let fout = |wat: String| CliFout::Invoer(format!("{}: {wat}", bestand.display()));
    let bytes = std::fs::read(bestand).map_err(|oorsprong| {
        CliFout::Omgeving(format!("{} is niet te lezen: {}.", bestand.display(), oorzaak(&oorsprong)))
    })?;
    if bytes.len() > GROOTSTE_BERICHT {
        return Err(fout("een bericht is hoogstens 25 MB.".to_owned()));
    }
    let store = open_met_sleutel(&opties.database, opties.sleutel).await?;
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
    let waarom_niet = match route.aanbod {
        Aanbod::Mag => "",
        Aanbod::GeenMandaat => " De poort neemt het niet aan: wie het aanbiedt, heeft vandaag geen mandaat.",
        Aanbod::NietVan => " De poort neemt het niet aan: wie het aanbiedt, mag het niet versturen.",
    };
    if route.bestemmingen.is_empty() {
        writeln!(uit, "  Dit bericht gaat nergens heen.{waarom_niet}")?;
        return Ok(());
    }
    for (bestemming, partij) in &route.bestemmingen {
        let stuk = match bestemming.stuk {
            Stuk::Bericht => "het bericht",
            Stuk::Antwoord => "het antwoord van de poort",
        };
        let (regel, soort) = (bestemming.regel.code(), partij.soort.sleutel());
        let via = route.via.get(&partij.id).map(|knooppunt| {
            format!(", via knooppunt {} ({}) volgens {VIA_KNOOPPUNT}", knooppunt.naam, knooppunt.code)
        });
        let via = via.unwrap_or_default();
        writeln!(uit, "  {regel}  {stuk} gaat naar {soort} {} ({}){via}", partij.naam, partij.code)?;
    }
    if let (Some(wie), Some(antwoordt)) = (&route.geadresseerde, route.antwoordt) {
        let is_declaratie = header.berichttype.soort == Soort::Declaratie;
        match antwoordt {
            Beantwoording::Zelf => {
                writeln!(uit, "  {} antwoordt zelf. Dat antwoord wordt daarna bezorgd.", wie.naam)?
            }
            Beantwoording::Beoordelen if is_declaratie => {
                writeln!(
                    uit,
                    "  Er gaat niets weg voor een medewerker van {} over de declaratie besliste.",
                    wie.naam
                )?;
            }
            Beantwoording::Beoordelen | Beantwoording::Automatisch => {
                writeln!(uit, "  De poort antwoordt meteen namens {}.", wie.naam)?;
            }
        }
    }
    Ok(())
}
