//! `partij certificaat`, `certificaten` and `certificaat-intrekken`: client certificates of parties.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use uuid::Uuid;

use super::super::fout::CliFout;
use super::sleutels::lees_id;
use super::{Database, bekend, open};
use crate::http::tls::vingerafdruk_van_pem;
use crate::systeem::oorzaak;
use crate::tijd::{Klok, dag, in_woorden};
use crate::toegang::Herkenning;

#[derive(Debug, Args)]
#[group(id = "waaraan", required = true, multiple = false, args = ["bestand", "vingerafdruk", "oin"])]
pub(in crate::cli) struct Vastleggen {
    /// De code van de partij
    #[arg(long, value_name = "CODE")]
    code: String,
    /// Het certificaat zelf, als PEM-bestand: alleen met dit ene certificaat is de partij te herkennen
    #[arg(long, value_name = "BESTAND")]
    bestand: Option<PathBuf>,
    /// De SHA-256-vingerafdruk van het certificaat
    #[arg(long, value_name = "HEX")]
    vingerafdruk: Option<String>,
    /// De OIN van de organisatie: elk certificaat met deze OIN, van een vertrouwde uitgever
    #[arg(long, value_name = "OIN")]
    oin: Option<String>,
    /// Waar het certificaat voor is, om het later te herkennen
    #[arg(long, value_name = "TEKST", default_value = "vastgelegd met de opdracht partij certificaat")]
    omschrijving: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Lijst {
    /// De code van de partij
    #[arg(long, value_name = "CODE")]
    code: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Intrekken {
    /// Het id, uit ‘berichtenpoort partij certificaten’
    #[arg(long, value_name = "ID", value_parser = lees_id)]
    id: Uuid,
    #[command(flatten)]
    database: Database,
}

/// Records a certificate of a party.
pub(super) async fn leg_vast(opties: Vastleggen) -> Result<(), CliFout> {
    let herkenning = match (&opties.bestand, &opties.vingerafdruk, &opties.oin) {
        (Some(pad), _, _) => uit_bestand(pad)?,
        (None, Some(tekst), _) => lees(Herkenning::vingerafdruk(tekst))?,
        (None, None, oin) => lees(Herkenning::oin(oin.as_deref().unwrap_or_default()))?,
    };
    let store = open(&opties.database).await?;
    let partij = bekend(&store, &opties.code).await?;
    store.leg_certificaat_vast(&partij, &herkenning, &opties.omschrijving, Klok::systeem().nu()).await?;
    writeln!(io::stdout(), "{} ({}) is te herkennen aan {herkenning}.", partij.naam, partij.code)?;
    Ok(())
}

fn lees(gelezen: Result<Herkenning, impl ToString>) -> Result<Herkenning, CliFout> {
    gelezen.map_err(|fout| CliFout::Invoer(fout.to_string()))
}

fn uit_bestand(pad: &Path) -> Result<Herkenning, CliFout> {
    let pem = fs::read(pad).map_err(|fout| {
        CliFout::Invoer(format!("Het certificaat {} is niet te lezen: {}.", pad.display(), oorzaak(&fout)))
    })?;
    vingerafdruk_van_pem(&pem).ok_or_else(|| {
        CliFout::Invoer(format!(
            "In {} staat geen certificaat. Geef een PEM-bestand: het begint met -----BEGIN CERTIFICATE-----.",
            pad.display()
        ))
    })
}

/// Shows the certificates of a party.
pub(super) async fn toon(opties: Lijst) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let partij = bekend(&store, &opties.code).await?;
    for een in store.certificaten(partij.id).await? {
        let tot = een
            .ingetrokken_op
            .map_or_else(|| "geldig".to_owned(), |op| format!("ingetrokken per {}", in_woorden(op)));
        let sinds = dag(een.vastgelegd_op);
        writeln!(io::stdout(), "{}\t{tot}\t{}\tsinds {sinds}\t{}", een.id, een.herkenning, een.omschrijving)?;
    }
    Ok(())
}

/// Takes a certificate back.
pub(super) async fn trek_in(opties: Intrekken) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    if !store.trek_certificaat_in(opties.id, Klok::systeem().nu()).await? {
        return Err(CliFout::Invoer(format!(
            "Er is geen certificaat met id {} dat nog geldt. Met ‘berichtenpoort partij certificaten’ ziet u welke er zijn.",
            opties.id
        )));
    }
    writeln!(io::stdout(), "Het certificaat is ingetrokken. Vanaf nu herkent de poort er niemand meer aan.")?;
    Ok(())
}
