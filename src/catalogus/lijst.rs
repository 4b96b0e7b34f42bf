//! All rules together: finding, choosing and counting them.

use std::sync::LazyLock;

use super::elders;
use super::regel::{CatalogusRegel, Controleniveau, Toetsing};
use crate::bericht::{Berichttype, Standaard};
use crate::keten::regels_over_berichten;
use crate::regels::regels_in_bericht;

static ALLE: LazyLock<Vec<CatalogusRegel>> = LazyLock::new(stel_samen);

/// Every rule of both standards, by code.
pub fn alle() -> &'static [CatalogusRegel] {
    &ALLE
}

fn stel_samen() -> Vec<CatalogusRegel> {
    let in_bericht = regels_in_bericht().map(|regel| CatalogusRegel::from(&regel.regel));
    let over_berichten = regels_over_berichten().map(|regel| CatalogusRegel::from(&regel.regel));
    let mut regels: Vec<_> = in_bericht.chain(over_berichten).chain(elders::regels().copied()).collect();
    regels.sort_by_key(|regel| regel.code);
    regels
}

/// The rule with this code, in capitals or not.
pub fn zoek(code: &str) -> Option<&'static CatalogusRegel> {
    alle().iter().find(|regel| regel.code.eq_ignore_ascii_case(code))
}

/// How many codes to suggest at most.
const MEESTE_SUGGESTIES: usize = 5;

/// Codes that whoever asked for this one may have meant: rules with this retourcode, then codes that begin with it,
/// have the same number or differ in one character.
pub fn lijken_op(gezocht: &str) -> Vec<&'static str> {
    let gezocht = gezocht.trim().to_ascii_uppercase();
    let nummer = |code: &str| code.get(2..).map(str::to_owned).filter(|nummer| nummer.len() >= 3);
    let met_retourcode = |regel: &CatalogusRegel| regel.retourcode == Some(gezocht.as_str());
    let zelfde_begin = |regel: &CatalogusRegel| gezocht.len() > 1 && regel.code.starts_with(&gezocht);
    let zelfde_nummer =
        |regel: &CatalogusRegel| nummer(&gezocht).is_some_and(|gezocht| nummer(regel.code) == Some(gezocht));
    let een_anders = |regel: &CatalogusRegel| {
        let anders = regel.code.bytes().zip(gezocht.bytes()).filter(|(een, ander)| een != ander).count();
        regel.code.len() == gezocht.len() && anders == 1
    };
    let proeven: [&dyn Fn(&CatalogusRegel) -> bool; 4] =
        [&met_retourcode, &zelfde_begin, &zelfde_nummer, &een_anders];
    let mut gevonden = Vec::new();
    for proef in proeven {
        for regel in alle() {
            if proef(regel) && !gevonden.contains(&regel.code) {
                gevonden.push(regel.code);
            }
        }
    }
    gevonden.truncate(MEESTE_SUGGESTIES);
    gevonden
}

/// Which rules somebody wants to see. What is not filled in does not choose.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keuze {
    /// Rules of this standard.
    pub standaard: Option<Standaard>,
    /// Rules about this message type.
    pub berichttype: Option<Berichttype>,
    /// Rules of this level.
    pub niveau: Option<Controleniveau>,
}

impl Keuze {
    /// The rules that were chosen, by code.
    pub fn regels(self) -> Vec<&'static CatalogusRegel> {
        alle().iter().filter(|regel| self.past(regel)).collect()
    }

    fn past(self, regel: &CatalogusRegel) -> bool {
        self.standaard.is_none_or(|standaard| regel.standaarden.contains(&standaard))
            && self.berichttype.is_none_or(|gezocht| {
                self.standaard.is_none_or(|standaard| standaard == gezocht.standaard)
                    && regel.berichttypen().any(|een| een == gezocht)
            })
            && self.niveau.is_none_or(|niveau| regel.niveau == niveau)
    }
}

/// What the gate does about the rules of one standard.
#[derive(Clone, Debug)]
pub struct Dekking {
    /// The standard.
    pub standaard: Standaard,
    /// How many rules it has.
    pub regels: usize,
    /// How many are dealt with in each way.
    pub per_toetsing: Vec<(Toetsing, usize)>,
    /// How many there are that a message must meet (RS, CS, CD and TR), limits that nothing uses aside.
    pub toetsbaar: usize,
    /// How many of those the gate checks.
    pub getoetst: usize,
}

impl Dekking {
    /// The coverage in one sentence.
    pub fn in_woorden(&self) -> String {
        format!(
            "{} 3.2 heeft {} regels. Aan {} daarvan moet een bericht voldoen; de poort toetst er nu {}.",
            self.standaard, self.regels, self.toetsbaar, self.getoetst
        )
    }
}

/// The coverage of a standard.
pub fn dekking(standaard: Standaard) -> Dekking {
    let regels = Keuze { standaard: Some(standaard), ..Keuze::default() }.regels();
    let tel = |toetsing| regels.iter().filter(|regel| regel.toetsing == toetsing).count();
    let toetsbaar = |regel: &&&CatalogusRegel| {
        let verhindert = matches!(
            regel.niveau,
            Controleniveau::Schema | Controleniveau::Bericht | Controleniveau::Keten | Controleniveau::Extern
        );
        verhindert && regel.toetsing != Toetsing::NietInGebruik
    };
    Dekking {
        standaard,
        regels: regels.len(),
        per_toetsing: Toetsing::ALLE.into_iter().map(|toetsing| (toetsing, tel(toetsing))).collect(),
        toetsbaar: regels.iter().filter(toetsbaar).count(),
        getoetst: regels.iter().filter(toetsbaar).filter(|regel| regel.toetsing.is_toets()).count(),
    }
}
