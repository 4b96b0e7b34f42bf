//! Wijkteams as people look for them: where they are, and which part of the gemeente they serve.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::dialect::{Taal, lees_samen, op_beide, schrijf};
use super::error::StoreFout;
use super::ontvangst::BUNDEL;
use super::openen::Store;
use super::partijbeeld::Partijbeelden;
use super::partijen::Partijen;
use super::sleutels::{Sleutelkast, Sleutels};
use crate::partij::{Contact, Gebied, Partij, PartijSoort, Vestiging};

/// A wijkteam with all that is open about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WijkteamRij {
    /// The wijkteam itself.
    pub partij: Partij,
    /// Name of its gemeente, where that is a party of this gate.
    pub gemeente: Option<String>,
    /// Where it is; none where nobody filled it in.
    pub contact: Option<Contact>,
    /// Which part of the gemeente it serves.
    pub werkgebied: BTreeSet<Gebied>,
}

impl Store {
    /// Every wijkteam, by gemeente and code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wijkteams(&self) -> Result<Vec<WijkteamRij>, StoreFout> {
        lees_samen!(self, db => db.wijkteams(None))
    }

    /// The wijkteam with this code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wijkteam(&self, code: &str) -> Result<Option<WijkteamRij>, StoreFout> {
        lees_samen!(self, db => db.wijkteam(code))
    }

    /// The wijkteams that serve a postcode of six characters. What names the postcode itself goes before what names its four digits,
    /// and that before a wijk that it lies in. Of four digits alone: every wijkteam that serves a part of them.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wijkteams_bij(&self, postcode: &str) -> Result<Vec<WijkteamRij>, StoreFout> {
        lees_samen!(self, db => db.wijkteams_bij(&self.sleutels, postcode))
    }

    /// Keeps parties, each as [`Store::leg_partij_vast`] does, and of wijkteams where they are and what they serve, in place of what was
    /// known. All of them or none.
    ///
    /// # Errors
    /// [`StoreFout::Strijdig`] where a code exists as another kind of party; [`StoreFout`] where the database fails.
    pub async fn leg_partijen_vast(&self, partijen: &[Partijgegevens]) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.leg_partijen_vast(partijen))
    }

    /// Records where a wijkteam is, in place of what was known.
    ///
    /// # Errors
    /// [`StoreFout`] where the wijkteam does not exist or the database fails.
    pub async fn zet_contact(&self, wijkteam: Uuid, contact: &Contact) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.zet_contact(wijkteam, contact))
    }

    /// Records which part of its gemeente a wijkteam serves, in place of what was known.
    ///
    /// # Errors
    /// [`StoreFout`] where the wijkteam does not exist or the database fails.
    pub async fn zet_werkgebied(&self, wijkteam: Uuid, gebied: &BTreeSet<Gebied>) -> Result<(), StoreFout> {
        schrijf!(self, tx => tx.zet_werkgebied(wijkteam, gebied))
    }
}

/// A party with what a list holds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partijgegevens {
    /// The party.
    pub partij: Partij,
    /// Of a wijkteam: where it is, and which part of its gemeente it serves.
    pub wijkteam: Option<(Option<Contact>, BTreeSet<Gebied>)>,
    /// Of an aanbieder: its locations; none: those that were known stay.
    pub vestigingen: Option<Vec<Vestiging>>,
}

type ContactRij = (Uuid, String, String, String, Option<String>, Option<String>, Option<String>);

