//! A year of a region: who gets which care, and what aanbieders claim for it, right and wrong. Always the same for the same seed.
//!
//! Here it is known what was meant. What became of it the ledger reads from the answers; only that comes back here, as an aanbieder
//! credits what was granted.

mod aanbod;
mod stroom;

use std::collections::{BTreeMap, BTreeSet};

use berichtenpoort::bericht::{Agbcode, Bsn, Eenheid, Eurocent, Gemeentecode, Product, Standaard};
use berichtenpoort::regels::Tariefafspraak;
use berichtenpoort::store::Wijk;
use chrono::{Days, Months, NaiveDate};

use self::aanbod::{producten, toewijzing, verhoogd};
use super::random::Random;
use super::xml::{bedrag, optie, persoon, product, veld};

pub const JAAR: i32 = 2025;
pub const GEMEENTEN: [&str; 4] = ["0479", "0439", "0363", "0453"];
const POSTCODES: [&str; 9] =
    ["1501AA", "1501AB", "1502AA", "1502BB", "1503CC", "1503CD", "1504DD", "1601EE", "1602FF"];

pub fn dag(maand: u32, dag: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(JAAR, maand, dag).unwrap()
}

/// The first and the last day of a month of the year.
pub fn maand(nummer: u32) -> (NaiveDate, NaiveDate) {
    let eerste = dag(nummer, 1);
    (eerste, eerste.checked_add_months(Months::new(1)).unwrap().pred_opt().unwrap())
}

/// The wijken, of which one by four digits and one postcode in another wijk; of two postcodes none is known.
pub fn wijken() -> Vec<Wijk> {
    [
        ("1501", "W1", "Oost"),
        ("1502", "W2", "West"),
        ("1502BB", "W1", "Oost"),
        ("1503CC", "W3", "Noord"),
        ("1504", "W3", "Noord"),
    ]
    .map(|(postcode, code, naam)| Wijk {
        postcode: postcode.to_owned(),
        code: code.to_owned(),
        naam: naam.to_owned(),
    })
    .into()
}

/// An allocation as it was meant.
#[derive(Clone)]
struct Toewijzing {
    nummer: u32,
    categorie: &'static str,
    /// None with a budget.
    code: Option<String>,
    omvang: Option<(u32, &'static str, &'static str)>,
    budget: Option<u32>,
    van: NaiveDate,
    tot: Option<NaiveDate>,
    /// Last day of delivery, where it was stopped.
    stop: Option<NaiveDate>,
    gestart: bool,
    postcode: &'static str,
    /// Eurocent for a unit; for minutes for an hour.
    tarief: u32,
}

/// A line of a claim.
#[derive(Clone, Debug)]
pub struct Debet {
    pub bsn: String,
    pub referentie: String,
    vorige: Option<String>,
    nummer: u32,
    categorie: &'static str,
    code: String,
    periode: (NaiveDate, NaiveDate),
    volume: u32,
    eenheid: &'static str,
    tarief: Option<u32>,
    centen: i64,
}

impl Debet {
    fn levering(&self) -> (String, u32, String, NaiveDate, NaiveDate) {
        (self.bsn.clone(), self.nummer, self.code.clone(), self.periode.0, self.periode.1)
    }

    fn xml(&self) -> String {
        let vorige = self.vorige.as_ref();
        let vorige =
            vorige.map(|vorige| format!("<b:VorigReferentieNummer>{vorige}</b:VorigReferentieNummer>"));
        let (van, tot) = self.periode;
        [
            "<m:Prestatie><m:ProductReferentie>".to_owned(),
            format!("<b:ReferentieNummer>{}</b:ReferentieNummer>{}", self.referentie, vorige.unwrap_or_default()),
            "</m:ProductReferentie>".to_owned(),
            veld("ToewijzingNummer", self.nummer),
            veld("ProductCategorie", self.categorie),
            veld("ProductCode", &self.code),
            format!("<m:ProductPeriode><b:Begindatum>{van}</b:Begindatum><b:Einddatum>{tot}</b:Einddatum></m:ProductPeriode>"),
            veld("GeleverdVolume", self.volume),
            veld("Eenheid", self.eenheid),
            optie("ProductTarief", self.tarief),
            bedrag("IngediendBedrag", "Bedrag", self.centen),
            "</m:Prestatie>\n".to_owned(),
        ]
        .concat()
    }
}

