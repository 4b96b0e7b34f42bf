//! Overviews with a row per line of a claim.

use super::kolommen::*;
use crate::overzicht::{Filternaam, Overzicht, Periode, Soort};

const DE_REGEL: &[(&str, &str)] = &[("declaratie", "declaratie"), ("regel", "regel")];
const VAN_PERIODE: Periode = Periode::Maanden("de maand waarin de productperiode begint");

pub(super) const NA_STOP: Overzicht = Overzicht {
    soort: Soort::NaStop,
    naam: "na-stop",
    titel: "Gedeclareerd na de stop",
    toelichting: "Toegekende prestaties, niet gecrediteerd, waarvan de productperiode begint na de laatste dag van een gemelde stop \
                  (307). Begon de zorg daarna opnieuw, met een start (305) die op of voor het einde van de productperiode ligt, dan \
                  staat de prestatie er niet in. Een stop of start telt als die over hetzelfde product gaat, of geen product noemt.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        datum("stopdatum", "Stopdatum", "Laatste dag van de zorg volgens de laatste stop voor deze periode."),
        BEGINDATUM,
        EINDDATUM,
        REFERENTIE,
        euro("bedrag", "Bedrag", "Het toegekende bedrag."),
        DECLARATIE,
        DECLARATIE_NUMMER,
        REGEL,
    ],
    totalen: &["bedrag"],
    filters: FILTERS_ZORG,
    periode: VAN_PERIODE,
    achter: DE_REGEL,
    achter_vast: &[],
};

pub(super) const ZONDER_VERVOLG: Overzicht = Overzicht {
    soort: Soort::ZonderVervolg,
    naam: "zonder-vervolg",
    titel: "Debet zonder vervolg",
    toelichting: "Debetprestaties die zijn afgewezen, of die zijn toegekend en daarna gecrediteerd, en waarvoor er nu geen \
                  toegekende prestatie is voor dezelfde toewijzing, hetzelfde product en dezelfde maand. De aanbieder diende dus \
                  niet opnieuw in, of werd opnieuw afgewezen. Is de prestatie afgewezen om haar product (9339 of 9340), dan mag de \
                  toegekende een ander product hebben. Is hetzelfde een paar keer afgewezen, dan staat alleen de laatste keer er.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        tekst("oorzaak", "Oorzaak", "afgewezen of gecrediteerd."),
        RETOURCODES,
        REFERENTIE,
        BEGINDATUM,
        EINDDATUM,
        euro("bedrag", "Bedrag", "Het ingediende bedrag."),
        DECLARATIE,
        DECLARATIE_NUMMER,
        REGEL,
    ],
    totalen: &["bedrag"],
    filters: FILTERS_ZORG,
    periode: VAN_PERIODE,
    achter: DE_REGEL,
    achter_vast: &[],
};

pub(super) const TARIEFVERSCHILLEN: Overzicht = Overzicht {
    soort: Soort::Tariefverschillen,
    naam: "tariefverschillen",
    titel: "Verschillen met het contracttarief",
    toelichting: "Debetprestaties, niet gecrediteerd, met een ander tarief dan gemeente en aanbieder voor het product en de eenheid \
                  afspraken, op de begindatum van de productperiode. Is er alleen een tarief per uur en is er in minuten \
                  gedeclareerd, dan is het contracttarief het uurtarief gedeeld door 60. Waar geen tarief bekend is, valt niets te \
                  vergelijken.",
    kolommen: &[
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        BEGINDATUM,
        EINDDATUM,
        REFERENTIE,
        getal("volume", "Volume", "Het gedeclareerde volume."),
        EENHEID,
        euro("tarief", "Tarief", "Het gedeclareerde tarief per eenheid."),
        euro("contracttarief", "Contracttarief", "Het afgesproken tarief per eenheid."),
        euro("verschil", "Verschil", "Tarief min contracttarief, per eenheid."),
        euro(
            "verschilTotaal",
            "Verschil over volume",
            "Het verschil maal het volume; bij minuten en een uurtarief het bedrag min wat de minuten bij dat uurtarief kosten.",
        ),
        UITSLAG,
        DECLARATIE,
        DECLARATIE_NUMMER,
        REGEL,
    ],
    totalen: &["verschilTotaal"],
    filters: FILTERS_ZORG,
    periode: VAN_PERIODE,
    achter: DE_REGEL,
    achter_vast: &[],
};

/// Every line of every processed claim: what is behind a figure.
pub const PRESTATIES: Overzicht = Overzicht {
    soort: Soort::Prestaties,
    naam: "prestaties",
    titel: "Prestaties",
    toelichting: "Elke prestatie van elke declaratie die met een 325 is beantwoord, toegekend of afgewezen. Met dezelfde filters als \
                  een overzicht vindt u de prestaties achter een cijfer; hun bedragen samen zijn dat cijfer.",
    kolommen: &[
        DECLARATIE,
        REGEL,
        STANDAARD,
        GEMEENTE,
        AANBIEDER,
        DECLARATIE_NUMMER,
        REFERENTIE,
        code(
            "vorigeReferentie",
            "Vorig referentienummer",
            "Bij een credit: het nummer van de prestatie die wordt teruggenomen.",
        ),
        TOEWIJZING_NUMMER,
        BSN,
        CATEGORIE,
        PRODUCT,
        WIJK,
        MAAND,
        BEGINDATUM,
        EINDDATUM,
        getal("volume", "Volume", "Het geleverde volume; in eurocent bij eenheid 83."),
        EENHEID,
        euro("tarief", "Tarief", "Het tarief per eenheid; leeg bij eenheid 83."),
        euro("ingediend", "Ingediend", "Het ingediende bedrag; negatief bij een credit."),
        euro("toegekend", "Toegekend", "Wat daarvan is toegekend: alles of niets."),
        euro("afgewezen", "Afgewezen", "Wat daarvan is afgewezen: alles of niets."),
        UITSLAG,
        RETOURCODES,
    ],
    totalen: &["ingediend", "toegekend", "afgewezen"],
    filters: &[
        Filternaam::Standaard,
        Filternaam::Gemeente,
        Filternaam::Aanbieder,
        Filternaam::ProductCategorie,
        Filternaam::Product,
        Filternaam::Wijk,
        Filternaam::Van,
        Filternaam::TotEnMet,
        Filternaam::Maand,
        Filternaam::Uitslag,
        Filternaam::Retourcodes,
        Filternaam::ToewijzingNummer,
        Filternaam::Declaratie,
        Filternaam::Regel,
    ],
    periode: VAN_PERIODE,
    achter: &[],
    achter_vast: &[],
};
