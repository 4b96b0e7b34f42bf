//! Taking in: a message and its place in its stroom, or the record of a refusal.

use chrono::NaiveDate;
use uuid::Uuid;

use super::dialect::{Afbreken, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::model::{
    Aangenomen, AntwoordAangenomen, BerichtRij, Bevestiging, NieuwBericht, Status, Weigering,
};
use super::openen::Store;
use super::rij::{RuwBericht, kolommen};
use super::sleutels::{Sleutelkast, Sleutels, plek_van_inhoud, sleutelnummer};
use super::termijnen::Tussen;
use super::termijnen_afleiden::TermijnenAfleiden;
use super::verzoeken::Verzoeken;
use crate::bericht::Berichttype;
use crate::geheim::Sleutelbos;
use crate::keten::Melding;
use crate::regels::{Bevinding, Oordeel};
use crate::tijd::dag;

/// Rows per statement where many are inserted: well below the number of values that SQLite (32 766) and PostgreSQL
/// (65 535) bind at once.
pub(super) const BUNDEL: usize = 500;

/// Whether a statement for these rows is worth keeping prepared: full ones are all alike, and of the others every
/// connection would come to hold hundreds.
pub(super) fn is_vol<T>(bundel: &[T]) -> bool {
    bundel.len() == BUNDEL
}

impl Store {
    /// Stores a message for good: its bytes, its header, what controle found, and its place in its stroom, in one
    /// transaction. The same bytes by the same sender change nothing and give the message that was stored before, also
    /// when they come in twice at the same moment.
    ///
    /// Once this returns, the message survives a crash of the program, of the database and of the machine.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails. An error while committing may hide a message that was stored after all:
    /// offering it again tells.
    pub async fn neem_aan(&self, nieuw: &NieuwBericht<'_>) -> Result<Aangenomen, StoreFout> {
        let uit: Result<BerichtRij, Afbreken<BerichtRij>> =
            schrijf!(self, tx => tx.neem_aan(&self.sleutels, nieuw));
        match uit {
            Ok(rij) => Ok(Aangenomen::Nieuw(rij)),
            Err(Afbreken::Met(rij)) => {
                self.laat_zien(nieuw, &rij).await?;
                Ok(Aangenomen::Bekend(rij))
            }
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }

    /// Lets who offered a message in somebody's name see what was known of it: the same bytes came from another.
    async fn laat_zien(&self, nieuw: &NieuwBericht<'_>, bekend: &BerichtRij) -> Result<(), StoreFout> {
        match nieuw.indiener {
            Some(indiener) => schrijf!(self, tx => tx.geef_zicht(indiener, bekend.volgnummer)),
            None => Ok(()),
        }
    }

    /// Stores a message as [`Store::neem_aan`] does, together with the record that it is the confirmed answer to a request and
    /// of the numbers that it gives out.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn neem_antwoord_aan(
        &self,
        nieuw: &NieuwBericht<'_>,
        bevestiging: &Bevestiging<'_>,
    ) -> Result<AntwoordAangenomen, StoreFout> {
        let uit: Result<BerichtRij, Afbreken<AntwoordAangenomen>> =
            schrijf!(self, tx => tx.neem_antwoord_aan(&self.sleutels, nieuw, bevestiging));
        match uit {
            Ok(rij) => Ok(AntwoordAangenomen::Bericht(Box::new(Aangenomen::Nieuw(rij)))),
            Err(Afbreken::Met(anders)) => {
                if let AntwoordAangenomen::Bericht(aangenomen) = &anders
                    && let Aangenomen::Bekend(rij) = &**aangenomen
                {
                    self.laat_zien(nieuw, rij).await?;
                }
                Ok(anders)
            }
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }

    /// Keeps a refusal at level 1 for the operator: who, when, what and why, without the bytes. The same bytes by the
    /// same sender again raise a counter.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn leg_weigering_vast(&self, weigering: &Weigering<'_>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.leg_weigering_vast(weigering))
    }
}

/// A row of bericht that is to be inserted, with its bytes.
pub(super) struct NieuweRij<'a> {
    pub(super) id: Uuid,
    /// Stroom and number in it; none for an answer of the gate.
    pub(super) plaats: Option<(i64, i64)>,
    pub(super) berichttype: Berichttype,
    pub(super) verzender: Uuid,
    pub(super) geadresseerde: Uuid,
    pub(super) afzender: &'a str,
    pub(super) ontvanger: &'a str,
    pub(super) identificatie: &'a str,
    pub(super) dagtekening: NaiveDate,
    pub(super) bytes: &'a [u8],
    pub(super) sha256: &'a [u8; 32],
    /// Microseconds.
    pub(super) ontvangen_op: i64,
    pub(super) oordeel: Oordeel,
    pub(super) reactie_op: Option<Uuid>,
    /// Who offered it, where that is not the sender.
    pub(super) indiener: Option<Uuid>,
    /// Who brought it for them.
    pub(super) leverancier: Option<Uuid>,
}

