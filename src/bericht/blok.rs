//! A message, or a part of it, while it is read: the elements flat behind each other, with nothing allocated for each of
//! them, so that a klasse can be read into types as soon as it is complete and then makes room for the next.

use super::knoop::Knoop;
use crate::schema::ElementDecl;
use crate::xml::Position;

/// One element, followed by everything in it.
#[derive(Clone, Copy)]
struct Element<'s> {
    soort: &'s ElementDecl,
    positie: Position,
    /// Where its value lies in the text; the same place twice for an element with children.
    van: u32,
    tot: u32,
    /// How many elements it takes up, itself included; 0 while it is open.
    lengte: u32,
    /// 1-based number among its namesakes; 0 where the schema lets it not repeat.
    index: u32,
}

/// Small, as there are many. More than this is in no klasse that is valid.
fn klein(getal: usize) -> u32 {
    u32::try_from(getal).unwrap_or(u32::MAX)
}

impl Element<'_> {
    /// How many elements it takes up of these, which begin with it.
    fn lengte(&self, rest: &[Element<'_>]) -> usize {
        if self.lengte == 0 { rest.len() } else { self.lengte as usize }
    }
}

/// The elements that have been read and not been let go.
#[derive(Default)]
pub(super) struct Blok<'s> {
    elementen: Vec<Element<'s>>,
    tekst: String,
}

impl<'s> Blok<'s> {
    /// Adds an element that has children; gives its place.
    pub(super) fn open(&mut self, soort: &'s ElementDecl, index: Option<u32>, positie: Position) -> usize {
        let van = klein(self.tekst.len());
        let index = index.unwrap_or_default();
        self.elementen.push(Element { soort, positie, van, tot: van, lengte: 0, index });
        self.elementen.len() - 1
    }

    /// Adds an element with a value.
    #[inline]
    pub(super) fn blad(
        &mut self,
        soort: &'s ElementDecl,
        index: Option<u32>,
        waarde: &str,
        positie: Position,
    ) {
        let van = klein(self.tekst.len());
        // A value beyond that is not there.
        let tot = klein(self.tekst.len() + waarde.len());
        if tot < u32::MAX {
            self.tekst.push_str(waarde);
        }
        let index = index.unwrap_or_default();
        self.elementen.push(Element { soort, positie, van, tot, lengte: 1, index });
    }

    /// Nothing more comes in the element at this place.
    pub(super) fn sluit(&mut self, plaats: usize) {
        let lengte = self.elementen.len() - plaats;
        if let Some(element) = self.elementen.get_mut(plaats) {
            element.lengte = klein(lengte);
        }
    }

    /// Forgets the element at this place and everything after it.
    pub(super) fn laat_los(&mut self, plaats: usize) {
        if let Some(element) = self.elementen.get(plaats) {
            self.tekst.truncate(element.van as usize);
            self.elementen.truncate(plaats);
        }
    }

    /// The element at this place, as far as it has been read.
    pub(super) fn deel(&self, plaats: usize) -> Option<Deel<'_>> {
        let rest = self.elementen.get(plaats..)?;
        let eigen = rest.first()?.lengte(rest);
        Some(Deel { elementen: rest.get(..eigen)?, tekst: &self.tekst })
    }
}

/// An element of a message that is being read, with what is in it.
#[derive(Clone, Copy)]
pub struct Deel<'b> {
    /// Itself, then everything in it.
    elementen: &'b [Element<'b>],
    tekst: &'b str,
}

impl<'b> Deel<'b> {
    /// Line and column of the start tag.
    pub fn positie(&self) -> Position {
        self.elementen.first().map_or(Position { line: 0, column: 0 }, |element| element.positie)
    }

    /// What its schema says of it; none where nothing is here.
    pub fn soort(&self) -> Option<&'b ElementDecl> {
        self.elementen.first().map(|element| element.soort)
    }

    /// Local name.
    pub fn naam(&self) -> &'b str {
        self.elementen.first().map_or("", |element| &element.soort.name)
    }

    /// The value; none for an element with children.
    #[inline]
    pub fn tekst(&self) -> Option<&'b str> {
        let element = self.elementen.first().filter(|element| element.soort.is_simple())?;
        self.tekst.get(element.van as usize..element.tot as usize)
    }

    /// The elements in it, in their order.
    pub fn kinderen(&self) -> Kinderen<'b> {
        Kinderen { rest: self.elementen.get(1..).unwrap_or_default(), tekst: self.tekst }
    }

    /// The first element in it with this name.
    pub fn kind(&self, naam: &str) -> Option<Deel<'b>> {
        self.kinderen().find(|kind| kind.naam() == naam)
    }

    /// The element in it at that place, and the place behind it.
    #[inline]
    pub(super) fn op(&self, plaats: usize) -> Option<(Deel<'b>, usize)> {
        let rest = self.elementen.get(plaats..)?;
        let lengte = rest.first()?.lengte(rest);
        Some((Deel { elementen: rest.get(..lengte)?, tekst: self.tekst }, plaats + lengte))
    }

    /// The value of the first element in it with this name.
    pub fn tekst_van(&self, naam: &str) -> Option<&'b str> {
        self.kind(naam)?.tekst()
    }

    /// The element at a path of names, such as `ProductPeriode/Einddatum`; an empty path is the element itself.
    pub fn vind(&self, pad: &str) -> Option<Deel<'b>> {
        pad.split('/').filter(|stap| !stap.is_empty()).try_fold(*self, |deel, naam| deel.kind(naam))
    }

    /// 1-based number among its namesakes, where the schema lets it repeat.
    pub fn index(&self) -> Option<u32> {
        self.elementen.first().map(|element| element.index).filter(|index| *index > 0)
    }

    /// The same as a tree of its own.
    pub fn knoop(&self) -> Knoop {
        Knoop {
            naam: self.elementen.first().map_or_else(|| "".into(), |element| element.soort.name.clone()),
            index: self.index(),
            positie: self.positie(),
            tekst: self.tekst().map(str::to_owned),
            kinderen: self.kinderen().map(|kind| kind.knoop()).collect(),
        }
    }
}

/// Elements that follow on each other, each with what is in it.
#[derive(Clone, Copy)]
pub struct Kinderen<'b> {
    rest: &'b [Element<'b>],
    tekst: &'b str,
}

impl<'b> Iterator for Kinderen<'b> {
    type Item = Deel<'b>;

    fn next(&mut self) -> Option<Deel<'b>> {
        let (elementen, verder) = self.rest.split_at_checked(self.rest.first()?.lengte(self.rest))?;
        self.rest = verder;
        Some(Deel { elementen, tekst: self.tekst })
    }
}
