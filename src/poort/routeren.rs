//! Routering: who is meant by the codes in a header, who may send in whose name, and where a message goes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::besluit::{Gelezen, lees_om_te_verwerken};
use super::{Poort, PoortFout};
use crate::bericht::{Gemeentecode, Header, Richting, Soort};
use crate::partij::{Beantwoording, Bestemming, Opvolging, Partij, PartijSoort, Reis, valt_onder_mandaat};
use crate::regels::Oordeel;
use crate::store::{BerichtRij, StoreFout};

/// In whose name a party offers a message.
pub(super) enum Namens {
    /// This party is the sender: the one that offers it, or its gemeente.
    Verzender(Partij),
    /// A wijkteam would need a mandate, which it does not have today.
    GeenMandaat,
    /// Somebody else is the sender.
    Niemand,
}

/// Whether a message may be offered by who would offer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aanbod {
    /// It would be taken in.
    Mag,
    /// A wijkteam would need a mandate, which it does not have today.
    GeenMandaat,
    /// The header says that somebody else sends it.
    NietVan,
}

/// Where a message would go.
#[derive(Debug)]
pub struct Route {
    /// Its header.
    pub header: Header,
    /// The party that the header says it is from; none where it is not a party of this gate.
    pub verzender: Option<Partij>,
    /// The party that the header says it is for.
    pub geadresseerde: Option<Partij>,
    /// Whether the one that offers it may.
    pub aanbod: Aanbod,
    /// Who answers it; none for what is an answer itself.
    pub antwoordt: Option<Beantwoording>,
    /// Where everything goes if the message is approved, with the party.
    pub bestemmingen: Vec<(Bestemming, Partij)>,
    /// Of those that are reached through a knooppunt: which one (R5).
    pub via: BTreeMap<Uuid, Partij>,
}

impl Poort {
    /// The party that a code in a header stands for on a day: the gemeente that took over the one that had it, or the one with that
    /// code.
    pub(super) async fn partij_voor(&self, code: &str, dag: NaiveDate) -> Result<Option<Partij>, StoreFout> {
        let opvolging = self.store.opvolging(dag).await?;
        let partij = self.store.partij_met_code(opvolging.voor(code)).await?;
        // Other kinds have codes of their own shape, so a code in a header cannot be one; this keeps it so.
        Ok(partij.filter(|partij| partij.soort.heeft_berichten()))
    }

