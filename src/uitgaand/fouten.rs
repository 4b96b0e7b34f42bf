//! What a request that failed means. Libraries wrap causes in each other; here they are looked for.

use std::error::Error;
use std::io;

use crate::bezorging::PogingUitkomst;

/// The name of the server cannot be looked up.
#[derive(Debug, thiserror::Error)]
#[error("de naam van de server is niet bekend")]
pub(super) struct NaamOnbekend;

/// The server has only addresses that may not be connected to.
#[derive(Debug, thiserror::Error)]
#[error("naar dit adres mag niet worden bezorgd")]
pub(super) struct NietToegestaan;

pub(super) fn uitkomst_van(fout: &reqwest::Error) -> PogingUitkomst {
    if heeft::<NietToegestaan>(fout) {
        PogingUitkomst::AdresNietToegestaan
    } else if heeft::<NaamOnbekend>(fout) {
        PogingUitkomst::NaamOnbekend
    } else if heeft::<rustls::Error>(fout) {
        PogingUitkomst::Certificaat
    } else if fout.is_timeout() {
        PogingUitkomst::TeTraag
    } else if fout.is_connect() {
        PogingUitkomst::NietVerbonden
    } else {
        PogingUitkomst::Afgebroken
    }
}

/// Whether an error, or anything that it came from, is of this kind.
fn heeft<F: Error + 'static>(fout: &(dyn Error + 'static)) -> bool {
    if fout.is::<F>() {
        return true;
    }
    // An error within one of the system is not its source, but stands in its place.
    let binnenin = fout.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    if binnenin.is_some_and(|binnenin| heeft::<F>(binnenin)) {
        return true;
    }
    fout.source().is_some_and(|bron| heeft::<F>(bron))
}
