//! Tokens of an issuer that really signs them and serves its keys, over HTTP and over TLS.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use berichtenpoort::http::tls::{Tls, TlsInstelling};
use berichtenpoort::http::{Grenzen, Toegang, Uitgever, UitgeverInstelling, router_met, serveer};
use berichtenpoort::store::Store;
use chrono::TimeDelta;
use reqwest::{Certificate, Client, Response};
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, KeyPair as _, RsaKeyPair, RsaPublicKeyComponents};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, GEMEENTE};
use crate::certificaten;
use crate::gemeenschap::{Plek, op_elke_database, open};

const ISS: &str = "https://uitgever.example";
const AUD: &str = "berichtenpoort";
/// A key that signs nothing but the tokens of this test: ring makes no RSA keys.
const RSA: &[u8] = include_bytes!("proefsleutel-rsa.der");

/// A key of the issuer.
pub enum Sleutel {
    Ec(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

impl Sleutel {
    pub fn ec() -> Sleutel {
        let soort = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let (toeval, algoritme) = (SystemRandom::new(), soort);
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algoritme, &toeval).unwrap();
        Sleutel::Ec(Box::new(EcdsaKeyPair::from_pkcs8(algoritme, pkcs8.as_ref(), &toeval).unwrap()))
    }

    fn rsa() -> Sleutel {
        Sleutel::Rsa(Box::new(RsaKeyPair::from_pkcs8(RSA).unwrap()))
    }

    pub fn jwk(&self, kid: &str) -> Value {
        let b64 = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Sleutel::Ec(paar) => {
                let (x, y) = paar.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "x": b64(x), "y": b64(y)})
            }
            Sleutel::Rsa(paar) => {
                let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(paar.public());
                json!({"kty": "RSA", "kid": kid, "alg": "RS256", "n": b64(&n), "e": b64(&e)})
            }
        }
    }

    pub fn token(&self, kid: &str, claims: &Value) -> String {
        let alg = if matches!(self, Sleutel::Ec(_)) { "ES256" } else { "RS256" };
        self.token_met(&json!({"alg": alg, "kid": kid, "typ": "JWT"}), claims)
    }

    fn token_met(&self, kop: &Value, claims: &Value) -> String {
        let deel = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let tekst = format!("{}.{}", deel(kop), deel(claims));
        let toeval = SystemRandom::new();
        let handtekening = match self {
            Sleutel::Ec(paar) => paar.sign(&toeval, tekst.as_bytes()).unwrap().as_ref().to_vec(),
            Sleutel::Rsa(paar) => {
                let mut uit = vec![0; paar.public().modulus_len()];
                paar.sign(&signature::RSA_PKCS1_SHA256, &toeval, tekst.as_bytes(), &mut uit).unwrap();
                uit
            }
        };
        format!("{tekst}.{}", URL_SAFE_NO_PAD.encode(handtekening))
    }
}

/// What the issuer does when somebody asks for its keys, and how often somebody did.
#[derive(Clone, Default)]
struct Loket {
    sleutels: Arc<Mutex<Vec<Value>>>,
    stuk: Arc<Mutex<Option<&'static str>>>,
    keren: Arc<AtomicUsize>,
    /// Whoever asks waits until this is let go.
    dicht: Arc<tokio::sync::Mutex<()>>,
}

impl Loket {
    fn router(&self) -> Router {
        let loket = self.clone();
        let jwks = move || async move {
            loket.keren.fetch_add(1, Ordering::SeqCst);
            drop(loket.dicht.lock().await);
            match *loket.stuk.lock().unwrap() {
                Some("elders") => Redirect::temporary("/elders").into_response(),
                Some("geen json") => "<html>".into_response(),
                Some(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                None => axum::Json(json!({"keys": *loket.sleutels.lock().unwrap()})).into_response(),
            }
        };
        let elders = self.clone();
        let elders = move || async move { axum::Json(json!({"keys": *elders.sleutels.lock().unwrap()})) };
        Router::new().route("/jwks", get(jwks)).route("/elders", get(elders))
    }

    fn heeft(&self, sleutels: Vec<Value>) {
        *self.sleutels.lock().unwrap() = sleutels;
    }

    fn is_stuk(&self, hoe: Option<&'static str>) {
        *self.stuk.lock().unwrap() = hoe;
    }

    fn keren(&self) -> usize {
        self.keren.load(Ordering::SeqCst)
    }
}

/// A gate that listens to an issuer with one key, `k1`.
struct TokenPoort {
    poort: Proefpoort,
    loket: Loket,
    k1: Sleutel,
    basis: String,
}

impl TokenPoort {
    async fn op(store: Store, k1: Sleutel) -> TokenPoort {
        let loket = Loket::default();
        loket.heeft(vec![k1.jwk("k1")]);
        let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let jwks_url = format!("http://{}/jwks", luisteraar.local_addr().unwrap());
        tokio::spawn(axum::serve(luisteraar, loket.router()).into_future());
        TokenPoort::bij(store, k1, loket, jwks_url, |uitgever| uitgever).await
    }

