//! Bezorging: the postbus of a party, and waiting for what is under way.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use super::{Poort, PoortFout};
use crate::store::{BerichtRij, Levering, Status, Zicht};

/// How many leveringen one look into the postbus gives at most.
pub const MEESTE_LEVERINGEN: u32 = 100;

/// How long to wait at most before looking again for what another process of this gate may have stored.
const KIJK_OPNIEUW: Duration = Duration::from_millis(500);

impl Poort {
    /// The leveringen that wait for a party, oldest first. If there are none it waits up to `wacht` for the first.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn postbus(
        &self,
        partij: Uuid,
        limiet: u32,
        wacht: Duration,
    ) -> Result<Vec<Levering>, PoortFout> {
        let limiet = limiet.min(MEESTE_LEVERINGEN);
        let tot = Instant::now() + wacht;
        let mut beweging = self.beweging.subscribe();
        loop {
            beweging.mark_unchanged();
            let leveringen = self.store.postbus(partij, limiet).await?;
            if !leveringen.is_empty() || !wacht_op_beweging(&mut beweging, tot).await {
                return Ok(leveringen);
            }
        }
    }

    /// Confirms that a party has received a levering; nothing changes the second time. `None` if the party has no
    /// such levering.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn bevestig(&self, partij: Uuid, levering: Uuid) -> Result<Option<Levering>, PoortFout> {
        Ok(self.store.bevestig(partij, levering, self.klok.nu()).await?)
    }

    /// A message as it stands, after waiting up to `wacht` for the outcome of its processing.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn uitkomst_van(
        &self,
        id: Uuid,
        zicht: Zicht,
        wacht: Duration,
    ) -> Result<Option<BerichtRij>, PoortFout> {
        let tot = Instant::now() + wacht;
        let mut beweging = self.beweging.subscribe();
        loop {
            beweging.mark_unchanged();
            let rij = self.store.bericht(id, zicht).await?;
            let klaar = rij.as_ref().is_none_or(|rij| rij.status != Status::Ontvangen);
            if klaar || !wacht_op_beweging(&mut beweging, tot).await {
                return Ok(rij);
            }
        }
    }
}

/// Waits until something was stored, or for a while; false when the time is up.
async fn wacht_op_beweging(beweging: &mut watch::Receiver<u64>, tot: Instant) -> bool {
    let nu = Instant::now();
    if nu >= tot {
        return false;
    }
    let kijk_opnieuw = tot.min(nu + KIJK_OPNIEUW);
    // An error of the channel cannot occur: the gate holds the other end. Time running out just means: look again.
    let _ = timeout_at(kijk_opnieuw, beweging.changed()).await;
    true
}
