//! How long a million lookups of codes take, in the national lists that come with the program:
//! `cargo run --release --example opzoeken`.
#![allow(clippy::print_stdout, reason = "it is what it is for")]

use std::hint::black_box;
use std::time::Instant;

use berichtenpoort::begrippen::{Gebrek, Register, landelijk};
use berichtenpoort::bericht::Standaard;
use chrono::NaiveDate;

const AANTAL: usize = 1_000_000;

fn main() -> Result<(), Vec<Gebrek>> {
    let register = Register::van_stukken(1, landelijk::stukken()?);
    let dag = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap_or_default();
    let mut vragen: Vec<(String, Option<Standaard>, String)> = Vec::new();
    for lijst in register.codelijsten() {
        for code in &lijst.codes {
            vragen.push((lijst.lijst.clone(), Some(code.standaard), code.code.clone()));
        }
        vragen.push((lijst.lijst.clone(), None, "bestaat-niet".to_owned()));
    }
    // In an order that takes no profit from what lies side by side.
    vragen
        .sort_by_key(|(lijst, _, code)| (code.len(), code.bytes().rev().collect::<Vec<_>>(), lijst.clone()));
    let begin = Instant::now();
    let mut geldig = 0_usize;
    for (lijst, standaard, code) in vragen.iter().cycle().take(AANTAL) {
        geldig += usize::from(black_box(register.code(lijst, *standaard, code, dag)).is_geldig());
    }
    let duur = begin.elapsed();
    println!(
        "{AANTAL} keer een code opgezocht ({} verschillende, {geldig} keer geldig): {:.0} ms",
        vragen.len(),
        duur.as_secs_f64() * 1000.0
    );
    Ok(())
}
