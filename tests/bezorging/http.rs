//! The postbus and the leveringen of a message, over HTTP.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW};
use crate::gemeenschap::op_elke_database;

/// Three allocations, each with an answer: three leveringen for both sides.
async fn gevuld(poort: &Proefpoort) -> Vec<Value> {
    let mut berichten = Vec::new();
    for nummer in 1..=3 {
        let dagen = (format!("2026-0{nummer}-01"), format!("2026-0{nummer}-28"));
        let bericht = IJW.toewijzing(
            &format!("T{nummer}"),
            FENNA,
            &[(1000 + nummer, dagen.0.as_str(), Some(dagen.1.as_str()))],
        );
        berichten.push(poort.stuur_en_verwerk(GEMEENTE, &bericht).await);
    }
    berichten
}

async fn ids(poort: &Proefpoort, code: &str) -> Vec<String> {
    let postbus = poort.json(code, "/postbus").await;
    let leveringen = postbus["leveringen"].as_array().unwrap();
    leveringen.iter().map(|een| een["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn veel_leveringen_zijn_in_een_keer_te_bevestigen_en_dat_mag_nog_eens() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        gevuld(&poort).await;
        let (mijn, van_ander) = (ids(&poort, AANBIEDER).await, ids(&poort, GEMEENTE).await);
        let onbekend = Uuid::new_v4().to_string();
        let lichaam = json!({ "leveringen": [mijn[0], mijn[1], van_ander[0], onbekend] });
        for _ in 0..2 {
            let verzoek = poort.als(AANBIEDER, Method::POST, "/postbus/_bevestig");
            let antwoord = verzoek.body(lichaam.to_string()).send().await.unwrap();
            assert_eq!(antwoord.status(), 200);
            let json: Value = antwoord.json().await.unwrap();
            let bevestigd: Vec<_> =
                json["leveringen"].as_array().unwrap().iter().map(|een| &een["id"]).collect();
            assert_eq!(bevestigd, [&mijn[0], &mijn[1]]);
            assert_eq!(
                json["onbekend"],
                json!([van_ander[0], onbekend]),
                "van een ander is als niet bestaand"
            );
        }
        assert_eq!(ids(&poort, AANBIEDER).await, [mijn[2].clone()]);
        assert_eq!(ids(&poort, GEMEENTE).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn wat_geen_lijst_van_ids_is_of_te_lang_wordt_geweigerd_en_er_verandert_niets() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        gevuld(&poort).await;
        let mijn = ids(&poort, AANBIEDER).await;
        let te_veel: Vec<_> = (0..1001).map(|_| mijn[0].clone()).collect();
        for lichaam in [
            String::new(),
            "[]".to_owned(),
            json!({}).to_string(),
            json!({ "leveringen": mijn[0] }).to_string(),
            json!({ "leveringen": ["geen id"] }).to_string(),
            json!({ "leveringen": [], "ook": 1 }).to_string(),
            json!({ "leveringen": te_veel }).to_string(),
        ] {
            let verzoek = poort.als(AANBIEDER, Method::POST, "/postbus/_bevestig").body(lichaam);
            probleem(verzoek.send().await.unwrap(), 400, "verzoek-ongeldig").await;
        }
        assert_eq!(ids(&poort, AANBIEDER).await, mijn);
    })
    .await;
}

#[tokio::test]
async fn een_levering_is_met_haar_id_op_te_halen_door_haar_partij_en_door_niemand_anders() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        gevuld(&poort).await;
        let id = ids(&poort, AANBIEDER).await.remove(0);
        let levering = poort.json(AANBIEDER, &format!("/postbus/{id}")).await;
        assert_eq!((&levering["id"], &levering["bevestigdOp"]), (&json!(id), &Value::Null));
        for code in [GEMEENTE, "42420001"] {
            let antwoord = poort.als(code, Method::GET, &format!("/postbus/{id}")).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
        }
    })
    .await;
}

#[tokio::test]
async fn wie_ophaalt_kan_zijn_leveringen_even_voor_zich_houden() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        gevuld(&poort).await;
        let mijn = ids(&poort, AANBIEDER).await;
        let eerste = poort.json(AANBIEDER, "/postbus?limiet=2&zichtbaarNa=30").await;
        assert_eq!(eerste["leveringen"].as_array().unwrap().len(), 2);
        assert_eq!(ids(&poort, AANBIEDER).await, [mijn[2].clone()]);
        poort.klok.zet(poort.klok.nu() + chrono::TimeDelta::seconds(30));
        assert_eq!(ids(&poort, AANBIEDER).await, mijn);
        let te_lang = poort.als(AANBIEDER, Method::GET, "/postbus?zichtbaarNa=3601").send().await.unwrap();
        probleem(te_lang, 400, "verzoek-ongeldig").await;
    })
    .await;
}

