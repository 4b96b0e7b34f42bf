//! Rules about a 323.

use super::{BerichtRegel, Toets, Volger};
use crate::bericht::{Bedrag, DebetCredit, Eurocent, Plek, Soort, Spoor, Standaard, geheel_getal};
use crate::regels::{Niveau, Regel, TECHNISCHE_AFKEUR};
use crate::xml::Position;

pub(super) const REGELS: &[BerichtRegel] = &[TR358];

const TR358: BerichtRegel = BerichtRegel {
    regel: Regel {
        code: "TR358",
        standaarden: &Standaard::ALLE,
        berichten: &[Soort::Declaratie],
        niveau: Niveau::Bericht,
        retourcode: TECHNISCHE_AFKEUR,
        titel: "Het totaalbedrag is de som van de prestaties",
        uitleg: "Tel de bedragen van alle debetprestaties op en trek die van de creditprestaties eraf. De uitkomst is het \
                 totaalbedrag van de declaratie: debet (D) als er geld naar de aanbieder gaat of de som nul is, credit (C) \
                 als er geld terug moet.",
    },
    toets: Toets::Verloop(|| Box::new(Som::default())),
};

/// Adds up while the message streams by: an amount comes just before its side.
#[derive(Default)]
struct Som {
    bedrag: u64,
    totaal: Option<(Plek, Eurocent)>,
    som: Eurocent,
}

impl Volger for Som {
    fn waarde(&mut self, spoor: &Spoor, waarde: &str, positie: Position) {
        match spoor.laatste_twee() {
            ["TotaalIngediendBedrag", "TotaalBedrag"] | ["IngediendBedrag", "Bedrag"] => {
                // Not a number: then the schema has found it and this rule does not count.
                self.bedrag = geheel_getal(waarde).unwrap_or_default();
            }
            [groep, "DebetCredit"] => {
                let Ok(debet_credit) = DebetCredit::lees(waarde) else { return };
                let bedrag = Bedrag { centen: self.bedrag, debet_credit }.eurocent();
                if groep == "TotaalIngediendBedrag" {
                    self.totaal = Some((Plek { pad: spoor.pad_van_ouder(), positie }, bedrag));
                } else {
                    self.som = self.som + bedrag;
                }
            }
            _ => {}
        }
    }

    fn einde(&mut self) -> Option<(Plek, String)> {
        let (plek, totaal) = self.totaal.take()?;
        (totaal != self.som).then(|| {
            let tekst = format!(
                "Het totaalbedrag is {totaal}, maar de bedragen van de prestaties zijn samen {}. Maak ze gelijk.",
                self.som
            );
            (plek, tekst)
        })
    }
}
