//! Writing a message: from a tree to XML, in the order, names and namespaces that its schema gives (OP192: UTF-8
//! without BOM, lines end in CR LF).

use super::berichttype::Berichttype;
use super::knoop::Knoop;
use super::schemas::Schemas;
use crate::schema::ElementDecl;

/// A tree that is not a message of the type. Only a mistake in our own code gives one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SchrijfFout {
    /// There is no schema for the type.
    #[error("er is geen schema voor {0}")]
    GeenSchema(Berichttype),
    /// An element that does not belong there, or stands twice.
    #[error("{element} hoort niet in {ouder}")]
    HoortNiet {
        /// The element.
        element: String,
        /// The element that it is in.
        ouder: String,
    },
    /// An element that must be there is missing.
    #[error("{element} ontbreekt in {ouder}")]
    Ontbreekt {
        /// The element.
        element: String,
        /// The element that it should be in.
        ouder: String,
    },
}

/// Above this size, in bytes, a message is written without line ends, indentation and prefixes: 25 MB is what others
/// may refuse (OP179).
const RUIM: usize = 20 * 1024 * 1024;

/// Writes `wortel` as a message of this type. Children may come in any order: the schema puts them in theirs;
/// namesakes keep their order.
///
/// # Errors
/// [`SchrijfFout`] where the tree does not fit the structure of the type. Values are not checked.
pub fn schrijf(schemas: &Schemas, berichttype: Berichttype, wortel: &Knoop) -> Result<Vec<u8>, SchrijfFout> {
    let leesbaar = schrijf_met(schemas, berichttype, wortel, Opmaak::Leesbaar)?;
    if leesbaar.len() <= RUIM {
        Ok(leesbaar)
    } else {
        schrijf_met(schemas, berichttype, wortel, Opmaak::Beknopt)
    }
}

/// How a message looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opmaak {
    /// For people: a line per element, with prefixes that say where it comes from.
    Leesbaar,
    /// As short as can be.
    Beknopt,
}

fn schrijf_met(
    schemas: &Schemas,
    berichttype: Berichttype,
    wortel: &Knoop,
    opmaak: Opmaak,
) -> Result<Vec<u8>, SchrijfFout> {
    let element = schemas.wortel(berichttype).ok_or(SchrijfFout::GeenSchema(berichttype))?;
    let eigen_namespace = berichttype.namespace();
    let basis = berichttype.standaard.sleutel();
    let basis_namespace = format!("http://www.istandaarden.nl/{basis}/3_2/basisschema/schema");
    let eigen = berichttype.naam().to_lowercase();
    let (eigen, basis, naamruimten) = match opmaak {
        Opmaak::Leesbaar => {
            let naamruimten =
                format!(" xmlns:{eigen}=\"{eigen_namespace}\" xmlns:{basis}=\"{basis_namespace}\"");
            (format!("{eigen}:"), format!("{basis}:"), naamruimten)
        }
        Opmaak::Beknopt => {
            let naamruimten = format!(" xmlns=\"{eigen_namespace}\" xmlns:b=\"{basis_namespace}\"");
            (String::new(), "b:".to_owned(), naamruimten)
        }
    };
    let uit = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n");
    let mut schrijver = Schrijver { schemas, eigen, eigen_namespace, basis, opmaak, uit };
    schrijver.element(element, wortel, 0, &naamruimten)?;
    Ok(schrijver.uit.into_bytes())
}

/// The element that says on which schema version a message of this type is based (IV034).
pub fn xsd_versie(naam: &str, schemas: &Schemas, berichttype: Berichttype) -> Knoop {
    let (basis, bericht) = schemas.versies(berichttype);
    let kinderen = vec![Knoop::blad("BasisschemaXsdVersie", basis), Knoop::blad("BerichtXsdVersie", bericht)];
    Knoop::groep(naam, kinderen)
}

struct Schrijver<'s> {
    schemas: &'s Schemas,
    /// Prefix of the message's own elements, with its colon.
    eigen: String,
    eigen_namespace: String,
    /// Prefix of the elements of the basis schema, with its colon.
    basis: String,
    opmaak: Opmaak,
    uit: String,
}