op_beide! {
    /// Inserting a message with all that belongs to it; used for received messages and for answers.
    trait BerichtInvoegen {
        /// Inserts a message, its bytes and its sender's sight of it. None where the sender sent these bytes before.
        async fn voeg_bericht_in(
            &mut self,
            rij: &NieuweRij<'_>,
            bos: &Sleutelbos,
        ) -> Result<Option<RuwBericht>, StoreFout> {
            let door_poort = rij.plaats.is_none();
            let status = if door_poort { Status::Verwerkt } else { Status::Ontvangen };
            let ingevoegd: Option<RuwBericht> = sqlx::query_as(concat!(
                "INSERT INTO bericht (id, stroom_id, stroom_volgnummer, berichttype, verzender_id, geadresseerde_id,
                     afzender, ontvanger, identificatie, dagtekening, sha256, grootte, ontvangen_op, oordeel, status,
                     reactie_op, door_poort, verwerkt_op, indiener_id, leverancier_id)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
                 ON CONFLICT (verzender_id, sha256) WHERE NOT door_poort DO NOTHING
                 RETURNING ",
                kolommen!()
            ))
            .bind(rij.id)
            .bind(rij.plaats.map(|(stroom, _)| stroom))
            .bind(rij.plaats.map(|(_, volgnummer)| volgnummer))
            .bind(rij.berichttype.naam())
            .bind(rij.verzender)
            .bind(rij.geadresseerde)
            .bind(rij.afzender)
            .bind(rij.ontvanger)
            .bind(rij.identificatie)
            .bind(rij.dagtekening)
            .bind(rij.sha256.as_slice())
            .bind(i64::try_from(rij.bytes.len()).unwrap_or(i64::MAX))
            .bind(rij.ontvangen_op)
            .bind(rij.oordeel.sleutel())
            .bind(status.sleutel())
            .bind(rij.reactie_op)
            .bind(door_poort)
            .bind(door_poort.then_some(rij.ontvangen_op))
            .bind(rij.indiener)
            .bind(rij.leverancier)
            .fetch_optional(&mut *self)
            .await?;
            let Some(ingevoegd) = ingevoegd else { return Ok(None) };
            let bytes = bos.versleutel(&plek_van_inhoud(&ingevoegd.volgnummer().to_string()), rij.bytes)?;
            sqlx::query("INSERT INTO inhoud (bericht_volgnummer, bytes, sleutel) VALUES ($1, $2, $3)")
                .bind(ingevoegd.volgnummer())
                .bind(bytes)
                .bind(sleutelnummer(bos))
                .execute(&mut *self)
                .await?;
            sqlx::query("INSERT INTO zicht (partij_id, bericht_volgnummer) VALUES ($1, $2)")
                .bind(rij.verzender)
                .bind(ingevoegd.volgnummer())
                .execute(&mut *self)
                .await?;
            if let Some(indiener) = rij.indiener {
                self.geef_zicht(indiener, ingevoegd.volgnummer()).await?;
            }
            Ok(Some(ingevoegd))
        }

        /// Lets a party see a message; nothing changes where it does already.
        async fn geef_zicht(&mut self, partij: Uuid, bericht: i64) -> Result<(), StoreFout> {
            sqlx::query("INSERT INTO zicht (partij_id, bericht_volgnummer) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(partij)
                .bind(bericht)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        /// Adds bevindingen to a message, numbered on from `staand`, the number of those that it has.
        async fn voeg_bevindingen_in(
            &mut self,
            bericht: i64,
            staand: i64,
            bevindingen: &[Bevinding],
        ) -> Result<(), StoreFout> {
            let mut nummer = staand;
            for bundel in bevindingen.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO bevinding (bericht_volgnummer, nummer, niveau, regel, retourcode, pad, regelnummer, \
                     kolom, tekst) ",
                );
                invoeging.push_values(bundel, |mut rij, bevinding| {
                    nummer += 1;
                    rij.push_bind(bericht)
                        .push_bind(nummer)
                        .push_bind(bevinding.niveau.sleutel())
                        .push_bind(bevinding.regel.as_deref())
                        .push_bind(bevinding.retourcode.as_deref())
                        .push_bind(&bevinding.pad)
                        .push_bind(i64::from(bevinding.regelnummer))
                        .push_bind(i64::from(bevinding.kolom))
                        .push_bind(&bevinding.tekst);
                });
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }
    }
}

