//! Holding a message against local rules, in one pass.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::sync::Arc;

use cel::{Context, Value};
use chrono::NaiveDate;

use super::eis::{Oorzaak, klopt};
use super::functies::{Kennis, Niets, zet_functies};
use super::opstellen::Opgesteld;
use super::taal::{OMGEVING, Wortel};
use super::waarden::{bericht, kaart};
use crate::bericht::{Berichttype, Gezien, Schemas, bekijk};
use crate::regels::Lokaal;
use crate::xml::Position;

/// What rules ask for beside the message.
#[derive(Clone, Debug)]
pub struct Bij {
    /// The type of the message.
    pub berichttype: Berichttype,
    /// The day on which it came in.
    pub ontvangen: NaiveDate,
    /// What is known for its gemeente and aanbieder; none: nothing.
    pub kennis: Option<Arc<dyn Kennis>>,
}

/// What one rule said of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regeluitslag {
    /// The code of the rule.
    pub regel: String,
    /// Whether it refuses, and does not only warn.
    pub weigert: bool,
    /// How many klassen it looked at.
    pub klassen: u32,
    /// How many of those are not as agreed.
    pub niet_goed: u32,
    /// How many could not be judged.
    pub niet_beoordeeld: u32,
    /// Why not, of the first.
    pub oorzaak: Option<Oorzaak>,
}

/// What the rules said of a message.
#[derive(Clone, Debug, Default)]
pub struct Uitslag {
    /// What was found, for who judges the message.
    pub gevonden: Lokaal,
    /// Rule by rule, in the order of their codes.
    pub regels: Vec<Regeluitslag>,
}

/// Holds a message that is valid against its schema against these rules.
///
/// # Errors
/// Only if `invoer` cannot be read.
pub fn toets(
    schemas: &Schemas,
    invoer: impl BufRead,
    regels: &[Arc<Opgesteld>],
    bij: &Bij,
) -> io::Result<Uitslag> {
    let mut toetser = Toetser::nieuw(schemas, regels, bij);
    let namen: BTreeSet<&str> = regels.iter().map(|regel| regel.regel.klasse.as_str()).collect();
    let namen: Vec<&str> = namen.into_iter().collect();
    bekijk(schemas, invoer, &namen, |gezien| toetser.klasse(&gezien))?;
    Ok(Uitslag { gevonden: toetser.gevonden, regels: toetser.uitslagen })
}

struct Toetser<'r> {
    schemas: &'r Schemas,
    /// The rules by klasse, each with its place in `uitslagen`.
    regels: BTreeMap<&'r str, Vec<(usize, &'r Opgesteld)>>,
    context: Context<'r, 'r>,
    heeft_header: bool,
    /// The client of the klasse before, by its place: a client may have many klassen.
    client: Option<(Position, Value)>,
    kijkt_naar_client: bool,
    gevonden: Lokaal,
    uitslagen: Vec<Regeluitslag>,
}

impl<'r> Toetser<'r> {
    fn nieuw(schemas: &'r Schemas, regels: &'r [Arc<Opgesteld>], bij: &Bij) -> Self {
        let mut context = Context::with_env(Arc::clone(&OMGEVING));
        let kennis = bij.kennis.clone().unwrap_or_else(|| Arc::new(Niets));
        // A function that could not be set is not there: rules that ask for it are then not judged.
        zet_functies(&mut context, &kennis).ok();
        context.add_variable_from_value(Wortel::Bericht.naam(), bericht(bij.berichttype, bij.ontvangen));
        let mut op_klasse: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (plaats, regel) in regels.iter().enumerate() {
            op_klasse.entry(regel.regel.klasse.as_str()).or_default().push((plaats, &**regel));
        }
        let noemt_client =
            |regel: &Opgesteld| regel.eis.genoemd.iter().any(|een| een.wortel == Wortel::Client);
        Toetser {
            schemas,
            regels: op_klasse,
            context,
            heeft_header: false,
            client: None,
            kijkt_naar_client: regels.iter().any(|regel| noemt_client(regel)),
            gevonden: Lokaal::default(),
            uitslagen: regels.iter().map(|regel| leeg(regel)).collect(),
        }
    }

    fn klasse(&mut self, gezien: &Gezien<'_>) {
        let Some(regels) = self.regels.get(gezien.klasse.naam()) else { return };
        // What takes back a granted line is right as long as it takes it back whole (IV085). Otherwise what was granted before an
        // afspraak could never be put right.
        if gezien.klasse.vind("ProductReferentie/VorigReferentieNummer").is_some() {
            return;
        }
        if !self.heeft_header {
            self.heeft_header = true;
            let header = kaart(self.schemas, gezien.header);
            self.context.add_variable_from_value(Wortel::Header.naam(), header);
        }
        let mut hier = self.context.new_inner_scope();
        hier.add_variable_from_value(Wortel::Klasse.naam(), kaart(self.schemas, gezien.klasse));
        if let Some(client) = gezien.client.filter(|_| self.kijkt_naar_client) {
            let bekend = self.client.take().filter(|(plaats, _)| *plaats == client.positie());
            let (_, waarde) =
                self.client.insert(bekend.unwrap_or_else(|| (client.positie(), kaart(self.schemas, client))));
            hier.add_variable_from_value(Wortel::Client.naam(), waarde.clone());
        }
        for (plaats, regel) in regels {
            let Some(uitslag) = self.uitslagen.get_mut(*plaats) else { continue };
            uitslag.klassen = uitslag.klassen.saturating_add(1);
            match klopt(&regel.eis, &hier) {
                Ok(true) => {}
                Ok(false) => {
                    uitslag.niet_goed = uitslag.niet_goed.saturating_add(1);
                    self.gevonden.voeg_toe(gezien.plek.pad.to_string(), Arc::clone(&regel.tekst));
                }
                Err(oorzaak) => {
                    uitslag.niet_beoordeeld = uitslag.niet_beoordeeld.saturating_add(1);
                    uitslag.oorzaak.get_or_insert(oorzaak);
                }
            }
        }
    }
}

fn leeg(regel: &Opgesteld) -> Regeluitslag {
    Regeluitslag {
        regel: regel.regel.id.clone(),
        weigert: regel.tekst.retourcode.is_some(),
        klassen: 0,
        niet_goed: 0,
        niet_beoordeeld: 0,
        oorzaak: None,
    }
}
