//! What a scenario says: its steps, and what the gate must answer to each. Wrong combinations are refused while reading,
//! so that comparing does not meet them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::waarden::{self, Deelnemer};
use crate::bericht::{Bedrag, Berichttype, Bsn, Eenheid, Eurocent, Standaard};
use crate::keten::Uitkomst;
use crate::regels::Lijsten;

/// A scenario with its messages. Keys that only describe it (`soort`, `regels`, `onzeker`) are not kept.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RuwScenario")]
pub struct Scenario {
    pub(super) titel: String,
    pub(super) toelichting: String,
    pub(super) standaard: Standaard,
    pub(super) context: Context,
    pub(super) stappen: Vec<Stap>,
}

/// What the gate knows beforehand, beside the parties.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    #[serde(default)]
    pub(super) contract: Option<Contract>,
}

/// Contract rates, the same for every aanbieder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contract {
    /// Eurocent, by product code and unit.
    pub(super) tarieven: BTreeMap<String, BTreeMap<Eenheidcode, u64>>,
}

impl Contract {
    /// The national lists with these rates.
    pub(super) fn lijsten(&self, standaard: Standaard) -> Lijsten {
        let tarieven = self.tarieven.iter().flat_map(|(code, per_eenheid)| {
            per_eenheid.iter().map(move |(eenheid, tarief)| (code.clone(), eenheid.0, *tarief))
        });
        Lijsten::nieuw().met_tarieven(standaard, tarieven)
    }
}

/// A unit, as messages write it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Eenheidcode(Eenheid);

impl TryFrom<String> for Eenheidcode {
    type Error = &'static str;

    fn try_from(tekst: String) -> Result<Eenheidcode, &'static str> {
        let eenheid = Eenheid::lees(&tekst).map_err(|_| "geef als eenheid 01, 04, 14, 16, 82, 83 of 84.")?;
        Ok(Eenheidcode(eenheid))
    }
}

/// One message, with what must become of it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RuweStap")]
pub(super) struct Stap {
    pub(super) bestand: String,
    pub(super) berichttype: Berichttype,
    pub(super) afzender: Deelnemer,
    pub(super) ontvanger: Deelnemer,
    pub(super) datum: NaiveDate,
    pub(super) verwacht: Verwacht,
    /// The message itself, once it has been read.
    pub(super) bytes: Vec<u8>,
}

/// What must become of a message.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RuwVerwacht")]
pub(super) struct Verwacht {
    pub(super) uitkomst: Uitkomst,
    /// The type of the answer; none where none is sent.
    pub(super) retour: Option<Berichttype>,
    /// The level of control that rejected.
    pub(super) niveau: Option<u8>,
    pub(super) antwoord: Inhoud,
    /// Codes that may stand anywhere beside the required ones.
    pub(super) toegestaan_extra: Vec<String>,
    /// The rules that must have been found broken.
    pub(super) regels: Vec<String>,
    pub(super) zekerheid: Zekerheid,
}

/// What must stand in the answer.
#[derive(Debug)]
pub(super) enum Inhoud {
    /// Only a Header with these codes; without any it approves (IV028).
    AlleenHeader(Vec<Codeplek>),
    /// Everything comes back, with these codes.
    Alles(Vec<Codeplek>),
    /// A DeclaratieAntwoord.
    Afrekening(Box<Afrekening>),
}

/// How much the standard leaves open about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zekerheid {
    /// Nothing.
    Zeker,
    /// Rejection is certain; its code or place is not.
    CodeOpen,
    /// Any outcome will do.
    UitkomstOpen,
}

/// One of these codes must stand here.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RuweCodeplek")]
pub(super) struct Codeplek {
    pub(super) pad: Zoekpad,
    pub(super) een_van: Vec<String>,
}

/// A place in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Zoekpad {
    /// Some klasse, not the Header.
    Ergens,
    /// An element below Bericht.
    Op(Vec<Stuk>),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stuk {
    pub(super) naam: String,
    pub(super) keuze: Keuze,
}

/// Which of the elements with the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keuze {
    Elk,
    /// Counted from 1.
    Nummer(usize),
    /// In which this element has this value.
    Sleutel(String, String),
}

/// What must stand in a DeclaratieAntwoord.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Afrekening {
    /// The code of the Header.
    pub(super) header: String,
    /// The code of the DeclaratieAntwoord.
    pub(super) declaratieantwoord: String,
    #[serde(deserialize_with = "waarden::bedrag")]
    pub(super) totaal_ingediend: Bedrag,
    #[serde(deserialize_with = "waarden::bedrag")]
    pub(super) totaal_toegekend: Bedrag,
    #[serde(default)]
    pub(super) clienten: Vec<ClientCode>,
    #[serde(default)]
    pub(super) goedgekeurd: Vec<Goedgekeurd>,
    #[serde(default)]
    pub(super) afgekeurd: Vec<Afgekeurd>,
}

