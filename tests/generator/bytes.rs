//! Damage to the bytes of a message that was valid.

use super::Expected;
use super::random::Random;

const MARKUP: &[(&str, &str)] = &[
    ("a tag that is not closed", "<x>"),
    ("an end tag too many", "</x>"),
    ("a loose <", "<"),
    ("a loose &", "&"),
    ("a loose >", ">"),
    ("the end of a CDATA section", "]]>"),
    ("the start of a CDATA section", "<![CDATA["),
    ("the start of a comment", "<!--"),
    ("an unknown entity", "&nbsp;"),
    ("a reference without digits", "&#;"),
    ("a reference to a control character", "&#1;"),
    ("a reference to a surrogate", "&#xD800;"),
    ("a reference beyond Unicode", "&#x110000;"),
    ("a reference to U+FFFE", "&#xFFFE;"),
    ("a capital X in a reference", "&#X41;"),
    ("a late XML declaration", "<?xml version=\"1.0\"?>"),
    ("an instruction named XML", "<?XML a?>"),
    ("a comment with --", "<!-- -- -->"),
    ("a comment with --->", "<!-- --->"),
    ("a control character", "\u{1}"),
    ("a null", "\u{0}"),
    ("U+FFFF", "\u{FFFF}"),
    ("an attribute twice", "<x a='1' a='1'/>"),
    ("an attribute without value", "<x a/>"),
    ("an attribute without quotes", "<x a=1/>"),
    ("attributes without space", "<x a='1'b='1'/>"),
    ("a < in an attribute", "<x a='<'/>"),
    ("a name that starts with a digit", "<1/>"),
    ("a space before a name", "< x/>"),
    ("an empty end tag", "<x></>"),
    ("an end tag with an attribute", "<x></x a='1'>"),
    ("a quote", "\""),
    ("an equals sign", "="),
    ("a slash", "/"),
    ("a comment", "<!-- goed -->"),
    ("a no-break space", "\u{A0}"),
    ("a byte order mark", "\u{FEFF}"),
];

const SEQUENCES: &[(&str, &[u8])] = &[
    ("a byte that is no UTF-8", b"\xFF"),
    ("a continuation byte alone", b"\x80"),
    ("an overlong slash", b"\xC0\xAF"),
    ("an overlong null", b"\xC0\x80"),
    ("an overlong <", b"\xE0\x80\xBC"),
    ("a surrogate in UTF-8", b"\xED\xA0\x80"),
    ("beyond Unicode", b"\xF4\x90\x80\x80"),
    ("half a character", b"\xE2\x82"),
    ("five bytes", b"\xF8\x88\x80\x80\x80"),
];

/// Damages the bytes; says how.
pub fn damage(mut bytes: Vec<u8>, random: &mut Random) -> (Vec<u8>, &'static str, Expected) {
    let at = random.below(bytes.len());
    let what = match random.below(10) {
        0 => {
            bytes.truncate(at);
            "cut off"
        }
        1 => {
            bytes[at] ^= 1 << random.below(8);
            "a bit flipped"
        }
        2 => {
            bytes.remove(at);
            "a byte dropped"
        }
        3 => {
            let end = bytes.len().min(at + random.between(1, 40));
            bytes.drain(at..end);
            "some bytes dropped"
        }
        4 => {
            let end = bytes.len().min(at + random.between(1, 40));
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
            "some bytes doubled"
        }
        5 => {
            let printable = b"<>&\"'/=!?-[]:; x0";
            bytes[at] = *random.pick(printable);
            "a byte replaced"
        }
        6 => {
            let (what, sequence) = *random.pick(SEQUENCES);
            bytes.splice(at..at, sequence.iter().copied());
            what
        }
        _ => {
            let (what, markup) = *random.pick(MARKUP);
            let wide = bytes.contains(&0);
            let little = bytes.starts_with(&[0xFF]);
            let units = markup
                .encode_utf16()
                .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
            let inserted: Vec<u8> = if wide { units.collect() } else { markup.bytes().collect() };
            let at = if wide { at & !1 } else { at };
            bytes.splice(at..at, inserted);
            what
        }
    };
    (bytes, what, Expected::Judged)
}
