//! A year of a region through the real gate, and a ledger that adds up the messages themselves: everything that the gate keeps and hands
//! out must agree with it to the cent.
//!
//! Small unless BERICHTENPOORT_TEST_JAAR says how many aanbieders and clients there are, as in 200x5000; that takes an optimised build.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stderr, unreachable_pub)]

#[path = "jaar/cijfers.rs"]
mod cijfers;
#[path = "jaar/export.rs"]
mod export;
mod gemeenschap;
#[path = "jaar/naief.rs"]
mod naief;
#[path = "generator/random.rs"]
#[allow(dead_code)]
mod random;
#[path = "jaar/wereld/mod.rs"]
mod wereld;
#[path = "jaar/xml.rs"]
mod xml;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use berichtenpoort::bericht::Schemas;
use berichtenpoort::keten::Uitkomst;
use berichtenpoort::partij::{Partij, PartijSoort};
use berichtenpoort::poort::{Ontvangst, Poort, Stap};
use berichtenpoort::store::Zicht;
use berichtenpoort::tijd::{Klok, middag};
use chrono::NaiveDate;
use cijfers::Cijfers;
use export::Api;
use gemeenschap::{op_elke_url, open};
use naief::{Boek, Sommen};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;
use wereld::{Bericht, GEMEENTEN, Wereld, dag, dag_van_indienen, gemeentecode, wijken};

static SCHEMAS: LazyLock<Arc<Schemas>> = LazyLock::new(|| Arc::new(Schemas::ingebouwd().unwrap()));

/// Aanbieders and clients.
fn omvang() -> (usize, usize) {
    let Ok(tekst) = std::env::var("BERICHTENPOORT_TEST_JAAR") else { return (20, 300) };
    let (aanbieders, clienten) = tekst.split_once('x').expect("such as 200x5000");
    (aanbieders.parse().unwrap(), clienten.parse().unwrap())
}

/// A gate with the parties of a region, and how long it worked on claims.
struct Streek {
    poort: Poort,
    klok: Klok,
    partijen: BTreeMap<String, Partij>,
    gewerkt: Duration,
}

impl Streek {
    async fn op(url: &str, wereld: &Wereld) -> Streek {
        let klok = Klok::gezet_op(middag(dag(1, 2)));
        let poort = Poort::nieuw(open(url).await, Arc::clone(&SCHEMAS), klok.clone());
        let gemeenten = GEMEENTEN.iter().map(|code| (PartijSoort::Gemeente, *code));
        let aanbieders = wereld.aanbieders().into_iter().map(|code| (PartijSoort::Aanbieder, code));
        let mut partijen = BTreeMap::new();
        for (soort, code) in gemeenten.chain(aanbieders) {
            let partij = Partij::nieuw(soort, code, code, None).unwrap();
            partijen.insert(code.to_owned(), poort.store.leg_partij_vast(&partij).await.unwrap());
        }
        for (gemeente, tarieven) in wereld.tarieven() {
            poort.store.vervang_tarieven(&gemeentecode(gemeente), &tarieven).await.unwrap();
        }
        poort.store.vervang_wijken(&wijken()).await.unwrap();
        Streek { poort, klok, partijen, gewerkt: Duration::ZERO }
    }

    /// Sends messages on a day and processes them. Gives their ids.
    async fn stuur(&mut self, op: NaiveDate, berichten: &[Bericht]) -> Vec<Uuid> {
        self.klok.zet(middag(op));
        let begin = Instant::now();
        let mut ids = Vec::new();
        for bericht in berichten {
            let van = &self.partijen[&bericht.afzender];
            match self.poort.ontvang(van, bericht.xml.as_bytes().to_vec()).await.unwrap() {
                Ontvangst::Nieuw(rij) => ids.push(rij.id),
                anders => panic!("{anders:?}\n{}", bericht.xml),
            }
        }
        let eigenaar = Uuid::now_v7();
        loop {
            match self.poort.verwerk_volgende(eigenaar).await.unwrap() {
                Stap::Verwerkt(_) => {}
                Stap::Niets => break,
                anders => panic!("{anders:?}"),
            }
        }
        if berichten.iter().any(|bericht| bericht.regels.is_some()) {
            self.gewerkt += begin.elapsed();
        }
        ids
    }

