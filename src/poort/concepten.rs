//! Drafted answers to requests: showing one, and sending it once somebody confirmed it.
//!
//! Choices: a draft is tried before it is shown, by the same rules that would judge it as a message, on how things stand now; what
//! would be rejected cannot be confirmed. A confirmation is recorded together with the message, for each reference that it
//! answers: the same choices again give the same message, others find that there is an answer already. The numbers that it gives to
//! new allocations are recorded with it, so that two answers that wait for their turn, or for a 302, never give out the same.
//! As a second answer to the same request holds what the first one allocated (OP087), it waits until that was processed. It does
//! not wait for a 302 that the aanbieder sends itself, which may take days: until then the first one does not count, and the draft
//! says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::besluit::Gelezen;
use super::ontvangen::{Botsing, Inzender};
use super::{Ontvangst, Poort, PoortFout};
use crate::bericht::{Bericht, Berichttype, Schemas, ToewijzingNummer, lees, schrijf};
use crate::concept::{Concept, GeenConcept, Gevraagd, Keuzes, Situatie, Vorige, gevraagd, maak};
use crate::keten::{Dossier, Vraag, beoordeel};
use crate::partij::Partij;
use crate::regels::{Bevinding, Omstandigheden, controleer};
use crate::store::{self, BerichtRij, Bevestigd, VerzoekRij, Zicht};
use crate::tijd::lokaal;

/// How often an answer is drafted again because a number in it was given out just before.
const MEESTE_BOTSINGEN: usize = 5;

const NUMMER_BEZET: &str = "Een toewijzingnummer in dit antwoord is al aan een andere toewijzing gegeven. Kies een ander \
                            nummer, of laat het weg; dan kiest de poort er een.";

const NOG_BEZIG: &str = "Een eerder antwoord op dit verzoek wordt nog verwerkt. Er is niets verstuurd. Bevestig over enkele \
                         seconden opnieuw.";

const ONBEANTWOORD: &str = "Een eerder antwoord op dit verzoek wacht nog op het retourbericht van de aanbieder. Wat daarin is \
                            toegewezen, telt nog niet en staat niet in dit bericht.";

/// A draft as it is shown.
#[derive(Debug)]
pub struct Opgesteld {
    /// The request.
    pub verzoek: VerzoekRij,
    /// The draft.
    pub concept: Concept,
    /// The message; none as long as what is missing leaves it without its structure.
    pub xml: Option<Vec<u8>>,
    /// What the rules would find in it.
    pub bevindingen: Vec<Bevinding>,
}

/// Why there is nothing to show or to send.
#[derive(Debug)]
pub enum NietOpgesteld {
    /// There is no such request, or it is not this party's.
    Onbekend,
    /// It was answered for good, or an answer is on its way; the text says which.
    Beantwoord(String),
    /// What was chosen cannot be.
    Keuze(String),
    /// A supplier confirms it, and its volmacht is not for messages of this type.
    BuitenVolmacht(Berichttype),
}

impl From<GeenConcept> for NietOpgesteld {
    fn from(geen: GeenConcept) -> Self {
        match geen {
            GeenConcept::GeenVerzoek => NietOpgesteld::Onbekend,
            GeenConcept::Keuze(tekst) => NietOpgesteld::Keuze(tekst),
            GeenConcept::Beantwoord(tekst) => NietOpgesteld::Beantwoord(tekst),
        }
    }
}

/// What became of a confirmation.
#[derive(Debug)]
pub enum Bevestiging {
    /// The message was taken in.
    Verzonden(BerichtRij),
    /// It was taken in before, by the same choices.
    Bekend(BerichtRij),
    /// Nothing was sent.
    Niet(NietOpgesteld),
    /// Nothing was sent: something is missing, or the rules would reject it.
    Onvolledig(Box<Opgesteld>),
}

/// What a draft follows from, beside the choices and the moment.
struct Bron {
    verzoek: Bericht,
    dossier: Dossier,
    toegekend_tot: BTreeMap<ToewijzingNummer, NaiveDate>,
    hoogste_nummer: Option<ToewijzingNummer>,
    /// The last 301 for the client, and whether it went to the same aanbieder.
    vorige: Option<(Bericht, bool)>,
}

