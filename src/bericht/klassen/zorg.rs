//! The care that messages are about: allocated, started, stopped, asked for and answered.

use chrono::{NaiveDate, NaiveDateTime};

use crate::bericht::knoop::Plek;
use crate::bericht::velden::{Fout, Velden, datum, moment};
use crate::bericht::waarden::{
    Eurocent, Gemeentecode, Omvang, Product, StatusAanlevering, ToewijzingNummer, VerzoekAntwoord,
    geheel_getal,
};

/// One allocation in a 301.
#[derive(Clone, Debug, PartialEq)]
pub struct ToegewezenProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// Its number, unique within gemeente and standard (OP275).
    pub nummer: ToewijzingNummer,
    /// The request that it follows from (IV097).
    pub referentie_aanbieder: Option<String>,
    /// What; none for a generic allocation (IV075).
    pub product: Option<Product>,
    /// Day on which it was allocated.
    pub toewijzingsdatum: NaiveDate,
    /// Toewijzingsdatum and Toewijzingstijd together: the version of an allocation with the latest is the one in
    /// force (IV013). Dutch local time.
    pub toegewezen_op: NaiveDateTime,
    /// First day.
    pub ingangsdatum: NaiveDate,
    /// Last day; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// Why it was changed (IV099).
    pub reden_wijziging: Option<String>,
    /// How much, for an allocation with a volume.
    pub omvang: Option<Omvang>,
    /// How much, for an allocation with a budget.
    pub budget: Option<Eurocent>,
}

impl ToegewezenProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<ToegewezenProduct, Fout> {
        let dag = velden.waarde("Toewijzingsdatum", datum)?;
        Ok(ToegewezenProduct {
            nummer: nummer(velden)?,
            referentie_aanbieder: velden.optie_tekst("ReferentieAanbieder"),
            product: velden.product()?,
            toewijzingsdatum: dag,
            toegewezen_op: velden.waarde("Toewijzingstijd", |tekst| moment(dag, tekst))?,
            ingangsdatum: velden.waarde("Ingangsdatum", datum)?,
            einddatum: velden.optie("Einddatum", datum)?,
            reden_wijziging: velden.optie_tekst("RedenWijziging"),
            omvang: velden.omvang()?,
            budget: budget(velden)?,
            plek,
        })
    }
}

/// One start in a 305.
#[derive(Clone, Debug, PartialEq)]
pub struct StartProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The allocation; none when working by task (IV096).
    pub nummer: Option<ToewijzingNummer>,
    /// What.
    pub product: Option<Product>,
    /// First day of the allocation.
    pub toewijzing_ingangsdatum: Option<NaiveDate>,
    /// First day of delivery.
    pub begindatum: NaiveDate,
    /// New, or taking back an earlier one.
    pub status: StatusAanlevering,
}

impl StartProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<StartProduct, Fout> {
        Ok(StartProduct {
            nummer: velden.optie("ToewijzingNummer", geheel_getal)?.map(ToewijzingNummer),
            product: velden.product()?,
            toewijzing_ingangsdatum: velden.optie("ToewijzingIngangsdatum", datum)?,
            begindatum: velden.waarde("Begindatum", datum)?,
            status: velden.waarde("StatusAanlevering", StatusAanlevering::lees)?,
            plek,
        })
    }
}

/// One stop in a 307.
#[derive(Clone, Debug, PartialEq)]
pub struct StopProduct {
    /// What of it a start has too: the allocation, the product and the first day.
    pub start: StartProduct,
    /// Why it stopped (JZ588 or WMO588; 20 is for a while, OP378).
    pub reden_beeindiging: String,
    /// Last day of delivery.
    pub einddatum: NaiveDate,
}

impl StopProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<StopProduct, Fout> {
        Ok(StopProduct {
            start: StartProduct::lees(velden, plek)?,
            reden_beeindiging: velden.tekst("RedenBeeindiging")?.to_owned(),
            einddatum: velden.waarde("Einddatum", datum)?,
        })
    }
}

/// One product asked for in a 315.
#[derive(Clone, Debug, PartialEq)]
pub struct AangevraagdProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The aanbieder's name for this request (TR347).
    pub referentie_aanbieder: String,
    /// Whether a BeschikkingNummer was given.
    pub heeft_beschikkingnummer: bool,
    /// First day of the beschikking.
    pub beschikking_ingangsdatum: Option<NaiveDate>,
    /// What; none asks for a generic allocation (IV075).
    pub product: Option<Product>,
    /// First day asked for.
    pub ingangsdatum: NaiveDate,
    /// Last day asked for; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// How much, as a volume.
    pub omvang: Option<Omvang>,
    /// How much, as a budget.
    pub budget: Option<Eurocent>,
    /// Who referred the client.
    pub verwijzer: Verwijzer,
}

/// Who referred a client to the aanbieder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verwijzer {
    /// What kind of referrer (COD327).
    pub soort: String,
    /// Whether a Naam was given.
    pub heeft_naam: bool,
    /// Whether a ZorgverlenerCode was given.
    pub heeft_zorgverlenercode: bool,
}

