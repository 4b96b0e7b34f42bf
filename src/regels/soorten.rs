//! The sets of messages that rules of the standard are about.

use crate::bericht::Soort;

pub(crate) const GEEN: &[Soort] = &[];
pub(crate) const TOEWIJZING: &[Soort] = &[Soort::Toewijzing];
pub(crate) const START: &[Soort] = &[Soort::Start];
pub(crate) const STOP: &[Soort] = &[Soort::Stop];
pub(crate) const REGIE: &[Soort] = &[Soort::Start, Soort::Stop];
pub(crate) const VERZOEK_TOEWIJZING: &[Soort] = &[Soort::VerzoekToewijzing];
pub(crate) const VERZOEK_WIJZIGING: &[Soort] = &[Soort::VerzoekWijziging];
pub(crate) const VERZOEKEN: &[Soort] = &[Soort::VerzoekToewijzing, Soort::VerzoekWijziging];
pub(crate) const ANTWOORD: &[Soort] = &[Soort::Antwoord];
pub(crate) const TOEWIJZING_OF_ANTWOORD: &[Soort] = &[Soort::Toewijzing, Soort::Antwoord];
pub(crate) const DECLARATIE: &[Soort] = &[Soort::Declaratie];
pub(crate) const DECLARATIE_ANTWOORD: &[Soort] = &[Soort::DeclaratieAntwoord];
pub(crate) const DECLAREREN: &[Soort] = &[Soort::Declaratie, Soort::DeclaratieAntwoord];

/// The six kinds of retourbericht.
pub(crate) const RETOUR: &[Soort] = &[
    Soort::ToewijzingRetour,
    Soort::StartRetour,
    Soort::StopRetour,
    Soort::VerzoekToewijzingRetour,
    Soort::VerzoekWijzigingRetour,
    Soort::AntwoordRetour,
];

/// The messages that are answered.
pub(crate) const HEEN: &[Soort] = &[
    Soort::Toewijzing,
    Soort::Start,
    Soort::Stop,
    Soort::VerzoekToewijzing,
    Soort::VerzoekWijziging,
    Soort::Antwoord,
    Soort::Declaratie,
];

/// Everything but the retourberichten.
pub(crate) const GEEN_RETOUR: &[Soort] = &[
    Soort::Toewijzing,
    Soort::Start,
    Soort::Stop,
    Soort::VerzoekToewijzing,
    Soort::VerzoekWijziging,
    Soort::Antwoord,
    Soort::Declaratie,
    Soort::DeclaratieAntwoord,
];

/// The messages that name a client, retourberichten aside.
pub(crate) const MET_CLIENT: &[Soort] = &[
    Soort::Toewijzing,
    Soort::Start,
    Soort::Stop,
    Soort::VerzoekToewijzing,
    Soort::VerzoekWijziging,
    Soort::Declaratie,
    Soort::DeclaratieAntwoord,
];

/// The messages that say when a client was born, retourberichten aside.
pub(crate) const MET_GEBOORTEDATUM: &[Soort] =
    &[Soort::Toewijzing, Soort::Start, Soort::Stop, Soort::VerzoekToewijzing];

/// All fourteen.
pub(crate) const ALLE: &[Soort] = &[
    Soort::Toewijzing,
    Soort::ToewijzingRetour,
    Soort::Start,
    Soort::StartRetour,
    Soort::Stop,
    Soort::StopRetour,
    Soort::VerzoekToewijzing,
    Soort::VerzoekToewijzingRetour,
    Soort::VerzoekWijziging,
    Soort::VerzoekWijzigingRetour,
    Soort::Antwoord,
    Soort::AntwoordRetour,
    Soort::Declaratie,
    Soort::DeclaratieAntwoord,
];
