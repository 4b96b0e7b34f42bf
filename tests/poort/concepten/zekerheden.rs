//! What would go wrong is seen beforehand, and nothing leaves twice, by somebody else, or about somebody else.

use super::*;

#[tokio::test]
async fn wat_zou_worden_afgekeurd_is_vooraf_te_zien_en_gaat_niet_weg() {
    op_elke_database(|store| async move {
        let nu = (10071, "CAT/CATA04", "2026-01-01", EIND, Hoeveel::Omvang("10", "04", "4"));
        let eerst = toewijzing(Standaard::Ijw, "T1", &[nu]);
        let poort = Proefpoort::op(store).await;
        goed(&poort, GEMEENTE, &eerst.xml()).await;
        let regel = ("R1", 10071, "2026-01-01", "2026-01-31", 6000);
        goed(&poort, AANBIEDER, &IJW.declaratie("D1", "D1", &[(FENNA, &[regel])])).await;
        // From the first day on: what it replaces would be taken back, but was claimed on (TR385).
        let meer = (10071, "2026-01-01", EIND, Hoeveel::Omvang("12", "04", "4"));
        goed(&poort, AANBIEDER, &vow(Standaard::Ijw, &[], &[meer], &[]).xml()).await;
        let id = laatste(&poort).await;
        let getoond = concept(&poort, &id, json!({})).await;
        assert_eq!(gevonden(&getoond), ["TR385"], "{getoond}");
        assert_eq!(getoond["teBevestigen"], false);
        let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &json!({})).await;
        let beeld = probleem(antwoord, 422, "antwoord-afgekeurd").await;
        assert_eq!(gevonden(&beeld), ["TR385"]);
        // The day that was asked for has passed, so another one may be agreed on (IV093).
        let later = json!({"producten": [{"regel": 1, "ingangsdatum": "2026-02-04"}]});
        bevestig(&poort, &id, later).await;
        assert_eq!(status(&poort, &id).await, "beantwoord");
    })
    .await;
}

#[tokio::test]
async fn tr302_stapeling_met_een_lopende_toewijzing_is_vooraf_te_zien() {
    op_elke_database(|store| async move {
        let verzoek = vot(Standaard::Ijw, "A1", &["VOT-1"])
            .zet("Client/AangevraagdeProducten/AangevraagdProduct/Product/Code", "45A04");
        let (poort, id) = na(store, &toewijzing(Standaard::Ijw, "T1", BEIDE), &verzoek).await;
        assert_eq!(gevonden(&concept(&poort, &id, json!({})).await), ["TR302"]);
        let ander = json!({"producten": [{"regel": 1, "product": {"categorie": "45", "code": "45A09"}}]});
        bevestig(&poort, &id, ander).await;
    })
    .await;
}

#[tokio::test]
async fn twee_keer_bevestigen_verstuurt_niet_twee_keer() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Ijw, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Ijw, "A1", &["VOT-1"])).await;
        let keuzes = json!({"soort": "toewijzen"});
        let (een, twee) = tokio::join!(
            post(&poort, GEMEENTE, &id, "_bevestig", &keuzes),
            post(&poort, GEMEENTE, &id, "_bevestig", &keuzes)
        );
        let mut statussen = [een.status().as_u16(), twee.status().as_u16()];
        statussen.sort_unstable();
        assert_eq!(statussen, [200, 201]);
        let (een, twee): (Value, Value) = (een.json().await.unwrap(), twee.json().await.unwrap());
        assert_eq!(een["id"], twee["id"]);
        let anders = json!({"soort": "afwijzen", "redenAfwijzing": "2"});
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &anders).await, 409, "verzoek-beantwoord").await;
        poort.verwerk_alles().await;
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &anders).await, 409, "verzoek-beantwoord").await;
        let verzoek = poort.json(GEMEENTE, &format!("/verzoeken/{id}")).await;
        poort.poort.herbouw().await.unwrap();
        assert_eq!(poort.json(GEMEENTE, &format!("/verzoeken/{id}")).await, verzoek, "after a rebuild too");
        let nog_eens = post(&poort, GEMEENTE, &id, "_bevestig", &json!({})).await;
        assert_eq!(nog_eens.status(), 200, "left out is the same choice");
        assert_eq!(nog_eens.json::<Value>().await.unwrap()["id"], een["id"]);
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301", "JW316", "JW301"]);
    })
    .await;
}

