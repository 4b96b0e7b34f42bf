//! Who calls, and whether that caller may: asked once for every route, before anything else.
//!
//! A caller shows who it is with an access key, with a token of the issuer, with a session that
//! it signed in for, or with a client certificate. [`laat_toe`] looks up in `ingangen` which right the route asks for,
//! and refuses or hands the caller on. What a handler takes from the request tells which callers it is for: [`Beller`] for parties,
//! [`Inzage`] for parties and people of the gate.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::ingangen::{Gevonden, Ingang, Nodig, zoek};
use super::inloggen::{sessiesleutel, van_eigen_pagina};
use super::oidc::Oidc;
use super::probleem::Probleem;
use super::server::Verbinding;
use super::tempo::{TeVeel, Tempo};
use super::uitgever::{TokenFout, Uitgever};
use crate::partij::{Medewerker, Partij, hash_van_sleutel};
use crate::poort::{Poort, PoortFout, Sessiesleutel};
use crate::store::Zicht;
use crate::toegang::{
    Aanroeper, GetoondCertificaat, Ingelogde, Rechten, Sleutel, Sleutelstand, Volmacht, Weigering, Wie,
};

/// What a page of the gate sends along with what changes something.
const FORMULIERCODE: HeaderName = HeaderName::from_static("x-formuliercode");

/// For which party a supplier calls.
pub(super) const NAMENS_PARTIJ: HeaderName = HeaderName::from_static("namens-partij");

/// How callers are let in, for one router.
#[derive(Clone, Default)]
pub struct Toegang {
    /// The day on which this process last recorded the use of a key, so that it writes once a day.
    gebruikt: Arc<Mutex<HashMap<Uuid, NaiveDate>>>,
    /// Whose tokens count.
    uitgever: Option<Arc<Uitgever>>,
    /// How many requests there may be.
    tempo: Option<Tempo>,
    /// Who may see which page, beside the calls of the API.
    paginas: &'static [Ingang],
    /// Where people sign in besides here.
    oidc: Option<Arc<Oidc>>,
}

/// Lets a request on to its handler, with who calls, where that caller may.
pub(super) async fn laat_toe(
    State((poort, toegang)): State<(Poort, Toegang)>,
    mut verzoek: Request,
    verder: Next,
) -> Response {
    let pad = verzoek.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let nodig = match zoek(toegang.paginas, verzoek.method(), pad) {
        Gevonden::Ingang(nodig) => nodig,
        // The router tells which methods there are.
        Gevonden::AndereMethode => return verder.run(verzoek).await,
        Gevonden::Vergeten => {
            tracing::error!(route = pad, "van deze route staat niet vast wie haar mag gebruiken");
            return Probleem::intern().into_response();
        }
    };
    let Nodig::Recht(recht) = nodig else {
        return match toegang.open_verzoek(&verzoek) {
            Ok(()) => verder.run(verzoek).await,
            Err(te_veel) => Probleem::te_veel_open(te_veel.0).into_response(),
        };
    };
    let verbinding = verzoek.extensions().get::<Verbinding>().cloned();
    let (methode, headers) = (verzoek.method(), verzoek.headers());
    let aanroeper = match toegang.herken(&poort, methode, headers, verbinding.as_ref()).await {
        Ok(aanroeper) => aanroeper,
        Err(probleem) => return probleem.into_response(),
    };
    let ruimte = match toegang.tempo.as_ref().map_or(Ok(None), |tempo| tempo.verzoek(wiens_tempo(&aanroeper)))
    {
        Ok(ruimte) => ruimte,
        Err((te_veel, ruimte)) => {
            let mut antwoord = Probleem::te_veel_verzoeken(te_veel.0).into_response();
            ruimte.schrijf(antwoord.headers_mut());
            return antwoord;
        }
    };
    let mut antwoord = match aanroeper.mag(recht) {
        Err(weigering @ (Weigering::Volmacht | Weigering::VoorWie)) => {
            Probleem::geen_volmacht(weigering.uitleg(recht)).into_response()
        }
        Err(weigering) => Probleem::geen_recht(weigering.uitleg(recht)).into_response(),
        Ok(()) => {
            verzoek.extensions_mut().insert(aanroeper);
            verder.run(verzoek).await
        }
    };
    if let Some(ruimte) = ruimte {
        ruimte.schrijf(antwoord.headers_mut());
    }
    antwoord
}

