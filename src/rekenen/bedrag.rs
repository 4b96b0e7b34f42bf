//! What an amount is made of: volume times rate (TR346), and the rate that was agreed on (TR418).

use serde::{Deserialize, Serialize};

use super::afronden::{bedrag_in_minuten, kan_van_uurtarief, tarief_per_minuut};
use super::berekening::{Stap, Stapsoort, als_zin, hoeveel};
use crate::bericht::{Eenheid, Eurocent, Prestatie};

/// An amount with what it should be. Amounts and rates are eurocent, without the sign of a credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bedragberekening {
    /// Volume, in the unit.
    pub volume: u32,
    /// The unit of volume and rate.
    pub eenheid: Eenheid,
    /// The rate that was claimed; none for [`Eenheid::Euro`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tarief: Option<u64>,
    /// The amount that was claimed.
    pub bedrag: u64,
    /// What was agreed on, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afgesproken: Option<Contracttarief>,
}

/// The rate that gemeente and aanbieder agreed on for a Prestatie, in eurocent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Contracttarief {
    /// For the unit of the Prestatie.
    PerEenheid(u64),
    /// Per hour, for a Prestatie in minutes (IV081).
    PerUur(u64),
}

impl Contracttarief {
    /// What ProductTarief must be (TR418).
    pub fn per_eenheid(self) -> u64 {
        match self {
            Contracttarief::PerEenheid(tarief) => tarief,
            Contracttarief::PerUur(tarief) => tarief_per_minuut(tarief),
        }
    }

    /// What a volume costs at this rate. Of minutes at a rate per hour only the outcome is rounded (IV081).
    pub fn kosten(self, volume: u64) -> u64 {
        match self {
            Contracttarief::PerEenheid(tarief) => tarief.saturating_mul(volume),
            Contracttarief::PerUur(tarief) => bedrag_in_minuten(tarief, volume),
        }
    }
}

impl Bedragberekening {
    /// That of a Prestatie. What was agreed on is left out of account for a credit: it repeats a debit, from a time when the
    /// contract may have been another.
    pub fn van(prestatie: &Prestatie, afgesproken: Option<Contracttarief>) -> Bedragberekening {
        Bedragberekening {
            volume: prestatie.volume,
            eenheid: prestatie.eenheid,
            tarief: prestatie.tarief.and_then(|tarief| u64::try_from(tarief.0).ok()),
            bedrag: prestatie.bedrag.centen,
            afgesproken: afgesproken.filter(|_| prestatie.vorige_referentie.is_none()),
        }
    }

    /// What the amount should be; none where the message does not tell: minutes of which the rate may have been rounded, and in
    /// euros, where the volume is the amount (CS339).
    pub fn verwacht(&self) -> Option<u64> {
        let volume = u64::from(self.volume);
        match (self.eenheid, self.afgesproken) {
            (Eenheid::Euro, _) => None,
            // The rate per hour is not rounded first.
            (_, Some(Contracttarief::PerUur(uurtarief))) => Some(bedrag_in_minuten(uurtarief, volume)),
            (Eenheid::Minuut, None) => None,
            _ => Some(volume.saturating_mul(self.tarief?)),
        }
    }

    /// Whether the rate is the one that was agreed on (TR418); also where none is known.
    pub fn tarief_klopt(&self) -> bool {
        match (self.tarief, self.afgesproken) {
            (Some(tarief), Some(afgesproken)) => tarief == afgesproken.per_eenheid(),
            _ => true,
        }
    }