struct Client {
    bsn: String,
    toewijzingen: Vec<Toewijzing>,
}

/// All care of one aanbieder for one gemeente under one law.
pub struct Stroom {
    plaats: usize,
    iwmo: bool,
    pub gemeente: &'static str,
    pub aanbieder: String,
    clienten: Vec<Client>,
    /// Whether gemeente and aanbieder agreed on rates, which go up in July.
    contract: bool,
    teller: usize,
    /// What is still to be claimed, from an earlier month or as a correction.
    later: Vec<Debet>,
    toegekend: Vec<Debet>,
    geweigerd: Vec<Debet>,
    gecrediteerd: Vec<Debet>,
    /// A number of a Declaratie that was processed.
    gebruikt_nummer: Option<String>,
}

/// A message to send, and by whom.
pub struct Bericht {
    pub afzender: String,
    pub xml: String,
    /// Of a 323 the lines in the order of the message, and the stroom.
    pub regels: Option<(usize, Vec<Debet>)>,
}

/// The region.
pub struct Wereld {
    random: Random,
    pub stromen: Vec<Stroom>,
}

impl Wereld {
    pub fn nieuw(zaad: u64, aanbieders: usize, clienten: usize) -> Wereld {
        let mut random = Random::new(zaad);
        let mut stromen = Vec::new();
        for aanbieder in 0..aanbieders {
            let agb = format!("{:08}", 10_000_001 + aanbieder);
            // A fifth works for two gemeenten, and under both laws.
            for tweede in 0..=usize::from(aanbieder % 5 == 0) {
                stromen.push(Stroom {
                    plaats: stromen.len(),
                    iwmo: (aanbieder + tweede) % 2 == 1,
                    gemeente: GEMEENTEN[(aanbieder + tweede) % GEMEENTEN.len()],
                    aanbieder: agb.clone(),
                    clienten: Vec::new(),
                    contract: aanbieder % 3 == 0,
                    teller: 0,
                    later: Vec::new(),
                    toegekend: Vec::new(),
                    geweigerd: Vec::new(),
                    gecrediteerd: Vec::new(),
                    gebruikt_nummer: None,
                });
            }
        }
        let bsns = (999_900_006..).filter_map(|nummer: u32| Bsn::lees(&nummer.to_string()).ok());
        let mut nummer = 0;
        for bsn in bsns.take(clienten) {
            let stroom = random.below(stromen.len());
            let stroom = &mut stromen[stroom];
            let toewijzingen = (0..random.between(1, 2))
                .map(|plaats| {
                    nummer += 1;
                    toewijzing(nummer, plaats, stroom, &mut random)
                })
                .collect();
            stroom.clienten.push(Client { bsn: bsn.as_str().to_owned(), toewijzingen });
        }
        Wereld { random, stromen }
    }

    pub fn aanbieders(&self) -> BTreeSet<&str> {
        self.stromen.iter().map(|stroom| stroom.aanbieder.as_str()).collect()
    }

