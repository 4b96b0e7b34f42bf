//! What must hold for any bytes whatever: for the reader, and for the validator. The fuzz targets and
//! `tests/schema_vijandig.rs` check the same properties.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, Read, Result};
use std::path::Path;

use berichtenpoort::schema::{Document, ElementDecl, FindingKind, Report, SchemaSet, Sink};
use berichtenpoort::xml::{Event, Limits, Position, Reader, XmlError};

/// Hands out bytes in pieces of a fixed size and counts them.
pub(crate) struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
    /// How many bytes have been taken.
    pub(crate) taken: usize,
}

impl<'a> Pieces<'a> {
    /// Pieces of `size` bytes, at least 1.
    pub(crate) fn new(bytes: &'a [u8], size: usize) -> Self {
        Pieces { bytes, size: size.max(1), taken: 0 }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, target: &mut [u8]) -> Result<usize> {
        let count = self.fill_buf()?.read(target)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        Ok(&self.bytes[..self.size.min(self.bytes.len())])
    }

    fn consume(&mut self, count: usize) {
        self.bytes = &self.bytes[count..];
        self.taken += count;
    }
}

/// What a reader told: the document as events, each run of text as one, and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    events: Vec<Heard>,
    positions: Vec<Position>,
    end: Option<(bool, Position, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Heard {
    Start { namespace: String, local: String, attributes: Vec<[String; 3]> },
    Text(String),
    End,
}

impl Told {
    /// Whether the document was read to its end.
    pub(crate) fn whole(&self) -> bool {
        self.end.is_none()
    }
}

/// Small enough for a fuzzer to reach.
const SMALL: Limits = Limits { depth: 4, attributes: 3, name_bytes: 12, token_bytes: 64 };

/// Room for a document that was written again, with more declarations and references.
const ROOMY: Limits = Limits { depth: 256, attributes: 100_000, name_bytes: 100_000, token_bytes: 1 << 30 };

/// Reads everything.
pub(crate) fn listen(input: impl BufRead, limits: Limits) -> Told {
    let mut reader = Reader::new(input, limits);
    let mut told = Told::default();
    loop {
        match reader.next() {
            Ok(Event::Start(start)) => {
                let attributes = start.attributes.iter();
                let attributes =
                    attributes.map(|a| [a.namespace, a.local, a.value].map(str::to_owned)).collect();
                let (namespace, local) = (start.namespace.to_owned(), start.local.to_owned());
                told.positions.push(start.position);
                told.events.push(Heard::Start { namespace, local, attributes });
            }
            Ok(Event::Text(text)) => match told.events.last_mut() {
                Some(Heard::Text(before)) => before.push_str(text),
                _ if text.is_empty() => {}
                _ => told.events.push(Heard::Text(text.to_owned())),
            },
            Ok(Event::End { position }) => {
                told.positions.push(position);
                told.events.push(Heard::End);
            }
            Ok(Event::Eof) => return told,
            Err(XmlError::NotWellFormed { position, text }) => told.end = Some((false, position, text)),
            Err(XmlError::Unsafe { position, text }) => told.end = Some((true, position, text)),
            Err(XmlError::Io(error)) => panic!("memory cannot fail: {error}"),
        }
    }
}

/// Everything that must hold of the reader.
pub(crate) fn reader(bytes: &[u8]) {
    let told = listen(bytes, Limits::default());
    for size in sizes(bytes) {
        let mut pieces = Pieces::new(bytes, size);
        let again = listen(&mut pieces, Limits::default());
        assert_eq!(told, again, "in pieces of {size}");
        assert!(!told.whole() || pieces.taken == bytes.len(), "a whole document is read to its last byte");
    }
    let strict = listen(bytes, SMALL);
    if strict.whole() {
        assert_eq!(strict, told, "a limit that is not reached changes nothing");
    }
    assert_balanced(&told);
    if let Some((_, position, text)) = &told.end {
        assert!(!text.is_empty());
        assert!(*position >= Position::START);
    }
    if told.whole() && told.few_attributes() {
        let written = write(&told);
        let back = listen(written.as_bytes(), ROOMY);
        assert_eq!(back.events, told.events, "written plainly it says the same:\n{written}");
    }
    if told.whole() {
        assert_whole_only(bytes, |part| listen(part, Limits::default()).whole());
    }
}

/// Everything that must hold of the validator.
pub(crate) fn validator(set: &SchemaSet, bytes: &[u8]) {
    let (report, seen) = validate(set, bytes);
    for size in sizes(bytes) {
        let again = validate(set, Pieces::new(bytes, size));
        assert_eq!((&report, &seen), (&again.0, &again.1), "in pieces of {size}");
    }
    assert_sound(&report);
    let told = listen(bytes, Limits::default());
    let xml = report.kind().is_none_or(|kind| kind < FindingKind::NotWellFormed);
    assert_eq!(told.whole(), xml, "reader and validator agree on what is XML: {report:?}");
    if xml && told.few_attributes() && !told.names_a_type() {
        let (plain, plainly_seen) = validate(set, write(&told).as_bytes());
        assert_eq!(report.valid(), plain.valid(), "written plainly it has the same verdict");
        assert_eq!(seen, plainly_seen, "and the same values");
    }
    if report.valid() {
        assert!(seen.is_some_and(|seen| !seen.is_empty()));
        assert_whole_only(bytes, |part| validate(set, part).0.valid());
    }
}

/// The compiled schemas of all message types in `folder`.
pub(crate) fn schemas(folder: &Path) -> SchemaSet {
    let mut documents = Vec::new();
    for standard in ["ijw-3.2", "iwmo-3.2"] {
        for file in fs::read_dir(folder.join(standard)).unwrap() {
            let file = file.unwrap().path();
            let name = format!("{standard}/{}", file.file_name().unwrap().to_str().unwrap());
            documents.push(Document { name, bytes: fs::read(file).unwrap() });
        }
    }
    documents.sort_by(|one, other| one.name.cmp(&other.name));
    SchemaSet::compile(&documents).unwrap()
}

/// Values as a sink gets them; `None` for a document that is not well-formed, where reading may stop anywhere.
fn validate(set: &SchemaSet, input: impl BufRead) -> (Report, Option<Vec<String>>) {
    struct Keep(Vec<String>);
    impl Sink<'_> for Keep {
        fn open(&mut self, element: &ElementDecl, _: Position) {
            self.0.push(format!("<{}", element.name));
        }
        fn leaf(&mut self, element: &ElementDecl, value: &str, _: Position) {
            self.0.push(format!("{}={value}", element.name));
        }
        fn close(&mut self, element: &ElementDecl, _: bool) {
            self.0.push(format!(">{}", element.name));
        }
    }
    let mut keep = Keep(Vec::new());
    let report = set.validate(input, Limits::default(), &mut keep).unwrap();
    let whole = report.kind().is_none_or(|kind| kind < FindingKind::NotWellFormed);
    (report, whole.then_some(keep.0))
}

