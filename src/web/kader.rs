//! What every page has around it.

use std::convert::Infallible;
use std::fmt::{self, Display};

use askama::Template;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::stijl::{Huisstijl, POORT_CSS, POORT_JS};

/// A page may take styles, scripts and pictures from the gate alone, and send its forms there. No script or style stands in it.
pub(super) const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// A part of the screens in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Onderdeel {
    Begin,
    Wijkteam,
    Controleren,
    Regels,
}

/// An entry of the menu.
pub(super) struct Menupunt {
    pub(super) naam: &'static str,
    pub(super) pad: &'static str,
    /// It leads to the page that is shown.
    pub(super) hier: bool,
}

const MENU: [(Onderdeel, &str, &str); 4] = [
    (Onderdeel::Begin, "Begin", "/"),
    (Onderdeel::Wijkteam, "Wijkteam zoeken", "/wijkteam"),
    (Onderdeel::Controleren, "Bericht controleren", "/controleer"),
    (Onderdeel::Regels, "Regels", "/regels"),
];

/// The frame of one page.
pub(super) struct Kader {
    huisstijl: Huisstijl,
    hier: Option<Onderdeel>,
}

impl Kader {
    pub(super) fn van(extensies: &Extensions) -> Kader {
        Kader { huisstijl: extensies.get::<Huisstijl>().cloned().unwrap_or_default(), hier: None }
    }

    /// The same, on a page of this part.
    #[must_use]
    pub(super) fn bij(self, onderdeel: Onderdeel) -> Kader {
        Kader { hier: Some(onderdeel), ..self }
    }

    pub(super) fn menu(&self) -> impl Iterator<Item = Menupunt> + '_ {
        MENU.iter().map(|&(onderdeel, naam, pad)| Menupunt { naam, pad, hier: self.hier == Some(onderdeel) })
    }

    pub(super) fn stijl(&self) -> String {
        POORT_CSS.pad()
    }

    pub(super) fn script(&self) -> String {
        POORT_JS.pad()
    }

    pub(super) fn thema(&self) -> Option<String> {
        self.huisstijl.pad()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Kader {
    type Rejection = Infallible;

    async fn from_request_parts(delen: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Kader::van(&delen.extensions))
    }
}

/// A page as an answer. A template cannot fail on the values that it is given; where it does after all, the gate says that it cannot
/// show the page.
pub(super) struct Blad<T: Template>(pub(super) StatusCode, pub(super) T);

impl<T: Template> IntoResponse for Blad<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(html) => (self.0, [(header::CONTENT_SECURITY_POLICY, CSP)], Html(html)).into_response(),
            Err(fout) => {
                tracing::error!(%fout, "een pagina is niet te maken");
                crate::http::Probleem::intern().into_response()
            }
        }
    }
}

/// Whether whoever asks is a person with a browser, who wants a page rather than data.
pub(super) fn wil_een_pagina(verzoek: &Request) -> bool {
    let pad = verzoek.uri().path();
    let van_systemen = pad.starts_with("/api/") || pad.starts_with("/health/");
    let soort = verzoek.headers().get(header::ACCEPT).and_then(|soort| soort.to_str().ok());
    !van_systemen && soort.is_some_and(|soort| soort.contains("text/html"))
}

/// A number as people write it: `25.000`.
pub(super) struct Getal(pub(super) u64);

impl Display for Getal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cijfers = self.0.to_string();
        for (plaats, cijfer) in cijfers.chars().enumerate() {
            if plaats > 0 && (cijfers.len() - plaats).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{cijfer}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_getal_heeft_punten_tussen_de_duizendtallen() {
        for (getal, geschreven) in [(0, "0"), (999, "999"), (1000, "1.000"), (12_345_678, "12.345.678")] {
            assert_eq!(Getal(getal).to_string(), geschreven);
        }
    }

    #[test]
    fn een_systeem_krijgt_gegevens_en_een_mens_een_pagina() {
        let wil = |pad: &str, soort: &str| {
            wil_een_pagina(
                &Request::builder().uri(pad).header("accept", soort).body(Default::default()).unwrap(),
            )
        };
        assert!(wil("/onbekend", "text/html,application/xhtml+xml;q=0.9"));
        assert!(!wil("/onbekend", "*/*"));
        assert!(!wil("/api/v1/onbekend", "text/html"));
        assert!(!wil("/health/ready", "text/html"));
    }
}
