//! The query of an overview: what it is narrowed down by, in which form, and from where on.

use axum::http::{HeaderMap, header};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::openapi::woord;
use super::probleem::Probleem;
use super::vraag::{CODE, WOORD, in_url, is_code, is_woord, lees, standaard_limiet};
use crate::bericht::Standaard;
use crate::overzicht::{Filter, Filternaam, Maand, Overzicht, Periode, Vorm, Waarde};
use crate::store::Plaats;

const PRESTATIES: &str = "/api/v1/prestaties";

/// A month, as a query has it.
pub(super) const MAAND: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
/// A whole number that is not negative, as a query has it.
const GETAL: &str = "^[0-9]{1,18}$";

/// A text on one line; the query as a whole is checked for it.
const ZONDER_STUURTEKENS: &str = "^[^\\u0000-\\u001F\\u007F]*$";

/// Whether it is codes of four digits with a space between them.
fn zijn_codes(tekst: &str) -> Result<(), ValidationError> {
    let is_code = |deel: &str| deel.len() == 4 && deel.bytes().all(|teken| teken.is_ascii_digit());
    (tekst.is_empty() || tekst.split(' ').all(is_code))
        .then_some(())
        .ok_or_else(|| ValidationError::new("codes"))
}

/// The query of `GET /overzichten/{naam}` and of `GET /prestaties`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct OverzichtVraag {
    #[schemars(with = "Option<woord::Standaard>")]
    standaard: Option<String>,
    #[validate(custom(function = "is_code"))]
    #[schemars(regex(pattern = CODE))]
    gemeente: Option<String>,
    #[validate(custom(function = "is_code"))]
    #[schemars(regex(pattern = CODE))]
    aanbieder: Option<String>,
    #[validate(custom(function = "is_woord"))]
    #[schemars(regex(pattern = WOORD))]
    product_categorie: Option<String>,
    #[validate(custom(function = "is_woord"))]
    #[schemars(regex(pattern = WOORD))]
    product: Option<String>,
    #[validate(length(max = 20))]
    #[schemars(regex(pattern = ZONDER_STUURTEKENS))]
    wijk: Option<String>,
    #[validate(length(max = 10))]
    van: Option<String>,
    #[validate(length(max = 10))]
    tot_en_met: Option<String>,
    #[schemars(regex(pattern = MAAND))]
    maand: Option<String>,
    #[schemars(with = "Option<woord::Uitslag>")]
    uitslag: Option<String>,
    #[validate(length(max = 200), custom(function = "zijn_codes"))]
    #[schemars(regex(pattern = "^([0-9]{4}( [0-9]{4})*)?$"))]
    retourcodes: Option<String>,
    #[validate(length(max = 18))]
    #[schemars(regex(pattern = GETAL))]
    toewijzing_nummer: Option<String>,
    #[schemars(with = "Option<Uuid>")]
    declaratie: Option<String>,
    #[validate(length(max = 18))]
    #[schemars(regex(pattern = GETAL))]
    regel: Option<String>,
    #[schemars(with = "Option<woord::Formaat>")]
    formaat: Option<String>,
    #[validate(length(max = 1000))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    pub(super) limiet: u32,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Antwoordvorm {
    /// A page of rows.
    Json,
    /// The whole, as a file.
    Bestand(Vorm),
}

impl OverzichtVraag {
    /// What was asked for, in the words of the query.
    pub(super) fn gekozen(&self) -> impl Iterator<Item = (Filternaam, &str)> {
        let alle = [
            (Filternaam::Standaard, &self.standaard),
            (Filternaam::Gemeente, &self.gemeente),
            (Filternaam::Aanbieder, &self.aanbieder),
            (Filternaam::ProductCategorie, &self.product_categorie),
            (Filternaam::Product, &self.product),
            (Filternaam::Wijk, &self.wijk),
            (Filternaam::Van, &self.van),
            (Filternaam::TotEnMet, &self.tot_en_met),
            (Filternaam::Maand, &self.maand),
            (Filternaam::Uitslag, &self.uitslag),
            (Filternaam::Retourcodes, &self.retourcodes),
            (Filternaam::ToewijzingNummer, &self.toewijzing_nummer),
            (Filternaam::Declaratie, &self.declaratie),
            (Filternaam::Regel, &self.regel),
        ];
        alle.into_iter().filter_map(|(naam, waarde)| Some((naam, waarde.as_deref()?)))
    }

