//! Bringing leveringen to parties: whose turn it is, and who holds which row of leveringen.
//!
//! A row is all that waits for one party under one law, and is held by one process at a time: so its leveringen go in order.
//! How each party gets them stands in `bezorginstelling.rs`, and what became of an attempt in `bezorgpoging.rs`.

use chrono::{DateTime, Utc};
use reqwest::Url;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::bezorginstelling::wijze_van;
use super::bezorgmodel::{Bezorgwerk, Zending};
use super::dialect::{Taal, bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::rij::{RuwBericht, kolommen};
use crate::bezorging::{Bezorgwijze, Stand};

/// The condition that a levering waits to be brought.
macro_rules! te_bezorgen {
    ($naam:literal) => {
        concat!(
            $naam,
            ".bevestigd_op IS NULL AND ",
            $naam,
            ".aangekondigd_op IS NULL AND ",
            $naam,
            ".mislukt_op IS NULL"
        )
    };
}

/// The condition that a row may be taken up at moment $1. A wait is about one levering: where that waits no more, as its party collected it,
/// the next need not wait either.
macro_rules! aan_de_beurt {
    () => {
        concat!(
            "w.wijze <> 'postbus' AND (l.lease_tot IS NULL OR l.lease_tot <= $1)
             AND (l.volgende_poging IS NULL OR l.volgende_poging <= $1
                  OR NOT EXISTS (SELECT 1 FROM levering k WHERE k.volgnummer = l.wacht_op AND ",
            te_bezorgen!("k"),
            "))
             AND EXISTS (SELECT 1 FROM levering v WHERE v.partij_id = l.partij_id AND v.standaard = l.standaard AND ",
            te_bezorgen!("v"),
            ")"
        )
    };
}

impl Store {
    /// Whether there is anything to bring now. Reads only, so that looking often costs little.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn iets_te_bezorgen(&self, nu: DateTime<Utc>) -> Result<bool, StoreFout> {
        lees!(self, db => db.iets_te_bezorgen(micros(nu)))
    }

    /// Takes up to `limiet` rows whose last attempt went like this and whose turn it is, those first that waited longest for
    /// an attempt, and gives the first levering of each. They are held until `lease_tot`.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn claim_bezorgingen(
        &self,
        stand: Stand,
        nu: DateTime<Utc>,
        lease_tot: DateTime<Utc>,
        limiet: usize,
    ) -> Result<Vec<Bezorgwerk>, StoreFout> {
        let limiet = i64::try_from(limiet).unwrap_or(i64::MAX);
        schrijf!(self, tx => tx.claim_bezorgingen(stand, micros(nu), micros(lease_tot), limiet))
    }

    /// Gives back a row without an attempt: nothing was sent.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; the lease then expires by itself.
    pub async fn laat_bezorging_los(&self, werk: &Bezorgwerk) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.laat_bezorging_los(werk))
    }
}

#[derive(sqlx::FromRow)]
struct WerkRij {
    rij: i64,
    ronde: i64,
    levering_ronde: i64,
    partij_id: Uuid,
    wijze: String,
    url: Option<String>,
    levering_id: Uuid,
    levering_volgnummer: i64,
    aangeboden_op: i64,
    levering_pogingen: i32,
    aankondigingen: i32,
    #[sqlx(flatten)]
    bericht: RuwBericht,
}

impl WerkRij {
    /// What cannot be read is told with the levering: it must not keep others waiting.
    fn werk(self, eigenaar: Uuid) -> Bezorgwerk {
        let (partij, levering) = (self.partij_id, self.levering_id);
        let aantal = |aantal: i32| u32::try_from(aantal).unwrap_or_default();
        let wijze = wijze_van(&self.wijze, partij);
        let zending = zending(self.url.as_deref(), partij, levering, self.aangeboden_op, self.bericht);
        let zending = wijze
            .as_ref()
            .map_err(ToString::to_string)
            .and_then(|_| zending.map_err(|fout| fout.to_string()));
        Bezorgwerk {
            eigenaar,
            rij: self.rij,
            ronde: self.ronde,
            levering_ronde: self.levering_ronde,
            partij,
            wijze: wijze.unwrap_or(Bezorgwijze::Webhook),
            levering,
            volgnummer: self.levering_volgnummer,
            pogingen: aantal(self.levering_pogingen),
            aankondigingen: aantal(self.aankondigingen),
            zending,
        }
    }
}

fn zending(
    url: Option<&str>,
    partij: Uuid,
    levering: Uuid,
    aangeboden_op: i64,
    bericht: RuwBericht,
) -> Result<Zending, StoreFout> {
    let url = url.and_then(|url| Url::parse(url).ok());
    Ok(Zending {
        url: url.ok_or_else(|| bedorven("bezorgwijze", "url", partij))?,
        aangeboden_op: moment("levering", "aangeboden_op", levering, aangeboden_op)?,
        bericht: bericht.try_into()?,
    })
}

