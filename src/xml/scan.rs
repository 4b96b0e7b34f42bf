//! Where a token of XML ends: text, a reference, a tag, a comment, a CDATA section, a processing instruction.
//!
//! Only the boundaries are found here, with searches that look at many bytes at once; what stands between them is checked
//! by the reader.

use memchr::{memchr, memchr2, memchr3, memchr3_iter};

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Character data up to `<` or `&`, or to the end.
    Text,
    /// `&...;`
    Reference,
    /// `<...>`, or `<.../>`.
    Start,
    /// `</...>`
    End,
    /// `<!--...-->`
    Comment,
    /// `<![CDATA[...]]>`
    CData,
    /// `<?...?>`, the XML declaration included.
    Instruction,
}

/// What was found at the front of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A token of that many bytes.
    Token(Kind, usize),
    /// No token of XML, whatever follows; this many bytes tell so.
    Broken(usize),
    /// The text ends before the token does.
    Unfinished,
}

/// How far an unfinished token was searched, so that more text does not mean searching it all again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    seen: usize,
    /// The quotation mark that is open there.
    quote: Option<u8>,
}

/// Finds the token at the front of `text`.
pub(super) fn find(text: &[u8], progress: &mut Progress) -> Found {
    let found = match text {
        [] | [b'<'] | [b'<', b'!'] => Found::Unfinished,
        [b'<', b'!', b'-', ..] => section(text, progress, b"--", Kind::Comment, b"<!--"),
        [b'<', b'!', b'[', ..] => section(text, progress, b"]]", Kind::CData, b"<![CDATA["),
        [b'<', b'!', b'D' | b'd', ..] => document_type(text),
        [b'<', b'!', ..] => Found::Broken(2),
        [b'<', b'?', ..] => section(text, progress, b"?", Kind::Instruction, b"<?"),
        [b'<', b'/', ..] => tag(text, progress, Kind::End),
        [b'<', ..] => tag(text, progress, Kind::Start),
        [b'&', ..] => reference(text, progress),
        _ => match memchr2(b'<', b'&', rest(text, progress.seen)) {
            Some(at) => Found::Token(Kind::Text, progress.seen + at),
            None => Found::Unfinished,
        },
    };
    if found == Found::Unfinished {
        progress.seen = text.len();
    } else {
        *progress = Progress::default();
    }
    found
}

fn rest(text: &[u8], from: usize) -> &[u8] {
    text.get(from..).unwrap_or_default()
}

/// A tag ends at the first `>` outside quotation marks.
fn tag(text: &[u8], progress: &mut Progress, kind: Kind) -> Found {
    let from = progress.seen.max(1);
    let searched = rest(text, from);
    for at in memchr3_iter(b'>', b'\'', b'"', searched) {
        let Some(&byte) = searched.get(at) else { break };
        match progress.quote {
            None if byte == b'>' => return Found::Token(kind, from + at + 1),
            None => progress.quote = Some(byte),
            Some(quote) if quote == byte => progress.quote = None,
            Some(_) => {}
        }
    }
    Found::Unfinished
}

/// A comment, a CDATA section or an instruction ends at the first `>` right behind `close`, which comes after `opening`.
fn section(text: &[u8], progress: &Progress, close: &[u8], kind: Kind, opening: &[u8]) -> Found {
    if let Some(broken) = no_opening(text, opening) {
        return broken;
    }
    let mut from = progress.seen.max(opening.len() + close.len());
    while let Some(at) = memchr(b'>', rest(text, from)) {
        let end = from + at;
        if text.get(..end).is_some_and(|before| before.ends_with(close)) {
            return Found::Token(kind, end + 1);
        }
        from = end + 1;
    }
    Found::Unfinished
}

/// A document type declaration is refused whatever is in it, so its end does not matter.
fn document_type(text: &[u8]) -> Found {
    const OPENING: &[u8] = b"<!DOCTYPE";
    let front = text.get(..OPENING.len()).unwrap_or(text).to_ascii_uppercase();
    let whole = if front.len() < OPENING.len() { Found::Unfinished } else { Found::Broken(OPENING.len()) };
    no_opening(&front, OPENING).unwrap_or(whole)
}

/// Up to the first byte that differs from an opening, as far as there is text.
fn no_opening(text: &[u8], opening: &[u8]) -> Option<Found> {
    let differs = text.iter().zip(opening).position(|(is, asked)| is != asked)?;
    Some(Found::Broken(differs + 1))
}

/// A reference ends at `;`; before that there is no `&` or `<` in it.
fn reference(text: &[u8], progress: &Progress) -> Found {
    let from = progress.seen.max(1);
    match memchr3(b';', b'&', b'<', rest(text, from)) {
        Some(at) if text.get(from + at) == Some(&b';') => Found::Token(Kind::Reference, from + at + 1),
        Some(at) => Found::Broken(from + at),
        None => Found::Unfinished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Found {
        find(text.as_bytes(), &mut Progress::default())
    }

    #[test]
    fn tokens_end_where_they_end() {
        for (text, kind, length) in [
            ("abc<", Kind::Text, 3),
            ("a>b&", Kind::Text, 3),
            ("&lt;x", Kind::Reference, 4),
            ("<a>x", Kind::Start, 3),
            ("<a b='>' c=\">\"/>x", Kind::Start, 16),
            ("</a >x", Kind::End, 5),
            ("<!---->x", Kind::Comment, 7),
            ("<!--a-->-->", Kind::Comment, 8),
            ("<![CDATA[]>]]]>x", Kind::CData, 15),
            ("<??>", Kind::Instruction, 4),
            ("<?p > ?>?>", Kind::Instruction, 8),
        ] {
            assert_eq!(found(text), Found::Token(kind, length), "{text}");
        }
    }

    #[test]
    fn what_is_no_token_is_told_as_soon_as_it_shows() {
        for (text, length) in [
            ("<!x>", 2),
            ("<!DOCTYPE x", 9),
            ("<!doctype x", 9),
            ("<!DIT-NIET>x", 4),
            ("&a<", 2),
            ("&&", 1),
            ("<!-a-->", 4),
            ("<![x]]>", 4),
            ("<![cdata[x]]>", 4),
        ] {
            assert_eq!(found(text), Found::Broken(length), "{text}");
        }
    }

    #[test]
    fn text_in_pieces_gives_what_the_whole_gives() {
        for text in
            ["<a b='>\">' c=\">'>\">", "<!--->-->", "<![CDATA[]]]]>", "<?p ? > ?>", "&#x41;", "tekst<"]
        {
            let whole = found(text);
            let mut progress = Progress::default();
            let pieces: Vec<Found> =
                (1..=text.len()).map(|end| find(&text.as_bytes()[..end], &mut progress)).collect();
            let (last, before) = pieces.split_last().unwrap();
            assert!(before.iter().all(|piece| *piece == Found::Unfinished), "{text}: {pieces:?}");
            assert_eq!(*last, whole, "{text}");
        }
    }
}
