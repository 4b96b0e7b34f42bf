//! Controle: the verdict on a message by itself, a pure function of its bytes, in one streaming pass.

use std::io::{self, BufRead};

use chrono::NaiveDate;

use super::bevinding::{Bevinding, Oordeel};
use super::in_bericht::{BerichtRegel, Toets, Volger, WaardeToets, regels_in_bericht};
use crate::bericht::{Berichttype, Header, LeesFout, Plek, Schemas, Spoor, Verzamelaar, header_uit};
use crate::schema::{ElementDecl, FindingKind, Report, Sink};
use crate::xml::Position;

/// How many findings of rules are kept of one message; the rest is only counted.
pub const MEESTE_BEVINDINGEN: usize = 1_000;

/// What controle says of a message.
#[derive(Debug)]
pub struct Controle {
    /// The type, where the document element tells.
    pub berichttype: Option<Berichttype>,
    /// The header, where it could be read; also of a message that is wrong elsewhere.
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
pub struct Omstandigheden {
    /// The day that counts as today, for rules about dates.
    pub vandaag: NaiveDate,
    /// Whether to stop after the schema.
    pub alleen_schema: bool,
}

impl Omstandigheden {
    /// Every check, on this day.
    pub fn op(vandaag: NaiveDate) -> Omstandigheden {
        Omstandigheden { vandaag, alleen_schema: false }
    }
}

/// Checks a message: XML, type, schema and the rules inside the message.
///
/// # Errors
/// Only if `invoer` cannot be read. That is an outage and never a verdict.
pub fn controleer(
    schemas: &Schemas,
    invoer: impl BufRead,
    omstandigheden: Omstandigheden,
) -> io::Result<Controle> {
    let mut lezer = Lezer {
        omstandigheden,
        toetsen: Vec::new(),
        spoor: Spoor::default(),
        berichttype: None,
        header: HeaderStand::Niet,
        bevindingen: Vec::new(),
        weggelaten: 0,
    };
    let rapport = schemas.valideer(invoer, &mut lezer)?;
    Ok(lezer.uitslag(rapport))
}

/// Follows the message while the schema validates it.
struct Lezer {
    omstandigheden: Omstandigheden,
    toetsen: Vec<LopendeToets>,
    spoor: Spoor,
    berichttype: Option<Berichttype>,
    header: HeaderStand,
    bevindingen: Vec<Bevinding>,
    weggelaten: u64,
}

/// A rule at work on this message.
enum LopendeToets {
    Waarde(&'static BerichtRegel, &'static str, WaardeToets),
    Verloop(&'static BerichtRegel, Box<dyn Volger + Send>),
}

enum HeaderStand {
    Niet,
    Erin(Verzamelaar<fn(&[crate::bericht::Knoop], crate::bericht::Knoop)>),
    Gelezen(Result<Header, LeesFout>),
}

impl Lezer {
    fn uitslag(mut self, rapport: Report) -> Controle {
        let namespace = rapport.root.as_ref().map(|(namespace, _)| &**namespace);
        let berichttype = namespace.and_then(Berichttype::van_namespace);
        let header = match std::mem::replace(&mut self.header, HeaderStand::Niet) {
            HeaderStand::Gelezen(Ok(header)) => Some(header),
            HeaderStand::Gelezen(Err(LeesFout::Waarde { plek, fout })) if rapport.valid() => {
                self.bevindingen.push(Bevinding::waarde(&plek, fout));
                None
            }
            _ => None,
        };
        // A sum over a message that is not valid says nothing.
        if rapport.valid() {
            self.sluit_af();
        }
        let oordeel = match rapport.kind() {
            Some(FindingKind::NotWellFormed) => Oordeel::GeenXml,
            Some(FindingKind::Unsafe) => Oordeel::Onveilig,
            Some(FindingKind::UnknownRoot) => Oordeel::OnbekendBericht,
            Some(FindingKind::Invalid) => Oordeel::Schema,
            None if self.bevindingen.is_empty() => Oordeel::Geldig,
            None => Oordeel::Regels,
        };
        let weggelaten = rapport.omitted + self.weggelaten;
        let mut bevindingen: Vec<Bevinding> = rapport.findings.into_iter().map(Bevinding::from).collect();
        bevindingen.extend(self.bevindingen);
        bevindingen.sort_by_key(|bevinding| (bevinding.regelnummer, bevinding.kolom));
        Controle { berichttype, header, oordeel, bevindingen, weggelaten }
    }

