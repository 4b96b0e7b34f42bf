//! From bytes to text: finds the encoding (XML 1.0 §4.3.3, appendix F), decodes in pieces of bounded size,
//! and refuses bytes that are no text and characters that XML forbids (§2.2).

use std::io::{self, BufRead, ErrorKind};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::chars::first_forbidden;
use super::declaration::sniff_encoding;

/// How many bytes are read at a time: what has just been decoded is still in the processor's cache when it is scanned.
const CHUNK: usize = 64 * 1024;
/// How far to look for the end of the XML declaration.
const DECLARATION_BYTES: usize = 4096;

/// Why no more text comes.
#[derive(Debug)]
pub(super) enum Failure {
    /// The input cannot be read.
    Io(io::Error),
    /// The bytes are no text in their encoding, or XML forbids the character. In Dutch.
    NotText(String),
}

/// What asking for more text gave.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    /// More text.
    Text,
    /// The document ends here.
    End,
    /// There is a reason why no more comes: [`Source::take_failure`].
    Failed,
}

/// How bytes become text.
enum Encoded {
    /// Nothing read yet.
    Unknown,
    Utf8,
    Latin1,
    Ascii,
    Other(Box<Decoder>),
}

/// What a name of an encoding stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Utf8,
    /// In either byte order; the byte order mark decides.
    Utf16,
    Utf16Fixed(&'static Encoding),
    Latin1,
    Ascii,
    Other(&'static Encoding),
}

/// The text of a document, in pieces of valid XML characters without a byte order mark.
pub(super) struct Source<R> {
    input: R,
    encoded: Encoded,
    /// What the bytes were found to be; a declaration must agree.
    label: Label,
    /// Bytes read but not decoded: what was looked at to find the encoding, or part of a character.
    raw: Vec<u8>,
    failure: Option<Failure>,
    ended: bool,
    started: bool,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(input: R) -> Self {
        Source {
            input,
            encoded: Encoded::Unknown,
            label: Label::Utf8,
            raw: Vec::new(),
            failure: None,
            ended: false,
            started: false,
        }
    }

    /// Why reading failed, if it did.
    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Checks the encoding that the XML declaration names (or `None`) against the bytes.
    pub(super) fn check_declared(&self, name: Option<&str>) -> Result<(), &'static str> {
        const CONTRADICTION: &str = "De XML-declaratie noemt een andere tekencodering dan die van het bericht \
                                     zelf. Sla het bericht op als UTF-8 en schrijf encoding=\"UTF-8\".";
        let Some(name) = name else { return Ok(()) };
        let declared = label_of(name)
            .ok_or("De XML-declaratie noemt een tekencodering die niet wordt ondersteund. Gebruik UTF-8.")?;
        let agrees = match (self.label, declared) {
            (Label::Utf16Fixed(_), Label::Utf16) => true,
            (real, declared) => real == declared,
        };
        if agrees { Ok(()) } else { Err(CONTRADICTION) }
    }

    /// Appends the next piece of the document to `text`. What comes before a failure is still good text: the
    /// failure is told on the next call.
    pub(super) fn read_into(&mut self, text: &mut String) -> More {
        if self.failure.is_some() {
            return More::Failed;
        }
        let start = text.len();
        if let Err(failure) = self.refill(text, start) {
            self.failure = Some(failure);
            return More::Failed;
        }
        match (text.len() > start, &self.failure) {
            (true, _) => More::Text,
            (false, Some(_)) => More::Failed,
            (false, None) => More::End,
        }
    }

    fn refill(&mut self, text: &mut String, start: usize) -> Result<(), Failure> {
        if matches!(self.encoded, Encoded::Unknown) {
            self.detect()?;
            self.decode(text);
        }
        while text.len() == start && self.failure.is_none() && !(self.ended && self.raw.is_empty()) {
            if self.raw.is_empty() && matches!(self.encoded, Encoded::Utf8) {
                self.read_utf8(text)?;
            } else {
                self.read_raw()?;
                self.decode(text);
            }
        }
        if let Some(offset) = first_forbidden(text.as_bytes().get(start..).unwrap_or_default()) {
            text.truncate(start + offset);
            self.failure = Some(Failure::NotText(
                "Het bericht bevat een teken dat in XML niet mag (een besturingsteken). Verwijder het."
                    .into(),
            ));
        }
        if !std::mem::replace(&mut self.started, true) && text.starts_with('\u{FEFF}') {
            // One byte order mark is gone already, and a document holds no other (XML 1.0 §4.3.3).
            text.clear();
            return Err(Failure::NotText(
                "Het bericht begint met twee byte-order-marks. Verwijder er een.".into(),
            ));
        }
        Ok(())
    }

    /// Takes UTF-8 straight from the input; keeps a part of a character for later.
    fn read_utf8(&mut self, text: &mut String) -> Result<(), Failure> {
        let bytes = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::Io(error)),
                Ok([]) => {
                    self.ended = true;
                    return Ok(());
                }
                Ok(_) => break self.input.fill_buf().map_err(Failure::Io)?,
            }
        };
        let bytes = bytes.get(..CHUNK).unwrap_or(bytes);
        let (good, bad) = split_utf8(bytes);
        text.push_str(good);
        let spoiled = bad.is_some();
        let (used, good) = (bytes.len(), good.len());
        self.raw.extend_from_slice(bytes.get(good..).unwrap_or_default());
        self.input.consume(used);
        if spoiled {
            self.failure = bad;
        }
        Ok(())
    }

    /// Adds the next bytes of the input to `self.raw`.
    fn read_raw(&mut self) -> Result<(), Failure> {
        let room = CHUNK.saturating_sub(self.raw.len());
        if self.ended || room == 0 {
            return Ok(());
        }
        loop {
            match self.input.fill_buf() {
                Ok([]) => {
                    self.ended = true;
                    return Ok(());
                }
                Ok(bytes) => {
                    let bytes = bytes.get(..room).unwrap_or(bytes);
                    let count = bytes.len();
                    self.raw.extend_from_slice(bytes);
                    self.input.consume(count);
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::Io(error)),
            }
        }
    }

    /// Finds the encoding from the first bytes.
    fn detect(&mut self) -> Result<(), Failure> {
        // Four bytes tell the family, a fifth whether there is an XML declaration to look into.
        while self.raw.len() < 5 && !self.ended {
            self.read_raw()?;
        }
        let (label, mark) = match self.raw.as_slice() {
            [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, b'<', ..] | [b'<', 0, 0, 0, ..] => {
                return Err(unsupported("UTF-32"));
            }
            [0x4C, 0x6F, 0xA7, 0x94, ..] => return Err(unsupported("EBCDIC")),
            [0xEF, 0xBB, 0xBF, ..] => (Label::Utf8, 3),
            [0xFF, 0xFE, ..] => (Label::Utf16Fixed(UTF_16LE), 2),
            [0xFE, 0xFF, ..] => (Label::Utf16Fixed(UTF_16BE), 2),
            // UTF-16 without a mark is only recognised by its XML declaration, as libxml2 does.
            [b'<', 0, b'?', 0, ..] => (Label::Utf16Fixed(UTF_16LE), 0),
            [0, b'<', 0, b'?', ..] => (Label::Utf16Fixed(UTF_16BE), 0),
            _ => (self.declared_label()?, 0),
        };
        self.raw.drain(..mark);
        self.label = label;
        self.encoded = match label {
            Label::Utf8 | Label::Utf16 => Encoded::Utf8,
            Label::Latin1 => Encoded::Latin1,
            Label::Ascii => Encoded::Ascii,
            Label::Utf16Fixed(encoding) | Label::Other(encoding) => {
                Encoded::Other(Box::new(encoding.new_decoder_without_bom_handling()))
            }
        };
        Ok(())
    }

    /// The encoding that an ASCII-like document declares; UTF-8 if it does not, or if what it declares
    /// cannot be true: then [`Source::check_declared`] refuses it once the declaration has been read.
    fn declared_label(&mut self) -> Result<Label, Failure> {
        while self.raw.starts_with(b"<?xml")
            && !self.raw.windows(2).any(|pair| pair == b"?>")
            && self.raw.len() < DECLARATION_BYTES
            && !self.ended
        {
            self.read_raw()?;
        }
        let declared = sniff_encoding(&self.raw).and_then(label_of);
        Ok(match declared {
            None | Some(Label::Utf16 | Label::Utf16Fixed(_)) => Label::Utf8,
            Some(label) => label,
        })
    }

    /// Turns `self.raw` into text; keeps a part of a character for later.
    fn decode(&mut self, text: &mut String) {
        match &mut self.encoded {
            Encoded::Unknown => {}
            Encoded::Utf8 => {
                let (good, bad) = split_utf8(&self.raw);
                text.push_str(good);
                let good = good.len();
                self.raw.drain(..good);
                self.failure = bad.or_else(|| (self.ended && !self.raw.is_empty()).then(not_in_encoding));
            }
            Encoded::Latin1 => text.extend(self.raw.drain(..).map(char::from)),
            Encoded::Ascii => {
                let end = self.raw.iter().position(|byte| !byte.is_ascii()).unwrap_or(self.raw.len());
                text.extend(self.raw.drain(..end).map(char::from));
                if !self.raw.is_empty() {
                    self.failure = Some(not_in_encoding());
                }
            }
            Encoded::Other(decoder) => {
                // Windows-1252 leaves five bytes undefined; the decoder would make control characters of them.
                let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
                let bad = self.label == Label::Other(WINDOWS_1252);
                let end = self.raw.iter().position(|byte| bad && undefined(byte));
                let raw = self.raw.get(..end.unwrap_or(self.raw.len())).unwrap_or_default();
                let room = decoder.max_utf8_buffer_length_without_replacement(raw.len());
                text.reserve(room.unwrap_or(4 * CHUNK));
                let last = self.ended && end.is_none();
                let (result, _) = decoder.decode_to_string_without_replacement(raw, text, last);
                self.raw.clear();
                if end.is_some() || !matches!(result, DecoderResult::InputEmpty) {
                    self.failure = Some(not_in_encoding());
                }
            }
        }
    }
}

