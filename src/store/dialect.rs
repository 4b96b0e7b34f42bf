//! Where the two databases differ, and what lets the rest be written once.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, PgPool, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::error::StoreFout;
use crate::geheim::GeheimFout;

/// The kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite: one file, nothing to install.
    Sqlite,
    /// PostgreSQL: many gate processes on one database.
    Postgres,
}

/// The connections to one of the two databases.
#[derive(Clone)]
pub(super) enum Database {
    /// SQLite allows one writer at a time, so there is one connection for it: writers queue here, in order, instead
    /// of failing on each other's lock. Readers see the last commit and wait for nobody.
    Sqlite {
        /// The one connection that writes.
        schrijver: SqlitePool,
        /// Connections that can only read.
        lezers: SqlitePool,
    },
    /// PostgreSQL lets everybody read and write at once.
    Postgres(PgPool),
}

/// What a connection of each database says in its own words. Implemented for both kinds of connection, so that a body
/// that is expanded for both picks its own with `Self::`.
pub(super) trait Taal {
    /// A list of texts as one value to bind: no limit on the number of values, and one statement whatever their number.
    type Teksten;
    /// The same for whole numbers.
    type Getallen;
    /// The same for days.
    type Dagen;

    fn teksten<'t>(teksten: impl Iterator<Item = &'t str>) -> Self::Teksten;

    fn getallen(getallen: impl Iterator<Item = i64>) -> Self::Getallen;

    fn dagen(dagen: impl Iterator<Item = NaiveDate>) -> Self::Dagen;

    /// The condition that a column is in the list that is bound at this number.
    fn in_lijst(plaats: u8) -> String;

    /// The same for ids, and the condition that goes with them.
    type Ids;

    fn ids(ids: impl Iterator<Item = Uuid>) -> Self::Ids;

    fn in_ids(plaats: u8) -> String;

    /// Takes the next number of `bericht.volgnummer`.
    const VOLGEND_VOLGNUMMER: &'static str;

    /// Locks the row that was picked from `stroom_lease l` and passes over rows that others hold.
    const SLA_OVER: &'static str;

    /// Locks the rows of `v` that were picked, in the order in which they come: whoever changes several rows of one table in one
    /// transaction must take them in the same order, or two could wait for each other.
    const OP_SLOT: &'static str;

    /// Lets who executes it take turns with everybody else who does, until the end of its transaction. None where all who write do so anyway.
    const OM_DE_BEURT: Option<&'static str>;
    /// Locks the rows that were selected until the end of the transaction, against whoever uses [`Taal::DEEL`].
    const HOUD_VAST: &'static str;

    /// The same, but for rows that others hold.
    const HOUD_VAST_OF_SLA_OVER: &'static str;

    /// Keeps the rows that were selected from being removed until the end of the transaction.
    const DEEL: &'static str;

    /// The same for the rows of `inhoud i` in a join.
    const DEEL_INHOUD: &'static str;

    /// The statements that keep others from writing to these tables until the end of the transaction, while they read on.
    fn houd_schrijvers_weg(tabellen: &[&str]) -> Vec<String>;
}

impl Taal for SqliteConnection {
    /// JSON, which SQLite unfolds with json_each.
    type Teksten = String;
    type Getallen = String;
    type Dagen = String;

    fn teksten<'t>(teksten: impl Iterator<Item = &'t str>) -> String {
        serde_json::Value::from_iter(teksten).to_string()
    }

    fn getallen(getallen: impl Iterator<Item = i64>) -> String {
        serde_json::Value::from_iter(getallen).to_string()
    }

    fn dagen(dagen: impl Iterator<Item = NaiveDate>) -> String {
        serde_json::Value::from_iter(dagen.map(|dag| dag.to_string())).to_string()
    }

    fn in_lijst(plaats: u8) -> String {
        format!("IN (SELECT value FROM json_each(${plaats}))")
    }

    type Ids = String;

    fn ids(ids: impl Iterator<Item = Uuid>) -> String {
        serde_json::Value::from_iter(ids.map(|id| id.simple().to_string())).to_string()
    }

    fn in_ids(plaats: u8) -> String {
        format!("IN (SELECT unhex(value) FROM json_each(${plaats}))")
    }

    const VOLGEND_VOLGNUMMER: &'static str =
        "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'bericht' RETURNING seq";

    /// Nothing to pass over: the transaction holds the only write lock there is.
    const SLA_OVER: &'static str = "";

    const OP_SLOT: &'static str = "";

    const OM_DE_BEURT: Option<&'static str> = None;
    const HOUD_VAST: &'static str = "";

    const HOUD_VAST_OF_SLA_OVER: &'static str = "";

    const DEEL: &'static str = "";

    const DEEL_INHOUD: &'static str = "";

    fn houd_schrijvers_weg(_: &[&str]) -> Vec<String> {
        Vec::new()
    }
}

