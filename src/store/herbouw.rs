//! Making the projections again: everything out and in again within one transaction, so that nobody sees half of it.
//!
//! Meanwhile everybody goes on reading what stood there before. Who wants to write waits, five seconds at most, and then
//! hears that the database is held ([`StoreFout::Bezet`]): on SQLite for anything, on PostgreSQL for the projections only,
//! so that there messages keep coming in. A worker takes that for the outage that it is, and its message waits. What a
//! worker had judged but not yet recorded is recorded afterwards, as if it had been processed after the rebuild.

use std::collections::VecDeque;
use std::sync::Arc;

use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};
use uuid::Uuid;

use super::dialect::{Afbreken, Database, Taal, bedorven, op_beide};
use super::error::StoreFout;
use super::model::Vastgelegd;
use super::openen::Store;
use super::partijen::Partijen;
use super::projecties::Projecties;
use super::sleutels::{Sleutelkast, Sleutels};
use super::verwerking::VerwerkingVastleggen;
use super::werk::ongeschonden;
use crate::bericht::{Berichttype, Header};
use crate::keten::{Uitkomst, Wijziging};
use crate::regels::Oordeel;

/// Every table that follows from the messages and what was recorded of them, each before those that it refers to. A
/// projection that is not in this list is not made again.
///
/// The first one is the first that recording a verwerking writes to, so that locking them in this order never meets a
/// worker halfway.
pub const PROJECTIES: &[&str] = &[
    "gebruikte_identificatie",
    "verzoek",
    "regie",
    "toewijzing",
    "toewijzing_nummer",
    "prestatie",
    "verbruik",
    "declaratie",
    "dossier_bericht",
];

/// The kenmerk that a migration sets where the projections must be made again.
const NODIG: &str = "herbouw nodig";

/// How many messages are listed at a time; of each only one is in memory.
const LIJST: i64 = 1000;

/// A message that was processed, with what was recorded of it.
#[derive(Clone, Debug)]
pub struct VerwerktBericht {
    /// Its id.
    pub id: Uuid,
    volgnummer: i64,
    /// Its type.
    pub berichttype: Berichttype,
    /// The verdict of controle when it came in.
    pub oordeel: Oordeel,
    /// How it ended.
    pub uitkomst: Uitkomst,
    /// The message as received.
    pub bytes: Vec<u8>,
    /// The answer to a 323, which tells what was granted; none for other messages.
    pub antwoord: Option<Vec<u8>>,
}

/// How many rows a projection holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The table.
    pub tabel: &'static str,
    /// Rows before.
    pub eerst: u64,
    /// Rows now.
    pub nu: u64,
}

/// A rebuild that is going on. Dropping it leaves everything as it was, some time later.
pub struct Herbouw {
    transactie: Transactie,
    /// The decision on the message that was listed last.
    tot: i64,
    lijst: VecDeque<RuwVerwerkt>,
    eerst: Vec<u64>,
    kast: Arc<Sleutelkast>,
}

enum Transactie {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs an expression on the connection of the transaction.
macro_rules! in_transactie {
    ($zelf:expr, $db:ident => $lichaam:expr) => {
        match &mut $zelf.transactie {
            Transactie::Sqlite($db) => $lichaam.await,
            Transactie::Postgres($db) => $lichaam.await,
        }
    };
}

#[derive(sqlx::FromRow)]
pub(super) struct RuwVerwerkt {
    volgnummer: i64,
    id: Uuid,
    berichttype: String,
    oordeel: String,
    uitkomst: String,
    sha256: Vec<u8>,
    antwoord: i64,
    antwoord_sha256: Vec<u8>,
    besluit: i64,
}

impl Store {
    /// Takes hold of the projections and empties them, to be filled again. Nobody sees that until
    /// [`Herbouw::leg_vast`].
    ///
    /// # Errors
    /// [`StoreFout::Bezet`] where somebody else holds on to them; [`StoreFout`] where the database fails.
    pub async fn begin_herbouw(&self) -> Result<Herbouw, StoreFout> {
        let mut herbouw = self.houd_projecties().await?;
        herbouw.eerst = in_transactie!(herbouw, db => db.ontruim())?;
        Ok(herbouw)
    }

    /// Whether a migration left the projections to be made again.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn herbouw_is_nodig(&self) -> Result<bool, StoreFout> {
        Ok(self.kenmerk(NODIG).await?.is_some())
    }

