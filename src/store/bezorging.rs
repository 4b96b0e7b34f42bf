//! Bringing leveringen to parties: how each gets them, who holds which row of leveringen, and what became of each attempt.
//!
//! A row is all that waits for one party under one law, and is held by one process at a time: so its leveringen go in order.
//! Who lost a row may still record what it did, but moves the row no more.

use chrono::{DateTime, Utc};
use reqwest::Url;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::bezorgmodel::{Bezorgwerk, GedanePoging};
use super::dialect::{Taal, bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::rij::{RuwBericht, kolommen};
use super::sleutels::{Sleutelkast, Sleutels, onleesbaar, plek_van_bezorggeheim, sleutelnummer};
use crate::bericht::Standaard;
use crate::bezorging::{Besluit, Bezorging, Bezorgwijze, Geheim, PogingUitkomst, Stand};

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

/// The condition that a row may be taken up at moment $1.
macro_rules! aan_de_beurt {
    () => {
        concat!(
            "w.wijze <> 'postbus' AND (l.lease_tot IS NULL OR l.lease_tot <= $1)
             AND (l.volgende_poging IS NULL OR l.volgende_poging <= $1)
             AND EXISTS (SELECT 1 FROM levering v WHERE v.partij_id = l.partij_id AND v.standaard = l.standaard AND ",
            te_bezorgen!("v"),
            ")"
        )
    };
}

impl Store {
    /// How a party gets its leveringen.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bezorging(&self, partij: Uuid) -> Result<Bezorging, StoreFout> {
        lees!(self, db => db.bezorging(partij))
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

    /// Records an attempt and what follows from it. With a `lease_tot` the row is held on to until then, and its next
    /// levering comes back, if that may go now; without, the row is given back.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails: the lease then expires by itself, and the attempt is made again.
    pub async fn leg_poging_vast(
        &self,
        werk: &Bezorgwerk,
        poging: &GedanePoging,
        nu: DateTime<Utc>,
        lease_tot: Option<DateTime<Utc>>,
    ) -> Result<Option<Bezorgwerk>, StoreFout> {
        schrijf!(self, tx => tx.leg_poging_vast(werk, poging, micros(nu), lease_tot.map(micros)))
    }
}

#[derive(sqlx::FromRow)]
struct WerkRij {
    rij: i64,
    partij_id: Uuid,
    wijze: String,
    url: Option<String>,
    levering_id: Uuid,
    levering_volgnummer: i64,
    aangeboden_op: i64,
    levering_pogingen: i32,
    #[sqlx(flatten)]
    bericht: RuwBericht,
}

impl WerkRij {
    fn werk(self, eigenaar: Uuid) -> Result<Bezorgwerk, StoreFout> {
        let (partij, levering) = (self.partij_id, self.levering_id);
        let url = self.url.and_then(|url| Url::parse(&url).ok());
        Ok(Bezorgwerk {
            eigenaar,
            rij: self.rij,
            partij,
            wijze: wijze_van(&self.wijze, partij)?,
            url: url.ok_or_else(|| bedorven("bezorgwijze", "url", partij))?,
            levering,
            volgnummer: self.levering_volgnummer,
            aangeboden_op: moment("levering", "aangeboden_op", levering, self.aangeboden_op)?,
            pogingen: self
                .levering_pogingen
                .try_into()
                .map_err(|_| bedorven("levering", "pogingen", levering))?,
            bericht: self.bericht.try_into()?,
        })
    }
}

fn wijze_van(sleutel: &str, partij: Uuid) -> Result<Bezorgwijze, StoreFout> {
    Bezorgwijze::van_sleutel(sleutel).ok_or_else(|| bedorven("bezorgwijze", "wijze", partij))
}

op_beide! {
    /// The statements of this module.
    trait Bezorgen {
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

        async fn stel_bezorging_in(
            &mut self,
            kast: &Sleutelkast,
            partij: Uuid,
            bezorging: &Bezorging,
            geheim: Option<&Geheim>,
            nu: i64,
            oud_geldig_tot: i64,
        ) -> Result<(), StoreFout> {
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
            // Leveringen before rows, as where an attempt is recorded: otherwise the two could wait for each other.
            if bezorging.wijze == Bezorgwijze::Push {
                // It was told of these and did not collect them: now they are brought.
                sqlx::query(
                    "UPDATE levering SET aangekondigd_op = NULL
                     WHERE partij_id = $1 AND bevestigd_op IS NULL AND aangekondigd_op IS NOT NULL",
                )
                .bind(partij)
                .execute(&mut *self)
                .await?;
            }
            for standaard in [Standaard::Ijw, Standaard::Iwmo] {
                // Another address is another chance.
                sqlx::query(
                    "INSERT INTO bezorgrij (partij_id, standaard) VALUES ($1, $2)
                     ON CONFLICT (partij_id, standaard) DO UPDATE SET stand = 'nieuw', volgende_poging = NULL",
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
                "SELECT l.id AS rij, l.partij_id, w.wijze, w.url, v.id AS levering_id,
                     v.volgnummer AS levering_volgnummer, v.aangeboden_op, v.pogingen AS levering_pogingen, ",
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
            rijen.into_iter().map(|rij| rij.werk(eigenaar)).collect()
        }

        async fn leg_poging_vast(
            &mut self,
            werk: &Bezorgwerk,
            poging: &GedanePoging,
            nu: i64,
            lease_tot: Option<i64>,
        ) -> Result<Option<Bezorgwerk>, StoreFout> {
            self.voeg_poging_in(werk, poging).await?;
            self.zet_levering(werk, poging.besluit, nu).await?;
            let (volgende, verder) = match poging.besluit {
                Besluit::Opnieuw(moment) => (Some(micros(moment)), None),
                _ => (None, lease_tot),
            };
            let stand = match poging.uitkomst {
                PogingUitkomst::Gelukt => Stand::Goed,
                _ => Stand::Slecht,
            };
            let geraakt = sqlx::query(
                "UPDATE bezorgrij SET stand = $3, laatste_poging = $4, volgende_poging = $5,
                     lease_door = CASE WHEN $6 IS NULL THEN NULL ELSE lease_door END, lease_tot = $6
                 WHERE id = $1 AND lease_door = $2",
            )
            .bind(werk.rij)
            .bind(werk.eigenaar)
            .bind(stand.sleutel())
            .bind(nu)
            .bind(volgende)
            .bind(verder)
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() == 0 || verder.is_none() {
                return Ok(None);
            }
            let volgende = self.eerste_leveringen(werk.eigenaar, Some(werk.rij)).await?.pop();
            if volgende.is_none() {
                self.laat_bezorging_los(werk).await?;
            }
            Ok(volgende)
        }

        async fn voeg_poging_in(&mut self, werk: &Bezorgwerk, poging: &GedanePoging) -> Result<(), StoreFout> {
            // Locked first: who lost its lease and who took over may record theirs at the same time.
            sqlx::query("UPDATE levering SET pogingen = pogingen WHERE volgnummer = $1")
                .bind(werk.volgnummer)
                .execute(&mut *self)
                .await?;
            sqlx::query(
                "INSERT INTO levering_poging
                     (levering_volgnummer, nummer, wijze, begonnen_op, duur_ms, uitkomst, http_status)
                 SELECT $1, coalesce(max(nummer), 0) + 1, $2, $3, $4, $5, $6
                 FROM levering_poging WHERE levering_volgnummer = $1",
            )
            .bind(werk.volgnummer)
            .bind(werk.wijze.sleutel())
            .bind(micros(poging.begonnen_op))
            .bind(poging.duur_ms)
            .bind(poging.uitkomst.sleutel())
            .bind(poging.status.map(i32::from))
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        /// Nothing changes for a levering that the party confirmed meanwhile.
        async fn zet_levering(&mut self, werk: &Bezorgwerk, besluit: Besluit, nu: i64) -> Result<(), StoreFout> {
            let zet = match besluit {
                Besluit::Bevestigd => "bevestigd_op = $2, mislukt_op = NULL",
                Besluit::Aangekondigd => "aangekondigd_op = $2, mislukt_op = NULL",
                Besluit::Opnieuw(_) => "pogingen = pogingen + 1",
                Besluit::Geparkeerd => "pogingen = pogingen + 1, mislukt_op = $2",
            };
            let sql = format!(
                "UPDATE levering SET {zet} WHERE volgnummer = $1 AND bevestigd_op IS NULL AND $2 >= 0"
            );
            let geraakt =
                sqlx::query(AssertSqlSafe(sql)).bind(werk.volgnummer).bind(nu).execute(&mut *self).await?;
            if besluit == Besluit::Geparkeerd && geraakt.rows_affected() == 1 {
                self.meld_mislukte_levering(werk, nu).await?;
            }
            Ok(())
        }

        /// Told once, however often it is tried again later.
        async fn meld_mislukte_levering(&mut self, werk: &Bezorgwerk, nu: i64) -> Result<(), StoreFout> {
            sqlx::query(
                "INSERT INTO gebeurtenis (id, partij_id, soort, onderwerp, bericht_volgnummer, ontstaan_op)
                 VALUES ($1, $2, 'levering-mislukt', $3, $4, $5)
                 ON CONFLICT (soort, onderwerp, partij_id) DO NOTHING",
            )
            .bind(Uuid::now_v7())
            .bind(werk.partij)
            .bind(werk.levering)
            .bind(werk.bericht.volgnummer)
            .bind(nu)
            .execute(&mut *self)
            .await?;
            Ok(())
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
