//! The keys of one database, unwrapped: those that encrypt, and the one that makes pseudonyms.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::Generate;
use compact_str::CompactString;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::fout::GeheimFout;
use super::hoofdsleutel::{Hoofdsleutel, Hoofdsleutels};
use super::vorm::{Cijfer, Plek, sleutel_van};
use crate::bericht::{Bsn, Postcode};

/// What a key in the database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleutelsoort {
    /// It encrypts.
    Gegevens,
    /// It makes pseudonyms.
    Zoek,
}

impl Sleutelsoort {
    /// The key in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Sleutelsoort::Gegevens => "gegevens",
            Sleutelsoort::Zoek => "zoek",
        }
    }

    /// The kind with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Sleutelsoort> {
        [Sleutelsoort::Gegevens, Sleutelsoort::Zoek].into_iter().find(|soort| soort.sleutel() == sleutel)
    }
}

/// A key as the database keeps it: encrypted under a master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ingepakt {
    /// Its number.
    pub id: u32,
    /// What it is for.
    pub soort: Sleutelsoort,
    /// The name of the master key.
    pub hoofdsleutel: String,
    /// The key, encrypted.
    pub ingepakt: Vec<u8>,
    /// Whether another took its place: then it only decrypts.
    pub vervangen: bool,
}

impl Ingepakt {
    /// A new key.
    ///
    /// # Errors
    /// [`GeheimFout::GeenToeval`] where the system gives no random numbers.
    pub fn nieuw(id: u32, soort: Sleutelsoort, onder: &Hoofdsleutel) -> Result<Ingepakt, GeheimFout> {
        let bytes = Zeroizing::new(<[u8; 32]>::try_generate().map_err(|_| GeheimFout::GeenToeval)?);
        Ingepakt::van(id, soort, &bytes, onder)
    }

    fn van(
        id: u32,
        soort: Sleutelsoort,
        bytes: &[u8; 32],
        onder: &Hoofdsleutel,
    ) -> Result<Ingepakt, GeheimFout> {
        let rij = id.to_string();
        let ingepakt = onder.cijfer().versleutel(id, &plek(soort, &rij), bytes)?;
        Ok(Ingepakt { id, soort, hoofdsleutel: onder.naam().to_owned(), ingepakt, vervangen: false })
    }

    /// The same key under the newest master key.
    ///
    /// # Errors
    /// [`GeheimFout::VerkeerdeHoofdsleutel`] where the one that wraps it was not given.
    pub fn opnieuw(&self, onder: &Hoofdsleutels) -> Result<Ingepakt, GeheimFout> {
        let bytes = self.pak_uit(onder)?;
        let nieuw = Ingepakt::van(self.id, self.soort, &bytes, onder.nieuwste())?;
        Ok(Ingepakt { vervangen: self.vervangen, ..nieuw })
    }

    fn pak_uit(&self, onder: &Hoofdsleutels) -> Result<Zeroizing<[u8; 32]>, GeheimFout> {
        let hoofd = onder.met_naam(&self.hoofdsleutel)?;
        let rij = self.id.to_string();
        let bytes = hoofd.cijfer().ontsleutel(&plek(self.soort, &rij), self.ingepakt.clone());
        let bytes = Zeroizing::new(bytes?);
        let vast: [u8; 32] = bytes.as_slice().try_into().map_err(|_| GeheimFout::Beschadigd)?;
        Ok(Zeroizing::new(vast))
    }
}

/// A wrapped key is bound to its number and to what it is for.
fn plek(soort: Sleutelsoort, rij: &str) -> Plek<'_> {
    Plek { tabel: "datasleutel", kolom: soort.sleutel(), rij }
}

/// Under what a person or a place is found: always the same for the same, and nothing can be told from it without the key.
/// 128 bits as 22 characters.
pub type Pseudoniem = CompactString;

/// The keys of one database.
pub struct Sleutelbos {
    gegevens: BTreeMap<u32, Cijfer>,
    actief: u32,
    zoek: Hmac<Sha256>,
}

impl fmt::Debug for Sleutelbos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sleutelbos(gegevenssleutel {})", self.actief)
    }
}