    /// The same as [`Store::begin_herbouw`], where a migration left the projections to be made again; none where it did not, or where somebody else has done it since.
    ///
    /// # Errors
    /// As [`Store::begin_herbouw`].
    pub async fn begin_nodige_herbouw(&self) -> Result<Option<Herbouw>, StoreFout> {
        if !self.herbouw_is_nodig().await? {
            return Ok(None);
        }
        let mut herbouw = self.houd_projecties().await?;
        if in_transactie!(herbouw, db => db.kenmerk(NODIG))?.is_none() {
            herbouw.breek_af().await;
            return Ok(None);
        }
        herbouw.eerst = in_transactie!(herbouw, db => db.ontruim())?;
        Ok(Some(herbouw))
    }

    async fn houd_projecties(&self) -> Result<Herbouw, StoreFout> {
        let transactie = match &self.database {
            Database::Sqlite { schrijver, .. } => {
                Transactie::Sqlite(schrijver.begin_with("BEGIN IMMEDIATE").await?)
            }
            Database::Postgres(pool) => Transactie::Postgres(pool.begin().await?),
        };
        let mut herbouw = Herbouw {
            transactie,
            tot: 0,
            lijst: VecDeque::new(),
            eerst: Vec::new(),
            kast: self.sleutels.clone(),
        };
        in_transactie!(herbouw, db => db.houd_schrijvers_weg())?;
        Ok(herbouw)
    }
}

impl Herbouw {
    /// The next message that may have left something behind; none at the end.
    ///
    /// # Errors
    /// [`StoreFout::BedorvenRij`] where what was stored cannot be read; [`StoreFout`] where the database fails.
    pub async fn volgende(&mut self) -> Result<Option<VerwerktBericht>, StoreFout> {
        if self.lijst.is_empty() {
            self.lijst = in_transactie!(self, db => db.verwerkte_berichten(self.tot))?.into();
        }
        let Some(ruw) = self.lijst.pop_front() else { return Ok(None) };
        self.tot = ruw.besluit;
        let fout = |kolom| bedorven("bericht", kolom, ruw.volgnummer);
        let berichttype = Berichttype::van_naam(&ruw.berichttype).ok_or_else(|| fout("berichttype"))?;
        let bytes = in_transactie!(self, db => db.bytes_van(&self.kast, ruw.volgnummer))?;
        let antwoord = if berichttype.antwoord().is_some_and(|antwoord| !antwoord.soort.is_retour()) {
            let bytes = in_transactie!(self, db => db.bytes_van(&self.kast, ruw.antwoord))?;
            Some(ongeschonden(ruw.antwoord, &ruw.antwoord_sha256, bytes)?)
        } else {
            None
        };
        Ok(Some(VerwerktBericht {
            id: ruw.id,
            volgnummer: ruw.volgnummer,
            berichttype,
            oordeel: Oordeel::van_sleutel(&ruw.oordeel).ok_or_else(|| fout("oordeel"))?,
            uitkomst: Uitkomst::van_sleutel(&ruw.uitkomst).ok_or_else(|| fout("uitkomst"))?,
            bytes: ongeschonden(ruw.volgnummer, &ruw.sha256, bytes)?,
            antwoord,
        }))
    }

    /// Puts back what a message left behind.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where another message left the same behind that only one can; [`StoreFout`] where the
    /// database fails.
    pub async fn neem_op(
        &mut self,
        bericht: &VerwerktBericht,
        header: &Header,
        wijzigingen: &[Wijziging<'_>],
    ) -> Result<(), StoreFout> {
        let uit: Result<(), Afbreken<Vastgelegd>> =
            in_transactie!(self, db => db.neem_op(&self.kast, bericht.volgnummer, header, wijzigingen));
        match uit {
            Ok(()) => Ok(()),
            Err(Afbreken::Fout(fout)) => Err(fout),
            Err(Afbreken::Met(_)) => Err(StoreFout::Strijdig(format!(
                "bericht {} gebruikt een nummer dat een eerder bericht al gebruikt. Er is niets gewijzigd. Herstel de \
                 database uit een reservekopie",
                bericht.id
            ))),
        }
    }

    /// Leaves everything as it was, and lets go of it at once.
    pub async fn breek_af(self) {
        // Where even this fails the connection is lost, and the database undoes everything by itself.
        let _ = match self.transactie {
            Transactie::Sqlite(transactie) => transactie.rollback().await,
            Transactie::Postgres(transactie) => transactie.rollback().await,
        };
    }

    /// Makes what was put back visible to everybody, in place of what stood there.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; then everything stays as it was.
    pub async fn leg_vast(mut self) -> Result<Vec<Telling>, StoreFout> {
        in_transactie!(self, db => db.neem_wachtende_op())?;
        in_transactie!(self, db => db.is_herbouwd())?;
        let nu: Vec<u64> = in_transactie!(self, db => db.tel())?;
        match self.transactie {
            Transactie::Sqlite(transactie) => transactie.commit().await?,
            Transactie::Postgres(transactie) => transactie.commit().await?,
        }
        let aantallen = self.eerst.into_iter().zip(nu);
        Ok(PROJECTIES
            .iter()
            .zip(aantallen)
            .map(|(&tabel, (eerst, nu))| Telling { tabel, eerst, nu })
            .collect())
    }
}

op_beide! {
    /// The statements of this module.
    trait Herbouwen {
        /// Keeps writers out of the projections.
        async fn houd_schrijvers_weg(&mut self) -> Result<(), StoreFout> {
            for sql in <Self as Taal>::houd_schrijvers_weg(PROJECTIES) {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut *self).await?;
            }
            Ok(())
        }

        async fn is_herbouwd(&mut self) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM kenmerk WHERE naam = $1").bind(NODIG).execute(&mut *self).await?;
            Ok(())
        }

