//! A local rule: what gemeenten and aanbieders agreed that the gate checks, beside the rules of the standard.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bericht::Standaard;

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
    /// The first day.
    pub ingangsdatum: NaiveDate,
    /// The last day; none: until further notice.
    #[serde(default)]
    pub einddatum: Option<NaiveDate>,
}

impl LokaleRegel {
    /// Whether it holds on a day, the first and the last included.
    pub fn geldt_op(&self, dag: NaiveDate) -> bool {
        self.ingangsdatum <= dag && self.einddatum.is_none_or(|laatste| dag <= laatste)
    }
}
