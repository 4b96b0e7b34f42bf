//! The bezorger: brings leveringen to parties that do not collect them.
//!
//! Each row of leveringen (a party under one law) is held by one process at a time and goes in order. Rows go in parallel, in
//! three lanes by how the last attempt at them went, so that parties that are dead or slow fill up a lane of their own: who
//! answered last time never waits for who did not. An attempt that takes long moves over to the slow lane while it is under
//! way, as long as there is room.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::gebeurtenissen::Beheerdersadres;
use super::{Poort, PoortFout};
use crate::bezorging::{
    Besluit, Bezorgwijze, Geheim, PogingUitkomst, Stand, TRAAG, besluit, retry_after, teken,
};
use crate::store::{Bezorgwerk, GedanePoging, StoreFout, Zending, Zicht};
use crate::uitgaand::{Antwoord, Uitgaand};

/// How long an idle bezorger waits before it looks for what other processes stored and for waits that are over.
const KIJK_OPNIEUW: Duration = Duration::from_secs(1);
/// How long it waits after the database failed.
pub(super) const NA_STORING: Duration = Duration::from_secs(2);
/// How much longer a row is held than an attempt can take: time to record what came of it.
const SPELING: Duration = Duration::from_secs(60);
/// How long an attempt waits for room for its message.
const GEDULD_OP_RUIMTE: Duration = Duration::from_secs(30);
/// How many leveringen of one row go at a stretch, before others have their turn.
pub(super) const OP_EEN_RIJ: usize = 25;
/// How many leveringen are told of again in one transaction.
const PER_KEER: u32 = 500;
/// How long attempts that are under way may take when the gate stops.
const LAATSTE_POGINGEN: Duration = Duration::from_secs(9);

/// How many rows are brought at once by one process.
#[derive(Clone, Copy, Debug)]
pub struct Banen {
    /// Of parties that answered the last time.
    pub goed: usize,
    /// Of parties that were never tried.
    pub nieuw: usize,
    /// Of parties that did not answer, and attempts that take long.
    pub traag: usize,
    /// Megabytes of messages in memory for each of these.
    pub megabytes: usize,
}

impl Default for Banen {
    fn default() -> Banen {
        Banen { goed: 32, nieuw: 32, traag: 192, megabytes: 64 }
    }
}

/// The lanes, in the order in which they get to work.
pub(super) const BANEN: [Stand; 3] = [Stand::Goed, Stand::Nieuw, Stand::Slecht];

/// One lane: so many rows, and so much of messages, at once.
struct Baan {
    plekken: Arc<Semaphore>,
    /// In kilobytes.
    ruimte: Arc<Semaphore>,
    kilobytes: usize,
}

/// A place in a lane.
pub(super) struct Plek {
    _plek: OwnedSemaphorePermit,
    /// For the message that is under way.
    ruimte: Option<OwnedSemaphorePermit>,
    pub(super) traag: bool,
}

impl Baan {
    fn nieuw(plekken: usize, megabytes: usize) -> Baan {
        let kilobytes = megabytes * 1000;
        let (plekken, ruimte) = (Arc::new(Semaphore::new(plekken)), Arc::new(Semaphore::new(kilobytes)));
        Baan { plekken, ruimte, kilobytes }
    }

    /// Room for a message of this size, once there is.
    async fn ruimte_voor(&self, bytes: i64) -> Option<OwnedSemaphorePermit> {
        let kilobytes = usize::try_from(bytes / 1000 + 1).unwrap_or(usize::MAX).min(self.kilobytes);
        let kilobytes = u32::try_from(kilobytes).unwrap_or(u32::MAX);
        // Nobody closes it.
        Arc::clone(&self.ruimte).acquire_many_owned(kilobytes).await.ok()
    }
}

/// What every attempt needs.
pub(super) struct Gereedschap {
    pub(super) poort: Poort,
    pub(super) uitgaand: Uitgaand,
    /// Where events for who manages the gate go, if anywhere.
    pub(super) beheerder: Option<Beheerdersadres>,
    /// Whether the database knows that they go somewhere.
    pub(super) ingeschreven: AtomicBool,
    goed: Baan,
    nieuw: Baan,
    traag: Baan,
    /// Told whenever a place came free.
    pub(super) vrij: Notify,
    pub(super) stop: watch::Receiver<bool>,
}

/// A bezorger at work. Dropping it stops it at once, which loses nothing; [`Bezorger::stop`] lets it finish.
pub struct Bezorger {
    stop: watch::Sender<bool>,
    taak: JoinSet<()>,
}

impl Bezorger {
    /// Sets a bezorger to work.
    pub fn start(poort: &Poort, uitgaand: Uitgaand, banen: Banen) -> Bezorger {
        Bezorger::start_met(poort, uitgaand, banen, None)
    }