impl Sleutelbos {
    /// Unwraps keys.
    ///
    /// # Errors
    /// [`GeheimFout::VerkeerdeHoofdsleutel`] where a master key is missing, [`GeheimFout::Beschadigd`] where a wrapped key was
    /// changed or there is no key of each kind.
    pub fn van(ingepakt: &[Ingepakt], onder: &Hoofdsleutels) -> Result<Sleutelbos, GeheimFout> {
        let (mut gegevens, mut actief, mut zoek) = (BTreeMap::new(), None, None);
        for een in ingepakt {
            let bytes = een.pak_uit(onder)?;
            match een.soort {
                Sleutelsoort::Gegevens => {
                    gegevens.insert(een.id, Cijfer::van(&bytes));
                    actief = if een.vervangen { actief } else { Some(een.id) };
                }
                Sleutelsoort::Zoek => zoek = Hmac::new_from_slice(bytes.as_slice()).ok(),
            }
        }
        Ok(Sleutelbos {
            gegevens,
            actief: actief.ok_or(GeheimFout::Beschadigd)?,
            zoek: zoek.ok_or(GeheimFout::Beschadigd)?,
        })
    }

    /// The data key that encrypts.
    pub fn actief(&self) -> u32 {
        self.actief
    }

    /// Whether it holds this data key.
    pub fn kent(&self, id: u32) -> bool {
        self.gegevens.contains_key(&id)
    }

    /// Encrypts bytes for a place, compressed.
    ///
    /// # Errors
    /// [`GeheimFout::GeenToeval`] where the system gives no random numbers.
    pub fn versleutel(&self, plek: &Plek<'_>, bytes: &[u8]) -> Result<Vec<u8>, GeheimFout> {
        self.cijfer(self.actief)?.pers_en_versleutel(self.actief, plek, bytes)
    }

    /// What [`Sleutelbos::versleutel`] encrypted for this place.
    ///
    /// # Errors
    /// [`GeheimFout::OnbekendeSleutel`] where its data key is not here, [`GeheimFout::Beschadigd`] where it is not what was
    /// written for this place.
    pub fn ontsleutel(&self, plek: &Plek<'_>, versleuteld: Vec<u8>) -> Result<Vec<u8>, GeheimFout> {
        self.cijfer(sleutel_van(&versleuteld)?)?.ontsleutel(plek, versleuteld)
    }

    /// The first bytes of the same.
    ///
    /// # Errors
    /// As [`Sleutelbos::ontsleutel`].
    pub fn ontsleutel_begin(
        &self,
        plek: &Plek<'_>,
        versleuteld: Vec<u8>,
        hoogstens: usize,
    ) -> Result<Vec<u8>, GeheimFout> {
        self.cijfer(sleutel_van(&versleuteld)?)?.ontsleutel_begin(plek, versleuteld, hoogstens)
    }

    /// Encrypts a short text for a place: a text again.
    ///
    /// # Errors
    /// As [`Sleutelbos::versleutel`].
    pub fn versleutel_tekst(&self, plek: &Plek<'_>, tekst: &str) -> Result<String, GeheimFout> {
        let bytes = self.cijfer(self.actief)?.versleutel(self.actief, plek, tekst.as_bytes())?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What [`Sleutelbos::versleutel_tekst`] encrypted for this place.
    ///
    /// # Errors
    /// As [`Sleutelbos::ontsleutel`].
    pub fn ontsleutel_tekst(&self, plek: &Plek<'_>, versleuteld: &str) -> Result<String, GeheimFout> {
        let bytes = URL_SAFE_NO_PAD.decode(versleuteld).map_err(|_| GeheimFout::Beschadigd)?;
        let tekst = self.cijfer(sleutel_van(&bytes)?)?.ontsleutel(plek, bytes)?;
        String::from_utf8(tekst).map_err(|_| GeheimFout::Beschadigd)
    }

    /// Under what a client is found.
    pub fn client(&self, bsn: &Bsn) -> Pseudoniem {
        self.pseudoniem("bsn", bsn.as_str())
    }

    /// Under what a postcode is found: of six characters, or the first four.
    pub fn postcode(&self, postcode: &str) -> Pseudoniem {
        self.pseudoniem("postcode", postcode)
    }

    /// The same for the first four characters.
    pub fn postcode4(&self, postcode: &str) -> Pseudoniem {
        self.postcode(postcode.get(..4).unwrap_or(postcode))
    }

    /// Both.
    pub fn postcodes(&self, postcode: &Postcode) -> [Pseudoniem; 2] {
        [self.postcode(postcode.as_str()), self.postcode4(postcode.as_str())]
    }

    fn pseudoniem(&self, soort: &str, waarde: &str) -> Pseudoniem {
        let mac = self.zoek.clone().chain_update(soort.as_bytes()).chain_update([0]);
        let hash = mac.chain_update(waarde.as_bytes()).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(hash.first_chunk::<16>().unwrap_or(&[0; 16])).into()
    }

    fn cijfer(&self, id: u32) -> Result<&Cijfer, GeheimFout> {
        self.gegevens.get(&id).ok_or(GeheimFout::OnbekendeSleutel(id))
    }
}
