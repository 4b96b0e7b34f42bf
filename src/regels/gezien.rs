//! Telling whether something was there before.

use std::collections::HashSet;
use std::hash::Hash;
use std::mem;

/// Up to so many keys it is quicker to look at each than to work out a hash.
const WEINIG: usize = 12;

/// Keys that were met. A key is compared exactly, and no message can be made to have many that collide: their places depend
/// on chance.
pub(super) struct Gezien<K> {
    weinig: Vec<K>,
    veel: HashSet<K>,
}

impl<K: Eq + Hash> Gezien<K> {
    /// Nothing was met yet.
    pub(super) fn niets() -> Gezien<K> {
        Gezien { weinig: Vec::new(), veel: HashSet::new() }
    }

    /// Whether nothing was met.
    pub(super) fn is_leeg(&self) -> bool {
        self.weinig.is_empty() && self.veel.is_empty()
    }

    /// Adds a key; whether it was there before.
    pub(super) fn al_eerder(&mut self, sleutel: K) -> bool {
        if !self.veel.is_empty() {
            return !self.veel.insert(sleutel);
        }
        if self.weinig.contains(&sleutel) {
            return true;
        }
        if self.weinig.len() < WEINIG {
            self.weinig.push(sleutel);
        } else {
            self.veel.extend(self.weinig.drain(..));
            self.veel.insert(sleutel);
        }
        false
    }

    /// Whether a key was met.
    pub(super) fn bevat(&self, sleutel: &K) -> bool {
        self.veel.contains(sleutel) || self.weinig.contains(sleutel)
    }

    /// Forgets everything, in no more time than it took to meet it.
    pub(super) fn vergeet(&mut self) {
        self.weinig.clear();
        if !self.veel.is_empty() {
            mem::take(&mut self.veel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_new_once_until_it_is_forgotten() {
        for aantal in [1, WEINIG, WEINIG + 1, 100] {
            let mut gezien = Gezien::niets();
            for _ in 0..2 {
                assert!((0..aantal).all(|sleutel| !gezien.bevat(&sleutel) && !gezien.al_eerder(sleutel)));
                assert!((0..aantal).all(|sleutel| gezien.bevat(&sleutel) && gezien.al_eerder(sleutel)));
                assert!(!gezien.bevat(&aantal));
                gezien.vergeet();
            }
        }
    }
}
