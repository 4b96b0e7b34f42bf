//! Trying a local rule on messages of the past, before it holds: how many it would have refused, when, of whom.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::besluit::{Gelezen, lees_om_te_verwerken};
use super::{Poort, PoortFout};
use crate::begrippen::Register;
use crate::keten::Uitkomst;
use crate::lokaal::{Bij, Opgesteld, Regeluitslag, toets};
use crate::regels::Oordeel;
use crate::store::{Proefbericht, Proefselectie, Zicht};
use crate::tijd::{begin_van_dag, dag};

/// How many messages are asked of the database at once.
const BLADZIJDE: u32 = 200;
/// How many messages are named as an example.
pub const MEESTE_VOORBEELDEN: usize = 20;

/// What to try a rule on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proefvraag {
    /// The first day on which messages came in.
    pub van: NaiveDate,
    /// The last day.
    pub tot_en_met: NaiveDate,
    /// The gemeenten whose messages may be looked at, of those that the rule names.
    pub gemeenten: Vec<String>,
    /// After how many messages to stop; none: never.
    pub hoogstens: Option<u64>,
}

/// Messages and klassen that were counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proeftelling {
    /// How many messages.
    pub berichten: u64,
    /// How many klassen in them.
    pub klassen: u64,
    /// How many messages have a klasse that is not as the rule asks.
    pub niet_goed_berichten: u64,
    /// How many klassen are not as the rule asks.
    pub niet_goed_klassen: u64,
}

/// What a trial came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proef {
    /// Everything.
    pub totaal: Proeftelling,
    /// How many of the messages with something wrong were refused as a whole anyway.
    pub al_afgekeurd: u64,
    /// How many messages hold a klasse that the rule could not be evaluated on.
    pub niet_beoordeeld: u64,
    /// Why not, with how many messages.
    pub oorzaken: BTreeMap<String, u64>,
    /// By the month in which messages came in, such as `2026-03`.
    pub per_maand: BTreeMap<String, Proeftelling>,
    /// By the AGB code of the aanbieder that sent or got them.
    pub per_aanbieder: BTreeMap<String, Proeftelling>,
    /// The first messages with something wrong.
    pub voorbeelden: Vec<Uuid>,
    /// Every message of the period was looked at.
    pub volledig: bool,
}

impl Proeftelling {
    fn tel(&mut self, uitslag: &Regeluitslag) {
        self.berichten += 1;
        self.klassen += u64::from(uitslag.klassen);
        self.niet_goed_berichten += u64::from(uitslag.niet_goed > 0);
        self.niet_goed_klassen += u64::from(uitslag.niet_goed);
    }
}

impl Proef {
    fn tel(&mut self, bericht: Proefbericht, uitslag: &Regeluitslag) {
        let op = dag(bericht.ontvangen_op);
        self.totaal.tel(uitslag);
        self.per_maand.entry(format!("{:04}-{:02}", op.year(), op.month())).or_default().tel(uitslag);
        self.per_aanbieder.entry(bericht.aanbieder).or_default().tel(uitslag);
        if let Some(oorzaak) = &uitslag.oorzaak {
            self.niet_beoordeeld += 1;
            *self.oorzaken.entry(oorzaak.to_string()).or_default() += 1;
        }
        if uitslag.niet_goed > 0 {
            self.al_afgekeurd += u64::from(bericht.uitkomst == Some(Uitkomst::Afgekeurd));
            if self.voorbeelden.len() < MEESTE_VOORBEELDEN {
                self.voorbeelden.push(bericht.id);
            }
        }
    }

    /// In one sentence.
    pub fn in_woorden(&self, weigert: bool) -> String {
        let Proeftelling { berichten, klassen, niet_goed_berichten, niet_goed_klassen } = self.totaal;
        let wat = if weigert { "geweigerd" } else { "een waarschuwing gegeven" };
        format!(
            "Deze regel zou {} van {} klassen hebben {wat}, in {} van {} berichten.",
            met_punten(niet_goed_klassen),
            met_punten(klassen),
            met_punten(niet_goed_berichten),
            met_punten(berichten)
        )
    }
}

