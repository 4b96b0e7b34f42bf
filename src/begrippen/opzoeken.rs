//! Looking up codes: what a code means on a day, whether it may be used, all codes of a day, and the same in another list.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::codelijst::{Code, Codelijst};
use super::register::{Plek, Register, als_codelijst};
use super::vertaling::{Overeenkomst, Vertaling};
use crate::bericht::Standaard;

/// Every list with its codes by code, made once for a snapshot: looking one up takes two hashes.
#[derive(Debug)]
pub(super) struct Codes(HashMap<Box<str>, Vec<Lijst>>);

/// A version of a list.
#[derive(Debug)]
struct Lijst {
    lijst: Arc<Codelijst>,
    /// Where in the list a code stands: for each law, and for each of its periods.
    plaatsen: HashMap<Box<str>, Vec<usize>>,
}

impl Codes {
    pub(super) fn van<'p>(plekken: impl Iterator<Item = (&'p str, &'p Plek)>) -> Codes {
        let versies = |plek: &Plek| {
            let lijsten = plek.vastgesteld.iter().filter_map(|versie| als_codelijst(&versie.stuk));
            lijsten.map(Lijst::van).collect::<Vec<_>>()
        };
        Codes(plekken.map(|(naam, plek)| (naam.into(), versies(plek))).collect())
    }

    /// The version of a list that counts on a day.
    fn op(&self, lijst: &str, dag: NaiveDate) -> Option<&Lijst> {
        self.0.get(lijst)?.iter().find(|versie| versie.looptijd().is_begonnen(dag))
    }
}

impl Lijst {
    fn van(lijst: &Arc<Codelijst>) -> Lijst {
        let mut plaatsen: HashMap<Box<str>, Vec<usize>> = HashMap::with_capacity(lijst.codes.len());
        for (plaats, code) in lijst.codes.iter().enumerate() {
            plaatsen.entry(code.code.as_str().into()).or_default().push(plaats);
        }
        Lijst { lijst: Arc::clone(lijst), plaatsen }
    }

    fn looptijd(&self) -> super::Looptijd {
        super::Looptijd::nieuw(self.lijst.ingangsdatum, self.lijst.einddatum)
    }

    fn codes(&self, code: &str) -> impl Iterator<Item = &Code> {
        let plaatsen = self.plaatsen.get(code).into_iter().flatten();
        plaatsen.filter_map(|plaats| self.lijst.codes.get(*plaats))
    }
}

