//! The sets of messages that rules of the standard are about.

use crate::bericht::Soort;

pub(super) const GEEN: &[Soort] = &[];
pub(super) const TOEWIJZING: &[Soort] = &[Soort::Toewijzing];
pub(super) const START: &[Soort] = &[Soort::Start];
pub(super) const STOP: &[Soort] = &[Soort::Stop];
pub(super) const REGIE: &[Soort] = &[Soort::Start, Soort::Stop];
pub(super) const VERZOEK_TOEWIJZING: &[Soort] = &[Soort::VerzoekToewijzing];
pub(super) const VERZOEK_WIJZIGING: &[Soort] = &[Soort::VerzoekWijziging];
pub(super) const VERZOEKEN: &[Soort] = &[Soort::VerzoekToewijzing, Soort::VerzoekWijziging];
pub(super) const ANTWOORD: &[Soort] = &[Soort::Antwoord];
pub(super) const TOEWIJZING_OF_ANTWOORD: &[Soort] = &[Soort::Toewijzing, Soort::Antwoord];
pub(super) const DECLARATIE: &[Soort] = &[Soort::Declaratie];
pub(super) const DECLARATIE_ANTWOORD: &[Soort] = &[Soort::DeclaratieAntwoord];
pub(super) const DECLAREREN: &[Soort] = &[Soort::Declaratie, Soort::DeclaratieAntwoord];

/// The six kinds of retourbericht.
pub(super) const RETOUR: &[Soort] = &[
    Soort::ToewijzingRetour,
    Soort::StartRetour,
    Soort::StopRetour,
    Soort::VerzoekToewijzingRetour,
    Soort::VerzoekWijzigingRetour,
    Soort::AntwoordRetour,
];

/// The messages that are answered.
pub(super) const HEEN: &[Soort] = &[
    Soort::Toewijzing,
    Soort::Start,
    Soort::Stop,
    Soort::VerzoekToewijzing,
    Soort::VerzoekWijziging,
    Soort::Antwoord,
    Soort::Declaratie,
];

/// Everything but the retourberichten.
pub(super) const GEEN_RETOUR: &[Soort] = &[
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
pub(super) const MET_CLIENT: &[Soort] = &[
    Soort::Toewijzing,
    Soort::Start,
    Soort::Stop,
    Soort::VerzoekToewijzing,
    Soort::VerzoekWijziging,
    Soort::Declaratie,
    Soort::DeclaratieAntwoord,
];

/// The messages that say when a client was born, retourberichten aside.
pub(super) const MET_GEBOORTEDATUM: &[Soort] =
    &[Soort::Toewijzing, Soort::Start, Soort::Stop, Soort::VerzoekToewijzing];

/// All fourteen.
pub(super) const ALLE: &[Soort] = &[
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
