//! What each overview must show, worked out from the ledger line by line: nothing here is quick or clever.

use std::collections::{BTreeMap, BTreeSet};

use berichtenpoort::regels::Tariefafspraak;
use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::naief::{Boek, Regel, Toewijzing, Zorg};
use super::wereld::wijken;

/// A row: whom it is of, and what stands in the columns.
#[derive(Clone, Debug)]
pub struct Rij {
    pub gemeente: String,
    pub aanbieder: String,
    pub velden: Vec<String>,
}

/// An overview: its name, the columns that are compared, and the rows.
pub struct Overzicht {
    pub naam: &'static str,
    pub kolommen: Vec<&'static str>,
    pub rijen: Vec<Rij>,
}

/// What the figures are worked out of.
pub struct Cijfers<'b> {
    boek: &'b Boek,
    vandaag: NaiveDate,
    tarieven: BTreeMap<&'static str, Vec<Tariefafspraak>>,
    /// Law, aanbieder and number of every debit that a granted credit took back.
    gecrediteerd: BTreeSet<(&'static str, &'b str, &'b str)>,
    wijken: BTreeMap<String, String>,
}

const SLEUTEL: [&str; 7] =
    ["standaard", "gemeente", "aanbieder", "productCategorie", "productCode", "wijk", "maand"];
const ZORG: [&str; 8] = [
    "standaard",
    "gemeente",
    "aanbieder",
    "toewijzingNummer",
    "bsn",
    "productCategorie",
    "productCode",
    "wijk",
];

fn leeg(waarde: Option<impl ToString>) -> String {
    waarde.map(|waarde| waarde.to_string()).unwrap_or_default()
}

fn maand(dag: NaiveDate) -> String {
    dag.format("%Y-%m").to_string()
}

