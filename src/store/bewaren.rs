//! Cleaning up: runs of it, one at a time, and everything that goes row by row. What goes as a whole is in `bewaren_dossier`.
//!
//! What may go is looked for while reading, and looked at again in the transaction that removes it: those are short, so that the gate
//! goes on meanwhile. Each records what it removed, so a run that was killed has lost nothing and another goes on where it was.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::bewaren::Soort;
use crate::tijd::begin_van_dag;

/// Rows that go in one transaction.
const RIJEN: i64 = 500;
/// Messages of which the content goes in one transaction.
const BERICHTEN: i64 = 100;

/// A run that this process holds.
#[derive(Clone, Copy, Debug)]
pub struct Opruiming {
    id: i64,
    eigenaar: Uuid,
}

/// A run as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpruimingRij {
    /// When it began.
    pub begonnen_op: DateTime<Utc>,
    /// When it ended; none while it goes on.
    pub klaar_op: Option<DateTime<Utc>>,
}

/// Where a search goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opruimplaats {
    pub(super) nummer: i64,
    pub(super) tekst: String,
    pub(super) gemeente: String,
}

impl Opruimplaats {
    pub(super) fn na_nummer(nummer: i64) -> Opruimplaats {
        Opruimplaats { nummer, ..Opruimplaats::default() }
    }
}

/// One step of a run: what is looked for, and who does it until when.
#[derive(Clone, Copy, Debug)]
pub struct Opruimstap {
    /// The run.
    pub opruiming: Opruiming,
    /// Now.
    pub nu: DateTime<Utc>,
    /// Until when the run is held.
    pub lease_tot: DateTime<Utc>,
    /// The kind.
    pub soort: Soort,
    /// The last closing day with which something may go.
    pub tot: NaiveDate,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opgeruimd {
    /// How much went.
    pub aantal: u64,
    /// Where the next step goes on; none at the end.
    pub verder: Option<Opruimplaats>,
}

/// The moment at which the day after this one begins: what happened before it was on this day at the latest.
pub(super) fn voor(tot: NaiveDate) -> i64 {
    micros(begin_van_dag(tot.succ_opt().unwrap_or(tot)))
}

/// Rows that go by themselves, once their closing moment lies before $1.
struct Rijen {
    soort: Soort,
    tabel: &'static str,
    sleutel: &'static str,
    waar: &'static str,
}

/// Every table of which rows go by themselves.
const RIJEN_PER_SOORT: &[Rijen] = &[
    Rijen {
        soort: Soort::Bezorgpogingen,
        tabel: "levering_poging",
        sleutel: "levering_volgnummer",
        waar: "EXISTS (SELECT 1 FROM levering l WHERE l.volgnummer = levering_poging.levering_volgnummer
                        AND l.bevestigd_op < $1)",
    },
    // Of what is overdue still, or failed and still waits, nobody is told twice.
    Rijen {
        soort: Soort::Gebeurtenissen,
        tabel: "gebeurtenis",
        sleutel: "volgnummer",
        waar: "ontstaan_op < $1 AND onderwerp NOT IN (SELECT id FROM termijn)
               AND onderwerp NOT IN (SELECT id FROM levering WHERE mislukt_op IS NOT NULL AND bevestigd_op IS NULL)",
    },
    Rijen { soort: Soort::Weigeringen, tabel: "weigering", sleutel: "id", waar: "laatste_op < $1" },
    Rijen { soort: Soort::Taken, tabel: "taak", sleutel: "id", waar: "klaar_op < $1" },
    Rijen { soort: Soort::Sessies, tabel: "sessie", sleutel: "hash", waar: "verloopt_op < $1" },
    // Withdrawn certificates stay: they are what refuses a certificate that comes back.
    Rijen {
        soort: Soort::Toegang,
        tabel: "toegangssleutel",
        sleutel: "hash",
        waar: "coalesce(ingetrokken_op, verloopt_op) < $1 AND (verloopt_op IS NULL OR verloopt_op < $1 OR ingetrokken_op < $1)",
    },
    Rijen { soort: Soort::Toegang, tabel: "bezorggeheim", sleutel: "id", waar: "vervalt_op < $1" },
];

