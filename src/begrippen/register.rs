//! The register as it stood at one moment: a snapshot that never changes, and costs nothing to hand on.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::begrip::Begrip;
use super::codelijst::Codelijst;
use super::opzoeken::Codes;
use super::regio::Regio;
use super::stuk::{Soort, Stuk};
use super::vertaling::Vertaling;
use super::wijzigen::{Herkomst, Rijwijziging};
use super::zoeken::Termen;

/// A version of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Versie {
    /// Counts from 1 for each piece.
    pub nummer: u32,
    /// The stand of the register from which on it was there.
    pub vanaf_stand: i64,
    /// Whether it came with the program.
    pub herkomst: Herkomst,
    /// What it says.
    pub stuk: Stuk,
}

/// A piece: the versions that were decided on, newest first, and the draft of the next one.
#[derive(Clone, Debug, Default)]
pub(super) struct Plek {
    pub(super) vastgesteld: Vec<Versie>,
    pub(super) concept: Option<Versie>,
}

/// A snapshot of the register. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Register(Arc<Inhoud>);

#[derive(Debug)]
struct Inhoud {
    stand: i64,
    plekken: BTreeMap<Soort, BTreeMap<String, Plek>>,
    codes: Codes,
    termen: Termen,
}

impl Register {
    /// The register with these versions. Of what was decided on, versions that a newer one leaves no day for need not be among them; of
    /// drafts only the one that is being worked on.
    pub fn nieuw(stand: i64, versies: impl IntoIterator<Item = Versie>) -> Register {
        let mut plekken: BTreeMap<Soort, BTreeMap<String, Plek>> = BTreeMap::new();
        for versie in versies {
            let soort = plekken.entry(versie.stuk.soort()).or_default();
            let plek = soort.entry(versie.stuk.sleutel().to_owned()).or_default();
            plek.zet(versie);
        }
        Register::van_plekken(stand, plekken)
    }

    /// The register with these pieces, each in its first version.
    pub fn van_stukken(stand: i64, stukken: impl IntoIterator<Item = Stuk>) -> Register {
        let versie = |stuk| Versie { nummer: 1, vanaf_stand: stand, herkomst: Herkomst::Hier, stuk };
        Register::nieuw(stand, stukken.into_iter().map(versie))
    }

    /// A register with nothing in it.
    pub fn leeg() -> Register {
        Register::nieuw(0, [])
    }

    fn van_plekken(stand: i64, plekken: BTreeMap<Soort, BTreeMap<String, Plek>>) -> Register {
        let lijsten = plekken.get(&Soort::Codelijst).into_iter().flatten();
        let codes = Codes::van(lijsten.map(|(naam, plek)| (naam.as_str(), plek)));
        let begrippen = plekken.get(&Soort::Begrip).into_iter().flatten();
        let termen = Termen::van(begrippen.filter_map(|(_, plek)| plek.nu()));
        Register(Arc::new(Inhoud { stand, plekken, codes, termen }))
    }

    /// Which stand it is.
    pub fn stand(&self) -> i64 {
        self.0.stand
    }

    pub(super) fn codes(&self) -> &Codes {
        &self.0.codes
    }

    pub(super) fn termen(&self) -> &Termen {
        &self.0.termen
    }

    pub(super) fn plek(&self, soort: Soort, sleutel: &str) -> Option<&Plek> {
        self.0.plekken.get(&soort)?.get(sleutel)
    }

    pub(super) fn plekken(&self) -> impl Iterator<Item = (Soort, &str, &Plek)> {
        let van_soort = self.0.plekken.iter();
        van_soort.flat_map(|(soort, plekken)| {
            plekken.iter().map(|(sleutel, plek)| (*soort, sleutel.as_str(), plek))
        })
    }

    /// The newest version of a piece that was decided on.
    pub fn versie(&self, soort: Soort, sleutel: &str) -> Option<&Versie> {
        self.plek(soort, sleutel)?.nu()
    }

    /// The version of a piece that counts on a day: the newest of those that began by then. Whether it still holds that day, and whether
    /// the piece was replaced since, its days and the newest version tell.
    pub fn versie_op(&self, soort: Soort, sleutel: &str, dag: NaiveDate) -> Option<&Versie> {
        self.plek(soort, sleutel)?.op(dag)
    }

    /// The draft of a piece that is being worked on.
    pub fn concept(&self, soort: Soort, sleutel: &str) -> Option<&Versie> {
        self.plek(soort, sleutel)?.concept.as_ref()
    }

    /// The stand at which a piece last changed, its draft included.
    pub fn laatst_gewijzigd(&self, soort: Soort, sleutel: &str) -> Option<i64> {
        let plek = self.plek(soort, sleutel)?;
        plek.nu().into_iter().chain(&plek.concept).map(|versie| versie.vanaf_stand).max()
    }

    /// The newest version of every piece of a kind that was decided on, by key.
    pub fn versies(&self, soort: Soort) -> impl Iterator<Item = &Versie> {
        self.0.plekken.get(&soort).into_iter().flatten().filter_map(|(_, plek)| plek.nu())
    }

    /// Every draft of a kind, by key.
    pub fn concepten(&self, soort: Soort) -> impl Iterator<Item = &Versie> {
        self.0.plekken.get(&soort).into_iter().flatten().filter_map(|(_, plek)| plek.concept.as_ref())
    }

    /// A piece as its newest version has it.
    pub fn stuk(&self, soort: Soort, sleutel: &str) -> Option<&Stuk> {
        self.versie(soort, sleutel).map(|versie| &versie.stuk)
    }

