//! The values in messages as types: once made, they are what they say. Made at the edge, never checked again.

use std::fmt;

use chrono::NaiveDate;
use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// A value that does not have the form its type asks for. Holds no value: it may be personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("de waarde is geen {soort}")]
pub struct OngeldigeWaarde {
    /// What the value should have been, in Dutch.
    pub soort: &'static str,
}

fn alleen_cijfers(tekst: &str, aantal: usize) -> bool {
    tekst.len() == aantal && tekst.bytes().all(|teken| teken.is_ascii_digit())
}

/// A whole number as xs:integer writes it: with a plus sign or leading zeros if need be.
///
/// # Errors
/// Where it is none, or does not fit the type.
pub fn geheel_getal<T: std::str::FromStr>(tekst: &str) -> Result<T, OngeldigeWaarde> {
    // Nearly all are written plainly.
    if let Ok(getal) = tekst.parse() {
        return Ok(getal);
    }
    let cijfers = tekst.trim_start_matches('+');
    // "-0" is zero to xs:integer, but not to an unsigned type.
    let cijfers =
        cijfers.strip_prefix('-').filter(|rest| rest.bytes().all(|teken| teken == b'0')).unwrap_or(cijfers);
    cijfers.parse().map_err(|_| OngeldigeWaarde { soort: "geheel getal" })
}

