//! Requests for allocations (315) and for changes of them (317), and what became of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::bericht::{Bsn, Gemeentecode, Header, VerzoekAntwoord};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verzoeksoort {
    /// A 315 (VOT): each AangevraagdProduct is a request by itself.
    Toewijzing,
    /// A 317 (VOW): the message is one request.
    Wijziging,
}

impl Verzoeksoort {
    /// The key in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Verzoeksoort::Toewijzing => "toewijzing",
            Verzoeksoort::Wijziging => "wijziging",
        }
    }

    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Verzoeksoort> {
        [Verzoeksoort::Toewijzing, Verzoeksoort::Wijziging]
            .into_iter()
            .find(|soort| soort.sleutel() == sleutel)
    }
}

/// A request, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BekendVerzoek {
    /// What it asks for.
    pub soort: Verzoeksoort,
    /// To whom it was sent.
    pub gemeente: Gemeentecode,
    /// Whom the care is for.
    pub bsn: Bsn,
    /// `BerichtIdentificatie/Dagtekening` of the message; the eight weeks of an investigation count from it (OP274, OP346).
    pub dagtekening: NaiveDate,
    /// A 319 said that it is being looked into.
    pub in_onderzoek: bool,
    /// A 319 refused it.
    pub afgewezen: bool,
    /// A 301 followed from it.
    pub toegewezen: bool,
}

impl BekendVerzoek {
    /// A request that nothing was done with yet.
    pub fn nieuw(header: &Header, bsn: &Bsn, soort: Verzoeksoort) -> BekendVerzoek {
        BekendVerzoek {
            soort,
            gemeente: header.gemeente.clone(),
            bsn: bsn.clone(),
            dagtekening: header.dagtekening,
            in_onderzoek: false,
            afgewezen: false,
            toegewezen: false,
        }
    }

    /// Whether it is for this client at this gemeente.
    pub fn is_van(&self, bsn: &Bsn, gemeente: &Gemeentecode) -> bool {
        self.bsn == *bsn && self.gemeente == *gemeente
    }

    /// Whether it still waits for an allocation or a refusal (TR374).
    pub fn is_onderhanden(&self) -> bool {
        !self.afgewezen && !self.toegewezen
    }
}

/// The requests of an aanbieder under one law, by ReferentieAanbieder (TR347).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verzoeken(BTreeMap<String, BekendVerzoek>);

impl Verzoeken {
    /// Takes in a request.
    pub fn neem_op(&mut self, referentie: &str, verzoek: BekendVerzoek) {
        self.0.insert(referentie.to_owned(), verzoek);
    }

    /// Takes in that a 301 of this gemeente followed from it. What was asked of another gemeente, only that one grants.
    pub fn wijs_toe(&mut self, gemeente: &Gemeentecode, referentie: &str) {
        if let Some(verzoek) = self.aan(gemeente, referentie) {
            verzoek.toegewezen = true;
        }
    }

    /// Takes in the answer of a 319 of this gemeente. What was asked of another gemeente, only that one answers.
    pub fn beantwoord(&mut self, gemeente: &Gemeentecode, referentie: &str, antwoord: VerzoekAntwoord) {
        if let Some(verzoek) = self.aan(gemeente, referentie) {
            match antwoord {
                VerzoekAntwoord::Afgewezen => verzoek.afgewezen = true,
                VerzoekAntwoord::InOnderzoek => verzoek.in_onderzoek = true,
            }
        }
    }

    fn aan(&mut self, gemeente: &Gemeentecode, referentie: &str) -> Option<&mut BekendVerzoek> {
        self.0.get_mut(referentie).filter(|verzoek| verzoek.gemeente == *gemeente)
    }

    /// The request with this reference, whatever the gemeente and the client.
    pub fn met(&self, referentie: &str) -> Option<&BekendVerzoek> {
        self.0.get(referentie)
    }

    /// The request with this reference, if it is for this client at this gemeente and no 301 followed from it yet (IV097).
    pub fn niet_toegewezen(
        &self,
        referentie: &str,
        bsn: &Bsn,
        gemeente: &Gemeentecode,
    ) -> Option<&BekendVerzoek> {
        self.met(referentie).filter(|verzoek| verzoek.is_van(bsn, gemeente) && !verzoek.toegewezen)
    }

    /// The requests for a client at a gemeente, by reference.
    pub fn van<'v>(
        &'v self,
        bsn: &'v Bsn,
        gemeente: &'v Gemeentecode,
    ) -> impl Iterator<Item = (&'v str, &'v BekendVerzoek)> {
        let alle = self.0.iter().map(|(referentie, verzoek)| (referentie.as_str(), verzoek));
        alle.filter(move |(_, verzoek)| verzoek.is_van(bsn, gemeente))
    }
}
