//! Requests as lists, what a drafted answer to one needs, and the answers that were confirmed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, bedorven, lees, lees_samen, moment, op_beide};
use super::error::StoreFout;
use super::herindeling::{Herindelingen, in_codes};
use super::model::{Bevestigd, Bevestiging, ReferentieRij, VerzoekFilter, VerzoekRij, VerzoekStatus};
use super::openen::Store;
use super::sleutels::{Sleutelkast, Sleutels};
use crate::bericht::{Berichttype, Bsn, Header, ToewijzingNummer};
use crate::keten::Verzoeksoort;
use crate::partij::{Partij, PartijSoort};

/// The key of a final answer in the database.
const EIND: &str = "eind";
/// That of one that says that it is being looked into.
const ONDERZOEK: &str = "onderzoek";

impl Store {
    /// The requests that a party received, as a gemeente, or sent, as an aanbieder: newest first, at most `limiet`. To a gemeente also
    /// those of gemeenten that went into it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn verzoeken(
        &self,
        partij: &Partij,
        filter: &VerzoekFilter,
        vandaag: NaiveDate,
        limiet: u32,
    ) -> Result<Vec<VerzoekRij>, StoreFout> {
        lees_samen!(self, db => db.verzoeken(partij, filter, vandaag, limiet))
    }

    /// One of these, by the id of its message.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn verzoek(
        &self,
        partij: &Partij,
        id: Uuid,
        vandaag: NaiveDate,
    ) -> Result<Option<VerzoekRij>, StoreFout> {
        lees_samen!(self, db => db.verzoek(partij, id, vandaag))
    }

    /// The greatest ToewijzingNummer that the gemeente of a message used under its law, or that a drafted answer gave out.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn hoogste_toewijzingnummer(
        &self,
        header: &Header,
    ) -> Result<Option<ToewijzingNummer>, StoreFout> {
        lees!(self, db => db.hoogste_toewijzingnummer(header))
    }

    /// The last 301 of the gemeente of a message for a client under its law, and whether it went to the aanbieder of the
    /// message. One to that aanbieder goes before later ones to others.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn laatste_toewijzingsbericht(
        &self,
        header: &Header,
        bsn: &Bsn,
    ) -> Result<Option<(Uuid, bool)>, StoreFout> {
        lees!(self, db => db.laatste_toewijzingsbericht(&self.sleutels, header, bsn))
    }

    /// The last day of the debits that stand, granted and not taken back, for each of these allocations of the gemeente at the
    /// aanbieder of a message; none where nothing stands.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn toegekend_tot(
        &self,
        header: &Header,
        nummers: &BTreeSet<ToewijzingNummer>,
    ) -> Result<BTreeMap<ToewijzingNummer, NaiveDate>, StoreFout> {
        lees!(self, db => db.toegekend_tot(header, nummers))
    }

    /// The confirmed answers to a request, by the number of its message, that were not rejected.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bevestigd(&self, verzoek: i64) -> Result<Vec<Bevestigd>, StoreFout> {
        lees!(self, db => db.bevestigd(verzoek))
    }
}

/// The column that holds the code of a party; none for a wijkteam, which has no requests of its own.
fn kolom(partij: &Partij) -> Option<&'static str> {
    match partij.soort {
        PartijSoort::Gemeente => Some("v.gemeente"),
        PartijSoort::Aanbieder => Some("v.aanbieder"),
        PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => None,
    }
}

#[derive(sqlx::FromRow)]
struct RuwVerzoek {
    id: Uuid,
    volgnummer: i64,
    berichttype: String,
    soort: String,
    gemeente: String,
    aanbieder: String,
    dagtekening: NaiveDate,
    ontvangen_op: i64,
    referentie: String,
    onderzocht_door: Option<Uuid>,
    afgewezen_door: Option<Uuid>,
    toegewezen_door: Option<Uuid>,
    laatste_dag: Option<NaiveDate>,
}