impl Bron {
    fn situatie<'s>(&'s self, nu: NaiveDateTime, identificatie: &'s str) -> Situatie<'s> {
        Situatie {
            verzoek: &self.verzoek,
            dossier: &self.dossier,
            vorige: self
                .vorige
                .as_ref()
                .map(|(bericht, zelfde_aanbieder)| Vorige { bericht, zelfde_aanbieder: *zelfde_aanbieder }),
            toegekend_tot: &self.toegekend_tot,
            hoogste_nummer: self.hoogste_nummer,
            nu,
            identificatie,
        }
    }
}

impl Poort {
    /// A request that a party received or sent, with what it asks for; none where it is not this party's.
    ///
    /// # Errors
    /// [`PoortFout`] where the database or the gate itself fails.
    pub async fn verzoek(
        &self,
        partij: &Partij,
        id: Uuid,
    ) -> Result<Option<(VerzoekRij, Vec<Gevraagd>)>, PoortFout> {
        let Some(rij) = self.store.verzoek(partij, id, self.klok.vandaag()).await? else { return Ok(None) };
        let bericht = self.gelezen(id).await?;
        Ok(bericht.map(|bericht| (rij, gevraagd(&bericht))))
    }

    /// Drafts the answer of a gemeente to a request, and tries it.
    ///
    /// # Errors
    /// [`PoortFout`] where the database or the gate itself fails.
    pub async fn concept(
        &self,
        gemeente: &Partij,
        verzoek: Uuid,
        keuzes: &Keuzes,
    ) -> Result<Result<Opgesteld, NietOpgesteld>, PoortFout> {
        match self.store.verzoek(gemeente, verzoek, self.klok.vandaag()).await? {
            Some(rij) => self.stel_op(rij, keuzes).await,
            None => Ok(Err(NietOpgesteld::Onbekend)),
        }
    }

    /// Drafts the answer and takes it in as a message of the gemeente.
    ///
    /// # Errors
    /// [`PoortFout`] where the database or the gate itself fails; the same call again is safe.
    pub async fn bevestig_concept(
        &self,
        (gemeente, volmacht): Inzender<'_>,
        verzoek: Uuid,
        keuzes: &Keuzes,
    ) -> Result<Bevestiging, PoortFout> {
        let Some(rij) = self.store.verzoek(gemeente, verzoek, self.klok.vandaag()).await? else {
            return Ok(Bevestiging::Niet(NietOpgesteld::Onbekend));
        };
        let (volgnummer, hash) = (rij.volgnummer, hash_van(keuzes)?);
        let bevestigd = self.store.bevestigd(volgnummer).await?;
        if let Some(bekend) = self.eerder_bevestigd(&bevestigd, hash).await? {
            return Ok(Bevestiging::Bekend(bekend));
        }
        if bevestigd.iter().any(|een| een.wacht) {
            return Ok(Bevestiging::Niet(NietOpgesteld::Beantwoord(NOG_BEZIG.to_owned())));
        }
        for _ in 0..MEESTE_BOTSINGEN {
            let opgesteld = match self.stel_op(rij.clone(), keuzes).await? {
                Ok(opgesteld) => opgesteld,
                Err(niet) => return Ok(Bevestiging::Niet(niet)),
            };
            if onderweg(&bevestigd, &opgesteld.concept) {
                return Ok(Bevestiging::Niet(al_onderweg()));
            }
            match self.verzend((gemeente, volmacht), hash, opgesteld).await? {
                Ok(bevestiging) => return Ok(bevestiging),
                // Somebody else was just before: with the same choices, or with others.
                Err(Botsing::AlBeantwoord) => {
                    let bevestigd = self.store.bevestigd(volgnummer).await?;
                    let bekend = self.eerder_bevestigd(&bevestigd, hash).await?;
                    return Ok(bekend.map_or_else(|| Bevestiging::Niet(al_onderweg()), Bevestiging::Bekend));
                }
                // The next draft takes the next number.
                Err(Botsing::NummerBezet) => {}
            }
        }
        Ok(Bevestiging::Niet(NietOpgesteld::Keuze(NUMMER_BEZET.to_owned())))
    }

