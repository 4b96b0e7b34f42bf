//! Messages to try rules on: a good one of each kind that rules inside a message look at, to be changed in one place.
//!
//! A message is a list of `path=value`; which order and which namespaces that gives is up to the schema.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::sync::LazyLock;

use berichtenpoort::bericht::{ALLE_BERICHTTYPEN, Berichttype, Knoop, Schemas, Standaard, schrijf};
use berichtenpoort::regels::{Bevinding, Controle, Lijsten, Niveau, Omstandigheden, Oordeel, controleer};

pub static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::ingebouwd().unwrap());

/// The Dagtekening of the messages, and what counts as today.
pub const DAG: &str = "2026-02-03";

const HEADER: &str = "
    Header/BerichtVersie=3
    Header/BerichtSubversie=2
    Header/BerichtIdentificatie/Identificatie=A1
    Header/BerichtIdentificatie/Dagtekening=2026-02-03
    Header/XsdVersie/BasisschemaXsdVersie=1.0.0
    Header/XsdVersie/BerichtXsdVersie=1.0.0";

const PERSOON: &str = "
    Client/Bsn=999900006
    Client/Geboortedatum/Datum=2012-05-17
    Client/Geslacht=2
    Client/Naam/Geslachtsnaam/Achternaam=Molenaar";

const OMVANG: &str = "
    Omvang/Volume=3
    Omvang/Eenheid=04
    Omvang/Frequentie=2";

fn lijf(soort: u16) -> String {
    let zorg = |pad: &str, regels: &str| -> String {
        regels
            .lines()
            .filter(|regel| !regel.trim().is_empty())
            .fold(String::new(), |tekst, regel| format!("{tekst}\n{pad}/{}", regel.trim()))
    };
    match soort {
        301 => {
            let product = "ToewijzingNummer=10071
                Product/Categorie=CAT
                Product/Code=CODE
                Toewijzingsdatum=2026-01-02
                Toewijzingstijd=09:30:00
                Ingangsdatum=2026-01-01
                Einddatum=2026-12-31";
            let product = zorg("Client/ToegewezenProducten/ToegewezenProduct", &format!("{product}{OMVANG}"));
            let contact = "Soort=01
                Adres/Huis/Huisnummer=12
                Adres/Postcode=1500AA
                Adres/LandCode=NL";
            let contact = zorg("Client/Contactgegevens/Contact", contact);
            format!("{PERSOON}\nClient/Naam/NaamGebruik=1{contact}{product}")
        }
        305 => {
            let product = "ToewijzingNummer=10071
                Product/Categorie=CAT
                Product/Code=CODE
                ToewijzingIngangsdatum=2026-01-01
                Begindatum=2026-01-15
                StatusAanlevering=1";
            format!("{PERSOON}{}", zorg("Client/StartProducten/StartProduct", product))
        }
        307 => {
            let product = "ToewijzingNummer=10071
                Product/Categorie=CAT
                Product/Code=CODE
                ToewijzingIngangsdatum=2026-01-01
                Begindatum=2026-01-15
                RedenBeeindiging=31
                Einddatum=2026-01-31
                StatusAanlevering=1";
            format!("{PERSOON}{}", zorg("Client/StopProducten/StopProduct", product))
        }
        315 => {
            let product = "ReferentieAanbieder=VOT-1
                Product/Categorie=CAT
                Product/Code=CODE
                ToewijzingIngangsdatum=2026-03-01
                ToewijzingEinddatum=2026-12-31
                Verwijzer/Type=02
                Verwijzer/ZorgverlenerCode=01234567";
            let product =
                zorg("Client/AangevraagdeProducten/AangevraagdProduct", &format!("{product}{OMVANG}"));
            format!("{PERSOON}{product}")
        }
        317 => {
            let verzoek = "ReferentieAanbieder=VOW-1
                RedenVerzoek=1
                OngewijzigdeProducten/OngewijzigdProduct/ToewijzingNummer=10070";
            let te_wijzigen = "ToewijzingNummer=10071
                GewensteIngangsdatum=2026-03-01
                Einddatum=2026-12-31";
            let nieuw = "Product/Categorie=CAT
                Product/Code=CODE
                GewensteIngangsdatum=2026-03-01
                Einddatum=2026-12-31";
            let te_wijzigen = zorg(
                "Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct",
                &format!("{te_wijzigen}{OMVANG}"),
            );
            let nieuw = zorg("Client/Verzoek/NieuweProducten/NieuwProduct", &format!("{nieuw}{OMVANG}"));
            format!("Client/Bsn=999900006{}{te_wijzigen}{nieuw}", zorg("Client/Verzoek", verzoek))
        }
        319 => zorg(
            "Antwoord",
            "ReferentieAanbieder=VOT-1
             VerzoekAntwoord=1
             RedenAfwijzingVerzoek=1",
        ),
        323 => {
            let kop = "DeclaratieNummer=D1
                DeclaratiePeriode/Begindatum=2026-01-01
                DeclaratiePeriode/Einddatum=2026-01-31
                DeclaratieDagtekening=2026-02-03
                TotaalIngediendBedrag/TotaalBedrag=60000
                TotaalIngediendBedrag/DebetCredit=D
                Clienten/Client/Bsn=999900006";
            let prestatie = zorg("Declaratie/Clienten/Client/Prestaties/Prestatie", PRESTATIE);
            format!("{}{prestatie}", zorg("Declaratie", kop))
        }
        325 => {
            let kop = "DeclaratieNummer=D1
                TotaalIngediendBedrag/TotaalBedrag=80000
                TotaalIngediendBedrag/DebetCredit=D
                TotaalToegekendBedrag/TotaalBedrag=20000
                TotaalToegekendBedrag/DebetCredit=D
                RetourCodes/RetourCode=0200
                Clienten/Client/Bsn=999900006
                Clienten/Client/RetourCodes/RetourCode=0200
                Clienten/Client/Prestaties/Prestatie/RetourCodes/RetourCode=9338";
            let prestatie = zorg("DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie", PRESTATIE);
            let header = "DeclaratieIdentificatie/Identificatie=D1
                DeclaratieIdentificatie/Dagtekening=2026-02-02
                XsdVersieDeclaratie/BasisschemaXsdVersie=1.0.0
                XsdVersieDeclaratie/BerichtXsdVersie=1.0.0
                RetourCodes/RetourCode=0200";
            format!("{}{}{prestatie}", zorg("Header", header), zorg("DeclaratieAntwoord", kop))
        }
        _ => panic!("no message of {soort} to try rules on"),
    }
}

