//! `regels`: the catalogue of rules, to read or to process.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::fout::CliFout;
use crate::bericht::{Berichttype, Standaard};
use crate::catalogus::{
    CatalogusRegel, Keuze, RegelBeeld, Toetsing, dekking, lijken_op, opsomming, pagina, zoek,
};

#[derive(Debug, Args)]
#[command(override_usage = "berichtenpoort regels [opties] [CODE]")]
pub(super) struct Opties {
    /// De code van een regel, zoals TR019; zonder code komen alle regels
    #[arg(value_name = "CODE", conflicts_with_all = ["standaard", "bericht"])]
    code: Option<String>,
    /// text (om te lezen), json (een object per regel) of markdown (de pagina docs/regels.md)
    #[arg(long, value_name = "VORM", value_enum, default_value_t = Vorm::Text)]
    format: Vorm,
    /// Alleen regels van ijw of iwmo
    #[arg(long, value_name = "STANDAARD", value_parser = lees_standaard)]
    standaard: Option<Standaard>,
    /// Alleen regels over dit bericht, zoals JW323
    #[arg(long, value_name = "BERICHT", value_parser = lees_berichttype)]
    bericht: Option<Berichttype>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Vorm {
    Text,
    Json,
    Markdown,
}

fn lees_standaard(tekst: &str) -> Result<Standaard, String> {
    Standaard::van_sleutel(&tekst.to_ascii_lowercase()).ok_or_else(|| "Kies uit: ijw, iwmo.".to_owned())
}

fn lees_berichttype(tekst: &str) -> Result<Berichttype, String> {
    Berichttype::van_naam(&tekst.to_ascii_uppercase())
        .ok_or_else(|| "Geef de naam van een bericht, zoals JW301 of WMO323.".to_owned())
}

pub(super) fn voer_uit(opties: &Opties) -> Result<ExitCode, CliFout> {
    let uit = &mut io::stdout().lock();
    let keuze = Keuze { standaard: opties.standaard, berichttype: opties.bericht, niveau: None };
    match (opties.code.as_deref(), opties.format) {
        (Some(code), vorm) => toon_een(uit, zoek(code).ok_or_else(|| onbekend(code))?, vorm)?,
        (None, Vorm::Text) => schrijf_lijst(uit, &keuze.regels())?,
        (None, Vorm::Json) => {
            for regel in keuze.regels() {
                schrijf_json(uit, regel)?;
            }
        }
        (None, Vorm::Markdown) => uit.write_all(pagina(keuze).as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn onbekend(code: &str) -> CliFout {
    let lijken = opsomming(lijken_op(code).into_iter().map(str::to_owned));
    let hint = if lijken.is_empty() {
        "Met ‘berichtenpoort regels’ ziet u alle regels.".to_owned()
    } else {
        format!("Hier lijkt het op: {lijken}.")
    };
    CliFout::Invoer(format!("De regel ‘{code}’ bestaat niet in iJw 3.2 of iWmo 3.2. {hint}"))
}

fn schrijf_json(uit: &mut impl Write, regel: &CatalogusRegel) -> io::Result<()> {
    serde_json::to_writer(&mut *uit, &RegelBeeld::from(regel))?;
    writeln!(uit)
}

fn toon_een(uit: &mut impl Write, regel: &CatalogusRegel, vorm: Vorm) -> Result<(), CliFout> {
    match vorm {
        Vorm::Text => schrijf_een(uit, regel)?,
        Vorm::Json => schrijf_json(uit, regel)?,
        Vorm::Markdown => {
            let tekst = "Eén regel kan als text of json. De vorm markdown is er voor de hele lijst.";
            return Err(CliFout::Omgeving(tekst.to_owned()));
        }
    }
    Ok(())
}

fn schrijf_een(uit: &mut impl Write, regel: &CatalogusRegel) -> io::Result<()> {
    let berichten = opsomming(regel.berichttypen().map(Berichttype::naam));
    writeln!(uit, "{}  {}\n\n{}\n", regel.code, regel.titel, regel.uitleg)?;
    let regels_erbij = |codes: &[&str]| opsomming(codes.iter().map(|code| (*code).to_owned()));
    for (naam, waarde) in [
        ("Standaard", opsomming(regel.standaarden.iter().map(|een| format!("{een} 3.2")))),
        ("Berichten", berichten),
        ("Soort regel", regel.niveau.omschrijving().to_owned()),
        ("Retourcode", regel.retourcode.unwrap_or_default().to_owned()),
        ("In de poort", regel.toetsing.kop().to_owned()),
        ("Uitgewerkt in", regels_erbij(regel.uitgewerkt_in)),
        ("Zie ook", regels_erbij(regel.zie_ook)),
    ] {
        if !waarde.is_empty() {
            writeln!(uit, "{:<14} {waarde}", format!("{naam}:"))?;
        }
    }
    Ok(())
}

fn schrijf_lijst(uit: &mut impl Write, regels: &[&CatalogusRegel]) -> io::Result<()> {
    if regels.is_empty() {
        writeln!(uit, "Er zijn geen regels die hierbij passen.\n")?;
    }
    for toetsing in Toetsing::ALLE {
        let groep: Vec<_> = regels.iter().filter(|regel| regel.toetsing == toetsing).collect();
        if groep.is_empty() {
            continue;
        }
        writeln!(uit, "{} ({})", toetsing.kop(), groep.len())?;
        for regel in groep {
            let retourcode = regel.retourcode.unwrap_or_default();
            writeln!(uit, "  {:<7}  {retourcode:<4}  {}{}", regel.code, regel.titel, waarvoor(regel))?;
        }
        writeln!(uit)?;
    }
    schrijf_dekking(uit)
}

/// What a rule is about, behind its title: ` (alleen iJw; 305 en 307)`.
fn waarvoor(regel: &CatalogusRegel) -> String {
    let standaard = Some(regel.van_standaarden()).filter(|_| regel.standaarden.len() == 1);
    let delen: Vec<_> =
        standaard.into_iter().chain([regel.nummers()]).filter(|deel| !deel.is_empty()).collect();
    if delen.is_empty() { String::new() } else { format!(" ({})", delen.join("; ")) }
}

/// The coverage of both standards, side by side.
fn schrijf_dekking(uit: &mut impl Write) -> io::Result<()> {
    let [ijw, iwmo] = Standaard::ALLE.map(dekking);
    writeln!(uit, "{:<52} {:>5} {:>5}", "Alle regels", ijw.standaard.naam(), iwmo.standaard.naam())?;
    for ((toetsing, in_ijw), (_, in_iwmo)) in ijw.per_toetsing.iter().zip(&iwmo.per_toetsing) {
        writeln!(uit, "  {:<50} {in_ijw:>5} {in_iwmo:>5}", toetsing.kop())?;
    }
    for dekking in [ijw, iwmo] {
        writeln!(uit, "{}", dekking.in_woorden())?;
    }
    Ok(())
}