impl Taal for PgConnection {
    type Teksten = Vec<String>;
    type Getallen = Vec<i64>;
    type Dagen = Vec<NaiveDate>;

    fn teksten<'t>(teksten: impl Iterator<Item = &'t str>) -> Vec<String> {
        teksten.map(str::to_owned).collect()
    }

    fn getallen(getallen: impl Iterator<Item = i64>) -> Vec<i64> {
        getallen.collect()
    }

    fn dagen(dagen: impl Iterator<Item = NaiveDate>) -> Vec<NaiveDate> {
        dagen.collect()
    }

    fn in_lijst(plaats: u8) -> String {
        format!("= ANY(${plaats})")
    }

    type Ids = Vec<Uuid>;

    fn ids(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
        ids.collect()
    }

    fn in_ids(plaats: u8) -> String {
        Self::in_lijst(plaats)
    }

    const VOLGEND_VOLGNUMMER: &'static str =
        "SELECT nextval(pg_get_serial_sequence('bericht', 'volgnummer'))";

    const SLA_OVER: &'static str = "FOR UPDATE OF l SKIP LOCKED";

    const OP_SLOT: &'static str = "FOR UPDATE OF v";

    /// "gebeurt" in ASCII.
    const OM_DE_BEURT: Option<&'static str> = Some("SELECT pg_advisory_xact_lock(29103395884593780)");
    const HOUD_VAST: &'static str = "FOR UPDATE";

    const HOUD_VAST_OF_SLA_OVER: &'static str = "FOR UPDATE SKIP LOCKED";

    const DEEL: &'static str = "FOR KEY SHARE";

    const DEEL_INHOUD: &'static str = "FOR KEY SHARE OF i";

    fn houd_schrijvers_weg(tabellen: &[&str]) -> Vec<String> {
        // A large 323 that is being recorded may finish first.
        let geduld = "SET LOCAL lock_timeout = '60s'".to_owned();
        let sloten = tabellen.iter().map(|tabel| format!("LOCK TABLE {tabel} IN SHARE ROW EXCLUSIVE MODE"));
        [geduld].into_iter().chain(sloten).collect()
    }
}

