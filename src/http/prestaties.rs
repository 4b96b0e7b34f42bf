//! `/prestaties`: the lines behind the figures.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::overzichten::antwoord;
use super::overzichtvraag::OverzichtVraag;
use super::probleem::Probleem;
use super::toegang::Beller;
use super::vraag::Zoekvraag;
use crate::overzicht::PRESTATIES;
use crate::poort::Poort;

/// `GET /prestaties`: every line of every claim that was answered, with the filters of the overviews and more.
pub(super) async fn lijst(
    State(poort): State<Poort>,
    beller: Beller,
    headers: HeaderMap,
    Zoekvraag(vraag): Zoekvraag<OverzichtVraag>,
) -> Result<Response, Probleem> {
    antwoord(&poort, &beller, &PRESTATIES, &headers, &vraag).await
}
