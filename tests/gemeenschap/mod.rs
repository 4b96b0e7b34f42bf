//! What integration tests share: a fresh database of each kind, and a small region with messages.
//!
//! SQLite always runs. PostgreSQL runs too where BERICHTENPOORT_TEST_POSTGRES holds the URL of a server on which databases
//! may be created; tests/met-postgres.sh starts one for the time of a command.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test uses what it needs of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

pub mod beeld;
pub mod gegevens;
pub mod sleutels;

use std::future::Future;

use berichtenpoort::store::Store;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use uuid::Uuid;

/// Runs a test on a new, empty store with tables: on SQLite, and on PostgreSQL where there is one.
pub async fn op_elke_database<F>(test: impl Fn(Store) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for plek in Plek::alle().await {
        let store = open(&plek.url).await;
        plek.speel(test(store)).await;
    }
}

/// Runs a test on the URL of a new database without tables, for tests that open it themselves.
pub async fn op_elke_url<F>(test: impl Fn(String) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    for plek in Plek::alle().await {
        let url = plek.url.clone();
        plek.speel(test(url)).await;
    }
}

/// Opens a store, makes its tables, and unlocks it.
pub async fn open(url: &str) -> Store {
    // A test that talks to a gate in a process of its own makes an HTTP client, which asks for this.
    berichtenpoort::uitgaand::kies_tls();
    let store = Store::open(url).await.unwrap();
    store.migreer().await.unwrap();
    store.ontgrendel(sleutels::bron(), sleutels::nu()).await.unwrap();
    store
}

/// Where one test finds its database.
pub struct Plek {
    /// The URL of the database.
    pub url: String,
    soort: Soort,
}

enum Soort {
    Sqlite { _map: tempfile::TempDir },
    Postgres { server: String, naam: String },
}

impl Plek {
    /// A new place of each kind that there is.
    pub async fn alle() -> Vec<Plek> {
        let mut plekken = vec![Plek::sqlite()];
        if let Ok(server) = std::env::var("BERICHTENPOORT_TEST_POSTGRES") {
            plekken.push(Plek::postgres(server).await);
        }
        plekken
    }

    /// A file in a folder that vanishes with the test.
    pub fn sqlite() -> Plek {
        let map = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", map.path().join("poort.db").display());
        Plek { url, soort: Soort::Sqlite { _map: map } }
    }

    /// A new database on this server.
    pub async fn postgres(server: String) -> Plek {
        let naam = format!("proef_{}", Uuid::new_v4().simple());
        op_server(&server, format!("CREATE DATABASE {naam}")).await;
        // The name of a database is the path of the URL; what follows it stays.
        let (adres, vraag) = match server.split_once('?') {
            Some((adres, vraag)) => (adres, format!("?{vraag}")),
            None => (server.as_str(), String::new()),
        };
        let (soort, rest) = adres.split_once("://").unwrap();
        let adres = rest.split_once('/').map_or(rest, |(adres, _)| adres);
        let url = format!("{soort}://{adres}/{naam}{vraag}");
        Plek { url, soort: Soort::Postgres { server, naam } }
    }

    /// Runs a test as a task, so that the database is removed also when the test panics.
    async fn speel(self, test: impl Future<Output = ()> + Send + 'static) {
        let sqlite = matches!(self.soort, Soort::Sqlite { .. });
        eprintln!("op {}", if sqlite { "SQLite" } else { "PostgreSQL" });
        let uit = tokio::spawn(test).await;
        self.ruim_op().await;
        uit.unwrap();
    }

    /// Removes the database, with whoever is still connected.
    pub async fn ruim_op(self) {
        if let Soort::Postgres { server, naam } = self.soort {
            op_server(&server, format!("DROP DATABASE IF EXISTS {naam} WITH (FORCE)")).await;
        }
    }
}

async fn op_server(server: &str, sql: String) {
    let mut verbinding = PgConnection::connect(server).await.unwrap();
    verbinding.execute(AssertSqlSafe(sql)).await.unwrap();
    verbinding.close().await.unwrap();
}

/// Rows of two whole numbers, read past the store: to see what it wrote.
pub async fn getallen(url: &str, sql: &'static str) -> Vec<[i64; 2]> {
    let rijen: Vec<(i64, i64)> = if url.starts_with("sqlite") {
        let mut verbinding = SqliteConnection::connect(url).await.unwrap();
        sqlx::query_as(sql).fetch_all(&mut verbinding).await.unwrap()
    } else {
        let mut verbinding = PgConnection::connect(url).await.unwrap();
        sqlx::query_as(sql).fetch_all(&mut verbinding).await.unwrap()
    };
    rijen.into_iter().map(|(een, twee)| [een, twee]).collect()
}

/// Runs a statement past the store: to damage what it wrote.
pub async fn doe(url: &str, sql: &'static str) {
    if url.starts_with("sqlite") {
        SqliteConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
    } else {
        PgConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
    }
}
