//! Gemeenten that merged: who took over whom, and from which day on.

use chrono::NaiveDate;
use sqlx::QueryBuilder;

use super::dialect::{bedorven, lees, op_beide, schrijf};
use super::error::StoreFout;
use super::ontvangst::BUNDEL;
use super::openen::Store;
use crate::bericht::Gemeentecode;
use crate::partij::{Opvolging, kring};

/// A gemeente that went into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Herindeling {
    /// The code that is no longer used.
    pub oud: Gemeentecode,
    /// The gemeente that took over.
    pub nieuw: Gemeentecode,
    /// The first day of that.
    pub per: NaiveDate,
}

impl Store {
    /// Every merger that is known, by day and code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn herindelingen(&self) -> Result<Vec<Herindeling>, StoreFout> {
        lees!(self, db => db.herindelingen())
    }

    /// Puts these in place of all mergers that were known, each gemeente once.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where they lead in a circle; [`StoreFout`] where the database fails. Then nothing changes.
    pub async fn vervang_herindelingen(&self, herindelingen: &[Herindeling]) -> Result<(), StoreFout> {
        let stappen = herindelingen.iter().map(|stap| (stap.oud.as_str(), stap.nieuw.as_str()));
        if let Some(code) = kring(stappen) {
            return Err(StoreFout::Strijdig(format!(
                "gemeente {code} gaat via andere gemeenten in zichzelf op: controleer de lijst"
            )));
        }
        schrijf!(self, tx => tx.vervang_herindelingen(herindelingen))
    }

    /// Who carries on under which codes on a day.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn opvolging(&self, dag: NaiveDate) -> Result<Opvolging, StoreFout> {
        lees!(self, db => db.opvolging(dag))
    }
}

/// Adds codes to a query, with commas between them.
pub(super) fn in_codes<'q, DB>(vraag: &'q mut QueryBuilder<DB>, codes: &[String]) -> &'q mut QueryBuilder<DB>
where
    DB: sqlx::Database,
    String: for<'e> sqlx::Encode<'e, DB> + sqlx::Type<DB>,
{
    let mut lijst = vraag.separated(", ");
    for code in codes {
        lijst.push_bind(code.clone());
    }
    vraag
}

op_beide! {
    /// The statements of this module.
    trait Herindelingen {
        async fn herindelingen(&mut self) -> Result<Vec<Herindeling>, StoreFout> {
            let rijen: Vec<(String, String, NaiveDate)> =
                sqlx::query_as("SELECT oud, nieuw, per FROM herindeling ORDER BY per, oud").fetch_all(&mut *self).await?;
            let code = |kolom, code: &str| Gemeentecode::lees(code).map_err(|_| bedorven("herindeling", kolom, code));
            let lees = |(oud, nieuw, per): (String, String, NaiveDate)| {
                Ok(Herindeling { oud: code("oud", &oud)?, nieuw: code("nieuw", &nieuw)?, per })
            };
            rijen.into_iter().map(lees).collect()
        }

        async fn opvolging(&mut self, dag: NaiveDate) -> Result<Opvolging, StoreFout> {
            let rijen: Vec<(String, String, Option<String>)> = sqlx::query_as(
                "SELECT h.oud, h.nieuw, p.code FROM herindeling h
                 LEFT JOIN partij p ON p.code = h.nieuw AND p.soort = 'gemeente' WHERE h.per <= $1",
            )
            .bind(dag)
            .fetch_all(&mut *self)
            .await?;
            Ok(Opvolging::nieuw(rijen.into_iter().map(|(oud, nieuw, partij)| (oud, nieuw, partij.is_some()))))
        }

        async fn vervang_herindelingen(&mut self, herindelingen: &[Herindeling]) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM herindeling").execute(&mut *self).await?;
            for bundel in herindelingen.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new("INSERT INTO herindeling (oud, nieuw, per) ");
                invoeging.push_values(bundel, |mut rij, stap| {
                    rij.push_bind(stap.oud.as_str()).push_bind(stap.nieuw.as_str()).push_bind(stap.per);
                });
                invoeging.build().persistent(false).execute(&mut *self).await?;
            }
            Ok(())
        }
    }
}
