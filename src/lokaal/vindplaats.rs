//! Where a klasse stands in a kind of message, and which elements an expression can name there.

use super::taal::{Genoemd, Wortel};
use crate::bericht::{Berichttype, Schemas, is_klasse};
use crate::schema::ElementDecl;

/// Elements that a rule can ask the presence of but not the value: they say who somebody is, or are free text in which that can
/// stand.
const AFGESCHERMD: &[&str] = &[
    "Achternaam",
    "Bsn",
    "Commentaar",
    "Emailadres",
    "Huisletter",
    "Huisnummer",
    "HuisnummerToevoeging",
    "Landnummer",
    "Naam",
    "Organisatie",
    "Plaatsnaam",
    "Postcode",
    "Straatnaam",
    "Telefoonnummer",
    "Voorletters",
    "Voornamen",
    "Voorvoegsel",
    "ZorgverlenerCode",
];

/// Whether the value of an element is kept from rules.
pub(super) fn is_afgeschermd(naam: &str) -> bool {
    AFGESCHERMD.contains(&naam)
}

/// What the gate knows of each message.
pub(super) const VAN_BERICHT: [&str; 3] = ["standaard", "type", "ontvangen"];

/// Where a klasse stands in a kind of message.
#[derive(Clone, Copy)]
pub(super) struct Vindplaats<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) klasse: &'s ElementDecl,
    pub(super) header: &'s ElementDecl,
    /// The Client that it is, or stands in.
    pub(super) client: Option<&'s ElementDecl>,
    /// The element of that Client that it stands in: what comes after is not read yet when the klasse is looked at.
    tot: Option<&'s str>,
}

impl<'s> Vindplaats<'s> {
    /// Looks for a klasse. Where it stands at several places it is the same type.
    pub(super) fn van(
        schemas: &'s Schemas,
        berichttype: Berichttype,
        klasse: &str,
    ) -> Option<Vindplaats<'s>> {
        let wortel = schemas.wortel(berichttype)?;
        let header = schemas.kinderen(wortel).iter().find(|kind| &*kind.name == "Header")?;
        let gevonden = if klasse == "Header" {
            (header, None, None)
        } else if is_klasse(klasse) {
            zoek(schemas, wortel, klasse, None, None)?
        } else {
            return None;
        };
        let (klasse, client, tot) = gevonden;
        Some(Vindplaats { schemas, klasse, header, client, tot })
    }

    /// The elements that can be looked at under a root; none where there is no such root here.
    pub(super) fn element(&self, wortel: Wortel) -> Option<&'s ElementDecl> {
        match wortel {
            Wortel::Klasse => Some(self.klasse),
            Wortel::Client => self.client,
            Wortel::Header => Some(self.header),
            Wortel::Bericht => None,
        }
    }

    /// The elements in an element that a rule can name.
    pub(super) fn kinderen(&self, wortel: Wortel, ouder: &'s ElementDecl) -> Vec<&'s ElementDecl> {
        let alle = self.schemas.kinderen(ouder).iter();
        let tot = self
            .tot
            .filter(|_| wortel == Wortel::Client && self.client.is_some_and(|een| std::ptr::eq(een, ouder)));
        alle.take_while(|kind| tot != Some(&*kind.name))
            .filter(|kind| !is_klasse(&kind.name) && !self.bevat_klassen(kind))
            .collect()
    }

    fn bevat_klassen(&self, element: &ElementDecl) -> bool {
        self.schemas.kinderen(element).iter().any(|kind| is_klasse(&kind.name))
    }

    /// What is wrong with what an expression names, if anything.
    pub(super) fn toets(&self, genoemd: &Genoemd) -> Result<(), String> {
        let naam = genoemd.wortel.naam();
        if genoemd.wortel == Wortel::Bericht {
            return match genoemd.stappen.as_slice() {
                [stap] if VAN_BERICHT.contains(&stap.as_str()) => Ok(()),
                stappen => Err(niet_bekend(naam, stappen.first().map_or("", String::as_str), &VAN_BERICHT)),
            };
        }
        let Some(mut hier) = self.element(genoemd.wortel) else {
            return Err("deze klasse staat niet bij één client. Gebruik client hier niet".to_owned());
        };
        let mut pad = naam.to_owned();
        for stap in &genoemd.stappen {
            if hier.is_simple() {
                return Err(format!("in {pad} staan geen andere elementen"));
            }
            let kinderen = self.kinderen(genoemd.wortel, hier);
            let Some(kind) = kinderen.iter().find(|kind| *kind.name == **stap) else {
                if is_klasse(stap) {
                    return Err(format!("{stap} is een klasse van zichzelf. Maak daar een eigen regel voor"));
                }
                let namen: Vec<&str> = kinderen.iter().map(|kind| &*kind.name).collect();
                return Err(niet_bekend(&pad, stap, &namen));
            };
            hier = kind;
            pad = format!("{pad}.{stap}");
        }
        let laatste = genoemd.stappen.last().map_or("", String::as_str);
        let zichtbaar = !genoemd.stappen.iter().any(|stap| is_afgeschermd(stap));
        match (genoemd.of_er_is, hier.is_simple()) {
            (true, _) => Ok(()),
            (false, _) if !zichtbaar => Err(format!(
                "de waarde van {laatste} zegt iets over wie iemand is, of is vrije tekst. Een regel kan alleen met has({pad}) vragen \
                 of het er is"
            )),
            (false, true) => Ok(()),
            (false, false) => {
                let namen: Vec<&str> =
                    self.kinderen(genoemd.wortel, hier).iter().map(|kind| &*kind.name).collect();
                Err(format!("in {pad} staan elementen: {}. Noem er een", namen.join(", ")))
            }
        }
    }
}

