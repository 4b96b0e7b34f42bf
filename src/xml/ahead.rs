//! Looking ahead for what is expected: plain tags and `<a>text</a>`, the bulk of every message.
//!
//! Nothing is taken that is not wholly in memory, within the limits and beyond doubt: start tags without attributes
//! under a name that was checked before, text without references, carriage returns and `]`. For all else these
//! functions say no and change nothing, and [`Reader::next`] reads on from the same place with every check.

use std::io::BufRead;
use std::ops::Range;

use memchr::{memchr, memchr3};

use super::Position;
use super::chars::is_space;
use super::reader::{Reader, Stage};

/// A text this long is searched with instructions that take a while to start.
const SHORT: usize = 32;

/// A tag that comes next.
pub(crate) struct Tag {
    /// Where its `<` is.
    pub(crate) offset: usize,
    /// How many lines end in the white space before it, and how much of that comes after the last of them.
    lines: u32,
    indent: usize,
}

impl<R: BufRead> Reader<R> {
    /// Whether a prefix that stood for a namespace still does: it does as long as this is the same.
    pub(crate) fn scope(&self) -> u64 {
        self.namespaces.scope()
    }

    /// The tag that comes next inside the document element, perhaps after white space.
    #[inline]
    pub(crate) fn tag_ahead(&self) -> Option<Tag> {
        if self.stage != Stage::Content || self.closes_itself {
            return None;
        }
        let start = self.window.cursor();
        let rest = self.window.bytes().get(start..)?;
        let (mut lines, mut line) = (0, 0);
        let mut blank = 0;
        loop {
            match rest.get(blank)? {
                b'\n' => {
                    lines += 1;
                    line = blank + 1;
                }
                byte if is_space(*byte) => {}
                b'<' => break,
                _ => return None,
            }
            blank += 1;
        }
        let tag = Tag { offset: start + blank, lines, indent: blank - line };
        (blank <= self.limits.token_bytes).then_some(tag)
    }

    /// Whether the tag at that offset is an end tag.
    #[inline]
    pub(crate) fn is_end_tag(&self, tag: usize) -> bool {
        self.window.bytes().get(tag + 1) == Some(&b'/')
    }

    /// Whether the tag at that offset plainly ends the innermost element.
    #[inline]
    pub(crate) fn ends(&self, tag: usize) -> bool {
        let name = self.open.name().as_bytes();
        let bytes = self.window.bytes();
        bytes.get(tag + 2 + name.len()) == Some(&b'>') && is_at(bytes, tag + 2, name)
    }

    /// Takes the end tag of which [`Reader::ends`] said so.
    #[inline]
    pub(crate) fn take_end(&mut self, tag: usize) {
        let end = tag + 2 + self.open.name().len();
        self.close();
        self.window.move_to(end + 1);
    }

    /// Whether the tag at that offset plainly starts the element of that name: gives the offset of what follows it.
    /// The prefix comes with its colon and must have been read before, in the same scope; the local name must be one.
    #[inline]
    pub(crate) fn starts(&self, tag: usize, prefix: &str, local: &str) -> Option<usize> {
        let middle = tag + 1 + prefix.len();
        let end = middle + local.len();
        let bytes = self.window.bytes();
        let plain = bytes.get(end) == Some(&b'>')
            && is_at(bytes, middle, local.as_bytes())
            && is_at(bytes, tag + 1, prefix.as_bytes());
        let length = end - tag;
        (plain
            && length <= self.limits.name_bytes
            && length <= self.limits.token_bytes
            && self.open.len() < self.limits.depth)
            .then_some(end + 1)
    }

    /// The text of the element whose start tag is at `tag` and ends before `inside`, if it plainly holds only that and
    /// ends after it.
    #[inline]
    pub(crate) fn text_ahead(&self, tag: usize, inside: usize) -> Option<Range<usize>> {
        let bytes = self.window.bytes();
        let text = inside..inside + plain_text(bytes.get(inside..)?)?;
        let plain = bytes.get(text.end + 1) == Some(&b'/')
            && is_at(bytes, text.end + 2, bytes.get(tag + 1..inside)?)
            && text.len() <= self.limits.token_bytes;
        plain.then_some(text)
    }

    /// A text that was found ahead.
    #[inline]
    pub(crate) fn part(&self, range: Range<usize>) -> &str {
        self.window.part(range.start, range.end)
    }

    /// Takes the element of which [`Reader::text_ahead`] gave the text.
    #[inline]
    pub(crate) fn take_leaf(&mut self, tag: usize, text: &Range<usize>) {
        self.window.move_to(text.end + 1 + (text.start - tag));
    }

    /// Takes the start tag at `tag` that [`Reader::starts`] found to end before `inside`.
    #[inline]
    pub(crate) fn take_start(&mut self, tag: usize, inside: usize, position: Option<Position>) {
        self.open.push(self.window.part(tag + 1, inside - 1), tag, position);
        self.window.move_to(inside);
    }

    /// Line and column of a tag that [`Reader::tag_ahead`] gave. Between the last place that was settled and the white space
    /// before this tag no line may have ended.
    #[inline]
    pub(crate) fn settle_tag(&mut self, tag: &Tag) -> Position {
        match tag.lines {
            0 => self.window.settle(tag.offset),
            lines => self.window.settle_after(lines, tag.indent, tag.offset),
        }
    }

    /// Line and column of the open element at that depth, from 0; only after [`Reader::settle`].
    pub(crate) fn position_of_open(&self, depth: usize) -> Position {
        self.open.position(depth)
    }
}

/// Whether `part` stands at that offset. Names are short: comparing them by a few words at once is faster than calling a
/// function that is good at long texts.
#[inline]
fn is_at(bytes: &[u8], offset: usize, part: &[u8]) -> bool {
    let Some(found) = bytes.get(offset..offset + part.len()) else { return false };
    match part.len() {
        0..4 => found.iter().eq(part),
        4..8 => ends_equal::<4>(found, part),
        8..16 => ends_equal::<8>(found, part),
        16..=32 => ends_equal::<16>(found, part),
        _ => found == part,
    }
}

/// Whether the first `N` and the last `N` bytes are the same.
#[inline]
fn ends_equal<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk() && one.last_chunk::<N>() == other.last_chunk()
}

/// The length of the text at the front if a tag follows it and nothing in it needs a closer look.
#[inline]
fn plain_text(bytes: &[u8]) -> Option<usize> {
    let special = |byte: &u8| matches!(byte, b'<' | b'&' | b']' | b'\r');
    let short = bytes.get(..SHORT).unwrap_or(bytes);
    if let Some(end) = short.iter().position(special) {
        return (bytes.get(end) == Some(&b'<')).then_some(end);
    }
    let end = memchr3(b'<', b'&', b']', bytes)?;
    let plain = bytes.get(end) == Some(&b'<') && memchr(b'\r', bytes.get(..end)?).is_none();
    plain.then_some(end)
}
