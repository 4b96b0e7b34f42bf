//! Typed reading: from the bytes of a message to its header and the parts that rules and dossier work with.

use std::io::{self, BufRead};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::berichttype::{Berichttype, Richting, Soort};
use super::knoop::{Knoop, Plek, Verzamelaar};
use super::producten::{Prestatie, StartProduct, StopProduct, ToegewezenProduct};
use super::schemas::Schemas;
use super::waarden::{
    Agbcode, Bedrag, Bsn, DebetCredit, Eenheid, Eurocent, Frequentie, Gemeentecode, Omvang, OngeldigeWaarde,
    Periode, Product, StatusAanlevering, ToewijzingNummer, geheel_getal,
};

/// Why a message could not be read into types.
#[derive(Debug, thiserror::Error)]
pub enum LeesFout {
    /// The bytes could not be read.
    #[error("het bericht is niet te lezen: {0}")]
    Io(#[from] io::Error),
    /// It is not a message of the standard, or not valid against its schema: check first, then read.
    #[error("het bericht voldoet niet aan zijn schema")]
    Schema,
    /// The schema lets a value pass that has no meaning to us, such as a year of twenty digits or a burgerservicenummer
    /// that fails the elfproef.
    #[error("{fout} ({})", plek.pad)]
    Waarde {
        /// Where it stands.
        plek: Plek,
        /// What it should have been.
        fout: OngeldigeWaarde,
    },
}

/// What every message says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The type, from the namespace of the document element.
    pub berichttype: Berichttype,
    /// The gemeente, sender or receiver.
    pub gemeente: Gemeentecode,
    /// The aanbieder, sender or receiver.
    pub aanbieder: Agbcode,
    /// `BerichtIdentificatie/Identificatie`; in a retourbericht that of the heenbericht (IV028).
    pub identificatie: String,
    /// `BerichtIdentificatie/Dagtekening`.
    pub dagtekening: NaiveDate,
    /// `IdentificatieRetour` and `DagtekeningRetour`, in a retourbericht.
    pub retour: Option<(String, NaiveDate)>,
    /// The header as it stands, for answers that repeat it.
    pub knoop: Knoop,
}

impl Header {
    /// The identification of the message itself: of a retourbericht its own, not that of the heenbericht.
    pub fn eigen_identificatie(&self) -> &str {
        self.retour.as_ref().map_or(&self.identificatie, |(identificatie, _)| identificatie)
    }

    /// The day of the message itself.
    pub fn eigen_dagtekening(&self) -> NaiveDate {
        self.retour.as_ref().map_or(self.dagtekening, |(_, dag)| *dag)
    }

    /// The code that stands in `Afzender`.
    pub fn afzender(&self) -> &str {
        match self.berichttype.soort.afzender_in_header() {
            Richting::VanGemeente => self.gemeente.as_str(),
            Richting::VanAanbieder => self.aanbieder.as_str(),
        }
    }

    /// The code that stands in `Ontvanger`.
    pub fn ontvanger(&self) -> &str {
        match self.berichttype.soort.afzender_in_header() {
            Richting::VanGemeente => self.aanbieder.as_str(),
            Richting::VanAanbieder => self.gemeente.as_str(),
        }
    }

    /// The code of the party that sends this message; differs from [`Header::afzender`] for a retourbericht.
    pub fn verzender(&self) -> &str {
        match self.berichttype.soort.richting() {
            Richting::VanGemeente => self.gemeente.as_str(),
            Richting::VanAanbieder => self.aanbieder.as_str(),
        }
    }

    /// The code of the party that this message goes to.
    pub fn geadresseerde(&self) -> &str {
        match self.berichttype.soort.richting() {
            Richting::VanGemeente => self.aanbieder.as_str(),
            Richting::VanAanbieder => self.gemeente.as_str(),
        }
    }
}

