//! Which gate processes work on a database: so that one that starts alone can take up at once what a process that was
//! killed still held. Only a matter of speed: leases expire by themselves, and the fence keeps results right.

use std::fs::{File, OpenOptions};
use std::path::Path;

use sqlx::{PgConnection, PgPool};

use super::dialect::Database;
use super::error::StoreFout;
use super::openen::Store;
use crate::systeem::oorzaak;

/// The advisory lock that every process holds as long as it lives: "bericht" in ASCII.
const SLOT: i64 = 0x0062_6572_6963_6874;

/// Held by a process for as long as it works on a database.
pub struct Aanmelding {
    _slot: Option<Slot>,
}

/// What vanishes with the process, however it ends.
enum Slot {
    Bestand(#[allow(dead_code, reason = "held, not read")] File),
    Verbinding(#[allow(dead_code, reason = "held, not read")] Box<PgConnection>),
}

impl Store {
    /// Announces a process that works on this database. Where it is the only one, it gives back every stroom: who held
    /// one is gone.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails, or the file beside an SQLite database cannot be made.
    pub async fn meld_aan(&self) -> Result<Aanmelding, StoreFout> {
        match &self.database {
            Database::Sqlite { schrijver, .. } => {
                let slot = slot_bij(schrijver.connect_options().get_filename())?;
                if slot.is_some() {
                    self.geef_alles_vrij().await?;
                }
                Ok(Aanmelding { _slot: slot })
            }
            Database::Postgres(pool) => {
                let (verbinding, alleen) = slot_op(pool).await?;
                let mut verbinding = Box::new(verbinding);
                if alleen {
                    self.geef_alles_vrij().await?;
                    sqlx::query("SELECT pg_advisory_unlock($1)").bind(SLOT).execute(&mut *verbinding).await?;
                }
                Ok(Aanmelding { _slot: Some(Slot::Verbinding(verbinding)) })
            }
        }
    }
}

/// The lock on the file beside an SQLite database, unless another process holds it.
fn slot_bij(database: &Path) -> Result<Option<Slot>, StoreFout> {
    let mut pad = database.as_os_str().to_owned();
    pad.push(".slot");
    let bestand = OpenOptions::new().create(true).truncate(false).write(true).open(&pad);
    let bestand = bestand.map_err(|fout| StoreFout::Openen {
        waar: pad.to_string_lossy().into_owned(),
        oorzaak: oorzaak(&fout),
    })?;
    Ok(bestand.try_lock().is_ok().then_some(Slot::Bestand(bestand)))
}

/// A connection of its own that holds the shared lock, and whether nobody else did; then it holds the exclusive one
/// too, so that nobody starts in between.
async fn slot_op(pool: &PgPool) -> Result<(PgConnection, bool), StoreFout> {
    let mut verbinding = pool.acquire().await?.detach();
    let alleen: bool =
        sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(SLOT).fetch_one(&mut verbinding).await?;
    sqlx::query("SELECT pg_advisory_lock_shared($1)").bind(SLOT).execute(&mut verbinding).await?;
    Ok((verbinding, alleen))
}
