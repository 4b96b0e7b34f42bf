//! Controle: the verdict on a message by itself, a pure function of its bytes, in one streaming pass.

use std::io::{self, BufRead};

use chrono::NaiveDate;

use super::bevinding::{Bevinding, Niveau, Oordeel};
use super::in_bericht::{BerichtRegel, Bij, Toets, Volger, regels_in_bericht};
use super::lijsten::Lijsten;
use super::regel::{Afwijking, Regel};
use crate::bericht::{
    Bericht, Berichttype, Deel, Gelezen, Header, Inhoud, Klasse, Klassenlezer, LeesFout, OngeldigeWaarde,
    Ontvanger, Plek, Rondom, Schemas,
};
use crate::schema::{FindingKind, Report};
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
    /// How many findings there were beyond those kept.
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
}

impl Omstandigheden<'static> {
    /// Everything that a message alone can be checked for on this day, with the lists of the standard.
    pub fn op(vandaag: NaiveDate) -> Self {
        Omstandigheden { vandaag, lijsten: Lijsten::landelijk(), tot_en_met: Niveau::Extern }
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
        let rapport = schemas.valideer(invoer, &mut ())?;
        return Ok(uitslag(rapport, None, Meldingen::default()));
    }
    let toetser = Toetser {
        omstandigheden,
        toetsen: Vec::new(),
        header: None,
        los: Meldingen::default(),
        verloop: Meldingen::default(),
        onleesbaar: None,
    };
    let mut lezer = Klassenlezer::nieuw(toetser);
    let rapport = schemas.valideer(invoer, &mut lezer)?;
    Ok(lezer.ontvanger().uitslag(rapport))
}

/// Findings of rules, of which no more than [`MEESTE_BEVINDINGEN`] are kept.
#[derive(Default)]
struct Meldingen {
    bevindingen: Vec<Bevinding>,
    weggelaten: u64,
}

impl Meldingen {
    fn meld(&mut self, regel: &Regel, plek: &Plek, tekst: String) {
        if self.bevindingen.len() == MEESTE_BEVINDINGEN {
            self.weggelaten += 1;
        } else {
            self.bevindingen.push(regel.bevinding(plek, tekst));
        }
    }

    fn neem_over(&mut self, andere: Meldingen) {
        let ruimte = MEESTE_BEVINDINGEN.saturating_sub(self.bevindingen.len());
        let over = andere.bevindingen.len().saturating_sub(ruimte);
        self.weggelaten += andere.weggelaten + over as u64;
        self.bevindingen.extend(andere.bevindingen.into_iter().take(ruimte));
    }
}

/// Puts the klassen of a message to the rules while the schema validates it.
struct Toetser<'l> {
    omstandigheden: Omstandigheden<'l>,
    toetsen: Vec<(&'static BerichtRegel, LopendeToets)>,
    header: Option<Header>,
    /// What was found in klassen by themselves.
    los: Meldingen,
    /// What was found in klassen together. It says nothing where a klasse could not be read: something is missing then.
    verloop: Meldingen,
    /// The first value that nobody can work with.
    onleesbaar: Option<(Plek, OngeldigeWaarde)>,
}

/// A check at work on this message.
enum LopendeToets {
    Los(fn(Klasse<'_>, &Bij<'_>) -> Option<Afwijking>),
    Verloop(Box<Volger>),
}

impl Ontvanger for Toetser<'_> {
    fn klasse(&mut self, gelezen: Gelezen, deel: Deel<'_>, rondom: &Rondom<'_>) {
        if let Gelezen::Header(header) = &gelezen {
            self.begin(header.berichttype);
            self.header = Some(header.clone());
        }
        self.toets(gelezen.klasse(), rondom.declaratiedagtekening, |onder| {
            deel.vind(onder).map(|deel| deel.positie())
        });
    }

    fn onleesbaar(&mut self, fout: LeesFout) {
        if let LeesFout::Waarde { plek, fout } = fout {
            self.onleesbaar.get_or_insert((plek, fout));
        }
    }
}

impl Toetser<'_> {
    /// Sets the rules for this type of message to work.
    fn begin(&mut self, berichttype: Berichttype) {
        let regels = regels_in_bericht().filter(|regel| regel.regel.geldt_voor(berichttype));
        let regels = regels.filter(|regel| regel.regel.niveau <= self.omstandigheden.tot_en_met);
        self.toetsen = regels
            .flat_map(|regel| regel.toetsen.iter().map(move |toets| (regel, LopendeToets::van(toets))))
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
        for (regel, toets) in &mut self.toetsen {
            let (afwijking, meldingen) = match toets {
                LopendeToets::Los(toets) => (toets(klasse, &bij), &mut self.los),
                LopendeToets::Verloop(volger) => (volger(klasse, &bij), &mut self.verloop),
            };
            if let Some((onder, tekst)) = afwijking {
                let plek = klasse.plek().onder(onder);
                let positie = positie(onder).unwrap_or(plek.positie);
                meldingen.meld(&regel.regel, &Plek { positie, ..plek }, tekst);
            }
        }
    }

    fn uitslag(mut self, rapport: Report) -> Controle {
        if !rapport.valid() {
            return uitslag(rapport, self.header, self.los);
        }
        if let Some(header) = self.header.clone() {
            let positie = |onder: &str| header.knoop.vind(onder).map(|knoop| knoop.positie);
            self.toets(Klasse::Einde(&header), None, positie);
        }
        match self.onleesbaar {
            Some((plek, fout)) => self.los.bevindingen.push(Bevinding::waarde(&plek, fout)),
            None => self.los.neem_over(self.verloop),
        }
        uitslag(rapport, self.header, self.los)
    }
}

impl LopendeToets {
    fn van(toets: &Toets) -> LopendeToets {
        match toets {
            Toets::Los(toets) => LopendeToets::Los(*toets),
            Toets::Verloop(maak) => LopendeToets::Verloop(maak()),
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
                let afwijking = match &mut toets {
                    LopendeToets::Los(toets) => toets(*klasse, &bij),
                    LopendeToets::Verloop(volger) => volger(*klasse, &bij),
                };
                if let Some(afwijking) = afwijking {
                    meld(&regel.regel, klasse.plek(), afwijking);
                }
            }
        }
    }
}
