//! `/begrippen`: what words mean. What was decided on is open to everybody, without a key; drafts and changing are for gemeenten.

mod weergave;
mod wijzigen;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

pub(super) use self::weergave::{BegripbeeldJson, BegrippenJson, BegripversiesJson, VergelijkingJson};
pub(super) use self::wijzigen::{StatuswensJson, StuurVraag, TrekInJson};
pub(super) use self::wijzigen::{concept, concepten, maak, trek_in, vervang, zet_status};
use super::probleem::Probleem;
use super::registerlezen::{Kenmerk, Sleutels, onbekend};
use super::vraag::{Zoekvraag, in_url, lees, standaard_limiet};
use crate::begrippen::{Begrip, Register, Soort, Status, Stuk, Versie, vergelijk};
use crate::http::openapi::woord;
use crate::poort::Poort;

/// The query of `GET /begrippen`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BegrippenVraag {
    #[validate(length(max = 100))]
    q: Option<String>,
    #[schemars(with = "Option<woord::OpenbareStatus>")]
    status: Option<String>,
    #[validate(length(max = 40))]
    codelijst: Option<String>,
    #[validate(length(max = 100))]
    element: Option<String>,
    #[validate(length(max = 20))]
    cursor: Option<String>,
    #[validate(range(min = 1, max = 100))]
    #[serde(default = "standaard_limiet")]
    limiet: u32,
}

impl BegrippenVraag {
    fn vanaf(&self) -> Result<usize, Probleem> {
        let cursor =
            lees(self.cursor.as_deref(), |tekst| usize::from_str_radix(tekst, 16).ok(), "cursor", "14")?;
        Ok(cursor.unwrap_or(0))
    }

    fn volgende(&self, vanaf: usize) -> String {
        let velden = [
            ("q", &self.q),
            ("status", &self.status),
            ("codelijst", &self.codelijst),
            ("element", &self.element),
        ];
        let mut vraag = format!("limiet={}&cursor={vanaf:x}", self.limiet);
        for (naam, waarde) in velden {
            let Some(waarde) = waarde else { continue };
            vraag.push_str(&format!("&{naam}={}", in_url(waarde)));
        }
        vraag
    }

    /// Whether a begrip is among those that were asked for.
    fn kiest(&self, begrip: &Begrip, status: Option<Status>) -> bool {
        let met_element = |element: &String| {
            let onder =
                |een: &String| een.strip_prefix(element.as_str()).is_some_and(|rest| rest.starts_with('/'));
            begrip.elementen.iter().any(|een| een == element || onder(een))
        };
        let uit_lijst = |lijst: &String| begrip.codes.iter().any(|code| code.codelijst == *lijst);
        status.is_none_or(|status| begrip.status == status)
            && self.codelijst.as_ref().is_none_or(uit_lijst)
            && self.element.as_ref().is_none_or(met_element)
    }
}

fn als_begrip(versie: &Versie) -> Option<&Begrip> {
    match &versie.stuk {
        Stuk::Begrip(begrip) => Some(begrip),
        _ => None,
    }
}

/// The version of a begrip that is shown on a day: the one that counts then, or else the newest.
fn getoond<'r>(register: &'r Register, id: &str, dag: NaiveDate) -> Option<&'r Versie> {
    register.versie_op(Soort::Begrip, id, dag).or_else(|| register.versie(Soort::Begrip, id))
}

/// `GET /begrippen`: by word, or, where something is looked for, the best fit first.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Zoekvraag(vraag): Zoekvraag<BegrippenVraag>,
) -> Result<Response, Probleem> {
    let (register, vandaag) = (poort.register().await?, poort.klok.vandaag());
    let status = lees(vraag.status.as_deref(), openbare_status, "status", "vastgesteld")?;
    let vanaf = vraag.vanaf()?;
    let ids: Vec<&str> = match vraag.q.as_deref() {
        Some(tekst) => register.zoek(tekst).iter().map(|treffer| treffer.begrip.id.as_str()).collect(),
        None => register.begrippen_op_woord(),
    };
    let versies = ids.into_iter().filter_map(|id| getoond(&register, id, vandaag));
    let gekozen =
        versies.filter(|versie| als_begrip(versie).is_some_and(|begrip| vraag.kiest(begrip, status)));
    let mut bladzijde: Vec<&Versie> = gekozen.skip(vanaf).take(vraag.limiet as usize + 1).collect();
    let meer = bladzijde.len() > vraag.limiet as usize;
    bladzijde.truncate(vraag.limiet as usize);
    let volgende = meer.then(|| vraag.volgende(vanaf.saturating_add(bladzijde.len())));
    let json = BegrippenJson::van(&register, bladzijde, volgende);
    Ok(Kenmerk::van_stand(register.stand(), vandaag).antwoord(&headers, json))
}

