//! Connections: TLS, how many at once, and how long each may take over what. What comes in on them is for the router.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::tempo::van_elders;
use super::tls::{Tls, getoond};
use crate::toegang::GetoondCertificaat;

/// How long a browser that came over TLS once goes on asking for it: a year.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");
/// Headers of a request: more in number or in bytes is refused.
const MEESTE_HEADERS: usize = 64;
const GROOTSTE_KOP: usize = 64 * 1024;
/// How long to wait after the system could not give another connection: no room in memory, or too many files.
const ADEMPAUZE: Duration = Duration::from_millis(500);

/// How much connections may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grenzen {
    /// Connections at once; who comes later waits until one goes.
    pub verbindingen: usize,
    /// Connections at once from one address elsewhere; one more is closed at once. None: no limit.
    pub per_adres: Option<NonZeroUsize>,
    /// How long TLS may take to begin.
    pub handdruk: Duration,
    /// How long the head of a request may take, and how long a connection may stay without a next one.
    pub kop: Duration,
    /// How long a caller may leave an answer unread.
    pub lezen: Duration,
}

impl Default for Grenzen {
    fn default() -> Grenzen {
        Grenzen {
            verbindingen: 1024,
            per_adres: NonZeroUsize::new(256),
            handdruk: Duration::from_secs(10),
            kop: Duration::from_secs(30),
            lezen: Duration::from_secs(60),
        }
    }
}

/// What is known of the connection that a request came in on: an extension of every request.
#[derive(Clone, Debug)]
pub struct Verbinding {
    /// From where.
    pub adres: SocketAddr,
    /// The client certificate that was shown; the authority that gave it was checked.
    pub certificaat: Option<Arc<GetoondCertificaat>>,
}

/// Serves until `stop` comes, and then until what is under way has ended.
///
/// # Errors
/// None at present: a connection that fails ends by itself.
pub async fn serveer(
    luisteraar: TcpListener,
    router: Router,
    tls: Option<Arc<Tls>>,
    grenzen: Grenzen,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let ruimte = Arc::new(Semaphore::new(grenzen.verbindingen));
    let adressen = Adressen::nieuw(grenzen.per_adres);
    let lopend = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let plaats = tokio::select! {
            () = &mut stop => break,
            plaats = Arc::clone(&ruimte).acquire_owned() => plaats,
        };
        let aangenomen = tokio::select! {
            () = &mut stop => break,
            aangenomen = luisteraar.accept() => aangenomen,
        };
        let (stroom, adres) = match aangenomen {
            Ok(aangenomen) => aangenomen,
            Err(fout) => {
                if !is_van_verbinding(&fout) {
                    tracing::error!(%fout, "een nieuwe verbinding kon niet worden aangenomen");
                    sleep(ADEMPAUZE).await;
                }
                continue;
            }
        };
        let Some(van_adres) = adressen.neem(adres.ip()) else {
            tracing::debug!("een adres heeft al te veel verbindingen; de nieuwe is gesloten");
            continue;
        };
        let (router, tls, wachter) = (router.clone(), tls.clone(), lopend.watcher());
        tokio::spawn(async move {
            // Held until the connection is gone.
            let (_plaats, _van_adres) = (plaats, van_adres);
            let fout = match tls {
                None => {
                    let verbinding = Verbinding { adres, certificaat: None };
                    bedien(stroom, verbinding, router, grenzen, false, wachter).await
                }
                Some(tls) => match handdruk(stroom, adres, &tls, grenzen).await {
                    Ok((stroom, verbinding)) => {
                        bedien(stroom, verbinding, router, grenzen, true, wachter).await
                    }
                    Err(fout) => Err(fout.to_string()),
                },
            };
            if let Err(fout) = fout {
                tracing::debug!(%fout, "een verbinding is afgebroken");
            }
        });
    }
    drop(luisteraar);
    lopend.shutdown().await;
    Ok(())
}

/// How many connections each address elsewhere has: one alone must not take every place. This machine itself is not counted, as a proxy
/// may stand there.
#[derive(Clone)]
struct Adressen {
    grens: Option<NonZeroUsize>,
    aantallen: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A connection of an address, until it is let go.
struct VanAdres(Option<(Adressen, IpAddr)>);

impl Adressen {
    fn nieuw(grens: Option<NonZeroUsize>) -> Adressen {
        Adressen { grens, aantallen: Arc::default() }
    }

