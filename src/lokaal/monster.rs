//! Trying an expression on made-up klassen, when it is set: one with everything that may stand in it, and one with only what must.

use std::collections::HashMap;
use std::sync::Arc;

use cel::objects::Key;
use cel::{Context, Value};
use chrono::NaiveDate;

use super::eis::{Oorzaak, klopt};
use super::functies::{Kennis, Niets, zet_functies};
use super::taal::{Gelezen, OMGEVING, Wortel};
use super::vindplaats::Vindplaats;
use super::waarden::bericht;
use crate::bericht::Berichttype;
use crate::schema::ElementDecl;

/// Why an expression cannot be evaluated on klassen that are right, if so.
pub(super) fn probeer(eis: &Gelezen, plaats: &Vindplaats<'_>, berichttype: Berichttype) -> Option<Oorzaak> {
    [true, false].into_iter().find_map(|alles| match op_monster(eis, plaats, berichttype, alles) {
        // Values were made up, so what a function or a sum makes of them says nothing.
        Ok(_) | Err(Oorzaak::Functie(_) | Oorzaak::Rekenen) => None,
        Err(oorzaak) => Some(oorzaak),
    })
}

fn op_monster(
    eis: &Gelezen,
    plaats: &Vindplaats<'_>,
    berichttype: Berichttype,
    alles: bool,
) -> Result<bool, Oorzaak> {
    let mut context = Context::with_env(Arc::clone(&OMGEVING));
    let kennis: Arc<dyn Kennis> = Arc::new(Niets);
    zet_functies(&mut context, &kennis).map_err(|_| Oorzaak::Anders)?;
    for wortel in [Wortel::Klasse, Wortel::Client, Wortel::Header] {
        if let Some(element) = plaats.element(wortel) {
            context.add_variable_from_value(wortel.naam(), kaart(plaats, wortel, element, alles));
        }
    }
    context.add_variable_from_value(Wortel::Bericht.naam(), bericht(berichttype, NaiveDate::default()));
    klopt(eis, &context)
}

fn kaart<'s>(plaats: &Vindplaats<'s>, wortel: Wortel, ouder: &'s ElementDecl, alles: bool) -> Value {
    let mut kaart: HashMap<Key, Value> = HashMap::new();
    for kind in plaats.kinderen(wortel, ouder) {
        if !alles && kind.min == 0 {
            continue;
        }
        let waarde = if kind.is_simple() { waarde(plaats, kind) } else { self::kaart(plaats, wortel, kind, alles) };
        let waarde = if kind.repeats() { vec![waarde].into() } else { waarde };
        kaart.insert((&*kind.name).into(), waarde);
    }
    kaart.into()
}

fn waarde(plaats: &Vindplaats<'_>, element: &ElementDecl) -> Value {
    let schemas = plaats.schemas;
    if schemas.is_getal(element) {
        return 1_i64.into();
    }
    if schemas.is_datum(element) {
        return "2026-01-31".into();
    }
    let eerste = schemas.waarden(element).and_then(<[String]>::first);
    eerste.map_or("1", String::as_str).into()
}
