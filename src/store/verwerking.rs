//! Recording what verwerking of a message led to, or that it failed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::berekening::Berekeningen;
use super::dialect::{Afbreken, Taal, micros, op_beide, schrijf};
use super::error::{StoreFout, botst, is_afgebroken};
use super::lokaal::LokaleRegelen;
use super::model::{Antwoord, Beantwoord, Status, Vastgelegd, Verwerking, Werk};
use super::ontvangst::{BerichtInvoegen, NieuweRij};
use super::openen::Store;
use super::projecties::Projecties;
use super::sleutels::{Sleutelkast, Sleutels};
use super::termijnen_afleiden::TermijnenAfleiden;
use crate::bericht::Header;
use crate::geheim::Sleutelbos;
use crate::keten::Uitkomst;
use crate::regels::Oordeel;

impl Store {
    /// Records everything that verwerking of a message led to and gives back its stroom, in one transaction: all of it
    /// or nothing.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails. An error while committing may hide that everything was written after
    /// all: the message is then no longer waiting.
    pub async fn leg_verwerking_vast(
        &self,
        werk: &Werk,
        verwerking: &Verwerking<'_>,
        nu: DateTime<Utc>,
    ) -> Result<Vastgelegd, StoreFout> {
        let uit: Result<(), Afbreken<Vastgelegd>> =
            schrijf!(self, tx => tx.leg_verwerking_vast(&self.sleutels, werk, verwerking, micros(nu)));
        match uit {
            Ok(()) => Ok(Vastgelegd::Ja),
            Err(Afbreken::Met(uitkomst)) => Ok(uitkomst),
            // Two streams wait for each other's numbers: PostgreSQL undid this one so that the other could go on.
            Err(Afbreken::Fout(StoreFout::Sqlx(fout))) if is_afgebroken(&fout) => Ok(Vastgelegd::Botsing),
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }

    /// Records that verwerking failed and gives back the stroom. With a moment for the next attempt the stroom waits
    /// until then; without, the message is parked for an operator and the stroom goes on with its next message. `oorzaak`
    /// is Dutch, without personal data. Where the lease was lost nothing is written: another worker has the message.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; the lease then expires by itself.
    pub async fn meld_mislukt(
        &self,
        werk: &Werk,
        oorzaak: &str,
        nu: DateTime<Utc>,
        volgende_poging: Option<DateTime<Utc>>,
    ) -> Result<(), StoreFout> {
        // What lies in the past means at once.
        let volgende_poging = volgende_poging.map(|moment| micros(moment.max(nu)));
        let uit: Result<(), Afbreken<Vastgelegd>> =
            schrijf!(self, tx => tx.meld_mislukt(werk, oorzaak, volgende_poging));
        match uit {
            Ok(()) | Err(Afbreken::Met(_)) => Ok(()),
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }
}

op_beide! {
    /// The statements of this module.
    trait VerwerkingVastleggen {
        async fn leg_verwerking_vast(
            &mut self,
            kast: &Sleutelkast,
            werk: &Werk,
            verwerking: &Verwerking<'_>,
            nu: i64,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let (header, bericht) = (verwerking.header, werk.bericht.volgnummer);
            let bos = &self.bos(kast).await?;
            self.geef_terug(werk).await?;
            self.rond_af(werk, verwerking.uitkomst, nu).await?;
            if !verwerking.bevindingen.is_empty() {
                let staand = self.aantal_bevindingen(bericht).await?;
                self.voeg_bevindingen_in(bericht, staand, verwerking.bevindingen).await?;
            }
            self.leg_berekeningen_vast(bericht, verwerking.berekeningen).await?;
            let (stand, uitslagen) = verwerking.lokaal;
            self.leg_lokale_uitslagen_vast(bericht, stand, uitslagen).await?;
            if verwerking.identificatie_gebruikt {
                self.gebruik_identificatie(header, bericht).await?;
            }
            self.verwerk_wijzigingen(header, bericht, verwerking.wijzigingen, bos).await?;
            self.werk_termijnen_bij(header, verwerking.wijzigingen, bos).await?;
            if let Some(antwoord) = &verwerking.antwoord {
                self.voeg_antwoord_in(antwoord, werk.bericht.id, nu, bos).await?;
                self.eindig_antwoordtermijn(header, werk.bericht.id).await?;
            }
            if let Some(beantwoord) = &verwerking.beantwoordt {
                self.beantwoord(beantwoord, bericht, bos).await?;
            }
            for &(levering, partij, bericht) in verwerking.leveringen {
                self.voeg_levering_in(levering, partij, bericht, nu).await?;
            }
            Ok(())
        }

        /// The fence: who no longer holds the lease goes no further.
        async fn geef_terug(&mut self, werk: &Werk) -> Result<(), Afbreken<Vastgelegd>> {
            let geraakt = sqlx::query(
                "UPDATE stroom_lease SET lease_door = NULL, lease_tot = NULL WHERE stroom_id = $1 AND lease_door = $2",
            )
            .bind(werk.stroom)
            .bind(werk.eigenaar)
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() == 1 { Ok(()) } else { Err(Afbreken::Met(Vastgelegd::LeaseKwijt)) }
        }

        /// The second fence: a message is processed once, also by an owner who got the same stroom twice.
        async fn rond_af(
            &mut self,
            werk: &Werk,
            uitkomst: Option<Uitkomst>,
            nu: i64,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let geraakt = sqlx::query(
                "UPDATE bericht SET status = 'verwerkt', uitkomst = $3, verwerkt_op = $4, volgende_poging = NULL,
                     oorzaak = NULL
                 WHERE volgnummer = $1 AND stroom_id = $2 AND status = 'ontvangen'",
            )
            .bind(werk.bericht.volgnummer)
            .bind(werk.stroom)
            .bind(uitkomst.map(Uitkomst::sleutel))
            .bind(nu)
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() == 1 { Ok(()) } else { Err(Afbreken::Met(Vastgelegd::LeaseKwijt)) }
        }

        async fn meld_mislukt(
            &mut self,
            werk: &Werk,
            oorzaak: &str,
            volgende_poging: Option<i64>,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            self.geef_terug(werk).await?;
            let status = if volgende_poging.is_some() { Status::Ontvangen } else { Status::Geparkeerd };
            let geraakt = sqlx::query(
                "UPDATE bericht SET status = $3, pogingen = pogingen + 1, oorzaak = $4, volgende_poging = $5
                 WHERE volgnummer = $1 AND stroom_id = $2 AND status = 'ontvangen'",
            )
            .bind(werk.bericht.volgnummer)
            .bind(werk.stroom)
            .bind(status.sleutel())
            .bind(oorzaak)
            .bind(volgende_poging)
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() == 1 { Ok(()) } else { Err(Afbreken::Met(Vastgelegd::LeaseKwijt)) }
        }

        async fn aantal_bevindingen(&mut self, bericht: i64) -> Result<i64, StoreFout> {
            let sql = "SELECT coalesce(max(nummer), 0) FROM bevinding WHERE bericht_volgnummer = $1";
            Ok(sqlx::query_scalar(sql).bind(bericht).fetch_one(&mut *self).await?)
        }

        async fn gebruik_identificatie(
            &mut self,
            header: &Header,
            bericht: i64,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            sqlx::query(
                "INSERT INTO gebruikte_identificatie (berichttype, afzender, identificatie, bericht_volgnummer)
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(header.berichttype.naam())
            .bind(header.afzender())
            .bind(&header.identificatie)
            .bind(bericht)
            .execute(&mut *self)
            .await
            .map_err(botst)?;
            Ok(())
        }

        /// What is refused as a whole counts as not sent: its identification may be used again.
        async fn geef_identificatie_vrij(&mut self, header: &Header, bericht: i64) -> Result<(), StoreFout> {
            sqlx::query(
                "DELETE FROM gebruikte_identificatie
                 WHERE berichttype = $1 AND afzender = $2 AND identificatie = $3 AND bericht_volgnummer = $4",
            )
            .bind(header.berichttype.naam())
            .bind(header.afzender())
            .bind(&header.identificatie)
            .bind(bericht)
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        /// Records how a message ended that waited for the answer of its receiver, and what follows from that.
        async fn beantwoord(
            &mut self,
            beantwoord: &Beantwoord<'_>,
            antwoord: i64,
            bos: &Sleutelbos,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let (heen, header) = (beantwoord.bericht, beantwoord.header);
            let geraakt = sqlx::query(
                "UPDATE bericht SET uitkomst = $2 WHERE volgnummer = $1 AND status = 'verwerkt' AND uitkomst IS NULL",
            )
            .bind(heen.volgnummer)
            .bind(beantwoord.uitkomst.sleutel())
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() != 1 {
                return Err(StoreFout::Strijdig("het bericht wacht niet meer op een antwoord".to_owned()).into());
            }
            let besluit: i64 = sqlx::query_scalar(Self::VOLGEND_VOLGNUMMER).fetch_one(&mut *self).await?;
            sqlx::query("UPDATE bericht SET reactie_op = $2, besluit_volgnummer = $3 WHERE volgnummer = $1")
                .bind(antwoord)
                .bind(heen.id)
                .bind(besluit)
                .execute(&mut *self)
                .await?;
            if beantwoord.uitkomst == Uitkomst::Afgekeurd && beantwoord.wijzigingen.is_empty() {
                self.geef_identificatie_vrij(header, heen.volgnummer).await?;
            }
            self.verwerk_wijzigingen(header, heen.volgnummer, beantwoord.wijzigingen, bos).await?;
            self.werk_termijnen_bij(header, beantwoord.wijzigingen, bos).await?;
            Ok(self.eindig_antwoordtermijn(header, heen.id).await?)
        }

        async fn voeg_antwoord_in(
            &mut self,
            antwoord: &Antwoord<'_>,
            heenbericht: Uuid,
            nu: i64,
            bos: &Sleutelbos,
        ) -> Result<(), StoreFout> {
            let rij = NieuweRij {
                id: antwoord.id,
                plaats: None,
                berichttype: antwoord.berichttype,
                verzender: antwoord.verzender,
                geadresseerde: antwoord.geadresseerde,
                afzender: antwoord.afzender,
                ontvanger: antwoord.ontvanger,
                identificatie: antwoord.identificatie,
                dagtekening: antwoord.dagtekening,
                bytes: antwoord.bytes,
                sha256: &antwoord.sha256,
                ontvangen_op: nu,
                oordeel: Oordeel::Geldig,
                reactie_op: Some(heenbericht),
                indiener: None,
                leverancier: None,
            };
            match self.voeg_bericht_in(&rij, bos).await? {
                Some(_) => Ok(()),
                None => Err(StoreFout::Strijdig("het antwoord op een bericht bestaat al".to_owned())),
            }
        }

        async fn voeg_levering_in(
            &mut self,
            levering: Uuid,
            partij: Uuid,
            bericht: Uuid,
            nu: i64,
        ) -> Result<(), StoreFout> {
            let ingevoegd: Option<i64> = sqlx::query_scalar(
                "INSERT INTO levering (id, partij_id, bericht_volgnummer, aangeboden_op, standaard)
                 SELECT $1, $2, bericht.volgnummer, $4,
                     CASE WHEN bericht.berichttype LIKE 'WMO%' THEN 'iwmo' ELSE 'ijw' END
                 FROM bericht WHERE bericht.id = $3
                 RETURNING bericht_volgnummer",
            )
            .bind(levering)
            .bind(partij)
            .bind(bericht)
            .bind(nu)
            .fetch_optional(&mut *self)
            .await?;
            let Some(volgnummer) = ingevoegd else {
                return Err(StoreFout::Strijdig(format!("het bericht {bericht} van levering {levering} bestaat niet")));
            };
            // A party may have sent the message itself: then it sees it already.
            self.geef_zicht(partij, volgnummer).await
        }
    }
}
