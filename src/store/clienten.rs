//! Clients under their pseudonyms: on the way into the database, and back out of it.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use super::dialect::{Taal, bedorven, op_beide};
use super::error::StoreFout;
use super::ontvangst::{BUNDEL, is_vol};
use super::sleutels::{onleesbaar, sleutelnummer};
use crate::bericht::{Bsn, Postcode};
use crate::geheim::{Plek, Pseudoniem, Sleutelbos};

/// Where the burgerservicenummer of a client stands.
fn plek_van_client(pseudoniem: &str) -> Plek<'_> {
    Plek { tabel: "client", kolom: "bsn", rij: pseudoniem }
}

/// Who a row is about, as a column `bsn` of a query: for [`lees_kolom_bsn`].
pub(super) fn kolom_bsn(client: &str) -> String {
    format!(
        "coalesce({client} || ' ' || (SELECT c.bsn FROM client c WHERE c.pseudoniem = {client}), '') AS bsn"
    )
}

/// The burgerservicenummer in a column of [`kolom_bsn`].
pub(super) fn lees_kolom_bsn(bos: &Sleutelbos, kolom: &str) -> Result<String, StoreFout> {
    let (pseudoniem, versleuteld) = kolom.split_once(' ').ok_or_else(|| bedorven("client", "bsn", "?"))?;
    lees_client(bos, pseudoniem, versleuteld)
}

/// The burgerservicenummer in a row of `client`.
fn lees_client(bos: &Sleutelbos, pseudoniem: &str, versleuteld: &str) -> Result<String, StoreFout> {
    // The row is not named: a pseudonym says that two rows are of one person.
    let bedorven = || bedorven("client", "bsn", "?");
    bos.ontsleutel_tekst(&plek_van_client(pseudoniem), versleuteld).map_err(|fout| onleesbaar(fout, bedorven))
}

/// The pseudonyms of the clients of one message, each worked out once.
pub(super) struct Pseudoniemen<'a> {
    per_client: BTreeMap<&'a Bsn, Pseudoniem>,
    bos: &'a Sleutelbos,
}

impl<'a> Pseudoniemen<'a> {
    pub(super) fn van(bos: &'a Sleutelbos, clienten: impl IntoIterator<Item = &'a Bsn>) -> Pseudoniemen<'a> {
        let clienten: BTreeSet<&Bsn> = clienten.into_iter().collect();
        let per_client = clienten.into_iter().map(|bsn| (bsn, bos.client(bsn))).collect();
        Pseudoniemen { per_client, bos }
    }

    pub(super) fn van_client(&self, bsn: &Bsn) -> String {
        self.per_client
            .get(bsn)
            .map_or_else(|| self.bos.client(bsn).into(), |bekend| bekend.as_str().to_owned())
    }

    /// Of a postcode, as a whole and of its first four characters.
    pub(super) fn van_postcode(&self, postcode: Option<&Postcode>) -> [Option<String>; 2] {
        match postcode {
            Some(postcode) => self.bos.postcodes(postcode).map(|pseudoniem| Some(pseudoniem.into())),
            None => [None, None],
        }
    }

    pub(super) fn alle(&self) -> impl Iterator<Item = (&str, &'a Bsn)> {
        self.per_client.iter().map(|(bsn, pseudoniem)| (pseudoniem.as_str(), *bsn))
    }
}

/// Who clients are, by pseudonym, as far as that is known by now.
pub(super) struct Gids<'a> {
    /// Those that were known from the beginning.
    pub(super) pseudoniemen: Pseudoniemen<'a>,
    bsns: BTreeMap<String, Bsn>,
}

impl<'a> Gids<'a> {
    pub(super) fn van(bos: &'a Sleutelbos, clienten: impl IntoIterator<Item = &'a Bsn>) -> Gids<'a> {
        let pseudoniemen = Pseudoniemen::van(bos, clienten);
        let bsns =
            pseudoniemen.alle().map(|(pseudoniem, bsn)| (pseudoniem.to_owned(), bsn.clone())).collect();
        Gids { pseudoniemen, bsns }
    }

    pub(super) fn bsn(&self, pseudoniem: &str) -> Result<Bsn, StoreFout> {
        self.bsns.get(pseudoniem).cloned().ok_or_else(|| bedorven("client", "bsn", "?"))
    }
}

op_beide! {
    /// The statements of this module.
    trait Clienten {
        /// Keeps the burgerservicenummers of clients that were not known yet.
        async fn bewaar_clienten(&mut self, clienten: &Pseudoniemen<'_>) -> Result<(), StoreFout> {
            if clienten.per_client.is_empty() {
                return Ok(());
            }
            // Those that stand stay until this transaction is over: nobody cleans up a client that is about to be referred to.
            let sql = format!("SELECT pseudoniem FROM client WHERE pseudoniem {} {}", Self::in_lijst(1), Self::DEEL);
            let bekend: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(Self::teksten(clienten.alle().map(|(pseudoniem, _)| pseudoniem)))
                .fetch_all(&mut *self)
                .await?;
            let bekend: BTreeSet<String> = bekend.into_iter().collect();
            // By pseudonym, so that two transactions that share some meet in the same order.
            let nieuw: BTreeMap<&str, &Bsn> =
                clienten.alle().filter(|(pseudoniem, _)| !bekend.contains(*pseudoniem)).collect();
            let mut rijen = Vec::with_capacity(nieuw.len());
            for (pseudoniem, bsn) in nieuw {
                let bsn = clienten.bos.versleutel_tekst(&plek_van_client(pseudoniem), bsn.as_str())?;
                rijen.push((pseudoniem, bsn));
            }
            for bundel in rijen.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new("INSERT INTO client (pseudoniem, bsn, sleutel) ");
                invoeging.push_values(bundel, |mut rij, (pseudoniem, bsn)| {
                    rij.push_bind(*pseudoniem).push_bind(bsn.as_str()).push_bind(sleutelnummer(clienten.bos));
                });
                invoeging.push(" ON CONFLICT (pseudoniem) DO NOTHING");
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }

        /// Looks up who those of these clients are that are not known yet.
        async fn leer_kennen(&mut self, gids: &mut Gids<'_>, pseudoniemen: BTreeSet<&str>) -> Result<(), StoreFout> {
            let onbekend: Vec<&str> =
                pseudoniemen.into_iter().filter(|pseudoniem| !gids.bsns.contains_key(*pseudoniem)).collect();
            if onbekend.is_empty() {
                return Ok(());
            }
            let sql = format!("SELECT pseudoniem, bsn FROM client WHERE pseudoniem {}", Self::in_lijst(1));
            let rijen: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(Self::teksten(onbekend.into_iter()))
                .fetch_all(&mut *self)
                .await?;
            for (pseudoniem, versleuteld) in rijen {
                let bsn = lees_client(gids.pseudoniemen.bos, &pseudoniem, &versleuteld)?;
                let bsn = Bsn::lees(&bsn).map_err(|_| bedorven("client", "bsn", "?"))?;
                gids.bsns.insert(pseudoniem, bsn);
            }
            Ok(())
        }
    }
}
