//! The operations on parties.

use serde_json::json;

use super::bewerking::Bewerking;
use super::bewerkingen::Lijst;
use crate::http::partijen::{
    GemaakteSleutelJson, NieuwMandaatJson, NieuwePartijJson, NieuweSleutelJson, NieuweVolmachtJson,
    PartijJson, PartijWijzigingJson, PartijenJson, SleutelsJson, VolmachtWegJson,
};

const KOP: &str = "Partijen";

/// A party comes with how it stands.
fn geeft_partij<'a>(een: Bewerking<'a>, status: u16, tekst: &str) -> Bewerking<'a> {
    een.onder(KOP).geeft::<PartijJson>(status, tekst).met_header(status, "ETag")
}

pub(super) fn partijen(lijst: &mut Lijst<'_>) {
    lijst.get("/partijen", "zoekPartijen", "De partijen die u mag zien", |een| {
        een.onder(KOP)
            .tekst("Een partij ziet zichzelf, een gemeente ook haar wijkteams. Wie de poort beheert of bewaakt, ziet alle partijen.")
            .geeft::<PartijenJson>(200, "De partijen, op soort en code.")
    });
    lijst.post("/partijen", "maakPartij", "Een partij toevoegen", |een| {
        let voorbeeld =
            json!({ "soort": "leverancier", "code": "softwarehuis", "naam": "Softwarehuis Noord" });
        geeft_partij(een, 201, "Toegevoegd.")
            .tekst("Voor de beheerder van de poort.")
            .neemt::<NieuwePartijJson>(true, voorbeeld)
            .met_header(201, "Location")
            .fouten(&[408, 409, 413, 415, 422])
    });
    lijst.get("/partijen/{code}", "toonPartij", "Een partij", |een| geeft_partij(een, 200, "De partij."));
    lijst.patch("/partijen/{code}", "wijzigPartij", "Een partij wijzigen", |een| {
        let voorbeeld = json!({ "naam": "Jeugdhulp De Zaanbocht", "antwoorden": "zelf" });
        geeft_partij(een, 200, "De partij, zoals zij nu is.")
            .tekst(
                "Wat u weglaat, blijft. Een lijst vervangt de lijst die er was. Naam, gemeente en wie antwoordt, wijzigt alleen de beheerder \
                 van de poort. Stuur in `If-Match` de `ETag` mee die u bij het ophalen kreeg: is de partij intussen gewijzigd, dan is het \
                 412 en verandert er niets.",
            )
            .met_if_match()
            .neemt::<PartijWijzigingJson>(true, voorbeeld)
            .fouten(&[408, 412, 413, 415, 422, 428])
    });
    lijst.post("/partijen/{code}/mandaten", "geefMandaat", "Een wijkteam mandaat geven", |een| {
        geeft_partij(een, 200, "Het wijkteam, met zijn mandaten.")
            .tekst(
                "Voor de gemeente van het wijkteam en de beheerder van de poort. Een mandaat met dezelfde eerste dag wordt vervangen: zo \
                 krijgt het een laatste dag.",
            )
            .neemt::<NieuwMandaatJson>(true, json!({ "vanaf": "2026-01-01" }))
            .fouten(&[408, 409, 413, 415, 422])
    });
    lijst.post("/partijen/{code}/volmachten", "geefVolmacht", "Een leverancier volmacht geven", |een| {
        let voorbeeld = json!({ "leverancier": "softwarehuis", "vanaf": "2026-01-01", "berichttypen": ["JW305"] });
        geeft_partij(een, 200, "De partij, met haar volmachten.")
            .tekst(
                "Voor de partij zelf en de beheerder van de poort. Een volmacht met dezelfde eerste dag wordt vervangen. Beslissen over \
                 declaraties en beheren van partijen kan nooit met een volmacht.",
            )
            .neemt::<NieuweVolmachtJson>(true, voorbeeld)
            .fouten(&[408, 409, 413, 415, 422])
    });
    lijst.post("/partijen/{code}/volmachten/_intrekken", "trekVolmachtIn", "Een volmacht intrekken", |een| {
        geeft_partij(een, 200, "De partij, zonder die volmacht.")
            .tekst("De leverancier kan vanaf dit moment niets meer voor de partij.")
            .neemt::<VolmachtWegJson>(true, json!({ "leverancier": "softwarehuis" }))
            .fouten(&[408, 413, 415, 422])
    });
    lijst.get("/partijen/{code}/sleutels", "zoekSleutels", "De toegangssleutels van een partij", |een| {
        een.onder(KOP).geeft::<SleutelsJson>(200, "De sleutels, zonder de sleutels zelf.")
    });
    lijst.post("/partijen/{code}/sleutels", "maakSleutel", "Een toegangssleutel maken", |een| {
        een.onder(KOP)
            .tekst(
                "Voor een systeem van de partij, met hoogstens uw eigen rechten. Een sleutel op naam van een mens maakt alleen de \
                 beheerder, met een opdracht.",
            )
            .neemt::<NieuweSleutelJson>(true, json!({ "omschrijving": "nieuwe software" }))
            .geeft::<GemaakteSleutelJson>(201, "De sleutel. U ziet hem alleen nu.")
            .fouten(&[408, 413, 415, 422])
    });
    lijst.post(
        "/partijen/{code}/sleutels/{id}/_intrekken",
        "trekSleutelIn",
        "Een toegangssleutel intrekken",
        |een| een.onder(KOP).geeft::<SleutelsJson>(200, "De sleutels van de partij."),
    );
}
