//! Finding a begrip by what people call it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::begrip::Begrip;
use super::register::{Register, Versie};
use super::stuk::Stuk;

/// A text as it is compared: without accents and capitals, and with one space for whatever stands between words.
pub fn kaal(tekst: &str) -> String {
    let letters = tekst.nfd().filter(|teken| !is_combining_mark(*teken)).flat_map(char::to_lowercase);
    let mut uit = String::with_capacity(tekst.len());
    for teken in letters {
        if teken.is_alphanumeric() {
            uit.push(teken);
        } else if !uit.is_empty() && !uit.ends_with(' ') {
            uit.push(' ');
        }
    }
    uit.truncate(uit.trim_end().len());
    uit
}

/// What kind of word for a begrip it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Termsoort {
    Voorkeur,
    Alternatief,
    Zoek,
}

/// Every word for every begrip.
#[derive(Debug)]
pub(super) struct Termen(Vec<Term>);

#[derive(Debug)]
struct Term {
    kaal: String,
    zoals_geschreven: String,
    soort: Termsoort,
    id: String,
}

impl Termen {
    pub(super) fn van<'v>(versies: impl Iterator<Item = &'v Versie>) -> Termen {
        let mut termen = Vec::new();
        for versie in versies {
            let Stuk::Begrip(begrip) = &versie.stuk else { continue };
            let mut zet = |soort, zoals: &str| {
                termen.push(Term {
                    kaal: kaal(zoals),
                    zoals_geschreven: zoals.to_owned(),
                    soort,
                    id: begrip.id.clone(),
                });
            };
            zet(Termsoort::Voorkeur, &begrip.voorkeursterm);
            begrip.alternatieve_termen.iter().for_each(|term| zet(Termsoort::Alternatief, term));
            begrip.zoektermen.iter().for_each(|term| zet(Termsoort::Zoek, term));
        }
        Termen(termen)
    }
}

/// A begrip that was found.
#[derive(Clone, Debug)]
pub struct Treffer<'r> {
    /// The begrip.
    pub begrip: &'r Begrip,
    /// The word by which it was found.
    pub term: &'r str,
}

/// How well a word fits what was looked for; the least is the best.
fn rang(term: &Term, gezocht: &str) -> Option<(u8, Termsoort)> {
    let hoe = if term.kaal == gezocht {
        0
    } else if term.kaal.starts_with(gezocht) {
        1
    } else if term
        .kaal
        .match_indices(gezocht)
        .any(|(plek, _)| term.kaal.get(..plek).is_some_and(|voor| voor.ends_with(' ')))
    {
        2
    } else if term.kaal.contains(gezocht) {
        3
    } else {
        return None;
    };
    // Who types a whole word means that word, whichever kind it is; otherwise the word that everybody uses goes first.
    let klasse = match (hoe, term.soort) {
        (0, _) => 0,
        (_, Termsoort::Voorkeur) => hoe,
        (_, Termsoort::Alternatief) => 3 + hoe,
        (_, Termsoort::Zoek) => 6 + hoe,
    };
    Some((klasse, term.soort))
}

impl Register {
    /// The begrippen that go by a word that begins with this text or holds it, the best fit first. An empty text finds nothing.
    pub fn zoek(&self, tekst: &str) -> Vec<Treffer<'_>> {
        let gezocht = kaal(tekst);
        if gezocht.is_empty() {
            return Vec::new();
        }
        let mut gevonden: Vec<_> = self
            .termen()
            .0
            .iter()
            .filter_map(|term| rang(term, &gezocht).map(|rang| (rang, term.kaal.as_str(), term)))
            .collect();
        gevonden.sort_by(|een, ander| (een.0, een.1, &een.2.id).cmp(&(ander.0, ander.1, &ander.2.id)));
        let mut gezien = std::collections::HashSet::new();
        gevonden.retain(|(_, _, term)| gezien.insert(term.id.as_str()));
        let treffer = |term| {
            let Term { id, zoals_geschreven, .. }: &Term = term;
            self.begrip(id).map(|begrip| Treffer { begrip, term: zoals_geschreven })
        };
        gevonden.into_iter().filter_map(|(_, _, term)| treffer(term)).collect()
    }
}
