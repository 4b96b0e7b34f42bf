//! What who answers a request decides about the draft.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::GeenConcept;
use crate::bericht::{AdresSoort, Eenheid, Eurocent, Frequentie, Omvang, Product};

/// Which answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Antwoordsoort {
    /// A 301.
    #[default]
    Toewijzen,
    /// A 319 that refuses it.
    Afwijzen,
    /// A 319 that says that it is being looked into.
    Onderzoek,
}

impl Antwoordsoort {
    /// The answer with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Antwoordsoort> {
        match sleutel {
            "toewijzen" => Some(Antwoordsoort::Toewijzen),
            "afwijzen" => Some(Antwoordsoort::Afwijzen),
            "onderzoek" => Some(Antwoordsoort::Onderzoek),
            _ => None,
        }
    }
}

/// Everything that can be decided. Left out, the draft is as was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Keuzes {
    /// Which answer.
    pub soort: Antwoordsoort,
    /// Which products of a 315 it answers, by their number in the request; none are all that were not answered.
    pub regels: Option<Vec<u32>>,
    /// What is otherwise than was asked.
    pub producten: Vec<ProductKeuze>,
    /// Why it is refused (WJ759).
    pub reden_afwijzing: Option<String>,
    /// The gemeente that is responsible instead (IV095).
    pub gemeente: Option<String>,
    /// Where the client can be reached, in place of what the last 301 says.
    pub contactgegevens: Vec<ContactKeuze>,
    /// Somebody checked that the client of a 315 is the one of the last 301, although it says otherwise who that is.
    pub persoon_gecontroleerd: bool,
}

/// What is otherwise about one product of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProductKeuze {
    /// Its number in the request, from 1.
    pub regel: u32,
    /// The number of the new allocation.
    pub toewijzing_nummer: Option<u32>,
    /// What.
    pub product: Option<ProductcodeKeuze>,
    /// First day.
    pub ingangsdatum: Option<NaiveDate>,
    /// Last day.
    pub einddatum: Option<NaiveDate>,
    /// Without a last day.
    pub zonder_einddatum: bool,
    /// How much, as a volume.
    pub omvang: Option<OmvangKeuze>,
    /// How much, as a budget in eurocent.
    pub budget: Option<u32>,
    /// A word for the aanbieder.
    pub commentaar: Option<String>,
}

/// A category, and in it a code or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductcodeKeuze {
    /// Category.
    pub categorie: String,
    /// Code.
    pub code: Option<String>,
}

/// A volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OmvangKeuze {
    /// Volume.
    pub volume: u32,
    /// Unit, as its code.
    pub eenheid: String,
    /// Per what, as its code.
    pub frequentie: String,
}

/// Where the client can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ContactKeuze {
    /// What kind of address (COD757).
    pub soort: String,
    /// Of the house.
    pub huisnummer: Option<u32>,
    /// Of the house.
    pub huisletter: Option<String>,
    /// Of the house.
    pub huisnummer_toevoeging: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Street.
    pub straatnaam: Option<String>,
    /// Place.
    pub plaatsnaam: Option<String>,
    /// Country; with a postcode and without a country it is the Netherlands.
    pub land_code: Option<String>,
    /// Telephone.
    pub telefoonnummer: Option<String>,
    /// Of the telephone; without it that of the Netherlands.
    pub landnummer: Option<String>,
    /// E-mail.
    pub emailadres: Option<String>,
}

fn fout(tekst: impl Into<String>) -> GeenConcept {
    GeenConcept::Keuze(tekst.into())
}

impl Keuzes {
    /// Whether the choices can go together, whatever the request.
    pub(super) fn toets(&self) -> Result<(), GeenConcept> {
        let toewijzen = self.soort == Antwoordsoort::Toewijzen;
        let ingevuld = !self.producten.is_empty() || !self.contactgegevens.is_empty();
        if ingevuld && !toewijzen {
            return Err(fout(
                "Bij ‘afwijzen’ en ‘onderzoek’ zijn er geen producten of contactgegevens in te vullen. Laat die weg, of \
                 kies ‘toewijzen’.",
            ));
        }
        if self.soort != Antwoordsoort::Afwijzen
            && (self.reden_afwijzing.is_some() || self.gemeente.is_some())
        {
            return Err(fout(
                "Een reden van afwijzing en een andere gemeente horen alleen bij ‘afwijzen’ (CD086). Laat ze weg, of kies \
                 ‘afwijzen’.",
            ));
        }
        for (plaats, keuze) in self.producten.iter().enumerate() {
            keuze.toets()?;
            if self.producten.iter().skip(plaats + 1).any(|ander| ander.regel == keuze.regel) {
                return Err(fout(format!("Regel {} staat meer dan één keer bij de producten.", keuze.regel)));
            }
        }
        let soorten = self.contactgegevens.iter().all(|contact| AdresSoort::lees(&contact.soort).is_ok());
        if !soorten {
            return Err(fout("De soort van een contact is 01, 02, 03 of 04."));
        }
        Ok(())
    }

    /// What was decided about the product with this number in the request.
    pub(super) fn over(&self, regel: u32) -> Option<&ProductKeuze> {
        self.producten.iter().find(|keuze| keuze.regel == regel)
    }
}

impl ProductKeuze {
    fn toets(&self) -> Result<(), GeenConcept> {
        let regel = self.regel;
        if self.omvang.is_some() && self.budget.is_some() {
            return Err(fout(format!(
                "Regel {regel} heeft een omvang en een budget. Kies er een van de twee (CD077, CD078)."
            )));
        }
        if self.einddatum.is_some() && self.zonder_einddatum {
            return Err(fout(format!(
                "Regel {regel} heeft een einddatum en ‘zonderEinddatum’. Laat een van de twee weg."
            )));
        }
        self.omvang().map(|_| ())
    }

    /// The volume that was chosen.
    pub(super) fn omvang(&self) -> Result<Option<Omvang>, GeenConcept> {
        let Some(keuze) = &self.omvang else { return Ok(None) };
        let verkeerd = |wat: &str| fout(format!("Regel {}: dit is geen {wat} uit de codelijst.", self.regel));
        Ok(Some(Omvang {
            volume: keuze.volume,
            eenheid: Eenheid::lees(&keuze.eenheid).map_err(|fout| verkeerd(fout.soort))?,
            frequentie: Frequentie::lees(&keuze.frequentie).map_err(|fout| verkeerd(fout.soort))?,
        }))
    }

    /// The budget that was chosen.
    pub(super) fn budget(&self) -> Option<Eurocent> {
        self.budget.map(|budget| Eurocent(i64::from(budget)))
    }

    /// The product that was chosen.
    pub(super) fn product(&self) -> Option<Product> {
        self.product.as_ref().map(|product| Product {
            categorie: product.categorie.as_str().into(),
            code: product.code.as_deref().map(Into::into),
        })
    }

    /// The last day that was chosen, or else this one.
    pub(super) fn einddatum(&self, gevraagd: Option<NaiveDate>) -> Option<NaiveDate> {
        if self.zonder_einddatum { None } else { self.einddatum.or(gevraagd) }
    }

    /// Whether the days are others.
    pub(super) fn wijkt_af_in_datum(&self) -> bool {
        self.ingangsdatum.is_some() || self.einddatum.is_some() || self.zonder_einddatum
    }

    /// Whether the care is another.
    pub(super) fn wijkt_af_in_inhoud(&self) -> bool {
        self.product.is_some() || self.omvang.is_some() || self.budget.is_some()
    }
}
