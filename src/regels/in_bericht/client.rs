//! Rules about who the care is for.

use super::{BerichtRegel, Toets};
use crate::bericht::{Bsn, Soort, Standaard};
use crate::regels::{Niveau, Regel, TECHNISCHE_AFKEUR};

pub(super) const REGELS: &[BerichtRegel] = &[CS002];

const CS002: BerichtRegel = BerichtRegel {
    regel: Regel {
        code: "CS002",
        standaarden: &Standaard::ALLE,
        berichten: &[
            Soort::Toewijzing,
            Soort::Start,
            Soort::Stop,
            Soort::VerzoekToewijzing,
            Soort::VerzoekWijziging,
            Soort::Declaratie,
            Soort::DeclaratieAntwoord,
        ],
        niveau: Niveau::Bericht,
        retourcode: TECHNISCHE_AFKEUR,
        titel: "Het burgerservicenummer klopt volgens de elfproef",
        uitleg: "Elk burgerservicenummer is zo gekozen dat een rekensom met de cijfers uitkomt: de elfproef. Komt de \
                 som niet uit, dan is er een cijfer verkeerd ingevoerd. Neem het nummer over uit de basisregistratie.",
    },
    toets: Toets::Waarde("Bsn", |waarde, _| {
        Bsn::lees(waarde).is_err().then(|| {
            "Dit burgerservicenummer bestaat niet: het voldoet niet aan de elfproef. Controleer de cijfers.".to_owned()
        })
    }),
};
