//! What a message leaves behind: by its verdict when it is judged, and by what was recorded of it ever after.

use std::collections::BTreeSet;

use super::besluit::Gelezen;
use crate::bericht::{Bericht, Client, Declaratie, Eurocent, Inhoud, Prestatie};
use crate::declaratie::{Afrekening, GEEN_OPMERKING, NIET_BEOORDEELD, VOLLEDIG_TOEGEWEZEN};
use crate::keten::{Retourcodes, Uitkomst, Wijziging, technisch_afgekeurd};

/// What a message leaves behind.
pub(super) struct Gevolgen<'b> {
    /// Of a 323 that could be read: what was granted.
    pub(super) afrekening: Option<Afrekening<'b>>,
    /// How the message ended.
    pub(super) uitkomst: Uitkomst,
    /// The message counts for later messages and goes on to its receiver: approved, or a 323 that was processed.
    pub(super) telt_mee: bool,
}

impl<'b> Gevolgen<'b> {
    /// What follows from the codes in its answer.
    pub(super) fn van(gelezen: &'b Gelezen, codes: &Retourcodes) -> Gevolgen<'b> {
        let afrekening =
            declaratie(gelezen).map(|(declaratie, clienten)| Afrekening::maak(declaratie, clienten, codes));
        let uitkomst = match &afrekening {
            Some(afrekening) => afrekening.uitkomst(),
            None if codes.is_leeg() => Uitkomst::Goedgekeurd,
            None => Uitkomst::Afgekeurd,
        };
        let telt_mee = afrekening.as_ref().map_or(uitkomst == Uitkomst::Goedgekeurd, Afrekening::is_verwerkt);
        Gevolgen { afrekening, uitkomst, telt_mee }
    }

    /// What changes for later messages.
    pub(super) fn wijzigingen(&self, gelezen: &'b Gelezen) -> Vec<Wijziging<'b>> {
        match (gelezen, &self.afrekening) {
            (_, Some(afrekening)) => afrekening.wijzigingen().to_vec(),
            (Gelezen::Geheel(bericht), None) if self.telt_mee => Wijziging::van(bericht),
            _ => Vec::new(),
        }
    }

    /// What followed from a message according to what was recorded: its outcome, and of a 323 the answer. The message is
    /// not judged again: what was answered is a fact, whatever rules and lists say by now.
    ///
    /// # Errors
    /// Why message and record contradict each other, in Dutch.
    pub(super) fn volgens(
        gelezen: &'b Gelezen,
        uitkomst: Uitkomst,
        antwoord: Option<&Bericht>,
    ) -> Result<Gevolgen<'b>, String> {
        let Some((_, clienten)) = declaratie(gelezen) else {
            let telt_mee = uitkomst == Uitkomst::Goedgekeurd;
            return match gelezen {
                Gelezen::AlleenHeader(..) if telt_mee => {
                    Err("het is goedgekeurd, maar nu niet meer te lezen".to_owned())
                }
                _ => Ok(Gevolgen { afrekening: None, uitkomst, telt_mee }),
            };
        };
        let antwoord = antwoord.ok_or("het antwoord op deze declaratie ontbreekt")?;
        let gevolgen = Gevolgen::van(gelezen, &codes_van(clienten, antwoord)?);
        let toegekend = match &antwoord.inhoud {
            Inhoud::DeclaratieAntwoord(geheel, _) => geheel.toegekend.eurocent(),
            _ => Eurocent(0),
        };
        let berekend = gevolgen.afrekening.as_ref().map_or(Eurocent(0), |afrekening| afrekening.toegekend);
        if gevolgen.uitkomst != uitkomst || berekend != toegekend {
            return Err("de uitkomst of het toegekende bedrag past niet bij het antwoord".to_owned());
        }
        Ok(gevolgen)
    }
}

fn declaratie(gelezen: &Gelezen) -> Option<(&Declaratie, &[Client])> {
    match gelezen {
        Gelezen::Geheel(bericht) => match &bericht.inhoud {
            Inhoud::Declaratie(declaratie, clienten) => Some((declaratie, clienten)),
            _ => None,
        },
        Gelezen::AlleenHeader(..) => None,
    }
}

/// What an answer refuses of the message that it answers: as codes, of which it only matters where they are.
///
/// # Errors
/// Why the two do not fit together, in Dutch.
pub(super) fn codes_volgens(heen: &Gelezen, antwoord: &Bericht) -> Result<Retourcodes, String> {
    if let Some((_, clienten)) = declaratie(heen) {
        return codes_van(clienten, antwoord);
    }
    let mut codes = antwoord.retourcodes.iter().flat_map(|(_, codes)| codes);
    let goed = codes.all(|code| code == GEEN_OPMERKING);
    Ok(if goed { Retourcodes::default() } else { technisch_afgekeurd().codes })
}

/// Which lines of a 323 its 325 refuses, or that it refuses the whole: as codes, of which it only matters where they are.
fn codes_van(clienten: &[Client], antwoord: &Bericht) -> Result<Retourcodes, String> {
    let Inhoud::DeclaratieAntwoord(geheel, afgewezen) = &antwoord.inhoud else {
        return Ok(technisch_afgekeurd().codes);
    };
    let op_header = antwoord.retourcodes.iter().filter(|(plek, _)| *plek == antwoord.header.plek);
    if op_header.flat_map(|(_, codes)| codes).any(|code| code != GEEN_OPMERKING) {
        return Ok(technisch_afgekeurd().codes);
    }
    let is_verwerkt = |code: &String| [GEEN_OPMERKING, VOLLEDIG_TOEGEWEZEN].contains(&code.as_str());
    if !geheel.retourcodes.iter().all(is_verwerkt) {
        return Ok(technisch_afgekeurd().codes);
    }
    // Where a client has a number twice both lines were refused (TR314), so these two tell a line.
    let sleutel =
        |(client, prestatie): Regel<'_>| (client.bsn.as_str().to_owned(), prestatie.referentie.to_string());
    let geweigerd: BTreeSet<_> = regels(afgewezen).map(sleutel).collect();
    let mut codes = Retourcodes::default();
    let mut gevonden = 0;
    for regel in regels(clienten).filter(|regel| geweigerd.contains(&sleutel(*regel))) {
        codes.voeg_toe(regel.1.plek.pad.to_string(), NIET_BEOORDEELD);
        gevonden += 1;
    }
    if gevonden == regels(afgewezen).count() {
        Ok(codes)
    } else {
        Err("het antwoord wijst prestaties af die niet in de declaratie staan".to_owned())
    }
}

/// A Prestatie with its client.
type Regel<'b> = (&'b Client, &'b Prestatie);

fn regels(clienten: &[Client]) -> impl Iterator<Item = Regel<'_>> {
    clienten.iter().flat_map(|client| client.prestaties.iter().map(move |prestatie| (client, prestatie)))
}
