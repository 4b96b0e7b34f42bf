//! What an accepted message leaves behind for later messages.

use std::collections::BTreeSet;

use super::dossier::Verzoeksoort;
use crate::bericht::{
    Antwoord, Bericht, Bsn, Declaratie, Eurocent, Inhoud, Klasse, Postcode, Prestatie, StartProduct,
    StatusAanlevering, StopProduct, ToegewezenProduct, woonpostcode,
};

/// One change of the dossier.
#[derive(Clone, Copy, Debug)]
pub enum Wijziging<'b> {
    /// A version of an allocation, and where the client lived when it was allocated.
    Toewijzing(&'b Bsn, &'b ToegewezenProduct, Option<Postcode>),
    /// A start, or the taking back of one.
    Start(&'b Bsn, &'b StartProduct),
    /// A stop, or the taking back of one.
    Stop(&'b Bsn, &'b StopProduct),
    /// A request.
    Verzoek {
        /// The client.
        bsn: &'b Bsn,
        /// What it asks for.
        soort: Verzoeksoort,
        /// The aanbieder's name for it.
        referentie: &'b str,
    },
    /// The answer to a request.
    Antwoord(&'b Antwoord),
    /// A processed Declaratie, with the amount granted.
    Declaratie(&'b Declaratie, Eurocent),
    /// A Prestatie of a processed Declaratie, and what became of it.
    Prestatie {
        /// Which line of the message it is, counted from 1.
        regel: u32,
        /// The client.
        bsn: &'b Bsn,
        /// The line.
        prestatie: &'b Prestatie,
        /// Granted, or refused.
        uitslag: Uitslag<'b>,
    },
}

/// What became of a Prestatie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uitslag<'b> {
    /// Granted.
    Toegekend,
    /// Refused, with these codes; where its client was refused and it was not judged itself (0233), those of the client.
    Afgewezen(&'b BTreeSet<&'static str>),
}

impl Uitslag<'_> {
    /// Whether it was granted.
    pub fn is_toegekend(self) -> bool {
        self == Uitslag::Toegekend
    }
}

impl<'b> Wijziging<'b> {
    /// What an approved message leaves behind, in the order in which it counts. What a 323 leaves behind follows from its
    /// settlement, and answers leave nothing.
    pub fn van(bericht: &'b Bericht) -> Vec<Wijziging<'b>> {
        if bericht.header.berichttype.soort.is_retour() {
            return Vec::new();
        }
        let bsn = bericht.inhoud.bsn();
        let contacten = match &bericht.inhoud {
            Inhoud::Toewijzing { contacten, .. } => contacten.as_slice(),
            _ => &[],
        };
        let klassen = klassen_in_volgorde(bericht).into_iter();
        klassen
            .filter_map(|klasse| match Wijziging::door(bsn, klasse)? {
                Wijziging::Toewijzing(bsn, product, _) => {
                    let postcode = woonpostcode(contacten, product.toewijzingsdatum);
                    Some(Wijziging::Toewijzing(bsn, product, postcode))
                }
                anders => Some(anders),
            })
            .collect()
    }

    /// What one klasse of a message about this client leaves behind, as far as it tells by itself.
    pub(super) fn door(bsn: Option<&'b Bsn>, klasse: Klasse<'b>) -> Option<Wijziging<'b>> {
        let verzoek = |soort, referentie| Some(Wijziging::Verzoek { bsn: bsn?, soort, referentie });
        match klasse {
            Klasse::ToegewezenProduct(product) => Some(Wijziging::Toewijzing(bsn?, product, None)),
            Klasse::StartProduct(start) => Some(Wijziging::Start(bsn?, start)),
            Klasse::StopProduct(stop) => Some(Wijziging::Stop(bsn?, stop)),
            Klasse::AangevraagdProduct(product) => {
                verzoek(Verzoeksoort::Toewijzing, &product.referentie_aanbieder)
            }
            Klasse::Verzoek(om_wijziging) => {
                verzoek(Verzoeksoort::Wijziging, &om_wijziging.referentie_aanbieder)
            }
            Klasse::Antwoord(antwoord) => Some(Wijziging::Antwoord(antwoord)),
            _ => None,
        }
    }
}

/// The klassen of a message in the order in which they count: what takes back an earlier start or stop goes before what is
/// new (IV008), as a correction would otherwise meet what it corrects. Without the Header, and without the Clients of a 323.
pub(super) fn klassen_in_volgorde(bericht: &Bericht) -> Vec<Klasse<'_>> {
    let mut klassen = bericht.klassen();
    klassen.retain(|klasse| !matches!(klasse, Klasse::Header(_) | Klasse::Einde(_)));
    klassen.sort_by_key(|klasse| klasse.status_aanlevering() != Some(StatusAanlevering::Verwijderen));
    klassen
}
