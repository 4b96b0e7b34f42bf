//! What an overview is.

use super::filter::Filternaam;

/// An overview: what it tells, and its columns.
#[derive(Debug)]
pub struct Overzicht {
    /// Which one.
    pub soort: Soort,
    /// Its name in URLs and file names.
    pub naam: &'static str,
    /// Its name for people.
    pub titel: &'static str,
    /// What it tells and how it was counted, in plain Dutch.
    pub toelichting: &'static str,
    /// Its columns, in order.
    pub kolommen: &'static [Kolom],
    /// The columns of which the control total is the sum.
    pub totalen: &'static [&'static str],
    /// What it can be narrowed down by.
    pub filters: &'static [Filternaam],
    /// What `van` and `totEnMet` are about.
    pub periode: Periode,
    /// The lines behind a row: what they are asked for with, and the column that holds it.
    pub achter: &'static [(&'static str, &'static str)],
    /// The same, with a value that is the same for every row.
    pub achter_vast: &'static [(&'static str, &'static str)],
}

/// Every overview. Which query gives the rows is up to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Soort {
    /// Claimed, granted and refused by product and month.
    Maandcijfers,
    /// Refused by reason.
    Afwijzingen,
    /// Claims that wait for their answer.
    OpenDeclaraties,
    /// Allocations that nobody started.
    ZonderStart,
    /// Started and not claimed.
    ZonderDeclaratie,
    /// Granted after the care stopped.
    NaStop,
    /// Debits that were refused or taken back, and not claimed again.
    ZonderVervolg,
    /// What was used of an allocation, and what will be.
    Budgetverbruik,
    /// Another rate than was agreed on.
    Tariefverschillen,
    /// What is to be paid.
    Betaallijst,
    /// The lines behind the figures.
    Prestaties,
}

/// What `van` and `totEnMet` of a query are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Periode {
    /// Months, of what it says here.
    Maanden(&'static str),
    /// Days, of what it says here.
    Dagen(&'static str),
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Kolom {
    /// Its name in JSON and CSV.
    pub naam: &'static str,
    /// Its name for people, as the head of a spreadsheet.
    pub titel: &'static str,
    /// What is in it.
    pub soort: Kolomsoort,
    /// What it means, in plain Dutch.
    pub uitleg: &'static str,
}

impl Kolom {
    /// Whether it says who a client is.
    pub fn is_bsn(&self) -> bool {
        self.naam == "bsn"
    }
}

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kolomsoort {
    /// Words.
    Tekst,
    /// Characters that are no number, even where they are digits: zeros in front of them count.
    Code,
    /// A whole number.
    Getal,
    /// An amount, in eurocent.
    Euro,
    /// A day.
    Datum,
    /// A calendar month.
    Maand,
    /// A share, in tenths of a percent.
    Percentage,
}

impl Kolomsoort {
    /// Every one.
    pub const ALLE: [Kolomsoort; 7] = [
        Kolomsoort::Tekst,
        Kolomsoort::Code,
        Kolomsoort::Getal,
        Kolomsoort::Euro,
        Kolomsoort::Datum,
        Kolomsoort::Maand,
        Kolomsoort::Percentage,
    ];

    /// The key in JSON.
    pub fn sleutel(self) -> &'static str {
        match self {
            Kolomsoort::Tekst => "tekst",
            Kolomsoort::Code => "code",
            Kolomsoort::Getal => "geheel-getal",
            Kolomsoort::Euro => "euro",
            Kolomsoort::Datum => "datum",
            Kolomsoort::Maand => "maand",
            Kolomsoort::Percentage => "percentage",
        }
    }
}

impl Overzicht {
    /// Where a column stands.
    pub fn plaats(&self, naam: &str) -> Option<usize> {
        self.kolommen.iter().position(|kolom| kolom.naam == naam)
    }

    /// Whether it can be narrowed down by this.
    pub fn kent(&self, filter: Filternaam) -> bool {
        self.filters.contains(&filter)
    }
}
