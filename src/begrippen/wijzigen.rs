//! What may be changed in the register, and what that does to its rows. Nothing is overwritten: a change closes a version and opens the
//! next one.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::gebrek::Gebrek;
use super::register::{Plek, Register, Versie};
use super::status::Status;
use super::stuk::{Soort, Stuk};

/// What somebody asks for.
#[derive(Clone, Debug)]
pub enum Wens {
    /// This piece as it stands here: new, or in the place of its last version.
    Leg(Stuk),
    /// Another status for a piece.
    Status {
        /// Its kind.
        soort: Soort,
        /// Its key.
        sleutel: String,
        /// The status.
        naar: Status,
        /// What takes its place; only for [`Status::Vervangen`].
        opvolger: Option<String>,
        /// Its last day, where that is to change too.
        einddatum: Option<NaiveDate>,
    },
    /// Drop the draft of a piece.
    TrekIn {
        /// Its kind.
        soort: Soort,
        /// Its key.
        sleutel: String,
    },
}

/// How strictly the steps between statuses are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wijze {
    /// Step by step: people work together on it.
    Stap,
    /// As it stands: it was decided on elsewhere.
    Inlezen,
}

/// Where a version comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Herkomst {
    /// It came with the program.
    Programma,
    /// It was written or read in here.
    Hier,
}

impl Herkomst {
    /// The key in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Herkomst::Programma => "programma",
            Herkomst::Hier => "hier",
        }
    }

    /// The one with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Herkomst> {
        [Herkomst::Programma, Herkomst::Hier].into_iter().find(|een| een.sleutel() == sleutel)
    }
}

/// A change to the rows of the register.
#[derive(Clone, Debug, PartialEq)]
pub enum Rijwijziging {
    /// This version is no longer the newest.
    Sluit {
        /// Kind of the piece.
        soort: Soort,
        /// Its key.
        sleutel: String,
        /// The version.
        versie: u32,
    },
    /// This is the next version.
    Open {
        /// What it says.
        stuk: Stuk,
        /// Where it comes from.
        herkomst: Herkomst,
    },
}

impl Rijwijziging {
    /// Kind and key of the piece.
    pub fn waar(&self) -> (Soort, &str) {
        match self {
            Rijwijziging::Sluit { soort, sleutel, .. } => (*soort, sleutel),
            Rijwijziging::Open { stuk, .. } => (stuk.soort(), stuk.sleutel()),
        }
    }
}

/// Why a change cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Niet {
    /// There is no such piece, or no draft of it.
    Onbekend(Gebrek),
    /// It does not fit how the piece stands.
    Past(Gebrek),
    /// What it asks for is wrong, or leaves the register wrong.
    Gebreken(Vec<Gebrek>),
}

/// What wishes do to the rows of a register, all together or not at all. A wish for what is already so does nothing.
///
/// What comes with the program is not refused for what is wrong among the pieces: it is right by itself, and what people wrote here must
/// not keep a gate from starting.
///
/// # Errors
/// [`Niet`]: why not, everything at once.
pub fn wijzig(
    register: &Register,
    wensen: &[Wens],
    wijze: Wijze,
    herkomst: Herkomst,
) -> Result<Vec<Rijwijziging>, Niet> {
    dubbel(wensen)?;
    let mut rijen = Vec::new();
    for wens in wensen {
        let (soort, sleutel) = wens.waar();
        let leeg = Plek::default();
        let plek = register.plek(soort, sleutel).unwrap_or(&leeg);
        let mut stap = Stap { plek, soort, sleutel, herkomst, rijen: &mut rijen };
        match wens {
            Wens::Leg(stuk) => stap.leg(stuk, wijze)?,
            Wens::Status { naar, opvolger, einddatum, .. } => {
                stap.status(*naar, opvolger.as_deref(), *einddatum)?
            }
            Wens::TrekIn { .. } => stap.trek_in()?,
        }
    }
    if herkomst == Herkomst::Programma {
        return Ok(rijen);
    }
    let erna = register.met(&rijen);
    // What was wrong before is not for this change to put right.
    let vooraf: BTreeSet<Gebrek> = register.toets().into_iter().collect();
    let gebreken: Vec<Gebrek> = erna.toets().into_iter().filter(|gebrek| !vooraf.contains(gebrek)).collect();
    if gebreken.is_empty() { Ok(rijen) } else { Err(Niet::Gebreken(gebreken)) }
}

