//! The table of the 28 message types: code, root, direction and pair (code list COD002-VEKT).

use std::fmt;

/// The law, and with it the family of messages.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Standaard {
    /// Jeugdwet: messages JW301 to JW325.
    Ijw,
    /// Wet maatschappelijke ondersteuning: messages WMO301 to WMO325.
    Iwmo,
}

impl Standaard {
    /// Both standards, in the order in which lists show them.
    pub const ALLE: [Standaard; 2] = [Standaard::Ijw, Standaard::Iwmo];

    /// The key under which it is stored and named in URLs: `ijw` or `iwmo`. It is also the prefix of the basis
    /// schema in the messages we write.
    pub fn sleutel(self) -> &'static str {
        match self {
            Standaard::Ijw => "ijw",
            Standaard::Iwmo => "iwmo",
        }
    }

    /// The standard with this key, if it is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Standaard> {
        Standaard::ALLE.into_iter().find(|standaard| standaard.sleutel() == sleutel)
    }

    /// The name as people write it: `iJw` or `iWmo`.
    pub fn naam(self) -> &'static str {
        match self {
            Standaard::Ijw => "iJw",
            Standaard::Iwmo => "iWmo",
        }
    }

    fn voorvoegsel(self) -> &'static str {
        match self {
            Standaard::Ijw => "JW",
            Standaard::Iwmo => "WMO",
        }
    }
}

impl fmt::Display for Standaard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.naam())
    }
}

/// What a message is for, the same for both standards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Soort {
    /// 301: the gemeente allocates care to an aanbieder.
    Toewijzing,
    /// 302: answer to a 301.
    ToewijzingRetour,
    /// 305: care has started.
    Start,
    /// 306: answer to a 305.
    StartRetour,
    /// 307: care has stopped, for a while or for good.
    Stop,
    /// 308: answer to a 307.
    StopRetour,
    /// 315: request for an allocation (VOT).
    VerzoekToewijzing,
    /// 316: technical answer to a 315.
    VerzoekToewijzingRetour,
    /// 317: request for a change (VOW).
    VerzoekWijziging,
    /// 318: technical answer to a 317.
    VerzoekWijzigingRetour,
    /// 319: the gemeente's answer to a request.
    Antwoord,
    /// 320: answer to a 319.
    AntwoordRetour,
    /// 323: Declaratie of what was delivered.
    Declaratie,
    /// 325: verdict on a Declaratie, with the amount granted.
    DeclaratieAntwoord,
}

/// Who sends a message of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Richting {
    /// From gemeente to aanbieder.
    VanGemeente,
    /// From aanbieder to gemeente.
    VanAanbieder,
}

impl Richting {
    /// The other way.
    pub fn andersom(self) -> Richting {
        match self {
            Richting::VanGemeente => Richting::VanAanbieder,
            Richting::VanAanbieder => Richting::VanGemeente,
        }
    }
}

/// One row of the table: number, code under iJw, code under iWmo.
const TABEL: [(Soort, u16, &str, &str); 14] = [
    (Soort::Toewijzing, 301, "436", "414"),
    (Soort::ToewijzingRetour, 302, "437", "415"),
    (Soort::Start, 305, "438", "418"),
    (Soort::StartRetour, 306, "439", "419"),
    (Soort::Stop, 307, "440", "420"),
    (Soort::StopRetour, 308, "441", "421"),
    (Soort::VerzoekToewijzing, 315, "446", "444"),
    (Soort::VerzoekToewijzingRetour, 316, "447", "445"),
    (Soort::VerzoekWijziging, 317, "486", "480"),
    (Soort::VerzoekWijzigingRetour, 318, "487", "481"),
    (Soort::Antwoord, 319, "488", "482"),
    (Soort::AntwoordRetour, 320, "489", "483"),
    (Soort::Declaratie, 323, "490", "484"),
    (Soort::DeclaratieAntwoord, 325, "491", "485"),
];

/// Every message type of both standards, in the order of their names.
pub const ALLE_BERICHTTYPEN: [Berichttype; 28] = alle_berichttypen();

