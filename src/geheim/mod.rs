//! What keeps stored data secret: keys, ciphertexts, and the names under which people are found without their
//! burgerservicenummer. Knows nothing of databases: who stores says where a value stands ([`Plek`]), and a ciphertext can be
//! read in that place only.
//!
//! A master key ([`Hoofdsleutel`]) is what an operator keeps, outside the database. It encrypts nothing but the keys that the
//! database holds ([`Sleutelbos`]): data keys, of which the newest encrypts, and one key for pseudonyms.

mod bron;
mod fout;
mod hoofdsleutel;
mod sleutelbos;
mod vorm;

pub use bron::Sleutelbron;
pub use fout::GeheimFout;
pub use hoofdsleutel::{Hoofdsleutel, Hoofdsleutels};
pub use sleutelbos::{Ingepakt, Pseudoniem, Sleutelbos, Sleutelsoort};
pub use vorm::{Plek, sleutel_van};