#[tokio::test]
async fn tr332_twee_antwoorden_tegelijk_geven_niet_hetzelfde_nummer_uit() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let mut ids = Vec::new();
        for (bsn, referentie) in [(FENNA, "VOT-1"), (WIM, "VOT-2")] {
            let eerst = [(10071 + ids.len() as u32, "CAT/CATA05", "2026-01-01", EIND, PER_WEEK)];
            let eerst = toewijzing(Standaard::Ijw, referentie, &eerst).zet("Client/Bsn", bsn);
            goed(&poort, GEMEENTE, &eerst.xml()).await;
            let verzoek = vot(Standaard::Ijw, referentie, &[referentie]).zet("Client/Bsn", bsn);
            goed(&poort, AANBIEDER, &verzoek.xml()).await;
            ids.push(laatste(&poort).await);
        }
        let keuzes = json!({});
        let (een, twee) = tokio::join!(
            post(&poort, GEMEENTE, &ids[0], "_bevestig", &keuzes),
            post(&poort, GEMEENTE, &ids[1], "_bevestig", &keuzes)
        );
        assert_eq!((een.status().as_u16(), twee.status().as_u16()), (201, 201));
        poort.verwerk_alles().await;
        for id in &ids {
            assert_eq!(status(&poort, id).await, "beantwoord");
        }
    })
    .await;
}

#[tokio::test]
async fn een_antwoord_dat_op_zijn_302_wacht_houdt_zijn_nummer() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Ijw, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Ijw, "A1", &["VOT-1", "VOT-2"])).await;
        let partij = poort.partijen[AANBIEDER].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
        poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
        let regel = |regel: u32| json!({"regels": [regel]});
        assert_eq!(post(&poort, GEMEENTE, &id, "_bevestig", &regel(1)).await.status(), 201);
        // Not processed yet: the second one could not hold what the first one allocates.
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &regel(2)).await, 409, "verzoek-beantwoord").await;
        poort.verwerk_alles().await;
        assert_eq!(status(&poort, &id).await, "open", "the aanbieder has not answered");
        let getoond = concept(&poort, &id, regel(2)).await;
        assert_eq!(regels(&getoond)[0].split(' ').next(), Some("10073"));
        assert!(getoond["letOp"][0].as_str().unwrap().contains("retourbericht"), "{getoond}");
        let nummer = json!({"regels": [2], "producten": [{"regel": 2, "toewijzingNummer": 10072}]});
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &nummer).await, 422, "keuze-kan-niet").await;
        let bekend = json!({"regels": [2], "producten": [{"regel": 2, "toewijzingNummer": 10071}]});
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &bekend).await, 422, "keuze-kan-niet").await;
        assert_eq!(post(&poort, GEMEENTE, &id, "_bevestig", &regel(2)).await.status(), 201);
    })
    .await;
}

#[tokio::test]
async fn wat_intussen_is_beantwoord_kan_niet_nog_eens() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Iwmo, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Iwmo, "A1", &["VOT-1"])).await;
        let eigen = zorg::honorering(Standaard::Iwmo, "T2", 10090, "VOT-1").xml();
        assert_eq!(poort.stuur(GEMEENTE, eigen).await.status(), 201);
        // The gate has not got to it yet; whose turn it is first decides.
        let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &json!({})).await;
        assert_eq!(antwoord.status(), 201);
        let pad = format!("/berichten/{}", antwoord.json::<Value>().await.unwrap()["id"].as_str().unwrap());
        poort.verwerk_alles().await;
        let beeld = poort.json(GEMEENTE, &pad).await;
        assert_eq!((&beeld["uitkomst"], gevonden(&beeld)), (&json!("afgekeurd"), vec!["TR379"]));
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &json!({})).await, 409, "verzoek-beantwoord").await;
        probleem(post(&poort, GEMEENTE, &id, "_concept", &json!({})).await, 409, "verzoek-beantwoord").await;
    })
    .await;
}

