//! Opening a database, making its tables, and telling whether it is healthy.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, SqlitePool};

use super::dialect::{Database, Dialect, lees, op_beide, schrijf};
use super::error::StoreFout;
use super::sleutels::Sleutelkast;
use crate::systeem::oorzaak;

static MIGRATIES_SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static MIGRATIES_POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long SQLite waits for the lock of another program, and PostgreSQL for a connection.
const GEDULD: Duration = Duration::from_secs(5);
/// How long a writer waits for the writers before it within this process: longer than any transaction takes.
const GEDULD_IN_RIJ: Duration = Duration::from_secs(60);
/// Pages of an SQLite file that the writer keeps in memory at most: 64 MiB, as SQLite writes it.
const SCHRIJFGEHEUGEN: &str = "-65536";
/// Connections that read one SQLite file at once.
const SQLITE_LEZERS: u32 = 8;
/// Connections of one process to PostgreSQL, which allows a hundred in all unless told otherwise.
const POSTGRES_VERBINDINGEN: u32 = 16;

/// The store. Cheap to clone: every copy uses the same connections.
#[derive(Clone)]
pub struct Store {
    pub(super) database: Database,
    pub(super) sleutels: Arc<Sleutelkast>,
}

/// Only the kind: the options of a connection hold its password.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({:?})", self.dialect())
    }
}

impl Store {
    /// Opens the database that a URL names: `sqlite:PAD` or `sqlite://PAD` (the file and its folder are made where they
    /// are missing), `postgres://...` or `postgresql://...`. The tables are made by [`Store::migreer`].
    ///
    /// # Errors
    /// [`StoreFout::Url`] for a URL that names no database, [`StoreFout::Openen`] where file, server or password are
    /// refused, [`StoreFout::Onbereikbaar`] where the server does not answer, [`StoreFout::Bezet`] where another program
    /// holds the file.
    pub async fn open(url: &str) -> Result<Store, StoreFout> {
        let database = match url.split_once(':') {
            Some(("sqlite", rest)) => open_sqlite(rest.strip_prefix("//").unwrap_or(rest)).await?,
            Some(("postgres" | "postgresql", _)) => Database::Postgres(open_postgres(url).await?),
            Some(_) => return Err(StoreFout::Url { reden: "zij begint niet met sqlite: of postgres:" }),
            None => {
                return Err(StoreFout::Url {
                    reden: "zij begint niet met de soort database en een dubbele punt",
                });
            }
        };
        Ok(Store { database, sleutels: Arc::default() })
    }

