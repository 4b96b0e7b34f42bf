//! The register: its stands, and every version of every piece.
//!
//! A change is one transaction that begins with the row `registerkop`: it goes one further only where it still is at the stand that the
//! change was made for. So stands have no gaps and follow the order of the commits, and of two who change the register at once one is told.

use chrono::{DateTime, NaiveDate, Utc};

use super::dialect::{Afbreken, bedorven, lees, lees_samen, micros, moment, op_beide, schrijf};
use super::error::StoreFout;
use super::openen::Store;
use crate::begrippen::{Herkomst, Register, Rijwijziging, Soort, Status, Stuk, Versie};
use crate::bericht::Standaard;

/// A change to the register.
#[derive(Clone, Copy, Debug)]
pub struct Registerstap<'s> {
    /// The stand that it was made for.
    pub verwacht: i64,
    /// Who changes it, as the list of stands tells.
    pub door: &'s str,
    /// What changes, in words.
    pub wat: &'s str,
    /// The hash of the content that came with the program, where that is what is brought in.
    pub kenmerk: Option<&'s str>,
    /// What it does to the rows.
    pub wijzigingen: &'s [Rijwijziging],
}

/// What came of a change to the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gezet {
    /// The register is at this stand now.
    Stand(i64),
    /// Somebody else changed it first: nothing was written.
    Ingehaald {
        /// The stand that it is at now.
        stand: i64,
    },
}

/// A step of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standrij {
    /// Its number.
    pub stand: i64,
    /// When, in UTC.
    pub moment: DateTime<Utc>,
    /// By whom.
    pub door: String,
    /// What changed, in words.
    pub wat: String,
}

/// A version of a piece, with the steps that opened and closed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Versierij {
    /// The version.
    pub versie: Versie,
    /// From which stand on it is there no more; none while it is.
    pub tot_stand: Option<i64>,
    /// The step that opened it.
    pub gezet: Standrij,
}

/// What a list says about an allocation, in a column of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toewijzingveld {
    /// The category.
    Categorie,
    /// The product code.
    Productcode,
    /// Why it was changed.
    RedenWijziging,
    /// The unit.
    Eenheid,
    /// The frequency.
    Frequentie,
}

impl Toewijzingveld {
    /// The column that holds codes of this list, if there is one.
    pub fn van_lijst(lijst: &str) -> Option<Toewijzingveld> {
        Some(match lijst {
            "JZ020" | "WMO020" => Toewijzingveld::Categorie,
            "hulpmiddelen-productcodes" => Toewijzingveld::Productcode,
            "JZ002" | "WMO002" => Toewijzingveld::RedenWijziging,
            "WJ756" => Toewijzingveld::Eenheid,
            "WMO757" => Toewijzingveld::Frequentie,
            _ => return None,
        })
    }

    fn kolom(self) -> &'static str {
        match self {
            Toewijzingveld::Categorie => "categorie",
            Toewijzingveld::Productcode => "code",
            Toewijzingveld::RedenWijziging => "reden_wijziging",
            Toewijzingveld::Eenheid => "eenheid",
            Toewijzingveld::Frequentie => "frequentie",
        }
    }
}

/// How many running allocations carry a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geraakt {
    /// The law.
    pub standaard: Standaard,
    /// The code.
    pub code: String,
    /// The gemeente.
    pub gemeente: String,
    /// The aanbieder.
    pub aanbieder: String,
    /// How many.
    pub aantal: i64,
}

