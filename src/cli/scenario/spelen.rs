//! Plays a scenario against a gate of its own, through the same use cases as `serve`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::vergelijken::{Gekregen, Retour, vergelijk};
use super::verwacht::{Scenario, Stap};
use super::waarden::Deelnemer;
use crate::bericht::{Bericht, Berichttype, Schemas, lees};
use crate::cli::fout::CliFout;
use crate::keten::Uitkomst;
use crate::partij::Partij;
use crate::poort::{MEESTE_LEVERINGEN, Ontvangst, Poort, Reden, Stap as Verwerkt};
use crate::regels::{Bevinding, Omstandigheden, Oordeel, controleer};
use crate::store::{BerichtRij, Status, Store, Zicht};
use crate::tijd::{Klok, middag};

/// Plays a scenario on a store with tables and nothing in them. Gives every difference from what it expects, by step.
///
/// # Errors
/// Where the database or the gate itself fails: that is no difference.
pub async fn speel(
    scenario: &Scenario,
    schemas: &Arc<Schemas>,
    store: Store,
) -> Result<Vec<String>, CliFout> {
    let speler = Speler::zet_op(scenario, schemas, store).await?;
    let mut uit = Vec::new();
    for (nummer, stap) in (1..).zip(&scenario.stappen) {
        let verschillen = speler.speel(stap).await?;
        let bij = format!("stap {nummer} ({})", stap.bestand);
        uit.extend(verschillen.iter().map(|verschil| format!("{bij}: {verschil}")));
    }
    Ok(uit)
}

/// A gate with the parties of a scenario.
struct Speler {
    poort: Poort,
    partijen: BTreeMap<Deelnemer, Partij>,
}

/// What became of a message at the gate.
#[derive(Default)]
struct Verloop {
    /// What went otherwise than with any message.
    verschillen: Vec<String>,
    /// The gate had the same bytes already, so nothing happened.
    was_bekend: bool,
    berichttype: Option<Berichttype>,
    uitkomst: Option<Uitkomst>,
    bevindingen: Vec<Bevinding>,
    antwoord: Option<(Berichttype, Vec<u8>)>,
}

impl Speler {
    async fn zet_op(scenario: &Scenario, schemas: &Arc<Schemas>, store: Store) -> Result<Speler, CliFout> {
        let begin = scenario.stappen.first().map(|stap| middag(stap.datum)).unwrap_or_default();
        let poort = Poort::nieuw(store, Arc::clone(schemas), Klok::gezet_op(begin));
        let poort = match &scenario.context.contract {
            None => poort,
            Some(contract) => poort.met_lijsten(contract.lijsten(scenario.standaard)),
        };
        let mut partijen = BTreeMap::new();
        for deelnemer in scenario.stappen.iter().flat_map(|stap| [&stap.afzender, &stap.ontvanger]) {
            let Deelnemer { code } = deelnemer;
            let partij = Partij::nieuw(deelnemer.soort(), code, &format!("Partij {code}"), None)?;
            partijen.insert(deelnemer.clone(), poort.store.leg_partij_vast(&partij).await?);
        }
        Ok(Speler { poort, partijen })
    }

    fn partij(&self, deelnemer: &Deelnemer) -> Result<&Partij, CliFout> {
        let partij = self.partijen.get(deelnemer);
        partij.ok_or_else(|| CliFout::Omgeving(format!("Partij {} is niet opgezet.", deelnemer.code)))
    }

    async fn speel(&self, stap: &Stap) -> Result<Vec<String>, CliFout> {
        self.poort.klok.zet(middag(stap.datum));
        let afzender = self.partij(&stap.afzender)?;
        let mut verloop = self.bied_aan(stap, afzender).await?;
        if verloop.berichttype.is_some_and(|berichttype| berichttype != stap.berichttype) {
            let is = verloop.berichttype.map_or_else(String::new, Berichttype::naam);
            verloop
                .verschillen
                .push(format!("bericht: verwacht {}, het bestand is een {is}", stap.berichttype));
        }
        let schemas = &self.poort.schemas;
        let mut verschillen = verloop.verschillen;
        let antwoord = verloop.antwoord.as_ref().map(|(berichttype, bytes)| {
            let antwoord = lees_antwoord(schemas, bytes, stap);
            (*berichttype, antwoord.map_err(|fout| verschillen.push(fout)))
        });
        let retour = match &antwoord {
            None => Retour::Geen,
            Some((berichttype, Err(()))) => Retour::Onleesbaar(*berichttype),
            Some((_, Ok(antwoord))) => Retour::Gelezen(antwoord),
        };
        let heen = lees(schemas, stap.bytes.as_slice()).ok();
        let gekregen = Gekregen {
            uitkomst: verloop.uitkomst,
            bevindingen: &verloop.bevindingen,
            heen: heen.as_ref(),
            retour,
        };
        verschillen.extend(vergelijk(&stap.verwacht, &gekregen));
        if verloop.was_bekend && !verschillen.is_empty() {
            verschillen.push("de poort had precies dit bericht al, en gaf het antwoord van toen".to_owned());
        }
        Ok(verschillen)
    }

