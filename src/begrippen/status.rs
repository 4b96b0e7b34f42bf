//! Where a piece of the register is, and what may become of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a piece is, as Dutch practice has it.
///
/// A piece that holds and that somebody works on has two versions side by side: the one that holds
/// ([`Status::VastgesteldEnInBewerking`]) and the draft of the next one ([`Status::InBewerking`] or [`Status::Voorgesteld`]).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Somebody writes it.
    InBewerking,
    /// It is before those who decide.
    Voorgesteld,
    /// It holds.
    #[default]
    Vastgesteld,
    /// It holds, and a next version is being written.
    VastgesteldEnInBewerking,
    /// Another piece took its place.
    Vervangen,
    /// It holds no more. It can still be looked up.
    Vervallen,
}

impl Status {
    /// Every status.
    pub const ALLE: [Status; 6] = [
        Status::InBewerking,
        Status::Voorgesteld,
        Status::Vastgesteld,
        Status::VastgesteldEnInBewerking,
        Status::Vervangen,
        Status::Vervallen,
    ];

    /// What may become of it. Dropping a draft is no status: the draft is gone.
    const OVERGANGEN: [(Status, &'static [Status]); 6] = [
        (Status::InBewerking, &[Status::Voorgesteld]),
        (Status::Voorgesteld, &[Status::InBewerking, Status::Vastgesteld]),
        (Status::Vastgesteld, &[Status::VastgesteldEnInBewerking, Status::Vervangen, Status::Vervallen]),
        (Status::VastgesteldEnInBewerking, &[Status::Vastgesteld]),
        (Status::Vervangen, &[Status::Vervallen]),
        (Status::Vervallen, &[]),
    ];

    /// The key in the database, in JSON and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            Status::InBewerking => "inBewerking",
            Status::Voorgesteld => "voorgesteld",
            Status::Vastgesteld => "vastgesteld",
            Status::VastgesteldEnInBewerking => "vastgesteldEnInBewerking",
            Status::Vervangen => "vervangen",
            Status::Vervallen => "vervallen",
        }
    }

    /// As people write it.
    pub fn in_woorden(self) -> &'static str {
        match self {
            Status::InBewerking => "in bewerking",
            Status::VastgesteldEnInBewerking => "vastgesteld en in bewerking",
            anders => anders.sleutel(),
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Status> {
        Status::ALLE.into_iter().find(|status| status.sleutel() == sleutel)
    }

    /// What may become of it next.
    pub fn hierna(self) -> &'static [Status] {
        Status::OVERGANGEN.iter().find(|(van, _)| *van == self).map_or(&[], |(_, naar)| naar)
    }

    /// Whether it may become this.
    pub fn mag_naar(self, naar: Status) -> bool {
        self.hierna().contains(&naar)
    }

    /// Whether it is a draft: not yet decided, and not to be seen by everybody.
    pub fn is_concept(self) -> bool {
        matches!(self, Status::InBewerking | Status::Voorgesteld)
    }

    /// Whether it holds, as far as its days go.
    pub fn geldt(self) -> bool {
        matches!(self, Status::Vastgesteld | Status::VastgesteldEnInBewerking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn van_elk_paar_van_statussen_staat_vast_of_het_mag() {
        // Rows: from; columns: to, both in the order of Status::ALLE.
        let mag = [
            [0, 1, 0, 0, 0, 0], // in bewerking
            [1, 0, 1, 0, 0, 0], // voorgesteld
            [0, 0, 0, 1, 1, 1], // vastgesteld
            [0, 0, 1, 0, 0, 0], // vastgesteld en in bewerking
            [0, 0, 0, 0, 0, 1], // vervangen
            [0, 0, 0, 0, 0, 0], // vervallen
        ];
        for (van, rij) in Status::ALLE.into_iter().zip(mag) {
            for (naar, mag) in Status::ALLE.into_iter().zip(rij) {
                assert_eq!(van.mag_naar(naar), mag == 1, "{van:?} naar {naar:?}");
            }
        }
    }

    #[test]
    fn een_status_is_aan_zijn_sleutel_te_herkennen_en_die_is_ook_die_in_json() {
        for status in Status::ALLE {
            assert_eq!(Status::van_sleutel(status.sleutel()), Some(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.sleutel());
        }
    }

    #[test]
    fn alleen_een_concept_is_niet_openbaar_en_wat_vervallen_is_geldt_niet() {
        let concepten: Vec<_> = Status::ALLE.into_iter().filter(|status| status.is_concept()).collect();
        assert_eq!(concepten, [Status::InBewerking, Status::Voorgesteld]);
        assert!(!Status::Vervallen.geldt() && !Status::Vervangen.geldt());
        assert!(Status::VastgesteldEnInBewerking.geldt());
    }
}
