//! Values of the standard in a `scenario.json`: each read once, refused in Dutch and without repeating it.

use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, Error};

use crate::bericht::{Agbcode, Bedrag, Berichttype, Bsn, DebetCredit, Eurocent, Gemeentecode, Standaard};
use crate::keten::Uitkomst;
use crate::partij::PartijSoort;

/// A party that a scenario names: which kind it is follows from its code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deelnemer {
    pub(super) code: String,
}

impl Deelnemer {
    pub(super) fn soort(&self) -> PartijSoort {
        if Gemeentecode::lees(&self.code).is_ok() { PartijSoort::Gemeente } else { PartijSoort::Aanbieder }
    }
}

impl<'de> Deserialize<'de> for Deelnemer {
    fn deserialize<D: Deserializer<'de>>(lezer: D) -> Result<Deelnemer, D::Error> {
        let past = |code: &str| Gemeentecode::lees(code).is_ok() || Agbcode::lees(code).is_ok();
        let lees = |code: &str| past(code).then(|| Deelnemer { code: code.to_owned() });
        uit_tekst(lezer, lees, "geef een gemeentecode (4 cijfers) of een AGB-code (8 cijfers).")
    }
}

/// Reads a value from text.
fn uit_tekst<'de, D: Deserializer<'de>, T>(
    lezer: D,
    lees: impl FnOnce(&str) -> Option<T>,
    anders: &'static str,
) -> Result<T, D::Error> {
    let tekst = String::deserialize(lezer)?;
    lees(&tekst).ok_or_else(|| D::Error::custom(anders))
}

pub(super) fn standaard<'de, D: Deserializer<'de>>(lezer: D) -> Result<Standaard, D::Error> {
    uit_tekst(lezer, Standaard::van_sleutel, "kies uit ijw en iwmo.")
}

pub(super) fn berichttype<'de, D: Deserializer<'de>>(lezer: D) -> Result<Berichttype, D::Error> {
    uit_tekst(lezer, Berichttype::van_naam, "geef de naam van een bericht, zoals JW301.")
}

/// A type of message, or null. The key must be there.
pub(super) fn berichttype_of_geen<'de, D: Deserializer<'de>>(
    lezer: D,
) -> Result<Option<Berichttype>, D::Error> {
    let Some(naam) = Option::<String>::deserialize(lezer)? else { return Ok(None) };
    let fout = || D::Error::custom("geef de naam van een bericht, zoals JW302, of null.");
    Berichttype::van_naam(&naam).map(Some).ok_or_else(fout)
}

pub(super) fn datum<'de, D: Deserializer<'de>>(lezer: D) -> Result<NaiveDate, D::Error> {
    let lees = |tekst: &str| NaiveDate::parse_from_str(tekst, "%Y-%m-%d").ok();
    uit_tekst(lezer, lees, "geef een bestaande dag als JJJJ-MM-DD.")
}

pub(super) fn uitkomst<'de, D: Deserializer<'de>>(lezer: D) -> Result<Uitkomst, D::Error> {
    uit_tekst(lezer, Uitkomst::van_sleutel, "kies uit goedgekeurd, afgekeurd en deels goedgekeurd.")
}

pub(super) fn bsn<'de, D: Deserializer<'de>>(lezer: D) -> Result<Bsn, D::Error> {
    uit_tekst(lezer, |tekst| Bsn::lees(tekst).ok(), "geef een burgerservicenummer.")
}

pub(super) fn eurocent<'de, D: Deserializer<'de>>(lezer: D) -> Result<Eurocent, D::Error> {
    i64::deserialize(lezer).map(Eurocent)
}

/// An amount with its side.
pub(super) fn bedrag<'de, D: Deserializer<'de>>(lezer: D) -> Result<Bedrag, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ruw {
        bedrag: u64,
        #[serde(deserialize_with = "debet_credit")]
        debetcredit: DebetCredit,
    }
    let Ruw { bedrag, debetcredit } = Ruw::deserialize(lezer)?;
    Ok(Bedrag { centen: bedrag, debet_credit: debetcredit })
}

fn debet_credit<'de, D: Deserializer<'de>>(lezer: D) -> Result<DebetCredit, D::Error> {
    uit_tekst(lezer, |tekst| DebetCredit::lees(tekst).ok(), "kies uit D en C.")
}

/// What a refused Prestatie is granted: always nothing, as it is granted or refused as a whole (IV087).
pub(super) fn nul<'de, D: Deserializer<'de>>(lezer: D) -> Result<(), D::Error> {
    match i64::deserialize(lezer)? {
        0 => Ok(()),
        _ => Err(D::Error::custom("van een afgekeurde prestatie is 0 toegekend.")),
    }
}
