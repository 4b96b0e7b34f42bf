//! Rows of messages as the database gives them, and how they become values.

use chrono::NaiveDate;
use uuid::Uuid;

use super::dialect::{bedorven, moment};
use super::error::StoreFout;
use super::model::{BerichtRij, Levering, Status};
use crate::bericht::Berichttype;
use crate::keten::Uitkomst;
use crate::regels::{Bevinding, Niveau, Oordeel};

/// The columns of a message, from `bericht`, as text to put into a statement.
macro_rules! kolommen {
    () => {
        "bericht.id, bericht.volgnummer, bericht.berichttype, bericht.verzender_id, \
         bericht.geadresseerde_id, bericht.afzender, bericht.ontvanger, bericht.identificatie, \
         bericht.dagtekening, bericht.sha256, bericht.grootte, bericht.ontvangen_op, bericht.oordeel, \
         bericht.status, bericht.uitkomst, bericht.reactie_op, bericht.door_poort, bericht.verwerkt_op, \
         bericht.pogingen, bericht.oorzaak, bericht.indiener_id, \
         (SELECT q.code FROM partij q WHERE q.id = bericht.leverancier_id) AS leverancier, \
         bericht.inhoud_opgeruimd_op, \
         CASE WHEN bericht.status = 'ontvangen' THEN \
         (SELECT o.voorgesteld_op FROM beoordeling o WHERE o.bericht_volgnummer = bericht.volgnummer) END \
         AS voorgesteld_op"
    };
}
pub(super) use kolommen;

/// The condition that a message is a Declaratie that was approved and is being answered.
macro_rules! vrijgegeven {
    () => {
        "(bericht.status = 'ontvangen' AND EXISTS (SELECT 1 FROM beoordeling o \
         WHERE o.bericht_volgnummer = bericht.volgnummer))"
    };
}
pub(super) use vrijgegeven;

#[derive(sqlx::FromRow)]
pub(super) struct RuwBericht {
    id: Uuid,
    volgnummer: i64,
    berichttype: String,
    verzender_id: Uuid,
    geadresseerde_id: Uuid,
    afzender: String,
    ontvanger: String,
    identificatie: String,
    dagtekening: NaiveDate,
    sha256: Vec<u8>,
    grootte: i64,
    ontvangen_op: i64,
    oordeel: String,
    status: String,
    uitkomst: Option<String>,
    reactie_op: Option<Uuid>,
    door_poort: bool,
    verwerkt_op: Option<i64>,
    pogingen: i32,
    oorzaak: Option<String>,
    indiener_id: Option<Uuid>,
    leverancier: Option<String>,
    inhoud_opgeruimd_op: Option<i64>,
    /// When a proposal was made for it, where it waits for verwerking once more.
    voorgesteld_op: Option<i64>,
}

impl RuwBericht {
    pub(super) fn volgnummer(&self) -> i64 {
        self.volgnummer
    }

    /// As this party sees it (none: the operator). Which supplier somebody else works with is not for it to know. That its Declaratie was approved and is being answered is not for an aanbieder
    /// to know: to it the message waits for an answer as it did before. The gemeente itself may know.
    pub(super) fn gezien_door(mut self, partij: Option<Uuid>) -> RuwBericht {
        let bracht_in = [Some(self.verzender_id), self.indiener_id];
        if partij.is_some() && !bracht_in.contains(&partij) {
            self.leverancier = None;
        }
        let ziet_alles = partij.is_none_or(|partij| partij == self.geadresseerde_id);
        match self.voorgesteld_op {
            Some(op) if !ziet_alles => {
                RuwBericht { status: Status::Verwerkt.sleutel().to_owned(), verwerkt_op: Some(op), ..self }
            }
            _ => self,
        }
    }
}

impl TryFrom<RuwBericht> for BerichtRij {
    type Error = StoreFout;

    fn try_from(ruw: RuwBericht) -> Result<BerichtRij, StoreFout> {
        let fout = |kolom| bedorven("bericht", kolom, ruw.volgnummer);
        let op = |kolom, micros| moment("bericht", kolom, ruw.volgnummer, micros);
        Ok(BerichtRij {
            berichttype: Berichttype::van_naam(&ruw.berichttype).ok_or_else(|| fout("berichttype"))?,
            sha256: ruw.sha256.as_slice().try_into().map_err(|_| fout("sha256"))?,
            ontvangen_op: op("ontvangen_op", ruw.ontvangen_op)?,
            oordeel: Oordeel::van_sleutel(&ruw.oordeel).ok_or_else(|| fout("oordeel"))?,
            status: Status::van_sleutel(&ruw.status).ok_or_else(|| fout("status"))?,
            uitkomst: match &ruw.uitkomst {
                Some(sleutel) => Some(Uitkomst::van_sleutel(sleutel).ok_or_else(|| fout("uitkomst"))?),
                None => None,
            },
            verwerkt_op: ruw.verwerkt_op.map(|micros| op("verwerkt_op", micros)).transpose()?,
            inhoud_opgeruimd_op: ruw
                .inhoud_opgeruimd_op
                .map(|micros| op("inhoud_opgeruimd_op", micros))
                .transpose()?,
            id: ruw.id,
            volgnummer: ruw.volgnummer,
            verzender: ruw.verzender_id,
            geadresseerde: ruw.geadresseerde_id,
            afzender: ruw.afzender,
            ontvanger: ruw.ontvanger,
            identificatie: ruw.identificatie,
            dagtekening: ruw.dagtekening,
            grootte: ruw.grootte,
            reactie_op: ruw.reactie_op,
            door_poort: ruw.door_poort,
            pogingen: ruw.pogingen,
            oorzaak: ruw.oorzaak,
            indiener: ruw.indiener_id,
            leverancier: ruw.leverancier,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct RuweLevering {
    levering_id: Uuid,
    aangeboden_op: i64,
    bevestigd_op: Option<i64>,
    #[sqlx(flatten)]
    bericht: RuwBericht,
}

impl TryFrom<RuweLevering> for Levering {
    type Error = StoreFout;

    fn try_from(ruw: RuweLevering) -> Result<Levering, StoreFout> {
        let op = |kolom, micros| moment("levering", kolom, ruw.levering_id, micros);
        Ok(Levering {
            id: ruw.levering_id,
            aangeboden_op: op("aangeboden_op", ruw.aangeboden_op)?,
            bevestigd_op: ruw.bevestigd_op.map(|micros| op("bevestigd_op", micros)).transpose()?,
            bericht: ruw.bericht.try_into()?,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct RuweBevinding {
    bericht_volgnummer: i64,
    niveau: String,
    regel: Option<String>,
    retourcode: Option<String>,
    pad: String,
    regelnummer: i64,
    kolom: i64,
    tekst: String,
}

impl TryFrom<RuweBevinding> for Bevinding {
    type Error = StoreFout;

    fn try_from(ruw: RuweBevinding) -> Result<Bevinding, StoreFout> {
        let fout = |kolom| bedorven("bevinding", kolom, ruw.bericht_volgnummer);
        Ok(Bevinding {
            niveau: Niveau::van_sleutel(&ruw.niveau).ok_or_else(|| fout("niveau"))?,
            regelnummer: ruw.regelnummer.try_into().map_err(|_| fout("regelnummer"))?,
            kolom: ruw.kolom.try_into().map_err(|_| fout("kolom"))?,
            regel: ruw.regel,
            retourcode: ruw.retourcode,
            pad: ruw.pad,
            tekst: ruw.tekst,
        })
    }
}
