//! The register as a gate uses it: a snapshot in memory, which follows what any process changes, and changing it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Poort, PoortFout};
use crate::begrippen::{
    Gebrek, Herkomst, Niet, Register, Rijwijziging, Stuk, Wens, Wijze, landelijk, wijzig,
};
use crate::store::{Gezet, Registerstap, Store, StoreFout};
use crate::tijd::Klok;

/// How long a snapshot is used before the database is asked whether it still is the last one.
const VERS: TimeDelta = TimeDelta::seconds(1);
/// How often bringing in what came with the program is tried again because somebody else changed the register.
const MEESTE_POGINGEN: usize = 10;

/// Who brings in what came with the program.
const PROGRAMMA: &str = "berichtenpoort";

/// The register with what is remembered of it. Cheap to clone: every copy has the same memory.
#[derive(Clone, Debug)]
pub struct Registerkast {
    store: Store,
    klok: Klok,
    geheugen: Arc<Geheugen>,
}

#[derive(Debug, Default)]
struct Geheugen {
    /// The snapshot, and when the database last said that it is the last one.
    nu: Mutex<Option<(Register, DateTime<Utc>)>>,
    /// One loads, the others wait for it.
    laden: tokio::sync::Mutex<()>,
}

/// Why the register was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RegisterFout {
    /// There is no such piece.
    #[error("{0}")]
    Onbekend(Gebrek),
    /// It does not fit how the piece stands.
    #[error("{0}")]
    Past(Gebrek),
    /// What was asked for is wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Gebreken(Vec<Gebrek>),
    /// Somebody else changed the register first.
    #[error(
        "iemand anders heeft het register intussen gewijzigd: het is nu stand {stand}. Bekijk wat er veranderde en probeer het opnieuw"
    )]
    Ingehaald {
        /// The stand that it is at now.
        stand: i64,
    },
    /// The database, or the gate itself.
    #[error(transparent)]
    Poort(#[from] PoortFout),
}

impl From<Niet> for RegisterFout {
    fn from(niet: Niet) -> Self {
        match niet {
            Niet::Onbekend(gebrek) => RegisterFout::Onbekend(gebrek),
            Niet::Past(gebrek) => RegisterFout::Past(gebrek),
            Niet::Gebreken(gebreken) => RegisterFout::Gebreken(gebreken),
        }
    }
}

impl From<StoreFout> for RegisterFout {
    fn from(fout: StoreFout) -> Self {
        RegisterFout::Poort(fout.into())
    }
}

/// Who changes what, as the list of stands tells.
#[derive(Clone, Copy, Debug)]
pub struct Door<'d> {
    /// Who: a partij, with the person where there is one; no more than that.
    pub wie: &'d str,
    /// What, in words.
    pub wat: &'d str,
}

/// A change that was made.
#[derive(Clone, Debug)]
pub struct Gewijzigd {
    /// The register after it.
    pub register: Register,
    /// What it did; nothing where all of it was so already.
    pub wijzigingen: Vec<Rijwijziging>,
}

impl Registerkast {
    /// The register of a store.
    pub fn nieuw(store: Store, klok: Klok) -> Registerkast {
        Registerkast { store, klok, geheugen: Arc::default() }
    }

