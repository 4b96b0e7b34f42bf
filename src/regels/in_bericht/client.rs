//! Rules about who the care is for, and who is related to them: number, name, day of birth, language.

use chrono::Datelike;

use super::{BerichtRegel, Toets};
use crate::bericht::{Communicatievorm, DatumGebruik, NaamGebruik, Soort, Standaard};
use crate::regels::Regel;
use crate::regels::soorten::{MET_CLIENT, MET_GEBOORTEDATUM};

pub(super) const REGELS: &[BerichtRegel] = &[CS002, CS050, CS318, CS139, TR002, CD007];

/// Choice: a number of nothing but zeros is refused, although the sum comes out.
const CS002: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS002",
        &Standaard::ALLE,
        MET_CLIENT,
        "Het burgerservicenummer klopt volgens de elfproef",
        "Elk burgerservicenummer is zo gekozen dat een rekensom met de cijfers uitkomt: de elfproef. Komt de som niet uit, dan \
         is er een cijfer verkeerd ingevoerd. Neem het nummer over uit de basisregistratie.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        klasse.client()?.bsn.is_err().then(|| {
            let tekst = "Dit burgerservicenummer bestaat niet: het voldoet niet aan de elfproef. Controleer de cijfers.";
            ("Bsn", tekst.to_owned())
        })
    })],
};

/// Conflict 4.1: without a Partnernaam iJw allows 6 besides 1, for an organisation that is a Relatie (IV045), and iWmo allows
/// only 1, although the table per element shows the text of iJw there. That a client is no organisation is up to CS318.
const CS050: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS050",
        &Standaard::ALLE,
        &[Soort::Toewijzing],
        "NaamGebruik past bij de namen in het bericht",
        "NaamGebruik zegt met welke naam iemand wil worden aangesproken. De naam van de partner kan alleen worden gebruikt als \
         die ook in het bericht staat. Vul met een Partnernaam 1, 2, 3 of 4 in. Vul zonder Partnernaam 1 in. Onder iJw kan een \
         relatie ook een organisatie zijn, zoals een voogdijinstelling: vul dan 6 in. Onder iWmo mag 6 nooit.",
    ),
    toetsen: &[Toets::Los(|klasse, bij| {
        use NaamGebruik::{Eigen, EigenPartner, NietNatuurlijkPersoon, Partner, PartnerEigen};
        let naam = klasse.naam()?;
        let ijw = bij.header.berichttype.standaard == Standaard::Ijw;
        let mag: &[NaamGebruik] = match naam.heeft_partnernaam {
            true => &[Eigen, Partner, PartnerEigen, EigenPartner],
            false if ijw => &[Eigen, NietNatuurlijkPersoon],
            false => &[Eigen],
        };
        let (een, vul) = match naam.heeft_partnernaam {
            true => ("een", "Vul 1, 2, 3 of 4 in"),
            false if ijw && klasse.relatie().is_some() => {
                ("geen", "Vul 1 in (of 6 voor een organisatie), of vul de Partnernaam in")
            }
            false => ("geen", "Vul 1 in, of vul de Partnernaam in"),
        };
        (!mag.contains(&naam.gebruik)).then(|| {
            let code = naam.gebruik.code();
            ("Naam/NaamGebruik", format!("Er is {een} Partnernaam. Dan past NaamGebruik {code} niet. {vul}."))
        })
    })],
};

/// Only of the client: a Relatie may be an organisation (IV045). Told at the element that is wrong, where the standard names
/// the Naam around it.
const CS318: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS318",
        &[Standaard::Ijw],
        &[Soort::Toewijzing],
        "Een cliënt is geen organisatie",
        "NaamGebruik 6 betekent dat de naam van een organisatie is. Een cliënt is altijd een mens. Vul bij de cliënt daarom \
         in welke naam hij of zij gebruikt. Een organisatie hoort alleen bij de relaties, bijvoorbeeld als voogd.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let naam = klasse.client()?.naam?;
        (naam.gebruik == NaamGebruik::NietNatuurlijkPersoon).then(|| {
            let tekst = "De cliënt heeft NaamGebruik 6, van een organisatie. Vul 1 in, of met een Partnernaam 1, 2, 3 of 4.";
            ("Naam/NaamGebruik", tekst.to_owned())
        })
    })],
};

