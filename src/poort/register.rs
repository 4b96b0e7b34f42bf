//! The register as a gate uses it: a snapshot in memory, which follows what any process changes, and changing it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Poort, PoortFout};
use crate::begrippen::{
    Code, Codelijst, Codewijziging, Gebrek, Herkomst, Niet, Register, Rijwijziging, Soort, Stuk, Wens, Wijze,
    landelijk, wijzig,
};
use crate::bericht::Standaard;
use crate::lokaal::gebreken;
use crate::store::{Geraakt, Gezet, Registerstap, Store, StoreFout, Toewijzingveld, Versierij};
use crate::tijd::Klok;

/// How long a snapshot is used before the database is asked whether it still is the last one.
const VERS: TimeDelta = TimeDelta::seconds(1);
/// How often a change that can be made again is, because somebody else changed the register first.
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

/// What a new edition of a list would do.
#[derive(Clone, Debug)]
pub struct Uitgave {
    /// The stand of the register that it was held against.
    pub stand: i64,
    /// The list as it would be.
    pub lijst: Codelijst,
    /// What becomes of its codes.
    pub wijzigingen: Vec<Codewijziging>,
    /// The running allocations that carry a code that changes or ends; none where allocations carry no codes of this list.
    pub geraakt: Option<Vec<Geraakt>>,
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
        toets_lokale_regels(wensen).await?;
        let wijzigingen = wijzig(&register, wensen, wijze, Herkomst::Hier)?;
        if wijzigingen.is_empty() {
            return Ok(Gewijzigd { register, wijzigingen });
        }
        let register = self.zet(&register, &wijzigingen, door, None).await?;
        Ok(Gewijzigd { register, wijzigingen })
    }

    /// Changes one piece, step by step. `gezien` is a stand at which whoever asks saw it: what changed elsewhere in the register since
    /// does not matter.
    ///
    /// # Errors
    /// [`RegisterFout`]: why not; then nothing changed.
    pub async fn wijzig_stuk(
        &self,
        wens: &Wens,
        gezien: Option<i64>,
        door: Door<'_>,
    ) -> Result<Gewijzigd, RegisterFout> {
        let (soort, sleutel) = wens.waar();
        let mut laatste = 0;
        for _ in 0..MEESTE_POGINGEN {
            let register = self.register_nu().await?;
            let gewijzigd = register.laatst_gewijzigd(soort, sleutel);
            if gezien.zip(gewijzigd).is_some_and(|(gezien, gewijzigd)| gezien < gewijzigd) {
                return Err(RegisterFout::Ingehaald { stand: register.stand() });
            }
            let wensen = std::slice::from_ref(wens);
            match self.wijzig(wensen, Wijze::Stap, Some(register.stand()), door).await {
                // Somebody was just before, maybe with another piece.
                Err(RegisterFout::Ingehaald { stand }) => laatste = stand,
                uit => return uit,
            }
        }
        Err(RegisterFout::Ingehaald { stand: laatste })
    }

    /// What wishes would do, and the register before that. Nothing changes.
    ///
    /// # Errors
    /// [`RegisterFout`]: why they cannot be.
    pub async fn probeer(&self, wensen: &[Wens], wijze: Wijze) -> Result<Gewijzigd, RegisterFout> {
        toets_lokale_regels(wensen).await?;
        let register = self.register_nu().await?;
        let wijzigingen = wijzig(&register, wensen, wijze, Herkomst::Hier)?;
        Ok(Gewijzigd { register, wijzigingen })
    }

    /// Every version of a piece, drafts too, oldest first.
    ///
    /// # Errors
    /// [`StoreFout`] where the database fails.
    pub async fn versies(&self, soort: Soort, sleutel: &str) -> Result<Vec<Versierij>, StoreFout> {
        self.store.registerversies(soort, sleutel, true).await
    }

    /// The day in Europe/Amsterdam.
    pub fn vandaag(&self) -> NaiveDate {
        self.klok.vandaag()
    }

    /// What a new edition of a list would change from a day on, and which running allocations carry a code that changes or ends. `anders`
    /// is the list where there is none yet.
    ///
    /// # Errors
    /// [`RegisterFout::Onbekend`] where there is no such list and no other was given.
    pub async fn uitgave(
        &self,
        naam: &str,
        anders: Option<Codelijst>,
        codes: Vec<Code>,
        per: NaiveDate,
    ) -> Result<Uitgave, RegisterFout> {
        let register = self.register_nu().await?;
        let geen = || {
            let tekst = "deze lijst is er nog niet. Controleer de naam, of geef een nieuwe lijst een naam voor mensen (--naam)";
            RegisterFout::Onbekend(Gebrek::nieuw(format!("codelijst {naam}"), tekst))
        };
        let lijst =
            register.codelijst(naam).map(|lijst| Codelijst::clone(lijst)).or(anders).ok_or_else(geen)?;
        let (lijst, wijzigingen) = lijst.met_uitgave(codes, per);
        let geraakt = match Toewijzingveld::van_lijst(naam) {
            Some(veld) => Some(self.geraakt(veld, &wijzigingen, per).await?),
            None => None,
        };
        Ok(Uitgave { stand: register.stand(), lijst, wijzigingen, geraakt })
    }

    async fn geraakt(
        &self,
        veld: Toewijzingveld,
        wijzigingen: &[Codewijziging],
        per: NaiveDate,
    ) -> Result<Vec<Geraakt>, StoreFout> {
        let mut uit = Vec::new();
        for standaard in Standaard::ALLE {
            let raakt = wijzigingen.iter().filter(|een| een.raakt_wat_er_was()).map(Codewijziging::code);
            let codes: Vec<&str> =
                raakt.filter(|code| code.standaard == standaard).map(|code| code.code.as_str()).collect();
            if !codes.is_empty() {
                uit.extend(self.store.lopende_toewijzingen_met(veld, standaard, &codes, per).await?);
            }
        }
        Ok(uit)
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

/// What local rules ask must be possible: in messages of these types, in this part of the language.
async fn toets_lokale_regels(wensen: &[Wens]) -> Result<(), RegisterFout> {
    let regels = wensen.iter().filter_map(|wens| match wens {
        Wens::Leg(Stuk::LokaleRegel(regel)) => Some(Arc::clone(regel)),
        _ => None,
    });
    let regels: Vec<_> = regels.collect();
    if regels.is_empty() {
        return Ok(());
    }
    // Reading an expression takes a moment.
    let gevonden =
        tokio::task::spawn_blocking(move || regels.iter().flat_map(|regel| gebreken(regel)).collect());
    let gebreken: Vec<Gebrek> = gevonden.await.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
    if gebreken.is_empty() { Ok(()) } else { Err(RegisterFout::Gebreken(gebreken)) }
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
