//! The verdict on a message over messages.

use std::collections::{BTreeMap, BTreeSet};

use super::berekening::Prestatieberekening;
use super::dossier::{Dossier, Verzoeksoort};
use super::regel::{KetenRegel, Situatie, regels_over_berichten};
use super::wijziging::{Uitslag, Wijziging, klassen_in_volgorde};
use crate::bericht::{Bericht, Bsn, Client, Declaratie, Inhoud, Klasse, Plek, Prestatie, klasse_van};
use crate::regels::{
    Afwijking, Bevinding, LokaleTekst, MEESTE_BEVINDINGEN, Niveau, Omstandigheden, Regel, TECHNISCHE_AFKEUR,
    toets_gelezen,
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

    /// The same, to refer to; none for a klasse without an error.
    pub fn van(&self, klasse: &str) -> Option<&BTreeSet<&'static str>> {
        self.0.get(klasse)
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
    /// Of a Declaratie: the sums of each Prestatie that was judged, by its number in the message, from 1.
    pub berekeningen: BTreeMap<u32, Prestatieberekening>,
}

impl Beoordeling {
    fn voeg_toe(&mut self, regel: &'static Regel, klasse: &Plek, (onder, tekst): Afwijking) {
        let plek = klasse.onder(onder);
        if let Some(code) = regel.retourcode {
            self.codes.voeg_toe(klasse_van(&plek.pad.to_string()), code);
        }
        self.bewaar(|| regel.bevinding(&plek, tekst));
    }

    /// What a local rule says of a klasse; whether that refuses it.
    fn voeg_lokaal_toe(&mut self, klasse: &Plek, tekst: &LokaleTekst) -> bool {
        if let Some(code) = tekst.retourcode {
            self.codes.voeg_toe(klasse.pad.to_string(), code);
        }
        self.bewaar(|| tekst.bevinding(klasse));
        tekst.retourcode.is_some()
    }

    /// A line that people refuse.
    fn voeg_afgewezen_toe(&mut self, klasse: &Plek, code: &'static str) {
        self.codes.voeg_toe(klasse.pad.to_string(), code);
        self.bewaar(|| Bevinding {
            niveau: Niveau::Keten,
            regel: None,
            retourcode: Some(code.to_owned()),
            pad: klasse.pad.to_string(),
            regelnummer: klasse.positie.line,
            kolom: klasse.positie.column,
            tekst: format!(
                "Een medewerker van de gemeente wijst deze prestatie af met retourcode {code}. Neem contact op met de \
                 gemeente als u het er niet mee eens bent."
            ),
        });
    }

    fn bewaar(&mut self, bevinding: impl FnOnce() -> Bevinding) {
        if self.bevindingen.len() < MEESTE_BEVINDINGEN {
            self.bevindingen.push(bevinding());
        } else {
            self.weggelaten += 1;
        }
    }
}

/// The verdict on a message that breaks a rule inside the message: 0001 on the Header (IV028, IV032, IV088).
pub fn technisch_afgekeurd() -> Beoordeling {
    let mut beoordeling = Beoordeling::default();
    beoordeling.codes.voeg_toe(HEADER, TECHNISCHE_AFKEUR);
    beoordeling
}

/// Judges a message by every rule over messages that applies to its type, klasse by klasse. What stands below a klasse with
/// an error is judged too, save where the standard says that it is not: below an error in the Header, in the Declaratie
/// or in a Client of a 323 (IV028, IV087).
///
/// What depends on the date or on a list (level 4) is judged in the same go: both can be wrong at once (IV032).
///
/// The dossier is used up: it takes in what is accepted of the message on the way, as a later klasse may depend on an
/// earlier one.
pub fn beoordeel(bericht: &Bericht, dossier: Dossier, omstandigheden: &Omstandigheden<'_>) -> Beoordeling {
    beoordeel_met(bericht, dossier, omstandigheden, &NIETS_VOORAF)
}

/// The same for a 323 of which people refuse lines, each with a code by its path (`vooraf`). Such a line is refused before
/// the rules are asked: it uses nothing, so that another may fit. What stands in it is not judged, and lines of a refused
/// client are refused with that.
pub fn beoordeel_met(
    bericht: &Bericht,
    dossier: Dossier,
    omstandigheden: &Omstandigheden<'_>,
    vooraf: &Retourcodes,
) -> Beoordeling {
    let mut rechter = Rechter::nieuw(bericht, dossier, omstandigheden);
    rechter.vooraf = vooraf;
    if rechter.keur(None, Klasse::Header(&bericht.header)) {
        rechter.keur_inhoud();
    }
    let mut beoordeling = rechter.beoordeling;
    beoordeling.bevindingen.sort_by_key(|bevinding| (bevinding.regelnummer, bevinding.kolom));
    beoordeling
}

