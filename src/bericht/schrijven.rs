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

/// Writes `wortel` as a message of this type. Children may come in any order: the schema puts them in theirs;
/// namesakes keep their order.
///
/// # Errors
/// [`SchrijfFout`] where the tree does not fit the structure of the type. Values are not checked.
pub fn schrijf(schemas: &Schemas, berichttype: Berichttype, wortel: &Knoop) -> Result<Vec<u8>, SchrijfFout> {
    let element = schemas.wortel(berichttype).ok_or(SchrijfFout::GeenSchema(berichttype))?;
    let mut schrijver = Schrijver {
        schemas,
        eigen: berichttype.naam().to_lowercase(),
        eigen_namespace: berichttype.namespace(),
        basis: berichttype.standaard.sleutel(),
        uit: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"),
    };
    let naamruimten = format!(
        " xmlns:{eigen}=\"{eigen_ns}\" xmlns:{basis}=\"http://www.istandaarden.nl/{basis}/3_2/basisschema/schema\"",
        eigen = schrijver.eigen,
        eigen_ns = schrijver.eigen_namespace,
        basis = schrijver.basis,
    );
    schrijver.element(element, wortel, 0, &naamruimten)?;
    Ok(schrijver.uit.into_bytes())
}

struct Schrijver<'s> {
    schemas: &'s Schemas,
    eigen: String,
    eigen_namespace: String,
    basis: &'static str,
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
        let prefix = if *soort.namespace == *self.eigen_namespace { self.eigen.as_str() } else { self.basis };
        let naam = format!("{prefix}:{}", soort.name);
        self.spring_in(diepte);
        self.uit.push_str(&format!("<{naam}{attributen}>"));
        if self.schemas.is_blad(soort) {
            schrijf_tekst(knoop.tekst.as_deref().unwrap_or_default(), &mut self.uit);
        } else {
            self.uit.push_str("\r\n");
            self.kinderen(soort, knoop, diepte + 1)?;
            self.spring_in(diepte);
        }
        self.uit.push_str(&format!("</{naam}>\r\n"));
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
        self.uit.extend(std::iter::repeat_n("  ", diepte));
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
