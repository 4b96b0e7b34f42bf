//! What people can decide, and what follows from it.

use berichtenpoort::partij::Beantwoording;
use serde_json::json;

use crate::api::probleem;
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, Maker, NOOR};
use crate::declareren::{Regel, Toewijzing, declaratie, declaratie_van};
use crate::gemeenschap::op_elke_database;
use crate::kantoor::{APRIL, FEBRUARI, JANUARI, Kantoor, MAART, uren};

#[tokio::test]
async fn goedgekeurd_gaat_de_325_uit_met_wat_het_voorstel_zei() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let regels = [uren("R1", JANUARI, 6), uren("R2", FEBRUARI, 6)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &regels)).await;
        let voorstel = kantoor.toon(&id).await;
        assert_eq!((&voorstel["status"], &voorstel["versie"]), (&"te-beoordelen".into(), &1.into()));
        assert_eq!((&voorstel["ingediend"], &voorstel["toegekend"]), (&72000.into(), &36000.into()));
        assert_eq!((&voorstel["aantalPrestaties"], &voorstel["aantalAfgewezen"]), (&2.into(), &1.into()));
        assert_eq!((&voorstel["laatsteDag"], &voorstel["werkdagenOver"]), (&"2026-02-17".into(), &10.into()));
        assert_eq!(kantoor.regels(&id).await, ["1 toegekend", "2 afgewezen 9322"]);

        let (codes, toegekend) = kantoor.stel_vast(&kantoor.saskia, &id, 1).await;
        assert_eq!(
            (codes, toegekend),
            (vec!["0200", "9322", "0200", "0200"].into_iter().map(str::to_owned).collect(), 36000)
        );
        let klaar = kantoor.toon(&id).await;
        assert_eq!(
            (&klaar["status"], &klaar["uitkomst"]),
            (&"vastgesteld".into(), &"deels goedgekeurd".into())
        );
        assert_eq!((&klaar["toegekend"], &klaar["laatsteDag"]), (&36000.into(), &json!(null)));
        assert_eq!(kantoor.regels(&id).await, ["1 toegekend", "2 afgewezen 9322"]);
        assert_eq!(
            kantoor.log(&id).await,
            ["voorgesteld 1 de poort", "goedgekeurd 1 Saskia de Boer", "vastgesteld 1 de poort"]
        );
        assert_eq!(kantoor.poort.postbus(GEMEENTE).await, ["JW302", "JW323"]);
        assert_eq!(kantoor.poort.postbus(AANBIEDER).await, ["JW301", "JW325"]);
        let termijnen = kantoor.poort.json(GEMEENTE, "/termijnen?soort=declaratie-antwoord").await;
        assert_eq!(termijnen["termijnen"], json!([]));
        let nog_eens = kantoor.vraag(&kantoor.ruben, &id, "_keurgoed", &json!({"versie": 1})).await;
        probleem(nog_eens, 409, "besluit-past-niet").await;
    })
    .await;
}

#[tokio::test]
async fn wat_in_zijn_geheel_fout_is_en_wat_geen_declaratie_is_wacht_op_niemand() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        // Level 2: the sum is not that of the lines.
        let fout =
            declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)]).replace("TotaalBedrag>36000", "TotaalBedrag>1");
        let beeld = kantoor.poort.stuur_en_verwerk(AANBIEDER, &fout).await;
        assert_eq!(beeld["uitkomst"], "afgekeurd");
        let id = beeld["id"].as_str().unwrap();
        assert_eq!(kantoor.antwoord(id).await.0, ["0001"]);
        // The Declaratie: its number was used.
        let eerste = kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R1", JANUARI, 6)])).await;
        kantoor.stel_vast(&kantoor.saskia, &eerste, 1).await;
        let zelfde = declaratie(&IJW, "D2", &[uren("R2", FEBRUARI, 1)])
            .replace("Identificatie>D2<", "Identificatie>D3<");
        let beeld = kantoor.poort.stuur_en_verwerk(AANBIEDER, &zelfde).await;
        assert_eq!(beeld["uitkomst"], "afgekeurd");
        assert_eq!(kantoor.antwoord(beeld["id"].as_str().unwrap()).await.0, ["0200", "9333"]);
        let start = kantoor.poort.stuur_en_verwerk(AANBIEDER, &IJW.start("S1", FENNA, &[Some(5)])).await;
        assert_eq!((&start["uitkomst"], &start["wachtOpAntwoord"]), (&"afgekeurd".into(), &false.into()));
    })
    .await;
}

