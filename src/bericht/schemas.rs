//! The schemas of the 28 message types: built in, or replaced by files from a folder.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::berichttype::{ALLE_BERICHTTYPEN, Berichttype};
use crate::schema::{Document, ElementDecl, Report, SchemaError, SchemaSet, Sink};
use crate::systeem;
use crate::xml::Limits;

/// Why the schemas could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SchemasFout {
    /// A file or folder could not be read.
    #[error("de schema's in {} zijn niet te lezen: {}. Controleer de map en de rechten", pad.display(), systeem::oorzaak(oorzaak))]
    Lezen {
        /// The file or folder.
        pad: PathBuf,
        /// What the system said.
        oorzaak: io::Error,
    },
    /// The folder holds no schema.
    #[error("in {} staat geen enkel .xsd-bestand. Wijs met --xsd-dir de map met de schema's aan", pad.display())]
    Leeg {
        /// The folder.
        pad: PathBuf,
    },
    /// A schema is not right, or uses a construct that the compiler does not know.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// There is no schema for a message type.
    #[error("er is geen schema voor {0}")]
    Ontbreekt(Berichttype),
    /// A schema does not say of which version it is (IV034).
    #[error(
        "het schema voor {0} noemt geen BasisschemaXsdVersie en BerichtXsdVersie in xs:appinfo. Gebruik de officiële schema's"
    )]
    GeenVersie(Berichttype),
}

/// The schemas of all message types. Made once, at the start; shared by everything that reads or writes.
#[derive(Debug)]
pub struct Schemas {
    set: SchemaSet,
}

macro_rules! ingebouwd {
    ($($map:literal: $($naam:literal)+;)+) => {
        &[$($((concat!($map, "/", $naam, ".xsd"), include_str!(concat!("../../xsd/", $map, "/", $naam, ".xsd")))),+),+]
    };
}

/// The files of `xsd/`, as they were when the program was built.
const INGEBOUWD: &[(&str, &str)] = ingebouwd!(
    "ijw-3.2": "basisschema" "JW301" "JW302" "JW305" "JW306" "JW307" "JW308" "JW315" "JW316" "JW317" "JW318"
               "JW319" "JW320" "JW323" "JW325";
    "iwmo-3.2": "basisschema" "WMO301" "WMO302" "WMO305" "WMO306" "WMO307" "WMO308" "WMO315" "WMO316" "WMO317"
                "WMO318" "WMO319" "WMO320" "WMO323" "WMO325";
);

impl Schemas {
    /// The schemas that are built into the program.
    ///
    /// # Errors
    /// Only if a file in `xsd/` was wrong when the program was built.
    pub fn ingebouwd() -> Result<Schemas, SchemasFout> {
        Schemas::stel_samen(&ingebouwde_documenten(&[]))
    }

    /// The schemas that are built into the program, each compiled when a message of its type first comes by. For who
    /// ends after a few messages and would spend most of its time on the schemas of other types; a service uses
    /// [`Schemas::ingebouwd`], which finds out at the start that all is well.
    pub fn ingebouwd_op_verzoek() -> Schemas {
        let namespaces = ALLE_BERICHTTYPEN.map(Berichttype::namespace);
        Schemas { set: SchemaSet::on_demand("Bericht", namespaces, documenten_voor) }
    }

    /// The built-in schemas, each replaced by the one for the same message type in `map` or a folder below it.
    /// So an official set that covers only some types can be dropped in.
    ///
    /// # Errors
    /// If the folder cannot be read, holds no schema, or a schema in it is not right.
    pub fn met_map(map: &Path) -> Result<Schemas, SchemasFout> {
        let mut documenten = lees_map(map)?;
        if documenten.is_empty() {
            return Err(SchemasFout::Leeg { pad: map.to_owned() });
        }
        let eigen = SchemaSet::compile(&documenten)?;
        let vervangen: Vec<Berichttype> =
            eigen.roots().filter_map(|wortel| Berichttype::van_namespace(&wortel.namespace)).collect();
        documenten.extend(ingebouwde_documenten(&vervangen));
        Schemas::stel_samen(&documenten)
    }

    fn stel_samen(documenten: &[Document]) -> Result<Schemas, SchemasFout> {
        let schemas = Schemas { set: SchemaSet::compile(documenten)? };
        for berichttype in ALLE_BERICHTTYPEN {
            if schemas.wortel(berichttype).is_none() {
                return Err(SchemasFout::Ontbreekt(berichttype));
            }
            let (basis, bericht) = schemas.versies(berichttype);
            if basis.is_empty() || bericht.is_empty() {
                return Err(SchemasFout::GeenVersie(berichttype));
            }
        }
        Ok(schemas)
    }

    /// The declaration of the document element of a message type.
    pub fn wortel(&self, berichttype: Berichttype) -> Option<&ElementDecl> {
        self.set.root(&berichttype.namespace(), "Bericht")
    }

