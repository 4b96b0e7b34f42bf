//! Access keys: of a key only its hash is kept.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::dialect::{bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::partijen::Partijen;
use crate::partij::{Medewerker, Partij, SleutelHash};
use crate::toegang::{Houder, Rechten, Rol, Sleutel};

/// An access key that is to be kept.
#[derive(Clone, Debug)]
pub struct NieuweSleutel<'a> {
    /// What is kept of the key itself.
    pub hash: &'a SleutelHash,
    /// For whom and for what.
    pub houder: &'a Houder,
    /// What it is for, in words.
    pub omschrijving: &'a str,
    /// From when on it holds no longer.
    pub verloopt_op: Option<DateTime<Utc>>,
}

impl Store {
    /// Gives somebody an access key, of which only the hash is kept. The same hash again changes nothing.
    ///
    /// # Errors
    /// [`StoreFout`] where the party does not exist or the database fails.
    pub async fn geef_toegang(
        &self,
        sleutel: &NieuweSleutel<'_>,
        nu: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        let houder = SleutelRij {
            id: Uuid::now_v7(),
            partij_id: sleutel.houder.partij().map(|partij| partij.id),
            omschrijving: sleutel.omschrijving.to_owned(),
            medewerker: sleutel.houder.medewerker().map(|medewerker| medewerker.as_str().to_owned()),
            rol: sleutel.houder.rol().map(|rol| rol.sleutel().to_owned()),
            rechten: sleutel.houder.rechten().map(Rechten::sleutels),
            uitgegeven_op: micros(nu),
            verloopt_op: sleutel.verloopt_op.map(micros),
            ingetrokken_op: None,
            laatst_gebruikt: None,
        };
        schrijf!(self, tx => tx.geef_sleutel(sleutel.hash, &houder))
    }

    /// Gives a program of a party an access key for all that the party may do.
    ///
    /// # Errors
    /// [`StoreFout`] where the party does not exist or the database fails.
    pub async fn geef_sleutel(
        &self,
        partij: Uuid,
        hash: &SleutelHash,
        omschrijving: &str,
        nu: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        let houder = Houder::systeem(self.bestaande(partij).await?);
        self.geef_toegang(&NieuweSleutel { hash, houder: &houder, omschrijving, verloopt_op: None }, nu).await
    }

    /// Gives a person of a party an access key, as [`Store::geef_sleutel`] does for a program.
    ///
    /// # Errors
    /// [`StoreFout`] where the party does not exist or the database fails.
    pub async fn geef_sleutel_aan(
        &self,
        medewerker: &Medewerker,
        partij: Uuid,
        hash: &SleutelHash,
        omschrijving: &str,
        nu: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        let partij = Some(self.bestaande(partij).await?);
        let houder = Houder::nieuw(partij, Some(medewerker.clone()), None, None)
            .map_err(|fout| StoreFout::Strijdig(fout.to_string()))?;
        self.geef_toegang(&NieuweSleutel { hash, houder: &houder, omschrijving, verloopt_op: None }, nu).await
    }

    async fn bestaande(&self, partij: Uuid) -> Result<Partij, StoreFout> {
        let bestaat_niet = || StoreFout::Strijdig("deze partij is er niet (meer)".to_owned());
        self.partij(partij).await?.ok_or_else(bestaat_niet)
    }

    /// The key with this hash, also where it no longer holds.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sleutel_met_hash(&self, hash: &SleutelHash) -> Result<Option<Sleutel>, StoreFout> {
        lees!(self, db => db.sleutel_met_hash(hash))
    }

    /// The party that a key belongs to, unless the key expired or was withdrawn.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partij_van_sleutel(
        &self,
        hash: &SleutelHash,
        nu: DateTime<Utc>,
    ) -> Result<Option<Partij>, StoreFout> {
        let aanroeper = self.sleutel_met_hash(hash).await?.and_then(|sleutel| sleutel.aanroeper(nu));
        Ok(aanroeper.and_then(|aanroeper| aanroeper.partij().cloned()))
    }

    /// The keys of a party, or of everybody, by when they were given out.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sleutels(&self, partij: Option<Uuid>) -> Result<Vec<Sleutel>, StoreFout> {
        lees!(self, db => db.sleutels(partij))
    }

    /// Takes a key back from a moment on; one that was taken back before only earlier still. `None`: there is no such key.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn trek_sleutel_in(&self, id: Uuid, per: DateTime<Utc>) -> Result<Option<Sleutel>, StoreFout> {
        schrijf!(self, tx => tx.trek_sleutel_in(id, micros(per)))
    }

    /// Records that a key was used on this day.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sleutel_gebruikt(&self, id: Uuid, dag: NaiveDate) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.sleutel_gebruikt(id, dag))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SleutelRij {
    id: Uuid,
    partij_id: Option<Uuid>,
    omschrijving: String,
    medewerker: Option<String>,
    rol: Option<String>,
    rechten: Option<String>,
    uitgegeven_op: i64,
    verloopt_op: Option<i64>,
    ingetrokken_op: Option<i64>,
    laatst_gebruikt: Option<NaiveDate>,
}

