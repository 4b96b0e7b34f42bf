//! The lines of processed Declaraties: what was granted, what was taken back, and how much of each allocation that used.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use compact_str::CompactString;

use crate::bericht::{Bsn, Eenheid, Eurocent, Periode, Prestatie, Product, ToewijzingNummer};

/// A debit that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debet {
    /// The client.
    pub bsn: Bsn,
    /// The allocation.
    pub nummer: ToewijzingNummer,
    /// What was delivered.
    pub product: Product,
    /// The days that it covers.
    pub periode: Periode,
    /// Volume, in the unit.
    pub volume: u32,
    /// Its unit.
    pub eenheid: Eenheid,
    /// Rate per unit.
    pub tarief: Option<Eurocent>,
    /// Amount granted.
    pub bedrag: Eurocent,
    /// Whether a credit took it back since.
    pub gecrediteerd: bool,
}

impl Debet {
    fn van(bsn: &Bsn, prestatie: &Prestatie) -> Debet {
        Debet {
            bsn: bsn.clone(),
            nummer: prestatie.nummer,
            product: prestatie.product.clone(),
            periode: prestatie.periode,
            volume: prestatie.volume,
            eenheid: prestatie.eenheid,
            tarief: prestatie.tarief,
            bedrag: prestatie.bedrag.eurocent(),
            gecrediteerd: false,
        }
    }

    fn levering(&self) -> Levering {
        (self.nummer, self.product.clone(), self.periode)
    }
}

/// What there is one standing debit of: an allocation, a product and a period (TR389).
type Levering = (ToewijzingNummer, Product, Periode);

/// What granted Prestaties used of one allocation: debits minus the credits on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verbruik {
    /// How many debits stand: granted and not taken back.
    pub debets: i64,
    /// Volume by unit.
    pub volumes: BTreeMap<Eenheid, i64>,
    /// Amount.
    pub bedrag: Eurocent,
}

impl Verbruik {
    /// Takes in a granted line: a debit, or a credit that takes one off again.
    pub fn neem_op(&mut self, prestatie: &Prestatie) {
        let teken = if prestatie.vorige_referentie.is_some() { -1 } else { 1 };
        let volume = i64::from(prestatie.volume) * teken;
        self.tel_bij(teken, prestatie.eenheid, volume, prestatie.bedrag.eurocent());
    }

    /// Adds debits, or takes them off again: as many lines, with this volume in all, and this amount in all.
    pub fn tel_bij(&mut self, debets: i64, eenheid: Eenheid, volume: i64, bedrag: Eurocent) {
        self.debets = self.debets.saturating_add(debets);
        let som = self.volumes.entry(eenheid).or_default();
        *som = som.saturating_add(volume);
        self.bedrag = self.bedrag + bedrag;
    }
}

/// The lines of processed Declaraties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prestaties {
    referenties: BTreeSet<CompactString>,
    debets: BTreeMap<CompactString, Debet>,
    staand: BTreeMap<Levering, CompactString>,
    verbruik: BTreeMap<ToewijzingNummer, Verbruik>,
}

impl Prestaties {
    /// Takes in a line of a processed Declaratie. A refused one keeps its number, and changes nothing else (TR314).
    pub fn neem_op(&mut self, bsn: &Bsn, prestatie: &Prestatie, toegekend: bool) {
        self.gebruik(prestatie.referentie.clone());
        if !toegekend {
            return;
        }
        self.verbruik.entry(prestatie.nummer).or_default().neem_op(prestatie);
        match &prestatie.vorige_referentie {
            None => self.neem_debet_op(prestatie.referentie.clone(), Debet::van(bsn, prestatie)),
            Some(vorige) => self.crediteer(vorige),
        }
    }

    fn crediteer(&mut self, vorige: &str) {
        let Some(debet) = self.debets.get_mut(vorige) else { return };
        debet.gecrediteerd = true;
        // In the same message a new debit may have come in its place already (IV086).
        if let Entry::Occupied(staand) = self.staand.entry(debet.levering())
            && staand.get() == vorige
        {
            staand.remove();
        }
    }

    /// Takes in a number that is used.
    pub fn gebruik(&mut self, referentie: CompactString) {
        self.referenties.insert(referentie);
    }

    /// Takes in a granted debit, without what it used of its allocation.
    pub fn neem_debet_op(&mut self, referentie: CompactString, debet: Debet) {
        if !debet.gecrediteerd {
            self.staand.insert(debet.levering(), referentie.clone());
        }
        self.debets.insert(referentie, debet);
    }

    /// What was used of an allocation, to add to.
    pub fn verbruik_van(&mut self, nummer: ToewijzingNummer) -> &mut Verbruik {
        self.verbruik.entry(nummer).or_default()
    }

    /// Whether a number was used before, granted or not (TR314).
    pub fn is_gebruikt(&self, referentie: &str) -> bool {
        self.referenties.contains(referentie)
    }

    /// The granted debit with this number (TR323).
    pub fn debet(&self, referentie: &str) -> Option<&Debet> {
        self.debets.get(referentie)
    }

    /// The number of the debit that stands for the same allocation, product and period (TR389).
    pub fn staande_debet(&self, prestatie: &Prestatie) -> Option<&str> {
        let levering = (prestatie.nummer, prestatie.product.clone(), prestatie.periode);
        self.staand.get(&levering).map(CompactString::as_str)
    }

    /// What was used of an allocation.
    pub fn verbruik(&self, nummer: ToewijzingNummer) -> Option<&Verbruik> {
        self.verbruik.get(&nummer)
    }
}
