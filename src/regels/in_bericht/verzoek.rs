//! Rules about a request for an allocation (315) and for a change (317).

use std::collections::HashMap;

use super::{BerichtRegel, Toets};
use crate::bericht::{Soort, Standaard, Verwijzer};
use crate::regels::Regel;

pub(super) const REGELS: &[BerichtRegel] = &[CD043, CD066, CD067, CD068, TR352, TR353, TR380, TR383];

const fn over_315(code: &'static str, titel: &'static str, uitleg: &'static str) -> Regel {
    Regel::in_bericht(code, &Standaard::ALLE, &[Soort::VerzoekToewijzing], titel, uitleg)
}

const fn over_317(code: &'static str, titel: &'static str, uitleg: &'static str) -> Regel {
    Regel::in_bericht(code, &Standaard::ALLE, &[Soort::VerzoekWijziging], titel, uitleg)
}

/// Choice: it goes both ways, as the text of the rule ends (conflict 4.5): a date without a number is wrong too.
const CD043: BerichtRegel = BerichtRegel {
    regel: over_315(
        "CD043",
        "De ingangsdatum van de beschikking staat er alleen met haar nummer",
        "Het nummer en de ingangsdatum horen bij elkaar: samen zeggen ze op welke beschikking het verzoek steunt. Is er een \
         beschikking, vul dan beide in. Is er geen beschikking, laat dan beide weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let product = klasse.aangevraagd_product()?;
        match (product.heeft_beschikkingnummer, product.beschikking_ingangsdatum) {
            (true, None) => {
                let tekst = "Er is een beschikkingnummer, maar geen ingangsdatum van de beschikking. Vul \
                             BeschikkingIngangsdatum in.";
                Some(("", tekst.to_owned()))
            }
            (false, Some(datum)) => {
                let tekst = format!(
                    "De beschikking gaat in op {datum}, maar het nummer van de beschikking ontbreekt. Vul \
                     BeschikkingNummer in, of laat BeschikkingIngangsdatum weg."
                );
                Some(("BeschikkingIngangsdatum", tekst))
            }
            _ => None,
        }
    })],
};

/// Whether this kind of referrer has an AGB code: a general practitioner, a youth doctor, a certified institution or a
/// specialist (COD327).
fn heeft_een_agb_code(verwijzer: &Verwijzer) -> bool {
    matches!(&*verwijzer.soort, "02" | "03" | "04" | "05")
}

const CD066: BerichtRegel = BerichtRegel {
    regel: over_315(
        "CD066",
        "Naast de code van de verwijzer staat geen naam",
        "Een huisarts (02), jeugdarts (03), gecertificeerde instelling (04) of medisch specialist (05) is met de AGB-code al \
         bekend. De naam is dan overbodig, en kan afwijken van de code. Laat de naam weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let verwijzer = &klasse.aangevraagd_product()?.verwijzer;
        let beide = verwijzer.heeft_zorgverlenercode && verwijzer.heeft_naam;
        (heeft_een_agb_code(verwijzer) && beide).then(|| {
            let tekst = format!(
                "Van deze verwijzer (type {}) staan de code en de naam in het bericht. Laat Naam weg.",
                verwijzer.soort
            );
            ("Verwijzer/Naam", tekst)
        })
    })],
};

const CD067: BerichtRegel = BerichtRegel {
    regel: over_315(
        "CD067",
        "Van een verwijzer zonder code staat de naam in het bericht",
        "De gemeente moet kunnen nagaan welke huisarts (02), jeugdarts (03), gecertificeerde instelling (04) of medisch \
         specialist (05) heeft verwezen. Vul de AGB-code in. Is die niet bekend, vul dan de naam in.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let verwijzer = &klasse.aangevraagd_product()?.verwijzer;
        let geen = !verwijzer.heeft_zorgverlenercode && !verwijzer.heeft_naam;
        (heeft_een_agb_code(verwijzer) && geen).then(|| {
            let tekst = format!(
                "Van deze verwijzer (type {}) ontbreken de code en de naam. Vul ZorgverlenerCode in, of anders Naam.",
                verwijzer.soort
            );
            ("Verwijzer", tekst)
        })
    })],
};

