//! Retourcodes in an answer: where they stand, which are required there, and which nobody expected.

use std::collections::BTreeSet;

use super::Verschillen;
use crate::bericht::{Bericht, Knoop};
use crate::cli::scenario::verwacht::{Keuze, Stuk, Zoekpad};
use crate::declaratie::{GEEN_OPMERKING, NIET_BEOORDEELD};

const HEADER: &str = "/Bericht/Header";

/// The codes of an answer, with what is known of them so far.
pub(super) struct Codeboek<'b> {
    /// By the path of the klasse, in the order of the answer.
    codes: Vec<(String, &'b [String])>,
    /// Codes that may stand in a klasse, by its path.
    toegestaan: BTreeSet<(String, String)>,
    /// Klassen of which a difference has been told.
    gemeld: BTreeSet<String>,
}

impl<'b> Codeboek<'b> {
    pub(super) fn van(retour: &'b Bericht) -> Codeboek<'b> {
        let codes = retour.retourcodes.iter().map(|(plek, codes)| (plek.pad.to_string(), codes.as_slice()));
        Codeboek { codes: codes.collect(), toegestaan: BTreeSet::new(), gemeld: BTreeSet::new() }
    }

    /// One of these codes must stand in one of these klassen; `naam` is what they are called.
    pub(super) fn eis(&mut self, naam: &str, paden: &[String], een_van: &[String], uit: &mut Verschillen) {
        let verwacht = || format!("{} bij {naam}", een_van.join(" of "));
        if paden.is_empty() {
            return uit.meld("retourcode", &verwacht(), "die klasse niet");
        }
        for pad in paden {
            self.sta_toe(pad, een_van);
        }
        let bij: Vec<&String> = paden.iter().flat_map(|pad| self.bij(pad)).collect();
        if !een_van.iter().any(|code| bij.contains(&code)) {
            uit.meld("retourcode", &verwacht(), &opsomming(bij));
            self.gemeld.extend(paden.iter().cloned());
        }
    }

    /// These codes may stand in a klasse.
    pub(super) fn sta_toe(&mut self, pad: &str, codes: &[String]) {
        self.toegestaan.extend(codes.iter().map(|code| (pad.to_owned(), code.clone())));
    }

    /// Whether a klasse carries all these codes.
    pub(super) fn heeft(&self, pad: &str, codes: &[String]) -> bool {
        codes.iter().all(|code| self.bij(pad).contains(code))
    }

    /// The codes of a klasse.
    fn bij(&self, pad: &str) -> &'b [String] {
        self.codes.iter().find(|(klasse, _)| klasse == pad).map_or(&[], |(_, codes)| codes)
    }

    /// Tells every code that is not required, not allowed, and not one of those that say that nothing is wrong.
    pub(super) fn onverwacht(&self, overal: &[String], uit: &mut Verschillen) {
        for (pad, codes) in &self.codes {
            let over = codes.iter().filter(|code| {
                ![GEEN_OPMERKING, NIET_BEOORDEELD].contains(&code.as_str())
                    && !overal.contains(code)
                    && !self.toegestaan.contains(&(pad.clone(), (*code).clone()))
            });
            let over = opsomming(over);
            if over != GEEN && !self.gemeld.contains(pad) {
                let pad = pad.trim_start_matches("/Bericht/");
                uit.meld(&format!("retourcodes bij {pad}"), "geen andere", &over);
            }
        }
    }
}

/// The paths of the elements of an answer that a path in a scenario means.
pub(super) fn zoek(pad: &Zoekpad, retour: &Bericht) -> Vec<String> {
    let Zoekpad::Op(stukken) = pad else {
        let klassen = retour.retourcodes.iter().map(|(plek, _)| plek.pad.to_string());
        return klassen.filter(|pad| pad != HEADER).collect();
    };
    let boven: Vec<&Knoop> = [&retour.header.knoop].into_iter().chain(&retour.lijf).collect();
    let mut gevonden = vec![("/Bericht".to_owned(), boven)];
    for stuk in stukken {
        gevonden = gevonden
            .iter()
            .flat_map(|(pad, kinderen)| {
                gekozen(kinderen, stuk)
                    .into_iter()
                    .map(move |knoop| (knoop.plek(pad).pad.to_string(), knoop.kinderen.iter().collect()))
            })
            .collect();
    }
    gevonden.into_iter().map(|(pad, _)| pad).collect()
}

fn gekozen<'k>(knopen: &[&'k Knoop], stuk: &Stuk) -> Vec<&'k Knoop> {
    let met_naam = knopen.iter().copied().filter(|knoop| *knoop.naam == *stuk.naam);
    match &stuk.keuze {
        Keuze::Elk => met_naam.collect(),
        Keuze::Nummer(nummer) => met_naam.skip(nummer - 1).take(1).collect(),
        Keuze::Sleutel(sleutel, waarde) => {
            let heeft =
                |knoop: &&Knoop| knoop.vind(sleutel).and_then(|een| een.tekst.as_ref()) == Some(waarde);
            met_naam.filter(heeft).collect()
        }
    }
}

const GEEN: &str = "geen";

/// A list in words, each part once; `geen` where it is empty.
pub(super) fn opsomming(delen: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut uit: Vec<String> = Vec::new();
    for deel in delen {
        if !uit.iter().any(|al| al == deel.as_ref()) {
            uit.push(deel.as_ref().to_owned());
        }
    }
    if uit.is_empty() { GEEN.to_owned() } else { uit.join(", ") }
}
