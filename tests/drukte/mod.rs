//! Many messages of many dossiers, mixed: what a region sends over a year, right and wrong. Always the same ones.
//!
//! Numbers that must be unique beyond a stream hold the number of the stream, so which of two streams is processed first
//! changes nothing.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../generator/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use berichtenpoort::bericht::{Bsn, Schemas};
use berichtenpoort::partij::{Partij, PartijSoort, Toegangssleutel};
use berichtenpoort::poort::{Ontvangst, Poort, Stap};
use berichtenpoort::store::{BerichtRij, Store, Zicht};
use berichtenpoort::tijd::Klok;

use super::proef::Proef;
use random::Random;

pub const GEMEENTEN: [&str; 5] = ["0479", "0439", "0363", "0453", "0385"];
pub const AANBIEDERS: [&str; 4] = ["65656055", "42420001", "12345678", "87654321"];
/// The day on which everything is sent, about the year before: a gate that runs by the system's clock is always later.
const DAG: &str = "2026-02-03";
/// The first day of every allocation.
const BEGIN: &str = "2025-01-01";
/// Eurocent for an hour.
const TARIEF: usize = 6000;
/// Dossiers in each stream; there are twice as many streams as pairs of a gemeente and an aanbieder.
const DOSSIERS: usize = 5;

static SCHEMAS: LazyLock<Arc<Schemas>> = LazyLock::new(|| Arc::new(Schemas::ingebouwd().unwrap()));

/// A gate on a store, with the parties of the region, on the day of the messages.
pub struct Regio {
    pub poort: Poort,
    pub sleutels: BTreeMap<String, String>,
    pub partijen: BTreeMap<String, Partij>,
}

impl Regio {
    pub async fn op(store: Store) -> Regio {
        let klok = Klok::gezet_op("2026-02-03T09:00:00Z".parse().unwrap());
        let poort = Poort::nieuw(store, Arc::clone(&SCHEMAS), klok);
        let gemeenten = GEMEENTEN.map(|code| (PartijSoort::Gemeente, code));
        let aanbieders = AANBIEDERS.map(|code| (PartijSoort::Aanbieder, code));
        let (mut partijen, mut sleutels) = (BTreeMap::new(), BTreeMap::new());
        for (soort, code) in gemeenten.into_iter().chain(aanbieders) {
            let partij = Partij::nieuw(soort, code, code, None).unwrap();
            let partij = poort.store.leg_partij_vast(&partij).await.unwrap();
            let sleutel = Toegangssleutel::nieuw();
            poort.store.geef_sleutel(partij.id, &sleutel.hash(), "proef", poort.klok.nu()).await.unwrap();
            sleutels.insert(code.to_owned(), sleutel.as_str().to_owned());
            partijen.insert(code.to_owned(), partij);
        }
        Regio { poort, sleutels, partijen }
    }

    pub async fn stuur(&self, afzender: &str, xml: &str) -> BerichtRij {
        match self.poort.ontvang(&self.partijen[afzender], xml.as_bytes().to_vec()).await.unwrap() {
            Ontvangst::Nieuw(rij) | Ontvangst::Bekend(rij) => rij,
            anders => panic!("{anders:?}\n{xml}"),
        }
    }

    /// Processes everything that waits.
    pub async fn verwerk_alles(&self) {
        let eigenaar = uuid::Uuid::now_v7();
        loop {
            match self.poort.verwerk_volgende(eigenaar).await.unwrap() {
                Stap::Verwerkt(_) => {}
                Stap::Niets => return,
                Stap::Uitgesteld(id) | Stap::Geparkeerd(id) | Stap::Overgenomen(id) => {
                    let rij = self.poort.store.bericht(id, Zicht::Alles).await.unwrap().unwrap();
                    panic!("{} {:?}", rij.berichttype, rij.oorzaak);
                }
            }
        }
    }
}

/// A message, and which stream it is in.
pub struct Bericht {
    pub stroom: usize,
    pub afzender: &'static str,
    pub xml: String,
}

/// As many messages as asked for, in the order in which they are sent.
pub fn berichten(zaad: u64, aantal: usize) -> Vec<Bericht> {
    let mut random = Random::new(zaad);
    let mut bsns = (999_900_006..).filter_map(|nummer: u32| Bsn::lees(&nummer.to_string()).ok());
    let mut stromen: Vec<Stroom> = Vec::new();
    for iwmo in [false, true] {
        for gemeente in GEMEENTEN {
            for aanbieder in AANBIEDERS {
                let clienten = bsns.by_ref().take(DOSSIERS).map(|bsn| Client::nieuw(bsn.as_str())).collect();
                let nummer = stromen.len();
                stromen.push(Stroom { nummer, iwmo, gemeente, aanbieder, clienten, teller: 0, maand: 1 });
            }
        }
    }
    let volgende = |_| {
        let stroom = random.below(stromen.len());
        stromen[stroom].volgende(&mut random)
    };
    (0..aantal).map(volgende).collect()
}

