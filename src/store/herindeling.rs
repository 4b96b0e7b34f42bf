//! Gemeenten that merged: who took over whom, and from which day on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::dialect::{bedorven, lees, op_beide, schrijf};
use super::error::StoreFout;
use super::ontvangst::BUNDEL;
use super::openen::Store;
use crate::bericht::Gemeentecode;

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
    /// [`StoreFout`] where the database fails; then nothing changes.
    pub async fn vervang_herindelingen(&self, herindelingen: &[Herindeling]) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.vervang_herindelingen(herindelingen))
    }

    /// The gemeente that carries on what another was, on a day: the last one where several merged after each other. None where the
    /// gemeente was never taken over, or not yet.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn opvolger(&self, oud: &str, dag: NaiveDate) -> Result<Option<Gemeentecode>, StoreFout> {
        let stappen: BTreeMap<String, Gemeentecode> = self
            .herindelingen()
            .await?
            .into_iter()
            .filter(|stap| stap.per <= dag)
            .map(|stap| (stap.oud.as_str().to_owned(), stap.nieuw))
            .collect();
        let (mut gezien, mut nu) = (BTreeSet::from([oud]), None);
        while let Some(nieuw) = stappen.get(nu.map_or(oud, Gemeentecode::as_str)) {
            // A circle would be a mistake in the list; whoever is named last then stays.
            if !gezien.insert(nieuw.as_str()) {
                break;
            }
            nu = Some(nieuw);
        }
        Ok(nu.cloned())
    }
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
