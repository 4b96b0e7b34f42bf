//! What becomes of each request, and of the allocations beside it.

use super::*;

#[tokio::test]
async fn een_toegewezen_vot_krijgt_een_nieuw_nummer_en_de_rest_gaat_ongewijzigd_mee() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for standaard in Standaard::ALLE {
            goed(&poort, GEMEENTE, &toewijzing(standaard, "T1", BEIDE).xml()).await;
            goed(&poort, AANBIEDER, &vot(standaard, "A1", &["VOT-1"]).xml()).await;
            let id = laatste(&poort).await;
            let verzoek = poort.json(GEMEENTE, &format!("/verzoeken/{id}")).await;
            assert_eq!((&verzoek["status"], &verzoek["dagenOver"]), (&json!("open"), &json!(7)), "{verzoek}");
            assert_eq!(verzoek["producten"][0]["regel"], 1);
            assert!(!verzoek.to_string().contains(FENNA) && !verzoek.to_string().contains("Molenaar"));

            let getoond = poort.json(GEMEENTE, &format!("/verzoeken/{id}/concept")).await;
            let verwacht = [
                "10072 nieuw VOT-1 2026-03-01 2026-12-31 3 -",
                "10070 ongewijzigd - 2026-01-01 2026-12-31 3 -",
                "10071 ongewijzigd - 2026-01-01 2026-12-31 3 -",
            ];
            assert_eq!(regels(&getoond), verwacht);
            assert_eq!(getoond["teBevestigen"], true, "{getoond}");
            assert_eq!(getoond["toewijzingen"][0]["toewijzingstijd"], "10:00:00");
            assert_eq!(getoond["toewijzingen"][1]["toewijzingstijd"], "09:30:00", "as it was");
            assert!(getoond["inWoorden"].as_str().unwrap().contains("Toewijzing 10072 is nieuw"));
            let xml = bevestig(&poort, &id, json!({})).await;
            assert_eq!(getoond["xml"].as_str().unwrap(), xml.as_str(), "what was shown is what was sent");
            assert_eq!(status(&poort, &id).await, "beantwoord");
            assert!(termijnen(&poort).await.is_empty());
        }
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301", "JW316", "JW301", "WMO301", "WMO316", "WMO301"]);
    })
    .await;
}

#[tokio::test]
async fn van_een_nieuwe_client_vraagt_het_concept_een_adres() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        goed(&poort, AANBIEDER, &vot(Standaard::Ijw, "A1", &["VOT-1"]).xml()).await;
        let id = laatste(&poort).await;
        let getoond = poort.json(GEMEENTE, &format!("/verzoeken/{id}/concept")).await;
        assert_eq!(getoond["ontbreekt"][0]["element"], "Contactgegevens", "{getoond}");
        assert!(getoond["xml"].is_null());
        let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &json!({})).await;
        let beeld = probleem(antwoord, 422, "antwoord-onvolledig").await;
        assert_eq!(beeld["ontbreekt"][0]["element"], "Contactgegevens");

        let adres = |postcode: &str| {
            json!({"contactgegevens": [{"soort": "01", "huisnummer": 12, "postcode": postcode}]})
        };
        let fout = concept(&poort, &id, adres("15 AA")).await;
        assert_eq!((&fout["teBevestigen"], gevonden(&fout)), (&json!(false), vec!["CS089"]), "{fout}");
        let xml = bevestig(&poort, &id, adres("1500AA")).await;
        assert!(xml.contains(">NL<") && xml.contains("NaamGebruik>1<"), "{xml}");

        // The next time it is known, also for another aanbieder under the same law.
        let elders = vot(Standaard::Ijw, "A1", &["VOT-1"]).zet("Header/Afzender", ANDERE_AANBIEDER);
        goed(&poort, ANDERE_AANBIEDER, &elders.xml()).await;
        let id = laatste(&poort).await;
        assert!(bevestig(&poort, &id, json!({})).await.contains("1500AA"));
    })
    .await;
}

#[tokio::test]
async fn het_adres_komt_uit_het_laatste_goedgekeurde_toewijzingsbericht_ook_als_de_toewijzing_gelijk_bleef() {
    op_elke_database(|store| async move {
        let verhuisd = |identificatie: &str, postcode: &str| {
            let eerst = toewijzing(Standaard::Iwmo, identificatie, BEIDE);
            eerst.zet("Client/Contactgegevens/Contact/Adres/Postcode", postcode)
        };
        let verzoek = vot(Standaard::Iwmo, "A1", &["VOT-1"]);
        let (poort, id) = na(store, &verhuisd("T1", "1500AA"), &verzoek).await;
        goed(&poort, GEMEENTE, &verhuisd("T2", "1500AB").xml()).await;
        // The same identification once more: rejected, and so never sent.
        let afgekeurd = poort.stuur_en_verwerk(GEMEENTE, &verhuisd("T2", "1500AC").xml()).await;
        assert_eq!(afgekeurd["uitkomst"], "afgekeurd");
        poort.poort.herbouw().await.unwrap();
        let xml = bevestig(&poort, &id, json!({})).await;
        assert!(xml.contains("1500AB"), "{xml}");
    })
    .await;
}

