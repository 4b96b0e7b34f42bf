//! `begrippen proef`: a local rule tried on messages that came in, before it holds.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use clap::Args;

use crate::begrippen::LokaleRegel;
use crate::cli::configuratie::Configuratie;
use crate::cli::dienst::{begin_log, laad_schemas, wacht_op_stop};
use crate::cli::fout::{CliFout, waarschuw};
use crate::cli::sleutel::{Sleutelopties, ontgrendel};
use crate::cli::validate::lees_datum;
use crate::lokaal::Opgesteld;
use crate::poort::{Poort, Proef, Proeftelling, Proefvraag};
use crate::store::Store;
use crate::systeem::oorzaak;
use crate::tijd::Klok;

/// After how many messages it says how far it got.
const TUSSENSTAND: u64 = 1_000;

#[derive(Debug, Args)]
pub(in crate::cli) struct Opties {
    /// De regel, als JSON-bestand; een lijst met regels kan ook
    #[arg(value_name = "REGEL")]
    regel: PathBuf,
    /// De eerste dag waarop de berichten binnenkwamen, bijvoorbeeld 2026-01-01
    #[arg(long, value_name = "JJJJ-MM-DD", value_parser = lees_datum)]
    van: NaiveDate,
    /// De laatste dag
    #[arg(long, value_name = "JJJJ-MM-DD", value_parser = lees_datum)]
    tot: NaiveDate,
    /// Kijk alleen naar berichten van deze gemeente (anders naar die van alle gemeenten van de regel)
    #[arg(long, value_name = "CODE")]
    gemeente: Option<String>,
    /// Lees de instellingen uit dit TOML-bestand
    #[arg(long, value_name = "BESTAND")]
    config: Option<PathBuf>,
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL")]
    database_url: Option<String>,
    /// Gebruik de schema's in deze map in plaats van de ingebouwde
    #[arg(long, value_name = "MAP")]
    xsd_dir: Option<PathBuf>,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    begin_log("warn");
    if opties.tot < opties.van {
        return Err(CliFout::Invoer("De laatste dag (--tot) ligt voor de eerste (--van).".to_owned()));
    }
    let regels = lees_regels(&opties.regel)?;
    let mut configuratie = Configuratie::lees(opties.config.as_deref())?;
    let url = configuratie.database_url(opties.database_url);
    let sleutel = opties.sleutel.verplicht(configuratie.sleutelbestand)?;
    let schemas = Arc::new(laad_schemas(opties.xsd_dir.or(configuratie.xsd_dir).as_deref())?);
    let opgesteld: Result<Vec<_>, _> =
        regels.into_iter().map(|regel| Opgesteld::nieuw(Arc::new(regel), &schemas)).collect();
    let opgesteld = opgesteld.map_err(|bezwaren| {
        let bezwaren: Vec<String> = bezwaren.iter().map(|een| format!("- {een}")).collect();
        CliFout::Invoer(format!("De regel klopt niet. Verbeter dit:\n{}", bezwaren.join("\n")))
    })?;
    let store = Store::open(&url).await?;
    store.migreer().await?;
    ontgrendel(&store, sleutel).await?;
    let poort = Poort::nieuw(store, schemas, Klok::systeem());
    let stop = Arc::new(AtomicBool::new(false));
    let vlag = Arc::clone(&stop);
    tokio::spawn(async move {
        wacht_op_stop().await;
        vlag.store(true, Ordering::Relaxed);
    });
    for regel in opgesteld {
        let gemeenten =
            opties.gemeente.clone().map_or_else(|| regel.regel.gemeenten.clone(), |een| vec![een]);
        let vraag = Proefvraag { van: opties.van, tot_en_met: opties.tot, gemeenten, hoogstens: None };
        let (regel, titel) = (Arc::new(regel), &mut io::stdout());
        writeln!(titel, "{}: {}", regel.regel.id, regel.regel.titel)?;
        let weigert = regel.regel.retourcode.is_some();
        let proef = poort.probeer_regel(regel, &vraag, |proef| vorder(proef, &stop)).await?;
        toon(&proef, weigert)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Says how far it got, and stops where that was asked.
fn vorder(proef: &Proef, stop: &AtomicBool) -> ControlFlow<()> {
    if proef.totaal.berichten.is_multiple_of(TUSSENSTAND) {
        waarschuw(&format!("{} berichten bekeken", proef.totaal.berichten));
    }
    if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn lees_regels(pad: &Path) -> Result<Vec<LokaleRegel>, CliFout> {
    let fout = |waarom: String| CliFout::Invoer(format!("{} is niet te lezen: {waarom}", pad.display()));
    let tekst = fs::read_to_string(pad).map_err(|oorzaak_| fout(format!("{}.", oorzaak(&oorzaak_))))?;
    let lijst = tekst.trim_start().starts_with('[');
    let gelezen =
        if lijst { serde_json::from_str(&tekst) } else { serde_json::from_str(&tekst).map(|een| vec![een]) };
    gelezen.map_err(|oorzaak| {
        fout(format!(
            "bij regel {}, teken {} staat iets dat niet in een lokale regel hoort, of er ontbreekt een veld. Vergelijk het \
             bestand met het voorbeeld in docs/lokale-regels.md.",
            oorzaak.line(),
            oorzaak.column()
        ))
    })
}

fn toon(proef: &Proef, weigert: bool) -> io::Result<()> {
    let uit = &mut io::stdout();
    writeln!(uit, "{}", proef.in_woorden(weigert))?;
    if !proef.volledig {
        writeln!(uit, "De proef is gestopt voordat alle berichten waren bekeken.")?;
    }
    if proef.al_afgekeurd > 0 {
        writeln!(uit, "Van die berichten waren er {} al afgekeurd.", proef.al_afgekeurd)?;
    }
    for (oorzaak, aantal) in &proef.oorzaken {
        writeln!(uit, "In {aantal} berichten was de eis niet overal uit te rekenen: {oorzaak}.")?;
    }
    for (kop, delen) in [("Per maand", &proef.per_maand), ("Per aanbieder", &proef.per_aanbieder)] {
        if !delen.is_empty() {
            writeln!(uit, "{kop}:")?;
        }
        for (naam, Proeftelling { berichten, niet_goed_berichten, .. }) in delen {
            writeln!(uit, "  {naam}\t{niet_goed_berichten} van {berichten} berichten")?;
        }
    }
    if !proef.voorbeelden.is_empty() {
        writeln!(uit, "Voorbeelden:")?;
    }
    for id in &proef.voorbeelden {
        writeln!(uit, "  {id}")?;
    }
    Ok(())
}
