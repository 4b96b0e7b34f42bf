//! `/wijkteam`: which wijkteam serves a postcode and how to reach it. Open to everybody.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::kader::{Blad, Kader, Onderdeel};
use crate::http::Probleem;
use crate::partij::Gebied;
use crate::poort::Poort;
use crate::store::WijkteamRij;

/// What was asked.
#[derive(Default, Deserialize)]
pub(super) struct Vraag {
    postcode: Option<String>,
}

#[derive(Template)]
#[template(path = "wijkteam.html")]
struct Wijkteampagina {
    kader: Kader,
    /// As it was typed.
    postcode: String,
    uitkomst: Uitkomst,
}

enum Uitkomst {
    /// Nothing was asked yet.
    Niets,
    /// It is no postcode.
    GeenPostcode,
    /// The wijkteams for it, perhaps none.
    Teams(Vec<WijkteamRij>),
}

impl Wijkteampagina {
    fn fout(&self) -> bool {
        matches!(self.uitkomst, Uitkomst::GeenPostcode)
    }

    /// A telephone number as a phone dials it.
    #[expect(clippy::unused_self, reason = "a template calls what stands on its page")]
    fn bel(&self, nummer: &str) -> String {
        nummer.chars().filter(|teken| teken.is_ascii_digit() || *teken == '+').collect()
    }
}

/// `GET /wijkteam`.
pub(super) async fn toon(
    State(poort): State<Poort>,
    kader: Kader,
    vraag: Result<Query<Vraag>, QueryRejection>,
) -> Result<impl IntoResponse, Probleem> {
    let postcode = vraag.map(|Query(vraag)| vraag).unwrap_or_default().postcode.unwrap_or_default();
    let uitkomst = match (postcode.trim(), Gebied::postcode(&postcode)) {
        ("", _) => Uitkomst::Niets,
        (_, Err(_)) => Uitkomst::GeenPostcode,
        (_, Ok(gebied)) => Uitkomst::Teams(poort.store.wijkteams_bij(gebied.code()).await?),
    };
    let status = match uitkomst {
        Uitkomst::GeenPostcode => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    };
    let postcode = postcode.chars().filter(|teken| !teken.is_control()).take(10).collect();
    Ok(Blad(status, Wijkteampagina { kader: kader.bij(Onderdeel::Wijkteam), postcode, uitkomst }))
}
