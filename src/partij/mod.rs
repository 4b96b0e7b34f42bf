//! Parties: who may send and receive, and how they show who they are.

mod mandaat;
mod opvolging;
mod routering;
mod vestiging;
mod wijkteam;

use std::fmt;

pub use mandaat::{Geldigheid, JAREN, MET_MANDAAT, Mandaat, valt_onder_mandaat};
pub use opvolging::{Opvolging, kring};
pub use routering::{Bestemming, Reis, Routeregel, Stuk};
pub use vestiging::{MEESTE_VESTIGINGEN, Vestiging};
pub use wijkteam::{Contact, Gebied};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::bericht::{Agbcode, Eurocent, Gemeentecode};

/// What kind of organisation a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartijSoort {
    /// A gemeente, known by its CBS code.
    Gemeente,
    /// A wijkteam of a gemeente, known by a code of its own.
    Wijkteam,
    /// An aanbieder, known by its AGB code.
    Aanbieder,
    /// A place that messages go through on their way to parties, known by a code of its own.
    Knooppunt,
    /// A supplier of software that acts for parties, known by a code of its own.
    Leverancier,
}

impl PartijSoort {
    /// Every kind.
    pub const ALLE: [PartijSoort; 5] = [
        PartijSoort::Gemeente,
        PartijSoort::Wijkteam,
        PartijSoort::Aanbieder,
        PartijSoort::Knooppunt,
        PartijSoort::Leverancier,
    ];

    /// The key in JSON, in the database and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            PartijSoort::Gemeente => "gemeente",
            PartijSoort::Wijkteam => "wijkteam",
            PartijSoort::Aanbieder => "aanbieder",
            PartijSoort::Knooppunt => "knooppunt",
            PartijSoort::Leverancier => "leverancier",
        }
    }

    /// Whether headers name it: it sends and receives messages of its own.
    pub fn heeft_berichten(self) -> bool {
        matches!(self, PartijSoort::Gemeente | PartijSoort::Aanbieder)
    }

    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<PartijSoort> {
        PartijSoort::ALLE.into_iter().find(|soort| soort.sleutel() == sleutel)
    }
}

/// Who answers the messages that a party receives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Beantwoording {
    /// The gate, in the name of the party, at once.
    #[default]
    Automatisch,
    /// The party, with its own retourbericht or 325; the gate watches that it comes, and in time.
    Zelf,
    /// The gate, but for a 323: of that it works out a proposal, and people of the gemeente decide.
    Beoordelen,
}

impl Beantwoording {
    /// Every way.
    pub const ALLE: [Beantwoording; 3] =
        [Beantwoording::Automatisch, Beantwoording::Zelf, Beantwoording::Beoordelen];

    /// The key in JSON, in the database and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            Beantwoording::Automatisch => "automatisch",
            Beantwoording::Zelf => "zelf",
            Beantwoording::Beoordelen => "beoordelen",
        }
    }

    /// The way with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Beantwoording> {
        Beantwoording::ALLE.into_iter().find(|wijze| wijze.sleutel() == sleutel)
    }
}

/// A party of the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partij {
    /// Unguessable id.
    pub id: Uuid,
    /// What kind.
    pub soort: PartijSoort,
    /// CBS code, AGB code, or the code of a wijkteam: unique in the gate.
    pub code: String,
    /// What people call it.
    pub naam: String,
    /// The gemeente of a wijkteam.
    pub gemeente: Option<Gemeentecode>,
    /// Who answers the messages that it receives.
    pub beantwoording: Beantwoording,
    /// From this amount on two people must approve a 323; none where one is enough. It stays when somebody else is to answer, for
    /// what still waits.
    pub vier_ogen_vanaf: Option<Eurocent>,
}

