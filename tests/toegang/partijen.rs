//! Managing parties over the API: who may what, and that two who change the same do not overwrite each other.

use berichtenpoort::partij::{Partij, PartijSoort};
use berichtenpoort::store::Store;
use berichtenpoort::toegang::Rol;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::api::probleem;
use crate::berichten::{AANBIEDER, GEMEENTE};
use crate::gemeenschap::op_elke_database;
use crate::rondgang::{WIJKTEAM, Wereld};

const SOFTWARE: &str = "softwarehuis";

struct Beheer {
    wereld: Wereld,
    /// The key of who manages the gate.
    beheerder: String,
}

impl Beheer {
    async fn op(store: Store) -> Beheer {
        let wereld = Wereld::op(store).await;
        let beheerder = wereld.sleutel_in_rol(Rol::Beheerder).await;
        let software = Partij::nieuw(PartijSoort::Leverancier, SOFTWARE, "Softwarehuis", None).unwrap();
        wereld.poort.poort.store.leg_partij_vast(&software).await.unwrap();
        Beheer { wereld, beheerder }
    }

    /// A call by a party, or by who manages the gate.
    async fn roep(
        &self,
        wie: Option<&str>,
        methode: Method,
        pad: &str,
        lichaam: Value,
        gezien: Option<&str>,
    ) -> Response {
        let poort = &self.wereld.poort;
        let verzoek = match wie {
            Some(code) => poort.als(code, methode.clone(), pad),
            None => poort.met_sleutel(&self.beheerder, methode.clone(), pad),
        };
        let verzoek = gezien.into_iter().fold(verzoek, |verzoek, gezien| verzoek.header("if-match", gezien));
        let verzoek = if methode == Method::GET { verzoek } else { verzoek.json(&lichaam) };
        verzoek.send().await.unwrap()
    }

    async fn partij(&self, wie: Option<&str>, code: &str) -> (Value, String) {
        let antwoord = self.roep(wie, Method::GET, &format!("/partijen/{code}"), Value::Null, None).await;
        assert_eq!(antwoord.status(), 200);
        let etag = antwoord.headers()["etag"].to_str().unwrap().to_owned();
        (antwoord.json().await.unwrap(), etag)
    }

    async fn post(&self, wie: Option<&str>, pad: &str, lichaam: Value) -> Response {
        self.roep(wie, Method::POST, pad, lichaam, None).await
    }

