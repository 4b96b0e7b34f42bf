//! Reading the register through the API: open to everybody, without a key.

use berichtenpoort::begrippen::{Stuk, Wens, Wijze};
use berichtenpoort::poort::Door;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::api::{Proefpoort, probleem};
use crate::gemeenschap::op_elke_database;
use crate::stukken::{begrip, concept, lijst, vertaling};

const DOOR: Door<'_> = Door { wie: "proef", wat: "een proef" };

async fn met(poort: &Proefpoort, stukken: impl IntoIterator<Item = Stuk>) {
    let wensen: Vec<Wens> = stukken.into_iter().map(Wens::Leg).collect();
    poort.poort.registers.wijzig(&wensen, Wijze::Inlezen, None, DOOR).await.unwrap();
}

async fn vraag(poort: &Proefpoort, pad: &str) -> Response {
    poort.zonder_sleutel(Method::GET, &format!("/api/v1{pad}")).send().await.unwrap()
}

async fn lees(poort: &Proefpoort, pad: &str) -> Value {
    let antwoord = vraag(poort, pad).await;
    assert_eq!(antwoord.status(), 200, "{pad}");
    antwoord.json().await.unwrap()
}

async fn post(poort: &Proefpoort, pad: &str, lichaam: &Value) -> Value {
    let verzoek = poort.zonder_sleutel(Method::POST, &format!("/api/v1{pad}")).json(lichaam);
    let antwoord = verzoek.send().await.unwrap();
    assert_eq!(antwoord.status(), 200, "{pad}");
    antwoord.json().await.unwrap()
}

fn ids(json: &Value) -> Vec<&str> {
    json["begrippen"].as_array().unwrap().iter().map(|een| een["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn iedereen_leest_wat_is_vastgesteld_en_niemand_zonder_sleutel_wat_in_bewerking_is() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        met(&poort, [begrip("zorg", json!({})), begrip("jeugdhulp", json!({"breder": ["zorg"]}))]).await;
        met(&poort, [concept("zorg", json!({"voorkeursterm": "geheim"})), concept("nieuw", json!({}))]).await;
        let alle = lees(&poort, "/begrippen").await;
        assert_eq!((ids(&alle), &alle["stand"]), (vec!["jeugdhulp", "zorg"], &json!(2)));
        let zorg = lees(&poort, "/begrippen/zorg").await;
        assert_eq!(zorg["status"], "vastgesteldEnInBewerking");
        assert_eq!((&zorg["voorkeursterm"], &zorg["smaller"]), (&json!("zorg"), &json!(["jeugdhulp"])));
        assert_eq!(zorg["_links"]["versies"]["href"], "/api/v1/begrippen/zorg/versies");
        let versies = lees(&poort, "/begrippen/zorg/versies").await;
        for openbaar in [&alle, &zorg, &versies] {
            assert!(!openbaar.to_string().contains("geheim") && !openbaar.to_string().contains("nieuw\""));
        }
        for pad in
            ["/begrippen/nieuw", "/begrippen/nieuw/versies", "/begrippen/zorg?versie=3", "/begrippen/nergens"]
        {
            probleem(vraag(&poort, pad).await, 404, "niet-gevonden").await;
        }
        probleem(vraag(&poort, "/begripconcepten").await, 401, "geen-toegang").await;
    })
    .await;
}

