//! What a check finds, and the verdict that follows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::regel::TECHNISCHE_AFKEUR;
use crate::bericht::{OngeldigeWaarde, Plek};
use crate::schema::{Finding, FindingKind};

/// The level at which something was found (IV032).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Niveau {
    /// Level 1: it is not (safe) XML.
    Xml,
    /// Level 1: it does not fit the schema of its type.
    Schema,
    /// Level 2: a rule inside the message.
    Bericht,
    /// Level 4: a check against a list, a contract or the date.
    Extern,
    /// Level 3: a rule over messages.
    Keten,
}

impl Niveau {
    /// The key in JSON and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Niveau::Xml => "xml",
            Niveau::Schema => "schema",
            Niveau::Bericht => "bericht",
            Niveau::Extern => "extern",
            Niveau::Keten => "keten",
        }
    }

    /// The level with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Niveau> {
        [Niveau::Xml, Niveau::Schema, Niveau::Bericht, Niveau::Extern, Niveau::Keten]
            .into_iter()
            .find(|niveau| niveau.sleutel() == sleutel)
    }
}

/// One thing that a check found. Its text holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bevinding {
    /// Where in the order of checks.
    pub niveau: Niveau,
    /// The rule that was broken; none for XML and schema.
    pub regel: Option<String>,
    /// The code for it in the answer; none at level 1, where no answer exists (IV028).
    pub retourcode: Option<String>,
    /// Path of the element, local names with 1-based indexes.
    pub pad: String,
    /// Line, from 1.
    pub regelnummer: u32,
    /// Column in characters, from 1.
    pub kolom: u32,
    /// What is wrong and what to do, in plain Dutch.
    pub tekst: String,
}

impl Bevinding {
    /// A value that the schema lets pass but that nobody can work with.
    pub fn waarde(plek: &Plek, fout: OngeldigeWaarde) -> Bevinding {
        Bevinding {
            niveau: Niveau::Bericht,
            regel: None,
            retourcode: Some(TECHNISCHE_AFKEUR.to_owned()),
            pad: plek.pad.to_string(),
            regelnummer: plek.positie.line,
            kolom: plek.positie.column,
            tekst: format!("Deze waarde is geen {}. Verbeter de waarde.", fout.soort),
        }
    }

    /// The last finding of a list that was cut off: it says how many there were beyond it.
    pub fn en_nog(niveau: Niveau, aantal: u64) -> Bevinding {
        let codes = match niveau {
            Niveau::Keten | Niveau::Extern => "; alle retourcodes staan in het antwoord",
            Niveau::Xml | Niveau::Schema | Niveau::Bericht => "",
        };
        Bevinding {
            niveau,
            regel: None,
            retourcode: None,
            pad: "/Bericht".to_owned(),
            regelnummer: 1,
            kolom: 1,
            tekst: format!(
                "Er zijn nog {aantal} bevindingen die hier niet staan. Verbeter eerst deze{codes}."
            ),
        }
    }
}

/// The verdict on a message by itself: the first level at which it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Oordeel {
    /// Nothing found.
    Geldig,
    /// Not well-formed XML.
    GeenXml,
    /// XML that we do not read: a DOCTYPE, or beyond what a message can need.
    Onveilig,
    /// XML, but not a message of iJw 3.2 or iWmo 3.2.
    OnbekendBericht,
    /// Not valid against its schema.
    Schema,
    /// A rule inside the message is broken: answered with 0001.
    Regels,
}

impl Oordeel {
    /// Every verdict.
    pub const ALLE: [Oordeel; 6] = [
        Oordeel::Geldig,
        Oordeel::GeenXml,
        Oordeel::Onveilig,
        Oordeel::OnbekendBericht,
        Oordeel::Schema,
        Oordeel::Regels,
    ];

    /// The key in JSON and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Oordeel::Geldig => "geldig",
            Oordeel::GeenXml => "geen-xml",
            Oordeel::Onveilig => "onveilig",
            Oordeel::OnbekendBericht => "onbekend-bericht",
            Oordeel::Schema => "schema",
            Oordeel::Regels => "regels",
        }
    }

    /// The verdict with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Oordeel> {
        Oordeel::ALLE.into_iter().find(|oordeel| oordeel.sleutel() == sleutel)
    }

    /// Whether the message fails at level 1, so that no answer exists for it and nothing is routed (IV028).
    pub fn niveau_1(self) -> bool {
        !matches!(self, Oordeel::Geldig | Oordeel::Regels)
    }
}