impl Schrijver<'_> {
    fn element(
        &mut self,
        soort: &ElementDecl,
        knoop: &Knoop,
        diepte: usize,
        attributen: &str,
    ) -> Result<(), SchrijfFout> {
        let prefix = if *soort.namespace == *self.eigen_namespace { &self.eigen } else { &self.basis };
        let naam = format!("{prefix}{}", soort.name);
        self.spring_in(diepte);
        self.uit.push_str(&format!("<{naam}{attributen}>"));
        if soort.is_simple() {
            schrijf_tekst(knoop.tekst.as_deref().unwrap_or_default(), &mut self.uit);
        } else {
            self.breek_af();
            self.kinderen(soort, knoop, diepte + 1)?;
            self.spring_in(diepte);
        }
        self.uit.push_str(&format!("</{naam}>"));
        self.breek_af();
        Ok(())
    }

    fn kinderen(&mut self, soort: &ElementDecl, knoop: &Knoop, diepte: usize) -> Result<(), SchrijfFout> {
        let schemas = self.schemas;
        let mogelijk = schemas.kinderen(soort);
        let fout = |element: &str| (element.to_owned(), knoop.naam.to_string());
        if let Some(vreemd) = knoop.kinderen.iter().find(|kind| !mogelijk.iter().any(|m| m.name == kind.naam))
        {
            let (element, ouder) = fout(&vreemd.naam);
            return Err(SchrijfFout::HoortNiet { element, ouder });
        }
        for mogelijk in mogelijk {
            let mut aantal = 0;
            for kind in knoop.kinderen.iter().filter(|kind| kind.naam == mogelijk.name) {
                aantal += 1;
                self.element(mogelijk, kind, diepte, "")?;
            }
            let (element, ouder) = fout(&mogelijk.name);
            if aantal < mogelijk.min {
                return Err(SchrijfFout::Ontbreekt { element, ouder });
            }
            if mogelijk.max.is_some_and(|meeste| aantal > meeste) {
                return Err(SchrijfFout::HoortNiet { element, ouder });
            }
        }
        Ok(())
    }

    fn spring_in(&mut self, diepte: usize) {
        if self.opmaak == Opmaak::Leesbaar {
            self.uit.extend(std::iter::repeat_n("  ", diepte));
        }
    }

    fn breek_af(&mut self) {
        if self.opmaak == Opmaak::Leesbaar {
            self.uit.push_str("\r\n");
        }
    }
}

/// Escapes text content. A carriage return is written as a reference: bare it would be read back as a line feed
/// (XML 1.0, 2.11).
fn schrijf_tekst(tekst: &str, uit: &mut String) {
    for teken in tekst.chars() {
        match teken {
            '&' => uit.push_str("&amp;"),
            '<' => uit.push_str("&lt;"),
            '>' => uit.push_str("&gt;"),
            '\r' => uit.push_str("&#13;"),
            _ => uit.push(teken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bericht::lees;

    #[test]
    fn written_short_it_is_the_same_message() {
        let schemas = Schemas::ingebouwd().unwrap();
        let xml = include_str!("../../fixtures/berichten/ijw/JW301.xml");
        let bericht = lees(&schemas, xml.as_bytes()).unwrap();
        let mut kinderen = vec![bericht.header.knoop.clone()];
        kinderen.extend(bericht.lijf.iter().cloned());
        let wortel = Knoop::groep("Bericht", kinderen);
        let berichttype = bericht.header.berichttype;
        let leesbaar = schrijf_met(&schemas, berichttype, &wortel, Opmaak::Leesbaar).unwrap();
        let beknopt = schrijf_met(&schemas, berichttype, &wortel, Opmaak::Beknopt).unwrap();
        assert_eq!(String::from_utf8(leesbaar.clone()).unwrap(), xml);
        assert!(beknopt.len() * 3 < leesbaar.len() * 2);
        let terug = lees(&schemas, beknopt.as_slice()).unwrap();
        assert!(schemas.valideer(beknopt.as_slice(), &mut ()).unwrap().valid());
        assert_eq!(terug.header.identificatie, bericht.header.identificatie);
        assert_eq!(terug.lijf.len(), bericht.lijf.len());
    }
}
