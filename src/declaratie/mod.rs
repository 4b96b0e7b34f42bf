//! Settling a Declaratie: what is granted of a 323, what is refused, and the sum (IV087, IV088, TR342). And
//! what people may decide about it before that is told.

mod afwijscodes;
mod beslissen;
mod voorstel;

pub use afwijscodes::{AFWIJSCODES, Afwijscode, afwijscode};
pub use beslissen::{Beoordelingsstatus, Besluitsoort, Bezwaar, Opdracht, Stand};
pub use voorstel::{Afwijzingen, Regeluitslag, Voorstel, Voorstelregel, vooraf_afgewezen};

use std::ops::RangeFrom;

use crate::bericht::{Client, Declaratie, Eurocent, Prestatie};
use crate::keten::{Retourcodes, Uitkomst, Uitslag, Wijziging};

/// The code of a klasse without remarks.
pub const GEEN_OPMERKING: &str = "0200";
/// The code of a klasse that was not judged: the Prestaties below a refused client.
pub const NIET_BEOORDEELD: &str = "0233";
/// The code of a Declaratie that is granted in full.
pub const VOLLEDIG_TOEGEWEZEN: &str = "8001";

/// A Declaratie after judgement.
#[derive(Clone, Debug)]
pub struct Afrekening<'b> {
    /// The Declaratie.
    pub declaratie: &'b Declaratie,
    /// The codes of the Declaratie as a whole, empty where it was processed.
    pub codes: Vec<&'static str>,
    /// What was granted in all, debits minus credits.
    pub toegekend: Eurocent,
    /// The clients that something was refused of.
    pub afgewezen: Vec<AfgewezenClient<'b>>,
    wijzigingen: Vec<Wijziging<'b>>,
}

/// A client that something was refused of.
#[derive(Clone, Debug)]
pub struct AfgewezenClient<'b> {
    /// The client.
    pub client: &'b Client,
    /// The codes of the client: its own errors, or 0200.
    pub codes: Vec<&'static str>,
    /// The refused Prestaties with their codes.
    pub prestaties: Vec<(&'b Prestatie, Vec<&'static str>)>,
}

impl<'b> Afrekening<'b> {
    /// Settles a Declaratie by the codes that the rules gave. A Declaratie with an error in the Header or in the Declaratie is
    /// not processed: nothing is granted and nothing is left behind.
    pub fn maak(
        declaratie: &'b Declaratie,
        clienten: &'b [Client],
        codes: &'b Retourcodes,
    ) -> Afrekening<'b> {
        let mut eigen = codes.bij_header();
        eigen.extend(codes.bij(&declaratie.plek.pad.to_string()));
        let verwerkt = eigen.is_empty();
        let mut afrekening = Afrekening {
            declaratie,
            codes: eigen,
            toegekend: Eurocent(0),
            afgewezen: Vec::new(),
            wijzigingen: Vec::new(),
        };
        if verwerkt {
            let mut regels = 1..;
            for client in clienten {
                afrekening.verwerk(client, &mut regels, codes);
            }
            let geheel = Wijziging::Declaratie(declaratie, afrekening.toegekend);
            afrekening.wijzigingen.push(geheel);
        }
        afrekening
    }

    fn verwerk(&mut self, client: &'b Client, regels: &mut RangeFrom<u32>, codes: &'b Retourcodes) {
        let van_client = codes.van(&client.persoon.plek.pad.to_string());
        let mut geweigerd = Vec::new();
        for (prestatie, regel) in client.prestaties.iter().zip(regels) {
            let van_prestatie = || codes.van(&prestatie.plek.pad.to_string());
            let uitslag = match van_client.or_else(van_prestatie) {
                Some(codes) => Uitslag::Afgewezen(codes),
                None => Uitslag::Toegekend,
            };
            match (uitslag, van_client) {
                (Uitslag::Toegekend, _) => self.toegekend = self.toegekend + prestatie.bedrag.eurocent(),
                (Uitslag::Afgewezen(_), Some(_)) => geweigerd.push((prestatie, vec![NIET_BEOORDEELD])),
                (Uitslag::Afgewezen(codes), None) => {
                    geweigerd.push((prestatie, codes.iter().copied().collect()));
                }
            }
            self.wijzigingen.push(Wijziging::Prestatie { regel, bsn: &client.bsn, prestatie, uitslag });
        }
        if !geweigerd.is_empty() {
            let codes =
                van_client.map_or_else(|| vec![GEEN_OPMERKING], |codes| codes.iter().copied().collect());
            self.afgewezen.push(AfgewezenClient { client, codes, prestaties: geweigerd });
        }
    }

    /// How the Declaratie ended: refused when nothing at all was granted.
    pub fn uitkomst(&self) -> Uitkomst {
        let toegekend = self.toegekende().next().is_some();
        match (self.is_verwerkt(), toegekend, self.afgewezen.is_empty()) {
            (true, _, true) => Uitkomst::Goedgekeurd,
            (true, true, false) => Uitkomst::DeelsGoedgekeurd,
            _ => Uitkomst::Afgekeurd,
        }
    }

    /// Whether the Declaratie was processed line by line, rather than refused as a whole.
    pub fn is_verwerkt(&self) -> bool {
        self.codes.is_empty()
    }

    /// The Prestaties that were granted.
    pub fn toegekende(&self) -> impl Iterator<Item = &'b Prestatie> + '_ {
        self.wijzigingen.iter().filter_map(|wijziging| match wijziging {
            Wijziging::Prestatie { prestatie, uitslag: Uitslag::Toegekend, .. } => Some(*prestatie),
            _ => None,
        })
    }

    /// What the Declaratie leaves behind: itself and every line, refused ones too, as their numbers stay used (TR314).
    pub fn wijzigingen(&self) -> &[Wijziging<'b>] {
        &self.wijzigingen
    }
}
