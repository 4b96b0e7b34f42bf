//! Plays one chain and tells what happens: toewijzing, start, declaratie, stop, each with its answer.

use std::io::Write;

use chrono::NaiveDate;
use reqwest::Client;

use super::berichten::Keten;
use super::partner::{BerichtBeeld, Partner};
use super::regio::Regio;
use crate::bericht::{Bericht, Berichttype, Eurocent, Knoop, Schemas, Soort, Standaard, lees};
use crate::cli::fout::CliFout;

const STAPPEN: [Soort; 4] = [Soort::Toewijzing, Soort::Start, Soort::Declaratie, Soort::Stop];

/// Plays the chain of a standard. Gives the number of steps.
///
/// # Errors
/// At the first step that did not go as it should.
pub(super) async fn speel(
    uit: &mut impl Write,
    basis: &str,
    schemas: &Schemas,
    regio: &Regio,
    standaard: Standaard,
    demodag: NaiveDate,
) -> Result<usize, CliFout> {
    let client = Client::new();
    let keten = Keten::van(standaard, demodag);
    let gemeente = Partner::nieuw(&client, basis, regio, keten.gemeente)?;
    let aanbieder = Partner::nieuw(&client, basis, regio, keten.aanbieder)?;
    writeln!(uit, "{standaard}: toewijzing, start, declaratie en stop")?;
    for (plaats, soort) in STAPPEN.into_iter().enumerate() {
        let (van, naar) =
            if soort == Soort::Toewijzing { (&gemeente, &aanbieder) } else { (&aanbieder, &gemeente) };
        let berichttype = Berichttype { standaard, soort };
        let inhoud = keten.bericht(schemas, soort)?;
        writeln!(
            uit,
            "  {}. {} stuurt {berichttype} ({}) aan {}",
            plaats + 1,
            van.naam,
            soort.omschrijving(),
            naar.naam
        )?;
        speel_stap(uit, schemas, berichttype, inhoud, van, naar).await?;
    }
    Ok(STAPPEN.len())
}

async fn speel_stap(
    uit: &mut impl Write,
    schemas: &Schemas,
    berichttype: Berichttype,
    inhoud: Vec<u8>,
    van: &Partner<'_>,
    naar: &Partner<'_>,
) -> Result<(), CliFout> {
    let (bericht, was_bekend) = van.stuur(inhoud).await?;
    let bekend = if was_bekend { " (de poort had dit bericht al; er verandert niets)" } else { "" };
    let uitkomst = bericht.uitkomst.as_deref().unwrap_or("nog niet verwerkt");
    writeln!(uit, "     oordeel:  {}, {uitkomst}{bekend}", bericht.oordeel)?;
    eis(bericht.oordeel == "geldig" && uitkomst == "goedgekeurd", || {
        format!("{berichttype} had geldig en goedgekeurd moeten zijn.")
    })?;

    let antwoord = van.antwoord(&bericht).await?;
    let antwoord = lees(schemas, antwoord.as_slice())
        .map_err(|fout| CliFout::Invoer(format!("Het antwoord op {berichttype} is niet geldig: {fout}.")))?;
    writeln!(
        uit,
        "     antwoord: {} aan {}: {}",
        antwoord.header.berichttype,
        van.naam,
        in_woorden(&antwoord)
    )?;
    eis(Some(antwoord.header.berichttype) == berichttype.antwoord(), || {
        format!("Op {berichttype} hoort een ander antwoord.")
    })?;
    eis(is_goedkeuring(&antwoord), || format!("Het antwoord op {berichttype} keurt niet alles goed."))?;

    let terug = van.leeg_postbus().await?;
    let door = naar.leeg_postbus().await?;
    if !was_bekend {
        let is_antwoord = |beeld: &BerichtBeeld| beeld.reactie_op.as_ref() == Some(&bericht.id);
        eis(terug.iter().any(|levering| is_antwoord(&levering.bericht)), || {
            format!("Het antwoord op {berichttype} lag niet in de postbus van {}.", van.naam)
        })?;
        eis(door.iter().any(|levering| levering.bericht.id == bericht.id), || {
            format!("{berichttype} lag niet in de postbus van {}.", naar.naam)
        })?;
    }
    writeln!(uit, "     postbus:  beide partijen haalden op wat voor hen klaarlag en bevestigden dat")?;
    Ok(())
}

fn eis(goed: bool, tekst: impl FnOnce() -> String) -> Result<(), CliFout> {
    if goed { Ok(()) } else { Err(CliFout::Invoer(tekst())) }
}

fn codes(klasse: Option<&Knoop>) -> Vec<&str> {
    let lijst = klasse.and_then(|klasse| klasse.kind("RetourCodes"));
    lijst.into_iter().flat_map(|lijst| &lijst.kinderen).filter_map(|code| code.tekst.as_deref()).collect()
}

/// A retourbericht approves with a header without codes (IV028), a 325 with 0200 and 8001 (IV087).
fn is_goedkeuring(antwoord: &Bericht) -> bool {
    let op_header = codes(Some(&antwoord.header.knoop));
    if antwoord.header.berichttype.soort.is_retour() {
        op_header.is_empty() && antwoord.lijf.is_empty()
    } else {
        op_header == ["0200"] && codes(antwoord.lijf.first()) == ["8001"]
    }
}

fn in_woorden(antwoord: &Bericht) -> String {
    if antwoord.header.berichttype.soort.is_retour() {
        return if is_goedkeuring(antwoord) {
            "alleen een header zonder retourcodes, dus helemaal goedgekeurd".to_owned()
        } else {
            format!("afgekeurd, retourcodes {}", codes(Some(&antwoord.header.knoop)).join(", "))
        };
    }
    let lijf = antwoord.lijf.first();
    let bedrag = |naam: &str| {
        let tekst = lijf.and_then(|lijf| lijf.kind(naam)).and_then(|groep| groep.tekst_van("TotaalBedrag"));
        Eurocent(tekst.and_then(|tekst| tekst.parse().ok()).unwrap_or_default())
    };
    format!(
        "retourcodes {} en {}, toegekend {} van {}",
        codes(Some(&antwoord.header.knoop)).join(", "),
        codes(lijf).join(", "),
        bedrag("TotaalToegekendBedrag"),
        bedrag("TotaalIngediendBedrag")
    )
}
