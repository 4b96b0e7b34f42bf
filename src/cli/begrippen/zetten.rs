//! Changing the register.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use serde_json::Value;

use super::tonen::{STANDAARD_BASIS, in_woorden, kader};
use super::{Database, Soortkeuze, door, kast};
use crate::begrippen::skos::{self, Kader, Vorm};
use crate::begrippen::{
    Gebrek, LANDELIJK, Register, Rijwijziging, Soort, Status, Stuk, Wens, Wijze, vergelijk,
};
use crate::cli::fout::CliFout;
use crate::systeem::oorzaak;

#[derive(Debug, Args)]
pub(in crate::cli) struct Zet {
    /// JSON-bestand met een lijst van stukken of één stuk, of begrippen als SKOS (.ttl of .jsonld)
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    /// Van wie de begrippen in een SKOS-bestand worden: een gemeentecode of het id van een regio
    #[arg(long, value_name = "EIGENAAR")]
    eigenaar: Option<String>,
    /// Waarmee de adressen van eigen begrippen in SKOS beginnen
    #[arg(long, value_name = "URL", default_value = STANDAARD_BASIS, value_parser = kader)]
    basis: Kader,
    /// Voer het uit; anders ziet u alleen wat er zou veranderen
    #[arg(long)]
    doe: bool,
    #[command(flatten)]
    soort: Soortkeuze,
    #[command(flatten)]
    database: Database,
}

/// `begrippen zet`.
pub(super) async fn zet(opties: Zet) -> Result<(), CliFout> {
    let uit = &mut io::stdout();
    let wensen = match skosvorm(&opties.bestand) {
        Some(vorm) => lees_skos(&opties, vorm, uit)?,
        None => lees(&opties.bestand, opties.soort.soort()?)?,
    };
    let kast = kast(&opties.database).await?;
    let voorbeeld = kast.probeer(&wensen, Wijze::Inlezen).await?;
    toon(uit, &voorbeeld.register, &voorbeeld.wijzigingen)?;
    if voorbeeld.wijzigingen.is_empty() {
        return Ok(());
    }
    if !opties.doe {
        writeln!(uit, "Er is niets veranderd. Geef --doe om het uit te voeren.")?;
        return Ok(());
    }
    let wat = format!("ingelezen uit {}", bestandsnaam(&opties.bestand));
    let gezien = Some(voorbeeld.register.stand());
    let gedaan = kast.wijzig(&wensen, Wijze::Inlezen, gezien, door(&wat)).await?;
    writeln!(uit, "Uitgevoerd. Het register staat nu op stand {}.", gedaan.register.stand())?;
    Ok(())
}

/// Without its folders: those are nobody's business.
pub(super) fn bestandsnaam(pad: &Path) -> String {
    pad.file_name().map(|naam| naam.to_string_lossy().into_owned()).unwrap_or_default()
}

/// By the name of the file.
fn skosvorm(pad: &Path) -> Option<Vorm> {
    match pad.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "ttl" => Some(Vorm::Turtle),
        "jsonld" => Some(Vorm::JsonLd),
        _ => None,
    }
}

fn lees_skos(opties: &Zet, vorm: Vorm, uit: &mut impl Write) -> Result<Vec<Wens>, CliFout> {
    let pad = &opties.bestand;
    let bytes = std::fs::read(pad).map_err(|fout| {
        CliFout::Omgeving(format!("{} is niet te lezen: {}.", pad.display(), oorzaak(&fout)))
    })?;
    let eigenaar = opties.eigenaar.as_deref().unwrap_or(LANDELIJK);
    let ingelezen = skos::lees(vorm, &bytes, eigenaar, &opties.basis)
        .map_err(|fout| CliFout::Invoer(format!("{}: {fout}.", pad.display())))?;
    for regel in &ingelezen.overgeslagen {
        writeln!(uit, "{regel}")?;
    }
    if opties.eigenaar.is_none() && ingelezen.begrippen.iter().any(|begrip| begrip.status.is_concept()) {
        return Err(CliFout::Invoer(
            "Zeg met --eigenaar van wie deze begrippen worden: een gemeentecode of het id van een regio."
                .to_owned(),
        ));
    }
    Ok(ingelezen.begrippen.into_iter().map(|begrip| Wens::Leg(begrip.into())).collect())
}

