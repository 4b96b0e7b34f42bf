//! Routering: who is meant by the codes in a header, who may send in whose name, and where a message goes.

use chrono::NaiveDate;

use super::besluit::{Gelezen, lees_om_te_verwerken};
use super::{Poort, PoortFout};
use crate::bericht::{Header, Richting, Soort};
use crate::keten::Vraag;
use crate::partij::{Bestemming, Partij, PartijSoort, Reis, valt_onder_mandaat};
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

/// Where a message would go.
#[derive(Debug)]
pub struct Route {
    /// Its header.
    pub header: Header,
    /// The party that the header says it is from; none where it is not a party of this gate.
    pub verzender: Option<Partij>,
    /// The party that the header says it is for.
    pub geadresseerde: Option<Partij>,
    /// Where everything goes if the message is approved, with the party.
    pub bestemmingen: Vec<(Bestemming, Partij)>,
}

impl Poort {
    /// The party that a code in a header stands for: the one with that code, or the gemeente that took over the one that had it.
    pub(super) async fn partij_voor(&self, code: &str, dag: NaiveDate) -> Result<Option<Partij>, StoreFout> {
        let partij = self.store.partij_met_code(code).await?;
        if partij.is_some() {
            // Other kinds have codes of their own shape, so a code in a header cannot be one; this keeps it so.
            return Ok(partij.filter(|partij| partij.soort.heeft_berichten()));
        }
        match self.store.opvolger(code, dag).await? {
            Some(opvolger) => self.store.partij_met_code(opvolger.as_str()).await,
            None => Ok(None),
        }
    }

    /// In whose name a party offers a message with this header.
    pub(super) async fn namens(
        &self,
        indiener: &Partij,
        header: &Header,
        dag: NaiveDate,
    ) -> Result<Namens, StoreFout> {
        if indiener.mag_verzenden(header) {
            return Ok(Namens::Verzender(indiener.clone()));
        }
        let van_gemeente = header.berichttype.soort.richting() == Richting::VanGemeente;
        if van_gemeente && valt_onder_mandaat(indiener, header) {
            let mandaten = self.store.mandaten(indiener.id).await?;
            let gemeente = self.partij_voor(header.gemeente.as_str(), dag).await?;
            return Ok(match gemeente {
                Some(gemeente) if mandaten.iter().any(|mandaat| mandaat.op(dag)) => {
                    Namens::Verzender(gemeente)
                }
                _ => Namens::GeenMandaat,
            });
        }
        // A gemeente carries on what it took over, under the code of then.
        let opvolger = match van_gemeente && indiener.soort == PartijSoort::Gemeente {
            true => self.store.opvolger(header.verzender(), dag).await?,
            false => None,
        };
        let is_opvolger = opvolger.is_some_and(|opvolger| opvolger.as_str() == indiener.code);
        Ok(if is_opvolger { Namens::Verzender(indiener.clone()) } else { Namens::Niemand })
    }

    /// What routing of a message goes by: whether it goes on, whether the gate answered it, and which message it answers itself.
    pub(super) async fn reis(
        &self,
        bericht: &BerichtRij,
        gelezen: &Gelezen,
        (telt_mee, antwoord): (bool, bool),
        beantwoordt: Option<&(BerichtRij, Gelezen)>,
        dag: NaiveDate,
    ) -> Result<Reis, StoreFout> {
        let indiener = match beantwoordt {
            Some((heen, _)) if telt_mee => heen.indiener,
            None if antwoord => bericht.indiener,
            _ => None,
        };
        let indiener = match indiener {
            Some(indiener) => self.store.partij(indiener).await?,
            None => None,
        };
        let wijkteam = indiener.filter(|partij| partij.soort == PartijSoort::Wijkteam);
        let over = beantwoordt.map_or(gelezen, |(_, heen)| heen);
        Ok(Reis {
            ontvanger: telt_mee.then_some(bericht.geadresseerde),
            afzender: antwoord.then_some(bericht.verzender),
            indiener: wijkteam.map(|partij| partij.id),
            toewijzers: if telt_mee { self.toewijzers_van(gelezen, over, dag).await? } else { Vec::new() },
        })
    }

    /// The wijkteams that get a copy of a message to their gemeente, for what it is about.
    async fn toewijzers_van(
        &self,
        gelezen: &Gelezen,
        over: &Gelezen,
        dag: NaiveDate,
    ) -> Result<Vec<uuid::Uuid>, StoreFout> {
        let soort = gelezen.header().berichttype.soort;
        let Some(over) = over.geheel().filter(|_| soort.richting() == Richting::VanAanbieder) else {
            return Ok(Vec::new());
        };
        let nummers = Vraag::van(over).toewijzingen;
        let aantal = nummers.len() as u64;
        let toewijzers = self.store.toewijzers(&over.header, nummers.into_iter(), dag).await?;
        // A 323 is about many clients: whoever allocated for some of them must not read of the others.
        let deelt = |eigen: u64| soort != Soort::Declaratie || eigen == aantal;
        Ok(toewijzers.into_iter().filter(|een| deelt(een.aantal)).map(|een| een.wijkteam).collect())
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
        let antwoord = header.berichttype.antwoord().is_some();
        let reis = Reis {
            ontvanger: geadresseerde.as_ref().map(|partij| partij.id),
            afzender: verzender.as_ref().filter(|_| antwoord).map(|partij| partij.id),
            indiener: indiener
                .filter(|partij| antwoord && partij.soort == PartijSoort::Wijkteam)
                .map(|partij| partij.id),
            toewijzers: self.toewijzers_van(&gelezen, &gelezen, vandaag).await?,
        };
        let mut bestemmingen = Vec::new();
        for bestemming in reis.bestemmingen() {
            let partij = self.store.partij(bestemming.partij).await?;
            bestemmingen.extend(partij.map(|partij| (bestemming, partij)));
        }
        Ok(Ok(Route { header, verzender, geadresseerde, bestemmingen }))
    }
}
