//! What stands in a database cannot be read without its key, and can with it: also while keys are replaced, and what was
//! stored before there were any.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../api/mod.rs"]
mod api;
#[path = "../berichten/mod.rs"]
mod berichten;
#[path = "../declareren/mod.rs"]
mod declareren;
#[path = "../gemeenschap/mod.rs"]
mod gemeenschap;

mod geheim;
mod opdrachten;
mod opslag;
mod overgang;
mod roteren;
