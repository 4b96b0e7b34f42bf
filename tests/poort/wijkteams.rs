//! Wijkteams: what they send in the name of their gemeente, the copies that they get, and who finds them; and gemeenten that merged.

use std::collections::BTreeSet;

use berichtenpoort::bericht::Gemeentecode;
use berichtenpoort::partij::{Beantwoording, Contact, Gebied, Geldigheid};
use berichtenpoort::poort::Aanbod;
use berichtenpoort::store::{Herindeling, Wijk};
use reqwest::Method;
use serde_json::Value;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, Maker, NOOR};
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties};
use crate::gemeenschap::{op_elke_database, op_elke_url, open};

const NOORD: &str = "noord";
const ZUID: &str = "zuid";
const PURMEREND: &str = "0439";
const BEEMSTER: &str = "0370";

fn mandaat(vanaf: &str, tot: Option<&str>) -> Geldigheid {
    Geldigheid::nieuw(vanaf.parse().unwrap(), tot.map(|tot| tot.parse().unwrap())).unwrap()
}

/// A gate on 3 February 2026, with two wijkteams of Zaanstad that have a mandate since January.
async fn poort_met_wijkteams(store: berichtenpoort::store::Store) -> Proefpoort {
    let poort =
        Proefpoort::op(store).await.met_wijkteam(NOORD, GEMEENTE).await.met_wijkteam(ZUID, GEMEENTE).await;
    for code in [NOORD, ZUID] {
        let wijkteam = poort.partijen[code].id;
        poort.poort.store.geef_mandaat(wijkteam, &mandaat("2026-01-01", None)).await.unwrap();
    }
    poort
}

async fn goed(poort: &Proefpoort, code: &str, bericht: &str) -> Value {
    let beeld = poort.stuur_en_verwerk(code, bericht).await;
    assert_eq!(beeld["uitkomst"], "goedgekeurd", "{beeld}");
    beeld
}

#[tokio::test]
async fn een_wijkteam_wijst_toe_namens_zijn_gemeente_en_beide_krijgen_het_antwoord() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let beeld = goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302"]);
        assert_eq!(poort.postbus(NOORD).await, ["JW302"]);
        assert_eq!(poort.postbus(ZUID).await, [""; 0]);
        let pad = format!("/berichten/{}", beeld["id"].as_str().unwrap());
        assert_eq!(
            poort.json(GEMEENTE, &pad).await["berichttype"],
            "JW301",
            "the gemeente sees what was sent in its name"
        );
        let van_zuid = poort.als(ZUID, Method::GET, &pad).send().await.unwrap();
        probleem(van_zuid, 404, "niet-gevonden").await;
    })
    .await;
}

#[tokio::test]
async fn zonder_mandaat_dat_vandaag_geldt_wordt_niets_aangenomen() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await.met_wijkteam(NOORD, GEMEENTE).await;
        let xml = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        let fout = probleem(poort.stuur(NOORD, xml.clone()).await, 403, "geen-mandaat").await;
        assert!(fout["detail"].as_str().unwrap().contains("namens gemeente 0479"), "{fout}");
        let store = &poort.poort.store;
        let wijkteam = poort.partijen[NOORD].id;
        store.geef_mandaat(wijkteam, &mandaat("2026-02-04", None)).await.unwrap();
        store.geef_mandaat(wijkteam, &mandaat("2026-01-01", Some("2026-02-02"))).await.unwrap();
        probleem(poort.stuur(NOORD, xml.clone()).await, 403, "geen-mandaat").await;
        assert!(
            store.geef_mandaat(wijkteam, &mandaat("2026-02-02", Some("2026-02-03"))).await.is_err(),
            "overlap"
        );
        store.geef_mandaat(wijkteam, &mandaat("2026-02-03", Some("2026-02-03"))).await.unwrap();
        assert_eq!(poort.stuur(NOORD, xml).await.status(), 201, "one day is enough");
        assert!(store.vergeet_mandaat(wijkteam, "2026-02-03".parse().unwrap()).await.unwrap());
        assert_eq!(store.mandaten(wijkteam).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn een_mandaat_geldt_voor_301_en_319_van_de_eigen_gemeente_en_voor_niets_anders() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let purmerend = Maker { gemeente: PURMEREND, ..IWMO };
        for xml in [
            purmerend.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]),
            IWMO.start("S1", FENNA, &[Some(1)]),
            IWMO.declaratie("D1", "N1", &[(FENNA, &[("P1", 1, "2026-01-01", "2026-01-31", 100)])]),
        ] {
            probleem(poort.stuur(NOORD, xml).await, 403, "afzender-niet-van-u").await;
        }
        // An aanbieder has no mandate, whoever it offers for.
        let xml = IWMO.toewijzing("T2", FENNA, &[(2, "2026-01-01", None)]);
        probleem(poort.stuur(AANBIEDER, xml).await, 403, "afzender-niet-van-u").await;
    })
    .await;
}

