//! A gate that serves over real HTTP, with three parties and their keys, and a clock that the test turns.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use berichtenpoort::bericht::{Berichttype, Schemas};
use berichtenpoort::http::Toegang;
use berichtenpoort::partij::{Medewerker, Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::poort::{Poort, Stap, Werkers};
use berichtenpoort::store::Store;
use berichtenpoort::tijd::Klok;
use berichtenpoort::web::{self, Huisstijl};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use uuid::Uuid;

static SCHEMAS: LazyLock<Arc<Schemas>> = LazyLock::new(|| Arc::new(Schemas::ingebouwd().unwrap()));

/// The parties of every test gate: two gemeenten and two aanbieders.
pub const PARTIJEN: [(PartijSoort, &str, &str); 4] = [
    (PartijSoort::Gemeente, "0479", "Zaanstad"),
    (PartijSoort::Gemeente, "0439", "Purmerend"),
    (PartijSoort::Aanbieder, "65656055", "Jeugdhulp De Zaanbocht"),
    (PartijSoort::Aanbieder, "42420001", "Thuiszorg Waterkant"),
];

pub struct Proefpoort {
    pub poort: Poort,
    pub klok: Klok,
    pub partijen: BTreeMap<String, Partij>,
    sleutels: BTreeMap<String, String>,
    client: Client,
    basis: String,
}

impl Proefpoort {
    pub async fn op(store: Store) -> Proefpoort {
        let klok = Klok::gezet_op("2026-02-03T09:00:00Z".parse().unwrap());
        let poort = Poort::nieuw(store, Arc::clone(&SCHEMAS), klok.clone());
        let mut partijen = BTreeMap::new();
        let mut sleutels = BTreeMap::new();
        for (soort, code, naam) in PARTIJEN {
            let partij = Partij::nieuw(soort, code, naam, None).unwrap();
            let partij = poort.store.leg_partij_vast(&partij).await.unwrap();
            let sleutel = Toegangssleutel::nieuw();
            poort.store.geef_sleutel(partij.id, &sleutel.hash(), "proef", klok.nu()).await.unwrap();
            sleutels.insert(code.to_owned(), sleutel.as_str().to_owned());
            partijen.insert(code.to_owned(), partij);
        }
        let luisteraar = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let basis = format!("http://{}", luisteraar.local_addr().unwrap());
        let router = web::router(poort.clone(), Toegang::default(), Huisstijl::default());
        tokio::spawn(axum::serve(luisteraar, router).into_future());
        Proefpoort { poort, klok, partijen, sleutels, client: Client::new(), basis }
    }

    /// A request without a key.
    pub fn zonder_sleutel(&self, methode: Method, pad: &str) -> RequestBuilder {
        self.client.request(methode, format!("{}{pad}", self.basis))
    }

    /// A request of the party with this code.
    pub fn als(&self, code: &str, methode: Method, pad: &str) -> RequestBuilder {
        self.zonder_sleutel(methode, &format!("/api/v1{pad}")).bearer_auth(&self.sleutels[code])
    }

    /// What comes back of a request that no client would send: this head, with the key of a party, and this body.
    pub async fn ruw(&self, code: &str, kop: &str, inhoud: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let adres = self.basis.trim_start_matches("http://");
        let mut verbinding = tokio::net::TcpStream::connect(adres).await.unwrap();
        let sleutel = &self.sleutels[code];
        let verzoek = format!(
            "{kop}Host: {adres}\r\nConnection: close\r\nAuthorization: Bearer {sleutel}\r\n\r\n{inhoud}"
        );
        verbinding.write_all(verzoek.as_bytes()).await.unwrap();
        let mut antwoord = Vec::new();
        verbinding.read_to_end(&mut antwoord).await.unwrap();
        String::from_utf8_lossy(&antwoord).into_owned()
    }

    /// A new access key of a person of a party.
    pub async fn sleutel_van(&self, code: &str, naam: &str) -> String {
        let (sleutel, medewerker) = (Toegangssleutel::nieuw(), Medewerker::nieuw(naam).unwrap());
        let partij = self.partijen[code].id;
        let store = &self.poort.store;
        store.geef_sleutel_aan(&medewerker, partij, &sleutel.hash(), "proef", self.klok.nu()).await.unwrap();
        sleutel.as_str().to_owned()
    }

    /// Adds a wijkteam of a gemeente to the gate, with a key by its code.
    pub async fn met_wijkteam(mut self, code: &str, gemeente: &str) -> Proefpoort {
        let gemeente = berichtenpoort::bericht::Gemeentecode::lees(gemeente).ok();
        let partij =
            Partij::nieuw(PartijSoort::Wijkteam, code, &format!("Wijkteam {code}"), gemeente).unwrap();
        let partij = self.poort.store.leg_partij_vast(&partij).await.unwrap();
        let sleutel = Toegangssleutel::nieuw();
        self.poort.store.geef_sleutel(partij.id, &sleutel.hash(), "proef", self.klok.nu()).await.unwrap();
        self.sleutels.insert(code.to_owned(), sleutel.as_str().to_owned());
        self.partijen.insert(code.to_owned(), partij);
        self
    }

    /// A request with this key.
    pub fn met_sleutel(&self, sleutel: &str, methode: Method, pad: &str) -> RequestBuilder {
        self.zonder_sleutel(methode, &format!("/api/v1{pad}")).bearer_auth(sleutel)
    }

    pub async fn stuur(&self, code: &str, bericht: impl Into<reqwest::Body>) -> Response {
        let verzoek = self.als(code, Method::POST, "/berichten").header("content-type", "application/xml");
        verzoek.body(bericht).send().await.unwrap()
    }

    /// Offers a message, processes everything that waits, and gives the message as it then stands.
    pub async fn stuur_en_verwerk(&self, code: &str, bericht: &str) -> Value {
        let antwoord = self.stuur(code, bericht.to_owned()).await;
        let status = antwoord.status();
        let json: Value = antwoord.json().await.unwrap();
        assert!(status.is_success(), "{status} {json}");
        self.verwerk_alles().await;
        self.json(code, &format!("/berichten/{}", json["id"].as_str().unwrap())).await
    }

    pub async fn verwerk_alles(&self) {
        while self.poort.verwerk_volgende(Uuid::now_v7()).await.unwrap() != Stap::Niets {}
    }

    pub fn werkers(&self) -> Werkers {
        Werkers::start(&self.poort, 2)
    }

    pub async fn json(&self, code: &str, pad: &str) -> Value {
        let antwoord = self.als(code, Method::GET, pad).send().await.unwrap();
        assert!(antwoord.status().is_success(), "{pad}: {}", antwoord.status());
        antwoord.json().await.unwrap()
    }

    /// What waits for a party: the types, oldest first.
    pub async fn postbus(&self, code: &str) -> Vec<String> {
        let postbus = self.json(code, "/postbus?limiet=100").await;
        let leveringen = postbus["leveringen"].as_array().unwrap();
        leveringen.iter().map(|een| een["bericht"]["berichttype"].as_str().unwrap().to_owned()).collect()
    }

    /// The answer to a message, as XML.
    pub async fn antwoord(&self, code: &str, bericht: &Value) -> (Berichttype, Vec<u8>) {
        let link = bericht["_links"]["antwoord"]["href"].as_str().expect("an answer");
        let pad = link.strip_prefix("/api/v1").unwrap();
        let beeld = self.json(code, pad).await;
        let inhoud = self.als(code, Method::GET, &format!("{pad}/inhoud")).send().await.unwrap();
        let berichttype = Berichttype::van_naam(beeld["berichttype"].as_str().unwrap()).unwrap();
        (berichttype, inhoud.bytes().await.unwrap().into())
    }
}

/// A problem, checked for what every problem must have.
pub async fn probleem(antwoord: Response, status: u16, soort: &str) -> Value {
    assert_eq!(antwoord.status().as_u16(), status);
    assert_eq!(antwoord.headers()["content-type"], "application/problem+json");
    let json: Value = antwoord.json().await.unwrap();
    assert_eq!(json["type"], format!("urn:berichtenpoort:probleem:{soort}"), "{json}");
    assert_eq!(json["status"], status);
    assert!(json["title"].as_str().unwrap().len() > 5);
    assert!(json["detail"].as_str().unwrap().len() > 20);
    json
}
