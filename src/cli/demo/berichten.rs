//! The messages of the demo, about a client that does not exist. The dates follow from the day on which the demo is
//! played, so that a whole month has passed to claim.

use std::fs;
use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::regio::{JEUGDHULP, ONDERSTEUNING, Regio, ZAANSTAD};
use crate::bericht::xsd_versie;
use crate::bericht::{Berichttype, Knoop, Schemas, Soort, Standaard, schrijf};
use crate::cli::fout::CliFout;
use crate::systeem::oorzaak;

/// Hours per week that are allocated.
const UREN_PER_WEEK: u32 = 2;
/// Hours that are claimed: no more than four weeks allow, and every month has those.
const UREN_GELEVERD: u32 = 8;
/// Rate per hour, in eurocent.
const UURTARIEF: u32 = 6_000;

/// One chain: a client, an allocation, and the days on which things happen.
pub(super) struct Keten {
    pub(super) standaard: Standaard,
    pub(super) gemeente: &'static str,
    pub(super) aanbieder: &'static str,
    dag: NaiveDate,
    bsn: &'static str,
    achternaam: &'static str,
    voornaam: &'static str,
    geboren: &'static str,
    nummer: u32,
    categorie: &'static str,
    code: &'static str,
    reden_einde: &'static str,
}

impl Keten {
    /// The chain of a standard, played on this day.
    pub(super) fn van(standaard: Standaard, dag: NaiveDate) -> Keten {
        match standaard {
            Standaard::Ijw => Keten {
                standaard,
                gemeente: ZAANSTAD,
                aanbieder: JEUGDHULP,
                dag,
                bsn: "999900006",
                achternaam: "Molenaar",
                voornaam: "Fenna",
                geboren: "2013-05-20",
                nummer: 10_071,
                categorie: "45",
                code: "45A04",
                reden_einde: "31",
            },
            Standaard::Iwmo => Keten {
                standaard,
                gemeente: ZAANSTAD,
                aanbieder: ONDERSTEUNING,
                dag,
                bsn: "999900018",
                achternaam: "Dijkstra",
                voornaam: "Wim",
                geboren: "1948-11-02",
                nummer: 20_071,
                categorie: "02",
                code: "02A03",
                reden_einde: "19",
            },
        }
    }

    /// The first day of the month before the one in which the demo is played.
    fn vorige_maand(&self) -> NaiveDate {
        let eerste = self.dag.with_day(1).unwrap_or(self.dag);
        eerste.checked_sub_months(Months::new(1)).unwrap_or(eerste)
    }

    fn laatste_dag_vorige_maand(&self) -> NaiveDate {
        let eerste = self.dag.with_day(1).unwrap_or(self.dag);
        eerste.pred_opt().unwrap_or(eerste)
    }

    /// The XML of a message of this chain.
    pub(super) fn bericht(&self, schemas: &Schemas, soort: Soort) -> Result<Vec<u8>, CliFout> {
        self.schrijf(schemas, soort, format!("DEMO{}", soort.nummer()), self.nummer)
    }

    fn schrijf(
        &self,
        schemas: &Schemas,
        soort: Soort,
        identificatie: String,
        nummer: u32,
    ) -> Result<Vec<u8>, CliFout> {
        let berichttype = Berichttype { standaard: self.standaard, soort };
        let lijf = match soort {
            Soort::Start => self.client("StartProducten", self.start(nummer)),
            Soort::Stop => self.client("StopProducten", self.stop(nummer)),
            Soort::Declaratie => self.declaratie(nummer),
            _ => self.toewijzing(nummer),
        };
        let wortel = Knoop::groep("Bericht", vec![self.header(schemas, berichttype, identificatie), lijf]);
        schrijf(schemas, berichttype, &wortel).map_err(|fout| {
            CliFout::Omgeving(format!("Het voorbeeldbericht {berichttype} is niet te maken: {fout}."))
        })
    }

