//! Columns that more than one overview has, and the filters that go with them.

use crate::overzicht::{Filternaam, Kolom, Kolomsoort};

const fn kolom(naam: &'static str, titel: &'static str, soort: Kolomsoort, uitleg: &'static str) -> Kolom {
    Kolom { naam, titel, soort, uitleg }
}

pub(super) const fn tekst(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Tekst, uitleg)
}

pub(super) const fn code(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Code, uitleg)
}

pub(super) const fn getal(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Getal, uitleg)
}

pub(super) const fn euro(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Euro, uitleg)
}

pub(super) const fn datum(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Datum, uitleg)
}

pub(super) const fn maand(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Maand, uitleg)
}

pub(super) const fn percentage(naam: &'static str, titel: &'static str, uitleg: &'static str) -> Kolom {
    kolom(naam, titel, Kolomsoort::Percentage, uitleg)
}

pub(super) const STANDAARD: Kolom = code("standaard", "Standaard", "ijw (Jeugdwet) of iwmo (Wmo 2015).");
pub(super) const GEMEENTE: Kolom = code("gemeente", "Gemeente", "CBS-code van de gemeente, vier cijfers.");
pub(super) const AANBIEDER: Kolom =
    code("aanbieder", "Aanbieder", "AGB-code van de aanbieder, acht cijfers.");
pub(super) const TOEWIJZING_NUMMER: Kolom =
    getal("toewijzingNummer", "Toewijzingnummer", "Het nummer dat de gemeente aan de toewijzing gaf.");
pub(super) const BSN: Kolom = code("bsn", "BSN", "Burgerservicenummer van de cliënt.");
pub(super) const CATEGORIE: Kolom =
    code("productCategorie", "Productcategorie", "Categorie van het product, twee cijfers.");
pub(super) const PRODUCT: Kolom = code(
    "productCode",
    "Productcode",
    "Code van het product; leeg waar een toewijzing het product openlaat.",
);
pub(super) const WIJK: Kolom = code(
    "wijk",
    "Wijk",
    "Code van de wijk waar de cliënt volgens de toewijzing woont. ‘onbekend’ waar de toewijzing, de postcode of de wijk niet \
     bekend is.",
);
pub(super) const DECLARATIE: Kolom =
    code("declaratie", "Declaratie", "Id van het bericht (323) waarin de declaratie staat.");
pub(super) const DECLARATIE_NUMMER: Kolom =
    code("declaratieNummer", "Declaratienummer", "Het nummer dat de aanbieder aan de declaratie gaf.");
pub(super) const REGEL: Kolom =
    getal("regel", "Regel", "De hoeveelste prestatie van de declaratie, in de volgorde van het bericht.");
pub(super) const REFERENTIE: Kolom =
    code("referentie", "Referentienummer", "Het nummer dat de aanbieder aan de prestatie gaf.");
pub(super) const BEGINDATUM: Kolom =
    datum("begindatum", "Begin periode", "Eerste dag van de productperiode.");
pub(super) const EINDDATUM: Kolom = datum("einddatum", "Einde periode", "Laatste dag van de productperiode.");
pub(super) const MAAND: Kolom = maand("maand", "Maand", "De maand waarin de productperiode begint.");
pub(super) const RETOURCODES: Kolom = code(
    "retourcodes",
    "Retourcodes",
    "Waarom de prestatie is afgewezen: alle codes uit de 325, van laag naar hoog, met een spatie ertussen. Is de cliënt afgewezen, \
     dan staan hier de codes van de cliënt.",
);
pub(super) const UITSLAG: Kolom = tekst("uitslag", "Uitslag", "toegekend of afgewezen.");
pub(super) const INGANGSDATUM: Kolom = datum("ingangsdatum", "Ingangsdatum", "Eerste dag van de toewijzing.");
pub(super) const EINDE_TOEWIJZING: Kolom =
    datum("einddatum", "Einddatum", "Laatste dag van de toewijzing; leeg waar zij doorloopt.");
pub(super) const EENHEID: Kolom = code(
    "eenheid",
    "Eenheid",
    "01 minuut, 04 uur, 14 etmaal, 16 dagdeel, 82 stuks (output), 83 euro, 84 stuks (inspanning).",
);

/// The filters of overviews about care.
pub(super) const FILTERS_ZORG: &[Filternaam] = &[
    Filternaam::Standaard,
    Filternaam::Gemeente,
    Filternaam::Aanbieder,
    Filternaam::ProductCategorie,
    Filternaam::Product,
    Filternaam::Wijk,
    Filternaam::Van,
    Filternaam::TotEnMet,
];
/// The filters of overviews about claims as a whole.
pub(super) const FILTERS_DECLARATIE: &[Filternaam] = &[
    Filternaam::Standaard,
    Filternaam::Gemeente,
    Filternaam::Aanbieder,
    Filternaam::Van,
    Filternaam::TotEnMet,
];
