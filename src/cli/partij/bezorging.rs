//! `partij bezorging`: how a party gets its leveringen.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use clap::Args;

use super::super::fout::CliFout;
use super::super::sleutel::Sleutelopties;
use super::{Database, bekend, open_met_sleutel};
use crate::bezorging::{BezorgFout, Bezorging, Bezorgwijze, Geheim};
use crate::poort::Partijbeheer;
use crate::systeem::oorzaak;
use crate::tijd::Klok;

/// How long deliveries are still signed with the secret before as well.
pub(super) const OVERGANG: TimeDelta = TimeDelta::days(1);

#[derive(Debug, Args)]
pub(in crate::cli) struct Opties {
    /// De code van de partij
    #[arg(long, value_name = "CODE")]
    code: String,
    /// postbus: de partij haalt haar leveringen zelf op; webhook: de poort meldt dat er een klaarstaat; push: de poort stuurt
    /// de XML
    #[arg(long, value_name = "WIJZE", value_parser = ["postbus", "webhook", "push"])]
    wijze: String,
    /// Het volledige adres waar de partij ontvangt, bijvoorbeeld https://zorg.example/berichten
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Lees het geheim waarmee de poort ondertekent (whsec_…) uit dit bestand, of met - van de standaardinvoer; zonder deze optie
    /// maakt de poort er een
    #[arg(long, value_name = "BESTAND", conflicts_with = "nieuw_geheim")]
    geheim_bestand: Option<PathBuf>,
    /// Maak een nieuw geheim; het oude blijft nog een dag geldig
    #[arg(long)]
    nieuw_geheim: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

/// A secret from a file, or from standard input: what stands on the command line everybody on this machine can see.
fn lees_geheim(pad: &Path) -> Result<Geheim, CliFout> {
    let gelezen =
        if pad == Path::new("-") { io::read_to_string(io::stdin()) } else { fs::read_to_string(pad) };
    let tekst = gelezen.map_err(|fout| {
        CliFout::Omgeving(format!(
            "Het geheim in {} is niet te lezen: {}. Controleer de naam en de rechten.",
            pad.display(),
            oorzaak(&fout)
        ))
    })?;
    Ok(Geheim::lees(&tekst)?)
}

pub(super) async fn voer_uit(opties: Opties) -> Result<(), CliFout> {
    let wijze = Bezorgwijze::van_sleutel(&opties.wijze)
        .ok_or_else(|| CliFout::Omgeving("Kies postbus, webhook of push.".to_owned()))?;
    let bezorging = Bezorging::nieuw(wijze, opties.url.as_deref())?;
    let gegeven = opties.geheim_bestand.as_deref().map(lees_geheim).transpose()?;
    if wijze == Bezorgwijze::Postbus && (gegeven.is_some() || opties.nieuw_geheim) {
        return Err(BezorgFout::Postbus.into());
    }
    let store = open_met_sleutel(&opties.database, opties.sleutel).await?;
    let partij = bekend(&store, &opties.code).await?;
    let nu = Klok::systeem().nu();
    let bekende = store.bezorggeheimen(partij.id, nu).await?;
    let nodig = wijze != Bezorgwijze::Postbus && (bekende.is_empty() || opties.nieuw_geheim);
    let (gemaakt, geheim) = match gegeven {
        // The same again is no change, so that the one before it is not kept any longer.
        Some(gegeven) => (false, (bekende.first() != Some(&gegeven)).then_some(gegeven)),
        None => (nodig, nodig.then(Geheim::nieuw)),
    };
    store.stel_bezorging_in(partij.id, &bezorging, geheim.as_ref(), nu, nu + OVERGANG).await?;
    // A party that is set by itself no longer goes through a knooppunt; those that go through this one follow.
    store.zet_knooppunt(partij.id, None).await?;
    Partijbeheer::nieuw(&store, &Klok::systeem()).werk_knooppunt_bij(&partij).await?;
    let uit = &mut io::stdout();
    let hoe = match wijze {
        Bezorgwijze::Postbus => "haalt haar leveringen voortaan zelf op uit de postbus",
        Bezorgwijze::Webhook => "krijgt voortaan een seintje als er een levering klaarstaat",
        Bezorgwijze::Push => "krijgt haar berichten voortaan toegestuurd",
    };
    writeln!(uit, "{} ({}) {hoe}.", partij.naam, partij.code)?;
    if bezorging.url.as_ref().is_some_and(|url| url.scheme() == "http") {
        writeln!(
            uit,
            "Let op: zonder https bezorgt de poort alleen naar adressen die de beheerder toestaat \
             (bezorging-toegestane-adressen in het configuratiebestand)."
        )?;
    }
    if geheim.is_some() && !bekende.is_empty() {
        writeln!(
            uit,
            "Het vorige geheim blijft nog één dag geldig: tot dan ondertekent de poort met allebei."
        )?;
    }
    if let (true, Some(geheim)) = (gemaakt, geheim) {
        writeln!(uit, "Het geheim waarmee de poort ondertekent, is maar één keer te zien:")?;
        writeln!(uit, "{}", geheim.tekst())?;
    }
    Ok(())
}
