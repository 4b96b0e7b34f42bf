//! Verwerking: one stored message at a time, from its stream, to a verdict, an answer and what it changes.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::besluit::{Besluit, Gelezen, besluit, lees_om_te_verwerken};
use super::eigen_antwoord::{besluit_over_antwoord, niet_gevraagd};
use super::lokaal::Lokaaloordeel;
use super::wijze::{Vrijgegeven, Wijze};
use super::{Poort, PoortFout};
use crate::bericht::{Berichttype, Header, Soort};
use crate::keten::{Dossier, Vraag};
use crate::partij::{Beantwoording, Stuk};
use crate::regels::Omstandigheden;
use crate::retour::Kenmerk;
use crate::store::{
    Antwoord, Beantwoord, BeoordelingRij, BerichtRij, NieuwVoorstel, StoreFout, Vastgelegd, Verwerking, Werk,
    Zicht,
};
use crate::tijd::dag;

/// How long a worker may hold a stream without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// How often a worker gives that sign, unless told otherwise.
pub(super) const LEVENSTEKEN: Duration = Duration::from_secs(10);
/// How often a message is judged again because another stream took what it claims; more means that something is wrong.
const MEESTE_BOTSINGEN: usize = 5;
/// How long a message that failed through the gate's own fault waits before each next try; after the last it is parked.
const WACHTTIJDEN: [TimeDelta; 4] =
    [TimeDelta::seconds(1), TimeDelta::seconds(10), TimeDelta::seconds(60), TimeDelta::seconds(600)];

/// What one step of a worker came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stap {
    /// Nothing was waiting.
    Niets,
    /// This message was processed.
    Verwerkt(Uuid),
    /// This message failed and is tried again later.
    Uitgesteld(Uuid),
    /// This message failed too often and was parked for an operator.
    Geparkeerd(Uuid),
    /// Another worker had taken over the stream: nothing was written.
    Overgenomen(Uuid),
}

/// Why one message could not be processed: the database (try again, whatever it takes) or the gate itself (try a few
/// times, then park). Never a retourcode.
enum Mislukt {
    Storing(PoortFout),
    Fout(String),
}

impl From<PoortFout> for Mislukt {
    fn from(fout: PoortFout) -> Self {
        match fout {
            PoortFout::Store(fout) => fout.into(),
            fout @ PoortFout::Bestand(_) => Mislukt::Storing(fout),
            PoortFout::Intern(oorzaak) => Mislukt::Fout(oorzaak),
        }
    }
}

impl From<StoreFout> for Mislukt {
    fn from(fout: StoreFout) -> Self {
        match fout {
            // What is wrong lies in this message or in what is stored beside it: others must not wait for it.
            StoreFout::Strijdig(_) | StoreFout::BedorvenRij { .. } | StoreFout::Sqlx(_) => {
                Mislukt::Fout(fout.to_string())
            }
            fout => Mislukt::Storing(fout.into()),
        }
    }
}

impl Poort {
    /// Processes the next waiting message, if there is one.
    ///
    /// # Errors
    /// [`PoortFout::Store`] where the database fails: the message keeps waiting and its lease runs out.
    pub async fn verwerk_volgende(&self, eigenaar: Uuid) -> Result<Stap, PoortFout> {
        let nu = self.klok.nu();
        let Some(werk) = self.store.claim(eigenaar, nu, nu + LEASE).await? else { return Ok(Stap::Niets) };
        let id = werk.bericht.id;
        let _hartslag = self.begin_hartslag(&werk);
        let stap = match self.verwerk(&werk).await {
            Ok(Vastgelegd::Ja) => Stap::Verwerkt(id),
            Ok(Vastgelegd::LeaseKwijt) => Stap::Overgenomen(id),
            Ok(Vastgelegd::Botsing) => self.stel_uit(&werk, "te vaak gebotst met andere berichten").await?,
            Err(Mislukt::Fout(oorzaak)) => self.stel_uit(&werk, &oorzaak).await?,
            Err(Mislukt::Storing(fout)) => {
                // Best effort: where the database cannot even do this, the lease runs out.
                self.store.geef_vrij(eigenaar).await.ok();
                return Err(fout);
            }
        };
        self.meld_beweging();
        Ok(stap)
    }