    /// Room for one more; none where the address has as many as it may.
    fn neem(&self, adres: IpAddr) -> Option<VanAdres> {
        let Some((grens, adres)) = self.grens.zip(van_elders(adres)) else { return Some(VanAdres(None)) };
        let mut aantallen = self.aantallen.lock().unwrap_or_else(PoisonError::into_inner);
        let aantal = aantallen.entry(adres).or_default();
        if *aantal >= grens.get() {
            return None;
        }
        *aantal += 1;
        Some(VanAdres(Some((self.clone(), adres))))
    }
}

impl Drop for VanAdres {
    fn drop(&mut self) {
        let Some((adressen, adres)) = self.0.take() else { return };
        let mut aantallen = adressen.aantallen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(aantal) = aantallen.get_mut(&adres) {
            *aantal -= 1;
            if *aantal == 0 {
                aantallen.remove(&adres);
            }
        }
    }
}

/// Whether it is only this one connection that failed.
fn is_van_verbinding(fout: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(fout.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Begins TLS, and sees which certificate is shown.
async fn handdruk(
    stroom: TcpStream,
    adres: SocketAddr,
    tls: &Tls,
    grenzen: Grenzen,
) -> io::Result<(tokio_rustls::server::TlsStream<TcpStream>, Verbinding)> {
    let te_traag = |_| io::Error::from(io::ErrorKind::TimedOut);
    let stroom = timeout(grenzen.handdruk, TlsAcceptor::from(tls.config()).accept(stroom))
        .await
        .map_err(te_traag)??;
    let (_, sessie) = stroom.get_ref();
    let certificaat = sessie.peer_certificates().and_then(<[_]>::first).map(|een| Arc::new(getoond(een)));
    Ok((stroom, Verbinding { adres, certificaat }))
}

/// Answers the requests of one connection.
async fn bedien(
    stroom: impl AsyncRead + AsyncWrite + Send + 'static,
    verbinding: Verbinding,
    router: Router,
    grenzen: Grenzen,
    tls: bool,
    wachter: hyper_util::server::graceful::Watcher,
) -> Result<(), String> {
    let mut stroom = Box::pin(TimeoutStream::new(stroom));
    stroom.as_mut().set_write_timeout_pinned(Some(grenzen.lezen));
    let antwoord = service_fn(move |mut verzoek: Request<Incoming>| {
        verzoek.extensions_mut().insert(verbinding.clone());
        let router = router.clone();
        async move {
            let mut antwoord = router.oneshot(verzoek.map(Body::new)).await?;
            if tls {
                antwoord.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
            }
            Ok::<_, std::convert::Infallible>(antwoord)
        }
    });
    let bediend = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(grenzen.kop)
        .max_headers(MEESTE_HEADERS)
        .max_buf_size(GROOTSTE_KOP)
        .serve_connection(TokioIo::new(stroom), antwoord);
    wachter.watch(bediend).await.map_err(|fout| fout.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(tekst: &str) -> IpAddr {
        tekst.parse().unwrap()
    }

    #[test]
    fn een_adres_neemt_niet_alle_plaatsen_en_wat_weg_is_telt_niet_mee() {
        let adressen = Adressen::nieuw(NonZeroUsize::new(2));
        let (een, ook) = (adressen.neem(ip("192.0.2.1")), adressen.neem(ip("::ffff:192.0.2.1")));
        assert!(een.is_some() && ook.is_some());
        assert!(adressen.neem(ip("192.0.2.1")).is_none());
        let ander = adressen.neem(ip("2001:db8::1"));
        let buur = adressen.neem(ip("2001:db8::2"));
        assert!(ander.is_some() && buur.is_some() && adressen.neem(ip("2001:db8::3")).is_none());
        let hier: Vec<_> = (0..10).map(|_| adressen.neem(ip("::ffff:127.0.0.1"))).collect();
        assert!(hier.iter().all(Option::is_some), "deze machine zelf");
        drop(een);
        let opnieuw = adressen.neem(ip("192.0.2.1"));
        assert!(opnieuw.is_some());
        drop((ook, ander, buur, opnieuw));
        assert!(adressen.aantallen.lock().unwrap().is_empty());
    }

    #[test]
    fn zonder_grens_telt_niemand() {
        let adressen = Adressen::nieuw(None);
        let alle: Vec<_> = (0..10).map(|_| adressen.neem(ip("192.0.2.1"))).collect();
        assert!(alle.iter().all(Option::is_some));
    }
}
