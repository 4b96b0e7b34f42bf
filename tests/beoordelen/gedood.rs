//! A real gate, killed with SIGKILL right after somebody approved.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use berichtenpoort::store::{BerichtFilter, Zicht};
use serde_json::{Value, json};

use crate::berichten::{GEMEENTE, IJW};
use crate::declareren::declaratie;
use crate::gemeenschap::sleutels::SLEUTEL;
use crate::gemeenschap::{op_elke_url, open};
use crate::kantoor::{APRIL, FEBRUARI, JANUARI, Kantoor, MAART, uren};

/// A running gate.
struct Proces {
    kind: Child,
    basis: String,
}

impl Proces {
    fn start(url: &str) -> Proces {
        let mut kind = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"))
            .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", url])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let regel =
            BufReader::new(kind.stdout.take().unwrap()).lines().next().expect("the gate starts").unwrap();
        let adres = regel.split_once("http://").unwrap().1.split_once(". ").unwrap().0;
        Proces { kind, basis: format!("http://{adres}/api/v1") }
    }

    /// Waits for the outcome of a message.
    async fn uitkomst(&self, sleutel: &str, id: &str) -> Value {
        let verzoek = reqwest::Client::new().get(format!("{}/berichten/{id}", self.basis));
        let antwoord = verzoek.bearer_auth(sleutel).header("prefer", "wait=60").send().await.unwrap();
        antwoord.json().await.unwrap()
    }
}

/// With SIGKILL, also where a test fails halfway.
impl Drop for Proces {
    fn drop(&mut self) {
        self.kind.kill().unwrap();
        self.kind.wait().unwrap();
    }
}

#[tokio::test]
async fn een_goedkeuring_die_is_bevestigd_overleeft_kill_9_en_geeft_een_325() {
    op_elke_url(|url| async move {
        let kantoor = Kantoor::op(open(&url).await).await;
        let maanden = [JANUARI, FEBRUARI, MAART, APRIL];
        let mut ids = Vec::new();
        for (nummer, maand) in maanden.into_iter().enumerate() {
            let regel = uren(&format!("R{nummer}"), maand, 2);
            ids.push(kantoor.dien_in(&declaratie(&IJW, &format!("D{nummer}"), &[regel])).await);
        }
        for id in &ids {
            let poort = Proces::start(&url);
            let pad = format!("{}/declaraties/{id}/_keurgoed", poort.basis);
            let verzoek = reqwest::Client::new().post(pad).bearer_auth(&kantoor.saskia);
            let verzoek =
                verzoek.header("content-type", "application/json").body(json!({"versie": 1}).to_string());
            let antwoord = verzoek.send().await.unwrap();
            assert!(antwoord.status().is_success(), "{}", antwoord.text().await.unwrap());
            drop(poort);
        }
        let poort = Proces::start(&url);
        for id in &ids {
            let beeld = poort.uitkomst(&kantoor.saskia, id).await;
            assert_eq!((&beeld["status"], &beeld["uitkomst"]), (&"verwerkt".into(), &"goedgekeurd".into()));
            assert_eq!(kantoor.log(id).await.len(), 3);
        }
        drop(poort);
        let store = &kantoor.poort.poort.store;
        let alle = store.berichten(Zicht::Alles, &BerichtFilter::default(), 1000).await.unwrap();
        assert_eq!(alle.iter().filter(|rij| rij.berichttype.naam() == "JW325").count(), ids.len());
        let declaraties = kantoor.poort.postbus(GEMEENTE).await;
        assert_eq!(declaraties.iter().filter(|soort| *soort == "JW323").count(), ids.len());
    })
    .await;
}