    /// The kind of database.
    pub fn dialect(&self) -> Dialect {
        match self.database {
            Database::Sqlite { .. } => Dialect::Sqlite,
            Database::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Makes the tables, or brings them up to date. Changes nothing where they are; two processes may do it at once.
    ///
    /// # Errors
    /// [`StoreFout::Migratie`] where the tables are of a newer version, or were changed by hand.
    pub async fn migreer(&self) -> Result<(), StoreFout> {
        match &self.database {
            // SQLite has no lock for migrations: the write lock serves, and the migrations nest in the transaction.
            Database::Sqlite { schrijver, .. } => {
                let mut transactie = schrijver.begin_with("BEGIN IMMEDIATE").await?;
                MIGRATIES_SQLITE.run_direct(None, &mut *transactie, false).await?;
                transactie.commit().await?;
            }
            // PostgreSQL takes an advisory lock, which a failure leaves behind: so on a connection of its own, which
            // takes the lock along when it closes.
            Database::Postgres(pool) => {
                let mut verbinding = pool.acquire().await?.detach();
                // Another process may be making an index on much data: wait for it.
                sqlx::query("SET lock_timeout = 0").execute(&mut verbinding).await?;
                let uit = MIGRATIES_POSTGRES.run_direct(None, &mut verbinding, false).await;
                verbinding.close().await?;
                uit?;
            }
        }
        self.leid_termijnen_af().await
    }

    /// Whether the database answers, has its tables and, for SQLite, can be written: it waits its turn with the writers,
    /// five seconds at most.
    ///
    /// # Errors
    /// What is wrong: [`StoreFout::Onbereikbaar`], [`StoreFout::Bezet`], [`StoreFout::Migratie`] or another.
    pub async fn gezond(&self) -> Result<(), StoreFout> {
        let (verwacht, aanwezig) = match &self.database {
            Database::Sqlite { .. } => {
                let kijk = async { schrijf!(self, tx => tx.migraties()) };
                let aanwezig = tokio::time::timeout(GEDULD, kijk).await.map_err(|_| StoreFout::Bezet)??;
                (MIGRATIES_SQLITE.iter().count(), aanwezig)
            }
            Database::Postgres(pool) => {
                let alleen_lezen: String =
                    sqlx::query_scalar("SELECT current_setting('transaction_read_only')")
                        .fetch_one(pool)
                        .await?;
                if alleen_lezen == "on" {
                    let oorzaak = "de server staat alleen lezen toe".to_owned();
                    return Err(StoreFout::Onbereikbaar { oorzaak });
                }
                (MIGRATIES_POSTGRES.iter().count(), lees!(self, db => db.migraties())?)
            }
        };
        // More is fine: a newer process may have added to the tables while this one still runs.
        if usize::try_from(aanwezig).unwrap_or(0) < verwacht {
            return Err(StoreFout::Migratie(
                "er ontbreken tabellen. Voer eerst ‘berichtenpoort migrate’ uit".to_owned(),
            ));
        }
        Ok(())
    }
}

op_beide! {
    /// The bookkeeping of migrations.
    trait Migraties {
        /// How many migrations were applied; 0 where not even the table of migrations exists.
        async fn migraties(&mut self) -> Result<i64, StoreFout> {
            let aantal = sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations WHERE success").fetch_one(&mut *self);
            match aantal.await {
                Ok(aantal) => Ok(aantal),
                Err(sqlx::Error::Database(fout)) if fout.message().contains("_sqlx_migrations") => Ok(0),
                Err(fout) => Err(fout.into()),
            }
        }
    }
}

async fn open_sqlite(pad: &str) -> Result<Database, StoreFout> {
    if pad.is_empty() || pad == ":memory:" {
        return Err(StoreFout::Url { reden: "achter sqlite: hoort het pad van een bestand" });
    }
    if pad.contains('?') {
        return Err(StoreFout::Url { reden: "achter het pad van een SQLite-bestand hoort niets meer" });
    }
    maak_bestand(Path::new(pad))
        .await
        .map_err(|fout| StoreFout::Openen { waar: pad.to_owned(), oorzaak: oorzaak(&fout) })?;
    let opties = SqliteConnectOptions::new()
        .filename(pad)
        .foreign_keys(true)
        .busy_timeout(GEDULD)
        // FULL: a commit is on the disk when it returns, also in WAL mode.
        .synchronous(SqliteSynchronous::Full)
        // What is removed is overwritten, and not only forgotten.
        .pragma("secure_delete", "ON")
        .disable_statement_logging();
    let niet_te_openen = |fout: sqlx::Error| match StoreFout::from(fout) {
        StoreFout::Sqlx(fout) => StoreFout::Openen { waar: pad.to_owned(), oorzaak: fout.to_string() },
        bekend => bekend,
    };
    let pool = || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    // A large Declaratie touches many pages all over the file: without room for them each is written and read again.
    let ruim = opties.clone().pragma("cache_size", SCHRIJFGEHEUGEN);
    let schrijver: SqlitePool = pool()
        .max_connections(1)
        .acquire_timeout(GEDULD_IN_RIJ)
        // There is no second one to fall back on.
        .test_before_acquire(true)
        .connect_with(ruim.journal_mode(SqliteJournalMode::Wal))
        .await
        .map_err(niet_te_openen)?;
    let lezers = pool().max_connections(SQLITE_LEZERS).connect_lazy_with(opties.read_only(true));
    Ok(Database::Sqlite { schrijver, lezers })
}

/// Makes the file and its folder where they are missing, for this user only: the file will hold personal data.
async fn maak_bestand(pad: &Path) -> std::io::Result<()> {
    if let Some(map) = pad.parent().filter(|map| !map.as_os_str().is_empty()) {
        let mut maker = tokio::fs::DirBuilder::new();
        maker.recursive(true);
        #[cfg(unix)]
        maker.mode(0o700);
        maker.create(map).await?;
    }
    let mut opties = tokio::fs::OpenOptions::new();
    opties.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    opties.mode(0o600);
    opties.open(pad).await.map(drop)
}

pub(super) async fn open_postgres(url: &str) -> Result<PgPool, StoreFout> {
    let opties: PgConnectOptions = url
        .parse()
        .map_err(|_| StoreFout::Url { reden: "zij is geen geldige URL van een PostgreSQL-database" })?;
    let opties = opties.application_name("berichtenpoort").disable_statement_logging();
    let waar = format!("{} op {}", opties.get_database().unwrap_or(opties.get_username()), opties.get_host());
    // One connection by itself first: it says what is wrong, where a pool would only say that it waited in vain.
    let proef = tokio::time::timeout(GEDULD, opties.connect()).await;
    let traag = || StoreFout::Onbereikbaar { oorzaak: format!("{waar} antwoordt niet") };
    match proef.map_err(|_| traag())? {
        Ok(verbinding) => verbinding.close().await?,
        Err(fout) => {
            return Err(match StoreFout::from(fout) {
                StoreFout::Sqlx(fout) => StoreFout::Openen { waar, oorzaak: fout.to_string() },
                bekend => bekend,
            });
        }
    }
    let pool = PgPoolOptions::new().max_connections(POSTGRES_VERBINDINGEN).acquire_timeout(GEDULD);
    let pool = pool.after_connect(|verbinding, _| {
        Box::pin(async move {
            // Accepted is stored: a server that is told to answer before its disk has it is overruled for our sessions.
            let zet = "SELECT set_config('synchronous_commit', 'on', false) \
                       WHERE current_setting('synchronous_commit') = 'off'";
            sqlx::query(zet).execute(&mut *verbinding).await?;
            // As with SQLite: who finds a table held for long, by a rebuild, says so instead of waiting with it.
            let zet = "SELECT set_config('lock_timeout', $1, false)";
            sqlx::query(zet).bind(format!("{}s", GEDULD.as_secs())).execute(verbinding).await.map(drop)
        })
    });
    Ok(pool.connect_lazy_with(opties))
}
