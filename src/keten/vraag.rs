//! What of the dossier one message asks for.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::dossier::VERWIJDERD;
use crate::bericht::{Bericht, Bsn, Header, Inhoud, Prestatie, StartProduct, ToewijzingNummer};

/// What must be loaded to judge one message. Whatever the size of the message, it is answered with a fixed number
/// of queries.
#[derive(Clone, Debug)]
pub struct Vraag<'b> {
    /// The message's header: standard, gemeente, aanbieder, type and identification.
    pub header: &'b Header,
    /// The allocations with these numbers.
    pub toewijzingen: BTreeSet<ToewijzingNummer>,
    /// All allocations of this client at the aanbieder.
    pub toewijzingen_van: Option<&'b Bsn>,
    /// Which of these clients ever had an allocation.
    pub clienten: BTreeSet<&'b Bsn>,
    /// The starts and stops of this client.
    pub regie_van: Option<&'b Bsn>,
    /// The requests with these references.
    pub verzoeken: BTreeSet<&'b str>,
    /// All requests for this client.
    pub verzoeken_van: Option<&'b Bsn>,
    /// Its place in the order of receipt, for a message that came in. Of the 323s that people of the same gemeente decide about, those that came in before
    /// it count for what was declared last (OP284: handed in, not granted) and for the numbers of Declaraties; those after it do not.
    pub volgnummer: Option<i64>,
    /// Whether this number of a Declaratie was used, and which month was declared last.
    pub declaratienummer: Option<&'b str>,
    /// Which of these numbers of Prestaties were used.
    pub referenties: BTreeSet<&'b str>,
    /// The granted debits with these numbers.
    pub debets: BTreeSet<&'b str>,
    /// The granted debits that begin on one of these days, on the allocations of [`Vraag::verbruik`].
    pub begindagen: BTreeSet<NaiveDate>,
    /// What was used of these allocations.
    pub verbruik: BTreeSet<ToewijzingNummer>,
}

impl<'b> Vraag<'b> {
    /// Nothing but what the header asks for.
    pub fn alleen(header: &'b Header) -> Vraag<'b> {
        Vraag {
            header,
            toewijzingen: BTreeSet::new(),
            toewijzingen_van: None,
            clienten: BTreeSet::new(),
            regie_van: None,
            verzoeken: BTreeSet::new(),
            verzoeken_van: None,
            volgnummer: None,
            declaratienummer: None,
            referenties: BTreeSet::new(),
            debets: BTreeSet::new(),
            begindagen: BTreeSet::new(),
            verbruik: BTreeSet::new(),
        }
    }

    /// The same for the message that came in with this number.
    #[must_use]
    pub fn met_volgnummer(self, volgnummer: i64) -> Vraag<'b> {
        Vraag { volgnummer: Some(volgnummer), ..self }
    }

    /// What this message needs.
    pub fn van(bericht: &'b Bericht) -> Vraag<'b> {
        let mut vraag = Vraag::alleen(&bericht.header);
        match &bericht.inhoud {
            Inhoud::Toewijzing { producten, .. } => {
                for product in producten {
                    vraag.toewijzingen.insert(product.nummer);
                    vraag.verzoeken.extend(product.referentie_aanbieder.as_deref());
                    if product.reden_wijziging.as_deref() == Some(VERWIJDERD) {
                        vraag.verbruik.insert(product.nummer);
                    }
                }
            }
            Inhoud::Start { bsn, producten, .. } => vraag.over_regie(bsn, producten.iter()),
            Inhoud::Stop { bsn, producten, .. } => {
                vraag.over_regie(bsn, producten.iter().map(|stop| &stop.start));
            }
            Inhoud::VerzoekToewijzing { bsn, producten, .. } => {
                vraag.verzoeken_van = Some(bsn);
                let referenties = producten.iter().map(|product| product.referentie_aanbieder.as_str());
                vraag.verzoeken.extend(referenties);
            }
            Inhoud::VerzoekWijziging { bsn, verzoek, ongewijzigd, te_wijzigen, .. } => {
                vraag.clienten.insert(bsn);
                vraag.toewijzingen_van = Some(bsn);
                vraag.toewijzingen.extend(ongewijzigd.iter().map(|product| product.nummer));
                vraag.toewijzingen.extend(te_wijzigen.iter().map(|product| product.nummer));
                vraag.verzoeken_van = Some(bsn);
                vraag.verzoeken.insert(&verzoek.referentie_aanbieder);
            }
            Inhoud::Antwoord(antwoord) => {
                vraag.verzoeken.insert(&antwoord.referentie_aanbieder);
            }
            Inhoud::Declaratie(declaratie, clienten) => {
                vraag.declaratienummer = Some(&declaratie.nummer);
                for client in clienten {
                    vraag.clienten.insert(&client.bsn);
                    client.prestaties.iter().for_each(|prestatie| vraag.over_prestatie(prestatie));
                }
            }
            Inhoud::DeclaratieAntwoord(..) | Inhoud::AlleenHeader => {}
        }
        vraag
    }

    fn over_regie(&mut self, bsn: &'b Bsn, producten: impl Iterator<Item = &'b StartProduct>) {
        self.regie_van = Some(bsn);
        self.toewijzingen.extend(producten.filter_map(|product| product.nummer));
    }

    fn over_prestatie(&mut self, prestatie: &'b Prestatie) {
        self.toewijzingen.insert(prestatie.nummer);
        self.referenties.insert(&prestatie.referentie);
        match &prestatie.vorige_referentie {
            Some(vorige) => {
                self.debets.insert(vorige);
            }
            None => {
                self.verbruik.insert(prestatie.nummer);
                self.begindagen.insert(prestatie.periode.begindatum);
            }
        }
    }
}
