//! Reading messages, each query limited to what its viewer may see.

use chrono::NaiveDate;
use uuid::Uuid;

use super::dialect::{lees, lees_samen, micros, op_beide};
use super::error::StoreFout;
use super::model::{BerichtFilter, BerichtRij, Status, Zicht};
use super::openen::Store;
use super::rij::{RuwBericht, RuweBevinding, kolommen, vrijgegeven};
use super::sleutels::{Sleutelkast, Sleutels};
use super::werk::ongeschonden;
use crate::bericht::Berichttype;
use crate::regels::Bevinding;

/// The condition that the viewer at $2 may see a message; no viewer is the operator.
macro_rules! zichtbaar {
    () => {
        "($2 IS NULL OR EXISTS (SELECT 1 FROM zicht z WHERE z.partij_id = $2 \
         AND z.bericht_volgnummer = bericht.volgnummer))"
    };
}

impl Zicht {
    fn partij(self) -> Option<Uuid> {
        match self {
            Zicht::Partij(partij) => Some(partij),
            Zicht::Alles => None,
        }
    }
}

impl Store {
    /// A message, if it exists and the viewer may see it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bericht(&self, id: Uuid, zicht: Zicht) -> Result<Option<BerichtRij>, StoreFout> {
        lees!(self, db => db.bericht(id, zicht.partij()))
    }

    /// The bytes of a message as received or written, if the viewer may see it.
    ///
    /// # Errors
    /// [`StoreFout::BedorvenRij`] where the bytes are not those that were stored; [`StoreFout`] where the database fails.
    pub async fn inhoud(&self, id: Uuid, zicht: Zicht) -> Result<Option<Vec<u8>>, StoreFout> {
        lees!(self, db => db.inhoud(&self.sleutels, id, zicht.partij()))
    }

    /// What checks found in a message, in the order in which they found it, if the viewer may see the message.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn bevindingen(&self, id: Uuid, zicht: Zicht) -> Result<Option<Vec<Bevinding>>, StoreFout> {
        lees_samen!(self, db => db.bevindingen(id, zicht.partij()))
    }

    /// The message of this type in a stroom that waits for the answer of its receiver, by its identification and
    /// dagtekening. Not one that people decide about: the gate answers that.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wacht_op_antwoord(
        &self,
        stroom: i64,
        berichttype: Berichttype,
        identificatie: &str,
        dagtekening: NaiveDate,
    ) -> Result<Option<BerichtRij>, StoreFout> {
        lees!(self, db => db.wacht_op_antwoord(stroom, berichttype, identificatie, dagtekening))
    }

    /// The answer to a message, if there is one and the viewer may see it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn antwoord_op(&self, id: Uuid, zicht: Zicht) -> Result<Option<BerichtRij>, StoreFout> {
        lees!(self, db => db.antwoord_op(id, zicht.partij()))
    }

    /// The messages that the viewer may see and that pass the filter: newest first, at most `limiet`. The next page is
    /// the one before the last volgnummer of this page.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn berichten(
        &self,
        zicht: Zicht,
        filter: &BerichtFilter,
        limiet: u32,
    ) -> Result<Vec<BerichtRij>, StoreFout> {
        lees!(self, db => db.berichten(zicht, filter, limiet))
    }
}

