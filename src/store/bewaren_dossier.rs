//! Cleaning up what goes as a whole: dossiers of clients, and Declaraties. What is known of each is looked up here; whether it may go is
//! decided elsewhere (`bewaren`), in the transaction that removes it. What goes takes along everything that a rebuild would make of it
//! again, so a rebuild afterwards changes nothing.

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

use super::bewaren::{Bewaren, Opgeruimd, Opruimplaats, Opruimstap, voor};
use super::dialect::{Taal, bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::bericht::Standaard;
use crate::bewaren::{Declaratiefeiten, Dossierfeiten, Soort};
use crate::tijd::dag;

/// How many are looked up at a time; each goes in a transaction of its own.
const KANDIDATEN: i64 = 25;

/// The dossier of a client with a gemeente, under one law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dossier {
    client: String,
    standaard: &'static str,
    gemeente: String,
}

/// Decides whether what is known of something lets it go.
pub(super) type Oordeel<'o, F> = &'o (dyn Fn(&F) -> bool + Sync);

/// A message in one of these strooms ($1) waits: to be processed, for somebody who looks at why it was parked, or for the answer of
/// its receiver. Of what people decide about it is known whom it is about.
const WACHT_IN_STROOM: [&str; 3] = [
    "SELECT count(*) FROM bericht w WHERE w.status = 'ontvangen' AND w.stroom_id {lijst}",
    "SELECT count(*) FROM bericht w WHERE w.status = 'geparkeerd' AND w.stroom_id {lijst}",
    "SELECT count(*) FROM bericht w WHERE w.status = 'verwerkt' AND w.uitkomst IS NULL AND w.stroom_id IS NOT NULL
        AND w.stroom_id {lijst}
        AND NOT EXISTS (SELECT 1 FROM beoordeling o WHERE o.bericht_volgnummer = w.volgnummer)",
];

/// The messages of a dossier, by client, law and gemeente.
const VAN_DOSSIER: &str = "d.client = $1 AND d.standaard = $2 AND d.gemeente = $3";

impl Store {
    /// The dossiers or Declaraties that may go now, counted without changing anything: a batch, and where the next goes on.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn tel_gehelen(
        &self,
        soort: Soort,
        tot: NaiveDate,
        na: &Opruimplaats,
        dossier_mag: Oordeel<'_, Dossierfeiten>,
        declaratie_mag: Oordeel<'_, Declaratiefeiten>,
    ) -> Result<Opgeruimd, StoreFout> {
        let (mut aantal, verder);
        if let Some(standaard) = wet(soort) {
            let dossiers = lees!(self, db => db.oude_dossiers(standaard, na, voor(tot)))?;
            verder = dossiers.last().map(Dossier::plaats);
            aantal = 0;
            for dossier in &dossiers {
                aantal += u64::from(dossier_mag(&lees!(self, db => db.dossierfeiten(dossier))?));
            }
        } else {
            let declaraties = lees!(self, db => db.oude_declaraties(na.nummer, voor(tot)))?;
            verder = declaraties.last().map(|nummer| Opruimplaats::na_nummer(*nummer));
            aantal = 0;
            for declaratie in declaraties {
                aantal += u64::from(declaratie_mag(&lees!(self, db => db.declaratiefeiten(declaratie))?));
            }
        }
        Ok(Opgeruimd { aantal, verder })
    }

    /// Removes the dossiers or Declaraties that may go: a batch, each in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where another process holds the run by now; [`StoreFout`] where the database fails. What went stays
    /// gone.
    pub async fn ruim_gehelen_op(
        &self,
        stap: &Opruimstap,
        na: &Opruimplaats,
        dossier_mag: Oordeel<'_, Dossierfeiten>,
        declaratie_mag: Oordeel<'_, Declaratiefeiten>,
    ) -> Result<Opgeruimd, StoreFout> {
        let (mut aantal, verder);
        if let Some(standaard) = wet(stap.soort) {
            let dossiers = lees!(self, db => db.oude_dossiers(standaard, na, voor(stap.tot)))?;
            verder = dossiers.last().map(Dossier::plaats);
            aantal = 0;
            for dossier in &dossiers {
                // First without holding up anybody.
                if dossier_mag(&lees!(self, db => db.dossierfeiten(dossier))?) {
                    let weg = schrijf!(self, tx => tx.ruim_dossier_op(stap, dossier, dossier_mag))?;
                    aantal += u64::from(weg);
                }
            }
        } else {
            let declaraties = lees!(self, db => db.oude_declaraties(na.nummer, voor(stap.tot)))?;
            verder = declaraties.last().map(|nummer| Opruimplaats::na_nummer(*nummer));
            aantal = 0;
            for declaratie in declaraties {
                if declaratie_mag(&lees!(self, db => db.declaratiefeiten(declaratie))?) {
                    let weg = schrijf!(self, tx => tx.ruim_declaratie_op(stap, declaratie, declaratie_mag))?;
                    aantal += u64::from(weg);
                }
            }
        }
        Ok(Opgeruimd { aantal, verder })
    }
}

