//! The pull reader: finds the tokens, checks them, and gives events.

use std::io::BufRead;

use super::attributes::{
    AttributeList, Attributes, RawAttribute, TagError, TagFault, attribute_name, next_attribute,
    normalise_value,
};
use super::chars::{decode_reference, is_blank, is_ncname, is_space, split_qname};
use super::decode::{Failure, More};
use super::namespaces::{Namespace, Namespaces, Refused};
use super::open::Open;
use super::scan::{self, Found, Kind};
use super::window::Window;
use super::{Limits, Position, XmlError, declaration};

/// What the reader meets next.
pub enum Event<'a> {
    /// An element opens. An empty-element tag gives a `Start` and an `End`.
    Start(Start<'a>),
    /// A piece of text inside the document element: references decoded, line ends normalised, CDATA
    /// unwrapped. The text of one element may come in many pieces, with comments in between.
    Text(&'a str),
    /// The innermost open element closes.
    End {
        /// Place of the `<` of the end tag, or of the empty-element tag.
        position: Position,
    },
    /// The document is complete and well-formed.
    Eof,
}

/// A start tag.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    /// Namespace of the element; empty for none.
    pub namespace: &'a str,
    /// Local name of the element.
    pub local: &'a str,
    /// Its attributes, without namespace declarations.
    pub attributes: Attributes<'a>,
    /// Place of the `<`.
    pub position: Position,
    /// Its prefix as written, with the colon; empty without one.
    pub(crate) prefix: &'a str,
    /// For how long the prefix stands for the namespace: see [`Reader::scope`].
    pub(crate) scope: u64,
}

/// Reads XML from untrusted input, one event at a time, in memory bounded by the [`Limits`].
pub struct Reader<R: BufRead> {
    pub(super) window: Window<R>,
    pub(super) limits: Limits,
    /// How far the present token was searched.
    progress: scan::Progress,
    /// Where the present token starts.
    position: Position,
    pub(super) stage: Stage,
    pub(super) open: Open,
    pub(super) namespaces: Namespaces,
    attributes: AttributeList,
    text: String,
    scratch: String,
    pub(super) closes_itself: bool,
    /// Of the tag that was given last: its place, its namespace, the length of its prefix with the colon.
    token_start: Position,
    namespace: Namespace,
    prefix_length: usize,
}

/// How far the document is (XML 1.0 §2.1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing read.
    First,
    /// Before the document element.
    Prolog,
    /// Inside the document element.
    Content,
    /// After the document element.
    Epilog,
    /// After the end, or after an error.
    Done,
}

/// What a token means for the caller; the details are in the reader, so that little has to be moved.
#[derive(Clone, Copy)]
enum Step {
    Start,
    Text,
    End,
    Eof,
}

/// Boxed for the same reason.
type Fault = Box<XmlError>;

impl<R: BufRead> Reader<R> {
    /// Starts reading at the first byte of a document.
    pub fn new(input: R, limits: Limits) -> Self {
        Reader {
            window: Window::new(input),
            limits,
            progress: scan::Progress::default(),
            position: Position::START,
            stage: Stage::First,
            open: Open::default(),
            namespaces: Namespaces::default(),
            attributes: AttributeList::default(),
            text: String::new(),
            scratch: String::new(),
            closes_itself: false,
            token_start: Position::START,
            namespace: Namespace::None,
            prefix_length: 0,
        }
    }

