//! Deciding about a 323: what people of a gemeente do with the proposal of the gate.
//!
//! Choice: a decision never answers the 323 itself. Once all who must have approved, the message goes back into its stroom, and a
//! worker answers it as any other: in its turn, with the dossier of that moment, in one transaction. Where it would by then end
//! otherwise than was approved, for any line, nobody gets anything and people see the new proposal.
//!
//! Choice: refusing lines is worked out at once, with the dossier of that moment, so that who refuses sees what it leads to: what
//! a refused line would have used is free for another. What the rules refuse stays refused: the standard decides that.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;

use super::besluit::{Besluit, Gelezen, lees_om_te_verwerken, nieuw_voorstel};
use super::wijze::afwijzingen;
use super::{Poort, PoortFout};
use crate::bericht::Soort;
use crate::declaratie::{Afwijzingen, Beoordelingsstatus, Bezwaar, Opdracht, afwijscode};
use crate::keten::{Dossier, Vraag};
use crate::partij::{Medewerker, Partij};
use crate::regels::Omstandigheden;
use crate::store::{
    BeoordelingRij, BerichtRij, Beslisregel, Beslisregels, NieuwBesluit, NieuwVoorstel, Zicht,
};
use crate::tijd::dag;

/// How often a decision is tried again because somebody else decided just before.
const POGINGEN: usize = 10;

/// What a person decides about a 323.
#[derive(Clone, Debug)]
pub struct Beslissing {
    /// The id of the 323.
    pub declaratie: Uuid,
    /// The version of the proposal that was seen, where the person says so.
    pub versie: Option<i64>,
    /// What is to be done.
    pub opdracht: Opdracht,
}

impl Poort {
    /// Carries out what a person of a gemeente decides about a 323 for that gemeente.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails or the gate itself; inside, why it cannot be decided.
    pub async fn beslis(
        &self,
        gemeente: &Partij,
        medewerker: &Medewerker,
        beslissing: &Beslissing,
    ) -> Result<Result<(), Bezwaar>, PoortFout> {
        let bericht = self.store.bericht(beslissing.declaratie, Zicht::Partij(gemeente.id)).await?;
        let voor_gemeente =
            |rij: &BerichtRij| rij.berichttype.soort == Soort::Declaratie && rij.geadresseerde == gemeente.id;
        let Some(bericht) = bericht.filter(voor_gemeente) else { return Ok(Err(Bezwaar::BestaatNiet)) };
        for _ in 0..POGINGEN {
            let Some(voorstel) = self.store.beoordeling_met_regels(bericht.volgnummer).await? else {
                return Ok(Err(Bezwaar::NietTeBeoordelen));
            };
            let (stand, gezien, opdracht) = (&voorstel.0.stand, beslissing.versie, &beslissing.opdracht);
            let naar = match stand.na(opdracht, gezien, medewerker.as_str(), gemeente.vier_ogen_vanaf) {
                Ok(naar) => naar,
                Err(bezwaar) => return Ok(Err(bezwaar)),
            };
            let nieuw = match herzien(&voorstel.1, opdracht) {
                Ok(nieuw) => nieuw,
                Err(bezwaar) => return Ok(Err(bezwaar)),
            };
            if self.leg_beslissing_vast(&bericht, &voorstel, opdracht, medewerker, naar, nieuw).await? {
                self.meld_beweging();
                return Ok(Ok(()));
            }
        }
        Ok(Err(Bezwaar::TeDruk))
    }

    /// False where somebody else decided in between.
    async fn leg_beslissing_vast(
        &self,
        bericht: &BerichtRij,
        (rij, regels): &(BeoordelingRij, Beslisregels),
        opdracht: &Opdracht,
        medewerker: &Medewerker,
        naar: Beoordelingsstatus,
        herzien: Option<BTreeSet<u32>>,
    ) -> Result<bool, PoortFout> {
        let (retourcode, toelichting) = match opdracht {
            Opdracht::HoudAan { reden } => (None, Some(reden.as_str())),
            Opdracht::WijsAf { retourcode, toelichting, .. } => {
                (Some(retourcode.as_str()), Some(toelichting.as_str()))
            }
            Opdracht::Herstel { toelichting, .. } => (None, toelichting.as_deref()),
            Opdracht::Hervat | Opdracht::KeurGoed => (None, None),
        };
        let genoemd: Vec<u32> = herzien.iter().flatten().copied().collect();
        let besluit = NieuwBesluit {
            status: naar,
            soort: opdracht.soort(),
            medewerker: medewerker.as_str(),
            regels: &genoemd,
            retourcode,
            toelichting,
        };
        let nu = self.klok.nu();
        let Some(genoemd) = herzien else {
            return Ok(self.store.leg_besluit_vast(rij, &besluit, None, nu).await?);
        };
        let afwijzingen = na_herziening(regels, &genoemd, retourcode).map_err(PoortFout::Intern)?;
        let afwijzingen = Arc::new(afwijzingen);
        let (gelezen, uitkomst) = self.werk_voorstel_uit(bericht, Arc::clone(&afwijzingen)).await?;
        let voorstel = uitkomst.voorstel(&gelezen, &afwijzingen);
        let voorstel =
            voorstel.ok_or_else(|| PoortFout::Intern("de declaratie is niet meer te lezen".to_owned()))?;
        let Besluit { bevindingen, berekeningen, .. } = &uitkomst;
        let nieuw = NieuwVoorstel { voorstel: &voorstel, bevindingen, berekeningen };
        Ok(self.store.leg_besluit_vast(rij, &besluit, Some((&nieuw, regels)), nu).await?)
    }

