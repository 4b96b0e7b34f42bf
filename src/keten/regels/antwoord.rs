//! Rules about a 319.

use crate::bericht::{Antwoord, Klasse, VerzoekAntwoord};
use crate::keten::dossier::BekendVerzoek;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::Regel;
use crate::regels::soorten::ANTWOORD;

pub(crate) const REGELS: &[KetenRegel] = &[TR355, TR359, TR360, TR365];

/// The request that a 319 answers: of the aanbieder that it goes to, sent to the gemeente that answers.
fn verzoek<'s>(antwoord: &Antwoord, situatie: &Situatie<'s>) -> Option<&'s BekendVerzoek> {
    let bekend = situatie.dossier.verzoeken.met(&antwoord.referentie_aanbieder)?;
    (bekend.gemeente == situatie.header().gemeente).then_some(bekend)
}

fn antwoord_op<'s>(klasse: Klasse<'s>, situatie: &Situatie<'s>) -> Option<(&'s Antwoord, &'s BekendVerzoek)> {
    let antwoord = klasse.antwoord()?;
    Some((antwoord, verzoek(antwoord, situatie)?))
}

/// Choice: a request that was sent to another gemeente is not this gemeente's to answer. The other rules about an answer look
/// at the request that this one finds.
const TR355: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR355",
        "9355",
        ANTWOORD,
        "Een antwoord hoort bij een verzoek",
        "De ReferentieAanbieder in het antwoord is die van een verzoek dat de aanbieder eerder aan deze gemeente stuurde. Een \
         verzoek om wijziging heeft één referentie, een verzoek om toewijzing een per aangevraagd product.",
    ),
    toets: |klasse, situatie| {
        let antwoord = klasse.antwoord()?;
        verzoek(antwoord, situatie).is_none().then(|| {
            let tekst = "Er is geen verzoek van deze aanbieder aan deze gemeente met deze referentie. Neem \
                         ReferentieAanbieder over uit het verzoek.";
            ("ReferentieAanbieder", tekst.to_owned())
        })
    },
};

const TR359: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR359",
        "9359",
        ANTWOORD,
        "Na een toewijzing komt geen antwoord meer",
        "Heeft de gemeente het verzoek al toegewezen, dan kan zij het niet meer afwijzen of gaan onderzoeken.",
    ),
    toets: |klasse, situatie| {
        let (_, verzoek) = antwoord_op(klasse, situatie)?;
        verzoek.toegewezen.then(|| {
            let tekst = "Dit verzoek is al toegewezen: er is een toewijzingsbericht met deze referentie. Stuur geen antwoord \
                         meer; wijzig zo nodig de toewijzing.";
            ("", tekst.to_owned())
        })
    },
};

/// Choice: after a refusal it holds as well, beside TR365; both codes are given.
const TR360: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR360",
        "9360",
        ANTWOORD,
        "De gemeente meldt één keer dat zij het verzoek onderzoekt",
        "Is er al een antwoord op dit verzoek, dan kan er niet nog een ‘in onderzoek’ volgen. Stuur nu een toewijzing of een \
         afwijzing.",
    ),
    toets: |klasse, situatie| {
        let (antwoord, verzoek) = antwoord_op(klasse, situatie)?;
        let eerder = match (verzoek.afgewezen, verzoek.in_onderzoek) {
            (true, _) => "Dit verzoek is al afgewezen. Er kan geen ‘in onderzoek’ (antwoord 2) meer volgen.",
            (false, true) => {
                "Er is al gemeld dat dit verzoek in onderzoek is. Stuur nu een toewijzing, of wijs het verzoek af (antwoord 1)."
            }
            (false, false) => return None,
        };
        (antwoord.antwoord == VerzoekAntwoord::InOnderzoek).then(|| ("VerzoekAntwoord", eerder.to_owned()))
    },
};

const TR365: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR365",
        "9365",
        ANTWOORD,
        "Na een afwijzing komt geen antwoord meer",
        "Een tweede antwoord kan alleen als het eerste zei dat de gemeente het verzoek onderzoekt.",
    ),
    toets: |klasse, situatie| {
        let (_, verzoek) = antwoord_op(klasse, situatie)?;
        verzoek.afgewezen.then(|| {
            let tekst = "Dit verzoek is al afgewezen. Stuur er geen tweede antwoord op; de aanbieder kan een nieuw verzoek \
                         doen.";
            ("", tekst.to_owned())
        })
    },
};
