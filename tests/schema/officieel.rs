//! The official schemas dropped in give the same verdicts and findings as our own rendering, type by type, on the
//! messages of the generator.
//!
//! Needs the specification beside this checkout (`../shared/spec`); says so when it is not there. The number of
//! messages is that of `schema_differentieel.rs`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use crate::judges;

use crate::generator::{Schema, make};
use berichtenpoort::bericht::{ALLE_BERICHTTYPEN, Schemas};

#[test]
fn the_official_schemas_give_the_verdicts_of_our_own() {
    let Some(spec) = judges::spec() else { return };
    let own = Schemas::ingebouwd().unwrap();
    let total: u64 =
        std::env::var("BERICHTENPOORT_DIFFERENTIEEL").map_or(4_200, |value| value.parse().unwrap());
    let mut judged = 0;
    let mut covered: Vec<_> = Vec::new();
    for folder in ["ijw-3.2", "iwmo-3.2", "iwmo-3.2-afgeleid"] {
        let folder = spec.join("xsd").join(folder);
        let official = Schemas::met_map(&folder).unwrap();
        for (index, berichttype) in (0u64..).zip(ALLE_BERICHTTYPEN) {
            let file = folder.join(format!("{berichttype}.xsd"));
            if !file.is_file() {
                continue;
            }
            covered.push(berichttype);
            let schema = Schema::read(&file);
            for number in 0..total.div_ceil(28) {
                let made = make(&schema, 1000 + index, number);
                let ours = own.valideer(made.bytes.as_slice(), &mut ()).unwrap();
                let theirs = official.valideer(made.bytes.as_slice(), &mut ()).unwrap();
                assert_eq!(ours, theirs, "{berichttype} {number} ({})", made.what);
                judged += 1;
            }
        }
    }
    println!("{judged} messages of {} types", covered.len());
    assert_eq!(covered.len(), ALLE_BERICHTTYPEN.len());
}
