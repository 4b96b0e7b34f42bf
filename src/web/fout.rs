//! What went wrong, as a page: for people the same words as a system gets as `problem+json`.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::kader::{Blad, CSP, Kader, wil_een_pagina};
use crate::http::Kort;

#[derive(Template)]
#[template(path = "fout.html")]
struct Foutpagina {
    kader: Kader,
    titel: &'static str,
    uitleg: String,
    status: u16,
}

/// Turns a problem into a page where a person asked for one. The headers that came with it stay.
pub(super) async fn als_pagina(verzoek: Request, verder: Next) -> Response {
    let kader = wil_een_pagina(&verzoek).then(|| Kader::van(verzoek.extensions()));
    let antwoord = verder.run(verzoek).await;
    let (Some(kader), Some(kort)) = (kader, antwoord.extensions().get::<Kort>().cloned()) else {
        return antwoord;
    };
    let status = antwoord.status();
    let pagina = Foutpagina { kader, titel: kort.titel, uitleg: kort.uitleg, status: status.as_u16() };
    let mut uit = Blad(status, pagina).into_response();
    for (naam, waarde) in antwoord.headers() {
        if naam != header::CONTENT_TYPE
            && naam != header::CONTENT_LENGTH
            && naam != header::CONTENT_SECURITY_POLICY
        {
            uit.headers_mut().insert(naam, waarde.clone());
        }
    }
    uit.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CSP);
    // A browser would ask for a key of an API in a window of its own.
    if status == StatusCode::UNAUTHORIZED {
        uit.headers_mut().remove(header::WWW_AUTHENTICATE);
    }
    uit.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    uit
}
