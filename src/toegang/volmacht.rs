//! Acting for a party as its software supplier: what a party lets another do for it, and from when to when.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::recht::{Recht, Rechten};
use crate::bericht::Berichttype;
use crate::partij::{Geldigheid, Partij, PartijSoort};

/// What nobody lets a supplier do: deciding takes a person of the gemeente, and terms, keys and mandates are the party's own.
const NOOIT: [Recht; 4] =
    [Recht::DeclaratiesBeslissen, Recht::BegrippenBeheren, Recht::PartijenLezen, Recht::PartijenBeheren];

/// That a party lets a supplier act for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volmacht {
    /// The party that gave it.
    pub partij: Partij,
    /// Who acts: a supplier of software, or a knooppunt.
    pub leverancier: Partij,
    /// From when to when.
    pub geldig: Geldigheid,
    /// What it may do; none: all that a supplier can.
    pub rechten: Option<Rechten>,
    /// Which types of message it may offer; none: all that the party may.
    pub berichttypen: Option<BTreeSet<Berichttype>>,
    /// When it was given, or last changed.
    pub gegeven_op: DateTime<Utc>,
    /// Who recorded that, where that was a person who is known.
    pub gegeven_door: Option<String>,
}

/// Why a party cannot let another act for it like that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VolmachtFout {
    /// Only a supplier or a knooppunt acts for others.
    #[error("een volmacht is voor een leverancier of een knooppunt: {0} is een {1}")]
    Ontvanger(String, &'static str),
    /// Suppliers and knooppunten have nothing to act on of their own.
    #[error("een volmacht komt van een gemeente, een wijkteam of een aanbieder: {0} is een {1}")]
    Gever(String, &'static str),
    /// A right that a supplier never has.
    #[error("het recht {0} is niet met een volmacht te geven: dat blijft bij de partij zelf")]
    Recht(&'static str),
}

impl Volmacht {
    /// What a supplier can be let do.
    pub fn mogelijk() -> Rechten {
        let kan = Recht::ALLE.into_iter().filter(|recht| !NOOIT.contains(recht));
        kan.fold(Rechten::GEEN, Rechten::met)
    }

    /// Looks whether a party can give this.
    ///
    /// # Errors
    /// [`VolmachtFout`].
    pub fn toets(&self) -> Result<(), VolmachtFout> {
        let (gever, ontvanger) = (&self.partij, &self.leverancier);
        if !ontvanger.soort.werkt_voor_anderen() {
            return Err(VolmachtFout::Ontvanger(ontvanger.naam.clone(), ontvanger.soort.sleutel()));
        }
        if gever.soort.werkt_voor_anderen() {
            return Err(VolmachtFout::Gever(gever.naam.clone(), gever.soort.sleutel()));
        }
        let te_veel =
            NOOIT.into_iter().find(|recht| self.rechten.is_some_and(|rechten| rechten.heeft(*recht)));
        te_veel.map_or(Ok(()), |recht| Err(VolmachtFout::Recht(recht.sleutel())))
    }

    /// Whether it holds on a day.
    pub fn op(&self, dag: NaiveDate) -> bool {
        self.geldig.op(dag)
    }

    /// What it lets the supplier do.
    pub fn laat_toe(&self) -> Rechten {
        self.rechten.map_or(Volmacht::mogelijk(), |rechten| rechten.en_ook(Volmacht::mogelijk()))
    }

    /// Whether it lets the supplier offer messages of this type.
    pub fn is_voor(&self, berichttype: Berichttype) -> bool {
        self.berichttypen.as_ref().is_none_or(|typen| typen.contains(&berichttype))
    }
}

impl PartijSoort {
    /// Whether parties of this kind act for others, and have no messages of their own.
    pub fn werkt_voor_anderen(self) -> bool {
        matches!(self, PartijSoort::Leverancier | PartijSoort::Knooppunt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partij(soort: PartijSoort, code: &str) -> Partij {
        Partij::nieuw(soort, code, "Een naam", None).unwrap()
    }

    fn volmacht(gever: Partij, leverancier: Partij, rechten: &[Recht]) -> Volmacht {
        Volmacht {
            partij: gever,
            leverancier,
            geldig: Geldigheid::nieuw("2026-01-01".parse().unwrap(), None).unwrap(),
            rechten: (!rechten.is_empty()).then(|| Rechten::van(rechten)),
            berichttypen: None,
            gegeven_op: "2026-01-01T00:00:00Z".parse().unwrap(),
            gegeven_door: None,
        }
    }

    #[test]
    fn alleen_een_leverancier_of_knooppunt_krijgt_een_volmacht_en_nooit_van_een_andere() {
        let zorg = || partij(PartijSoort::Aanbieder, "65656055");
        let software = || partij(PartijSoort::Leverancier, "software-huis");
        let knooppunt = || partij(PartijSoort::Knooppunt, "knoop");
        assert_eq!(volmacht(zorg(), software(), &[]).toets(), Ok(()));
        assert_eq!(volmacht(zorg(), knooppunt(), &[]).toets(), Ok(()));
        assert!(matches!(volmacht(software(), zorg(), &[]).toets(), Err(VolmachtFout::Ontvanger(..))));
        assert!(matches!(volmacht(knooppunt(), software(), &[]).toets(), Err(VolmachtFout::Gever(..))));
    }

    #[test]
    fn beslissen_en_beheren_blijven_bij_de_partij() {
        let gemeente = partij(PartijSoort::Gemeente, "0479");
        let software = partij(PartijSoort::Leverancier, "software-huis");
        for recht in NOOIT {
            let met = volmacht(gemeente.clone(), software.clone(), &[recht]);
            assert_eq!(met.toets(), Err(VolmachtFout::Recht(recht.sleutel())));
            let alles = volmacht(gemeente.clone(), software.clone(), &[]);
            assert!(!alles.laat_toe().heeft(recht));
        }
        let een = volmacht(gemeente, software, &[Recht::PostbusLezen]);
        assert_eq!(een.laat_toe(), Rechten::van(&[Recht::PostbusLezen]));
    }
}
