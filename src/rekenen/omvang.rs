//! How much of an allocation fits: in one ProductPeriode (TR321), in all (TR322), and in a budget (TR369).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::berekening::{Bereik, Berekening, Herkomst};
use super::perioden::{dagen, kalendermaanden, kalenderweken, overlap, zondag_op_of_voor, zondagen};
use crate::bericht::{Eenheid, Eurocent, Frequentie, Omvang, Periode, Product, Standaard};

/// Category of hulp bij het huishouden under iWmo: often once in two weeks, so six times the volume of a week may fall in one
/// month (TR321, IV077).
///
/// Choice: whatever the unit, as TR321 has it. IV077 says it of effort only; for output six times is never less than what
/// Sundays give.
const HUISHOUDELIJKE_HULP: &str = "01";
const WEKEN_HUISHOUDELIJKE_HULP: i64 = 6;
/// Minutes in an hour.
const MINUTEN: i128 = 60;

/// An allocation with a volume, as far as it counts for how much fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToegewezenOmvang {
    omvang: Omvang,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
    zesmaal: bool,
}

/// What the volume is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Telling {
    /// Days, for a volume per day.
    Dagen(i64),
    /// ISO weeks that are touched, for a volume per week of effort.
    Kalenderweken(i64),
    /// A fixed number of weeks per ProductPeriode: hulp bij het huishouden.
    VasteWeken(i64),
    /// Sundays, for a volume per week of output.
    #[serde(rename_all = "camelCase")]
    Zondagen {
        /// How many.
        zondagen: i64,
        /// Whether the last, broken week of the allocation counts as well.
        gebroken_week: bool,
    },
    /// Calendar months that are touched, for a volume per month; a broken month counts in full (IV078).
    Maanden(i64),
    /// Once: the volume is for the whole allocation.
    Eenmaal,
}

impl Telling {
    /// The number itself.
    pub fn keer(self) -> i64 {
        match self {
            Telling::Dagen(aantal)
            | Telling::Kalenderweken(aantal)
            | Telling::VasteWeken(aantal)
            | Telling::Maanden(aantal) => aantal,
            Telling::Zondagen { zondagen, gebroken_week } => zondagen + i64::from(gebroken_week),
            Telling::Eenmaal => 1,
        }
    }
}

impl ToegewezenOmvang {
    /// An allocation of this volume, for this product, from a day up to and including another, if it has a last day.
    pub fn nieuw(
        standaard: Standaard,
        product: Option<&Product>,
        omvang: Omvang,
        ingangsdatum: NaiveDate,
        einddatum: Option<NaiveDate>,
    ) -> ToegewezenOmvang {
        let is_hulp = product.is_some_and(|product| product.categorie == HUISHOUDELIJKE_HULP);
        let zesmaal = standaard == Standaard::Iwmo && is_hulp && omvang.frequentie == Frequentie::PerWeek;
        ToegewezenOmvang { omvang, ingangsdatum, einddatum, zesmaal }
    }

    /// Whether the volume is paid by result; otherwise by effort (Toewijzingsvarianten).
    fn is_output(&self) -> bool {
        matches!(self.omvang.eenheid, Eenheid::StuksOutput | Eenheid::Euro)
    }

    /// What counts in the days of a ProductPeriode that lie in the allocation.
    fn telling_in(&self, over: Periode) -> Telling {
        match self.omvang.frequentie {
            Frequentie::PerDag => Telling::Dagen(dagen(over)),
            Frequentie::PerWeek if self.zesmaal => Telling::VasteWeken(WEKEN_HUISHOUDELIJKE_HULP),
            Frequentie::PerWeek if self.is_output() => Telling::Zondagen {
                zondagen: zondagen(over),
                gebroken_week: self.heeft_gebroken_week() && self.gebroken_week_telt_in(over),
            },
            Frequentie::PerWeek => Telling::Kalenderweken(kalenderweken(over)),
            Frequentie::PerMaand => Telling::Maanden(kalendermaanden(over)),
            Frequentie::Totaal => Telling::Eenmaal,
        }
    }

    /// What counts in the whole allocation; nothing where it goes on without end.
    fn telling_in_geheel(&self) -> Option<Telling> {
        if self.omvang.frequentie == Frequentie::Totaal {
            return Some(Telling::Eenmaal);
        }
        let over = Periode { begindatum: self.ingangsdatum, einddatum: self.einddatum? };
        Some(match self.telling_in(over) {
            // Six times is for one ProductPeriode: over the whole allocation the weeks are counted (IV077).
            Telling::VasteWeken(_) => ToegewezenOmvang { zesmaal: false, ..*self }.telling_in(over),
            telling => telling,
        })
    }

    fn heeft_gebroken_week(&self) -> bool {
        self.einddatum.is_some_and(|einddatum| einddatum.weekday() != Weekday::Sun)
    }

