//! Rules about a message as a whole.

use crate::keten::dossier::Identificatie;
use crate::keten::regel::KetenRegel;
use crate::regels::Regel;
use crate::regels::soorten::HEEN;

pub(crate) const REGELS: &[KetenRegel] = &[TR056];

const TR056: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR056",
        "9056",
        // A 325 is a message of the gemeente with an identification of its own; there is no answer to put a code in.
        HEEN,
        "De identificatie is nieuw voor dit soort bericht",
        "Een afzender geeft elk bericht van een soort een eigen identificatie. Zo weten beide partijen over welk \
                 bericht het gaat. Wie een bericht verbetert en opnieuw stuurt, geeft het een nieuwe identificatie; \
                 alleen na afkeuring mag de oude nog eens worden gebruikt.",
    ),
    toets: |klasse, situatie| {
        let header = klasse.header()?;
        situatie.dossier.identificaties.contains(&Identificatie::van(header)).then(|| {
            (
                "BerichtIdentificatie/Identificatie",
                format!(
                    "De identificatie {} is al gebruikt in een eerder {}-bericht van deze afzender. Stuur het bericht \
                     met een nieuwe identificatie.",
                    header.identificatie,
                    header.berichttype.soort.nummer()
                ),
            )
        })
    },
};
