//! `/regels`: the catalogue. Open to everybody, without a key: it holds nothing of any party.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use schemars::JsonSchema;
use serde::Serialize;

use super::probleem::Probleem;
use super::vraag::{RegelsVraag, Zoekvraag};
use super::weergave::{Link, link};
use crate::catalogus::{CatalogusRegel, RegelBeeld, lijken_op, opsomming, zoek};

/// A rule.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RegelJson {
    #[serde(flatten)]
    regel: RegelBeeld,
    #[serde(rename = "_links")]
    links: RegelLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RegelLinks {
    #[serde(rename = "self")]
    zelf: Link,
}

impl From<&CatalogusRegel> for RegelJson {
    fn from(regel: &CatalogusRegel) -> Self {
        let zelf = link(format!("/api/v1/regels/{}", regel.code));
        RegelJson { regel: RegelBeeld::from(regel), links: RegelLinks { zelf } }
    }
}

/// The rules that were chosen.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RegelsJson {
    regels: Vec<RegelJson>,
}

/// `GET /regels`: by code, all at once; there are some three hundred.
pub(super) async fn lijst(Zoekvraag(vraag): Zoekvraag<RegelsVraag>) -> Result<Json<RegelsJson>, Probleem> {
    let regels = vraag.keuze()?.regels().into_iter().map(RegelJson::from).collect();
    Ok(Json(RegelsJson { regels }))
}

/// `GET /regels/{code}`.
pub(super) async fn toon(code: Result<Path<String>, PathRejection>) -> Result<Json<RegelJson>, Probleem> {
    let Path(code) = code.map_err(|_| onbekend(""))?;
    let regel = zoek(&code).ok_or_else(|| onbekend(&code))?;
    Ok(Json(RegelJson::from(regel)))
}

/// The code that was asked for is not repeated: it may be anything.
fn onbekend(code: &str) -> Probleem {
    let lijken = opsomming(lijken_op(code).into_iter().map(str::to_owned));
    let hint = if lijken.is_empty() {
        "Alle codes staan op /api/v1/regels.".to_owned()
    } else {
        format!("De code lijkt op {lijken}.")
    };
    Probleem::niet_gevonden(&format!("Deze regel bestaat niet in iJw 3.2 of iWmo 3.2. {hint}"))
}
