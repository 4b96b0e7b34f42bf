//! The rules over messages that are not checked yet (issues 5 and 6).
//!
//! Whoever writes the check moves the rule to `keten/regels`, with its words. A test fails while it stands in both.

mod declaratie;

use super::regel::{CatalogusRegel, Controleniveau, Toetsing};
use crate::bericht::{Soort, Standaard};

/// Every rule over messages that is still to come.
pub(super) fn regels() -> impl Iterator<Item = &'static CatalogusRegel> {
    declaratie::REGELS.iter()
}

const fn keten(
    code: &'static str,
    retourcode: Option<&'static str>,
    berichten: &'static [Soort],
    titel: &'static str,
    uitleg: &'static str,
) -> CatalogusRegel {
    CatalogusRegel {
        code,
        standaarden: &Standaard::ALLE,
        berichten,
        niveau: Controleniveau::Keten,
        retourcode,
        titel,
        uitleg,
        toetsing: Toetsing::Volgt,
        uitgewerkt_in: &[],
        zie_ook: &[],
    }
}
