//! From the elements of a klasse to values as types.

use std::cell::Cell;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::blok::Deel;
use super::knoop::Plek;
use super::lezen::LeesFout;
use super::waarden::{
    Bedrag, DebetCredit, Eenheid, Frequentie, Omvang, OngeldigeWaarde, Periode, Product, geheel_getal,
};
use compact_str::CompactString;

/// Why a field could not be read: boxed, so that what could be read is small to hand on.
pub(super) type Fout = Box<LeesFout>;

/// The fields of one element. An error names its place below the klasse; a path is made only for an error.
pub(super) struct Velden<'b, 'v> {
    pub(super) deel: Deel<'b>,
    boven: Boven<'v>,
    /// The place in `deel` behind the last field that was read: most often the next is soon to come.
    verder: Cell<usize>,
}

/// Where an element stands.
enum Boven<'v> {
    /// It is the klasse itself.
    Klasse,
    /// It has this name and stands in an element whose own place this is.
    In(&'v Boven<'v>, &'v str),
}

impl Boven<'_> {
    fn pad(&self) -> String {
        match self {
            Boven::Klasse => String::new(),
            Boven::In(boven, naam) => format!("{}/{naam}", boven.pad()),
        }
    }
}

impl<'b, 'v> Velden<'b, 'v> {
    /// The fields of a klasse.
    pub(super) fn van(deel: Deel<'b>) -> Velden<'b, 'v> {
        Velden { deel, boven: Boven::Klasse, verder: Cell::new(1) }
    }

    /// The field of this name; the schema lets none repeat. Most often it comes next, and this is part of where it is asked for:
    /// comparing with a name of which the length is known takes a few instructions.
    #[inline(always)]
    fn kind(&self, naam: &str) -> Option<Deel<'b>> {
        let (kind, verder) = match self.deel.op(self.verder.get()) {
            Some(volgende) if volgende.0.naam() == naam => volgende,
            _ => self.zoek(naam)?,
        };
        self.verder.set(verder);
        Some(kind)
    }

    #[cold]
    fn zoek(&self, naam: &str) -> Option<(Deel<'b>, usize)> {
        let stap = |(_, plaats): &(Deel<'b>, usize)| self.deel.op(*plaats);
        std::iter::successors(self.deel.op(1), stap).find(|(kind, _)| kind.naam() == naam)
    }

    #[inline(always)]
    pub(super) fn tekst(&self, naam: &str) -> Result<&'b str, Fout> {
        self.kind(naam).and_then(|kind| kind.tekst()).ok_or_else(|| LeesFout::Schema.into())
    }

    pub(super) fn optie_tekst(&self, naam: &str) -> Option<String> {
        self.kind(naam)?.tekst().map(str::to_owned)
    }

    #[inline(always)]
    pub(super) fn optie_kort(&self, naam: &str) -> Option<CompactString> {
        self.kind(naam)?.tekst().map(CompactString::from)
    }

    #[inline(always)]
    pub(super) fn waarde<T>(
        &self,
        naam: &str,
        lees: impl FnOnce(&str) -> Result<T, OngeldigeWaarde>,
    ) -> Result<T, Fout> {
        self.optie(naam, lees)?.ok_or_else(|| LeesFout::Schema.into())
    }

    #[inline(always)]
    pub(super) fn optie<T>(
        &self,
        naam: &str,
        lees: impl FnOnce(&str) -> Result<T, OngeldigeWaarde>,
    ) -> Result<Option<T>, Fout> {
        let Some(kind) = self.kind(naam) else { return Ok(None) };
        let tekst = kind.tekst().ok_or(LeesFout::Schema)?;
        lees(tekst).map(Some).map_err(|fout| {
            let pad = format!("{}/{naam}", self.boven.pad());
            LeesFout::Waarde { plek: Plek { pad: pad.into(), positie: kind.positie() }, fout }.into()
        })
    }

    #[inline(always)]
    pub(super) fn groep<'w>(&'w self, naam: &str) -> Result<Velden<'b, 'w>, Fout>
    where
        'b: 'w,
    {
        self.optie_groep(naam).ok_or_else(|| LeesFout::Schema.into())
    }

    #[inline(always)]
    pub(super) fn optie_groep<'w>(&'w self, naam: &str) -> Option<Velden<'b, 'w>>
    where
        'b: 'w,
    {
        let deel = self.kind(naam)?;
        Some(Velden { deel, boven: Boven::In(&self.boven, deel.naam()), verder: Cell::new(1) })
    }

    pub(super) fn heeft(&self, naam: &str) -> bool {
        self.kind(naam).is_some()
    }

    /// The `Product` in this element, if any.
    pub(super) fn product(&self) -> Result<Option<Product>, Fout> {
        let Some(velden) = self.optie_groep("Product") else { return Ok(None) };
        let categorie = velden.tekst("Categorie")?.into();
        Ok(Some(Product { categorie, code: velden.optie_kort("Code") }))
    }

    /// The `Omvang` in this element, if any.
    pub(super) fn omvang(&self) -> Result<Option<Omvang>, Fout> {
        let Some(velden) = self.optie_groep("Omvang") else { return Ok(None) };
        Ok(Some(Omvang {
            volume: velden.waarde("Volume", geheel_getal)?,
            eenheid: velden.waarde("Eenheid", Eenheid::lees)?,
            frequentie: velden.waarde("Frequentie", Frequentie::lees)?,
        }))
    }

    /// The period in the element with this name.
    pub(super) fn periode(&self, naam: &str) -> Result<Periode, Fout> {
        let velden = self.groep(naam)?;
        Ok(Periode {
            begindatum: velden.waarde("Begindatum", datum)?,
            einddatum: velden.waarde("Einddatum", datum)?,
        })
    }

    /// The amount in the element with this name, in `veld`.
    pub(super) fn bedrag(&self, naam: &str, veld: &str) -> Result<Bedrag, Fout> {
        let velden = self.groep(naam)?;
        Ok(Bedrag {
            centen: velden.waarde(veld, geheel_getal)?,
            debet_credit: velden.waarde("DebetCredit", DebetCredit::lees)?,
        })
    }
}

