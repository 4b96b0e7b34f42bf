//! `partij volmacht` and `partij volmachten`: which supplier acts for which party.

use std::collections::BTreeSet;
use std::io::{self, Write};

use chrono::NaiveDate;
use clap::Args;

use super::sleutels::lees_recht;
use super::{Database, bekend, open};
use crate::bericht::Berichttype;
use crate::cli::fout::CliFout;
use crate::partij::Geldigheid;
use crate::poort::Partijbeheer;
use crate::tijd::Klok;
use crate::toegang::{Recht, Rechten, Volmacht};

#[derive(Debug, Args)]
pub(in crate::cli) struct Geven {
    /// De code van de partij die de volmacht geeft
    #[arg(long, value_name = "CODE")]
    code: String,
    /// De code van de leverancier of het knooppunt dat voor haar werkt
    #[arg(long, value_name = "CODE")]
    leverancier: String,
    /// De eerste dag, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM", required_unless_present = "intrekken")]
    vanaf: Option<NaiveDate>,
    /// De laatste dag, als JJJJ-MM-DD; zonder deze optie loopt de volmacht door
    #[arg(long, value_name = "DATUM")]
    tot: Option<NaiveDate>,
    /// Een recht dat de leverancier krijgt, zoals postbus:lezen; vaker te geven. Zonder deze optie: alles wat een leverancier kan
    #[arg(long, value_name = "RECHT", value_parser = lees_recht)]
    recht: Vec<Recht>,
    /// Een berichttype dat de leverancier mag aanbieden, zoals JW305; vaker te geven. Zonder deze optie: elk type
    #[arg(long, value_name = "TYPE", value_parser = lees_berichttype)]
    berichttype: Vec<Berichttype>,
    /// Trek in wat de leverancier voor de partij mag, vanaf nu
    #[arg(long, conflicts_with_all = ["vanaf", "tot", "recht", "berichttype"])]
    intrekken: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Lijst {
    /// De code van een partij of leverancier; anders alle volmachten
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    database: Database,
}

fn lees_berichttype(tekst: &str) -> Result<Berichttype, String> {
    Berichttype::van_naam(tekst).ok_or_else(|| "kies een berichttype zoals JW305 of WMO323".to_owned())
}

/// `partij volmacht`.
pub(super) async fn geef(opties: Geven) -> Result<(), CliFout> {
    let (store, klok) = (open(&opties.database).await?, Klok::systeem());
    let partij = bekend(&store, &opties.code).await?;
    let leverancier = bekend(&store, &opties.leverancier).await?;
    let beheer = Partijbeheer::nieuw(&store, &klok);
    let Some(vanaf) = opties.vanaf else {
        beheer.trek_volmacht_in(&partij, &leverancier).await?;
        writeln!(io::stdout(), "{} werkt niet meer voor {}.", leverancier.naam, partij.naam)?;
        return Ok(());
    };
    let geldig = Geldigheid::nieuw(vanaf, opties.tot)?;
    let rechten = (!opties.recht.is_empty()).then(|| Rechten::van(&opties.recht));
    let typen = BTreeSet::from_iter(opties.berichttype);
    let typen = (!typen.is_empty()).then_some(typen);
    let volmacht = beheer.geef_volmacht((&partij, &leverancier), geldig, rechten, typen, None).await?;
    writeln!(io::stdout(), "{} mag {} werken voor {}.", leverancier.naam, wanneer(&volmacht), partij.naam)?;
    Ok(())
}

/// `partij volmachten`.
pub(super) async fn lijst(opties: Lijst) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let van = match &opties.code {
        Some(code) => Some(bekend(&store, code).await?.id),
        None => None,
    };
    for een in store.volmachten(van).await? {
        let rechten =
            een.rechten.map_or_else(|| "alles wat een leverancier kan".to_owned(), Rechten::sleutels);
        let typen = een.berichttypen.as_ref().map_or_else(
            || "elk berichttype".to_owned(),
            |typen| typen.iter().map(|een| een.naam()).collect::<Vec<_>>().join(" "),
        );
        let (partij, leverancier) = (&een.partij.code, &een.leverancier.code);
        writeln!(io::stdout(), "{partij}\t{leverancier}\t{}\t{rechten}\t{typen}", wanneer(&een))?;
    }
    Ok(())
}

fn wanneer(volmacht: &Volmacht) -> String {
    match volmacht.geldig.tot {
        Some(tot) => format!("van {} tot en met {tot}", volmacht.geldig.vanaf),
        None => format!("vanaf {}", volmacht.geldig.vanaf),
    }
}