struct Stroom {
    nummer: usize,
    iwmo: bool,
    gemeente: &'static str,
    aanbieder: &'static str,
    clienten: Vec<Client>,
    /// Makes every number in the stream another one.
    teller: usize,
    /// The month that is declared.
    maand: usize,
}

/// What was sent about a client, as far as later messages refer to it.
struct Client {
    bsn: String,
    toewijzingen: Vec<u32>,
    verzoeken: Vec<String>,
    gestart: Vec<u32>,
    debets: Vec<Debet>,
}

#[derive(Clone)]
struct Debet {
    referentie: String,
    toewijzing: u32,
    maand: usize,
    volume: usize,
}

impl Client {
    fn nieuw(bsn: &str) -> Client {
        Client {
            bsn: bsn.to_owned(),
            toewijzingen: Vec::new(),
            verzoeken: Vec::new(),
            gestart: Vec::new(),
            debets: Vec::new(),
        }
    }
}

impl Stroom {
    fn volgende(&mut self, random: &mut Random) -> Bericht {
        self.teller += 1;
        let wie = random.below(self.clienten.len());
        let leeg = self.clienten[wie].toewijzingen.is_empty();
        let soort = match random.below(100) {
            _ if leeg && random.chance(80) => 301,
            0..14 => 301,
            14..36 => 305,
            36..50 => 307,
            50..57 => 315,
            57..61 => 317,
            61..66 => 319,
            _ => 323,
        };
        let proef = match soort {
            301 => self.toewijzing(wie, random),
            305 => self.start(wie, random),
            307 => self.stop(wie, random),
            315 => self.verzoek(wie, random),
            317 => self.wijziging(wie, random),
            319 => self.antwoord(wie, random),
            _ => self.declaratie(wie, random),
        };
        let afzender = if matches!(soort, 301 | 319) { self.gemeente } else { self.aanbieder };
        // Now and then an identification that was used before (TR056).
        let nummer = if random.chance(3) { self.teller.saturating_sub(7) } else { self.teller };
        let proef =
            proef.zet("Header/BerichtIdentificatie/Identificatie", &format!("{}M{nummer}", self.nummer));
        Bericht { stroom: self.nummer, afzender, xml: proef.xml() }
    }

    fn bericht(&self, soort: u16) -> Proef {
        let proef = if self.iwmo { Proef::iwmo(soort) } else { Proef::ijw(soort) };
        let (afzender, ontvanger) = match soort {
            301 | 319 => (self.gemeente, self.aanbieder),
            _ => (self.aanbieder, self.gemeente),
        };
        proef.zet("Header/Afzender", afzender).zet("Header/Ontvanger", ontvanger)
    }

    fn over(&self, soort: u16, wie: usize) -> Proef {
        self.bericht(soort).zet("Client/Bsn", &self.clienten[wie].bsn)
    }

    /// One of the client's allocations; now and then one that is not there.
    fn een_toewijzing(&self, wie: usize, random: &mut Random) -> u32 {
        let client = &self.clienten[wie];
        if client.toewijzingen.is_empty() || random.chance(8) {
            return 999_000 + u32::try_from(random.below(99)).unwrap();
        }
        *random.pick(&client.toewijzingen)
    }

    fn toewijzing(&mut self, wie: usize, random: &mut Random) -> Proef {
        const PRODUCT: &str = "Client/ToegewezenProducten/ToegewezenProduct";
        let ander = random.below(self.clienten.len());
        let nummer = match random.below(10) {
            // A later version.
            0..3 if !self.clienten[wie].toewijzingen.is_empty() => {
                *random.pick(&self.clienten[wie].toewijzingen)
            }
            // Perhaps somebody else's (TR332).
            3 if !self.clienten[ander].toewijzingen.is_empty() => {
                *random.pick(&self.clienten[ander].toewijzingen)
            }
            _ => u32::try_from(1_000_000 + self.nummer * 10_000 + self.teller).unwrap(),
        };
        let client = &mut self.clienten[wie];
        if !client.toewijzingen.contains(&nummer) {
            client.toewijzingen.push(nummer);
        }
        let mut proef = self
            .over(301, wie)
            .zet(&format!("{PRODUCT}/ToewijzingNummer"), &nummer.to_string())
            .zet(&format!("{PRODUCT}/Toewijzingsdatum"), BEGIN)
            .zet(&format!("{PRODUCT}/Toewijzingstijd"), &klok(random))
            .zet(&format!("{PRODUCT}/Ingangsdatum"), BEGIN)
            .zet(&format!("{PRODUCT}/Omvang/Frequentie"), "4")
            .zet(&format!("{PRODUCT}/Omvang/Volume"), &random.between(20, 60).to_string());
        if let Some(referentie) = self.clienten[wie].verzoeken.last()
            && random.chance(40)
        {
            proef = proef.zet(&format!("{PRODUCT}/ReferentieAanbieder"), referentie);
        }
        proef
    }

