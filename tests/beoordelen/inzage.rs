//! Who sees what of a Declaratie that waits, and of one that was decided.

use berichtenpoort::bericht::Gemeentecode;
use berichtenpoort::partij::{Beantwoording, Partij, PartijSoort, Toegangssleutel};
use reqwest::Method;
use serde_json::{Value, json};

use crate::api::probleem;
use crate::berichten::{AANBIEDER, GEMEENTE, IJW, IWMO};
use crate::declareren::{Regel, Toewijzing, declaratie};
use crate::gemeenschap::op_elke_database;
use crate::kantoor::{APRIL, FEBRUARI, JANUARI, Kantoor, MAART, in_woorden, uren};

/// Everything that the aanbieder can ask about a Declaratie, and what else could tell it something.
async fn alles_voor_aanbieder(kantoor: &Kantoor, id: &str) -> Value {
    let mut uit = Vec::new();
    for pad in [
        format!("/berichten/{id}"),
        format!("/berichten/{id}/bevindingen"),
        "/berichten".to_owned(),
        "/berichten?regel=TR322".to_owned(),
        "/berichten?status=ontvangen".to_owned(),
        "/berichten?status=verwerkt".to_owned(),
        "/postbus".to_owned(),
        "/termijnen".to_owned(),
        "/declaraties".to_owned(),
        format!("/declaraties/{id}"),
        "/declaraties?status=te-beoordelen".to_owned(),
        "/declaraties?status=aangehouden".to_owned(),
    ] {
        uit.push(kantoor.poort.json(AANBIEDER, &pad).await);
    }
    json!(uit)
}

#[tokio::test]
async fn de_aanbieder_ziet_niets_van_het_voorstel_en_van_wat_ermee_gebeurt() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let regels = [uren("R1", JANUARI, 6), uren("R2", FEBRUARI, 6)];
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &regels)).await;
        let eerst = alles_voor_aanbieder(&kantoor, &id).await;
        for woord in ["9322", "TR322", "toegekend\":36000", "te-beoordelen\"", "versie\":"] {
            assert!(!eerst.to_string().contains(woord), "{woord}");
        }
        let zijn = &eerst[9];
        assert_eq!(
            (&zijn["status"], &zijn["declaratieNummer"], &zijn["ingediend"], &zijn["toegekend"]),
            (&"ingediend".into(), &"D1".into(), &72000.into(), &json!(null))
        );
        assert_eq!((&eerst[10]["declaraties"], &eerst[11]["declaraties"]), (&json!([]), &json!([])));

        kantoor.wijs_af(&kantoor.saskia, &id, &[1], "8187").await;
        assert_eq!(alles_voor_aanbieder(&kantoor, &id).await, eerst);
        kantoor.doe(&kantoor.saskia, &id, "_houdaan", json!({"reden": "Navraag"})).await;
        assert_eq!(alles_voor_aanbieder(&kantoor, &id).await, eerst);
        for (pad, status, soort) in [
            ("prestaties", 404, "niet-gevonden"),
            ("prestaties/1", 404, "niet-gevonden"),
            ("besluiten", 403, "niet-toegestaan"),
        ] {
            let pad = format!("/declaraties/{id}/{pad}");
            let antwoord = kantoor.poort.als(AANBIEDER, Method::GET, &pad).send().await.unwrap();
            probleem(antwoord, status, soort).await;
        }
        kantoor.doe(&kantoor.saskia, &id, "_hervat", json!({})).await;
        assert_eq!(kantoor.keur_goed(&kantoor.saskia, &id, 2).await["status"], "vrijgegeven");
        assert_eq!(alles_voor_aanbieder(&kantoor, &id).await, eerst, "ook de vrijgave niet");
        let weer = kantoor.poort.stuur(AANBIEDER, declaratie(&IJW, "D1", &regels)).await;
        let weer: Value = weer.json().await.unwrap();
        assert_eq!((&weer["status"], &weer["wachtOpAntwoord"]), (&"verwerkt".into(), &true.into()), "{weer}");
        let van_gemeente = kantoor.poort.json(GEMEENTE, "/berichten?status=ontvangen").await;
        assert_eq!(van_gemeente["berichten"][0]["id"], json!(id), "de gemeente weet het wel");
        kantoor.poort.verwerk_alles().await;
        let klaar = kantoor.poort.json(AANBIEDER, &format!("/declaraties/{id}")).await;
        assert_eq!((&klaar["status"], &klaar["toegekend"]), (&"vastgesteld".into(), &36000.into()));
        assert!(klaar["_links"]["besluiten"].is_null() && !klaar["_links"]["antwoord"].is_null());
        let lijst = kantoor.poort.json(AANBIEDER, &format!("/declaraties/{id}/prestaties")).await;
        let lijst: Vec<_> = lijst["prestaties"].as_array().unwrap().iter().map(in_woorden).collect();
        assert_eq!(lijst, ["1 afgewezen 8187", "2 toegekend"]);
        let regel = kantoor.poort.json(AANBIEDER, &format!("/declaraties/{id}/prestaties/1")).await;
        assert!(!regel.to_string().contains("Saskia") && !regel.to_string().contains("dossier"), "{regel}");
        assert_eq!((&regel["afgewezenDoor"], &regel["besluiten"]), (&"gemeente".into(), &json!(null)));
        let andere = kantoor.poort.json(AANBIEDER, &format!("/declaraties/{id}/prestaties/2")).await;
        assert_eq!(andere["afgewezenDoor"], json!(null));
        let beeld = kantoor.poort.json(AANBIEDER, &format!("/berichten/{id}")).await;
        assert!(beeld["bevindingen"][0]["tekst"].as_str().unwrap().contains("medewerker van de gemeente"));
    })
    .await;
}