/// A number as people write it: 2.310.
fn met_punten(getal: u64) -> String {
    let cijfers = getal.to_string();
    let mut uit = String::with_capacity(cijfers.len() + 4);
    for (plaats, cijfer) in cijfers.chars().enumerate() {
        if plaats > 0 && (cijfers.len() - plaats).is_multiple_of(3) {
            uit.push('.');
        }
        uit.push(cijfer);
    }
    uit
}

impl Poort {
    /// Tries a rule on messages that came in, whatever its own days are: one after the other, in memory that does not grow with their
    /// number. `gezien` gets the figures after every message and can break off, as can whoever lets go of the future. Nothing is
    /// changed.
    ///
    /// # Errors
    /// [`PoortFout`] where the gate cannot do its work.
    pub async fn probeer_regel(
        &self,
        regel: Arc<Opgesteld>,
        vraag: &Proefvraag,
        mut gezien: impl FnMut(&Proef) -> ControlFlow<()> + Send,
    ) -> Result<Proef, PoortFout> {
        let mut proef = Proef::default();
        let register = self.registers.register_nu().await?;
        let mag = |code: &&String| vraag.gemeenten.contains(code);
        let gemeenten: Vec<String> = regel.regel.gemeenten.iter().filter(mag).cloned().collect();
        for berichttype in regel.berichttypen() {
            let selectie = Proefselectie {
                berichttype,
                gemeenten: gemeenten.clone(),
                van: begin_van_dag(vraag.van),
                tot: begin_van_dag(vraag.tot_en_met.succ_opt().unwrap_or(NaiveDate::MAX)),
            };
            let mut na = 0;
            loop {
                let berichten = self.store.proefberichten(&selectie, na, BLADZIJDE).await?;
                let Some(laatste) = berichten.last() else { break };
                na = laatste.volgnummer;
                for bericht in berichten {
                    if vraag.hoogstens.is_some_and(|hoogstens| proef.totaal.berichten >= hoogstens) {
                        return Ok(proef);
                    }
                    self.probeer_op((&regel, &register), bericht, &mut proef).await?;
                    if gezien(&proef).is_break() {
                        return Ok(proef);
                    }
                }
            }
        }
        proef.volledig = true;
        Ok(proef)
    }

    async fn probeer_op(
        &self,
        (regel, register): (&Arc<Opgesteld>, &Register),
        bericht: Proefbericht,
        proef: &mut Proef,
    ) -> Result<(), PoortFout> {
        let Some(bytes) = self.store.inhoud(bericht.id, Zicht::Alles).await? else { return Ok(()) };
        let bytes: Arc<[u8]> = bytes.into();
        let te_lezen = Arc::clone(&bytes);
        let gelezen =
            self.reken(move |schemas| lees_om_te_verwerken(schemas, &te_lezen, Oordeel::Geldig)).await?;
        let Gelezen::Geheel(gelezen) = gelezen.map_err(PoortFout::Intern)? else { return Ok(()) };
        let header = gelezen.header;
        let kennis = Some(self.lokale_kennis(register.clone(), &header).await?);
        let bij = Bij { berichttype: header.berichttype, ontvangen: dag(bericht.ontvangen_op), kennis };
        let regels = [Arc::clone(regel)];
        let uitslag = self.reken(move |schemas| toets(schemas, &*bytes, &regels, &bij)).await?;
        let uitslag = uitslag.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
        if let Some(uitslag) = uitslag.regels.first() {
            proef.tel(bericht, uitslag);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::met_punten;

    #[test]
    fn een_getal_krijgt_punten_per_drie_cijfers() {
        for (getal, tekst) in [(0, "0"), (999, "999"), (2310, "2.310"), (1_000_000, "1.000.000")] {
            assert_eq!(met_punten(getal), tekst);
        }
    }
}
