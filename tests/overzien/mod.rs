//! Overviews as a party asks for them: in every form, page by page, and held against each other.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;

use berichtenpoort::overzicht::{ALLE, Kolomsoort, Overzicht, PRESTATIES, Soort, uit_csv};
use calamine::{Data, Reader, Xlsx};
use reqwest::{Method, Response};
use serde_json::Value;

use crate::api::Proefpoort;
use crate::berichten::{FENNA, NOOR, WIM};

fn pad_van(overzicht: &Overzicht) -> String {
    match overzicht.soort {
        Soort::Prestaties => "/prestaties".to_owned(),
        _ => format!("/overzichten/{}", overzicht.naam),
    }
}

fn rijen_van(overzicht: &Overzicht, beeld: &Value) -> Vec<Value> {
    let sleutel = if overzicht.soort == Soort::Prestaties { "prestaties" } else { "rijen" };
    beeld[sleutel].as_array().unwrap_or_else(|| panic!("{beeld}")).clone()
}

pub async fn vraag(poort: &Proefpoort, code: &str, pad: &str) -> Response {
    poort.als(code, Method::GET, pad).send().await.unwrap()
}

/// The rows of an overview with a filter, such as `maand=2026-01`.
pub async fn rijen(poort: &Proefpoort, code: &str, naam: &str, filter: &str) -> Vec<Value> {
    let beeld = poort.json(code, &format!("/overzichten/{naam}?limiet=100&{filter}")).await;
    beeld["rijen"].as_array().unwrap().clone()
}

/// These columns of each row, as one text.
pub fn kort(rijen: &[Value], kolommen: &[&str]) -> Vec<String> {
    let cel = |rij: &Value, kolom: &str| match &rij[kolom] {
        Value::String(tekst) => tekst.clone(),
        Value::Null => "-".to_owned(),
        anders => anders.to_string(),
    };
    let een = |rij: &Value| kolommen.iter().map(|kolom| cel(rij, kolom)).collect::<Vec<_>>().join(" ");
    rijen.iter().map(een).collect()
}

/// Every row, asked for one by one.
async fn bladzijden(
    poort: &Proefpoort,
    code: &str,
    overzicht: &Overzicht,
    filter: &str,
) -> (Vec<Value>, Value) {
    let (mut uit, mut totaal) = (Vec::new(), Value::Null);
    let mut pad = format!("{}?limiet=1&{filter}", pad_van(overzicht));
    loop {
        let beeld = poort.json(code, &pad).await;
        assert!(totaal.is_null() || totaal == beeld["controletotaal"], "the total is that of all pages");
        totaal = beeld["controletotaal"].clone();
        uit.extend(rijen_van(overzicht, &beeld));
        let Some(volgende) = beeld["_links"]["volgende"]["href"].as_str() else { return (uit, totaal) };
        pad = volgende.strip_prefix("/api/v1").unwrap().to_owned();
    }
}

/// The rows of the CSV by the name of their column, and its control total.
pub async fn als_csv(
    poort: &Proefpoort,
    code: &str,
    overzicht: &Overzicht,
    filter: &str,
) -> (Vec<BTreeMap<String, String>>, Value) {
    let antwoord = vraag(poort, code, &format!("{}?formaat=csv&{filter}", pad_van(overzicht))).await;
    assert_eq!(antwoord.status(), 200);
    assert_eq!(antwoord.headers()["content-type"], "text/csv; charset=utf-8");
    let naam = antwoord.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(
        naam,
        format!("attachment; filename=\"{}-{code}-{}.csv\"", overzicht.naam, poort.klok.vandaag())
    );
    let totaal = serde_json::from_slice(antwoord.headers()["controletotaal"].as_bytes()).unwrap();
    let bytes = antwoord.bytes().await.unwrap();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
    let mut lezer = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
    let koppen: Vec<String> = lezer.headers().unwrap().iter().map(str::to_owned).collect();
    let rij = |rij: csv::StringRecord| {
        koppen.iter().cloned().zip(rij.iter().map(|cel| uit_csv(cel).to_owned())).collect()
    };
    (lezer.records().map(|een| rij(een.unwrap())).collect(), totaal)
}

async fn als_werkblad(
    poort: &Proefpoort,
    code: &str,
    overzicht: &Overzicht,
    filter: &str,
) -> (Vec<Vec<Data>>, Value) {
    let antwoord = vraag(poort, code, &format!("{}?formaat=xlsx&{filter}", pad_van(overzicht))).await;
    assert_eq!(antwoord.status(), 200);
    let totaal = serde_json::from_slice(antwoord.headers()["controletotaal"].as_bytes()).unwrap();
    let bytes = antwoord.bytes().await.unwrap().to_vec();
    let mut map = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let rijen = map.worksheet_range("Gegevens").unwrap();
    (rijen.rows().skip(1).map(<[Data]>::to_vec).collect(), totaal)
}

/// A cell of JSON as the CSV has it.
fn in_csv(waarde: &Value, soort: Kolomsoort) -> String {
    match (waarde, soort) {
        (Value::Null, _) => String::new(),
        (Value::String(tekst), _) => tekst.clone(),
        (getal, Kolomsoort::Euro) => {
            let centen = getal.as_i64().unwrap();
            let min = if centen < 0 { "-" } else { "" };
            format!("{min}{},{:02}", centen.abs() / 100, centen.abs() % 100)
        }
        (getal, _) => getal.to_string().replace('.', ","),
    }
}

