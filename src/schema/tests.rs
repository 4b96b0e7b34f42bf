//! The schema engine on small schemas: facets at their boundaries, every kind of finding, and what the
//! compiler refuses.

use proptest::prelude::*;

use super::*;
use crate::xml::{Limits, Position};

/// A schema in namespace `urn:t` with prefix `t`.
fn schema(body: &str) -> String {
    format!(
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' targetNamespace='urn:t' \
         elementFormDefault='qualified'>\n{body}\n</xs:schema>"
    )
}

fn compile(body: &str) -> Result<SchemaSet, SchemaError> {
    SchemaSet::compile(&[Document { name: "t.xsd".into(), bytes: schema(body).into_bytes() }])
}

#[track_caller]
fn refusal(body: &str) -> SchemaError {
    let error = compile(body).err().unwrap_or_else(|| panic!("compiles: {body}"));
    assert_eq!(error.document, "t.xsd");
    error
}

fn report(set: &SchemaSet, message: &str) -> Report {
    set.validate(message.as_bytes(), Limits::default(), &mut ()).unwrap()
}

/// A set whose root `v` has the simple type that restricts `base` by `facets`.
fn value_set(base: &str, facets: &str) -> SchemaSet {
    compile(&format!(
        "<xs:element name='v' type='t:V'/><xs:simpleType name='V'><xs:restriction base='{base}'>{facets}\
         </xs:restriction></xs:simpleType>"
    ))
    .unwrap()
}

#[track_caller]
fn values(base: &str, facets: &str, good: &[&str], bad: &[&str]) {
    let set = value_set(base, facets);
    for (values, valid) in [(good, true), (bad, false)] {
        for value in values {
            let message = format!("<v xmlns='urn:t'>{value}</v>");
            assert_eq!(report(&set, &message).valid(), valid, "{base} {facets} {value:?}");
        }
    }
}

const PERSON: &str = "
<xs:element name='Bericht' type='t:Bericht'/>
<xs:complexType name='Bericht'><xs:sequence>
  <xs:element name='Bsn' type='t:Bsn'/>
  <xs:element name='Geboortedatum' type='xs:date'/>
  <xs:element name='Naam' type='xs:string' minOccurs='0'/>
  <xs:element name='Product' type='t:Product' minOccurs='0' maxOccurs='3'/>
  <xs:element name='Slot' type='xs:string' minOccurs='0'/>
</xs:sequence></xs:complexType>
<xs:complexType name='Product'><xs:sequence>
  <xs:element name='Code'><xs:simpleType><xs:restriction base='xs:string'>
    <xs:enumeration value='1'/><xs:enumeration value='2'/></xs:restriction></xs:simpleType></xs:element>
  <xs:element name='Regel' type='xs:integer' maxOccurs='unbounded'/>
</xs:sequence></xs:complexType>
<xs:simpleType name='Bsn'><xs:restriction base='xs:string'><xs:pattern value='[0-9]{9}'/></xs:restriction></xs:simpleType>
";

/// Findings on a message with that content, as `line:column path | text`.
fn findings(content: &str) -> Vec<String> {
    let set = compile(PERSON).unwrap();
    let report = report(&set, &format!("<Bericht xmlns='urn:t'>\n{content}</Bericht>"));
    report
        .findings
        .iter()
        .map(|f| format!("{}:{} {} | {}", f.position.line, f.position.column, f.path, f.text))
        .collect()
}

const BSN: &str = "<Bsn>999900006</Bsn>\n";
const DATE: &str = "<Geboortedatum>2000-01-01</Geboortedatum>\n";

#[test]
fn lengths_count_code_points_at_the_boundary() {
    values(
        "xs:string",
        "<xs:maxLength value='2'/>",
        &["", "ab", "éé", "\u{1F600}\u{1F600}"],
        &["abc", "ééé", "a b"],
    );
    values("xs:string", "<xs:minLength value='2'/>", &["ab", "  ", "\u{1F600}x"], &["", "a", "\u{1F600}"]);
    values("xs:string", "<xs:length value='2'/>", &["ab"], &["", "a", "abc"]);
}