const PRESTATIE: &str = "
    ProductReferentie/ReferentieNummer=R1
    ToewijzingNummer=10071
    ProductCategorie=CAT
    ProductCode=CODE
    ProductPeriode/Begindatum=2026-01-01
    ProductPeriode/Einddatum=2026-01-31
    GeleverdVolume=10
    Eenheid=04
    ProductTarief=6000
    IngediendBedrag/Bedrag=60000
    IngediendBedrag/DebetCredit=D";

/// A message to try rules on.
#[derive(Clone, Debug)]
pub struct Proef {
    berichttype: Berichttype,
    wortel: Knoop,
    lijsten: Option<&'static Lijsten>,
}

/// The message of this kind of both standards.
pub fn beide(soort: u16) -> [Proef; 2] {
    [Proef::ijw(soort), Proef::iwmo(soort)]
}

impl Proef {
    pub fn ijw(soort: u16) -> Proef {
        Proef::van(Standaard::Ijw, soort)
    }

    pub fn iwmo(soort: u16) -> Proef {
        Proef::van(Standaard::Iwmo, soort)
    }

    fn van(standaard: Standaard, soort: u16) -> Proef {
        let is = |een: &Berichttype| een.standaard == standaard && een.soort.nummer() == soort;
        let berichttype = ALLE_BERICHTTYPEN.into_iter().find(is).unwrap();
        let (categorie, code) = match standaard {
            Standaard::Ijw => ("45", "45A04"),
            Standaard::Iwmo => ("02", "02A04"),
        };
        let (afzender, ontvanger) = match soort {
            301 | 319 | 325 => ("0479", "65656055"),
            _ => ("65656055", "0479"),
        };
        let wortel = Knoop::groep("Bericht", Vec::new());
        let mut proef = Proef { berichttype, wortel, lijsten: None }
            .zet("Header/BerichtCode", berichttype.berichtcode())
            .zet("Header/Afzender", afzender)
            .zet("Header/Ontvanger", ontvanger);
        for regel in HEADER.lines().chain(lijf(soort).lines()).map(str::trim) {
            let Some((pad, waarde)) = regel.split_once('=') else { continue };
            let waarde = match waarde {
                "CAT" => categorie,
                "CODE" => code,
                waarde => waarde,
            };
            proef = proef.zet(pad, waarde);
        }
        proef
    }

    /// Gives an element this value; makes it, and the elements around it, where they are not there yet. A path is without
    /// `/Bericht/`, with an index on a second or later namesake.
    #[must_use]
    pub fn zet(mut self, pad: &str, waarde: &str) -> Proef {
        vind_of_maak(&mut self.wortel, pad).tekst = Some(waarde.to_owned());
        self
    }

    /// The value of an element, where it is there.
    pub fn waarde(&self, pad: &str) -> Option<String> {
        let knoop =
            pad.split('/').try_fold(&self.wortel, |knoop, stap| knoop.kinderen.get(plaats(knoop, stap)?));
        knoop?.tekst.clone()
    }

