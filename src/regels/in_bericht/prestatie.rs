//! Rules about one Prestatie of a 323 or 325: its references, its unit and its amount.

use super::{BerichtRegel, Toets};
use crate::bericht::{DebetCredit, Eenheid, Periode, Soort, Standaard};
use crate::regels::gezien::Gezien;
use crate::regels::{Niveau, Regel};
use crate::rekenen::Contracttarief;

pub(super) const REGELS: &[BerichtRegel] = &[CD060, CD087, CS339, TR346, TR416];

const CD060: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "CD060",
        &Standaard::ALLE,
        &[Soort::Declaratie, Soort::DeclaratieAntwoord],
        "Alleen een creditprestatie noemt een vorige prestatie",
        "Een creditprestatie (C) draait een eerdere prestatie terug en noemt die in VorigReferentieNummer. Een debetprestatie (D) \
         staat op zichzelf en heeft dat nummer niet.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let prestatie = klasse.prestatie()?;
        match (prestatie.bedrag.debet_credit, &prestatie.vorige_referentie) {
            (DebetCredit::Credit, None) => {
                let tekst = "Bij deze creditprestatie ontbreekt VorigReferentieNummer. Vul het referentienummer in van de prestatie \
                             die wordt gecrediteerd.";
                Some(("ProductReferentie", tekst.to_owned()))
            }
            (DebetCredit::Debet, Some(_)) => {
                let tekst = "Deze debetprestatie heeft een VorigReferentieNummer. Laat het weg, of zet DebetCredit op C als het een \
                             creditprestatie is.";
                Some(("ProductReferentie/VorigReferentieNummer", tekst.to_owned()))
            }
            _ => None,
        }
    })],
};

const fn over_323(code: &'static str, titel: &'static str, uitleg: &'static str) -> Regel {
    Regel::in_bericht(code, &Standaard::ALLE, &[Soort::Declaratie], titel, uitleg)
}

const CD087: BerichtRegel = BerichtRegel {
    regel: over_323(
        "CD087",
        "Een prestatie heeft een tarief, behalve in euro's",
        "Bij uren, minuten, dagdelen, etmalen en stuks hoort een tarief per eenheid. Bij eenheid 83 (euro's) is het volume zelf al \
         een bedrag; dan is er geen tarief.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let prestatie = klasse.prestatie()?;
        match (prestatie.eenheid, prestatie.tarief) {
            (Eenheid::Euro, Some(_)) => {
                Some(("ProductTarief", "De eenheid is 83 (euro's). Laat het ProductTarief weg.".to_owned()))
            }
            (eenheid, None) if eenheid != Eenheid::Euro => {
                let tekst = format!(
                    "De eenheid is {}, maar ProductTarief ontbreekt. Vul het tarief per eenheid in, in eurocenten.",
                    eenheid.code()
                );
                Some(("", tekst))
            }
            _ => None,
        }
    })],
};

const CS339: BerichtRegel = BerichtRegel {
    regel: over_323(
        "CS339",
        "In euro's is het bedrag gelijk aan het volume",
        "Bij eenheid 83 (euro's) is GeleverdVolume een bedrag in eurocenten. IngediendBedrag is dan hetzelfde bedrag.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let prestatie = klasse.prestatie()?;
        let (volume, centen) = (prestatie.volume, prestatie.bedrag.centen);
        (prestatie.eenheid == Eenheid::Euro && u64::from(volume) != centen).then(|| {
            let tekst = format!(
                "De eenheid is 83 (euro's) en het volume is {volume} eurocent, maar het bedrag is {centen} eurocent. Maak ze gelijk."
            );
            ("IngediendBedrag/Bedrag", tekst)
        })
    })],
};

/// Choice: a rate per minute may come from a contract rate per hour that 60 does not divide (IV081). The message itself does not tell
/// that rate; [`crate::rekenen::Bedragberekening::klopt`] says what counts as right then.
const TR346: BerichtRegel = BerichtRegel {
    regel: Regel {
        code: "TR346",
        standaarden: &Standaard::ALLE,
        berichten: &[Soort::Declaratie],
        niveau: Niveau::Extern,
        retourcode: Some("9346"),
        titel: "Het bedrag is volume maal tarief",
        uitleg: "Het ingediende bedrag is het geleverde volume maal het tarief per eenheid. Bij minuten mag het tarief zijn afgeleid \
                 van een uurtarief: reken het bedrag dan uit met het uurtarief en rond aan het einde af op hele centen.",
    },
    toetsen: &[Toets::Los(|klasse, bij| {
        let prestatie = klasse.prestatie()?;
        let som = bij.omstandigheden.lijsten.bedrag(bij.header, prestatie);
        (!som.klopt()).then(|| {
            let advies = match som.afgesproken {
                Some(Contracttarief::PerUur(_)) => "Reken met het uurtarief en rond pas daarna af.",
                _ => "Verbeter het volume, het tarief of het bedrag.",
            };
            ("IngediendBedrag/Bedrag", format!("{} {advies}", som.in_woorden()))
        })
    })],
};

/// Debits only: a credit and a new debit for the same period go together (IV086). Allocations are compared by value.
///
/// Choice: within a client, as the sample JW323 shows. The number of an allocation at another client is a mistake in that number,
/// and told as such by the rules over messages.
const TR416: BerichtRegel = BerichtRegel {
    regel: over_323(
        "TR416",
        "Eén debetprestatie per toewijzing, product en periode",
        "Alle levering van een product in een maand op dezelfde toewijzing staat in één debetprestatie. Tel de leveringen bij elkaar \
         op en dien ze in als één prestatie.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut gezien = Gezien::niets();
        Box::new(move |klasse, _| {
            if klasse.client().is_some() {
                gezien.vergeet();
            }
            let prestatie = klasse.prestatie()?;
            if prestatie.bedrag.debet_credit == DebetCredit::Credit {
                return None;
            }
            let Periode { begindatum, einddatum } = prestatie.periode;
            let sleutel = (prestatie.nummer, prestatie.periode, prestatie.product.clone());
            gezien.al_eerder(sleutel).then(|| {
                let tekst = format!(
                    "Er is bij deze cliënt al een debetprestatie voor toewijzing {} met dit product van {begindatum} tot en met {einddatum}. Tel de \
                     leveringen op in één prestatie.",
                    prestatie.nummer
                );
                ("", tekst)
            })
        })
    })],
};
