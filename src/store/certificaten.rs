//! Client certificates of parties.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::dialect::{bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::partijen::Partijen;
use crate::partij::Partij;
use crate::toegang::{Certificaat, GetoondCertificaat, Herkenning};

impl Store {
    /// Records that whoever shows this certificate is this party.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where it is recorded already, for this party or another; [`StoreFout`] where the database fails.
    pub async fn leg_certificaat_vast(
        &self,
        partij: &Partij,
        herkenning: &Herkenning,
        omschrijving: &str,
        nu: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.leg_certificaat_vast(partij, herkenning, omschrijving, micros(nu)))
    }

    /// The certificates of a party, also those that were withdrawn, by when they were recorded.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn certificaten(&self, partij: Uuid) -> Result<Vec<Certificaat>, StoreFout> {
        lees!(self, db => db.certificaten(partij))
    }

    /// The party that shows this certificate: by its fingerprint, or else by the OIN in it. None where this one certificate was
    /// withdrawn, also where all others with that OIN hold.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partij_van_certificaat(
        &self,
        getoond: &GetoondCertificaat,
        nu: DateTime<Utc>,
    ) -> Result<Option<Partij>, StoreFout> {
        lees!(self, db => db.partij_van_certificaat(getoond, micros(nu)))
    }

    /// Takes a certificate back. False: there is none with this id that still holds.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn trek_certificaat_in(&self, id: Uuid, nu: DateTime<Utc>) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.trek_certificaat_in(id, micros(nu)))
    }
}

#[derive(sqlx::FromRow)]
struct CertificaatRij {
    id: Uuid,
    soort: String,
    waarde: String,
    omschrijving: String,
    vastgelegd_op: i64,
    ingetrokken_op: Option<i64>,
}

impl CertificaatRij {
    fn van(self, partij: Partij) -> Result<Certificaat, StoreFout> {
        let tabel = "partij_certificaat";
        let ingetrokken = self.ingetrokken_op.map(|op| moment(tabel, "ingetrokken_op", self.id, op));
        Ok(Certificaat {
            herkenning: Herkenning::van(&self.soort, &self.waarde)
                .ok_or_else(|| bedorven(tabel, "waarde", self.id))?,
            vastgelegd_op: moment(tabel, "vastgelegd_op", self.id, self.vastgelegd_op)?,
            ingetrokken_op: ingetrokken.transpose()?,
            omschrijving: self.omschrijving,
            partij,
            id: self.id,
        })
    }
}

op_beide! {
    /// The statements of this module.
    trait Certificaten {
        async fn leg_certificaat_vast(
            &mut self,
            partij: &Partij,
            herkenning: &Herkenning,
            omschrijving: &str,
            nu: i64,
        ) -> Result<(), StoreFout> {
            let gedaan = sqlx::query(
                "INSERT INTO partij_certificaat (id, partij_id, soort, waarde, omschrijving, vastgelegd_op)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            )
            .bind(Uuid::now_v7())
            .bind(partij.id)
            .bind(herkenning.soort())
            .bind(herkenning.waarde())
            .bind(omschrijving)
            .bind(nu)
            .execute(&mut *self)
            .await?;
            if gedaan.rows_affected() == 0 {
                return Err(StoreFout::Strijdig(
                    "dit certificaat of deze OIN is al vastgelegd: trek het eerst in met ‘berichtenpoort partij \
                     certificaat-intrekken’"
                        .to_owned(),
                ));
            }
            Ok(())
        }

        async fn certificaten(&mut self, partij: Uuid) -> Result<Vec<Certificaat>, StoreFout> {
            let Some(partij) = Partijen::partij(&mut *self, partij).await? else { return Ok(Vec::new()) };
            let rijen: Vec<CertificaatRij> = sqlx::query_as(
                "SELECT id, soort, waarde, omschrijving, vastgelegd_op, ingetrokken_op
                 FROM partij_certificaat WHERE partij_id = $1 ORDER BY vastgelegd_op, id",
            )
            .bind(partij.id)
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(|rij| rij.van(partij.clone())).collect()
        }

        async fn partij_van_certificaat(
            &mut self,
            getoond: &GetoondCertificaat,
            nu: i64,
        ) -> Result<Option<Partij>, StoreFout> {
            // One certificate goes before all certificates of an organisation.
            let partij: Option<Uuid> = sqlx::query_scalar(
                "SELECT partij_id FROM partij_certificaat
                 WHERE (ingetrokken_op IS NULL OR ingetrokken_op > $3)
                   AND ((soort = 'vingerafdruk' AND waarde = $1)
                     OR (soort = 'oin' AND waarde = $2 AND NOT EXISTS (
                       SELECT 1 FROM partij_certificaat weg
                       WHERE weg.soort = 'vingerafdruk' AND weg.waarde = $1 AND weg.ingetrokken_op <= $3)))
                 ORDER BY CASE soort WHEN 'vingerafdruk' THEN 1 ELSE 2 END LIMIT 1",
            )
            .bind(getoond.vingerafdruk.waarde())
            .bind(getoond.oin.as_ref().map(Herkenning::waarde))
            .bind(nu)
            .fetch_optional(&mut *self)
            .await?;
            match partij {
                Some(partij) => Partijen::partij(&mut *self, partij).await,
                None => Ok(None),
            }
        }

        async fn trek_certificaat_in(&mut self, id: Uuid, nu: i64) -> Result<bool, StoreFout> {
            let gedaan = sqlx::query(
                "UPDATE partij_certificaat SET ingetrokken_op = $2 WHERE id = $1 AND ingetrokken_op IS NULL",
            )
            .bind(id)
            .bind(nu)
            .execute(&mut *self)
            .await?;
            Ok(gedaan.rows_affected() == 1)
        }
    }
}
