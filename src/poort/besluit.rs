//! The pure heart of verwerking: from a stored message and its dossier to a verdict, an answer and what it changes.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::gevolgen::Gevolgen;
use crate::bericht::{Bericht, Berichttype, Header, LeesFout, Schemas, lees, lees_header, plaatsen};
use crate::keten::{Beoordeling, Dossier, Retourcodes, Uitkomst, beoordeel, technisch_afgekeurd};
use crate::regels::{Bevinding, Niveau, Omstandigheden, Oordeel, controleer};
use crate::retour::{Kenmerk, declaratie_antwoord, retourbericht};

/// A stored message, read as far as it can be.
pub(super) enum Gelezen {
    Geheel(Box<Bericht>),
    /// Only the header: an answer that a party sent, or a message refused at level 2 with a finding that controle had not
    /// made, if any.
    AlleenHeader(Box<Header>, Option<Bevinding>),
}

impl Gelezen {
    pub(super) fn header(&self) -> &Header {
        match self {
            Gelezen::Geheel(bericht) => &bericht.header,
            Gelezen::AlleenHeader(header, _) => header,
        }
    }
}

/// Reads a message that controle found valid when it came in.
pub(super) fn lees_om_te_verwerken(
    schemas: &Schemas,
    bytes: &[u8],
    berichttype: Berichttype,
    oordeel: Oordeel,
) -> Result<Gelezen, String> {
    let header = || lees_header(schemas, bytes).map_err(|fout| format!("de header is niet te lezen: {fout}"));
    if berichttype.antwoord().is_none() {
        return Ok(Gelezen::AlleenHeader(Box::new(header()?), None));
    }
    let gevonden = match lees(schemas, bytes) {
        Ok(bericht) if oordeel == Oordeel::Geldig => return Ok(Gelezen::Geheel(Box::new(bericht))),
        Ok(bericht) => return Ok(Gelezen::AlleenHeader(Box::new(bericht.header), None)),
        Err(LeesFout::Waarde { plek, fout }) if oordeel == Oordeel::Geldig => {
            Some(Bevinding::waarde(&plek, fout))
        }
        Err(LeesFout::Waarde { .. }) => None,
        Err(fout) => return Err(format!("het opgeslagen bericht is niet te lezen: {fout}")),
    };
    Ok(Gelezen::AlleenHeader(Box::new(header()?), gevonden))
}

/// Everything that follows from a message and its dossier.
pub(super) struct Besluit {
    pub(super) uitkomst: Uitkomst,
    pub(super) bevindingen: Vec<Bevinding>,
    codes: Retourcodes,
    /// The message counts for later messages and goes on to its receiver: approved, or a 323 that was processed.
    pub(super) telt_mee: bool,
    pub(super) antwoord: Option<GeschrevenAntwoord>,
}

/// An answer that was written and checked.
pub(super) struct GeschrevenAntwoord {
    pub(super) header: Header,
    pub(super) identificatie: String,
    pub(super) dagtekening: NaiveDate,
    pub(super) bytes: Vec<u8>,
    pub(super) sha256: [u8; 32],
}

impl Besluit {
    /// Gives each finding the place of its own element. The rules know that of the klasse.
    pub(super) fn met_plaatsen(mut self, schemas: &Schemas, bytes: &[u8]) -> Result<Besluit, String> {
        if self.bevindingen.is_empty() {
            return Ok(self);
        }
        let paden = self.bevindingen.iter().map(|bevinding| bevinding.pad.as_str()).collect();
        let plaatsen = plaatsen(schemas, bytes, &paden).map_err(|fout| fout.to_string())?;
        for bevinding in &mut self.bevindingen {
            if let Some(plek) = plaatsen.get(&bevinding.pad) {
                (bevinding.regelnummer, bevinding.kolom) = (plek.line, plek.column);
            }
        }
        Ok(self)
    }

    /// What follows from it for later messages.
    pub(super) fn gevolgen<'b>(&self, gelezen: &'b Gelezen) -> Gevolgen<'b> {
        Gevolgen::van(gelezen, &self.codes)
    }
}

