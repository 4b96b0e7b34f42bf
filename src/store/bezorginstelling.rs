//! How each party gets its leveringen, and the secrets that they are signed with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use reqwest::Url;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, bedorven, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::sleutels::{Sleutelkast, Sleutels, onleesbaar, plek_van_bezorggeheim, sleutelnummer};
use crate::bericht::Standaard;
use crate::bezorging::{Bezorging, Bezorgwijze, Geheim};

impl Store {
    /// How a party gets its leveringen.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bezorging(&self, partij: Uuid) -> Result<Bezorging, StoreFout> {
        lees!(self, db => db.bezorging(partij))
    }

    /// How each party that something was set for gets its leveringen, in words: the way, and where to.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bezorginstellingen(&self) -> Result<BTreeMap<Uuid, String>, StoreFout> {
        lees!(self, db => db.bezorginstellingen())
    }

    /// Records how a party gets its leveringen, from now on; what waits goes the new way, at once. With a secret that secret
    /// takes over from those that there are, which stay valid until `oud_geldig_tot`.
    ///
    /// # Errors
    /// [`StoreFout`] where the party does not exist or the database fails.
    pub async fn stel_bezorging_in(
        &self,
        partij: Uuid,
        bezorging: &Bezorging,
        geheim: Option<&Geheim>,
        nu: DateTime<Utc>,
        oud_geldig_tot: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        let (nu, oud_geldig_tot) = (micros(nu), micros(oud_geldig_tot));
        schrijf!(self, tx => tx.stel_bezorging_in(&self.sleutels, partij, bezorging, geheim, nu, oud_geldig_tot))
    }

    /// The secrets that deliveries to a party are signed with now, the newest first. The one place that reads them.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bezorggeheimen(&self, partij: Uuid, nu: DateTime<Utc>) -> Result<Vec<Geheim>, StoreFout> {
        lees!(self, db => db.bezorggeheimen(&self.sleutels, partij, micros(nu)))
    }
}

pub(super) fn wijze_van(sleutel: &str, partij: Uuid) -> Result<Bezorgwijze, StoreFout> {
    Bezorgwijze::van_sleutel(sleutel).ok_or_else(|| bedorven("bezorgwijze", "wijze", partij))
}

