//! What is in a cell.

use chrono::NaiveDate;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::definitie::{Kolomsoort, Overzicht};
use super::maand::Maand;

/// What is in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waarde {
    /// Nothing: not known, or it does not apply.
    Leeg,
    /// A text or a code.
    Tekst(String),
    /// A whole number: a count, eurocents or tenths of a percent, as its column says.
    Getal(i64),
    /// A day.
    Datum(NaiveDate),
    /// A month.
    Maand(Maand),
}

impl<T: Into<Waarde>> From<Option<T>> for Waarde {
    fn from(waarde: Option<T>) -> Waarde {
        waarde.map_or(Waarde::Leeg, Into::into)
    }
}

impl From<String> for Waarde {
    fn from(tekst: String) -> Waarde {
        Waarde::Tekst(tekst)
    }
}

impl From<i64> for Waarde {
    fn from(getal: i64) -> Waarde {
        Waarde::Getal(getal)
    }
}

impl From<NaiveDate> for Waarde {
    fn from(dag: NaiveDate) -> Waarde {
        Waarde::Datum(dag)
    }
}

impl From<Maand> for Waarde {
    fn from(maand: Maand) -> Waarde {
        Waarde::Maand(maand)
    }
}

impl Waarde {
    /// The number, where there is one.
    pub fn getal(&self) -> Option<i64> {
        if let Waarde::Getal(getal) = self { Some(*getal) } else { None }
    }

    /// It as a text without any dressing; nothing where there is nothing.
    pub fn kaal(&self) -> Option<String> {
        Some(match self {
            Waarde::Leeg => return None,
            Waarde::Tekst(tekst) => tekst.clone(),
            Waarde::Getal(getal) => getal.to_string(),
            Waarde::Datum(dag) => dag.to_string(),
            Waarde::Maand(maand) => maand.to_string(),
        })
    }
}

/// A whole number with its last digits behind the decimal sign: 12345 with two is `123,45`.
pub(super) fn decimaal(getal: i64, achter: u32, teken: char) -> String {
    let deler = 10_u64.pow(achter);
    let (heel, rest) = (getal.unsigned_abs() / deler, getal.unsigned_abs() % deler);
    let min = if getal < 0 { "-" } else { "" };
    let breedte = achter as usize;
    format!("{min}{heel}{teken}{rest:0breedte$}")
}

/// The cells of one row, in the order of the columns.
pub type Rij = Vec<Waarde>;

/// A cell in JSON.
pub(super) struct InJson<'a>(pub(super) &'a Waarde, pub(super) Kolomsoort);

impl Serialize for InJson<'_> {
    fn serialize<S: Serializer>(&self, naar: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Waarde::Leeg => naar.serialize_none(),
            Waarde::Tekst(tekst) => naar.serialize_str(tekst),
            // Written out first: a number with one decimal is read again as that same number.
            Waarde::Getal(getal) if self.1 == Kolomsoort::Percentage => {
                let getal: Result<serde_json::Number, _> = decimaal(*getal, 1, '.').parse();
                getal.map_err(serde::ser::Error::custom)?.serialize(naar)
            }
            Waarde::Getal(getal) => naar.serialize_i64(*getal),
            Waarde::Datum(dag) => naar.collect_str(dag),
            Waarde::Maand(maand) => naar.collect_str(maand),
        }
    }
}

impl Overzicht {
    /// A row as the members of a JSON object: keys are the names of the columns.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn in_json<M: SerializeMap>(&self, rij: &[Waarde], naar: &mut M) -> Result<(), M::Error> {
        for (kolom, waarde) in self.kolommen.iter().zip(rij) {
            naar.serialize_entry(kolom.naam, &InJson(waarde, kolom.soort))?;
        }
        Ok(())
    }
}

/// The sums over all rows, from a query of its own: what the rows must add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controletotaal {
    /// How many rows.
    pub rijen: i64,
    /// The sum of each column that [`Overzicht::totalen`] names, in that order.
    pub sommen: Vec<i64>,
}

impl Controletotaal {
    /// Nothing yet.
    pub fn leeg(overzicht: &Overzicht) -> Controletotaal {
        Controletotaal { rijen: 0, sommen: vec![0; overzicht.totalen.len()] }
    }

    /// Adds a row.
    pub fn tel_bij(&mut self, overzicht: &Overzicht, rij: &[Waarde]) {
        self.rijen += 1;
        for (som, naam) in self.sommen.iter_mut().zip(overzicht.totalen) {
            let cel = overzicht.plaats(naam).and_then(|plaats| rij.get(plaats)).and_then(Waarde::getal);
            *som = som.saturating_add(cel.unwrap_or_default());
        }
    }

    /// Every sum with its name, the number of rows first.
    pub fn benoemd(&self, overzicht: &Overzicht) -> impl Iterator<Item = (&'static str, i64)> {
        let sommen = overzicht.totalen.iter().copied().zip(self.sommen.iter().copied());
        std::iter::once(("rijen", self.rijen)).chain(sommen)
    }

    /// It as a JSON object on one line.
    pub fn in_json(&self, overzicht: &Overzicht) -> String {
        let leden: Vec<String> =
            self.benoemd(overzicht).map(|(naam, som)| format!("\"{naam}\":{som}")).collect();
        format!("{{{}}}", leden.join(","))
    }
}
