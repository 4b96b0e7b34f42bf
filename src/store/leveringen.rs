//! The leveringen of one message: how far each is, and every attempt that was made.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::bezorgmodel::{LeveringStand, PogingRij};
use super::dialect::{bedorven, lees_samen, moment, op_beide};
use super::error::StoreFout;
use super::model::Zicht;
use super::openen::Store;
use crate::bezorging::{Bezorgwijze, Leveringstatus, PogingUitkomst};

impl Store {
    /// The leveringen of a message, if it exists and the viewer may see it: those to the viewer with every attempt, and to who
    /// sent or offered the message how far those to others are.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn leveringen_van(
        &self,
        bericht: Uuid,
        zicht: Zicht,
    ) -> Result<Option<Vec<LeveringStand>>, StoreFout> {
        let kijker = match zicht {
            Zicht::Partij(partij) => Some(partij),
            Zicht::Alles => None,
        };
        lees_samen!(self, db => db.leveringen_van(bericht, kijker))
    }
}

#[derive(sqlx::FromRow)]
struct StandRij {
    volgnummer: i64,
    id: Uuid,
    partij_id: Uuid,
    code: String,
    aangeboden_op: i64,
    heraangeboden_op: Option<i64>,
    aangekondigd_op: Option<i64>,
    bevestigd_op: Option<i64>,
    mislukt_op: Option<i64>,
}

impl StandRij {
    fn stand(self, pogingen: Option<Vec<PogingRij>>) -> Result<LeveringStand, StoreFout> {
        let id = self.id;
        let op = |kolom, micros: Option<i64>| {
            micros.map(|micros| moment("levering", kolom, id, micros)).transpose()
        };
        let status = match (self.bevestigd_op, self.mislukt_op, self.aangekondigd_op) {
            (Some(_), ..) => Leveringstatus::Bevestigd,
            (_, Some(_), _) => Leveringstatus::Mislukt,
            (_, _, Some(_)) => Leveringstatus::Aangekondigd,
            _ => Leveringstatus::Wachtend,
        };
        Ok(LeveringStand {
            id,
            partij: self.code,
            status,
            aangeboden_op: moment("levering", "aangeboden_op", id, self.aangeboden_op)?,
            heraangeboden_op: op("heraangeboden_op", self.heraangeboden_op)?,
            aangekondigd_op: op("aangekondigd_op", self.aangekondigd_op)?,
            bevestigd_op: op("bevestigd_op", self.bevestigd_op)?,
            mislukt_op: op("mislukt_op", self.mislukt_op)?,
            pogingen,
        })
    }
}

#[derive(sqlx::FromRow)]
struct RuwePoging {
    levering_volgnummer: i64,
    nummer: i32,
    wijze: String,
    begonnen_op: i64,
    duur_ms: i64,
    uitkomst: String,
    http_status: Option<i32>,
}

impl TryFrom<RuwePoging> for PogingRij {
    type Error = StoreFout;

    fn try_from(ruw: RuwePoging) -> Result<PogingRij, StoreFout> {
        let fout = |kolom| bedorven("levering_poging", kolom, ruw.levering_volgnummer);
        Ok(PogingRij {
            nummer: ruw.nummer.try_into().map_err(|_| fout("nummer"))?,
            wijze: Bezorgwijze::van_sleutel(&ruw.wijze).ok_or_else(|| fout("wijze"))?,
            begonnen_op: moment("levering_poging", "begonnen_op", ruw.levering_volgnummer, ruw.begonnen_op)?,
            duur_ms: ruw.duur_ms,
            uitkomst: PogingUitkomst::van_sleutel(&ruw.uitkomst).ok_or_else(|| fout("uitkomst"))?,
            status: ruw.http_status.map(u16::try_from).transpose().map_err(|_| fout("http_status"))?,
        })
    }
}

op_beide! {
    /// The statements of this module.
    trait Leveringen {
        async fn leveringen_van(
            &mut self,
            bericht: Uuid,
            kijker: Option<Uuid>,
        ) -> Result<Option<Vec<LeveringStand>>, StoreFout> {
            let gezien: Option<i64> = sqlx::query_scalar(
                "SELECT b.volgnummer FROM bericht b WHERE b.id = $1 AND ($2 IS NULL OR EXISTS
                     (SELECT 1 FROM zicht z WHERE z.partij_id = $2 AND z.bericht_volgnummer = b.volgnummer))",
            )
            .bind(bericht)
            .bind(kijker)
            .fetch_optional(&mut *self)
            .await?;
            let Some(volgnummer) = gezien else { return Ok(None) };
            let rijen: Vec<StandRij> = sqlx::query_as(
                "SELECT v.volgnummer, v.id, v.partij_id, p.code, v.aangeboden_op, v.heraangeboden_op, v.aangekondigd_op,
                     v.bevestigd_op, v.mislukt_op
                 FROM levering v JOIN partij p ON p.id = v.partij_id
                 JOIN bericht b ON b.volgnummer = v.bericht_volgnummer
                 WHERE v.bericht_volgnummer = $1 AND ($2 IS NULL OR v.partij_id = $2 OR b.verzender_id = $2 OR b.indiener_id = $2)
                 ORDER BY v.volgnummer",
            )
            .bind(volgnummer)
            .bind(kijker)
            .fetch_all(&mut *self)
            .await?;
            let mut pogingen = self.pogingen_van(volgnummer).await?;
            let stand = |rij: StandRij| {
                let van_mij = kijker.is_none_or(|kijker| kijker == rij.partij_id);
                let zijn = van_mij.then(|| pogingen.remove(&rij.volgnummer).unwrap_or_default());
                rij.stand(zijn)
            };
            rijen.into_iter().map(stand).collect::<Result<_, _>>().map(Some)
        }

        /// Every attempt at the leveringen of a message, by the number of the levering.
        async fn pogingen_van(&mut self, bericht: i64) -> Result<BTreeMap<i64, Vec<PogingRij>>, StoreFout> {
            let ruw: Vec<RuwePoging> = sqlx::query_as(
                "SELECT q.levering_volgnummer, q.nummer, q.wijze, q.begonnen_op, q.duur_ms, q.uitkomst, q.http_status
                 FROM levering_poging q JOIN levering v ON v.volgnummer = q.levering_volgnummer
                 WHERE v.bericht_volgnummer = $1 ORDER BY q.levering_volgnummer, q.nummer",
            )
            .bind(bericht)
            .fetch_all(&mut *self)
            .await?;
            let mut pogingen: BTreeMap<i64, Vec<PogingRij>> = BTreeMap::new();
            for poging in ruw {
                pogingen.entry(poging.levering_volgnummer).or_default().push(poging.try_into()?);
            }
            Ok(pogingen)
        }
    }
}
