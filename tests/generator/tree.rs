//! A message as a tree, before it is written.

use super::random::Random;
use super::schema::{Base, Declaration, Kind, Schema};
use super::values::valid_value;

#[derive(Clone)]
pub struct Element<'s> {
    pub declaration: &'s Declaration,
    pub namespace: String,
    pub local: String,
    /// As they will stand in the tag, each with a space before it; with the declarations that they need.
    pub attributes: String,
    pub content: Vec<Content<'s>>,
}

#[derive(Clone)]
pub enum Content<'s> {
    Element(Element<'s>),
    /// To be escaped.
    Text(String),
    /// As it is.
    Markup(String),
}

/// A valid message.
pub fn message<'s>(schema: &'s Schema, random: &mut Random) -> Element<'s> {
    // Some messages have nearly everything, some nearly nothing.
    let optional = *random.pick(&[5, 30, 50, 80, 97]);
    element(&schema.root, optional, 0, random)
}

pub fn element<'s>(
    declaration: &'s Declaration,
    optional: usize,
    depth: usize,
    random: &mut Random,
) -> Element<'s> {
    let content = match &declaration.kind {
        Kind::Value(value) => vec![Content::Text(valid_value(value, random))],
        Kind::Sequence(children) => {
            let mut content = Vec::new();
            for child in children {
                for _ in 0..occurrences(child, optional, depth, random) {
                    content.push(Content::Element(element(child, optional, depth + 1, random)));
                }
            }
            content
        }
    };
    Element {
        declaration,
        namespace: declaration.namespace.clone(),
        local: declaration.local.clone(),
        attributes: String::new(),
        content,
    }
}

fn occurrences(declaration: &Declaration, optional: usize, depth: usize, random: &mut Random) -> usize {
    let least = if declaration.min == 0 { usize::from(random.chance(optional)) } else { declaration.min };
    let most = declaration.max.unwrap_or(if depth < 3 && random.chance(10) { 12 } else { 3 });
    if least == 0 || !random.chance(25) { least } else { random.between(least, most.max(least)) }
}

impl<'s> Element<'s> {
    /// How many elements there are, this one included.
    pub fn count(&self) -> usize {
        1 + self.children().map(Element::count).sum::<usize>()
    }

    /// Element number `at` in document order.
    pub fn nth(&mut self, at: usize) -> &mut Element<'s> {
        let mut left = at;
        self.find(&mut left).expect("at is below count")
    }

    fn find(&mut self, left: &mut usize) -> Option<&mut Element<'s>> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        self.content.iter_mut().find_map(|content| match content {
            Content::Element(child) => child.find(left),
            _ => None,
        })
    }

    pub fn children(&self) -> impl Iterator<Item = &Element<'s>> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(child) => Some(child),
            _ => None,
        })
    }

    pub fn is_date(&self) -> bool {
        matches!(&self.declaration.kind, Kind::Value(value) if value.base == Base::Date)
    }

    /// Puts this in place of its value.
    pub fn set_value(&mut self, value: &str) {
        self.content = vec![Content::Text(value.to_owned())];
    }

    pub fn holds_value(&self) -> bool {
        matches!(self.declaration.kind, Kind::Value(_))
    }
}
