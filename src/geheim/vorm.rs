//! The form of a ciphertext, and encrypting and decrypting as such: XChaCha20-Poly1305, with a nonce drawn for each.
//!
//! ```text
//! 1 byte   form: 1 as it is, 2 compressed with zstd behind the length (4 bytes, big-endian)
//! 4 bytes  id of the data key, big-endian
//! 24 bytes nonce
//! the rest what was encrypted, with a tag of 16 bytes behind it
//! ```
//!
//! The tag also covers form, key and place, so that none of them can be changed and no value be moved to another row.

use std::io::Read;

use chacha20poly1305::aead::{AeadInOut, Buffer, Generate, Nonce};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305};

use super::fout::GeheimFout;

/// As it is.
const KAAL: u8 = 1;
/// Compressed.
const GEPERST: u8 = 2;
/// Form and id of the key.
const KOP: usize = 5;
const NONCE: usize = 24;
/// Compresses a 323 some twenty times, faster than a disk writes it.
const NIVEAU: i32 = 1;

/// Where a ciphertext stands.
#[derive(Clone, Copy, Debug)]
pub struct Plek<'a> {
    /// The table.
    pub tabel: &'static str,
    /// The column.
    pub kolom: &'static str,
    /// The row: what stays the same of it for good.
    pub rij: &'a str,
}

impl Plek<'_> {
    /// What the tag covers beside the ciphertext. Lengths keep two places from looking alike.
    fn gebonden(&self, kop: &[u8]) -> Vec<u8> {
        let mut uit = kop.to_vec();
        for deel in ["berichtenpoort", self.tabel, self.kolom, self.rij] {
            uit.extend_from_slice(&u64::try_from(deel.len()).unwrap_or(u64::MAX).to_be_bytes());
            uit.extend_from_slice(deel.as_bytes());
        }
        uit
    }
}

/// The id of the data key that a ciphertext was made with.
///
/// # Errors
/// [`GeheimFout::Beschadigd`] where it is no ciphertext.
pub fn sleutel_van(versleuteld: &[u8]) -> Result<u32, GeheimFout> {
    let kop: Option<&[u8; KOP]> = versleuteld.first_chunk();
    match kop {
        Some([KAAL | GEPERST, id @ ..]) => Ok(u32::from_be_bytes(*id)),
        _ => Err(GeheimFout::Beschadigd),
    }
}

/// A key that encrypts, ready for use.
pub(super) struct Cijfer(XChaCha20Poly1305);

impl Cijfer {
    pub(super) fn van(sleutel: &[u8; 32]) -> Cijfer {
        Cijfer(XChaCha20Poly1305::new(<&Key>::from(sleutel)))
    }

    pub(super) fn versleutel(&self, id: u32, plek: &Plek<'_>, bytes: &[u8]) -> Result<Vec<u8>, GeheimFout> {
        self.schrijf(KAAL, id, plek, |uit| {
            uit.extend_from_slice(bytes);
            Ok(())
        })
    }

    /// The same, compressed first.
    pub(super) fn pers_en_versleutel(
        &self,
        id: u32,
        plek: &Plek<'_>,
        bytes: &[u8],
    ) -> Result<Vec<u8>, GeheimFout> {
        let lengte = u32::try_from(bytes.len()).map_err(|_| GeheimFout::Beschadigd)?;
        self.schrijf(GEPERST, id, plek, |uit| {
            uit.extend_from_slice(&lengte.to_be_bytes());
            uit.extend_from_slice(&zstd::bulk::compress(bytes, NIVEAU).map_err(|_| GeheimFout::Beschadigd)?);
            Ok(())
        })
    }