    /// Takes a draft in, if it is complete.
    async fn verzend(
        &self,
        van: Inzender<'_>,
        hash: [u8; 32],
        opgesteld: Opgesteld,
    ) -> Result<Result<Bevestiging, Botsing>, PoortFout> {
        let volledig = opgesteld.concept.ontbreekt.is_empty() && opgesteld.bevindingen.is_empty();
        let Some(xml) = opgesteld.xml.clone().filter(|_| volledig) else {
            return Ok(Ok(Bevestiging::Onvolledig(Box::new(opgesteld))));
        };
        let bevestiging = store::Bevestiging {
            verzoek: opgesteld.verzoek.volgnummer,
            referenties: &opgesteld.concept.beantwoordt,
            eind: opgesteld.concept.is_eindantwoord(),
            keuzes: hash,
            nieuwe_nummers: &opgesteld.concept.nieuwe_nummers(),
        };
        match self.ontvang_antwoord(van, xml, &bevestiging).await? {
            Ok(Ontvangst::Nieuw(rij)) => Ok(Ok(Bevestiging::Verzonden(rij))),
            Ok(Ontvangst::Bekend(rij)) => Ok(Ok(Bevestiging::Bekend(rij))),
            Ok(Ontvangst::BuitenVolmacht { berichttype }) => {
                Ok(Ok(Bevestiging::Niet(NietOpgesteld::BuitenVolmacht(berichttype))))
            }
            Ok(Ontvangst::Geweigerd(_) | Ontvangst::NietVanU { .. } | Ontvangst::GeenMandaat { .. }) => {
                Err(PoortFout::Intern("het eigen antwoord op een verzoek is niet aan te nemen".to_owned()))
            }
            Err(botsing) => Ok(Err(botsing)),
        }
    }

    async fn eerder_bevestigd(
        &self,
        bevestigd: &[Bevestigd],
        hash: [u8; 32],
    ) -> Result<Option<BerichtRij>, PoortFout> {
        match bevestigd.iter().find(|een| een.keuzes == hash) {
            Some(een) => Ok(self.store.bericht(een.bericht, Zicht::Alles).await?),
            None => Ok(None),
        }
    }

    async fn stel_op(
        &self,
        rij: VerzoekRij,
        keuzes: &Keuzes,
    ) -> Result<Result<Opgesteld, NietOpgesteld>, PoortFout> {
        let Some(bron) = self.bron(rij.id).await? else { return Ok(Err(NietOpgesteld::Onbekend)) };
        let nu = self.klok.nu();
        let identificatie = identificatie(rij.id, &hash_van(keuzes)?, nu);
        let moment = lokaal(nu).with_nanosecond(0).unwrap_or_else(|| lokaal(nu));
        let keuzes = keuzes.clone();
        let geschreven: Result<_, GeenConcept> = self
            .reken(move |schemas| {
                let concept = maak(schemas, &bron.situatie(moment, &identificatie), &keuzes)?;
                let xml = schrijf(schemas, concept.berichttype, &concept.wortel).ok();
                Ok((concept, xml))
            })
            .await?;
        let (mut concept, xml) = match geschreven {
            Ok(geschreven) => geschreven,
            Err(geen) => return Ok(Err(geen.into())),
        };
        let onbeantwoord = |een: &Bevestigd| een.eind && een.onbeantwoord;
        if self.store.bevestigd(rij.volgnummer).await?.iter().any(onbeantwoord) {
            concept.let_op.push(ONBEANTWOORD.to_owned());
        }
        // What is missing is told as such, and not as a broken rule as well.
        let bevindingen = match (&xml, concept.ontbreekt.is_empty()) {
            (Some(xml), true) => self.proefdraai(xml.clone()).await?,
            (None, true) => {
                let oorzaak = "het eigen antwoord op een verzoek past niet in zijn schema";
                return Err(PoortFout::Intern(oorzaak.to_owned()));
            }
            (_, false) => Vec::new(),
        };
        Ok(Ok(Opgesteld { verzoek: rij, concept, xml, bevindingen }))
    }

    /// What a draft follows from.
    async fn bron(&self, verzoek: Uuid) -> Result<Option<Bron>, PoortFout> {
        let Some(verzoek) = self.gelezen(verzoek).await? else { return Ok(None) };
        let header = &verzoek.header;
        let Some(bsn) = verzoek.inhoud.bsn() else { return Ok(None) };
        let vraag = Vraag {
            toewijzingen_van: Some(bsn),
            verzoeken_van: Some(bsn),
            verbruik: gevraagd(&verzoek).into_iter().filter_map(|product| product.nummer).collect(),
            ..Vraag::alleen(header)
        };
        let dossier = self.store.dossier(&vraag).await?;
        let toegekend_tot = self.store.toegekend_tot(header, &vraag.verbruik).await?;
        let hoogste_nummer = self.store.hoogste_toewijzingnummer(header).await?;
        let vorige = match self.store.laatste_toewijzingsbericht(header, bsn).await? {
            Some((id, zelfde_aanbieder)) => {
                self.gelezen(id).await?.map(|bericht| (bericht, zelfde_aanbieder))
            }
            None => None,
        };
        Ok(Some(Bron { verzoek, dossier, toegekend_tot, hoogste_nummer, vorige }))
    }