#[test]
fn white_space_is_handled_before_the_other_facets() {
    values("xs:token", "<xs:maxLength value='3'/>", &["  a\n  b  ", "abc\n"], &["a b c"]);
    values("xs:normalizedString", "<xs:pattern value='a b'/>", &["a\tb", "a\nb"], &[" a b", "a  b"]);
    values(
        "xs:string",
        "<xs:whiteSpace value='collapse'/><xs:pattern value='a b'/>",
        &[" a  b "],
        &["ab", "a\u{A0}b"],
    );
    values("xs:string", "<xs:pattern value='a b'/>", &["a b"], &["a\tb", " a b"]);
}

#[test]
fn enumerations_compare_values() {
    let listed = "<xs:enumeration value='1'/><xs:enumeration value='02'/>";
    values("xs:string", listed, &["1", "02"], &["", "2", "01", " 1", "1 "]);
    values("xs:integer", listed, &["1", "02", "2", "+1", " 1 ", "001"], &["", "0", "-1", "3"]);
}

#[test]
fn numbers_compare_by_value_at_the_boundary() {
    let bounds = "<xs:minInclusive value='0'/><xs:maxInclusive value='99999999'/>";
    values(
        "xs:integer",
        bounds,
        &["0", "-0", "+0", "99999999", "0000000000000099999999", " 1\n"],
        &["-1", "100000000", "99999999999999999999999999999", "", "1.0", "1e2", "+", "a", "1 2"],
    );
    values("xs:int", "", &["2147483647", "-2147483648"], &["2147483648", "-2147483649"]);
    values("xs:positiveInteger", "", &["1"], &["0", "-1"]);
}

#[test]
fn dates_and_times_must_exist() {
    values(
        "xs:date",
        "",
        &["2024-02-29", " 2024-01-01\n", "2024-01-01Z"],
        &["2023-02-29", "2027-06-31", "0000-01-01", ""],
    );
    values(
        "xs:date",
        "<xs:pattern value='[^:Z]*'/>",
        &["2024-01-01", " 2024-01-01 "],
        &["2024-01-01Z", "2024-01-01+01:00"],
    );
    values(
        "xs:time",
        "<xs:pattern value='[^Z+-]+'/>",
        &["24:00:00", "12:00:00.5"],
        &["12:00:00Z", "12:00:00+01:00", "12:00:00-05:00", "24:00:01"],
    );
}

#[test]
fn patterns_of_a_step_are_alternatives_and_those_of_steps_all_hold() {
    values("xs:string", "<xs:pattern value='a+'/><xs:pattern value='b'/>", &["aa", "b"], &["ab", "", "bb"]);
    let set = compile(
        "<xs:element name='v' type='t:B'/>\
         <xs:simpleType name='B'><xs:restriction base='t:A'><xs:pattern value='.b'/></xs:restriction></xs:simpleType>\
         <xs:simpleType name='A'><xs:restriction base='xs:string'><xs:maxLength value='2'/><xs:pattern value='a.*'/>\
         </xs:restriction></xs:simpleType>",
    )
    .unwrap();
    for (value, valid) in [("ab", true), ("bb", false), ("aa", false), ("aab", false)] {
        assert_eq!(report(&set, &format!("<v xmlns='urn:t'>{value}</v>")).valid(), valid, "{value}");
    }
}

#[test]
fn patterns_mean_what_the_recommendation_says() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("^a$", &["^a$"], &["a"]),
        (".", &["a", "\u{85}", "\u{2028}"], &["\n", "&#13;", "", "ab"]),
        ("\\s", &[" ", "\t", "\n", "&#13;"], &["\u{A0}", "\u{B}".trim(), "\u{2003}"]),
        ("\\S", &["\u{A0}", "a"], &[" "]),
        ("\\d+", &["12", "٣"], &["a", "½"]),
        ("\\w+", &["aé1", "€", "+"], &["a.", "-", "_", " "]),
        ("\\i\\c*", &["a1", ":x-", "_", "é"], &["1a", "-a"]),
        ("[a-z-[aeiou]]+", &["xyz"], &["xay", "A", "-"]),
        ("[^a-z-[x]]+", &["AB1"], &["x", "Ax", "a"]),
        ("[^Z+-]+", &["12:00"], &["1-2", "Z", "+", ""]),
        ("[a\\]\\-]+", &["a]-"], &["b", "\\"]),
        ("[.\\s]+", &[". ."], &["a"]),
        ("(a|b){2,3}", &["ab", "bba"], &["a", "abab"]),
        ("a{2,}", &["aa", "aaaa"], &["a"]),
        ("a||b", &["", "a", "b"], &["ab"]),
        ("\\p{Lu}\\P{Lu}", &["Aa", "É1"], &["aa", "AA"]),
        ("([.\\s]*\\S+[.\\s]*)+", &["a", " a\n", ".", " . x"], &["", " ", "\n\t"]),
        (".*[^\\s].*", &["a", " a ", "\u{A0}"], &["", "  ", "a\nb", "a\n", "&#13;a"]),
        ("[0-9]{4}", &["0123"], &["012", "01234", "١٢٣٤", "012a"]),
        ("[0-9]*", &["", "0123"], &["0 1"]),
        ("([a-zA-ZÀ-ỳ])+", &["aÀỳ"], &["a1", "", "Ỵỵ\u{1EF4}z9"]),
        ("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)", &["0.0", "10.2"], &["01.0", "1", "1.0.0"]),
    ];
    for (pattern, good, bad) in cases {
        values("xs:string", &format!("<xs:pattern value='{pattern}'/>"), good, bad);
    }
}

