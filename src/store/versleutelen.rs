//! Encrypting what stands in the database: what was kept in clear before there were keys, and everything anew under another data
//! key. In small batches, each in a transaction of its own: a gate goes on meanwhile, and whoever was stopped halfway goes on where
//! it was, because every row says which key it is encrypted with. A batch begins after the last row of the one before, so that nobody
//! passes the same rows again: what they left in an index stays there for a while on PostgreSQL.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

use super::clienten::{Clienten, Pseudoniemen};
use super::dialect::{Database, bedorven, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::partijen::Partijen;
use super::sleutels::{SleutelRij, Sleutelkast, Sleutels, onleesbaar, plek_van_inhoud, sleutelnummer};
use crate::bericht::Bsn;
use crate::geheim::{Hoofdsleutels, Ingepakt, Plek, Sleutelbos, Sleutelsoort};

/// The fact that a migration left data in clear.
const NODIG: &str = "versleuteling nodig";
/// The fact that what was in clear may still be found where it stood.
const RESTEN: &str = "resten van voor de versleuteling";
/// Short texts that are encrypted in one transaction.
const TEKSTEN: i64 = 500;
/// Messages that are encrypted in one transaction, at most so many and no more once there are so many bytes.
const BERICHTEN: i64 = 50;
const BYTES: i64 = 8 * 1024 * 1024;

/// After so many rounds in a row that changed nothing, what holds on to the old key does not let go by itself. A round that waits
/// for another program takes five seconds, so that is a minute.
const VERGEEFS: u32 = 12;

/// Rows that are still in clear, or under this key.
#[derive(Clone, Copy)]
pub(super) enum Welke {
    Klaar,
    Onder(i64),
}

impl Welke {
    /// The condition on the column that holds the key: with a single value, so that an index by key and row gives them in order.
    fn conditie(self, kolom: &str) -> String {
        match self {
            Welke::Klaar => format!("{kolom} IS NULL"),
            Welke::Onder(sleutel) => format!("{kolom} = {sleutel}"),
        }
    }
}

/// How far a batch came.
pub(super) struct Stap<T> {
    /// Values that it encrypted.
    aantal: u64,
    /// The last row that it looked at.
    tot: T,
}

/// What finds a row of a [`Veld`].
#[derive(Clone)]
pub(super) enum Rij {
    Tekst(String),
    Getal(i64),
}

/// What is left of clear text where it stood before it was encrypted.
#[derive(Debug)]
pub enum Resten {
    /// Nothing, as far as the database can see to that.
    Weg,
    /// What the owner of the database must remove: VACUUM FULL on PostgreSQL.
    VoorBeheerder,
    /// It could not be removed now, for this reason; it will be tried again at the next start.
    Later(StoreFout),
}

/// A column with short texts, each encrypted.
pub(super) struct Veld {
    tabel: &'static str,
    kolom: &'static str,
    /// The column with the key.
    sleutel: &'static str,
    /// What finds a row.
    id: Id,
    /// What its ciphertext is bound to.
    rij: &'static str,
}

/// A column that finds a row.
enum Id {
    Tekst(&'static str),
    Getal(&'static str),
}

/// Every column with short texts that are encrypted. One that is not in this list is not encrypted anew under another key.
const VELDEN: &[Veld] = &[
    Veld {
        tabel: "client",
        kolom: "bsn",
        sleutel: "sleutel",
        id: Id::Tekst("pseudoniem"),
        rij: "pseudoniem",
    },
    Veld {
        tabel: "wijk",
        kolom: "postcode",
        sleutel: "sleutel",
        id: Id::Tekst("pseudoniem"),
        rij: "pseudoniem",
    },
    Veld {
        tabel: "beoordeling",
        kolom: "reden",
        sleutel: "reden_sleutel",
        id: Id::Getal("bericht_volgnummer"),
        rij: "CAST(bericht_volgnummer AS TEXT)",
    },
    Veld {
        tabel: "besluit",
        kolom: "toelichting",
        sleutel: "toelichting_sleutel",
        id: Id::Getal("volgnummer"),
        rij: "CAST(bericht_volgnummer AS TEXT) || '/' || CAST(moment AS TEXT)",
    },
    Veld { tabel: "bezorggeheim", kolom: "geheim", sleutel: "sleutel", id: Id::Tekst("id"), rij: "id" },
    Veld {
        tabel: "gebruiker",
        kolom: "totp_geheim",
        sleutel: "totp_sleutel",
        id: Id::Tekst("naam"),
        rij: "naam",
    },
];

impl Veld {
    fn is_wijk(&self) -> bool {
        self.tabel == "wijk"
    }

    fn id(&self) -> &'static str {
        match self.id {
            Id::Tekst(naam) | Id::Getal(naam) => naam,
        }
    }

    /// What stands before its first row.
    fn begin(&self) -> Rij {
        match self.id {
            Id::Tekst(_) => Rij::Tekst(String::new()),
            Id::Getal(_) => Rij::Getal(i64::MIN),
        }
    }
}

/// What was encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versleuteling {
    /// Messages.
    pub berichten: u64,
    /// Short texts.
    pub teksten: u64,
}

impl Store {
    /// Whether a migration left data in clear.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn versleuteling_is_nodig(&self) -> Result<bool, StoreFout> {
        Ok(self.kenmerk(NODIG).await?.is_some() || lees!(self, db => db.heeft_klare_geheimen())?)
    }

    /// Encrypts what is still in clear, but for the projections, which are to be made again then; after that
    /// [`Store::rond_versleuteling_af`].
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; what was encrypted stays so.
    pub async fn versleutel_bestaand(&self) -> Result<Versleuteling, StoreFout> {
        let mut uit = Versleuteling::default();
        self.versleutel_rijen(Welke::Klaar, &mut uit).await?;
        while schrijf!(self, tx => tx.versleutel_voorstelregels(&self.sleutels))? > 0 {
            uit.teksten += 1;
        }
        Ok(uit)
    }

    /// Records that nothing stands in clear any more, and that something may be left of what did.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn rond_versleuteling_af(&self) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.is_versleuteld())
    }

    /// Whether something may be left of clear text where it stood.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn heeft_resten(&self) -> Result<bool, StoreFout> {
        Ok(self.kenmerk(RESTEN).await?.is_some())
    }

    /// Removes what is left of clear text, as far as the database can: SQLite writes its file anew, for which the disk must have room
    /// and nobody else may hold the file. Where that fails it is told and no error: everything works without.
    ///
    /// # Errors
    /// [`StoreFout`] where the outcome cannot be recorded.
    pub async fn verwijder_resten(&self) -> Result<Resten, StoreFout> {
        let uit = match &self.database {
            Database::Sqlite { .. } => match self.schrijf_bestand_opnieuw().await {
                Ok(()) => Resten::Weg,
                Err(fout) => return Ok(Resten::Later(fout)),
            },
            Database::Postgres(_) => Resten::VoorBeheerder,
        };
        schrijf!(self, tx => tx.wis_kenmerk(RESTEN))?;
        Ok(uit)
    }

    async fn schrijf_bestand_opnieuw(&self) -> Result<(), StoreFout> {
        let Database::Sqlite { schrijver, .. } = &self.database else { return Ok(()) };
        sqlx::query("VACUUM").execute(schrijver).await?;
        if self.leeg_wal().await? { Ok(()) } else { Err(StoreFout::Bezet) }
    }

    /// Puts what stands in the WAL of SQLite into its place and empties it: what was removed stands there too. False where somebody
    /// else reads from it.
    pub(super) async fn leeg_wal(&self) -> Result<bool, StoreFout> {
        let Database::Sqlite { schrijver, .. } = &self.database else { return Ok(true) };
        let bezet: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(schrijver).await?;
        Ok(bezet == 0)
    }

    /// Puts every key of the database under the newest master key. Gives how many were under another.
    ///
    /// # Errors
    /// [`StoreFout::Geheim`] where a master key is missing; [`StoreFout`] where the database fails. Then nothing changes.
    pub async fn pak_sleutels_opnieuw_in(&self, hoofdsleutels: &Hoofdsleutels) -> Result<u64, StoreFout> {
        schrijf!(self, tx => tx.pak_sleutels_opnieuw_in(hoofdsleutels))
    }

    /// Makes another data key, with which is encrypted from then on. False where an earlier one still holds values: first
    /// [`Store::versleutel_opnieuw`].
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn maak_gegevenssleutel(&self, nu: DateTime<Utc>) -> Result<bool, StoreFout> {
        let hoofdsleutels = self.sleutels.bron()?.lees()?;
        schrijf!(self, tx => tx.maak_gegevenssleutel(&hoofdsleutels, micros(nu)))
    }

    /// Encrypts everything anew that is under a data key that another took the place of, and removes that one.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; what was encrypted anew stays so.
    pub async fn versleutel_opnieuw(&self) -> Result<Versleuteling, StoreFout> {
        let (mut uit, mut vergeefs) = (Versleuteling::default(), 0);
        loop {
            let eerst = uit;
            match self.versleutel_ronde(&mut uit).await {
                Ok(()) => return Ok(uit),
                // Who began to write before the key was replaced may only now be done, or holds on to what this round asks for.
                Err(fout) if fout.gaat_over() && vergeefs < VERGEEFS => {}
                Err(fout) => return Err(fout),
            }
            vergeefs = if uit == eerst { vergeefs + 1 } else { 0 };
        }
    }

    async fn versleutel_ronde(&self, uit: &mut Versleuteling) -> Result<(), StoreFout> {
        for sleutel in lees!(self, db => db.vervangen_sleutels())? {
            self.versleutel_rijen(Welke::Onder(sleutel), uit).await?;
        }
        schrijf!(self, tx => tx.verwijder_vervangen_sleutels())
    }

    /// The keys of the database, with how many values are encrypted with each.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sleutellijst(&self) -> Result<Vec<SleutelRij>, StoreFout> {
        lees!(self, db => db.sleutellijst())
    }

    /// Adds to what was encrypted, also where it fails halfway.
    async fn versleutel_rijen(&self, welke: Welke, uit: &mut Versleuteling) -> Result<(), StoreFout> {
        let mut na = 0;
        while let Some(stap) = schrijf!(self, tx => tx.versleutel_berichten(&self.sleutels, welke, na))? {
            uit.berichten += stap.aantal;
            na = stap.tot;
        }
        for veld in VELDEN {
            let mut na = veld.begin();
            while let Some(stap) = schrijf!(self, tx => tx.versleutel_veld(&self.sleutels, veld, welke, &na))?
            {
                uit.teksten += stap.aantal;
                na = stap.tot;
            }
        }
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct RuwVeld {
    id_tekst: Option<String>,
    id_getal: Option<i64>,
    rij: String,
    waarde: String,
    sleutel: Option<i64>,
}

impl RuwVeld {
    fn id(&self) -> Option<Rij> {
        match (&self.id_tekst, self.id_getal) {
            (Some(tekst), _) => Some(Rij::Tekst(tekst.clone())),
            (None, Some(getal)) => Some(Rij::Getal(getal)),
            (None, None) => None,
        }
    }

    /// What it says, whether in clear or not.
    fn lees(&self, bos: &Sleutelbos, veld: &Veld) -> Result<String, StoreFout> {
        if self.sleutel.is_none() {
            return Ok(self.waarde.clone());
        }
        let plek = Plek { tabel: veld.tabel, kolom: veld.kolom, rij: &self.rij };
        let fout = || bedorven(veld.tabel, veld.kolom, "?");
        bos.ontsleutel_tekst(&plek, &self.waarde).map_err(|geheim| onleesbaar(geheim, fout))
    }
}

op_beide! {
    /// The statements of this module.
    trait Versleutelen {
        /// Whether a secret that deliveries are signed with is in clear. Migration 0011 did not look for one.
        async fn heeft_klare_geheimen(&mut self) -> Result<bool, StoreFout> {
            let aantal: i64 = sqlx::query_scalar("SELECT count(*) FROM bezorggeheim WHERE sleutel IS NULL")
                .fetch_one(&mut *self)
                .await?;
            Ok(aantal > 0)
        }

        async fn vervangen_sleutels(&mut self) -> Result<Vec<i64>, StoreFout> {
            let sql = "SELECT id FROM datasleutel WHERE soort = 'gegevens' AND vervangen_op IS NOT NULL ORDER BY id";
            Ok(sqlx::query_scalar(sql).fetch_all(&mut *self).await?)
        }

        /// Encrypts a batch of messages after this number; none at the end.
        async fn versleutel_berichten(
            &mut self,
            kast: &Sleutelkast,
            welke: Welke,
            na: i64,
        ) -> Result<Option<Stap<i64>>, StoreFout> {
            let bos = self.bos(kast).await?;
            let sql = format!(
                "SELECT bericht_volgnummer, CAST(length(bytes) AS BIGINT), sleutel FROM inhoud
                 WHERE {} AND bericht_volgnummer > $1 ORDER BY bericht_volgnummer LIMIT $2",
                welke.conditie("sleutel")
            );
            let rijen: Vec<(i64, i64, Option<i64>)> =
                sqlx::query_as(AssertSqlSafe(sql)).bind(na).bind(BERICHTEN).fetch_all(&mut *self).await?;
            let (mut aantal, mut bytes, mut tot) = (0, 0, None);
            for (bericht, lengte, sleutel) in rijen {
                if tot.is_some() && bytes + lengte > BYTES {
                    break;
                }
                aantal += self.versleutel_bericht(&bos, bericht, sleutel).await?;
                (tot, bytes) = (Some(bericht), bytes + lengte);
            }
            Ok(tot.map(|tot| Stap { aantal, tot }))
        }

        async fn versleutel_bericht(
            &mut self,
            bos: &Sleutelbos,
            bericht: i64,
            sleutel: Option<i64>,
        ) -> Result<u64, StoreFout> {
            let bytes = sqlx::query_scalar("SELECT bytes FROM inhoud WHERE bericht_volgnummer = $1").bind(bericht);
            // Removed since.
            let Some(bytes): Option<Vec<u8>> = bytes.fetch_optional(&mut *self).await? else { return Ok(0) };
            let rij = bericht.to_string();
            let plek = plek_van_inhoud(&rij);
            let bytes = match sleutel {
                None => bytes,
                Some(_) => {
                    let bytes = bos.ontsleutel(&plek, bytes);
                    bytes.map_err(|fout| onleesbaar(fout, || bedorven("inhoud", "bytes", bericht)))?
                }
            };
            // Another process may have been just before.
            let geraakt = sqlx::query(
                "UPDATE inhoud SET bytes = $2, sleutel = $3
                 WHERE bericht_volgnummer = $1 AND sleutel IS NOT DISTINCT FROM $4",
            )
            .bind(bericht)
            .bind(bos.versleutel(&plek, &bytes)?)
            .bind(sleutelnummer(bos))
            .bind(sleutel)
            .execute(&mut *self)
            .await?;
            Ok(geraakt.rows_affected())
        }

        /// Encrypts a batch of short texts after this row; none at the end.
        async fn versleutel_veld(
            &mut self,
            kast: &Sleutelkast,
            veld: &Veld,
            welke: Welke,
            na: &Rij,
        ) -> Result<Option<Stap<Rij>>, StoreFout> {
            let bos = self.bos(kast).await?;
            let Veld { tabel, kolom, sleutel, rij, .. } = veld;
            let (tekst, getal) = match veld.id {
                Id::Tekst(naam) => (naam, "CAST(NULL AS BIGINT)"),
                Id::Getal(naam) => ("CAST(NULL AS TEXT)", naam),
            };
            let sql = format!(
                "SELECT {tekst} AS id_tekst, {getal} AS id_getal, {rij} AS rij, {kolom} AS waarde, {sleutel} AS sleutel \
                 FROM {tabel} WHERE {kolom} IS NOT NULL AND {} AND {id} > $1 ORDER BY {id} LIMIT $2",
                welke.conditie(sleutel),
                id = veld.id()
            );
            let vraag = sqlx::query_as(AssertSqlSafe(sql));
            let vraag = match na {
                Rij::Tekst(tekst) => vraag.bind(tekst.as_str()),
                Rij::Getal(getal) => vraag.bind(*getal),
            };
            let rijen: Vec<RuwVeld> = vraag.bind(TEKSTEN).fetch_all(&mut *self).await?;
            let (mut aantal, mut tot) = (0, None);
            for ruw in rijen {
                tot = ruw.id();
                aantal += self.versleutel_rij(&bos, veld, ruw).await?;
            }
            Ok(tot.map(|tot| Stap { aantal, tot }))
        }

        async fn versleutel_rij(&mut self, bos: &Sleutelbos, veld: &Veld, ruw: RuwVeld) -> Result<u64, StoreFout> {
            let klaar = ruw.lees(bos, veld)?;
            // A postcode in clear stood under itself.
            let nieuwe_rij = if veld.is_wijk() { bos.postcode(&klaar).to_string() } else { ruw.rij.clone() };
            let plek = Plek { tabel: veld.tabel, kolom: veld.kolom, rij: &nieuwe_rij };
            let ook = if veld.is_wijk() { ", pseudoniem = $6, postcode4 = $7" } else { "" };
            let Veld { tabel, kolom, sleutel, .. } = veld;
            // Only what was read: somebody may have put another value there since, under the same key.
            let sql = format!(
                "UPDATE {tabel} SET {kolom} = $2, {sleutel} = $3{ook}
                 WHERE {} = $1 AND {sleutel} IS NOT DISTINCT FROM $4 AND {kolom} = $5",
                veld.id()
            );
            let opdracht = sqlx::query(AssertSqlSafe(sql));
            let opdracht = match veld.id {
                Id::Tekst(_) => opdracht.bind(ruw.id_tekst),
                Id::Getal(_) => opdracht.bind(ruw.id_getal),
            };
            let opdracht = opdracht
                .bind(bos.versleutel_tekst(&plek, &klaar)?)
                .bind(sleutelnummer(bos))
                .bind(ruw.sleutel)
                .bind(ruw.waarde);
            let opdracht = if veld.is_wijk() {
                opdracht.bind(nieuwe_rij.as_str()).bind(bos.postcode4(&klaar).to_string())
            } else {
                opdracht
            };
            Ok(opdracht.execute(&mut *self).await?.rows_affected())
        }

        /// Puts pseudonyms into lines of proposals that name their client in clear. Gives of how many clients; 0 at the end.
        async fn versleutel_voorstelregels(&mut self, kast: &Sleutelkast) -> Result<usize, StoreFout> {
            let bos = self.bos(kast).await?;
            let klaar: Vec<String> =
                sqlx::query_scalar("SELECT DISTINCT client FROM voorstelregel WHERE length(client) < 22 LIMIT $1")
                    .bind(TEKSTEN)
                    .fetch_all(&mut *self)
                    .await?;
            let bsns: Vec<Bsn> = klaar.iter().filter_map(|bsn| Bsn::lees(bsn).ok()).collect();
            if bsns.len() < klaar.len() {
                return Err(bedorven("voorstelregel", "client", "?"));
            }
            self.bewaar_clienten(&Pseudoniemen::van(&bos, &bsns)).await?;
            for bsn in &bsns {
                sqlx::query("UPDATE voorstelregel SET client = $2 WHERE client = $1")
                    .bind(bsn.as_str())
                    .bind(bos.client(bsn).as_str())
                    .execute(&mut *self)
                    .await?;
            }
            Ok(bsns.len())
        }

        async fn is_versleuteld(&mut self) -> Result<(), StoreFout> {
            self.zet_kenmerk(RESTEN, "ja").await?;
            self.wis_kenmerk(NODIG).await
        }

        async fn wis_kenmerk(&mut self, naam: &str) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM kenmerk WHERE naam = $1").bind(naam).execute(&mut *self).await?;
            Ok(())
        }

        async fn pak_sleutels_opnieuw_in(&mut self, hoofdsleutels: &Hoofdsleutels) -> Result<u64, StoreFout> {
            let nieuwste = hoofdsleutels.nieuwste().naam();
            let mut aantal = 0;
            for oud in self.ingepakte_sleutels().await?.iter().filter(|oud| oud.hoofdsleutel != nieuwste) {
                let nieuw = oud.opnieuw(hoofdsleutels)?;
                let geraakt = sqlx::query(
                    "UPDATE datasleutel SET hoofdsleutel = $2, ingepakt = $3 WHERE id = $1 AND hoofdsleutel = $4",
                )
                .bind(i64::from(nieuw.id))
                .bind(&nieuw.hoofdsleutel)
                .bind(nieuw.ingepakt.as_slice())
                .bind(&oud.hoofdsleutel)
                .execute(&mut *self)
                .await?;
                aantal += geraakt.rows_affected();
            }
            Ok(aantal)
        }

        async fn maak_gegevenssleutel(&mut self, hoofdsleutels: &Hoofdsleutels, nu: i64) -> Result<bool, StoreFout> {
            let sleutels = self.ingepakte_sleutels().await?;
            let van_gegevens = |een: &&Ingepakt| een.soort == Sleutelsoort::Gegevens;
            if sleutels.iter().filter(van_gegevens).count() != 1 {
                return Ok(false);
            }
            let id = sleutels.iter().map(|een| een.id).max().unwrap_or_default() + 1;
            let geraakt = sqlx::query(
                "UPDATE datasleutel SET vervangen_op = $1 WHERE soort = 'gegevens' AND vervangen_op IS NULL AND id < $2",
            )
            .bind(nu)
            .bind(i64::from(id))
            .execute(&mut *self)
            .await?
            .rows_affected();
            if geraakt != 1 {
                return Err(StoreFout::Strijdig("iemand anders vervangt op dit moment de sleutel".to_owned()));
            }
            self.voeg_sleutel_in(&Ingepakt::nieuw(id, Sleutelsoort::Gegevens, hoofdsleutels.nieuwste())?, nu).await?;
            Ok(true)
        }

        async fn verwijder_vervangen_sleutels(&mut self) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM datasleutel WHERE soort = 'gegevens' AND vervangen_op IS NOT NULL")
                .execute(&mut *self)
                .await?;
            Ok(())
        }

        async fn sleutellijst(&mut self) -> Result<Vec<SleutelRij>, StoreFout> {
            let tellingen = VELDEN
                .iter()
                .map(|Veld { tabel, kolom, sleutel, .. }| {
                    format!("SELECT {sleutel} AS sleutel, count({kolom}) AS aantal FROM {tabel} GROUP BY {sleutel}")
                })
                .chain(["SELECT sleutel, count(*) AS aantal FROM inhoud GROUP BY sleutel".to_owned()]);
            let sql = format!(
                "SELECT sleutel, CAST(sum(aantal) AS BIGINT) FROM ({}) t WHERE sleutel IS NOT NULL GROUP BY sleutel",
                tellingen.collect::<Vec<_>>().join(" UNION ALL ")
            );
            let per_sleutel: BTreeMap<i64, i64> =
                sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut *self).await?.into_iter().collect();
            let sleutels = self.ruwe_sleutels().await?;
            sleutels
                .into_iter()
                .map(|ruw| {
                    let aantal = per_sleutel.get(&ruw.id()).copied().unwrap_or_default();
                    ruw.toon(aantal)
                })
                .collect()
        }
    }
}
