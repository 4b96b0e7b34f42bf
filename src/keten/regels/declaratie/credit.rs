//! Rules about a credit: what it takes back. The gemeente cannot refuse it on its merits (IV085), so no other rule about an allocation
//! looks at it: the allocation may have changed since.

use crate::bericht::Prestatie;
use crate::keten::dossier::Debet;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::Regel;
use crate::regels::soorten::DECLARATIE;

pub(crate) const REGELS: &[KetenRegel] = &[TR323, TR390];

const VORIGE: &str = "ProductReferentie/VorigReferentieNummer";

/// Choice: a credit is a copy of its debit, so it must say the same in everything but its own number and its side (IV091). A refused
/// Prestatie was never granted, and is not there to be credited.
const TR323: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR323",
        "8017",
        DECLARATIE,
        "Een credit hoort bij een toegekende prestatie",
        "VorigReferentieNummer is het nummer van de debetprestatie die u terugneemt. Die moet eerder zijn toegekend. De \
         creditprestatie is daarvan een kopie, op het referentienummer en de letter C na.",
    ),
    toets: |klasse, situatie| {
        let credit = klasse.prestatie()?;
        let vorige = credit.vorige_referentie.as_ref()?;
        let Some(debet) = gecrediteerde(credit, situatie) else {
            let tekst = format!(
                "Er is voor deze cliënt geen toegekende debetprestatie met nummer {vorige}. Controleer het nummer; een \
                 afgewezen prestatie hoeft niet te worden gecrediteerd."
            );
            return Some((VORIGE, tekst));
        };
        let anders = verschillen(credit, debet);
        (!anders.is_empty()).then(|| {
            let tekst = format!(
                "Deze creditprestatie is niet gelijk aan de toegekende prestatie {vorige}. Anders is: {}. Neem alles over uit \
                 de prestatie die u crediteert.",
                anders.join(", ")
            );
            ("ProductReferentie", tekst)
        })
    },
};

const TR390: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR390",
        "9390",
        DECLARATIE,
        "Een prestatie wordt één keer gecrediteerd",
        "Er is al een credit met dit nummer in VorigReferentieNummer. Een tweede keer terugnemen kan niet.",
    ),
    toets: |klasse, situatie| {
        let credit = klasse.prestatie()?;
        let vorige = credit.vorige_referentie.as_ref()?;
        gecrediteerde(credit, situatie)?.gecrediteerd.then(|| {
            let tekst = format!("Prestatie {vorige} is al gecrediteerd. Laat deze creditprestatie weg.");
            (VORIGE, tekst)
        })
    },
};

/// The granted debit of the client at hand that a credit names.
fn gecrediteerde<'s>(credit: &Prestatie, situatie: &Situatie<'s>) -> Option<&'s Debet> {
    let debet = situatie.dossier.prestaties.debet(credit.vorige_referentie.as_ref()?)?;
    (Some(&debet.bsn) == situatie.bsn).then_some(debet)
}

/// What of a credit is not as in the debit that it takes back.
fn verschillen(credit: &Prestatie, debet: &Debet) -> Vec<&'static str> {
    [
        ("het toewijzingnummer", credit.nummer == debet.nummer),
        ("de productcategorie", credit.product.categorie == debet.product.categorie),
        ("de productcode", credit.product.code == debet.product.code),
        ("de productperiode", credit.periode == debet.periode),
        ("het volume", credit.volume == debet.volume),
        ("de eenheid", credit.eenheid == debet.eenheid),
        ("het tarief", credit.tarief == debet.tarief),
        ("het bedrag", credit.bedrag.centen == debet.bedrag.met_debet_credit().0),
    ]
    .into_iter()
    .filter(|(_, gelijk)| !gelijk)
    .map(|(wat, _)| wat)
    .collect()
}