    /// Holds on to the stream of a message for as long as what comes back lives. Beside the work and not in it: neither
    /// may wait for the other's turn at the database. Failing is no harm: the fence at the commit decides.
    fn begin_hartslag(&self, werk: &Werk) -> oneshot::Sender<()> {
        let (leeft, mut gestopt) = oneshot::channel();
        let (poort, werk) = (self.clone(), werk.clone());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = &mut gestopt => return,
                    () = tokio::time::sleep(poort.levensteken) => {}
                }
                match poort.store.verleng(&werk, poort.klok.nu() + LEASE).await {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(fout) => {
                        tracing::warn!(%fout, "de stroom is niet langer vastgehouden; later opnieuw")
                    }
                }
            }
        });
        leeft
    }

    async fn stel_uit(&self, werk: &Werk, oorzaak: &str) -> Result<Stap, PoortFout> {
        let bericht = &werk.bericht;
        let nu = self.klok.nu();
        let wachttijd = usize::try_from(bericht.pogingen).ok().and_then(|poging| WACHTTIJDEN.get(poging));
        let volgende: Option<DateTime<Utc>> = wachttijd.map(|wachttijd| nu + *wachttijd);
        self.store.meld_mislukt(werk, oorzaak, nu, volgende).await?;
        if volgende.is_some() {
            tracing::warn!(bericht = %bericht.id, poging = bericht.pogingen + 1, oorzaak, "verwerken mislukt, later opnieuw");
            Ok(Stap::Uitgesteld(bericht.id))
        } else {
            tracing::error!(bericht = %bericht.id, oorzaak, "verwerken blijft mislukken, bericht geparkeerd");
            Ok(Stap::Geparkeerd(bericht.id))
        }
    }

    async fn verwerk(&self, werk: &Werk) -> Result<Vastgelegd, Mislukt> {
        let bytes: Arc<[u8]> = self.store.laad(werk).await?.into();
        let (berichttype, oordeel) = (werk.bericht.berichttype, werk.bericht.oordeel);
        let te_lezen = Arc::clone(&bytes);
        let gelezen = self.reken(move |schemas| lees_om_te_verwerken(schemas, &te_lezen, oordeel)).await?;
        let gelezen = gelezen.map_err(Mislukt::Fout)?;
        match berichttype.beantwoordt() {
            Some(heen) => self.verwerk_antwoord(werk, gelezen, heen, &bytes).await,
            None => self.verwerk_heenbericht(werk, gelezen, &bytes).await,
        }
    }

    /// Whether a party answers by itself what it receives.
    async fn antwoordt_zelf(&self, partij: Uuid) -> Result<bool, StoreFout> {
        let partij = self.store.partij(partij).await?;
        Ok(partij.is_some_and(|partij| partij.beantwoording == Beantwoording::Zelf))
    }

    /// Who decides about a message.
    ///
    /// Choice: what people decide about stays theirs, whoever is to answer by now: a 323 that they approved is answered by what
    /// they approved.
    async fn wijze_voor(&self, bericht: &BerichtRij) -> Result<Wijze, Mislukt> {
        let is_declaratie = bericht.berichttype.soort == Soort::Declaratie;
        if is_declaratie && let Some(voorstel) = self.store.beoordeling_met_regels(bericht.volgnummer).await?
        {
            return Ok(Wijze::Vrijgegeven(Vrijgegeven::nieuw(voorstel).map_err(Mislukt::Fout)?));
        }
        let partij = self.store.partij(bericht.geadresseerde).await?;
        Ok(match partij.map(|partij| partij.beantwoording) {
            Some(Beantwoording::Zelf) => Wijze::Ontvanger,
            Some(Beantwoording::Beoordelen) if is_declaratie => Wijze::Voorstel,
            _ => Wijze::Poort,
        })
    }

    async fn verwerk_heenbericht(
        &self,
        werk: &Werk,
        mut gelezen: Gelezen,
        bytes: &Arc<[u8]>,
    ) -> Result<Vastgelegd, Mislukt> {
        let wijze = Arc::new(self.wijze_voor(&werk.bericht).await?);
        // A message is judged as of the day on which it came in, however long it waited.
        let vandaag = dag(werk.bericht.ontvangen_op);
        let lokaal = self.toets_lokaal(&gelezen, vandaag, bytes).await?;
        for _ in 0..MEESTE_BOTSINGEN {
            let mut dossier = match &gelezen {
                Gelezen::Geheel(bericht) => {
                    self.store.dossier(&Vraag::van(bericht).met_volgnummer(werk.bericht.volgnummer)).await?
                }
                Gelezen::AlleenHeader(..) => Dossier::default(),
            };
            let eigen_lijsten = self.lijsten_voor(gelezen.header()).await?;
            if wijze.vrijgegeven().is_some() {
                dossier.vergeet(gelezen.header());
            }
            let kenmerk = Kenmerk {
                identificatie: format!("BP{:010}", werk.bericht.volgnummer),
                dagtekening: self.klok.vandaag(),
            };
            let (poort, bytes, zo) = (self.clone(), Arc::clone(bytes), Arc::clone(&wijze));
            let oordeel = Arc::clone(&lokaal);
            let (terug, besluit) = self
                .reken(move |schemas| {
                    let lijsten = eigen_lijsten.as_ref().unwrap_or_else(|| poort.lijsten());
                    let lokaal = &oordeel.gevonden;
                    let omstandigheden = Omstandigheden { lijsten, lokaal, ..Omstandigheden::op(vandaag) };
                    let besluit = besluit(schemas, &gelezen, dossier, &omstandigheden, &kenmerk, &zo)
                        .and_then(|besluit| besluit.met_plaatsen(schemas, &bytes));
                    (gelezen, besluit)
                })
                .await?;
            gelezen = terug;
            let besluit = besluit.map_err(Mislukt::Fout)?;
            let vastgelegd = self.leg_heenbericht_vast(werk, &gelezen, &besluit, &wijze, &lokaal).await?;
            if vastgelegd != Vastgelegd::Botsing {
                lokaal.meld(werk.bericht.id);
                return Ok(vastgelegd);
            }
        }
        Ok(Vastgelegd::Botsing)
    }

    /// An answer that a party sends itself.
    async fn verwerk_antwoord(
        &self,
        werk: &Werk,
        gelezen: Gelezen,
        heen: Berichttype,
        bytes: &Arc<[u8]>,
    ) -> Result<Vastgelegd, Mislukt> {
        let heen = self.beantwoord(werk, gelezen.header(), heen).await?;
        let gevraagd = heen.is_some() || self.antwoordt_zelf(werk.bericht.verzender).await?;
        let omstandigheden = Omstandigheden::op(dag(werk.bericht.ontvangen_op));
        let samen = Arc::new((gelezen, heen));
        let niets = Lokaaloordeel::default();
        // The second time it is known that what it approves can no longer be.
        for kan_niet_meer in [false, true] {
            let (met, bytes) = (Arc::clone(&samen), Arc::clone(bytes));
            let besluit = self
                .reken(move |schemas| {
                    let (gelezen, heen) = &*met;
                    let heen = heen.as_ref().map(|(_, gelezen)| gelezen);
                    let besluit = if gevraagd {
                        besluit_over_antwoord(gelezen, heen, &omstandigheden, kan_niet_meer)
                    } else {
                        niet_gevraagd()
                    };
                    besluit.met_plaatsen(schemas, &bytes)
                })
                .await?;
            let (gelezen, heen) = &*samen;
            let besluit = besluit.map_err(Mislukt::Fout)?;
            let vastgelegd = self.leg_vast(werk, gelezen, &besluit, heen.as_ref(), (None, &niets)).await?;
            if vastgelegd != Vastgelegd::Botsing {
                return Ok(vastgelegd);
            }
        }
        Ok(Vastgelegd::Botsing)
    }

    /// The message that waits for this answer.
    async fn beantwoord(
        &self,
        werk: &Werk,
        antwoord: &Header,
        heen: Berichttype,
    ) -> Result<Option<(BerichtRij, Gelezen)>, Mislukt> {
        let (identificatie, dagtekening) = match &antwoord.declaratie {
            Some((identificatie, dagtekening)) => (identificatie, *dagtekening),
            None => (&antwoord.identificatie, antwoord.dagtekening),
        };
        let rij = self.store.wacht_op_antwoord(werk.stroom, heen, identificatie, dagtekening).await?;
        let Some(rij) = rij else { return Ok(None) };
        let bytes = self.store.inhoud(rij.id, Zicht::Alles).await?;
        let bytes = bytes.ok_or_else(|| Mislukt::Fout("het beantwoorde bericht is weg".to_owned()))?;
        let oordeel = rij.oordeel;
        let gelezen = self.reken(move |schemas| lees_om_te_verwerken(schemas, &bytes, oordeel)).await?;
        Ok(Some((rij, gelezen.map_err(Mislukt::Fout)?)))
    }

    async fn leg_heenbericht_vast(
        &self,
        werk: &Werk,
        gelezen: &Gelezen,
        besluit: &Besluit,
        wijze: &Wijze,
        lokaal: &Lokaaloordeel,
    ) -> Result<Vastgelegd, Mislukt> {
        let vrijgegeven = wijze.vrijgegeven();
        let Some(voorstel) = besluit.voorstel(gelezen, wijze.afwijzingen()) else {
            let vrijgegeven = vrijgegeven.map(|(rij, _)| rij);
            return self.leg_vast(werk, gelezen, besluit, None, (vrijgegeven, lokaal)).await;
        };
        let Besluit { bevindingen, berekeningen, .. } = besluit;
        let nieuw = NieuwVoorstel { voorstel: &voorstel, bevindingen, berekeningen };
        let (header, nu) = (gelezen.header(), self.klok.nu());
        Ok(self.store.leg_voorstel_vast(werk, header, &nieuw, vrijgegeven, nu).await?)
    }

    async fn leg_vast(
        &self,
        werk: &Werk,
        gelezen: &Gelezen,
        besluit: &Besluit,
        beantwoord: Option<&(BerichtRij, Gelezen)>,
        (vrijgegeven, lokaal): (Option<&BeoordelingRij>, &Lokaaloordeel),
    ) -> Result<Vastgelegd, Mislukt> {
        let heen = &werk.bericht;
        let antwoord = besluit.antwoord.as_ref().map(|antwoord| Antwoord {
            id: Uuid::now_v7(),
            berichttype: antwoord.header.berichttype,
            verzender: heen.geadresseerde,
            geadresseerde: heen.verzender,
            afzender: antwoord.header.afzender(),
            ontvanger: antwoord.header.ontvanger(),
            identificatie: &antwoord.identificatie,
            dagtekening: antwoord.dagtekening,
            bytes: &antwoord.bytes,
            sha256: antwoord.sha256,
        });
        let zo = (besluit.telt_mee, antwoord.is_some());
        let reis = self.reis(heen, gelezen, zo, beantwoord).await?;
        let leveringen: Vec<_> = reis
            .bestemmingen()
            .into_iter()
            .map(|een| match (een.stuk, &antwoord) {
                (Stuk::Antwoord, Some(antwoord)) => (Uuid::now_v7(), een.partij, antwoord.id),
                _ => (Uuid::now_v7(), een.partij, heen.id),
            })
            .collect();
        let wijzigingen = besluit.wijzigingen(gelezen);
        let van_heen = beantwoord.zip(besluit.beantwoordt.as_ref());
        let beantwoordt_wijzigingen = match van_heen {
            Some(((_, heen), zo)) => zo.gevolgen(heen).wijzigingen(heen),
            None => Vec::new(),
        };
        let beantwoordt = van_heen.map(|((rij, heen), zo)| Beantwoord {
            bericht: rij,
            header: heen.header(),
            uitkomst: zo.uitkomst,
            wijzigingen: &beantwoordt_wijzigingen,
        });
        let verwerking = Verwerking {
            header: gelezen.header(),
            uitkomst: besluit.uitkomst,
            bevindingen: &besluit.bevindingen,
            berekeningen: &besluit.berekeningen,
            wijzigingen: &wijzigingen,
            // A retourbericht repeats the identification of the message that it answers: it uses none of its own. What people
            // decided about used its own when it was proposed.
            identificatie_gebruikt: besluit.telt_mee
                && besluit.beantwoordt.is_none()
                && vrijgegeven.is_none(),
            lokaal: (lokaal.stand, &lokaal.regels),
            antwoord,
            beantwoordt,
            leveringen: &leveringen,
        };
        let nu = self.klok.nu();
        Ok(match vrijgegeven {
            Some(rij) => self.store.leg_vrijgegeven_vast(werk, &verwerking, rij, nu).await?,
            None => self.store.leg_verwerking_vast(werk, &verwerking, nu).await?,
        })
    }
}
