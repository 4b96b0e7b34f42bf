//! `/berichten`: offering messages and looking at them.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use uuid::Uuid;

use super::probleem::Probleem;
use super::toegang::{Beller, Inzage};
use super::vraag::{BerichtenVraag, Id, Zoekvraag, bestaat_niet, gewenste_wacht};
use super::weergave::{BerichtJson, BevindingJson, Link, PaginaLinks, bericht_pad, link};
use crate::poort::{GROOTSTE_BERICHT, Ontvangst, Poort, PoortFout, Reden, Weigering};
use crate::store::Zicht;
use crate::tijd::dag;

/// How many megabytes of messages are taken in at once.
static RUIMTE: Semaphore = Semaphore::const_new(256);
/// How long a message waits for its turn.
const GEDULD_OP_RUIMTE: Duration = Duration::from_secs(30);
/// How long a sender may take over a message, or over any other body.
pub(crate) const GEDULD_MET_INHOUD: Duration = Duration::from_secs(120);

/// `POST /berichten`: offers a message.
pub(super) async fn plaats(
    State(poort): State<Poort>,
    beller: Beller,
    headers: HeaderMap,
    inhoud: Body,
) -> Result<Response, Probleem> {
    let _ruimte = ruimte_voor(&headers).await?;
    let bytes = lees_inhoud(&headers, inhoud).await?;
    let (rij, status) = match neem_aan(&poort, &beller, bytes).await? {
        Ontvangst::Nieuw(rij) => (rij, StatusCode::CREATED),
        Ontvangst::Bekend(rij) => (rij, StatusCode::OK),
        Ontvangst::Geweigerd(weigering) => return Err(geweigerd(weigering)),
        Ontvangst::GeenMandaat { berichttype, gemeente } => {
            return Err(Probleem::geen_mandaat(format!(
                "{} mag vandaag geen {berichttype} versturen namens gemeente {gemeente}: er is geen mandaat dat vandaag geldt. \
                 Vraag de gemeente om een mandaat. Het bericht is niet bewaard.",
                beller.0.naam
            )));
        }
        Ontvangst::BuitenVolmacht { berichttype } => return Err(Probleem::buiten_volmacht(berichttype)),
        Ontvangst::NietVanU { berichttype, verzender } => {
            return Err(Probleem::niet_van_u(format!(
                "Volgens de header komt deze {berichttype} van {verzender}, en uw toegangssleutel hoort bij {} ({}). \
                 Controleer de afzender of gebruik de sleutel van die partij. Het bericht is niet bewaard.",
                beller.0.naam, beller.0.code
            )));
        }
    };
    let wacht = gewenste_wacht(&headers);
    let plek = HeaderValue::from_str(&bericht_pad(rij.id));
    // The message is stored. That it cannot be read back just now does not change that.
    let bericht = match geheel(&poort, rij.id, beller.zicht(), wacht.unwrap_or_default()).await {
        Ok(bericht) => bericht,
        Err(_) => BerichtJson::van(rij),
    };
    let mut antwoord = (status, Json(bericht)).into_response();
    if let Ok(plek) = plek {
        antwoord.headers_mut().insert(header::LOCATION, plek);
    }
    let toegepast = wacht.map(|wacht| format!("wait={}", wacht.as_secs()));
    if let Some(toegepast) = toegepast.and_then(|waarde| HeaderValue::from_str(&waarde).ok()) {
        antwoord.headers_mut().insert("preference-applied", toegepast);
    }
    Ok(antwoord)
}

/// Takes a message in as a task of its own: a sender that hangs up halfway does not break off what is being stored.
async fn neem_aan(poort: &Poort, beller: &Beller, bytes: Vec<u8>) -> Result<Ontvangst, Probleem> {
    let (poort, indiener, volmacht) = (poort.clone(), beller.0.clone(), beller.2.clone());
    let taak = tokio::spawn(async move { poort.ontvang_van((&indiener, volmacht.as_deref()), bytes).await });
    let ontvangst = taak.await.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
    Ok(ontvangst?)
}

/// Room in memory for one message, so that many large ones at once wait their turn.
pub(crate) async fn ruimte_voor(headers: &HeaderMap) -> Result<SemaphorePermit<'static>, Probleem> {
    let megabytes =
        aangekondigd(headers).unwrap_or(GROOTSTE_BERICHT).min(GROOTSTE_BERICHT) / (1024 * 1024) + 1;
    let megabytes = u32::try_from(megabytes).unwrap_or(u32::MAX);
    match timeout(GEDULD_OP_RUIMTE, RUIMTE.acquire_many(megabytes)).await {
        Ok(Ok(ruimte)) => Ok(ruimte),
        _ => Err(Probleem::te_druk()),
    }
}

