//! Who may what.
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
#[path = "../zorg/mod.rs"]
mod zorg;

mod certificaten;
mod grenzen;
mod inloggen;
mod oidc;
mod opdrachten;
mod partijen;
mod rondgang;
mod sleutels;
mod tls;
mod tokens;
mod volmacht;