fn assert_sound(report: &Report) {
    assert_eq!(report.valid(), report.kind().is_none());
    let xml_errors = report.findings.iter().filter(|finding| finding.kind >= FindingKind::NotWellFormed);
    assert!(xml_errors.count() <= 1, "reading stops at the first");
    for finding in &report.findings {
        assert!(!finding.text.is_empty() && finding.position >= Position::START);
        assert!(finding.path.is_empty() || finding.path.starts_with('/'), "{}", finding.path);
        assert!(finding.found.as_deref().is_none_or(|found| found.chars().count() <= 60));
    }
}

/// Pieces of one byte, and of a size that the input decides.
fn sizes(bytes: &[u8]) -> [usize; 2] {
    let sum = bytes.iter().fold(bytes.len(), |sum, byte| sum.wrapping_mul(31) ^ usize::from(*byte));
    [1, 2 + sum % 61]
}

fn assert_balanced(told: &Told) {
    let mut depth = 0usize;
    for (index, event) in told.events.iter().enumerate() {
        match event {
            Heard::Start { .. } => depth += 1,
            Heard::End => depth = depth.checked_sub(1).unwrap(),
            Heard::Text(_) => assert!(depth > 0, "text only inside the document element"),
        }
        assert!(depth > 0 || index + 1 == told.events.len(), "one document element");
    }
    assert!(!told.whole() || depth == 0 && !told.events.is_empty());
    assert!(told.positions.is_sorted(), "places only go forward");
}

/// A good document cut off is good only where nothing but comments, white space and the like was cut.
fn assert_whole_only(bytes: &[u8], good: impl Fn(&[u8]) -> bool) {
    let step = bytes.len() / 16 + 1;
    let last = (1..=12).map(|back| bytes.len().saturating_sub(back));
    for cut in (0..bytes.len()).step_by(step).chain(last) {
        let (front, back) = bytes.split_at(cut);
        if front.len() < bytes.len() && good(front) {
            let Ok(back) = str::from_utf8(back) else { continue };
            let after = format!("<a/>{}", back.trim_start_matches('\0'));
            let utf16 = bytes.contains(&0);
            assert!(utf16 || listen(after.as_bytes(), Limits::default()).whole(), "cut at {cut}");
        }
    }
}

impl Told {
    /// Whether it can be written again within the number of namespaces that may be in force.
    fn few_attributes(&self) -> bool {
        let count =
            |event: &Heard| if let Heard::Start { attributes, .. } = event { attributes.len() } else { 0 };
        self.events.iter().map(count).sum::<usize>() < 200
    }

    /// Whether `xsi:type` occurs: its value has a prefix, which writing plainly would have to keep.
    fn names_a_type(&self) -> bool {
        let typed = |[namespace, local, _]: &[String; 3]| {
            local == "type" && namespace.ends_with("XMLSchema-instance")
        };
        self.events
            .iter()
            .any(|event| matches!(event, Heard::Start { attributes, .. } if attributes.iter().any(typed)))
    }
}

/// The document again, with a prefix for each namespace and every doubtful character as a reference.
fn write(told: &Told) -> String {
    let mut out = String::new();
    let mut open = Vec::new();
    for event in &told.events {
        match event {
            Heard::Text(text) => escape(text, &mut out),
            Heard::End => {
                let _ = write!(out, "</{}>", open.pop().unwrap_or_default());
            }
            Heard::Start { namespace, local, attributes } => {
                let name = if namespace.is_empty() { local.clone() } else { format!("e:{local}") };
                let _ = write!(out, "<{name}");
                if !namespace.is_empty() {
                    declare("e", namespace, &mut out);
                }
                for (index, [namespace, local, value]) in attributes.iter().enumerate() {
                    let prefix = match namespace.as_str() {
                        "" => String::new(),
                        "http://www.w3.org/XML/1998/namespace" => "xml:".to_owned(),
                        _ => {
                            declare(&format!("a{index}"), namespace, &mut out);
                            format!("a{index}:")
                        }
                    };
                    let _ = write!(out, " {prefix}{local}=\"");
                    escape(value, &mut out);
                    out.push('"');
                }
                out.push('>');
                open.push(name);
            }
        }
    }
    out
}

fn declare(prefix: &str, namespace: &str, out: &mut String) {
    if namespace != "http://www.w3.org/XML/1998/namespace" {
        let _ = write!(out, " xmlns:{prefix}=\"");
        escape(namespace, out);
        out.push('"');
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | ':' | '/') || c > '\u{7F}' {
            out.push(c);
        } else {
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
}
