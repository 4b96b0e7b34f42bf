//! A year of a region: who gets which care, and what aanbieders claim for it, right and wrong. Always the same for the same seed.
//!
//! Here it is known what was meant. What became of it the ledger reads from the answers; only that comes back here, as an aanbieder
//! credits what was granted.

use std::collections::{BTreeMap, BTreeSet};

use berichtenpoort::bericht::{Agbcode, Bsn, Eenheid, Eurocent, Gemeentecode, Product, Standaard};
use berichtenpoort::regels::Tariefafspraak;
use berichtenpoort::store::Wijk;
use chrono::{Days, Months, NaiveDate};

use super::random::Random;
use super::xml::{Kop, bedrag, contact, optie, persoon, product, veld};

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

/// What is delivered: codes, the unit and frequency of the allocation, and the rate.
struct Aanbod {
    categorie: &'static str,
    code: &'static str,
    omvang: Option<(std::ops::Range<usize>, &'static str, &'static str)>,
    tarief: u32,
}

impl Aanbod {
    /// The rates for it: those with a budget are also claimed in hours.
    fn afspraken(self) -> Vec<(String, Eenheid, u32)> {
        let code = self.code.to_owned();
        match self.omvang.as_ref().map(|omvang| omvang.1) {
            // Minutes by a rate for an hour.
            Some("01") | None => vec![(code, Eenheid::Uur, self.tarief)],
            Some(eenheid) => vec![(code, Eenheid::lees(eenheid).unwrap(), self.tarief)],
        }
    }
}

fn producten(iwmo: bool) -> Vec<Aanbod> {
    // A budget is for a whole category: of that nothing else is allocated (TR302).
    let [categorie, voor_budget] = if iwmo { ["02", "03"] } else { ["45", "46"] };
    let codes: [&'static str; 7] = match iwmo {
        true => ["02A01", "02A02", "02A03", "02A04", "02A05", "02A06", "03A07"],
        false => ["45A01", "45A02", "45A03", "45A04", "45A05", "45A06", "46A07"],
    };
    let aanbod = |plaats: usize, omvang, tarief| Aanbod { categorie, code: codes[plaats], omvang, tarief };
    let mut uit = vec![
        aanbod(0, Some((3..8, "04", "2")), 6_240),
        aanbod(1, Some((10..40, "04", "4")), 7_015),
        aanbod(2, Some((100..250, "14", "6")), 21_500),
        aanbod(3, Some((1..4, "82", "2")), 3_999),
        aanbod(4, Some((60..300, "01", "2")), 5_051),
        aanbod(5, Some((4..20, "16", "4")), 4_800),
        Aanbod { categorie: voor_budget, ..aanbod(6, None, 6_600) },
    ];
    if iwmo {
        uit.push(Aanbod { categorie: "01", code: "01A01", omvang: Some((2..4, "04", "2")), tarief: 3_333 });
    }
    uit
}

/// From 1 July.
fn verhoogd(tarief: u32) -> u32 {
    tarief + tarief / 40
}

fn toewijzing(nummer: u32, plaats: usize, stroom: &Stroom, random: &mut Random) -> Toewijzing {
    let aanbod = producten(stroom.iwmo);
    // The two of a client are never of the same product.
    let keuzes: Vec<_> = (0..aanbod.len()).filter(|keuze| keuze % 2 == plaats).collect();
    let Aanbod { categorie, code, omvang, tarief } = aanbod.into_iter().nth(*random.pick(&keuzes)).unwrap();
    let per_maand = omvang.as_ref().is_some_and(|omvang| omvang.2 == "4");
    let omvang = omvang.map(|(volume, eenheid, frequentie)| {
        (u32::try_from(random.between(volume.start, volume.end)).unwrap(), eenheid, frequentie)
    });
    let budget = omvang.is_none().then(|| u32::try_from(random.between(2_000, 20_000)).unwrap() * 100);
    let een_dag = |random: &mut Random, van: usize, tot: usize| {
        let maand = u32::try_from(random.between(van, tot)).unwrap();
        dag(maand, u32::try_from(random.between(1, 28)).unwrap())
    };
    let van = if random.chance(70) { dag(1, 1) } else { een_dag(random, 1, 6) };
    let tot = match (random.below(10), per_maand) {
        (0..3, true) => None,
        (0..4, _) => NaiveDate::from_ymd_opt(JAAR + 1, 6, 30),
        (4..8, _) => Some(dag(12, 31)),
        _ => Some(een_dag(random, 8, 12)),
    };
    Toewijzing {
        nummer,
        categorie,
        code: budget.is_none().then(|| code.to_owned()),
        omvang,
        budget,
        van,
        tot,
        stop: random
            .chance(12)
            .then(|| een_dag(random, 7, 11))
            .filter(|stop| tot.is_none_or(|tot| *stop < tot)),
        gestart: random.chance(93),
        postcode: random.one_of(&POSTCODES),
        tarief,
    }
}

