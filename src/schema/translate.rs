//! From the regular expressions of XML Schema 1.0 part 2 appendix F to those of the crate `regex`.
//!
//! The two look alike and differ in the details: `^` and `$` are plain characters, `.` excludes CR, `\s` is
//! four characters, `\i` and `\c` are names, `[a-z-[aeiou]]` subtracts. So nothing is passed on unread.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// Translates a pattern; it must still be anchored. Says in Dutch what it does not understand.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let mut translator = Translator { input: pattern.chars().peekable(), output: String::new(), depth: 0 };
    translator.expression()?;
    match translator.input.next() {
        None => Ok(translator.output),
        Some(other) => Err(format!("het teken {other} staat op een plaats waar het niet mag")),
    }
}

/// Nesting of groups and classes that is read; deeper ones are refused rather than recursed into.
const MAX_DEPTH: usize = 50;

const NAME_START: &str = ":A-Z_a-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{2FF}\\x{370}-\\x{37D}\\x{37F}-\\x{1FFF}\
    \\x{200C}-\\x{200D}\\x{2070}-\\x{218F}\\x{2C00}-\\x{2FEF}\\x{3001}-\\x{D7FF}\\x{F900}-\\x{FDCF}\
    \\x{FDF0}-\\x{FFFD}\\x{10000}-\\x{EFFFF}";
const NAME_MORE: &str = "\\-.0-9\\x{B7}\\x{300}-\\x{36F}\\x{203F}-\\x{2040}";

const CATEGORIES: &str =
    " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn ";

struct Translator<'a> {
    input: Peekable<Chars<'a>>,
    output: String,
    depth: usize,
}