#[test]
fn a_long_value_is_matched_in_little_time() {
    let started = std::time::Instant::now();
    for pattern in ["([.\\s]*\\S+[.\\s]*)+", "(([.\\s]*\\S+[.\\s]*)+)", "(a*)*b"] {
        let set = value_set("xs:string", &format!("<xs:pattern value='{pattern}'/>"));
        let text = format!("<v xmlns='urn:t'>{}</v>", "a. ".repeat(350_000));
        report(&set, &text);
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_valid_message_has_no_findings() {
    let product = "<Product><Code>1</Code><Regel>1</Regel><Regel>2</Regel></Product>";
    assert_eq!(findings(&format!("{BSN}{DATE}")), [""; 0]);
    assert_eq!(
        findings(&format!("{BSN}<!-- c -->{DATE}<?p?><Naam/>{}<Slot>x</Slot>", product.repeat(3))),
        [""; 0]
    );
    assert_eq!(
        findings(&format!("<Bsn><![CDATA[9999]]><!-- c -->00<?p?>006</Bsn>&#32;<![CDATA[ ]]>{DATE}")),
        [""; 0]
    );
}

#[test]
fn a_wrong_value_is_reported_at_its_element() {
    assert_eq!(
        findings(&format!("<Bsn>12</Bsn>\n{DATE}")),
        ["2:1 /Bericht/Bsn | De waarde moet uit precies 9 cijfers bestaan. Verbeter de waarde.",]
    );
    assert_eq!(
        findings(&format!("{BSN} <Geboortedatum>2000-02-30</Geboortedatum>")),
        ["3:2 /Bericht/Geboortedatum | De waarde is geen bestaande datum. Vul een datum in als JJJJ-MM-DD.",]
    );
    assert_eq!(
        findings(&format!("{BSN}{DATE}<Product><Code>3</Code><Regel>x</Regel><Regel/></Product>")),
        [
            "4:10 /Bericht/Product[1]/Code | De waarde staat niet in de codelijst. Kies uit: 1 of 2.",
            "4:24 /Bericht/Product[1]/Regel[1] | De waarde is geen geheel getal. Vul alleen cijfers in.",
            "4:40 /Bericht/Product[1]/Regel[2] | De waarde ontbreekt. Vul een waarde in.",
        ]
    );
}

#[test]
fn the_value_is_in_found_and_never_in_the_text() {
    let set = compile(PERSON).unwrap();
    let long = "Geheim".repeat(20);
    let report = report(&set, &format!("<Bericht xmlns='urn:t'><Bsn>{long}</Bsn>{DATE}</Bericht>"));
    let [finding] = report.findings.as_slice() else { panic!("{report:?}") };
    assert_eq!(finding.found.as_deref(), long.get(..60));
    assert!(!finding.text.contains("Geheim"));
}

#[test]
fn a_missing_element_is_reported_at_its_parent() {
    assert_eq!(
        findings(DATE),
        ["1:1 /Bericht | Het element Bsn ontbreekt. Voeg het toe vóór Geboortedatum."]
    );
    assert_eq!(findings(BSN), ["1:1 /Bericht | Het element Geboortedatum ontbreekt. Voeg het toe na Bsn."]);
    assert_eq!(
        findings(""),
        ["1:1 /Bericht | De elementen Bsn en Geboortedatum ontbreken. Voeg ze toe in Bericht."]
    );
    assert_eq!(
        findings(&format!("{BSN}{DATE}<Product><Code>1</Code></Product>")),
        ["4:1 /Bericht/Product[1] | Het element Regel ontbreekt. Voeg het toe na Code.",]
    );
}

#[test]
fn an_unknown_element_is_reported_once() {
    assert_eq!(
        findings(&format!("{BSN}{DATE}<Foo><Bsn>x</Bsn></Foo>")),
        ["4:1 /Bericht/* | Dit element hoort hier niet. Verwacht: Naam, Product of Slot.",]
    );
    // The renamed element itself is not reported missing as well.
    assert_eq!(
        findings(&format!("<BSN>1</BSN>\n{DATE}")),
        ["2:1 /Bericht/BSN | Het element BSN hoort hier niet. Verwacht: Bsn."]
    );
    // But another one is.
    assert_eq!(
        findings("<BSN>1</BSN>\n"),
        [
            "2:1 /Bericht/BSN | Het element BSN hoort hier niet. Verwacht: Bsn.",
            "1:1 /Bericht | Het element Geboortedatum ontbreekt. Voeg het toe in Bericht.",
        ]
    );
    assert_eq!(
        findings(&format!("{BSN}{DATE}<Slot/><Foo/>")),
        ["4:8 /Bericht/* | Dit element hoort hier niet. Verwacht: het einde van Bericht.",]
    );
}

#[test]
fn an_element_too_many_is_reported() {
    assert_eq!(
        findings(&format!("{BSN}{BSN}{DATE}")),
        [
            "3:1 /Bericht/Bsn | Het element Bsn mag maar één keer voorkomen in Bericht. Verwijder het dubbele element.",
        ]
    );
    let product = "<Product><Code>1</Code><Regel>1</Regel></Product>\n";
    assert_eq!(
        findings(&format!("{BSN}{DATE}{}", product.repeat(4))),
        [
            "7:1 /Bericht/Product | Het element Product mag hoogstens 3 keer voorkomen in Bericht. Verwijder wat te veel is.",
        ]
    );
}

#[test]
fn a_misplaced_element_is_reported_once() {
    assert_eq!(
        findings(&format!("{DATE}{BSN}")),
        ["3:1 /Bericht/Bsn | Het element Bsn staat op de verkeerde plaats. Zet het vóór Geboortedatum.",]
    );
    assert_eq!(
        findings(&format!("{BSN}{DATE}<Slot/><Naam/>")),
        ["4:8 /Bericht/Naam | Het element Naam staat op de verkeerde plaats. Zet het vóór Product.",]
    );
}

#[test]
fn a_wrong_namespace_is_reported_once() {
    assert_eq!(
        findings(&format!("<Bsn xmlns=''>1</Bsn>\n{DATE}")),
        ["2:1 /Bericht/Bsn | Het element Bsn staat in een verkeerde namespace. Gebruik de namespace urn:t.",]
    );
}

#[test]
fn loose_text_and_elements_in_values_are_reported() {
    assert_eq!(
        findings(&format!("x{BSN}y&#160;{DATE}")),
        [
            "1:1 /Bericht | In Bericht staat losse tekst. Er mogen alleen elementen in staan. Verwijder de tekst.",
        ]
    );
    assert_eq!(
        findings(&format!("<Bsn>12<b/></Bsn>\n{DATE}")),
        [
            "2:8 /Bericht/Bsn/* | In Bsn mag alleen een waarde staan, geen ander element. Verwijder het element.",
        ]
    );
}

#[test]
fn only_the_attributes_of_xml_schema_itself_are_allowed() {
    let xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t'";
    let with = |attribute: &str| findings(&format!("<Bsn {xsi} {attribute}>999900006</Bsn>{DATE}"));
    for good in [
        "",
        "xsi:schemaLocation='a'",
        "xsi:noNamespaceSchemaLocation=''",
        "xsi:type='t:Bsn'",
        "xsi:type='Bsn'",
    ] {
        assert_eq!(with(good), [""; 0], "{good}");
    }
    assert_eq!(
        with("a='1'"),
        ["2:1 /Bericht/Bsn | Een van de attributen is hier niet toegestaan. Verwijder het."]
    );
    for bad in [
        "xml:lang='nl'",
        "xsi:nil='false'",
        "xsi:nil='true'",
        "xsi:foo=''",
        "xsi:type='t:Product'",
        "xsi:type='Nope'",
        "xsi:type='xs:string'",
        "xsi:type='q:Bsn'",
        "xsi:type=''",
        "type='Bsn'",
    ] {
        assert_eq!(with(bad).len(), 1, "{bad}");
    }
    let derived = findings(&format!("{BSN}{DATE}<Naam {xsi} xsi:type='Bsn'>12</Naam>"));
    assert_eq!(derived.len(), 1, "the type that xsi:type names counts");
    assert_eq!(findings(&format!("{BSN}{DATE}<Naam {xsi} xsi:type='xs:token'>12</Naam>")), [""; 0]);
}

#[test]
fn an_empty_content_type_holds_nothing_at_all() {
    let set =
        compile("<xs:element name='v'><xs:complexType><xs:sequence/></xs:complexType></xs:element>").unwrap();
    for (content, valid) in [("", true), ("<!-- c -->", true), (" ", false), ("x", false), ("<a/>", false)] {
        assert_eq!(report(&set, &format!("<v xmlns='urn:t'>{content}</v>")).valid(), valid, "{content:?}");
    }
}

#[test]
fn occurrences_are_counted() {
    let set = compile(
        "<xs:element name='v'><xs:complexType><xs:sequence><xs:element name='a' type='xs:string' minOccurs='2' \
         maxOccurs='3'/><xs:element name='b' type='xs:string' minOccurs='0' maxOccurs='0'/></xs:sequence>\
         </xs:complexType></xs:element>",
    )
    .unwrap();
    for (count, valid) in [(0, false), (1, false), (2, true), (3, true), (4, false)] {
        assert_eq!(
            report(&set, &format!("<v xmlns='urn:t'>{}</v>", "<a/>".repeat(count))).valid(),
            valid,
            "{count}"
        );
    }
    assert!(!report(&set, "<v xmlns='urn:t'><a/><a/><b/></v>").valid(), "maxOccurs 0 forbids");
}

#[test]
fn an_unknown_root_is_reported_unless_the_xml_is_broken() {
    let set = compile(PERSON).unwrap();
    let unknown = report(&set, "<Bericht><Bsn/></Bericht>");
    assert_eq!(unknown.kind(), Some(FindingKind::UnknownRoot));
    assert_eq!(unknown.root.as_ref().map(|(ns, name)| (&**ns, &**name)), Some(("", "Bericht")));
    let broken = report(&set, "<Bericht>\n<Bsn></Bericht>");
    assert_eq!(broken.kind(), Some(FindingKind::NotWellFormed));
    assert_eq!(broken.findings.len(), 2);
    assert_eq!(broken.findings[1].position, Position { line: 2, column: 6 });
    assert_eq!(report(&set, "<!DOCTYPE a><a/>").kind(), Some(FindingKind::Unsafe));
    assert_eq!(report(&set, "").kind(), Some(FindingKind::NotWellFormed));
}

#[test]
fn an_xml_error_keeps_the_findings_before_it() {
    let set = compile(PERSON).unwrap();
    let report = report(&set, "<Bericht xmlns='urn:t'><Bsn>1</Bsn><Geboortedatum>&x;");
    let kinds: Vec<_> = report.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::Invalid, FindingKind::NotWellFormed]);
    assert_eq!(report.findings[1].path, "/Bericht/Geboortedatum");
    assert_eq!(report.kind(), Some(FindingKind::NotWellFormed));
}

