//! Making a local rule ready: everything that can be wrong with it is told when it is set.

use std::fmt;
use std::sync::{Arc, LazyLock};

use schemars::JsonSchema;
use serde::Serialize;

use super::monster::probeer;
use super::taal::{Gelezen, Wortel, lees};
use super::vindplaats::{Vindplaats, dichtstbij, klassen};
use crate::begrippen::{Ernst, Gebrek, LokaleRegel, Soort};
use crate::bericht::{ALLE_BERICHTTYPEN, Berichttype, Gemeentecode, Schemas, retourcode};
use crate::declaratie::{GEEN_OPMERKING, NIET_BEOORDEELD, VOLLEDIG_TOEGEWEZEN};
use crate::regels::{LokaleTekst, TECHNISCHE_AFKEUR};
use crate::schema::ElementDecl;

/// Something that is wrong with a local rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bezwaar {
    /// The field.
    pub veld: &'static str,
    /// What is wrong and what to do.
    pub tekst: String,
}

impl Bezwaar {
    /// As it is told of a piece of the register.
    pub fn gebrek(self, regel: &LokaleRegel) -> Gebrek {
        let code = super::taal::kort(&regel.id);
        Gebrek::nieuw(format!("{} {code}, {}", Soort::LokaleRegel.woord(), self.veld), self.tekst)
    }
}

impl fmt::Display for Bezwaar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.veld, self.tekst)
    }
}

/// A local rule that is ready to be held against messages.
pub struct Opgesteld {
    /// The rule.
    pub regel: Arc<LokaleRegel>,
    pub(super) eis: Gelezen,
    /// What it says of a klasse that is not as agreed.
    pub(super) tekst: Arc<LokaleTekst>,
}

impl fmt::Debug for Opgesteld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Opgesteld").field(&self.regel.id).finish()
    }
}

impl Opgesteld {
    /// Makes a rule ready.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn nieuw(regel: Arc<LokaleRegel>, schemas: &Schemas) -> Result<Opgesteld, Vec<Bezwaar>> {
        let mut bezwaren = Bezwaren(Vec::new());
        bezwaren.velden(&regel);
        let berichttypen = bezwaren.berichttypen(&regel);
        for berichttype in &berichttypen {
            bezwaren.plaats(&regel, schemas, *berichttype);
        }
        let eis = match lees(&regel.eis) {
            Ok(eis) => Some(eis),
            Err(fouten) => {
                fouten.into_iter().for_each(|fout| bezwaren.zet("eis", fout));
                None
            }
        };
        if let Some(eis) = &eis {
            for berichttype in berichttypen {
                bezwaren.eis(eis, &regel, schemas, berichttype);
            }
        }
        match eis.filter(|_| bezwaren.0.is_empty()) {
            Some(eis) => Ok(Opgesteld { tekst: Arc::new(tekst(&regel)), regel, eis }),
            None => Err(bezwaren.0),
        }
    }

    /// The types of messages that it is about.
    pub fn berichttypen(&self) -> impl Iterator<Item = Berichttype> {
        ALLE_BERICHTTYPEN.into_iter().filter(|berichttype| self.regel.is_over(*berichttype))
    }
}

fn tekst(regel: &LokaleRegel) -> LokaleTekst {
    let retourcode = regel.retourcode.as_deref().and_then(retourcode);
    match regel.niveau {
        Ernst::Weiger => LokaleTekst { code: regel.id.clone(), retourcode, tekst: regel.uitleg.clone() },
        Ernst::Waarschuw => LokaleTekst {
            code: regel.id.clone(),
            retourcode: None,
            tekst: format!("Let op, dit houdt het bericht niet tegen: {}", regel.uitleg),
        },
    }
}

/// What is wrong with a rule that is to stand in the register: as the national schemas have it.
pub fn gebreken(regel: &LokaleRegel) -> Vec<Gebrek> {
    // A rule is about a few types of messages; the others are not compiled for it.
    static LANDELIJK: LazyLock<Schemas> = LazyLock::new(Schemas::ingebouwd_op_verzoek);
    let bezwaren = Opgesteld::nieuw(Arc::new(regel.clone()), &LANDELIJK).err().unwrap_or_default();
    bezwaren.into_iter().map(|een| een.gebrek(regel)).collect()
}

