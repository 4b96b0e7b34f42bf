//! What is claimed and what was granted of it: the klassen of a 323 and a 325.

use chrono::NaiveDate;

use crate::bericht::knoop::Plek;
use crate::bericht::velden::{Fout, Velden, datum};
use crate::bericht::waarden::{Bedrag, Eenheid, Eurocent, Periode, Product, ToewijzingNummer, geheel_getal};
use compact_str::CompactString;

/// The Declaratie of a 323, by itself: without the clients in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaratie {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, unique for the aanbieder within a standard (TR333).
    pub nummer: String,
    /// The calendar month that it is about (CS340).
    pub periode: Periode,
    /// The day on which it was made up.
    pub dagtekening: NaiveDate,
    /// The amount claimed in all.
    pub totaal: Bedrag,
}

impl Declaratie {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<Declaratie, Fout> {
        Ok(Declaratie {
            nummer: velden.tekst("DeclaratieNummer")?.to_owned(),
            periode: velden.periode("DeclaratiePeriode")?,
            dagtekening: velden.waarde("DeclaratieDagtekening", datum)?,
            totaal: velden.bedrag("TotaalIngediendBedrag", "TotaalBedrag")?,
            plek,
        })
    }
}

/// One Prestatie in a 323, or a refused one in a 325.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prestatie {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, unique for the aanbieder within a standard (TR314).
    pub referentie: CompactString,
    /// For a credit: the number of the debit that it takes back (IV091).
    pub vorige_referentie: Option<CompactString>,
    /// The allocation.
    pub nummer: ToewijzingNummer,
    /// Category and code; in a Declaratie both are always there (OP302).
    pub product: Product,
    /// The days that it covers.
    pub periode: Periode,
    /// Volume, in the unit; eurocent for [`Eenheid::Euro`].
    pub volume: u32,
    /// Its unit.
    pub eenheid: Eenheid,
    /// Rate per unit; none for [`Eenheid::Euro`].
    pub tarief: Option<Eurocent>,
    /// Amount claimed.
    pub bedrag: Bedrag,
}

impl Prestatie {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<Prestatie, Fout> {
        let referentie = velden.groep("ProductReferentie")?;
        Ok(Prestatie {
            referentie: referentie.tekst("ReferentieNummer")?.into(),
            vorige_referentie: referentie.optie_kort("VorigReferentieNummer"),
            nummer: ToewijzingNummer(velden.waarde("ToewijzingNummer", geheel_getal)?),
            product: Product {
                categorie: velden.tekst("ProductCategorie")?.into(),
                code: Some(velden.tekst("ProductCode")?.into()),
            },
            periode: velden.periode("ProductPeriode")?,
            volume: velden.waarde("GeleverdVolume", geheel_getal)?,
            eenheid: velden.waarde("Eenheid", Eenheid::lees)?,
            tarief: velden.optie("ProductTarief", geheel_getal)?.map(Eurocent),
            bedrag: velden.bedrag("IngediendBedrag", "Bedrag")?,
            plek,
        })
    }
}

/// The DeclaratieAntwoord of a 325, by itself: without the clients in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaratieAntwoord {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The number of the Declaratie that it answers (TR376).
    pub nummer: String,
    /// The amount claimed in all.
    pub ingediend: Bedrag,
    /// The amount granted in all.
    pub toegekend: Bedrag,
    /// Its codes.
    pub retourcodes: Vec<String>,
}

impl DeclaratieAntwoord {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<DeclaratieAntwoord, Fout> {
        Ok(DeclaratieAntwoord {
            nummer: velden.tekst("DeclaratieNummer")?.to_owned(),
            ingediend: velden.bedrag("TotaalIngediendBedrag", "TotaalBedrag")?,
            toegekend: velden.bedrag("TotaalToegekendBedrag", "TotaalBedrag")?,
            retourcodes: super::retourcodes(velden.deel),
            plek,
        })
    }
}
