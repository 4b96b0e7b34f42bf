//! Local rules: what gemeenten and aanbieders agreed beside the rules of the standard, as expressions in CEL that the gate checks.
//!
//! A rule is made ready once ([`Opgesteld`]): its expression is read, and everything that it names is looked up in the schemas of the
//! messages that it is about, so that a slip of the pen is told to whoever writes it and not found out by messages. Then it is held
//! against the klassen of a message while that streams by ([`toets`]).
//!
//! Expressions come from people, so they are kept small (`grens`), may use a part of the language only (`taal`), and cannot
//! loop: comprehensions go over the lists that stand in the expression itself, and do not nest. An expression that cannot be evaluated on a
//! klasse says nothing about it: no verdict follows, and who looks after the gate is told.

mod eis;
mod functies;
mod grens;
mod monster;
mod opstellen;
mod taal;
mod toets;
mod vindplaats;
mod waarden;

pub use eis::Oorzaak;
pub use functies::{Kennis, Onbekend};
pub use opstellen::{Bezwaar, Opgesteld, gebreken};
pub use toets::{Bij, Regeluitslag, Uitslag, toets};
