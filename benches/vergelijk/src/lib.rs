//! Comparing the gate's validation with that of others (docs/prestaties.md).

#[allow(missing_docs, dead_code, reason = "checked in the crate that they belong to")]
#[path = "../../../src/schema/mod.rs"]
pub mod schema;
#[allow(missing_docs, dead_code, reason = "checked in the crate that they belong to")]
#[path = "../../../src/xml/mod.rs"]
pub mod xml;

pub mod generator;
pub mod schemas;
