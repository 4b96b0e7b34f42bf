//! The hours of the night in which a gate cleans up.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDateTime, Timelike};

/// From the begin of one hour until the begin of another, in Dutch local time; over midnight where the second is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uren {
    van: u32,
    tot: u32,
}

impl Uren {
    /// When the night began that this moment lies in; none by day.
    pub fn begin_van_nacht(self, lokaal: NaiveDateTime) -> Option<NaiveDateTime> {
        let uur = lokaal.hour();
        let over_middernacht = self.van > self.tot;
        let erin = if over_middernacht {
            uur >= self.van || uur < self.tot
        } else {
            (self.van..self.tot).contains(&uur)
        };
        let dag = if over_middernacht && uur < self.tot {
            lokaal.date().checked_sub_days(Days::new(1))?
        } else {
            lokaal.date()
        };
        dag.and_hms_opt(self.van, 0, 0).filter(|_| erin)
    }
}

impl fmt::Display for Uren {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.van, self.tot)
    }
}

impl FromStr for Uren {
    /// What is wrong, in Dutch.
    type Err = &'static str;

    fn from_str(tekst: &str) -> Result<Uren, Self::Err> {
        const FOUT: &str =
            "uren zijn zoiets als ‘1-5’ of ‘22-4’: van en tot, elk van 0 tot en met 23, en niet dezelfde";
        let uur = |tekst: &str| {
            let is_getal =
                (1..=2).contains(&tekst.len()) && tekst.bytes().all(|teken| teken.is_ascii_digit());
            tekst.parse().ok().filter(|uur: &u32| is_getal && *uur < 24)
        };
        let (van, tot) = tekst.split_once('-').ok_or(FOUT)?;
        let (van, tot) = (uur(van).ok_or(FOUT)?, uur(tot).ok_or(FOUT)?);
        if van == tot { Err(FOUT) } else { Ok(Uren { van, tot }) }
    }
}
