//! What a caller may do, and which role may do what.

use std::fmt;

use crate::partij::PartijSoort;

/// One thing that a caller may do: a scope of a key or a token. Which call of the API asks for which stands in `http/ingangen.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recht {
    /// Offering messages.
    BerichtenVersturen,
    /// Looking at messages: who, what, when, outcome and findings. Nothing in it says whom a message is about.
    BerichtenLezen,
    /// Reading the XML of messages, with whom they are about.
    BerichtenInhoud,
    /// Looking into the postbus.
    PostbusLezen,
    /// Confirming what was in it.
    PostbusBevestigen,
    /// Seeing by when who must have sent what.
    TermijnenLezen,
    /// Looking at requests.
    VerzoekenLezen,
    /// Drafting and confirming answers to them.
    VerzoekenBeantwoorden,
    /// Looking at declaraties, their lines and decisions.
    DeclaratiesLezen,
    /// Deciding about them. Besides this right it takes a person.
    DeclaratiesBeslissen,
    /// Overviews and the lines behind them.
    OverzichtenLezen,
    /// Writing in the register, and seeing what is not decided on yet.
    BegrippenBeheren,
    /// Looking at what is kept about a partij itself: address, locations, mandates, who acts for it, its keys.
    PartijenLezen,
    /// Changing that.
    PartijenBeheren,
    /// Reading what happened that one must know of.
    GebeurtenissenLezen,
}

impl Recht {
    /// Every right.
    pub const ALLE: [Recht; 15] = [
        Recht::BerichtenVersturen,
        Recht::BerichtenLezen,
        Recht::BerichtenInhoud,
        Recht::PostbusLezen,
        Recht::PostbusBevestigen,
        Recht::TermijnenLezen,
        Recht::VerzoekenLezen,
        Recht::VerzoekenBeantwoorden,
        Recht::DeclaratiesLezen,
        Recht::DeclaratiesBeslissen,
        Recht::OverzichtenLezen,
        Recht::BegrippenBeheren,
        Recht::PartijenLezen,
        Recht::PartijenBeheren,
        Recht::GebeurtenissenLezen,
    ];

    /// The key on the command line, in the database and in the `scope` of a token.
    pub fn sleutel(self) -> &'static str {
        match self {
            Recht::BerichtenVersturen => "berichten:versturen",
            Recht::BerichtenLezen => "berichten:lezen",
            Recht::BerichtenInhoud => "berichten:inhoud",
            Recht::PostbusLezen => "postbus:lezen",
            Recht::PostbusBevestigen => "postbus:bevestigen",
            Recht::TermijnenLezen => "termijnen:lezen",
            Recht::VerzoekenLezen => "verzoeken:lezen",
            Recht::VerzoekenBeantwoorden => "verzoeken:beantwoorden",
            Recht::DeclaratiesLezen => "declaraties:lezen",
            Recht::DeclaratiesBeslissen => "declaraties:beslissen",
            Recht::OverzichtenLezen => "overzichten:lezen",
            Recht::BegrippenBeheren => "begrippen:beheren",
            Recht::PartijenLezen => "partijen:lezen",
            Recht::PartijenBeheren => "partijen:beheren",
            Recht::GebeurtenissenLezen => "gebeurtenissen:lezen",
        }
    }

    /// The right with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Recht> {
        Recht::ALLE.into_iter().find(|recht| recht.sleutel() == sleutel)
    }
}

/// The rights of a caller.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rechten(u32);

impl Rechten {
    /// Every right: that of a key which names none.
    pub const ALLE: Rechten = Rechten::van(&Recht::ALLE);
    /// No right at all.
    pub const GEEN: Rechten = Rechten(0);

    /// These rights.
    pub const fn van(rechten: &[Recht]) -> Rechten {
        let mut bits = 0;
        let mut rest = rechten;
        while let [eerste, verder @ ..] = rest {
            bits |= 1 << *eerste as u32;
            rest = verder;
        }
        Rechten(bits)
    }

    /// Reads keys with spaces between them; `Err` is the first that is not known.
    ///
    /// # Errors
    /// The key that is not that of a right.
    pub fn lees(tekst: &str) -> Result<Rechten, &str> {
        tekst.split_whitespace().try_fold(Rechten::GEEN, |rechten, sleutel| {
            Recht::van_sleutel(sleutel).map(|recht| rechten.met(recht)).ok_or(sleutel)
        })
    }

    /// The rights among these keys, with spaces between them. A token of an issuer may hold scopes of other services too.
    pub fn bekende(tekst: &str) -> Rechten {
        tekst.split_whitespace().filter_map(Recht::van_sleutel).fold(Rechten::GEEN, Rechten::met)
    }

    /// The same with one more.
    #[must_use]
    pub fn met(self, recht: Recht) -> Rechten {
        Rechten(self.0 | 1 << recht as u32)
    }

    /// What is in both.
    #[must_use]
    pub fn en_ook(self, andere: Rechten) -> Rechten {
        Rechten(self.0 & andere.0)
    }

    /// Whether this right is among them.
    pub fn heeft(self, recht: Recht) -> bool {
        self.0 & (1 << recht as u32) != 0
    }

    /// Their keys with spaces between them.
    pub fn sleutels(self) -> String {
        let sleutels = Recht::ALLE.into_iter().filter(|recht| self.heeft(*recht)).map(Recht::sleutel);
        sleutels.collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for Rechten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rechten({})", self.sleutels())
    }
}

