//! Hostile and broken input: always a verdict with a reason, no panic, no more read than needed, and no more kept than
//! the limits allow.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

use crate::eigenschappen;
use crate::judges;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::generator::{Random, Schema, make};
use crate::vijandig::Stream;
use berichtenpoort::bericht::ALLE_BERICHTTYPEN;
use berichtenpoort::schema::{FindingKind, Report, SchemaSet};
use berichtenpoort::xml::Limits;

const BERICHT: &str = "<Bericht xmlns=\"http://www.istandaarden.nl/ijw/3_2/jw302/schema\">";

static SCHEMAS: LazyLock<SchemaSet> =
    LazyLock::new(|| eigenschappen::schemas(&Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd")));

/// A limit that a test reaches soon; that it is the limit that stops the reading is what matters.
const LIMITS: Limits = Limits { depth: 256, attributes: 256, name_bytes: 1_000, token_bytes: 256 * 1024 };

fn judge(bytes: impl AsRef<[u8]>) -> Report {
    SCHEMAS.validate(bytes.as_ref(), Limits::default(), &mut ()).unwrap()
}

/// Refused for `kind` with a reason in a sentence.
#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, kind: FindingKind) {
    let report = judge(&bytes);
    let shown = String::from_utf8_lossy(&bytes.as_ref()[..bytes.as_ref().len().min(200)]).into_owned();
    assert_eq!(report.kind(), Some(kind), "{shown}: {:?}", report.findings);
    let last = report.findings.last().unwrap();
    assert!(last.text.ends_with('.') && last.text.len() > 20, "{}", last.text);
}

/// A stream is refused as unsafe after reading at most `most` bytes of it.
#[track_caller]
fn stops_within(mut stream: Stream, most: u64) {
    let report = SCHEMAS.validate(&mut stream, LIMITS, &mut ()).unwrap();
    assert_eq!(report.kind(), Some(FindingKind::Unsafe), "{:?}", report.findings);
    assert!(stream.taken() <= most, "{} bytes read", stream.taken());
}

#[test]
fn a_document_type_of_any_kind_is_unsafe() {
    for declaration in [
        "<!DOCTYPE Bericht>",
        "<!DOCTYPE Bericht SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE Bericht PUBLIC \"-//X//Y\" \"http://localhost:1/x.dtd\">",
        "<!DOCTYPE Bericht [<!ENTITY x \"y\">]>",
        "<!DOCTYPE Bericht [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE Bericht [<!ENTITY % p SYSTEM \"http://localhost:1/p\"> %p;]>",
        "<!DOCTYPE Bericht [<!ATTLIST Bericht a CDATA \"b\">]>",
        "<!DOCTYPE\nBericht",
        "<!DOCTYPE",
        "<!doctype Bericht>",
        "<!-- voor --><?p?>\n<!DOCTYPE Bericht>",
    ] {
        for before in ["", "<?xml version=\"1.0\"?>", "\u{FEFF}"] {
            refused(format!("{before}{declaration}{BERICHT}&x;</Bericht>"), FindingKind::Unsafe);
        }
        let wide: Vec<u8> =
            format!("\u{FEFF}{declaration}{BERICHT}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        refused(wide, FindingKind::Unsafe);
    }
}

#[test]
fn an_entity_bomb_stops_at_the_limit_of_one_token() {
    let bomb = "<!DOCTYPE Bericht [<!ENTITY a \"lol\">";
    stops_within(Stream::new(bomb, "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">", 1 << 30), 512 * 1024);
}

#[test]
fn an_entity_without_a_document_type_is_no_xml() {
    refused(format!("{BERICHT}&lol;</Bericht>"), FindingKind::NotWellFormed);
    refused(format!("{BERICHT}{}</Bericht>", "&a;".repeat(100_000)), FindingKind::NotWellFormed);
}

#[test]
fn a_hundred_thousand_elements_in_each_other_are_unsafe() {
    for open in ["<a>", "<Client>", "<a xmlns:p=\"urn:p\">"] {
        stops_within(Stream::new(BERICHT, open, 100_000), 256 * 1024);
    }
}

#[test]
fn a_million_attributes_are_unsafe() {
    let tag: String = (0..1_000_000).map(|number| format!(" a{number}=\"1\"")).collect();
    refused(format!("<Bericht{tag}/>"), FindingKind::Unsafe);
    let tag: String = (0..1_000_000).map(|number| format!(" xmlns:a{number}=\"urn:{number}\"")).collect();
    refused(format!("<Bericht{tag}/>"), FindingKind::Unsafe);
    refused(format!("<Bericht{}/>", " a=\"1\"".repeat(1_000_000)), FindingKind::Unsafe);
}

#[test]
fn a_name_of_a_megabyte_is_unsafe() {
    let name = "a".repeat(1 << 20);
    for text in [
        format!("<{name}/>"),
        format!("<Bericht {name}=\"1\"/>"),
        format!("<Bericht xmlns:{name}=\"urn:a\"/>"),
        format!("<{name}:a xmlns:{name}=\"urn:a\"/>"),
        format!("<?{name}?><a/>"),
        format!("{BERICHT}<{name}></{name}></Bericht>"),
    ] {
        refused(text, FindingKind::Unsafe);
    }
    // These names are never kept: the first thing wrong is another.
    refused(format!("<a></{name}>"), FindingKind::NotWellFormed);
    refused(format!("<a>&{name};</a>"), FindingKind::NotWellFormed);
}

#[test]
fn a_gigabyte_in_one_token_stops_at_the_limit() {
    let most = 512 * 1024;
    for (before, piece) in [
        (BERICHT.to_owned(), "lorem ipsum "),
        (format!("{BERICHT}<Header><BerichtCode>"), "1"),
        (format!("{BERICHT}<![CDATA["), "x]"),
        (format!("{BERICHT}<!--"), "x "),
        ("<?p ".to_owned(), "x?"),
        ("<Bericht a=\"".to_owned(), "x>"),
        ("<Bericht ".to_owned(), " "),
        ("<".to_owned(), "a"),
        (format!("{BERICHT}&"), "a"),
        (format!("{BERICHT}</"), "a"),
        (String::new(), " "),
    ] {
        stops_within(Stream::new(&before, piece, 1 << 30), most);
    }
}

#[test]
fn a_value_of_a_gigabyte_in_pieces_stops_at_the_limit() {
    let before = format!("{BERICHT}<Header><BerichtCode>");
    for piece in ["1&amp;", "1<!-- x -->", "<![CDATA[x]]>", "&#49;"] {
        stops_within(Stream::new(&before, piece, 1 << 30), 512 * 1024 * piece.len() as u64);
    }
}

#[test]
fn a_gigabyte_of_elements_or_loose_text_is_read_once_with_bounded_findings() {
    for piece in ["<x/>", "x<y/>", "x<!---->", "<Header/>", "<x a='1' b='2'>tekst</x>"] {
        let size = 1 << 20;
        let mut stream = Stream::new(BERICHT, piece, size / piece.len() as u64).closed_by("</Bericht>");
        let report = SCHEMAS.validate(&mut stream, LIMITS, &mut ()).unwrap();
        assert_eq!(report.kind(), Some(FindingKind::Invalid), "{piece}");
        assert!(report.findings.len() <= 1_000);
        assert_eq!(stream.taken(), stream.length(), "each byte once");
        assert!(stream.largest_request() <= 1 << 20);
    }
}

#[test]
fn bytes_that_are_no_text_are_no_xml() {
    for bad in [
        &b"\xFF"[..],
        b"\xFE",
        b"\x80",
        b"\xC0\xAF",
        b"\xC0\x80",
        b"\xC1\xBF",
        b"\xE0\x80\xAF",
        b"\xE0\x9F\xBF",
        b"\xF0\x80\x80\xAF",
        b"\xF0\x8F\xBF\xBF",
        b"\xED\xA0\x80",
        b"\xED\xBF\xBF",
        b"\xF4\x90\x80\x80",
        b"\xF8\x88\x80\x80\x80",
        b"\xE2\x82",
        b"\xC3",
        b"\xEF\xBF\xBE",
        b"\xEF\xBF\xBF",
    ] {
        for (before, after) in [
            (BERICHT, "</Bericht>"),
            ("<Bericht a=\"", "\"/>"),
            ("<!--", "--><Bericht/>"),
            ("<Ber", "icht/>"),
            ("", "<Bericht/>"),
            ("<Bericht/>", ""),
            ("<![CDATA[", "]]>"),
        ] {
            refused([before.as_bytes(), bad, after.as_bytes()].concat(), FindingKind::NotWellFormed);
        }
    }
}

#[test]
fn control_characters_are_no_xml() {
    for code in (0u8..0x20).filter(|code| !matches!(code, 9 | 10 | 13)) {
        let raw = char::from(code);
        for text in [
            format!("{BERICHT}{raw}</Bericht>"),
            format!("{BERICHT}&#{code};</Bericht>"),
            format!("{BERICHT}&#x{code:x};</Bericht>"),
            format!("<!--{raw}-->{BERICHT}</Bericht>"),
            format!("<Bericht a=\"{raw}\"/>"),
        ] {
            refused(text, FindingKind::NotWellFormed);
        }
    }
}

#[test]
fn a_declared_encoding_that_is_not_the_real_one_is_no_xml() {
    let declared =
        |encoding: &str| format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{BERICHT}é</Bericht>");
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for bytes in [
        declared("UTF-16").into_bytes(),
        declared("UTF-16LE").into_bytes(),
        declared("US-ASCII").into_bytes(),
        declared("UTF-32").into_bytes(),
        declared("EBCDIC-CP-NL").into_bytes(),
        declared("bestaat-niet").into_bytes(),
        declared("UTF-7").into_bytes(),
        format!("\u{FEFF}{}", declared("ISO-8859-1")).into_bytes(),
        little(&format!("\u{FEFF}{}", declared("UTF-8"))),
        little(&format!("\u{FEFF}{}", declared("ISO-8859-1"))),
        declared("UTF-8")
            .replace('é', "\u{1}")
            .into_bytes()
            .into_iter()
            .map(|b| if b == 1 { 0xE9 } else { b })
            .collect(),
        [&[0xFF, 0xFE, 0, 0][..], b"<\0\0\0a\0\0\0"].concat(),
        [&[0, 0, 0xFE, 0xFF][..], b"\0\0\0<"].concat(),
        b"\x4C\x6F\xA7\x94\x93".to_vec(),
    ] {
        refused(bytes, FindingKind::NotWellFormed);
    }
}

#[test]
fn a_valid_message_cut_off_at_any_byte_is_no_xml() {
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz/schema")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(judge(&text).valid());
        for length in 0..text.trim_end().len() {
            let report = judge(&text.as_bytes()[..length]);
            assert_eq!(report.kind(), Some(FindingKind::NotWellFormed), "after {length} bytes of\n{text}");
        }
    }
}

/// The fuzz targets' properties on the corpus and on a fixed series of damaged messages.
#[test]
fn what_the_fuzz_targets_check_holds_for_the_corpus_and_a_fixed_series() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for part in ["lezer", "schema"] {
        for file in fs::read_dir(top.join("fixtures/fuzz").join(part)).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            eigenschappen::reader(&bytes);
            eigenschappen::validator(&SCHEMAS, &bytes);
            count += 1;
        }
    }
    assert!(count >= 28);
    let mut random = Random::new(3);
    for berichttype in ALLE_BERICHTTYPEN {
        let schema = Schema::read(&judges::schema_van(berichttype));
        for _ in 0..6 {
            let made = make(&schema, 31, random.next() % 100_000);
            if made.bytes.len() < 6_000 {
                eigenschappen::reader(&made.bytes);
                eigenschappen::validator(&SCHEMAS, &made.bytes);
            }
        }
    }
}

#[test]
#[ignore = "writes the seeds in fixtures/fuzz/schema anew"]
fn the_seeds_of_the_validator_are_short_valid_messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz/schema");
    for berichttype in ALLE_BERICHTTYPEN {
        let schema = Schema::read(&judges::schema_van(berichttype));
        let messages = (0u64..300).map(|number| make(&schema, 5, number * 5).bytes);
        let plain = messages.filter(|bytes| bytes.starts_with(b"<") && str::from_utf8(bytes).is_ok());
        fs::write(folder.join(format!("{berichttype}.xml")), plain.min_by_key(Vec::len).unwrap()).unwrap();
    }
}
