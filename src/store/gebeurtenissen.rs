//! Events: what happened that a party, or who manages the gate, must know of. Each is recorded once, read in order, and brought in order
//! to who asked for that.
//!
//! Who follows them reads from the last one that it has on. So an event must never appear in front of one that can be read already: on
//! PostgreSQL those who record one take turns until they have committed.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, bedorven, lees, lees_samen, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::bezorging::{Besluit, GebeurtenisSoort, PogingUitkomst, Stand};

/// How long before it expires somebody hears of a key.
const RUIM_OP_TIJD: TimeDelta = TimeDelta::days(30);

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GebeurtenisRij {
    /// Its place in the order.
    pub volgnummer: i64,
    /// Unguessable id, the same in every attempt to bring it.
    pub id: Uuid,
    /// What happened.
    pub soort: GebeurtenisSoort,
    /// The id of what it is about: a levering, a term, a key.
    pub onderwerp: Uuid,
    /// The message that it follows from, if any.
    pub bericht: Option<Uuid>,
    /// When it was recorded.
    pub ontstaan_op: DateTime<Utc>,
}

/// Where in the order somebody is who follows events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NaGebeurtenis {
    /// At the beginning.
    Begin,
    /// Just after the event with this id.
    Id(Uuid),
}

/// The first event of who gets them, held by one process for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gebeurteniswerk {
    /// Who holds the row: another value for each claim.
    pub eigenaar: Uuid,
    /// The row.
    pub rij: i64,
    /// Which round of the row this is: it goes up with another address or secret.
    pub ronde: i64,
    /// Whom it is for; none: who manages the gate.
    pub partij: Option<Uuid>,
    /// Where to; none for who manages the gate, whose address is in the configuration.
    pub url: Option<String>,
    /// How many attempts at it failed.
    pub pogingen: u32,
    /// The event, or what cannot be read of it.
    pub gebeurtenis: Result<GebeurtenisRij, String>,
    /// Its place in the order.
    pub volgnummer: i64,
}

impl Store {
    /// The events of a party after that one, oldest first, at most `limiet`; without a party those of who manages the gate. None where
    /// it has no such event.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebeurtenissen(
        &self,
        partij: Option<Uuid>,
        na: NaGebeurtenis,
        limiet: u32,
    ) -> Result<Option<Vec<GebeurtenisRij>>, StoreFout> {
        lees_samen!(self, db => db.gebeurtenissen_na(partij, na, limiet))
    }

    /// Has the events of a party brought to this address from now on; none: no longer.
    ///
    /// # Errors
    /// [`StoreFout`] where the party does not exist or the database fails.
    pub async fn stel_gebeurtenisadres_in(&self, partij: Uuid, url: Option<&Url>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.stel_gebeurtenisadres_in(Some(partij), url))
    }

    /// Has the events of who manages the gate brought from now on, where that was not so yet.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn breng_gebeurtenissen_aan_beheerder(&self) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.stel_gebeurtenisadres_in(None, None))
    }

    /// Records for each key that is valid for less than a month that it expires, once. Gives how many there were.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn meld_verlopende_sleutels(&self, nu: DateTime<Utc>) -> Result<usize, StoreFout> {
        let (van, tot) = (micros(nu), micros(nu + RUIM_OP_TIJD));
        if lees!(self, db => db.verlopende_sleutels(van, tot))?.is_empty() {
            return Ok(0);
        }
        schrijf!(self, tx => tx.meld_verlopende_sleutels(van, tot))
    }

    /// Records for who manages the gate that the certificate with this id expires, once.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn meld_verlopend_certificaat(&self, id: Uuid, nu: DateTime<Utc>) -> Result<bool, StoreFout> {
        let soort = GebeurtenisSoort::CertificaatVerloopt;
        schrijf!(self, tx => tx.meld(None, soort, id, None, micros(nu)))
    }

    /// Takes up to `limiet` rows of events whose last attempt went like this and whose turn it is, and gives the first event of each.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn claim_gebeurtenissen(
        &self,
        stand: Stand,
        met_beheerder: bool,
        nu: DateTime<Utc>,
        lease_tot: DateTime<Utc>,
        limiet: usize,
    ) -> Result<Vec<Gebeurteniswerk>, StoreFout> {
        let limiet = i64::try_from(limiet).unwrap_or(i64::MAX);
        let (nu, lease_tot) = (micros(nu), micros(lease_tot));
        schrijf!(self, tx => tx.claim_gebeurtenissen(stand, met_beheerder, nu, lease_tot, limiet))
    }

    /// Whether any events wait to be brought now. Reads only, so that looking often costs little.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebeurtenissen_te_brengen(
        &self,
        met_beheerder: bool,
        nu: DateTime<Utc>,
    ) -> Result<bool, StoreFout> {
        lees!(self, db => db.gebeurtenissen_te_brengen(met_beheerder, micros(nu)))
    }

    /// Records what an attempt came to. With a `lease_tot` the row is held on to until then, and its next event comes back; without, the
    /// row is given back. Where somebody gave another address meanwhile, it decides nothing.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails: the lease then expires by itself, and the attempt is made again.
    pub async fn leg_gebeurtenispoging_vast(
        &self,
        werk: &Gebeurteniswerk,
        (uitkomst, duur_ms): (PogingUitkomst, i64),
        besluit: Besluit,
        nu: DateTime<Utc>,
        lease_tot: Option<DateTime<Utc>>,
    ) -> Result<Option<Gebeurteniswerk>, StoreFout> {
        let stand = Stand::na(uitkomst, duur_ms);
        let (nu, lease_tot) = (micros(nu), lease_tot.map(micros));
        schrijf!(self, tx => tx.leg_gebeurtenispoging_vast(werk, stand, besluit, nu, lease_tot))
    }
}

