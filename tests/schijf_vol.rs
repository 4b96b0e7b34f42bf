//! A disk that fills up: told, nothing kept by halves, and once there is room again the gate goes on by itself.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod berichten;
mod gemeenschap;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use berichten::{AANBIEDER, FENNA, GEMEENTE, IJW};
use berichtenpoort::partij::{Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::store::{BerichtFilter, Zicht};
use gemeenschap::sleutels::SLEUTEL;
use gemeenschap::{Plek, open};
use reqwest::Client;
use uuid::Uuid;

/// A limit on the size of files stands in for the disk: writing beyond it fails as on a full one. The limit of a running
/// process can be lifted from outside.
const GRENS: &str =
    "trap '' XFSZ; ulimit -S -f 3000; exec \"$0\" serve --listen 127.0.0.1:0 --database-url \"$1\"";

#[tokio::test]
async fn a_full_disk_is_no_verdict_and_with_room_again_the_gate_goes_on_by_itself() {
    let plek = Plek::sqlite();
    let store = open(&plek.url).await;
    let nu = "2026-02-03T09:00:00Z".parse().unwrap();
    let sleutel = Toegangssleutel::nieuw();
    for (soort, code) in [(PartijSoort::Gemeente, GEMEENTE), (PartijSoort::Aanbieder, AANBIEDER)] {
        let partij = store.leg_partij_vast(&Partij::nieuw(soort, code, code, None).unwrap()).await.unwrap();
        if code == AANBIEDER {
            store.geef_sleutel(partij.id, &sleutel.hash(), "proef", nu).await.unwrap();
        }
    }
    let mut poort = Command::new("bash")
        .env("BERICHTENPOORT_SLEUTEL", SLEUTEL)
        .args(["-c", GRENS, env!("CARGO_BIN_EXE_berichtenpoort"), &plek.url])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let regel =
        BufReader::new(poort.stdout.take().unwrap()).lines().next().expect("the gate starts").unwrap();
    let adres = regel.split_once("http://").unwrap().1.split_once(". ").unwrap().0.to_owned();
    berichtenpoort::uitgaand::kies_tls();
    let client = Client::new();
    let stuur = |nummer: usize| {
        let bericht = IJW.start(&format!("A{nummer}"), FENNA, &[Some(1)]);
        // Large enough to fill the disk soon, also compressed.
        let vulling: String = (0..625).map(|_| Uuid::new_v4().simple().to_string()).collect();
        let bericht = format!("{bericht}<!-- {vulling} -->");
        let verzoek = client.post(format!("http://{adres}/api/v1/berichten")).bearer_auth(sleutel.as_str());
        verzoek.header("content-type", "application/xml").body(bericht).send()
    };
    let mut aangenomen = 0;
    let vol = loop {
        let status = stuur(aangenomen).await.unwrap().status().as_u16();
        if status != 201 {
            break status;
        }
        aangenomen += 1;
        assert!(aangenomen < 1_000, "the disk never filled");
    };
    assert_eq!(vol, 503);
    for _ in 0..3 {
        assert_eq!(stuur(aangenomen).await.unwrap().status(), 503, "as long as it is full");
    }
    let ruimer =
        Command::new("prlimit").args(["--pid", &poort.id().to_string(), "--fsize=unlimited"]).status();
    assert!(ruimer.unwrap().success());
    for nummer in aangenomen..aangenomen + 3 {
        assert_eq!(stuur(nummer).await.unwrap().status(), 201, "with room again");
    }
    poort.kill().unwrap();
    poort.wait().unwrap();
    let filter = BerichtFilter { status: None, ..BerichtFilter::default() };
    let alle = store.berichten(Zicht::Alles, &filter, 10_000).await.unwrap();
    assert_eq!(
        alle.iter().filter(|rij| !rij.door_poort).count(),
        aangenomen + 3,
        "each once, none by halves"
    );
    assert!(alle.iter().all(|rij| rij.pogingen == 0), "a full disk is not the fault of a message");
}
