//! The state of a store as text, to compare: every column of every row of every projection, and what became of every
//! message. Read past the store, so that nothing that it reads wrong is left out.

use std::collections::BTreeMap;

use super::sleutels::clienten;
use berichtenpoort::store::PROJECTIES;
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// The rows of a table, each as a JSON text, in order.
pub type Beeld = BTreeMap<String, Vec<String>>;
type Rij = Map<String, Value>;

/// How rows refer to messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Naam {
    /// By number, with the ids of rows: the same database at another moment.
    Nummer,
    /// By the hash of their bytes, without ids: another database.
    Bytes,
}

/// Every projection.
pub async fn projecties(url: &str, naam: Naam) -> Beeld {
    let mut bron = Bron::open(url).await;
    let berichten = bron.berichten().await;
    let clienten = clienten(url).await;
    let mut uit = Beeld::new();
    for tabel in PROJECTIES {
        let mut rijen = bron.rijen(tabel).await;
        if *tabel == "regie" {
            nummer_per_stroom(&mut rijen);
        }
        if naam == Naam::Bytes {
            rijen.iter_mut().for_each(|rij| noem_bij_bytes(rij, &berichten, &clienten));
        }
        let mut rijen: Vec<String> = rijen.iter().map(|rij| serde_json::to_string(rij).unwrap()).collect();
        rijen.sort();
        uit.insert((*tabel).to_owned(), rijen);
    }
    uit
}

/// The rows of these tables, as they are.
pub async fn rijen_van(url: &str, tabellen: &[&str]) -> Beeld {
    let mut bron = Bron::open(url).await;
    let mut uit = Beeld::new();
    for tabel in tabellen {
        let rijen = bron.rijen(tabel).await;
        let mut rijen: Vec<String> = rijen.iter().map(|rij| serde_json::to_string(rij).unwrap()).collect();
        rijen.sort();
        uit.insert((*tabel).to_owned(), rijen);
    }
    uit
}

/// What became of every message that came in: status, outcome and findings, by its bytes.
pub async fn uitkomsten(url: &str) -> Vec<String> {
    let mut bron = Bron::open(url).await;
    let berichten = bron.berichten().await;
    let mut uit: BTreeMap<i64, String> = BTreeMap::new();
    for rij in bron.rijen("bericht").await {
        if rij["door_poort"] == 1 {
            continue;
        }
        let nummer = rij["volgnummer"].as_i64().unwrap();
        let velden =
            ["berichttype", "status", "uitkomst", "oordeel", "pogingen"].map(|veld| rij[veld].to_string());
        uit.insert(nummer, format!("{} {}", berichten[&nummer], velden.join(" ")));
    }
    let mut bevindingen = bron.rijen("bevinding").await;
    bevindingen.sort_by_key(|rij| rij["nummer"].as_i64());
    for rij in bevindingen {
        let velden = ["nummer", "regel", "retourcode", "pad", "regelnummer", "kolom", "tekst"];
        let tekst: Vec<_> = velden.iter().map(|veld| rij[*veld].to_string()).collect();
        if let Some(van) = uit.get_mut(&rij["bericht_volgnummer"].as_i64().unwrap()) {
            van.push_str(&format!("\n  {}", tekst.join(" ")));
        }
    }
    let mut uit: Vec<String> = uit.into_values().collect();
    uit.sort();
    uit
}

/// Fails where two states differ, naming the first rows that do.
pub fn assert_gelijk(een: &Beeld, ander: &Beeld, wat: &str) {
    for (tabel, rijen) in een {
        let andere = &ander[tabel];
        let zonder = |deze: &[String], die: &[String]| -> Vec<String> {
            deze.iter().filter(|rij| die.binary_search(rij).is_err()).take(3).cloned().collect()
        };
        assert!(
            rijen == andere,
            "{wat}: {tabel} has {} rows and {}; only in the first {:#?}, only in the second {:#?}",
            rijen.len(),
            andere.len(),
            zonder(rijen, andere),
            zonder(andere, rijen)
        );
    }
    assert_eq!(een.len(), ander.len(), "{wat}");
}

