//! `gebruiker`: people who sign in with a password and a second factor.

use std::io::{self, Write};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::fout::CliFout;
use super::partij::{Database, bekend, lees_rol, open, open_met_sleutel};
use super::sleutel::Sleutelopties;
use crate::partij::Medewerker;
use crate::store::{Store, TweedeFactor};
use crate::tijd::{Klok, in_woorden};
use crate::toegang::{
    BewijsFout, Gebruiker, Houder, Rol, hash_van_herstelcode, hash_van_wachtwoord, nieuw_totp_geheim,
    nieuw_wachtwoord, nieuwe_herstelcodes, totp_adres,
};

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort gebruiker OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Voeg iemand toe die mag inloggen; wachtwoord, tweede factor en herstelcodes zijn maar één keer te zien
    #[command(
        override_usage = "berichtenpoort gebruiker toevoegen --naam NAAM --medewerker NAAM --rol ROL [--code CODE]"
    )]
    Toevoegen(Toevoegen),
    /// Toon wie mag inloggen
    #[command(override_usage = "berichtenpoort gebruiker lijst [opties]")]
    Lijst(Database),
    /// Geef iemand een nieuw wachtwoord; wie daarmee was ingelogd, is dat niet meer
    #[command(override_usage = "berichtenpoort gebruiker wachtwoord --naam NAAM [--tweede-factor]")]
    Wachtwoord(Wachtwoord),
    /// Laat iemand niet meer inloggen, of weer wel
    #[command(
        override_usage = "berichtenpoort gebruiker blokkeer --naam NAAM|--onderwerp ONDERWERP [--opheffen]"
    )]
    Blokkeer(Blokkeer),
}

