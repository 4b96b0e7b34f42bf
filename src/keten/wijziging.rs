//! What an accepted message leaves behind for later messages.

use super::dossier::Verzoeksoort;
use crate::bericht::{
    Antwoord, Bericht, Bsn, Declaratie, Eurocent, Inhoud, Prestatie, StartProduct, StatusAanlevering,
    StopProduct, ToegewezenProduct,
};

/// One change of the dossier.
#[derive(Clone, Copy, Debug)]
pub enum Wijziging<'b> {
    /// A version of an allocation.
    Toewijzing(&'b Bsn, &'b ToegewezenProduct),
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
    /// A Prestatie of a processed Declaratie, and whether it was granted.
    Prestatie {
        /// The client.
        bsn: &'b Bsn,
        /// The line.
        prestatie: &'b Prestatie,
        /// Granted, or refused.
        toegekend: bool,
    },
}

impl<'b> Wijziging<'b> {
    /// What an approved message leaves behind, in the order in which it counts. What a 323 leaves behind follows from its
    /// settlement, and answers leave nothing.
    pub fn van(bericht: &'b Bericht) -> Vec<Wijziging<'b>> {
        match &bericht.inhoud {
            Inhoud::Toewijzing { bsn, producten, .. } => {
                producten.iter().map(|product| Wijziging::Toewijzing(bsn, product)).collect()
            }
            Inhoud::Start { bsn, producten, .. } => verwijderingen_eerst(producten, |start| start.status)
                .map(|start| Wijziging::Start(bsn, start))
                .collect(),
            Inhoud::Stop { bsn, producten, .. } => verwijderingen_eerst(producten, |stop| stop.start.status)
                .map(|stop| Wijziging::Stop(bsn, stop))
                .collect(),
            Inhoud::VerzoekToewijzing { bsn, producten, .. } => {
                let verzoek =
                    |referentie| Wijziging::Verzoek { bsn, soort: Verzoeksoort::Toewijzing, referentie };
                producten.iter().map(|product| verzoek(&product.referentie_aanbieder)).collect()
            }
            Inhoud::VerzoekWijziging { bsn, verzoek, .. } => {
                let (soort, referentie) = (Verzoeksoort::Wijziging, &verzoek.referentie_aanbieder);
                vec![Wijziging::Verzoek { bsn, soort, referentie }]
            }
            Inhoud::Antwoord(antwoord) if !bericht.header.berichttype.soort.is_retour() => {
                vec![Wijziging::Antwoord(antwoord)]
            }
            Inhoud::Antwoord(_)
            | Inhoud::Declaratie(..)
            | Inhoud::DeclaratieAntwoord(..)
            | Inhoud::AlleenHeader => Vec::new(),
        }
    }
}

/// Within one message what is taken back goes before what is new (IV008): otherwise a correction would meet what it corrects.
pub(super) fn verwijderingen_eerst<T>(
    producten: &[T],
    status: impl Fn(&T) -> StatusAanlevering,
) -> impl Iterator<Item = &T> {
    let is_terug = move |product: &&T| status(product) == StatusAanlevering::Verwijderen;
    let (terug, nieuw): (Vec<_>, Vec<_>) = producten.iter().partition(is_terug);
    terug.into_iter().chain(nieuw)
}
