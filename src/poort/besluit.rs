//! The pure heart of verwerking: from a stored message and its dossier to a verdict, an answer and what it changes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::gevolgen::Gevolgen;
use super::wijze::Wijze;
use crate::bericht::{
    Bericht, Berichttype, Client, Declaratie, Header, Inhoud, LeesFout, Schemas, lees, lees_header, plaatsen,
};
use crate::declaratie::{Afwijzingen, Voorstel, vooraf_afgewezen};
use crate::keten::{
    Beoordeling, Dossier, Prestatieberekening, Retourcodes, Uitkomst, Wijziging, beoordeel_met,
    technisch_afgekeurd,
};
use crate::regels::{Bevinding, Niveau, Omstandigheden, Oordeel, controleer};
use crate::retour::{Kenmerk, declaratie_antwoord, retourbericht};

/// A stored message, read as far as it can be.
pub(super) enum Gelezen {
    Geheel(Box<Bericht>),
    /// Only the header: a message refused at level 2, with a finding that controle had not made, if any.
    AlleenHeader(Box<Header>, Option<Bevinding>),
}

impl Gelezen {
    pub(super) fn header(&self) -> &Header {
        match self {
            Gelezen::Geheel(bericht) => &bericht.header,
            Gelezen::AlleenHeader(header, _) => header,
        }
    }

    pub(super) fn geheel(&self) -> Option<&Bericht> {
        match self {
            Gelezen::Geheel(bericht) => Some(bericht),
            Gelezen::AlleenHeader(..) => None,
        }
    }

    /// Of a 323 that could be read: the Declaratie and its clients.
    pub(super) fn declaratie(&self) -> Option<(&Declaratie, &[Client])> {
        match &self.geheel()?.inhoud {
            Inhoud::Declaratie(declaratie, clienten) => Some((declaratie, clienten)),
            _ => None,
        }
    }
}

/// Reads a message that controle found valid when it came in.
pub(super) fn lees_om_te_verwerken(
    schemas: &Schemas,
    bytes: &[u8],
    oordeel: Oordeel,
) -> Result<Gelezen, String> {
    let header = || lees_header(schemas, bytes).map_err(|fout| format!("de header is niet te lezen: {fout}"));
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
    /// None where the receiver is to answer it.
    pub(super) uitkomst: Option<Uitkomst>,
    pub(super) bevindingen: Vec<Bevinding>,
    /// Of a 323: the sums of each Prestatie that was judged, by its number in the message.
    pub(super) berekeningen: BTreeMap<u32, Prestatieberekening>,
    codes: Retourcodes,
    /// The message counts for later messages and goes on to its receiver: approved, or a 323 that was processed.
    pub(super) telt_mee: bool,
    pub(super) antwoord: Option<GeschrevenAntwoord>,
    /// What an answer of a party says of the message that it answers.
    pub(super) beantwoordt: Option<Beantwoording>,
    /// It is a proposal for people to decide about.
    pub(super) is_voorstel: bool,
}

/// What an answer of a party says of the message that it answers.
pub(super) struct Beantwoording {
    pub(super) uitkomst: Uitkomst,
    /// By klasse of the message that it answers: what was refused, and of a 323 why.
    pub(super) codes: Retourcodes,
}

impl Beantwoording {
    /// What follows for the message that was answered so.
    pub(super) fn gevolgen<'b>(&'b self, heen: &'b Gelezen) -> Gevolgen<'b> {
        Gevolgen::van(heen, &self.codes)
    }
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
    fn zonder_antwoord(
        uitkomst: Option<Uitkomst>,
        bevindingen: Vec<Bevinding>,
        telt_mee: bool,
        beantwoordt: Option<Beantwoording>,
    ) -> Besluit {
        let codes = Retourcodes::default();
        Besluit {
            uitkomst,
            bevindingen,
            berekeningen: BTreeMap::new(),
            codes,
            telt_mee,
            antwoord: None,
            beantwoordt,
            is_voorstel: false,
        }
    }

    /// A 323 that waits for what people decide.
    fn als_voorstel(beoordeling: Beoordeling) -> Besluit {
        let Beoordeling { bevindingen, berekeningen, codes, .. } = beoordeling;
        let wacht = Besluit::zonder_antwoord(None, bevindingen, false, None);
        Besluit { berekeningen, codes, is_voorstel: true, ..wacht }
    }

    /// An answer of a party that goes no further.
    pub(super) fn afgewezen_antwoord(bevindingen: Vec<Bevinding>) -> Besluit {
        Besluit::zonder_antwoord(Some(Uitkomst::Afgekeurd), bevindingen, false, None)
    }

    /// An answer of a party that goes on to the other.
    pub(super) fn doorgestuurd_antwoord(beantwoordt: Beantwoording) -> Besluit {
        Besluit::zonder_antwoord(Some(Uitkomst::Goedgekeurd), Vec::new(), true, Some(beantwoordt))
    }

    /// Gives each finding the place of its own element.
    pub(super) fn met_plaatsen(mut self, schemas: &Schemas, bytes: &[u8]) -> Result<Besluit, String> {
        zet_plaatsen(&mut self.bevindingen, schemas, bytes)?;
        Ok(self)
    }