op_beide! {
    /// The statements of this module.
    trait Ontvangst {
        async fn neem_aan(
            &mut self,
            kast: &Sleutelkast,
            nieuw: &NieuwBericht<'_>,
        ) -> Result<BerichtRij, Afbreken<BerichtRij>> {
            let header = nieuw.header;
            let bos = self.bos(kast).await?;
            let plaats = self
                .plaats_in_stroom(
                    header.gemeente.as_str(),
                    header.aanbieder.as_str(),
                    header.berichttype.standaard.sleutel(),
                )
                .await?;
            let rij = NieuweRij {
                id: nieuw.id,
                plaats: Some(plaats),
                berichttype: header.berichttype,
                verzender: nieuw.verzender,
                geadresseerde: nieuw.geadresseerde,
                afzender: header.afzender(),
                ontvanger: header.ontvanger(),
                identificatie: header.eigen_identificatie(),
                dagtekening: header.eigen_dagtekening(),
                bytes: nieuw.bytes,
                sha256: &nieuw.sha256,
                ontvangen_op: micros(nieuw.ontvangen_op),
                oordeel: nieuw.oordeel,
                reactie_op: None,
                indiener: nieuw.indiener,
                leverancier: nieuw.leverancier,
            };
            let Some(ingevoegd) = self.voeg_bericht_in(&rij, &bos).await? else {
                // Undone, so that the number in the stroom that was taken above is free again.
                return Err(Afbreken::Met(self.bericht_met_bytes(nieuw.verzender, &nieuw.sha256).await?));
            };
            self.voeg_bevindingen_in(ingevoegd.volgnummer(), 0, nieuw.bevindingen).await?;
            let melding = Melding { op: dag(nieuw.ontvangen_op), bericht: ingevoegd.volgnummer() };
            self.begin_antwoordtermijn(Tussen::van(header), header.berichttype, nieuw.id, melding).await?;
            Ok(ingevoegd.try_into()?)
        }

        async fn neem_antwoord_aan(
            &mut self,
            kast: &Sleutelkast,
            nieuw: &NieuwBericht<'_>,
            bevestiging: &Bevestiging<'_>,
        ) -> Result<BerichtRij, Afbreken<AntwoordAangenomen>> {
            let rij = self.neem_aan(kast, nieuw).await.map_err(|afgebroken| match afgebroken {
                Afbreken::Met(bekend) => {
                    Afbreken::Met(AntwoordAangenomen::Bericht(Box::new(Aangenomen::Bekend(bekend))))
                }
                Afbreken::Fout(fout) => Afbreken::Fout(fout),
            })?;
            // The first wins: who comes second touches no row, and undoes what it did.
            if !self.leg_bevestiging_vast(bevestiging, rij.volgnummer).await? {
                return Err(Afbreken::Met(AntwoordAangenomen::AlBeantwoord));
            }
            if !self.geef_nummers_uit(nieuw.header, bevestiging.nieuwe_nummers, rij.volgnummer).await? {
                return Err(Afbreken::Met(AntwoordAangenomen::NummerBezet));
            }
            Ok(rij)
        }

        /// The stroom and the next number in it. Its row stays locked until the end of the transaction, so that numbers
        /// follow the order of commits.
        async fn plaats_in_stroom(
            &mut self,
            gemeente: &str,
            aanbieder: &str,
            standaard: &str,
        ) -> Result<(i64, i64), StoreFout> {
            let neem = "UPDATE stroom SET laatste_volgnummer = laatste_volgnummer + 1
                        WHERE gemeente = $1 AND aanbieder = $2 AND standaard = $3 RETURNING id, laatste_volgnummer";
            let plaats = sqlx::query_as(neem).bind(gemeente).bind(aanbieder).bind(standaard);
            if let Some(plaats) = plaats.fetch_optional(&mut *self).await? {
                return Ok(plaats);
            }
            sqlx::query(
                "INSERT INTO stroom (gemeente, aanbieder, standaard) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
                .bind(gemeente)
                .bind(aanbieder)
                .bind(standaard)
                .execute(&mut *self)
                .await?;
            let plaats: (i64, i64) = sqlx::query_as(neem)
                .bind(gemeente)
                .bind(aanbieder)
                .bind(standaard)
                .fetch_one(&mut *self)
                .await?;
            sqlx::query("INSERT INTO stroom_lease (stroom_id) VALUES ($1) ON CONFLICT DO NOTHING")
                .bind(plaats.0)
                .execute(&mut *self)
                .await?;
            Ok(plaats)
        }

        async fn bericht_met_bytes(&mut self, verzender: Uuid, sha256: &[u8; 32]) -> Result<BerichtRij, StoreFout> {
            let rij: RuwBericht = sqlx::query_as(concat!(
                "SELECT ",
                kolommen!(),
                " FROM bericht WHERE bericht.verzender_id = $1 AND bericht.sha256 = $2 AND NOT bericht.door_poort"
            ))
            .bind(verzender)
            .bind(sha256.as_slice())
            .fetch_one(&mut *self)
            .await?;
            rij.gezien_door(Some(verzender)).try_into()
        }

        async fn leg_weigering_vast(&mut self, weigering: &Weigering<'_>) -> Result<(), StoreFout> {
            let bevindingen = serde_json::to_string(weigering.bevindingen)
                .map_err(|fout| StoreFout::Strijdig(format!("de bevindingen zijn niet op te slaan: {fout}")))?;
            sqlx::query(
                "INSERT INTO weigering (partij_id, sha256, grootte, berichttype, oordeel, reden, bevindingen, eerste_op,
                     laatste_op)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
                 ON CONFLICT (partij_id, sha256) DO UPDATE SET aantal = weigering.aantal + 1,
                     laatste_op = CASE WHEN excluded.laatste_op > weigering.laatste_op
                                       THEN excluded.laatste_op ELSE weigering.laatste_op END",
            )
            .bind(weigering.partij)
            .bind(weigering.sha256.as_slice())
            .bind(i64::try_from(weigering.grootte).unwrap_or(i64::MAX))
            .bind(weigering.berichttype.map(Berichttype::naam))
            .bind(weigering.oordeel.sleutel())
            .bind(weigering.reden)
            .bind(bevindingen)
            .bind(micros(weigering.ontvangen_op))
            .execute(&mut *self)
            .await?;
            Ok(())
        }
    }
}
