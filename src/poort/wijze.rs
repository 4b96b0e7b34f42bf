//! Who decides about a message: the gate at once, its receiver, or people about what the gate proposes.

use super::besluit::Gelezen;
use crate::declaratie::{Afwijzingen, Beoordelingsstatus, Voorstel, afwijscode};
use crate::keten::Retourcodes;
use crate::store::{BeoordelingRij, Beslisregels};

/// Who decides about a message.
pub(super) enum Wijze {
    /// The gate.
    Poort,
    /// The party that it is for, with an answer of its own.
    Ontvanger,
    /// People, about the proposal that is to be made.
    Voorstel,
    /// People did: this is what they approved.
    Vrijgegeven(Vrijgegeven),
}

static GEEN: Afwijzingen = Afwijzingen::new();

impl Wijze {
    /// The lines that people refuse.
    pub(super) fn afwijzingen(&self) -> &Afwijzingen {
        match self {
            Wijze::Vrijgegeven(vrijgegeven) => &vrijgegeven.afwijzingen,
            _ => &GEEN,
        }
    }

    /// What people approved, if they did.
    pub(super) fn vrijgegeven(&self) -> Option<&(BeoordelingRij, Beslisregels)> {
        match self {
            Wijze::Vrijgegeven(vrijgegeven) => Some(&vrijgegeven.voorstel),
            _ => None,
        }
    }
}

/// A proposal that people approved.
pub(super) struct Vrijgegeven {
    voorstel: (BeoordelingRij, Beslisregels),
    afwijzingen: Afwijzingen,
}

impl Vrijgegeven {
    pub(super) fn nieuw(voorstel: (BeoordelingRij, Beslisregels)) -> Result<Vrijgegeven, String> {
        let afwijzingen = afwijzingen(&voorstel.1)?;
        Ok(Vrijgegeven { voorstel, afwijzingen })
    }

    /// Whether every line ends as it was approved: granted, or refused with the same codes.
    pub(super) fn klopt_nog(&self, gelezen: &Gelezen, codes: &Retourcodes) -> bool {
        let Some((declaratie, clienten)) = gelezen.declaratie() else { return false };
        let nu = Voorstel::maak(declaratie, clienten, codes, &self.afwijzingen);
        let (rij, regels) = &self.voorstel;
        rij.stand.status == Beoordelingsstatus::Vrijgegeven
            && nu.codes_van_geheel() == rij.codes
            && nu.regels.len() == regels.len()
            && nu
                .regels
                .iter()
                .zip(nu.uitslagen())
                .all(|(regel, uitslag)| regels.get(&regel.regel).is_some_and(|toen| toen.uitslag == uitslag))
    }
}

/// The lines of a proposal that people refuse.
///
/// # Errors
/// Where a code is not one that people can refuse with, in Dutch.
pub(super) fn afwijzingen(regels: &Beslisregels) -> Result<Afwijzingen, String> {
    let afgewezen =
        regels.iter().filter_map(|(nummer, regel)| Some((*nummer, regel.uitslag.afgewezen_met.as_deref()?)));
    afgewezen
        .map(|(nummer, code)| {
            let code = afwijscode(code);
            code.map(|code| (nummer, code)).ok_or_else(|| format!("regel {nummer} heeft een onbekende code"))
        })
        .collect()
}
