//! The postbus: what waits for a party, and its word that it has it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::dialect::{lees, micros, op_beide, schrijf};
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
    /// What waits for a party and is not confirmed: oldest first, at most `limiet`.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn postbus(&self, partij: Uuid, limiet: u32) -> Result<Vec<Levering>, StoreFout> {
        lees!(self, db => db.postbus(partij, limiet))
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
        async fn postbus(&mut self, partij: Uuid, limiet: u32) -> Result<Vec<Levering>, StoreFout> {
            let rijen: Vec<RuweLevering> = sqlx::query_as(concat!(
                levering_met_bericht!(),
                "WHERE l.partij_id = $1 AND l.bevestigd_op IS NULL ORDER BY l.volgnummer LIMIT $2"
            ))
            .bind(partij)
            .bind(i64::from(limiet))
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
