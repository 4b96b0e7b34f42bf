//! Klassen of different messages that say the same under other names, looked at alike.

use chrono::NaiveDate;

use super::Klasse;
use crate::bericht::waarden::{Eurocent, Omvang, Product, StatusAanlevering};

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

    /// Whether a start or stop is new or takes back an earlier one.
    pub fn status_aanlevering(self) -> Option<StatusAanlevering> {
        match self {
            Klasse::StartProduct(start) => Some(start.status),
            Klasse::StopProduct(stop) => Some(stop.start.status),
            _ => None,
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
    /// Name of the element with the last day.
    pub naam_einddatum: &'static str,
}

impl<'k> Zorg<'k> {
    pub(super) fn van(klasse: Klasse<'k>) -> Option<Zorg<'k>> {
        // They have these fields in common; a TeWijzigenProduct has no product.
        macro_rules! zorg {
            ($van:expr, $product:expr, $naam_einddatum:literal) => {
                Some(Zorg {
                    product: $product.flatten(),
                    heeft_product: $product.is_some(),
                    ingangsdatum: $van.ingangsdatum,
                    einddatum: $van.einddatum,
                    omvang: $van.omvang,
                    budget: $van.budget,
                    naam_einddatum: $naam_einddatum,
                })
            };
        }
        match klasse {
            Klasse::ToegewezenProduct(van) => zorg!(van, Some(van.product.as_ref()), "Einddatum"),
            Klasse::AangevraagdProduct(van) => zorg!(van, Some(van.product.as_ref()), "ToewijzingEinddatum"),
            Klasse::TeWijzigenProduct(van) => zorg!(van, None::<Option<&Product>>, "Einddatum"),
            Klasse::NieuwProduct(van) => zorg!(van, Some(van.product.as_ref()), "Einddatum"),
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