    /// Whether the amount is right (TR346).
    ///
    /// Choice: an amount in minutes is right if there is a rate per hour, in whole eurocents, that gives both the rate per minute and
    /// the amount. Where the rate per hour is known it must be that one; but of another rate TR418 tells, and the amount may then be
    /// that of either.
    pub fn klopt(&self) -> bool {
        let Some(tarief) = self.tarief else { return true };
        let van_een_uurtarief = || kan_van_uurtarief(self.volume.into(), tarief, self.bedrag);
        match (self.verwacht(), self.eenheid) {
            (Some(verwacht), Eenheid::Minuut) => {
                self.bedrag == verwacht || (!self.tarief_klopt() && van_een_uurtarief())
            }
            (Some(verwacht), _) => self.bedrag == verwacht,
            (None, Eenheid::Minuut) => van_een_uurtarief(),
            (None, _) => true,
        }
    }

    /// Every step of the amount, with its number in eurocent.
    pub fn stappen(&self) -> Vec<Stap> {
        let mut stappen = Vec::new();
        let mut voeg_toe =
            |soort, aantal: u64, tekst| stappen.push(Stap { soort, aantal: aantal.into(), tekst });
        let volume = hoeveel(self.volume.into(), self.eenheid);
        if let Some(tarief) = self.tarief {
            voeg_toe(Stapsoort::Tarief, tarief, format!("tarief {} per {}", euro(tarief), een(self.eenheid)));
        }
        match (self.verwacht(), self.tarief, self.afgesproken) {
            (Some(verwacht), _, Some(Contracttarief::PerUur(uurtarief))) => {
                let som = format!(
                    "{volume} x {} per uur = {}, afgerond op hele centen",
                    euro(uurtarief),
                    euro(verwacht)
                );
                voeg_toe(Stapsoort::Verwacht, verwacht, som);
            }
            (Some(verwacht), Some(tarief), _) => {
                voeg_toe(
                    Stapsoort::Verwacht,
                    verwacht,
                    format!("{volume} x {} = {}", euro(tarief), euro(verwacht)),
                );
            }
            (None, Some(tarief), _) => {
                let som = u64::from(self.volume).saturating_mul(tarief);
                let of = "of het bedrag bij een uurtarief dat per minuut op dit tarief uitkomt";
                voeg_toe(
                    Stapsoort::Verwacht,
                    som,
                    format!("{volume} x {} = {}, {of}", euro(tarief), euro(som)),
                );
            }
            _ => voeg_toe(
                Stapsoort::Verwacht,
                self.volume.into(),
                "in euro's is het volume het bedrag".to_owned(),
            ),
        }
        let oordeel = if self.klopt() { "dat klopt" } else { "dat klopt niet" };
        voeg_toe(Stapsoort::Deze, self.bedrag, format!("ingediend {}: {oordeel}", euro(self.bedrag)));
        stappen
    }

    /// Every step of the rate, in eurocent; none where no rate is known.
    pub fn stappen_tarief(&self) -> Vec<Stap> {
        let (Some(tarief), Some(contract)) = (self.tarief, self.afgesproken) else { return Vec::new() };
        let afgesproken = contract.per_eenheid();
        let per = een(self.eenheid);
        let zo = match contract {
            Contracttarief::PerEenheid(_) => format!("afgesproken {} per {per}", euro(afgesproken)),
            Contracttarief::PerUur(uurtarief) => {
                format!("afgesproken {} per uur, afgerond {} per {per}", euro(uurtarief), euro(afgesproken))
            }
        };
        let oordeel = if self.tarief_klopt() { "dat klopt" } else { "dat klopt niet" };
        vec![
            Stap { soort: Stapsoort::Afgesproken, aantal: afgesproken.into(), tekst: zo },
            Stap {
                soort: Stapsoort::Tarief,
                aantal: tarief.into(),
                tekst: format!("ingediend {} per {per}: {oordeel}", euro(tarief)),
            },
        ]
    }

    /// The amount as one Dutch sentence.
    pub fn in_woorden(&self) -> String {
        als_zin(self.stappen().iter())
    }

    /// The rate as one Dutch sentence; empty where no rate is known.
    pub fn tarief_in_woorden(&self) -> String {
        als_zin(self.stappen_tarief().iter())
    }
}