    fn start(&mut self, wie: usize, random: &mut Random) -> Proef {
        const PRODUCT: &str = "Client/StartProducten/StartProduct";
        let nummer = self.een_toewijzing(wie, random);
        let gestart = &mut self.clienten[wie].gestart;
        // What was started is now and then taken back.
        let terug = gestart.contains(&nummer) && random.chance(50);
        if terug {
            gestart.retain(|een| *een != nummer);
        } else {
            gestart.push(nummer);
        }
        self.over(305, wie)
            .zet(&format!("{PRODUCT}/ToewijzingNummer"), &nummer.to_string())
            .zet(&format!("{PRODUCT}/ToewijzingIngangsdatum"), BEGIN)
            .zet(&format!("{PRODUCT}/StatusAanlevering"), if terug { "3" } else { "1" })
    }

    fn stop(&mut self, wie: usize, random: &mut Random) -> Proef {
        const PRODUCT: &str = "Client/StopProducten/StopProduct";
        let nummer = self.een_toewijzing(wie, random);
        let reden = if self.iwmo { "19" } else { "31" };
        self.over(307, wie)
            .zet(&format!("{PRODUCT}/ToewijzingNummer"), &nummer.to_string())
            .zet(&format!("{PRODUCT}/RedenBeeindiging"), random.one_of(&[reden, "20"]))
            .zet(&format!("{PRODUCT}/ToewijzingIngangsdatum"), BEGIN)
            .zet(&format!("{PRODUCT}/StatusAanlevering"), random.one_of(&["1", "1", "3"]))
    }

    fn referentie(&mut self, wie: usize, random: &mut Random) -> String {
        // Now and then one that was used before (TR347).
        let eerder = self.clienten[wie].verzoeken.last().filter(|_| random.chance(10)).cloned();
        let referentie = eerder.unwrap_or_else(|| format!("V{}-{}", self.nummer, self.teller));
        self.clienten[wie].verzoeken.push(referentie.clone());
        referentie
    }

    fn verzoek(&mut self, wie: usize, random: &mut Random) -> Proef {
        let referentie = self.referentie(wie, random);
        let bericht = self.over(315, wie);
        bericht.zet("Client/AangevraagdeProducten/AangevraagdProduct/ReferentieAanbieder", &referentie)
    }

    fn wijziging(&mut self, wie: usize, random: &mut Random) -> Proef {
        let referentie = self.referentie(wie, random);
        let nummer = self.een_toewijzing(wie, random);
        self.over(317, wie)
            .zet("Client/Verzoek/ReferentieAanbieder", &referentie)
            .weg("Client/Verzoek/OngewijzigdeProducten")
            .zet("Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct/ToewijzingNummer", &nummer.to_string())
    }

    fn antwoord(&mut self, wie: usize, random: &mut Random) -> Proef {
        let verzoeken = &self.clienten[wie].verzoeken;
        let onbekend = "ONBEKEND".to_owned();
        let referentie = if verzoeken.is_empty() { &onbekend } else { random.pick(verzoeken) };
        let proef = self.bericht(319).zet("Antwoord/ReferentieAanbieder", referentie);
        if random.chance(50) {
            proef.zet("Antwoord/VerzoekAntwoord", "2").weg("Antwoord/RedenAfwijzingVerzoek")
        } else {
            proef
        }
    }

