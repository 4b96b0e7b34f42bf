//! A local rule: what gemeenten and aanbieders agreed that the gate checks, beside the rules of the standard.

use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gebrek::Toets;
use super::looptijd::Looptijd;
use super::register::{Omgeving, Register};
use super::status::Status;
use super::stuk::{LANDELIJK, Registerstuk, Soort, Stuk, landelijk};
use crate::bericht::{Berichttype, Standaard};

/// What happens to a klasse that is not as agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ernst {
    /// It is refused, with a retourcode.
    Weiger,
    /// It is told; the message goes on.
    Waarschuw,
}

/// A local rule, as it stands in the register. What its parts must be like is checked by `lokaal`, which knows messages and rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LokaleRegel {
    /// Its code, such as `ZW001`.
    pub id: String,
    /// What must hold, in one line.
    pub titel: String,
    /// What is wrong and what to do, in plain Dutch: the text of every finding.
    pub uitleg: String,
    /// The afspraak that it belongs to.
    pub afspraak: String,
    /// The laws.
    pub standaarden: Vec<Standaard>,
    /// The numbers of the messages, such as `301`.
    pub berichten: Vec<String>,
    /// The berichtklasse that it looks at, such as `ToegewezenProduct`.
    pub klasse: String,
    /// What must be true of each, in CEL.
    pub eis: String,
    /// What happens where it is not.
    pub niveau: Ernst,
    /// The code in the answer; only of a rule that refuses.
    #[serde(default)]
    pub retourcode: Option<String>,
    /// The gemeenten that it holds for, by their CBS code.
    pub gemeenten: Vec<String>,
    /// Who decides about it.
    #[serde(default = "landelijk")]
    pub eigenaar: String,
    /// Where it is.
    #[serde(default)]
    pub status: Status,
    /// The first day.
    pub ingangsdatum: NaiveDate,
    /// The last day; none: until further notice.
    #[serde(default)]
    pub einddatum: Option<NaiveDate>,
}

impl LokaleRegel {
    /// Whether it is about messages of this type.
    pub fn is_over(&self, berichttype: Berichttype) -> bool {
        let nummer = berichttype.soort.nummer().to_string();
        self.standaarden.contains(&berichttype.standaard) && self.berichten.contains(&nummer)
    }

    /// Whether it holds on a day, the first and the last included. One that was withdrawn holds until its last day, if it has one.
    pub fn geldt_op(&self, dag: NaiveDate) -> bool {
        self.looptijd().geldt_op(dag) && (self.status.geldt() || self.einddatum.is_some())
    }

    /// Whether messages of this type, of this gemeente, that came in on this day are held against it.
    pub fn geldt_voor(&self, berichttype: Berichttype, gemeente: &str, dag: NaiveDate) -> bool {
        self.is_over(berichttype) && self.gemeenten.iter().any(|een| een == gemeente) && self.geldt_op(dag)
    }
}

impl Registerstuk for LokaleRegel {
    fn sleutel(&self) -> &str {
        &self.id
    }

    fn naam(&self) -> &str {
        &self.titel
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
        Looptijd::nieuw(Some(self.ingangsdatum), self.einddatum)
    }

    fn zet_einddatum(&mut self, einddatum: NaiveDate) {
        self.einddatum = Some(einddatum);
    }

    /// The rest is for `lokaal`, which knows messages.
    fn toets(&self, toets: &mut Toets<'_>) {
        toets.zonder_dubbel("gemeenten", self.gemeenten.iter().map(String::as_str));
        toets.zonder_dubbel("berichten", self.berichten.iter().map(String::as_str));
    }

    /// Nobody makes rules for messages of others.
    fn toets_in(&self, omgeving: &Omgeving<'_>, toets: &mut Toets<'_>) {
        if self.eigenaar == LANDELIJK {
            return;
        }
        for code in self.gemeenten.iter().filter(|code| !omgeving.register.gaat_over(code, &self.eigenaar)) {
            toets.fout("gemeenten", format!("{} gaat niet over gemeente {code}", self.eigenaar));
        }
    }
}

impl Register {
    /// The versions of local rules that count on a day. Whether they hold then, each tells.
    pub fn lokale_regels_op(&self, dag: NaiveDate) -> impl Iterator<Item = &Arc<LokaleRegel>> {
        self.versies(Soort::LokaleRegel).filter_map(move |versie| {
            match &self.versie_op(Soort::LokaleRegel, versie.stuk.sleutel(), dag)?.stuk {
                Stuk::LokaleRegel(regel) => Some(regel),
                _ => None,
            }
        })
    }
}
