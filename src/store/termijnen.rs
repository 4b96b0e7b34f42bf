//! Terms: kept beside the other projections, listed, and told of once they are overdue.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, bedorven, lees, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::gebeurtenissen::Gebeurtenissen;
use super::herindeling::{Herindelingen, in_codes};
use super::model::{TermijnFilter, TermijnRij, VerlopenTermijn};
use super::openen::Store;
use crate::bericht::{Richting, Standaard};
use crate::bezorging::GebeurtenisSoort;
use crate::keten::{Melding, Termijn, TermijnSoort, TermijnStatus};
use crate::partij::{Partij, PartijSoort};
use crate::tijd::dag;

impl Store {
    /// The terms that a party may see, most urgent first, at most `limiet`; all of them without a party, for the
    /// operator. A party sees the terms between itself and others that follow from a message that it may see.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn termijnen(
        &self,
        partij: Option<&Partij>,
        filter: &TermijnFilter,
        vandaag: NaiveDate,
        limiet: u32,
    ) -> Result<Vec<TermijnRij>, StoreFout> {
        lees!(self, db => db.termijnen(partij, filter, vandaag, limiet))
    }

    /// Records for every party that may see it that a term is overdue, and gives those that nobody had recorded yet: at
    /// most `limiet`. However often and by however many processes this is called, each is given once.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn meld_verlopen_termijnen(
        &self,
        vandaag: NaiveDate,
        nu: DateTime<Utc>,
        limiet: u32,
    ) -> Result<Vec<VerlopenTermijn>, StoreFout> {
        schrijf!(self, tx => tx.meld_verlopen_termijnen(vandaag, micros(nu), limiet))
    }
}

/// Between whom and under which law terms run.
#[derive(Clone, Copy)]
pub(super) struct Tussen<'a> {
    pub(super) standaard: &'a str,
    pub(super) gemeente: &'a str,
    pub(super) aanbieder: &'a str,
}

impl Tussen<'_> {
    /// The id of a term: the same for the same term, whenever and wherever it is made.
    fn id(&self, onderwerp: &str, termijn: &Termijn) -> Uuid {
        let (soort, laatste_dag) = (termijn.soort.sleutel(), termijn.laatste_dag.to_string());
        let mut hash = Sha256::new();
        for deel in [self.standaard, self.gemeente, self.aanbieder, soort, &laatste_dag, onderwerp] {
            hash.update(deel);
            hash.update([0]);
        }
        let mut bytes = [0; 16];
        for (byte, van) in bytes.iter_mut().zip(hash.finalize()) {
            *byte = van;
        }
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

fn kant(richting: Richting) -> &'static str {
    match richting {
        Richting::VanGemeente => PartijSoort::Gemeente.sleutel(),
        Richting::VanAanbieder => PartijSoort::Aanbieder.sleutel(),
    }
}

#[derive(sqlx::FromRow)]
struct RuweTermijn {
    id: Uuid,
    soort: String,
    standaard: String,
    gemeente: String,
    aanbieder: String,
    onderwerp: String,
    aan_zet: String,
    begint_op: NaiveDate,
    laatste_dag: NaiveDate,
    bericht: Uuid,
}

impl TryFrom<RuweTermijn> for TermijnRij {
    type Error = StoreFout;

    fn try_from(ruw: RuweTermijn) -> Result<TermijnRij, StoreFout> {
        let fout = |kolom| bedorven("termijn", kolom, ruw.id);
        Ok(TermijnRij {
            soort: TermijnSoort::van_sleutel(&ruw.soort).ok_or_else(|| fout("soort"))?,
            standaard: Standaard::van_sleutel(&ruw.standaard).ok_or_else(|| fout("standaard"))?,
            aan_zet: match PartijSoort::van_sleutel(&ruw.aan_zet) {
                Some(PartijSoort::Gemeente) => Richting::VanGemeente,
                Some(PartijSoort::Aanbieder) => Richting::VanAanbieder,
                _ => return Err(fout("aan_zet")),
            },
            id: ruw.id,
            gemeente: ruw.gemeente,
            aanbieder: ruw.aanbieder,
            onderwerp: ruw.onderwerp,
            begint_op: ruw.begint_op,
            laatste_dag: ruw.laatste_dag,
            bericht: ruw.bericht,
        })
    }
}

/// A message that something follows from, as a row holds it.
pub(super) fn melding(bericht: i64, ontvangen_op: i64) -> Result<Melding, StoreFout> {
    Ok(Melding { op: dag(moment("bericht", "ontvangen_op", bericht, ontvangen_op)?), bericht })
}