/// A Declaratie: one 323.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaratie {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, unique for the aanbieder within a standard (TR333).
    pub nummer: String,
    /// The calendar month that it is about (CS340).
    pub periode: Periode,
    /// The amount claimed in all.
    pub totaal: Bedrag,
    /// The clients, each with its Prestaties.
    pub clienten: Vec<Client>,
}

/// A client in a Declaratie.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Who.
    pub bsn: Bsn,
    /// The Prestaties.
    pub prestaties: Vec<Prestatie>,
}

/// What a message is about, as far as the gate works with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Inhoud {
    /// 301.
    Toewijzing {
        /// Who.
        bsn: Bsn,
        /// What is allocated.
        producten: Vec<ToegewezenProduct>,
    },
    /// 305.
    Start {
        /// Who.
        bsn: Bsn,
        /// What started.
        producten: Vec<StartProduct>,
    },
    /// 307.
    Stop {
        /// Who.
        bsn: Bsn,
        /// What stopped.
        producten: Vec<StopProduct>,
    },
    /// 323.
    Declaratie(Declaratie),
    /// Another message: only its header is read into types.
    Overig,
}

/// A message that is valid against its schema, read into types.
#[derive(Clone, Debug, PartialEq)]
pub struct Bericht {
    /// What it says of itself.
    pub header: Header,
    /// What it is about.
    pub inhoud: Inhoud,
    /// The elements after the header as they stand, for an answer that repeats them. Of a 323 only the frame:
    /// its Prestaties are in [`Inhoud::Declaratie`].
    pub lijf: Vec<Knoop>,
}

/// Reads a message into types, validating it in the same pass. Of a 323 the Prestaties are converted one by
/// one, so memory grows with the types and not with the XML.
///
/// # Errors
/// [`LeesFout::Schema`] if it is not valid, [`LeesFout::Waarde`] if a valid value has no meaning to us.
pub fn lees(schemas: &Schemas, invoer: impl BufRead) -> Result<Bericht, LeesFout> {
    let mut prestaties: Vec<(u32, Prestatie)> = Vec::new();
    let mut eerste_fout = None;
    let mut verzamelaar = Verzamelaar::met_oogst(is_prestatie, |boven: &[Knoop], knoop: Knoop| {
        let client = boven.iter().rev().find_map(|ouder| ouder.index).unwrap_or(1);
        let pad: String = boven.iter().map(|ouder| format!("/{}", ouder.stap())).collect();
        match prestatie(&knoop, &pad) {
            Ok(prestatie) => prestaties.push((client, prestatie)),
            Err(fout) => {
                eerste_fout.get_or_insert(fout);
            }
        }
    });
    let rapport = schemas.valideer(invoer, &mut verzamelaar)?;
    let wortel = verzamelaar.wortel();
    if !rapport.valid() {
        return Err(LeesFout::Schema);
    }
    if let Some(fout) = eerste_fout {
        return Err(fout);
    }
    let namespace = rapport.root.as_ref().map(|(namespace, _)| &**namespace).unwrap_or_default();
    let berichttype = Berichttype::van_namespace(namespace).ok_or(LeesFout::Schema)?;
    let mut kinderen = wortel.ok_or(LeesFout::Schema)?.kinderen.into_iter();
    let header = header_uit(kinderen.next().ok_or(LeesFout::Schema)?, berichttype)?;
    let lijf: Vec<Knoop> = kinderen.collect();
    let inhoud = match (berichttype.soort, lijf.first()) {
        (Soort::Toewijzing, Some(client)) => client_met(client, "ToegewezenProducten", toegewezen_product)
            .map(|(bsn, producten)| Inhoud::Toewijzing { bsn, producten })?,
        (Soort::Start, Some(client)) => client_met(client, "StartProducten", start_product)
            .map(|(bsn, producten)| Inhoud::Start { bsn, producten })?,
        (Soort::Stop, Some(client)) => client_met(client, "StopProducten", stop_product)
            .map(|(bsn, producten)| Inhoud::Stop { bsn, producten })?,
        (Soort::Declaratie, Some(knoop)) => Inhoud::Declaratie(declaratie(knoop, prestaties)?),
        _ => Inhoud::Overig,
    };
    Ok(Bericht { header, inhoud, lijf })
}

