//! `partij gebeurtenissen`: where a party is told of what it must know.

use std::io::{self, Write};

use clap::Args;

use super::super::fout::CliFout;
use super::super::sleutel::Sleutelopties;
use super::bezorging::OVERGANG;
use super::{Database, bekend, open_met_sleutel};
use crate::bezorging::{Geheim, bezorgadres};
use crate::tijd::Klok;

#[derive(Debug, Args)]
#[group(id = "waarheen", required = true, multiple = false, args = ["url", "uit"])]
pub(in crate::cli) struct Opties {
    /// De code van de partij
    #[arg(long, value_name = "CODE")]
    code: String,
    /// Het volledige adres waar de partij meldingen ontvangt, bijvoorbeeld https://zorg.example/meldingen
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Stuur haar geen meldingen meer; zij kan ze nog wel opvragen
    #[arg(long)]
    uit: bool,
    /// Maak een nieuw geheim om mee te ondertekenen, ook voor haar leveringen; het oude blijft nog een dag geldig
    #[arg(long, conflicts_with = "uit")]
    nieuw_geheim: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<(), CliFout> {
    let url = opties.url.as_deref().map(bezorgadres).transpose()?;
    let store = open_met_sleutel(&opties.database, opties.sleutel).await?;
    let partij = bekend(&store, &opties.code).await?;
    let uit = &mut io::stdout();
    let Some(url) = url else {
        store.stel_gebeurtenisadres_in(partij.id, None).await?;
        writeln!(uit, "{} ({}) krijgt geen meldingen meer toegestuurd.", partij.naam, partij.code)?;
        return Ok(());
    };
    let nu = Klok::systeem().nu();
    let nodig = opties.nieuw_geheim || store.bezorggeheimen(partij.id, nu).await?.is_empty();
    let geheim = nodig.then(Geheim::nieuw);
    if let Some(geheim) = &geheim {
        let bezorging = store.bezorging(partij.id).await?;
        store.stel_bezorging_in(partij.id, &bezorging, Some(geheim), nu, nu + OVERGANG).await?;
    }
    store.stel_gebeurtenisadres_in(partij.id, Some(&url)).await?;
    writeln!(uit, "{} ({}) krijgt meldingen voortaan toegestuurd.", partij.naam, partij.code)?;
    if let Some(geheim) = geheim {
        writeln!(uit, "Het geheim waarmee de poort ondertekent, is maar één keer te zien:")?;
        writeln!(uit, "{}", geheim.tekst())?;
    }
    Ok(())
}