    /// Sets the rules for this type of message to work.
    fn begin(&mut self, namespace: &str) {
        self.berichttype = Berichttype::van_namespace(namespace);
        let Some(berichttype) = self.berichttype.filter(|_| !self.omstandigheden.alleen_schema) else {
            return;
        };
        let van_toepassing = regels_in_bericht().filter(|regel| regel.regel.geldt_voor(berichttype));
        self.toetsen = van_toepassing
            .map(|regel| match regel.toets {
                Toets::Waarde(naam, fout) => LopendeToets::Waarde(regel, naam, fout),
                Toets::Verloop(maak) => LopendeToets::Verloop(regel, maak()),
            })
            .collect();
    }

    fn toets(&mut self, element: &ElementDecl, waarde: &str, positie: Position) {
        for plaats in 0..self.toetsen.len() {
            match self.toetsen.get_mut(plaats) {
                Some(LopendeToets::Waarde(regel, naam, fout)) if *element.name == **naam => {
                    let (regel, gevonden) = (*regel, fout(waarde, &self.omstandigheden));
                    if let Some(tekst) = gevonden {
                        self.meld(regel, &Plek { pad: self.spoor.pad(), positie }, tekst);
                    }
                }
                Some(LopendeToets::Verloop(_, volger)) => volger.waarde(&self.spoor, waarde, positie),
                Some(LopendeToets::Waarde(..)) | None => {}
            }
        }
    }

    fn sluit_af(&mut self) {
        for toets in std::mem::take(&mut self.toetsen) {
            if let LopendeToets::Verloop(regel, mut volger) = toets
                && let Some((plek, tekst)) = volger.einde()
            {
                self.meld(regel, &plek, tekst);
            }
        }
    }

    fn meld(&mut self, regel: &BerichtRegel, plek: &Plek, tekst: String) {
        if self.bevindingen.len() == MEESTE_BEVINDINGEN {
            self.weggelaten += 1;
        } else {
            self.bevindingen.push(regel.regel.bevinding(plek, tekst));
        }
    }
}

impl Sink for Lezer {
    fn open(&mut self, element: &ElementDecl, position: Position) {
        self.spoor.erin(element);
        if self.spoor.diepte() == 1 {
            self.begin(&element.namespace);
        }
        if self.spoor.diepte() == 2 && matches!(self.header, HeaderStand::Niet) && *element.name == *"Header"
        {
            self.header = HeaderStand::Erin(Verzamelaar::alles());
        }
        if let HeaderStand::Erin(verzamelaar) = &mut self.header {
            verzamelaar.open(element, position);
        }
    }

    fn leaf(&mut self, element: &ElementDecl, value: &str, position: Position) {
        if let HeaderStand::Erin(verzamelaar) = &mut self.header {
            verzamelaar.leaf(element, value, position);
        }
        self.spoor.erin(element);
        self.toets(element, value, position);
        self.spoor.eruit();
    }

    fn close(&mut self, element: &ElementDecl) {
        self.spoor.eruit();
        let HeaderStand::Erin(verzamelaar) = &mut self.header else { return };
        verzamelaar.close(element);
        if self.spoor.diepte() != 1 {
            return;
        }
        if let HeaderStand::Erin(verzamelaar) = std::mem::replace(&mut self.header, HeaderStand::Niet) {
            let gelezen = verzamelaar.wortel().zip(self.berichttype).ok_or(LeesFout::Schema);
            self.header = HeaderStand::Gelezen(gelezen.and_then(|(knoop, soort)| header_uit(knoop, soort)));
        }
    }
}
