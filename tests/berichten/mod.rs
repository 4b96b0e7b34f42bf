//! Messages for tests: minimal, about clients that do not exist, as text that a test can read and change.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use berichtenpoort::bericht::Standaard;

/// The gemeente of the messages.
pub const GEMEENTE: &str = "0479";
/// The aanbieder of the messages.
pub const AANBIEDER: &str = "65656055";
/// Clients from the published test range.
pub const FENNA: &str = "999900006";
pub const WIM: &str = "999900018";
pub const NOOR: &str = "999900031";

/// An allocation: number, first day, last day.
pub type Toewijzing<'a> = (u32, &'a str, Option<&'a str>);
/// A claim line: reference, number of the allocation, first day, last day, eurocent (negative is credit).
pub type Prestatie<'a> = (&'a str, u32, &'a str, &'a str, i64);

/// Makes messages of one standard between one gemeente and one aanbieder.
#[derive(Clone, Copy)]
pub struct Maker<'a> {
    pub standaard: Standaard,
    pub gemeente: &'a str,
    pub aanbieder: &'a str,
}

pub const IJW: Maker<'static> = Maker { standaard: Standaard::Ijw, gemeente: GEMEENTE, aanbieder: AANBIEDER };
pub const IWMO: Maker<'static> =
    Maker { standaard: Standaard::Iwmo, gemeente: GEMEENTE, aanbieder: AANBIEDER };