    async fn bij(
        store: Store,
        k1: Sleutel,
        loket: Loket,
        jwks_url: String,
        anders: impl FnOnce(Uitgever) -> Uitgever,
    ) -> TokenPoort {
        let poort = Proefpoort::op(store).await;
        let instelling = UitgeverInstelling {
            uitgever: ISS.to_owned(),
            publiek: AUD.to_owned(),
            jwks_url,
            partij_claim: "partij".to_owned(),
        };
        let uitgever = anders(Uitgever::nieuw(instelling, poort.klok.clone()).unwrap());
        let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let basis = format!("http://{}/api/v1", luisteraar.local_addr().unwrap());
        let router = router_met(poort.poort.clone(), Toegang::default().met_uitgever(uitgever));
        tokio::spawn(axum::serve(luisteraar, router).into_future());
        TokenPoort { poort, loket, k1, basis }
    }

    /// What a token for a gemeente says that holds for five minutes.
    fn claims(&self) -> Value {
        let nu = self.poort.klok.nu().timestamp();
        json!({"iss": ISS, "aud": AUD, "exp": nu + 300, "nbf": nu, "iat": nu, "sub": "software-1",
               "partij": GEMEENTE, "scope": "openid postbus:lezen"})
    }

    fn token(&self) -> String {
        self.k1.token("k1", &self.claims())
    }

    async fn vraag(&self, token: &str, wat: &str) -> Response {
        let verzoek = Client::new().get(format!("{}/{wat}", self.basis)).bearer_auth(token);
        verzoek.send().await.unwrap()
    }

    async fn postbus(&self, token: &str) -> Response {
        self.vraag(token, "postbus").await
    }

