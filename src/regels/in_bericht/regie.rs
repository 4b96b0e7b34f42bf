//! Rules about a start (305) and a stop (307).

use super::{BerichtRegel, Toets};
use crate::bericht::{Klasse, Soort, Standaard, StatusAanlevering};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[CS058, TR018];

/// Choice: 2 is wrong as well, though two other rules still speak of it (conflict 5.5).
const CS058: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS058",
        &Standaard::ALLE,
        &[Soort::Start, Soort::Stop],
        "Een start of stop is nieuw of wordt verwijderd",
        "Een start of stop wordt gemeld met status 1 en weggehaald met status 3. Wijzigen (2) en ongewijzigd opsturen (9) kan \
         niet: zo blijft duidelijk wat geldt. Klopt een melding niet, verwijder die dan en stuur de goede met status 1.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let status = match klasse {
            Klasse::StartProduct(product) => product.status,
            Klasse::StopProduct(product) => product.start.status,
            _ => return None,
        };
        matches!(status, StatusAanlevering::Gewijzigd | StatusAanlevering::Ongewijzigd).then(|| {
            let tekst = format!(
                "De status van de aanlevering is {}. Gebruik 1 (nieuw) of 3 (verwijderen).",
                status.code()
            );
            ("StatusAanlevering", tekst)
        })
    })],
};

/// Choice: also for a stop that is taken back. Its dates are those of the stop that was sent, so they are good if those were.
const TR018: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR018",
        &Standaard::ALLE,
        &[Soort::Stop],
        "Zorg stopt niet voordat ze begint",
        "De einddatum is de laatste dag waarop de aanbieder zorg gaf, de begindatum de eerste. De laatste dag ligt dus op of na \
         de eerste. Controleer beide datums.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let product = klasse.stop_product()?;
        let (begin, eind) = (product.start.begindatum, product.einddatum);
        (eind < begin).then(|| {
            let tekst = format!(
                "De zorg begint op {begin}, maar stopt al op {eind}. Vul als einddatum {begin} of later in, of verbeter \
                 de begindatum."
            );
            ("Einddatum", tekst)
        })
    })],
};
