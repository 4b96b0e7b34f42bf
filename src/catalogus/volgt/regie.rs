//! Rules over messages on a 305 and a 307.

use super::keten;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::{REGIE, START, STOP};

pub(super) const REGELS: &[CatalogusRegel] = &[
    keten(
        "TR063",
        Some("9063"),
        REGIE,
        "Terugnemen kan alleen wat eerder is gemeld",
        "Met StatusAanlevering 3 neemt een aanbieder een start of stop terug. Die melding moet er zijn, \
         voor deze cliënt en met dezelfde sleutel. Naar de rest van een terugname wordt niet gekeken.",
    ),
    keten(
        "TR071",
        Some("9071"),
        START,
        "Een start met een stop erachter is niet terug te nemen",
        "Neem eerst de stop terug, en dan de start.",
    ),
    keten(
        "TR074",
        Some("9074"),
        REGIE,
        "Dezelfde start of stop wordt niet twee keer gemeld",
        "Een nieuwe melding heeft een sleutel die nog niet is gebruikt, ook niet in een eerder bericht. Wie \
         iets wil verbeteren, neemt eerst de oude melding terug.",
    ),
    keten(
        "TR326",
        Some("9326"),
        START,
        "Een nieuwe start kan pas na een stop",
        "Zolang de zorg op een toewijzing loopt, kan er niet nog een start bij. Meld eerst de stop, of neem \
         de vorige start terug.",
    ),
    keten(
        "TR382",
        Some("9069"),
        STOP,
        "Een stop neemt de gegevens van de start over",
        "Toewijzingnummer, product en begindatum van de stop zijn gelijk aan die van de start die nu loopt. \
         Anders is niet te zien welke zorg er stopt.",
    ),
    keten(
        "TR413",
        Some("9413"),
        STOP,
        "Na een tijdelijke stop komt geen tweede tijdelijke stop",
        "De zorg staat al stil. Meld een definitieve stop (een andere reden dan 20), of eerst een nieuwe \
         start.",
    ),
    keten(
        "TR414",
        Some("9414"),
        STOP,
        "Een volgende stop ligt niet vóór de vorige",
        "Wordt een tijdelijke stop definitief, dan is de einddatum gelijk aan die van de tijdelijke stop, \
         of later. Was de eerdere datum fout, neem die stop dan terug.",
    ),
    keten(
        "TR415",
        Some("9415"),
        STOP,
        "Na een definitieve stop komt geen stop meer",
        "De zorg is al beëindigd. Klopt die stop niet, neem hem dan terug. Is de zorg opnieuw begonnen, \
         meld dan eerst de start.",
    ),
];
