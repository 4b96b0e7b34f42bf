//! The verdict on a message over messages, and what the message changes.

use std::collections::{BTreeMap, BTreeSet};

use super::dossier::Dossier;
use super::regel::{KetenRegel, KetenToets, PrestatieContext, Regie, regels_over_berichten};
use crate::bericht::{
    Bericht, Bsn, Client, Declaratie, Eurocent, Header, Inhoud, Plek, Prestatie, StartProduct, StopProduct,
    ToegewezenProduct, klasse_van,
};
use crate::regels::{
    Afwijking, Bevinding, MEESTE_BEVINDINGEN, Niveau, Omstandigheden, Regel, TECHNISCHE_AFKEUR, toets_gelezen,
};

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Uitkomst {
    /// Nothing wrong: it counts, and goes on to the receiver.
    Goedgekeurd,
    /// It counts as not sent (OP286).
    Afgekeurd,
    /// Some Prestaties of a 323 were granted and some refused (IV087).
    DeelsGoedgekeurd,
}

impl Uitkomst {
    /// The key in JSON, in the database and in scenarios.
    pub fn sleutel(self) -> &'static str {
        match self {
            Uitkomst::Goedgekeurd => "goedgekeurd",
            Uitkomst::Afgekeurd => "afgekeurd",
            Uitkomst::DeelsGoedgekeurd => "deels goedgekeurd",
        }
    }

    /// The outcome with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Uitkomst> {
        [Uitkomst::Goedgekeurd, Uitkomst::Afgekeurd, Uitkomst::DeelsGoedgekeurd]
            .into_iter()
            .find(|uitkomst| uitkomst.sleutel() == sleutel)
    }
}

/// The path of the Header, the klasse that carries codes about the message as a whole.
const HEADER: &str = "/Bericht/Header";

/// The retourcodes of a message: per berichtklasse, by the path of the klasse in the heenbericht. A klasse without an
/// error does not occur in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retourcodes(BTreeMap<String, BTreeSet<&'static str>>);

impl Retourcodes {
    /// Adds a code to a klasse.
    pub fn voeg_toe(&mut self, klasse: impl Into<String>, code: &'static str) {
        self.0.entry(klasse.into()).or_default().insert(code);
    }

    /// The codes of a klasse, in the order of the codes.
    pub fn bij(&self, klasse: &str) -> Vec<&'static str> {
        self.0.get(klasse).into_iter().flatten().copied().collect()
    }

    /// The codes of the Header.
    pub fn bij_header(&self) -> Vec<&'static str> {
        self.bij(HEADER)
    }

    /// Whether the message was without error.
    pub fn is_leeg(&self) -> bool {
        self.0.is_empty()
    }
}

/// What the rules over messages say of a message.
#[derive(Clone, Debug, Default)]
pub struct Beoordeling {
    /// Everything that was found.
    pub bevindingen: Vec<Bevinding>,
    /// How many findings there were beyond those kept. Their codes are in the answer all the same.
    pub weggelaten: u64,
    /// The codes for the answer.
    pub codes: Retourcodes,
}

impl Beoordeling {
    fn voeg_toe(&mut self, regel: &'static Regel, klasse: &Plek, afwijking: Option<Afwijking>) {
        let Some((onder, tekst)) = afwijking else { return };
        let plek = klasse.onder(onder);
        self.codes.voeg_toe(klasse_van(&plek.pad.to_string()), regel.retourcode);
        if self.bevindingen.len() < MEESTE_BEVINDINGEN {
            self.bevindingen.push(regel.bevinding(&plek, tekst));
        } else {
            self.weggelaten += 1;
        }
    }
}

impl Beoordeling {
    /// Whether a klasse stands below a Declaratie or a Client of a 323 with an error of its own (IV087).
    fn wordt_niet_beoordeeld(&self, klasse: &Plek) -> bool {
        let pad = klasse.pad.to_string();
        let mut rest = pad.as_str();
        while let Some((boven, _)) = rest.rsplit_once('/') {
            rest = klasse_van(boven);
            if rest.starts_with("/Bericht/Declaratie") && self.codes.0.contains_key(rest) {
                return true;
            }
        }
        false
    }
}

/// The verdict on a message that breaks a rule inside the message: 0001 on the Header (IV028, IV032, IV088).
pub fn technisch_afgekeurd() -> Beoordeling {
    let mut beoordeling = Beoordeling::default();
    beoordeling.codes.voeg_toe(HEADER, TECHNISCHE_AFKEUR);
    beoordeling
}