    fn later(&self, duur: TimeDelta) {
        self.poort.klok.zet(self.poort.klok.nu() + duur);
    }
}

fn met(mut claims: Value, naam: &str, waarde: Value) -> Value {
    claims[naam] = waarde;
    claims
}

fn zonder(mut claims: Value, naam: &str) -> Value {
    claims.as_object_mut().unwrap().remove(naam);
    claims
}

#[tokio::test]
async fn een_token_van_de_uitgever_geeft_de_partij_die_erin_staat_wat_de_scope_zegt() {
    op_elke_database(|store| async move {
        let poort = TokenPoort::op(store, Sleutel::ec()).await;
        assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
        let json = probleem(poort.vraag(&poort.token(), "berichten").await, 403, "geen-recht").await;
        assert!(json["detail"].as_str().unwrap().contains("berichten:lezen"), "{json}");
        let geen_scope = poort.k1.token("k1", &zonder(poort.claims(), "scope"));
        probleem(poort.postbus(&geen_scope).await, 403, "geen-recht").await;
        let als_lijst = met(poort.claims(), "scope", json!(["postbus:lezen"]));
        assert_eq!(poort.postbus(&poort.k1.token("k1", &als_lijst)).await.status(), 200);
        let publiek = met(poort.claims(), "aud", json!(["iets anders", AUD]));
        assert_eq!(poort.postbus(&poort.k1.token("k1", &publiek)).await.status(), 200);
        let sleutel = poort.poort.sleutel_van(AANBIEDER, "Saskia de Boer").await;
        assert_eq!(poort.postbus(&sleutel).await.status(), 200, "een toegangssleutel werkt ernaast");
        assert_eq!(poort.loket.keren(), 1, "de sleutels van de uitgever zijn één keer opgehaald");
    })
    .await;
}

#[tokio::test]
async fn een_token_met_een_rsa_handtekening_werkt_ook_en_zonder_kid_als_er_een_sleutel_is() {
    let plek = Plek::sqlite();
    let poort = TokenPoort::op(open(&plek.url).await, Sleutel::rsa()).await;
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    let zonder_kid = poort.k1.token_met(&json!({"alg": "RS256"}), &poort.claims());
    assert_eq!(poort.postbus(&zonder_kid).await.status(), 200);
    let andere_alg = poort.k1.token_met(&json!({"alg": "PS256", "kid": "k1"}), &poort.claims());
    probleem(poort.postbus(&andere_alg).await, 401, "geen-toegang").await;
}

#[tokio::test]
async fn een_token_dat_niet_klopt_geeft_geen_toegang() {
    op_elke_database(|store| async move {
        let poort = TokenPoort::op(store, Sleutel::ec()).await;
        let nu = poort.poort.klok.nu().timestamp();
        let goed = poort.claims();
        let claims = [
            met(goed.clone(), "iss", json!("https://ander.example")),
            met(goed.clone(), "aud", json!("een andere dienst")),
            met(goed.clone(), "exp", json!(nu - 60)),
            met(goed.clone(), "exp", json!("morgen")),
            met(goed.clone(), "nbf", json!(nu + 61)),
            met(goed.clone(), "nbf", json!("gisteren")),
            met(goed.clone(), "partij", json!("9999")),
            met(goed.clone(), "partij", json!(479)),
            zonder(goed.clone(), "iss"),
            zonder(goed.clone(), "aud"),
            zonder(goed.clone(), "exp"),
            zonder(goed.clone(), "partij"),
        ];
        for claims in claims {
            let antwoord = poort.postbus(&poort.k1.token("k1", &claims)).await;
            assert_eq!(antwoord.status(), 401, "{claims}");
            probleem(antwoord, 401, "geen-toegang").await;
        }
        for randje in [met(goed.clone(), "exp", json!(nu - 59)), met(goed.clone(), "nbf", json!(nu + 60))] {
            assert_eq!(poort.postbus(&poort.k1.token("k1", &randje)).await.status(), 200, "{randje}");
        }
    })
    .await;
}

#[tokio::test]
async fn een_handtekening_die_niet_van_de_uitgever_is_geeft_geen_toegang() {
    let plek = Plek::sqlite();
    let poort = TokenPoort::op(open(&plek.url).await, Sleutel::ec()).await;
    let (goed, claims) = (poort.token(), poort.claims());
    let deel = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let zonder_handtekening = format!("{}.{}.", deel(&json!({"alg": "none"})), deel(&claims));
    let gedeeld = format!("{}.{}.AAAA", deel(&json!({"alg": "HS256", "kid": "k1"})), deel(&claims));
    let (kop, rest) = goed.split_once('.').unwrap();
    let (_, handtekening) = rest.split_once('.').unwrap();
    let andere_partij = met(claims.clone(), "partij", json!("0439"));
    let gewijzigd = format!("{kop}.{}.{handtekening}", deel(&andere_partij));
    let van_ander = Sleutel::ec().token("k1", &claims);
    let van_rsa = Sleutel::rsa().token("k1", &claims);
    for fout in [zonder_handtekening, gedeeld, gewijzigd, van_ander, van_rsa, "a.b.c".to_owned()] {
        probleem(poort.postbus(&fout).await, 401, "geen-toegang").await;
    }
    assert_eq!(poort.postbus(&goed).await.status(), 200);
}

#[tokio::test]
async fn een_uitgever_die_niet_te_bereiken_is_is_een_storing_en_geen_weigering() {
    let plek = Plek::sqlite();
    let poort = TokenPoort::op(open(&plek.url).await, Sleutel::ec()).await;
    for hoe in ["500", "geen json", "elders"] {
        poort.loket.is_stuk(Some(hoe));
        let antwoord = poort.postbus(&poort.token()).await;
        assert_eq!(antwoord.headers()["retry-after"], "60");
        probleem(antwoord, 503, "uitgever-onbereikbaar").await;
        poort.later(TimeDelta::seconds(30));
    }
    let geprobeerd = poort.loket.keren();
    poort.loket.is_stuk(None);
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    poort.loket.is_stuk(Some("500"));
    poort.later(TimeDelta::hours(2));
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200, "met de sleutels van eerder");
    let onbekend = poort.k1.token("k2", &poort.claims());
    probleem(poort.postbus(&onbekend).await, 503, "uitgever-onbereikbaar").await;
    assert_eq!(poort.loket.keren(), geprobeerd + 2, "de tweede keer is te kort na de eerste");
    poort.later(TimeDelta::hours(22));
    probleem(poort.postbus(&poort.token()).await, 503, "uitgever-onbereikbaar").await;
}

