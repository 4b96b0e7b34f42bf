//! Reading the register.

use std::io::{self, Write};

use chrono::NaiveDate;
use clap::Args;
use serde_json::Value;

use super::{Database, Soortkeuze, kast, onbekend};
use crate::begrippen::skos::{self, Kader, Vorm};
use crate::begrippen::{self, Begrip, Register, Soort, Stuk, Versie, als_csv};
use crate::cli::csvlijst::schrijf;
use crate::cli::fout::CliFout;

#[derive(Debug, Args)]
pub(in crate::cli) struct Toon {
    /// Het id; zonder id komen alle begrippen in beeld
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Toon deze versie
    #[arg(long, value_name = "N", conflicts_with_all = ["op", "concept"])]
    versie: Option<u32>,
    /// Toon wat op deze dag gold, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM", conflicts_with = "concept")]
    op: Option<NaiveDate>,
    /// Toon het concept
    #[arg(long)]
    concept: bool,
    #[command(flatten)]
    soort: Soortkeuze,
    #[command(flatten)]
    database: Database,
}

/// `begrippen toon`.
pub(super) async fn toon(opties: Toon) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let (kast, soort) = (kast(&opties.database).await?, opties.soort.soort()?);
    let register = kast.register_nu().await?;
    let Some(id) = &opties.id else {
        let versies: Vec<&Versie> = if opties.concept {
            register.concepten(soort).collect()
        } else {
            register.versies(soort).collect()
        };
        for Versie { stuk, nummer, .. } in versies {
            let (id, naam, status) = (stuk.sleutel(), stuk.naam(), stuk.status().in_woorden());
            writeln!(uit, "{id}\t{naam}\t{status}\tversie {nummer}\t{}", stuk.eigenaar())?;
        }
        writeln!(uit, "Het register staat op stand {}.", register.stand())?;
        return Ok(());
    };
    let nergens = || onbekend(&met_hoofdletter(soort.woord()), id);
    let versie = if let Some(nummer) = opties.versie {
        let versies = kast.versies(soort, id).await?;
        versies
            .into_iter()
            .map(|rij| rij.versie)
            .find(|versie| versie.nummer == nummer)
            .ok_or_else(nergens)?
    } else if opties.concept {
        register.concept(soort, id).cloned().ok_or_else(nergens)?
    } else if let Some(dag) = opties.op {
        register.versie_op(soort, id, dag).cloned().ok_or_else(nergens)?
    } else {
        register.versie(soort, id).or_else(|| register.concept(soort, id)).cloned().ok_or_else(nergens)?
    };
    writeln!(
        uit,
        "{} ({}), versie {}, sinds stand {}",
        versie.stuk.naam(),
        versie.stuk.status().in_woorden(),
        versie.nummer,
        versie.vanaf_stand
    )?;
    velden(uit, &versie.stuk.json())?;
    Ok(())
}

fn met_hoofdletter(woord: &str) -> String {
    let mut tekens = woord.chars();
    tekens.next().map(|eerste| eerste.to_uppercase().chain(tekens).collect()).unwrap_or_default()
}

/// Every field that says something.
fn velden(uit: &mut impl Write, json: &Value) -> io::Result<()> {
    for (naam, waarde) in json.as_object().into_iter().flatten() {
        match waarde {
            Value::Null => {}
            Value::Array(lijst) if lijst.is_empty() => {}
            Value::String(tekst) if tekst.is_empty() => {}
            waarde => writeln!(uit, "  {naam}: {}", in_woorden(waarde))?,
        }
    }
    Ok(())
}

