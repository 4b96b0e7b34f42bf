//! The rooms that are fuzzed, as they stand in `src/`.

#[path = "../../../src/schema/mod.rs"]
pub mod schema;
#[path = "../../../src/xml/mod.rs"]
pub mod xml;
