//! Signing in at an issuer that speaks HTTPS, gives codes that count once, and signs what it says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response as Antwoord};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use berichtenpoort::bezorging::Adresbeleid;
use berichtenpoort::http::tls::{Tls, TlsInstelling};
use berichtenpoort::http::{Grenzen, Oidc, OidcInstelling, Toegang, router_met, serveer};
use berichtenpoort::store::Store;
use berichtenpoort::tijd::Klok;
use berichtenpoort::toegang::{Aanmeldeisen, Rol, Rolregel};
use berichtenpoort::uitgaand::Uitgaand;
use chrono::TimeDelta;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::api::{Proefpoort, probleem};
use crate::berichten::GEMEENTE;
use crate::certificaten;
use crate::gemeenschap::{Plek, op_elke_database, open};
use crate::tokens::Sleutel;

const CLIENT: &str = "berichtenpoort";
const GEHEIM: &str = "een geheim: met %";
const BASIS: &str = "https://poort.example";

/// A code that the issuer gave: what was asked with, and what the token will say.
struct Uitgegeven {
    uitdaging: String,
    claims: Value,
    sleutel: Option<Sleutel>,
}

struct Uitgever {
    iss: String,
    sleutel: Sleutel,
    codes: Mutex<BTreeMap<String, Uitgegeven>>,
    /// Which part does not answer now.
    stuk: Mutex<Option<&'static str>>,
    certificaat: String,
}

type Kantoor = State<Arc<Uitgever>>;

