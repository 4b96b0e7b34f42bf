//! `partij sleutel`, `sleutels` and `sleutel-intrekken`: access keys of parties and of people of the gate itself.

use std::io::{self, Write};

use chrono::NaiveDate;
use clap::Args;
use uuid::Uuid;

use super::super::fout::CliFout;
use super::{Database, bekend, open};
use crate::partij::Medewerker;
use crate::poort::{Partijbeheer, Sleutelwens};
use crate::tijd::{Klok, begin_van_dag, dag, in_woorden};
use crate::toegang::{Houder, Recht, Rechten, Rol, Sleutel};

#[derive(Debug, Args)]
pub(in crate::cli) struct Maken {
    /// De code van de partij; zonder partij is de sleutel voor een mens van de poort zelf (rol operator, auditor of beheerder)
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Waar de sleutel voor is, om hem later te herkennen
    #[arg(long, value_name = "TEKST", default_value = "gemaakt met de opdracht partij sleutel")]
    omschrijving: String,
    /// De medewerker die de sleutel gebruikt; alleen met zo’n sleutel is over declaraties te beslissen
    #[arg(long, value_name = "NAAM")]
    medewerker: Option<String>,
    /// De rol van de medewerker: bij een partij backoffice, begrippenbeheer, wijkteam of aanbieder; bij de poort zelf operator,
    /// auditor of beheerder
    #[arg(long, value_name = "ROL", value_parser = lees_rol)]
    rol: Option<Rol>,
    /// Een recht dat de sleutel krijgt, zoals berichten:versturen; vaker te geven. Zonder deze optie: alles wat de partij of de rol mag
    #[arg(long, value_name = "RECHT", value_parser = lees_recht)]
    recht: Vec<Recht>,
    /// De laatste dag waarop de sleutel geldt, zoals 2027-12-31. Zonder deze optie verloopt de sleutel niet
    #[arg(long, value_name = "DATUM", value_parser = lees_datum)]
    verloopt: Option<NaiveDate>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Lijst {
    /// De code van de partij; zonder deze optie staan alle sleutels in de lijst
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Intrekken {
    /// Het id van de sleutel, uit ‘berichtenpoort partij sleutels’
    #[arg(long, value_name = "ID", value_parser = lees_id)]
    id: Uuid,
    /// De eerste dag waarop de sleutel niet meer geldt. Zonder deze optie: vanaf nu
    #[arg(long, value_name = "DATUM", value_parser = lees_datum)]
    per: Option<NaiveDate>,
    #[command(flatten)]
    database: Database,
}

pub(in crate::cli) fn lees_rol(tekst: &str) -> Result<Rol, String> {
    let rollen = || Rol::ALLE.map(Rol::sleutel).join(", ");
    Rol::van_sleutel(tekst).ok_or_else(|| format!("kies uit: {}", rollen()))
}

pub(super) fn lees_recht(tekst: &str) -> Result<Recht, String> {
    let rechten = || Recht::ALLE.map(Recht::sleutel).join(", ");
    Recht::van_sleutel(tekst).ok_or_else(|| format!("kies uit: {}", rechten()))
}

fn lees_datum(tekst: &str) -> Result<NaiveDate, String> {
    tekst.parse().map_err(|_| "schrijf de datum als 2027-12-31".to_owned())
}

pub(super) fn lees_id(tekst: &str) -> Result<Uuid, String> {
    tekst.parse().map_err(|_| "neem het id over uit de lijst".to_owned())
}

/// Makes a key and shows it, this once.
pub(super) async fn maak(opties: Maken) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let klok = Klok::systeem();
    let partij = match &opties.code {
        Some(code) => Some(bekend(&store, code).await?),
        None => None,
    };
    let medewerker = opties.medewerker.as_deref().map(Medewerker::nieuw).transpose()?;
    let rechten = (!opties.recht.is_empty()).then(|| Rechten::van(&opties.recht));
    let houder = Houder::nieuw(partij, medewerker, opties.rol, rechten)
        .map_err(|fout| CliFout::Invoer(fout.to_string()))?;
    let wens = Sleutelwens { houder, omschrijving: opties.omschrijving, verloopt: opties.verloopt };
    let sleutel = Partijbeheer::nieuw(&store, &klok).maak_sleutel(&wens).await?;
    writeln!(io::stdout(), "{}", sleutel.as_str())?;
    Ok(())
}

/// Shows keys: everything but the keys themselves.
pub(super) async fn toon(opties: Lijst) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let partij = match &opties.code {
        Some(code) => Some(bekend(&store, code).await?.id),
        None => None,
    };
    let klok = Klok::systeem();
    for sleutel in store.sleutels(partij).await? {
        let stand = sleutel.stand(klok.nu()).sleutel();
        writeln!(io::stdout(), "{}\t{stand}\t{}", sleutel.id, in_kolommen(&sleutel))?;
    }
    Ok(())
}

/// For whom, for what, since when, until when, last used.
fn in_kolommen(sleutel: &Sleutel) -> String {
    let houder = &sleutel.houder;
    let partij = houder.partij().map_or("poort", |partij| &partij.code);
    let wie = match (houder.medewerker(), houder.rol()) {
        (None, _) => "systeem".to_owned(),
        (Some(medewerker), None) => medewerker.as_str().to_owned(),
        (Some(medewerker), Some(rol)) => format!("{} ({})", medewerker.as_str(), rol.sleutel()),
    };
    let rechten = houder.rechten().map_or_else(|| "alle rechten".to_owned(), Rechten::sleutels);
    let gemaakt = dag(sleutel.uitgegeven_op);
    // The last moment on which it held falls on the last day.
    let laatste_dag = |tot| dag(tot - chrono::TimeDelta::microseconds(1));
    let tot = match (sleutel.ingetrokken_op, sleutel.verloopt_op) {
        (Some(op), _) => format!("ingetrokken per {}", in_woorden(op)),
        (None, Some(op)) => format!("tot en met {}", laatste_dag(op)),
        (None, None) => "zonder einde".to_owned(),
    };
    let gebruikt = sleutel
        .laatst_gebruikt
        .map_or_else(|| "nooit gebruikt".to_owned(), |dag| format!("laatst gebruikt {dag}"));
    format!("{partij}\t{wie}\t{rechten}\tsinds {gemaakt}\t{tot}\t{gebruikt}\t{}", sleutel.omschrijving)
}

/// Takes a key back.
pub(super) async fn trek_in(opties: Intrekken) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let per = opties.per.map_or_else(|| Klok::systeem().nu(), begin_van_dag);
    let sleutel = store.trek_sleutel_in(opties.id, per).await?.ok_or_else(|| {
        CliFout::Invoer(format!(
            "Er is geen sleutel met id {}. Met ‘berichtenpoort partij sleutels’ ziet u welke er zijn.",
            opties.id
        ))
    })?;
    let sinds = sleutel.ingetrokken_op.map(in_woorden).unwrap_or_default();
    writeln!(io::stdout(), "De sleutel ‘{}’ geldt niet meer vanaf {sinds}.", sleutel.omschrijving)?;
    Ok(())
}
