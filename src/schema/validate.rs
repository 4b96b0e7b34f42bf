//! The streaming validator: one pass over a message, with a frame for each open element.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::ahead::Prefixes;
use super::message;
use super::model::{self, ElementDecl, QName, Root, Schema, SimpleId, TypeId};
use super::report::{Finding, FindingKind, MAX_FOUND, Report, Sink};
use super::sequence::{Placement, Progress};
use super::set::SchemaSet;
use crate::xml::{Attribute, Event, Limits, Position, Reader, Start, XmlError, split_qname};

/// The namespace of `xsi:type` and the like (XML Schema 1.0 part 1 §2.6).
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl SchemaSet {
    /// Validates a message while it is read, handing its values to `sink`.
    ///
    /// Everything that is wrong goes into the report, up to 1,000 findings; after a structural error the
    /// validator picks up where it can without reporting the consequences. An XML error ends the reading.
    ///
    /// # Errors
    /// Only if the input cannot be read, or if the schema was to be compiled on demand and is not right.
    pub fn validate<'s>(
        &'s self,
        input: impl BufRead,
        limits: Limits,
        sink: &mut impl Sink<'s>,
    ) -> Result<Report, io::Error> {
        let mut reader = Reader::new(input, limits);
        let mut run = Run::new(self, limits, sink);
        loop {
            run.run_ahead(&mut reader);
            run.settle(&mut reader);
            match reader.next() {
                Ok(Event::Start(start)) => run.start(&start)?,
                Ok(Event::Text(text)) => {
                    if !run.text(text) {
                        break;
                    }
                }
                Ok(Event::End { .. }) => run.end(),
                Ok(Event::Eof) => break,
                Err(XmlError::Io(error)) => return Err(error),
                Err(XmlError::NotWellFormed { position, text }) => {
                    run.xml_error(FindingKind::NotWellFormed, position, text);
                    break;
                }
                Err(XmlError::Unsafe { position, text }) => {
                    run.xml_error(FindingKind::Unsafe, position, text);
                    break;
                }
            }
        }
        Ok(run.report)
    }
}

/// An open complex element.
pub(super) struct Frame<'s> {
    pub(super) declaration: &'s ElementDecl,
    pub(super) children: &'s [ElementDecl],
    /// Its number among its kind, from 1.
    index: u32,
    /// `None` until it is needed: [`Run::settle`].
    position: Option<Position>,
    pub(super) progress: Progress,
    /// The required declaration that was due where an unknown element stood: most likely that is the same
    /// one under another name, so it is not reported missing as well.
    excused: Option<usize>,
    text_reported: bool,
    /// Something was wrong with it, or with a simple element in it.
    pub(super) spoiled: bool,
    /// The finding that reported one element missing, and which; it turns into "misplaced" if that comes later.
    reported: Option<(usize, usize)>,
}

impl<'s> Frame<'s> {
    pub(super) fn new(
        declaration: &'s ElementDecl,
        children: &'s [ElementDecl],
        index: u32,
        position: Option<Position>,
    ) -> Self {
        Frame {
            declaration,
            children,
            index,
            position,
            progress: Progress::default(),
            excused: None,
            text_reported: false,
            spoiled: false,
            reported: None,
        }
    }
}

/// An open simple element.
pub(super) struct Leaf<'s> {
    declaration: &'s ElementDecl,
    kind: SimpleId,
    index: u32,
    position: Position,
    /// Its content has been reported already.
    spoiled: bool,
}

/// One validation.
pub(super) struct Run<'s, 'k, S: Sink<'s>> {
    set: &'s SchemaSet,
    /// The schema that the document element belongs to; before it has been read, one without anything.
    pub(super) schema: &'s Schema,
    pub(super) sink: &'k mut S,
    limits: Limits,
    report: Report,
    root: Option<&'s Root>,
    pub(super) frames: Vec<Frame<'s>>,
    pub(super) leaf: Option<Leaf<'s>>,
    /// How many elements are open inside a part that is not validated, that part's own element included.
    pub(super) skipped: usize,
    pub(super) prefixes: Prefixes,
    text: String,
    pub(super) scratch: String,
}

