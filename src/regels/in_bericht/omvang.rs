//! Rules about how much care is allocated or asked for, and of what: Product, Omvang and Budget of a 301, a 315 and a 317.

use super::{BerichtRegel, Bij, Toets};
use crate::bericht::{Eenheid, Frequentie, Klasse, Soort, Standaard};
use crate::regels::{Afwijking, Regel};

pub(super) const REGELS: &[BerichtRegel] =
    &[CD041, CD075, CD076, CD077, CD078, CD079, CD080, CD095, CD096, CS338, CS343];

const TOEWIJZING_EN_VERZOEK: &[Soort] =
    &[Soort::Toewijzing, Soort::VerzoekToewijzing, Soort::VerzoekWijziging];

const fn over(
    berichten: &'static [Soort],
    code: &'static str,
    titel: &'static str,
    uitleg: &'static str,
) -> Regel {
    Regel::in_bericht(code, &Standaard::ALLE, berichten, titel, uitleg)
}

/// Choice: a budget does not make up for it. A product code with a Budget is wrong either way: without Omvang by this
/// rule, with Omvang by CD077 and CD078.
const CD041: BerichtRegel = BerichtRegel {
    regel: over(
        TOEWIJZING_EN_VERZOEK,
        "CD041",
        "Bij een productcode hoort een omvang",
        "Met een productcode ligt vast welke zorg het is. Dan moet ook vastliggen hoeveel: volume, eenheid en frequentie. Vul \
         de omvang in. Staat de hoeveelheid niet vast, laat dan de productcode weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let zorg = klasse.zorg()?;
        (zorg.is_specifiek() && zorg.omvang.is_none()).then(|| {
            let tekst = match zorg.budget {
                Some(budget) => format!(
                    "Er is een productcode met een budget van {budget}, maar zonder omvang. Vul Omvang in en laat Budget \
                     weg, of laat de productcode weg."
                ),
                None => {
                    "Er is een productcode, maar geen omvang. Vul Omvang in: volume, eenheid en frequentie.".to_owned()
                }
            };
            ("", tekst)
        })
    })],
};

/// Choice: also where a table of allocation variants calls the end date optional (conflict 4.3): the rule goes before it.
const CD075: BerichtRegel = BerichtRegel {
    regel: over(
        TOEWIJZING_EN_VERZOEK,
        "CD075",
        "Bij een budget hoort een einddatum",
        "Een budget is een bedrag voor een hele periode. Zonder einddatum is niet bekend hoe lang de aanbieder ermee moet \
         doen. Vul de laatste dag in waarvoor het budget bedoeld is.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let zorg = klasse.zorg()?;
        let budget = zorg.budget.filter(|_| zorg.einddatum.is_none())?;
        let veld = zorg.naam_einddatum;
        Some(("", format!("Er is een budget van {budget}, maar geen einddatum. Vul {veld} in.")))
    })],
};

const CD076: BerichtRegel = BerichtRegel {
    regel: over(
        TOEWIJZING_EN_VERZOEK,
        "CD076",
        "Bij zorg per week hoort een einddatum",
        "Zorg die per week is toegewezen, wordt per maand gedeclareerd. De gemeente telt daarom de weken van de hele periode. \
         Dat kan alleen als de laatste dag bekend is. Vul die in, of kies een andere frequentie.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let zorg = klasse.zorg()?;
        let omvang = zorg.omvang.filter(|omvang| omvang.frequentie == Frequentie::PerWeek)?;
        zorg.einddatum.is_none().then(|| {
            let tekst = format!(
                "Er is een volume van {} per week (frequentie 2), maar geen einddatum. Vul {} in, of kies een andere \
                 frequentie.",
                omvang.volume, zorg.naam_einddatum
            );
            ("", tekst)
        })
    })],
};

const CD077: BerichtRegel = BerichtRegel {
    regel: over(
        TOEWIJZING_EN_VERZOEK,
        "CD077",
        "Naast een budget staat geen omvang",
        "De hoeveelheid zorg is óf een budget, óf een omvang. Met allebei zijn er twee grenzen en is niet duidelijk welke \
         geldt. Is het een budget, laat dan de omvang weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| omvang_en_budget(klasse, "Omvang"))],
};

const CD078: BerichtRegel = BerichtRegel {
    regel: over(
        TOEWIJZING_EN_VERZOEK,
        "CD078",
        "Naast een omvang staat geen budget",
        "De hoeveelheid zorg is óf een omvang, óf een budget. Met allebei zijn er twee grenzen en is niet duidelijk welke \
         geldt. Is het een omvang, laat dan het budget weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| omvang_en_budget(klasse, "Budget"))],
};

fn omvang_en_budget(klasse: Klasse<'_>, overbodig: &'static str) -> Option<Afwijking> {
    let zorg = klasse.zorg()?;
    let (omvang, budget) = (zorg.omvang?, zorg.budget?);
    let tekst = format!(
        "Er is een omvang (volume {}) en ook een budget ({budget}). Houd er een over en laat de andere weg.",
        omvang.volume
    );
    Some((overbodig, tekst))
}

const CD079: BerichtRegel = BerichtRegel {
    regel: over(
        TOEWIJZING_EN_VERZOEK,
        "CD079",
        "Zonder budget is het product ingevuld",
        "Alleen met een budget mag open blijven om welke zorg het gaat. Zonder budget moet minstens de productcategorie \
         bekend zijn. Vul het product in, of geef een budget.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let zorg = klasse.zorg()?;
        (zorg.heeft_product && zorg.product.is_none() && zorg.budget.is_none()).then(|| {
            let tekst = "Er is geen product en ook geen budget. Vul in Product minstens de categorie in, of vul Budget in.";
            ("", tekst.to_owned())
        })
    })],
};

