//! What can go wrong in the store, told so that an operator knows what to do. No text holds a password or
//! personal data.

use std::fmt;

use sqlx::migrate::MigrateError;

use super::dialect::Afbreken;
use super::model::Vastgelegd;
use crate::geheim::GeheimFout;
use crate::systeem::oorzaak;

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
    #[error(
        "de database {waar} kan niet worden geopend: {oorzaak}. Controleer de plek, de naam en de rechten"
    )]
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
    /// Another program holds the SQLite file, or a rebuild the projections.
    #[error(
        "de database is in gebruik door een ander programma, dat haar langer dan vijf seconden vasthoudt, zoals \
         ‘berichtenpoort rebuild’. Wacht tot het klaar is of sluit het, en probeer het opnieuw"
    )]
    Bezet,
    /// The file holds something else.
    #[error("het bestand is geen SQLite-database. Kies een ander bestand; dit is niet gewijzigd")]
    GeenDatabase,
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
    /// The database was not unlocked with a master key: nobody gave one, and there turned out to be something to read or to encrypt.
    #[error(
        "in deze database staan gegevens die versleuteld zijn of dat moeten worden, en daarvoor is geen hoofdsleutel gegeven. \
         Geef die met --sleutelbestand PAD of in BERICHTENPOORT_SLEUTEL. Heeft deze database nog geen sleutel, maak er dan een \
         met ‘berichtenpoort sleutel maak --bestand PAD’"
    )]
    Vergrendeld,
    /// Keys that are missing, or are not those of this database.
    #[error("{0}")]
    Geheim(#[from] GeheimFout),
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
            sqlx::Error::Io(systeem) => StoreFout::Onbereikbaar { oorzaak: oorzaak(systeem) },
            sqlx::Error::PoolTimedOut => {
                StoreFout::Onbereikbaar { oorzaak: "er kwam niet op tijd een verbinding vrij".to_owned() }
            }
            sqlx::Error::PoolClosed => StoreFout::Onbereikbaar { oorzaak: "de poort stopt".to_owned() },
            sqlx::Error::Database(database) => match aard(database.code().as_deref().unwrap_or_default()) {
                Aard::Bezet => StoreFout::Bezet,
                Aard::Vol => StoreFout::SchijfVol,
                Aard::Weg => StoreFout::Onbereikbaar { oorzaak: database.message().to_owned() },
                Aard::GeenDatabase => StoreFout::GeenDatabase,
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
    GeenDatabase,
    Anders,
}

/// What an error code of the database means to us. SQLite gives a number whose low byte is the kind, PostgreSQL five
/// characters, so the two cannot be taken for each other.
fn aard(code: &str) -> Aard {
    if code.len() != 5 {
        return match code.parse::<i32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Aard::Bezet,
            Ok(13) => Aard::Vol,
            // The file or its disk: read-only, an error while reading or writing, not to be opened.
            Ok(8 | 10 | 14) => Aard::Weg,
            Ok(26) => Aard::GeenDatabase,
            _ => Aard::Anders,
        };
    }
    match code {
        "53100" => Aard::Vol,
        // A lock that was not had in time.
        "55P03" => Aard::Bezet,
        // A server that only reads.
        "25006" => Aard::Weg,
        // No connection, too few resources, an operator who intervenes, trouble of the system.
        code if ["08", "53", "57", "58"].iter().any(|klasse| code.starts_with(klasse)) => Aard::Weg,
        _ => Aard::Anders,
    }
}

/// Whether a statement was refused because a key exists already.
fn is_dubbel(fout: &sqlx::Error) -> bool {
    matches!(fout, sqlx::Error::Database(database) if database.is_unique_violation())
}

/// Whether PostgreSQL broke off a transaction so that another could go on: a deadlock or a serialization failure.
pub(super) fn is_afgebroken(fout: &sqlx::Error) -> bool {
    matches!(fout, sqlx::Error::Database(database)
        if matches!(database.code().as_deref(), Some("40P01" | "40001")))
}

/// A key that exists already is a collision with another stroom.
pub(super) fn botst(fout: sqlx::Error) -> Afbreken<Vastgelegd> {
    if is_dubbel(&fout) { Afbreken::Met(Vastgelegd::Botsing) } else { fout.into() }
}

impl StoreFout {
    /// Whether doing it again may go well because others go on meanwhile: a row that others refer to, or a lock that was not had in
    /// time.
    pub(super) fn gaat_over(&self) -> bool {
        match self {
            StoreFout::Bezet => true,
            StoreFout::Sqlx(fout) => is_in_gebruik(fout) || is_afgebroken(fout),
            _ => false,
        }
    }
}

/// Whether a row could not be written or removed because of what refers to what.
fn is_in_gebruik(fout: &sqlx::Error) -> bool {
    matches!(fout, sqlx::Error::Database(database) if database.is_foreign_key_violation())
}