    /// Some lines for one to three clients: debits, credits of earlier ones, and what is wrong with it.
    fn declaratie(&mut self, wie: usize, random: &mut Random) -> Proef {
        self.maand = (self.maand + usize::from(random.chance(15))).min(12);
        let nummer = if random.chance(4) { self.teller.saturating_sub(9) } else { self.teller };
        let (begin, eind) = dagen(self.maand);
        let mut proef = self
            .bericht(323)
            .zet("Declaratie/DeclaratieNummer", &format!("{}D{nummer}", self.nummer))
            .zet("Declaratie/DeclaratiePeriode/Begindatum", &begin)
            .zet("Declaratie/DeclaratiePeriode/Einddatum", &eind)
            .zet("Declaratie/DeclaratieDagtekening", DAG)
            .zet("Header/BerichtIdentificatie/Dagtekening", DAG);
        let clienten = (wie..self.clienten.len()).take(random.between(1, 3));
        proef = proef.weg("Declaratie/Clienten/Client");
        let mut totaal = 0;
        for (plaats, client) in clienten.enumerate() {
            let pad = format!("Declaratie/Clienten/Client[{}]", plaats + 1);
            proef = proef.zet(&format!("{pad}/Bsn"), &self.clienten[client].bsn);
            let eerdere = std::mem::take(&mut self.clienten[client].debets);
            let (credits, mut over) = kies(eerdere, random);
            let nummers: BTreeSet<u32> =
                (0..random.between(1, 3)).map(|_| self.een_toewijzing(client, random)).collect();
            let maand = self.maand;
            let debets: Vec<Debet> =
                nummers.into_iter().map(|nummer| Debet::nieuw(nummer, maand, random)).collect();
            let regels = credits
                .into_iter()
                .map(|debet| (debet, true))
                .chain(debets.into_iter().map(|debet| (debet, false)));
            for (regel, (mut debet, is_credit)) in regels.enumerate() {
                let vorige = is_credit.then(|| std::mem::take(&mut debet.referentie));
                debet.referentie = match over.last() {
                    // Now and then the number of an earlier line (TR314).
                    Some(eerder) if random.chance(5) => eerder.referentie.clone(),
                    _ => format!("R{}-{}-{plaats}{regel}", self.nummer, self.teller),
                };
                let pad = format!("{pad}/Prestaties/Prestatie[{}]", regel + 1);
                proef = self.prestatie(proef, &pad, &debet, vorige.as_deref());
                totaal += if is_credit { -debet.centen() } else { debet.centen() };
                if !is_credit {
                    over.push(debet);
                }
            }
            self.clienten[client].debets = over;
        }
        let kant = if totaal < 0 { "C" } else { "D" };
        // Now and then a sum that is wrong (TR342).
        let fout = i64::from(random.chance(3));
        proef
            .zet("Declaratie/TotaalIngediendBedrag/TotaalBedrag", &(totaal.abs() + fout).to_string())
            .zet("Declaratie/TotaalIngediendBedrag/DebetCredit", kant)
    }

    /// A line at this path: a debit, or the credit of the debit with the number `vorige`.
    fn prestatie(&self, proef: Proef, pad: &str, wat: &Debet, vorige: Option<&str>) -> Proef {
        let (begin, eind) = dagen(wat.maand);
        let (categorie, code) = if self.iwmo { ("02", "02A04") } else { ("45", "45A04") };
        let kant = if vorige.is_some() { "C" } else { "D" };
        let velden = [
            ("ProductReferentie/ReferentieNummer", wat.referentie.clone()),
            ("ToewijzingNummer", wat.toewijzing.to_string()),
            ("ProductCategorie", categorie.to_owned()),
            ("ProductCode", code.to_owned()),
            ("ProductPeriode/Begindatum", begin),
            ("ProductPeriode/Einddatum", eind),
            ("GeleverdVolume", wat.volume.to_string()),
            ("Eenheid", "04".to_owned()),
            ("ProductTarief", TARIEF.to_string()),
            ("IngediendBedrag/Bedrag", wat.centen().to_string()),
            ("IngediendBedrag/DebetCredit", kant.to_owned()),
        ];
        let vorige = vorige.map(|vorige| ("ProductReferentie/VorigReferentieNummer", vorige.to_owned()));
        let velden = velden.into_iter().chain(vorige);
        velden.fold(proef, |proef, (veld, waarde)| proef.zet(&format!("{pad}/{veld}"), &waarde))
    }
}

impl Debet {
    fn nieuw(toewijzing: u32, maand: usize, random: &mut Random) -> Debet {
        Debet { referentie: String::new(), toewijzing, maand, volume: random.between(1, 30) }
    }

    fn centen(&self) -> i64 {
        i64::try_from(self.volume * TARIEF).unwrap()
    }
}

/// Which of the earlier debits are taken back, and which stay. Now and then one is both: it may be taken back twice (TR390).
fn kies(eerdere: Vec<Debet>, random: &mut Random) -> (Vec<Debet>, Vec<Debet>) {
    let (mut credits, mut over) = (Vec::new(), Vec::new());
    for debet in eerdere {
        let terug = credits.len() < 2 && random.chance(15);
        if terug {
            credits.push(debet.clone());
        }
        if !terug || random.chance(20) {
            over.push(debet);
        }
    }
    (credits, over)
}

fn klok(random: &mut Random) -> String {
    format!("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60))
}

fn dagen(maand: usize) -> (String, String) {
    let laatste = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][maand - 1];
    (format!("2025-{maand:02}-01"), format!("2025-{maand:02}-{laatste:02}"))
}
