//! Errors as the API shows them: `application/problem+json` (RFC 9457), with what is wrong and what to do.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::weergave::BevindingJson;
use crate::begrippen::Gebrek;
use crate::bericht::Berichttype;
use crate::http::openapi::woord;
use crate::poort::{PoortFout, Weigering};
use crate::regels::Oordeel;
use crate::store::StoreFout;

/// A problem, ready to be sent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Probleem {
    #[serde(rename = "type")]
    soort: String,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    weigering: Option<Box<WeigeringJson>>,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    onvolledig: Option<Box<OnvolledigJson>>,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    gebreken: Option<Box<GebrekenJson>>,
    #[serde(skip)]
    headers: Vec<(header::HeaderName, HeaderValue)>,
}

/// What a refused message was refused for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WeigeringJson {
    #[schemars(with = "Option<woord::Berichttype>")]
    berichttype: Option<String>,
    #[schemars(with = "Oordeel")]
    oordeel: &'static str,
    bevindingen: Vec<BevindingJson>,
    /// How many findings are not shown.
    weggelaten: u64,
}

/// What is wrong with a piece of the register, and where.
#[derive(Debug, Serialize, JsonSchema)]
struct GebrekenJson {
    gebreken: Vec<Gebrek>,
}

/// Why a drafted answer cannot be sent yet.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OnvolledigJson {
    pub(super) ontbreekt: Vec<OntbreektJson>,
    pub(super) bevindingen: Vec<BevindingJson>,
}

/// What is missing in a drafted answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OntbreektJson {
    pub(super) element: &'static str,
    pub(super) waarom: String,
}

impl Probleem {
    fn nieuw(status: StatusCode, soort: &str, title: &'static str, detail: impl Into<String>) -> Probleem {
        Probleem {
            soort: format!("urn:berichtenpoort:probleem:{soort}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            weigering: None,
            onvolledig: None,
            gebreken: None,
            headers: Vec::new(),
        }
    }

    /// 404: there is nothing here, or it is not yours.
    pub fn niet_gevonden(detail: &str) -> Probleem {
        Probleem::nieuw(StatusCode::NOT_FOUND, "niet-gevonden", "Niet gevonden", detail)
    }

    /// 410: the content of a message was kept long enough.
    pub fn opgeruimd(op: NaiveDate) -> Probleem {
        let detail = format!(
            "De inhoud van dit bericht is opgeruimd op {}, omdat de bewaartermijn voorbij is. Wat de poort nog van het bericht weet, staat \
             bij het bericht zelf.",
            op.format("%d-%m-%Y")
        );
        Probleem::nieuw(StatusCode::GONE, "inhoud-opgeruimd", "De inhoud is opgeruimd", detail)
    }

    /// 405.
    pub fn methode(methode: &str) -> Probleem {
        let detail =
            format!("Dit adres kent de methode {methode} niet. In de header ‘Allow’ staat welke wel.");
        Probleem::nieuw(
            StatusCode::METHOD_NOT_ALLOWED,
            "methode-niet-toegestaan",
            "Methode niet toegestaan",
            detail,
        )
    }

    /// 400: the request itself is not right.
    pub fn verzoek(detail: impl Into<String>) -> Probleem {
        Probleem::nieuw(StatusCode::BAD_REQUEST, "verzoek-ongeldig", "Het verzoek klopt niet", detail)
    }

    /// 401: no key, or not one that is known.
    pub fn toegang(detail: &str) -> Probleem {
        let mut probleem = Probleem::nieuw(StatusCode::UNAUTHORIZED, "geen-toegang", "Geen toegang", detail);
        let uitnodiging = HeaderValue::from_static("Bearer realm=\"berichtenpoort\"");
        probleem.headers.push((header::WWW_AUTHENTICATE, uitnodiging));
        probleem
    }

    /// Whether it says that nobody knows who calls.
    pub(super) fn is_toegang(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED.as_u16()
    }

    /// 403: the message says that somebody else sends it.
    pub fn niet_van_u(detail: String) -> Probleem {
        Probleem::nieuw(
            StatusCode::FORBIDDEN,
            "afzender-niet-van-u",
            "U mag dit bericht niet versturen",
            detail,
        )
    }

    /// 403: a wijkteam sends without a mandate.
    pub fn geen_mandaat(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::FORBIDDEN, "geen-mandaat", "Geen mandaat", detail)
    }

    /// 403: a supplier acts for a party that did not let it.
    pub fn geen_volmacht(detail: impl Into<String>) -> Probleem {
        Probleem::nieuw(StatusCode::FORBIDDEN, "geen-volmacht", "Geen volmacht", detail)
    }

