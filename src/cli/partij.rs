//! `partij`: the parties of a gate and their access keys.

mod bezorging;
mod certificaten;
mod gebeurtenissen;
mod herindeling;
mod knooppunt;
mod lijst;
mod mandaat;
mod route;
mod sleutels;
mod volmacht;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};

pub(super) use self::sleutels::lees_rol;
use super::dienst::STANDAARD_DATABASE;
use super::fout::CliFout;
use super::sleutel::{Sleutelopties, ontgrendel};
use crate::bericht::{Eurocent, Gemeentecode};
use crate::partij::{Beantwoording, Partij, PartijFout, PartijSoort};
use crate::store::Store;

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort partij OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Voeg een partij toe, of wijzig de naam van een bekende partij
    #[command(override_usage = "berichtenpoort partij toevoegen --soort SOORT --code CODE --naam NAAM")]
    Toevoegen(Toevoegen),
    /// Toon de partijen
    #[command(override_usage = "berichtenpoort partij lijst [opties]")]
    Lijst(Database),
    /// Maak een nieuwe toegangssleutel voor een partij, of voor een mens van de poort zelf; de sleutel is maar één keer te zien
    #[command(override_usage = "berichtenpoort partij sleutel --code CODE [opties]")]
    Sleutel(sleutels::Maken),
    /// Toon de toegangssleutels: voor wie, waarvoor, tot wanneer en wanneer voor het laatst gebruikt; niet de sleutels zelf
    #[command(override_usage = "berichtenpoort partij sleutels [--code CODE]")]
    Sleutels(sleutels::Lijst),
    /// Trek een toegangssleutel in
    #[command(override_usage = "berichtenpoort partij sleutel-intrekken --id ID")]
    SleutelIntrekken(sleutels::Intrekken),
    /// Leg vast aan welk certificaat een partij te herkennen is
    #[command(
        override_usage = "berichtenpoort partij certificaat --code CODE (--bestand BESTAND | --vingerafdruk HEX | --oin OIN)"
    )]
    Certificaat(certificaten::Vastleggen),
    /// Toon de certificaten van een partij
    #[command(override_usage = "berichtenpoort partij certificaten --code CODE")]
    Certificaten(certificaten::Lijst),
    /// Trek een certificaat in
    #[command(override_usage = "berichtenpoort partij certificaat-intrekken --id ID")]
    CertificaatIntrekken(certificaten::Intrekken),
    /// Stel in wie de berichten aan een partij beantwoordt: de poort (automatisch), de partij zelf, of de poort nadat een
    /// medewerker over elke declaratie besliste (beoordelen)
    #[command(override_usage = "berichtenpoort partij antwoorden --code CODE --wijze WIJZE")]
    Antwoorden(Antwoorden),
    /// Neem partijen over uit een CSV-bestand, met van wijkteams ook het adres en het werkgebied
    #[command(override_usage = "berichtenpoort partij importeren BESTAND [opties]")]
    Importeren(lijst::Importeren),
    /// Toon alle partijen als CSV, zoals ‘partij importeren’ ze leest
    #[command(override_usage = "berichtenpoort partij exporteren [opties]")]
    Exporteren(Database),
    /// Geef een wijkteam mandaat om namens zijn gemeente toe te wijzen, of laat het eindigen
    #[command(override_usage = "berichtenpoort partij mandaat --code CODE --vanaf DATUM [--tot DATUM]")]
    Mandaat(mandaat::Geven),
    /// Toon de mandaten van wijkteams
    #[command(override_usage = "berichtenpoort partij mandaten [--code CODE]")]
    Mandaten(mandaat::Lijst),
    /// Laat een leverancier van software of een knooppunt voor een partij werken, of laat dat eindigen
    #[command(
        override_usage = "berichtenpoort partij volmacht --code CODE --leverancier CODE (--vanaf DATUM [opties] | --intrekken)"
    )]
    Volmacht(volmacht::Geven),
    /// Toon welke leverancier voor welke partij werkt
    #[command(override_usage = "berichtenpoort partij volmachten [--code CODE]")]
    Volmachten(volmacht::Lijst),
    /// Laat de leveringen van een partij naar een knooppunt gaan
    #[command(override_usage = "berichtenpoort partij knooppunt --code CODE (--via CODE | --geen)")]
    Knooppunt(knooppunt::Opties),
    /// Beheer welke gemeente in welke andere is opgegaan
    #[command(subcommand)]
    Herindelingen(herindeling::Opdracht),
    /// Toon waar een bericht heen zou gaan en volgens welke regel; zonder bestand: de regels
    #[command(override_usage = "berichtenpoort partij route [BESTAND] [opties]")]
    Route(route::Opties),
    /// Stel in hoe een partij haar leveringen krijgt: zelf ophalen (postbus), een seintje (webhook) of de berichten zelf (push)
    #[command(override_usage = "berichtenpoort partij bezorging --code CODE --wijze WIJZE [--url URL]")]
    Bezorging(bezorging::Opties),
    /// Stel in waar een partij meldingen krijgt over wat zij moet weten, zoals een levering die mislukte
    #[command(override_usage = "berichtenpoort partij gebeurtenissen --code CODE (--url URL | --uit)")]
    Gebeurtenissen(gebeurtenissen::Opties),
}

