//! People who sign in, and who is signed in now.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::dialect::{bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::partijen::Partijen;
use super::sleutels::{Sleutelkast, Sleutels, onleesbaar, plek_van_totp, sleutelnummer};
use crate::geheim::Sleutelbos;
use crate::partij::{Medewerker, Partij};
use crate::toegang::{Gebruiker, Houder, Ingelogde, Rol};

/// After this many attempts that failed in a row an account is closed for a while.
const MEESTE_POGINGEN: i64 = 5;

/// A second factor: its secret, and the hashes of the codes for when it is lost.
#[derive(Clone, Copy, Debug)]
pub struct TweedeFactor<'a> {
    /// The secret.
    pub geheim: &'a [u8],
    /// The hashes.
    pub herstelcodes: &'a [[u8; 32]],
}

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sessie {
    /// Whose it is.
    pub wie: Ingelogde,
    /// When it was used last, to the minute.
    pub laatst_op: DateTime<Utc>,
    /// When it ends at the latest.
    pub verloopt_op: DateTime<Utc>,
}

impl Store {
    /// Adds a person who may sign in.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where the name is taken; [`StoreFout`] where the database fails.
    pub async fn voeg_gebruiker_toe(
        &self,
        gebruiker: &Gebruiker,
        tweede: TweedeFactor<'_>,
        nu: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.voeg_gebruiker_toe(&self.sleutels, gebruiker, tweede, micros(nu)))
    }

    /// The secret of the second factor of a person. The one place that reads it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn totp_geheim(&self, gebruiker: &Gebruiker) -> Result<Vec<u8>, StoreFout> {
        lees!(self, db => db.totp_geheim(&self.sleutels, &gebruiker.naam))
    }

    /// Everybody who may sign in, by name.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebruikers(&self) -> Result<Vec<Gebruiker>, StoreFout> {
        lees!(self, db => db.gebruikers(None))
    }

    /// The person with this name.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebruiker(&self, naam: &str) -> Result<Option<Gebruiker>, StoreFout> {
        Ok(lees!(self, db => db.gebruikers(Some(naam)))?.pop())
    }

    /// Gives a person another password, and a second factor where one comes with it. Whoever was signed in with it no longer is.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn geef_wachtwoord(
        &self,
        gebruiker: &Gebruiker,
        hash: &str,
        tweede: Option<TweedeFactor<'_>>,
    ) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.geef_wachtwoord(&self.sleutels, gebruiker, hash, tweede))
    }

    /// Lets a person no longer sign in, from a moment on, or again; whoever was signed in no longer is.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn blokkeer(&self, gebruiker: Uuid, sinds: Option<DateTime<Utc>>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.blokkeer(gebruiker, sinds.map(micros)))
    }

    /// Takes one of the attempts at the second factor, before the code is looked at: so any number of requests at once has no more of
    /// them. With the last one the account closes until `dicht_tot`. False: the password is no longer this one, or the account is
    /// closed or blocked.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn neem_poging(
        &self,
        gebruiker: Uuid,
        wachtwoord: &str,
        nu: DateTime<Utc>,
        dicht_tot: DateTime<Utc>,
    ) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.neem_poging(gebruiker, wachtwoord, micros(nu), micros(dicht_tot)))
    }

    /// Uses up a step of the second factor. False: that one or a later one was used before.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebruik_totp_stap(&self, gebruiker: Uuid, stap: i64) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.gebruik_totp_stap(gebruiker, stap))
    }

    /// Uses up a code for when the second factor is lost. False: there is none like that.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn gebruik_herstelcode(&self, gebruiker: Uuid, hash: &[u8; 32]) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.gebruik_herstelcode(gebruiker, hash))
    }

    /// Signs a person in: attempts that failed are forgotten, and so are sessions whose time is over. False: the password that was
    /// checked is no longer that of this person, or this person was blocked meanwhile.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn begin_sessie(
        &self,
        hash: &[u8; 32],
        gebruiker: Uuid,
        wachtwoord: &str,
        nu: DateTime<Utc>,
        verloopt_op: DateTime<Utc>,
    ) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.begin_sessie(hash, gebruiker, wachtwoord, micros(nu), micros(verloopt_op)))
    }

    /// The session with this hash, also where its time is over.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sessie(&self, hash: &[u8; 32]) -> Result<Option<Sessie>, StoreFout> {
        lees!(self, db => db.sessie(hash))
    }

    /// Records that a session was used.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sessie_gebruikt(&self, hash: &[u8; 32], nu: DateTime<Utc>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.sessie_gebruikt(hash, micros(nu)))
    }

    /// Signs a person out.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn eindig_sessie(&self, hash: &[u8; 32]) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.eindig_sessie(hash))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct GebruikerRij {
    id: Uuid,
    naam: String,
    medewerker: String,
    rol: String,
    partij_id: Option<Uuid>,
    wachtwoord: String,
    dicht_tot: Option<i64>,
    geblokkeerd_op: Option<i64>,
}

