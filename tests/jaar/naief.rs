//! The ledger: what a year came to, worked out from the messages alone. It reads the XML of the 323s and of their 325s, and for what was
//! allocated, started and stopped that of the 301s, 305s and 307s, and adds up. It knows nothing of how the gate keeps things, nor of how
//! the gate reads.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::Event;

/// An element by its local name.
#[derive(Debug, Default)]
pub struct Element {
    naam: String,
    tekst: String,
    kinderen: Vec<Element>,
}

impl Element {
    /// The document element of a message.
    pub fn lees(xml: &[u8]) -> Element {
        let mut lezer = Reader::from_reader(xml);
        let mut open: Vec<Element> = vec![Element::default()];
        loop {
            match lezer.read_event().unwrap() {
                Event::Start(begin) => {
                    let naam = begin.local_name().as_ref().to_owned();
                    open.push(Element { naam, ..Element::default() });
                }
                Event::Text(tekst) => {
                    open.last_mut().unwrap().tekst.push_str(tekst.trim());
                }
                Event::End(_) => {
                    let klaar = open.pop().unwrap();
                    open.last_mut().unwrap().kinderen.push(klaar);
                }
                Event::Eof => return open.pop().unwrap().kinderen.pop().unwrap(),
                _ => {}
            }
        }
    }

    fn alle<'e>(&'e self, pad: &str) -> Vec<&'e Element> {
        pad.split('/').fold(vec![self], |hier, naam| {
            hier.into_iter().flat_map(|een| &een.kinderen).filter(|een| een.naam == naam).collect()
        })
    }

    fn optie(&self, pad: &str) -> Option<String> {
        self.alle(pad).first().map(|een| een.tekst.clone())
    }

    fn tekst(&self, pad: &str) -> String {
        self.optie(pad).unwrap_or_else(|| panic!("{pad} is missing in {}", self.naam))
    }

    fn getal(&self, pad: &str) -> i64 {
        self.tekst(pad).parse().unwrap()
    }

    fn dag(&self, pad: &str) -> NaiveDate {
        self.tekst(pad).parse().unwrap()
    }

    /// A signed amount.
    fn bedrag(&self, pad: &str, veld: &str) -> i64 {
        let centen = self.getal(&format!("{pad}/{veld}"));
        if self.tekst(&format!("{pad}/DebetCredit")) == "C" { -centen } else { centen }
    }

    fn codes(&self) -> Vec<String> {
        self.alle("RetourCodes/RetourCode").into_iter().map(|een| een.tekst.clone()).collect()
    }
}

/// A line of a claim that was processed.
#[derive(Clone, Debug)]
pub struct Regel {
    /// Which claim, in the order of the ledger, and which line of it.
    pub declaratie: usize,
    pub plaats: usize,
    pub standaard: &'static str,
    pub gemeente: String,
    pub aanbieder: String,
    pub bsn: String,
    pub referentie: String,
    pub vorige: Option<String>,
    pub nummer: i64,
    pub categorie: String,
    pub code: String,
    pub begin: NaiveDate,
    pub eind: NaiveDate,
    pub volume: i64,
    pub eenheid: String,
    pub tarief: Option<i64>,
    /// Negative for a credit.
    pub bedrag: i64,
    /// Why it was refused; none where it was granted.
    pub codes: Option<String>,
}

impl Regel {
    pub fn maand(&self) -> String {
        self.begin.format("%Y-%m").to_string()
    }

    pub fn uitslag(&self) -> &str {
        self.codes.as_deref().unwrap_or("toegekend")
    }

    pub fn is_debet(&self) -> bool {
        self.vorige.is_none()
    }

    /// The care that it is about.
    pub fn zorg(&self) -> Zorg {
        ((self.standaard, self.gemeente.clone(), self.nummer), self.aanbieder.clone(), self.bsn.clone())
    }

    fn teken(&self) -> i64 {
        if self.vorige.is_some() { -1 } else { 1 }
    }
}

