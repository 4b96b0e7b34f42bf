//! Who acts for whom as a software supplier or knooppunt, and through which knooppunt parties are reached.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::dialect::{bedorven, lees_samen, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::partijen::Partijen;
use crate::bericht::Berichttype;
use crate::partij::{Geldigheid, Partij};
use crate::toegang::{Rechten, Volmacht};

impl Store {
    /// Every volmacht that a party gave or received, by party, supplier and first day; of everybody without a party.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn volmachten(&self, van_of_aan: Option<Uuid>) -> Result<Vec<Volmacht>, StoreFout> {
        lees_samen!(self, db => db.volmachten(van_of_aan))
    }

    /// The volmacht by which a supplier acts for the party with this code on a day.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn volmacht_voor(
        &self,
        leverancier: Uuid,
        code: &str,
        dag: NaiveDate,
    ) -> Result<Option<Volmacht>, StoreFout> {
        let van_leverancier = self.volmachten(Some(leverancier)).await?;
        Ok(van_leverancier
            .into_iter()
            .find(|een| een.leverancier.id == leverancier && een.partij.code == code && een.op(dag)))
    }

    /// Records that a party lets a supplier act for it. One that begins on the same day is replaced, so that it can be changed and
    /// ended.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where another volmacht for the same supplier holds on one of its days; [`StoreFout`] where the database
    /// fails.
    pub async fn geef_volmacht(&self, volmacht: &Volmacht) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.geef_volmacht(volmacht))
    }

    /// Takes every volmacht of a party for a supplier back: from this day on none holds. False where there is none.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn trek_volmacht_in(
        &self,
        partij: Uuid,
        leverancier: Uuid,
        per: NaiveDate,
    ) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.trek_volmacht_in(partij, leverancier, per))
    }

    /// The knooppunt through which a party is reached.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn knooppunt_van(&self, partij: Uuid) -> Result<Option<Partij>, StoreFout> {
        lees_samen!(self, db => db.knooppunt_van(partij))
    }

    /// The parties that are reached through a knooppunt, by code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partijen_via(&self, knooppunt: Uuid) -> Result<Vec<Partij>, StoreFout> {
        lees_samen!(self, db => db.partijen_via(knooppunt))
    }

    /// Records through which knooppunt a party is reached; none: through no knooppunt.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn zet_knooppunt(&self, partij: Uuid, knooppunt: Option<Uuid>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.zet_knooppunt(partij, knooppunt))
    }
}

#[derive(sqlx::FromRow)]
struct VolmachtRij {
    partij_id: Uuid,
    leverancier_id: Uuid,
    vanaf: NaiveDate,
    tot: Option<NaiveDate>,
    rechten: Option<String>,
    berichttypen: Option<String>,
    gegeven_op: i64,
    gegeven_door: Option<String>,
}

impl VolmachtRij {
    fn van(self, partij: Partij, leverancier: Partij) -> Result<Volmacht, StoreFout> {
        let fout = |kolom| bedorven("volmacht", kolom, partij.id);
        let rechten = self.rechten.as_deref().map(Rechten::lees).transpose();
        let typen = self.berichttypen.as_deref().map(|namen| {
            namen.split_whitespace().map(Berichttype::van_naam).collect::<Option<BTreeSet<_>>>()
        });
        Ok(Volmacht {
            geldig: Geldigheid { vanaf: self.vanaf, tot: self.tot },
            rechten: rechten.map_err(|_| fout("rechten"))?,
            berichttypen: match typen {
                Some(None) => return Err(fout("berichttypen")),
                Some(typen) => typen,
                None => None,
            },
            gegeven_op: moment("volmacht", "gegeven_op", partij.id, self.gegeven_op)?,
            gegeven_door: self.gegeven_door,
            partij,
            leverancier,
        })
    }
}

