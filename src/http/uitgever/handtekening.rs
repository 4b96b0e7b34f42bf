//! Signatures of tokens, checked by ring: what jsonwebtoken calculates with is for its user to choose.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind};
use ring::signature::{self as ring_sig, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey};

/// The algorithms that a token may be signed with: only those with a public key, so never one that the gate could sign with itself.
pub(super) const ALGORITMEN: [Algorithm; 7] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    verifier_factory: |algoritme, sleutel| {
        if !ALGORITMEN.contains(algoritme) {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Ok(Box::new(Toets { algoritme: *algoritme, sleutel: sleutel.clone() }))
    },
    // Only for making keys and thumbprints, which the gate does not do.
    key_utils: KeyUtils::new_unimplemented(),
};

/// Chooses ring for the tokens of this process. May be called again.
pub(in crate::http) fn kies_ring() {
    // An error means that it was chosen before.
    let _ = RING.install_default();
}

struct Toets {
    algoritme: Algorithm,
    sleutel: DecodingKey,
}

impl Verifier<Vec<u8>> for Toets {
    fn verify(&self, bericht: &[u8], handtekening: &Vec<u8>) -> Result<(), Error> {
        let gedaan = match (self.algoritme, self.sleutel.family(), self.sleutel.kind()) {
            (algoritme, AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
                let sleutel = RsaPublicKeyComponents { n: zonder_nullen(n), e: zonder_nullen(e) };
                let parameters = rsa(algoritme).ok_or_else(Error::new)?;
                sleutel.verify(parameters, bericht, handtekening)
            }
            (Algorithm::ES256, AlgorithmFamily::Ec, DecodingKeyKind::SecretOrDer(punt)) => {
                UnparsedPublicKey::new(&ring_sig::ECDSA_P256_SHA256_FIXED, punt).verify(bericht, handtekening)
            }
            (Algorithm::ES384, AlgorithmFamily::Ec, DecodingKeyKind::SecretOrDer(punt)) => {
                UnparsedPublicKey::new(&ring_sig::ECDSA_P384_SHA384_FIXED, punt).verify(bericht, handtekening)
            }
            (Algorithm::EdDSA, AlgorithmFamily::Ed, DecodingKeyKind::SecretOrDer(punt)) => {
                UnparsedPublicKey::new(&ring_sig::ED25519, punt).verify(bericht, handtekening)
            }
            _ => return Err(Error::new()),
        };
        gedaan.map_err(|_| Error::new())
    }
}

impl JwtVerifier for Toets {
    fn algorithm(&self) -> Algorithm {
        self.algoritme
    }
}

fn rsa(algoritme: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algoritme {
        Algorithm::RS256 => &ring_sig::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RS384 => &ring_sig::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::PS256 => &ring_sig::RSA_PSS_2048_8192_SHA256,
        Algorithm::PS384 => &ring_sig::RSA_PSS_2048_8192_SHA384,
        _ => return None,
    })
}

/// Some issuers write a sign byte in front, which ring does not take.
fn zonder_nullen(getal: &[u8]) -> &[u8] {
    let begin = getal.iter().position(|byte| *byte != 0).unwrap_or(getal.len());
    getal.get(begin..).unwrap_or_default()
}
