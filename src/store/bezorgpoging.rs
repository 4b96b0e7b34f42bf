//! What became of attempts to bring leveringen, and what follows from it.
//!
//! An attempt takes long, and meanwhile anything may happen: another setting, a levering offered again, a confirmation, a lease that ran
//! out. What was tried is always recorded. That it succeeded counts where the levering was not offered again since (its `ronde`) and its
//! party still gets its leveringen there. That it failed counts where nobody said since that the row must be tried anew (the `ronde` of
//! the row), and the row is still held by who tried.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::bezorging::Bezorgen;
use super::bezorgmodel::{Bezorgwerk, GedanePoging};
use super::dialect::{Taal, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::gebeurtenissen::Gebeurtenissen;
use super::openen::Store;
use crate::bezorging::{Besluit, GebeurtenisSoort, MEESTE_AANKONDIGINGEN, Stand, herinnering};

impl Store {
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

    /// Lets leveringen wait again that their party was told of and did not collect in time, at most `limiet`: so it is told once more.
    /// Who was told often enough is not; that is an event. Gives how many there were.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn herinner(&self, nu: DateTime<Utc>, limiet: u32) -> Result<usize, StoreFout> {
        // Looking first costs no place among those who write.
        if !lees!(self, db => db.iets_te_herinneren(micros(nu)))? {
            return Ok(0);
        }
        schrijf!(self, tx => tx.herinner(micros(nu), i64::from(limiet)))
    }
}

