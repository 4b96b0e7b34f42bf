//! Styles and scripts of the pages. Their address tells their content, so that a browser may keep them for good.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::Extension;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::systeem::oorzaak;

/// A file that pages refer to.
pub(super) struct Bestand {
    pad: &'static str,
    soort: &'static str,
    inhoud: &'static str,
    hash: LazyLock<String>,
}

impl Bestand {
    /// Where it is, from the root of the gate.
    pub(super) fn pad(&self) -> String {
        format!("{}?v={}", self.pad, *self.hash)
    }

    fn antwoord(&self) -> Response {
        voor_altijd(self.soort, self.inhoud)
    }
}

const CSS: &str = "text/css; charset=utf-8";

pub(super) static POORT_CSS: Bestand = Bestand {
    pad: "/stijl/poort.css",
    soort: CSS,
    inhoud: include_str!("stijl/poort.css"),
    hash: LazyLock::new(|| korte_hash(include_str!("stijl/poort.css"))),
};

pub(super) static POORT_JS: Bestand = Bestand {
    pad: "/stijl/poort.js",
    soort: "text/javascript; charset=utf-8",
    inhoud: include_str!("stijl/poort.js"),
    hash: LazyLock::new(|| korte_hash(include_str!("stijl/poort.js"))),
};

/// As much of a hash as tells two contents apart.
fn korte_hash(inhoud: &str) -> String {
    Sha256::digest(inhoud.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The look of one gemeente: its own values for the variables of the styles, which carry the names of NL Design System tokens.
#[derive(Clone, Default)]
pub struct Huisstijl {
    /// Content, and what tells it.
    thema: Option<Arc<(String, String)>>,
}

/// A theme that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HuisstijlFout {
    /// It cannot be read.
    #[error("het themabestand is niet te lezen: {0}. Controleer de naam en de rechten.")]
    Onleesbaar(String),
    /// It fetches things from elsewhere, which browsers would refuse.
    #[error(
        "het themabestand haalt iets van buiten de poort op (@import of url naar een andere plek). Zet alleen waarden van variabelen in het bestand."
    )]
    VanBuiten,
}

impl Huisstijl {
    /// The look in a file of CSS.
    ///
    /// # Errors
    /// [`HuisstijlFout`] where the file cannot be read, or wants something from elsewhere.
    pub fn uit_bestand(pad: &Path) -> Result<Huisstijl, HuisstijlFout> {
        std::fs::read_to_string(pad)
            .map_err(|fout| HuisstijlFout::Onleesbaar(oorzaak(&fout)))
            .and_then(Huisstijl::uit_css)
    }

    /// The look in these styles.
    ///
    /// # Errors
    /// [`HuisstijlFout::VanBuiten`].
    pub fn uit_css(css: String) -> Result<Huisstijl, HuisstijlFout> {
        let klein = css.to_ascii_lowercase();
        let mut verwijzingen =
            klein.split("url(").skip(1).map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
        if klein.contains("@import")
            || verwijzingen.any(|naar| naar.contains("://") && !naar.starts_with("data:"))
        {
            return Err(HuisstijlFout::VanBuiten);
        }
        let hash = korte_hash(&css);
        Ok(Huisstijl { thema: Some(Arc::new((css, hash))) })
    }

    /// Where pages find it; none where there is no look of one's own.
    pub(super) fn pad(&self) -> Option<String> {
        self.thema.as_ref().map(|thema| format!("/stijl/thema.css?v={}", thema.1))
    }
}

/// `GET /stijl/poort.css`.
pub(super) async fn css() -> Response {
    POORT_CSS.antwoord()
}

/// `GET /stijl/poort.js`.
pub(super) async fn script() -> Response {
    POORT_JS.antwoord()
}

/// `GET /stijl/thema.css`: nothing where there is no look of one's own.
pub(super) async fn thema(Extension(huisstijl): Extension<Huisstijl>) -> Response {
    let css = huisstijl.thema.map(|thema| thema.0.clone()).unwrap_or_default();
    voor_altijd(CSS, css)
}

/// Pages ask for it under its content's own address.
fn voor_altijd(soort: &'static str, inhoud: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(soort)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, inhoud).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_thema_met_waarden_mag_en_een_dat_van_buiten_haalt_niet() {
        let mag = |css: &str| Huisstijl::uit_css(css.to_owned()).is_ok();
        assert!(mag(":root { --utrecht-link-color: #00811f; }"));
        assert!(mag("body { background: url(data:image/svg+xml;base64,AA) }"));
        assert!(!mag("@IMPORT 'x.css';"));
        assert!(!mag("body { background: url( 'https://elders.example/x.png' ) }"));
    }
}
