//! Allocations and claims for tests, as a test states them: every value that a rule looks at, and nothing else.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;

use berichtenpoort::bericht::Standaard;

use crate::berichten::{FENNA, Maker};

/// One allocation of Fenna's.
#[derive(Clone, Copy, Debug)]
pub struct Toewijzing<'a> {
    pub nummer: u32,
    /// Category and code; none is generic, without a code it is aspecific.
    pub product: Option<(&'a str, Option<&'a str>)>,
    pub van: &'a str,
    pub tot: Option<&'a str>,
    /// Volume, unit and frequency.
    pub omvang: Option<(u32, &'a str, &'a str)>,
    pub budget: Option<u32>,
    pub reden: Option<&'a str>,
    /// The moment that makes it the latest version.
    pub tijd: &'a str,
}

impl<'a> Toewijzing<'a> {
    /// Number 10071, for the product of the standard.
    pub fn nieuw(maker: &Maker<'_>, van: &'a str, tot: Option<&'a str>) -> Toewijzing<'a> {
        let (categorie, code) = product(maker);
        Toewijzing {
            nummer: 10071,
            product: Some((categorie, Some(code))),
            van,
            tot,
            omvang: None,
            budget: None,
            reden: None,
            tijd: "10:00:00",
        }
    }

    #[must_use]
    pub fn omvang(self, volume: u32, eenheid: &'a str, frequentie: &'a str) -> Toewijzing<'a> {
        Toewijzing { omvang: Some((volume, eenheid, frequentie)), ..self }
    }

    #[must_use]
    pub fn budget(self, centen: u32) -> Toewijzing<'a> {
        Toewijzing { budget: Some(centen), ..self }
    }

    /// The 301 with this allocation.
    pub fn xml(&self, maker: &Maker<'_>, identificatie: &str) -> String {
        let mut lijf = format!("<m:ToewijzingNummer>{}</m:ToewijzingNummer>", self.nummer);
        if let Some((categorie, code)) = self.product {
            let code = code.map(|code| format!("<b:Code>{code}</b:Code>")).unwrap_or_default();
            let _ = write!(lijf, "<m:Product><b:Categorie>{categorie}</b:Categorie>{code}</m:Product>");
        }
        let (van, tijd) = (self.van, self.tijd);
        let _ = write!(
            lijf,
            "<m:Toewijzingsdatum>2022-01-02</m:Toewijzingsdatum><m:Toewijzingstijd>{tijd}</m:Toewijzingstijd><m:Ingangsdatum>{van}</m:Ingangsdatum>"
        );
        for (element, waarde) in [("Einddatum", self.tot), ("RedenWijziging", self.reden)] {
            if let Some(waarde) = waarde {
                let _ = write!(lijf, "<m:{element}>{waarde}</m:{element}>");
            }
        }
        if let Some((volume, eenheid, frequentie)) = self.omvang {
            let _ = write!(
                lijf,
                "<m:Omvang><b:Volume>{volume}</b:Volume><b:Eenheid>{eenheid}</b:Eenheid><b:Frequentie>{frequentie}</b:Frequentie></m:Omvang>"
            );
        }
        if let Some(budget) = self.budget {
            let _ = write!(lijf, "<m:Budget>{budget}</m:Budget>");
        }
        let lijf = format!(
            "<m:Client><m:Bsn>{FENNA}</m:Bsn><m:Geboortedatum><b:Datum>2010-02-14</b:Datum></m:Geboortedatum><m:Geslacht>1</m:Geslacht>
             <m:Naam><b:Geslachtsnaam><b:Achternaam>Molenaar</b:Achternaam></b:Geslachtsnaam><b:NaamGebruik>1</b:NaamGebruik></m:Naam>
             <m:Contactgegevens><m:Contact><m:Soort>03</m:Soort><m:Adres><b:Huis><b:Huisnummer>12</b:Huisnummer></b:Huis><b:Postcode>1500AA</b:Postcode><b:LandCode>NL</b:LandCode></m:Adres></m:Contact></m:Contactgegevens>
             <m:ToegewezenProducten><m:ToegewezenProduct>{lijf}</m:ToegewezenProduct></m:ToegewezenProducten></m:Client>"
        );
        maker.bericht(301, identificatie, &lijf)
    }
}

/// The product that the tests are about, of the standard.
pub fn product(maker: &Maker<'_>) -> (&'static str, &'static str) {
    match maker.standaard {
        Standaard::Ijw => ("45", "45A04"),
        Standaard::Iwmo => ("02", "02A04"),
    }
}

/// One line of a claim.
#[derive(Clone, Debug)]
pub struct Regel {
    pub referentie: String,
    pub vorige: Option<String>,
    pub nummer: u32,
    pub product: (String, String),
    pub periode: (String, String),
    pub volume: u32,
    pub eenheid: &'static str,
    pub tarief: Option<u32>,
    pub centen: u64,
}

