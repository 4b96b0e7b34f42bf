//! From the register to triples.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use oxrdf::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};

use super::woorden::{self as w};
use crate::begrippen::{Begrip, Bron, Code, Codelijst, Overeenkomst, Register, Vertaling};

/// Where the addresses of what is exported begin.
#[derive(Clone, Debug)]
pub struct Kader {
    basis: String,
}

impl Kader {
    /// Addresses that begin with this one: `https://poort.example/`. `None` where it is no absolute address.
    pub fn op(basis: &str) -> Option<Kader> {
        let basis = match basis.ends_with(['/', '#', ':']) {
            true => basis.to_owned(),
            false => format!("{basis}/"),
        };
        NamedNode::new(&basis).is_ok().then_some(Kader { basis })
    }

    /// An address under the base. What it is made of may hold any character: those that no address can have are written in hex.
    fn iri(&self, delen: &[&str]) -> NamedNode {
        let mut adres = self.basis.clone();
        for (plaats, deel) in delen.iter().enumerate() {
            if plaats > 0 {
                adres.push('/');
            }
            for byte in deel.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                        adres.push(byte.into())
                    }
                    ander => adres.push_str(&format!("%{ander:02X}")),
                }
            }
        }
        NamedNode::new_unchecked(adres)
    }

    pub(super) fn begrippen(&self) -> NamedNode {
        self.iri(&["begrippen"])
    }

    pub(super) fn begrip(&self, id: &str) -> NamedNode {
        self.iri(&["begrippen", id])
    }

    /// The id of a begrip of our own with this address.
    pub(super) fn id_van<'i>(&self, iri: &'i str) -> Option<&'i str> {
        let id = iri.strip_prefix(&self.basis)?.strip_prefix("begrippen/")?;
        (!id.is_empty() && !id.contains('/')).then_some(id)
    }

    fn codelijst(&self, lijst: &str) -> NamedNode {
        self.iri(&["codelijsten", lijst])
    }

    pub(super) fn code(&self, lijst: &str, code: &str) -> NamedNode {
        self.iri(&["codelijsten", lijst, "codes", code])
    }

    /// A list and a code of our own with this address.
    pub(super) fn code_van<'i>(&self, iri: &'i str) -> Option<(&'i str, &'i str)> {
        iri.strip_prefix(&self.basis)?.strip_prefix("codelijsten/")?.split_once("/codes/")
    }

    /// A word of our own, for what the profile has no word for.
    pub(super) fn eigen(&self, woord: &str) -> NamedNode {
        self.iri(&["def", woord])
    }

    pub(super) fn status(&self, woord: &str) -> NamedNode {
        self.iri(&["status", woord])
    }
}

/// Everything of the register that everybody may see: the begrippen, and each code list as a scheme of its own.
pub fn triples(register: &Register, kader: &Kader) -> Vec<Triple> {
    let mut uit = Uitvoer { kader, triples: Vec::new() };
    let begrippen: Vec<_> = register.begrippen().collect();
    let ids: BTreeSet<&str> = begrippen.iter().map(|begrip| begrip.id.as_str()).collect();
    let schema = kader.begrippen();
    uit.is(&schema, w::TYPE, w::CONCEPT_SCHEME);
    uit.tekst(&schema, w::TITLE, "Begrippen van de keten");
    uit.tekst(
        &schema,
        w::COMMENT,
        "Wat gemeenten en aanbieders met hun woorden bedoelen in de berichten van iWmo en iJw.",
    );
    for begrip in &begrippen {
        uit.begrip(begrip, &ids);
    }
    for lijst in register.codelijsten() {
        uit.codelijst(lijst);
    }
    for vertaling in register.vertalingen() {
        uit.vertaling(vertaling, register);
    }
    uit.triples
}

struct Uitvoer<'k> {
    kader: &'k Kader,
    triples: Vec<Triple>,
}

