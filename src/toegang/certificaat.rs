//! Client certificates that a partij shows who it is with.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::partij::Partij;

/// By which a certificate is known to be that of a partij.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Herkenning {
    /// The SHA-256 of the certificate itself, in lowercase hexadecimal: this one certificate and no other.
    Vingerafdruk(String),
    /// The serial number in its subject: the OIN of an organisation, in every certificate that a trusted authority gives it.
    Oin(String),
}

/// Why a text is not what a certificate is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HerkenningFout {
    /// Not 64 hexadecimal digits.
    #[error("een vingerafdruk is de SHA-256 van het certificaat: 64 cijfers en letters a tot en met f")]
    Vingerafdruk,
    /// Not 20 digits.
    #[error("een OIN bestaat uit 20 cijfers")]
    Oin,
}

impl Herkenning {
    /// A fingerprint as people write it: with or without colons, in capitals or not.
    ///
    /// # Errors
    /// [`HerkenningFout::Vingerafdruk`].
    pub fn vingerafdruk(tekst: &str) -> Result<Herkenning, HerkenningFout> {
        let kaal: String = tekst.chars().filter(|teken| !matches!(teken, ':' | ' ')).collect();
        let kaal = kaal.to_ascii_lowercase();
        if kaal.len() != 64 || !kaal.bytes().all(|teken| teken.is_ascii_hexdigit()) {
            return Err(HerkenningFout::Vingerafdruk);
        }
        Ok(Herkenning::Vingerafdruk(kaal))
    }

    /// The fingerprint of a certificate with this SHA-256.
    pub fn van_hash(hash: [u8; 32]) -> Herkenning {
        Herkenning::Vingerafdruk(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// An OIN.
    ///
    /// # Errors
    /// [`HerkenningFout::Oin`].
    pub fn oin(tekst: &str) -> Result<Herkenning, HerkenningFout> {
        let past = tekst.len() == 20 && tekst.bytes().all(|teken| teken.is_ascii_digit());
        if past { Ok(Herkenning::Oin(tekst.to_owned())) } else { Err(HerkenningFout::Oin) }
    }

    /// What it is, as it is kept.
    pub fn soort(&self) -> &'static str {
        match self {
            Herkenning::Vingerafdruk(_) => "vingerafdruk",
            Herkenning::Oin(_) => "oin",
        }
    }

    /// Its value, as it is kept.
    pub fn waarde(&self) -> &str {
        match self {
            Herkenning::Vingerafdruk(waarde) | Herkenning::Oin(waarde) => waarde,
        }
    }

    /// From what is kept.
    pub fn van(soort: &str, waarde: &str) -> Option<Herkenning> {
        match soort {
            "vingerafdruk" => Herkenning::vingerafdruk(waarde).ok(),
            "oin" => Herkenning::oin(waarde).ok(),
            _ => None,
        }
    }
}

impl fmt::Display for Herkenning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.soort(), self.waarde())
    }
}

/// A certificate of a partij, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificaat {
    /// By which it is named in lists.
    pub id: Uuid,
    /// Whose it is.
    pub partij: Partij,
    /// What it is known by.
    pub herkenning: Herkenning,
    /// What it is for, in words.
    pub omschrijving: String,
    /// Since when.
    pub vastgelegd_op: DateTime<Utc>,
    /// From when on it was taken back.
    pub ingetrokken_op: Option<DateTime<Utc>>,
}

/// What a client certificate says by which it may be known: the authority that gave it was checked, and so was the time in which it
/// holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetoondCertificaat {
    /// Its fingerprint.
    pub vingerafdruk: Herkenning,
    /// The OIN in its subject, where the serial number there is one.
    pub oin: Option<Herkenning>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_vingerafdruk_mag_met_dubbele_punten_en_hoofdletters() {
        let kaal = "ab".repeat(32);
        let anders = vec!["AB"; 32].join(":");
        assert_eq!(Herkenning::vingerafdruk(&anders), Ok(Herkenning::Vingerafdruk(kaal)));
        assert_eq!(Herkenning::vingerafdruk("ab"), Err(HerkenningFout::Vingerafdruk));
        assert_eq!(Herkenning::vingerafdruk(&"gh".repeat(32)), Err(HerkenningFout::Vingerafdruk));
    }

    #[test]
    fn een_oin_heeft_twintig_cijfers() {
        assert!(Herkenning::oin("00000001234567890000").is_ok());
        for fout in ["", "0000000123456789000", "000000012345678900000", "0000000123456789000x"] {
            assert_eq!(Herkenning::oin(fout), Err(HerkenningFout::Oin), "{fout}");
        }
    }
}