const CD068: BerichtRegel = BerichtRegel {
    regel: over_315(
        "CD068",
        "Alleen een zorgverlener die verwijst, heeft een code",
        "Alleen een huisarts (02), jeugdarts (03), gecertificeerde instelling (04) en medisch specialist (05) verwijzen met \
         een AGB-code. Bij een ander type verwijzer hoort geen code. Laat de code weg, of verbeter het type.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let verwijzer = &klasse.aangevraagd_product()?.verwijzer;
        (verwijzer.heeft_zorgverlenercode && !heeft_een_agb_code(verwijzer)).then(|| {
            let tekst = format!(
                "Een verwijzer van type {} heeft geen code. Laat ZorgverlenerCode weg, of verbeter het type.",
                verwijzer.soort
            );
            ("Verwijzer/ZorgverlenerCode", tekst)
        })
    })],
};

const TR352: BerichtRegel = BerichtRegel {
    regel: over_317(
        "TR352",
        "Een verzoek om wijziging noemt minstens één bestaande toewijzing",
        "Wie om een wijziging vraagt, levert al zorg. Het verzoek noemt alle toewijzingen die nu of later gelden: wat hetzelfde \
         blijft en wat moet veranderen. Is er nog geen toewijzing, stuur dan een verzoek om toewijzing (315).",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let verzoek = klasse.verzoek()?;
        (!verzoek.heeft_ongewijzigd && !verzoek.heeft_te_wijzigen).then(|| {
            let tekst = "Dit verzoek noemt geen enkele bestaande toewijzing. Neem elke toewijzing op die nu of later geldt: \
                         als OngewijzigdProduct of als TeWijzigenProduct.";
            ("", tekst.to_owned())
        })
    })],
};

const TR353: BerichtRegel = BerichtRegel {
    regel: over_317(
        "TR353",
        "Een verzoek om wijziging vraagt om minstens één verandering",
        "Een verzoek om wijziging vraagt de gemeente om iets te veranderen of toe te voegen. Blijft alles hetzelfde, dan is er \
         niets te vragen. Neem op wat moet veranderen of nieuw is, of stuur geen verzoek.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let verzoek = klasse.verzoek()?;
        (!verzoek.heeft_te_wijzigen && !verzoek.heeft_nieuw).then(|| {
            let tekst = "Dit verzoek vraagt geen enkele verandering. Neem minstens één TeWijzigenProduct of NieuwProduct \
                         op, of stuur geen verzoek.";
            ("", tekst.to_owned())
        })
    })],
};

const TR380: BerichtRegel = BerichtRegel {
    regel: over_317(
        "TR380",
        "Een nieuw product gaat in na de dag van het verzoek",
        "Met een verzoek om wijziging vraagt een aanbieder zorg voor de toekomst. Een nieuw product kan op zijn vroegst ingaan \
         op de dag na de dagtekening van het bericht. Kies een latere ingangsdatum.",
    ),
    toetsen: &[Toets::Los(|klasse, bij| {
        let ingang = klasse.nieuw_product()?.ingangsdatum;
        let dagtekening = bij.header.dagtekening;
        (ingang <= dagtekening).then(|| {
            let tekst = format!(
                "De gewenste ingangsdatum is {ingang}, maar het bericht is gedagtekend op {dagtekening}. Vraag een \
                 ingangsdatum na die dag."
            );
            ("GewensteIngangsdatum", tekst)
        })
    })],
};

/// Choice: the reference itself stays out of the finding: it is free text, and so could hold a name.
const TR383: BerichtRegel = BerichtRegel {
    regel: over_315(
        "TR383",
        "Elk aangevraagd product heeft een eigen referentie",
        "De gemeente antwoordt per aangevraagd product, en noemt daarbij de referentie van de aanbieder. Hebben twee producten \
         dezelfde referentie, dan is niet duidelijk bij welk het antwoord hoort. Geef elk product een eigen referentie.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut eerdere: HashMap<Box<str>, u32> = HashMap::new();
        let mut volgnummer = 0;
        Box::new(move |klasse, _| {
            let product = klasse.aangevraagd_product()?;
            volgnummer += 1;
            if let Some(eerder) = eerdere.get(&*product.referentie_aanbieder) {
                let tekst = format!(
                    "Aangevraagd product {volgnummer} heeft dezelfde referentie als aangevraagd product {eerder} in dit \
                     bericht. Geef het een eigen referentie."
                );
                return Some(("ReferentieAanbieder", tekst));
            }
            eerdere.insert(product.referentie_aanbieder.as_str().into(), volgnummer);
            None
        })
    })],
};