#[derive(sqlx::FromRow)]
struct RuweGebeurtenis {
    volgnummer: i64,
    id: Uuid,
    soort: String,
    onderwerp: Uuid,
    bericht: Option<Uuid>,
    ontstaan_op: i64,
}

impl TryFrom<RuweGebeurtenis> for GebeurtenisRij {
    type Error = StoreFout;

    fn try_from(ruw: RuweGebeurtenis) -> Result<GebeurtenisRij, StoreFout> {
        let soort = GebeurtenisSoort::van_sleutel(&ruw.soort);
        Ok(GebeurtenisRij {
            volgnummer: ruw.volgnummer,
            soort: soort.ok_or_else(|| bedorven("gebeurtenis", "soort", ruw.id))?,
            onderwerp: ruw.onderwerp,
            bericht: ruw.bericht,
            ontstaan_op: moment("gebeurtenis", "ontstaan_op", ruw.id, ruw.ontstaan_op)?,
            id: ruw.id,
        })
    }
}

#[derive(sqlx::FromRow)]
struct WerkRij {
    rij: i64,
    ronde: i64,
    partij_id: Option<Uuid>,
    url: Option<String>,
    pogingen: i32,
    #[sqlx(flatten)]
    gebeurtenis: RuweGebeurtenis,
}

impl WerkRij {
    fn werk(self, eigenaar: Uuid) -> Gebeurteniswerk {
        Gebeurteniswerk {
            eigenaar,
            rij: self.rij,
            ronde: self.ronde,
            partij: self.partij_id,
            url: self.url,
            pogingen: u32::try_from(self.pogingen).unwrap_or_default(),
            volgnummer: self.gebeurtenis.volgnummer,
            gebeurtenis: GebeurtenisRij::try_from(self.gebeurtenis).map_err(|fout| fout.to_string()),
        }
    }
}

/// That an event is for who gets the events of row `l`.
macro_rules! van_de_rij {
    ($naam:literal) => {
        concat!(
            "(",
            $naam,
            ".partij_id = l.partij_id OR (",
            $naam,
            ".partij_id IS NULL AND l.partij_id IS NULL)) AND ",
            $naam,
            ".volgnummer > l.bezorgd_tot"
        )
    };
}

