//! Work: which worker holds which stroom, and the message that is first in it.
//!
//! A lease keeps two workers from doing the same work; it does not keep the result right. That is the fence in
//! `leg_verwerking_vast`: who lost the lease writes nothing.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::bezorging::Bezorgen;
use super::dialect::{Afbreken, Taal, bedorven, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::gebeurtenissen::Gebeurtenissen;
use super::model::{BerichtRij, Werk};
use super::openen::Store;
use super::rij::{RuwBericht, kolommen};
use super::sleutels::Sleutels;

/// How often a claim tries again when another worker was just before it.
const POGINGEN: usize = 16;

impl Store {
    /// Takes the stroom with the oldest waiting message whose turn it is, until `lease_tot`, and gives the first
    /// waiting message of that stroom. None where there is nothing to do now.
    ///
    /// A stroom is held by one worker at a time, over all processes. A stroom whose first message waits for its next
    /// attempt waits as a whole, so that the order is kept.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn claim(
        &self,
        eigenaar: Uuid,
        nu: DateTime<Utc>,
        lease_tot: DateTime<Utc>,
    ) -> Result<Option<Werk>, StoreFout> {
        for _ in 0..POGINGEN {
            let uit: Result<_, Afbreken<()>> =
                schrijf!(self, tx => tx.claim(eigenaar, micros(nu), micros(lease_tot)));
            match uit {
                Ok(gevonden) => {
                    return Ok(gevonden.map(|(stroom, bericht)| Werk { eigenaar, stroom, bericht }));
                }
                Err(Afbreken::Met(())) => {}
                Err(Afbreken::Fout(fout)) => return Err(fout),
            }
        }
        Ok(None)
    }

    /// Holds on to a stroom for longer. False where the lease is lost: stop, another worker has it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn verleng(&self, werk: &Werk, lease_tot: DateTime<Utc>) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.verleng(werk, micros(lease_tot)))
    }

    /// Gives back every stroom that this worker holds: at an orderly shutdown.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; the leases then expire by themselves.
    pub async fn geef_vrij(&self, eigenaar: Uuid) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.geef_vrij(eigenaar))
    }

    /// Gives back every stroom and every row of leveringen and events, whoever holds it. Only where this process is the only one on the database: what is held
    /// was then held by a process that is gone.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; the leases then expire by themselves.
    pub async fn geef_alles_vrij(&self) -> Result<(), StoreFout> {
        schrijf!(self, tx => async {
            tx.geef_alles_vrij().await?;
            tx.geef_bezorging_vrij().await?;
            tx.geef_gebeurtenissen_vrij().await
        })
    }

    /// The bytes of the message that a worker holds.
    ///
    /// # Errors
    /// [`StoreFout::BedorvenRij`] where the bytes are not those that were stored; [`StoreFout`] where the database fails.
    pub async fn laad(&self, werk: &Werk) -> Result<Vec<u8>, StoreFout> {
        let bericht = &werk.bericht;
        let bytes = lees!(self, db => db.bytes_van(&self.sleutels, bericht.volgnummer))?;
        ongeschonden(bericht.volgnummer, &bericht.sha256, bytes)
    }

    /// How many messages wait for verwerking. Those that were parked do not count.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wachtend(&self) -> Result<i64, StoreFout> {
        lees!(self, db => db.wachtend())
    }
}

/// The bytes of a message, if they are there and still have the hash they came with.
pub(super) fn ongeschonden(
    bericht: i64,
    sha256: &[u8],
    bytes: Option<Vec<u8>>,
) -> Result<Vec<u8>, StoreFout> {
    bytes
        .filter(|bytes| Sha256::digest(bytes).as_slice() == sha256)
        .ok_or_else(|| bedorven("inhoud", "bytes", bericht))
}

op_beide! {
    /// The statements of this module.
    trait Claimen {
        async fn claim(
            &mut self,
            eigenaar: Uuid,
            nu: i64,
            lease_tot: i64,
        ) -> Result<Option<(i64, BerichtRij)>, Afbreken<()>> {
            // Walks the waiting messages, oldest first, to the first one whose stroom is free and need not wait. Within
            // a stroom volgnummer and stroom_volgnummer rise together, so that is the first of its stroom.
            let kies = format!(
                "SELECT l.stroom_id FROM bericht JOIN stroom_lease l ON l.stroom_id = bericht.stroom_id
                 WHERE bericht.status = 'ontvangen' AND (l.lease_tot IS NULL OR l.lease_tot <= $1)
                   AND bericht.stroom_id NOT IN
                       (SELECT u.stroom_id FROM bericht u WHERE u.status = 'ontvangen' AND u.volgende_poging > $1)
                 ORDER BY bericht.volgnummer LIMIT 1 {}",
                Self::SLA_OVER
            );
            let stroom: Option<i64> =
                sqlx::query_scalar(AssertSqlSafe(kies)).bind(nu).fetch_optional(&mut *self).await?;
            let Some(stroom) = stroom else { return Ok(None) };
            // The row of the lease is ours now. On PostgreSQL another worker may have finished or put off the message
            // between the look and the lock: look again, at what is committed by now.
            let rij: Option<RuwBericht> = sqlx::query_as(concat!(
                "SELECT ",
                kolommen!(),
                " FROM bericht
                 WHERE stroom_id = $1 AND status = 'ontvangen' AND (volgende_poging IS NULL OR volgende_poging <= $2)
                   AND stroom_volgnummer = (SELECT min(e.stroom_volgnummer) FROM bericht e
                                            WHERE e.stroom_id = $1 AND e.status = 'ontvangen')"
            ))
            .bind(stroom)
            .bind(nu)
            .fetch_optional(&mut *self)
            .await?;
            let Some(rij) = rij else { return Err(Afbreken::Met(())) };
            sqlx::query("UPDATE stroom_lease SET lease_door = $2, lease_tot = $3 WHERE stroom_id = $1")
                .bind(stroom)
                .bind(eigenaar)
                .bind(lease_tot)
                .execute(&mut *self)
                .await?;
            Ok(Some((stroom, rij.try_into()?)))
        }

        async fn verleng(&mut self, werk: &Werk, lease_tot: i64) -> Result<bool, StoreFout> {
            let geraakt = sqlx::query("UPDATE stroom_lease SET lease_tot = $3 WHERE stroom_id = $1 AND lease_door = $2")
                .bind(werk.stroom)
                .bind(werk.eigenaar)
                .bind(lease_tot)
                .execute(&mut *self)
                .await?;
            Ok(geraakt.rows_affected() == 1)
        }

        async fn geef_vrij(&mut self, eigenaar: Uuid) -> Result<(), StoreFout> {
            sqlx::query("UPDATE stroom_lease SET lease_door = NULL, lease_tot = NULL WHERE lease_door = $1")
                .bind(eigenaar)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn geef_alles_vrij(&mut self) -> Result<(), StoreFout> {
            sqlx::query("UPDATE stroom_lease SET lease_door = NULL, lease_tot = NULL WHERE lease_door IS NOT NULL")
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn wachtend(&mut self) -> Result<i64, StoreFout> {
            let aantal = sqlx::query_scalar("SELECT count(*) FROM bericht WHERE status = 'ontvangen'");
            Ok(aantal.fetch_one(&mut *self).await?)
        }
    }
}
