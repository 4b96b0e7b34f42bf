//! Locations of an aanbieder.

use std::collections::BTreeSet;

use super::{Contact, Gebied, PartijFout};
use crate::bericht::Agbcode;

/// How many locations a partij has at most.
pub const MEESTE_VESTIGINGEN: usize = 500;

/// A place where an aanbieder works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vestiging {
    /// What people call it.
    pub naam: String,
    /// Its own AGB code, where it has one.
    pub agb: Option<Agbcode>,
    /// Where it is and how to reach it; without e-mail and website, which are those of the aanbieder.
    pub contact: Contact,
    /// Where it comes to people; nothing where people come to it, or where that is not told.
    pub werkgebied: BTreeSet<Gebied>,
}

impl Vestiging {
    /// A location.
    ///
    /// # Errors
    /// [`PartijFout`] where name or AGB code do not fit.
    pub fn nieuw(
        naam: &str,
        agb: Option<&str>,
        contact: Contact,
        werkgebied: BTreeSet<Gebied>,
    ) -> Result<Vestiging, PartijFout> {
        let kaal = naam.trim();
        if kaal.is_empty() || kaal.chars().count() > 200 || kaal.chars().any(char::is_control) {
            return Err(PartijFout::Naam);
        }
        let agb = agb.map(str::trim).filter(|agb| !agb.is_empty());
        let agb = agb.map(Agbcode::lees).transpose().map_err(|_| PartijFout::Agb)?;
        Ok(Vestiging { naam: kaal.to_owned(), agb, contact, werkgebied })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_vestiging_heeft_een_naam_en_misschien_een_eigen_agb_code() {
        let contact = Contact::nieuw(["Kade 1", "1506AA", "Zaandam"], None, None, None).unwrap();
        let nieuw = |naam, agb| Vestiging::nieuw(naam, agb, contact.clone(), BTreeSet::new());
        assert_eq!(nieuw(" Kade ", Some("")).unwrap().naam, "Kade");
        assert!(nieuw("Kade", Some("65656099")).unwrap().agb.is_some());
        assert_eq!(nieuw("", None), Err(PartijFout::Naam));
        assert_eq!(nieuw("Kade", Some("6565609")), Err(PartijFout::Agb));
    }
}
