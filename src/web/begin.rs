//! `/`: where people begin.

use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::kader::{Blad, Kader, Onderdeel};

#[derive(Template)]
#[template(path = "begin.html")]
struct Beginpagina {
    kader: Kader,
}

/// `GET /`.
pub(super) async fn toon(kader: Kader) -> impl IntoResponse {
    Blad(StatusCode::OK, Beginpagina { kader: kader.bij(Onderdeel::Begin) })
}
