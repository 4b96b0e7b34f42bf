//! What a message leaves behind: by its verdict when it is judged, and by what was recorded of it ever after.

use std::collections::{BTreeMap, VecDeque};

use super::besluit::Gelezen;
use crate::bericht::{Bericht, Client, Declaratie, Eurocent, Inhoud, Prestatie, regels, retourcode};
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
    pub(super) fn van(gelezen: &'b Gelezen, codes: &'b Retourcodes) -> Gevolgen<'b> {
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

    /// What followed from a message according to what was recorded: its outcome, and of a 323 the answer, with the
    /// [`vastgelegde_codes`]. The message is not judged again: what was answered is a fact, whatever rules and lists say by now.
    ///
    /// # Errors
    /// Why message and record contradict each other, in Dutch.
    pub(super) fn volgens(
        gelezen: &'b Gelezen,
        uitkomst: Uitkomst,
        antwoord: Option<&Bericht>,
        codes: &'b Retourcodes,
    ) -> Result<Gevolgen<'b>, String> {
        if declaratie(gelezen).is_none() {
            let telt_mee = uitkomst == Uitkomst::Goedgekeurd;
            return match gelezen {
                Gelezen::AlleenHeader(..) if telt_mee => {
                    Err("het is goedgekeurd, maar nu niet meer te lezen".to_owned())
                }
                _ => Ok(Gevolgen { afrekening: None, uitkomst, telt_mee }),
            };
        };
        let gevolgen = Gevolgen::van(gelezen, codes);
        let toegekend = match antwoord.map(|antwoord| &antwoord.inhoud) {
            Some(Inhoud::DeclaratieAntwoord(geheel, _)) => geheel.toegekend.eurocent(),
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

/// The codes that were recorded of a message: of a 323 those in its answer. Of other messages it only counts how they ended.
///
/// # Errors
/// Why message and record contradict each other, in Dutch.
pub(super) fn vastgelegde_codes(
    gelezen: &Gelezen,
    antwoord: Option<&Bericht>,
) -> Result<Retourcodes, String> {
    let Some((_, clienten)) = declaratie(gelezen) else { return Ok(Retourcodes::default()) };
    codes_van(clienten, antwoord.ok_or("het antwoord op deze declaratie ontbreekt")?)
}

/// What an answer refuses of the message that it answers. Of a processed 323 the codes are those of each line; of any other message it
/// only matters that there are some.
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

/// Which lines of a 323 its 325 refuses and with what codes, or that it refuses the whole.
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
    let mut geweigerd = geweigerde_regels(antwoord, afgewezen);
    let mut codes = Retourcodes::default();
    for (_, client, prestatie) in regels(clienten) {
        let Some(van_regel) = geweigerd.get_mut(&sleutel(client, prestatie)) else { continue };
        let van_regel = van_regel.pop_front().ok_or(PAST_NIET)?;
        let pad = prestatie.plek.pad.to_string();
        for code in van_regel {
            let code = retourcode(code).ok_or("het antwoord heeft een retourcode die niet bestaat")?;
            codes.voeg_toe(pad.as_str(), code);
        }
    }
    if geweigerd.values().all(VecDeque::is_empty) { Ok(codes) } else { Err(PAST_NIET.to_owned()) }
}

const PAST_NIET: &str = "het antwoord wijst prestaties af die niet in de declaratie staan";

/// Client and number. Where a client has a number twice both lines were refused (TR314), so these two and the order tell a line.
type Sleutel<'b> = (&'b str, &'b str);

fn sleutel<'b>(client: &'b Client, prestatie: &'b Prestatie) -> Sleutel<'b> {
    (client.bsn.as_str(), prestatie.referentie.as_str())
}

/// The lines that a 325 refuses, with the codes of each, in the order of the answer. A line that was not judged (0233) has the codes of its
/// client, as those tell why.
fn geweigerde_regels<'b>(
    antwoord: &'b Bericht,
    afgewezen: &'b [Client],
) -> BTreeMap<Sleutel<'b>, VecDeque<Vec<&'b str>>> {
    let op_pad: BTreeMap<String, &Vec<String>> =
        antwoord.retourcodes.iter().map(|(plek, codes)| (plek.pad.to_string(), codes)).collect();
    let codes_op = |pad: String| -> Vec<&'b str> {
        let codes = op_pad.get(&pad).copied();
        codes.into_iter().flatten().map(String::as_str).filter(|code| *code != GEEN_OPMERKING).collect()
    };
    let mut uit: BTreeMap<_, VecDeque<_>> = BTreeMap::new();
    for (_, client, prestatie) in regels(afgewezen) {
        let mut codes = codes_op(prestatie.plek.pad.to_string());
        if codes.contains(&NIET_BEOORDEELD) {
            let van_client = codes_op(client.persoon.plek.pad.to_string());
            codes = if van_client.is_empty() { codes } else { van_client };
        }
        if codes.is_empty() {
            codes.push(NIET_BEOORDEELD);
        }
        uit.entry(sleutel(client, prestatie)).or_default().push_back(codes);
    }
    uit
}
