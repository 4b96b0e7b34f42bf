//! Writing begrippen through the API, from draft to decided on and gone.

use berichtenpoort::begrippen::{Stuk, Wens, Wijze};
use berichtenpoort::poort::Door;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::api::{Proefpoort, probleem};
use crate::gemeenschap::op_elke_database;
use crate::stukken::{begrip, regio};

const ZAANSTAD: &str = "0479";
const PURMEREND: &str = "0439";
const AANBIEDER: &str = "65656055";

async fn met(poort: &Proefpoort, stukken: impl IntoIterator<Item = Stuk>) {
    let wensen: Vec<Wens> = stukken.into_iter().map(Wens::Leg).collect();
    let door = Door { wie: "proef", wat: "een proef" };
    poort.poort.registers.wijzig(&wensen, Wijze::Inlezen, None, door).await.unwrap();
}

async fn doe(poort: &Proefpoort, code: &str, methode: Method, pad: &str, lichaam: &Value) -> Response {
    poort.als(code, methode, pad).json(lichaam).send().await.unwrap()
}

async fn goed(antwoord: Response, status: u16) -> Value {
    assert_eq!(antwoord.status().as_u16(), status);
    antwoord.json().await.unwrap()
}

fn nieuw(id: &str) -> Value {
    json!({ "id": id, "voorkeursterm": id, "definitie": "Iets.", "eigenaar": ZAANSTAD, "status": "inBewerking" })
}

#[tokio::test]
async fn een_begrip_gaat_van_concept_naar_vastgesteld_en_is_daarna_voor_iedereen_te_zien() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let antwoord = doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &nieuw("startdatum")).await;
        assert_eq!(antwoord.headers()["location"], "/api/v1/begripconcepten/startdatum");
        assert_eq!(goed(antwoord, 201).await["status"], "inBewerking");
        let concepten = poort.json(PURMEREND, "/begripconcepten").await;
        assert_eq!(concepten["begrippen"][0]["id"], "startdatum");
        let open = || poort.zonder_sleutel(Method::GET, "/api/v1/begrippen/startdatum").send();
        probleem(open().await.unwrap(), 404, "niet-gevonden").await;
        let status = "/begrippen/startdatum/_status";
        let te_vroeg = doe(&poort, ZAANSTAD, Method::POST, status, &json!({"status": "vastgesteld"})).await;
        let json = probleem(te_vroeg, 409, "register-past-niet").await;
        assert!(json["detail"].as_str().unwrap().contains("Er kan op volgen: voorgesteld"), "{json}");
        for stap in ["voorgesteld", "vastgesteld"] {
            goed(doe(&poort, ZAANSTAD, Method::POST, status, &json!({"status": stap})).await, 200).await;
        }
        assert_eq!(goed(open().await.unwrap(), 200).await["status"], "vastgesteld");
        assert_eq!(poort.json(ZAANSTAD, "/begripconcepten").await["begrippen"], json!([]));
        let weg = json!({"status": "vervallen", "einddatum": "2026-12-31"});
        let beeld = goed(doe(&poort, ZAANSTAD, Method::POST, status, &weg).await, 200).await;
        assert_eq!((&beeld["status"], &beeld["einddatum"]), (&json!("vervallen"), &json!("2026-12-31")));
        assert_eq!(open().await.unwrap().status(), 200, "wat vervallen is, blijft te vinden");
        let versies = goed(
            poort.zonder_sleutel(Method::GET, "/api/v1/begrippen/startdatum/versies").send().await.unwrap(),
            200,
        )
        .await;
        assert_eq!(versies["versies"][0]["door"], "Zaanstad (0479)");
    })
    .await;
}

#[tokio::test]
async fn wie_wijzigt_wat_een_ander_net_wijzigde_hoort_dat_en_overschrijft_niets() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        met(
            &poort,
            [regio("zaanstreek", &[ZAANSTAD, PURMEREND]), begrip("zorg", json!({"eigenaar": "zaanstreek"}))],
        )
        .await;
        let gezien = poort.zonder_sleutel(Method::GET, "/api/v1/begrippen/zorg").send().await.unwrap();
        let tag = gezien.headers()["etag"].clone();
        let voorstel = |tekst: &str| {
            let mut json = nieuw("zorg");
            json["eigenaar"] = json!("zaanstreek");
            json["definitie"] = json!(tekst);
            json
        };
        let zet = async |code: &str, tekst: &str| {
            let verzoek = poort.als(code, Method::PUT, "/begrippen/zorg").header("if-match", tag.clone());
            verzoek.json(&voorstel(tekst)).send().await.unwrap()
        };
        assert_eq!(goed(zet(ZAANSTAD, "Van Zaanstad.").await, 200).await["definitie"], "Van Zaanstad.");
        probleem(zet(PURMEREND, "Van Purmerend.").await, 412, "ingehaald").await;
        let concept = poort.als(PURMEREND, Method::GET, "/begripconcepten/zorg").send().await.unwrap();
        let stand = concept.headers()["etag"]
            .to_str()
            .unwrap()
            .trim_matches('"')
            .split_once('-')
            .unwrap()
            .0
            .to_owned();
        assert_eq!(goed(concept, 200).await["definitie"], "Van Zaanstad.");
        // What changes elsewhere does not stand in the way.
        goed(doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &nieuw("iets-anders")).await, 201).await;
        let pad = format!("/begrippen/zorg?stand={stand}");
        goed(doe(&poort, PURMEREND, Method::PUT, &pad, &voorstel("Van beide.")).await, 200).await;
        let zonder = doe(&poort, ZAANSTAD, Method::PUT, "/begrippen/zorg", &voorstel("Blind.")).await;
        let json = probleem(zonder, 400, "verzoek-ongeldig").await;
        assert!(json["detail"].as_str().unwrap().contains("If-Match"), "{json}");
    })
    .await;
}

