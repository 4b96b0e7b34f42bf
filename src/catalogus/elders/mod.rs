//! The rules of the standard that have no check of their own in the gate, each with why, or where they are dealt with.
//!
//! A rule is added to the list of its part, and nowhere else.

mod algemeen;
mod declaratie;
mod invullen;
mod regie;
mod schema;
mod toewijzing;
mod uitgangspunten;
mod verzoek;

use super::regel::{CatalogusRegel, Controleniveau, Toetsing};
use crate::bericht::{Soort, Standaard};

/// Every rule that is dealt with elsewhere.
pub(super) fn regels() -> impl Iterator<Item = &'static CatalogusRegel> {
    [
        schema::REGELS,
        algemeen::REGELS,
        toewijzing::REGELS,
        regie::REGELS,
        verzoek::REGELS,
        declaratie::REGELS,
        invullen::REGELS,
        uitgangspunten::REGELS,
    ]
    .into_iter()
    .flatten()
}

/// The kind of a rule is in the first letters of its code.
const fn niveau_van(code: &str) -> Controleniveau {
    match code.as_bytes() {
        [b'O', b'P', ..] => Controleniveau::Proces,
        [b'I', b'V', ..] => Controleniveau::Invulinstructie,
        [b'U', b'P', ..] => Controleniveau::Uitgangspunt,
        _ => Controleniveau::Schema,
    }
}

const fn nieuw(
    toetsing: Toetsing,
    code: &'static str,
    berichten: &'static [Soort],
    titel: &'static str,
    uitleg: &'static str,
) -> CatalogusRegel {
    CatalogusRegel {
        code,
        standaarden: &Standaard::ALLE,
        berichten,
        niveau: niveau_van(code),
        retourcode: None,
        titel,
        uitleg,
        toetsing,
        uitgewerkt_in: &[],
        zie_ook: &[],
    }
}

/// The schema enforces it.
const fn schema(
    code: &'static str,
    berichten: &'static [Soort],
    titel: &'static str,
    uitleg: &'static str,
) -> CatalogusRegel {
    nieuw(Toetsing::Schema, code, berichten, titel, uitleg)
}

/// Nothing uses it.
const fn ongebruikt(code: &'static str, titel: &'static str, uitleg: &'static str) -> CatalogusRegel {
    nieuw(Toetsing::NietInGebruik, code, &[], titel, uitleg)
}

/// The gate does so itself.
const fn poort(
    code: &'static str,
    berichten: &'static [Soort],
    titel: &'static str,
    uitleg: &'static str,
) -> CatalogusRegel {
    nieuw(Toetsing::Poort, code, berichten, titel, uitleg)
}

/// For the parties.
const fn partijen(
    code: &'static str,
    berichten: &'static [Soort],
    titel: &'static str,
    uitleg: &'static str,
) -> CatalogusRegel {
    nieuw(Toetsing::Partijen, code, berichten, titel, uitleg)
}

/// Covered by other rules. While one of those is still to come, so is this one.
const fn via(
    code: &'static str,
    berichten: &'static [Soort],
    uitgewerkt_in: &'static [&'static str],
    titel: &'static str,
    uitleg: &'static str,
) -> CatalogusRegel {
    CatalogusRegel { uitgewerkt_in, ..nieuw(Toetsing::AndereRegel, code, berichten, titel, uitleg) }
}
