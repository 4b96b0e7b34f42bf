//! Rules about a 305 and a 307.
//!
//! Where the care stands is kept by allocation, and when working by task by product (`Leveringen`). Rules about what is
//! new look at StatusAanlevering 1; what is taken back answers to TR063 and TR071 alone. Choice: every rule that is
//! broken gives its code, also where one mistake breaks two (a start that is sent twice: TR074 and TR326).

use crate::bericht::{Klasse, StartProduct, StatusAanlevering, StopProduct};
use crate::keten::dossier::{Gestart, Gestopt, Zorgverloop};
use crate::keten::regel::{KetenRegel, Situatie};
use crate::regels::Regel;
use crate::regels::soorten::{REGIE, START, STOP};

pub(crate) const REGELS: &[KetenRegel] = &[TR019, TR063, TR071, TR074, TR326, TR382, TR413, TR414, TR415];

/// A start, or what a stop has in common with one.
fn melding(klasse: Klasse<'_>) -> Option<&StartProduct> {
    klasse.start_product().or(klasse.stop_product().map(|stop| &stop.start))
}

fn neemt_terug(product: &StartProduct) -> bool {
    product.status == StatusAanlevering::Verwijderen
}

/// A stop that is new, the start that it names, and where that care stands.
fn nieuwe_stop<'s>(
    klasse: Klasse<'s>,
    situatie: &Situatie<'s>,
) -> Option<(&'s StopProduct, Gestart, &'s Zorgverloop)> {
    let stop = klasse.stop_product().filter(|stop| !neemt_terug(&stop.start))?;
    let start = Gestart::van(&stop.start);
    let verloop = verloop(situatie, &start)?;
    Some((stop, start, verloop))
}

fn verloop<'s>(situatie: &Situatie<'s>, start: &Gestart) -> Option<&'s Zorgverloop> {
    Some(situatie.dossier.regie.bij(situatie.bsn?).van(start))
}

/// Choice: applies to 305 and 307 in both standards (one source names only the 305 for iWmo), not to taking back an earlier delivery (TR063)
/// and not when working by task, where there is no number (IV096).
const TR019: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR019",
        "9019",
        REGIE,
        "Een start of stop hoort bij een toewijzing",
        "Wie meldt dat de zorg is gestart of gestopt, noemt het nummer van de toewijzing. Die toewijzing moet bij de \
         gemeente bekend zijn, voor dezelfde cliënt en dezelfde aanbieder.",
    ),
    toets: |klasse, situatie| {
        let nummer = melding(klasse).filter(|product| !neemt_terug(product))?.nummer?;
        situatie.toewijzing(nummer).is_none().then(|| {
            (
                "ToewijzingNummer",
                format!(
                    "Er is geen toewijzing met nummer {nummer} voor deze cliënt bij deze aanbieder. Controleer het \
                     nummer, of vraag de gemeente om de toewijzing."
                ),
            )
        })
    },
};

/// Choice: what was taken back before counts as never sent (OP033), so the same start or stop cannot be taken back twice. The
/// key of a stop holds RedenBeeindiging and Einddatum (conflict 5.4); ToewijzingIngangsdatum is in neither key (IV008).
const TR063: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR063",
        "9063",
        REGIE,
        "Terugnemen kan alleen wat eerder is gemeld",
        "Met StatusAanlevering 3 neemt een aanbieder een start of stop terug. Die melding moet er zijn, \
         voor deze cliënt en met dezelfde sleutel. Naar de rest van een terugname wordt niet gekeken.",
    ),
    toets: |klasse, situatie| {
        let product = melding(klasse).filter(|product| neemt_terug(product))?;
        let start = Gestart::van(product);
        let verloop = verloop(situatie, &start)?;
        let (bekend, wat) = match klasse.stop_product() {
            Some(stop) => (
                verloop.is_gemeld(&Gestopt::van(stop)),
                "stop met dit toewijzingnummer, dit product, deze begindatum, deze reden en deze einddatum",
            ),
            None => {
                (verloop.is_gestart(&start), "start met dit toewijzingnummer, dit product en deze begindatum")
            }
        };
        (!bekend).then(|| {
            let tekst = format!(
                "Er is geen {wat} om terug te nemen: zo'n melding is niet gedaan of al teruggenomen. Neem de gegevens \
                 over uit de melding die weg moet."
            );
            ("StatusAanlevering", tekst)
        })
    },
};

