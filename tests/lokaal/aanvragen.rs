//! Local rules over the API, on every database.

use reqwest::Method;
use serde_json::{Value, json};

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, NOOR};
use crate::gemeenschap::op_elke_database;
use crate::voorbeeld::{regel, zet};

async fn proef(poort: &Proefpoort, wie: &str, eis: &str) -> reqwest::Response {
    let vraag = json!({ "van": "2026-02-01", "tot": "2026-02-28", "regel": regel(eis) });
    poort.als(wie, Method::POST, "/lokaleregels/_proef").json(&vraag).send().await.unwrap()
}

#[tokio::test]
async fn een_gemeente_probeert_een_regel_op_haar_eigen_berichten() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let open =
            poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("A", FENNA, &[(1, "2026-01-01", None)])).await;
        let dicht = [(2, "2026-01-01", Some("2026-12-31"))];
        poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("B", NOOR, &dicht)).await;
        let uit: Value = proef(&poort, GEMEENTE, "has(klasse.Einddatum)").await.json().await.unwrap();
        assert_eq!(
            uit["samenvatting"],
            "Deze regel zou 1 van 2 klassen hebben geweigerd, in 1 van 2 berichten."
        );
        assert_eq!((&uit["volledig"], &uit["perMaand"][0]["maand"]), (&true.into(), &"2026-02".into()));
        assert_eq!(
            (&uit["perAanbieder"][0]["aanbieder"], &uit["perAanbieder"][0]["nietGoedBerichten"]),
            (&AANBIEDER.into(), &1.into())
        );
        assert_eq!(
            (uit["voorbeelden"].as_array().unwrap().len(), &uit["voorbeelden"][0]["id"]),
            (1, &open["id"])
        );
        assert!(!uit.to_string().contains(FENNA));
        // The rule names Zaanstad: of Purmerend there is nothing to look at, also where it asks.
        let daar: Value = proef(&poort, "0439", "has(klasse.Einddatum)").await.json().await.unwrap();
        assert_eq!(daar["totaal"]["aantalBerichten"], 0);
    })
    .await;
}

#[tokio::test]
async fn een_aanbieder_en_een_regel_die_niet_klopt_worden_geweigerd() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        probleem(proef(&poort, AANBIEDER, "has(klasse.Einddatum)").await, 403, "niet-toegestaan").await;
        let fout =
            probleem(proef(&poort, GEMEENTE, "has(klasse.Eindatum)").await, 422, "stuk-klopt-niet").await;
        assert_eq!(fout["gebreken"][0]["plek"], "lokale regel ZW001, eis");
        assert_eq!(fout["gebreken"][0]["tekst"], "klasse heeft geen Eindatum. Bedoelt u Einddatum?");
        let vraag =
            json!({ "van": "2026-02-28", "tot": "2026-02-01", "regel": regel("has(klasse.Einddatum)") });
        let omgekeerd =
            poort.als(GEMEENTE, Method::POST, "/lokaleregels/_proef").json(&vraag).send().await.unwrap();
        assert_eq!(omgekeerd.status(), 400);
    })
    .await;
}

#[tokio::test]
async fn de_vastgestelde_regels_zijn_voor_iedereen_te_lezen() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        zet(&poort.poort, [regel("has(klasse.Einddatum)")]).await;
        // A snapshot may be a second old.
        poort.klok.zet("2026-02-03T09:00:02Z".parse().unwrap());
        let antwoord = poort.zonder_sleutel(Method::GET, "/api/v1/lokaleregels").send().await.unwrap();
        let json: Value = antwoord.json().await.unwrap();
        assert_eq!((&json["stand"], &json["lokaleRegels"][0]["id"]), (&1.into(), &"ZW001".into()));
    })
    .await;
}
