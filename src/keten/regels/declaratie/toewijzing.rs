//! Rules about a debit against its allocation: the days, the product, the unit and the rate.

use super::{debet, debet_op_toewijzing};
use crate::bericht::Eenheid;
use crate::keten::regel::KetenRegel;
use crate::regels::Regel;
use crate::regels::soorten::DECLARATIE;
use crate::rekenen::{eenheid_past, eerste_dag_die_telt, laatste_dag_die_telt};

pub(crate) const REGELS: &[KetenRegel] =
    &[TR338, TR384, TR307, TR308, TR387, TR388, TR339, TR340, TR341, TR389, TR418];

const TR338: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR338",
        "9338",
        DECLARATIE,
        "Een prestatie hoort bij een toewijzing",
        "Een aanbieder krijgt betaald voor zorg die is toegewezen. De prestatie noemt daarom het nummer van een toewijzing \
         die bij de gemeente bekend is, voor dezelfde cliënt en dezelfde aanbieder.",
    ),
    toets: |klasse, situatie| {
        let prestatie = debet(klasse)?;
        situatie.toewijzing(prestatie.nummer).is_none().then(|| {
            let tekst = format!(
                "Er is geen toewijzing met nummer {} voor deze cliënt bij deze aanbieder. Controleer het nummer, of \
                 vraag de gemeente om de toewijzing.",
                prestatie.nummer
            );
            ("ToewijzingNummer", tekst)
        })
    },
};

/// Choice: what was removed is not looked at any further, as it counts as never sent; its last day is its first, so every other
/// rule would find something in it.
const TR384: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR384",
        "9384",
        DECLARATIE,
        "Op een verwijderde toewijzing wordt niet gedeclareerd",
        "Een toewijzing met RedenWijziging 13 telt alsof zij nooit is gestuurd.",
    ),
    toets: |klasse, situatie| {
        let prestatie = debet(klasse)?;
        situatie.toewijzing(prestatie.nummer)?.is_verwijderd().then(|| {
            let tekst = format!(
                "De gemeente heeft toewijzing {} verwijderd. Declareer op de toewijzing die ervoor in de plaats kwam, of \
                 neem contact op met de gemeente.",
                prestatie.nummer
            );
            ("ToewijzingNummer", tekst)
        })
    },
};

const TR307: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR307",
        "9307",
        DECLARATIE,
        "De prestatie begint niet vóór de toewijzing",
        "Zorg van vóór de ingangsdatum van de toewijzing kan niet worden gedeclareerd. De productperiode begint op de eerste \
         dag van de maand, of op de ingangsdatum als die later is.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let begin = prestatie.periode.begindatum;
        (begin < toewijzing.ingangsdatum).then(|| {
            let tekst = format!(
                "De productperiode begint op {begin}, maar toewijzing {} gaat in op {}. Laat de periode op of na die \
                 dag beginnen.",
                prestatie.nummer, toewijzing.ingangsdatum
            );
            ("ProductPeriode/Begindatum", tekst)
        })
    },
};

const TR308: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR308",
        "9308",
        DECLARATIE,
        "De prestatie eindigt niet na de toewijzing",
        "Zorg van na de einddatum van de toewijzing kan niet worden gedeclareerd. De productperiode eindigt op de laatste dag \
         van de maand, of op de einddatum als die eerder is. Een toewijzing zonder einddatum loopt door.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let laatste_dag = toewijzing.einddatum?;
        let eind = prestatie.periode.einddatum;
        (eind > laatste_dag).then(|| {
            let tekst = format!(
                "De productperiode eindigt op {eind}, maar toewijzing {} eindigt op {laatste_dag}. Laat de periode op of \
                 vóór die dag eindigen.",
                prestatie.nummer
            );
            ("ProductPeriode/Einddatum", tekst)
        })
    },
};

/// A period that begins before the allocation in the same month breaks TR307 as well.
const TR387: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR387",
        "9387",
        DECLARATIE,
        "De productperiode begint op de eerste dag die telt",
        "Dat is de eerste dag van de maand, of de ingangsdatum van de toewijzing als die later in de maand ligt. De dag \
         waarop de zorg startte, doet niet mee.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let begin = prestatie.periode.begindatum;
        let telt = eerste_dag_die_telt(begin, toewijzing.ingangsdatum);
        (begin != telt).then(|| {
            let waarom = if telt == toewijzing.ingangsdatum {
                format!("op {telt}, als toewijzing {} ingaat", prestatie.nummer)
            } else {
                format!("op {telt}, de eerste dag van de maand")
            };
            let tekst = format!(
                "De productperiode begint op {begin}, maar moet beginnen {waarom}. Vul die dag in, ook als de zorg later \
                 startte."
            );
            ("ProductPeriode/Begindatum", tekst)
        })
    },
};