impl<'s, 'k, S: Sink<'s>> Run<'s, 'k, S> {
    fn new(set: &'s SchemaSet, limits: Limits, sink: &'k mut S) -> Self {
        Run {
            set,
            schema: &model::EMPTY,
            sink,
            limits,
            report: Report::default(),
            root: None,
            frames: Vec::new(),
            leaf: None,
            skipped: 0,
            prefixes: Prefixes::default(),
            text: String::new(),
            scratch: String::new(),
        }
    }

    /// Finds out where the open elements are that were opened without asking.
    fn settle<R: BufRead>(&mut self, reader: &mut Reader<R>) {
        if self.frames.last().is_none_or(|frame| frame.position.is_some()) {
            return;
        }
        reader.settle();
        // Each frame is an open element, and none is open between two frames.
        let unsettled = self.frames.iter_mut().enumerate().rev();
        for (depth, frame) in unsettled.take_while(|(_, frame)| frame.position.is_none()) {
            frame.position = Some(reader.position_of_open(depth));
        }
    }

    fn start(&mut self, start: &Start<'_>) -> Result<(), io::Error> {
        if self.skipped > 0 {
            self.skipped += 1;
        } else if let Some(leaf) = &mut self.leaf {
            leaf.spoiled = true;
            let text = message::element_in_value(&leaf.declaration.name);
            let path = self.path(Some(start.local));
            self.invalid(path, start.position, text, None);
            self.skipped = 1;
        } else if self.frames.is_empty() {
            self.start_root(start)?;
        } else {
            self.start_child(start);
        }
        Ok(())
    }

    fn start_root(&mut self, start: &Start<'_>) -> Result<(), io::Error> {
        self.report.root = Some((Arc::from(start.namespace), Arc::from(start.local)));
        match self.set.find(start.namespace, start.local).map_err(|wrong| io::Error::other(wrong.clone()))? {
            Some((schema, root)) => {
                self.schema = schema;
                self.root = Some(root);
                self.open(&root.element, 1, start);
            }
            None => {
                let path = self.path(Some(start.local));
                let text = message::unknown_root(self.set.knows_root(start.local).then_some(start.local));
                let kind = FindingKind::UnknownRoot;
                self.report.add(Finding { kind, path, position: start.position, text, found: None });
                self.skipped = 1;
            }
        }
        Ok(())
    }

    fn start_child(&mut self, start: &Start<'_>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let children = frame.children;
        let place = match frame.progress.place(children, start.namespace, start.local) {
            Placement::Fits(place) => Some(place),
            Placement::TooSoon { place, missing } => {
                self.report_missing(missing, Some(place));
                Some(place)
            }
            amiss => {
                self.report_amiss(start, &amiss);
                None
            }
        };
        let Some((place, frame)) = place.zip(self.frames.last_mut()) else {
            self.skipped = 1;
            return;
        };
        if let Some(declaration) = children.get(place) {
            let index = frame.progress.take(place);
            self.open(declaration, index, start);
        }
    }

    /// Opens an element that is where it belongs.
    fn open(&mut self, declaration: &'s ElementDecl, index: u32, start: &Start<'_>) {
        let position = start.position;
        let mut kind = declaration.kind;
        self.prefixes.learn(declaration, start);
        if !start.attributes.is_empty() {
            kind = self.attributes(declaration, index, start);
        }
        match kind {
            TypeId::Simple(kind) => {
                self.text.clear();
                self.leaf = Some(Leaf { declaration, kind, index, position, spoiled: false });
            }
            TypeId::Complex(_) => {
                let children = self.schema.children(kind);
                self.frames.push(Frame::new(declaration, children, index, Some(position)));
                self.sink.open(declaration, position);
            }
        }
    }

    fn end(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if let Some(leaf) = self.leaf.take() {
            self.end_leaf(&leaf);
        } else if let Some(frame) = self.frames.last() {
            let missing = frame.progress.missing(frame.children, frame.children.len());
            let declaration = frame.declaration;
            if !missing.is_empty() {
                self.report_missing(missing, None);
            }
            let clean = self.frames.pop().is_some_and(|frame| !frame.spoiled);
            self.sink.close(declaration, clean);
        }
    }

    fn end_leaf(&mut self, leaf: &Leaf<'s>) {
        let Some(simple) = self.schema.simple.get(leaf.kind) else { return };
        let mut scratch = std::mem::take(&mut self.scratch);
        let text = std::mem::take(&mut self.text);
        let value = simple.normalise(&text, &mut scratch);
        if !leaf.spoiled
            && let Err(violation) = simple.check(value)
        {
            let text = message::value(leaf.declaration, simple, value, &violation);
            let path = self.path_of(leaf.declaration, leaf.index);
            let found = value.chars().take(MAX_FOUND).collect();
            self.invalid(path, leaf.position, text, Some(found));
        }
        self.sink.leaf(leaf.declaration, value, leaf.position);
        self.scratch = scratch;
        self.text = text;
    }

    /// Takes a piece of text; `false` if that makes a value too long to be safe.
    fn text(&mut self, piece: &str) -> bool {
        if self.skipped > 0 {
            return true;
        }
        if let Some(leaf) = &self.leaf {
            if self.text.len().saturating_add(piece.len()) > self.limits.token_bytes {
                let path = self.path_of(leaf.declaration, leaf.index);
                let (kind, text) = (FindingKind::Unsafe, message::value_too_long());
                self.report.add(Finding { kind, path, position: leaf.position, text, found: None });
                return false;
            }
            self.text.push_str(piece);
            return true;
        }
        let Some(frame) = self.frames.last_mut() else { return true };
        // Content that is empty may not even hold white space (part 1 §3.4.4, clause 2.1).
        let blank = piece.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        let harmless = blank && (!frame.children.is_empty() || piece.is_empty());
        if harmless || frame.text_reported {
            return true;
        }
        frame.text_reported = true;
        let name = &frame.declaration.name;
        let text =
            if frame.children.is_empty() { message::empty_only(name) } else { message::loose_text(name) };
        let position = frame.position.unwrap_or_default();
        let found = piece.trim().chars().take(MAX_FOUND).collect();
        let path = self.path(None);
        self.invalid(path, position, text, Some(found));
        true
    }

    fn xml_error(&mut self, kind: FindingKind, position: Position, text: String) {
        let path = match &self.leaf {
            Some(leaf) => self.path_of(leaf.declaration, leaf.index),
            None => self.path(None),
        };
        self.report.add(Finding { kind, path, position, text, found: None });
    }
}