impl GebruikerRij {
    fn van(self, partij: Option<Partij>) -> Result<Gebruiker, StoreFout> {
        let tijd = |kolom, op: Option<i64>| op.map(|op| moment("gebruiker", kolom, self.id, op)).transpose();
        Ok(Gebruiker {
            houder: houder("gebruiker", self.id, &self.medewerker, &self.rol, partij)?,
            dicht_tot: tijd("dicht_tot", self.dicht_tot)?,
            geblokkeerd_op: tijd("geblokkeerd_op", self.geblokkeerd_op)?,
            id: self.id,
            naam: self.naam,
            wachtwoord: self.wachtwoord,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct SessieRij {
    laatst_op: i64,
    verloopt_op: i64,
    uitgever: Option<String>,
    id: Uuid,
    medewerker: String,
    rol: String,
    partij_id: Option<Uuid>,
    geblokkeerd_op: Option<i64>,
}

impl SessieRij {
    fn van(self, partij: Option<Partij>) -> Result<Sessie, StoreFout> {
        let tijd = |kolom, op| moment("sessie", kolom, self.id, op);
        let houder = houder("gebruiker", self.id, &self.medewerker, &self.rol, partij)?;
        let geblokkeerd_op = self.geblokkeerd_op.map(|op| tijd("geblokkeerd_op", op)).transpose()?;
        let (laatst_op, verloopt_op) =
            (tijd("laatst_op", self.laatst_op)?, tijd("verloopt_op", self.verloopt_op)?);
        Ok(Sessie {
            wie: Ingelogde { houder, uitgever: self.uitgever, geblokkeerd_op },
            laatst_op,
            verloopt_op,
        })
    }
}

/// A person as two tables keep one.
pub(super) fn houder(
    tabel: &'static str,
    id: Uuid,
    medewerker: &str,
    rol: &str,
    partij: Option<Partij>,
) -> Result<Houder, StoreFout> {
    let fout = |kolom| bedorven(tabel, kolom, id);
    let medewerker = Medewerker::nieuw(medewerker).map_err(|_| fout("medewerker"))?;
    let rol = Rol::van_sleutel(rol).ok_or_else(|| fout("rol"))?;
    Houder::nieuw(partij, Some(medewerker), Some(rol), None).map_err(|_| fout("rol"))
}

/// The secret of a second factor as it is kept: a text, encrypted.
fn versleuteld_geheim(bos: &Sleutelbos, naam: &str, tweede: TweedeFactor<'_>) -> Result<String, StoreFout> {
    Ok(bos.versleutel_tekst(&plek_van_totp(naam), &STANDARD.encode(tweede.geheim))?)
}

macro_rules! kolommen {
    () => {
        "g.id, g.naam, g.medewerker, g.rol, g.partij_id, g.wachtwoord, g.dicht_tot, g.geblokkeerd_op"
    };
}

op_beide! {
    /// The statements of this module.
    trait Gebruikers {
        async fn voeg_gebruiker_toe(
            &mut self,
            kast: &Sleutelkast,
            gebruiker: &Gebruiker,
            tweede: TweedeFactor<'_>,
            nu: i64,
        ) -> Result<(), StoreFout> {
            let houder = &gebruiker.houder;
            let bos = self.bos(kast).await?;
            let gedaan = sqlx::query(
                "INSERT INTO gebruiker (id, naam, medewerker, rol, partij_id, wachtwoord, totp_geheim, toegevoegd_op,
                     totp_sleutel)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (naam) DO NOTHING",
            )
            .bind(gebruiker.id)
            .bind(&gebruiker.naam)
            .bind(houder.medewerker().map(Medewerker::as_str))
            .bind(houder.rol().map(Rol::sleutel))
            .bind(houder.partij().map(|partij| partij.id))
            .bind(&gebruiker.wachtwoord)
            .bind(versleuteld_geheim(&bos, &gebruiker.naam, tweede)?)
            .bind(nu)
            .bind(sleutelnummer(&bos))
            .execute(&mut *self)
            .await?;
            if gedaan.rows_affected() == 0 {
                let naam = &gebruiker.naam;
                return Err(StoreFout::Strijdig(format!("er is al een gebruiker ‘{naam}’: kies een andere naam")));
            }
            self.zet_herstelcodes(gebruiker.id, tweede.herstelcodes).await
        }

        async fn totp_geheim(&mut self, kast: &Sleutelkast, naam: &str) -> Result<Vec<u8>, StoreFout> {
            let versleuteld: String = sqlx::query_scalar("SELECT totp_geheim FROM gebruiker WHERE naam = $1")
                .bind(naam)
                .fetch_one(&mut *self)
                .await?;
            // After the row: whatever it is encrypted with is known by then.
            let bos = self.bos(kast).await?;
            let fout = || bedorven("gebruiker", "totp_geheim", naam);
            let tekst = bos.ontsleutel_tekst(&plek_van_totp(naam), &versleuteld);
            STANDARD.decode(tekst.map_err(|geheim| onleesbaar(geheim, fout))?).map_err(|_| fout())
        }

        async fn zet_herstelcodes(&mut self, gebruiker: Uuid, hashes: &[[u8; 32]]) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM herstelcode WHERE gebruiker_id = $1").bind(gebruiker).execute(&mut *self).await?;
            for hash in hashes {
                sqlx::query("INSERT INTO herstelcode (gebruiker_id, hash) VALUES ($1, $2)")
                    .bind(gebruiker)
                    .bind(hash.as_slice())
                    .execute(&mut *self)
                    .await?;
            }
            Ok(())
        }

        async fn met_partij_van(&mut self, rij: GebruikerRij) -> Result<Gebruiker, StoreFout> {
            let partij = match rij.partij_id {
                Some(partij) => Partijen::partij(&mut *self, partij).await?,
                None => None,
            };
            rij.van(partij)
        }

        async fn gebruikers(&mut self, naam: Option<&str>) -> Result<Vec<Gebruiker>, StoreFout> {
            let rijen: Vec<GebruikerRij> = sqlx::query_as(concat!(
                "SELECT ",
                kolommen!(),
                " FROM gebruiker g WHERE $1 IS NULL OR g.naam = $1 ORDER BY g.naam"
            ))
            .bind(naam)
            .fetch_all(&mut *self)
            .await?;
            let mut gebruikers = Vec::with_capacity(rijen.len());
            for rij in rijen {
                gebruikers.push(self.met_partij_van(rij).await?);
            }
            Ok(gebruikers)
        }

        async fn geef_wachtwoord(
            &mut self,
            kast: &Sleutelkast,
            gebruiker: &Gebruiker,
            hash: &str,
            tweede: Option<TweedeFactor<'_>>,
        ) -> Result<(), StoreFout> {
            sqlx::query("UPDATE gebruiker SET wachtwoord = $2, mislukt = 0, dicht_tot = NULL WHERE id = $1")
                .bind(gebruiker.id)
                .bind(hash)
                .execute(&mut *self)
                .await?;
            if let Some(tweede) = tweede {
                let bos = self.bos(kast).await?;
                sqlx::query("UPDATE gebruiker SET totp_geheim = $2, totp_sleutel = $3, totp_stap = 0 WHERE id = $1")
                    .bind(gebruiker.id)
                    .bind(versleuteld_geheim(&bos, &gebruiker.naam, tweede)?)
                    .bind(sleutelnummer(&bos))
                    .execute(&mut *self)
                    .await?;
                self.zet_herstelcodes(gebruiker.id, tweede.herstelcodes).await?;
            }
            self.eindig_sessies(gebruiker.id).await
        }

        async fn eindig_sessies(&mut self, gebruiker: Uuid) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM sessie WHERE gebruiker_id = $1").bind(gebruiker).execute(&mut *self).await?;
            Ok(())
        }

        async fn blokkeer(&mut self, gebruiker: Uuid, sinds: Option<i64>) -> Result<(), StoreFout> {
            sqlx::query("UPDATE gebruiker SET geblokkeerd_op = $2, mislukt = 0, dicht_tot = NULL WHERE id = $1")
                .bind(gebruiker)
                .bind(sinds)
                .execute(&mut *self)
                .await?;
            self.eindig_sessies(gebruiker).await
        }

        async fn neem_poging(
            &mut self,
            gebruiker: Uuid,
            wachtwoord: &str,
            nu: i64,
            dicht_tot: i64,
        ) -> Result<bool, StoreFout> {
            let gedaan = sqlx::query(
                "UPDATE gebruiker SET dicht_tot = CASE WHEN mislukt + 1 >= $5 THEN $4 ELSE dicht_tot END,
                     mislukt = CASE WHEN mislukt + 1 >= $5 THEN 0 ELSE mislukt + 1 END
                 WHERE id = $1 AND wachtwoord = $2 AND geblokkeerd_op IS NULL AND (dicht_tot IS NULL OR dicht_tot <= $3)",
            )
            .bind(gebruiker)
            .bind(wachtwoord)
            .bind(nu)
            .bind(dicht_tot)
            .bind(MEESTE_POGINGEN)
            .execute(&mut *self)
            .await?;
            Ok(gedaan.rows_affected() == 1)
        }

        async fn gebruik_totp_stap(&mut self, gebruiker: Uuid, stap: i64) -> Result<bool, StoreFout> {
            let gedaan = sqlx::query("UPDATE gebruiker SET totp_stap = $2 WHERE id = $1 AND totp_stap < $2")
                .bind(gebruiker)
                .bind(stap)
                .execute(&mut *self)
                .await?;
            Ok(gedaan.rows_affected() == 1)
        }

        async fn gebruik_herstelcode(&mut self, gebruiker: Uuid, hash: &[u8; 32]) -> Result<bool, StoreFout> {
            let gedaan = sqlx::query("DELETE FROM herstelcode WHERE gebruiker_id = $1 AND hash = $2")
                .bind(gebruiker)
                .bind(hash.as_slice())
                .execute(&mut *self)
                .await?;
            Ok(gedaan.rows_affected() == 1)
        }

        async fn begin_sessie(
            &mut self,
            hash: &[u8; 32],
            gebruiker: Uuid,
            wachtwoord: &str,
            nu: i64,
            verloopt_op: i64,
        ) -> Result<bool, StoreFout> {
            // The row stays locked until the session is there, so that another password ends it too.
            let nog = sqlx::query(
                "UPDATE gebruiker SET mislukt = 0, dicht_tot = NULL
                 WHERE id = $1 AND wachtwoord = $2 AND geblokkeerd_op IS NULL",
            )
            .bind(gebruiker)
            .bind(wachtwoord)
            .execute(&mut *self)
            .await?;
            if nog.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query("DELETE FROM sessie WHERE verloopt_op <= $1").bind(nu).execute(&mut *self).await?;
            sqlx::query("INSERT INTO sessie (hash, gebruiker_id, laatst_op, verloopt_op) VALUES ($1, $2, $3, $4)")
                .bind(hash.as_slice())
                .bind(gebruiker)
                .bind(nu)
                .bind(verloopt_op)
                .execute(&mut *self)
                .await?;
            Ok(true)
        }

        async fn sessie(&mut self, hash: &[u8; 32]) -> Result<Option<Sessie>, StoreFout> {
            let rij: Option<SessieRij> = sqlx::query_as(
                "SELECT s.laatst_op, s.verloopt_op, o.uitgever,
                     coalesce(g.id, o.id) AS id, coalesce(g.medewerker, o.medewerker) AS medewerker,
                     coalesce(g.rol, o.rol) AS rol, coalesce(g.partij_id, o.partij_id) AS partij_id,
                     coalesce(g.geblokkeerd_op, o.geblokkeerd_op) AS geblokkeerd_op
                 FROM sessie s LEFT JOIN gebruiker g ON g.id = s.gebruiker_id
                 LEFT JOIN oidc_gebruiker o ON o.id = s.oidc_gebruiker_id WHERE s.hash = $1",
            )
            .bind(hash.as_slice())
            .fetch_optional(&mut *self)
            .await?;
            let Some(rij) = rij else { return Ok(None) };
            let partij = match rij.partij_id {
                Some(partij) => Partijen::partij(&mut *self, partij).await?,
                None => None,
            };
            rij.van(partij).map(Some)
        }

        async fn sessie_gebruikt(&mut self, hash: &[u8; 32], nu: i64) -> Result<(), StoreFout> {
            sqlx::query("UPDATE sessie SET laatst_op = $2 WHERE hash = $1 AND laatst_op < $2")
                .bind(hash.as_slice())
                .bind(nu)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn eindig_sessie(&mut self, hash: &[u8; 32]) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM sessie WHERE hash = $1").bind(hash.as_slice()).execute(&mut *self).await?;
            Ok(())
        }
    }
}
