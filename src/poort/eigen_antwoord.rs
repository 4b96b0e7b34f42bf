//! What becomes of an answer that a party sends itself, in place of the gate: a retourbericht or a 325.
//!
//! Choice: the gate refuses by itself what it would refuse as a whole, whoever answers, so only what is right as far as the
//! gate can know waits for the answer of its receiver. The receiver knows more and may refuse it after all; of a 323 it
//! decides about each Prestatie. What a message changes counts from the moment at which it is approved.

use std::collections::BTreeSet;

use super::besluit::{Beantwoording, Besluit, Gelezen};
use super::gevolgen::{Gevolgen, codes_volgens};
use crate::bericht::{Bericht, DeclaratieAntwoord, Header, Inhoud, Knoop};
use crate::declaratie::Afrekening;
use crate::keten::{Dossier, Ingediend, Uitkomst, beoordeel};
use crate::regels::{Bevinding, Niveau, Omstandigheden};

/// Of the header of a heenbericht its retourbericht repeats these (IV028).
const HERHAALD: [&str; 6] =
    ["BerichtVersie", "BerichtSubversie", "Afzender", "Ontvanger", "BerichtIdentificatie", "XsdVersie"];

/// What becomes of an answer where the gate answers for the party. It has done so already; a second answer, with perhaps
/// another verdict or amount, must not reach the other party.
pub(super) fn niet_gevraagd() -> Besluit {
    let tekst = "De poort beantwoordt berichten zelf, ook in uw naam. Dit antwoord is bewaard, maar niet doorgestuurd. U \
                 hoeft geen antwoorden te sturen.";
    Besluit::afgewezen_antwoord(vec![bevinding(None, "/Bericht/Header", tekst.to_owned())])
}

/// Judges an answer to the message that waits for it, if one does. `kan_niet_meer`: approving it was tried, and another
/// message turned out to have taken a number that it needs.
pub(super) fn besluit_over_antwoord(
    gelezen: &Gelezen,
    heen: Option<&Gelezen>,
    omstandigheden: &Omstandigheden<'_>,
    kan_niet_meer: bool,
) -> Besluit {
    let mut bevindingen = Vec::new();
    let mut beantwoording = None;
    if let Gelezen::Geheel(bericht) = gelezen {
        let geheel = heen.and_then(Gelezen::geheel);
        let dossier = Dossier { ingediend: geheel.and_then(Ingediend::van), ..Dossier::default() };
        bevindingen = beoordeel(bericht, dossier, omstandigheden).bevindingen;
        bevindingen.extend(geheel.into_iter().flat_map(|heen| afwijkingen(bericht, heen)));
        match heen.map(|heen| verdict(bericht, heen)) {
            Some(Ok(verdict)) => beantwoording = Some(verdict),
            Some(Err(bevinding)) => bevindingen.push(bevinding),
            None if bericht.header.retour.is_some() => bevindingen.push(niets_wacht(&bericht.header)),
            None => {}
        }
        let goedgekeurd = beantwoording.as_ref().is_some_and(|een| een.uitkomst != Uitkomst::Afgekeurd);
        if kan_niet_meer && goedgekeurd {
            let tekst = "Dit bericht is niet meer goed te keuren: een ander bericht gebruikt intussen een nummer dat erin \
                         staat. Keur het af.";
            bevindingen.push(bevinding(None, "/Bericht/Header", tekst.to_owned()));
        }
    }
    match beantwoording.filter(|_| bevindingen.is_empty()) {
        Some(beantwoording) => Besluit::doorgestuurd_antwoord(beantwoording),
        None => {
            let tekst = "Dit antwoord is bewaard, maar niet doorgestuurd, en het telt niet. Verbeter wat er bij de bevindingen \
                         staat en stuur het opnieuw.";
            bevindingen.push(bevinding(None, "/Bericht/Header", tekst.to_owned()));
            Besluit::afgewezen_antwoord(bevindingen)
        }
    }
}

fn niets_wacht(header: &Header) -> Bevinding {
    let tekst = format!(
        "Er wacht geen bericht met identificatie {} en dagtekening {} op dit antwoord van u. Controleer beide. Misschien is het \
         bericht al beantwoord; een tweede antwoord kan niet.",
        header.identificatie, header.dagtekening
    );
    bevinding(Some("OP090"), "/Bericht/Header/BerichtIdentificatie/Identificatie", tekst)
}

