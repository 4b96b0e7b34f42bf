//! The rules inside a message, the catalogue and the answers.
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
#[path = "../generator/mod.rs"]
mod generator;
#[path = "../judges/mod.rs"]
mod judges;
#[path = "../proef/mod.rs"]
mod proef;
#[path = "../regellijst/mod.rs"]
mod regellijst;

mod basis;
mod bericht;
mod catalogus;
mod client;
mod controle;
mod datums;
mod declaratie;
mod regie;
mod retour;
mod retour_eigenschappen;
mod stapeling;
mod toewijzing;
mod verzoek;
