//! The API over HTTP. Turns requests into use cases of `poort` and their outcomes into answers; holds no rule of
//! its own.

mod begrippen;
mod berichten;
mod codelijsten;
mod declaraties;
mod gebeurtenissen;
mod gezondheid;
mod ingangen;
mod inloggen;
mod leveringen;
mod lichaam;
mod lokaleregels;
mod metrics;
mod oidc;
mod openapi;
mod overzichten;
mod overzichtvraag;
mod partijen;
mod postbus;
mod prestaties;
mod probleem;
mod regels;
mod registerlezen;
mod server;
mod tempo;
mod termijnen;
pub mod tls;
mod toegang;
mod toets;
mod uitgever;
mod verzoeken;
mod vraag;
mod weergave;
mod wijkteams;

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router, http};

pub(crate) use berichten::{GEDULD_MET_INHOUD, ruimte_voor};
pub use ingangen::{INGANGEN, Ingang, Nodig};
pub(crate) use inloggen::van_eigen_pagina;
pub use metrics::metrics_router;
pub use oidc::{Oidc, OidcFout, OidcInstelling};
pub(crate) use probleem::Kort;
pub use probleem::Probleem;
pub use server::{Grenzen, Verbinding, serveer};
pub use tempo::{Tempo, TempoInstelling};
pub use toegang::Toegang;
pub use uitgever::{Uitgever, UitgeverFout, UitgeverInstelling};

use crate::poort::Poort;
use crate::uitgaand::kies_tls;

/// The version of the API, in every answer (NL API Design Rules, /core/version-header).
pub const API_VERSIE: &str = "1.0.0";

const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// Every route under the base path. Each is described in `openapi`; a test holds the two against each other.
fn routes() -> Router<Poort> {
    Router::new()
        .route("/berichten", post(berichten::plaats).get(berichten::lijst))
        .route("/berichten/_toets", post(toets::toets))
        .route("/berichten/{id}", get(berichten::toon))
        .route("/berichten/{id}/inhoud", get(berichten::inhoud))
        .route("/berichten/{id}/bevindingen", get(berichten::bevindingen))
        .route("/postbus", get(postbus::lijst))
        .route("/berichten/{id}/leveringen", get(leveringen::lijst))
        .route("/postbus/_bevestig", post(postbus::bevestig_alle))
        .route("/postbus/{id}", get(postbus::toon))
        .route("/postbus/{id}/_bevestig", post(postbus::bevestig))
        .route("/gebeurtenissen", get(gebeurtenissen::lijst))
        .route("/termijnen", get(termijnen::lijst))
        .route("/verzoeken", get(verzoeken::lijst))
        .route("/verzoeken/{id}", get(verzoeken::toon))
        .route("/verzoeken/{id}/concept", get(verzoeken::concept))
        .route("/verzoeken/{id}/_concept", post(verzoeken::concept_met_keuzes))
        .route("/verzoeken/{id}/_bevestig", post(verzoeken::bevestig))
        .route("/overzichten", get(overzichten::lijst))
        .route("/overzichten/{naam}", get(overzichten::toon))
        .route("/prestaties", get(prestaties::lijst))
        .route("/declaraties", get(declaraties::lijst))
        .route("/declaraties/{id}", get(declaraties::toon))
        .route("/declaraties/{id}/prestaties", get(declaraties::prestaties))
        .route("/declaraties/{id}/prestaties/{regel}", get(declaraties::prestatie))
        .route("/declaraties/{id}/besluiten", get(declaraties::besluiten))
        .route("/declaraties/{id}/_houdaan", post(declaraties::houd_aan))
        .route("/declaraties/{id}/_hervat", post(declaraties::hervat))
        .route("/declaraties/{id}/_wijsaf", post(declaraties::wijs_af))
        .route("/declaraties/{id}/_herstel", post(declaraties::herstel))
        .route("/declaraties/{id}/_keurgoed", post(declaraties::keur_goed))
        .route("/regels", get(regels::lijst))
        .route("/regels/{code}", get(regels::toon))
        .route("/begrippen", get(begrippen::lijst).post(begrippen::maak))
        .route("/begrippen/{begrip}", get(begrippen::toon).put(begrippen::vervang))
        .route("/begrippen/{begrip}/versies", get(begrippen::versies))
        .route("/begrippen/{begrip}/_vergelijk", get(begrippen::vergelijk_versies))
        .route("/begrippen/{begrip}/_status", post(begrippen::zet_status))
        .route("/begrippen/{begrip}/_trekin", post(begrippen::trek_in))
        .route("/begripconcepten", get(begrippen::concepten))
        .route("/begripconcepten/{begrip}", get(begrippen::concept))
        .route("/codelijsten", get(codelijsten::lijst))
        .route("/codelijsten/{lijst}", get(codelijsten::toon))
        .route("/codelijsten/{lijst}/codes/{code}", get(codelijsten::code))
        .route("/codelijsten/{lijst}/_valideer", post(codelijsten::valideer))
        .route("/codelijsten/{lijst}/_vouwuit", get(codelijsten::vouw_uit))
        .route("/codelijsten/{lijst}/_vertaal", post(codelijsten::vertaal))
        .route("/lokaleregels", get(lokaleregels::lijst))
        .route("/lokaleregels/_proef", post(lokaleregels::proef))
        .route("/wijkteams", get(wijkteams::lijst))
        .route("/wijkteams/{code}", get(wijkteams::toon))
        .route("/partijen", get(partijen::lijst).post(partijen::maak))
        .route("/partijen/{code}", get(partijen::toon).patch(partijen::wijzig))
        .route("/partijen/{code}/mandaten", post(partijen::geef_mandaat))
        .route("/partijen/{code}/volmachten", post(partijen::geef_volmacht))
        .route("/partijen/{code}/volmachten/_intrekken", post(partijen::trek_volmacht_in))
        .route("/partijen/{code}/sleutels", get(partijen::sleutels).post(partijen::maak_sleutel))
        .route("/partijen/{code}/sleutels/{id}/_intrekken", post(partijen::trek_sleutel_in))
        .route("/openapi.json", get(openapi::toon))
        .route("/docs", get(openapi::pagina::toon))
        .route("/docs/docs.css", get(openapi::pagina::stijl))
        .route("/docs/docs.js", get(openapi::pagina::script))
}