op_beide! {
    /// The statements of this module.
    trait Lezen {
        async fn bericht(&mut self, id: Uuid, partij: Option<Uuid>) -> Result<Option<BerichtRij>, StoreFout> {
            let rij: Option<RuwBericht> =
                sqlx::query_as(concat!("SELECT ", kolommen!(), " FROM bericht WHERE id = $1 AND ", zichtbaar!()))
                    .bind(id)
                    .bind(partij)
                    .fetch_optional(&mut *self)
                    .await?;
            rij.map(|rij| rij.gezien_door(partij)).map(BerichtRij::try_from).transpose()
        }

        async fn inhoud(
            &mut self,
            kast: &Sleutelkast,
            id: Uuid,
            partij: Option<Uuid>,
        ) -> Result<Option<Vec<u8>>, StoreFout> {
            let rij: Option<(i64, Vec<u8>)> = sqlx::query_as(concat!(
                "SELECT bericht.volgnummer, bericht.sha256 FROM bericht WHERE bericht.id = $1 AND ",
                zichtbaar!()
            ))
            .bind(id)
            .bind(partij)
            .fetch_optional(&mut *self)
            .await?;
            let Some((volgnummer, sha256)) = rij else { return Ok(None) };
            let bytes = self.bytes_van(kast, volgnummer).await?;
            ongeschonden(volgnummer, &sha256, bytes).map(Some)
        }

        async fn bevindingen(
            &mut self,
            id: Uuid,
            partij: Option<Uuid>,
        ) -> Result<Option<Vec<Bevinding>>, StoreFout> {
            let bericht: Option<i64> =
                sqlx::query_scalar(concat!("SELECT volgnummer FROM bericht WHERE id = $1 AND ", zichtbaar!()))
                    .bind(id)
                    .bind(partij)
                    .fetch_optional(&mut *self)
                    .await?;
            let Some(bericht) = bericht else { return Ok(None) };
            let rijen: Vec<RuweBevinding> = sqlx::query_as(
                "SELECT bericht_volgnummer, niveau, regel, retourcode, pad, regelnummer, kolom, tekst
                 FROM bevinding WHERE bericht_volgnummer = $1 ORDER BY nummer",
            )
            .bind(bericht)
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(Bevinding::try_from).collect::<Result<_, _>>().map(Some)
        }

        async fn wacht_op_antwoord(
            &mut self,
            stroom: i64,
            berichttype: Berichttype,
            identificatie: &str,
            dagtekening: NaiveDate,
        ) -> Result<Option<BerichtRij>, StoreFout> {
            let rij: Option<RuwBericht> = sqlx::query_as(concat!(
                "SELECT ",
                kolommen!(),
                " FROM bericht
                 WHERE status = 'verwerkt' AND uitkomst IS NULL AND stroom_id = $1 AND identificatie = $2
                   AND berichttype = $3 AND dagtekening = $4
                   AND NOT EXISTS (SELECT 1 FROM beoordeling o WHERE o.bericht_volgnummer = bericht.volgnummer)
                 ORDER BY volgnummer LIMIT 1"
            ))
            .bind(stroom)
            .bind(identificatie)
            .bind(berichttype.naam())
            .bind(dagtekening)
            .fetch_optional(&mut *self)
            .await?;
            rij.map(BerichtRij::try_from).transpose()
        }

        async fn antwoord_op(&mut self, id: Uuid, partij: Option<Uuid>) -> Result<Option<BerichtRij>, StoreFout> {
            let rij: Option<RuwBericht> = sqlx::query_as(concat!(
                "SELECT ",
                kolommen!(),
                " FROM bericht WHERE bericht.reactie_op = $1 AND ",
                zichtbaar!()
            ))
            .bind(id)
            .bind(partij)
            .fetch_optional(&mut *self)
            .await?;
            rij.map(|rij| rij.gezien_door(partij)).map(BerichtRij::try_from).transpose()
        }

        async fn berichten(
            &mut self,
            zicht: Zicht,
            filter: &BerichtFilter,
            limiet: u32,
        ) -> Result<Vec<BerichtRij>, StoreFout> {
            // The list walks the index that its order comes from: that of the party's messages, or of all messages.
            let mut vraag = sqlx::QueryBuilder::new(concat!("SELECT ", kolommen!()));
            let volgorde = match zicht {
                Zicht::Alles => {
                    vraag.push(" FROM bericht WHERE 1 = 1");
                    "bericht.volgnummer"
                }
                Zicht::Partij(partij) => {
                    vraag.push(" FROM zicht z JOIN bericht ON bericht.volgnummer = z.bericht_volgnummer");
                    vraag.push(" WHERE z.partij_id = ").push_bind(partij);
                    "z.bericht_volgnummer"
                }
            };
            if let Some(berichttype) = filter.berichttype {
                vraag.push(" AND bericht.berichttype = ").push_bind(berichttype.naam());
            }
            if let Some(status) = filter.status {
                // Written out, one of three words of ours: a bound value would not match the conditions of the indexes.
                vraag.push(" AND (bericht.status = '").push(status.sleutel()).push("'");
                // As the viewer sees it: RuwBericht::gezien_door.
                let (hoe, wie) = match status {
                    Status::Ontvangen => (" AND (NOT ", " OR bericht.geadresseerde_id = "),
                    Status::Verwerkt => (" OR (", " AND bericht.geadresseerde_id <> "),
                    Status::Geparkeerd => ("", ""),
                };
                if let Some(partij) = zicht.partij().filter(|_| status != Status::Geparkeerd) {
                    vraag.push(hoe).push(vrijgegeven!()).push(wie).push_bind(partij).push(")");
                }
                vraag.push(")");
            }
            if let Some(afzender) = &filter.afzender {
                vraag.push(" AND bericht.afzender = ").push_bind(afzender);
            }
            if let Some(ontvanger) = &filter.ontvanger {
                vraag.push(" AND bericht.ontvanger = ").push_bind(ontvanger);
            }
            if let Some(van) = filter.van {
                vraag.push(" AND bericht.ontvangen_op >= ").push_bind(micros(van));
            }
            if let Some(tot) = filter.tot {
                vraag.push(" AND bericht.ontvangen_op < ").push_bind(micros(tot));
            }
            if let Some(regel) = &filter.regel {
                // A list of numbers and not EXISTS: a rule that is rarely broken would have all messages walked through.
                vraag
                    .push(" AND bericht.volgnummer IN (SELECT v.bericht_volgnummer FROM bevinding v WHERE v.regel = ")
                    .push_bind(regel)
                    .push(")");
            }
            if let Some(voor) = filter.voor {
                vraag.push(" AND ").push(volgorde).push(" < ").push_bind(voor);
            }
            vraag.push(" ORDER BY ").push(volgorde).push(" DESC LIMIT ").push_bind(i64::from(limiet));
            let rijen: Vec<RuwBericht> = vraag.build_query_as().fetch_all(&mut *self).await?;
            rijen.into_iter().map(|rij| rij.gezien_door(zicht.partij())).map(BerichtRij::try_from).collect()
        }
    }
}
