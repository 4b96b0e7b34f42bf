//! `tarieven`: what gemeenten and aanbieders agreed on.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{Datelike, NaiveDate};
use clap::{Args, Subcommand};

use super::csvlijst::{Fouten, Rij, lees_bestand, met_rijen, rijen, schrijf};
use super::fout::CliFout;
use super::partij::{Database, bekend, open};
use crate::bericht::{Agbcode, Eenheid, Eurocent, Gemeentecode, Product, Standaard};
use crate::partij::PartijSoort;
use crate::regels::{Tariefafspraak, overlappend};

#[derive(Debug, Subcommand)]
#[command(
    override_usage = "berichtenpoort tarieven OPDRACHT [opties]",
    subcommand_help_heading = "Opdrachten",
    arg_required_else_help = true
)]
pub(super) enum Opdracht {
    /// Vervang alle tarieven van een gemeente door die in een CSV-bestand met de kolommen
    /// standaard;aanbieder;productCategorie;productCode;eenheid;tarief;ingangsdatum;einddatum
    #[command(override_usage = "berichtenpoort tarieven importeren --gemeente CODE BESTAND [opties]")]
    Importeren(Importeren),
    /// Toon de tarieven als CSV
    #[command(override_usage = "berichtenpoort tarieven lijst [opties]")]
    Lijst(Lijst),
}

