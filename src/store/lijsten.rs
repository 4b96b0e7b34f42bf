//! What a gemeente gives beside messages: the wijken of postcodes, and the rates in its contracts. A list is always replaced as a whole.

use chrono::NaiveDate;

use super::dialect::{bedorven, lees, lees_samen, op_beide, schrijf};
use super::error::StoreFout;
use super::ontvangst::BUNDEL;
use super::openen::Store;
use super::sleutels::{Sleutelkast, Sleutels, onleesbaar, sleutelnummer};
use crate::bericht::{Agbcode, Eenheid, Eurocent, Gemeentecode, Header, Product, Standaard};
use crate::geheim::Plek;
use crate::regels::{Contract, Tariefafspraak};

/// In which wijk a postcode lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wijk {
    /// Four digits, or four digits and two letters; the longer one goes first.
    pub postcode: String,
    /// Code of the wijk.
    pub code: String,
    /// Name of the wijk.
    pub naam: String,
}

impl Store {
    /// Every postcode with its wijk, by postcode.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wijken(&self) -> Result<Vec<Wijk>, StoreFout> {
        lees_samen!(self, tx => tx.wijken(&self.sleutels))
    }

    /// Puts these in place of all postcodes that were known, each once.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails, or where somebody else replaces them at the same moment; then nothing changes.
    pub async fn vervang_wijken(&self, wijken: &[Wijk]) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.vervang_wijken(&self.sleutels, wijken))
    }

    /// The rates in the contracts of a gemeente, or of all, by gemeente, standard, aanbieder, product, unit and day.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn tarieven(
        &self,
        gemeente: Option<&Gemeentecode>,
    ) -> Result<Vec<(Gemeentecode, Tariefafspraak)>, StoreFout> {
        let rijen = lees!(self, db => db.tarieven(gemeente))?;
        rijen.into_iter().map(TariefRij::lees).collect()
    }

    /// Puts these in place of all rates of a gemeente. They do not overlap.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails, or where somebody else replaces them at the same moment; then nothing changes.
    pub async fn vervang_tarieven(
        &self,
        gemeente: &Gemeentecode,
        tarieven: &[Tariefafspraak],
    ) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.vervang_tarieven(gemeente, tarieven))
    }

    /// The contract of the gemeente with the aanbieder of a message, within its standard.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn contract(&self, header: &Header) -> Result<Contract, StoreFout> {
        let rijen = lees!(self, db => db.tarieven_tussen(header))?;
        let afspraken: Result<Vec<_>, StoreFout> =
            rijen.into_iter().map(|rij| rij.lees().map(|(_, afspraak)| afspraak)).collect();
        Ok(Contract::van(afspraken?))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct TariefRij {
    standaard: String,
    gemeente: String,
    aanbieder: String,
    categorie: String,
    code: String,
    eenheid: String,
    tarief: i64,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
}

impl TariefRij {
    fn lees(self) -> Result<(Gemeentecode, Tariefafspraak), StoreFout> {
        let fout = |kolom| bedorven("contracttarief", kolom, "?");
        let afspraak = Tariefafspraak {
            standaard: Standaard::van_sleutel(&self.standaard).ok_or_else(|| fout("standaard"))?,
            aanbieder: Agbcode::lees(&self.aanbieder).map_err(|_| fout("aanbieder"))?,
            product: Product { categorie: self.categorie.into(), code: Some(self.code.into()) },
            eenheid: Eenheid::lees(&self.eenheid).map_err(|_| fout("eenheid"))?,
            tarief: Eurocent(self.tarief),
            ingangsdatum: self.ingangsdatum,
            einddatum: self.einddatum,
        };
        Ok((Gemeentecode::lees(&self.gemeente).map_err(|_| fout("gemeente"))?, afspraak))
    }
}

/// Where the postcode of a row of `wijk` stands.
fn plek_van_wijk(pseudoniem: &str) -> Plek<'_> {
    Plek { tabel: "wijk", kolom: "postcode", rij: pseudoniem }
}

/// The rates for which a condition holds.
fn tarieven_waar(waar: &str) -> String {
    format!(
        "SELECT standaard, gemeente, aanbieder, categorie, code, eenheid, tarief, ingangsdatum, einddatum
         FROM contracttarief {waar}"
    )
}

