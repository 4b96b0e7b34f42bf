//! A period.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

/// How long something is kept after its closing day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bewaartermijn {
    /// For ever.
    Altijd,
    /// So many months of the calendar.
    Maanden(u32),
    /// So many days.
    Dagen(u32),
}

/// The longest period that can be set, in years.
const HOOGSTENS: u32 = 200;

impl Bewaartermijn {
    /// So many years.
    pub const fn jaren(jaren: u32) -> Bewaartermijn {
        Bewaartermijn::Maanden(jaren * 12)
    }

    /// So many days.
    pub const fn dagen(dagen: u32) -> Bewaartermijn {
        Bewaartermijn::Dagen(dagen)
    }

    /// The last day on which something is kept that was closed on this day: the day itself, and the period after it. Where the month
    /// has no such day, its last one. None: there is no last day.
    pub(super) fn laatste_dag(self, gesloten: NaiveDate) -> Option<NaiveDate> {
        match self {
            Bewaartermijn::Altijd => None,
            Bewaartermijn::Maanden(maanden) => gesloten.checked_add_months(Months::new(maanden)),
            Bewaartermijn::Dagen(dagen) => gesloten.checked_add_days(Days::new(dagen.into())),
        }
    }

    /// A day so long before this one.
    pub(super) fn terug_van(self, dag: NaiveDate) -> Option<NaiveDate> {
        match self {
            Bewaartermijn::Altijd => None,
            Bewaartermijn::Maanden(maanden) => dag.checked_sub_months(Months::new(maanden)),
            Bewaartermijn::Dagen(dagen) => dag.checked_sub_days(Days::new(dagen.into())),
        }
    }
}

impl fmt::Display for Bewaartermijn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Bewaartermijn::Altijd => f.write_str("altijd"),
            Bewaartermijn::Maanden(maanden) if maanden % 12 == 0 && maanden > 0 => {
                write!(f, "{} jaar", maanden / 12)
            }
            Bewaartermijn::Maanden(1) => f.write_str("1 maand"),
            Bewaartermijn::Maanden(maanden) => write!(f, "{maanden} maanden"),
            Bewaartermijn::Dagen(1) => f.write_str("1 dag"),
            Bewaartermijn::Dagen(dagen) => write!(f, "{dagen} dagen"),
        }
    }
}

impl FromStr for Bewaartermijn {
    /// What is wrong, in Dutch.
    type Err = &'static str;

    fn from_str(tekst: &str) -> Result<Bewaartermijn, Self::Err> {
        const FOUT: &str = "een bewaartermijn is zoiets als ‘7 jaar’, ‘6 maanden’ of ‘90 dagen’, of ‘altijd’; hoogstens 200 jaar";
        if tekst == "altijd" {
            return Ok(Bewaartermijn::Altijd);
        }
        let (aantal, eenheid) = tekst.split_once(' ').ok_or(FOUT)?;
        let is_getal = !aantal.is_empty() && aantal.bytes().all(|teken| teken.is_ascii_digit());
        let aantal: u32 = aantal.parse().ok().filter(|_| is_getal).ok_or(FOUT)?;
        let (termijn, per_jaar) = match eenheid {
            "jaar" => (Bewaartermijn::Maanden(aantal.checked_mul(12).ok_or(FOUT)?), 1),
            "maand" | "maanden" => (Bewaartermijn::Maanden(aantal), 12),
            "dag" | "dagen" => (Bewaartermijn::Dagen(aantal), 366),
            _ => return Err(FOUT),
        };
        if aantal > HOOGSTENS * per_jaar { Err(FOUT) } else { Ok(termijn) }
    }
}
