//! Writes the measured messages to a folder: one large JW323 for each size in MB, and 5,000 small ones.
#![allow(clippy::expect_used, reason = "a measurement may simply stop")]

use std::path::PathBuf;
use std::{env, fs};

use vergelijk::generator::{large, small};
use vergelijk::schemas;

fn main() {
    let folder = PathBuf::from(env::args().nth(1).expect("genereer FOLDER"));
    fs::create_dir_all(folder.join("klein")).expect("the folder can be made");
    for size in [1, 5, 10, 25, 100] {
        let name = format!("jw323-{size}.xml");
        fs::write(folder.join(name), large(size * 1_000_000)).expect("the folder can be written to");
    }
    for (number, (kind, message)) in small(&schemas::load(), 5_000).into_iter().enumerate() {
        let name = format!("klein/{number:04}-{kind}.xml");
        fs::write(folder.join(name), message).expect("the folder can be written to");
    }
}
