//! A proposal: what the 325 to a 323 would say, line by line, for people to decide about.

use std::collections::BTreeMap;

use super::{Afrekening, NIET_BEOORDEELD};
use crate::bericht::{self, Bsn, Client, Declaratie, Eurocent, Prestatie};
use crate::keten::Retourcodes;

/// The lines that people refuse, each by its number in the message, with the code.
pub type Afwijzingen = BTreeMap<u32, &'static str>;

/// The codes of lines that are refused before the rules are asked, by the path of the line.
pub fn vooraf_afgewezen(clienten: &[Client], afwijzingen: &Afwijzingen) -> Retourcodes {
    let mut codes = Retourcodes::default();
    if afwijzingen.is_empty() {
        return codes;
    }
    for (regel, _, prestatie) in bericht::regels(clienten) {
        if let Some(code) = afwijzingen.get(&regel) {
            codes.voeg_toe(prestatie.plek.pad.to_string(), code);
        }
    }
    codes
}

/// What the 325 to a 323 would say.
#[derive(Clone, Debug)]
pub struct Voorstel<'b> {
    /// The Declaratie.
    pub declaratie: &'b Declaratie,
    /// The codes of the Header or the Declaratie where it would be refused as a whole; otherwise empty.
    pub codes: Vec<&'static str>,
    /// What would be granted in all, debits minus credits.
    pub toegekend: Eurocent,
    /// Every line.
    pub regels: Vec<Voorstelregel<'b>>,
}

/// One line of a proposal.
#[derive(Clone, Debug)]
pub struct Voorstelregel<'b> {
    /// Its number.
    pub regel: u32,
    /// The client.
    pub bsn: &'b Bsn,
    /// The line.
    pub prestatie: &'b Prestatie,
    /// The codes that the rules give: the line, or its client.
    pub codes: Vec<&'static str>,
    /// Whether the codes are those of its client, so that the line itself was not judged.
    pub bij_client: bool,
    /// The code of a person.
    pub afgewezen_met: Option<&'static str>,
}

impl Voorstelregel<'_> {
    /// Whether the line would be granted.
    pub fn is_toegekend(&self) -> bool {
        self.codes.is_empty() && self.afgewezen_met.is_none()
    }
}

/// How one line of a proposal ends: what people approve, apart from what stands in the message anyhow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regeluitslag {
    /// The codes that the rules give, ascending with a space between them.
    pub codes: String,
    /// Whether they are those of the client.
    pub bij_client: bool,
    /// The code of a person.
    pub afgewezen_met: Option<String>,
}

impl<'b> Voorstel<'b> {
    /// What follows from the codes of the rules, and those of people.
    pub fn maak(
        declaratie: &'b Declaratie,
        clienten: &'b [Client],
        codes: &Retourcodes,
        afwijzingen: &Afwijzingen,
    ) -> Voorstel<'b> {
        let afrekening = Afrekening::maak(declaratie, clienten, codes);
        let mut regels = Vec::new();
        let mut van_client = Vec::new();
        let mut vorige: Option<&Client> = None;
        for (regel, client, prestatie) in bericht::regels(clienten) {
            if !vorige.is_some_and(|vorige| std::ptr::eq(vorige, client)) {
                van_client = codes.bij(&client.persoon.plek.pad.to_string());
                vorige = Some(client);
            }
            let afgewezen_met = afwijzingen.get(&regel).copied();
            let van_regels = if !afrekening.is_verwerkt() {
                vec![NIET_BEOORDEELD]
            } else if !van_client.is_empty() {
                van_client.clone()
            } else if afgewezen_met.is_some() {
                // Refused before the rules were asked.
                Vec::new()
            } else {
                codes.bij(&prestatie.plek.pad.to_string())
            };
            let bij_client = afrekening.is_verwerkt() && !van_client.is_empty();
            let bsn = &client.bsn;
            regels.push(Voorstelregel {
                regel,
                bsn,
                prestatie,
                codes: van_regels,
                bij_client,
                afgewezen_met,
            });
        }
        Voorstel { declaratie, codes: afrekening.codes.clone(), toegekend: afrekening.toegekend, regels }
    }

    /// What is claimed in all, debits and credits both without their sign.
    pub fn bruto(&self) -> Eurocent {
        let centen =
            |regel: &Voorstelregel<'_>| i64::try_from(regel.prestatie.bedrag.centen).unwrap_or(i64::MAX);
        self.regels.iter().map(|regel| Eurocent(centen(regel))).fold(Eurocent(0), |som, een| som + een)
    }

    /// How many lines would be refused.
    pub fn afgewezen(&self) -> usize {
        self.regels.iter().filter(|regel| !regel.is_toegekend()).count()
    }

    /// The codes of the whole, as they are kept.
    pub fn codes_van_geheel(&self) -> String {
        self.codes.join(" ")
    }

    /// How every line ends, in the order of their numbers.
    pub fn uitslagen(&self) -> impl Iterator<Item = Regeluitslag> + '_ {
        self.regels.iter().map(|regel| Regeluitslag {
            codes: regel.codes.join(" "),
            bij_client: regel.bij_client,
            afgewezen_met: regel.afgewezen_met.map(str::to_owned),
        })
    }
}