#[tokio::test]
async fn van_een_vot_wordt_een_product_toegewezen_en_het_andere_afgewezen() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Iwmo, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Iwmo, "A1", &["VOT-1", "VOT-2"])).await;
        let afwijzen = |regel: Option<u32>, reden: Option<&str>| {
            json!({"soort": "afwijzen", "regels": regel.map(|regel| [regel]), "redenAfwijzing": reden})
        };
        let onduidelijk = concept(&poort, &id, afwijzen(None, Some("2"))).await;
        assert_eq!(onduidelijk["ontbreekt"][0]["element"], "ReferentieAanbieder", "{onduidelijk}");
        let anders = json!({"regels": [1], "producten": [
            {"regel": 1, "ingangsdatum": "2026-04-01", "omvang": {"volume": 2, "eenheid": "04", "frequentie": "2"},
             "toewijzingNummer": 20000, "commentaar": "Minder dan gevraagd."}]});
        let xml = bevestig(&poort, &id, anders).await;
        assert!(xml.contains(">20000<") && xml.contains("Minder dan gevraagd."), "{xml}");
        assert_eq!(status(&poort, &id).await, "open");
        assert_eq!(termijnen(&poort).await, ["verzoek-toewijzing 2026-02-10"]);

        // Only the second is left, so that is what it is about. The first cannot be answered again.
        let zonder_reden = concept(&poort, &id, afwijzen(None, None)).await;
        assert_eq!(zonder_reden["ontbreekt"][0]["element"], "RedenAfwijzingVerzoek", "{zonder_reden}");
        let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &afwijzen(Some(1), Some("2"))).await;
        probleem(antwoord, 409, "verzoek-beantwoord").await;
        let xml = bevestig(&poort, &id, afwijzen(None, Some("2"))).await;
        assert!(xml.contains("VOT-2") && xml.contains("RedenAfwijzingVerzoek>2<"), "{xml}");
        assert_eq!(status(&poort, &id).await, "beantwoord");
        assert!(termijnen(&poort).await.is_empty());
        let verzoek = poort.json(AANBIEDER, &format!("/verzoeken/{id}")).await;
        assert!(verzoek["referenties"][0]["_links"]["toewijzing"].is_object(), "{verzoek}");
        assert!(verzoek["referenties"][1]["_links"]["afwijzing"].is_object(), "{verzoek}");
    })
    .await;
}