/// Rows of regie are numbered in the order in which they were processed, over all streams. What counts is the order within
/// a stream.
fn nummer_per_stroom(rijen: &mut [Rij]) {
    rijen.sort_by_key(|rij| rij["volgnummer"].as_i64());
    let mut tellers: BTreeMap<String, u64> = BTreeMap::new();
    for rij in rijen {
        let stroom = format!("{} {} {}", rij["standaard"], rij["gemeente"], rij["aanbieder"]);
        let teller = tellers.entry(stroom).or_default();
        *teller += 1;
        rij.insert("volgnummer".to_owned(), (*teller).into());
    }
}

/// Pseudonyms differ by database: clients go by their number, and where they live is left out.
fn noem_bij_bytes(rij: &mut Rij, berichten: &BTreeMap<i64, String>, clienten: &BTreeMap<String, String>) {
    rij.remove("id");
    rij.remove("postcode6");
    rij.remove("postcode4");
    for (kolom, waarde) in rij.iter_mut() {
        if kolom == "bericht_volgnummer" || kolom.ends_with("_door") {
            *waarde = waarde.as_i64().map(|nummer| berichten[&nummer].clone()).into();
        }
        if kolom == "client" {
            // One in clear stands for itself.
            if let Some(bsn) = clienten.get(waarde.as_str().unwrap()) {
                *waarde = bsn.clone().into();
            }
        }
    }
}

/// A connection past the store.
enum Bron {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Bron {
    async fn open(url: &str) -> Bron {
        if url.starts_with("sqlite") {
            Bron::Sqlite(SqliteConnection::connect(url).await.unwrap())
        } else {
            Bron::Postgres(PgConnection::connect(url).await.unwrap())
        }
    }

    /// The hash of each message, by its number.
    async fn berichten(&mut self) -> BTreeMap<i64, String> {
        let sql = "SELECT volgnummer, sha256 FROM bericht";
        let rijen: Vec<(i64, Vec<u8>)> = match self {
            Bron::Sqlite(db) => sqlx::query_as(sql).fetch_all(db).await.unwrap(),
            Bron::Postgres(db) => sqlx::query_as(sql).fetch_all(db).await.unwrap(),
        };
        let tekst = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        rijen.into_iter().map(|(nummer, sha256)| (nummer, tekst(sha256))).collect()
    }

    /// The rows of a table as JSON, written alike for both databases.
    async fn rijen(&mut self, tabel: &str) -> Vec<Rij> {
        let teksten: Vec<String> = match self {
            Bron::Postgres(db) => {
                let sql = format!("SELECT to_jsonb(r)::text FROM {tabel} r");
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(db).await.unwrap()
            }
            Bron::Sqlite(db) => {
                let kolommen = sqlx::query_as("SELECT name, type FROM pragma_table_info($1)").bind(tabel);
                let kolommen: Vec<(String, String)> = kolommen.fetch_all(&mut *db).await.unwrap();
                let paren = kolommen.iter().map(|(naam, soort)| match soort.as_str() {
                    "BLOB" => format!("'{naam}', CASE WHEN {naam} IS NOT NULL THEN lower(hex({naam})) END"),
                    _ => format!("'{naam}', {naam}"),
                });
                let sql =
                    format!("SELECT json_object({}) FROM {tabel}", paren.collect::<Vec<_>>().join(", "));
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(db).await.unwrap()
            }
        };
        teksten.iter().map(|tekst| gewoon(serde_json::from_str(tekst).unwrap())).collect()
    }
}

/// PostgreSQL has booleans, SQLite 0 and 1.
fn gewoon(mut rij: Rij) -> Rij {
    for waarde in rij.values_mut() {
        if let Value::Bool(waar) = waarde {
            *waarde = i64::from(*waar).into();
        }
    }
    rij
}
