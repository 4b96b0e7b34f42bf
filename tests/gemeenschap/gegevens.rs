//! A small region, and messages in it, as the store sees them.

use std::collections::BTreeMap;

use berichtenpoort::bericht::{
    Agbcode, Bedrag, Berichttype, Bsn, Client, Declaratie, Eenheid, Eurocent, Gemeentecode, Header, Knoop,
    Periode, Persoon, Plek, Prestatie, Product, StartProduct, StatusAanlevering, StopProduct,
    ToegewezenProduct, ToewijzingNummer,
};
use berichtenpoort::partij::{Partij, PartijSoort};
use berichtenpoort::regels::{Bevinding, Niveau, Oordeel};
use berichtenpoort::store::{
    Aangenomen, Antwoord, BerichtRij, NieuwBericht, Store, Vastgelegd, Verwerking, Werk,
};
use berichtenpoort::xml::Position;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// CBS codes of gemeenten.
pub const ZAANSTAD: &str = "0479";
/// Another gemeente.
pub const AMSTERDAM: &str = "0363";
/// AGB codes of aanbieders.
pub const ZORG: &str = "12345678";
/// Another aanbieder.
pub const HULP: &str = "87654321";
/// Burgerservicenummers of the test range.
pub const BSN: [&str; 3] = ["999900006", "999900018", "999900031"];

/// A moment: so many seconds after the start of the test's time.
pub fn seconde(seconden: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).unwrap() + TimeDelta::seconds(seconden)
}

/// A date.
pub fn datum(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

pub fn bsn(nummer: usize) -> Bsn {
    Bsn::lees(BSN[nummer]).unwrap()
}

/// A header as a message between these two would have it.
pub fn header(naam: &str, gemeente: &str, aanbieder: &str, identificatie: &str) -> Header {
    Header {
        plek: plek(),
        berichttype: Berichttype::van_naam(naam).unwrap(),
        gemeente: Gemeentecode::lees(gemeente).unwrap(),
        aanbieder: Agbcode::lees(aanbieder).unwrap(),
        identificatie: identificatie.to_owned(),
        dagtekening: datum("2026-06-01"),
        retour: None,
        declaratie: None,
        knoop: Knoop::groep("Header", Vec::new()),
    }
}

pub fn bevinding(regel: &str) -> Bevinding {
    Bevinding {
        niveau: Niveau::Bericht,
        regel: Some(regel.to_owned()),
        retourcode: Some("0001".to_owned()),
        pad: "/Bericht/Header".to_owned(),
        regelnummer: 3,
        kolom: 7,
        tekst: format!("Regel {regel} is overtreden."),
    }
}

pub fn plek() -> Plek {
    Plek { pad: "/Bericht".to_owned().into(), positie: Position { line: 1, column: 1 } }
}

/// Two gemeenten and two aanbieders.
#[derive(Clone, Debug)]
pub struct Regio {
    pub store: Store,
    pub partijen: Vec<Partij>,
}

impl Regio {
    pub async fn maak(store: Store) -> Regio {
        let mut partijen = Vec::new();
        for (soort, code, naam) in [
            (PartijSoort::Gemeente, ZAANSTAD, "Zaanstad"),
            (PartijSoort::Gemeente, AMSTERDAM, "Amsterdam"),
            (PartijSoort::Aanbieder, ZORG, "Zorg aan de Zaan"),
            (PartijSoort::Aanbieder, HULP, "Hulp Thuis"),
        ] {
            let partij = Partij::nieuw(soort, code, naam, None).unwrap();
            partijen.push(store.leg_partij_vast(&partij).await.unwrap());
        }
        Regio { store, partijen }
    }

    pub fn partij(&self, code: &str) -> Uuid {
        self.partijen.iter().find(|partij| partij.code == code).unwrap().id
    }

    /// Offers bytes with this header and these bevindingen.
    pub async fn bied_aan(&self, header: &Header, bytes: &[u8], bevindingen: &[Bevinding]) -> Aangenomen {
        let nieuw = NieuwBericht {
            id: Uuid::now_v7(),
            header,
            verzender: self.partij(header.verzender()),
            indiener: None,
            leverancier: None,
            geadresseerde: self.partij(header.geadresseerde()),
            bytes,
            sha256: Sha256::digest(bytes).into(),
            ontvangen_op: seconde(0),
            oordeel: if bevindingen.is_empty() { Oordeel::Geldig } else { Oordeel::Regels },
            bevindingen,
        };
        self.store.neem_aan(&nieuw).await.unwrap()
    }

    /// Receives a new message; its bytes follow from type and identification.
    pub async fn ontvang(&self, header: &Header) -> BerichtRij {
        let bytes = format!(
            "<{}>{} {} {}</>",
            header.berichttype, header.gemeente, header.aanbieder, header.identificatie
        );
        match self.bied_aan(header, bytes.as_bytes(), &[]).await {
            Aangenomen::Nieuw(rij) => rij,
            Aangenomen::Bekend(rij) => panic!("al bekend: {rij:?}"),
        }
    }

    /// Claims work at second 0 with a lease of a minute.
    pub async fn claim(&self) -> Option<Werk> {
        self.store.claim(Uuid::new_v4(), seconde(0), seconde(60)).await.unwrap()
    }

    /// Receives a message and claims it; nothing else may wait.
    pub async fn ontvang_en_claim(&self, header: &Header) -> Werk {
        let rij = self.ontvang(header).await;
        let werk = self.claim().await.unwrap();
        assert_eq!(werk.bericht.id, rij.id);
        werk
    }

    /// Receives a message and records its verwerking with these changes.
    pub async fn verwerk(&self, header: &Header, verwerking: Verwerking<'_>) -> Vastgelegd {
        let werk = self.ontvang_en_claim(header).await;
        let uit = self.store.leg_verwerking_vast(&werk, &verwerking, seconde(1)).await.unwrap();
        if uit != Vastgelegd::Ja {
            // What could not be recorded must not stand in the way of the rest of the test.
            self.store.meld_mislukt(&werk, "botsing", seconde(1), None).await.unwrap();
        }
        uit
    }
}

static GEEN_BEREKENINGEN: BTreeMap<u32, berichtenpoort::keten::Prestatieberekening> = BTreeMap::new();

/// Verwerking that leads to nothing but its end.
pub fn verwerking(header: &Header) -> Verwerking<'_> {
    Verwerking {
        header,
        uitkomst: Some(berichtenpoort::keten::Uitkomst::Goedgekeurd),
        bevindingen: &[],
        berekeningen: &GEEN_BEREKENINGEN,
        wijzigingen: &[],
        identificatie_gebruikt: false,
        lokaal: (0, &[]),
        antwoord: None,
        beantwoordt: None,
        leveringen: &[],
    }
}