/// Codes that say nothing is wrong, or that something was not looked at, or that break off the whole.
const NIET_TE_GEVEN: [&str; 5] =
    ["0000", TECHNISCHE_AFKEUR, GEEN_OPMERKING, NIET_BEOORDEELD, VOLLEDIG_TOEGEWEZEN];

struct Bezwaren(Vec<Bezwaar>);

impl Bezwaren {
    /// The same is told once, also where it is wrong in several kinds of message.
    fn zet(&mut self, veld: &'static str, tekst: impl Into<String>) {
        let bezwaar = Bezwaar { veld, tekst: tekst.into() };
        if !self.0.contains(&bezwaar) {
            self.0.push(bezwaar);
        }
    }

    fn velden(&mut self, regel: &LokaleRegel) {
        if !is_code(&regel.id) {
            self.zet("id", "een code heeft twee tot vier hoofdletters en drie cijfers, zoals ZW001");
        } else if ["TR", "CS", "OP", "IV", "CD"].iter().any(|landelijk| voorvoegsel(&regel.id) == *landelijk)
        {
            self.zet(
                "id",
                "zo heet een regel van de standaard. Begin met andere letters, zoals die van uw regio",
            );
        }
        for (veld, tekst, meeste) in
            [("titel", &regel.titel, 150), ("uitleg", &regel.uitleg, 500), ("afspraak", &regel.afspraak, 60)]
        {
            if tekst.trim().is_empty() {
                self.zet(veld, "vul dit in");
            } else if tekst.chars().count() > meeste || tekst.chars().any(char::is_control) {
                self.zet(veld, format!("gebruik hoogstens {meeste} tekens, op één regel"));
            }
        }
        if regel.gemeenten.is_empty() {
            self.zet("gemeenten", "noem minstens één gemeente, met haar code van vier cijfers");
        }
        for code in regel.gemeenten.iter().filter(|code| Gemeentecode::lees(code).is_err()) {
            self.zet(
                "gemeenten",
                format!("‘{}’ is geen gemeentecode van vier cijfers", super::taal::kort(code)),
            );
        }
        if regel.einddatum.is_some_and(|laatste| laatste < regel.ingangsdatum) {
            self.zet("einddatum", "de laatste dag ligt voor de eerste");
        }
        match (regel.niveau, regel.retourcode.as_deref()) {
            (Ernst::Weiger, None) => {
                self.zet("retourcode", "een regel die weigert, geeft een retourcode. Kies er een")
            }
            (Ernst::Waarschuw, Some(_)) => {
                self.zet("retourcode", "een regel die waarschuwt, geeft geen retourcode. Laat haar weg");
            }
            (_, Some(code)) if NIET_TE_GEVEN.contains(&code) => {
                self.zet("retourcode", format!("{code} zegt niet wat er mis is. Kies een andere"));
            }
            _ => {}
        }
    }

    fn berichttypen(&mut self, regel: &LokaleRegel) -> Vec<Berichttype> {
        if regel.standaarden.is_empty() {
            self.zet("standaarden", "noem ijw, iwmo of allebei");
        }
        if regel.berichten.is_empty() {
            self.zet("berichten", "noem minstens één bericht, zoals 301");
        }
        let mut uit = Vec::new();
        for nummer in &regel.berichten {
            let met_nummer = |een: &&Berichttype| een.soort.nummer().to_string() == *nummer;
            let heen =
                |een: &&Berichttype| een.antwoord().is_some() && regel.standaarden.contains(&een.standaard);
            if !ALLE_BERICHTTYPEN.iter().filter(met_nummer).any(|een| een.antwoord().is_some()) {
                let nummer = super::taal::kort(nummer);
                self.zet(
                    "berichten",
                    format!("op ‘{nummer}’ geeft de poort geen antwoord. Kies uit 301, 305, 307, 315, 317, 319 en 323"),
                );
            }
            uit.extend(ALLE_BERICHTTYPEN.iter().filter(met_nummer).filter(heen));
        }
        uit
    }