/// Judges a message by every rule over messages that applies to its type. What stands below a klasse with an error
/// is judged too, save where the standard says that it is not: below an error in the Header, in the Declaratie or in a
/// Client of a 323 (IV028, IV087).
///
/// What depends on the date or on a list (level 4) is judged in the same go: both can be wrong at once (IV032).
pub fn beoordeel(bericht: &Bericht, dossier: &Dossier, omstandigheden: &Omstandigheden<'_>) -> Beoordeling {
    let regels: Vec<&'static KetenRegel> =
        regels_over_berichten().filter(|regel| regel.regel.geldt_voor(bericht.header.berichttype)).collect();
    let mut beoordeling = Beoordeling::default();
    toets_header(&regels, &bericht.header, dossier, &mut beoordeling);
    let mut van_klassen = Vec::new();
    toets_gelezen(bericht, Niveau::Extern, omstandigheden, |regel, klasse, afwijking| {
        if *klasse == bericht.header.plek {
            beoordeling.voeg_toe(regel, klasse, Some(afwijking));
        } else {
            van_klassen.push((regel, klasse, afwijking));
        }
    });
    if !beoordeling.codes.bij_header().is_empty() {
        return beoordeling;
    }
    let regie = |bsn| Regie { header: &bericht.header, bsn, dossier };
    match &bericht.inhoud {
        Inhoud::Toewijzing { bsn, producten, .. } => {
            toets_toewijzingen(&regels, producten, &regie(bsn), &mut beoordeling);
        }
        Inhoud::Start { bsn, producten, .. } => {
            toets_regie(&regels, producten.iter(), &regie(bsn), &mut beoordeling);
        }
        Inhoud::Stop { bsn, producten, .. } => {
            toets_regie(&regels, producten.iter().map(|stop| &stop.start), &regie(bsn), &mut beoordeling);
        }
        Inhoud::Declaratie(declaratie, clienten) => {
            toets_declaratie(&regels, (declaratie, clienten), &bericht.header, dossier, &mut beoordeling);
        }
        Inhoud::VerzoekToewijzing { .. }
        | Inhoud::VerzoekWijziging { .. }
        | Inhoud::Antwoord(_)
        | Inhoud::DeclaratieAntwoord(..)
        | Inhoud::AlleenHeader => {}
    }
    for (regel, klasse, afwijking) in van_klassen {
        if !beoordeling.wordt_niet_beoordeeld(klasse) {
            beoordeling.voeg_toe(regel, klasse, Some(afwijking));
        }
    }
    beoordeling
}

fn toets_header(regels: &[&'static KetenRegel], header: &Header, dossier: &Dossier, uit: &mut Beoordeling) {
    for regel in regels {
        if let KetenToets::Header(toets) = regel.toets {
            uit.voeg_toe(&regel.regel, &header.plek, toets(header, dossier));
        }
    }
}

fn toets_toewijzingen(
    regels: &[&'static KetenRegel],
    producten: &[ToegewezenProduct],
    regie: &Regie<'_>,
    uit: &mut Beoordeling,
) {
    for product in producten {
        for regel in regels {
            if let KetenToets::ToegewezenProduct(toets) = regel.toets {
                uit.voeg_toe(&regel.regel, &product.plek, toets(product, regie));
            }
        }
    }
}

fn toets_regie<'b>(
    regels: &[&'static KetenRegel],
    producten: impl Iterator<Item = &'b StartProduct>,
    regie: &Regie<'_>,
    uit: &mut Beoordeling,
) {
    for product in producten {
        for regel in regels {
            if let KetenToets::RegieProduct(toets) = regel.toets {
                uit.voeg_toe(&regel.regel, &product.plek, toets(product, regie));
            }
        }
    }
}

fn toets_declaratie(
    regels: &[&'static KetenRegel],
    (declaratie, clienten): (&Declaratie, &[Client]),
    header: &Header,
    dossier: &Dossier,
    uit: &mut Beoordeling,
) {
    for regel in regels {
        if let KetenToets::Declaratie(toets) = regel.toets {
            uit.voeg_toe(&regel.regel, &declaratie.plek, toets(declaratie, dossier));
        }
    }
    if !uit.codes.bij(&declaratie.plek.pad.to_string()).is_empty() {
        return;
    }
    let dubbele_referenties = dubbele_referenties(clienten);
    for client in clienten {
        for regel in regels {
            if let KetenToets::Client(toets) = regel.toets {
                uit.voeg_toe(&regel.regel, &client.plek, toets(client, dossier));
            }
        }
        if !uit.codes.bij(&client.plek.pad.to_string()).is_empty() {
            continue;
        }
        let claim =
            PrestatieContext { header, bsn: &client.bsn, dossier, dubbele_referenties: &dubbele_referenties };
        for prestatie in &client.prestaties {
            for regel in regels {
                if let KetenToets::Prestatie(toets) = regel.toets {
                    uit.voeg_toe(&regel.regel, &prestatie.plek, toets(prestatie, &claim));
                }
            }
        }
    }
}

fn dubbele_referenties(clienten: &[Client]) -> BTreeSet<&str> {
    let mut gezien = BTreeSet::new();
    let prestaties = clienten.iter().flat_map(|client| &client.prestaties);
    prestaties
        .map(|prestatie| prestatie.referentie.as_str())
        .filter(|nummer| !gezien.insert(*nummer))
        .collect()
}

/// What an accepted message leaves behind for later messages.
#[derive(Clone, Copy, Debug)]
pub enum Wijziging<'b> {
    /// A version of an allocation.
    Toewijzing(&'b Bsn, &'b ToegewezenProduct),
    /// A start, or the taking back of one.
    Start(&'b Bsn, &'b StartProduct),
    /// A stop, or the taking back of one.
    Stop(&'b Bsn, &'b StopProduct),
    /// A processed Declaratie, with the amount granted.
    Declaratie(&'b Declaratie, Eurocent),
    /// A Prestatie of a processed Declaratie, and whether it was granted.
    Prestatie {
        /// The client.
        bsn: &'b Bsn,
        /// The line.
        prestatie: &'b Prestatie,
        /// Granted, or refused.
        toegekend: bool,
    },
}

impl<'b> Wijziging<'b> {
    /// What an approved 301, 305 or 307 leaves behind. What a 323 leaves behind follows from its settlement.
    pub fn van(inhoud: &'b Inhoud) -> Vec<Wijziging<'b>> {
        match inhoud {
            Inhoud::Toewijzing { bsn, producten, .. } => {
                producten.iter().map(|product| Wijziging::Toewijzing(bsn, product)).collect()
            }
            Inhoud::Start { bsn, producten, .. } => {
                producten.iter().map(|product| Wijziging::Start(bsn, product)).collect()
            }
            Inhoud::Stop { bsn, producten, .. } => {
                producten.iter().map(|product| Wijziging::Stop(bsn, product)).collect()
            }
            _ => Vec::new(),
        }
    }
}