impl Regel {
    /// A debit on 10071 for the product of the standard: at 60 euro per unit, 1 per minute, and nothing but itself in euros.
    pub fn nieuw(
        maker: &Maker<'_>,
        referentie: &str,
        periode: (&str, &str),
        volume: u32,
        eenheid: &'static str,
    ) -> Regel {
        let (categorie, code) = product(maker);
        let tarief = match eenheid {
            "83" => None,
            "01" => Some(100),
            _ => Some(6000),
        };
        Regel {
            referentie: referentie.to_owned(),
            vorige: None,
            nummer: 10071,
            product: (categorie.to_owned(), code.to_owned()),
            periode: (periode.0.to_owned(), periode.1.to_owned()),
            volume,
            eenheid,
            tarief,
            centen: u64::from(volume) * u64::from(tarief.unwrap_or(1)),
        }
    }

    /// The credit that takes this line back.
    #[must_use]
    pub fn terug(&self, referentie: &str) -> Regel {
        let vorige = Some(self.referentie.clone());
        Regel { referentie: referentie.to_owned(), vorige, ..self.clone() }
    }

    /// The same under another reference.
    #[must_use]
    pub fn opnieuw(&self, referentie: &str) -> Regel {
        Regel { referentie: referentie.to_owned(), ..self.clone() }
    }

    #[must_use]
    pub fn met(mut self, anders: impl FnOnce(&mut Regel)) -> Regel {
        anders(&mut self);
        self
    }

    fn xml(&self) -> String {
        let vorige = self
            .vorige
            .as_ref()
            .map(|vorige| format!("<b:VorigReferentieNummer>{vorige}</b:VorigReferentieNummer>"));
        let tarief = self.tarief.map(|tarief| format!("<m:ProductTarief>{tarief}</m:ProductTarief>"));
        let (categorie, code) = &self.product;
        let (van, tot) = &self.periode;
        format!(
            "<m:Prestatie><m:ProductReferentie><b:ReferentieNummer>{}</b:ReferentieNummer>{}</m:ProductReferentie>
             <m:ToewijzingNummer>{}</m:ToewijzingNummer><m:ProductCategorie>{categorie}</m:ProductCategorie><m:ProductCode>{code}</m:ProductCode>
             <m:ProductPeriode><b:Begindatum>{van}</b:Begindatum><b:Einddatum>{tot}</b:Einddatum></m:ProductPeriode>
             <m:GeleverdVolume>{}</m:GeleverdVolume><m:Eenheid>{}</m:Eenheid>{}
             <m:IngediendBedrag><b:Bedrag>{}</b:Bedrag><b:DebetCredit>{}</b:DebetCredit></m:IngediendBedrag></m:Prestatie>",
            self.referentie,
            vorige.unwrap_or_default(),
            self.nummer,
            self.volume,
            self.eenheid,
            tarief.unwrap_or_default(),
            self.centen,
            if self.vorige.is_some() { "C" } else { "D" },
        )
    }
}

/// A 323 over a month, with these lines of clients; number and identification are the same.
pub fn declaratie_van(
    maker: &Maker<'_>,
    nummer: &str,
    maand: (&str, &str),
    clienten: &[(&str, &[Regel])],
) -> String {
    let teken = |regel: &Regel| if regel.vorige.is_some() { -1 } else { 1 };
    let regels = clienten.iter().flat_map(|(_, regels)| regels.iter());
    let som: i64 = regels.map(|regel| teken(regel) * i64::try_from(regel.centen).unwrap()).sum();
    let mut in_lijst = String::new();
    for (bsn, regels) in clienten {
        let regels: String = regels.iter().map(Regel::xml).collect();
        let _ = write!(
            in_lijst,
            "<m:Client><m:Bsn>{bsn}</m:Bsn><m:Prestaties>{regels}</m:Prestaties></m:Client>"
        );
    }
    let (van, tot) = maand;
    let lijf = format!(
        "<m:Declaratie><m:DeclaratieNummer>{nummer}</m:DeclaratieNummer>
         <m:DeclaratiePeriode><b:Begindatum>{van}</b:Begindatum><b:Einddatum>{tot}</b:Einddatum></m:DeclaratiePeriode>
         <m:DeclaratieDagtekening>2026-02-03</m:DeclaratieDagtekening>
         <m:TotaalIngediendBedrag><b:TotaalBedrag>{}</b:TotaalBedrag><b:DebetCredit>{}</b:DebetCredit></m:TotaalIngediendBedrag>
         <m:Clienten>{in_lijst}</m:Clienten></m:Declaratie>",
        som.abs(),
        if som < 0 { "C" } else { "D" },
    );
    maker.bericht(323, nummer, &lijf)
}

/// A 323 over December 2025, later than any line in the tests, with these lines of Fenna's.
pub fn declaratie(maker: &Maker<'_>, nummer: &str, regels: &[Regel]) -> String {
    declaratie_van(maker, nummer, ("2025-12-01", "2025-12-31"), &[(FENNA, regels)])
}