/// Why a party cannot be what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartijFout {
    /// The code does not fit the kind.
    #[error("‘{code}’ is geen code van een {soort}. {uitleg}")]
    Code {
        /// The code.
        code: String,
        /// The kind.
        soort: &'static str,
        /// What it should look like.
        uitleg: &'static str,
    },
    /// A party needs a name of at most 200 characters.
    #[error("geef de partij een naam van 1 tot 200 tekens")]
    Naam,
    /// Only and always a wijkteam belongs to a gemeente.
    #[error("een wijkteam hoort bij een gemeente, en alleen een wijkteam: geef de CBS-code van die gemeente")]
    Gemeente,
    /// Only a gemeente or an aanbieder receives messages of its own.
    #[error(
        "alleen een gemeente of een aanbieder antwoordt zelf: een wijkteam ontvangt kopieën, en de gemeente antwoordt"
    )]
    Beantwoording,
    /// Only a gemeente decides about a 323.
    #[error("alleen een gemeente kan declaraties beoordelen: kies automatisch of zelf")]
    Beoordelen,
    /// A limit that cannot be, or one that nothing looks at.
    #[error("een bedrag voor vier ogen is € 0,00 of meer, en hoort alleen bij de wijze beoordelen")]
    VierOgen,
    /// A person needs a name that can be told from others.
    #[error(
        "geef de naam van de medewerker: 1 tot 80 tekens, waarvan minstens één letter. In een naam staan alleen letters, \
         cijfers, spaties, koppeltekens, apostroffen en punten; typ een letter met een accent als één teken"
    )]
    Medewerker,
    /// A last day before the first one.
    #[error("de laatste dag ligt voor de eerste: controleer vanaf en tot")]
    Geldigheid,
    /// A day that nobody can mean, and that not every database can keep.
    #[error("kies dagen vanaf 1900 tot en met 2200")]
    Dag,
    /// An address that is not complete, or does not look like one.
    #[error("{0}")]
    Contact(&'static str),
    /// No AGB code of a location.
    #[error("schrijf de AGB-code van een vestiging als acht cijfers, of laat haar weg")]
    Agb,
    /// No code of a wijk.
    #[error("schrijf de code van een wijk met hoogstens 20 letters, cijfers en streepjes, zoals WK047901")]
    Wijk,
    /// No postcode.
    #[error("schrijf een postcode als 1502 of 1502AB")]
    Postcode,
}

/// A person who uses an access key of a party: the name by which decisions are recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medewerker(String);