/// The code of a client of whom something was refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientCode {
    #[serde(deserialize_with = "waarden::bsn")]
    pub(super) bsn: Bsn,
    pub(super) code: String,
}

/// A Prestatie that is granted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goedgekeurd {
    pub(super) referentie: String,
    #[serde(deserialize_with = "waarden::eurocent")]
    pub(super) toegekend: Eurocent,
}

/// A Prestatie that is refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Afgekeurd {
    pub(super) referentie: String,
    /// All of these are required.
    pub(super) codes: Vec<String>,
    #[serde(default)]
    pub(super) toegestaan_extra: Vec<String>,
    #[serde(default, rename = "toegekend", deserialize_with = "waarden::nul")]
    _toegekend: (),
}

#[derive(Deserialize)]
struct RuwScenario {
    titel: String,
    #[serde(default)]
    toelichting: String,
    #[serde(deserialize_with = "waarden::standaard")]
    standaard: Standaard,
    #[serde(default)]
    context: Context,
    stappen: Vec<Stap>,
}

impl TryFrom<RuwScenario> for Scenario {
    type Error = String;

    fn try_from(ruw: RuwScenario) -> Result<Scenario, String> {
        let RuwScenario { titel, toelichting, standaard, context, stappen } = ruw;
        let anders = stappen.iter().zip(1..).find(|(stap, _)| stap.berichttype.standaard != standaard);
        match anders {
            Some((stap, nummer)) => Err(format!(
                "stap {nummer} is een {} en het scenario gaat over {standaard}.",
                stap.berichttype
            )),
            None => Ok(Scenario { titel, toelichting, standaard, context, stappen }),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuweStap {
    bestand: String,
    #[serde(rename = "type", deserialize_with = "waarden::berichttype")]
    berichttype: Berichttype,
    afzender: Deelnemer,
    ontvanger: Deelnemer,
    #[serde(deserialize_with = "waarden::datum")]
    datum: NaiveDate,
    verwacht: Verwacht,
}

impl TryFrom<RuweStap> for Stap {
    type Error = String;

    fn try_from(ruw: RuweStap) -> Result<Stap, String> {
        let RuweStap { bestand, berichttype, afzender, ontvanger, datum, verwacht } = ruw;
        if let Some(retour) = verwacht.retour
            && berichttype.antwoord() != Some(retour)
        {
            let antwoord =
                berichttype.antwoord().map_or("geen antwoord".to_owned(), |een| format!("een {een}"));
            return Err(format!("op een {berichttype} volgt {antwoord}, geen {retour}."));
        }
        Ok(Stap { bestand, berichttype, afzender, ontvanger, datum, verwacht, bytes: Vec::new() })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuwVerwacht {
    #[serde(deserialize_with = "waarden::uitkomst")]
    uitkomst: Uitkomst,
    #[serde(deserialize_with = "waarden::berichttype_of_geen")]
    retour: Option<Berichttype>,
    #[serde(default)]
    niveau: Option<u8>,
    #[serde(default)]
    alleen_header: bool,
    #[serde(default)]
    retourcodes: Vec<Codeplek>,
    #[serde(default)]
    toegestaan_extra: Vec<String>,
    #[serde(default)]
    declaratieantwoord: Option<Box<Afrekening>>,
    #[serde(default)]
    regels: Vec<String>,
    #[serde(default)]
    onzeker: bool,
    #[serde(default)]
    onzeker_soort: Option<String>,
    #[serde(default, rename = "onzeker_waarom")]
    _onzeker_waarom: Option<String>,
}

impl TryFrom<RuwVerwacht> for Verwacht {
    type Error = &'static str;

    fn try_from(ruw: RuwVerwacht) -> Result<Verwacht, &'static str> {
        if ruw.niveau.is_some_and(|niveau| !(1..=4).contains(&niveau)) {
            return Err("niveau is 1, 2, 3 of 4.");
        }
        let zekerheid = match (ruw.onzeker, ruw.onzeker_soort.as_deref()) {
            (false, _) => Zekerheid::Zeker,
            (true, Some("code")) => Zekerheid::CodeOpen,
            (true, Some("uitkomst")) => Zekerheid::UitkomstOpen,
            (true, _) => return Err("bij onzeker hoort onzeker_soort: code of uitkomst."),
        };
        if zekerheid == Zekerheid::CodeOpen && ruw.uitkomst == Uitkomst::Goedgekeurd {
            return Err("met onzeker_soort code staat de afkeuring vast: de uitkomst is niet goedgekeurd.");
        }
        let antwoord = match (ruw.alleen_header, ruw.declaratieantwoord) {
            (true, Some(_)) => return Err("alleen_header en declaratieantwoord gaan niet samen."),
            (true, None) if ruw.retourcodes.iter().any(|codeplek| !codeplek.pad.is_header()) => {
                return Err("met alleen_header staan retourcodes alleen op de Header.");
            }
            (true, None) => Inhoud::AlleenHeader(ruw.retourcodes),
            (false, None) => Inhoud::Alles(ruw.retourcodes),
            (false, Some(_)) if !ruw.retourcodes.is_empty() => {
                return Err("retourcodes en declaratieantwoord gaan niet samen.");
            }
            (false, Some(afrekening)) => Inhoud::Afrekening(afrekening),
        };
        Ok(Verwacht {
            uitkomst: ruw.uitkomst,
            retour: ruw.retour,
            niveau: ruw.niveau,
            antwoord,
            toegestaan_extra: ruw.toegestaan_extra,
            regels: ruw.regels,
            zekerheid,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuweCodeplek {
    pad: Zoekpad,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    een_van: Vec<String>,
}

impl TryFrom<RuweCodeplek> for Codeplek {
    type Error = &'static str;

    fn try_from(RuweCodeplek { pad, code, een_van }: RuweCodeplek) -> Result<Codeplek, &'static str> {
        match (code, een_van.is_empty()) {
            (Some(code), true) => Ok(Codeplek { pad, een_van: vec![code] }),
            (None, false) => Ok(Codeplek { pad, een_van }),
            _ => Err("geef bij een pad code of een_van, een van beide."),
        }
    }
}

impl TryFrom<String> for Zoekpad {
    type Error = &'static str;

    fn try_from(tekst: String) -> Result<Zoekpad, &'static str> {
        const FOUT: &str =
            "dit pad is niet te lezen. Schrijf bijvoorbeeld Client/StartProducten/StartProduct[1].";
        if tekst == "*" {
            return Ok(Zoekpad::Ergens);
        }
        // A key may hold a slash, a name may not.
        let mut diepte = 0_i32;
        let stukken = tekst.split(|teken| {
            diepte += i32::from(teken == '[') - i32::from(teken == ']');
            teken == '/' && diepte == 0
        });
        stukken.map(lees_stuk).collect::<Option<Vec<Stuk>>>().map(Zoekpad::Op).ok_or(FOUT)
    }
}

fn lees_stuk(tekst: &str) -> Option<Stuk> {
    let (naam, keuze) = match tekst.split_once('[') {
        None => (tekst, Keuze::Elk),
        Some((naam, rest)) => {
            let binnen = rest.strip_suffix(']')?;
            let keuze = match binnen.split_once('=') {
                Some((sleutel, waarde)) => Keuze::Sleutel(sleutel.to_owned(), waarde.to_owned()),
                None => Keuze::Nummer(binnen.parse().ok().filter(|nummer| *nummer > 0)?),
            };
            (naam, keuze)
        }
    };
    let is_naam = !naam.is_empty() && naam.bytes().all(|teken| teken.is_ascii_alphanumeric());
    is_naam.then(|| Stuk { naam: naam.to_owned(), keuze })
}

impl Zoekpad {
    fn is_header(&self) -> bool {
        matches!(self, Zoekpad::Op(stukken) if matches!(stukken.as_slice(), [stuk] if stuk.naam == "Header"))
    }
}

impl std::fmt::Display for Zoekpad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Zoekpad::Op(stukken) = self else { return f.write_str("een van de klassen") };
        for (plaats, Stuk { naam, keuze }) in stukken.iter().enumerate() {
            let streep = if plaats == 0 { "" } else { "/" };
            match keuze {
                Keuze::Elk => write!(f, "{streep}{naam}")?,
                Keuze::Nummer(nummer) => write!(f, "{streep}{naam}[{nummer}]")?,
                Keuze::Sleutel(sleutel, waarde) => write!(f, "{streep}{naam}[{sleutel}={waarde}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pad(tekst: &str) -> Result<Zoekpad, &'static str> {
        Zoekpad::try_from(tekst.to_owned())
    }

    #[test]
    fn a_path_counts_names_a_key_or_is_anywhere() {
        assert_eq!(pad("*"), Ok(Zoekpad::Ergens));
        let op = |stukken: Vec<(&str, Keuze)>| {
            Zoekpad::Op(
                stukken.into_iter().map(|(naam, keuze)| Stuk { naam: naam.to_owned(), keuze }).collect(),
            )
        };
        let sleutel = |naam: &str, waarde: &str| Keuze::Sleutel(naam.to_owned(), waarde.to_owned());
        for (tekst, verwacht) in [
            ("Header", op(vec![("Header", Keuze::Elk)])),
            ("Client/P[2]", op(vec![("Client", Keuze::Elk), ("P", Keuze::Nummer(2))])),
            ("P[ToewijzingNummer=10072]", op(vec![("P", sleutel("ToewijzingNummer", "10072"))])),
            ("P[A/B=x/y]/Q", op(vec![("P", sleutel("A/B", "x/y")), ("Q", Keuze::Elk)])),
        ] {
            assert_eq!(pad(tekst), Ok(verwacht));
            assert_eq!(pad(tekst).unwrap().to_string(), tekst);
        }
        for fout in ["", "/Client", "Client/", "P[0]", "P[-1]", "P[]", "P[1", "P]1[", "P Q"] {
            assert!(pad(fout).is_err(), "{fout}");
        }
    }
}
