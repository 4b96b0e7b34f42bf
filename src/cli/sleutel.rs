//! `sleutel`: making, replacing and showing the keys that the data is encrypted with. And how every other command gets at them.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::configuratie::Configuratie;
use super::dienst::begin_log;
use super::fout::{CliFout, waarschuw};
use crate::geheim::{GeheimFout, Hoofdsleutel, Hoofdsleutels, Sleutelbron, Sleutelsoort};
use crate::store::{SleutelRij, Store, StoreFout, Versleuteling};
use crate::systeem::oorzaak;
use crate::tijd::Klok;

/// Where the master key may stand in the surroundings.
const OMGEVING: &str = "BERICHTENPOORT_SLEUTEL";

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort sleutel OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Maak een hoofdsleutel in een nieuw bestand dat alleen u kunt lezen
    #[command(override_usage = "berichtenpoort sleutel maak --bestand PAD")]
    Maak(Maak),
    /// Vervang de hoofdsleutel, terwijl de poort doorwerkt
    #[command(override_usage = "berichtenpoort sleutel roteer [--gegevens] [opties]")]
    Roteer(Roteer),
    /// Toon de sleutels van de database: nummer, datum en hoeveel ermee is versleuteld
    #[command(override_usage = "berichtenpoort sleutel toon [opties]")]
    Toon(Toon),
}

#[derive(Debug, Args)]
pub(super) struct Maak {
    /// Het bestand dat wordt gemaakt; een bestand dat er al is, blijft zoals het is
    #[arg(long, value_name = "PAD")]
    bestand: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Roteer {
    /// Maak ook een nieuwe gegevenssleutel, en versleutel daarmee alles opnieuw
    #[arg(long)]
    gegevens: bool,
    #[command(flatten)]
    waar: Waar,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

#[derive(Debug, Args)]
pub(super) struct Toon {
    #[command(flatten)]
    waar: Waar,
}

#[derive(Debug, Args)]
pub(super) struct Waar {
    /// Lees de instellingen uit dit TOML-bestand
    #[arg(long, value_name = "BESTAND")]
    config: Option<PathBuf>,
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(long, value_name = "URL", env = "BERICHTENPOORT_DATABASE_URL")]
    database_url: Option<String>,
}

/// The option of every command that reads or writes personal data.
#[derive(Debug, Default, Args)]
pub(super) struct Sleutelopties {
    /// Bestand met de hoofdsleutel (anders staat die in de omgevingsvariabele BERICHTENPOORT_SLEUTEL)
    #[arg(long, value_name = "PAD")]
    sleutelbestand: Option<PathBuf>,
}

impl Sleutelopties {
    /// Where the master key is: what stands on the command line, in the surroundings, or else in the configuration file. None
    /// where it is nowhere.
    pub(super) fn bron(self, uit_bestand: Option<PathBuf>) -> Result<Option<Sleutelbron>, CliFout> {
        if let Some(pad) = self.sleutelbestand {
            return Ok(Some(uit(pad)));
        }
        match std::env::var(OMGEVING).map(Zeroizing::new) {
            Ok(tekst) if !tekst.trim().is_empty() => {
                let sleutels = Hoofdsleutels::lees(&tekst);
                let sleutels =
                    sleutels.map_err(|fout| CliFout::Omgeving(format!("In {OMGEVING}: {fout}")))?;
                Ok(Some(Sleutelbron::Vast(sleutels)))
            }
            _ => Ok(uit_bestand.map(uit)),
        }
    }

