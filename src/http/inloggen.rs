//! `/inloggen` and `/uitloggen`: a plain form for people with an account. The screens come later; what it begins is a session that the
//! API takes too.

use axum::Extension;
use axum::extract::{Form, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::oidc::paginas::uitgelogd;
use super::probleem::Probleem;
use super::server::Verbinding;
use super::toegang::Toegang;
use crate::poort::{Inloggen, Poort, Sessiesleutel};
use crate::toegang::Ingelogde;

/// The name says that only this host set it, over TLS, for every path.
const KOEK: &str = "__Host-sessie";
/// Bytes of a form at most.
const GROOTSTE_FORMULIER: usize = 4096;
/// A page may send its form here, and nothing else.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inlogformulier {
    naam: String,
    wachtwoord: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Uitlogformulier {
    formuliercode: String,
}

/// The secret of a session, where a request brings one.
pub(super) fn sessiesleutel(headers: &HeaderMap) -> Option<Sessiesleutel> {
    koek(headers, KOEK).map(Sessiesleutel::lees)
}

/// The cookie that signs a browser in.
pub(super) fn sessiekoek(sleutel: &Sessiesleutel) -> String {
    format!("{KOEK}={}; Path=/; Secure; HttpOnly; SameSite=Strict", sleutel.as_str())
}

/// The value of a cookie that comes with a request.
pub(super) fn koek<'h>(headers: &'h HeaderMap, welke: &str) -> Option<&'h str> {
    let koeken = headers.get_all(header::COOKIE).into_iter().filter_map(|regel| regel.to_str().ok());
    let mut paren = koeken.flat_map(|regel| regel.split(';')).filter_map(|koek| koek.trim().split_once('='));
    paren.find(|(naam, _)| *naam == welke).map(|(_, waarde)| waarde)
}

/// Whether a request that changes something comes from a page of this gate itself, as far as the browser tells.
pub(crate) fn van_eigen_pagina(headers: &HeaderMap) -> bool {
    let tekst = |naam: &str| headers.get(naam).and_then(|waarde| waarde.to_str().ok());
    if let Some(vanwaar) = tekst("sec-fetch-site") {
        return vanwaar == "same-origin" || vanwaar == "none";
    }
    let gastheer = tekst("host");
    match (tekst("origin"), headers.contains_key(header::ORIGIN)) {
        (Some(origin), _) => origin.split_once("://").map(|(_, gastheer)| gastheer) == gastheer,
        (None, aanwezig) => !aanwezig,
    }
}

/// `GET /inloggen`: the form, or who is signed in.
pub(super) async fn toon(
    State(poort): State<Poort>,
    Extension(toegang): Extension<Toegang>,
    headers: HeaderMap,
) -> Result<Response, Probleem> {
    if let Some(sleutel) = sessiesleutel(&headers)
        && let Some(wie) = toegang.ingelogd(&poort, &sleutel).await?
    {
        return Ok(pagina(StatusCode::OK, &welkom(&wie, &sleutel)));
    }
    Ok(pagina(StatusCode::OK, &formulier("", toegang.oidc().is_some())))
}

/// `POST /inloggen`.
pub(super) async fn log_in(
    State(poort): State<Poort>,
    Extension(toegang): Extension<Toegang>,
    headers: HeaderMap,
    verzoek: Request,
) -> Result<Response, Probleem> {
    let adres = verzoek.extensions().get::<Verbinding>().map(|verbinding| verbinding.adres.ip());
    if let Err(te_veel) = toegang.luistert_naar(adres) {
        return Err(Probleem::te_vaak_geraden(te_veel.0));
    }
    let Inlogformulier { naam, wachtwoord, code } = lees(&headers, verzoek).await?;
    if let Err(te_veel) = toegang.luistert_bij_inloggen(adres, &naam) {
        return Err(Probleem::te_vaak_ingelogd(te_veel.0));
    }
    match poort.log_in(&naam, wachtwoord, &code).await? {
        Inloggen::Gelukt(sleutel) => naar_begin(&sessiekoek(&sleutel)),
        Inloggen::Niet => {
            toegang.inloggen_mislukt(adres, &naam);
            let waarom = "<p role=\"alert\">De naam, het wachtwoord of de code klopt niet. Een code geldt maar één keer: wacht op de \
                          volgende. Na vijf verkeerde codes is een account een kwartier dicht.</p>";
            Ok(pagina(StatusCode::FORBIDDEN, &formulier(waarom, toegang.oidc().is_some())))
        }
        Inloggen::TeDruk => Err(Probleem::te_druk()),
    }
}

/// `POST /uitloggen`.
pub(super) async fn log_uit(
    State(poort): State<Poort>,
    Extension(toegang): Extension<Toegang>,
    headers: HeaderMap,
    verzoek: Request,
) -> Result<Response, Probleem> {
    let Uitlogformulier { formuliercode } = lees(&headers, verzoek).await?;
    let mut bij_uitgever = false;
    if let Some(sleutel) = sessiesleutel(&headers) {
        if formuliercode != sleutel.formuliercode() {
            return Err(Probleem::niet_van_pagina());
        }
        let wie = poort.ingelogd(&sleutel).await?;
        bij_uitgever = wie.is_some_and(|wie| wie.uitgever.is_some());
        poort.log_uit(&sleutel).await?;
    }
    let weg = format!("{KOEK}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    match toegang.oidc().filter(|_| bij_uitgever) {
        // A page and not a redirect: what a form sends may go to this gate only.
        Some(oidc) => {
            let mut antwoord = uitgelogd(oidc).await;
            let weg = HeaderValue::from_str(&weg).map_err(|_| Probleem::intern())?;
            antwoord.headers_mut().append(header::SET_COOKIE, weg);
            Ok(antwoord)
        }
        None => naar_begin(&weg),
    }
}