impl Wens {
    /// Kind and key of the piece that it is about.
    pub fn waar(&self) -> (Soort, &str) {
        match self {
            Wens::Leg(stuk) => (stuk.soort(), stuk.sleutel()),
            Wens::Status { soort, sleutel, .. } | Wens::TrekIn { soort, sleutel } => (*soort, sleutel),
        }
    }
}

fn dubbel(wensen: &[Wens]) -> Result<(), Niet> {
    let mut gezien = BTreeSet::new();
    let twee_keer = wensen.iter().map(Wens::waar).filter(|waar| !gezien.insert(*waar));
    let gebreken: Vec<Gebrek> = twee_keer
        .map(|(soort, sleutel)| {
            Gebrek::nieuw(format!("{} {sleutel}", soort.woord()), "dit staat er twee keer. Laat er één staan")
        })
        .collect();
    if gebreken.is_empty() { Ok(()) } else { Err(Niet::Gebreken(gebreken)) }
}

/// One wish, about one piece.
struct Stap<'s> {
    plek: &'s Plek,
    soort: Soort,
    sleutel: &'s str,
    herkomst: Herkomst,
    rijen: &'s mut Vec<Rijwijziging>,
}

impl Stap<'_> {
    fn gebrek(&self, tekst: impl Into<String>) -> Gebrek {
        Gebrek::nieuw(format!("{} {}", self.soort.woord(), self.sleutel), tekst)
    }

    fn past_niet(&self, tekst: impl Into<String>) -> Niet {
        Niet::Past(self.gebrek(tekst))
    }

    fn sluit(&mut self, versie: &Versie) {
        self.rijen.push(Rijwijziging::Sluit {
            soort: self.soort,
            sleutel: self.sleutel.to_owned(),
            versie: versie.nummer,
        });
    }

    fn open(&mut self, stuk: Stuk) {
        self.rijen.push(Rijwijziging::Open { stuk, herkomst: self.herkomst });
    }

    fn leg(&mut self, stuk: &Stuk, wijze: Wijze) -> Result<(), Niet> {
        if stuk.status().is_concept() {
            return self.leg_concept(stuk);
        }
        if wijze == Wijze::Stap {
            return Err(self.past_niet(
                "een nieuwe versie is eerst in bewerking of voorgesteld. Stel haar daarna vast door haar status te wijzigen",
            ));
        }
        let in_bewerking = self.plek.concept.is_some() && stuk.status() == Status::Vastgesteld;
        let stuk =
            if in_bewerking { stuk.met_status(Status::VastgesteldEnInBewerking) } else { stuk.clone() };
        match self.plek.nu() {
            // What people read in that came with the program stays with the program.
            Some(nu)
                if nu.stuk == stuk && (nu.herkomst == self.herkomst || self.herkomst == Herkomst::Hier) => {}
            nu => {
                if let Some(nu) = nu {
                    self.sluit(nu);
                }
                self.open(stuk);
            }
        }
        Ok(())
    }

    fn leg_concept(&mut self, stuk: &Stuk) -> Result<(), Niet> {
        if let Some(concept) = &self.plek.concept {
            let (van, naar) = (concept.stuk.status(), stuk.status());
            if van != naar && !van.mag_naar(naar) {
                return Err(self.past_niet(overgang(van, naar)));
            }
            if concept.stuk != *stuk {
                self.sluit(concept);
                self.open(stuk.clone());
            }
            return Ok(());
        }
        if let Some(nu) = self.plek.nu() {
            self.naar_in_bewerking(nu)?;
        }
        self.open(stuk.clone());
        Ok(())
    }

    /// The version that holds says from now on that a next one is being written.
    fn naar_in_bewerking(&mut self, nu: &Versie) -> Result<(), Niet> {
        let (van, naar) = (nu.stuk.status(), Status::VastgesteldEnInBewerking);
        if !van.mag_naar(naar) {
            return Err(self.past_niet(overgang(van, naar)));
        }
        self.sluit(nu);
        self.rijen.push(Rijwijziging::Open { stuk: nu.stuk.met_status(naar), herkomst: nu.herkomst });
        Ok(())
    }

    fn status(
        &mut self,
        naar: Status,
        opvolger: Option<&str>,
        einddatum: Option<NaiveDate>,
    ) -> Result<(), Niet> {
        if (naar == Status::Vervangen) != opvolger.is_some() {
            return Err(self.past_niet("noem een opvolger als iets vervangen is, en alleen dan"));
        }
        if naar.is_concept() || naar == Status::Vastgesteld {
            let Some(concept) = &self.plek.concept else {
                return Err(match self.plek.nu() {
                    Some(nu) => self.past_niet(overgang(nu.stuk.status(), naar)),
                    None => self.onbekend(),
                });
            };
            return self.status_van_concept(concept, naar, einddatum);
        }
        let Some(nu) = self.plek.nu() else {
            return Err(match &self.plek.concept {
                Some(concept) => self.past_niet(overgang(concept.stuk.status(), naar)),
                None => self.onbekend(),
            });
        };
        if naar == Status::VastgesteldEnInBewerking {
            self.naar_in_bewerking(nu)?;
            self.open(nu.stuk.met_status(Status::InBewerking));
            return Ok(());
        }
        let van = nu.stuk.status();
        if !van.mag_naar(naar) {
            return Err(self.past_niet(overgang(van, naar)));
        }
        let stuk = eindigend(nu.stuk.met_status(naar), einddatum);
        let stuk = match opvolger {
            Some(opvolger) => stuk.met_opvolger(opvolger).ok_or_else(|| {
                self.past_niet(format!("een {} heeft geen opvolger. Laat haar vervallen", self.soort.woord()))
            })?,
            None => stuk,
        };
        self.sluit(nu);
        self.open(stuk);
        Ok(())
    }

    fn status_van_concept(
        &mut self,
        concept: &Versie,
        naar: Status,
        einddatum: Option<NaiveDate>,
    ) -> Result<(), Niet> {
        let van = concept.stuk.status();
        if !van.mag_naar(naar) {
            return Err(self.past_niet(overgang(van, naar)));
        }
        self.sluit(concept);
        if naar == Status::Vastgesteld
            && let Some(nu) = self.plek.nu()
        {
            self.sluit(nu);
        }
        self.open(eindigend(concept.stuk.met_status(naar), einddatum));
        Ok(())
    }

    fn trek_in(&mut self) -> Result<(), Niet> {
        let Some(concept) = &self.plek.concept else {
            return Err(Niet::Onbekend(self.gebrek("hier is geen concept van")));
        };
        self.sluit(concept);
        if let Some(nu) = self.plek.nu() {
            self.sluit(nu);
            let stuk = nu.stuk.met_status(Status::Vastgesteld);
            self.rijen.push(Rijwijziging::Open { stuk, herkomst: nu.herkomst });
        }
        Ok(())
    }

    fn onbekend(&self) -> Niet {
        Niet::Onbekend(self.gebrek("dit bestaat niet"))
    }
}

fn eindigend(stuk: Stuk, einddatum: Option<NaiveDate>) -> Stuk {
    match einddatum {
        Some(einddatum) => stuk.met_einddatum(einddatum),
        None => stuk,
    }
}

fn overgang(van: Status, naar: Status) -> String {
    let hierna: Vec<&str> = van.hierna().iter().map(|status| status.in_woorden()).collect();
    let kan = match hierna.as_slice() {
        [] => "Er kan niets meer op volgen".to_owned(),
        kan => format!("Er kan op volgen: {}", kan.join(", ")),
    };
    format!("wat {} is, kan niet {} worden. {kan}", van.in_woorden(), naar.in_woorden())
}
