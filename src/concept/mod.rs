//! Drafted answers to requests: for a 315 (VOT) a 301 or a 319, for a 317 (VOW) the complete 301 as IV093 prescribes, or a 319.
//!
//! Pure: from the request, what the dossier knows, the person as the last 301 tells of them and the choices of who answers, to
//! a draft: what happens to each allocation and why, what still has to be filled in, and the message. Nothing is sent here, and
//! nothing is judged: the rules do that, on the draft as on any message.
//!
//! Choices:
//! - One draft is one message. A 319 holds one Antwoord, so that of a VOT is about one product; a 301 may grant several.
//! - What a VOT asks may be granted otherwise (IV094). What a VOW asks is granted as it is or not at all (IV093, OP348); only
//!   its days may be others, and only where it comes too late for those that were asked for.
//! - The 301 holds every allocation in force on the day of the message or later, for this client at this aanbieder (OP087), the
//!   others unchanged. What changed since the last 301 is in it as well: the gate knows of no change that a 301 did not tell.
//! - Days that were granted stay within their allocation: a draft that would leave them outside cannot be confirmed, as they could be
//!   claimed once more then. Later days may be chosen, also where those that were asked for have not passed.
//! - The 301 of release 3.2 has no BeschikkingNummer, so none is asked for. Commentaar of the request is not taken over (OP191).

mod bericht;
mod keuzes;
mod persoon;
mod te_wijzigen;
#[cfg(test)]
mod tests;
mod toewijzing;
mod verzoek;
mod wijziging;
mod woorden;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use crate::bericht::{
    Bericht, Berichttype, Eurocent, Gemeentecode, Inhoud, Knoop, Omvang, Product, Schemas, Soort,
    ToewijzingNummer, VerzoekAntwoord,
};
use crate::keten::Dossier;

pub use keuzes::{Antwoordsoort, ContactKeuze, Keuzes, OmvangKeuze, ProductKeuze, ProductcodeKeuze};
pub use verzoek::{Gevraagd, GevraagdSoort, gevraagd};
pub use woorden::reden_in_woorden;

/// Everything that a draft follows from, beside the choices of who answers.
#[derive(Clone, Copy, Debug)]
pub struct Situatie<'s> {
    /// The request: a 315 or a 317.
    pub verzoek: &'s Bericht,
    /// What is known of its client at its aanbieder: the allocations, the requests, and what was used of the allocations that a
    /// 317 is to change.
    pub dossier: &'s Dossier,
    /// The last 301 for the client, if there is one.
    pub vorige: Option<Vorige<'s>>,
    /// The last day that stands granted on each allocation that the request names; none where nothing does.
    pub toegekend_tot: &'s BTreeMap<ToewijzingNummer, NaiveDate>,
    /// The greatest ToewijzingNummer that the gemeente used under this law.
    pub hoogste_nummer: Option<ToewijzingNummer>,
    /// Now, Dutch local time; whole seconds.
    pub nu: NaiveDateTime,
    /// `BerichtIdentificatie/Identificatie` of the message.
    pub identificatie: &'s str,
}

/// The last 301 of the gemeente for a client.
#[derive(Clone, Copy, Debug)]
pub struct Vorige<'s> {
    /// The message.
    pub bericht: &'s Bericht,
    /// Whether it went to the aanbieder of the request; to another one, only who and where is taken from it.
    pub zelfde_aanbieder: bool,
}

impl Situatie<'_> {
    fn vandaag(&self) -> NaiveDate {
        self.nu.date()
    }
}

/// What happens to an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actie {
    /// It is new, with a number of its own.
    Nieuw,
    /// The same number, with other values.
    Gewijzigd,
    /// It ends the day before another one takes its place.
    Ingetrokken,
    /// It is taken back as if it had never been (CS335).
    Verwijderd,
    /// It stays as it was.
    Ongewijzigd,
}

impl Actie {
    /// Every one.
    pub const ALLE: [Actie; 5] =
        [Actie::Nieuw, Actie::Gewijzigd, Actie::Ingetrokken, Actie::Verwijderd, Actie::Ongewijzigd];

    /// The key in JSON.
    pub fn sleutel(self) -> &'static str {
        match self {
            Actie::Nieuw => "nieuw",
            Actie::Gewijzigd => "gewijzigd",
            Actie::Ingetrokken => "ingetrokken",
            Actie::Verwijderd => "verwijderd",
            Actie::Ongewijzigd => "ongewijzigd",
        }
    }
}

/// One ToegewezenProduct of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toegewezen {
    /// Which product of the request it answers; none where it only goes along (OP087).
    pub regel: Option<u32>,
    /// What happens.
    pub actie: Actie,
    /// Why, in plain Dutch.
    pub waarom: String,
    /// The rules that decide it.
    pub regels: &'static [&'static str],
    /// Its number.
    pub nummer: ToewijzingNummer,
    /// The request that it follows from (IV097).
    pub referentie: Option<String>,
    /// What.
    pub product: Option<Product>,
    /// Toewijzingsdatum and -tijd (IV013).
    pub toegewezen_op: NaiveDateTime,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day.
    pub einddatum: Option<NaiveDate>,
    /// Why it changed (IV099).
    pub reden_wijziging: Option<&'static str>,
    /// How much, as a volume.
    pub omvang: Option<Omvang>,
    /// How much, as a budget.
    pub budget: Option<Eurocent>,
    /// A word for the aanbieder.
    pub commentaar: Option<String>,
}

