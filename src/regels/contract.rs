//! What gemeente and aanbieder agreed on: a rate for a product and a unit, for some time.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::bericht::{Agbcode, Eenheid, Eurocent, Product, Standaard};

/// One rate in the contract of a gemeente with an aanbieder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariefafspraak {
    /// The standard.
    pub standaard: Standaard,
    /// The aanbieder.
    pub aanbieder: Agbcode,
    /// Category and code.
    pub product: Product,
    /// The unit that it is for.
    pub eenheid: Eenheid,
    /// The rate for one unit.
    pub tarief: Eurocent,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none: until further notice.
    pub einddatum: Option<NaiveDate>,
}

impl Tariefafspraak {
    fn geldt_op(&self, dag: NaiveDate) -> bool {
        self.ingangsdatum <= dag && self.einddatum.is_none_or(|laatste| dag <= laatste)
    }

    fn waarvoor(&self) -> (Standaard, &Agbcode, &Product, Eenheid) {
        (self.standaard, &self.aanbieder, &self.product, self.eenheid)
    }
}

/// The places of two rates for the same that hold on the same day, if there are any: which of the two would count cannot be told.
pub fn overlappend(afspraken: &[Tariefafspraak]) -> Option<(usize, usize)> {
    let mut op_volgorde: Vec<(usize, &Tariefafspraak)> = afspraken.iter().enumerate().collect();
    op_volgorde.sort_by_key(|(_, afspraak)| (afspraak.waarvoor(), afspraak.ingangsdatum));
    let botsend = op_volgorde.windows(2).find_map(|paar| match paar {
        [(een, eerste), (ander, tweede)] => {
            let raakt = eerste.waarvoor() == tweede.waarvoor() && eerste.geldt_op(tweede.ingangsdatum);
            raakt.then_some((*een, *ander))
        }
        _ => None,
    });
    botsend.map(|(een, ander)| (een.min(ander), een.max(ander)))
}

/// The rates of one gemeente with one aanbieder, within a standard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contract(BTreeMap<(Product, Eenheid), Vec<Tariefafspraak>>);

impl Contract {
    /// A contract with these rates, all of one standard and one aanbieder.
    pub fn van(afspraken: impl IntoIterator<Item = Tariefafspraak>) -> Contract {
        let mut uit = Contract::default();
        for afspraak in afspraken {
            uit.0.entry((afspraak.product.clone(), afspraak.eenheid)).or_default().push(afspraak);
        }
        uit
    }

    /// Whether nothing was agreed on.
    pub fn is_leeg(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a rate for this product holds on a day, for whatever unit.
    pub fn kent(&self, categorie: &str, code: &str, op: NaiveDate) -> bool {
        self.0.iter().any(|((product, _), afspraken)| {
            *product.categorie == *categorie
                && product.code.as_deref() == Some(code)
                && afspraken.iter().any(|afspraak| afspraak.geldt_op(op))
        })
    }

    /// The rate for one unit of a product on a day, in eurocent.
    pub fn tarief(&self, product: &Product, eenheid: Eenheid, op: NaiveDate) -> Option<u64> {
        let afspraken = self.0.get(&(product.clone(), eenheid))?;
        let afspraak = afspraken.iter().find(|afspraak| afspraak.geldt_op(op))?;
        afspraak.tarief.0.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn afspraak(code: &str, centen: i64, van: &str, tot: Option<&str>) -> Tariefafspraak {
        Tariefafspraak {
            standaard: Standaard::Ijw,
            aanbieder: Agbcode::lees("65656055").unwrap(),
            product: Product { categorie: "45".into(), code: Some(code.into()) },
            eenheid: Eenheid::Uur,
            tarief: Eurocent(centen),
            ingangsdatum: van.parse().unwrap(),
            einddatum: tot.map(|tot| tot.parse().unwrap()),
        }
    }

    #[test]
    fn op_de_laatste_dag_geldt_een_tarief_nog_en_de_dag_erna_het_volgende() {
        let contract = Contract::van([
            afspraak("45A04", 6000, "2025-01-01", Some("2025-12-31")),
            afspraak("45A04", 6200, "2026-01-01", None),
        ]);
        let product = afspraak("45A04", 0, "2025-01-01", None).product;
        let op = |dag: &str| contract.tarief(&product, Eenheid::Uur, dag.parse().unwrap());
        assert_eq!(op("2024-12-31"), None);
        assert_eq!(op("2025-01-01"), Some(6000));
        assert_eq!(op("2025-12-31"), Some(6000));
        assert_eq!(op("2026-01-01"), Some(6200));
        assert_eq!(contract.tarief(&product, Eenheid::Minuut, "2026-01-01".parse().unwrap()), None);
    }

    #[test]
    fn tarieven_die_op_een_zelfde_dag_gelden_overlappen_en_tarieven_die_aansluiten_niet() {
        let eerste = afspraak("45A04", 6000, "2025-01-01", Some("2025-12-31"));
        let aansluitend = afspraak("45A04", 6200, "2026-01-01", None);
        let dag_te_vroeg = afspraak("45A04", 6200, "2025-12-31", None);
        let ander_product = afspraak("45A05", 6200, "2025-12-31", None);
        assert_eq!(overlappend(&[aansluitend.clone(), eerste.clone()]), None);
        assert_eq!(overlappend(&[dag_te_vroeg, eerste.clone()]), Some((0, 1)));
        assert_eq!(overlappend(&[eerste.clone(), ander_product, aansluitend, eerste]), Some((0, 3)));
    }
}