/// A value on one line.
pub(super) fn in_woorden(waarde: &Value) -> String {
    match waarde {
        Value::Null => "(leeg)".to_owned(),
        Value::String(tekst) => tekst.clone(),
        Value::Array(lijst) => lijst.iter().map(in_woorden).collect::<Vec<_>>().join(", "),
        Value::Object(leden) => {
            let gevuld = leden.values().filter(|lid| !lid.is_null());
            gevuld.map(in_woorden).collect::<Vec<_>>().join(" ")
        }
        anders => anders.to_string(),
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Zoek {
    /// Een woord, of het begin of een deel ervan
    #[arg(value_name = "TEKST")]
    tekst: String,
    #[command(flatten)]
    database: Database,
}

/// `begrippen zoek`.
pub(super) async fn zoek(opties: Zoek) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let register = kast(&opties.database).await?.register_nu().await?;
    let gevonden = register.zoek(&opties.tekst);
    if gevonden.is_empty() {
        return Err(CliFout::Invoer("Er is geen begrip met dat woord. Probeer een deel ervan.".to_owned()));
    }
    for treffer in gevonden {
        let Begrip { id, voorkeursterm, definitie, .. } = treffer.begrip;
        let via =
            if treffer.term == voorkeursterm { String::new() } else { format!(" (ook: {})", treffer.term) };
        writeln!(uit, "{id}\t{voorkeursterm}{via}\t{definitie}")?;
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Vergelijk {
    /// Het id
    #[arg(value_name = "ID")]
    id: String,
    /// De oudere versie
    #[arg(value_name = "VERSIE")]
    oud: u32,
    /// De nieuwere versie
    #[arg(value_name = "VERSIE")]
    nieuw: u32,
    #[command(flatten)]
    soort: Soortkeuze,
    #[command(flatten)]
    database: Database,
}

/// `begrippen vergelijk`.
pub(super) async fn vergelijk(opties: Vergelijk) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let (soort, id) = (opties.soort.soort()?, &opties.id);
    let versies = kast(&opties.database).await?.versies(soort, id).await?;
    let zoek = |nummer: u32| {
        let versie = versies.iter().find(|rij| rij.versie.nummer == nummer).map(|rij| &rij.versie.stuk);
        versie.ok_or_else(|| {
            CliFout::Invoer(format!("Er is geen versie {nummer} van {} ‘{id}’.", soort.woord()))
        })
    };
    let verschillen = begrippen::vergelijk(zoek(opties.oud)?, zoek(opties.nieuw)?);
    if verschillen.is_empty() {
        writeln!(uit, "Deze versies zijn gelijk.")?;
    }
    for verschil in verschillen {
        writeln!(
            uit,
            "{}\n  was:   {}\n  wordt: {}",
            verschil.veld,
            in_woorden(&verschil.oud),
            in_woorden(&verschil.nieuw)
        )?;
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Codelijst {
    /// De naam van de lijst, zoals JZ002; zonder naam komen alle lijsten in beeld
    #[arg(value_name = "LIJST")]
    lijst: Option<String>,
    /// De dag, als JJJJ-MM-DD (anders vandaag)
    #[arg(long, value_name = "DATUM")]
    op: Option<NaiveDate>,
    #[command(flatten)]
    database: Database,
}

/// `begrippen codelijst`.
pub(super) async fn codelijst(opties: Codelijst) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let kast = kast(&opties.database).await?;
    let register = kast.register_nu().await?;
    let Some(naam) = &opties.lijst else {
        for lijst in register.codelijsten() {
            writeln!(uit, "{}\t{}\t{} codes", lijst.lijst, lijst.naam, lijst.codes.len())?;
        }
        return Ok(());
    };
    let dag = opties.op.unwrap_or_else(|| kast.vandaag());
    if register.codelijst(naam).is_none() {
        return Err(onbekend("Codelijst", naam));
    }
    for code in register.vouw_uit(naam, None, dag).unwrap_or_default() {
        writeln!(uit, "{}\t{}\t{}", code.standaard.sleutel(), code.code, code.omschrijving)?;
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// Als CSV
    #[arg(long, required_unless_present_any = ["json", "skos"])]
    csv: bool,
    /// Als JSON, zoals ‘begrippen zet’ het leest
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Als SKOS volgens NL-SBB, begrippen en codelijsten samen: turtle of jsonld
    #[arg(long, value_name = "VORM", value_parser = vorm, conflicts_with_all = ["csv", "json", "codelijst"])]
    skos: Option<Vorm>,
    /// Waarmee de adressen van begrippen in SKOS beginnen, zoals https://poort.voorbeeld.nl/
    #[arg(long, value_name = "URL", default_value = STANDAARD_BASIS, value_parser = kader)]
    basis: Kader,
    /// Deze codelijst, in plaats van de begrippen
    #[arg(long, value_name = "LIJST")]
    codelijst: Option<String>,
    #[command(flatten)]
    database: Database,
}

/// Where addresses begin as long as a gate has none that everybody knows.
pub(super) const STANDAARD_BASIS: &str = "urn:berichtenpoort:";

fn vorm(tekst: &str) -> Result<Vorm, String> {
    Vorm::van_sleutel(tekst).ok_or_else(|| "Kies turtle of jsonld.".to_owned())
}

pub(super) fn kader(tekst: &str) -> Result<Kader, String> {
    Kader::op(tekst).ok_or_else(|| "Geef een heel adres, zoals https://poort.voorbeeld.nl/.".to_owned())
}

/// `begrippen export`: what everybody may see.
pub(super) async fn export(opties: Export) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let register = kast(&opties.database).await?.register_nu().await?;
    if let Some(vorm) = opties.skos {
        return Ok(skos::schrijf(vorm, &skos::triples(&register, &opties.basis), io::BufWriter::new(uit))?);
    }
    match (&opties.codelijst, opties.json) {
        (Some(naam), json) => {
            let stuk = register.stuk(Soort::Codelijst, naam).ok_or_else(|| onbekend("Codelijst", naam))?;
            match stuk {
                Stuk::Codelijst(lijst) if !json => write!(uit, "{}", als_csv(&lijst.codes))?,
                stuk => writeln!(uit, "{:#}", Value::Array(vec![stuk.json()]))?,
            }
        }
        (None, true) => {
            let alle = register.versies(Soort::Begrip).map(|versie| versie.stuk.json()).collect();
            writeln!(uit, "{:#}", Value::Array(alle))?;
        }
        (None, false) => schrijf(uit, KOLOMMEN, begriprijen(&register))?,
    }
    Ok(())
}

const KOLOMMEN: [&str; 16] = [
    "id",
    "voorkeursterm",
    "alternatieveTermen",
    "definitie",
    "toelichting",
    "voorbeeld",
    "bron",
    "breder",
    "verwant",
    "elementen",
    "codes",
    "regels",
    "eigenaar",
    "status",
    "ingangsdatum",
    "einddatum",
];

fn begriprijen(register: &Register) -> impl Iterator<Item = [String; 16]> {
    let dag = |dag: Option<NaiveDate>| dag.map(|dag| dag.to_string()).unwrap_or_default();
    register.begrippen().map(move |begrip| {
        let codes: Vec<String> =
            begrip.codes.iter().map(|een| format!("{} {}", een.codelijst, een.code)).collect();
        [
            begrip.id.clone(),
            begrip.voorkeursterm.clone(),
            begrip.alternatieve_termen.join("|"),
            begrip.definitie.clone(),
            begrip.toelichting.clone().unwrap_or_default(),
            begrip.voorbeeld.clone().unwrap_or_default(),
            begrip.bron.as_ref().map(|bron| bron.titel.clone()).unwrap_or_default(),
            begrip.breder.join("|"),
            begrip.verwant.join("|"),
            begrip.elementen.join("|"),
            codes.join("|"),
            begrip.regels.join("|"),
            begrip.eigenaar.clone(),
            begrip.status.sleutel().to_owned(),
            dag(begrip.ingangsdatum),
            dag(begrip.einddatum),
        ]
    })
}
