//! What the API tells of itself, and what every answer has in common.

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, GEMEENTE};
use crate::gemeenschap::op_elke_database;
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn de_poort_geeft_de_beschrijving_die_is_bewaard() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let antwoord = poort.zonder_sleutel(Method::GET, "/api/v1/openapi.json").send().await.unwrap();
        assert_eq!(antwoord.headers()["content-type"], "application/json");
        let bewaard = include_str!("../../docs/openapi.json");
        assert!(antwoord.text().await.unwrap() == bewaard);
    })
    .await;
}

#[tokio::test]
async fn de_pagina_haalt_niets_van_buiten_en_laat_niets_toe() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for (pad, soort) in [
            ("/api/v1/docs", "text/html; charset=utf-8"),
            ("/api/v1/docs/docs.css", "text/css; charset=utf-8"),
            ("/api/v1/docs/docs.js", "text/javascript; charset=utf-8"),
        ] {
            let antwoord = poort.zonder_sleutel(Method::GET, pad).send().await.unwrap();
            assert_eq!(antwoord.headers()["content-type"], soort);
            let beleid = antwoord.headers()["content-security-policy"].to_str().unwrap().to_owned();
            assert!(beleid.starts_with("default-src 'none'") && !beleid.contains("unsafe"), "{beleid}");
            let tekst = antwoord.text().await.unwrap();
            for buiten in ["src=\"http", "href=\"http", "style=\"", "@import", "url("] {
                assert!(!tekst.contains(buiten), "{pad} holds {buiten}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn elke_bewerking_van_de_beschrijving_staat_op_de_pagina() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let pagina = poort.zonder_sleutel(Method::GET, "/api/v1/docs").send().await.unwrap();
        let pagina = pagina.text().await.unwrap();
        let document: Value = serde_json::from_str(include_str!("../../docs/openapi.json")).unwrap();
        for bewerking in
            document["paths"].as_object().unwrap().values().flat_map(|een| een.as_object().unwrap().values())
        {
            let naam = bewerking["operationId"].as_str().unwrap();
            assert!(pagina.contains(&format!("id=\"{naam}\"")), "{naam}");
        }
    })
    .await;
}

#[tokio::test]
async fn elk_antwoord_noemt_de_versie_en_elke_fout_is_een_probleem() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for (methode, pad, status, soort) in [
            (Method::GET, "/onzin", 404, "niet-gevonden"),
            (Method::GET, "/berichten/", 404, "niet-gevonden"),
            (Method::GET, "/docs/", 404, "niet-gevonden"),
            (Method::GET, "/berichten/_toets/", 404, "niet-gevonden"),
            (Method::GET, "/regels/TR999", 404, "niet-gevonden"),
            (Method::GET, "/regels/%ff", 404, "niet-gevonden"),
            (Method::GET, "/overzichten/onzin", 404, "niet-gevonden"),
            (Method::GET, "/declaraties/x/prestaties/y", 404, "niet-gevonden"),
            (Method::DELETE, "/berichten", 405, "methode-niet-toegestaan"),
            (Method::GET, "/berichten/_toets", 405, "methode-niet-toegestaan"),
            (Method::POST, "/regels", 405, "methode-niet-toegestaan"),
            (Method::POST, "/berichten", 415, "mediatype"),
            (Method::GET, "/berichten?limiet=%ff", 400, "verzoek-ongeldig"),
            (Method::GET, "/regels?niveau=onzin", 400, "verzoek-ongeldig"),
        ] {
            let antwoord = poort.als(AANBIEDER, methode.clone(), pad).send().await.unwrap();
            assert_eq!(antwoord.headers()["api-version"], "1.0.0", "{methode} {pad}");
            assert_eq!(antwoord.headers().contains_key("allow"), status == 405, "{methode} {pad}");
            probleem(antwoord, status, soort).await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_lichaam_dat_geen_json_is_is_een_probleem() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let id = "00000000-0000-7000-8000-000000000000";
        let naar = |deel: &str| poort.als(GEMEENTE, Method::POST, &format!("/declaraties/{id}/{deel}"));
        let geen_json = naar("_keurgoed").header("content-type", "application/json").body("{");
        probleem(geen_json.send().await.unwrap(), 400, "verzoek-ongeldig").await;
        let ander = naar("_keurgoed").header("content-type", "text/plain").body("versie=1");
        probleem(ander.send().await.unwrap(), 415, "mediatype").await;
        let oude_naam = naar("_keurGoed").header("content-type", "application/json").body("{}");
        probleem(oude_naam.send().await.unwrap(), 404, "niet-gevonden").await;
    })
    .await;
}
