//! What people decide about: the proposal for a 323, and every decision about it.
//!
//! None of this follows from messages: it is recorded, and a rebuild leaves it alone. Who changes a proposal says which stand
//! of it was seen; where somebody else was just before, nothing is written.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::beoordeling_stand::{
    BeoordelingRij, Beslisregel, Beslisregels, Logregel, NieuwBesluit, NieuwVoorstel, NieuweStand, aantal,
};
use super::berekening::Berekeningen;
use super::clienten::{Clienten, Pseudoniemen};
use super::dialect::{Afbreken, Taal, bedorven, lees_samen, micros, op_beide, schrijf};
use super::error::{StoreFout, is_afgebroken};
use super::model::{Vastgelegd, Verwerking, Werk};
use super::ontvangst::{BUNDEL, is_vol};
use super::openen::Store;
use super::sleutels::{
    Sleutelkast, Sleutels, plek_van_reden, plek_van_toelichting, rij_van_besluit, sleutelnummer,
};
use super::verwerking::VerwerkingVastleggen;
use crate::bericht::{Eurocent, Header};
use crate::declaratie::{Beoordelingsstatus, Besluitsoort, Regeluitslag, Stand, Voorstel, Voorstelregel};
use crate::geheim::Sleutelbos;
use crate::keten::Uitkomst;
use crate::regels::Bevinding;

impl Store {
    /// The proposal for the message with this volgnummer and its lines, at one moment, if people decide about it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn beoordeling_met_regels(
        &self,
        bericht: i64,
    ) -> Result<Option<(BeoordelingRij, Beslisregels)>, StoreFout> {
        lees_samen!(self, db => db.beoordeling_met_regels(bericht))
    }

    /// Records that a 323 was processed into a proposal, the first one or (`eerder`) another than was approved, and gives back
    /// its stroom. Its receiver sees the message from then on, without a levering; nobody gets anything.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn leg_voorstel_vast(
        &self,
        werk: &Werk,
        header: &Header,
        nieuw: &NieuwVoorstel<'_>,
        eerder: Option<&(BeoordelingRij, Beslisregels)>,
        nu: DateTime<Utc>,
    ) -> Result<Vastgelegd, StoreFout> {
        let uit: Result<(), Afbreken<Vastgelegd>> = schrijf!(self, tx => tx.leg_voorstel_vast(&self.sleutels, werk, header, nieuw, eerder, micros(nu)));
        vastgelegd(uit)
    }

    /// Records everything that the approved proposal for a message led to, as [`Store::leg_verwerking_vast`] does, and that it was
    /// decided.
    ///
    /// # Errors
    /// As [`Store::leg_verwerking_vast`].
    pub async fn leg_vrijgegeven_vast(
        &self,
        werk: &Werk,
        verwerking: &Verwerking<'_>,
        vrijgegeven: &BeoordelingRij,
        nu: DateTime<Utc>,
    ) -> Result<Vastgelegd, StoreFout> {
        let uit: Result<(), Afbreken<Vastgelegd>> = schrijf!(self, tx => tx.leg_vrijgegeven_vast(&self.sleutels, werk, verwerking, vrijgegeven, micros(nu)));
        vastgelegd(uit)
    }

    /// Records a decision about a proposal that stood like this, with the proposal that follows from it (`nieuw`, where lines
    /// changed). With [`Beoordelingsstatus::Vrijgegeven`] the message waits for verwerking again. False where the proposal changed
    /// since it was read: nothing is written.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn leg_besluit_vast(
        &self,
        gezien: &BeoordelingRij,
        besluit: &NieuwBesluit<'_>,
        nieuw: Option<(&NieuwVoorstel<'_>, &Beslisregels)>,
        nu: DateTime<Utc>,
    ) -> Result<bool, StoreFout> {
        let uit: Result<(), Afbreken<()>> =
            schrijf!(self, tx => tx.leg_besluit_vast(&self.sleutels, gezien, besluit, nieuw, micros(nu)));
        match uit {
            Ok(()) => Ok(true),
            Err(Afbreken::Met(())) => Ok(false),
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }
}

fn vastgelegd(uit: Result<(), Afbreken<Vastgelegd>>) -> Result<Vastgelegd, StoreFout> {
    match uit {
        Ok(()) => Ok(Vastgelegd::Ja),
        Err(Afbreken::Met(uitkomst)) => Ok(uitkomst),
        Err(Afbreken::Fout(StoreFout::Sqlx(fout))) if is_afgebroken(&fout) => Ok(Vastgelegd::Botsing),
        Err(Afbreken::Fout(fout)) => Err(fout),
    }
}

