//! Reads a message klasse by klasse while the schema validates it, in memory that does not grow with the message.

use chrono::NaiveDate;

use super::berichttype::{Berichttype, Soort};
use super::blok::{Blok, Deel};
use super::klassen::{Gelezen, Header, is_klasse, lees_klasse};
use super::knoop::Plek;
use super::lezen::LeesFout;
use super::spoor::Spoor;
use super::velden::datum;
use crate::schema::{ElementDecl, Sink};
use crate::xml::Position;

/// Gets the klassen of a message, each as soon as it is complete: the Header first, and what stands in a klasse before
/// that klasse itself.
pub trait Ontvanger {
    /// A klasse that was read. `deel` holds its elements; `declaratiedagtekening` is the DeclaratieDagtekening of the
    /// Declaratie that it stands in, if any that anybody can work with.
    fn klasse(&mut self, gelezen: Gelezen, deel: Deel<'_>, declaratiedagtekening: Option<NaiveDate>);

    /// A klasse that could not be read: it is not valid, or it holds a value that nobody can work with.
    fn onleesbaar(&mut self, fout: LeesFout);
}

/// Follows the validation of a message, and hands over its klassen.
pub struct Klassenlezer<'s, O> {
    ontvanger: O,
    berichttype: Option<Berichttype>,
    spoor: Spoor<'s>,
    blok: Blok<'s>,
    open: Vec<Open>,
    /// The place of the Declaratie that is open.
    declaratie: Option<usize>,
    /// The day of that Declaratie, once it was asked for: clients come after it.
    declaratiedagtekening: Option<Option<NaiveDate>>,
    in_relatie: bool,
    /// Whether klassen stay in the block after they were handed over.
    bewaar: bool,
}

impl<'s, O: Ontvanger> Klassenlezer<'s, O> {
    /// Forgets each klasse after it was handed over.
    pub fn nieuw(ontvanger: O) -> Self {
        Klassenlezer {
            ontvanger,
            berichttype: None,
            spoor: Spoor::default(),
            blok: Blok::default(),
            open: Vec::new(),
            declaratie: None,
            declaratiedagtekening: None,
            in_relatie: false,
            bewaar: false,
        }
    }

    /// Keeps the whole message as well, for [`Klassenlezer::bericht`]; but not a 323, which may be large and is never
    /// repeated.
    pub(super) fn met_bericht(ontvanger: O) -> Self {
        Klassenlezer { bewaar: true, ..Klassenlezer::nieuw(ontvanger) }
    }

    /// The document element, as far as it was kept.
    pub(super) fn bericht(&self) -> Option<Deel<'_>> {
        self.blok.deel(0)
    }

    /// What got the klassen.
    pub fn ontvanger(self) -> O {
        self.ontvanger
    }

    /// A klasse is complete.
    fn geef(&mut self, plaats: usize, berichttype: Berichttype, rol: Rol) {
        let Some(deel) = self.blok.deel(plaats) else { return };
        let gelezen = if rol == Rol::Header {
            Header::lees(deel, berichttype).map(Gelezen::Header)
        } else {
            let plek = Plek { pad: self.spoor.pad(), positie: deel.positie() };
            lees_klasse(deel, plek, self.in_relatie)
        };
        match gelezen {
            Ok(gelezen) => {
                let declaratiedagtekening = self.declaratie.filter(|open| *open < plaats).and_then(|open| {
                    let lees = || datum(self.blok.deel(open)?.tekst_van("DeclaratieDagtekening")?).ok();
                    *self.declaratiedagtekening.get_or_insert_with(lees)
                });
                self.ontvanger.klasse(gelezen, deel, declaratiedagtekening);
            }
            Err(fout) => self.ontvanger.onleesbaar(fout.onder(&self.spoor.pad().to_string())),
        }
    }
}

/// An element that is open.
struct Open {
    /// Its place in the block.
    plaats: usize,
    rol: Rol,
    /// Nothing was wrong with it so far, nor with what is in it and no klasse by itself. Otherwise something that is there may
    /// seem to be missing, and a rule would give bad advice.
    gaaf: bool,
}

/// What an element with elements in it is to the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rol {
    Header,
    Declaratie,
    Relatie,
    /// Another klasse.
    Klasse,
    /// No klasse.
    Groep,
}

impl Rol {
    fn van(naam: &str, diepte: usize) -> Rol {
        match naam {
            "Header" if diepte == 2 => Rol::Header,
            "Declaratie" => Rol::Declaratie,
            "Relatie" => Rol::Relatie,
            naam if is_klasse(naam) => Rol::Klasse,
            _ => Rol::Groep,
        }
    }
}

impl<'s, O: Ontvanger> Sink<'s> for Klassenlezer<'s, O> {
    fn open(&mut self, element: &'s ElementDecl, position: Position) {
        let index = self.spoor.erin(element);
        let plaats = self.blok.open(element, index, position);
        let rol = Rol::van(&element.name, self.spoor.diepte());
        self.open.push(Open { plaats, rol, gaaf: true });
        match rol {
            _ if self.spoor.diepte() == 1 => {
                self.berichttype = Berichttype::van_namespace(&element.namespace);
                let soort = self.berichttype.map(|berichttype| berichttype.soort);
                self.bewaar &= soort != Some(Soort::Declaratie);
            }
            Rol::Declaratie => (self.declaratie, self.declaratiedagtekening) = (Some(plaats), None),
            Rol::Relatie => self.in_relatie = true,
            Rol::Header | Rol::Klasse | Rol::Groep => {}
        }
    }

    fn leaf(&mut self, element: &'s ElementDecl, value: &str, position: Position) {
        let index = self.spoor.nummer(element);
        self.blok.blad(element, index, value, position);
    }

    fn close(&mut self, _: &'s ElementDecl, clean: bool) {
        let Some(Open { plaats, rol, gaaf }) = self.open.pop() else { return };
        self.blok.sluit(plaats);
        let gaaf = gaaf && clean;
        if rol == Rol::Groep {
            if let Some(ouder) = self.open.last_mut() {
                ouder.gaaf &= gaaf;
            }
        } else if let Some(berichttype) = self.berichttype {
            if gaaf {
                self.geef(plaats, berichttype, rol);
            } else {
                self.ontvanger.onleesbaar(LeesFout::Schema);
            }
            if !self.bewaar {
                self.blok.laat_los(plaats);
            }
        }
        match rol {
            Rol::Declaratie => self.declaratie = None,
            Rol::Relatie => self.in_relatie = false,
            Rol::Header | Rol::Klasse | Rol::Groep => {}
        }
        self.spoor.eruit();
    }
}
