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

/// What stands in a klasse that was made up.
#[derive(Clone, Copy)]
enum Monster<'m> {
    Alles,
    AlleenVerplicht,
    /// Everything but the element at this path, if it may be missing.
    Zonder(Wortel, &'m [String]),
}

impl<'m> Monster<'m> {
    /// What stands in this element; none where it is left out, if it may be.
    fn in_kind(self, wortel: Wortel, naam: &str) -> Option<Monster<'m>> {
        match self {
            Monster::Alles => Some(Monster::Alles),
            Monster::AlleenVerplicht => None,
            Monster::Zonder(waar, [eerste, rest @ ..]) if waar == wortel && eerste == naam => {
                (!rest.is_empty()).then_some(Monster::Zonder(waar, rest))
            }
            Monster::Zonder(..) => Some(Monster::Alles),
        }
    }
}

/// Why an expression cannot be evaluated on klassen that are right, if so.
pub(super) fn probeer(eis: &Gelezen, plaats: &Vindplaats<'_>, berichttype: Berichttype) -> Option<Oorzaak> {
    let zonder = eis.genoemd.iter().flat_map(|genoemd| {
        // Everything but one element, or the group that it stands in.
        (1..=genoemd.stappen.len())
            .filter_map(|tot| Some(Monster::Zonder(genoemd.wortel, genoemd.stappen.get(..tot)?)))
    });
    [Monster::Alles, Monster::AlleenVerplicht].into_iter().chain(zonder).find_map(|monster| match op_monster(
        eis,
        plaats,
        berichttype,
        monster,
    ) {
        // Values were made up, so what a function or a sum makes of them says nothing.
        Ok(_) | Err(Oorzaak::Functie(_) | Oorzaak::Rekenen) => None,
        Err(oorzaak) => Some(oorzaak),
    })
}

fn op_monster(
    eis: &Gelezen,
    plaats: &Vindplaats<'_>,
    berichttype: Berichttype,
    monster: Monster<'_>,
) -> Result<bool, Oorzaak> {
    let mut context = Context::with_env(Arc::clone(&OMGEVING));
    let kennis: Arc<dyn Kennis> = Arc::new(Niets);
    zet_functies(&mut context, &kennis).map_err(|_| Oorzaak::Anders)?;
    for wortel in [Wortel::Klasse, Wortel::Client, Wortel::Header] {
        if let Some(element) = plaats.element(wortel) {
            context.add_variable_from_value(wortel.naam(), kaart(plaats, wortel, element, monster));
        }
    }
    context.add_variable_from_value(Wortel::Bericht.naam(), bericht(berichttype, NaiveDate::default()));
    klopt(eis, &context)
}

fn kaart<'s>(plaats: &Vindplaats<'s>, wortel: Wortel, ouder: &'s ElementDecl, monster: Monster<'_>) -> Value {
    let mut kaart: HashMap<Key, Value> = HashMap::new();
    for kind in plaats.kinderen(wortel, ouder) {
        let hierin = monster.in_kind(wortel, &kind.name);
        if kind.min == 0 && hierin.is_none() {
            continue;
        }
        // What must be there is there, with as little in it as can be.
        let hierin = hierin.unwrap_or(Monster::AlleenVerplicht);
        let waarde =
            if kind.is_simple() { waarde(plaats, kind) } else { self::kaart(plaats, wortel, kind, hierin) };
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