/// An answer to a message with this header, with these bytes.
pub fn antwoord<'a>(regio: &Regio, header: &'a Header, bytes: &'a [u8]) -> Antwoord<'a> {
    Antwoord {
        id: Uuid::now_v7(),
        berichttype: header.berichttype.antwoord().unwrap(),
        verzender: regio.partij(header.geadresseerde()),
        geadresseerde: regio.partij(header.verzender()),
        afzender: header.afzender(),
        ontvanger: header.ontvanger(),
        identificatie: &header.identificatie,
        dagtekening: header.dagtekening,
        bytes,
        sha256: Sha256::digest(bytes).into(),
    }
}

/// A version of an allocation, allocated at this moment and ending on this day.
pub fn toewijzing(nummer: u32, toegewezen_op: &str, einddatum: &str) -> ToegewezenProduct {
    ToegewezenProduct {
        plek: plek(),
        nummer: ToewijzingNummer(nummer),
        referentie_aanbieder: None,
        product: Some(Product { categorie: "45".into(), code: Some("45A04".into()) }),
        toewijzingsdatum: datum("2026-01-01"),
        toegewezen_op: toegewezen_op.parse().unwrap(),
        ingangsdatum: datum("2026-01-01"),
        einddatum: Some(datum(einddatum)),
        reden_wijziging: None,
        omvang: None,
        budget: Some(Eurocent(250_000)),
    }
}

pub fn start(nummer: u32) -> StartProduct {
    StartProduct {
        plek: plek(),
        nummer: Some(ToewijzingNummer(nummer)),
        product: None,
        toewijzing_ingangsdatum: Some(datum("2026-01-01")),
        begindatum: datum("2026-02-01"),
        status: StatusAanlevering::Eerste,
    }
}

pub fn stop(nummer: u32) -> StopProduct {
    StopProduct { start: start(nummer), reden_beeindiging: "19".to_owned(), einddatum: datum("2026-03-01") }
}

pub fn prestatie(referentie: &str, nummer: u32, centen: i64) -> Prestatie {
    Prestatie {
        plek: plek(),
        referentie: referentie.into(),
        vorige_referentie: None,
        nummer: ToewijzingNummer(nummer),
        product: Product { categorie: "45".into(), code: Some("45A04".into()) },
        periode: mei(),
        volume: 10,
        eenheid: Eenheid::Uur,
        tarief: Some(Eurocent(5_000)),
        bedrag: Bedrag::from(Eurocent(centen)),
    }
}

/// A Declaratie with its clients.
pub struct Claim {
    pub declaratie: Declaratie,
    pub clienten: Vec<Client>,
}

pub fn declaratie(nummer: &str, prestaties: Vec<Prestatie>) -> Claim {
    let totaal = prestaties.iter().fold(Eurocent(0), |som, prestatie| som + prestatie.bedrag.eurocent());
    let declaratie = Declaratie {
        plek: plek(),
        nummer: nummer.to_owned(),
        periode: mei(),
        dagtekening: datum("2026-06-01"),
        totaal: Bedrag::from(totaal),
    };
    let persoon =
        Persoon { plek: plek(), bsn: Ok(bsn(0)), geboortedatum: None, naam: None, communicatie: None };
    Claim { declaratie, clienten: vec![Client { persoon, bsn: bsn(0), prestaties }] }
}

fn mei() -> Periode {
    Periode { begindatum: datum("2026-05-01"), einddatum: datum("2026-05-31") }
}