    fn header(&self, schemas: &Schemas, berichttype: Berichttype, identificatie: String) -> Knoop {
        let van_gemeente = berichttype.soort == Soort::Toewijzing;
        let (afzender, ontvanger) =
            if van_gemeente { (self.gemeente, self.aanbieder) } else { (self.aanbieder, self.gemeente) };
        Knoop::groep(
            "Header",
            vec![
                Knoop::blad("BerichtCode", berichttype.berichtcode()),
                Knoop::blad("BerichtVersie", "3"),
                Knoop::blad("BerichtSubversie", "2"),
                Knoop::blad("Afzender", afzender),
                Knoop::blad("Ontvanger", ontvanger),
                Knoop::groep(
                    "BerichtIdentificatie",
                    vec![
                        Knoop::blad("Identificatie", identificatie),
                        Knoop::blad("Dagtekening", self.dag.to_string()),
                    ],
                ),
                xsd_versie("XsdVersie", schemas, berichttype),
            ],
        )
    }

    fn persoon(&self, volledig: bool) -> Vec<Knoop> {
        let achternaam = Knoop::groep("Geslachtsnaam", vec![Knoop::blad("Achternaam", self.achternaam)]);
        let mut naam = vec![achternaam, Knoop::blad("Voornamen", self.voornaam)];
        naam.extend(volledig.then(|| Knoop::blad("NaamGebruik", "1")));
        vec![
            Knoop::blad("Bsn", self.bsn),
            Knoop::groep("Geboortedatum", vec![Knoop::blad("Datum", self.geboren)]),
            Knoop::blad("Geslacht", "2"),
            Knoop::groep("Naam", naam),
        ]
    }

    fn client(&self, lijst: &str, product: Knoop) -> Knoop {
        let mut kinderen = self.persoon(false);
        kinderen.push(Knoop::groep(lijst, vec![product]));
        Knoop::groep("Client", kinderen)
    }

    fn product(&self) -> Knoop {
        let kinderen = vec![Knoop::blad("Categorie", self.categorie), Knoop::blad("Code", self.code)];
        Knoop::groep("Product", kinderen)
    }

    fn toewijzing(&self, nummer: u32) -> Knoop {
        let adres = vec![
            Knoop::groep("Huis", vec![Knoop::blad("Huisnummer", "12")]),
            Knoop::blad("Postcode", "1500AA"),
            Knoop::blad("Straatnaam", "Voorbeeldstraat"),
            Knoop::blad("Plaatsnaam", "Zaandam"),
            Knoop::blad("LandCode", "NL"),
        ];
        let contact = Knoop::groep("Contact", vec![Knoop::blad("Soort", "03"), Knoop::groep("Adres", adres)]);
        let omvang = vec![
            Knoop::blad("Volume", UREN_PER_WEEK.to_string()),
            Knoop::blad("Eenheid", "04"),
            Knoop::blad("Frequentie", "2"),
        ];
        let toegewezen = vec![
            Knoop::blad("ToewijzingNummer", nummer.to_string()),
            self.product(),
            Knoop::blad("Toewijzingsdatum", self.vorige_maand().to_string()),
            Knoop::blad("Toewijzingstijd", "09:00:00"),
            Knoop::blad("Ingangsdatum", self.vorige_maand().to_string()),
            Knoop::blad("Einddatum", (self.dag + Days::new(60)).to_string()),
            Knoop::groep("Omvang", omvang),
        ];
        let mut kinderen = self.persoon(true);
        kinderen.push(Knoop::groep("Contactgegevens", vec![contact]));
        kinderen
            .push(Knoop::groep("ToegewezenProducten", vec![Knoop::groep("ToegewezenProduct", toegewezen)]));
        Knoop::groep("Client", kinderen)
    }

    fn regie(&self, nummer: u32) -> Vec<Knoop> {
        vec![
            Knoop::blad("ToewijzingNummer", nummer.to_string()),
            self.product(),
            Knoop::blad("ToewijzingIngangsdatum", self.vorige_maand().to_string()),
            Knoop::blad("Begindatum", (self.vorige_maand() + Days::new(2)).to_string()),
            Knoop::blad("StatusAanlevering", "1"),
        ]
    }

