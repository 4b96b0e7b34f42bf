//! The catalogue as callers of the API meet it.

use crate::api::{PARTIJEN, Proefpoort, probleem};
use crate::gemeenschap::op_elke_database;
use berichtenpoort::catalogus::alle;
use reqwest::Method;
use serde_json::{Value, json};

async fn lees(poort: &Proefpoort, pad: &str) -> Value {
    let antwoord = poort.zonder_sleutel(Method::GET, pad).send().await.unwrap();
    assert_eq!(antwoord.status(), 200, "{pad}");
    assert_eq!(antwoord.headers()["api-version"], "1.0.0");
    antwoord.json().await.unwrap()
}

fn codes(lijst: &Value) -> Vec<&str> {
    lijst["regels"].as_array().unwrap().iter().map(|regel| regel["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn everybody_may_read_every_rule_also_without_a_key() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let lijst = lees(&poort, "/api/v1/regels").await;
        assert_eq!(codes(&lijst), alle().iter().map(|regel| regel.code).collect::<Vec<_>>());
        assert_eq!(poort.json(PARTIJEN[0].1, "/regels").await, lijst);
        for regel in lijst["regels"].as_array().unwrap() {
            let zelf = regel["_links"]["self"]["href"].as_str().unwrap();
            assert_eq!(lees(&poort, zelf).await, *regel);
        }
    })
    .await;
}

#[tokio::test]
async fn a_rule_tells_what_it_is_about_and_what_the_gate_does() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let mut regel = lees(&poort, "/api/v1/regels/TR019").await;
        let woorden = regel.as_object_mut().unwrap();
        for sleutel in ["titel", "uitleg"] {
            assert!(woorden.remove(sleutel).unwrap().as_str().unwrap().len() > 20);
        }
        let verwacht = json!({
            "code": "TR019",
            "standaarden": ["ijw", "iwmo"],
            "berichten": ["JW305", "JW307", "WMO305", "WMO307"],
            "niveau": "keten",
            "retourcode": "9019",
            "toetsing": "keten",
            "uitgewerktIn": [],
            "zieOok": [],
            "_links": { "self": { "href": "/api/v1/regels/TR019" } },
        });
        assert_eq!(regel, verwacht);
        let afspraak = lees(&poort, "/api/v1/regels/OP275").await;
        assert_eq!((&afspraak["niveau"], &afspraak["retourcode"]), (&"proces".into(), &Value::Null));
        assert_eq!(
            (&afspraak["toetsing"], &afspraak["uitgewerktIn"]),
            (&"andere-regel".into(), &json!(["TR332"]))
        );
    })
    .await;
}

#[tokio::test]
async fn rules_are_chosen_by_standard_message_and_level() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let lijst = lees(&poort, "/api/v1/regels?standaard=iwmo").await;
        assert!(codes(&lijst).contains(&"OP369") && !codes(&lijst).contains(&"OP001"));
        let lijst = lees(&poort, "/api/v1/regels?berichttype=JW305&niveau=keten").await;
        assert!(codes(&lijst).contains(&"TR019") && !codes(&lijst).contains(&"TR338"));
        for regel in lijst["regels"].as_array().unwrap() {
            assert_eq!(regel["niveau"], "keten");
            assert!(regel["berichten"].as_array().unwrap().contains(&"JW305".into()));
        }
        assert!(codes(&lees(&poort, "/api/v1/regels?standaard=iwmo&berichttype=JW305").await).is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_question_that_is_not_understood_is_refused_and_an_unknown_rule_is_not_there() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let vraag = async |methode: Method, pad: &str| {
            poort.zonder_sleutel(methode, &format!("/api/v1{pad}")).send().await.unwrap()
        };
        for pad in [
            "/regels?standaard=iwlz",
            "/regels?berichttype=JW999",
            "/regels?niveau=9",
            "/regels?onbekend=1",
            "/regels?standaard=%00",
        ] {
            probleem(vraag(Method::GET, pad).await, 400, "verzoek-ongeldig").await;
        }
        for pad in ["/regels/", "/regels/TR019/", "/regels/999990019", "/regels/%FF", "/regels/TR019/x"] {
            let json = probleem(vraag(Method::GET, pad).await, 404, "niet-gevonden").await;
            assert!(!json.to_string().contains("999990019"), "what was asked for is not repeated");
        }
        let json = probleem(vraag(Method::GET, "/regels/TR018x").await, 404, "niet-gevonden").await;
        assert!(json["detail"].as_str().unwrap().contains("regels"), "{json}");
        let json = probleem(vraag(Method::GET, "/regels/OP03").await, 404, "niet-gevonden").await;
        assert!(json["detail"].as_str().unwrap().contains("OP033"), "{json}");
        probleem(vraag(Method::POST, "/regels").await, 405, "methode-niet-toegestaan").await;
    })
    .await;
}
