//! Encrypting what stands in the database: what was kept in clear before there were keys, and everything anew under another data
//! key. In small batches, each in a transaction of its own: a gate goes on meanwhile, and whoever was stopped halfway goes on where
//! it was, because every row says which key it is encrypted with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

use super::clienten::{Clienten, Pseudoniemen};
use super::dialect::{Database, bedorven, lees, micros, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use super::sleutels::{SleutelRij, Sleutelkast, Sleutels, onleesbaar, plek_van_inhoud, sleutelnummer};
use crate::bericht::Bsn;
use crate::geheim::{Hoofdsleutels, Ingepakt, Plek, Sleutelbos, Sleutelsoort};

/// The fact that a migration left data in clear.
const NODIG: &str = "versleuteling nodig";
/// Short texts that are encrypted in one transaction.
const TEKSTEN: i64 = 500;
/// Messages that are encrypted in one transaction, at most so many and no more once there are so many bytes.
const BERICHTEN: i64 = 50;
const BYTES: i64 = 8 * 1024 * 1024;

/// After so many rounds in which nothing is found that needs the old key, what holds on to it is no value of ours.
const VERGEEFS: u32 = 3;

/// Rows that are still in clear, or under a key that another took the place of.
#[derive(Clone, Copy)]
pub(super) enum Welke {
    Klaar,
    Vervangen,
}

impl Welke {
    /// The condition on the column that holds the key.
    fn conditie(self, kolom: &str) -> String {
        match self {
            Welke::Klaar => format!("{kolom} IS NULL"),
            Welke::Vervangen => format!(
                "{kolom} IN (SELECT id FROM datasleutel WHERE soort = 'gegevens' AND vervangen_op IS NOT NULL)"
            ),
        }
    }
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

    /// Before the first row.
    fn begin(&self) -> TotEnMet {
        match self.id {
            Id::Tekst(_) => TotEnMet::Tekst(String::new()),
            Id::Getal(_) => TotEnMet::Getal(i64::MIN),
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

impl Versleuteling {
    fn plus(self, ander: Versleuteling) -> Versleuteling {
        Versleuteling { berichten: self.berichten + ander.berichten, teksten: self.teksten + ander.teksten }
    }
}

impl Store {
    /// Whether a migration left data in clear.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn versleuteling_is_nodig(&self) -> Result<bool, StoreFout> {
        Ok(self.kenmerk(NODIG).await?.is_some())
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

    /// Removes what is left of the clear text where it stood, as far as the database can: SQLite writes its file anew. False where
    /// somebody else must do it: on PostgreSQL the owner, with VACUUM FULL; on SQLite this at another moment, as another program
    /// holds the file.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn rond_versleuteling_af(&self) -> Result<bool, StoreFout> {
        let schoon = match &self.database {
            Database::Sqlite { schrijver, .. } => {
                sqlx::query("VACUUM").execute(schrijver).await?;
                let bezet: i64 =
                    sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(schrijver).await?;
                if bezet != 0 {
                    return Ok(false);
                }
                true
            }
            Database::Postgres(_) => false,
        };
        schrijf!(self, tx => tx.is_versleuteld())?;
        Ok(schoon)
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
            let mut ronde = Versleuteling::default();
            let gedaan = match self.versleutel_rijen(Welke::Vervangen, &mut ronde).await {
                Ok(()) => schrijf!(self, tx => tx.verwijder_vervangen_sleutels()),
                Err(fout) => Err(fout),
            };
            uit = uit.plus(ronde);
            vergeefs = if ronde == Versleuteling::default() { vergeefs + 1 } else { 0 };
            match gedaan {
                Ok(()) => return Ok(uit),
                // Who began to write before the key was replaced may only now be done.
                Err(fout) if fout.gaat_over() && vergeefs < VERGEEFS => {}
                Err(fout) => return Err(fout),
            }
        }
    }

    /// The keys of the database, with how many values are encrypted with each.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn sleutellijst(&self) -> Result<Vec<SleutelRij>, StoreFout> {
        lees!(self, db => db.sleutellijst())
    }

    /// Each row once, from the first to the last: where it was is carried along, as looking from the start for what is left would pass
    /// by all that was done, for every batch again.
    async fn versleutel_rijen(&self, welke: Welke, uit: &mut Versleuteling) -> Result<(), StoreFout> {
        let mut na = i64::MIN;
        while let Some((aantal, laatste)) =
            schrijf!(self, tx => tx.versleutel_berichten(&self.sleutels, welke, na))?
        {
            uit.berichten += aantal;
            na = laatste;
        }
        for veld in VELDEN {
            let mut na = veld.begin();
            while let Some((aantal, laatste)) =
                schrijf!(self, tx => tx.versleutel_veld(&self.sleutels, veld, welke, &na))?
            {
                uit.teksten += aantal;
                na = laatste;
            }
        }
        Ok(())
    }
}

/// Up to where the rows of a table were done.
pub(super) enum TotEnMet {
    Tekst(String),
    Getal(i64),
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
    fn plaats(&self) -> Option<TotEnMet> {
        self.id_tekst.clone().map(TotEnMet::Tekst).or(self.id_getal.map(TotEnMet::Getal))
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
        /// Encrypts a batch of messages. Gives how many and the last one; none at the end.
        async fn versleutel_berichten(
            &mut self,
            kast: &Sleutelkast,
            welke: Welke,
            na: i64,
        ) -> Result<Option<(u64, i64)>, StoreFout> {
            let bos = self.bos(kast).await?;
            let sql = format!(
                "SELECT bericht_volgnummer, CAST(length(bytes) AS BIGINT), sleutel FROM inhoud \
                 WHERE bericht_volgnummer > $2 AND {} ORDER BY bericht_volgnummer LIMIT $1",
                welke.conditie("sleutel")
            );
            let rijen: Vec<(i64, i64, Option<i64>)> =
                sqlx::query_as(AssertSqlSafe(sql)).bind(BERICHTEN).bind(na).fetch_all(&mut *self).await?;
            let (mut gedaan, mut bytes) = (None, 0);
            for (bericht, lengte, sleutel) in rijen {
                let aantal = gedaan.map_or(0, |(aantal, _)| aantal);
                if aantal > 0 && bytes + lengte > BYTES {
                    break;
                }
                self.versleutel_bericht(&bos, bericht, sleutel).await?;
                (gedaan, bytes) = (Some((aantal + 1, bericht)), bytes + lengte);
            }
            Ok(gedaan)
        }

        async fn versleutel_bericht(
            &mut self,
            bos: &Sleutelbos,
            bericht: i64,
            sleutel: Option<i64>,
        ) -> Result<(), StoreFout> {
            let bytes: Vec<u8> = sqlx::query_scalar("SELECT bytes FROM inhoud WHERE bericht_volgnummer = $1")
                .bind(bericht)
                .fetch_one(&mut *self)
                .await?;
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
            sqlx::query(
                "UPDATE inhoud SET bytes = $2, sleutel = $3
                 WHERE bericht_volgnummer = $1 AND sleutel IS NOT DISTINCT FROM $4",
            )
            .bind(bericht)
            .bind(bos.versleutel(&plek, &bytes)?)
            .bind(sleutelnummer(bos))
            .bind(sleutel)
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        /// Encrypts a batch of short texts. Gives how many and the last one; none at the end.
        async fn versleutel_veld(
            &mut self,
            kast: &Sleutelkast,
            veld: &Veld,
            welke: Welke,
            na: &TotEnMet,
        ) -> Result<Option<(u64, TotEnMet)>, StoreFout> {
            let bos = self.bos(kast).await?;
            let Veld { tabel, kolom, sleutel, rij, .. } = veld;
            let (tekst, getal) = match veld.id {
                Id::Tekst(naam) => (naam, "CAST(NULL AS BIGINT)"),
                Id::Getal(naam) => ("CAST(NULL AS TEXT)", naam),
            };
            let sql = format!(
                "SELECT {tekst} AS id_tekst, {getal} AS id_getal, {rij} AS rij, {kolom} AS waarde, {sleutel} AS sleutel \
                 FROM {tabel} WHERE {kolom} IS NOT NULL AND {id} > $2 AND {} ORDER BY {id} LIMIT $1",
                welke.conditie(sleutel),
                id = veld.id(),
            );
            let vraag = sqlx::query_as(AssertSqlSafe(sql)).bind(TEKSTEN);
            let vraag = match na {
                TotEnMet::Tekst(na) => vraag.bind(na.as_str()),
                TotEnMet::Getal(na) => vraag.bind(*na),
            };
            let rijen: Vec<RuwVeld> = vraag.fetch_all(&mut *self).await?;
            let aantal = u64::try_from(rijen.len()).unwrap_or(u64::MAX);
            let laatste = rijen.last().and_then(RuwVeld::plaats);
            for ruw in rijen {
                self.versleutel_rij(&bos, veld, ruw).await?;
            }
            Ok(laatste.map(|laatste| (aantal, laatste)))
        }

        async fn versleutel_rij(&mut self, bos: &Sleutelbos, veld: &Veld, ruw: RuwVeld) -> Result<(), StoreFout> {
            let klaar = ruw.lees(bos, veld)?;
            // A postcode in clear stood under itself.
            let nieuwe_rij = if veld.is_wijk() { bos.postcode(&klaar).to_string() } else { ruw.rij.clone() };
            let plek = Plek { tabel: veld.tabel, kolom: veld.kolom, rij: &nieuwe_rij };
            let ook = if veld.is_wijk() { ", pseudoniem = $6, postcode4 = $7" } else { "" };
            // Only over what was read: meanwhile somebody may have put another value there, under the same key.
            let sql = format!(
                "UPDATE {} SET {kolom} = $2, {} = $3{ook} WHERE {} = $1 AND {} IS NOT DISTINCT FROM $4 AND {kolom} = $5",
                veld.tabel,
                veld.sleutel,
                veld.id(),
                veld.sleutel,
                kolom = veld.kolom,
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
            opdracht.execute(&mut *self).await?;
            Ok(())
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
            sqlx::query("DELETE FROM kenmerk WHERE naam = $1").bind(NODIG).execute(&mut *self).await?;
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