#[tokio::test]
async fn start_en_stop_op_een_toewijzing_van_een_wijkteam_komen_ook_bij_dat_wijkteam() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        goed(&poort, GEMEENTE, &IJW.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)])).await;
        goed(&poort, AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        goed(&poort, AANBIEDER, &IJW.start("S2", NOOR, &[Some(2)])).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302", "JW305"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW302", "JW305", "JW305"]);
        assert_eq!(poort.postbus(ZUID).await, [""; 0]);
        // A message that is refused goes to nobody but its sender.
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &IJW.start("S3", FENNA, &[Some(1)])).await;
        assert_eq!(beeld["uitkomst"], "afgekeurd", "{beeld}");
        assert_eq!(poort.postbus(NOORD).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn na_het_mandaat_houden_de_kopieen_op() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let einde = mandaat("2026-01-01", Some("2026-02-02"));
        poort.poort.store.geef_mandaat(poort.partijen[NOORD].id, &einde).await.unwrap();
        goed(&poort, AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW305"]);
    })
    .await;
}

#[tokio::test]
async fn een_301_die_een_toewijzing_alleen_herhaalt_laat_haar_bij_wie_toewees() {
    op_elke_url(|url| async move {
        let poort = poort_met_wijkteams(open(&url).await).await;
        let (eerst, later) = ((1, "2026-01-01", Some("2026-03-31")), (2, "2026-04-01", None));
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[eerst])).await;
        goed(&poort, ZUID, &IJW.toewijzing("T2", FENNA, &[eerst, later])).await;
        goed(&poort, AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302", "JW305"]);
        assert_eq!(poort.postbus(ZUID).await, ["JW302"]);
        // Zuid ends it sooner: from then on it is Zuid's.
        let eerder = (1, "2026-01-01", Some("2026-02-28"));
        goed(&poort, ZUID, &IJW.toewijzing("T3", FENNA, &[eerder, later])).await;
        goed(&poort, AANBIEDER, &IJW.stop("X1", FENNA, &[Some(1)])).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302", "JW305"]);
        assert_eq!(poort.postbus(ZUID).await, ["JW302", "JW302", "JW307"]);
        let voor = projecties(&url, Naam::Nummer).await;
        poort.poort.herbouw().await.unwrap();
        let na = projecties(&url, Naam::Nummer).await;
        assert_gelijk(&voor, &na, "a rebuild gives every wijkteam its own again");
    })
    .await;
}

#[tokio::test]
async fn een_declaratie_komt_alleen_bij_een_wijkteam_als_zij_over_niets_anders_gaat() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        goed(&poort, ZUID, &IJW.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)])).await;
        let van_fenna = ("P1", 1, "2026-01-05", "2026-01-05", 100);
        let van_noor = ("P2", 2, "2026-01-05", "2026-01-05", 100);
        let samen = IJW.declaratie("D1", "N1", &[(FENNA, &[van_fenna]), (NOOR, &[van_noor])]);
        poort.stuur_en_verwerk(AANBIEDER, &samen).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302"]);
        assert_eq!(poort.postbus(ZUID).await, ["JW302"]);
        let alleen = IJW.declaratie("D2", "N2", &[(FENNA, &[("P3", 1, "2026-01-06", "2026-01-06", 100)])]);
        poort.stuur_en_verwerk(AANBIEDER, &alleen).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302", "JW323"]);
        assert_eq!(poort.postbus(ZUID).await, ["JW302"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW302", "JW323", "JW323"]);
    })
    .await;
}

#[tokio::test]
async fn ook_een_antwoord_dat_de_aanbieder_zelf_stuurt_komt_bij_het_wijkteam() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let zelf = poort.partijen[AANBIEDER].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
        poort.poort.store.stel_beantwoording_in(&zelf).await.unwrap();
        let heen = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        poort.stuur_en_verwerk(NOORD, &heen).await;
        assert_eq!(poort.postbus(NOORD).await, [""; 0], "nobody answered yet");
        goed(&poort, AANBIEDER, &crate::zelf_antwoorden::antwoord(&heen, &[])).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302"]);
    })
    .await;
}

#[tokio::test]
async fn een_wijkteam_dat_naar_een_andere_gemeente_gaat_neemt_zijn_mandaat_niet_mee() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let mut noord = poort.partijen[NOORD].clone();
        noord.gemeente = Some(Gemeentecode::lees(PURMEREND).unwrap());
        poort.poort.store.leg_partij_vast(&noord).await.unwrap();
        let purmerend = Maker { gemeente: PURMEREND, ..IJW };
        let xml = purmerend.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)]);
        probleem(poort.stuur(NOORD, xml.clone()).await, 403, "geen-mandaat").await;
        goed(&poort, AANBIEDER, &IJW.start("S1", FENNA, &[Some(1)])).await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302"], "copies for Zaanstad end as well");
        poort.poort.store.geef_mandaat(noord.id, &mandaat("2026-01-01", None)).await.unwrap();
        assert_eq!(poort.stuur(NOORD, xml).await.status(), 201, "Purmerend gave one of its own");
    })
    .await;
}

