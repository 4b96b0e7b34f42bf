//! What one aanbieder and one gemeente send each other in a year.

use super::*;
use crate::xml::{Kop, contact};

impl Stroom {
    pub(super) fn kop(&mut self, soort: u16, dag: NaiveDate) -> Kop<'_> {
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

    pub(super) fn bericht_301(
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
    pub(super) fn regie(&mut self, soort: u16, plaats: usize, welke: &[usize], dag: NaiveDate) -> Bericht {
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

    pub(super) fn declaraties(
        &mut self,
        van_maand: u32,
        vreemden: &[String],
        random: &mut Random,
    ) -> Vec<Bericht> {
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

    pub(super) fn hoor(&mut self, regel: Debet, goed: bool) {
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
