//! Messages made up from the schemas, the same ones each time: no randomness but a counter that is stirred.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use crate::schema::{ElementDecl, SchemaSet};
use crate::schemas::kind;
use crate::xml::Limits;

/// Values to try for an element; the first that the schema allows is used.
const VALUES: &[&str] = &[
    "2025-03-01",
    "12:30:00",
    "999900006",
    "65656055",
    "0384",
    "1",
    "2",
    "3",
    "1.0.0",
    "Jansen", "AB",
    "D",
    "J",
    "01",
    "02",
    "04",
    "10",
    "11",
    "14",
    "45",
    "45A03",
    "0001",
    "8001",
    "1234AB",
    "NL",
    "tekst met woorden",
    "0",
    "9",
];

/// Stirs a counter into a number that looks random (splitmix64).
pub struct Stir(pub u64);

impl Stir {
    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

/// Writes messages of one type.
pub struct Maker<'s> {
    set: &'s SchemaSet,
    root: &'s ElementDecl,
    /// All values to try, message codes included.
    values: Vec<String>,
    /// Which value an element gets, by its path without indexes.
    choices: HashMap<String, usize>,
}

impl<'s> Maker<'s> {
    /// Finds out which values a type wants, by trying.
    pub fn new(set: &'s SchemaSet, root: &'s ElementDecl) -> Self {
        let codes = (414..=491).map(|code| code.to_string());
        let values = VALUES.iter().map(|value| (*value).to_owned()).chain(codes).collect();
        let mut maker = Maker { set, root, values, choices: HashMap::new() };
        let mut last = None;
        for _ in 0..maker.values.len() {
            let message = maker.write(&mut |_| 1);
            let report =
                set.validate(message.as_bytes(), Limits::default(), &mut ()).expect("memory can be read");
            if report.valid() {
                return maker;
            }
            let wrong: HashSet<String> =
                report.findings.iter().map(|finding| without_indexes(&finding.path)).collect();
            for path in wrong {
                *maker.choices.entry(path).or_default() += 1;
            }
            last = report.findings.into_iter().next();
        }
        panic!("no valid message found for {}: {last:?}", kind(root));
    }

    /// A message, `count` being asked how often an element occurs that may occur that often at most (0: optional).
    pub fn message(&self, stir: &mut Stir) -> String {
        self.write(&mut |declaration: &ElementDecl| {
            let most = u64::from(declaration.max.unwrap_or(4).min(4));
            let least = u64::from(declaration.min);
            u32::try_from(least + stir.below(most - least.min(most) + 1)).unwrap_or(1).max(declaration.min)
        })
    }

    fn write(&self, count: &mut dyn FnMut(&ElementDecl) -> u32) -> String {
        let mut namespaces = vec![self.root.namespace.to_string()];
        let mut body = String::new();
        self.element(self.root, "", 1, &mut namespaces, &mut body, count);
        let declarations: String =
            namespaces.iter().enumerate().map(|(n, name)| format!(" xmlns:n{n}=\"{name}\"")).collect();
        let body = body.replacen('>', &format!("{declarations}>"), 1);
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}")
    }

    fn element(
        &self,
        declaration: &ElementDecl,
        parent: &str,
        depth: usize,
        namespaces: &mut Vec<String>,
        out: &mut String,
        count: &mut dyn FnMut(&ElementDecl) -> u32,
    ) {
        let path = format!("{parent}/{}", declaration.name);
        let known = namespaces.iter().position(|name| **name == *declaration.namespace);
        let prefix = known.unwrap_or_else(|| {
            namespaces.push(declaration.namespace.to_string());
            namespaces.len() - 1
        });
        let name = format!("n{prefix}:{}", declaration.name);
        let indent = "  ".repeat(depth - 1);
        if declaration.is_simple() {
            let choice = self.choices.get(&path).copied().unwrap_or(0) % self.values.len();
            let _ = writeln!(out, "{indent}<{name}>{}</{name}>", self.values[choice]);
            return;
        }
        let _ = writeln!(out, "{indent}<{name}>");
        for child in self.set.children(declaration) {
            for _ in 0..count(child) {
                self.element(child, &path, depth + 1, namespaces, out, count);
            }
        }
        let _ = writeln!(out, "{indent}</{name}>");
    }
}

fn without_indexes(path: &str) -> String {
    path.split('/').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join("/")
}

