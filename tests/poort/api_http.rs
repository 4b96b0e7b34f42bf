//! The API as its callers meet it: what is right, what is refused and how, on every database.

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO};
use crate::gemeenschap::op_elke_database;
use berichtenpoort::poort::GROOTSTE_BERICHT;
use reqwest::Method;
use serde_json::Value;

fn start() -> String {
    IJW.start("A1", FENNA, &[Some(1)])
}

#[tokio::test]
async fn a_new_message_gives_201_with_its_place_and_the_same_bytes_give_200_with_the_same_message() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let eerste = poort.stuur(AANBIEDER, start()).await;
        assert_eq!(eerste.status(), 201);
        assert_eq!(eerste.headers()["api-version"], "1.0.0");
        let plek = eerste.headers()["location"].to_str().unwrap().to_owned();
        let json: Value = eerste.json().await.unwrap();
        assert_eq!(plek, format!("/api/v1/berichten/{}", json["id"].as_str().unwrap()));
        for (sleutel, waarde) in [
            ("berichttype", "JW305"),
            ("status", "ontvangen"),
            ("oordeel", "geldig"),
            ("ontvangenOp", "2026-02-03T09:00:00.000Z"),
            ("afzender", AANBIEDER),
            ("ontvanger", GEMEENTE),
        ] {
            assert_eq!(json[sleutel], waarde);
        }
        assert_eq!(json["bevindingen"], Value::Array(vec![]));
        assert_eq!(json["_links"]["self"]["href"], plek);

        let tweede = poort.stuur(AANBIEDER, start()).await;
        assert_eq!(tweede.status(), 200);
        assert_eq!(tweede.json::<Value>().await.unwrap(), json);
        poort.verwerk_alles().await;
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW306"], "answered once");
    })
    .await;
}

#[tokio::test]
async fn the_content_comes_back_byte_for_byte() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let bytes = format!("\u{feff}{}\r\n<!-- é -->", start()).into_bytes();
        let json: Value = poort.stuur(AANBIEDER, bytes.clone()).await.json().await.unwrap();
        let pad = format!("/berichten/{}/inhoud", json["id"].as_str().unwrap());
        let inhoud = poort.als(AANBIEDER, Method::GET, &pad).send().await.unwrap();
        assert_eq!(inhoud.headers()["content-type"], "application/xml");
        assert_eq!(inhoud.bytes().await.unwrap(), bytes);
    })
    .await;
}

#[tokio::test]
async fn without_a_key_or_with_a_wrong_one_there_is_no_access() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for pad in ["/api/v1/berichten", "/api/v1/postbus"] {
            let zonder = poort.zonder_sleutel(Method::GET, pad).send().await.unwrap();
            assert_eq!(zonder.headers()["www-authenticate"], "Bearer realm=\"berichtenpoort\"");
            probleem(zonder, 401, "geen-toegang").await;
            for koptekst in ["Bearer bp_0000", "Bearer", "Basic dXNlcjpwYXNz", "bp_0000"] {
                let verzoek = poort.zonder_sleutel(Method::GET, pad).header("authorization", koptekst);
                probleem(verzoek.send().await.unwrap(), 401, "geen-toegang").await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_of_somebody_else_is_refused_and_not_kept() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for code in ["42420001", GEMEENTE, "0439"] {
            let json = probleem(poort.stuur(code, start()).await, 403, "afzender-niet-van-u").await;
            assert!(json["detail"].as_str().unwrap().contains(AANBIEDER));
        }
        let alle = poort.json(AANBIEDER, "/berichten").await;
        assert_eq!(alle["berichten"], Value::Array(vec![]));
        assert_eq!(poort.stuur(AANBIEDER, start()).await.status(), 201, "the right sender still can");
    })
    .await;
}

#[tokio::test]
async fn what_fails_at_level_1_is_refused_with_every_finding_and_gets_no_answer() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let twee_fouten = start()
            .replace("<m:Geslacht>1", "<m:Geslacht>7")
            .replace("StatusAanlevering>1", "StatusAanlevering>5");
        for (bytes, oordeel, aantal) in [
            (String::new(), "geen-xml", 1),
            ("dit is geen xml".to_owned(), "geen-xml", 1),
            (start().chars().take(900).collect(), "geen-xml", 1),
            (start().replace("?>", "?><!DOCTYPE m:Bericht>"), "onveilig", 1),
            ("<a/>".to_owned(), "onbekend-bericht", 1),
            (twee_fouten, "schema", 2),
        ] {
            let json = probleem(poort.stuur(AANBIEDER, bytes.clone()).await, 422, "bericht-ongeldig").await;
            assert_eq!(json["oordeel"], oordeel, "{bytes}");
            assert_eq!(json["bevindingen"].as_array().unwrap().len(), aantal, "{json}");
            let eerste = &json["bevindingen"][0];
            assert!(
                eerste["tekst"].as_str().unwrap().len() > 10 && eerste["regelnummer"].as_u64().unwrap() >= 1
            );
        }
        poort.verwerk_alles().await;
        assert!(poort.postbus(AANBIEDER).await.is_empty());
        assert_eq!(poort.json(AANBIEDER, "/berichten").await["berichten"], Value::Array(vec![]));
    })
    .await;
}