    /// The same for what must be approved.
    async fn regel(&mut self, op: NaiveDate, berichten: &[Bericht], boek: &mut Boek) {
        for (id, bericht) in self.stuur(op, berichten).await.into_iter().zip(berichten) {
            let rij = self.poort.store.bericht(id, Zicht::Alles).await.unwrap().unwrap();
            if rij.uitkomst != Some(Uitkomst::Goedgekeurd) {
                let bevindingen = self.poort.store.bevindingen(id, Zicht::Alles).await.unwrap();
                panic!("{bevindingen:?}\n{}", bericht.xml);
            }
            boek.boek_toewijzing(bericht.xml.as_bytes());
        }
    }

    /// The answer to a message.
    async fn antwoord(&self, id: Uuid) -> Vec<u8> {
        let store = &self.poort.store;
        let rij = store.antwoord_op(id, Zicht::Alles).await.unwrap().expect("an answer");
        store.inhoud(rij.id, Zicht::Alles).await.unwrap().unwrap()
    }
}

/// Plays the year, and books what was sent and answered.
async fn speel(url: &str) -> (Streek, Boek, Wereld) {
    let (aanbieders, clienten) = omvang();
    let mut wereld = Wereld::nieuw(2025, aanbieders, clienten);
    let mut streek = Streek::op(url, &wereld).await;
    let mut boek = Boek::default();
    streek.regel(dag(1, 3), &wereld.toewijzingen(), &mut boek).await;
    for maand in 1..=12 {
        if maand == 6 {
            streek.regel(dag(6, 15), &wereld.wijzigingen(), &mut boek).await;
        }
        let (_, laatste) = wereld::maand(maand);
        streek.regel(laatste, &wereld.regie(maand), &mut boek).await;
        let declaraties = wereld.declaraties(maand);
        let ids = streek.stuur(dag_van_indienen(maand), &declaraties).await;
        for (id, bericht) in ids.into_iter().zip(declaraties) {
            let toegekend = boek.boek(bericht.xml.as_bytes(), &streek.antwoord(id).await);
            wereld.hoor(bericht.regels.unwrap(), toegekend);
        }
    }
    (streek, boek, wereld)
}

/// Rows of a key and two numbers, read past the store.
async fn sommen(url: &str, sql: &'static str) -> Sommen {
    let rijen: Vec<(String, i64, i64)> = if url.starts_with("sqlite") {
        sqlx::query_as(sql).fetch_all(&mut SqliteConnection::connect(url).await.unwrap()).await.unwrap()
    } else {
        sqlx::query_as(sql).fetch_all(&mut PgConnection::connect(url).await.unwrap()).await.unwrap()
    };
    rijen.into_iter().map(|(sleutel, een, ander)| (sleutel, (een, ander))).collect()
}

/// Fails where two sets of sums differ, and tells the first rows that do.
fn assert_sluit(wat: &str, poort: &Sommen, boek: &Sommen) {
    let alleen = |een: &Sommen, ander: &Sommen| -> Vec<String> {
        let anders = een.iter().filter(|(sleutel, som)| ander.get(*sleutel) != Some(som));
        anders.take(5).map(|(sleutel, som)| format!("{sleutel}: {som:?}")).collect()
    };
    let (bij_poort, bij_boek) = (alleen(poort, boek), alleen(boek, poort));
    assert!(
        bij_poort.is_empty() && bij_boek.is_empty(),
        "{wat}: at the gate {bij_poort:#?}, in the ledger {bij_boek:#?}"
    );
    assert!(!boek.is_empty(), "{wat}: nothing to compare");
}

