//! Overviews of sums, and of claims as a whole.

use super::kolommen::*;
use crate::overzicht::{Overzicht, Periode, Soort};

pub(super) const MAANDCIJFERS: Overzicht = Overzicht {
    soort: Soort::Maandcijfers,
    naam: "maandcijfers",
    titel: "Maandcijfers: ingediend, toegekend en afgewezen",
    toelichting: "Per aanbieder, product, wijk en maand: hoeveel prestaties er zijn ingediend, toegekend en afgewezen, en voor \
                  welk bedrag. Alle prestaties van beantwoorde declaraties tellen mee. Een credit telt als een prestatie met een \
                  negatief bedrag, in de maand waar zij over gaat. Ingediend is altijd toegekend plus afgewezen. Declaraties die \
                  als geheel zijn afgewezen of nog geen 325 hebben, tellen niet mee.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        CATEGORIE,
        PRODUCT,
        WIJK,
        MAAND,
        getal("aantalIngediend", "Aantal ingediend", "Hoeveel prestaties er zijn ingediend."),
        euro("ingediend", "Ingediend", "Het bedrag daarvan."),
        getal("aantalToegekend", "Aantal toegekend", "Hoeveel prestaties er zijn toegekend."),
        euro("toegekend", "Toegekend", "Het bedrag daarvan: debet min credit."),
        getal("aantalAfgewezen", "Aantal afgewezen", "Hoeveel prestaties er zijn afgewezen."),
        euro("afgewezen", "Afgewezen", "Het bedrag daarvan: debet min credit."),
    ],
    totalen: &[
        "aantalIngediend",
        "ingediend",
        "aantalToegekend",
        "toegekend",
        "aantalAfgewezen",
        "afgewezen",
    ],
    filters: FILTERS_ZORG,
    periode: Periode::Maanden("de maand waarin de productperiode begint"),
    achter: &[
        ("standaard", "standaard"),
        ("gemeente", "gemeente"),
        ("aanbieder", "aanbieder"),
        ("productCategorie", "productCategorie"),
        ("product", "productCode"),
        ("wijk", "wijk"),
        ("maand", "maand"),
    ],
    achter_vast: &[],
};

pub(super) const AFWIJZINGEN: Overzicht = Overzicht {
    soort: Soort::Afwijzingen,
    naam: "afwijzingen",
    titel: "Afwijzingen per reden",
    toelichting: "Waarom prestaties zijn afgewezen: per aanbieder, product, wijk en maand hoe vaak een combinatie van retourcodes \
                  voorkwam, en om welk bedrag het ging. Elke prestatie telt één keer mee, ook als zij meer codes kreeg; de bedragen \
                  samen zijn daarom precies de kolom ‘Afgewezen’ van de maandcijfers.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        CATEGORIE,
        PRODUCT,
        WIJK,
        MAAND,
        RETOURCODES,
        getal("aantal", "Aantal", "Hoeveel prestaties met precies deze codes zijn afgewezen."),
        euro("bedrag", "Bedrag", "Het ingediende bedrag daarvan: debet min credit."),
    ],
    totalen: &["aantal", "bedrag"],
    filters: FILTERS_ZORG,
    periode: Periode::Maanden("de maand waarin de productperiode begint"),
    achter: &[
        ("standaard", "standaard"),
        ("gemeente", "gemeente"),
        ("aanbieder", "aanbieder"),
        ("productCategorie", "productCategorie"),
        ("product", "productCode"),
        ("wijk", "wijk"),
        ("maand", "maand"),
        ("retourcodes", "retourcodes"),
    ],
    achter_vast: &[("uitslag", "afgewezen")],
};

pub(super) const OPEN_DECLARATIES: Overzicht = Overzicht {
    soort: Soort::OpenDeclaraties,
    naam: "open-declaraties",
    titel: "Open declaraties",
    toelichting: "Declaraties (323) die nog geen 325 hebben: zij wachten op de poort, op een besluit of op de software van de \
                  gemeente. De laatste dag is de tiende werkdag na ontvangst. Nummer, maand en bedrag zijn die waarmee de aanbieder \
                  de declaratie indiende.",
    kolommen: &[
        DECLARATIE,
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        DECLARATIE_NUMMER,
        maand("maand", "Maand", "De maand waarover is gedeclareerd."),
        datum("ontvangenOp", "Ontvangen op", "De dag waarop de poort het bericht aannam."),
        euro("ingediend", "Ingediend", "Het totaal dat in de declaratie staat: debet min credit."),
        datum("laatsteDag", "Laatste dag", "De laatste dag waarop de 325 op tijd is."),
        getal(
            "werkdagenOver",
            "Werkdagen over",
            "0: vandaag is de laatste dag. Negatief: zoveel werkdagen te laat (-1 ook als er nog geen werkdag voorbij is).",
        ),
    ],
    totalen: &["ingediend"],
    filters: FILTERS_DECLARATIE,
    periode: Periode::Maanden("de maand waarin de poort het bericht aannam"),
    achter: &[],
    achter_vast: &[],
};

pub(super) const BETAALLIJST: Overzicht = Overzicht {
    soort: Soort::Betaallijst,
    naam: "betaallijst",
    titel: "Betaallijst",
    toelichting: "Wat er te betalen is: elke declaratie (323) die in de gekozen dagen met een 325 is beantwoord, met wat daarvan is \
                  toegekend. Te betalen is het toegekende debet min het toegekende credit; een negatief bedrag verrekent u. Een \
                  declaratie die als geheel is afgewezen, staat er niet in: daar is niets toegekend. Het controletotaal komt uit de \
                  325’s zelf en niet uit de prestaties.",
    kolommen: &[
        DECLARATIE,
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        DECLARATIE_NUMMER,
        maand("maand", "Maand", "De maand waarover is gedeclareerd."),
        code("antwoord", "Antwoord", "Id van het bericht (325) dat de declaratie beantwoordt."),
        datum("antwoordOp", "Beantwoord op", "De dag waarop de 325 is verwerkt."),
        euro("toegekendDebet", "Toegekend debet", "Som van de toegekende debetprestaties."),
        euro(
            "toegekendCredit",
            "Toegekend credit",
            "Som van de toegekende creditprestaties; nul of negatief.",
        ),
        euro("teBetalen", "Te betalen", "Toegekend debet plus toegekend credit."),
    ],
    totalen: &["toegekendDebet", "toegekendCredit", "teBetalen"],
    filters: FILTERS_DECLARATIE,
    periode: Periode::Dagen("de dag waarop de 325 is verwerkt"),
    achter: &[("declaratie", "declaratie")],
    achter_vast: &[("uitslag", "toegekend")],
};