impl SleutelRij {
    /// The key, with the party that it belongs to.
    fn van(self, partij: Option<Partij>) -> Result<Sleutel, StoreFout> {
        let fout = |kolom| bedorven("toegangssleutel", kolom, self.id);
        let tijd = |kolom, micros: Option<i64>| {
            micros.map(|micros| moment("toegangssleutel", kolom, self.id, micros)).transpose()
        };
        let medewerker = self.medewerker.as_deref().map(Medewerker::nieuw).transpose();
        let rol = self.rol.as_deref().map(|rol| Rol::van_sleutel(rol).ok_or_else(|| fout("rol")));
        // A right that this version does not know is one that it does not give.
        let rechten = self.rechten.as_deref().map(Rechten::bekende);
        let houder =
            Houder::nieuw(partij, medewerker.map_err(|_| fout("medewerker"))?, rol.transpose()?, rechten);
        Ok(Sleutel {
            houder: houder.map_err(|_| fout("rol"))?,
            uitgegeven_op: moment("toegangssleutel", "uitgegeven_op", self.id, self.uitgegeven_op)?,
            verloopt_op: tijd("verloopt_op", self.verloopt_op)?,
            ingetrokken_op: tijd("ingetrokken_op", self.ingetrokken_op)?,
            laatst_gebruikt: self.laatst_gebruikt,
            id: self.id,
            omschrijving: self.omschrijving,
        })
    }
}

macro_rules! kolommen {
    () => {
        "id, partij_id, omschrijving, medewerker, rol, rechten, uitgegeven_op, verloopt_op, ingetrokken_op, laatst_gebruikt"
    };
}

op_beide! {
    /// The statements of this module.
    trait Sleutels {
        async fn geef_sleutel(&mut self, hash: &SleutelHash, rij: &SleutelRij) -> Result<(), StoreFout> {
            sqlx::query(
                "INSERT INTO toegangssleutel
                 (hash, id, partij_id, omschrijving, medewerker, rol, rechten, uitgegeven_op, verloopt_op)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (hash) DO NOTHING",
            )
            .bind(hash.as_slice())
            .bind(rij.id)
            .bind(rij.partij_id)
            .bind(&rij.omschrijving)
            .bind(&rij.medewerker)
            .bind(&rij.rol)
            .bind(&rij.rechten)
            .bind(rij.uitgegeven_op)
            .bind(rij.verloopt_op)
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn met_partij(&mut self, rij: SleutelRij) -> Result<Sleutel, StoreFout> {
            let partij = match rij.partij_id {
                Some(partij) => Partijen::partij(&mut *self, partij).await?,
                None => None,
            };
            rij.van(partij)
        }

        async fn sleutel_met_hash(&mut self, hash: &SleutelHash) -> Result<Option<Sleutel>, StoreFout> {
            let rij: Option<SleutelRij> =
                sqlx::query_as(concat!("SELECT ", kolommen!(), " FROM toegangssleutel WHERE hash = $1"))
                    .bind(hash.as_slice())
                    .fetch_optional(&mut *self)
                    .await?;
            match rij {
                Some(rij) => Ok(Some(self.met_partij(rij).await?)),
                None => Ok(None),
            }
        }

        async fn sleutels(&mut self, partij: Option<Uuid>) -> Result<Vec<Sleutel>, StoreFout> {
            let rijen: Vec<SleutelRij> = sqlx::query_as(concat!(
                "SELECT ",
                kolommen!(),
                " FROM toegangssleutel WHERE $1 IS NULL OR partij_id = $1 ORDER BY uitgegeven_op, id"
            ))
            .bind(partij)
            .fetch_all(&mut *self)
            .await?;
            let mut sleutels = Vec::with_capacity(rijen.len());
            for rij in rijen {
                sleutels.push(self.met_partij(rij).await?);
            }
            Ok(sleutels)
        }

        async fn trek_sleutel_in(&mut self, id: Uuid, per: i64) -> Result<Option<Sleutel>, StoreFout> {
            let rij: Option<SleutelRij> = sqlx::query_as(concat!(
                "UPDATE toegangssleutel
                 SET ingetrokken_op = CASE WHEN ingetrokken_op < $2 THEN ingetrokken_op ELSE $2 END
                 WHERE id = $1 RETURNING ",
                kolommen!()
            ))
            .bind(id)
            .bind(per)
            .fetch_optional(&mut *self)
            .await?;
            match rij {
                Some(rij) => Ok(Some(self.met_partij(rij).await?)),
                None => Ok(None),
            }
        }

        async fn sleutel_gebruikt(&mut self, id: Uuid, dag: NaiveDate) -> Result<(), StoreFout> {
            sqlx::query(
                "UPDATE toegangssleutel SET laatst_gebruikt = $2
                 WHERE id = $1 AND (laatst_gebruikt IS NULL OR laatst_gebruikt < $2)",
            )
            .bind(id)
            .bind(dag)
            .execute(&mut *self)
            .await?;
            Ok(())
        }
    }
}
