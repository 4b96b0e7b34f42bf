//! Rules about how much: a debit against the volume or the budget of its allocation. [`crate::rekenen`] does the sums, and
//! [`crate::keten::Prestatieberekening`] keeps them.

use crate::keten::regel::KetenRegel;
use crate::regels::soorten::DECLARATIE;
use crate::regels::{Afwijking, Regel};
use crate::rekenen::Berekening;

pub(crate) const REGELS: &[KetenRegel] = &[TR321, TR322, TR369];

/// Choice: a period that does not lie in the allocation is not judged: TR307 and TR308 tell that, and how much fits is no question then.
/// Nor is a unit that does not fit (TR341).
const TR321: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR321",
        "9321",
        DECLARATIE,
        "Het volume van een prestatie past in de toewijzing",
        "Heeft de toewijzing een omvang, dan volgt daaruit hoeveel er in deze productperiode past. Volume, eenheid en \
         frequentie tellen alle drie mee. Declareer niet meer dan dat.",
    ),
    toets: |_, situatie| te_veel(situatie.berekening?.periode, "GeleverdVolume"),
};

/// Choice: what counts is what was granted and not credited, this one included, also of lines earlier in the same message (OP366); what is
/// refused uses nothing.
const TR322: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR322",
        "9322",
        DECLARATIE,
        "Alle prestaties samen passen in de toewijzing",
        "Heeft de toewijzing een omvang, dan volgt daaruit hoeveel er over de hele looptijd past. Tel alle toegekende \
         prestaties op, trek de gecrediteerde eraf, en declareer niet meer dan wat er over is.",
    ),
    toets: |_, situatie| te_veel(situatie.berekening?.geheel, "GeleverdVolume"),
};

/// Choice: a budget is money, so amounts count; the text of the standard speaks of volumes (conflict 3.8).
const TR369: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR369",
        "9369",
        DECLARATIE,
        "Alle prestaties samen passen in het budget",
        "Heeft de toewijzing een budget, dan mogen de prestaties samen niet meer kosten. Gecrediteerde prestaties tellen \
         niet mee.",
    ),
    toets: |_, situatie| te_veel(situatie.berekening?.budget, "IngediendBedrag/Bedrag"),
};

/// What to say of a calculation of which the outcome is that it does not fit.
fn te_veel(berekening: Option<Berekening>, onder: &'static str) -> Option<Afwijking> {
    let berekening = berekening.filter(|berekening| !berekening.past())?;
    let advies = match berekening.ruimte() {
        0 => "Er kan niets meer bij.".to_owned(),
        ruimte => format!("Declareer hoogstens {}.", berekening.hoeveel(ruimte)),
    };
    Some((onder, format!("{} {advies}", berekening.in_woorden())))
}
