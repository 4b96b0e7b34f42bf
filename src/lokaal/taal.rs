//! Reading an expression: the part of CEL that a local rule may use, and what it names.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};
use std::thread;

use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, SelectExpr, operators};
use cel::{Env, Program};

use super::grens::{DIEPST, MEESTE_DELEN, MEESTE_LUSSEN, STAPEL, te_groot};

/// The standard language, without what deals in perhaps.
pub(super) static OMGEVING: LazyLock<Arc<Env>> =
    LazyLock::new(|| Arc::new(Env::stdlib().with_optional_support(false)));

/// What an expression looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wortel {
    /// The klasse that it is about.
    Klasse,
    /// The Client that this stands in.
    Client,
    /// The Header.
    Header,
    /// What the gate knows of the message: `standaard`, `type` and `ontvangen`.
    Bericht,
}

impl Wortel {
    pub(super) const ALLE: [Wortel; 4] = [Wortel::Klasse, Wortel::Client, Wortel::Header, Wortel::Bericht];

    pub(super) fn naam(self) -> &'static str {
        match self {
            Wortel::Klasse => "klasse",
            Wortel::Client => "client",
            Wortel::Header => "header",
            Wortel::Bericht => "bericht",
        }
    }

    fn van_naam(naam: &str) -> Option<Wortel> {
        Wortel::ALLE.into_iter().find(|wortel| wortel.naam() == naam)
    }
}

/// An element that an expression names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Genoemd {
    pub(super) wortel: Wortel,
    pub(super) stappen: Vec<String>,
    /// It only asks whether the element is there.
    pub(super) of_er_is: bool,
}

/// An expression that was read, and what it names.
pub(super) struct Gelezen {
    pub(super) programma: Program,
    pub(super) genoemd: BTreeSet<Genoemd>,
}

/// Reads an expression.
///
/// # Errors
/// Everything that is wrong with it, in Dutch, with the place.
pub(super) fn lees(eis: &str) -> Result<Gelezen, Vec<String>> {
    if let Some(waarom) = te_groot(eis) {
        return Err(vec![waarom]);
    }
    if eis.trim().is_empty() {
        return Err(vec![
            "vul in wat er moet gelden, zoals klasse.Einddatum >= klasse.Ingangsdatum".to_owned(),
        ]);
    }
    let eis = eis.to_owned();
    // The parser descends into itself, and takes a lot of stack for it: more than a thread of the runtime has.
    let lezer = thread::Builder::new().stack_size(STAPEL).spawn(move || lees_hier(&eis));
    let gelezen =
        lezer.map_err(|_| vec!["de eis is nu niet te lezen. Probeer het later opnieuw".to_owned()])?;
    gelezen.join().unwrap_or_else(|_| Err(vec![ONLEESBAAR.to_owned()]))
}

const ONLEESBAAR: &str = "de eis is niet te lezen. Schrijf haar anders op";

fn lees_hier(eis: &str) -> Result<Gelezen, Vec<String>> {
    let gelezen = catch_unwind(AssertUnwindSafe(|| OMGEVING.compile(eis)));
    let programma = match gelezen {
        Err(_) => return Err(vec![ONLEESBAAR.to_owned()]),
        Ok(Err(fouten)) => {
            let eerste = fouten.errors.first().map_or((0, 0), |fout| fout.pos);
            return Err(vec![format!(
                "dit is geen geldige uitdrukking: het gaat mis bij regel {}, teken {}. Controleer haakjes, aanhalingstekens en \
                 tekens zoals && en ||",
                eerste.0.max(1),
                eerste.1.max(1)
            )]);
        }
        Ok(Ok(programma)) => programma,
    };
    let mut wandeling = Wandeling::nieuw(&programma);
    wandeling.deel(programma.expression(), 0);
    let Wandeling { genoemd, fouten, .. } = wandeling;
    if fouten.is_empty() { Ok(Gelezen { programma, genoemd }) } else { Err(fouten) }
}

/// Functions and operators, with how they are called. What is not here cannot be used: nothing that looks for patterns, that knows the
/// time, or that makes much of little.
const FUNCTIES: &[&str] = &[
    operators::CONDITIONAL,
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::SUBSTRACT,
    operators::ADD,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::MODULO,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER_EQUALS,
    operators::LESS_EQUALS,
    operators::GREATER,
    operators::LESS,
    operators::NEGATE,
    operators::IN,
    operators::NOT_STRICTLY_FALSE,
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "int",
    "string",
    "dagen",
    "codeGeldig",
    "gecontracteerd",
];

/// Those that people write out, for who used another.
const TE_NOEMEN: &str = "has, size, contains, startsWith, endsWith, int, string, all, exists, exists_one, filter, map, dagen, codeGeldig en \
     gecontracteerd";

/// The way through an expression.
struct Wandeling<'p> {
    programma: &'p Program,
    genoemd: BTreeSet<Genoemd>,
    fouten: Vec<String>,
    /// The names that comprehensions around here give.
    lussen: Vec<&'p str>,
    aantal_lussen: usize,
    in_lus: bool,
    delen: usize,
}

impl<'p> Wandeling<'p> {
    fn nieuw(programma: &'p Program) -> Self {
        Wandeling {
            programma,
            genoemd: BTreeSet::new(),
            fouten: Vec::new(),
            lussen: Vec::new(),
            aantal_lussen: 0,
            in_lus: false,
            delen: 0,
        }
    }

    fn fout(&mut self, deel: &IdedExpr, tekst: impl AsRef<str>) {
        let waar = self.programma.source_info().offset_for(deel.id);
        let waar =
            waar.map_or_else(String::new, |(begin, _)| format!("bij teken {}: ", begin.saturating_add(1)));
        self.fouten.push(format!("{waar}{}", tekst.as_ref()));
    }

