//! Says on which databases the tests of this run played. Has no harness, so that `cargo test` shows it.
#![allow(missing_docs, clippy::print_stdout)]

fn main() {
    println!();
    println!("SQLite: geprobeerd.");
    if std::env::var_os("BERICHTENPOORT_TEST_POSTGRES").is_some() {
        println!("PostgreSQL: geprobeerd, op de server in BERICHTENPOORT_TEST_POSTGRES.");
    } else {
        println!(
            "PostgreSQL: NIET geprobeerd. Zet BERICHTENPOORT_TEST_POSTGRES, of gebruik tests/met-postgres.sh cargo test."
        );
    }
    println!();
}