/// The Antwoord of a drafted 319.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Afhandeling {
    /// Which product of a 315 it answers; none for a 317.
    pub regel: Option<u32>,
    /// The request.
    pub referentie: String,
    /// What the answer is.
    pub antwoord: VerzoekAntwoord,
    /// Why it is refused (WJ759).
    pub reden: Option<String>,
    /// The gemeente that is responsible instead (IV095).
    pub gemeente: Option<Gemeentecode>,
}

/// What a draft says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voorstel {
    /// A 301.
    Toewijzing(Vec<Toegewezen>),
    /// A 319; none as long as it is not known which product it is about.
    Antwoord(Option<Afhandeling>),
}

/// Something that only who answers can fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ontbreekt {
    /// The element.
    pub element: &'static str,
    /// Why, and what to do.
    pub waarom: String,
}

/// A drafted answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Its type.
    pub berichttype: Berichttype,
    /// What it says.
    pub voorstel: Voorstel,
    /// The references of the request that it answers.
    pub beantwoordt: Vec<String>,
    /// What who confirms it must know, in plain Dutch.
    pub let_op: Vec<String>,
    /// What is missing: as long as there is something, it cannot be sent.
    pub ontbreekt: Vec<Ontbreekt>,
    /// The message.
    pub wortel: Knoop,
}

impl Concept {
    /// The numbers that it gives to new allocations, ascending.
    pub fn nieuwe_nummers(&self) -> Vec<ToewijzingNummer> {
        let Voorstel::Toewijzing(producten) = &self.voorstel else { return Vec::new() };
        let nieuw = producten.iter().filter(|product| product.actie == Actie::Nieuw);
        let mut nummers: Vec<ToewijzingNummer> = nieuw.map(|product| product.nummer).collect();
        nummers.sort();
        nummers
    }

    /// Whether it is the last word on what it answers.
    pub fn is_eindantwoord(&self) -> bool {
        match &self.voorstel {
            Voorstel::Toewijzing(_) => true,
            Voorstel::Antwoord(antwoord) => {
                antwoord.as_ref().is_none_or(|antwoord| antwoord.antwoord == VerzoekAntwoord::Afgewezen)
            }
        }
    }
}

/// Why there is no draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeenConcept {
    /// The message is no request.
    #[error("dit bericht is geen verzoek")]
    GeenVerzoek,
    /// What was chosen cannot be; the text says why and what to do.
    #[error("{0}")]
    Keuze(String),
    /// The request, or the product that was chosen, was answered for good.
    #[error("{0}")]
    Beantwoord(String),
}

/// Drafts the answer to a request that these choices ask for.
///
/// # Errors
/// [`GeenConcept`] where there is nothing to draft.
pub fn maak(schemas: &Schemas, situatie: &Situatie<'_>, keuzes: &Keuzes) -> Result<Concept, GeenConcept> {
    keuzes.toets()?;
    let opdracht = verzoek::Opdracht::van(situatie, keuzes)?;
    let soort = match keuzes.soort {
        Antwoordsoort::Toewijzen => Soort::Toewijzing,
        Antwoordsoort::Afwijzen | Antwoordsoort::Onderzoek => Soort::Antwoord,
    };
    let berichttype = Berichttype { soort, ..situatie.verzoek.header.berichttype };
    let mut concept = Concept {
        berichttype,
        voorstel: Voorstel::Antwoord(None),
        beantwoordt: opdracht.referenties(),
        let_op: Vec::new(),
        ontbreekt: Vec::new(),
        wortel: Knoop::groep("Bericht", Vec::new()),
    };
    let lijf = match keuzes.soort {
        Antwoordsoort::Toewijzen => {
            let producten = match &situatie.verzoek.inhoud {
                Inhoud::VerzoekToewijzing { .. } => {
                    toewijzing::na_verzoek_om_toewijzing(situatie, keuzes, &opdracht, &mut concept)?
                }
                _ => toewijzing::na_verzoek_om_wijziging(situatie, keuzes, &opdracht, &mut concept)?,
            };
            let client = persoon::client(situatie, keuzes, &mut concept);
            let client = bericht::met_producten(client, &producten);
            concept.voorstel = Voorstel::Toewijzing(producten);
            Some(client)
        }
        Antwoordsoort::Afwijzen | Antwoordsoort::Onderzoek => {
            let afhandeling = verzoek::handel_af(situatie, keuzes, &opdracht, &mut concept)?;
            let lijf = afhandeling.as_ref().map(bericht::antwoord);
            concept.voorstel = Voorstel::Antwoord(afhandeling);
            lijf
        }
    };
    let header = bericht::header(schemas, situatie, berichttype);
    concept.wortel = Knoop::groep("Bericht", [Some(header), lijf].into_iter().flatten().collect());
    Ok(concept)
}
