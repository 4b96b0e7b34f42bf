//! `/metrics`: figures for who watches the gate, in the text format of OpenMetrics, on a listen address of its own.
//!
//! Labels are closed lists (types, statuses, routes): no party, no id, nothing that a caller makes up.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::sync::Mutex;

use super::probleem::Probleem;
use super::{niet_gevonden, verkeerde_methode, zet_veilige_headers};
use crate::poort::{Poort, PoortFout};
use crate::store::Stand;

/// How long a count of the database is used again at least: every message is counted for it.
const VERS: Duration = Duration::from_secs(15);
/// A count that took long is used for this many times as long, so that counting never takes more than a small part of the time.
const RUST: u32 = 30;
/// Seconds. A long-poll takes up to a minute, a large message some seconds.
const EMMERS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// What this process measures by itself.
static METINGEN: LazyLock<Metingen> = LazyLock::new(Metingen::nieuw);

struct Metingen {
    register: Registry,
    duur: Family<VerzoekLabels, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct VerzoekLabels {
    methode: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct BerichtLabels {
    berichttype: String,
    status: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct PartijLabels {
    soort: String,
}

impl Metingen {
    fn nieuw() -> Metingen {
        let mut register = Registry::with_prefix("berichtenpoort");
        let duur = Family::new_with_constructor((|| Histogram::new(EMMERS)) as fn() -> Histogram);
        register.register_with_unit(
            "verzoek_duur",
            "Hoe lang een verzoek duurde",
            Unit::Seconds,
            duur.clone(),
        );
        register.register("build", "Welke versie draait", Info::new([("versie", env!("CARGO_PKG_VERSION"))]));
        Metingen { register, duur }
    }
}

/// Measures a request: by its route and not by its path.
pub(super) async fn meet(verzoek: Request, verder: Next) -> Response {
    let begin = Instant::now();
    let methode = bekend(verzoek.method());
    let route = verzoek.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let antwoord = verder.run(verzoek).await;
    let labels = VerzoekLabels { methode, route, status: antwoord.status().as_u16() };
    METINGEN.duur.get_or_create(&labels).observe(begin.elapsed().as_secs_f64());
    antwoord
}

/// A caller may send any word as a method; each would be a series of its own.
fn bekend(methode: &Method) -> String {
    let bekend = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    if bekend.contains(methode) { methode.as_str().to_owned() } else { "-".to_owned() }
}

/// The last count, with until when it is used. Who counts holds it, so that one counts for all who ask meanwhile.
type Telling = Arc<Mutex<Option<(Instant, Stand)>>>;

/// The routes of the address for who watches the gate. There is no key: that address is for them alone.
pub fn metrics_router(poort: Poort) -> Router {
    Router::new()
        .route("/metrics", get(toon))
        .fallback(niet_gevonden)
        .method_not_allowed_fallback(verkeerde_methode)
        .layer(middleware::map_response(zet_veilige_headers))
        .with_state((poort, Telling::default()))
}

async fn toon(State((poort, telling)): State<(Poort, Telling)>) -> Result<impl IntoResponse, Probleem> {
    let stand = stand(&poort, &telling).await?;
    let mut tekst = String::new();
    let geschreven = encode_registry(&mut tekst, &METINGEN.register)
        .and_then(|()| encode_registry(&mut tekst, &van_stand(&stand, poort.klok.nu())))
        .and_then(|()| encode_eof(&mut tekst));
    geschreven.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], tekst))
}

/// How things stand, counted again where the last count is too old.
async fn stand(poort: &Poort, telling: &Telling) -> Result<Stand, Probleem> {
    let mut laatste = telling.lock().await;
    if let Some((tot, stand)) = &*laatste
        && Instant::now() < *tot
    {
        return Ok(stand.clone());
    }
    let begin = Instant::now();
    let stand = poort.store.stand().await?;
    *laatste = Some((Instant::now() + vers(begin.elapsed()), stand.clone()));
    Ok(stand)
}

/// How long a count is used that took so long.
fn vers(duur: Duration) -> Duration {
    VERS.max(duur.saturating_mul(RUST))
}

fn van_stand(stand: &Stand, nu: DateTime<Utc>) -> Registry {
    let mut register = Registry::with_prefix("berichtenpoort");
    let berichten = Family::<BerichtLabels, Gauge>::default();
    for (berichttype, status, aantal) in &stand.berichten {
        let labels = BerichtLabels { berichttype: berichttype.clone(), status: status.clone() };
        berichten.get_or_create(&labels).set(*aantal);
    }
    register.register("berichten", "Bewaarde berichten naar type en status", berichten);
    let seconden = |sinds: DateTime<Utc>| (nu - sinds).num_seconds().max(0);
    let wachten = Gauge::<i64>::default();
    wachten.set(stand.oudste_wachtende.map_or(0, seconden));
    register.register_with_unit(
        "oudste_wachtende_bericht",
        "Hoe lang het oudste bericht al op verwerking wacht",
        Unit::Seconds,
        wachten,
    );
    let aantallen = Family::<PartijLabels, Gauge>::default();
    let oudste = Family::<PartijLabels, Gauge>::default();
    for (soort, aantal, sinds) in &stand.postbus {
        let labels = PartijLabels { soort: soort.clone() };
        aantallen.get_or_create(&labels).set(*aantal);
        oudste.get_or_create(&labels).set(sinds.map_or(0, seconden));
    }
    register.register("postbus", "Leveringen die niet zijn bevestigd, naar soort partij", aantallen);
    register.register_with_unit(
        "oudste_levering",
        "Hoe lang de oudste levering die niet is bevestigd al klaarstaat, naar soort partij",
        Unit::Seconds,
        oudste,
    );
    register
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hoe_langer_een_telling_duurt_hoe_langer_zij_dienst_doet() {
        assert_eq!(vers(Duration::from_millis(20)), VERS);
        assert_eq!(vers(Duration::from_secs(2)), Duration::from_secs(60));
    }
}
