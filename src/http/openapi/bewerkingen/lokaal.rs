//! The operations of local rules.

use serde_json::json;

use super::Lijst;
use crate::http::lokaleregels::{LokaleRegelsJson, ProefJson, ProefvraagJson};

const KOP: &str = "Lokale regels";

pub(super) fn regels(lijst: &mut Lijst<'_>) {
    lijst.get("/lokaleregels", "zoekLokaleRegels", "Welke afspraken de poort controleert", |een| {
        een.open()
            .onder(KOP)
            .tekst("Regels die gemeenten en aanbieders zelf afspraken, naast die van de standaard. Zij staan bij een bevinding met hun code.")
            .geeft::<LokaleRegelsJson>(200, "De regels die zijn vastgesteld, ook die nog niet of niet meer gelden.")
            .fouten(&[503])
    });
    lijst.post("/lokaleregels/_proef", "probeerLokaleRegel", "Een lokale regel proberen", |een| {
        een.onder(KOP)
            .tekst(
                "Houdt een voorstel tegen de berichten van uw gemeente uit een periode die voorbij is, en vertelt hoeveel er niet \
                 goed zouden zijn. Er verandert niets. Na 5.000 berichten stopt de proef en is `volledig` onwaar: kies dan een \
                 kortere periode. Alleen voor gemeenten.",
            )
            .neemt::<ProefvraagJson>(
                true,
                json!({
                    "van": "2026-01-01",
                    "tot": "2026-01-31",
                    "regel": {
                        "id": "ZW004",
                        "titel": "Een toewijzing heeft een einddatum",
                        "uitleg": "Deze toewijzing heeft geen einddatum. Vul de laatste dag in.",
                        "afspraak": "zw-a-007",
                        "standaarden": ["ijw"],
                        "berichten": ["301"],
                        "klasse": "ToegewezenProduct",
                        "eis": "has(klasse.Einddatum)",
                        "niveau": "weiger",
                        "retourcode": "9307",
                        "gemeenten": ["0479"],
                        "eigenaar": "0479",
                        "ingangsdatum": "2026-06-01",
                    },
                }),
            )
            .geeft::<ProefJson>(200, "Wat de regel zou hebben gedaan.")
            .fouten(&[403, 413, 415, 422, 503])
    });
}