/// Rows of one request stand together.
fn voeg_samen(rijen: Vec<RuwVerzoek>) -> Result<Vec<VerzoekRij>, StoreFout> {
    let mut uit: Vec<VerzoekRij> = Vec::new();
    for ruw in rijen {
        let referentie = ReferentieRij {
            referentie: ruw.referentie,
            onderzocht_door: ruw.onderzocht_door,
            afgewezen_door: ruw.afgewezen_door,
            toegewezen_door: ruw.toegewezen_door,
            laatste_dag: ruw.laatste_dag,
        };
        match uit.last_mut().filter(|laatste| laatste.volgnummer == ruw.volgnummer) {
            Some(zelfde) => zelfde.referenties.push(referentie),
            None => uit.push(VerzoekRij {
                berichttype: Berichttype::van_naam(&ruw.berichttype)
                    .ok_or_else(|| bedorven("bericht", "berichttype", ruw.volgnummer))?,
                soort: Verzoeksoort::van_sleutel(&ruw.soort)
                    .ok_or_else(|| bedorven("verzoek", "soort", ruw.volgnummer))?,
                ontvangen_op: moment("bericht", "ontvangen_op", ruw.volgnummer, ruw.ontvangen_op)?,
                id: ruw.id,
                volgnummer: ruw.volgnummer,
                gemeente: ruw.gemeente,
                aanbieder: ruw.aanbieder,
                dagtekening: ruw.dagtekening,
                referenties: vec![referentie],
            }),
        }
    }
    Ok(uit)
}

/// The conditions on a row of `verzoek v` that its request has a status as a whole.
fn met_status(status: VerzoekStatus) -> &'static str {
    match status {
        VerzoekStatus::Open => {
            " AND v.afgewezen_door IS NULL AND v.toegewezen_door IS NULL AND v.onderzocht_door IS NULL"
        }
        VerzoekStatus::InOnderzoek => {
            " AND v.afgewezen_door IS NULL AND v.toegewezen_door IS NULL AND v.onderzocht_door IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM verzoek w WHERE w.bericht_volgnummer = v.bericht_volgnummer
                  AND w.afgewezen_door IS NULL AND w.toegewezen_door IS NULL AND w.onderzocht_door IS NULL)"
        }
        VerzoekStatus::Beantwoord => {
            " AND NOT EXISTS (SELECT 1 FROM verzoek w WHERE w.bericht_volgnummer = v.bericht_volgnummer
                  AND w.afgewezen_door IS NULL AND w.toegewezen_door IS NULL)"
        }
    }
}