/// Of which messages the content may go by itself: answers and what was rejected. Not a Declaratie or its answer, which go together.
const INHOUD: &str = "b.verwerkt_op < $2 AND b.inhoud_opgeruimd_op IS NULL AND b.status = 'verwerkt'
    AND b.berichttype NOT IN ('JW323', 'WMO323', 'JW325', 'WMO325')
    AND (b.stroom_id IS NULL OR b.uitkomst IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM dossier_bericht d WHERE d.bericht_volgnummer = b.volgnummer)
    AND NOT EXISTS (SELECT 1 FROM termijn t WHERE t.bericht_volgnummer = b.volgnummer)
    AND NOT EXISTS (SELECT 1 FROM levering l WHERE l.bericht_volgnummer = b.volgnummer AND l.bevestigd_op IS NULL)";

/// Which messages may go whole, with their answer: nothing refers to either.
const GEGEVENS: &str = "b.inhoud_opgeruimd_op < $2 AND b.reactie_op IS NULL
    AND NOT EXISTS (SELECT 1 FROM bericht a WHERE a.reactie_op = b.id
        AND (a.inhoud_opgeruimd_op IS NULL OR a.inhoud_opgeruimd_op >= $2))
    AND NOT EXISTS (SELECT 1 FROM bericht w
        JOIN bevestigd_antwoord v ON v.bericht_volgnummer = w.volgnummer OR v.verzoek_volgnummer = w.volgnummer
        WHERE w.id = b.id OR w.reactie_op = b.id)
    AND NOT EXISTS (SELECT 1 FROM bericht w JOIN termijn t ON t.bericht_volgnummer = w.volgnummer
        WHERE w.id = b.id OR w.reactie_op = b.id)
    AND NOT EXISTS (SELECT 1 FROM bericht w JOIN levering l ON l.bericht_volgnummer = w.volgnummer
        WHERE (w.id = b.id OR w.reactie_op = b.id) AND l.bevestigd_op IS NULL)";

/// Which clients nothing is kept of.
const CLIENTEN: &str = "NOT EXISTS (SELECT 1 FROM dossier_bericht d WHERE d.client = c.pseudoniem)
    AND c.pseudoniem NOT IN (SELECT v.client FROM voorstelregel v)";

/// What hangs on a message whose content is gone, each before what it refers to.
const AAN_BERICHT: &[&str] = &[
    "gebeurtenis",
    "zicht",
    "bevinding",
    "berekening",
    "voorstelbevinding",
    "voorstelregel",
    "besluit",
    "beoordeling",
    "uitgegeven_nummer",
];

impl Store {
    /// Begins a run; none where another process holds one. One that was killed holds it until its lease is over.
    ///
    /// # Errors
    /// [`StoreFout::Migratie`] where a migration left the projections to be made again first; [`StoreFout`] where the database
    /// fails.
    pub async fn begin_opruiming(
        &self,
        nu: DateTime<Utc>,
        lease_tot: DateTime<Utc>,
    ) -> Result<Option<Opruiming>, StoreFout> {
        self.dossiers_zijn_bij().await?;
        schrijf!(self, tx => tx.begin_opruiming(micros(nu), micros(lease_tot)))
    }

    /// Whether it is known what follows from which message: without that nothing may go.
    ///
    /// # Errors
    /// [`StoreFout::Migratie`] where a migration left the projections to be made again first; [`StoreFout`] where the database
    /// fails.
    pub async fn dossiers_zijn_bij(&self) -> Result<(), StoreFout> {
        if self.herbouw_is_nodig().await? {
            return Err(StoreFout::Migratie(
                "de dossiers moeten eerst opnieuw worden opgebouwd. Voer ‘berichtenpoort migrate’ uit"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Ends a run.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; the lease then expires by itself.
    pub async fn eindig_opruiming(&self, opruiming: Opruiming, nu: DateTime<Utc>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.eindig_opruiming(opruiming, micros(nu)))?;
        // Where somebody else reads from it, SQLite empties it later by itself.
        self.leeg_wal().await.map(drop)
    }

    /// The last run that began.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn laatste_opruiming(&self) -> Result<Option<OpruimingRij>, StoreFout> {
        lees!(self, db => db.laatste_opruiming())
    }

    /// What the last run removed so far, by kind.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn laatst_opgeruimd(&self) -> Result<Vec<(String, i64)>, StoreFout> {
        lees!(self, db => db.laatst_opgeruimd())
    }

    /// How many rows may go of a kind that goes row by row.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn tel_op_te_ruimen(&self, soort: Soort, tot: NaiveDate) -> Result<u64, StoreFout> {
        let aantal = lees!(self, db => db.tel_op_te_ruimen(soort, voor(tot)))?;
        Ok(aantal.try_into().unwrap_or_default())
    }

