//! Reading the rows of a query, alike for both databases.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::super::clienten::lees_kolom_bsn;
use super::super::dialect::moment;
use super::super::error::StoreFout;
use super::Inzage;
use crate::overzicht::{Kolomsoort, Maand, Rij, Waarde};

/// The columns of a row, by their place.
pub(in crate::store) trait Kolommen {
    fn tekst(&self, plaats: usize) -> Result<Option<String>, StoreFout>;
    fn getal(&self, plaats: usize) -> Result<Option<i64>, StoreFout>;
    fn dag(&self, plaats: usize) -> Result<Option<NaiveDate>, StoreFout>;
    fn bytes(&self, plaats: usize) -> Result<Option<Vec<u8>>, StoreFout>;
    /// The place of a column by its name.
    fn plaats(&self, naam: &str) -> Result<usize, StoreFout>;
}

macro_rules! kolommen_van {
    ($rij:ty) => {
        impl Kolommen for $rij {
            fn tekst(&self, plaats: usize) -> Result<Option<String>, StoreFout> {
                Ok(self.try_get(plaats)?)
            }
            fn getal(&self, plaats: usize) -> Result<Option<i64>, StoreFout> {
                Ok(self.try_get(plaats)?)
            }
            fn dag(&self, plaats: usize) -> Result<Option<NaiveDate>, StoreFout> {
                Ok(self.try_get(plaats)?)
            }
            fn bytes(&self, plaats: usize) -> Result<Option<Vec<u8>>, StoreFout> {
                Ok(self.try_get(plaats)?)
            }
            fn plaats(&self, naam: &str) -> Result<usize, StoreFout> {
                Ok(sqlx::Column::ordinal(self.try_column(naam)?))
            }
        }
    };
}

kolommen_van!(sqlx::sqlite::SqliteRow);
kolommen_van!(sqlx::postgres::PgRow);

/// The month in a column that holds it as text.
pub(super) fn maand(rij: &dyn Kolommen, plaats: usize) -> Result<Option<Maand>, StoreFout> {
    Ok(rij.tekst(plaats)?.as_deref().and_then(Maand::lees))
}

/// The moment in a column.
pub(super) fn op(rij: &dyn Kolommen, plaats: usize) -> Result<Option<DateTime<Utc>>, StoreFout> {
    rij.getal(plaats)?.map(|micros| moment("bericht", "ontvangen_op", "in een overzicht", micros)).transpose()
}

/// A row of which the first `aantal` columns of the overview stand in the query as they are.
pub(super) fn eerste(vraag: &Inzage<'_>, rij: &dyn Kolommen, aantal: usize) -> Result<Rij, StoreFout> {
    let kolommen = vraag.overzicht.kolommen.iter().take(aantal).enumerate();
    kolommen
        .map(|(plaats, kolom)| {
            if kolom.is_bsn() {
                let client = rij.tekst(plaats)?.unwrap_or_default();
                return Ok(lees_kolom_bsn(&vraag.bos, &client)?.into());
            }
            Ok(match kolom.soort {
                Kolomsoort::Tekst | Kolomsoort::Code => rij.tekst(plaats)?.into(),
                Kolomsoort::Getal | Kolomsoort::Euro | Kolomsoort::Percentage => rij.getal(plaats)?.into(),
                Kolomsoort::Datum => rij.dag(plaats)?.into(),
                Kolomsoort::Maand => maand(rij, plaats)?.into(),
            })
        })
        .collect::<Result<Vec<Waarde>, StoreFout>>()
}
