//! The workers that process messages in the background, and the one that watches terms.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use uuid::Uuid;

use super::{Poort, Stap};

/// How long an idle worker waits before it looks for work of other processes and for messages whose wait is over.
const KIJK_OPNIEUW: Duration = Duration::from_secs(1);
/// How often to look whether terms have become overdue. They do so at midnight, or because a message waited long.
const KIJK_NAAR_TERMIJNEN: Duration = Duration::from_secs(300);
/// How long a worker waits after the database failed.
const NA_STORING: Duration = Duration::from_secs(2);

/// Workers at work. Dropping them stops them at once, which loses nothing; [`Werkers::stop`] lets them finish.
pub struct Werkers {
    poort: Poort,
    stop: watch::Sender<bool>,
    taken: JoinSet<Option<Uuid>>,
}

impl Werkers {
    /// Sets a number of workers to work, and one that watches terms.
    pub fn start(poort: &Poort, aantal: usize) -> Werkers {
        let stop = watch::Sender::new(false);
        let mut taken = JoinSet::new();
        for _ in 0..aantal.max(1) {
            taken.spawn(werk(poort.clone(), stop.subscribe()));
        }
        taken.spawn(bewaak(poort.clone(), stop.subscribe()));
        Werkers { poort: poort.clone(), stop, taken }
    }

    /// Lets every worker finish the message that it is at, and gives back what they held.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while let Some(klaar) = self.taken.join_next().await {
            let Ok(Some(eigenaar)) = klaar else { continue };
            if let Err(fout) = self.poort.store.geef_vrij(eigenaar).await {
                tracing::warn!(%fout, "een stroom niet vrijgegeven; hij komt vanzelf vrij");
            }
        }
    }
}

async fn werk(poort: Poort, mut stop: watch::Receiver<bool>) -> Option<Uuid> {
    let eigenaar = Uuid::now_v7();
    let mut beweging = poort.beweging.subscribe();
    while !*stop.borrow() {
        // Marked before looking, so that a message stored meanwhile is seen.
        beweging.mark_unchanged();
        let wacht = match poort.verwerk_volgende(eigenaar).await {
            Ok(Stap::Niets) => KIJK_OPNIEUW,
            Ok(_) => continue,
            Err(fout) => {
                tracing::error!(%fout, "verwerken kan nu niet; de berichten wachten");
                NA_STORING
            }
        };
        let iets_nieuws = async {
            tokio::select! {
                _ = beweging.changed() => {}
                _ = stop.changed() => {}
            }
        };
        // Time running out is no error: it means look again.
        let _ = timeout(wacht, iets_nieuws).await;
    }
    Some(eigenaar)
}

/// Watches terms, and keys that expire. Holds nothing, so there is nothing to give back.
async fn bewaak(poort: Poort, mut stop: watch::Receiver<bool>) -> Option<Uuid> {
    while !*stop.borrow() {
        if let Err(fout) = poort.meld_verlopen_termijnen().await {
            tracing::error!(%fout, "de termijnen zijn nu niet te bekijken; later opnieuw");
        }
        if let Err(fout) = poort.meld_verlopende_sleutels().await {
            tracing::error!(%fout, "of sleutels verlopen is nu niet te bekijken; later opnieuw");
        }
        // Time running out is no error: it means look again.
        let _ = timeout(KIJK_NAAR_TERMIJNEN, stop.changed()).await;
    }
    None
}
