//! Herstel: leveringen offered once more, one or many, and parked messages taken up again.
//!
//! Many are done in steps of one transaction each, that also record how far it got: so a job that was stopped halfway goes on
//! where it was, and two processes at the same job do not do a step twice.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::bezorgmodel::{LeveringKeuze, Taak};
use super::dialect::{Taal, bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::bezorging::Leveringstatus;

impl Store {
    /// How many leveringen a choice holds now.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn tel_leveringen(&self, keuze: &LeveringKeuze) -> Result<i64, StoreFout> {
        lees!(self, db => db.tel_leveringen(&Keuze::van(keuze), 0, i64::MAX))
    }

    /// Offers one levering once more, whatever became of it: with the same id, at its place in the order. False where there is
    /// none with this id, or the content of its message was cleaned up.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bied_opnieuw_aan(&self, levering: Uuid, nu: DateTime<Utc>) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.bied_een_opnieuw_aan(levering, micros(nu)))
    }

    /// Records the job to offer all of these once more: those that the choice holds now, and none that come later.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn maak_taak(&self, keuze: &LeveringKeuze, nu: DateTime<Utc>) -> Result<Taak, StoreFout> {
        schrijf!(self, tx => tx.maak_taak(&Keuze::van(keuze), micros(nu)))
    }

    /// Every job that is not done, oldest first.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn open_taken(&self) -> Result<Vec<Taak>, StoreFout> {
        lees!(self, db => db.open_taken())
    }

    /// Their ids alone: to be read one by one, so that one that cannot be read keeps no other waiting.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn ids_van_open_taken(&self) -> Result<Vec<Uuid>, StoreFout> {
        lees!(self, db => db.ids_van_open_taken())
    }

    /// Gives up a job that cannot be read.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn geef_taak_op(&self, id: Uuid, nu: DateTime<Utc>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.geef_taak_op(id, micros(nu)))
    }

    /// A job as it stands.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn taak(&self, id: Uuid) -> Result<Option<Taak>, StoreFout> {
        lees!(self, db => db.taak(id))
    }

    /// Does the next step of a job, of so many leveringen at most, and gives the job as it then stands. None where there is no
    /// such job.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; then the step was not done.
    pub async fn zet_taak_voort(
        &self,
        id: Uuid,
        per_keer: u32,
        nu: DateTime<Utc>,
    ) -> Result<Option<Taak>, StoreFout> {
        schrijf!(self, tx => tx.zet_taak_voort(id, per_keer, micros(nu)))
    }

    /// The ids of messages that were parked, oldest first, with the cause of each.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn geparkeerde_berichten(&self) -> Result<Vec<(Uuid, Option<String>)>, StoreFout> {
        lees!(self, db => db.geparkeerde_berichten())
    }

    /// Takes up a parked message again: it waits for verwerking at its old place in its stroom, with as many attempts as a
    /// new one.
    /// False where there is no parked message with this id.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn neem_weer_op(&self, bericht: Uuid) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.neem_weer_op(bericht))
    }
}

/// A choice as a job keeps it.
#[derive(Serialize, Deserialize)]
pub(super) struct Keuze {
    partij: Option<Uuid>,
    standaard: Option<String>,
    van: Option<i64>,
    tot: Option<i64>,
    status: String,
}

impl Keuze {
    fn van(keuze: &LeveringKeuze) -> Keuze {
        Keuze {
            partij: keuze.partij,
            standaard: keuze.standaard.map(|standaard| standaard.sleutel().to_owned()),
            van: keuze.van.map(micros),
            tot: keuze.tot.map(micros),
            status: keuze.status.sleutel().to_owned(),
        }
    }

