//! What is kept long enough goes, and nothing else: on every database.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../api/mod.rs"]
mod api;
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

mod afgebroken;
mod dagen;
mod hulp;
mod onderweg;
mod opdracht;
mod samenhang;