/// The pure heart of processing: from message and dossier to verdict and answer.
pub(super) fn besluit(
    schemas: &Schemas,
    gelezen: &Gelezen,
    dossier: Dossier,
    omstandigheden: &Omstandigheden<'_>,
    kenmerk: &Kenmerk,
) -> Result<Besluit, String> {
    let header = gelezen.header();
    let Some(soort_antwoord) = header.berichttype.antwoord() else {
        return Ok(niet_doorgestuurd());
    };
    let beoordeling = match gelezen {
        Gelezen::Geheel(bericht) => beoordeel(bericht, dossier, omstandigheden),
        Gelezen::AlleenHeader(_, gevonden) => {
            Beoordeling { bevindingen: gevonden.iter().cloned().collect(), ..technisch_afgekeurd() }
        }
    };
    let Gevolgen { afrekening, uitkomst, telt_mee } = Gevolgen::van(gelezen, &beoordeling.codes);
    let lijf = match gelezen {
        Gelezen::Geheel(bericht) => bericht.lijf.as_slice(),
        Gelezen::AlleenHeader(..) => &[],
    };
    let bytes = if soort_antwoord.soort.is_retour() {
        retourbericht(schemas, header, lijf, &beoordeling.codes, kenmerk)
    } else {
        declaratie_antwoord(schemas, header, afrekening.as_ref(), &beoordeling.codes, kenmerk)
    }
    .map_err(|fout| fout.to_string())?;
    let antwoord = nagekeken(schemas, bytes, soort_antwoord, kenmerk)?;
    let mut bevindingen = beoordeling.bevindingen;
    bevindingen.extend(
        (beoordeling.weggelaten > 0).then(|| Bevinding::en_nog(Niveau::Keten, beoordeling.weggelaten)),
    );
    Ok(Besluit { uitkomst, bevindingen, codes: beoordeling.codes, telt_mee, antwoord: Some(antwoord) })
}

/// What becomes of an answer that a party sends itself. The gate has answered in its name already; a second answer, with
/// perhaps another verdict or amount, must not reach the other party.
fn niet_doorgestuurd() -> Besluit {
    let bevinding = Bevinding {
        niveau: Niveau::Keten,
        regel: None,
        retourcode: None,
        pad: "/Bericht/Header".to_owned(),
        regelnummer: 1,
        kolom: 1,
        tekst: "De poort beantwoordt berichten zelf, ook in uw naam. Dit antwoord is bewaard, maar niet doorgestuurd. U hoeft \
                geen antwoorden te sturen."
            .to_owned(),
    };
    Besluit {
        uitkomst: Uitkomst::Afgekeurd,
        bevindingen: vec![bevinding],
        codes: Retourcodes::default(),
        telt_mee: false,
        antwoord: None,
    }
}

/// Checks what the gate wrote as if somebody else had sent it. An answer that fails never leaves.
fn nagekeken(
    schemas: &Schemas,
    bytes: Vec<u8>,
    berichttype: Berichttype,
    kenmerk: &Kenmerk,
) -> Result<GeschrevenAntwoord, String> {
    let omstandigheden = Omstandigheden::niveau_2_op(kenmerk.dagtekening);
    let controle = controleer(schemas, bytes.as_slice(), omstandigheden).map_err(|fout| fout.to_string())?;
    let header = controle.header.filter(|header| header.berichttype == berichttype);
    match (controle.oordeel, header) {
        (Oordeel::Geldig, Some(header)) => Ok(GeschrevenAntwoord {
            header,
            identificatie: kenmerk.identificatie.clone(),
            dagtekening: kenmerk.dagtekening,
            sha256: Sha256::digest(&bytes).into(),
            bytes,
        }),
        _ => {
            let eerste = controle.bevindingen.first();
            let waarom = eerste
                .map_or_else(String::new, |bevinding| format!(": {} {}", bevinding.pad, bevinding.tekst));
            Err(format!("het eigen antwoord {berichttype} is niet geldig{waarom}"))
        }
    }
}
