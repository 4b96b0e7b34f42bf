//! Where master keys come from. A file is read again whenever a key is missing, so that a running gate finds a new one.

use std::fs;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::fout::GeheimFout;
use super::hoofdsleutel::Hoofdsleutels;
use crate::systeem::oorzaak;

/// Where master keys come from.
#[derive(Clone, Debug)]
pub enum Sleutelbron {
    /// These.
    Vast(Hoofdsleutels),
    /// A file.
    Bestand(PathBuf),
}

impl Sleutelbron {
    /// The keys.
    ///
    /// # Errors
    /// [`GeheimFout::Onleesbaar`] and [`GeheimFout::GeenSleutel`] where a file cannot be read or holds something else.
    pub fn lees(&self) -> Result<Hoofdsleutels, GeheimFout> {
        match self {
            Sleutelbron::Vast(sleutels) => Ok(sleutels.clone()),
            Sleutelbron::Bestand(pad) => {
                let tekst = fs::read_to_string(pad).map_err(|fout| GeheimFout::Onleesbaar {
                    pad: pad.display().to_string(),
                    oorzaak: oorzaak(&fout),
                })?;
                Hoofdsleutels::lees(&Zeroizing::new(tekst))
            }
        }
    }
}