    /// What an overview is narrowed down by; what it does not know is refused.
    pub(super) fn filter(&self, overzicht: &Overzicht) -> Result<Filter, Probleem> {
        if let Some((onbekend, _)) = self.gekozen().find(|(naam, _)| !overzicht.kent(*naam)) {
            let bekend: Vec<&str> = overzicht.filters.iter().map(|filter| filter.sleutel()).collect();
            return Err(Probleem::verzoek(format!(
                "Dit overzicht kent het filter {} niet. Het kent: {}.",
                onbekend.sleutel(),
                bekend.join(", ")
            )));
        }
        let (van, tot_en_met) = self.periode(overzicht)?;
        let toegekend = |tekst: &str| match tekst {
            "toegekend" => Some(true),
            "afgewezen" => Some(false),
            _ => None,
        };
        let getal = |tekst: &str| tekst.parse::<i64>().ok().filter(|getal| *getal >= 0);
        Ok(Filter {
            standaard: lees(self.standaard.as_deref(), Standaard::van_sleutel, "standaard", "ijw")?,
            gemeente: self.gemeente.clone(),
            aanbieder: self.aanbieder.clone(),
            product_categorie: self.product_categorie.clone(),
            product: self.product.clone(),
            wijk: self.wijk.clone(),
            van,
            tot_en_met,
            toegekend: lees(self.uitslag.as_deref(), toegekend, "uitslag", "afgewezen")?,
            retourcodes: self.retourcodes.clone(),
            toewijzing_nummer: lees(self.toewijzing_nummer.as_deref(), getal, "toewijzingNummer", "10071")?,
            declaratie: lees(
                self.declaratie.as_deref(),
                |tekst| tekst.parse().ok(),
                "declaratie",
                "het id van het bericht",
            )?,
            regel: lees(self.regel.as_deref(), getal, "regel", "1")?,
        })
    }

    /// From which day until which.
    fn periode(&self, overzicht: &Overzicht) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Probleem> {
        let (van, tot_en_met) = (self.van.as_deref(), self.tot_en_met.as_deref());
        let (van, tot_en_met) = match overzicht.periode {
            Periode::Maanden(_) => (
                lees(van, Maand::lees, "van", "2026-01")?.map(Maand::eerste_dag),
                lees(tot_en_met, Maand::lees, "totEnMet", "2026-12")?.map(Maand::laatste_dag),
            ),
            Periode::Dagen(_) => (
                lees(van, lees_dag, "van", "2026-01-31")?,
                lees(tot_en_met, lees_dag, "totEnMet", "2026-01-31")?,
            ),
        };
        if van.zip(tot_en_met).is_some_and(|(van, tot_en_met)| van > tot_en_met) {
            return Err(Probleem::verzoek(
                "De waarde van totEnMet ligt voor die van van. Draai ze om of laat er een weg.",
            ));
        }
        let maand = lees(self.maand.as_deref(), Maand::lees, "maand", "2026-01")?;
        let eind = maand.map(Maand::laatste_dag);
        let tot_en_met = tot_en_met.into_iter().chain(eind).min();
        Ok((van.max(maand.map(Maand::eerste_dag)), tot_en_met))
    }

    /// The form that was asked for: in the query, or else by what the caller accepts (RFC 9110, 12.5.1, without weights).
    pub(super) fn vorm(&self, headers: &HeaderMap) -> Result<Antwoordvorm, Probleem> {
        let met_naam = |naam: &str| {
            let vormen = Vorm::ALLE.into_iter().map(|vorm| (vorm.sleutel(), Antwoordvorm::Bestand(vorm)));
            let mut alle = vormen.chain([("json", Antwoordvorm::Json)]);
            alle.find(|(sleutel, _)| *sleutel == naam).map(|(_, vorm)| vorm)
        };
        if let Some(vorm) = lees(self.formaat.as_deref(), met_naam, "formaat", "json, csv of xlsx")? {
            return Ok(vorm);
        }
        let wil = headers.get_all(header::ACCEPT).into_iter().filter_map(|waarde| waarde.to_str().ok());
        let soorten = wil.flat_map(|waarde| waarde.split(',')).map(mediatype);
        let van_soort = |soort: &str| {
            let vorm = Vorm::ALLE.into_iter().find(|vorm| mediatype(vorm.mediatype()) == soort);
            vorm.map(Antwoordvorm::Bestand).or((soort == "application/json").then_some(Antwoordvorm::Json))
        };
        Ok(soorten.into_iter().find_map(van_soort).unwrap_or(Antwoordvorm::Json))
    }

