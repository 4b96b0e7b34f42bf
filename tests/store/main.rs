//! The store, on every database.
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

mod declaratieregels;
mod herbouw;
mod lezen;
mod ontvangst;
mod openen;
mod verwerking;
mod werk;