/// A JW323 of at least `size` bytes that keeps every rule inside a message: clients with one to ten claim lines, no two
/// alike.
pub fn large(size: usize) -> String {
    let mut stir = Stir(7);
    let mut clients = String::with_capacity(size + 20_000);
    let (mut lines, mut total) = (0, 0);
    for bsn in (100_000_000..).filter(|bsn| elfproef(*bsn)) {
        if clients.len() + HEAD.len() + FOOT.len() >= size {
            break;
        }
        let _ = write!(clients, "\t\t\t<m:Client>\n\t\t\t\t<m:Bsn>{bsn}</m:Bsn>\n");
        clients.push_str("\t\t\t\t<m:Prestaties>\n");
        for _ in 0..=stir.below(9) {
            lines += 1;
            total += claim_line(&mut clients, lines, &mut stir);
        }
        clients.push_str("\t\t\t\t</m:Prestaties>\n\t\t\t</m:Client>\n");
    }
    format!("{}{clients}{FOOT}", HEAD.replace("TOTAL", &total.to_string()))
}

fn elfproef(number: u32) -> bool {
    let digits = number.to_string();
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.bytes().zip(weights).map(|(digit, weight)| i32::from(digit - b'0') * weight).sum();
    sum % 11 == 0
}

/// Gives its amount in eurocent.
fn claim_line(out: &mut String, line: u64, stir: &mut Stir) -> u64 {
    let mut number = |limit: u64| 1 + stir.below(limit);
    let (day, volume, rate) = (number(28), number(99), number(99_999));
    let _ = write!(
        out,
        "\t\t\t\t\t<m:Prestatie>
\t\t\t\t\t\t<m:ProductReferentie>
\t\t\t\t\t\t\t<b:ReferentieNummer>RN{line}</b:ReferentieNummer>
\t\t\t\t\t\t</m:ProductReferentie>
\t\t\t\t\t\t<m:ToewijzingNummer>{}</m:ToewijzingNummer>
\t\t\t\t\t\t<m:ProductCategorie>45</m:ProductCategorie>
\t\t\t\t\t\t<m:ProductCode>45A03</m:ProductCode>
\t\t\t\t\t\t<m:ProductPeriode>
\t\t\t\t\t\t\t<b:Begindatum>2025-03-{day:02}</b:Begindatum>
\t\t\t\t\t\t\t<b:Einddatum>2025-03-31</b:Einddatum>
\t\t\t\t\t\t</m:ProductPeriode>
\t\t\t\t\t\t<m:GeleverdVolume>{volume}</m:GeleverdVolume>
\t\t\t\t\t\t<m:Eenheid>04</m:Eenheid>
\t\t\t\t\t\t<m:ProductTarief>{rate}</m:ProductTarief>
\t\t\t\t\t\t<m:IngediendBedrag>
\t\t\t\t\t\t\t<b:Bedrag>{}</b:Bedrag>
\t\t\t\t\t\t\t<b:DebetCredit>D</b:DebetCredit>
\t\t\t\t\t\t</m:IngediendBedrag>
\t\t\t\t\t</m:Prestatie>
",
        900_000_000 - line,
        volume * rate,
    );
    volume * rate
}

const FOOT: &str = "\t\t</m:Clienten>\n\t</m:Declaratie>\n</m:Bericht>\n";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<m:Bericht xmlns:m="http://www.istandaarden.nl/ijw/3_2/jw323/schema" xmlns:b="http://www.istandaarden.nl/ijw/3_2/basisschema/schema">
	<m:Header>
		<m:BerichtCode>490</m:BerichtCode>
		<m:BerichtVersie>3</m:BerichtVersie>
		<m:BerichtSubversie>2</m:BerichtSubversie>
		<m:Afzender>65656055</m:Afzender>
		<m:Ontvanger>0384</m:Ontvanger>
		<m:BerichtIdentificatie>
			<b:Identificatie>765432198</b:Identificatie>
			<b:Dagtekening>2025-04-06</b:Dagtekening>
		</m:BerichtIdentificatie>
		<m:XsdVersie>
			<b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie>
			<b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie>
		</m:XsdVersie>
	</m:Header>
	<m:Declaratie>
		<m:DeclaratieNummer>DN001</m:DeclaratieNummer>
		<m:DeclaratiePeriode>
			<b:Begindatum>2025-03-01</b:Begindatum>
			<b:Einddatum>2025-03-31</b:Einddatum>
		</m:DeclaratiePeriode>
		<m:DeclaratieDagtekening>2025-04-06</m:DeclaratieDagtekening>
		<m:TotaalIngediendBedrag>
			<b:TotaalBedrag>TOTAL</b:TotaalBedrag>
			<b:DebetCredit>D</b:DebetCredit>
		</m:TotaalIngediendBedrag>
		<m:Clienten>
"#;

/// So many small messages, of every type in turn, all of them valid.
pub fn small(set: &SchemaSet, count: usize) -> Vec<(String, String)> {
    let makers: Vec<Maker<'_>> = set.roots().map(|root| Maker::new(set, root)).collect();
    let mut stir = Stir(11);
    makers.iter().cycle().take(count).map(|maker| (kind(maker.root), maker.message(&mut stir))).collect()
}