/// Attributes: the schemas declare none, so only those that XML Schema itself allows everywhere may occur
/// (part 1 §3.3.4, §3.4.4 clause 3, §3.2.7).
impl<'s, S: Sink<'s>> Run<'s, '_, S> {
    /// Checks the attributes of an element and gives the type that it is to have.
    fn attributes(&mut self, declaration: &'s ElementDecl, index: u32, start: &Start<'_>) -> TypeId {
        let mut kind = declaration.kind;
        for attribute in start.attributes.iter() {
            let text = match (attribute.namespace, attribute.local) {
                (XSI, "schemaLocation" | "noNamespaceSchemaLocation") => continue,
                (XSI, "type") => match self.named_type(declaration, start, &attribute) {
                    Ok(named) => {
                        kind = named;
                        continue;
                    }
                    Err(text) => text,
                },
                (XSI, "nil") => message::nil(&declaration.name),
                _ => message::attribute(),
            };
            let path = self.path_of(declaration, index);
            let found = attribute.value.chars().take(MAX_FOUND).collect();
            self.invalid(path, start.position, text, Some(found));
        }
        kind
    }

    /// The type that `xsi:type` names, if it may stand in for the declared one (part 1 §3.3.4 clause 4).
    fn named_type(
        &self,
        declaration: &ElementDecl,
        start: &Start<'_>,
        attribute: &Attribute<'_>,
    ) -> Result<TypeId, String> {
        let value = attribute.value.trim_matches([' ', '\t', '\n', '\r']);
        let found = split_qname(value).and_then(|(prefix, local)| {
            let namespace = start.attributes.resolve(prefix)?;
            let name = QName { namespace: Arc::from(namespace), local: Arc::from(local) };
            self.root?.types.get(&name).copied()
        });
        let Some(found) = found else { return Err(message::unknown_type(&declaration.name)) };
        if self.derives(found, declaration.kind) {
            Ok(found)
        } else {
            Err(message::underived_type(&declaration.name))
        }
    }