#[derive(Debug, Args)]
pub(super) struct Toevoegen {
    /// De naam om mee in te loggen: letters, cijfers, punten, streepjes en @
    #[arg(long, value_name = "NAAM", value_parser = lees_naam)]
    naam: String,
    /// Hoe de medewerker heet
    #[arg(long, value_name = "NAAM")]
    medewerker: String,
    /// De rol: bij een partij backoffice, begrippenbeheer, wijkteam of aanbieder; bij de poort zelf operator, auditor of beheerder
    #[arg(long, value_name = "ROL", value_parser = lees_rol)]
    rol: Rol,
    /// De code van de partij; zonder partij is het iemand van de poort zelf
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

#[derive(Debug, Args)]
pub(super) struct Wachtwoord {
    /// De naam om mee in te loggen
    #[arg(long, value_name = "NAAM", value_parser = lees_naam)]
    naam: String,
    /// Geef ook een nieuwe tweede factor en nieuwe herstelcodes
    #[arg(long)]
    tweede_factor: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    sleutel: Sleutelopties,
}

#[derive(Debug, Args)]
pub(super) struct Blokkeer {
    /// De naam om mee in te loggen
    #[arg(long, value_name = "NAAM", value_parser = lees_naam, required_unless_present = "onderwerp", conflicts_with = "onderwerp")]
    naam: Option<String>,
    /// Het onderwerp (sub) waarmee een uitgever de gebruiker kent, voor wie daar inlogt
    #[arg(long, value_name = "ONDERWERP")]
    onderwerp: Option<String>,
    /// Laat de gebruiker weer inloggen
    #[arg(long)]
    opheffen: bool,
    #[command(flatten)]
    database: Database,
}

fn lees_naam(tekst: &str) -> Result<String, String> {
    let fout =
        || "een naam om mee in te loggen heeft 1 tot 64 letters, cijfers, punten, streepjes of @".to_owned();
    Gebruiker::lees_naam(tekst).ok_or_else(fout)
}

fn geen_geheim(fout: BewijsFout) -> CliFout {
    CliFout::Omgeving(format!("Dit is niet gelukt: {fout}. Probeer het opnieuw."))
}

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    match opdracht {
        Opdracht::Toevoegen(opties) => voeg_toe(opties).await?,
        Opdracht::Lijst(database) => toon(&open(&database).await?).await?,
        Opdracht::Wachtwoord(opties) => geef_wachtwoord(opties).await?,
        Opdracht::Blokkeer(opties) => blokkeer(opties).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A second factor that was just made: what is kept, and what is shown.
struct Tweede {
    geheim: [u8; 20],
    codes: Vec<String>,
    hashes: Vec<[u8; 32]>,
}

impl Tweede {
    fn nieuw() -> Result<Tweede, CliFout> {
        let codes = nieuwe_herstelcodes().map_err(geen_geheim)?;
        let hashes = codes.iter().map(|code| hash_van_herstelcode(code)).collect();
        Ok(Tweede { geheim: nieuw_totp_geheim().map_err(geen_geheim)?, codes, hashes })
    }

    fn bewaard(&self) -> TweedeFactor<'_> {
        TweedeFactor { geheim: &self.geheim, herstelcodes: &self.hashes }
    }

    fn toon(&self, naam: &str) -> Result<(), CliFout> {
        let uit = &mut io::stdout();
        writeln!(
            uit,
            "Tweede factor, voor een app: {}",
            totp_adres(&self.geheim, naam).map_err(geen_geheim)?
        )?;
        writeln!(uit, "Herstelcodes, elk één keer te gebruiken: {}", self.codes.join(" "))?;
        Ok(())
    }
}

async fn voeg_toe(opties: Toevoegen) -> Result<(), CliFout> {
    let store = open_met_sleutel(&opties.database, opties.sleutel).await?;
    let partij = match &opties.code {
        Some(code) => Some(bekend(&store, code).await?),
        None => None,
    };
    let medewerker = Medewerker::nieuw(&opties.medewerker)?;
    let houder = Houder::nieuw(partij, Some(medewerker), Some(opties.rol), None)
        .map_err(|fout| CliFout::Invoer(fout.to_string()))?;
    let (wachtwoord, tweede) = (nieuw_wachtwoord().map_err(geen_geheim)?, Tweede::nieuw()?);
    let gebruiker = Gebruiker {
        id: Uuid::now_v7(),
        naam: opties.naam,
        houder,
        wachtwoord: hash_van_wachtwoord(&wachtwoord).map_err(geen_geheim)?,
        dicht_tot: None,
        geblokkeerd_op: None,
    };
    store.voeg_gebruiker_toe(&gebruiker, tweede.bewaard(), Klok::systeem().nu()).await?;
    writeln!(io::stdout(), "Wachtwoord: {wachtwoord}")?;
    tweede.toon(&gebruiker.naam)
}

async fn toon(store: &Store) -> Result<(), CliFout> {
    for gebruiker in store.gebruikers().await? {
        let stand = stand(gebruiker.geblokkeerd_op, "mag inloggen".to_owned());
        writeln!(io::stdout(), "{}\t{}\t{stand}", gebruiker.naam, over(&gebruiker.houder))?;
    }
    for gebruiker in store.oidc_gebruikers().await? {
        let laatst = in_woorden(gebruiker.laatst_op);
        let hoe = format!("logt in bij {}, laatst {laatst}", gebruiker.uitgever);
        let stand = stand(gebruiker.geblokkeerd_op, hoe);
        writeln!(io::stdout(), "{}\t{}\t{stand}", gebruiker.onderwerp, over(&gebruiker.houder))?;
    }
    Ok(())
}

/// Who somebody is, in which role, where.
fn over(houder: &Houder) -> String {
    let bij = houder.partij().map_or("poort", |partij| &partij.code);
    let wie = houder.medewerker().map_or("", Medewerker::as_str);
    let rol = houder.rol().map_or("", Rol::sleutel);
    format!("{wie}\t{rol}\t{bij}")
}

fn stand(geblokkeerd_op: Option<DateTime<Utc>>, anders: String) -> String {
    geblokkeerd_op.map_or(anders, |op| format!("geblokkeerd sinds {}", in_woorden(op)))
}

async fn bestaande(store: &Store, naam: &str) -> Result<Gebruiker, CliFout> {
    store.gebruiker(naam).await?.ok_or_else(|| {
        CliFout::Invoer(format!(
            "Er is geen gebruiker ‘{naam}’. Met ‘berichtenpoort gebruiker lijst’ ziet u wie er zijn."
        ))
    })
}

async fn geef_wachtwoord(opties: Wachtwoord) -> Result<(), CliFout> {
    // Only a second factor is encrypted; a password is a hash.
    let store = match opties.tweede_factor {
        true => open_met_sleutel(&opties.database, opties.sleutel).await?,
        false => open(&opties.database).await?,
    };
    let gebruiker = bestaande(&store, &opties.naam).await?;
    let wachtwoord = nieuw_wachtwoord().map_err(geen_geheim)?;
    let hash = hash_van_wachtwoord(&wachtwoord).map_err(geen_geheim)?;
    let tweede = if opties.tweede_factor { Some(Tweede::nieuw()?) } else { None };
    store.geef_wachtwoord(&gebruiker, &hash, tweede.as_ref().map(Tweede::bewaard)).await?;
    writeln!(io::stdout(), "Wachtwoord: {wachtwoord}")?;
    tweede.map_or(Ok(()), |tweede| tweede.toon(&gebruiker.naam))
}

async fn blokkeer(opties: Blokkeer) -> Result<(), CliFout> {
    let store = open(&opties.database).await?;
    let sinds = (!opties.opheffen).then(|| Klok::systeem().nu());
    let wie = match (opties.naam, opties.onderwerp) {
        (Some(naam), _) => {
            let gebruiker = bestaande(&store, &naam).await?;
            store.blokkeer(gebruiker.id, sinds).await?;
            gebruiker.naam
        }
        (None, onderwerp) => {
            let onderwerp = onderwerp.unwrap_or_default();
            if !store.blokkeer_oidc(&onderwerp, sinds).await? {
                return Err(CliFout::Invoer(format!(
                    "Niemand met onderwerp ‘{onderwerp}’ heeft ooit ingelogd. Met ‘berichtenpoort gebruiker lijst’ ziet u wie er zijn."
                )));
            }
            onderwerp
        }
    };
    let hoe = if opties.opheffen { "mag weer inloggen" } else { "mag niet meer inloggen en is nu uitgelogd" };
    writeln!(io::stdout(), "{wie} {hoe}.")?;
    Ok(())
}