/// What a person does at a partij or at the gate itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rol {
    /// Keeps the gate running: sees of every message how it fares, not what it says.
    Operator,
    /// Settles and answers for a gemeente.
    Backoffice,
    /// Keeps the terms that gemeente and aanbieders agreed on.
    Begrippenbeheer,
    /// Works in a wijkteam.
    Wijkteam,
    /// Works at an aanbieder.
    Aanbieder,
    /// Checks how the gate is used: looks, and changes nothing.
    Auditor,
    /// Manages parties, keys and certificates.
    Beheerder,
}

impl Rol {
    /// Every role.
    pub const ALLE: [Rol; 7] = [
        Rol::Operator,
        Rol::Backoffice,
        Rol::Begrippenbeheer,
        Rol::Wijkteam,
        Rol::Aanbieder,
        Rol::Auditor,
        Rol::Beheerder,
    ];

    /// The key on the command line and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Rol::Operator => "operator",
            Rol::Backoffice => "backoffice",
            Rol::Begrippenbeheer => "begrippenbeheer",
            Rol::Wijkteam => "wijkteam",
            Rol::Aanbieder => "aanbieder",
            Rol::Auditor => "auditor",
            Rol::Beheerder => "beheerder",
        }
    }

    /// The role with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Rol> {
        Rol::ALLE.into_iter().find(|rol| rol.sleutel() == sleutel)
    }

    /// The kind of partij at which people have this role; none: people of the gate itself.
    pub fn bij(self) -> Option<PartijSoort> {
        match self {
            Rol::Backoffice | Rol::Begrippenbeheer => Some(PartijSoort::Gemeente),
            Rol::Wijkteam => Some(PartijSoort::Wijkteam),
            Rol::Aanbieder => Some(PartijSoort::Aanbieder),
            Rol::Operator | Rol::Auditor | Rol::Beheerder => None,
        }
    }

    /// What people in this role may do. What a partij has nothing of by its kind, such as requests of a wijkteam, it is refused or
    /// does not find whatever the role.
    pub fn rechten(self) -> Rechten {
        match self {
            Rol::Backoffice => Rechten::ALLE,
            Rol::Aanbieder => Rechten::van(&[
                Recht::BerichtenVersturen,
                Recht::BerichtenLezen,
                Recht::BerichtenInhoud,
                Recht::PostbusLezen,
                Recht::PostbusBevestigen,
                Recht::TermijnenLezen,
                Recht::VerzoekenLezen,
                Recht::DeclaratiesLezen,
                Recht::OverzichtenLezen,
                Recht::PartijenLezen,
                Recht::GebeurtenissenLezen,
            ]),
            Rol::Wijkteam => Rechten::van(&[
                Recht::BerichtenVersturen,
                Recht::BerichtenLezen,
                Recht::BerichtenInhoud,
                Recht::PostbusLezen,
                Recht::PostbusBevestigen,
                Recht::TermijnenLezen,
                Recht::PartijenLezen,
                Recht::GebeurtenissenLezen,
            ]),
            // Whoever looks after all parties does so without seeing whom messages are about.
            Rol::Operator | Rol::Auditor => Rechten::van(&[
                Recht::BerichtenLezen,
                Recht::TermijnenLezen,
                Recht::PartijenLezen,
                Recht::GebeurtenissenLezen,
            ]),
            Rol::Beheerder => {
                Rechten::van(&[Recht::PartijenLezen, Recht::PartijenBeheren, Recht::GebeurtenissenLezen])
            }
            Rol::Begrippenbeheer => Rechten::van(&[Recht::BegrippenBeheren]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elk_recht_en_elke_rol_is_aan_zijn_sleutel_te_herkennen() {
        for recht in Recht::ALLE {
            assert_eq!(Recht::van_sleutel(recht.sleutel()), Some(recht));
            assert!(Rechten::ALLE.heeft(recht) && !Rechten::GEEN.heeft(recht));
        }
        for rol in Rol::ALLE {
            assert_eq!(Rol::van_sleutel(rol.sleutel()), Some(rol));
        }
    }

    #[test]
    fn rechten_zijn_te_schrijven_en_weer_te_lezen_en_een_onbekend_recht_wordt_genoemd() {
        let twee = Rechten::van(&[Recht::PostbusLezen, Recht::BerichtenVersturen]);
        assert_eq!(twee.sleutels(), "berichten:versturen postbus:lezen");
        assert_eq!(Rechten::lees(&twee.sleutels()), Ok(twee));
        assert_eq!(Rechten::lees("postbus:lezen alles"), Err("alles"));
        assert_eq!(Rechten::bekende("openid postbus:lezen"), Rechten::van(&[Recht::PostbusLezen]));
    }

    #[test]
    fn wie_op_alle_partijen_past_ziet_niet_over_wie_berichten_gaan_en_verandert_niets() {
        let mag = Rechten::van(&[
            Recht::BerichtenLezen,
            Recht::TermijnenLezen,
            Recht::PartijenLezen,
            Recht::GebeurtenissenLezen,
        ]);
        for rol in [Rol::Operator, Rol::Auditor] {
            assert_eq!(rol.rechten().en_ook(mag), rol.rechten(), "{rol:?}");
        }
    }

    #[test]
    fn wie_partijen_beheert_ziet_geen_berichten() {
        let mag = Rechten::van(&[Recht::PartijenLezen, Recht::PartijenBeheren, Recht::GebeurtenissenLezen]);
        assert_eq!(Rol::Beheerder.rechten(), mag);
    }

    #[test]
    fn alleen_de_backoffice_beslist_en_beantwoordt_verzoeken() {
        for rol in Rol::ALLE {
            for recht in [Recht::DeclaratiesBeslissen, Recht::VerzoekenBeantwoorden] {
                assert_eq!(rol.rechten().heeft(recht), rol == Rol::Backoffice, "{rol:?} {recht:?}");
            }
        }
    }
}
