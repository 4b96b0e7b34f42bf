//! What the reader accepts and what it refuses, as one would read it in the recommendations.

use std::io::{BufRead, Read};

use proptest::prelude::*;

use super::*;

/// Reads to the end; gives the events as one line of text, or the error.
fn read_with(bytes: &[u8], limits: Limits) -> Result<String, XmlError> {
    let mut reader = Reader::new(bytes, limits);
    let mut seen = String::new();
    loop {
        match reader.next()? {
            Event::Start(start) => {
                seen.push_str(&format!("<{{{}}}{}", start.namespace, start.local));
                for a in start.attributes.iter() {
                    seen.push_str(&format!(" {{{}}}{}={:?}", a.namespace, a.local, a.value));
                }
                seen.push('>');
            }
            Event::Text(text) => seen.push_str(text),
            Event::End { .. } => seen.push_str("</>"),
            Event::Eof => return Ok(seen),
        }
    }
}

fn read(bytes: impl AsRef<[u8]>) -> Result<String, XmlError> {
    read_with(bytes.as_ref(), Limits::default())
}

#[track_caller]
fn accepted(bytes: impl AsRef<[u8]>) -> String {
    read(bytes.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error}", String::from_utf8_lossy(bytes.as_ref())))
}

#[track_caller]
fn refused(bytes: impl AsRef<[u8]>) -> (u32, u32) {
    match read(bytes.as_ref()) {
        Err(XmlError::NotWellFormed { position, text }) => {
            assert!(text.ends_with('.'), "{text}");
            (position.line, position.column)
        }
        other => panic!("{}: {other:?}", String::from_utf8_lossy(bytes.as_ref())),
    }
}

