//! Rules about a TeWijzigenProduct against the allocation that it is to change.
//!
//! Choice: the allocation is the one in force with this number for this client at this aanbieder. Where there is none there is
//! nothing to change, and TR351 tells that.

use crate::bericht::{Frequentie, Klasse, TeWijzigenProduct};
use crate::keten::dossier::BekendeToewijzing;
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::soorten::VERZOEK_WIJZIGING;
use crate::regels::{Afwijking, Regel};

fn met_toewijzing<'s>(
    klasse: Klasse<'s>,
    situatie: &Situatie<'s>,
) -> Option<(&'s TeWijzigenProduct, &'s BekendeToewijzing)> {
    let product = klasse.te_wijzigen_product()?;
    let toewijzing = situatie.toewijzing(product.nummer);
    Some((product, toewijzing.filter(|toewijzing| toewijzing.is_actueel(situatie.vandaag))?))
}

/// Choice: a day in the future may lie anywhere. That it should fall within the allocation stands in IV092 only, and no
/// rule says so. Example 1 of IV093 has the first day of its allocation in the wrong year (conflict 5.17); taken literally it
/// breaks this rule.
pub(super) const TR357: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR357",
        "9357",
        VERZOEK_WIJZIGING,
        "Een wijziging die al in had moeten gaan, geldt vanaf het begin",
        "Ligt de gewenste ingangsdatum niet na de dagtekening, dan is die gelijk aan de ingangsdatum van de toewijzing. \
         Wijzigen vanaf een andere dag kan alleen in de toekomst.",
    ),
    toets: |klasse, situatie| {
        let (product, toewijzing) = met_toewijzing(klasse, situatie)?;
        let (gewenst, dagtekening) = (product.ingangsdatum, situatie.header().dagtekening);
        (gewenst <= dagtekening && gewenst != toewijzing.ingangsdatum).then(|| {
            let tekst = format!(
                "De gewenste ingangsdatum is {gewenst}; die ligt niet na de dagtekening van het bericht, {dagtekening}. Kies \
                 een latere dag, of wijzig de hele toewijzing {} vanaf haar ingangsdatum, {}.",
                product.nummer, toewijzing.ingangsdatum
            );
            ("GewensteIngangsdatum", tekst)
        })
    },
};

/// Choices: it is the allocation that counts (IV093): one with a budget, or with a volume in all (Frequentie 6). A request
/// that names a budget or a volume for it is about the whole, also where it names the same (IV092); one that leaves it out is
/// not. A change from a volume per week into one in all can start on a later day: it takes a new allocation either way (IV066).
pub(super) const TR373: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR373",
        "9373",
        VERZOEK_WIJZIGING,
        "Een budget of totaal wijzigt vanaf het begin",
        "Wijzigt u een toewijzing met een budget, of met een omvang in totaal (Frequentie 6), neem dan haar ingangsdatum over. De \
         wijziging geldt voor de hele looptijd.",
    ),
    toets: |klasse, situatie| {
        let (product, toewijzing) = met_toewijzing(klasse, situatie)?;
        let wat = als_geheel(product, toewijzing)?;
        (product.ingangsdatum != toewijzing.ingangsdatum).then(|| {
            let tekst = format!(
                "Toewijzing {} heeft {wat}; een wijziging geldt dan voor de hele looptijd. Neem als gewenste ingangsdatum haar \
                 ingangsdatum, {}, in plaats van {}.",
                product.nummer, toewijzing.ingangsdatum, product.ingangsdatum
            );
            ("GewensteIngangsdatum", tekst)
        })
    },
};

/// What the request is about of all that an allocation has for all of its days together, in words.
fn als_geheel(product: &TeWijzigenProduct, toewijzing: &BekendeToewijzing) -> Option<&'static str> {
    let totaal = toewijzing.omvang.is_some_and(|omvang| omvang.frequentie == Frequentie::Totaal);
    if toewijzing.budget.is_some() && product.budget.is_some() {
        Some("een budget")
    } else if totaal && product.omvang.is_some() {
        Some("een omvang in totaal (frequentie 6)")
    } else {
        None
    }
}

/// Choice: for a generic allocation TR412 is true as well: what has no product has no code. Both codes are given
/// (conflict 3.10). CD080, CD095 and CD096 look at a product in the same way.
pub(super) const TR375: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR375",
        "9375",
        VERZOEK_WIJZIGING,
        "Bij een generieke toewijzing wijzigt geen omvang",
        "Noemt de toewijzing geen product, vraag dan een ander budget en laat Omvang weg. Dit geldt voor een einddatum na \
         2020, of zonder einddatum.",
    ),
    toets: |klasse, situatie| {
        omvang_te_veel(klasse, situatie, "product", |toewijzing| toewijzing.product.is_none())
    },
};

pub(super) const TR411: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR411",
        "9411",
        VERZOEK_WIJZIGING,
        "Bij een specifieke toewijzing staat de omvang in het verzoek",
        "Noemt de toewijzing een productcode, vul dan Omvang bij TeWijzigenProduct, ook als die hetzelfde blijft.",
    ),
    toets: |klasse, situatie| {
        let (product, toewijzing) = met_toewijzing(klasse, situatie)?;
        (is_specifiek(toewijzing) && product.omvang.is_none()).then(|| {
            let tekst = format!(
                "Toewijzing {} noemt een productcode, maar het verzoek heeft geen omvang. Vul Omvang in: volume, eenheid en \
                 frequentie, ook als die hetzelfde blijven.",
                product.nummer
            );
            ("", tekst)
        })
    },
};

/// Choice: also for a generic allocation (TR375).
pub(super) const TR412: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR412",
        "9412",
        VERZOEK_WIJZIGING,
        "Zonder productcode wijzigt geen omvang",
        "Noemt de toewijzing geen productcode, laat dan Omvang weg bij TeWijzigenProduct. Dit geldt voor een einddatum na \
         2020, of zonder einddatum.",
    ),
    toets: |klasse, situatie| {
        omvang_te_veel(klasse, situatie, "productcode", |toewijzing| !is_specifiek(toewijzing))
    },
};

fn is_specifiek(toewijzing: &BekendeToewijzing) -> bool {
    toewijzing.product.as_ref().is_some_and(|product| product.code.is_some())
}

/// Choice: the Einddatum is the one asked for, as in CD096; that of the allocation may be about to change.
fn omvang_te_veel(
    klasse: Klasse<'_>,
    situatie: &Situatie<'_>,
    wat: &str,
    ontbreekt: fn(&BekendeToewijzing) -> bool,
) -> Option<Afwijking> {
    let (product, toewijzing) = met_toewijzing(klasse, situatie)?;
    let omvang = product.omvang.filter(|_| klasse.zorg().is_some_and(|zorg| zorg.loopt_na_2020()))?;
    ontbreekt(toewijzing).then(|| {
        let tekst = format!(
            "Toewijzing {} noemt geen {wat}, maar het verzoek heeft een omvang (volume {}). Laat Omvang weg; vraag zo nodig \
             een ander budget.",
            product.nummer, omvang.volume
        );
        ("Omvang", tekst)
    })
}
