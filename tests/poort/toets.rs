//! `POST /berichten/_toets`: a message is checked, and nothing of it is sent or kept.

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW};
use crate::gemeenschap::op_elke_database;
use berichtenpoort::poort::GROOTSTE_BERICHT;
use reqwest::{Method, Response};
use serde_json::{Value, json};

fn start() -> String {
    IJW.start("A1", FENNA, &[Some(1)])
}

async fn toets(poort: &Proefpoort, code: &str, bericht: impl Into<reqwest::Body>) -> Response {
    let verzoek =
        poort.als(code, Method::POST, "/berichten/_toets").header("content-type", "application/xml");
    verzoek.body(bericht).send().await.unwrap()
}

async fn uitslag(poort: &Proefpoort, code: &str, bericht: String) -> Value {
    let antwoord = toets(poort, code, bericht).await;
    assert_eq!(antwoord.status(), 200);
    antwoord.json().await.unwrap()
}

#[tokio::test]
async fn wat_niet_te_lezen_of_te_groot_is_wordt_geweigerd() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let zonder = poort.zonder_sleutel(Method::POST, "/api/v1/berichten/_toets").body(start());
        probleem(zonder.send().await.unwrap(), 401, "geen-toegang").await;
        let json = poort
            .als(AANBIEDER, Method::POST, "/berichten/_toets")
            .header("content-type", "application/json");
        probleem(json.body(start()).send().await.unwrap(), 415, "mediatype").await;
        let mut groot = start().into_bytes();
        groot.resize(GROOTSTE_BERICHT + 1, b' ');
        probleem(toets(&poort, AANBIEDER, groot).await, 413, "bericht-te-groot").await;
    })
    .await;
}

#[tokio::test]
async fn van_een_getoetst_bericht_blijft_niets_achter() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        // Without its toewijzing: only the rules over messages would find that.
        let verwacht =
            json!({ "berichttype": "JW305", "oordeel": "geldig", "bevindingen": [], "weggelaten": 0 });
        assert_eq!(uitslag(&poort, AANBIEDER, start()).await, verwacht);
        poort.verwerk_alles().await;
        for code in [AANBIEDER, GEMEENTE] {
            assert_eq!(poort.json(code, "/berichten").await["berichten"], json!([]));
            assert!(poort.postbus(code).await.is_empty());
        }
        assert_eq!(poort.stuur(AANBIEDER, start()).await.status(), 201, "it was not known yet");
    })
    .await;
}

#[tokio::test]
async fn ook_een_bericht_van_een_ander_kan_worden_getoetst() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        assert_eq!(uitslag(&poort, "0439", start()).await["oordeel"], "geldig");
    })
    .await;
}

#[tokio::test]
async fn bij_een_regel_staan_uitleg_en_de_weg_naar_meer() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let fout = start().replace("Bsn>999900006", "Bsn>999900007");
        let uitslag = uitslag(&poort, AANBIEDER, fout).await;
        assert_eq!(uitslag["oordeel"], "regels", "{uitslag}");
        let bevinding = &uitslag["bevindingen"][0];
        assert!(bevinding["uitleg"].as_str().unwrap().len() > 20, "{bevinding}");
        let naar = bevinding["_links"]["regel"]["href"].as_str().unwrap();
        let regel = poort.zonder_sleutel(Method::GET, naar).send().await.unwrap();
        let regel: Value = regel.json().await.unwrap();
        assert_eq!((&regel["code"], &regel["titel"]), (&bevinding["regel"], &bevinding["titel"]));
    })
    .await;
}

#[tokio::test]
async fn wat_niet_bij_het_schema_past_is_een_uitslag_en_geen_fout() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for (bericht, oordeel) in [
            (start().replace("StatusAanlevering>1", "StatusAanlevering>5"), "schema"),
            ("<a/>".to_owned(), "onbekend-bericht"),
            (start().replace("?>", "?><!DOCTYPE m:Bericht>"), "onveilig"),
            (String::new(), "geen-xml"),
        ] {
            let uitslag = uitslag(&poort, AANBIEDER, bericht).await;
            assert_eq!(uitslag["oordeel"], oordeel);
            assert!(uitslag["bevindingen"][0]["tekst"].as_str().unwrap().len() > 10);
        }
    })
    .await;
}
