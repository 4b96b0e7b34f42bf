//! The keys of the database: unlocking it, and the keys as this process knows them.
//!
//! Another process may give the database another data key at any moment. So whoever encrypts or decrypts asks first which one holds
//! ([`Sleutels::bos`]), and loads the keys again where that is another than it knows.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::dialect::{bedorven, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::geheim::{GeheimFout, Hoofdsleutels, Ingepakt, Plek, Sleutelbos, Sleutelbron, Sleutelsoort};

/// The keys as this process knows them. Empty until the database is unlocked.
#[derive(Default)]
pub(super) struct Sleutelkast {
    inhoud: RwLock<Option<(Sleutelbron, Arc<Sleutelbos>)>>,
}

impl Sleutelkast {
    fn bos(&self) -> Result<Arc<Sleutelbos>, StoreFout> {
        let inhoud = self.inhoud.read().unwrap_or_else(PoisonError::into_inner);
        inhoud.as_ref().map(|(_, bos)| bos.clone()).ok_or(StoreFout::Vergrendeld)
    }

    pub(super) fn bron(&self) -> Result<Sleutelbron, StoreFout> {
        let inhoud = self.inhoud.read().unwrap_or_else(PoisonError::into_inner);
        inhoud.as_ref().map(|(bron, _)| bron.clone()).ok_or(StoreFout::Vergrendeld)
    }

    /// Unwraps keys, with the master keys as they are now, and remembers them.
    fn vul(&self, bron: Sleutelbron, ingepakt: &[Ingepakt]) -> Result<Arc<Sleutelbos>, StoreFout> {
        let bos = Arc::new(Sleutelbos::van(ingepakt, &bron.lees()?)?);
        *self.inhoud.write().unwrap_or_else(PoisonError::into_inner) = Some((bron, bos.clone()));
        Ok(bos)
    }
}

/// Where the bytes of a message stand.
pub(super) fn plek_van_inhoud(bericht: &str) -> Plek<'_> {
    Plek { tabel: "inhoud", kolom: "bytes", rij: bericht }
}

/// Where the reason stands why a Declaratie is held.
pub(super) fn plek_van_reden(bericht: &str) -> Plek<'_> {
    Plek { tabel: "beoordeling", kolom: "reden", rij: bericht }
}

/// Where the explanation of a decision stands.
pub(super) fn plek_van_toelichting(besluit: &str) -> Plek<'_> {
    Plek { tabel: "besluit", kolom: "toelichting", rij: besluit }
}

/// Where a secret stands that deliveries are signed with.
pub(super) fn plek_van_bezorggeheim(id: &str) -> Plek<'_> {
    Plek { tabel: "bezorggeheim", kolom: "geheim", rij: id }
}

/// Where the secret of a second factor stands.
pub(super) fn plek_van_totp(naam: &str) -> Plek<'_> {
    Plek { tabel: "gebruiker", kolom: "totp_geheim", rij: naam }
}

/// A decision: its number is not known yet when it is written.
pub(super) fn rij_van_besluit(bericht: i64, moment: i64) -> String {
    format!("{bericht}/{moment}")
}

/// The id of a key for the database.
pub(super) fn sleutelnummer(bos: &Sleutelbos) -> i64 {
    i64::from(bos.actief())
}

/// A ciphertext that is damaged is a damaged row, and so is one under a key that the database does not hold: all that it holds were
/// loaded. Anything else is a matter of master keys.
pub(super) fn onleesbaar(fout: GeheimFout, rij: impl FnOnce() -> StoreFout) -> StoreFout {
    match fout {
        GeheimFout::Beschadigd | GeheimFout::OnbekendeSleutel(_) => rij(),
        fout => fout.into(),
    }
}

/// What `sleutel toon` shows of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SleutelRij {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub soort: Sleutelsoort,
    /// The name of the master key that wraps it.
    pub hoofdsleutel: String,
    /// When it was made.
    pub gemaakt_op: DateTime<Utc>,
    /// When another took its place.
    pub vervangen_op: Option<DateTime<Utc>>,
    /// How many values are encrypted with it.
    pub waarden: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct RuweSleutel {
    id: i64,
    soort: String,
    hoofdsleutel: String,
    ingepakt: Vec<u8>,
    gemaakt_op: i64,
    vervangen_op: Option<i64>,
}

impl RuweSleutel {
    fn soort(&self) -> Result<Sleutelsoort, StoreFout> {
        Sleutelsoort::van_sleutel(&self.soort).ok_or_else(|| bedorven("datasleutel", "soort", self.id))
    }

    pub(super) fn ingepakt(self) -> Result<Ingepakt, StoreFout> {
        Ok(Ingepakt {
            id: u32::try_from(self.id).map_err(|_| bedorven("datasleutel", "id", self.id))?,
            soort: self.soort()?,
            vervangen: self.vervangen_op.is_some(),
            hoofdsleutel: self.hoofdsleutel,
            ingepakt: self.ingepakt,
        })
    }

