//! An outage is not a verdict: a database that is busy, and a message that cannot be processed.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod api;
mod berichten;
mod gemeenschap;

use api::{Proefpoort, probleem};
use berichten::{AANBIEDER, FENNA, GEMEENTE, IJW};
use berichtenpoort::poort::Stap;
use berichtenpoort::store::{BerichtFilter, Zicht};
use chrono::TimeDelta;
use gemeenschap::{Plek, op_elke_url, open};
use reqwest::Method;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

#[tokio::test]
async fn while_another_program_holds_the_file_messages_are_put_off_and_nothing_is_kept_by_halves() {
    let plek = Plek::sqlite();
    let poort = Proefpoort::op(open(&plek.url).await).await;
    let mut ander = SqliteConnection::connect(&plek.url).await.unwrap();
    ander.execute("BEGIN IMMEDIATE").await.unwrap();
    let start = IJW.start("A1", FENNA, &[Some(1)]);
    let (antwoord, gereed) = tokio::join!(
        poort.stuur(AANBIEDER, start.clone()),
        poort.zonder_sleutel(Method::GET, "/health/ready").send()
    );
    assert_eq!(antwoord.headers()["retry-after"], "60");
    probleem(antwoord, 503, "storing").await;
    probleem(gereed.unwrap(), 503, "storing").await;
    ander.execute("ROLLBACK").await.unwrap();
    assert_eq!(poort.stuur(AANBIEDER, start).await.status(), 201, "sent again it is new");
    poort.verwerk_alles().await;
    assert_eq!(poort.postbus(AANBIEDER).await, ["JW306"]);
}

async fn voer_uit(url: &str, opdracht: &'static str) {
    if url.starts_with("sqlite:") {
        SqliteConnection::connect(url).await.unwrap().execute(opdracht).await.unwrap();
    } else {
        PgConnection::connect(url).await.unwrap().execute(opdracht).await.unwrap();
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_processed_is_parked_after_five_tries_without_a_verdict_and_others_go_on() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let kapot = poort.stuur(GEMEENTE, IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let kapot: serde_json::Value = kapot.json().await.unwrap();
        // As a disk that has gone bad would.
        voer_uit(&url, "UPDATE inhoud SET bytes = substr(bytes, 2)").await;
        let erachter = IJW.start("A1", FENNA, &[Some(7)]);
        assert_eq!(poort.stuur(AANBIEDER, erachter).await.status(), 201);

        let mut stappen = Vec::new();
        for _ in 0..5 {
            stappen.push(poort.poort.verwerk_volgende(Uuid::now_v7()).await.unwrap());
            let te_vroeg = poort.poort.verwerk_volgende(Uuid::now_v7()).await.unwrap();
            if stappen.len() < 5 {
                assert_eq!(te_vroeg, Stap::Niets, "the whole stream waits its turn");
            } else {
                assert!(matches!(te_vroeg, Stap::Verwerkt(_)), "the one behind it is processed");
            }
            poort.klok.zet(poort.klok.nu() + TimeDelta::hours(1));
        }
        let id: Uuid = kapot["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(stappen[..4], [Stap::Uitgesteld(id); 4]);
        assert_eq!(stappen[4], Stap::Geparkeerd(id));
        assert!(poort.postbus(GEMEENTE).await.is_empty(), "no answer: it is not a verdict");
        assert_eq!(poort.postbus(AANBIEDER).await, ["JW306"]);
        let beeld = poort.json(GEMEENTE, &format!("/berichten/{id}")).await;
        assert_eq!((&beeld["status"], &beeld["uitkomst"]), (&"geparkeerd".into(), &serde_json::Value::Null));
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_died_holds_its_stream_until_its_lease_ends_and_then_another_takes_over() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        poort.stuur(GEMEENTE, IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let nu = poort.klok.nu();
        let dood = poort.poort.store.claim(Uuid::now_v7(), nu, nu + TimeDelta::seconds(30)).await.unwrap();
        assert!(dood.is_some());
        assert_eq!(poort.poort.verwerk_volgende(Uuid::now_v7()).await.unwrap(), Stap::Niets);
        poort.klok.zet(nu + TimeDelta::seconds(30));
        assert!(matches!(poort.poort.verwerk_volgende(Uuid::now_v7()).await.unwrap(), Stap::Verwerkt(_)));
        assert_eq!(poort.postbus(GEMEENTE).await, ["JW302"]);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_starts_alone_takes_up_at_once_what_a_dead_one_held_and_beside_another_it_waits() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        poort.stuur(GEMEENTE, IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let nu = poort.klok.nu();
        let lease_tot = nu + TimeDelta::seconds(30);
        let levend = poort.poort.store.meld_aan().await.unwrap();
        assert!(poort.poort.store.claim(Uuid::now_v7(), nu, lease_tot).await.unwrap().is_some());
        // Another process starts beside the living one.
        let tweede = open(&url).await;
        let _naast = tweede.meld_aan().await.unwrap();
        assert!(tweede.claim(Uuid::now_v7(), nu, lease_tot).await.unwrap().is_none());
        drop((levend, _naast));
        // Both are gone; the third starts alone. PostgreSQL notices a closed connection a moment after it closes.
        let derde = open(&url).await;
        let mut overgenomen = false;
        for _ in 0..10_000 {
            let _aanmelding = derde.meld_aan().await.unwrap();
            overgenomen = derde.claim(Uuid::now_v7(), nu, lease_tot).await.unwrap().is_some();
            if overgenomen {
                break;
            }
        }
        assert!(overgenomen, "the lease of the dead process was not given back");
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_often_says_that_it_lives_neither_blocks_nor_loses_its_own_work() {
    op_elke_url(|url| async move {
        let mut poort = Proefpoort::op(open(&url).await).await;
        poort.poort = poort.poort.clone().met_levensteken(std::time::Duration::from_millis(1));
        let referenties: Vec<String> = (0..2_000).map(|nummer| format!("R{nummer}")).collect();
        // Lines with an allocation each: a product is claimed once per allocation and month (TR416).
        let regels: Vec<_> = referenties
            .iter()
            .zip(1..)
            .map(|(referentie, nummer)| (referentie.as_str(), nummer, "2026-01-01", "2026-01-31", 100))
            .collect();
        poort.stuur_en_verwerk(GEMEENTE, &IJW.toewijzing("T1", FENNA, &[(1, "2026-01-01", None)])).await;
        let beeld = poort.stuur_en_verwerk(AANBIEDER, &IJW.declaratie("A1", "D1", &[(FENNA, &regels)])).await;
        assert_eq!((&beeld["status"], &beeld["uitkomst"]), (&"verwerkt".into(), &"deels goedgekeurd".into()));
        let rij = poort.poort.store.berichten(Zicht::Alles, &BerichtFilter::default(), 100).await.unwrap();
        assert!(rij.iter().all(|rij| rij.pogingen == 0));
    })
    .await;
}
