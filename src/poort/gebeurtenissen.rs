//! Events on their way to who must know of them: the parties that asked for it, and who manages the gate.
//!
//! They go by the same machinery as leveringen: the same lanes, waits and signatures. Each row goes in order, and what cannot be brought
//! is passed over after the last attempt: it can still be read.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::bezorger::{BANEN, Gereedschap, NA_STORING, OP_EEN_RIJ, Plek, toeval};
use super::{Poort, PoortFout};
use crate::bezorging::{Besluit, Bezorgwijze, Geheim, PogingUitkomst, Stand, besluit, retry_after, teken};
use crate::store::{GebeurtenisRij, Gebeurteniswerk, StoreFout};
use crate::uitgaand::Antwoord;

/// Where events for who manages the gate go.
#[derive(Clone, Debug)]
pub struct Beheerdersadres {
    /// Where to.
    pub url: Url,
    /// What they are signed with.
    pub geheim: Geheim,
}

impl Poort {
    /// Records for each key that expires within a month that it does, once. Gives how many there were.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn meld_verlopende_sleutels(&self) -> Result<usize, PoortFout> {
        let gemeld = self.store.meld_verlopende_sleutels(self.klok.nu()).await?;
        if gemeld > 0 {
            tracing::warn!(gemeld, "toegangssleutels verlopen binnen een maand");
            self.meld_beweging();
        }
        Ok(gemeld)
    }

    /// Records for who manages the gate that a certificate expires, once, where it does so within a month.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn meld_certificaat(&self, id: Uuid, verloopt_op: DateTime<Utc>) -> Result<bool, PoortFout> {
        let nu = self.klok.nu();
        if verloopt_op > nu + chrono::TimeDelta::days(30) {
            return Ok(false);
        }
        let nieuw = self.store.meld_verlopend_certificaat(id, nu).await?;
        if nieuw {
            tracing::warn!(%verloopt_op, "het certificaat van de poort verloopt binnen een maand");
            self.meld_beweging();
        }
        Ok(nieuw)
    }
}

impl Gereedschap {
    /// Takes up as many rows of events as there is room for in each lane.
    pub(super) async fn begin_gebeurtenissen(
        self: &Arc<Self>,
        onderweg: &mut JoinSet<()>,
    ) -> Result<(), PoortFout> {
        let (poort, met_beheerder) = (&self.poort, self.beheerder.is_some());
        if met_beheerder && !self.ingeschreven.load(Ordering::Relaxed) {
            poort.store.breng_gebeurtenissen_aan_beheerder().await?;
            self.ingeschreven.store(true, Ordering::Relaxed);
        }
        if !poort.store.gebeurtenissen_te_brengen(met_beheerder, poort.klok.nu()).await? {
            return Ok(());
        }
        for stand in BANEN {
            let plekken = self.vrije_plekken(stand);
            if plekken.is_empty() {
                continue;
            }
            let nu = poort.klok.nu();
            let (lease_tot, hoeveel) = (nu + self.lease(0), plekken.len());
            let rijen =
                poort.store.claim_gebeurtenissen(stand, met_beheerder, nu, lease_tot, hoeveel).await?;
            for (werk, plek) in rijen.into_iter().zip(plekken) {
                onderweg.spawn(Arc::clone(self).breng_gebeurtenissen(werk, plek, stand));
            }
        }
        Ok(())
    }

    /// Brings the events of one row, one after another, until one fails, there are no more, or others have their turn.
    async fn breng_gebeurtenissen(self: Arc<Self>, eerste: Gebeurteniswerk, mut plek: Plek, stand: Stand) {
        let mut volgende = Some(eerste);
        for gedaan in 1..=OP_EEN_RIJ {
            let Some(werk) = volgende else { break };
            let begin = Instant::now();
            let (na, antwoord) = self.breng_gebeurtenis(&werk, plek).await;
            plek = na;
            let duur_ms = i64::try_from(begin.elapsed().as_millis()).unwrap_or(i64::MAX);
            let werd_traag = Stand::na(antwoord.uitkomst, duur_ms) == Stand::Slecht;
            let verder = gedaan < OP_EEN_RIJ
                && !*self.stop.borrow()
                && (stand == Stand::Slecht || !(plek.traag || werd_traag));
            volgende = match self.leg_gebeurtenis_vast(&werk, &antwoord, duur_ms, verder).await {
                Ok(volgende) => volgende,
                Err(fout) => {
                    tracing::error!(%fout, "een melding is niet vast te leggen; zij gaat straks opnieuw");
                    sleep(NA_STORING).await;
                    None
                }
            };
        }
        drop(plek);
        self.vrij.notify_one();
    }

