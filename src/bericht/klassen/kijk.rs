//! Klassen of different messages that say the same under other names, looked at alike.

use chrono::NaiveDate;

use super::Klasse;
use crate::bericht::waarden::{Eurocent, Omvang, Product};

impl<'k> Klasse<'k> {
    /// The product that it names, and the path of the element with its code.
    pub fn product(self) -> Option<(&'k Product, &'static str)> {
        match self {
            Klasse::Prestatie(prestatie) => Some((&prestatie.product, "ProductCode")),
            Klasse::StartProduct(start) => Some((start.product.as_ref()?, "Product/Code")),
            Klasse::StopProduct(stop) => Some((stop.start.product.as_ref()?, "Product/Code")),
            klasse => Some((klasse.zorg()?.product?, "Product/Code")),
        }
    }
}

/// Care that is allocated or asked for: a ToegewezenProduct (301), an AangevraagdProduct (315), a TeWijzigenProduct or a
/// NieuwProduct (317).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zorg<'k> {
    /// What; none where it is left open.
    pub product: Option<&'k Product>,
    /// Whether the klasse has a Product at all: a TeWijzigenProduct has that of its allocation.
    pub heeft_product: bool,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// How much, as a volume.
    pub omvang: Option<Omvang>,
    /// How much, as a budget.
    pub budget: Option<Eurocent>,
    /// Name of the element with the first day.
    pub naam_ingangsdatum: &'static str,
    /// Name of the element with the last day.
    pub naam_einddatum: &'static str,
}

impl<'k> Zorg<'k> {
    pub(super) fn van(klasse: Klasse<'k>) -> Option<Zorg<'k>> {
        match klasse {
            Klasse::ToegewezenProduct(product) => Some(Zorg {
                product: product.product.as_ref(),
                heeft_product: true,
                ingangsdatum: product.ingangsdatum,
                einddatum: product.einddatum,
                omvang: product.omvang,
                budget: product.budget,
                naam_ingangsdatum: "Ingangsdatum",
                naam_einddatum: "Einddatum",
            }),
            Klasse::AangevraagdProduct(product) => Some(Zorg {
                product: product.product.as_ref(),
                heeft_product: true,
                ingangsdatum: product.ingangsdatum,
                einddatum: product.einddatum,
                omvang: product.omvang,
                budget: product.budget,
                naam_ingangsdatum: "ToewijzingIngangsdatum",
                naam_einddatum: "ToewijzingEinddatum",
            }),
            Klasse::TeWijzigenProduct(product) => Some(Zorg {
                product: None,
                heeft_product: false,
                ingangsdatum: product.ingangsdatum,
                einddatum: product.einddatum,
                omvang: product.omvang,
                budget: product.budget,
                naam_ingangsdatum: "GewensteIngangsdatum",
                naam_einddatum: "Einddatum",
            }),
            Klasse::NieuwProduct(product) => Some(Zorg {
                product: product.product.as_ref(),
                heeft_product: true,
                ingangsdatum: product.ingangsdatum,
                einddatum: product.einddatum,
                omvang: product.omvang,
                budget: product.budget,
                naam_ingangsdatum: "GewensteIngangsdatum",
                naam_einddatum: "Einddatum",
            }),
            _ => None,
        }
    }

    /// Whether a product code was given: the care is specific (IV075).
    pub fn is_specifiek(&self) -> bool {
        self.product.is_some_and(|product| product.code.is_some())
    }

    /// Whether the care goes on past 31 December 2020: a number of rules only hold from then on.
    pub fn loopt_na_2020(&self) -> bool {
        let grens = NaiveDate::from_ymd_opt(2020, 12, 31);
        self.einddatum.is_none_or(|einddatum| Some(einddatum) > grens)
    }
}
