//! "Toon berekening": the sums behind the verdict on a line, as data and in words.

use chrono::{NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::Serialize;

use crate::catalogus::zoek;
use crate::http::weergave::{Link, link};
use crate::keten::{Prestatieberekening, Som};
use crate::rekenen::{Berekening, Stap};

/// The sums of a line, as they stood when it was judged.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::http) struct BerekeningJson {
    /// The version of the allocation that counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    toewijzing: Option<ToewijzingJson>,
    sommen: Vec<SomJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ToewijzingJson {
    /// Dutch local time.
    toegewezen_op: NaiveDateTime,
    ingangsdatum: NaiveDate,
    einddatum: Option<NaiveDate>,
}

/// One sum.
#[derive(Debug, Serialize, JsonSchema)]
struct SomJson {
    /// The rule that it is for.
    regel: &'static str,
    titel: &'static str,
    klopt: bool,
    #[serde(flatten)]
    past: Option<PastJson>,
    stappen: Vec<Stap>,
    /// The steps as one sentence.
    tekst: String,
    #[serde(rename = "_links")]
    links: SomLinks,
}

/// What fits, in the unit; euros are eurocents.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PastJson {
    eenheid: &'static str,
    maximum: i128,
    /// Not where only this line counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    al_toegekend: Option<i128>,
    deze: i128,
    /// Negative where it is too much.
    over: i128,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SomLinks {
    regel: Link,
}

impl BerekeningJson {
    pub(super) fn van(berekening: &Prestatieberekening) -> BerekeningJson {
        BerekeningJson {
            toewijzing: berekening.toewijzing.map(|toewijzing| ToewijzingJson {
                toegewezen_op: toewijzing.toegewezen_op,
                ingangsdatum: toewijzing.ingangsdatum,
                einddatum: toewijzing.einddatum,
            }),
            sommen: berekening.sommen().into_iter().map(SomJson::van).collect(),
        }
    }
}

impl SomJson {
    fn van(som: Som) -> SomJson {
        SomJson {
            regel: som.regel,
            titel: zoek(som.regel).map_or("", |regel| regel.titel),
            klopt: som.klopt,
            past: som.past.map(PastJson::van),
            stappen: som.stappen,
            tekst: som.tekst,
            links: SomLinks { regel: link(format!("/api/v1/regels/{}", som.regel)) },
        }
    }
}

impl PastJson {
    fn van(berekening: Berekening) -> PastJson {
        PastJson {
            eenheid: berekening.eenheid.code(),
            maximum: berekening.maximum,
            al_toegekend: berekening.al_toegekend,
            deze: berekening.deze,
            over: berekening.over(),
        }
    }
}
