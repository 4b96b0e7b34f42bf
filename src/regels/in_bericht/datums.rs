//! Rules about dates that hold for many klassen alike.

use super::{BerichtRegel, Toets};
use crate::bericht::{Klasse, Soort, Standaard};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[TR134];

/// Choice: the Dagtekening is that of the message, also for a 323 and a 325: not DeclaratieDagtekening, and not that of the 323
/// that a 325 answers. A start or stop that takes back an earlier one (StatusAanlevering 3) is judged like any other. That a
/// date exists is up to the schema.
const TR134: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR134",
        &Standaard::ALLE,
        &[
            Soort::Toewijzing,
            Soort::Start,
            Soort::Stop,
            Soort::VerzoekToewijzing,
            Soort::Declaratie,
            Soort::DeclaratieAntwoord,
        ],
        "Wat al gebeurd moet zijn, ligt niet na de dagtekening",
        "Een geboorte, een besluit om zorg toe te wijzen, een start, een stop en het begin van een periode die wordt gedeclareerd \
         zijn al geweest als het bericht wordt gemaakt. Hun datum ligt dus niet na de dagtekening van het bericht; dezelfde dag \
         mag. Verbeter de datum, of stuur het bericht als het zover is.",
    ),
    toetsen: &[Toets::Los(|klasse, bij| {
        let (onder, wat, datum) = match klasse {
            Klasse::Client(_) | Klasse::Relatie(_) => {
                ("Geboortedatum/Datum", "geboortedatum", klasse.geboortedatum()?.datum)
            }
            Klasse::ToegewezenProduct(product) => {
                ("Toewijzingsdatum", "toewijzingsdatum", product.toewijzingsdatum)
            }
            Klasse::StartProduct(start) => ("Begindatum", "begindatum", start.begindatum),
            Klasse::StopProduct(stop) => ("Einddatum", "einddatum", stop.einddatum),
            Klasse::Declaratie(declaratie) => {
                let begin = declaratie.periode.begindatum;
                ("DeclaratiePeriode/Begindatum", "begindatum van de declaratieperiode", begin)
            }
            Klasse::Prestatie(prestatie) => {
                let begin = prestatie.periode.begindatum;
                ("ProductPeriode/Begindatum", "begindatum van de productperiode", begin)
            }
            _ => return None,
        };
        let dagtekening = bij.header.dagtekening;
        (datum > dagtekening).then(|| {
            // A day of birth is personal.
            let getoond = match klasse {
                Klasse::Client(_) | Klasse::Relatie(_) => String::new(),
                _ => format!(" {datum}"),
            };
            let tekst = format!(
                "De {wat}{getoond} ligt na de dagtekening van het bericht ({dagtekening}). Vul een datum in op of vóór die dag."
            );
            (onder, tekst)
        })
    })],
};
