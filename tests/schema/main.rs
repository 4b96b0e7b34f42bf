//! The schemas and the verdicts by them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../fuzz/src/eigenschappen.rs"]
#[allow(dead_code)]
mod eigenschappen;
#[path = "../generator/mod.rs"]
mod generator;
#[path = "../judges/mod.rs"]
mod judges;
#[path = "../vijandig/mod.rs"]
mod vijandig;

mod officieel;
mod vijandige_invoer;
mod voorbeelden;
mod xmllint;
mod xsd;
