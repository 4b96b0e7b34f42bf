//! The dossier: what earlier messages left behind, as far as one message asks for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;

use super::dialect::{Taal, bedorven, lees_samen, op_beide};
use super::error::StoreFout;
use super::openen::Store;
use crate::bericht::{Agbcode, Bsn, ToewijzingNummer};
use crate::keten::{BekendeToewijzing, Dossier, Vraag};

impl Store {
    /// Loads what is needed to judge one message: at most five queries, whatever the size of the message, and all of
    /// them at one moment.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn dossier(&self, vraag: &Vraag<'_>) -> Result<Dossier, StoreFout> {
        lees_samen!(self, db => db.dossier(vraag))
    }
}

#[derive(sqlx::FromRow)]
struct ToewijzingRij {
    nummer: i64,
    bsn: String,
    aanbieder: String,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
}

impl ToewijzingRij {
    fn lees(self) -> Result<(ToewijzingNummer, BekendeToewijzing), StoreFout> {
        let fout = |kolom| bedorven("toewijzing_nummer", kolom, self.nummer);
        let nummer = ToewijzingNummer(self.nummer.try_into().map_err(|_| fout("nummer"))?);
        let bekend = BekendeToewijzing {
            bsn: Bsn::lees(&self.bsn).map_err(|_| fout("bsn"))?,
            aanbieder: Agbcode::lees(&self.aanbieder).map_err(|_| fout("aanbieder"))?,
            ingangsdatum: self.ingangsdatum,
            einddatum: self.einddatum,
        };
        Ok((nummer, bekend))
    }
}

op_beide! {
    /// The statements of this module. A query for an empty set is left out.
    trait DossierLezen {
        async fn dossier(&mut self, vraag: &Vraag<'_>) -> Result<Dossier, StoreFout> {
            Ok(Dossier {
                identificatie_gebruikt: self.identificatie_gebruikt(vraag).await?,
                toewijzingen: self.toewijzingen(vraag).await?,
                bekende_clienten: self.bekende_clienten(vraag).await?,
                declaratienummer_gebruikt: self.declaratienummer_gebruikt(vraag).await?,
                gebruikte_referenties: self.gebruikte_referenties(vraag).await?,
            })
        }

        async fn identificatie_gebruikt(&mut self, vraag: &Vraag<'_>) -> Result<bool, StoreFout> {
            let gebruikt = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM gebruikte_identificatie
                                WHERE berichttype = $1 AND afzender = $2 AND identificatie = $3)",
            );
            Ok(gebruikt
                .bind(vraag.header.berichttype.naam())
                .bind(vraag.header.afzender())
                .bind(&vraag.header.identificatie)
                .fetch_one(&mut *self)
                .await?)
        }

        async fn toewijzingen(
            &mut self,
            vraag: &Vraag<'_>,
        ) -> Result<BTreeMap<ToewijzingNummer, BekendeToewijzing>, StoreFout> {
            if vraag.toewijzingen.is_empty() {
                return Ok(BTreeMap::new());
            }
            let sql = format!(
                "SELECT n.nummer, n.bsn, n.aanbieder, t.ingangsdatum, t.einddatum
                 FROM toewijzing_nummer n
                 JOIN toewijzing t ON t.standaard = n.standaard AND t.gemeente = n.gemeente AND t.nummer = n.nummer
                 WHERE n.standaard = $1 AND n.gemeente = $2 AND n.nummer {}
                   AND t.toegewezen_op =
                       (SELECT max(v.toegewezen_op) FROM toewijzing v
                        WHERE v.standaard = n.standaard AND v.gemeente = n.gemeente AND v.nummer = n.nummer)",
                Self::in_lijst(3)
            );
            let rijen: Vec<ToewijzingRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(Self::getallen(vraag.toewijzingen.iter().map(|nummer| i64::from(nummer.0))))
                .fetch_all(&mut *self)
                .await?;
            rijen.into_iter().map(ToewijzingRij::lees).collect()
        }

        async fn bekende_clienten(&mut self, vraag: &Vraag<'_>) -> Result<BTreeSet<Bsn>, StoreFout> {
            if vraag.clienten.is_empty() {
                return Ok(BTreeSet::new());
            }
            let sql = format!(
                "SELECT DISTINCT bsn FROM toewijzing_nummer
                 WHERE standaard = $1 AND gemeente = $2 AND aanbieder = $3 AND bsn {}",
                Self::in_lijst(4)
            );
            let bsns: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.gemeente.as_str())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::teksten(vraag.clienten.iter().map(|bsn| bsn.as_str())))
                .fetch_all(&mut *self)
                .await?;
            // A row is named by the gemeente: its own key is personal data.
            let fout = |_| bedorven("toewijzing_nummer", "bsn", &vraag.header.gemeente);
            bsns.iter().map(|bsn| Bsn::lees(bsn).map_err(fout)).collect()
        }

        async fn declaratienummer_gebruikt(&mut self, vraag: &Vraag<'_>) -> Result<bool, StoreFout> {
            let Some(nummer) = vraag.declaratienummer else { return Ok(false) };
            let gebruikt = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM declaratie WHERE standaard = $1 AND aanbieder = $2 AND nummer = $3)",
            );
            Ok(gebruikt
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.aanbieder.as_str())
                .bind(nummer)
                .fetch_one(&mut *self)
                .await?)
        }

        async fn gebruikte_referenties(&mut self, vraag: &Vraag<'_>) -> Result<BTreeSet<String>, StoreFout> {
            if vraag.referenties.is_empty() {
                return Ok(BTreeSet::new());
            }
            let sql = format!(
                "SELECT referentie FROM prestatie WHERE standaard = $1 AND aanbieder = $2 AND referentie {}",
                Self::in_lijst(3)
            );
            let referenties: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
                .bind(vraag.header.berichttype.standaard.sleutel())
                .bind(vraag.header.aanbieder.as_str())
                .bind(Self::teksten(vraag.referenties.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            Ok(referenties.into_iter().collect())
        }
    }
}