    /// Takes an element away.
    #[must_use]
    pub fn weg(mut self, pad: &str) -> Proef {
        let (ouder, kind) = pad.rsplit_once('/').unwrap_or(("", pad));
        let ouder = if ouder.is_empty() { &mut self.wortel } else { vind_of_maak(&mut self.wortel, ouder) };
        let plaats = plaats(ouder, kind).unwrap_or_else(|| panic!("{pad} is not there"));
        ouder.kinderen.remove(plaats);
        self
    }

    /// Adds a copy of an element behind it.
    #[must_use]
    pub fn kopie(mut self, pad: &str) -> Proef {
        let (ouder, kind) = pad.rsplit_once('/').unwrap();
        let ouder = vind_of_maak(&mut self.wortel, ouder);
        let plaats = plaats(ouder, kind).unwrap_or_else(|| panic!("{pad} is not there"));
        let kopie = ouder.kinderen[plaats].clone();
        ouder.kinderen.push(kopie);
        self
    }

    /// Checks with these lists in place of the national ones.
    #[must_use]
    pub fn met_lijsten(mut self, lijsten: Lijsten) -> Proef {
        self.lijsten = Some(Box::leak(Box::new(lijsten)));
        self
    }

    pub fn xml(&self) -> String {
        String::from_utf8(schrijf(&SCHEMAS, self.berichttype, &self.wortel).unwrap()).unwrap()
    }

    pub fn controle(&self) -> Controle {
        let mut omstandigheden = Omstandigheden::op(DAG.parse().unwrap());
        if let Some(lijsten) = self.lijsten {
            omstandigheden.lijsten = lijsten;
        }
        controleer(&SCHEMAS, self.xml().as_bytes(), omstandigheden).unwrap()
    }

    /// Nothing is wrong with it.
    #[track_caller]
    pub fn voldoet(&self) {
        let controle = self.controle();
        assert_eq!(controle.oordeel, Oordeel::Geldig, "{:#?}\n{}", controle.bevindingen, self.xml());
    }

    /// It breaks exactly this rule, once, there (a path without `/Bericht/`, with every index); gives the text.
    #[track_caller]
    pub fn breekt(&self, regel: &str, pad: &str) -> String {
        self.breekt_elk(&[(regel, pad)]).remove(0).tekst
    }

    /// It breaks exactly these rules, there, in the order of the message.
    #[track_caller]
    pub fn breekt_elk(&self, verwacht: &[(&str, &str)]) -> Vec<Bevinding> {
        let controle = self.controle();
        let xml = self.xml();
        assert_eq!(controle.oordeel, Oordeel::Regels, "{:#?}\n{xml}", controle.bevindingen);
        let gevonden: Vec<(&str, String)> = controle
            .bevindingen
            .iter()
            .map(|bevinding| (bevinding.regel.as_deref().unwrap_or("-"), bevinding.pad.clone()))
            .collect();
        let verwacht: Vec<(&str, String)> =
            verwacht.iter().map(|(regel, pad)| (*regel, format!("/Bericht/{pad}"))).collect();
        assert_eq!(gevonden, verwacht, "{:#?}\n{xml}", controle.bevindingen);
        for bevinding in &controle.bevindingen {
            let niveau_2 = bevinding.niveau == Niveau::Bericht;
            assert_eq!(niveau_2, bevinding.retourcode.as_deref() == Some("0001"), "{bevinding:?}");
            assert!(bevinding.tekst.ends_with('.') && bevinding.tekst.len() > 30, "{}", bevinding.tekst);
            // The place is that of the element that the path ends in, or of the klasse around one that is missing.
            let regel = xml.lines().nth(bevinding.regelnummer as usize - 1).unwrap();
            let teken = regel.chars().nth(bevinding.kolom as usize - 1);
            assert_eq!(teken, Some('<'), "{bevinding:?}: {regel}");
        }
        controle.bevindingen
    }
}

fn plaats(ouder: &Knoop, stap: &str) -> Option<usize> {
    let (naam, nummer) = match stap.split_once('[') {
        Some((naam, rest)) => (naam, rest.trim_end_matches(']').parse().unwrap()),
        None => (stap, 1_usize),
    };
    let namen = ouder.kinderen.iter().enumerate().filter(|(_, kind)| &*kind.naam == naam);
    namen.map(|(plaats, _)| plaats).nth(nummer - 1)
}

fn vind_of_maak<'k>(wortel: &'k mut Knoop, pad: &str) -> &'k mut Knoop {
    pad.split('/').fold(wortel, |knoop, stap| {
        let plaats = plaats(knoop, stap).unwrap_or_else(|| {
            knoop.kinderen.push(Knoop::groep(stap.split('[').next().unwrap(), Vec::new()));
            knoop.kinderen.len() - 1
        });
        &mut knoop.kinderen[plaats]
    })
}