/// Reads a header from its element.
///
/// # Errors
/// [`LeesFout`] where it is not complete, as in a message that is not valid.
pub fn header_uit(knoop: Knoop, berichttype: Berichttype) -> Result<Header, LeesFout> {
    let velden = Velden { knoop: &knoop, plek: knoop.plek("/Bericht") };
    let (gemeente, aanbieder) = match berichttype.soort.afzender_in_header() {
        Richting::VanGemeente => ("Afzender", "Ontvanger"),
        Richting::VanAanbieder => ("Ontvanger", "Afzender"),
    };
    let bericht = velden.groep("BerichtIdentificatie")?;
    Ok(Header {
        berichttype,
        gemeente: velden.waarde(gemeente, Gemeentecode::lees)?,
        aanbieder: velden.waarde(aanbieder, Agbcode::lees)?,
        identificatie: bericht.tekst("Identificatie")?.to_owned(),
        dagtekening: bericht.waarde("Dagtekening", datum)?,
        retour: knoop
            .tekst_van("IdentificatieRetour")
            .map(str::to_owned)
            .zip(velden.optie("DagtekeningRetour", datum)?),
        knoop,
    })
}

/// Reads only the header of a message that is valid against its schema.
///
/// # Errors
/// As [`lees`].
pub fn lees_header(schemas: &Schemas, invoer: impl BufRead) -> Result<Header, LeesFout> {
    let mut header = None;
    let mut verzamelaar = Verzamelaar::met_oogst(is_header, |_: &[Knoop], knoop: Knoop| header = Some(knoop));
    let rapport = schemas.valideer(invoer, &mut verzamelaar)?;
    let namespace = rapport.root.as_ref().map(|(namespace, _)| &**namespace).unwrap_or_default();
    let berichttype = Berichttype::van_namespace(namespace).ok_or(LeesFout::Schema)?;
    header_uit(header.ok_or(LeesFout::Schema)?, berichttype)
}

/// A Prestatie of a 323. Those of a 325 stay in the tree: there are only refused ones.
fn is_prestatie(boven: &[Knoop], naam: &str) -> bool {
    naam == "Prestatie" && boven.get(1).is_some_and(|deel| &*deel.naam == "Declaratie")
}

fn is_header(boven: &[Knoop], naam: &str) -> bool {
    naam == "Header" && boven.len() == 1
}

fn client_met<T>(
    client: &Knoop,
    lijst: &str,
    lees_product: fn(&Knoop, &str) -> Result<T, LeesFout>,
) -> Result<(Bsn, Vec<T>), LeesFout> {
    let velden = Velden { knoop: client, plek: client.plek("/Bericht") };
    let producten = velden.groep(lijst)?;
    let gelezen = producten.knoop.kinderen.iter().map(|knoop| lees_product(knoop, &producten.plek.pad));
    Ok((velden.waarde("Bsn", Bsn::lees)?, gelezen.collect::<Result<_, _>>()?))
}

fn toegewezen_product(knoop: &Knoop, pad: &str) -> Result<ToegewezenProduct, LeesFout> {
    let velden = Velden { knoop, plek: knoop.plek(pad) };
    let dag = velden.waarde("Toewijzingsdatum", datum)?;
    Ok(ToegewezenProduct {
        nummer: ToewijzingNummer(velden.waarde("ToewijzingNummer", geheel_getal)?),
        referentie_aanbieder: knoop.tekst_van("ReferentieAanbieder").map(str::to_owned),
        product: velden.optie_groep("Product").map(|product| product.product()).transpose()?,
        toegewezen_op: velden.waarde("Toewijzingstijd", |tekst| moment(dag, tekst))?,
        ingangsdatum: velden.waarde("Ingangsdatum", datum)?,
        einddatum: velden.optie("Einddatum", datum)?,
        reden_wijziging: knoop.tekst_van("RedenWijziging").map(str::to_owned),
        omvang: velden.optie_groep("Omvang").map(|omvang| omvang.omvang()).transpose()?,
        budget: velden.optie("Budget", geheel_getal)?.map(Eurocent),
        plek: velden.plek,
    })
}