/// Every route of the API, for callers with an access key.
pub fn router(poort: Poort) -> Router {
    router_met(poort, Toegang::default())
}

/// Pages beside the API, with who may see them.
pub(crate) struct Paginas {
    pub(crate) routes: Router<Poort>,
    pub(crate) ingangen: &'static [Ingang],
}

/// Every route of the API, for callers that are let in like this.
pub fn router_met(poort: Poort, toegang: Toegang) -> Router {
    router_met_paginas(poort, toegang, Paginas { routes: Router::new(), ingangen: &[] })
}

/// The same with pages, which callers are let in to in the same way.
pub(crate) fn router_met_paginas(poort: Poort, toegang: Toegang, paginas: Paginas) -> Router {
    kies_tls();
    let toegang = toegang.met_ingangen(paginas.ingangen);
    let api = routes().fallback(niet_gevonden).method_not_allowed_fallback(verkeerde_methode);
    Router::new()
        .nest("/api/v1", api)
        .route("/health/live", get(gezondheid::leeft))
        .route("/health/ready", get(gezondheid::gereed))
        .merge(paginas.routes)
        .route("/inloggen", get(inloggen::toon).post(inloggen::log_in))
        .route("/inloggen/oidc", get(oidc::paginas::begin))
        .route("/inloggen/oidc/terug", get(oidc::paginas::terug))
        .route("/uitloggen", post(inloggen::log_uit))
        .layer(Extension(toegang.clone()))
        // Who may is asked here, for every route above and nowhere else.
        .route_layer(middleware::from_fn_with_state((poort.clone(), toegang), toegang::laat_toe))
        .fallback(niet_gevonden)
        .method_not_allowed_fallback(verkeerde_methode)
        .layer(middleware::map_response(zet_versie))
        .layer(middleware::map_response(zet_veilige_headers))
        .layer(middleware::from_fn(schrijf_in_log))
        .layer(middleware::from_fn(metrics::meet))
        .with_state(poort)
}

async fn niet_gevonden() -> Probleem {
    Probleem::niet_gevonden(
        "Dit adres bestaat niet. Controleer het pad; een adres eindigt niet op een schuine streep.",
    )
}

async fn verkeerde_methode(methode: http::Method) -> Probleem {
    Probleem::methode(methode.as_str())
}

async fn zet_versie(mut antwoord: Response) -> Response {
    antwoord.headers_mut().insert(API_VERSION, HeaderValue::from_static(API_VERSIE));
    antwoord
}

/// What browsers may do with an answer: nothing, save where a handler says otherwise. Nobody keeps a copy on the way.
const VEILIGE_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
    ),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

async fn zet_veilige_headers(mut antwoord: Response) -> Response {
    for (naam, waarde) in VEILIGE_HEADERS {
        antwoord.headers_mut().entry(naam).or_insert(waarde);
    }
    antwoord
}

/// One line per request, with the route instead of the path: no ids, no query, nothing of the content.
async fn schrijf_in_log(verzoek: Request, verder: Next) -> Response {
    let begin = Instant::now();
    let methode = verzoek.method().clone();
    let route = verzoek.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let antwoord = verder.run(verzoek).await;
    let status = antwoord.status().as_u16();
    let ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%methode, route, status, ms, "verzoek");
    antwoord
}
