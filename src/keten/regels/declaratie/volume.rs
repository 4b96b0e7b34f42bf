//! Rules about how much: a debit against the volume or the budget of its allocation. [`crate::rekenen`] does the sums.

use super::debet_op_toewijzing;
use crate::bericht::{Eurocent, Periode};
use crate::keten::dossier::BekendeToewijzing;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::soorten::DECLARATIE;
use crate::regels::{Afwijking, Regel};
use crate::rekenen::{Berekening, ToegewezenOmvang, past_in_budget, past_in_geheel, past_in_periode};

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
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let Periode { begindatum, einddatum } = prestatie.periode;
        let binnen = begindatum >= toewijzing.ingangsdatum
            && toewijzing.einddatum.is_none_or(|laatste_dag| einddatum <= laatste_dag);
        let omvang = omvang(toewijzing, situatie).filter(|_| binnen)?;
        te_veel(
            &past_in_periode(&omvang, prestatie.periode, prestatie.volume, prestatie.eenheid)?,
            "GeleverdVolume",
        )
    },
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
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let omvang = omvang(toewijzing, situatie)?;
        let (volume, eenheid) = (prestatie.volume, prestatie.eenheid);
        let berekening = match situatie.dossier.prestaties.verbruik(prestatie.nummer) {
            Some(verbruik) => past_in_geheel(&omvang, &verbruik.volumes, volume, eenheid),
            None => past_in_geheel(&omvang, &Default::default(), volume, eenheid),
        };
        te_veel(&berekening?, "GeleverdVolume")
    },
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
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let verbruik = situatie.dossier.prestaties.verbruik(prestatie.nummer);
        let eerder = verbruik.map_or(Eurocent(0), |verbruik| verbruik.bedrag);
        te_veel(
            &past_in_budget(toewijzing.budget?, eerder, prestatie.bedrag.eurocent()),
            "IngediendBedrag/Bedrag",
        )
    },
};

fn omvang(toewijzing: &BekendeToewijzing, situatie: &Situatie<'_>) -> Option<ToegewezenOmvang> {
    let standaard = situatie.header().berichttype.standaard;
    let BekendeToewijzing { product, ingangsdatum, einddatum, .. } = toewijzing;
    Some(ToegewezenOmvang::nieuw(standaard, product.as_ref(), toewijzing.omvang?, *ingangsdatum, *einddatum))
}

/// What to say of a calculation of which the outcome is that it does not fit.
fn te_veel(berekening: &Berekening, onder: &'static str) -> Option<Afwijking> {
    (!berekening.past()).then(|| {
        let advies = match berekening.ruimte() {
            0 => "Er kan niets meer bij.".to_owned(),
            ruimte => format!("Declareer hoogstens {}.", berekening.hoeveel(ruimte)),
        };
        (onder, format!("{} {advies}", berekening.in_woorden()))
    })
}