/// That a row of events may be taken up at moment $1; $2: also that of who manages the gate.
macro_rules! aan_de_beurt {
    () => {
        concat!(
            "(l.lease_tot IS NULL OR l.lease_tot <= $1) AND (l.volgende_poging IS NULL OR l.volgende_poging <= $1)
             AND (l.partij_id IS NOT NULL OR $2)
             AND EXISTS (SELECT 1 FROM gebeurtenis e WHERE ",
            van_de_rij!("e"),
            ")"
        )
    };
}

op_beide! {
    /// The statements of this module.
    trait Gebeurtenissen {
        /// Records an event, unless it was recorded before. False then.
        async fn meld(
            &mut self,
            partij: Option<Uuid>,
            soort: GebeurtenisSoort,
            onderwerp: Uuid,
            bericht: Option<i64>,
            nu: i64,
        ) -> Result<bool, StoreFout> {
            // Kept until the commit. Nobody takes another lock after this one.
            if let Some(beurt) = Self::OM_DE_BEURT {
                sqlx::query(beurt).execute(&mut *self).await?;
            }
            let nieuw = sqlx::query(
                "INSERT INTO gebeurtenis (id, partij_id, soort, onderwerp, bericht_volgnummer, ontstaan_op)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            )
            .bind(Uuid::now_v7())
            .bind(partij)
            .bind(soort.sleutel())
            .bind(onderwerp)
            .bind(bericht)
            .bind(nu)
            .execute(&mut *self)
            .await?;
            Ok(nieuw.rows_affected() == 1)
        }

        async fn gebeurtenissen_na(
            &mut self,
            partij: Option<Uuid>,
            na: NaGebeurtenis,
            limiet: u32,
        ) -> Result<Option<Vec<GebeurtenisRij>>, StoreFout> {
            let van = "(g.partij_id = $1 OR (g.partij_id IS NULL AND $1 IS NULL))";
            let na = match na {
                NaGebeurtenis::Begin => 0,
                NaGebeurtenis::Id(id) => {
                    let plek = format!("SELECT g.volgnummer FROM gebeurtenis g WHERE {van} AND g.id = $2");
                    let plek: Option<i64> = sqlx::query_scalar(AssertSqlSafe(plek))
                        .bind(partij)
                        .bind(id)
                        .fetch_optional(&mut *self)
                        .await?;
                    let Some(plek) = plek else { return Ok(None) };
                    plek
                }
            };
            let sql = format!(
                "SELECT g.volgnummer, g.id, g.soort, g.onderwerp, b.id AS bericht, g.ontstaan_op
                 FROM gebeurtenis g LEFT JOIN bericht b ON b.volgnummer = g.bericht_volgnummer
                 WHERE {van} AND g.volgnummer > $2 ORDER BY g.volgnummer LIMIT $3"
            );
            let rijen: Vec<RuweGebeurtenis> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(partij)
                .bind(na)
                .bind(i64::from(limiet))
                .fetch_all(&mut *self)
                .await?;
            rijen.into_iter().map(GebeurtenisRij::try_from).collect::<Result<_, _>>().map(Some)
        }

        async fn stel_gebeurtenisadres_in(&mut self, partij: Option<Uuid>, url: Option<&Url>) -> Result<(), StoreFout> {
            if partij.is_some() && url.is_none() {
                sqlx::query("DELETE FROM gebeurtenisrij WHERE partij_id = $1").bind(partij).execute(&mut *self).await?;
                return Ok(());
            }
            // What happened before is there to be read; nobody waits for it.
            sqlx::query(
                "INSERT INTO gebeurtenisrij (partij_id, url, bezorgd_tot)
                 SELECT $1, $2, coalesce(max(volgnummer), 0) FROM gebeurtenis WHERE 1 = 1
                 ON CONFLICT DO NOTHING",
            )
            .bind(partij)
            .bind(url.map(Url::as_str))
            .execute(&mut *self)
            .await?;
            // Another address is another chance.
            sqlx::query(
                "UPDATE gebeurtenisrij SET url = $2, stand = 'nieuw', pogingen = 0, volgende_poging = NULL, ronde = ronde + 1
                 WHERE partij_id = $1 OR (partij_id IS NULL AND $1 IS NULL)",
            )
            .bind(partij)
            .bind(url.map(Url::as_str))
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        /// The keys that expire, with whom each is of, and are not told of yet.
        async fn verlopende_sleutels(&mut self, van: i64, tot: i64) -> Result<Vec<(Uuid, Option<Uuid>)>, StoreFout> {
            let sleutels = sqlx::query_as(
                "SELECT s.id, s.partij_id FROM toegangssleutel s
                 WHERE s.verloopt_op > $1 AND s.verloopt_op <= $2 AND s.ingetrokken_op IS NULL
                   AND NOT EXISTS (SELECT 1 FROM gebeurtenis g WHERE g.soort = 'sleutel-verloopt' AND g.onderwerp = s.id)
                 ORDER BY s.verloopt_op, s.id",
            );
            Ok(sleutels.bind(van).bind(tot).fetch_all(&mut *self).await?)
        }

        async fn meld_verlopende_sleutels(&mut self, van: i64, tot: i64) -> Result<usize, StoreFout> {
            let sleutels = self.verlopende_sleutels(van, tot).await?;
            for (sleutel, partij) in &sleutels {
                self.meld(*partij, GebeurtenisSoort::SleutelVerloopt, *sleutel, None, van).await?;
            }
            Ok(sleutels.len())
        }

        async fn gebeurtenissen_te_brengen(&mut self, met_beheerder: bool, nu: i64) -> Result<bool, StoreFout> {
            let rij: Option<i64> =
                sqlx::query_scalar(concat!("SELECT l.id FROM gebeurtenisrij l WHERE ", aan_de_beurt!(), " LIMIT 1"))
                    .bind(nu)
                    .bind(met_beheerder)
                    .fetch_optional(&mut *self)
                    .await?;
            Ok(rij.is_some())
        }

        async fn claim_gebeurtenissen(
            &mut self,
            stand: Stand,
            met_beheerder: bool,
            nu: i64,
            lease_tot: i64,
            limiet: i64,
        ) -> Result<Vec<Gebeurteniswerk>, StoreFout> {
            let kies = format!(
                "SELECT l.id FROM gebeurtenisrij l WHERE l.stand = $3 AND {} ORDER BY coalesce(l.laatste_poging, 0), l.id LIMIT $4 {}",
                aan_de_beurt!(),
                Self::SLA_OVER
            );
            let rijen: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(kies))
                .bind(nu)
                .bind(met_beheerder)
                .bind(stand.sleutel())
                .bind(limiet)
                .fetch_all(&mut *self)
                .await?;
            if rijen.is_empty() {
                return Ok(Vec::new());
            }
            let eigenaar = Uuid::now_v7();
            let neem = format!("UPDATE gebeurtenisrij SET lease_door = $1, lease_tot = $2 WHERE id {}", Self::in_lijst(3));
            sqlx::query(AssertSqlSafe(neem))
                .bind(eigenaar)
                .bind(lease_tot)
                .bind(Self::getallen(rijen.into_iter()))
                .execute(&mut *self)
                .await?;
            self.eerste_gebeurtenissen(eigenaar, None).await
        }

        /// The first event of each row that this owner holds, or of one of them.
        async fn eerste_gebeurtenissen(
            &mut self,
            eigenaar: Uuid,
            rij: Option<i64>,
        ) -> Result<Vec<Gebeurteniswerk>, StoreFout> {
            let rijen: Vec<WerkRij> = sqlx::query_as(concat!(
                "SELECT l.id AS rij, l.ronde, l.partij_id, l.url, l.pogingen, g.volgnummer, g.id, g.soort, g.onderwerp,
                     b.id AS bericht, g.ontstaan_op
                 FROM gebeurtenisrij l JOIN gebeurtenis g ON g.volgnummer = (SELECT min(e.volgnummer) FROM gebeurtenis e WHERE ",
                van_de_rij!("e"),
                ") LEFT JOIN bericht b ON b.volgnummer = g.bericht_volgnummer
                 WHERE l.lease_door = $1 AND ($2 IS NULL OR l.id = $2) ORDER BY l.id"
            ))
            .bind(eigenaar)
            .bind(rij)
            .fetch_all(&mut *self)
            .await?;
            Ok(rijen.into_iter().map(|rij| rij.werk(eigenaar)).collect())
        }

        async fn leg_gebeurtenispoging_vast(
            &mut self,
            werk: &Gebeurteniswerk,
            stand: Stand,
            besluit: Besluit,
            nu: i64,
            lease_tot: Option<i64>,
        ) -> Result<Option<Gebeurteniswerk>, StoreFout> {
            let volgende = match besluit {
                Besluit::Opnieuw(moment) => Some(micros(moment)),
                _ => None,
            };
            // Brought, or given up: it can still be read.
            let voorbij = volgende.is_none();
            sqlx::query(
                "UPDATE gebeurtenisrij SET stand = $4, laatste_poging = $5, volgende_poging = $6,
                     bezorgd_tot = CASE WHEN $7 THEN $8 ELSE bezorgd_tot END,
                     pogingen = CASE WHEN $7 THEN 0 ELSE pogingen + 1 END
                 WHERE id = $1 AND lease_door = $2 AND ronde = $3",
            )
            .bind(werk.rij)
            .bind(werk.eigenaar)
            .bind(werk.ronde)
            .bind(stand.sleutel())
            .bind(nu)
            .bind(volgende)
            .bind(voorbij)
            .bind(werk.volgnummer)
            .execute(&mut *self)
            .await?;
            let lease_tot = lease_tot.filter(|_| voorbij);
            let van_mij = sqlx::query(
                "UPDATE gebeurtenisrij SET lease_tot = $3, lease_door = CASE WHEN $3 IS NULL THEN NULL ELSE lease_door END
                 WHERE id = $1 AND lease_door = $2",
            )
            .bind(werk.rij)
            .bind(werk.eigenaar)
            .bind(lease_tot)
            .execute(&mut *self)
            .await?;
            if van_mij.rows_affected() == 0 || lease_tot.is_none() {
                return Ok(None);
            }
            let eerste = self.eerste_gebeurtenissen(werk.eigenaar, Some(werk.rij)).await?.pop();
            if eerste.is_none() {
                sqlx::query("UPDATE gebeurtenisrij SET lease_door = NULL, lease_tot = NULL WHERE id = $1")
                    .bind(werk.rij)
                    .execute(&mut *self)
                    .await?;
            }
            Ok(eerste)
        }

        async fn geef_gebeurtenissen_vrij(&mut self) -> Result<(), StoreFout> {
            sqlx::query("UPDATE gebeurtenisrij SET lease_door = NULL, lease_tot = NULL WHERE lease_door IS NOT NULL")
                .execute(&mut *self)
                .await?;
            Ok(())
        }
    }
}
