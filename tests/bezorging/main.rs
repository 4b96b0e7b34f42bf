//! Bringing leveringen to parties: real connections, on every database.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../api/mod.rs"]
mod api;
#[path = "../berichten/mod.rs"]
mod berichten;
#[path = "../gemeenschap/mod.rs"]
mod gemeenschap;

mod bezorger;
mod drukte;
mod gebeurtenissen;
mod herstel;
mod http;
mod knooppunt;
mod levering;
mod model;
mod ontvanger;
mod ronde;
mod uitgaand;