#[derive(sqlx::FromRow)]
struct RuweBeoordeling {
    bericht_volgnummer: i64,
    status: String,
    versie: i64,
    stand: i64,
    bruto: i64,
    toegekend: i64,
    codes: String,
    eerste_goedkeuring: Option<String>,
}

impl TryFrom<RuweBeoordeling> for BeoordelingRij {
    type Error = StoreFout;

    fn try_from(ruw: RuweBeoordeling) -> Result<BeoordelingRij, StoreFout> {
        let status = Beoordelingsstatus::van_sleutel(&ruw.status)
            .ok_or_else(|| bedorven("beoordeling", "status", ruw.bericht_volgnummer))?;
        Ok(BeoordelingRij {
            bericht: ruw.bericht_volgnummer,
            stand_nummer: ruw.stand,
            stand: Stand {
                status,
                versie: ruw.versie,
                bruto: Eurocent(ruw.bruto),
                toegekend: Eurocent(ruw.toegekend),
                eerste_goedkeuring: ruw.eerste_goedkeuring,
            },
            codes: ruw.codes,
        })
    }
}

#[derive(sqlx::FromRow)]
struct RuweBeslisregel {
    regel: i64,
    is_credit: bool,
    codes: String,
    bij_client: bool,
    afgewezen_met: Option<String>,
}

