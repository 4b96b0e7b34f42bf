//! The keys of tests, and reading past the store what it encrypted.

use std::collections::BTreeMap;

use berichtenpoort::geheim::{Hoofdsleutels, Ingepakt, Plek, Sleutelbos, Sleutelbron, Sleutelsoort};
use berichtenpoort::tijd::Klok;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

/// The master key of every database in a test, as a process gets it in BERICHTENPOORT_SLEUTEL.
pub const SLEUTEL: &str = "YmVyaWNodGVucG9vcnQtdG9ldHNzbGV1dGVsLTAwMDE=";

/// The same for a store.
pub fn bron() -> Sleutelbron {
    Sleutelbron::Vast(Hoofdsleutels::lees(SLEUTEL).unwrap())
}

/// The moment at which keys are made.
pub fn nu() -> DateTime<Utc> {
    Klok::systeem().nu()
}

/// Runs a body on a connection of whichever kind.
macro_rules! op {
    ($url:expr, $db:ident => $lichaam:expr) => {
        if $url.starts_with("sqlite") {
            let mut $db = SqliteConnection::connect($url).await.unwrap();
            $lichaam
        } else {
            let mut $db = PgConnection::connect($url).await.unwrap();
            $lichaam
        }
    };
}

/// The keys of a database.
pub async fn bos(url: &str) -> Sleutelbos {
    let sql = "SELECT id, soort, hoofdsleutel, ingepakt, vervangen_op FROM datasleutel";
    type Rij = (i64, String, String, Vec<u8>, Option<i64>);
    let rijen: Vec<Rij> = op!(url, db => sqlx::query_as(sql).fetch_all(&mut db).await.unwrap());
    let ingepakt = rijen.into_iter().map(|(id, soort, hoofdsleutel, ingepakt, vervangen_op)| Ingepakt {
        id: id.try_into().unwrap(),
        soort: Sleutelsoort::van_sleutel(&soort).unwrap(),
        hoofdsleutel,
        ingepakt,
        vervangen: vervangen_op.is_some(),
    });
    Sleutelbos::van(&ingepakt.collect::<Vec<_>>(), &Hoofdsleutels::lees(SLEUTEL).unwrap()).unwrap()
}

/// Whom each pseudonym stands for.
pub async fn clienten(url: &str) -> BTreeMap<String, String> {
    let bos = bos(url).await;
    let sql = "SELECT pseudoniem, bsn FROM client";
    let rijen: Vec<(String, String)> = op!(url, db => sqlx::query_as(sql).fetch_all(&mut db).await.unwrap());
    rijen
        .into_iter()
        .map(|(pseudoniem, bsn)| {
            let plek = Plek { tabel: "client", kolom: "bsn", rij: &pseudoniem };
            let bsn = bos.ontsleutel_tekst(&plek, &bsn).unwrap();
            (pseudoniem, bsn)
        })
        .collect()
}