/// Under which id requests are counted: those of a party together, those of all people of the gate together.
fn wiens_tempo(aanroeper: &Aanroeper) -> Uuid {
    aanroeper.partij().map_or(Uuid::nil(), |partij| partij.id)
}

impl Toegang {
    /// The same, where tokens of this issuer count too.
    #[must_use]
    pub fn met_uitgever(self, uitgever: Uitgever) -> Toegang {
        Toegang { uitgever: Some(Arc::new(uitgever)), ..self }
    }

    /// The same, with a limit to how many requests there may be.
    #[must_use]
    pub fn met_tempo(self, tempo: Tempo) -> Toegang {
        Toegang { tempo: Some(tempo), ..self }
    }

    /// The same with pages.
    #[must_use]
    pub(super) fn met_ingangen(self, paginas: &'static [Ingang]) -> Toegang {
        Toegang { paginas, ..self }
    }

    /// The same, where people may sign in at this issuer too.
    #[must_use]
    pub fn met_oidc(self, oidc: Oidc) -> Toegang {
        Toegang { oidc: Some(Arc::new(oidc)), ..self }
    }

    pub(super) fn oidc(&self) -> Option<&Oidc> {
        self.oidc.as_deref()
    }

    /// Who is signed in: of an issuer only while the configuration names the role.
    pub(super) async fn ingelogd(
        &self,
        poort: &Poort,
        sleutel: &Sessiesleutel,
    ) -> Result<Option<Ingelogde>, PoortFout> {
        let nog = |wie: &Ingelogde| wie.uitgever.is_none() || self.oidc().is_some_and(|oidc| oidc.kent(wie));
        Ok(poort.ingelogd(sleutel).await?.filter(nog))
    }

    pub(super) fn luistert_naar(&self, adres: Option<IpAddr>) -> Result<(), TeVeel> {
        match (&self.tempo, adres) {
            (Some(tempo), Some(adres)) => tempo.luistert_naar(adres),
            _ => Ok(()),
        }
    }