#[tokio::test]
async fn het_mandaat_moet_gelden_op_de_dag_waarop_de_kopie_gaat() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let einde = mandaat("2026-01-01", Some("2026-02-03"));
        poort.poort.store.geef_mandaat(poort.partijen[NOORD].id, &einde).await.unwrap();
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        // Both came in on the last day, and are processed on the day after.
        poort.stuur(NOORD, IJW.toewijzing("T2", NOOR, &[(2, "2026-01-01", None)])).await;
        poort.stuur(AANBIEDER, IJW.start("S1", FENNA, &[Some(1)])).await;
        poort.klok.zet("2026-02-04T09:00:00Z".parse().unwrap());
        poort.verwerk_alles().await;
        assert_eq!(poort.postbus(NOORD).await, ["JW302"]);
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW302", "JW305"]);
    })
    .await;
}

#[tokio::test]
async fn een_declaratie_die_het_nummer_van_een_ander_noemt_is_geen_kopie_waard() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let regel = ("P1", 1, "2026-01-05", "2026-01-05", 100);
        poort.stuur_en_verwerk(AANBIEDER, &IJW.declaratie("D1", "N1", &[(NOOR, &[regel])])).await;
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302", "JW323"]);
        assert_eq!(poort.postbus(NOORD).await, ["JW302"], "the number is Fenna's, the client is Noor");
    })
    .await;
}

#[tokio::test]
async fn wie_dezelfde_bytes_als_zijn_gemeente_aanbiedt_kan_het_bericht_dat_er_al_was_zien() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let xml = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        assert_eq!(poort.stuur(GEMEENTE, xml.clone()).await.status(), 201);
        let nogmaals = poort.stuur(NOORD, xml).await;
        assert_eq!(nogmaals.status(), 200);
        let pad =
            nogmaals.headers()["location"].to_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
        assert_eq!(poort.json(NOORD, &pad).await["berichttype"], "JW301");
        let van_zuid = poort.als(ZUID, Method::GET, &pad).send().await.unwrap();
        probleem(van_zuid, 404, "niet-gevonden").await;
    })
    .await;
}

#[tokio::test]
async fn een_wijkteam_ziet_hoe_ver_de_leveringen_zijn_van_wat_het_zelf_aanbood() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let beeld = goed(&poort, NOORD, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let pad = format!("/berichten/{}/leveringen", beeld["id"].as_str().unwrap());
        let lijst = poort.json(NOORD, &pad).await;
        assert_eq!(lijst, poort.json(GEMEENTE, &pad).await);
        assert_eq!(lijst["leveringen"][0]["partij"], AANBIEDER, "{lijst}");
    })
    .await;
}

#[tokio::test]
async fn de_route_van_een_bericht_zegt_wie_het_mag_aanbieden_en_wie_antwoordt() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let einde = mandaat("2026-01-01", Some("2026-02-02"));
        poort.poort.store.geef_mandaat(poort.partijen[ZUID].id, &einde).await.unwrap();
        let xml = IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)]);
        let route = async |wie: Option<&str>| {
            let indiener = wie.map(|code| &poort.partijen[code]);
            let route = poort.poort.route(indiener, xml.clone().into_bytes()).await.unwrap().unwrap();
            let regels: Vec<_> = route.bestemmingen.iter().map(|(een, _)| een.regel.code()).collect();
            (route.aanbod, regels)
        };
        assert_eq!(route(None).await, (Aanbod::Mag, vec!["R1", "R2"]));
        assert_eq!(route(Some(NOORD)).await, (Aanbod::Mag, vec!["R1", "R2", "R3"]));
        assert_eq!(route(Some(ZUID)).await, (Aanbod::GeenMandaat, vec![]));
        assert_eq!(route(Some(AANBIEDER)).await, (Aanbod::NietVan, vec![]));
        let zelf = poort.partijen[AANBIEDER].clone().met_beantwoording(Beantwoording::Zelf).unwrap();
        poort.poort.store.stel_beantwoording_in(&zelf).await.unwrap();
        assert_eq!(route(Some(NOORD)).await, (Aanbod::Mag, vec!["R1"]), "the aanbieder answers itself");
    })
    .await;
}

fn contact() -> Contact {
    Contact::nieuw(["Kerkstraat 1", "1502AB", "Zaandam"], Some("14 075"), None, None).unwrap()
}

