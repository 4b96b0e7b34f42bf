//! `docs/overzichten.md` says what the overviews say of themselves. To write it anew:
//! `BERICHTENPOORT_SCHRIJF_PAGINA=1 cargo test --test overzicht_pagina`.

use std::fmt::Write as _;

use berichtenpoort::overzicht::{ALLE, Overzicht, PRESTATIES, Periode, Soort};

const PLEK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/overzichten.md");
const MERK: &str = "<!-- Vanaf hier gemaakt uit de code: zie tests/poort/overzicht_pagina.rs -->\n";

fn deel(overzicht: &Overzicht) -> String {
    let (soort, waarvan) = match overzicht.periode {
        Periode::Maanden(waarvan) => ("maanden", waarvan),
        Periode::Dagen(waarvan) => ("dagen", waarvan),
    };
    let pad = match overzicht.soort {
        Soort::Prestaties => "/prestaties".to_owned(),
        _ => format!("/overzichten/{}", overzicht.naam),
    };
    let rij_van = |naam: &&str| format!("`{naam}`");
    let totalen: Vec<String> = ["rijen"].iter().chain(overzicht.totalen).map(rij_van).collect();
    let filters: Vec<String> =
        overzicht.filters.iter().map(|filter| format!("`{}`", filter.sleutel())).collect();
    let mut uit = format!("\n## {}\n\n`GET {pad}`\n\n{}\n\n", overzicht.titel, overzicht.toelichting);
    let _ = writeln!(uit, "Filters: {}. `van` en `totEnMet` zijn {soort}: {waarvan}.\n", filters.join(", "));
    let _ = writeln!(uit, "Controletotaal: {}.\n", totalen.join(", "));
    uit.push_str("| Kolom | Kop | Soort | Betekenis |\n| --- | --- | --- | --- |\n");
    for kolom in overzicht.kolommen {
        let _ = writeln!(
            uit,
            "| `{}` | {} | {} | {} |",
            kolom.naam,
            kolom.titel,
            kolom.soort.sleutel(),
            kolom.uitleg
        );
    }
    uit
}

#[test]
fn de_pagina_zegt_van_elk_overzicht_wat_het_zelf_zegt() {
    let delen: String = ALLE.iter().copied().chain([&PRESTATIES]).map(deel).collect();
    let pagina = std::fs::read_to_string(PLEK).unwrap();
    let (inleiding, staat_er) = pagina.split_once(MERK).expect("the mark");
    if std::env::var_os("BERICHTENPOORT_SCHRIJF_PAGINA").is_some() {
        std::fs::write(PLEK, format!("{inleiding}{MERK}{delen}")).unwrap();
        return;
    }
    assert!(
        staat_er == delen,
        "docs/overzichten.md is of before; the head of this file says how to write it anew"
    );
}
