//! Local rules: setting them, holding messages against them, and trying them first.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(unreachable_pub, reason = "the parts of one test")]

#[path = "../api/mod.rs"]
mod api;
#[path = "../berichten/mod.rs"]
mod berichten;
#[path = "../declareren/mod.rs"]
mod declareren;
#[path = "../gemeenschap/mod.rs"]
mod gemeenschap;
#[path = "../judges/mod.rs"]
mod judges;
#[path = "../proef/mod.rs"]
mod proef;

mod aanvragen;
mod oordeel;
mod opstellen;
mod proefdraaien;
mod register;
mod verwerken;
mod vijandig;
mod voorbeeld;
