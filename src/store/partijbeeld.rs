//! All that is kept about a party itself, and changing it without overwriting what somebody else just changed.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::dialect::{Afbreken, bedorven, lees_samen, op_beide, schrijf};
use super::error::StoreFout;
use super::mandaten::Mandaten;
use super::openen::Store;
use super::partijen::Partijen;
use super::volmachten::Volmachten;
use super::wijkteams::Wijkteams;
use crate::bericht::{Agbcode, Gemeentecode};
use crate::partij::{Contact, Gebied, Mandaat, Partij, PartijSoort, Vestiging};
use crate::toegang::Volmacht;

/// A party with all that is kept about it, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partijbeeld {
    /// The party.
    pub partij: Partij,
    /// Rises with every change.
    pub stand: i64,
    /// Of a wijkteam: where it is.
    pub contact: Option<Contact>,
    /// Of a wijkteam: which part of its gemeente it serves.
    pub werkgebied: BTreeSet<Gebied>,
    /// Of an aanbieder: its locations.
    pub vestigingen: Vec<Vestiging>,
    /// Of a wijkteam: its mandates.
    pub mandaten: Vec<Mandaat>,
    /// What it lets others do for it, and others let it do.
    pub volmachten: Vec<Volmacht>,
    /// Through which knooppunt it is reached.
    pub knooppunt: Option<Partij>,
}

/// What is to change about a party; what is none stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partijwijziging {
    /// The party as it is to be: name, gemeente, and who answers.
    pub partij: Partij,
    /// Of a wijkteam: where it is.
    pub contact: Option<Contact>,
    /// Of a wijkteam: which part of its gemeente it serves.
    pub werkgebied: Option<BTreeSet<Gebied>>,
    /// Of an aanbieder: its locations.
    pub vestigingen: Option<Vec<Vestiging>>,
}

impl Store {
    /// All that is kept about the party with this code.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn partijbeeld(&self, code: &str) -> Result<Option<Partijbeeld>, StoreFout> {
        lees_samen!(self, db => db.partijbeeld(code))
    }

    /// Keeps a party whose code is new. False where there is one with that code: nothing changes then.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn maak_partij(&self, partij: &Partij) -> Result<bool, StoreFout> {
        schrijf!(self, tx => tx.maak_partij(partij))
    }

    /// Changes what is kept about a party, where it still stands as it was seen. False where somebody was before: nothing changes then.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn wijzig_partij(
        &self,
        wijziging: &Partijwijziging,
        gezien: Option<i64>,
    ) -> Result<bool, StoreFout> {
        let uit: Result<(), Afbreken<()>> = schrijf!(self, tx => tx.wijzig_partij(wijziging, gezien));
        match uit {
            Ok(()) => Ok(true),
            Err(Afbreken::Met(())) => Ok(false),
            Err(Afbreken::Fout(fout)) => Err(fout),
        }
    }

    /// The locations of a party, in their order.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn vestigingen(&self, partij: Uuid) -> Result<Vec<Vestiging>, StoreFout> {
        lees_samen!(self, db => db.vestigingen(partij))
    }
}

#[derive(sqlx::FromRow)]
struct VestigingRij {
    naam: String,
    agb: Option<String>,
    adres: String,
    postcode: String,
    plaats: String,
    telefoon: Option<String>,
    wijken: String,
    postcodes: String,
}

impl VestigingRij {
    fn vestiging(self, partij: Uuid) -> Result<Vestiging, StoreFout> {
        let agb = self.agb.as_deref().map(Agbcode::lees).transpose();
        let delen = |tekst: &str| tekst.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let wijken = delen(&self.wijken).into_iter().map(Gebied::Wijk);
        Ok(Vestiging {
            agb: agb.map_err(|_| bedorven("vestiging", "agb", partij))?,
            werkgebied: wijken.chain(delen(&self.postcodes).into_iter().map(Gebied::Postcode)).collect(),
            naam: self.naam,
            contact: Contact {
                adres: self.adres,
                postcode: self.postcode,
                plaats: self.plaats,
                telefoon: self.telefoon,
                email: None,
                website: None,
            },
        })
    }
}

/// The codes of one kind in a part of a gemeente, with spaces between them.
fn codes(gebied: &BTreeSet<Gebied>, soort: &str) -> String {
    let codes = gebied.iter().filter(|deel| deel.soort() == soort).map(Gebied::code);
    codes.collect::<Vec<_>>().join(" ")
}

