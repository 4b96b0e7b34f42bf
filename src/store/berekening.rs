//! The sums of the lines of Declaraties, as they stood when they were judged.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::dialect::{bedorven, lees, op_beide};
use super::error::StoreFout;
use super::ontvangst::{BUNDEL, is_vol};
use super::openen::Store;
use crate::keten::Prestatieberekening;

impl Store {
    /// The sums of one line of a Declaratie: `regel` is its number in the message, from 1. None where nothing was worked out, as
    /// for the lines of a client that was refused. Whoever asks must know that the caller may see the Declaratie.
    ///
    /// # Errors
    /// [`StoreFout::BedorvenRij`] where what was kept cannot be read; [`StoreFout`] where the database fails.
    pub async fn berekening(
        &self,
        declaratie: Uuid,
        regel: i64,
    ) -> Result<Option<Prestatieberekening>, StoreFout> {
        let gegevens: Option<String> = lees!(self, db => db.berekening(declaratie, regel))?;
        gegevens
            .map(|gegevens| {
                serde_json::from_str(&gegevens).map_err(|_| bedorven("berekening", "gegevens", declaratie))
            })
            .transpose()
    }
}

op_beide! {
    /// The statements of this module.
    trait Berekeningen {
        async fn berekening(&mut self, declaratie: Uuid, regel: i64) -> Result<Option<String>, StoreFout> {
            let gegevens = sqlx::query_scalar(
                "SELECT b.gegevens FROM berekening b JOIN bericht h ON h.volgnummer = b.bericht_volgnummer
                 WHERE h.id = $1 AND b.regel = $2",
            );
            Ok(gegevens.bind(declaratie).bind(regel).fetch_optional(&mut *self).await?)
        }

        /// Forgets the sums of an earlier judgement.
        async fn vergeet_berekeningen(&mut self, bericht: i64) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM berekening WHERE bericht_volgnummer = $1").bind(bericht).execute(&mut *self).await?;
            Ok(())
        }

        /// Keeps the sums of a Declaratie.
        async fn leg_berekeningen_vast(
            &mut self,
            bericht: i64,
            berekeningen: &BTreeMap<u32, Prestatieberekening>,
        ) -> Result<(), StoreFout> {
            let alle: Vec<_> = berekeningen.iter().collect();
            for bundel in alle.chunks(BUNDEL) {
                let rijen: Result<Vec<(i64, String)>, serde_json::Error> = bundel
                    .iter()
                    .map(|(regel, berekening)| Ok((i64::from(**regel), serde_json::to_string(berekening)?)))
                    .collect();
                let mislukt = |fout| StoreFout::Strijdig(format!("een berekening is niet te bewaren: {fout}"));
                let mut invoeging =
                    sqlx::QueryBuilder::new("INSERT INTO berekening (bericht_volgnummer, regel, gegevens) ");
                invoeging.push_values(rijen.map_err(mislukt)?, |mut rij, (regel, gegevens)| {
                    rij.push_bind(bericht).push_bind(regel).push_bind(gegevens);
                });
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }
    }
}