    /// Whether `kind` is `base` or restricts it, in however many steps (part 1 §3.14.6).
    fn derives(&self, kind: TypeId, base: TypeId) -> bool {
        let mut kind = kind;
        loop {
            if kind == base {
                return true;
            }
            let TypeId::Simple(id) = kind else { return false };
            let Some(next) = self.schema.simple.get(id).and_then(|simple| simple.base) else { return false };
            kind = TypeId::Simple(next);
        }
    }
}

/// Reporting.
impl<'s, S: Sink<'s>> Run<'s, '_, S> {
    fn invalid(&mut self, path: String, position: Position, text: String, found: Option<String>) {
        if let Some(frame) = self.frames.last_mut() {
            frame.spoiled = true;
        }
        self.report.add(Finding { kind: FindingKind::Invalid, path, position, text, found });
    }

    /// Reports required elements that did not come before the one at `next`, or before the end.
    fn report_missing(&mut self, mut missing: Vec<usize>, next: Option<usize>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let excused = frame.excused.take();
        missing.retain(|place| Some(*place) != excused);
        if missing.is_empty() {
            return;
        }
        let children = frame.children;
        let name = |place: &usize| children.get(*place).map(|child| &*child.name);
        let names: Vec<&str> = missing.iter().filter_map(name).collect();
        let before = next.as_ref().and_then(name);
        let text = message::missing(&names, before, frame.progress.last(children), &frame.declaration.name);
        if let [only] = missing.as_slice() {
            frame.reported = Some((self.report.findings.len(), *only));
        }
        let position = frame.position.unwrap_or_default();
        let path = self.path(None);
        self.invalid(path, position, text, None);
    }

    /// Reports a child that does not belong where it stands; its content is not looked at.
    fn report_amiss(&mut self, start: &Start<'_>, amiss: &Placement) {
        let path = self.path(Some(start.local));
        let known = self.schema.knows(start.local).then_some(start.local);
        let Some(frame) = self.frames.last_mut() else { return };
        frame.spoiled = true;
        let children = frame.children;
        let parent = &*frame.declaration.name;
        let mut replaces = None;
        let text = match amiss {
            Placement::TooMany(place) => children.get(*place).map(|child| message::too_many(child, parent)),
            Placement::TooLate(place) => {
                replaces =
                    frame.reported.take_if(|(_, reported)| reported == place).map(|(finding, _)| finding);
                let before = children.get(place + 1).map(|next| &*next.name);
                children.get(*place).map(|child| message::misplaced(&child.name, before))
            }
            Placement::WrongNamespace(place) => {
                frame.excused = frame.progress.due(children);
                children.get(*place).map(|child| message::wrong_namespace(&child.name, &child.namespace))
            }
            _ => {
                frame.excused = frame.progress.due(children);
                Some(message::unexpected(known, &frame.progress.expected(children), parent))
            }
        };
        let kind = FindingKind::Invalid;
        let finding =
            Finding { kind, path, position: start.position, text: text.unwrap_or_default(), found: None };
        match replaces.and_then(|place| self.report.findings.get_mut(place)) {
            Some(missing) => *missing = finding,
            None => self.report.add(finding),
        }
    }

    /// The path of the innermost open complex element, or of a child of it that has no declaration there: by its name only where that is
    /// one of the schema's own.
    fn path(&self, child: Option<&str>) -> String {
        let mut path = String::new();
        for frame in &self.frames {
            push_step(&mut path, frame.declaration, frame.index);
        }
        if let Some(child) = child {
            if let Some(leaf) = &self.leaf {
                push_step(&mut path, leaf.declaration, leaf.index);
            }
            path.push('/');
            let known =
                if self.root.is_none() { self.set.knows_root(child) } else { self.schema.knows(child) };
            path.push_str(if known { child } else { "*" });
        }
        path
    }

    /// The path of a child of the innermost open complex element.
    fn path_of(&self, declaration: &ElementDecl, index: u32) -> String {
        let mut path = self.path(None);
        push_step(&mut path, declaration, index);
        path
    }
}

fn push_step(path: &mut String, declaration: &ElementDecl, index: u32) {
    path.push('/');
    path.push_str(&declaration.name);
    if declaration.repeats() {
        path.push_str(&format!("[{index}]"));
    }
}