    fn start(&self, nummer: u32) -> Knoop {
        Knoop::groep("StartProduct", self.regie(nummer))
    }

    fn stop(&self, nummer: u32) -> Knoop {
        let mut kinderen = self.regie(nummer);
        kinderen.push(Knoop::blad("RedenBeeindiging", self.reden_einde));
        kinderen.push(Knoop::blad("Einddatum", self.dag.to_string()));
        Knoop::groep("StopProduct", kinderen)
    }

    fn declaratie(&self, nummer: u32) -> Knoop {
        let maand = [
            Knoop::blad("Begindatum", self.vorige_maand().to_string()),
            Knoop::blad("Einddatum", self.laatste_dag_vorige_maand().to_string()),
        ];
        let bedrag = (UREN_GELEVERD * UURTARIEF).to_string();
        let prestatie = vec![
            Knoop::groep("ProductReferentie", vec![Knoop::blad("ReferentieNummer", "DEMO1")]),
            Knoop::blad("ToewijzingNummer", nummer.to_string()),
            Knoop::blad("ProductCategorie", self.categorie),
            Knoop::blad("ProductCode", self.code),
            Knoop::groep("ProductPeriode", maand.to_vec()),
            Knoop::blad("GeleverdVolume", UREN_GELEVERD.to_string()),
            Knoop::blad("Eenheid", "04"),
            Knoop::blad("ProductTarief", UURTARIEF.to_string()),
            Knoop::groep(
                "IngediendBedrag",
                vec![Knoop::blad("Bedrag", &*bedrag), Knoop::blad("DebetCredit", "D")],
            ),
        ];
        let client = vec![
            Knoop::blad("Bsn", self.bsn),
            Knoop::groep("Prestaties", vec![Knoop::groep("Prestatie", prestatie)]),
        ];
        Knoop::groep(
            "Declaratie",
            vec![
                Knoop::blad("DeclaratieNummer", "DEMO1"),
                Knoop::groep("DeclaratiePeriode", maand.to_vec()),
                Knoop::blad("DeclaratieDagtekening", self.dag.to_string()),
                Knoop::groep(
                    "TotaalIngediendBedrag",
                    vec![Knoop::blad("TotaalBedrag", bedrag), Knoop::blad("DebetCredit", "D")],
                ),
                Knoop::groep("Clienten", vec![Knoop::groep("Client", client)]),
            ],
        )
    }
}

/// Writes messages that a visitor can send: a good one, one that breaks the schema, and one that breaks the chain.
pub(super) fn schrijf_voorbeelden(
    schemas: &Schemas,
    regio: &Regio,
    dag: NaiveDate,
    map: &Path,
) -> Result<(), CliFout> {
    let keten = Keten::van(Standaard::Ijw, dag);
    // The sender must be a party of the region, or the example would be refused for another reason than it shows.
    regio.partij(keten.gemeente)?;
    let toewijzing = keten.schrijf(schemas, Soort::Toewijzing, "VOORBEELD1".to_owned(), 10_072)?;
    let kapot = String::from_utf8_lossy(&toewijzing).replace("VOORBEELD1", "VOORBEELD2");
    let eind = (dag + Days::new(60)).to_string();
    let kapot = kapot.replace(&format!("Einddatum>{eind}"), "Einddatum>2027-06-31");
    let start = keten.schrijf(schemas, Soort::Start, "VOORBEELD3".to_owned(), 99_999)?;
    let map = map.join("voorbeelden");
    let bestanden = [
        ("JW301-goed.xml", toewijzing),
        ("JW301-schemafout.xml", kapot.into_bytes()),
        ("JW305-zonder-toewijzing.xml", start),
    ];
    fs::create_dir_all(&map)
        .and_then(|()| bestanden.iter().try_for_each(|(naam, bytes)| fs::write(map.join(naam), bytes)))
        .map_err(|fout| {
            CliFout::Omgeving(format!(
                "De voorbeelden in {} zijn niet te schrijven: {}. Kies met --data een andere map.",
                map.display(),
                oorzaak(&fout)
            ))
        })
}
