//! What can go wrong with keys and ciphertexts. No text holds a key or what was encrypted.

/// Why something could not be encrypted or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeheimFout {
    /// A ciphertext that nobody wrote, that was changed, or that stands in another place than it was written for.
    #[error("de versleutelde gegevens zijn beschadigd of horen ergens anders")]
    Beschadigd,
    /// A ciphertext under a data key that is not there.
    #[error("de gegevens zijn versleuteld met gegevenssleutel {0}, en die is er niet")]
    OnbekendeSleutel(u32),
    /// A key that is not written as one.
    #[error(
        "dit is geen sleutel: een sleutel is één regel van 44 tekens, zoals ‘berichtenpoort sleutel maak’ hem schrijft"
    )]
    GeenSleutel,
    /// A key file that cannot be read.
    #[error("het sleutelbestand {pad} is niet te lezen: {oorzaak}")]
    Onleesbaar {
        /// The file.
        pad: String,
        /// Why.
        oorzaak: String,
    },
    /// The data keys are wrapped by a master key that was not given.
    #[error("de database hoort bij hoofdsleutel {verwacht}, en gegeven is {gegeven}")]
    VerkeerdeHoofdsleutel {
        /// Name of the master key that is needed.
        verwacht: String,
        /// Names of those that were given.
        gegeven: String,
    },
    /// The system gives no random numbers.
    #[error("het systeem geeft geen willekeurige getallen om een sleutel mee te maken")]
    GeenToeval,
}