    /// Counts a call of the API that needs no key. Whether the gate lives may always be asked.
    fn open_verzoek(&self, verzoek: &Request) -> Result<(), TeVeel> {
        let verbinding = verzoek.extensions().get::<Verbinding>();
        match (&self.tempo, verbinding) {
            (Some(tempo), Some(verbinding)) if verzoek.uri().path().starts_with("/api/") => {
                tempo.open_verzoek(verbinding.adres.ip())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn mislukt(&self, adres: IpAddr) {
        if let Some(tempo) = &self.tempo {
            tempo.mislukt(adres);
        }
    }

    pub(super) fn luistert_bij_inloggen(&self, adres: Option<IpAddr>, naam: &str) -> Result<(), TeVeel> {
        match (&self.tempo, adres) {
            (Some(tempo), Some(adres)) => tempo.luistert_bij_inloggen(adres, naam),
            _ => Ok(()),
        }
    }

    /// Counts signing in that went wrong.
    pub(super) fn inloggen_mislukt(&self, adres: Option<IpAddr>, naam: &str) {
        if let (Some(tempo), Some(adres)) = (&self.tempo, adres) {
            tempo.mislukt(adres);
            tempo.inloggen_mislukt(adres, naam);
        }
    }

    /// Who makes a request, unless too many wrong keys came from its address.
    async fn herken(
        &self,
        poort: &Poort,
        methode: &Method,
        headers: &HeaderMap,
        verbinding: Option<&Verbinding>,
    ) -> Result<Aanroeper, Probleem> {
        let adres = verbinding.map(|verbinding| verbinding.adres.ip());
        self.luistert_naar(adres).map_err(|te_veel| Probleem::te_vaak_geraden(te_veel.0))?;
        let certificaat = verbinding.and_then(|verbinding| verbinding.certificaat.as_deref());
        let wie = match self.wie(poort, (methode, headers), certificaat).await {
            Ok(wie) => namens(poort, headers, wie).await,
            Err(probleem) => Err(probleem),
        };
        if let (Err(probleem), Some(adres)) = (&wie, adres) {
            // Who showed nothing did not guess.
            if probleem.is_toegang() && headers.contains_key(header::AUTHORIZATION) {
                self.mislukt(adres);
            }
        }
        wie
    }

    /// Who makes a request. With a key or a token a certificate need not be known, as one supplier may act for several parties; but
    /// where it is that of a party, it is that same party.
    async fn wie(
        &self,
        poort: &Poort,
        (methode, headers): (&Method, &HeaderMap),
        certificaat: Option<&GetoondCertificaat>,
    ) -> Result<Aanroeper, Probleem> {
        let van_certificaat = match certificaat {
            Some(getoond) => poort.store.partij_van_certificaat(getoond, poort.klok.nu()).await?,
            None => None,
        };
        let met_bewijs = match (bearer(headers), sessiesleutel(headers)) {
            (Some(bewijs), _) => Some(self.met_bewijs(poort, bewijs).await?),
            (None, Some(sleutel)) => Some(self.met_sessie(poort, &sleutel, methode, headers).await?),
            (None, None) => None,
        };
        if let Some(aanroeper) = met_bewijs {
            let zelfde = |van: &Partij| aanroeper.partij().is_some_and(|partij| partij.id == van.id);
            if van_certificaat.as_ref().is_none_or(zelfde) {
                return Ok(aanroeper);
            }
            return Err(Probleem::toegang(
                "Uw certificaat en uw toegangssleutel of token zijn van verschillende partijen. Gebruik die van dezelfde partij.",
            ));
        }
        match (van_certificaat, certificaat) {
            // A browser shows the certificate along with whatever another page makes it do.
            (Some(_), _) if !leest(methode) && !van_eigen_pagina(headers) => Err(Probleem::niet_van_pagina()),
            (Some(partij), _) => {
                let wie = Wie::Partij { partij, medewerker: None, rol: None };
                Ok(Aanroeper::nieuw(wie, Rechten::ALLE))
            }
            (None, Some(_)) => Err(Probleem::toegang(
                "Uw certificaat is in orde, maar hoort bij geen partij van deze poort. Vraag de beheerder van de poort om het vast te \
                 leggen (berichtenpoort partij certificaat), of stuur een toegangssleutel mee.",
            )),
            (None, None) => Err(Probleem::toegang(
                "Stuur uw toegangssleutel mee in de header ‘Authorization: Bearer <sleutel>’.",
            )),
        }
    }

    async fn met_bewijs(&self, poort: &Poort, bewijs: &str) -> Result<Aanroeper, Probleem> {
        match &self.uitgever {
            Some(uitgever) if Uitgever::is_token(bewijs) => met_token(poort, uitgever, bewijs).await,
            _ => self.met_sleutel(poort, bewijs).await,
        }
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

    /// The person who is signed in. What changes something must come from a page of the gate: a browser sends the cookie along with
    /// whatever another page makes it do.
    async fn met_sessie(
        &self,
        poort: &Poort,
        sleutel: &Sessiesleutel,
        methode: &Method,
        headers: &HeaderMap,
    ) -> Result<Aanroeper, Probleem> {
        let uitgelogd = || Probleem::toegang("U bent niet meer ingelogd. Log opnieuw in op /inloggen.");
        let gebruiker = self.ingelogd(poort, sleutel).await?.ok_or_else(uitgelogd)?;
        let code = headers.get(FORMULIERCODE).and_then(|waarde| waarde.to_str().ok());
        if !leest(methode) && (code != Some(&sleutel.formuliercode()) || !van_eigen_pagina(headers)) {
            return Err(Probleem::niet_van_pagina());
        }
        gebruiker.aanroeper().ok_or_else(uitgelogd)
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

/// For whom a caller acts: for who it is itself, or as a supplier for the party that it names, where that let it. A party that
/// is not there and one that gave no volmacht look the same.
async fn namens(poort: &Poort, headers: &HeaderMap, aanroeper: Aanroeper) -> Result<Aanroeper, Probleem> {
    let Some(genoemd) = headers.get(NAMENS_PARTIJ) else { return Ok(aanroeper) };
    let code = genoemd.to_str().map_or("", str::trim);
    let Some(partij) = aanroeper.partij().filter(|partij| partij.soort.werkt_voor_anderen()) else {
        // Who names itself says nothing new.
        if aanroeper.partij().is_some_and(|partij| partij.code == code) {
            return Ok(aanroeper);
        }
        return Err(Probleem::geen_volmacht(
            "Alleen een leverancier of een knooppunt werkt namens een andere partij. Laat de header ‘Namens-Partij’ weg.",
        ));
    };
    let volmacht = poort.store.volmacht_voor(partij.id, code, poort.klok.vandaag()).await?;
    match volmacht {
        Some(volmacht) => Ok(aanroeper.namens(volmacht)),
        None => Err(Probleem::geen_volmacht(
            "U heeft vandaag geen volmacht van de partij in de header ‘Namens-Partij’. Controleer de code, of vraag die partij om een \
             volmacht (berichtenpoort partij volmacht).",
        )),
    }
}

/// The system of a party, with what its token is for.
async fn met_token(poort: &Poort, uitgever: &Uitgever, token: &str) -> Result<Aanroeper, Probleem> {
    let getoond = match uitgever.toets(token).await {
        Ok(getoond) => getoond,
        Err(TokenFout::Ongeldig(waarom)) => {
            return Err(Probleem::toegang(&format!(
                "Dit token geeft geen toegang: {waarom}. Vraag een nieuw token aan bij de uitgever."
            )));
        }
        Err(TokenFout::Storing) => return Err(Probleem::uitgever_weg()),
    };
    let partij = poort.store.partij_met_code(&getoond.partij).await?.ok_or_else(|| {
        Probleem::toegang(
            "Dit token is voor een partij die deze poort niet kent. Controleer de partij bij de uitgever, of vraag de beheerder van de \
             poort om haar toe te voegen.",
        )
    })?;
    Ok(Aanroeper::nieuw(Wie::Partij { partij, medewerker: None, rol: None }, getoond.rechten))
}

/// Whether a call changes nothing.
fn leest(methode: &Method) -> bool {
    matches!(*methode, Method::GET | Method::HEAD)
}

/// The key or token that comes with a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (schema, bewijs) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    schema.eq_ignore_ascii_case("bearer").then_some(bewijs.trim())
}

/// The party that calls, and the person where there is one. A handler that takes it is for parties: it cannot be reached by
/// anybody else.
///
/// Last: what lets a supplier act for the party, where one calls.
pub(super) struct Beller(pub(super) Partij, pub(super) Option<Medewerker>, pub(super) Option<Arc<Volmacht>>);

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
        let volmacht = aanroeper.volmacht().cloned().map(Arc::new);
        let partij = aanroeper.partij().cloned().ok_or_else(|| {
            Probleem::geen_recht("Dit is er alleen voor partijen. U werkt voor de poort zelf.".to_owned())
        })?;
        Ok(Beller(partij, medewerker, volmacht))
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

/// Whoever manages parties: a party what is its own, a person of the gate those of everybody.
pub(super) struct Beheer {
    /// The party; none for a person of the gate.
    pub(super) partij: Option<Partij>,
    /// The person, where it is one.
    pub(super) medewerker: Option<Medewerker>,
    /// What the caller may do of all there is.
    pub(super) rechten: Rechten,
}

impl Beheer {
    /// Lets only who manages the gate go on.
    pub(super) fn van_poort(&self) -> Result<(), Probleem> {
        match self.partij {
            None => Ok(()),
            Some(_) => Err(Probleem::verboden("Dit kan alleen de beheerder van de poort.")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Beheer {
    type Rejection = Probleem;

    async fn from_request_parts(delen: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        toegelaten(delen).map(|aanroeper| Beheer {
            partij: aanroeper.partij().cloned(),
            medewerker: aanroeper.medewerker().cloned(),
            rechten: aanroeper.rechten(),
        })
    }
}

/// The caller that was let in. There is one on every route that asks for a right.
fn toegelaten(delen: &Parts) -> Result<&Aanroeper, Probleem> {
    delen.extensions.get().ok_or_else(|| {
        tracing::error!("een route zonder recht vraagt wie er belt");
        Probleem::intern()
    })
}