    async fn breng_gebeurtenis(&self, werk: &Gebeurteniswerk, plek: Plek) -> (Plek, Antwoord) {
        let (url, headers, inhoud) = match self.melding(werk).await {
            Ok(melding) => melding,
            Err(uitkomst) => return (plek, Antwoord::zonder_status(uitkomst)),
        };
        self.verstuur(None, plek, self.uitgaand.post(&url, headers, inhoud)).await
    }

    /// What is sent where; or why nothing can be.
    async fn melding(&self, werk: &Gebeurteniswerk) -> Result<(Url, HeaderMap, Vec<u8>), PogingUitkomst> {
        let nu = self.poort.klok.nu();
        let stuk = |fout: &dyn std::fmt::Display| {
            tracing::error!(%fout, "een melding is niet te lezen om te bezorgen");
            PogingUitkomst::Intern
        };
        let (url, geheimen) = match (werk.partij, &self.beheerder) {
            (Some(partij), _) => {
                let url = Url::parse(werk.url.as_deref().unwrap_or_default()).map_err(|fout| stuk(&fout))?;
                let geheimen = self.poort.store.bezorggeheimen(partij, nu).await;
                (url, geheimen.map_err(|fout: StoreFout| stuk(&fout))?)
            }
            (None, Some(beheerder)) => (beheerder.url.clone(), vec![beheerder.geheim.clone()]),
            (None, None) => return Err(stuk(&"er is geen adres van de beheerder")),
        };
        if geheimen.is_empty() {
            return Err(PogingUitkomst::ZonderGeheim);
        }
        let gebeurtenis = werk.gebeurtenis.as_ref().map_err(|fout| stuk(fout))?;
        let inhoud = inhoud(gebeurtenis);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (naam, waarde) in teken(&geheimen, gebeurtenis.id, nu, &inhoud) {
            if let Ok(waarde) = HeaderValue::from_str(&waarde) {
                headers.insert(HeaderName::from_static(naam), waarde);
            }
        }
        Ok((url, headers, inhoud))
    }

    async fn leg_gebeurtenis_vast(
        &self,
        werk: &Gebeurteniswerk,
        antwoord: &Antwoord,
        duur_ms: i64,
        verder: bool,
    ) -> Result<Option<Gebeurteniswerk>, PoortFout> {
        let nu = self.poort.klok.nu();
        let gevraagd = antwoord.retry_after.as_deref().and_then(|waarde| retry_after(waarde, nu));
        let besluit = besluit(Bezorgwijze::Webhook, antwoord.uitkomst, werk.pogingen, gevraagd, nu, toeval());
        let uitkomst = antwoord.uitkomst.sleutel();
        match besluit {
            Besluit::Geparkeerd => {
                tracing::error!(uitkomst, "een melding is niet te bezorgen; zij is nog op te vragen")
            }
            Besluit::Opnieuw(moment) => tracing::warn!(uitkomst, %moment, "melden lukte niet; later opnieuw"),
            _ => {}
        }
        let lease_tot = verder.then(|| nu + self.lease(0));
        let poging = (antwoord.uitkomst, duur_ms);
        Ok(self.poort.store.leg_gebeurtenispoging_vast(werk, poging, besluit, nu, lease_tot).await?)
    }
}

/// A thin event: what happened to which thing, and where to look. Nothing of whom it is about.
fn inhoud(gebeurtenis: &GebeurtenisRij) -> Vec<u8> {
    let mut links = json!({ "gebeurtenissen": { "href": "/api/v1/gebeurtenissen" } });
    if let (Some(bericht), Some(links)) = (gebeurtenis.bericht, links.as_object_mut()) {
        links.insert("bericht".to_owned(), json!({ "href": format!("/api/v1/berichten/{bericht}") }));
    }
    json!({
        "type": gebeurtenis.soort.naam(),
        "timestamp": gebeurtenis.ontstaan_op.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": { "gebeurtenis": gebeurtenis.id, "onderwerp": gebeurtenis.onderwerp, "_links": links },
    })
    .to_string()
    .into_bytes()
}
