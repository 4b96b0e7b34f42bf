//! The lists that rules look things up in. What is on no list that we have is not judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate};
use compact_str::CompactString;

use super::contract::Contract;
use crate::bericht::{Eenheid, Gemeentecode, Header, Prestatie, Product, Standaard};
use crate::rekenen::{Bedragberekening, Contracttarief};

/// The lists that are known to who checks. Cheap to clone: the long ones are shared.
#[derive(Clone, Debug)]
pub struct Lijsten {
    gemeenten: Arc<Gemeenten>,
    producten: Arc<Producten>,
    tarieven: Arc<Tarieven>,
    contract: Contract,
}

type Producten = BTreeMap<Standaard, BTreeSet<(CompactString, CompactString)>>;
type Tarieven = BTreeMap<Standaard, BTreeMap<CompactString, BTreeMap<Eenheid, u64>>>;

/// The gemeenten of the Netherlands by their CBS code, in a year: each 1 January some merge.
#[derive(Debug)]
struct Gemeenten {
    jaar: i32,
    codes: BTreeSet<String>,
}

/// CBS, Gemeentelijke indeling op 1 januari 2026.
const CBS_2026: &str = include_str!("gemeenten-2026.txt");

static LANDELIJK: LazyLock<Lijsten> = LazyLock::new(Lijsten::nieuw);

impl Lijsten {
    /// The national lists that are built in: the gemeenten.
    pub fn landelijk() -> &'static Lijsten {
        &LANDELIJK
    }

    /// A copy of the national lists to add to.
    pub fn nieuw() -> Lijsten {
        let codes = CBS_2026.split_whitespace().map(str::to_owned).collect();
        Lijsten {
            gemeenten: Arc::new(Gemeenten { jaar: 2026, codes }),
            producten: Arc::default(),
            tarieven: Arc::default(),
            contract: Contract::default(),
        }
    }

    /// The same with the products, each as category and code, that a standard knows.
    #[must_use]
    pub fn met_producten(
        mut self,
        standaard: Standaard,
        producten: impl IntoIterator<Item = (String, String)>,
    ) -> Lijsten {
        let producten = producten.into_iter().map(|(categorie, code)| (categorie.into(), code.into()));
        Arc::make_mut(&mut self.producten).entry(standaard).or_default().extend(producten);
        self
    }

    /// The same with rates, each for a product code and a unit, in eurocent. Every contract has them.
    #[must_use]
    pub fn met_tarieven(
        mut self,
        standaard: Standaard,
        tarieven: impl IntoIterator<Item = (String, Eenheid, u64)>,
    ) -> Lijsten {
        let van_standaard = Arc::make_mut(&mut self.tarieven).entry(standaard).or_default();
        for (code, eenheid, tarief) in tarieven {
            van_standaard.entry(code.into()).or_default().insert(eenheid, tarief);
        }
        self
    }

    /// The same with the contract between the gemeente and the aanbieder of the message at hand.
    #[must_use]
    pub fn met_contract(self, contract: Contract) -> Lijsten {
        Lijsten { contract, ..self }
    }

    /// The rate that was agreed on for a Prestatie of a message with this header (TR418); `None` where none is known. What counts is the
    /// first day of the ProductPeriode. The contract goes before the rates that every contract has, and a rate for the unit itself before
    /// one per hour.
    pub fn contracttarief(&self, header: &Header, prestatie: &Prestatie) -> Option<Contracttarief> {
        let dag = prestatie.periode.begindatum;
        let volgens_contract = |eenheid| self.contract.tarief(&prestatie.product, eenheid, dag);
        let van_product = prestatie.product.code.as_ref().and_then(|code| {
            self.tarieven.get(&header.berichttype.standaard).and_then(|tarieven| tarieven.get(code))
        });
        let volgens_lijst = |eenheid| van_product.and_then(|tarieven| tarieven.get(&eenheid).copied());
        tarief_voor(prestatie.eenheid, volgens_contract)
            .or_else(|| tarief_voor(prestatie.eenheid, volgens_lijst))
    }

    /// What the amount of a Prestatie is made of (TR346, TR418).
    pub fn bedrag(&self, header: &Header, prestatie: &Prestatie) -> Bedragberekening {
        Bedragberekening::van(prestatie, self.contracttarief(header, prestatie))
    }

    /// Whether a code was that of a gemeente on a day; `None` where no list of that time is known (TR378).
    pub fn is_gemeente(&self, code: &Gemeentecode, op: NaiveDate) -> Option<bool> {
        let bekend = self.gemeenten.codes.contains(code.as_str());
        (bekend || op.year() == self.gemeenten.jaar).then_some(bekend)
    }

    /// Whether a product code fits its category; `None` where there is no list, or no code (TR381).
    pub fn is_product(&self, standaard: Standaard, product: &Product) -> Option<bool> {
        let lijst = self.producten.get(&standaard)?;
        let code = product.code.as_ref()?;
        Some(lijst.contains(&(product.categorie.clone(), code.clone())))
    }
}

/// The rate for a unit, given the rates of its product by unit.
fn tarief_voor(eenheid: Eenheid, tarief: impl Fn(Eenheid) -> Option<u64>) -> Option<Contracttarief> {
    let per_uur = || match eenheid {
        Eenheid::Minuut => tarief(Eenheid::Uur).map(Contracttarief::PerUur),
        _ => None,
    };
    tarief(eenheid).map(Contracttarief::PerEenheid).or_else(per_uur)
}
