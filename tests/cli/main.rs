//! The commands.
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
#[path = "../judges/mod.rs"]
mod judges;

mod begrippen;
mod bezorging;
mod regels;
mod scenario;
mod serve;
mod validate;
