//! Stapeling: the same care twice in one period, in a 301, a 315 or a 317.

use super::toewijzing::is_verwijderd;
use super::{BerichtRegel, Bij, Toets, Volger};
use crate::bericht::{Klasse, Soort, Standaard, Zorg};
use crate::regels::stapeling::{Eerdere, Lopend, Vak, is_hulpmiddel};
use crate::regels::{Afwijking, Regel};

pub(super) const REGELS: &[BerichtRegel] = &[TR302, TR386, TR410];

/// Choice: under iWmo aids (categories 11 to 14) are left out altogether, as the explanation and the official check do;
/// some titles leave this unsaid (conflict 3.3). So a generic allocation may go together with them.
const TR302: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR302",
        &Standaard::ALLE,
        &[Soort::Toewijzing],
        "Dezelfde zorg is niet twee keer tegelijk toegewezen",
        "Lopen twee toewijzingen voor hetzelfde product tegelijk, dan weet niemand op welke de zorg hoort. Zonder productcode \
         geldt een toewijzing voor de hele categorie, zonder product voor alle zorg. Laat de ene eindigen voordat de andere \
         begint. Verwijderde toewijzingen tellen niet mee. Onder de Wmo tellen ook hulpmiddelen (categorie 11 tot en met 14) \
         niet mee.",
    ),
    toetsen: &[Toets::Verloop(stapeling)],
};

/// Choice: aids under iWmo are left out, though the title of this rule does not say so (conflict 3.3).
const TR386: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR386",
        &Standaard::ALLE,
        &[Soort::VerzoekToewijzing],
        "Dezelfde zorg is niet twee keer tegelijk gevraagd",
        "Vraagt een aanbieder hetzelfde product twee keer voor dezelfde dagen, dan kan de gemeente dat niet toewijzen. Zonder \
         productcode gaat een aanvraag over de hele categorie, zonder product over alle zorg. Voeg de aanvragen samen, of laat \
         de periodes op elkaar aansluiten. Onder de Wmo tellen hulpmiddelen (categorie 11 tot en met 14) niet mee.",
    ),
    toetsen: &[Toets::Verloop(stapeling)],
};

/// Choice: only new products among themselves. What the others in the 317 are for stands in earlier messages (TR361).
const TR410: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR410",
        &Standaard::ALLE,
        &[Soort::VerzoekWijziging],
        "Dezelfde nieuwe zorg is niet twee keer tegelijk gevraagd",
        "Vraagt een aanbieder hetzelfde nieuwe product twee keer voor dezelfde dagen, dan kan de gemeente dat niet toewijzen. \
         Zonder productcode gaat een nieuw product over de hele categorie, zonder product over alle zorg. Voeg ze samen, of \
         laat de periodes op elkaar aansluiten. Onder de Wmo tellen hulpmiddelen (categorie 11 tot en met 14) niet mee.",
    ),
    toetsen: &[Toets::Verloop(stapeling)],
};

/// Finds each product that overlaps with an earlier one. A message is about one client.
fn stapeling() -> Box<Volger> {
    let mut eerdere = Eerdere::default();
    let mut volgnummer = 0;
    Box::new(move |klasse, bij| {
        let zorg = klasse.zorg().filter(|zorg| zorg.heeft_product)?;
        volgnummer += 1;
        if telt_niet_mee(klasse, &zorg, bij) {
            return None;
        }
        // The reference of a request is free text, and stays out of findings.
        let wie = klasse.toegewezen_product().map_or(volgnummer, |product| product.nummer.0);
        let deze = Lopend::nieuw(zorg.ingangsdatum, zorg.einddatum, wie)?;
        let (vak, eerder) = eerdere.neem_op(zorg.product, deze)?;
        Some(afwijking(klasse, deze, vak, eerder))
    })
}

fn telt_niet_mee(klasse: Klasse<'_>, zorg: &Zorg<'_>, bij: &Bij<'_>) -> bool {
    let hulpmiddel = is_hulpmiddel(bij.header.berichttype.standaard, zorg.product);
    hulpmiddel || klasse.toegewezen_product().is_some_and(is_verwijderd)
}

fn afwijking(klasse: Klasse<'_>, deze: Lopend, vak: Vak, eerder: Lopend) -> Afwijking {
    let wat = match klasse {
        Klasse::ToegewezenProduct(_) => "toewijzing",
        Klasse::NieuwProduct(_) => "nieuw product",
        _ => "aangevraagd product",
    };
    let waarom = vak.waarom();
    let (deze_periode, eerdere_periode) = (deze.periode(), eerder.periode());
    let tekst = format!(
        "De periodes overlappen: {wat} {} loopt {deze_periode}, en {wat} {} in dit bericht {eerdere_periode}. {waarom}. \
         Laat de ene eindigen voordat de andere begint, of laat er een weg.",
        deze.wie, eerder.wie
    );
    ("", tekst)
}
