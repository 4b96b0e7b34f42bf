//! Rules about a 323. Credits go before debits (OP366), and each line that is granted counts for the next.

pub(crate) mod credit;
pub(crate) mod geheel;
pub(crate) mod toewijzing;
pub(crate) mod volume;

use crate::bericht::{Klasse, Prestatie};
use crate::keten::dossier::BekendeToewijzing;
use crate::keten::regel::Situatie;

/// The klasse as a Prestatie that claims something. A credit is not judged against its allocation: the gemeente cannot refuse it on its
/// merits (IV085), and the allocation may have changed since.
fn debet(klasse: Klasse<'_>) -> Option<&Prestatie> {
    klasse.prestatie().filter(|prestatie| prestatie.vorige_referentie.is_none())
}

/// The same with its allocation, where it has one that was not removed (TR338, TR384).
fn debet_op_toewijzing<'k, 's>(
    klasse: Klasse<'k>,
    situatie: &Situatie<'s>,
) -> Option<(&'k Prestatie, &'s BekendeToewijzing)> {
    let prestatie = debet(klasse)?;
    let toewijzing = situatie.toewijzing(prestatie.nummer)?;
    (!toewijzing.is_verwijderd()).then_some((prestatie, toewijzing))
}
