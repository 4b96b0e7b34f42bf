//! The screens: pages that the server makes whole, in Dutch, which do all they are for without scripts. They turn requests into the same
//! use cases of `poort` as the API does, and hold no rule of their own.
//!
//! A page is a template in `paginas/`, checked while it is compiled, with the values that it shows as a struct beside its handler.

mod begin;
mod controleren;
mod fout;
mod kader;
mod regels;
mod stijl;
mod uittreksel;
mod wijkteams;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;

pub use stijl::{Huisstijl, HuisstijlFout};

use crate::http::{Ingang, Paginas, Toegang, router_met_paginas};
use crate::poort::Poort;

/// Every page with the right that it asks for.
pub static INGANGEN: &[Ingang] = &[
    Ingang::open("/"),
    Ingang::open("/wijkteam"),
    Ingang::open("/controleer"),
    Ingang::open_voor_inzenden("/controleer"),
    Ingang::open("/regels"),
    Ingang::open("/regels/{code}"),
    Ingang::open("/stijl/poort.css"),
    Ingang::open("/stijl/poort.js"),
    Ingang::open("/stijl/thema.css"),
];

fn routes() -> Router<Poort> {
    Router::new()
        .route("/", get(begin::toon))
        .route("/wijkteam", get(wijkteams::toon))
        .route(
            "/controleer",
            get(controleren::toon)
                .post(controleren::controleer)
                .layer(DefaultBodyLimit::max(controleren::GROOTSTE_INZENDING)),
        )
        .route("/regels", get(regels::lijst))
        .route("/regels/{code}", get(regels::toon))
        .route("/stijl/poort.css", get(stijl::css))
        .route("/stijl/poort.js", get(stijl::script))
        .route("/stijl/thema.css", get(stijl::thema))
}

/// Every route of the gate: the API, and the screens in this house style.
pub fn router(poort: Poort, toegang: Toegang, huisstijl: Huisstijl) -> Router {
    let paginas = Paginas { routes: routes(), ingangen: INGANGEN };
    router_met_paginas(poort, toegang, paginas)
        .layer(middleware::from_fn(fout::als_pagina))
        .layer(axum::Extension(huisstijl))
}
