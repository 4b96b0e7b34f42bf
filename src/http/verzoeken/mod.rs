//! `/verzoeken`: requests of aanbieders, and drafted answers to them for the gemeente to confirm.

mod weergave;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

pub(super) use self::weergave::{ConceptJson, VerzoekJson, VerzoekenJson};

use self::weergave::onvolledig;
use super::berichten::geheel;
use super::lichaam::{lees_bytes, toets_namen};
use super::probleem::Probleem;
use super::toegang::Beller;
use super::vraag::{Id, Zoekvraag, bestaat_niet, gewenste_wacht, lees, standaard_limiet};
use super::weergave::{BerichtJson, bericht_pad};
use crate::concept::{Antwoordsoort, Keuzes};
use crate::http::openapi::woord;
use crate::partij::{Partij, PartijSoort};
use crate::poort::{Bevestiging, NietOpgesteld, Poort, PoortFout};
use crate::store::{VerzoekFilter, VerzoekStatus};

/// The largest body with choices, in bytes.
const GROOTSTE_KEUZES: usize = 256 * 1024;

/// The query of `GET /verzoeken`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerzoekenVraag {
    #[validate(length(max = 20))]
    #[schemars(with = "Option<woord::Verzoekstatus>")]
    status: Option<String>,
    #[validate(length(max = 20))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    limiet: u32,
}

impl VerzoekenVraag {
    fn filter(&self) -> Result<VerzoekFilter, Probleem> {
        let cursor = |tekst: &str| i64::from_str_radix(tekst, 16).ok();
        Ok(VerzoekFilter {
            status: lees(self.status.as_deref(), VerzoekStatus::van_sleutel, "status", "open")?,
            voor: lees(self.cursor.as_deref(), cursor, "cursor", "1f (neem haar over uit _links.volgende)")?,
        })
    }

    fn volgende(&self, laatste: i64) -> String {
        let status = self.status.as_ref().map(|status| format!("&status={status}")).unwrap_or_default();
        format!("/api/v1/verzoeken?limiet={}&cursor={laatste:x}{status}", self.limiet)
    }
}

/// A party that has requests of its own.
fn met_verzoeken(beller: &Beller) -> Result<&Partij, Probleem> {
    match beller.0.soort {
        PartijSoort::Gemeente | PartijSoort::Aanbieder => Ok(&beller.0),
        PartijSoort::Wijkteam | PartijSoort::Knooppunt | PartijSoort::Leverancier => Err(Probleem::verboden(
            "Verzoeken gaan tussen aanbieder en gemeente: alleen die twee zien ze. Een wijkteam vraagt ernaar bij de backoffice van \
             zijn gemeente.",
        )),
    }
}

/// The gemeente that may answer.
fn gemeente(beller: &Beller) -> Result<&Partij, Probleem> {
    match met_verzoeken(beller)?.soort {
        PartijSoort::Gemeente => Ok(&beller.0),
        _ => Err(Probleem::verboden(
            "Alleen de gemeente kan een verzoek beantwoorden. Haar antwoord komt in uw postbus.",
        )),
    }
}

/// `GET /verzoeken`: newest first.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    beller: Beller,
    Zoekvraag(vraag): Zoekvraag<VerzoekenVraag>,
) -> Result<Json<VerzoekenJson>, Probleem> {
    let partij = met_verzoeken(&beller)?;
    // One more than asked tells whether there is a next page.
    let mut rijen =
        poort.store.verzoeken(partij, &vraag.filter()?, poort.klok.vandaag(), vraag.limiet + 1).await?;
    let meer = rijen.len() > vraag.limiet as usize;
    rijen.truncate(vraag.limiet as usize);
    let volgende = rijen.last().filter(|_| meer).map(|laatste| vraag.volgende(laatste.volgnummer));
    Ok(Json(VerzoekenJson::van(rijen, poort.klok.vandaag(), partij.soort, volgende)))
}

/// `GET /verzoeken/{id}`: with what it asks for, product by product.
pub(super) async fn toon(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
) -> Result<Json<VerzoekJson>, Probleem> {
    let partij = met_verzoeken(&beller)?;
    let (rij, producten) = poort.verzoek(partij, id).await?.ok_or_else(bestaat_niet)?;
    Ok(Json(VerzoekJson::van(rij, poort.klok.vandaag(), partij.soort).met_producten(producten)))
}

/// The query of `GET /verzoeken/{id}/concept`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptVraag {
    #[validate(length(max = 20))]
    #[schemars(with = "Option<Antwoordsoort>")]
    soort: Option<String>,
    /// Which product of a 315.
    regel: Option<u32>,
}

