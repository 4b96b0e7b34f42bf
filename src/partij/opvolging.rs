//! Gemeenten that merged: which gemeente carries on under the codes of others.

use std::collections::{BTreeMap, BTreeSet};

/// Who carries on what others were, on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opvolging {
    /// From a code that is no longer used to the one that took over.
    stappen: BTreeMap<String, String>,
    /// Those that took over and are parties of this gate.
    partijen: BTreeSet<String>,
}

impl Opvolging {
    /// From steps of an old code, the code that took over, and whether that one is a party of this gate.
    pub fn nieuw(stappen: impl IntoIterator<Item = (String, String, bool)>) -> Opvolging {
        let mut opvolging = Opvolging::default();
        for (oud, nieuw, is_partij) in stappen {
            if is_partij {
                opvolging.partijen.insert(nieuw.clone());
            }
            opvolging.stappen.insert(oud, nieuw);
        }
        opvolging
    }

    /// The code that carries on what a code stood for: the last one in a row of mergers that is a party of this gate; the code
    /// itself where there is none, so that a list of mergers elsewhere takes nothing from anybody.
    pub fn voor<'a>(&'a self, code: &'a str) -> &'a str {
        let (mut gezien, mut nu, mut uit) = (BTreeSet::from([code]), code, code);
        while let Some(nieuw) = self.stappen.get(nu) {
            // A circle is refused where the list is read; one from before must not go on forever.
            if !gezien.insert(nieuw) {
                break;
            }
            nu = nieuw;
            if self.partijen.contains(nieuw) {
                uit = nieuw;
            }
        }
        uit
    }

    /// Whether two codes stand for the same gemeente by now.
    pub fn zelfde(&self, een: &str, ander: &str) -> bool {
        self.voor(een) == self.voor(ander)
    }

    /// Every code that stands for the same gemeente as this one, this one first.
    pub fn zelfde_als(&self, code: &str) -> Vec<String> {
        let andere = self.stappen.keys().map(String::as_str).chain([self.voor(code)]);
        let andere: BTreeSet<&str> =
            andere.filter(|ander| *ander != code && self.zelfde(ander, code)).collect();
        std::iter::once(code).chain(andere).map(str::to_owned).collect()
    }

    /// Every code that the party with this code stands for, its own first: none where another took over from it.
    pub fn codes_van(&self, code: &str) -> Vec<String> {
        if self.voor(code) == code { self.zelfde_als(code) } else { Vec::new() }
    }
}

/// A code from which mergers lead back to itself, if there is one.
pub fn kring<'a>(stappen: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    let stappen: BTreeMap<&str, &str> = stappen.into_iter().collect();
    stappen.keys().copied().find(|begin| {
        let mut gezien = BTreeSet::new();
        let mut nu = *begin;
        while let Some(nieuw) = stappen.get(nu) {
            if nieuw == begin {
                return true;
            }
            if !gezien.insert(*nieuw) {
                return false;
            }
            nu = nieuw;
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opvolging(stappen: &[(&str, &str, bool)]) -> Opvolging {
        Opvolging::nieuw(stappen.iter().map(|(oud, nieuw, is)| ((*oud).to_owned(), (*nieuw).to_owned(), *is)))
    }

    #[test]
    fn de_laatste_in_de_rij_die_een_partij_is_gaat_verder() {
        let rij = opvolging(&[("0001", "0002", true), ("0002", "0003", true), ("0003", "0004", false)]);
        for (code, verder) in [("0001", "0003"), ("0002", "0003"), ("0003", "0003"), ("0009", "0009")] {
            assert_eq!(rij.voor(code), verder, "{code}");
        }
        assert_eq!(opvolging(&[("0001", "0002", false)]).voor("0001"), "0001", "no party took over");
    }

    #[test]
    fn een_partij_staat_voor_haar_eigen_code_en_die_zij_overnam() {
        let rij = opvolging(&[("0001", "0003", true), ("0002", "0003", true)]);
        assert_eq!(rij.codes_van("0003"), ["0003", "0001", "0002"]);
        assert_eq!(rij.codes_van("0001"), [""; 0], "taken over");
        assert_eq!(rij.codes_van("0009"), ["0009"]);
        assert_eq!(rij.zelfde_als("0001"), ["0001", "0002", "0003"]);
        assert!(rij.zelfde("0001", "0002") && !rij.zelfde("0001", "0009"));
    }

    #[test]
    fn een_kring_wordt_gevonden_en_houdt_niets_op() {
        assert_eq!(kring([("0001", "0002"), ("0002", "0003")]), None);
        assert_eq!(kring([("0009", "0001"), ("0001", "0002"), ("0002", "0001")]), Some("0001"));
        let rond = opvolging(&[("0001", "0002", true), ("0002", "0001", true)]);
        assert_eq!(rond.voor("0001"), "0002");
    }
}
