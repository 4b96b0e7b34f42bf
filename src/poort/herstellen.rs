//! Herstellen: leveringen and parked messages taken up again, by whoever runs the gate.

use uuid::Uuid;

use super::{Poort, PoortFout};
use crate::store::{LeveringKeuze, StoreFout, Taak};

/// How many leveringen one step of a job takes: little enough that nobody else waits long.
const PER_KEER: u32 = 500;

impl Poort {
    /// Offers one levering once more, with the same id. False where there is none with this id.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn herstel_levering(&self, levering: Uuid) -> Result<bool, PoortFout> {
        let gevonden = self.store.bied_opnieuw_aan(levering, self.klok.nu()).await?;
        self.meld_beweging();
        Ok(gevonden)
    }

    /// Records the job to offer many leveringen once more. A gate that runs does it by itself; [`Poort::voer_taak_uit`] does it
    /// at once.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn herstel_leveringen(&self, keuze: &LeveringKeuze) -> Result<Taak, PoortFout> {
        Ok(self.store.maak_taak(keuze, self.klok.nu()).await?)
    }

    /// Does a job to its end, and tells after each step how far it is. Whoever does it meanwhile as well helps along. None where
    /// there is no such job.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails; what was done stays done.
    pub async fn voer_taak_uit(
        &self,
        taak: Uuid,
        mut vertel: impl FnMut(&Taak) + Send,
    ) -> Result<Option<Taak>, PoortFout> {
        loop {
            let Some(stand) = self.zet_taak_voort(taak).await? else { return Ok(None) };
            vertel(&stand);
            if stand.klaar_op.is_some() {
                return Ok(Some(stand));
            }
        }
    }

    /// One step of each job that is not done. True where there is more to do. A job that cannot be read is given up, and does not keep
    /// others waiting.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn zet_taken_voort(&self) -> Result<bool, PoortFout> {
        let mut meer = false;
        for taak in self.store.ids_van_open_taken().await? {
            match self.zet_taak_voort(taak).await {
                Ok(stand) => meer |= stand.is_some_and(|stand| stand.klaar_op.is_none()),
                Err(PoortFout::Store(fout @ StoreFout::BedorvenRij { .. })) => {
                    tracing::error!(%fout, %taak, "een taak is niet te lezen en gaat niet verder");
                    self.store.geef_taak_op(taak, self.klok.nu()).await?;
                }
                Err(fout) => return Err(fout),
            }
        }
        Ok(meer)
    }

    async fn zet_taak_voort(&self, taak: Uuid) -> Result<Option<Taak>, PoortFout> {
        let stand = self.store.zet_taak_voort(taak, PER_KEER, self.klok.nu()).await?;
        self.meld_beweging();
        Ok(stand)
    }

    /// Takes up a parked message again. False where there is no parked message with this id.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn herstel_bericht(&self, bericht: Uuid) -> Result<bool, PoortFout> {
        let gevonden = self.store.neem_weer_op(bericht).await?;
        self.meld_beweging();
        Ok(gevonden)
    }
}
