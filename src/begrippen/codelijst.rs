//! A list of codes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gebrek::Toets;
use super::looptijd::Looptijd;
use super::status::Status;
use super::stuk::{Registerstuk, landelijk};
use crate::bericht::Standaard;

/// A list of codes, of both laws together where both use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Codelijst {
    /// Its name in the standard: `JZ002`.
    pub lijst: String,
    /// Its name for people.
    pub naam: String,
    /// What it is for.
    #[serde(default)]
    pub omschrijving: String,
    /// Where it comes from.
    #[serde(default)]
    pub bron: Option<String>,
    /// Who decides about it.
    #[serde(default = "landelijk")]
    pub eigenaar: String,
    /// Where it is.
    #[serde(default)]
    pub status: Status,
    /// The first day.
    #[serde(default)]
    pub ingangsdatum: Option<NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub einddatum: Option<NaiveDate>,
    /// Its codes. A code may stand in it more than once, for days that do not overlap.
    pub codes: Vec<Code>,
}

/// A code under one law.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Code {
    /// The law.
    pub standaard: Standaard,
    /// The code.
    pub code: String,
    /// What it means.
    pub omschrijving: String,
    /// When to use it.
    #[serde(default)]
    pub toelichting: Option<String>,
    /// The first day; none is unknown or always.
    #[serde(default)]
    pub ingangsdatum: Option<NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub einddatum: Option<NaiveDate>,
}

impl Code {
    /// From when to when it holds.
    pub fn looptijd(&self) -> Looptijd {
        Looptijd::nieuw(self.ingangsdatum, self.einddatum)
    }
}

/// What a new list does to a code of the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codewijziging {
    /// It was not there.
    Nieuw(Code),
    /// It means something else, or holds on other days.
    Anders {
        /// As it was.
        oud: Code,
        /// As it will be.
        nieuw: Code,
    },
    /// It gets a last day, or stands no longer in the list.
    Beeindigd {
        /// As it was.
        oud: Code,
        /// As it will be.
        nieuw: Code,
    },
}

impl Codewijziging {
    /// The code as it will be.
    pub fn code(&self) -> &Code {
        match self {
            Codewijziging::Nieuw(code) => code,
            Codewijziging::Anders { nieuw, .. } | Codewijziging::Beeindigd { nieuw, .. } => nieuw,
        }
    }

    /// Whether something that was there becomes other than it was.
    pub fn raakt_wat_er_was(&self) -> bool {
        !matches!(self, Codewijziging::Nieuw(_))
    }
}

/// By what a code is the same in two lists: the law, the code and which of its periods.
fn op_periode(codes: &[Code]) -> BTreeMap<(Standaard, &str, usize), &Code> {
    let mut geordend: Vec<&Code> = codes.iter().collect();
    geordend.sort_by(|een, ander| {
        (een.standaard, &een.code, een.ingangsdatum).cmp(&(ander.standaard, &ander.code, ander.ingangsdatum))
    });
    let mut uit = BTreeMap::new();
    for code in geordend {
        let mut keer = 0;
        while uit.contains_key(&(code.standaard, code.code.as_str(), keer)) {
            keer += 1;
        }
        uit.insert((code.standaard, code.code.as_str(), keer), code);
    }
    uit
}

impl Codelijst {
    /// The same list with the codes of a new edition, and what that changes. A code that does not stand in the new edition ends on
    /// the day before `per`: what was once used can always be looked up. A law of which the new edition has no code at all is
    /// left alone.
    pub fn met_uitgave(&self, codes: Vec<Code>, per: NaiveDate) -> (Codelijst, Vec<Codewijziging>) {
        let wetten: BTreeSet<Standaard> = codes.iter().map(|code| code.standaard).collect();
        let (oud, nieuw) = (op_periode(&self.codes), op_periode(&codes));
        let mut wijzigingen = Vec::new();
        let mut blijvend = Vec::new();
        for (sleutel, was) in &oud {
            if !nieuw.contains_key(sleutel) {
                let over = self.zonder(was, per, wetten.contains(&was.standaard), &mut wijzigingen);
                blijvend.push(over);
            }
        }
        for (sleutel, wordt) in &nieuw {
            match oud.get(sleutel) {
                None => wijzigingen.push(Codewijziging::Nieuw((*wordt).clone())),
                Some(was) if was == wordt => {}
                Some(was) => wijzigingen.push(verandering(was, wordt)),
            }
        }
        let mut alle = codes;
        alle.extend(blijvend);
        (Codelijst { codes: alle, ..self.clone() }, wijzigingen)
    }

    fn zonder(
        &self,
        was: &Code,
        per: NaiveDate,
        hoort_erin: bool,
        wijzigingen: &mut Vec<Codewijziging>,
    ) -> Code {
        let laatste = per.pred_opt().unwrap_or(per);
        if !hoort_erin || was.looptijd().is_voorbij(per) {
            return was.clone();
        }
        // A code that would have begun later never did.
        let laatste = was.ingangsdatum.map_or(laatste, |eerste| laatste.max(eerste));
        let nieuw = Code { einddatum: Some(laatste), ..was.clone() };
        wijzigingen.push(Codewijziging::Beeindigd { oud: was.clone(), nieuw: nieuw.clone() });
        nieuw
    }
}

fn verandering(was: &Code, wordt: &Code) -> Codewijziging {
    let (oud, nieuw) = (was.clone(), wordt.clone());
    let eindigt = match (was.einddatum, wordt.einddatum) {
        (None, Some(_)) => true,
        (Some(oud), Some(nieuw)) => nieuw < oud,
        (_, None) => false,
    };
    if eindigt { Codewijziging::Beeindigd { oud, nieuw } } else { Codewijziging::Anders { oud, nieuw } }
}

