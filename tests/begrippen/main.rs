//! The shared register: its pieces, its versions, and how it is read and changed.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "../api/mod.rs"]
mod api;
#[path = "../berichten/mod.rs"]
mod berichten;
#[path = "../gemeenschap/mod.rs"]
mod gemeenschap;

mod api_lezen;
mod api_schrijven;
mod importeren;
mod opdrachten;
mod opslag;
mod opzoeken;
mod stukken;
mod toetsen;
mod wijzigen;
