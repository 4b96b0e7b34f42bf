//! Who calls, and whether that caller may: asked once for every route, before anything else.
//!
//! A caller shows who it is with an access key. [`laat_toe`] looks up in `ingangen` which right the route asks for,
//! and refuses or hands the caller on. What a handler takes from the request tells which callers it is for: [`Beller`] for parties,
//! [`Inzage`] for parties and people of the gate.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::ingangen::{Gevonden, Nodig, zoek};
use super::probleem::Probleem;
use crate::partij::{Medewerker, Partij, hash_van_sleutel};
use crate::poort::Poort;
use crate::store::Zicht;
use crate::toegang::{Aanroeper, Sleutel, Sleutelstand};

/// How callers are let in, for one router.
#[derive(Clone, Default)]
pub struct Toegang {
    /// The day on which this process last recorded the use of a key, so that it writes once a day.
    gebruikt: Arc<Mutex<HashMap<Uuid, NaiveDate>>>,
}

/// Lets a request on to its handler, with who calls, where that caller may.
pub(super) async fn laat_toe(
    State((poort, toegang)): State<(Poort, Toegang)>,
    mut verzoek: Request,
    verder: Next,
) -> Response {
    let pad = verzoek.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let nodig = match zoek(verzoek.method(), pad) {
        Gevonden::Ingang(nodig) => nodig,
        // The router tells which methods there are.
        Gevonden::AndereMethode => return verder.run(verzoek).await,
        Gevonden::Vergeten => {
            tracing::error!(route = pad, "van deze route staat niet vast wie haar mag gebruiken");
            return Probleem::intern().into_response();
        }
    };
    if let Nodig::Recht(recht) = nodig {
        let aanroeper = match toegang.wie(&poort, verzoek.headers()).await {
            Ok(aanroeper) => aanroeper,
            Err(probleem) => return probleem.into_response(),
        };
        if let Err(weigering) = aanroeper.mag(recht) {
            return Probleem::geen_recht(weigering.uitleg(recht)).into_response();
        }
        verzoek.extensions_mut().insert(aanroeper);
    }
    verder.run(verzoek).await
}

impl Toegang {
    /// Who makes a request.
    async fn wie(&self, poort: &Poort, headers: &HeaderMap) -> Result<Aanroeper, Probleem> {
        let bewijs = bearer(headers).ok_or_else(|| {
            Probleem::toegang("Stuur uw toegangssleutel mee in de header ‘Authorization: Bearer <sleutel>’.")
        })?;
        self.met_sleutel(poort, bewijs).await
    }

    async fn met_sleutel(&self, poort: &Poort, bewijs: &str) -> Result<Aanroeper, Probleem> {
        let nu = poort.klok.nu();
        let onbekend = || {
            Probleem::toegang(
                "Deze toegangssleutel is niet bekend of niet meer geldig. Vraag de beheerder van de poort om een nieuwe.",
            )
        };
        let sleutel = poort.store.sleutel_met_hash(&hash_van_sleutel(bewijs)).await?.ok_or_else(onbekend)?;
        match sleutel.stand(nu) {
            Sleutelstand::Geldig => {}
            Sleutelstand::Verlopen => {
                return Err(Probleem::toegang(
                    "Deze toegangssleutel is verlopen. Vraag de beheerder van de poort om een nieuwe.",
                ));
            }
            Sleutelstand::Ingetrokken => {
                return Err(Probleem::toegang(
                    "Deze toegangssleutel is ingetrokken. Vraag de beheerder van de poort om een nieuwe.",
                ));
            }
        }
        self.noteer_gebruik(poort, &sleutel);
        sleutel.aanroeper(nu).ok_or_else(onbekend)
    }

    /// Records on which day a key was used: beside the request, which does not wait for it and does not fail on it.
    fn noteer_gebruik(&self, poort: &Poort, sleutel: &Sleutel) {
        let (id, dag) = (sleutel.id, poort.klok.vandaag());
        if sleutel.laatst_gebruikt.is_some_and(|laatst| laatst >= dag) {
            return;
        }
        let mut gebruikt = self.gebruikt.lock().unwrap_or_else(PoisonError::into_inner);
        if gebruikt.insert(id, dag) == Some(dag) {
            return;
        }
        let store = poort.store.clone();
        tokio::spawn(async move {
            if let Err(fout) = store.sleutel_gebruikt(id, dag).await {
                tracing::warn!(%fout, "de laatste dag van gebruik van een sleutel is niet bewaard");
            }
        });
    }
}

/// The key or token that comes with a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (schema, bewijs) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    schema.eq_ignore_ascii_case("bearer").then_some(bewijs.trim())
}

/// The party that calls, and the person where there is one. A handler that takes it is for parties: it cannot be reached by
/// anybody else.
pub(super) struct Beller(pub(super) Partij, pub(super) Option<Medewerker>);

impl Beller {
    /// What the party may see: its own messages and what was delivered to it.
    pub(super) fn zicht(&self) -> Zicht {
        Zicht::Partij(self.0.id)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Beller {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let aanroeper = toegelaten(delen)?;
        let medewerker = aanroeper.medewerker().cloned();
        let partij = aanroeper.partij().cloned().ok_or_else(|| {
            Probleem::geen_recht("Dit is er alleen voor partijen. U werkt voor de poort zelf.".to_owned())
        })?;
        Ok(Beller(partij, medewerker))
    }
}

/// Whoever may look, as far as it may: a party at what is its own, a person of the gate at that of every party.
pub(super) struct Inzage(pub(super) Option<Partij>);

impl Inzage {
    /// What the caller may see.
    pub(super) fn zicht(&self) -> Zicht {
        self.0.as_ref().map_or(Zicht::Alles, |partij| Zicht::Partij(partij.id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Inzage {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        toegelaten(delen).map(|aanroeper| Inzage(aanroeper.partij().cloned()))
    }
}

/// The caller that was let in. There is one on every route that asks for a right.
fn toegelaten(delen: &Parts) -> Result<&Aanroeper, Probleem> {
    delen.extensions.get().ok_or_else(|| {
        tracing::error!("een route zonder recht vraagt wie er belt");
        Probleem::intern()
    })
}
