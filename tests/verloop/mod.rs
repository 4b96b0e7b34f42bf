//! The course of a chain without a database: messages one after another, each judged by what those before it left behind.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use std::sync::LazyLock;

use berichtenpoort::bericht::{Bericht, Inhoud, Schemas, lees};
use berichtenpoort::declaratie::Afrekening;
use berichtenpoort::keten::{Beoordeling, Dossier, Uitkomst, Wijziging, beoordeel};
use berichtenpoort::regels::{Lijsten, Omstandigheden};
use chrono::NaiveDate;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

pub fn gelezen(xml: &str) -> Bericht {
    lees(&SCHEMAS, xml.as_bytes()).unwrap_or_else(|fout| panic!("{fout}\n{xml}"))
}

/// What became of a message.
#[derive(Debug)]
pub struct Verloop {
    pub uitkomst: Uitkomst,
    pub beoordeling: Beoordeling,
    /// Eurocent granted, of a 323.
    pub toegekend: Option<i64>,
}

impl Verloop {
    /// The rules that were broken, in the order of the message, each once for each klasse.
    pub fn regels(&self) -> Vec<&str> {
        self.beoordeling.bevindingen.iter().map(|een| een.regel.as_deref().unwrap()).collect()
    }

    /// The rules that were broken, each with the path of its finding.
    pub fn gevonden(&self) -> Vec<(&str, &str)> {
        let bevindingen = self.beoordeling.bevindingen.iter();
        bevindingen.map(|een| (een.regel.as_deref().unwrap(), een.pad.as_str())).collect()
    }

    /// The codes of the klasse with this path.
    pub fn codes(&self, klasse: &str) -> Vec<&'static str> {
        self.beoordeling.codes.bij(klasse)
    }

    pub fn is_goed(&self) -> bool {
        self.uitkomst == Uitkomst::Goedgekeurd
    }
}

/// A chain between one gemeente and one aanbieder.
#[derive(Clone, Debug)]
pub struct Keten {
    pub dossier: Dossier,
    pub vandaag: NaiveDate,
    pub lijsten: &'static Lijsten,
}

impl Keten {
    /// Nothing was sent yet; today is this day.
    pub fn leeg(vandaag: &str) -> Keten {
        Keten {
            dossier: Dossier::default(),
            vandaag: vandaag.parse().unwrap(),
            lijsten: Lijsten::landelijk(),
        }
    }

    /// The same chain on another day.
    #[must_use]
    pub fn op(mut self, vandaag: &str) -> Keten {
        self.vandaag = vandaag.parse().unwrap();
        self
    }

    /// The same chain after a message that must be approved.
    #[must_use]
    pub fn na(mut self, xml: &str) -> Keten {
        let verloop = self.stuur(xml);
        assert!(verloop.is_goed(), "{:?}\n{xml}", verloop.beoordeling.bevindingen);
        self
    }

    /// Judges a message and takes in what it changes.
    pub fn stuur(&mut self, xml: &str) -> Verloop {
        let bericht = gelezen(xml);
        let omstandigheden = Omstandigheden { lijsten: self.lijsten, ..Omstandigheden::op(self.vandaag) };
        let beoordeling = beoordeel(&bericht, self.dossier.clone(), &omstandigheden);
        let header = &bericht.header;
        if let Inhoud::Declaratie(declaratie, clienten) = &bericht.inhoud {
            let afrekening = Afrekening::maak(declaratie, clienten, &beoordeling.codes);
            if afrekening.is_verwerkt() {
                self.dossier.gebruik(header);
            }
            afrekening.wijzigingen().iter().for_each(|wijziging| self.dossier.pas_toe(header, wijziging));
            let (uitkomst, toegekend) = (afrekening.uitkomst(), Some(afrekening.toegekend.0));
            return Verloop { uitkomst, toegekend, beoordeling };
        }
        let uitkomst = if beoordeling.codes.is_leeg() { Uitkomst::Goedgekeurd } else { Uitkomst::Afgekeurd };
        if uitkomst == Uitkomst::Goedgekeurd {
            self.dossier.gebruik(header);
            Wijziging::van(&bericht).iter().for_each(|wijziging| self.dossier.pas_toe(header, wijziging));
        }
        Verloop { uitkomst, beoordeling, toegekend: None }
    }
}