    /// Removes a batch of a kind that goes row by row.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where another process holds the run by now; [`StoreFout`] where the database fails. Then nothing went.
    pub async fn ruim_rijen_op(&self, stap: &Opruimstap, na: &Opruimplaats) -> Result<Opgeruimd, StoreFout> {
        let (mag, hoogstens) = match stap.soort {
            Soort::Inhoud => (INHOUD, BERICHTEN),
            Soort::Berichtgegevens => (GEGEVENS, BERICHTEN),
            Soort::Clienten => return self.ruim_clienten_op(stap, na).await,
            _ => {
                let aantal = schrijf!(self, tx => tx.ruim_eenvoudig_op(stap))?;
                return Ok(Opgeruimd { aantal, verder: (aantal > 0).then(Opruimplaats::default) });
            }
        };
        let voor = voor(stap.tot);
        let nummers = lees!(self, db => db.kandidaten(mag, na.nummer, voor, hoogstens))?;
        let Some(laatste) = nummers.last().copied() else { return Ok(Opgeruimd { aantal: 0, verder: None }) };
        let aantal = schrijf!(self, tx => tx.ruim_berichten_op(stap, mag, &nummers, voor))?;
        Ok(Opgeruimd { aantal, verder: Some(Opruimplaats::na_nummer(laatste)) })
    }

    async fn ruim_clienten_op(&self, stap: &Opruimstap, na: &Opruimplaats) -> Result<Opgeruimd, StoreFout> {
        let clienten = lees!(self, db => db.overbodige_clienten(&na.tekst))?;
        let Some(laatste) = clienten.last().cloned() else {
            return Ok(Opgeruimd { aantal: 0, verder: None });
        };
        let aantal = schrijf!(self, tx => tx.ruim_clienten_op(stap, &clienten))?;
        Ok(Opgeruimd { aantal, verder: Some(Opruimplaats { tekst: laatste, ..Opruimplaats::default() }) })
    }
}

