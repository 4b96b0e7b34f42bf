//! How the codes of one list read in another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gebrek::Toets;
use super::looptijd::Looptijd;
use super::register::Omgeving;
use super::status::Status;
use super::stuk::{Registerstuk, is_id, landelijk};

/// A translation between two lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vertaling {
    /// In kebab-case.
    pub id: String,
    /// The list to read from.
    pub van: String,
    /// The list to read to.
    pub naar: String,
    /// What it is for.
    pub omschrijving: String,
    /// Code by code.
    pub regels: Vec<Vertaalregel>,
    /// Who decides about it.
    #[serde(default = "landelijk")]
    pub eigenaar: String,
    /// Where it is.
    #[serde(default)]
    pub status: Status,
    /// The first day.
    #[serde(default)]
    pub ingangsdatum: Option<chrono::NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub einddatum: Option<chrono::NaiveDate>,
}

/// One code in the other list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vertaalregel {
    /// The code in the list to read from.
    pub van: String,
    /// The code in the list to read to.
    pub naar: String,
    /// How well it fits.
    pub soort: Overeenkomst,
    /// What to mind.
    #[serde(default)]
    pub toelichting: Option<String>,
}

/// How well a code fits one of another list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Overeenkomst {
    /// It says the same.
    Exact,
    /// It says nearly the same.
    Bijna,
    /// It says more than the code that it is read from.
    Breder,
    /// It says less.
    Smaller,
}

impl Overeenkomst {
    /// Every one.
    pub const ALLE: [Overeenkomst; 4] =
        [Overeenkomst::Exact, Overeenkomst::Bijna, Overeenkomst::Breder, Overeenkomst::Smaller];

    /// The same, read the other way.
    #[must_use]
    pub fn omgekeerd(self) -> Overeenkomst {
        match self {
            Overeenkomst::Breder => Overeenkomst::Smaller,
            Overeenkomst::Smaller => Overeenkomst::Breder,
            gelijk => gelijk,
        }
    }

    /// The word for it.
    pub fn sleutel(self) -> &'static str {
        match self {
            Overeenkomst::Exact => "exact",
            Overeenkomst::Bijna => "bijna",
            Overeenkomst::Breder => "breder",
            Overeenkomst::Smaller => "smaller",
        }
    }
}

impl Registerstuk for Vertaling {
    fn sleutel(&self) -> &str {
        &self.id
    }

    fn naam(&self) -> &str {
        &self.omschrijving
    }

    fn eigenaar(&self) -> &str {
        &self.eigenaar
    }

    fn status(&self) -> Status {
        self.status
    }

    fn zet_status(&mut self, status: Status) {
        self.status = status;
    }

    fn looptijd(&self) -> Looptijd {
        Looptijd::nieuw(self.ingangsdatum, self.einddatum)
    }

    fn zet_einddatum(&mut self, einddatum: chrono::NaiveDate) {
        self.einddatum = Some(einddatum);
    }

    fn toets(&self, toets: &mut Toets<'_>) {
        if !is_id(&self.id) {
            toets.fout("id", "een id heeft kleine letters, cijfers en streepjes, zoals ‘jz002-jz588’");
        }
        toets.tekst("omschrijving", &self.omschrijving, 500);
        let paren: Vec<String> =
            self.regels.iter().map(|regel| format!("{} naar {}", regel.van, regel.naar)).collect();
        toets.zonder_dubbel("regels", paren.iter().map(String::as_str));
    }

    fn toets_in(&self, omgeving: &Omgeving<'_>, toets: &mut Toets<'_>) {
        for (veld, naam) in [("van", &self.van), ("naar", &self.naar)] {
            let Some(lijst) = omgeving.codelijst(naam) else {
                toets.fout(veld, format!("de codelijst ‘{naam}’ bestaat niet"));
                continue;
            };
            for regel in &self.regels {
                let code = if veld == "van" { &regel.van } else { &regel.naar };
                if !lijst.codes.iter().any(|een| een.code == *code) {
                    toets.fout("regels", format!("de codelijst {naam} heeft geen code ‘{code}’"));
                }
            }
        }
    }
}