#[derive(Debug, Args)]
pub(super) struct Database {
    /// Waar de gegevens staan: sqlite:PAD of postgres://… (anders sqlite:berichtenpoort-data/poort.db)
    #[arg(
        long,
        value_name = "URL",
        env = "BERICHTENPOORT_DATABASE_URL",
        default_value = STANDAARD_DATABASE
    )]
    database_url: String,
}

#[derive(Debug, Args)]
pub(super) struct Toevoegen {
    /// gemeente, aanbieder, wijkteam, knooppunt of leverancier
    #[arg(long, value_name = "SOORT", value_parser = ["gemeente", "aanbieder", "wijkteam", "knooppunt", "leverancier"])]
    soort: String,
    /// CBS-code van een gemeente, AGB-code van een aanbieder, of een eigen code voor een ander
    #[arg(long, value_name = "CODE")]
    code: String,
    /// Naam van de partij
    #[arg(long, value_name = "NAAM")]
    naam: String,
    /// CBS-code van de gemeente waar een wijkteam bij hoort
    #[arg(long, value_name = "CODE")]
    gemeente: Option<String>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Antwoorden {
    /// De code van de partij
    #[arg(long, value_name = "CODE")]
    code: String,
    /// automatisch: de poort antwoordt meteen; zelf: de partij stuurt haar eigen retourberichten en 325; beoordelen: de
    /// poort stelt een 325 voor, en medewerkers van de gemeente beslissen
    #[arg(long, value_name = "WIJZE", value_parser = ["automatisch", "zelf", "beoordelen"])]
    wijze: String,
    /// Bij beoordelen: vanaf dit bedrag in euro keuren twee medewerkers een declaratie goed, bijvoorbeeld 10000,00; geen: één
    /// medewerker is genoeg. Zonder deze optie blijft wat was ingesteld
    #[arg(long, value_name = "BEDRAG|geen", value_parser = Grens::lees)]
    vier_ogen_vanaf: Option<Grens>,
    #[command(flatten)]
    database: Database,
}

/// From which amount on two people approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grens(Option<Eurocent>);

impl Grens {
    fn lees(tekst: &str) -> Result<Grens, String> {
        if tekst == "geen" { Ok(Grens(None)) } else { euro(tekst).map(|vanaf| Grens(Some(vanaf))) }
    }
}

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    let uit = &mut io::stdout();
    match opdracht {
        Opdracht::Toevoegen(opties) => {
            let soort = PartijSoort::van_sleutel(&opties.soort).ok_or_else(|| {
                CliFout::Omgeving("Kies gemeente, aanbieder, wijkteam, knooppunt of leverancier.".to_owned())
            })?;
            let gemeente = opties.gemeente.as_deref().map(Gemeentecode::lees).transpose();
            let gemeente = gemeente.map_err(|_| PartijFout::Gemeente)?;
            let partij = Partij::nieuw(soort, &opties.code, &opties.naam, gemeente)?;
            let partij = open(&opties.database).await?.leg_partij_vast(&partij).await?;
            writeln!(uit, "{} {} ({}) staat in de poort.", partij.soort.sleutel(), partij.naam, partij.code)?;
        }
        Opdracht::Lijst(database) => {
            let store = open(&database).await?;
            let mut bezorging = store.bezorginstellingen().await?;
            for partij in store.partijen().await? {
                let bezorging =
                    bezorging.remove(&partij.id).map(|hoe| format!("\t{hoe}")).unwrap_or_default();
                let gemeente = partij.gemeente.map(|code| format!("\tgemeente {code}")).unwrap_or_default();
                let wijze = match (partij.beantwoording, partij.vier_ogen_vanaf) {
                    (Beantwoording::Automatisch, None) => String::new(),
                    (Beantwoording::Automatisch, Some(vanaf)) => {
                        format!("\twat nog wacht: vanaf {vanaf} met vier ogen")
                    }
                    (Beantwoording::Zelf, None) => "\tantwoordt zelf".to_owned(),
                    (Beantwoording::Zelf, Some(vanaf)) => {
                        format!("\tantwoordt zelf; wat nog wacht: vanaf {vanaf} met vier ogen")
                    }
                    (Beantwoording::Beoordelen, None) => {
                        "\tbeoordeelt declaraties, zonder vier ogen".to_owned()
                    }
                    (Beantwoording::Beoordelen, Some(vanaf)) => {
                        format!("\tbeoordeelt declaraties, vanaf {vanaf} met vier ogen")
                    }
                };
                writeln!(
                    uit,
                    "{}\t{}\t{}{gemeente}{wijze}{bezorging}",
                    partij.soort.sleutel(),
                    partij.code,
                    partij.naam
                )?;
            }
        }
        Opdracht::Sleutel(opties) => sleutels::maak(opties).await?,
        Opdracht::Sleutels(opties) => sleutels::toon(opties).await?,
        Opdracht::SleutelIntrekken(opties) => sleutels::trek_in(opties).await?,
        Opdracht::Certificaat(opties) => certificaten::leg_vast(opties).await?,
        Opdracht::Certificaten(opties) => certificaten::toon(opties).await?,
        Opdracht::CertificaatIntrekken(opties) => certificaten::trek_in(opties).await?,
        Opdracht::Antwoorden(opties) => {
            let store = open(&opties.database).await?;
            let wijze = Beantwoording::van_sleutel(&opties.wijze)
                .ok_or_else(|| CliFout::Omgeving("Kies automatisch, zelf of beoordelen.".to_owned()))?;
            let mut partij = bekend(&store, &opties.code).await?.met_beantwoording(wijze)?;
            if let Some(Grens(vanaf)) = opties.vier_ogen_vanaf {
                partij = partij.met_vier_ogen(vanaf)?;
            }
            store.stel_beantwoording_in(&partij).await?;
            let hoe = match wijze {
                Beantwoording::Automatisch => "laat haar berichten voortaan door de poort beantwoorden",
                Beantwoording::Zelf => "beantwoordt haar berichten voortaan zelf",
                Beantwoording::Beoordelen => {
                    "beslist voortaan over elke declaratie voor de poort haar beantwoordt"
                }
            };
            writeln!(uit, "{} ({}) {hoe}.{}", partij.naam, partij.code, in_woorden(&partij))?;
        }
        Opdracht::Importeren(opties) => lijst::importeer(opties).await?,
        Opdracht::Exporteren(database) => lijst::exporteer(database).await?,
        Opdracht::Mandaat(opties) => mandaat::geef(opties).await?,
        Opdracht::Mandaten(opties) => mandaat::lijst(opties).await?,
        Opdracht::Volmacht(opties) => volmacht::geef(opties).await?,
        Opdracht::Volmachten(opties) => volmacht::lijst(opties).await?,
        Opdracht::Knooppunt(opties) => knooppunt::voer_uit(opties).await?,
        Opdracht::Herindelingen(opdracht) => herindeling::voer_uit(opdracht).await?,
        Opdracht::Route(opties) => route::voer_uit(opties).await?,
        Opdracht::Bezorging(opties) => bezorging::voer_uit(opties).await?,
        Opdracht::Gebeurtenissen(opties) => gebeurtenissen::voer_uit(opties).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The limit for four eyes that holds now; nothing for who never decides about Declaraties.
fn in_woorden(partij: &Partij) -> String {
    let nu = partij.beantwoording == Beantwoording::Beoordelen;
    match partij.vier_ogen_vanaf {
        Some(vanaf) if nu => format!(" Vanaf {vanaf} keuren twee medewerkers goed."),
        Some(vanaf) => format!(" Van wat nog wacht, keuren twee medewerkers goed vanaf {vanaf}."),
        None if nu => " Eén medewerker keurt goed, bij elk bedrag: vier ogen zijn niet ingesteld.".to_owned(),
        None if partij.soort == PartijSoort::Gemeente => {
            " Van wat nog wacht, keurt één medewerker goed, bij elk bedrag.".to_owned()
        }
        None => String::new(),
    }
}

/// Reads an amount as people write it: euros, with the cents behind a comma if there are any.
fn euro(tekst: &str) -> Result<Eurocent, String> {
    let fout = || "schrijf het bedrag in euro, met een komma voor de centen: 10000,00".to_owned();
    let (euros, centen) = tekst.split_once(',').unwrap_or((tekst, "00"));
    let cijfers = |deel: &str| !deel.is_empty() && deel.bytes().all(|teken| teken.is_ascii_digit());
    if !cijfers(euros) || !cijfers(centen) || centen.len() != 2 {
        return Err(fout());
    }
    format!("{euros}{centen}").parse().map(Eurocent).map_err(|_| fout())
}

pub(super) async fn bekend(store: &Store, code: &str) -> Result<Partij, CliFout> {
    store.partij_met_code(code).await?.ok_or_else(|| {
        CliFout::Invoer(format!(
            "Er is geen partij met code {code}. Voeg die partij eerst toe met ‘berichtenpoort partij toevoegen’."
        ))
    })
}

pub(super) async fn open(database: &Database) -> Result<Store, CliFout> {
    let store = Store::open(&database.database_url).await?;
    store.migreer().await?;
    Ok(store)
}

/// The same where personal data is read or written.
pub(super) async fn open_met_sleutel(database: &Database, sleutel: Sleutelopties) -> Result<Store, CliFout> {
    let bron = sleutel.verplicht(None)?;
    let store = open(database).await?;
    ontgrendel(&store, bron).await?;
    if store.versleuteling_is_nodig().await? {
        return Err(CliFout::Omgeving(
            "De gegevens in deze database zijn nog niet versleuteld. Voer eerst ‘berichtenpoort migrate’ uit"
                .to_owned(),
        ));
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn de_grens_voor_vier_ogen_is_een_bedrag_of_geen() {
        assert_eq!(Grens::lees("geen"), Ok(Grens(None)));
        assert_eq!(Grens::lees("10000,00"), Ok(Grens(Some(Eurocent(1_000_000)))));
        for tekst in ["", "Geen", "nee", "10.000,00"] {
            assert!(Grens::lees(tekst).is_err(), "{tekst}");
        }
    }

    #[test]
    fn een_bedrag_is_in_euro_met_een_komma_voor_de_centen() {
        for (tekst, centen) in [("10000,00", 1_000_000), ("10000", 1_000_000), ("0,05", 5)] {
            assert_eq!(euro(tekst), Ok(Eurocent(centen)), "{tekst}");
        }
        for tekst in [
            "",
            ",",
            "10.000,00",
            "10000.00",
            "10000,0",
            "10000,000",
            "-1,00",
            "€ 1,00",
            "1e3",
            "9999999999999999999",
        ] {
            assert!(euro(tekst).is_err(), "{tekst}");
        }
    }
}