#[tokio::test]
async fn alleen_wie_op_naam_staat_bij_de_eigen_gemeente_beslist() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6)])).await;
        let acties = [
            ("_houdaan", json!({"reden": "nee"})),
            ("_hervat", json!({})),
            ("_wijsaf", json!({"regels": [1], "retourcode": "9321", "toelichting": "nee"})),
            ("_herstel", json!({"regels": [1]})),
            ("_keurgoed", json!({"versie": 1})),
        ];
        let van_aanbieder = kantoor.poort.sleutel_van(AANBIEDER, "Joost Visser").await;
        let van_purmerend = kantoor.poort.sleutel_van("0439", "Tess Mol").await;
        for (actie, lichaam) in acties {
            let pad = format!("/declaraties/{id}/{actie}");
            let zonder_naam = kantoor.poort.als(GEMEENTE, Method::POST, &pad);
            let zonder_naam =
                zonder_naam.header("content-type", "application/json").body(lichaam.to_string());
            let tekst = probleem(zonder_naam.send().await.unwrap(), 403, "geen-medewerker").await;
            assert!(tekst["detail"].as_str().unwrap().contains("--medewerker"), "{tekst}");
            let antwoord = kantoor.vraag(&van_aanbieder, &id, actie, &lichaam).await;
            probleem(antwoord, 403, "niet-toegestaan").await;
            let antwoord = kantoor.vraag(&van_purmerend, &id, actie, &lichaam).await;
            probleem(antwoord, 404, "niet-gevonden").await;
        }
        for pad in ["", "/prestaties", "/prestaties/1", "/besluiten"] {
            let pad = format!("/declaraties/{id}{pad}");
            let antwoord = kantoor.poort.als("0439", Method::GET, &pad).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
            let antwoord = kantoor.poort.als("42420001", Method::GET, &pad).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
        }
        assert_eq!(kantoor.poort.json("0439", "/declaraties").await["declaraties"], json!([]));
        assert_eq!(
            (kantoor.status(&id).await, kantoor.log(&id).await.len()),
            ("te-beoordelen".to_owned(), 1)
        );
    })
    .await;
}

#[tokio::test]
async fn een_wijkteam_ziet_geen_declaraties() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let gemeente = Gemeentecode::lees(GEMEENTE).ok();
        let wijkteam = Partij::nieuw(PartijSoort::Wijkteam, "zuid", "Zuid", gemeente).unwrap();
        let store = &kantoor.poort.poort.store;
        let (wijkteam, sleutel) = (store.leg_partij_vast(&wijkteam).await.unwrap(), Toegangssleutel::nieuw());
        store.geef_sleutel(wijkteam.id, &sleutel.hash(), "proef", kantoor.poort.klok.nu()).await.unwrap();
        let antwoord = kantoor.poort.met_sleutel(sleutel.as_str(), Method::GET, "/declaraties").send().await;
        probleem(antwoord.unwrap(), 403, "niet-toegestaan").await;
    })
    .await;
}

async fn ids(kantoor: &Kantoor, vraag: &str) -> Vec<String> {
    let mut uit = Vec::new();
    let mut pad = format!("/declaraties?{vraag}");
    loop {
        let lijst = kantoor.poort.json(GEMEENTE, &pad).await;
        let declaraties = lijst["declaraties"].as_array().unwrap();
        uit.extend(declaraties.iter().map(|een| een["declaratieNummer"].as_str().unwrap().to_owned()));
        match lijst["_links"]["volgende"]["href"].as_str() {
            Some(volgende) => pad = volgende.strip_prefix("/api/v1").unwrap().to_owned(),
            None => return uit,
        }
    }
}

