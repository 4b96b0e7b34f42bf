//! Local rules where messages are judged: which hold for a message, and what they say of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use super::besluit::Gelezen;
use super::{Poort, PoortFout};
use crate::begrippen::{Codeuitslag, LokaleRegel, Register};
use crate::bericht::{Header, Schemas, Standaard};
use crate::lokaal::{Bij, Kennis, Onbekend, Oorzaak, Opgesteld, Regeluitslag, Uitslag, toets};
use crate::regels::{Contract, Lokaal};

/// How many versions of one rule stay ready.
const MEESTE_VERSIES: usize = 4;

/// What local rules said of a message, and at which stand of the register.
#[derive(Clone, Debug, Default)]
pub(super) struct Lokaaloordeel {
    pub(super) gevonden: Lokaal,
    pub(super) regels: Vec<Regeluitslag>,
    pub(super) stand: i64,
}

/// Rules that were made ready, by code: the same rule is made ready once. Cheap to clone: every copy has the same memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Regelkast(Arc<Mutex<BTreeMap<String, Vec<Klaar>>>>);

type Klaar = (Arc<LokaleRegel>, Option<Arc<Opgesteld>>);

impl Regelkast {
    /// The rule, ready; none where it does not fit these schemas. Takes a moment the first time.
    fn opgesteld(&self, regel: &Arc<LokaleRegel>, schemas: &Schemas) -> Option<Arc<Opgesteld>> {
        let kast = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bekend = |(een, _): &&Klaar| Arc::ptr_eq(een, regel) || een == regel;
        if let Some((_, klaar)) = kast().get(&regel.id).and_then(|versies| versies.iter().find(bekend)) {
            return klaar.clone();
        }
        let klaar = Opgesteld::nieuw(Arc::clone(regel), schemas).ok().map(Arc::new);
        let mut kast = kast();
        let versies = kast.entry(regel.id.clone()).or_default();
        versies.truncate(MEESTE_VERSIES - 1);
        versies.insert(0, (Arc::clone(regel), klaar.clone()));
        klaar
    }
}

/// What the register and the contract tell rules about one message.
#[derive(Debug)]
struct Weet {
    register: Register,
    standaard: Standaard,
    contract: Contract,
}

impl Kennis for Weet {
    fn code_geldig(&self, lijst: &str, code: &str, dag: NaiveDate) -> Result<bool, Onbekend> {
        match self.register.code(lijst, Some(self.standaard), code, dag) {
            Codeuitslag::LijstOnbekend | Codeuitslag::LijstGeldtNiet => Err(Onbekend),
            uitslag => Ok(uitslag.is_geldig()),
        }
    }

    /// Choice: where the gemeente recorded nothing at all with this aanbieder, nobody knows; what no list tells is not refused.
    fn gecontracteerd(&self, categorie: &str, code: &str, dag: NaiveDate) -> Result<bool, Onbekend> {
        if self.contract.is_leeg() { Err(Onbekend) } else { Ok(self.contract.kent(categorie, code, dag)) }
    }
}

impl Poort {
    /// What rules may ask about a message with this header.
    pub(super) async fn lokale_kennis(
        &self,
        register: Register,
        header: &Header,
    ) -> Result<Arc<dyn Kennis>, PoortFout> {
        let contract = self.store.contract(header).await?;
        Ok(Arc::new(Weet { register, standaard: header.berichttype.standaard, contract }))
    }

    /// Holds a message against the local rules that hold for it: of its gemeente, on the day that it came in, as the register stands. A
    /// message that is refused at level 2 is not looked at any further, as with level 3.
    pub(super) async fn toets_lokaal(
        &self,
        gelezen: &Gelezen,
        dag: NaiveDate,
        bytes: &Arc<[u8]>,
    ) -> Result<Arc<Lokaaloordeel>, PoortFout> {
        if gelezen.geheel().is_none() {
            return Ok(Arc::default());
        }
        let header = gelezen.header();
        let register = self.registers.register_nu().await?;
        let geldt =
            |regel: &&Arc<LokaleRegel>| regel.geldt_voor(header.berichttype, header.gemeente.as_str(), dag);
        let regels: Vec<_> = register.lokale_regels_op(dag).filter(geldt).cloned().collect();
        if regels.is_empty() {
            return Ok(Arc::default());
        }
        let stand = register.stand();
        let kennis = Some(self.lokale_kennis(register, header).await?);
        let bij = Bij { berichttype: header.berichttype, ontvangen: dag, kennis };
        let (kast, bytes) = (self.lokale_regels.clone(), Arc::clone(bytes));
        let uitslag = self
            .reken(move |schemas| {
                let (mut klaar, mut niet) = (Vec::new(), Vec::new());
                for regel in regels {
                    match kast.opgesteld(&regel, schemas) {
                        Some(opgesteld) => klaar.push(opgesteld),
                        None => niet.push(niet_opgesteld(&regel)),
                    }
                }
                let mut uitslag = toets(schemas, &*bytes, &klaar, &bij)?;
                uitslag.regels.extend(niet);
                Ok(uitslag)
            })
            .await?;
        let Uitslag { gevonden, regels } =
            uitslag.map_err(|fout: std::io::Error| PoortFout::Intern(fout.to_string()))?;
        Ok(Arc::new(Lokaaloordeel { gevonden, regels, stand }))
    }
}

fn niet_opgesteld(regel: &LokaleRegel) -> Regeluitslag {
    Regeluitslag {
        regel: regel.id.clone(),
        weigert: regel.retourcode.is_some(),
        klassen: 1,
        niet_goed: 0,
        niet_beoordeeld: 1,
        oorzaak: Some(Oorzaak::NietOpgesteld),
    }
}

impl Lokaaloordeel {
    /// Tells who looks after the gate about rules that could not be evaluated.
    pub(super) fn meld(&self, bericht: uuid::Uuid) {
        for een in self.regels.iter().filter(|een| een.niet_beoordeeld > 0) {
            let oorzaak = een.oorzaak.as_ref().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(
                %bericht,
                regel = een.regel,
                klassen = een.niet_beoordeeld,
                oorzaak,
                "een lokale regel is niet te beoordelen; het bericht gaat verder alsof zij er niet was"
            );
        }
    }
}
