//! Managing parties: the use cases behind the commands and the API, so that both ask the same.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::bericht::{Berichttype, Gemeentecode};
use crate::bezorging::Bezorging;
use crate::partij::{
    Geldigheid, JAREN, MEESTE_VESTIGINGEN, Partij, PartijFout, PartijSoort, Toegangssleutel,
};
use crate::store::{NieuweSleutel, Partijwijziging, Store, StoreFout};
use crate::tijd::{Klok, begin_van_dag};
use crate::toegang::{Houder, HouderFout, Rechten, Volmacht, VolmachtFout};

/// How long deliveries are still signed with the secret before as well.
const OVERGANG: TimeDelta = TimeDelta::days(1);

/// Why a party cannot be managed like that.
#[derive(Debug, thiserror::Error)]
pub enum BeheerFout {
    /// The database, or what contradicts what it holds.
    #[error(transparent)]
    Store(#[from] StoreFout),
    /// The party cannot be what was asked.
    #[error(transparent)]
    Partij(#[from] PartijFout),
    /// Nobody can have such a key.
    #[error(transparent)]
    Houder(#[from] HouderFout),
    /// Nobody can give such a volmacht.
    #[error(transparent)]
    Volmacht(#[from] VolmachtFout),
    /// What was asked does not fit the kind of party, or the day.
    #[error("{0}")]
    PastNiet(String),
    /// There is a party with this code.
    #[error("er is al een partij met code {0}: wijzig die, of kies een andere code")]
    Bestaat(String),
    /// Somebody changed the party since it was looked at.
    #[error("iemand anders wijzigde deze partij net: bekijk haar opnieuw, en doe uw wijziging dan nog eens")]
    Verouderd,
}

/// Managing the parties of a gate.
#[derive(Clone, Copy)]
pub struct Partijbeheer<'a> {
    store: &'a Store,
    klok: &'a Klok,
}

/// What a key is to be.
#[derive(Clone, Debug)]
pub struct Sleutelwens {
    /// For whom and for what.
    pub houder: Houder,
    /// What it is for, in words.
    pub omschrijving: String,
    /// The last day on which it holds.
    pub verloopt: Option<NaiveDate>,
}

impl<'a> Partijbeheer<'a> {
    /// On this store, with this clock.
    pub fn nieuw(store: &'a Store, klok: &'a Klok) -> Partijbeheer<'a> {
        Partijbeheer { store, klok }
    }

    /// Adds a party with a new code.
    ///
    /// # Errors
    /// [`BeheerFout::Partij`] where it cannot be; [`BeheerFout::Bestaat`] where the code is taken; [`BeheerFout::Store`].
    pub async fn maak(
        &self,
        soort: PartijSoort,
        code: &str,
        naam: &str,
        gemeente: Option<Gemeentecode>,
    ) -> Result<Partij, BeheerFout> {
        let partij = Partij::nieuw(soort, code, naam, gemeente)?;
        match self.store.maak_partij(&partij).await? {
            true => Ok(partij),
            false => Err(BeheerFout::Bestaat(code.to_owned())),
        }
    }

    /// Changes what is kept about a party, where it still stands as it was seen.
    ///
    /// # Errors
    /// [`BeheerFout::PastNiet`] where it does not fit the kind of party; [`BeheerFout::Verouderd`]; [`BeheerFout::Store`].
    pub async fn wijzig(&self, wijziging: &Partijwijziging, gezien: Option<i64>) -> Result<(), BeheerFout> {
        let Partijwijziging { partij, contact, werkgebied, vestigingen } = wijziging;
        let gemeente = partij.gemeente.clone();
        Partij::nieuw(partij.soort, &partij.code, &partij.naam, gemeente)?;
        let past_niet = |tekst: &str| Err(BeheerFout::PastNiet(tekst.to_owned()));
        if partij.soort != PartijSoort::Wijkteam && (contact.is_some() || werkgebied.is_some()) {
            return past_niet(
                "alleen een wijkteam heeft een bezoekadres en een werkgebied: een aanbieder heeft vestigingen",
            );
        }
        if partij.soort != PartijSoort::Aanbieder && vestigingen.is_some() {
            return past_niet("alleen een aanbieder heeft vestigingen");
        }
        if vestigingen.as_ref().is_some_and(|lijst| lijst.len() > MEESTE_VESTIGINGEN) {
            return past_niet("een aanbieder heeft hoogstens 500 vestigingen");
        }
        match self.store.wijzig_partij(wijziging, gezien).await? {
            true => Ok(()),
            false => Err(BeheerFout::Verouderd),
        }
    }

    /// Gives a wijkteam a mandate of the gemeente that it belongs to, or lets one end.
    ///
    /// # Errors
    /// [`BeheerFout::PastNiet`] where it is no wijkteam; [`BeheerFout::Store`] where another mandate holds on one of its days.
    pub async fn geef_mandaat(&self, wijkteam: &Partij, geldig: &Geldigheid) -> Result<(), BeheerFout> {
        is_wijkteam(wijkteam)?;
        Ok(self.store.geef_mandaat(wijkteam.id, geldig).await?)
    }

    /// Lets a supplier act for a party, or changes from when to when and what for.
    ///
    /// # Errors
    /// [`BeheerFout::Volmacht`] where that cannot be; [`BeheerFout::Store`] where another volmacht holds on one of its days.
    pub async fn geef_volmacht(
        &self,
        (partij, leverancier): (&Partij, &Partij),
        geldig: Geldigheid,
        rechten: Option<Rechten>,
        berichttypen: Option<BTreeSet<Berichttype>>,
        gegeven_door: Option<String>,
    ) -> Result<Volmacht, BeheerFout> {
        let volmacht = Volmacht {
            partij: partij.clone(),
            leverancier: leverancier.clone(),
            geldig,
            rechten,
            berichttypen,
            gegeven_op: self.klok.nu(),
            gegeven_door,
        };
        volmacht.toets()?;
        self.store.geef_volmacht(&volmacht).await?;
        Ok(volmacht)
    }

    /// Takes what a supplier may do for a party back: at once.
    ///
    /// # Errors
    /// [`BeheerFout::PastNiet`] where there is nothing to take back; [`BeheerFout::Store`].
    pub async fn trek_volmacht_in(&self, partij: &Partij, leverancier: &Partij) -> Result<(), BeheerFout> {
        let vandaag = self.klok.vandaag();
        if self.store.trek_volmacht_in(partij.id, leverancier.id, vandaag).await? {
            return Ok(());
        }
        let (naam, wie) = (&partij.naam, &leverancier.naam);
        Err(BeheerFout::PastNiet(format!(
            "{naam} heeft {wie} geen volmacht gegeven die nog geldt of gaat gelden"
        )))
    }

    /// Makes an access key: shown once, by who asks for it.
    ///
    /// # Errors
    /// [`BeheerFout::PastNiet`] where its last day is over; [`BeheerFout::Store`].
    pub async fn maak_sleutel(&self, wens: &Sleutelwens) -> Result<Toegangssleutel, BeheerFout> {
        if wens.verloopt.is_some_and(|dag| dag < self.klok.vandaag()) {
            let tekst =
                "de laatste dag van de sleutel (verloopt, --verloopt) is al voorbij: kies een latere dag";
            return Err(BeheerFout::PastNiet(tekst.to_owned()));
        }
        if wens.verloopt.is_some_and(|dag| !JAREN.contains(&dag.year())) {
            return Err(PartijFout::Dag.into());
        }
        if wens.omschrijving.chars().any(char::is_control) {
            let tekst =
                "schrijf in de omschrijving van een sleutel letters, cijfers en leestekens, op één regel";
            return Err(BeheerFout::PastNiet(tekst.to_owned()));
        }
        let verloopt_op = wens.verloopt.and_then(|dag| dag.succ_opt()).map(begin_van_dag);
        let sleutel = Toegangssleutel::nieuw();
        let (hash, omschrijving) = (sleutel.hash(), wens.omschrijving.as_str());
        let nieuw = NieuweSleutel { hash: &hash, houder: &wens.houder, omschrijving, verloopt_op };
        self.store.geef_toegang(&nieuw, self.klok.nu()).await?;
        Ok(sleutel)
    }

    /// Takes a key of a party back at once. False where it has no such key.
    ///
    /// # Errors
    /// [`BeheerFout::Store`].
    pub async fn trek_sleutel_in(&self, partij: &Partij, id: Uuid) -> Result<bool, BeheerFout> {
        let van_partij = self.store.sleutels(Some(partij.id)).await?.iter().any(|sleutel| sleutel.id == id);
        Ok(van_partij && self.store.trek_sleutel_in(id, self.klok.nu()).await?.is_some())
    }

    /// Lets the leveringen of a party go to a knooppunt, or to the party itself again.
    ///
    /// # Errors
    /// [`BeheerFout::PastNiet`] where the knooppunt is none, or nothing is brought to it; [`BeheerFout::Store`].
    pub async fn zet_knooppunt(&self, partij: &Partij, knooppunt: Option<&Partij>) -> Result<(), BeheerFout> {
        if partij.soort.werkt_voor_anderen() {
            let tekst = format!(
                "{} ontvangt zelf geen berichten, en gaat dus ook niet via een knooppunt",
                partij.naam
            );
            return Err(BeheerFout::PastNiet(tekst));
        }
        let Some(knooppunt) = knooppunt else {
            self.store.zet_knooppunt(partij.id, None).await?;
            return self.bezorg(partij, &Bezorging::default(), None).await;
        };
        if knooppunt.soort != PartijSoort::Knooppunt {
            let (naam, soort) = (&knooppunt.naam, knooppunt.soort.sleutel());
            return Err(BeheerFout::PastNiet(format!("{naam} is een {soort} en geen knooppunt")));
        }
        if self.store.bezorging(knooppunt.id).await?.url.is_none() {
            return Err(BeheerFout::PastNiet(format!(
                "naar knooppunt {} wordt niets gebracht: stel eerst een webhook of push in met ‘berichtenpoort partij bezorging --code {}’",
                knooppunt.naam, knooppunt.code
            )));
        }
        self.store.zet_knooppunt(partij.id, Some(knooppunt.id)).await?;
        self.laat_volgen(knooppunt, partij).await
    }

    /// Lets every party that is reached through a knooppunt follow how that gets its leveringen now. After a failure halfway the same
    /// again goes on.
    ///
    /// # Errors
    /// [`BeheerFout::Store`].
    pub async fn werk_knooppunt_bij(&self, knooppunt: &Partij) -> Result<(), BeheerFout> {
        for partij in self.store.partijen_via(knooppunt.id).await? {
            self.laat_volgen(knooppunt, &partij).await?;
        }
        Ok(())
    }

    /// Choice: a party keeps rows of leveringen of its own, so their order is its own; only where they go, and what they are signed
    /// with, is that of the knooppunt. The address says for which party a levering is.
    async fn laat_volgen(&self, knooppunt: &Partij, partij: &Partij) -> Result<(), BeheerFout> {
        let mut bezorging = self.store.bezorging(knooppunt.id).await?;
        if let Some(url) = &mut bezorging.url {
            url.query_pairs_mut().append_pair("partij", &partij.code);
        }
        let geheimen = self.store.bezorggeheimen(knooppunt.id, self.klok.nu()).await?;
        let bekend = self.store.bezorggeheimen(partij.id, self.klok.nu()).await?;
        // The same again is no change, so that the one before it is not kept any longer.
        let geheim = geheimen.first().filter(|geheim| bekend.first() != Some(*geheim));
        self.bezorg(partij, &bezorging, geheim).await
    }

    async fn bezorg(
        &self,
        partij: &Partij,
        bezorging: &Bezorging,
        geheim: Option<&crate::bezorging::Geheim>,
    ) -> Result<(), BeheerFout> {
        let nu = self.klok.nu();
        Ok(self.store.stel_bezorging_in(partij.id, bezorging, geheim, nu, nu + OVERGANG).await?)
    }
}

fn is_wijkteam(partij: &Partij) -> Result<(), BeheerFout> {
    match partij.soort {
        PartijSoort::Wijkteam => Ok(()),
        _ => Err(BeheerFout::PastNiet(format!(
            "{} is geen wijkteam. Alleen een wijkteam heeft een mandaat, van zijn eigen gemeente",
            partij.naam
        ))),
    }
}
