//! People who sign in: with a password and a second factor, for a while, and only from the gate's own pages.

use std::sync::Arc;

use berichtenpoort::partij::Medewerker;
use berichtenpoort::poort::{Inloggen, Sessiesleutel};
use berichtenpoort::store::{Store, TweedeFactor};
use berichtenpoort::toegang::{
    Gebruiker, Houder, Rol, hash_van_herstelcode, hash_van_wachtwoord, nieuw_totp_geheim,
};
use chrono::TimeDelta;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use tokio::task::JoinSet;
use totp_rs::Builder;
use uuid::Uuid;

use crate::api::{Proefpoort, probleem};
use crate::berichten::GEMEENTE;
use crate::gemeenschap::{Plek, getallen, op_elke_database, op_elke_url, open};

const WACHTWOORD: &str = "vier losse woorden samen";
const HERSTELCODE: &str = "aaaa-bbbb-cccc-dddd";

/// A gate at which Saskia of the backoffice may sign in.
struct Kantoor {
    poort: Proefpoort,
    geheim: [u8; 20],
    id: Uuid,
}

impl Kantoor {
    async fn op(store: Store) -> Kantoor {
        let poort = Proefpoort::op(store).await;
        let geheim = nieuw_totp_geheim().unwrap();
        let medewerker = Some(Medewerker::nieuw("Saskia de Boer").unwrap());
        let partij = Some(poort.partijen[GEMEENTE].clone());
        let saskia = Gebruiker {
            id: Uuid::now_v7(),
            naam: "saskia".to_owned(),
            houder: Houder::nieuw(partij, medewerker, Some(Rol::Backoffice), None).unwrap(),
            wachtwoord: hash_van_wachtwoord(WACHTWOORD).unwrap(),
            dicht_tot: None,
            geblokkeerd_op: None,
        };
        let codes = [hash_van_herstelcode(HERSTELCODE)];
        let tweede = TweedeFactor { geheim: &geheim, herstelcodes: &codes };
        let store = &poort.poort.store;
        store.voeg_gebruiker_toe(&saskia, tweede, poort.klok.nu()).await.unwrap();
        assert!(
            store.voeg_gebruiker_toe(&saskia, tweede, poort.klok.nu()).await.is_err(),
            "de naam is bezet"
        );
        Kantoor { geheim, id: saskia.id, poort }
    }

    /// The code that an app shows now.
    fn code(&self) -> String {
        let totp = Builder::new().with_secret(self.geheim.to_vec()).build().unwrap();
        totp.generate(u64::try_from(self.poort.klok.nu().timestamp()).unwrap()).to_string()
    }

    async fn log_in(&self, naam: &str, wachtwoord: &str, code: &str) -> Option<Sessiesleutel> {
        match self.poort.poort.log_in(naam, wachtwoord.to_owned(), code).await.unwrap() {
            Inloggen::Gelukt(sleutel) => Some(sleutel),
            Inloggen::Niet => None,
            Inloggen::TeDruk => panic!("te druk"),
        }
    }

    async fn ingelogd(&self) -> Sessiesleutel {
        self.log_in("saskia", WACHTWOORD, &self.code()).await.unwrap()
    }

    async fn is_ingelogd(&self, sleutel: &Sessiesleutel) -> bool {
        self.poort.poort.ingelogd(sleutel).await.unwrap().is_some()
    }

    fn later(&self, duur: TimeDelta) {
        self.poort.klok.zet(self.poort.klok.nu() + duur);
    }

    /// A call in the way of a browser that is signed in.
    fn roep(&self, sleutel: &Sessiesleutel, methode: Method, pad: &str) -> RequestBuilder {
        let koek = format!("__Host-sessie={}", sleutel.as_str());
        self.poort.zonder_sleutel(methode, pad).header("cookie", koek)
    }
}