fn lees(pad: &Path, soort: Soort) -> Result<Vec<Wens>, CliFout> {
    let tekst = std::fs::read_to_string(pad).map_err(|fout| {
        CliFout::Omgeving(format!("{} is niet te lezen: {}.", pad.display(), oorzaak(&fout)))
    })?;
    let json: Value = serde_json::from_str(tekst.trim_start_matches('\u{FEFF}')).map_err(|fout| {
        CliFout::Invoer(format!("{} is geen JSON: kijk bij regel {}.", pad.display(), fout.line()))
    })?;
    let stukken = match json {
        Value::Array(lijst) => lijst,
        stuk => vec![stuk],
    };
    let (mut wensen, mut gebreken) = (Vec::new(), Vec::new());
    for (plaats, stuk) in stukken.into_iter().enumerate() {
        match Stuk::lees(soort, stuk) {
            Ok(stuk) => wensen.push(Wens::Leg(stuk)),
            Err(Gebrek { plek, tekst }) => gebreken.push(format!("stuk {}, {plek}: {tekst}", plaats + 1)),
        }
    }
    if gebreken.is_empty() {
        return Ok(wensen);
    }
    Err(CliFout::Invoer(format!("{} is niet ingelezen.\n{}", pad.display(), gebreken.join("\n"))))
}

/// What changes do, piece by piece.
pub(super) fn toon(
    uit: &mut impl Write,
    register: &Register,
    wijzigingen: &[Rijwijziging],
) -> io::Result<()> {
    if wijzigingen.is_empty() {
        return writeln!(uit, "Alles staat er al zo in.");
    }
    for wijziging in wijzigingen {
        let Rijwijziging::Open { stuk, .. } = wijziging else { continue };
        let (soort, sleutel) = wijziging.waar();
        let was = register.concept(soort, sleutel).filter(|_| stuk.status().is_concept());
        let was = was.or_else(|| register.versie(soort, sleutel));
        let Some(was) = was else {
            writeln!(uit, "Nieuw: {} ({}), {}", stuk.plek(), stuk.naam(), stuk.status().in_woorden())?;
            continue;
        };
        writeln!(uit, "Anders: {} ({})", stuk.plek(), stuk.naam())?;
        for verschil in vergelijk(&was.stuk, stuk) {
            writeln!(
                uit,
                "  {}: {} → {}",
                verschil.veld,
                in_woorden(&verschil.oud),
                in_woorden(&verschil.nieuw)
            )?;
        }
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ZetStatus {
    /// Het id
    #[arg(value_name = "ID")]
    id: String,
    /// inBewerking, voorgesteld, vastgesteld, vastgesteldEnInBewerking, vervangen of vervallen
    #[arg(value_name = "STATUS", value_parser = status)]
    status: Status,
    /// Wat ervoor in de plaats komt; alleen bij vervangen
    #[arg(long, value_name = "ID")]
    opvolger: Option<String>,
    /// De laatste dag waarop het geldt, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM")]
    einddatum: Option<NaiveDate>,
    #[command(flatten)]
    soort: Soortkeuze,
    #[command(flatten)]
    database: Database,
}

fn status(tekst: &str) -> Result<Status, String> {
    Status::van_sleutel(tekst).ok_or_else(|| {
        let alle = Status::ALLE.map(Status::sleutel).join(", ");
        format!("Kies uit: {alle}.")
    })
}

/// `begrippen status`.
pub(super) async fn zet_status(opties: ZetStatus) -> Result<(), CliFout> {
    let ZetStatus { id: sleutel, status: naar, opvolger, einddatum, soort, database } = opties;
    let soort = soort.soort()?;
    let wat = format!("{} {sleutel}: {}", soort.woord(), naar.in_woorden());
    let wens = Wens::Status { soort, sleutel, naar, opvolger, einddatum };
    let gedaan = kast(&database).await?.wijzig_stuk(&wens, None, door(&wat)).await?;
    writeln!(io::stdout(), "{wat}. Het register staat nu op stand {}.", gedaan.register.stand())?;
    Ok(())
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TrekIn {
    /// Het id
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    soort: Soortkeuze,
    #[command(flatten)]
    database: Database,
}

/// `begrippen trekin`.
pub(super) async fn trek_in(opties: TrekIn) -> Result<(), CliFout> {
    let (soort, sleutel) = (opties.soort.soort()?, opties.id);
    let wat = format!("{} {sleutel}: concept ingetrokken", soort.woord());
    let wens = Wens::TrekIn { soort, sleutel };
    let gedaan = kast(&opties.database).await?.wijzig_stuk(&wens, None, door(&wat)).await?;
    writeln!(io::stdout(), "{wat}. Het register staat nu op stand {}.", gedaan.register.stand())?;
    Ok(())
}
