//! The dossier: what earlier messages left behind, as a state without a database. Judging a message reads it, and what an
//! accepted message changes moves it on by [`Dossier::pas_toe`]. The store loads as much of it as one message asks for
//! ([`super::Vraag`]); a dossier that took in every message from the first on gives the same verdicts.

mod ingediend;
mod prestaties;
mod regie;
mod toewijzingen;
mod verzoeken;

use std::collections::BTreeSet;

use chrono::NaiveDate;

pub use ingediend::Ingediend;
pub use prestaties::{Debet, Prestaties, Verbruik};
pub use regie::{Gestart, Gestopt, Leveringen, Regie, Zorgverloop};
pub(super) use toewijzingen::VERWIJDERD;
pub use toewijzingen::{BekendeToewijzing, Toewijzingen};
pub use verzoeken::{BekendVerzoek, Verzoeken, Verzoeksoort};

use super::wijziging::Wijziging;
use crate::bericht::{Berichttype, Bsn, Header};

/// What makes a message one of its kind: its type, who sent it, and its identification (TR056).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identificatie {
    /// Name of the type, such as `JW301`.
    pub berichttype: String,
    /// The code in `Afzender`.
    pub afzender: String,
    /// `BerichtIdentificatie/Identificatie`.
    pub identificatie: String,
}

impl Identificatie {
    /// That of the message with this header.
    pub fn van(header: &Header) -> Identificatie {
        Identificatie {
            berichttype: Berichttype::naam(header.berichttype),
            afzender: header.afzender().to_owned(),
            identificatie: header.identificatie.clone(),
        }
    }
}

/// What is known between one gemeente and one aanbieder under one law. Numbers that must be unique beyond that are in
/// it as well, as far as they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    /// Identifications of accepted messages (TR056).
    pub identificaties: BTreeSet<Identificatie>,
    /// Allocations by number, those of other aanbieders of the gemeente too (TR332).
    pub toewijzingen: Toewijzingen,
    /// Everybody for whom this gemeente ever sent this aanbieder an allocation (TR304).
    pub clienten: BTreeSet<Bsn>,
    /// Starts and stops.
    pub regie: Regie,
    /// Requests of the aanbieder and what became of them.
    pub verzoeken: Verzoeken,
    /// Numbers of processed Declaraties of the aanbieder (TR333).
    pub declaratienummers: BTreeSet<String>,
    /// First day of the last month that the aanbieder declared to the gemeente (TR318).
    pub laatste_declaratieperiode: Option<NaiveDate>,
    /// The lines of processed Declaraties.
    pub prestaties: Prestaties,
    /// The 323 that a 325 of the gemeente answers, if it waits for its answer (TR337).
    pub ingediend: Option<Ingediend>,
}

impl Dossier {
    /// Takes in the identification of an accepted message.
    pub fn gebruik(&mut self, header: &Header) {
        self.identificaties.insert(Identificatie::van(header));
    }

    /// Forgets the identification of a message that took it in itself: it is judged once more (TR056).
    pub fn vergeet(&mut self, header: &Header) {
        self.identificaties.remove(&Identificatie::van(header));
    }

    /// Takes in one change by an accepted message with this header.
    pub fn pas_toe(&mut self, header: &Header, wijziging: &Wijziging<'_>) {
        match *wijziging {
            Wijziging::Toewijzing(bsn, product, _) => {
                self.toewijzingen.neem_op(product.nummer, BekendeToewijzing::van(header, bsn, product));
                self.clienten.insert(bsn.clone());
                if let Some(referentie) = &product.referentie_aanbieder {
                    self.verzoeken.wijs_toe(&header.gemeente, referentie);
                }
            }
            Wijziging::Start(bsn, start) => self.regie.van(bsn).neem_start(Gestart::van(start), start.status),
            Wijziging::Stop(bsn, stop) => {
                self.regie.van(bsn).neem_stop(Gestopt::van(stop), stop.start.status);
            }
            Wijziging::Verzoek { bsn, soort, referentie } => {
                self.verzoeken.neem_op(referentie, BekendVerzoek::nieuw(header, bsn, soort));
            }
            Wijziging::Antwoord(antwoord) => {
                let referentie = &antwoord.referentie_aanbieder;
                self.verzoeken.beantwoord(&header.gemeente, referentie, antwoord.antwoord);
            }
            Wijziging::Declaratie(declaratie, _) => {
                self.declaratienummers.insert(declaratie.nummer.clone());
                let periode = Some(declaratie.periode.begindatum);
                self.laatste_declaratieperiode = self.laatste_declaratieperiode.max(periode);
            }
            Wijziging::Prestatie { bsn, prestatie, uitslag, .. } => {
                self.prestaties.neem_op(bsn, prestatie, uitslag.is_toegekend());
            }
        }
    }
}