    /// The same, that brings events to who manages the gate as well.
    pub fn start_met(
        poort: &Poort,
        uitgaand: Uitgaand,
        banen: Banen,
        beheerder: Option<Beheerdersadres>,
    ) -> Bezorger {
        let stop = watch::Sender::new(false);
        let gereedschap = Arc::new(Gereedschap {
            poort: poort.clone(),
            uitgaand,
            beheerder,
            ingeschreven: AtomicBool::new(false),
            goed: Baan::nieuw(banen.goed, banen.megabytes),
            nieuw: Baan::nieuw(banen.nieuw, banen.megabytes),
            traag: Baan::nieuw(banen.traag, banen.megabytes),
            vrij: Notify::new(),
            stop: stop.subscribe(),
        });
        let mut taak = JoinSet::new();
        taak.spawn(werk(gereedschap, stop.subscribe()));
        Bezorger { stop, taak }
    }

    /// Lets the attempts that are under way end, for a while.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.taak.join_next().await.is_some() {}
    }
}

async fn werk(gereedschap: Arc<Gereedschap>, mut stop: watch::Receiver<bool>) {
    let mut beweging = gereedschap.poort.beweging.subscribe();
    let mut onderweg = JoinSet::new();
    while !*stop.borrow() {
        // Marked before looking, so that a levering stored meanwhile is seen.
        beweging.mark_unchanged();
        while onderweg.try_join_next().is_some() {}
        let wacht = match gereedschap.begin(&mut onderweg).await {
            Ok(()) => KIJK_OPNIEUW,
            Err(fout) => {
                tracing::error!(%fout, "bezorgen kan nu niet; de leveringen wachten");
                NA_STORING
            }
        };
        let iets_nieuws = async {
            tokio::select! {
                _ = beweging.changed() => {}
                () = gereedschap.vrij.notified() => {}
                _ = stop.changed() => {}
            }
        };
        // Time running out is no error: it means look again.
        let _ = timeout(wacht, iets_nieuws).await;
    }
    let klaar = async { while onderweg.join_next().await.is_some() {} };
    // What is cut off here is tried again, with the same id.
    let _ = timeout(LAATSTE_POGINGEN, klaar).await;
}

impl Gereedschap {
    fn baan(&self, stand: Stand) -> &Baan {
        match stand {
            Stand::Goed => &self.goed,
            Stand::Nieuw => &self.nieuw,
            Stand::Slecht => &self.traag,
        }
    }

    /// Goes on with what an operator asked for, and takes up as many rows as there is room for in each lane.
    async fn begin(self: &Arc<Self>, onderweg: &mut JoinSet<()>) -> Result<(), PoortFout> {
        let poort = &self.poort;
        match poort.zet_taken_voort().await {
            Ok(false) => {}
            Ok(true) => self.vrij.notify_one(),
            // Whatever is wrong with it, leveringen go on.
            Err(fout) => tracing::error!(%fout, "een taak kan nu niet verder"),
        }
        match poort.store.herinner(poort.klok.nu(), PER_KEER).await {
            Ok(0) => {}
            Ok(_) => self.vrij.notify_one(),
            Err(fout) => tracing::error!(%fout, "herinneren aan wat niet is opgehaald kan nu niet"),
        }
        self.begin_gebeurtenissen(onderweg).await?;
        if !poort.store.iets_te_bezorgen(poort.klok.nu()).await? {
            return Ok(());
        }
        for stand in BANEN {
            let plekken = self.vrije_plekken(stand);
            if plekken.is_empty() {
                continue;
            }
            let nu = poort.klok.nu();
            let lease_tot = nu + self.lease(super::GROOTSTE_BERICHT);
            let rijen = poort.store.claim_bezorgingen(stand, nu, lease_tot, plekken.len()).await?;
            for (werk, plek) in rijen.into_iter().zip(plekken) {
                onderweg.spawn(Arc::clone(self).breng_rij(werk, plek, stand));
            }
        }
        Ok(())
    }

    /// The places that are free in the lane for rows that went like this.
    pub(super) fn vrije_plekken(&self, stand: Stand) -> Vec<Plek> {
        let (baan, traag) = (self.baan(stand), stand == Stand::Slecht);
        let vrij = || Arc::clone(&baan.plekken).try_acquire_owned().ok();
        std::iter::from_fn(vrij).map(|plek| Plek { _plek: plek, ruimte: None, traag }).collect()
    }

    /// How long a row is held for one attempt.
    pub(super) fn lease(&self, bytes: usize) -> TimeDelta {
        TimeDelta::from_std(self.uitgaand.geduld(bytes) + SPELING).unwrap_or(TimeDelta::MAX)
    }