    /// The same for a command that cannot do without.
    pub(super) fn verplicht(self, uit_bestand: Option<PathBuf>) -> Result<Sleutelbron, CliFout> {
        // The database was not opened yet, so both are told: a new key does not open one that has another.
        let fout = || {
            CliFout::Omgeving(format!(
                "Er is geen hoofdsleutel gegeven, en daarmee zijn de gegevens versleuteld. Is de database al in gebruik, geef \
                 dan haar sleutel, met --sleutelbestand PAD of in {OMGEVING}. Is zij nieuw, maak er dan eerst een met \
                 ‘berichtenpoort sleutel maak --bestand PAD’"
            ))
        };
        self.bron(uit_bestand)?.ok_or_else(fout)
    }
}

/// A key file as a source of keys. One that others can read is told; in a container that may be meant so.
fn uit(pad: PathBuf) -> Sleutelbron {
    #[cfg(unix)]
    if let Ok(eigenschappen) = fs::metadata(&pad)
        && std::os::unix::fs::PermissionsExt::mode(&eigenschappen.permissions()) & 0o077 != 0
    {
        let pad = pad.display();
        waarschuw(&format!(
            "Let op: ook anderen kunnen het sleutelbestand {pad} lezen. Zet de rechten op 600: chmod 600 {pad}"
        ));
    }
    Sleutelbron::Bestand(pad)
}

/// Unlocks a database, or says what to do about the key.
pub(super) async fn ontgrendel(store: &Store, bron: Sleutelbron) -> Result<(), CliFout> {
    store.ontgrendel(bron, Klok::systeem().nu()).await.map_err(|fout| match fout {
        StoreFout::Geheim(fout @ GeheimFout::VerkeerdeHoofdsleutel { .. }) => CliFout::Omgeving(format!(
            "Dit is niet de hoofdsleutel van deze database: {fout}. Geef met --sleutelbestand of {OMGEVING} de sleutel \
             waarmee de database is gemaakt; zonder die sleutel zijn de gegevens niet te lezen"
        )),
        StoreFout::Geheim(fout @ GeheimFout::Onleesbaar { .. }) => CliFout::Omgeving(format!(
            "{fout}. Controleer het pad en de rechten; een nieuwe sleutel maakt u met ‘berichtenpoort sleutel maak --bestand \
             PAD’"
        )),
        fout => fout.into(),
    })
}

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    match opdracht {
        Opdracht::Maak(opties) => {
            let sleutel = maak_bestand(&opties.bestand)?;
            let pad = opties.bestand.display();
            writeln!(
                io::stdout(),
                "Hoofdsleutel {} staat in {pad}. Bewaar een kopie op een andere plek dan de database: zonder deze sleutel zijn \
                 de gegevens niet te lezen.\nStart de poort met: berichtenpoort serve --sleutelbestand {pad}",
                sleutel.naam()
            )?;
        }
        Opdracht::Roteer(opties) => {
            begin_log("warn");
            roteer(opties).await?;
        }
        Opdracht::Toon(opties) => toon(opties.waar).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a master key in a new file, for this user only.
pub(super) fn maak_bestand(pad: &Path) -> Result<Hoofdsleutel, CliFout> {
    let sleutel = Hoofdsleutel::nieuw().map_err(StoreFout::from)?;
    let tekst = in_regels(&Hoofdsleutels::from(sleutel.clone()));
    schrijf_nieuw(pad, &tekst).map_err(|fout| {
        CliFout::Omgeving(match fout.kind() {
            ErrorKind::AlreadyExists => format!(
                "Er bestaat al een bestand {}. Kies een andere naam: een sleutel wordt nooit overschreven",
                pad.display()
            ),
            _ => format!("Het sleutelbestand {} is niet te maken: {}", pad.display(), oorzaak(&fout)),
        })
    })?;
    Ok(sleutel)
}

/// How keys stand in a file, newest first.
fn in_regels(sleutels: &Hoofdsleutels) -> Zeroizing<String> {
    let mut tekst = Zeroizing::new(
        "# Hoofdsleutel van berichtenpoort. Houd dit bestand geheim en bewaar een kopie, niet bij de database.\n".to_owned(),
    );
    for (plaats, sleutel) in sleutels.alle().enumerate() {
        if plaats == 1 {
            tekst.push_str(
                "# Vorige sleutels, nodig voor reservekopieën van de database van voor de vervanging.\n",
            );
        }
        tekst.push_str("# ");
        tekst.push_str(sleutel.naam());
        tekst.push('\n');
        tekst.push_str(&sleutel.in_tekst());
        tekst.push('\n');
    }
    tekst
}

fn schrijf_nieuw(pad: &Path, tekst: &str) -> io::Result<()> {
    let mut opties = OpenOptions::new();
    opties.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opties, 0o600);
    let mut bestand = opties.open(pad)?;
    bestand.write_all(tekst.as_bytes())?;
    bestand.sync_all()
}

async fn roteer(opties: Roteer) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let mut configuratie = Configuratie::lees(opties.waar.config.as_deref())?;
    let url = configuratie.database_url(opties.waar.database_url);
    let bron = opties.sleutel.verplicht(configuratie.sleutelbestand)?;
    let store = Store::open(&url).await?;
    store.migreer().await?;
    ontgrendel(&store, bron.clone()).await?;
    if store.versleuteling_is_nodig().await? {
        return Err(CliFout::Invoer(
            "Deze database is nog niet versleuteld. Voer eerst ‘berichtenpoort migrate’ uit".to_owned(),
        ));
    }
    let lijst = store.sleutellijst().await?;
    let halverwege = lijst.iter().any(|rij| rij.vervangen_op.is_some());
    if !halverwege {
        let sleutels = nieuwe_hoofdsleutel(&bron, &lijst)?;
        store.pak_sleutels_opnieuw_in(&sleutels).await?;
        writeln!(
            uit,
            "De sleutels van de database zijn nu ingepakt met hoofdsleutel {}.",
            sleutels.nieuwste().naam()
        )?;
    }
    if opties.gegevens || halverwege {
        if !store.maak_gegevenssleutel(Klok::systeem().nu()).await? {
            writeln!(
                uit,
                "Een eerdere vervanging van de gegevenssleutel was niet af. Die wordt nu afgemaakt."
            )?;
        }
        let Versleuteling { berichten, teksten } = store.versleutel_opnieuw().await?;
        writeln!(uit, "Opnieuw versleuteld: {berichten} berichten en {teksten} andere gegevens.")?;
    }
    if let (Sleutelbron::Bestand(pad), false) = (&bron, halverwege) {
        writeln!(
            uit,
            "De vorige hoofdsleutel staat nog in {}, voor reservekopieën van voor nu. Haal hem weg als die er niet meer zijn.",
            pad.display()
        )?;
    }
    Ok(())
}

