//! Master keys, as an operator keeps them.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::Generate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::fout::GeheimFout;
use super::vorm::Cijfer;

/// What the name of a key is made with.
const NAAM: &[u8] = b"berichtenpoort hoofdsleutel";
/// Bytes of a name: enough to tell keys apart, too few to tell anything about one.
const NAAMLENGTE: usize = 6;

/// A key that encrypts data keys. Only its name is ever shown.
#[derive(Clone)]
pub struct Hoofdsleutel {
    bytes: Zeroizing<[u8; 32]>,
    naam: String,
}

impl fmt::Debug for Hoofdsleutel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hoofdsleutel({})", self.naam)
    }
}

impl Hoofdsleutel {
    /// A new key.
    ///
    /// # Errors
    /// [`GeheimFout::GeenToeval`] where the system gives no random numbers.
    pub fn nieuw() -> Result<Hoofdsleutel, GeheimFout> {
        let bytes = <[u8; 32]>::try_generate().map_err(|_| GeheimFout::GeenToeval)?;
        Hoofdsleutel::van(Zeroizing::new(bytes))
    }

    /// The key with these bytes.
    ///
    /// # Errors
    /// None in practice: any 32 bytes are a key.
    pub fn van(bytes: Zeroizing<[u8; 32]>) -> Result<Hoofdsleutel, GeheimFout> {
        let mac = Hmac::<Sha256>::new_from_slice(bytes.as_slice()).map_err(|_| GeheimFout::GeenSleutel)?;
        let hash = mac.chain_update(NAAM).finalize().into_bytes();
        let naam = hash.iter().take(NAAMLENGTE).map(|byte| format!("{byte:02x}")).collect();
        Ok(Hoofdsleutel { bytes, naam })
    }

    /// A key as it is written down: base64 of its 32 bytes.
    ///
    /// # Errors
    /// [`GeheimFout::GeenSleutel`] for anything else.
    pub fn lees(tekst: &str) -> Result<Hoofdsleutel, GeheimFout> {
        let bytes = Zeroizing::new(STANDARD.decode(tekst.trim()).map_err(|_| GeheimFout::GeenSleutel)?);
        let vast: [u8; 32] = bytes.as_slice().try_into().map_err(|_| GeheimFout::GeenSleutel)?;
        Hoofdsleutel::van(Zeroizing::new(vast))
    }

    /// How it is written down.
    pub fn in_tekst(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.bytes.as_slice()))
    }

    /// Its name, by which a database knows which key it needs. Tells nothing about the key.
    pub fn naam(&self) -> &str {
        &self.naam
    }

    pub(super) fn cijfer(&self) -> Cijfer {
        Cijfer::van(&self.bytes)
    }
}

/// The master keys that were given, newest first: what a newer one wraps, an older one need not open.
#[derive(Clone, Debug)]
pub struct Hoofdsleutels {
    nieuwste: Hoofdsleutel,
    vorige: Vec<Hoofdsleutel>,
}

impl From<Hoofdsleutel> for Hoofdsleutels {
    fn from(nieuwste: Hoofdsleutel) -> Hoofdsleutels {
        Hoofdsleutels { nieuwste, vorige: Vec::new() }
    }
}

impl Hoofdsleutels {
    /// Keys as they are written down, apart by white space or commas, newest first. Lines that begin with # do not count.
    ///
    /// # Errors
    /// [`GeheimFout::GeenSleutel`] where one is no key, or there is none.
    pub fn lees(tekst: &str) -> Result<Hoofdsleutels, GeheimFout> {
        let regels = tekst.lines().filter(|regel| !regel.trim_start().starts_with('#'));
        let delen =
            regels.flat_map(|regel| regel.split([',', ' ', '\t', '\r'])).filter(|deel| !deel.is_empty());
        let mut sleutels = delen.map(Hoofdsleutel::lees);
        let nieuwste = sleutels.next().ok_or(GeheimFout::GeenSleutel)??;
        Ok(Hoofdsleutels { nieuwste, vorige: sleutels.collect::<Result<_, _>>()? })
    }

    /// The same with a newer one in front.
    #[must_use]
    pub fn met_nieuwe(self, nieuwste: Hoofdsleutel) -> Hoofdsleutels {
        let mut vorige = vec![self.nieuwste];
        vorige.extend(self.vorige);
        Hoofdsleutels { nieuwste, vorige }
    }

    /// The one that wraps.
    pub fn nieuwste(&self) -> &Hoofdsleutel {
        &self.nieuwste
    }

    /// All of them, newest first.
    pub fn alle(&self) -> impl Iterator<Item = &Hoofdsleutel> {
        std::iter::once(&self.nieuwste).chain(&self.vorige)
    }

    /// The one with this name.
    ///
    /// # Errors
    /// [`GeheimFout::VerkeerdeHoofdsleutel`] where it was not given.
    pub fn met_naam(&self, naam: &str) -> Result<&Hoofdsleutel, GeheimFout> {
        self.alle().find(|sleutel| sleutel.naam() == naam).ok_or_else(|| GeheimFout::VerkeerdeHoofdsleutel {
            verwacht: naam.to_owned(),
            gegeven: self.alle().map(Hoofdsleutel::naam).collect::<Vec<_>>().join(", "),
        })
    }
}