    fn deel(&mut self, deel: &'p IdedExpr, diepte: usize) {
        self.delen += 1;
        if diepte > DIEPST || self.delen > MEESTE_DELEN {
            if self.delen <= MEESTE_DELEN + 1 && self.fouten.is_empty() {
                self.fouten.push(
                    "de eis is te ingewikkeld. Maak er meer regels van, elk met een eigen uitleg".to_owned(),
                );
            }
            return;
        }
        let diepte = diepte + 1;
        match &deel.expr {
            Expr::Ident(naam) => self.naam(deel, naam),
            Expr::Select(keuze) => self.keuze(deel, keuze),
            Expr::Call(aanroep) => self.aanroep(deel, aanroep, diepte),
            Expr::Comprehension(lus) => self.lus(deel, lus, diepte),
            Expr::List(lijst) => lijst.elements.iter().for_each(|een| self.deel(een, diepte)),
            Expr::Literal(waarde) => self.waarde(deel, waarde),
            Expr::Unspecified | Expr::Map(_) | Expr::Struct(_) => {
                self.fout(
                    deel,
                    "dit kan in een regel niet. Gebruik elementen, teksten, hele getallen en lijsten",
                );
            }
        }
    }

    fn waarde(&mut self, deel: &IdedExpr, waarde: &LiteralValue) {
        match waarde {
            LiteralValue::Boolean(_) | LiteralValue::Int(_) => {}
            LiteralValue::String(tekst) if is_bsn(tekst.inner()) => {
                self.fout(deel, "dit lijkt een burgerservicenummer. Een regel gaat nooit over één persoon");
            }
            LiteralValue::String(_) => {}
            LiteralValue::Double(_) | LiteralValue::UInt(_) => {
                self.fout(deel, "gebruik een heel getal; een bedrag is in eurocenten");
            }
            LiteralValue::Bytes(_) | LiteralValue::Null => {
                self.fout(deel, "dit kan in een regel niet. Vraag met has(...) of een element er is");
            }
        }
    }

    fn naam(&mut self, deel: &IdedExpr, naam: &str) {
        if naam.starts_with('@') || self.lussen.contains(&naam) {
            return;
        }
        let tekst = if Wortel::van_naam(naam).is_some() {
            format!("noem een element van {naam}, zoals {naam}.{}", voorbeeld(naam))
        } else {
            format!("‘{}’ is hier niet bekend. Gebruik klasse, client, header of bericht", kort(naam))
        };
        self.fout(deel, tekst);
    }

    /// `klasse.Product.Code`, from the end to the beginning.
    fn keuze(&mut self, deel: &'p IdedExpr, keuze: &'p SelectExpr) {
        let mut stappen = vec![keuze.field.clone()];
        let mut binnen = &keuze.operand.expr;
        while let Expr::Select(verder) = binnen {
            stappen.push(verder.field.clone());
            binnen = &verder.operand.expr;
        }
        stappen.reverse();
        let wortel = match binnen {
            Expr::Ident(naam) => Wortel::van_naam(naam).filter(|_| !self.lussen.contains(&naam.as_str())),
            _ => None,
        };
        match wortel {
            Some(wortel) => {
                self.genoemd.insert(Genoemd { wortel, stappen, of_er_is: keuze.test });
            }
            None => self.fout(deel, "na een punt staat een element van klasse, client, header of bericht"),
        }
    }

    fn aanroep(&mut self, deel: &'p IdedExpr, aanroep: &'p CallExpr, diepte: usize) {
        if !FUNCTIES.contains(&aanroep.func_name.as_str()) {
            let naam = kort(&aanroep.func_name);
            self.fout(deel, format!("‘{naam}’ kan in een regel niet. U kunt gebruiken: {TE_NOEMEN}"));
        }
        for een in aanroep.target.as_deref().into_iter().chain(&aanroep.args) {
            self.deel(een, diepte);
        }
    }

    fn lus(&mut self, deel: &'p IdedExpr, lus: &'p ComprehensionExpr, diepte: usize) {
        self.aantal_lussen += 1;
        if self.in_lus {
            self.fout(deel, "all, exists, filter en map kunnen niet in elkaar staan");
            return;
        }
        if self.aantal_lussen > MEESTE_LUSSEN || lus.iter_var2.is_some() {
            self.fout(
                deel,
                format!(
                    "gebruik all, exists, filter en map samen hoogstens {MEESTE_LUSSEN} keer, met één naam"
                ),
            );
            return;
        }
        if Wortel::van_naam(&lus.iter_var).is_some() {
            self.fout(deel, "gebruik in all, exists, filter en map een naam van uzelf, zoals x");
            return;
        }
        self.deel(&lus.iter_range, diepte);
        self.deel(&lus.accu_init, diepte);
        self.lussen.push(&lus.iter_var);
        self.in_lus = true;
        for een in [&lus.loop_cond, &lus.loop_step, &lus.result] {
            self.deel(een, diepte);
        }
        self.in_lus = false;
        self.lussen.pop();
    }
}

fn voorbeeld(wortel: &str) -> &'static str {
    match wortel {
        "klasse" => "Einddatum",
        "client" => "Geboortedatum.Datum",
        "header" => "Afzender",
        _ => "type",
    }
}

/// What somebody wrote, as far as it can be shown.
pub(super) fn kort(naam: &str) -> String {
    naam.chars().filter(|teken| teken.is_alphanumeric() || *teken == '_').take(40).collect()
}

/// Whether a text could be a burgerservicenummer: nine digits, whether right or not.
fn is_bsn(tekst: &str) -> bool {
    tekst.bytes().filter(u8::is_ascii_digit).count() == 9 && tekst.bytes().all(|teken| teken.is_ascii_digit())
}