#[tokio::test]
async fn begrippen_zijn_te_zoeken_en_te_kiezen_en_komen_per_bladzijde() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        met(
            &poort,
            [
                lijst("JZ002", &[("ijw", "02", None, None)]),
                begrip("toewijzing", json!({"elementen": ["ToegewezenProduct/ToewijzingNummer"], "alternatieveTermen": ["beschikking"]})),
                begrip("toewijzen", json!({"codes": [{"codelijst": "JZ002", "code": "02"}]})),
                begrip("weg", json!({"voorkeursterm": "oude toewijzing", "status": "vervallen"})),
            ],
        )
        .await;
        for (pad, verwacht) in [
            ("/begrippen?q=TOEW", vec!["toewijzen", "toewijzing", "weg"]),
            ("/begrippen?q=beschikk", vec!["toewijzing"]),
            ("/begrippen?status=vervallen", vec!["weg"]),
            ("/begrippen?element=ToegewezenProduct", vec!["toewijzing"]),
            ("/begrippen?element=ToegewezenProduct/ToewijzingNummer", vec!["toewijzing"]),
            ("/begrippen?element=Toegewezen", vec![]),
            ("/begrippen?codelijst=JZ002", vec!["toewijzen"]),
            ("/begrippen?q=bestaat+niet", vec![]),
        ] {
            assert_eq!(ids(&lees(&poort, pad).await), verwacht, "{pad}");
        }
        let (mut gezien, mut pad) = (Vec::new(), "/begrippen?limiet=2".to_owned());
        loop {
            let bladzijde = lees(&poort, &pad).await;
            gezien.extend(ids(&bladzijde).into_iter().map(str::to_owned));
            let Some(volgende) = bladzijde["_links"]["volgende"]["href"].as_str() else { break };
            pad = volgende.strip_prefix("/api/v1").unwrap().to_owned();
        }
        assert_eq!(gezien, ["weg", "toewijzen", "toewijzing"]);
        for pad in ["/begrippen?status=inBewerking", "/begrippen?limiet=0", "/begrippen?cursor=zz", "/begrippen?kleur=1"] {
            probleem(vraag(&poort, pad).await, 400, "verzoek-ongeldig").await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_begrip_is_te_zien_op_een_dag_en_in_elke_versie_en_twee_versies_zijn_te_vergelijken() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        met(&poort, [begrip("zorg", json!({"ingangsdatum": "2026-01-01"}))]).await;
        met(&poort, [begrip("zorg", json!({"definitie": "Nieuw.", "ingangsdatum": "2026-07-01"}))]).await;
        // Today is 3 February 2026.
        for (vraag, versie) in
            [("", 1), ("?op=2026-01-01", 1), ("?op=2026-06-30", 1), ("?op=2026-07-01", 2), ("?versie=2", 2)]
        {
            assert_eq!(lees(&poort, &format!("/begrippen/zorg{vraag}")).await["versie"], versie, "{vraag}");
        }
        probleem(vraag(&poort, "/begrippen/zorg?op=2025-12-31").await, 404, "niet-gevonden").await;
        probleem(vraag(&poort, "/begrippen/zorg?op=2026-01-01&versie=1").await, 400, "verzoek-ongeldig")
            .await;
        let verschil = lees(&poort, "/begrippen/zorg/_vergelijk").await;
        assert_eq!(
            verschil,
            json!({ "id": "zorg", "versieOud": 1, "versieNieuw": 2, "verschillen": [
                { "veld": "definitie", "oud": "Wat zorg is.", "nieuw": "Nieuw." },
                { "veld": "ingangsdatum", "oud": "2026-01-01", "nieuw": "2026-07-01" },
            ] })
        );
        let terug = lees(&poort, "/begrippen/zorg/_vergelijk?versieOud=2&versieNieuw=1").await;
        assert_eq!(terug["verschillen"][0]["nieuw"], "Wat zorg is.");
        let versies = lees(&poort, "/begrippen/zorg/versies").await;
        assert_eq!(
            (&versies["versies"][0]["totStand"], &versies["versies"][1]["door"]),
            (&json!(2), &json!("proef"))
        );
    })
    .await;
}