/// Elements whose value may be shown in a finding: dates of care, codes, numbers and amounts, never what says who
/// it is about.
const TOONBAAR: &[&str] = &[
    "AdresSoort",
    "Afzender",
    "BasisschemaXsdVersie",
    "Bedrag",
    "Begindatum",
    "BerichtCode",
    "BerichtSubversie",
    "BerichtVersie",
    "BerichtXsdVersie",
    "BeschikkingAfgiftedatum",
    "BeschikkingIngangsdatum",
    "Budget",
    "Categorie",
    "Code",
    "Dagtekening",
    "DagtekeningRetour",
    "DebetCredit",
    "DeclaratieDagtekening",
    "Eenheid",
    "Einddatum",
    "Frequentie",
    "GeleverdVolume",
    "GewensteIngangsdatum",
    "Ingangsdatum",
    "Ontvanger",
    "ProductCategorie",
    "ProductCode",
    "ProductTarief",
    "RedenAfwijzing",
    "RedenBeeindiging",
    "RedenVerzoek",
    "RedenWijziging",
    "RetourCode",
    "StatusAanlevering",
    "ToewijzingEinddatum",
    "ToewijzingIngangsdatum",
    "Toewijzingsdatum",
    "Toewijzingstijd",
    "TotaalBedrag",
    "VerzoekAntwoord",
    "Volume",
    "XsltVersie",
];

impl From<Finding> for Bevinding {
    fn from(gevonden: Finding) -> Self {
        let niveau = match gevonden.kind {
            FindingKind::NotWellFormed | FindingKind::Unsafe => Niveau::Xml,
            FindingKind::UnknownRoot | FindingKind::Invalid => Niveau::Schema,
        };
        let laatste = gevonden.path.rsplit('/').next().unwrap_or_default();
        let waarde = gevonden.found.filter(|waarde| mag_getoond(laatste, waarde));
        let tekst = match waarde {
            Some(waarde) => format!("{} Gevonden: ‘{waarde}’.", gevonden.text),
            None => gevonden.text,
        };
        Bevinding {
            niveau,
            regel: None,
            retourcode: None,
            pad: gevonden.path,
            regelnummer: gevonden.position.line,
            kolom: gevonden.position.column,
            tekst,
        }
    }
}

/// Whether the value of an element (by its local name) may be shown to whoever reads findings: it cannot say who the message is
/// about.
pub fn mag_getoond(element: &str, waarde: &str) -> bool {
    TOONBAAR.contains(&element) && toonbaar(waarde)
}

/// Whether a value looks like a date, a time, a number or a code, and cannot be a name or a burgerservicenummer that
/// landed in the wrong element: also one without its first zero, or with something in front or behind.
fn toonbaar(waarde: &str) -> bool {
    let cijfers = waarde.bytes().filter(u8::is_ascii_digit).count();
    let als_getal = waarde.bytes().all(|teken| teken.is_ascii_digit() || b"-+:.".contains(&teken));
    let als_code = waarde.bytes().all(|teken| teken.is_ascii_alphanumeric());
    match waarde.len() {
        0..=2 => als_getal || als_code,
        3..=5 => als_getal || (als_code && cijfers > 0),
        6..=20 => als_getal && (cijfers < 8 || als_datum(waarde)),
        _ => false,
    }
}

/// Whether a value has the form of a date, also of one that does not exist.
fn als_datum(waarde: &str) -> bool {
    let vorm = |(teken, vorm): (u8, u8)| if vorm == b'-' { teken == b'-' } else { teken.is_ascii_digit() };
    waarde.len() == 10 && waarde.bytes().zip(*b"0000-00-00").all(vorm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Position;

    fn gevonden(path: &str, found: &str) -> Bevinding {
        Bevinding::from(Finding {
            kind: FindingKind::Invalid,
            path: path.to_owned(),
            position: Position { line: 3, column: 7 },
            text: "De waarde klopt niet.".to_owned(),
            found: Some(found.to_owned()),
        })
    }

    #[test]
    fn a_wrong_date_of_care_is_shown() {
        let bevinding =
            gevonden("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum", "2027-06-31");
        assert_eq!(bevinding.tekst, "De waarde klopt niet. Gevonden: ‘2027-06-31’.");
    }

    #[test]
    fn what_says_who_it_is_about_is_never_shown() {
        for (pad, waarde) in [
            ("/Bericht/Client/Bsn", "99990000x"),
            ("/Bericht/Client/Geboortedatum/Datum", "2010-02-31"),
            ("/Bericht/Header/Ontvanger", "999900006"),
            ("/Bericht/Header/Ontvanger", "99990000"),
            ("/Bericht/Header/Ontvanger", "0999900006"),
            ("/Bericht/Header/Ontvanger", "9999.00.006"),
            ("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Einddatum", "P. Jansen-Bakker"),
            ("/Bericht/Client/ToegewezenProducten/ToegewezenProduct[1]/Product/Code", "Jan"),
        ] {
            assert!(!gevonden(pad, waarde).tekst.contains(waarde), "{pad}");
        }
    }

    #[test]
    fn keys_lead_back_to_their_verdict() {
        for oordeel in Oordeel::ALLE {
            assert_eq!(Oordeel::van_sleutel(oordeel.sleutel()), Some(oordeel));
        }
    }
}