#[test]
fn findings_are_capped_and_the_grave_one_is_kept() {
    let set = compile(PERSON).unwrap();
    let many = "<Foo/>".repeat(1_500);
    let whole = report(&set, &format!("<Bericht xmlns='urn:t'>{many}</Bericht>"));
    assert_eq!((whole.findings.len(), whole.omitted), (1_000, 501));
    let broken = report(&set, &format!("<Bericht xmlns='urn:t'>{many}"));
    assert_eq!((broken.findings.len(), broken.omitted), (1_000, 501));
    assert_eq!(broken.kind(), Some(FindingKind::NotWellFormed));
}

#[test]
fn a_value_in_many_pieces_is_limited_as_one() {
    let set = compile(PERSON).unwrap();
    let limits = Limits { token_bytes: 100, ..Limits::default() };
    let message = format!("<Bericht xmlns='urn:t'><Bsn>{}</Bsn></Bericht>", "&#49;".repeat(200));
    let report = set.validate(message.as_bytes(), limits, &mut ()).unwrap();
    assert_eq!(report.kind(), Some(FindingKind::Unsafe));
}

/// Writes down what it is told.
#[derive(Default)]
struct Log(Vec<String>);

impl Sink<'_> for Log {
    fn open(&mut self, element: &ElementDecl, position: Position) {
        self.0.push(format!("open {} {}:{}", element.name, position.line, position.column));
    }
    fn leaf(&mut self, element: &ElementDecl, value: &str, _: Position) {
        self.0.push(format!("{}={value}", element.name));
    }
    fn close(&mut self, element: &ElementDecl, _: bool) {
        self.0.push(format!("close {}", element.name));
    }
}

