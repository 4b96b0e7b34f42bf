//! `/metrics`: figures for who watches the gate, on an address of their own and with nothing of anybody in them.

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW};
use crate::gemeenschap::op_elke_database;
use berichtenpoort::http::metrics_router;
use reqwest::{Client, Method};

async fn cijfers(poort: &Proefpoort) -> String {
    let luisteraar = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adres = format!("http://{}/metrics", luisteraar.local_addr().unwrap());
    tokio::spawn(axum::serve(luisteraar, metrics_router(poort.poort.clone())).into_future());
    let antwoord = Client::new().get(adres).send().await.unwrap();
    assert_eq!(antwoord.status(), 200);
    let soort = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(antwoord.headers()["content-type"], soort);
    antwoord.text().await.unwrap()
}

#[tokio::test]
async fn het_adres_van_de_api_geeft_geen_cijfers() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for pad in ["/metrics", "/api/v1/metrics"] {
            let antwoord = poort.zonder_sleutel(Method::GET, pad).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
        }
    })
    .await;
}

#[tokio::test]
async fn de_cijfers_zeggen_hoe_het_ervoor_staat_en_niets_over_iemand() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        let bericht = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        poort.stuur(AANBIEDER, IJW.start("A1", FENNA, &[Some(1)])).await;
        poort.klok.zet("2026-02-03T09:00:30Z".parse().unwrap());
        let tekst = cijfers(&poort).await;
        for regel in [
            r#"berichtenpoort_berichten{berichttype="JW301",status="verwerkt"} 1"#,
            r#"berichtenpoort_berichten{berichttype="JW305",status="ontvangen"} 1"#,
            r#"berichtenpoort_oudste_wachtende_bericht_seconds 30"#,
            r#"berichtenpoort_postbus{soort="aanbieder"} 1"#,
            r#"berichtenpoort_oudste_levering_seconds{soort="gemeente"} 30"#,
            concat!(r#"berichtenpoort_build_info{versie=""#, env!("CARGO_PKG_VERSION"), r#""} 1"#),
        ] {
            assert!(tekst.lines().any(|een| een == regel), "{regel} in\n{tekst}");
        }
        assert!(tekst.contains(r#"route="/api/v1/berichten/{id}",status="200""#), "{tekst}");
        assert!(tekst.ends_with("# EOF\n"));
        let id = bericht["id"].as_str().unwrap();
        // As a label: digits in a row may well be a time.
        for van_iemand in [FENNA, GEMEENTE, AANBIEDER, id] {
            assert!(!tekst.contains(&format!("\"{van_iemand}\"")), "{van_iemand}");
        }
        assert!(!tekst.contains("Zaan"));
    })
    .await;
}
