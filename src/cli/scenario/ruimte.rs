//! Where one scenario is played: an empty database that is gone afterwards.

use tempfile::TempDir;

use crate::cli::fout::CliFout;
use crate::store::EigenSchema;
use crate::systeem::oorzaak;

/// An empty database.
pub(super) enum Ruimte {
    /// An SQLite file in a folder that vanishes.
    Map(TempDir),
    /// A schema on a PostgreSQL server.
    Schema(EigenSchema),
}

impl Ruimte {
    pub(super) async fn maak(database_url: Option<&str>) -> Result<Ruimte, CliFout> {
        match database_url {
            None => TempDir::new().map(Ruimte::Map).map_err(|fout| {
                CliFout::Omgeving(format!("Een tijdelijke map is niet te maken: {}.", oorzaak(&fout)))
            }),
            Some(url) if url.starts_with("postgres") => Ok(Ruimte::Schema(EigenSchema::maak(url).await?)),
            Some(_) => Err(CliFout::Omgeving(
                "--database-url is hier de URL van een PostgreSQL-database: postgres://GEBRUIKER@SERVER/DATABASE. Zonder \
                 deze optie speelt elk scenario op SQLite in een tijdelijke map."
                    .to_owned(),
            )),
        }
    }

    pub(super) fn url(&self) -> String {
        match self {
            Ruimte::Map(map) => format!("sqlite:{}", map.path().join("poort.db").display()),
            Ruimte::Schema(schema) => schema.url(),
        }
    }

    pub(super) async fn ruim_op(self) -> Result<(), CliFout> {
        match self {
            Ruimte::Map(map) => map.close().map_err(|fout| {
                CliFout::Omgeving(format!("Een tijdelijke map is niet op te ruimen: {}.", oorzaak(&fout)))
            }),
            Ruimte::Schema(schema) => Ok(schema.verwijder().await?),
        }
    }
}