    pub(super) fn toon(self, waarden: i64) -> Result<SleutelRij, StoreFout> {
        let op = |micros| super::dialect::moment("datasleutel", "gemaakt_op", self.id, micros);
        Ok(SleutelRij {
            id: self.id,
            soort: self.soort()?,
            gemaakt_op: op(self.gemaakt_op)?,
            vervangen_op: self.vervangen_op.map(op).transpose()?,
            hoofdsleutel: self.hoofdsleutel,
            waarden,
        })
    }

    pub(super) fn id(&self) -> i64 {
        self.id
    }
}

impl Store {
    /// Unlocks the database: from then on messages and clients can be read and written. A database without keys gets them. To be
    /// called after [`Store::migreer`].
    ///
    /// # Errors
    /// [`StoreFout::Geheim`] where no master key can be read, or where the database belongs to another; [`StoreFout`] where the
    /// database fails.
    pub async fn ontgrendel(&self, bron: Sleutelbron, nu: DateTime<Utc>) -> Result<(), StoreFout> {
        let hoofdsleutels = bron.lees()?;
        if lees!(self, db => db.ingepakte_sleutels())?.is_empty() {
            schrijf!(self, tx => tx.maak_eerste_sleutels(&hoofdsleutels, micros(nu)))?;
        }
        let ingepakt = lees!(self, db => db.ingepakte_sleutels())?;
        self.sleutels.vul(bron, &ingepakt).map(drop)
    }

    /// Whether the database was given keys.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn heeft_sleutels(&self) -> Result<bool, StoreFout> {
        Ok(!lees!(self, db => db.ingepakte_sleutels())?.is_empty())
    }
}

op_beide! {
    /// The statements of this module.
    trait Sleutels {
        /// The keys, at least those that the database holds at this moment.
        async fn bos(&mut self, kast: &Sleutelkast) -> Result<Arc<Sleutelbos>, StoreFout> {
            let bekend = kast.bos()?;
            let actief: Option<i64> =
                sqlx::query_scalar("SELECT id FROM datasleutel WHERE soort = 'gegevens' AND vervangen_op IS NULL")
                    .fetch_optional(&mut *self)
                    .await?;
            if actief == Some(sleutelnummer(&bekend)) {
                return Ok(bekend);
            }
            self.laad_bos(kast).await
        }

        /// The keys, loaded again.
        async fn laad_bos(&mut self, kast: &Sleutelkast) -> Result<Arc<Sleutelbos>, StoreFout> {
            let bron = kast.bron()?;
            let ingepakt = self.ingepakte_sleutels().await?;
            kast.vul(bron, &ingepakt)
        }

        async fn ruwe_sleutels(&mut self) -> Result<Vec<RuweSleutel>, StoreFout> {
            let sql = "SELECT id, soort, hoofdsleutel, ingepakt, gemaakt_op, vervangen_op FROM datasleutel ORDER BY id";
            Ok(sqlx::query_as(sql).fetch_all(&mut *self).await?)
        }

        async fn ingepakte_sleutels(&mut self) -> Result<Vec<Ingepakt>, StoreFout> {
            self.ruwe_sleutels().await?.into_iter().map(RuweSleutel::ingepakt).collect()
        }

        /// Of two processes at the same moment one makes the keys.
        async fn maak_eerste_sleutels(&mut self, hoofdsleutels: &Hoofdsleutels, nu: i64) -> Result<(), StoreFout> {
            for (id, soort) in [(1, Sleutelsoort::Gegevens), (2, Sleutelsoort::Zoek)] {
                let nieuw = Ingepakt::nieuw(id, soort, hoofdsleutels.nieuwste())?;
                self.voeg_sleutel_in(&nieuw, nu).await?;
            }
            Ok(())
        }

        async fn voeg_sleutel_in(&mut self, nieuw: &Ingepakt, nu: i64) -> Result<(), StoreFout> {
            sqlx::query(
                "INSERT INTO datasleutel (id, soort, hoofdsleutel, ingepakt, gemaakt_op) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT DO NOTHING",
            )
            .bind(i64::from(nieuw.id))
            .bind(nieuw.soort.sleutel())
            .bind(&nieuw.hoofdsleutel)
            .bind(nieuw.ingepakt.as_slice())
            .bind(nu)
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        /// The bytes of a message, decrypted. None where there are none.
        async fn bytes_van(&mut self, kast: &Sleutelkast, bericht: i64) -> Result<Option<Vec<u8>>, StoreFout> {
            let bos = self.bos(kast).await?;
            let bytes = sqlx::query_scalar("SELECT bytes FROM inhoud WHERE bericht_volgnummer = $1").bind(bericht);
            let Some(bytes): Option<Vec<u8>> = bytes.fetch_optional(&mut *self).await? else { return Ok(None) };
            // Encrypted anew between the two questions.
            let onbekend = crate::geheim::sleutel_van(&bytes).is_ok_and(|id| !bos.kent(id));
            let bos = if onbekend { self.laad_bos(kast).await? } else { bos };
            let rij = bericht.to_string();
            let bytes = bos.ontsleutel(&plek_van_inhoud(&rij), bytes);
            bytes.map(Some).map_err(|fout| onleesbaar(fout, || bedorven("inhoud", "bytes", bericht)))
        }
    }
}