/// Splits off the part that is UTF-8. What is left is the front of a character, or wrong: then it says so.
fn split_utf8(bytes: &[u8]) -> (&str, Option<Failure>) {
    match str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (str::from_utf8(good).unwrap_or_default(), error.error_len().map(|_| not_in_encoding()))
        }
    }
}

fn not_in_encoding() -> Failure {
    Failure::NotText(
        "Het bericht bevat bytes die niet passen bij de tekencodering. \
         Sla het bericht op als UTF-8 en schrijf encoding=\"UTF-8\" in de XML-declaratie."
            .into(),
    )
}

fn unsupported(name: &str) -> Failure {
    Failure::NotText(format!(
        "Het bericht is opgeslagen als {name}; dat wordt niet ondersteund. Gebruik UTF-8."
    ))
}

/// What the name of an encoding stands for; `None` if it is unknown.
///
/// The web's table (which encoding_rs follows) reads ISO-8859-1 and US-ASCII as windows-1252; XML does not.
fn label_of(name: &str) -> Option<Label> {
    let encoding = match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => return Some(Label::Utf8),
        "utf-16" | "utf16" | "iso-10646-ucs-2" | "ucs-2" => return Some(Label::Utf16),
        "utf-16le" => return Some(Label::Utf16Fixed(UTF_16LE)),
        "utf-16be" => return Some(Label::Utf16Fixed(UTF_16BE)),
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" => return Some(Label::Ascii),
        "windows-1252" | "cp1252" => return Some(Label::Other(WINDOWS_1252)),
        "x-user-defined" => return None,
        other => Encoding::for_label_no_replacement(other.as_bytes())?,
    };
    Some(if encoding == WINDOWS_1252 {
        Label::Latin1
    } else if encoding == encoding_rs::UTF_8 {
        Label::Utf8
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        Label::Utf16
    } else {
        Label::Other(encoding)
    })
}