    /// 403: a supplier offers what its volmacht is not for.
    pub fn buiten_volmacht(berichttype: Berichttype) -> Probleem {
        Probleem::geen_volmacht(format!(
            "Uw volmacht is niet voor berichten van het type {berichttype}. Vraag de partij om een volmacht daarvoor. Het bericht is niet \
             bewaard."
        ))
    }

    /// 422: a party cannot be what was asked.
    pub fn partij_kan_niet(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::UNPROCESSABLE_ENTITY, "partij-kan-niet", "Dit kan niet", als_zin(&detail))
    }

    /// 409: what was asked contradicts what there is.
    pub fn partij_botst(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::CONFLICT, "partij-botst", "Dit past niet bij wat er is", als_zin(&detail))
    }

    /// 428: who changes something says what was seen.
    pub fn zonder_stand() -> Probleem {
        let detail = "Stuur in de header ‘If-Match’ de ETag mee die u bij het ophalen kreeg. Zo overschrijft niemand wat een ander net \
                      wijzigde.";
        Probleem::nieuw(StatusCode::PRECONDITION_REQUIRED, "zonder-if-match", "Noem wat u zag", detail)
    }

    /// 403: this party may not do this at all.
    pub fn verboden(detail: &str) -> Probleem {
        Probleem::nieuw(StatusCode::FORBIDDEN, "niet-toegestaan", "Dat mag u niet", detail)
    }

    /// 403: the role or the key of the caller is not for this.
    pub fn geen_recht(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::FORBIDDEN, "geen-recht", "Dat mag u niet", detail)
    }

    /// 403: it does not come from a page of the gate.
    pub fn niet_van_pagina() -> Probleem {
        let detail = "Dit verzoek komt niet van een pagina van de poort zelf, of de pagina is verouderd. Laad de pagina opnieuw en probeer \
                      het daar nog eens. Software stuurt de formuliercode mee in de header ‘X-Formuliercode’, of gebruikt een \
                      toegangssleutel.";
        Probleem::nieuw(
            StatusCode::FORBIDDEN,
            "niet-van-pagina",
            "Dit verzoek komt van een andere pagina",
            detail,
        )
    }

    /// 409: the request was answered.
    pub fn beantwoord(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::CONFLICT, "verzoek-beantwoord", "Het verzoek is al beantwoord", detail)
    }

    /// 422: what was chosen for an answer cannot be.
    pub fn keuze(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::UNPROCESSABLE_ENTITY, "keuze-kan-niet", "Deze keuze kan niet", detail)
    }

    /// 422: an answer misses something, or would be rejected.
    pub(super) fn onvolledig(onvolledig: OnvolledigJson) -> Probleem {
        let (soort, title, detail) = if onvolledig.ontbreekt.is_empty() {
            (
                "antwoord-afgekeurd",
                "Het antwoord zou worden afgekeurd",
                "Er is niets verstuurd. Verbeter wat bij de bevindingen staat met andere keuzes, of stuur zelf een bericht.",
            )
        } else {
            (
                "antwoord-onvolledig",
                "Het antwoord is nog niet volledig",
                "Er is niets verstuurd. Vul in wat ontbreekt en bevestig opnieuw.",
            )
        };
        let mut probleem = Probleem::nieuw(StatusCode::UNPROCESSABLE_ENTITY, soort, title, detail);
        probleem.onvolledig = Some(Box::new(onvolledig));
        probleem
    }

    /// 500: an answer could not be made.
    pub fn van_antwoord(fout: &axum::http::Error) -> Probleem {
        tracing::error!(%fout, "het antwoord kon niet worden gemaakt");
        Probleem::intern()
    }

    /// 403: the key is not that of a person.
    pub fn geen_medewerker() -> Probleem {
        let detail = "Met deze toegangssleutel kunt u declaraties bekijken, maar niet over ze beslissen: de poort legt vast wie \
                      beslist, en de sleutel staat niet op naam. Vraag de beheerder van de poort om een sleutel op uw naam \
                      (berichtenpoort partij sleutel --medewerker).";
        Probleem::nieuw(StatusCode::FORBIDDEN, "geen-medewerker", "De sleutel staat niet op naam", detail)
    }

    /// 409: the decision does not fit how things stand by now.
    pub fn besluit_botst(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::CONFLICT, "besluit-past-niet", "Dit besluit past niet meer", detail)
    }

    /// 422: nobody can decide this.
    pub fn besluit_kan_niet(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::UNPROCESSABLE_ENTITY, "besluit-kan-niet", "Dit besluit kan niet", detail)
    }

    /// 409: it does not fit how a piece of the register stands.
    pub fn register_past_niet(detail: String) -> Probleem {
        let detail = format!("Dit kan nu niet: {detail}.");
        Probleem::nieuw(
            StatusCode::CONFLICT,
            "register-past-niet",
            "Dat past niet bij hoe het er staat",
            detail,
        )
    }

    /// 412: somebody else changed it since the caller saw it.
    pub fn ingehaald() -> Probleem {
        let detail = "Iemand anders heeft dit gewijzigd sinds u het zag. Er is niets veranderd. Haal het opnieuw op, bekijk wat er anders \
                      is en stuur uw wijziging dan nog eens.";
        Probleem::nieuw(StatusCode::PRECONDITION_FAILED, "ingehaald", "Iemand anders was eerder", detail)
    }

    /// 422: a piece of the register is not right; with everything that is wrong.
    pub fn gebreken(gebreken: Vec<Gebrek>) -> Probleem {
        let detail = "Er is niets veranderd. Verbeter wat bij ‘gebreken’ staat en stuur het opnieuw.";
        let (status, soort) = (StatusCode::UNPROCESSABLE_ENTITY, "stuk-klopt-niet");
        let mut probleem = Probleem::nieuw(status, soort, "Dit kan zo niet in het register", detail);
        probleem.gebreken = Some(Box::new(GebrekenJson { gebreken }));
        probleem
    }

    /// 408: the message took too long to come in.
    pub fn te_traag() -> Probleem {
        let detail = "Het bericht kwam te langzaam binnen. Controleer de verbinding en stuur het opnieuw.";
        Probleem::nieuw(StatusCode::REQUEST_TIMEOUT, "te-traag", "Het duurde te lang", detail)
    }

    /// 503: too many messages at once.
    pub fn te_druk() -> Probleem {
        let detail = "De poort heeft het nu te druk. Er is niets van uw verzoek bewaard. Stuur het over een minuut opnieuw.";
        Probleem::nieuw(StatusCode::SERVICE_UNAVAILABLE, "te-druk", "De poort heeft het te druk", detail)
            .over_een_minuut()
    }

    /// 503: the issuer of tokens cannot be reached.
    pub fn uitgever_weg() -> Probleem {
        let detail = "De poort kan uw token nu niet controleren: de uitgever van tokens is niet te bereiken. Er is niets van uw verzoek \
                      bewaard. Stuur het over een minuut opnieuw, met hetzelfde token.";
        Probleem::nieuw(
            StatusCode::SERVICE_UNAVAILABLE,
            "uitgever-onbereikbaar",
            "Uw token is nu niet te controleren",
            detail,
        )
        .over_een_minuut()
    }

    /// 429: a party makes too many requests.
    pub fn te_veel_verzoeken(seconden: u64) -> Probleem {
        let detail = format!(
            "U doet te veel verzoeken in een minuut. Er is niets van dit verzoek bewaard. Stuur het na {seconden} s opnieuw."
        );
        Probleem::nieuw(StatusCode::TOO_MANY_REQUESTS, "te-veel-verzoeken", "Te veel verzoeken", detail)
            .na(seconden)
    }

    /// 429: too many calls without a key came from an address.
    pub fn te_veel_open(seconden: u64) -> Probleem {
        let detail = format!(
            "Van uw adres kwamen te veel verzoeken zonder toegangssleutel in een minuut. Stuur het na {seconden} s opnieuw."
        );
        Probleem::nieuw(StatusCode::TOO_MANY_REQUESTS, "te-veel-verzoeken", "Te veel verzoeken", detail)
            .na(seconden)
    }

    /// 429: too many wrong keys came from an address.
    pub fn te_vaak_geraden(seconden: u64) -> Probleem {
        let detail = format!(
            "Van uw adres kwamen te veel sleutels of tokens die niet geldig zijn. Controleer de sleutel en probeer het na {seconden} s \
             opnieuw."
        );
        Probleem::nieuw(StatusCode::TOO_MANY_REQUESTS, "te-vaak-geraden", "Te veel pogingen", detail)
            .na(seconden)
    }

    /// 429: signing in under one name went wrong too often from an address.
    pub fn te_vaak_ingelogd(seconden: u64) -> Probleem {
        let detail = format!(
            "Inloggen met deze naam ging vanaf uw adres te vaak mis. Probeer het na {seconden} s opnieuw. Bent u uw wachtwoord kwijt, vraag \
             de beheerder van de poort dan om een nieuw."
        );
        Probleem::nieuw(StatusCode::TOO_MANY_REQUESTS, "te-vaak-geraden", "Te veel pogingen", detail)
            .na(seconden)
    }

    fn na(mut self, seconden: u64) -> Probleem {
        self.headers.push((header::RETRY_AFTER, HeaderValue::from(seconden)));
        self
    }

    fn over_een_minuut(self) -> Probleem {
        self.na(60)
    }

    /// 413.
    pub fn te_groot(detail: String) -> Probleem {
        Probleem::nieuw(StatusCode::PAYLOAD_TOO_LARGE, "bericht-te-groot", "Het bericht is te groot", detail)
    }

    /// 415.
    pub fn mediatype() -> Probleem {
        let detail = "Stuur het bericht zelf, niet ingepakt, met de header ‘Content-Type: application/xml’.";
        Probleem::nieuw(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "mediatype",
            "Dit soort inhoud kan hier niet",
            detail,
        )
    }

    /// 415 where JSON is asked for.
    pub fn geen_json() -> Probleem {
        Probleem {
            detail: "Stuur de gegevens als JSON, met de header ‘Content-Type: application/json’.".to_owned(),
            ..Probleem::mediatype()
        }
    }

    /// 422: the message was refused; with every finding.
    pub fn geweigerd(weigering: Weigering, title: &'static str, detail: String) -> Probleem {
        let soort = weigering.reden.sleutel();
        let mut probleem = Probleem::nieuw(StatusCode::UNPROCESSABLE_ENTITY, soort, title, detail);
        probleem.weigering = Some(Box::new(WeigeringJson {
            berichttype: weigering.berichttype.map(|berichttype| berichttype.naam()),
            oordeel: weigering.oordeel.sleutel(),
            bevindingen: weigering.bevindingen,
            weggelaten: weigering.weggelaten,
        }));
        probleem
    }

    /// 503: the gate cannot reach its database now. Whether something was stored is not always known, but trying again
    /// is always safe.
    pub fn storing() -> Probleem {
        let detail = "De poort kan uw verzoek nu niet afmaken. Stuur het over een minuut precies zo opnieuw. Was een bericht \
                      toch al bewaard, dan krijgt u hetzelfde antwoord en verandert er niets.";
        let mut probleem = Probleem::nieuw(
            StatusCode::SERVICE_UNAVAILABLE,
            "storing",
            "De poort is even niet beschikbaar",
            detail,
        );
        probleem.headers.push((header::RETRY_AFTER, HeaderValue::from_static("60")));
        probleem
    }

    /// 500: the gate itself failed.
    pub(crate) fn intern() -> Probleem {
        let detail = "Er ging iets mis in de poort zelf. Probeer het opnieuw met precies hetzelfde verzoek. Blijft het \
                      misgaan, neem dan contact op met de beheerder van de poort.";
        Probleem::nieuw(StatusCode::INTERNAL_SERVER_ERROR, "fout", "Er ging iets mis", detail)
    }
}