async fn lees<T: serde::de::DeserializeOwned>(headers: &HeaderMap, verzoek: Request) -> Result<T, Probleem> {
    if !van_eigen_pagina(headers) {
        return Err(Probleem::niet_van_pagina());
    }
    let (kop, inhoud) = verzoek.into_parts();
    let verzoek = Request::from_parts(
        kop,
        axum::body::Body::new(http_body_util::Limited::new(inhoud, GROOTSTE_FORMULIER)),
    );
    let gelezen =
        tokio::time::timeout(super::berichten::GEDULD_MET_INHOUD, Form::from_request(verzoek, &())).await;
    let gelezen = gelezen.map_err(|_| Probleem::te_traag())?;
    // What stands in it is not repeated.
    gelezen
        .map(|Form(formulier)| formulier)
        .map_err(|_| Probleem::verzoek("Het formulier is niet te lezen. Vul het opnieuw in."))
}

fn naar_begin(koek: &str) -> Result<Response, Probleem> {
    let koek = HeaderValue::from_str(koek).map_err(|_| Probleem::intern())?;
    let plek = HeaderValue::from_static("/inloggen");
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, plek), (header::SET_COOKIE, koek)]).into_response())
}

pub(super) fn pagina(status: StatusCode, inhoud: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"nl\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Inloggen - Berichtenpoort</title></head><body><main><h1>Berichtenpoort</h1>{inhoud}</main></body></html>"
    );
    (status, [(header::CONTENT_SECURITY_POLICY, CSP)], Html(html)).into_response()
}

fn formulier(waarom: &str, met_uitgever: bool) -> String {
    let uitgever = match met_uitgever {
        true => {
            "<p><a href=\"/inloggen/oidc\">Inloggen met het account van uw organisatie</a></p>\
             <p>Of met een account van deze poort:</p>"
        }
        false => "",
    };
    format!(
        "<h2>Inloggen</h2>{waarom}{uitgever}<form method=\"post\" action=\"/inloggen\">\
         <p><label>Naam <input name=\"naam\" autocomplete=\"username\" required></label></p>\
         <p><label>Wachtwoord <input name=\"wachtwoord\" type=\"password\" autocomplete=\"current-password\" required></label></p>\
         <p><label>Code uit uw app, of een herstelcode \
         <input name=\"code\" autocomplete=\"one-time-code\" required></label></p>\
         <p><button>Inloggen</button></p></form>"
    )
}

fn welkom(wie: &Ingelogde, sleutel: &Sessiesleutel) -> String {
    let houder = &wie.houder;
    let naam = houder.medewerker().map_or("", |medewerker| medewerker.as_str());
    let rol = houder.rol().map_or("", |rol| rol.sleutel());
    let bij = houder.partij().map_or("de poort zelf", |partij| &partij.naam);
    format!(
        "<p>U bent ingelogd als {}, {rol} bij {}.</p><form method=\"post\" action=\"/uitloggen\">\
         <input type=\"hidden\" name=\"formuliercode\" value=\"{}\"><button>Uitloggen</button></form>",
        veilig(naam),
        veilig(bij),
        sleutel.formuliercode()
    )
}

/// A text as it can stand in a page.
pub(super) fn veilig(tekst: &str) -> String {
    tekst
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(paren: &[(&'static str, &'static str)]) -> HeaderMap {
        let paar = |(naam, waarde): &(&'static str, &'static str)| {
            (header::HeaderName::from_static(naam), HeaderValue::from_static(waarde))
        };
        paren.iter().map(paar).collect()
    }

    #[test]
    fn een_formulier_van_een_andere_pagina_telt_niet() {
        let host = ("host", "poort.example");
        for eigen in [
            &[host, ("sec-fetch-site", "same-origin")][..],
            &[host, ("sec-fetch-site", "none")],
            &[host, ("origin", "https://poort.example")],
            &[host],
        ] {
            assert!(van_eigen_pagina(&headers(eigen)), "{eigen:?}");
        }
        for vreemd in [
            &[host, ("sec-fetch-site", "cross-site"), ("origin", "https://poort.example")][..],
            &[host, ("sec-fetch-site", "same-site")],
            &[host, ("origin", "https://kwaad.example")],
            &[host, ("origin", "null")],
        ] {
            assert!(!van_eigen_pagina(&headers(vreemd)), "{vreemd:?}");
        }
    }

    #[test]
    fn de_koek_is_te_vinden_tussen_andere() {
        let met =
            |regel| sessiesleutel(&headers(&[("cookie", regel)])).map(|sleutel| sleutel.as_str().to_owned());
        assert_eq!(met("a=b; __Host-sessie=geheim; c=d").as_deref(), Some("geheim"));
        assert_eq!(met("sessie=geheim; x__Host-sessie=geheim"), None);
    }
}
