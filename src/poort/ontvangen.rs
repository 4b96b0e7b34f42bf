//! Ontvangst: who sends what, whether it can be taken in, and storing it before anybody is answered.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::routeren::Namens;
use super::{Poort, PoortFout};
use crate::bericht::Berichttype;
use crate::partij::Partij;
use crate::regels::{Bevinding, Controle, Omstandigheden, Oordeel, controleer_op_twee_kernen};
use crate::store::{self, Aangenomen, AntwoordAangenomen, BerichtRij, NieuwBericht};
use crate::toegang::Volmacht;

/// The largest message, in bytes: 25 MB (OP179).
pub const GROOTSTE_BERICHT: usize = 25 * 1024 * 1024;

/// What became of a message that was offered.
#[derive(Debug)]
pub enum Ontvangst {
    /// Stored for good; it will be processed and answered.
    Nieuw(BerichtRij),
    /// The same bytes of the same sender were stored before: nothing changed.
    Bekend(BerichtRij),
    /// Not taken in; the refusal is kept for the operator.
    Geweigerd(Weigering),
    /// The message names another sender than the party that offers it. Nothing is kept.
    NietVanU {
        /// The type.
        berichttype: Berichttype,
        /// The code of the party that sends such a message according to its header.
        verzender: String,
    },
    /// A supplier brings it, and its volmacht is not for this type. Nothing is kept.
    BuitenVolmacht {
        /// The type.
        berichttype: Berichttype,
    },
    /// A wijkteam offers it in the name of its gemeente, without a mandate that holds today. Nothing is kept.
    GeenMandaat {
        /// The type.
        berichttype: Berichttype,
        /// The code of the gemeente.
        gemeente: String,
    },
}

/// Why a message was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reden {
    /// It fails at level 1: no answer exists for it (IV028).
    Niveau1,
    /// It is valid, but its header holds a value that nobody can work with.
    Header,
    /// Its receiver is not a party of this gate.
    OnbekendeOntvanger,
}

impl Reden {
    /// The key in the database and in the type of the problem that the sender gets.
    pub fn sleutel(self) -> &'static str {
        match self {
            Reden::Niveau1 => "bericht-ongeldig",
            Reden::Header => "header-onbruikbaar",
            Reden::OnbekendeOntvanger => "ontvanger-onbekend",
        }
    }
}

/// Who offers a message, and what lets a supplier bring it where one does.
pub type Inzender<'a> = (&'a Partij, Option<&'a Volmacht>);

/// Why a confirmed answer was not taken in: somebody was just before. Nothing is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Botsing {
    /// Another answer was confirmed.
    AlBeantwoord,
    /// A number for a new allocation was given out.
    NummerBezet,
}

/// A refusal.
#[derive(Debug)]
pub struct Weigering {
    /// Why.
    pub reden: Reden,
    /// The type, where it could be told.
    pub berichttype: Option<Berichttype>,
    /// The code of the receiver, where it could be read.
    pub ontvanger: Option<String>,
    /// The verdict of controle.
    pub oordeel: Oordeel,
    /// Everything that was found.
    pub bevindingen: Vec<Bevinding>,
    /// How many findings there were beyond those.
    pub weggelaten: u64,
}

impl Poort {
    /// Takes in a message that a party offers.
    ///
    /// # Errors
    /// [`PoortFout`] where the gate cannot do its work; then nothing is stored and the same message can be sent again.
    pub async fn ontvang(&self, indiener: &Partij, bytes: Vec<u8>) -> Result<Ontvangst, PoortFout> {
        self.ontvang_van((indiener, None), bytes).await
    }

    /// The same where a supplier may bring it for that party.
    ///
    /// # Errors
    /// As [`Poort::ontvang`].
    pub async fn ontvang_van(&self, van: Inzender<'_>, bytes: Vec<u8>) -> Result<Ontvangst, PoortFout> {
        self.neem_in(van, bytes, None).await?.map_err(|botsing| PoortFout::Intern(format!("{botsing:?}")))
    }

    /// The same for the confirmed answer to a request.
    ///
    /// # Errors
    /// As [`Poort::ontvang`].
    pub(super) async fn ontvang_antwoord(
        &self,
        van: Inzender<'_>,
        bytes: Vec<u8>,
        bevestiging: &store::Bevestiging<'_>,
    ) -> Result<Result<Ontvangst, Botsing>, PoortFout> {
        self.neem_in(van, bytes, Some(bevestiging)).await
    }