    async fn gelezen(&self, id: Uuid) -> Result<Option<Bericht>, PoortFout> {
        let Some(bytes) = self.store.inhoud(id, Zicht::Alles).await? else { return Ok(None) };
        let gelezen = self.reken(move |schemas| lees(schemas, bytes.as_slice())).await?;
        gelezen.map(Some).map_err(|fout| PoortFout::Intern(fout.to_string()))
    }

    /// What the rules would find in this message, were it sent now.
    async fn proefdraai(&self, xml: Vec<u8>) -> Result<Vec<Bevinding>, PoortFout> {
        let vandaag = self.klok.vandaag();
        let xml: Arc<[u8]> = xml.into();
        let te_lezen = Arc::clone(&xml);
        let (bevindingen, bericht) = self
            .reken(move |schemas| (binnen(schemas, &te_lezen, vandaag), lees(schemas, &*te_lezen).ok()))
            .await?;
        let bevindingen = bevindingen?;
        let Some(bericht) = bericht.filter(|_| bevindingen.is_empty()) else { return Ok(bevindingen) };
        let dossier = self.store.dossier(&Vraag::van(&bericht)).await?;
        let poort = self.clone();
        let gelezen = Gelezen::Geheel(Box::new(bericht));
        let lokaal = self.toets_lokaal(&gelezen, vandaag, &xml).await?;
        self.reken(move |_| {
            let (lijsten, lokaal) = (poort.lijsten(), &lokaal.gevonden);
            let omstandigheden = Omstandigheden { lijsten, lokaal, ..Omstandigheden::op(vandaag) };
            let Gelezen::Geheel(bericht) = &gelezen else { return Vec::new() };
            let bevindingen = beoordeel(bericht, dossier, &omstandigheden).bevindingen;
            // A warning keeps nothing from being sent.
            bevindingen.into_iter().filter(|bevinding| bevinding.retourcode.is_some()).collect()
        })
        .await
    }
}

/// What the schema and the rules inside a message find.
fn binnen(schemas: &Schemas, xml: &[u8], vandaag: NaiveDate) -> Result<Vec<Bevinding>, PoortFout> {
    let controle = controleer(schemas, xml, Omstandigheden::niveau_2_op(vandaag));
    Ok(controle.map_err(|fout| PoortFout::Intern(fout.to_string()))?.bevindingen)
}

/// The same choices have the same hash, however they were written.
fn hash_van(keuzes: &Keuzes) -> Result<[u8; 32], PoortFout> {
    let json = serde_json::to_vec(keuzes).map_err(|fout| PoortFout::Intern(fout.to_string()))?;
    Ok(Sha256::digest(json).into())
}

/// An identification of twelve characters, another one at every moment (TR056).
fn identificatie(verzoek: Uuid, keuzes: &[u8; 32], nu: DateTime<Utc>) -> String {
    const TEKENS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut hash = Sha256::new();
    hash.update(verzoek.as_bytes());
    hash.update(keuzes);
    hash.update(nu.timestamp_micros().to_be_bytes());
    let tekens = hash.finalize().into_iter().take(11).filter_map(|byte| TEKENS.get(usize::from(byte % 32)));
    std::iter::once('V').chain(tekens.map(|teken| char::from(*teken))).collect()
}

/// Whether an answer to any of this was confirmed. That it is being looked into stands in the way of saying so again, not of the
/// final answer.
fn onderweg(bevestigd: &[Bevestigd], concept: &Concept) -> bool {
    let eind = concept.is_eindantwoord();
    bevestigd.iter().any(|een| concept.beantwoordt.contains(&een.referentie) && (een.eind || !eind))
}

fn al_onderweg() -> NietOpgesteld {
    NietOpgesteld::Beantwoord(
        "Er is al een antwoord op dit verzoek bevestigd, met andere keuzes. Bekijk bij het verzoek wat ervan is geworden."
            .to_owned(),
    )
}