const CS139: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CS139",
        &Standaard::ALLE,
        MET_GEBOORTEDATUM,
        "DatumGebruik past bij de geboortedatum",
        "Van sommige mensen is de geboortedatum niet helemaal bekend. DatumGebruik zegt dan wat er ontbreekt, en op die plaats \
         staat in de datum een vaste waarde. Dag onbekend (1): de dag is 01. Dag en maand onbekend (2): de datum eindigt op \
         01-01. Alles onbekend (3): de datum is 1900-01-01. Is de datum helemaal bekend, laat DatumGebruik dan weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let geboren = klasse.geboortedatum()?;
        let (klopt, vul) = match geboren.gebruik? {
            DatumGebruik::DagOnbekend => (geboren.datum.day() == 1, "01 in als dag"),
            DatumGebruik::DagEnMaandOnbekend => (geboren.datum.ordinal() == 1, "01 in als dag en als maand"),
            DatumGebruik::Onbekend => (geboren.onbekend(), "1900-01-01 in als datum"),
        };
        let code = geboren.gebruik?.code();
        (!klopt).then(|| {
            let tekst = format!(
                "DatumGebruik {code} past niet bij de datum. Vul {vul}, of laat DatumGebruik weg als de datum bekend is."
            );
            ("Geboortedatum/DatumGebruik", tekst)
        })
    })],
};

/// Choice: the years are counted on the calendar, so 120 years to the day before the Dagtekening is allowed and a day earlier
/// is not. On a Dagtekening of 29 February somebody born on 28 February is a day older than the year. The date counts as it
/// stands, also where DatumGebruik says that its day or month is not known; only a date that is not known at all is left alone.
const TR002: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR002",
        &Standaard::ALLE,
        MET_GEBOORTEDATUM,
        "Niemand is ouder dan 120 jaar",
        "Een geboortedatum van meer dan 120 jaar vóór de dagtekening van het bericht is bijna zeker een typefout. Controleer het \
         jaar. Is de geboortedatum onbekend, vul dan 1900-01-01 in met DatumGebruik 3: die datum wordt niet gecontroleerd.",
    ),
    toetsen: &[Toets::Los(|klasse, bij| {
        let geboren = klasse.geboortedatum().filter(|geboren| !geboren.onbekend())?;
        let dagtekening = bij.header.dagtekening;
        let verjaardag = (geboren.datum.year() + 120, geboren.datum.month(), geboren.datum.day());
        (verjaardag < (dagtekening.year(), dagtekening.month(), dagtekening.day())).then(|| {
            let tekst = format!(
                "De geboortedatum ligt meer dan 120 jaar vóór de dagtekening ({dagtekening}). Verbeter de datum, of \
                 vul 1900-01-01 in met DatumGebruik 3 als de geboortedatum onbekend is."
            );
            ("Geboortedatum/Datum", tekst)
        })
    })],
};

const CD007: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CD007",
        &Standaard::ALLE,
        &[Soort::Toewijzing],
        "De taal staat er als er een tolk voor die taal nodig is, en anders niet",
        "Vorm 1 zegt dat de cliënt een tolk nodig heeft. De aanbieder moet dan weten voor welke taal: vul Taal in. Bij een tolk \
         voor doven of doofblinden (Vorm 2 en 3) hoort geen taal: laat Taal weg.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let communicatie = klasse.client()?.communicatie?;
        match (communicatie.vorm, communicatie.heeft_taal) {
            (Communicatievorm::TolkTaal, false) => {
                let tekst = "Vorm 1 vraagt om een tolk, maar Taal ontbreekt. Vul de taal in die de tolk moet spreken.";
                Some(("Communicatie", tekst.to_owned()))
            }
            (Communicatievorm::TolkDoven | Communicatievorm::TolkDoofblinden, true) => {
                let vorm = communicatie.vorm.code();
                let tekst = format!(
                    "Taal mag alleen bij Vorm 1, maar Vorm is {vorm}. Laat Taal weg, of vul Vorm 1 in."
                );
                Some(("Communicatie/Taal", tekst))
            }
            _ => None,
        }
    })],
};