#[test]
fn the_sink_gets_what_matches() {
    let set = compile(PERSON).unwrap();
    let mut log = Log::default();
    let message = "<Bericht xmlns='urn:t'>\n<Bsn>1</Bsn><X><Bsn/></X><Geboortedatum>\n 2000-01-01</Geboortedatum>\
                   <Product><Code>1</Code><Regel> 7</Regel></Product></Bericht>";
    set.validate(message.as_bytes(), Limits::default(), &mut log).unwrap();
    assert_eq!(
        log.0,
        [
            "open Bericht 1:1",
            "Bsn=1",
            "Geboortedatum=2000-01-01",
            "open Product 3:28",
            "Code=1",
            "Regel=7",
            "close Product",
            "close Bericht",
        ]
    );
}

#[test]
fn the_set_can_be_walked() {
    let set = compile(&format!(
        "<xs:annotation><xs:appinfo><t:Versie> 1.0 </t:Versie></xs:appinfo></xs:annotation>{PERSON}"
    ))
    .unwrap();
    let root = set.root("urn:t", "Bericht").unwrap();
    assert_eq!(set.roots().count(), 1);
    let names: Vec<_> = set.children(root).iter().map(|child| (&*child.name, child.repeats())).collect();
    assert_eq!(
        names,
        [("Bsn", false), ("Geboortedatum", false), ("Naam", false), ("Product", true), ("Slot", false)]
    );
    assert!(set.children(root)[0].is_simple() && !root.is_simple());
    assert!(set.children(&set.children(root)[0]).is_empty());
    assert_eq!(set.appinfo("urn:t", "Versie"), Some("1.0"));
    assert_eq!(set.appinfo("urn:t", "Anders"), None);
    assert!(set.root("", "Bericht").is_none());
}