impl Store {
    /// Which stand the register is at: one small row.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn registerstand(&self) -> Result<i64, StoreFout> {
        lees!(self, db => db.registerstand())
    }

    /// The register as it is, or as it stood; none where it has not come to that stand.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn register(&self, stand: Option<i64>) -> Result<Option<Register>, StoreFout> {
        let (kop, rijen) = lees_samen!(self, tx => tx.registerrijen(stand))?;
        let stand = stand.unwrap_or(kop);
        if !(0..=kop).contains(&stand) {
            return Ok(None);
        }
        let versies: Result<Vec<Versie>, StoreFout> = rijen.into_iter().map(Stukrij::lees).collect();
        Ok(Some(Register::nieuw(stand, versies?)))
    }

    /// Changes the register, in one transaction.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails; then nothing changes.
    pub async fn zet_register(&self, stap: &Registerstap<'_>, nu: DateTime<Utc>) -> Result<Gezet, StoreFout> {
        let gezet: Result<Gezet, Afbreken<Gezet>> = schrijf!(self, tx => tx.zet_register(stap, nu));
        match gezet {
            Ok(uit) | Err(Afbreken::Met(uit)) => Ok(uit),
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }

    /// Whether content with this hash was ever brought in.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn register_kent(&self, kenmerk: &str) -> Result<bool, StoreFout> {
        lees!(self, db => db.register_kent(kenmerk))
    }

    /// Every version of a piece, oldest first; drafts only where they are asked for.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn registerversies(
        &self,
        soort: Soort,
        sleutel: &str,
        ook_concepten: bool,
    ) -> Result<Vec<Versierij>, StoreFout> {
        let rijen = lees!(self, db => db.registerversies(soort, sleutel))?;
        let versies = rijen.into_iter().map(Versiegegevens::lees).collect::<Result<Vec<_>, _>>()?;
        Ok(versies
            .into_iter()
            .filter(|rij| ook_concepten || !rij.versie.stuk.status().is_concept())
            .collect())
    }

    /// The last steps of the register, newest first.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn registerstanden(&self, hoogstens: i64) -> Result<Vec<Standrij>, StoreFout> {
        let rijen = lees!(self, db => db.registerstanden(hoogstens))?;
        rijen.into_iter().map(standrij).collect()
    }

    /// How many allocations that go on on a day or begin later carry one of these codes under a law, by code, gemeente and aanbieder.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn lopende_toewijzingen_met(
        &self,
        veld: Toewijzingveld,
        standaard: Standaard,
        codes: &[&str],
        dag: NaiveDate,
    ) -> Result<Vec<Geraakt>, StoreFout> {
        let rijen = lees!(self, db => db.toewijzingen_met(veld, standaard, codes, dag))?;
        let geraakt =
            |(code, gemeente, aanbieder, aantal)| Geraakt { standaard, code, gemeente, aanbieder, aantal };
        Ok(rijen.into_iter().map(geraakt).collect())
    }
}

const STUK: &str = "s.soort, s.sleutel, s.versie, s.vanaf_stand, s.status, s.herkomst, s.inhoud";

#[derive(sqlx::FromRow)]
pub(super) struct Stukrij {
    soort: String,
    sleutel: String,
    versie: i64,
    vanaf_stand: i64,
    status: String,
    herkomst: String,
    inhoud: String,
}

