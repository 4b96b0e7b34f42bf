//! The overviews of a backoffice: a query for each, its control total by a query of its own, and both at one moment.
//!
//! What the columns mean stands in [`crate::overzicht`]; a file here holds the queries of a group. The text is the same for both
//! databases, save a few words (`opbouw`). Rows go out one by one over a channel, so that memory does not grow with their
//! number; a page is the same query with an end.

mod cijfers;
mod opbouw;
mod regels;
mod rij;
mod toewijzingen;

use std::ops::{Deref, RangeInclusive};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Row};
use tokio::sync::mpsc;

use self::opbouw::{Gebonden, Sql};
use self::rij::{Kolommen, eerste};
use super::dialect::{Dialect, lees_samen, op_beide};
use super::error::StoreFout;
use super::openen::Store;
use super::sleutels::{Sleutelkast, Sleutels};
use crate::geheim::Sleutelbos;
use crate::overzicht::{Controletotaal, Filter, Overzicht, Rij, Soort};
use crate::partij::Partij;

/// How many rows go over the channel together.
const BUNDEL: usize = 500;

/// The years that a day in the place of a row can lie in.
const JAREN: RangeInclusive<i32> = 1900..=2200;

/// What is asked for, by whom, and on which day.
#[derive(Clone, Debug)]
pub struct Overzichtvraag {
    /// Which overview.
    pub overzicht: &'static Overzicht,
    /// Who looks: a gemeente or an aanbieder sees what concerns its codes, a wijkteam nothing.
    pub partij: Partij,
    /// Every code that it stands for today: its own and, of a gemeente, those that it took over.
    pub codes: Vec<String>,
    /// What it is narrowed down by.
    pub filter: Filter,
    /// Today.
    pub vandaag: NaiveDate,
}

/// The place of a row in its list: the values that it is ordered by. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plaats(Vec<serde_json::Value>);

impl Plaats {
    /// As a text for a URL.
    pub fn in_tekst(&self) -> String {
        let json = serde_json::Value::from(self.0.clone()).to_string();
        json.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The place that [`Plaats::in_tekst`] wrote.
    pub fn lees(tekst: &str) -> Option<Plaats> {
        let paren = tekst
            .as_bytes()
            .chunks(2)
            .map(|paar| std::str::from_utf8(paar).ok().filter(|paar| paar.len() == 2));
        let bytes: Option<Vec<u8>> = paren.map(|paar| u8::from_str_radix(paar?, 16).ok()).collect();
        serde_json::from_slice(&bytes?).ok().map(Plaats)
    }
}

/// A page of an overview.
#[derive(Clone, Debug)]
pub struct Bladzijde {
    /// Its rows.
    pub rijen: Vec<Rij>,
    /// Where the next page begins, if there is one.
    pub verder: Option<Plaats>,
    /// The sums over all rows, whatever page.
    pub totaal: Controletotaal,
    /// The same for each aanbieder, in the overview of what is to be paid.
    pub per_aanbieder: Vec<(String, Controletotaal)>,
}

/// What comes over the channel: the control total first, then the rows in bundles.
#[derive(Debug)]
pub enum Deel {
    /// The sums over all rows.
    Totaal(Controletotaal),
    /// Rows.
    Rijen(Vec<Rij>),
}

impl Store {
    /// A page of an overview, from a place on. Nothing where the place is not one of this overview.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn overzicht_bladzijde(
        &self,
        vraag: &Overzichtvraag,
        na: Option<&Plaats>,
        limiet: u32,
    ) -> Result<Option<Bladzijde>, StoreFout> {
        let bron = Bron::van(self.dialect(), vraag);
        let Some(bladzijde) = bron.bladzijde(na, limiet) else { return Ok(None) };
        lees_samen!(self, tx => tx.bladzijde(&self.sleutels, vraag, &bron, &bladzijde, limiet)).map(Some)
    }

    /// The whole of an overview, over a channel. Ends early where nobody listens any more.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn overzicht_geheel(
        &self,
        vraag: &Overzichtvraag,
        naar: mpsc::Sender<Deel>,
    ) -> Result<(), StoreFout> {
        let bron = Bron::van(self.dialect(), vraag);
        let geheel = bron.geheel();
        lees_samen!(self, tx => tx.geheel(&self.sleutels, vraag, &bron, &geheel, &naar))
    }
}

/// How a row of the query becomes a row of the overview.
pub(in crate::store) type Afleiden = fn(&Inzage<'_>, &dyn Kolommen) -> Result<Rij, StoreFout>;

/// A question with the keys to read the answer with.
pub(in crate::store) struct Inzage<'a> {
    vraag: &'a Overzichtvraag,
    bos: Arc<Sleutelbos>,
}

impl Deref for Inzage<'_> {
    type Target = Overzichtvraag;

    fn deref(&self) -> &Overzichtvraag {
        self.vraag
    }
}

/// Where an overview comes from.
pub(in crate::store) struct Bron {
    /// The rows, without an order.
    rijen: Sql,
    /// The columns of the query that order them and are different for every row.
    sleutel: &'static [(&'static str, Sleutelsoort)],
    totaal: Totaal,
    afleiden: Afleiden,
}

