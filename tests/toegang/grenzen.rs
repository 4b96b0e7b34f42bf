//! What a caller cannot ask of the gate: too much, too fast, or too slowly.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use berichtenpoort::http::tls::{Tls, TlsInstelling};
use berichtenpoort::http::{Grenzen, Tempo, TempoInstelling, Toegang, Verbinding, router_met, serveer};
use chrono::TimeDelta;
use reqwest::{Certificate, Client, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, GEMEENTE};
use crate::certificaten::Uitgever;
use crate::gemeenschap::sleutels::SLEUTEL;
use crate::gemeenschap::{Plek, op_elke_database, open};

/// Serves a gate within these limits.
async fn serveer_met(poort: &Proefpoort, tempo: u32, grenzen: Grenzen, tls: Option<Arc<Tls>>) -> SocketAddr {
    let instelling =
        TempoInstelling { verzoeken_per_minuut: NonZeroU32::new(tempo), pogingen_per_minuut: None };
    let toegang = Toegang::default().met_tempo(Tempo::nieuw(instelling, poort.klok.clone()));
    let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adres = luisteraar.local_addr().unwrap();
    let router = router_met(poort.poort.clone(), toegang);
    tokio::spawn(serveer(luisteraar, router, tls, grenzen, std::future::pending()));
    adres
}

async fn vraag(adres: SocketAddr, sleutel: &str) -> Response {
    let verzoek = Client::new().get(format!("http://{adres}/api/v1/postbus")).bearer_auth(sleutel);
    verzoek.send().await.unwrap()
}