/// What a retourbericht repeats otherwise than it was (IV028).
fn afwijkingen(retour: &Bericht, heen: &Bericht) -> Vec<Bevinding> {
    if retour.header.retour.is_none() {
        return Vec::new();
    }
    let (hier, daar) = (&retour.header.knoop, &heen.header.knoop);
    let anders = |naam: &&str| !zelfde(hier.kind(naam).as_slice(), daar.kind(naam).as_slice());
    let tekst = |wat: &str| {
        format!(
            "{wat} is anders dan in het bericht dat u beantwoordt. Neem alles ongewijzigd over, en voeg alleen codes toe."
        )
    };
    let mut uit: Vec<Bevinding> = HERHAALD
        .into_iter()
        .filter(anders)
        .map(|naam| bevinding(Some("IV028"), &format!("/Bericht/Header/{naam}"), tekst(naam)))
        .collect();
    let lijven: [Vec<&Knoop>; 2] = [retour.lijf.iter().collect(), heen.lijf.iter().collect()];
    if !retour.lijf.is_empty() && !zelfde(&lijven[0], &lijven[1]) {
        uit.push(bevinding(Some("IV028"), "/Bericht", tekst("Wat er na de Header staat,")));
    }
    uit
}

/// Whether elements say the same, apart from codes.
fn zelfde(een: &[&Knoop], ander: &[&Knoop]) -> bool {
    let zonder_codes = |knoop: &&&Knoop| &*knoop.naam != "RetourCodes";
    let een: Vec<_> = een.iter().filter(zonder_codes).collect();
    let ander: Vec<_> = ander.iter().filter(zonder_codes).collect();
    een.len() == ander.len()
        && een.iter().zip(ander).all(|(een, ander)| {
            let van: Vec<&Knoop> = een.kinderen.iter().collect();
            let naar: Vec<&Knoop> = ander.kinderen.iter().collect();
            een.naam == ander.naam && een.tekst == ander.tekst && zelfde(&van, &naar)
        })
}

/// What an answer says of the message that it answers, or why that cannot be.
fn verdict(antwoord: &Bericht, heen: &Gelezen) -> Result<Beantwoording, Bevinding> {
    let codes = codes_volgens(heen, antwoord)
        .map_err(|waarom| bevinding(None, "/Bericht", format!("Het antwoord klopt niet: {waarom}.")))?;
    let gevolgen = Gevolgen::van(heen, &codes);
    if let (Inhoud::DeclaratieAntwoord(over, _), Some(afrekening)) = (&antwoord.inhoud, &gevolgen.afrekening)
    {
        telt_op(over, afrekening)?;
    }
    let uitkomst = gevolgen.uitkomst;
    Ok(Beantwoording { uitkomst, codes })
}

/// What a 325 grants must be what it leaves of the 323, and each number is granted once (TR314, TR342).
fn telt_op(over: &DeclaratieAntwoord, afrekening: &Afrekening<'_>) -> Result<(), Bevinding> {
    let pad = over.plek.pad.to_string();
    if afrekening.toegekend != over.toegekend.eurocent() {
        let tekst = format!(
            "TotaalToegekendBedrag is {} eurocent, maar de prestaties die u niet afwijst, zijn samen {} eurocent.",
            over.toegekend.eurocent().0,
            afrekening.toegekend.0
        );
        return Err(bevinding(Some("TR342"), &format!("{pad}/TotaalToegekendBedrag"), tekst));
    }
    let mut gezien = BTreeSet::new();
    match afrekening.toegekende().find(|prestatie| !gezien.insert(prestatie.referentie.as_str())) {
        None => Ok(()),
        Some(_) => {
            let tekst = "In de declaratie staat een referentienummer meer dan één keer. Wijs die prestaties af: ze zijn \
                         niet uit elkaar te houden.";
            Err(bevinding(Some("TR314"), &pad, tekst.to_owned()))
        }
    }
}

fn bevinding(regel: Option<&str>, pad: &str, tekst: String) -> Bevinding {
    Bevinding {
        niveau: Niveau::Keten,
        regel: regel.map(str::to_owned),
        retourcode: None,
        pad: pad.to_owned(),
        regelnummer: 1,
        kolom: 1,
        tekst,
    }
}