    /// The last, broken week counts where the last Sunday of the allocation is (IV077; the werkwijze says where its last day is,
    /// conflict 5.8).
    ///
    /// Choice: an allocation without any Sunday has no such place, and by Sundays nothing would fit in it. That is not
    /// regulated (conflict 5.11): its one week may be in whichever month, and once in all.
    fn gebroken_week_telt_in(&self, over: Periode) -> bool {
        let laatste_zondag = self.einddatum.and_then(zondag_op_of_voor);
        laatste_zondag.is_none_or(|zondag| {
            zondag < self.ingangsdatum || (over.begindatum <= zondag && zondag <= over.einddatum)
        })
    }

    /// Units are compared in the finest that occurs: minutes where hours were allocated and minutes are declared.
    fn maat(&self, mut gedeclareerd: impl Iterator<Item = Eenheid>) -> Eenheid {
        let in_minuten = gedeclareerd.any(|eenheid| eenheid == Eenheid::Minuut);
        if self.omvang.eenheid == Eenheid::Uur && in_minuten { Eenheid::Minuut } else { self.omvang.eenheid }
    }

    fn berekening(&self, bereik: Bereik, telling: Telling, maat: Eenheid) -> Berekening {
        let omvang = self.omvang;
        let maximum = i128::from(omvang.volume) * i128::from(telling.keer());
        Berekening {
            herkomst: Herkomst::Omvang { omvang, bereik, telling },
            eenheid: maat,
            maximum: omgerekend(maximum, omvang.eenheid, maat).unwrap_or(maximum),
            al_toegekend: None,
            deze: 0,
        }
    }
}

/// Whether a volume may be declared in this unit: that of the allocation, or minutes for hours, not the other way round (TR341,
/// IV081).
pub fn eenheid_past(toegewezen: Eenheid, gedeclareerd: Eenheid) -> bool {
    toegewezen == gedeclareerd || (toegewezen, gedeclareerd) == (Eenheid::Uur, Eenheid::Minuut)
}

/// A volume in another unit; nothing where the two have nothing to do with each other.
fn omgerekend(volume: i128, van: Eenheid, naar: Eenheid) -> Option<i128> {
    match (van, naar) {
        (Eenheid::Uur, Eenheid::Minuut) => Some(volume * MINUTEN),
        _ => (van == naar).then_some(volume),
    }
}

/// Whether a volume fits in a ProductPeriode (TR321). Nothing where the unit does not fit that of the allocation, or where no day
/// of the period is in the allocation: then something else is wrong.
///
/// Choice: in euros per month, or in pieces of output per month, a broken month counts in full too, as it does for effort: the standard
/// leaves it to the parties (conflict 5.12).
pub fn past_in_periode(
    toegewezen: &ToegewezenOmvang,
    periode: Periode,
    volume: u32,
    eenheid: Eenheid,
) -> Option<Berekening> {
    if !eenheid_past(toegewezen.omvang.eenheid, eenheid) {
        return None;
    }
    let over = overlap(periode, toegewezen.ingangsdatum, toegewezen.einddatum)?;
    let maat = toegewezen.maat(std::iter::once(eenheid));
    let deze = omgerekend(volume.into(), eenheid, maat)?;
    let telling = toegewezen.telling_in(over);
    Some(Berekening { deze, ..toegewezen.berekening(Bereik::Productperiode(over), telling, maat) })
}

/// Whether a volume fits in an allocation beside what was granted of it, by unit (TR322). Nothing where the unit does not fit that of the
/// allocation, or where the allocation has no last day and so no end of what fits (frequency 1 and 4).
///
/// Choice: what was granted in a unit that cannot be compared, by an earlier version of the allocation, is left out.
pub fn past_in_geheel(
    toegewezen: &ToegewezenOmvang,
    al_toegekend: &BTreeMap<Eenheid, i64>,
    volume: u32,
    eenheid: Eenheid,
) -> Option<Berekening> {
    if !eenheid_past(toegewezen.omvang.eenheid, eenheid) {
        return None;
    }
    let telling = toegewezen.telling_in_geheel()?;
    let eerder = || al_toegekend.iter().filter(|(_, volume)| **volume != 0);
    let maat = toegewezen.maat(eerder().map(|(eenheid, _)| *eenheid).chain([eenheid]));
    let deze = omgerekend(volume.into(), eenheid, maat)?;
    let som = eerder().filter_map(|(eenheid, volume)| omgerekend((*volume).into(), *eenheid, maat)).sum();
    let ToegewezenOmvang { ingangsdatum, einddatum, .. } = *toegewezen;
    let bereik = Bereik::Toewijzing { ingangsdatum, einddatum };
    Some(Berekening { deze, al_toegekend: Some(som), ..toegewezen.berekening(bereik, telling, maat) })
}

/// Whether an amount fits in a budget beside what was granted of it (TR369).
pub fn past_in_budget(budget: Eurocent, al_toegekend: Eurocent, bedrag: Eurocent) -> Berekening {
    Berekening {
        herkomst: Herkomst::Budget,
        eenheid: Eenheid::Euro,
        maximum: budget.0.into(),
        al_toegekend: Some(al_toegekend.0.into()),
        deze: bedrag.0.into(),
    }
}