#[tokio::test]
async fn wie_een_regel_afwijst_maakt_ruimte_voor_een_andere_en_herstellen_neemt_haar_terug() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let regels = [uren("R1", JANUARI, 6), uren("R2", FEBRUARI, 6)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &regels)).await;
        let na = kantoor.wijs_af(&kantoor.saskia, &id, &[1], "8187").await;
        assert_eq!(
            (&na["versie"], &na["toegekend"], &na["aantalAfgewezen"]),
            (&2.into(), &36000.into(), &1.into())
        );
        assert_eq!(kantoor.regels(&id).await, ["1 afgewezen 8187", "2 toegekend"]);

        let regel = kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties/1")).await;
        assert_eq!((&regel["afgewezenDoor"], &regel["bsn"]), (&"Saskia de Boer".into(), &FENNA.into()));
        assert_eq!(regel["besluiten"][0]["toelichting"], "volgens het dossier");
        let alleen =
            kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties?uitslag=toegekend")).await;
        assert_eq!(alleen["prestaties"].as_array().unwrap().len(), 1);

        let terug = kantoor.doe(&kantoor.ruben, &id, "_herstel", json!({"regels": [1]})).await;
        assert_eq!((&terug["versie"], &terug["toegekend"]), (&3.into(), &36000.into()));
        assert_eq!(kantoor.regels(&id).await, ["1 toegekend", "2 afgewezen 9322"]);
        let tweede = kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties/2")).await;
        assert_eq!(tweede["bevindingen"][0]["regel"], "TR322", "waarom, staat erbij: {tweede}");

        kantoor.wijs_af(&kantoor.saskia, &id, &[1], "9389").await;
        let (codes, toegekend) = kantoor.stel_vast(&kantoor.ruben, &id, 4).await;
        assert_eq!((codes.join(" "), toegekend), ("0200 9389 0200 0200".to_owned(), 36000));
        assert_eq!(kantoor.regels(&id).await, ["1 afgewezen 9389", "2 toegekend"]);
        let log = kantoor.log(&id).await;
        assert_eq!(
            log[1..5],
            [
                "afgewezen 2 Saskia de Boer",
                "hersteld 3 Ruben Kok",
                "afgewezen 4 Saskia de Boer",
                "goedgekeurd 4 Ruben Kok"
            ]
        );
        // What was refused used nothing: four hours are left.
        let rest =
            kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R3", MAART, 4), uren("R4", APRIL, 1)])).await;
        assert_eq!(kantoor.regels(&rest).await, ["1 toegekend", "2 afgewezen 9322"]);
    })
    .await;
}

#[tokio::test]
async fn alle_regels_afwijzen_is_een_antwoord_van_nul_euro_en_tr342_klopt() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let regels = [uren("R1", JANUARI, 2), uren("R2", FEBRUARI, 3)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &regels)).await;
        kantoor.wijs_af(&kantoor.saskia, &id, &[2, 1, 1], "S329").await;
        let (codes, toegekend) = kantoor.stel_vast(&kantoor.saskia, &id, 2).await;
        assert_eq!((codes.join(" "), toegekend), ("0200 S329 S329 0200 0200".to_owned(), 0));
        assert_eq!(kantoor.toon(&id).await["uitkomst"], "afgekeurd");
        let beeld = kantoor.poort.json(AANBIEDER, &format!("/berichten/{id}")).await;
        assert_eq!(beeld["bevindingen"][0]["retourcode"], "S329");
    })
    .await;
}

