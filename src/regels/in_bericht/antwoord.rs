//! Rules about the answer to a request (319).

use super::{BerichtRegel, Toets};
use crate::bericht::{Soort, Standaard, VerzoekAntwoord};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[CD085, CD086, TR377, TR409];

/// The RedenAfwijzingVerzoek that says that another gemeente is responsible (WJ759, IV095).
const WOONPLAATSBEGINSEL: &str = "8";

const fn over_319(
    standaarden: &'static [Standaard],
    code: &'static str,
    titel: &'static str,
    uitleg: &'static str,
) -> Regel {
    Regel::in_bericht(code, standaarden, &[Soort::Antwoord], titel, uitleg)
}

const CD085: BerichtRegel = BerichtRegel {
    regel: over_319(
        &Standaard::ALLE,
        "CD085",
        "Een afwijzing heeft een reden",
        "Wijst de gemeente een verzoek af, dan moet de aanbieder weten waarom. Dan weet hij of een nieuw verzoek zin heeft. \
         Vul de reden van de afwijzing in.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let antwoord = klasse.antwoord()?;
        let afgewezen = antwoord.antwoord == VerzoekAntwoord::Afgewezen;
        (afgewezen && antwoord.reden_afwijzing.is_none()).then(|| {
            let tekst =
                "Het verzoek is afgewezen (antwoord 1), maar er is geen reden. Vul RedenAfwijzingVerzoek in.";
            ("", tekst.to_owned())
        })
    })],
};

const CD086: BerichtRegel = BerichtRegel {
    regel: over_319(
        &Standaard::ALLE,
        "CD086",
        "Zolang een verzoek in onderzoek is, is er geen reden van afwijzing",
        "Is een verzoek nog in onderzoek, dan is het niet afgewezen. Een reden van afwijzing spreekt dat tegen. Laat de reden \
         weg, of antwoord dat het verzoek is afgewezen.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let antwoord = klasse.antwoord()?;
        let reden = antwoord.reden_afwijzing.as_deref()?;
        (antwoord.antwoord == VerzoekAntwoord::InOnderzoek).then(|| {
            let tekst = format!(
                "Het verzoek is in onderzoek (antwoord 2), maar er is een reden van afwijzing ({reden}). Laat \
                 RedenAfwijzingVerzoek weg, of maak het antwoord 1 (afgewezen)."
            );
            ("RedenAfwijzingVerzoek", tekst)
        })
    })],
};

/// Only under iJw: a WMO319 has no Woonplaatsbeginsel. Reason 8 is in the list of both standards all the same (conflict 5.22);
/// no rule inside the message forbids it under iWmo.
const TR377: BerichtRegel = BerichtRegel {
    regel: over_319(
        &[Standaard::Ijw],
        "TR377",
        "Een afwijzing om het woonplaatsbeginsel noemt de andere gemeente",
        "Met reden 8 zegt de gemeente dat een andere gemeente verantwoordelijk is voor de jeugdige. De aanbieder moet weten \
         welke, om het verzoek daar te kunnen doen. Neem de klasse Woonplaatsbeginsel op met de code van die gemeente.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let antwoord = klasse.antwoord()?;
        let reden_8 = antwoord.reden_afwijzing.as_deref() == Some(WOONPLAATSBEGINSEL);
        (reden_8 && antwoord.woonplaatsbeginsel.is_none()).then(|| {
            let tekst = "De reden van afwijzing is 8 (woonplaatsbeginsel), maar het bericht zegt niet welke gemeente \
                         verantwoordelijk is. Neem Woonplaatsbeginsel op, of kies een andere reden.";
            ("", tekst.to_owned())
        })
    })],
};

/// Choice: no reason is another reason than 8 as well. Otherwise a request being looked into could name another gemeente.
const TR409: BerichtRegel = BerichtRegel {
    regel: over_319(
        &[Standaard::Ijw],
        "TR409",
        "Alleen een afwijzing om het woonplaatsbeginsel noemt een andere gemeente",
        "De klasse Woonplaatsbeginsel wijst de gemeente aan die verantwoordelijk is. Dat hoort alleen bij reden 8. Is de reden \
         een andere, of is er geen reden, laat de klasse dan weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let antwoord = klasse.antwoord()?;
        let gemeente = antwoord.woonplaatsbeginsel.as_ref()?;
        let reden = match antwoord.reden_afwijzing.as_deref() {
            Some(WOONPLAATSBEGINSEL) => return None,
            Some(reden) => format!("de reden van afwijzing is {reden}"),
            None => "er is geen reden van afwijzing".to_owned(),
        };
        let tekst = format!(
            "Het bericht wijst gemeente {gemeente} aan, maar {reden}. Laat Woonplaatsbeginsel weg, of maak de reden 8 \
             (woonplaatsbeginsel)."
        );
        Some(("Woonplaatsbeginsel", tekst))
    })],
};