    /// The klasse must be in the message, and the code in the answer.
    fn plaats(&mut self, regel: &LokaleRegel, schemas: &Schemas, berichttype: Berichttype) {
        if Vindplaats::van(schemas, berichttype, &regel.klasse).is_none() {
            let namen = klassen(schemas, berichttype);
            let namen: Vec<&str> = namen.iter().map(String::as_str).collect();
            let klasse = super::taal::kort(&regel.klasse);
            let tekst = match dichtstbij(&klasse, &namen) {
                Some(bedoeld) => format!("{berichttype} heeft geen klasse {klasse}. Bedoelt u {bedoeld}?"),
                None => format!("{berichttype} heeft geen klasse {klasse}. Er zijn: {}", namen.join(", ")),
            };
            return self.zet("klasse", tekst);
        }
        let (Some(code), Some(antwoord)) = (regel.retourcode.as_deref(), berichttype.antwoord()) else {
            return;
        };
        let naam = match regel.klasse.as_str() {
            "Declaratie" => "DeclaratieAntwoord",
            naam => naam,
        };
        let dragen = schemas.wortel(antwoord).and_then(|wortel| codes_in(schemas, wortel, naam));
        let Some(drager) = dragen else {
            let tekst = format!(
                "in een {antwoord} staan bij {naam} geen retourcodes. Kies een klasse die ze wel heeft"
            );
            return self.zet("klasse", tekst);
        };
        let mag = schemas.waarden(drager).is_none_or(|codes| codes.iter().any(|een| een == code));
        if !mag || retourcode(code).is_none() {
            let code = super::taal::kort(code);
            self.zet(
                "retourcode",
                format!("{code} staat niet op de lijst van retourcodes (WJ001) van {antwoord}"),
            );
        }
    }

    fn eis(&mut self, eis: &Gelezen, regel: &LokaleRegel, schemas: &Schemas, berichttype: Berichttype) {
        let Some(plaats) = Vindplaats::van(schemas, berichttype, &regel.klasse) else { return };
        let mut goed = true;
        for genoemd in &eis.genoemd {
            if let Err(tekst) = plaats.toets(genoemd) {
                goed = false;
                self.zet("eis", tekst);
            }
        }
        let kijkt = |wortel: &Wortel| eis.genoemd.iter().any(|genoemd| genoemd.wortel == *wortel);
        if goed && !Wortel::ALLE.iter().any(kijkt) {
            goed = false;
            self.zet("eis", "de eis kijkt nergens naar. Noem een element, zoals klasse.Einddatum");
        }
        if let Some(oorzaak) = probeer(eis, &plaats, berichttype).filter(|_| goed) {
            self.zet(
                "eis",
                format!("niet op elke goede {} in een {berichttype} uit te rekenen: {oorzaak}", regel.klasse),
            );
        }
    }
}

/// The RetourCode that a klasse of an answer carries.
fn codes_in<'s>(schemas: &'s Schemas, hier: &'s ElementDecl, klasse: &str) -> Option<&'s ElementDecl> {
    schemas.kinderen(hier).iter().find_map(|kind| {
        if *kind.name != *klasse {
            return codes_in(schemas, kind, klasse);
        }
        let codes = schemas.kinderen(kind).iter().find(|een| &*een.name == "RetourCodes")?;
        schemas.kinderen(codes).first()
    })
}

fn is_code(id: &str) -> bool {
    let letters = voorvoegsel(id);
    let cijfers = id.strip_prefix(letters).unwrap_or_default();
    (2..=4).contains(&letters.len())
        && cijfers.len() == 3
        && cijfers.bytes().all(|teken| teken.is_ascii_digit())
}

fn voorvoegsel(id: &str) -> &str {
    let einde = id.bytes().take_while(u8::is_ascii_uppercase).count();
    id.get(..einde).unwrap_or_default()
}