#[tokio::test]
async fn een_credit_is_niet_af_te_wijzen_en_wat_de_regels_afwijzen_niet_te_herstellen() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let eerste = uren("R1", JANUARI, 6);
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", std::slice::from_ref(&eerste))).await;
        kantoor.stel_vast(&kantoor.saskia, &id, 1).await;
        let regels = [eerste.terug("R2"), uren("R3", JANUARI, 11), uren("R4", FEBRUARI, 1)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D2", &regels)).await;
        assert_eq!(kantoor.regels(&id).await, ["1 toegekend", "2 afgewezen 9321 9322", "3 toegekend"]);
        let niet = |actie: &'static str, lichaam: serde_json::Value| {
            let (kantoor, id) = (&kantoor, &id);
            async move {
                let antwoord = kantoor.vraag(&kantoor.saskia, id, actie, &lichaam).await;
                probleem(antwoord, 422, "besluit-kan-niet").await["detail"].as_str().unwrap().to_owned()
            }
        };
        let af =
            |regels: &[u32], code: &str| json!({"regels": regels, "retourcode": code, "toelichting": "nee"});
        assert!(niet("_wijsaf", af(&[1], "9321")).await.contains("IV085"));
        assert!(
            niet("_wijsaf", af(&[3, 1], "9321")).await.contains("Regel 1 is een credit"),
            "geen enkele dan"
        );
        assert!(niet("_wijsaf", af(&[2], "9321")).await.contains("al afgewezen"));
        assert!(niet("_wijsaf", af(&[4], "9321")).await.contains("geen regel 4"));
        for code in ["8017", "0200", "0001", "8001", "9333", "1234", ""] {
            assert!(niet("_wijsaf", af(&[3], code)).await.contains("9321"), "{code}: noemt wat wel kan");
        }
        assert!(niet("_herstel", json!({"regels": [2]})).await.contains("standaard"));
        assert!(niet("_herstel", json!({"regels": [3]})).await.contains("niet afgewezen"));
        assert_eq!(kantoor.toon(&id).await["versie"], 1);
        for lichaam in [
            json!({"regels": [], "retourcode": "9321", "toelichting": "nee"}),
            json!({"regels": [3], "retourcode": "9321", "toelichting": "  "}),
            json!({"regels": [3], "retourcode": "9321"}),
            json!({"regels": [3], "retourcode": "9321", "toelichting": "x".repeat(501)}),
            json!({"regels": [-1], "retourcode": "9321", "toelichting": "nee"}),
            json!({"regels": [3], "retourcode": "9321", "toelichting": "nee", "anders": 1}),
        ] {
            let antwoord = kantoor.vraag(&kantoor.saskia, &id, "_wijsaf", &lichaam).await;
            probleem(antwoord, 400, "verzoek-ongeldig").await;
        }
    })
    .await;
}

#[tokio::test]
async fn aangehouden_is_niet_goed_te_keuren_tot_iemand_hervat() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)])).await;
        let vast =
            kantoor.doe(&kantoor.saskia, &id, "_houdaan", json!({"reden": "Navraag bij het wijkteam"})).await;
        assert_eq!(
            (&vast["status"], &vast["redenAangehouden"]),
            (&"aangehouden".into(), &"Navraag bij het wijkteam".into())
        );
        for (actie, lichaam) in
            [("_keurgoed", json!({"versie": 1})), ("_houdaan", json!({"reden": "nog eens"}))]
        {
            let antwoord = kantoor.vraag(&kantoor.ruben, &id, actie, &lichaam).await;
            probleem(antwoord, 409, "besluit-past-niet").await;
        }
        for zonder_woorden in ["", " ", ".", "…", "\u{200b}"] {
            let lichaam = json!({"regels": [1], "retourcode": "9321", "toelichting": zonder_woorden});
            let antwoord = kantoor.vraag(&kantoor.ruben, &id, "_wijsaf", &lichaam).await;
            probleem(antwoord, 400, "verzoek-ongeldig").await;
        }
        // Lines can be looked at meanwhile, and it stays kept back for the same reason.
        let na = kantoor.wijs_af(&kantoor.ruben, &id, &[1], "9321").await;
        assert_eq!(
            (&na["status"], &na["redenAangehouden"], &na["versie"]),
            (&"aangehouden".into(), &"Navraag bij het wijkteam".into(), &2.into())
        );
        let weer = kantoor.doe(&kantoor.ruben, &id, "_hervat", json!({})).await;
        assert_eq!((&weer["status"], &weer["redenAangehouden"]), (&"te-beoordelen".into(), &json!(null)));
        let niet = kantoor.vraag(&kantoor.ruben, &id, "_hervat", &json!({})).await;
        probleem(niet, 409, "besluit-past-niet").await;
        assert_eq!(kantoor.stel_vast(&kantoor.saskia, &id, 2).await.1, 0);
        let besluiten = kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/besluiten")).await;
        assert_eq!(besluiten["besluiten"][1]["toelichting"], "Navraag bij het wijkteam");
    })
    .await;
}