#[test]
fn what_the_compiler_does_not_know_is_refused_with_its_line() {
    let element =
        |inner: &str| format!("<xs:element name='v'><xs:complexType>{inner}</xs:complexType></xs:element>");
    let simple = |facets: &str| {
        format!(
            "<xs:simpleType name='S'>\n<xs:restriction base='xs:string'>{facets}</xs:restriction></xs:simpleType>"
        )
    };
    for bad in [
        element("<xs:choice/>"),
        element("<xs:all/>"),
        element("<xs:sequence/><xs:attribute name='a'/>"),
        element("<xs:sequence><xs:any/></xs:sequence>"),
        element("<xs:sequence><xs:choice/></xs:sequence>"),
        element("<xs:sequence minOccurs='0'/>"),
        element("<xs:sequence/><xs:sequence/>"),
        element("<xs:sequence>tekst</xs:sequence>"),
        element("<xs:sequence><xs:element ref='t:v'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='xs:string' default='x'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='xs:string' nillable='true'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='xs:string' minOccurs='2'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='xs:string' maxOccurs='x'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='t:Nergens'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='q:S'/></xs:sequence>"),
        element("<xs:sequence><xs:element name='a' type='xs:decimal'/></xs:sequence>"),
        element(
            "<xs:sequence><xs:element name='a' type='xs:string' minOccurs='0'/><xs:element name='a' type='xs:string'/>\
             </xs:sequence>",
        ),
        "<xs:complexType name='C' mixed='true'/>".into(),
        "<xs:include schemaLocation='x.xsd'/>".into(),
        "<xs:import namespace='urn:x' schemaLocation='x.xsd'/>".into(),
        "<xs:import namespace='urn:x'/>".into(),
        "<xs:attribute name='a' type='xs:string'/>".into(),
        "<t:vreemd/>".into(),
        "<xs:simpleType name='S'><xs:list itemType='xs:string'/></xs:simpleType>".into(),
        "<xs:simpleType name='S'><xs:restriction base='t:S'/></xs:simpleType>".into(),
        "<xs:simpleType name='S'/>".into(),
        format!("{}{}", simple(""), simple("")),
        simple("<xs:totalDigits value='3'/>"),
        simple("<xs:minInclusive value='3'/>"),
        simple("<xs:maxLength value='-1'/>"),
        simple("<xs:maxLength value='1'/><xs:maxLength value='2'/>"),
        simple("<xs:minLength value='3'/><xs:maxLength value='2'/>"),
        simple("<xs:maxLength/>"),
        simple("<xs:maxLength value='1' fixed='true'/>"),
        simple("<xs:pattern value='[a'/>"),
        simple("<xs:pattern value='\\p{IsGreek}'/>"),
        simple("<xs:pattern value='a**'/>"),
        simple("<xs:pattern value='\\q'/>"),
        simple("<xs:whiteSpace value='x'/>"),
        "<xs:simpleType name='S'><xs:restriction base='xs:token'><xs:whiteSpace value='preserve'/></xs:restriction></xs:simpleType>".into(),
        "<xs:simpleType name='S'><xs:restriction base='xs:date'><xs:minInclusive value='2000-01-01'/></xs:restriction></xs:simpleType>".into(),
        "<xs:simpleType name='S'><xs:restriction base='xs:int'><xs:maxInclusive value='9999999999'/></xs:restriction></xs:simpleType>".into(),
    ] {
        assert!(refusal(&bad).line >= 2, "{bad}");
    }
    assert_eq!(refusal("tekst").line, 1);
    assert_eq!(refusal("\n\n<xs:redefine/>").line, 4);
}

