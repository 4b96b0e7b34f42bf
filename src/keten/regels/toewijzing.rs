//! Rules about a 301.

use crate::bericht::ToegewezenProduct;
use crate::keten::dossier::VERWIJDERD;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::Regel;
use crate::regels::soorten::TOEWIJZING;

pub(crate) const REGELS: &[KetenRegel] = &[TR332, TR379, TR385];

/// Choice: a number that is known for the same client at the same aanbieder is a next version of that allocation
/// (OP033x1, IV066); for anybody else it is a second use of the number.
const TR332: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR332",
        "9332",
        TOEWIJZING,
        "Een toewijzingnummer is van één toewijzing",
        "Binnen een gemeente en een wet hoort een toewijzingnummer bij één cliënt en één aanbieder. Met hetzelfde \
         nummer kan de gemeente die toewijzing wijzigen; voor een ander is een nieuw nummer nodig.",
    ),
    toets: |klasse, situatie| {
        let product = klasse.toegewezen_product()?;
        situatie.dossier.toewijzingen.met(product.nummer)?;
        situatie.toewijzing(product.nummer).is_none().then(|| {
            (
                "ToewijzingNummer",
                format!(
                    "Toewijzingnummer {} is al in gebruik voor een andere cliënt of een andere aanbieder. Geef deze \
                     toewijzing een nieuw nummer.",
                    product.nummer
                ),
            )
        })
    },
};

/// Choices:
/// - A reference must be that of a request of this client, by this aanbieder to this gemeente, that no earlier 301 answered:
///   only the first time (IV097). Within one message several products may answer the same request: a gemeente may grant
///   otherwise than was asked (IV094).
/// - A request that a 319 refused may still be granted: nothing forbids it.
/// - Once a product carries the reference of a VOW, every product in the message must (IV093).
/// - A reference that is missing altogether is not refused: that an allocation follows from a request, and not from what the
///   gemeente wants by itself, no message tells.
const TR379: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR379",
        "9379",
        TOEWIJZING,
        "Een toewijzing na een verzoek noemt dat verzoek",
        "Komt een toegewezen product voort uit een verzoek, dan staat de ReferentieAanbieder van dat \
         verzoek erin. Bij een verzoek om wijziging geldt dat voor elk product in het bericht. Later, en \
         zonder verzoek, blijft het element weg.",
    ),
    toets: |klasse, situatie| {
        let product = klasse.toegewezen_product()?;
        Some(("ReferentieAanbieder", onjuiste_referentie(product, situatie)?.to_owned()))
    },
};

/// What is wrong with the reference of an allocation.
fn onjuiste_referentie(product: &ToegewezenProduct, situatie: &Situatie<'_>) -> Option<&'static str> {
    let (verzoeken, bsn, gemeente) =
        (&situatie.dossier.verzoeken, situatie.bsn?, &situatie.header().gemeente);
    let referentie = product.referentie_aanbieder.as_deref();
    if let Some(referentie) = referentie
        && verzoeken.niet_toegewezen(referentie, bsn, gemeente).is_none()
    {
        let eerder = verzoeken.met(referentie);
        return Some(if eerder.is_some_and(|verzoek| verzoek.is_van(bsn, gemeente)) {
            "Dit verzoek is al beantwoord met een eerdere toewijzing. Laat ReferentieAanbieder weg: het element staat \
             alleen in het eerste bericht na het verzoek."
        } else {
            "Er is geen verzoek van deze aanbieder voor deze cliënt met deze ReferentieAanbieder. Neem de referentie \
             over uit het verzoek, of laat het element weg als er geen verzoek was."
        });
    }
    let ander = situatie.gehonoreerde_wijzigingen.iter().any(|wijziging| referentie != Some(*wijziging));
    ander.then_some(
        "Dit bericht antwoordt op een verzoek om wijziging. Zet de ReferentieAanbieder van dat verzoek in elk product, \
         ook in de producten die gelijk blijven.",
    )
}

/// Choice: debits that were granted and not credited since, whatever their period. What was refused does not count.
const TR385: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR385",
        "9385",
        TOEWIJZING,
        "Een toewijzing met toegekende prestaties kan niet weg",
        "Is er op de toewijzing gedeclareerd en betaald, dan kan de gemeente haar niet verwijderen. Dat kan \
         pas als alle prestaties zijn gecrediteerd. Beëindigen kan wel.",
    ),
    toets: |klasse, situatie| {
        let product = klasse.toegewezen_product()?;
        if product.reden_wijziging.as_deref() != Some(VERWIJDERD) {
            return None;
        }
        let debets = situatie.dossier.prestaties.verbruik(product.nummer)?.debets;
        (debets > 0).then(|| {
            let tekst = format!(
                "Op toewijzing {} staan toegekende prestaties die niet zijn gecrediteerd ({debets}). Verwijder haar pas \
                 als de aanbieder ze heeft gecrediteerd, of beëindig haar met een andere reden en einddatum.",
                product.nummer
            );
            ("RedenWijziging", tekst)
        })
    },
};
