//! Bezorging: the postbus of a party, and waiting for what is under way.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use super::{Poort, PoortFout};
use crate::store::{BerichtRij, Levering, Status, Zicht};

/// How many leveringen one look into the postbus gives at most.
pub const MEESTE_LEVERINGEN: u32 = 100;

/// How many leveringen can be confirmed at once.
pub const MEESTE_BEVESTIGINGEN: u64 = 1000;

/// How long to wait at most before looking again for what another process of this gate may have stored.
const KIJK_OPNIEUW: Duration = Duration::from_millis(500);

impl Poort {
    /// The leveringen that wait for a party, oldest first. If there are none it waits up to `wacht` for the first. What it
    /// gives is kept from others who collect for as long as `verberg` says.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn postbus(
        &self,
        partij: Uuid,
        limiet: u32,
        wacht: Duration,
        verberg: Duration,
    ) -> Result<Vec<Levering>, PoortFout> {
        let limiet = limiet.min(MEESTE_LEVERINGEN);
        let tot = Instant::now() + wacht;
        let mut beweging = self.beweging.subscribe();
        loop {
            beweging.mark_unchanged();
            let nu = self.klok.nu();
            let leveringen = match TimeDelta::from_std(verberg) {
                // Looking first: who waits for what is not there yet must not write all the time.
                Ok(verberg) if verberg > TimeDelta::zero() => {
                    match self.store.zichtbare_postbus(partij, 1, nu).await? {
                        leeg if leeg.is_empty() => leeg,
                        _ => self.store.neem_uit_postbus(partij, limiet, nu, nu + verberg).await?,
                    }
                }
                _ => self.store.zichtbare_postbus(partij, limiet, nu).await?,
            };
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

    /// Confirms that a party has received these leveringen, as [`Poort::bevestig`] does for one. Gives those that are leveringen
    /// to this party.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails; then none is confirmed.
    pub async fn bevestig_alle(&self, partij: Uuid, leveringen: &[Uuid]) -> Result<Vec<Levering>, PoortFout> {
        Ok(self.store.bevestig_alle(partij, leveringen, self.klok.nu()).await?)
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