    /// What gemeenten agreed on with their aanbieders.
    pub fn tarieven(&self) -> BTreeMap<&'static str, Vec<Tariefafspraak>> {
        let mut uit: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for stroom in self.stromen.iter().filter(|stroom| stroom.contract) {
            for (code, eenheid, tarief) in producten(stroom.iwmo).into_iter().flat_map(|een| een.afspraken())
            {
                for (tarief, van, tot) in
                    [(tarief, dag(1, 1), Some(dag(6, 30))), (verhoogd(tarief), dag(7, 1), None)]
                {
                    uit.entry(stroom.gemeente).or_default().push(Tariefafspraak {
                        standaard: if stroom.iwmo { Standaard::Iwmo } else { Standaard::Ijw },
                        aanbieder: Agbcode::lees(&stroom.aanbieder).unwrap(),
                        product: Product {
                            categorie: code.get(..2).unwrap().into(),
                            code: Some(code.as_str().into()),
                        },
                        eenheid,
                        tarief: Eurocent(tarief.into()),
                        ingangsdatum: van,
                        einddatum: tot,
                    });
                }
            }
        }
        uit
    }

    /// The 301s.
    pub fn toewijzingen(&mut self) -> Vec<Bericht> {
        let mut uit = Vec::new();
        for stroom in &mut self.stromen {
            for plaats in 0..stroom.clienten.len() {
                let alle = 0..stroom.clienten[plaats].toewijzingen.len();
                uit.push(stroom.bericht_301(plaats, alle, dag(1, 2), None));
            }
        }
        uit
    }

    /// What changes in June: some clients move and get more.
    pub fn wijzigingen(&mut self) -> Vec<Bericht> {
        let mut uit = Vec::new();
        for stroom in &mut self.stromen {
            for plaats in 0..stroom.clienten.len() {
                if !self.random.chance(4) {
                    continue;
                }
                let welke = self.random.below(stroom.clienten[plaats].toewijzingen.len());
                let postcode = self.random.one_of(&POSTCODES);
                let toewijzing = &mut stroom.clienten[plaats].toewijzingen[welke];
                toewijzing.postcode = postcode;
                if let Some((volume, ..)) = &mut toewijzing.omvang {
                    *volume += 1;
                }
                uit.push(stroom.bericht_301(plaats, welke..welke + 1, dag(6, 15), Some("04")));
            }
        }
        uit
    }

    /// The starts and stops of this month.
    pub fn regie(&mut self, van_maand: u32) -> Vec<Bericht> {
        let (eerste, laatste) = maand(van_maand);
        let valt_in = |dag: NaiveDate| eerste <= dag && dag <= laatste;
        let mut uit = Vec::new();
        for stroom in &mut self.stromen {
            for plaats in 0..stroom.clienten.len() {
                let welke = |gevraagd: &dyn Fn(&Toewijzing) -> bool| -> Vec<usize> {
                    let toewijzingen = &stroom.clienten[plaats].toewijzingen;
                    let van_deze =
                        |welke: &usize| toewijzingen[*welke].gestart && gevraagd(&toewijzingen[*welke]);
                    (0..toewijzingen.len()).filter(van_deze).collect()
                };
                let gestart = welke(&|een| valt_in(een.van));
                let gestopt = welke(&|een| een.stop.is_some_and(valt_in));
                for (soort, welke) in [(305, gestart), (307, gestopt)] {
                    if !welke.is_empty() {
                        uit.push(stroom.regie(soort, plaats, &welke, laatste));
                    }
                }
            }
        }
        uit
    }

    /// What aanbieders claim over a month, in the next one.
    pub fn declaraties(&mut self, van_maand: u32) -> Vec<Bericht> {
        let vreemden: Vec<String> = self
            .stromen
            .iter()
            .filter_map(|stroom| stroom.clienten.first().map(|client| client.bsn.clone()))
            .collect();
        let random = &mut self.random;
        self.stromen.iter_mut().flat_map(|stroom| stroom.declaraties(van_maand, &vreemden, random)).collect()
    }

    /// Tells an aanbieder what became of the lines of a claim: each granted or not, none where the whole was refused.
    pub fn hoor(&mut self, (stroom, regels): (usize, Vec<Debet>), toegekend: Option<Vec<bool>>) {
        let Some(toegekend) = toegekend else { return };
        assert_eq!(regels.len(), toegekend.len());
        for (regel, goed) in regels.into_iter().zip(toegekend) {
            self.stromen[stroom].hoor(regel, goed);
        }
    }
}

/// The day on which what is claimed over a month is sent.
pub fn dag_van_indienen(van_maand: u32) -> NaiveDate {
    maand(van_maand).1 + Days::new(5)
}

/// A gemeente as a value.
pub fn gemeentecode(code: &str) -> Gemeentecode {
    Gemeentecode::lees(code).unwrap()
}
