//! Rules over messages on a 301.

use super::keten;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::TOEWIJZING;

pub(super) const REGELS: &[CatalogusRegel] = &[
    keten(
        "TR379",
        Some("9379"),
        TOEWIJZING,
        "Een toewijzing na een verzoek noemt dat verzoek",
        "Komt een toegewezen product voort uit een verzoek, dan staat de ReferentieAanbieder van dat \
         verzoek erin. Bij een verzoek om wijziging geldt dat voor elk product in het bericht. Later, en \
         zonder verzoek, blijft het element weg.",
    ),
    keten(
        "TR385",
        Some("9385"),
        TOEWIJZING,
        "Een toewijzing met toegekende prestaties kan niet weg",
        "Is er op de toewijzing gedeclareerd en betaald, dan kan de gemeente haar niet verwijderen. Dat kan \
         pas als alle prestaties zijn gecrediteerd. Beëindigen kan wel.",
    ),
];