#[tokio::test]
async fn vanaf_het_bedrag_voor_vier_ogen_keuren_twee_mensen_dezelfde_versie_goed() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        kantoor.stel_in(Beantwoording::Beoordelen, Some(36000)).await;
        let klein = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 5)])).await;
        assert_eq!(
            kantoor.stel_vast(&kantoor.saskia, &klein, 1).await.1,
            30000,
            "onder het bedrag: één is genoeg"
        );

        let regels = [uren("R2", FEBRUARI, 1), uren("R3", MAART, 5)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D2", &regels)).await;
        assert_eq!(kantoor.toon(&id).await["toegekend"], 6000, "maar er is 36000 ingediend");
        let eerst = kantoor.keur_goed(&kantoor.saskia, &id, 1).await;
        assert_eq!(
            (&eerst["status"], &eerst["eersteGoedkeuringDoor"]),
            (&"wacht-op-tweede".into(), &"Saskia de Boer".into())
        );
        let ook_saskia = kantoor.poort.sleutel_van(GEMEENTE, "saskia DE boer").await;
        for zelfde in [&kantoor.saskia, &ook_saskia] {
            let antwoord = kantoor.vraag(zelfde, &id, "_keurgoed", &json!({"versie": 1})).await;
            let tekst = probleem(antwoord, 409, "besluit-past-niet").await;
            assert!(tekst["detail"].as_str().unwrap().contains("collega"), "{tekst}");
        }
        // A change in between: the first approval no longer counts, and it was of another version.
        let na = kantoor.wijs_af(&kantoor.ruben, &id, &[1], "9321").await;
        assert_eq!((&na["status"], &na["eersteGoedkeuringDoor"]), (&"te-beoordelen".into(), &json!(null)));
        let oud = kantoor.vraag(&kantoor.ruben, &id, "_keurgoed", &json!({"versie": 1})).await;
        probleem(oud, 409, "besluit-past-niet").await;
        assert_eq!(kantoor.keur_goed(&kantoor.ruben, &id, 2).await["status"], "wacht-op-tweede");
        kantoor.doe(&kantoor.imane, &id, "_houdaan", json!({"reden": "Even wachten", "versie": 2})).await;
        kantoor.doe(&kantoor.imane, &id, "_hervat", json!({"versie": 2})).await;
        assert_eq!(
            kantoor.keur_goed(&kantoor.imane, &id, 2).await["status"],
            "wacht-op-tweede",
            "weer de eerste"
        );
        kantoor.poort.verwerk_alles().await;
        assert_eq!(kantoor.poort.postbus(AANBIEDER).await.len(), 2, "nog geen tweede 325");
        let (codes, toegekend) = kantoor.stel_vast(&kantoor.saskia, &id, 2).await;
        assert_eq!((codes.join(" "), toegekend), ("0200 9321 0200 0200".to_owned(), 30000));
    })
    .await;
}

#[tokio::test]
async fn wie_een_oude_versie_zag_kan_niet_beslissen() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let regels = [uren("R1", JANUARI, 1), uren("R2", FEBRUARI, 1)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &regels)).await;
        kantoor.wijs_af(&kantoor.saskia, &id, &[1], "9321").await;
        let af = json!({"regels": [2], "retourcode": "9321", "toelichting": "ook", "versie": 1});
        for (actie, lichaam) in [
            ("_keurgoed", json!({"versie": 1})),
            ("_keurgoed", json!({"versie": 3})),
            ("_wijsaf", af),
            ("_herstel", json!({"regels": [1], "versie": 1})),
            ("_houdaan", json!({"reden": "wacht", "versie": 1})),
        ] {
            let antwoord = kantoor.vraag(&kantoor.ruben, &id, actie, &lichaam).await;
            let tekst = probleem(antwoord, 409, "besluit-past-niet").await;
            assert!(tekst["detail"].as_str().unwrap().contains("laatste versie is 2"), "{actie} {tekst}");
        }
        // Nor by place in a list.
        for fout in [json!({}), json!([2])] {
            let zonder = kantoor.vraag(&kantoor.ruben, &id, "_keurgoed", &fout).await;
            probleem(zonder, 400, "verzoek-ongeldig").await;
        }
        assert_eq!(kantoor.log(&id).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn een_voorstel_dat_door_een_andere_declaratie_verandert_gaat_niet_uit() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let eerste = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)])).await;
        let tweede = kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R2", FEBRUARI, 6)])).await;
        assert_eq!(kantoor.regels(&tweede).await, ["1 toegekend"], "wat wacht, verbruikt nog niets");
        let voor_aanbieder = kantoor.poort.json(AANBIEDER, &format!("/berichten/{tweede}")).await;
        kantoor.stel_vast(&kantoor.saskia, &eerste, 1).await;
        let postbussen = (kantoor.poort.postbus(GEMEENTE).await, kantoor.poort.postbus(AANBIEDER).await);

        kantoor.keur_goed(&kantoor.saskia, &tweede, 1).await;
        kantoor.poort.klok.zet("2026-02-04T09:00:00Z".parse().unwrap());
        kantoor.poort.verwerk_alles().await;
        let nu = kantoor.toon(&tweede).await;
        assert_eq!(
            (&nu["status"], &nu["versie"], &nu["toegekend"]),
            (&"te-beoordelen".into(), &2.into(), &0.into())
        );
        assert_eq!(kantoor.regels(&tweede).await, ["1 afgewezen 9322"]);
        let log = kantoor.log(&tweede).await;
        assert_eq!(log[1..], ["goedgekeurd 1 Saskia de Boer", "voorstel gewijzigd 2 de poort"]);
        assert_eq!(
            (kantoor.poort.postbus(GEMEENTE).await, kantoor.poort.postbus(AANBIEDER).await),
            postbussen,
            "niemand krijgt iets"
        );
        let nog = kantoor.poort.json(AANBIEDER, &format!("/berichten/{tweede}")).await;
        assert_eq!(nog, voor_aanbieder, "en de aanbieder ziet niets");

        assert_eq!(kantoor.stel_vast(&kantoor.ruben, &tweede, 2).await.1, 0);
        assert_eq!(kantoor.poort.postbus(AANBIEDER).await.len(), postbussen.1.len() + 1);
    })
    .await;
}