/// Puts the klassen of a message to the rules.
struct Rechter<'b> {
    stand: Stand<'b>,
    regels: Vec<&'static KetenRegel>,
    /// What level 4 found, by the path of the klasse.
    extern_gevonden: BTreeMap<String, Vec<(&'static Regel, Afwijking)>>,
    /// The lines that people refuse.
    vooraf: &'b Retourcodes,
    beoordeling: Beoordeling,
}

/// What a klasse is held against.
struct Stand<'b> {
    bericht: &'b Bericht,
    omstandigheden: &'b Omstandigheden<'b>,
    dossier: Dossier,
    dubbele_referenties: BTreeSet<&'b str>,
    gehonoreerde_wijzigingen: BTreeSet<&'b str>,
}

impl Stand<'_> {
    fn situatie<'s>(
        &'s self,
        bsn: Option<&'s Bsn>,
        berekening: Option<&'s Prestatieberekening>,
    ) -> Situatie<'s> {
        Situatie {
            bericht: self.bericht,
            bsn,
            dossier: &self.dossier,
            vandaag: self.omstandigheden.vandaag,
            lijsten: self.omstandigheden.lijsten,
            dubbele_referenties: &self.dubbele_referenties,
            berekening,
            gehonoreerde_wijzigingen: &self.gehonoreerde_wijzigingen,
        }
    }
}

/// Nobody refuses anything.
static NIETS_VOORAF: Retourcodes = Retourcodes(BTreeMap::new());