/// Puts everything back in clear, as the version before there were keys kept it.
pub async fn als_voor_de_versleuteling(url: &str) {
    let (bos, clienten) = (bos(url).await, clienten(url).await);
    let los = if url.starts_with("sqlite") {
        "DROP TRIGGER besluit_blijft_zo"
    } else {
        "ALTER TABLE besluit DISABLE TRIGGER ALL"
    };
    let weer = if url.starts_with("sqlite") {
        "CREATE TRIGGER besluit_blijft_zo BEFORE UPDATE ON besluit
         BEGIN SELECT RAISE(ABORT, 'besluiten worden niet gewijzigd'); END"
    } else {
        "ALTER TABLE besluit ENABLE TRIGGER ALL"
    };
    op!(url, db => {
        db.execute(los).await.unwrap();
        let rijen: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT bericht_volgnummer, bytes FROM inhoud").fetch_all(&mut db).await.unwrap();
        for (bericht, bytes) in rijen {
            let plek = Plek { tabel: "inhoud", kolom: "bytes", rij: &bericht.to_string() };
            let opdracht = sqlx::query("UPDATE inhoud SET bytes = $2 WHERE bericht_volgnummer = $1").bind(bericht);
            opdracht.bind(bos.ontsleutel(&plek, bytes).unwrap()).execute(&mut db).await.unwrap();
        }
        for (pseudoniem, bsn) in &clienten {
            for tabel in ["toewijzing_nummer", "regie", "verzoek", "prestatie", "voorstelregel"] {
                let sql = format!("UPDATE {tabel} SET client = $2 WHERE client = $1");
                sqlx::query(AssertSqlSafe(sql)).bind(pseudoniem).bind(bsn).execute(&mut db).await.unwrap();
            }
        }
        for (tabel, kolom, id, rij) in [
            ("beoordeling", "reden", "bericht_volgnummer", "CAST(bericht_volgnummer AS TEXT)"),
            ("besluit", "toelichting", "volgnummer", "CAST(bericht_volgnummer AS TEXT) || '/' || CAST(moment AS TEXT)"),
        ] {
            let sql = format!("SELECT {id}, {rij}, {kolom} FROM {tabel} WHERE {kolom} IS NOT NULL");
            let rijen: Vec<(i64, String, String)> =
                sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut db).await.unwrap();
            for (id_van_rij, rij, waarde) in rijen {
                let waarde = bos.ontsleutel_tekst(&Plek { tabel, kolom, rij: &rij }, &waarde).unwrap();
                let sql = format!("UPDATE {tabel} SET {kolom} = $2 WHERE {id} = $1");
                sqlx::query(AssertSqlSafe(sql)).bind(id_van_rij).bind(waarde).execute(&mut db).await.unwrap();
            }
        }
        let rijen: Vec<(String, String, String, String)> =
            sqlx::query_as("SELECT pseudoniem, postcode, code, naam FROM wijk").fetch_all(&mut db).await.unwrap();
        db.execute(
            "DROP TABLE wijk;
             CREATE TABLE wijk (postcode TEXT NOT NULL PRIMARY KEY CHECK (length(postcode) IN (4, 6)),
                 code TEXT NOT NULL, naam TEXT NOT NULL);",
        )
        .await
        .unwrap();
        for (pseudoniem, postcode, code, naam) in rijen {
            let plek = Plek { tabel: "wijk", kolom: "postcode", rij: &pseudoniem };
            let postcode = bos.ontsleutel_tekst(&plek, &postcode).unwrap();
            let opdracht = sqlx::query("INSERT INTO wijk (postcode, code, naam) VALUES ($1, $2, $3)");
            opdracht.bind(postcode).bind(code).bind(naam).execute(&mut db).await.unwrap();
        }
        db.execute(
            "DROP INDEX inhoud_sleutel;
             DROP INDEX beoordeling_reden_sleutel;
             DROP INDEX besluit_toelichting_sleutel;
             ALTER TABLE inhoud DROP COLUMN sleutel;
             ALTER TABLE beoordeling DROP COLUMN reden_sleutel;
             ALTER TABLE besluit DROP COLUMN toelichting_sleutel;
             ALTER TABLE bezorggeheim DROP COLUMN sleutel;
             ALTER TABLE toewijzing DROP COLUMN postcode6;
             ALTER TABLE toewijzing DROP COLUMN postcode4;
             ALTER TABLE toewijzing ADD COLUMN postcode TEXT CHECK (length(postcode) = 6);
             UPDATE toewijzing SET postcode = '1500AA';
             ALTER TABLE toewijzing_nummer RENAME COLUMN client TO bsn;
             ALTER TABLE regie RENAME COLUMN client TO bsn;
             ALTER TABLE verzoek RENAME COLUMN client TO bsn;
             ALTER TABLE prestatie RENAME COLUMN client TO bsn;
             ALTER TABLE voorstelregel RENAME COLUMN client TO bsn;
             DROP TABLE client;
             DELETE FROM _sqlx_migrations WHERE version = 11;",
        )
        .await
        .unwrap();
        // Later tables may refer to it: they are empty.
        let weg = if url.starts_with("sqlite") { "DROP TABLE datasleutel" } else { "DROP TABLE datasleutel CASCADE" };
        db.execute(weg).await.unwrap();
        db.execute(weer).await.unwrap();
    });
}
