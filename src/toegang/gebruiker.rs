//! People who sign in.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::aanroeper::Aanroeper;
use super::sleutel::Houder;

/// A person who signs in with a name, a password and a second factor.
#[derive(Clone, PartialEq, Eq)]
pub struct Gebruiker {
    /// Unguessable id.
    pub id: Uuid,
    /// The name to sign in with: lowercase.
    pub naam: String,
    /// Who it is, at which partij, in which role.
    pub houder: Houder,
    /// The hash of the password.
    pub wachtwoord: String,
    /// Until when nobody gets in, after too many attempts.
    pub dicht_tot: Option<DateTime<Utc>>,
    /// Since when this person may no longer sign in.
    pub geblokkeerd_op: Option<DateTime<Utc>>,
}

/// Shows no secrets.
impl std::fmt::Debug for Gebruiker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gebruiker").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Gebruiker {
    /// A name to sign in with, as it is kept: letters, digits, full stops, hyphens and at signs, in lowercase.
    pub fn lees_naam(tekst: &str) -> Option<String> {
        let past = (1..=64).contains(&tekst.len())
            && tekst
                .bytes()
                .all(|teken| teken.is_ascii_alphanumeric() || matches!(teken, b'.' | b'-' | b'@' | b'_'));
        past.then(|| tekst.to_ascii_lowercase())
    }
}

/// Somebody who is signed in, here or at an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingelogde {
    /// Who it is, at which partij, in which role.
    pub houder: Houder,
    /// The issuer; none: with a password of the gate.
    pub uitgever: Option<String>,
    /// Since when this person may no longer sign in.
    pub geblokkeerd_op: Option<DateTime<Utc>>,
}

impl Ingelogde {
    /// Who calls when this person does; none while blocked.
    pub fn aanroeper(self) -> Option<Aanroeper> {
        self.geblokkeerd_op.is_none().then_some(self.houder).and_then(Houder::aanroeper)
    }
}
