//! What happened that a party, or who manages the gate, must know of.

/// The kind of an event. Its key says nothing of whom a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GebeurtenisSoort {
    /// A levering was tried for the last time.
    LeveringMislukt,
    /// A levering was announced for the last time, and not collected.
    LeveringNietOpgehaald,
    /// A term is overdue.
    TermijnVerlopen,
    /// An access key is valid for less than a month.
    SleutelVerloopt,
    /// The certificate of the gate itself is valid for less than a month.
    CertificaatVerloopt,
}

impl GebeurtenisSoort {
    /// Every kind.
    pub const ALLE: [GebeurtenisSoort; 5] = [
        GebeurtenisSoort::LeveringMislukt,
        GebeurtenisSoort::LeveringNietOpgehaald,
        GebeurtenisSoort::TermijnVerlopen,
        GebeurtenisSoort::SleutelVerloopt,
        GebeurtenisSoort::CertificaatVerloopt,
    ];

    /// The key in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            GebeurtenisSoort::LeveringMislukt => "levering-mislukt",
            GebeurtenisSoort::LeveringNietOpgehaald => "levering-niet-opgehaald",
            GebeurtenisSoort::TermijnVerlopen => "termijn-verlopen",
            GebeurtenisSoort::SleutelVerloopt => "sleutel-verloopt",
            GebeurtenisSoort::CertificaatVerloopt => "certificaat-verloopt",
        }
    }

    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<GebeurtenisSoort> {
        GebeurtenisSoort::ALLE.into_iter().find(|soort| soort.sleutel() == sleutel)
    }

    /// The `type` of the event, in the API and in a webhook: what it is about, and what happened to it.
    pub fn naam(self) -> &'static str {
        match self {
            GebeurtenisSoort::LeveringMislukt => "levering.mislukt",
            GebeurtenisSoort::LeveringNietOpgehaald => "levering.niet-opgehaald",
            GebeurtenisSoort::TermijnVerlopen => "termijn.verlopen",
            GebeurtenisSoort::SleutelVerloopt => "sleutel.verloopt",
            GebeurtenisSoort::CertificaatVerloopt => "certificaat.verloopt",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elke_soort_is_aan_haar_sleutel_te_herkennen_en_heeft_een_naam_met_een_punt() {
        for soort in GebeurtenisSoort::ALLE {
            assert_eq!(GebeurtenisSoort::van_sleutel(soort.sleutel()), Some(soort));
            assert_eq!(soort.naam().replacen('.', "-", 1), soort.sleutel());
        }
    }
}