op_beide! {
    /// The statements of this module.
    trait Bewaren {
        async fn begin_opruiming(&mut self, nu: i64, lease_tot: i64) -> Result<Option<Opruiming>, StoreFout> {
            sqlx::query("UPDATE opruiming SET klaar_op = lease_tot WHERE klaar_op IS NULL AND lease_tot <= $1")
                .bind(nu)
                .execute(&mut *self)
                .await?;
            let eigenaar = Uuid::now_v7();
            let id: Option<i64> = sqlx::query_scalar(
                "INSERT INTO opruiming (eigenaar, begonnen_op, lease_tot) SELECT $1, $2, $3
                 WHERE NOT EXISTS (SELECT 1 FROM opruiming WHERE klaar_op IS NULL)
                 ON CONFLICT DO NOTHING RETURNING id",
            )
            .bind(eigenaar)
            .bind(nu)
            .bind(lease_tot)
            .fetch_optional(&mut *self)
            .await?;
            Ok(id.map(|id| Opruiming { id, eigenaar }))
        }

        async fn eindig_opruiming(&mut self, opruiming: Opruiming, nu: i64) -> Result<(), StoreFout> {
            sqlx::query("UPDATE opruiming SET klaar_op = $3 WHERE id = $1 AND eigenaar = $2 AND klaar_op IS NULL")
                .bind(opruiming.id)
                .bind(opruiming.eigenaar)
                .bind(nu)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn laatste_opruiming(&mut self) -> Result<Option<OpruimingRij>, StoreFout> {
            let rij: Option<(i64, Option<i64>)> =
                sqlx::query_as("SELECT begonnen_op, klaar_op FROM opruiming ORDER BY id DESC LIMIT 1")
                    .fetch_optional(&mut *self)
                    .await?;
            let Some((begonnen, klaar)) = rij else { return Ok(None) };
            let op = |kolom, micros| moment("opruiming", kolom, "?", micros);
            Ok(Some(OpruimingRij {
                begonnen_op: op("begonnen_op", begonnen)?,
                klaar_op: klaar.map(|klaar| op("klaar_op", klaar)).transpose()?,
            }))
        }

        async fn laatst_opgeruimd(&mut self) -> Result<Vec<(String, i64)>, StoreFout> {
            let sql = "SELECT soort, aantal FROM opgeruimd WHERE opruiming_id = (SELECT max(id) FROM opruiming) ORDER BY soort";
            Ok(sqlx::query_as(sql).fetch_all(&mut *self).await?)
        }

        /// The fence of every step: it is done by who holds the run, and counted with it.
        async fn houd_opruiming(&mut self, stap: &Opruimstap) -> Result<(), StoreFout> {
            let geraakt = sqlx::query(
                "UPDATE opruiming SET lease_tot = $3 WHERE id = $1 AND eigenaar = $2 AND klaar_op IS NULL",
            )
            .bind(stap.opruiming.id)
            .bind(stap.opruiming.eigenaar)
            .bind(micros(stap.lease_tot))
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() == 1 {
                return Ok(());
            }
            Err(StoreFout::Strijdig("een ander proces heeft het opruimen overgenomen".to_owned()))
        }

        async fn tel_opgeruimd(&mut self, stap: &Opruimstap, aantal: u64) -> Result<(), StoreFout> {
            if aantal == 0 {
                return Ok(());
            }
            sqlx::query(
                "INSERT INTO opgeruimd (opruiming_id, soort, tot, aantal) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (opruiming_id, soort) DO UPDATE SET aantal = opgeruimd.aantal + excluded.aantal",
            )
            .bind(stap.opruiming.id)
            .bind(stap.soort.sleutel())
            .bind(stap.tot)
            .bind(i64::try_from(aantal).unwrap_or(i64::MAX))
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn tel_op_te_ruimen(&mut self, soort: Soort, voor: i64) -> Result<i64, StoreFout> {
            let van_berichten = |mag| format!("SELECT count(*) FROM bericht b WHERE b.volgnummer > $1 AND {mag}");
            let sql = match soort {
                Soort::Inhoud => van_berichten(INHOUD),
                Soort::Berichtgegevens => van_berichten(GEGEVENS),
                Soort::Clienten => {
                    let sql = format!("SELECT count(*) FROM client c WHERE {CLIENTEN}");
                    return Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *self).await?);
                }
                _ => {
                    let mut aantal = 0;
                    for Rijen { tabel, waar, .. } in RIJEN_PER_SOORT.iter().filter(|rijen| rijen.soort == soort) {
                        let sql = format!("SELECT count(*) FROM {tabel} WHERE {waar}");
                        let van_deze: i64 =
                            sqlx::query_scalar(AssertSqlSafe(sql)).bind(voor).fetch_one(&mut *self).await?;
                        aantal += van_deze;
                    }
                    return Ok(aantal);
                }
            };
            Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(0_i64).bind(voor).fetch_one(&mut *self).await?)
        }

        async fn ruim_eenvoudig_op(&mut self, stap: &Opruimstap) -> Result<u64, StoreFout> {
            self.houd_opruiming(stap).await?;
            let mut aantal = 0;
            for Rijen { tabel, sleutel, waar, .. } in RIJEN_PER_SOORT.iter().filter(|rijen| rijen.soort == stap.soort) {
                let sql = format!(
                    "DELETE FROM {tabel} WHERE {sleutel} IN (SELECT {sleutel} FROM {tabel} WHERE {waar} LIMIT $2)"
                );
                let weg = sqlx::query(AssertSqlSafe(sql)).bind(voor(stap.tot)).bind(RIJEN).execute(&mut *self).await?;
                aantal += weg.rows_affected();
            }
            self.tel_opgeruimd(stap, aantal).await?;
            Ok(aantal)
        }

        /// Messages after this one that may go.
        async fn kandidaten(&mut self, mag: &str, na: i64, voor: i64, hoogstens: i64) -> Result<Vec<i64>, StoreFout> {
            let sql = format!(
                "SELECT b.volgnummer FROM bericht b WHERE b.volgnummer > $1 AND {mag} ORDER BY b.volgnummer LIMIT $3"
            );
            let nummers = sqlx::query_scalar(AssertSqlSafe(sql)).bind(na).bind(voor).bind(hoogstens);
            Ok(nummers.fetch_all(&mut *self).await?)
        }

        async fn ruim_berichten_op(
            &mut self,
            stap: &Opruimstap,
            mag: &str,
            nummers: &[i64],
            voor: i64,
        ) -> Result<u64, StoreFout> {
            self.houd_opruiming(stap).await?;
            self.houd_inhoud_vast(nummers).await?;
            // Once more: a levering may have been offered again meanwhile.
            let sql = format!("SELECT b.volgnummer FROM bericht b WHERE b.volgnummer > $1 AND {mag} AND b.volgnummer {}", Self::in_lijst(3));
            let nummers: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(0_i64)
                .bind(voor)
                .bind(Self::getallen(nummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            match stap.soort {
                Soort::Berichtgegevens => self.wis_berichten(&nummers).await?,
                _ => self.wis_inhoud(&nummers, micros(stap.nu)).await?,
            }
            let aantal = u64::try_from(nummers.len()).unwrap_or_default();
            self.tel_opgeruimd(stap, aantal).await?;
            Ok(aantal)
        }

        /// Whoever would offer a levering once more waits, and then finds that there is nothing to offer.
        async fn houd_inhoud_vast(&mut self, nummers: &[i64]) -> Result<(), StoreFout> {
            let sql = format!(
                "SELECT bericht_volgnummer FROM inhoud WHERE bericht_volgnummer {} ORDER BY bericht_volgnummer {}",
                Self::in_lijst(1),
                Self::HOUD_VAST
            );
            let lijst = Self::getallen(nummers.iter().copied());
            let _: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql)).bind(lijst).fetch_all(&mut *self).await?;
            Ok(())
        }

        /// The content of messages goes; that they were there stays. Their identification may be used again.
        async fn wis_inhoud(&mut self, nummers: &[i64], nu: i64) -> Result<(), StoreFout> {
            let lijst = || Self::getallen(nummers.iter().copied());
            for tabel in ["inhoud", "gebruikte_identificatie"] {
                let sql = format!("DELETE FROM {tabel} WHERE bericht_volgnummer {}", Self::in_lijst(1));
                sqlx::query(AssertSqlSafe(sql)).bind(lijst()).execute(&mut *self).await?;
            }
            let sql = format!("UPDATE bericht SET inhoud_opgeruimd_op = $2 WHERE volgnummer {}", Self::in_lijst(1));
            sqlx::query(AssertSqlSafe(sql)).bind(lijst()).bind(nu).execute(&mut *self).await?;
            Ok(())
        }

        /// Messages go whole, each with its answer.
        async fn wis_berichten(&mut self, heen: &[i64]) -> Result<(), StoreFout> {
            let sql = format!(
                "SELECT a.volgnummer FROM bericht a JOIN bericht b ON b.id = a.reactie_op WHERE b.volgnummer {}",
                Self::in_lijst(1)
            );
            let antwoorden: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(Self::getallen(heen.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let alle: Vec<i64> = heen.iter().chain(&antwoorden).copied().collect();
            let sql = format!(
                "DELETE FROM levering_poging WHERE levering_volgnummer IN
                     (SELECT volgnummer FROM levering WHERE bericht_volgnummer {})",
                Self::in_lijst(1)
            );
            sqlx::query(AssertSqlSafe(sql)).bind(Self::getallen(alle.iter().copied())).execute(&mut *self).await?;
            for tabel in AAN_BERICHT.iter().chain(&["levering"]) {
                let sql = format!("DELETE FROM {tabel} WHERE bericht_volgnummer {}", Self::in_lijst(1));
                let lijst = Self::getallen(alle.iter().copied());
                sqlx::query(AssertSqlSafe(sql)).bind(lijst).execute(&mut *self).await?;
            }
            // Answers first: they refer to what they answer.
            for nummers in [antwoorden.as_slice(), heen] {
                let sql = format!("DELETE FROM bericht WHERE volgnummer {}", Self::in_lijst(1));
                let lijst = Self::getallen(nummers.iter().copied());
                sqlx::query(AssertSqlSafe(sql)).bind(lijst).execute(&mut *self).await?;
            }
            Ok(())
        }

        async fn overbodige_clienten(&mut self, na: &str) -> Result<Vec<String>, StoreFout> {
            let sql = format!(
                "SELECT c.pseudoniem FROM client c WHERE c.pseudoniem > $1 AND {CLIENTEN} ORDER BY c.pseudoniem LIMIT $2"
            );
            Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(na).bind(RIJEN).fetch_all(&mut *self).await?)
        }

        async fn ruim_clienten_op(&mut self, stap: &Opruimstap, clienten: &[String]) -> Result<u64, StoreFout> {
            self.houd_opruiming(stap).await?;
            // Who is about to write of a client holds on to its row, and passes over those that are held here.
            let sql = format!(
                "SELECT pseudoniem FROM client WHERE pseudoniem {} ORDER BY pseudoniem {}",
                Self::in_lijst(1),
                Self::HOUD_VAST_OF_SLA_OVER
            );
            let vast: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(Self::teksten(clienten.iter().map(String::as_str)))
                .fetch_all(&mut *self)
                .await?;
            let sql = format!("DELETE FROM client AS c WHERE c.pseudoniem {} AND {CLIENTEN}", Self::in_lijst(1));
            let weg = sqlx::query(AssertSqlSafe(sql))
                .bind(Self::teksten(vast.iter().map(String::as_str)))
                .execute(&mut *self)
                .await?;
            self.tel_opgeruimd(stap, weg.rows_affected()).await?;
            Ok(weg.rows_affected())
        }
    }
}