#[tokio::test]
async fn een_nummer_dat_intussen_bij_een_andere_gemeente_is_gebruikt_maakt_een_voorstel_om_alles_af_te_keuren()
 {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)])).await;
        let purmerend = Maker { gemeente: "0439", ..IJW };
        let toewijzing =
            Toewijzing::nieuw(&purmerend, "2025-01-01", Some("2025-12-31")).omvang(10, "04", "6");
        let beeld = kantoor.poort.stuur_en_verwerk("0439", &toewijzing.xml(&purmerend, "T1")).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
        let daar = declaratie(&purmerend, "D1", &[Regel::nieuw(&purmerend, "R9", JANUARI, 1, "04")])
            .replace("Identificatie>D1<", "Identificatie>P1<");
        let beeld = kantoor.poort.stuur_en_verwerk(AANBIEDER, &daar).await;
        assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");

        kantoor.keur_goed(&kantoor.saskia, &id, 1).await;
        kantoor.poort.verwerk_alles().await;
        let nu = kantoor.toon(&id).await;
        assert_eq!(
            (&nu["status"], &nu["retourcodes"], &nu["toegekend"]),
            (&"te-beoordelen".into(), &json!(["9333"]), &0.into())
        );
        assert_eq!(kantoor.regels(&id).await, ["1 afgewezen 0233"]);
        let regel = kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties/1")).await;
        let codes: Vec<_> =
            regel["bevindingen"].as_array().unwrap().iter().map(|een| &een["retourcode"]).collect();
        assert!(codes.contains(&&json!("9333")), "waarom alles is afgekeurd, staat erbij: {regel}");
        assert_eq!(kantoor.stel_vast(&kantoor.saskia, &id, 2).await.0, ["0200", "9333"]);
        let klaar = kantoor.toon(&id).await;
        assert_eq!(
            (&klaar["status"], &klaar["uitkomst"], &klaar["retourcodes"]),
            (&"vastgesteld".into(), &"afgekeurd".into(), &json!(["9333"]))
        );
        assert_eq!(kantoor.regels(&id).await, Vec::<String>::new(), "niets is verwerkt");
        assert!(!kantoor.poort.postbus(GEMEENTE).await.contains(&"JW323".to_owned()));
        // It counts as not sent: its identification is free again.
        let opnieuw = declaratie(&IJW, "D7", &[uren("R1", JANUARI, 6)])
            .replace("Identificatie>D7<", "Identificatie>D1<");
        let opnieuw = kantoor.dien_in(&opnieuw).await;
        assert_eq!(kantoor.status(&opnieuw).await, "te-beoordelen");
    })
    .await;
}

