//! The dossier: what earlier messages left behind, as far as one message needs it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::bericht::{Agbcode, Bericht, Bsn, Header, Inhoud, StartProduct, ToewijzingNummer};

/// What must be loaded to judge one message. Whatever the size of the message, it is answered with a fixed number
/// of queries.
#[derive(Clone, Debug)]
pub struct Vraag<'b> {
    /// The message's header: standard, gemeente, aanbieder, type and identification.
    pub header: &'b Header,
    /// The allocations that it names.
    pub toewijzingen: BTreeSet<ToewijzingNummer>,
    /// The clients of a 323.
    pub clienten: BTreeSet<&'b Bsn>,
    /// The number of the Declaratie, for a 323.
    pub declaratienummer: Option<&'b str>,
    /// The numbers of its Prestaties, for a 323.
    pub referenties: BTreeSet<&'b str>,
}

impl<'b> Vraag<'b> {
    /// What this message needs.
    pub fn van(bericht: &'b Bericht) -> Vraag<'b> {
        let mut vraag = Vraag {
            header: &bericht.header,
            toewijzingen: BTreeSet::new(),
            clienten: BTreeSet::new(),
            declaratienummer: None,
            referenties: BTreeSet::new(),
        };
        let nummer = |start: &StartProduct| start.nummer;
        match &bericht.inhoud {
            Inhoud::Toewijzing { producten, .. } => {
                vraag.toewijzingen.extend(producten.iter().map(|product| product.nummer));
            }
            Inhoud::Start { producten, .. } => vraag.toewijzingen.extend(producten.iter().filter_map(nummer)),
            Inhoud::Stop { producten, .. } => {
                vraag.toewijzingen.extend(producten.iter().filter_map(|stop| nummer(&stop.start)));
            }
            Inhoud::Declaratie(declaratie, clienten) => {
                vraag.declaratienummer = Some(&declaratie.nummer);
                vraag.clienten.extend(clienten.iter().map(|client| &client.bsn));
                for prestatie in clienten.iter().flat_map(|client| &client.prestaties) {
                    vraag.toewijzingen.insert(prestatie.nummer);
                    vraag.referenties.insert(&prestatie.referentie);
                }
            }
            _ => {}
        }
        vraag
    }
}

/// An allocation as it now stands: the version with the latest Toewijzingsdatum and -tijd (IV013).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BekendeToewijzing {
    /// Whom the care is for.
    pub bsn: Bsn,
    /// Who delivers it.
    pub aanbieder: Agbcode,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    pub einddatum: Option<NaiveDate>,
}

/// What is known already of what a message names.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// An earlier accepted message of this type by this sender had the same identification (TR056).
    pub identificatie_gebruikt: bool,
    /// The allocations of this gemeente and standard that the message names and that exist.
    pub toewijzingen: BTreeMap<ToewijzingNummer, BekendeToewijzing>,
    /// The clients of a 323 that have or had an allocation at this aanbieder from this gemeente (TR304).
    pub bekende_clienten: BTreeSet<Bsn>,
    /// An earlier processed Declaratie of this aanbieder in this standard had the same number (TR333).
    pub declaratienummer_gebruikt: bool,
    /// The numbers of Prestaties that earlier processed Declaraties of this aanbieder in this standard used (TR314).
    pub gebruikte_referenties: BTreeSet<String>,
}

impl Dossier {
    /// The allocation with this number, if it is for this client at this aanbieder (OP276).
    pub fn toewijzing_van(
        &self,
        nummer: ToewijzingNummer,
        bsn: &Bsn,
        aanbieder: &Agbcode,
    ) -> Option<&BekendeToewijzing> {
        self.toewijzingen
            .get(&nummer)
            .filter(|toewijzing| toewijzing.bsn == *bsn && toewijzing.aanbieder == *aanbieder)
    }
}
