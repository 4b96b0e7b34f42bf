//! Our rendering of the schemas against the official ones: the same names, types, order, cardinality and facets.

use crate::judges;

use std::fs;
use std::path::Path;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// What a schema says, one line per element: its name and its attributes by name, without documentation and comments.
/// Text counts only inside appinfo.
fn feiten(pad: &Path) -> Vec<String> {
    let tekst = fs::read_to_string(pad).unwrap();
    let mut lezer = Reader::from_str(&tekst);
    lezer.config_mut().expand_empty_elements = true;
    let mut uit = Vec::new();
    let mut in_documentatie = 0;
    let mut in_appinfo = false;
    loop {
        match lezer.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(element) => {
                let naam = element.name().as_ref().to_owned();
                if naam == "xs:documentation" || in_documentatie > 0 {
                    in_documentatie += 1;
                    continue;
                }
                in_appinfo |= naam == "xs:appinfo";
                let mut attributen: Vec<String> = element
                    .attributes()
                    .map(|een| {
                        let een = een.unwrap();
                        format!("{}={}", een.key.as_ref(), een.value)
                    })
                    .collect();
                attributen.sort();
                uit.push(format!("<{naam} {}", attributen.join(" ")));
            }
            Event::End(element) => {
                if in_documentatie > 0 {
                    in_documentatie -= 1;
                    continue;
                }
                in_appinfo &= element.name().as_ref() != "xs:appinfo";
                uit.push(format!("</{}", element.name().as_ref()));
            }
            Event::Text(deel) if in_appinfo => {
                let deel = deel.trim().to_owned();
                uit.extend((!deel.is_empty()).then_some(deel));
            }
            _ => {}
        }
    }
    // An annotation that held only documentation says nothing.
    let leeg = ["<xs:annotation ".to_owned(), "</xs:annotation".to_owned()];
    while let Some(plek) = uit.windows(2).position(|paar| paar == leeg) {
        uit.drain(plek..plek + 2);
    }
    uit
}

#[test]
fn every_schema_says_what_the_official_one_says_and_no_documentation_was_taken_over() {
    let eigen = Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd");
    let mut aantal = 0;
    for map in ["ijw-3.2", "iwmo-3.2"] {
        for bestand in fs::read_dir(eigen.join(map)).unwrap() {
            let bestand = bestand.unwrap().path();
            aantal += 1;
            assert!(
                !fs::read_to_string(&bestand).unwrap().contains("documentation"),
                "{}",
                bestand.display()
            );
        }
    }
    assert_eq!(aantal, 30);
    let Some(spec) = judges::spec() else { return };
    for (onze, hunne) in [("ijw-3.2", "ijw-3.2"), ("iwmo-3.2", "iwmo-3.2"), ("iwmo-3.2", "iwmo-3.2-afgeleid")]
    {
        for bestand in fs::read_dir(spec.join("xsd").join(hunne)).unwrap() {
            let bestand = bestand.unwrap().path();
            if bestand.extension().is_none_or(|einde| einde != "xsd") {
                continue;
            }
            let naam = bestand.file_name().unwrap();
            assert_eq!(feiten(&eigen.join(onze).join(naam)), feiten(&bestand), "{}", bestand.display());
        }
    }
}