/// A period that ends after the allocation in the same month breaks TR308 as well.
const TR388: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR388",
        "9388",
        DECLARATIE,
        "De productperiode eindigt op de laatste dag die telt",
        "Dat is de laatste dag van de maand, of de einddatum van de toewijzing als die eerder in de maand ligt. De dag \
         waarop de zorg stopte, doet niet mee.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let eind = prestatie.periode.einddatum;
        let telt = laatste_dag_die_telt(eind, toewijzing.einddatum);
        (eind != telt).then(|| {
            let waarom = if toewijzing.einddatum == Some(telt) {
                format!("op {telt}, als toewijzing {} eindigt", prestatie.nummer)
            } else {
                format!("op {telt}, de laatste dag van de maand")
            };
            let tekst = format!(
                "De productperiode eindigt op {eind}, maar moet eindigen {waarom}. Vul die dag in, ook als de zorg eerder \
                 stopte."
            );
            ("ProductPeriode/Einddatum", tekst)
        })
    },
};

const TR339: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR339",
        "9339",
        DECLARATIE,
        "De categorie is die van de toewijzing",
        "Noemt de toewijzing een productcategorie, dan staat dezelfde in de prestatie.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let toegewezen = &toewijzing.product.as_ref()?.categorie;
        let categorie = &prestatie.product.categorie;
        (categorie != toegewezen).then(|| {
            let tekst = format!(
                "De productcategorie is {categorie}, maar toewijzing {} is voor categorie {toegewezen}. Neem die over, of \
                 verbeter het toewijzingnummer.",
                prestatie.nummer
            );
            ("ProductCategorie", tekst)
        })
    },
};

const TR340: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR340",
        "9340",
        DECLARATIE,
        "De code is die van de toewijzing",
        "Noemt de toewijzing een productcode, dan staat dezelfde in de prestatie.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let toegewezen = toewijzing.product.as_ref()?.code.as_ref()?;
        let code = prestatie.product.code.as_ref()?;
        (code != toegewezen).then(|| {
            let tekst = format!(
                "De productcode is {code}, maar toewijzing {} is voor code {toegewezen}. Neem die over, of verbeter het \
                 toewijzingnummer.",
                prestatie.nummer
            );
            ("ProductCode", tekst)
        })
    },
};

/// Choice: without a volume in the allocation the unit is that of the contract, which is not known here.
const TR341: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR341",
        "9341",
        DECLARATIE,
        "De eenheid past bij de toewijzing",
        "Declareer in de eenheid van de toewijzing. Alleen uren mogen ook in minuten. Zonder omvang in de toewijzing geldt \
         de eenheid uit het contract.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, toewijzing) = debet_op_toewijzing(klasse, situatie)?;
        let toegewezen = toewijzing.omvang?.eenheid;
        let eenheid = prestatie.eenheid;
        (!eenheid_past(toegewezen, eenheid)).then(|| {
            let ook = if toegewezen == Eenheid::Uur { " (of 01, minuten)" } else { "" };
            let tekst = format!(
                "De eenheid is {}, maar toewijzing {} is in eenheid {}. Declareer in eenheid {}{ook}.",
                eenheid.code(),
                prestatie.nummer,
                toegewezen.code(),
                toegewezen.code()
            );
            ("Eenheid", tekst)
        })
    },
};

/// Inside one message it is TR416 that tells.
const TR389: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR389",
        "9389",
        DECLARATIE,
        "Een product wordt per periode één keer gedeclareerd",
        "Voor een toewijzing, product en productperiode kan er maar één debetprestatie zijn. Was de vorige fout, crediteer \
         die dan eerst.",
    ),
    toets: |klasse, situatie| {
        let (prestatie, _) = debet_op_toewijzing(klasse, situatie)?;
        situatie.dossier.prestaties.staande_debet(prestatie).map(|eerder| {
            let tekst = format!(
                "Met prestatie {eerder} is dit product op toewijzing {} al toegekend voor deze productperiode. Crediteer die \
                 prestatie eerst als er iets aan moet veranderen.",
                prestatie.nummer
            );
            ("", tekst)
        })
    },
};

/// Choice: a product or unit for which no rate is known is not judged. A rate per hour is also that of minutes, divided by 60 (IV081).
const TR418: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR418",
        "0611",
        DECLARATIE,
        "Het tarief is dat van het contract",
        "Neem het tarief over dat gemeente en aanbieder voor deze productcode hebben afgesproken. Bij minuten en een tarief \
         per uur is dat het tarief gedeeld door 60, afgerond op hele centen.",
    ),
    toets: |klasse, situatie| {
        let som = situatie.lijsten.bedrag(situatie.header(), debet(klasse)?);
        (!som.tarief_klopt()).then(|| {
            ("ProductTarief", format!("{} Neem het tarief uit het contract over.", som.tarief_in_woorden()))
        })
    },
};