macro_rules! cijfercode {
    ($(#[$doc:meta])* $naam:ident, $lengte:literal, $soort:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $naam(String);

        impl $naam {
            /// Reads it from text; anything but the exact number of digits is refused.
            pub fn lees(tekst: &str) -> Result<Self, OngeldigeWaarde> {
                if alleen_cijfers(tekst, $lengte) {
                    Ok(Self(tekst.to_owned()))
                } else {
                    Err(OngeldigeWaarde { soort: $soort })
                }
            }

            /// The digits.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $naam {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

cijfercode!(
    /// A gemeente, by its CBS code of four digits (TR378 checks that it exists).
    Gemeentecode, 4, "gemeentecode van vier cijfers"
);
cijfercode!(
    /// An aanbieder, by its AGB code of eight digits (OP254).
    Agbcode, 8, "AGB-code van acht cijfers"
);

/// A burgerservicenummer: nine digits that pass the elfproef (CS002). Its `Debug` hides the digits, so that it
/// cannot reach a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bsn(CompactString);

impl Bsn {
    /// Reads it from text; anything but nine digits that pass the elfproef is refused.
    pub fn lees(tekst: &str) -> Result<Self, OngeldigeWaarde> {
        if alleen_cijfers(tekst, 9) && elfproef(tekst) {
            Ok(Self(tekst.into()))
        } else {
            Err(OngeldigeWaarde { soort: "burgerservicenummer" })
        }
    }

    /// The nine digits: personal data.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bsn(*********)")
    }
}

/// A postcode of the Netherlands: four digits, of which the first is not zero, and two letters. Its `Debug` hides it, as it is personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode([u8; 6]);

impl Postcode {
    /// Reads it from text, with or without spaces, in capitals or not.
    ///
    /// # Errors
    /// Where it is none.
    pub fn lees(tekst: &str) -> Result<Self, OngeldigeWaarde> {
        let fout = OngeldigeWaarde { soort: "postcode zoals 1502AB" };
        let tekens: Vec<u8> = tekst.bytes().filter(|teken| *teken != b' ').collect();
        let tekens: [u8; 6] = tekens.try_into().map_err(|_| fout)?;
        let [eerste, tweede, derde, vierde, letters @ ..] = tekens;
        let cijfers = [eerste, tweede, derde, vierde].iter().all(u8::is_ascii_digit) && eerste != b'0';
        let goed = cijfers && letters.iter().all(u8::is_ascii_alphabetic);
        if goed { Ok(Self(tekens.map(|teken| teken.to_ascii_uppercase()))) } else { Err(fout) }
    }

    /// The six characters: personal data.
    pub fn as_str(&self) -> &str {
        // Made of ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postcode(******)")
    }
}

/// The elfproef for nine digits: weights 9 to 2 and -1; the sum is a multiple of eleven and the number not zero.
fn elfproef(cijfers: &str) -> bool {
    let gewichten = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let som: i32 =
        cijfers.bytes().zip(gewichten).map(|(cijfer, gewicht)| i32::from(cijfer - b'0') * gewicht).sum();
    som % 11 == 0 && cijfers.bytes().any(|cijfer| cijfer != b'0')
}

/// Identifies an allocation within a gemeente and standard. A whole number: `0010` and `10` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToewijzingNummer(pub u32);

impl fmt::Display for ToewijzingNummer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An amount in eurocent; negative is credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Eurocent(pub i64);

impl Eurocent {
    /// The amount without its sign, and on which side it stands; zero is debet (CS325).
    pub fn met_debet_credit(self) -> (u64, DebetCredit) {
        let kant = if self.0 < 0 { DebetCredit::Credit } else { DebetCredit::Debet };
        (self.0.unsigned_abs(), kant)
    }
}

impl std::ops::Add for Eurocent {
    type Output = Eurocent;
    /// Amounts in messages stay below 10^12 and messages below 25 MB, so a sum cannot reach the bounds of i64;
    /// saturating says so without a panic.
    fn add(self, ander: Eurocent) -> Eurocent {
        Eurocent(self.0.saturating_add(ander.0))
    }
}

impl fmt::Display for Eurocent {
    /// As people write it: `€ 1.234,56`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (centen, kant) = self.met_debet_credit();
        let teken = if kant == DebetCredit::Credit { "-" } else { "" };
        let euros = (centen / 100).to_string();
        let mut gegroepeerd = String::new();
        for (plaats, cijfer) in euros.chars().enumerate() {
            if plaats > 0 && (euros.len() - plaats).is_multiple_of(3) {
                gegroepeerd.push('.');
            }
            gegroepeerd.push(cijfer);
        }
        write!(f, "€ {teken}{gegroepeerd},{:02}", centen % 100)
    }
}

macro_rules! codelijst {
    ($(#[$doc:meta])* $naam:ident, $soort:literal, { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $naam { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $naam {
            /// Reads it from its code.
            pub fn lees(code: &str) -> Result<Self, OngeldigeWaarde> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(OngeldigeWaarde { soort: $soort }),
                }
            }

            /// The code as it stands in messages.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

codelijst!(
    /// Which side of the account an amount stands on (COD043).
    DebetCredit, "debet- of creditaanduiding", {
        /// D: to be paid to the aanbieder.
        Debet = "D",
        /// C: to be paid back.
        Credit = "C",
    }
);
codelijst!(
    /// The unit of a volume (WJ756).
    Eenheid, "eenheid", {
        /// 01: minutes.
        Minuut = "01",
        /// 04: hours.
        Uur = "04",
        /// 14: days and nights.
        Etmaal = "14",
        /// 16: parts of a day.
        Dagdeel = "16",
        /// 82: pieces, paid by output.
        StuksOutput = "82",
        /// 83: euros; the volume is an amount in eurocent.
        Euro = "83",
        /// 84: pieces, paid by effort.
        StuksInspanning = "84",
    }
);
codelijst!(
    /// How often a volume may be delivered.
    Frequentie, "frequentie", {
        /// 1: per day.
        PerDag = "1",
        /// 2: per week.
        PerWeek = "2",
        /// 4: per month.
        PerMaand = "4",
        /// 6: in all, over the whole allocation.
        Totaal = "6",
    }
);
codelijst!(
    /// Whether a start or stop is new or takes back an earlier one (2 and 9 are barred by CS058).
    StatusAanlevering, "status van de aanlevering", {
        /// 1: first delivery.
        Eerste = "1",
        /// 2: changed.
        Gewijzigd = "2",
        /// 3: take back an earlier delivery.
        Verwijderen = "3",
        /// 9: unchanged.
        Ongewijzigd = "9",
    }
);
codelijst!(
    /// Which parts of a day of birth are not known (COD170).
    DatumGebruik, "datumgebruik", {
        /// 1: the day.
        DagOnbekend = "1",
        /// 2: the day and the month.
        DagEnMaandOnbekend = "2",
        /// 3: everything.
        Onbekend = "3",
    }
);
codelijst!(
    /// Which name somebody goes by (COD700).
    NaamGebruik, "naamgebruik", {
        /// 1: the own name.
        Eigen = "1",
        /// 2: that of the partner, or another one.
        Partner = "2",
        /// 3: that of the partner, then the own one.
        PartnerEigen = "3",
        /// 4: the own one, then that of the partner.
        EigenPartner = "4",
        /// 5: a pseudonym.
        Pseudoniem = "5",
        /// 6: an organisation.
        NietNatuurlijkPersoon = "6",
    }
);
codelijst!(
    /// With what help to speak with a client (COD747).
    Communicatievorm, "communicatievorm", {
        /// 1: an interpreter for a language.
        TolkTaal = "1",
        /// 2: an interpreter for the deaf.
        TolkDoven = "2",
        /// 3: an interpreter for the deafblind.
        TolkDoofblinden = "3",
    }
);
codelijst!(
    /// What kind of address it is (COD757).
    AdresSoort, "soort adres", {
        /// 01: as registered.
        Brp = "01",
        /// 02: for letters.
        Correspondentie = "02",
        /// 03: where somebody lives.
        Verblijf = "03",
        /// 04: where somebody lives for a while.
        Tijdelijk = "04",
    }
);
codelijst!(
    /// The gemeente's answer to a request (WJ760).
    VerzoekAntwoord, "antwoord op een verzoek", {
        /// 1: refused.
        Afgewezen = "1",
        /// 2: being looked into.
        InOnderzoek = "2",
    }
);

/// What care it is: a category, and in it a code or none (IV075).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Product {
    /// Category (JZ020 or WMO020).
    pub categorie: CompactString,
    /// Product code within the category; none where the allocation leaves it open.
    pub code: Option<CompactString>,
}

/// How much care: a volume per frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Omvang {
    /// Volume, in the unit.
    pub volume: u32,
    /// Its unit.
    pub eenheid: Eenheid,
    /// Per what.
    pub frequentie: Frequentie,
}

/// A period of whole days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Periode {
    /// First day.
    pub begindatum: NaiveDate,
    /// Last day.
    pub einddatum: NaiveDate,
}

