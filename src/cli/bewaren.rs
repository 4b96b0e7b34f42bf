//! `bewaren`: what was kept long enough, counted, and removed where asked.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::configuratie::Configuratie;
use super::dienst::{begin_log, laad_schemas};
use super::fout::CliFout;
use crate::bewaren::{Bewaarregels, Bewaartermijn, Soort};
use crate::poort::{Opruimregel, Opruimuitkomst, Poort};
use crate::store::{Dialect, Store};
use crate::tijd::Klok;

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort bewaren [opties]")]
pub(super) struct Opties {
    /// Ruim op wat weg mag; zonder deze optie ziet u alleen hoeveel dat is
    #[arg(long)]
    opruimen: bool,
    /// Een andere bewaartermijn, zoals ‘weigeringen=90 dagen’; mag vaker
    #[arg(long, value_name = "SOORT=TERMIJN")]
    termijn: Vec<String>,
    /// Lees de instellingen uit dit TOML-bestand
    #[arg(long, value_name = "BESTAND")]
    config: Option<PathBuf>,
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL")]
    database_url: Option<String>,
}

pub(super) async fn voer_uit(opties: Opties) -> Result<ExitCode, CliFout> {
    begin_log("warn");
    let mut configuratie = Configuratie::lees(opties.config.as_deref())?;
    let url = configuratie.database_url(opties.database_url);
    let mut regels = std::mem::take(&mut configuratie.bewaarregels);
    for termijn in &opties.termijn {
        let (soort, termijn) = termijn.split_once('=').ok_or_else(|| {
            CliFout::Omgeving(format!("‘{termijn}’ is geen SOORT=TERMIJN, zoals ‘weigeringen=90 dagen’"))
        })?;
        let (soort, termijn) = lees_termijn(soort, termijn).map_err(CliFout::Omgeving)?;
        regels.zet(soort, termijn);
    }
    // Nothing is read that is encrypted, so no key is asked for.
    let store = Store::open(&url).await?;
    store.gezond().await?;
    let dialect = store.dialect();
    let poort = Poort::nieuw(store, Arc::new(laad_schemas(None)?), Klok::systeem());
    if opties.opruimen { ruim_op(&poort, &regels, dialect).await } else { tel(&poort, &regels).await }
}

/// A kind and its period, as somebody wrote them; or what is wrong.
pub(super) fn lees_termijn(soort: &str, termijn: &str) -> Result<(Soort, Bewaartermijn), String> {
    let bekend = Soort::van_sleutel(soort).filter(|soort| soort.is_in_te_stellen());
    let bekend = bekend.ok_or_else(|| {
        let soorten = Soort::ALLE.into_iter().filter(|soort| soort.is_in_te_stellen()).map(Soort::sleutel);
        format!("de soort ‘{soort}’ is niet bekend. Kies uit {}", soorten.collect::<Vec<_>>().join(", "))
    })?;
    let termijn = termijn.parse().map_err(|fout: &str| format!("bij {soort}: {fout}"))?;
    Ok((bekend, termijn))
}

async fn tel(poort: &Poort, regels: &Bewaarregels) -> Result<ExitCode, CliFout> {
    let geteld = poort.tel_op_te_ruimen(regels).await?;
    let uit = &mut io::stdout();
    writeln!(uit, "Dit mag vandaag weg. Er is niets gewijzigd.")?;
    toon(uit, &geteld)?;
    writeln!(uit, "Opruimen doet u met ‘berichtenpoort bewaren --opruimen’. Wat weg is, komt niet terug.")?;
    Ok(ExitCode::SUCCESS)
}

async fn ruim_op(poort: &Poort, regels: &Bewaarregels, dialect: Dialect) -> Result<ExitCode, CliFout> {
    let uit = &mut io::stdout();
    match poort.ruim_op(regels, || true).await? {
        Opruimuitkomst::Klaar(gedaan) | Opruimuitkomst::Onderbroken(gedaan) => {
            writeln!(uit, "Dit is opgeruimd:")?;
            toon(uit, &gedaan)?;
        }
        Opruimuitkomst::IemandAnders => {
            return Err(CliFout::Invoer(
                "Een ander proces ruimt deze database nu op. Wacht tot het klaar is; is het gestopt, dan kan het over twee minuten opnieuw"
                    .to_owned(),
            ));
        }
    }
    if dialect == Dialect::Postgres {
        writeln!(
            uit,
            "PostgreSQL bewaart resten van verwijderde rijen tot VACUUM ze opruimt. Dat gebeurt vanzelf (autovacuum), of nu met VACUUM."
        )?;
    }
    writeln!(uit, "In reservekopieën staat het nog: bewaar die niet langer dan nodig.")?;
    Ok(ExitCode::SUCCESS)
}

fn toon(uit: &mut impl Write, regels: &[Opruimregel]) -> io::Result<()> {
    for Opruimregel { soort, termijn, tot, aantal } in regels {
        let tot = match tot {
            Some(tot) if soort.is_in_te_stellen() => format!("{termijn}, gesloten tot en met {tot}"),
            Some(_) => "meteen".to_owned(),
            None => termijn.to_string(),
        };
        writeln!(uit, "  {aantal:>8}  {} ({}): {tot}", soort.omschrijving(), soort.sleutel())?;
    }
    Ok(())
}