#[tokio::test]
async fn wie_te_veel_verzoeken_doet_krijgt_429_met_wanneer_het_weer_kan_en_een_ander_merkt_niets() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let adres = serveer_met(&poort, 3, Grenzen::default(), None).await;
        let druk = poort.sleutel_van(GEMEENTE, "Imane Haddou").await;
        let ook_druk = poort.sleutel_van(GEMEENTE, "Ruben Kok").await;
        let ander = poort.sleutel_van(AANBIEDER, "Saskia de Boer").await;
        for over in [2, 1, 0] {
            let antwoord = vraag(adres, &druk).await;
            assert_eq!(antwoord.status(), 200);
            assert_eq!(antwoord.headers()["ratelimit-policy"], "\"partij\";q=3;w=60");
            assert_eq!(antwoord.headers()["ratelimit"], format!("\"partij\";r={over}"));
        }
        let te_veel = vraag(adres, &ook_druk).await;
        assert_eq!(te_veel.headers()["retry-after"], "20");
        assert_eq!(te_veel.headers()["ratelimit"], "\"partij\";r=0");
        probleem(te_veel, 429, "te-veel-verzoeken").await;
        assert_eq!(vraag(adres, &ander).await.status(), 200);
        poort.klok.zet(poort.klok.nu() + TimeDelta::seconds(20));
        assert_eq!(vraag(adres, &druk).await.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn van_een_adres_dat_te_vaak_raadt_luistert_de_poort_even_niet() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let instelling =
            TempoInstelling { verzoeken_per_minuut: None, pogingen_per_minuut: NonZeroU32::new(2) };
        let toegang = Toegang::default().met_tempo(Tempo::nieuw(instelling, poort.klok.clone()));
        // As if from elsewhere: this machine itself is always listened to.
        let vanaf = |adres: &str| {
            let verbinding = Verbinding { adres: adres.parse().unwrap(), certificaat: None };
            router_met(poort.poort.clone(), toegang.clone()).layer(Extension(verbinding))
        };
        let serveer = async |router: axum::Router| {
            let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let adres = luisteraar.local_addr().unwrap();
            tokio::spawn(axum::serve(luisteraar, router).into_future());
            adres
        };
        let (rader, ander) = (serveer(vanaf("192.0.2.1:1")).await, serveer(vanaf("192.0.2.2:1")).await);
        let sleutel = poort.sleutel_van(GEMEENTE, "Imane Haddou").await;
        for _ in 0..3 {
            probleem(vraag(rader, "bp_geraden").await, 401, "geen-toegang").await;
        }
        let dicht = vraag(rader, &sleutel).await;
        assert_eq!(dicht.headers()["retry-after"], "30");
        probleem(dicht, 429, "te-vaak-geraden").await;
        assert_eq!(vraag(ander, &sleutel).await.status(), 200);
        poort.klok.zet(poort.klok.nu() + TimeDelta::seconds(30));
        assert_eq!(vraag(rader, &sleutel).await.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn wie_bij_een_account_te_vaak_misraadt_wacht_en_de_eigenaar_elders_niet() {
    let plek = Plek::sqlite();
    let poort = Proefpoort::op(open(&plek.url).await).await;
    let instelling = TempoInstelling { verzoeken_per_minuut: None, pogingen_per_minuut: NonZeroU32::new(60) };
    let toegang = Toegang::default().met_tempo(Tempo::nieuw(instelling, poort.klok.clone()));
    let vanaf = async |adres: &str| {
        let verbinding = Verbinding { adres: adres.parse().unwrap(), certificaat: None };
        let router = router_met(poort.poort.clone(), toegang.clone()).layer(Extension(verbinding));
        let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adres = luisteraar.local_addr().unwrap();
        tokio::spawn(axum::serve(luisteraar, router).into_future());
        adres
    };
    let log_in = async |adres: SocketAddr, naam: &str| {
        let verzoek = Client::new().post(format!("http://{adres}/inloggen"));
        let verzoek = verzoek.header("content-type", "application/x-www-form-urlencoded");
        verzoek.body(format!("naam={naam}&wachtwoord=geraden&code=0")).send().await.unwrap()
    };
    let (rader, elders) = (vanaf("192.0.2.1:1").await, vanaf("192.0.2.2:1").await);
    for _ in 0..11 {
        assert_eq!(log_in(rader, "saskia").await.status(), 403);
    }
    let dicht = log_in(rader, "Saskia").await;
    assert_eq!(dicht.headers()["retry-after"], "90");
    probleem(dicht, 429, "te-vaak-geraden").await;
    assert_eq!(log_in(rader, "ruben").await.status(), 403);
    assert_eq!(log_in(elders, "saskia").await.status(), 403);
}

#[tokio::test]
async fn een_kop_die_niet_afkomt_en_een_verbinding_die_zwijgt_houden_niets_bezet() {
    let plek = Plek::sqlite();
    let poort = Proefpoort::op(open(&plek.url).await).await;
    let kort = Duration::from_millis(50);
    let grenzen = Grenzen { kop: kort, verbindingen: 1, ..Grenzen::default() };
    let adres = serveer_met(&poort, 0, grenzen, None).await;
    for begin in ["", "GET /health/live HTTP/1.1\r\nHost: poort\r\nX-Traag: "] {
        let mut traag = TcpStream::connect(adres).await.unwrap();
        traag.write_all(begin.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        // Ends because the gate hangs up, whatever it says first.
        let _ = traag.read_to_end(&mut rest).await;
        assert!(!String::from_utf8_lossy(&rest).contains("in orde"));
    }
}

#[tokio::test]
async fn wie_tls_begint_en_dan_zwijgt_houdt_niets_bezet() {
    let plek = Plek::sqlite();
    let poort = Proefpoort::op(open(&plek.url).await).await;
    let (map, uitgever) = (tempfile::tempdir().unwrap(), Uitgever::nieuw("Uitgever"));
    let paar = uitgever.server();
    let (certificaat, sleutel) = (map.path().join("poort.pem"), map.path().join("poort.key"));
    std::fs::write(&certificaat, paar.certificaat).unwrap();
    std::fs::write(&sleutel, paar.sleutel).unwrap();
    let instelling = TlsInstelling { certificaat, sleutel, client_ca: None, client_verplicht: false };
    let tls = Arc::new(Tls::lees(instelling).unwrap());
    let grenzen = Grenzen { handdruk: Duration::from_millis(50), verbindingen: 1, ..Grenzen::default() };
    let adres = serveer_met(&poort, 0, grenzen, Some(tls)).await;
    let mut traag = TcpStream::connect(adres).await.unwrap();
    let mut rest = Vec::new();
    let _ = traag.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
}

#[tokio::test]
async fn wie_geen_plaats_heeft_wacht_tot_een_ander_gaat() {
    let plek = Plek::sqlite();
    let poort = Proefpoort::op(open(&plek.url).await).await;
    let adres = serveer_met(&poort, 0, Grenzen { verbindingen: 1, ..Grenzen::default() }, None).await;
    let mut eerste = TcpStream::connect(adres).await.unwrap();
    eerste.write_all(b"GET /health/live HTTP/1.1\r\nHost: poort\r\n\r\n").await.unwrap();
    let mut begin = [0; 12];
    eerste.read_exact(&mut begin).await.unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
    let tweede = tokio::spawn(Client::new().get(format!("http://{adres}/health/live")).send());
    assert!(!tweede.is_finished());
    drop(eerste);
    assert_eq!(tweede.await.unwrap().unwrap().status(), 200);
}

#[cfg(unix)]
#[test]
fn serve_spreekt_tls_en_gaat_op_sighup_over_op_een_nieuw_certificaat() {
    let (map, uitgever) = (tempfile::tempdir().unwrap(), Uitgever::nieuw("Uitgever"));
    let schrijf = |uitgever: &Uitgever| {
        let paar = uitgever.server();
        std::fs::write(map.path().join("poort.pem"), paar.certificaat).unwrap();
        std::fs::write(map.path().join("poort.key"), paar.sleutel).unwrap();
    };
    schrijf(&uitgever);
    let mut kind = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
        .current_dir(map.path())
        .env_remove("BERICHTENPOORT_DATABASE_URL")
        .env("BERICHTENPOORT_LOG", "info")
        .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
        .args(["serve", "--listen", "127.0.0.1:0", "--database-url", "sqlite:poort.db"])
        .args(["--tls-certificaat", "poort.pem", "--tls-sleutel", "poort.key"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let regel = BufReader::new(kind.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let adres = regel.split_once("https://").unwrap().1.split_once(". ").unwrap().0.to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let status = |uitgever: &Uitgever| {
        let wortel = Certificate::from_pem(uitgever.pem().as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([wortel]).build().unwrap();
        let antwoord = runtime.block_on(client.get(format!("https://{adres}/health/live")).send());
        antwoord.map(|antwoord| antwoord.status().as_u16()).ok()
    };
    berichtenpoort::uitgaand::kies_tls();
    assert_eq!(status(&uitgever), Some(200));
    let nieuw = Uitgever::nieuw("Nieuwe uitgever");
    schrijf(&nieuw);
    let gegeven = Command::new("kill").args(["-HUP", &kind.id().to_string()]).status().unwrap();
    assert!(gegeven.success());
    // Kept until the end: a gate whose log nobody reads is another story.
    let mut log = BufReader::new(kind.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(log.any(|regel| regel.contains("het nieuwe TLS-certificaat is in gebruik")));
    assert_eq!((status(&nieuw), status(&uitgever)), (Some(200), None));
    kind.kill().unwrap();
    kind.wait().unwrap();
}