#[tokio::test]
async fn een_verzoek_gaat_in_onderzoek_en_wordt_daarna_toegewezen() {
    op_elke_database(|store| async move {
        let eerst = toewijzing(Standaard::Ijw, "T1", BEIDE);
        let (poort, id) = na(store, &eerst, &vot(Standaard::Ijw, "A1", &["VOT-1"])).await;
        let onderzoek = json!({"soort": "onderzoek"});
        bevestig(&poort, &id, onderzoek.clone()).await;
        assert_eq!(status(&poort, &id).await, "in-onderzoek");
        assert_eq!(termijnen(&poort).await, ["onderzoek 2026-03-31"]);
        // Once is enough, however it is asked.
        assert_eq!(post(&poort, GEMEENTE, &id, "_bevestig", &onderzoek).await.status(), 200);
        let nog_eens = json!({"soort": "onderzoek", "regels": [1]});
        assert_eq!(gevonden(&concept(&poort, &id, nog_eens.clone()).await), ["TR360"]);
        probleem(post(&poort, GEMEENTE, &id, "_bevestig", &nog_eens).await, 409, "verzoek-beantwoord").await;
        bevestig(&poort, &id, json!({})).await;
        assert_eq!(status(&poort, &id).await, "beantwoord");
        assert!(termijnen(&poort).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn tr377_het_woonplaatsbeginsel_noemt_de_andere_gemeente_en_bestaat_alleen_onder_ijw() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        for standaard in Standaard::ALLE {
            goed(&poort, AANBIEDER, &vot(standaard, "A1", &["VOT-1"]).xml()).await;
            let id = laatste(&poort).await;
            let met = |reden: &str, gemeente: Option<&str>| {
                json!({"soort": "afwijzen", "redenAfwijzing": reden, "gemeente": gemeente})
            };
            for fout in [met("7", Some("0363")), met("8", Some(GEMEENTE)), met("8", Some("36"))] {
                let antwoord = post(&poort, GEMEENTE, &id, "_concept", &fout).await;
                probleem(antwoord, 422, "keuze-kan-niet").await;
            }
            if standaard == Standaard::Iwmo {
                let antwoord = post(&poort, GEMEENTE, &id, "_bevestig", &met("8", Some("0363"))).await;
                probleem(antwoord, 422, "keuze-kan-niet").await;
                continue;
            }
            let zonder = concept(&poort, &id, met("8", None)).await;
            assert_eq!(zonder["ontbreekt"][0]["element"], "Woonplaatsbeginsel", "{zonder}");
            let xml = bevestig(&poort, &id, met("8", Some("0363"))).await;
            assert!(xml.contains("Gemeente>0363<"), "{xml}");
        }
    })
    .await;
}

/// What a 317 asks of one allocation, and what the draft then says.
async fn vow_geeft(
    poort: &Proefpoort,
    standaard: Standaard,
    nu: Toegewezen<'_>,
    gevraagd: (&[TeWijzigen<'_>], &[Nieuw<'_>]),
    verwacht: &[&str],
) {
    let id = format!("T{}", nu.0);
    // Each for a client of its own, beside an allocation that stays as it is.
    let bsn = [FENNA, WIM, NOOR, "999900043", "999900055", "999900067"][(nu.0 % 10) as usize];
    let blijft = (nu.0 * 10, "CAT/CATA05", "2026-01-01", EIND, PER_WEEK);
    let eerst = toewijzing(standaard, &id, &[nu, blijft]).zet("Client/Bsn", bsn);
    goed(poort, GEMEENTE, &eerst.xml()).await;
    let referentie = format!("VOW-{}", nu.0);
    let verzoek = vow(standaard, &[blijft.0], gevraagd.0, gevraagd.1)
        .zet("Client/Bsn", bsn)
        .zet("Header/BerichtIdentificatie/Identificatie", &id)
        .zet("Client/Verzoek/ReferentieAanbieder", &referentie);
    goed(poort, AANBIEDER, &verzoek.xml()).await;
    let id = laatste(poort).await;
    let getoond = poort.json(GEMEENTE, &format!("/verzoeken/{id}/concept?soort=toewijzen")).await;
    let ongewijzigd = format!("{} ongewijzigd {referentie} 2026-01-01 2026-12-31 3 -", blijft.0);
    let mut alle = vec![ongewijzigd];
    alle.extend(verwacht.iter().map(|regel| regel.replace("REF", &referentie)));
    assert_eq!(regels(&getoond), alle, "{getoond}");
    bevestig(poort, &id, json!({})).await;
    assert_eq!(status(poort, &id).await, "beantwoord");
}

#[tokio::test]
async fn een_vow_wordt_in_zijn_geheel_toegewezen_met_hetzelfde_of_een_nieuw_nummer() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let totaal = |volume| Hoeveel::Omvang(volume, "04", "6");
        let begin = "2026-01-01";
        for standaard in Standaard::ALLE {
            let geeft = async |nu, te_wijzigen: &[TeWijzigen<'_>], nieuw: &[Nieuw<'_>], verwacht: &[&str]| {
                vow_geeft(&poort, standaard, nu, (te_wijzigen, nieuw), verwacht).await;
            };
            // Later: the same number (OP380).
            let nu = (10, "CAT/CATA04", begin, EIND, PER_WEEK);
            let later = (10, begin, Some("2027-06-30"), PER_WEEK);
            geeft(nu, &[later], &[], &["10 gewijzigd REF 2026-01-01 2027-06-30 3 12"]).await;
            // Earlier: the same number.
            let nu = (11, "CAT/CATA04", begin, EIND, PER_WEEK);
            let eerder = (11, begin, Some("2026-06-30"), PER_WEEK);
            geeft(nu, &[eerder], &[], &["11 gewijzigd REF 2026-01-01 2026-06-30 3 12"]).await;
            // A volume in all: the same number.
            let nu = (12, "CAT/CATA04", begin, EIND, totaal("80"));
            let meer = (12, begin, EIND, totaal("100"));
            geeft(nu, &[meer], &[], &["12 gewijzigd REF 2026-01-01 2026-12-31 100 12"]).await;
            // A budget: the same number.
            let nu = (13, "CAT", begin, EIND, Hoeveel::Budget("50000"));
            let nu = (nu.0, if standaard == Standaard::Ijw { "44" } else { "03" }, nu.2, nu.3, nu.4);
            let meer = (13, begin, Some("2027-03-31"), Hoeveel::Budget("60000"));
            geeft(nu, &[meer], &[], &["13 gewijzigd REF 2026-01-01 2027-03-31 60000 12"]).await;
            // A volume per week: another number.
            let nu = (14, "CAT/CATA04", begin, EIND, PER_WEEK);
            let meer = (14, "2026-03-01", EIND, MEER_PER_WEEK);
            let verwacht =
                ["14 ingetrokken REF 2026-01-01 2026-02-28 3 12", "141 nieuw REF 2026-03-01 2026-12-31 5 -"];
            geeft(nu, &[meer], &[], &verwacht).await;
            // A product more.
            let nu = (15, "CAT/CATA04", begin, EIND, PER_WEEK);
            let blijft = (15, begin, EIND, PER_WEEK);
            let nieuw = ("CAT/CATA06", "2026-03-01", EIND, PER_WEEK);
            let verwacht =
                ["15 ongewijzigd REF 2026-01-01 2026-12-31 3 -", "151 nieuw REF 2026-03-01 2026-12-31 3 -"];
            geeft(nu, &[blijft], &[nieuw], &verwacht).await;
        }
        assert!(termijnen(&poort).await.is_empty());
    })
    .await;
}
