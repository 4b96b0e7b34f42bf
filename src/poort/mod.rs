//! The use cases of the gate: taking in, processing and handing out messages.
//!
//! Ties the pure rooms to the store. Knows no SQL and no HTTP.

mod beoordelen;
mod besluit;
mod bewaren;
mod bezorgen;
mod bezorger;
mod concepten;
mod eigen_antwoord;
mod gebeurtenissen;
mod gevolgen;
mod herbouwen;
mod herstellen;
mod inloggen;
mod lokaal;
mod ontvangen;
mod overzichten;
mod partijbeheer;
mod proef;
mod register;
mod routeren;
mod termijnen;
mod toetsen;
mod verwerken;
mod werkers;
mod wijze;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

pub use beoordelen::Beslissing;
pub use bewaren::{Nachtwerk, Opruimer, Opruimregel, Opruimuitkomst};
pub use bezorgen::{MEESTE_BEVESTIGINGEN, MEESTE_LEVERINGEN};
pub use bezorger::{Banen, Bezorger};
pub use concepten::{Bevestiging, NietOpgesteld, Opgesteld};
pub use gebeurtenissen::Beheerdersadres;
pub use herbouwen::Herbouwd;
pub use inloggen::{Inloggen, Sessiesleutel, VanUitgever};
pub use ontvangen::{GROOTSTE_BERICHT, Inzender, Ontvangst, Reden, Weigering};
pub use overzichten::Export;
pub use partijbeheer::{BeheerFout, Partijbeheer, Sleutelwens};
pub use proef::{MEESTE_VOORBEELDEN, Proef, Proeftelling, Proefvraag};
pub use register::{Door, Gewijzigd, RegisterFout, Registerkast, Uitgave};
pub use routeren::{Aanbod, Route};
pub use verwerken::Stap;
pub use werkers::Werkers;

use self::lokaal::Regelkast;
use crate::bericht::{Header, Schemas, Soort};
use crate::overzicht::Schrijffout;
use crate::regels::Lijsten;
use crate::store::{Store, StoreFout};
use crate::tijd::Klok;

/// Why a use case could not be carried out. Never a verdict on a message.
#[derive(Debug, thiserror::Error)]
pub enum PoortFout {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreFout),
    /// A file could not be made.
    #[error(transparent)]
    Bestand(#[from] Schrijffout),
    /// A mistake in the gate itself.
    #[error("er ging iets mis in de poort zelf: {0}")]
    Intern(String),
}

/// The gate: cheap to clone, shared by everything that serves it.
#[derive(Clone)]
pub struct Poort {
    /// Where everything is kept.
    pub store: Store,
    /// What messages look like.
    pub schemas: Arc<Schemas>,
    /// What time it is.
    pub klok: Klok,
    /// What words and codes mean.
    pub registers: Registerkast,
    /// Goes up whenever something was stored that somebody may wait for: a message to process, an outcome, a levering.
    beweging: watch::Sender<u64>,
    /// The lists that messages are judged by; none are the national ones.
    lijsten: Option<Arc<Lijsten>>,
    /// The local rules that messages are held against, ready.
    lokale_regels: Regelkast,
    /// How often a worker says that it still holds its stream.
    levensteken: Duration,
    /// Who signs in or waits for it.
    inloggers: Arc<Semaphore>,
}

impl Poort {
    /// A gate on a store.
    pub fn nieuw(store: Store, schemas: Arc<Schemas>, klok: Klok) -> Poort {
        crate::uitgaand::kies_tls();
        let (beweging, levensteken) = (watch::Sender::new(0), verwerken::LEVENSTEKEN);
        let registers = Registerkast::nieuw(store.clone(), klok.clone());
        let inloggers = Arc::new(Semaphore::new(inloggen::RIJ));
        let lokale_regels = Regelkast::default();
        Poort {
            store,
            schemas,
            klok,
            registers,
            beweging,
            lijsten: None,
            lokale_regels,
            levensteken,
            inloggers,
        }
    }

    /// The same gate, that judges messages by these lists in place of the national ones.
    #[must_use]
    pub fn met_lijsten(self, lijsten: Lijsten) -> Poort {
        Poort { lijsten: Some(Arc::new(lijsten)), ..self }
    }

    fn lijsten(&self) -> &Lijsten {
        self.lijsten.as_deref().unwrap_or_else(|| Lijsten::landelijk())
    }

    /// The lists that a message with this header is judged by, where those of its own contract come in; none: those of the gate.
    async fn lijsten_voor(&self, header: &Header) -> Result<Option<Lijsten>, StoreFout> {
        if header.berichttype.soort != Soort::Declaratie {
            return Ok(None);
        }
        let contract = self.store.contract(header).await?;
        Ok((!contract.is_leeg()).then(|| self.lijsten().clone().met_contract(contract)))
    }

    /// The same gate with workers that say this often that they hold on to their stream.
    pub fn met_levensteken(self, levensteken: Duration) -> Poort {
        Poort { levensteken, ..self }
    }

    /// Tells everybody who waits in this process that something was stored.
    fn meld_beweging(&self) {
        self.beweging.send_modify(|stand| *stand = stand.wrapping_add(1));
    }

    /// Runs what takes long to compute beside the tasks that serve others.
    async fn reken<T: Send + 'static>(
        &self,
        werk: impl FnOnce(&Schemas) -> T + Send + 'static,
    ) -> Result<T, PoortFout> {
        let schemas = Arc::clone(&self.schemas);
        // A panic ends here too: it becomes an error of this one message and not of the worker.
        tokio::task::spawn_blocking(move || werk(&schemas))
            .await
            .map_err(|fout| PoortFout::Intern(fout.to_string()))
    }
}