async fn teams_bij(poort: &Proefpoort, postcode: &str) -> Vec<String> {
    let pad = format!("/api/v1/wijkteams?postcode={postcode}");
    let antwoord = poort.zonder_sleutel(Method::GET, &pad).send().await.unwrap();
    assert_eq!(antwoord.status(), 200, "{postcode}");
    let json: Value = antwoord.json().await.unwrap();
    json["wijkteams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|team| team["code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn wie_een_postcode_noemt_vindt_zonder_sleutel_het_wijkteam_dat_daar_werkt() {
    op_elke_database(|store| async move {
        let poort = poort_met_wijkteams(store).await;
        let store = &poort.poort.store;
        let wijk = |postcode: &str, code: &str| Wijk {
            postcode: postcode.to_owned(),
            code: code.to_owned(),
            naam: code.to_owned(),
        };
        store.vervang_wijken(&[wijk("1506", "W6"), wijk("1506AB", "W7"), wijk("1508", "W6")]).await.unwrap();
        let gebied = |delen: &[Gebied]| delen.iter().cloned().collect::<BTreeSet<_>>();
        let (noord, zuid) = (poort.partijen[NOORD].id, poort.partijen[ZUID].id);
        store.zet_contact(noord, &contact()).await.unwrap();
        let van_noord = [Gebied::Wijk("W6".to_owned()), Gebied::Postcode("1507".to_owned())];
        store.zet_werkgebied(noord, &gebied(&van_noord)).await.unwrap();
        let van_zuid = [Gebied::Wijk("W7".to_owned()), Gebied::Postcode("1507XA".to_owned())];
        store.zet_werkgebied(zuid, &gebied(&van_zuid)).await.unwrap();
        assert_eq!(teams_bij(&poort, "1506XX").await, [NOORD], "by the wijk of its four digits");
        assert_eq!(teams_bij(&poort, "1506AB").await, [ZUID], "the wijk of the whole postcode goes first");
        assert_eq!(teams_bij(&poort, "1507%20aa").await, [NOORD]);
        assert_eq!(teams_bij(&poort, "1507XA").await, [ZUID], "who names the whole postcode goes first");
        assert_eq!(
            teams_bij(&poort, "1507").await,
            [NOORD, ZUID],
            "four digits: everybody who serves a part"
        );
        assert_eq!(teams_bij(&poort, "9999AA").await, [""; 0]);
        let fout = poort.zonder_sleutel(Method::GET, "/api/v1/wijkteams?postcode=150").send().await.unwrap();
        probleem(fout, 400, "verzoek-ongeldig").await;
        let een = poort.zonder_sleutel(Method::GET, "/api/v1/wijkteams/noord").send().await.unwrap();
        let een: Value = een.json().await.unwrap();
        assert_eq!(een["bezoekadres"]["adres"], "Kerkstraat 1");
        assert_eq!(een["gemeente"]["naam"], "Zaanstad");
        assert_eq!(een["werkgebied"]["postcodes"], serde_json::json!(["1507"]));
        for pad in ["/api/v1/wijkteams/oost", "/api/v1/wijkteams/0479"] {
            probleem(poort.zonder_sleutel(Method::GET, pad).send().await.unwrap(), 404, "niet-gevonden")
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn een_gemeente_die_een_andere_overnam_ontvangt_en_verstuurt_onder_de_oude_code() {
    op_elke_database(|store| async move {
        let poort = Proefpoort::op(store).await;
        let beemster = Maker { gemeente: BEEMSTER, ..IJW };
        let start = beemster.start("S1", FENNA, &[Some(1)]);
        probleem(poort.stuur(AANBIEDER, start.clone()).await, 422, "ontvanger-onbekend").await;
        let code = |tekst: &str| Gemeentecode::lees(tekst).unwrap();
        let opgegaan = |per: &str| Herindeling {
            oud: code(BEEMSTER),
            nieuw: code(PURMEREND),
            per: per.parse().unwrap(),
        };
        // Care from before the merger still goes by the old code (TR378).
        let xml = beemster.toewijzing("T1", FENNA, &[(1, "2021-11-01", Some("2021-12-31"))]);
        poort.poort.store.vervang_herindelingen(&[opgegaan("2026-02-04")]).await.unwrap();
        probleem(poort.stuur(PURMEREND, xml.clone()).await, 403, "afzender-niet-van-u").await;
        poort.poort.store.vervang_herindelingen(&[opgegaan("2022-01-01")]).await.unwrap();
        probleem(poort.stuur(GEMEENTE, xml.clone()).await, 403, "afzender-niet-van-u").await;
        goed(&poort, PURMEREND, &xml).await;
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW301"]);
        assert_eq!(poort.postbus(PURMEREND).await, ["JW302"]);
        assert_eq!(poort.stuur(AANBIEDER, start).await.status(), 201);
    })
    .await;
}