impl Translator<'_> {
    /// `regExp`: branches with `|` between them.
    fn expression(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("er staan te veel haakjes in elkaar".into());
        }
        loop {
            match self.input.peek() {
                None | Some(')') => break,
                Some('|') => {
                    self.input.next();
                    self.output.push('|');
                }
                Some(_) => {
                    self.atom()?;
                    self.quantifier()?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn atom(&mut self) -> Result<(), String> {
        match self.input.next() {
            Some('(') => {
                self.output.push_str("(?:");
                self.expression()?;
                if self.input.next() != Some(')') {
                    return Err("een haakje ( wordt niet gesloten".into());
                }
                self.output.push(')');
            }
            Some('[') => self.class()?,
            Some('.') => self.output.push_str("[^\\n\\r]"),
            Some('\\') => {
                let escape = self.escape()?;
                self.output.push_str(&escape.regex());
            }
            Some(c @ ('?' | '*' | '+' | ')' | ']' | '{' | '}')) => {
                return Err(format!("het teken {c} staat op een plaats waar het niet mag"));
            }
            Some(c) => self.output.push_str(&literal(c)),
            None => return Err("het patroon houdt te vroeg op".into()),
        }
        Ok(())
    }

    fn quantifier(&mut self) -> Result<(), String> {
        match self.input.peek() {
            Some(&c @ ('?' | '*' | '+')) => {
                self.input.next();
                self.output.push(c);
            }
            Some('{') => {
                self.input.next();
                let quantity: String = self.input.by_ref().take_while(|&c| c != '}').collect();
                let (least, most) = quantity.split_once(',').unwrap_or((&quantity, "0"));
                let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
                if least.is_empty() || !number(least) || !number(most) {
                    return Err(format!("{{{quantity}}} is geen aantal"));
                }
                let _ = write!(self.output, "{{{quantity}}}");
            }
            _ => {}
        }
        Ok(())
    }

    /// `charClassExpr`, after its `[`.
    fn class(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("er staan te veel haakjes in elkaar".into());
        }
        let negative = self.input.next_if_eq(&'^').is_some();
        self.output.push_str(if negative { "[[^" } else { "[[" });
        let mut empty = true;
        loop {
            match self.input.next() {
                None => return Err("een haakje [ wordt niet gesloten".into()),
                Some(']') if empty => return Err("tussen [ en ] staat niets".into()),
                Some(']') => break,
                Some('-') if !empty && self.input.next_if_eq(&'[').is_some() => {
                    self.output.push_str("]--");
                    self.class()?;
                    if self.input.next() != Some(']') {
                        return Err("na een aftrekking hoort ] te staan".into());
                    }
                    self.output.push(']');
                    self.depth -= 1;
                    return Ok(());
                }
                Some('-') if !empty && self.input.peek() != Some(&']') => {
                    return Err(
                        "een streepje in [ ] mag alleen vooraan, achteraan of in een reeks staan".into()
                    );
                }
                Some('[') => return Err("een haakje [ in [ ] moet als \\[".into()),
                Some('\\') => {
                    let escape = self.escape()?;
                    self.class_item(&escape)?;
                }
                Some(c) => self.class_item(&Escape::Char(c))?,
            }
            empty = false;
        }
        self.output.push_str("]]");
        self.depth -= 1;
        Ok(())
    }

    /// One character, range or class inside `[ ]`.
    fn class_item(&mut self, first: &Escape) -> Result<(), String> {
        let Escape::Char(from) = *first else {
            self.output.push_str(&first.regex());
            return Ok(());
        };
        self.output.push_str(&literal(from));
        let mut ahead = self.input.clone();
        let is_range = ahead.next() == Some('-') && !matches!(ahead.next(), None | Some('[' | ']'));
        if !is_range {
            return Ok(());
        }
        self.input.next();
        let to = match self.input.next() {
            Some('\\') => match self.escape()? {
                Escape::Char(c) => c,
                Escape::Class(_) => return Err("een reeks in [ ] eindigt niet op een teken".into()),
            },
            Some(c) => c,
            None => return Err("een haakje [ wordt niet gesloten".into()),
        };
        if to < from {
            return Err(format!("de reeks {from}-{to} loopt achteruit"));
        }
        self.output.push('-');
        self.output.push_str(&literal(to));
        Ok(())
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<Escape, String> {
        let class = |regex: &str| Ok(Escape::Class(regex.to_owned()));
        match self.input.next() {
            Some('n') => Ok(Escape::Char('\n')),
            Some('r') => Ok(Escape::Char('\r')),
            Some('t') => Ok(Escape::Char('\t')),
            Some(
                c @ ('\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^'),
            ) => Ok(Escape::Char(c)),
            Some('s') => class("[ \\t\\n\\r]"),
            Some('S') => class("[^ \\t\\n\\r]"),
            Some('d') => class("\\p{Nd}"),
            Some('D') => class("\\P{Nd}"),
            Some('w') => class("[^\\p{P}\\p{Z}\\p{C}]"),
            Some('W') => class("[\\p{P}\\p{Z}\\p{C}]"),
            Some('i') => Ok(Escape::Class(format!("[{NAME_START}]"))),
            Some('I') => Ok(Escape::Class(format!("[^{NAME_START}]"))),
            Some('c') => Ok(Escape::Class(format!("[{NAME_START}{NAME_MORE}]"))),
            Some('C') => Ok(Escape::Class(format!("[^{NAME_START}{NAME_MORE}]"))),
            Some(c @ ('p' | 'P')) => self.category(c),
            Some(c) => Err(format!("\\{c} bestaat niet in een patroon")),
            None => Err("het patroon eindigt op een \\".into()),
        }
    }

    fn category(&mut self, letter: char) -> Result<Escape, String> {
        if self.input.next() != Some('{') {
            return Err(format!("achter \\{letter} hoort {{ te staan"));
        }
        let name: String = self.input.by_ref().take_while(|&c| c != '}').collect();
        if name.is_empty()
            || !name.bytes().all(|b| b.is_ascii_alphabetic())
            || !CATEGORIES.contains(&format!(" {name} "))
        {
            return Err(format!("\\{letter}{{{name}}} wordt niet ondersteund"));
        }
        Ok(Escape::Class(format!("\\{letter}{{{name}}}")))
    }
}

enum Escape {
    Char(char),
    Class(String),
}

impl Escape {
    fn regex(&self) -> String {
        match self {
            Escape::Char(c) => literal(*c),
            Escape::Class(regex) => regex.clone(),
        }
    }
}

fn literal(c: char) -> String {
    if c.is_ascii_alphanumeric() { c.to_string() } else { format!("\\x{{{:X}}}", u32::from(c)) }
}
