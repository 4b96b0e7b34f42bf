//! A calculation that can be shown: every number on the way, as data and in plain Dutch.

use chrono::{Datelike, IsoWeek, NaiveDate};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::omvang::Telling;
use crate::bericht::{Eenheid, Eurocent, Frequentie, Omvang, Periode};

/// Whether something fits, with all that it depends on. Numbers are in [`Berekening::eenheid`]; those in euros are eurocents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Berekening {
    /// Where the maximum comes from.
    pub herkomst: Herkomst,
    /// The unit that everything was brought to.
    pub eenheid: Eenheid,
    /// How much fits.
    pub maximum: i128,
    /// How much of it was granted before and not taken back; nothing where only this one counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub al_toegekend: Option<i128>,
    /// How much is claimed.
    pub deze: i128,
}

/// Where a maximum comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Herkomst {
    /// A volume, so many times.
    Omvang {
        /// What was allocated.
        omvang: Omvang,
        /// Over which days it was counted.
        bereik: Bereik,
        /// What was counted in them.
        telling: Telling,
    },
    /// An amount for the whole allocation.
    Budget,
}

/// The days over which something fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Bereik {
    /// The days of a ProductPeriode that are in the allocation: all in one month.
    Productperiode(Periode),
    /// The whole allocation.
    Toewijzing {
        /// First day.
        ingangsdatum: NaiveDate,
        /// Last day; none is open-ended.
        einddatum: Option<NaiveDate>,
    },
}

/// One step of a calculation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stap {
    /// Which step.
    pub soort: Stapsoort,
    /// Its number, in the unit of the calculation; a bare number for [`Stapsoort::Telling`], and in the unit of the allocation
    /// for [`Stapsoort::Toegewezen`].
    pub aantal: i128,
    /// The step in Dutch, as a part of a sentence.
    pub tekst: String,
}

/// The kinds of steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Stapsoort {
    /// What was allocated, per day, week or month, or in all.
    Toegewezen,
    /// How many times that counts.
    Telling,
    /// How much fits.
    Maximum,
    /// What was granted before.
    AlToegekend,
    /// What is claimed.
    Deze,
    /// Both together.
    Samen,
    /// What is left; negative where it is too much.
    Over,
    /// The rate per unit that was claimed.
    Tarief,
    /// The rate that was agreed on.
    Afgesproken,
    /// What the amount should be.
    Verwacht,
}

impl Berekening {
    /// What was granted before and what is claimed together.
    pub fn samen(&self) -> i128 {
        self.al_toegekend.unwrap_or_default() + self.deze
    }

    /// What is left of the maximum; negative where it is too much.
    pub fn over(&self) -> i128 {
        self.maximum - self.samen()
    }

    /// Whether it fits; exactly full fits.
    pub fn past(&self) -> bool {
        self.over() >= 0
    }

    /// How much could be claimed.
    pub fn ruimte(&self) -> i128 {
        (self.maximum - self.al_toegekend.unwrap_or_default()).max(0)
    }

    /// Every step with its number.
    pub fn stappen(&self) -> Vec<Stap> {
        let mut stappen = Vec::new();
        let mut voeg_toe = |soort, aantal, tekst| stappen.push(Stap { soort, aantal, tekst });
        if let Herkomst::Omvang { omvang, telling, .. } = self.herkomst {
            voeg_toe(Stapsoort::Toegewezen, omvang.volume.into(), toegewezen(omvang));
            voeg_toe(Stapsoort::Telling, telling.keer().into(), self.telling_in_woorden());
        }
        voeg_toe(Stapsoort::Maximum, self.maximum, self.maximum_in_woorden());
        let deze = self.hoeveel(self.deze);
        match self.al_toegekend {
            None => voeg_toe(Stapsoort::Deze, self.deze, format!("gedeclareerd {deze}")),
            Some(eerder) => {
                voeg_toe(Stapsoort::AlToegekend, eerder, format!("al toegekend {}", self.hoeveel(eerder)));
                voeg_toe(Stapsoort::Deze, self.deze, format!("deze prestatie {deze}"));
                voeg_toe(Stapsoort::Samen, self.samen(), format!("samen {}", self.hoeveel(self.samen())));
            }
        }
        let rest = self.hoeveel(self.over().abs());
        let over = if self.past() { format!("{rest} over") } else { format!("{rest} te veel") };
        voeg_toe(Stapsoort::Over, self.over(), over);
        stappen
    }

    /// The calculation as one Dutch sentence, with its numbers.
    pub fn in_woorden(&self) -> String {
        als_zin(self.stappen().iter().filter(|stap| stap.soort != Stapsoort::Toegewezen))
    }

    /// A number of this calculation with its unit, in Dutch.
    pub fn hoeveel(&self, aantal: i128) -> String {
        hoeveel(aantal, self.eenheid)
    }