    /// The next event. After [`Event::Eof`] or an error there is only [`Event::Eof`].
    ///
    /// # Errors
    /// As soon as the document turns out not to be well-formed (XML 1.0, Namespaces in XML 1.0), to be
    /// unsafe, or not to be readable.
    #[allow(
        clippy::should_implement_trait,
        reason = "an event borrows from the reader, so this is no iterator"
    )]
    pub fn next(&mut self) -> Result<Event<'_>, XmlError> {
        let step = match self.step() {
            Ok(step) => step,
            Err(fault) => {
                self.stage = Stage::Done;
                return Err(*fault);
            }
        };
        Ok(match step {
            Step::Start => {
                let name = self.open.name();
                let (prefix, local) = name.split_at_checked(self.prefix_length).unwrap_or(("", name));
                Event::Start(Start {
                    namespace: self.namespaces.name(self.namespace),
                    local,
                    attributes: Attributes::new(&self.attributes, &self.namespaces),
                    position: self.token_start,
                    prefix,
                    scope: self.namespaces.scope(),
                })
            }
            Step::Text => Event::Text(&self.text),
            Step::End => Event::End { position: self.token_start },
            Step::Eof => Event::Eof,
        })
    }

    fn step(&mut self) -> Result<Step, Fault> {
        if self.closes_itself {
            self.closes_itself = false;
            self.close();
            return Ok(Step::End);
        }
        // Reads tokens until one means something to the caller.
        loop {
            if self.stage == Stage::Done {
                return Ok(Step::Eof);
            }
            self.position = self.settle();
            let Some((kind, length)) = self.find_token()? else {
                return self.eof();
            };
            let text = self.window.take_text();
            let start = self.window.cursor();
            let outcome = self.take(kind, text.get(start..start + length).unwrap_or_default());
            self.window.put_back(text);
            let step = outcome?;
            self.window.move_to(start + length);
            if self.stage == Stage::First {
                self.stage = Stage::Prolog;
            }
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// Line and column of the present token. Those of the open elements are settled with it.
    pub(crate) fn settle(&mut self) -> Position {
        self.open.settle(&mut self.window);
        self.window.settle(self.window.cursor())
    }

    /// The kind and length of the present token, which is in memory then; `None` at the end.
    fn find_token(&mut self) -> Result<Option<(Kind, usize)>, Fault> {
        let most = self.limits.token_bytes.saturating_add(LEEWAY);
        loop {
            let rest = self.window.rest();
            let too_long = match scan::find(rest.as_bytes(), &mut self.progress) {
                Found::Token(kind, length) if length <= most - usize::from(kind == Kind::Text) => {
                    return Ok(Some((kind, length)));
                }
                Found::Broken(length) if length <= most => return Err(self.no_token(length)),
                Found::Token(..) | Found::Broken(_) => true,
                Found::Unfinished => rest.len() >= most,
            };
            if too_long {
                return Err(self.too_much("Een tekst, tag of commentaar in het bericht is te lang."));
            }
            match self.window.read_more() {
                More::Text => {}
                More::Failed => return Err(self.cut_off()),
                More::End => {
                    return match self.window.rest().as_bytes() {
                        [] => Ok(None),
                        [b'<' | b'&', ..] => Err(self.cut_off()),
                        text => Ok(Some((Kind::Text, text.len()))),
                    };
                }
            }
        }
    }

    /// Checks one token. `self.position` is where it starts.
    fn take(&mut self, kind: Kind, token: &str) -> Result<Option<Step>, Fault> {
        let inner = |front: usize, back: usize| {
            token.get(front..token.len().saturating_sub(back)).unwrap_or_default()
        };
        match kind {
            Kind::Text => self.plain_text(token),
            Kind::Reference => self.reference(inner(1, 1)).map(Some),
            Kind::Start if token.ends_with("/>") => self.start(inner(1, 2), true).map(Some),
            Kind::Start => self.start(inner(1, 1), false).map(Some),
            Kind::End => self.end(inner(2, 1)).map(Some),
            Kind::Comment => self.comment(inner(4, 3)).map(|()| None),
            Kind::CData => self.cdata(inner(9, 3)).map(Some),
            Kind::Instruction => self.instruction(inner(2, 2)).map(|()| None),
        }
    }

    fn start(&mut self, tag: &str, closes_itself: bool) -> Result<Step, Fault> {
        if self.stage == Stage::Epilog {
            return Err(self.malformed("Na het einde van het bericht staat nog een element. Verwijder het."));
        }
        if self.open.len() >= self.limits.depth {
            return Err(
                self.too_much("Het bericht heeft te veel elementen in elkaar. Verwijder de binnenste.")
            );
        }
        let end = tag.bytes().position(is_space).unwrap_or(tag.len());
        let (name, rest) = tag.split_at_checked(end).unwrap_or((tag, ""));
        if name.len() > self.limits.name_bytes {
            return Err(self.too_much("De naam van een element is te lang."));
        }
        let Some((prefix, _)) = split_qname(name) else {
            return Err(self.malformed(bad_tag_text(name)));
        };
        if prefix == "xmlns" {
            return Err(self.malformed("De naam van een element mag niet met xmlns: beginnen."));
        }
        self.read_attributes(tag, rest)?;
        let Some(namespace) = self.namespaces.find(prefix) else {
            return Err(self.malformed(
                "Een element heeft een voorvoegsel waarvoor geen namespace is vastgelegd. \
                 Leg de namespace vast met xmlns of verbeter het voorvoegsel.",
            ));
        };
        self.open.push(name, self.window.cursor(), Some(self.position));
        self.stage = Stage::Content;
        self.closes_itself = closes_itself;
        self.token_start = self.position;
        self.namespace = namespace;
        self.prefix_length = if prefix.is_empty() { 0 } else { prefix.len() + 1 };
        Ok(Step::Start)
    }

    /// Reads what follows the name in a start tag into `self.attributes` and `self.namespaces`.
    fn read_attributes(&mut self, tag: &str, mut rest: &str) -> Result<(), Fault> {
        self.attributes.clear();
        if rest.is_empty() {
            return Ok(());
        }
        let mut count = 0;
        loop {
            let at = rest;
            let attribute = match next_attribute(rest) {
                Ok(None) => break,
                Ok(Some(attribute)) => attribute,
                Err(TagError { rest, fault }) => return Err(self.tag_error(tag, rest, &fault)),
            };
            count += 1;
            if count > self.limits.attributes {
                return Err(self.too_much("Een element heeft te veel attributen."));
            }
            self.keep_attribute(&attribute)
                .map_err(|fault| self.tag_error(tag, at.trim_ascii_start(), &fault))?;
            rest = attribute.rest;
        }
        self.attributes.resolve(&self.namespaces).map_err(|text| self.malformed(text))
    }

    fn keep_attribute(&mut self, attribute: &RawAttribute<'_>) -> Result<(), TagFault> {
        let (prefix, local) = attribute_name(attribute.name, self.limits.name_bytes)?;
        let declared = match (prefix, local) {
            ("", "xmlns") => "",
            ("xmlns", declared) => declared,
            _ => {
                return self.attributes.push(prefix, local, attribute.value).map_err(TagFault::Malformed);
            }
        };
        self.scratch.clear();
        normalise_value(attribute.value, &mut self.scratch).map_err(TagFault::Malformed)?;
        match self.namespaces.declare(declared, &self.scratch, self.open.len()) {
            Ok(()) => Ok(()),
            Err(Refused::Forbidden(text)) => Err(TagFault::Malformed(text)),
            Err(Refused::TooMany) => Err(TagFault::TooMany),
        }
    }

    fn end(&mut self, tag: &str) -> Result<Step, Fault> {
        if self.open.len() == 0 {
            return Err(self.malformed("Er staat een eindtag zonder begintag. Verwijder de eindtag."));
        }
        if !tag.strip_prefix(self.open.name()).is_some_and(is_blank) {
            return Err(self.malformed(
                "De eindtag past niet bij de begintag. Sluit eerst het element dat het laatst is geopend.",
            ));
        }
        self.close();
        self.token_start = self.position;
        Ok(Step::End)
    }

    /// Forgets the innermost open element.
    pub(super) fn close(&mut self) {
        self.open.pop();
        self.namespaces.leave(self.open.len());
        if self.open.len() == 0 {
            self.stage = Stage::Epilog;
        }
    }

    fn plain_text(&mut self, text: &str) -> Result<Option<Step>, Fault> {
        if self.stage != Stage::Content {
            let Some(at) = text.bytes().position(|byte| !is_space(byte)) else { return Ok(None) };
            let before = text.as_bytes().get(..at).unwrap_or_default();
            return Err(self.malformed_at(self.position.after(before), outside_text(self.stage)));
        }
        if text.contains(']')
            && let Some(at) = text.find("]]>")
        {
            let before = text.as_bytes().get(..at).unwrap_or_default();
            return Err(self.malformed_at(
                self.position.after(before),
                "In de tekst staat ]]>. Dat mag in XML niet. Schrijf het als ]]&gt;.",
            ));
        }
        Ok(Some(self.give_text(text)))
    }

    /// Hands on text after end-of-line handling (XML 1.0 §2.11).
    fn give_text(&mut self, text: &str) -> Step {
        self.text.clear();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('\r') {
            self.text.push_str(before);
            self.text.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
        }
        self.text.push_str(rest);
        Step::Text
    }

    fn reference(&mut self, name: &str) -> Result<Step, Fault> {
        if self.stage != Stage::Content {
            return Err(self.malformed(outside_text(self.stage)));
        }
        let c = decode_reference(name).map_err(|text| self.malformed(text))?;
        self.text.clear();
        self.text.push(c);
        Ok(Step::Text)
    }

    fn cdata(&mut self, text: &str) -> Result<Step, Fault> {
        if self.stage != Stage::Content {
            return Err(self.malformed(outside_text(self.stage)));
        }
        Ok(self.give_text(text))
    }

    fn comment(&self, text: &str) -> Result<(), Fault> {
        if text.contains("--") || text.ends_with('-') {
            return Err(self.malformed("In commentaar mogen geen twee streepjes (--) achter elkaar staan."));
        }
        Ok(())
    }

    /// A processing instruction (XML 1.0 §2.6, Namespaces in XML 1.0 §7).
    fn instruction(&self, content: &str) -> Result<(), Fault> {
        let end = content.bytes().position(is_space).unwrap_or(content.len());
        let target = content.get(..end).unwrap_or(content);
        if target == "xml" {
            return self.declaration(content);
        }
        if target.eq_ignore_ascii_case("xml") {
            return Err(self.malformed(LATE_DECLARATION));
        }
        if !is_ncname(target) {
            return Err(
                self.malformed("Een verwerkingsinstructie (<?...?>) begint niet met een geldige naam.")
            );
        }
        if target.len() > self.limits.name_bytes {
            return Err(self.too_much("De naam van een verwerkingsinstructie is te lang."));
        }
        Ok(())
    }

    fn declaration(&self, content: &str) -> Result<(), Fault> {
        if self.stage != Stage::First {
            return Err(self.malformed(LATE_DECLARATION));
        }
        let inner = content.strip_prefix("xml").unwrap_or(content);
        let encoding = declaration::parse(inner).map_err(|text| self.malformed(text))?;
        self.window.check_declared(encoding).map_err(|text| self.malformed(text))
    }

    fn eof(&mut self) -> Result<Step, Fault> {
        let text = match self.stage {
            Stage::Epilog | Stage::Done => {
                self.stage = Stage::Done;
                return Ok(Step::Eof);
            }
            Stage::First | Stage::Prolog => {
                "Het bericht is leeg: er staat geen element in. Verstuur een heel bericht."
            }
            Stage::Content => TRUNCATED,
        };
        Err(self.malformed(text))
    }

    /// Why the bytes here begin no token. What goes wrong further on has nothing to do with it, so that it does not
    /// matter how much was read.
    fn no_token(&self, length: usize) -> Fault {
        match self.window.rest().as_bytes().get(..length).unwrap_or_default() {
            read if is_document_type(read) => self.document_type(),
            [b'&', ..] => self.malformed(LOOSE_AMPERSAND),
            _ => self.malformed("Er staat <! zonder dat daar commentaar of CDATA mee begint."),
        }
    }

    /// Why the token here does not end: the document does, or it cannot be read any further.
    fn cut_off(&mut self) -> Fault {
        let (read, loose) = match self.window.rest().as_bytes() {
            // Until more is known this is no tag: it is the `<` that is wrong.
            b"<" => (b"".as_slice(), false),
            [b'&', name @ ..] => (self.window.rest().as_bytes(), !may_be_reference(name)),
            read => (read, false),
        };
        let here = self.position.after(read);
        let ampersand = read.starts_with(b"&");
        if loose {
            return self.malformed(LOOSE_AMPERSAND);
        }
        match self.window.take_failure() {
            Some(Failure::Io(error)) => Box::new(XmlError::Io(error)),
            Some(Failure::NotText(text)) => Box::new(XmlError::NotWellFormed { position: here, text }),
            None if ampersand => self.malformed(LOOSE_AMPERSAND),
            None => self.malformed_at(here, TRUNCATED),
        }
    }

    fn tag_error(&self, tag: &str, rest: &str, fault: &TagFault) -> Fault {
        let before = tag.len().saturating_sub(rest.len());
        let mut position = self.position.after(b"<");
        position.advance(tag.as_bytes().get(..before).unwrap_or_default());
        match fault {
            TagFault::Malformed(text) => self.malformed_at(position, text),
            TagFault::NameTooLong => self.too_much("De naam van een attribuut is te lang."),
            TagFault::TooMany => self.too_much("Het bericht legt te veel namespaces vast met xmlns."),
        }
    }

    fn document_type(&self) -> Fault {
        self.too_much(
            "Het bericht bevat een DOCTYPE. Dat is niet veilig en wordt geweigerd. Verwijder de DOCTYPE.",
        )
    }

    fn too_much(&self, text: &str) -> Fault {
        Box::new(XmlError::Unsafe { position: self.position, text: text.into() })
    }

    fn malformed(&self, text: &str) -> Fault {
        self.malformed_at(self.position, text)
    }

    fn malformed_at(&self, position: Position, text: &str) -> Fault {
        Box::new(XmlError::NotWellFormed { position, text: text.into() })
    }
}

/// How many bytes more than it may have a token can turn out to have when its end is found.
const LEEWAY: usize = 16;

const LATE_DECLARATION: &str = "De XML-declaratie (<?xml ...?>) mag alleen helemaal aan het begin van het bericht staan, in kleine letters.";
const LOOSE_AMPERSAND: &str = "In de tekst staat een los &-teken. Schrijf het als &amp;.";
const TRUNCATED: &str = "Het bericht houdt te vroeg op. Verstuur het hele bericht.";

fn bad_tag_text(name: &str) -> &'static str {
    if name.is_empty() {
        "Er staat een <-teken zonder naam erachter. Schrijf een <-teken in een tekst als &lt;."
    } else {
        "De naam van een element bevat een teken dat daar niet mag."
    }
}

fn outside_text(stage: Stage) -> &'static str {
    if stage == Stage::Epilog {
        "Na het einde van het bericht staat nog tekst. Verwijder die."
    } else {
        "Voor het eerste element staat tekst. Verwijder die."
    }
}

fn is_document_type(read: &[u8]) -> bool {
    read.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE"))
}

/// Whether text behind a `&` may be the front part of a reference.
fn may_be_reference(name: &[u8]) -> bool {
    !name.iter().any(|byte| byte.is_ascii_whitespace() || b"\"'".contains(byte))
}
