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

/// The compiled schemas of all message types. Made once, at the start; shared by everything that reads or writes.
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

    /// The version of the basis schema and of the schema of a message type, as its XSD states them (IV034).
    pub fn versies(&self, berichttype: Berichttype) -> (&str, &str) {
        let namespace = berichttype.namespace();
        let versie = |naam| self.set.appinfo(&namespace, naam).unwrap_or_default();
        (versie("BasisschemaXsdVersie"), versie("BerichtXsdVersie"))
    }

    /// Validates a message in one pass and hands its elements to `sink`.
    ///
    /// # Errors
    /// Only if `invoer` itself cannot be read; what is wrong with the message stands in the report.
    pub fn valideer<'s>(&'s self, invoer: impl BufRead, sink: &mut impl Sink<'s>) -> io::Result<Report> {
        self.set.validate(invoer, Limits::default(), sink)
    }
}

fn ingebouwde_documenten(zonder: &[Berichttype]) -> Vec<Document> {
    let weg: Vec<String> = zonder.iter().map(|berichttype| format!("/{berichttype}.xsd")).collect();
    INGEBOUWD
        .iter()
        .filter(|(naam, _)| !weg.iter().any(|einde| naam.ends_with(einde)))
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
