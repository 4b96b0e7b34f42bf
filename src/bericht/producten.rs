//! The repeating parts of messages that care is about: what was allocated, started, stopped and claimed.

use chrono::{NaiveDate, NaiveDateTime};

use super::knoop::Plek;
use super::waarden::{
    Bedrag, Eenheid, Eurocent, Omvang, Periode, Product, StatusAanlevering, ToewijzingNummer,
};

/// One allocation in a 301.
#[derive(Clone, Debug, PartialEq)]
pub struct ToegewezenProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, unique within gemeente and standard (OP275).
    pub nummer: ToewijzingNummer,
    /// The request that it follows from (IV097).
    pub referentie_aanbieder: Option<String>,
    /// What; none for a generic allocation (IV075).
    pub product: Option<Product>,
    /// Toewijzingsdatum and Toewijzingstijd together: the version of an allocation with the latest is the one in
    /// force (IV013). Dutch local time.
    pub toegewezen_op: NaiveDateTime,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// Why it was changed (IV099).
    pub reden_wijziging: Option<String>,
    /// How much, for an allocation with a volume.
    pub omvang: Option<Omvang>,
    /// How much, for an allocation with a budget.
    pub budget: Option<Eurocent>,
}

/// One start in a 305.
#[derive(Clone, Debug, PartialEq)]
pub struct StartProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The allocation; none when working by task (IV096).
    pub nummer: Option<ToewijzingNummer>,
    /// What.
    pub product: Option<Product>,
    /// First day of the allocation.
    pub toewijzing_ingangsdatum: Option<NaiveDate>,
    /// First day of delivery.
    pub begindatum: NaiveDate,
    /// New, or taking back an earlier one.
    pub status: StatusAanlevering,
}

/// One stop in a 307.
#[derive(Clone, Debug, PartialEq)]
pub struct StopProduct {
    /// What of it a start has too: the allocation, the product and the first day.
    pub start: StartProduct,
    /// Why it stopped (JZ588 or WMO588; 20 is for a while, OP378).
    pub reden_beeindiging: String,
    /// Last day of delivery.
    pub einddatum: NaiveDate,
}

/// One Prestatie in a 323.
#[derive(Clone, Debug, PartialEq)]
pub struct Prestatie {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, unique for the aanbieder within a standard (TR314).
    pub referentie: String,
    /// For a credit: the number of the debit that it takes back (IV091).
    pub vorige_referentie: Option<String>,
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
