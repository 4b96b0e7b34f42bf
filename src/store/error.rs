//! What can go wrong in the store, told so that an operator knows what to do. No text holds a password or
//! personal data.

use std::fmt;

use sqlx::migrate::MigrateError;

/// Why the store could not do what was asked. Unless said otherwise nothing was written.
#[derive(thiserror::Error)]
pub enum StoreFout {
    /// The URL names no database that we know.
    #[error(
        "de database-URL wordt niet begrepen: {reden}. Geef sqlite:PAD voor één bestand, of \
         postgres://GEBRUIKER@SERVER/DATABASE"
    )]
    Url {
        /// What is wrong with it, without repeating it.
        reden: &'static str,
    },
    /// The database exists by name, but cannot be opened.
    #[error("de database {waar} kan niet worden geopend: {oorzaak}")]
    Openen {
        /// File, or server and database, without password.
        waar: String,
        /// Why.
        oorzaak: String,
    },
    /// The database does not answer, or not in time. Try again later.
    #[error(
        "de database is niet bereikbaar ({oorzaak}). Controleer of de server draait en bereikbaar is; wat was \
         aangenomen, blijft bewaard"
    )]
    Onbereikbaar {
        /// Why.
        oorzaak: String,
    },
    /// Another program holds the SQLite file.
    #[error(
        "de database is in gebruik door een ander programma, dat haar langer dan vijf seconden vasthoudt. Sluit dat \
         programma of probeer het later opnieuw"
    )]
    Bezet,
    /// The disk of the database is full.
    #[error("de schijf van de database is vol: er is niets opgeslagen. Maak ruimte vrij")]
    SchijfVol,
    /// The tables of the database do not fit this version of the program.
    #[error("de tabellen van de database passen niet bij deze versie van berichtenpoort: {0}")]
    Migratie(String),
    /// What was asked contradicts what is stored.
    #[error("{0}")]
    Strijdig(String),
    /// A stored value cannot be read: somebody changed the database, or it is damaged.
    #[error(
        "tabel {tabel} is beschadigd: kolom {kolom} van rij {rij} is niet te lezen. Herstel de database uit \
         een reservekopie"
    )]
    BedorvenRij {
        /// The table.
        tabel: &'static str,
        /// The column.
        kolom: &'static str,
        /// Which row: a number or id, never a value.
        rij: String,
    },
    /// Anything else that the database answered.
    #[error("de database gaf een fout: {0}")]
    Sqlx(#[source] sqlx::Error),
}

/// Only the text: the details of a PostgreSQL error repeat the values of the row, and those are personal data.
impl fmt::Debug for StoreFout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreFout({self})")
    }
}

impl From<sqlx::Error> for StoreFout {
    fn from(fout: sqlx::Error) -> Self {
        match &fout {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                StoreFout::Onbereikbaar { oorzaak: fout.to_string() }
            }
            sqlx::Error::Database(database) => match aard(database.code().as_deref().unwrap_or_default()) {
                Aard::Bezet => StoreFout::Bezet,
                Aard::Vol => StoreFout::SchijfVol,
                Aard::Weg => StoreFout::Onbereikbaar { oorzaak: database.message().to_owned() },
                Aard::Anders => StoreFout::Sqlx(fout),
            },
            _ => StoreFout::Sqlx(fout),
        }
    }
}

impl From<MigrateError> for StoreFout {
    fn from(fout: MigrateError) -> Self {
        match fout {
            MigrateError::Execute(fout) | MigrateError::ExecuteMigration(fout, _) => {
                match StoreFout::from(fout) {
                    StoreFout::Sqlx(fout) => StoreFout::Migratie(format!(
                        "het aanmaken of bijwerken van de tabellen mislukte: {fout}"
                    )),
                    bekend => bekend,
                }
            }
            MigrateError::VersionMissing(versie) => StoreFout::Migratie(format!(
                "de database is al bijgewerkt tot versie {versie} door een nieuwere berichtenpoort. Gebruik die versie"
            )),
            fout => StoreFout::Migratie(fout.to_string()),
        }
    }
}

enum Aard {
    Bezet,
    Vol,
    Weg,
    Anders,
}

/// What an error code of the database means to us. SQLite gives a number whose low byte is the kind, PostgreSQL five
/// characters, so the two cannot be taken for each other.
fn aard(code: &str) -> Aard {
    if code.len() != 5 {
        return match code.parse::<i32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Aard::Bezet,
            Ok(13) => Aard::Vol,
            _ => Aard::Anders,
        };
    }
    match code {
        "53100" => Aard::Vol,
        // Too many connections; the server stops, crashed, or starts.
        "53300" | "57P01" | "57P02" | "57P03" => Aard::Weg,
        code if code.starts_with("08") => Aard::Weg,
        _ => Aard::Anders,
    }
}

/// Whether a statement was refused because a key exists already.
pub(super) fn is_dubbel(fout: &sqlx::Error) -> bool {
    matches!(fout, sqlx::Error::Database(database) if database.is_unique_violation())
}

/// Whether PostgreSQL broke off a transaction so that another could go on: a deadlock or a serialization failure.
pub(super) fn is_afgebroken(fout: &sqlx::Error) -> bool {
    matches!(fout, sqlx::Error::Database(database)
        if matches!(database.code().as_deref(), Some("40P01" | "40001")))
}
