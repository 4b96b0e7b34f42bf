//! Whom a message is about: the Client, and in a 301 who is related and where they can be reached.

use chrono::NaiveDate;

use crate::bericht::knoop::Plek;
use crate::bericht::velden::{Fout, Velden, datum};
use crate::bericht::waarden::{
    AdresSoort, Bsn, Communicatievorm, DatumGebruik, NaamGebruik, OngeldigeWaarde, Postcode,
};

/// The Client of a message, by itself: without the klassen in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Persoon {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Who; an error where the number fails the elfproef (CS002).
    pub bsn: Result<Bsn, OngeldigeWaarde>,
    /// Day of birth; not in a 317, a 323 and a 325.
    pub geboortedatum: Option<Geboortedatum>,
    /// How the name is used; only in a 301.
    pub naam: Option<Naam>,
    /// How to speak with the client; only in a 301.
    pub communicatie: Option<Communicatie>,
}

/// Somebody related to the client of a 301.
#[derive(Clone, Debug, PartialEq)]
pub struct Relatie {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, the same for good for the same person (OP071).
    pub nummer: String,
    /// Day of birth.
    pub geboortedatum: Option<Geboortedatum>,
    /// How the name is used.
    pub naam: Option<Naam>,
}

/// A day of birth, of which parts may be unknown (IV009).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geboortedatum {
    /// The day; the parts that are not known are 1, and 1900 for the year.
    pub datum: NaiveDate,
    /// Which parts are not known; none: all are known.
    pub gebruik: Option<DatumGebruik>,
}

impl Geboortedatum {
    /// Whether nothing of it is known: DatumGebruik 3 with 1 January 1900 (IV009).
    pub fn onbekend(&self) -> bool {
        self.gebruik == Some(DatumGebruik::Onbekend)
            && Some(self.datum) == NaiveDate::from_ymd_opt(1900, 1, 1)
    }
}

/// How a name is used, and whether there is a name of a partner to use. The names themselves matter to nobody here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naam {
    /// Which name comes first.
    pub gebruik: NaamGebruik,
    /// Whether a Partnernaam was given.
    pub heeft_partnernaam: bool,
}

/// How to speak with a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Communicatie {
    /// With what help.
    pub vorm: Communicatievorm,
    /// Whether a Taal was given.
    pub heeft_taal: bool,
}

/// Where a client or a Relatie can be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Whether it is that of a Relatie, and not of the client.
    pub van_relatie: bool,
    /// What kind of address it is.
    pub soort: AdresSoort,
    /// The address.
    pub adres: Option<Adres>,
    /// Whether a telephone number was given.
    pub heeft_telefoon: bool,
    /// First and last day at this address, as far as given; both inclusive.
    pub periode: Option<(Option<NaiveDate>, Option<NaiveDate>)>,
}

/// The parts of an address that rules ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adres {
    /// Whether a house number was given.
    pub heeft_huis: bool,
    /// Postcode.
    pub postcode: Option<String>,
    /// Country.
    pub landcode: Option<String>,
}

impl Adres {
    /// Whether it is in the Netherlands.
    pub fn in_nederland(&self) -> bool {
        self.landcode.as_deref() == Some("NL")
    }
}

impl Persoon {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<Persoon, Fout> {
        let communicatie = match velden.optie_groep("Communicatie") {
            Some(groep) => Some(Communicatie {
                vorm: groep.waarde("Vorm", Communicatievorm::lees)?,
                heeft_taal: groep.heeft("Taal"),
            }),
            None => None,
        };
        Ok(Persoon {
            bsn: Bsn::lees(velden.tekst("Bsn")?),
            geboortedatum: geboortedatum(velden)?,
            naam: naam(velden)?,
            communicatie,
            plek,
        })
    }
}

impl Relatie {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<Relatie, Fout> {
        Ok(Relatie {
            nummer: velden.tekst("Nummer")?.to_owned(),
            geboortedatum: geboortedatum(velden)?,
            naam: naam(velden)?,
            plek,
        })
    }
}

impl Contact {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek, van_relatie: bool) -> Result<Contact, Fout> {
        let adres = velden.optie_groep("Adres").map(|adres| Adres {
            heeft_huis: adres.heeft("Huis"),
            postcode: adres.optie_tekst("Postcode"),
            landcode: adres.optie_tekst("LandCode"),
        });
        let periode = match velden.optie_groep("Periode") {
            Some(periode) => Some((periode.optie("Begindatum", datum)?, periode.optie("Einddatum", datum)?)),
            None => None,
        };
        Ok(Contact {
            van_relatie,
            soort: velden.waarde("Soort", AdresSoort::lees)?,
            adres,
            heeft_telefoon: velden.heeft("Telefoon"),
            periode,
            plek,
        })
    }
}

/// The kinds of address that say where somebody lives, the first that is known going first.
///
/// Choice: the registered address, as that is the one that makes a gemeente responsible; else where the client stays, for good or for a
/// while. An address for letters says nothing of where somebody lives: it may be that of who keeps the accounts.
const WOONADRESSEN: [AdresSoort; 3] = [AdresSoort::Brp, AdresSoort::Verblijf, AdresSoort::Tijdelijk];

/// The postcode where the client of a 301 lived on a day, as far as it is known and in the Netherlands.
pub fn woonpostcode(contacten: &[Contact], op: NaiveDate) -> Option<Postcode> {
    let geldt = |contact: &&Contact| {
        let (van, tot) = contact.periode.unwrap_or_default();
        !contact.van_relatie && van.is_none_or(|van| van <= op) && tot.is_none_or(|tot| op <= tot)
    };
    WOONADRESSEN.iter().find_map(|soort| {
        contacten.iter().filter(geldt).filter(|contact| contact.soort == *soort).find_map(|contact| {
            let adres = contact.adres.as_ref().filter(|adres| adres.in_nederland())?;
            Postcode::lees(adres.postcode.as_deref()?).ok()
        })
    })
}

fn geboortedatum(velden: &Velden<'_, '_>) -> Result<Option<Geboortedatum>, Fout> {
    let Some(groep) = velden.optie_groep("Geboortedatum") else { return Ok(None) };
    Ok(Some(Geboortedatum {
        datum: groep.waarde("Datum", datum)?,
        gebruik: groep.optie("DatumGebruik", DatumGebruik::lees)?,
    }))
}

/// The name in a 301; elsewhere names are shorter and do not say how they are used.
fn naam(velden: &Velden<'_, '_>) -> Result<Option<Naam>, Fout> {
    let Some(groep) = velden.optie_groep("Naam") else { return Ok(None) };
    let gebruik = groep.optie("NaamGebruik", NaamGebruik::lees)?;
    Ok(gebruik.map(|gebruik| Naam { gebruik, heeft_partnernaam: groep.heeft("Partnernaam") }))
}
