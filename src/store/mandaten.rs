//! Who acts for whom: mandates of wijkteams, and the wijkteams that allocated what a message is about.

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, lees, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::bericht::{Header, ToewijzingNummer};
use crate::partij::Geldigheid;

/// A wijkteam that allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toewijzer {
    /// The wijkteam.
    pub wijkteam: Uuid,
    /// How many of the allocations that were asked about are its own.
    pub aantal: u64,
}

impl Store {
    /// The mandates of a wijkteam, first one first.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn mandaten(&self, wijkteam: Uuid) -> Result<Vec<Geldigheid>, StoreFout> {
        lees!(self, db => db.mandaten(wijkteam))
    }

    /// Gives a wijkteam a mandate. One that begins on the same day is replaced, so that it can be ended.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where another mandate of the wijkteam holds on one of its days; [`StoreFout`] where the database fails.
    pub async fn geef_mandaat(&self, wijkteam: Uuid, mandaat: &Geldigheid) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.geef_mandaat(wijkteam, mandaat))
    }

    /// Takes the mandate that begins on this day back, as if it had never been. False where there is none.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn vergeet_mandaat(&self, wijkteam: Uuid, vanaf: NaiveDate) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.vergeet_mandaat(wijkteam, vanaf))
    }

    /// Which wijkteams allocated these numbers of the gemeente of a message and have a mandate on a day.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn toewijzers(
        &self,
        header: &Header,
        nummers: impl Iterator<Item = ToewijzingNummer> + Send,
        dag: NaiveDate,
    ) -> Result<Vec<Toewijzer>, StoreFout> {
        let nummers: Vec<i64> = nummers.map(|nummer| i64::from(nummer.0)).collect();
        if nummers.is_empty() {
            return Ok(Vec::new());
        }
        lees!(self, db => db.toewijzers(header, &nummers, dag))
    }
}

op_beide! {
    /// The statements of this module.
    trait Mandaten {
        async fn mandaten(&mut self, wijkteam: Uuid) -> Result<Vec<Geldigheid>, StoreFout> {
            let rijen: Vec<(NaiveDate, Option<NaiveDate>)> =
                sqlx::query_as("SELECT vanaf, tot FROM mandaat WHERE wijkteam_id = $1 ORDER BY vanaf")
                    .bind(wijkteam)
                    .fetch_all(&mut *self)
                    .await?;
            Ok(rijen.into_iter().map(|(vanaf, tot)| Geldigheid { vanaf, tot }).collect())
        }

        async fn geef_mandaat(&mut self, wijkteam: Uuid, mandaat: &Geldigheid) -> Result<(), StoreFout> {
            let staande = self.mandaten(wijkteam).await?;
            let ander = staande.iter().find(|ander| ander.vanaf != mandaat.vanaf && ander.overlapt(mandaat));
            if let Some(ander) = ander {
                return Err(StoreFout::Strijdig(format!(
                    "het wijkteam heeft al een mandaat vanaf {}, dat voor een deel over dezelfde dagen gaat: geef dat eerst een laatste dag",
                    ander.vanaf.format("%d-%m-%Y")
                )));
            }
            sqlx::query(
                "INSERT INTO mandaat (wijkteam_id, vanaf, tot) VALUES ($1, $2, $3)
                 ON CONFLICT (wijkteam_id, vanaf) DO UPDATE SET tot = excluded.tot",
            )
            .bind(wijkteam)
            .bind(mandaat.vanaf)
            .bind(mandaat.tot)
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn vergeet_mandaat(&mut self, wijkteam: Uuid, vanaf: NaiveDate) -> Result<bool, StoreFout> {
            let weg = sqlx::query("DELETE FROM mandaat WHERE wijkteam_id = $1 AND vanaf = $2")
                .bind(wijkteam)
                .bind(vanaf)
                .execute(&mut *self)
                .await?;
            Ok(weg.rows_affected() > 0)
        }

        async fn toewijzers(
            &mut self,
            header: &Header,
            nummers: &[i64],
            dag: NaiveDate,
        ) -> Result<Vec<Toewijzer>, StoreFout> {
            let sql = format!(
                "SELECT n.wijkteam_id, count(*) FROM toewijzing_nummer n
                 WHERE n.standaard = $1 AND n.gemeente = $2 AND n.aanbieder = $3 AND n.nummer {}
                   AND n.wijkteam_id IS NOT NULL
                   AND EXISTS (SELECT 1 FROM mandaat m WHERE m.wijkteam_id = n.wijkteam_id
                               AND m.vanaf <= $4 AND (m.tot IS NULL OR m.tot >= $4))
                 GROUP BY n.wijkteam_id ORDER BY n.wijkteam_id",
                Self::in_lijst(5)
            );
            let rijen: Vec<(Uuid, i64)> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.gemeente.as_str())
                .bind(header.aanbieder.as_str())
                .bind(dag)
                .bind(Self::getallen(nummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let toewijzer = |(wijkteam, aantal): (Uuid, i64)| Toewijzer { wijkteam, aantal: aantal.unsigned_abs() };
            Ok(rijen.into_iter().map(toewijzer).collect())
        }
    }
}

op_beide! {
    /// The projection of who allocated.
    trait Toewijzers {
        /// Records the wijkteam that offered a 301 with the allocations that the message made or changed; what it only repeats stays
        /// with whoever allocated it.
        async fn wijs_wijkteam_toe(
            &mut self,
            header: &Header,
            bericht: i64,
            nummers: &[i64],
        ) -> Result<(), StoreFout> {
            let sql = format!(
                "UPDATE toewijzing_nummer SET wijkteam_id = (
                     SELECT b.indiener_id FROM bericht b JOIN partij p ON p.id = b.indiener_id AND p.soort = 'wijkteam'
                     WHERE b.volgnummer = $3)
                 WHERE standaard = $1 AND gemeente = $2 AND nummer {}
                   AND EXISTS (SELECT 1 FROM bericht b JOIN partij p ON p.id = b.indiener_id AND p.soort = 'wijkteam'
                               WHERE b.volgnummer = $3)
                   AND EXISTS (SELECT 1 FROM toewijzing t WHERE t.standaard = toewijzing_nummer.standaard
                               AND t.gemeente = toewijzing_nummer.gemeente AND t.nummer = toewijzing_nummer.nummer
                               AND t.bericht_volgnummer = $3)",
                Self::in_lijst(4)
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.gemeente.as_str())
                .bind(bericht)
                .bind(Self::getallen(nummers.iter().copied()))
                .execute(&mut *self)
                .await?;
            Ok(())
        }
    }
}