    /// The register, at most a second old. For looking.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn register(&self) -> Result<Register, StoreFout> {
        let nu = self.klok.nu();
        match self.onthouden() {
            // A clock that was turned back says nothing.
            Some((register, op)) if op <= nu && nu - op <= VERS => Ok(register),
            _ => self.register_nu().await,
        }
    }

    /// The register as it is now, whoever changed it last. For a verdict, and for changing it.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn register_nu(&self) -> Result<Register, StoreFout> {
        let nu = self.klok.nu();
        let stand = self.store.registerstand().await?;
        if let Some(register) = self.is_nog(stand, nu) {
            return Ok(register);
        }
        let _een = self.geheugen.laden.lock().await;
        if let Some(register) = self.is_nog(stand, nu) {
            return Ok(register);
        }
        let register = self.store.register(None).await?.unwrap_or_else(Register::leeg);
        self.onthoud(&register, nu);
        Ok(register)
    }

    /// The register as it stood; none where it has not come to that stand.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn register_op_stand(&self, stand: i64) -> Result<Option<Register>, StoreFout> {
        match self.onthouden() {
            Some((register, _)) if register.stand() == stand => Ok(Some(register)),
            _ => self.store.register(Some(stand)).await,
        }
    }

    fn onthouden(&self) -> Option<(Register, DateTime<Utc>)> {
        self.geheugen.nu.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The snapshot in memory where the database is at no later stand.
    fn is_nog(&self, stand: i64, nu: DateTime<Utc>) -> Option<Register> {
        let mut onthouden = self.geheugen.nu.lock().unwrap_or_else(PoisonError::into_inner);
        let (register, op) = onthouden.as_mut().filter(|(register, _)| register.stand() >= stand)?;
        *op = nu;
        Some(register.clone())
    }

    fn onthoud(&self, register: &Register, nu: DateTime<Utc>) {
        let mut onthouden = self.geheugen.nu.lock().unwrap_or_else(PoisonError::into_inner);
        if onthouden.as_ref().is_none_or(|(oud, _)| oud.stand() <= register.stand()) {
            *onthouden = Some((register.clone(), nu));
        }
    }

    /// Changes the register: all of these wishes, or none. `verwacht` is the stand that whoever asks has seen.
    ///
    /// # Errors
    /// [`RegisterFout`]: why not; then nothing changed.
    pub async fn wijzig(
        &self,
        wensen: &[Wens],
        wijze: Wijze,
        verwacht: Option<i64>,
        door: Door<'_>,
    ) -> Result<Gewijzigd, RegisterFout> {
        let register = self.register_nu().await?;
        if let Some(gezien) = verwacht
            && gezien != register.stand()
        {
            return Err(RegisterFout::Ingehaald { stand: register.stand() });
        }
        let wijzigingen = wijzig(&register, wensen, wijze, Herkomst::Hier)?;
        if wijzigingen.is_empty() {
            return Ok(Gewijzigd { register, wijzigingen });
        }
        let register = self.zet(&register, &wijzigingen, door, None).await?;
        Ok(Gewijzigd { register, wijzigingen })
    }

    async fn zet(
        &self,
        register: &Register,
        wijzigingen: &[Rijwijziging],
        door: Door<'_>,
        kenmerk: Option<&str>,
    ) -> Result<Register, RegisterFout> {
        let Door { wie, wat } = door;
        let stap = Registerstap { verwacht: register.stand(), door: wie, wat, kenmerk, wijzigingen };
        match self.store.zet_register(&stap, self.klok.nu()).await? {
            Gezet::Stand(_) => Ok(self.register_nu().await?),
            Gezet::Ingehaald { stand } => Err(RegisterFout::Ingehaald { stand }),
        }
    }

    /// Brings in what came with the program, where that was not done before: at the first start, and when a newer release carries
    /// something else. What was written or read in here stays as it is, and so does what this release no longer carries. Gives
    /// how many pieces changed.
    ///
    /// # Errors
    /// [`RegisterFout`]; then nothing changed.
    pub async fn breng_landelijk_in(&self) -> Result<usize, RegisterFout> {
        let stukken = landelijk::stukken().map_err(RegisterFout::Gebreken)?;
        self.breng_in(&stukken).await
    }

    /// The same with this content.
    ///
    /// # Errors
    /// [`RegisterFout`]; then nothing changed.
    pub async fn breng_in(&self, stukken: &[Stuk]) -> Result<usize, RegisterFout> {
        let kenmerk = landelijk::kenmerk(stukken);
        let mut laatste = 0;
        for _ in 0..MEESTE_POGINGEN {
            if self.store.register_kent(&kenmerk).await? {
                return Ok(0);
            }
            let register = self.register_nu().await?;
            let wensen: Vec<Wens> =
                stukken.iter().filter(|stuk| mag_over(&register, stuk)).cloned().map(Wens::Leg).collect();
            let wijzigingen = wijzig(&register, &wensen, Wijze::Inlezen, Herkomst::Programma)?;
            let aantal = wijzigingen.iter().filter(|een| matches!(een, Rijwijziging::Open { .. })).count();
            let wat = format!("landelijke begrippen en codelijsten van versie {}", env!("CARGO_PKG_VERSION"));
            let door = Door { wie: PROGRAMMA, wat: &wat };
            match self.zet(&register, &wijzigingen, door, Some(&kenmerk)).await {
                Ok(_) => return Ok(aantal),
                // Another process brings in the same, or somebody was just before.
                Err(RegisterFout::Ingehaald { stand }) => laatste = stand,
                Err(fout) => return Err(fout),
            }
        }
        Err(RegisterFout::Ingehaald { stand: laatste })
    }
}

/// Whether a piece that came with the program may take the place of what is there: of an earlier one of its own, or of the same.
fn mag_over(register: &Register, stuk: &Stuk) -> bool {
    let (soort, sleutel) = (stuk.soort(), stuk.sleutel());
    match register.versie(soort, sleutel) {
        Some(nu) => nu.herkomst == Herkomst::Programma || nu.stuk == *stuk,
        None => register.concept(soort, sleutel).is_none(),
    }
}

impl Poort {
    /// The register, at most a second old. For looking.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn register(&self) -> Result<Register, StoreFout> {
        self.registers.register().await
    }
}