impl Stukrij {
    fn lees(self) -> Result<Versie, StoreFout> {
        let fout = |kolom| bedorven("registerstuk", kolom, format!("{} {}", self.sleutel, self.versie));
        let soort = Soort::van_sleutel(&self.soort).ok_or_else(|| fout("soort"))?;
        let json = serde_json::from_str(&self.inhoud).map_err(|_| fout("inhoud"))?;
        let stuk = Stuk::lees(soort, json).map_err(|_| fout("inhoud"))?;
        if Status::van_sleutel(&self.status) != Some(stuk.status()) {
            return Err(fout("status"));
        }
        Ok(Versie {
            nummer: u32::try_from(self.versie).map_err(|_| fout("versie"))?,
            vanaf_stand: self.vanaf_stand,
            herkomst: Herkomst::van_sleutel(&self.herkomst).ok_or_else(|| fout("herkomst"))?,
            stuk,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Versiegegevens {
    #[sqlx(flatten)]
    stuk: Stukrij,
    tot_stand: Option<i64>,
    moment: i64,
    door: String,
    wat: String,
}

impl Versiegegevens {
    fn lees(self) -> Result<Versierij, StoreFout> {
        let gezet = standrij((self.stuk.vanaf_stand, self.moment, self.door, self.wat))?;
        Ok(Versierij { versie: self.stuk.lees()?, tot_stand: self.tot_stand, gezet })
    }
}

fn standrij((stand, op, door, wat): (i64, i64, String, String)) -> Result<Standrij, StoreFout> {
    Ok(Standrij { stand, moment: moment("registerstand", "moment", stand, op)?, door, wat })
}

op_beide! {
    /// The statements of this module.
    trait Registerhouden {
        async fn registerstand(&mut self) -> Result<i64, StoreFout> {
            Ok(sqlx::query_scalar("SELECT stand FROM registerkop").fetch_one(&mut *self).await?)
        }

        /// The stand that the register is at, and of an earlier one or of that: the open draft of each piece, and every version
        /// that was decided on and that counts for some day.
        async fn registerrijen(&mut self, stand: Option<i64>) -> Result<(i64, Vec<Stukrij>), StoreFout> {
            let kop = self.registerstand().await?;
            let sql = format!(
                "SELECT {STUK} FROM registerstuk s
                 WHERE s.vanaf_stand <= $1 AND CASE WHEN s.status IN ('inBewerking', 'voorgesteld')
                     THEN s.tot_stand IS NULL OR s.tot_stand > $1
                     ELSE NOT EXISTS (
                         SELECT 1 FROM registerstuk n
                         WHERE n.soort = s.soort AND n.sleutel = s.sleutel AND n.versie > s.versie AND n.vanaf_stand <= $1
                           AND n.status NOT IN ('inBewerking', 'voorgesteld')
                           AND (n.ingangsdatum IS NULL OR n.ingangsdatum <= s.ingangsdatum)) END
                 ORDER BY s.soort, s.sleutel, s.versie"
            );
            let rijen = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(stand.unwrap_or(kop)).fetch_all(&mut *self).await?;
            Ok((kop, rijen))
        }

        async fn zet_register(
            &mut self,
            stap: &Registerstap<'_>,
            nu: DateTime<Utc>,
        ) -> Result<Gezet, Afbreken<Gezet>> {
            let gezet: Option<i64> =
                sqlx::query_scalar("UPDATE registerkop SET stand = stand + 1 WHERE stand = $1 RETURNING stand")
                    .bind(stap.verwacht)
                    .fetch_optional(&mut *self)
                    .await?;
            let Some(stand) = gezet else {
                return Err(Afbreken::Met(Gezet::Ingehaald { stand: self.registerstand().await? }));
            };
            sqlx::query("INSERT INTO registerstand (stand, moment, door, wat, kenmerk) VALUES ($1, $2, $3, $4, $5)")
                .bind(stand)
                .bind(micros(nu))
                .bind(stap.door)
                .bind(stap.wat)
                .bind(stap.kenmerk)
                .execute(&mut *self)
                .await?;
            for wijziging in stap.wijzigingen {
                match wijziging {
                    Rijwijziging::Sluit { soort, sleutel, versie } => self.sluit_versie(*soort, sleutel, *versie, stand).await?,
                    Rijwijziging::Open { stuk, herkomst } => self.open_versie(stuk, *herkomst, stand).await?,
                }
            }
            Ok(Gezet::Stand(stand))
        }

        async fn sluit_versie(&mut self, soort: Soort, sleutel: &str, versie: u32, stand: i64) -> Result<(), StoreFout> {
            let gesloten = sqlx::query(
                "UPDATE registerstuk SET tot_stand = $4
                 WHERE soort = $1 AND sleutel = $2 AND versie = $3 AND tot_stand IS NULL",
            )
            .bind(soort.sleutel())
            .bind(sleutel)
            .bind(i64::from(versie))
            .bind(stand)
            .execute(&mut *self)
            .await?;
            match gesloten.rows_affected() {
                1 => Ok(()),
                _ => Err(StoreFout::Strijdig(format!("versie {versie} van {} {sleutel} is al gesloten", soort.woord()))),
            }
        }

        async fn open_versie(&mut self, stuk: &Stuk, herkomst: Herkomst, stand: i64) -> Result<(), StoreFout> {
            let looptijd = stuk.looptijd();
            sqlx::query(
                "INSERT INTO registerstuk (soort, sleutel, versie, vanaf_stand, status, eigenaar, ingangsdatum, einddatum, herkomst,
                     inhoud)
                 VALUES ($1, $2, (SELECT coalesce(max(versie), 0) + 1 FROM registerstuk WHERE soort = $1 AND sleutel = $2),
                     $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(stuk.soort().sleutel())
            .bind(stuk.sleutel())
            .bind(stand)
            .bind(stuk.status().sleutel())
            .bind(stuk.eigenaar())
            .bind(looptijd.ingangsdatum)
            .bind(looptijd.einddatum)
            .bind(herkomst.sleutel())
            .bind(stuk.json().to_string())
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn register_kent(&mut self, kenmerk: &str) -> Result<bool, StoreFout> {
            let gevonden: Option<i64> = sqlx::query_scalar("SELECT stand FROM registerstand WHERE kenmerk = $1")
                .bind(kenmerk)
                .fetch_optional(&mut *self)
                .await?;
            Ok(gevonden.is_some())
        }

        async fn registerversies(&mut self, soort: Soort, sleutel: &str) -> Result<Vec<Versiegegevens>, StoreFout> {
            let sql = format!(
                "SELECT {STUK}, s.tot_stand, r.moment, r.door, r.wat
                 FROM registerstuk s JOIN registerstand r ON r.stand = s.vanaf_stand
                 WHERE s.soort = $1 AND s.sleutel = $2 ORDER BY s.versie"
            );
            let rijen = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(soort.sleutel()).bind(sleutel);
            Ok(rijen.fetch_all(&mut *self).await?)
        }

        async fn registerstanden(&mut self, hoogstens: i64) -> Result<Vec<(i64, i64, String, String)>, StoreFout> {
            let rijen = sqlx::query_as("SELECT stand, moment, door, wat FROM registerstand ORDER BY stand DESC LIMIT $1");
            Ok(rijen.bind(hoogstens).fetch_all(&mut *self).await?)
        }

        /// Of each allocation the version in force (IV013) counts, unless it was taken back.
        async fn toewijzingen_met(
            &mut self,
            veld: Toewijzingveld,
            standaard: Standaard,
            codes: &[&str],
            dag: NaiveDate,
        ) -> Result<Vec<(String, String, String, i64)>, StoreFout> {
            let kolom = veld.kolom();
            let in_lijst = <Self as super::dialect::Taal>::in_lijst(3);
            let sql = format!(
                "SELECT t.{kolom}, t.gemeente, n.aanbieder, count(*) FROM toewijzing t
                 JOIN toewijzing_nummer n ON n.standaard = t.standaard AND n.gemeente = t.gemeente AND n.nummer = t.nummer
                 WHERE t.standaard = $1 AND (t.einddatum IS NULL OR t.einddatum >= $2) AND t.{kolom} {in_lijst}
                   AND (t.reden_wijziging IS NULL OR t.reden_wijziging <> '13')
                   AND t.toegewezen_op = (SELECT max(v.toegewezen_op) FROM toewijzing v
                       WHERE v.standaard = t.standaard AND v.gemeente = t.gemeente AND v.nummer = t.nummer)
                 GROUP BY t.{kolom}, t.gemeente, n.aanbieder ORDER BY t.{kolom}, t.gemeente, n.aanbieder"
            );
            let rijen = sqlx::query_as(sqlx::AssertSqlSafe(sql))
                .bind(standaard.sleutel())
                .bind(dag)
                .bind(<Self as super::dialect::Taal>::teksten(codes.iter().copied()));
            Ok(rijen.fetch_all(&mut *self).await?)
        }
    }
}
