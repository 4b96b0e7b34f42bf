//! Making an overview as a file.

use std::fs::File;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::{Poort, PoortFout};
use crate::overzicht::{Controletotaal, Kop, Overzicht, Schrijffout, Schrijver, Vorm};
use crate::store::{Deel, Overzichtvraag};

/// How many bundles of rows wait to be written.
const VOORRAAD: usize = 4;
/// How many files are made at once: each holds a connection to the database, and SQLite has eight that read.
static PLAATSEN: Semaphore = Semaphore::const_new(3);
/// How long the making of a file waits for its turn.
const GEDULD: Duration = Duration::from_secs(30);

/// A whole overview, in a file without a name: it is gone once it was read.
#[derive(Debug)]
pub struct Export {
    /// The file, at its beginning.
    pub bestand: File,
    /// Its size in bytes.
    pub grootte: u64,
    /// What its rows add up to, as a query of its own says.
    pub totaal: Controletotaal,
}

impl Poort {
    /// Makes an overview as a file. It is whole or it is not there: a file whose rows do not add up to the control total is never given.
    /// Nothing where others have taken all places for too long.
    ///
    /// # Errors
    /// [`PoortFout`] where the database or the disk fails.
    pub async fn exporteer(
        &self,
        vraag: &Overzichtvraag,
        vorm: Vorm,
        kop: Kop,
    ) -> Result<Option<Export>, PoortFout> {
        let Ok(Ok(_plaats)) = timeout(GEDULD, PLAATSEN.acquire()).await else { return Ok(None) };
        let (naar, van) = mpsc::channel(VOORRAAD);
        let overzicht = vraag.overzicht;
        let schrijver = tokio::task::spawn_blocking(move || schrijf(overzicht, vorm, &kop, van));
        let gelezen = self.store.overzicht_geheel(vraag, naar).await;
        let geschreven = schrijver.await.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
        // Where both failed, the database was first.
        gelezen?;
        geschreven.map(Some)
    }
}

fn schrijf(
    overzicht: &'static Overzicht,
    vorm: Vorm,
    kop: &Kop,
    mut van: mpsc::Receiver<Deel>,
) -> Result<Export, PoortFout> {
    let bestand = tempfile::tempfile().map_err(Schrijffout::from)?;
    let mut schrijver = Schrijver::nieuw(overzicht, vorm, bestand)?;
    let (mut verwacht, mut geteld) = (None, Controletotaal::leeg(overzicht));
    while let Some(deel) = van.blocking_recv() {
        match deel {
            Deel::Totaal(totaal) => verwacht = Some(totaal),
            Deel::Rijen(rijen) => {
                for rij in &rijen {
                    geteld.tel_bij(overzicht, rij);
                    schrijver.rij(rij)?;
                }
            }
        }
    }
    let Some(totaal) = verwacht.filter(|totaal| *totaal == geteld) else {
        let naam = overzicht.naam;
        return Err(PoortFout::Intern(format!("overzicht {naam} telt niet op tot zijn controletotaal")));
    };
    let bestand = schrijver.sluit(kop, &totaal)?;
    let grootte = bestand.metadata().map_err(Schrijffout::from)?.len();
    Ok(Export { bestand, grootte, totaal })
}
