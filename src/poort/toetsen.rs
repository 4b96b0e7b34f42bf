//! Checking a message that nobody sends: the verdict on its bytes, and nothing is kept.

use super::{Poort, PoortFout};
use crate::regels::{Controle, Omstandigheden, controleer_op_twee_kernen};

impl Poort {
    /// Levels 1, 2 and 4, with the lists of this gate; not what was agreed on by contract, as anybody could then ask for the
    /// rates of anybody.
    ///
    /// # Errors
    /// [`PoortFout`] where the gate cannot do its work.
    pub async fn toets(&self, bytes: Vec<u8>) -> Result<Controle, PoortFout> {
        let (vandaag, poort) = (self.klok.vandaag(), self.clone());
        let controle = self
            .reken(move |schemas| {
                let omstandigheden =
                    Omstandigheden { lijsten: poort.lijsten(), ..Omstandigheden::op(vandaag) };
                controleer_op_twee_kernen(schemas, bytes.as_slice(), omstandigheden)
            })
            .await?;
        controle.map_err(|fout| PoortFout::Intern(fout.to_string()))
    }
}