impl Uitvoer<'_> {
    fn zet(&mut self, wie: impl Into<NamedOrBlankNode>, wat: impl Into<NamedNode>, waarde: impl Into<Term>) {
        self.triples.push(Triple::new(wie, wat, waarde));
    }

    fn is(&mut self, wie: &NamedNode, wat: NamedNodeRef<'_>, waarde: NamedNodeRef<'_>) {
        self.zet(wie.clone(), wat, waarde.into_owned());
    }

    fn naar(&mut self, wie: &NamedNode, wat: NamedNodeRef<'_>, waarde: NamedNode) {
        self.zet(wie.clone(), wat, waarde);
    }

    /// A text in Dutch; an empty one says nothing.
    fn tekst(&mut self, wie: &NamedNode, wat: NamedNodeRef<'_>, tekst: &str) {
        if !tekst.is_empty() {
            self.zet(wie.clone(), wat, Literal::new_language_tagged_literal_unchecked(tekst, "nl"));
        }
    }

    fn eigen(&mut self, wie: &NamedNode, woord: &str, waarde: &str) {
        let wat = self.kader.eigen(woord);
        self.zet(wie.clone(), wat, Literal::new_simple_literal(waarde));
    }

    fn dag(&mut self, wie: &NamedNode, woord: &str, dag: Option<NaiveDate>) {
        if let Some(dag) = dag {
            let wat = self.kader.eigen(woord);
            self.zet(wie.clone(), wat, Literal::new_typed_literal(dag.to_string(), w::DATE));
        }
    }

    fn begrip(&mut self, begrip: &Begrip, ids: &BTreeSet<&str>) {
        let wie = &self.kader.begrip(&begrip.id);
        let schema = self.kader.begrippen();
        self.is(wie, w::TYPE, w::CONCEPT);
        self.naar(wie, w::IN_SCHEME, schema.clone());
        self.tekst(wie, w::PREF_LABEL, &begrip.voorkeursterm);
        for term in &begrip.alternatieve_termen {
            self.tekst(wie, w::ALT_LABEL, term);
        }
        for term in &begrip.zoektermen {
            self.tekst(wie, w::HIDDEN_LABEL, term);
        }
        self.tekst(wie, w::DEFINITION, &begrip.definitie);
        self.tekst(wie, w::SCOPE_NOTE, begrip.toelichting.as_deref().unwrap_or_default());
        self.tekst(wie, w::EXAMPLE, begrip.voorbeeld.as_deref().unwrap_or_default());
        if let Some(bron) = &begrip.bron {
            self.bron(wie, &begrip.id, bron);
        }
        // What is still a draft is not there for everybody.
        let breder: Vec<_> = begrip.breder.iter().filter(|id| ids.contains(id.as_str())).collect();
        if breder.is_empty() {
            self.naar(wie, w::TOP_CONCEPT_OF, schema);
        }
        for id in breder {
            self.naar(wie, w::BROADER, self.kader.begrip(id));
        }
        for id in begrip.verwant.iter().filter(|id| ids.contains(id.as_str())) {
            self.naar(wie, w::RELATED, self.kader.begrip(id));
        }
        for (wat, adressen) in
            [(w::EXACT_MATCH, &begrip.exact_gelijk_aan), (w::CLOSE_MATCH, &begrip.bijna_gelijk_aan)]
        {
            for adres in adressen.iter().filter_map(|adres| NamedNode::new(adres).ok()) {
                self.naar(wie, wat, adres);
            }
        }
        for code in &begrip.codes {
            self.naar(wie, w::RELATED_MATCH, self.kader.code(&code.codelijst, &code.code));
        }
        self.naar(wie, w::STATUS, self.kader.status(begrip.status.sleutel()));
        if let Some(opvolger) = &begrip.opvolger {
            self.naar(wie, w::REPLACED_BY, self.kader.begrip(opvolger));
        }
        self.eigen(wie, "eigenaar", &begrip.eigenaar);
        for (woord, waarden) in [("element", &begrip.elementen), ("regel", &begrip.regels)] {
            waarden.iter().for_each(|waarde| self.eigen(wie, woord, waarde));
        }
        self.dag(wie, "ingangsdatum", begrip.ingangsdatum);
        self.dag(wie, "einddatum", begrip.einddatum);
    }

    fn bron(&mut self, wie: &NamedNode, id: &str, bron: &Bron) {
        let document = BlankNode::new_unchecked(format!("bron-{id}"));
        self.zet(wie.clone(), w::SOURCE, document.clone());
        self.zet(document.clone(), w::TYPE, w::DOCUMENT.into_owned());
        self.zet(
            document.clone(),
            w::TITLE,
            Literal::new_language_tagged_literal_unchecked(&bron.titel, "nl"),
        );
        let Some(verwijzing) = bron.verwijzing.as_deref().filter(|tekst| !tekst.is_empty()) else { return };
        let is_adres = verwijzing.starts_with("https://") || verwijzing.starts_with("http://");
        match NamedNode::new(verwijzing).ok().filter(|_| is_adres) {
            Some(adres) => self.zet(document, w::PAGE, adres),
            None => self.zet(document, w::CITATION, Literal::new_simple_literal(verwijzing)),
        }
    }

    fn codelijst(&mut self, lijst: &Codelijst) {
        let schema = &self.kader.codelijst(&lijst.lijst);
        self.is(schema, w::TYPE, w::CONCEPT_SCHEME);
        self.tekst(schema, w::TITLE, &format!("{} {}", lijst.lijst, lijst.naam));
        self.tekst(schema, w::COMMENT, &lijst.omschrijving);
        // A code is one thing in its list, under both laws and through all its periods.
        let mut codes: BTreeMap<&str, Vec<&Code>> = BTreeMap::new();
        for code in &lijst.codes {
            codes.entry(&code.code).or_default().push(code);
        }
        for (naam, codes) in codes {
            self.code(lijst, schema, naam, &codes);
        }
    }

    fn code(&mut self, lijst: &Codelijst, schema: &NamedNode, naam: &str, codes: &[&Code]) {
        let wie = &self.kader.code(&lijst.lijst, naam);
        self.is(wie, w::TYPE, w::CONCEPT);
        self.naar(wie, w::IN_SCHEME, schema.clone());
        self.naar(wie, w::TOP_CONCEPT_OF, schema.clone());
        self.zet(wie.clone(), w::NOTATION, Literal::new_simple_literal(naam));
        let omschrijvingen: BTreeSet<&str> = codes.iter().map(|code| code.omschrijving.trim()).collect();
        let eerste = codes.first().map_or("", |code| code.omschrijving.trim());
        // Two codes of a list may be described alike.
        self.tekst(wie, w::PREF_LABEL, &format!("{eerste} ({naam})"));
        for anders in omschrijvingen.iter().filter(|tekst| **tekst != eerste) {
            self.tekst(wie, w::ALT_LABEL, anders);
        }
        self.tekst(wie, w::DEFINITION, eerste);
        let toelichtingen: BTreeSet<&str> =
            codes.iter().filter_map(|code| code.toelichting.as_deref()).collect();
        for toelichting in toelichtingen {
            self.tekst(wie, w::SCOPE_NOTE, toelichting);
        }
        let standaarden: BTreeSet<&str> = codes.iter().map(|code| code.standaard.sleutel()).collect();
        for standaard in standaarden {
            self.eigen(wie, "standaard", standaard);
        }
        self.naar(wie, w::STATUS, self.kader.status(lijst.status.sleutel()));
    }

    fn vertaling(&mut self, vertaling: &Vertaling, register: &Register) {
        let heeft = |lijst: &str, code: &str| {
            let lijst = register.codelijst(lijst);
            lijst.is_some_and(|lijst| lijst.codes.iter().any(|een| een.code == code))
        };
        for regel in &vertaling.regels {
            if !heeft(&vertaling.van, &regel.van) || !heeft(&vertaling.naar, &regel.naar) {
                continue;
            }
            let wat = match regel.soort {
                Overeenkomst::Exact => w::EXACT_MATCH,
                Overeenkomst::Bijna => w::CLOSE_MATCH,
                Overeenkomst::Breder => w::BROAD_MATCH,
                Overeenkomst::Smaller => w::NARROW_MATCH,
            };
            let wie = self.kader.code(&vertaling.van, &regel.van);
            self.naar(&wie, wat, self.kader.code(&vertaling.naar, &regel.naar));
        }
    }
}
