//! Rules about who the care is for.

use super::{BerichtRegel, Toets};
use crate::bericht::{Soort, Standaard};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[CS002];

const CS002: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS002",
        &Standaard::ALLE,
        &[
            Soort::Toewijzing,
            Soort::Start,
            Soort::Stop,
            Soort::VerzoekToewijzing,
            Soort::VerzoekWijziging,
            Soort::Declaratie,
            Soort::DeclaratieAntwoord,
        ],
        "Het burgerservicenummer klopt volgens de elfproef",
        "Elk burgerservicenummer is zo gekozen dat een rekensom met de cijfers uitkomt: de elfproef. Komt de som niet uit, dan \
         is er een cijfer verkeerd ingevoerd. Neem het nummer over uit de basisregistratie.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        klasse.client()?.bsn.is_err().then(|| {
            let tekst = "Dit burgerservicenummer bestaat niet: het voldoet niet aan de elfproef. Controleer de cijfers.";
            ("Bsn", tekst.to_owned())
        })
    })],
};
