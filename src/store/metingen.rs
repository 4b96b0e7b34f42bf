//! Counts over everything, for who watches the gate: numbers by kind, nothing of any party or client.

use chrono::{DateTime, Utc};

use super::dialect::{lees_samen, op_beide};
use super::error::StoreFout;
use super::openen::Store;

/// How things stand in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// Messages by type and status.
    pub berichten: Vec<(String, String, i64)>,
    /// When the oldest message that waits to be processed came in.
    pub oudste_wachtende: Option<DateTime<Utc>>,
    /// Leveringen that are not confirmed, by the kind of party that they wait for, with when the oldest was offered.
    pub postbus: Vec<(String, i64, Option<DateTime<Utc>>)>,
}

impl Store {
    /// Counts everything, at one moment.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn stand(&self) -> Result<Stand, StoreFout> {
        lees_samen!(self, db => db.stand())
    }
}

fn moment(micros: Option<i64>) -> Option<DateTime<Utc>> {
    micros.and_then(DateTime::from_timestamp_micros)
}

op_beide! {
    /// The statements of this module.
    trait Metingen {
        async fn stand(&mut self) -> Result<Stand, StoreFout> {
            let berichten =
                sqlx::query_as("SELECT berichttype, status, count(*) FROM bericht GROUP BY berichttype, status")
                    .fetch_all(&mut *self)
                    .await?;
            let oudste: Option<i64> =
                sqlx::query_scalar("SELECT min(ontvangen_op) FROM bericht WHERE status = 'ontvangen'")
                    .fetch_one(&mut *self)
                    .await?;
            let postbus: Vec<(String, i64, Option<i64>)> = sqlx::query_as(
                "SELECT p.soort, count(*), min(l.aangeboden_op)
                 FROM levering l JOIN partij p ON p.id = l.partij_id
                 WHERE l.bevestigd_op IS NULL GROUP BY p.soort",
            )
            .fetch_all(&mut *self)
            .await?;
            let postbus = postbus.into_iter().map(|(soort, aantal, oudste)| (soort, aantal, moment(oudste)));
            Ok(Stand { berichten, oudste_wachtende: moment(oudste), postbus: postbus.collect() })
        }
    }
}