    /// From where on.
    pub(super) fn plaats(&self) -> Result<Option<Plaats>, Probleem> {
        let plaats =
            self.cursor.as_deref().map(|cursor| Plaats::lees(cursor).ok_or_else(Self::cursor_past_niet));
        plaats.transpose()
    }

    pub(super) fn cursor_past_niet() -> Probleem {
        Probleem::verzoek("De waarde van cursor is niet te lezen. Neem haar over uit _links.volgende.")
    }

    /// The query of the next page: the same filter, from a place on.
    pub(super) fn volgende(&self, plaats: &Plaats) -> String {
        format!("limiet={}&cursor={}{}", self.limiet, plaats.in_tekst(), self.zelfde_filter())
    }

    /// The query of the whole in another form.
    pub(super) fn als_bestand(&self, vorm: Vorm) -> String {
        format!("formaat={}{}", vorm.sleutel(), self.zelfde_filter())
    }

    fn zelfde_filter(&self) -> String {
        self.gekozen().map(|(naam, waarde)| format!("&{}={}", naam.sleutel(), in_url(waarde))).collect()
    }
}

fn lees_dag(tekst: &str) -> Option<NaiveDate> {
    tekst.parse().ok().filter(|_| tekst.len() == 10)
}

/// A media type without its parameters.
fn mediatype(waarde: &str) -> &str {
    waarde.split(';').next().unwrap_or_default().trim()
}

/// Where the lines behind a row are, if there are any to point at.
pub(super) fn achter(overzicht: &Overzicht, rij: &[Waarde]) -> Option<String> {
    let van_kolom = |kolom: &str| overzicht.plaats(kolom).and_then(|plaats| rij.get(plaats)?.kaal());
    let gezocht = overzicht.achter.iter().filter_map(|(naam, kolom)| Some((*naam, van_kolom(kolom)?)));
    let vast = overzicht.achter_vast.iter().map(|(naam, waarde)| (*naam, (*waarde).to_owned()));
    let delen: Vec<String> =
        gezocht.chain(vast).map(|(naam, waarde)| format!("{naam}={}", in_url(&waarde))).collect();
    (!overzicht.achter.is_empty()).then(|| format!("{PRESTATIES}?{}", delen.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overzicht::{PRESTATIES, met_naam};

    fn vraag(tekst: &str) -> OverzichtVraag {
        serde_json::from_str(tekst).unwrap()
    }

    #[test]
    fn months_become_days_and_a_single_month_narrows_them_down() {
        let filter =
            vraag(r#"{"van":"2026-01","totEnMet":"2026-03","maand":"2026-02"}"#).filter(&PRESTATIES).unwrap();
        let dagen = [filter.van, filter.tot_en_met].map(|dag| dag.unwrap().to_string());
        assert_eq!(dagen, ["2026-02-01", "2026-02-28"]);
        let betaallijst = met_naam("betaallijst").unwrap();
        assert!(vraag(r#"{"van":"2026-01"}"#).filter(betaallijst).is_err(), "a list by days wants days");
        assert!(vraag(r#"{"van":"2026-01-05","totEnMet":"2026-01-05"}"#).filter(betaallijst).is_ok());
        assert!(vraag(r#"{"van":"2026-02","totEnMet":"2026-01"}"#).filter(&PRESTATIES).is_err());
    }

    #[test]
    fn the_form_is_that_of_the_query_and_else_of_what_is_accepted() {
        let met = |accept: &str, tekst: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            vraag(tekst).vorm(&headers).unwrap()
        };
        assert_eq!(met("text/html, text/csv;q=0.9", "{}"), Antwoordvorm::Bestand(Vorm::Csv));
        assert_eq!(met(Vorm::Xlsx.mediatype(), "{}"), Antwoordvorm::Bestand(Vorm::Xlsx));
        assert_eq!(met("application/json, text/csv", "{}"), Antwoordvorm::Json);
        assert_eq!(met("*/*", "{}"), Antwoordvorm::Json);
        assert_eq!(met("text/csv", r#"{"formaat":"json"}"#), Antwoordvorm::Json);
        assert!(vraag(r#"{"formaat":"pdf"}"#).vorm(&HeaderMap::new()).is_err());
    }

    #[test]
    fn a_filter_that_an_overview_does_not_know_is_refused() {
        assert!(vraag(r#"{"uitslag":"afgewezen"}"#).filter(&PRESTATIES).is_ok());
        assert!(vraag(r#"{"uitslag":"afgewezen"}"#).filter(met_naam("maandcijfers").unwrap()).is_err());
        assert!(vraag(r#"{"uitslag":"misschien"}"#).filter(&PRESTATIES).is_err());
    }
}