fn start_product(knoop: &Knoop, pad: &str) -> Result<StartProduct, LeesFout> {
    let velden = Velden { knoop, plek: knoop.plek(pad) };
    Ok(StartProduct {
        nummer: velden.optie("ToewijzingNummer", geheel_getal)?.map(ToewijzingNummer),
        product: velden.optie_groep("Product").map(|product| product.product()).transpose()?,
        toewijzing_ingangsdatum: velden.optie("ToewijzingIngangsdatum", datum)?,
        begindatum: velden.waarde("Begindatum", datum)?,
        status: velden.waarde("StatusAanlevering", StatusAanlevering::lees)?,
        plek: velden.plek,
    })
}

fn stop_product(knoop: &Knoop, pad: &str) -> Result<StopProduct, LeesFout> {
    let velden = Velden { knoop, plek: knoop.plek(pad) };
    Ok(StopProduct {
        start: start_product(knoop, pad)?,
        reden_beeindiging: velden.tekst("RedenBeeindiging")?.to_owned(),
        einddatum: velden.waarde("Einddatum", datum)?,
    })
}

fn declaratie(knoop: &Knoop, prestaties: Vec<(u32, Prestatie)>) -> Result<Declaratie, LeesFout> {
    let velden = Velden { knoop, plek: knoop.plek("/Bericht") };
    let groep = velden.groep("Clienten")?;
    let mut prestaties = prestaties.into_iter().peekable();
    let mut clienten = Vec::with_capacity(groep.knoop.kinderen.len());
    for client in &groep.knoop.kinderen {
        let nummer = client.index.unwrap_or(1);
        let velden = Velden { knoop: client, plek: client.plek(&groep.plek.pad) };
        let mut eigen = Vec::new();
        while let Some((_, prestatie)) = prestaties.next_if(|(van, _)| *van == nummer) {
            eigen.push(prestatie);
        }
        clienten.push(Client { bsn: velden.waarde("Bsn", Bsn::lees)?, plek: velden.plek, prestaties: eigen });
    }
    Ok(Declaratie {
        nummer: velden.tekst("DeclaratieNummer")?.to_owned(),
        periode: velden.groep("DeclaratiePeriode")?.periode()?,
        totaal: velden.groep("TotaalIngediendBedrag")?.bedrag("TotaalBedrag")?,
        plek: velden.plek,
        clienten,
    })
}

fn prestatie(knoop: &Knoop, pad: &str) -> Result<Prestatie, LeesFout> {
    let velden = Velden { knoop, plek: knoop.plek(pad) };
    let referentie = velden.groep("ProductReferentie")?;
    Ok(Prestatie {
        referentie: referentie.tekst("ReferentieNummer")?.to_owned(),
        vorige_referentie: referentie.knoop.tekst_van("VorigReferentieNummer").map(str::to_owned),
        nummer: ToewijzingNummer(velden.waarde("ToewijzingNummer", geheel_getal)?),
        product: Product {
            categorie: velden.tekst("ProductCategorie")?.to_owned(),
            code: Some(velden.tekst("ProductCode")?.to_owned()),
        },
        periode: velden.groep("ProductPeriode")?.periode()?,
        volume: velden.waarde("GeleverdVolume", geheel_getal)?,
        eenheid: velden.waarde("Eenheid", Eenheid::lees)?,
        tarief: velden.optie("ProductTarief", geheel_getal)?.map(Eurocent),
        bedrag: velden.groep("IngediendBedrag")?.bedrag("Bedrag")?,
        plek: velden.plek,
    })
}

