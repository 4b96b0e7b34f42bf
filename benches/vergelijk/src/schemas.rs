//! The schemas of `xsd/`, compiled.

use std::fs;
use std::path::{Path, PathBuf};

use crate::schema::{Document, ElementDecl, SchemaSet};

/// Where they are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xsd")
}

/// Compiles all of them.
///
/// # Panics
/// If they cannot be read or are not right.
pub fn load() -> SchemaSet {
    let mut documents = Vec::new();
    for standard in ["ijw-3.2", "iwmo-3.2"] {
        for entry in fs::read_dir(folder().join(standard)).expect("the schemas are there") {
            let path = entry.expect("the folder is readable").path();
            let name = format!("{standard}/{}", path.file_name().expect("it has a name").to_string_lossy());
            documents.push(Document { name, bytes: fs::read(&path).expect("it is readable") });
        }
    }
    documents.sort_by(|one, other| one.name.cmp(&other.name));
    SchemaSet::compile(&documents).expect("the schemas are right")
}

/// The name of the type that a root declares, such as `JW323`: from its namespace.
pub fn kind(root: &ElementDecl) -> String {
    root.namespace.rsplit('/').nth(1).unwrap_or_default().to_ascii_uppercase()
}