    async fn neem_in(
        &self,
        (indiener, volmacht): Inzender<'_>,
        bytes: Vec<u8>,
        bevestiging: Option<&store::Bevestiging<'_>>,
    ) -> Result<Result<Ontvangst, Botsing>, PoortFout> {
        let omstandigheden = Omstandigheden::niveau_2_op(self.klok.vandaag());
        let (bytes, sha256, controle) = self
            .reken(move |schemas| {
                let sha256: [u8; 32] = Sha256::digest(&bytes).into();
                let controle = controleer_op_twee_kernen(schemas, bytes.as_slice(), omstandigheden);
                (bytes, sha256, controle)
            })
            .await?;
        let controle = controle.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
        let van = (indiener, &bytes[..], sha256);
        if controle.oordeel.niveau_1() {
            return self.weiger(van, Reden::Niveau1, controle).await.map(Ok);
        }
        let Some(header) = &controle.header else {
            return self.weiger(van, Reden::Header, controle).await.map(Ok);
        };
        let berichttype = header.berichttype;
        if volmacht.is_some_and(|volmacht| !volmacht.is_voor(berichttype)) {
            return Ok(Ok(Ontvangst::BuitenVolmacht { berichttype }));
        }
        let vandaag = self.klok.vandaag();
        let verzender = match self.namens(indiener, header, vandaag).await? {
            Namens::Verzender(partij) => partij,
            Namens::GeenMandaat => {
                let gemeente = header.gemeente.as_str().to_owned();
                return Ok(Ok(Ontvangst::GeenMandaat { berichttype, gemeente }));
            }
            Namens::Niemand => {
                let verzender = header.verzender().to_owned();
                return Ok(Ok(Ontvangst::NietVanU { berichttype, verzender }));
            }
        };
        let Some(geadresseerde) = self.partij_voor(header.geadresseerde(), vandaag).await? else {
            return self.weiger(van, Reden::OnbekendeOntvanger, controle).await.map(Ok);
        };
        let nieuw = NieuwBericht {
            id: Uuid::now_v7(),
            header,
            verzender: verzender.id,
            indiener: (verzender.id != indiener.id).then_some(indiener.id),
            leverancier: volmacht.map(|volmacht| volmacht.leverancier.id),
            geadresseerde: geadresseerde.id,
            bytes: &bytes,
            sha256,
            ontvangen_op: self.klok.nu(),
            oordeel: controle.oordeel,
            bevindingen: &controle.bevindingen,
        };
        let aangenomen = match bevestiging {
            Some(bevestiging) => match self.store.neem_antwoord_aan(&nieuw, bevestiging).await? {
                AntwoordAangenomen::Bericht(aangenomen) => *aangenomen,
                AntwoordAangenomen::AlBeantwoord => return Ok(Err(Botsing::AlBeantwoord)),
                AntwoordAangenomen::NummerBezet => return Ok(Err(Botsing::NummerBezet)),
            },
            None => self.store.neem_aan(&nieuw).await?,
        };
        Ok(Ok(match aangenomen {
            Aangenomen::Bekend(rij) => Ontvangst::Bekend(rij),
            Aangenomen::Nieuw(rij) => {
                self.meld_beweging();
                Ontvangst::Nieuw(rij)
            }
        }))
    }

    async fn weiger(
        &self,
        (partij, bytes, sha256): (&Partij, &[u8], [u8; 32]),
        reden: Reden,
        controle: Controle,
    ) -> Result<Ontvangst, PoortFout> {
        let weigering = store::Weigering {
            partij: partij.id,
            sha256,
            grootte: bytes.len() as u64,
            ontvangen_op: self.klok.nu(),
            berichttype: controle.berichttype,
            oordeel: controle.oordeel,
            reden: reden.sleutel(),
            bevindingen: &controle.bevindingen,
        };
        self.store.leg_weigering_vast(&weigering).await?;
        Ok(Ontvangst::Geweigerd(Weigering {
            reden,
            berichttype: controle.berichttype,
            ontvanger: controle.header.as_ref().map(|header| header.geadresseerde().to_owned()),
            oordeel: controle.oordeel,
            bevindingen: controle.bevindingen,
            weggelaten: controle.weggelaten,
        }))
    }
}
