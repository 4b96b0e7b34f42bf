//! Local rules: what they said of messages, and the messages that a proposed rule is tried on.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::dialect::{Taal, bedorven, lees, micros, op_beide};
use super::error::StoreFout;
use super::openen::Store;
use crate::bericht::Berichttype;
use crate::keten::Uitkomst;
use crate::lokaal::Regeluitslag;
use sqlx::AssertSqlSafe;

/// Which messages a rule is tried on: those that came in and are right by themselves.
#[derive(Clone, Debug)]
pub struct Proefselectie {
    /// Their type.
    pub berichttype: Berichttype,
    /// Their gemeenten, by code.
    pub gemeenten: Vec<String>,
    /// The first moment at which they came in.
    pub van: DateTime<Utc>,
    /// The moment before which they came in.
    pub tot: DateTime<Utc>,
}

/// A message that a rule is tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proefbericht {
    /// Its number.
    pub volgnummer: i64,
    /// Its id.
    pub id: Uuid,
    /// When it came in.
    pub ontvangen_op: DateTime<Utc>,
    /// How it ended; none where it waits.
    pub uitkomst: Option<Uitkomst>,
    /// The aanbieder that it is from or to.
    pub aanbieder: String,
}

/// A rule that could not be evaluated on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NietBeoordeeld {
    /// The code of the rule.
    pub regel: String,
    /// The message.
    pub bericht: Uuid,
    /// How many of its klassen.
    pub klassen: i64,
    /// Why not, of the first.
    pub oorzaak: String,
}

impl Store {
    /// The next messages to try a rule on, after the one with this number.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn proefberichten(
        &self,
        selectie: &Proefselectie,
        na: i64,
        limiet: u32,
    ) -> Result<Vec<Proefbericht>, StoreFout> {
        lees!(self, db => db.proefberichten(selectie, na, limiet))
    }

    /// What the rules said of a message when it was processed.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn lokale_uitslagen(&self, bericht: Uuid) -> Result<Vec<LokaleUitslag>, StoreFout> {
        lees!(self, db => db.lokale_uitslagen(bericht))
    }

    /// The messages on which a rule could not be evaluated, the latest first. For who looks after the gate.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn lokaal_niet_beoordeeld(&self, limiet: u32) -> Result<Vec<NietBeoordeeld>, StoreFout> {
        lees!(self, db => db.lokaal_niet_beoordeeld(limiet))
    }
}

/// What a rule said of a message, as it was kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LokaleUitslag {
    /// The code of the rule.
    pub regel: String,
    /// The stand of the register that it was read at.
    pub stand: i64,
    /// Whether it refuses, and does not only warn.
    pub weigert: bool,
    /// How many klassen it looked at.
    pub klassen: i64,
    /// How many were not as agreed.
    pub niet_goed: i64,
    /// How many could not be judged.
    pub niet_beoordeeld: i64,
    /// Why not.
    pub oorzaak: Option<String>,
}

type RuwProefbericht = (i64, Uuid, i64, Option<String>, String);

fn proefbericht(ruw: RuwProefbericht) -> Result<Proefbericht, StoreFout> {
    let (volgnummer, id, ontvangen_op, uitkomst, aanbieder) = ruw;
    let fout = |kolom| bedorven("bericht", kolom, id);
    let uitkomst = uitkomst.map(|sleutel| Uitkomst::van_sleutel(&sleutel).ok_or_else(|| fout("uitkomst")));
    Ok(Proefbericht {
        volgnummer,
        id,
        ontvangen_op: DateTime::from_timestamp_micros(ontvangen_op).ok_or_else(|| fout("ontvangen_op"))?,
        uitkomst: uitkomst.transpose()?,
        aanbieder,
    })
}

op_beide! {
    /// The statements of this module.
    trait LokaleRegelen {
        async fn proefberichten(
            &mut self,
            selectie: &Proefselectie,
            na: i64,
            limiet: u32,
        ) -> Result<Vec<Proefbericht>, StoreFout> {
            let sql = format!(
                "SELECT b.volgnummer, b.id, b.ontvangen_op, b.uitkomst, s.aanbieder
                 FROM bericht b JOIN stroom s ON s.id = b.stroom_id
                 WHERE b.berichttype = $1 AND b.volgnummer > $2 AND b.oordeel = 'geldig'
                   AND b.ontvangen_op >= $3 AND b.ontvangen_op < $4 AND s.gemeente {}
                 ORDER BY b.volgnummer LIMIT $6",
                Self::in_lijst(5)
            );
            let rijen: Vec<RuwProefbericht> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(selectie.berichttype.naam())
                .bind(na)
                .bind(micros(selectie.van))
                .bind(micros(selectie.tot))
                .bind(Self::teksten(selectie.gemeenten.iter().map(String::as_str)))
                .bind(i64::from(limiet))
                .fetch_all(&mut *self)
                .await?;
            rijen.into_iter().map(proefbericht).collect()
        }

        async fn lokale_uitslagen(&mut self, bericht: Uuid) -> Result<Vec<LokaleUitslag>, StoreFout> {
            let rijen = sqlx::query_as(
                "SELECT u.regel, u.stand, u.weigert, u.klassen, u.niet_goed, u.niet_beoordeeld, u.oorzaak
                 FROM lokaleregel_uitslag u JOIN bericht b ON b.volgnummer = u.bericht_volgnummer
                 WHERE b.id = $1 ORDER BY u.regel",
            );
            Ok(rijen.bind(bericht).fetch_all(&mut *self).await?)
        }

        async fn lokaal_niet_beoordeeld(&mut self, limiet: u32) -> Result<Vec<NietBeoordeeld>, StoreFout> {
            let rijen: Vec<(String, Uuid, i64, Option<String>)> = sqlx::query_as(
                "SELECT u.regel, b.id, u.niet_beoordeeld, u.oorzaak
                 FROM lokaleregel_uitslag u JOIN bericht b ON b.volgnummer = u.bericht_volgnummer
                 WHERE u.niet_beoordeeld > 0 ORDER BY u.bericht_volgnummer DESC, u.regel LIMIT $1",
            )
            .bind(i64::from(limiet))
            .fetch_all(&mut *self)
            .await?;
            let rij = |(regel, bericht, klassen, oorzaak): (String, Uuid, i64, Option<String>)| NietBeoordeeld {
                regel,
                bericht,
                klassen,
                oorzaak: oorzaak.unwrap_or_default(),
            };
            Ok(rijen.into_iter().map(rij).collect())
        }

        /// Keeps what the rules said of a message. Nothing is written of a message that no rule is about.
        async fn leg_lokale_uitslagen_vast(
            &mut self,
            bericht: i64,
            stand: i64,
            uitslagen: &[Regeluitslag],
        ) -> Result<(), StoreFout> {
            for een in uitslagen {
                sqlx::query(
                    "INSERT INTO lokaleregel_uitslag
                         (bericht_volgnummer, regel, stand, weigert, klassen, niet_goed, niet_beoordeeld, oorzaak)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                )
                .bind(bericht)
                .bind(&een.regel)
                .bind(stand)
                .bind(een.weigert)
                .bind(i64::from(een.klassen))
                .bind(i64::from(een.niet_goed))
                .bind(i64::from(een.niet_beoordeeld))
                .bind(een.oorzaak.as_ref().map(ToString::to_string))
                .execute(&mut *self)
                .await?;
            }
            Ok(())
        }
    }
}
