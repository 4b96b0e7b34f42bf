//! `demo`: an embedded gate with an example region, and two whole chains played over its own API, as the software of
//! a gemeente and of an aanbieder would. Started again on the same folder, it goes on where it was.

mod berichten;
mod keten;
mod partner;
mod regio;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::dienst::{Dienst, Instelling, STANDAARD_ADRES, begin_log, uitgaand, wacht_op_stop};
use super::fout::CliFout;
use super::sleutel::maak_bestand;
use super::toegang::Toegangsinstelling;
use crate::bericht::Standaard;
use crate::geheim::Sleutelbron;
use crate::poort::Poort;
use crate::systeem::oorzaak;
use crate::web::Huisstijl;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort demo [--once] [opties]")]
pub(super) struct Opties {
    /// Stop na de ketens, met code 0 als elke stap goed ging
    #[arg(long)]
    once: bool,
    /// Map voor de gegevens van de demo (anders berichtenpoort-demo)
    #[arg(long, value_name = "MAP", default_value = "berichtenpoort-demo")]
    data: PathBuf,
    /// Adres en poort om op te luisteren (anders 127.0.0.1:8320, of met --once een vrije poort)
    #[arg(long, value_name = "ADRES")]
    listen: Option<String>,
}

/// The day on which the demo was first played in a folder. Played again, its messages are the same.
const DEMODAG: &str = "demo.dag";

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    begin_log("warn");
    maak_map(&opties.data)?;
    let sleutel = hoofdsleutel(&opties.data)?;
    let adres = if opties.once { "127.0.0.1:0" } else { STANDAARD_ADRES };
    let dienst = Dienst::start(&Instelling {
        database_url: format!("sqlite:{}", opties.data.join("poort.db").display()),
        listen: opties.listen.unwrap_or_else(|| adres.to_owned()),
        metrics_listen: None,
        xsd_dir: None,
        werkers: 2,
        toegang: Toegangsinstelling::default(),
        bezorging: uitgaand(Vec::new(), None)?,
        meldingen: None,
        sleutel: Sleutelbron::Bestand(sleutel),
        huisstijl: Huisstijl::default(),
        nachtwerk: None,
    })
    .await?;
    let uitkomst = speel(&dienst, &opties.data).await;
    if !opties.once && uitkomst.is_ok() {
        vertel_waar(&dienst, &opties.data)?;
        wacht_op_stop().await;
    }
    dienst.stop().await;
    uitkomst.map(|()| ExitCode::SUCCESS)
}

async fn speel(dienst: &Dienst, map: &Path) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let demodag = demodag(&dienst.poort).await?;
    let regio = regio::zet_op(&dienst.poort, map).await?;
    writeln!(uit, "Berichtenpoort: demo met de regio Zaanstreek-Waterland")?;
    writeln!(uit, "Gegevens in {}. Alle cliënten en aanbieders zijn verzonnen.\n", map.display())?;
    let basis = format!("http://{}/api/v1", dienst.adres);
    let mut stappen = 0;
    for standaard in Standaard::ALLE {
        stappen += keten::speel(uit, &basis, &dienst.poort.schemas, &regio, standaard, demodag).await?;
        writeln!(uit)?;
    }
    writeln!(uit, "Alle {stappen} stappen gingen goed.")?;
    berichten::schrijf_voorbeelden(&dienst.poort.schemas, &regio, demodag, map)
}

async fn demodag(poort: &Poort) -> Result<NaiveDate, CliFout> {
    let vandaag = poort.klok.vandaag();
    let staat = poort.store.zet_kenmerk(DEMODAG, &vandaag.to_string()).await?;
    staat
        .parse()
        .map_err(|_| CliFout::Omgeving(format!("De demodag ‘{staat}’ in de database is geen datum.")))
}

/// The key of the demo, next to its data: that is no place for a key of real data.
fn hoofdsleutel(map: &Path) -> Result<PathBuf, CliFout> {
    let pad = map.join("hoofdsleutel");
    if !pad.exists() {
        maak_bestand(&pad)?;
        writeln!(
            io::stdout(),
            "De demo maakt zelf een hoofdsleutel, in {}. Voor echte gegevens maakt u er een met ‘berichtenpoort sleutel maak’ en \
             bewaart u hem ergens anders.",
            pad.display()
        )?;
    }
    Ok(pad)
}

fn maak_map(map: &Path) -> Result<(), CliFout> {
    fs::create_dir_all(map).map_err(|fout| {
        CliFout::Omgeving(format!(
            "De map {} is niet te maken: {}. Kies met --data een map waar u mag schrijven.",
            map.display(),
            oorzaak(&fout)
        ))
    })
}

fn vertel_waar(dienst: &Dienst, map: &Path) -> Result<(), CliFout> {
    writeln!(
        io::stdout(),
        "\nDe poort luistert op http://{}. Stop met Ctrl-C. Open dat adres in een browser voor de schermen.\n\
         De toegangssleutels staan in {}, een bestand per partij met haar code als naam.\n\
         Probeer bijvoorbeeld:\n\n  \
         curl -H \"Authorization: Bearer $(cat {}/0479)\" http://{}/api/v1/berichten\n",
        dienst.adres,
        map.join(regio::SLEUTELS).display(),
        map.join(regio::SLEUTELS).display(),
        dienst.adres,
    )?;
    Ok(())
}
