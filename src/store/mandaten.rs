//! Who acts for whom: mandates of wijkteams, and the wijkteams that allocated what a message is about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::clienten::Pseudoniemen;
use super::dialect::{Taal, bedorven, lees, lees_samen, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::sleutels::{Sleutelkast, Sleutels};
use crate::bericht::{Bsn, Gemeentecode, Header, ToewijzingNummer};
use crate::partij::{Geldigheid, Mandaat};

/// A wijkteam that allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toewijzer {
    /// The wijkteam.
    pub wijkteam: Uuid,
    /// How many of the clients with an allocation that were asked about it allocated for.
    pub aantal: u64,
}

impl Store {
    /// The mandates of a wijkteam, first one first, also those of a gemeente that it belonged to before.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn mandaten(&self, wijkteam: Uuid) -> Result<Vec<Mandaat>, StoreFout> {
        lees!(self, db => db.mandaten(wijkteam))
    }

    /// Gives a wijkteam a mandate of the gemeente that it belongs to now. One of that gemeente that begins on the same day is replaced,
    /// so that it can be ended.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where another mandate of that gemeente holds on one of its days; [`StoreFout`] where the database fails.
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

    /// Which wijkteams allocated for these clients under these numbers of the gemeente of a message, and have a mandate on a day.
    /// `codes` are those that stand for that gemeente.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn toewijzers(
        &self,
        header: &Header,
        toewijzingen: &BTreeSet<(ToewijzingNummer, &Bsn)>,
        codes: &[String],
        dag: NaiveDate,
    ) -> Result<Vec<Toewijzer>, StoreFout> {
        if toewijzingen.is_empty() {
            return Ok(Vec::new());
        }
        lees_samen!(self, db => db.toewijzers(&self.sleutels, header, toewijzingen, codes, dag))
    }
}

op_beide! {
    /// The statements of this module.
    trait Mandaten {
        async fn mandaten(&mut self, wijkteam: Uuid) -> Result<Vec<Mandaat>, StoreFout> {
            let rijen: Vec<(String, NaiveDate, Option<NaiveDate>)> = sqlx::query_as(
                "SELECT gemeente, vanaf, tot FROM mandaat WHERE wijkteam_id = $1 ORDER BY vanaf, gemeente",
            )
            .bind(wijkteam)
            .fetch_all(&mut *self)
            .await?;
            let mandaat = |(gemeente, vanaf, tot): (String, NaiveDate, Option<NaiveDate>)| {
                let gemeente = Gemeentecode::lees(&gemeente).map_err(|_| bedorven("mandaat", "gemeente", wijkteam))?;
                Ok(Mandaat { gemeente, geldig: Geldigheid { vanaf, tot } })
            };
            rijen.into_iter().map(mandaat).collect()
        }

        async fn geef_mandaat(&mut self, wijkteam: Uuid, geldig: &Geldigheid) -> Result<(), StoreFout> {
            // Two who give one at the same moment wait for each other here.
            let gemeente: Option<String> =
                sqlx::query_scalar("UPDATE partij SET stand = stand + 1 WHERE id = $1 RETURNING gemeente")
                .bind(wijkteam)
                .fetch_optional(&mut *self)
                .await?
                .flatten();
            let Some(gemeente) = gemeente else {
                return Err(StoreFout::Strijdig("alleen een wijkteam heeft een mandaat".to_owned()));
            };
            let staande = self.mandaten(wijkteam).await?;
            let ander = staande.iter().filter(|ander| ander.gemeente.as_str() == gemeente).find(|ander| {
                ander.geldig.vanaf != geldig.vanaf && ander.geldig.overlapt(geldig)
            });
            if let Some(ander) = ander {
                return Err(StoreFout::Strijdig(format!(
                    "het wijkteam heeft al een mandaat vanaf {}, dat voor een deel over dezelfde dagen gaat: geef dat eerst een laatste dag",
                    ander.geldig.vanaf.format("%d-%m-%Y")
                )));
            }
            sqlx::query(
                "INSERT INTO mandaat (wijkteam_id, gemeente, vanaf, tot) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (wijkteam_id, gemeente, vanaf) DO UPDATE SET tot = excluded.tot",
            )
            .bind(wijkteam)
            .bind(gemeente)
            .bind(geldig.vanaf)
            .bind(geldig.tot)
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
            kast: &Sleutelkast,
            header: &Header,
            toewijzingen: &BTreeSet<(ToewijzingNummer, &Bsn)>,
            codes: &[String],
            dag: NaiveDate,
        ) -> Result<Vec<Toewijzer>, StoreFout> {
            let sql = format!(
                "SELECT n.nummer, n.client, n.wijkteam_id FROM toewijzing_nummer n JOIN partij p ON p.id = n.wijkteam_id
                 WHERE n.standaard = $1 AND n.gemeente = $2 AND n.aanbieder = $3 AND n.nummer {} AND p.gemeente {}
                   AND EXISTS (SELECT 1 FROM mandaat m WHERE m.wijkteam_id = n.wijkteam_id AND m.gemeente {}
                               AND m.vanaf <= $4 AND (m.tot IS NULL OR m.tot >= $4))",
                Self::in_lijst(5),
                Self::in_lijst(6),
                Self::in_lijst(6)
            );
            let rijen: Vec<(i64, String, Uuid)> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.gemeente.as_str())
                .bind(header.aanbieder.as_str())
                .bind(dag)
                .bind(Self::getallen(toewijzingen.iter().map(|(nummer, _)| i64::from(nummer.0))))
                .bind(Self::teksten(codes.iter().map(String::as_str)))
                .fetch_all(&mut *self)
                .await?;
            if rijen.is_empty() {
                return Ok(Vec::new());
            }
            // A number with another client than it was given for is nobody's.
            let bos = self.bos(kast).await?;
            let clienten = Pseudoniemen::van(&bos, toewijzingen.iter().map(|(_, bsn)| *bsn));
            let gevraagd: BTreeSet<(i64, String)> = toewijzingen
                .iter()
                .map(|(nummer, bsn)| (i64::from(nummer.0), clienten.van_client(bsn)))
                .collect();
            let mut per_wijkteam: BTreeMap<Uuid, u64> = BTreeMap::new();
            for (nummer, client, wijkteam) in rijen {
                if gevraagd.contains(&(nummer, client)) {
                    *per_wijkteam.entry(wijkteam).or_default() += 1;
                }
            }
            Ok(per_wijkteam.into_iter().map(|(wijkteam, aantal)| Toewijzer { wijkteam, aantal }).collect())
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
                "UPDATE toewijzing_nummer SET wijkteam_id = p.id
                 FROM bericht b JOIN partij p ON p.id = b.indiener_id AND p.soort = 'wijkteam'
                 WHERE b.volgnummer = $3 AND toewijzing_nummer.standaard = $1 AND toewijzing_nummer.gemeente = $2
                   AND toewijzing_nummer.nummer {}
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
