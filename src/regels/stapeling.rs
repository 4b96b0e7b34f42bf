//! Stapeling: whether the same care stands twice in one period. What it looks at is up to the rule: the products of one message
//! (TR302, TR386, TR410), or what a request leaves of allocations and adds to them (TR361).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::bericht::{Product, Standaard};

/// Whether a product may overlap with anything: an aid (categories 11 to 14) under iWmo.
pub(crate) fn is_hulpmiddel(standaard: Standaard, product: Option<&Product>) -> bool {
    let hulpmiddel = |product: &Product| matches!(&*product.categorie, "11" | "12" | "13" | "14");
    standaard == Standaard::Iwmo && product.is_some_and(hulpmiddel)
}

/// Care in a period, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lopend {
    begin: NaiveDate,
    /// The last day; the last day of all where it has no end.
    eind: NaiveDate,
    /// Whose it is, for whoever tells of it.
    pub(crate) wie: u32,
}

impl Lopend {
    /// Care from this day to this one; none where the period ends before it begins (CS003): it holds no day, and overlaps with
    /// nothing.
    pub(crate) fn nieuw(begin: NaiveDate, einddatum: Option<NaiveDate>, wie: u32) -> Option<Lopend> {
        let eind = einddatum.unwrap_or(NaiveDate::MAX);
        (begin <= eind).then_some(Lopend { begin, eind, wie })
    }

    /// The period in words.
    pub(crate) fn periode(self) -> String {
        match self.eind {
            NaiveDate::MAX => format!("vanaf {} zonder einddatum", self.begin),
            eind => format!("van {} tot en met {eind}", self.begin),
        }
    }
}

/// Products among which one looks for an overlap. Categories and codes are numbers in [`Eerdere`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Vak {
    /// Everything: what a generic product must not overlap with.
    Alles,
    /// The generic ones.
    Generiek,
    /// Everything of a category: what a product without code must not overlap with.
    Categorie(u32),
    /// What has this category and no code.
    ZonderCode(u32),
    /// What has this category and this code.
    Code(u32, u32),
}

impl Vak {
    /// Why what was found here is the same care.
    pub(crate) fn waarom(self) -> &'static str {
        match self {
            Vak::Code(..) => "Categorie en code zijn dezelfde",
            Vak::Categorie(_) | Vak::ZonderCode(_) => {
                "De categorie is dezelfde, en minstens een van beide geldt voor de hele categorie"
            }
            Vak::Alles | Vak::Generiek => "Minstens een van beide geldt voor alle zorg",
        }
    }
}

/// The products of a message so far. It takes a time for each that grows with the logarithm of their number, whatever their
/// periods, and some 160 bytes at most.
#[derive(Debug, Default)]
pub(crate) struct Eerdere {
    /// The number of each category and each code.
    nummers: BTreeMap<Box<str>, u32>,
    /// In each Vak by first day the last day and whose it is. What falls wholly within another is left out: whatever overlaps
    /// with it overlaps with that other. So in a Vak a later first day always goes with a later last day.
    lopend: BTreeMap<(Vak, NaiveDate), (NaiveDate, u32)>,
}

impl Eerdere {
    /// Adds a product; gives an earlier one that it must not overlap with but does, and where that was found.
    pub(crate) fn neem_op(&mut self, product: Option<&Product>, deze: Lopend) -> Option<(Vak, Lopend)> {
        let eerder = self.vind(product, deze);
        let vakken = match self.vak(product) {
            Vak::Code(categorie, code) => {
                vec![Vak::Alles, Vak::Categorie(categorie), Vak::Code(categorie, code)]
            }
            Vak::ZonderCode(categorie) => {
                vec![Vak::Alles, Vak::Categorie(categorie), Vak::ZonderCode(categorie)]
            }
            vak => vec![Vak::Alles, vak],
        };
        for vak in vakken {
            self.zet_in(vak, deze);
        }
        eerder
    }

    /// One of those that were added that a product must not overlap with but does, and where that was found.
    pub(crate) fn vind(&mut self, product: Option<&Product>, deze: Lopend) -> Option<(Vak, Lopend)> {
        let zoek = match self.vak(product) {
            Vak::Code(categorie, code) => {
                vec![Vak::Code(categorie, code), Vak::ZonderCode(categorie), Vak::Generiek]
            }
            Vak::ZonderCode(categorie) => vec![Vak::Categorie(categorie), Vak::Generiek],
            _ => vec![Vak::Alles],
        };
        zoek.into_iter().find_map(|vak| Some((vak, self.overlapt(vak, deze)?)))
    }