#[tokio::test]
async fn an_unknown_receiver_is_told_and_nothing_is_kept() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let bericht = start().replace("Ontvanger>0479", "Ontvanger>0999");
        let json = probleem(poort.stuur(AANBIEDER, bericht).await, 422, "ontvanger-onbekend").await;
        assert!(json["detail"].as_str().unwrap().contains("0999"));
        assert_eq!(poort.json(AANBIEDER, "/berichten").await["berichten"], Value::Array(vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_header_that_nobody_can_work_with_is_refused() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let bericht = start().replace("Dagtekening>2026", "Dagtekening>20260");
        let json = probleem(poort.stuur(AANBIEDER, bericht).await, 422, "header-onbruikbaar").await;
        assert_eq!(json["bevindingen"][0]["pad"], "/Bericht/Header/BerichtIdentificatie/Dagtekening");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_media_type_is_refused_and_parameters_do_no_harm() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for fout in ["application/json", "text/plain", "multipart/form-data", "application/xmlx"] {
            let verzoek = poort.als(AANBIEDER, Method::POST, "/berichten").header("content-type", fout);
            probleem(verzoek.body(start()).send().await.unwrap(), 415, "mediatype").await;
        }
        let zonder = poort.als(AANBIEDER, Method::POST, "/berichten").body(start()).send().await.unwrap();
        probleem(zonder, 415, "mediatype").await;
        let ingepakt =
            poort.als(AANBIEDER, Method::POST, "/berichten").header("content-type", "application/xml");
        let ingepakt = ingepakt.header("content-encoding", "gzip").body(start());
        probleem(ingepakt.send().await.unwrap(), 415, "mediatype").await;
        for goed in ["application/xml; charset=utf-8", "Text/XML"] {
            let verzoek = poort.als(AANBIEDER, Method::POST, "/berichten").header("content-type", goed);
            assert!(verzoek.body(start()).send().await.unwrap().status().is_success());
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_beyond_25_mb_is_refused_and_one_of_25_mb_is_read() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let mut bericht = start().into_bytes();
        bericht.resize(GROOTSTE_BERICHT, b' ');
        let antwoord = poort.stuur(AANBIEDER, bericht.clone()).await;
        assert_eq!(antwoord.status(), 201, "white space after the message is allowed");
        bericht.push(b' ');
        probleem(poort.stuur(AANBIEDER, bericht.clone()).await, 413, "bericht-te-groot").await;
        assert_eq!(poort.json(AANBIEDER, "/berichten").await["berichten"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_party_sees_its_own_messages_and_no_others() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        let goed = poort.stuur_en_verwerk(GEMEENTE, &toewijzing).await;
        let afgekeurd = poort.stuur_en_verwerk(AANBIEDER, &IJW.start("A1", FENNA, &[Some(9)])).await;
        let goed = goed["id"].as_str().unwrap();
        let afgekeurd = afgekeurd["id"].as_str().unwrap();
        for rest in ["", "/inhoud", "/bevindingen"] {
            for (code, id, status) in [
                (GEMEENTE, goed, 200),
                (AANBIEDER, goed, 200),
                ("0439", goed, 404),
                ("42420001", goed, 404),
                (AANBIEDER, afgekeurd, 200),
                // Refused counts as not sent: its receiver does not see it.
                (GEMEENTE, afgekeurd, 404),
            ] {
                let pad = format!("/berichten/{id}{rest}");
                assert_eq!(
                    poort.als(code, Method::GET, &pad).send().await.unwrap().status(),
                    status,
                    "{code} {rest}"
                );
            }
        }
        let niet_van_u = poort.als("0439", Method::GET, &format!("/berichten/{goed}")).send().await.unwrap();
        let bestaat_niet = poort
            .als("0439", Method::GET, "/berichten/00000000-0000-7000-8000-000000000000")
            .send()
            .await
            .unwrap();
        let geen_id = poort.als("0439", Method::GET, "/berichten/hallo").send().await.unwrap();
        let niet_van_u = probleem(niet_van_u, 404, "niet-gevonden").await;
        assert_eq!(
            niet_van_u,
            probleem(bestaat_niet, 404, "niet-gevonden").await,
            "not yours looks like not there"
        );
        assert_eq!(niet_van_u, probleem(geen_id, 404, "niet-gevonden").await);
    })
    .await;
}

#[tokio::test]
async fn the_postbus_is_in_order_and_confirming_twice_changes_nothing() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for nummer in 1..=3 {
            poort.stuur_en_verwerk(AANBIEDER, &IWMO.start(&format!("A{nummer}"), FENNA, &[Some(1)])).await;
        }
        let postbus = poort.json(AANBIEDER, "/postbus?limiet=2").await;
        let leveringen = postbus["leveringen"].as_array().unwrap();
        assert_eq!(leveringen.len(), 2);
        assert_eq!(leveringen[0]["bericht"]["berichttype"], "WMO306");
        let pad =
            leveringen[0]["_links"]["bevestig"]["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        let eerste: Value =
            poort.als(AANBIEDER, Method::POST, pad).send().await.unwrap().json().await.unwrap();
        poort.klok.zet("2026-02-03T10:00:00Z".parse().unwrap());
        let tweede: Value =
            poort.als(AANBIEDER, Method::POST, pad).send().await.unwrap().json().await.unwrap();
        assert_eq!(eerste, tweede);
        assert_eq!(eerste["bevestigdOp"], "2026-02-03T09:00:00.000Z");
        let van_een_ander = poort.als(GEMEENTE, Method::POST, pad).send().await.unwrap();
        probleem(van_een_ander, 404, "niet-gevonden").await;
        let over = poort.json(AANBIEDER, "/postbus").await;
        assert_eq!(over["leveringen"][0]["id"], leveringen[1]["id"]);
        assert_eq!(over["leveringen"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn messages_are_found_by_filter_and_page_by_page() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for nummer in 1..=5 {
            poort.stuur_en_verwerk(AANBIEDER, &IJW.start(&format!("A{nummer}"), FENNA, &[Some(1)])).await;
        }
        let mut gezien = Vec::new();
        let mut pad = "/berichten?berichttype=JW305&regel=TR019&limiet=2".to_owned();
        loop {
            let pagina = poort.json(AANBIEDER, &pad).await;
            let berichten = pagina["berichten"].as_array().unwrap();
            gezien.extend(berichten.iter().map(|een| een["identificatie"].as_str().unwrap().to_owned()));
            let Some(volgende) = pagina["_links"]["volgende"]["href"].as_str() else { break };
            pad = volgende.strip_prefix("/api/v1").unwrap().to_owned();
        }
        assert_eq!(gezien, ["A5", "A4", "A3", "A2", "A1"]);
        for (vraag, aantal) in [
            ("berichttype=JW306", 5),
            ("status=ontvangen", 0),
            ("afzender=65656055&ontvanger=0479&limiet=100", 10),
            ("van=2026-02-03T09:00:01Z", 0),
            ("tot=2026-02-03T09:00:00Z", 0),
            ("van=2026-02-03T10:00:00%2B01:00&limiet=100", 10),
        ] {
            let pagina = poort.json(AANBIEDER, &format!("/berichten?{vraag}")).await;
            assert_eq!(pagina["berichten"].as_array().unwrap().len(), aantal, "{vraag}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_refused() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for pad in [
            "/berichten?limiet=0",
            "/berichten?limiet=101",
            "/berichten?limiet=veel",
            "/berichten?berichttype=JW999",
            "/berichten?status=onderweg",
            "/berichten?van=gisteren",
            "/berichten?cursor=zz",
            "/berichten?onbekend=1",
            "/berichten?afzender=%00",
            "/berichten?regel=TR%0a",
            "/postbus?limiet=0",
            "/postbus?wacht=61",
        ] {
            probleem(poort.als(AANBIEDER, Method::GET, pad).send().await.unwrap(), 400, "verzoek-ongeldig")
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_does_not_exist_and_a_wrong_method_are_told() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for pad in ["/berichten/", "/postbus/", "/onzin", "/berichten/x/y"] {
            let antwoord = poort.als(AANBIEDER, Method::GET, pad).send().await.unwrap();
            assert_eq!(antwoord.headers()["api-version"], "1.0.0");
            probleem(antwoord, 404, "niet-gevonden").await;
        }
        let antwoord = poort.als(AANBIEDER, Method::DELETE, "/berichten").send().await.unwrap();
        probleem(antwoord, 405, "methode-niet-toegestaan").await;
    })
    .await;
}

#[tokio::test]
async fn waiting_for_the_outcome_and_for_the_postbus_ends_when_it_is_there() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let werkers = poort.werkers();
        let wachtend = poort.als(GEMEENTE, Method::GET, "/postbus?wacht=60").send();
        let toewijzing = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        let verzoek = poort
            .als(GEMEENTE, Method::POST, "/berichten")
            .header("content-type", "application/xml")
            .header("prefer", "wait=60")
            .body(toewijzing);
        let (postbus, antwoord) = tokio::join!(wachtend, verzoek.send());
        let antwoord = antwoord.unwrap();
        assert_eq!(
            (antwoord.status().as_u16(), &antwoord.headers()["preference-applied"]),
            (201, &"wait=60".parse().unwrap())
        );
        assert_eq!(antwoord.json::<Value>().await.unwrap()["uitkomst"], "goedgekeurd");
        let postbus: Value = postbus.unwrap().json().await.unwrap();
        assert_eq!(postbus["leveringen"][0]["bericht"]["berichttype"], "JW302");
        werkers.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_gate_says_that_it_lives_and_that_it_is_ready() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for pad in ["/health/live", "/health/ready"] {
            assert_eq!(poort.zonder_sleutel(Method::GET, pad).send().await.unwrap().status(), 200);
        }
    })
    .await;
}