/// A private trait with methods on a connection, and its two implementations from one body: the statements in it run on
/// SQLite and on PostgreSQL alike. Where they cannot, the body says `Self::` and takes the text from [`Taal`].
macro_rules! op_beide {
    ($(#[$uitleg:meta])* trait $naam:ident {
        $($(#[$doc:meta])* async fn $functie:ident(&mut $zelf:ident $(, $arg:ident: $soort:ty)* $(,)?) -> $uit:ty
            $lichaam:block)*
    }) => {
        $(#[$uitleg])*
        pub(super) trait $naam {
            $($(#[$doc])* async fn $functie(&mut self $(, $arg: $soort)*) -> $uit;)*
        }

        impl $naam for sqlx::SqliteConnection {
            $(async fn $functie(&mut $zelf $(, $arg: $soort)*) -> $uit $lichaam)*
        }

        impl $naam for sqlx::PgConnection {
            $(async fn $functie(&mut $zelf $(, $arg: $soort)*) -> $uit $lichaam)*
        }
    };
}

/// Runs an expression on a connection for reading: a single statement, or several that need not agree.
macro_rules! lees {
    ($store:expr, $verbinding:ident => $lichaam:expr) => {
        match &$store.database {
            $crate::store::dialect::Database::Sqlite { lezers, .. } => {
                let mut $verbinding = lezers.acquire().await?;
                $lichaam.await
            }
            $crate::store::dialect::Database::Postgres(pool) => {
                let mut $verbinding = pool.acquire().await?;
                $lichaam.await
            }
        }
    };
}

/// Runs an expression in a transaction for reading: everything in it sees the database at one moment.
macro_rules! lees_samen {
    ($store:expr, $transactie:ident => $lichaam:expr) => {
        match &$store.database {
            $crate::store::dialect::Database::Sqlite { lezers, .. } => {
                let mut $transactie = lezers.begin().await?;
                let uit = $lichaam.await;
                $transactie.rollback().await?;
                uit
            }
            $crate::store::dialect::Database::Postgres(pool) => {
                let mut $transactie =
                    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                let uit = $lichaam.await;
                $transactie.rollback().await?;
                uit
            }
        }
    };
}

/// Runs an expression in a transaction for writing, and commits where it gives Ok. On Err everything is undone.
macro_rules! schrijf {
    ($store:expr, $transactie:ident => $lichaam:expr) => {
        match &$store.database {
            // IMMEDIATE: a transaction that reads first and writes later could otherwise fail halfway.
            $crate::store::dialect::Database::Sqlite { schrijver, .. } => {
                $crate::store::dialect::in_transactie!(schrijver, "BEGIN IMMEDIATE", $transactie => $lichaam)
            }
            $crate::store::dialect::Database::Postgres(pool) => {
                $crate::store::dialect::in_transactie!(pool, "BEGIN", $transactie => $lichaam)
            }
        }
    };
}

/// The same on a connection of one pool. A connection that cannot begin or end a transaction is not used again.
macro_rules! in_transactie {
    ($pool:expr, $begin:literal, $transactie:ident => $lichaam:expr) => {{
        let mut verbinding = $pool.acquire().await?;
        let (uit, gaaf) = match sqlx::Connection::begin_with(&mut *verbinding, $begin).await {
            Ok(mut $transactie) => {
                let uit = $lichaam.await;
                $crate::store::dialect::sluit_af($transactie, uit).await
            }
            Err(fout) => (Err(fout.into()), false),
        };
        if !gaaf {
            verbinding.close_on_drop();
        }
        uit
    }};
}

/// Commits a transaction that went well and undoes one that did not. Also tells whether the connection can be used
/// again: one that could not even end its transaction must be closed, which undoes everything too. (On a full disk SQLite
/// ends the transaction by itself, and the connection would refuse every next one.)
pub(super) async fn sluit_af<D: sqlx::Database, T, F: From<sqlx::Error>>(
    transactie: sqlx::Transaction<'_, D>,
    uit: Result<T, F>,
) -> (Result<T, F>, bool) {
    match uit {
        Ok(uit) => match transactie.commit().await {
            Ok(()) => (Ok(uit), true),
            Err(fout) => (Err(F::from(fout)), false),
        },
        Err(fout) => {
            let teruggedraaid = transactie.rollback().await.is_ok();
            (Err(fout), teruggedraaid)
        }
    }
}

/// Why a transaction is undone: it came to this outcome, with nothing to write, or something failed.
pub(super) enum Afbreken<T> {
    /// The outcome.
    Met(T),
    /// The failure.
    Fout(StoreFout),
}

impl<T> From<StoreFout> for Afbreken<T> {
    fn from(fout: StoreFout) -> Self {
        Afbreken::Fout(fout)
    }
}

impl<T> From<GeheimFout> for Afbreken<T> {
    fn from(fout: GeheimFout) -> Self {
        Afbreken::Fout(fout.into())
    }
}

impl<T> From<sqlx::Error> for Afbreken<T> {
    fn from(fout: sqlx::Error) -> Self {
        Afbreken::Fout(fout.into())
    }
}

pub(super) use {in_transactie, lees, lees_samen, op_beide, schrijf};

/// A moment as both databases keep it: microseconds since 1970-01-01 UTC.
pub(super) fn micros(moment: DateTime<Utc>) -> i64 {
    moment.timestamp_micros()
}

/// The moment that was kept.
pub(super) fn moment(
    tabel: &'static str,
    kolom: &'static str,
    rij: impl ToString,
    micros: i64,
) -> Result<DateTime<Utc>, StoreFout> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| bedorven(tabel, kolom, rij))
}

/// A stored value that cannot be read.
pub(super) fn bedorven(tabel: &'static str, kolom: &'static str, rij: impl ToString) -> StoreFout {
    StoreFout::BedorvenRij { tabel, kolom, rij: rij.to_string() }
}
