//! The `berichtenpoort` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    berichtenpoort::cli::voer_uit()
}