op_beide! {
    /// The statements of this module.
    trait Verzoeken {
        async fn verzoeken(
            &mut self,
            partij: &Partij,
            filter: &VerzoekFilter,
            vandaag: NaiveDate,
            limiet: u32,
        ) -> Result<Vec<VerzoekRij>, StoreFout> {
            let Some(kolom) = kolom(partij) else { return Ok(Vec::new()) };
            let codes = self.opvolging(vandaag).await?.codes_van(&partij.code);
            if codes.is_empty() {
                return Ok(Vec::new());
            }
            let mut vraag = sqlx::QueryBuilder::new("SELECT DISTINCT v.bericht_volgnummer FROM verzoek v WHERE ");
            in_codes(vraag.push(kolom).push(" IN ("), &codes).push(")");
            if let Some(status) = filter.status {
                vraag.push(met_status(status));
            }
            if let Some(voor) = filter.voor {
                vraag.push(" AND v.bericht_volgnummer < ").push_bind(voor);
            }
            vraag.push(" ORDER BY v.bericht_volgnummer DESC LIMIT ").push_bind(i64::from(limiet));
            let nummers: Vec<i64> = vraag.build_query_scalar().fetch_all(&mut *self).await?;
            self.verzoeken_met(&nummers).await
        }

        async fn verzoek(
            &mut self,
            partij: &Partij,
            id: Uuid,
            vandaag: NaiveDate,
        ) -> Result<Option<VerzoekRij>, StoreFout> {
            let nummer: Option<i64> = sqlx::query_scalar("SELECT volgnummer FROM bericht WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *self)
                .await?;
            let Some(nummer) = nummer else { return Ok(None) };
            let gevonden = self.verzoeken_met(&[nummer]).await?.into_iter().next();
            let codes = self.opvolging(vandaag).await?.codes_van(&partij.code);
            Ok(gevonden.filter(|verzoek| match partij.soort {
                PartijSoort::Gemeente => codes.contains(&verzoek.gemeente),
                PartijSoort::Aanbieder => codes.contains(&verzoek.aanbieder),
                PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => false,
            }))
        }

        /// The requests in these messages, newest first.
        async fn verzoeken_met(&mut self, nummers: &[i64]) -> Result<Vec<VerzoekRij>, StoreFout> {
            let sql = format!(
                "SELECT b.id, b.volgnummer, b.berichttype, v.soort, v.gemeente, v.aanbieder, b.dagtekening, b.ontvangen_op,
                        v.referentie, o.id AS onderzocht_door, a.id AS afgewezen_door, g.id AS toegewezen_door, t.laatste_dag
                 FROM verzoek v
                 JOIN bericht b ON b.volgnummer = v.bericht_volgnummer
                 LEFT JOIN bericht o ON o.volgnummer = v.onderzocht_door
                 LEFT JOIN bericht a ON a.volgnummer = v.afgewezen_door
                 LEFT JOIN bericht g ON g.volgnummer = v.toegewezen_door
                 LEFT JOIN termijn t ON t.standaard = v.standaard AND t.gemeente = v.gemeente AND t.aanbieder = v.aanbieder
                     AND t.soort IN ('verzoek-toewijzing', 'verzoek-wijziging', 'onderzoek') AND t.onderwerp = v.referentie
                 WHERE v.bericht_volgnummer {} ORDER BY v.bericht_volgnummer DESC, v.referentie",
                Self::in_lijst(1)
            );
            let rijen: Vec<RuwVerzoek> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(Self::getallen(nummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            voeg_samen(rijen)
        }

        async fn hoogste_toewijzingnummer(
            &mut self,
            header: &Header,
        ) -> Result<Option<ToewijzingNummer>, StoreFout> {
            let hoogste: Option<i64> = sqlx::query_scalar(
                "SELECT max(h.nummer) FROM (
                     SELECT max(nummer) AS nummer FROM toewijzing_nummer WHERE standaard = $1 AND gemeente = $2
                     UNION ALL
                     SELECT max(nummer) AS nummer FROM uitgegeven_nummer WHERE standaard = $1 AND gemeente = $2) h",
            )
            .bind(header.berichttype.standaard.sleutel())
            .bind(header.gemeente.as_str())
            .fetch_one(&mut *self)
            .await?;
            let lees = |nummer: i64| {
                nummer.try_into().map(ToewijzingNummer).map_err(|_| bedorven("toewijzing_nummer", "nummer", nummer))
            };
            hoogste.map(lees).transpose()
        }

        async fn toegekend_tot(
            &mut self,
            header: &Header,
            nummers: &BTreeSet<ToewijzingNummer>,
        ) -> Result<BTreeMap<ToewijzingNummer, NaiveDate>, StoreFout> {
            if nummers.is_empty() {
                return Ok(BTreeMap::new());
            }
            let sql = format!(
                "SELECT p.nummer, max(p.einddatum) FROM prestatie p
                 WHERE p.standaard = $1 AND p.gemeente = $2 AND p.aanbieder = $3 AND p.toegekend
                   AND p.vorige_referentie IS NULL AND p.nummer {}
                   AND NOT EXISTS (SELECT 1 FROM prestatie c
                       WHERE c.standaard = p.standaard AND c.aanbieder = p.aanbieder AND c.vorige_referentie = p.referentie
                         AND c.toegekend)
                 GROUP BY p.nummer",
                Self::in_lijst(4)
            );
            let rijen: Vec<(i64, NaiveDate)> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.gemeente.as_str())
                .bind(header.aanbieder.as_str())
                .bind(Self::getallen(nummers.iter().map(|nummer| i64::from(nummer.0))))
                .fetch_all(&mut *self)
                .await?;
            let lees = |(nummer, dag): (i64, NaiveDate)| {
                let nummer = nummer.try_into().map_err(|_| bedorven("prestatie", "nummer", nummer))?;
                Ok((ToewijzingNummer(nummer), dag))
            };
            rijen.into_iter().map(lees).collect()
        }

        async fn laatste_toewijzingsbericht(
            &mut self,
            kast: &Sleutelkast,
            header: &Header,
            bsn: &Bsn,
        ) -> Result<Option<(Uuid, bool)>, StoreFout> {
            let client = self.bos(kast).await?.client(bsn);
            Ok(sqlx::query_as(
                "SELECT b.id, n.aanbieder = $4 AS zelfde
                 FROM toewijzing_nummer n JOIN bericht b ON b.volgnummer = n.bericht_volgnummer
                 WHERE n.standaard = $1 AND n.gemeente = $2 AND n.client = $3
                 ORDER BY CASE WHEN n.aanbieder = $4 THEN 0 ELSE 1 END, n.bericht_volgnummer DESC LIMIT 1",
            )
            .bind(header.berichttype.standaard.sleutel())
            .bind(header.gemeente.as_str())
            .bind(client.as_str())
            .bind(header.aanbieder.as_str())
            .fetch_optional(&mut *self)
            .await?)
        }

        async fn bevestigd(&mut self, verzoek: i64) -> Result<Vec<Bevestigd>, StoreFout> {
            let rijen: Vec<(String, String, Vec<u8>, Uuid, bool, bool)> = sqlx::query_as(
                "SELECT a.referentie, a.soort, a.keuzes, b.id, b.status = 'ontvangen' AS wacht,
                        b.status = 'verwerkt' AND b.uitkomst IS NULL AS onbeantwoord
                 FROM bevestigd_antwoord a JOIN bericht b ON b.volgnummer = a.bericht_volgnummer
                 WHERE a.verzoek_volgnummer = $1 AND (b.uitkomst IS NULL OR b.uitkomst <> 'afgekeurd')
                 ORDER BY a.referentie, a.soort",
            )
            .bind(verzoek)
            .fetch_all(&mut *self)
            .await?;
            let maak = |(referentie, soort, keuzes, bericht, wacht, onbeantwoord): (String, String, _, _, _, _)| Bevestigd {
                referentie,
                eind: soort == EIND,
                keuzes,
                bericht,
                wacht,
                onbeantwoord,
            };
            Ok(rijen.into_iter().map(maak).collect())
        }

        /// Records that this message is the answer to these references; false where another one is that was not rejected.
        async fn leg_bevestiging_vast(
            &mut self,
            bevestiging: &Bevestiging<'_>,
            bericht: i64,
        ) -> Result<bool, StoreFout> {
            for referentie in bevestiging.referenties {
                let geraakt = sqlx::query(
                    "INSERT INTO bevestigd_antwoord (verzoek_volgnummer, referentie, soort, keuzes, bericht_volgnummer)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (verzoek_volgnummer, referentie, soort) DO UPDATE SET
                         keuzes = excluded.keuzes, bericht_volgnummer = excluded.bericht_volgnummer
                     WHERE EXISTS (SELECT 1 FROM bericht b WHERE b.volgnummer = bevestigd_antwoord.bericht_volgnummer
                                   AND b.uitkomst = 'afgekeurd')",
                )
                .bind(bevestiging.verzoek)
                .bind(referentie)
                .bind(if bevestiging.eind { EIND } else { ONDERZOEK })
                .bind(bevestiging.keuzes.as_slice())
                .bind(bericht)
                .execute(&mut *self)
                .await?
                .rows_affected();
                if geraakt == 0 {
                    return Ok(false);
                }
            }
            Ok(true)
        }

        /// Records that these numbers are taken; false where one is, by a message that was not rejected.
        async fn geef_nummers_uit(
            &mut self,
            header: &Header,
            nummers: &[ToewijzingNummer],
            bericht: i64,
        ) -> Result<bool, StoreFout> {
            for nummer in nummers {
                let geraakt = sqlx::query(
                    "INSERT INTO uitgegeven_nummer (standaard, gemeente, nummer, bericht_volgnummer)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (standaard, gemeente, nummer) DO UPDATE SET bericht_volgnummer = excluded.bericht_volgnummer
                     WHERE EXISTS (SELECT 1 FROM bericht b WHERE b.volgnummer = uitgegeven_nummer.bericht_volgnummer
                                   AND b.uitkomst = 'afgekeurd')",
                )
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.gemeente.as_str())
                .bind(i64::from(nummer.0))
                .bind(bericht)
                .execute(&mut *self)
                .await?
                .rows_affected();
                if geraakt == 0 {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}