fn openbare_status(tekst: &str) -> Option<Status> {
    Status::van_sleutel(tekst).filter(|status| !status.is_concept())
}

/// The query of `GET /begrippen/{begrip}`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BegripVraag {
    versie: Option<u32>,
    op: Option<NaiveDate>,
}

/// `GET /begrippen/{begrip}`: as it counts today, on another day, or in one version.
pub(super) async fn toon(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Sleutels(id): Sleutels<String>,
    Zoekvraag(vraag): Zoekvraag<BegripVraag>,
) -> Result<Response, Probleem> {
    let register = poort.register().await?;
    let stand = register.laatst_gewijzigd(Soort::Begrip, &id).ok_or_else(onbekend)?;
    let versie = match (vraag.versie, vraag.op) {
        (Some(_), Some(_)) => return Err(Probleem::verzoek("Geef versie of op, niet allebei.")),
        (Some(nummer), None) => een_versie(&poort, &id, nummer).await?,
        (None, Some(dag)) => register.versie_op(Soort::Begrip, &id, dag).cloned().ok_or_else(onbekend)?,
        (None, None) => getoond(&register, &id, poort.klok.vandaag()).cloned().ok_or_else(onbekend)?,
    };
    let json = BegripbeeldJson::van(&register, &versie).ok_or_else(onbekend)?;
    Ok(Kenmerk::van_stuk(stand, versie.nummer).antwoord(&headers, json))
}

async fn een_versie(poort: &Poort, id: &str, nummer: u32) -> Result<Versie, Probleem> {
    let versies = poort.store.registerversies(Soort::Begrip, id, false).await?;
    versies.into_iter().map(|rij| rij.versie).find(|versie| versie.nummer == nummer).ok_or_else(onbekend)
}

/// `GET /begrippen/{begrip}/versies`: every version that was decided on, oldest first.
pub(super) async fn versies(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Sleutels(id): Sleutels<String>,
) -> Result<Response, Probleem> {
    let rijen = poort.store.registerversies(Soort::Begrip, &id, false).await?;
    let laatste = rijen.last().ok_or_else(onbekend)?;
    let kenmerk = Kenmerk::van_stuk(laatste.gezet.stand, laatste.versie.nummer);
    Ok(kenmerk.antwoord(&headers, BegripversiesJson::van(&id, rijen)))
}

/// The query of `GET /begrippen/{begrip}/_vergelijk`.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VergelijkVraag {
    #[serde(rename = "versieOud")]
    versie_oud: Option<u32>,
    #[serde(rename = "versieNieuw")]
    versie_nieuw: Option<u32>,
}

/// `GET /begrippen/{begrip}/_vergelijk`: what two versions differ in; without numbers the last two.
pub(super) async fn vergelijk_versies(
    State(poort): State<Poort>,
    headers: HeaderMap,
    Sleutels(id): Sleutels<String>,
    Zoekvraag(vraag): Zoekvraag<VergelijkVraag>,
) -> Result<Response, Probleem> {
    let rijen = poort.store.registerversies(Soort::Begrip, &id, false).await?;
    let zoek = |nummer: u32| rijen.iter().map(|rij| &rij.versie).find(|versie| versie.nummer == nummer);
    let nieuw = match vraag.versie_nieuw {
        Some(nummer) => zoek(nummer),
        None => rijen.last().map(|rij| &rij.versie),
    };
    let nieuw = nieuw.ok_or_else(onbekend)?;
    let voor = |versie: &&Versie| versie.nummer < nieuw.nummer;
    let oud = match vraag.versie_oud {
        Some(nummer) => zoek(nummer).ok_or_else(onbekend)?,
        None => rijen.iter().map(|rij| &rij.versie).rfind(voor).unwrap_or(nieuw),
    };
    let json = VergelijkingJson::van(&id, oud, nieuw, vergelijk(&oud.stuk, &nieuw.stuk));
    Ok(Kenmerk::van_stuk(nieuw.vanaf_stand, nieuw.nummer).antwoord(&headers, json))
}
