//! What a word means.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::gebrek::Toets;
use super::looptijd::Looptijd;
use super::register::Omgeving;
use super::status::Status;
use super::stuk::{Registerstuk, Soort, is_id, landelijk};

/// A term with what it means, where it stands in messages, and what it has to do with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Begrip {
    /// In kebab-case; it never changes.
    pub id: String,
    /// The word that everybody uses for it.
    pub voorkeursterm: String,
    /// Other words for the same.
    #[serde(default)]
    pub alternatieve_termen: Vec<String>,
    /// Misspellings and spoken forms by which people look for it.
    #[serde(default)]
    pub zoektermen: Vec<String>,
    /// What it is, in one or two sentences.
    pub definitie: String,
    /// More about it.
    #[serde(default)]
    pub toelichting: Option<String>,
    /// An example.
    #[serde(default)]
    pub voorbeeld: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub bron: Option<Bron>,
    /// Begrippen of which this is a kind.
    #[serde(default)]
    pub breder: Vec<String>,
    /// Begrippen that have to do with it.
    #[serde(default)]
    pub verwant: Vec<String>,
    /// URIs of the same in other schemes.
    #[serde(default)]
    pub exact_gelijk_aan: Vec<String>,
    /// URIs of nearly the same in other schemes.
    #[serde(default)]
    pub bijna_gelijk_aan: Vec<String>,
    /// Klassen and elements of the standard that it stands for: `ToegewezenProduct/ToewijzingNummer`.
    #[serde(default)]
    pub elementen: Vec<String>,
    /// Codes that it stands for.
    #[serde(default)]
    pub codes: Vec<Codeverwijzing>,
    /// Rules of the standard that are about it.
    #[serde(default)]
    pub regels: Vec<String>,
    /// Who decides about it.
    #[serde(default = "landelijk")]
    pub eigenaar: String,
    /// Where it is.
    pub status: Status,
    /// What took its place.
    #[serde(default)]
    pub opvolger: Option<String>,
    /// From when to when it holds.
    #[serde(default)]
    pub ingangsdatum: Option<chrono::NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub einddatum: Option<chrono::NaiveDate>,
}

/// Where a begrip comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bron {
    /// What it is called.
    pub titel: String,
    /// A URL, or where in it.
    #[serde(default)]
    pub verwijzing: Option<String>,
}

/// A code in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Codeverwijzing {
    /// The list.
    pub codelijst: String,
    /// The code.
    pub code: String,
}

const LANGSTE_TERM: usize = 100;
const LANGSTE_TEKST: usize = 4000;

impl Registerstuk for Begrip {
    fn sleutel(&self) -> &str {
        &self.id
    }

    fn naam(&self) -> &str {
        &self.voorkeursterm
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

    fn zet_einddatum(&mut self, einddatum: chrono::NaiveDate) {
        self.einddatum = Some(einddatum);
    }

    fn opvolger(&self) -> Option<&str> {
        self.opvolger.as_deref()
    }

    fn zet_opvolger(&mut self, opvolger: &str) -> bool {
        self.opvolger = Some(opvolger.to_owned());
        true
    }

    fn toets(&self, toets: &mut Toets<'_>) {
        if !is_id(&self.id) {
            toets.fout("id", "een id heeft kleine letters, cijfers en streepjes, zoals ‘startdatum-zorg’");
        }
        toets.tekst("voorkeursterm", &self.voorkeursterm, LANGSTE_TERM);
        toets.tekst("definitie", &self.definitie, LANGSTE_TEKST);
        toets.hoogstens("toelichting", self.toelichting.as_deref().unwrap_or_default(), LANGSTE_TEKST);
        toets.hoogstens("voorbeeld", self.voorbeeld.as_deref().unwrap_or_default(), LANGSTE_TEKST);
        for (veld, termen) in
            [("alternatieveTermen", &self.alternatieve_termen), ("zoektermen", &self.zoektermen)]
        {
            termen.iter().for_each(|term| toets.tekst(veld, term, LANGSTE_TERM));
        }
        let termen = std::iter::once(&self.voorkeursterm).chain(&self.alternatieve_termen);
        toets.zonder_dubbel("alternatieveTermen", termen.map(String::as_str));
        for (veld, naar) in [("breder", &self.breder), ("verwant", &self.verwant)] {
            if naar.contains(&self.id) {
                toets.fout(veld, "een begrip verwijst niet naar zichzelf");
            }
            toets.zonder_dubbel(veld, naar.iter().map(String::as_str));
        }
        for (veld, uris) in
            [("exactGelijkAan", &self.exact_gelijk_aan), ("bijnaGelijkAan", &self.bijna_gelijk_aan)]
        {
            for uri in uris.iter().filter(|uri| !is_uri(uri)) {
                toets.fout(veld, format!("‘{uri}’ is geen adres dat met http:, https: of urn: begint"));
            }
        }
        for element in self.elementen.iter().filter(|element| !is_element(element)) {
            toets.fout(
                "elementen",
                format!("‘{element}’ is geen klasse, of klasse met een schuine streep en een element"),
            );
        }
        for regel in self.regels.iter().filter(|regel| !is_regelcode(regel)) {
            toets.fout("regels", format!("‘{regel}’ is geen code van een regel, zoals TR381"));
        }
    }

    fn toets_in(&self, omgeving: &Omgeving<'_>, toets: &mut Toets<'_>) {
        for (veld, naar) in [("breder", &self.breder), ("verwant", &self.verwant)] {
            for id in naar.iter().filter(|id| !omgeving.kent(Soort::Begrip, id)) {
                toets.fout(veld, format!("het begrip ‘{id}’ bestaat niet"));
            }
        }
        for Codeverwijzing { codelijst, code } in &self.codes {
            match omgeving.codelijst(codelijst) {
                None => toets.fout("codes", format!("de codelijst ‘{codelijst}’ bestaat niet")),
                Some(lijst) if !lijst.codes.iter().any(|een| een.code == *code) => {
                    toets.fout("codes", format!("de codelijst {codelijst} heeft geen code ‘{code}’"));
                }
                Some(_) => {}
            }
        }
    }
}

fn is_uri(tekst: &str) -> bool {
    let rest = ["http://", "https://", "urn:"].iter().find_map(|begin| tekst.strip_prefix(begin));
    rest.is_some_and(|rest| !rest.is_empty() && !tekst.contains(char::is_whitespace))
}

/// Two or three capitals and a number, such as `TR381`, and maybe a part of it: `OP033x1`.
fn is_regelcode(tekst: &str) -> bool {
    let cijfers = tekst.trim_start_matches(|teken: char| teken.is_ascii_uppercase());
    let letters = tekst.len() - cijfers.len();
    let (nummer, deel) = cijfers.split_once('x').unwrap_or((cijfers, "1"));
    let getal =
        |getal: &str| (1..=4).contains(&getal.len()) && getal.bytes().all(|teken| teken.is_ascii_digit());
    (2..=3).contains(&letters) && getal(nummer) && getal(deel)
}

fn is_element(tekst: &str) -> bool {
    let naam = |naam: &str| {
        !naam.is_empty() && naam.bytes().all(|teken| teken.is_ascii_alphanumeric() || teken == b'_')
    };
    tekst.split('/').all(naam)
}