op_beide! {
    /// The statements of this module.
    trait Termijnen {
        async fn termijnen(
            &mut self,
            partij: Option<&Partij>,
            filter: &TermijnFilter,
            vandaag: NaiveDate,
            limiet: u32,
        ) -> Result<Vec<TermijnRij>, StoreFout> {
            let mut vraag = sqlx::QueryBuilder::new(
                "SELECT t.id, t.soort, t.standaard, t.gemeente, t.aanbieder, t.onderwerp, t.aan_zet, t.begint_op, \
                 t.laatste_dag, bericht.id AS bericht
                 FROM termijn t JOIN bericht ON bericht.volgnummer = t.bericht_volgnummer WHERE 1 = 1",
            );
            if let Some(partij) = partij {
                let kolom = match partij.soort {
                    PartijSoort::Gemeente => " AND t.gemeente IN (",
                    PartijSoort::Aanbieder => " AND t.aanbieder IN (",
                    PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => {
                        return Ok(Vec::new());
                    }
                };
                let codes = self.opvolging(vandaag).await?.codes_van(&partij.code);
                if codes.is_empty() {
                    return Ok(Vec::new());
                }
                in_codes(vraag.push(kolom), &codes).push(")");
                // What a gemeente saw goes with it into the one that took over.
                vraag.push(
                    " AND EXISTS (SELECT 1 FROM zicht z JOIN partij p ON p.id = z.partij_id
                                  WHERE z.bericht_volgnummer = t.bericht_volgnummer AND p.code IN (",
                );
                in_codes(&mut vraag, &codes).push("))");
            }
            if let Some(soort) = filter.soort {
                vraag.push(" AND t.soort = ").push_bind(soort.sleutel());
            }
            match filter.status {
                Some(TermijnStatus::Verlopen) => vraag.push(" AND t.laatste_dag < ").push_bind(vandaag),
                Some(TermijnStatus::Lopend) => vraag
                    .push(" AND t.laatste_dag >= ")
                    .push_bind(vandaag)
                    .push(" AND t.begint_op <= ")
                    .push_bind(vandaag),
                Some(TermijnStatus::Komend) => vraag
                    .push(" AND t.laatste_dag >= ")
                    .push_bind(vandaag)
                    .push(" AND t.begint_op > ")
                    .push_bind(vandaag),
                None => &mut vraag,
            };
            if let Some((laatste_dag, id)) = filter.na {
                vraag.push(" AND (t.laatste_dag, t.id) > (").push_bind(laatste_dag).push(", ").push_bind(id).push(")");
            }
            vraag.push(" ORDER BY t.laatste_dag, t.id LIMIT ").push_bind(i64::from(limiet));
            let rijen: Vec<RuweTermijn> = vraag.build_query_as().fetch_all(&mut *self).await?;
            rijen.into_iter().map(TermijnRij::try_from).collect()
        }

        async fn meld_verlopen_termijnen(
            &mut self,
            vandaag: NaiveDate,
            nu: i64,
            limiet: u32,
        ) -> Result<Vec<VerlopenTermijn>, StoreFout> {
            let verlopen: Vec<(Uuid, String, Uuid, String, i64)> = sqlx::query_as(
                "SELECT t.id, t.soort, p.id, p.code, t.bericht_volgnummer
                 FROM termijn t
                 JOIN zicht z ON z.bericht_volgnummer = t.bericht_volgnummer
                 JOIN partij p ON p.id = z.partij_id AND p.soort IN ('gemeente', 'aanbieder')
                 WHERE t.laatste_dag < $1
                   AND NOT EXISTS (SELECT 1 FROM gebeurtenis g
                                   WHERE g.soort = 'termijn-verlopen' AND g.onderwerp = t.id AND g.partij_id = p.id)
                 ORDER BY t.laatste_dag, t.id, p.id LIMIT $2",
            )
            .bind(vandaag)
            .bind(i64::from(limiet))
            .fetch_all(&mut *self)
            .await?;
            let mut gemeld = Vec::new();
            for (termijn, soort, partij, code, bericht) in verlopen {
                // Another process may record the same at this moment: who inserts the row tells.
                if self.meld(Some(partij), GebeurtenisSoort::TermijnVerlopen, termijn, Some(bericht), nu).await? {
                    let soort = TermijnSoort::van_sleutel(&soort)
                        .ok_or_else(|| bedorven("termijn", "soort", termijn))?;
                    gemeld.push(VerlopenTermijn { termijn, soort, partij: code });
                }
            }
            Ok(gemeld)
        }

        /// Makes the terms about these subjects what they are to be: those of these kinds that stand go.
        async fn zet_termijnen(
            &mut self,
            tussen: Tussen<'_>,
            soorten: &[TermijnSoort],
            onderwerpen: &BTreeSet<String>,
            gewenst: &[(String, Termijn)],
        ) -> Result<(), StoreFout> {
            if !onderwerpen.is_empty() {
                self.verwijder_termijnen(tussen, soorten, onderwerpen).await?;
            }
            for (onderwerp, termijn) in gewenst {
                self.voeg_termijn_in(tussen, onderwerp, termijn).await?;
            }
            Ok(())
        }

        async fn verwijder_termijnen(
            &mut self,
            tussen: Tussen<'_>,
            soorten: &[TermijnSoort],
            onderwerpen: &BTreeSet<String>,
        ) -> Result<(), StoreFout> {
            let sql = format!(
                "DELETE FROM termijn WHERE standaard = $1 AND gemeente = $2 AND aanbieder = $3 AND soort {} AND onderwerp {}",
                Self::in_lijst(4),
                Self::in_lijst(5)
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(tussen.standaard)
                .bind(tussen.gemeente)
                .bind(tussen.aanbieder)
                .bind(Self::teksten(soorten.iter().map(|soort| soort.sleutel())))
                .bind(Self::teksten(onderwerpen.iter().map(String::as_str)))
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn voeg_termijn_in(
            &mut self,
            tussen: Tussen<'_>,
            onderwerp: &str,
            termijn: &Termijn,
        ) -> Result<(), StoreFout> {
                sqlx::query(
                    "INSERT INTO termijn (standaard, gemeente, aanbieder, soort, onderwerp, id, aan_zet, begint_op,
                         laatste_dag, bericht_volgnummer)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                )
                .bind(tussen.standaard)
                .bind(tussen.gemeente)
                .bind(tussen.aanbieder)
                .bind(termijn.soort.sleutel())
                .bind(onderwerp)
                .bind(tussen.id(onderwerp, termijn))
                .bind(kant(termijn.aan_zet))
                .bind(termijn.begint_op)
                .bind(termijn.laatste_dag)
                .bind(termijn.bericht)
                .execute(&mut *self)
                .await?;
            Ok(())
        }
    }
}