/// `GET /verzoeken/{id}/concept`: the draft as was asked.
pub(super) async fn concept(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    Zoekvraag(vraag): Zoekvraag<ConceptVraag>,
) -> Result<Json<ConceptJson>, Probleem> {
    let soort = lees(vraag.soort.as_deref(), Antwoordsoort::van_sleutel, "soort", "toewijzen")?;
    let regels = vraag.regel.map(|regel| vec![regel]);
    let keuzes = Keuzes { soort: soort.unwrap_or_default(), regels, ..Keuzes::default() };
    stel_op(&poort, &beller, id, &keuzes).await
}

/// `POST /verzoeken/{id}/_concept`: the draft with these choices. Nothing is kept.
pub(super) async fn concept_met_keuzes(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    inhoud: Body,
) -> Result<Json<ConceptJson>, Probleem> {
    gemeente(&beller)?;
    stel_op(&poort, &beller, id, &lees_keuzes(inhoud).await?).await
}

async fn stel_op(
    poort: &Poort,
    beller: &Beller,
    id: Uuid,
    keuzes: &Keuzes,
) -> Result<Json<ConceptJson>, Probleem> {
    let opgesteld = poort.concept(gemeente(beller)?, id, keuzes).await?.map_err(niet_opgesteld)?;
    Ok(Json(ConceptJson::van(opgesteld)))
}

/// `POST /verzoeken/{id}/_bevestig`: sends the draft with these choices. 201: taken in. 200: these choices were confirmed before.
pub(super) async fn bevestig(
    State(poort): State<Poort>,
    beller: Beller,
    Id(id): Id,
    headers: HeaderMap,
    inhoud: Body,
) -> Result<Response, Probleem> {
    let (partij, volmacht) = (gemeente(&beller)?.clone(), beller.2.clone());
    let keuzes = lees_keuzes(inhoud).await?;
    // A task of its own: a caller that hangs up halfway does not break off what is being stored.
    let taak = {
        let poort = poort.clone();
        tokio::spawn(async move { poort.bevestig_concept((&partij, volmacht.as_deref()), id, &keuzes).await })
    };
    let bevestiging = taak.await.map_err(|fout| PoortFout::Intern(fout.to_string()))??;
    let (rij, status) = match bevestiging {
        Bevestiging::Verzonden(rij) => (rij, StatusCode::CREATED),
        Bevestiging::Bekend(rij) => (rij, StatusCode::OK),
        Bevestiging::Niet(niet) => return Err(niet_opgesteld(niet)),
        Bevestiging::Onvolledig(opgesteld) => return Err(Probleem::onvolledig(onvolledig(*opgesteld))),
    };
    let plek = HeaderValue::from_str(&bericht_pad(rij.id));
    let wacht = gewenste_wacht(&headers).unwrap_or_default();
    // The message is stored. That it cannot be read back just now does not change that.
    let bericht = match geheel(&poort, rij.id, beller.zicht(), wacht).await {
        Ok(bericht) => bericht,
        Err(_) => BerichtJson::van(rij),
    };
    let mut antwoord = (status, Json(bericht)).into_response();
    if let Ok(plek) = plek {
        antwoord.headers_mut().insert(header::LOCATION, plek);
    }
    Ok(antwoord)
}

fn niet_opgesteld(niet: NietOpgesteld) -> Probleem {
    match niet {
        NietOpgesteld::Onbekend => bestaat_niet(),
        NietOpgesteld::Beantwoord(tekst) => Probleem::beantwoord(tekst),
        NietOpgesteld::Keuze(tekst) => Probleem::keuze(tekst),
        NietOpgesteld::BuitenVolmacht(berichttype) => Probleem::buiten_volmacht(berichttype),
    }
}

/// Reads the choices; no body at all is no choices. A mistake is named by its place and not by its value, which may be personal.
async fn lees_keuzes(inhoud: Body) -> Result<Keuzes, Probleem> {
    let te_groot = "De keuzes zijn groter dan 256 kB. Laat weg wat u niet kiest.";
    let bytes = lees_bytes(inhoud, GROOTSTE_KEUZES, te_groot).await?;
    if bytes.trim_ascii().is_empty() {
        return Ok(Keuzes::default());
    }
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let keuzes: Keuzes = serde_path_to_error::deserialize(&mut json).map_err(|fout| {
        Probleem::verzoek(format!(
            "De keuzes zijn niet te lezen bij ‘{}’. Controleer daar de naam en de waarde; schrijf datums als 2026-01-31.",
            fout.path()
        ))
    })?;
    json.end().map_err(|_| Probleem::verzoek("Na de keuzes staat nog iets. Verwijder het."))?;
    toets_namen(&bytes)?;
    Ok(keuzes)
}