const fn alle_berichttypen() -> [Berichttype; 28] {
    let mut alle = [Berichttype { standaard: Standaard::Ijw, soort: Soort::Toewijzing }; 28];
    let mut rij = 0;
    #[allow(clippy::indexing_slicing, reason = "evaluated by the compiler: a wrong index does not build")]
    while rij < TABEL.len() {
        alle[rij] = Berichttype { standaard: Standaard::Ijw, soort: TABEL[rij].0 };
        alle[rij + TABEL.len()] = Berichttype { standaard: Standaard::Iwmo, soort: TABEL[rij].0 };
        rij += 1;
    }
    alle
}

/// One of the 28 message types, such as JW301 or WMO325.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Berichttype {
    /// The standard it belongs to.
    pub standaard: Standaard,
    /// What it is for.
    pub soort: Soort,
}

impl Soort {
    fn rij(self) -> &'static (Soort, u16, &'static str, &'static str) {
        #[allow(
            clippy::indexing_slicing,
            reason = "the table has a row for each Soort, in its order; a test checks it"
        )]
        &TABEL[self as usize]
    }

    /// The number in the name: 301, 302, ...
    pub fn nummer(self) -> u16 {
        self.rij().1
    }

    /// Who sends it. The header of a retourbericht is not swapped: there `Afzender` is who sent the heenbericht
    /// (IV028), see [`Soort::is_retour`].
    pub fn richting(self) -> Richting {
        match self {
            Soort::Toewijzing
            | Soort::StartRetour
            | Soort::StopRetour
            | Soort::VerzoekToewijzingRetour
            | Soort::VerzoekWijzigingRetour
            | Soort::Antwoord
            | Soort::DeclaratieAntwoord => Richting::VanGemeente,
            Soort::ToewijzingRetour
            | Soort::Start
            | Soort::Stop
            | Soort::VerzoekToewijzing
            | Soort::VerzoekWijziging
            | Soort::AntwoordRetour
            | Soort::Declaratie => Richting::VanAanbieder,
        }
    }

    /// Whether it is a technical answer whose header repeats that of the heenbericht (302, 306, 308, 316, 318,
    /// 320). A 325 answers too, but has a header of its own (IV087).
    pub fn is_retour(self) -> bool {
        matches!(
            self,
            Soort::ToewijzingRetour
                | Soort::StartRetour
                | Soort::StopRetour
                | Soort::VerzoekToewijzingRetour
                | Soort::VerzoekWijzigingRetour
                | Soort::AntwoordRetour
        )
    }

    /// The message that answers it. A retourbericht and a 325 are never answered.
    pub fn antwoord(self) -> Option<Soort> {
        match self {
            Soort::Toewijzing => Some(Soort::ToewijzingRetour),
            Soort::Start => Some(Soort::StartRetour),
            Soort::Stop => Some(Soort::StopRetour),
            Soort::VerzoekToewijzing => Some(Soort::VerzoekToewijzingRetour),
            Soort::VerzoekWijziging => Some(Soort::VerzoekWijzigingRetour),
            Soort::Antwoord => Some(Soort::AntwoordRetour),
            Soort::Declaratie => Some(Soort::DeclaratieAntwoord),
            _ => None,
        }
    }

    /// The kind that a technical answer answers; of another kind itself.
    pub fn onderwerp(self) -> Soort {
        self.beantwoordt().filter(|_| self.is_retour()).unwrap_or(self)
    }

    /// The kind that this one answers, if it is an answer: a retourbericht or a 325.
    pub fn beantwoordt(self) -> Option<Soort> {
        TABEL.iter().map(|rij| rij.0).find(|soort| soort.antwoord() == Some(self))
    }

    /// Which party the header element `Afzender` names. Differs from [`Soort::richting`] for a retourbericht.
    pub fn afzender_in_header(self) -> Richting {
        if self.is_retour() { self.richting().andersom() } else { self.richting() }
    }

    /// A short Dutch description for screens and the demo.
    pub fn omschrijving(self) -> &'static str {
        match self {
            Soort::Toewijzing => "toewijzing",
            Soort::ToewijzingRetour => "retour op toewijzing",
            Soort::Start => "start zorg",
            Soort::StartRetour => "retour op start",
            Soort::Stop => "stop zorg",
            Soort::StopRetour => "retour op stop",
            Soort::VerzoekToewijzing => "verzoek om toewijzing",
            Soort::VerzoekToewijzingRetour => "retour op verzoek om toewijzing",
            Soort::VerzoekWijziging => "verzoek om wijziging",
            Soort::VerzoekWijzigingRetour => "retour op verzoek om wijziging",
            Soort::Antwoord => "antwoord op verzoek",
            Soort::AntwoordRetour => "retour op antwoord",
            Soort::Declaratie => "declaratie",
            Soort::DeclaratieAntwoord => "declaratie-antwoord",
        }
    }
}