op_beide! {
    /// The statements of this module.
    trait Beoordelen {
        async fn beoordeling(&mut self, bericht: i64) -> Result<Option<BeoordelingRij>, StoreFout> {
            let rij: Option<RuweBeoordeling> = sqlx::query_as(
                "SELECT bericht_volgnummer, status, versie, stand, bruto, toegekend, codes, eerste_goedkeuring
                 FROM beoordeling WHERE bericht_volgnummer = $1",
            )
            .bind(bericht)
            .fetch_optional(&mut *self)
            .await?;
            rij.map(BeoordelingRij::try_from).transpose()
        }

        async fn beoordeling_met_regels(
            &mut self,
            bericht: i64,
        ) -> Result<Option<(BeoordelingRij, Beslisregels)>, StoreFout> {
            let Some(rij) = self.beoordeling(bericht).await? else { return Ok(None) };
            let ruw: Vec<RuweBeslisregel> = sqlx::query_as(
                "SELECT regel, vorige_referentie IS NOT NULL AS is_credit, codes, bij_client, afgewezen_met
                 FROM voorstelregel WHERE bericht_volgnummer = $1",
            )
            .bind(bericht)
            .fetch_all(&mut *self)
            .await?;
            let mut regels = Beslisregels::new();
            for ruw in ruw {
                let nummer = ruw.regel.try_into().map_err(|_| bedorven("voorstelregel", "regel", bericht))?;
                let RuweBeslisregel { is_credit, codes, bij_client, afgewezen_met, .. } = ruw;
                let uitslag = Regeluitslag { codes, bij_client, afgewezen_met };
                regels.insert(nummer, Beslisregel { is_credit, uitslag });
            }
            Ok(Some((rij, regels)))
        }

        async fn leg_voorstel_vast(
            &mut self,
            kast: &Sleutelkast,
            werk: &Werk,
            header: &Header,
            nieuw: &NieuwVoorstel<'_>,
            eerder: Option<&(BeoordelingRij, Beslisregels)>,
            nu: i64,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let bericht = werk.bericht.volgnummer;
            let bos = &self.bos(kast).await?;
            self.geef_terug(werk).await?;
            match eerder {
                None => {
                    self.rond_af(werk, None, nu).await?;
                    self.gebruik_identificatie(header, bericht).await?;
                    self.laat_zien(werk.bericht.geadresseerde, bericht).await?;
                    self.begin_beoordeling(bericht, nieuw.voorstel, nu).await?;
                    self.vervang_voorstel(bericht, nieuw, &Beslisregels::new(), bos).await?;
                    let eerste = Logregel::van_poort(Besluitsoort::Voorgesteld, 1, nieuw.voorstel.toegekend.0);
                    Ok(self.voeg_besluit_in(bericht, &eerste, nu, bos).await?)
                }
                Some((vrijgegeven, regels)) => {
                    // It was processed when it was proposed first: its sender must not see that somebody is busy with it.
                    let eerst = self.voorgesteld_op(bericht).await?;
                    self.rond_af(werk, None, eerst).await?;
                    let versie = vrijgegeven.stand.versie + 1;
                    let nieuwe_stand = NieuweStand { versie, ..NieuweStand::te_beoordelen(nieuw.voorstel) };
                    if !self.zet_stand(vrijgegeven, &nieuwe_stand, bos).await? {
                        return Err(Afbreken::Met(Vastgelegd::LeaseKwijt));
                    }
                    self.vervang_voorstel(bericht, nieuw, regels, bos).await?;
                    let toegekend = nieuw.voorstel.toegekend.0;
                    let gewijzigd = Logregel::van_poort(Besluitsoort::VoorstelGewijzigd, versie, toegekend);
                    Ok(self.voeg_besluit_in(bericht, &gewijzigd, nu, bos).await?)
                }
            }
        }

        async fn leg_vrijgegeven_vast(
            &mut self,
            kast: &Sleutelkast,
            werk: &Werk,
            verwerking: &Verwerking<'_>,
            vrijgegeven: &BeoordelingRij,
            nu: i64,
        ) -> Result<(), Afbreken<Vastgelegd>> {
            let bos = &self.bos(kast).await?;
            self.vergeet_berekeningen(werk.bericht.volgnummer).await?;
            self.leg_verwerking_vast(kast, werk, verwerking, nu).await?;
            let stand = NieuweStand {
                status: Beoordelingsstatus::Vastgesteld,
                ..NieuweStand::zoals(vrijgegeven)
            };
            if !self.zet_stand(vrijgegeven, &stand, bos).await? {
                return Err(Afbreken::Met(Vastgelegd::LeaseKwijt));
            }
            let bericht = vrijgegeven.bericht;
            if verwerking.uitkomst == Some(Uitkomst::Afgekeurd) && verwerking.wijzigingen.is_empty() {
                self.geef_identificatie_vrij(verwerking.header, bericht).await?;
            }
            for sql in [
                "DELETE FROM voorstelbevinding WHERE bericht_volgnummer = $1",
                "DELETE FROM voorstelregel WHERE bericht_volgnummer = $1",
            ] {
                sqlx::query(sql).bind(bericht).execute(&mut *self).await?;
            }
            let Stand { versie, toegekend, .. } = vrijgegeven.stand;
            let klaar = Logregel::van_poort(Besluitsoort::Vastgesteld, versie, toegekend.0);
            Ok(self.voeg_besluit_in(bericht, &klaar, nu, bos).await?)
        }

        async fn leg_besluit_vast(
            &mut self,
            kast: &Sleutelkast,
            gezien: &BeoordelingRij,
            besluit: &NieuwBesluit<'_>,
            nieuw: Option<(&NieuwVoorstel<'_>, &Beslisregels)>,
            nu: i64,
        ) -> Result<(), Afbreken<()>> {
            let bos = &self.bos(kast).await?;
            let stand = NieuweStand::na(gezien, besluit, nieuw.map(|(nieuw, _)| nieuw.voorstel));
            if !self.zet_stand(gezien, &stand, bos).await? {
                return Err(Afbreken::Met(()));
            }
            let bericht = gezien.bericht;
            if let Some((nieuw, regels)) = nieuw {
                self.vervang_voorstel(bericht, nieuw, regels, bos).await?;
            }
            if besluit.status == Beoordelingsstatus::Vrijgegeven {
                self.zet_terug_in_stroom(bericht).await?;
            }
            let regels = serde_json::to_string(besluit.regels)
                .map_err(|fout| StoreFout::Strijdig(format!("de regels zijn niet op te slaan: {fout}")))?;
            let log = Logregel {
                soort: besluit.soort,
                medewerker: Some(besluit.medewerker),
                versie: stand.versie,
                regels: (!besluit.regels.is_empty()).then_some(regels),
                retourcode: besluit.retourcode,
                toelichting: besluit.toelichting,
                toegekend: stand.toegekend,
            };
            Ok(self.voeg_besluit_in(bericht, &log, nu, bos).await?)
        }

        /// The receiver may see the message, though nothing was delivered yet.
        async fn laat_zien(&mut self, partij: Uuid, bericht: i64) -> Result<(), StoreFout> {
            sqlx::query("INSERT INTO zicht (partij_id, bericht_volgnummer) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(partij)
                .bind(bericht)
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn voorgesteld_op(&mut self, bericht: i64) -> Result<i64, StoreFout> {
            let sql = "SELECT voorgesteld_op FROM beoordeling WHERE bericht_volgnummer = $1";
            Ok(sqlx::query_scalar(sql).bind(bericht).fetch_one(&mut *self).await?)
        }

        async fn begin_beoordeling(
            &mut self,
            bericht: i64,
            voorstel: &Voorstel<'_>,
            nu: i64,
        ) -> Result<(), StoreFout> {
            let declaratie = voorstel.declaratie;
            sqlx::query(
                "INSERT INTO beoordeling (bericht_volgnummer, nummer, begindatum, einddatum, status, versie, stand,
                     ingediend, bruto, toegekend, regels, afgewezen, codes, voorgesteld_op)
                 VALUES ($1, $2, $3, $4, 'te-beoordelen', 1, 1, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(bericht)
            .bind(&declaratie.nummer)
            .bind(declaratie.periode.begindatum)
            .bind(declaratie.periode.einddatum)
            .bind(declaratie.totaal.eurocent().0)
            .bind(voorstel.bruto().0)
            .bind(voorstel.toegekend.0)
            .bind(aantal(voorstel.regels.len()))
            .bind(aantal(voorstel.afgewezen()))
            .bind(voorstel.codes_van_geheel())
            .bind(nu)
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        /// Whether it still stood as it was seen.
        async fn zet_stand(
            &mut self,
            gezien: &BeoordelingRij,
            stand: &NieuweStand<'_>,
            bos: &Sleutelbos,
        ) -> Result<bool, StoreFout> {
            let rij = gezien.bericht.to_string();
            let reden = stand.reden.map(|reden| bos.versleutel_tekst(&plek_van_reden(&rij), reden)).transpose()?;
            let geraakt = sqlx::query(
                "UPDATE beoordeling SET stand = stand + 1, status = $3, versie = $4, toegekend = $5,
                     afgewezen = coalesce($6, afgewezen), codes = coalesce($7, codes), eerste_goedkeuring = $8,
                     reden = CASE WHEN $3 = 'aangehouden' THEN coalesce($9, reden) END,
                     reden_sleutel = CASE WHEN $3 = 'aangehouden' THEN coalesce($10, reden_sleutel) END
                 WHERE bericht_volgnummer = $1 AND stand = $2",
            )
            .bind(gezien.bericht)
            .bind(gezien.stand_nummer)
            .bind(stand.status.sleutel())
            .bind(stand.versie)
            .bind(stand.toegekend)
            .bind(stand.afgewezen)
            .bind(stand.codes.as_deref())
            .bind(stand.eerste_goedkeuring)
            .bind(&reden)
            .bind(reden.as_ref().map(|_| sleutelnummer(bos)))
            .execute(&mut *self)
            .await?;
            Ok(geraakt.rows_affected() == 1)
        }

        /// Puts a proposal in the place of that with these lines: only lines that end otherwise are written.
        async fn vervang_voorstel(
            &mut self,
            bericht: i64,
            nieuw: &NieuwVoorstel<'_>,
            staand: &Beslisregels,
            bos: &Sleutelbos,
        ) -> Result<(), StoreFout> {
            let voorstel = nieuw.voorstel;
            let regels: Vec<&Voorstelregel<'_>> = voorstel
                .regels
                .iter()
                .zip(voorstel.uitslagen())
                .filter(|(regel, uitslag)| staand.get(&regel.regel).map(|staand| &staand.uitslag) != Some(uitslag))
                .map(|(regel, _)| regel)
                .collect();
            if !staand.is_empty() {
                let sql = format!(
                    "DELETE FROM voorstelregel WHERE bericht_volgnummer = $1 AND regel {}",
                    Self::in_lijst(2)
                );
                sqlx::query(AssertSqlSafe(sql))
                    .bind(bericht)
                    .bind(Self::getallen(regels.iter().map(|regel| i64::from(regel.regel))))
                    .execute(&mut *self)
                    .await?;
                let sql = "DELETE FROM voorstelbevinding WHERE bericht_volgnummer = $1";
                sqlx::query(sql).bind(bericht).execute(&mut *self).await?;
                self.vergeet_berekeningen(bericht).await?;
            }
            self.leg_berekeningen_vast(bericht, nieuw.berekeningen).await?;
            self.voeg_voorstelregels_in(bericht, &regels, bos).await?;
            self.voeg_voorstelbevindingen_in(bericht, nieuw.bevindingen).await
        }

        async fn voeg_voorstelregels_in(
            &mut self,
            bericht: i64,
            regels: &[&Voorstelregel<'_>],
            bos: &Sleutelbos,
        ) -> Result<(), StoreFout> {
            let clienten = Pseudoniemen::van(bos, regels.iter().map(|regel| regel.bsn));
            self.bewaar_clienten(&clienten).await?;
            for bundel in regels.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO voorstelregel (bericht_volgnummer, regel, pad, client, referentie, vorige_referentie, \
                     nummer, categorie, code, begindatum, einddatum, volume, eenheid, tarief, bedrag, codes, bij_client, \
                     afgewezen_met) ",
                );
                invoeging.push_values(bundel, |mut rij, regel| {
                    let prestatie = regel.prestatie;
                    rij.push_bind(bericht)
                        .push_bind(i64::from(regel.regel))
                        .push_bind(prestatie.plek.pad.to_string())
                        .push_bind(clienten.van_client(regel.bsn))
                        .push_bind(prestatie.referentie.as_str())
                        .push_bind(prestatie.vorige_referentie.as_deref())
                        .push_bind(i64::from(prestatie.nummer.0))
                        .push_bind(prestatie.product.categorie.as_str())
                        .push_bind(prestatie.product.code.as_deref())
                        .push_bind(prestatie.periode.begindatum)
                        .push_bind(prestatie.periode.einddatum)
                        .push_bind(i64::from(prestatie.volume))
                        .push_bind(prestatie.eenheid.code())
                        .push_bind(prestatie.tarief.map(|tarief| tarief.0))
                        .push_bind(prestatie.bedrag.eurocent().0)
                        .push_bind(regel.codes.join(" "))
                        .push_bind(regel.bij_client)
                        .push_bind(regel.afgewezen_met);
                });
                invoeging.build().persistent(is_vol(bundel)).execute(&mut *self).await?;
            }
            Ok(())
        }

        async fn voeg_voorstelbevindingen_in(
            &mut self,
            bericht: i64,
            bevindingen: &[Bevinding],
        ) -> Result<(), StoreFout> {
            let mut nummer = 0;
            for bundel in bevindingen.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new(
                    "INSERT INTO voorstelbevinding (bericht_volgnummer, nummer, niveau, regel, retourcode, pad, \
                     regelnummer, kolom, tekst) ",
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

        /// The message waits for a worker again, at its old place in its stroom.
        async fn zet_terug_in_stroom(&mut self, bericht: i64) -> Result<(), StoreFout> {
            let geraakt = sqlx::query(
                "UPDATE bericht SET status = 'ontvangen', verwerkt_op = NULL, pogingen = 0, oorzaak = NULL
                 WHERE volgnummer = $1 AND status = 'verwerkt' AND uitkomst IS NULL",
            )
            .bind(bericht)
            .execute(&mut *self)
            .await?;
            if geraakt.rows_affected() == 1 {
                Ok(())
            } else {
                Err(StoreFout::Strijdig("de declaratie wacht niet meer op een beslissing".to_owned()))
            }
        }

        async fn voeg_besluit_in(
            &mut self,
            bericht: i64,
            log: &Logregel<'_>,
            nu: i64,
            bos: &Sleutelbos,
        ) -> Result<(), StoreFout> {
            let rij = rij_van_besluit(bericht, nu);
            let toelichting = log.toelichting.map(|tekst| bos.versleutel_tekst(&plek_van_toelichting(&rij), tekst));
            let toelichting = toelichting.transpose()?;
            sqlx::query(
                "INSERT INTO besluit (bericht_volgnummer, moment, soort, medewerker, versie, regels, retourcode,
                     toelichting, toegekend, toelichting_sleutel)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(bericht)
            .bind(nu)
            .bind(log.soort.sleutel())
            .bind(log.medewerker)
            .bind(log.versie)
            .bind(log.regels.as_deref())
            .bind(log.retourcode)
            .bind(&toelichting)
            .bind(log.toegekend)
            .bind(toelichting.as_ref().map(|_| sleutelnummer(bos)))
            .execute(&mut *self)
            .await?;
            Ok(())
        }
    }
}