impl<'b> Rechter<'b> {
    fn nieuw(bericht: &'b Bericht, dossier: Dossier, omstandigheden: &'b Omstandigheden<'b>) -> Rechter<'b> {
        let berichttype = bericht.header.berichttype;
        let regels = regels_over_berichten().filter(|regel| regel.regel.geldt_voor(berichttype));
        let mut extern_gevonden: BTreeMap<String, Vec<_>> = BTreeMap::new();
        toets_gelezen(bericht, Niveau::Extern, omstandigheden, |regel, klasse, afwijking| {
            extern_gevonden.entry(klasse.pad.to_string()).or_default().push((regel, afwijking));
        });
        Rechter {
            regels: regels.collect(),
            extern_gevonden,
            vooraf: &NIETS_VOORAF,
            beoordeling: Beoordeling::default(),
            stand: Stand {
                bericht,
                omstandigheden,
                gehonoreerde_wijzigingen: gehonoreerde_wijzigingen(bericht, &dossier),
                dossier,
                dubbele_referenties: dubbele_referenties(&bericht.inhoud),
            },
        }
    }

    /// Judges one klasse; whether it is without error.
    fn keur(&mut self, bsn: Option<&Bsn>, klasse: Klasse<'_>) -> bool {
        self.keur_met(bsn, klasse, None)
    }

    fn keur_met(
        &mut self,
        bsn: Option<&Bsn>,
        klasse: Klasse<'_>,
        berekening: Option<&Prestatieberekening>,
    ) -> bool {
        let situatie = self.stand.situatie(bsn, berekening);
        let plek = klasse.plek();
        let mut goed = true;
        for regel in &self.regels {
            if let Some(afwijking) = (regel.toets)(klasse, &situatie) {
                goed = false;
                self.beoordeling.voeg_toe(&regel.regel, plek, afwijking);
            }
        }
        if !self.extern_gevonden.is_empty() {
            for (regel, afwijking) in self.extern_gevonden.remove(&plek.pad.to_string()).unwrap_or_default() {
                goed = false;
                self.beoordeling.voeg_toe(regel, plek, afwijking);
            }
        }
        for tekst in self.stand.omstandigheden.lokaal.bij(plek) {
            goed &= !self.beoordeling.voeg_lokaal_toe(plek, tekst);
        }
        goed
    }

    /// Judges a Prestatie of a Declaratie, by sums that are kept; whether it is without error.
    fn keur_prestatie(&mut self, regel: u32, bsn: &Bsn, prestatie: &Prestatie) -> bool {
        let berekening = self.bereken(regel, bsn, prestatie);
        self.keur_met(Some(bsn), Klasse::Prestatie(prestatie), Some(&berekening))
    }

    fn bereken(&mut self, regel: u32, bsn: &Bsn, prestatie: &Prestatie) -> Prestatieberekening {
        let berekening = Prestatieberekening::van(prestatie, &self.stand.situatie(Some(bsn), None));
        self.beoordeling.berekeningen.insert(regel, berekening);
        berekening
    }

    fn keur_inhoud(&mut self) {
        let bericht = self.stand.bericht;
        match &bericht.inhoud {
            Inhoud::Declaratie(declaratie, clienten) => self.keur_declaratie(declaratie, clienten),
            Inhoud::DeclaratieAntwoord(antwoord, clienten) => {
                self.keur(None, Klasse::DeclaratieAntwoord(antwoord));
                for client in clienten {
                    self.keur(Some(&client.bsn), Klasse::Client(&client.persoon));
                    for prestatie in &client.prestaties {
                        self.keur(Some(&client.bsn), Klasse::Prestatie(prestatie));
                    }
                }
            }
            inhoud => {
                for klasse in klassen_in_volgorde(bericht) {
                    let goed = self.keur(inhoud.bsn(), klasse);
                    // A start or stop depends on those before it in the message; the others do not depend on each other.
                    if goed && klasse.status_aanlevering().is_some() {
                        self.pas_toe(Wijziging::door(inhoud.bsn(), klasse));
                    }
                }
            }
        }
    }

    fn pas_toe(&mut self, wijziging: Option<Wijziging<'_>>) {
        if let Some(wijziging) = wijziging {
            self.stand.dossier.pas_toe(&self.stand.bericht.header, &wijziging);
        }
    }

    fn is_vooraf_afgewezen(&mut self, prestatie: &Prestatie) -> bool {
        if self.vooraf.is_leeg() {
            return false;
        }
        let codes = self.vooraf.bij(&prestatie.plek.pad.to_string());
        codes.iter().for_each(|code| self.beoordeling.voeg_afgewezen_toe(&prestatie.plek, code));
        !codes.is_empty()
    }

    fn keur_declaratie(&mut self, declaratie: &'b Declaratie, clienten: &'b [Client]) {
        if !self.keur(None, Klasse::Declaratie(declaratie)) {
            return;
        }
        let mut te_keuren: Vec<(u32, &Bsn, &Prestatie)> = Vec::new();
        let mut regel = 0;
        for client in clienten {
            let goed = self.keur(Some(&client.bsn), Klasse::Client(&client.persoon));
            for prestatie in &client.prestaties {
                regel += 1;
                if goed {
                    te_keuren.push((regel, &client.bsn, prestatie));
                }
            }
        }
        // Credits make room for debits (OP366). Beyond that the oldest care goes first: which Prestatie no longer fits must
        // not depend on where it stands in the message.
        te_keuren.sort_by_key(|(_, _, prestatie)| {
            (prestatie.vorige_referentie.is_none(), prestatie.periode, prestatie.referentie.as_str())
        });
        for (regel, bsn, prestatie) in te_keuren {
            if self.is_vooraf_afgewezen(prestatie) {
                self.bereken(regel, bsn, prestatie);
                continue;
            }
            if self.keur_prestatie(regel, bsn, prestatie) {
                let uitslag = Uitslag::Toegekend;
                self.pas_toe(Some(Wijziging::Prestatie { regel, bsn, prestatie, uitslag }));
            }
        }
    }
}

fn dubbele_referenties(inhoud: &Inhoud) -> BTreeSet<&str> {
    let Inhoud::Declaratie(_, clienten) = inhoud else { return BTreeSet::new() };
    let mut gezien = BTreeSet::new();
    let prestaties = clienten.iter().flat_map(|client| &client.prestaties);
    prestaties
        .map(|prestatie| prestatie.referentie.as_str())
        .filter(|nummer| !gezien.insert(*nummer))
        .collect()
}

fn gehonoreerde_wijzigingen<'b>(bericht: &'b Bericht, dossier: &Dossier) -> BTreeSet<&'b str> {
    let Inhoud::Toewijzing { bsn, producten, .. } = &bericht.inhoud else { return BTreeSet::new() };
    let is_wijziging = |referentie: &&str| {
        let verzoek = dossier.verzoeken.niet_toegewezen(referentie, bsn, &bericht.header.gemeente);
        verzoek.is_some_and(|verzoek| verzoek.soort == Verzoeksoort::Wijziging)
    };
    producten
        .iter()
        .filter_map(|product| product.referentie_aanbieder.as_deref())
        .filter(is_wijziging)
        .collect()
}
