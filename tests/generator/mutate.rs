//! One change to the tree of a valid message.

use super::Expected;
use super::random::Random;
use super::schema::{Kind, Schema};
use super::tree::{Content, Element, element};
use super::wrong_values::{departure, wrong_value};

type Change = (&'static str, Expected);

/// Changes one thing; says what.
pub fn mutate(root: &mut Element<'_>, schema: &Schema, random: &mut Random) -> Change {
    loop {
        let count = root.count();
        let at = random.below(count);
        let done = match random.below(10) {
            0..=3 => change_value(root.nth(at), random),
            4..=6 => change_children(root.nth(at), random),
            7 => change_name(root.nth(at), random),
            8 => change_attributes(root.nth(at), schema, random),
            _ => change_content(root.nth(at), random),
        };
        if let Some(done) = done {
            return done;
        }
    }
}

fn change_value(element: &mut Element<'_>, random: &mut Random) -> Option<Change> {
    let Kind::Value(value) = &element.declaration.kind else { return None };
    let (what, text) = wrong_value(value, random);
    let expected = departure(value, &text)
        .map_or(Expected::Judged, |(valid, clause)| Expected::Departure { valid, clause });
    element.content = vec![Content::Text(text)];
    Some((what, expected))
}

fn change_children(parent: &mut Element<'_>, random: &mut Random) -> Option<Change> {
    let Kind::Sequence(declared) = &parent.declaration.kind else { return None };
    let content = &mut parent.content;
    if content.is_empty() {
        return None;
    }
    let (at, other) = (random.below(content.len()), random.below(content.len()));
    let what = match random.below(9) {
        0 | 1 => {
            content.remove(at);
            "an element dropped"
        }
        2 => {
            content.insert(at, content[at].clone());
            "an element doubled"
        }
        3 => {
            content.swap(at, other);
            "two elements swapped"
        }
        4 => {
            let moved = content.remove(at);
            content.insert(other, moved);
            "an element moved"
        }
        5 => {
            content.clear();
            "all elements dropped"
        }
        6 => {
            content.truncate(at);
            "the last elements dropped"
        }
        7 => {
            let declaration = random.pick(declared);
            content.insert(at, Content::Element(element(declaration, 30, 3, random)));
            "a known element put in"
        }
        _ => {
            let copies = content.clone();
            content.extend(copies);
            "all elements twice"
        }
    };
    Some((what, Expected::Judged))
}

fn change_name(element: &mut Element<'_>, random: &mut Random) -> Option<Change> {
    let local = &element.local;
    let what = match random.below(7) {
        0 => {
            element.local = format!("{local}x");
            "another name"
        }
        1 => {
            element.local = local.to_lowercase();
            "a name in lower case"
        }
        2 => {
            element.local = (*random.pick(&["Onbekend", "Bericht", "Header", "Client", "Straße"])).to_owned();
            "another name"
        }
        3 => {
            element.namespace.clear();
            "no namespace"
        }
        4 => {
            element.namespace = (*random.pick(&["urn:x", "http://www.istandaarden.nl/"])).to_owned();
            "a foreign namespace"
        }
        5 => {
            let jw = element.namespace.contains("/ijw/");
            element.namespace = if jw {
                element.namespace.replace("/ijw/", "/iwmo/")
            } else {
                element.namespace.replace("/iwmo/", "/ijw/")
            };
            "the namespace of the other standard"
        }
        _ => {
            let (front, _) = element.declaration.namespace.rsplit_once("/schema")?;
            let (front, part) = front.rsplit_once('/')?;
            let other = if part == "basisschema" { "jw301" } else { "basisschema" };
            element.namespace = format!("{front}/{other}/schema");
            "the namespace of another schema"
        }
    };
    Some((what, Expected::Judged))
}

const ATTRIBUTES: &[(&str, &str)] = &[
    ("an attribute", " a=\"1\""),
    ("an empty attribute", " a=''"),
    ("an attribute with references", " a=\"&lt;&#10;&amp;\""),
    ("an attribute of another namespace", " xmlns:y=\"urn:y\" y:a=\"1\""),
    ("xml:lang", " xml:lang=\"nl\""),
    ("xml:space", " xml:space=\"preserve\""),
    ("xml:id", " xml:id=\"a\""),
    ("xsi:nil", " xsi:nil=\"true\""),
    ("xsi:nil", " xsi:nil=\"false\""),
    ("xsi:nil", " xsi:nil=\"0\""),
    ("xsi:nil", " xsi:nil=\"ja\""),
    ("an unknown xsi attribute", " xsi:x=\"1\""),
    ("xsi:schemaLocation", " xsi:schemaLocation=\"urn:a a.xsd\""),
    ("xsi:schemaLocation, an odd number", " xsi:schemaLocation=\"urn:a\""),
    ("xsi:schemaLocation, empty", " xsi:schemaLocation=\"\""),
    ("xsi:noNamespaceSchemaLocation", " xsi:noNamespaceSchemaLocation=\"a.xsd\""),
    ("type without a namespace", " type=\"Header\""),
    ("a declared namespace that is not used", " xmlns:nergens=\"urn:n\""),
    ("an undeclared default", " xmlns:xsi=\"urn:n\""),
    ("xsi:type without value", " xsi:type=\"\""),
    ("xsi:type with a prefix that is not declared", " xsi:type=\"q:Header\""),
    ("xsi:type that is no name", " xsi:type=\"a b\""),
    ("xsi:type with two colons", " xsi:type=\"a:b:c\""),
    ("xsi:type of XML Schema", " xmlns:t=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"t:string\""),
    ("xsi:type of XML Schema", " xmlns:t=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"t:date\""),
    ("xsi:type of XML Schema", " xmlns:t=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"t:integer\""),
    ("xsi:type anyType", " xmlns:t=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"t:anyType\""),
    ("xsi:type anySimpleType", " xmlns:t=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"t:anySimpleType\""),
];

fn change_attributes(element: &mut Element<'_>, schema: &Schema, random: &mut Random) -> Option<Change> {
    if random.chance(60) {
        let (what, attribute) = *random.pick(ATTRIBUTES);
        if attribute.starts_with(" xmlns:xsi") {
            return None;
        }
        element.attributes = attribute.to_owned();
        return Some((what, Expected::Judged));
    }
    let own = element.declaration.named.as_ref().filter(|_| random.chance(60));
    let (namespace, local) = own.unwrap_or_else(|| random.pick(&schema.types));
    let around = *random.pick(&["", "", "", " ", "&#10;"]);
    element.attributes = format!(" xmlns:t=\"{namespace}\" xsi:type=\"{around}t:{local}{around}\"");
    let valid = element.declaration.named.as_ref().is_some_and(|(n, l)| n == namespace && l == local);
    let clause = "part 2 §3.2.18 and §4.3.6: white space around a QName is collapsed";
    let expected = if around.is_empty() { Expected::Judged } else { Expected::Departure { valid, clause } };
    Some(("xsi:type", expected))
}

fn change_content(element: &mut Element<'_>, random: &mut Random) -> Option<Change> {
    const BLANK_SECTION: &str =
        "part 1 §3.4.4 clause 2.3: white space between elements, also from a CDATA section";
    const EMPTY_SECTION: &str = "XML Infoset §2.6: an empty CDATA section is no character at all";
    let value = element.holds_value();
    let (what, markup) = *random.pick(&[
        ("stray text", "x"),
        ("a stray CDATA section", "<![CDATA[x]]>"),
        ("a blank CDATA section", "<![CDATA[ ]]>"),
        ("an empty CDATA section", "<![CDATA[]]>"),
        ("a reference to white space", "&#32;&#x9;&#10;"),
        ("a reference to text", "&amp;"),
        ("a no-break space", "\u{A0}"),
        ("an unknown element", "<x/>"),
        ("an unknown element with content", "<q:x xmlns:q=\"urn:q\" a=\"1\"><b>c</b></q:x>"),
        ("a comment", "<!-- & < -->"),
        ("an instruction", "<?p a?>"),
        ("white space", " \n\t"),
    ]);
    let at = random.between(0, element.content.len());
    // No sequence here is without elements, so white space may stand in each.
    let clause = match what {
        "a blank CDATA section" => Some(BLANK_SECTION),
        "an empty CDATA section" => Some(EMPTY_SECTION),
        _ => None,
    };
    let departs = clause.filter(|_| !value).map(|clause| Expected::Departure { valid: true, clause });
    let expected = departs.unwrap_or(Expected::Judged);
    element.content.insert(at, Content::Markup(markup.to_owned()));
    Some((what, expected))
}
