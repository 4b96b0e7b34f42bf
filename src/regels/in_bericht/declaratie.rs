//! Rules about a 323.

use super::{BerichtRegel, Toets};
use crate::bericht::{Eurocent, Klasse, Soort, Standaard};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[TR358];

const TR358: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR358",
        &Standaard::ALLE,
        &[Soort::Declaratie],
        "Het totaalbedrag is de som van de prestaties",
        "Tel de bedragen van alle debetprestaties op en trek die van de creditprestaties eraf. De uitkomst is het totaalbedrag \
         van de declaratie: debet (D) als er geld naar de aanbieder gaat of de som nul is, credit (C) als er geld terug moet.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut som = Eurocent(0);
        Box::new(move |klasse, _| match klasse {
            Klasse::Prestatie(prestatie) => {
                som = som + prestatie.bedrag.eurocent();
                None
            }
            Klasse::Declaratie(declaratie) if declaratie.totaal.eurocent() != som => {
                let totaal = declaratie.totaal.eurocent();
                let tekst = format!(
                    "Het totaalbedrag is {totaal}, maar de bedragen van de prestaties zijn samen {som}. Maak ze gelijk."
                );
                Some(("TotaalIngediendBedrag", tekst))
            }
            _ => None,
        })
    })],
};
