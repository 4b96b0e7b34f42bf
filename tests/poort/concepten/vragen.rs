//! The list of requests, and choices that cannot be read.

use super::*;

#[tokio::test]
async fn de_lijst_filtert_op_status_en_gaat_per_bladzijde() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for (bsn, soort) in [(FENNA, "open"), (WIM, "in-onderzoek"), (NOOR, "beantwoord")] {
            let twee = [format!("{soort}-1"), format!("{soort}-2")];
            let verzoek = vot(Standaard::Iwmo, soort.split('-').next_back().unwrap(), &[&twee[0], &twee[1]]);
            goed(&poort, AANBIEDER, &verzoek.zet("Client/Bsn", bsn).xml()).await;
            let id = laatste(&poort).await;
            for regel in [1, 2] {
                let keuzes = match soort {
                    "open" if regel == 2 => json!({"soort": "onderzoek", "regels": [2]}),
                    "open" => continue,
                    "in-onderzoek" if regel == 1 => json!({"soort": "onderzoek", "regels": [1]}),
                    _ => json!({"soort": "afwijzen", "regels": [regel], "redenAfwijzing": "3"}),
                };
                bevestig(&poort, &id, keuzes).await;
            }
            assert_eq!(status(&poort, &id).await, soort);
        }
        for soort in ["open", "in-onderzoek", "beantwoord"] {
            let lijst = poort.json(AANBIEDER, &format!("/verzoeken?status={soort}")).await;
            let statussen: Vec<_> =
                lijst["verzoeken"].as_array().unwrap().iter().map(|een| &een["status"]).collect();
            assert_eq!(statussen, [soort], "{lijst}");
        }
        let mut pad = "/verzoeken?limiet=2".to_owned();
        let mut gezien = Vec::new();
        loop {
            let lijst = poort.json(GEMEENTE, &pad).await;
            let bladzijde = lijst["verzoeken"].as_array().unwrap();
            gezien.extend(bladzijde.iter().map(|een| een["status"].as_str().unwrap().to_owned()));
            let Some(volgende) = lijst["_links"]["volgende"]["href"].as_str() else { break };
            pad = volgende.strip_prefix("/api/v1").unwrap().to_owned();
        }
        assert_eq!(gezien, ["beantwoord", "in-onderzoek", "open"], "newest first");
        let fout = poort.als(GEMEENTE, Method::GET, "/verzoeken?status=weg").send().await.unwrap();
        probleem(fout, 400, "verzoek-ongeldig").await;
    })
    .await;
}

#[tokio::test]
async fn keuzes_die_niet_te_lezen_zijn_worden_bij_hun_plaats_genoemd() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Ijw, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Ijw, "A1", &["VOT-1"])).await;
        for (fout, plaats) in [
            (json!({"producten": [{"regel": 1, "einddatum": "Molenaar"}]}), "producten[0].einddatum"),
            (json!({"beschikkingNummer": 5}), "beschikkingNummer"),
        ] {
            let beeld =
                probleem(post(&poort, GEMEENTE, &id, "_concept", &fout).await, 400, "verzoek-ongeldig").await;
            let detail = beeld["detail"].as_str().unwrap();
            assert!(detail.contains(plaats) && !detail.contains("Molenaar"), "{detail}");
        }
        for fout in [
            json!({"regels": [2]}),
            json!({"regels": []}),
            json!({"producten": [{"regel": 2}]}),
            json!({"producten": [{"regel": 1, "einddatum": "2026-12-31", "zonderEinddatum": true}]}),
            json!({"soort": "onderzoek", "redenAfwijzing": "2"}),
        ] {
            probleem(post(&poort, GEMEENTE, &id, "_concept", &fout).await, 422, "keuze-kan-niet").await;
        }
    })
    .await;
}

#[tokio::test]
async fn keuzes_als_lijst_op_volgorde_worden_geweigerd() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Ijw, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Ijw, "A1", &["VOT-1"])).await;
        for fout in [
            json!([]),
            json!(["toewijzen"]),
            json!({"producten": [[1, 20000]]}),
            json!({"producten": [{"regel": 1, "omvang": [2, "04", "2"]}]}),
        ] {
            for wat in ["_concept", "_bevestig"] {
                probleem(post(&poort, GEMEENTE, &id, wat, &fout).await, 400, "verzoek-ongeldig").await;
            }
        }
        assert_eq!(status(&poort, &id).await, "open");
    })
    .await;
}
