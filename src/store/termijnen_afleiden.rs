//! Which terms follow from what is stored: the projections of the dossier, and the messages that wait for an answer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, bedorven, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::termijnen::{Termijnen, Tussen, melding};
use crate::bericht::{Berichttype, Bsn, Header, Product, StatusAanlevering, ToewijzingNummer};
use crate::geheim::Sleutelbos;
use crate::keten::{
    Gestart, Gestopt, Levering, Melding, TermijnSoort, Toewijzingverloop, Versie, Verzoeksoort,
    Verzoekverloop, Wijziging,
};

const VAN_TOEWIJZING: [TermijnSoort; 2] = [TermijnSoort::Start, TermijnSoort::Stop];
const VAN_VERZOEK: [TermijnSoort; 3] =
    [TermijnSoort::VerzoekToewijzing, TermijnSoort::VerzoekWijziging, TermijnSoort::Onderzoek];
const VAN_ANTWOORD: [TermijnSoort; 2] = [TermijnSoort::Retour, TermijnSoort::DeclaratieAntwoord];

/// The fact that the terms of this gate were derived. A database from before there were terms has not.
const AFGELEID: &str = "termijnen-afgeleid";

impl Store {
    /// Makes all terms again, from the other projections and the messages that wait for an answer.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; the terms are then as they were.
    pub async fn maak_termijnen_opnieuw(&self) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.maak_termijnen_opnieuw())
    }

    /// Makes the terms of a database that was filled before there were terms.
    pub(super) async fn leid_termijnen_af(&self) -> Result<(), StoreFout> {
        if self.kenmerk(AFGELEID).await?.is_some() {
            return Ok(());
        }
        schrijf!(self, tx => tx.leid_termijnen_af())
    }
}

/// What a message changed that terms are about. One message is about one client, save a 323, which no term follows from
/// but that for its answer.
#[derive(Default)]
struct Geraakt<'a> {
    bsn: Option<&'a Bsn>,
    nummers: BTreeSet<ToewijzingNummer>,
    referenties: BTreeSet<&'a str>,
}