/// Holds the projections against the ledger.
async fn assert_projecties_sluiten(url: &str, boek: &Boek) {
    let declaraties = "SELECT standaard || '|' || gemeente || '|' || aanbieder || '|' || nummer, totaal, toegekend FROM declaratie";
    assert_sluit("declaratie", &sommen(url, declaraties).await, &boek.per_declaratie());
    let uitslagen =
        "SELECT standaard || '|' || gemeente || '|' || aanbieder || '|' || categorie || '|' || code || '|'
            || substr(CAST(begindatum AS TEXT), 1, 7) || '|' || coalesce(retourcodes, 'toegekend') AS sleutel,
            count(*), CAST(sum(bedrag) AS BIGINT) FROM prestatie GROUP BY sleutel";
    assert_sluit("prestatie", &sommen(url, uitslagen).await, &boek.per_uitslag());
    let verbruik = "SELECT standaard || '|' || gemeente || '|' || aanbieder || '|' || CAST(nummer AS TEXT) || '|' || eenheid,
            volume, bedrag FROM verbruik";
    assert_sluit("verbruik", &sommen(url, verbruik).await, &boek.verbruik());
    let debets = "SELECT standaard || '|' || gemeente || '|' || aanbieder || '|' || CAST(nummer AS TEXT) || '|' || eenheid,
            debets, CAST(0 AS BIGINT) FROM verbruik";
    assert_sluit("debets", &sommen(url, debets).await, &boek.staande_debets());
    let nummers = "SELECT 'nummers', count(*), CAST(0 AS BIGINT) FROM prestatie WHERE houdt_nummer";
    let gebruikt = i64::try_from(boek.gebruikte_nummers()).unwrap();
    assert_sluit("nummers", &sommen(url, nummers).await, &[("nummers".to_owned(), (gebruikt, 0))].into());
}

/// How many aanbieders look at their overviews; every gemeente does.
const KIJKENDE_AANBIEDERS: usize = 5;

/// Holds every overview of every party, as it comes over HTTP, against the ledger.
async fn assert_exports_sluiten(streek: &Streek, boek: &Boek, wereld: &Wereld) {
    let api = Api::start(&streek.poort).await;
    let overzichten = Cijfers::van(boek, streek.klok.vandaag(), wereld.tarieven()).alle();
    let aanbieders = wereld.aanbieders().into_iter().take(KIJKENDE_AANBIEDERS);
    let mut gezien: BTreeMap<&str, (usize, Duration)> = BTreeMap::new();
    for code in GEMEENTEN.into_iter().chain(aanbieders) {
        let sleutel = api.sleutel(&streek.poort, code).await;
        for overzicht in &overzichten {
            let begin = Instant::now();
            let rijen = api
                .assert_sluit(&sleutel, overzicht, |rij| rij.gemeente == code || rij.aanbieder == code)
                .await;
            let tot_nu = gezien.entry(overzicht.naam).or_default();
            *tot_nu = (tot_nu.0 + rijen, tot_nu.1 + begin.elapsed());
        }
    }
    eprintln!("overzichten: {gezien:?}");
    assert!(gezien.values().all(|(rijen, _)| *rijen > 0), "{gezien:?}");
}

/// Nothing in the year is there for nothing: each kind of error was made and found, and most was in order.
fn assert_bont(boek: &Boek) {
    let codes = boek.codes();
    for code in ["9321", "9322", "9369", "9341", "9338", "8187", "9389", "8021", "8017", "9390", "0611"] {
        assert!(codes.contains_key(code), "{code} was never given: {codes:?}");
    }
    let goed = boek.regels.iter().filter(|regel| regel.codes.is_none());
    let credits = goed.clone().filter(|regel| regel.vorige.is_some()).count();
    assert!(goed.count() * 10 > boek.regels.len() * 7 && credits > 20 && boek.afgekeurd > 5, "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn een_jaar_sluit_op_de_cent() {
    op_elke_url(|url| async move {
        let (streek, boek, wereld) = speel(&url).await;
        let (regels, seconden) = (boek.regels.len(), streek.gewerkt.as_secs_f64());
        eprintln!(
            "{} declaraties ({} afgekeurd), {regels} prestaties in {seconden:.1} s: {:.0} per seconde; codes {:?}",
            boek.declaraties.len(),
            boek.afgekeurd,
            regels as f64 / seconden,
            boek.codes()
        );
        assert_bont(&boek);
        assert_projecties_sluiten(&url, &boek).await;
        assert_exports_sluiten(&streek, &boek, &wereld).await;
        // And the same once more from what was answered.
        streek.poort.herbouw().await.unwrap();
        assert_projecties_sluiten(&url, &boek).await;
    })
    .await;
}