    /// The elements that may stand in an element, in their order.
    pub fn kinderen(&self, element: &ElementDecl) -> &[ElementDecl] {
        self.set.children(element)
    }

    /// Whether an element holds a whole number, such as a volume or an amount.
    pub fn is_getal(&self, element: &ElementDecl) -> bool {
        self.set.is_integer(element)
    }

    /// Whether an element holds a date.
    pub fn is_datum(&self, element: &ElementDecl) -> bool {
        self.set.is_date(element)
    }

    /// The values that an element may have, where its schema lists them.
    pub fn waarden(&self, element: &ElementDecl) -> Option<&[String]> {
        self.set.values(element)
    }

    /// The version of the basis schema and of the schema of a message type, as its XSD states them (IV034).
    pub fn versies(&self, berichttype: Berichttype) -> (&str, &str) {
        let namespace = berichttype.namespace();
        let versie = |naam| self.set.appinfo(&namespace, naam).unwrap_or_default();
        (versie("BasisschemaXsdVersie"), versie("BerichtXsdVersie"))
    }

    /// Validates a message in one pass and hands its elements to `sink`.
    ///
    /// # Errors
    /// Only if `invoer` itself cannot be read, or if a schema on demand was wrong when the program was built; what is
    /// wrong with the message stands in the report.
    pub fn valideer<'s>(&'s self, invoer: impl BufRead, sink: &mut impl Sink<'s>) -> io::Result<Report> {
        self.set.validate(invoer, Limits::default(), sink)
    }
}

/// All built-in documents but those of some types.
fn ingebouwde_documenten(zonder: &[Berichttype]) -> Vec<Document> {
    let weg: Vec<String> = zonder.iter().map(|berichttype| format!("/{berichttype}.xsd")).collect();
    documenten(|naam| !weg.iter().any(|einde| naam.ends_with(einde)))
}

/// The built-in documents that the type with this namespace needs.
fn documenten_voor(namespace: &str) -> Vec<Document> {
    let Some(berichttype) = Berichttype::van_namespace(namespace) else { return Vec::new() };
    let map = format!("{}-3.2/", berichttype.standaard.sleutel());
    let eigen = format!("{map}{berichttype}.xsd");
    let basis = format!("{map}basisschema.xsd");
    documenten(|naam| naam == eigen || naam == basis)
}

fn documenten(welke: impl Fn(&str) -> bool) -> Vec<Document> {
    INGEBOUWD
        .iter()
        .filter(|(naam, _)| welke(naam))
        .map(|(naam, tekst)| Document { name: format!("ingebouwd/{naam}"), bytes: tekst.as_bytes().to_vec() })
        .collect()
}

fn lees_map(map: &Path) -> Result<Vec<Document>, SchemasFout> {
    let fout = |pad: &Path| {
        let pad = pad.to_owned();
        move |oorzaak| SchemasFout::Lezen { pad, oorzaak }
    };
    let mut documenten = Vec::new();
    let mut te_lezen = vec![map.to_owned()];
    while let Some(pad) = te_lezen.pop() {
        for regel in fs::read_dir(&pad).map_err(fout(&pad))? {
            let pad = regel.map_err(fout(&pad))?.path();
            if pad.is_dir() {
                te_lezen.push(pad);
            } else if pad.extension().is_some_and(|einde| einde.eq_ignore_ascii_case("xsd")) {
                let bytes = fs::read(&pad).map_err(fout(&pad))?;
                documenten.push(Document { name: pad.to_string_lossy().replace('\\', "/"), bytes });
            }
        }
    }
    documenten.sort_by(|een, ander| een.name.cmp(&ander.name));
    Ok(documenten)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gelijk(een: (&Schemas, &ElementDecl), ander: (&Schemas, &ElementDecl)) {
        let wat = |element: &ElementDecl| {
            (element.name.clone(), element.namespace.clone(), element.min, element.max)
        };
        assert_eq!(wat(een.1), wat(ander.1));
        assert_eq!(een.1.is_simple(), ander.1.is_simple());
        let (eigen, andere) = (een.0.kinderen(een.1), ander.0.kinderen(ander.1));
        assert_eq!(eigen.len(), andere.len());
        eigen.iter().zip(andere).for_each(|(eigen, andere)| gelijk((een.0, eigen), (ander.0, andere)));
    }

    #[test]
    fn a_schema_on_demand_is_the_one_that_is_compiled_with_all_others() {
        let samen = Schemas::ingebouwd().unwrap();
        let op_verzoek = Schemas::ingebouwd_op_verzoek();
        for berichttype in ALLE_BERICHTTYPEN {
            let wortel = |schemas: &Schemas| schemas.wortel(berichttype).unwrap().clone();
            gelijk((&samen, &wortel(&samen)), (&op_verzoek, &wortel(&op_verzoek)));
            assert_eq!(samen.versies(berichttype), op_verzoek.versies(berichttype));
        }
    }
}