impl<'a> Geraakt<'a> {
    fn door(wijzigingen: &[Wijziging<'a>]) -> Geraakt<'a> {
        let mut uit = Geraakt::default();
        for wijziging in wijzigingen {
            match *wijziging {
                Wijziging::Toewijzing(bsn, product, _) => {
                    uit.bsn = Some(bsn);
                    uit.nummers.insert(product.nummer);
                    uit.referenties.extend(product.referentie_aanbieder.as_deref());
                }
                Wijziging::Start(bsn, start) => {
                    uit.bsn = Some(bsn);
                    uit.nummers.extend(start.nummer);
                }
                Wijziging::Stop(bsn, stop) => {
                    uit.bsn = Some(bsn);
                    uit.nummers.extend(stop.start.nummer);
                }
                Wijziging::Verzoek { referentie, .. } => {
                    uit.referenties.insert(referentie);
                }
                Wijziging::Antwoord(antwoord) => {
                    uit.referenties.insert(&antwoord.referentie_aanbieder);
                }
                Wijziging::Declaratie(..) | Wijziging::Prestatie { .. } => {}
            }
        }
        uit
    }
}

impl<'a> Tussen<'a> {
    pub(super) fn van(header: &'a Header) -> Tussen<'a> {
        Tussen {
            standaard: header.berichttype.standaard.sleutel(),
            gemeente: header.gemeente.as_str(),
            aanbieder: header.aanbieder.as_str(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct VersieRij {
    nummer: i64,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
    reden_wijziging: Option<String>,
    bericht_volgnummer: i64,
    ontvangen_op: i64,
}

#[derive(sqlx::FromRow)]
struct LeveringRij {
    nummer: i64,
    categorie: Option<String>,
    code: Option<String>,
    begindatum: NaiveDate,
    reden_beeindiging: Option<String>,
    einddatum: Option<NaiveDate>,
    status_aanlevering: String,
    bericht_volgnummer: i64,
    ontvangen_op: i64,
}

impl LeveringRij {
    fn lees(self) -> Result<(Levering, StatusAanlevering, Melding), StoreFout> {
        let status = StatusAanlevering::lees(&self.status_aanlevering)
            .map_err(|_| bedorven("regie", "status_aanlevering", self.bericht_volgnummer))?;
        let start = Gestart {
            // All rows that are looked at together are about one number.
            nummer: None,
            product: self
                .categorie
                .map(|categorie| Product { categorie: categorie.into(), code: self.code.map(Into::into) }),
            begindatum: self.begindatum,
        };
        let levering = match (self.reden_beeindiging, self.einddatum) {
            (Some(reden_beeindiging), Some(einddatum)) => {
                Levering::Stop(Gestopt { start, reden_beeindiging, einddatum })
            }
            _ => Levering::Start(start),
        };
        Ok((levering, status, melding(self.bericht_volgnummer, self.ontvangen_op)?))
    }
}

#[derive(sqlx::FromRow)]
struct VerzoekRij {
    referentie: String,
    soort: String,
    dagtekening: NaiveDate,
    bericht_volgnummer: i64,
    ontvangen_op: i64,
    onderzocht_door: Option<i64>,
    onderzocht_op: Option<i64>,
    beantwoord: bool,
}

impl VerzoekRij {
    fn lees(self) -> Result<(String, Verzoekverloop), StoreFout> {
        let soort = Verzoeksoort::van_sleutel(&self.soort)
            .ok_or_else(|| bedorven("verzoek", "soort", self.bericht_volgnummer))?;
        let in_onderzoek = self.onderzocht_door.zip(self.onderzocht_op);
        let verloop = Verzoekverloop {
            wijziging: soort == Verzoeksoort::Wijziging,
            dagtekening: self.dagtekening,
            gevraagd: melding(self.bericht_volgnummer, self.ontvangen_op)?,
            in_onderzoek: in_onderzoek.map(|(bericht, op)| melding(bericht, op)).transpose()?,
            beantwoord: self.beantwoord,
        };
        Ok((self.referentie, verloop))
    }
}

op_beide! {
    /// The statements of this module.
    trait TermijnenAfleiden {
        /// Brings the terms up to date with what a message changed. To be called after the projections were.
        async fn werk_termijnen_bij(
            &mut self,
            header: &Header,
            wijzigingen: &[Wijziging<'_>],
            bos: &Sleutelbos,
        ) -> Result<(), StoreFout> {
            let geraakt = Geraakt::door(wijzigingen);
            let tussen = Tussen::van(header);
            if let Some(bsn) = geraakt.bsn {
                let nummers = geraakt.nummers.iter().map(|nummer| i64::from(nummer.0)).collect();
                self.werk_termijnen_van_toewijzingen_bij(tussen, &bos.client(bsn), &nummers).await?;
            }
            if !geraakt.referenties.is_empty() {
                self.werk_termijnen_van_verzoeken_bij(tussen, &geraakt.referenties).await?;
            }
            Ok(())
        }

        async fn werk_termijnen_van_toewijzingen_bij(
            &mut self,
            tussen: Tussen<'_>,
            client: &str,
            nummers: &BTreeSet<i64>,
        ) -> Result<(), StoreFout> {
            if nummers.is_empty() {
                return Ok(());
            }
            let versies = self.versies_van(tussen, nummers).await?;
            let leveringen = self.leveringen_van(tussen, client, nummers).await?;
            let mut gewenst = Vec::new();
            for nummer in nummers {
                let van = |nummer| leveringen.get(nummer).map_or(&[][..], Vec::as_slice);
                let verloop = versies.get(nummer).and_then(|versies| Toewijzingverloop::van(versies, van(nummer)));
                let termijn = verloop.and_then(|verloop| verloop.termijn());
                gewenst.extend(termijn.map(|termijn| (nummer.to_string(), termijn)));
            }
            let onderwerpen = nummers.iter().map(i64::to_string).collect();
            self.zet_termijnen(tussen, &VAN_TOEWIJZING, &onderwerpen, &gewenst).await
        }

        async fn versies_van(
            &mut self,
            tussen: Tussen<'_>,
            nummers: &BTreeSet<i64>,
        ) -> Result<BTreeMap<i64, Vec<Versie>>, StoreFout> {
            let sql = format!(
                "SELECT t.nummer, t.ingangsdatum, t.einddatum, t.reden_wijziging, t.bericht_volgnummer,
                        bericht.ontvangen_op
                 FROM toewijzing t JOIN bericht ON bericht.volgnummer = t.bericht_volgnummer
                 WHERE t.standaard = $1 AND t.gemeente = $2 AND t.nummer {} ORDER BY t.nummer, t.toegewezen_op",
                Self::in_lijst(3)
            );
            let rijen: Vec<VersieRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(tussen.standaard)
                .bind(tussen.gemeente)
                .bind(Self::getallen(nummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let mut uit: BTreeMap<i64, Vec<Versie>> = BTreeMap::new();
            for rij in rijen {
                let melding = melding(rij.bericht_volgnummer, rij.ontvangen_op)?;
                let reden = rij.reden_wijziging.as_deref();
                let versie = Versie::nieuw(rij.ingangsdatum, rij.einddatum, reden, melding);
                uit.entry(rij.nummer).or_default().push(versie);
            }
            Ok(uit)
        }

        async fn leveringen_van(
            &mut self,
            tussen: Tussen<'_>,
            client: &str,
            nummers: &BTreeSet<i64>,
        ) -> Result<BTreeMap<i64, Vec<(Levering, StatusAanlevering, Melding)>>, StoreFout> {
            let sql = format!(
                "SELECT r.nummer, r.categorie, r.code, r.begindatum, r.reden_beeindiging, r.einddatum,
                        r.status_aanlevering, r.bericht_volgnummer, bericht.ontvangen_op
                 FROM regie r JOIN bericht ON bericht.volgnummer = r.bericht_volgnummer
                 WHERE r.standaard = $1 AND r.gemeente = $2 AND r.aanbieder = $3 AND r.client = $4 AND r.nummer {}
                 ORDER BY r.volgnummer",
                Self::in_lijst(5)
            );
            let rijen: Vec<LeveringRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(tussen.standaard)
                .bind(tussen.gemeente)
                .bind(tussen.aanbieder)
                .bind(client)
                .bind(Self::getallen(nummers.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let mut uit: BTreeMap<i64, Vec<_>> = BTreeMap::new();
            for rij in rijen {
                uit.entry(rij.nummer).or_default().push(rij.lees()?);
            }
            Ok(uit)
        }

        async fn werk_termijnen_van_verzoeken_bij(
            &mut self,
            tussen: Tussen<'_>,
            referenties: &BTreeSet<&str>,
        ) -> Result<(), StoreFout> {
            let sql = format!(
                "SELECT v.referentie, v.soort, v.dagtekening, v.bericht_volgnummer, b.ontvangen_op,
                        v.onderzocht_door, o.ontvangen_op AS onderzocht_op,
                        v.afgewezen_door IS NOT NULL OR v.toegewezen_door IS NOT NULL AS beantwoord
                 FROM verzoek v JOIN bericht b ON b.volgnummer = v.bericht_volgnummer
                 LEFT JOIN bericht o ON o.volgnummer = v.onderzocht_door
                 WHERE v.standaard = $1 AND v.gemeente = $2 AND v.aanbieder = $3 AND v.referentie {}",
                Self::in_lijst(4)
            );
            let rijen: Vec<VerzoekRij> = sqlx::query_as(AssertSqlSafe(sql))
                .bind(tussen.standaard)
                .bind(tussen.gemeente)
                .bind(tussen.aanbieder)
                .bind(Self::teksten(referenties.iter().copied()))
                .fetch_all(&mut *self)
                .await?;
            let mut gewenst = Vec::new();
            for rij in rijen {
                let (referentie, verloop) = rij.lees()?;
                gewenst.extend(verloop.termijn().map(|termijn| (referentie, termijn)));
            }
            let onderwerpen = referenties.iter().map(|referentie| (*referentie).to_owned()).collect();
            self.zet_termijnen(tussen, &VAN_VERZOEK, &onderwerpen, &gewenst).await
        }

        /// Once: of two processes at the same moment the one that records the fact.
        async fn leid_termijnen_af(&mut self) -> Result<(), StoreFout> {
            let nieuw = sqlx::query("INSERT INTO kenmerk (naam, waarde) VALUES ($1, 'ja') ON CONFLICT DO NOTHING")
                .bind(AFGELEID)
                .execute(&mut *self)
                .await?;
            if nieuw.rows_affected() == 1 { self.maak_termijnen_opnieuw().await } else { Ok(()) }
        }

        async fn maak_termijnen_opnieuw(&mut self) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM termijn").execute(&mut *self).await?;
            let toewijzingen: Vec<(String, String, String, String, i64)> =
                sqlx::query_as("SELECT standaard, gemeente, aanbieder, client, nummer FROM toewijzing_nummer")
                    .fetch_all(&mut *self)
                    .await?;
            let mut per_client: BTreeMap<_, BTreeSet<i64>> = BTreeMap::new();
            for (standaard, gemeente, aanbieder, client, nummer) in toewijzingen {
                per_client.entry((standaard, gemeente, aanbieder, client)).or_default().insert(nummer);
            }
            for ((standaard, gemeente, aanbieder, client), nummers) in &per_client {
                let tussen = Tussen { standaard, gemeente, aanbieder };
                self.werk_termijnen_van_toewijzingen_bij(tussen, client, nummers).await?;
            }
            let verzoeken: Vec<(String, String, String, String)> =
                sqlx::query_as("SELECT standaard, gemeente, aanbieder, referentie FROM verzoek")
                    .fetch_all(&mut *self)
                    .await?;
            for (standaard, gemeente, aanbieder, referentie) in &verzoeken {
                let tussen = Tussen { standaard, gemeente, aanbieder };
                self.werk_termijnen_van_verzoeken_bij(tussen, &BTreeSet::from([referentie.as_str()])).await?;
            }
            self.maak_antwoordtermijnen_opnieuw().await
        }

        async fn maak_antwoordtermijnen_opnieuw(&mut self) -> Result<(), StoreFout> {
            let wachtend: Vec<(Uuid, String, String, String, i64, i64)> = sqlx::query_as(
                "SELECT b.id, b.berichttype, s.gemeente, s.aanbieder, b.volgnummer, b.ontvangen_op
                 FROM bericht b JOIN stroom s ON s.id = b.stroom_id
                 WHERE NOT EXISTS (SELECT 1 FROM bericht a WHERE a.reactie_op = b.id)",
            )
            .fetch_all(&mut *self)
            .await?;
            for (id, berichttype, gemeente, aanbieder, volgnummer, ontvangen_op) in &wachtend {
                let berichttype = Berichttype::van_naam(berichttype)
                    .ok_or_else(|| bedorven("bericht", "berichttype", volgnummer))?;
                let tussen = Tussen { standaard: berichttype.standaard.sleutel(), gemeente, aanbieder };
                let melding = melding(*volgnummer, *ontvangen_op)?;
                self.begin_antwoordtermijn(tussen, berichttype, *id, melding).await?;
            }
            Ok(())
        }

        /// The term for the answer to a message that came in. None for a message that is not answered.
        async fn begin_antwoordtermijn(
            &mut self,
            tussen: Tussen<'_>,
            berichttype: Berichttype,
            bericht: Uuid,
            melding: Melding,
        ) -> Result<(), StoreFout> {
            let Some(antwoord) = berichttype.antwoord() else { return Ok(()) };
            let termijn = melding.antwoordtermijn(!antwoord.soort.is_retour(), antwoord.soort.richting());
            let gewenst = [(bericht.to_string(), termijn)];
            self.zet_termijnen(tussen, &VAN_ANTWOORD, &BTreeSet::new(), &gewenst).await
        }

        /// Ends the term for the answer to a message.
        async fn eindig_antwoordtermijn(&mut self, header: &Header, bericht: Uuid) -> Result<(), StoreFout> {
            let onderwerp = BTreeSet::from([bericht.to_string()]);
            self.zet_termijnen(Tussen::van(header), &VAN_ANTWOORD, &onderwerp, &[]).await
        }
    }
}