impl Stroom {
    fn kop(&mut self, soort: u16, dag: NaiveDate) -> Kop<'_> {
        self.teller += 1;
        let identificatie = format!("{}M{}", self.plaats, self.teller);
        Kop {
            iwmo: self.iwmo,
            soort,
            gemeente: self.gemeente,
            aanbieder: &self.aanbieder,
            identificatie,
            dag,
        }
    }

    fn bericht_301(
        &mut self,
        plaats: usize,
        welke: std::ops::Range<usize>,
        dag: NaiveDate,
        reden: Option<&str>,
    ) -> Bericht {
        let client = &self.clienten[plaats];
        let toewijzingen = &client.toewijzingen[welke];
        let product_van = |een: &Toewijzing| {
            let omvang = een.omvang.map(|(volume, eenheid, frequentie)| {
                format!(
                    "<m:Omvang><b:Volume>{volume}</b:Volume><b:Eenheid>{eenheid}</b:Eenheid>\
                     <b:Frequentie>{frequentie}</b:Frequentie></m:Omvang>"
                )
            });
            [
                "<m:ToegewezenProduct>".to_owned(),
                veld("ToewijzingNummer", een.nummer),
                product(een.categorie, een.code.as_deref()),
                veld("Toewijzingsdatum", dag),
                veld("Toewijzingstijd", "10:00:00"),
                veld("Ingangsdatum", een.van),
                optie("Einddatum", een.tot),
                optie("RedenWijziging", reden),
                omvang.unwrap_or_default(),
                optie("Budget", een.budget),
                "</m:ToegewezenProduct>".to_owned(),
            ]
            .concat()
        };
        let lijf = format!(
            "<m:Client>{}{}<m:ToegewezenProducten>{}</m:ToegewezenProducten></m:Client>",
            persoon(&client.bsn, true),
            contact(toewijzingen[0].postcode),
            toewijzingen.iter().map(product_van).collect::<String>()
        );
        let xml = self.kop(301, dag).bericht(&lijf);
        Bericht { afzender: self.gemeente.to_owned(), xml, regels: None }
    }

    /// Starts (305) or stops (307).
    fn regie(&mut self, soort: u16, plaats: usize, welke: &[usize], dag: NaiveDate) -> Bericht {
        let naam = if soort == 305 { "Start" } else { "Stop" };
        let reden = if self.iwmo { "19" } else { "31" };
        let client = &self.clienten[plaats];
        let een = |welke: &usize| {
            let toewijzing = &client.toewijzingen[*welke];
            let stop = toewijzing.stop.filter(|_| soort == 307);
            [
                format!("<m:{naam}Product>"),
                veld("ToewijzingNummer", toewijzing.nummer),
                product(toewijzing.categorie, toewijzing.code.as_deref()),
                veld("ToewijzingIngangsdatum", toewijzing.van),
                veld("Begindatum", toewijzing.van),
                optie("RedenBeeindiging", stop.map(|_| reden)),
                optie("Einddatum", stop),
                veld("StatusAanlevering", "1"),
                format!("</m:{naam}Product>"),
            ]
            .concat()
        };
        let lijf = format!(
            "<m:Client>{}<m:{naam}Producten>{}</m:{naam}Producten></m:Client>",
            persoon(&client.bsn, false),
            welke.iter().map(een).collect::<String>()
        );
        let xml = self.kop(soort, dag).bericht(&lijf);
        Bericht { afzender: self.aanbieder.clone(), xml, regels: None }
    }

    fn referentie(&mut self) -> String {
        self.teller += 1;
        format!("R{}-{}", self.plaats, self.teller)
    }

    /// A debit for this part of a month, of about what it should be; `deel` is a percentage of it.
    fn debet(
        &mut self,
        bsn: &str,
        toewijzing: &Toewijzing,
        periode: (NaiveDate, NaiveDate),
        deel: usize,
        random: &mut Random,
    ) -> Debet {
        let tarief = if self.contract && periode.0 >= dag(7, 1) {
            verhoogd(toewijzing.tarief)
        } else {
            toewijzing.tarief
        };
        let deel = |geheel: u32| (geheel * u32::try_from(deel).unwrap() / 100).max(1);
        let in_euros = random.chance(50);
        let (volume, eenheid) = match (toewijzing.omvang, toewijzing.budget) {
            // Hours are sometimes claimed in minutes.
            (Some((volume, "04", "2")), _) if random.chance(15) => (deel(volume * 4 * 60), "01"),
            (Some((volume, eenheid, "2")), _) => (deel(volume * 4), eenheid),
            (Some((volume, eenheid, "6")), _) => (deel(volume / 11), eenheid),
            (Some((volume, eenheid, _)), _) => (deel(volume), eenheid),
            (None, Some(budget)) if in_euros => (deel(budget / 11), "83"),
            (None, budget) => (deel(budget.unwrap_or_default() / 11 / tarief), "04"),
        };
        let (tarief, centen) = prijs(volume, eenheid, tarief);
        Debet {
            bsn: bsn.to_owned(),
            referentie: self.referentie(),
            vorige: None,
            nummer: toewijzing.nummer,
            categorie: toewijzing.categorie,
            code: toewijzing
                .code
                .clone()
                .unwrap_or_else(|| if self.iwmo { "03A07" } else { "46A07" }.to_owned()),
            periode,
            volume,
            eenheid,
            tarief,
            centen,
        }
    }

    fn declaraties(&mut self, van_maand: u32, vreemden: &[String], random: &mut Random) -> Vec<Bericht> {
        let mut regels: Vec<Debet> = Vec::new();
        let mut leveringen = BTreeSet::new();
        for regel in std::mem::take(&mut self.later) {
            if leveringen.insert(regel.levering()) {
                regels.push(regel);
            }
        }
        for plaats in 0..self.clienten.len() {
            let bsn = self.clienten[plaats].bsn.clone();
            for toewijzing in self.clienten[plaats].toewijzingen.clone() {
                let regel = self.een_maand(&bsn, &toewijzing, van_maand, vreemden, random);
                regels.extend(regel.filter(|regel| leveringen.insert(regel.levering())));
            }
        }
        regels.extend(self.terug(&mut leveringen, random));
        self.met_dubbele_nummers(&mut regels, random);
        if regels.is_empty() {
            return Vec::new();
        }
        self.berichten(van_maand, regels, random)
    }

    /// What is claimed over a month of one allocation: mostly as it should be.
    fn een_maand(
        &mut self,
        bsn: &str,
        toewijzing: &Toewijzing,
        van_maand: u32,
        vreemden: &[String],
        random: &mut Random,
    ) -> Option<Debet> {
        let (eerste, laatste) = maand(van_maand);
        let periode = (eerste.max(toewijzing.van), toewijzing.tot.map_or(laatste, |tot| tot.min(laatste)));
        if periode.1 < periode.0 {
            // Now and then care outside the allocation.
            return random.chance(1).then(|| self.debet(bsn, toewijzing, (eerste, laatste), 50, random));
        }
        let geleverd = toewijzing.gestart && toewijzing.stop.is_none_or(|stop| eerste <= stop);
        if !geleverd && !random.chance(10) {
            return None;
        }
        // What is for the whole year is used up by many before its end.
        let voor_het_geheel = toewijzing.omvang.is_none_or(|omvang| omvang.2 == "6");
        let deel = if voor_het_geheel { random.between(70, 125) } else { random.between(30, 95) };
        let mut regel = self.debet(bsn, toewijzing, periode, deel, random);
        match random.below(100) {
            // Later, or never.
            0..4 => {
                self.later.push(regel);
                return None;
            }
            4..6 => return None,
            6..10 => self.vermenigvuldig(&mut regel, 4),
            10..12 => regel.eenheid = if regel.eenheid == "14" { "16" } else { "14" },
            12..14 => regel.nummer += 900_000,
            14..15 => regel.bsn.clone_from(random.pick(vreemden)),
            15..16 => regel.bsn.clone_from(&self.clienten[random.below(self.clienten.len())].bsn),
            16..18 if regel.tarief.is_some() => {
                let anders = regel.tarief.map(|tarief| tarief + 100);
                (regel.tarief, regel.centen) = (anders, i64::from(regel.volume) * i64::from(anders.unwrap()));
            }
            18..19 => regel.periode.1 = regel.periode.1 - Days::new(1),
            _ => {}
        }
        Some(regel).filter(|regel| regel.periode.0 <= regel.periode.1)
    }

    fn vermenigvuldig(&self, regel: &mut Debet, keer: u32) {
        regel.volume *= keer;
        // A rate per minute hides that per hour: the amount is then that of the rate itself.
        let per_eenheid = i64::from(regel.tarief.unwrap_or(1));
        regel.centen = match regel.eenheid {
            "01" => regel.centen * i64::from(keer),
            _ => i64::from(regel.volume) * per_eenheid,
        };
    }

    /// Credits, mostly of what was granted and with a corrected debit, and claims for what was claimed before.
    fn terug(
        &mut self,
        leveringen: &mut BTreeSet<(String, u32, String, NaiveDate, NaiveDate)>,
        random: &mut Random,
    ) -> Vec<Debet> {
        let mut uit = Vec::new();
        for debet in self.toegekend.clone() {
            match random.below(100) {
                0..4 => {
                    uit.push(self.credit(&debet));
                    let mut opnieuw = debet.clone();
                    opnieuw.referentie = self.referentie();
                    self.verklein(&mut opnieuw, random);
                    match random.below(10) {
                        0..7 if leveringen.insert(opnieuw.levering()) => uit.push(opnieuw),
                        7..9 => self.later.push(opnieuw),
                        _ => {}
                    }
                }
                // The same care once more.
                4 if random.chance(30) && leveringen.insert(debet.levering()) => {
                    uit.push(Debet { referentie: self.referentie(), ..debet });
                }
                _ => {}
            }
        }
        // What was refused, or taken back already, cannot be taken back.
        for debet in [self.geweigerd.clone(), self.gecrediteerd.clone()].concat() {
            if random.chance(1) {
                uit.push(self.credit(&debet));
            }
        }
        let mut genoemd = BTreeSet::new();
        uit.retain(|regel| regel.vorige.as_ref().is_none_or(|vorige| genoemd.insert(vorige.clone())));
        uit
    }

    fn credit(&mut self, debet: &Debet) -> Debet {
        let (vorige, centen) = (Some(debet.referentie.clone()), -debet.centen);
        Debet { referentie: self.referentie(), vorige, centen, ..debet.clone() }
    }

    /// A correction: a little less. Of minutes the whole stays, as their amount hangs on the rate per hour.
    fn verklein(&self, regel: &mut Debet, random: &mut Random) {
        if regel.eenheid != "01" && regel.volume > 2 {
            regel.volume -= u32::try_from(random.between(1, 2)).unwrap();
            regel.centen = i64::from(regel.volume) * i64::from(regel.tarief.unwrap_or(1));
        }
    }

    /// Now and then a number that was used before.
    fn met_dubbele_nummers(&self, regels: &mut [Debet], random: &mut Random) {
        for regel in regels {
            if !self.toegekend.is_empty() && random.chance(1) {
                regel.referentie.clone_from(&random.pick(&self.toegekend).referentie);
            }
        }
    }

    /// The claim, and now and then one before it that is refused as a whole.
    fn berichten(&mut self, van_maand: u32, regels: Vec<Debet>, random: &mut Random) -> Vec<Bericht> {
        let regels = per_client(regels);
        let mut uit = Vec::new();
        let eigen = format!("D{}M{van_maand}", self.plaats);
        match random.below(100) {
            // A sum that is wrong, and a number that was used: all of it comes again.
            0..3 => uit.push(self.declaratie(van_maand, &eigen, &regels, 1)),
            3..6 => {
                if let Some(gebruikt) = self.gebruikt_nummer.clone() {
                    uit.push(self.declaratie(van_maand, &gebruikt, &regels, 0));
                }
            }
            _ => {}
        }
        uit.push(self.declaratie(van_maand, &eigen, &regels, 0));
        if van_maand > 2 && random.chance(3) {
            // A month of before.
            let laat = Debet { referentie: self.referentie(), ..regels[0].clone() };
            let laat = Debet { periode: maand(van_maand - 2), ..laat };
            uit.push(self.declaratie(van_maand - 2, &format!("{eigen}L"), &[laat], 0));
        }
        self.gebruikt_nummer = Some(eigen);
        uit
    }

    fn declaratie(&mut self, van_maand: u32, nummer: &str, regels: &[Debet], scheelt: i64) -> Bericht {
        let (van, tot) = maand(van_maand);
        let som: i64 = regels.iter().map(|regel| regel.centen).sum::<i64>() + scheelt;
        let mut clienten = String::new();
        for client in regels.chunk_by(|een, ander| een.bsn == ander.bsn) {
            let prestaties: String = client.iter().map(Debet::xml).collect();
            clienten.push_str(&format!(
                "<m:Client>{}<m:Prestaties>{prestaties}</m:Prestaties></m:Client>",
                veld("Bsn", &client[0].bsn)
            ));
        }
        let dagtekening = dag_van_indienen(12.min(van_maand));
        let lijf = format!(
            "<m:Declaratie>{}<m:DeclaratiePeriode><b:Begindatum>{van}</b:Begindatum><b:Einddatum>{tot}</b:Einddatum></m:DeclaratiePeriode>\
             {}{}<m:Clienten>{clienten}</m:Clienten></m:Declaratie>",
            veld("DeclaratieNummer", nummer),
            veld("DeclaratieDagtekening", dagtekening),
            bedrag("TotaalIngediendBedrag", "TotaalBedrag", som),
        );
        let xml = self.kop(323, dagtekening).bericht(&lijf);
        Bericht { afzender: self.aanbieder.clone(), xml, regels: Some((self.plaats, regels.to_vec())) }
    }

    fn hoor(&mut self, regel: Debet, goed: bool) {
        match (&regel.vorige, goed) {
            (None, true) => self.toegekend.push(regel),
            (None, false) => self.geweigerd.push(regel),
            (Some(vorige), true) => {
                let plaats = self.toegekend.iter().position(|debet| debet.referentie == *vorige);
                let debet = plaats.map(|plaats| self.toegekend.swap_remove(plaats));
                self.gecrediteerd.push(debet.expect("a credit that was granted takes back a debit that was"));
            }
            (Some(_), false) => {}
        }
    }
}

