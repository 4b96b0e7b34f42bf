//! Controle: the verdict on a message by itself, a pure function of its bytes, in one streaming pass.

use std::io::{self, BufRead};

use chrono::NaiveDate;

use super::bevinding::{Bevinding, Niveau, Oordeel};
use super::in_bericht::{Bij, Toets, Volger, regels_in_bericht};
use super::lijsten::Lijsten;
use super::lokaal::Lokaal;
use super::regel::{Afwijking, Regel};
use crate::bericht::{
    Bericht, Berichttype, Deel, Gelezen, Header, Inhoud, Klasse, Klassenlezer, LeesFout, Ontvanger, Plek,
    Schemas,
};
use crate::schema::{FindingKind, Report, follow};
use crate::xml::Position;

/// How many findings of rules are kept of one message; the rest is only counted.
pub const MEESTE_BEVINDINGEN: usize = 1_000;

/// What controle says of a message.
#[derive(Debug)]
pub struct Controle {
    /// The type, where the document element tells.
    pub berichttype: Option<Berichttype>,
    /// The header, where it could be read; also of a message that is wrong elsewhere. Not where only the schema was asked
    /// for.
    pub header: Option<Header>,
    /// The verdict: the first level at which it fails.
    pub oordeel: Oordeel,
    /// Everything that was found, at every level, in the order of the message.
    pub bevindingen: Vec<Bevinding>,
    /// How many findings there were beyond those kept; where there were any, the last finding says so.
    pub weggelaten: u64,
}

/// What a check depends on beside the message.
#[derive(Clone, Copy, Debug)]
pub struct Omstandigheden<'l> {
    /// The day that counts as today, for rules about dates.
    pub vandaag: NaiveDate,
    /// The lists that are known.
    pub lijsten: &'l Lijsten,
    /// The last level to check: [`Niveau::Schema`], [`Niveau::Bericht`] or [`Niveau::Extern`].
    pub tot_en_met: Niveau,
    /// What local rules found in the message. Only the judgement over messages looks at it.
    pub lokaal: &'l Lokaal,
}

impl Omstandigheden<'static> {
    /// Everything that a message alone can be checked for on this day, with the lists of the standard.
    pub fn op(vandaag: NaiveDate) -> Self {
        let (lijsten, lokaal) = (Lijsten::landelijk(), Lokaal::niets());
        Omstandigheden { vandaag, lijsten, tot_en_met: Niveau::Extern, lokaal }
    }

    /// What a message is checked for before anybody looks further, on this day: levels 1 and 2. What depends on the date or on a
    /// list comes with the rules over messages, as it has codes of its own in the answer. An answer of ours is held to the same:
    /// it repeats the dates and codes of the message that it refuses for them.
    pub fn niveau_2_op(vandaag: NaiveDate) -> Self {
        Omstandigheden { tot_en_met: Niveau::Bericht, ..Omstandigheden::op(vandaag) }
    }
}

/// Checks a message: XML, type, schema and the rules inside the message.
///
/// # Errors
/// Only if `invoer` cannot be read. That is an outage and never a verdict.
pub fn controleer(
    schemas: &Schemas,
    invoer: impl BufRead,
    omstandigheden: Omstandigheden<'_>,
) -> io::Result<Controle> {
    if omstandigheden.tot_en_met <= Niveau::Schema {
        return controleer_schema(schemas, invoer);
    }
    let mut lezer = Klassenlezer::nieuw(Toetser::nieuw(omstandigheden));
    let rapport = schemas.valideer(invoer, &mut lezer)?;
    Ok(lezer.ontvanger().uitslag(rapport))
}

/// The same, and of a large message the rules on a core beside that of the schema: sooner done, for a fifth more work. For who has
/// a core to spare.
///
/// # Errors
/// As [`controleer`].
pub fn controleer_op_twee_kernen(
    schemas: &Schemas,
    invoer: impl BufRead,
    omstandigheden: Omstandigheden<'_>,
) -> io::Result<Controle> {
    if omstandigheden.tot_en_met <= Niveau::Schema {
        return controleer_schema(schemas, invoer);
    }
    let lezer = Klassenlezer::nieuw(Toetser::nieuw(omstandigheden));
    let (rapport, lezer) = follow(lezer, |lezer| schemas.valideer(invoer, lezer));
    Ok(lezer.ontvanger().uitslag(rapport?))
}