/// A form as a browser sends it, which does not follow where it is sent on to.
fn formulier(kantoor: &Kantoor, pad: &str, velden: &[(&str, &str)]) -> RequestBuilder {
    let url = kantoor.poort.zonder_sleutel(Method::POST, pad).build().unwrap().url().clone();
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let velden: Vec<_> = velden.iter().map(|(naam, waarde)| format!("{naam}={waarde}")).collect();
    let inhoud = velden.join("&").replace(' ', "+");
    client.post(url).header("content-type", "application/x-www-form-urlencoded").body(inhoud)
}

fn koek(antwoord: &Response) -> String {
    antwoord.headers()["set-cookie"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn wie_naam_wachtwoord_en_code_heeft_komt_binnen_en_mag_wat_de_rol_mag() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let velden = [("naam", "Saskia"), ("wachtwoord", WACHTWOORD), ("code", &kantoor.code())];
        let antwoord = formulier(&kantoor, "/inloggen", &velden).send().await.unwrap();
        assert_eq!(
            (antwoord.status().as_u16(), &antwoord.headers()["location"]),
            (303, &"/inloggen".parse().unwrap())
        );
        let koek = koek(&antwoord);
        for eis in ["__Host-sessie=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(koek.contains(eis), "{koek}");
        }
        let sleutel = Sessiesleutel::lees(koek.split(['=', ';']).nth(1).unwrap());
        let pagina = kantoor.roep(&sleutel, Method::GET, "/inloggen").send().await.unwrap();
        let csp = pagina.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let tekst = pagina.text().await.unwrap();
        assert!(
            tekst.contains("Saskia de Boer, backoffice bij Zaanstad") && csp.contains("default-src 'none'")
        );
        let declaraties = kantoor.roep(&sleutel, Method::GET, "/api/v1/declaraties").send().await.unwrap();
        assert_eq!(declaraties.status(), 200);
    })
    .await;
}

#[tokio::test]
async fn wat_er_ook_niet_klopt_het_antwoord_is_hetzelfde() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let goed = kantoor.code();
        let mut gezien = Vec::new();
        for (naam, wachtwoord, code) in [
            ("iemand", WACHTWOORD, goed.as_str()),
            ("saskia", "een ander wachtwoord", &goed),
            ("saskia", WACHTWOORD, "000000"),
            ("saskia", WACHTWOORD, "zzzz-zzzz-zzzz-zzzz"),
            ("' OR 1=1", WACHTWOORD, &goed),
        ] {
            let velden = [("naam", naam), ("wachtwoord", wachtwoord), ("code", code)];
            let antwoord = formulier(&kantoor, "/inloggen", &velden).send().await.unwrap();
            assert!(antwoord.headers().get("set-cookie").is_none());
            gezien.push((antwoord.status().as_u16(), antwoord.text().await.unwrap()));
        }
        assert_eq!(gezien[0].0, 403);
        assert!(gezien[0].1.contains("klopt niet"));
        assert!(gezien.iter().all(|een| *een == gezien[0]));
    })
    .await;
}

#[tokio::test]
async fn een_code_en_een_herstelcode_gelden_elk_een_keer() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let code = kantoor.code();
        assert!(kantoor.log_in("saskia", WACHTWOORD, &code).await.is_some());
        assert!(kantoor.log_in("saskia", WACHTWOORD, &code).await.is_none());
        kantoor.later(TimeDelta::seconds(30));
        assert!(kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_some());
        assert!(kantoor.log_in("saskia", WACHTWOORD, "AAAA BBBB cccc dddd").await.is_some());
        assert!(kantoor.log_in("saskia", WACHTWOORD, HERSTELCODE).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn na_vijf_verkeerde_codes_is_een_account_een_kwartier_dicht_ook_voor_wie_de_goede_weet() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        for _ in 0..5 {
            assert!(kantoor.log_in("saskia", WACHTWOORD, "000000").await.is_none());
        }
        assert!(kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_none());
        kantoor.later(TimeDelta::minutes(15) - TimeDelta::seconds(1));
        assert!(kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_none());
        kantoor.later(TimeDelta::seconds(1));
        assert!(kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_some());
        for _ in 0..4 {
            assert!(kantoor.log_in("saskia", WACHTWOORD, "000000").await.is_none());
        }
        assert!(
            kantoor.log_in("saskia", WACHTWOORD, HERSTELCODE).await.is_some(),
            "vier keer is nog niet vijf"
        );
    })
    .await;
}

