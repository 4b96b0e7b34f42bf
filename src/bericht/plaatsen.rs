//! Where elements stand, looked up afterwards: typed values keep the place of their klasse only, and the line and
//! column of one element in it matter only when there is something to say about it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use super::schemas::Schemas;
use super::spoor::Spoor;
use crate::schema::{ElementDecl, Sink};
use crate::xml::Position;

/// The positions of the elements with these paths, as far as they are in the message.
///
/// # Errors
/// Only if `invoer` cannot be read.
pub fn plaatsen(
    schemas: &Schemas,
    invoer: impl BufRead,
    paden: &BTreeSet<&str>,
) -> io::Result<BTreeMap<String, Position>> {
    let laatste_stap = |pad: &&'_ str| -> Option<String> {
        let stap = pad.rsplit('/').next()?;
        Some(stap.split('[').next()?.to_owned())
    };
    let mut zoeker = Zoeker {
        paden,
        namen: paden.iter().filter_map(laatste_stap).collect(),
        spoor: Spoor::default(),
        gevonden: BTreeMap::new(),
    };
    schemas.valideer(invoer, &mut zoeker)?;
    Ok(zoeker.gevonden)
}

struct Zoeker<'p, 's> {
    paden: &'p BTreeSet<&'p str>,
    /// The names that the paths end in: a path is made only for those.
    namen: BTreeSet<String>,
    spoor: Spoor<'s>,
    gevonden: BTreeMap<String, Position>,
}

impl<'s> Zoeker<'_, 's> {
    fn erin(&mut self, element: &'s ElementDecl, position: Position) {
        self.spoor.erin(element);
        if self.namen.contains(&*element.name) {
            let pad = self.spoor.pad().to_string();
            if self.paden.contains(pad.as_str()) {
                self.gevonden.insert(pad, position);
            }
        }
    }
}

impl<'s> Sink<'s> for Zoeker<'_, 's> {
    fn open(&mut self, element: &'s ElementDecl, position: Position) {
        self.erin(element, position);
    }

    fn leaf(&mut self, element: &'s ElementDecl, _value: &str, position: Position) {
        self.erin(element, position);
        self.spoor.eruit();
    }

    fn close(&mut self, _element: &'s ElementDecl, _: bool) {
        self.spoor.eruit();
    }
}
