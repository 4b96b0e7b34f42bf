//! Looks at the elements of some berichtklassen as they stand in a message, in memory that does not grow with the message.

use std::io::{self, BufRead};

use super::blok::{Blok, Deel};
use super::klassen::is_klasse;
use super::knoop::Plek;
use super::schemas::Schemas;
use super::spoor::Spoor;
use crate::schema::{ElementDecl, Sink};
use crate::xml::Position;

/// A klasse to look at, with what stands around it.
#[derive(Clone)]
pub struct Gezien<'b> {
    /// Where it stands.
    pub plek: Plek,
    /// Its elements, without the klassen in it: each of those comes by itself.
    pub klasse: Deel<'b>,
    /// The Client that it is, or stands in, as far as that was read.
    pub client: Option<Deel<'b>>,
    /// The Header.
    pub header: Deel<'b>,
}

/// Shows every klasse with one of these names to `kijk`, the innermost first, in the order in which they end. The message must be
/// valid against its schema: controle tells.
///
/// # Errors
/// Only if `invoer` cannot be read.
pub fn bekijk(
    schemas: &Schemas,
    invoer: impl BufRead,
    namen: &[&str],
    kijk: impl FnMut(Gezien<'_>),
) -> io::Result<()> {
    let mut kijker = Kijker {
        namen,
        kijk,
        spoor: Spoor::default(),
        blok: Blok::default(),
        open: Vec::new(),
        header: None,
        clienten: Vec::new(),
    };
    schemas.valideer(invoer, &mut kijker)?;
    Ok(())
}

struct Kijker<'n, 's, K> {
    namen: &'n [&'n str],
    kijk: K,
    spoor: Spoor<'s>,
    blok: Blok<'s>,
    /// The places of the elements that are open.
    open: Vec<usize>,
    header: Option<usize>,
    /// The places of the Clients that are open.
    clienten: Vec<usize>,
}

impl<K: FnMut(Gezien<'_>)> Kijker<'_, '_, K> {
    fn toon(&mut self, plaats: usize) {
        let deel = |plaats| self.blok.deel(plaats);
        let header = self.header.and_then(deel);
        let (Some(klasse), Some(header)) = (deel(plaats), header) else { return };
        let plek = Plek { pad: self.spoor.pad(), positie: klasse.positie() };
        let client = self.clienten.last().copied().and_then(deel);
        (self.kijk)(Gezien { plek, klasse, client, header });
    }
}

impl<'s, K: FnMut(Gezien<'_>)> Sink<'s> for Kijker<'_, 's, K> {
    fn open(&mut self, element: &'s ElementDecl, position: Position) {
        let index = self.spoor.erin(element);
        let plaats = self.blok.open(element, index, position);
        self.open.push(plaats);
        match &*element.name {
            "Header" if self.spoor.diepte() == 2 => self.header = Some(plaats),
            "Client" => self.clienten.push(plaats),
            _ => {}
        }
    }

    fn leaf(&mut self, element: &'s ElementDecl, value: &str, position: Position) {
        let index = self.spoor.nummer(element);
        self.blok.blad(element, index, value, position);
    }

    fn close(&mut self, element: &'s ElementDecl, _: bool) {
        let Some(plaats) = self.open.pop() else { return };
        self.blok.sluit(plaats);
        let is_header = self.header == Some(plaats);
        if (is_header || is_klasse(&element.name)) && self.namen.contains(&&*element.name) {
            self.toon(plaats);
        }
        if is_klasse(&element.name) {
            self.blok.laat_los(plaats);
            if &*element.name == "Client" {
                self.clienten.pop();
            }
        }
        self.spoor.eruit();
    }
}
