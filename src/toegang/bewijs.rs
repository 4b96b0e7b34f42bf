//! Passwords, codes of a second factor, and codes for when that is lost.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chrono::{DateTime, Utc};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

/// Bytes in the secret of a second factor: as many as the SHA-1 of RFC 4226 takes.
pub const TOTP_BYTES: usize = 20;
/// How many codes for when the second factor is lost somebody gets.
const HERSTELCODES: usize = 8;
/// Characters of what is made up for people: none that look alike.
const TEKENS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// The hash of no password: checking one for nobody takes as long as for somebody.
const VAN_NIEMAND: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The system could not give randomness, or a secret cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("het systeem kan geen geheim maken")]
pub struct BewijsFout;

/// The hash of a password that is kept: Argon2id, with a salt of its own.
///
/// # Errors
/// [`BewijsFout`].
pub fn hash_van_wachtwoord(wachtwoord: &str) -> Result<String, BewijsFout> {
    let hash: PasswordHash =
        Argon2::default().hash_password(wachtwoord.as_bytes()).map_err(|_| BewijsFout)?;
    Ok(hash.to_string())
}

/// Whether this is the password; `None` is for nobody, takes as long, and is never right. Takes long, on purpose.
pub fn klopt_wachtwoord(hash: Option<&str>, wachtwoord: &str) -> bool {
    let gelezen = PasswordHash::new(hash.unwrap_or(VAN_NIEMAND));
    let klopt = gelezen
        .is_ok_and(|gelezen| Argon2::default().verify_password(wachtwoord.as_bytes(), &gelezen).is_ok());
    klopt && hash.is_some()
}

/// A password for somebody: 100 random bits.
///
/// # Errors
/// [`BewijsFout`].
pub fn nieuw_wachtwoord() -> Result<String, BewijsFout> {
    Ok(in_groepen(&willekeurig::<20>()?))
}

/// A new secret for a second factor.
///
/// # Errors
/// [`BewijsFout`].
pub fn nieuw_totp_geheim() -> Result<[u8; TOTP_BYTES], BewijsFout> {
    willekeurig()
}

/// New codes for when the second factor is lost: 80 random bits each.
///
/// # Errors
/// [`BewijsFout`].
pub fn nieuwe_herstelcodes() -> Result<Vec<String>, BewijsFout> {
    (0..HERSTELCODES).map(|_| Ok(in_groepen(&willekeurig::<16>()?))).collect()
}

/// What is kept of such a code, however somebody types it.
pub fn hash_van_herstelcode(code: &str) -> [u8; 32] {
    let kaal: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(kaal.to_ascii_lowercase()).into()
}

fn willekeurig<const N: usize>() -> Result<[u8; N], BewijsFout> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| BewijsFout)?;
    Ok(bytes)
}

/// A character for each byte, with a hyphen after every four.
fn in_groepen(bytes: &[u8]) -> String {
    let teken = |byte: &u8| TEKENS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    let groepen: Vec<String> = bytes.chunks(4).map(|groep| groep.iter().map(teken).collect()).collect();
    groepen.join("-")
}

/// What an app for second factors reads.
///
/// # Errors
/// [`BewijsFout`] for a name that cannot stand in an address.
pub fn totp_adres(geheim: &[u8], naam: &str) -> Result<String, BewijsFout> {
    let bouwer = Builder::new().with_secret(geheim.to_vec()).with_issuer(Some("Berichtenpoort"));
    let totp = bouwer.with_account_name(naam).build().map_err(|_| BewijsFout)?;
    totp.to_url().map_err(|_| BewijsFout)
}

/// The step of which this is the code, at most one away from now. A step counts once: who keeps count is the caller.
pub fn totp_stap(geheim: &[u8], code: &str, nu: DateTime<Utc>) -> Option<i64> {
    let totp: Totp = Builder::new().with_secret(geheim.to_vec()).build().ok()?;
    let kaal: String = code.chars().filter(|teken| !teken.is_whitespace()).collect();
    let stap = totp.check(&kaal, u64::try_from(nu.timestamp()).ok()?)?;
    i64::try_from(stap).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alleen_het_wachtwoord_zelf_klopt_en_elke_hash_is_anders() {
        let (een, twee) = (hash_van_wachtwoord("geheim").unwrap(), hash_van_wachtwoord("geheim").unwrap());
        assert!(een.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && een != twee);
        assert!(klopt_wachtwoord(Some(&een), "geheim") && klopt_wachtwoord(Some(&twee), "geheim"));
        assert!(!klopt_wachtwoord(Some(&een), "Geheim") && !klopt_wachtwoord(Some("kapot"), "geheim"));
        assert!(!klopt_wachtwoord(None, "geheim"));
        assert!(PasswordHash::new(VAN_NIEMAND).is_ok(), "anders kost niemand geen tijd");
    }

    #[test]
    fn een_code_geldt_in_haar_halve_minuut_en_die_ernaast() {
        // RFC 6238, appendix B: at 59 seconds the code of eight digits for this secret is 94287082.
        let geheim = b"12345678901234567890";
        let op = |seconden| DateTime::from_timestamp(seconden, 0).unwrap();
        assert_eq!(totp_stap(geheim, "287082", op(59)), Some(1));
        assert_eq!(totp_stap(geheim, "287 082", op(89)), Some(1));
        assert_eq!(totp_stap(geheim, "287082", op(90)), None);
        for fout in ["287083", "", "28708", "94287082", "abcdef"] {
            assert_eq!(totp_stap(geheim, fout, op(59)), None, "{fout}");
        }
    }

    #[test]
    fn wat_voor_mensen_is_verzonnen_is_steeds_anders_en_is_te_typen() {
        let (een, twee) = (nieuw_wachtwoord().unwrap(), nieuw_wachtwoord().unwrap());
        assert!(
            een != twee
                && een.len() == 24
                && een.bytes().all(|teken| teken == b'-' || TEKENS.contains(&teken))
        );
        let codes = nieuwe_herstelcodes().unwrap();
        assert_eq!(codes.len(), HERSTELCODES);
        let anders = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(hash_van_herstelcode(&codes[0]), hash_van_herstelcode(&anders));
        assert_ne!(hash_van_herstelcode(&codes[0]), hash_van_herstelcode(&codes[1]));
        let adres = totp_adres(&nieuw_totp_geheim().unwrap(), "saskia").unwrap();
        assert!(adres.starts_with("otpauth://totp/Berichtenpoort:saskia?"), "{adres}");
    }
}