/// The day on which what is claimed over a month is sent.
pub fn dag_van_indienen(van_maand: u32) -> NaiveDate {
    maand(van_maand).1 + Days::new(5)
}

/// Rate and amount: minutes have a rate per minute that is rounded, and an amount by the rate per hour.
fn prijs(volume: u32, eenheid: &str, tarief: u32) -> (Option<u32>, i64) {
    match eenheid {
        "83" => (None, volume.into()),
        "01" => (Some((tarief + 30) / 60), (i64::from(volume) * i64::from(tarief) + 30) / 60),
        _ => (Some(tarief), i64::from(volume) * i64::from(tarief)),
    }
}

/// Each client once, in the order of their first line; and of each client a number once (TR101).
fn per_client(regels: Vec<Debet>) -> Vec<Debet> {
    let mut volgorde: Vec<String> = Vec::new();
    let mut van: BTreeMap<String, Vec<Debet>> = BTreeMap::new();
    for regel in regels {
        if !van.contains_key(&regel.bsn) {
            volgorde.push(regel.bsn.clone());
        }
        let van_client = van.entry(regel.bsn.clone()).or_default();
        let dubbel = van_client.iter().any(|een| {
            een.referentie == regel.referentie
                || een.levering() == regel.levering() && een.vorige.is_none() && regel.vorige.is_none()
        });
        if !dubbel {
            van_client.push(regel);
        }
    }
    volgorde.into_iter().flat_map(|bsn| van.remove(&bsn).unwrap_or_default()).collect()
}

/// A gemeente as a value.
pub fn gemeentecode(code: &str) -> Gemeentecode {
    Gemeentecode::lees(code).unwrap()
}
