//! TLS with real certificates: the certificate of the gate, and those that callers show.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use berichtenpoort::http::tls::{Tls, TlsFout, TlsInstelling, vingerafdruk_van_pem};
use berichtenpoort::http::{Grenzen, Toegang, router_met, serveer};
use berichtenpoort::store::Store;
use berichtenpoort::toegang::Herkenning;
use reqwest::{Certificate, Client, ClientBuilder, Identity, Response};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, GEMEENTE};
use crate::certificaten::{Paar, Uitgever};
use crate::gemeenschap::{Plek, op_elke_database, open};

const OIN: &str = "00000001234567890000";

/// A gate that speaks TLS.
struct TlsPoort {
    poort: Proefpoort,
    basis: String,
    tls: Arc<Tls>,
    uitgever: Uitgever,
    map: TempDir,
}

impl TlsPoort {
    async fn op(store: Store, clients: Option<&Uitgever>, verplicht: bool) -> TlsPoort {
        let (map, uitgever) = (tempfile::tempdir().unwrap(), Uitgever::nieuw("Uitgever van de poort"));
        let pad = |naam: &str| map.path().join(naam);
        schrijf(&map, &uitgever.server());
        if let Some(clients) = clients {
            fs::write(pad("clients.pem"), clients.pem()).unwrap();
        }
        let instelling = TlsInstelling {
            certificaat: pad("poort.pem"),
            sleutel: pad("poort.key"),
            client_ca: clients.map(|_| pad("clients.pem")),
            client_verplicht: verplicht,
        };
        let tls = Arc::new(Tls::lees(instelling).unwrap());
        let poort = Proefpoort::op(store).await;
        let luisteraar = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let basis = format!("https://{}/api/v1", luisteraar.local_addr().unwrap());
        let router = router_met(poort.poort.clone(), Toegang::default());
        let (grenzen, nooit) = (Grenzen::default(), std::future::pending());
        tokio::spawn(serveer(luisteraar, router, Some(Arc::clone(&tls)), grenzen, nooit));
        TlsPoort { poort, basis, tls, uitgever, map }
    }

    /// A client that trusts the authority of the gate, and no other.
    fn client(&self) -> ClientBuilder {
        Client::builder().tls_certs_only([Certificate::from_pem(self.uitgever.pem().as_bytes()).unwrap()])
    }

    /// A client that shows this certificate.
    fn met(&self, paar: &Paar) -> Client {
        self.client().identity(Identity::from_pem(&paar.samen()).unwrap()).build().unwrap()
    }

    async fn postbus(&self, client: &Client) -> Result<Response, reqwest::Error> {
        client.get(format!("{}/postbus", self.basis)).send().await
    }

    async fn herken(&self, code: &str, herkenning: &Herkenning) {
        let partij = &self.poort.partijen[code];
        let nu = self.poort.klok.nu();
        self.poort.poort.store.leg_certificaat_vast(partij, herkenning, "proef", nu).await.unwrap();
    }
}

fn schrijf(map: &TempDir, paar: &Paar) {
    fs::write(map.path().join("poort.pem"), &paar.certificaat).unwrap();
    fs::write(map.path().join("poort.key"), &paar.sleutel).unwrap();
}

fn vingerafdruk(paar: &Paar) -> Herkenning {
    vingerafdruk_van_pem(paar.certificaat.as_bytes()).unwrap()
}