op_beide! {
    /// The statements of this module.
    trait Bezorginstelling {
        async fn bezorging(&mut self, partij: Uuid) -> Result<Bezorging, StoreFout> {
            let rij: Option<(String, Option<String>)> =
                sqlx::query_as("SELECT wijze, url FROM bezorgwijze WHERE partij_id = $1")
                    .bind(partij)
                    .fetch_optional(&mut *self)
                    .await?;
            let Some((wijze, url)) = rij else { return Ok(Bezorging::default()) };
            let url = url.map(|url| Url::parse(&url)).transpose();
            Ok(Bezorging {
                wijze: wijze_van(&wijze, partij)?,
                url: url.map_err(|_| bedorven("bezorgwijze", "url", partij))?,
            })
        }

        async fn bezorginstellingen(&mut self) -> Result<BTreeMap<Uuid, String>, StoreFout> {
            let rijen: Vec<(Uuid, String)> =
                sqlx::query_as("SELECT partij_id, wijze || coalesce(' naar ' || url, '') FROM bezorgwijze")
                    .fetch_all(&mut *self)
                    .await?;
            Ok(rijen.into_iter().collect())
        }

        async fn stel_bezorging_in(
            &mut self,
            kast: &Sleutelkast,
            partij: Uuid,
            bezorging: &Bezorging,
            geheim: Option<&Geheim>,
            nu: i64,
            oud_geldig_tot: i64,
        ) -> Result<(), StoreFout> {
            // One that cannot be read is another one.
            let eerder = self.bezorging(partij).await.ok();
            sqlx::query(
                "INSERT INTO bezorgwijze (partij_id, wijze, url, gewijzigd_op) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (partij_id) DO UPDATE SET wijze = excluded.wijze, url = excluded.url,
                     gewijzigd_op = excluded.gewijzigd_op",
            )
            .bind(partij)
            .bind(bezorging.wijze.sleutel())
            .bind(bezorging.url.as_ref().map(Url::as_str))
            .bind(nu)
            .execute(&mut *self)
            .await?;
            let nieuw_adres = eerder.as_ref() != Some(bezorging);
            // Leveringen before rows, as where an attempt is recorded: otherwise the two could wait for each other.
            if nieuw_adres {
                self.begin_opnieuw(partij).await?;
            }
            for standaard in [Standaard::Ijw, Standaard::Iwmo] {
                // Another address or secret is another chance: that an attempt fails which is under way says nothing of it.
                sqlx::query(
                    "INSERT INTO bezorgrij (partij_id, standaard) VALUES ($1, $2)
                     ON CONFLICT (partij_id, standaard) DO UPDATE SET stand = 'nieuw', volgende_poging = NULL,
                         wacht_op = NULL, ronde = bezorgrij.ronde + 1",
                )
                .bind(partij)
                .bind(standaard.sleutel())
                .execute(&mut *self)
                .await?;
            }
            match geheim {
                Some(geheim) => self.vervang_geheim(kast, partij, geheim, nu, oud_geldig_tot).await,
                None => Ok(()),
            }
        }

        /// What its party was told of elsewhere and did not collect waits again, and what waits has all its attempts.
        async fn begin_opnieuw(&mut self, partij: Uuid) -> Result<(), StoreFout> {
            let kies = format!(
                "SELECT v.volgnummer FROM levering v WHERE v.partij_id = $1 AND v.bevestigd_op IS NULL
                     AND (v.aangekondigd_op IS NOT NULL OR (v.pogingen > 0 AND v.mislukt_op IS NULL))
                 ORDER BY v.volgnummer {}",
                Self::OP_SLOT
            );
            let deze: Vec<i64> =
                sqlx::query_scalar(AssertSqlSafe(kies)).bind(partij).fetch_all(&mut *self).await?;
            let zet = format!(
                "UPDATE levering SET aangekondigd_op = NULL, aankondigingen = 0, herinner_op = NULL, pogingen = 0
                 WHERE volgnummer {}",
                Self::in_lijst(1)
            );
            sqlx::query(AssertSqlSafe(zet))
                .bind(Self::getallen(deze.into_iter()))
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn vervang_geheim(
            &mut self,
            kast: &Sleutelkast,
            partij: Uuid,
            geheim: &Geheim,
            nu: i64,
            oud_geldig_tot: i64,
        ) -> Result<(), StoreFout> {
            // Two at once at most: the one before the one before goes.
            sqlx::query("DELETE FROM bezorggeheim WHERE partij_id = $1 AND vervalt_op IS NOT NULL")
                .bind(partij)
                .execute(&mut *self)
                .await?;
            sqlx::query("UPDATE bezorggeheim SET vervalt_op = $2 WHERE partij_id = $1")
                .bind(partij)
                .bind(oud_geldig_tot)
                .execute(&mut *self)
                .await?;
            let (bos, id) = (self.bos(kast).await?, Uuid::now_v7().to_string());
            let versleuteld = bos.versleutel_tekst(&plek_van_bezorggeheim(&id), &geheim.tekst())?;
            sqlx::query(
                "INSERT INTO bezorggeheim (id, partij_id, geheim, gemaakt_op, sleutel) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id)
            .bind(partij)
            .bind(versleuteld)
            .bind(nu)
            .bind(sleutelnummer(&bos))
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn bezorggeheimen(
            &mut self,
            kast: &Sleutelkast,
            partij: Uuid,
            nu: i64,
        ) -> Result<Vec<Geheim>, StoreFout> {
            let rijen: Vec<(String, String)> = sqlx::query_as(
                "SELECT id, geheim FROM bezorggeheim
                 WHERE partij_id = $1 AND (vervalt_op IS NULL OR vervalt_op > $2) ORDER BY gemaakt_op DESC, id DESC",
            )
            .bind(partij)
            .bind(nu)
            .fetch_all(&mut *self)
            .await?;
            // After the rows: whatever they are encrypted with is known by then.
            let bos = self.bos(kast).await?;
            let lees = |(id, versleuteld): (String, String)| {
                let fout = || bedorven("bezorggeheim", "geheim", id.clone());
                let tekst = bos.ontsleutel_tekst(&plek_van_bezorggeheim(&id), &versleuteld);
                Geheim::lees(&tekst.map_err(|geheim| onleesbaar(geheim, fout))?).map_err(|_| fout())
            };
            rijen.into_iter().map(lees).collect()
        }
    }
}
