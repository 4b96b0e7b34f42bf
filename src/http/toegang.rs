//! Who calls: the party whose access key comes with the request.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::probleem::Probleem;
use crate::partij::{Medewerker, Partij, hash_van_sleutel};
use crate::poort::Poort;
use crate::store::Zicht;

/// The party that calls, and the person where the key is that of one. A handler that takes it cannot be reached without a
/// key.
pub(super) struct Beller(pub(super) Partij, pub(super) Option<Medewerker>);

impl Beller {
    /// What the party may see: its own messages and what was delivered to it.
    pub(super) fn zicht(&self) -> Zicht {
        Zicht::Partij(self.0.id)
    }
}

impl FromRequestParts<Poort> for Beller {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, poort: &Poort) -> Result<Self, Self::Rejection> {
        let sleutel = delen
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|waarde| waarde.to_str().ok())
            .and_then(|waarde| waarde.split_once(' '))
            .filter(|(schema, _)| schema.eq_ignore_ascii_case("bearer"))
            .map(|(_, sleutel)| sleutel.trim())
            .ok_or_else(|| {
                Probleem::toegang(
                    "Stuur uw toegangssleutel mee in de header ‘Authorization: Bearer <sleutel>’.",
                )
            })?;
        let houder = poort.store.houder_van_sleutel(&hash_van_sleutel(sleutel), poort.klok.nu()).await?;
        houder.map(|houder| Beller(houder.partij, houder.medewerker)).ok_or_else(|| {
            Probleem::toegang(
                "Deze toegangssleutel is niet bekend of niet meer geldig. Vraag de beheerder van de poort om een nieuwe.",
            )
        })
    }
}
