//! Who calls, and what that caller may do.

use super::recht::{Recht, Rechten, Rol};
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
}

/// Why a caller may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weigering {
    /// People in its role do not do this.
    Rol(Rol),
    /// Its key or token is for other things.
    Recht,
}

impl Aanroeper {
    /// A caller with these rights.
    pub fn nieuw(wie: Wie, rechten: Rechten) -> Aanroeper {
        Aanroeper { wie, rechten }
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
        if self.rechten.heeft(recht) {
            return Ok(());
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
        }
    }
}
