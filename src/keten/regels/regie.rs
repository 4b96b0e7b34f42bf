//! Rules about a 305 and a 307.

use crate::bericht::{Soort, Standaard, StatusAanlevering};
use crate::keten::regel::KetenRegel;
use crate::regels::{Niveau, Regel};

pub(crate) const REGELS: &[KetenRegel] = &[TR019];

/// Choice: applies to 305 and 307 in both standards (one source names only the 305 for iWmo), not to taking back an earlier delivery (TR063)
/// and not when working by task, where there is no number (IV096).
const TR019: KetenRegel = KetenRegel {
    regel: Regel {
        code: "TR019",
        standaarden: &Standaard::ALLE,
        berichten: &[Soort::Start, Soort::Stop],
        niveau: Niveau::Keten,
        retourcode: "9019",
        titel: "Een start of stop hoort bij een toewijzing",
        uitleg: "Wie meldt dat de zorg is gestart of gestopt, noemt het nummer van de toewijzing. Die toewijzing moet bij de \
                 gemeente bekend zijn, voor dezelfde cliënt en dezelfde aanbieder.",
    },
    toets: |klasse, situatie| {
        let product = klasse.start_product().or(klasse.stop_product().map(|stop| &stop.start))?;
        let nummer = product.nummer.filter(|_| product.status != StatusAanlevering::Verwijderen)?;
        situatie.toewijzing(nummer).is_none().then(|| {
            (
                "ToewijzingNummer",
                format!(
                    "Er is geen toewijzing met nummer {nummer} voor deze cliënt bij deze aanbieder. Controleer het \
                     nummer, of vraag de gemeente om de toewijzing."
                ),
            )
        })
    },
};
