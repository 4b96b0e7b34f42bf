//! Watching terms: what becomes overdue is told of once.

use super::{Poort, PoortFout};
use crate::store::VerlopenTermijn;

/// How many are recorded in one transaction.
const PER_KEER: u32 = 500;

impl Poort {
    /// Records every term that is overdue today and was not recorded before, for each party that must know of it. A
    /// term is overdue from the day after its last day on, in Europe/Amsterdam.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails; what was not recorded yet is recorded the next time.
    pub async fn meld_verlopen_termijnen(&self) -> Result<Vec<VerlopenTermijn>, PoortFout> {
        let vandaag = self.klok.vandaag();
        let mut gemeld = Vec::new();
        loop {
            let deel = self.store.meld_verlopen_termijnen(vandaag, self.klok.nu(), PER_KEER).await?;
            for verlopen in &deel {
                let (soort, partij) = (verlopen.soort.sleutel(), &verlopen.partij);
                tracing::warn!(termijn = %verlopen.termijn, soort, partij, "een termijn is verlopen");
            }
            let klaar = deel.is_empty();
            gemeld.extend(deel);
            if klaar {
                return Ok(gemeld);
            }
        }
    }
}
