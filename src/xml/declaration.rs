//! The XML declaration (XML 1.0 §2.8, §2.9, §4.3.3).

use super::chars::is_space;

/// Reads an XML declaration, `content` being what stands between `<?xml` and `?>`.
///
/// Gives the encoding that it names. Any version 1.x is read as 1.0 (XML 1.0 fifth edition §2.8).
pub(super) fn parse(content: &str) -> Result<Option<&str>, &'static str> {
    const ORDER: &str = "De XML-declaratie op de eerste regel klopt niet. \
                         Schrijf bijvoorbeeld <?xml version=\"1.0\" encoding=\"UTF-8\"?>.";
    let mut rest = content;
    let version = pseudo_attribute(&mut rest, "version").map_err(|()| ORDER)?.ok_or(ORDER)?;
    check_version(version)?;
    let encoding = pseudo_attribute(&mut rest, "encoding").map_err(|()| ORDER)?;
    if let Some(name) = encoding {
        check_encoding_name(name)?;
    }
    if let Some(standalone) = pseudo_attribute(&mut rest, "standalone").map_err(|()| ORDER)?
        && !matches!(standalone, "yes" | "no")
    {
        return Err("In de XML-declaratie mag bij standalone alleen yes of no staan.");
    }
    if rest.bytes().all(is_space) { Ok(encoding) } else { Err(ORDER) }
}

fn check_version(version: &str) -> Result<(), &'static str> {
    match version.strip_prefix("1.") {
        Some(minor) if !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        _ => {
            Err("De XML-declaratie noemt een versie van XML die niet wordt ondersteund. Gebruik versie 1.0.")
        }
    }
}

/// `EncName` of XML 1.0 §4.3.3.
fn check_encoding_name(name: &str) -> Result<(), &'static str> {
    let mut bytes = name.bytes();
    let starts = bytes.next().is_some_and(|b| b.is_ascii_alphabetic());
    if starts && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-')) {
        Ok(())
    } else {
        Err("De XML-declaratie noemt een tekencodering die niet bestaat. Gebruik UTF-8.")
    }
}

/// Takes ` name = "value"` off the front of `rest` if it is there.
fn pseudo_attribute<'a>(rest: &mut &'a str, name: &str) -> Result<Option<&'a str>, ()> {
    let trimmed = rest.trim_start_matches(|c: char| u8::try_from(c).is_ok_and(is_space));
    let spaced = trimmed.len() < rest.len();
    let Some(after) = trimmed.strip_prefix(name) else {
        return Ok(None);
    };
    let space = |c: char| u8::try_from(c).is_ok_and(is_space);
    let after = after.trim_start_matches(space).strip_prefix('=').ok_or(())?.trim_start_matches(space);
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(())?;
    let (value, after) = after.strip_prefix(quote).and_then(|v| v.split_once(quote)).ok_or(())?;
    if !spaced {
        return Err(());
    }
    *rest = after;
    Ok(Some(value))
}

/// The encoding named in the declaration at the start of `raw`, as far as that can be told before decoding:
/// the declaration itself is ASCII in every encoding that names itself (XML 1.0 appendix F).
pub(super) fn sniff_encoding(raw: &[u8]) -> Option<&str> {
    let end = raw.windows(2).position(|pair| pair == b"?>")?;
    let text = raw.get(..end)?.strip_prefix(b"<?xml")?;
    let text = str::from_utf8(text).ok()?;
    if !text.bytes().next().is_some_and(is_space) {
        return None;
    }
    let mut rest = text;
    pseudo_attribute(&mut rest, "version").ok()?;
    pseudo_attribute(&mut rest, "encoding").ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_declaration_gives_its_encoding() {
        assert_eq!(parse(" version=\"1.0\""), Ok(None));
        assert_eq!(parse(" version='1.1'"), Ok(None));
        assert_eq!(parse("\n version = \"1.0\"\tencoding = 'utf-8' "), Ok(Some("utf-8")));
        assert_eq!(parse(" version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\""), Ok(Some("UTF-8")));
        assert_eq!(parse(" version=\"1.0\" standalone='yes'"), Ok(None));
    }

    #[test]
    fn a_bad_declaration_is_refused() {
        for bad in [
            "",
            " encoding=\"UTF-8\"",
            "version=\"1.0\"",
            " version=\"1.0\"encoding=\"UTF-8\"",
            " version=\"2.0\"",
            " version=\"1.\"",
            " version=\"01.0\"",
            " version=1.0",
            " version=\"1.0'",
            " version=\"1.0\" encoding=\"\"",
            " version=\"1.0\" encoding=\"1a\"",
            " version=\"1.0\" encoding=\"a b\"",
            " version=\"1.0\" standalone=\"ja\"",
            " version=\"1.0\" standalone=\"yes\" encoding=\"UTF-8\"",
            " version=\"1.0\" version=\"1.0\"",
            " version=\"1.0\" foo=\"x\"",
            " Version=\"1.0\"",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_encoding_is_found_before_decoding() {
        assert_eq!(sniff_encoding(b"<?xml version=\"1.0\" encoding=\"x-y\"?><a>\xE9</a>"), Some("x-y"));
        assert_eq!(sniff_encoding(b"<?xml version=\"1.0\"?><a/>"), None);
        assert_eq!(sniff_encoding(b"<a/>"), None);
    }
}
