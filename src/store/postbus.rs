//! The postbus: what waits for a party, and its word that it has it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::model::Levering;
use super::openen::Store;
use super::rij::{RuweLevering, kolommen};

/// The columns of a levering with its message.
macro_rules! levering_met_bericht {
    () => {
        concat!(
            "SELECT l.id AS levering_id, l.aangeboden_op, l.bevestigd_op, ",
            kolommen!(),
            " FROM levering l JOIN bericht ON bericht.volgnummer = l.bericht_volgnummer "
        )
    };
}

impl Store {
    /// What waits for a party and is not confirmed: oldest first, at most `limiet`. Also what is kept for somebody who collects.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn postbus(&self, partij: Uuid, limiet: u32) -> Result<Vec<Levering>, StoreFout> {
        lees!(self, db => db.postbus(partij, limiet, i64::MAX))
    }

    /// The same, without what is kept now for somebody who collects.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn zichtbare_postbus(
        &self,
        partij: Uuid,
        limiet: u32,
        nu: DateTime<Utc>,
    ) -> Result<Vec<Levering>, StoreFout> {
        lees!(self, db => db.postbus(partij, limiet, micros(nu)))
    }

    /// The same, and keeps what it gives from every next look until `verborgen_tot`: so that two who collect do not get the
    /// same. What is not confirmed by then is visible again.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn neem_uit_postbus(
        &self,
        partij: Uuid,
        limiet: u32,
        nu: DateTime<Utc>,
        verborgen_tot: DateTime<Utc>,
    ) -> Result<Vec<Levering>, StoreFout> {
        schrijf!(self, tx => tx.neem_uit_postbus(partij, limiet, micros(nu), micros(verborgen_tot)))
    }

    /// One levering to a party, confirmed or not. None where it is not a levering to this party.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn levering(&self, partij: Uuid, levering: Uuid) -> Result<Option<Levering>, StoreFout> {
        lees!(self, db => db.levering(partij, levering))
    }

    /// Records that a party has these leveringen, and gives those of them that are leveringen to this party. The moment of
    /// the first time stays.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bevestig_alle(
        &self,
        partij: Uuid,
        leveringen: &[Uuid],
        nu: DateTime<Utc>,
    ) -> Result<Vec<Levering>, StoreFout> {
        schrijf!(self, tx => tx.bevestig_alle(partij, leveringen, micros(nu)))
    }

    /// Records that a party has a levering. The moment of the first time stays. None where it is not a levering to this
    /// party.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bevestig(
        &self,
        partij: Uuid,
        levering: Uuid,
        nu: DateTime<Utc>,
    ) -> Result<Option<Levering>, StoreFout> {
        schrijf!(self, tx => tx.bevestig(partij, levering, micros(nu)))
    }
}

op_beide! {
    /// The statements of this module.
    trait Postbus {
        async fn postbus(&mut self, partij: Uuid, limiet: u32, nu: i64) -> Result<Vec<Levering>, StoreFout> {
            let rijen: Vec<RuweLevering> = sqlx::query_as(concat!(
                levering_met_bericht!(),
                "WHERE l.partij_id = $1 AND l.bevestigd_op IS NULL AND (l.verborgen_tot IS NULL OR l.verborgen_tot <= $3)
                 ORDER BY l.volgnummer LIMIT $2"
            ))
            .bind(partij)
            .bind(i64::from(limiet))
            .bind(nu)
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(Levering::try_from).collect()
        }

        async fn neem_uit_postbus(
            &mut self,
            partij: Uuid,
            limiet: u32,
            nu: i64,
            verborgen_tot: i64,
        ) -> Result<Vec<Levering>, StoreFout> {
            // The rows of `l` are locked, and passed over where somebody else is taking them at this moment.
            let kies = format!(
                "SELECT l.volgnummer FROM levering l
                 WHERE l.partij_id = $1 AND l.bevestigd_op IS NULL AND (l.verborgen_tot IS NULL OR l.verborgen_tot <= $3)
                 ORDER BY l.volgnummer LIMIT $2 {}",
                Self::SLA_OVER
            );
            let gekozen: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(kies))
                .bind(partij)
                .bind(i64::from(limiet))
                .bind(nu)
                .fetch_all(&mut *self)
                .await?;
            let verberg =
                format!("UPDATE levering SET verborgen_tot = $1 WHERE volgnummer {}", Self::in_lijst(2));
            sqlx::query(AssertSqlSafe(verberg))
                .bind(verborgen_tot)
                .bind(Self::getallen(gekozen.iter().copied()))
                .execute(&mut *self)
                .await?;
            self.leveringen_met_nummer(&gekozen).await
        }

        async fn bevestig_alle(
            &mut self,
            partij: Uuid,
            leveringen: &[Uuid],
            nu: i64,
        ) -> Result<Vec<Levering>, StoreFout> {
            // In the order of their numbers, as everybody who changes several: two who confirm the same in another order would otherwise
            // wait for each other.
            let kies = format!(
                "SELECT v.volgnummer FROM levering v WHERE v.partij_id = $1 AND v.id {} ORDER BY v.volgnummer {}",
                Self::in_ids(2),
                Self::OP_SLOT
            );
            let deze: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(kies))
                .bind(partij)
                .bind(Self::ids(leveringen.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let zet = format!(
                "UPDATE levering SET bevestigd_op = $1 WHERE bevestigd_op IS NULL AND volgnummer {}",
                Self::in_lijst(2)
            );
            sqlx::query(AssertSqlSafe(zet))
                .bind(nu)
                .bind(Self::getallen(deze.iter().copied()))
                .execute(&mut *self)
                .await?;
            let bevestigd = self.leveringen_met_nummer(&deze).await?;
            let mut op_id: BTreeMap<Uuid, Levering> =
                bevestigd.into_iter().map(|levering| (levering.id, levering)).collect();
            Ok(leveringen.iter().filter_map(|id| op_id.remove(id)).collect())
        }

        /// These leveringen, in the order of their numbers.
        async fn leveringen_met_nummer(&mut self, volgnummers: &[i64]) -> Result<Vec<Levering>, StoreFout> {
            let lees = format!(
                "{} WHERE l.volgnummer {} ORDER BY l.volgnummer",
                levering_met_bericht!(),
                Self::in_lijst(1)
            );
            let rijen: Vec<RuweLevering> = sqlx::query_as(AssertSqlSafe(lees))
                .bind(Self::getallen(volgnummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            rijen.into_iter().map(Levering::try_from).collect()
        }

        async fn bevestig(
            &mut self,
            partij: Uuid,
            levering: Uuid,
            nu: i64,
        ) -> Result<Option<Levering>, StoreFout> {
            sqlx::query(
                "UPDATE levering SET bevestigd_op = $3 WHERE id = $2 AND partij_id = $1 AND bevestigd_op IS NULL",
            )
            .bind(partij)
            .bind(levering)
            .bind(nu)
            .execute(&mut *self)
            .await?;
            self.levering(partij, levering).await
        }

        async fn levering(&mut self, partij: Uuid, levering: Uuid) -> Result<Option<Levering>, StoreFout> {
            let rij: Option<RuweLevering> =
                sqlx::query_as(concat!(levering_met_bericht!(), "WHERE l.id = $2 AND l.partij_id = $1"))
                    .bind(partij)
                    .bind(levering)
                    .fetch_optional(&mut *self)
                    .await?;
            rij.map(Levering::try_from).transpose()
        }
    }
}