    /// The proposal for people to decide about, with the lines that they refuse.
    pub(super) fn voorstel<'b>(
        &self,
        gelezen: &'b Gelezen,
        afwijzingen: &Afwijzingen,
    ) -> Option<Voorstel<'b>> {
        let (declaratie, clienten) = gelezen.declaratie().filter(|_| self.is_voorstel)?;
        Some(Voorstel::maak(declaratie, clienten, &self.codes, afwijzingen))
    }

    /// What it changes for later messages: nothing yet where it waits for an answer, and an answer itself changes nothing.
    pub(super) fn wijzigingen<'b>(&'b self, gelezen: &'b Gelezen) -> Vec<Wijziging<'b>> {
        if self.uitkomst.is_none() || gelezen.header().berichttype.antwoord().is_none() {
            return Vec::new();
        }
        Gevolgen::van(gelezen, &self.codes).wijzigingen(gelezen)
    }
}

/// Gives each finding the place of its own element. The rules know that of the klasse.
fn zet_plaatsen(bevindingen: &mut [Bevinding], schemas: &Schemas, bytes: &[u8]) -> Result<(), String> {
    if bevindingen.is_empty() {
        return Ok(());
    }
    let paden = bevindingen.iter().map(|bevinding| bevinding.pad.as_str()).collect();
    let plaatsen = plaatsen(schemas, bytes, &paden).map_err(|fout| fout.to_string())?;
    for bevinding in bevindingen {
        if let Some(plek) = plaatsen.get(&bevinding.pad) {
            (bevinding.regelnummer, bevinding.kolom) = (plek.line, plek.column);
        }
    }
    Ok(())
}

/// The verdict of the rules, with the lines of a 323 that people refuse, and all that was found.
fn oordeel(
    gelezen: &Gelezen,
    dossier: Dossier,
    omstandigheden: &Omstandigheden<'_>,
    afwijzingen: &Afwijzingen,
) -> Beoordeling {
    let mut beoordeling = match gelezen {
        Gelezen::Geheel(bericht) => {
            let clienten = gelezen.declaratie().map_or(&[][..], |(_, clienten)| clienten);
            beoordeel_met(bericht, dossier, omstandigheden, &vooraf_afgewezen(clienten, afwijzingen))
        }
        Gelezen::AlleenHeader(_, gevonden) => {
            Beoordeling { bevindingen: gevonden.iter().cloned().collect(), ..technisch_afgekeurd() }
        }
    };
    let meer = (beoordeling.weggelaten > 0).then(|| Bevinding::en_nog(Niveau::Keten, beoordeling.weggelaten));
    beoordeling.bevindingen.extend(meer);
    beoordeling
}

/// A proposal worked out anew, with the lines that people refuse.
pub(super) fn nieuw_voorstel(
    schemas: &Schemas,
    (gelezen, bytes): (&Gelezen, &[u8]),
    dossier: Dossier,
    omstandigheden: &Omstandigheden<'_>,
    afwijzingen: &Afwijzingen,
) -> Result<Besluit, String> {
    let beoordeling = oordeel(gelezen, dossier, omstandigheden, afwijzingen);
    Besluit::als_voorstel(beoordeling).met_plaatsen(schemas, bytes)
}

/// The pure heart of processing: from message and dossier to verdict and answer. Where the receiver answers by itself, a
/// message that the gate does not refuse as a whole waits for that answer. Where people decide, a 323 that is not refused as a
/// whole becomes a proposal; once they approved it is answered, unless it would end otherwise by now.
pub(super) fn besluit(
    schemas: &Schemas,
    gelezen: &Gelezen,
    dossier: Dossier,
    omstandigheden: &Omstandigheden<'_>,
    kenmerk: &Kenmerk,
    wijze: &Wijze,
) -> Result<Besluit, String> {
    let header = gelezen.header();
    let soort_antwoord = header
        .berichttype
        .antwoord()
        .ok_or_else(|| format!("op een {} volgt geen antwoord", header.berichttype))?;
    let beoordeling = oordeel(gelezen, dossier, omstandigheden, wijze.afwijzingen());
    let Gevolgen { afrekening, uitkomst, telt_mee } = Gevolgen::van(gelezen, &beoordeling.codes);
    match wijze {
        Wijze::Ontvanger if telt_mee => {
            let Beoordeling { bevindingen, berekeningen, .. } = beoordeling;
            return Ok(Besluit { berekeningen, ..Besluit::zonder_antwoord(None, bevindingen, true, None) });
        }
        Wijze::Voorstel if telt_mee => return Ok(Besluit::als_voorstel(beoordeling)),
        Wijze::Vrijgegeven(vrijgegeven) if !vrijgegeven.klopt_nog(gelezen, &beoordeling.codes) => {
            return Ok(Besluit::als_voorstel(beoordeling));
        }
        _ => {}
    }
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
    let antwoord = Some(nagekeken(schemas, bytes, soort_antwoord, kenmerk)?);
    let Beoordeling { bevindingen, berekeningen, codes, .. } = beoordeling;
    Ok(Besluit {
        uitkomst: Some(uitkomst),
        bevindingen,
        berekeningen,
        codes,
        telt_mee,
        antwoord,
        beantwoordt: None,
        is_voorstel: false,
    })
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
