//! Rules about periods of care and about the allocations of a 301.

use super::{BerichtRegel, Toets};
use crate::bericht::{Klasse, Soort, Standaard, ToegewezenProduct};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[CS003, CS335, CS336];

/// The RedenWijziging of an allocation that is taken back.
const VERWIJDERD: &str = "13";

/// The RedenWijziging that did the same before, and that is no longer in use.
const ADMINISTRATIEVE_CORRECTIE: &str = "01";

/// Whether an allocation is taken back with this message: it counts as never sent (CS335, TR302).
///
/// Choice: also with the old reason 01, as TR302 says. A message with that reason fails by CS336 anyhow.
pub(super) fn is_verwijderd(product: &ToegewezenProduct) -> bool {
    let reden = product.reden_wijziging.as_deref();
    product.einddatum == Some(product.ingangsdatum)
        && matches!(reden, Some(VERWIJDERD | ADMINISTRATIEVE_CORRECTIE))
}

/// Choice: the same day for first and last is fine (conflict 4.4). A period with just one end says nothing about the other.
const CS003: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS003",
        &Standaard::ALLE,
        &[Soort::Toewijzing, Soort::VerzoekToewijzing, Soort::VerzoekWijziging],
        "Een periode eindigt niet voordat ze begint",
        "De einddatum is de laatste dag van de periode. Die ligt op of na de eerste dag. Controleer beide datums: meestal is \
         er een verkeerd jaar ingevuld of zijn ze verwisseld.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let (begin, eind, veld) = match klasse {
            Klasse::Contact(contact) => {
                let (begin, eind) = contact.periode?;
                (begin?, eind?, "Periode/Einddatum")
            }
            _ => {
                let zorg = klasse.zorg()?;
                (zorg.ingangsdatum, zorg.einddatum?, zorg.naam_einddatum)
            }
        };
        (eind < begin).then(|| {
            let tekst = format!(
                "De periode begint op {begin}, maar eindigt al op {eind}. Vul als laatste dag {begin} of later in, of \
                 verbeter de eerste dag."
            );
            (veld, tekst)
        })
    })],
};

/// Choice: an allocation of one day without reason 13 is an allocation of one day, not one that is taken back (conflict 4.4).
const CS335: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS335",
        &Standaard::ALLE,
        &[Soort::Toewijzing],
        "Een verwijderde toewijzing eindigt op de dag waarop ze ingaat",
        "Met reden 13 haalt de gemeente een toewijzing weg alsof die nooit is verstuurd. De einddatum is dan gelijk aan de \
         ingangsdatum. Was er wel zorg, laat de toewijzing dan eindigen op de laatste dag daarvan en kies een andere reden.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let product = klasse.toegewezen_product()?;
        let anders = product.einddatum != Some(product.ingangsdatum);
        (anders && product.reden_wijziging.as_deref() == Some(VERWIJDERD)).then(|| {
            let ingang = product.ingangsdatum;
            let eind = match product.einddatum {
                Some(eind) => format!("de einddatum is {eind}"),
                None => "er is geen einddatum".to_owned(),
            };
            let tekst = format!(
                "Met reden 13 wordt deze toewijzing verwijderd, maar ze gaat in op {ingang} en {eind}. Maak de einddatum \
                 {ingang}, of kies een andere reden."
            );
            ("RedenWijziging", tekst)
        })
    })],
};

const CS336: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS336",
        &Standaard::ALLE,
        &[Soort::Toewijzing],
        "Reden 01 wordt niet meer gebruikt",
        "De reden ‘administratieve correctie’ (01) is vervallen, en zegt de aanbieder niet wat er is veranderd. Haal een \
         toewijzing weg met reden 13, of kies de reden die past bij de wijziging.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let product = klasse.toegewezen_product()?;
        (product.reden_wijziging.as_deref() == Some(ADMINISTRATIEVE_CORRECTIE)).then(|| {
            let tekst = "De reden van de wijziging is 01 (administratieve correctie), en die is vervallen. Kies 13 om de \
                         toewijzing te verwijderen, of een andere reden.";
            ("RedenWijziging", tekst.to_owned())
        })
    })],
};
