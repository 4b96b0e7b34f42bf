//! Overviews with a row per allocation.

use super::kolommen::*;
use crate::overzicht::{Overzicht, Periode, Soort};

/// The lines that name an allocation.
const OP_TOEWIJZING: &[(&str, &str)] = &[
    ("standaard", "standaard"),
    ("gemeente", "gemeente"),
    ("aanbieder", "aanbieder"),
    ("toewijzingNummer", "toewijzingNummer"),
];

pub(super) const ZONDER_START: Overzicht = Overzicht {
    soort: Soort::ZonderStart,
    naam: "zonder-start",
    titel: "Toewijzingen zonder start",
    toelichting: "Toewijzingen die vandaag gelden en waarvoor de aanbieder geen start (305) meldde, of de start weer introk. \
                  Verwijderde toewijzingen staan er niet in. Een start zonder toewijzingnummer (taakgericht) hoort bij geen \
                  toewijzing en telt hier dus niet.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        INGANGSDATUM,
        EINDE_TOEWIJZING,
        getal("dagenSindsIngang", "Dagen sinds ingang", "Hoeveel dagen geleden de toewijzing inging."),
    ],
    totalen: &[],
    filters: FILTERS_ZORG,
    periode: Periode::Maanden("de maand van de ingangsdatum"),
    achter: OP_TOEWIJZING,
    achter_vast: &[],
};

pub(super) const ZONDER_DECLARATIE: Overzicht = Overzicht {
    soort: Soort::ZonderDeclaratie,
    naam: "zonder-declaratie",
    titel: "Gestart zonder declaratie",
    toelichting: "Toewijzingen waarvan de zorg is gestart en waarvoor over minstens één afgelopen maand geen prestatie is \
                  toegekend (of alleen prestaties die weer zijn gecrediteerd). Meegeteld worden de kalendermaanden vanaf de maand \
                  van de start, of van de ingangsdatum van de toewijzing als die later is, tot en met de vorige maand, of tot en \
                  met de maand van de eerste stop na die start of van het einde van de toewijzing als dat eerder is. Maanden \
                  waarin de zorg stillag tussen een stop en een nieuwe start tellen niet mee.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        datum("startdatum", "Startdatum", "Begindatum van de eerste start die geldt."),
        datum("stopdatum", "Stopdatum", "Einddatum van de laatste stop; leeg zolang er zorg loopt."),
        maand(
            "laatstGedeclareerdeMaand",
            "Laatst gedeclareerd",
            "De laatste maand waarover een prestatie is toegekend; leeg als die er niet is.",
        ),
        getal("maandenZonder", "Maanden zonder", "Over hoeveel van die maanden niets is toegekend."),
    ],
    totalen: &["maandenZonder"],
    filters: FILTERS_ZORG,
    periode: Periode::Maanden("de maanden waarover een declaratie wordt verwacht"),
    achter: OP_TOEWIJZING,
    achter_vast: &[],
};

pub(super) const BUDGETVERBRUIK: Overzicht = Overzicht {
    soort: Soort::Budgetverbruik,
    naam: "budgetverbruik",
    titel: "Budgetverbruik met prognose",
    toelichting: "Per toewijzing met een omvang of een budget: hoeveel er over de hele looptijd past, hoeveel daarvan is toegekend, \
                  en hoeveel het bij gelijk verloop wordt. De prognose is het gemiddelde per kalendermaand (van de maand van \
                  ingang tot en met de laatst gedeclareerde maand) maal alle kalendermaanden van de toewijzing, afgerond. Waar de \
                  toewijzing doorloopt of nog niets is toegekend, is er geen prognose. Het maximum volgt de regels van de \
                  standaard (TR321, TR322, TR369): kalenderweken, zondagen of maanden maal het volume. Een toewijzing in euro’s \
                  of met een budget staat in de kolommen met bedragen. Verwijderde toewijzingen staan er niet in.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        INGANGSDATUM,
        EINDE_TOEWIJZING,
        EENHEID,
        getal(
            "maximumVolume",
            "Maximum",
            "Hoeveel er over de hele looptijd past; leeg waar de toewijzing doorloopt.",
        ),
        getal("gebruiktVolume", "Gebruikt", "Hoeveel er is toegekend: debet min credit."),
        getal("prognoseVolume", "Prognose", "Hoeveel het bij gelijk verloop wordt."),
        getal("verschilVolume", "Verschil", "Maximum min prognose; negatief: het past niet."),
        euro("maximumBedrag", "Maximum in euro", "Het budget, of het maximum van een toewijzing in euro’s."),
        euro("gebruiktBedrag", "Gebruikt in euro", "Het bedrag dat is toegekend: debet min credit."),
        euro("prognoseBedrag", "Prognose in euro", "Het bedrag dat het bij gelijk verloop wordt."),
        euro("verschilBedrag", "Verschil in euro", "Maximum min prognose; negatief: het past niet."),
        percentage("percentage", "Gebruikt %", "Gebruikt, als deel van het maximum."),
        maand(
            "laatstGedeclareerdeMaand",
            "Laatst gedeclareerd",
            "De laatste maand waarover een prestatie is toegekend.",
        ),
    ],
    totalen: &["gebruiktBedrag"],
    filters: FILTERS_ZORG,
    periode: Periode::Maanden("maanden waarin de toewijzing geldt"),
    achter: OP_TOEWIJZING,
    achter_vast: &[("uitslag", "toegekend")],
};