#[tokio::test]
async fn codes_zijn_op_te_zoeken_te_toetsen_uit_te_vouwen_en_te_vertalen() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let regels = json!([{"van": "02", "naar": "36", "soort": "exact"}]);
        met(
            &poort,
            [
                lijst(
                    "JZ002",
                    &[("ijw", "01", None, Some("2025-12-31")), ("ijw", "02", Some("2026-01-01"), None)],
                ),
                lijst("JZ588", &[("ijw", "36", None, None)]),
                vertaling("jz002-jz588", "JZ002", "JZ588", regels),
                begrip("reden", json!({"codes": [{"codelijst": "JZ002", "code": "02"}]})),
            ],
        )
        .await;
        let lijsten = lees(&poort, "/codelijsten").await;
        assert_eq!(
            (&lijsten["codelijsten"][0]["lijst"], &lijsten["codelijsten"][0]["aantalCodes"]),
            (&json!("JZ002"), &json!(2))
        );
        assert_eq!(lees(&poort, "/codelijsten/JZ002").await["codes"].as_array().unwrap().len(), 2);

        let code = lees(&poort, "/codelijsten/JZ002/codes/02").await;
        assert_eq!((&code["geldig"], &code["op"]), (&json!(true), &json!("2026-02-03")));
        assert_eq!(code["begrippen"][0]["id"], "reden");
        assert!(code.get("reden").is_none());
        let toen = lees(&poort, "/codelijsten/JZ002/codes/02?op=2025-12-31&standaard=ijw").await;
        assert_eq!(toen["reden"], "Deze code geldt pas vanaf 01-01-2026.");

        let oordeel = post(&poort, "/codelijsten/JZ002/_valideer", &json!({"code": "01"})).await;
        assert_eq!(
            (&oordeel["geldig"], &oordeel["reden"]),
            (&json!(false), &json!("Deze code gold tot en met 31-12-2025."))
        );
        let oordeel = post(&poort, "/codelijsten/JZ002/_valideer", &json!({"code": "77"})).await;
        assert_eq!(
            (&oordeel["code"], &oordeel["reden"]),
            (&Value::Null, &json!("Deze code staat niet in de codelijst."))
        );

        let nu = lees(&poort, "/codelijsten/JZ002/_vouwuit").await;
        assert_eq!(
            nu["codes"].as_array().unwrap().iter().map(|een| &een["code"]).collect::<Vec<_>>(),
            ["02"]
        );
        let iwmo = lees(&poort, "/codelijsten/JZ002/_vouwuit?standaard=iwmo&op=2025-01-01").await;
        assert_eq!(iwmo["codes"], json!([]));

        let vertaald =
            post(&poort, "/codelijsten/JZ588/_vertaal", &json!({"code": "36", "naar": "JZ002"})).await;
        assert_eq!(
            vertaald["vertalingen"],
            json!([{"lijst": "JZ002", "code": "02", "soort": "exact", "omschrijving": "Code 02"}])
        );

        for pad in [
            "/codelijsten/JZ999",
            "/codelijsten/JZ999/_vouwuit",
            "/codelijsten/JZ002/codes/99",
            "/codelijsten/JZ002/codes/%FF",
        ] {
            probleem(vraag(&poort, pad).await, 404, "niet-gevonden").await;
        }
        probleem(vraag(&poort, "/codelijsten/JZ002/_vouwuit?op=morgen").await, 400, "verzoek-ongeldig").await;
    })
    .await;
}

#[tokio::test]
async fn wie_een_antwoord_al_heeft_krijgt_het_niet_nog_eens_tot_er_iets_verandert() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        met(&poort, [begrip("zorg", json!({})), lijst("JZ002", &[("ijw", "02", None, None)])]).await;
        for pad in [
            "/begrippen",
            "/begrippen/zorg",
            "/codelijsten",
            "/codelijsten/JZ002/codes/02",
            "/codelijsten/JZ002/_vouwuit",
        ] {
            let eerst = vraag(&poort, pad).await;
            let tag = eerst.headers()["etag"].clone();
            assert_eq!(eerst.headers()["cache-control"], "public, max-age=60", "{pad}");
            let weer = poort
                .zonder_sleutel(Method::GET, &format!("/api/v1{pad}"))
                .header("if-none-match", tag.clone());
            let weer = weer.send().await.unwrap();
            assert_eq!((weer.status().as_u16(), &weer.headers()["etag"]), (304, &tag), "{pad}");
        }
        let was = vraag(&poort, "/begrippen/zorg").await.headers()["etag"].clone();
        met(&poort, [begrip("zorg", json!({"definitie": "Nieuw."}))]).await;
        let verzoek =
            poort.zonder_sleutel(Method::GET, "/api/v1/begrippen/zorg").header("if-none-match", was);
        assert_eq!(verzoek.send().await.unwrap().status(), 200);
    })
    .await;
}