#[tokio::test]
async fn de_lijst_toont_het_dringendste_eerst_en_daarna_wat_is_beantwoord() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        kantoor.stel_in(Beantwoording::Automatisch, None).await;
        kantoor.dien_in(&declaratie(&IJW, "AUTO1", &[uren("R1", JANUARI, 1)])).await;
        kantoor.dien_in(&declaratie(&IJW, "AUTO2", &[uren("R2", FEBRUARI, 1)])).await;
        kantoor.stel_in(Beantwoording::Beoordelen, None).await;
        let eerste = kantoor.dien_in(&declaratie(&IJW, "D1", &[uren("R3", MAART, 1)])).await;
        kantoor.poort.klok.zet("2026-02-05T09:00:00Z".parse().unwrap());
        kantoor.dien_in(&declaratie(&IJW, "D2", &[uren("R4", APRIL, 1)])).await;
        let wmo = Regel::nieuw(&IWMO, "W1", JANUARI, 1, "04");
        kantoor
            .poort
            .stuur_en_verwerk(GEMEENTE, &Toewijzing::nieuw(&IWMO, "2025-01-01", None).xml(&IWMO, "T2"))
            .await;
        kantoor.dien_in(&declaratie(&IWMO, "W1", &[wmo])).await;
        kantoor.doe(&kantoor.saskia, &eerste, "_houdaan", json!({"reden": "wacht"})).await;

        assert_eq!(ids(&kantoor, "limiet=100").await, ["D1", "D2", "W1", "AUTO2", "AUTO1"]);
        for limiet in 1..=4 {
            assert_eq!(
                ids(&kantoor, &format!("limiet={limiet}")).await,
                ["D1", "D2", "W1", "AUTO2", "AUTO1"]
            );
        }
        assert_eq!(ids(&kantoor, "limiet=1&status=te-beoordelen").await, ["D2", "W1"]);
        assert_eq!(ids(&kantoor, "status=aangehouden").await, ["D1"]);
        assert_eq!(ids(&kantoor, "limiet=1&status=vastgesteld").await, ["AUTO2", "AUTO1"]);
        assert_eq!(ids(&kantoor, "limiet=1&standaard=ijw").await, ["D1", "D2", "AUTO2", "AUTO1"]);
        assert_eq!(
            ids(&kantoor, &format!("aanbieder={AANBIEDER}&status=te-beoordelen&standaard=iwmo")).await,
            ["W1"]
        );
        assert_eq!(ids(&kantoor, "aanbieder=42420001").await, Vec::<String>::new());
        for vraag in ["status=klaar", "aanbieder=x%27", "cursor=1.2", "limiet=0", "standaard=x", "anders=1"] {
            let pad = format!("/declaraties?{vraag}");
            let antwoord = kantoor.poort.als(GEMEENTE, Method::GET, &pad).send().await.unwrap();
            probleem(antwoord, 400, "verzoek-ongeldig").await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_declaratie_die_de_poort_beantwoordde_is_net_zo_te_bekijken() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        kantoor.stel_in(Beantwoording::Automatisch, None).await;
        let mei = ("2025-05-01", "2025-05-31");
        let te_veel = [JANUARI, MAART, APRIL, mei, ("2025-06-01", "2025-06-30")];
        let te_veel = te_veel.iter().enumerate();
        let mut alle = vec![uren("R9", FEBRUARI, 2)];
        alle.extend(te_veel.map(|(nummer, maand)| uren(&format!("R{nummer}"), *maand, 11)));
        let id = kantoor.dien_in(&declaratie(&IJW, "D1", &alle)).await;
        let toon = kantoor.toon(&id).await;
        assert_eq!(
            (&toon["status"], &toon["aantalPrestaties"], &toon["aantalAfgewezen"], &toon["versie"]),
            (&"vastgesteld".into(), &6.into(), &5.into(), &json!(null))
        );
        let pad = format!("/declaraties/{id}/prestaties?uitslag=afgewezen&limiet=2");
        let eerste = kantoor.poort.json(GEMEENTE, &pad).await;
        assert_eq!(eerste["prestaties"].as_array().unwrap().len(), 2);
        let volgende =
            eerste["_links"]["volgende"]["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        let tweede = kantoor.poort.json(GEMEENTE, volgende).await;
        assert_eq!(tweede["prestaties"][0]["regel"], 4);
        let een = kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/prestaties/1")).await;
        assert_eq!(
            (&een["uitslag"], &een["ingediendBedrag"], &een["geleverdVolume"]),
            (&"toegekend".into(), &12000.into(), &2.into())
        );
        assert_eq!(
            kantoor.poort.json(GEMEENTE, &format!("/declaraties/{id}/besluiten")).await["besluiten"],
            json!([])
        );
        for regel in ["0", "7", "x", "-1"] {
            let pad = format!("/declaraties/{id}/prestaties/{regel}");
            let antwoord = kantoor.poort.als(GEMEENTE, Method::GET, &pad).send().await.unwrap();
            probleem(antwoord, 404, "niet-gevonden").await;
        }
    })
    .await;
}