op_beide! {
    /// The statements of this module.
    trait Wijkteams {
        /// Those among `waar`, or all of them.
        async fn wijkteams(&mut self, waar: Option<&BTreeSet<Uuid>>) -> Result<Vec<WijkteamRij>, StoreFout> {
            let partijen = self.gemeenten_en_wijkteams().await?;
            let namen: BTreeMap<String, String> = partijen
                .iter()
                .filter(|partij| partij.soort == PartijSoort::Gemeente)
                .map(|partij| (partij.code.clone(), partij.naam.clone()))
                .collect();
            let mut contacten: BTreeMap<Uuid, Contact> = BTreeMap::new();
            let alleen = format!("$1 OR wijkteam_id {}", Self::in_ids(2));
            let ids = || Self::ids(waar.into_iter().flatten().copied());
            let contact = format!(
                "SELECT wijkteam_id, adres, postcode, plaats, telefoon, email, website FROM wijkteam_contact WHERE {alleen}"
            );
            let rijen: Vec<ContactRij> = sqlx::query_as(AssertSqlSafe(contact))
            .bind(waar.is_none())
            .bind(ids())
            .fetch_all(&mut *self)
            .await?;
            for (id, adres, postcode, plaats, telefoon, email, website) in rijen {
                contacten.insert(id, Contact { adres, postcode, plaats, telefoon, email, website });
            }
            let mut gebieden: BTreeMap<Uuid, BTreeSet<Gebied>> = BTreeMap::new();
            let gebied = format!("SELECT wijkteam_id, soort, code FROM werkgebied WHERE {alleen}");
            let rijen: Vec<(Uuid, String, String)> = sqlx::query_as(AssertSqlSafe(gebied))
                .bind(waar.is_none())
                .bind(ids())
                .fetch_all(&mut *self)
                .await?;
            for (id, soort, code) in rijen {
                let gebied = if soort == "wijk" { Gebied::Wijk(code) } else { Gebied::Postcode(code) };
                gebieden.entry(id).or_default().insert(gebied);
            }
            let teams = partijen.into_iter().filter(|partij| {
                partij.soort == PartijSoort::Wijkteam && waar.is_none_or(|waar| waar.contains(&partij.id))
            });
            let mut teams: Vec<WijkteamRij> = teams
                .map(|partij| WijkteamRij {
                    gemeente: partij.gemeente.as_ref().and_then(|code| namen.get(code.as_str()).cloned()),
                    contact: contacten.remove(&partij.id),
                    werkgebied: gebieden.remove(&partij.id).unwrap_or_default(),
                    partij,
                })
                .collect();
            teams.sort_by(|een, ander| {
                let sleutel = |team: &WijkteamRij| (team.partij.gemeente.clone(), team.partij.code.clone());
                sleutel(een).cmp(&sleutel(ander))
            });
            Ok(teams)
        }

        async fn wijkteam(&mut self, code: &str) -> Result<Option<WijkteamRij>, StoreFout> {
            let id: Option<Uuid> = sqlx::query_scalar("SELECT id FROM partij WHERE code = $1 AND soort = 'wijkteam'")
                .bind(code)
                .fetch_optional(&mut *self)
                .await?;
            let Some(id) = id else { return Ok(None) };
            Ok(self.wijkteams(Some(&BTreeSet::from([id]))).await?.pop())
        }

        async fn wijkteams_bij(
            &mut self,
            kast: &Sleutelkast,
            postcode: &str,
        ) -> Result<Vec<WijkteamRij>, StoreFout> {
            let bos = self.bos(kast).await?;
            let cijfers: String = postcode.chars().take(4).collect();
            let deel = postcode == cijfers;
            // A wijk of the whole postcode goes before one of its digits, as everywhere. The last kind only counts for four digits.
            let rijen: Vec<(Uuid, i64)> = sqlx::query_as(
                "SELECT g.wijkteam_id, CAST(min(CASE WHEN g.soort = 'postcode' AND g.code = $1 THEN 0
                                           WHEN g.soort = 'postcode' THEN 1 ELSE 2 END) AS BIGINT)
                 FROM werkgebied g
                 WHERE g.soort = 'postcode' AND (g.code = $1 OR g.code = $2 OR ($3 AND substr(g.code, 1, 4) = $2))
                    OR g.soort = 'wijk' AND g.code IN (
                        SELECT w.code FROM wijk w
                        WHERE w.pseudoniem = $4
                           OR w.pseudoniem = $5 AND NOT EXISTS (SELECT 1 FROM wijk x WHERE x.pseudoniem = $4)
                           OR $3 AND w.postcode4 = $5)
                 GROUP BY g.wijkteam_id",
            )
            .bind(postcode)
            .bind(&cijfers)
            .bind(deel)
            .bind(bos.postcode(postcode).to_string())
            .bind(bos.postcode4(postcode).to_string())
            .fetch_all(&mut *self)
            .await?;
            let beste = rijen.iter().map(|(_, rang)| *rang).min();
            let ids = rijen.into_iter().filter(|(_, rang)| deel || Some(*rang) == beste).map(|(id, _)| id).collect();
            self.wijkteams(Some(&ids)).await
        }

        async fn leg_partijen_vast(&mut self, partijen: &[Partijgegevens]) -> Result<(), StoreFout> {
            for een in partijen {
                let partij = self.leg_partij_vast(&een.partij).await?;
                if let Some(vestigingen) = &een.vestigingen {
                    self.zet_vestigingen(partij.id, vestigingen).await?;
                }
                let Some((contact, gebied)) = &een.wijkteam else { continue };
                match contact {
                    Some(contact) => self.zet_contact(partij.id, contact).await?,
                    None => self.vergeet_contact(partij.id).await?,
                }
                self.zet_werkgebied(partij.id, gebied).await?;
            }
            Ok(())
        }

        async fn vergeet_contact(&mut self, wijkteam: Uuid) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM wijkteam_contact WHERE wijkteam_id = $1").bind(wijkteam).execute(&mut *self).await?;
            Ok(())
        }

        async fn zet_contact(&mut self, wijkteam: Uuid, contact: &Contact) -> Result<(), StoreFout> {
            sqlx::query(
                "INSERT INTO wijkteam_contact (wijkteam_id, adres, postcode, plaats, telefoon, email, website)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (wijkteam_id) DO UPDATE SET adres = excluded.adres, postcode = excluded.postcode,
                     plaats = excluded.plaats, telefoon = excluded.telefoon, email = excluded.email,
                     website = excluded.website",
            )
            .bind(wijkteam)
            .bind(&contact.adres)
            .bind(&contact.postcode)
            .bind(&contact.plaats)
            .bind(contact.telefoon.as_deref())
            .bind(contact.email.as_deref())
            .bind(contact.website.as_deref())
            .execute(&mut *self)
            .await?;
            Ok(())
        }

        async fn zet_werkgebied(&mut self, wijkteam: Uuid, gebied: &BTreeSet<Gebied>) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM werkgebied WHERE wijkteam_id = $1").bind(wijkteam).execute(&mut *self).await?;
            let gebied: Vec<&Gebied> = gebied.iter().collect();
            for bundel in gebied.chunks(BUNDEL) {
                let mut invoeging = sqlx::QueryBuilder::new("INSERT INTO werkgebied (wijkteam_id, soort, code) ");
                invoeging.push_values(bundel, |mut rij, deel| {
                    rij.push_bind(wijkteam).push_bind(deel.soort()).push_bind(deel.code());
                });
                invoeging.build().persistent(false).execute(&mut *self).await?;
            }
            Ok(())
        }
    }
}