    /// Every code that a party stands for today.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn codes_van(&self, partij: &Partij) -> Result<Vec<String>, PoortFout> {
        Ok(self.store.opvolging(self.klok.vandaag()).await?.codes_van(&partij.code))
    }

    /// In whose name a party offers a message with this header.
    pub(super) async fn namens(
        &self,
        indiener: &Partij,
        header: &Header,
        dag: NaiveDate,
    ) -> Result<Namens, StoreFout> {
        let verzender = self.partij_voor(header.verzender(), dag).await?;
        let is_soort = |partij: &Partij| match header.berichttype.soort.richting() {
            Richting::VanGemeente => partij.soort == PartijSoort::Gemeente,
            Richting::VanAanbieder => partij.soort == PartijSoort::Aanbieder,
        };
        let Some(verzender) = verzender.filter(is_soort) else { return Ok(Namens::Niemand) };
        if verzender.id == indiener.id {
            return Ok(Namens::Verzender(verzender));
        }
        let opvolging = self.store.opvolging(dag).await?;
        if !valt_onder_mandaat(indiener, header, &opvolging) {
            return Ok(Namens::Niemand);
        }
        let mag = self.heeft_mandaat(indiener, &header.gemeente, &opvolging, dag).await?;
        Ok(if mag { Namens::Verzender(verzender) } else { Namens::GeenMandaat })
    }

    /// Whether a wijkteam has a mandate of a gemeente on a day.
    async fn heeft_mandaat(
        &self,
        wijkteam: &Partij,
        gemeente: &Gemeentecode,
        opvolging: &Opvolging,
        dag: NaiveDate,
    ) -> Result<bool, StoreFout> {
        let mandaten = self.store.mandaten(wijkteam.id).await?;
        Ok(mandaten.iter().any(|mandaat| mandaat.geldt(wijkteam, gemeente, opvolging, dag)))
    }

    /// What routing of a message goes by: whether it goes on, whether the gate answered it, and which message it answers itself. Who
    /// has a mandate is asked today, on the day on which it goes.
    pub(super) async fn reis(
        &self,
        bericht: &BerichtRij,
        gelezen: &Gelezen,
        (telt_mee, antwoord): (bool, bool),
        beantwoordt: Option<&(BerichtRij, Gelezen)>,
    ) -> Result<Reis, StoreFout> {
        let indiener = match beantwoordt {
            Some((heen, _)) if telt_mee => heen.indiener,
            None if antwoord => bericht.indiener,
            _ => None,
        };
        let over = beantwoordt.map_or(gelezen, |(_, heen)| heen);
        Ok(Reis {
            ontvanger: telt_mee.then_some(bericht.geadresseerde),
            afzender: antwoord.then_some(bericht.verzender),
            indiener: self.wijkteam_met_mandaat(indiener, over.header()).await?,
            toewijzers: if telt_mee { self.toewijzers_van(gelezen, over).await? } else { Vec::new() },
        })
    }

    /// The wijkteam that offered a message, where it still has a mandate of its gemeente.
    async fn wijkteam_met_mandaat(
        &self,
        indiener: Option<Uuid>,
        header: &Header,
    ) -> Result<Option<Uuid>, StoreFout> {
        let Some(indiener) = indiener else { return Ok(None) };
        let partij = self.store.partij(indiener).await?;
        let Some(wijkteam) = partij.filter(|partij| partij.soort == PartijSoort::Wijkteam) else {
            return Ok(None);
        };
        let dag = self.klok.vandaag();
        let opvolging = self.store.opvolging(dag).await?;
        let mag = self.heeft_mandaat(&wijkteam, &header.gemeente, &opvolging, dag).await?;
        Ok(mag.then_some(wijkteam.id))
    }

    /// The wijkteams that get a copy of a message to their gemeente, for what it is about.
    async fn toewijzers_van(&self, gelezen: &Gelezen, over: &Gelezen) -> Result<Vec<Uuid>, StoreFout> {
        let soort = gelezen.header().berichttype.soort;
        let Some(over) = over.geheel().filter(|_| soort.richting() == Richting::VanAanbieder) else {
            return Ok(Vec::new());
        };
        let dag = self.klok.vandaag();
        let toewijzingen = over.toewijzingen_per_client();
        let codes = self.store.opvolging(dag).await?.zelfde_als(over.header.gemeente.as_str());
        let toewijzers = self.store.toewijzers(&over.header, &toewijzingen, &codes, dag).await?;
        // A 323 is about many clients: whoever allocated for some of them must not read of the others.
        let deelt = |eigen: u64| soort != Soort::Declaratie || eigen == toewijzingen.len() as u64;
        Ok(toewijzers.into_iter().filter(|een| deelt(een.aantal)).map(|een| een.wijkteam).collect())
    }

    /// Whether a message would be taken in from a party, or from the sender itself.
    async fn aanbod(
        &self,
        indiener: Option<&Partij>,
        verzender: Option<&Partij>,
        header: &Header,
    ) -> Result<Aanbod, StoreFout> {
        let Some(indiener) = indiener.or(verzender) else { return Ok(Aanbod::NietVan) };
        Ok(match self.namens(indiener, header, self.klok.vandaag()).await? {
            Namens::Verzender(_) => Aanbod::Mag,
            Namens::GeenMandaat => Aanbod::GeenMandaat,
            Namens::Niemand => Aanbod::NietVan,
        })
    }

    /// Where a message would go if it were approved, offered by this party or by the sender itself. Keeps nothing.
    ///
    /// # Errors
    /// [`PoortFout::Store`] where the database fails; the inner error is why the message cannot be read, in Dutch.
    pub async fn route(
        &self,
        indiener: Option<&Partij>,
        bytes: Vec<u8>,
    ) -> Result<Result<Route, String>, PoortFout> {
        let vandaag = self.klok.vandaag();
        let gelezen =
            self.reken(move |schemas| lees_om_te_verwerken(schemas, &bytes, Oordeel::Geldig)).await?;
        let gelezen = match gelezen {
            Ok(gelezen) => gelezen,
            Err(oorzaak) => return Ok(Err(oorzaak)),
        };
        let header = gelezen.header().clone();
        let verzender = self.partij_voor(header.verzender(), vandaag).await?;
        let geadresseerde = self.partij_voor(header.geadresseerde(), vandaag).await?;
        let aanbod = self.aanbod(indiener, verzender.as_ref(), &header).await?;
        let antwoordt =
            header.berichttype.antwoord().and(geadresseerde.as_ref()).map(|wie| wie.beantwoording);
        let poort_antwoordt = antwoordt.is_some_and(|wie| wie != Beantwoording::Zelf);
        // An answer that nobody asked the party for is kept, and goes nowhere.
        let gevraagd = header.berichttype.beantwoordt().is_none()
            || verzender.as_ref().is_some_and(|wie| wie.beantwoording == Beantwoording::Zelf);
        let mut reis = Reis::default();
        if aanbod == Aanbod::Mag && gevraagd && geadresseerde.is_some() {
            let wijkteam = indiener.map(|partij| partij.id).filter(|_| poort_antwoordt);
            reis = Reis {
                ontvanger: geadresseerde.as_ref().map(|partij| partij.id),
                afzender: verzender.as_ref().filter(|_| poort_antwoordt).map(|partij| partij.id),
                indiener: self.wijkteam_met_mandaat(wijkteam, &header).await?,
                toewijzers: self.toewijzers_van(&gelezen, &gelezen).await?,
            };
        }
        let (mut bestemmingen, mut via) = (Vec::new(), BTreeMap::new());
        for bestemming in reis.bestemmingen() {
            let partij = self.store.partij(bestemming.partij).await?;
            bestemmingen.extend(partij.map(|partij| (bestemming, partij)));
            if let Some(knooppunt) = self.store.knooppunt_van(bestemming.partij).await? {
                via.insert(bestemming.partij, knooppunt);
            }
        }
        Ok(Ok(Route { header, verzender, geadresseerde, aanbod, antwoordt, bestemmingen, via }))
    }
}