#[test]
fn folders_have_their_own_copy_of_an_imported_schema() {
    let document = |name: &str, bytes: String| Document { name: name.into(), bytes: bytes.into_bytes() };
    let base = |most: u32| {
        schema(&format!(
            "<xs:simpleType name='S'><xs:restriction base='xs:string'><xs:maxLength value='{most}'/></xs:restriction></xs:simpleType>"
        ))
        .replace("urn:t", "urn:basis")
    };
    let user = |namespace: &str| {
        schema("<xs:import namespace='urn:basis' schemaLocation='./basis.xsd'/><xs:element name='v' type='b:S' xmlns:b='urn:basis'/>")
            .replace("urn:t", namespace)
    };
    let documents = [
        document("een/v.xsd", user("urn:een")),
        document("een/basis.xsd", base(1)),
        document("twee/v.xsd", user("urn:twee")),
        document("twee/basis.xsd", base(2)),
    ];
    let set = SchemaSet::compile(&documents).unwrap();
    assert_eq!(set.roots().count(), 2);
    assert!(!report(&set, "<v xmlns='urn:een'>ab</v>").valid());
    assert!(report(&set, "<v xmlns='urn:twee'>ab</v>").valid());
    let twice = [
        documents[0].clone(),
        documents[1].clone(),
        document("drie/v.xsd", user("urn:een")),
        document("drie/basis.xsd", base(1)),
    ];
    assert_eq!(SchemaSet::compile(&twice).unwrap_err().document, "drie/v.xsd");
    assert_eq!(SchemaSet::compile(&documents[..1]).unwrap_err().document, "een/v.xsd");
}

proptest! {
    #[test]
    fn no_message_makes_the_validator_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<Bericht xmlns='urn:t'>", "</Bericht>", "<Bsn>", "</Bsn>", "999900006", "<Product>", "</Product>", "<Code/>",
        "<Regel>1</Regel>", "<Slot/>", "<Naam/>", "x", " ", "<Geboortedatum>2000-01-01</Geboortedatum>", "<q/>", "</", "&#x;",
    ]), 0..30)) {
        let set = compile(PERSON).unwrap();
        let parsed = report(&set, &parts.concat());
        prop_assert_eq!(parsed.valid(), parsed.kind().is_none());
    }

    #[test]
    fn no_pattern_makes_the_compiler_panic(pattern in "[\\[\\]()^a-c.*+?{},0-9\\\\|$sSdwpi -]{0,20}") {
        let _ = super::pattern::Pattern::compile(&[&pattern]);
    }
}