    /// Brings the leveringen of one row, one after another, until one fails, there are no more, or others have their turn.
    async fn breng_rij(self: Arc<Self>, eerste: Bezorgwerk, mut plek: Plek, stand: Stand) {
        let mut volgende = Some(eerste);
        for gedaan in 1..=OP_EEN_RIJ {
            let Some(werk) = volgende else { break };
            let verder = gedaan < OP_EEN_RIJ && !*self.stop.borrow();
            let (na, uit) = self.breng(&werk, plek, stand).await;
            plek = na;
            let Some(uit) = uit else {
                sleep(NA_STORING).await;
                // Where this fails as well the lease expires by itself.
                let _ = self.poort.store.laat_bezorging_los(&werk).await;
                break;
            };
            // Who became slow goes on in the lane of the slow, where its turn comes by itself; also where there was no room just now.
            let werd_traag = plek.traag || Stand::na(uit.antwoord.uitkomst, uit.duur_ms) == Stand::Slecht;
            let verder = verder && (stand == Stand::Slecht || !werd_traag);
            volgende = match self.leg_vast(&werk, uit, verder).await {
                Ok(volgende) => volgende,
                Err(fout) => {
                    let levering = werk.levering;
                    tracing::error!(%fout, %levering, "een bezorging is niet vast te leggen; zij gaat straks opnieuw");
                    None
                }
            };
        }
        drop(plek);
        self.vrij.notify_one();
    }

    /// One attempt; gives the place back in which it ended. Without an outcome nothing was sent: the database failed, or there
    /// was no room.
    async fn breng(&self, werk: &Bezorgwerk, mut plek: Plek, stand: Stand) -> (Plek, Option<Uit>) {
        let (begonnen_op, levering) = (self.poort.klok.nu(), werk.levering);
        let zending = match &werk.zending {
            Ok(zending) => zending,
            Err(fout) => {
                tracing::error!(%fout, %levering, "een levering is niet te lezen om te bezorgen");
                let antwoord = Antwoord::zonder_status(PogingUitkomst::Intern);
                return (plek, Some(Uit { begonnen_op, duur_ms: 0, antwoord }));
            }
        };
        if werk.wijze == Bezorgwijze::Push {
            let ruimte = self.baan(stand).ruimte_voor(zending.bericht.grootte);
            match timeout(GEDULD_OP_RUIMTE, ruimte).await {
                Ok(ruimte) => plek.ruimte = ruimte,
                Err(_) => return (plek, None),
            }
        }
        let bytes = (werk.wijze == Bezorgwijze::Push).then_some(zending.bericht.grootte);
        let begin = Instant::now();
        let (mut plek, antwoord) = match self.verzoek(werk, zending).await {
            Ok(Some((headers, inhoud))) => {
                let verzoek = self.uitgaand.post(&zending.url, headers, inhoud);
                self.verstuur(bytes, plek, verzoek).await
            }
            Ok(None) => {
                tracing::error!(%levering, "er is geen geheim om mee te ondertekenen; de levering gaat niet weg");
                (plek, Antwoord::zonder_status(PogingUitkomst::ZonderGeheim))
            }
            Err(PoortFout::Store(fout)) if !matches!(fout, StoreFout::BedorvenRij { .. }) => {
                tracing::error!(%fout, "bezorgen kan nu niet; de leveringen wachten");
                return (plek, None);
            }
            Err(fout) => {
                tracing::error!(%fout, %levering, "een levering is niet te lezen om te bezorgen");
                (plek, Antwoord::zonder_status(PogingUitkomst::Intern))
            }
        };
        plek.ruimte = None;
        let duur_ms = i64::try_from(begin.elapsed().as_millis()).unwrap_or(i64::MAX);
        (plek, Some(Uit { begonnen_op, duur_ms, antwoord }))
    }

    /// Waits for the answer, and moves over to the lane of the slow once it takes long and there is room, also for the message of so
    /// many bytes.
    pub(super) async fn verstuur(
        &self,
        bytes: Option<i64>,
        plek: Plek,
        verzoek: impl Future<Output = Antwoord>,
    ) -> (Plek, Antwoord) {
        let mut verzoek = pin!(verzoek);
        if plek.traag {
            return (plek, verzoek.await);
        }
        tokio::select! {
            biased;
            antwoord = &mut verzoek => (plek, antwoord),
            traag = self.plek_bij_de_tragen(bytes) => {
                drop(plek);
                self.vrij.notify_one();
                (traag, verzoek.await)
            }
        }
    }

