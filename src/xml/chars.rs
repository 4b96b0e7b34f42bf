//! Which characters XML allows where (XML 1.0 fifth edition §2.2, §2.3; Namespaces in XML 1.0 §3, §4).

/// White space: `S` of XML 1.0 §2.3.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether `text` holds nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// `Char` of XML 1.0 §2.2; Rust characters are never surrogates.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// `NameStartChar` of XML 1.0 §2.3, without the colon.
fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 §2.3, without the colon.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// A name without a colon: `NCName` of Namespaces in XML 1.0 §3.
pub(crate) fn is_ncname(name: &str) -> bool {
    // Nearly all names are ASCII.
    if let [first, rest @ ..] = name.as_bytes()
        && (first.is_ascii_alphabetic() || *first == b'_')
        && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    {
        return true;
    }
    let mut chars = name.chars();
    chars.next().is_some_and(is_name_start) && chars.all(is_name_char)
}

/// Splits a qualified name into prefix (empty if none) and local name; `None` if it is not a `QName`
/// (Namespaces in XML 1.0 §4).
pub(crate) fn split_qname(name: &str) -> Option<(&str, &str)> {
    match name.split_once(':') {
        None => is_ncname(name).then_some(("", name)),
        Some((prefix, local)) => (is_ncname(prefix) && is_ncname(local)).then_some((prefix, local)),
    }
}

/// The byte offset of the first character that XML forbids in any document, in text that is valid UTF-8.
///
/// Looks at blocks of bytes first, because nearly all text has nothing suspicious.
pub(super) fn first_forbidden(text: &[u8]) -> Option<usize> {
    const BLOCK: usize = 64;
    for (index, block) in text.chunks(BLOCK).enumerate() {
        let suspicious = block.iter().fold(false, |seen, &b| seen | is_control(b) | (b == 0xEF));
        if !suspicious {
            continue;
        }
        for offset in index * BLOCK..index * BLOCK + block.len() {
            match text.get(offset..) {
                Some([control, ..]) if is_control(*control) => return Some(offset),
                // U+FFFE and U+FFFF.
                Some([0xEF, 0xBF, 0xBE | 0xBF, ..]) => return Some(offset),
                _ => {}
            }
        }
    }
    None
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' && byte != b'\n' && byte != b'\r'
}

/// What a reference between `&` and `;` stands for; only characters and the five predefined entities exist
/// (XML 1.0 §4.1, §4.6), as a document type declaration is refused.
pub(super) fn decode_reference(name: &str) -> Result<char, &'static str> {
    let code = if let Some(hex) = name.strip_prefix("#x") {
        code_point(hex, 16)
    } else if let Some(decimal) = name.strip_prefix('#') {
        code_point(decimal, 10)
    } else {
        return match name {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ => Err("Achter een &-teken staat een naam die in XML niet bestaat. \
                      Schrijf een &-teken in een tekst als &amp;."),
        };
    };
    code.and_then(char::from_u32).filter(|&c| is_xml_char(c)).ok_or(
        "Er staat een verwijzing naar een teken (&#...;) dat in XML niet mag of niet bestaat. Verwijder het.",
    )
}

/// The number that the digits give; `None` if there are none, or others, or it is beyond Unicode.
fn code_point(digits: &str, radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0u32, |code, digit| {
        let code = code.checked_mul(radix)?.checked_add(digit.to_digit(radix)?)?;
        (code <= 0x0010_FFFF).then_some(code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_fifth_edition() {
        for good in ["a", "_a", "é", "a-b.c9", "a·", "Категория"] {
            assert!(is_ncname(good), "{good}");
        }
        for bad in ["", "9a", "-a", ".a", "a b", "a:b", "a\u{D7}", "a\u{A0}", "a+", "\u{B7}"] {
            assert!(!is_ncname(bad), "{bad}");
        }
        assert_eq!(split_qname("p:a"), Some(("p", "a")));
        for bad in ["p:", ":a", "p:a:b", ":", "p:9"] {
            assert_eq!(split_qname(bad), None, "{bad}");
        }
    }

    #[test]
    fn references_are_decoded_or_refused() {
        assert_eq!(decode_reference("amp"), Ok('&'));
        assert_eq!(decode_reference("#65"), Ok('A'));
        assert_eq!(decode_reference("#x1F600"), Ok('\u{1F600}'));
        assert_eq!(decode_reference("#000000000000000000000065"), Ok('A'));
        for bad in [
            "nbsp",
            "",
            "#",
            "#x",
            "#X41",
            "#0",
            "#x1",
            "#xD800",
            "#xFFFE",
            "#x110000",
            "#-1",
            "#+65",
            "#99999999999",
        ] {
            assert!(decode_reference(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn forbidden_characters_are_found_anywhere() {
        let clean = "a\té\r\n".repeat(100);
        assert_eq!(first_forbidden(clean.as_bytes()), None);
        assert_eq!(first_forbidden("\u{FEFF}\u{FFFD}\u{1FFFE}\u{EFFF}".as_bytes()), None);
        for bad in ["\u{0}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            for padding in [0, 1, 62, 63, 64, 65, 200] {
                let text = format!("{}{bad}{}", "x".repeat(padding), "y".repeat(padding));
                assert_eq!(first_forbidden(text.as_bytes()), Some(padding), "{bad:?} at {padding}");
            }
        }
    }
}
