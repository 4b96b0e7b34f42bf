//! The validator, with all 28 schemas, on any bytes.
#![no_main]

#[path = "../src/eigenschappen.rs"]
#[allow(dead_code, reason = "each target uses its own half")]
mod eigenschappen;

use std::path::Path;
use std::sync::LazyLock;

use berichtenpoort::schema::SchemaSet;

static SCHEMAS: LazyLock<SchemaSet> =
    LazyLock::new(|| eigenschappen::schemas(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xsd")));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| eigenschappen::validator(&SCHEMAS, bytes));