impl Medewerker {
    /// A person with this name: 1 to 80 characters, at least one of them a letter. Spaces around it and double ones within go,
    /// and every apostrophe is the straight one: two names that look the same are the same, as four eyes go by the name.
    ///
    /// # Errors
    /// [`PartijFout::Medewerker`].
    pub fn nieuw(naam: &str) -> Result<Medewerker, PartijFout> {
        let kaal = naam.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{2019}', "'");
        let past = (1..=80).contains(&kaal.chars().count())
            && kaal.chars().all(in_naam)
            && kaal.chars().any(char::is_alphabetic);
        if !past || naam.chars().any(char::is_control) {
            return Err(PartijFout::Medewerker);
        }
        Ok(Medewerker(kaal))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character can stand in the name of a person: nothing that is invisible or joins the character before it.
fn in_naam(teken: char) -> bool {
    // Letters to Unicode, but combining marks and blank fillers to the eye.
    let geen_letter =
        matches!(teken, '\u{300}'..='\u{36f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    (teken.is_alphabetic() && !geen_letter)
        || teken.is_ascii_digit()
        || matches!(teken, ' ' | '-' | '\'' | '.')
}

impl Partij {
    /// A new party.
    ///
    /// # Errors
    /// [`PartijFout`] where code, name or gemeente do not fit.
    pub fn nieuw(
        soort: PartijSoort,
        code: &str,
        naam: &str,
        gemeente: Option<Gemeentecode>,
    ) -> Result<Partij, PartijFout> {
        let (past, uitleg) = match soort {
            PartijSoort::Gemeente => (Gemeentecode::lees(code).is_ok(), "Geef de CBS-code: vier cijfers."),
            PartijSoort::Aanbieder => (Agbcode::lees(code).is_ok(), "Geef de AGB-code: acht cijfers."),
            PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => (
                (1..=40).contains(&code.len())
                    && code.bytes().all(|teken| teken.is_ascii_alphanumeric() || teken == b'-')
                    && code.bytes().any(|teken| teken.is_ascii_alphabetic()),
                "Geef een code van letters, cijfers en streepjes met minstens één letter.",
            ),
        };
        if !past {
            return Err(PartijFout::Code { code: code.to_owned(), soort: soort.sleutel(), uitleg });
        }
        if naam.trim().is_empty() || naam.chars().count() > 200 || naam.chars().any(char::is_control) {
            return Err(PartijFout::Naam);
        }
        if (soort == PartijSoort::Wijkteam) != gemeente.is_some() {
            return Err(PartijFout::Gemeente);
        }
        Ok(Partij {
            id: Uuid::now_v7(),
            soort,
            code: code.to_owned(),
            naam: naam.trim().to_owned(),
            gemeente,
            beantwoording: Beantwoording::default(),
            vier_ogen_vanaf: None,
        })
    }

    /// The same party, with somebody else to answer the messages that it receives.
    ///
    /// # Errors
    /// [`PartijFout::Beantwoording`] for a wijkteam that would answer itself, [`PartijFout::Beoordelen`] for anybody but a
    /// gemeente that would decide about Declaraties.
    pub fn met_beantwoording(self, beantwoording: Beantwoording) -> Result<Partij, PartijFout> {
        if !self.soort.heeft_berichten() && beantwoording == Beantwoording::Zelf {
            return Err(PartijFout::Beantwoording);
        }
        if self.soort != PartijSoort::Gemeente && beantwoording == Beantwoording::Beoordelen {
            return Err(PartijFout::Beoordelen);
        }
        Ok(Partij { beantwoording, ..self })
    }

    /// The same gemeente that decides about Declaraties, with two people from this amount on.
    ///
    /// # Errors
    /// [`PartijFout::VierOgen`] for an amount below zero, or where the gemeente does not decide.
    pub fn met_vier_ogen(self, vanaf: Option<Eurocent>) -> Result<Partij, PartijFout> {
        let kan_niet = vanaf.is_some_and(|vanaf| vanaf.0 < 0);
        if self.beantwoording != Beantwoording::Beoordelen || kan_niet {
            return Err(PartijFout::VierOgen);
        }
        Ok(Partij { vier_ogen_vanaf: vanaf, ..self })
    }
}

/// An access key of a party: shown once, kept only as a hash.
pub struct Toegangssleutel(String);

/// The hash of an access key: SHA-256, as a key holds 244 random bits and cannot be guessed.
pub type SleutelHash = [u8; 32];

impl Toegangssleutel {
    /// Makes a new key from the system's randomness.
    pub fn nieuw() -> Toegangssleutel {
        Toegangssleutel(format!("bp_{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
    }

    /// The key itself: a secret.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> SleutelHash {
        hash_van_sleutel(&self.0)
    }
}

impl fmt::Debug for Toegangssleutel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Toegangssleutel(***)")
    }
}

/// The hash of a key as somebody presents it.
pub fn hash_van_sleutel(sleutel: &str) -> SleutelHash {
    Sha256::digest(sleutel.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_fits_the_kind_of_party() {
        assert!(Partij::nieuw(PartijSoort::Gemeente, "0479", "Zaanstad", None).is_ok());
        assert!(Partij::nieuw(PartijSoort::Gemeente, "479", "Zaanstad", None).is_err());
        assert!(Partij::nieuw(PartijSoort::Aanbieder, "0479", "Zorg", None).is_err());
        let zaanstad = Gemeentecode::lees("0479").ok();
        assert!(
            Partij::nieuw(PartijSoort::Wijkteam, "zaandam-zuid", "Zaandam Zuid", zaanstad.clone()).is_ok()
        );
        assert!(Partij::nieuw(PartijSoort::Wijkteam, "zaandam-zuid", "Zaandam Zuid", None).is_err());
        assert!(Partij::nieuw(PartijSoort::Wijkteam, "12345678", "Lijkt een AGB-code", zaanstad).is_err());
        assert!(Partij::nieuw(PartijSoort::Gemeente, "0479", " ", None).is_err());
    }

    #[test]
    fn de_poort_antwoordt_tenzij_de_partij_het_zelf_doet_en_een_wijkteam_doet_dat_nooit() {
        let zaanstad = Partij::nieuw(PartijSoort::Gemeente, "0479", "Zaanstad", None).unwrap();
        assert_eq!(zaanstad.beantwoording, Beantwoording::Automatisch);
        let zelf = zaanstad.met_beantwoording(Beantwoording::Zelf).unwrap();
        assert_eq!(zelf.beantwoording, Beantwoording::Zelf);
        let gemeente = Gemeentecode::lees("0479").ok();
        let wijkteam =
            Partij::nieuw(PartijSoort::Wijkteam, "zaandam-zuid", "Zaandam Zuid", gemeente).unwrap();
        assert_eq!(wijkteam.clone().met_beantwoording(Beantwoording::Zelf), Err(PartijFout::Beantwoording));
        assert!(wijkteam.met_beantwoording(Beantwoording::Automatisch).is_ok());
    }

    #[test]
    fn alleen_een_gemeente_beoordeelt_en_alleen_wie_beoordeelt_heeft_een_bedrag_voor_vier_ogen() {
        let zaanstad = Partij::nieuw(PartijSoort::Gemeente, "0479", "Zaanstad", None).unwrap();
        let grens = Some(Eurocent(1_000_000));
        assert_eq!(zaanstad.clone().met_vier_ogen(grens), Err(PartijFout::VierOgen));
        let beoordelen = zaanstad.met_beantwoording(Beantwoording::Beoordelen).unwrap();
        assert_eq!(beoordelen.clone().met_vier_ogen(Some(Eurocent(-1))), Err(PartijFout::VierOgen));
        let met = beoordelen.met_vier_ogen(grens).unwrap();
        assert_eq!(met.vier_ogen_vanaf, grens);
        let weer = met.met_beantwoording(Beantwoording::Automatisch).unwrap();
        assert_eq!(weer.vier_ogen_vanaf, grens, "voor wat nog wacht");
        let zorg = Partij::nieuw(PartijSoort::Aanbieder, "65656055", "Zorg", None).unwrap();
        assert_eq!(zorg.met_beantwoording(Beantwoording::Beoordelen), Err(PartijFout::Beoordelen));
    }

    #[test]
    fn een_medewerker_heeft_een_naam_van_een_tot_tachtig_tekens() {
        assert_eq!(Medewerker::nieuw("  Saskia   de Boer ").unwrap().as_str(), "Saskia de Boer");
        assert!(Medewerker::nieuw(&"é".repeat(80)).is_ok());
        for naam in ["", "  ", "Saskia\nde Boer", "Saskia\u{7}", &"é".repeat(81)] {
            assert_eq!(Medewerker::nieuw(naam), Err(PartijFout::Medewerker), "{naam:?}");
        }
    }

    #[test]
    fn twee_namen_die_er_gelijk_uitzien_zijn_dezelfde_of_bestaan_niet() {
        for naam in ["Zoë van 't Hoff-Çelik", "J.P. O'Neill", "Łukasz 2"] {
            assert_eq!(Medewerker::nieuw(naam).unwrap().as_str(), naam);
        }
        assert_eq!(Medewerker::nieuw("J.P. O\u{2019}Neill"), Medewerker::nieuw("J.P. O'Neill"));
        assert_eq!(Medewerker::nieuw("Ruben\u{a0}Kok"), Medewerker::nieuw("Ruben Kok"));
        let fout = [
            "Zoe\u{308}",
            "Ruben\u{200b} Kok",
            "Ruben\u{ad} Kok",
            "Ruben\u{202e} Kok",
            "\u{feff}Ruben Kok",
            "Ruben\u{3164}Kok",
            "Ruben\u{345}Kok",
            "Ruben\u{2011}Kok",
            "Ruben_Kok",
            "12",
            "-'.",
        ];
        for naam in fout {
            assert_eq!(Medewerker::nieuw(naam), Err(PartijFout::Medewerker), "{naam:?}");
        }
    }

    #[test]
    fn keys_differ_and_do_not_show_themselves_when_printed_for_debugging() {
        let (een, twee) = (Toegangssleutel::nieuw(), Toegangssleutel::nieuw());
        assert_ne!(een.hash(), twee.hash());
        assert_eq!(een.hash(), hash_van_sleutel(een.as_str()));
        assert!(!format!("{een:?}").contains(een.as_str()));
    }
}
