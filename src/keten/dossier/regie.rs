//! What care was started and stopped.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::bericht::{Bsn, Product, StartProduct, StatusAanlevering, StopProduct, ToewijzingNummer};

/// RedenBeeindiging of a stop for a while (OP378): the same code in JZ588 and WMO588.
const TIJDELIJK: &str = "20";

/// A start by its logical key (OVERZICHT chapter 3): ToewijzingIngangsdatum and StatusAanlevering are no part of it (IV008).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gestart {
    /// The allocation; none when working by task (IV096).
    pub nummer: Option<ToewijzingNummer>,
    /// What.
    pub product: Option<Product>,
    /// First day of delivery.
    pub begindatum: NaiveDate,
}

impl Gestart {
    /// The key of a StartProduct, or of what a StopProduct has in common with one.
    pub fn van(start: &StartProduct) -> Gestart {
        Gestart { nummer: start.nummer, product: start.product.clone(), begindatum: start.begindatum }
    }

    /// What it is about: the allocation, or when working by task, without a number, the product (IV096).
    fn zorg(&self) -> Zorg {
        match self.nummer {
            Some(nummer) => (Some(nummer), None),
            None => (None, self.product.clone()),
        }
    }
}

/// An allocation, or a product without one.
type Zorg = (Option<ToewijzingNummer>, Option<Product>);

/// A stop by its logical key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gestopt {
    /// What stopped.
    pub start: Gestart,
    /// Why (JZ588 or WMO588).
    pub reden_beeindiging: String,
    /// Last day of delivery.
    pub einddatum: NaiveDate,
}

impl Gestopt {
    /// The key of a StopProduct.
    pub fn van(stop: &StopProduct) -> Gestopt {
        Gestopt {
            start: Gestart::van(&stop.start),
            reden_beeindiging: stop.reden_beeindiging.clone(),
            einddatum: stop.einddatum,
        }
    }

    /// Whether the care stopped for a while only (OP378).
    pub fn is_tijdelijk(&self) -> bool {
        self.reden_beeindiging == TIJDELIJK
    }
}

/// The starts and stops of the same care of one client that stand, in the order in which they were processed. What was
/// taken back counts as never sent (OP033).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zorgverloop {
    starts: Vec<Gestart>,
    stops: Vec<Gestopt>,
}

impl Zorgverloop {
    /// Whether this start stands.
    pub fn is_gestart(&self, start: &Gestart) -> bool {
        self.starts.contains(start)
    }

    /// Whether this very stop stands.
    pub fn is_gemeld(&self, stop: &Gestopt) -> bool {
        self.stops.contains(stop)
    }

    /// Whether a stop of this start stands, for a while or for good.
    pub fn is_gestopt(&self, start: &Gestart) -> bool {
        self.stops.iter().any(|stop| stop.start == *start)
    }

    /// The last start that no stop followed on: the actual one (TR326).
    pub fn lopende(&self) -> Option<&Gestart> {
        self.starts.iter().rfind(|start| !self.is_gestopt(start))
    }

    /// The last start that stands, stopped or not.
    pub fn laatste_start(&self) -> Option<&Gestart> {
        self.starts.last()
    }

    /// The stops of what began on a day, in order, whatever their product.
    pub fn stops_van(&self, begindatum: NaiveDate) -> impl DoubleEndedIterator<Item = &Gestopt> {
        self.stops.iter().filter(move |stop| stop.start.begindatum == begindatum)
    }
}

/// The starts and stops of one client, by what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leveringen(BTreeMap<Zorg, Zorgverloop>);

impl Leveringen {
    /// Takes in a start, or takes one back.
    pub fn neem_start(&mut self, start: Gestart, status: StatusAanlevering) {
        neem(&mut self.0.entry(start.zorg()).or_default().starts, start, status);
    }

    /// Takes in a stop, or takes one back.
    pub fn neem_stop(&mut self, stop: Gestopt, status: StatusAanlevering) {
        neem(&mut self.0.entry(stop.start.zorg()).or_default().stops, stop, status);
    }

    /// Those of the same care as this start: of the same allocation, or when working by task of the same product.
    pub fn van(&self, start: &Gestart) -> &Zorgverloop {
        static NIETS: Zorgverloop = Zorgverloop { starts: Vec::new(), stops: Vec::new() };
        self.0.get(&start.zorg()).unwrap_or(&NIETS)
    }
}

fn neem<T: PartialEq>(lijst: &mut Vec<T>, melding: T, status: StatusAanlevering) {
    if status == StatusAanlevering::Verwijderen {
        lijst.retain(|eerder| *eerder != melding);
    } else {
        lijst.push(melding);
    }
}

/// The starts and stops by client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regie(BTreeMap<Bsn, Leveringen>);

impl Regie {
    /// Those of a client, to add to.
    pub fn van(&mut self, bsn: &Bsn) -> &mut Leveringen {
        self.0.entry(bsn.clone()).or_default()
    }

    /// Those of a client.
    pub fn bij(&self, bsn: &Bsn) -> &Leveringen {
        static NIETS: Leveringen = Leveringen(BTreeMap::new());
        self.0.get(bsn).unwrap_or(&NIETS)
    }
}
