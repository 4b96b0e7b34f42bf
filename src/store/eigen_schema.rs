//! A schema of its own in a PostgreSQL database: it comes empty, and goes with everything in it. For gates that live only
//! for a moment on a database that others may be using.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::error::StoreFout;
use super::openen::open_postgres;

/// A schema that was made for one use.
pub struct EigenSchema {
    server: String,
    naam: String,
}

impl EigenSchema {
    /// Makes a schema in the PostgreSQL database that a URL names.
    ///
    /// # Errors
    /// As [`Store::open`](super::Store::open); and where the user may not make schemas.
    pub async fn maak(server: &str) -> Result<EigenSchema, StoreFout> {
        let naam = format!("scenario_{}", Uuid::new_v4().simple());
        let schema = EigenSchema { server: server.to_owned(), naam };
        schema.doe("CREATE SCHEMA", "").await?;
        Ok(schema)
    }

    /// The URL by which [`Store::open`](super::Store::open) finds this schema and no other.
    pub fn url(&self) -> String {
        let teken = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{teken}options[search_path]={}", self.server, self.naam)
    }

    /// Removes the schema with everything in it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; then the schema stays.
    pub async fn verwijder(self) -> Result<(), StoreFout> {
        self.doe("DROP SCHEMA", "CASCADE").await
    }

    async fn doe(&self, opdracht: &str, erbij: &str) -> Result<(), StoreFout> {
        let pool = open_postgres(&self.server).await?;
        // The name is ours, and a name cannot be a parameter.
        let opdracht = format!("{opdracht} {} {erbij}", self.naam);
        sqlx::query(AssertSqlSafe(opdracht)).execute(&pool).await?;
        pool.close().await;
        Ok(())
    }
}