fn euro(centen: u64) -> String {
    Eurocent(i64::try_from(centen).unwrap_or(i64::MAX)).to_string()
}

/// One of a unit, in Dutch.
fn een(eenheid: Eenheid) -> &'static str {
    match eenheid {
        Eenheid::Minuut => "minuut",
        Eenheid::Uur => "uur",
        Eenheid::Etmaal => "etmaal",
        Eenheid::Dagdeel => "dagdeel",
        Eenheid::StuksOutput | Eenheid::StuksInspanning => "stuk",
        Eenheid::Euro => "euro",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minuten(volume: u32, tarief: u64, bedrag: u64, uurtarief: Option<u64>) -> Bedragberekening {
        let afgesproken = uurtarief.map(Contracttarief::PerUur);
        Bedragberekening { volume, eenheid: Eenheid::Minuut, tarief: Some(tarief), bedrag, afgesproken }
    }

    #[test]
    fn een_bedrag_in_minuten_volgt_uit_het_uurtarief_en_niet_uit_het_afgeronde_minuuttarief() {
        let goed = minuten(95, 84, 7_996, Some(5_050));
        assert!(goed.klopt() && goed.tarief_klopt());
        assert_eq!(
            goed.in_woorden(),
            "Tarief € 0,84 per minuut; 95 minuten x € 50,50 per uur = € 79,96, afgerond op hele centen; ingediend € 79,96: dat \
             klopt."
        );
        assert_eq!(
            goed.tarief_in_woorden(),
            "Afgesproken € 50,50 per uur, afgerond € 0,84 per minuut; ingediend € 0,84 per minuut: dat klopt."
        );
        assert!(!minuten(95, 84, 7_980, Some(5_050)).klopt());
        // Without the contract both can be right.
        assert!(minuten(95, 84, 7_980, None).klopt() && minuten(95, 84, 7_996, None).klopt());
    }

    #[test]
    fn bij_een_afgesproken_minuuttarief_is_het_bedrag_volume_maal_tarief() {
        let afgesproken = Some(Contracttarief::PerEenheid(110));
        let som = |bedrag| Bedragberekening { afgesproken, ..minuten(6_000, 110, bedrag, None) };
        assert!(som(660_000).klopt());
        assert!(!som(660_001).klopt() && !som(657_000).klopt() && !som(662_900).klopt());
        // Another rate is told by TR418; the amount may then be that of either.
        let ander = Bedragberekening { tarief: Some(84), bedrag: 7_996, ..som(0) };
        assert!(!ander.tarief_klopt());
    }

    #[test]
    fn een_bedrag_is_volume_maal_tarief_en_een_cent_ernaast_klopt_niet() {
        let uren = |bedrag| Bedragberekening {
            volume: 10,
            eenheid: Eenheid::Uur,
            tarief: Some(6_000),
            bedrag,
            afgesproken: Some(Contracttarief::PerEenheid(5_900)),
        };
        assert!(uren(60_000).klopt() && !uren(60_000).tarief_klopt());
        assert!(!uren(60_001).klopt() && !uren(59_999).klopt());
        assert_eq!(uren(60_000).stappen_tarief().len(), 2);
        assert_eq!(
            uren(60_001).in_woorden(),
            "Tarief € 60,00 per uur; 10 uur x € 60,00 = € 600,00; ingediend € 600,01: dat klopt niet."
        );
    }

    #[test]
    fn in_euros_is_het_volume_het_bedrag_en_is_er_geen_tarief() {
        let som = Bedragberekening {
            volume: 12_345,
            eenheid: Eenheid::Euro,
            tarief: None,
            bedrag: 12_345,
            afgesproken: None,
        };
        assert!(som.klopt() && som.tarief_klopt() && som.verwacht().is_none());
        assert_eq!(som.in_woorden(), "In euro's is het volume het bedrag; ingediend € 123,45: dat klopt.");
        assert!(som.tarief_in_woorden().is_empty());
    }
}
