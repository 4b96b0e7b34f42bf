//! People who sign in at an issuer (OpenID Connect).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::dialect::{lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::gebruikers::houder;
use super::openen::Store;
use super::partijen::Partijen;
use crate::partij::{Medewerker, Partij};
use crate::toegang::{Houder, Rol};

/// A person as the issuer knows one.
#[derive(Clone, Copy, Debug)]
pub struct OidcPersoon<'a> {
    /// The issuer.
    pub uitgever: &'a str,
    /// By which it knows this person.
    pub onderwerp: &'a str,
    /// Who it is, at which partij, in which role.
    pub houder: &'a Houder,
}

/// A person who signed in at an issuer, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcGebruiker {
    /// Unguessable id.
    pub id: Uuid,
    /// The issuer.
    pub uitgever: String,
    /// By which it knows this person.
    pub onderwerp: String,
    /// Who it is, at which partij, in which role: the last time.
    pub houder: Houder,
    /// When that was.
    pub laatst_op: DateTime<Utc>,
    /// Since when this person may no longer sign in.
    pub geblokkeerd_op: Option<DateTime<Utc>>,
}

impl Store {
    /// Uses up what somebody came back with from the issuer. False: it was used before.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebruik_aanmelding(
        &self,
        hash: &[u8; 32],
        nu: DateTime<Utc>,
        verloopt_op: DateTime<Utc>,
    ) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.gebruik_aanmelding(hash, micros(nu), micros(verloopt_op)))
    }

    /// Signs in somebody whom an issuer sent, in the role of this moment. The name stays that of the first time: four eyes go by it. False:
    /// this person is blocked.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn begin_oidc_sessie(
        &self,
        hash: &[u8; 32],
        persoon: OidcPersoon<'_>,
        nu: DateTime<Utc>,
        verloopt_op: DateTime<Utc>,
    ) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.begin_oidc_sessie(hash, persoon, micros(nu), micros(verloopt_op)))
    }

    /// Everybody who signed in at an issuer, by name.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn oidc_gebruikers(&self) -> Result<Vec<OidcGebruiker>, StoreFout> {
        lees!(self, db => db.oidc_gebruikers())
    }

    /// Lets somebody of an issuer no longer sign in, from a moment on, or again; whoever was signed in no longer is. False: nobody is
    /// known by that.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn blokkeer_oidc(
        &self,
        onderwerp: &str,
        sinds: Option<DateTime<Utc>>,
    ) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.blokkeer_oidc(onderwerp, sinds.map(micros)))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct OidcRij {
    id: Uuid,
    uitgever: String,
    onderwerp: String,
    medewerker: String,
    rol: String,
    partij_id: Option<Uuid>,
    laatst_op: i64,
    geblokkeerd_op: Option<i64>,
}

impl OidcRij {
    fn van(self, partij: Option<Partij>) -> Result<OidcGebruiker, StoreFout> {
        let tabel = "oidc_gebruiker";
        let geblokkeerd = self.geblokkeerd_op.map(|op| moment(tabel, "geblokkeerd_op", self.id, op));
        Ok(OidcGebruiker {
            houder: houder(tabel, self.id, &self.medewerker, &self.rol, partij)?,
            laatst_op: moment(tabel, "laatst_op", self.id, self.laatst_op)?,
            geblokkeerd_op: geblokkeerd.transpose()?,
            id: self.id,
            uitgever: self.uitgever,
            onderwerp: self.onderwerp,
        })
    }
}

op_beide! {
    /// The statements of this module.
    trait Oidc {
        async fn gebruik_aanmelding(
            &mut self,
            hash: &[u8; 32],
            nu: i64,
            verloopt_op: i64,
        ) -> Result<bool, StoreFout> {
            sqlx::query("DELETE FROM oidc_gebruikt WHERE verloopt_op <= $1").bind(nu).execute(&mut *self).await?;
            let gedaan =
                sqlx::query("INSERT INTO oidc_gebruikt (hash, verloopt_op) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                    .bind(hash.as_slice())
                    .bind(verloopt_op)
                    .execute(&mut *self)
                    .await?;
            Ok(gedaan.rows_affected() == 1)
        }

        async fn begin_oidc_sessie(
            &mut self,
            hash: &[u8; 32],
            persoon: OidcPersoon<'_>,
            nu: i64,
            verloopt_op: i64,
        ) -> Result<bool, StoreFout> {
            let houder = persoon.houder;
            let id: Option<Uuid> = sqlx::query_scalar(
                "INSERT INTO oidc_gebruiker (id, uitgever, onderwerp, medewerker, rol, partij_id, laatst_op)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (uitgever, onderwerp) DO UPDATE SET rol = $5, partij_id = $6, laatst_op = $7
                 WHERE oidc_gebruiker.geblokkeerd_op IS NULL RETURNING id",
            )
            .bind(Uuid::now_v7())
            .bind(persoon.uitgever)
            .bind(persoon.onderwerp)
            .bind(houder.medewerker().map(Medewerker::as_str))
            .bind(houder.rol().map(Rol::sleutel))
            .bind(houder.partij().map(|partij| partij.id))
            .bind(nu)
            .fetch_optional(&mut *self)
            .await?;
            let Some(id) = id else { return Ok(false) };
            sqlx::query("DELETE FROM sessie WHERE verloopt_op <= $1").bind(nu).execute(&mut *self).await?;
            sqlx::query("INSERT INTO sessie (hash, oidc_gebruiker_id, laatst_op, verloopt_op) VALUES ($1, $2, $3, $4)")
                .bind(hash.as_slice())
                .bind(id)
                .bind(nu)
                .bind(verloopt_op)
                .execute(&mut *self)
                .await?;
            Ok(true)
        }

        async fn oidc_gebruikers(&mut self) -> Result<Vec<OidcGebruiker>, StoreFout> {
            let rijen: Vec<OidcRij> = sqlx::query_as(
                "SELECT id, uitgever, onderwerp, medewerker, rol, partij_id, laatst_op, geblokkeerd_op
                 FROM oidc_gebruiker ORDER BY medewerker, id",
            )
            .fetch_all(&mut *self)
            .await?;
            let mut uit = Vec::with_capacity(rijen.len());
            for rij in rijen {
                let partij = match rij.partij_id {
                    Some(partij) => Partijen::partij(&mut *self, partij).await?,
                    None => None,
                };
                uit.push(rij.van(partij)?);
            }
            Ok(uit)
        }

        async fn blokkeer_oidc(&mut self, onderwerp: &str, sinds: Option<i64>) -> Result<bool, StoreFout> {
            let gedaan = sqlx::query("UPDATE oidc_gebruiker SET geblokkeerd_op = $2 WHERE onderwerp = $1")
                .bind(onderwerp)
                .bind(sinds)
                .execute(&mut *self)
                .await?;
            sqlx::query(
                "DELETE FROM sessie WHERE oidc_gebruiker_id IN (SELECT id FROM oidc_gebruiker WHERE onderwerp = $1)",
            )
            .bind(onderwerp)
            .execute(&mut *self)
            .await?;
            Ok(gedaan.rows_affected() > 0)
        }
    }
}