op_beide! {
    /// The statements of this module.
    trait Bezorgpogingen {
        async fn leg_poging_vast(
            &mut self,
            werk: &Bezorgwerk,
            poging: &GedanePoging,
            nu: i64,
            lease_tot: Option<i64>,
        ) -> Result<Option<Bezorgwerk>, StoreFout> {
            // Locked in the order in which a new setting is made: setting, levering, row. Nobody changes them until the end.
            let zelfde_adres = self.is_nog_ingesteld(werk).await?;
            let zelfde_levering = self.voeg_poging_in(werk, poging).await? == werk.levering_ronde;
            let (ronde, eigenaar): (i64, Option<Uuid>) =
                sqlx::query_as("UPDATE bezorgrij SET ronde = ronde WHERE id = $1 RETURNING ronde, lease_door")
                    .bind(werk.rij)
                    .fetch_one(&mut *self)
                    .await?;
            let (zelfde_rij, van_mij) = (ronde == werk.ronde, eigenaar == Some(werk.eigenaar));
            let telt = match poging.besluit {
                Besluit::Bevestigd | Besluit::Aangekondigd => zelfde_adres && zelfde_levering,
                Besluit::Opnieuw(_) | Besluit::Geparkeerd => zelfde_rij && van_mij,
            };
            let gezet = telt && self.zet_levering(werk, poging.besluit, nu).await?;
            if !van_mij {
                return Ok(None);
            }
            if zelfde_rij {
                self.zet_rij(werk, poging, gezet, nu).await?;
            }
            let verder = lease_tot.filter(|_| !matches!(poging.besluit, Besluit::Opnieuw(_)));
            let Some(lease_tot) = verder else {
                self.laat_bezorging_los(werk).await?;
                return Ok(None);
            };
            sqlx::query("UPDATE bezorgrij SET lease_tot = $2 WHERE id = $1")
                .bind(werk.rij)
                .bind(lease_tot)
                .execute(&mut *self)
                .await?;
            let volgende = self.eerste_leveringen(werk.eigenaar, Some(werk.rij)).await?.pop();
            if volgende.is_none() {
                self.laat_bezorging_los(werk).await?;
            }
            Ok(volgende)
        }

        /// Whether its party still gets its leveringen in the way that was tried.
        async fn is_nog_ingesteld(&mut self, werk: &Bezorgwerk) -> Result<bool, StoreFout> {
            let (wijze, url): (String, Option<String>) = sqlx::query_as(
                "UPDATE bezorgwijze SET gewijzigd_op = gewijzigd_op WHERE partij_id = $1 RETURNING wijze, url",
            )
            .bind(werk.partij)
            .fetch_one(&mut *self)
            .await?;
            let geprobeerd = werk.zending.as_ref().ok().map(|zending| zending.url.as_str());
            Ok(wijze == werk.wijze.sleutel() && url.as_deref() == geprobeerd)
        }

        /// Records the attempt, and gives the round of the levering.
        async fn voeg_poging_in(&mut self, werk: &Bezorgwerk, poging: &GedanePoging) -> Result<i64, StoreFout> {
            // Locked first: who lost its lease and who took over may record theirs at the same time.
            let ronde: i64 =
                sqlx::query_scalar("UPDATE levering SET ronde = ronde WHERE volgnummer = $1 RETURNING ronde")
                    .bind(werk.volgnummer)
                    .fetch_one(&mut *self)
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
            Ok(ronde)
        }

        /// Nothing changes for a levering that the party confirmed meanwhile. Tells whether it changed.
        async fn zet_levering(
            &mut self,
            werk: &Bezorgwerk,
            besluit: Besluit,
            nu: i64,
        ) -> Result<bool, StoreFout> {
            let zet = match besluit {
                Besluit::Bevestigd => "bevestigd_op = $2, mislukt_op = NULL",
                Besluit::Aangekondigd => {
                    "aangekondigd_op = $2, mislukt_op = NULL, aankondigingen = aankondigingen + 1, herinner_op = $3"
                }
                Besluit::Opnieuw(_) => "pogingen = pogingen + 1",
                Besluit::Geparkeerd => "pogingen = pogingen + 1, mislukt_op = $2",
            };
            let sql = format!(
                "UPDATE levering SET {zet} WHERE volgnummer = $1 AND bevestigd_op IS NULL AND $2 >= 0 AND $3 >= 0"
            );
            let herinner_op = nu.saturating_add(herinnering(werk.aankondigingen + 1).num_microseconds().unwrap_or(i64::MAX));
            let geraakt = sqlx::query(AssertSqlSafe(sql))
                .bind(werk.volgnummer)
                .bind(nu)
                .bind(herinner_op)
                .execute(&mut *self)
                .await?;
            let gezet = geraakt.rows_affected() == 1;
            if gezet && besluit == Besluit::Geparkeerd {
                self.meld_levering(werk.volgnummer, GebeurtenisSoort::LeveringMislukt, nu).await?;
            }
            Ok(gezet)
        }

        /// Told once to its party and once to who manages the gate, however often it is tried again later.
        async fn meld_levering(
            &mut self,
            volgnummer: i64,
            soort: GebeurtenisSoort,
            nu: i64,
        ) -> Result<(), StoreFout> {
            let (levering, partij, bericht): (Uuid, Uuid, i64) =
                sqlx::query_as("SELECT id, partij_id, bericht_volgnummer FROM levering WHERE volgnummer = $1")
                    .bind(volgnummer)
                    .fetch_one(&mut *self)
                    .await?;
            for wie in [Some(partij), None] {
                self.meld(wie, soort, levering, Some(bericht), nu).await?;
            }
            Ok(())
        }

        /// When the row may be tried again. Where the levering waits no more, as its party collected it meanwhile, that is at once.
        async fn zet_rij(
            &mut self,
            werk: &Bezorgwerk,
            poging: &GedanePoging,
            gezet: bool,
            nu: i64,
        ) -> Result<(), StoreFout> {
            let volgende = match poging.besluit {
                Besluit::Opnieuw(moment) if gezet => Some(micros(moment)),
                _ => None,
            };
            sqlx::query(
                "UPDATE bezorgrij SET stand = $2, laatste_poging = $3, volgende_poging = $4, wacht_op = $5 WHERE id = $1",
            )
            .bind(werk.rij)
            .bind(Stand::na(poging.uitkomst, poging.duur_ms).sleutel())
            .bind(nu)
            .bind(volgende)
            .bind(volgende.map(|_| werk.volgnummer))
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn iets_te_herinneren(&mut self, nu: i64) -> Result<bool, StoreFout> {
            let rij: Option<i64> = sqlx::query_scalar(
                "SELECT volgnummer FROM levering WHERE herinner_op <= $1 AND bevestigd_op IS NULL LIMIT 1",
            )
            .bind(nu)
            .fetch_optional(&mut *self)
            .await?;
            Ok(rij.is_some())
        }

        async fn herinner(&mut self, nu: i64, limiet: i64) -> Result<usize, StoreFout> {
            let kies = format!(
                "SELECT l.volgnummer, l.aankondigingen FROM levering l
                 WHERE l.herinner_op <= $1 AND l.bevestigd_op IS NULL ORDER BY l.volgnummer LIMIT $2 {}",
                Self::SLA_OVER
            );
            let deze: Vec<(i64, i32)> = sqlx::query_as(AssertSqlSafe(kies))
                .bind(nu)
                .bind(limiet)
                .fetch_all(&mut *self)
                .await?;
            let meeste = i32::try_from(MEESTE_AANKONDIGINGEN).unwrap_or(i32::MAX);
            let (genoeg, nog_eens): (Vec<(i64, i32)>, Vec<_>) = deze.iter().partition(|(_, keer)| *keer >= meeste);
            let weer = format!(
                "UPDATE levering SET herinner_op = NULL, aangekondigd_op = NULL, pogingen = 0 WHERE volgnummer {}",
                Self::in_lijst(1)
            );
            let op = format!("UPDATE levering SET herinner_op = NULL WHERE volgnummer {}", Self::in_lijst(1));
            for (zet, leveringen) in [(weer, &nog_eens), (op, &genoeg)] {
                sqlx::query(AssertSqlSafe(zet))
                    .bind(Self::getallen(leveringen.iter().map(|(volgnummer, _)| *volgnummer)))
                    .execute(&mut *self)
                    .await?;
            }
            for (volgnummer, _) in genoeg {
                self.meld_levering(volgnummer, GebeurtenisSoort::LeveringNietOpgehaald, nu).await?;
            }
            Ok(deze.len())
        }
    }
}