op_beide! {
    /// The statements of this module.
    trait Partijbeelden {
        async fn partijbeeld(&mut self, code: &str) -> Result<Option<Partijbeeld>, StoreFout> {
            let Some(partij) = self.partij_met_code(code).await? else { return Ok(None) };
            let stand: i64 = sqlx::query_scalar("SELECT stand FROM partij WHERE id = $1")
                .bind(partij.id)
                .fetch_one(&mut *self)
                .await?;
            let (mut contact, mut werkgebied, mut mandaten) = (None, BTreeSet::new(), Vec::new());
            if partij.soort == PartijSoort::Wijkteam {
                let team = self.wijkteams(Some(&BTreeSet::from([partij.id]))).await?.into_iter().next();
                (contact, werkgebied) = team.map_or_else(Default::default, |team| (team.contact, team.werkgebied));
                mandaten = self.mandaten(partij.id).await?;
            }
            Ok(Some(Partijbeeld {
                vestigingen: self.vestigingen(partij.id).await?,
                volmachten: self.volmachten(Some(partij.id)).await?,
                knooppunt: self.knooppunt_van(partij.id).await?,
                partij,
                stand,
                contact,
                werkgebied,
                mandaten,
            }))
        }

        async fn maak_partij(&mut self, partij: &Partij) -> Result<bool, StoreFout> {
            let gemaakt = sqlx::query(
                "INSERT INTO partij (id, soort, code, naam, gemeente, beantwoording) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (code) DO NOTHING",
            )
            .bind(partij.id)
            .bind(partij.soort.sleutel())
            .bind(&partij.code)
            .bind(&partij.naam)
            .bind(partij.gemeente.as_ref().map(Gemeentecode::as_str))
            .bind(partij.beantwoording.sleutel())
            .execute(&mut *self)
            .await?;
            Ok(gemaakt.rows_affected() == 1)
        }

        async fn wijzig_partij(
            &mut self,
            wijziging: &Partijwijziging,
            gezien: Option<i64>,
        ) -> Result<(), Afbreken<()>> {
            let Partijwijziging { partij, contact, werkgebied, vestigingen } = wijziging;
            let gewijzigd = sqlx::query(
                "UPDATE partij SET naam = $2, gemeente = $3, beantwoording = $4, vier_ogen_vanaf = $5, stand = stand + 1
                 WHERE id = $1 AND ($6 IS NULL OR stand = $6)",
            )
            .bind(partij.id)
            .bind(&partij.naam)
            .bind(partij.gemeente.as_ref().map(Gemeentecode::as_str))
            .bind(partij.beantwoording.sleutel())
            .bind(partij.vier_ogen_vanaf.map(|vanaf| vanaf.0))
            .bind(gezien)
            .execute(&mut *self)
            .await?;
            if gewijzigd.rows_affected() == 0 {
                return Err(Afbreken::Met(()));
            }
            if let Some(contact) = contact {
                self.zet_contact(partij.id, contact).await?;
            }
            if let Some(werkgebied) = werkgebied {
                self.zet_werkgebied(partij.id, werkgebied).await?;
            }
            if let Some(vestigingen) = vestigingen {
                self.zet_vestigingen(partij.id, vestigingen).await?;
            }
            Ok(())
        }

        async fn vestigingen(&mut self, partij: Uuid) -> Result<Vec<Vestiging>, StoreFout> {
            let rijen: Vec<VestigingRij> = sqlx::query_as(
                "SELECT naam, agb, adres, postcode, plaats, telefoon, wijken, postcodes FROM vestiging
                 WHERE partij_id = $1 ORDER BY nummer",
            )
            .bind(partij)
            .fetch_all(&mut *self)
            .await?;
            rijen.into_iter().map(|rij| rij.vestiging(partij)).collect()
        }

        /// In place of those that were known.
        async fn zet_vestigingen(&mut self, partij: Uuid, vestigingen: &[Vestiging]) -> Result<(), StoreFout> {
            sqlx::query("DELETE FROM vestiging WHERE partij_id = $1").bind(partij).execute(&mut *self).await?;
            for (nummer, een) in (1_i64..).zip(vestigingen) {
                sqlx::query(
                    "INSERT INTO vestiging (partij_id, nummer, naam, agb, adres, postcode, plaats, telefoon, wijken, postcodes)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                )
                .bind(partij)
                .bind(nummer)
                .bind(&een.naam)
                .bind(een.agb.as_ref().map(Agbcode::as_str))
                .bind(&een.contact.adres)
                .bind(&een.contact.postcode)
                .bind(&een.contact.plaats)
                .bind(een.contact.telefoon.as_deref())
                .bind(codes(&een.werkgebied, "wijk"))
                .bind(codes(&een.werkgebied, "postcode"))
                .execute(&mut *self)
                .await?;
            }
            Ok(())
        }
    }
}