#[tokio::test]
async fn met_verkeerde_wachtwoorden_sluit_niemand_het_account_van_een_ander() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        for _ in 0..12 {
            assert!(kantoor.log_in("saskia", "geraden", &kantoor.code()).await.is_none());
        }
        assert!(kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn wie_tegelijk_raadt_heeft_niet_meer_pogingen_dan_wie_dat_na_elkaar_doet() {
    op_elke_url(|url| async move {
        let kantoor = Arc::new(Kantoor::op(open(&url).await).await);
        let mut gokken = JoinSet::new();
        for gok in 0..12 {
            let kantoor = Arc::clone(&kantoor);
            gokken.spawn(async move { kantoor.log_in("saskia", WACHTWOORD, &format!("{gok:06}")).await });
        }
        assert!(gokken.join_all().await.iter().all(Option::is_none));
        // The fifth closed the account: what came after it was not even counted.
        let stand = "SELECT CAST(mislukt AS BIGINT), CAST(CASE WHEN dicht_tot IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM gebruiker";
        assert_eq!(getallen(&url, stand).await, [[0, 1]]);
        let (nu, dicht) = (kantoor.poort.klok.nu(), kantoor.poort.klok.nu() + TimeDelta::minutes(15));
        let store = &kantoor.poort.poort.store;
        let saskia = store.gebruiker("saskia").await.unwrap().unwrap();
        assert!(!store.neem_poging(saskia.id, &saskia.wachtwoord, nu, dicht).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn een_nieuw_wachtwoord_houdt_wie_met_het_oude_bezig_was_in_te_loggen_buiten() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let (store, nu) = (&kantoor.poort.poort.store, kantoor.poort.klok.nu());
        let saskia = store.gebruiker("saskia").await.unwrap().unwrap();
        store.geef_wachtwoord(&saskia, &hash_van_wachtwoord("iets nieuws").unwrap(), None).await.unwrap();
        let (hash, later) = ([7; 32], nu + TimeDelta::hours(1));
        assert!(!store.begin_sessie(&hash, saskia.id, &saskia.wachtwoord, nu, later).await.unwrap());
        assert_eq!(store.sessie(&hash).await.unwrap(), None);
        let saskia = store.gebruiker("saskia").await.unwrap().unwrap();
        store.blokkeer(saskia.id, Some(nu)).await.unwrap();
        assert!(!store.begin_sessie(&hash, saskia.id, &saskia.wachtwoord, nu, later).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn wie_komt_als_de_rij_te_lang_is_hoort_dat_meteen() {
    let plek = Plek::sqlite();
    let kantoor = Arc::new(Kantoor::op(open(&plek.url).await).await);
    let mut inloggers = JoinSet::new();
    for _ in 0..40 {
        let poort = kantoor.poort.poort.clone();
        inloggers.spawn(async move {
            matches!(poort.log_in("saskia", "geraden".to_owned(), "0").await, Ok(Inloggen::TeDruk))
        });
    }
    let te_druk = inloggers.join_all().await.into_iter().filter(|een| *een).count();
    assert_eq!(te_druk, 6, "er is plaats voor 34");
    assert!(
        kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_some(),
        "daarna is er weer plaats"
    );
}

#[tokio::test]
async fn een_sessie_eindigt_na_een_half_uur_stilte_en_na_twaalf_uur_altijd() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let sleutel = kantoor.ingelogd().await;
        for _ in 0..24 {
            assert!(kantoor.is_ingelogd(&sleutel).await);
            kantoor.later(TimeDelta::minutes(29));
        }
        assert!(kantoor.is_ingelogd(&sleutel).await);
        kantoor.later(TimeDelta::minutes(24));
        assert!(!kantoor.is_ingelogd(&sleutel).await, "twaalf uur");
        let sleutel = kantoor.ingelogd().await;
        kantoor.later(TimeDelta::minutes(30));
        assert!(!kantoor.is_ingelogd(&sleutel).await, "een half uur stilte");
        let antwoord = kantoor.roep(&sleutel, Method::GET, "/api/v1/postbus").send().await.unwrap();
        probleem(antwoord, 401, "geen-toegang").await;
        assert!(!kantoor.is_ingelogd(&Sessiesleutel::lees("verzonnen")).await);
    })
    .await;
}

#[tokio::test]
async fn een_nieuw_wachtwoord_of_een_blokkade_eindigt_elke_sessie_meteen() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let store = &kantoor.poort.poort.store;
        let (een, nu) = (kantoor.ingelogd().await, kantoor.poort.klok.nu());
        let saskia = store.gebruiker("saskia").await.unwrap().unwrap();
        store.geef_wachtwoord(&saskia, &hash_van_wachtwoord("iets nieuws").unwrap(), None).await.unwrap();
        assert!(!kantoor.is_ingelogd(&een).await);
        kantoor.later(TimeDelta::seconds(30));
        assert!(kantoor.log_in("saskia", WACHTWOORD, &kantoor.code()).await.is_none());
        let twee = kantoor.log_in("saskia", "iets nieuws", &kantoor.code()).await.unwrap();
        store.blokkeer(kantoor.id, Some(nu)).await.unwrap();
        assert!(!kantoor.is_ingelogd(&twee).await);
        assert!(kantoor.log_in("saskia", "iets nieuws", HERSTELCODE).await.is_none());
        store.blokkeer(kantoor.id, None).await.unwrap();
        assert!(kantoor.log_in("saskia", "iets nieuws", HERSTELCODE).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn wat_een_andere_pagina_een_browser_laat_doen_gebeurt_niet() {
    let plek = Plek::sqlite();
    let kantoor = Kantoor::op(open(&plek.url).await).await;
    let sleutel = kantoor.ingelogd().await;
    let pad = format!("/api/v1/declaraties/{}/_hervat", Uuid::now_v7());
    let post =
        || kantoor.roep(&sleutel, Method::POST, &pad).header("content-type", "application/json").body("{}");
    probleem(post().send().await.unwrap(), 403, "niet-van-pagina").await;
    let fout = post().header("x-formuliercode", Sessiesleutel::lees("iets").formuliercode());
    probleem(fout.send().await.unwrap(), 403, "niet-van-pagina").await;
    let met = || post().header("x-formuliercode", sleutel.formuliercode());
    let elders = met().header("origin", "https://kwaad.example").send().await.unwrap();
    probleem(elders, 403, "niet-van-pagina").await;
    probleem(met().send().await.unwrap(), 404, "niet-gevonden").await;

    let koek = format!("__Host-sessie={}", sleutel.as_str());
    let uit =
        |code: &str| formulier(&kantoor, "/uitloggen", &[("formuliercode", code)]).header("cookie", &koek);
    probleem(uit("iets").send().await.unwrap(), 403, "niet-van-pagina").await;
    assert!(kantoor.is_ingelogd(&sleutel).await);
    let velden = [("naam", "saskia"), ("wachtwoord", WACHTWOORD), ("code", HERSTELCODE)];
    let elders = formulier(&kantoor, "/inloggen", &velden).header("sec-fetch-site", "cross-site");
    probleem(elders.send().await.unwrap(), 403, "niet-van-pagina").await;
    let gedaan = uit(&sleutel.formuliercode()).send().await.unwrap();
    assert!(gedaan.status() == 303 && self::koek(&gedaan).contains("Max-Age=0"));
    assert!(!kantoor.is_ingelogd(&sleutel).await);
}
