//! A 323 that waits for the 325 of its gemeente: what that answer must repeat.

use std::collections::BTreeMap;

use compact_str::CompactString;

use crate::bericht::{Bericht, Bsn, Inhoud, Knoop, Prestatie};

/// A 323, as far as its answer must repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingediend {
    /// DeclaratieNummer.
    pub nummer: String,
    xsd_versie: Option<Knoop>,
    /// By number; more than one where a number stands in it twice (TR314).
    prestaties: BTreeMap<CompactString, Vec<(Bsn, Prestatie)>>,
}

impl Ingediend {
    /// That of a 323; none of another message.
    pub fn van(bericht: &Bericht) -> Option<Ingediend> {
        let Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud else { return None };
        let mut prestaties: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for client in clienten {
            for prestatie in &client.prestaties {
                let zelfde: &mut Vec<_> = prestaties.entry(prestatie.referentie.clone()).or_default();
                zelfde.push((client.bsn.clone(), prestatie.clone()));
            }
        }
        let xsd_versie = bericht.header.knoop.kind("XsdVersie").cloned();
        Some(Ingediend { nummer: declaratie.nummer.clone(), xsd_versie, prestaties })
    }

    /// Whether a Prestatie with this number is in it.
    pub fn kent(&self, referentie: &str) -> bool {
        self.prestaties.contains_key(referentie)
    }

    /// Whether exactly this Prestatie is in it, for this client.
    pub fn bevat(&self, bsn: &Bsn, prestatie: &Prestatie) -> bool {
        let zelfde = self.prestaties.get(&prestatie.referentie).into_iter().flatten();
        zelfde.into_iter().any(|(van, ingediend)| {
            van == bsn && Prestatie { plek: prestatie.plek.clone(), ..ingediend.clone() } == *prestatie
        })
    }

    /// Whether this is its XsdVersie (TR371).
    pub fn heeft_xsd_versie(&self, versie: Option<&Knoop>) -> bool {
        let waarden = |knoop: &Knoop| -> Vec<(String, Option<String>)> {
            knoop.kinderen.iter().map(|kind| (kind.naam.to_string(), kind.tekst.clone())).collect()
        };
        self.xsd_versie.as_ref().map(waarden) == versie.map(waarden)
    }
}