impl Uitgever {
    async fn start() -> Arc<Uitgever> {
        let (map, van_tls) = (tempfile::tempdir().unwrap(), certificaten::Uitgever::nieuw("Uitgever"));
        let paar = van_tls.server();
        let (certificaat, sleutel) = (map.path().join("server.pem"), map.path().join("server.key"));
        std::fs::write(&certificaat, paar.certificaat).unwrap();
        std::fs::write(&sleutel, paar.sleutel).unwrap();
        let instelling = TlsInstelling { certificaat, sleutel, client_ca: None, client_verplicht: false };
        let tls = Some(Arc::new(Tls::lees(instelling).unwrap()));
        let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uitgever = Arc::new(Uitgever {
            iss: format!("https://{}", luisteraar.local_addr().unwrap()),
            sleutel: Sleutel::ec(),
            codes: Mutex::default(),
            stuk: Mutex::default(),
            certificaat: van_tls.pem(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(ontdekking))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .with_state(Arc::clone(&uitgever));
        tokio::spawn(serveer(luisteraar, router, tls, Grenzen::default(), std::future::pending()));
        uitgever
    }

    fn is_stuk(&self, wat: Option<&'static str>) {
        *self.stuk.lock().unwrap() = wat;
    }

    fn doet(&self, wat: &str) -> bool {
        *self.stuk.lock().unwrap() != Some(wat)
    }
}

async fn ontdekking(State(uitgever): Kantoor) -> Antwoord {
    let op = |pad| format!("{}/{pad}", uitgever.iss);
    let zegt = json!({"issuer": uitgever.iss, "authorization_endpoint": op("aanmelden?thema=blauw"),
        "token_endpoint": op("token"), "jwks_uri": op("jwks"), "end_session_endpoint": op("afmelden")});
    match uitgever.doet("ontdekking") {
        true => Json(zegt).into_response(),
        false => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn jwks(State(uitgever): Kantoor) -> Antwoord {
    match uitgever.doet("jwks") {
        true => Json(json!({"keys": [uitgever.sleutel.jwk("k1")]})).into_response(),
        false => StatusCode::BAD_GATEWAY.into_response(),
    }
}

async fn token(State(uitgever): Kantoor, headers: HeaderMap, inhoud: String) -> Antwoord {
    if !uitgever.doet("token") {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let velden = velden(&Url::parse(&format!("https://x/?{inhoud}")).unwrap());
    let fout = |fout: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": fout}))).into_response();
    let basic = format!("Basic {}", STANDARD.encode("berichtenpoort:een+geheim%3A+met+%25"));
    if headers["authorization"] != basic.as_str() {
        return fout("invalid_client");
    }
    if velden["grant_type"] != "authorization_code"
        || velden["redirect_uri"] != format!("{BASIS}/inloggen/oidc/terug")
    {
        return fout("invalid_request");
    }
    let Some(uitgegeven) = uitgever.codes.lock().unwrap().remove(&velden["code"]) else {
        return fout("invalid_grant");
    };
    if URL_SAFE_NO_PAD.encode(Sha256::digest(&velden["code_verifier"])) != uitgegeven.uitdaging {
        return fout("invalid_grant");
    }
    let sleutel = uitgegeven.sleutel.as_ref().unwrap_or(&uitgever.sleutel);
    Json(json!({"access_token": "x", "token_type": "Bearer", "id_token": sleutel.token("k1", &uitgegeven.claims)}))
        .into_response()
}

fn velden(url: &Url) -> BTreeMap<String, String> {
    url.query_pairs().into_owned().collect()
}

/// A gate at which people of Zaanstad sign in at the issuer.
struct OidcPoort {
    poort: Proefpoort,
    uitgever: Arc<Uitgever>,
    basis: String,
    client: Client,
}

/// Somebody who was sent to the issuer.
struct Aanmelding {
    koek: String,
    vraag: BTreeMap<String, String>,
}

fn regel(waarde: &str, rol: Rol, partij: Option<&str>) -> Rolregel {
    Rolregel { waarde: waarde.to_owned(), rol, partij: partij.map(str::to_owned) }
}

fn instelling(iss: &str) -> OidcInstelling {
    OidcInstelling {
        uitgever: iss.to_owned(),
        geheim: GEHEIM.to_owned().into(),
        adres_van_poort: BASIS.to_owned(),
        scopes: "profile".to_owned(),
        eisen: Aanmeldeisen {
            client: CLIENT.to_owned(),
            acr: Vec::new(),
            amr: Vec::new(),
            rollen_claim: "roles".to_owned(),
            rollen: vec![
                regel("wmo-backoffice", Rol::Backoffice, Some(GEMEENTE)),
                regel("poort-operator", Rol::Operator, None),
                regel("elders", Rol::Backoffice, Some("9999")),
            ],
        },
    }
}

impl OidcPoort {
    async fn op(store: Store) -> OidcPoort {
        OidcPoort::met(store, |_| {}).await
    }

    async fn met(store: Store, anders: impl FnOnce(&mut OidcInstelling)) -> OidcPoort {
        let (poort, uitgever) = (Proefpoort::op(store).await, Uitgever::start().await);
        let mut instelling = instelling(&uitgever.iss);
        anders(&mut instelling);
        let basis = serveer_met(&poort, &uitgever, instelling, &["127.0.0.0/8"]).await;
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        OidcPoort { poort, uitgever, basis, client }
    }

    async fn haal(&self, pad: &str) -> Response {
        self.client.get(format!("{}{pad}", self.basis)).send().await.unwrap()
    }

    async fn begin(&self) -> Aanmelding {
        let antwoord = self.haal("/inloggen/oidc").await;
        assert_eq!(antwoord.status(), 303);
        let url = Url::parse(antwoord.headers()["location"].to_str().unwrap()).unwrap();
        assert!(url.as_str().starts_with(&format!("{}/aanmelden?thema=blauw&", self.uitgever.iss)), "{url}");
        let koek = antwoord.headers()["set-cookie"].to_str().unwrap();
        for eis in
            ["__Host-aanmelding=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"]
        {
            assert!(koek.contains(eis), "{koek}");
        }
        Aanmelding { koek: koek.split_once(';').unwrap().0.to_owned(), vraag: velden(&url) }
    }

    /// What a token for Saskia says.
    fn claims(&self, aanmelding: &Aanmelding, anders: &Value) -> Value {
        let nu = self.poort.klok.nu().timestamp();
        let mut claims = json!({"iss": self.uitgever.iss, "aud": CLIENT, "sub": "saskia-1", "exp": nu + 300,
            "iat": nu, "nonce": aanmelding.vraag["nonce"], "name": "Saskia de Boer", "roles": ["wmo-backoffice"]});
        for (naam, waarde) in anders.as_object().unwrap() {
            claims[naam] = waarde.clone();
        }
        claims
    }

    /// A code of the issuer, as somebody gets who signed in there.
    fn code(&self, aanmelding: &Aanmelding, anders: &Value) -> String {
        self.code_met(aanmelding, anders, None)
    }

    fn code_met(&self, aanmelding: &Aanmelding, anders: &Value, sleutel: Option<Sleutel>) -> String {
        let uitgegeven = Uitgegeven {
            uitdaging: aanmelding.vraag["code_challenge"].clone(),
            claims: self.claims(aanmelding, anders),
            sleutel,
        };
        let mut codes = self.uitgever.codes.lock().unwrap();
        let code = format!("code-{}", uuid::Uuid::new_v4());
        codes.insert(code.clone(), uitgegeven);
        code
    }

    async fn terug(&self, koek: &str, velden: &[(&str, &str)]) -> Response {
        let mut url = Url::parse(&format!("{}/inloggen/oidc/terug", self.basis)).unwrap();
        url.query_pairs_mut().extend_pairs(velden);
        self.client.get(url).header("cookie", koek).send().await.unwrap()
    }

    async fn kom_terug(&self, aanmelding: &Aanmelding, code: &str) -> Response {
        let state = &aanmelding.vraag["state"];
        self.terug(&aanmelding.koek, &[("code", code), ("state", state), ("session_state", "x")]).await
    }

    async fn log_in(&self, anders: Value) -> Response {
        let aanmelding = self.begin().await;
        let code = self.code(&aanmelding, &anders);
        self.kom_terug(&aanmelding, &code).await
    }

    async fn ingelogd(&self) -> String {
        sessie(&self.log_in(json!({})).await).unwrap()
    }

    fn roep(&self, koek: &str, methode: Method, pad: &str) -> RequestBuilder {
        self.client.request(methode, format!("{}{pad}", self.basis)).header("cookie", koek)
    }

    async fn welkom(&self, koek: &str) -> String {
        self.roep(koek, Method::GET, "/inloggen").send().await.unwrap().text().await.unwrap()
    }

    fn later(&self, duur: TimeDelta) {
        self.poort.klok.zet(self.poort.klok.nu() + duur);
    }
}

async fn serveer_met(
    poort: &Proefpoort,
    uitgever: &Uitgever,
    instelling: OidcInstelling,
    toegestaan: &[&str],
) -> String {
    let vertrouwd = CertificateDer::from_pem_slice(uitgever.certificaat.as_bytes()).unwrap();
    let beleid = Adresbeleid::met(toegestaan.iter().map(|reeks| reeks.parse().unwrap()).collect());
    let uitgaand = Uitgaand::nieuw(beleid, vec![vertrouwd]).unwrap();
    let oidc = Oidc::nieuw(instelling, uitgaand, poort.klok.clone()).unwrap();
    let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let basis = format!("http://{}", luisteraar.local_addr().unwrap());
    let router = router_met(poort.poort.clone(), Toegang::default().met_oidc(oidc));
    tokio::spawn(axum::serve(luisteraar, router).into_future());
    basis
}

/// The cookie of a session, where an answer gives one.
fn sessie(antwoord: &Response) -> Option<String> {
    let koeken = antwoord.headers().get_all("set-cookie").iter().map(|koek| koek.to_str().unwrap());
    let sessie = koeken.into_iter().find(|koek| koek.starts_with("__Host-sessie="))?;
    assert!(sessie.contains("; Secure; HttpOnly; SameSite=Strict"), "{sessie}");
    Some(sessie.split_once(';').unwrap().0.to_owned())
}

/// Somebody was refused, and is told why.
async fn geweigerd(antwoord: Response, woord: &str) {
    let weg = antwoord
        .headers()
        .get_all("set-cookie")
        .iter()
        .any(|koek| koek.to_str().unwrap().contains("Max-Age=0"));
    let (binnen, status) = (sessie(&antwoord), antwoord.status().as_u16());
    let tekst = antwoord.text().await.unwrap();
    assert_eq!((status, binnen, weg), (403, None, true), "{tekst}");
    assert!(tekst.contains(woord) && tekst.contains("niet ingelogd"), "{woord}: {tekst}");
}

async fn storing(antwoord: Response) {
    assert_eq!((antwoord.status().as_u16(), sessie(&antwoord)), (503, None));
    assert_eq!(antwoord.headers()["retry-after"], "60");
    assert!(antwoord.text().await.unwrap().contains("nu niet te bereiken"));
}

#[tokio::test]
async fn wie_bij_de_uitgever_inlogt_komt_binnen_in_de_rol_die_de_configuratie_geeft() {
    op_elke_database(|store| async move {
        let poort = OidcPoort::op(store).await;
        let pagina = poort.haal("/inloggen").await.text().await.unwrap();
        assert!(pagina.contains("href=\"/inloggen/oidc\""));
        let aanmelding = poort.begin().await;
        for (naam, waarde) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", "https://poort.example/inloggen/oidc/terug"),
            ("scope", "openid profile"),
            ("code_challenge_method", "S256"),
        ] {
            assert_eq!(aanmelding.vraag[naam], waarde);
        }
        let code = poort.code(&aanmelding, &json!({"roles": ["iets", "poort-operator", "wmo-backoffice"]}));
        let antwoord = poort.kom_terug(&aanmelding, &code).await;
        assert_eq!(antwoord.status(), 200);
        let koek = sessie(&antwoord).unwrap();
        let tekst = antwoord.text().await.unwrap();
        assert!(tekst.contains("http-equiv=\"refresh\" content=\"0;url=/inloggen\""), "{tekst}");
        assert!(poort.welkom(&koek).await.contains("Saskia de Boer, backoffice bij Zaanstad"));
        let declaraties = poort.roep(&koek, Method::GET, "/api/v1/declaraties").send().await.unwrap();
        assert_eq!(declaraties.status(), 200);
        // The same rules as for any session: what changes something comes from a page of the gate.
        let bevestig = poort.roep(&koek, Method::POST, "/api/v1/postbus/_bevestig");
        let bevestig = bevestig.header("content-type", "application/json").body("{}").send().await.unwrap();
        probleem(bevestig, 403, "niet-van-pagina").await;
        let bekend = poort.poort.poort.store.oidc_gebruikers().await.unwrap();
        assert_eq!((bekend.len(), bekend[0].onderwerp.as_str()), (1, "saskia-1"));
    })
    .await;
}

#[tokio::test]
async fn wat_niet_bij_deze_aanmelding_hoort_logt_niemand_in() {
    let plek = Plek::sqlite();
    let poort = OidcPoort::op(open(&plek.url).await).await;
    let (een, ander) = (poort.begin().await, poort.begin().await);
    assert!(een.vraag["state"] != ander.vraag["state"] && een.vraag["nonce"] != ander.vraag["nonce"]);
    let code = poort.code(&een, &json!({}));
    let state = een.vraag["state"].as_str();
    for (koek, state) in [
        (een.koek.as_str(), "verzonnen"),
        (&een.koek, &ander.vraag["state"]),
        (&ander.koek, state),
        ("", state),
        ("__Host-aanmelding=verzonnen", state),
        (&een.koek, ""),
    ] {
        geweigerd(poort.terug(koek, &[("code", &code), ("state", state)]).await, "in deze browser").await;
    }
    let vreemd = [("code", code.as_str()), ("state", state), ("iss", "https://kwaad.example")];
    let van_ander = poort.terug(&een.koek, &vreemd);
    geweigerd(van_ander.await, "komt niet van uw organisatie").await;
    // A token with the nonce of another, and a code that was asked for by another.
    geweigerd(poort.log_in(json!({"nonce": ander.vraag["nonce"]})).await, "hoort niet bij deze aanmelding")
        .await;
    geweigerd(poort.log_in(json!({"nonce": null})).await, "hoort niet bij deze aanmelding").await;
    let gestolen = poort.code(&een, &json!({"nonce": ander.vraag["nonce"]}));
    geweigerd(poort.kom_terug(&ander, &gestolen).await, "kent dit antwoord niet").await;
}

#[tokio::test]
async fn een_antwoord_van_de_uitgever_telt_een_keer() {
    op_elke_database(|store| async move {
        let poort = OidcPoort::op(store).await;
        let aanmelding = poort.begin().await;
        let code = poort.code(&aanmelding, &json!({}));
        assert!(sessie(&poort.kom_terug(&aanmelding, &code).await).is_some());
        geweigerd(poort.kom_terug(&aanmelding, &code).await, "is al ingelogd").await;
        let vers = poort.code(&aanmelding, &json!({}));
        geweigerd(poort.kom_terug(&aanmelding, &vers).await, "is al ingelogd").await;
        geweigerd(poort.kom_terug(&poort.begin().await, &code).await, "kent dit antwoord niet").await;
    })
    .await;
}

#[tokio::test]
async fn een_token_dat_niet_klopt_logt_niemand_in() {
    let plek = Plek::sqlite();
    let poort = OidcPoort::op(open(&plek.url).await).await;
    let nu = poort.poort.klok.nu().timestamp();
    for (anders, woord) in [
        (json!({"exp": nu - 60}), "verlopen"),
        (json!({"iat": nu - 3600}), "verlopen"),
        (json!({"iat": null}), "verlopen"),
        (json!({"aud": "een andere dienst"}), "publiek klopt niet"),
        (json!({"aud": [CLIENT, "een andere dienst"]}), "niet voor deze poort"),
        (json!({"azp": "een andere dienst"}), "niet voor deze poort"),
        (json!({"iss": "https://kwaad.example"}), "publiek klopt niet"),
        (json!({"sub": null}), "niet hoe u heet"),
        (json!({"name": null}), "niet hoe u heet"),
    ] {
        geweigerd(poort.log_in(anders).await, woord).await;
    }
    let aanmelding = poort.begin().await;
    let vervalst = poort.code_met(&aanmelding, &json!({}), Some(Sleutel::ec()));
    geweigerd(poort.kom_terug(&aanmelding, &vervalst).await, "handtekening").await;
    assert!(poort.poort.poort.store.oidc_gebruikers().await.unwrap().is_empty());
    poort.ingelogd().await;
}

#[tokio::test]
async fn wie_geen_rol_heeft_die_de_configuratie_noemt_komt_niet_binnen() {
    op_elke_database(|store| async move {
        let poort = OidcPoort::op(store).await;
        for rollen in
            [json!(null), json!([]), json!(["backoffice", "beheerder", "Wmo-Backoffice"]), json!("beheerder")]
        {
            geweigerd(poort.log_in(json!({"roles": rollen})).await, "geen rol voor deze poort").await;
        }
        assert!(poort.poort.poort.store.oidc_gebruikers().await.unwrap().is_empty());
        let antwoord = poort.log_in(json!({"roles": ["elders"]})).await;
        assert_eq!((antwoord.status().as_u16(), sessie(&antwoord)), (503, None), "die partij is er niet");
        assert!(antwoord.text().await.unwrap().contains("niet goed ingericht"));
    })
    .await;
}

#[tokio::test]
async fn een_uitgever_die_weg_is_is_een_storing_en_geen_weigering() {
    let plek = Plek::sqlite();
    let poort = OidcPoort::op(open(&plek.url).await).await;
    poort.uitgever.is_stuk(Some("ontdekking"));
    storing(poort.haal("/inloggen/oidc").await).await;
    poort.later(TimeDelta::seconds(10));
    poort.uitgever.is_stuk(None);
    for wat in ["token", "jwks"] {
        let aanmelding = poort.begin().await;
        let code = poort.code(&aanmelding, &json!({}));
        poort.uitgever.is_stuk(Some(wat));
        storing(poort.kom_terug(&aanmelding, &code).await).await;
        poort.uitgever.is_stuk(None);
        poort.later(TimeDelta::seconds(30));
    }
    poort.ingelogd().await;
    // What it said of itself is used for a day.
    poort.later(TimeDelta::hours(2));
    poort.uitgever.is_stuk(Some("ontdekking"));
    poort.ingelogd().await;
    poort.later(TimeDelta::hours(22));
    storing(poort.haal("/inloggen/oidc").await).await;
}

#[tokio::test]
async fn wat_de_uitgever_niet_afmaakt_of_te_laat_komt_logt_niemand_in() {
    let plek = Plek::sqlite();
    let poort = OidcPoort::op(open(&plek.url).await).await;
    let met_fout = async |fout: &str| {
        let aanmelding = poort.begin().await;
        poort.terug(&aanmelding.koek, &[("error", fout), ("state", &aanmelding.vraag["state"])]).await
    };
    geweigerd(met_fout("access_denied").await, "niet afgemaakt").await;
    geweigerd(met_fout("<script>").await, "niet afgemaakt").await;
    storing(met_fout("temporarily_unavailable").await).await;
    storing(met_fout("server_error").await).await;
    let aanmelding = poort.begin().await;
    poort.later(TimeDelta::minutes(10));
    let code = poort.code(&aanmelding, &json!({}));
    geweigerd(poort.kom_terug(&aanmelding, &code).await, "duurde te lang").await;
}

#[tokio::test]
async fn wie_om_een_tweede_factor_vraagt_laat_niemand_zonder_binnen() {
    let plek = Plek::sqlite();
    let store = open(&plek.url).await;
    let poort = OidcPoort::met(store, |instelling| {
        instelling.eisen.acr = vec!["hoog".to_owned(), "hoger".to_owned()];
        instelling.eisen.amr = vec!["mfa".to_owned()];
    })
    .await;
    assert_eq!(poort.begin().await.vraag["acr_values"], "hoog hoger");
    geweigerd(poort.log_in(json!({})).await, "tweede factor").await;
    geweigerd(poort.log_in(json!({"acr": "laag", "amr": ["mfa"]})).await, "tweede factor").await;
    geweigerd(poort.log_in(json!({"acr": "hoog", "amr": ["pwd"]})).await, "tweede factor").await;
    assert!(sessie(&poort.log_in(json!({"acr": "hoger", "amr": ["pwd", "mfa"]})).await).is_some());
}

#[tokio::test]
async fn uitloggen_eindigt_de_sessie_hier_en_wijst_de_weg_naar_de_uitgever() {
    let plek = Plek::sqlite();
    let poort = OidcPoort::op(open(&plek.url).await).await;
    let koek = poort.ingelogd().await;
    let welkom = poort.welkom(&koek).await;
    let code = welkom.split_once("name=\"formuliercode\" value=\"").unwrap().1.split_once('"').unwrap().0;
    let uit = poort.roep(&koek, Method::POST, "/uitloggen");
    let uit = uit.header("content-type", "application/x-www-form-urlencoded");
    let uit = uit.body(format!("formuliercode={code}")).send().await.unwrap();
    assert_eq!(uit.status(), 200);
    let weg = uit.headers()["set-cookie"].to_str().unwrap().to_owned();
    let tekst = uit.text().await.unwrap();
    let naar =
        format!("url={}/afmelden?client_id=berichtenpoort&amp;post_logout_redirect_uri=", poort.uitgever.iss);
    assert!(weg.contains("Max-Age=0") && tekst.contains(&naar), "{weg} {tekst}");
    assert!(!poort.welkom(&koek).await.contains("Saskia"), "de sessie hier is voorbij");
}

#[tokio::test]
async fn wie_geblokkeerd_is_of_een_rol_heeft_die_niet_meer_wordt_genoemd_is_er_meteen_uit() {
    op_elke_database(|store| async move {
        let poort = OidcPoort::op(store).await;
        let (koek, nu) = (poort.ingelogd().await, poort.poort.klok.nu());
        let mut zonder = instelling(&poort.uitgever.iss);
        zonder.eisen.rollen.retain(|regel| regel.rol == Rol::Operator);
        let elders = serveer_met(&poort.poort, &poort.uitgever, zonder, &["127.0.0.0/8"]).await;
        let daar = poort.client.get(format!("{elders}/api/v1/declaraties")).header("cookie", &koek);
        probleem(daar.send().await.unwrap(), 401, "geen-toegang").await;
        assert!(poort.welkom(&koek).await.contains("Saskia"));
        let store = &poort.poort.poort.store;
        assert!(store.blokkeer_oidc("saskia-1", Some(nu)).await.unwrap());
        assert!(!store.blokkeer_oidc("iemand anders", Some(nu)).await.unwrap());
        assert!(!poort.welkom(&koek).await.contains("Saskia"));
        geweigerd(poort.log_in(json!({})).await, "geblokkeerd").await;
        assert!(store.blokkeer_oidc("saskia-1", None).await.unwrap());
        poort.ingelogd().await;
    })
    .await;
}

#[tokio::test]
async fn de_naam_blijft_die_van_de_eerste_keer_en_de_rol_is_die_van_de_laatste() {
    op_elke_database(|store| async move {
        let poort = OidcPoort::op(store).await;
        poort.ingelogd().await;
        let koek = poort.log_in(json!({"name": "Ruben Kok", "roles": "poort-operator"})).await;
        let welkom = poort.welkom(&sessie(&koek).unwrap()).await;
        assert!(welkom.contains("Saskia de Boer, operator bij de poort zelf"), "{welkom}");
        let ander = poort.log_in(json!({"sub": "ruben-1", "name": "Ruben Kok"})).await;
        assert!(poort.welkom(&sessie(&ander).unwrap()).await.contains("Ruben Kok, backoffice"));
    })
    .await;
}

#[tokio::test]
async fn wat_in_de_poort_niet_goed_is_ingericht_ligt_niet_aan_wie_inlogt() {
    let plek = Plek::sqlite();
    let store = open(&plek.url).await;
    let poort =
        OidcPoort::met(store.clone(), |instelling| instelling.geheim = "een ander".to_owned().into()).await;
    let antwoord = poort.log_in(json!({})).await;
    assert_eq!((antwoord.status().as_u16(), sessie(&antwoord)), (503, None));
    assert!(antwoord.text().await.unwrap().contains("niet goed ingericht"));
    // An issuer on an address that nobody allowed is never asked.
    let basis = serveer_met(&poort.poort, &poort.uitgever, instelling(&poort.uitgever.iss), &[]).await;
    let antwoord = poort.client.get(format!("{basis}/inloggen/oidc")).send().await.unwrap();
    storing(antwoord).await;
    let fout = |anders: fn(&mut OidcInstelling)| {
        let mut instelling = instelling("https://uitgever.example");
        anders(&mut instelling);
        let uitgaand = Uitgaand::nieuw(Adresbeleid::default(), Vec::new()).unwrap();
        Oidc::nieuw(instelling, uitgaand, Klok::systeem()).is_err()
    };
    assert!(!fout(|_| {}));
    assert!(fout(|instelling| instelling.uitgever = "http://uitgever.example".to_owned()));
    assert!(fout(|instelling| instelling.adres_van_poort = "https://poort.example/pad".to_owned()));
}
