//! What came held against what was expected: pure. Each difference is a sentence in plain Dutch.

mod afrekening;
mod codes;

use super::verwacht::{Codeplek, Inhoud, Verwacht, Zekerheid};
use crate::bericht::{Bericht, Berichttype, Knoop};
use crate::declaratie::{GEEN_OPMERKING, NIET_BEOORDEELD, VOLLEDIG_TOEGEWEZEN};
use crate::keten::Uitkomst;
use crate::regels::{Bevinding, Niveau};
use afrekening::vergelijk_afrekening;
use codes::{Codeboek, opsomming, zoek};

/// What the gate made of a message.
pub(super) struct Gekregen<'b> {
    /// None where it was not processed.
    pub(super) uitkomst: Option<Uitkomst>,
    pub(super) bevindingen: &'b [Bevinding],
    /// The message itself, where it could be read.
    pub(super) heen: Option<&'b Bericht>,
    pub(super) retour: Retour<'b>,
}

/// The answer that came.
pub(super) enum Retour<'b> {
    Geen,
    /// Of this type, but it cannot be read; that is told elsewhere.
    Onleesbaar(Berichttype),
    Gelezen(&'b Bericht),
}

impl<'b> Retour<'b> {
    fn berichttype(&self) -> Option<Berichttype> {
        match self {
            Retour::Geen => None,
            Retour::Onleesbaar(berichttype) => Some(*berichttype),
            Retour::Gelezen(bericht) => Some(bericht.header.berichttype),
        }
    }

    /// The answer, if it is of the type that was expected.
    fn van_type(&self, verwacht: Option<Berichttype>) -> Option<&'b Bericht> {
        match self {
            Retour::Gelezen(bericht) if Some(bericht.header.berichttype) == verwacht => Some(bericht),
            _ => None,
        }
    }
}

/// Every difference between what was expected and what came.
pub(super) fn vergelijk(verwacht: &Verwacht, gekregen: &Gekregen<'_>) -> Vec<String> {
    let mut uit = Verschillen::default();
    let retour = gekregen.retour.van_type(verwacht.retour);
    match verwacht.zekerheid {
        Zekerheid::UitkomstOpen => {
            if gekregen.retour.berichttype().is_some() {
                vergelijk_type(verwacht, gekregen, &mut uit);
            }
        }
        Zekerheid::CodeOpen => {
            vergelijk_uitkomst(verwacht, gekregen, &mut uit);
            vergelijk_type(verwacht, gekregen, &mut uit);
            if retour.is_some_and(|retour| !keurt_af(retour)) {
                uit.meld("retourcodes", "een code die afkeurt", "geen");
            }
        }
        Zekerheid::Zeker => {
            vergelijk_uitkomst(verwacht, gekregen, &mut uit);
            vergelijk_type(verwacht, gekregen, &mut uit);
            vergelijk_niveau(verwacht, gekregen, &mut uit);
            vergelijk_regels(verwacht, gekregen, &mut uit);
            if let Some(retour) = retour {
                vergelijk_inhoud(verwacht, retour, gekregen.heen, &mut uit);
            }
        }
    }
    uit.0
}

/// The differences found so far.
#[derive(Default)]
struct Verschillen(Vec<String>);

impl Verschillen {
    fn meld(&mut self, wat: &str, verwacht: &str, gekregen: &str) {
        self.0.push(format!("{wat}: verwacht {verwacht}, gekregen {gekregen}"));
    }
}

fn vergelijk_uitkomst(verwacht: &Verwacht, gekregen: &Gekregen<'_>, uit: &mut Verschillen) {
    if gekregen.uitkomst == Some(verwacht.uitkomst) {
        return;
    }
    let wat = gekregen.uitkomst.map_or("geen", Uitkomst::sleutel);
    let regels = gevonden_regels(gekregen.bevindingen);
    let waarom = if regels.is_empty() { String::new() } else { format!(" ({})", opsomming(regels)) };
    uit.meld("uitkomst", verwacht.uitkomst.sleutel(), &format!("{wat}{waarom}"));
}

fn vergelijk_type(verwacht: &Verwacht, gekregen: &Gekregen<'_>, uit: &mut Verschillen) {
    let gekregen = gekregen.retour.berichttype();
    if gekregen != verwacht.retour {
        let naam =
            |berichttype: Option<Berichttype>| berichttype.map_or("geen".to_owned(), Berichttype::naam);
        uit.meld("antwoord", &naam(verwacht.retour), &naam(gekregen));
    }
}

