//! The operations of the register.

use serde_json::{Value, json};

use super::Lijst;
use crate::begrippen::Begrip;
use crate::http::begrippen::{
    BegripVraag, BegripbeeldJson, BegrippenJson, BegrippenVraag, BegripversiesJson, StatuswensJson,
    StuurVraag, TrekInJson, VergelijkVraag, VergelijkingJson,
};
use crate::http::codelijsten::{
    CodeVraag, CodebeeldJson, CodelijstenJson, LijstVraag, LijstbeeldJson, UitvouwingJson, ValideerJson,
    VertaalJson, VertaaldeCodesJson,
};

const BEGRIPPEN: &str = "Begrippen";
const CODELIJSTEN: &str = "Codelijsten";

fn voorbeeld() -> Value {
    json!({
        "id": "startdatum-zorg",
        "voorkeursterm": "startdatum zorg",
        "alternatieveTermen": ["begindatum"],
        "definitie": "De eerste dag waarop de cliënt echt zorg krijgt.",
        "elementen": ["StartProduct/Begindatum"],
        "eigenaar": "0479",
        "status": "inBewerking",
        "ingangsdatum": "2026-07-01",
    })
}

pub(super) fn begrippen(lijst: &mut Lijst<'_>) {
    lezen(lijst);
    lijst.get("/begripconcepten", "zoekBegripconcepten", "Wat nog niet is vastgesteld", |een| {
        een.onder(BEGRIPPEN)
            .tekst("Concepten van nieuwe begrippen en van volgende versies, voor gemeenten.")
            .geeft::<BegrippenJson>(200, "De concepten.")
            .fouten(&[403])
    });
    lijst.get("/begripconcepten/{begrip}", "toonBegripconcept", "Een concept bekijken", |een| {
        een.onder(BEGRIPPEN)
            .geeft::<BegripbeeldJson>(200, "Het concept.")
            .met_header(200, "ETag")
            .fouten(&[403])
    });
    lijst.post("/begrippen", "maakBegrip", "Een begrip toevoegen", |een| {
        een.onder(BEGRIPPEN)
            .tekst("Een nieuw begrip is een concept: de status is inBewerking of voorgesteld. Het telt pas als het is vastgesteld.")
            .neemt::<Begrip>(true, voorbeeld())
            .geeft::<BegripbeeldJson>(201, "Bewaard als concept.")
            .met_header(201, "Location")
            .met_header(201, "ETag")
            .fouten(&[403, 409, 412, 413, 415, 422])
    });
    lijst.put("/begrippen/{begrip}", "wijzigBegrip", "Een volgende versie van een begrip schrijven", |een| {
        een.onder(BEGRIPPEN)
            .tekst(
                "Wat geldt, blijft gelden tot het concept is vastgesteld. Stuur mee wat u zag: de ETag als If-Match, of de stand van het \
                 register.",
            )
            .met_if_match()
            .vraag::<StuurVraag>()
            .neemt::<Begrip>(true, voorbeeld())
            .geeft::<BegripbeeldJson>(200, "Het concept zoals het nu is.")
            .met_header(200, "ETag")
            .fouten(&[403, 409, 412, 413, 415, 422])
    });
    lijst.post(
        "/begrippen/{begrip}/_status",
        "zetBegripstatus",
        "De status van een begrip wijzigen",
        |een| {
            een.onder(BEGRIPPEN)
                .tekst(
                    "Van in bewerking naar voorgesteld, naar vastgesteld; later naar vervangen of vervallen.",
                )
                .neemt::<StatuswensJson>(true, json!({ "status": "voorgesteld" }))
                .geeft::<BegripbeeldJson>(200, "Het begrip zoals het nu is.")
                .met_header(200, "ETag")
                .fouten(&[403, 409, 412, 413, 415, 422])
        },
    );
    lijst.post("/begrippen/{begrip}/_trekin", "trekBegripconceptIn", "Een concept intrekken", |een| {
        een.onder(BEGRIPPEN)
            .tekst("Het concept vervalt. Wat geldt, blijft gelden.")
            .neemt::<TrekInJson>(true, json!({}))
            .geeft_niets(204, "Ingetrokken.")
            .fouten(&[403, 409, 412, 413, 415, 422])
    });
}