impl AangevraagdProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<AangevraagdProduct, Fout> {
        let verwijzer = velden.groep("Verwijzer")?;
        Ok(AangevraagdProduct {
            referentie_aanbieder: velden.tekst("ReferentieAanbieder")?.to_owned(),
            heeft_beschikkingnummer: velden.heeft("BeschikkingNummer"),
            beschikking_ingangsdatum: velden.optie("BeschikkingIngangsdatum", datum)?,
            product: velden.product()?,
            ingangsdatum: velden.waarde("ToewijzingIngangsdatum", datum)?,
            einddatum: velden.optie("ToewijzingEinddatum", datum)?,
            omvang: velden.omvang()?,
            budget: budget(velden)?,
            verwijzer: Verwijzer {
                soort: verwijzer.tekst("Type")?.to_owned(),
                heeft_naam: verwijzer.heeft("Naam"),
                heeft_zorgverlenercode: verwijzer.heeft("ZorgverlenerCode"),
            },
            plek,
        })
    }
}

/// The request of a 317, by itself: without the products in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verzoek {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The aanbieder's name for this request (TR347).
    pub referentie_aanbieder: String,
    /// Why (WJ758).
    pub reden: String,
    /// Whether there are products that stay as they are.
    pub heeft_ongewijzigd: bool,
    /// Whether there are products to change.
    pub heeft_te_wijzigen: bool,
    /// Whether there are new products.
    pub heeft_nieuw: bool,
}

impl Verzoek {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<Verzoek, Fout> {
        Ok(Verzoek {
            referentie_aanbieder: velden.tekst("ReferentieAanbieder")?.to_owned(),
            reden: velden.tekst("RedenVerzoek")?.to_owned(),
            heeft_ongewijzigd: velden.heeft("OngewijzigdeProducten"),
            heeft_te_wijzigen: velden.heeft("TeWijzigenProducten"),
            heeft_nieuw: velden.heeft("NieuweProducten"),
            plek,
        })
    }
}

/// An allocation that a 317 leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OngewijzigdProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The allocation.
    pub nummer: ToewijzingNummer,
}

impl OngewijzigdProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<OngewijzigdProduct, Fout> {
        Ok(OngewijzigdProduct { nummer: nummer(velden)?, plek })
    }
}

/// An allocation that a 317 asks to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeWijzigenProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The allocation.
    pub nummer: ToewijzingNummer,
    /// From when on, or the first day of the allocation for a change of the whole (TR357).
    pub ingangsdatum: NaiveDate,
    /// Last day asked for; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// How much, as a volume.
    pub omvang: Option<Omvang>,
    /// How much, as a budget.
    pub budget: Option<Eurocent>,
}

impl TeWijzigenProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<TeWijzigenProduct, Fout> {
        Ok(TeWijzigenProduct {
            nummer: nummer(velden)?,
            ingangsdatum: velden.waarde("GewensteIngangsdatum", datum)?,
            einddatum: velden.optie("Einddatum", datum)?,
            omvang: velden.omvang()?,
            budget: budget(velden)?,
            plek,
        })
    }
}

/// A product that a 317 asks for anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NieuwProduct {
    /// Where it stands in the message.
    pub plek: Plek,
    /// What; none asks for a generic allocation (IV075).
    pub product: Option<Product>,
    /// First day asked for.
    pub ingangsdatum: NaiveDate,
    /// Last day asked for; none is open-ended.
    pub einddatum: Option<NaiveDate>,
    /// How much, as a volume.
    pub omvang: Option<Omvang>,
    /// How much, as a budget.
    pub budget: Option<Eurocent>,
}

impl NieuwProduct {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<NieuwProduct, Fout> {
        Ok(NieuwProduct {
            product: velden.product()?,
            ingangsdatum: velden.waarde("GewensteIngangsdatum", datum)?,
            einddatum: velden.optie("Einddatum", datum)?,
            omvang: velden.omvang()?,
            budget: budget(velden)?,
            plek,
        })
    }
}

/// The answer of a 319 to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Antwoord {
    /// Where it stands in the message.
    pub plek: Plek,
    /// The request that it answers.
    pub referentie_aanbieder: String,
    /// What the answer is.
    pub antwoord: VerzoekAntwoord,
    /// Why it was refused (WJ759).
    pub reden_afwijzing: Option<String>,
    /// The gemeente that is responsible instead; only under iJw (IV095).
    pub woonplaatsbeginsel: Option<Gemeentecode>,
}

impl Antwoord {
    pub(super) fn lees(velden: &Velden<'_, '_>, plek: Plek) -> Result<Antwoord, Fout> {
        let woonplaatsbeginsel = match velden.optie_groep("Woonplaatsbeginsel") {
            Some(groep) => Some(groep.waarde("Gemeente", Gemeentecode::lees)?),
            None => None,
        };
        Ok(Antwoord {
            referentie_aanbieder: velden.tekst("ReferentieAanbieder")?.to_owned(),
            antwoord: velden.waarde("VerzoekAntwoord", VerzoekAntwoord::lees)?,
            reden_afwijzing: velden.optie_tekst("RedenAfwijzingVerzoek"),
            woonplaatsbeginsel,
            plek,
        })
    }
}

fn nummer(velden: &Velden<'_, '_>) -> Result<ToewijzingNummer, Fout> {
    velden.waarde("ToewijzingNummer", geheel_getal).map(ToewijzingNummer)
}

fn budget(velden: &Velden<'_, '_>) -> Result<Option<Eurocent>, Fout> {
    Ok(velden.optie("Budget", geheel_getal)?.map(Eurocent))
}
