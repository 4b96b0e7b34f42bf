//! A gemeente whose people decide about Declaraties, over HTTP, on every database.
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

mod berekening;
mod beslissen;
mod gedood;
mod inzage;
mod kantoor;
mod vast;
mod volgorde;