const CD080: BerichtRegel = BerichtRegel {
    regel: over(
        &[Soort::Toewijzing],
        "CD080",
        "Zonder productcode heeft een toewijzing geen omvang",
        "Zonder productcode kiest de aanbieder zelf welke zorg hij binnen de categorie geeft. Een volume in één eenheid past \
         daar niet bij. Laat de omvang weg, of vul de productcode in. Voor een toewijzing die uiterlijk op 31 december 2020 \
         eindigt, geldt dit niet.",
    ),
    toetsen: &[Toets::Los(omvang_zonder_code)],
};

const CD095: BerichtRegel = BerichtRegel {
    regel: over(
        &[Soort::VerzoekToewijzing],
        "CD095",
        "Zonder productcode heeft een aangevraagd product geen omvang",
        "Wie zorg vraagt zonder productcode, laat open welke zorg het binnen de categorie wordt. Een volume in één eenheid \
         past daar niet bij. Laat de omvang weg, of vul de productcode in. Voor zorg die uiterlijk op 31 december 2020 \
         eindigt, geldt dit niet.",
    ),
    toetsen: &[Toets::Los(omvang_zonder_code)],
};

const CD096: BerichtRegel = BerichtRegel {
    regel: over(
        &[Soort::VerzoekWijziging],
        "CD096",
        "Zonder productcode heeft een nieuw product geen omvang",
        "Een nieuw product zonder productcode laat open welke zorg het binnen de categorie wordt. Een volume in één eenheid \
         past daar niet bij. Laat de omvang weg, of vul de productcode in. Voor zorg die uiterlijk op 31 december 2020 \
         eindigt, geldt dit niet.",
    ),
    toetsen: &[Toets::Los(omvang_zonder_code)],
};

/// Choice: no Product at all is no code either. A TeWijzigenProduct has the code of its allocation, which this message does
/// not tell (TR375 and TR412 look there).
fn omvang_zonder_code(klasse: Klasse<'_>, _: &Bij<'_>) -> Option<Afwijking> {
    let zorg = klasse.zorg().filter(|zorg| zorg.heeft_product && !zorg.is_specifiek())?;
    let omvang = zorg.omvang.filter(|_| zorg.loopt_na_2020())?;
    let tekst = format!(
        "Er is een omvang (volume {}), maar geen productcode. Laat Omvang weg, of vul in Product de code in.",
        omvang.volume
    );
    Some(("Omvang", tekst))
}

const CS338: BerichtRegel = BerichtRegel {
    regel: over(
        &[Soort::Toewijzing, Soort::VerzoekWijziging],
        "CS338",
        "Etmalen, dagdelen, euro's en stuks (inspanning) gaan niet per dag",
        "Etmalen (14), dagdelen (16), euro's (83) en stuks van inspanningsgerichte zorg (84) worden afgesproken per week \
         (frequentie 2), per maand (4) of in totaal (6). Per dag (1) kan niet. Reken het volume om en kies een andere \
         frequentie. Voor zorg die uiterlijk op 31 december 2020 eindigt, geldt dit niet.",
    ),
    toetsen: &[Toets::Los(niet_per_dag)],
};

const CS343: BerichtRegel = BerichtRegel {
    regel: over(
        &[Soort::VerzoekToewijzing],
        "CS343",
        "Etmalen, dagdelen, euro's en stuks (inspanning) worden niet per dag gevraagd",
        "Etmalen (14), dagdelen (16), euro's (83) en stuks van inspanningsgerichte zorg (84) vraagt een aanbieder per week \
         (frequentie 2), per maand (4) of in totaal (6). Per dag (1) kan niet. Reken het volume om en kies een andere \
         frequentie. Voor zorg die uiterlijk op 31 december 2020 eindigt, geldt dit niet.",
    ),
    toetsen: &[Toets::Los(niet_per_dag)],
};

/// Choice: minutes (01), hours (04) and pieces by output (82) may go by the day; the rule does not name them (conflict 4.2).
fn niet_per_dag(klasse: Klasse<'_>, _: &Bij<'_>) -> Option<Afwijking> {
    let zorg = klasse.zorg()?;
    let omvang = zorg.omvang.filter(|omvang| omvang.frequentie == Frequentie::PerDag)?;
    let eenheid = match omvang.eenheid {
        Eenheid::Etmaal => "etmalen (14)",
        Eenheid::Dagdeel => "dagdelen (16)",
        Eenheid::Euro => "euro's (83)",
        Eenheid::StuksInspanning => "stuks (84)",
        Eenheid::Minuut | Eenheid::Uur | Eenheid::StuksOutput => return None,
    };
    zorg.loopt_na_2020().then(|| {
        let tekst = format!(
            "De eenheid is {eenheid} en de frequentie is per dag (1). Kies frequentie 2 (per week), 4 (per maand) of 6 \
             (totaal)."
        );
        ("Omvang/Frequentie", tekst)
    })
}