/// What a column is compared as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Sleutelsoort {
    Tekst,
    Getal,
    Dag,
}

/// Where the control total comes from.
pub(in crate::store) enum Totaal {
    /// From another road than the rows: the sums in the order of [`Overzicht::totalen`].
    Los(Sql),
    /// The sums of these columns of the rows.
    Kolommen(&'static [&'static str]),
    /// From the rows as they are worked out, in a pass of their own.
    Rijen,
}

/// The columns stand in the query as the overview has them.
fn recht(vraag: &Inzage<'_>, rij: &dyn Kolommen) -> Result<Rij, StoreFout> {
    eerste(vraag, rij, vraag.overzicht.kolommen.len())
}

impl Bron {
    fn van(dialect: Dialect, vraag: &Overzichtvraag) -> Bron {
        match vraag.overzicht.soort {
            Soort::Maandcijfers => cijfers::maandcijfers(dialect, vraag),
            Soort::Afwijzingen => cijfers::afwijzingen(dialect, vraag),
            Soort::OpenDeclaraties => cijfers::open_declaraties(dialect, vraag),
            Soort::Betaallijst => cijfers::betaallijst(dialect, vraag),
            Soort::ZonderStart => toewijzingen::zonder_start(dialect, vraag),
            Soort::ZonderDeclaratie => toewijzingen::zonder_declaratie(dialect, vraag),
            Soort::Budgetverbruik => toewijzingen::budgetverbruik(dialect, vraag),
            Soort::NaStop => regels::na_stop(dialect, vraag),
            Soort::ZonderVervolg => regels::zonder_vervolg(dialect, vraag),
            Soort::Tariefverschillen => regels::tariefverschillen(dialect, vraag),
            Soort::Prestaties => regels::prestaties(dialect, vraag),
        }
    }

    fn volgorde(&self) -> String {
        let byte = self.rijen.bytevolgorde();
        let kolom = |(naam, soort): &(&str, Sleutelsoort)| match soort {
            Sleutelsoort::Tekst => format!("q.{naam}{byte}"),
            Sleutelsoort::Getal | Sleutelsoort::Dag => format!("q.{naam}"),
        };
        self.sleutel.iter().map(kolom).collect::<Vec<_>>().join(", ")
    }

    /// All rows, in order.
    fn geheel(&self) -> Sql {
        self.rijen.om("SELECT * FROM (", &format!(") q ORDER BY {}", self.volgorde()))
    }

    /// The rows behind a place, one more than asked: that one tells whether there is a next page. Nothing where the place is
    /// none of this overview.
    fn bladzijde(&self, na: Option<&Plaats>, limiet: u32) -> Option<Sql> {
        let volgorde = self.volgorde();
        let mut sql = self.rijen.om("SELECT * FROM (", ") q");
        if let Some(Plaats(waarden)) = na {
            if waarden.len() != self.sleutel.len() {
                return None;
            }
            sql.plus(&format!(" WHERE ({volgorde}) > ("));
            for (plaats, (waarde, (_, soort))) in waarden.iter().zip(self.sleutel).enumerate() {
                if plaats > 0 {
                    sql.plus(", ");
                }
                match soort {
                    // What PostgreSQL has no text or date for, was never a place.
                    Sleutelsoort::Tekst => sql.bind(waarde.as_str().filter(|tekst| !tekst.contains('\0'))?),
                    Sleutelsoort::Getal => sql.bind(waarde.as_i64()?),
                    Sleutelsoort::Dag => {
                        let dag = waarde.as_str()?.parse::<NaiveDate>().ok();
                        sql.bind(dag.filter(|dag| JAREN.contains(&dag.year()))?)
                    }
                };
            }
            sql.plus(")");
        }
        sql.plus(&format!(" ORDER BY {volgorde} LIMIT ")).bind(i64::from(limiet) + 1);
        Some(sql)
    }

    fn plaats_van(&self, rij: &dyn Kolommen) -> Result<Plaats, StoreFout> {
        let waarde = |(naam, soort): &(&str, Sleutelsoort)| -> Result<serde_json::Value, StoreFout> {
            let plaats = rij.plaats(naam)?;
            Ok(match soort {
                Sleutelsoort::Tekst => rij.tekst(plaats)?.into(),
                Sleutelsoort::Getal => rij.getal(plaats)?.into(),
                Sleutelsoort::Dag => rij.dag(plaats)?.map(|dag| dag.to_string()).into(),
            })
        };
        self.sleutel.iter().map(waarde).collect::<Result<_, _>>().map(Plaats)
    }

    /// How many rows there are, and the sums of these columns of the rows.
    fn sommen(&self, kolommen: &[&str]) -> Sql {
        let sommen: String =
            kolommen.iter().map(|kolom| format!(", {}", som(&format!("q.{kolom}")))).collect();
        self.rijen.om(&format!("SELECT count(*){sommen} FROM ("), ") q")
    }
}

/// The sum of an expression as a whole number, 0 over nothing.
fn som(wat: &str) -> String {
    format!("CAST(coalesce(sum({wat}), 0) AS BIGINT)")
}