#[track_caller]
fn is_unsafe(bytes: impl AsRef<[u8]>, limits: Limits) -> (u32, u32) {
    match read_with(bytes.as_ref(), limits) {
        Err(XmlError::Unsafe { position, .. }) => (position.line, position.column),
        other => panic!("{other:?}"),
    }
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn a_document_gives_its_elements_and_text() {
    assert_eq!(accepted("<a>x<b/>y</a>"), "<{}a>x<{}b></>y</>");
    assert_eq!(accepted("<?xml version=\"1.0\"?>\n<!-- c --><?p i?>\n<a/>\n<!----><?p?>\n"), "<{}a></>");
    assert_eq!(accepted("<a >x</a\n>"), "<{}a>x</>");
    assert_eq!(accepted("<a><!-- ---> --></a>".replace("--->", "- >")), "<{}a></>");
}

#[test]
fn text_is_decoded_and_its_line_ends_are_normalised() {
    assert_eq!(accepted("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a>"), "<{}a><>&\"'A\u{1F600}</>");
    assert_eq!(accepted("<a>1\r\n2\r3\n4&#13;5</a>"), "<{}a>1\n2\n3\n4\r5</>");
    assert_eq!(accepted("<a><![CDATA[<&]]]]><![CDATA[>\r\n]]></a>"), "<{}a><&]]>\n</>");
    assert_eq!(accepted("<a>]] > ]>x]]</a>"), "<{}a>]] > ]>x]]</>");
}

#[test]
fn attribute_values_are_normalised() {
    assert_eq!(
        accepted("<a b='1\t2\r\n3\n4&#10;5&lt;\"' c = \"]]>'\" />"),
        "<{}a {}b=\"1 2 3 4\\n5<\\\"\" {}c=\"]]>'\"></>"
    );
}

#[test]
fn prefixes_stand_for_namespaces() {
    assert_eq!(
        accepted("<p:a xmlns:p='u'><b/><p:b p:c='1' d='2'/></p:a>"),
        "<{u}a><{}b></><{u}b {u}c=\"1\" {}d=\"2\"></></>"
    );
    assert_eq!(
        accepted("<a xmlns='u'><b xmlns=''/><b xmlns='v'/><b/></a>"),
        "<{u}a><{}b></><{v}b></><{u}b></></>"
    );
    assert_eq!(
        accepted("<xml:a xml:lang='nl'/>"),
        format!("<{{{XML_NAMESPACE}}}a {{{XML_NAMESPACE}}}lang=\"nl\"></>")
    );
    accepted("<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>");
    accepted("<a xmlns:p='u' p:b='1' b='2'/>");
}

#[test]
fn namespace_rules_are_kept() {
    for bad in [
        "<p:a/>",
        "<a p:b='1'/>",
        "<a><b xmlns:p='u'/><p:c/></a>",
        "<a xmlns:p=''/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:xmlns='u'/>",
        "<a xmlns:x='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<xmlns:a/>",
        "<a:b:c xmlns:a='u'/>",
        "<a:/>",
        "<:a/>",
        "<a b:c:d='1' xmlns:b='u'/>",
        "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
        "<a xmlns:p='u' xmlns:p='v'/>",
        "<a xmlns='u' xmlns='v'/>",
        "<?a:b c?><a/>",
    ] {
        refused(bad);
    }
}

#[test]
fn tags_must_be_well_formed() {
    for bad in [
        "< a/>",
        "<a b/>",
        "<a b=1/>",
        "<a b='1'c='2'/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a b='&'/>",
        "<a b='&x;'/>",
        "<a / >",
        "<a/ >",
        "<a",
        "<a b='1",
        "<a b='1'",
        "<>",
        "</>",
        "<a></ a>",
        "<a></a b='1'>",
        "<a></b>",
        "<a></A>",
        "<a><b></a></b>",
        "<a></aa>",
        "<a>",
        "<a/></a>",
        "</a>",
        "<9/>",
        "<-a/>",
        "<a\u{A0}b='1'/>",
        "<a+/>",
        "<a =''/>",
        "<a b=''' />",
        "<a b='1' / c='2'/>",
        "<a/",
        "<a>x</a",
        "<",
        "<a><",
        "<!a/>",
        "<a><!x></a>",
        "<a><![cdata[]]></a>",
        "<a><![CDATA[x]]</a>",
        "<a><!-- x</a>",
        "<a><!- x --></a>",
        "<a><?p</a>",
        "<a><?></a>",
        "<a><? p?></a>",
    ] {
        refused(bad);
    }
}

#[test]
fn text_must_be_well_formed() {
    for bad in [
        "<a>]]></a>",
        "<a>&</a>",
        "<a>& </a>",
        "<a>&x</a>",
        "<a>&nbsp;</a>",
        "<a>&;</a>",
        "<a>&#;</a>",
        "<a>&#xD800;</a>",
        "<a>&#0;</a>",
        "<a>&#xFFFF;</a>",
        "<a>&#X41;</a>",
        "<a>&lt</a>",
        "<a>&am\u{301};</a>",
        "<a>&",
        "<a>& lt;</a>",
    ] {
        refused(bad);
    }
}

#[test]
fn comments_and_instructions_must_be_well_formed() {
    for bad in [
        "<!-- a -- b --><a/>",
        "<!-- a ---><a/>",
        "<?XML x?><a/>",
        "<?xMl?><a/>",
        "<?p+?><a/>",
        "<??><a/>",
        "<a/><?xml version='1.0'?>",
        "<?9p?><a/>",
    ] {
        refused(bad);
    }
    accepted("<?xml-stylesheet x?><a/>");
}

#[test]
fn there_is_exactly_one_document_element() {
    for bad in [
        "",
        "  \n",
        "x<a/>",
        "<a/>x",
        "<a/><b/>",
        "<a/>&#32;",
        "&#32;<a/>",
        "<![CDATA[ ]]><a/>",
        "<a/><![CDATA[]]>",
        "<!-- c -->",
        "<?xml version='1.0'?>",
        "\u{FEFF}",
        "\u{FEFF}\u{FEFF}<a/>",
        "<a/>\u{0}",
        "<a/></a>",
    ] {
        refused(bad);
    }
}

#[test]
fn the_declaration_comes_first_and_is_right() {
    accepted("<?xml version='1.1' standalone='yes' ?><a/>");
    for bad in [
        " <?xml version='1.0'?><a/>",
        "<!-- --><?xml version='1.0'?><a/>",
        "<?xml?><a/>",
        "<?xml version='2.0'?><a/>",
    ] {
        refused(bad);
    }
    assert_eq!(refused("<?xml version='1.1'?><a>&#1;</a>"), (1, 25));
}

#[test]
fn a_document_type_is_always_unsafe() {
    for bad in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a [",
        "<!DOCTYPE",
        "<!DOCTYPE >",
        "<a><!DOCTYPE b></a>",
        "<!doctype html><a/>",
        "<!DOCTYPE a \u{1}",
    ] {
        is_unsafe(bad, Limits::default());
    }
    assert_eq!(is_unsafe("<?xml version='1.0'?>\n <!DOCTYPE a><a/>", Limits::default()), (2, 2));
}

#[test]
fn every_encoding_that_a_document_may_name_is_decoded() {
    let body = "<a>é€</a>";
    let shown = "<{}a>é€</>";
    assert_eq!(accepted(body), shown);
    assert_eq!(accepted(format!("\u{FEFF}{body}")), shown);
    assert_eq!(accepted(format!("<?xml version='1.0' encoding='utf8'?>{body}")), shown);
    for (little, mark) in [(true, [0xFF, 0xFE]), (false, [0xFE, 0xFF])] {
        assert_eq!(accepted([&mark[..], &utf16(body, little)].concat()), shown);
        let declared = format!("<?xml version='1.0' encoding='UTF-16'?>{body}");
        assert_eq!(accepted([&mark[..], &utf16(&declared, little)].concat()), shown);
        assert_eq!(accepted(utf16(&declared, little)), shown);
    }
    assert_eq!(accepted(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9\x85</a>"), "<{}a>é\u{85}</>");
    assert_eq!(accepted(b"<?xml version='1.0' encoding='windows-1252'?><a>\xE9\x80</a>"), shown);
    assert_eq!(accepted(b"<?xml version='1.0' encoding='iso-8859-15'?><a>\xE9\xA4</a>"), shown);
    assert_eq!(accepted(b"<?xml version='1.0' encoding='US-ASCII'?><a>e</a>"), "<{}a>e</>");
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stand() {
    for bad in [
        &b"\xC0\x80"[..],
        b"\xE0\x80\x80",
        b"\xED\xA0\x80",
        b"\xF4\x90\x80\x80",
        b"\xFF",
        b"\x80",
        b"\xC3",
        b"\xE2\x82",
        b"\x00",
        b"\x01",
        b"\x0B",
        b"\x1F",
        b"\xEF\xBF\xBE",
        b"\xEF\xBF\xBF",
    ] {
        assert_eq!(refused([b"<a>\nx", bad, b"</a>"].concat()), (2, 2), "{bad:?}");
    }
    refused(b"<a>\xC3");
    assert_eq!(refused(b"<?xml version='1.0' encoding='US-ASCII'?><a>\xE9</a>"), (1, 45));
    refused(b"<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>");
    refused([&[0xFF, 0xFE][..], &utf16("<a>", true), &[0x00, 0xD8], &utf16("</a>", true)].concat());
    refused([&[0xFF, 0xFE][..], &utf16("<a/>", true), &[0x20]].concat());
}

#[test]
fn an_encoding_that_is_not_true_is_refused() {
    for bad in [
        "UTF-16",
        "UTF-16LE",
        "ISO-10646-UCS-2",
        "foo",
        "x-user-defined",
        "UTF-32",
        "replacement",
        "iso-2022-kr",
    ] {
        refused(format!("<?xml version='1.0' encoding='{bad}'?><a/>"));
    }
    refused("\u{FEFF}<?xml version='1.0' encoding='ISO-8859-1'?><a/>");
    for bad in ["UTF-8", "ISO-8859-1", "UTF-16BE"] {
        let text = format!("<?xml version='1.0' encoding='{bad}'?><a/>");
        refused([&[0xFF, 0xFE][..], &utf16(&text, true)].concat());
    }
    for utf32 in [&b"\xFF\xFE\0\0<\0\0\0"[..], b"\0\0\xFE\xFF\0\0\0<", b"<\0\0\0a\0\0\0", b"\0\0\0<\0\0\0a"] {
        refused(utf32);
    }
    refused(utf16("<a/>", true));
}

#[test]
fn positions_count_lines_and_characters() {
    let mut reader = Reader::new("<a>é\r\n\té<b\n c='1'/></a>".as_bytes(), Limits::default());
    let mut places = Vec::new();
    loop {
        match reader.next().unwrap() {
            Event::Start(start) => places.push((start.position.line, start.position.column)),
            Event::End { position } => places.push((position.line, position.column)),
            Event::Text(_) => {}
            Event::Eof => break,
        }
    }
    assert_eq!(places, [(1, 1), (2, 3), (2, 3), (3, 9)]);
    assert_eq!(refused("<a>\n é]]></a>"), (2, 3));
    assert_eq!(refused("<a\n b='1'\n c='<'/>"), (3, 2));
    assert_eq!(refused("<a>\n</b>"), (2, 1));
    assert_eq!(refused("<a>\n\n"), (3, 1));
}

#[test]
fn limits_hold_at_their_boundary() {
    let limits = Limits { depth: 3, attributes: 2, name_bytes: 4, token_bytes: 100 };
    let reads = |text: &str| read_with(text.as_bytes(), limits).is_ok();
    assert!(reads("<a><a><a/></a></a>"));
    assert_eq!(is_unsafe("<a><a><a><a/></a></a></a>", limits), (1, 10));
    assert!(reads("<a b='' c=''/>"));
    is_unsafe("<a b='' c='' d=''/>", limits);
    is_unsafe("<a xmlns='u' c='' d=''/>", limits);
    assert!(reads("<abcd/>"));
    is_unsafe("<abcde/>", limits);
    is_unsafe("<a abcde=''/>", limits);
    assert!(reads(&format!("<a>{}</a>", "x".repeat(100))));
    for long in [
        format!("<a>{}</a>", "x".repeat(200)),
        format!("<a><!--{}--></a>", "x".repeat(200)),
        format!("<a b='{}'/>", "x".repeat(200)),
        format!("<a><![CDATA[{}]]></a>", "x".repeat(200)),
        format!("<a>{}", "x".repeat(200)),
        "<a>&".to_owned() + &"x".repeat(200),
    ] {
        is_unsafe(long, limits);
    }
}

#[test]
fn namespaces_in_force_are_limited() {
    let mut text = String::new();
    for level in 0..10 {
        text.push_str("<a ");
        for n in 0..200 {
            text.push_str(&format!("xmlns:p{level}_{n}='u' "));
        }
        text.push('>');
    }
    is_unsafe(text, Limits::default());
}

/// Gives the same text over and over, for ever.
struct Endless(&'static [u8], usize);

impl Read for Endless {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let count = (&self.0[self.1..]).read(target)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Endless {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Ok(&self.0[self.1..])
    }
    fn consume(&mut self, count: usize) {
        self.1 = (self.1 + count) % self.0.len();
    }
}

#[test]
fn endless_input_ends_at_the_token_limit() {
    let limits = Limits { token_bytes: 1_000_000, ..Limits::default() };
    for piece in [&b"x"[..], b"<a b='", b"<!--", b" "] {
        let mut reader = Reader::new(Endless(piece, 0), limits);
        let outcome = loop {
            match reader.next() {
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert!(matches!(outcome, XmlError::Unsafe { .. } | XmlError::NotWellFormed { .. }), "{outcome:?}");
    }
}

#[test]
fn a_reading_error_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("kapot"))
        }
    }
    let input = std::io::BufReader::new(b"<abc>".chain(Broken));
    let mut reader = Reader::new(input, Limits::default());
    assert!(matches!(reader.next(), Ok(Event::Start(_))));
    assert!(matches!(reader.next(), Err(XmlError::Io(_))));
    assert!(matches!(reader.next(), Ok(Event::Eof)));
}

#[test]
fn pieces_of_any_size_give_the_same_events() {
    let text = "<?xml version='1.0' encoding='UTF-8'?><!-- - --><a b='é>'>x]]<![CDATA[]]]]>&#233;<b/>\u{1F600}\r\n<?p ??></a>";
    for bytes in [
        text.as_bytes().to_vec(),
        [&[0xFE, 0xFF][..], &utf16(&text.replace("UTF-8", "UTF-16"), false)].concat(),
    ] {
        let whole = accepted(&bytes);
        for size in 1..20 {
            let input = std::io::BufReader::with_capacity(size, bytes.as_slice());
            let mut reader = Reader::new(input, Limits::default());
            let mut text = String::new();
            loop {
                match reader.next().unwrap() {
                    Event::Text(piece) => text.push_str(piece),
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert!(whole.contains("x]]]]é"), "{whole}");
            assert_eq!(text, "x]]]]é\u{1F600}\n", "{size}");
        }
    }
}

#[test]
fn a_declared_encoding_and_an_error_are_the_same_in_pieces_of_any_size() {
    let latin1 = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
    let loose = b"<a>&\t<b/>\xFF</a>";
    let unknown: [&[u8]; 5] = [
        b"<!DOC~T a b c d e f \xFF>",
        b"<!h a b c d e f \0>",
        b"<!-x a b c d e f \xFF-->",
        b"<![x a b c d e f \xFF]]>",
        b"<![cdata[ a b c d e f \xFF]]>",
    ];
    for size in [1, 2, 3, 4, 5, 1000] {
        let read = |bytes: &'static [u8]| {
            let mut reader = Reader::new(std::io::BufReader::with_capacity(size, bytes), Limits::default());
            loop {
                match reader.next() {
                    Ok(Event::Eof) => return String::new(),
                    Ok(_) => {}
                    Err(error) => return error.to_string(),
                }
            }
        };
        assert_eq!(read(latin1), "", "{size}");
        assert!(read(loose).contains("regel 1, kolom 4: In de tekst staat een los &-teken"), "{size}");
        for bytes in unknown {
            assert!(read(bytes).contains("regel 1, kolom 1: Er staat <! zonder"), "{size}: {bytes:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(bytes);
    }

    #[test]
    fn no_markup_makes_the_reader_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<", ">", "/", "a", "b", ":", "=", "'", "\"", " ", "&", ";", "#", "x", "!", "-", "--", "[", "]", "]]>", "?", "<?xml",
        "<![CDATA[", "<!--", "-->", "<!DOCTYPE", "xmlns", "é", "\u{1F600}", "\r", "\n", "<a>", "</a>", "\u{FEFF}", "\u{0}",
    ]), 0..40)) {
        let _ = read(parts.concat());
    }
}