    async fn codes(&self, wie: Option<&str>) -> Vec<String> {
        let lijst: Value =
            self.roep(wie, Method::GET, "/partijen", Value::Null, None).await.json().await.unwrap();
        let partijen = lijst["partijen"].as_array().unwrap();
        partijen.iter().map(|een| een["code"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn een_partij_ziet_zichzelf_een_gemeente_ook_haar_wijkteams_en_de_beheerder_iedereen() {
    op_elke_database(|store| async move {
        let beheer = Beheer::op(store).await;
        assert_eq!(beheer.codes(Some(AANBIEDER)).await, [AANBIEDER]);
        assert_eq!(beheer.codes(Some(GEMEENTE)).await, [GEMEENTE, WIJKTEAM]);
        assert_eq!(beheer.codes(None).await.len(), 6);
        for code in [GEMEENTE, WIJKTEAM, "42420001", "nergens"] {
            for pad in [format!("/partijen/{code}"), format!("/partijen/{code}/sleutels")] {
                let antwoord = beheer.roep(Some(AANBIEDER), Method::GET, &pad, Value::Null, None).await;
                probleem(antwoord, 404, "niet-gevonden").await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn van_twee_die_tegelijk_wijzigen_wint_de_eerste_en_moet_de_tweede_opnieuw_kijken() {
    op_elke_database(|store| async move {
        let beheer = Beheer::op(store).await;
        let pad = format!("/partijen/{AANBIEDER}");
        let plek = |naam: &str| {
            json!({ "vestigingen": [{ "naam": naam, "agbCode": "65656099", "adres": "Kade 1", "postcode": "1506 aa",
                "plaats": "Zaandam", "werkgebied": { "postcodes": ["1507"] } }] })
        };
        let (_, gezien) = beheer.partij(None, AANBIEDER).await;
        let zonder = beheer.roep(None, Method::PATCH, &pad, plek("Een"), None).await;
        probleem(zonder, 428, "zonder-if-match").await;
        let eerste = beheer.roep(None, Method::PATCH, &pad, plek("Een"), Some(&gezien)).await;
        assert_eq!(eerste.status(), 200);
        assert_ne!(eerste.headers()["etag"].to_str().unwrap(), gezien);
        let tweede = beheer.roep(Some(AANBIEDER), Method::PATCH, &pad, plek("Twee"), Some(&gezien)).await;
        probleem(tweede, 412, "ingehaald").await;
        let (nu, gezien) = beheer.partij(Some(AANBIEDER), AANBIEDER).await;
        assert_eq!(nu["vestigingen"][0]["naam"], "Een");
        assert_eq!(nu["vestigingen"][0]["postcode"], "1506AA");
        assert_eq!(nu["vestigingen"][0]["werkgebied"]["postcodes"], json!(["1507"]));
        let weer = beheer.roep(Some(AANBIEDER), Method::PATCH, &pad, plek("Twee"), Some(&gezien)).await;
        assert_eq!(weer.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn naam_en_gemeente_wijzigt_alleen_de_beheerder_en_een_wijkteam_zijn_eigen_werkgebied() {
    op_elke_database(|store| async move {
        let beheer = Beheer::op(store).await;
        let pad = format!("/partijen/{WIJKTEAM}");
        let (_, gezien) = beheer.partij(Some(GEMEENTE), WIJKTEAM).await;
        let naam = json!({ "naam": "Zuidwest" });
        let door_gemeente =
            beheer.roep(Some(GEMEENTE), Method::PATCH, &pad, naam.clone(), Some(&gezien)).await;
        probleem(door_gemeente, 403, "niet-toegestaan").await;
        let vestiging = json!({ "vestigingen": [] });
        let past_niet = beheer.roep(None, Method::PATCH, &pad, vestiging, Some(&gezien)).await;
        probleem(past_niet, 422, "partij-kan-niet").await;
        let gebied = json!({ "werkgebied": { "wijken": ["WK1"], "postcodes": ["1506"] },
            "contact": { "adres": "Plein 1", "postcode": "1506AA", "plaats": "Zaandam" } });
        let goed = beheer.roep(Some(GEMEENTE), Method::PATCH, &pad, gebied, Some(&gezien)).await;
        assert_eq!(goed.status(), 200);
        let gezien = goed.headers()["etag"].to_str().unwrap().to_owned();
        let goed = beheer.roep(None, Method::PATCH, &pad, naam, Some(&gezien)).await;
        let json: Value = goed.json().await.unwrap();
        assert_eq!((&json["naam"], &json["contact"]["plaats"]), (&json!("Zuidwest"), &json!("Zaandam")));
    })
    .await;
}

#[tokio::test]
async fn de_beheerder_voegt_een_partij_toe_en_een_code_die_er_is_blijft_zoals_zij_was() {
    op_elke_database(|store| async move {
        let beheer = Beheer::op(store).await;
        let nieuw = json!({ "soort": "knooppunt", "code": "knoop-noord", "naam": "Knoop Noord" });
        probleem(beheer.post(Some(GEMEENTE), "/partijen", nieuw.clone()).await, 403, "niet-toegestaan").await;
        let gemaakt = beheer.post(None, "/partijen", nieuw.clone()).await;
        assert_eq!(gemaakt.status(), 201);
        assert_eq!(gemaakt.headers()["location"], "/api/v1/partijen/knoop-noord");
        probleem(beheer.post(None, "/partijen", nieuw).await, 409, "partij-botst").await;
        let krom = json!({ "soort": "aanbieder", "code": "knoop", "naam": "Geen AGB" });
        probleem(beheer.post(None, "/partijen", krom).await, 422, "partij-kan-niet").await;
    })
    .await;
}

#[tokio::test]
async fn een_mandaat_geeft_de_gemeente_en_een_volmacht_de_partij_zelf() {
    op_elke_database(|store| async move {
        let beheer = Beheer::op(store).await;
        let mandaten = format!("/partijen/{WIJKTEAM}/mandaten");
        let sinds = json!({ "vanaf": "2026-01-01" });
        let goed = beheer.post(Some(GEMEENTE), &mandaten, sinds.clone()).await;
        let json: Value = goed.json().await.unwrap();
        assert_eq!(json["mandaten"], json!([{ "gemeente": GEMEENTE, "vanaf": "2026-01-01" }]));
        probleem(beheer.post(Some("0439"), &mandaten, sinds).await, 404, "niet-gevonden").await;

        let volmachten = format!("/partijen/{AANBIEDER}/volmachten");
        let volmacht =
            json!({ "leverancier": SOFTWARE, "vanaf": "2026-01-01", "rechten": ["postbus:lezen"] });
        let goed = beheer.post(Some(AANBIEDER), &volmachten, volmacht).await;
        assert_eq!(goed.status(), 200);
        assert_eq!(goed.json::<Value>().await.unwrap()["volmachten"][0]["leverancier"], SOFTWARE);
        let te_veel =
            json!({ "leverancier": SOFTWARE, "vanaf": "2026-01-01", "rechten": ["partijen:beheren"] });
        probleem(beheer.post(Some(AANBIEDER), &volmachten, te_veel).await, 422, "partij-kan-niet").await;
        let aan_ander = json!({ "leverancier": GEMEENTE, "vanaf": "2026-01-01" });
        probleem(beheer.post(Some(AANBIEDER), &volmachten, aan_ander).await, 422, "partij-kan-niet").await;
        let weg = json!({ "leverancier": SOFTWARE });
        let goed = beheer.post(Some(AANBIEDER), &format!("{volmachten}/_intrekken"), weg).await;
        assert_eq!(goed.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn een_sleutel_is_een_keer_te_zien_en_nooit_ruimer_dan_die_van_wie_hem_maakt() {
    op_elke_database(|store| async move {
        let beheer = Beheer::op(store).await;
        let poort = &beheer.wereld.poort;
        let pad = format!("/partijen/{AANBIEDER}/sleutels");
        let wens =
            json!({ "omschrijving": "nieuwe software", "rechten": ["postbus:lezen", "partijen:beheren"] });
        let gemaakt: Value = beheer.post(Some(AANBIEDER), &pad, wens).await.json().await.unwrap();
        let sleutel = gemaakt["sleutel"].as_str().unwrap();
        let met =
            async |pad: &str| poort.met_sleutel(sleutel, Method::GET, pad).send().await.unwrap().status();
        assert_eq!((met("/postbus").await, met("/berichten").await.as_u16()), (reqwest::StatusCode::OK, 403));
        // That key makes another, and asks for everything.
        let ruimer =
            poort.met_sleutel(sleutel, Method::POST, &pad).json(&json!({ "omschrijving": "ruimer" }));
        let ruimer: Value = ruimer.send().await.unwrap().json().await.unwrap();
        let ruimer = ruimer["sleutel"].as_str().unwrap();
        let status = poort.met_sleutel(ruimer, Method::GET, "/berichten").send().await.unwrap().status();
        assert_eq!(status, 403);

        let lijst: Value =
            beheer.roep(None, Method::GET, &pad, Value::Null, None).await.json().await.unwrap();
        assert!(!lijst.to_string().contains(sleutel));
        let eigen = lijst["sleutels"].as_array().unwrap();
        let id = eigen.iter().find(|een| een["omschrijving"] == "nieuwe software").unwrap()["id"]
            .as_str()
            .unwrap();
        let buur = beheer.post(Some("42420001"), &format!("{pad}/{id}/_intrekken"), json!({})).await;
        probleem(buur, 404, "niet-gevonden").await;
        let weg = beheer.post(Some(AANBIEDER), &format!("{pad}/{id}/_intrekken"), json!({})).await;
        assert_eq!(weg.status(), 200);
        assert_eq!(met("/postbus").await.as_u16(), 401);
    })
    .await;
}
