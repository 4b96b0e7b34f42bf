//! `/lokaleregels`: what the gate checks because it was agreed on, and trying a rule on messages of the past.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::probleem::Probleem;
use super::registerlezen::Inhoud;
use super::toegang::Beller;
use super::weergave::{Link, bericht_pad, link};
use crate::begrippen::{Gebrek, LokaleRegel, Soort, Stuk};
use crate::lokaal::Opgesteld;
use crate::partij::PartijSoort;
use crate::poort::{Poort, PoortFout, Proef, Proeftelling, Proefvraag};

/// How many messages one call looks at: some seconds of work.
const MEESTE_BERICHTEN: u64 = 5_000;

/// How many trials run at once. Others are asked to come back.
static PROEVEN: Semaphore = Semaphore::const_new(2);

/// Every rule that was decided on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LokaleRegelsJson {
    stand: i64,
    lokale_regels: Vec<LokaleRegel>,
}

/// `GET /lokaleregels`. Open to everybody: a rule holds nothing of any party.
pub(super) async fn lijst(State(poort): State<Poort>) -> Result<Json<LokaleRegelsJson>, Probleem> {
    let register = poort.register().await?;
    let lokale_regels = register.versies(Soort::LokaleRegel).filter_map(|versie| match &versie.stuk {
        Stuk::LokaleRegel(regel) => Some((**regel).clone()),
        _ => None,
    });
    Ok(Json(LokaleRegelsJson { stand: register.stand(), lokale_regels: lokale_regels.collect() }))
}

/// The body of `_proef`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProefvraagJson {
    van: NaiveDate,
    tot: NaiveDate,
    regel: LokaleRegel,
}

/// What a trial came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProefJson {
    samenvatting: String,
    volledig: bool,
    totaal: ProeftellingJson,
    al_afgekeurd: u64,
    niet_beoordeeld: u64,
    oorzaken: Vec<ProefoorzaakJson>,
    per_maand: Vec<ProefmaandJson>,
    per_aanbieder: Vec<ProefaanbiederJson>,
    voorbeelden: Vec<ProefvoorbeeldJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProeftellingJson {
    aantal_berichten: u64,
    aantal_klassen: u64,
    niet_goed_berichten: u64,
    niet_goed_klassen: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProefoorzaakJson {
    oorzaak: String,
    aantal_berichten: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProefmaandJson {
    maand: String,
    #[serde(flatten)]
    telling: ProeftellingJson,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProefaanbiederJson {
    aanbieder: String,
    #[serde(flatten)]
    telling: ProeftellingJson,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProefvoorbeeldJson {
    id: Uuid,
    #[serde(rename = "_links")]
    links: ProefvoorbeeldLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProefvoorbeeldLinks {
    bericht: Link,
}

impl From<Proeftelling> for ProeftellingJson {
    fn from(telling: Proeftelling) -> Self {
        ProeftellingJson {
            aantal_berichten: telling.berichten,
            aantal_klassen: telling.klassen,
            niet_goed_berichten: telling.niet_goed_berichten,
            niet_goed_klassen: telling.niet_goed_klassen,
        }
    }
}

impl ProefJson {
    fn van(proef: Proef, weigert: bool) -> ProefJson {
        let voorbeeld =
            |id| ProefvoorbeeldJson { id, links: ProefvoorbeeldLinks { bericht: link(bericht_pad(id)) } };
        ProefJson {
            samenvatting: proef.in_woorden(weigert),
            volledig: proef.volledig,
            totaal: proef.totaal.into(),
            al_afgekeurd: proef.al_afgekeurd,
            niet_beoordeeld: proef.niet_beoordeeld,
            oorzaken: (proef.oorzaken.into_iter())
                .map(|(oorzaak, aantal_berichten)| ProefoorzaakJson { oorzaak, aantal_berichten })
                .collect(),
            per_maand: (proef.per_maand.into_iter())
                .map(|(maand, telling)| ProefmaandJson { maand, telling: telling.into() })
                .collect(),
            per_aanbieder: (proef.per_aanbieder.into_iter())
                .map(|(aanbieder, telling)| ProefaanbiederJson { aanbieder, telling: telling.into() })
                .collect(),
            voorbeelden: proef.voorbeelden.into_iter().map(voorbeeld).collect(),
        }
    }
}

/// `POST /lokaleregels/_proef`: on messages of the gemeente that asks, whatever other gemeenten the rule names. Whoever hangs up ends
/// it.
pub(super) async fn proef(
    State(poort): State<Poort>,
    beller: Beller,
    Inhoud(vraag): Inhoud<ProefvraagJson>,
) -> Result<Json<ProefJson>, Probleem> {
    if beller.0.soort != PartijSoort::Gemeente {
        return Err(Probleem::verboden(
            "Alleen een gemeente probeert regels uit, op haar eigen berichten. Doe uw voorstel in het overleg.",
        ));
    }
    if vraag.tot < vraag.van {
        return Err(Probleem::verzoek("De laatste dag (tot) ligt voor de eerste (van)."));
    }
    let Ok(_plaats) = PROEVEN.try_acquire() else { return Err(Probleem::te_druk()) };
    let regel = opgesteld(&poort, vraag.regel).await?.map_err(Probleem::gebreken)?;
    let weigert = regel.regel.retourcode.is_some();
    let over = Proefvraag {
        van: vraag.van,
        tot_en_met: vraag.tot,
        gemeenten: vec![beller.0.code.clone()],
        hoogstens: Some(MEESTE_BERICHTEN),
    };
    let proef = poort.probeer_regel(regel, &over, |_| ControlFlow::Continue(())).await?;
    Ok(Json(ProefJson::van(proef, weigert)))
}

/// The rule, ready, or what is wrong with it. Reading an expression takes a moment, so it is done beside what serves others.
async fn opgesteld(
    poort: &Poort,
    regel: LokaleRegel,
) -> Result<Result<Arc<Opgesteld>, Vec<Gebrek>>, PoortFout> {
    let schemas = Arc::clone(&poort.schemas);
    let klaar = tokio::task::spawn_blocking(move || {
        let regel = Arc::new(regel);
        let opgesteld = Opgesteld::nieuw(Arc::clone(&regel), &schemas).map(Arc::new);
        opgesteld.map_err(|bezwaren| bezwaren.into_iter().map(|een| een.gebrek(&regel)).collect())
    });
    klaar.await.map_err(|fout| PoortFout::Intern(fout.to_string()))
}