        /// Empties every projection. Gives how many rows each held.
        async fn ontruim(&mut self) -> Result<Vec<u64>, StoreFout> {
            let mut aantallen = Vec::new();
            for tabel in PROJECTIES {
                // Not TRUNCATE: who began to read before would then find the table empty.
                let sql = format!("DELETE FROM {tabel}");
                let geraakt = sqlx::query(AssertSqlSafe(sql)).execute(&mut *self).await?;
                aantallen.push(geraakt.rows_affected());
            }
            Ok(aantallen)
        }

        /// What waits for the answer of its receiver, or for a decision about it, left only its identification behind so far.
        async fn neem_wachtende_op(&mut self) -> Result<(), StoreFout> {
            sqlx::query(
                "INSERT INTO gebruikte_identificatie (berichttype, afzender, identificatie, bericht_volgnummer)
                 SELECT berichttype, afzender, identificatie, volgnummer FROM bericht
                 WHERE status = 'verwerkt' AND uitkomst IS NULL AND stroom_id IS NOT NULL
                    -- Released by people, and not answered yet.
                    OR volgnummer IN (SELECT bericht_volgnummer FROM beoordeling WHERE status = 'vrijgegeven')",
            )
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn tel(&mut self) -> Result<Vec<u64>, StoreFout> {
            let mut aantallen = Vec::new();
            for tabel in PROJECTIES {
                let sql = format!("SELECT count(*) FROM {tabel}");
                let aantal: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *self).await?;
                aantallen.push(aantal.try_into().unwrap_or_default());
            }
            Ok(aantallen)
        }

        /// In the order of the answers. An answer of the gate gets its number, and one of a party its besluit_volgnummer,
        /// after everything else that the verwerking writes: where two messages claim the same, also of two streams, it
        /// says who was first. Within a stream it is the order of the stream, but for a message that was taken up again
        /// after it had been parked.
        async fn verwerkte_berichten(&mut self, na: i64) -> Result<Vec<RuwVerwerkt>, StoreFout> {
            let rijen = sqlx::query_as(
                "SELECT h.volgnummer, h.id, h.berichttype, h.oordeel, h.uitkomst, h.sha256, a.volgnummer AS antwoord,
                        a.sha256 AS antwoord_sha256, coalesce(a.besluit_volgnummer, a.volgnummer) AS besluit
                 FROM bericht a JOIN bericht h ON h.id = a.reactie_op
                 WHERE coalesce(a.besluit_volgnummer, a.volgnummer) > $1
                   AND h.status = 'verwerkt' AND h.uitkomst IS NOT NULL
                   -- What was cleaned up went with all that followed from it.
                   AND h.inhoud_opgeruimd_op IS NULL
                   AND (h.uitkomst <> 'afgekeurd' OR h.berichttype IN ('JW323', 'WMO323'))
                 ORDER BY coalesce(a.besluit_volgnummer, a.volgnummer) LIMIT $2",
            );
            Ok(rijen.bind(na).bind(LIJST).fetch_all(&mut *self).await?)
        }

        async fn neem_op(
            &mut self,
            kast: &Sleutelkast,
            bericht: i64,
            header: &Header,
            wijzigingen: &[Wijziging<'_>],
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let bos = self.bos(kast).await?;
            self.gebruik_identificatie(header, bericht).await?;
            self.verwerk_wijzigingen(header, bericht, wijzigingen, &bos).await
        }
    }
}
