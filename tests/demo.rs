//! The demo as a newcomer runs it: the real program, once, twice, and killed halfway.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod judges;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use berichtenpoort::geheim::Sleutelbron;
use berichtenpoort::store::{BerichtFilter, Store, Zicht};
use berichtenpoort::tijd::Klok;

fn demo(map: &Path) -> Command {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.args(["demo", "--once", "--data"]).arg(map);
    opdracht
}

fn tekst(uit: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&uit.stdout), String::from_utf8_lossy(&uit.stderr))
}

/// The store of a demo, unlocked with its own key.
async fn open(map: &Path) -> Store {
    let store = Store::open(&format!("sqlite:{}", map.join("poort.db").display())).await.unwrap();
    let bron = Sleutelbron::Bestand(map.join("hoofdsleutel"));
    store.ontgrendel(bron, Klok::systeem().nu()).await.unwrap();
    store
}

/// Everything that the gate holds, told without ids and moments.
async fn staat(map: &Path) -> Vec<String> {
    let store = open(map).await;
    let mut staat = Vec::new();
    for rij in store.berichten(Zicht::Alles, &BerichtFilter::default(), 100).await.unwrap() {
        let antwoord = store.antwoord_op(rij.id, Zicht::Alles).await.unwrap();
        staat.push(format!(
            "{} {} {:?} {:?} door poort: {}, antwoord: {:?}, bevindingen: {:?}",
            rij.berichttype,
            rij.identificatie,
            rij.status,
            rij.uitkomst,
            rij.door_poort,
            antwoord.map(|antwoord| antwoord.identificatie),
            store.bevindingen(rij.id, Zicht::Alles).await.unwrap(),
        ));
    }
    for partij in store.partijen().await.unwrap() {
        let wachtend = store.postbus(partij.id, 100).await.unwrap().len();
        staat.push(format!("{} {}: {wachtend} wachten", partij.code, partij.naam));
    }
    staat.sort();
    staat
}

#[tokio::test]
async fn the_demo_plays_both_chains_and_every_message_and_answer_is_valid() {
    let map = tempfile::tempdir().unwrap();
    let uit = demo(map.path()).output().unwrap();
    assert!(uit.status.success(), "{}", tekst(&uit));
    assert!(tekst(&uit).contains("Alle 8 stappen gingen goed."));
    for berichttype in ["JW302", "JW306", "JW308", "JW325", "WMO302", "WMO306", "WMO308", "WMO325"] {
        assert!(tekst(&uit).contains(&format!("antwoord: {berichttype}")), "{}", tekst(&uit));
    }
    let store = open(map.path()).await;
    let alle = store.berichten(Zicht::Alles, &BerichtFilter::default(), 100).await.unwrap();
    assert_eq!(alle.len(), 16);
    for rij in alle {
        judges::assert_valid(rij.berichttype, &store.inhoud(rij.id, Zicht::Alles).await.unwrap().unwrap());
    }
}

#[tokio::test]
async fn played_again_on_the_same_folder_nothing_changes() {
    let map = tempfile::tempdir().unwrap();
    assert!(demo(map.path()).output().unwrap().status.success());
    let eerst = staat(map.path()).await;
    let uit = demo(map.path()).output().unwrap();
    assert!(uit.status.success(), "{}", tekst(&uit));
    assert_eq!(tekst(&uit).matches("de poort had dit bericht al").count(), 8);
    assert_eq!(staat(map.path()).await, eerst);
}

/// Runs the demo and kills it with SIGKILL as soon as it has printed so many lines. False if it ended before that.
fn dood_na(map: &Path, regels: usize) -> bool {
    let mut proces = demo(map).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let gelezen = BufReader::new(proces.stdout.take().unwrap()).lines().take(regels).count();
    // SIGKILL: the program gets no chance to tidy up.
    proces.kill().unwrap();
    proces.wait().unwrap();
    gelezen == regels
}

#[tokio::test]
async fn killed_anywhere_and_started_again_it_ends_in_the_same_state() {
    let ongestoord = tempfile::tempdir().unwrap();
    assert!(demo(ongestoord.path()).output().unwrap().status.success());
    let verwacht = staat(ongestoord.path()).await;
    // Lines 5 to 31 are the steps; in between, messages are under way.
    for regels in (1..=29).step_by(4) {
        let map = tempfile::tempdir().unwrap();
        assert!(dood_na(map.path(), regels));
        let uit = demo(map.path()).output().unwrap();
        assert!(uit.status.success(), "after {regels} lines: {}", tekst(&uit));
        assert_eq!(staat(map.path()).await, verwacht, "after {regels} lines");
    }
}

#[tokio::test]
async fn killed_over_and_over_on_one_folder_it_ends_in_the_same_state() {
    let ongestoord = tempfile::tempdir().unwrap();
    assert!(demo(ongestoord.path()).output().unwrap().status.success());
    let map = tempfile::tempdir().unwrap();
    for regels in [4, 5, 7, 10, 14, 18, 22, 26, 30] {
        assert!(dood_na(map.path(), regels));
    }
    let uit = demo(map.path()).output().unwrap();
    assert!(uit.status.success(), "{}", tekst(&uit));
    assert_eq!(staat(map.path()).await, staat(ongestoord.path()).await);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_with_exit_code_2() {
    let map = tempfile::tempdir().unwrap();
    let bestand = map.path().join("bestand");
    std::fs::write(&bestand, "geen map").unwrap();
    let uit = demo(&bestand.join("data")).output().unwrap();
    assert_eq!(uit.status.code(), Some(2));
    assert!(tekst(&uit).contains("is niet te maken") && tekst(&uit).contains("--data"), "{}", tekst(&uit));
}

#[test]
fn an_address_that_is_taken_is_told_with_exit_code_2() {
    let map = tempfile::tempdir().unwrap();
    let bezet = TcpListener::bind("127.0.0.1:0").unwrap();
    let adres = bezet.local_addr().unwrap().to_string();
    let uit = demo(map.path()).args(["--listen", &adres]).output().unwrap();
    assert_eq!(uit.status.code(), Some(2));
    assert!(tekst(&uit).contains("--listen"), "{}", tekst(&uit));
}

#[test]
fn even_the_most_talkative_log_holds_no_personal_data() {
    let map = tempfile::tempdir().unwrap();
    let uit = demo(map.path()).env("BERICHTENPOORT_LOG", "trace").output().unwrap();
    assert!(uit.status.success());
    let log = String::from_utf8_lossy(&uit.stderr);
    assert!(log.contains("verzoek"), "the log was on");
    for persoonlijk in
        ["999900006", "999900018", "Molenaar", "Dijkstra", "Fenna", "1500AA", "2013-05-20", "bp_"]
    {
        assert!(!log.contains(persoonlijk) && !tekst(&uit).contains(persoonlijk), "{persoonlijk} in the log");
    }
}