/// A new master key in front of those that there were, in the file first: whoever is stopped halfway has both. Where that
/// happened before, the one that is there.
fn nieuwe_hoofdsleutel(bron: &Sleutelbron, lijst: &[SleutelRij]) -> Result<Hoofdsleutels, CliFout> {
    let staand = bron.lees().map_err(StoreFout::from)?;
    if lijst.iter().any(|rij| rij.hoofdsleutel != staand.nieuwste().naam()) {
        return Ok(staand);
    }
    let Sleutelbron::Bestand(pad) = bron else {
        return Err(CliFout::Omgeving(format!(
            "De hoofdsleutel staat in {OMGEVING}, en die kan deze opdracht niet wijzigen. Zet daar een nieuwe sleutel voor de \
             huidige, met een komma ertussen, start elke poort daarmee opnieuw, en geef deze opdracht nog eens"
        )));
    };
    let nieuw = staand.met_nieuwe(Hoofdsleutel::nieuw().map_err(StoreFout::from)?);
    let mut tijdelijk = pad.clone().into_os_string();
    tijdelijk.push(".nieuw");
    let tijdelijk = PathBuf::from(tijdelijk);
    let vervang = || {
        // Left by a rotation that was stopped before it began.
        fs::remove_file(&tijdelijk).or_else(|fout| match fout.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => Err(fout),
        })?;
        schrijf_nieuw(&tijdelijk, &in_regels(&nieuw))?;
        fs::rename(&tijdelijk, pad)
    };
    vervang().map_err(|fout| {
        CliFout::Omgeving(format!(
            "Het sleutelbestand {} is niet te vervangen: {}. Er is niets gewijzigd",
            pad.display(),
            oorzaak(&fout)
        ))
    })?;
    Ok(nieuw)
}

async fn toon(waar: Waar) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let mut configuratie = Configuratie::lees(waar.config.as_deref())?;
    let store = Store::open(&configuratie.database_url(waar.database_url)).await?;
    store.migreer().await?;
    for rij in store.sleutellijst().await? {
        let soort = match rij.soort {
            Sleutelsoort::Gegevens => "gegevenssleutel",
            Sleutelsoort::Zoek => "zoeksleutel",
        };
        let gemaakt = rij.gemaakt_op.format("%Y-%m-%d");
        write!(uit, "{} {}\tgemaakt {gemaakt}\thoofdsleutel {}", soort, rij.id, rij.hoofdsleutel)?;
        if rij.soort == Sleutelsoort::Gegevens {
            write!(uit, "\t{} gegevens versleuteld", rij.waarden)?;
        }
        match rij.vervangen_op {
            Some(op) => writeln!(uit, "\tvervangen {}", op.format("%Y-%m-%d"))?,
            None => writeln!(uit)?,
        }
    }
    if store.versleuteling_is_nodig().await? {
        writeln!(
            uit,
            "Een deel van de gegevens is nog niet versleuteld. Dat gebeurt bij ‘berichtenpoort migrate’."
        )?;
    }
    Ok(())
}