/// A cell of JSON and one of a spreadsheet say the same.
fn zelfde(waarde: &Value, soort: Kolomsoort, cel: &Data) -> bool {
    match (waarde, soort, cel) {
        (Value::Null, _, Data::Empty) => true,
        (Value::String(tekst), _, Data::Empty) => tekst.is_empty(),
        (Value::String(dag), Kolomsoort::Datum | Kolomsoort::Maand, Data::DateTime(moment)) => {
            let dag = if dag.len() == 7 { format!("{dag}-01") } else { dag.clone() };
            let nul = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            (dag.parse::<chrono::NaiveDate>().unwrap() - nul).num_days() == moment.as_f64() as i64
        }
        (Value::String(tekst), _, Data::String(cel)) => tekst == cel,
        (getal, Kolomsoort::Euro, Data::Float(euro)) => {
            getal.as_i64().unwrap() == (euro * 100.0).round() as i64
        }
        (getal, _, Data::Float(cel)) => getal.as_f64().unwrap() == *cel,
        _ => false,
    }
}

/// The sum of a column is what the lines behind it add up to.
const ACHTER: [(Soort, &[(&str, &str)]); 8] = [
    (
        Soort::Maandcijfers,
        &[
            ("aantalIngediend", "rijen"),
            ("ingediend", "ingediend"),
            ("toegekend", "toegekend"),
            ("afgewezen", "afgewezen"),
        ],
    ),
    (Soort::Afwijzingen, &[("aantal", "rijen"), ("bedrag", "afgewezen")]),
    (Soort::Betaallijst, &[("teBetalen", "toegekend")]),
    (Soort::Budgetverbruik, &[("gebruiktBedrag", "toegekend")]),
    (Soort::NaStop, &[("bedrag", "toegekend")]),
    (Soort::ZonderVervolg, &[("bedrag", "ingediend")]),
    (Soort::Tariefverschillen, &[]),
    (Soort::ZonderDeclaratie, &[]),
];

async fn leidt_naar_zijn_regel(poort: &Proefpoort, code: &str, rij: &Value) {
    if let Some(href) = rij["_links"]["prestatie"]["href"].as_str() {
        let beeld = poort.json(code, href.strip_prefix("/api/v1").unwrap()).await;
        assert_eq!(beeld["regel"], rij["regel"], "{beeld}");
    }
}

async fn leidt_naar_zijn_prestaties(poort: &Proefpoort, code: &str, overzicht: &Overzicht, rij: &Value) {
    let Some(href) = rij["_links"]["prestaties"]["href"].as_str() else {
        assert!(
            matches!(overzicht.soort, Soort::OpenDeclaraties | Soort::Prestaties),
            "{}: {rij}",
            overzicht.naam
        );
        return;
    };
    let beeld = poort.json(code, href.strip_prefix("/api/v1").unwrap()).await;
    let paren =
        ACHTER.iter().find(|(soort, _)| *soort == overzicht.soort).map_or(&[][..], |(_, paren)| paren);
    for (kolom, totaal) in paren {
        assert_eq!(rij[*kolom], beeld["controletotaal"][*totaal], "{} {kolom} {href}", overzicht.naam);
    }
}

/// An overview says the same in every form, adds up to its control total, and every row leads to the lines behind it.
pub async fn klopt(poort: &Proefpoort, code: &str, overzicht: &Overzicht, filter: &str) -> Vec<Value> {
    let naam = overzicht.naam;
    let (rijen, totaal) = bladzijden(poort, code, overzicht, filter).await;
    let (csv, csv_totaal) = als_csv(poort, code, overzicht, filter).await;
    let (werkblad, xlsx_totaal) = als_werkblad(poort, code, overzicht, filter).await;
    assert_eq!((&totaal, &totaal), (&csv_totaal, &xlsx_totaal), "{naam}");
    assert_eq!((rijen.len(), rijen.len()), (csv.len(), werkblad.len()), "{naam} {filter}");
    assert_eq!(totaal["rijen"].as_u64().unwrap(), rijen.len() as u64, "{naam}");
    for kolom in overzicht.totalen {
        let som: i64 = rijen.iter().map(|rij| rij[*kolom].as_i64().unwrap_or_default()).sum();
        assert_eq!(totaal[*kolom].as_i64().unwrap(), som, "{naam} {kolom}");
    }
    for (nummer, rij) in rijen.iter().enumerate() {
        for (plaats, kolom) in overzicht.kolommen.iter().enumerate() {
            let waarde = &rij[kolom.naam];
            assert_eq!(in_csv(waarde, kolom.soort), csv[nummer][kolom.naam], "{naam} {}", kolom.naam);
            let cel = werkblad[nummer].get(plaats).unwrap_or(&Data::Empty);
            assert!(zelfde(waarde, kolom.soort, cel), "{naam} {}: {waarde} {cel:?}", kolom.naam);
        }
        for bsn in [FENNA, NOOR, WIM] {
            assert!(!rij["_links"].to_string().contains(bsn), "a bsn in a URL: {rij}");
        }
        leidt_naar_zijn_prestaties(poort, code, overzicht, rij).await;
        leidt_naar_zijn_regel(poort, code, rij).await;
    }
    rijen
}

/// All of them.
pub async fn alles_klopt(poort: &Proefpoort, code: &str) {
    for overzicht in ALLE.iter().copied().chain([&PRESTATIES]) {
        klopt(poort, code, overzicht, "").await;
    }
}