op_beide! {
    /// The statements of this module.
    trait LijstenBijhouden {
        async fn wijken(&mut self, kast: &Sleutelkast) -> Result<Vec<Wijk>, StoreFout> {
            let rijen: Vec<(String, String, String, String)> =
                sqlx::query_as("SELECT pseudoniem, postcode, code, naam FROM wijk").fetch_all(&mut *self).await?;
            // After the rows: they may be under a key that was made a moment ago.
            let bos = self.bos(kast).await?;
            let lees = |(pseudoniem, postcode, code, naam): (String, String, _, _)| {
                let postcode = bos.ontsleutel_tekst(&plek_van_wijk(&pseudoniem), &postcode);
                let postcode = postcode.map_err(|fout| onleesbaar(fout, || bedorven("wijk", "postcode", "?")))?;
                Ok(Wijk { postcode, code, naam })
            };
            let mut wijken = rijen.into_iter().map(lees).collect::<Result<Vec<_>, StoreFout>>()?;
            wijken.sort_by(|een, ander| een.postcode.cmp(&ander.postcode));
            Ok(wijken)
        }

        async fn vervang_wijken(&mut self, kast: &Sleutelkast, wijken: &[Wijk]) -> Result<(), StoreFout> {
            let bos = self.bos(kast).await?;
            sqlx::query("DELETE FROM wijk").execute(&mut *self).await?;
            for bundel in wijken.chunks(BUNDEL) {
                let mut rijen = Vec::with_capacity(bundel.len());
                for wijk in bundel {
                    let pseudoniem = bos.postcode(&wijk.postcode);
                    let postcode = bos.versleutel_tekst(&plek_van_wijk(&pseudoniem), &wijk.postcode)?;
                    rijen.push((pseudoniem, postcode, wijk));
                }
                let mut invoeging =
                    sqlx::QueryBuilder::new("INSERT INTO wijk (pseudoniem, postcode4, postcode, sleutel, code, naam) ");
                invoeging.push_values(&rijen, |mut rij, (pseudoniem, postcode, wijk)| {
                    rij.push_bind(pseudoniem.as_str())
                        .push_bind(bos.postcode4(&wijk.postcode).to_string())
                        .push_bind(postcode)
                        .push_bind(sleutelnummer(&bos))
                        .push_bind(&wijk.code)
                        .push_bind(&wijk.naam);
                });
                invoeging.build().persistent(false).execute(&mut *self).await?;
            }
            Ok(())
        }

        async fn tarieven(&mut self, gemeente: Option<&Gemeentecode>) -> Result<Vec<TariefRij>, StoreFout> {
            let sql = tarieven_waar(
                "WHERE gemeente = coalesce($1, gemeente)
                 ORDER BY gemeente, standaard, aanbieder, categorie, code, eenheid, ingangsdatum",
            );
            Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(gemeente.map(Gemeentecode::as_str)).fetch_all(&mut *self).await?)
        }

        async fn tarieven_tussen(&mut self, header: &Header) -> Result<Vec<TariefRij>, StoreFout> {
            let sql = tarieven_waar("WHERE standaard = $1 AND gemeente = $2 AND aanbieder = $3");
            let rijen = sqlx::query_as(sqlx::AssertSqlSafe(sql))
                .bind(header.berichttype.standaard.sleutel())
                .bind(header.gemeente.as_str())
                .bind(header.aanbieder.as_str());
            Ok(rijen.fetch_all(&mut *self).await?)
        }

        async fn vervang_tarieven(
            &mut self,
            gemeente: &Gemeentecode,
            tarieven: &[Tariefafspraak],
        ) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM contracttarief WHERE gemeente = $1")
                .bind(gemeente.as_str())
                .execute(&mut *self)
                .await?;
            for bundel in tarieven.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO contracttarief (standaard, gemeente, aanbieder, categorie, code, eenheid, tarief, \
                     ingangsdatum, einddatum) ",
                );
                invoeging.push_values(bundel, |mut rij, afspraak| {
                    rij.push_bind(afspraak.standaard.sleutel())
                        .push_bind(gemeente.as_str())
                        .push_bind(afspraak.aanbieder.as_str())
                        .push_bind(afspraak.product.categorie.as_str())
                        .push_bind(afspraak.product.code.as_deref())
                        .push_bind(afspraak.eenheid.code())
                        .push_bind(afspraak.tarief.0)
                        .push_bind(afspraak.ingangsdatum)
                        .push_bind(afspraak.einddatum);
                });
                invoeging.build().persistent(false).execute(&mut *self).await?;
            }
            Ok(())
        }
    }
}