/// Levels 3 and 4 are controlled in one go and can both reject: then the expected one must be among them.
fn vergelijk_niveau(verwacht: &Verwacht, gekregen: &Gekregen<'_>, uit: &mut Verschillen) {
    let mut niveaus: Vec<u8> = gekregen.bevindingen.iter().map(|een| nummer(een.niveau)).collect();
    niveaus.sort_unstable();
    niveaus.dedup();
    let past = match verwacht.niveau {
        Some(niveau) => niveaus.contains(&niveau),
        None => niveaus.is_empty() || verwacht.uitkomst != Uitkomst::Goedgekeurd,
    };
    if !past {
        let verwacht = verwacht.niveau.map_or("geen".to_owned(), |niveau| niveau.to_string());
        uit.meld("niveau", &verwacht, &opsomming(niveaus.iter().map(u8::to_string)));
    }
}

/// The level of control as the standard numbers it (IV032).
fn nummer(niveau: Niveau) -> u8 {
    match niveau {
        Niveau::Xml | Niveau::Schema => 1,
        Niveau::Bericht => 2,
        Niveau::Keten => 3,
        Niveau::Extern => 4,
    }
}

fn vergelijk_regels(verwacht: &Verwacht, gekregen: &Gekregen<'_>, uit: &mut Verschillen) {
    let gevonden = gevonden_regels(gekregen.bevindingen);
    if verwacht.regels.iter().any(|regel| !gevonden.contains(&regel.as_str())) {
        uit.meld("regels", &opsomming(&verwacht.regels), &opsomming(gevonden));
    }
}

fn gevonden_regels(bevindingen: &[Bevinding]) -> Vec<&str> {
    let mut regels: Vec<&str> = bevindingen.iter().filter_map(|een| een.regel.as_deref()).collect();
    regels.sort_unstable();
    regels.dedup();
    regels
}

fn vergelijk_inhoud(verwacht: &Verwacht, retour: &Bericht, heen: Option<&Bericht>, uit: &mut Verschillen) {
    let extra = &verwacht.toegestaan_extra;
    match &verwacht.antwoord {
        Inhoud::AlleenHeader(codes) => {
            if !retour.lijf.is_empty() {
                uit.meld("antwoord", "alleen een Header", "ook wat eronder staat");
            }
            if codes.is_empty() {
                let gekregen: Vec<_> = retour.retourcodes.iter().flat_map(|(_, codes)| codes).collect();
                if !gekregen.is_empty() {
                    uit.meld("retourcodes", "geen (IV028)", &opsomming(gekregen));
                }
            } else {
                vergelijk_codes(codes, extra, retour, uit);
            }
        }
        Inhoud::Alles(codes) => {
            if retour.lijf.is_empty() {
                uit.meld("antwoord", "het hele bericht met retourcodes", "alleen een Header");
            } else if heen.is_some_and(|heen| !geeft_terug(&retour.lijf, &heen.lijf)) {
                uit.meld("antwoord", "alles ongewijzigd terug", "iets anders dan het bericht");
            }
            vergelijk_codes(codes, extra, retour, uit);
        }
        Inhoud::Afrekening(afrekening) => vergelijk_afrekening(afrekening, extra, retour, heen, uit),
    }
}

fn vergelijk_codes(verwacht: &[Codeplek], extra: &[String], retour: &Bericht, uit: &mut Verschillen) {
    let mut boek = Codeboek::van(retour);
    for Codeplek { pad, een_van } in verwacht {
        boek.eis(&pad.to_string(), &zoek(pad, retour), een_van, uit);
    }
    boek.onverwacht(extra, uit);
}

/// Whether some klasse of an answer carries a code that rejects.
fn keurt_af(retour: &Bericht) -> bool {
    let goed = [GEEN_OPMERKING, NIET_BEOORDEELD, VOLLEDIG_TOEGEWEZEN];
    retour.retourcodes.iter().flat_map(|(_, codes)| codes).any(|code| !goed.contains(&code.as_str()))
}

/// Whether an answer repeats everything of the message, and adds nothing but codes.
fn geeft_terug(retour: &[Knoop], heen: &[Knoop]) -> bool {
    let mut zonder_codes = retour.iter().filter(|knoop| &*knoop.naam != "RetourCodes");
    let alles = heen.iter().all(|knoop| {
        zonder_codes.next().is_some_and(|terug| {
            (&terug.naam, &terug.tekst) == (&knoop.naam, &knoop.tekst)
                && geeft_terug(&terug.kinderen, &knoop.kinderen)
        })
    });
    alles && zonder_codes.next().is_none()
}

#[cfg(test)]
mod tests;
