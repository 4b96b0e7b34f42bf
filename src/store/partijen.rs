//! Parties, and facts about this gate.

use uuid::Uuid;

use super::dialect::{bedorven, lees, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::bericht::{Eurocent, Gemeentecode};
use crate::partij::{Beantwoording, Partij, PartijSoort};

impl Store {
    /// Keeps a party. Where its code exists already, name and gemeente are updated and the party with its existing id,
    /// and who answers for it, comes back.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where the code exists as another kind of party.
    pub async fn leg_partij_vast(&self, partij: &Partij) -> Result<Partij, StoreFout> {
        schrijf!(self, tx => tx.leg_partij_vast(partij))
    }

    /// Every party, by kind and code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partijen(&self) -> Result<Vec<Partij>, StoreFout> {
        lees!(self, db => db.partijen())
    }

    /// The party with this code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partij_met_code(&self, code: &str) -> Result<Option<Partij>, StoreFout> {
        lees!(self, db => db.partij_met_code(code))
    }

    /// The party with this id.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partij(&self, id: Uuid) -> Result<Option<Partij>, StoreFout> {
        lees!(self, db => db.partij(id))
    }

    /// Records who answers the messages that a party receives, from the next message on, and from which amount on two people
    /// approve a 323.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn stel_beantwoording_in(&self, partij: &Partij) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.stel_beantwoording_in(partij))
    }

    /// A fact about this gate.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn kenmerk(&self, naam: &str) -> Result<Option<String>, StoreFout> {
        lees!(self, db => db.kenmerk(naam))
    }

    /// Records a fact about this gate, unless it was recorded before, and returns the value that stands.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn zet_kenmerk(&self, naam: &str, waarde: &str) -> Result<String, StoreFout> {
        schrijf!(self, tx => tx.zet_kenmerk(naam, waarde))
    }
}

#[derive(sqlx::FromRow)]
struct PartijRij {
    id: Uuid,
    soort: String,
    code: String,
    naam: String,
    gemeente: Option<String>,
    beantwoording: String,
    vier_ogen_vanaf: Option<i64>,
}

impl TryFrom<PartijRij> for Partij {
    type Error = StoreFout;

    fn try_from(rij: PartijRij) -> Result<Partij, StoreFout> {
        let gemeente = rij.gemeente.as_deref().map(Gemeentecode::lees).transpose();
        Ok(Partij {
            id: rij.id,
            soort: PartijSoort::van_sleutel(&rij.soort).ok_or_else(|| bedorven("partij", "soort", rij.id))?,
            gemeente: gemeente.map_err(|_| bedorven("partij", "gemeente", rij.id))?,
            beantwoording: Beantwoording::van_sleutel(&rij.beantwoording)
                .ok_or_else(|| bedorven("partij", "beantwoording", rij.id))?,
            code: rij.code,
            naam: rij.naam,
            vier_ogen_vanaf: rij.vier_ogen_vanaf.map(Eurocent),
        })
    }
}

op_beide! {
    /// The statements of this module.
    trait Partijen {
        async fn leg_partij_vast(&mut self, partij: &Partij) -> Result<Partij, StoreFout> {
            // The kind is part of the condition, so a code of another kind gives no row.
            let rij: Option<PartijRij> = sqlx::query_as(
                "INSERT INTO partij (id, soort, code, naam, gemeente, beantwoording) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (code) DO UPDATE SET naam = excluded.naam, gemeente = excluded.gemeente, stand = partij.stand + 1
                 WHERE partij.soort = excluded.soort
                 RETURNING id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf",
            )
            .bind(partij.id)
            .bind(partij.soort.sleutel())
            .bind(&partij.code)
            .bind(&partij.naam)
            .bind(partij.gemeente.as_ref().map(Gemeentecode::as_str))
            .bind(partij.beantwoording.sleutel())
            .fetch_optional(&mut *self)
            .await?;
            rij.ok_or_else(|| {
                StoreFout::Strijdig(format!(
                    "de code ‘{}’ is al van een andere soort partij dan {}: kies een andere code of soort",
                    partij.code,
                    partij.soort.sleutel()
                ))
            })?
            .try_into()
        }

        async fn partijen(&mut self) -> Result<Vec<Partij>, StoreFout> {
            let rijen: Vec<PartijRij> =
                sqlx::query_as("SELECT id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf FROM partij ORDER BY soort, code")
                    .fetch_all(&mut *self)
                    .await?;
            rijen.into_iter().map(Partij::try_from).collect()
        }

        /// Those that looking for a wijkteam is about: there may be a great many aanbieders.
        async fn gemeenten_en_wijkteams(&mut self) -> Result<Vec<Partij>, StoreFout> {
            let rijen: Vec<PartijRij> = sqlx::query_as(
                "SELECT id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf FROM partij
                 WHERE soort IN ('gemeente', 'wijkteam') ORDER BY soort, code",
            )
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(Partij::try_from).collect()
        }

        async fn partij_met_code(&mut self, code: &str) -> Result<Option<Partij>, StoreFout> {
            let rij: Option<PartijRij> =
                sqlx::query_as("SELECT id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf FROM partij WHERE code = $1")
                    .bind(code)
                    .fetch_optional(&mut *self)
                    .await?;
            rij.map(Partij::try_from).transpose()
        }

        async fn partij(&mut self, id: Uuid) -> Result<Option<Partij>, StoreFout> {
            let rij: Option<PartijRij> =
                sqlx::query_as("SELECT id, soort, code, naam, gemeente, beantwoording, vier_ogen_vanaf FROM partij WHERE id = $1")
                    .bind(id)
                    .fetch_optional(&mut *self)
                    .await?;
            rij.map(Partij::try_from).transpose()
        }

        async fn stel_beantwoording_in(&mut self, partij: &Partij) -> Result<(), StoreFout> {
            sqlx::query("UPDATE partij SET beantwoording = $2, vier_ogen_vanaf = $3, stand = stand + 1 WHERE id = $1")
                .bind(partij.id)
                .bind(partij.beantwoording.sleutel())
                .bind(partij.vier_ogen_vanaf.map(|vanaf| vanaf.0))
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn kenmerk(&mut self, naam: &str) -> Result<Option<String>, StoreFout> {
            let waarde = sqlx::query_scalar("SELECT waarde FROM kenmerk WHERE naam = $1").bind(naam);
            Ok(waarde.fetch_optional(&mut *self).await?)
        }

        async fn zet_kenmerk(&mut self, naam: &str, waarde: &str) -> Result<String, StoreFout> {
            // Writing the standing value over itself makes it come back, also where another process wrote it just now.
            let staand = sqlx::query_scalar(
                "INSERT INTO kenmerk (naam, waarde) VALUES ($1, $2)
                 ON CONFLICT (naam) DO UPDATE SET waarde = kenmerk.waarde RETURNING waarde",
            );
            Ok(staand.bind(naam).bind(waarde).fetch_one(&mut *self).await?)
        }
    }
}