op_beide! {
    /// The statements of this module.
    trait Bezorgen {
        async fn iets_te_bezorgen(&mut self, nu: i64) -> Result<bool, StoreFout> {
            let rij: Option<i64> = sqlx::query_scalar(concat!(
                "SELECT l.id FROM bezorgrij l JOIN bezorgwijze w ON w.partij_id = l.partij_id WHERE ",
                aan_de_beurt!(),
                " LIMIT 1"
            ))
            .bind(nu)
            .fetch_optional(&mut *self)
            .await?;
            Ok(rij.is_some())
        }

        async fn claim_bezorgingen(
            &mut self,
            stand: Stand,
            nu: i64,
            lease_tot: i64,
            limiet: i64,
        ) -> Result<Vec<Bezorgwerk>, StoreFout> {
            let kies = format!(
                "SELECT l.id FROM bezorgrij l JOIN bezorgwijze w ON w.partij_id = l.partij_id
                 WHERE l.stand = $2 AND {} ORDER BY coalesce(l.laatste_poging, 0), l.id LIMIT $3 {}",
                aan_de_beurt!(),
                Self::SLA_OVER
            );
            let rijen: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(kies))
                .bind(nu)
                .bind(stand.sleutel())
                .bind(limiet)
                .fetch_all(&mut *self)
                .await?;
            if rijen.is_empty() {
                return Ok(Vec::new());
            }
            let eigenaar = Uuid::now_v7();
            let neem = format!("UPDATE bezorgrij SET lease_door = $1, lease_tot = $2 WHERE id {}", Self::in_lijst(3));
            sqlx::query(AssertSqlSafe(neem))
                .bind(eigenaar)
                .bind(lease_tot)
                .bind(Self::getallen(rijen.iter().copied()))
                .execute(&mut *self)
                .await?;
            let werk = self.eerste_leveringen(eigenaar, None).await?;
            // What waited may have been confirmed between the look and the lock: such a row is not kept.
            let met_werk = werk.iter().map(|werk| werk.rij);
            let geef_terug = format!(
                "UPDATE bezorgrij SET lease_door = NULL, lease_tot = NULL WHERE lease_door = $1 AND NOT (id {})",
                Self::in_lijst(2)
            );
            sqlx::query(AssertSqlSafe(geef_terug))
                .bind(eigenaar)
                .bind(Self::getallen(met_werk))
                .execute(&mut *self)
                .await?;
            Ok(werk)
        }

        /// The first levering of each row that this owner holds, or of one of them.
        async fn eerste_leveringen(
            &mut self,
            eigenaar: Uuid,
            rij: Option<i64>,
        ) -> Result<Vec<Bezorgwerk>, StoreFout> {
            let rijen: Vec<WerkRij> = sqlx::query_as(concat!(
                "SELECT l.id AS rij, l.ronde, l.partij_id, w.wijze, w.url, v.id AS levering_id,
                     v.volgnummer AS levering_volgnummer, v.aangeboden_op, v.pogingen AS levering_pogingen,
                     v.aankondigingen, v.ronde AS levering_ronde, ",
                kolommen!(),
                " FROM bezorgrij l JOIN bezorgwijze w ON w.partij_id = l.partij_id
                 JOIN levering v ON v.volgnummer =
                     (SELECT min(e.volgnummer) FROM levering e
                      WHERE e.partij_id = l.partij_id AND e.standaard = l.standaard AND ",
                te_bezorgen!("e"),
                ")
                 JOIN bericht ON bericht.volgnummer = v.bericht_volgnummer
                 WHERE l.lease_door = $1 AND ($2 IS NULL OR l.id = $2) AND w.wijze <> 'postbus'
                 ORDER BY l.id"
            ))
            .bind(eigenaar)
            .bind(rij)
            .fetch_all(&mut *self)
            .await?;
            Ok(rijen.into_iter().map(|rij| rij.werk(eigenaar)).collect())
        }

        async fn laat_bezorging_los(&mut self, werk: &Bezorgwerk) -> Result<(), StoreFout> {
            sqlx::query("UPDATE bezorgrij SET lease_door = NULL, lease_tot = NULL WHERE id = $1 AND lease_door = $2")
                .bind(werk.rij)
                .bind(werk.eigenaar)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn geef_bezorging_vrij(&mut self) -> Result<(), StoreFout> {
            sqlx::query("UPDATE bezorgrij SET lease_door = NULL, lease_tot = NULL WHERE lease_door IS NOT NULL")
                .execute(&mut *self)
                .await?;
            Ok(())
        }
    }
}
