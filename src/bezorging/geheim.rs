//! Signing what is delivered, by the Standard Webhooks specification (1.0.0): HMAC-SHA256 over id, moment and body, under a
//! secret that only the gate and its party know.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::wijze::BezorgFout;

/// What a secret begins with when people see it.
const VOORVOEGSEL: &str = "whsec_";

/// The secret that deliveries to a party are signed with. Never shown but once, where it was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Geheim(Vec<u8>);

impl Geheim {
    /// Makes a new secret from the system's randomness: 32 bytes, of which 244 bits are random, as in an access key.
    pub fn nieuw() -> Geheim {
        let delen = [Uuid::new_v4(), Uuid::new_v4()];
        Geheim(delen.iter().flat_map(|deel| deel.into_bytes()).collect())
    }

    /// A secret as people write it: `whsec_` and 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// [`BezorgFout::Geheim`].
    pub fn lees(tekst: &str) -> Result<Geheim, BezorgFout> {
        let bytes = tekst.trim().strip_prefix(VOORVOEGSEL).and_then(|deel| STANDARD.decode(deel).ok());
        bytes.and_then(Geheim::van_bytes).ok_or(BezorgFout::Geheim)
    }

    fn van_bytes(bytes: Vec<u8>) -> Option<Geheim> {
        (24..=64).contains(&bytes.len()).then_some(Geheim(bytes))
    }

    /// The secret as people and libraries write it.
    pub fn tekst(&self) -> String {
        format!("{VOORVOEGSEL}{}", STANDARD.encode(&self.0))
    }

    fn handtekening(&self, delen: [&[u8]; 3]) -> Option<String> {
        // HMAC takes a key of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for (plek, deel) in delen.into_iter().enumerate() {
            if plek > 0 {
                mac.update(b".");
            }
            mac.update(deel);
        }
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}

impl fmt::Debug for Geheim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Geheim(***)")
    }
}

/// The headers that prove who a delivery comes from: `webhook-id`, `webhook-timestamp` and `webhook-signature`, in that
/// order. With several secrets there is a signature of each, so that a receiver may take over the new one when it likes.
pub fn teken(geheimen: &[Geheim], id: Uuid, nu: DateTime<Utc>, inhoud: &[u8]) -> [(&'static str, String); 3] {
    let (id, seconden) = (id.to_string(), nu.timestamp().to_string());
    let van = |geheim: &Geheim| geheim.handtekening([id.as_bytes(), seconden.as_bytes(), inhoud]);
    let handtekeningen: Vec<String> = geheimen.iter().filter_map(van).collect();
    [("webhook-id", id), ("webhook-timestamp", seconden), ("webhook-signature", handtekeningen.join(" "))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_geheim_komt_terug_zoals_het_was_en_toont_zich_niet() {
        let geheim = Geheim::nieuw();
        assert_eq!(Geheim::lees(&geheim.tekst()), Ok(geheim.clone()));
        assert!(!format!("{geheim:?}").contains(geheim.tekst().trim_start_matches("whsec_")));
        assert_ne!(Geheim::nieuw(), Geheim::nieuw());
    }

    #[test]
    fn een_geheim_is_24_tot_en_met_64_bytes() {
        let met = |lengte: usize| Geheim::lees(&format!("whsec_{}", STANDARD.encode(vec![7; lengte])));
        assert!(met(24).is_ok() && met(64).is_ok());
        assert!(met(23).is_err() && met(65).is_err());
        for fout in ["", "whsec_", "geheim", "whsec_&&&", "WHSEC_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(Geheim::lees(fout), Err(BezorgFout::Geheim), "{fout}");
        }
    }

    #[test]
    fn met_twee_geheimen_staan_er_twee_handtekeningen() {
        let (oud, nieuw) = (Geheim::nieuw(), Geheim::nieuw());
        let nu = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let [_, _, (_, beide)] = teken(&[nieuw.clone(), oud], Uuid::nil(), nu, b"{}");
        let [_, _, (_, een)] = teken(&[nieuw], Uuid::nil(), nu, b"{}");
        assert_eq!(beide.split(' ').count(), 2);
        assert_eq!(beide.split(' ').next(), Some(een.as_str()));
    }
}
