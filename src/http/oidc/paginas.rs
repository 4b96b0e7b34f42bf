//! `/inloggen/oidc`: on the way to the issuer, and back from there.

use axum::Extension;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::inloggen::{koek, pagina, sessiekoek, veilig};
use super::super::probleem::Probleem;
use super::super::server::Verbinding;
use super::super::toegang::Toegang;
use super::{Niet, Oidc};
use crate::poort::{Poort, VanUitgever};
use crate::toegang::{AANMELDTIJD, Aanmeldgeheim};

/// As that of a session, but it comes along when the issuer sends a browser back.
const KOEK: &str = "__Host-aanmelding";

/// What the issuer sends a browser back with. It may send more.
#[derive(Deserialize)]
struct Terug {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// `GET /inloggen/oidc`: to the issuer.
pub(in crate::http) async fn begin(
    State(poort): State<Poort>,
    Extension(toegang): Extension<Toegang>,
    verzoek: Request,
) -> Result<Response, Probleem> {
    let Some(oidc) = toegang.oidc() else { return Ok(naar_inloggen()) };
    luister(&toegang, &verzoek)?;
    let geheim = Aanmeldgeheim::nieuw(poort.klok.nu());
    let Ok(url) = oidc.begin(&geheim).await else { return Ok(storing()) };
    let koek =
        format!("{KOEK}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={AANMELDTIJD}", geheim.as_str());
    let headers = [(header::LOCATION, waarde(url.as_str())?), (header::SET_COOKIE, waarde(&koek)?)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// `GET /inloggen/oidc/terug`: back from the issuer.
pub(in crate::http) async fn terug(
    State(poort): State<Poort>,
    Extension(toegang): Extension<Toegang>,
    verzoek: Request,
) -> Result<Response, Probleem> {
    let Some(oidc) = toegang.oidc() else { return Ok(naar_inloggen()) };
    luister(&toegang, &verzoek)?;
    let mut antwoord = match verwerk(&poort, oidc, verzoek.headers(), verzoek.uri()).await? {
        Uitkomst::Binnen(koek) => {
            let inhoud = "<meta http-equiv=\"refresh\" content=\"0;url=/inloggen\"><p>U bent ingelogd. \
                          <a href=\"/inloggen\">Ga verder</a>.</p>";
            let mut antwoord = pagina(StatusCode::OK, inhoud);
            antwoord.headers_mut().append(header::SET_COOKIE, waarde(&koek)?);
            antwoord
        }
        Uitkomst::Storing => storing(),
        Uitkomst::Inrichting => niet_ingelogd(
            StatusCode::SERVICE_UNAVAILABLE,
            "de poort is niet goed ingericht voor uw organisatie. Dat ligt niet aan u. Meld dit de beheerder van de poort",
        ),
        Uitkomst::Geweigerd(waarom) => {
            if let Some(verbinding) = verzoek.extensions().get::<Verbinding>() {
                toegang.mislukt(verbinding.adres.ip());
            }
            niet_ingelogd(StatusCode::FORBIDDEN, &waarom)
        }
    };
    // It was used up, whatever came of it.
    let weg = format!("{KOEK}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    antwoord.headers_mut().append(header::SET_COOKIE, waarde(&weg)?);
    Ok(antwoord)
}

enum Uitkomst {
    /// The cookie of the session.
    Binnen(String),
    Storing,
    /// What somebody set up is not right; says nothing about who signs in.
    Inrichting,
    Geweigerd(String),
}

fn geweigerd(waarom: &str) -> Uitkomst {
    Uitkomst::Geweigerd(waarom.to_owned())
}

async fn verwerk(
    poort: &Poort,
    oidc: &Oidc,
    headers: &HeaderMap,
    uri: &axum::http::Uri,
) -> Result<Uitkomst, Probleem> {
    let geheim = koek(headers, KOEK).and_then(Aanmeldgeheim::lees);
    let terug = Query::<Terug>::try_from_uri(uri).ok().map(|Query(terug)| terug);
    let (Some(geheim), Some(terug)) = (geheim, terug) else { return Ok(geweigerd(ANDERE_BROWSER)) };
    if terug.state.as_deref() != Some(&geheim.state()) {
        return Ok(geweigerd(ANDERE_BROWSER));
    }
    if !geheim.loopt(poort.klok.nu()) {
        return Ok(geweigerd("het inloggen duurde te lang. Begin opnieuw"));
    }
    if !poort.gebruik_aanmelding(&geheim).await? {
        return Ok(geweigerd("met dit antwoord van uw organisatie is al ingelogd. Begin opnieuw"));
    }
    if terug.iss.is_some_and(|iss| iss != oidc.instelling.uitgever) {
        return Ok(geweigerd("het antwoord komt niet van uw organisatie. Begin opnieuw"));
    }
    let code = match (terug.error.as_deref(), terug.code) {
        (Some("server_error" | "temporarily_unavailable"), _) => return Ok(Uitkomst::Storing),
        (None, Some(code)) => code,
        _ => return Ok(geweigerd("uw organisatie heeft het inloggen niet afgemaakt. Begin opnieuw")),
    };
    let wie = match oidc.wissel(&geheim, &code).await {
        Ok(wie) => wie,
        Err(niet) => return Ok(van_niet(niet)),
    };
    Ok(match poort.log_in_van_uitgever(&oidc.instelling.uitgever, wie).await? {
        VanUitgever::Gelukt(sleutel) => Uitkomst::Binnen(sessiekoek(&sleutel)),
        VanUitgever::Geblokkeerd => geweigerd("de beheerder van de poort heeft uw toegang geblokkeerd"),
        VanUitgever::GeenPartij => {
            tracing::error!(
                "oidc-rollen geeft een rol bij een partij die er niet is, of die er niet bij past"
            );
            Uitkomst::Inrichting
        }
    })
}

const ANDERE_BROWSER: &str = "dit antwoord van uw organisatie hoort niet bij een aanmelding in deze browser. Begin opnieuw, en laat cookies van deze poort toe";

fn van_niet(niet: Niet) -> Uitkomst {
    match niet {
        Niet::Storing => Uitkomst::Storing,
        Niet::Inrichting => Uitkomst::Inrichting,
        Niet::Code => geweigerd("uw organisatie kent dit antwoord niet (meer). Begin opnieuw"),
        Niet::Token(waarom) => {
            tracing::warn!(waarom, "een ID-token van de uitgever is geweigerd");
            Uitkomst::Geweigerd(format!("het token van uw organisatie klopt niet: {waarom}. Begin opnieuw"))
        }
        Niet::Aanmelding(fout) => {
            tracing::warn!(%fout, "iemand is bij de uitgever ingelogd maar komt niet binnen");
            Uitkomst::Geweigerd(fout.to_string())
        }
    }
}

/// After signing out here: on to the issuer, where it has a place for that.
pub(in crate::http) async fn uitgelogd(oidc: &Oidc) -> Response {
    let Some(uitgang) = oidc.uitgang().await else {
        let inhoud = "<p>U bent uitgelogd bij de poort. Bij uw organisatie bent u misschien nog ingelogd.</p>\
                      <p><a href=\"/inloggen\">Opnieuw inloggen</a></p>";
        return pagina(StatusCode::OK, inhoud);
    };
    let uitgang = veilig(uitgang.as_str());
    let inhoud = format!(
        "<meta http-equiv=\"refresh\" content=\"0;url={uitgang}\"><p>U bent uitgelogd bij de poort. \
         <a href=\"{uitgang}\">Log ook uit bij uw organisatie</a>.</p>"
    );
    pagina(StatusCode::OK, &inhoud)
}

fn storing() -> Response {
    let mut antwoord = niet_ingelogd(
        StatusCode::SERVICE_UNAVAILABLE,
        "de dienst waarmee uw organisatie u laat inloggen, is nu niet te bereiken. Dat ligt niet aan u. Probeer het over een minuut opnieuw",
    );
    antwoord.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    antwoord
}

fn niet_ingelogd(status: StatusCode, waarom: &str) -> Response {
    let waarom = veilig(waarom);
    let inhoud = format!(
        "<h2>U bent niet ingelogd</h2><p role=\"alert\">Inloggen lukt niet: {waarom}.</p>\
         <p><a href=\"/inloggen\">Opnieuw inloggen</a></p>"
    );
    pagina(status, &inhoud)
}

fn naar_inloggen() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static("/inloggen"))]).into_response()
}

fn luister(toegang: &Toegang, verzoek: &Request) -> Result<(), Probleem> {
    let adres = verzoek.extensions().get::<Verbinding>().map(|verbinding| verbinding.adres.ip());
    toegang.luistert_naar(adres).map_err(|te_veel| Probleem::te_vaak_geraden(te_veel.0))
}

fn waarde(tekst: &str) -> Result<HeaderValue, Probleem> {
    HeaderValue::from_str(tekst).map_err(|_| Probleem::intern())
}
