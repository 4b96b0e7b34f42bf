//! Every scenario: our own, and the example scenarios of the spec where they are present. Each is played from an empty
//! gate on every database, and afterwards a rebuild must leave the projections as they were.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod gemeenschap;
mod judges;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use berichtenpoort::bericht::Schemas;
use berichtenpoort::cli::scenario::{Scenario, lees, scenarios, speel};
use berichtenpoort::poort::Poort;
use berichtenpoort::store::{EigenSchema, Store};
use berichtenpoort::tijd::Klok;
use gemeenschap::Plek;
use gemeenschap::beeld::{Naam, assert_gelijk, projecties};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Scenarios that are at play at the same time.
const TEGELIJK: usize = 4;

/// Every scenario below a folder. A folder that holds none, or one that cannot be read, is an error, and so is a folder in
/// it without a scenario.
fn lees_alle(map: &Path) -> Result<Vec<(String, Scenario)>, String> {
    let gevonden = scenarios(map).map_err(|fout| fout.to_string())?;
    for inhoud in map.read_dir().map_err(|fout| fout.to_string())? {
        let pad = inhoud.map_err(|fout| fout.to_string())?.path();
        if pad.is_dir() && !gevonden.iter().any(|(_, scenario)| scenario.starts_with(&pad)) {
            return Err(format!("{} holds no scenario", pad.display()));
        }
    }
    let lees = |(naam, map): (String, PathBuf)| {
        let scenario = lees(&map).map_err(|fout| fout.to_string())?;
        Ok((naam, scenario))
    };
    gevonden.into_iter().map(lees).collect()
}

/// Plays a scenario on an empty database, and then rebuilds. Gives how it differs from what it expects.
async fn speel_en_herbouw(naam: &str, scenario: &Scenario, schemas: &Arc<Schemas>, url: &str) -> Vec<String> {
    let store = Store::open(url).await.unwrap();
    store.migreer().await.unwrap();
    store.ontgrendel(gemeenschap::sleutels::bron(), Klok::systeem().nu()).await.unwrap();
    let verschillen = speel(scenario, schemas, store.clone()).await.unwrap();
    let eerst = projecties(url, Naam::Nummer).await;
    let poort = Poort::nieuw(store, Arc::clone(schemas), Klok::systeem());
    poort.herbouw().await.unwrap_or_else(|fout| panic!("{naam}: {fout}"));
    assert_gelijk(&eerst, &projecties(url, Naam::Nummer).await, naam);
    verschillen
}

/// Plays every scenario in a folder on SQLite, and on PostgreSQL where there is one. Gives those that differ.
async fn speel_alle(map: &Path) -> Vec<(String, Vec<String>)> {
    let schemas = Arc::new(Schemas::ingebouwd().unwrap());
    let plaatsen = Arc::new(Semaphore::new(TEGELIJK));
    let server = std::env::var("BERICHTENPOORT_TEST_POSTGRES").ok();
    let mut taken = JoinSet::new();
    for (naam, scenario) in lees_alle(map).unwrap() {
        let (schemas, plaatsen, server) = (Arc::clone(&schemas), Arc::clone(&plaatsen), server.clone());
        taken.spawn(async move {
            let _plaats = plaatsen.acquire().await.unwrap();
            let plek = Plek::sqlite();
            let verschillen = speel_en_herbouw(&naam, &scenario, &schemas, &plek.url).await;
            if let Some(server) = server {
                let schema = EigenSchema::maak(&server).await.unwrap();
                let op_postgres = speel_en_herbouw(&naam, &scenario, &schemas, &schema.url()).await;
                schema.verwijder().await.unwrap();
                assert_eq!(verschillen, op_postgres, "{naam}: SQLite and PostgreSQL differ");
            }
            (naam, verschillen)
        });
    }
    let mut uit = taken.join_all().await;
    uit.retain(|(_, verschillen)| !verschillen.is_empty());
    uit.sort();
    uit
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios")
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_scenarios_pass_and_a_rebuild_changes_nothing() {
    let verschillen = speel_alle(&fixtures()).await;
    assert!(verschillen.is_empty(), "{verschillen:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_scenarios_pass_and_a_rebuild_changes_nothing() {
    let Some(spec) = judges::spec() else { return };
    let verschillen = speel_alle(&spec.join("scenarios")).await;
    assert!(verschillen.is_empty(), "{verschillen:#?}");
}

#[test]
fn a_folder_that_is_empty_or_broken_is_an_error() {
    let map = tempfile::tempdir().unwrap();
    assert!(lees_alle(map.path()).is_err(), "no scenario at all");
    let bron = scenarios(&fixtures()).unwrap().remove(0).1;
    let goed = map.path().join("goed");
    std::fs::create_dir(&goed).unwrap();
    for bestand in bron.read_dir().unwrap() {
        let bestand = bestand.unwrap();
        std::fs::copy(bestand.path(), goed.join(bestand.file_name())).unwrap();
    }
    assert_eq!(lees_alle(map.path()).unwrap().len(), 1);
    let leeg = map.path().join("leeg");
    std::fs::create_dir(&leeg).unwrap();
    assert!(lees_alle(map.path()).unwrap_err().contains("leeg"), "a folder without a scenario");
    std::fs::write(leeg.join("scenario.json"), "{").unwrap();
    assert!(lees_alle(map.path()).unwrap_err().contains("geen goede JSON"));
}