#[tokio::test]
async fn wie_een_sleutel_heeft_die_bekend_is_wacht_niet_op_een_uitgever_die_zwijgt() {
    let plek = Plek::sqlite();
    let poort = Arc::new(TokenPoort::op(open(&plek.url).await, Sleutel::ec()).await);
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    poort.later(TimeDelta::hours(2));
    let dicht = poort.loket.dicht.clone().lock_owned().await;
    let (ander, token) = (Arc::clone(&poort), poort.token());
    let eerste = tokio::spawn(async move { ander.postbus(&token).await.status() });
    while poort.loket.keren() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    assert!(!eerste.is_finished(), "die vraagt het nog aan de uitgever");
    poort.loket.is_stuk(Some("500"));
    drop(dicht);
    assert_eq!(eerste.await.unwrap(), 200);
    // What went wrong is tried again beside the tokens.
    poort.later(TimeDelta::seconds(30));
    let dicht = poort.loket.dicht.clone().lock_owned().await;
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    while poort.loket.keren() < 3 {
        tokio::task::yield_now().await;
    }
    drop(dicht);
}

#[tokio::test]
async fn een_nieuwe_sleutel_van_de_uitgever_wordt_opgehaald_maar_niet_steeds_opnieuw() {
    let plek = Plek::sqlite();
    let poort = TokenPoort::op(open(&plek.url).await, Sleutel::ec()).await;
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    let k2 = Sleutel::ec();
    let nieuw = || k2.token("k2", &poort.claims());
    for _ in 0..5 {
        probleem(poort.postbus(&nieuw()).await, 401, "geen-toegang").await;
    }
    assert_eq!(poort.loket.keren(), 1, "zo kort na de vorige keer vraagt de poort niet opnieuw");
    poort.loket.heeft(vec![poort.k1.jwk("k1"), k2.jwk("k2")]);
    poort.later(TimeDelta::seconds(30));
    assert_eq!(poort.postbus(&nieuw()).await.status(), 200);
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200, "de oude geldt nog");
    assert_eq!(poort.loket.keren(), 2);
    poort.loket.heeft(vec![k2.jwk("k2")]);
    poort.later(TimeDelta::hours(1));
    probleem(poort.postbus(&poort.token()).await, 401, "geen-toegang").await;
    assert_eq!(poort.postbus(&nieuw()).await.status(), 200);
}

#[tokio::test]
async fn de_sleutels_van_de_uitgever_komen_over_tls_en_van_niemand_anders() {
    let plek = Plek::sqlite();
    let (k1, loket, map) = (Sleutel::ec(), Loket::default(), tempfile::tempdir().unwrap());
    loket.heeft(vec![k1.jwk("k1")]);
    let uitgever = certificaten::Uitgever::nieuw("Uitgever");
    let paar = uitgever.server();
    let (certificaat, sleutel) = (map.path().join("server.pem"), map.path().join("server.key"));
    std::fs::write(&certificaat, paar.certificaat).unwrap();
    std::fs::write(&sleutel, paar.sleutel).unwrap();
    let instelling = TlsInstelling { certificaat, sleutel, client_ca: None, client_verplicht: false };
    let tls = Some(Arc::new(Tls::lees(instelling).unwrap()));
    let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let jwks_url = format!("https://{}/jwks", luisteraar.local_addr().unwrap());
    tokio::spawn(serveer(luisteraar, loket.router(), tls, Grenzen::default(), std::future::pending()));
    let vertrouwt = |pem: String| {
        let wortel = Certificate::from_pem(pem.as_bytes()).unwrap();
        move |uitgever: Uitgever| {
            uitgever.met_client(Client::builder().tls_certs_only([wortel]).build().unwrap()).unwrap()
        }
    };
    let store = open(&plek.url).await;
    let goed = vertrouwt(uitgever.pem());
    let poort = TokenPoort::bij(store.clone(), k1, loket.clone(), jwks_url.clone(), goed).await;
    assert_eq!(poort.postbus(&poort.token()).await.status(), 200);
    let token = poort.token();
    let vreemd = vertrouwt(certificaten::Uitgever::nieuw("Uitgever").pem());
    let poort = TokenPoort::bij(store, Sleutel::ec(), loket, jwks_url, vreemd).await;
    probleem(poort.postbus(&token).await, 503, "uitgever-onbereikbaar").await;
}
