//! The XML reader on any bytes.
#![no_main]

#[path = "../src/eigenschappen.rs"]
#[allow(dead_code, reason = "each target uses its own half")]
mod eigenschappen;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| eigenschappen::reader(bytes));