fn controleer_schema(schemas: &Schemas, invoer: impl BufRead) -> io::Result<Controle> {
    Ok(uitslag(schemas.valideer(invoer, &mut ())?, None, Meldingen::default()))
}

/// Findings, of which no more than [`MEESTE_BEVINDINGEN`] are kept.
#[derive(Default)]
struct Meldingen {
    bevindingen: Vec<Bevinding>,
    weggelaten: u64,
}

impl Meldingen {
    fn meld(&mut self, bevinding: impl FnOnce() -> Bevinding) {
        if self.bevindingen.len() == MEESTE_BEVINDINGEN {
            self.weggelaten += 1;
        } else {
            self.bevindingen.push(bevinding());
        }
    }

    /// The findings of several checks together. Where there are too many, those of a lower level go first, as they decide,
    /// and of each check the first ones: so every rule that is broken is told.
    fn samen(alle: impl IntoIterator<Item = Meldingen>) -> Meldingen {
        let mut uit = Meldingen::default();
        let mut gerangschikt = Vec::new();
        for Meldingen { bevindingen, weggelaten } in alle {
            uit.weggelaten += weggelaten;
            gerangschikt.extend(bevindingen.into_iter().enumerate());
        }
        let over = gerangschikt.len().saturating_sub(MEESTE_BEVINDINGEN);
        if over > 0 {
            gerangschikt.sort_by_key(|(rang, bevinding)| (bevinding.niveau, *rang));
            gerangschikt.truncate(MEESTE_BEVINDINGEN);
            uit.weggelaten += over as u64;
        }
        uit.bevindingen = gerangschikt.into_iter().map(|(_, bevinding)| bevinding).collect();
        uit
    }
}

/// Puts the klassen of a message to the rules while the schema validates it.
struct Toetser<'l> {
    omstandigheden: Omstandigheden<'l>,
    toetsen: Vec<Lopend>,
    header: Option<Header>,
    /// Values that nobody can work with: the first of each klasse.
    onleesbaar: Meldingen,
}

/// A check at work on this message, with what it found.
struct Lopend {
    regel: &'static Regel,
    toets: LopendeToets,
    meldingen: Meldingen,
}

enum LopendeToets {
    Los(fn(Klasse<'_>, &Bij<'_>) -> Option<Afwijking>),
    Verloop(Box<Volger>),
}

impl Ontvanger for Toetser<'_> {
    fn klasse(&mut self, gelezen: Gelezen, deel: Deel<'_>, declaratiedagtekening: Option<NaiveDate>) {
        if let Gelezen::Header(header) = &gelezen {
            self.begin(header.berichttype);
            self.header = Some(header.clone());
        }
        self.toets(gelezen.klasse(), declaratiedagtekening, |onder| {
            deel.vind(onder).map(|deel| deel.positie())
        });
    }

    fn onleesbaar(&mut self, fout: LeesFout) {
        if let LeesFout::Waarde { plek, fout } = fout {
            self.onleesbaar.meld(|| Bevinding::waarde(&plek, fout));
        }
    }
}

impl<'l> Toetser<'l> {
    fn nieuw(omstandigheden: Omstandigheden<'l>) -> Self {
        Toetser { omstandigheden, toetsen: Vec::new(), header: None, onleesbaar: Meldingen::default() }
    }

    /// Sets the rules for this type of message to work.
    fn begin(&mut self, berichttype: Berichttype) {
        let regels = regels_in_bericht().filter(|regel| regel.regel.geldt_voor(berichttype));
        let regels = regels.filter(|regel| regel.regel.niveau <= self.omstandigheden.tot_en_met);
        self.toetsen = regels
            .flat_map(|regel| {
                regel.toetsen.iter().map(|toets| Lopend {
                    regel: &regel.regel,
                    toets: LopendeToets::van(toets),
                    meldingen: Meldingen::default(),
                })
            })
            .collect();
    }

    fn toets(
        &mut self,
        klasse: Klasse<'_>,
        declaratiedagtekening: Option<NaiveDate>,
        positie: impl Fn(&str) -> Option<Position>,
    ) {
        let Some(header) = &self.header else { return };
        let bij = Bij { header, declaratiedagtekening, omstandigheden: &self.omstandigheden };
        for Lopend { regel, toets, meldingen } in &mut self.toetsen {
            if let Some((onder, tekst)) = toets.op(klasse, &bij) {
                meldingen.meld(|| {
                    let plek = klasse.plek().onder(onder);
                    let positie = positie(onder).unwrap_or(plek.positie);
                    regel.bevinding(&Plek { positie, ..plek }, tekst)
                });
            }
        }
    }