#[tokio::test]
async fn wat_wacht_houdt_zijn_identificatie_bezet_en_is_niet_met_een_eigen_325_te_beantwoorden() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let xml = declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)]);
        let id = kantoor.dien_in(&xml).await;
        let zelfde = kantoor
            .poort
            .stuur_en_verwerk(AANBIEDER, &xml.replace("<m:Declaratie>", " <m:Declaratie>"))
            .await;
        assert_eq!(
            (&zelfde["uitkomst"], &zelfde["bevindingen"][0]["regel"]),
            (&"afgekeurd".into(), &"TR056".into())
        );
        // The 325 that the gate itself would send, by the gemeente.
        let eigen = {
            let ander = kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R2", FEBRUARI, 1)])).await;
            kantoor.stel_vast(&kantoor.saskia, &ander, 1).await;
            let beeld = kantoor.poort.json(AANBIEDER, &format!("/berichten/{ander}")).await;
            let xml = String::from_utf8(kantoor.poort.antwoord(AANBIEDER, &beeld).await.1).unwrap();
            xml.replace(">D2<", ">D1<").replace(">6000<", ">36000<")
        };
        for (wijze, naam, tekst) in
            [(Beantwoording::Beoordelen, "E1", "De poort beantwoordt"), (Beantwoording::Zelf, "E2", "TR337")]
        {
            kantoor.stel_in(wijze, None).await;
            let eigen = eigen.replace(">BP", &format!(">{naam}"));
            let beeld = kantoor.poort.stuur_en_verwerk(GEMEENTE, &eigen).await;
            assert_eq!(beeld["uitkomst"], "afgekeurd");
            assert!(beeld["bevindingen"].to_string().contains(tekst), "{beeld}");
            assert_eq!(kantoor.status(&id).await, "te-beoordelen");
        }
        assert_eq!(kantoor.stel_vast(&kantoor.saskia, &id, 1).await.1, 36000, "beslissen kan dan nog");
    })
    .await;
}

#[tokio::test]
async fn wie_weer_automatisch_laat_antwoorden_beslist_nog_over_wat_wacht() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        kantoor.stel_in(Beantwoording::Beoordelen, Some(30000)).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)])).await;
        let mut partij = kantoor.poort.poort.store.partij_met_code(GEMEENTE).await.unwrap().unwrap();
        partij = partij.met_beantwoording(Beantwoording::Automatisch).unwrap();
        kantoor.poort.poort.store.stel_beantwoording_in(&partij).await.unwrap();
        let meteen = kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R2", FEBRUARI, 1)])).await;
        assert_eq!(
            (kantoor.status(&meteen).await, kantoor.status(&id).await),
            ("vastgesteld".to_owned(), "te-beoordelen".to_owned())
        );
        assert_eq!(
            kantoor.keur_goed(&kantoor.saskia, &id, 1).await["status"],
            "wacht-op-tweede",
            "het bedrag blijft gelden"
        );
        assert_eq!(kantoor.stel_vast(&kantoor.ruben, &id, 1).await.1, 36000);
        let niets = kantoor.vraag(&kantoor.saskia, &meteen, "_keurgoed", &json!({"versie": 1})).await;
        probleem(niets, 409, "besluit-past-niet").await;
    })
    .await;
}

#[tokio::test]
async fn prestaties_van_een_client_zonder_toewijzing_zijn_niet_beoordeeld_maar_wel_met_de_hand_af_te_wijzen_na_herstel_niet()
 {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let (fenna, noor) = ([uren("R1", JANUARI, 1)], [uren("R2", JANUARI, 1)]);
        let xml = declaratie_van(&IJW, "D1", ("2025-12-01", "2025-12-31"), &[(FENNA, &fenna), (NOOR, &noor)]);
        let id = kantoor.dien_in(&xml).await;
        assert_eq!(kantoor.regels(&id).await, ["1 toegekend", "2 afgewezen 8187"]);
        let regel = kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties/2")).await;
        assert_eq!(regel["bevindingen"][0]["regel"], "TR304", "{regel}");
        kantoor.wijs_af(&kantoor.saskia, &id, &[1], "9340").await;
        let (codes, _) = kantoor.stel_vast(&kantoor.saskia, &id, 2).await;
        assert_eq!(codes, ["0200", "9340", "0200", "0233", "8187", "0200"]);
        assert_eq!(kantoor.regels(&id).await, ["1 afgewezen 9340", "2 afgewezen 8187"]);
    })
    .await;
}