fn wet(soort: Soort) -> Option<&'static str> {
    match soort {
        Soort::DossiersWmo => Some(Standaard::Iwmo.sleutel()),
        Soort::DossiersJeugd => Some(Standaard::Ijw.sleutel()),
        _ => None,
    }
}

impl Dossier {
    fn plaats(&self) -> Opruimplaats {
        Opruimplaats { nummer: 0, tekst: self.client.clone(), gemeente: self.gemeente.clone() }
    }
}

fn dag_van(micros: i64) -> Result<NaiveDate, StoreFout> {
    moment("bericht", "verwerkt_op", "?", micros).map(dag)
}

op_beide! {
    /// The statements of this module.
    trait Gehelen {
        /// Dossiers after this place of which no message is newer.
        async fn oude_dossiers(
            &mut self,
            standaard: &'static str,
            na: &Opruimplaats,
            voor: i64,
        ) -> Result<Vec<Dossier>, StoreFout> {
            let rijen: Vec<(String, String)> = sqlx::query_as(
                "SELECT d.client, d.gemeente FROM dossier_bericht d JOIN bericht b ON b.volgnummer = d.bericht_volgnummer
                 WHERE d.standaard = $1 AND d.client >= $2 AND (d.client > $2 OR d.gemeente > $3)
                 GROUP BY d.client, d.gemeente HAVING max(b.verwerkt_op) < $4
                 ORDER BY d.client, d.gemeente LIMIT $5",
            )
            .bind(standaard)
            .bind(&na.tekst)
            .bind(&na.gemeente)
            .bind(voor)
            .bind(KANDIDATEN)
            .fetch_all(&mut *self)
            .await?;
            Ok(rijen.into_iter().map(|(client, gemeente)| Dossier { client, standaard, gemeente }).collect())
        }

        /// Declaraties after this number that were answered before this moment and are still there.
        async fn oude_declaraties(&mut self, na: i64, voor: i64) -> Result<Vec<i64>, StoreFout> {
            let nummers = sqlx::query_scalar(
                "SELECT volgnummer FROM bericht
                 WHERE berichttype IN ('JW323', 'WMO323') AND volgnummer > $1 AND uitkomst IS NOT NULL AND verwerkt_op < $2
                   AND inhoud_opgeruimd_op IS NULL
                 ORDER BY volgnummer LIMIT $3",
            );
            Ok(nummers.bind(na).bind(voor).bind(KANDIDATEN).fetch_all(&mut *self).await?)
        }

        /// One number about a dossier.
        async fn van_dossier(&mut self, dossier: &Dossier, sql: &str) -> Result<Option<i64>, StoreFout> {
            let getal = sqlx::query_scalar(AssertSqlSafe(sql.replace("{D}", VAN_DOSSIER)))
                .bind(&dossier.client)
                .bind(dossier.standaard)
                .bind(&dossier.gemeente);
            Ok(getal.fetch_one(&mut *self).await?)
        }

        async fn is_er_van(&mut self, dossier: &Dossier, sql: &str) -> Result<bool, StoreFout> {
            Ok(self.van_dossier(dossier, sql).await?.unwrap_or_default() > 0)
        }

        async fn dossierfeiten(&mut self, dossier: &Dossier) -> Result<Dossierfeiten, StoreFout> {
            let einddatums: Vec<Option<NaiveDate>> = sqlx::query_scalar(
                "SELECT t.einddatum FROM toewijzing_nummer n
                 JOIN toewijzing t ON t.standaard = n.standaard AND t.gemeente = n.gemeente AND t.nummer = n.nummer
                 WHERE n.client = $1 AND n.standaard = $2 AND n.gemeente = $3
                   AND NOT EXISTS (SELECT 1 FROM toewijzing l WHERE l.standaard = t.standaard AND l.gemeente = t.gemeente
                       AND l.nummer = t.nummer AND l.toegewezen_op > t.toegewezen_op)",
            )
            .bind(&dossier.client)
            .bind(dossier.standaard)
            .bind(&dossier.gemeente)
            .fetch_all(&mut *self)
            .await?;
            let laatste_stop: Option<NaiveDate> = sqlx::query_scalar(
                "SELECT max(r.einddatum) FROM dossier_bericht d JOIN regie r ON r.bericht_volgnummer = d.bericht_volgnummer
                 WHERE d.client = $1 AND d.standaard = $2 AND d.gemeente = $3",
            )
            .bind(&dossier.client)
            .bind(dossier.standaard)
            .bind(&dossier.gemeente)
            .fetch_one(&mut *self)
            .await?;
            let laatste_termijn: Option<NaiveDate> = sqlx::query_scalar(
                "SELECT max(t.laatste_dag) FROM dossier_bericht d JOIN termijn t ON t.bericht_volgnummer = d.bericht_volgnummer
                 WHERE d.client = $1 AND d.standaard = $2 AND d.gemeente = $3",
            )
            .bind(&dossier.client)
            .bind(dossier.standaard)
            .bind(&dossier.gemeente)
            .fetch_one(&mut *self)
            .await?;
            let laatste = "SELECT max(b.verwerkt_op) FROM dossier_bericht d
                JOIN bericht b ON b.volgnummer = d.bericht_volgnummer WHERE {D}";
            let laatste = self.van_dossier(dossier, laatste).await?;
            let stromen = self.stromen_van_dossier(dossier).await?;
            Ok(Dossierfeiten {
                einddatums,
                laatste_stop,
                laatste_bericht: dag_van(laatste.ok_or_else(|| bedorven("dossier_bericht", "bericht_volgnummer", "?"))?)?,
                open_verzoeken: self.is_er_van(dossier, "SELECT count(*) FROM dossier_bericht d
                    JOIN verzoek v ON v.bericht_volgnummer = d.bericht_volgnummer AND v.client = d.client
                    WHERE {D} AND v.afgewezen_door IS NULL AND v.toegewezen_door IS NULL").await?,
                laatste_termijn,
                declaratieregels: self.is_er_van(dossier, "SELECT count(*) FROM dossier_bericht d
                    JOIN bericht b ON b.volgnummer = d.bericht_volgnummer
                    WHERE {D} AND b.berichttype IN ('JW323', 'WMO323')").await?,
                wachtende_berichten: self.wacht_in(&stromen).await?
                    || self.is_er_van(dossier, "SELECT count(*) FROM voorstelregel v
                        JOIN bericht b ON b.volgnummer = v.bericht_volgnummer
                        WHERE v.client = $1 AND $2 = $2 AND b.ontvanger = $3").await?,
                open_leveringen: self.is_er_van(dossier, "SELECT count(*) FROM dossier_bericht d
                    JOIN levering l ON l.bericht_volgnummer = d.bericht_volgnummer
                    WHERE {D} AND l.bevestigd_op IS NULL").await?,
                verweven: self.is_er_van(dossier, "SELECT count(*) FROM dossier_bericht d
                    JOIN dossier_bericht e ON e.bericht_volgnummer = d.bericht_volgnummer
                    WHERE {D} AND (e.client <> d.client OR e.gemeente <> d.gemeente)").await?
                    || self.is_er_van(dossier, "SELECT count(*) FROM dossier_bericht d JOIN verzoek v
                        ON v.onderzocht_door = d.bericht_volgnummer OR v.afgewezen_door = d.bericht_volgnummer
                            OR v.toegewezen_door = d.bericht_volgnummer
                        WHERE {D} AND (v.client <> d.client OR v.gemeente <> d.gemeente)").await?,
            })
        }

        async fn stromen_van_dossier(&mut self, dossier: &Dossier) -> Result<Vec<i64>, StoreFout> {
            let stromen = sqlx::query_scalar(
                "SELECT DISTINCT b.stroom_id FROM dossier_bericht d JOIN bericht b ON b.volgnummer = d.bericht_volgnummer
                 WHERE d.client = $1 AND d.standaard = $2 AND d.gemeente = $3 AND b.stroom_id IS NOT NULL ORDER BY b.stroom_id",
            );
            let stromen = stromen.bind(&dossier.client).bind(dossier.standaard).bind(&dossier.gemeente);
            Ok(stromen.fetch_all(&mut *self).await?)
        }

        async fn wacht_in(&mut self, stromen: &[i64]) -> Result<bool, StoreFout> {
            for sql in WACHT_IN_STROOM {
                let sql = sql.replace("{lijst}", &Self::in_lijst(1));
                let aantal: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
                    .bind(Self::getallen(stromen.iter().copied()))
                    .fetch_one(&mut *self)
                    .await?;
                if aantal > 0 {
                    return Ok(true);
                }
            }
            Ok(false)
        }

        /// Keeps workers out of these strooms until the end of the transaction. False where one is at work in them: it read what
        /// may go, and is about to write what follows from it.
        async fn houd_stromen(&mut self, stromen: &[i64], nu: i64) -> Result<bool, StoreFout> {
            let sql = format!(
                "SELECT lease_tot FROM stroom_lease WHERE stroom_id {} ORDER BY stroom_id {}",
                Self::in_lijst(1),
                Self::HOUD_VAST
            );
            let leases: Vec<Option<i64>> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(Self::getallen(stromen.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            Ok(leases.into_iter().flatten().all(|tot| tot <= nu))
        }

        async fn ruim_dossier_op(
            &mut self,
            stap: &Opruimstap,
            dossier: &Dossier,
            mag: Oordeel<'_, Dossierfeiten>,
        ) -> Result<bool, StoreFout> {
            self.houd_opruiming(stap).await?;
            let stromen = self.stromen_van_dossier(dossier).await?;
            if !self.houd_stromen(&stromen, micros(stap.nu)).await? {
                return Ok(false);
            }
            let berichten: Vec<i64> = sqlx::query_scalar(
                "SELECT bericht_volgnummer FROM dossier_bericht
                 WHERE client = $1 AND standaard = $2 AND gemeente = $3 ORDER BY bericht_volgnummer",
            )
            .bind(&dossier.client)
            .bind(dossier.standaard)
            .bind(&dossier.gemeente)
            .fetch_all(&mut *self)
            .await?;
            self.houd_inhoud_vast(&berichten).await?;
            if berichten.is_empty() || !mag(&self.dossierfeiten(dossier).await?) {
                return Ok(false);
            }
            for sql in [
                "DELETE FROM toewijzing WHERE standaard = $2 AND gemeente = $3 AND nummer IN
                     (SELECT nummer FROM toewijzing_nummer WHERE client = $1 AND standaard = $2 AND gemeente = $3)",
                "DELETE FROM toewijzing_nummer WHERE client = $1 AND standaard = $2 AND gemeente = $3",
                "DELETE FROM dossier_bericht WHERE client = $1 AND standaard = $2 AND gemeente = $3",
            ] {
                let weg = sqlx::query(sql).bind(&dossier.client).bind(dossier.standaard).bind(&dossier.gemeente);
                weg.execute(&mut *self).await?;
            }
            for (tabel, kolom) in [
                ("termijn", "bericht_volgnummer"),
                ("verzoek", "bericht_volgnummer"),
                ("regie", "bericht_volgnummer"),
                ("bevestigd_antwoord", "verzoek_volgnummer"),
                ("bevestigd_antwoord", "bericht_volgnummer"),
                ("uitgegeven_nummer", "bericht_volgnummer"),
            ] {
                let sql = format!("DELETE FROM {tabel} WHERE {kolom} {}", Self::in_lijst(1));
                let lijst = Self::getallen(berichten.iter().copied());
                sqlx::query(AssertSqlSafe(sql)).bind(lijst).execute(&mut *self).await?;
            }
            self.wis_inhoud(&berichten, micros(stap.nu)).await?;
            self.tel_opgeruimd(stap, 1).await?;
            Ok(true)
        }

        /// One number about a Declaratie.
        async fn van_declaratie(&mut self, declaratie: i64, sql: &'static str) -> Result<Option<i64>, StoreFout> {
            Ok(sqlx::query_scalar(sql).bind(declaratie).fetch_one(&mut *self).await?)
        }

        async fn is_er_bij(&mut self, declaratie: i64, sql: &'static str) -> Result<bool, StoreFout> {
            Ok(self.van_declaratie(declaratie, sql).await?.unwrap_or_default() > 0)
        }

        async fn declaratiefeiten(&mut self, declaratie: i64) -> Result<Declaratiefeiten, StoreFout> {
            let beantwoord = "SELECT max(w.verwerkt_op) FROM bericht b JOIN bericht w ON w.id = b.id OR w.reactie_op = b.id
                WHERE b.volgnummer = $1";
            let beantwoord = self.van_declaratie(declaratie, beantwoord).await?;
            let laatste_zorg: Option<NaiveDate> =
                sqlx::query_scalar("SELECT max(einddatum) FROM prestatie WHERE bericht_volgnummer = $1")
                    .bind(declaratie)
                    .fetch_one(&mut *self)
                    .await?;
            let (lopend, laatste_einddatum): (i64, Option<NaiveDate>) = sqlx::query_as(
                "SELECT count(CASE WHEN t.einddatum IS NULL THEN 1 END), max(t.einddatum)
                 FROM (SELECT DISTINCT standaard, gemeente, nummer, client FROM prestatie WHERE bericht_volgnummer = $1) p
                 JOIN toewijzing_nummer n ON n.standaard = p.standaard AND n.gemeente = p.gemeente AND n.nummer = p.nummer
                     AND n.client = p.client
                 JOIN toewijzing t ON t.standaard = n.standaard AND t.gemeente = n.gemeente AND t.nummer = n.nummer
                 WHERE NOT EXISTS (SELECT 1 FROM toewijzing l WHERE l.standaard = t.standaard AND l.gemeente = t.gemeente
                     AND l.nummer = t.nummer AND l.toegewezen_op > t.toegewezen_op)",
            )
            .bind(declaratie)
            .fetch_one(&mut *self)
            .await?;
            // Those that claim one of the same allocations.
            let laatste = "SELECT max(b.verwerkt_op) FROM bericht b WHERE b.volgnummer IN (
                    SELECT q.bericht_volgnummer FROM prestatie p JOIN prestatie q ON q.standaard = p.standaard
                        AND q.gemeente = p.gemeente AND q.nummer = p.nummer WHERE p.bericht_volgnummer = $1)";
            let laatste = self.van_declaratie(declaratie, laatste).await?;
            let laatste_termijn: Option<NaiveDate> =
                sqlx::query_scalar("SELECT max(laatste_dag) FROM termijn WHERE bericht_volgnummer = $1")
                    .bind(declaratie)
                    .fetch_one(&mut *self)
                    .await?;
            let stroom: Vec<i64> = sqlx::query_scalar("SELECT stroom_id FROM bericht WHERE volgnummer = $1 AND stroom_id IS NOT NULL")
                .bind(declaratie)
                .fetch_all(&mut *self)
                .await?;
            Ok(Declaratiefeiten {
                beantwoord: dag_van(beantwoord.ok_or_else(|| bedorven("bericht", "verwerkt_op", declaratie))?)?,
                laatste_zorg,
                toewijzing_loopt: lopend > 0,
                laatste_einddatum,
                laatste_declaratie: laatste.map(dag_van).transpose()?,
                laatste_termijn,
                wachtende_berichten: self.wacht_in(&stroom).await?
                    || self.is_er_bij(declaratie, "SELECT count(*) FROM voorstelregel v JOIN bericht w ON w.volgnummer = v.bericht_volgnummer
                        JOIN bericht b ON b.stroom_id = w.stroom_id AND b.volgnummer <> w.volgnummer
                        WHERE b.volgnummer = $1 AND v.nummer IN
                            (SELECT p.nummer FROM prestatie p WHERE p.bericht_volgnummer = $1)").await?
                    // A line of another that could not have its number because a line of this one has it: a rebuild without this
                    // one would give it to that.
                    || self.is_er_bij(declaratie, "SELECT count(*) FROM prestatie p JOIN prestatie q ON q.standaard = p.standaard
                            AND q.aanbieder = p.aanbieder AND q.referentie = p.referentie
                            AND q.bericht_volgnummer <> p.bericht_volgnummer
                        WHERE p.bericht_volgnummer = $1 AND p.houdt_nummer AND NOT q.houdt_nummer").await?,
                open_leveringen: self.is_er_bij(declaratie, "SELECT count(*) FROM bericht b JOIN bericht w ON w.id = b.id OR w.reactie_op = b.id
                    JOIN levering l ON l.bericht_volgnummer = w.volgnummer AND l.bevestigd_op IS NULL
                    WHERE b.volgnummer = $1").await?,
            })
        }

        async fn ruim_declaratie_op(
            &mut self,
            stap: &Opruimstap,
            declaratie: i64,
            mag: Oordeel<'_, Declaratiefeiten>,
        ) -> Result<bool, StoreFout> {
            self.houd_opruiming(stap).await?;
            let berichten: Vec<(i64, Option<i64>)> = sqlx::query_as(
                "SELECT w.volgnummer, w.stroom_id FROM bericht b JOIN bericht w ON w.id = b.id OR w.reactie_op = b.id
                 WHERE b.volgnummer = $1 ORDER BY w.volgnummer",
            )
            .bind(declaratie)
            .fetch_all(&mut *self)
            .await?;
            let stromen: Vec<i64> = berichten.iter().filter_map(|(_, stroom)| *stroom).collect();
            let berichten: Vec<i64> = berichten.into_iter().map(|(bericht, _)| bericht).collect();
            if !self.houd_stromen(&stromen, micros(stap.nu)).await? {
                return Ok(false);
            }
            self.houd_inhoud_vast(&berichten).await?;
            if !mag(&self.declaratiefeiten(declaratie).await?) {
                return Ok(false);
            }
            // First: a decision goes only with a Declaratie whose content is gone.
            self.wis_inhoud(&berichten, micros(stap.nu)).await?;
            self.neem_verbruik_terug(declaratie).await?;
            for tabel in [
                "termijn", "prestatie", "declaratie", "dossier_bericht", "berekening", "voorstelbevinding", "voorstelregel", "besluit",
                "beoordeling",
            ] {
                let sql = format!("DELETE FROM {tabel} WHERE bericht_volgnummer = $1");
                sqlx::query(AssertSqlSafe(sql)).bind(declaratie).execute(&mut *self).await?;
            }
            self.tel_opgeruimd(stap, 1).await?;
            Ok(true)
        }

        /// What was used of the allocations of a Declaratie, without that Declaratie: as a rebuild would have it.
        async fn neem_verbruik_terug(&mut self, declaratie: i64) -> Result<(), StoreFout> {
            const SLEUTELS: &str = "(SELECT DISTINCT p.standaard, p.gemeente, p.nummer, p.aanbieder FROM prestatie p
                WHERE p.bericht_volgnummer = $1 AND p.toegekend)";
            let weg = format!("DELETE FROM verbruik WHERE (standaard, gemeente, nummer, aanbieder) IN {SLEUTELS}");
            sqlx::query(AssertSqlSafe(weg)).bind(declaratie).execute(&mut *self).await?;
            let over = format!(
                "INSERT INTO verbruik (standaard, gemeente, nummer, aanbieder, eenheid, debets, volume, bedrag)
                 SELECT q.standaard, q.gemeente, q.nummer, q.aanbieder, q.eenheid,
                     CAST(sum(CASE WHEN q.vorige_referentie IS NULL THEN 1 ELSE -1 END) AS BIGINT),
                     CAST(sum(CASE WHEN q.vorige_referentie IS NULL THEN q.volume ELSE -q.volume END) AS BIGINT),
                     CAST(sum(q.bedrag) AS BIGINT)
                 FROM prestatie q
                 WHERE q.toegekend AND q.bericht_volgnummer <> $1
                   AND (q.standaard, q.gemeente, q.nummer, q.aanbieder) IN {SLEUTELS}
                 GROUP BY q.standaard, q.gemeente, q.nummer, q.aanbieder, q.eenheid"
            );
            sqlx::query(AssertSqlSafe(over)).bind(declaratie).execute(&mut *self).await?;
            Ok(())
        }
    }
}