op_beide! {
    /// The statements of this module.
    trait Volmachten {
        async fn volmachten(&mut self, van_of_aan: Option<Uuid>) -> Result<Vec<Volmacht>, StoreFout> {
            let rijen: Vec<VolmachtRij> = sqlx::query_as(
                "SELECT v.partij_id, v.leverancier_id, v.vanaf, v.tot, v.rechten, v.berichttypen, v.gegeven_op, v.gegeven_door
                 FROM volmacht v JOIN partij p ON p.id = v.partij_id JOIN partij q ON q.id = v.leverancier_id
                 WHERE $1 IS NULL OR v.partij_id = $1 OR v.leverancier_id = $1
                 ORDER BY p.code, q.code, v.vanaf",
            )
            .bind(van_of_aan)
            .fetch_all(&mut *self)
            .await?;
            let mut uit = Vec::with_capacity(rijen.len());
            for rij in rijen {
                let partij = Partijen::partij(&mut *self, rij.partij_id).await?;
                let leverancier = Partijen::partij(&mut *self, rij.leverancier_id).await?;
                if let (Some(partij), Some(leverancier)) = (partij, leverancier) {
                    uit.push(rij.van(partij, leverancier)?);
                }
            }
            Ok(uit)
        }

        async fn geef_volmacht(&mut self, volmacht: &Volmacht) -> Result<(), StoreFout> {
            // Two who give one at the same moment wait for each other here.
            sqlx::query("UPDATE partij SET stand = stand + 1 WHERE id = $1")
                .bind(volmacht.partij.id)
                .execute(&mut *self)
                .await?;
            let geldig = &volmacht.geldig;
            let ander = self.volmachten(Some(volmacht.partij.id)).await?.into_iter().find(|ander| {
                ander.leverancier.id == volmacht.leverancier.id
                    && ander.geldig.vanaf != geldig.vanaf
                    && ander.geldig.overlapt(geldig)
            });
            if let Some(ander) = ander {
                return Err(StoreFout::Strijdig(format!(
                    "er is al een volmacht voor {} vanaf {}, die voor een deel over dezelfde dagen gaat: geef die eerst een laatste dag",
                    ander.leverancier.code,
                    ander.geldig.vanaf.format("%d-%m-%Y")
                )));
            }
            let typen = volmacht.berichttypen.as_ref().map(|typen| {
                typen.iter().map(|een| een.naam()).collect::<Vec<_>>().join(" ")
            });
            sqlx::query(
                "INSERT INTO volmacht (partij_id, leverancier_id, vanaf, tot, rechten, berichttypen, gegeven_op, gegeven_door)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (partij_id, leverancier_id, vanaf) DO UPDATE SET tot = excluded.tot,
                     rechten = excluded.rechten, berichttypen = excluded.berichttypen,
                     gegeven_op = excluded.gegeven_op, gegeven_door = excluded.gegeven_door",
            )
            .bind(volmacht.partij.id)
            .bind(volmacht.leverancier.id)
            .bind(geldig.vanaf)
            .bind(geldig.tot)
            .bind(volmacht.rechten.map(Rechten::sleutels))
            .bind(typen)
            .bind(micros(volmacht.gegeven_op))
            .bind(volmacht.gegeven_door.as_deref())
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn trek_volmacht_in(
            &mut self,
            partij: Uuid,
            leverancier: Uuid,
            per: NaiveDate,
        ) -> Result<bool, StoreFout> {
            let weg = sqlx::query("DELETE FROM volmacht WHERE partij_id = $1 AND leverancier_id = $2 AND vanaf >= $3")
                .bind(partij)
                .bind(leverancier)
                .bind(per)
                .execute(&mut *self)
                .await?;
            let ervoor = per.pred_opt().unwrap_or(per);
            let gestopt = sqlx::query(
                "UPDATE volmacht SET tot = $4 WHERE partij_id = $1 AND leverancier_id = $2 AND vanaf < $3
                   AND (tot IS NULL OR tot >= $3)",
            )
            .bind(partij)
            .bind(leverancier)
            .bind(per)
            .bind(ervoor)
            .execute(&mut *self)
            .await?;
            sqlx::query("UPDATE partij SET stand = stand + 1 WHERE id = $1").bind(partij).execute(&mut *self).await?;
            Ok(weg.rows_affected() + gestopt.rows_affected() > 0)
        }

        async fn knooppunt_van(&mut self, partij: Uuid) -> Result<Option<Partij>, StoreFout> {
            let knooppunt: Option<Uuid> =
                sqlx::query_scalar("SELECT knooppunt_id FROM partij_via WHERE partij_id = $1")
                    .bind(partij)
                    .fetch_optional(&mut *self)
                    .await?;
            match knooppunt {
                Some(knooppunt) => Partijen::partij(&mut *self, knooppunt).await,
                None => Ok(None),
            }
        }

        async fn partijen_via(&mut self, knooppunt: Uuid) -> Result<Vec<Partij>, StoreFout> {
            let ids: BTreeSet<Uuid> = sqlx::query_scalar("SELECT partij_id FROM partij_via WHERE knooppunt_id = $1")
                .bind(knooppunt)
                .fetch_all(&mut *self)
                .await?
                .into_iter()
                .collect();
            let alle = self.partijen().await?;
            Ok(alle.into_iter().filter(|partij| ids.contains(&partij.id)).collect())
        }

        async fn zet_knooppunt(&mut self, partij: Uuid, knooppunt: Option<Uuid>) -> Result<(), StoreFout> {
            sqlx::query("UPDATE partij SET stand = stand + 1 WHERE id = $1").bind(partij).execute(&mut *self).await?;
            match knooppunt {
                None => sqlx::query("DELETE FROM partij_via WHERE partij_id = $1").bind(partij).execute(&mut *self).await?,
                Some(knooppunt) => {
                    sqlx::query(
                        "INSERT INTO partij_via (partij_id, knooppunt_id) VALUES ($1, $2)
                         ON CONFLICT (partij_id) DO UPDATE SET knooppunt_id = excluded.knooppunt_id",
                    )
                    .bind(partij)
                    .bind(knooppunt)
                    .execute(&mut *self)
                    .await?
                }
            };
            Ok(())
        }
    }
}