#[tokio::test]
async fn over_tls_1_2_en_1_3_werkt_alles_als_ervoor_en_browsers_blijven_bij_tls() {
    op_elke_database(|store| async move {
        let poort = TlsPoort::op(store, None, false).await;
        let sleutel = poort.poort.sleutel_van(GEMEENTE, "Imane Haddou").await;
        for hoogste in [reqwest::tls::Version::TLS_1_2, reqwest::tls::Version::TLS_1_3] {
            let client = poort.client().tls_version_max(hoogste).build().unwrap();
            let verzoek = client.get(format!("{}/postbus", poort.basis)).bearer_auth(&sleutel);
            let antwoord = verzoek.send().await.unwrap();
            assert_eq!(antwoord.status(), 200);
            assert!(
                antwoord.headers()["strict-transport-security"].to_str().unwrap().starts_with("max-age=")
            );
            assert_eq!(antwoord.headers()["x-content-type-options"], "nosniff");
            assert!(
                antwoord.headers()["content-security-policy"]
                    .to_str()
                    .unwrap()
                    .contains("default-src 'none'")
            );
            probleem(poort.postbus(&client).await.unwrap(), 401, "geen-toegang").await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_nieuw_certificaat_is_zonder_herstart_in_gebruik_en_een_kapot_certificaat_niet() {
    let plek = Plek::sqlite();
    let poort = TlsPoort::op(open(&plek.url).await, None, false).await;
    let nieuw = Uitgever::nieuw("Nieuwe uitgever");
    let vertrouwt = |uitgever: &Uitgever| {
        let wortel = Certificate::from_pem(uitgever.pem().as_bytes()).unwrap();
        Client::builder().tls_certs_only([wortel]).build().unwrap()
    };
    assert!(!poort.tls.herlaad().unwrap(), "er is niets nieuws");
    schrijf(&poort.map, &nieuw.server());
    assert!(poort.postbus(&vertrouwt(&nieuw)).await.is_err(), "het is nog niet gelezen");
    assert!(poort.tls.herlaad().unwrap());
    assert!(poort.postbus(&vertrouwt(&nieuw)).await.is_ok());
    assert!(poort.postbus(&vertrouwt(&poort.uitgever)).await.is_err(), "het oude is weg");

    let goed = nieuw.server();
    let vreemd = Paar { certificaat: goed.certificaat.clone(), sleutel: nieuw.server().sleutel };
    schrijf(&poort.map, &vreemd);
    assert!(matches!(poort.tls.herlaad(), Err(TlsFout::Paar(_))), "de sleutel is van een ander certificaat");
    assert!(!poort.tls.herlaad().unwrap(), "één keer vertellen is genoeg");
    schrijf(&poort.map, &Paar { certificaat: "geen certificaat".to_owned(), sleutel: goed.sleutel.clone() });
    assert!(matches!(poort.tls.herlaad(), Err(TlsFout::Inhoud { .. })));
    fs::remove_file(poort.map.path().join("poort.pem")).unwrap();
    assert!(matches!(poort.tls.herlaad(), Err(TlsFout::Bestand { .. })));
    assert!(poort.postbus(&vertrouwt(&nieuw)).await.is_ok(), "wat het deed, blijft het doen");
    schrijf(&poort.map, &goed);
    assert!(poort.tls.herlaad().unwrap());
}

#[test]
fn zonder_goede_bestanden_begint_tls_niet() {
    let map = tempfile::tempdir().unwrap();
    let uitgever = Uitgever::nieuw("Uitgever");
    let instelling = |client_ca: Option<PathBuf>| TlsInstelling {
        certificaat: map.path().join("poort.pem"),
        sleutel: map.path().join("poort.key"),
        client_ca,
        client_verplicht: false,
    };
    let fout = |instelling| Tls::lees(instelling).err().unwrap();
    assert!(fout(instelling(None)).to_string().contains("poort.pem"));
    schrijf(&map, &uitgever.server());
    assert!(Tls::lees(instelling(None)).is_ok());
    let leeg = map.path().join("leeg.pem");
    fs::write(&leeg, "").unwrap();
    assert!(matches!(fout(instelling(Some(leeg))), TlsFout::Inhoud { .. }));
}

#[tokio::test]
async fn een_client_certificaat_wijst_de_partij_aan_met_zijn_vingerafdruk_of_zijn_oin() {
    op_elke_database(|store| async move {
        let clients = Uitgever::nieuw("Uitgever van partijen");
        let poort = TlsPoort::op(store, Some(&clients), false).await;
        let (een, ander) = (clients.client(OIN), clients.client(OIN));
        let met_een = poort.met(&een);
        let json = probleem(poort.postbus(&met_een).await.unwrap(), 401, "geen-toegang").await;
        assert!(json["detail"].as_str().unwrap().contains("hoort bij geen partij"), "{json}");

        poort.herken(AANBIEDER, &vingerafdruk(&een)).await;
        assert_eq!(poort.postbus(&met_een).await.unwrap().status(), 200, "op dezelfde verbinding");
        probleem(poort.postbus(&poort.met(&ander)).await.unwrap(), 401, "geen-toegang").await;
        poort.herken(AANBIEDER, &Herkenning::oin(OIN).unwrap()).await;
        assert_eq!(poort.postbus(&poort.met(&ander)).await.unwrap().status(), 200);

        let declaraties = met_een.get(format!("{}/declaraties", poort.basis)).send().await.unwrap();
        assert_eq!(declaraties.status(), 200, "een certificaat heeft alle rechten van zijn partij");
        let zonder = poort.client().build().unwrap();
        probleem(poort.postbus(&zonder).await.unwrap(), 401, "geen-toegang").await;
    })
    .await;
}

#[tokio::test]
async fn een_ingetrokken_certificaat_geeft_geen_toegang_meer_en_is_opnieuw_vast_te_leggen() {
    op_elke_database(|store| async move {
        let clients = Uitgever::nieuw("Uitgever van partijen");
        let poort = TlsPoort::op(store, Some(&clients), false).await;
        let paar = clients.client(OIN);
        poort.herken(AANBIEDER, &vingerafdruk(&paar)).await;
        let (store, nu) = (&poort.poort.poort.store, poort.poort.klok.nu());
        let ander = &poort.poort.partijen[GEMEENTE];
        assert!(store.leg_certificaat_vast(ander, &vingerafdruk(&paar), "proef", nu).await.is_err());
        let partij = poort.poort.partijen[AANBIEDER].id;
        let id = store.certificaten(partij).await.unwrap()[0].id;
        assert!(store.trek_certificaat_in(id, nu).await.unwrap());
        assert!(!store.trek_certificaat_in(id, nu).await.unwrap());
        probleem(poort.postbus(&poort.met(&paar)).await.unwrap(), 401, "geen-toegang").await;
        poort.herken(GEMEENTE, &vingerafdruk(&paar)).await;
        assert_eq!(poort.postbus(&poort.met(&paar)).await.unwrap().status(), 200);
    })
    .await;
}

#[tokio::test]
async fn een_ingetrokken_certificaat_komt_ook_met_zijn_oin_niet_meer_binnen_en_een_ander_met_die_oin_wel() {
    op_elke_database(|store| async move {
        let clients = Uitgever::nieuw("Uitgever van partijen");
        let poort = TlsPoort::op(store, Some(&clients), false).await;
        let (gelekt, ander) = (clients.client(OIN), clients.client(OIN));
        for herkenning in [Herkenning::oin(OIN).unwrap(), vingerafdruk(&gelekt)] {
            poort.herken(AANBIEDER, &herkenning).await;
        }
        let (store, nu) = (&poort.poort.poort.store, poort.poort.klok.nu());
        let lijst = store.certificaten(poort.poort.partijen[AANBIEDER].id).await.unwrap();
        let van_gelekt = lijst.iter().find(|een| een.herkenning == vingerafdruk(&gelekt)).unwrap().id;
        assert!(store.trek_certificaat_in(van_gelekt, nu).await.unwrap());
        probleem(poort.postbus(&poort.met(&gelekt)).await.unwrap(), 401, "geen-toegang").await;
        assert_eq!(poort.postbus(&poort.met(&ander)).await.unwrap().status(), 200);
        poort.herken(AANBIEDER, &vingerafdruk(&gelekt)).await;
        assert_eq!(poort.postbus(&poort.met(&gelekt)).await.unwrap().status(), 200, "weer vastgelegd");
    })
    .await;
}

#[tokio::test]
async fn wat_een_andere_pagina_met_het_certificaat_van_een_browser_doet_gebeurt_niet() {
    let plek = Plek::sqlite();
    let clients = Uitgever::nieuw("Uitgever van partijen");
    let poort = TlsPoort::op(open(&plek.url).await, Some(&clients), false).await;
    let paar = clients.client(OIN);
    poort.herken(AANBIEDER, &vingerafdruk(&paar)).await;
    let client = poort.met(&paar);
    let bevestig = || {
        let verzoek = client.post(format!("{}/postbus/_bevestig", poort.basis));
        verzoek.header("content-type", "application/json").body("{\"leveringen\": []}")
    };
    for (naam, waarde) in [("sec-fetch-site", "cross-site"), ("origin", "https://kwaad.example")] {
        let elders = bevestig().header(naam, waarde).send().await.unwrap();
        probleem(elders, 403, "niet-van-pagina").await;
        let lezen = client.get(format!("{}/postbus", poort.basis)).header(naam, waarde).send().await.unwrap();
        assert_eq!(lezen.status(), 200);
    }
    let van_software = bevestig().send().await.unwrap();
    assert_ne!(van_software.status(), 403);
    let van_pagina = bevestig().header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_ne!(van_pagina.status(), 403);
}

#[tokio::test]
async fn een_certificaat_van_een_andere_uitgever_of_een_verlopen_certificaat_komt_niet_binnen() {
    let plek = Plek::sqlite();
    let clients = Uitgever::nieuw("Uitgever van partijen");
    let poort = TlsPoort::op(open(&plek.url).await, Some(&clients), false).await;
    poort.herken(AANBIEDER, &Herkenning::oin(OIN).unwrap()).await;
    let vreemd = Uitgever::nieuw("Uitgever van partijen").client(OIN);
    assert!(poort.postbus(&poort.met(&vreemd)).await.is_err());
    assert!(poort.postbus(&poort.met(&clients.verlopen_client(OIN))).await.is_err());
    assert_eq!(poort.postbus(&poort.met(&clients.client(OIN))).await.unwrap().status(), 200);
    for geen_oin in ["123", "0000000123456789000x"] {
        let antwoord = poort.postbus(&poort.met(&clients.client(geen_oin))).await.unwrap();
        probleem(antwoord, 401, "geen-toegang").await;
    }
}

#[tokio::test]
async fn een_sleutel_en_een_certificaat_zijn_van_dezelfde_partij() {
    op_elke_database(|store| async move {
        let clients = Uitgever::nieuw("Uitgever van partijen");
        let poort = TlsPoort::op(store, Some(&clients), false).await;
        let (van_aanbieder, van_niemand) = (clients.client(OIN), clients.client("123"));
        poort.herken(AANBIEDER, &Herkenning::oin(OIN).unwrap()).await;
        let vraag = async |paar: &Paar, code: &str| {
            let sleutel = poort.poort.sleutel_van(code, "Imane Haddou").await;
            let verzoek = poort.met(paar).get(format!("{}/postbus", poort.basis)).bearer_auth(sleutel);
            verzoek.send().await.unwrap()
        };
        assert_eq!(vraag(&van_aanbieder, AANBIEDER).await.status(), 200);
        let json = probleem(vraag(&van_aanbieder, GEMEENTE).await, 401, "geen-toegang").await;
        assert!(json["detail"].as_str().unwrap().contains("verschillende partijen"), "{json}");
        // A supplier that acts for several parties shows a certificate of its own.
        assert_eq!(vraag(&van_niemand, GEMEENTE).await.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn wie_een_certificaat_verplicht_stelt_spreekt_met_niemand_zonder() {
    let plek = Plek::sqlite();
    let clients = Uitgever::nieuw("Uitgever van partijen");
    let poort = TlsPoort::op(open(&plek.url).await, Some(&clients), true).await;
    assert!(poort.postbus(&poort.client().build().unwrap()).await.is_err());
    probleem(poort.postbus(&poort.met(&clients.client(OIN))).await.unwrap(), 401, "geen-toegang").await;
}