#[tokio::test]
async fn een_gemeente_schrijft_alleen_over_wat_van_haar_of_van_haar_regio_is() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let landelijk = begrip("toewijzing", json!({"eigenaar": "landelijk"}));
        met(
            &poort,
            [regio("zaanstreek", &[ZAANSTAD]), begrip("zorg", json!({"eigenaar": "zaanstreek"})), landelijk],
        )
        .await;
        for (code, id) in [(PURMEREND, "zorg"), (ZAANSTAD, "toewijzing"), (AANBIEDER, "zorg")] {
            let pad = format!("/begrippen/{id}/_status");
            probleem(
                doe(&poort, code, Method::POST, &pad, &json!({"status": "vervallen"})).await,
                403,
                "niet-toegestaan",
            )
            .await;
            let pad = format!("/begrippen/{id}?stand=9");
            probleem(doe(&poort, code, Method::PUT, &pad, &nieuw(id)).await, 403, "niet-toegestaan").await;
        }
        // Nor does it give away what is not its own.
        let mut van_ander = nieuw("nieuw-woord");
        van_ander["eigenaar"] = json!(PURMEREND);
        probleem(doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &van_ander).await, 403, "niet-toegestaan")
            .await;
        probleem(
            doe(&poort, AANBIEDER, Method::POST, "/begrippen", &nieuw("x")).await,
            403,
            "niet-toegestaan",
        )
        .await;
        assert_eq!(poort.poort.store.registerstand().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn wat_niet_klopt_wordt_geweigerd_met_alles_wat_eraan_mis_is() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let mut fout = nieuw("zorg");
        fout["breder"] = json!(["nergens"]);
        fout["definitie"] = json!("");
        let json =
            probleem(doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &fout).await, 422, "stuk-klopt-niet")
                .await;
        let plekken: Vec<&str> =
            json["gebreken"].as_array().unwrap().iter().map(|een| een["plek"].as_str().unwrap()).collect();
        assert_eq!(plekken, ["begrip zorg, breder", "begrip zorg, definitie"]);
        let mut onbekend = nieuw("zorg");
        onbekend["defenitie"] = json!("Iets.");
        probleem(doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &onbekend).await, 400, "verzoek-ongeldig")
            .await;
        let mut vast = nieuw("zorg");
        vast["status"] = json!("vastgesteld");
        probleem(doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &vast).await, 409, "register-past-niet")
            .await;
        goed(doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &nieuw("zorg")).await, 201).await;
        probleem(
            doe(&poort, ZAANSTAD, Method::POST, "/begrippen", &nieuw("zorg")).await,
            409,
            "register-past-niet",
        )
        .await;
        let ander_id = doe(&poort, ZAANSTAD, Method::PUT, "/begrippen/zorg?stand=1", &nieuw("hulp")).await;
        probleem(ander_id, 400, "verzoek-ongeldig").await;
        probleem(
            doe(&poort, ZAANSTAD, Method::PUT, "/begrippen/hulp?stand=1", &nieuw("hulp")).await,
            404,
            "niet-gevonden",
        )
        .await;
        let tekst = poort.als(ZAANSTAD, Method::POST, "/begrippen").body("{}").send().await.unwrap();
        probleem(tekst, 415, "mediatype").await;
    })
    .await;
}

#[tokio::test]
async fn een_concept_dat_is_ingetrokken_is_weg_en_wat_geldt_blijft_gelden() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        met(&poort, [begrip("zorg", json!({}))]).await;
        goed(doe(&poort, ZAANSTAD, Method::PUT, "/begrippen/zorg?stand=1", &nieuw("zorg")).await, 200).await;
        let weg = doe(&poort, ZAANSTAD, Method::POST, "/begrippen/zorg/_trekin", &json!({"stand": 2})).await;
        assert_eq!(weg.status(), 204);
        let open = poort.zonder_sleutel(Method::GET, "/api/v1/begrippen/zorg").send().await.unwrap();
        assert_eq!(goed(open, 200).await["status"], "vastgesteld");
        probleem(
            doe(&poort, ZAANSTAD, Method::POST, "/begrippen/zorg/_trekin", &json!({})).await,
            404,
            "niet-gevonden",
        )
        .await;
        probleem(
            poort.als(ZAANSTAD, Method::GET, "/begripconcepten/zorg").send().await.unwrap(),
            404,
            "niet-gevonden",
        )
        .await;
    })
    .await;
}