/// A date with a year of four digits: all that care can be about.
pub(super) fn datum(tekst: &str) -> Result<NaiveDate, OngeldigeWaarde> {
    let getal = |van: usize, tot: usize| -> Option<u32> {
        let cijfers = tekst.as_bytes().get(van..tot)?;
        cijfers
            .iter()
            .try_fold(0, |getal, byte| byte.is_ascii_digit().then(|| getal * 10 + u32::from(byte - b'0')))
    };
    let lees = || {
        let streepjes = [4, 7].iter().all(|plaats| tekst.as_bytes().get(*plaats) == Some(&b'-'));
        // There is no year 0 (XSD part 2, 3.2.9).
        let jaar = i32::try_from(getal(0, 4)?).ok().filter(|jaar| *jaar > 0)?;
        let datum = NaiveDate::from_ymd_opt(jaar, getal(5, 7)?, getal(8, 10)?)?;
        (streepjes && tekst.len() == 10).then_some(datum)
    };
    lees().ok_or(OngeldigeWaarde { soort: "datum met een jaartal van vier cijfers" })
}

/// A date and a time together. `24:00:00` is the first moment of the next day (XSD part 2, 3.2.8).
pub(super) fn moment(dag: NaiveDate, tijd: &str) -> Result<NaiveDateTime, OngeldigeWaarde> {
    let fout = OngeldigeWaarde { soort: "tijd" };
    if tijd.starts_with("24:") {
        return dag.succ_opt().map(|dag| dag.and_time(NaiveTime::MIN)).ok_or(fout);
    }
    // Beyond nanoseconds the order of two versions no longer matters.
    let tijd = tijd.get(..18).unwrap_or(tijd);
    NaiveTime::parse_from_str(tijd, "%H:%M:%S%.f").map(|tijd| dag.and_time(tijd)).map_err(|_| fout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_by_value() {
        assert_eq!(geheel_getal::<u32>("0010").ok(), Some(10));
        assert_eq!(geheel_getal::<u32>("+7").ok(), Some(7));
        assert_eq!(geheel_getal::<u32>("-0").ok(), Some(0));
        assert!(geheel_getal::<u32>("-1").is_err());
        assert!(geheel_getal::<u32>("99999999999").is_err());
    }

    #[test]
    fn a_year_of_more_than_four_digits_is_no_date_to_us() {
        assert_eq!(datum("2026-02-28").unwrap().to_string(), "2026-02-28");
        for fout in [
            "12026-02-28",
            "-0001-01-01",
            "2026-02-29",
            "2026/02/28",
            "2026-02-2",
            "2026-2-028",
            "0000-01-01",
            "",
        ] {
            assert!(datum(fout).is_err(), "{fout}");
        }
    }

    #[test]
    fn midnight_at_the_end_of_the_day_is_the_start_of_the_next() {
        let dag = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        assert_eq!(moment(dag, "24:00:00").unwrap().to_string(), "2026-02-01 00:00:00");
        assert_eq!(moment(dag, "10:11:12.5").unwrap().to_string(), "2026-01-31 10:11:12.500");
        assert!(moment(dag, "10:11:12.123456789012345").is_ok());
    }
}
