//! Rules over messages on a 325. No answer to a 325 exists, so a code of theirs has no message to stand in.

use super::keten;
use crate::catalogus::CatalogusRegel;
use crate::regels::soorten::DECLARATIE_ANTWOORD;

pub(super) const REGELS: &[CatalogusRegel] = &[
    keten(
        "TR337",
        None,
        DECLARATIE_ANTWOORD,
        "Een declaratie-antwoord noemt het bericht van de declaratie",
        "DeclaratieIdentificatie is de identificatie van een 323 die de aanbieder eerder stuurde. In de \
         antwoorden die de poort schrijft, klopt dat altijd.",
    ),
    keten(
        "TR366",
        Some("9366"),
        DECLARATIE_ANTWOORD,
        "Een prestatie in het antwoord komt uit de declaratie",
        "Het referentienummer van elke afgewezen prestatie staat ook in de 323. In de antwoorden die de \
         poort schrijft, klopt dat altijd.",
    ),
    keten(
        "TR367",
        Some("9367"),
        DECLARATIE_ANTWOORD,
        "Een prestatie in het antwoord is gelijk aan die in de declaratie",
        "De gemeente neemt de prestatie over zoals die was en voegt alleen codes toe. In de antwoorden die \
         de poort schrijft, klopt dat altijd.",
    ),
    keten(
        "TR371",
        None,
        DECLARATIE_ANTWOORD,
        "Een declaratie-antwoord noemt de schemaversie van de declaratie",
        "XsdVersieDeclaratie is gelijk aan XsdVersie in de 323. In de antwoorden die de poort schrijft, \
         klopt dat altijd.",
    ),
    keten(
        "TR376",
        None,
        DECLARATIE_ANTWOORD,
        "Een declaratie-antwoord noemt het nummer van de declaratie",
        "DeclaratieNummer is dat van een 323 die de aanbieder eerder stuurde. In de antwoorden die de poort \
         schrijft, klopt dat altijd.",
    ),
];