#[tokio::test]
async fn alleen_de_gevraagde_gemeente_beantwoordt_en_een_ander_ziet_niets() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Ijw, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Ijw, "A1", &["VOT-1"])).await;
        for ander in [ANDERE_GEMEENTE, ANDERE_AANBIEDER] {
            assert_eq!(poort.json(ander, "/verzoeken").await["verzoeken"], json!([]));
            let antwoord = poort.als(ander, Method::GET, &format!("/verzoeken/{id}")).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
        }
        probleem(post(&poort, ANDERE_GEMEENTE, &id, "_bevestig", &json!({})).await, 404, "niet-gevonden")
            .await;
        assert_eq!(poort.json(AANBIEDER, "/verzoeken").await["verzoeken"][0]["id"], json!(id));
        for wat in ["_concept", "_bevestig"] {
            let antwoord = post(&poort, AANBIEDER, &id, wat, &json!({})).await;
            probleem(antwoord, 403, "niet-toegestaan").await;
        }
        let gemeente = Some(Gemeentecode::lees(GEMEENTE).unwrap());
        let wijkteam = Partij::nieuw(PartijSoort::Wijkteam, "noord", "Wijkteam Noord", gemeente).unwrap();
        let wijkteam = poort.poort.store.leg_partij_vast(&wijkteam).await.unwrap();
        let sleutel = Toegangssleutel::nieuw();
        let nu = poort.klok.nu();
        poort.poort.store.geef_sleutel(wijkteam.id, &sleutel.hash(), "proef", nu).await.unwrap();
        for pad in ["", &format!("/{id}"), &format!("/{id}/concept")] {
            let verzoek = poort.zonder_sleutel(Method::GET, &format!("/api/v1/verzoeken{pad}"));
            let antwoord = verzoek.bearer_auth(sleutel.as_str()).send().await.unwrap();
            probleem(antwoord, 403, "niet-toegestaan").await;
        }
        let toewijzing = poort.json(GEMEENTE, "/berichten?berichttype=JW301").await;
        let geen_verzoek = toewijzing["berichten"][0]["id"].as_str().unwrap();
        probleem(post(&poort, GEMEENTE, geen_verzoek, "_concept", &json!({})).await, 404, "niet-gevonden")
            .await;
    })
    .await;
}

#[tokio::test]
async fn een_vot_over_een_andere_persoon_dan_de_laatste_301_gaat_niet_ongemerkt_weg() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for standaard in Standaard::ALLE {
            goed(&poort, GEMEENTE, &toewijzing(standaard, "T1", BEIDE).xml()).await;
            let verzoek = vot(standaard, "A1", &["VOT-1"])
                .zet("Client/Naam/Geslachtsnaam/Achternaam", "Verstappen")
                .zet("Client/Geboortedatum/Datum", "2012-05-18");
            goed(&poort, AANBIEDER, &verzoek.xml()).await;
            let id = laatste(&poort).await;
            let getoond = concept(&poort, &id, json!({})).await;
            assert_eq!(getoond["ontbreekt"][0]["element"], "Client", "{getoond}");
            let tekst = getoond["letOp"].to_string();
            assert!(tekst.contains("Anders is: Geboortedatum, Geslachtsnaam."), "{tekst}");
            let geen_waarde = |tekst: &str| {
                ["Verstappen", "Molenaar", "2012", FENNA].iter().all(|waarde| !tekst.contains(waarde))
            };
            assert!(geen_waarde(&tekst), "{tekst}");
            let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &json!({})).await;
            let beeld = probleem(antwoord, 422, "antwoord-onvolledig").await;
            assert_eq!(beeld["ontbreekt"][0]["element"], "Client");
            assert!(geen_waarde(&beeld.to_string()), "{beeld}");
            assert_eq!(status(&poort, &id).await, "open");

            // Who it is does not matter to a refusal, which holds no data of the person.
            let afwijzen = json!({"soort": "afwijzen", "redenAfwijzing": "3"});
            assert_eq!(concept(&poort, &id, afwijzen).await["teBevestigen"], true);
            let keuzes = json!({"persoonGecontroleerd": true});
            assert_eq!(concept(&poort, &id, keuzes.clone()).await["letOp"], getoond["letOp"]);
            assert!(bevestig(&poort, &id, keuzes).await.contains("Molenaar"));
        }
    })
    .await;
}