/// With a capital and a full stop, whichever room the text comes from.
fn als_zin(tekst: &str) -> String {
    let mut tekens = tekst.chars();
    let eerste: String = tekens.next().into_iter().flat_map(char::to_uppercase).collect();
    let punt = if tekst.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{eerste}{}{punt}", tekens.as_str())
}

/// The one place where an error of the gate becomes an answer. The cause goes to the log, not to the caller.
impl From<PoortFout> for Probleem {
    fn from(fout: PoortFout) -> Self {
        tracing::error!(%fout, "verzoek mislukt");
        match fout {
            PoortFout::Store(_) | PoortFout::Bestand(_) => Probleem::storing(),
            PoortFout::Intern(_) => Probleem::intern(),
        }
    }
}

impl From<StoreFout> for Probleem {
    fn from(fout: StoreFout) -> Self {
        PoortFout::from(fout).into()
    }
}

/// A problem in the words that people read: a page shows it from what comes with the answer.
#[derive(Clone, Debug)]
pub(crate) struct Kort {
    pub(crate) titel: &'static str,
    pub(crate) uitleg: String,
}

impl IntoResponse for Probleem {
    fn into_response(mut self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = std::mem::take(&mut self.headers);
        let kort = Kort { titel: self.title, uitleg: self.detail.clone() };
        let mut antwoord = (status, Extension(kort), Json(self)).into_response();
        let mediatype = HeaderValue::from_static("application/problem+json");
        antwoord.headers_mut().insert(header::CONTENT_TYPE, mediatype);
        antwoord.headers_mut().extend(headers);
        antwoord
    }
}
