//! From a tree to bytes, in one of the many ways that XML allows.

use super::random::Random;
use super::tree::{Content, Element};

/// How a message is written.
pub struct Style {
    encoding: Encoding,
    declaration: &'static str,
    /// Prefix of the namespace of the message, and of that of the basis schema; empty: the default namespace.
    prefixes: [&'static str; 2],
    /// Each element declares the namespaces again.
    redeclare: bool,
    line: &'static str,
    indent: &'static str,
    /// How often, in percent, something odd stands somewhere.
    odd: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16Be,
    Latin1,
    Ascii,
}

const XSI: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

impl Style {
    /// A plain one half the time.
    pub fn any(random: &mut Random) -> Style {
        if random.chance(40) {
            return Style::plain();
        }
        use Encoding::{Ascii, Latin1, Utf8, Utf8Mark, Utf16Be, Utf16Le};
        let encoding = *random.pick(&[Utf8, Utf8, Utf8, Utf8, Utf8Mark, Utf16Le, Utf16Be, Latin1, Ascii]);
        let declarations: &[&str] = match encoding {
            Utf8 | Utf8Mark => &[
                "",
                "<?xml version=\"1.0\"?>",
                "<?xml version='1.0' encoding='utf-8'?>\n",
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n",
                "<?xml\n version = \"1.0\"\tstandalone = 'no' ?>",
            ],
            Utf16Le | Utf16Be => {
                &["", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<?xml version='1.0'?>\r\n"]
            }
            Latin1 => &[
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
                "<?xml version='1.0' encoding='iso-8859-1' ?>",
            ],
            Ascii => &["<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n"],
        };
        Style {
            encoding,
            declaration: random.one_of(declarations),
            prefixes: *random.pick(&[["", "b"], ["m", ""], ["a.b-c_9", "xs"], ["m", "b"], ["_", "M"]]),
            redeclare: random.chance(20),
            line: random.one_of(&["", "\n", "\r\n", "\r"]),
            indent: random.one_of(&["", "\t", "  "]),
            odd: *random.pick(&[0, 2, 20]),
        }
    }

    /// As most programs write.
    pub fn plain() -> Style {
        Style {
            encoding: Encoding::Utf8,
            declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            prefixes: ["m", "b"],
            redeclare: false,
            line: "\n",
            indent: " ",
            odd: 0,
        }
    }

    fn odd(&self, random: &mut Random) -> bool {
        self.odd > 0 && random.chance(self.odd)
    }
}

struct Writer<'w> {
    style: &'w Style,
    random: &'w mut Random,
    namespaces: [String; 2],
    out: String,
}

/// Writes a message.
pub fn write(root: &Element<'_>, style: &Style, random: &mut Random) -> Vec<u8> {
    let message = root.declaration.namespace.clone();
    let (front, _) = message.rsplit_once("/schema").unwrap_or((&message, ""));
    let (front, _) = front.rsplit_once('/').unwrap_or((front, ""));
    let namespaces = [message.clone(), format!("{front}/basisschema/schema")];
    let mut writer = Writer { style, random, namespaces, out: style.declaration.to_owned() };
    writer.between(0);
    writer.element(root, true, 0);
    writer.between(0);
    encode(&writer.out, style.encoding)
}

impl Writer<'_> {
    fn element(&mut self, element: &Element<'_>, root: bool, depth: usize) {
        let known = self.namespaces.iter().position(|namespace| *namespace == element.namespace);
        let prefix = known.map_or("f", |at| self.style.prefixes[at]);
        let in_none = element.namespace.is_empty();
        let name = if prefix.is_empty() || in_none {
            element.local.clone()
        } else {
            format!("{prefix}:{}", element.local)
        };
        self.out.push('<');
        self.out.push_str(&name);
        if root || self.style.redeclare {
            for at in [0, 1] {
                let prefix = self.style.prefixes[at];
                let declared = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
                if !(in_none && prefix.is_empty()) {
                    let uri = self.namespaces[at].clone();
                    self.attribute(&declared, &uri);
                }
            }
        }
        if in_none && (!root || !element.attributes.contains("xmlns=")) {
            self.out.push_str(" xmlns=\"\"");
        } else if known.is_none() {
            let uri = element.namespace.clone();
            self.attribute("xmlns:f", &uri);
        }
        if root && self.style.odd(self.random) {
            self.out.push_str(&format!(" {XSI} xsi:schemaLocation=\"urn:a a.xsd\""));
        } else if !element.attributes.is_empty() && element.attributes.contains("xsi:") {
            self.out.push_str(&format!(" {XSI}"));
        }
        let clash =
            root && self.out.contains("xsi:schemaLocation") && element.attributes.contains("xsi:schemaLoc");
        if !clash {
            self.out.push_str(&element.attributes);
        }
        self.space();
        if element.content.is_empty() && self.random.chance(60) {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        self.content(element, depth);
        self.out.push_str(&format!("</{name}"));
        self.space();
        self.out.push('>');
    }

    fn content(&mut self, element: &Element<'_>, depth: usize) {
        let elements = element.children().count() > 0 && !element.holds_value();
        for content in &element.content {
            if elements {
                self.between(depth + 1);
            }
            match content {
                Content::Element(child) => self.element(child, false, depth + 1),
                Content::Text(text) => self.text(text),
                Content::Markup(markup) => self.out.push_str(markup),
            }
        }
        if elements {
            self.between(depth);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let quote = if self.style.odd(self.random) { '\'' } else { '"' };
        let value =
            if self.style.odd(self.random) { value.replacen('/', "&#x2F;", 1) } else { value.to_owned() };
        self.out.push_str(&format!(" {name}={quote}{value}{quote}"));
    }

    /// Between elements, where white space, comments and instructions mean nothing.
    fn between(&mut self, depth: usize) {
        if self.out.is_empty() && self.style.encoding == Encoding::Utf8 && self.random.chance(50) {
            return;
        }
        self.out.push_str(self.style.line);
        self.out.push_str(&self.style.indent.repeat(depth));
        if self.style.odd(self.random) {
            let odd =
                ["<!-- a < b & c -->", "<?doel &<>?>", "<!---->", "<?p?>", " \t\r\n", "<!--\u{20}]]> -->"];
            let odd = *self.random.pick(&odd);
            self.out.push_str(odd);
        }
    }

    fn space(&mut self) {
        if self.style.odd(self.random) {
            let space = *self.random.pick(&[" ", "\n", "\t", "\r\n  "]);
            self.out.push_str(space);
        }
    }

    /// Text such that a reader finds exactly this.
    fn text(&mut self, text: &str) {
        let in_section = self.style.odd(self.random)
            && !text.contains(['\r', ']'])
            && text.chars().all(|c| self.can_stand(c));
        if in_section {
            self.out.push_str(&format!("<![CDATA[{text}]]>"));
            return;
        }
        for c in text.chars() {
            let always = matches!(c, '<' | '&' | '>' | '\r') || !self.can_stand(c);
            if always || self.style.odd(self.random) {
                let code = u32::from(c);
                let reference = match (self.random.below(4), c) {
                    (0, _) => format!("&#{code};"),
                    (1, _) => format!("&#x{code:X};"),
                    (2, _) => format!("&#x00{code:x};"),
                    (_, '<') => "&lt;".into(),
                    (_, '&') => "&amp;".into(),
                    (_, '>') => "&gt;".into(),
                    (_, '"') => "&quot;".into(),
                    (_, '\'') => "&apos;".into(),
                    _ => format!("&#{code};"),
                };
                self.out.push_str(&reference);
            } else {
                self.out.push(c);
            }
            if self.style.odd(self.random) && self.random.chance(10) {
                let inside = *self.random.pick(&["<!--x-->", "<?p q?>", "<![CDATA[]]>"]);
                self.out.push_str(inside);
            }
        }
    }

    fn can_stand(&self, c: char) -> bool {
        match self.style.encoding {
            Encoding::Ascii => c.is_ascii(),
            // C1 controls differ between decoders.
            Encoding::Latin1 => c.is_ascii() || ('\u{A0}'..='\u{FF}').contains(&c),
            _ => true,
        }
    }
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let marked = format!("\u{FEFF}{text}");
    match encoding {
        Encoding::Utf8 | Encoding::Ascii => text.as_bytes().to_vec(),
        Encoding::Utf8Mark => marked.into_bytes(),
        Encoding::Utf16Le => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        // What cannot stand has been written as a reference; markup of a mutation becomes a question mark.
        Encoding::Latin1 => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
    }
}