#[tokio::test]
async fn hoofdletters_in_de_naam_maken_geen_andere_persoon() {
    op_elke_database(|store| async move {
        let verzoek =
            vot(Standaard::Ijw, "A1", &["VOT-1"]).zet("Client/Naam/Geslachtsnaam/Achternaam", "MOLENAAR");
        let (poort, id) = na(store, &toewijzing(Standaard::Ijw, "T1", BEIDE), &verzoek).await;
        bevestig(&poort, &id, json!({})).await;
    })
    .await;
}

#[tokio::test]
async fn een_toewijzing_eindigt_niet_voor_dagen_die_al_zijn_toegekend() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for (maker, bsn) in [(IJW, FENNA), (IWMO, WIM)] {
            let per_maand = |volume| Hoeveel::Omvang(volume, "04", "4");
            for (wat, nummer, gevraagd, te_vroeg, goede) in [
                (
                    "vervangen",
                    20071,
                    (20071, "2026-01-01", EIND, per_maand("12")),
                    json!({"regel": 1, "ingangsdatum": "2026-01-31"}),
                    json!({"regel": 1, "ingangsdatum": "2026-02-01"}),
                ),
                (
                    "ingekort",
                    20081,
                    (20081, "2026-01-01", Some("2026-01-20"), per_maand("10")),
                    json!({"regel": 1, "einddatum": "2026-01-30"}),
                    json!({"regel": 1, "einddatum": "2026-01-31"}),
                ),
            ] {
                let bsn = if wat == "vervangen" { bsn } else { NOOR };
                let nu = (nummer, "CAT/CATA04", "2026-01-01", EIND, per_maand("10"));
                let eerst = toewijzing(maker.standaard, wat, &[nu]).zet("Client/Bsn", bsn);
                goed(&poort, GEMEENTE, &eerst.xml()).await;
                let regel = (wat, nummer, "2026-01-01", "2026-01-31", 6000);
                goed(&poort, AANBIEDER, &maker.declaratie(wat, wat, &[(bsn, &[regel])])).await;
                let verzoek = vow(maker.standaard, &[], &[gevraagd], &[])
                    .zet("Client/Bsn", bsn)
                    .zet("Header/BerichtIdentificatie/Identificatie", wat)
                    .zet("Client/Verzoek/ReferentieAanbieder", wat);
                goed(&poort, AANBIEDER, &verzoek.xml()).await;
                let id = laatste(&poort).await;
                for (keuzes, fout) in [
                    // Taken back from the first day on: the rules refuse that by themselves (TR385).
                    (
                        json!({}),
                        if wat == "vervangen" { "antwoord-afgekeurd" } else { "antwoord-onvolledig" },
                    ),
                    (json!({"producten": [te_vroeg]}), "antwoord-onvolledig"),
                ] {
                    let getoond = concept(&poort, &id, keuzes.clone()).await;
                    let tekst = getoond["letOp"].to_string();
                    let verwacht = format!("Op toewijzing {nummer} is al toegekend tot en met 2026-01-31");
                    assert!(tekst.contains(&verwacht), "{tekst}");
                    let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &keuzes).await;
                    let beeld = probleem(antwoord, 422, fout).await;
                    let kies = beeld["ontbreekt"].to_string().contains("Kies bij regel 1");
                    assert_eq!(kies, fout == "antwoord-onvolledig", "{beeld}");
                }
                bevestig(&poort, &id, json!({"producten": [goede]})).await;
                assert_eq!(status(&poort, &id).await, "beantwoord");
            }
        }
    })
    .await;
}