impl Maker<'_> {
    fn basis(&self) -> &'static str {
        match self.standaard {
            Standaard::Ijw => "ijw",
            Standaard::Iwmo => "iwmo",
        }
    }

    fn categorie(&self) -> &'static str {
        match self.standaard {
            Standaard::Ijw => "45",
            Standaard::Iwmo => "02",
        }
    }

    /// A whole message: `lijf` writes `m:` for the message's prefix and `b:` for the basis schema's.
    pub fn bericht(&self, nummer: u16, identificatie: &str, lijf: &str) -> String {
        let codes = [
            (301, "436", "414"),
            (302, "437", "415"),
            (305, "438", "418"),
            (307, "440", "420"),
            (315, "446", "444"),
            (319, "488", "482"),
            (323, "490", "484"),
        ];
        let (_, ijw, iwmo) = codes.into_iter().find(|rij| rij.0 == nummer).unwrap();
        let (soort, code) = match self.standaard {
            Standaard::Ijw => (format!("jw{nummer}"), ijw),
            Standaard::Iwmo => (format!("wmo{nummer}"), iwmo),
        };
        let basis = self.basis();
        let (afzender, ontvanger) = match nummer {
            301 | 302 | 319 => (self.gemeente, self.aanbieder),
            _ => (self.aanbieder, self.gemeente),
        };
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<m:Bericht xmlns:m="http://www.istandaarden.nl/{basis}/3_2/{soort}/schema" xmlns:b="http://www.istandaarden.nl/{basis}/3_2/basisschema/schema">
  <m:Header>
    <m:BerichtCode>{code}</m:BerichtCode>
    <m:BerichtVersie>3</m:BerichtVersie>
    <m:BerichtSubversie>2</m:BerichtSubversie>
    <m:Afzender>{afzender}</m:Afzender>
    <m:Ontvanger>{ontvanger}</m:Ontvanger>
    <m:BerichtIdentificatie><b:Identificatie>{identificatie}</b:Identificatie><b:Dagtekening>2026-02-03</b:Dagtekening></m:BerichtIdentificatie>
    <m:XsdVersie><b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie><b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie></m:XsdVersie>
  </m:Header>
  {lijf}
</m:Bericht>
"#
        )
    }

    fn persoon(bsn: &str, naamgebruik: bool) -> String {
        let naamgebruik = if naamgebruik { "<b:NaamGebruik>1</b:NaamGebruik>" } else { "" };
        format!(
            "<m:Bsn>{bsn}</m:Bsn>
    <m:Geboortedatum><b:Datum>2010-02-14</b:Datum></m:Geboortedatum>
    <m:Geslacht>1</m:Geslacht>
    <m:Naam><b:Geslachtsnaam><b:Achternaam>Molenaar</b:Achternaam></b:Geslachtsnaam>{naamgebruik}</m:Naam>"
        )
    }

    fn product(&self) -> String {
        let categorie = self.categorie();
        format!(
            "<m:Product><b:Categorie>{categorie}</b:Categorie><b:Code>{categorie}A04</b:Code></m:Product>"
        )
    }

    pub fn toewijzing(&self, identificatie: &str, bsn: &str, toewijzingen: &[Toewijzing<'_>]) -> String {
        let producten: String = toewijzingen
            .iter()
            .map(|(nummer, ingang, eind)| {
                let eind = eind.map(|eind| format!("<m:Einddatum>{eind}</m:Einddatum>")).unwrap_or_default();
                format!(
                    "
      <m:ToegewezenProduct><m:ToewijzingNummer>{nummer}</m:ToewijzingNummer>{}
        <m:Toewijzingsdatum>2026-01-02</m:Toewijzingsdatum><m:Toewijzingstijd>10:00:00</m:Toewijzingstijd>
        <m:Ingangsdatum>{ingang}</m:Ingangsdatum>{eind}
        <m:Omvang><b:Volume>10</b:Volume><b:Eenheid>04</b:Eenheid><b:Frequentie>4</b:Frequentie></m:Omvang>
      </m:ToegewezenProduct>",
                    self.product()
                )
            })
            .collect();
        let lijf = format!(
            "<m:Client>
    {}
    <m:Contactgegevens><m:Contact><m:Soort>03</m:Soort><m:Adres><b:Huis><b:Huisnummer>12</b:Huisnummer></b:Huis><b:Postcode>1500AA</b:Postcode><b:LandCode>NL</b:LandCode></m:Adres></m:Contact></m:Contactgegevens>
    <m:ToegewezenProducten>{producten}
    </m:ToegewezenProducten>
  </m:Client>",
            Self::persoon(bsn, true)
        );
        self.bericht(301, identificatie, &lijf)
    }

    /// A start per number; no number is working by task.
    pub fn start(&self, identificatie: &str, bsn: &str, nummers: &[Option<u32>]) -> String {
        self.regie(305, identificatie, bsn, nummers, "1")
    }

    /// A definitive stop per number.
    pub fn stop(&self, identificatie: &str, bsn: &str, nummers: &[Option<u32>]) -> String {
        self.regie(307, identificatie, bsn, nummers, "1")
    }

    /// Starts (305) or stops (307) with a StatusAanlevering.
    pub fn regie(
        &self,
        soort: u16,
        identificatie: &str,
        bsn: &str,
        nummers: &[Option<u32>],
        status: &str,
    ) -> String {
        let (naam, lijst) = if soort == 305 { ("Start", "Start") } else { ("Stop", "Stop") };
        let eind = match (soort, self.standaard) {
            (305, _) => String::new(),
            (_, Standaard::Ijw) => {
                "<m:RedenBeeindiging>31</m:RedenBeeindiging><m:Einddatum>2026-01-30</m:Einddatum>".to_owned()
            }
            (_, Standaard::Iwmo) => {
                "<m:RedenBeeindiging>19</m:RedenBeeindiging><m:Einddatum>2026-01-30</m:Einddatum>".to_owned()
            }
        };
        let producten: String = nummers
            .iter()
            .map(|nummer| {
                let nummer =
                    nummer.map(|nummer| format!("<m:ToewijzingNummer>{nummer}</m:ToewijzingNummer>")).unwrap_or_default();
                format!(
                    "
      <m:{naam}Product>{nummer}{}<m:ToewijzingIngangsdatum>2026-01-01</m:ToewijzingIngangsdatum><m:Begindatum>2026-01-05</m:Begindatum>{eind}<m:StatusAanlevering>{status}</m:StatusAanlevering></m:{naam}Product>",
                    self.product()
                )
            })
            .collect();
        let lijf = format!(
            "<m:Client>
    {}
    <m:{lijst}Producten>{producten}
    </m:{lijst}Producten>
  </m:Client>",
            Self::persoon(bsn, false)
        );
        self.bericht(soort, identificatie, &lijf)
    }

    /// A claim over January 2026, with its clients and their lines; the total is their sum.
    pub fn declaratie(
        &self,
        identificatie: &str,
        nummer: &str,
        clienten: &[(&str, &[Prestatie<'_>])],
    ) -> String {
        let totaal: i64 = clienten.iter().flat_map(|(_, regels)| regels.iter()).map(|regel| regel.4).sum();
        self.declaratie_met_totaal(identificatie, nummer, clienten, totaal)
    }

    pub fn declaratie_met_totaal(
        &self,
        identificatie: &str,
        nummer: &str,
        clienten: &[(&str, &[Prestatie<'_>])],
        totaal: i64,
    ) -> String {
        let kant = |centen: i64| if centen < 0 { "C" } else { "D" };
        let categorie = self.categorie();
        let clienten: String = clienten
            .iter()
            .map(|(bsn, regels)| {
                let regels: String = regels
                    .iter()
                    .map(|(referentie, toewijzing, begin, eind, centen)| {
                        let vorig = if *centen < 0 {
                            "<b:VorigReferentieNummer>VORIG</b:VorigReferentieNummer>"
                        } else {
                            ""
                        };
                        format!(
                            "
        <m:Prestatie><m:ProductReferentie><b:ReferentieNummer>{referentie}</b:ReferentieNummer>{vorig}</m:ProductReferentie>
          <m:ToewijzingNummer>{toewijzing}</m:ToewijzingNummer><m:ProductCategorie>{categorie}</m:ProductCategorie><m:ProductCode>{categorie}A04</m:ProductCode>
          <m:ProductPeriode><b:Begindatum>{begin}</b:Begindatum><b:Einddatum>{eind}</b:Einddatum></m:ProductPeriode>
          <m:GeleverdVolume>1</m:GeleverdVolume><m:Eenheid>04</m:Eenheid><m:ProductTarief>{}</m:ProductTarief>
          <m:IngediendBedrag><b:Bedrag>{}</b:Bedrag><b:DebetCredit>{}</b:DebetCredit></m:IngediendBedrag></m:Prestatie>",
                            centen.abs(),
                            centen.abs(),
                            kant(*centen)
                        )
                    })
                    .collect();
                format!("\n      <m:Client><m:Bsn>{bsn}</m:Bsn><m:Prestaties>{regels}</m:Prestaties></m:Client>")
            })
            .collect();
        let lijf = format!(
            "<m:Declaratie>
    <m:DeclaratieNummer>{nummer}</m:DeclaratieNummer>
    <m:DeclaratiePeriode><b:Begindatum>2026-01-01</b:Begindatum><b:Einddatum>2026-01-31</b:Einddatum></m:DeclaratiePeriode>
    <m:DeclaratieDagtekening>2026-02-03</m:DeclaratieDagtekening>
    <m:TotaalIngediendBedrag><b:TotaalBedrag>{}</b:TotaalBedrag><b:DebetCredit>{}</b:DebetCredit></m:TotaalIngediendBedrag>
    <m:Clienten>{clienten}</m:Clienten>
  </m:Declaratie>",
            totaal.abs(),
            kant(totaal)
        );
        self.bericht(323, identificatie, &lijf)
    }
}