/// The size that a request announces, in bytes.
fn aangekondigd(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads the message, no further than its size allows.
pub(super) async fn lees_inhoud(headers: &HeaderMap, inhoud: Body) -> Result<Vec<u8>, Probleem> {
    let mediatype =
        headers.get(header::CONTENT_TYPE).and_then(|waarde| waarde.to_str().ok()).unwrap_or_default();
    let mediatype = mediatype.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let ingepakt = headers.get(header::CONTENT_ENCODING).is_some_and(|waarde| waarde != "identity");
    if ingepakt || !matches!(mediatype.as_str(), "application/xml" | "text/xml") {
        return Err(Probleem::mediatype());
    }
    let te_groot = || {
        Probleem::te_groot(format!(
            "Een bericht is hoogstens {} MB. Verdeel de inhoud over meer berichten.",
            GROOTSTE_BERICHT / (1024 * 1024)
        ))
    };
    if aangekondigd(headers).is_some_and(|bytes| bytes > GROOTSTE_BERICHT) {
        return Err(te_groot());
    }
    match timeout(GEDULD_MET_INHOUD, to_bytes(inhoud, GROOTSTE_BERICHT)).await {
        Ok(Ok(bytes)) => Ok(bytes.into()),
        Ok(Err(fout)) if is_te_groot(&fout) => Err(te_groot()),
        Ok(Err(_)) => Err(Probleem::verzoek("Het bericht kwam niet in zijn geheel aan. Stuur het opnieuw.")),
        Err(_) => Err(Probleem::te_traag()),
    }
}

/// Whether reading a body ended because it is larger than may be.
pub(super) fn is_te_groot(fout: &axum::Error) -> bool {
    let mut oorzaak: Option<&dyn std::error::Error> = Some(fout);
    while let Some(deze) = oorzaak {
        if deze.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        oorzaak = deze.source();
    }
    false
}

fn geweigerd(weigering: Weigering) -> Probleem {
    let (titel, detail) = match weigering.reden {
        Reden::Niveau1 => (
            "Het bericht is niet geldig",
            "Het bericht is niet aangenomen en niet doorgestuurd, en er komt geen retourbericht. Verbeter wat bij de \
             bevindingen staat en stuur het opnieuw."
                .to_owned(),
        ),
        Reden::Header => (
            "De header van het bericht is niet bruikbaar",
            "De header bevat een waarde waar de poort niet mee kan werken, zoals een jaartal van meer dan vier cijfers. \
             Het bericht is niet aangenomen."
                .to_owned(),
        ),
        Reden::OnbekendeOntvanger => (
            "De ontvanger is niet bekend",
            format!(
                "De ontvanger {} is geen partij van deze poort. Controleer de code in de header. Het bericht is niet \
                 aangenomen.",
                weigering.ontvanger.as_deref().unwrap_or_default()
            ),
        ),
    };
    Probleem::geweigerd(weigering, titel, detail)
}

/// `GET /berichten/{id}`.
pub(super) async fn toon(
    State(poort): State<Poort>,
    inzage: Inzage,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Json<BerichtJson>, Probleem> {
    let wacht = gewenste_wacht(&headers).unwrap_or_default();
    Ok(Json(geheel(&poort, id, inzage.zicht(), wacht).await?))
}

/// A message with its findings and its answer, once it was processed or the time is over.
pub(super) async fn geheel(
    poort: &Poort,
    id: Uuid,
    zicht: Zicht,
    wacht: Duration,
) -> Result<BerichtJson, Probleem> {
    let rij = poort.uitkomst_van(id, zicht, wacht).await?.ok_or_else(bestaat_niet)?;
    let bevindingen = poort.store.bevindingen(id, zicht).await?.ok_or_else(bestaat_niet)?;
    let antwoord = poort.store.antwoord_op(id, zicht).await?;
    Ok(BerichtJson::geheel(rij, bevindingen, antwoord.map(|antwoord| antwoord.id)))
}

/// `GET /berichten/{id}/inhoud`: the XML, byte for byte.
pub(super) async fn inhoud(
    State(poort): State<Poort>,
    inzage: Inzage,
    Id(id): Id,
) -> Result<impl IntoResponse, Probleem> {
    let rij = poort.store.bericht(id, inzage.zicht()).await?.ok_or_else(bestaat_niet)?;
    if let Some(op) = rij.inhoud_opgeruimd_op {
        return Err(Probleem::opgeruimd(dag(op)));
    }
    let bytes = poort.store.inhoud(id, inzage.zicht()).await?.ok_or_else(bestaat_niet)?;
    Ok(([(header::CONTENT_TYPE, "application/xml")], bytes))
}

/// Findings of one message.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BevindingenJson {
    bevindingen: Vec<BevindingJson>,
    #[serde(rename = "_links")]
    links: BevindingenLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BevindingenLinks {
    #[serde(rename = "self")]
    zelf: Link,
    bericht: Link,
}

/// `GET /berichten/{id}/bevindingen`.
pub(super) async fn bevindingen(
    State(poort): State<Poort>,
    inzage: Inzage,
    Id(id): Id,
) -> Result<Json<BevindingenJson>, Probleem> {
    let bevindingen = poort.store.bevindingen(id, inzage.zicht()).await?.ok_or_else(bestaat_niet)?;
    let links = BevindingenLinks {
        zelf: link(format!("{}/bevindingen", bericht_pad(id))),
        bericht: link(bericht_pad(id)),
    };
    Ok(Json(BevindingenJson { bevindingen, links }))
}

/// A page of messages.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BerichtenJson {
    berichten: Vec<BerichtJson>,
    #[serde(rename = "_links")]
    links: PaginaLinks,
}

/// `GET /berichten`: newest first.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    inzage: Inzage,
    Zoekvraag(vraag): Zoekvraag<BerichtenVraag>,
) -> Result<Json<BerichtenJson>, Probleem> {
    // One more than asked tells whether there is a next page.
    let mut rijen = poort.store.berichten(inzage.zicht(), &vraag.filter()?, vraag.limiet + 1).await?;
    let meer = rijen.len() > vraag.limiet as usize;
    rijen.truncate(vraag.limiet as usize);
    let laatste = rijen.last().map(|rij| rij.volgnummer).filter(|_| meer);
    let volgende = laatste.map(|laatste| link(format!("/api/v1/berichten?{}", vraag.volgende(laatste))));
    let berichten = rijen.into_iter().map(BerichtJson::van).collect();
    Ok(Json(BerichtenJson { berichten, links: PaginaLinks { volgende } }))
}
