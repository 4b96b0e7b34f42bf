//! From triples to begrippen: a file of another organisation, or an export of our own.

use std::collections::{BTreeSet, HashMap};

use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, Triple};

use super::uitvoer::Kader;
use super::woorden as w;
use super::{Vorm, ontleed};
use crate::begrippen::{Begrip, Bron, Codeverwijzing, Status, kaal};

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Ingelezen {
    /// In the order of the file.
    pub begrippen: Vec<Begrip>,
    /// What was left out and why, in plain Dutch.
    pub overgeslagen: Vec<String>,
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvoerFout {
    /// It is not in this form. The words of the parser, in English, say where.
    #[error("het bestand is niet te lezen: {0}")]
    Onleesbaar(String),
    /// There is no begrip in it.
    #[error("het bestand bevat geen begrippen (skos:Concept) met een Nederlandse term")]
    Niets,
}

/// Reads begrippen. Those of others become drafts of `eigenaar` that say where they come from; those under our own addresses come back
/// as they were.
///
/// # Errors
/// [`InvoerFout`].
pub fn lees(vorm: Vorm, bytes: &[u8], eigenaar: &str, kader: &Kader) -> Result<Ingelezen, InvoerFout> {
    let triples = ontleed(vorm, bytes)?;
    let graaf = Graaf::van(&triples);
    let mut uit = Ingelezen::default();
    let ids = graaf.ids(kader);
    for concept in graaf.concepten() {
        // The codes of our own lists are no begrippen.
        if adres(concept).is_some_and(|iri| kader.code_van(iri).is_some()) {
            continue;
        }
        let Some(id) = ids.get(concept) else { continue };
        match graaf.begrip(concept, id, eigenaar, &ids, kader, &mut uit.overgeslagen) {
            Some(begrip) => uit.begrippen.push(begrip),
            None => uit.overgeslagen.push(format!(
                "{}: dit heeft geen term in het Nederlands, of geen definitie.",
                adres(concept).unwrap_or("een begrip zonder adres")
            )),
        }
    }
    if uit.begrippen.is_empty() { Err(InvoerFout::Niets) } else { Ok(uit) }
}

fn adres(node: &NamedOrBlankNode) -> Option<&str> {
    match node {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

/// Triples by what they are about.
struct Graaf<'t> {
    volgorde: Vec<&'t NamedOrBlankNode>,
    van: HashMap<&'t NamedOrBlankNode, Vec<&'t Triple>>,
}

type Ids<'t> = HashMap<&'t NamedOrBlankNode, String>;

impl<'t> Graaf<'t> {
    fn van(triples: &'t [Triple]) -> Graaf<'t> {
        let mut graaf = Graaf { volgorde: Vec::new(), van: HashMap::new() };
        for triple in triples {
            let van = graaf.van.entry(&triple.subject).or_default();
            if van.is_empty() {
                graaf.volgorde.push(&triple.subject);
            }
            van.push(triple);
        }
        graaf
    }

    fn waarden(&self, wie: &NamedOrBlankNode, wat: NamedNodeRef<'_>) -> impl Iterator<Item = &'t Term> {
        let triples = self.van.get(wie).cloned().unwrap_or_default();
        let wat = wat.into_owned();
        triples.into_iter().filter(move |triple| triple.predicate == wat).map(|triple| &triple.object)
    }

    fn concepten(&self) -> impl Iterator<Item = &'t NamedOrBlankNode> + '_ {
        let is_concept = |node: &NamedOrBlankNode| {
            self.waarden(node, w::TYPE)
                .any(|soort| matches!(soort, Term::NamedNode(soort) if soort.as_ref() == w::CONCEPT))
        };
        self.volgorde.iter().copied().filter(move |node| is_concept(node))
    }

    /// A key for each begrip: that of our own, or one made of the last part of its address or else of its term. Each once.
    fn ids(&self, kader: &Kader) -> Ids<'t> {
        let mut bezet = BTreeSet::new();
        let mut ids = HashMap::new();
        for concept in self.concepten() {
            let iri = adres(concept).unwrap_or_default();
            let eigen = kader.id_van(iri).map(str::to_owned);
            let laatste = iri.rsplit(['/', '#', ':']).next().unwrap_or_default();
            let term = self.tekst(concept, w::PREF_LABEL).unwrap_or_default();
            let stam = eigen.or_else(|| als_id(laatste)).or_else(|| als_id(&term));
            let Some(stam) = stam else { continue };
            let id = std::iter::once(stam.clone())
                .chain((2..).map(|nummer| format!("{stam}-{nummer}")))
                .find(|id| !bezet.contains(id))
                .unwrap_or(stam);
            bezet.insert(id.clone());
            ids.insert(concept, id);
        }
        ids
    }

    /// The texts in Dutch; one of which nobody says in what language it is counts as Dutch.
    fn teksten(&self, wie: &NamedOrBlankNode, wat: NamedNodeRef<'_>) -> Vec<String> {
        let nederlands = |term: &Term| match term {
            Term::Literal(tekst) => {
                let taal = tekst.language().is_none_or(|taal| taal == "nl" || taal.starts_with("nl-"));
                taal.then(|| tekst.value().trim().to_owned()).filter(|tekst| !tekst.is_empty())
            }
            _ => None,
        };
        self.waarden(wie, wat).filter_map(nederlands).collect()
    }

    fn tekst(&self, wie: &NamedOrBlankNode, wat: NamedNodeRef<'_>) -> Option<String> {
        self.teksten(wie, wat).into_iter().next()
    }

    fn adressen(&self, wie: &NamedOrBlankNode, wat: NamedNodeRef<'_>) -> Vec<String> {
        let adres = |term: &Term| match term {
            Term::NamedNode(node) => Some(node.as_str().to_owned()),
            _ => None,
        };
        self.waarden(wie, wat).filter_map(adres).collect()
    }

    fn begrip(
        &self,
        wie: &NamedOrBlankNode,
        id: &str,
        eigenaar: &str,
        ids: &Ids<'t>,
        kader: &Kader,
        overgeslagen: &mut Vec<String>,
    ) -> Option<Begrip> {
        let iri = adres(wie).unwrap_or_default();
        let van_ons = kader.id_van(iri).is_some();
        let eigen = |woord: &str| self.teksten(wie, kader.eigen(woord).as_ref());
        let dag = |woord: &str| eigen(woord).first().and_then(|dag| dag.parse().ok());
        let voorkeursterm = self.tekst(wie, w::PREF_LABEL)?;
        let mut verwijzingen = |wat: NamedNodeRef<'_>| {
            let mut uit = Vec::new();
            for naar in self.waarden(wie, wat) {
                let node = match naar {
                    Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
                    Term::BlankNode(node) => NamedOrBlankNode::from(node.clone()),
                    _ => continue,
                };
                match ids.get(&node) {
                    Some(id) => uit.push(id.clone()),
                    None => overgeslagen.push(format!(
                        "{id}: het begrip {} staat niet in het bestand; het verband ermee is weggelaten.",
                        adres(&node).unwrap_or("zonder adres")
                    )),
                }
            }
            uit
        };
        let (breder, verwant) = (verwijzingen(w::BROADER), verwijzingen(w::RELATED));
        let mut exact = self.adressen(wie, w::EXACT_MATCH);
        if !van_ons && iri.starts_with("http") {
            exact.insert(0, iri.to_owned());
        }
        let opvolger = self
            .adressen(wie, w::REPLACED_BY)
            .into_iter()
            .find_map(|iri| kader.id_van(&iri).map(str::to_owned));
        Some(Begrip {
            id: id.to_owned(),
            alternatieve_termen: zonder(self.teksten(wie, w::ALT_LABEL), &voorkeursterm),
            zoektermen: self.teksten(wie, w::HIDDEN_LABEL),
            voorkeursterm,
            definitie: self.tekst(wie, w::DEFINITION)?,
            toelichting: self.tekst(wie, w::SCOPE_NOTE),
            voorbeeld: self.tekst(wie, w::EXAMPLE),
            bron: self.bron(wie),
            breder,
            verwant,
            exact_gelijk_aan: exact,
            bijna_gelijk_aan: self.adressen(wie, w::CLOSE_MATCH),
            elementen: eigen("element"),
            codes: self.codes(wie, kader),
            regels: eigen("regel"),
            eigenaar: eigen("eigenaar")
                .into_iter()
                .next()
                .filter(|_| van_ons)
                .unwrap_or_else(|| eigenaar.to_owned()),
            status: self.status(wie, kader).filter(|_| van_ons).unwrap_or(Status::Voorgesteld),
            opvolger: opvolger.filter(|_| van_ons),
            ingangsdatum: dag("ingangsdatum"),
            einddatum: dag("einddatum"),
        })
    }

    fn status(&self, wie: &NamedOrBlankNode, kader: &Kader) -> Option<Status> {
        let adressen = self.adressen(wie, w::STATUS);
        Status::ALLE
            .into_iter()
            .find(|status| adressen.iter().any(|iri| iri == kader.status(status.sleutel()).as_str()))
    }

    fn codes(&self, wie: &NamedOrBlankNode, kader: &Kader) -> Vec<Codeverwijzing> {
        let verwijzing = |iri: String| {
            let (codelijst, code) = kader.code_van(&iri)?;
            Some(Codeverwijzing { codelijst: codelijst.to_owned(), code: code.to_owned() })
        };
        self.adressen(wie, w::RELATED_MATCH).into_iter().filter_map(verwijzing).collect()
    }

    fn bron(&self, wie: &NamedOrBlankNode) -> Option<Bron> {
        let bron = self.waarden(wie, w::SOURCE).next()?;
        let document = match bron {
            Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
            Term::BlankNode(node) => NamedOrBlankNode::from(node.clone()),
            Term::Literal(tekst) => return Some(Bron { titel: tekst.value().to_owned(), verwijzing: None }),
        };
        let vindplaats = self.tekst(&document, w::CITATION);
        let verwijzing = vindplaats.or_else(|| self.adressen(&document, w::PAGE).into_iter().next());
        let iri = adres(&document).map(str::to_owned);
        match self.tekst(&document, w::TITLE) {
            Some(titel) => Some(Bron { titel, verwijzing: verwijzing.or(iri) }),
            None => iri.map(|iri| Bron { titel: iri.clone(), verwijzing: Some(iri) }),
        }
    }
}

/// The texts, without one that stands somewhere else already, each once.
fn zonder(teksten: Vec<String>, term: &str) -> Vec<String> {
    let mut gezien = BTreeSet::from([term.to_owned()]);
    teksten.into_iter().filter(|tekst| gezien.insert(tekst.clone())).collect()
}

/// A text as a key: small letters, digits and hyphens. `None` where nothing is left.
fn als_id(tekst: &str) -> Option<String> {
    let mut id = String::new();
    for teken in kaal(tekst).chars() {
        if teken.is_ascii_lowercase() || teken.is_ascii_digit() {
            id.push(teken);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.chars().take(56).collect();
    let id = id.trim_end_matches('-');
    (!id.is_empty()).then(|| id.to_owned())
}