    /// The proposal anew, with the dossier of this moment and the lines that people refuse.
    async fn werk_voorstel_uit(
        &self,
        bericht: &BerichtRij,
        afwijzingen: Arc<Afwijzingen>,
    ) -> Result<(Gelezen, Besluit), PoortFout> {
        let bytes = self.store.inhoud(bericht.id, Zicht::Alles).await?;
        let bytes = bytes.ok_or_else(|| PoortFout::Intern("de declaratie is weg".to_owned()))?;
        let oordeel = bericht.oordeel;
        let (gelezen, bytes) =
            self.reken(move |schemas| (lees_om_te_verwerken(schemas, &bytes, oordeel), bytes)).await?;
        let gelezen = gelezen.map_err(PoortFout::Intern)?;
        let mut dossier = match gelezen.geheel() {
            Some(geheel) => {
                self.store.dossier(&Vraag::van(geheel).met_volgnummer(bericht.volgnummer)).await?
            }
            None => Dossier::default(),
        };
        dossier.vergeet(gelezen.header());
        let eigen_lijsten = self.lijsten_voor(gelezen.header()).await?;
        let (poort, vandaag) = (self.clone(), dag(bericht.ontvangen_op));
        let bytes: Arc<[u8]> = bytes.into();
        let lokaal = self.toets_lokaal(&gelezen, vandaag, &bytes).await?;
        let (gelezen, besluit) = self
            .reken(move |schemas| {
                let lijsten = eigen_lijsten.as_ref().unwrap_or_else(|| poort.lijsten());
                let lokaal = &lokaal.gevonden;
                let omstandigheden = Omstandigheden { lijsten, lokaal, ..Omstandigheden::op(vandaag) };
                let samen = (&gelezen, &*bytes);
                let besluit = nieuw_voorstel(schemas, samen, dossier, &omstandigheden, &afwijzingen);
                (gelezen, besluit)
            })
            .await?;
        Ok((gelezen, besluit.map_err(PoortFout::Intern)?))
    }
}

/// The lines that a decision changes; none where it is about the whole.
fn herzien(regels: &Beslisregels, opdracht: &Opdracht) -> Result<Option<BTreeSet<u32>>, Bezwaar> {
    match opdracht {
        Opdracht::WijsAf { regels: genoemd, retourcode, .. } => {
            afwijscode(retourcode).ok_or(Bezwaar::Retourcode)?;
            kies(regels, genoemd, af_te_wijzen).map(Some)
        }
        Opdracht::Herstel { regels: genoemd, .. } => kies(regels, genoemd, te_herstellen).map(Some),
        _ => Ok(None),
    }
}

fn kies(
    regels: &Beslisregels,
    genoemd: &[u32],
    bezwaar: fn(u32, &Beslisregel) -> Option<Bezwaar>,
) -> Result<BTreeSet<u32>, Bezwaar> {
    let genoemd: BTreeSet<u32> = genoemd.iter().copied().collect();
    for nummer in &genoemd {
        let regel = regels.get(nummer).ok_or(Bezwaar::GeenRegel(*nummer))?;
        if let Some(bezwaar) = bezwaar(*nummer, regel) {
            return Err(bezwaar);
        }
    }
    Ok(genoemd)
}

fn af_te_wijzen(nummer: u32, regel: &Beslisregel) -> Option<Bezwaar> {
    if regel.is_credit {
        return Some(Bezwaar::Credit(nummer));
    }
    let uitslag = &regel.uitslag;
    let afgewezen = !uitslag.codes.is_empty() || uitslag.afgewezen_met.is_some();
    afgewezen.then_some(Bezwaar::AlAfgewezen(nummer))
}

fn te_herstellen(nummer: u32, regel: &Beslisregel) -> Option<Bezwaar> {
    let uitslag = &regel.uitslag;
    match (&uitslag.afgewezen_met, uitslag.codes.is_empty()) {
        (Some(_), _) => None,
        (None, false) => Some(Bezwaar::DoorRegels(nummer)),
        (None, true) => Some(Bezwaar::NietAfgewezen(nummer)),
    }
}

/// The lines that people refuse after these were refused with this code or, without a code, no longer are.
fn na_herziening(
    regels: &Beslisregels,
    genoemd: &BTreeSet<u32>,
    retourcode: Option<&str>,
) -> Result<Afwijzingen, String> {
    let mut uit = afwijzingen(regels)?;
    let code = retourcode.and_then(afwijscode);
    for nummer in genoemd {
        match code {
            Some(code) => uit.insert(*nummer, code),
            None => uit.remove(nummer),
        };
    }
    Ok(uit)
}
