//! Rules about one Prestatie of a 323 or 325: its references, its unit and its amount.

use super::{BerichtRegel, Toets};
use crate::bericht::{DebetCredit, Eenheid, Periode, Soort, Standaard};
use crate::regels::gezien::Gezien;
use crate::regels::{Niveau, Regel};

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

/// Choice: a rate per minute may come from a contract rate per hour that 60 does not divide (IV081). The message does not tell
/// that rate; an amount is right if there is a rate per hour, in whole eurocents, that gives both the rate per minute and the
/// amount, each rounded half up.
const TR346: BerichtRegel = BerichtRegel {
    regel: Regel {
        code: "TR346",
        standaarden: &Standaard::ALLE,
        berichten: &[Soort::Declaratie],
        niveau: Niveau::Extern,
        retourcode: "9346",
        titel: "Het bedrag is volume maal tarief",
        uitleg: "Het ingediende bedrag is het geleverde volume maal het tarief per eenheid. Bij minuten mag het tarief zijn afgeleid \
                 van een uurtarief: reken het bedrag dan uit met het uurtarief en rond aan het einde af op hele centen.",
    },
    toetsen: &[Toets::Los(|klasse, _| {
        let prestatie = klasse.prestatie()?;
        let tarief = u64::try_from(prestatie.tarief?.0).ok()?;
        let (volume, centen) = (u64::from(prestatie.volume), prestatie.bedrag.centen);
        let klopt = match prestatie.eenheid {
            Eenheid::Euro => true,
            Eenheid::Minuut => klopt_per_uur(volume, tarief, centen),
            _ => volume.checked_mul(tarief) == Some(centen),
        };
        (!klopt).then(|| {
            let per_uur = match prestatie.eenheid {
                Eenheid::Minuut => " (of iets anders als het tarief is afgerond van een uurtarief)",
                _ => "",
            };
            let tekst = format!(
                "Het bedrag is {centen} eurocent, maar {volume} maal het tarief van {tarief} eurocent is {}{per_uur}. Verbeter het \
                 volume, het tarief of het bedrag.",
                volume.saturating_mul(tarief)
            );
            ("IngediendBedrag/Bedrag", tekst)
        })
    })],
};

/// Whether a rate per hour exists, in whole eurocents, that divided by 60 rounds to `tarief` and times `minuten` divided by 60
/// rounds to `centen`.
fn klopt_per_uur(minuten: u64, tarief: u64, centen: u64) -> bool {
    // Rounded half up, u/60 is `tarief` from 60*tarief - 30 up to and including 60*tarief + 29.
    let laagste = (tarief * 60).saturating_sub(30);
    let hoogste = tarief * 60 + 29;
    if minuten == 0 {
        return centen == 0;
    }
    // Likewise u*minuten/60 is `centen`.
    let van = (centen * 60).saturating_sub(30).div_ceil(minuten);
    let tot = (centen * 60 + 29) / minuten;
    van.max(laagste) <= tot.min(hoogste)
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::klopt_per_uur;

    fn afgerond(teller: u64) -> u64 {
        (teller + 30) / 60
    }

    #[test]
    fn the_example_of_iv081_is_right_and_the_product_of_rounded_rates_is_too() {
        // 95 minutes at 50.50 euros an hour.
        assert!(klopt_per_uur(95, 84, 7996));
        assert!(klopt_per_uur(95, 84, 95 * 84));
        assert!(!klopt_per_uur(95, 84, 95 * 85));
    }

    proptest! {
        #[test]
        fn what_an_hourly_rate_gives_is_right(uurtarief in 0_u64..20_000, minuten in 0_u64..50_000) {
            prop_assert!(klopt_per_uur(minuten, afgerond(uurtarief), afgerond(uurtarief * minuten)));
        }

        #[test]
        fn it_is_right_only_if_some_hourly_rate_gives_it(
            tarief in 0_u64..200, minuten in 0_u64..2_000, afwijking in -3_000_i64..3_000,
        ) {
            let centen = (tarief * minuten).saturating_add_signed(afwijking);
            let bestaat = (0..13_000).any(|uurtarief| {
                afgerond(uurtarief) == tarief && afgerond(uurtarief * minuten) == centen
            });
            prop_assert_eq!(klopt_per_uur(minuten, tarief, centen), bestaat);
        }
    }
}
