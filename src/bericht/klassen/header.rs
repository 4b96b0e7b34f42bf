//! The Header of a message: what every message says of itself.

use chrono::NaiveDate;

use crate::bericht::berichttype::{Berichttype, Richting};
use crate::bericht::blok::Deel;
use crate::bericht::knoop::{Knoop, Plek};
use crate::bericht::velden::{Fout, Velden, datum};
use crate::bericht::waarden::{Agbcode, Gemeentecode};

/// What every message says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Where it stands in the message.
    pub plek: Plek,
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
    /// `DeclaratieIdentificatie`, in a 325: the identification and the day of the 323 (TR337).
    pub declaratie: Option<(String, NaiveDate)>,
    /// The header as it stands, for answers that repeat it.
    pub knoop: Knoop,
}

impl Header {
    pub(in crate::bericht) fn lees(deel: Deel<'_>, berichttype: Berichttype) -> Result<Header, Fout> {
        let velden = Velden::van(deel);
        let (gemeente, aanbieder) = match berichttype.soort.afzender_in_header() {
            Richting::VanGemeente => ("Afzender", "Ontvanger"),
            Richting::VanAanbieder => ("Ontvanger", "Afzender"),
        };
        let bericht = velden.groep("BerichtIdentificatie")?;
        let declaratie = match velden.optie_groep("DeclaratieIdentificatie") {
            Some(van) => Some((van.tekst("Identificatie")?.to_owned(), van.waarde("Dagtekening", datum)?)),
            None => None,
        };
        Ok(Header {
            plek: Plek { pad: "/Bericht/Header".to_owned().into(), positie: deel.positie() },
            berichttype,
            gemeente: velden.waarde(gemeente, Gemeentecode::lees)?,
            aanbieder: velden.waarde(aanbieder, Agbcode::lees)?,
            identificatie: bericht.tekst("Identificatie")?.to_owned(),
            dagtekening: bericht.waarde("Dagtekening", datum)?,
            retour: velden.optie_tekst("IdentificatieRetour").zip(velden.optie("DagtekeningRetour", datum)?),
            declaratie,
            knoop: deel.knoop(),
        })
    }

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
        self.code_van(self.berichttype.soort.afzender_in_header())
    }

    /// The code that stands in `Ontvanger`.
    pub fn ontvanger(&self) -> &str {
        self.code_van(self.berichttype.soort.afzender_in_header().andersom())
    }

    /// The code of the party that sends this message; differs from [`Header::afzender`] for a retourbericht.
    pub fn verzender(&self) -> &str {
        self.code_van(self.berichttype.soort.richting())
    }

    /// The code of the party that this message goes to.
    pub fn geadresseerde(&self) -> &str {
        self.code_van(self.berichttype.soort.richting().andersom())
    }

    fn code_van(&self, richting: Richting) -> &str {
        match richting {
            Richting::VanGemeente => self.gemeente.as_str(),
            Richting::VanAanbieder => self.aanbieder.as_str(),
        }
    }
}