#[derive(Debug, Args)]
pub(super) struct Importeren {
    /// CSV-bestand in UTF-8; tarieven in euro's per eenheid, een open einddatum is leeg
    #[arg(value_name = "BESTAND")]
    bestand: PathBuf,
    /// CBS-code van de gemeente; een kolom ‘gemeente’ in het bestand moet dezelfde noemen
    #[arg(long, value_name = "CODE")]
    gemeente: String,
    /// Neem ook een bestand zonder rijen aan: daarna heeft de gemeente geen tarieven meer
    #[arg(long)]
    leeg: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Lijst {
    /// Toon alleen de tarieven van deze gemeente
    #[arg(long, value_name = "CODE")]
    gemeente: Option<String>,
    #[command(flatten)]
    database: Database,
}

const KOLOMMEN: [&str; 8] = [
    "standaard",
    "aanbieder",
    "productCategorie",
    "productCode",
    "eenheid",
    "tarief",
    "ingangsdatum",
    "einddatum",
];
/// `tarieven lijst` shows it; whoever reads that in again, does so for the gemeente that it was shown of.
const KOLOM_GEMEENTE: &str = "gemeente";
/// Both laws begin in the first of these; a year outside them is a slip of the pen.
const JAREN: RangeInclusive<i32> = 2015..=2100;
/// As many characters as a message has room for (LDT_ProductCode).
const LANGSTE_PRODUCTCODE: usize = 5;

pub(super) async fn voer_uit(opdracht: Opdracht) -> Result<ExitCode, CliFout> {
    let uit = &mut io::stdout();
    match opdracht {
        Opdracht::Importeren(opties) => {
            let gemeente = gemeentecode(&opties.gemeente)?;
            let tarieven = lees_bestand(&opties.bestand, |tekst| lees(tekst, &gemeente))?;
            let tarieven = met_rijen(&opties.bestand, tarieven, opties.leeg)?;
            let store = open(&opties.database).await?;
            let partij = bekend(&store, gemeente.as_str()).await?;
            if partij.soort != PartijSoort::Gemeente {
                return Err(CliFout::Invoer(format!("{} is geen gemeente.", partij.naam)));
            }
            store.vervang_tarieven(&gemeente, &tarieven).await?;
            let aanbieders: BTreeSet<&Agbcode> =
                tarieven.iter().map(|afspraak| &afspraak.aanbieder).collect();
            writeln!(
                uit,
                "Ingelezen: {} tarieven van {} aanbieders. Ze vervangen alle tarieven van {} ({gemeente}).",
                tarieven.len(),
                aanbieders.len(),
                partij.naam
            )?;
        }
        Opdracht::Lijst(opties) => {
            let gemeente = opties.gemeente.as_deref().map(gemeentecode).transpose()?;
            let tarieven = open(&opties.database).await?.tarieven(gemeente.as_ref()).await?;
            let [standaard, aanbieder, categorie, code, eenheid, tarief, van, tot] = KOLOMMEN;
            let kop = [KOLOM_GEMEENTE, standaard, aanbieder, categorie, code, eenheid, tarief, van, tot];
            schrijf(uit, kop, tarieven.into_iter().map(|(gemeente, afspraak)| als_rij(&gemeente, afspraak)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn gemeentecode(tekst: &str) -> Result<Gemeentecode, CliFout> {
    Gemeentecode::lees(tekst)
        .map_err(|_| CliFout::Omgeving(format!("‘{tekst}’ is geen gemeentecode. Die heeft vier cijfers.")))
}

fn als_rij(gemeente: &Gemeentecode, afspraak: Tariefafspraak) -> [String; 9] {
    let centen = afspraak.tarief.0;
    [
        gemeente.to_string(),
        afspraak.standaard.sleutel().to_owned(),
        afspraak.aanbieder.to_string(),
        afspraak.product.categorie.to_string(),
        afspraak.product.code.unwrap_or_default().to_string(),
        afspraak.eenheid.code().to_owned(),
        format!("{},{:02}", centen / 100, centen % 100),
        afspraak.ingangsdatum.to_string(),
        afspraak.einddatum.map(|dag| dag.to_string()).unwrap_or_default(),
    ]
}

/// Reads the rates of a gemeente: of each product and unit of an aanbieder one on a day.
fn lees(tekst: &str, gemeente: &Gemeentecode) -> Result<Vec<Tariefafspraak>, Fouten> {
    let mut fouten = Fouten::default();
    let (mut tarieven, mut regels) = (Vec::new(), Vec::new());
    for rij in rijen(tekst, &KOLOMMEN, &[KOLOM_GEMEENTE], &mut fouten) {
        match van_gemeente(&rij, gemeente).and_then(|()| lees_rij(&rij)) {
            Ok(afspraak) => {
                tarieven.push(afspraak);
                regels.push(rij.regel);
            }
            Err(tekst) => fouten.voeg_toe(rij.regel, tekst),
        }
    }
    if let Some((een, ander)) = overlappend(&tarieven)
        && let (Some(een), Some(ander)) = (regels.get(een), regels.get(ander))
    {
        let tekst = format!(
            "dit tarief en dat op regel {een} gelden op dezelfde dag voor hetzelfde. Laat het ene eindigen op de dag voor \
             het andere"
        );
        fouten.voeg_toe(*ander, tekst);
    }
    fouten.anders(tarieven)
}

fn van_gemeente(rij: &Rij<'_>, gemeente: &Gemeentecode) -> Result<(), String> {
    match rij.als_er(KOLOM_GEMEENTE) {
        Some(ander) if ander != gemeente.as_str() => Err(format!(
            "in de kolom gemeente staat ‘{ander}’, en u leest tarieven van {gemeente} in. Haal de rij weg of geef de goede \
             gemeente op"
        )),
        _ => Ok(()),
    }
}

fn lees_rij(rij: &Rij<'_>) -> Result<Tariefafspraak, String> {
    let standaard = Standaard::van_sleutel(&rij.gevuld("standaard")?.to_lowercase());
    let aanbieder = Agbcode::lees(rij.gevuld("aanbieder")?);
    let (categorie, code) = (rij.gevuld("productCategorie")?, rij.gevuld("productCode")?);
    if categorie.len() != 2 || !categorie.bytes().all(|teken| teken.is_ascii_digit()) {
        return Err("productCategorie heeft twee cijfers, met de nul vooraan".to_owned());
    }
    productcode(code)?;
    let eenheid = Eenheid::lees(rij.gevuld("eenheid")?).ok().filter(|eenheid| *eenheid != Eenheid::Euro);
    let (ingangsdatum, einddatum) = (datum(rij.gevuld("ingangsdatum")?)?, rij.veld("einddatum"));
    let afspraak = Tariefafspraak {
        standaard: standaard.ok_or("vul bij standaard ijw of iwmo in")?,
        aanbieder: aanbieder
            .map_err(|_| "aanbieder is een AGB-code van acht cijfers, met de nullen vooraan")?,
        product: Product { categorie: categorie.into(), code: Some(code.into()) },
        eenheid: eenheid.ok_or("eenheid is 01, 04, 14, 16, 82 of 84")?,
        tarief: bedrag(rij.gevuld("tarief")?)?,
        ingangsdatum,
        einddatum: if einddatum.is_empty() { None } else { Some(datum(einddatum)?) },
    };
    match afspraak.einddatum.is_some_and(|einddatum| einddatum < ingangsdatum) {
        true => Err("de einddatum ligt voor de ingangsdatum".to_owned()),
        false => Ok(afspraak),
    }
}

/// A code as messages have it: a Prestatie has the rate of exactly its code.
fn productcode(tekst: &str) -> Result<(), String> {
    if tekst.chars().count() > LANGSTE_PRODUCTCODE || tekst.chars().any(char::is_whitespace) {
        return Err(format!("productCode heeft hoogstens {LANGSTE_PRODUCTCODE} tekens, zonder spaties"));
    }
    match tekst.chars().any(char::is_lowercase) {
        true => Err(format!(
            "productCode ‘{tekst}’ heeft een kleine letter. Schrijf haar zoals in de berichten, met hoofdletters"
        )),
        false => Ok(()),
    }
}

fn datum(tekst: &str) -> Result<NaiveDate, String> {
    let datum = NaiveDate::parse_from_str(tekst, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(tekst, "%d-%m-%Y"));
    let datum =
        datum.map_err(|_| format!("‘{tekst}’ is geen datum. Schrijf bijvoorbeeld 2026-01-01 of 1-1-2026"))?;
    let vier_cijfers = |deel: &str| deel.len() == 4 && deel.bytes().all(|teken| teken.is_ascii_digit());
    if !JAREN.contains(&datum.year()) || !tekst.split('-').any(vier_cijfers) {
        return Err(format!(
            "het jaar in ‘{tekst}’ ligt niet van {} tot en met {}. Schrijf het met vier cijfers; een open einddatum is leeg",
            JAREN.start(),
            JAREN.end()
        ));
    }
    Ok(datum)
}

/// An amount in euros, with a comma or a point before the cents: exact, and never a thousand times too much.
fn bedrag(tekst: &str) -> Result<Eurocent, String> {
    let fout =
        || format!("‘{tekst}’ is geen bedrag. Schrijf euro's en centen zonder punt ertussen, zoals 1250,00");
    let (euros, centen) = tekst.split_once([',', '.']).unwrap_or((tekst, "00"));
    let cijfers = |deel: &str| !deel.is_empty() && deel.bytes().all(|teken| teken.is_ascii_digit());
    if !cijfers(euros) || !cijfers(centen) || centen.len() > 2 {
        return Err(fout());
    }
    let centen = format!("{centen:0<2}");
    // Far below what an amount in a message can be, so that no sum goes wrong.
    format!("{euros}{centen}")
        .parse()
        .ok()
        .filter(|bedrag| *bedrag <= 99_999_999)
        .map(Eurocent)
        .ok_or_else(fout)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zaanstad() -> Gemeentecode {
        Gemeentecode::lees("0479").unwrap()
    }

    fn lees(tekst: &str) -> Result<Vec<Tariefafspraak>, Fouten> {
        super::lees(tekst, &zaanstad())
    }

    #[test]
    fn een_bedrag_is_precies_wat_er_staat() {
        for (tekst, centen) in [
            ("60", 6000),
            ("60,5", 6050),
            ("60.50", 6050),
            ("0,01", 1),
            ("1250,00", 125_000),
            ("0", 0),
            ("0,1", 10),
        ] {
            assert_eq!(bedrag(tekst), Ok(Eurocent(centen)), "{tekst}");
        }
        for tekst in ["", "60,", ",50", "1.250", "1.250,00", "60,555", "-1", "€ 60", "1e3", "10000000000"] {
            assert!(bedrag(tekst).is_err(), "{tekst}");
        }
    }

    #[test]
    fn tarieven_worden_gelezen_zoals_een_rekenblad_ze_bewaart() {
        let tekst = "standaard;aanbieder;productcategorie;productcode;eenheid;tarief;ingangsdatum;einddatum\n\
                     IJW;65656055;45;45A04;04;60,00;2025-01-01;31-12-2025\niwmo;00000001;02;02A04;14;125.5;1-1-2026;\n";
        let gelezen = lees(tekst).unwrap();
        let rijen: Vec<_> =
            gelezen.into_iter().map(|afspraak| als_rij(&zaanstad(), afspraak).join(";")).collect();
        assert_eq!(
            rijen,
            [
                "0479;ijw;65656055;45;45A04;04;60,00;2025-01-01;2025-12-31",
                "0479;iwmo;00000001;02;02A04;14;125,50;2026-01-01;"
            ]
        );
    }

    #[test]
    fn een_jaar_heeft_vier_cijfers_en_ligt_in_deze_tijd() {
        for tekst in ["2015-01-01", "31-12-2100", "1-1-2026"] {
            assert!(datum(tekst).is_ok(), "{tekst}");
        }
        for tekst in
            ["26-01-01", "1-1-26", "2014-12-31", "2101-01-01", "9999-12-31", "02026-01-01", "+2026-01-01"]
        {
            assert!(datum(tekst).unwrap_err().contains(tekst), "{tekst}");
        }
    }

    #[test]
    fn een_kolom_gemeente_noemt_de_gemeente_waarvoor_wordt_ingelezen() {
        let kop =
            "gemeente;standaard;aanbieder;productCategorie;productCode;eenheid;tarief;ingangsdatum;einddatum";
        let rij = "ijw;65656055;45;45A04;04;60,00;2025-01-01;2025-12-31";
        assert_eq!(lees(&format!("{kop}\n0479;{rij}")).unwrap().len(), 1);
        for ander in ["0363", "479", ""] {
            let woorden = lees(&format!("{kop}\n{ander};{rij}")).unwrap_err().in_woorden_voor_test();
            let deel =
                format!("regel 2: in de kolom gemeente staat ‘{ander}’, en u leest tarieven van 0479 in");
            assert!(woorden.contains(&deel), "{woorden}");
        }
        let woorden = lees(&format!("{kop};gemeente\n0479;{rij};0479")).unwrap_err().in_woorden_voor_test();
        assert!(woorden.contains("regel 1: de kolom gemeente staat er twee keer"), "{woorden}");
    }

    #[test]
    fn elke_fout_staat_bij_zijn_regel_en_tarieven_mogen_niet_overlappen() {
        let kop = "standaard;aanbieder;productCategorie;productCode;eenheid;tarief;ingangsdatum;einddatum";
        let goed = "ijw;65656055;45;45A04;04;60,00;2025-01-01;2025-12-31";
        for (rij, deel) in [
            ("jw;65656055;45;45A04;04;60,00;2025-01-01;", "regel 3: vul bij standaard ijw of iwmo in"),
            ("ijw;6565605;45;45A04;04;60,00;2025-01-01;", "regel 3: aanbieder is een AGB-code"),
            ("ijw;65656055;45;;04;60,00;2025-01-01;", "regel 3: vul productCode in"),
            ("ijw;65656055;5;45A04;04;60,00;2026-01-01;", "regel 3: productCategorie heeft twee cijfers"),
            ("ijw;65656055;4A;45A04;04;60,00;2026-01-01;", "regel 3: productCategorie heeft twee cijfers"),
            ("ijw;65656055;45;45A045;04;60,00;2026-01-01;", "regel 3: productCode heeft hoogstens 5 tekens"),
            (
                "ijw;65656055;45;45a04;04;60,00;2026-01-01;",
                "regel 3: productCode ‘45a04’ heeft een kleine letter",
            ),
            ("ijw;65656055;45;45\0A0;04;60,00;2026-01-01;", "regel 3: hier staat een NUL-teken"),
            ("ijw;65656055;45;45A04;83;60,00;2026-01-01;", "regel 3: eenheid is 01, 04, 14, 16, 82 of 84"),
            ("ijw;65656055;45;45A04;04;60,001;2026-01-01;", "regel 3: ‘60,001’ is geen bedrag"),
            ("ijw;65656055;45;45A04;04;60,00;2026-02-30;", "regel 3: ‘2026-02-30’ is geen datum"),
            (
                "ijw;65656055;45;45A04;04;60,00;2026-02-01;2026-01-31",
                "regel 3: de einddatum ligt voor de ingangsdatum",
            ),
            (
                "ijw;65656055;45;45A04;04;60,00;2025-12-31;",
                "regel 3: dit tarief en dat op regel 2 gelden op dezelfde dag",
            ),
        ] {
            let woorden = lees(&format!("{kop}\n{goed}\n{rij}")).unwrap_err().in_woorden_voor_test();
            assert!(woorden.contains(deel), "{deel}\n{woorden}");
        }
        assert!(lees(&format!("{kop}\n{goed}\nijw;65656055;45;45A04;04;61;2026-01-01;")).is_ok());
    }
}