    fn telling_in_woorden(&self) -> String {
        let Herkomst::Omvang { bereik, telling, .. } = self.herkomst else { return String::new() };
        let waar = match bereik {
            Bereik::Productperiode(periode) => format!("in {} ", maand(periode.begindatum)),
            Bereik::Toewijzing { .. } => String::new(),
        };
        // After "in oktober 2025" the verb comes first.
        let zin = |wat: &str, onderwerp: &str| {
            if waar.is_empty() { format!("{onderwerp} {wat} ") } else { format!("{waar}{wat} {onderwerp} ") }
        };
        let raakt = |aantal, een, meer| zin("raakt", "de toewijzing") + &geteld(aantal, een, meer);
        match telling {
            Telling::Dagen(aantal) => raakt(aantal, "dag", "dagen"),
            Telling::Maanden(aantal) => raakt(aantal, "kalendermaand", "kalendermaanden"),
            Telling::Kalenderweken(aantal) => {
                raakt(aantal, "kalenderweek", "kalenderweken") + &welke_weken(bereik)
            }
            Telling::VasteWeken(aantal) => {
                format!("{waar}telt hulp bij het huishouden voor {}", geteld(aantal, "week", "weken"))
            }
            Telling::Zondagen { zondagen, gebroken_week } => {
                let bij = if gebroken_week { ", en de laatste, gebroken week telt mee" } else { "" };
                zin("telt", "de toewijzing") + &geteld(zondagen, "zondag", "zondagen") + bij
            }
            Telling::Eenmaal => "het volume geldt voor de hele looptijd".to_owned(),
        }
    }

    fn maximum_in_woorden(&self) -> String {
        let Herkomst::Omvang { omvang, telling, .. } = self.herkomst else {
            return format!("het budget is {}", self.hoeveel(self.maximum));
        };
        let per_keer = hoeveel(omvang.volume.into(), omvang.eenheid);
        let keer = i128::from(telling.keer());
        let som = match telling {
            Telling::Eenmaal => format!("hoogstens {per_keer}"),
            _ => {
                format!("{keer} x {per_keer} = {}", hoeveel(keer * i128::from(omvang.volume), omvang.eenheid))
            }
        };
        if self.eenheid == omvang.eenheid { som } else { format!("{som} = {}", self.hoeveel(self.maximum)) }
    }
}

/// Steps as one Dutch sentence.
pub fn als_zin<'s>(stappen: impl Iterator<Item = &'s Stap>) -> String {
    let tekst = stappen.map(|stap| stap.tekst.as_str()).collect::<Vec<_>>().join("; ");
    let mut tekens = tekst.chars();
    let eerste = tekens.next().map(|eerste| format!("{}{}.", eerste.to_uppercase(), tekens.as_str()));
    eerste.unwrap_or_default()
}

fn toegewezen(omvang: Omvang) -> String {
    let per = match omvang.frequentie {
        Frequentie::PerDag => "per dag",
        Frequentie::PerWeek => "per week",
        Frequentie::PerMaand => "per maand",
        Frequentie::Totaal => "in totaal",
    };
    format!("toegewezen {} {per}", hoeveel(omvang.volume.into(), omvang.eenheid))
}

fn geteld(aantal: i64, een: &str, meer: &str) -> String {
    format!("{aantal} {}", if aantal == 1 { een } else { meer })
}

/// A volume with its unit, in Dutch.
pub(super) fn hoeveel(aantal: i128, eenheid: Eenheid) -> String {
    let (een, meer) = match eenheid {
        Eenheid::Minuut => ("minuut", "minuten"),
        Eenheid::Uur => ("uur", "uur"),
        Eenheid::Etmaal => ("etmaal", "etmalen"),
        Eenheid::Dagdeel => ("dagdeel", "dagdelen"),
        Eenheid::StuksOutput | Eenheid::StuksInspanning => ("stuk", "stuks"),
        Eenheid::Euro => {
            let begrensd = aantal.clamp(i64::MIN.into(), i64::MAX.into());
            return Eurocent(i64::try_from(begrensd).unwrap_or(i64::MAX)).to_string();
        }
    };
    format!("{aantal} {}", if aantal == 1 { een } else { meer })
}

fn maand(dag: NaiveDate) -> String {
    let naam = match dag.month() {
        1 => "januari",
        2 => "februari",
        3 => "maart",
        4 => "april",
        5 => "mei",
        6 => "juni",
        7 => "juli",
        8 => "augustus",
        9 => "september",
        10 => "oktober",
        11 => "november",
        _ => "december",
    };
    format!("{naam} {}", dag.year())
}

/// Which weeks were counted: ` (week 41 t/m 44)`.
fn welke_weken(bereik: Bereik) -> String {
    let (begin, eind) = match bereik {
        Bereik::Productperiode(Periode { begindatum, einddatum }) => (begindatum, einddatum),
        Bereik::Toewijzing { ingangsdatum, einddatum: Some(einddatum) } => (ingangsdatum, einddatum),
        Bereik::Toewijzing { einddatum: None, .. } => return String::new(),
    };
    let (begin, eind) = (begin.iso_week(), eind.iso_week());
    let week = |week: IsoWeek| format!("week {} van {}", week.week(), week.year());
    if begin == eind {
        format!(" (week {})", begin.week())
    } else if begin.year() == eind.year() {
        format!(" (week {} t/m {})", begin.week(), eind.week())
    } else {
        format!(" ({} t/m {})", week(begin), week(eind))
    }
}
