//! What is wrong with a register as a whole: everything at once.

use std::collections::BTreeMap;

use super::gebrek::Gebrek;
use super::register::{Omgeving, Plek, Register, Versie};
use super::stuk::{Soort, Stuk};
use super::zoeken::kaal;

impl Register {
    /// Everything that is wrong with the pieces, by themselves and among each other.
    pub fn toets(&self) -> Vec<Gebrek> {
        let mut gebreken = Vec::new();
        for (_, _, plek) in self.plekken() {
            for versie in plek.nu().into_iter().chain(&plek.concept) {
                let ook_concepten = versie.stuk.status().is_concept();
                gebreken.extend(versie.stuk.toets());
                versie.stuk.toets_in(&Omgeving { register: self, ook_concepten }, &mut gebreken);
            }
        }
        self.toets_termen(&mut gebreken);
        // As it is, and as it would be if every draft were decided on.
        self.toets_kringen(Plek::nu, &mut gebreken);
        self.toets_kringen(|plek| plek.concept.as_ref().or_else(|| plek.nu()), &mut gebreken);
        gebreken.sort();
        gebreken.dedup();
        gebreken
    }

    /// One word means one thing for whoever owns it.
    fn toets_termen(&self, gebreken: &mut Vec<Gebrek>) {
        let mut eerste: BTreeMap<(String, &str), &str> = BTreeMap::new();
        for begrip in self.begrippen().filter(|begrip| begrip.status.geldt()) {
            let woord = (kaal(&begrip.voorkeursterm), begrip.eigenaar.as_str());
            if let Some(ander) = eerste.insert(woord, &begrip.id) {
                let tekst = format!(
                    "‘{}’ is ook de voorkeursterm van {ander}. Kies een ander woord",
                    begrip.voorkeursterm
                );
                gebreken.push(Gebrek::nieuw(format!("begrip {}, voorkeursterm", begrip.id), tekst));
            }
        }
    }

    fn toets_kringen(&self, kies: impl Fn(&Plek) -> Option<&Versie>, gebreken: &mut Vec<Gebrek>) {
        let (mut breder, mut opvolgers): (Kanten<'_>, Kanten<'_>) = Default::default();
        for (soort, sleutel, plek) in self.plekken() {
            let Some(versie) = kies(plek) else { continue };
            if let Stuk::Begrip(begrip) = &versie.stuk {
                breder.insert((soort, sleutel), begrip.breder.iter().map(String::as_str).collect());
            }
            opvolgers.insert((soort, sleutel), versie.stuk.opvolger().into_iter().collect());
        }
        for (kanten, veld, wat) in [
            (breder, "breder", "verwijst langs ‘breder’ terug naar zichzelf"),
            (opvolgers, "opvolger", "volgt langs zijn opvolgers zichzelf op"),
        ] {
            for kring in kringen(&kanten) {
                let Some((soort, sleutel)) = kring.first() else { continue };
                let mut weg: Vec<&str> = kring.iter().map(|(_, sleutel)| *sleutel).collect();
                weg.push(sleutel);
                let tekst = format!(
                    "dit {} {wat}: {}. Haal een van de verwijzingen weg",
                    soort.woord(),
                    weg.join(", ")
                );
                gebreken.push(Gebrek::nieuw(format!("{} {sleutel}, {veld}", soort.woord()), tekst));
            }
        }
    }
}

type Knoop<'r> = (Soort, &'r str);
type Kanten<'r> = BTreeMap<Knoop<'r>, Vec<&'r str>>;

/// Every way that leads back to where it began, once each, from its first key on. Without recursion: a file may hold a chain of any
/// length.
fn kringen<'r>(kanten: &Kanten<'r>) -> Vec<Vec<Knoop<'r>>> {
    let (mut gehad, mut uit): (std::collections::BTreeSet<Knoop<'r>>, Vec<_>) = Default::default();
    for begin in kanten.keys() {
        let mut pad: Vec<(Knoop<'r>, usize)> = Vec::new();
        if gehad.insert(*begin) {
            pad.push((*begin, 0));
        }
        while let Some((knoop, volgende)) = pad.last_mut() {
            let naar = kanten.get(knoop).and_then(|naar| naar.get(*volgende)).map(|naar| (knoop.0, *naar));
            *volgende += 1;
            let Some(naar) = naar else {
                pad.pop();
                continue;
            };
            if let Some(plaats) = pad.iter().position(|(knoop, _)| *knoop == naar) {
                uit.push(vanaf_kleinste(pad.iter().skip(plaats).map(|(knoop, _)| *knoop).collect()));
            } else if kanten.contains_key(&naar) && gehad.insert(naar) {
                pad.push((naar, 0));
            }
        }
    }
    uit.sort();
    uit.dedup();
    uit
}

fn vanaf_kleinste(mut kring: Vec<Knoop<'_>>) -> Vec<Knoop<'_>> {
    let kleinste = kring.iter().enumerate().min_by_key(|(_, knoop)| **knoop).map_or(0, |(plaats, _)| plaats);
    kring.rotate_left(kleinste);
    kring
}
