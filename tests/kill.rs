//! `serve` killed with SIGKILL while messages pour in, on every database: what was accepted is there, and every message is
//! processed and answered exactly once.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod berichten;
mod gemeenschap;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use berichten::{AANBIEDER, FENNA, GEMEENTE, IJW, IWMO, Maker};
use berichtenpoort::partij::{Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::store::{BerichtFilter, Status, Store, Zicht};
use gemeenschap::sleutels::SLEUTEL;
use gemeenschap::{op_elke_url, open};
use reqwest::Client;
use tokio::sync::mpsc;

/// A running gate.
struct Poort {
    proces: Child,
    basis: String,
}

impl Poort {
    fn start(url: &str) -> Poort {
        let mut proces = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", url])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let regel =
            BufReader::new(proces.stdout.take().unwrap()).lines().next().expect("the gate starts").unwrap();
        let adres = regel.split_once("http://").unwrap().1.split_once(". ").unwrap().0;
        Poort { proces, basis: format!("http://{adres}/api/v1") }
    }

    fn dood(self) {
        drop(self);
    }
}

/// Killed with SIGKILL, also where a test fails halfway.
impl Drop for Poort {
    fn drop(&mut self) {
        self.proces.kill().unwrap();
        self.proces.wait().unwrap();
    }
}

/// Each stream has a toewijzing and then starts, of which the last one is refused: 4 streams of 12 messages.
fn berichten() -> Vec<Vec<(&'static str, String)>> {
    [IJW, IWMO, Maker { aanbieder: "42420001", ..IJW }, Maker { aanbieder: "42420001", ..IWMO }]
        .into_iter()
        .enumerate()
        .map(|(stroom, maker)| {
            let eerste = 1_000 * u32::try_from(stroom + 1).unwrap();
            let maanden: Vec<_> = (1..=10)
                .map(|maand| (format!("2026-{maand:02}-01"), format!("2026-{maand:02}-28")))
                .collect();
            let toewijzingen: Vec<_> = (eerste + 1..)
                .zip(&maanden)
                .map(|(nummer, (van, tot))| (nummer, van.as_str(), Some(tot.as_str())))
                .collect();
            let toewijzing = maker.toewijzing(&format!("T{stroom}"), FENNA, &toewijzingen);
            let mut stroom_berichten = vec![(GEMEENTE, toewijzing)];
            for start in 1..=11 {
                // The last one of an allocation that there is not.
                let van = Some(eerste + start);
                stroom_berichten.push((maker.aanbieder, maker.start(&format!("S{start}"), FENNA, &[van])));
            }
            stroom_berichten
        })
        .collect()
}

async fn zet_op(store: &Store) -> Vec<(String, String)> {
    let mut sleutels = Vec::new();
    for (soort, code) in [
        (PartijSoort::Gemeente, GEMEENTE),
        (PartijSoort::Aanbieder, AANBIEDER),
        (PartijSoort::Aanbieder, "42420001"),
    ] {
        let partij = store.leg_partij_vast(&Partij::nieuw(soort, code, code, None).unwrap()).await.unwrap();
        let sleutel = Toegangssleutel::nieuw();
        let nu = "2026-02-03T09:00:00Z".parse().unwrap();
        store.geef_sleutel(partij.id, &sleutel.hash(), "proef", nu).await.unwrap();
        sleutels.push((code.to_owned(), sleutel.as_str().to_owned()));
    }
    sleutels
}

/// Sends the messages of one stream in order, each again until it is accepted. Tells of each acceptance. Ends when the
/// gate is gone.
async fn stuur(
    basis: String,
    sleutels: Vec<(String, String)>,
    berichten: Vec<(&'static str, String)>,
    geaccepteerd: mpsc::UnboundedSender<String>,
) {
    berichtenpoort::uitgaand::kies_tls();
    let client = Client::new();
    for (code, bericht) in berichten {
        let sleutel = &sleutels.iter().find(|(van, _)| van == code).unwrap().1;
        let verzoek = client
            .post(format!("{basis}/berichten"))
            .bearer_auth(sleutel)
            .header("content-type", "application/xml")
            .body(bericht);
        let Ok(antwoord) = verzoek.send().await else { return };
        assert!(antwoord.status().is_success(), "{}", antwoord.status());
        let Ok(json) = antwoord.json::<serde_json::Value>().await else { return };
        geaccepteerd.send(json["id"].as_str().unwrap().to_owned()).unwrap();
    }
}

#[tokio::test]
async fn killed_while_messages_pour_in_nothing_is_lost_and_nothing_happens_twice() {
    op_elke_url(|url| async move {
        let store = open(&url).await;
        let sleutels = zet_op(&store).await;
        let mut geaccepteerd = BTreeSet::new();
        // Killed after so many acceptances; the last time it may finish.
        for tot in [3, 9, 17, 30, usize::MAX] {
            let poort = Poort::start(&url);
            let (zender, mut ontvanger) = mpsc::unbounded_channel();
            let zenders: Vec<_> = berichten()
                .into_iter()
                .map(|stroom| {
                    tokio::spawn(stuur(poort.basis.clone(), sleutels.clone(), stroom, zender.clone()))
                })
                .collect();
            drop(zender);
            let mut deze_keer = 0;
            while let Some(id) = ontvanger.recv().await {
                geaccepteerd.insert(id);
                deze_keer += 1;
                if deze_keer == tot {
                    break;
                }
            }
            if tot == usize::MAX {
                wacht_tot_verwerkt(&poort, &sleutels[0].1).await;
                wacht_tot_verwerkt(&poort, &sleutels[1].1).await;
                wacht_tot_verwerkt(&poort, &sleutels[2].1).await;
            }
            poort.dood();
            for zender in zenders {
                zender.await.unwrap();
            }
        }
        assert_einde(&store, &geaccepteerd).await;
    })
    .await;
}

/// Waits for the outcome of every message that a party has sent.
async fn wacht_tot_verwerkt(poort: &Poort, sleutel: &str) {
    berichtenpoort::uitgaand::kies_tls();
    let client = Client::new();
    let lijst = format!("{}/berichten?limiet=100&status=ontvangen", poort.basis);
    let lijst: serde_json::Value =
        client.get(lijst).bearer_auth(sleutel).send().await.unwrap().json().await.unwrap();
    for bericht in lijst["berichten"].as_array().unwrap() {
        let url = format!("{}/berichten/{}", poort.basis, bericht["id"].as_str().unwrap());
        let beeld = client.get(url).bearer_auth(sleutel).header("prefer", "wait=60").send().await.unwrap();
        assert_eq!(beeld.json::<serde_json::Value>().await.unwrap()["status"], "verwerkt");
    }
}

async fn assert_einde(store: &Store, geaccepteerd: &BTreeSet<String>) {
    let alle = store.berichten(Zicht::Alles, &BerichtFilter::default(), 1000).await.unwrap();
    let heen: Vec<_> = alle.iter().filter(|rij| !rij.door_poort).collect();
    assert_eq!(heen.len(), 48, "every message once");
    assert_eq!(alle.len(), 96, "and one answer to each");
    assert!(geaccepteerd.iter().all(|id| heen.iter().any(|rij| rij.id.to_string() == *id)));
    for rij in &alle {
        assert_eq!(
            (rij.status, rij.pogingen),
            (Status::Verwerkt, 0),
            "{} {:?}",
            rij.identificatie,
            rij.oorzaak
        );
    }
    let afgekeurd = heen.iter().filter(|rij| rij.uitkomst.unwrap().sleutel() == "afgekeurd").count();
    assert_eq!(afgekeurd, 4, "the last start of each stream; so every toewijzing came before its starts");
    let mut leveringen = 0;
    for partij in store.partijen().await.unwrap() {
        leveringen += store.postbus(partij.id, 1000).await.unwrap().len();
    }
    assert_eq!(leveringen, 48 + 44, "every answer once, and what was approved once at its receiver");
}