    fn uitslag(mut self, rapport: Report) -> Controle {
        let header = self.header.clone();
        if let Some(header) = header.as_ref().filter(|_| rapport.valid()) {
            let positie = |onder: &str| header.knoop.vind(onder).map(|knoop| knoop.positie);
            self.toets(Klasse::Einde(header), None, positie);
        }
        // What klassen say together says nothing where one of them could not be read: something is missing then.
        let geheel = rapport.valid() && self.onleesbaar.bevindingen.is_empty();
        let telt = |lopend: &Lopend| geheel || matches!(lopend.toets, LopendeToets::Los(_));
        let gevonden = self.toetsen.into_iter().filter(telt).map(|lopend| lopend.meldingen);
        // The schema tells more of what it refuses itself.
        let onleesbaar = rapport.valid().then_some(self.onleesbaar);
        let meldingen = Meldingen::samen(gevonden.chain(onleesbaar));
        uitslag(rapport, header, meldingen)
    }
}

impl LopendeToets {
    fn van(toets: &Toets) -> LopendeToets {
        match toets {
            Toets::Los(toets) => LopendeToets::Los(*toets),
            Toets::Verloop(maak) => LopendeToets::Verloop(maak()),
        }
    }

    fn op(&mut self, klasse: Klasse<'_>, bij: &Bij<'_>) -> Option<Afwijking> {
        match self {
            LopendeToets::Los(toets) => toets(klasse, bij),
            LopendeToets::Verloop(volger) => volger(klasse, bij),
        }
    }
}

/// The verdict, from what the schema and the rules say.
fn uitslag(rapport: Report, header: Option<Header>, meldingen: Meldingen) -> Controle {
    let namespace = rapport.root.as_ref().map(|(namespace, _)| &**namespace);
    let berichttype = namespace.and_then(Berichttype::van_namespace);
    let oordeel = match rapport.kind() {
        Some(FindingKind::NotWellFormed) => Oordeel::GeenXml,
        Some(FindingKind::Unsafe) => Oordeel::Onveilig,
        Some(FindingKind::UnknownRoot) => Oordeel::OnbekendBericht,
        Some(FindingKind::Invalid) => Oordeel::Schema,
        None if meldingen.bevindingen.is_empty() => Oordeel::Geldig,
        None => Oordeel::Regels,
    };
    let weggelaten = rapport.omitted + meldingen.weggelaten;
    let mut bevindingen: Vec<Bevinding> = rapport.findings.into_iter().map(Bevinding::from).collect();
    bevindingen.extend(meldingen.bevindingen);
    bevindingen.sort_by_key(|bevinding| (bevinding.regelnummer, bevinding.kolom));
    if oordeel.niveau_1() {
        // There is no answer for a code to stand in (IV028).
        bevindingen.iter_mut().for_each(|bevinding| bevinding.retourcode = None);
    }
    if weggelaten > 0 {
        let niveau = if oordeel.niveau_1() { Niveau::Schema } else { Niveau::Bericht };
        bevindingen.push(Bevinding::en_nog(niveau, weggelaten));
    }
    Controle { berichttype, header, oordeel, bevindingen, weggelaten }
}

/// Puts a message that was read before to the rules inside a message of one level.
pub fn toets_gelezen<'b>(
    bericht: &'b Bericht,
    niveau: Niveau,
    omstandigheden: &Omstandigheden<'_>,
    mut meld: impl FnMut(&'static Regel, &'b Plek, Afwijking),
) {
    let header = &bericht.header;
    let regels = regels_in_bericht()
        .filter(|regel| regel.regel.niveau == niveau && regel.regel.geldt_voor(header.berichttype));
    let declaratiedagtekening = match &bericht.inhoud {
        Inhoud::Declaratie(declaratie, _) => Some(declaratie.dagtekening),
        _ => None,
    };
    let bij = Bij { header, declaratiedagtekening, omstandigheden };
    let klassen = bericht.klassen();
    for regel in regels {
        for mut toets in regel.toetsen.iter().map(LopendeToets::van) {
            for klasse in &klassen {
                if let Some(afwijking) = toets.op(*klasse, &bij) {
                    meld(&regel.regel, klasse.plek(), afwijking);
                }
            }
        }
    }
}
