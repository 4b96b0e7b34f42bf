//! A draft in words.

use std::fmt::Write;

use super::{Actie, Afhandeling, Concept, Toegewezen, Voorstel};
use crate::bericht::{Eenheid, Frequentie, Omvang, VerzoekAntwoord};

/// A reason to refuse a request (WJ759) in words of our own.
pub fn reden_in_woorden(code: &str) -> &'static str {
    match code {
        "1" => "dit is geen wijziging maar een nieuwe aanvraag",
        "2" => "het past niet binnen het budget",
        "3" => "er is geen contract",
        "4" => "het valt buiten het contract",
        "5" => "een andere gemeente is verantwoordelijk",
        "6" => "dezelfde zorg is al toegewezen",
        "7" => "de zorg is inhoudelijk niet passend",
        "8" => "een andere gemeente is verantwoordelijk volgens het woonplaatsbeginsel",
        "9" => "de cliënt heeft de leeftijdsgrens bereikt",
        _ => "een reden die niet in de codelijst staat",
    }
}

fn hoeveel(omvang: Omvang) -> String {
    let eenheid = match omvang.eenheid {
        Eenheid::Minuut => "minuten",
        Eenheid::Uur => "uur",
        Eenheid::Etmaal => "etmalen",
        Eenheid::Dagdeel => "dagdelen",
        Eenheid::StuksOutput | Eenheid::StuksInspanning => "stuks",
        Eenheid::Euro => "eurocent",
    };
    let per = match omvang.frequentie {
        Frequentie::PerDag => "per dag",
        Frequentie::PerWeek => "per week",
        Frequentie::PerMaand => "per maand",
        Frequentie::Totaal => "in totaal",
    };
    format!("{} {eenheid} {per}", omvang.volume)
}

impl Toegewezen {
    /// What it is, in one sentence.
    pub fn in_woorden(&self) -> String {
        let wat = match &self.product {
            None => "alle zorg".to_owned(),
            Some(product) => match &product.code {
                Some(code) => format!("product {code} (categorie {})", product.categorie),
                None => format!("categorie {}", product.categorie),
            },
        };
        let tot = match self.einddatum {
            Some(dag) => format!("tot en met {dag}"),
            None => "zonder einddatum".to_owned(),
        };
        let hoeveel = match (self.omvang, self.budget) {
            (Some(omvang), _) => format!(", {}", hoeveel(omvang)),
            (None, Some(budget)) => format!(", budget {budget}"),
            (None, None) => String::new(),
        };
        let nummer = self.nummer;
        let begin = match self.actie {
            Actie::Nieuw => format!("Toewijzing {nummer} is nieuw"),
            Actie::Gewijzigd => format!("Toewijzing {nummer} wijzigt"),
            Actie::Ingetrokken => format!("Toewijzing {nummer} eindigt eerder"),
            Actie::Verwijderd => format!("Toewijzing {nummer} wordt verwijderd"),
            Actie::Ongewijzigd => format!("Toewijzing {nummer} blijft gelijk"),
        };
        let regels = self.regels.join(", ");
        format!("{begin}: {wat}, vanaf {} {tot}{hoeveel}. {} ({regels}).", self.ingangsdatum, self.waarom)
    }
}

impl Afhandeling {
    /// What it says, in one sentence.
    pub fn in_woorden(&self) -> String {
        let over = self
            .regel
            .map_or_else(|| "Het verzoek".to_owned(), |regel| format!("Aangevraagd product {regel}"));
        match (self.antwoord, &self.reden) {
            (VerzoekAntwoord::InOnderzoek, _) => format!("{over} wordt onderzocht (OP274, OP346)."),
            (VerzoekAntwoord::Afgewezen, None) => format!("{over} wordt afgewezen; kies nog een reden."),
            (VerzoekAntwoord::Afgewezen, Some(reden)) => {
                let gemeente = self.gemeente.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
                format!("{over} wordt afgewezen: {}{gemeente} (reden {reden}).", reden_in_woorden(reden))
            }
        }
    }
}

impl Concept {
    /// The draft in words: what happens and why, what to mind, and what is missing. A line for each.
    pub fn in_woorden(&self) -> String {
        let mut uit = String::new();
        let mut regel = |tekst: &str| {
            // Writing to a String does not fail.
            let _ = writeln!(uit, "{tekst}");
        };
        match &self.voorstel {
            Voorstel::Toewijzing(producten) => {
                producten.iter().for_each(|product| regel(&product.in_woorden()));
            }
            Voorstel::Antwoord(antwoord) => {
                antwoord.iter().for_each(|antwoord| regel(&antwoord.in_woorden()));
            }
        }
        self.let_op.iter().for_each(|tekst| regel(&format!("Let op. {tekst}")));
        self.ontbreekt.iter().for_each(|een| regel(&format!("Ontbreekt: {}. {}", een.element, een.waarom)));
        uit
    }
}