/// Runs a query with its values.
macro_rules! rijen_van {
    ($sql:expr, $op:expr) => {{
        let mut opdracht = sqlx::query(AssertSqlSafe($sql.tekst.clone())).persistent(false);
        for waarde in &$sql.waarden {
            opdracht = match waarde {
                Gebonden::Tekst(tekst) => opdracht.bind(tekst.as_str()),
                Gebonden::Getal(getal) => opdracht.bind(*getal),
                Gebonden::Dag(dag) => opdracht.bind(*dag),
                Gebonden::Id(id) => opdracht.bind(*id),
            };
        }
        opdracht.fetch($op)
    }};
}

op_beide! {
    /// The statements of this module.
    trait Overzichten {
        async fn bladzijde(
            &mut self,
            kast: &Sleutelkast,
            vraag: &Overzichtvraag,
            bron: &Bron,
            sql: &Sql,
            limiet: u32,
        ) -> Result<Bladzijde, StoreFout> {
            let vraag = &Inzage { vraag, bos: self.bos(kast).await? };
            let totaal = self.controletotaal(vraag, bron).await?;
            let per_aanbieder = match vraag.overzicht.soort {
                Soort::Betaallijst => self.per_aanbieder(bron).await?,
                _ => Vec::new(),
            };
            let (mut rijen, mut laatste, mut verder) = (Vec::new(), None, None);
            let mut stroom = rijen_van!(sql, &mut *self);
            while let Some(rij) = stroom.try_next().await? {
                if rijen.len() == limiet as usize {
                    verder = laatste.take();
                    break;
                }
                laatste = Some(bron.plaats_van(&rij)?);
                rijen.push((bron.afleiden)(vraag, &rij)?);
            }
            Ok(Bladzijde { rijen, verder, totaal, per_aanbieder })
        }

        async fn geheel(
            &mut self,
            kast: &Sleutelkast,
            vraag: &Overzichtvraag,
            bron: &Bron,
            sql: &Sql,
            naar: &mpsc::Sender<Deel>,
        ) -> Result<(), StoreFout> {
            let vraag = &Inzage { vraag, bos: self.bos(kast).await? };
            let totaal = self.controletotaal(vraag, bron).await?;
            if naar.send(Deel::Totaal(totaal)).await.is_err() {
                return Ok(());
            }
            let mut bundel = Vec::with_capacity(BUNDEL);
            let mut stroom = rijen_van!(sql, &mut *self);
            while let Some(rij) = stroom.try_next().await? {
                bundel.push((bron.afleiden)(vraag, &rij)?);
                if bundel.len() == BUNDEL {
                    let vol = std::mem::replace(&mut bundel, Vec::with_capacity(BUNDEL));
                    if naar.send(Deel::Rijen(vol)).await.is_err() {
                        return Ok(());
                    }
                }
            }
            // Where nobody listens any more, nobody misses these.
            let _ = naar.send(Deel::Rijen(bundel)).await;
            Ok(())
        }

        async fn controletotaal(
            &mut self,
            vraag: &Inzage<'_>,
            bron: &Bron,
        ) -> Result<Controletotaal, StoreFout> {
            let kolommen: &[&str] = match &bron.totaal {
                Totaal::Kolommen(kolommen) => kolommen,
                Totaal::Los(_) => &[],
                Totaal::Rijen => {
                    let mut totaal = Controletotaal::leeg(vraag.overzicht);
                    let mut stroom = rijen_van!(bron.rijen, &mut *self);
                    while let Some(rij) = stroom.try_next().await? {
                        totaal.tel_bij(vraag.overzicht, &(bron.afleiden)(vraag, &rij)?);
                    }
                    return Ok(totaal);
                }
            };
            let mut getallen = self.getallen(&bron.sommen(kolommen)).await?.into_iter();
            let rijen = getallen.next().unwrap_or_default();
            let sommen = match &bron.totaal {
                Totaal::Los(sql) => self.getallen(sql).await?,
                _ => getallen.collect(),
            };
            Ok(Controletotaal { rijen, sommen })
        }

        /// The whole numbers in the one row of a query.
        async fn getallen(&mut self, sql: &Sql) -> Result<Vec<i64>, StoreFout> {
            let Some(rij) = rijen_van!(sql, &mut *self).try_next().await? else { return Ok(Vec::new()) };
            (0..rij.len()).map(|plaats| Ok(rij.getal(plaats)?.unwrap_or_default())).collect()
        }

        async fn per_aanbieder(&mut self, bron: &Bron) -> Result<Vec<(String, Controletotaal)>, StoreFout> {
            let sql = cijfers::per_aanbieder(&bron.rijen);
            let mut uit = Vec::new();
            let mut stroom = rijen_van!(sql, &mut *self);
            while let Some(rij) = stroom.try_next().await? {
                let getal = |plaats| rij.getal(plaats).map(Option::unwrap_or_default);
                let totaal = Controletotaal { rijen: getal(1)?, sommen: vec![getal(2)?, getal(3)?, getal(4)?] };
                uit.push((rij.tekst(0)?.unwrap_or_default(), totaal));
            }
            Ok(uit)
        }
    }
}