impl<'b> Cijfers<'b> {
    pub fn van(
        boek: &'b Boek,
        vandaag: NaiveDate,
        tarieven: BTreeMap<&'static str, Vec<Tariefafspraak>>,
    ) -> Cijfers<'b> {
        let credits = boek.regels.iter().filter(|regel| regel.codes.is_none());
        let gecrediteerd = credits
            .filter_map(|regel| Some((regel.standaard, regel.aanbieder.as_str(), regel.vorige.as_deref()?)))
            .collect();
        let wijken = wijken().into_iter().map(|wijk| (wijk.postcode, wijk.code)).collect();
        Cijfers { boek, vandaag, tarieven, gecrediteerd, wijken }
    }

    pub fn alle(&self) -> Vec<Overzicht> {
        vec![
            self.maandcijfers(),
            self.afwijzingen(),
            self.betaallijst(),
            self.zonder_start(),
            self.zonder_declaratie(),
            self.na_stop(),
            self.zonder_vervolg(),
            self.budgetverbruik(),
            self.tariefverschillen(),
            self.prestaties(),
        ]
    }

    fn wijk(&self, toewijzing: &Toewijzing) -> String {
        let postcode = toewijzing.postcode.as_str();
        let wijk = self.wijken.get(postcode).or_else(|| self.wijken.get(postcode.get(..4).unwrap()));
        wijk.cloned().unwrap_or_else(|| "onbekend".to_owned())
    }

    /// That of the allocation, if it is for this client at this aanbieder.
    fn wijk_van(&self, regel: &Regel) -> String {
        let toewijzing = self.boek.toewijzingen.get(&regel.zorg().0);
        let toewijzing = toewijzing.filter(|een| een.aanbieder == regel.aanbieder && een.bsn == regel.bsn);
        toewijzing.map_or_else(|| "onbekend".to_owned(), |toewijzing| self.wijk(toewijzing))
    }

    /// Granted, and not taken back.
    fn staat(&self, regel: &Regel) -> bool {
        regel.is_debet() && regel.codes.is_none() && !self.is_terug(regel)
    }

    fn is_terug(&self, regel: &Regel) -> bool {
        regel.codes.is_none()
            && self.gecrediteerd.contains(&(
                regel.standaard,
                regel.aanbieder.as_str(),
                regel.referentie.as_str(),
            ))
    }

    fn rij(&self, regel: &Regel, velden: Vec<String>) -> Rij {
        Rij { gemeente: regel.gemeente.clone(), aanbieder: regel.aanbieder.clone(), velden }
    }

    fn sleutel(&self, regel: &Regel) -> Vec<String> {
        [
            regel.standaard,
            &regel.gemeente,
            &regel.aanbieder,
            &regel.categorie,
            &regel.code,
            &self.wijk_van(regel),
            &maand(regel.begin),
        ]
        .map(str::to_owned)
        .into()
    }

    fn zorg(&self, regel: &Regel) -> Vec<String> {
        [
            regel.standaard,
            &regel.gemeente,
            &regel.aanbieder,
            &regel.nummer.to_string(),
            &regel.bsn,
            &regel.categorie,
            &regel.code,
            &self.wijk_van(regel),
        ]
        .map(str::to_owned)
        .into()
    }

    /// Adds up what `tel` gives of lines with the same key.
    fn opgeteld<const N: usize>(
        &self,
        sleutel: impl Fn(&Regel) -> Option<Vec<String>>,
        tel: impl Fn(&Regel) -> [i64; N],
    ) -> Vec<Rij> {
        let mut sommen: BTreeMap<Vec<String>, (Rij, [i64; N])> = BTreeMap::new();
        for regel in &self.boek.regels {
            let Some(sleutel) = sleutel(regel) else { continue };
            let (_, som) =
                sommen.entry(sleutel.clone()).or_insert_with(|| (self.rij(regel, sleutel), [0; N]));
            som.iter_mut().zip(tel(regel)).for_each(|(som, erbij)| *som += erbij);
        }
        let met_som = |(mut rij, som): (Rij, [i64; N])| {
            rij.velden.extend(som.map(|som| som.to_string()));
            rij
        };
        sommen.into_values().map(met_som).collect()
    }

    fn maandcijfers(&self) -> Overzicht {
        let velden =
            ["aantalIngediend", "ingediend", "aantalToegekend", "toegekend", "aantalAfgewezen", "afgewezen"];
        let rijen = self.opgeteld(
            |regel| Some(self.sleutel(regel)),
            |regel| {
                let (goed, fout) = (i64::from(regel.codes.is_none()), i64::from(regel.codes.is_some()));
                [1, regel.bedrag, goed, goed * regel.bedrag, fout, fout * regel.bedrag]
            },
        );
        Overzicht { naam: "maandcijfers", kolommen: [&SLEUTEL[..], &velden].concat(), rijen }
    }

    fn afwijzingen(&self) -> Overzicht {
        let rijen = self.opgeteld(
            |regel| Some([self.sleutel(regel), vec![regel.codes.clone()?]].concat()),
            |regel| [1, regel.bedrag],
        );
        let velden = ["retourcodes", "aantal", "bedrag"];
        Overzicht { naam: "afwijzingen", kolommen: [&SLEUTEL[..], &velden].concat(), rijen }
    }

    fn betaallijst(&self) -> Overzicht {
        let mut sommen = vec![[0; 2]; self.boek.declaraties.len()];
        for regel in self.boek.regels.iter().filter(|regel| regel.codes.is_none()) {
            sommen[regel.declaratie][usize::from(!regel.is_debet())] += regel.bedrag;
        }
        let rij = |(declaratie, [debet, credit]): (&super::naief::Declaratie, [i64; 2])| {
            assert_eq!(debet + credit, declaratie.toegekend);
            let velden = [
                declaratie.standaard,
                &declaratie.gemeente,
                &declaratie.aanbieder,
                &declaratie.nummer,
                &declaratie.maand,
                &declaratie.beantwoord.to_string(),
                &debet.to_string(),
                &credit.to_string(),
                &declaratie.toegekend.to_string(),
            ];
            Rij {
                gemeente: declaratie.gemeente.clone(),
                aanbieder: declaratie.aanbieder.clone(),
                velden: velden.map(str::to_owned).into(),
            }
        };
        Overzicht {
            naam: "betaallijst",
            kolommen: vec![
                "standaard",
                "gemeente",
                "aanbieder",
                "declaratieNummer",
                "maand",
                "antwoordOp",
                "toegekendDebet",
                "toegekendCredit",
                "teBetalen",
            ],
            rijen: self.boek.declaraties.iter().zip(sommen).map(rij).collect(),
        }
    }

    /// A row for each allocation of which there is something to say.
    fn per_toewijzing(&self, velden: impl Fn(&Zorg, &Toewijzing) -> Option<Vec<String>>) -> Vec<Rij> {
        let een = |(nummer, toewijzing): (&super::naief::Nummer, &Toewijzing)| {
            let zorg = (nummer.clone(), toewijzing.aanbieder.clone(), toewijzing.bsn.clone());
            let velden = velden(&zorg, toewijzing)?;
            let begin = [
                nummer.0,
                &nummer.1,
                &toewijzing.aanbieder,
                &nummer.2.to_string(),
                &toewijzing.bsn,
                &toewijzing.categorie,
                &leeg(toewijzing.code.as_deref()),
                &self.wijk(toewijzing),
            ];
            let velden = [begin.map(str::to_owned).to_vec(), velden].concat();
            Some(Rij { gemeente: nummer.1.clone(), aanbieder: toewijzing.aanbieder.clone(), velden })
        };
        self.boek.toewijzingen.iter().filter_map(een).collect()
    }

    fn zonder_start(&self) -> Overzicht {
        let rijen = self.per_toewijzing(|zorg, toewijzing| {
            let geldt =
                toewijzing.ingang <= self.vandaag && toewijzing.eind.is_none_or(|eind| self.vandaag <= eind);
            let zonder = geldt && !self.boek.starts.contains_key(zorg);
            zonder.then(|| vec![toewijzing.ingang.to_string(), leeg(toewijzing.eind)])
        });
        let velden = ["ingangsdatum", "einddatum"];
        Overzicht { naam: "zonder-start", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }

    /// The months in which a debit stands, by care.
    fn gedeclareerde_maanden(&self) -> BTreeMap<Zorg, BTreeSet<String>> {
        let mut uit: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for regel in self.boek.regels.iter().filter(|regel| self.staat(regel)) {
            uit.entry(regel.zorg()).or_default().insert(maand(regel.begin));
        }
        uit
    }

    fn zonder_declaratie(&self) -> Overzicht {
        let gedeclareerd = self.gedeclareerde_maanden();
        let rijen = self.per_toewijzing(|zorg, toewijzing| {
            let (start, stop) = (self.boek.starts.get(zorg)?, self.boek.stops.get(zorg));
            let niets = BTreeSet::new();
            let gedaan = gedeclareerd.get(zorg).unwrap_or(&niets);
            // Day by day up to the month before this one, and to the ends of the months in which it stopped or ended.
            let deze = maand(self.vandaag);
            let tot = [stop.copied(), toewijzing.eind].into_iter().flatten().map(maand).min();
            let maanden: BTreeSet<String> = (*start)
                .max(toewijzing.ingang)
                .iter_days()
                .take(800)
                .map(maand)
                .filter(|een| *een < deze && tot.as_ref().is_none_or(|tot| een <= tot))
                .collect();
            let zonder = maanden.difference(gedaan).count();
            (zonder > 0).then(|| vec![start.to_string(), leeg(stop), leeg(gedaan.last()), zonder.to_string()])
        });
        let velden = ["startdatum", "stopdatum", "laatstGedeclareerdeMaand", "maandenZonder"];
        Overzicht { naam: "zonder-declaratie", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }

    fn per_regel(&self, velden: impl Fn(&Regel) -> Option<Vec<String>>) -> Vec<Rij> {
        let een = |regel: &Regel| {
            let velden = [self.zorg(regel), velden(regel)?].concat();
            Some(self.rij(regel, velden))
        };
        self.boek.regels.iter().filter_map(een).collect()
    }

    fn na_stop(&self) -> Overzicht {
        let rijen = self.per_regel(|regel| {
            let stop = self
                .boek
                .stops
                .get(&regel.zorg())
                .filter(|stop| self.staat(regel) && **stop < regel.begin)?;
            let (stop, van, tot) = (stop.to_string(), regel.begin.to_string(), regel.eind.to_string());
            Some(vec![stop, van, tot, regel.referentie.clone(), regel.bedrag.to_string()])
        });
        let velden = ["stopdatum", "begindatum", "einddatum", "referentie", "bedrag"];
        Overzicht { naam: "na-stop", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }

    fn zonder_vervolg(&self) -> Overzicht {
        let maand_van = |regel: &Regel| {
            let Regel { standaard, gemeente, aanbieder, nummer, .. } = regel;
            (*standaard, gemeente.clone(), aanbieder.clone(), *nummer, maand(regel.begin))
        };
        let levering = |regel: &Regel| (maand_van(regel), regel.categorie.clone(), regel.code.clone());
        let staand = || self.boek.regels.iter().filter(|regel| self.staat(regel));
        let (maanden, leveringen): (BTreeSet<_>, BTreeSet<_>) =
            (staand().map(maand_van).collect(), staand().map(levering).collect());
        // The last refusal of each.
        let volgnummer = |regel: &Regel| (regel.declaratie, regel.plaats);
        let mut laatste: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for regel in self.boek.regels.iter().filter(|regel| regel.is_debet() && regel.codes.is_some()) {
            let al = laatste.entry(levering(regel)).or_insert(volgnummer(regel));
            *al = volgnummer(regel).max(*al);
        }
        let vervolgd = |regel: &Regel| match &regel.codes {
            Some(codes) if codes.contains("9339") || codes.contains("9340") => {
                maanden.contains(&maand_van(regel))
            }
            _ => leveringen.contains(&levering(regel)),
        };
        let herhaald = |regel: &Regel| {
            regel.codes.is_some() && laatste.get(&levering(regel)) != Some(&volgnummer(regel))
        };
        let rijen = self.per_regel(|regel| {
            let oorzaak = match (&regel.codes, self.is_terug(regel)) {
                (Some(_), _) => "afgewezen",
                (None, true) => "gecrediteerd",
                (None, false) => return None,
            };
            (regel.is_debet() && !vervolgd(regel) && !herhaald(regel)).then(|| {
                let (codes, van, tot) =
                    (leeg(regel.codes.as_ref()), regel.begin.to_string(), regel.eind.to_string());
                vec![oorzaak.to_owned(), codes, regel.referentie.clone(), van, tot, regel.bedrag.to_string()]
            })
        });
        let velden = ["oorzaak", "retourcodes", "referentie", "begindatum", "einddatum", "bedrag"];
        Overzicht { naam: "zonder-vervolg", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }

    fn budgetverbruik(&self) -> Overzicht {
        let gedeclareerd = self.gedeclareerde_maanden();
        let mut verbruik: BTreeMap<Zorg, BTreeMap<&str, [i64; 2]>> = BTreeMap::new();
        for regel in self.boek.regels.iter().filter(|regel| regel.codes.is_none()) {
            let van = verbruik.entry(regel.zorg()).or_default().entry(&regel.eenheid).or_default();
            let volume = if regel.is_debet() { regel.volume } else { -regel.volume };
            *van = [van[0] + volume, van[1] + regel.bedrag];
        }
        let rijen = self.per_toewijzing(|zorg, toewijzing| {
            let niets = BTreeMap::new();
            let verbruikt = verbruik.get(zorg).unwrap_or(&niets);
            let bedrag: i64 = verbruikt.values().map(|som| som[1]).sum();
            let volume = |eenheid: &str| verbruikt.get(eenheid).map_or(0, |som| som[0]);
            let laatste = gedeclareerd.get(zorg).and_then(BTreeSet::last);
            let Some((_, eenheid, _)) = &toewijzing.omvang else {
                let [maximum, gebruikt] = [leeg(toewijzing.budget), bedrag.to_string()];
                return Some(["", "", "", &maximum, &gebruikt, &leeg(laatste)].map(str::to_owned).into());
            };
            let maximum = hoogstens(toewijzing);
            // Hours of which some were claimed in minutes are told in minutes.
            let minuten = if eenheid == "04" { volume("01") } else { 0 };
            let (eenheid, maximum, gebruikt) = match minuten {
                0 => (eenheid.as_str(), maximum, volume(eenheid)),
                _ => ("01", maximum.map(|uren| uren * 60), volume("04") * 60 + minuten),
            };
            let [maximum, gebruikt, bedrag] = [leeg(maximum), gebruikt.to_string(), bedrag.to_string()];
            Some([eenheid, &maximum, &gebruikt, "", &bedrag, &leeg(laatste)].map(str::to_owned).into())
        });
        let velden = [
            "eenheid",
            "maximumVolume",
            "gebruiktVolume",
            "maximumBedrag",
            "gebruiktBedrag",
            "laatstGedeclareerdeMaand",
        ];
        Overzicht { naam: "budgetverbruik", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }

    fn tariefverschillen(&self) -> Overzicht {
        let rijen = self.per_regel(|regel| {
            let tarief = regel.tarief?;
            if !regel.is_debet() || self.is_terug(regel) {
                return None;
            }
            let afgesproken = |eenheid: &str| {
                let afspraken = self.tarieven.get(regel.gemeente.as_str())?;
                let geldt = |een: &&Tariefafspraak| {
                    een.standaard.sleutel() == regel.standaard
                        && een.aanbieder.as_str() == regel.aanbieder
                        && een.product.code.as_deref() == Some(&regel.code)
                        && *een.product.categorie == *regel.categorie
                        && een.eenheid.code() == eenheid
                        && een.ingangsdatum <= regel.begin
                        && een.einddatum.is_none_or(|eind| regel.begin <= eind)
                };
                afspraken.iter().find(geldt).map(|een| een.tarief.0)
            };
            let per_uur = || afgesproken("04").filter(|_| regel.eenheid == "01");
            let (contract, kosten) = match afgesproken(&regel.eenheid) {
                Some(contract) => (contract, contract * regel.volume),
                None => per_uur().map(|uur| ((uur + 30) / 60, (uur * regel.volume + 30) / 60))?,
            };
            let totaal = match afgesproken(&regel.eenheid) {
                Some(_) => tarief * regel.volume - kosten,
                None => regel.bedrag - kosten,
            };
            let uitslag = if regel.codes.is_some() { "afgewezen" } else { "toegekend" };
            (tarief != contract).then(|| {
                let getallen = [tarief, contract, tarief - contract, totaal].map(|getal| getal.to_string());
                let velden = [
                    &regel.begin.to_string(),
                    &regel.eind.to_string(),
                    &regel.referentie,
                    &regel.volume.to_string(),
                ];
                let mut velden = velden.map(String::clone).to_vec();
                velden.push(regel.eenheid.clone());
                velden.extend(getallen);
                velden.push(uitslag.to_owned());
                velden
            })
        });
        let velden = [
            "begindatum",
            "einddatum",
            "referentie",
            "volume",
            "eenheid",
            "tarief",
            "contracttarief",
            "verschil",
            "verschilTotaal",
            "uitslag",
        ];
        Overzicht { naam: "tariefverschillen", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }

    fn prestaties(&self) -> Overzicht {
        let rijen = self.per_regel(|regel| {
            let (goed, fout) = if regel.codes.is_none() { (regel.bedrag, 0) } else { (0, regel.bedrag) };
            let velden = [
                &self.boek.declaraties[regel.declaratie].nummer,
                &regel.plaats.to_string(),
                &regel.referentie,
                &leeg(regel.vorige.as_ref()),
                &regel.begin.to_string(),
                &regel.eind.to_string(),
                &regel.volume.to_string(),
                &regel.eenheid,
                &leeg(regel.tarief),
                &regel.bedrag.to_string(),
                &goed.to_string(),
                &fout.to_string(),
                &leeg(regel.codes.as_ref()),
            ];
            Some(velden.map(String::clone).into())
        });
        let velden = [
            "declaratieNummer",
            "regel",
            "referentie",
            "vorigeReferentie",
            "begindatum",
            "einddatum",
            "volume",
            "eenheid",
            "tarief",
            "ingediend",
            "toegekend",
            "afgewezen",
            "retourcodes",
        ];
        Overzicht { naam: "prestaties", kolommen: [&ZORG[..], &velden].concat(), rijen }
    }
}

/// How much fits in the whole of an allocation, counted day by day; none where it goes on.
fn hoogstens(toewijzing: &Toewijzing) -> Option<i64> {
    let (volume, eenheid, frequentie) = toewijzing.omvang.as_ref()?;
    if frequentie == "6" {
        return Some(*volume);
    }
    let eind = toewijzing.eind?;
    let dagen: Vec<NaiveDate> = toewijzing.ingang.iter_days().take_while(|dag| *dag <= eind).collect();
    let keer = match (frequentie.as_str(), eenheid.as_str()) {
        ("4", _) => dagen.iter().copied().map(maand).collect::<BTreeSet<_>>().len(),
        // Output: Sundays, and the broken week at the end.
        ("2", "82") => {
            let zondagen = dagen.iter().filter(|dag| dag.weekday() == Weekday::Sun).count();
            zondagen + usize::from(eind.weekday() != Weekday::Sun)
        }
        ("2", _) => {
            let maandag = |dag: &NaiveDate| *dag - Days::new(dag.weekday().num_days_from_monday().into());
            dagen.iter().map(maandag).collect::<BTreeSet<_>>().len()
        }
        anders => panic!("{anders:?}"),
    };
    Some(volume * i64::try_from(keer).unwrap())
}