/// What came of looking up a code on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codeuitslag<'r> {
    /// It may be used.
    Geldig(&'r Code),
    /// There is no such list.
    LijstOnbekend,
    /// The list did not hold that day.
    LijstGeldtNiet,
    /// The list has no such code.
    CodeOnbekend,
    /// The list has it for the other law only.
    AndereStandaard(&'r Code),
    /// It holds from a later day on.
    NogNiet(&'r Code),
    /// It held until an earlier day.
    NietMeer(&'r Code),
}

impl<'r> Codeuitslag<'r> {
    /// Whether the code may be used.
    pub fn is_geldig(self) -> bool {
        matches!(self, Codeuitslag::Geldig(_))
    }

    /// The code, valid or not.
    pub fn code(self) -> Option<&'r Code> {
        match self {
            Codeuitslag::Geldig(code)
            | Codeuitslag::AndereStandaard(code)
            | Codeuitslag::NogNiet(code)
            | Codeuitslag::NietMeer(code) => Some(code),
            Codeuitslag::LijstOnbekend | Codeuitslag::LijstGeldtNiet | Codeuitslag::CodeOnbekend => None,
        }
    }

    /// Why it may not be used, in plain Dutch; none where it may. What was asked for is not repeated.
    pub fn reden(self) -> Option<String> {
        let dag =
            |dag: Option<NaiveDate>| dag.map(|dag| dag.format("%d-%m-%Y").to_string()).unwrap_or_default();
        Some(match self {
            Codeuitslag::Geldig(_) => return None,
            Codeuitslag::LijstOnbekend => "Deze codelijst bestaat niet.".to_owned(),
            Codeuitslag::LijstGeldtNiet => "Deze codelijst geldt niet op die dag.".to_owned(),
            Codeuitslag::CodeOnbekend => "Deze code staat niet in de codelijst.".to_owned(),
            Codeuitslag::AndereStandaard(code) => {
                format!("Deze code is er alleen voor de {}.", code.standaard.naam())
            }
            Codeuitslag::NogNiet(code) => format!("Deze code geldt pas vanaf {}.", dag(code.ingangsdatum)),
            Codeuitslag::NietMeer(code) => format!("Deze code gold tot en met {}.", dag(code.einddatum)),
        })
    }
}

/// A code in another list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vertaald<'r> {
    /// The translation that says so.
    pub vertaling: &'r Vertaling,
    /// The list that it leads to.
    pub lijst: &'r str,
    /// The code there.
    pub code: &'r str,
    /// How well it fits.
    pub soort: Overeenkomst,
    /// What to mind.
    pub toelichting: Option<&'r str>,
}

impl Register {
    /// What a code means on a day, and whether it may be used: under one law, or under any.
    pub fn code(
        &self,
        lijst: &str,
        standaard: Option<Standaard>,
        code: &str,
        dag: NaiveDate,
    ) -> Codeuitslag<'_> {
        if !self.codes().0.contains_key(lijst) {
            return Codeuitslag::LijstOnbekend;
        }
        let Some(versie) = self.codes().op(lijst, dag).filter(|versie| !versie.looptijd().is_voorbij(dag))
        else {
            return Codeuitslag::LijstGeldtNiet;
        };
        let van_wet = |een: &&Code| standaard.is_none_or(|wet| een.standaard == wet);
        if let Some(geldig) = versie.codes(code).filter(van_wet).find(|een| een.looptijd().geldt_op(dag)) {
            return Codeuitslag::Geldig(geldig);
        }
        // Rather what was than what is to come: that is what a message of some time ago meant.
        let voorbij = versie.codes(code).filter(van_wet).filter(|een| een.looptijd().is_voorbij(dag));
        if let Some(laatste) = voorbij.max_by_key(|een| een.einddatum) {
            return Codeuitslag::NietMeer(laatste);
        }
        if let Some(eerste) = versie.codes(code).filter(van_wet).min_by_key(|een| een.ingangsdatum) {
            return Codeuitslag::NogNiet(eerste);
        }
        versie.codes(code).next().map_or(Codeuitslag::CodeOnbekend, Codeuitslag::AndereStandaard)
    }

    /// Every code of a list that holds on a day, by code; none where the list is not known or does not hold.
    pub fn vouw_uit(&self, lijst: &str, standaard: Option<Standaard>, dag: NaiveDate) -> Option<Vec<&Code>> {
        let versie = self.codes().op(lijst, dag).filter(|versie| !versie.looptijd().is_voorbij(dag))?;
        let geldt =
            |code: &&Code| standaard.is_none_or(|wet| code.standaard == wet) && code.looptijd().geldt_op(dag);
        let mut codes: Vec<&Code> = versie.lijst.codes.iter().filter(geldt).collect();
        codes.sort_by(|een, ander| (&een.code, een.standaard).cmp(&(&ander.code, ander.standaard)));
        Some(codes)
    }

    /// A code in other lists, or in one of them: the best fit first. A translation is read both ways.
    pub fn vertaal(&self, lijst: &str, code: &str, naar: Option<&str>, dag: NaiveDate) -> Vec<Vertaald<'_>> {
        let mut uit = Vec::new();
        for vertaling in self.vertalingen() {
            let looptijd = super::Looptijd::nieuw(vertaling.ingangsdatum, vertaling.einddatum);
            if !looptijd.geldt_op(dag) {
                continue;
            }
            for regel in &vertaling.regels {
                let toelichting = regel.toelichting.as_deref();
                let heen = (&vertaling.van, &regel.van, &vertaling.naar, &regel.naar, regel.soort);
                let terug =
                    (&vertaling.naar, &regel.naar, &vertaling.van, &regel.van, regel.soort.omgekeerd());
                for (van_lijst, van, lijst_daar, code_daar, soort) in [heen, terug] {
                    if van_lijst == lijst && van == code && naar.is_none_or(|naar| naar == lijst_daar) {
                        uit.push(Vertaald {
                            vertaling,
                            lijst: lijst_daar,
                            code: code_daar,
                            soort,
                            toelichting,
                        });
                    }
                }
            }
        }
        uit.sort_by(|een, ander| {
            (een.soort, een.lijst, een.code).cmp(&(ander.soort, ander.lijst, ander.code))
        });
        uit
    }
}
