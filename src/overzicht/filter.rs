//! What an overview is narrowed down by.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::bericht::Standaard;

/// What can be asked for: the name in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filternaam {
    /// Under which law.
    Standaard,
    /// Of which gemeente.
    Gemeente,
    /// Of which aanbieder.
    Aanbieder,
    /// In which category of products.
    ProductCategorie,
    /// Of which product.
    Product,
    /// Of clients in which wijk.
    Wijk,
    /// From when.
    Van,
    /// Until when.
    TotEnMet,
    /// In which month.
    Maand,
    /// Granted or refused.
    Uitslag,
    /// Refused with exactly these codes.
    Retourcodes,
    /// Of which allocation.
    ToewijzingNummer,
    /// Of which claim.
    Declaratie,
    /// Which line of a claim.
    Regel,
}

impl Filternaam {
    /// The name in a URL.
    pub fn sleutel(self) -> &'static str {
        match self {
            Filternaam::Standaard => "standaard",
            Filternaam::Gemeente => "gemeente",
            Filternaam::Aanbieder => "aanbieder",
            Filternaam::ProductCategorie => "productCategorie",
            Filternaam::Product => "product",
            Filternaam::Wijk => "wijk",
            Filternaam::Van => "van",
            Filternaam::TotEnMet => "totEnMet",
            Filternaam::Maand => "maand",
            Filternaam::Uitslag => "uitslag",
            Filternaam::Retourcodes => "retourcodes",
            Filternaam::ToewijzingNummer => "toewijzingNummer",
            Filternaam::Declaratie => "declaratie",
            Filternaam::Regel => "regel",
        }
    }
}

/// What an overview is narrowed down by: all conditions hold at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Under this law.
    pub standaard: Option<Standaard>,
    /// Of this gemeente.
    pub gemeente: Option<String>,
    /// Of this aanbieder.
    pub aanbieder: Option<String>,
    /// In this category.
    pub product_categorie: Option<String>,
    /// With this product code.
    pub product: Option<String>,
    /// Of clients in this wijk.
    pub wijk: Option<String>,
    /// From this day on.
    pub van: Option<NaiveDate>,
    /// Up to and including this day.
    pub tot_en_met: Option<NaiveDate>,
    /// Granted (true) or refused.
    pub toegekend: Option<bool>,
    /// Refused with exactly these codes.
    pub retourcodes: Option<String>,
    /// Of this allocation.
    pub toewijzing_nummer: Option<i64>,
    /// Of the claim in the message with this id.
    pub declaratie: Option<Uuid>,
    /// The line with this number in its claim.
    pub regel: Option<i64>,
}
