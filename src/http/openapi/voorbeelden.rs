//! Examples in the description. Whoever they are about does not exist.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::http::probleem::Probleem;

/// A start, as an aanbieder sends it.
pub(super) const START: &str = include_str!("../../../fixtures/berichten/ijw/JW305.xml");

const ID: &str = "019c2f00-0000-7000-8000-000000000001";
const ANTWOORD: &str = "019c2f00-0000-7000-8000-000000000002";
pub(super) const LEVERING: &str = "019c2f00-0000-7000-8000-000000000003";

/// Each kind of error with when it comes and the headers that it has.
pub(super) fn fouten() -> Vec<(Probleem, &'static str, &'static [&'static str])> {
    vec![
        (
            Probleem::verzoek("De waarde van limiet kan niet. Kies 1 tot en met 100."),
            "Een naam of waarde in het verzoek klopt niet.",
            &[],
        ),
        (
            Probleem::toegang("Stuur uw toegangssleutel mee in de header ‘Authorization: Bearer <sleutel>’."),
            "Er is geen toegangssleutel meegestuurd, of de poort kent haar niet.",
            &["WWW-Authenticate"],
        ),
        (
            Probleem::verboden("Alleen de gemeente kan een verzoek beantwoorden."),
            "Uw partij, uw rol of uw toegangssleutel mag dit niet.",
            &[],
        ),
        (
            Probleem::niet_gevonden("Hier is niets dat u mag zien. Controleer het id."),
            "Het bestaat niet, of het is niet van u.",
            &[],
        ),
        (
            Probleem::opgeruimd(NaiveDate::from_ymd_opt(2033, 1, 1).unwrap_or_default()),
            "De inhoud is opgeruimd: de bewaartermijn is voorbij.",
            &[],
        ),
        (Probleem::te_traag(), "Wat u stuurt, kwam te langzaam binnen.", &[]),
        (
            Probleem::beantwoord("Er is intussen een 301 verstuurd op dit verzoek.".to_owned()),
            "Het past niet bij hoe het er nu voor staat.",
            &[],
        ),
        (Probleem::ingehaald(), "Iemand anders heeft het gewijzigd sinds u het zag.", &[]),
        (Probleem::zonder_stand(), "Er staat niet bij wat u zag toen u wijzigde.", &[]),
        (
            Probleem::te_groot(
                "Een bericht is hoogstens 25 MB. Verdeel de inhoud over meer berichten.".to_owned(),
            ),
            "Wat u stuurt is te groot.",
            &[],
        ),
        (Probleem::mediatype(), "Dit soort inhoud kan hier niet.", &[]),
        (
            Probleem::keuze("Deze keuzes gaan niet samen.".to_owned()),
            "De inhoud is te lezen, maar kan niet worden aangenomen. Bij een bericht staat elke bevinding erbij.",
            &[],
        ),
        (
            Probleem::te_veel_verzoeken(60),
            "Uw partij stuurt te veel verzoeken in korte tijd.",
            &["Retry-After"],
        ),
        (Probleem::intern(), "Er ging iets mis in de poort zelf. Opnieuw proberen is altijd veilig.", &[]),
        (
            Probleem::storing(),
            "De poort heeft het te druk of kan haar database niet bereiken. Opnieuw proberen is altijd veilig.",
            &["Retry-After"],
        ),
    ]
}

/// A message that was taken in and processed.
pub(super) fn bericht() -> Value {
    let pad = format!("/api/v1/berichten/{ID}");
    json!({
        "id": ID,
        "berichttype": "JW305",
        "standaard": "ijw",
        "status": "verwerkt",
        "oordeel": "geldig",
        "uitkomst": "afgekeurd",
        "wachtOpAntwoord": false,
        "afzender": "65656055",
        "ontvanger": "0479",
        "identificatie": "A1",
        "dagtekening": "2026-02-03",
        "ontvangenOp": "2026-02-03T09:00:00.000Z",
        "verwerktOp": "2026-02-03T09:00:00.120Z",
        "grootte": 1804,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "doorPoort": false,
        "reactieOp": null,
        "bevindingen": [bevinding()],
        "_links": {
            "self": { "href": pad },
            "inhoud": { "href": format!("{pad}/inhoud") },
            "bevindingen": { "href": format!("{pad}/bevindingen") },
            "antwoord": { "href": format!("/api/v1/berichten/{ANTWOORD}") },
        },
    })
}

fn bevinding() -> Value {
    json!({
        "niveau": "keten",
        "regel": "TR019",
        "retourcode": "8587",
        "pad": "/Bericht/Client/StartProducten/StartProduct",
        "regelnummer": 39,
        "kolom": 7,
        "tekst": "Er is geen toewijzing met dit ToewijzingNummer. Controleer het nummer.",
    })
}

/// What the check of a message says.
pub(super) fn toets() -> Value {
    json!({
        "berichttype": "JW305",
        "oordeel": "schema",
        "bevindingen": [{
            "niveau": "schema",
            "regel": null,
            "retourcode": null,
            "pad": "/Bericht/Client/StartProducten/StartProduct/Begindatum",
            "regelnummer": 41,
            "kolom": 9,
            "tekst": "Deze datum bestaat niet. Gevonden: ‘2026-02-30’.",
        }],
        "weggelaten": 0,
    })
}

/// A postbus with one levering.
pub(super) fn postbus() -> Value {
    json!({ "leveringen": [een_levering(&Value::Null)] })
}

/// A levering that was confirmed.
pub(super) fn levering() -> Value {
    een_levering(&json!("2026-02-03T09:05:00.000Z"))
}

fn een_levering(bevestigd_op: &Value) -> Value {
    let mut bericht = bericht();
    if let Value::Object(leden) = &mut bericht {
        leden.remove("bevindingen");
    }
    json!({
        "id": LEVERING,
        "aangebodenOp": "2026-02-03T09:00:00.120Z",
        "bevestigdOp": bevestigd_op,
        "bericht": bericht,
        "_links": {
            "inhoud": { "href": format!("/api/v1/berichten/{ID}/inhoud") },
            "bevestig": { "href": format!("/api/v1/postbus/{LEVERING}/_bevestig") },
        },
    })
}

/// Choices for an answer to a 315.
pub(super) fn keuzes() -> Value {
    json!({
        "soort": "toewijzen",
        "regels": [1],
        "producten": [{
            "regel": 1,
            "ingangsdatum": "2026-04-01",
            "einddatum": "2026-12-31",
            "omvang": { "volume": 2, "eenheid": "04", "frequentie": "2" },
            "commentaar": "Minder dan gevraagd.",
        }],
    })
}
