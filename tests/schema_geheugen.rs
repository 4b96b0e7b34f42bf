//! Memory stays within what the limits of the reader set, however long the input. One test, so that the process's peak
//! is its own.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "fuzz/src/eigenschappen.rs"]
#[allow(dead_code, clippy::expect_used)]
mod eigenschappen;
#[allow(dead_code)]
mod vijandig;

use std::fs;
use std::path::Path;

use berichtenpoort::xml::Limits;
use vijandig::Stream;

const BERICHT: &str = "<Bericht xmlns=\"http://www.istandaarden.nl/ijw/3_2/jw302/schema\">";

/// The most memory that this process has had, in KiB; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn a_gigabyte_takes_no_more_memory_than_the_limits_allow() {
    let set = eigenschappen::schemas(&Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd"));
    let limits = Limits { token_bytes: 256 * 1024, ..Limits::default() };
    let Some(before) = peak() else {
        println!("SKIPPED: the system does not tell how much memory a process has had");
        return;
    };
    for (start, piece) in [
        (BERICHT.to_owned(), "lorem ipsum "),
        (format!("{BERICHT}<Header><BerichtCode>"), "1"),
        (format!("{BERICHT}<Header><BerichtCode>"), "1<!-- x -->"),
        (format!("{BERICHT}<!--"), "x "),
        ("<Bericht a=\"".to_owned(), "x"),
        ("<!DOCTYPE Bericht [".to_owned(), "<!ENTITY b \"&a;&a;\">"),
        (BERICHT.to_owned(), "<a>"),
    ] {
        let mut stream = Stream::new(&start, piece, 1 << 30);
        assert!(!set.validate(&mut stream, limits, &mut ()).unwrap().valid());
        assert!(stream.taken() < 8 << 20, "{} bytes read after {start}", stream.taken());
    }
    for piece in ["<x/>", "x<y/>", "<Header><BerichtCode>437</BerichtCode></Header>", "<!-- -->"] {
        let mut stream = Stream::new(BERICHT, piece, (2 << 20) / piece.len() as u64).closed_by("</Bericht>");
        assert!(!set.validate(&mut stream, limits, &mut ()).unwrap().valid());
        assert_eq!(stream.taken(), stream.length());
    }
    let grown = peak().unwrap() - before;
    println!("{grown} KiB more");
    assert!(grown < 16 * 1024, "{grown} KiB more");
}