    /// The condition on `levering v`, with $1 to $4 for party, law, from and until, and $5 and $6 for the first number that is
    /// left out and the last that is in.
    fn voorwaarde(&self) -> Result<String, StoreFout> {
        let status =
            Leveringstatus::van_sleutel(&self.status).ok_or_else(|| bedorven("taak", "keuze", ""))?;
        let status = match status {
            Leveringstatus::Bevestigd => "v.bevestigd_op IS NOT NULL",
            Leveringstatus::Mislukt => "v.bevestigd_op IS NULL AND v.mislukt_op IS NOT NULL",
            Leveringstatus::Aangekondigd => {
                "v.bevestigd_op IS NULL AND v.mislukt_op IS NULL AND v.aangekondigd_op IS NOT NULL"
            }
            Leveringstatus::Wachtend => {
                "v.bevestigd_op IS NULL AND v.mislukt_op IS NULL AND v.aangekondigd_op IS NULL"
            }
        };
        Ok(format!(
            "({status}) AND ($1 IS NULL OR v.partij_id = $1) AND ($2 IS NULL OR v.standaard = $2)
             AND ($3 IS NULL OR v.aangeboden_op >= $3) AND ($4 IS NULL OR v.aangeboden_op < $4)
             AND v.volgnummer > $5 AND v.volgnummer <= $6"
        ))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct TaakRij {
    id: Uuid,
    keuze: String,
    tot_en_met: i64,
    gevorderd_tot: i64,
    totaal: i64,
    gedaan: i64,
    gemaakt_op: i64,
    klaar_op: Option<i64>,
}

impl TryFrom<TaakRij> for Taak {
    type Error = StoreFout;

    fn try_from(rij: TaakRij) -> Result<Taak, StoreFout> {
        let klaar_op = rij.klaar_op.map(|op| moment("taak", "klaar_op", rij.id, op)).transpose();
        Ok(Taak {
            id: rij.id,
            totaal: rij.totaal,
            gedaan: rij.gedaan,
            gemaakt_op: moment("taak", "gemaakt_op", rij.id, rij.gemaakt_op)?,
            klaar_op: klaar_op?,
        })
    }
}

op_beide! {
    /// The statements of this module.
    trait Herstellen {
        async fn tel_leveringen(&mut self, keuze: &Keuze, na: i64, tot_en_met: i64) -> Result<i64, StoreFout> {
            let sql = format!("SELECT count(*) FROM levering v WHERE {}", keuze.voorwaarde()?);
            let aantal = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(keuze.partij)
                .bind(&keuze.standaard)
                .bind(keuze.van)
                .bind(keuze.tot)
                .bind(na)
                .bind(tot_en_met)
                .fetch_one(&mut *self)
                .await?;
            Ok(aantal)
        }

        async fn bied_een_opnieuw_aan(&mut self, levering: Uuid, nu: i64) -> Result<bool, StoreFout> {
            let volgnummer: Option<i64> = sqlx::query_scalar("SELECT volgnummer FROM levering WHERE id = $1")
                .bind(levering)
                .fetch_optional(&mut *self)
                .await?;
            let Some(volgnummer) = volgnummer else { return Ok(false) };
            Ok(self.bied_deze_opnieuw_aan(&[volgnummer], nu).await? > 0)
        }

        /// The same id, the same place in the order, and as many attempts as a new one; at once, also where its party waits for
        /// its next attempt. What was tried before stays recorded, and what is being tried now decides nothing.
        async fn bied_deze_opnieuw_aan(&mut self, volgnummers: &[i64], nu: i64) -> Result<u64, StoreFout> {
            // Only what can still be brought: the content of a message that was confirmed long ago may have been cleaned up, and not
            // while this goes on.
            let met_inhoud = format!(
                "SELECT v.volgnummer FROM inhoud i JOIN levering v ON v.bericht_volgnummer = i.bericht_volgnummer
                 WHERE v.volgnummer {} ORDER BY i.bericht_volgnummer {}",
                Self::in_lijst(1),
                Self::DEEL_INHOUD
            );
            let volgnummers: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(met_inhoud))
                .bind(Self::getallen(volgnummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let zet = format!(
                "UPDATE levering SET bevestigd_op = NULL, aangekondigd_op = NULL, mislukt_op = NULL, verborgen_tot = NULL,
                     pogingen = 0, aankondigingen = 0, herinner_op = NULL, ronde = ronde + 1, heraangeboden_op = $1
                 WHERE volgnummer {}",
                Self::in_lijst(2)
            );
            let lijst = || Self::getallen(volgnummers.iter().copied());
            let gedaan = sqlx::query(AssertSqlSafe(zet)).bind(nu).bind(lijst()).execute(&mut *self).await?;
            let rijen = format!(
                "UPDATE bezorgrij SET volgende_poging = NULL, wacht_op = NULL, ronde = ronde + 1 WHERE EXISTS
                     (SELECT 1 FROM levering v WHERE v.partij_id = bezorgrij.partij_id
                          AND v.standaard = bezorgrij.standaard AND v.volgnummer {})",
                Self::in_lijst(1)
            );
            sqlx::query(AssertSqlSafe(rijen)).bind(lijst()).execute(&mut *self).await?;
            Ok(gedaan.rows_affected())
        }

        async fn maak_taak(&mut self, keuze: &Keuze, nu: i64) -> Result<Taak, StoreFout> {
            let tot_en_met: i64 = sqlx::query_scalar("SELECT coalesce(max(volgnummer), 0) FROM levering")
                .fetch_one(&mut *self)
                .await?;
            let totaal = self.tel_leveringen(keuze, 0, tot_en_met).await?;
            let als_tekst = serde_json::to_string(keuze).map_err(|_| bedorven("taak", "keuze", ""))?;
            let rij: TaakRij = sqlx::query_as(
                "INSERT INTO taak (id, soort, keuze, tot_en_met, totaal, gemaakt_op)
                 VALUES ($1, 'leveringen', $2, $3, $4, $5)
                 RETURNING id, keuze, tot_en_met, gevorderd_tot, totaal, gedaan, gemaakt_op, klaar_op",
            )
            .bind(Uuid::now_v7())
            .bind(als_tekst)
            .bind(tot_en_met)
            .bind(totaal)
            .bind(nu)
            .fetch_one(&mut *self)
            .await?;
            rij.try_into()
        }

        async fn open_taken(&mut self) -> Result<Vec<Taak>, StoreFout> {
            let rijen: Vec<TaakRij> = sqlx::query_as(
                "SELECT id, keuze, tot_en_met, gevorderd_tot, totaal, gedaan, gemaakt_op, klaar_op
                 FROM taak WHERE klaar_op IS NULL AND mislukt_op IS NULL ORDER BY gemaakt_op, id",
            )
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(Taak::try_from).collect()
        }

        async fn ids_van_open_taken(&mut self) -> Result<Vec<Uuid>, StoreFout> {
            let ids = sqlx::query_scalar(
                "SELECT id FROM taak WHERE klaar_op IS NULL AND mislukt_op IS NULL ORDER BY gemaakt_op, id",
            );
            Ok(ids.fetch_all(&mut *self).await?)
        }

        async fn geef_taak_op(&mut self, id: Uuid, nu: i64) -> Result<(), StoreFout> {
            sqlx::query("UPDATE taak SET mislukt_op = $2 WHERE id = $1 AND klaar_op IS NULL AND mislukt_op IS NULL")
                .bind(id)
                .bind(nu)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn taakrij(&mut self, id: Uuid) -> Result<Option<TaakRij>, StoreFout> {
            let rij = sqlx::query_as(
                "SELECT id, keuze, tot_en_met, gevorderd_tot, totaal, gedaan, gemaakt_op, klaar_op
                 FROM taak WHERE id = $1",
            );
            Ok(rij.bind(id).fetch_optional(&mut *self).await?)
        }

        async fn taak(&mut self, id: Uuid) -> Result<Option<Taak>, StoreFout> {
            self.taakrij(id).await?.map(Taak::try_from).transpose()
        }

        async fn zet_taak_voort(&mut self, id: Uuid, per_keer: u32, nu: i64) -> Result<Option<Taak>, StoreFout> {
            // Locks the row: two processes at the same job take turns.
            sqlx::query("UPDATE taak SET gedaan = gedaan WHERE id = $1").bind(id).execute(&mut *self).await?;
            let Some(rij) = self.taakrij(id).await? else { return Ok(None) };
            if rij.klaar_op.is_some() {
                return rij.try_into().map(Some);
            }
            let keuze: Keuze = serde_json::from_str(&rij.keuze).map_err(|_| bedorven("taak", "keuze", id))?;
            let sql = format!(
                "SELECT v.volgnummer FROM levering v WHERE {} ORDER BY v.volgnummer LIMIT $7 {}",
                keuze.voorwaarde()?,
                Self::OP_SLOT
            );
            let deze: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(keuze.partij)
                .bind(&keuze.standaard)
                .bind(keuze.van)
                .bind(keuze.tot)
                .bind(rij.gevorderd_tot)
                .bind(rij.tot_en_met)
                .bind(i64::from(per_keer))
                .fetch_all(&mut *self)
                .await?;
            if !deze.is_empty() {
                self.bied_deze_opnieuw_aan(&deze, nu).await?;
            }
            let gedaan = i64::try_from(deze.len()).unwrap_or(i64::MAX);
            let klaar = deze.len() < usize::try_from(per_keer).unwrap_or(usize::MAX);
            sqlx::query("UPDATE taak SET gevorderd_tot = $2, gedaan = gedaan + $3, klaar_op = $4 WHERE id = $1")
                .bind(id)
                .bind(deze.last().copied().unwrap_or(rij.tot_en_met))
                .bind(gedaan)
                .bind(klaar.then_some(nu))
                .execute(&mut *self)
                .await?;
            self.taak(id).await
        }

        async fn geparkeerde_berichten(&mut self) -> Result<Vec<(Uuid, Option<String>)>, StoreFout> {
            let rijen = sqlx::query_as("SELECT id, oorzaak FROM bericht WHERE status = 'geparkeerd' ORDER BY volgnummer");
            Ok(rijen.fetch_all(&mut *self).await?)
        }

        async fn neem_weer_op(&mut self, bericht: Uuid) -> Result<bool, StoreFout> {
            let geraakt = sqlx::query(
                "UPDATE bericht SET status = 'ontvangen', pogingen = 0, volgende_poging = NULL, oorzaak = NULL
                 WHERE id = $1 AND status = 'geparkeerd'",
            )
            .bind(bericht)
            .execute(&mut *self)
            .await?;
            Ok(geraakt.rows_affected() == 1)
        }
    }
}
