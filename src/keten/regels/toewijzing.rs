//! Rules about a 301.

use crate::bericht::{Soort, Standaard};
use crate::keten::regel::KetenRegel;
use crate::regels::{Niveau, Regel};

pub(crate) const REGELS: &[KetenRegel] = &[TR332];

/// Choice: a number that is known for the same client at the same aanbieder is a next version of that allocation
/// (OP033x1, IV066); for anybody else it is a second use of the number.
const TR332: KetenRegel = KetenRegel {
    regel: Regel {
        code: "TR332",
        standaarden: &Standaard::ALLE,
        berichten: &[Soort::Toewijzing],
        niveau: Niveau::Keten,
        retourcode: "9332",
        titel: "Een toewijzingnummer is van één toewijzing",
        uitleg: "Binnen een gemeente en een wet hoort een toewijzingnummer bij één cliënt en één aanbieder. Met hetzelfde \
                 nummer kan de gemeente die toewijzing wijzigen; voor een ander is een nieuw nummer nodig.",
    },
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
