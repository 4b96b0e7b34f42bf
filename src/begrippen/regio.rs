//! Gemeenten that settle things together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gebrek::Toets;
use super::looptijd::Looptijd;
use super::status::Status;
use super::stuk::{LANDELIJK, Registerstuk, is_id, landelijk};
use crate::bericht::{Gemeentecode, Standaard};

/// A regio: for which laws, and which gemeenten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Regio {
    /// In kebab-case.
    pub id: String,
    /// Its name.
    pub naam: String,
    /// The laws for which they settle things.
    pub standaarden: Vec<Standaard>,
    /// CBS codes.
    pub gemeenten: Vec<String>,
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

impl Registerstuk for Regio {
    fn sleutel(&self) -> &str {
        &self.id
    }

    fn naam(&self) -> &str {
        &self.naam
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
        if !is_id(&self.id) || self.id == LANDELIJK || self.id.bytes().all(|teken| teken.is_ascii_digit()) {
            toets.fout(
                "id",
                "een id heeft kleine letters, cijfers en streepjes, zoals ‘zaanstreek-waterland’",
            );
        }
        toets.tekst("naam", &self.naam, 100);
        if self.standaarden.is_empty() {
            toets.fout("standaarden", "noem ijw, iwmo of allebei");
        }
        if self.gemeenten.is_empty() {
            toets.fout("gemeenten", "noem minstens één gemeente");
        }
        for code in self.gemeenten.iter().filter(|code| Gemeentecode::lees(code).is_err()) {
            toets.fout("gemeenten", format!("‘{code}’ is geen gemeentecode van vier cijfers"));
        }
        toets.zonder_dubbel("gemeenten", self.gemeenten.iter().map(String::as_str));
    }
}
