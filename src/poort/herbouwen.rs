//! Rebuild: the projections made again from the messages and what was recorded of them.

use super::besluit::{Gelezen, lees_om_te_verwerken};
use super::gevolgen::{Gevolgen, vastgelegde_codes};
use super::{Poort, PoortFout};
use crate::bericht::{Bericht, Schemas, lees};
use crate::store::{Herbouw, Telling, VerwerktBericht};

/// What a rebuild did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Herbouwd {
    /// How many messages left something behind.
    pub berichten: u64,
    /// The projections, with how many rows they held and hold.
    pub tabellen: Vec<Telling>,
}

impl Poort {
    /// Makes all projections again. Until the end everybody sees those that were there. In memory is one message at a
    /// time, with what it leaves behind.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails or is held by another, or where a message and what was recorded of it
    /// contradict each other; then nothing changes.
    pub async fn herbouw(&self) -> Result<Herbouwd, PoortFout> {
        let herbouw = self.store.begin_herbouw().await?;
        self.voer_herbouw_uit(herbouw).await
    }

    /// The same where a migration left the projections to be made again; none where nothing had to be done.
    ///
    /// # Errors
    /// As [`Poort::herbouw`].
    pub async fn herbouw_zo_nodig(&self) -> Result<Option<Herbouwd>, PoortFout> {
        match self.store.begin_nodige_herbouw().await? {
            Some(herbouw) => self.voer_herbouw_uit(herbouw).await.map(Some),
            None => Ok(None),
        }
    }

    async fn voer_herbouw_uit(&self, mut herbouw: Herbouw) -> Result<Herbouwd, PoortFout> {
        match self.vul(&mut herbouw).await {
            Ok(berichten) => Ok(Herbouwd { berichten, tabellen: herbouw.leg_vast().await? }),
            Err(fout) => {
                herbouw.breek_af().await;
                Err(fout)
            }
        }
    }

    /// Puts back what every message left behind. Gives how many messages did.
    async fn vul(&self, herbouw: &mut Herbouw) -> Result<u64, PoortFout> {
        let mut berichten = 0;
        while let Some(verwerkt) = herbouw.volgende().await? {
            let id = verwerkt.id;
            let mislukt = |oorzaak: String| {
                PoortFout::Intern(format!("bericht {id}: {oorzaak}. Er is niets gewijzigd"))
            };
            let (verwerkt, gelezen) = self
                .reken(move |schemas| {
                    let gelezen = lees_terug(schemas, &verwerkt);
                    (verwerkt, gelezen)
                })
                .await?;
            let (gelezen, antwoord) = gelezen.map_err(mislukt)?;
            let codes = vastgelegde_codes(&gelezen, antwoord.as_ref()).map_err(mislukt)?;
            let gevolgen = Gevolgen::volgens(&gelezen, verwerkt.uitkomst, antwoord.as_ref(), &codes);
            let gevolgen = gevolgen.map_err(mislukt)?;
            if gevolgen.telt_mee {
                herbouw.neem_op(&verwerkt, gelezen.header(), &gevolgen.wijzigingen(&gelezen)).await?;
                berichten += 1;
            }
        }
        Ok(berichten)
    }
}

/// Reads a message, and the answer that tells what was granted of it.
fn lees_terug(schemas: &Schemas, verwerkt: &VerwerktBericht) -> Result<(Gelezen, Option<Bericht>), String> {
    let gelezen = lees_om_te_verwerken(schemas, &verwerkt.bytes, verwerkt.oordeel)?;
    let antwoord = verwerkt.antwoord.as_deref().map(|bytes| lees(schemas, bytes)).transpose();
    Ok((gelezen, antwoord.map_err(|fout| format!("het antwoord is niet te lezen: {fout}"))?))
}
