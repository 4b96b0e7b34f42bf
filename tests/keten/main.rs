//! The rules over messages and the dossier, without a database.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../berichten/mod.rs"]
mod berichten;
#[path = "../declareren/mod.rs"]
mod declareren;
#[path = "../drukte/mod.rs"]
mod drukte;
#[path = "../gemeenschap/mod.rs"]
mod gemeenschap;
#[path = "../proef/mod.rs"]
mod proef;
#[path = "../verloop/mod.rs"]
mod verloop;
#[path = "../zorg/mod.rs"]
mod zorg;

mod algemeen;
mod antwoord;
mod berekening;
mod declaratie;
mod dossier_eigenschappen;
mod regie;
mod stapeling;
mod toewijzing;
mod verzoek;
mod volume;
