//! Who calls, and what that caller may do.

use super::recht::{Recht, Rechten, Rol};
use super::volmacht::Volmacht;
use crate::partij::{Medewerker, Partij};

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wie {
    /// A system of a partij, or a person at it.
    Partij {
        /// The partij.
        partij: Partij,
        /// The person; none for a system.
        medewerker: Option<Medewerker>,
        /// What that person does there; none for one who may do all that the partij may.
        rol: Option<Rol>,
    },
    /// A person of the gate itself.
    Poort {
        /// The person.
        medewerker: Medewerker,
        /// What that person does.
        rol: Rol,
    },
}

/// A caller that showed who it is, with its rights. The one place that decides what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aanroeper {
    wie: Wie,
    rechten: Rechten,
    volmacht: Option<Box<Volmacht>>,
}

/// Why a caller may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weigering {
    /// People in its role do not do this.
    Rol(Rol),
    /// Its key or token is for other things.
    Recht,
    /// The partij that it acts for did not let it.
    Volmacht,
    /// It acts for others, and did not say for whom.
    VoorWie,
}

impl Aanroeper {
    /// A caller with these rights.
    pub fn nieuw(wie: Wie, rechten: Rechten) -> Aanroeper {
        Aanroeper { wie, rechten, volmacht: None }
    }

    /// The same supplier, acting for the partij that let it: with no more than both may, and as nobody in particular.
    #[must_use]
    pub fn namens(self, volmacht: Volmacht) -> Aanroeper {
        Aanroeper {
            wie: Wie::Partij { partij: volmacht.partij.clone(), medewerker: None, rol: None },
            rechten: self.rechten.en_ook(volmacht.laat_toe()),
            volmacht: Some(Box::new(volmacht)),
        }
    }

    /// What lets it act for its partij, where it is a supplier: also who that is.
    pub fn volmacht(&self) -> Option<&Volmacht> {
        self.volmacht.as_deref()
    }

    /// What it may do of all this.
    pub fn rechten(&self) -> Rechten {
        self.rechten
    }

    /// Who it is.
    pub fn wie(&self) -> &Wie {
        &self.wie
    }

    /// The partij that it acts for; none: a person of the gate itself, who looks after all of them.
    pub fn partij(&self) -> Option<&Partij> {
        match &self.wie {
            Wie::Partij { partij, .. } => Some(partij),
            Wie::Poort { .. } => None,
        }
    }

    /// The person.
    pub fn medewerker(&self) -> Option<&Medewerker> {
        match &self.wie {
            Wie::Partij { medewerker, .. } => medewerker.as_ref(),
            Wie::Poort { medewerker, .. } => Some(medewerker),
        }
    }

    /// The role of that person.
    pub fn rol(&self) -> Option<Rol> {
        match &self.wie {
            Wie::Partij { rol, .. } => *rol,
            Wie::Poort { rol, .. } => Some(*rol),
        }
    }

    /// Whether it may do something at all. To which messages that goes is asked with every query: those of its partij.
    ///
    /// # Errors
    /// [`Weigering`]: why not.
    pub fn mag(&self, recht: Recht) -> Result<(), Weigering> {
        let voor_anderen = self.partij().is_some_and(|partij| partij.soort.werkt_voor_anderen());
        if voor_anderen && !matches!(recht, Recht::PartijenLezen | Recht::PartijenBeheren) {
            return Err(Weigering::VoorWie);
        }
        if self.rechten.heeft(recht) {
            return Ok(());
        }
        if self.volmacht.is_some() {
            return Err(Weigering::Volmacht);
        }
        match self.rol() {
            Some(rol) if !rol.rechten().heeft(recht) => Err(Weigering::Rol(rol)),
            _ => Err(Weigering::Recht),
        }
    }
}

impl Weigering {
    /// What is wrong and who can do it, as a text for the caller.
    pub fn uitleg(self, recht: Recht) -> String {
        let rollen: Vec<_> =
            Rol::ALLE.into_iter().filter(|rol| rol.rechten().heeft(recht)).map(Rol::sleutel).collect();
        let rollen = match rollen.as_slice() {
            [] => String::new(),
            [een] => format!(" Een collega met de rol {een} kan het wel."),
            [begin @ .., laatste] => {
                format!(" Een collega met de rol {} of {laatste} kan het wel.", begin.join(", "))
            }
        };
        match self {
            Weigering::Rol(rol) => format!("Met de rol {} mag u dit niet.{rollen}", rol.sleutel()),
            Weigering::Recht => format!(
                "Uw sleutel, token of certificaat is niet voor dit doel gemaakt: het recht ‘{}’ ontbreekt. Gebruik een sleutel met \
                 dat recht, of vraag de beheerder van de poort erom.",
                recht.sleutel()
            ),
            Weigering::Volmacht => format!(
                "U werkt met een volmacht, en die of uw eigen sleutel is niet voor dit doel: het recht ‘{}’ ontbreekt. Vraag de partij om \
                 een volmacht met dat recht, als het met een volmacht te geven is.",
                recht.sleutel()
            ),
            Weigering::VoorWie => "U werkt voor andere partijen. Noem in de header ‘Namens-Partij’ de code van de partij voor wie dit \
                                   verzoek is. Die partij moet u een volmacht hebben gegeven."
                .to_owned(),
        }
    }
}