fn lezen(lijst: &mut Lijst<'_>) {
    lijst.get("/begrippen", "zoekBegrippen", "Begrippen zoeken", |een| {
        een.open()
            .onder(BEGRIPPEN)
            .tekst("Met `q` op woord, wat het best past eerst; anders alle, op alfabet.")
            .vraag::<BegrippenVraag>()
            .geeft::<BegrippenJson>(200, "Een bladzijde met begrippen.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.get("/begrippen/{begrip}", "toonBegrip", "Een begrip bekijken", |een| {
        een.open()
            .onder(BEGRIPPEN)
            .tekst("Zoals het vandaag geldt, op een andere dag (`op`), of in één versie (`versie`).")
            .vraag::<BegripVraag>()
            .geeft::<BegripbeeldJson>(200, "Het begrip.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.get("/begrippen/{begrip}/versies", "toonBegripversies", "Alle versies van een begrip", |een| {
        een.open()
            .onder(BEGRIPPEN)
            .geeft::<BegripversiesJson>(200, "De versies, oudste eerst.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.get("/begrippen/{begrip}/_vergelijk", "vergelijkBegrip", "Twee versies vergelijken", |een| {
        een.open()
            .onder(BEGRIPPEN)
            .tekst("Zonder nummers: de laatste twee.")
            .vraag::<VergelijkVraag>()
            .geeft::<VergelijkingJson>(200, "Elk veld dat anders is.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
}

pub(super) fn codelijsten(lijst: &mut Lijst<'_>) {
    lijst.get("/codelijsten", "zoekCodelijsten", "Welke codelijsten er zijn", |een| {
        een.open()
            .onder(CODELIJSTEN)
            .geeft::<CodelijstenJson>(200, "De codelijsten, zonder hun codes.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.get("/codelijsten/{lijst}", "toonCodelijst", "Een codelijst met al haar codes", |een| {
        een.open()
            .onder(CODELIJSTEN)
            .tekst("Ook codes die niet meer of nog niet gelden.")
            .vraag::<LijstVraag>()
            .geeft::<LijstbeeldJson>(200, "De codelijst.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.get("/codelijsten/{lijst}/codes/{code}", "toonCode", "Wat een code betekent", |een| {
        een.open()
            .onder(CODELIJSTEN)
            .vraag::<CodeVraag>()
            .geeft::<CodebeeldJson>(200, "De code, en of zij op die dag geldt.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.post("/codelijsten/{lijst}/_valideer", "valideerCode", "Of een code op een dag geldt", |een| {
        een.open()
            .onder(CODELIJSTEN)
            .neemt::<ValideerJson>(true, json!({ "code": "02", "standaard": "ijw", "op": "2026-03-01" }))
            .geeft::<CodebeeldJson>(200, "Of zij geldt, en waarom niet.")
            .fouten(&[413, 415, 503])
    });
    lijst.get("/codelijsten/{lijst}/_vouwuit", "vouwCodelijstUit", "De codes die op een dag gelden", |een| {
        een.open()
            .onder(CODELIJSTEN)
            .vraag::<CodeVraag>()
            .geeft::<UitvouwingJson>(200, "De codes, op code.")
            .met_header(200, "ETag")
            .fouten(&[503])
    });
    lijst.post("/codelijsten/{lijst}/_vertaal", "vertaalCode", "Een code in een andere lijst", |een| {
        een.open()
            .onder(CODELIJSTEN)
            .neemt::<VertaalJson>(true, json!({ "code": "03", "naar": "JZ588" }))
            .geeft::<VertaaldeCodesJson>(200, "De codes, wat het best past eerst.")
            .fouten(&[413, 415, 503])
    });
}