/// An amount with its side, as messages carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bedrag {
    /// Eurocent, never negative.
    pub centen: u64,
    /// The side.
    pub debet_credit: DebetCredit,
}

impl Bedrag {
    /// The amount with a sign: credit is negative.
    pub fn eurocent(self) -> Eurocent {
        let centen = i64::try_from(self.centen).unwrap_or(i64::MAX);
        match self.debet_credit {
            DebetCredit::Debet => Eurocent(centen),
            DebetCredit::Credit => Eurocent(-centen),
        }
    }
}

impl From<Eurocent> for Bedrag {
    fn from(bedrag: Eurocent) -> Self {
        let (centen, debet_credit) = bedrag.met_debet_credit();
        Bedrag { centen, debet_credit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bsn_passes_the_elfproef_or_is_refused() {
        for goed in ["999900006", "999900018", "999900031"] {
            assert!(Bsn::lees(goed).is_ok(), "{goed}");
        }
        for fout in ["999900007", "000000000", "99990000", "9999000060", "99990000a", ""] {
            assert!(Bsn::lees(fout).is_err(), "{fout}");
        }
    }

    #[test]
    fn a_bsn_does_not_show_itself_when_it_is_printed_for_debugging() {
        let bsn = Bsn::lees("999900006").unwrap();
        assert!(!format!("{bsn:?}").contains("9999"));
    }

    #[test]
    fn codes_have_exactly_their_number_of_digits() {
        assert!(Gemeentecode::lees("0479").is_ok());
        assert!(Gemeentecode::lees("479").is_err());
        assert!(Agbcode::lees("12345678").is_ok());
        assert!(Agbcode::lees("1234567x").is_err());
    }

    #[test]
    fn amounts_are_shown_in_euros_and_zero_is_debet() {
        assert_eq!(Eurocent(0).met_debet_credit(), (0, DebetCredit::Debet));
        assert_eq!(Eurocent(123_456).to_string(), "€ 1.234,56");
        assert_eq!(Eurocent(-5).to_string(), "€ -0,05");
        assert_eq!(Bedrag::from(Eurocent(-700)).eurocent(), Eurocent(-700));
    }
}