    /// A place in the slow lane, once the attempt is slow and there is room.
    async fn plek_bij_de_tragen(&self, bytes: Option<i64>) -> Plek {
        sleep(TRAAG).await;
        let Ok(plek) = Arc::clone(&self.traag.plekken).acquire_owned().await else {
            // Nobody closes it.
            return std::future::pending().await;
        };
        let ruimte = match bytes {
            Some(bytes) => self.traag.ruimte_voor(bytes).await,
            None => None,
        };
        Plek { _plek: plek, ruimte, traag: true }
    }

    /// What is sent: the same bytes in every attempt. Only the moment and the signature over it differ. None where there is nothing
    /// to sign it with.
    async fn verzoek(
        &self,
        werk: &Bezorgwerk,
        zending: &Zending,
    ) -> Result<Option<(HeaderMap, Vec<u8>)>, PoortFout> {
        let (store, nu) = (&self.poort.store, self.poort.klok.nu());
        let geheimen = store.bezorggeheimen(werk.partij, nu).await?;
        if geheimen.is_empty() {
            return Ok(None);
        }
        let (soort, inhoud) = match werk.wijze {
            Bezorgwijze::Push => {
                let bytes = store.inhoud(zending.bericht.id, Zicht::Alles).await?;
                let weg = || PoortFout::Intern("de inhoud van het bericht is weg".to_owned());
                ("application/xml", bytes.ok_or_else(weg)?)
            }
            _ => ("application/json", aankondiging(werk.levering, zending)),
        };
        Ok(Some((headers(werk.levering, zending, soort, &geheimen, nu, &inhoud), inhoud)))
    }

    async fn leg_vast(
        &self,
        werk: &Bezorgwerk,
        uit: Uit,
        verder: bool,
    ) -> Result<Option<Bezorgwerk>, PoortFout> {
        let nu = self.poort.klok.nu();
        let Uit { begonnen_op, duur_ms, antwoord } = uit;
        let gevraagd = antwoord.retry_after.as_deref().and_then(|waarde| retry_after(waarde, nu));
        let besluit = besluit(werk.wijze, antwoord.uitkomst, werk.pogingen, gevraagd, nu, toeval());
        let (levering, uitkomst) = (werk.levering, antwoord.uitkomst.sleutel());
        match besluit {
            Besluit::Geparkeerd => {
                tracing::error!(%levering, uitkomst, "een levering is mislukt en wordt niet meer vanzelf geprobeerd");
            }
            Besluit::Opnieuw(moment) => {
                tracing::warn!(%levering, uitkomst, %moment, "bezorgen lukte niet; later opnieuw")
            }
            _ => tracing::debug!(%levering, "bezorgd"),
        }
        let status = antwoord.status;
        let poging = GedanePoging { begonnen_op, duur_ms, uitkomst: antwoord.uitkomst, status, besluit };
        let lease_tot = verder.then(|| nu + self.lease(super::GROOTSTE_BERICHT));
        Ok(self.poort.store.leg_poging_vast(werk, &poging, nu, lease_tot).await?)
    }
}

/// What an attempt came to, and how long that took.
struct Uit {
    begonnen_op: DateTime<Utc>,
    duur_ms: i64,
    antwoord: Antwoord,
}

/// Some number, another one each time.
pub(super) fn toeval() -> u32 {
    let [een, twee, drie, vier, ..] = Uuid::new_v4().into_bytes();
    u32::from_le_bytes([een, twee, drie, vier])
}

/// A thin event: that there is a levering, and where. Nothing of whom it is about.
fn aankondiging(levering: Uuid, zending: &Zending) -> Vec<u8> {
    let bericht = zending.bericht.id;
    json!({
        "type": "levering.beschikbaar",
        "timestamp": zending.aangeboden_op.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": {
            "levering": levering,
            "berichttype": zending.bericht.berichttype.naam(),
            "_links": {
                "levering": { "href": format!("/api/v1/postbus/{levering}") },
                "inhoud": { "href": format!("/api/v1/berichten/{bericht}/inhoud") },
                "bevestig": { "href": format!("/api/v1/postbus/{levering}/_bevestig") },
            },
        },
    })
    .to_string()
    .into_bytes()
}

fn headers(
    levering: Uuid,
    zending: &Zending,
    soort: &'static str,
    geheimen: &[Geheim],
    nu: DateTime<Utc>,
    inhoud: &[u8],
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(soort));
    let mut zet = |naam: &'static str, waarde: &str| {
        if let Ok(waarde) = HeaderValue::from_str(waarde) {
            headers.insert(HeaderName::from_static(naam), waarde);
        }
    };
    zet("berichtenpoort-levering", &levering.to_string());
    zet("berichtenpoort-bericht", &zending.bericht.id.to_string());
    zet("berichtenpoort-berichttype", &zending.bericht.berichttype.naam());
    for (naam, waarde) in teken(geheimen, levering, nu, inhoud) {
        zet(naam, &waarde);
    }
    headers
}