    /// The narrowest that a product is in.
    fn vak(&mut self, product: Option<&Product>) -> Vak {
        match product {
            None => Vak::Generiek,
            Some(Product { categorie, code: None }) => Vak::ZonderCode(self.nummer(categorie)),
            Some(Product { categorie, code: Some(code) }) => {
                Vak::Code(self.nummer(categorie), self.nummer(code))
            }
        }
    }

    fn nummer(&mut self, tekst: &str) -> u32 {
        if let Some(nummer) = self.nummers.get(tekst) {
            return *nummer;
        }
        // A message has far fewer codes than a u32 can count.
        let nummer = u32::try_from(self.nummers.len()).unwrap_or(u32::MAX);
        self.nummers.insert(tekst.into(), nummer);
        nummer
    }

    /// Of those that start in time, the one that starts last ends last too: no other one has a better chance.
    fn overlapt(&self, vak: Vak, deze: Lopend) -> Option<Lopend> {
        let kans = self.laatste_tot_en_met(vak, deze.eind)?;
        (kans.eind >= deze.begin).then_some(kans)
    }

    fn laatste_tot_en_met(&self, vak: Vak, dag: NaiveDate) -> Option<Lopend> {
        let ((_, begin), (eind, wie)) = self.lopend.range((vak, NaiveDate::MIN)..=(vak, dag)).next_back()?;
        Some(Lopend { begin: *begin, eind: *eind, wie: *wie })
    }

    fn zet_in(&mut self, vak: Vak, deze: Lopend) {
        if self.laatste_tot_en_met(vak, deze.begin).is_some_and(|eerder| eerder.eind >= deze.eind) {
            return;
        }
        while let Some((sleutel, (eind, _))) =
            self.lopend.range((vak, deze.begin)..=(vak, NaiveDate::MAX)).next()
            && *eind <= deze.eind
        {
            let sleutel = *sleutel;
            self.lopend.remove(&sleutel);
        }
        self.lopend.insert((vak, deze.begin), (deze.eind, deze.wie));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(nummer: u32) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(600_000 + i32::try_from(nummer).unwrap()).unwrap()
    }

    fn product(code: u32) -> Product {
        Product { categorie: "45".into(), code: Some(code.to_string().into()) }
    }

    fn lopend(begin: u32, eind: u32, wie: u32) -> Lopend {
        Lopend { begin: dag(begin), eind: dag(eind), wie }
    }

    /// Comparing each with each would take minutes.
    #[test]
    fn twenty_thousand_products_are_told_apart_in_no_time_and_little_memory() {
        const AANTAL: u32 = 20_000;
        // Forwards, backwards and inside out; no two on the same day, with few codes or all of them different.
        for codes in [1, AANTAL] {
            let (mut vooruit, mut achteruit, mut uiteen) =
                (Eerdere::default(), Eerdere::default(), Eerdere::default());
            for nummer in 0..AANTAL {
                let product = product(nummer % codes);
                let terug = AANTAL - nummer;
                let midden = if nummer % 2 == 0 { AANTAL + nummer } else { AANTAL - nummer };
                assert_eq!(vooruit.neem_op(Some(&product), lopend(nummer, nummer, nummer)), None);
                assert_eq!(achteruit.neem_op(Some(&product), lopend(terug, terug, nummer)), None);
                assert_eq!(uiteen.neem_op(Some(&product), lopend(midden, midden, nummer)), None);
            }
            for eerdere in [vooruit, achteruit, uiteen] {
                assert!(eerdere.lopend.len() <= 3 * AANTAL as usize, "{}", eerdere.lopend.len());
            }
        }
    }

    #[test]
    fn what_falls_within_another_is_not_kept() {
        let mut eerdere = Eerdere::default();
        for straal in 0..1_000 {
            let binnen = lopend(2_000 - straal, 2_000 + straal, straal);
            assert_eq!(eerdere.neem_op(Some(&product(1)), binnen).is_some(), straal > 0);
        }
        // One of each: everything, the category, and the code.
        assert_eq!(eerdere.lopend.len(), 3);
        let aan_de_rand = lopend(2_999, 4_000, 1_000);
        let gevonden = eerdere.neem_op(Some(&product(1)), aan_de_rand).map(|(_, eerder)| eerder.wie);
        assert_eq!(gevonden, Some(999));
    }
}