    /// A begrip.
    pub fn begrip(&self, id: &str) -> Option<&Arc<Begrip>> {
        match self.stuk(Soort::Begrip, id)? {
            Stuk::Begrip(begrip) => Some(begrip),
            _ => None,
        }
    }

    /// Every begrip, by id.
    pub fn begrippen(&self) -> impl Iterator<Item = &Arc<Begrip>> {
        self.versies(Soort::Begrip).filter_map(|versie| match &versie.stuk {
            Stuk::Begrip(begrip) => Some(begrip),
            _ => None,
        })
    }

    /// The id of every begrip, in the order of the words for them.
    pub fn begrippen_op_woord(&self) -> Vec<&str> {
        let mut ids: Vec<_> =
            self.begrippen().map(|begrip| (super::kaal(&begrip.voorkeursterm), begrip.id.as_str())).collect();
        ids.sort();
        ids.into_iter().map(|(_, id)| id).collect()
    }

    /// A list.
    pub fn codelijst(&self, lijst: &str) -> Option<&Arc<Codelijst>> {
        als_codelijst(self.stuk(Soort::Codelijst, lijst)?)
    }

    /// Every list, by name.
    pub fn codelijsten(&self) -> impl Iterator<Item = &Arc<Codelijst>> {
        self.versies(Soort::Codelijst).filter_map(|versie| als_codelijst(&versie.stuk))
    }

    /// A regio.
    pub fn regio(&self, id: &str) -> Option<&Arc<Regio>> {
        match self.stuk(Soort::Regio, id)? {
            Stuk::Regio(regio) => Some(regio),
            _ => None,
        }
    }

    /// Every translation between lists, by id.
    pub fn vertalingen(&self) -> impl Iterator<Item = &Arc<Vertaling>> {
        self.versies(Soort::Vertaling).filter_map(|versie| match &versie.stuk {
            Stuk::Vertaling(vertaling) => Some(vertaling),
            _ => None,
        })
    }

    /// Whether a gemeente decides about what this owner owns: its own, and that of a regio that it is in.
    pub fn gaat_over(&self, gemeente: &str, eigenaar: &str) -> bool {
        let in_regio = |regio: &Arc<Regio>| regio.gemeenten.iter().any(|code| code == gemeente);
        eigenaar == gemeente || self.regio(eigenaar).is_some_and(in_regio)
    }

    /// The register as it would be with these changes, at the next stand.
    pub(super) fn met(&self, wijzigingen: &[Rijwijziging]) -> Register {
        let mut plekken = self.0.plekken.clone();
        let stand = self.stand() + 1;
        for wijziging in wijzigingen {
            let (soort, sleutel) = wijziging.waar();
            let plek = plekken.entry(soort).or_default().entry(sleutel.to_owned()).or_default();
            match wijziging {
                Rijwijziging::Sluit { versie, .. } => plek.sluit(*versie),
                Rijwijziging::Open { stuk, herkomst } => {
                    let nummer = plek.hoogste() + 1;
                    plek.zet(Versie { nummer, vanaf_stand: stand, herkomst: *herkomst, stuk: stuk.clone() });
                }
            }
        }
        Register::van_plekken(stand, plekken)
    }
}

pub(super) fn als_codelijst(stuk: &Stuk) -> Option<&Arc<Codelijst>> {
    match stuk {
        Stuk::Codelijst(lijst) => Some(lijst),
        _ => None,
    }
}

impl Plek {
    fn zet(&mut self, versie: Versie) {
        if versie.stuk.status().is_concept() {
            self.concept = Some(versie);
        } else {
            let plaats = self.vastgesteld.partition_point(|ander| ander.nummer > versie.nummer);
            self.vastgesteld.insert(plaats, versie);
        }
    }

    /// What was decided on stays known: for the days before its successor.
    fn sluit(&mut self, nummer: u32) {
        self.concept.take_if(|concept| concept.nummer == nummer);
    }

    fn hoogste(&self) -> u32 {
        self.vastgesteld.iter().chain(&self.concept).map(|versie| versie.nummer).max().unwrap_or(0)
    }

    /// The newest version that was decided on.
    pub(super) fn nu(&self) -> Option<&Versie> {
        self.vastgesteld.first()
    }

    /// The version that counts on a day.
    pub(super) fn op(&self, dag: NaiveDate) -> Option<&Versie> {
        self.vastgesteld.iter().find(|versie| versie.stuk.looptijd().is_begonnen(dag))
    }
}

/// What a piece may refer to: what was decided on, and for a draft other drafts as well.
pub struct Omgeving<'r> {
    pub(super) register: &'r Register,
    pub(super) ook_concepten: bool,
}

impl Omgeving<'_> {
    fn versie(&self, soort: Soort, sleutel: &str) -> Option<&Versie> {
        let plek = self.register.plek(soort, sleutel)?;
        plek.nu().or_else(|| plek.concept.as_ref().filter(|_| self.ook_concepten))
    }

    /// Whether there is a piece of this kind with this key.
    pub fn kent(&self, soort: Soort, sleutel: &str) -> bool {
        self.versie(soort, sleutel).is_some()
    }

    /// A list.
    pub fn codelijst(&self, lijst: &str) -> Option<&Codelijst> {
        als_codelijst(&self.versie(Soort::Codelijst, lijst)?.stuk).map(|lijst| &**lijst)
    }
}