#[tokio::test]
async fn de_verzender_ziet_of_zijn_bericht_is_ontvangen_en_de_ontvanger_ook_de_pogingen() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let bericht = gevuld(&poort).await.remove(0);
        let pad = format!("/berichten/{}/leveringen", bericht["id"].as_str().unwrap());
        let mijn = ids(&poort, AANBIEDER).await;
        let verzoek = poort.als(AANBIEDER, Method::POST, &format!("/postbus/{}/_bevestig", mijn[0]));
        assert_eq!(verzoek.send().await.unwrap().status(), 200);
        for (code, pogingen) in [(GEMEENTE, Value::Null), (AANBIEDER, json!([]))] {
            let json = poort.json(code, &pad).await;
            let leveringen = json["leveringen"].as_array().unwrap();
            assert_eq!(leveringen.len(), 1);
            let een = &leveringen[0];
            assert_eq!((&een["id"], &een["partij"]), (&json!(mijn[0]), &json!(AANBIEDER)));
            assert_eq!((&een["status"], &een["pogingen"]), (&json!("bevestigd"), &pogingen));
        }
        for code in ["0439", "42420001"] {
            let antwoord = poort.als(code, Method::GET, &pad).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
        }
    })
    .await;
}

#[tokio::test]
async fn wat_niet_aankomt_is_geen_te_groot_verzoek_en_wat_te_groot_is_wel() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let stuk = poort.ruw(
            AANBIEDER,
            "POST /api/v1/postbus/_bevestig HTTP/1.1\r\nTransfer-Encoding: chunked\r\n",
            "geen lengte\r\n",
        );
        let antwoord = stuk.await;
        assert!(antwoord.starts_with("HTTP/1.1 400 "), "{antwoord}");
        let veel = vec![b' '; 2 * 1024 * 1024 + 1];
        let verzoek = poort.als(AANBIEDER, Method::POST, "/postbus/_bevestig").body(veel);
        probleem(verzoek.send().await.unwrap(), 413, "bericht-te-groot").await;
    })
    .await;
}

#[tokio::test]
async fn wie_dezelfde_leveringen_in_een_andere_volgorde_bevestigt_houdt_een_ander_niet_vast() {
    op_elke_database(|store| async move {
        let proef = crate::levering::Bezorgproef::op(store).await;
        let zorg = proef.regio.partij(crate::gemeenschap::gegevens::ZORG);
        let mut ids = Vec::new();
        for nummer in 0..60 {
            ids.push(proef.lever("JW301", &format!("A{nummer}")).await.id);
        }
        let terug: Vec<_> = ids.iter().rev().copied().collect();
        for _ in 0..10 {
            let allen = (0..6).map(|wie| {
                let (poort, ids) =
                    (proef.poort.clone(), if wie % 2 == 0 { ids.clone() } else { terug.clone() });
                tokio::spawn(async move { (poort.bevestig_alle(zorg, &ids).await.unwrap(), ids) })
            });
            for klaar in allen.collect::<Vec<_>>() {
                let (bevestigd, gevraagd) = klaar.await.unwrap();
                let bevestigd: Vec<_> = bevestigd.into_iter().map(|levering| levering.id).collect();
                assert_eq!(bevestigd, gevraagd, "in de volgorde van de vraag");
            }
            for id in &ids {
                proef.poort.herstel_levering(*id).await.unwrap();
            }
        }
    })
    .await;
}

#[tokio::test]
async fn wie_wacht_op_een_lege_postbus_schrijft_niets() {
    let plek = crate::gemeenschap::Plek::sqlite();
    let proef = crate::levering::Bezorgproef::op(crate::gemeenschap::open(&plek.url).await).await;
    let zorg = proef.regio.partij(crate::gemeenschap::gegevens::ZORG);
    // Somebody else writes for as long as this lasts.
    let mut ander = <sqlx::SqliteConnection as sqlx::Connection>::connect(&plek.url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut ander).await.unwrap();
    let minuut = std::time::Duration::from_secs(60);
    let postbus = proef.poort.postbus(zorg, 10, std::time::Duration::ZERO, minuut).await.unwrap();
    assert!(postbus.is_empty());
}