    /// Offers a message, and has everything processed that waits.
    async fn bied_aan(&self, stap: &Stap, afzender: &Partij) -> Result<Verloop, CliFout> {
        let (rij, was_bekend) = match self.poort.ontvang(afzender, stap.bytes.clone()).await? {
            Ontvangst::Nieuw(rij) => (rij, false),
            Ontvangst::Bekend(rij) => (rij, true),
            Ontvangst::Geweigerd(weigering) => {
                let reden = weigering.reden;
                let verschil =
                    format!("bericht: verwacht dat de poort het aanneemt, gekregen {}", reden.sleutel());
                return Ok(Verloop {
                    // Level 1 is a verdict; the others say that the scenario and its message do not agree.
                    verschillen: Vec::from_iter((reden != Reden::Niveau1).then_some(verschil)),
                    berichttype: weigering.berichttype,
                    uitkomst: Some(Uitkomst::Afgekeurd),
                    bevindingen: weigering.bevindingen,
                    ..Verloop::default()
                });
            }
            Ontvangst::NietVanU { berichttype, .. }
            | Ontvangst::GeenMandaat { berichttype, .. }
            | Ontvangst::BuitenVolmacht { berichttype } => {
                let Deelnemer { code } = &stap.afzender;
                let verschil = format!("bericht: verwacht van {code}, het noemt zelf een andere verzender");
                return Ok(Verloop {
                    verschillen: vec![verschil],
                    berichttype: Some(berichttype),
                    ..Verloop::default()
                });
            }
        };
        while self.poort.verwerk_volgende(Uuid::now_v7()).await? != Verwerkt::Niets {}
        self.verloop(stap, afzender, rij, was_bekend).await
    }

    async fn verloop(
        &self,
        stap: &Stap,
        afzender: &Partij,
        rij: BerichtRij,
        was_bekend: bool,
    ) -> Result<Verloop, CliFout> {
        let zicht = Zicht::Partij(afzender.id);
        let store = &self.poort.store;
        let rij = self.poort.uitkomst_van(rij.id, zicht, Duration::ZERO).await?.unwrap_or(rij);
        let mut verschillen = Vec::new();
        let Deelnemer { code } = &stap.ontvanger;
        if rij.geadresseerde != self.partij(&stap.ontvanger)?.id {
            verschillen.push(format!("bericht: verwacht voor {code}, het noemt zelf een andere ontvanger"));
        }
        if rij.status != Status::Verwerkt {
            let oorzaak = rij.oorzaak.as_deref().unwrap_or("het wacht nog");
            verschillen.push(format!("de poort kon dit bericht niet verwerken: {oorzaak}"));
        }
        let antwoord = store.antwoord_op(rij.id, zicht).await?;
        let in_postbus = self.leeg_postbus(afzender).await?;
        // A message that the gate had already was answered then.
        if let Some(antwoord) = &antwoord
            && !was_bekend
            && !in_postbus.contains(&antwoord.id)
        {
            verschillen.push("het antwoord ligt niet in de postbus van de afzender".to_owned());
        }
        let antwoord = match antwoord {
            None => None,
            Some(antwoord) => {
                let bytes = store.inhoud(antwoord.id, zicht).await?.unwrap_or_default();
                Some((antwoord.berichttype, bytes))
            }
        };
        Ok(Verloop {
            verschillen,
            was_bekend,
            berichttype: Some(rij.berichttype),
            uitkomst: rij.uitkomst,
            bevindingen: store.bevindingen(rij.id, zicht).await?.unwrap_or_default(),
            antwoord,
        })
    }

    /// Takes everything out of a postbus and confirms it. Gives the messages.
    async fn leeg_postbus(&self, partij: &Partij) -> Result<Vec<Uuid>, CliFout> {
        let mut berichten = Vec::new();
        loop {
            let leveringen =
                self.poort.postbus(partij.id, MEESTE_LEVERINGEN, Duration::ZERO, Duration::ZERO).await?;
            if leveringen.is_empty() {
                return Ok(berichten);
            }
            for levering in leveringen {
                self.poort.bevestig(partij.id, levering.id).await?;
                berichten.push(levering.bericht.id);
            }
        }
    }
}

/// Reads an answer, which must be valid against its schema and pass the rules inside a message; or says why not.
fn lees_antwoord(schemas: &Schemas, bytes: &[u8], stap: &Stap) -> Result<Bericht, String> {
    let omstandigheden = Omstandigheden::niveau_2_op(stap.datum);
    let ongeldig = |waarom: &str| format!("het antwoord is niet geldig: {waarom}");
    let controle = controleer(schemas, bytes, omstandigheden).map_err(|fout| ongeldig(&fout.to_string()))?;
    if controle.oordeel != Oordeel::Geldig {
        let eerste = controle.bevindingen.first();
        let waarom = eerste.map(|bevinding| format!("{} {}", bevinding.pad, bevinding.tekst));
        return Err(ongeldig(&waarom.unwrap_or_default()));
    }
    lees(schemas, bytes).map_err(|fout| ongeldig(&fout.to_string()))
}