/// Choice: the stop of this start is the one with the same number, product and Begindatum. One that was taken back does not
/// count, also where that was done a moment before.
const TR071: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR071",
        "9071",
        START,
        "Een start met een stop erachter is niet terug te nemen",
        "Een gemelde stop hoort bij een gemelde start. Neem daarom eerst de stop terug, en dan pas de start.",
    ),
    toets: |klasse, situatie| {
        let start = Gestart::van(klasse.start_product().filter(|product| neemt_terug(product))?);
        verloop(situatie, &start)?.is_gestopt(&start).then(|| {
            let tekst = "Deze start is niet terug te nemen, want er is al een stop bij gemeld. Neem eerst de stop terug, \
                         en dan de start.";
            ("StatusAanlevering", tekst.to_owned())
        })
    },
};

/// Choice: what was taken back counts as never sent (OP033), so its key is free again. Care that stopped and begins anew
/// on the day on which it once began cannot be told apart from the first start, and is refused.
const TR074: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR074",
        "9074",
        REGIE,
        "Dezelfde start of stop wordt niet twee keer gemeld",
        "Een nieuwe melding heeft een sleutel die nog niet is gebruikt, ook niet in een eerder bericht. Wie \
         iets wil verbeteren, neemt eerst de oude melding terug.",
    ),
    toets: |klasse, situatie| {
        let start = Gestart::van(melding(klasse).filter(|product| !neemt_terug(product))?);
        let verloop = verloop(situatie, &start)?;
        let (al_gemeld, wat) = match klasse.stop_product() {
            Some(stop) => (verloop.is_gemeld(&Gestopt::van(stop)), "stop"),
            None => (verloop.is_gestart(&start), "start"),
        };
        al_gemeld.then(|| {
            let tekst = format!(
                "Precies deze {wat} is al eerder gemeld. Laat hem weg. Wilt u de melding verbeteren, neem de oude dan \
                 eerst terug met StatusAanlevering 3."
            );
            ("", tekst)
        })
    },
};

/// Choice: a start is actual as long as no stop with the same number, product and Begindatum stands. It bars every other start
/// of the same care, whatever its product or Begindatum (OP289).
const TR326: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR326",
        "9326",
        START,
        "Een nieuwe start kan pas na een stop",
        "Zolang de zorg op een toewijzing loopt, kan er niet nog een start bij. Meld eerst de stop, of neem \
         de vorige start terug.",
    ),
    toets: |klasse, situatie| {
        let start = Gestart::van(klasse.start_product().filter(|product| !neemt_terug(product))?);
        let lopende = verloop(situatie, &start)?.lopende()?;
        let tekst = format!(
            "Deze zorg loopt al, sinds {}. Meld eerst de stop daarvan, of neem die start terug met \
             StatusAanlevering 3.",
            lopende.begindatum
        );
        Some(("Begindatum", tekst))
    },
};