impl Berichttype {
    /// The name, such as `JW301`.
    pub fn naam(self) -> String {
        format!("{}{}", self.standaard.voorvoegsel(), self.soort.nummer())
    }

    /// The type with this name, if there is one.
    pub fn van_naam(naam: &str) -> Option<Berichttype> {
        ALLE_BERICHTTYPEN.into_iter().find(|berichttype| berichttype.naam() == naam)
    }

    /// The value of `BerichtCode` (COD002-VEKT).
    pub fn berichtcode(self) -> &'static str {
        let (_, _, ijw, iwmo) = self.soort.rij();
        match self.standaard {
            Standaard::Ijw => ijw,
            Standaard::Iwmo => iwmo,
        }
    }

    /// The namespace of the message's own elements.
    pub fn namespace(self) -> String {
        format!(
            "http://www.istandaarden.nl/{}/3_2/{}/schema",
            self.standaard.sleutel(),
            self.naam().to_lowercase()
        )
    }

    /// The type whose document element lies in this namespace.
    pub fn van_namespace(namespace: &str) -> Option<Berichttype> {
        // Each message asks for this, so most types are ruled out without writing their namespace.
        let (voor, _) = namespace.rsplit_once("/schema")?;
        let nummer = voor.get(voor.len().checked_sub(3)?..)?.parse();
        ALLE_BERICHTTYPEN.into_iter().find(|berichttype| {
            nummer == Ok(berichttype.soort.nummer()) && berichttype.namespace() == namespace
        })
    }

    /// The type that answers this one, if it is answered.
    pub fn antwoord(self) -> Option<Berichttype> {
        let soort = self.soort.antwoord()?;
        Some(Berichttype { standaard: self.standaard, soort })
    }

    /// The type that this one answers, if it is an answer.
    pub fn beantwoordt(self) -> Option<Berichttype> {
        let soort = self.soort.beantwoordt()?;
        Some(Berichttype { standaard: self.standaard, soort })
    }
}

impl fmt::Display for Berichttype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.naam())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_stands_at_the_place_of_its_kind() {
        for (plaats, rij) in TABEL.iter().enumerate() {
            assert_eq!(rij.0 as usize, plaats);
            assert_eq!(rij.0.nummer(), rij.1);
        }
    }

    #[test]
    fn names_codes_and_namespaces_are_unique_and_lead_back_to_their_type() {
        let mut codes = std::collections::BTreeSet::new();
        for berichttype in ALLE_BERICHTTYPEN {
            assert_eq!(Berichttype::van_naam(&berichttype.naam()), Some(berichttype));
            assert_eq!(Berichttype::van_namespace(&berichttype.namespace()), Some(berichttype));
            assert!(codes.insert(berichttype.berichtcode()));
        }
        assert_eq!(codes.len(), 28);
    }

    #[test]
    fn seven_kinds_are_answered_and_no_answer_is_answered_itself() {
        let answered: Vec<_> = TABEL.iter().filter_map(|rij| rij.0.antwoord()).collect();
        assert_eq!(answered.len(), 7);
        assert!(answered.iter().all(|antwoord| antwoord.antwoord().is_none()));
    }

    #[test]
    fn the_answer_goes_the_other_way_but_a_retour_keeps_the_header_of_the_heenbericht() {
        for (soort, ..) in TABEL {
            let Some(antwoord) = soort.antwoord() else { continue };
            assert_ne!(soort.richting(), antwoord.richting(), "{soort:?}");
            assert_eq!(antwoord.is_retour(), antwoord.afzender_in_header() == soort.richting(), "{soort:?}");
        }
    }
}
