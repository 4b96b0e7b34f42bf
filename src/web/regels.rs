//! `/regels`: the catalogue as pages. Every refusal leads to its rule here. Open to everybody.

use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::kader::{Blad, Kader, Onderdeel};
use crate::bericht::Standaard;
use crate::catalogus::{CatalogusRegel, Keuze, lijken_op, zoek};
use crate::http::Probleem;

/// What was asked.
#[derive(Default, Deserialize)]
pub(super) struct Vraag {
    zoek: Option<String>,
    standaard: Option<String>,
}

#[derive(Template)]
#[template(path = "regels.html")]
struct Regelspagina {
    kader: Kader,
    zoek: String,
    standaard: Option<Standaard>,
    regels: Vec<&'static CatalogusRegel>,
}

impl Regelspagina {
    fn keuzes(&self) -> [(&'static str, &'static str, bool); 3] {
        let gekozen = |standaard| self.standaard == standaard;
        [
            ("", "beide", gekozen(None)),
            ("ijw", "iJw (Jeugdwet)", gekozen(Some(Standaard::Ijw))),
            ("iwmo", "iWmo", gekozen(Some(Standaard::Iwmo))),
        ]
    }
}

/// `GET /regels`.
pub(super) async fn lijst(kader: Kader, vraag: Result<Query<Vraag>, QueryRejection>) -> impl IntoResponse {
    let Vraag { zoek, standaard } = vraag.map(|Query(vraag)| vraag).unwrap_or_default();
    let zoek: String =
        zoek.unwrap_or_default().trim().chars().filter(|teken| !teken.is_control()).take(60).collect();
    let standaard = standaard.as_deref().and_then(Standaard::van_sleutel);
    let gezocht = zoek.to_lowercase();
    let mut regels = Keuze { standaard, berichttype: None, niveau: None }.regels();
    regels.retain(|regel| past(regel, &gezocht));
    Blad(StatusCode::OK, Regelspagina { kader: kader.bij(Onderdeel::Regels), zoek, standaard, regels })
}

/// Whether all words are in a rule, or its codes.
fn past(regel: &CatalogusRegel, gezocht: &str) -> bool {
    gezocht.split_whitespace().all(|woord| {
        regel.code.to_lowercase().contains(woord)
            || regel.retourcode.is_some_and(|code| code.contains(woord))
            || regel.titel.to_lowercase().contains(woord)
            || regel.uitleg.to_lowercase().contains(woord)
            || regel.berichten.iter().any(|soort| soort.nummer().to_string() == woord)
    })
}

#[derive(Template)]
#[template(path = "regel.html")]
struct Regelpagina {
    kader: Kader,
    regel: &'static CatalogusRegel,
}

impl Regelpagina {
    fn berichttypen(&self) -> String {
        let namen: Vec<String> = self.regel.berichttypen().map(|berichttype| berichttype.naam()).collect();
        namen.join(", ")
    }
}

/// `GET /regels/{code}`.
pub(super) async fn toon(
    kader: Kader,
    code: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Probleem> {
    let Path(code) = code.map_err(|_| onbekend(""))?;
    let regel = zoek(&code).ok_or_else(|| onbekend(&code))?;
    Ok(Blad(StatusCode::OK, Regelpagina { kader: kader.bij(Onderdeel::Regels), regel }))
}

fn onbekend(code: &str) -> Probleem {
    let lijken = crate::catalogus::opsomming(lijken_op(code).into_iter().map(str::to_owned));
    let hint = if lijken.is_empty() { String::new() } else { format!(" De code lijkt op {lijken}.") };
    Probleem::niet_gevonden(&format!(
        "Deze regel bestaat niet in iJw 3.2 of iWmo 3.2.{hint} Zoek haar bij Regels."
    ))
}