/// Choice: the start that a stop names is the last one of that care that stands (OP155), stopped or not: a stop for a while
/// can become one for good. An earlier start is fine too while it has no stop: that is how the stop of a delivery that
/// has begun again since is corrected (IV008). Where the allocation is not known, TR019 says all there is to say.
const TR382: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR382",
        "9069",
        STOP,
        "Een stop neemt de gegevens van de start over",
        "Toewijzingnummer, product en begindatum van de stop zijn gelijk aan die van de start die nu loopt. \
         Anders is niet te zien welke zorg er stopt.",
    ),
    toets: |klasse, situatie| {
        let (_, start, verloop) = nieuwe_stop(klasse, situatie)?;
        if start.nummer.is_some_and(|nummer| situatie.toewijzing(nummer).is_none()) {
            return None;
        }
        let laatste = verloop.laatste_start();
        if laatste == Some(&start) || (verloop.is_gestart(&start) && !verloop.is_gestopt(&start)) {
            return None;
        }
        Some(match verloop.lopende().or(laatste) {
            None => (
                if start.nummer.is_some() { "ToewijzingNummer" } else { "Product" },
                "Van deze zorg is geen start bekend. Meld eerst de start, of neem toewijzingnummer en product over \
                 van de start die u hebt gemeld."
                    .to_owned(),
            ),
            Some(gemeld) if gemeld.product != start.product => {
                ("Product", "De start van deze zorg noemt een ander product. Neem het product over van de start.".to_owned())
            }
            Some(gemeld) => (
                "Begindatum",
                format!(
                    "De laatste start van deze zorg heeft begindatum {}. Neem de begindatum over van die start.",
                    gemeld.begindatum
                ),
            ),
        })
    },
};

/// Choice: by number and Begindatum, as the rule has it, so whatever the product; when working by task the number is the
/// product (IV096).
const TR413: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR413",
        "9413",
        STOP,
        "Na een tijdelijke stop komt geen tweede tijdelijke stop",
        "De zorg staat al stil. Meld een definitieve stop (een andere reden dan 20), of eerst een nieuwe \
         start.",
    ),
    toets: |klasse, situatie| {
        let (stop, start, verloop) = nieuwe_stop(klasse, situatie)?;
        let tweede = Gestopt::van(stop).is_tijdelijk()
            && verloop.stops_van(start.begindatum).any(Gestopt::is_tijdelijk);
        tweede.then(|| {
            let tekst = "Deze zorg is al tijdelijk gestopt. Komt de zorg niet terug, meld dan een definitieve stop (een \
                         andere reden dan 20). Begint de zorg weer, meld dan eerst de start.";
            ("RedenBeeindiging", tekst.to_owned())
        })
    },
};

/// Choice: the stop that it is held against is the last one with the same number and Begindatum that stands. The same day is
/// fine: there was no more care since.
const TR414: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR414",
        "9414",
        STOP,
        "Een volgende stop ligt niet vóór de vorige",
        "Wordt een tijdelijke stop definitief, dan is de einddatum gelijk aan die van de tijdelijke stop, \
         of later. Was de eerdere datum fout, neem die stop dan terug.",
    ),
    toets: |klasse, situatie| {
        let (stop, start, verloop) = nieuwe_stop(klasse, situatie)?;
        let vorige = verloop.stops_van(start.begindatum).next_back()?;
        (stop.einddatum < vorige.einddatum).then(|| {
            let tekst = format!(
                "Deze zorg is eerder gestopt gemeld op {}. Gebruik die dag of een latere, of neem de eerdere stop terug \
                 met StatusAanlevering 3.",
                vorige.einddatum
            );
            ("Einddatum", tekst)
        })
    },
};

/// Choice: by number and Begindatum, like TR413. Also a stop for a while is refused after one for good.
const TR415: KetenRegel = KetenRegel {
    regel: Regel::over_berichten(
        "TR415",
        "9415",
        STOP,
        "Na een definitieve stop komt geen stop meer",
        "De zorg is al beëindigd. Klopt die stop niet, neem hem dan terug. Is de zorg opnieuw begonnen, \
         meld dan eerst de start.",
    ),
    toets: |klasse, situatie| {
        let (_, start, verloop) = nieuwe_stop(klasse, situatie)?;
        verloop.stops_van(start.begindatum).any(|stop| !stop.is_tijdelijk()).then(|| {
            let tekst = "Deze zorg is al definitief gestopt. Klopt die stop niet, neem hem dan eerst terug met \
                         StatusAanlevering 3. Is de zorg opnieuw begonnen, meld dan eerst de start.";
            ("", tekst.to_owned())
        })
    },
};