impl Registerstuk for Codelijst {
    fn sleutel(&self) -> &str {
        &self.lijst
    }

    fn naam(&self) -> &str {
        &self.naam
    }

    fn eigenaar(&self) -> &str {
        &self.eigenaar
    }

    fn status(&self) -> Status {
        self.status
    }

    fn zet_status(&mut self, status: Status) {
        self.status = status;
    }

    fn looptijd(&self) -> Looptijd {
        Looptijd::nieuw(self.ingangsdatum, self.einddatum)
    }

    fn zet_einddatum(&mut self, einddatum: NaiveDate) {
        self.einddatum = Some(einddatum);
    }

    fn toets(&self, toets: &mut Toets<'_>) {
        if !is_lijstnaam(&self.lijst) {
            toets.fout("lijst", "een naam heeft letters, cijfers en streepjes, zoals ‘JZ002’");
        }
        toets.tekst("naam", &self.naam, 200);
        toets.hoogstens("omschrijving", &self.omschrijving, 2000);
        for code in &self.codes {
            let veld = format!("codes, {} {}", code.standaard.sleutel(), code.code);
            if !is_code(&code.code) {
                toets.fout(&veld, "een code heeft 1 tot 20 tekens, zonder spaties");
            }
            toets.tekst(&veld, &code.omschrijving, 500);
            toets.hoogstens(&veld, code.toelichting.as_deref().unwrap_or_default(), 2000);
            code.looptijd().toets(&veld, toets);
        }
        let op_periode = op_periode(&self.codes);
        for ((standaard, code, keer), een) in &op_periode {
            let volgende = op_periode.get(&(*standaard, code, keer + 1));
            if volgende.is_some_and(|ander| een.looptijd().overlapt(ander.looptijd())) {
                let veld = format!("codes, {} {code}", standaard.sleutel());
                toets.fout(&veld, "deze code staat er twee keer voor dezelfde dag. Laat de ene eindigen voor de andere begint");
            }
        }
    }
}

fn is_lijstnaam(tekst: &str) -> bool {
    let teken = |teken: u8| teken.is_ascii_alphanumeric() || teken == b'-';
    (1..=40).contains(&tekst.len()) && tekst.bytes().all(teken)
}

fn is_code(tekst: &str) -> bool {
    (1..=20).contains(&tekst.chars().count())
        && !tekst.chars().any(|teken| teken.is_whitespace() || teken.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(code: &str, van: Option<&str>, tot: Option<&str>) -> Code {
        let dag = |tekst: Option<&str>| tekst.map(|tekst| tekst.parse().unwrap());
        Code {
            standaard: Standaard::Ijw,
            code: code.to_owned(),
            omschrijving: format!("Code {code}"),
            toelichting: None,
            ingangsdatum: dag(van),
            einddatum: dag(tot),
        }
    }

    fn lijst(codes: Vec<Code>) -> Codelijst {
        Codelijst {
            lijst: "JZ002".to_owned(),
            naam: "Reden wijziging".to_owned(),
            omschrijving: String::new(),
            bron: None,
            eigenaar: landelijk(),
            status: Status::Vastgesteld,
            ingangsdatum: None,
            einddatum: None,
            codes,
        }
    }

    #[test]
    fn een_nieuwe_uitgave_voegt_toe_wijzigt_en_beeindigt_en_vergeet_niets() {
        let per = "2026-07-01".parse().unwrap();
        let oud =
            lijst(vec![code("01", None, None), code("02", None, None), code("03", None, Some("2020-12-31"))]);
        let anders = Code { omschrijving: "Iets anders".to_owned(), ..code("01", None, None) };
        let (nieuw, wijzigingen) = oud.met_uitgave(vec![anders.clone(), code("04", None, None)], per);
        let einde = code("02", None, Some("2026-06-30"));
        assert_eq!(
            wijzigingen,
            [
                Codewijziging::Beeindigd { oud: code("02", None, None), nieuw: einde.clone() },
                Codewijziging::Anders { oud: code("01", None, None), nieuw: anders.clone() },
                Codewijziging::Nieuw(code("04", None, None)),
            ]
        );
        assert_eq!(
            nieuw.codes,
            [anders, code("04", None, None), einde, code("03", None, Some("2020-12-31"))]
        );
    }

    #[test]
    fn een_uitgave_van_de_ene_wet_laat_de_codes_van_de_andere_met_rust() {
        let iwmo = Code { standaard: Standaard::Iwmo, ..code("01", None, None) };
        let oud = lijst(vec![code("01", None, None), iwmo.clone()]);
        let (nieuw, wijzigingen) =
            oud.met_uitgave(vec![code("01", None, None)], "2026-07-01".parse().unwrap());
        assert!(wijzigingen.is_empty());
        assert!(nieuw.codes.contains(&iwmo));
    }

    #[test]
    fn een_code_kan_terugkomen_maar_niet_twee_keer_gelden_op_een_dag() {
        let gebreken = |tot| {
            let codes = vec![code("01", None, Some(tot)), code("01", Some("2026-01-01"), None)];
            let mut gebreken = Vec::new();
            lijst(codes).toets(&mut Toets::van("codelijst JZ002".to_owned(), &mut gebreken));
            gebreken
        };
        assert!(gebreken("2025-12-31").is_empty());
        assert!(
            gebreken("2026-01-01")[0]
                .to_string()
                .starts_with("codelijst JZ002, codes, ijw 01: deze code staat er twee")
        );
    }
}