/// The fields of one element, with the place that an error names.
struct Velden<'k> {
    knoop: &'k Knoop,
    plek: Plek,
}

impl<'k> Velden<'k> {
    fn tekst(&self, naam: &str) -> Result<&'k str, LeesFout> {
        self.knoop.tekst_van(naam).ok_or(LeesFout::Schema)
    }

    fn waarde<T>(
        &self,
        naam: &str,
        lees: impl FnOnce(&str) -> Result<T, OngeldigeWaarde>,
    ) -> Result<T, LeesFout> {
        self.optie(naam, lees)?.ok_or(LeesFout::Schema)
    }

    fn optie<T>(
        &self,
        naam: &str,
        lees: impl FnOnce(&str) -> Result<T, OngeldigeWaarde>,
    ) -> Result<Option<T>, LeesFout> {
        let Some(kind) = self.knoop.kind(naam) else { return Ok(None) };
        let tekst = kind.tekst.as_deref().ok_or(LeesFout::Schema)?;
        let fout = |fout| LeesFout::Waarde { plek: kind.plek(&self.plek.pad), fout };
        lees(tekst).map(Some).map_err(fout)
    }

    fn groep(&self, naam: &str) -> Result<Velden<'k>, LeesFout> {
        self.optie_groep(naam).ok_or(LeesFout::Schema)
    }

    fn optie_groep(&self, naam: &str) -> Option<Velden<'k>> {
        let knoop = self.knoop.kind(naam)?;
        Some(Velden { knoop, plek: knoop.plek(&self.plek.pad) })
    }

    fn product(&self) -> Result<Product, LeesFout> {
        Ok(Product {
            categorie: self.tekst("Categorie")?.to_owned(),
            code: self.knoop.tekst_van("Code").map(str::to_owned),
        })
    }

    fn omvang(&self) -> Result<Omvang, LeesFout> {
        Ok(Omvang {
            volume: self.waarde("Volume", geheel_getal)?,
            eenheid: self.waarde("Eenheid", Eenheid::lees)?,
            frequentie: self.waarde("Frequentie", Frequentie::lees)?,
        })
    }

    fn periode(&self) -> Result<Periode, LeesFout> {
        Ok(Periode {
            begindatum: self.waarde("Begindatum", datum)?,
            einddatum: self.waarde("Einddatum", datum)?,
        })
    }

    fn bedrag(&self, naam: &str) -> Result<Bedrag, LeesFout> {
        Ok(Bedrag {
            centen: self.waarde(naam, geheel_getal)?,
            debet_credit: self.waarde("DebetCredit", DebetCredit::lees)?,
        })
    }
}

/// A date with a year of four digits: all that care can be about.
fn datum(tekst: &str) -> Result<NaiveDate, OngeldigeWaarde> {
    let fout = OngeldigeWaarde { soort: "datum met een jaartal van vier cijfers" };
    if tekst.len() != 10 {
        return Err(fout);
    }
    NaiveDate::parse_from_str(tekst, "%Y-%m-%d").map_err(|_| fout)
}

/// A date and a time together. `24:00:00` is the first moment of the next day (XSD part 2, 3.2.8).
fn moment(dag: NaiveDate, tijd: &str) -> Result<NaiveDateTime, OngeldigeWaarde> {
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
        assert!(datum("2026-02-28").is_ok());
        assert!(datum("12026-02-28").is_err());
        assert!(datum("-0001-01-01").is_err());
    }

    #[test]
    fn midnight_at_the_end_of_the_day_is_the_start_of_the_next() {
        let dag = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        assert_eq!(moment(dag, "24:00:00").unwrap().to_string(), "2026-02-01 00:00:00");
        assert_eq!(moment(dag, "10:11:12.5").unwrap().to_string(), "2026-01-31 10:11:12.500");
        assert!(moment(dag, "10:11:12.123456789012345").is_ok());
    }
}