/// A claim that was processed.
#[derive(Clone, Debug)]
pub struct Declaratie {
    pub standaard: &'static str,
    pub gemeente: String,
    pub aanbieder: String,
    pub nummer: String,
    pub maand: String,
    pub ingediend: i64,
    pub toegekend: i64,
    /// The day of the 325.
    pub beantwoord: NaiveDate,
}

/// An allocation: under which law, of which gemeente, and its number.
pub type Nummer = (&'static str, String, i64);
/// Care on an allocation: also of which aanbieder, for which client.
pub type Zorg = (Nummer, String, String);

/// A version of an allocation.
#[derive(Clone, Debug)]
pub struct Toewijzing {
    versie: NaiveDate,
    pub aanbieder: String,
    pub bsn: String,
    pub postcode: String,
    pub categorie: String,
    pub code: Option<String>,
    pub ingang: NaiveDate,
    pub eind: Option<NaiveDate>,
    /// Volume, unit and frequency.
    pub omvang: Option<(i64, String, String)>,
    pub budget: Option<i64>,
}

/// Amounts by a key: how many, and how much.
pub type Sommen = BTreeMap<String, (i64, i64)>;

#[derive(Default)]
pub struct Boek {
    pub declaraties: Vec<Declaratie>,
    pub regels: Vec<Regel>,
    /// The latest version of each allocation.
    pub toewijzingen: BTreeMap<Nummer, Toewijzing>,
    /// First day of delivery.
    pub starts: BTreeMap<Zorg, NaiveDate>,
    /// Last day of delivery.
    pub stops: BTreeMap<Zorg, NaiveDate>,
    /// How many claims were refused as a whole.
    pub afgekeurd: usize,
}

impl Boek {
    /// Takes in a 301, a 305 or a 307 that was approved.
    pub fn boek_toewijzing(&mut self, xml: &[u8]) {
        let bericht = Element::lees(xml);
        let (code, bsn) = (bericht.tekst("Header/BerichtCode"), bericht.tekst("Client/Bsn"));
        let standaard = if ["414", "418", "420"].contains(&code.as_str()) { "iwmo" } else { "ijw" };
        let [afzender, ontvanger] =
            ["Afzender", "Ontvanger"].map(|kant| bericht.tekst(&format!("Header/{kant}")));
        for product in bericht.alle("Client/ToegewezenProducten/ToegewezenProduct") {
            let nieuw = toewijzing(&bericht, product, &ontvanger, &bsn);
            let sleutel = (standaard, afzender.clone(), product.getal("ToewijzingNummer"));
            if self.toewijzingen.get(&sleutel).is_none_or(|staand| staand.versie <= nieuw.versie) {
                self.toewijzingen.insert(sleutel, nieuw);
            }
        }
        let zorg = |product: &Element| {
            let nummer = (standaard, ontvanger.clone(), product.getal("ToewijzingNummer"));
            (nummer, afzender.clone(), bsn.clone())
        };
        for start in bericht.alle("Client/StartProducten/StartProduct") {
            self.starts.insert(zorg(start), start.dag("Begindatum"));
        }
        for stop in bericht.alle("Client/StopProducten/StopProduct") {
            self.stops.insert(zorg(stop), stop.dag("Einddatum"));
        }
    }

    /// Takes in a 323 with its 325. Gives of each line whether it was granted; none where the whole was refused.
    pub fn boek(&mut self, heen: &[u8], antwoord: &[u8]) -> Option<Vec<bool>> {
        let (heen, antwoord) = (Element::lees(heen), Element::lees(antwoord));
        let verwerkt = |codes: Vec<String>| codes.iter().all(|code| code == "0200" || code == "8001");
        let geheel = antwoord.alle("DeclaratieAntwoord");
        if !verwerkt(antwoord.alle("Header")[0].codes()) || !geheel.iter().all(|een| verwerkt(een.codes())) {
            self.afgekeurd += 1;
            return None;
        }
        let geheel = geheel[0];
        let mut geweigerd: BTreeMap<(String, String), VecDeque<String>> = BTreeMap::new();
        for client in geheel.alle("Clienten/Client") {
            for prestatie in client.alle("Prestaties/Prestatie") {
                let mut codes = prestatie.codes();
                if codes == ["0233"] {
                    codes = client.codes();
                }
                codes.sort();
                let sleutel = (client.tekst("Bsn"), prestatie.tekst("ProductReferentie/ReferentieNummer"));
                geweigerd.entry(sleutel).or_default().push_back(codes.join(" "));
            }
        }
        let eerste = self.regels.len();
        self.boek_regels(&heen, &mut geweigerd);
        assert!(geweigerd.values().all(VecDeque::is_empty), "the 325 refuses what is not in the 323");
        let regels = &self.regels[eerste..];
        let som = |goed: bool| -> i64 {
            regels.iter().filter(|regel| !goed || regel.codes.is_none()).map(|regel| regel.bedrag).sum()
        };
        let declaratie = heen.alle("Declaratie")[0];
        assert_eq!(som(false), declaratie.bedrag("TotaalIngediendBedrag", "TotaalBedrag"));
        assert_eq!(som(false), geheel.bedrag("TotaalIngediendBedrag", "TotaalBedrag"));
        assert_eq!(som(true), geheel.bedrag("TotaalToegekendBedrag", "TotaalBedrag"), "TR342");
        self.declaraties.push(Declaratie {
            standaard: standaard(&heen),
            gemeente: heen.tekst("Header/Ontvanger"),
            aanbieder: heen.tekst("Header/Afzender"),
            nummer: declaratie.tekst("DeclaratieNummer"),
            maand: declaratie.dag("DeclaratiePeriode/Begindatum").format("%Y-%m").to_string(),
            ingediend: som(false),
            toegekend: som(true),
            beantwoord: antwoord.dag("Header/BerichtIdentificatie/Dagtekening"),
        });
        Some(regels.iter().map(|regel| regel.codes.is_none()).collect())
    }

    fn boek_regels(&mut self, heen: &Element, geweigerd: &mut BTreeMap<(String, String), VecDeque<String>>) {
        let mut plaats = 0;
        for client in heen.alle("Declaratie/Clienten/Client") {
            let bsn = client.tekst("Bsn");
            for prestatie in client.alle("Prestaties/Prestatie") {
                let referentie = prestatie.tekst("ProductReferentie/ReferentieNummer");
                let codes = geweigerd.get_mut(&(bsn.clone(), referentie.clone()));
                plaats += 1;
                self.regels.push(Regel {
                    declaratie: self.declaraties.len(),
                    plaats,
                    standaard: standaard(heen),
                    gemeente: heen.tekst("Header/Ontvanger"),
                    aanbieder: heen.tekst("Header/Afzender"),
                    bsn: bsn.clone(),
                    vorige: prestatie.optie("ProductReferentie/VorigReferentieNummer"),
                    nummer: prestatie.getal("ToewijzingNummer"),
                    categorie: prestatie.tekst("ProductCategorie"),
                    code: prestatie.tekst("ProductCode"),
                    begin: prestatie.dag("ProductPeriode/Begindatum"),
                    eind: prestatie.dag("ProductPeriode/Einddatum"),
                    volume: prestatie.getal("GeleverdVolume"),
                    eenheid: prestatie.tekst("Eenheid"),
                    tarief: prestatie.optie("ProductTarief").map(|tarief| tarief.parse().unwrap()),
                    bedrag: prestatie.bedrag("IngediendBedrag", "Bedrag"),
                    codes: codes.map(|codes| codes.pop_front().expect("as many refused as there are")),
                    referentie,
                });
            }
        }
    }

    /// Claimed and granted in all, by claim.
    pub fn per_declaratie(&self) -> Sommen {
        let sleutel =
            |een: &Declaratie| [een.standaard, &een.gemeente, &een.aanbieder, &een.nummer].join("|");
        self.declaraties.iter().map(|een| (sleutel(een), (een.ingediend, een.toegekend))).collect()
    }

    /// How many lines and how much, by product, month and what became of them.
    pub fn per_uitslag(&self) -> Sommen {
        self.tel(|regel| {
            let maand = regel.maand();
            let sleutel = [
                regel.standaard,
                &regel.gemeente,
                &regel.aanbieder,
                &regel.categorie,
                &regel.code,
                &maand,
                regel.uitslag(),
            ];
            Some(sleutel.join("|"))
        })
    }

    /// How many lines and how much, by a key; lines without one do not count.
    pub fn tel(&self, sleutel: impl Fn(&Regel) -> Option<String>) -> Sommen {
        let mut uit = Sommen::new();
        for regel in &self.regels {
            if let Some(sleutel) = sleutel(regel) {
                let som = uit.entry(sleutel).or_default();
                *som = (som.0 + 1, som.1 + regel.bedrag);
            }
        }
        uit
    }

    /// Volume and amount that was granted, by allocation and unit: debits minus credits.
    pub fn verbruik(&self) -> Sommen {
        let mut uit = Sommen::new();
        for regel in self.regels.iter().filter(|regel| regel.codes.is_none()) {
            let nummer = regel.nummer.to_string();
            let sleutel =
                [regel.standaard, &regel.gemeente, &regel.aanbieder, &nummer, &regel.eenheid].join("|");
            let som = uit.entry(sleutel).or_default();
            *som = (som.0 + regel.volume * regel.teken(), som.1 + regel.bedrag);
        }
        uit
    }

    /// How many debits stand, by allocation and unit.
    pub fn staande_debets(&self) -> Sommen {
        let mut uit = Sommen::new();
        for regel in self.regels.iter().filter(|regel| regel.codes.is_none()) {
            let nummer = regel.nummer.to_string();
            let sleutel =
                [regel.standaard, &regel.gemeente, &regel.aanbieder, &nummer, &regel.eenheid].join("|");
            uit.entry(sleutel).or_default().0 += regel.teken();
        }
        uit
    }

    /// How many numbers of lines were used.
    pub fn gebruikte_nummers(&self) -> usize {
        let nummers: BTreeSet<_> = self
            .regels
            .iter()
            .map(|regel| (regel.standaard, regel.aanbieder.as_str(), regel.referentie.as_str()))
            .collect();
        nummers.len()
    }

    /// Every code that was given, with how often.
    pub fn codes(&self) -> BTreeMap<&str, usize> {
        let mut uit = BTreeMap::new();
        for code in
            self.regels.iter().filter_map(|regel| regel.codes.as_deref()).flat_map(|codes| codes.split(' '))
        {
            *uit.entry(code).or_default() += 1;
        }
        uit
    }
}

fn toewijzing(bericht: &Element, product: &Element, aanbieder: &str, bsn: &str) -> Toewijzing {
    let dag = |pad| product.optie(pad).map(|dag| dag.parse().unwrap());
    let omvang = product
        .alle("Omvang")
        .first()
        .map(|omvang| (omvang.getal("Volume"), omvang.tekst("Eenheid"), omvang.tekst("Frequentie")));
    Toewijzing {
        versie: product.dag("Toewijzingsdatum"),
        aanbieder: aanbieder.to_owned(),
        bsn: bsn.to_owned(),
        postcode: bericht.tekst("Client/Contactgegevens/Contact/Adres/Postcode"),
        categorie: product.tekst("Product/Categorie"),
        code: product.optie("Product/Code"),
        ingang: product.dag("Ingangsdatum"),
        eind: dag("Einddatum"),
        omvang,
        budget: product.optie("Budget").map(|budget| budget.parse().unwrap()),
    }
}

fn standaard(heen: &Element) -> &'static str {
    if heen.tekst("Header/BerichtCode") == "484" { "iwmo" } else { "ijw" }
}
