//! The fast lane of the validator: children that come when expected, plainly written and valid.
//!
//! It decides nothing: whatever is not beyond doubt is left to the events of the reader, from the same place.

use std::io::BufRead;

use super::model::{ElementDecl, SimpleId, TypeId};
use super::report::Sink;
use super::sequence::Progress;
use super::validate::{Frame, Run};
use crate::xml::{Reader, Start, Tag};

/// The prefixes under which elements of a namespace were last met.
#[derive(Default)]
pub(super) struct Prefixes {
    known: Vec<Prefix>,
}

struct Prefix {
    namespace: usize,
    /// With its colon; empty for none.
    text: String,
    /// For how long it holds: [`Reader::scope`].
    scope: u64,
}

impl Prefixes {
    /// Remembers how an element was written that matched its declaration.
    pub(super) fn learn(&mut self, declaration: &ElementDecl, start: &Start<'_>) {
        let namespace = declaration.namespace_id;
        let place = match self.known.iter().position(|prefix| prefix.namespace == namespace) {
            Some(place) => place,
            None => {
                self.known.push(Prefix { namespace, text: String::new(), scope: 0 });
                self.known.len() - 1
            }
        };
        if let Some(prefix) = self.known.get_mut(place) {
            prefix.scope = start.scope;
            if prefix.text != start.prefix {
                prefix.text.clear();
                prefix.text.push_str(start.prefix);
            }
        }
    }

    #[inline]
    fn of(&self, namespace: usize, scope: u64) -> Option<&str> {
        let prefix = self.known.iter().find(|prefix| prefix.namespace == namespace)?;
        (prefix.scope == scope).then_some(&prefix.text)
    }
}

impl<'s, S: Sink<'s>> Run<'s, '_, S> {
    /// Goes on as long as all is plain.
    pub(super) fn run_ahead<R: BufRead>(&mut self, reader: &mut Reader<R>) {
        if self.leaf.is_none() && self.skipped == 0 {
            if S::LISTENS {
                reader.settle();
            }
            while self.step_ahead(reader).is_some() {}
        }
    }

    /// Takes one leaf, start tag or end tag.
    #[inline]
    fn step_ahead<R: BufRead>(&mut self, reader: &mut Reader<R>) -> Option<()> {
        let frame = self.frames.last_mut()?;
        // Content that is empty may not even hold white space; that is not for here.
        let children = frame.children;
        children.first()?;
        let tag = reader.tag_ahead()?;
        if reader.is_end_tag(tag.offset) {
            if frame.progress.due(children).is_some() || !reader.ends(tag.offset) {
                return None;
            }
            if S::LISTENS {
                reader.settle_tag(&tag);
            }
            reader.take_end(tag.offset);
            let (declaration, clean) = (frame.declaration, !frame.spoiled);
            self.frames.pop();
            if S::LISTENS {
                self.sink.close(declaration, clean);
            }
            return Some(());
        }
        let prefixes = &self.prefixes;
        let scope = reader.scope();
        let (place, child, inside) = frame.progress.expect(children, |child| {
            reader.starts(tag.offset, prefixes.of(child.namespace_id, scope)?, &child.name)
        })?;
        match child.kind {
            TypeId::Simple(kind) => self.leaf_ahead(reader, child, place, kind, &tag, inside),
            TypeId::Complex(_) => {
                let children = self.schema.children(child.kind);
                let index = frame.progress.take(place);
                let position = S::LISTENS.then(|| reader.settle_tag(&tag));
                reader.take_start(tag.offset, inside, position);
                self.frames.push(Frame::new(child, children, index, position));
                if let Some(position) = position {
                    self.sink.open(child, position);
                }
                Some(())
            }
        }
    }

    /// Takes a simple element with a good value.
    #[inline]
    fn leaf_ahead<R: BufRead>(
        &mut self,
        reader: &mut Reader<R>,
        declaration: &'s ElementDecl,
        place: usize,
        kind: SimpleId,
        tag: &Tag,
        inside: usize,
    ) -> Option<()> {
        let text = reader.text_ahead(tag.offset, inside)?;
        let simple = self.schema.simple.get(kind)?;
        let raw = reader.part(text.clone());
        let as_written = simple.quick.accepts(raw);
        if !as_written && simple.check(simple.normalise(raw, &mut self.scratch)).is_err() {
            return None;
        }
        if S::LISTENS {
            let position = reader.settle_tag(tag);
            let raw = reader.part(text.clone());
            let value = if as_written { raw } else { simple.normalise(raw, &mut self.scratch) };
            self.sink.leaf(declaration, value, position);
        }
        reader.take_leaf(tag.offset, &text);
        if S::LISTENS && !as_written {
            // There may be lines in it.
            reader.settle();
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.progress.take(place);
        }
        Some(())
    }
}

impl Progress {
    /// The first declaration that the next child may have, among those that it can be without anything missing, for
    /// which `matches` gives something.
    #[inline]
    fn expect<'s, T>(
        &self,
        children: &'s [ElementDecl],
        matches: impl Fn(&ElementDecl) -> Option<T>,
    ) -> Option<(usize, &'s ElementDecl, T)> {
        for (place, declaration) in children.iter().enumerate().skip(self.at()) {
            if self.has_room(place, declaration)
                && let Some(found) = matches(declaration)
            {
                return Some((place, declaration, found));
            }
            if self.count_at(place) < declaration.min {
                return None;
            }
        }
        None
    }
}
