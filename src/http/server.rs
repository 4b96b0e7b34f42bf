//! Connections: TLS, how many at once, and how long each may take over what. What comes in on them is for the router.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
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
        let (router, tls, wachter) = (router.clone(), tls.clone(), lopend.watcher());
        tokio::spawn(async move {
            // Held until the connection is gone.
            let _plaats = plaats;
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