type Gevonden<'s> = (&'s ElementDecl, Option<&'s ElementDecl>, Option<&'s str>);

fn zoek<'s>(
    schemas: &'s Schemas,
    hier: &'s ElementDecl,
    klasse: &str,
    client: Option<&'s ElementDecl>,
    tot: Option<&'s str>,
) -> Option<Gevonden<'s>> {
    schemas.kinderen(hier).iter().find_map(|kind| {
        let is_client = &*kind.name == "Client";
        let tot = match client {
            Some(client) if std::ptr::eq(client, hier) => Some(&*kind.name),
            _ => tot,
        };
        let client = if is_client { Some(kind) } else { client };
        if *kind.name == *klasse {
            return Some((kind, client, tot));
        }
        zoek(schemas, kind, klasse, client, tot)
    })
}

/// The names of the klassen of a kind of message.
pub(super) fn klassen(schemas: &Schemas, berichttype: Berichttype) -> Vec<String> {
    fn verzamel(schemas: &Schemas, hier: &ElementDecl, uit: &mut Vec<String>) {
        for kind in schemas.kinderen(hier) {
            if (is_klasse(&kind.name) || &*kind.name == "Header")
                && !uit.iter().any(|naam| **naam == *kind.name)
            {
                uit.push(kind.name.to_string());
            }
            verzamel(schemas, kind, uit);
        }
    }
    let mut uit = Vec::new();
    if let Some(wortel) = schemas.wortel(berichttype) {
        verzamel(schemas, wortel, &mut uit);
    }
    uit
}

fn niet_bekend(waar: &str, naam: &str, namen: &[&str]) -> String {
    let naam = super::taal::kort(naam);
    match dichtstbij(&naam, namen) {
        Some(bedoeld) => format!("{waar} heeft geen {naam}. Bedoelt u {bedoeld}?"),
        None => format!("{waar} heeft geen {naam}. Er zijn: {}", namen.join(", ")),
    }
}

/// The name that was meant, if one is near.
pub(super) fn dichtstbij<'n>(naam: &str, namen: &[&'n str]) -> Option<&'n str> {
    let afstand = |ander: &str| strsim::damerau_levenshtein(&naam.to_lowercase(), &ander.to_lowercase());
    let (beste, afstand) =
        namen.iter().map(|ander| (*ander, afstand(ander))).min_by_key(|(_, afstand)| *afstand)?;
    (afstand <= 3 && afstand * 2 <= naam.chars().count().max(2)).then_some(beste)
}
