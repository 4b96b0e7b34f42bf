//! Local rules where messages are judged: which hold for a message, and what they say of it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::besluit::Gelezen;
use super::{Poort, PoortFout};
use crate::bericht::Header;
use crate::lokaal::{Bij, Kennis, LokaleRegels, Opgesteld, Regeluitslag, Uitslag, toets};
use crate::regels::Lokaal;

/// What local rules said of a message, and at which stand of the register.
#[derive(Clone, Debug, Default)]
pub(super) struct Lokaaloordeel {
    pub(super) gevonden: Lokaal,
    pub(super) regels: Vec<Regeluitslag>,
    pub(super) stand: i64,
}

impl Poort {
    /// The same gate with these local rules.
    #[must_use]
    pub fn met_lokale_regels(self, regels: LokaleRegels) -> Poort {
        Poort { lokale_regels: regels, ..self }
    }

    /// The local rules that this gate goes by, and the stand of the register that they are from.
    fn lokale_regels(&self) -> (&LokaleRegels, i64) {
        (&self.lokale_regels, 0)
    }

    /// What local rules may ask about the gemeente and the aanbieder of a message.
    pub(super) fn lokale_kennis(&self, _header: &Header) -> Option<Arc<dyn Kennis>> {
        None
    }

    /// Holds a message against the local rules that hold for it: of its gemeente, on the day that it came in. A message that is refused
    /// at level 2 is not looked at any further, as with level 3.
    pub(super) async fn toets_lokaal(
        &self,
        gelezen: &Gelezen,
        dag: NaiveDate,
        bytes: &Arc<[u8]>,
    ) -> Result<Arc<Lokaaloordeel>, PoortFout> {
        let (alle, stand) = self.lokale_regels();
        if alle.alle().is_empty() || gelezen.geheel().is_none() {
            return Ok(Arc::default());
        }
        let header = gelezen.header();
        let regels = alle.voor(header.berichttype, header.gemeente.as_str(), dag);
        if regels.is_empty() {
            return Ok(Arc::default());
        }
        let bij = Bij { berichttype: header.berichttype, ontvangen: dag, kennis: self.lokale_kennis(header) };
        let Uitslag { gevonden, regels } = self.houd_tegen(regels, bij, Arc::clone(bytes)).await?;
        Ok(Arc::new(Lokaaloordeel { gevonden, regels, stand }))
    }

    /// Holds the bytes of a message that is right by itself against rules.
    pub(super) async fn houd_tegen(
        &self,
        regels: Vec<Arc<Opgesteld>>,
        bij: Bij,
        bytes: Arc<[u8]>,
    ) -> Result<Uitslag, PoortFout> {
        let uitslag = self.reken(move |schemas| toets(schemas, &*bytes, &regels, &bij)).await?;
        uitslag.map_err(|fout| PoortFout::Intern(fout.to_string()))
    }
}

impl Lokaaloordeel {
    /// Tells who looks after the gate about rules that could not be evaluated.
    pub(super) fn meld(&self, bericht: uuid::Uuid) {
        for een in self.regels.iter().filter(|een| een.niet_beoordeeld > 0) {
            let oorzaak = een.oorzaak.as_ref().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(
                %bericht,
                regel = een.regel,
                klassen = een.niet_beoordeeld,
                oorzaak,
                "een lokale regel is niet te beoordelen; het bericht gaat verder alsof zij er niet was"
            );
        }
    }
}
