//! The gate as a whole, through its API, on every database.
#![allow(
    missing_docs,
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
#[path = "../declareren/mod.rs"]
mod declareren;
#[path = "../gemeenschap/mod.rs"]
mod gemeenschap;
#[path = "../judges/mod.rs"]
mod judges;
#[path = "../overzien/mod.rs"]
mod overzien;
#[path = "../proef/mod.rs"]
mod proef;
#[path = "../zorg/mod.rs"]
mod zorg;

mod api_http;
mod api_regels;
mod beschrijving;
mod cijfers;
mod concepten;
mod keten;
mod overzicht_bestanden;
mod overzicht_pagina;
mod overzichten;
mod overzichten_bijzonder;
mod overzichten_toegang;
mod samengegaan;
mod termijnen;
mod toets;
mod wijkteams;
mod zelf_antwoorden;