    fn schrijf(
        &self,
        vorm: u8,
        id: u32,
        plek: &Plek<'_>,
        vul: impl FnOnce(&mut Vec<u8>) -> Result<(), GeheimFout>,
    ) -> Result<Vec<u8>, GeheimFout> {
        let mut uit = vec![vorm];
        uit.extend_from_slice(&id.to_be_bytes());
        let gebonden = plek.gebonden(&uit);
        let nonce = Nonce::<XChaCha20Poly1305>::try_generate().map_err(|_| GeheimFout::GeenToeval)?;
        uit.extend_from_slice(&nonce);
        vul(&mut uit)?;
        let mut staart = Staart { bytes: &mut uit, vanaf: KOP + NONCE };
        self.0.encrypt_in_place(&nonce, &gebonden, &mut staart).map_err(|_| GeheimFout::Beschadigd)?;
        Ok(uit)
    }

    /// What was encrypted, whole.
    pub(super) fn ontsleutel(&self, plek: &Plek<'_>, versleuteld: Vec<u8>) -> Result<Vec<u8>, GeheimFout> {
        self.ontsleutel_begin(plek, versleuteld, usize::MAX)
    }

    /// The first bytes of what was encrypted, all of which is held against its tag.
    pub(super) fn ontsleutel_begin(
        &self,
        plek: &Plek<'_>,
        mut versleuteld: Vec<u8>,
        hoogstens: usize,
    ) -> Result<Vec<u8>, GeheimFout> {
        let (kop, rest) = versleuteld.split_at_checked(KOP).ok_or(GeheimFout::Beschadigd)?;
        let (gebonden, geperst) = (plek.gebonden(kop), kop.first() == Some(&GEPERST));
        let nonce = rest.get(..NONCE).and_then(|nonce| Nonce::<XChaCha20Poly1305>::try_from(nonce).ok());
        let nonce = nonce.ok_or(GeheimFout::Beschadigd)?;
        let mut staart = Staart { bytes: &mut versleuteld, vanaf: KOP + NONCE };
        self.0.decrypt_in_place(&nonce, &gebonden, &mut staart).map_err(|_| GeheimFout::Beschadigd)?;
        if geperst {
            return ontpers(versleuteld.get(KOP + NONCE..).unwrap_or_default(), hoogstens);
        }
        versleuteld.drain(..KOP + NONCE);
        versleuteld.truncate(hoogstens);
        Ok(versleuteld)
    }
}

fn ontpers(geperst: &[u8], hoogstens: usize) -> Result<Vec<u8>, GeheimFout> {
    let (lengte, geperst) = geperst.split_first_chunk().ok_or(GeheimFout::Beschadigd)?;
    let lengte = usize::try_from(u32::from_be_bytes(*lengte)).map_err(|_| GeheimFout::Beschadigd)?;
    if lengte <= hoogstens {
        return zstd::bulk::decompress(geperst, lengte).map_err(|_| GeheimFout::Beschadigd);
    }
    let mut uit = Vec::with_capacity(hoogstens);
    let lezer = zstd::stream::read::Decoder::with_buffer(geperst).map_err(|_| GeheimFout::Beschadigd)?;
    let tot = u64::try_from(hoogstens).unwrap_or(u64::MAX);
    lezer.take(tot).read_to_end(&mut uit).map_err(|_| GeheimFout::Beschadigd)?;
    Ok(uit)
}

/// The end of a vector as something that encrypts in place: what stands in front stays.
struct Staart<'a> {
    bytes: &'a mut Vec<u8>,
    vanaf: usize,
}

impl AsRef<[u8]> for Staart<'_> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.vanaf..).unwrap_or_default()
    }
}

impl AsMut<[u8]> for Staart<'_> {
    fn as_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.vanaf..).unwrap_or_default()
    }
}

impl Buffer for Staart<'_> {
    fn extend_from_slice(&mut self, ander: &[u8]) -> chacha20poly1305::aead::Result<()> {
        self.bytes.extend_from_slice(ander);
        Ok(())
    }

    fn truncate(&mut self, lengte: usize) {
        self.bytes.truncate(self.vanaf + lengte);
    }
}
